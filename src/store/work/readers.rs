//! Readers whose address became another: what was theirs goes on under the new one.

use jiff::Timestamp;
use rusqlite::{Connection, Transaction, named_params};

use super::meta::{self, Key};

/// The addresses that messages are for, or something is owed to.
pub fn known(conn: &Connection) -> rusqlite::Result<Vec<String>> {
    conn.prepare_cached(
        "SELECT subscriber FROM messages UNION SELECT subscriber FROM owed WHERE message IS NULL",
    )?
    .query_map([], |row| row.get(0))?
    .collect()
}

/// Gives what was for `was` to `address`: its messages, their count and what is owed.
///
/// Where `address` has a count of its own, that goes on: what `was` was not sent is owed
/// to `address` anew, unless it was told the same, and its messages end at `now`.
pub fn rename(
    tx: &Transaction<'_>,
    was: &str,
    address: &str,
    now: Timestamp,
) -> rusqlite::Result<()> {
    let both = named_params! { ":was": was, ":address": address };
    let has_own = tx
        .prepare_cached("SELECT 1 FROM messages WHERE subscriber = :address LIMIT 1")?
        .exists(named_params! { ":address": address })?;
    match has_own {
        true => {
            tx.execute(
                "UPDATE OR IGNORE owed SET subscriber = :address, message = NULL
                  WHERE subscriber = :was
                    AND message IN (SELECT id FROM messages
                                     WHERE subscriber = :was AND sent_at IS NULL
                                       AND coalesce(dead_at > (SELECT value FROM meta WHERE key = 'given_up_at:' || :was), 1))",
                both,
            )?;
            tx.execute(
                "UPDATE messages SET dead_at = :now, next_attempt_at = NULL, last_error = 'told to ' || :address
                  WHERE subscriber = :was AND next_attempt_at IS NOT NULL",
                named_params! { ":was": was, ":address": address, ":now": now },
            )?;
            super::messages::give_up(tx, was)?;
        }
        false => {
            tx.execute(
                "UPDATE messages SET subscriber = :address WHERE subscriber = :was",
                both,
            )?;
            if let Some(at) = meta::get(tx, Key::GivenUpAt(was))? {
                meta::set(tx, Key::GivenUpAt(address), at)?;
                meta::forget(tx, Key::GivenUpAt(was))?;
            }
        }
    }
    tx.execute(
        "UPDATE OR IGNORE owed SET subscriber = :address
          WHERE subscriber = :was AND (message IS NULL OR NOT :has_own)",
        named_params! { ":was": was, ":address": address, ":has_own": has_own },
    )?;
    // What is left was booked for both.
    super::owed::forget_all(tx, was)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{self, work::messages};

    const NOW: &str = "2026-11-22T12:00:00Z";

    /// `was` was sent message 1; 2 waits, 3 is dead, and alert d is owed to them.
    fn given(more: &str) -> Connection {
        let conn = store::open_in_memory().unwrap();
        conn.execute_batch(
            "INSERT INTO alerts (id, kind, entity, ordinal, old, new, seen_at, news)
             SELECT value, 'item', 'news#' || value, 1, '', 'x', '2026-11-20T12:00:00Z', '{}'
               FROM json_each('[\"a\", \"b\", \"c\", \"d\"]');
             INSERT INTO messages (id, subscriber, number, message_id, kind, subject, composed_at, single, sent_at, next_attempt_at, dead_at, bytes)
             VALUES (1, 'was', 1, '1', 'item', 's', '2026-11-20T12:00:00Z', 1, '2026-11-20T12:00:00Z', NULL, NULL, x'00'),
                    (2, 'was', 2, '2', 'item', 's', '2026-11-20T12:00:00Z', 1, NULL, '2026-11-20T12:00:00Z', NULL, x'00'),
                    (3, 'was', 3, '3', 'item', 's', '2026-11-20T12:00:00Z', 1, NULL, NULL, '2026-11-20T12:00:00Z', x'00');
             INSERT INTO owed (alert, subscriber, route, booked_at, message)
             VALUES ('a', 'was', 'at_once', '2026-11-20T12:00:00Z', 1),
                    ('b', 'was', 'at_once', '2026-11-20T12:00:00Z', 2),
                    ('c', 'was', 'at_once', '2026-11-20T12:00:00Z', 3),
                    ('d', 'was', 'at_once', '2026-11-20T12:00:00Z', NULL);",
        )
        .unwrap();
        conn.execute_batch(more).unwrap();
        conn
    }

    /// Renames twice, which must be the same as once. What is owed then, as
    /// `alert:subscriber:message`.
    fn renamed(conn: &mut Connection) -> String {
        let tx = conn.transaction().unwrap();
        for _ in 0..2 {
            rename(&tx, "was", "new", NOW.parse().unwrap()).unwrap();
        }
        tx.commit().unwrap();
        conn.query_row(
            "SELECT group_concat(alert || ':' || subscriber || ':' || coalesce(message, ''), ' ')
               FROM (SELECT * FROM owed ORDER BY alert, subscriber)",
            [],
            |row| row.get(0),
        )
        .unwrap()
    }

    #[test]
    fn what_was_theirs_goes_on_under_the_new_address() {
        let mut conn = given("INSERT INTO meta VALUES ('given_up_at:was', '2026-11-20T12:00:00Z')");

        assert_eq!(renamed(&mut conn), "a:new:1 b:new:2 c:new:3 d:new:");

        assert_eq!(known(&conn).unwrap(), ["new"]);
        assert_eq!(messages::last(&conn, "new").unwrap().unwrap().0, 3);
        let tally = messages::tally(&conn, &["new"], NOW.parse().unwrap()).unwrap();
        assert_eq!((tally.waiting, tally.dead), (1, 0), "it stays given up");
    }

    #[test]
    fn who_has_a_count_of_their_own_is_owed_what_they_were_not_told() {
        let mut conn = given(
            "INSERT INTO messages (id, subscriber, number, message_id, kind, subject, composed_at, single, sent_at, bytes)
             VALUES (4, 'new', 1, '4', 'item', 's', '2026-11-20T12:00:00Z', 1, '2026-11-20T12:00:00Z', x'00');
             INSERT INTO owed (alert, subscriber, route, booked_at, message)
             VALUES ('b', 'new', 'at_once', '2026-11-20T12:00:00Z', 4)",
        );

        assert_eq!(renamed(&mut conn), "a:was:1 b:new:4 b:was:2 c:new: d:new:");

        let tally = messages::tally(&conn, &["was", "new"], NOW.parse().unwrap()).unwrap();
        assert_eq!((tally.waiting, tally.dead), (0, 0));
    }
}
