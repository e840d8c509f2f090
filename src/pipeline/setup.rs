//! The setup: the configuration, and what is made of it once.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use anyhow::Context as _;
use rusqlite::Connection;

use crate::{
    config::{self, Config},
    domain::source::SourceKind,
    extract::{page::PageRules, press::topic::Topic},
    store::{derived::pages, evidence::bodies},
};

/// What every step of the pipeline is given. Replaced as a whole by a reload.
pub struct Setup {
    pub config: Config,
    topic: Topic,
    sources: HashMap<String, usize>,
    /// Rules of pages, compiled when first needed: most polls bring a 304.
    rules: Mutex<HashMap<String, Arc<Rules>>>,
    /// A database was here before: where this one is new, that one is gone.
    pub lost_database: bool,
}

/// The compiled rules of a page, and what tells them from others.
pub struct Rules {
    pub page: PageRules,
    pub digest: String,
}

impl Setup {
    pub fn new(config: Config) -> anyhow::Result<Self> {
        let topic = &config.topic;
        let topic = Topic::new(&topic.phrases, &topic.context, &topic.except)
            .context("failed to compile [topic]")?;
        let sources = (0..)
            .zip(&config.sources)
            .map(|(place, source)| (source.id.to_string(), place))
            .collect();
        Ok(Self {
            config,
            topic,
            sources,
            rules: Mutex::default(),
            lost_database: false,
        })
    }

    pub fn source(&self, id: &str) -> Option<&config::Source> {
        self.sources
            .get(id)
            .map(|&place| &self.config.sources[place])
    }

    /// The words that put a text on topic, if it is.
    pub fn topic(&self, text: &str) -> Option<String> {
        self.topic.matches(text).map(|found| found.phrase)
    }

    pub fn page_rules(&self, source: &config::Source) -> anyhow::Result<Arc<Rules>> {
        let mut rules = self.rules.lock().expect("no holder panics");
        if let Some(known) = rules.get(source.id.as_str()) {
            return Ok(Arc::clone(known));
        }
        let (select, remove, ignore) = (source.select.as_deref(), &source.remove, &source.ignore);
        let page = PageRules::new(select, remove, ignore)
            .with_context(|| format!("failed to compile the rules of {}", source.id))?;
        let text = format!("{select:?} {remove:?} {ignore:?}");
        let digest = bodies::address(text.as_bytes());
        let made = Arc::new(Rules { page, digest });
        rules.insert(source.id.to_string(), Arc::clone(&made));
        Ok(made)
    }

    /// Whether a page was last read by other rules than those that hold now.
    pub fn rules_changed(
        &self,
        conn: &Connection,
        source: &config::Source,
    ) -> anyhow::Result<bool> {
        if source.kind != SourceKind::Page {
            return Ok(false);
        }
        let rules = self.page_rules(source)?;
        let before = pages::get(conn, source.id.as_str())?;
        Ok(before.is_some_and(|before| before.rules != rules.digest))
    }
}
