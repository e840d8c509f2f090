//! `docs/history.md` and `docs/datasette.json`: their questions can be asked, and are
//! answered as they say.

use std::{path::Path, process::Command};

use jiff::{ToSpan as _, civil::Date};
use rusqlite::{Connection, types::ValueRef};
use watch907::{
    config,
    domain::{instrument::Instrument, provision},
    store,
};

const HISTORY: &str = include_str!("../docs/history.md");
const DATASETTE: &str = include_str!("../docs/datasette.json");

/// Where `watch907 demo` has put its database.
const DEMO: &str = "demo/watch907.db";

/// A question and its answer, as they are printed.
struct Worked {
    sql: String,
    answer: String,
}

fn worked() -> Vec<Worked> {
    let blocks = HISTORY.split("```sql\n").skip(1);
    blocks
        .map(|block| {
            let (sql, rest) = block.split_once("```").unwrap();
            let (_, rest) = rest.split_once("```text\n").expect("an answer follows");
            let (answer, _) = rest.split_once("```").unwrap();
            Worked {
                sql: sql.to_owned(),
                answer: answer.to_owned(),
            }
        })
        .collect()
}

/// What `sqlite3 -header` prints.
fn answer(conn: &Connection, sql: &str) -> String {
    let mut statement = conn
        .prepare(sql)
        .unwrap_or_else(|error| panic!("{error}: {sql}"));
    let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let names = names.join("|");
    let columns = statement.column_count();
    let mut lines = String::new();
    let mut rows = statement.query([]).unwrap();
    while let Some(row) = rows.next().unwrap() {
        let cell = |column| match row.get_ref(column).unwrap() {
            ValueRef::Null => String::new(),
            ValueRef::Integer(n) => n.to_string(),
            ValueRef::Real(n) => n.to_string(),
            ValueRef::Text(text) => String::from_utf8(text.to_vec()).unwrap(),
            ValueRef::Blob(_) => panic!("nobody reads bytes: {sql}"),
        };
        let cells: Vec<String> = (0..columns).map(cell).collect();
        lines.push_str(&format!("{}\n", cells.join("|")));
    }
    match lines.is_empty() {
        true => lines,
        false => format!("{names}\n{lines}"),
    }
}

#[test]
fn every_question_can_be_asked() {
    let conn = store::open_in_memory().unwrap();
    let worked = worked();
    assert_eq!(worked.len(), 11, "ten, and one on the evidence");
    for Worked { sql, .. } in worked {
        assert_eq!(
            answer(&conn, &sql),
            "",
            "of nothing there is nothing to say"
        );
    }
}

#[test]
fn what_datasette_is_told_of_is_there() {
    let conn = store::open_in_memory().unwrap();
    let told: serde_json::Value = serde_json::from_str(DATASETTE).unwrap();
    let database = &told["databases"]["watch907"];
    let mut told: Vec<String> = database["tables"]
        .as_object()
        .unwrap()
        .keys()
        .cloned()
        .collect();
    let mut names = conn
        .prepare("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%'")
        .unwrap();
    let names = names.query_map([], |row| row.get(0)).unwrap();
    let mut names: Vec<String> = names.map(Result::unwrap).collect();
    told.sort();
    names.sort();
    assert_eq!(told, names);
    let queries = database["queries"].as_object().unwrap();
    assert_eq!(queries.len(), 10);
    for query in queries.values() {
        conn.prepare(query["sql"].as_str().unwrap()).unwrap();
        assert!(HISTORY.contains(query["title"].as_str().unwrap()));
    }
}

#[test]
fn it_stood_each_day_since_1992_where_the_stretches_say() {
    let config = config::load(&[]).unwrap();
    let history: Vec<Instrument> = config
        .attested
        .into_iter()
        .map(|attested| attested.instrument)
        .collect();
    let today: Date = "2026-11-22".parse().unwrap();
    let spans = provision::spans(&history, today);
    let first: Date = "1992-10-24".parse().unwrap();
    assert_eq!(spans[0].from, first);
    let mut at = 0;
    for day in first.series(1.day()).take_while(|day| *day <= today) {
        while at + 1 < spans.len() && spans[at + 1].from <= day {
            at += 1;
        }
        let standing = provision::fold(&history, day).unwrap();
        assert_eq!(
            (spans[at].word, spans[at].reported),
            (standing.word, standing.reported),
            "{day}"
        );
    }
}

#[test]
#[ignore = "needs the demo's database: run `cargo run --release -- demo` first"]
fn the_demo_answers_as_is_written() {
    let conn = store::open_read_only(Path::new(DEMO)).unwrap();
    for Worked {
        sql,
        answer: written,
    } in worked()
    {
        assert_eq!(answer(&conn, &sql), written, "{sql}");
    }
}

#[test]
#[ignore = "needs the demo's database, and sqlite3"]
fn any_sqlite3_answers_alike() {
    for Worked {
        sql,
        answer: written,
    } in worked()
    {
        let output = Command::new("sqlite3")
            .args(["-readonly", "-header", DEMO, &sql])
            .output()
            .unwrap();
        let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        assert_eq!(said, written, "{sql}");
    }
}
