//! The heartbeat: when it was called, and what came of it.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, Transaction, named_params};
use serde::{Deserialize, Serialize};

/// The last call, as it stands in `meta`.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Heartbeat {
    pub tried_at: Option<Timestamp>,
    /// When it was last taken.
    pub taken_at: Option<Timestamp>,
    /// Why the last one was not.
    pub error: Option<String>,
}

impl Heartbeat {
    /// Whether it is to be called again. A clock that was ahead holds nothing up.
    pub fn is_due(&self, every: SignedDuration, now: Timestamp) -> bool {
        self.tried_at
            .is_none_or(|tried| tried > now || now.duration_since(tried) >= every)
    }
}

pub fn get(conn: &Connection) -> anyhow::Result<Heartbeat> {
    let stored: Option<String> = conn
        .prepare_cached("SELECT value FROM meta WHERE key = 'heartbeat'")?
        .query_row([], |row| row.get("value"))
        .optional()?;
    let heartbeat = stored.map(|stored| serde_json::from_str(&stored));
    Ok(heartbeat.transpose()?.unwrap_or_default())
}

pub fn set(tx: &Transaction<'_>, heartbeat: &Heartbeat) -> anyhow::Result<()> {
    tx.prepare_cached(
        "INSERT INTO meta (key, value) VALUES ('heartbeat', :value)
         ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    )?
    .execute(named_params! { ":value": serde_json::to_string(heartbeat)? })?;
    Ok(())
}
