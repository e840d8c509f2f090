//! The outbox: messages composed once, kept until a mail server has taken them.
//!
//! A message's bytes change only where a server refused what they say, once: then it goes
//! as plain text. So every attempt is the same message under the same Message-ID. Where the process dies between a server's acceptance and our
//! note of it, it is sent again: delivery is *at least once*, and the Message-ID
//! lets the reader's mail program drop the copy.
//!
//! What waits for somebody who is told no more is kept, and goes nowhere.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, named_params};

use super::{
    meta::{self, Key},
    owed,
};
use crate::domain::alert::{AlertId, Kind};

/// A message on its way in.
#[derive(Clone, Debug)]
pub struct NewMessage {
    /// Address.
    pub subscriber: String,
    /// Counts this subscriber's messages from 1.
    pub number: u64,
    pub message_id: String,
    pub kind: Kind,
    pub subject: String,
    pub bytes: Vec<u8>,
    /// One alert at once, no digest.
    pub single: bool,
    /// What it tells.
    pub alerts: Vec<AlertId>,
}

/// A message that waits to be sent.
#[derive(Clone, Debug)]
pub struct Waiting {
    pub id: i64,
    pub subscriber: String,
    pub number: u64,
    pub kind: Kind,
    pub message_id: String,
    pub bytes: Vec<u8>,
    /// How often sending was tried before.
    pub attempts: u32,
    pub composed_at: Timestamp,
}

/// A message as `outbox` shows it.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Listed {
    pub id: i64,
    pub subscriber: String,
    pub number: u64,
    pub kind: Kind,
    pub subject: String,
    pub message_id: String,
    pub composed_at: Timestamp,
    pub attempts: u32,
    pub next_attempt_at: Option<Timestamp>,
    pub sent_at: Option<Timestamp>,
    pub dead_at: Option<Timestamp>,
    pub last_error: Option<String>,
    /// It was refused for good, and the operator has seen it.
    pub given_up: bool,
    /// When it was told by the second channel.
    pub also_told_at: Option<Timestamp>,
    /// Why that failed last.
    pub also_error: Option<String>,
}

/// Puts a message in the outbox, due at `now`, and settles what it tells.
pub fn insert(tx: &Transaction<'_>, new: &NewMessage, now: Timestamp) -> rusqlite::Result<i64> {
    let id = tx
        .prepare_cached(
            "INSERT INTO messages (subscriber, number, message_id, kind, subject, bytes, composed_at, single, next_attempt_at)
             VALUES (:subscriber, :number, :message_id, :kind, :subject, :bytes, :now, :single, :now)",
        )?
        .insert(named_params! {
            ":subscriber": new.subscriber,
            ":number": new.number,
            ":message_id": new.message_id,
            ":kind": new.kind,
            ":subject": new.subject,
            ":bytes": new.bytes,
            ":single": new.single,
            ":now": now,
        })?;
    for alert in &new.alerts {
        owed::settle(tx, alert.as_str(), &new.subscriber, id)?;
    }
    Ok(id)
}

/// Addresses, as SQL takes a list.
fn listed_in_json(addresses: &[&str]) -> String {
    serde_json::to_string(addresses).expect("texts are plain data")
}

/// The messages to those who are `told` that are due at `now`, in their order, up to
/// `limit`.
pub fn due(
    conn: &Connection,
    told: &[&str],
    limit: usize,
    now: Timestamp,
) -> rusqlite::Result<Vec<Waiting>> {
    let told = listed_in_json(told);
    conn.prepare_cached(
        "SELECT id, subscriber, number, kind, message_id, bytes, attempts, composed_at
           FROM messages
          WHERE next_attempt_at <= :now AND subscriber IN (SELECT value FROM json_each(:told))
          ORDER BY id
          LIMIT :limit",
    )?
    .query_map(
        named_params! { ":told": told, ":now": now, ":limit": limit },
        |row| {
            Ok(Waiting {
                id: row.get("id")?,
                subscriber: row.get("subscriber")?,
                number: row.get("number")?,
                kind: row.get("kind")?,
                message_id: row.get("message_id")?,
                bytes: row.get("bytes")?,
                attempts: row.get("attempts")?,
                composed_at: row.get("composed_at")?,
            })
        },
    )?
    .collect()
}

