//! Sources that no configuration names: opened where a document led to one, and closed
//! once it was read.

use jiff::Timestamp;
use rusqlite::{Connection, Transaction, named_params};

use super::sources::{self, Declared, Source};

/// Opens a source at `now`, due at once; `opener` is the source that led to it, `subject`
/// is JSON. One that is known stays as it is, but for one that the configuration named
/// and has switched off: nobody would read it. Whether it is new.
pub fn open(
    tx: &Transaction<'_>,
    source: &Declared<'_>,
    opener: &str,
    subject: &str,
    now: Timestamp,
) -> rusqlite::Result<bool> {
    let is_off = |known: &Source| !known.enabled && known.subject.is_none();
    if sources::get(tx, source.id)?.is_some_and(|known| !is_off(&known)) {
        return Ok(false);
    }
    tx.prepare_cached(
        "INSERT INTO opened (source, opener, at, subject) VALUES (:source, :opener, :now, :subject)",
    )?
    .execute(named_params! {
        ":source": source.id,
        ":opener": opener,
        ":now": now,
        ":subject": subject,
    })?;
    sources::add(tx, source, now)?;
    Ok(true)
}

/// Says anew what is to be read there.
pub fn resubject(tx: &Transaction<'_>, source: &str, subject: &str) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE opened SET subject = :subject WHERE source = :source")?
        .execute(named_params! { ":source": source, ":subject": subject })?;
    Ok(())
}

/// Forgets a source of which nothing was kept.
pub fn forget(tx: &Transaction<'_>, source: &str) -> rusqlite::Result<()> {
    for statement in [
        "DELETE FROM opened WHERE source = :source",
        "DELETE FROM rejects WHERE source = :source",
        "DELETE FROM sources WHERE id = :source",
    ] {
        tx.prepare_cached(statement)?
            .execute(named_params! { ":source": source })?;
    }
    Ok(())
}

pub fn count(conn: &Connection) -> rusqlite::Result<i64> {
    conn.prepare_cached("SELECT count(*) FROM opened")?
        .query_row([], |row| row.get(0))
}

/// The ids of those that are open or were read, and their subjects.
pub fn all(conn: &Connection) -> rusqlite::Result<Vec<(String, String)>> {
    conn.prepare_cached("SELECT source, subject FROM opened ORDER BY rowid")?
        .query_map([], |row| Ok((row.get("source")?, row.get("subject")?)))?
        .collect()
}
