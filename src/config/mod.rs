//! The configuration: layers of text, laid over one another and checked as a whole.
//!
//! The lowest layer is `config.toml`, embedded in the program, which people read and
//! the program obeys: a default stands there and nowhere else. The operator's file is
//! laid over it. Nothing here opens a file.
//!
//! *A configuration is right or refused.* Whatever is found wrong is told at once, all
//! of it, with its place ([`Mistakes`]); what passes needs no second check later, when
//! nobody looks.

use std::{
    collections::{HashMap, HashSet},
    path::PathBuf,
};

use jiff::tz::TimeZone;

mod mistakes;

pub mod template;

mod tree;

mod values;

mod section;

mod fetch;

mod topic;

mod claims;

mod discover;

mod watch;

mod mail;

mod report;

mod address;

mod subscriber;

mod source;

mod attested;

mod schema;

pub use address::Address;
pub use attested::{Attested, Mark};
pub use claims::{Claims, Context};
pub use discover::Discover;
pub use fetch::Fetch;
pub use mail::{Mail, Server, Tls};
pub use mistakes::{Mistake, Mistakes};
pub use report::Report;
pub use schema::schema;
pub use source::{Expect, Source};
pub use subscriber::{Also, AlsoAs, LOCAL_READER, Subscriber, Web};
pub use topic::Topic;
pub use watch::Watch;

use section::{Collector, Section};
use tree::{Place, Table};
use values::{Patterns, flag, words};

use crate::domain::source::SourceId;

/// The text of a configuration, and what to call it in messages: its path.
#[derive(Clone, Copy, Debug)]
pub struct Layer<'a> {
    pub name: &'a str,
    pub text: &'a str,
}

/// The commented defaults, laid under everything else.
pub const DEFAULTS: Layer<'static> = Layer {
    name: "config.toml",
    text: include_str!("../../config.toml"),
};

/// A configuration without mistakes.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// The database file, as written: relative paths are the caller's.
    pub database: String,
    pub fetch: Fetch,
    pub topic: Topic,
    pub discover: Discover,
    pub claims: Claims,
    pub contexts: Vec<Context>,
    pub watch: Watch,
    pub mail: Mail,
    pub report: Report,
    /// Never empty; see [`Config::subscribers`].
    subscribers: Vec<Subscriber>,
    /// Those switched off as well; in the order of the layers. Ids are unique.
    pub sources: Vec<Source>,
    pub attested: Vec<Attested>,
}

impl Config {
    /// Who is told. Where the operator names nobody this is one local reader, with
    /// `local` set, for whom mail goes to the folder.
    pub fn subscribers(&self) -> &[Subscriber] {
        &self.subscribers
    }

    /// Who is told at this address.
    pub fn subscriber(&self, address: &str) -> Option<&Subscriber> {
        self.subscribers.iter().find(|one| one.address == address)
    }

    /// Who is told what an address of the past is owed: the same one, written otherwise,
    /// or who had it before.
    pub fn heir(&self, address: &str) -> Option<&Subscriber> {
        let address = values::with_plain_domain(address);
        let had_it = |one: &&Subscriber| one.was.as_ref() == Some(&address);
        let same = self.subscriber(&address);
        same.or_else(|| self.subscribers.iter().find(had_it))
    }

    /// The addresses of those who are told.
    pub fn addresses(&self) -> Vec<&str> {
        let addresses = self.subscribers.iter().map(|one| one.address.as_str());
        addresses.collect()
    }

    /// The time zone in which a subscriber reads.
    pub fn zone<'a>(&'a self, subscriber: &'a Subscriber) -> &'a TimeZone {
        subscriber
            .time_zone
            .as_ref()
            .unwrap_or(&self.watch.time_zone)
    }

    /// Whether mail can reach somebody: there is a server, and a subscriber was named.
    /// Otherwise it goes to the folder of `[mail]`.
    pub fn mail_leaves(&self) -> bool {
        self.mail.server.is_some() && self.subscribers.iter().any(|one| !one.local)
    }

