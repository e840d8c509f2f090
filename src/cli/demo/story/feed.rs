//! The story's feeds: what each outlet lists at an instant, as RSS.
//!
//! An outlet lists its newest items, so that what it says about Section 907 rolls out
//! of sight among quiet items. An item keeps its guid for as long as it is listed,
//! whatever its editors do to it. Two outlets break the rules on purpose, as real ones
//! do: one sends bare ampersands, one sends windows-1251.

use std::{cmp::Reverse, io};

use jiff::{SignedDuration, Timestamp, fmt::rfc2822};
use quick_xml::events::BytesText;
use serde::Deserialize;

use super::xml::{self, Xml, cdata, leaf, nest};

/// An outlet's feed, with its items in the order of their appearance.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Feed {
    pub(super) id: String,
    title: String,
    link: String,
    voice: String,
    /// How often a quiet item comes; `None`: never.
    pub(super) every: Option<SignedDuration>,
    /// How many items are listed.
    window: usize,
    /// Whether items carry their text.
    #[serde(default)]
    body: bool,
    flaw: Option<Flaw>,
}

#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
enum Flaw {
    BareAmpersand,
    #[serde(rename = "windows-1251")]
    Windows1251,
}

/// How an outlet speaks: its language, its quiet items and the marks on all of them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Voice {
    pub(super) id: String,
    language: String,
    paraphrase: String,
    illustration: String,
    quiet: String,
    what_if: String,
    leads: Vec<String>,
    events: Vec<String>,
}

/// An item about Section 907.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Item {
    source: String,
    id: String,
    at: Timestamp,
    title: String,
    summary: String,
    link: Option<String>,
    content: Option<String>,
    mark: Mark,
    #[serde(default)]
    edit: Vec<Edit>,
    withdrawn_at: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "snake_case")]
enum Mark {
    /// That outlet reported it that day; the words are ours.
    Paraphrase,
    /// Such pieces ran then; this one is made up.
    Illustration,
    /// Nothing of it happened.
    WhatIf,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Edit {
    at: Timestamp,
    title: String,
    summary: String,
}

/// An item as it is listed at one instant.
struct Listed {
    guid: String,
    at: Timestamp,
    title: String,
    link: String,
    summary: String,
    content: Option<&'static str>,
}

/// From when quiet items come, long before the story begins.
const SINCE: Timestamp = Timestamp::constant(1_704_067_200, 0);

/// A prime above every count of leads and events, so that a title comes back only when
/// all have been used.
const STEP: usize = 7919;

impl Item {
    /// Since when `source` lists it at `now`, and under which title.
    pub(super) fn of(&self, source: &str, now: Timestamp) -> Option<(Timestamp, &str)> {
        (self.source == source && self.is_listed(now)).then_some((self.at, &self.title))
    }
}

impl Feed {
    /// A feed that says next to nothing, for an outlet that the story doesn't know.
    pub(super) fn quiet(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            title: id.to_owned(),
            link: format!("https://demo.invalid/{id}"),
            voice: "en".to_owned(),
            every: Some(SignedDuration::from_hours(24 * 30)),
            window: 3,
            body: false,
            flaw: None,
        }
    }

