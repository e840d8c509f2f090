//! Rows for others to take away: of a table, or of a question in SQL.

use anyhow::{Context as _, ensure};
use rusqlite::{Connection, types::ValueRef};

/// A value as it leaves.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    Null,
    Integer(i64),
    Real(f64),
    Text(String),
    Bytes(Vec<u8>),
}

/// The tables that hold something of their own: no views, and no index of words.
pub fn tables(conn: &Connection) -> rusqlite::Result<Vec<String>> {
    conn.prepare(
        "SELECT name FROM sqlite_schema
          WHERE type = 'table' AND name NOT GLOB 'sqlite_*' AND name NOT GLOB '*_search' AND name NOT GLOB '*_search_*'
          ORDER BY rowid",
    )?
    .query_map([], |row| row.get("name"))?
    .collect()
}

/// Hands on the names of a table's columns, then row by row its cells. A view will do too.
pub fn table(
    conn: &Connection,
    name: &str,
    names: impl FnMut(&[String]) -> anyhow::Result<()>,
    row: impl FnMut(Vec<Cell>) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let is_there = conn
        .prepare("SELECT 1 FROM sqlite_schema WHERE type IN ('table', 'view') AND name = ?1")?
        .exists([name])?;
    ensure!(
        is_there,
        "there is no table or view of this name; schema.sql and docs/history.md name them"
    );
    let sql = format!("SELECT * FROM \"{}\"", name.replace('"', "\"\""));
    query(conn, &sql, names, row)
}

/// Hands on the names of a question's columns, then row by row its cells.
pub fn query(
    conn: &Connection,
    sql: &str,
    mut names: impl FnMut(&[String]) -> anyhow::Result<()>,
    mut row: impl FnMut(Vec<Cell>) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let mut statement = conn
        .prepare(sql)
        .context("SQLite can't read the question")?;
    ensure!(
        statement.readonly(),
        "only questions are answered: nothing is changed here"
    );
    let columns: Vec<String> = statement.column_names().map(ToOwned::to_owned).collect();
    names(&columns)?;
    let mut rows = statement.query([])?;
    while let Some(found) = rows.next()? {
        let cells = (0..columns.len()).map(|column| {
            Ok(match found.get_ref(column)? {
                ValueRef::Null => Cell::Null,
                ValueRef::Integer(n) => Cell::Integer(n),
                ValueRef::Real(n) => Cell::Real(n),
                ValueRef::Text(text) => Cell::Text(String::from_utf8_lossy(text).into_owned()),
                ValueRef::Blob(bytes) => Cell::Bytes(bytes.to_vec()),
            })
        });
        row(cells.collect::<rusqlite::Result<_>>()?)?;
    }
    Ok(())
}
