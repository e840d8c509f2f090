//! Everything is derived anew from the evidence, and other rules are tried on it.

use std::{fs, process::Command};

use rusqlite::Connection;
use serde_json::Value;
use watch907::store;

use crate::kit::{
    documents::{bill, entry, feed, introduced, page, referred, reported},
    site::Document,
    world::World,
};

pub(super) const WATCHED: &str = r#"
[[attested]]
id = "act"
on = "1992-10-24"
instrument = "FREEDOM Support Act, Public Law 102-511"
effect = "enacts"
source = "https://example.org/act"
mark = "S"

[[attested]]
id = "waiver"
on = "2025-12-01"
instrument = "Memorandum of 2025"
effect = "waives"
source = "https://example.org/memorandum"
mark = "S"

[[source]]
id = "news"
name = "Some news"
kind = "feed"
url = "SITE/news"
cadence = "1h"

[[source]]
id = "office"
name = "An office"
kind = "feed"
url = "SITE/office"
cadence = "1h"
rung = "announced"

[[source]]
id = "code"
name = "The Code"
kind = "page"
url = "SITE/code"
cadence = "1h"

[[source]]
id = "hr6534-119"
kind = "measure"
measure = "hr6534-119"
url = "SITE/record"
cadence = "1h"
"#;

/// All that derived rows are made of happens: items come, are edited and go, a page and a
/// measure move, the press claims, and the calendar ends the waiver's year.
pub(super) fn story(config: &str) -> World {
    let mut world = World::watching(config);
    let told = |name: &str, day: u8| entry(name, day).titled(&format!("Section 907: {name}"));
    world.serve("/office", Document::feed(feed(&[told("old post", 19)])));
    world.serve(
        "/news",
        Document::feed(feed(&[told("one", 20), entry("two", 20)])),
    );
    world.serve("/code", Document::page(page(["Section 907 stands."])));
    world.serve("/record", Document::xml(bill(6534, &[introduced()])));
    world.poll();
    world.pass("3h");
    world.serve(
        "/news",
        Document::feed(feed(&[
            told("Trump has lifted Section 907 on Azerbaijan", 22),
            told("one", 20).saying("edited since"),
            entry("two", 20),
        ])),
    );
    world.serve("/code", Document::page(page(["Section 907 was amended."])));
    world.serve(
        "/record",
        Document::xml(bill(6534, &[referred(), introduced()])),
    );
    world.pass("1d");
    world.serve(
        "/office",
        Document::feed(feed(&[told("a post", 23), told("old post", 19)])),
    );
    world.serve(
        "/record",
        Document::xml(bill(6534, &[reported(), referred(), introduced()])),
    );
    world.pass("10d");
    world
}

#[test]
fn a_rebuild_of_what_nobody_touched_changes_nothing() {
    let world = story(WATCHED);
    for table in [
        "items",
        "changes",
        "standings",
        "claims",
        "observations",
        "claim_lines",
        "pages",
    ] {
        assert!(world.count(table) > 0, "{table}");
    }
    assert_eq!(world.count("standings WHERE word = 'waiver_overdue'"), 1);

    let (rebuilt, differs) = world.rebuilt();

    assert_eq!(differs, []);
    assert_eq!(rebuilt.read as i64, world.count("snapshots"));
}

#[test]
fn what_was_released_is_kept_as_it_was_derived() {
    let mut world = story(&format!("{WATCHED}[watch]\nkeep_press = \"1d\"\n"));
    for n in 0..3 {
        let names = [format!("later {n}"), "three".to_owned()];
        let entries: Vec<_> = names.iter().map(|name| entry(name, 22)).collect();
        world.serve("/news", Document::feed(feed(&entries)));
        world.pass("2d");
    }
    assert!(world.count("bodies WHERE bytes IS NULL") > 0);
    assert!(world.count("items WHERE quoted = 1") > 0);

    let (rebuilt, differs) = world.rebuilt();

    assert_eq!(differs, []);
    assert!(rebuilt.released > 0, "{rebuilt:?}");
}

