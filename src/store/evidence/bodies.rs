//! Bodies: what servers sent, each once.
//!
//! A body is compressed against an earlier one of its source, as most pages and
//! feeds differ little from one time to the next. In a run of twenty, step `n`
//! leans on step `n & (n - 1)`: the one that clears its lowest bit. So the bodies
//! needed to read one back are as many as its step has bits set, at most five with
//! the whole one, where a plain chain would need twenty.

use std::cell::RefCell;

use anyhow::{Context as _, ensure};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Transaction, named_params};
use sha2::{Digest as _, Sha256};
use zstd::zstd_safe::{CCtx, DCtx, compress_bound};

use super::chain;

/// zstd's own default: a good body in a tenth of a millisecond.
const LEVEL: i32 = 3;

/// How many bodies make a run.
const RUN: u8 = 20;

thread_local! {
    static COMPRESSOR: RefCell<CCtx<'static>> = RefCell::new(CCtx::create());
    static DECOMPRESSOR: RefCell<DCtx<'static>> = RefCell::new(DCtx::create());
}

/// A body made ready for [`insert`].
#[derive(Debug)]
pub struct Encoded {
    pub sha256: String,
    size: usize,
    step: u8,
    against: Option<i64>,
    bytes: Vec<u8>,
}

/// What a new body of a source may be compressed against.
#[derive(Debug)]
pub struct Base {
    id: i64,
    bytes: Vec<u8>,
    /// The step that the new body will have.
    next: u8,
    /// The size of the run's whole body, compressed.
    whole: usize,
}

struct Row {
    id: i64,
    size: usize,
    step: u8,
    against: Option<i64>,
    bytes: Option<Vec<u8>>,
}

/// The content address of a body.
pub fn address(body: &[u8]) -> String {
    chain::hex(&Sha256::digest(body))
}

/// Compresses a body, against `base` if that pays.
pub fn encode(body: &[u8], sha256: String, base: Option<&Base>) -> anyhow::Result<Encoded> {
    if let Some(base) = base
        && let Ok(bytes) = compress(body, &base.bytes)
        && bytes.len() < base.whole / 2
    {
        return Ok(Encoded {
            sha256,
            size: body.len(),
            step: base.next,
            against: Some(base.id),
            bytes,
        });
    }
    Ok(Encoded {
        sha256,
        size: body.len(),
        step: 0,
        against: None,
        bytes: compress(body, &[])?,
    })
}

/// Adds a body, unless it is there, and returns its id. One that was released and came again
/// is kept anew.
pub fn insert(tx: &Transaction<'_>, body: &Encoded) -> rusqlite::Result<i64> {
    if let Some(id) = find(tx, &body.sha256)? {
        tx.prepare_cached(
            "UPDATE bodies SET step = :step, against = :against, bytes = :bytes
              WHERE id = :id AND bytes IS NULL",
        )?
        .execute(named_params! {
            ":id": id,
            ":step": body.step,
            ":against": body.against,
            ":bytes": body.bytes,
        })?;
        return Ok(id);
    }
    tx.prepare_cached(
        "INSERT INTO bodies (sha256, size, step, against, bytes)
         VALUES (:sha256, :size, :step, :against, :bytes)",
    )?
    .insert(named_params! {
        ":sha256": body.sha256,
        ":size": body.size,
        ":step": body.step,
        ":against": body.against,
        ":bytes": body.bytes,
    })
}

/// The id of the body with this content address.
pub fn find(conn: &Connection, sha256: &str) -> rusqlite::Result<Option<i64>> {
    conn.prepare_cached("SELECT id FROM bodies WHERE sha256 = :sha256")?
        .query_row(named_params! { ":sha256": sha256 }, |row| row.get("id"))
        .optional()
}

