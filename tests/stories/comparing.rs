//! What is asked of the past: differences of any two snapshots, and lists of what changed
//! and what was told.

use crate::kit::{
    documents::{bill, entry, feed, introduced, page, referred, reported},
    official::{Notice, register},
    site::Document,
    world::World,
};

const WATCHED: &str = r#"
[[source]]
id = "code"
name = "The Code"
kind = "page"
url = "SITE/code"
cadence = "6h"

[[source]]
id = "news"
name = "Some news"
kind = "feed"
url = "SITE/news"
cadence = "6h"

[[source]]
id = "register"
name = "Federal Register"
kind = "federal-register"
url = "SITE/register"
cadence = "6h"
expect = { items = 0 }

[[source]]
id = "hr6534-119"
name = "H.R. 6534"
kind = "measure"
measure = "hr6534-119"
url = "SITE/bill"
cadence = "6h"
"#;

fn code(world: &World, lines: &[&str]) {
    world.serve("/code", Document::page(page(lines.iter().copied())));
}

fn notices(world: &World, notices: &[Notice]) {
    let json = Document::new("application/json", register(notices)).without_validators();
    world.serve("/register", json);
}

fn notice(number: &'static str, title: &str) -> Notice {
    Notice::memorandum(number, title, "http://127.0.0.1:9/none.txt")
        .signed("2026-11-20")
        .published("2026-11-21")
}

/// Three versions of a page, two of a list and of a record, a day apart.
fn changing() -> World {
    let mut world = World::watching(WATCHED);
    code(
        &world,
        &["Section 907 stands.", "The waiver runs.", "One.", "Two."],
    );
    world.serve("/news", Document::feed(feed(&[entry("a", 1)])));
    notices(&world, &[notice("2026-90701", "On one matter")]);
    let first = [referred(), introduced()];
    world.serve("/bill", Document::xml(bill(6534, &first)));
    world.poll();
    world.pass("1d");
    code(
        &world,
        &["Section 907 stands.", "The waiver ran.", "One.", "Two."],
    );
    notices(
        &world,
        &[
            notice("2026-90702", "On another"),
            notice("2026-90701", "On one matter, corrected"),
        ],
    );
    let second = [reported(), referred(), introduced()];
    world.serve("/bill", Document::xml(bill(6534, &second)));
    world.pass("1d");
    code(
        &world,
        &[
            "Section 907 stands.",
            "The waiver ran.",
            "One.",
            "Two.",
            "Three.",
        ],
    );
    world.pass("1d");
    world
}

fn snapshots(world: &World, source: &str) -> Vec<String> {
    let listed = world.ask_json(&["diff", source, "--list"]);
    let listed = listed.as_array().unwrap().iter();
    let mut ids: Vec<String> = listed
        .map(|listed| listed["snapshot"].to_string())
        .collect();
    ids.reverse();
    ids
}

#[test]
fn any_two_snapshots_of_a_page_are_compared_by_its_text() {
    let world = changing();
    let ids = snapshots(&world, "code");
    assert_eq!(ids.len(), 3);

    let (said, code) = world.ask(&["diff", &ids[0], &ids[2]]);
    assert_eq!(code, 0);
    let diff = said.split_once("\n\n").unwrap().1;
    assert_eq!(
        diff,
        "@@ -1,4 +1,5 @@\n Section 907 stands.\n-The waiver runs.\n+The waiver ran.\n One.\n Two.\n+Three.\n"
    );
    let (backwards, _) = world.ask(&["diff", &ids[2], &ids[1]]);
    assert!(backwards.ends_with("-Three.\n"), "{backwards}");
    let (last, _) = world.ask(&["diff", "code"]);
    assert!(last.ends_with(" Two.\n+Three.\n"), "{last}");
    let (same, _) = world.ask(&["diff", &ids[1], &ids[1]]);
    assert!(same.ends_with("Nothing differs.\n"), "{same}");
    let (raw, _) = world.ask(&["diff", "code", "--raw"]);
    assert!(raw.contains("+<p>Three.</p>"), "{raw}");
}

#[test]
fn what_came_as_json_is_compared_by_its_fields() {
    let world = changing();
    let answer = world.ask_json(&["diff", "register"]);
    let fields = answer["fields"].as_array().unwrap();
    let paths: Vec<&str> = fields
        .iter()
        .map(|field| field["path"].as_str().unwrap())
        .collect();
    assert_eq!(paths, ["count", "results[0]", "results[1].title"]);
    assert_eq!(fields[2]["before"], "On one matter");
    assert_eq!(fields[2]["after"], "On one matter, corrected");
    let (said, _) = world.ask(&["diff", "register"]);
    assert!(
        said.ends_with("@@ results[1].title @@\n-On one matter\n+On one matter, corrected\n"),
        "{said}"
    );
}

#[test]
fn a_record_is_compared_by_its_actions() {
    let world = changing();
    let (said, _) = world.ask(&["diff", "hr6534-119"]);
    let added: Vec<&str> = said.lines().filter(|line| line.starts_with('+')).collect();
    assert_eq!(added.len(), 1, "{said}");
    assert!(added[0].contains("Reported by"), "{said}");
}

