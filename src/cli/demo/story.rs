//! The story: what every source said about Section 907 at every instant, from August
//! 2025 to the end of the 119th Congress.
//!
//! Until November 23, 2026 the facts are those of the public record, and everything
//! after that which bears on the law is a *what if*: it has a measure of its own, and
//! the words "what if" in every title. The headlines are ours, also where the facts are
//! not. The real facts go on beside the what-if, so that on January 3, 2027 the Congress
//! ends and H.R. 6534 dies, which no document says.
//!
//! A story is a function of time and nothing else: the same instant always gives the
//! same bytes, so a demo can be run again, and a test can ask for any day.

use jiff::Timestamp;
use serde::{Deserialize, de::DeserializeOwned};

use self::{
    feed::{Feed, Item, Voice},
    measure::Record,
    page::{HTML, SlotText},
    trouble::{Trouble, missing},
};

mod feed;
mod measure;
mod page;
mod register;
mod texts;
mod trouble;
mod xml;

#[cfg(test)]
mod tests;

/// All that happens, and all that is said of it.
#[derive(Debug)]
pub struct Story {
    feeds: Vec<Feed>,
    voices: Vec<Voice>,
    items: Vec<Item>,
    records: Vec<Record>,
    us_code: Vec<SlotText>,
    troubles: Vec<Trouble>,
    scenes: Vec<Scene>,
}

/// What a server answers.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Document {
    pub status: u16,
    pub content_type: &'static str,
    /// When the source last changed what it says. `None` for what isn't the source's own
    /// word: a challenge, an error.
    pub last_modified: Option<Timestamp>,
    /// Other headers, names in lower case.
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
}

/// Something that happens, for people who watch the demo.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Scene {
    /// When sources begin to say so, which for a record is the morning after.
    pub at: Timestamp,
    pub caption: String,
    pub what_if: bool,
    /// Which source says so, as kind and id: `measure/hr6534-119`. `None` where no
    /// document does and only the clock tells.
    pub source: Option<String>,
    /// What somebody who watches should be told.
    pub told: String,
}

/// The invented measure of the what-if. House bills never reach that number.
pub const WHAT_IF: &str = "hr99907-119";

const BEGINS_AT: &str = "2025-08-01T12:00:00Z";
const WHAT_IF_AT: &str = "2026-11-23T05:00:00Z";
const ENDS_AT: &str = "2027-01-05T12:00:00Z";

/// The page of congress.gov, and the bill that it is of.
const CONGRESS_PAGE: (&str, &str) = ("congress-hr6534", "hr6534-119");
const US_CODE_PAGE: &str = "us-code";

/// The Federal Register's list of what names section 907.
const REGISTER: &str = "federal-register";

impl Story {
    /// The story that comes with the program.
    pub fn recorded() -> Self {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Outlets {
            feed: Vec<Feed>,
        }
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Voices {
            voice: Vec<Voice>,
        }
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Press {
            item: Vec<Item>,
        }
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct UsCode {
            text: Vec<SlotText>,
        }
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Troubles {
            trouble: Vec<Trouble>,
        }
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Scenes {
            scene: Vec<Scene>,
        }
        Self {
            feeds: read::<Outlets>(include_str!("story/outlets.toml")).feed,
            voices: read::<Voices>(include_str!("story/voices.toml")).voice,
            items: read::<Press>(include_str!("story/press.toml")).item,
            records: vec![
                read(include_str!("story/measures/hr6534-119.toml")),
                read(include_str!("story/measures/hr6840-119.toml")),
                read(include_str!("story/measures/hr99907-119.toml")),
            ],
            us_code: read::<UsCode>(include_str!("story/pages/us-code.toml")).text,
            troubles: read::<Troubles>(include_str!("story/troubles.toml")).trouble,
            scenes: read::<Scenes>(include_str!("story/scenes.toml")).scene,
        }
    }

    pub fn begins_at(&self) -> Timestamp {
        instant(BEGINS_AT)
    }

    /// From when on nothing that bears on the law is real.
    pub fn what_if_at(&self) -> Timestamp {
        instant(WHAT_IF_AT)
    }

    /// Two days after the 119th Congress ended.
    pub fn ends_at(&self) -> Timestamp {
        instant(ENDS_AT)
    }

    /// What happens, oldest first.
    pub fn scenes(&self) -> &[Scene] {
        &self.scenes
    }

    /// When a source begins to exist, which a record and its page do only once the
    /// measure is introduced. `None` for what was there all along or never will be.
    pub fn appears_at(&self, kind: &str, id: &str) -> Option<Timestamp> {
        let record = match medium(kind) {
            "measure" => self.record(id)?,
            "page" if id == CONGRESS_PAGE.0 => self.record(CONGRESS_PAGE.1)?,
            _ => return None,
        };
        Some(record.known_at)
    }

