//! Causes by which several sources are blind, each told in one mail, and which sources
//! were found to be blind by it.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Transaction, named_params};

use crate::domain::news::Health;

/// A cause that was told.
#[derive(Clone, Debug)]
pub struct Cause {
    /// As an entity: `network`, `host www.govinfo.gov`.
    pub cause: String,
    pub told_at: Timestamp,
    /// When it was seen to be over, while sources that were blind by it still are.
    pub over_at: Option<Timestamp>,
    /// What was told.
    pub news: Health,
}

/// The cause by which a source is blind.
pub fn of(conn: &Connection, source: &str) -> anyhow::Result<Option<Cause>> {
    let cause: Option<String> = conn
        .prepare_cached("SELECT cause FROM caused WHERE source = :source")?
        .query_row(named_params! { ":source": source }, |row| row.get("cause"))
        .optional()?;
    match cause {
        Some(cause) => get(conn, &cause),
        None => Ok(None),
    }
}

/// What was told of a cause; `None` where no source is blind by it.
pub fn get(conn: &Connection, cause: &str) -> anyhow::Result<Option<Cause>> {
    let found = conn
        .prepare_cached(
            "SELECT * FROM causes
              WHERE cause = :cause
                AND EXISTS (SELECT 1 FROM caused JOIN sources ON id = source
                             WHERE caused.cause = :cause AND enabled = 1 AND blind_told_at IS NOT NULL)",
        )?
        .query_row(named_params! { ":cause": cause }, |row| {
            Ok((
                Cause {
                    cause: row.get("cause")?,
                    told_at: row.get("told_at")?,
                    over_at: row.get("over_at")?,
                    news: Health::default(),
                },
                row.get::<_, String>("news")?,
            ))
        })
        .optional()?;
    found
        .map(|(cause, news)| {
            let news = serde_json::from_str(&news)?;
            Ok(Cause { news, ..cause })
        })
        .transpose()
}

/// Notes that a cause was told at `now`.
pub fn tell(
    tx: &Transaction<'_>,
    cause: &str,
    news: &Health,
    now: Timestamp,
) -> anyhow::Result<()> {
    tx.prepare_cached(
        "INSERT INTO causes (cause, told_at, news) VALUES (:cause, :now, :news)
         ON CONFLICT (cause) DO UPDATE SET told_at = :now, over_at = NULL, news = :news",
    )?
    .execute(named_params! {
        ":cause": cause,
        ":news": serde_json::to_string(news)?,
        ":now": now,
    })?;
    Ok(())
}

/// Notes that a cause was seen to be over at `now`.
pub fn end(tx: &Transaction<'_>, cause: &str, now: Timestamp) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE causes SET over_at = :now WHERE cause = :cause")?
        .execute(named_params! { ":cause": cause, ":now": now })?;
    Ok(())
}

/// Notes that a source is blind by a cause that was told.
pub fn join(tx: &Transaction<'_>, source: &str, cause: &str) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO caused (source, cause) VALUES (:source, :cause)
         ON CONFLICT (source) DO UPDATE SET cause = excluded.cause",
    )?
    .execute(named_params! { ":source": source, ":cause": cause })?;
    Ok(())
}

/// Notes that a source is seen again, or blind by itself.
pub fn leave(tx: &Transaction<'_>, source: &str) -> rusqlite::Result<()> {
    tx.prepare_cached("DELETE FROM caused WHERE source = :source")?
        .execute(named_params! { ":source": source })?;
    Ok(())
}

/// The sources that are blind by a cause.
pub fn members(conn: &Connection, cause: &str) -> rusqlite::Result<Vec<String>> {
    conn.prepare_cached("SELECT source FROM caused WHERE cause = :cause ORDER BY source")?
        .query_map(named_params! { ":cause": cause }, |row| row.get(0))?
        .collect()
}
