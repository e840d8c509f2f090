//! Laws: what an enacted text does to Section 907.
//!
//! A text counts once it is a law: the text of the law itself, or the enrolled bill once
//! the record says that it became one and by which number. Until both are known, nothing
//! moves.

use jiff::{Timestamp, civil::Date};
use rusqlite::{Connection, Transaction};

use crate::{
    domain::{
        effect::{self, Reading},
        instrument::Instrument,
        meaning::Law,
        measure::MeasureId,
        rung::Rung,
        when::When,
    },
    store::derived::{
        measures,
        observations::{self, Observation},
        texts::{self, Text},
    },
};

use super::{PROVISION, View, fold_measure, newest};

/// How the words of a measure became law as part of another measure.
pub struct Incorporation {
    pub law: Law,
    pub on: Date,
    /// What the law's text says, in its own words.
    pub quote: String,
    /// The source that has the law's text.
    pub source: String,
}

/// How all that a measure would do became law elsewhere. `None` where no law holds it.
pub(super) fn incorporated(
    conn: &Connection,
    measure: MeasureId,
    view: View,
) -> anyhow::Result<Option<Incorporation>> {
    let Some((_, bill)) = newest(conn, measure, view)? else {
        return Ok(None);
    };
    for text in texts::laws(conn)? {
        let (Some(law), Some(on)) = (text.law.as_deref().and_then(Law::from_name), text.dated_on)
        else {
            continue;
        };
        // A bill can't be enacted by a law of another Congress, or its own.
        if text.measure == Some(measure)
            || law.congress != measure.congress()
            || on > view.on
            || !view.has_seen(text.seen_at)
        {
            continue;
        }
        let reading: Reading = serde_json::from_str(&text.reading)?;
        if let Some(said) = effect::holds(&reading, &bill) {
            return Ok(Some(Incorporation {
                law,
                on,
                quote: said.quote.clone(),
                source: text.source,
            }));
        }
    }
    Ok(None)
}

/// Brings what a measure's enacted text does in line with its texts and its record.
/// Whether that changed anything.
pub fn enact(tx: &Transaction<'_>, measure: MeasureId, now: Timestamp) -> anyhow::Result<bool> {
    let versions = texts::of_measure(tx, measure)?;
    let folded = fold_measure(tx, measure, View::present(now))?;
    let law = folded
        .filter(|folded| folded.progress.stage.is_law())
        .and_then(|folded| Some((folded.progress.law?, folded.progress.since)));
    let text = |version: &str| versions.iter().find(|text| text.version == version);
    let enacted = match (text("law"), text("enr"), law) {
        (Some(text), _, law) => {
            let (named, on) = (text.law.as_deref().and_then(Law::from_name), text.dated_on);
            let named = named.or(law.map(|(law, _)| law));
            let on = on.or(law.map(|(_, on)| on));
            named.zip(on).map(|(law, on)| (text, law, on))
        }
        (None, Some(text), Some((law, on))) => Some((text, law, on)),
        (None, _, _) => None,
    };
    let key = format!("law/{measure}");
    let title = measures::get(tx, measure)?.map(|measure| measure.title);
    let wanted = match enacted {
        Some((text, law, on)) => instruments(&key, text, law, title.as_deref(), on)?,
        None => Vec::new(),
    };
    put(tx, &key, &wanted, now)
}

/// The same for the text of a law that names no bill.
pub fn enact_law(tx: &Transaction<'_>, package: &str, now: Timestamp) -> anyhow::Result<bool> {
    let Some(text) = texts::get(tx, package)? else {
        return Ok(false);
    };
    let law = text.law.as_deref().and_then(Law::from_name);
    let (Some(law), Some(on)) = (law, text.dated_on) else {
        return Ok(false);
    };
    let key = format!("law/{package}");
    let wanted = instruments(&key, &text, law, None, on)?;
    put(tx, &key, &wanted, now)
}

/// What a text does, as instruments, each with the key that it is observed under.
fn instruments<'a>(
    key: &str,
    text: &'a Text,
    law: Law,
    title: Option<&str>,
    on: Date,
) -> anyhow::Result<Vec<(String, Instrument, &'a Text)>> {
    let title = match title.map(|title| title.trim_end_matches('.')) {
        None | Some("") => law.to_string(),
        Some(title) => format!("{law}, {title}"),
    };
    let reading: Reading = serde_json::from_str(&text.reading)?;
    let mut made = Vec::new();
    for (place, finding) in reading.findings.iter().enumerate() {
        let instrument = Instrument {
            id: format!("{}/{place}", law.name()),
            title: title.clone(),
            by: Some("Congress and the President".to_owned()),
            effect: finding.effect.into(),
            acted: When::day(on),
            throughout: false,
            effective_on: finding.begins(on),
            ends_on: finding.ends(on),
            rung: Rung::PublicLaw,
            read: true,
            url: None,
            published_on: None,
            quote: Some(finding.quote.clone()),
        };
        made.push((format!("{key}/{place}"), instrument, text));
    }
    Ok(made)
}

/// Observes what is wanted, and withdraws what was observed under `key` and isn't any more.
fn put(
    tx: &Transaction<'_>,
    key: &str,
    wanted: &[(String, Instrument, &Text)],
    now: Timestamp,
) -> anyhow::Result<bool> {
    let prefix = format!("{key}/");
    let mut moved = false;
    let mut known = Vec::new();
    for said in observations::standing(tx, PROVISION)? {
        if !said.key.starts_with(&prefix) {
            continue;
        }
        let statement: Option<Instrument> = serde_json::from_str(&said.statement).ok();
        let holds = wanted.iter().any(|(key, instrument, text)| {
            *key == said.key && text.source == said.source && statement.as_ref() == Some(instrument)
        });
        if holds {
            known.push(said.key);
        } else {
            observations::withdraw(tx, &said.source, PROVISION, &said.key, now)?;
            moved = true;
        }
    }
    for (key, instrument, text) in wanted {
        if known.contains(key) {
            continue;
        }
        moved = true;
        observations::record(
            tx,
            &Observation {
                id: 0,
                entity: PROVISION.to_owned(),
                source: text.source.clone(),
                snapshot: text.snapshot,
                key: key.clone(),
                position: 0,
                acted_on: instrument.acted.latest(),
                statement: serde_json::to_string(instrument)?,
                quote: instrument.quote.clone().unwrap_or_default(),
                link: instrument.url.clone(),
                rung: instrument.rung,
                seen_at: now,
                withdrawn_at: None,
            },
        )?;
    }
    Ok(moved)
}
