//! Puts what was derived anew in place of what was derived before.

use rusqlite::{Connection, TransactionBehavior, named_params};

use super::compare::{key, unlike};
use crate::store::derived::{TABLES, search};

/// Brings the derived tables of `conn` in line with those of the scratch database at
/// `scratch`, by `then` whatever goes with it, in one transaction: all of it or nothing.
pub fn apply(
    conn: &mut Connection,
    scratch: &std::path::Path,
    then: impl FnOnce(&rusqlite::Transaction<'_>) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    conn.execute(
        "ATTACH :scratch AS new",
        named_params! { ":scratch": scratch.to_string_lossy() },
    )?;
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    tx.pragma_update(None, "defer_foreign_keys", true)?;
    for table in TABLES {
        let key = key(table);
        tx.execute_batch(&format!(
            "CREATE TEMP TABLE gone AS
             SELECT h.{key} AS row FROM main.{table} h
              WHERE NOT EXISTS (SELECT 1 FROM new.{table} n WHERE n.{key} = h.{key} AND NOT {unlike});
             CREATE TEMP TABLE came AS
             SELECT n.{key} AS row FROM new.{table} n
              WHERE NOT EXISTS (SELECT 1 FROM main.{table} h WHERE n.{key} = h.{key} AND NOT {unlike})",
            unlike = unlike(&tx, table, "n", "h")?
        ))?;
        search::take_out(&tx, table, "temp.gone")?;
        tx.execute_batch(&format!(
            "DELETE FROM main.{table} WHERE {key} IN (SELECT row FROM temp.gone);
             INSERT INTO main.{table} SELECT * FROM new.{table} WHERE {key} IN (SELECT row FROM temp.came)"
        ))?;
        search::put_in(&tx, table, "temp.came")?;
        tx.execute_batch("DROP TABLE temp.gone; DROP TABLE temp.came")?;
    }
    then(&tx)?;
    tx.commit()?;
    conn.execute("DETACH new", [])?;
    Ok(())
}
