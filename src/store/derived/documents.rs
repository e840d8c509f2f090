//! The texts of documents that are read once, for whoever looks for words in them.

use rusqlite::{OptionalExtension as _, Transaction, named_params};

use super::search::{self, Entry, Index};

#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Document {
    pub source: String,
    pub snapshot: i64,
    pub title: String,
    /// For people.
    pub link: Option<String>,
    /// Plain.
    pub text: String,
}

/// Writes a document down, in place of what its source said before.
pub fn put(tx: &Transaction<'_>, document: &Document) -> rusqlite::Result<()> {
    let before: Option<(String, String)> = tx
        .prepare_cached("SELECT title, text FROM documents WHERE source = :source")?
        .query_row(named_params! { ":source": document.source }, |row| {
            Ok((row.get("title")?, row.get("text")?))
        })
        .optional()?;
    let id = tx
        .prepare_cached(
            "INSERT INTO documents (source, snapshot, title, link, text)
             VALUES (:source, :snapshot, :title, :link, :text)
             ON CONFLICT (source) DO UPDATE SET
                snapshot = excluded.snapshot, title = excluded.title, link = excluded.link, text = excluded.text
             RETURNING id",
        )?
        .query_row(
            named_params! {
                ":source": document.source,
                ":snapshot": document.snapshot,
                ":title": document.title,
                ":link": document.link,
                ":text": document.text,
            },
            |row| row.get("id"),
        )?;
    let source = document.source.as_str();
    let before = before.as_ref().map(|(title, text)| Entry {
        source,
        title,
        text,
    });
    let after = Entry {
        source,
        title: &document.title,
        text: &document.text,
    };
    search::replace(tx, Index::Documents, id, before, after)
}
