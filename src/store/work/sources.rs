//! Where the polling of each source has come to. The schedule lives here, so that
//! a restart polls nothing early.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, named_params};

use crate::domain::{quality::SourceState, source::SourceKind};

/// A source as the configuration declares it.
#[derive(Clone, Debug)]
pub struct Declared<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub kind: SourceKind,
    pub url: &'a str,
    pub enabled: bool,
    pub required: bool,
    /// How long without a verified poll makes it blind.
    pub fresh_for: SignedDuration,
}

/// A source, and where its polling has come to.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Source {
    pub id: String,
    pub name: String,
    pub kind: SourceKind,
    pub url: String,
    pub enabled: bool,
    pub required: bool,
    pub fresh_for: SignedDuration,
    pub added_at: Timestamp,
    /// JSON: what is to be read there, of a source that a document led to.
    pub subject: Option<String>,
    pub progress: Progress,
}

/// What polls move.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Progress {
    pub next_due_at: Timestamp,
    pub state: SourceState,
    pub state_since: Timestamp,
    /// For a state other than fine.
    pub reason: Option<String>,
    /// Polls in a row that were not verified.
    pub failures: u32,
    pub last_poll_at: Option<Timestamp>,
    /// When it last answered as we hold it, or with something new.
    pub last_verified_at: Option<Timestamp>,
    /// Validators of the last good capture, as they came.
    pub etag: Option<String>,
    pub last_modified: Option<String>,
    /// From when on the next request is made without them.
    pub unconditional_at: Timestamp,
    /// The last good one.
    pub snapshot: Option<i64>,
    /// Of an extract that waits to be seen again, and since when.
    pub suspect: Option<(String, Timestamp)>,
    /// What had to be mended to read it.
    pub repairs: String,
    /// How long it last asked to be left alone.
    pub ttl: Option<SignedDuration>,
    /// Told to be blind then, and not yet to see again.
    pub blind_told_at: Option<Timestamp>,
    /// The open stretch of coverage.
    pub stretch: Option<Stretch>,
}

/// A stretch of like polls that goes on.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Stretch {
    pub state: SourceState,
    pub from_at: Timestamp,
    pub polls: i64,
    pub verified: i64,
    /// Seconds.
    pub longest_gap: i64,
}

/// Brings the table in line with the configuration: new sources are due at `now`, and one
/// whose address or kind changed starts with a new baseline, as one that was never seen. Those that are declared no
/// longer, or to be off, are switched off, unless a document led to them. None is due
/// before `now`: nobody could have asked.
pub fn declare(
    tx: &Transaction<'_>,
    declared: &[Declared<'_>],
    now: Timestamp,
) -> rusqlite::Result<()> {
    tx.execute(
        "UPDATE sources SET enabled = 0
          WHERE enabled = 1 AND id NOT IN (SELECT source FROM opened)",
        [],
    )?;
    for source in declared {
        add(tx, source, now)?;
    }
    Ok(())
}

/// Adds a source, or brings it in line with what is declared of it.
pub(super) fn add(
    tx: &Transaction<'_>,
    source: &Declared<'_>,
    now: Timestamp,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
            "INSERT INTO sources (id, name, kind, url, enabled, required, fresh_for, added_at, next_due_at,
                                  state, state_since, unconditional_at)
             VALUES (:id, :name, :kind, :url, :enabled, :required, :fresh_for, :now, :now,
                     :state, :now, :now)
             ON CONFLICT (id) DO UPDATE SET
                name = excluded.name,
                enabled = max(excluded.enabled, enabled AND id IN (SELECT source FROM opened)),
                required = max(excluded.required, required AND id IN (SELECT source FROM opened)),
                fresh_for = excluded.fresh_for,
                snapshot = CASE WHEN url = excluded.url AND kind = excluded.kind THEN snapshot END,
                etag = CASE WHEN url = excluded.url AND kind = excluded.kind THEN etag END,
                last_modified = CASE WHEN url = excluded.url AND kind = excluded.kind THEN last_modified END,
                ttl = CASE WHEN url = excluded.url AND kind = excluded.kind THEN ttl END,
                last_verified_at = CASE WHEN url = excluded.url AND kind = excluded.kind THEN last_verified_at END,
                added_at = CASE WHEN (url = excluded.url AND kind = excluded.kind) OR blind_told_at IS NOT NULL
                                THEN added_at ELSE :now END,
                next_due_at = CASE WHEN url = excluded.url AND state <> 'gone' THEN max(next_due_at, :now) ELSE :now END,
                url = excluded.url, kind = excluded.kind",
        )?
        .execute(named_params! {
            ":id": source.id,
            ":name": source.name,
            ":kind": source.kind,
            ":url": source.url,
            ":enabled": source.enabled,
            ":required": source.required,
            ":fresh_for": source.fresh_for.as_secs(),
            ":state": SourceState::Fine,
            ":now": now,
        })?;
    Ok(())
}

