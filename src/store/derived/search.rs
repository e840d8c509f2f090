//! Full text: which items, pages and documents hold the words that are looked for.
//!
//! An index holds no text of its own, so what was indexed is told again when it goes:
//! whoever writes a row that is searched tells `replace` what was there before.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, named_params};

use crate::domain::search::{Query, Words, fold};

/// Which table is searched.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Index {
    Items,
    Pages,
    Documents,
}

/// What of a row is searched.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry<'a> {
    pub(super) source: &'a str,
    pub(super) title: &'a str,
    pub(super) text: &'a str,
}

/// Which of what is found is wanted.
#[derive(Clone, Copy, Debug)]
pub struct Filter<'a> {
    pub source: Option<&'a str>,
    /// First seen then or later.
    pub since: Option<Timestamp>,
    /// First seen by then.
    pub until: Option<Timestamp>,
    pub limit: usize,
}

/// Something that holds the words.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Hit {
    pub index: Index,
    pub source: String,
    pub title: Marked,
    /// What stands around the words; its beginning, where they stand in the title.
    pub text: Marked,
    pub link: Option<String>,
    /// As the source claims.
    pub published_at: Option<Timestamp>,
    pub seen_at: Timestamp,
    /// When it came to read as it does, if that was later.
    pub edited_at: Option<Timestamp>,
    pub withdrawn_at: Option<Timestamp>,
    pub snapshot: i64,
}

/// A text in pieces, and whether each is what was looked for.
pub type Marked = Vec<(bool, String)>;

/// Pages of an index, of 4 KB, that are merged at once. Below zero: all of them take part,
/// whatever their number.
const MERGED_AT_ONCE: i32 = -256;

/// Begins and ends what was looked for: no text has these.
const MARKS: [char; 2] = ['\u{2}', '\u{3}'];

/// Puts a row in the index in place of what was there.
pub(super) fn replace(
    tx: &Transaction<'_>,
    index: Index,
    id: i64,
    before: Option<Entry<'_>>,
    after: Entry<'_>,
) -> rusqlite::Result<()> {
    if let Some(before) = before {
        write(tx, &taken_out(index), id, before)?;
    }
    write(tx, &added(index), id, after)
}

fn added(index: Index) -> String {
    format!(
        "INSERT INTO {} (rowid, source, title, text) VALUES (:id, :source, :title, :text)",
        index.table()
    )
}

fn taken_out(index: Index) -> String {
    format!(
        "INSERT INTO {table} ({table}, rowid, source, title, text) VALUES ('delete', :id, :source, :title, :text)",
        table = index.table()
    )
}

/// Gives the rows of a source that was called `was` to `source`; one that has a namesake
/// there stays.
pub(super) fn rename(
    tx: &Transaction<'_>,
    index: Index,
    was: &str,
    source: &str,
) -> rusqlite::Result<()> {
    let content = index.content();
    let rows: Vec<(i64, String, String)> = tx
        .prepare(&format!(
            "SELECT id, title, text FROM {content} WHERE source = :was"
        ))?
        .query_map(named_params! { ":was": was }, |row| {
            Ok((row.get("id")?, row.get("title")?, row.get("text")?))
        })?
        .collect::<rusqlite::Result<_>>()?;
    let mut renames = tx.prepare(&format!(
        "UPDATE OR IGNORE {content} SET source = :source WHERE id = :id"
    ))?;
    for (id, title, text) in &rows {
        if renames.execute(named_params! { ":id": id, ":source": source })? > 0 {
            let of = |source| Entry {
                source,
                title,
                text,
            };
            replace(tx, index, *id, Some(of(was)), of(source))?;
        }
    }
    Ok(())
}

fn write(tx: &Transaction<'_>, sql: &str, id: i64, entry: Entry<'_>) -> rusqlite::Result<()> {
    tx.prepare_cached(sql)?.execute(named_params! {
        ":id": id,
        ":source": entry.source,
        ":title": fold(entry.title),
        ":text": fold(entry.text),
    })?;
    Ok(())
}

/// Puts all rows in indexes that are empty.
pub(in crate::store) fn fill(tx: &Transaction<'_>) -> rusqlite::Result<()> {
    Index::ALL
        .into_iter()
        .try_for_each(|index| fill_one(tx, index))
}

/// Merges some of an index, so that what was taken out of it gives its room back. Bounded,
/// whatever the size of the index.
pub(super) fn settle(tx: &Transaction<'_>, index: Index) -> rusqlite::Result<()> {
    let table = index.table();
    tx.execute(
        &format!("INSERT INTO {table} ({table}, rank) VALUES ('merge', {MERGED_AT_ONCE})"),
        [],
    )?;
    Ok(())
}