/// The ids and content addresses of the bodies after one, in their order.
pub fn after(conn: &Connection, id: i64, limit: usize) -> rusqlite::Result<Vec<(i64, String)>> {
    conn.prepare_cached("SELECT id, sha256 FROM bodies WHERE id > :id ORDER BY id LIMIT :limit")?
        .query_map(named_params! { ":id": id, ":limit": limit }, |row| {
            Ok((row.get("id")?, row.get("sha256")?))
        })?
        .collect()
}

/// The body as it was received; `None` once it was released.
pub fn read(conn: &Connection, id: i64) -> anyhow::Result<Option<Vec<u8>>> {
    unroll(row(conn, id)?, &mut |id| row(conn, id))
}

/// What the body after `id` may be compressed against, or `None` where it should
/// be whole.
pub fn base(conn: &Connection, id: i64) -> anyhow::Result<Option<Base>> {
    let mut base = row(conn, id)?;
    let next = base.step + 1;
    if next >= RUN {
        return Ok(None);
    }
    while base.step > next & (next - 1) {
        let against = base
            .against
            .context("a body that is not whole leans on none")?;
        base = row(conn, against)?;
    }
    let (id, mut whole) = (base.id, base.bytes.as_ref().map_or(0, Vec::len));
    let bytes = unroll(base, &mut |id| {
        let row = row(conn, id)?;
        whole = row.bytes.as_ref().map_or(0, Vec::len);
        Ok(row)
    })?;
    Ok(bytes.map(|bytes| Base {
        id,
        bytes,
        next,
        whole,
    }))
}

/// Releases up to `limit` bodies that these sources alone sent, all before `before`, and says
/// how many. Kept is what another body is compressed against, and the last good one of a
/// source. What it was stays known by its hash.
pub fn release(
    tx: &Transaction<'_>,
    sources: &[&str],
    before: Timestamp,
    limit: usize,
) -> anyhow::Result<usize> {
    let released = tx
        .prepare_cached(
            "WITH told AS (SELECT value AS source FROM json_each(:sources))
             UPDATE bodies SET bytes = NULL WHERE id IN (
                SELECT DISTINCT b.id
                  FROM snapshots s
                  JOIN bodies b ON b.id = s.body
                 WHERE s.source IN told AND s.seen_at < :before AND b.bytes IS NOT NULL
                   AND NOT EXISTS (SELECT 1 FROM bodies o WHERE o.against = b.id AND o.bytes IS NOT NULL)
                   AND NOT EXISTS (SELECT 1 FROM parts p WHERE p.body = b.id)
                   AND NOT EXISTS (SELECT 1 FROM snapshots o
                                    WHERE o.body = b.id
                                      AND (o.source NOT IN told OR o.seen_at >= :before
                                           OR o.id IN (SELECT snapshot FROM sources)))
                 ORDER BY b.id DESC
                 LIMIT :limit)",
        )?
        .execute(named_params! {
            ":sources": serde_json::to_string(sources)?,
            ":before": before,
            ":limit": limit,
        })?;
    Ok(released)
}

/// Decompresses `row`, fetching what it leans on.
fn unroll(
    row: Row,
    fetch: &mut dyn FnMut(i64) -> anyhow::Result<Row>,
) -> anyhow::Result<Option<Vec<u8>>> {
    let Some(packed) = row.bytes else {
        return Ok(None);
    };
    let base = match row.against {
        None => Vec::new(),
        Some(id) => {
            let below = fetch(id)?;
            ensure!(
                below.step < row.step,
                "body {} leans on a later one",
                row.id
            );
            match unroll(below, fetch)? {
                Some(base) => base,
                None => return Ok(None),
            }
        }
    };
    let mut body = Vec::with_capacity(row.size);
    DECOMPRESSOR
        .with_borrow_mut(|context| context.decompress_using_dict(&mut body, &packed, &base))
        .map_err(|code| anyhow::anyhow!(zstd::zstd_safe::get_error_name(code)))
        .with_context(|| format!("failed to decompress body {}", row.id))?;
    ensure!(
        body.len() == row.size,
        "body {} has another size than was noted",
        row.id
    );
    Ok(Some(body))
}

