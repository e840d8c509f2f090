//! What is known of the database as a whole.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Transaction, named_params};

/// What may be noted, each once.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Key {
    /// When watching began.
    StartedAt,
    /// When the mail that says so was booked.
    BegunAt,
    /// When the sources were last brought in line with the configuration and the Congress.
    DeclaredAt,
    /// Until when nothing is asked of Congress's API.
    ApiRestsUntil,
    /// When an earlier database was found to be gone.
    LostAt,
    /// When the last statement of silence was booked.
    SilenceAt,
    /// What readers take for the present: set by the demo, whose clock is not ours.
    Now,
}

pub fn get(conn: &Connection, key: Key) -> rusqlite::Result<Option<Timestamp>> {
    conn.prepare_cached("SELECT value FROM meta WHERE key = :key")?
        .query_row(named_params! { ":key": key.as_str() }, |row| {
            row.get("value")
        })
        .optional()
}

pub fn set(tx: &Transaction<'_>, key: Key, at: Timestamp) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO meta (key, value) VALUES (:key, :at)
         ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    )?
    .execute(named_params! { ":key": key.as_str(), ":at": at })?;
    Ok(())
}

impl Key {
    fn as_str(self) -> &'static str {
        match self {
            Self::StartedAt => "started_at",
            Self::BegunAt => "begun_at",
            Self::DeclaredAt => "declared_at",
            Self::ApiRestsUntil => "api_rests_until",
            Self::LostAt => "lost_at",
            Self::SilenceAt => "silence_at",
            Self::Now => "now",
        }
    }
}
