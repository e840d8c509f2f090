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
    /// What was asked for beside it, in that order.
    pub parts: Vec<NewPart>,
}

/// One further answer of a capture that is made of several.
#[derive(Debug)]
pub struct NewPart {
    pub url: String,
    /// HTTP.
    pub status: u16,
    pub content_type: Option<String>,
    pub headers: Vec<(String, String)>,
    pub body: bodies::Encoded,
}

/// A further answer, without its body.
#[derive(Clone, Debug)]
pub struct Part {
    pub url: String,
    pub content_type: Option<String>,
    /// The id of its body.
    pub body: i64,
    /// The content address of its body.
    pub sha256: String,
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
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parts: Vec<CanonicalPart<'a>>,
}

#[derive(Serialize)]
struct CanonicalPart<'a> {
    url: &'a str,
    status: u16,
    content_type: Option<&'a str>,
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
        parts: new.parts.iter().map(canonical_part).collect(),
    };
    for (place, part) in (1..).zip(&new.parts) {
        insert_part(tx, id, place, part)?;
    }
    chain::add(tx, chain::Kind::Snapshot, id, &canonical)?;
    Ok(id)
}

/// What the chain covers of a snapshot, as its digest was taken of it; `None` where there is
/// no such snapshot.
pub fn canonical(conn: &Connection, id: i64) -> rusqlite::Result<Option<Vec<u8>>> {
    let parts: Vec<OwnedPart> = conn
        .prepare_cached(
            "SELECT p.url, p.status, p.content_type, p.headers, b.sha256
               FROM parts p
               JOIN bodies b ON b.id = p.body
              WHERE p.snapshot = :id
              ORDER BY p.place",
        )?
        .query_map(named_params! { ":id": id }, |row| {
            Ok(OwnedPart {
                url: row.get("url")?,
                status: row.get("status")?,
                content_type: row.get("content_type")?,
                headers: headers_in(row)?,
                sha256: row.get("sha256")?,
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    conn.prepare_cached(
        "SELECT s.source, s.kind, s.url, s.seen_at, s.status, s.content_type, s.etag, s.last_modified, s.headers,
                b.sha256
           FROM snapshots s
           JOIN bodies b ON b.id = s.body
          WHERE s.id = :id",
    )?
    .query_row(named_params! { ":id": id }, |row| {
        let text = |column: &str| row.get::<_, String>(column);
        let some = |column: &str| row.get::<_, Option<String>>(column);
        let (content_type, etag, last_modified) =
            (some("content_type")?, some("etag")?, some("last_modified")?);
        let canonical = Canonical {
            source: &text("source")?,
            kind: &text("kind")?,
            url: &text("url")?,
            seen_at: text("seen_at")?,
            status: row.get("status")?,
            content_type: content_type.as_deref(),
            etag: etag.as_deref(),
            last_modified: last_modified.as_deref(),
            headers: &headers_in(row)?,
            sha256: &text("sha256")?,
            parts: parts.iter().map(OwnedPart::canonical).collect(),
        };
        chain::canonical(&canonical)
    })
    .optional()
}

/// A further answer as it is kept.
struct OwnedPart {
    url: String,
    status: u16,
    content_type: Option<String>,
    headers: Vec<(String, String)>,
    sha256: String,
}

impl OwnedPart {
    fn canonical(&self) -> CanonicalPart<'_> {
        CanonicalPart {
            url: &self.url,
            status: self.status,
            content_type: self.content_type.as_deref(),
            headers: &self.headers,
            sha256: &self.sha256,
        }
    }
}

fn headers_in(row: &Row<'_>) -> rusqlite::Result<Vec<(String, String)>> {
    let json: String = row.get("headers")?;
    serde_json::from_str(&json).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, error.into())
    })
}

fn canonical_part(part: &NewPart) -> CanonicalPart<'_> {
    CanonicalPart {
        url: &part.url,
        status: part.status,
        content_type: part.content_type.as_deref(),
        headers: &part.headers,
        sha256: &part.body.sha256,
    }
}

fn insert_part(
    tx: &Transaction<'_>,
    snapshot: i64,
    place: i64,
    part: &NewPart,
) -> rusqlite::Result<()> {
    let body = bodies::insert(tx, &part.body)?;
    let headers = serde_json::to_string(&part.headers)
        .map_err(|e| rusqlite::Error::ToSqlConversionFailure(e.into()))?;
    tx.prepare_cached(
        "INSERT INTO parts (snapshot, place, url, status, content_type, headers, body)
         VALUES (:snapshot, :place, :url, :status, :content_type, :headers, :body)",
    )?
    .execute(named_params! {
        ":snapshot": snapshot,
        ":place": place,
        ":url": part.url,
        ":status": part.status,
        ":content_type": part.content_type,
        ":headers": headers,
        ":body": body,
    })?;
    Ok(())
}

/// The further answers of a snapshot, in the order in which they were asked for.
pub fn parts(conn: &Connection, snapshot: i64) -> rusqlite::Result<Vec<Part>> {
    conn.prepare_cached(
        "SELECT p.url, p.content_type, p.body, b.sha256
           FROM parts p
           JOIN bodies b ON b.id = p.body
          WHERE p.snapshot = :snapshot
          ORDER BY p.place",
    )?
    .query_map(named_params! { ":snapshot": snapshot }, |row| {
        Ok(Part {
            url: row.get("url")?,
            content_type: row.get("content_type")?,
            body: row.get("body")?,
            sha256: row.get("sha256")?,
        })
    })?
    .collect()
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

/// The headers of each answer that a snapshot is made of, as they came.
pub fn headers(conn: &Connection, id: i64) -> rusqlite::Result<Vec<Vec<(String, String)>>> {
    conn.prepare_cached(
        "SELECT headers FROM (SELECT 0 AS place, headers FROM snapshots WHERE id = :id
                              UNION ALL SELECT place, headers FROM parts WHERE snapshot = :id)
          ORDER BY place",
    )?
    .query_map(named_params! { ":id": id }, headers_in)?
    .collect()
}

/// The snapshots of `source` before the one with this id, or up to its last, newest first.
pub fn of_source(
    conn: &Connection,
    source: &str,
    before: Option<i64>,
    limit: usize,
) -> rusqlite::Result<Vec<Snapshot>> {
    conn.prepare_cached(
        "SELECT s.id, s.source, s.kind, s.url, s.seen_at, s.content_type, s.body, b.sha256
           FROM snapshots s
           JOIN bodies b ON b.id = s.body
          WHERE s.source = :source AND (:before IS NULL OR s.id < :before)
          ORDER BY s.id DESC
          LIMIT :limit",
    )?
    .query_map(
        named_params! { ":source": source, ":before": before, ":limit": limit },
        from_row,
    )?
    .collect()
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
