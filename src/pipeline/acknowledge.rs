//! Acknowledging: the operator knows that a source can't be seen, and wants no more mail
//! about it for a while.
//!
//! It is evidence, as it explains why nothing more is told: who said so, when, until when
//! and why. It changes nothing of how well we see, and holds for one outage: a source that
//! was seen meanwhile and is blind again is told.

use anyhow::{Context as _, ensure};
use jiff::{Timestamp, civil::Date};
use rusqlite::{Connection, Transaction};
use serde::{Deserialize, Serialize};

use crate::{
    pipeline::{situation::washington, stand::end_of},
    store::{
        evidence::attestations,
        work::sources::{self, Source},
    },
};

/// That the operator knows.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Acknowledged {
    /// The source.
    acknowledged: String,
    /// When it was last seen: this tells one outage from the next.
    last_good_at: Option<Timestamp>,
    /// The last day on which nothing is repeated, in Washington.
    pub until: Date,
    pub why: Option<String>,
    /// Of whoever asked, where that is known.
    uid: Option<u32>,
}

/// Takes note that the operator knows that `source` is blind. Fails where it was not told
/// to be, and for a day that is over.
pub fn acknowledge(
    tx: &Transaction<'_>,
    source: &str,
    until: Date,
    why: Option<&str>,
    uid: Option<u32>,
    now: Timestamp,
) -> anyhow::Result<()> {
    let row = sources::get(tx, source)?.filter(|row| row.enabled);
    let row = row.with_context(|| {
        format!("no source that is switched on is called `{source}`; `watch907 sources` lists them")
    })?;
    ensure!(
        row.progress.blind_told_at.is_some(),
        "{source} was not told to be blind, so there is nothing to acknowledge"
    );
    ensure!(
        until >= washington(now),
        "{until} is over: name the last day on which you want to hear no more of it"
    );
    let entry = serde_json::to_string(&Acknowledged {
        acknowledged: source.to_owned(),
        last_good_at: row.progress.last_verified_at,
        until,
        why: why.map(str::to_owned),
        uid,
    })?;
    attestations::record(tx, &name(source), &entry, now)?;
    Ok(())
}

/// What the operator said of the outage that goes on, while it holds.
pub fn of(
    conn: &Connection,
    source: &Source,
    now: Timestamp,
) -> anyhow::Result<Option<Acknowledged>> {
    let progress = &source.progress;
    if progress.blind_told_at.is_none() {
        return Ok(None);
    }
    let Some(entry) = attestations::stated(conn, &name(&source.id), None)? else {
        return Ok(None);
    };
    let said: Acknowledged = serde_json::from_str(&entry)?;
    let holds = said.last_good_at == progress.last_verified_at && now <= end_of(said.until);
    Ok(holds.then_some(said))
}

/// What its acknowledgement is kept under.
fn name(source: &str) -> String {
    format!("{}{source}", attestations::ACKNOWLEDGED)
}
