//! What can't be derived anew is kept as it was.

use rusqlite::{Transaction, named_params};

/// Keeps all that was derived from a snapshot. An item is taken for listed: the next list
/// that can be read says whether it is.
pub fn keep(tx: &Transaction<'_>, snapshot: i64) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT OR IGNORE INTO main.items
                (id, source, key, title, link, published_at, text, digest, first_snapshot, last_snapshot, listed,
                 missing_since, withdrawn_at, quoted)
         SELECT id, source, key, title, link, published_at, text, digest, first_snapshot, last_snapshot,
                withdrawn_at IS NULL, NULL, withdrawn_at, quoted
           FROM was.items WHERE first_snapshot = :snapshot",
    )?
    .execute(named_params! { ":snapshot": snapshot })?;
    tx.prepare_cached(
        "UPDATE main.items
            SET title = w.title, link = w.link, published_at = w.published_at, text = w.text, digest = w.digest,
                last_snapshot = w.last_snapshot, quoted = w.quoted
           FROM was.items w
          WHERE w.id IN (SELECT item FROM was.differences WHERE snapshot = :snapshot)
            AND w.last_snapshot = :snapshot AND w.source = main.items.source AND w.key = main.items.key",
    )?
    .execute(named_params! { ":snapshot": snapshot })?;
    for table in [
        "pages",
        "documents",
        "records",
        "finds",
        "texts",
        "observations",
    ] {
        tx.prepare_cached(&format!(
            "INSERT OR IGNORE INTO main.{table} SELECT * FROM was.{table} WHERE snapshot = :snapshot"
        ))?
        .execute(named_params! { ":snapshot": snapshot })?;
    }
    keep_around(tx, snapshot)
}

/// Keeps the changes and the claims that a snapshot brought, where it can be read but not be
/// compared.
pub fn keep_around(tx: &Transaction<'_>, snapshot: i64) -> rusqlite::Result<()> {
    for statement in [
        "INSERT OR IGNORE INTO main.differences SELECT * FROM was.differences WHERE snapshot = :snapshot",
        "INSERT OR IGNORE INTO main.claim_lines
         SELECT id, claim, said_on, last_said_on, opened_at, 'open', NULL, NULL, told_at
           FROM was.claim_lines WHERE id IN (SELECT line FROM was.said WHERE snapshot = :snapshot)",
        "INSERT OR IGNORE INTO main.said SELECT * FROM was.said WHERE snapshot = :snapshot",
    ] {
        tx.prepare_cached(statement)?
            .execute(named_params! { ":snapshot": snapshot })?;
    }
    Ok(())
}

/// Whether changes were derived from a snapshot.
pub fn brought_changes(tx: &Transaction<'_>, snapshot: i64) -> rusqlite::Result<bool> {
    tx.prepare_cached("SELECT 1 FROM was.differences WHERE snapshot = :snapshot")?
        .exists(named_params! { ":snapshot": snapshot })
}

/// Keeps released what was: the text of an item of the press is not brought back.
pub fn keep_released(tx: &Transaction<'_>) -> rusqlite::Result<()> {
    tx.execute_batch(
        "UPDATE main.items
            SET text = w.text, quoted = 1
           FROM was.items w
          WHERE w.source = main.items.source AND w.key = main.items.key
            AND w.quoted = 1 AND main.items.quoted = 0 AND main.items.listed = 0",
    )
}
