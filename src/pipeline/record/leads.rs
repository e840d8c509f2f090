//! What lists and news lead to: texts that are read, and measures that are followed.

use std::collections::{HashMap, HashSet};

use crate::{
    domain::{
        calendar,
        change::ChangeKind,
        measure::MeasureId,
        news::{self, EffectLine, News},
        source::Follow,
    },
    extract::{govinfo::package::Package, press},
    pipeline::{
        dismiss,
        read::{List, Put},
        situation::washington,
    },
    store::derived::{
        finds::{self, Find},
        measures,
    },
};

use super::Poll;

/// What put a measure on topic.
pub(super) struct Led<'a> {
    /// Empty where it isn't known yet.
    pub title: &'a str,
    pub link: Option<String>,
    /// `title`, `summary` or `text`.
    pub found_in: &'static str,
    pub quote: String,
    /// What its text does, where that was read.
    pub effects: Vec<EffectLine>,
}

impl Poll<'_> {
    /// A list of packages: texts are read, records looked at.
    pub(super) fn packages(
        &self,
        packages: &[(String, Package)],
        list: &List,
    ) -> anyhow::Result<()> {
        self.posts(list, &HashSet::new())?;
        for (put, package) in listed_anew(list, packages) {
            let wanted = match self.source.follow {
                Follow::All => true,
                Follow::Topic => is_on_topic(put),
                Follow::Nothing => false,
            };
            let followed = match package.measure() {
                Some(measure) if self.is_followed(measure)? => Some(measure),
                _ => None,
            };
            if package.is_text() && (wanted || followed.is_some()) {
                self.opener().text(package, followed)?;
            } else if let Some(measure) = package.measure().filter(|_| wanted)
                // A sitemap lists ten thousand records; those that come are looked at.
                && !self.baseline
                && followed.is_none()
            {
                self.opener().measure(measure, true)?;
            }
        }
        Ok(())
    }

    /// A list of measures: those whose title is on topic are followed.
    pub(super) fn measures(
        &self,
        measures: &[(String, MeasureId)],
        list: &List,
    ) -> anyhow::Result<()> {
        let sits = calendar::congress_of(washington(self.now));
        // A measure that is followed is told by its record.
        let mut told = HashSet::new();
        for (put, &measure) in listed_anew(list, measures) {
            if self.source.follow == Follow::Nothing {
                continue;
            }
            if self.is_followed(measure)? {
                told.insert(put.item.key.clone());
                continue;
            }
            if let Some(quote) = self.setup.titled(&put.item.title) {
                let led = Led {
                    title: &put.item.title,
                    link: put.item.link.clone(),
                    found_in: "title",
                    quote,
                    effects: Vec::new(),
                };
                self.follow(measure, led)?;
                told.insert(put.item.key.clone());
            } else if self.source.follow == Follow::All && measure.congress() == sits {
                self.opener().measure(measure, true)?;
                if let Some(text) = Package::introduced(measure) {
                    self.opener().text(&text, None)?;
                }
            }
        }
        self.posts(list, &told)
    }

    /// A number that the press names is asked of the record.
    pub(super) fn named(&self, put: &Put) -> anyhow::Result<()> {
        if self.source.follow == Follow::Nothing || !is_on_topic(put) {
            return Ok(());
        }
        let text = format!("{}\n{}", put.item.title, put.item.text);
        let sits = calendar::congress_of(washington(self.now));
        self.ask_about(&press::measures::cited(&text, sits))
    }

    /// Asks the record about measures that somebody named.
    pub(super) fn ask_about(&self, measures: &[MeasureId]) -> anyhow::Result<()> {
        for &measure in measures {
            if !self.is_followed(measure)? {
                self.opener().measure(measure, true)?;
            }
        }
        Ok(())
    }

    /// Whether its record is read for good, or never again.
    pub(super) fn is_followed(&self, measure: MeasureId) -> anyhow::Result<bool> {
        Ok(self.setup.names(measure)
            || finds::get(self.tx, measure)?.is_some()
            || dismiss::is_dismissed(self.tx, measure)?)
    }

    /// Follows a measure that nobody named, and tells it once.
    pub(super) fn follow(&self, measure: MeasureId, led: Led<'_>) -> anyhow::Result<()> {
        if self.is_followed(measure)? {
            return Ok(());
        }
        finds::insert(
            self.tx,
            &Find {
                measure,
                source: self.id().to_owned(),
                snapshot: self.snapshot,
                seen_at: self.now,
                found_in: led.found_in.to_owned(),
                quote: led.quote.clone(),
            },
        )?;
        self.opener().measure(measure, false)?;
        if self.quiet {
            return Ok(());
        }
        let news = News::Found(news::Found {
            measure: measure.to_string(),
            title: led.title.to_owned(),
            link: led.link,
            found_in: led.found_in.to_owned(),
            quote: led.quote,
            source_name: self.source.name.clone(),
            reintroduces: self.reintroduced(measure, led.title)?,
            effects: led.effects,
        });
        self.tell(measure.to_string(), "", "found".to_owned(), news)
    }

    /// The measure of an earlier Congress that bears this title.
    fn reintroduced(&self, measure: MeasureId, title: &str) -> anyhow::Result<Option<String>> {
        let plain = |title: &str| -> String {
            let words = title.split(|c: char| !c.is_alphanumeric());
            let words: Vec<String> = words
                .filter(|word| !word.is_empty())
                // "… Act of 2025" returns as "… Act of 2027".
                .filter(|word| !(word.len() == 4 && word.parse::<u16>().is_ok()))
                .map(str::to_lowercase)
                .collect();
            words.join(" ")
        };
        let wanted = plain(title);
        let known = measures::all(self.tx)?;
        let before = known
            .iter()
            .rev()
            .filter(|known| known.id.congress() < measure.congress())
            .find(|known| !wanted.is_empty() && plain(&known.title) == wanted);
        Ok(before.map(|before| before.id.to_string()))
    }
}

/// The entries that are listed for the first time, with what they stand for.
fn listed_anew<'a, T>(
    list: &'a List,
    of: &'a [(String, T)],
) -> impl Iterator<Item = (&'a Put, &'a T)> {
    let is_new = |put: &&Put| {
        put.news
            .as_ref()
            .is_some_and(|news| matches!(news.kind, ChangeKind::Added | ChangeKind::Edited))
    };
    let of: HashMap<&str, &T> = of.iter().map(|(key, of)| (key.as_str(), of)).collect();
    list.put
        .iter()
        .filter(is_new)
        .filter_map(move |put| Some((put, *of.get(put.item.key.as_str())?)))
}

pub(super) fn is_on_topic(put: &Put) -> bool {
    put.news.as_ref().is_some_and(|news| news.topic.is_some())
}