    /// The files of secrets, as they are named: the keys that name them, and the files.
    pub fn secret_files(&self) -> Vec<(&'static str, &PathBuf)> {
        let server = self.mail.server.as_ref();
        let password = server.and_then(|server| server.password_file.as_ref());
        let key = self.discover.key_file.as_ref();
        let heartbeat = self.watch.heartbeat.as_ref();
        let heartbeat = heartbeat.and_then(|heartbeat| heartbeat.url.file());
        let webs = self.subscribers.iter().filter_map(Subscriber::web);
        let named = [
            password.map(|file| ("mail.password_file", file)),
            key.map(|file| ("discover.key_file", file)),
            heartbeat.map(|file| ("watch.heartbeat_file", file)),
        ];
        let also = webs.filter_map(|web| Some(("subscriber.also_file", web.url.file()?)));
        named.into_iter().flatten().chain(also).collect()
    }

    /// The same files, to say in which folder they are.
    pub fn secret_files_mut(&mut self) -> Vec<&mut PathBuf> {
        let server = self.mail.server.as_mut();
        let heartbeat = self.watch.heartbeat.as_mut();
        let named = [
            server.and_then(|server| server.password_file.as_mut()),
            self.discover.key_file.as_mut(),
            heartbeat.and_then(|heartbeat| heartbeat.url.file_mut()),
        ];
        let also = self
            .subscribers
            .iter_mut()
            .filter_map(|one| match &mut one.also {
                Some(Also::Web(web)) => web.url.file_mut(),
                Some(Also::Folder(_)) | None => None,
            });
        named.into_iter().flatten().chain(also).collect()
    }

    /// The same, without ways for anything to leave but to ask sources.
    pub fn muted(mut self) -> Self {
        self.mail.server = None;
        self.watch.heartbeat = None;
        for subscriber in &mut self.subscribers {
            subscriber.also = None;
        }
        self
    }

    /// The sources that are asked.
    pub fn enabled_sources(&self) -> impl Iterator<Item = &Source> {
        self.sources.iter().filter(|source| source.enabled)
    }
}

