//! Standings: folds what was observed, and tells where it moved.
//!
//! A standing is derived anew each time, from all observations that hold, and is
//! written down only where it differs from the last. So it does not matter in which
//! order records arrive, or whether a rule or a clock moved it.

use jiff::{Timestamp, civil::Date};
use rusqlite::{Connection, Transaction};
use serde::{Deserialize, Serialize};

use crate::{
    domain::{
        action::Action,
        fold,
        instrument::{Effect, Instrument},
        measure::MeasureId,
        news::{self, ActionLine, DocumentLine, News, StageWords},
        progress::Progress,
        provision::{self, ProvisionStanding},
        when::When,
    },
    extract::actions::Line,
    pipeline::{
        setup::Setup,
        situation::washington,
        tell::{Telling, tell},
    },
    store::{
        derived::{
            measures,
            observations::{self, Observation},
            standings::{self, Standing},
        },
        evidence::attestations,
        work::sources,
    },
};

/// The provision, as an entity.
pub const PROVISION: &str = "section-907";

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
    let Some(folded) = fold_measure(tx, id, washington(now))? else {
        return Ok(false);
    };
    let entity = id.to_string();
    let last = standings::last(tx, &entity)?;
    let before: Option<MeasureDetail> = last
        .as_ref()
        .map(|last| serde_json::from_str(&last.detail))
        .transpose()?;
    let stage = folded.progress.stage;
    let same = |last: &Standing| {
        last.word == stage.as_str()
            && last.govtrack.as_deref() == Some(&folded.progress.govtrack)
            && before
                .as_ref()
                .is_some_and(|before| before.stands == folded.detail.stands)
    };
    if last.as_ref().is_some_and(same) {
        return Ok(false);
    }
    standings::insert(
        tx,
        &Standing {
            entity: entity.clone(),
            ordinal: last.as_ref().map_or(1, |last| last.ordinal + 1),
            word: stage.as_str().to_owned(),
            govtrack: Some(folded.progress.govtrack.clone()),
            since: folded.progress.since,
            seen_at: now,
            observation: Some(folded.basis.id),
            attestation: None,
            detail: serde_json::to_string(&folded.detail)?,
        },
    )?;
    if quiet {
        return Ok(true);
    }
    let old = last.zip(before).map(|(last, before)| StageWords {
        name: before.stands,
        headline: before.happened,
        govtrack: last.govtrack.unwrap_or_default(),
    });
    let record = measures::get(tx, id)?;
    let carrier = source_name(tx, &folded.basis.source)?;
    let news = News::Measure(news::Measure {
        measure: entity.clone(),
        title: record
            .as_ref()
            .map(|record| record.title.clone())
            .unwrap_or_default(),
        old: old.clone(),
        new: words(&folded),
        since: folded.progress.since,
        basis: folded.basis.quote.clone(),
        link: record.and_then(|record| record.link),
        carriers: vec![carrier],
        still_needed: folded.detail.still_needed.clone(),
        congress_ends_on: folded.detail.dies_on,
        actions: new,
        remarks: folded.detail.remarks.clone(),
        is_law: stage.is_law(),
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

/// Folds a measure's record, and what the day makes of it. `None` while nothing is
/// observed.
pub fn fold_measure(
    conn: &Connection,
    id: MeasureId,
    today: Date,
) -> anyhow::Result<Option<Folded>> {
    let record = read_record(conn, id)?;
    let Some(progress) = fold::fold(id, &record.actions) else {
        return Ok(None);
    };
    let progress = progress.at(id, today);
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
        remarks: progress.remarks.iter().map(ToString::to_string).collect(),
    };
    Ok(Some(Folded {
        progress,
        detail,
        basis,
    }))
}

fn read_record(conn: &Connection, id: MeasureId) -> anyhow::Result<Record> {
    let observations = observations::standing(conn, &id.to_string())?;
    let mut lines: Vec<(Line, usize)> = Vec::new();
    for (holder, observation) in observations.iter().enumerate() {
        let told: Vec<Line> = serde_json::from_str(&observation.statement)?;
        lines.extend(told.into_iter().map(|line| (line, holder)));
    }
    lines.sort_by_key(|(line, _)| line.place);
    let (actions, holders) = lines
        .into_iter()
        .map(|(line, holder)| (line.action, holder))
        .unzip();
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

/// An instrument that is known, and what that rests on.
struct Known {
    instrument: Instrument,
    seen_at: Timestamp,
    observation: Option<Observation>,
    attestation: Option<i64>,
}

/// Folds the provision anew and tells where it moved. Where `quiet`, what is found
/// stands in the first mail instead.
pub fn provision(
    tx: &Transaction<'_>,
    setup: &Setup,
    quiet: bool,
    now: Timestamp,
) -> anyhow::Result<()> {
    let today = washington(now);
    let known = instruments(tx)?;
    let instruments = known.iter().map(|known| &known.instrument);
    let Some(standing) = provision::fold(instruments, today) else {
        return Ok(());
    };
    let last = standings::last(tx, PROVISION)?;
    let word = standing.word.as_str();
    let pending = standing.pending.as_ref().map(|pending| pending.id.clone());
    let same = |last: &Standing| -> anyhow::Result<bool> {
        let before: ProvisionDetail = serde_json::from_str(&last.detail)?;
        Ok(last.word == word && before.basis == standing.basis.id && before.pending == pending)
    };
    if let Some(last) = &last
        && same(last)?
    {
        return Ok(());
    }
    let rests_on = |id: &str| known.iter().find(|known| known.instrument.id == *id);
    let basis = rests_on(&standing.basis.id);
    standings::insert(
        tx,
        &Standing {
            entity: PROVISION.to_owned(),
            ordinal: last.as_ref().map_or(1, |last| last.ordinal + 1),
            word: word.to_owned(),
            govtrack: None,
            since: standing.since.earliest(),
            seen_at: now,
            observation: basis
                .and_then(|known| known.observation.as_ref())
                .map(|observation| observation.id),
            attestation: basis.and_then(|known| known.attestation),
            detail: serde_json::to_string(&ProvisionDetail {
                basis: standing.basis.id.clone(),
                pending: pending.clone(),
            })?,
        },
    )?;
    if quiet {
        return Ok(());
    }
    // A waiver that is announced beside a running one is the news, not the basis.
    let cause = pending.as_deref().and_then(rests_on).or(basis);
    let moved_by_clock = standing.word == provision::Word::WaiverOverdue;
    let document = match cause.filter(|_| !moved_by_clock) {
        Some(cause) => Some(document(tx, cause)?),
        None => None,
    };
    let news = News::Standing(news::Standing {
        old_word: last.as_ref().map(|last| last.word.clone()),
        new_word: word.to_owned(),
        sentences: provision::sentences(&standing, today),
        document,
        means: provision::means(standing.word),
        not_means: provision::not_means(standing.word),
    });
    let new = match &pending {
        Some(pending) => format!("{word}, {pending} announced"),
        None => word.to_owned(),
    };
    tell(
        tx,
        setup,
        Telling {
            entity: PROVISION.to_owned(),
            old: last.map(|last| last.word).unwrap_or_default(),
            new,
            news,
            can_wait: false,
        },
        now,
    )
}

/// What is kept of the provision's standing beside its word.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
struct ProvisionDetail {
    /// The id of the instrument that it rests on.
    basis: String,
    /// The id of a waiver that is announced beside a running one.
    pending: Option<String>,
}

/// Where the provision stands on a day in law, by all that is known.
pub fn provision_on(conn: &Connection, day: Date) -> anyhow::Result<Option<ProvisionStanding>> {
    let known = instruments(conn)?;
    Ok(provision::fold(
        known.iter().map(|known| &known.instrument),
        day,
    ))
}

fn instruments(conn: &Connection) -> anyhow::Result<Vec<Known>> {
    let mut known = Vec::new();
    for attestation in attestations::current(conn)? {
        let Some(instrument) = serde_json::from_str(&attestation.entry)? else {
            continue;
        };
        known.push(Known {
            instrument,
            seen_at: attestation.recorded_at,
            observation: None,
            attestation: Some(attestation.id),
        });
    }
    for observation in observations::standing(conn, PROVISION)? {
        known.push(Known {
            instrument: Instrument {
                id: format!("{}#{}", observation.source, observation.key),
                title: observation.quote.clone(),
                by: None,
                effect: Effect::Waives,
                acted: When::day(observation.acted_on),
                throughout: false,
                effective_on: None,
                ends_on: None,
                rung: observation.rung,
                read: false,
                url: observation.link.clone(),
            },
            seen_at: observation.seen_at,
            observation: Some(observation),
            attestation: None,
        });
    }
    Ok(known)
}

/// What the operator attests, in the order of the configuration.
pub fn attested(conn: &Connection) -> anyhow::Result<Vec<Instrument>> {
    let known = instruments(conn)?;
    let attested = known
        .into_iter()
        .filter(|known| known.attestation.is_some());
    Ok(attested.map(|known| known.instrument).collect())
}

fn document(conn: &Connection, known: &Known) -> anyhow::Result<DocumentLine> {
    let instrument = &known.instrument;
    let carrier = match &known.observation {
        Some(observation) => Some(source_name(conn, &observation.source)?),
        None => None,
    };
    Ok(DocumentLine {
        title: instrument.title.clone(),
        link: instrument.url.clone(),
        carrier,
        signed_on: instrument.acted.exact(),
        published_on: None,
        first_seen_at: known.seen_at,
        quote: None,
    })
}

/// What people call a source.
fn source_name(conn: &Connection, id: &str) -> anyhow::Result<String> {
    let source = sources::get(conn, id)?;
    Ok(source.map_or_else(|| id.to_owned(), |source| source.name))
}
