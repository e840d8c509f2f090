//! Crashes: a source that crashes us when it is read is set aside.
//!
//! Who stops the program by force, or cuts the power, may do so while something is read, so
//! it counts the third time in a row that the same answer was read, and the tenth time
//! whatever was.
//!
//! Until then it is asked again by and by, as what it sends may be another thing by then.
//! Set aside it is asked no more until somebody says so, or another version of the program
//! runs; and that is told at once.

use std::hash::{DefaultHasher, Hasher as _};

use jiff::Timestamp;
use rusqlite::Transaction;

use crate::{
    domain::{backoff::Backoff, quality::SourceState},
    pipeline::{progress::NEVER, read::Answer, setup::Setup},
    store::work::{
        crashes::{self, Times},
        sources::{self, Progress, Source},
    },
};

/// So many crashes in a row over one answer set its source aside.
const ALIKE_MAX: u32 = 3;

/// And so many, whatever was read.
const TIMES_MAX: u32 = 10;

/// What was being read when the process before this one died.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Left {
    pub source: String,
    /// As [`hash`] tells it.
    pub answer: String,
}

/// By what an answer is known again.
pub fn hash(answer: &Answer) -> String {
    let mut hasher = DefaultHasher::new();
    for part in answer.parts() {
        hasher.write(&part.body);
    }
    format!("{:016x}", hasher.finish())
}

/// Notes that reading this answer of `source` crashed, `how` in words. Returns what its state
/// is by that, and why.
pub fn note(
    tx: &Transaction<'_>,
    source: &str,
    answer: &str,
    how: &str,
    now: Timestamp,
) -> rusqlite::Result<(SourceState, String)> {
    let Times { all, alike } = crashes::add(tx, source, answer, now)?;
    Ok(match alike < ALIKE_MAX && all < TIMES_MAX {
        true => (
            SourceState::Broken,
            format!("{how} (time {all} in a row; it is set aside if that goes on)"),
        ),
        false => (
            SourceState::SetAside,
            format!("{how} ({all} times in a row)"),
        ),
    })
}

/// Notes that the process before this one died while it read these sources. None is asked
/// again at once: then the others would never have their turn.
pub fn killed(
    tx: &Transaction<'_>,
    setup: &Setup,
    left: &[Left],
    now: Timestamp,
) -> anyhow::Result<()> {
    for Left { source, answer } in left {
        let Some(row) = sources::get(tx, source)? else {
            continue;
        };
        let how = "the program was killed while it read this";
        let (state, reason) = note(tx, source, answer, how, now)?;
        tracing::warn!(source, "{source}: {reason}");
        mark(tx, setup, row, state, reason, now)?;
    }
    Ok(())
}

/// Notes that a poll of `source` failed by an error of our own, `how` in words: nothing of it
/// was kept.
pub fn failed(
    tx: &Transaction<'_>,
    setup: &Setup,
    source: &str,
    how: &str,
    now: Timestamp,
) -> anyhow::Result<()> {
    let Some(row) = sources::get(tx, source)? else {
        return Ok(());
    };
    let reason = format!("an error of our own: {how}");
    mark(tx, setup, row, SourceState::Broken, reason, now)?;
    Ok(())
}

/// Marks a source whose poll came to nothing by our fault, and asks it again by and by.
fn mark(
    tx: &Transaction<'_>,
    setup: &Setup,
    row: Source,
    state: SourceState,
    reason: String,
    now: Timestamp,
) -> rusqlite::Result<()> {
    let failures = row.progress.failures.saturating_add(1);
    let fetch = &setup.config.fetch;
    let backoff = Backoff {
        first: fetch.backoff_first,
        ceiling: fetch.backoff_ceiling,
    };
    let progress = Progress {
        state,
        state_since: match row.progress.state == state {
            true => row.progress.state_since,
            false => now,
        },
        reason: Some(reason),
        failures,
        next_due_at: match state {
            SourceState::SetAside => NEVER,
            _ => now + backoff.after(failures),
        },
        ..row.progress
    };
    sources::save(tx, &row.id, &progress)
}
