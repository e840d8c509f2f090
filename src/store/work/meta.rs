//! What is known of the database as a whole.

use std::borrow::Cow;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Transaction, named_params};

/// What may be noted, each once.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Key<'a> {
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
    /// When the last poll was, before a time in which nobody watched.
    AwaySince,
    /// When watching went on after it, until that is told.
    BackAt,
    /// The database that it went on with was an older copy, put back by then.
    PutBackAt,
    /// When the last statement of silence was booked.
    SilenceAt,
    /// When nothing more was left to be released.
    ReleasedAt,
    /// When a source was required last, that is switched on and required no more.
    RequiredUntil(&'a str),
    /// Up to when the mail that was refused for an address is given up.
    GivenUpAt(&'a str),
    /// What readers take for the present: set by the demo, whose clock is not ours.
    Now,
}

pub fn get(conn: &Connection, key: Key<'_>) -> rusqlite::Result<Option<Timestamp>> {
    conn.prepare_cached("SELECT value FROM meta WHERE key = :key")?
        .query_row(named_params! { ":key": key.name() }, |row| row.get("value"))
        .optional()
}

pub fn set(tx: &Transaction<'_>, key: Key<'_>, at: Timestamp) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO meta (key, value) VALUES (:key, :at)
         ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    )?
    .execute(named_params! { ":key": key.name(), ":at": at })?;
    Ok(())
}

pub fn forget(tx: &Transaction<'_>, key: Key<'_>) -> rusqlite::Result<()> {
    tx.prepare_cached("DELETE FROM meta WHERE key = :key")?
        .execute(named_params! { ":key": key.name() })?;
    Ok(())
}

impl Key<'_> {
    fn name(self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::RequiredUntil(source) => return format!("required_until:{source}").into(),
            Self::GivenUpAt(address) => return format!("given_up_at:{address}").into(),
            Self::StartedAt => "started_at",
            Self::BegunAt => "begun_at",
            Self::DeclaredAt => "declared_at",
            Self::ApiRestsUntil => "api_rests_until",
            Self::LostAt => "lost_at",
            Self::AwaySince => "away_since",
            Self::BackAt => "back_at",
            Self::PutBackAt => "put_back_at",
            Self::SilenceAt => "silence_at",
            Self::ReleasedAt => "released_at",
            Self::Now => "now",
        })
    }
}