    /// What a source says at `now`, by its kind and its id.
    ///
    /// A source of which the story knows nothing says next to nothing in the form of its
    /// kind; a measure that isn't there is a page with 404. `None` for an unknown kind.
    pub fn document(&self, kind: &str, id: &str, now: Timestamp) -> Option<Document> {
        if let Some(trouble) = self.trouble(kind, id, now) {
            return Some(trouble.document());
        }
        let (content_type, body) = match medium(kind) {
            "federal-register" => {
                let body = match id == REGISTER {
                    true => register::list(self.register(now)),
                    false => register::list(Vec::new()),
                };
                (register::JSON, Some(body))
            }
            "document" => (texts::PLAIN, texts::document(id)),
            "text" => (texts::XML, texts::law(id)),
            "feed" => {
                let quiet = Feed::quiet(id);
                let feed = self.feed(id).unwrap_or(&quiet);
                let body = feed.render(&self.items, &self.voices, now);
                (feed.content_type(), Some(body))
            }
            "page" if id == US_CODE_PAGE => (HTML, Some(page::us_code(&self.us_code, now))),
            "page" if id == CONGRESS_PAGE.0 => {
                let record = self.record(CONGRESS_PAGE.1)?;
                let exists = record.changed_at(now).is_some();
                (HTML, exists.then(|| page::congress(record, now)))
            }
            "page" => (HTML, Some(page::quiet(id))),
            "measure" => {
                let record = self.record(id);
                let body = record.and_then(|record| record.render(now));
                ("application/xml", body)
            }
            _ => return None,
        };
        let Some(body) = body else {
            return Some(missing());
        };
        Some(Document {
            status: 200,
            content_type,
            last_modified: self.content_changed_at(kind, id, now),
            headers: Vec::new(),
            body,
        })
    }

    /// Since when a source has been saying what it says at `now`, troubles included: what
    /// [`Story::document`] returns is the same for every instant from then to `now`.
    /// `None` where it never said anything else.
    pub fn changed_at(&self, kind: &str, id: &str, now: Timestamp) -> Option<Timestamp> {
        if let Some(trouble) = self.trouble(kind, id, now) {
            return Some(trouble.from);
        }
        let over = |trouble: &&Trouble| {
            trouble.kind == troubled(kind) && trouble.source == id && trouble.until <= now
        };
        let last_over = self
            .troubles
            .iter()
            .filter(over)
            .map(|trouble| trouble.until);
        last_over.max().max(self.content_changed_at(kind, id, now))
    }

    fn content_changed_at(&self, kind: &str, id: &str, now: Timestamp) -> Option<Timestamp> {
        match medium(kind) {
            "feed" => {
                let quiet = Feed::quiet(id);
                let feed = self.feed(id).unwrap_or(&quiet);
                Some(feed.changed_at(&self.items, now))
            }
            "federal-register" => {
                let listed = self.register(now);
                Some(listed.last().map_or(self.begins_at(), |item| item.0))
            }
            "document" | "text" => Some(self.begins_at()),
            "page" if id == US_CODE_PAGE => {
                let turns = self.us_code.iter().map(|text| text.at);
                turns.filter(|&at| at <= now).max()
            }
            "page" if id == CONGRESS_PAGE.0 => {
                page::congress_changed_at(self.record(CONGRESS_PAGE.1)?, now)
            }
            "page" => Some(self.begins_at()),
            "measure" => self.record(id)?.changed_at(now),
            _ => None,
        }
    }

    /// What the Federal Register lists at `now`: since when, and under which title.
    fn register(&self, now: Timestamp) -> Vec<(Timestamp, &str)> {
        let listed = self.items.iter().filter_map(|item| item.of(REGISTER, now));
        listed.collect()
    }

    fn feed(&self, id: &str) -> Option<&Feed> {
        self.feeds.iter().find(|feed| feed.id == id)
    }

    fn record(&self, id: &str) -> Option<&Record> {
        self.records.iter().find(|record| record.id == id)
    }

    fn trouble(&self, kind: &str, id: &str, now: Timestamp) -> Option<&Trouble> {
        let mut troubles = self.troubles.iter();
        troubles.find(|trouble| trouble.is_on(troubled(kind), id, now))
    }
}

/// In which form a kind of source is told: several are feeds, or pages.
fn medium(kind: &str) -> &str {
    match kind {
        "govinfo" => "feed",
        "us-code" | "congress-page" => "page",
        kind => kind,
    }
}

/// Under which kind its troubles are told.
fn troubled(kind: &str) -> &str {
    match medium(kind) {
        "federal-register" => "feed",
        kind => kind,
    }
}

fn read<T: DeserializeOwned>(text: &str) -> T {
    toml::from_str(text).expect("the story's own files can be read")
}

fn instant(text: &str) -> Timestamp {
    text.parse().expect("it is written as RFC 3339 has it")
}
