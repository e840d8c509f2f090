//! Second channels: messages that mail refused for good, or has held up for long, for
//! subscribers who have another way to be told.
//!
//! There is one row for each such message, beside the message and not in it, so that
//! neither way holds up the other. What mail delivered after all, and what the operator
//! gave up, is told no more.

use jiff::Timestamp;
use rusqlite::{Connection, Transaction, named_params};

use crate::domain::alert::Kind;

/// A message that is to be told by the second channel.
#[derive(Clone, Debug)]
pub struct Due {
    /// Its row in `messages`.
    pub message: i64,
    pub number: u64,
    pub kind: Kind,
    pub message_id: String,
    pub subject: String,
    pub bytes: Vec<u8>,
    pub composed_at: Timestamp,
    /// Whether mail refused it for good; else it still waits.
    pub refused: bool,
    /// What became of the mail.
    pub mail_error: Option<String>,
    pub booked_at: Timestamp,
    /// How often it was tried before.
    pub attempts: u32,
}

/// Books at `now` what mail refused for `subscriber`, and what it has held up since before
/// `late`. Returns how many messages that are.
pub fn book(
    tx: &Transaction<'_>,
    subscriber: &str,
    late: Timestamp,
    now: Timestamp,
) -> rusqlite::Result<usize> {
    tx.prepare_cached(
        "INSERT INTO also (message, booked_at, next_attempt_at)
         SELECT m.id, :now, :now FROM messages m
          WHERE m.subscriber = :subscriber
            AND (m.dead_at > coalesce((SELECT value FROM meta WHERE key = 'given_up_at:' || m.subscriber), '')
                 OR (m.next_attempt_at IS NOT NULL AND m.composed_at < :late))
            AND NOT EXISTS (SELECT 1 FROM also WHERE message = m.id)
          ORDER BY m.number",
    )?
    .execute(named_params! { ":subscriber": subscriber, ":late": late, ":now": now })
}

/// What is to be told to `subscriber` at `now`, in order, up to `limit`. Nothing is booked
/// for later than `latest`, unless by a clock that was ahead.
pub fn due(
    conn: &Connection,
    subscriber: &str,
    limit: usize,
    latest: Timestamp,
    now: Timestamp,
) -> rusqlite::Result<Vec<Due>> {
    conn.prepare_cached(
        "SELECT m.*, a.booked_at, a.attempts AS tried
           FROM also a JOIN messages m ON m.id = a.message
          WHERE m.subscriber = :subscriber AND a.told_at IS NULL
            AND (a.next_attempt_at <= :now OR a.next_attempt_at > :latest)
            AND m.sent_at IS NULL
            AND coalesce(m.dead_at > (SELECT value FROM meta WHERE key = 'given_up_at:' || m.subscriber), 1)
          ORDER BY m.number
          LIMIT :limit",
    )?
    .query_map(
        named_params! { ":subscriber": subscriber, ":limit": limit, ":latest": latest, ":now": now },
        |row| {
            Ok(Due {
                message: row.get("id")?,
                number: row.get("number")?,
                kind: row.get("kind")?,
                message_id: row.get("message_id")?,
                subject: row.get("subject")?,
                bytes: row.get("bytes")?,
                composed_at: row.get("composed_at")?,
                refused: row.get::<_, Option<Timestamp>>("dead_at")?.is_some(),
                mail_error: row.get("last_error")?,
                booked_at: row.get("booked_at")?,
                attempts: row.get("tried")?,
            })
        },
    )?
    .collect()
}

/// Books an attempt before it is made, and the next one.
pub fn claim(
    tx: &Transaction<'_>,
    message: i64,
    next_attempt_at: Timestamp,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE also SET attempts = attempts + 1, next_attempt_at = :next WHERE message = :message",
    )?
    .execute(named_params! { ":message": message, ":next": next_attempt_at })?;
    Ok(())
}

/// Books the next attempt for another time than [`claim`] did.
pub fn put_off(
    tx: &Transaction<'_>,
    message: i64,
    next_attempt_at: Timestamp,
) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE also SET next_attempt_at = :next WHERE message = :message")?
        .execute(named_params! { ":message": message, ":next": next_attempt_at })?;
    Ok(())
}

/// Makes what waits due at `now`.
pub fn hasten(tx: &Transaction<'_>, now: Timestamp) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE also SET next_attempt_at = :now WHERE told_at IS NULL AND next_attempt_at > :now",
    )?
    .execute(named_params! { ":now": now })?;
    Ok(())
}

/// Notes what came of an attempt: that it was told, or why not.
pub fn note(
    tx: &Transaction<'_>,
    message: i64,
    error: Option<&str>,
    now: Timestamp,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE also SET told_at = CASE WHEN :error IS NULL THEN :now END, last_error = :error
          WHERE message = :message",
    )?
    .execute(named_params! { ":message": message, ":error": error, ":now": now })?;
    Ok(())
}

/// What waits for the second channel of one subscriber.
#[derive(Clone, Debug)]
pub struct Waiting {
    pub subscriber: String,
    pub messages: usize,
    /// Why the last attempt failed, where one did.
    pub error: Option<String>,
}

/// What waits for second channels.
pub fn waiting(conn: &Connection) -> rusqlite::Result<Vec<Waiting>> {
    conn.prepare_cached(
        "SELECT m.subscriber, count(*) AS messages, max(a.last_error) AS error
           FROM also a JOIN messages m ON m.id = a.message
          WHERE a.told_at IS NULL AND m.sent_at IS NULL
            AND coalesce(m.dead_at > (SELECT value FROM meta WHERE key = 'given_up_at:' || m.subscriber), 1)
          GROUP BY m.subscriber",
    )?
    .query_map([], |row| {
        Ok(Waiting {
            subscriber: row.get("subscriber")?,
            messages: row.get("messages")?,
            error: row.get("error")?,
        })
    })?
    .collect()
}
