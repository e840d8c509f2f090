//! The setup: the configuration, and what is made of it once.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use anyhow::Context as _;
use jiff::Timestamp;
use rusqlite::Connection;

use crate::{
    config::{self, Config},
    domain::{calendar, measure::MeasureId, record::MeasureRecord, source::SourceKind},
    extract::{
        page::PageRules,
        press::{self, claims::ClaimReading, topic::Topic},
        text,
    },
    pipeline::{opened, situation::washington},
    store::{derived::pages, evidence::bodies, work::sources::Source},
};

/// What every step of the pipeline is given. Replaced as a whole by a reload.
pub struct Setup {
    pub config: Config,
    topic: Topic,
    /// What drives the question, by its name.
    contexts: Vec<(String, Topic)>,
    sources: HashMap<String, Arc<config::Source>>,
    /// Rules of pages, compiled when first needed: most polls bring a 304.
    rules: Mutex<HashMap<String, Arc<Rules>>>,
    /// There is a key to ask Congress's API with; without one it isn't asked.
    pub has_api_key: bool,
}

/// The compiled rules of a page, and what tells them from others.
pub struct Rules {
    pub page: PageRules,
    pub digest: String,
}

/// How much of a text is looked through for the topic at a time.
const PORTION_BYTES: usize = 64 << 10;

/// How far words may stand apart that put a text on topic together.
const OVERLAP_BYTES: usize = 4 << 10;

impl Setup {
    pub fn new(config: Config) -> anyhow::Result<Self> {
        let topic = &config.topic;
        let topic = Topic::new(
            &topic.phrases,
            &topic.context,
            &topic.beside,
            &topic.bills,
            &topic.except,
        )
        .context("failed to compile [topic]")?;
        let contexts = config.contexts.iter().map(|context| {
            let topic = Topic::new(&context.phrases, &[], &[], &[], &[])
                .with_context(|| format!("failed to compile [[context]] {}", context.id))?;
            Ok((context.name.clone(), topic))
        });
        let contexts = contexts.collect::<anyhow::Result<_>>()?;
        let sources = config
            .sources
            .iter()
            .map(|source| (source.id.to_string(), Arc::new(source.clone())))
            .collect();
        Ok(Self {
            config,
            topic,
            contexts,
            sources,
            rules: Mutex::default(),
            has_api_key: false,
        })
    }

    /// How a row is read: as it is configured, or as what a document led to is. `None`
    /// while a reload has not come to both.
    pub fn source(&self, row: &Source) -> Option<Arc<config::Source>> {
        let configured = self.sources.get(&row.id);
        if let Some(source) = configured.filter(|source| source.of_congress.is_none()) {
            return Some(Arc::clone(source));
        }
        let of_congress = || {
            let (id, congress) = row.id.rsplit_once('-')?;
            self.sources.get(id)?.in_congress(congress.parse().ok()?)
        };
        of_congress()
            .or_else(|| opened::source(&self.config, row))
            .map(Arc::new)
    }

    /// The sources that are configured, each for the Congresses that are read at `now`.
    pub fn declared(&self, now: Timestamp) -> Vec<config::Source> {
        let congresses = congresses(now);
        let mut declared = Vec::new();
        for source in &self.config.sources {
            match source.of_congress {
                None => declared.push(source.clone()),
                Some(_) => declared.extend(
                    congresses
                        .iter()
                        .filter_map(|&congress| source.in_congress(congress)),
                ),
            }
        }
        for source in &mut declared {
            if source.enabled && !self.has_api_key && source.kind == SourceKind::CongressApi {
                source.enabled = false;
                source.why = Some("there is no key of Congress's API".to_owned());
            }
        }
        declared
    }

    /// The ids that sources had before, and those that they have by the configuration.
    pub fn renamed(&self, now: Timestamp) -> Vec<(String, String)> {
        let mut renamed = Vec::new();
        for source in &self.config.sources {
            let Some(was) = &source.was else { continue };
            let (was, id) = (was.as_str(), source.id.as_str());
            match source.of_congress {
                None => renamed.push((was.to_owned(), id.to_owned())),
                Some(_) => renamed.extend(
                    congresses(now)
                        .iter()
                        .map(|congress| (format!("{was}-{congress}"), format!("{id}-{congress}"))),
                ),
            }
        }
        renamed
    }

    /// Whether a configured source carries the record of a measure.
    pub fn names(&self, measure: MeasureId) -> bool {
        let mut sources = self.config.enabled_sources();
        sources.any(|source| source.measure == Some(measure))
    }

    /// The words that put a text on topic, if it is.
    pub fn topic(&self, text: &str) -> Option<String> {
        self.topic.matches(text).map(|found| found.phrase)
    }

    /// The words that put these lines on topic, however many they are: they are looked
    /// through in portions that overlap.
    pub fn topic_in<'t>(&self, lines: impl IntoIterator<Item = &'t str>) -> Option<String> {
        let mut portion = String::new();
        for (n, line) in lines.into_iter().enumerate() {
            if n > 0 {
                portion.push('\n');
            }
            let mut rest = line;
            while !rest.is_empty() {
                let (piece, after) = rest.split_at(rest.floor_char_boundary(PORTION_BYTES));
                portion.push_str(piece);
                rest = after;
                if portion.len() >= PORTION_BYTES {
                    if let Some(topic) = self.topic(&portion) {
                        return Some(topic);
                    }
                    portion.drain(..portion.ceil_char_boundary(portion.len() - OVERLAP_BYTES));
                }
            }
        }
        self.topic(&portion)
    }

    /// Whether a line is among those that put its text on this topic.
    pub fn is_on(&self, topic: Option<&str>, line: &str) -> bool {
        topic.is_some_and(|topic| line.contains(topic) || self.topic(line).is_some())
    }

    /// What a text of the press claims.
    pub fn claims(&self, text: &str, outlet: &str) -> ClaimReading {
        press::claims::read(text, Some(outlet), &self.topic)
    }

    /// The name of what a text is on, where it drives the question.
    pub fn context(&self, text: &str) -> Option<String> {
        let on = |(_, topic): &&(String, Topic)| topic.matches(text).is_some();
        self.contexts.iter().find(on).map(|(name, _)| name.clone())
    }

    /// Whether others copy this outlet, so that its word is told before they do.
    pub fn is_agency(&self, outlet: &str) -> bool {
        let outlet = outlet.to_lowercase();
        self.config.claims.agencies.iter().any(|agency| {
            let agency = agency.to_lowercase();
            outlet == agency || outlet.ends_with(&format!(".{agency}"))
        })
    }

    /// The words for which a measure of this title is followed, if it is.
    pub fn titled(&self, title: &str) -> Option<String> {
        let folded = title.to_lowercase();
        let mut titles = self.config.discover.titles.iter();
        titles
            .find(|words| folded.contains(&words.to_lowercase()))
            .cloned()
            .or_else(|| self.topic(title))
    }

    /// Where the record of a measure says that it concerns Section 907, and in which words.
    pub fn concerns(&self, record: &MeasureRecord) -> Option<(&'static str, String)> {
        let titled = self.titled(&record.title).map(|words| ("title", words));
        let summary = || {
            let summary = text::plain(&record.summary.as_ref()?.html);
            Some(("summary", self.topic(&summary)?))
        };
        titled.or_else(summary)
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

/// The Congress that sits at `now`, and for a while the one before it.
pub fn congresses(now: Timestamp) -> Vec<u16> {
    let sits = calendar::congress_of(washington(now));
    let before = calendar::congress_of(washington(now - opened::AFTER_CONGRESS));
    (before..=sits).collect()
}
