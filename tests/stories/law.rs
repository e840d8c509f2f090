//! Where Section 907 stands, and what moves it.

use crate::kit::{
    documents::{Entry, entry, feed},
    site::Document,
    world::World,
};

const SOURCES: &str = r#"
[built_in]
history = true

[[source]]
id = "white-house"
name = "White House"
kind = "feed"
url = "SITE/house"
cadence = "15m"
rung = "announced"

[[source]]
id = "news"
name = "Some news"
kind = "feed"
url = "SITE/feed"
cadence = "1h"
"#;

const WAIVER: &str = "Extension of Waiver of Section 907 of the FREEDOM Support Act With Respect \
                      to Assistance to the Government of Azerbaijan";

fn beginning(at: &str) -> World {
    let mut world = World::watching(SOURCES).beginning(at);
    list(
        &world,
        "/house",
        &[entry("old", 1)
            .titled("A proclamation")
            .saying("On something.")],
    );
    list(&world, "/feed", &[entry("old", 1)]);
    world.poll();
    assert_eq!(of_kind(&world.told(), "began"), 1);
    world
}

fn list(world: &World, path: &str, entries: &[Entry]) {
    world.serve(path, Document::feed(feed(entries)));
}

fn word(world: &World) -> String {
    let word = world.one("SELECT word FROM status WHERE entity = 'section-907'");
    word.unwrap_or_default()
}

fn of_kind(told: &[String], kind: &str) -> usize {
    let kind = format!("{kind}:");
    told.iter().filter(|told| told.starts_with(&kind)).count()
}

#[test]
fn the_year_of_a_waiver_runs_out_by_the_clock_and_is_told_once() {
    let mut world = beginning("2026-08-05T12:00:00Z");
    assert_eq!(word(&world), "waived");

    world.wait_until("2026-08-08T03:00:00Z".parse().unwrap());
    assert_eq!(
        (word(&world).as_str(), of_kind(&world.told(), "standing")),
        ("waived", 0)
    );

    world.wait_until("2026-08-08T05:00:00Z".parse().unwrap());
    assert_eq!(word(&world), "waiver_overdue");
    let mail = world.only_mail();
    assert_eq!(mail.kind, "standing");
    assert!(mail.text.contains("Aug 8, 2025"), "{}", mail.text);

    world.pass("20d");
    assert_eq!(of_kind(&world.told(), "standing"), 0);
}

#[test]
fn a_reminder_says_what_follows_if_nothing_is_found() {
    let mut world = beginning("2026-07-31T12:00:00Z");
    world.pass("2d");
    let mails = world.new_mails();
    let reminder = mails.iter().find(|mail| mail.kind == "reminder");
    let text = &reminder.unwrap().text;
    assert!(
        text.contains("If none is found by then, Section 907 will be told as waiver overdue."),
        "{text}"
    );
}

#[test]
fn an_overdue_waiver_stands_in_the_first_mail_and_is_not_told_beside_it() {
    let mut world = beginning("2026-11-22T12:00:00Z");
    assert_eq!(word(&world), "waiver_overdue");
    let basis: Option<String> = world.one("SELECT basis FROM status WHERE entity = 'section-907'");
    assert!(basis.unwrap().contains("Extension of Waiver"));
    world.pass("1d");
    assert_eq!(of_kind(&world.told(), "standing"), 0);
}

#[test]
fn the_signing_offices_post_announces_a_waiver_and_the_press_does_not() {
    let mut world = beginning("2026-11-22T12:00:00Z");
    let waiver = entry("waiver", 22)
        .titled(WAIVER)
        .saying("On aid. I hereby extend the waiver of section 907. Publish it.");
    list(&world, "/feed", &[waiver.clone(), entry("old", 1)]);
    world.pass("2h");
    assert_eq!(word(&world), "waiver_overdue");
    assert_eq!(of_kind(&world.told(), "standing"), 0);

    list(
        &world,
        "/house",
        &[
            waiver,
            entry("old", 1)
                .titled("A proclamation")
                .saying("On something."),
        ],
    );
    world.pass("15m");
    assert_eq!(word(&world), "waiver_announced");
    let mails = world.new_mails();
    let told: Vec<_> = mails
        .iter()
        .filter(|mail| mail.kind == "standing")
        .collect();
    assert_eq!(told.len(), 1);
    assert!(
        told[0].text.contains("Extension of Waiver"),
        "{}",
        told[0].text
    );
    let unread = "listed by White House; the document itself was not read";
    assert!(told[0].text.contains(unread), "{}", told[0].text);
    let says = "\"I hereby extend the waiver of section 907.\"";
    assert!(told[0].text.contains(says), "{}", told[0].text);
    world.pass("10d");
    assert_eq!(of_kind(&world.told(), "standing"), 0);
}