    /// As HTTP names it. The one in windows-1251 leaves that to its XML declaration.
    pub(super) fn content_type(&self) -> &'static str {
        match self.flaw {
            Some(Flaw::Windows1251) => "application/rss+xml",
            Some(Flaw::BareAmpersand) | None => "application/rss+xml; charset=UTF-8",
        }
    }

    /// Since when it lists what it lists at `now`.
    pub(super) fn changed_at(&self, items: &[Item], now: Timestamp) -> Timestamp {
        let of_items = self.own(items).flat_map(Item::turns);
        let last = of_items.filter(|&at| at <= now).max();
        last.max(self.quiet_turns(now).next_back().map(|(_, at)| at))
            .unwrap_or(SINCE)
    }

    /// What it sends at `now`.
    pub(super) fn render(&self, items: &[Item], voices: &[Voice], now: Timestamp) -> Vec<u8> {
        let voice = voices
            .iter()
            .find(|voice| voice.id == self.voice)
            .expect("every feed has a voice");
        let listed = self.listed(items, voice, now);
        let built_at = self.changed_at(items, now);
        let encoding = match self.flaw {
            Some(Flaw::Windows1251) => "windows-1251",
            Some(Flaw::BareAmpersand) | None => "UTF-8",
        };
        let body = xml::document(encoding, None, |xml| {
            self.write(xml, voice, &listed, built_at)
        });
        let text = String::from_utf8(body).expect("XML is written as UTF-8");
        match self.flaw {
            None => text.into_bytes(),
            Some(Flaw::BareAmpersand) => text.replace("&amp;", "&").into_bytes(),
            Some(Flaw::Windows1251) => encoding_rs::WINDOWS_1251.encode(&text).0.into_owned(),
        }
    }

    fn own<'a>(&self, items: &'a [Item]) -> impl Iterator<Item = &'a Item> {
        items.iter().filter(move |item| item.source == self.id)
    }

    fn listed(&self, items: &[Item], voice: &Voice, now: Timestamp) -> Vec<Listed> {
        let quiet = self.quiet_turns(now).rev().take(self.window);
        let quiet = quiet.map(|(count, at)| self.quiet_item(voice, count, at));
        let loud = self.own(items).filter(|item| item.is_listed(now));
        let mut listed: Vec<Listed> = quiet
            .chain(loud.map(|item| item.listed(voice, now)))
            .collect();
        listed.sort_by_key(|item| Reverse(item.at));
        listed.truncate(self.window);
        listed
    }

    /// The quiet items until `now`, oldest first: which one, and when it came.
    fn quiet_turns(
        &self,
        now: Timestamp,
    ) -> impl DoubleEndedIterator<Item = (i32, Timestamp)> + use<> {
        let first = SINCE + self.phase();
        let every = self.every.unwrap_or_default();
        let count = match self.every {
            Some(every) => now.duration_since(first).as_secs() / every.as_secs() + 1,
            None => 0,
        };
        let count = i32::try_from(count).expect("the story is short");
        (0..count).map(move |count| (count, first + every * count))
    }

    /// Keeps outlets from speaking all at once.
    fn phase(&self) -> SignedDuration {
        SignedDuration::from_mins(i64::from(self.seed()) % 997)
    }

    fn seed(&self) -> u32 {
        self.id.bytes().map(u32::from).sum::<u32>() * 31
    }

    fn quiet_item(&self, voice: &Voice, count: i32, at: Timestamp) -> Listed {
        let (leads, events) = (voice.leads.len(), voice.events.len());
        let pick = (count.unsigned_abs() as usize * STEP + self.seed() as usize) % (leads * events);
        let (lead, event) = (&voice.leads[pick % leads], &voice.events[pick / leads]);
        Listed {
            guid: format!("watch907-demo:{}:quiet-{count}", self.id),
            at,
            title: format!("{lead}: {event}"),
            link: format!("https://{}.invalid/{count}", self.id),
            summary: voice.quiet.clone(),
            content: None,
        }
    }

    fn write(
        &self,
        xml: &mut Xml,
        voice: &Voice,
        listed: &[Listed],
        built_at: Timestamp,
    ) -> io::Result<()> {
        let rss = xml.create_element("rss").with_attributes([
            ("version", "2.0"),
            ("xmlns:content", "http://purl.org/rss/1.0/modules/content/"),
        ]);
        rss.write_inner_content(|xml| {
            nest(xml, "channel", |xml| {
                leaf(xml, "title", &self.title)?;
                leaf(xml, "link", &self.link)?;
                leaf(
                    xml,
                    "description",
                    "Recorded for a demo; the words are its own.",
                )?;
                leaf(xml, "language", &voice.language)?;
                leaf(xml, "lastBuildDate", &date(built_at))?;
                listed
                    .iter()
                    .try_for_each(|item| self.write_item(xml, item))
            })
        })?;
        Ok(())
    }

    fn write_item(&self, xml: &mut Xml, item: &Listed) -> io::Result<()> {
        nest(xml, "item", |xml| {
            leaf(xml, "title", &item.title)?;
            leaf(xml, "link", &item.link)?;
            leaf(xml, "pubDate", &date(item.at))?;
            let guid = xml
                .create_element("guid")
                .with_attribute(("isPermaLink", "false"));
            guid.write_text_content(BytesText::new(&item.guid))?;
            leaf(xml, "description", &item.summary)?;
            match (self.body, item.content) {
                (false, _) => Ok(()),
                (true, Some(content)) => cdata(xml, "content:encoded", content),
                (true, None) => {
                    let content = maud::html! { p { (item.summary) } };
                    cdata(xml, "content:encoded", &content.into_string())
                }
            }
        })
    }
}

impl Item {
    /// When it appears, changes and goes.
    fn turns(&self) -> impl Iterator<Item = Timestamp> {
        let edits = self.edit.iter().map(|edit| edit.at);
        std::iter::once(self.at)
            .chain(edits)
            .chain(self.withdrawn_at)
    }

    fn is_listed(&self, now: Timestamp) -> bool {
        self.at <= now && self.withdrawn_at.is_none_or(|at| now < at)
    }

    fn listed(&self, voice: &Voice, now: Timestamp) -> Listed {
        let edit = self.edit.iter().rfind(|edit| edit.at <= now);
        let (title, summary) = edit.map_or((&self.title, &self.summary), |edit| {
            (&edit.title, &edit.summary)
        });
        let (title, mark) = match self.mark {
            Mark::Paraphrase => (title.clone(), &voice.paraphrase),
            Mark::Illustration => (title.clone(), &voice.illustration),
            Mark::WhatIf => (format!("{} {title}", voice.what_if), &voice.what_if),
        };
        let own_link = || format!("https://{}.invalid/{}", self.source, self.id);
        Listed {
            guid: format!("watch907-demo:{}:{}", self.source, self.id),
            at: self.at,
            title,
            link: self.link.clone().unwrap_or_else(own_link),
            summary: format!("{summary} {mark}"),
            content: self.content.as_deref().map(content),
        }
    }
}

/// The text of an item that has one.
fn content(name: &str) -> &'static str {
    match name {
        "memorandum" => include_str!("pages/memorandum.html"),
        _ => unreachable!("the story has no text called {name}"),
    }
}

fn date(at: Timestamp) -> String {
    rfc2822::DateTimePrinter::new()
        .timestamp_to_string(&at)
        .expect("the story's years have four digits")
}
