//! The text of each page, as last seen.

use rusqlite::{Connection, OptionalExtension as _, Transaction, named_params};

use super::search::{self, Entry, Index};

#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PageText {
    /// Tells by which rules it was extracted.
    pub rules: String,
    pub title: String,
    pub text: String,
}

pub fn get(conn: &Connection, source: &str) -> rusqlite::Result<Option<PageText>> {
    conn.prepare_cached("SELECT rules, title, text FROM pages WHERE source = :source")?
        .query_row(named_params! { ":source": source }, |row| {
            Ok(PageText {
                rules: row.get("rules")?,
                title: row.get("title")?,
                text: row.get("text")?,
            })
        })
        .optional()
}

pub fn put(
    tx: &Transaction<'_>,
    source: &str,
    page: &PageText,
    snapshot: i64,
) -> rusqlite::Result<()> {
    let before = get(tx, source)?;
    let id = tx
        .prepare_cached(
            "INSERT INTO pages (source, snapshot, rules, title, text)
             VALUES (:source, :snapshot, :rules, :title, :text)
             ON CONFLICT (source) DO UPDATE SET
                snapshot = excluded.snapshot, rules = excluded.rules, title = excluded.title, text = excluded.text
             RETURNING id",
        )?
        .query_row(
            named_params! {
                ":source": source,
                ":snapshot": snapshot,
                ":rules": page.rules,
                ":title": page.title,
                ":text": page.text,
            },
            |row| row.get("id"),
        )?;
    let before = before.as_ref().map(|before| before.entry(source));
    search::replace(tx, Index::Pages, id, before, page.entry(source))
}

/// Gives the page of a source that was called `was` to `source`.
pub fn rename(tx: &Transaction<'_>, was: &str, source: &str) -> rusqlite::Result<()> {
    search::rename(tx, Index::Pages, was, source)
}

impl PageText {
    fn entry<'a>(&'a self, source: &'a str) -> Entry<'a> {
        Entry {
            source,
            title: &self.title,
            text: &self.text,
        }
    }
}
