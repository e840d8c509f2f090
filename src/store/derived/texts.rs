//! Texts of bills and laws that were read, and what each does to Section 907.

use jiff::{Timestamp, civil::Date};
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, named_params};

use crate::domain::measure::MeasureId;

#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Text {
    /// As GovInfo names it: `BILLS-119hr6534ih`.
    pub package: String,
    pub source: String,
    pub snapshot: i64,
    /// Of which it is a version.
    pub measure: Option<MeasureId>,
    /// `119-75`, for the text of a law.
    pub law: Option<String>,
    /// `ih`, `enr`; `law` for the text of a law.
    pub version: String,
    /// Of a law: the day it became one.
    pub dated_on: Option<Date>,
    pub seen_at: Timestamp,
    /// JSON of a [`Reading`](crate::domain::effect::Reading).
    pub reading: String,
}

/// Writes a text down; one that is known is brought up to date.
pub fn put(tx: &Transaction<'_>, text: &Text) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO texts (package, source, snapshot, measure, law, version, dated_on, seen_at, reading)
         VALUES (:package, :source, :snapshot, :measure, :law, :version, :dated_on, :seen_at, :reading)
         ON CONFLICT (package) DO UPDATE SET
            source = excluded.source, snapshot = excluded.snapshot, measure = excluded.measure,
            law = excluded.law, dated_on = excluded.dated_on, reading = excluded.reading",
    )?
    .execute(named_params! {
        ":package": text.package,
        ":source": text.source,
        ":snapshot": text.snapshot,
        ":measure": text.measure,
        ":law": text.law,
        ":version": text.version,
        ":dated_on": text.dated_on,
        ":seen_at": text.seen_at,
        ":reading": text.reading,
    })?;
    Ok(())
}

pub fn get(conn: &Connection, package: &str) -> rusqlite::Result<Option<Text>> {
    conn.prepare_cached("SELECT * FROM texts WHERE package = :package")?
        .query_row(named_params! { ":package": package }, from_row)
        .optional()
}

/// The versions of a measure's text, in the order in which they were seen.
pub fn of_measure(conn: &Connection, measure: MeasureId) -> rusqlite::Result<Vec<Text>> {
    conn.prepare_cached("SELECT * FROM texts WHERE measure = :measure ORDER BY seen_at, rowid")?
        .query_map(named_params! { ":measure": measure }, from_row)?
        .collect()
}

/// The texts of laws, in the order in which they were seen.
pub fn laws(conn: &Connection) -> rusqlite::Result<Vec<Text>> {
    conn.prepare_cached("SELECT * FROM texts WHERE version = 'law' ORDER BY seen_at, rowid")?
        .query_map([], from_row)?
        .collect()
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Text> {
    Ok(Text {
        package: row.get("package")?,
        source: row.get("source")?,
        snapshot: row.get("snapshot")?,
        measure: row.get("measure")?,
        law: row.get("law")?,
        version: row.get("version")?,
        dated_on: row.get("dated_on")?,
        seen_at: row.get("seen_at")?,
        reading: row.get("reading")?,
    })
}
