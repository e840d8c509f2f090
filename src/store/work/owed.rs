//! What is owed: which alert to which subscriber.
//!
//! It is booked in the transaction of what the alert tells, so neither exists
//! without the other, and is done once a message holds it.

use jiff::Timestamp;
use rusqlite::{Connection, Transaction, named_params};

use super::alerts;
use crate::domain::{alert::Alert, routing::Route};

/// How much news is read at once, in bytes of JSON: a change of a page holds its diff.
const BYTES_MAX: usize = 4 << 20;

/// An alert that no message holds yet.
#[derive(Clone, Debug)]
pub struct Owed {
    pub alert: Alert,
    pub route: Route,
    pub booked_at: Timestamp,
    /// Why what it tells can't be read.
    pub unreadable: Option<String>,
}

/// Books an alert for a subscriber at `now`, unless it is booked.
pub fn book(
    tx: &Transaction<'_>,
    alert: &Alert,
    subscriber: &str,
    route: Route,
    now: Timestamp,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO owed (alert, subscriber, route, booked_at)
         VALUES (:alert, :subscriber, :route, :now)
         ON CONFLICT (alert, subscriber) DO NOTHING",
    )?
    .execute(named_params! {
        ":alert": alert.id.as_str(),
        ":subscriber": subscriber,
        ":route": route,
        ":now": now,
    })?;
    Ok(())
}

/// What is owed to `subscriber` by `route`, oldest first, up to `limit`, and as much of it
/// as fits in memory: one at least.
pub fn waiting(
    conn: &Connection,
    subscriber: &str,
    route: Route,
    limit: usize,
) -> anyhow::Result<Vec<Owed>> {
    let booked: Vec<(i64, Timestamp)> = conn
        .prepare_cached(
            "SELECT a.seq, o.booked_at
               FROM owed o
               JOIN alerts a ON a.id = o.alert
              WHERE o.subscriber = :subscriber AND o.route = :route AND o.message IS NULL
              ORDER BY a.seq
              LIMIT :limit",
        )?
        .query_map(
            named_params! { ":subscriber": subscriber, ":route": route, ":limit": limit },
            |row| Ok((row.get("seq")?, row.get("booked_at")?)),
        )?
        .collect::<rusqlite::Result<_>>()?;
    let (mut waiting, mut bytes) = (Vec::new(), 0);
    for (seq, booked_at) in booked {
        let row = alerts::at(conn, seq)?;
        bytes += row.bytes();
        if bytes > BYTES_MAX && !waiting.is_empty() {
            break;
        }
        let (alert, unreadable) = row.read();
        waiting.push(Owed {
            alert,
            route,
            booked_at,
            unreadable,
        });
    }
    Ok(waiting)
}

/// What is owed to one subscriber by one route that no message holds.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Total {
    pub subscriber: String,
    pub route: Route,
    pub alerts: usize,
    /// Of these, booked before the instant asked for.
    pub booked_before: usize,
    /// When the oldest was booked.
    pub oldest: Timestamp,
}

/// Counts what is owed in all that no message holds, telling apart what was booked
/// before `at`.
pub fn totals(conn: &Connection, at: Timestamp) -> rusqlite::Result<Vec<Total>> {
    conn.prepare_cached(
        "SELECT subscriber, route, count(*) AS alerts,
                count(*) FILTER (WHERE booked_at < :at) AS booked_before, min(booked_at) AS oldest
           FROM owed WHERE message IS NULL GROUP BY subscriber, route ORDER BY subscriber, route",
    )?
    .query_map(named_params! { ":at": at }, |row| {
        Ok(Total {
            subscriber: row.get("subscriber")?,
            route: row.get("route")?,
            alerts: row.get("alerts")?,
            booked_before: row.get("booked_before")?,
            oldest: row.get("oldest")?,
        })
    })?
    .collect()
}

