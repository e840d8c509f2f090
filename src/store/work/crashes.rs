//! Readings that crashed us: a rule that panicked, or a process that was killed or ran out
//! of memory while it read.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Transaction, named_params};

/// How often in a row reading a source crashed us.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Times {
    /// Whatever was read.
    pub all: u32,
    /// When the answer that was read last was read.
    pub alike: u32,
}

/// Notes that reading this answer of `source` crashed this version of the program.
pub fn add(
    tx: &Transaction<'_>,
    source: &str,
    answer: &str,
    now: Timestamp,
) -> rusqlite::Result<Times> {
    tx.prepare_cached(
        "INSERT INTO crashes (source, answer, times, alike, last_at, program)
         VALUES (:source, :answer, 1, 1, :now, :program)
         ON CONFLICT (source) DO UPDATE
            SET times = times + 1, alike = iif(answer = :answer, alike + 1, 1), answer = :answer,
                last_at = :now, program = :program
         RETURNING times, alike",
    )?
    .query_row(
        named_params! {
            ":source": source,
            ":answer": answer,
            ":now": now,
            ":program": env!("CARGO_PKG_VERSION"),
        },
        |row| {
            Ok(Times {
                all: row.get("times")?,
                alike: row.get("alike")?,
            })
        },
    )
}

/// How often in a row reading `source` crashed us.
pub fn times(conn: &Connection, source: &str) -> rusqlite::Result<u32> {
    let times = conn
        .prepare_cached("SELECT times FROM crashes WHERE source = :source")?
        .query_row(named_params! { ":source": source }, |row| row.get("times"))
        .optional()?;
    Ok(times.unwrap_or(0))
}

/// Notes that `source` was read and did not crash us.
pub fn forget(tx: &Transaction<'_>, source: &str) -> rusqlite::Result<()> {
    tx.prepare_cached("DELETE FROM crashes WHERE source = :source")?
        .execute(named_params! { ":source": source })?;
    Ok(())
}

/// Forgets what crashed other versions of the program: this one may read it.
pub fn forget_others(tx: &Transaction<'_>, now: Timestamp) -> rusqlite::Result<()> {
    tx.execute(
        "UPDATE sources SET next_due_at = :now
          WHERE state = 'set_aside'
            AND id NOT IN (SELECT source FROM crashes WHERE program = :program)",
        named_params! { ":now": now, ":program": env!("CARGO_PKG_VERSION") },
    )?;
    tx.execute(
        "DELETE FROM crashes WHERE program <> :program",
        named_params! { ":program": env!("CARGO_PKG_VERSION") },
    )?;
    Ok(())
}
