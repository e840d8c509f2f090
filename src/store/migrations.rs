//! From a released schema to the current one, a step for each version.
//!
//! `schema.sql` is always the current schema. A change to it adds a step here, and
//! the test below holds that both ways lead to the same tables. Comments may change.

use rusqlite::Transaction;

use super::derived::search;

/// The version of `schema.sql`, which a database keeps as its `user_version`.
pub(super) const CURRENT: i64 = FIRST + STEPS.len() as i64;

/// The first version that was ever released.
const FIRST: i64 = 1;

/// What brings a database from version `FIRST + i` to the one after it.
const STEPS: [&str; 7] = [
    include_str!("migrations/2.sql"),
    include_str!("migrations/3.sql"),
    include_str!("migrations/4.sql"),
    include_str!("migrations/5.sql"),
    include_str!("migrations/6.sql"),
    include_str!("migrations/7.sql"),
    include_str!("migrations/8.sql"),
];

/// The version that has an index of words.
const SEARCHED: i64 = 5;

/// Runs every step from version `found` on. The caller commits, so that a crash
/// leaves the database as it was.
pub(super) fn run(tx: &Transaction<'_>, found: i64) -> rusqlite::Result<()> {
    apply(tx, found, &STEPS)?;
    match found < SEARCHED {
        true => search::fill(tx),
        false => Ok(()),
    }
}

