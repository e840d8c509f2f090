//! Rebuilds that were applied.

use jiff::Timestamp;
use rusqlite::{Transaction, named_params};

/// Notes that what was derived was replaced at `now`; `differences` is JSON.
pub fn insert(tx: &Transaction<'_>, differences: &str, now: Timestamp) -> rusqlite::Result<()> {
    tx.execute(
        "INSERT INTO rebuilds (at, program, differences) VALUES (:now, :program, :differences)",
        named_params! {
            ":now": now,
            ":program": env!("CARGO_PKG_VERSION"),
            ":differences": differences,
        },
    )?;
    Ok(())
}