#[test]
fn one_waiver_in_three_official_feeds_is_told_once() {
    let mut world = beginning("2026-11-22T12:00:00Z");
    let more = ["actions", "memoranda"].map(|name| {
        list(&world, &format!("/{name}"), &[entry("old", 1)]);
        format!(
            "[[source]]\nid = \"{name}\"\nkind = \"feed\"\nurl = \"SITE/{name}\"\n\
             name = \"{name}\"\ncadence = \"15m\"\nrung = \"announced\"\n"
        )
    });
    world.reload(&format!("{SOURCES}{}", more.concat()));
    world.pass("1h");
    world.told();

    let mut told = 0;
    for (path, day) in [("/memoranda", 21), ("/house", 22), ("/actions", 28)] {
        let post = entry(&format!("waiver{path}"), day).titled(WAIVER);
        list(&world, path, &[post, entry("old", 1)]);
        world.pass("1d");
        told += of_kind(&world.told(), "standing");
    }
    assert_eq!(told, 1);
    let standing: Option<String> =
        world.one("SELECT word || ' ' || since FROM status WHERE entity = 'section-907'");
    assert_eq!(standing.as_deref(), Some("waiver_announced 2026-11-21"));
}

#[test]
fn a_feed_that_takes_another_name_moves_no_standing() {
    let mut world = beginning("2026-11-22T12:00:00Z");
    list(&world, "/house", &[entry("waiver", 22).titled(WAIVER)]);
    world.pass("15m");
    assert_eq!(of_kind(&world.told(), "standing"), 1);

    let renamed = SOURCES.replace(
        "id = \"white-house\"",
        "id = \"signing-office\"\nwas = \"white-house\"",
    );
    world.reload(&renamed);
    world.pass("2d");
    assert_eq!(of_kind(&world.told(), "standing"), 0);
}

#[test]
fn a_headline_never_moves_the_law() {
    let mut world = beginning("2026-11-22T12:00:00Z");
    let headlines = [
        "US lifts Section 907 sanctions on Azerbaijan",
        "Section 907 repealed, Azerbaijan says",
        "Section 907 waiver extended by the President",
    ];
    let entries: Vec<Entry> = (0..)
        .zip(headlines)
        .map(|(n, title)| entry(&format!("h{n}"), 21).titled(title))
        .collect();
    list(&world, "/feed", &entries);
    world.pass("5d");
    assert_eq!(word(&world), "waiver_overdue");
    let told = world.told();
    assert_eq!(
        (of_kind(&told, "standing"), of_kind(&told, "item")),
        (0, 3),
        "{told:#?}"
    );
}

#[test]
fn what_the_operator_attests_moves_the_standing_when_it_is_read() {
    let mut world = beginning("2026-11-22T12:00:00Z");
    let attested = r#"
[[attested]]
id = "waiver-2026"
on = "2026-11-20"
instrument = "the memorandum of 2026"
effect = "waives"
published_on = "2026-11-21"
quote = "I hereby extend the waiver of section 907."
source = "https://example.org/memorandum"
mark = "V"
"#;
    world.reload(&format!("{SOURCES}{attested}"));
    world.pass("1h");
    assert_eq!(word(&world), "waived");
    let mail = world.only_mail();
    assert_eq!(mail.kind, "standing");
    assert!(
        mail.text.contains("the memorandum of 2026"),
        "{}",
        mail.text
    );
    for document in [
        "published Nov 21, 2026",
        "\"I hereby extend the waiver of section 907.\"",
    ] {
        assert!(mail.text.contains(document), "{}", mail.text);
    }
    world.restart();
    world.pass("1d");
    assert_eq!(of_kind(&world.told(), "standing"), 0);
}
