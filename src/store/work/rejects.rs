//! Captures that were not good, for the operator to look at.

use jiff::Timestamp;
use rusqlite::{Transaction, named_params};

use crate::domain::quality::SourceState;

/// How many are kept of each source.
const KEPT: i64 = 20;

/// How much is kept of a body.
const BODY_BYTES_MAX: usize = 256 << 10;

#[derive(Debug)]
pub struct Reject<'a> {
    pub source: &'a str,
    pub state: SourceState,
    pub reason: &'a str,
    /// HTTP, if it came so far.
    pub status: Option<u16>,
    pub headers: &'a [(String, String)],
    pub body: Option<&'a [u8]>,
}

/// Keeps a capture seen at `now`, and forgets the oldest beyond the last 20.
pub fn insert(tx: &Transaction<'_>, reject: &Reject<'_>, now: Timestamp) -> anyhow::Result<()> {
    let cut = |body: &[u8]| zstd::bulk::compress(&body[..body.len().min(BODY_BYTES_MAX)], 3);
    tx.prepare_cached(
        "INSERT INTO rejects (source, seen_at, state, reason, status, headers, body)
         VALUES (:source, :now, :state, :reason, :status, :headers, :body)",
    )?
    .execute(named_params! {
        ":source": reject.source,
        ":now": now,
        ":state": reject.state,
        ":reason": reject.reason,
        ":status": reject.status,
        ":headers": serde_json::to_string(reject.headers)?,
        ":body": reject.body.map(cut).transpose()?,
    })?;
    tx.prepare_cached(
        "DELETE FROM rejects
          WHERE source = :source
            AND id <= (SELECT id FROM rejects WHERE source = :source ORDER BY id DESC LIMIT 1 OFFSET :kept)",
    )?
    .execute(named_params! { ":source": reject.source, ":kept": KEPT })?;
    Ok(())
}