/// Lays the layers over [`DEFAULTS`], later ones above, and reads what results.
///
/// Tables merge key by key, sources and attested instruments by `id`, subscribers by
/// `address`; other lists are replaced. Without layers these are the defaults.
pub fn load(layers: &[Layer<'_>]) -> Result<Config, Mistakes> {
    let layers: Vec<Layer<'_>> = std::iter::once(DEFAULTS)
        .chain(layers.iter().copied())
        .collect();
    let mut collector = Collector::new(&layers);
    let mut tree = Table::new();
    let mut built_in = Vec::new();
    for (index, layer) in layers.iter().enumerate() {
        match tree::parse(layer, index) {
            Ok(over) => tree::lay_over(&mut tree, over),
            Err(mistakes) => collector.add_all(mistakes),
        }
        if index == 0 {
            built_in = tree::names(&tree, "source");
        }
    }
    // Half a file read would make mistakes of what stands in the other half.
    if !collector.is_empty() {
        return Err(collector.into_mistakes());
    }
    match read(tree, &built_in, &mut collector) {
        Some(config) if collector.is_empty() => Ok(config),
        _ => Err(collector.into_mistakes()),
    }
}

fn read(tree: Table, built_in: &[String], collector: &mut Collector<'_>) -> Option<Config> {
    let top = Place {
        layer: 0,
        line: 1,
        column: 1,
    };
    let mut root = Section::new("", top, tree, collector);
    let database = root.need("database", words);
    let (keep_sources, keep_history) = built_in_parts(root.take_table("built_in"));
    let fetch = fetch::read(root.take_table("fetch"));
    let topic = topic::read(root.take_table("topic"));
    let discover = discover::read(root.take_table("discover"));
    let claims = claims::read(root.take_table("claims"));
    let contexts = root.take_tables("context");
    let watch = watch::read(root.take_table("watch"));
    let mail = mail::read(root.take_table("mail"));
    let report = report::read(root.take_table("report"));
    let subscribers = root.take_tables("subscriber");
    let sources = root.take_tables("source");
    let attested = root.take_tables("attested");
    root.finish();

    let usual = source::Usual {
        fetch: fetch.as_ref(),
        watch: watch.as_ref(),
        built_in,
    };
    let mut patterns = Patterns::default();
    let subscribers = read_all(subscribers, "subscriber", "address", collector, |section| {
        Some((section.place_of("was"), subscriber::read(section)?))
    });
    let former = |(place, one): &(Place, Subscriber)| {
        let was = one.was.clone();
        (*place, one.address.clone(), was)
    };
    let former: Vec<_> = subscribers.iter().map(former).collect();
    check_former("subscriber", "mail", &former, collector);
    let mut subscribers: Vec<Subscriber> = subscribers.into_iter().map(|(_, one)| one).collect();
    if subscribers.is_empty() {
        subscribers.push(Subscriber::local());
    }
    let contexts = read_all(contexts, "context", "id", collector, claims::context);
    let sources = own(sources, keep_sources);
    let sources = read_all(sources, "source", "id", collector, |section| {
        let place = section.place_of("was");
        Some((place, source::read(section, usual, &mut patterns)?))
    });
    let former = |(place, one): &(Place, Source)| {
        let was = one.was.as_ref().map(SourceId::to_string);
        (*place, one.id.to_string(), was)
    };
    let former: Vec<_> = sources.iter().map(former).collect();
    check_former("source", "history", &former, collector);
    let attested = read_all(
        own(attested, keep_history),
        "attested",
        "id",
        collector,
        attested::read,
    );
    Some(Config {
        database: database?,
        fetch: fetch?,
        topic,
        discover: discover?,
        claims,
        contexts,
        watch: watch?,
        mail: mail?,
        report: report?,
        subscribers,
        sources: sources.into_iter().map(|(_, source)| source).collect(),
        attested,
    })
}

/// A former name belongs to one entry of a list, and to none that is still there. An entry
/// is where its `was` stands, its name, and what it was.
fn check_former(
    list: &str,
    what: &str,
    entries: &[(Place, String, Option<String>)],
    collector: &mut Collector<'_>,
) {
    let mut taken: HashSet<&String> = entries.iter().map(|(_, name, _)| name).collect();
    for (place, name, was) in entries {
        if let Some(was) = was
            && was != name
            && !taken.insert(was)
        {
            let key = format!("{list} \"{name}\": `was`");
            let problem = format!("the {what} of `{was}` belongs to another {list}");
            collector.add(*place, Some(key), problem);
        }
    }
}

/// `[built_in]`: whether the sources and the history that come along are used.
fn built_in_parts(mut section: Section<'_, '_>) -> (bool, bool) {
    let sources = section.need("sources", flag).unwrap_or(true);
    let history = section.need("history", flag).unwrap_or(true);
    section.finish();
    (sources, history)
}

/// Leaves out, unless they are kept, the entries that only the defaults name.
fn own(mut entries: Vec<(Place, Table)>, keep: bool) -> Vec<(Place, Table)> {
    entries.retain(|(place, _)| keep || place.layer > 0);
    entries
}

/// Reads the entries of a list of named tables, and refuses a name that stands twice; what
/// else is wrong with the second is told as well.
fn read_all<T>(
    entries: Vec<(Place, Table)>,
    list: &str,
    name: &str,
    collector: &mut Collector<'_>,
    mut read: impl FnMut(Section<'_, '_>) -> Option<T>,
) -> Vec<T> {
    let mut seen: HashMap<String, Place> = HashMap::new();
    let mut values = Vec::new();
    for (place, table) in entries {
        let named = tree::name_in(&table, name);
        let label = match &named {
            Some(text) => format!("{list} \"{}\"", text.escape_debug()),
            None => format!("[[{list}]]"),
        };
        let first = named.as_ref().and_then(|text| seen.get(text)).copied();
        let first = first.map(|first| collector.name(first));
        let mut section = Section::new(label, place, table, collector);
        match (first, named) {
            (Some(first), _) => {
                section.refuse(format!(
                    "stands twice, first at {first}; merge the two or rename one"
                ));
                read(section);
            }
            (None, named) => {
                values.extend(read(section));
                seen.extend(named.map(|text| (text, place)));
            }
        }
    }
    values
}

#[cfg(test)]
mod tests;
