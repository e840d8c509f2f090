//! Snapshots: good captures, as received.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, named_params};
use serde::Serialize;

use super::{bodies, chain};
use crate::domain::source::SourceKind;

/// A good capture on its way in.
#[derive(Debug)]
pub struct NewSnapshot {
    pub source: String,
    pub kind: SourceKind,
    /// That answered, after redirects.
    pub url: String,
    /// HTTP.
    pub status: u16,
    pub content_type: Option<String>,
    pub etag: Option<String>,
    pub last_modified: Option<String>,
    pub headers: Vec<(String, String)>,
    pub body: bodies::Encoded,
}

/// A good capture, without its body.
#[derive(Clone, Debug)]
pub struct Snapshot {
    pub id: i64,
    pub source: String,
    pub kind: SourceKind,
    pub url: String,
    pub seen_at: Timestamp,
    pub content_type: Option<String>,
    /// The id of its body.
    pub body: i64,
    /// The content address of its body.
    pub sha256: String,
}

/// What the chain covers of a snapshot, in this order.
#[derive(Serialize)]
struct Canonical<'a> {
    source: &'a str,
    kind: &'a str,
    url: &'a str,
    seen_at: String,
    status: u16,
    content_type: Option<&'a str>,
    etag: Option<&'a str>,
    last_modified: Option<&'a str>,
    headers: &'a [(String, String)],
    sha256: &'a str,
}

/// Adds a snapshot seen at `now` with its body, and returns its id.
pub fn insert(tx: &Transaction<'_>, new: &NewSnapshot, now: Timestamp) -> rusqlite::Result<i64> {
    let body = bodies::insert(tx, &new.body)?;
    let headers = serde_json::to_string(&new.headers)
        .map_err(|e| rusqlite::Error::ToSqlConversionFailure(e.into()))?;
    let id = tx
        .prepare_cached(
            "INSERT INTO snapshots (source, kind, url, seen_at, status, content_type, etag, last_modified, headers, body)
             VALUES (:source, :kind, :url, :now, :status, :content_type, :etag, :last_modified, :headers, :body)",
        )?
        .insert(named_params! {
            ":source": new.source,
            ":kind": new.kind,
            ":url": new.url,
            ":now": now,
            ":status": new.status,
            ":content_type": new.content_type,
            ":etag": new.etag,
            ":last_modified": new.last_modified,
            ":headers": headers,
            ":body": body,
        })?;
    let canonical = Canonical {
        source: &new.source,
        kind: new.kind.as_str(),
        url: &new.url,
        seen_at: now.to_string(),
        status: new.status,
        content_type: new.content_type.as_deref(),
        etag: new.etag.as_deref(),
        last_modified: new.last_modified.as_deref(),
        headers: &new.headers,
        sha256: &new.body.sha256,
    };
    chain::add(tx, chain::Kind::Snapshot, id, &canonical)?;
    Ok(id)
}

pub fn get(conn: &Connection, id: i64) -> rusqlite::Result<Option<Snapshot>> {
    conn.prepare_cached(
        "SELECT s.id, s.source, s.kind, s.url, s.seen_at, s.content_type, s.body, b.sha256
           FROM snapshots s
           JOIN bodies b ON b.id = s.body
          WHERE s.id = :id",
    )?
    .query_row(named_params! { ":id": id }, from_row)
    .optional()
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Snapshot> {
    Ok(Snapshot {
        id: row.get("id")?,
        source: row.get("source")?,
        kind: row.get("kind")?,
        url: row.get("url")?,
        seen_at: row.get("seen_at")?,
        content_type: row.get("content_type")?,
        body: row.get("body")?,
        sha256: row.get("sha256")?,
    })
}
