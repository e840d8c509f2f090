//! A measure's record: its actions become observations, which move its standing.

use jiff::civil::Date;

use crate::{
    domain::{
        change::ChangeKind,
        news::{self, ActionLine, Correction, News},
        record::MeasureRecord,
        source::Tell,
    },
    extract::actions::Act,
    pipeline::{
        read::{List, Put},
        stand::{self, View},
    },
    render::time,
    store::{
        derived::{
            measures,
            measures::Measure,
            observations::{self, Observation},
        },
        evidence::bodies,
    },
};

use super::Poll;

impl Poll<'_> {
    /// A measure's record: its actions become observations, which move its standing.
    pub(super) fn measure(
        &self,
        record: &MeasureRecord,
        acts: &[Act],
        list: &List,
    ) -> anyhow::Result<()> {
        let entity = record.id.to_string();
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
        let withdrawn: Vec<ActionLine> = self.withdraw(&entity, list)?;
        let corrected = self.correct(&entity, acts, list)?;
        self.rekey(&entity, list)?;
        for act in acts {
            self.observe(&entity, act)?;
        }
        let new: Vec<ActionLine> = list
            .put
            .iter()
            .filter(|put| {
                put.news
                    .as_ref()
                    .is_some_and(|news| news.kind == ChangeKind::Added)
            })
            .filter_map(|put| acts.iter().find(|act| act.key == put.item.key))
            .map(|act| ActionLine {
                acted_on: act.told().acted_on,
                text: act.told().text.clone(),
            })
            .collect();
        let moved = stand::measure(self.tx, self.setup, record.id, new, self.quiet, self.now)?;
        if !withdrawn.is_empty() || !corrected.is_empty() {
            // Named by what it says, not by our row: a restored backup numbers rows anew.
            let new = serde_json::to_vec(&(&withdrawn, &corrected))?;
            let news = News::Record(news::Record {
                measure: entity.clone(),
                title: record.title.clone(),
                link: record.legislation_url.clone(),
                withdrawn,
                corrected,
                before,
                after: stand::stage_words(self.tx, record.id)?,
                remarks: stand::fold_measure(self.tx, record.id, View::present(self.now))?
                    .map(|folded| folded.detail.remarks)
                    .unwrap_or_default(),
            });
            self.tell(entity, "", bodies::address(&new), news)?;
        }
        // What moved it stands in the alert on the move.
        if !moved && !self.baseline && self.source.tell != Tell::Nothing {
            for put in &list.put {
                if let Some(news) = put
                    .news
                    .as_ref()
                    .filter(|news| news.kind == ChangeKind::Added)
                {
                    self.tell_item(put, news)?;
                }
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
            let was = standing.iter().find(|was| was.key == removed.key);
            withdrawn.extend(was.map(|was| ActionLine {
                acted_on: was.acted_on,
                text: was.quote.clone(),
            }));
        }
        Ok(withdrawn)
    }

    /// Marks what the record now words otherwise; the new words are observed anew.
    fn correct(&self, entity: &str, acts: &[Act], list: &List) -> anyhow::Result<Vec<Correction>> {
        let standing = observations::standing(self.tx, entity)?;
        let mut corrected = Vec::new();
        let edited = |put: &&Put| {
            put.news
                .as_ref()
                .is_some_and(|news| news.kind == ChangeKind::Edited)
        };
        for put in list.put.iter().filter(edited) {
            let was = standing.iter().find(|was| was.key == put.was);
            let act = acts.iter().find(|act| act.key == put.item.key);
            let (Some(was), Some(told)) = (was, act.map(Act::told)) else {
                continue;
            };
            if was.quote == told.text && was.acted_on == told.acted_on {
                continue;
            }
            observations::withdraw(self.tx, self.id(), entity, &put.was, self.now)?;
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
