//! Standings: where measures and the provision stand and stood.

use jiff::{Timestamp, civil::Date};
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, named_params};

#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Standing {
    /// `hr6534-119`, or `section-907`.
    pub entity: String,
    /// Counts this entity's transitions from 1.
    pub ordinal: u64,
    /// `referred`, `waiver_overdue`, …
    pub word: String,
    /// `GovTrack`'s code; measures only.
    pub govtrack: Option<String>,
    /// The day in law; for a span its first.
    pub since: Date,
    pub seen_at: Timestamp,
    /// The observation it rests on, if it rests on one.
    pub observation: Option<i64>,
    /// The attestation it rests on, if it rests on one.
    pub attestation: Option<i64>,
    /// JSON.
    pub detail: String,
}

/// Writes a standing down; one of that ordinal rests on something else from now on.
pub fn put(tx: &Transaction<'_>, standing: &Standing) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO standings (entity, ordinal, word, govtrack, since, seen_at, observation, attestation, detail)
         VALUES (:entity, :ordinal, :word, :govtrack, :since, :seen_at, :observation, :attestation, :detail)
         ON CONFLICT (entity, ordinal) DO UPDATE SET
            observation = excluded.observation, attestation = excluded.attestation, detail = excluded.detail",
    )?
    .execute(named_params! {
        ":entity": standing.entity,
        ":ordinal": standing.ordinal,
        ":word": standing.word,
        ":govtrack": standing.govtrack,
        ":since": standing.since,
        ":seen_at": standing.seen_at,
        ":observation": standing.observation,
        ":attestation": standing.attestation,
        ":detail": standing.detail,
    })?;
    Ok(())
}

/// Where `entity` stands, as last derived.
pub fn last(conn: &Connection, entity: &str) -> rusqlite::Result<Option<Standing>> {
    conn.prepare_cached(
        "SELECT * FROM standings WHERE entity = :entity ORDER BY ordinal DESC LIMIT 1",
    )?
    .query_row(named_params! { ":entity": entity }, from_row)
    .optional()
}

/// Every standing that `entity` ever had, oldest first.
pub fn history(conn: &Connection, entity: &str) -> rusqlite::Result<Vec<Standing>> {
    conn.prepare_cached("SELECT * FROM standings WHERE entity = :entity ORDER BY ordinal")?
        .query_map(named_params! { ":entity": entity }, from_row)?
        .collect()
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Standing> {
    Ok(Standing {
        entity: row.get("entity")?,
        ordinal: row.get("ordinal")?,
        word: row.get("word")?,
        govtrack: row.get("govtrack")?,
        since: row.get("since")?,
        seen_at: row.get("seen_at")?,
        observation: row.get("observation")?,
        attestation: row.get("attestation")?,
        detail: row.get("detail")?,
    })
}
