//! The items of each source, as last seen.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, named_params};

use super::search::{self, Entry, Index};
use crate::domain::{
    change::{Digest, Known},
    quote,
};

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
        "SELECT key, digest, title, link, published_at, listed, missing_since, withdrawn_at
           FROM items WHERE source = :source AND listed = 1
          UNION ALL
         SELECT key, digest, title, link, published_at, listed, missing_since, withdrawn_at
           FROM items
          WHERE source = :source AND listed = 0
            AND key IN (SELECT value FROM json_each(:keys))",
    )?
    .query_map(named_params! { ":source": source, ":keys": keys }, as_known)?
    .collect()
}

/// The items of `source` that are listed no more and say the same as one of `items`, or
/// lead where it leads, or bear its title.
pub fn passed(conn: &Connection, source: &str, items: &[&Kept]) -> rusqlite::Result<Vec<Known>> {
    let marks: Vec<[Option<String>; 3]> = items
        .iter()
        .map(|item| {
            let digest = item.digest.iter().map(|byte| format!("{byte:02X}"));
            [
                Some(digest.collect()),
                item.link.clone(),
                Some(item.title.clone()).filter(|title| !title.is_empty()),
            ]
        })
        .collect();
    let json = |place: usize| {
        let marks: Vec<&Option<String>> = marks.iter().map(|marks| &marks[place]).collect();
        serde_json::to_string(&marks).map_err(|e| rusqlite::Error::ToSqlConversionFailure(e.into()))
    };
    conn.prepare_cached(
        "SELECT key, digest, title, link, published_at, listed, missing_since, withdrawn_at
           FROM items
          WHERE source = :source AND listed = 0
            AND (hex(digest) IN (SELECT value FROM json_each(:digests))
                 OR link IN (SELECT value FROM json_each(:links))
                 OR title IN (SELECT value FROM json_each(:titles)))",
    )?
    .query_map(
        named_params! {
            ":source": source,
            ":digests": json(0)?,
            ":links": json(1)?,
            ":titles": json(2)?,
        },
        as_known,
    )?
    .collect()
}

fn as_known(row: &Row<'_>) -> rusqlite::Result<Known> {
    let withdrawn: Option<Timestamp> = row.get("withdrawn_at")?;
    Ok(Known {
        key: row.get("key")?,
        digest: row.get("digest")?,
        title: row.get("title")?,
        link: row.get("link")?,
        published_at: row.get("published_at")?,
        listed: row.get("listed")?,
        missing_since: row.get("missing_since")?,
        withdrawn: withdrawn.is_some(),
    })
}

/// Title and plain text of an item, as last seen.
pub fn text(conn: &Connection, source: &str, key: &str) -> rusqlite::Result<(String, String)> {
    conn.prepare_cached("SELECT title, text FROM items WHERE source = :source AND key = :key")?
        .query_row(named_params! { ":source": source, ":key": key }, |row| {
            Ok((row.get("title")?, row.get("text")?))
        })
}