fn apply(tx: &Transaction<'_>, found: i64, steps: &[&str]) -> rusqlite::Result<()> {
    let done = usize::try_from(found - FIRST).unwrap_or(0);
    for (version, step) in (found + 1..).zip(steps.iter().skip(done)) {
        tx.execute_batch(step)?;
        tx.pragma_update(None, "user_version", version)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rusqlite::Connection;

    /// The schema of version 1, as it was first written. Never edited.
    const RELEASED: &str = include_str!("../../tests/schema/version-1.sql");

    #[test]
    fn a_migrated_database_is_like_a_fresh_one() {
        let mut old = Connection::open_in_memory().unwrap();
        old.execute_batch(RELEASED).unwrap();
        let tx = old.transaction().unwrap();
        run(&tx, FIRST).unwrap();
        tx.commit().unwrap();

        let fresh = super::super::open_in_memory().unwrap();

        assert_eq!(tables(&old), tables(&fresh));
    }

    #[test]
    fn what_was_there_before_the_index_is_found_in_it() {
        let mut old = Connection::open_in_memory().unwrap();
        old.execute_batch(RELEASED).unwrap();
        old.execute_batch(
            "INSERT INTO bodies (id, sha256, size, step) VALUES (1, hex(zeroblob(32)), 0, 0);
             INSERT INTO snapshots (id, source, kind, url, seen_at, status, headers, body)
             VALUES (1, 'press', 'feed', 'https://example.org/', '2026-01-01T00:00:00Z', 200, '[]', 1);
             INSERT INTO items (source, key, title, text, digest, first_snapshot, last_snapshot, listed)
             VALUES ('press', 'a', 'Azərbaycana yardım', '', x'00', 1, 1, 1);
             INSERT INTO pages (source, snapshot, rules, title, text)
             VALUES ('code', 1, '', '', 'yardım')",
        )
        .unwrap();
        let tx = old.transaction().unwrap();
        run(&tx, FIRST).unwrap();

        let all = search::Filter {
            source: None,
            since: None,
            until: None,
            limit: 10,
        };
        let found = search::find(&tx, &"yardim".parse().unwrap(), &all).unwrap();
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn what_readers_saw_by_the_old_names_is_there_by_the_new() {
        let mut old = Connection::open_in_memory().unwrap();
        old.execute_batch(RELEASED).unwrap();
        let hash = "ab".repeat(32);
        old.execute_batch(&format!(
            "INSERT INTO bodies (id, sha256, size, step) VALUES (1, '{hash}', 0, 0);
             INSERT INTO snapshots (id, source, kind, url, seen_at, status, headers, body)
             VALUES (1, 'press', 'feed', 'https://example.org/', '2026-01-01T00:00:00Z', 200, '[]', 1);
             INSERT INTO items (source, key, title, link, text, digest, first_snapshot, last_snapshot, listed)
             VALUES ('press', 'a', 'Now', 'https://example.org/a', '', x'00', 1, 1, 1);
             INSERT INTO changes (id, source, snapshot, seen_at, kind, key, title, link, topic, diff)
             VALUES (7, 'press', 1, '2026-01-01T00:00:00Z', 'added', 'a', 'Then', NULL, '907', ''),
                    (9, 'press', 1, '2026-01-01T00:00:00Z', 'edited', 'a', 'Now', 'https://example.org/a', NULL, '+'),
                    (11, 'page', 1, '2026-01-01T00:00:00Z', 'edited', NULL, 'Page', NULL, NULL, '-');
             INSERT INTO coverage VALUES
                (3, 'press', 'fine', '2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z', 4, 4, 60);
             INSERT INTO chain VALUES (1, 'snapshot', 1, '{hash}', '{hash}'), (2, 'coverage', 3, '{hash}', '{hash}')"
        ))
        .unwrap();
        let select =
            "SELECT group_concat(id || kind || coalesce(key, '') || title || coalesce(link, '-')
                                          || coalesce(topic, '') || seen_at || diff, char(10))
                        FROM (SELECT * FROM changes ORDER BY id)";
        let text = |conn: &Connection, sql: &str| -> String {
            conn.query_row(sql, [], |row| row.get(0)).unwrap()
        };
        let before = text(&old, select);
        let tx = old.transaction().unwrap();
        run(&tx, FIRST).unwrap();

        assert_eq!(text(&tx, select), before);
        let coverage = "SELECT source || from_at || polls || open FROM coverage";
        assert_eq!(text(&tx, coverage), "press2026-01-01T00:00:00Z40");
        let chain = "SELECT group_concat(place || kind || row || lower(hex(hash))) FROM chain";
        assert_eq!(
            text(&tx, chain),
            format!("1snapshot1{hash},2coverage3{hash}")
        );
    }

    #[test]
    fn only_the_steps_that_are_missing_are_taken() {
        let mut conn = Connection::open_in_memory().unwrap();
        let tx = conn.transaction().unwrap();
        let steps = ["CREATE TABLE second (x)", "CREATE TABLE third (x)"];

        apply(&tx, FIRST + 1, &steps).unwrap();

        let made: String = tx
            .query_row("SELECT group_concat(name) FROM sqlite_schema", [], |row| {
                row.get(0)
            })
            .unwrap();
        assert_eq!(made, "third");
        assert_eq!(super::super::version(&tx).unwrap(), FIRST + 2);
    }

    #[test]
    fn a_step_that_fails_leaves_the_database_as_it_was() {
        let mut conn = Connection::open_in_memory().unwrap();
        let tx = conn.transaction().unwrap();
        apply(
            &tx,
            FIRST,
            &["CREATE TABLE second (x)", "CREATE TABLE second (x)"],
        )
        .unwrap_err();
        drop(tx);

        assert_eq!(super::super::version(&conn).unwrap(), 0);
        assert_eq!(tables(&conn), Vec::<String>::new());
    }

    /// What there is, whatever the comments in it say.
    fn tables(conn: &Connection) -> Vec<String> {
        let mut statement = conn
            .prepare("SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_schema ORDER BY 1")
            .unwrap();
        let rows = statement.query_map([], |row| row.get::<_, String>(0));
        rows.unwrap()
            .map(|sql| without_comments(&sql.unwrap()))
            .collect()
    }

    /// What is said about a column may change, and so may its place on the line; what it is
    /// may not.
    fn without_comments(sql: &str) -> String {
        let code = |line: &str| {
            line.split("--")
                .next()
                .unwrap_or_default()
                .trim_end()
                .to_owned()
        };
        let code: String = sql.lines().map(code).collect::<Vec<_>>().join(" ");
        let words: Vec<&str> = code.split_whitespace().collect();
        words.join(" ")
    }
}