/// Owes an alert to `subscriber` no longer, unless a message holds it.
pub fn forget(tx: &Transaction<'_>, alert: &Alert, subscriber: &str) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "DELETE FROM owed WHERE alert = :alert AND subscriber = :subscriber AND message IS NULL",
    )?
    .execute(named_params! { ":alert": alert.id.as_str(), ":subscriber": subscriber })?;
    Ok(())
}

/// Owes `subscriber` nothing more of what no message holds. Returns how many alerts that
/// were.
pub fn forget_all(tx: &Transaction<'_>, subscriber: &str) -> rusqlite::Result<usize> {
    tx.prepare_cached("DELETE FROM owed WHERE subscriber = :subscriber AND message IS NULL")?
        .execute(named_params! { ":subscriber": subscriber })
}

/// Who was owed an alert, and which message holds it.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Told {
    pub subscriber: String,
    pub route: Route,
    /// Its row; `None` while none holds it.
    pub message: Option<i64>,
}

/// Who was owed the alert with this id.
pub fn of_alert(conn: &Connection, alert: &str) -> rusqlite::Result<Vec<Told>> {
    conn.prepare_cached(
        "SELECT subscriber, route, message FROM owed WHERE alert = :alert ORDER BY subscriber",
    )?
    .query_map(named_params! { ":alert": alert }, |row| {
        Ok(Told {
            subscriber: row.get("subscriber")?,
            route: row.get("route")?,
            message: row.get("message")?,
        })
    })?
    .collect()
}

/// The subscribers to whom something is owed that no message holds.
pub fn subscribers(conn: &Connection) -> rusqlite::Result<Vec<String>> {
    conn.prepare_cached("SELECT DISTINCT subscriber FROM owed WHERE message IS NULL ORDER BY 1")?
        .query_map([], |row| row.get(0))?
        .collect()
}

/// Notes which message holds an alert.
pub(super) fn settle(
    tx: &Transaction<'_>,
    alert: &str,
    subscriber: &str,
    message: i64,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE owed SET message = :message WHERE alert = :alert AND subscriber = :subscriber",
    )?
    .execute(named_params! {
        ":alert": alert,
        ":subscriber": subscriber,
        ":message": message,
    })?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::news::{self, News},
        store,
    };

    #[test]
    fn what_waits_comes_in_portions_that_fit_in_memory_and_none_is_left_out() {
        let mut conn = store::open_in_memory().unwrap();
        let tx = conn.transaction().unwrap();
        let now: Timestamp = "2026-11-22T12:00:00Z".parse().unwrap();
        let sizes = [400_000; 60].into_iter().chain([2 * BYTES_MAX, 10]);
        let ids: Vec<String> = (0..)
            .zip(sizes)
            .map(|(n, size)| {
                let news = News::Change(news::Change {
                    source: "page".to_owned(),
                    source_name: "A page".to_owned(),
                    rung: "rhetoric".to_owned(),
                    title: "A page".to_owned(),
                    link: None,
                    diff: "+".repeat(size),
                });
                let alert = Alert::new(format!("page{n}"), 1, "", "new", now, news);
                assert!(alerts::insert(&tx, &alert).unwrap());
                book(&tx, &alert, "reader@example.org", Route::Digest, now).unwrap();
                alert.id.as_str().to_owned()
            })
            .collect();

        let mut came = Vec::new();
        loop {
            let portion = waiting(&tx, "reader@example.org", Route::Digest, 500).unwrap();
            let bytes = |owed: &Owed| serde_json::to_string(&owed.alert.news).unwrap().len();
            let size: usize = portion.iter().map(bytes).sum();
            assert!(size <= BYTES_MAX || portion.len() == 1, "{size} bytes");
            if portion.is_empty() {
                break;
            }
            for Owed { alert, .. } in portion {
                forget(&tx, &alert, "reader@example.org").unwrap();
                came.push(alert.id.as_str().to_owned());
            }
        }
        assert_eq!(came, ids);
    }
}
