//! What the sources truly say, and how that changes.
//!
//! All that can be told of bears a mark, `wire-17.3`: the third version of the
//! seventeenth item of the wire. The mark begins its title, so it stands in each mail
//! that tells it. What a fault invents is marked `phantom` and must never be told.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use crate::kit::documents::{self, Action};

/// What is said, and in which version.
pub(crate) type Truth = BTreeMap<String, u32>;

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Kind {
    Rss,
    Atom,
    JsonFeed,
    /// A page that never says the same again.
    Page,
    /// A page that says one of two things.
    Flag,
    /// The record of a bill on which much is said and which never moves.
    Acts,
    /// The record of a bill that moves.
    Moves(u32),
}

/// One thing said.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    pub(crate) subject: String,
    pub(crate) version: u32,
    /// Counts what was ever said there.
    number: u32,
    /// Not on the topic: nobody is to hear of it.
    is_dull: bool,
}

/// A source as it is now.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) id: &'static str,
    pub(crate) kind: Kind,
    /// Newest first.
    pub(crate) said: Vec<Said>,
    pub(crate) count: u32,
}

/// Entries that a feed lists.
const WINDOW: usize = 25;

/// A bill's stages in the words of mails, each with the action that leads there.
pub(crate) const STAGES: [&str; 3] = ["was reported", "passed the House", "passed the Senate"];

/// What each page of ours says somewhere.
pub(crate) const ANCHOR: &str = "The watched page";

const ABOUT: &str = "Section 907 of the FREEDOM Support Act and Azerbaijan";

impl Place {
    pub(crate) fn new(id: &'static str, kind: Kind) -> Self {
        let mut place = Self {
            id,
            kind,
            said: Vec::new(),
            count: 0,
        };
        let first = match kind {
            Kind::Rss | Kind::Atom | Kind::JsonFeed => 8,
            Kind::Page | Kind::Flag | Kind::Acts | Kind::Moves(_) => 1,
        };
        for _ in 0..first {
            place.say(false);
        }
        place
    }

    fn say(&mut self, is_dull: bool) {
        self.count += 1;
        let number = self.count;
        let id = self.id;
        let subject = match (self.kind, is_dull) {
            (Kind::Moves(bill), _) => format!("hr-{bill}"),
            (_, true) => format!("dull{id}-{number}"),
            (_, false) => format!("{id}-{number}"),
        };
        let said = Said {
            subject,
            version: 0,
            number,
            is_dull,
        };
        self.said.insert(0, said);
    }

    /// Lets something become true. False where nothing more can.
    pub(crate) fn flip(&mut self, random: &mut fastrand::Rng) -> bool {
        match self.kind {
            Kind::Rss | Kind::Atom | Kind::JsonFeed => match random.u8(..10) {
                0..3 => {
                    let chosen = random.usize(..self.said.len());
                    self.said[chosen].version += 1;
                }
                3 => self.say(true),
                _ => self.say(false),
            },
            Kind::Page => self.said[0].version += 1,
            Kind::Flag => self.said[0].version = 1 - self.said[0].version,
            Kind::Acts => {
                self.say(false);
                // Some come late, among others of their day that begin alike.
                if random.u8(..4) == 0 {
                    let newest = self.said.remove(0);
                    self.said
                        .insert(random.usize(..=self.said.len().min(7)), newest);
                }
            }
            Kind::Moves(_) if self.said[0].version as usize == STAGES.len() => return false,
            Kind::Moves(_) => self.said[0].version += 1,
        }
        if self.is_feed() {
            self.said.truncate(WINDOW);
        }
        true
    }

    pub(crate) fn is_feed(&self) -> bool {
        matches!(self.kind, Kind::Rss | Kind::Atom | Kind::JsonFeed)
    }

    /// All that readers are to hear of.
    pub(crate) fn truth(&self) -> Truth {
        let told = self.said.iter().filter(|said| !said.is_dull);
        told.map(|said| (said.subject.clone(), said.version))
            .collect()
    }

