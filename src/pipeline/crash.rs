//! Crashes: a source that crashes us when it is read is set aside the third time in a row.
//!
//! Until then it is asked again by and by, as what it sends may be another thing by then.
//! Set aside it is asked no more until somebody says so, or another version of the program
//! runs; and that is told at once.

use jiff::Timestamp;
use rusqlite::Transaction;

use crate::{
    domain::{backoff::Backoff, quality::SourceState},
    pipeline::{progress::NEVER, setup::Setup},
    store::work::{
        crashes,
        sources::{self, Progress},
    },
};

/// So many crashes in a row set a source aside.
const TIMES_MAX: u32 = 3;

/// Notes that reading a source crashed, `how` in words. Returns what its state is by that,
/// and why.
pub fn note(
    tx: &Transaction<'_>,
    source: &str,
    how: &str,
    now: Timestamp,
) -> rusqlite::Result<(SourceState, String)> {
    let times = crashes::add(tx, source, now)?;
    Ok(match times < TIMES_MAX {
        true => (
            SourceState::Broken,
            format!("{how} (time {times} in a row; it is set aside the third time)"),
        ),
        false => (
            SourceState::SetAside,
            format!("{how} ({times} times in a row)"),
        ),
    })
}

/// Notes that the process before this one died while it read these sources. None is asked
/// again at once: then the others would never have their turn.
pub fn killed(
    tx: &Transaction<'_>,
    setup: &Setup,
    ids: &[String],
    now: Timestamp,
) -> anyhow::Result<()> {
    for id in ids {
        let Some(row) = sources::get(tx, id)? else {
            continue;
        };
        let how = "the program was killed while it read this";
        let (state, reason) = note(tx, id, how, now)?;
        tracing::warn!(source = id, "{id}: {reason}");
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
        sources::save(tx, id, &progress)?;
    }
    Ok(())
}