/// Books an attempt before it is made, and the next one: a message that kills us
/// then can't do so in a loop, and a crash costs one wait.
pub fn claim(tx: &Transaction<'_>, id: i64, next_attempt_at: Timestamp) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE messages SET attempts = attempts + 1, next_attempt_at = :next WHERE id = :id",
    )?
    .execute(named_params! { ":id": id, ":next": next_attempt_at })?;
    Ok(())
}

/// Notes that a mail server took the message.
pub fn mark_sent(tx: &Transaction<'_>, id: i64, now: Timestamp) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE messages SET sent_at = :now, next_attempt_at = NULL, last_error = NULL WHERE id = :id",
    )?
    .execute(named_params! { ":id": id, ":now": now })?;
    Ok(())
}

/// Notes why an attempt failed. The next one was booked by [`claim`].
pub fn mark_failed(tx: &Transaction<'_>, id: i64, error: &str) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE messages SET last_error = :error WHERE id = :id")?
        .execute(named_params! { ":id": id, ":error": error })?;
    Ok(())
}

/// Notes that what a message says was refused, and that it is tried again as these bytes,
/// at the time that [`claim`] booked.
pub fn make_plain(
    tx: &Transaction<'_>,
    id: i64,
    bytes: &[u8],
    error: &str,
) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE messages SET bytes = :bytes, last_error = :error WHERE id = :id")?
        .execute(named_params! { ":id": id, ":bytes": bytes, ":error": error })?;
    Ok(())
}

/// Books the next attempt for another time than [`claim`] did.
pub fn put_off(tx: &Transaction<'_>, id: i64, next_attempt_at: Timestamp) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE messages SET next_attempt_at = :next WHERE id = :id")?
        .execute(named_params! { ":id": id, ":next": next_attempt_at })?;
    Ok(())
}

/// Notes that the message to `subscriber` was refused for good. It stays in sight until
/// it is given up.
pub fn mark_dead(
    tx: &Transaction<'_>,
    id: i64,
    subscriber: &str,
    error: &str,
    now: Timestamp,
) -> rusqlite::Result<()> {
    // What was given up is known by its time, so this comes after it on any clock.
    let given_up_at = meta::get(tx, Key::GivenUpAt(subscriber))?;
    let now = given_up_at.map_or(now, |at| now.max(at + SignedDuration::from_secs(1)));
    tx.prepare_cached(
        "UPDATE messages SET dead_at = :now, next_attempt_at = NULL, last_error = :error WHERE id = :id",
    )?
    .execute(named_params! { ":id": id, ":now": now, ":error": error })?;
    Ok(())
}

/// Makes what waits due at `now`. What is on its way just then is tried once more where it
/// fails: it went by what held before.
pub fn hasten(tx: &Transaction<'_>, now: Timestamp) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE messages SET next_attempt_at = :now WHERE next_attempt_at > :now")?
        .execute(named_params! { ":now": now })?;
    Ok(())
}

/// Makes what waits or was refused for `subscriber`, and was not given up, due at `now`.
/// Returns how many messages that are.
pub fn retry(tx: &Transaction<'_>, subscriber: &str, now: Timestamp) -> rusqlite::Result<usize> {
    tx.prepare_cached(
        "UPDATE messages SET dead_at = NULL, next_attempt_at = :now
          WHERE subscriber = :subscriber
            AND (next_attempt_at IS NOT NULL
                 OR dead_at > coalesce((SELECT value FROM meta WHERE key = 'given_up_at:' || subscriber), ''))",
    )?
    .execute(named_params! { ":subscriber": subscriber, ":now": now })
}

/// Ends at `now` what waits for `subscriber`, who is told no more, as if it had been refused.
pub fn end_waiting(tx: &Transaction<'_>, subscriber: &str, now: Timestamp) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE messages SET dead_at = :now, next_attempt_at = NULL,
                last_error = 'given up while it waited' || coalesce(': ' || last_error, '')
          WHERE subscriber = :subscriber AND next_attempt_at IS NOT NULL",
    )?
    .execute(named_params! { ":subscriber": subscriber, ":now": now })?;
    Ok(())
}