/// The digest of an item, as last seen.
pub fn digest(conn: &Connection, source: &str, key: &str) -> rusqlite::Result<Option<Digest>> {
    conn.prepare_cached("SELECT digest FROM items WHERE source = :source AND key = :key")?
        .query_row(named_params! { ":source": source, ":key": key }, |row| {
            row.get("digest")
        })
        .optional()
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
    let before = before(tx, source, was)?;
    let id = tx
        .prepare_cached(
            "INSERT INTO items (source, key, title, link, published_at, text, digest, first_snapshot, last_snapshot, listed)
             VALUES (:source, :was, :title, :link, :published_at, :text, :digest, :snapshot, :snapshot, 1)
             ON CONFLICT (source, key) DO UPDATE SET
                key = :key, title = excluded.title, link = excluded.link, published_at = excluded.published_at,
                text = excluded.text, digest = excluded.digest, last_snapshot = excluded.last_snapshot,
                listed = 1, missing_since = NULL, withdrawn_at = NULL, quoted = 0
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
    if let Some(before) = &before {
        keep_then(tx, id, before, item)?;
    }
    let before = before.as_ref().map(|before| Entry {
        source,
        title: &before.title,
        text: &before.text,
    });
    let after = Entry {
        source,
        title: &item.title,
        text: &item.text,
    };
    search::replace(tx, Index::Items, id, before, after)
}

/// How an item read so far.
struct Before {
    title: String,
    link: Option<String>,
    text: String,
}

fn before(conn: &Connection, source: &str, key: &str) -> rusqlite::Result<Option<Before>> {
    conn.prepare_cached(
        "SELECT title, link, text FROM items WHERE source = :source AND key = :key",
    )?
    .query_row(named_params! { ":source": source, ":key": key }, |row| {
        Ok(Before {
            title: row.get("title")?,
            link: row.get("link")?,
            text: row.get("text")?,
        })
    })
    .optional()
}

/// Has the changes of an item say how it read then, where it reads otherwise now.
fn keep_then(tx: &Transaction<'_>, id: i64, before: &Before, now: &Kept) -> rusqlite::Result<()> {
    if before.title != now.title {
        tx.prepare_cached(
            "UPDATE differences SET title = :title WHERE item = :id AND title IS NULL",
        )?
        .execute(named_params! { ":id": id, ":title": before.title })?;
    }
    if before.link != now.link {
        tx.prepare_cached(
            "UPDATE differences SET link = coalesce(:link, '') WHERE item = :id AND link IS NULL",
        )?
        .execute(named_params! { ":id": id, ":link": before.link })?;
    }
    Ok(())
}

/// An item of which the text is released.
struct Old {
    id: i64,
    source: String,
    title: String,
    text: String,
    /// The words that put it on topic.
    topic: Option<String>,
}

/// Releases the texts of up to `limit` items that these sources list no more and that last
/// changed before `before`, and says how many. Of what was on topic a quote stays.
pub fn release(
    tx: &Transaction<'_>,
    sources: &[&str],
    before: Timestamp,
    limit: usize,
) -> anyhow::Result<usize> {
    let old: Vec<Old> = tx
        .prepare_cached(
            "SELECT i.id, i.source, i.title, i.text,
                    (SELECT d.topic FROM differences d WHERE d.item = i.id AND d.topic IS NOT NULL LIMIT 1) AS topic
               FROM json_each(:sources) told
              CROSS JOIN items i ON i.source = told.value AND i.quoted = 0 AND i.listed = 0
                AND i.last_snapshot <= (SELECT id FROM snapshots WHERE seen_at < :before
                                         ORDER BY seen_at DESC, id DESC LIMIT 1)
              LIMIT :limit",
        )?
        .query_map(
            named_params! {
                ":sources": serde_json::to_string(sources)?,
                ":before": before,
                ":limit": limit,
            },
            |row| {
                Ok(Old {
                    id: row.get("id")?,
                    source: row.get("source")?,
                    title: row.get("title")?,
                    text: row.get("text")?,
                    topic: row.get("topic")?,
                })
            },
        )?
        .collect::<rusqlite::Result<_>>()?;
    if old.is_empty() {
        return Ok(0);
    }
    tx.pragma_update(None, "defer_foreign_keys", true)?;
    tx.execute_batch(
        "CREATE TEMP TABLE moved AS SELECT * FROM main.items LIMIT 0;
         CREATE UNIQUE INDEX temp.moved_id ON moved (id)",
    )?;
    for old in &old {
        // Rows that shrink in their places would leave the pages half empty for ever.
        let moved = named_params! { ":id": old.id };
        tx.prepare_cached("INSERT INTO temp.moved SELECT * FROM main.items WHERE id = :id")?
            .execute(moved)?;
        tx.prepare_cached("DELETE FROM main.items WHERE id = :id")?
            .execute(moved)?;
    }
    for old in &old {
        let quote = match &old.topic {
            Some(words) => quote::around(&old.text, words),
            None => String::new(),
        };
        tx.prepare_cached("UPDATE temp.moved SET text = :quote, quoted = 1 WHERE id = :id")?
            .execute(named_params! { ":id": old.id, ":quote": quote })?;
        let entry = |text| Entry {
            source: &old.source,
            title: &old.title,
            text,
        };
        search::replace(
            tx,
            Index::Items,
            old.id,
            Some(entry(&old.text)),
            entry(&quote),
        )?;
    }
    tx.execute_batch(
        "INSERT INTO main.items SELECT * FROM temp.moved ORDER BY id;
         DROP TABLE temp.moved",
    )?;
    search::settle(tx, Index::Items)?;
    Ok(old.len())
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
