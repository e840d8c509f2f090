//! The text of each page, as last seen.

use rusqlite::{Connection, OptionalExtension as _, Transaction, named_params};

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
    tx.prepare_cached(
        "INSERT INTO pages (source, snapshot, rules, title, text)
         VALUES (:source, :snapshot, :rules, :title, :text)
         ON CONFLICT (source) DO UPDATE SET
            snapshot = excluded.snapshot, rules = excluded.rules, title = excluded.title, text = excluded.text",
    )?
    .execute(named_params! {
        ":source": source,
        ":snapshot": snapshot,
        ":rules": page.rules,
        ":title": page.title,
        ":text": page.text,
    })?;
    Ok(())
}

/// Gives the page of a source that was called `was` to `source`.
pub fn rename(tx: &Transaction<'_>, was: &str, source: &str) -> rusqlite::Result<()> {
    tx.execute(
        "UPDATE OR IGNORE pages SET source = :source WHERE source = :was",
        named_params! { ":source": source, ":was": was },
    )?;
    Ok(())
}