/// Takes the rows of a table that stand in `list` out of its index, if it has one, before
/// they go.
pub(in crate::store) fn take_out(
    tx: &Transaction<'_>,
    table: &str,
    list: &str,
) -> rusqlite::Result<()> {
    match Index::of(table) {
        Some(index) => each(tx, index, &listed(list), &taken_out(index)),
        None => Ok(()),
    }
}

/// Puts the rows of a table that stand in `list` in its index, if it has one.
pub(in crate::store) fn put_in(
    tx: &Transaction<'_>,
    table: &str,
    list: &str,
) -> rusqlite::Result<()> {
    match Index::of(table) {
        Some(index) => each(tx, index, &listed(list), &added(index)),
        None => Ok(()),
    }
}

fn listed(list: &str) -> String {
    format!(" WHERE id IN (SELECT row FROM {list})")
}

fn fill_one(tx: &Transaction<'_>, index: Index) -> rusqlite::Result<()> {
    each(tx, index, "", &added(index))
}

/// Runs a statement for each row that is searched.
fn each(tx: &Transaction<'_>, index: Index, which: &str, sql: &str) -> rusqlite::Result<()> {
    let rows = format!(
        "SELECT id, source, title, text FROM main.{}{which}",
        index.content()
    );
    let mut rows = tx.prepare(&rows)?;
    let mut rows = rows.query([])?;
    while let Some(row) = rows.next()? {
        let (source, title, text): (String, String, String) =
            (row.get("source")?, row.get("title")?, row.get("text")?);
        let entry = Entry {
            source: &source,
            title: &title,
            text: &text,
        };
        write(tx, sql, row.get("id")?, entry)?;
    }
    Ok(())
}

/// What holds the words, newest first.
pub fn find(conn: &Connection, query: &Query, filter: &Filter<'_>) -> rusqlite::Result<Vec<Hit>> {
    let expression = expression(query, filter.source);
    let mut hits = Vec::new();
    for index in Index::ALL {
        let (from, to) = match index {
            Index::Items => items_seen(conn, filter)?,
            Index::Pages | Index::Documents => (0, i64::MAX),
        };
        let found = conn
            .prepare_cached(index.finds())?
            .query_map(
                named_params! {
                    ":expression": expression,
                    ":source": filter.source,
                    ":from": from,
                    ":to": to,
                    ":since": filter.since,
                    ":until": filter.until,
                    ":limit": filter.limit,
                },
                |row| hit(index, row),
            )?
            .collect::<rusqlite::Result<Vec<Hit>>>()?;
        hits.extend(found);
    }
    hits.sort_by_key(|hit| std::cmp::Reverse(hit.seen_at));
    hits.truncate(filter.limit);
    Ok(hits)
}

/// Items are numbered as they are first seen, which spares looking at each that is not
/// wanted.
fn items_seen(conn: &Connection, filter: &Filter<'_>) -> rusqlite::Result<(i64, i64)> {
    let from = match filter.since {
        None => Some(0),
        Some(since) => conn
            .prepare_cached(
                "SELECT id FROM items
                  WHERE first_snapshot >= (SELECT id FROM snapshots WHERE seen_at >= :since ORDER BY seen_at, id LIMIT 1)
                  ORDER BY first_snapshot, id
                  LIMIT 1",
            )?
            .query_row(named_params! { ":since": since }, |row| row.get(0))
            .optional()?,
    };
    let to = match filter.until {
        None => Some(i64::MAX),
        Some(until) => conn
            .prepare_cached(
                "SELECT id FROM items
                  WHERE first_snapshot <= (SELECT id FROM snapshots WHERE seen_at <= :until
                                            ORDER BY seen_at DESC, id DESC LIMIT 1)
                  ORDER BY first_snapshot DESC, id DESC
                  LIMIT 1",
            )?
            .query_row(named_params! { ":until": until }, |row| row.get(0))
            .optional()?,
    };
    Ok((from.unwrap_or(i64::MAX), to.unwrap_or(0)))
}

/// How many pages came to read as they do after `at`: what they said before is not searched.
pub fn pages_edited_after(conn: &Connection, at: Timestamp) -> rusqlite::Result<usize> {
    conn.prepare_cached(
        "SELECT count(*) FROM pages p JOIN snapshots s ON s.id = p.snapshot WHERE s.seen_at > :at",
    )?
    .query_row(named_params! { ":at": at }, |row| row.get(0))
}

/// The query as FTS5 has it. The source stands in the index too, which spares looking at
/// what others have.
fn expression(query: &Query, source: Option<&str>) -> String {
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let told = |words: &Words| {
        let star = if words.is_prefix { " *" } else { "" };
        format!("{}{star}", quoted(&words.text))
    };
    let all = |words: &[Words], between: &str| {
        let told: Vec<String> = words.iter().map(told).collect();
        format!("({})", told.join(between))
    };
    let either: Vec<String> = query
        .either
        .iter()
        .map(|words| all(words, " AND "))
        .collect();
    let mut expression = format!("{{title text}} : ({})", either.join(" OR "));
    if let Some(source) = source {
        expression = format!("({expression}) AND source : {}", quoted(source));
    }
    if !query.without.is_empty() {
        let without = all(&query.without, " OR ");
        expression = format!("({expression}) NOT ({{title text}} : {without})");
    }
    expression
}

