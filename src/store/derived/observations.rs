//! Observations: dated statements drawn from snapshots, each with its quote.
//!
//! A statement that the record withdraws or corrects stays, marked, so that what
//! was told on its strength can still be explained.

use jiff::{Timestamp, civil::Date};
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, named_params};

use crate::domain::rung::Rung;

#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Observation {
    pub id: i64,
    /// `hr6534-119`, or `section-907`.
    pub entity: String,
    pub source: String,
    pub snapshot: i64,
    /// Of the item that states it.
    pub key: String,
    /// In the record, counted from its newest.
    pub position: usize,
    /// The day it happened, which is not the day we saw it.
    pub acted_on: Date,
    /// JSON: the action as the record has it, or what an instrument does.
    pub statement: String,
    pub quote: String,
    pub link: Option<String>,
    pub rung: Rung,
    pub seen_at: Timestamp,
    pub withdrawn_at: Option<Timestamp>,
}

/// Records a statement. One that is known under its source, entity and key stays, with
/// its place in the record brought up to date, which its lines hold as well. Its `id`
/// is given by the database.
pub fn record(tx: &Transaction<'_>, observation: &Observation) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO observations (entity, source, snapshot, key, position, acted_on, statement, quote, link, rung, seen_at)
         VALUES (:entity, :source, :snapshot, :key, :position, :acted_on, :statement, :quote, :link, :rung, :seen_at)
         ON CONFLICT (source, entity, key) WHERE withdrawn_at IS NULL DO UPDATE
            SET position = excluded.position, statement = excluded.statement
          WHERE position <> excluded.position OR statement <> excluded.statement",
    )?
    .execute(named_params! {
        ":entity": observation.entity,
        ":source": observation.source,
        ":snapshot": observation.snapshot,
        ":key": observation.key,
        ":position": observation.position,
        ":acted_on": observation.acted_on,
        ":statement": observation.statement,
        ":quote": observation.quote,
        ":link": observation.link,
        ":rung": observation.rung,
        ":seen_at": observation.seen_at,
    })?;
    Ok(())
}

/// Marks a statement as withdrawn, or as replaced by a corrected one, at `now`.
pub fn withdraw(
    tx: &Transaction<'_>,
    source: &str,
    entity: &str,
    key: &str,
    now: Timestamp,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE observations SET withdrawn_at = :now
          WHERE source = :source AND entity = :entity AND key = :key AND withdrawn_at IS NULL",
    )?
    .execute(named_params! {
        ":source": source,
        ":entity": entity,
        ":key": key,
        ":now": now,
    })?;
    Ok(())
}

/// Gives the standing statement that was kept under `was` the key `key`.
pub fn rekey(
    tx: &Transaction<'_>,
    source: &str,
    entity: &str,
    was: &str,
    key: &str,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE OR IGNORE observations SET key = :key
          WHERE source = :source AND entity = :entity AND key = :was AND withdrawn_at IS NULL",
    )?
    .execute(named_params! {
        ":source": source,
        ":entity": entity,
        ":was": was,
        ":key": key,
    })?;
    Ok(())
}

/// Gives the statements of a source that was called `was` to `source`.
pub fn rename(tx: &Transaction<'_>, was: &str, source: &str) -> rusqlite::Result<()> {
    tx.execute(
        "UPDATE OR IGNORE observations SET source = :source WHERE source = :was",
        named_params! { ":source": source, ":was": was },
    )?;
    Ok(())
}

/// What holds of `entity`, in the order of the record.
pub fn standing(conn: &Connection, entity: &str) -> rusqlite::Result<Vec<Observation>> {
    known_by(conn, entity, None)
}

/// What held of `entity` by what had been seen at `by`, in the order of the record;
/// what holds now where that is `None`. Places in the record are those of today.
pub fn known_by(
    conn: &Connection,
    entity: &str,
    by: Option<Timestamp>,
) -> rusqlite::Result<Vec<Observation>> {
    conn.prepare_cached(
        "SELECT * FROM observations
          WHERE entity = :entity AND seen_at <= coalesce(:by, seen_at)
            AND coalesce(withdrawn_at > :by, withdrawn_at IS NULL)
          ORDER BY acted_on, position DESC, id",
    )?
    .query_map(named_params! { ":entity": entity, ":by": by }, from_row)?
    .collect()
}

/// Everything that was ever observed of `entity`, withdrawn statements included.
pub fn history(conn: &Connection, entity: &str) -> rusqlite::Result<Vec<Observation>> {
    conn.prepare_cached(
        "SELECT * FROM observations WHERE entity = :entity ORDER BY acted_on, position DESC, id",
    )?
    .query_map(named_params! { ":entity": entity }, from_row)?
    .collect()
}

pub fn get(conn: &Connection, id: i64) -> rusqlite::Result<Option<Observation>> {
    conn.prepare_cached("SELECT * FROM observations WHERE id = :id")?
        .query_row(named_params! { ":id": id }, from_row)
        .optional()
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Observation> {
    Ok(Observation {
        id: row.get("id")?,
        entity: row.get("entity")?,
        source: row.get("source")?,
        snapshot: row.get("snapshot")?,
        key: row.get("key")?,
        position: row.get("position")?,
        acted_on: row.get("acted_on")?,
        statement: row.get("statement")?,
        quote: row.get("quote")?,
        link: row.get("link")?,
        rung: row.get("rung")?,
        seen_at: row.get("seen_at")?,
        withdrawn_at: row.get("withdrawn_at")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store;

    #[test]
    fn a_statement_counts_from_when_it_was_seen_until_it_was_withdrawn() {
        let conn = store::open_in_memory().unwrap();
        conn.execute_batch(
            "PRAGMA foreign_keys = OFF;
             INSERT INTO observations (entity, source, snapshot, key, position, acted_on, statement, quote, rung, seen_at, withdrawn_at)
             VALUES ('hr1-119', 's', 1, 'a', 1, '2026-01-01', '[]', 'stays', 'published', '2026-01-02T00:00:00Z', NULL),
                    ('hr1-119', 's', 1, 'b', 0, '2026-01-01', '[]', 'goes', 'published', '2026-01-03T00:00:00Z', '2026-01-05T00:00:00Z'),
                    ('hr2-119', 's', 1, 'c', 0, '2026-01-01', '[]', 'is another', 'published', '2026-01-02T00:00:00Z', NULL)",
        )
        .unwrap();
        let check = |by: Option<&str>, expected: &[&str]| {
            let by = by.map(|by| by.parse().unwrap());
            let known = known_by(&conn, "hr1-119", by).unwrap();
            let quotes: Vec<&str> = known.iter().map(|known| known.quote.as_str()).collect();
            assert_eq!(quotes, expected, "{by:?}");
        };
        check(Some("2026-01-01T23:59:59Z"), &[]);
        check(Some("2026-01-02T00:00:00Z"), &["stays"]);
        check(Some("2026-01-04T23:59:59Z"), &["stays", "goes"]);
        check(Some("2026-01-05T00:00:00Z"), &["stays"]);
        check(None, &["stays"]);
    }
}
