//! Measures, as their official record last described them.

use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, named_params};

use crate::domain::measure::MeasureId;

#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Measure {
    pub id: MeasureId,
    /// The source that carries its record.
    pub source: String,
    pub title: String,
    pub sponsor: Option<String>,
    /// For people.
    pub link: Option<String>,
}

pub fn put(tx: &Transaction<'_>, measure: &Measure, snapshot: i64) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO records (measure, source, snapshot, title, sponsor, link)
         VALUES (:measure, :source, :snapshot, :title, :sponsor, :link)
         ON CONFLICT (measure) DO UPDATE SET
            source = excluded.source, snapshot = excluded.snapshot, title = excluded.title,
            sponsor = excluded.sponsor, link = excluded.link",
    )?
    .execute(named_params! {
        ":measure": measure.id,
        ":source": measure.source,
        ":snapshot": snapshot,
        ":title": measure.title,
        ":sponsor": measure.sponsor,
        ":link": measure.link,
    })?;
    Ok(())
}

pub fn get(conn: &Connection, id: MeasureId) -> rusqlite::Result<Option<Measure>> {
    conn.prepare_cached("SELECT * FROM records WHERE measure = :measure")?
        .query_row(named_params! { ":measure": id }, from_row)
        .optional()
}

pub fn all(conn: &Connection) -> rusqlite::Result<Vec<Measure>> {
    conn.prepare_cached("SELECT * FROM records ORDER BY rowid")?
        .query_map([], from_row)?
        .collect()
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Measure> {
    Ok(Measure {
        id: row.get("measure")?,
        source: row.get("source")?,
        title: row.get("title")?,
        sponsor: row.get("sponsor")?,
        link: row.get("link")?,
    })
}
