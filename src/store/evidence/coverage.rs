//! Coverage: stretches of like polls, once closed.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, named_params};
use serde::Serialize;

use super::chain;
use crate::domain::quality::SourceState;

/// How often a source was asked over a stretch of time in which its state stayed
/// the same. One without polls was covered after the fact: what was published in it was
/// seen by the poll at its end.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Stretch {
    pub source: String,
    pub state: SourceState,
    pub from_at: Timestamp,
    pub to_at: Timestamp,
    pub polls: i64,
    /// How many of them were verified.
    pub verified: i64,
    /// The longest time between two verified polls, in seconds.
    pub longest_gap: i64,
}

impl Stretch {
    /// A stretch in which a source was not seen, and that was covered when it was again.
    pub fn after_the_fact(source: &str, from_at: Timestamp, to_at: Timestamp) -> Self {
        Self {
            source: source.to_owned(),
            state: SourceState::Fine,
            from_at,
            to_at,
            polls: 0,
            verified: 0,
            longest_gap: 0,
        }
    }

    pub fn is_after_the_fact(&self) -> bool {
        self.polls == 0
    }
}

#[derive(Serialize)]
struct Canonical<'a> {
    source: &'a str,
    state: &'a str,
    from_at: String,
    to_at: String,
    polls: i64,
    verified: i64,
    longest_gap: i64,
}

pub fn insert(tx: &Transaction<'_>, stretch: &Stretch) -> rusqlite::Result<()> {
    let id = tx
        .prepare_cached(
            "INSERT INTO stretches (source, state, from_at, to_at, polls, verified, longest_gap)
             VALUES (:source, :state, :from_at, :to_at, :polls, :verified, :longest_gap)",
        )?
        .insert(named_params! {
            ":source": stretch.source,
            ":state": stretch.state,
            ":from_at": stretch.from_at,
            ":to_at": stretch.to_at,
            ":polls": stretch.polls,
            ":verified": stretch.verified,
            ":longest_gap": stretch.longest_gap,
        })?;
    let canonical = Canonical {
        source: &stretch.source,
        state: stretch.state.as_str(),
        from_at: stretch.from_at.to_string(),
        to_at: stretch.to_at.to_string(),
        polls: stretch.polls,
        verified: stretch.verified,
        longest_gap: stretch.longest_gap,
    };
    chain::add(tx, chain::Kind::Coverage, id, &canonical)
}

/// What the chain covers of a stretch, as its digest was taken of it.
pub fn canonical(conn: &Connection, id: i64) -> rusqlite::Result<Option<Vec<u8>>> {
    conn.prepare_cached(
        "SELECT source, state, from_at, to_at, polls, verified, longest_gap FROM stretches WHERE id = :id",
    )?
    .query_row(named_params! { ":id": id }, |row| {
        let (source, state): (String, String) = (row.get("source")?, row.get("state")?);
        chain::canonical(&Canonical {
            source: &source,
            state: &state,
            from_at: row.get("from_at")?,
            to_at: row.get("to_at")?,
            polls: row.get("polls")?,
            verified: row.get("verified")?,
            longest_gap: row.get("longest_gap")?,
        })
    })
    .optional()
}

/// Leaves out what a clock that was ahead took for covered: whatever came later began before
/// its end.
const BELIEVED: &str = "NOT (polls = 0 AND EXISTS (
    SELECT 1 FROM stretches AS later
     WHERE later.source = stretches.source AND later.id > stretches.id AND later.from_at < stretches.to_at))";

/// The closed stretches of `source` that reach beyond `from`, oldest first.
pub fn since(conn: &Connection, source: &str, from: Timestamp) -> rusqlite::Result<Vec<Stretch>> {
    conn.prepare_cached(&format!(
        "SELECT source, state, from_at, to_at, polls, verified, longest_gap
           FROM stretches
          WHERE source = :source AND to_at > :from AND {BELIEVED}
          ORDER BY id",
    ))?
    .query_map(named_params! { ":source": source, ":from": from }, from_row)?
    .collect()
}

/// The closed stretches of all sources that touch the time from `from` to `to`, oldest
/// first.
pub fn between(
    conn: &Connection,
    from: Timestamp,
    to: Timestamp,
) -> rusqlite::Result<Vec<Stretch>> {
    conn.prepare_cached(&format!(
        "SELECT source, state, from_at, to_at, polls, verified, longest_gap
           FROM stretches
          WHERE to_at >= :from AND from_at <= :to AND {BELIEVED}
          ORDER BY source, id",
    ))?
    .query_map(named_params! { ":from": from, ":to": to }, from_row)?
    .collect()
}

/// The last closed stretch of `source` that began by then and in which a poll was
/// verified.
pub fn last_verified(
    conn: &Connection,
    source: &str,
    by: Timestamp,
) -> rusqlite::Result<Option<Stretch>> {
    conn.prepare_cached(
        "SELECT source, state, from_at, to_at, polls, verified, longest_gap
           FROM stretches
          WHERE source = :source AND from_at <= :by AND verified > 0
          ORDER BY to_at DESC
          LIMIT 1",
    )?
    .query_row(named_params! { ":source": source, ":by": by }, from_row)
    .optional()
}

/// Whether `source` had been asked by then, in a stretch that is closed.
pub fn is_asked(conn: &Connection, source: &str, by: Timestamp) -> rusqlite::Result<bool> {
    conn.prepare_cached("SELECT 1 FROM stretches WHERE source = :source AND from_at <= :by")?
        .exists(named_params! { ":source": source, ":by": by })
}

/// Whether what `source` published from then on, while it was not seen, was covered after
/// the fact.
pub fn is_covered(conn: &Connection, source: &str, from: Timestamp) -> rusqlite::Result<bool> {
    conn.prepare_cached(
        "SELECT 1 FROM stretches WHERE source = :source AND from_at = :from AND polls = 0",
    )?
    .exists(named_params! { ":source": source, ":from": from })
}

/// Whether the time before `at` in which `source` was not seen was covered after the fact
/// by a poll since.
pub fn was_covered(conn: &Connection, source: &str, at: Timestamp) -> rusqlite::Result<bool> {
    conn.prepare_cached(
        "SELECT 1 FROM stretches
          WHERE source = :source AND polls = 0 AND from_at < :at AND to_at >= :at",
    )?
    .exists(named_params! { ":source": source, ":at": at })
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Stretch> {
    Ok(Stretch {
        source: row.get("source")?,
        state: row.get("state")?,
        from_at: row.get("from_at")?,
        to_at: row.get("to_at")?,
        polls: row.get("polls")?,
        verified: row.get("verified")?,
        longest_gap: row.get("longest_gap")?,
    })
}
