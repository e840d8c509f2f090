//! A measure's record: its actions become observations, which move its standing.

use jiff::civil::Date;

use crate::{
    domain::{
        alike,
        change::ChangeKind,
        measure::MeasureId,
        news::{self, ActionLine, Correction, News},
        record::MeasureRecord,
        source::{SourceKind, Tell},
        stage::Stage,
    },
    extract::{
        actions::Act,
        congress_api,
        govinfo::{
            links::{self, Target},
            package::Package,
        },
    },
    pipeline::{
        opened::{self, Subject},
        read::{List, Put},
        stand::{self, View},
    },
    render::time,
    store::{
        derived::{
            finds, measures,
            measures::Measure,
            observations::{self, Observation},
            texts,
        },
        evidence::bodies,
        work::sources,
    },
};

use super::{Poll, leads::Led};

impl Poll<'_> {
    /// A measure's record: its actions become observations, which move its standing.
    pub(super) fn measure(
        &self,
        record: &MeasureRecord,
        acts: &[Act],
        list: &List,
    ) -> anyhow::Result<()> {
        let entity = record.id.to_string();
        if let Some(Subject::Measure { lead: true, .. }) = self.subject
            && let Some((found_in, quote)) = self.setup.concerns(record)
        {
            let led = Led {
                title: &record.title,
                link: record.legislation_url.clone(),
                found_in,
                quote,
                effects: Vec::new(),
            };
            self.follow(record.id, led)?;
        }
        if self.baseline && self.subject.is_some() && self.source.kind == SourceKind::Measure {
            sources::require(self.tx, self.id(), opened::RECORD_FRESH)?;
        }
        measures::put(
            self.tx,
            &Measure {
                id: record.id,
                source: self.id().to_owned(),
                title: record.title.clone(),
                sponsor: record.sponsors.first().cloned(),
                link: record.legislation_url.clone(),
            },
            self.snapshot,
        )?;
        let before = stand::stage_words(self.tx, record.id)?;
        let others = self.held_by_others(&entity)?;
        let doubted = self.remarks(record.id)?;
        let withdrawn: Vec<ActionLine> = self.withdraw(&entity, list)?;
        let corrected = self.correct(&entity, acts, list)?;
        self.rekey(&entity, list)?;
        // What says again what it said a short while ago stands as it is held.
        let is_back = |act: &&Act| list.back.iter().any(|back| back.listed_as == act.key);
        for act in acts.iter().filter(|act| !is_back(act)) {
            self.observe(&entity, act)?;
        }
        // What another carrier told already is confirmed, and no news.
        let is_new = |put: &&Put| {
            put.news
                .as_ref()
                .is_some_and(|news| news.kind == ChangeKind::Added)
                && !acts
                    .iter()
                    .find(|act| act.key == put.item.key)
                    .is_some_and(|act| others.iter().any(|held| is_held(act, held)))
        };
        let new: Vec<ActionLine> = list
            .put
            .iter()
            .filter(is_new)
            .filter_map(|put| acts.iter().find(|act| act.key == put.item.key))
            .map(|act| ActionLine {
                acted_on: act.told().acted_on,
                text: act.told().text.clone(),
            })
            .collect();
        // Of a measure that was found, the first mail has just said so.
        let found = self.baseline && finds::get(self.tx, record.id)?.is_some();
        // What a withdrawal undid is told with it, and is no step of the measure.
        let undone = new.is_empty() && !(withdrawn.is_empty() && corrected.is_empty());
        let quiet = self.quiet || undone || (found && !is_far(record));
        let moved = stand::measure(self.tx, self.setup, record.id, new, quiet, self.now)?;
        self.texts_of(record)?;
        if stand::enact(self.tx, record.id, self.now)? {
            stand::provision(self.tx, self.setup, self.quiet, self.now)?;
        }
        let remarks = self.remarks(record.id)?;
        let refused = !self.baseline && remarks.iter().any(|remark| !doubted.contains(remark));
        if !withdrawn.is_empty() || !corrected.is_empty() || (refused && !moved) {
            // Named by what it says, not by our row: a restored backup numbers rows anew.
            let new = match refused {
                true => serde_json::to_vec(&(&withdrawn, &corrected, &remarks))?,
                false => serde_json::to_vec(&(&withdrawn, &corrected))?,
            };
            let news = News::Record(news::Record {
                measure: entity.clone(),
                title: record.title.clone(),
                link: record.legislation_url.clone(),
                withdrawn,
                corrected,
                before,
                after: stand::stage_words(self.tx, record.id)?,
                remarks,
                held_by_one: Vec::new(),
            });
            self.tell(entity, "", bodies::address(&new), news)?;
        }
        // What moved it stands in the alert on the move.
        if !moved && !self.baseline && self.source.tell != Tell::Nothing {
            for put in list.put.iter().filter(is_new) {
                if let Some(news) = &put.news {
                    self.tell_item(put, news)?;
                }
            }
        }
        Ok(())
    }

    /// What in the record that is held can't be taken at its word.
    fn remarks(&self, measure: MeasureId) -> anyhow::Result<Vec<String>> {
        let folded = stand::fold_measure(self.tx, measure, View::present(self.now))?;
        Ok(folded.map_or_else(Vec::new, |folded| folded.detail.remarks))
    }

    /// The acts that other carriers of this record hold.
    fn held_by_others(&self, entity: &str) -> anyhow::Result<Vec<Observation>> {
        let mut held = observations::standing(self.tx, entity)?;
        held.retain(|held| held.source != self.id());
        Ok(held)
    }

    /// Goes after the texts that a record names, and that of the law that came of it.
    fn texts_of(&self, record: &MeasureRecord) -> anyhow::Result<()> {
        let versions = record.text_versions.iter();
        let links = versions.filter_map(|version| version.url.as_deref());
        let mut packages: Vec<Package> = links.filter_map(of_link).collect();
        packages.extend(record.laws.iter().map(|&law| Package::of_law(law)));
        for package in packages {
            if texts::get(self.tx, &package.to_string())?.is_none() {
                self.opener().text(&package, Some(record.id))?;
            }
        }
        Ok(())
    }

    /// Marks what the record no longer holds.
    fn withdraw(&self, entity: &str, list: &List) -> anyhow::Result<Vec<ActionLine>> {
        let standing = observations::standing(self.tx, entity)?;
        let mut withdrawn = Vec::new();
        for removed in &list.removed {
            observations::withdraw(self.tx, self.id(), entity, &removed.key, self.now)?;
            let was = self.own(&standing, &removed.key);
            withdrawn.extend(was.map(|was| ActionLine {
                acted_on: was.acted_on,
                text: was.quote.clone(),
            }));
        }
        Ok(withdrawn)
    }

    /// Marks what the record now words otherwise; the new words are observed anew.
    fn correct(&self, entity: &str, acts: &[Act], list: &List) -> anyhow::Result<Vec<Correction>> {
        let history = observations::history(self.tx, entity)?;
        let standing = observations::standing(self.tx, entity)?;
        let mut corrected = Vec::new();
        let edited = |put: &&Put| {
            put.news
                .as_ref()
                .is_some_and(|news| news.kind == ChangeKind::Edited)
        };
        for put in list.put.iter().filter(edited) {
            let was = self.own(&standing, &put.was);
            let act = acts.iter().find(|act| act.key == put.item.key);
            let (Some(was), Some(told)) = (was, act.map(Act::told)) else {
                continue;
            };
            if says(was, &told.text, told.acted_on) {
                continue;
            }
            observations::withdraw(self.tx, self.id(), entity, &put.was, self.now)?;
            // What another carrier corrected in the same way is confirmed, and no news.
            let elsewhere = |one: &&Observation| one.source != self.id();
            let corrected_so = history.iter().filter(elsewhere).any(|one| {
                one.withdrawn_at.is_some()
                    && one.key == was.key
                    && says(one, &was.quote, was.acted_on)
            }) && standing
                .iter()
                .filter(elsewhere)
                .any(|one| one.key == put.item.key && says(one, &told.text, told.acted_on));
            if corrected_so {
                continue;
            }
            // Where only the day was corrected, the texts alone would not show it.
            let dated = |on: Date, text: &str| match was.quote == told.text {
                true => format!("{}: {text}", time::day(on)),
                false => text.to_owned(),
            };
            corrected.push(Correction {
                old: dated(was.acted_on, &was.quote),
                new: dated(told.acted_on, &told.text),
            });
        }
        Ok(corrected)
    }

    /// What this carrier holds under a key: others may hold the act in other words.
    fn own<'a>(&self, standing: &'a [Observation], key: &str) -> Option<&'a Observation> {
        let mut own = standing.iter().filter(|one| one.source == self.id());
        own.find(|one| one.key == key)
    }

    /// Keeps what is observed of an action that has another key now.
    fn rekey(&self, entity: &str, list: &List) -> anyhow::Result<()> {
        for put in list.put.iter().filter(|put| put.was != put.item.key) {
            observations::rekey(self.tx, self.id(), entity, &put.was, &put.item.key)?;
        }
        Ok(())
    }

    fn observe(&self, entity: &str, act: &Act) -> anyhow::Result<()> {
        observations::record(
            self.tx,
            &Observation {
                id: 0,
                entity: entity.to_owned(),
                source: self.id().to_owned(),
                snapshot: self.snapshot,
                key: act.key.clone(),
                position: act.lines[0].place,
                acted_on: act.told().acted_on,
                statement: serde_json::to_string(&act.lines)?,
                quote: act.told().text.clone(),
                link: None,
                rung: self.source.rung,
                seen_at: self.now,
                withdrawn_at: None,
            },
        )?;
        Ok(())
    }
}

/// Whether another carrier holds this act. Of acts that begin alike each has its own words,
/// and the numbers in their keys are each carrier's own.
fn is_held(act: &Act, held: &Observation) -> bool {
    let is_same = alike::stem(&act.key) == alike::stem(&held.key)
        && alike::says_the_same(&act.told().text, &held.quote);
    is_same || (act.key == held.key && !act.is_known_by_words())
}

fn says(observation: &Observation, text: &str, on: Date) -> bool {
    observation.quote == text && observation.acted_on == on
}

/// Whether a measure has come further than measures do on their first days.
fn is_far(record: &MeasureRecord) -> bool {
    record
        .progress()
        .is_some_and(|progress| !matches!(progress.stage, Stage::Introduced | Stage::Referred))
}

/// The text that a record names, wherever its address leads.
fn of_link(link: &str) -> Option<Package> {
    let at_govinfo = congress_api::govinfo_text(link);
    match links::target(at_govinfo.as_deref().unwrap_or(link))? {
        Target::Package(package) => Some(package).filter(Package::is_text),
        Target::Newest(_) => None,
    }
}
