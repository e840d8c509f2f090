//! Alerts: what was found worth telling. Rows are added, never changed.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, named_params};

use crate::domain::{
    alert::{Alert, Kind},
    news::{self, News},
};

/// Books an alert, unless it is booked. Returns whether it is new.
pub fn insert(tx: &Transaction<'_>, alert: &Alert) -> anyhow::Result<bool> {
    let added = tx
        .prepare_cached(
            "INSERT INTO alerts (id, kind, entity, ordinal, old, new, seen_at, news)
             VALUES (:id, :kind, :entity, :ordinal, :old, :new, :seen_at, :news)
             ON CONFLICT (id) DO NOTHING",
        )?
        .execute(named_params! {
            ":id": alert.id.as_str(),
            ":kind": alert.kind(),
            ":entity": alert.entity,
            ":ordinal": alert.ordinal,
            ":old": alert.old,
            ":new": alert.new,
            ":seen_at": alert.seen_at,
            ":news": serde_json::to_string(&alert.news)?,
        })?;
    Ok(added > 0)
}

/// How many alerts `entity` has had.
pub fn count(conn: &Connection, entity: &str) -> rusqlite::Result<u64> {
    conn.prepare_cached("SELECT coalesce(max(ordinal), 0) FROM alerts WHERE entity = :entity")?
        .query_row(named_params! { ":entity": entity }, |row| row.get(0))
}

/// The alert whose id begins with these letters; `None` where there is none, or more
/// than one.
pub fn find(conn: &Connection, letters: &str) -> anyhow::Result<Option<Alert>> {
    if letters.len() < 8 || !letters.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Ok(None);
    }
    let found: Vec<RawAlert> = conn
        .prepare_cached("SELECT * FROM alerts WHERE id GLOB :letters || '*' LIMIT 2")?
        .query_map(named_params! { ":letters": letters }, raw)?
        .collect::<rusqlite::Result<_>>()?;
    match <[RawAlert; 1]>::try_from(found) {
        Ok([one]) => Ok(Some(one.read().0)),
        Err(_) => Ok(None),
    }
}

/// The last alert that was booked by then; of all where that is `None`.
pub fn last(conn: &Connection, by: Option<Timestamp>) -> anyhow::Result<Option<Alert>> {
    conn.prepare_cached(
        "SELECT * FROM alerts WHERE seen_at <= coalesce(:by, seen_at) ORDER BY seq DESC LIMIT 1",
    )?
    .query_row(named_params! { ":by": by }, raw)
    .optional()
    .map(|found| found.map(|row| row.read().0))
    .map_err(Into::into)
}

/// The alerts on `entity`, oldest first.
pub fn of_entity(conn: &Connection, entity: &str) -> anyhow::Result<Vec<Alert>> {
    let rows: Vec<RawAlert> = conn
        .prepare_cached("SELECT * FROM alerts WHERE entity = :entity ORDER BY ordinal")?
        .query_map(named_params! { ":entity": entity }, raw)?
        .collect::<rusqlite::Result<_>>()?;
    Ok(rows.into_iter().map(|row| row.read().0).collect())
}

/// The alerts that were booked from `from` on, oldest first.
pub fn since(conn: &Connection, from: Timestamp) -> anyhow::Result<Vec<Alert>> {
    let rows: Vec<RawAlert> = conn
        .prepare_cached("SELECT * FROM alerts WHERE seen_at >= :from ORDER BY seq")?
        .query_map(named_params! { ":from": from }, raw)?
        .collect::<rusqlite::Result<_>>()?;
    Ok(rows.into_iter().map(|row| row.read().0).collect())
}

/// The evidence that an alert rests on, by the ids of its rows.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Basis {
    /// With the one before each of them, oldest first.
    pub snapshots: Vec<i64>,
    pub attestations: Vec<i64>,
}

/// What an alert rests on: all that is booked in one transaction bears one time, so it is
/// what was derived of its entity at the time at which it was found.
pub fn basis(conn: &Connection, alert: &Alert) -> rusqlite::Result<Basis> {
    let (source, key) = match alert.entity.split_once('#') {
        Some((source, key)) => (source, Some(key)),
        None => (alert.entity.as_str(), None),
    };
    let snapshots = conn
        .prepare(
            "WITH seen (id) AS (
                 SELECT snapshot FROM observations
                  WHERE entity = :entity AND :at IN (seen_at, withdrawn_at)
                 UNION
                 SELECT o.snapshot FROM standings s JOIN observations o ON o.id = s.observation
                  WHERE s.entity = :entity AND s.seen_at = :at
                 UNION
                 SELECT d.snapshot
                   FROM snapshots s
                  CROSS JOIN differences d ON d.snapshot = s.id
                   LEFT JOIN items i ON i.id = d.item
                  WHERE s.seen_at = :at AND d.source = :source AND i.key IS coalesce(:key, i.key)
                 UNION
                 SELECT snapshot FROM texts WHERE measure = :entity AND seen_at = :at
                 UNION
                 SELECT snapshot FROM finds WHERE measure = :entity AND seen_at = :at)
             SELECT id FROM seen
             UNION
             SELECT (SELECT max(b.id) FROM snapshots b WHERE b.source = s.source AND b.id < s.id)
               FROM seen JOIN snapshots s ON s.id = seen.id
              ORDER BY 1",
        )?
        .query_map(
            named_params! { ":entity": alert.entity, ":source": source, ":key": key, ":at": alert.seen_at },
            |row| row.get(0),
        )?
        .collect::<rusqlite::Result<Vec<Option<i64>>>>()?;
    let attestations = conn
        .prepare(
            "SELECT attestation FROM standings
              WHERE entity = :entity AND seen_at = :at AND attestation IS NOT NULL",
        )?
        .query_map(
            named_params! { ":entity": alert.entity, ":at": alert.seen_at },
            |row| row.get(0),
        )?
        .collect::<rusqlite::Result<_>>()?;
    Ok(Basis {
        snapshots: snapshots.into_iter().flatten().collect(),
        attestations,
    })
}