/// Takes note that nobody could ask before `now`: what fell due since is due now.
pub fn slept(tx: &Transaction<'_>, now: Timestamp) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE sources SET next_due_at = :now WHERE enabled = 1 AND next_due_at < :now",
    )?
    .execute(named_params! { ":now": now })?;
    Ok(())
}

/// Switches a source off, or on again.
pub fn switch(tx: &Transaction<'_>, id: &str, on: bool) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE sources SET enabled = :on WHERE id = :id")?
        .execute(named_params! { ":id": id, ":on": on })?;
    Ok(())
}

/// Makes a source required that may go unseen for so long.
pub fn require(tx: &Transaction<'_>, id: &str, fresh_for: SignedDuration) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE sources SET required = 1, fresh_for = :fresh_for WHERE id = :id")?
        .execute(named_params! { ":id": id, ":fresh_for": fresh_for.as_secs() })?;
    Ok(())
}

/// Puts off all sources of a kind, where their server asks for it.
pub fn rest(tx: &Transaction<'_>, kind: SourceKind, until: Timestamp) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE sources SET next_due_at = max(next_due_at, :until) WHERE kind = :kind AND enabled = 1",
    )?
    .execute(named_params! { ":kind": kind, ":until": until })?;
    Ok(())
}

/// Makes all sources in a state due now.
pub fn hasten(tx: &Transaction<'_>, state: SourceState, now: Timestamp) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE sources SET next_due_at = min(next_due_at, :now) WHERE state = :state AND enabled = 1",
    )?
    .execute(named_params! { ":state": state, ":now": now })?;
    Ok(())
}

/// Gives what was known of the source `was` to `id`, unless `id` is known already.
pub fn rename(tx: &Transaction<'_>, was: &str, id: &str) -> rusqlite::Result<bool> {
    let renamed = tx.execute(
        "UPDATE OR IGNORE sources SET id = :id WHERE id = :was",
        named_params! { ":id": id, ":was": was },
    )?;
    for table in ["caused", "crashes"] {
        tx.execute(
            &format!("UPDATE OR REPLACE {table} SET source = :id WHERE source = :was"),
            named_params! { ":id": id, ":was": was },
        )?;
    }
    Ok(renamed > 0)
}

/// The sources that are due at `now`, the longest due first, up to `limit`.
pub fn due(conn: &Connection, limit: usize, now: Timestamp) -> rusqlite::Result<Vec<Source>> {
    conn.prepare_cached(
        "SELECT * FROM sources LEFT JOIN opened ON opened.source = sources.id
          WHERE enabled = 1 AND next_due_at <= :now
          ORDER BY next_due_at, id
          LIMIT :limit",
    )?
    .query_map(named_params! { ":now": now, ":limit": limit }, from_row)?
    .collect()
}

/// When the next source is due after `now`.
pub fn next_due(conn: &Connection, now: Timestamp) -> rusqlite::Result<Option<Timestamp>> {
    conn.prepare_cached(
        "SELECT min(next_due_at) FROM sources WHERE enabled = 1 AND next_due_at > :now",
    )?
    .query_row(named_params! { ":now": now }, |row| row.get(0))
}

pub fn get(conn: &Connection, id: &str) -> rusqlite::Result<Option<Source>> {
    conn.prepare_cached(
        "SELECT * FROM sources LEFT JOIN opened ON opened.source = sources.id WHERE id = :id",
    )?
    .query_row(named_params! { ":id": id }, from_row)
    .optional()
}

/// The sources that are polled, required ones first.
pub fn enabled(conn: &Connection) -> rusqlite::Result<Vec<Source>> {
    conn.prepare_cached(
        "SELECT * FROM sources LEFT JOIN opened ON opened.source = sources.id
          WHERE enabled = 1
          ORDER BY required DESC, id",
    )?
    .query_map([], from_row)?
    .collect()
}