#[test]
fn a_difference_is_a_page_that_loads_and_runs_nothing() {
    let world = changing();
    let (html, code) = world.ask(&["diff", "code", "--html"]);
    assert_eq!(code, 0);
    assert!(html.starts_with("<!DOCTYPE html>"), "{html}");
    assert!(html.contains("Three."));
    for remote in ["<script", "src=", "href=", "url("] {
        assert!(!html.contains(remote), "{remote}");
    }
}

#[test]
fn what_can_not_be_compared_is_refused_with_a_way_on() {
    let world = changing();
    let (page, list) = (snapshots(&world, "code"), snapshots(&world, "register"));
    for (args, expected, hint) in [
        (
            vec!["diff", &page[0], &list[0]],
            1,
            "only those of one source",
        ),
        (vec!["diff", "99", "98"], 1, "--list"),
        (vec!["diff", "nobody"], 1, "sources --all"),
        (vec!["diff", "news"], 1, "one snapshot only"),
        (vec!["diff", "99"], 1, "watch907 changes"),
        (vec!["diff", "code", "3"], 2, "by their numbers"),
        (vec!["diff", "3", "--list"], 2, "takes a source"),
    ] {
        let (said, code) = world.ask(&args);
        assert_eq!(code, expected, "{args:?}: {said}");
        assert!(said.contains(hint), "{args:?}: {said}");
    }
}

#[test]
fn changes_are_listed_by_source_measure_kind_and_day_and_page_by_page() {
    let world = changing();
    let listed = |args: &[&str]| {
        let found = world.ask_json(&[&["changes"], args].concat());
        let found = found.as_array().unwrap().iter();
        let told = |found: &serde_json::Value| {
            let of = |name: &str| found[name].as_str().unwrap().to_owned();
            format!("{} {}", of("source"), of("kind"))
        };
        found.map(told).collect::<Vec<_>>().join(", ")
    };
    assert_eq!(listed(&["--source", "code"]), "code edited, code edited");
    assert_eq!(listed(&["--measure", "hr6534-119"]), "hr6534-119 added");
    assert_eq!(
        listed(&["--kind", "edited"]),
        "code edited, register edited, code edited"
    );
    assert_eq!(listed(&["--kind", "removed"]), "");
    assert_eq!(
        listed(&["--source", "code", "--until", "2026-11-23"]),
        "code edited"
    );
    assert_eq!(listed(&["--since", "2026-11-25"]), "");
    let all = listed(&[]);
    let mut paged = Vec::new();
    let mut before = "1000".to_owned();
    loop {
        let page = world.ask_json(&["changes", "--limit", "2", "--before", &before]);
        let page = page.as_array().unwrap();
        let Some(last) = page.last() else { break };
        before = last["id"].to_string();
        paged.extend(page.iter().map(|change| {
            let of = |name: &str| change[name].as_str().unwrap().to_owned();
            format!("{} {}", of("source"), of("kind"))
        }));
    }
    assert_eq!(paged.join(", "), all);
    let (said, _) = world.ask(&["changes", "--limit", "2"]);
    assert!(said.contains("Older ones: --before "), "{said}");
    let (said, code) = world.ask(&["changes", "--kind", "moved"]);
    assert_eq!(code, 2, "{said}");
}

#[test]
fn alerts_are_listed_by_kind_measure_and_source() {
    let world = changing();
    let listed = |args: &[&str]| {
        let found = world.ask_json(&[&["show"], args].concat());
        let found = found.as_array().unwrap().iter();
        let kind =
            |found: &serde_json::Value| found["news"]["kind"].as_str().unwrap_or("?").to_owned();
        found.map(kind).collect::<Vec<_>>().join(", ")
    };
    let (said, code) = world.ask(&["show"]);
    assert_eq!(code, 0);
    assert!(said.contains("H.R. 6534 was reported"), "{said}");
    assert_eq!(listed(&["--measure", "hr6534-119"]), "measure");
    assert_eq!(listed(&["--kind", "measure"]), "measure");
    assert_eq!(listed(&["--source", "code"]), "change, change");
    assert_eq!(listed(&["--source", "code", "--limit", "1"]), "change");
    assert_eq!(
        listed(&["--source", "code", "--since", "2026-11-24"]),
        "change"
    );
    let (said, code) = world.ask(&["show", "--kind", "rumour"]);
    assert_eq!(code, 2);
    assert!(said.contains("standing, measure"), "{said}");
}

#[test]
fn a_history_is_cut_to_what_is_asked_for() {
    let world = changing();
    let said = |args: &[&str]| {
        let history = world.ask_json(&[&["history", "hr6534-119"], args].concat());
        let statements = history["statements"].as_array().unwrap().iter();
        let texts = statements.map(|statement| statement["text"].as_str().unwrap().to_owned());
        texts.collect::<Vec<_>>()
    };
    let all = said(&[]);
    assert_eq!(all.len(), 3, "{all:?}");
    assert_eq!(said(&["--limit", "1"]), all[2..]);
    assert_eq!(said(&["--source", "hr6534-119"]), all);
    assert_eq!(said(&["--source", "another"]), [""; 0]);
    let (first, last) = (
        said(&["--until", "2025-12-09"]),
        said(&["--since", "2025-12-10"]),
    );
    assert_eq!([first, last].concat(), all);
}
