//! What differs between two good snapshots of one source.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, named_params};

use crate::domain::{change::ChangeKind, measure::MeasureId};

#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Change {
    pub id: i64,
    pub source: String,
    pub snapshot: i64,
    pub seen_at: Timestamp,
    pub kind: ChangeKind,
    /// Of the item; `None` for a page.
    pub key: Option<String>,
    pub title: String,
    pub link: Option<String>,
    /// The words that put it on topic.
    pub topic: Option<String>,
    /// Unified.
    pub diff: String,
}

/// Which changes to show.
#[derive(Clone, Debug)]
pub struct Filter<'a> {
    pub source: Option<&'a str>,
    /// Of sources that carry this measure's record or texts.
    pub measure: Option<MeasureId>,
    pub kind: Option<ChangeKind>,
    pub on_topic: bool,
    pub since: Option<Timestamp>,
    pub until: Option<Timestamp>,
    /// Only those numbered below it.
    pub before: Option<i64>,
    pub limit: u32,
}

/// Adds a change, once its item is written down; its `id` is given by the database and
/// returned, and its instant is the snapshot's.
pub fn insert(tx: &Transaction<'_>, change: &Change) -> rusqlite::Result<i64> {
    tx.prepare_cached(
        "INSERT INTO differences (source, snapshot, kind, item, title, link, topic, diff)
         SELECT :source, :snapshot, :kind, i.id, CASE WHEN i.title IS NOT :title THEN :title END,
                CASE WHEN i.link IS NOT :link THEN coalesce(:link, '') END, :topic, :diff
           FROM (SELECT 1)
           LEFT JOIN items i ON i.source = :source AND i.key = :key",
    )?
    .insert(named_params! {
        ":source": change.source,
        ":snapshot": change.snapshot,
        ":kind": change.kind,
        ":key": change.key,
        ":title": change.title,
        ":link": change.link,
        ":topic": change.topic,
        ":diff": change.diff,
    })
}

pub fn get(conn: &Connection, id: i64) -> rusqlite::Result<Option<Change>> {
    conn.prepare_cached("SELECT * FROM changes WHERE id = :id")?
        .query_row(named_params! { ":id": id }, from_row)
        .optional()
}

/// The changes that pass, newest first.
pub fn list(conn: &Connection, filter: &Filter<'_>) -> rusqlite::Result<Vec<Change>> {
    conn.prepare_cached(
        "SELECT * FROM changes
          WHERE (:source IS NULL OR source = :source)
            AND (:measure IS NULL OR source IN (SELECT source FROM records WHERE measure = :measure
                                                UNION SELECT source FROM observations WHERE entity = :measure
                                                UNION SELECT source FROM texts WHERE measure = :measure))
            AND (:kind IS NULL OR kind = :kind)
            AND (:before IS NULL OR id < :before)
            AND (NOT :on_topic OR topic IS NOT NULL)
            AND (:since IS NULL OR seen_at >= :since)
            AND (:until IS NULL OR seen_at <= :until)
          ORDER BY id DESC
          LIMIT :limit",
    )?
    .query_map(
        named_params! {
            ":source": filter.source,
            ":measure": filter.measure,
            ":kind": filter.kind,
            ":before": filter.before,
            ":on_topic": filter.on_topic,
            ":since": filter.since,
            ":until": filter.until,
            ":limit": filter.limit,
        },
        from_row,
    )?
    .collect()
}

/// How many changes there are in all.
pub fn count(conn: &Connection) -> rusqlite::Result<usize> {
    conn.prepare_cached("SELECT count(*) FROM differences")?
        .query_row([], |row| row.get(0))
}

/// How many changes on topic were seen since `from`.
pub fn on_topic_since(conn: &Connection, from: Timestamp) -> rusqlite::Result<usize> {
    conn.prepare_cached(
        "SELECT count(*) FROM snapshots s CROSS JOIN differences d ON d.snapshot = s.id
          WHERE d.topic IS NOT NULL AND s.seen_at >= :from",
    )?
    .query_row(named_params! { ":from": from }, |row| row.get(0))
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Change> {
    Ok(Change {
        id: row.get("id")?,
        source: row.get("source")?,
        snapshot: row.get("snapshot")?,
        seen_at: row.get("seen_at")?,
        kind: row.get("kind")?,
        key: row.get("key")?,
        title: row.get("title")?,
        link: row.get("link")?,
        topic: row.get("topic")?,
        diff: row.get("diff")?,
    })
}

/// Gives the changes of a source that was called `was` to `source`.
pub fn rename(tx: &Transaction<'_>, was: &str, source: &str) -> rusqlite::Result<()> {
    tx.execute(
        "UPDATE differences SET source = :source WHERE source = :was",
        named_params! { ":source": source, ":was": was },
    )?;
    Ok(())
}