#[test]
fn what_was_derived_wrongly_is_derived_anew_and_nobody_is_told() {
    let mut world = story(WATCHED);
    assert_eq!(watch907(&world, WATCHED, &["rebuild"]).1, 1, "it runs");
    world.stop();
    let right = rows(&world);
    let told = told(&world);
    let conn = Connection::open(world.database()).unwrap();
    conn.execute_batch(
        "UPDATE standings SET word = 'repealed' WHERE entity = 'section-907' AND ordinal = 2;
         DELETE FROM said;
         UPDATE observations SET quote = 'made up' WHERE id = 1;
         INSERT INTO observations
         SELECT 99, entity, source, snapshot, 'made-up', position, acted_on, statement, quote, link, rung, seen_at, NULL
           FROM observations WHERE id = 1",
    )
    .unwrap();
    let wrong = rows(&world);

    let (said, code) = watch907(&world, WATCHED, &["rebuild"]);
    assert_eq!(code, 0, "{said}");
    assert!(
        said.contains("section-907: repealed -> waiver_overdue"),
        "{said}"
    );
    assert!(
        said.contains("observations: 0 came, 1 went, 1 changed"),
        "{said}"
    );
    assert!(said.contains("Nothing was changed"), "{said}");
    assert_eq!(rows(&world), wrong);

    // It ends in the middle of it: nothing of it is there.
    let halt =
        "CREATE TRIGGER halt BEFORE INSERT ON rebuilds BEGIN SELECT RAISE(ABORT, 'killed'); END";
    conn.execute_batch(halt).unwrap();
    let (said, code) = watch907(&world, WATCHED, &["rebuild", "--apply"]);
    assert_eq!(code, 1, "{said}");
    assert_eq!(rows(&world), wrong);
    conn.execute_batch("DROP TRIGGER halt").unwrap();

    let (said, code) = watch907(&world, WATCHED, &["rebuild", "--apply", "--json"]);
    assert_eq!(code, 0, "{said}");
    let answer: Value = serde_json::from_str(&said).unwrap();
    assert_eq!(answer["applied"], true);
    assert_eq!(rows(&world), right);
    assert_eq!(world.count("rebuilds"), 1);
    world.pass("6h");
    assert_eq!(self::told(&world), told);
    assert!(!world.path("watch907.db.rebuild").exists());
    let (found, _) = world.ask(&["search", "lifted"]);
    assert!(found.contains("lifted Section 907"), "{found}");
}

#[test]
fn a_replay_names_the_alerts_that_other_rules_would_tell_and_touches_nothing() {
    let mut world = story(WATCHED);
    let before = rows(&world);
    let (said, code) = watch907(&world, WATCHED, &["replay"]);
    assert_eq!(code, 0, "{said}");
    assert!(
        said.contains("No alert would appear.\nNo alert would vanish."),
        "{said}"
    );

    let news = WATCHED.find("[[source]]\nid = \"news\"").unwrap();
    let office = WATCHED.find("[[source]]\nid = \"office\"").unwrap();
    let without = format!("{}{}", &WATCHED[..news], &WATCHED[office..]);
    let (said, code) = watch907(&world, &without, &["replay", "--json"]);
    assert_eq!(code, 0, "{said}");
    let answer: Value = serde_json::from_str(&said).unwrap();
    assert_eq!(answer["appear"], Value::Array(Vec::new()));
    let vanish = answer["vanish"].as_array().unwrap();
    assert!(!vanish.is_empty());
    assert!(
        vanish.iter().all(
            |alert| alert["entity"].as_str().unwrap().starts_with("news#")
                || alert["entity"]
                    .as_str()
                    .unwrap()
                    .starts_with("section-907#")
        ),
        "{vanish:#?}"
    );

    let sooner = WATCHED.replace("2025-12-01", "2025-11-23");
    let (said, code) = watch907(&world, &sooner, &["replay"]);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("would appear"), "{said}");
    world.stop();
    assert_eq!(rows(&world), before);
}

/// What was told of the law and of sources; more statements of silence come by the calendar.
fn told(world: &World) -> Option<String> {
    world.one(
        "SELECT group_concat(kind || ' ' || entity || ' ' || old || ' ' || new, char(10)) FROM alerts
          WHERE kind NOT IN ('silence', 'digest')",
    )
}

/// All derived rows, as text.
fn rows(world: &World) -> Vec<String> {
    let conn = store::open_read_only(&world.database()).unwrap();
    let mut all = Vec::new();
    for table in [
        "items",
        "pages",
        "documents",
        "differences",
        "records",
        "finds",
        "texts",
        "observations",
        "standings",
        "claim_lines",
        "said",
        "alerts",
        "owed",
    ] {
        let mut statement = conn
            .prepare(&format!("SELECT * FROM {table} ORDER BY 1, 2"))
            .unwrap();
        let columns = statement.column_count();
        let mut rows = statement.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let cells = (0..columns).map(|column| format!("{:?}", row.get_ref(column).unwrap()));
            all.push(format!("{table} {}", cells.collect::<Vec<_>>().join(" ")));
        }
    }
    all
}

/// What the program says by a configuration, and how it ends.
fn watch907(world: &World, config: &str, args: &[&str]) -> (String, i32) {
    let path = world.path("other.toml");
    fs::write(&path, world.with_base(config)).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_watch907"))
        .args(args)
        .arg("--config")
        .arg(path)
        .arg("--database")
        .arg(world.database())
        .output()
        .unwrap();
    let said = [output.stdout, output.stderr].concat();
    (
        String::from_utf8(said).unwrap(),
        output.status.code().unwrap(),
    )
}
