//! Chapters: how the demo is configured, from one turn of its story to the next.
//!
//! The records of bills are opened when they appear. What the built-in history attests of
//! the story's own time is left out: here it is found, as it would have been.

use std::{collections::VecDeque, fmt::Write as _, path::Path};

use jiff::{SignedDuration, Timestamp};

use crate::{
    cli::demo::{
        site::Site,
        story::{Story, WHAT_IF},
    },
    config,
    domain::source::SourceKind,
};

/// From when on which configuration holds.
#[derive(Clone, Debug)]
pub(super) struct Chapter {
    pub(super) at: Timestamp,
    pub(super) caption: String,
    /// Built-in sources that have not appeared yet.
    closed: Vec<&'static str>,
    what_if: bool,
}

/// How every configuration of a demo begins.
pub(super) const MARK: &str = "# Written by `watch907 demo`";

/// Sources that open when their record appears.
const RECORDS: [(&str, &str); 3] = [
    ("measure", "hr6534-119"),
    ("page", "congress-hr6534"),
    ("measure", "hr6840-119"),
];

/// The built-in attestations of what the story tells.
const TOLD: [&str; 2] = ["waiver-2025", "plaw-119-75"];

/// The chapters of the story, in order; the first is its beginning.
pub(super) fn of(story: &Story) -> VecDeque<Chapter> {
    let mut turns: Vec<(Timestamp, String)> = Vec::new();
    for (kind, id) in RECORDS.iter().chain(&[("measure", WHAT_IF)]) {
        if let Some(at) = story.appears_at(kind, id) {
            turns.push((at, format!("{id} is opened as a source")));
        }
    }
    turns.sort();
    turns.insert(0, (story.begins_at(), String::new()));
    turns
        .into_iter()
        .map(|(at, caption)| Chapter {
            at,
            caption,
            closed: RECORDS
                .iter()
                .filter(|(kind, id)| story.appears_at(kind, id).is_some_and(|opens| opens > at))
                .map(|&(_, id)| id)
                .collect(),
            what_if: story
                .appears_at("measure", WHAT_IF)
                .is_some_and(|opens| opens <= at),
        })
        .collect()
}

impl Chapter {
    /// The layer over the built-in configuration: the same sources, asked at the site.
    pub(super) fn configuration(
        &self,
        database: &Path,
        site: &Site,
        cadence: SignedDuration,
    ) -> anyhow::Result<String> {
        let mut text = format!(
            "{MARK}: the built-in sources, served on loopback.\n\
             database = {}\n\n\
             [fetch]\nhost_delay = \"0s\"\nper_host = 16\njitter = 0\n\n\
             [discover]\nbillstatus = \"{site}/measure/{{type}}{{number}}-{{congress}}\"\n\
             bill_text = \"{site}/text/{{package}}\"\nlaw_text = \"{site}/text/{{package}}\"\n\
             allow = [\"{address}\"]\n",
            quoted(&database.display().to_string()),
            site = format_args!("http://{}", site.address),
            address = site.address,
        );
        if self.what_if {
            text.push_str("\n[mail]\ntag = \"907, what if\"\n");
        }
        for source in config::load(&[])?.enabled_sources() {
            let id = source.id.as_str();
            let enabled = !self.closed.contains(&id);
            self.add(&mut text, source.kind, id, site, cadence, enabled)?;
        }
        if self.what_if {
            self.add(&mut text, SourceKind::Measure, WHAT_IF, site, cadence, true)?;
            write!(
                text,
                "kind = \"measure\"\nmeasure = \"{WHAT_IF}\"\nname = \"[What if] GovInfo BILLSTATUS: H.R. 99907\"\n"
            )?;
        }
        for id in TOLD {
            write!(text, "\n[[attested]]\nid = \"{id}\"\nenabled = false\n")?;
        }
        Ok(text)
    }

    fn add(
        &self,
        text: &mut String,
        kind: SourceKind,
        id: &str,
        site: &Site,
        cadence: SignedDuration,
        enabled: bool,
    ) -> std::fmt::Result {
        let fresh_for = cadence * 3;
        write!(
            text,
            "\n[[source]]\nid = \"{id}\"\nenabled = {enabled}\nurl = {}\nallow = [\"{}\"]\ncadence = \"{cadence:#}\"\nfresh_for = \"{fresh_for:#}\"\n",
            quoted(&site.url(kind.as_str(), id)),
            site.address
        )
    }
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn every_chapter_is_a_configuration_without_mistakes() {
        let story = std::sync::Arc::new(Story::recorded());
        let begins_at = story.begins_at();
        let site = super::super::site::serve(std::sync::Arc::clone(&story), move || begins_at)
            .await
            .unwrap();
        let chapters = of(&story);
        assert!(chapters.iter().is_sorted_by_key(|chapter| chapter.at));
        for chapter in &chapters {
            let cadence = SignedDuration::from_hours(12);
            let text = chapter
                .configuration(Path::new("a \"b\".db"), &site, cadence)
                .unwrap();
            let layer = config::Layer {
                name: "demo",
                text: &text,
            };
            config::load(&[layer]).unwrap_or_else(|mistakes| panic!("{mistakes}"));
        }
        let last = chapters.back().unwrap();
        assert!(last.what_if && last.closed.is_empty());
    }
}