/// All that were ever declared, required ones first.
pub fn all(conn: &Connection) -> rusqlite::Result<Vec<Source>> {
    conn.prepare_cached(
        "SELECT * FROM sources LEFT JOIN opened ON opened.source = sources.id
          ORDER BY required DESC, id",
    )?
    .query_map([], from_row)?
    .collect()
}

/// Writes down what a poll of `id` moved.
pub fn save(tx: &Transaction<'_>, id: &str, progress: &Progress) -> rusqlite::Result<()> {
    let stretch = progress.stretch;
    tx.prepare_cached(
        "UPDATE sources SET
            next_due_at = :next_due_at, state = :state, state_since = :state_since, reason = :reason,
            failures = :failures, last_poll_at = :last_poll_at, last_verified_at = :last_verified_at,
            etag = :etag, last_modified = :last_modified, unconditional_at = :unconditional_at,
            snapshot = :snapshot, suspect_digest = :suspect_digest, suspect_at = :suspect_at, repairs = :repairs, ttl = :ttl,
            blind_told_at = :blind_told_at, stretch_state = :stretch_state, stretch_from = :stretch_from,
            stretch_polls = :stretch_polls, stretch_verified = :stretch_verified, stretch_gap = :stretch_gap
          WHERE id = :id",
    )?
    .execute(named_params! {
        ":id": id,
        ":next_due_at": progress.next_due_at,
        ":state": progress.state,
        ":state_since": progress.state_since,
        ":reason": progress.reason,
        ":failures": progress.failures,
        ":last_poll_at": progress.last_poll_at,
        ":last_verified_at": progress.last_verified_at,
        ":etag": progress.etag,
        ":last_modified": progress.last_modified,
        ":unconditional_at": progress.unconditional_at,
        ":snapshot": progress.snapshot,
        ":suspect_digest": progress.suspect.as_ref().map(|(digest, _)| digest),
        ":suspect_at": progress.suspect.as_ref().map(|(_, at)| *at),
        ":repairs": progress.repairs,
        ":ttl": progress.ttl.map(|ttl| ttl.as_secs()),
        ":blind_told_at": progress.blind_told_at,
        ":stretch_state": stretch.map(|stretch| stretch.state),
        ":stretch_from": stretch.map(|stretch| stretch.from_at),
        ":stretch_polls": stretch.map_or(0, |stretch| stretch.polls),
        ":stretch_verified": stretch.map_or(0, |stretch| stretch.verified),
        ":stretch_gap": stretch.map_or(0, |stretch| stretch.longest_gap),
    })?;
    Ok(())
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Source> {
    let ttl: Option<i64> = row.get("ttl")?;
    let suspect: Option<String> = row.get("suspect_digest")?;
    let suspect_at: Option<Timestamp> = row.get("suspect_at")?;
    let stretch: Option<SourceState> = row.get("stretch_state")?;
    let stretch_from: Option<Timestamp> = row.get("stretch_from")?;
    let (polls, verified) = (row.get("stretch_polls")?, row.get("stretch_verified")?);
    let longest_gap = row.get("stretch_gap")?;
    Ok(Source {
        id: row.get("id")?,
        name: row.get("name")?,
        kind: row.get("kind")?,
        url: row.get("url")?,
        enabled: row.get("enabled")?,
        required: row.get("required")?,
        fresh_for: SignedDuration::from_secs(row.get("fresh_for")?),
        added_at: row.get("added_at")?,
        subject: row.get("subject")?,
        progress: Progress {
            next_due_at: row.get("next_due_at")?,
            state: row.get("state")?,
            state_since: row.get("state_since")?,
            reason: row.get("reason")?,
            failures: row.get("failures")?,
            last_poll_at: row.get("last_poll_at")?,
            last_verified_at: row.get("last_verified_at")?,
            etag: row.get("etag")?,
            last_modified: row.get("last_modified")?,
            unconditional_at: row.get("unconditional_at")?,
            snapshot: row.get("snapshot")?,
            suspect: suspect.zip(suspect_at),
            repairs: row.get("repairs")?,
            ttl: ttl.map(SignedDuration::from_secs),
            blind_told_at: row.get("blind_told_at")?,
            stretch: stretch.zip(stretch_from).map(|(state, from_at)| Stretch {
                state,
                from_at,
                polls,
                verified,
                longest_gap,
            }),
        },
    })
}
