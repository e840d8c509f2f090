//! Measures that are followed though no configuration names them, and what led there.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, named_params};

use crate::domain::measure::MeasureId;

#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Find {
    pub measure: MeasureId,
    /// The source that led to it.
    pub source: String,
    pub snapshot: i64,
    pub seen_at: Timestamp,
    /// `title`, `summary` or `text`.
    pub found_in: String,
    /// The words that put it on topic.
    pub quote: String,
}

/// Writes a find down, unless the measure was found before. Whether it is new.
pub fn insert(tx: &Transaction<'_>, find: &Find) -> rusqlite::Result<bool> {
    let added = tx
        .prepare_cached(
            "INSERT OR IGNORE INTO finds (measure, source, snapshot, seen_at, found_in, quote)
             VALUES (:measure, :source, :snapshot, :seen_at, :found_in, :quote)",
        )?
        .execute(named_params! {
            ":measure": find.measure,
            ":source": find.source,
            ":snapshot": find.snapshot,
            ":seen_at": find.seen_at,
            ":found_in": find.found_in,
            ":quote": find.quote,
        })?;
    Ok(added > 0)
}

pub fn get(conn: &Connection, measure: MeasureId) -> rusqlite::Result<Option<Find>> {
    conn.prepare_cached("SELECT * FROM finds WHERE measure = :measure")?
        .query_row(named_params! { ":measure": measure }, from_row)
        .optional()
}

/// In the order in which they were found.
pub fn all(conn: &Connection) -> rusqlite::Result<Vec<Find>> {
    conn.prepare_cached("SELECT * FROM finds ORDER BY rowid")?
        .query_map([], from_row)?
        .collect()
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Find> {
    Ok(Find {
        measure: row.get("measure")?,
        source: row.get("source")?,
        snapshot: row.get("snapshot")?,
        seen_at: row.get("seen_at")?,
        found_in: row.get("found_in")?,
        quote: row.get("quote")?,
    })
}
