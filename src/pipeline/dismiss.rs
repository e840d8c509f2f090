//! Dismissing: the operator says that a measure is of no concern.
//!
//! It is evidence, as it explains why nothing more is told: who said so, when and why.
//! What was received of the measure stays. Whoever names it in the configuration later
//! follows it again.

use anyhow::ensure;
use jiff::Timestamp;
use rusqlite::{Connection, Transaction};
use serde::Serialize;

use crate::{
    domain::measure::MeasureId,
    pipeline::{opened::Subject, setup::Setup},
    store::{
        derived::{finds, measures},
        evidence::attestations,
        work::{opened, sources},
    },
};

/// What is kept of it.
#[derive(Serialize)]
struct Entry<'a> {
    dismissed: String,
    why: &'a str,
    /// Of whoever asked, where that is known.
    uid: Option<u32>,
}

/// Stops following a measure that no configuration names. Fails where it is not followed,
/// or where the configuration names it.
pub fn dismiss(
    tx: &Transaction<'_>,
    setup: &Setup,
    measure: MeasureId,
    why: &str,
    uid: Option<u32>,
    now: Timestamp,
) -> anyhow::Result<()> {
    ensure!(
        !setup.names(measure),
        "{measure} is named in the configuration: take it out there, or say `enabled = false`"
    );
    let is_known = finds::get(tx, measure)?.is_some() || measures::get(tx, measure)?.is_some();
    ensure!(is_known, "{measure} is not followed");
    let entry = serde_json::to_string(&Entry {
        dismissed: measure.to_string(),
        why,
        uid,
    })?;
    attestations::record(tx, &name(measure), &entry, now)?;
    for (source, subject) in opened::all(tx)? {
        let of = match serde_json::from_str(&subject)? {
            Subject::Measure { measure, .. } => Some(measure),
            Subject::Text { measure, .. } => measure,
            Subject::Document { .. } | Subject::Article { .. } => None,
        };
        if of == Some(measure.to_string()) {
            sources::switch(tx, &source, false)?;
        }
    }
    Ok(())
}

/// Follows again what was dismissed and the configuration names since.
pub fn take_up(tx: &Transaction<'_>, setup: &Setup, now: Timestamp) -> anyhow::Result<()> {
    for source in setup.config.enabled_sources() {
        if let Some(measure) = source.measure
            && is_dismissed(tx, measure)?
        {
            attestations::record(tx, &name(measure), attestations::RETRACTED, now)?;
        }
    }
    Ok(())
}

/// Whether the operator wants to hear no more of it.
pub fn is_dismissed(conn: &Connection, measure: MeasureId) -> rusqlite::Result<bool> {
    was_dismissed(conn, measure, None)
}

/// Whether they did by then; by now where that is `None`.
pub fn was_dismissed(
    conn: &Connection,
    measure: MeasureId,
    by: Option<Timestamp>,
) -> rusqlite::Result<bool> {
    Ok(attestations::stated(conn, &name(measure), by)?.is_some())
}

/// What its dismissal is kept under.
fn name(measure: MeasureId) -> String {
    format!("{}{measure}", attestations::DISMISSED)
}
