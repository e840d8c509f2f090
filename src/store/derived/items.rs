//! The items of each source, as last seen.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Transaction, named_params};

use super::search::{self, Entry, Index};
use crate::domain::change::{Digest, Known};

/// What is kept of an item.
#[derive(Clone, Debug)]
pub struct Kept {
    pub key: String,
    pub title: String,
    pub link: Option<String>,
    pub published_at: Option<Timestamp>,
    /// Plain.
    pub text: String,
    pub digest: Digest,
}

/// The items of `source` that are listed, and those under one of `keys`.
pub fn known(conn: &Connection, source: &str, keys: &[&str]) -> rusqlite::Result<Vec<Known>> {
    let keys = serde_json::to_string(keys)
        .map_err(|e| rusqlite::Error::ToSqlConversionFailure(e.into()))?;
    conn.prepare_cached(
        "SELECT key, digest, link, published_at, listed, missing_since, withdrawn_at
           FROM items WHERE source = :source AND listed = 1
          UNION ALL
         SELECT key, digest, link, published_at, listed, missing_since, withdrawn_at
           FROM items
          WHERE source = :source AND listed = 0
            AND key IN (SELECT value FROM json_each(:keys))",
    )?
    .query_map(named_params! { ":source": source, ":keys": keys }, |row| {
        let withdrawn: Option<Timestamp> = row.get("withdrawn_at")?;
        Ok(Known {
            key: row.get("key")?,
            digest: row.get("digest")?,
            link: row.get("link")?,
            published_at: row.get("published_at")?,
            listed: row.get("listed")?,
            missing_since: row.get("missing_since")?,
            withdrawn: withdrawn.is_some(),
        })
    })?
    .collect()
}

/// Title and plain text of an item, as last seen.
pub fn text(conn: &Connection, source: &str, key: &str) -> rusqlite::Result<(String, String)> {
    conn.prepare_cached("SELECT title, text FROM items WHERE source = :source AND key = :key")?
        .query_row(named_params! { ":source": source, ":key": key }, |row| {
            Ok((row.get("title")?, row.get("text")?))
        })
}

/// How many items `source` lists.
pub fn count(conn: &Connection, source: &str) -> rusqlite::Result<usize> {
    conn.prepare_cached("SELECT count(*) FROM items WHERE source = :source AND listed = 1")?
        .query_row(named_params! { ":source": source }, |row| row.get(0))
}

/// When the newest item that `source` lists was published, as it claims.
pub fn newest(conn: &Connection, source: &str) -> rusqlite::Result<Option<Timestamp>> {
    conn.prepare_cached(
        "SELECT max(published_at) FROM items WHERE source = :source AND listed = 1",
    )?
    .query_row(named_params! { ":source": source }, |row| row.get(0))
}

/// Writes an item down as listed by `snapshot`, in place of what was known under
/// `was`, its key so far.
pub fn put(
    tx: &Transaction<'_>,
    source: &str,
    was: &str,
    item: &Kept,
    snapshot: i64,
) -> rusqlite::Result<()> {
    let before: Option<(String, String)> = text(tx, source, was).optional()?;
    let id = tx
        .prepare_cached(
            "INSERT INTO items (source, key, title, link, published_at, text, digest, first_snapshot, last_snapshot, listed)
             VALUES (:source, :was, :title, :link, :published_at, :text, :digest, :snapshot, :snapshot, 1)
             ON CONFLICT (source, key) DO UPDATE SET
                key = :key, title = excluded.title, link = excluded.link, published_at = excluded.published_at,
                text = excluded.text, digest = excluded.digest, last_snapshot = excluded.last_snapshot,
                listed = 1, missing_since = NULL, withdrawn_at = NULL
             RETURNING id",
        )?
        .query_row(
            named_params! {
                ":source": source,
                ":was": was,
                ":key": item.key,
                ":title": item.title,
                ":link": item.link,
                ":published_at": item.published_at,
                ":text": item.text,
                ":digest": item.digest,
                ":snapshot": snapshot,
            },
            |row| row.get("id"),
        )?;
    let before = before.as_ref().map(|(title, text)| Entry {
        source,
        title,
        text,
    });
    let after = Entry {
        source,
        title: &item.title,
        text: &item.text,
    };
    search::replace(tx, Index::Items, id, before, after)
}

/// Notes that an item was missing for the first time at `now`.
pub fn miss(tx: &Transaction<'_>, source: &str, key: &str, now: Timestamp) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE items SET missing_since = :now WHERE source = :source AND key = :key",
    )?
    .execute(named_params! { ":source": source, ":key": key, ":now": now })?;
    Ok(())
}

/// Notes that an item is listed no more: because it fell off the end, or, where
/// `withdrawn_at` says when that was confirmed, because it was withdrawn.
pub fn unlist(
    tx: &Transaction<'_>,
    source: &str,
    key: &str,
    withdrawn_at: Option<Timestamp>,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE items SET listed = 0, missing_since = NULL, withdrawn_at = :withdrawn_at
          WHERE source = :source AND key = :key",
    )?
    .execute(named_params! {
        ":source": source,
        ":key": key,
        ":withdrawn_at": withdrawn_at,
    })?;
    Ok(())
}

/// Gives the items of a source that was called `was` to `source`.
pub fn rename(tx: &Transaction<'_>, was: &str, source: &str) -> rusqlite::Result<()> {
    search::rename(tx, Index::Items, was, source)
}
