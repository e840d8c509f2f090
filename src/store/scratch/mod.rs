//! A scratch database: the evidence of another one, from which all is derived anew.
//!
//! The other one is attached to it as `was`, and only read. What is derived goes to the
//! scratch, in one transaction, so that `was` is the same throughout, whoever writes to it
//! meanwhile. The scratch is thrown away by whoever made it.

use std::{fs, io::ErrorKind, path::Path};

use jiff::Timestamp;
use rusqlite::{
    Connection, OpenFlags, OptionalExtension as _, Transaction, config::DbConfig, named_params,
};

use super::{APPLICATION_ID, OpenError, SCHEMA, STATEMENTS, migrations};

mod kept;

mod compare;

mod apply;

pub use apply::apply;
pub use compare::{Differs, Moved, compare, moved, settle_numbers};
pub use kept::{brought_changes, keep, keep_around, keep_released};

/// What happened, as the evidence has it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Event {
    Snapshot(i64),
    Attestation(i64),
}

/// Makes an empty database at `scratch`, in place of what was there, and attaches the one at
/// `database`.
pub fn open(scratch: &Path, database: &Path) -> Result<Connection, OpenError> {
    match fs::remove_file(scratch) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(OpenError::Shut(error)),
        _ => (),
    }
    let conn = Connection::open_with_flags(
        scratch,
        OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_URI
            | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    conn.pragma_update(None, "page_size", 16 << 10)?;
    // A crash loses the scratch, which is made again.
    conn.pragma_update(None, "journal_mode", "off")?;
    conn.pragma_update(None, "synchronous", "off")?;
    conn.pragma_update(None, "cache_size", -65_536)?;
    conn.pragma_update(None, "temp_store", "memory")?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS);
    conn.execute_batch(SCHEMA)?;
    // What is kept may name what is not derived any more.
    conn.pragma_update(None, "foreign_keys", false)?;
    conn.pragma_update(None, "application_id", APPLICATION_ID)?;
    conn.pragma_update(None, "user_version", migrations::CURRENT)?;
    let mut name = String::from("file:");
    for c in database.to_string_lossy().chars() {
        match c {
            '%' => name.push_str("%25"),
            '?' => name.push_str("%3f"),
            '#' => name.push_str("%23"),
            c => name.push(c),
        }
    }
    name.push_str("?mode=ro");
    conn.execute("ATTACH :name AS was", named_params! { ":name": name })?;
    Ok(conn)
}

/// Takes over what was received. Attestations come in their turn.
pub fn take_evidence(tx: &Transaction<'_>) -> rusqlite::Result<()> {
    for table in ["bodies", "snapshots", "parts"] {
        tx.execute_batch(&format!(
            "INSERT INTO main.{table} SELECT * FROM was.{table}"
        ))?;
    }
    tx.execute_batch(
        "INSERT INTO main.meta SELECT * FROM was.meta WHERE key IN ('started_at', 'now')",
    )
}

/// What was received, in the order of the chain.
pub fn events(conn: &Connection) -> rusqlite::Result<Vec<(Timestamp, Event)>> {
    conn.prepare(
        "SELECT c.kind, c.row, coalesce(s.seen_at, a.recorded_at) AS at
           FROM was.chain c
           LEFT JOIN was.snapshots s ON c.kind = 'snapshot' AND s.id = c.row
           LEFT JOIN was.attestations a ON c.kind = 'attestation' AND a.id = c.row
          WHERE c.kind <> 'coverage'
          ORDER BY c.place",
    )?
    .query_map([], |row| {
        let (kind, id): (String, i64) = (row.get("kind")?, row.get("row")?);
        let event = match kind.as_str() {
            "snapshot" => Event::Snapshot(id),
            _ => Event::Attestation(id),
        };
        Ok((row.get("at")?, event))
    })?
    .collect()
}

/// When something was told, or moved without a document. The evidence doesn't say when the
/// time was looked at; this does, where that mattered.
pub fn looks(conn: &Connection) -> rusqlite::Result<Vec<Timestamp>> {
    conn.prepare(
        "SELECT seen_at AS at FROM was.standings
          UNION SELECT settled_at FROM was.claim_lines WHERE settled_at IS NOT NULL
          UNION SELECT told_at FROM was.claim_lines WHERE told_at IS NOT NULL
          UNION SELECT seen_at FROM was.alerts WHERE kind IN ('standing', 'measure', 'record', 'claim', 'reminder')
          ORDER BY at",
    )?
    .query_map([], |row| row.get("at"))?
    .collect()
}

/// When the service is known to have run: the end of each stretch of coverage.
pub fn awake(conn: &Connection) -> rusqlite::Result<Vec<Timestamp>> {
    conn.prepare("SELECT DISTINCT to_at FROM was.coverage ORDER BY to_at")?
        .query_map([], |row| row.get("to_at"))?
        .collect()
}

/// When the text of a document of the Federal Register could not be read, and of which source.
pub fn unread(conn: &Connection) -> rusqlite::Result<Vec<(Timestamp, String)>> {
    conn.prepare(
        "SELECT from_at, source FROM was.coverage
          WHERE source GLOB 'fr-*' AND state <> 'fine' AND polls > 0
          ORDER BY from_at",
    )?
    .query_map([], |row| Ok((row.get("from_at")?, row.get("source")?)))?
    .collect()
}

/// When the mail that says that watching began was booked.
pub fn begun_at(conn: &Connection) -> rusqlite::Result<Option<Timestamp>> {
    conn.prepare("SELECT value FROM was.meta WHERE key = 'begun_at'")?
        .query_row([], |row| row.get("value"))
        .optional()
}

/// Whether an attestation was said to the running service, and stands in no configuration.
pub fn is_said(conn: &Connection, id: i64) -> rusqlite::Result<bool> {
    conn.prepare_cached(
        "SELECT 1 FROM was.attestations
          WHERE id = :id AND (name LIKE 'dismissed %' OR name LIKE 'acknowledged %')",
    )?
    .exists(named_params! { ":id": id })
}

/// Whether no other attestation follows on one in the same second.
pub fn is_last_of_its_time(conn: &Connection, id: i64) -> rusqlite::Result<bool> {
    let followed = conn
        .prepare_cached(
            "SELECT 1 FROM was.attestations a JOIN was.attestations n ON n.id = a.id + 1
              WHERE a.id = :id AND n.recorded_at = a.recorded_at",
        )?
        .exists(named_params! { ":id": id })?;
    Ok(!followed)
}

/// Adds a source as it is known there; whether it is.
pub fn take_source(tx: &Transaction<'_>, source: &str) -> rusqlite::Result<bool> {
    tx.prepare_cached(
        "INSERT OR IGNORE INTO main.opened SELECT * FROM was.opened WHERE source = :source",
    )?
    .execute(named_params! { ":source": source })?;
    let added = tx
        .prepare_cached(
            "INSERT OR IGNORE INTO main.sources
                    (id, name, kind, url, enabled, required, fresh_for, added_at, next_due_at, state, state_since,
                     unconditional_at)
             SELECT id, name, kind, url, enabled, required, fresh_for, added_at, next_due_at, 'fine', state_since,
                    unconditional_at
               FROM was.sources WHERE id = :source",
        )?
        .execute(named_params! { ":source": source })?;
    Ok(added > 0)
}

/// Takes over an attestation, whose turn it is.
pub fn take_attestation(tx: &Transaction<'_>, id: i64) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO main.attestations SELECT * FROM was.attestations WHERE id = :id",
    )?
    .execute(named_params! { ":id": id })?;
    Ok(())
}
