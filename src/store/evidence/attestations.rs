//! What the operator states: `[[attested]]` of the configuration, each version once.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Transaction, named_params};
use serde::Serialize;

use super::chain;

#[derive(Serialize)]
struct Canonical<'a> {
    name: &'a str,
    recorded_at: String,
    entry: &'a str,
}

/// Records an entry as stated at `now`, unless its last version says the same.
/// Returns the id of the version that holds.
pub fn record(
    tx: &Transaction<'_>,
    name: &str,
    entry: &str,
    now: Timestamp,
) -> rusqlite::Result<i64> {
    if let Some((id, last)) = last(tx, name, None)?
        && last == entry
    {
        return Ok(id);
    }
    let id = tx
        .prepare_cached(
            "INSERT INTO attestations (name, recorded_at, entry) VALUES (:name, :now, :entry)",
        )?
        .insert(named_params! { ":name": name, ":now": now, ":entry": entry })?;
    let canonical = Canonical {
        name,
        recorded_at: now.to_string(),
        entry,
    };
    chain::add(tx, chain::Kind::Attestation, id, &canonical)?;
    Ok(id)
}

/// What the chain covers of a statement, as its digest was taken of it.
pub fn canonical(conn: &Connection, id: i64) -> rusqlite::Result<Option<Vec<u8>>> {
    conn.prepare_cached("SELECT name, recorded_at, entry FROM attestations WHERE id = :id")?
        .query_row(named_params! { ":id": id }, |row| {
            let (name, entry): (String, String) = (row.get("name")?, row.get("entry")?);
            chain::canonical(&Canonical {
                name: &name,
                recorded_at: row.get("recorded_at")?,
                entry: &entry,
            })
        })
        .optional()
}

/// A version of an entry.
#[derive(Clone, Debug)]
pub struct Attestation {
    pub id: i64,
    pub name: String,
    pub recorded_at: Timestamp,
    /// JSON; [`RETRACTED`] where it is attested no longer.
    pub entry: String,
}

/// How the names of dismissals and of acknowledgements begin, which are no entries of the
/// configuration.
pub const DISMISSED: &str = "dismissed ";
pub const ACKNOWLEDGED: &str = "acknowledged ";

/// What is stated under this name, as JSON, or was by then; `None` where nothing is.
pub fn stated(
    conn: &Connection,
    name: &str,
    by: Option<Timestamp>,
) -> rusqlite::Result<Option<String>> {
    let last = last(conn, name, by)?.map(|(_, entry)| entry);
    Ok(last.filter(|entry| entry != RETRACTED))
}

/// Since when the entry of this name has said what it says; `None` where it isn't stated.
pub fn recorded_at(conn: &Connection, name: &str) -> rusqlite::Result<Option<Timestamp>> {
    conn.prepare_cached(
        "SELECT recorded_at FROM attestations
          WHERE id = (SELECT max(id) FROM attestations WHERE name = :name) AND entry <> 'null'",
    )?
    .query_row(named_params! { ":name": name }, |row| {
        row.get("recorded_at")
    })
    .optional()
}

/// The entry of what is attested no longer.
pub const RETRACTED: &str = "null";

/// The last version of each entry.
pub fn current(conn: &Connection) -> rusqlite::Result<Vec<Attestation>> {
    known_by(conn, None)
}

/// The last version of each entry of the configuration that was recorded by then; of all
/// where that is `None`.
pub fn known_by(conn: &Connection, by: Option<Timestamp>) -> rusqlite::Result<Vec<Attestation>> {
    conn.prepare_cached(
        "SELECT id, name, recorded_at, entry FROM attestations a
          WHERE name NOT LIKE 'dismissed %' AND name NOT LIKE 'acknowledged %'
            AND id = (SELECT max(id) FROM attestations
                       WHERE name = a.name AND recorded_at <= coalesce(:by, recorded_at))
          ORDER BY id",
    )?
    .query_map(named_params! { ":by": by }, |row| {
        Ok(Attestation {
            id: row.get("id")?,
            name: row.get("name")?,
            recorded_at: row.get("recorded_at")?,
            entry: row.get("entry")?,
        })
    })?
    .collect()
}

fn last(
    conn: &Connection,
    name: &str,
    by: Option<Timestamp>,
) -> rusqlite::Result<Option<(i64, String)>> {
    conn.prepare_cached(
        "SELECT id, entry FROM attestations
          WHERE name = :name AND recorded_at <= coalesce(:by, recorded_at)
          ORDER BY id DESC
          LIMIT 1",
    )?
    .query_row(named_params! { ":name": name, ":by": by }, |row| {
        Ok((row.get("id")?, row.get("entry")?))
    })
    .optional()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store;

    #[test]
    fn each_version_holds_until_the_next() {
        let mut conn = store::open_in_memory().unwrap();
        let tx = conn.transaction().unwrap();
        for (day, name, entry) in [
            (1, "a", "1"),
            (2, "b", "1"),
            (3, "a", "2"),
            (5, "a", RETRACTED),
        ] {
            let at = format!("2026-01-0{day}T00:00:00Z");
            record(&tx, name, entry, at.parse().unwrap()).unwrap();
        }
        let check = |by: Option<u8>, expected: &str| {
            let by = by.map(|day| format!("2026-01-0{day}T00:00:00Z").parse().unwrap());
            let known = known_by(&tx, by).unwrap();
            let known: Vec<String> = known
                .iter()
                .map(|known| format!("{}={}", known.name, known.entry))
                .collect();
            assert_eq!(known.join(" "), expected, "{by:?}");
        };
        check(Some(1), "a=1");
        check(Some(2), "a=1 b=1");
        check(Some(4), "b=1 a=2");
        check(Some(5), "b=1 a=null");
        check(None, "b=1 a=null");
    }
}
