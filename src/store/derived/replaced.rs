//! What items and pages said until another text took its place, a short while ago.
//!
//! A page goes by an empty key.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Transaction, named_params};

/// Since when the text with this digest is said again, where it is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Replaced {
    pub back_since: Option<Timestamp>,
}

/// The text of the item `key` with this digest, if it was said since `from` and replaced.
pub fn get(
    conn: &Connection,
    source: &str,
    key: &str,
    digest: &str,
    from: Timestamp,
) -> rusqlite::Result<Option<Replaced>> {
    conn.prepare_cached(
        "SELECT back_since FROM replaced
          WHERE source = :source AND key = :key AND digest = :digest AND seen_at >= :from",
    )?
    .query_row(
        named_params! { ":source": source, ":key": key, ":digest": digest, ":from": from },
        |row| {
            Ok(Replaced {
                back_since: row.get("back_since")?,
            })
        },
    )
    .optional()
}

/// Notes that the text with this digest was replaced.
pub fn note(
    tx: &Transaction<'_>,
    source: &str,
    key: &str,
    digest: &str,
    now: Timestamp,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO replaced (source, key, digest, seen_at) VALUES (:source, :key, :digest, :now)
         ON CONFLICT (source, key, digest) DO UPDATE SET seen_at = excluded.seen_at, back_since = NULL",
    )?
    .execute(named_params! { ":source": source, ":key": key, ":digest": digest, ":now": now })?;
    Ok(())
}

/// Notes which texts an answer says again, by key and digest: of all others it doesn't, and
/// those not said since `from` are forgotten.
pub fn settle(
    tx: &Transaction<'_>,
    source: &str,
    back: &[(&str, &str)],
    from: Timestamp,
    now: Timestamp,
) -> rusqlite::Result<()> {
    tx.prepare_cached("DELETE FROM replaced WHERE source = :source AND seen_at < :from")?
        .execute(named_params! { ":source": source, ":from": from })?;
    for (key, digest) in back {
        tx.prepare_cached(
            "UPDATE replaced SET seen_at = :now, back_since = coalesce(back_since, :now)
              WHERE source = :source AND key = :key AND digest = :digest",
        )?
        .execute(
            named_params! { ":source": source, ":key": key, ":digest": digest, ":now": now },
        )?;
    }
    tx.prepare_cached(
        "UPDATE replaced SET back_since = NULL
          WHERE source = :source AND back_since IS NOT NULL AND seen_at <> :now",
    )?
    .execute(named_params! { ":source": source, ":now": now })?;
    Ok(())
}

/// Gives what the item `was` said to the item as it is called now.
pub fn rekey(tx: &Transaction<'_>, source: &str, was: &str, key: &str) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE OR REPLACE replaced SET key = :key WHERE source = :source AND key = :was",
    )?
    .execute(named_params! { ":source": source, ":was": was, ":key": key })?;
    Ok(())
}

/// Gives what a source that was called `was` said to `source`.
pub fn rename(tx: &Transaction<'_>, was: &str, source: &str) -> rusqlite::Result<()> {
    tx.execute(
        "UPDATE OR REPLACE replaced SET source = :source WHERE source = :was",
        named_params! { ":source": source, ":was": was },
    )?;
    Ok(())
}