fn row(conn: &Connection, id: i64) -> anyhow::Result<Row> {
    conn.prepare_cached("SELECT id, size, step, against, bytes FROM bodies WHERE id = :id")?
        .query_row(named_params! { ":id": id }, |row| {
            Ok(Row {
                id: row.get("id")?,
                size: row.get("size")?,
                step: row.get("step")?,
                against: row.get("against")?,
                bytes: row.get("bytes")?,
            })
        })
        .with_context(|| format!("failed to read body {id}"))
}

fn compress(body: &[u8], base: &[u8]) -> anyhow::Result<Vec<u8>> {
    let mut packed = Vec::with_capacity(compress_bound(body.len()));
    COMPRESSOR
        .with_borrow_mut(|context| context.compress_using_dict(&mut packed, body, base, LEVEL))
        .map_err(|code| anyhow::anyhow!(zstd::zstd_safe::get_error_name(code)))
        .context("failed to compress a body")?;
    packed.shrink_to_fit();
    Ok(packed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store;

    #[test]
    fn every_version_of_a_page_is_read_back_as_it_came() {
        let mut conn = store::open_in_memory().unwrap();
        let tx = conn.transaction().unwrap();
        let versions: Vec<Vec<u8>> = (0..45).map(version).collect();

        let mut last = None;
        let ids: Vec<i64> = versions
            .iter()
            .map(|body| {
                let base = last.and_then(|id| base(&tx, id).unwrap());
                let id = insert(&tx, &encode(body, address(body), base.as_ref()).unwrap()).unwrap();
                last = Some(id);
                id
            })
            .collect();

        for (id, version) in ids.iter().zip(&versions) {
            assert_eq!(read(&tx, *id).unwrap().as_ref(), Some(version));
        }
        let whole: i64 = tx
            .query_row("SELECT count(*) FROM bodies WHERE step = 0", [], |row| {
                row.get(0)
            })
            .unwrap();
        let stored: i64 = tx
            .query_row("SELECT sum(length(bytes)) FROM bodies", [], |row| {
                row.get(0)
            })
            .unwrap();
        assert_eq!(whole, 3, "one in twenty is whole");
        assert!(
            stored < 3 * 12_000 + 42 * 400,
            "{stored} bytes for 45 versions"
        );
    }

    #[test]
    fn the_same_body_is_one_row() {
        let mut conn = store::open_in_memory().unwrap();
        let tx = conn.transaction().unwrap();
        let body = version(1);
        let put = || insert(&tx, &encode(&body, address(&body), None).unwrap()).unwrap();

        assert_eq!(put(), put());
    }

    #[test]
    fn a_body_unlike_the_one_before_is_stored_whole() {
        let mut conn = store::open_in_memory().unwrap();
        let tx = conn.transaction().unwrap();
        let page = version(1);
        let id = insert(&tx, &encode(&page, address(&page), None).unwrap()).unwrap();
        let other: Vec<u8> = (0..40_000_u32)
            .flat_map(|n| (n.wrapping_mul(2_654_435_761)).to_le_bytes())
            .collect();

        let encoded = encode(&other, address(&other), base(&tx, id).unwrap().as_ref()).unwrap();

        assert_eq!(encoded.step, 0);
    }

    #[test]
    fn an_empty_body_is_a_body() {
        let mut conn = store::open_in_memory().unwrap();
        let tx = conn.transaction().unwrap();
        let id = insert(&tx, &encode(b"", address(b""), None).unwrap()).unwrap();
        assert_eq!(read(&tx, id).unwrap(), Some(Vec::new()));
    }

    /// A page of 2,000 lines of which each version adds one.
    fn version(n: usize) -> Vec<u8> {
        let line = |i: usize| format!("<p>{} on day {}</p>\n", i * i * 7919 % 100_003, i);
        (0..2000 + n).map(line).collect::<String>().into_bytes()
    }
}
