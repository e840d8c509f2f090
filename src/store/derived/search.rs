//! Full text: which items, pages and documents hold the words that are looked for.
//!
//! An index holds no text of its own, so what was indexed is told again when it goes:
//! whoever writes a row that is searched tells [`replace`] what was there before.

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
    let table = index.table();
    let [added, taken_out] = [
        format!(
            "INSERT INTO {table} (rowid, source, title, text) VALUES (:id, :source, :title, :text)"
        ),
        format!(
            "INSERT INTO {table} ({table}, rowid, source, title, text) VALUES ('delete', :id, :source, :title, :text)"
        ),
    ];
    if let Some(before) = before {
        write(tx, &taken_out, id, before)?;
    }
    write(tx, &added, id, after)
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

fn fill_one(tx: &Transaction<'_>, index: Index) -> rusqlite::Result<()> {
    let rows = format!("SELECT id, source, title, text FROM {}", index.content());
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
        replace(tx, index, row.get("id")?, None, entry)?;
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
                "SELECT min(id) FROM items
                  WHERE first_snapshot >= (SELECT min(id) FROM snapshots WHERE seen_at >= :since)",
            )?
            .query_row(named_params! { ":since": since }, |row| row.get(0))
            .optional()?
            .flatten(),
    };
    let to = match filter.until {
        None => Some(i64::MAX),
        Some(until) => conn
            .prepare_cached(
                "SELECT max(id) FROM items
                  WHERE first_snapshot <= (SELECT max(id) FROM snapshots WHERE seen_at <= :until)",
            )?
            .query_row(named_params! { ":until": until }, |row| row.get(0))
            .optional()?
            .flatten(),
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
mod tests {
    use super::*;
    use crate::store::{
        self,
        derived::{
            items::{self, Kept},
            pages::{self, PageText},
        },
    };

    const ALL: Filter<'static> = Filter {
        source: None,
        since: None,
        until: None,
        limit: 10,
    };

    #[test]
    fn words_are_found_in_five_languages_however_they_are_typed() {
        let mut conn = world();
        let tx = conn.transaction().unwrap();
        for (key, title) in [
            ("en", "The waiver of Section 907 was extended"),
            (
                "az",
                "907-ci düzəliş: Azərbaycana yardım, ABŞ və İlham Əliyev",
            ),
            ("tr", "Bölüm 907 kaldırıldı mı? Işık ve gölge"),
            ("ru", "Поправка 907 отменена: её снял Конгресс"),
            ("hy", "907-րդ բանաձևը և Հայաստանը"),
        ] {
            item(&tx, "press", key, title, "", 1);
        }
        for (asked, found) in [
            ("907", "hy ru tr az en"),
            ("WAIVER", "en"),
            ("waiv*", "en"),
            ("waiv", ""),
            ("\"section 907\"", "en"),
            ("\"907 section\"", ""),
            ("azerbaycana", "az"),
            ("AZƏRBAYCANA", "az"),
            ("duzelis", "az"),
            ("yardim", "az"),
            ("ilham eliyev", "az"),
            ("isik golge", "tr"),
            ("ışık", "tr"),
            ("kaldirildi", "tr"),
            ("отмен*", "ru"),
            ("ее", "ru"),
            ("Её", "ru"),
            ("բանաձեւը", "hy"),
            ("Հայաստանը", "hy"),
            ("907 -waiver -düzəliş", "hy ru tr"),
            ("waiver OR yardım", "az en"),
            ("press", ""),
        ] {
            assert_eq!(keys(&tx, asked, &ALL), found, "{asked}");
        }
    }

    #[test]
    fn an_edited_item_is_found_by_what_it_says_now() {
        let mut conn = world();
        let tx = conn.transaction().unwrap();
        item(&tx, "press", "a", "Section 907 lifted", "Əvvəl", 1);
        item(&tx, "press", "a", "Section 907 waived", "Sonra", 2);

        assert_eq!(keys(&tx, "lifted", &ALL), "");
        assert_eq!(keys(&tx, "evvel", &ALL), "");
        let hits = find(&tx, &"waived sonra".parse().unwrap(), &ALL).unwrap();
        assert_eq!(hits[0].seen_at, at(1));
        assert_eq!(hits[0].edited_at, Some(at(2)));
        assert_eq!(
            hits[0].title,
            [
                (false, "Section 907 ".to_owned()),
                (true, "waived".to_owned())
            ]
        );
        assert_eq!(hits[0].text, [(true, "Sonra".to_owned())]);
        is_whole(&tx);
    }

    #[test]
    fn a_renamed_source_is_found_under_its_new_name() {
        let mut conn = world();
        let tx = conn.transaction().unwrap();
        item(&tx, "press", "a", "Waiver", "", 1);
        item(&tx, "press", "b", "Waiver", "", 1);
        item(&tx, "wire", "a", "Waiver", "", 2);
        page(&tx, "press", "Waiver", 3);
        items::rename(&tx, "press", "wire").unwrap();
        pages::rename(&tx, "press", "wire").unwrap();

        let of = |source| Filter {
            source: Some(source),
            ..ALL
        };
        assert_eq!(found(&tx, "waiver", &of("wire")), 3);
        assert_eq!(found(&tx, "waiver", &of("press")), 1, "its key was taken");
        is_whole(&tx);
    }

    #[test]
    fn what_is_wanted_can_be_told_by_source_and_by_when_it_was_seen() {
        let mut conn = world();
        let tx = conn.transaction().unwrap();
        for day in 1..=6 {
            item(&tx, "press", &day.to_string(), "Waiver", "", day);
        }
        item(&tx, "press-two", "7", "Waiver", "", 6);
        page(&tx, "house", "Waiver", 4);

        let asked = |since: Option<i64>, until: Option<i64>, source| {
            let filter = Filter {
                source,
                since: since.map(at),
                until: until.map(at),
                limit: 10,
            };
            keys(&tx, "waiver", &filter)
        };
        assert_eq!(asked(None, None, None), "7 6 5 4 house 3 2 1");
        assert_eq!(asked(Some(4), Some(5), None), "5 4 house");
        assert_eq!(asked(Some(7), None, None), "");
        assert_eq!(asked(None, Some(0), None), "");
        assert_eq!(asked(Some(4), None, Some("press")), "6 5 4");
        assert_eq!(asked(None, None, Some("two")), "");
        let two = Filter { limit: 2, ..ALL };
        assert_eq!(keys(&tx, "waiver", &two), "7 6");
        assert_eq!(pages_edited_after(&tx, at(3)).unwrap(), 1);
        assert_eq!(pages_edited_after(&tx, at(4)).unwrap(), 0);
    }

    #[test]
    fn what_fts5_takes_for_a_command_is_looked_for_as_it_stands() {
        let mut conn = world();
        let tx = conn.transaction().unwrap();
        item(
            &tx,
            "press",
            "a",
            "NEAR AND NOT text: ^x {y} (z) a-b it's",
            "",
            1,
        );
        for asked in [
            "NEAR",
            "AND",
            "NOT",
            "text:",
            "^x",
            "{y}",
            "(z)",
            "a-b",
            "it's",
            "-b*z NEAR(x",
        ] {
            let expected = if asked.starts_with('-') { "" } else { "a" };
            assert_eq!(keys(&tx, asked, &ALL), expected, "{asked}");
        }
    }

    fn world() -> Connection {
        let conn = store::open_in_memory().unwrap();
        conn.execute_batch(
            "INSERT INTO bodies (id, sha256, size, step) VALUES (1, hex(zeroblob(32)), 0, 0);
             WITH RECURSIVE days (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM days WHERE n < 6)
             INSERT INTO snapshots (id, source, kind, url, seen_at, status, headers, body)
             SELECT n, 'press', 'feed', 'https://example.org/' || n, '2026-01-0' || n || 'T00:00:00Z', 200, '[]', 1
               FROM days",
        )
        .unwrap();
        conn
    }

    fn at(day: i64) -> Timestamp {
        let base: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        base + jiff::SignedDuration::from_hours(24 * (day - 1))
    }

    fn item(tx: &Transaction<'_>, source: &str, key: &str, title: &str, text: &str, day: i64) {
        let kept = Kept {
            key: key.to_owned(),
            title: title.to_owned(),
            link: Some(format!("https://example.org/{key}")),
            published_at: None,
            text: text.to_owned(),
            digest: [0; 32],
        };
        items::put(tx, source, key, &kept, day).unwrap();
    }

    fn page(tx: &Transaction<'_>, source: &str, text: &str, day: i64) {
        let page = PageText {
            rules: String::new(),
            title: String::new(),
            text: text.to_owned(),
        };
        pages::put(tx, source, &page, day).unwrap();
    }

    /// The keys of items, and the sources of what isn't one.
    fn keys(conn: &Connection, asked: &str, filter: &Filter<'_>) -> String {
        let hits = find(
            conn,
            &asked.parse().unwrap_or_else(|_| panic!("{asked}")),
            filter,
        )
        .unwrap();
        let key = |hit: &Hit| match hit.index {
            Index::Items => hit
                .link
                .as_ref()
                .unwrap()
                .rsplit('/')
                .next()
                .unwrap()
                .to_owned(),
            Index::Pages | Index::Documents => hit.source.clone(),
        };
        hits.iter().map(key).collect::<Vec<_>>().join(" ")
    }

    fn found(conn: &Connection, asked: &str, filter: &Filter<'_>) -> usize {
        find(conn, &asked.parse().unwrap(), filter).unwrap().len()
    }

    /// Each index holds what its table holds, and nothing else: made anew it is the same.
    #[track_caller]
    fn is_whole(tx: &Transaction<'_>) {
        for index in Index::ALL {
            let table = index.table();
            let words = |tx: &Transaction<'_>| -> Vec<(String, String, i64, i64)> {
                tx.execute_batch(&format!(
                    "DROP TABLE IF EXISTS temp.words;
                     CREATE VIRTUAL TABLE temp.words USING fts5vocab ('main', '{table}', 'instance')"
                ))
                .unwrap();
                let mut rows = tx.prepare("SELECT * FROM temp.words").unwrap();
                let rows = rows.query_map([], |row| {
                    Ok((row.get(0)?, row.get(2)?, row.get(1)?, row.get(3)?))
                });
                rows.unwrap().collect::<rusqlite::Result<_>>().unwrap()
            };
            let before = words(tx);
            tx.execute_batch(&format!(
                "INSERT INTO {table} ({table}) VALUES ('delete-all')"
            ))
            .unwrap();
            assert!(words(tx).is_empty());
            fill_one(tx, index).unwrap();
            assert_eq!(words(tx), before);
        }
    }
}
