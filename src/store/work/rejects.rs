//! Captures that were not good, for the operator to look at.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Transaction, named_params};

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

/// A capture that was kept.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Kept {
    pub id: i64,
    pub seen_at: Timestamp,
    pub state: String,
    pub reason: String,
    pub status: Option<u16>,
    /// Whether its body was kept: see [`body`].
    pub has_body: bool,
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

/// What is kept of a source, newest first.
pub fn of_source(conn: &Connection, source: &str) -> rusqlite::Result<Vec<Kept>> {
    conn.prepare_cached(
        "SELECT id, seen_at, state, reason, status, body IS NOT NULL AS has_body
           FROM rejects WHERE source = :source ORDER BY id DESC",
    )?
    .query_map(named_params! { ":source": source }, |row| {
        Ok(Kept {
            id: row.get("id")?,
            seen_at: row.get("seen_at")?,
            state: row.get("state")?,
            reason: row.get("reason")?,
            status: row.get("status")?,
            has_body: row.get("has_body")?,
        })
    })?
    .collect()
}

/// The body of one of a source's captures, its first 256 KiB; `None` where none was kept.
pub fn body(conn: &Connection, source: &str, id: i64) -> anyhow::Result<Option<Vec<u8>>> {
    let packed: Option<Option<Vec<u8>>> = conn
        .prepare_cached("SELECT body FROM rejects WHERE source = :source AND id = :id")?
        .query_row(named_params! { ":source": source, ":id": id }, |row| {
            row.get(0)
        })
        .optional()?;
    let unpack = |packed: Vec<u8>| zstd::bulk::decompress(&packed, BODY_BYTES_MAX);
    Ok(packed.flatten().map(unpack).transpose()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_good_can_be_looked_at() {
        let mut conn = crate::store::open_in_memory().unwrap();
        let tx = conn.transaction().unwrap();
        let now = "2026-11-22T12:00:00Z".parse().unwrap();
        for body in [Some(&b"\xff a wall"[..]), None] {
            let reject = Reject {
                source: "news",
                state: SourceState::Blocked,
                reason: "a wall",
                status: body.map(|_| 403),
                headers: &[],
                body,
            };
            insert(&tx, &reject, now).unwrap();
        }

        let kept = of_source(&tx, "news").unwrap();
        let of = |kept: &Kept| body(&tx, "news", kept.id).unwrap();
        assert_eq!(kept.len(), 2);
        assert_eq!((kept[1].status, kept[1].has_body), (Some(403), true));
        assert_eq!(of(&kept[1]).unwrap(), b"\xff a wall");
        assert_eq!((kept[0].has_body, of(&kept[0])), (false, None));
        assert_eq!(body(&tx, "other", kept[1].id).unwrap(), None);
    }
}
