//! Where a measure stands: folded from the lines of its record.

use jiff::{Timestamp, civil::Date};
use rusqlite::{Connection, Transaction};
use serde::{Deserialize, Serialize};

use crate::{
    domain::{
        action::Action,
        effect::TextEffect,
        fold,
        instrument::Effect,
        measure::MeasureId,
        news::{self, ActionLine, EffectLine, News, StageWords},
        printable::clean,
        progress::Progress,
        provision::Bill,
    },
    extract::actions::Line,
    pipeline::{
        setup::Setup,
        tell::{Telling, tell},
    },
    store::derived::{
        measures,
        observations::{self, Observation},
        standings::{self, Standing},
    },
};

use super::{
    View, carriers,
    law::{self, Incorporation},
    newest, source_name,
};

/// What is kept of a measure's standing beside its stage.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct MeasureDetail {
    /// `in House Foreign Affairs`
    pub stands: String,
    /// `was referred to House Foreign Affairs`
    pub happened: String,
    /// Who would still have to agree, in order.
    pub still_needed: Vec<String>,
    pub dies_on: Option<Date>,
    #[serde(default)]
    pub is_law: bool,
    /// What in the record could not be taken at its word.
    pub remarks: Vec<String>,
}

/// What a measure's standing follows from.
struct Record {
    observations: Vec<Observation>,
    /// The lines of the observations in the record's order, newest first, and which
    /// observation holds each.
    actions: Vec<Action>,
    holders: Vec<usize>,
}

/// Where a measure stands by the record and the day.
pub struct Folded {
    pub progress: Progress,
    pub detail: MeasureDetail,
    /// The observation that it rests on.
    pub basis: Observation,
    /// Where its words became law as part of another measure.
    pub incorporation: Option<Incorporation>,
}

impl Folded {
    /// The measure `id` as a bill that can still become law, if it is one.
    pub fn bill(&self, id: MeasureId, effect: Option<TextEffect>) -> Option<Bill> {
        let can = id.kind().can_become_law() && !self.detail.still_needed.is_empty();
        can.then(|| Bill {
            citation: id.citation(),
            happened: clean(&self.detail.happened),
            still_needed: self.detail.still_needed.clone(),
            effect: effect.map(Effect::from),
        })
    }
}

/// Folds a measure anew and tells where it moved; `new` are the actions that were
/// not known before. Where `quiet`, what is found stands in the first mail instead.
/// Returns whether it moved.
pub fn measure(
    tx: &Transaction<'_>,
    setup: &Setup,
    id: MeasureId,
    new: Vec<ActionLine>,
    quiet: bool,
    now: Timestamp,
) -> anyhow::Result<bool> {
    let Some(folded) = fold_measure(tx, id, View::present(now))? else {
        return Ok(false);
    };
    let entity = id.to_string();
    let last = standings::last(tx, &entity)?;
    let before: Option<MeasureDetail> = last
        .as_ref()
        .map(|last| serde_json::from_str(&last.detail))
        .transpose()?;
    let stage = folded.progress.stage;
    let stood = |stands: &str| {
        let is_same = |last: &Standing| {
            last.word == stage.as_str()
                && last.govtrack.as_deref() == Some(&folded.progress.govtrack)
        };
        last.as_ref().is_some_and(is_same)
            && before
                .as_ref()
                .is_some_and(|before| before.stands == stands)
    };
    let is_there = stood(&folded.detail.stands);
    let since_then = last
        .as_ref()
        .filter(|last| last.since == folded.progress.since);
    // The step was told; another carrier, or a later record, only names its committee.
    let is_named = since_then.is_some() && stood(&folded.progress.without_committee().stands(id));
    // A record that is corrected without moving it leaves it resting on other words.
    let same = since_then.filter(|_| is_there);
    let row = Standing {
        entity: entity.clone(),
        ordinal: match (same, &last) {
            (Some(same), _) => same.ordinal,
            (None, last) => last.as_ref().map_or(1, |last| last.ordinal + 1),
        },
        word: stage.as_str().to_owned(),
        govtrack: Some(folded.progress.govtrack.clone()),
        since: folded.progress.since,
        seen_at: same.map_or(now, |same| same.seen_at),
        observation: Some(folded.basis.id),
        attestation: None,
        detail: serde_json::to_string(&folded.detail)?,
    };
    if last.as_ref() == Some(&row) {
        return Ok(false);
    }
    standings::put(tx, &row)?;
    if is_there || is_named {
        return Ok(false);
    }
    if quiet {
        return Ok(true);
    }
    let old = last.zip(before).map(|(last, before)| StageWords {
        name: before.stands,
        headline: before.happened,
        govtrack: last.govtrack.unwrap_or_default(),
    });
    let record = measures::get(tx, id)?;
    let (basis, carrier) = match &folded.incorporation {
        Some(by) => (&by.quote, &by.source),
        None => (&folded.basis.quote, &folded.basis.source),
    };
    let carrier = source_name(tx, carrier)?;
    let effect = newest(tx, id, View::present(now))?.and_then(|(_, reading)| {
        let strongest = reading.strongest()?;
        Some(EffectLine::of(strongest))
    });
    let news = News::Measure(news::Measure {
        measure: entity.clone(),
        title: record
            .as_ref()
            .map(|record| record.title.clone())
            .unwrap_or_default(),
        old: old.clone(),
        new: words(&folded),
        since: folded.progress.since,
        basis: basis.clone(),
        link: record.and_then(|record| record.link),
        carriers: vec![carrier],
        still_needed: folded.detail.still_needed.clone(),
        congress_ends_on: folded.detail.dies_on,
        actions: new,
        remarks: folded.detail.remarks.clone(),
        is_law: stage.is_law(),
        enacted_in: folded.incorporation.as_ref().map(|by| by.law.to_string()),
        effect,
    });
    tell(
        tx,
        setup,
        Telling {
            entity,
            old: old.map(|old| old.name).unwrap_or_default(),
            new: folded.detail.stands,
            news,
            can_wait: false,
        },
        now,
    )?;
    Ok(true)
}

