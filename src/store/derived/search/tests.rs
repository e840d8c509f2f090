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