/// Notes that the operator has seen what was refused for `subscriber`: it stays in the
/// outbox, and counts no more. Returns how many messages that are.
pub fn give_up(tx: &Transaction<'_>, subscriber: &str) -> rusqlite::Result<usize> {
    let (count, last): (usize, Option<Timestamp>) = tx
        .prepare_cached(
            "SELECT count(*), max(dead_at) FROM messages
              WHERE subscriber = :subscriber
                AND dead_at > coalesce((SELECT value FROM meta WHERE key = 'given_up_at:' || subscriber), '')",
        )?
        .query_row(named_params! { ":subscriber": subscriber }, |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    if let Some(last) = last {
        meta::set(tx, Key::GivenUpAt(subscriber), last)?;
    }
    Ok(count)
}

/// Puts right what was booked while the clock was ahead: no attempt is due later than
/// `latest`, the longest wait that there is.
pub fn put_right(tx: &Transaction<'_>, latest: Timestamp, now: Timestamp) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE messages SET next_attempt_at = :now WHERE next_attempt_at > :latest",
    )?
    .execute(named_params! { ":now": now, ":latest": latest })?;
    Ok(())
}

/// When the next attempt is due, or `None` when no message waits for those who are `told`.
pub fn next_due(conn: &Connection, told: &[&str]) -> rusqlite::Result<Option<Timestamp>> {
    conn.prepare_cached(
        "SELECT min(next_attempt_at) FROM messages
          WHERE next_attempt_at IS NOT NULL AND subscriber IN (SELECT value FROM json_each(:told))",
    )?
    .query_row(named_params! { ":told": listed_in_json(told) }, |row| {
        row.get(0)
    })
}

/// The number and time of `subscriber`'s last message.
pub fn last(conn: &Connection, subscriber: &str) -> rusqlite::Result<Option<(u64, Timestamp)>> {
    conn.prepare_cached(
        "SELECT number, composed_at FROM messages WHERE subscriber = :subscriber ORDER BY number DESC LIMIT 1",
    )?
    .query_row(named_params! { ":subscriber": subscriber }, |row| {
        Ok((row.get("number")?, row.get("composed_at")?))
    })
    .optional()
}

/// When `subscriber` was sent single messages, since `from`.
pub fn singles_since(
    conn: &Connection,
    subscriber: &str,
    from: Timestamp,
) -> rusqlite::Result<Vec<Timestamp>> {
    conn.prepare_cached(
        "SELECT composed_at FROM messages
          WHERE subscriber = :subscriber AND single = 1 AND composed_at > :from
          ORDER BY composed_at",
    )?
    .query_map(
        named_params! { ":subscriber": subscriber, ":from": from },
        |row| row.get(0),
    )?
    .collect()
}

/// The number of a message, and whether it was sent.
pub fn number(conn: &Connection, id: i64) -> rusqlite::Result<Option<(u64, bool)>> {
    conn.prepare_cached("SELECT number, sent_at IS NOT NULL AS sent FROM messages WHERE id = :id")?
        .query_row(named_params! { ":id": id }, |row| {
            Ok((row.get("number")?, row.get("sent")?))
        })
        .optional()
}

/// How many messages there are of each sort. What waits or was refused counts where
/// somebody is told it.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Tally {
    pub waiting: usize,
    /// They wait for those who are told no more.
    pub unclaimed: usize,
    /// Of those waiting, not tried yet or being tried for the first time.
    pub unanswered: usize,
    /// Of those waiting, composed before the instant asked for.
    pub composed_before: usize,
    /// Refused for good, and not given up.
    pub dead: usize,
    /// Sent at the instant asked for, or later.
    pub sent_since: usize,
}

