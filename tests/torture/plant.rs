//! Bugs that are planted, to see that they are found: triggers do in the database what a
//! program with that bug would.

use rusqlite::Connection;
use watch907::domain::alert::AlertId;

use crate::post::{GONE, READERS};

#[derive(Clone, Copy, Debug, Eq, PartialEq, clap::ValueEnum)]
pub(crate) enum Plant {
    /// What is owed is at times not booked.
    Lose,
    /// What was sent is at times sent again, under another Message-ID.
    Double,
    /// A message is noted as sent when it is tried, before the server has taken it.
    Early,
    /// An alert without a change.
    False,
}

impl Plant {
    pub(crate) const ALL: [Self; 4] = [Self::Lose, Self::Double, Self::Early, Self::False];

    pub(crate) fn put(self, conn: &Connection) {
        let sometimes = "abs(random()) % 3 = 0";
        let sql = match self {
            Self::Lose => format!(
                "CREATE TRIGGER planted BEFORE INSERT ON owed
                 WHEN NEW.subscriber <> '{GONE}' AND {sometimes}
                 BEGIN SELECT RAISE(IGNORE); END"
            ),
            Self::Double => format!(
                "CREATE TRIGGER planted AFTER UPDATE OF sent_at ON messages
                 WHEN OLD.sent_at IS NULL AND NEW.sent_at IS NOT NULL AND {sometimes}
                 BEGIN
                   INSERT INTO messages (subscriber, number, message_id, kind, subject, composed_at,
                                         single, next_attempt_at, bytes)
                   SELECT subscriber, (SELECT max(number) + 1 FROM messages WHERE subscriber = NEW.subscriber),
                          replace(message_id, '<', '<again.' || id || '.'), kind, subject, composed_at,
                          single, sent_at,
                          CAST(replace(CAST(bytes AS TEXT), message_id,
                                       replace(message_id, '<', '<again.' || id || '.')) AS BLOB)
                     FROM messages WHERE id = NEW.id;
                 END"
            ),
            Self::Early => format!(
                "CREATE TRIGGER planted AFTER UPDATE OF attempts ON messages
                 WHEN NEW.subscriber <> '{GONE}'
                 BEGIN
                   UPDATE messages SET sent_at = next_attempt_at, next_attempt_at = NULL WHERE id = NEW.id;
                 END"
            ),
            Self::False => {
                prepare(conn);
                let owed: String = READERS
                    .iter()
                    .map(|reader| {
                        format!(
                            "INSERT INTO owed (alert, subscriber, route, booked_at)
                             SELECT id, '{reader}', 'at_once', NEW.seen_at FROM planted_ids WHERE n = NEW.id;\n"
                        )
                    })
                    .collect();
                format!(
                    "CREATE TRIGGER planted AFTER INSERT ON snapshots
                     WHEN {sometimes} AND EXISTS (SELECT 1 FROM alerts WHERE kind = 'item')
                     BEGIN
                       INSERT INTO alerts (id, kind, entity, ordinal, old, new, seen_at, news)
                       SELECT (SELECT id FROM planted_ids WHERE n = NEW.id), kind, 'planted', NEW.id, '', '', NEW.seen_at,
                              json_set(news, '$.title', 'phantom-0.' || NEW.id || ': Section 907 of the FREEDOM Support Act')
                         FROM alerts WHERE kind = 'item' ORDER BY seq DESC LIMIT 1;
                       {owed}
                     END"
                )
            }
        };
        conn.execute_batch(&sql).unwrap();
    }
}

/// The ids that alerts without a change will have.
fn prepare(conn: &Connection) {
    conn.execute_batch("CREATE TABLE planted_ids (n INTEGER PRIMARY KEY, id TEXT)")
        .unwrap();
    let tx = conn.unchecked_transaction().unwrap();
    for n in 1..10_000 {
        let id = AlertId::new("planted", n, "", "");
        tx.execute("INSERT INTO planted_ids VALUES (?1, ?2)", (n, id.as_str()))
            .unwrap();
    }
    tx.commit().unwrap();
}