fn hit(index: Index, row: &Row<'_>) -> rusqlite::Result<Hit> {
    let text = |column: &str| -> rusqlite::Result<Marked> {
        let text: String = row.get(column)?;
        Ok(pieces(&text))
    };
    let (seen_at, edited_at): (Timestamp, Timestamp) = (row.get("seen_at")?, row.get("edited_at")?);
    Ok(Hit {
        index,
        source: row.get("source")?,
        title: text("title")?,
        text: text("text")?,
        link: row.get("link")?,
        published_at: row.get("published_at")?,
        seen_at,
        edited_at: (edited_at > seen_at).then_some(edited_at),
        withdrawn_at: row.get("withdrawn_at")?,
        snapshot: row.get("snapshot")?,
    })
}

fn pieces(marked: &str) -> Marked {
    let pieces = marked.split(MARKS).enumerate();
    pieces
        .map(|(n, piece)| (n % 2 == 1, piece.to_owned()))
        .filter(|(_, piece)| !piece.is_empty())
        .collect()
}

impl Index {
    pub const ALL: [Self; 3] = [Self::Items, Self::Pages, Self::Documents];

    /// For people, and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Items => "item",
            Self::Pages => "page",
            Self::Documents => "document",
        }
    }

    fn of(table: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|index| index.content() == table)
    }

    fn table(self) -> &'static str {
        match self {
            Self::Items => "items_search",
            Self::Pages => "pages_search",
            Self::Documents => "documents_search",
        }
    }

    fn content(self) -> &'static str {
        match self {
            Self::Items => "items",
            Self::Pages => "pages",
            Self::Documents => "documents",
        }
    }

    fn finds(self) -> &'static str {
        match self {
            Self::Items => {
                "SELECT i.source, i.link, i.published_at, i.withdrawn_at, i.last_snapshot AS snapshot,
                        f.seen_at, l.seen_at AS edited_at,
                        highlight(items_search, 1, char(2), char(3)) AS title,
                        snippet(items_search, 2, char(2), char(3), '…', 32) AS text
                   FROM items_search
                  CROSS JOIN items i ON i.id = items_search.rowid
                  CROSS JOIN snapshots f ON f.id = i.first_snapshot
                  CROSS JOIN snapshots l ON l.id = i.last_snapshot
                  WHERE items_search MATCH :expression
                    AND items_search.rowid BETWEEN :from AND :to
                    AND (:source IS NULL OR i.source = :source)
                    AND (:since IS NULL OR f.seen_at >= :since)
                    AND (:until IS NULL OR f.seen_at <= :until)
                  ORDER BY items_search.rowid DESC
                  LIMIT :limit"
            }
            Self::Pages => {
                "SELECT p.source, s.url AS link, NULL AS published_at, NULL AS withdrawn_at, p.snapshot,
                        s.seen_at, s.seen_at AS edited_at,
                        highlight(pages_search, 1, char(2), char(3)) AS title,
                        snippet(pages_search, 2, char(2), char(3), '…', 32) AS text
                   FROM pages_search
                  CROSS JOIN pages p ON p.id = pages_search.rowid
                  CROSS JOIN snapshots s ON s.id = p.snapshot
                  WHERE pages_search MATCH :expression
                    AND pages_search.rowid BETWEEN :from AND :to
                    AND (:source IS NULL OR p.source = :source)
                    AND (:since IS NULL OR s.seen_at >= :since)
                    AND (:until IS NULL OR s.seen_at <= :until)
                  ORDER BY s.seen_at DESC
                  LIMIT :limit"
            }
            Self::Documents => {
                "SELECT d.source, d.link, NULL AS published_at, NULL AS withdrawn_at, d.snapshot,
                        s.seen_at, s.seen_at AS edited_at,
                        highlight(documents_search, 1, char(2), char(3)) AS title,
                        snippet(documents_search, 2, char(2), char(3), '…', 32) AS text
                   FROM documents_search
                  CROSS JOIN documents d ON d.id = documents_search.rowid
                  CROSS JOIN snapshots s ON s.id = d.snapshot
                  WHERE documents_search MATCH :expression
                    AND documents_search.rowid BETWEEN :from AND :to
                    AND (:source IS NULL OR d.source = :source)
                    AND (:since IS NULL OR s.seen_at >= :since)
                    AND (:until IS NULL OR s.seen_at <= :until)
                  ORDER BY s.seen_at DESC
                  LIMIT :limit"
            }
        }
    }
}

#[cfg(test)]
mod tests;
