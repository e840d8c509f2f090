//! The report and the feed of alerts, kept up to date in a folder.

use std::fs;

use crate::kit::{
    documents::{entry, feed},
    site::Document,
    world::World,
};

const WATCHED: &str = r#"
[built_in]
history = true

[[source]]
id = "white-house"
name = "White House"
kind = "feed"
url = "SITE/house"
cadence = "1h"
required = true
rung = "announced"
"#;

const WAIVER: &str = "Extension of Waiver of Section 907 of the FREEDOM Support Act With Respect \
                      to Assistance to the Government of Azerbaijan";

fn watching(config: &str) -> World {
    let mut world = World::watching(config).beginning("2026-11-22T12:00:00Z");
    world.serve("/house", Document::feed(feed(&[entry("a", 1)])));
    world.poll();
    world
}

fn published(world: &World, name: &str) -> String {
    fs::read_to_string(world.path(&format!("public/{name}"))).unwrap()
}

#[test]
fn they_are_written_on_each_change_and_only_then() {
    let mut world = watching(WATCHED);
    assert!(world.publish().unwrap());
    assert!(published(&world, "report.html").contains("Section 907: waiver overdue"));
    assert!(published(&world, "alerts.atom").contains("Watching began"));
    assert!(!world.publish().unwrap(), "nothing has changed");
    world.pass("2h");
    assert!(
        !world.publish().unwrap(),
        "it was polled, and nothing was new"
    );

    let posts = [entry("a", 1), entry("b", 22).titled(WAIVER)];
    world.serve("/house", Document::feed(feed(&posts)));
    world.pass("2h");
    assert!(world.publish().unwrap());
    assert!(published(&world, "report.html").contains("Section 907: waiver announced"));
    let feed = published(&world, "alerts.atom");
    let read = feed_rs::parser::parse(feed.as_bytes()).unwrap();
    assert!(
        read.entries[0]
            .title
            .as_ref()
            .unwrap()
            .content
            .starts_with("Waiver announced"),
        "{feed}"
    );

    world.serve("/house", Document::page("blocked").with_status(403));
    world.pass("2h");
    assert!(world.publish().unwrap(), "it can't be seen any more");
    assert!(published(&world, "report.html").contains("403"));
    world.restart();
    assert!(
        world.publish().unwrap(),
        "what a new service finds may be old"
    );
}

#[test]
fn an_entry_of_the_feed_stays_as_it_is() {
    let mut world = watching(WATCHED);
    let posts = [entry("a", 1), entry("b", 22).titled(WAIVER)];
    world.serve("/house", Document::feed(feed(&posts)));
    world.pass("2h");
    world.publish().unwrap();
    let first = published(&world, "alerts.atom");
    let posts = [
        entry("a", 1),
        entry("b", 22).titled(WAIVER),
        entry("c", 23).titled("On Azerbaijan and Section 907"),
    ];
    world.serve("/house", Document::feed(feed(&posts)));
    world.pass("2d");
    world.publish().unwrap();
    let later = published(&world, "alerts.atom");
    assert_ne!(first, later);
    let entries = |xml: &str| {
        let entries = xml.split("<entry>").skip(1);
        entries
            .map(|entry| entry.replace("</feed>\n", ""))
            .collect::<Vec<_>>()
    };
    let (first, later) = (entries(&first), entries(&later));
    assert!(later.ends_with(&first), "{later:#?}");
}

#[test]
fn nothing_is_written_where_none_is_wanted() {
    let world = &mut watching(&format!("{WATCHED}\n[report]\npath = \"\"\n"));
    assert!(!world.publish().unwrap());
    assert!(!world.path("public").exists());
    let (page, code) = world.ask(&["report"]);
    assert_eq!(code, 0);
    assert!(page.starts_with("<!DOCTYPE html>"), "{page}");
    let file = world.path("report.html");
    let (said, code) = world.ask(&["report", "-o", file.to_str().unwrap()]);
    assert_eq!((said.as_str(), code), ("", 0));
    assert_eq!(fs::read_to_string(file).unwrap(), page);
}

#[test]
fn a_folder_that_can_not_be_written_stops_nothing() {
    let mut world = watching(&format!(
        "{WATCHED}\n[report]\npath = \"watch907.db/public\"\n"
    ));
    let failed = world.publish().unwrap_err();
    assert!(
        format!("{failed:#}").contains("watch907.db/public"),
        "{failed:#}"
    );
    world.pass("2h");
    assert_eq!(world.state("white-house"), "fine");
}
