//! What was derived before and what is derived now, held against each other.

use rusqlite::{Connection, Transaction};
use serde::Serialize;

use crate::store::derived::TABLES;

/// How a table differs.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Differs {
    pub table: &'static str,
    pub came: usize,
    pub went: usize,
    pub changed: usize,
}

/// The tables that differ.
pub fn compare(conn: &Connection) -> rusqlite::Result<Vec<Differs>> {
    let mut differ = Vec::new();
    for table in TABLES {
        let count = |sql: String| conn.query_row(&sql, [], |row| row.get::<_, usize>(0));
        let key = key(table);
        let lacks = |here: &str, there: &str| {
            format!(
                "SELECT count(*) FROM {here}.{table} h
                  WHERE NOT EXISTS (SELECT 1 FROM {there}.{table} t WHERE t.{key} = h.{key})"
            )
        };
        let found = Differs {
            table,
            came: count(lacks("main", "was"))?,
            went: count(lacks("was", "main"))?,
            changed: count(format!(
                "SELECT count(*) FROM main.{table} n JOIN was.{table} w ON w.{key} = n.{key} WHERE {}",
                unlike(conn, table, "n", "w")?
            ))?,
        };
        if found.came + found.went + found.changed > 0 {
            differ.push(found);
        }
    }
    Ok(differ)
}

/// Something that stands otherwise.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Moved {
    pub entity: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// What stands otherwise by what is derived now.
pub fn moved(conn: &Connection) -> rusqlite::Result<Vec<Moved>> {
    let last = |schema: &str| {
        format!(
            "SELECT entity, word FROM {schema}.standings s
              WHERE ordinal = (SELECT max(ordinal) FROM {schema}.standings WHERE entity = s.entity)"
        )
    };
    conn.prepare(&format!(
        "SELECT coalesce(w.entity, n.entity) AS entity, w.word AS before, n.word AS after
           FROM ({}) w FULL JOIN ({}) n ON n.entity = w.entity
          WHERE w.word IS NOT n.word ORDER BY 1",
        last("was"),
        last("main")
    ))?
    .query_map([], |row| {
        Ok(Moved {
            entity: row.get("entity")?,
            before: row.get("before")?,
            after: row.get("after")?,
        })
    })?
    .collect()
}

/// Gives items and changes the numbers by which they are known: mails and people name them.
pub fn settle_numbers(tx: &Transaction<'_>) -> rusqlite::Result<()> {
    tx.execute_batch(
        "CREATE TEMP TABLE renumbered (id INTEGER PRIMARY KEY, known INTEGER);
         INSERT INTO renumbered
         SELECT n.id, w.id FROM main.items n
           LEFT JOIN was.items w ON w.source = n.source AND w.key = n.key
          WHERE w.id IS NOT n.id;
         UPDATE renumbered SET known = (SELECT max(id) FROM was.items) + id WHERE known IS NULL;
         UPDATE main.differences SET item = -r.known FROM renumbered r WHERE r.id = item;
         UPDATE main.differences SET item = -item WHERE item < 0;
         UPDATE main.items SET id = -r.known FROM renumbered r WHERE r.id = main.items.id;
         UPDATE main.items SET id = -id WHERE id < 0;
         DELETE FROM renumbered;
         INSERT OR IGNORE INTO renumbered
         SELECT n.id, w.id FROM main.differences n
           LEFT JOIN was.differences w ON w.snapshot = n.snapshot AND w.kind = n.kind AND w.item IS n.item
          WHERE w.id IS NOT n.id;
         UPDATE renumbered SET known = (SELECT max(id) FROM was.differences) + id WHERE known IS NULL;
         UPDATE main.differences SET id = -r.known FROM renumbered r WHERE r.id = main.differences.id;
         UPDATE main.differences SET id = -id WHERE id < 0;
         DROP TABLE renumbered",
    )
}

/// The column by which a row is known.
pub(super) fn key(table: &str) -> &'static str {
    match table {
        "records" | "finds" => "measure",
        "texts" => "package",
        _ => "id",
    }
}

/// That two rows of a table differ, as SQL.
pub(super) fn unlike(
    conn: &Connection,
    table: &str,
    one: &str,
    other: &str,
) -> rusqlite::Result<String> {
    let columns: Vec<String> = conn
        .prepare("SELECT name FROM pragma_table_info(?1, 'main')")?
        .query_map([table], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let unlike: Vec<String> = columns
        .iter()
        .map(|column| format!("{one}.{column} IS NOT {other}.{column}"))
        .collect();
    Ok(format!("({})", unlike.join(" OR ")))
}