/// Which alerts to list.
#[derive(Clone, Copy, Debug)]
pub struct Filter<'a> {
    pub kind: Option<Kind>,
    /// A measure, `section-907`, or a source with all its items.
    pub entity: Option<&'a str>,
    pub since: Option<Timestamp>,
    pub until: Option<Timestamp>,
    /// Only those numbered below it.
    pub before: Option<i64>,
    pub limit: usize,
}

/// The alerts that pass, newest first, each with its number.
pub fn list(conn: &Connection, filter: &Filter<'_>) -> anyhow::Result<Vec<(i64, Alert)>> {
    let rows: Vec<(i64, RawAlert)> = conn
        .prepare_cached(
            "SELECT * FROM alerts
              WHERE (:kind IS NULL OR kind = :kind)
                AND (:entity IS NULL OR entity = :entity OR entity GLOB :entity || '#*')
                AND (:since IS NULL OR seen_at >= :since)
                AND (:until IS NULL OR seen_at <= :until)
                AND (:before IS NULL OR seq < :before)
              ORDER BY seq DESC
              LIMIT :limit",
        )?
        .query_map(
            named_params! {
                ":kind": filter.kind,
                ":entity": filter.entity,
                ":since": filter.since,
                ":until": filter.until,
                ":before": filter.before,
                ":limit": filter.limit,
            },
            |row| Ok((row.get("seq")?, raw(row)?)),
        )?
        .collect::<rusqlite::Result<_>>()?;
    rows.into_iter()
        .map(|(seq, row)| Ok((seq, row.read().0)))
        .collect()
}

/// The last alerts that tell something of the world, and not of mail that comes by the
/// calendar; newest first.
pub fn telling(conn: &Connection, limit: usize) -> anyhow::Result<Vec<Alert>> {
    let rows: Vec<RawAlert> = conn
        .prepare_cached(
            "SELECT * FROM alerts
              WHERE kind NOT IN ('silence', 'digest', 'test')
              ORDER BY seq DESC
              LIMIT :limit",
        )?
        .query_map(named_params! { ":limit": limit }, raw)?
        .collect::<rusqlite::Result<_>>()?;
    Ok(rows.into_iter().map(|row| row.read().0).collect())
}

/// Whether `entity` was ever told to have become `new`.
pub fn is_told(conn: &Connection, entity: &str, new: &str) -> rusqlite::Result<bool> {
    conn.prepare_cached("SELECT 1 FROM alerts WHERE entity = :entity AND new = :new")?
        .exists(named_params! { ":entity": entity, ":new": new })
}

/// A row whose JSON is still to be read.
pub(super) struct RawAlert {
    kind: String,
    entity: String,
    ordinal: u64,
    old: String,
    new: String,
    seen_at: Timestamp,
    news: String,
}

/// The row at this place.
pub(super) fn at(conn: &Connection, seq: i64) -> rusqlite::Result<RawAlert> {
    conn.prepare_cached("SELECT * FROM alerts WHERE seq = :seq")?
        .query_row(named_params! { ":seq": seq }, raw)
}

fn raw(row: &Row<'_>) -> rusqlite::Result<RawAlert> {
    Ok(RawAlert {
        kind: row.get("kind")?,
        entity: row.get("entity")?,
        ordinal: row.get("ordinal")?,
        old: row.get("old")?,
        new: row.get("new")?,
        seen_at: row.get("seen_at")?,
        news: row.get("news")?,
    })
}

impl RawAlert {
    /// How much its news takes.
    pub(super) fn bytes(&self) -> usize {
        self.news.len()
    }

    /// The alert, and why it can't be read, where that is so: then it stands for itself with
    /// what is left of it, and is told as such. It must stop no other, nor get lost.
    pub(super) fn read(self) -> (Alert, Option<String>) {
        let (news, unreadable) = match serde_json::from_str(&self.news) {
            Ok(news) => (news, None),
            Err(error) => (self.unreadable(), Some(error.to_string())),
        };
        let alert = Alert::new(
            self.entity,
            self.ordinal,
            self.old,
            self.new,
            self.seen_at,
            news,
        );
        (alert, unreadable)
    }

    fn unreadable(&self) -> News {
        let (kind, entity) = (&self.kind, &self.entity);
        News::Reminder(news::Reminder {
            headline: format!("An alert on {entity} can't be read"),
            due_on: None,
            sentences: vec![format!(
                "It was booked at {} as `{kind}`, on {entity}, and what it told is damaged in the database.",
                self.seen_at
            )],
            next: vec![
                "What follows from what was received stands in `watch907 status` and `watch907 history`."
                    .to_owned(),
            ],
        })
    }
}