/// Folds a measure's record, and what the day makes of it. `None` where nothing is
/// observed from there.
pub fn fold_measure(
    conn: &Connection,
    id: MeasureId,
    view: View,
) -> anyhow::Result<Option<Folded>> {
    let record = read_record(conn, id, view)?;
    let Some(progress) = fold::fold(id, &record.actions) else {
        return Ok(None);
    };
    let incorporation = match progress.stage.is_final() {
        true => None,
        false => law::incorporated(conn, id, view)?,
    };
    let progress = match &incorporation {
        Some(by) => progress.incorporated(by.law, by.on),
        None => progress.at(id, view.on),
    };
    let basis = record.observations[record.holders[progress.basis]].clone();
    let detail = MeasureDetail {
        stands: progress.stands(id),
        happened: progress.happened(id),
        still_needed: progress
            .still_needed(id)
            .into_iter()
            .map(str::to_owned)
            .collect(),
        dies_on: progress.dies_on(id),
        is_law: progress.stage.is_law(),
        remarks: progress.remarks.iter().map(ToString::to_string).collect(),
    };
    Ok(Some(Folded {
        progress,
        detail,
        basis,
        incorporation,
    }))
}

fn read_record(conn: &Connection, id: MeasureId, view: View) -> anyhow::Result<Record> {
    let mut observations = observations::known_by(conn, &id.to_string(), view.seen_by)?;
    observations.retain(|known| view.acted_by.is_none_or(|by| known.acted_on <= by));
    let observations = carriers::merged(observations);
    let mut actions = Vec::new();
    let mut holders = Vec::new();
    let mut lines: Vec<(Line, usize)> = Vec::new();
    let main = observations.first().map(|first| first.source.clone());
    let mut others: Vec<(Line, usize)> = Vec::new();
    for (holder, observation) in observations.iter().enumerate() {
        let told: Vec<Line> = serde_json::from_str(&observation.statement)?;
        let told = told.into_iter().map(|line| (line, holder));
        match main.as_ref() == Some(&observation.source) {
            true => lines.extend(told),
            false => others.extend(told),
        }
    }
    lines.sort_by_key(|(line, _)| line.place);
    others.sort_by_key(|(line, _)| line.place);
    // Places count within one record: what another carrier adds goes before what is older.
    for other in others {
        let older = |(line, _): &(Line, usize)| line.action.acted_on < other.0.action.acted_on;
        let at = lines.iter().position(older).unwrap_or(lines.len());
        lines.insert(at, other);
    }
    for (line, holder) in lines {
        actions.push(line.action);
        holders.push(holder);
    }
    Ok(Record {
        observations,
        actions,
        holders,
    })
}

fn words(folded: &Folded) -> StageWords {
    StageWords {
        name: folded.detail.stands.clone(),
        headline: folded.detail.happened.clone(),
        govtrack: folded.progress.govtrack.clone(),
    }
}

/// Where a measure's record stands now, for a note on a correction.
pub fn stage_words(conn: &Connection, id: MeasureId) -> anyhow::Result<Option<StageWords>> {
    let Some(last) = standings::last(conn, &id.to_string())? else {
        return Ok(None);
    };
    let detail: MeasureDetail = serde_json::from_str(&last.detail)?;
    Ok(Some(StageWords {
        name: detail.stands,
        headline: detail.happened,
        govtrack: last.govtrack.unwrap_or_default(),
    }))
}