/// Counts messages by who is `told`, and by whether they came before `at` or later.
pub fn tally(conn: &Connection, told: &[&str], at: Timestamp) -> rusqlite::Result<Tally> {
    conn.prepare_cached(
        "WITH told (address) AS MATERIALIZED (SELECT value FROM json_each(:told)),
              waiting AS (SELECT last_error, composed_at, subscriber IN told AS is_told
                            FROM messages WHERE next_attempt_at IS NOT NULL)
         SELECT count(*) FILTER (WHERE is_told) AS waiting,
                count(*) FILTER (WHERE NOT is_told) AS unclaimed,
                count(*) FILTER (WHERE is_told AND last_error IS NULL) AS unanswered,
                count(*) FILTER (WHERE is_told AND composed_at < :at) AS composed_before,
                (SELECT count(*) FROM messages
                  WHERE dead_at > coalesce((SELECT value FROM meta WHERE key = 'given_up_at:' || subscriber), '')
                    AND subscriber IN told) AS dead,
                (SELECT count(*) FROM messages WHERE sent_at >= :at) AS sent_since
           FROM waiting",
    )?
    .query_row(named_params! { ":told": listed_in_json(told), ":at": at }, |row| {
        Ok(Tally {
            waiting: row.get("waiting")?,
            unclaimed: row.get("unclaimed")?,
            unanswered: row.get("unanswered")?,
            composed_before: row.get("composed_before")?,
            dead: row.get("dead")?,
            sent_since: row.get("sent_since")?,
        })
    })
}

/// The addresses that messages wait for, but for those who are `told`.
pub fn held(conn: &Connection, told: &[&str]) -> rusqlite::Result<BTreeSet<String>> {
    conn.prepare_cached(
        "SELECT DISTINCT subscriber FROM messages
          WHERE next_attempt_at IS NOT NULL AND subscriber NOT IN (SELECT value FROM json_each(:told))",
    )?
    .query_map(named_params! { ":told": listed_in_json(told) }, |row| {
        row.get(0)
    })?
    .collect()
}

/// The outbox, newest first: everything with `all`, else what waits or is dead and not
/// given up.
pub fn list(conn: &Connection, all: bool) -> rusqlite::Result<Vec<Listed>> {
    conn.prepare_cached(
        "SELECT *, coalesce(dead_at <= given_up_at, 0) AS given_up
           FROM (SELECT m.*, a.told_at AS also_told_at, a.last_error AS also_error,
                        (SELECT value FROM meta WHERE key = 'given_up_at:' || subscriber) AS given_up_at
                   FROM messages m LEFT JOIN also a ON a.message = m.id)
          WHERE :all OR (sent_at IS NULL AND NOT given_up)
          ORDER BY id DESC",
    )?
        .query_map(named_params! { ":all": all }, listed)?
        .collect()
}

/// The messages that were composed after the one with this id, oldest first.
pub fn after(conn: &Connection, id: i64) -> rusqlite::Result<Vec<Listed>> {
    conn.prepare_cached(
        "SELECT *, 0 AS given_up, NULL AS also_told_at, NULL AS also_error
           FROM messages WHERE id > :id ORDER BY id",
    )?
    .query_map(named_params! { ":id": id }, listed)?
    .collect()
}

/// A message with its bytes.
pub fn whole(conn: &Connection, id: i64) -> rusqlite::Result<Option<(Listed, Vec<u8>)>> {
    conn.prepare_cached("SELECT *, 0 AS given_up, NULL AS also_told_at, NULL AS also_error FROM messages WHERE id = :id")?
        .query_row(named_params! { ":id": id }, |row| {
            Ok((listed(row)?, row.get("bytes")?))
        })
        .optional()
}

fn listed(row: &Row<'_>) -> rusqlite::Result<Listed> {
    Ok(Listed {
        id: row.get("id")?,
        subscriber: row.get("subscriber")?,
        number: row.get("number")?,
        kind: row.get("kind")?,
        subject: row.get("subject")?,
        message_id: row.get("message_id")?,
        composed_at: row.get("composed_at")?,
        attempts: row.get("attempts")?,
        next_attempt_at: row.get("next_attempt_at")?,
        sent_at: row.get("sent_at")?,
        dead_at: row.get("dead_at")?,
        last_error: row.get("last_error")?,
        given_up: row.get("given_up")?,
        also_told_at: row.get("also_told_at")?,
        also_error: row.get("also_error")?,
    })
}