    pub(crate) fn content_type(&self) -> &'static str {
        match self.kind {
            Kind::Rss => "application/rss+xml",
            Kind::Atom => "application/atom+xml; charset=utf-8",
            Kind::JsonFeed => "application/feed+json",
            Kind::Page | Kind::Flag => "text/html; charset=utf-8",
            Kind::Acts | Kind::Moves(_) => "application/xml",
        }
    }

    /// The same with something that was never said.
    pub(crate) fn with_a_phantom(&self, number: u32) -> Self {
        let mut other = self.clone();
        let subject = format!("phantom-{number}");
        match self.kind {
            Kind::Page | Kind::Flag => other.said[0].subject = subject,
            Kind::Moves(_) => other.said[0].version = STAGES.len() as u32,
            _ => {
                other.say(false);
                other.said[0].subject = subject;
            }
        }
        other
    }

    /// The document, with a nonce that a reader never sees.
    pub(crate) fn document(&self, nonce: u64) -> String {
        match self.kind {
            Kind::Rss => self.rss(nonce),
            Kind::Atom => self.atom(nonce),
            Kind::JsonFeed => self.json_feed(nonce),
            Kind::Page | Kind::Flag => self.page(nonce),
            Kind::Acts => self.acts(nonce),
            Kind::Moves(bill) => self.moves(bill, nonce),
        }
    }

    fn rss(&self, nonce: u64) -> String {
        let items: String = self
            .said
            .iter()
            .map(|said| {
                let at = said.at().strftime("%a, %d %b %Y %H:%M:%S GMT");
                format!(
                    "<item><title>{}</title><link>{}</link><guid isPermaLink=\"false\">tag:{}</guid>\
                     <pubDate>{at}</pubDate><description>{}</description></item>\n",
                    said.title(),
                    said.link(),
                    said.subject,
                    said.text(),
                )
            })
            .collect();
        format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<rss version=\"2.0\"><channel>\
             <title>A wire</title><link>https://example.org/</link><description>d</description>\
             <generator>{nonce}</generator>\n{items}</channel></rss>\n"
        )
    }

    fn atom(&self, nonce: u64) -> String {
        let entries: String = self
            .said
            .iter()
            .map(|said| {
                format!(
                    "<entry><title>{}</title><link href=\"{}\"/><id>tag:{}</id>\
                     <updated>{}</updated><summary>{}</summary></entry>\n",
                    said.title(),
                    said.link(),
                    said.subject,
                    said.at(),
                    said.text(),
                )
            })
            .collect();
        format!(
            "<?xml version=\"1.0\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\
             <title>An office</title><id>tag:office</id><updated>2026-11-01T00:00:00Z</updated>\
             <generator>{nonce}</generator>\n{entries}</feed>\n"
        )
    }

    fn json_feed(&self, nonce: u64) -> String {
        let items: Vec<_> = self
            .said
            .iter()
            .map(|said| {
                serde_json::json!({
                    "id": format!("tag:{}", said.subject),
                    "url": said.link(),
                    "title": said.title(),
                    "content_text": said.text(),
                    "date_published": said.at().to_string(),
                })
            })
            .collect();
        serde_json::json!({
            "version": "https://jsonfeed.org/version/1.1",
            "title": "A paper",
            "user_comment": nonce.to_string(),
            "items": items,
        })
        .to_string()
    }

    fn page(&self, nonce: u64) -> String {
        let said = &self.said[0];
        let (title, text) = (said.title(), said.text());
        format!(
            "<!DOCTYPE html>\n<html><head><title>{title}</title>\
             <script>var nonce = {nonce};</script></head><body data-nonce=\"{nonce}\">\n\
             <h1>{ANCHOR}</h1>\n<p>It stands as enacted.</p>\n<p>{text}</p>\n<!-- {nonce} -->\n\
             <p>Nothing else is known.</p></body></html>\n"
        )
    }

    fn acts(&self, nonce: u64) -> String {
        let said = self.said.iter().map(|said| {
            let day = said.at().strftime("%Y-%m-%d").to_string();
            documents::action(&day, &said.title(), "Floor", "")
        });
        let first = [documents::referred(), documents::introduced()];
        bill(901, &said.chain(first).collect::<Vec<_>>(), nonce)
    }

    fn moves(&self, number: u32, nonce: u64) -> String {
        let passed_senate = documents::action(
            "2026-12-04",
            "Passed Senate with an amendment by Unanimous Consent.",
            "Floor",
            "17000",
        );
        let mut actions = vec![
            documents::introduced(),
            documents::referred(),
            documents::reported(),
            documents::passed_house(),
            passed_senate,
        ];
        actions.truncate(2 + self.said[0].version as usize);
        actions.reverse();
        bill(number, &actions, nonce)
    }
}

fn bill(number: u32, actions: &[Action], nonce: u64) -> String {
    format!("{}<!-- {nonce} -->\n", documents::bill(number, actions))
}

impl Said {
    fn mark(&self) -> String {
        format!("{}.{}", self.subject, self.version)
    }

    fn title(&self) -> String {
        let about = match self.is_dull {
            true => "the weather",
            false => ABOUT,
        };
        format!("{}: {about}", self.mark())
    }

    fn text(&self) -> String {
        format!("What is known of {} by now.", self.mark())
    }

    fn link(&self) -> String {
        format!("https://example.org/{}", self.subject)
    }

    fn at(&self) -> Timestamp {
        let first: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        first + SignedDuration::from_hours(3) * self.number as i32
    }
}
