//! What blinds many sources at once is one piece of news.

use crate::kit::{
    documents::{bill, challenge, entry, feed, introduced, referred},
    site::Document,
    world::World,
};

/// So many records at one host and feeds at another; the first of each is required.
fn sources(records: usize, feeds: usize) -> String {
    let record = |n: usize| {
        format!(
            "[[source]]\nid = \"hr{n}-119\"\nname = \"H.R. {n}\"\nkind = \"measure\"\n\
             measure = \"hr{n}-119\"\nurl = \"SITE/bill{n}\"\nrequired = {}\n{PACE}",
            n == 1
        )
    };
    let feed = |n: usize| {
        format!(
            "[[source]]\nid = \"news-{n}\"\nname = \"News {n}\"\nkind = \"feed\"\n\
             url = \"NAMED/feed{n}\"\nrequired = {}\n{PACE}",
            n == 1
        )
    };
    let records = (1..=records).map(record);
    records.chain((1..=feeds).map(feed)).collect()
}

const PACE: &str = "cadence = \"1h\"\nfresh_for = \"6h\"\n";

fn watching(records: usize, feeds: usize) -> World {
    let mut world = World::watching(&sources(records, feeds));
    all_is_served(&world);
    world.poll();
    assert_eq!(world.only_mail().kind, "began");
    world
}

fn all_is_served(world: &World) {
    for n in 1..=20 {
        let record = bill(n, &[referred(), introduced()]);
        world.serve(&format!("/bill{n}"), Document::xml(record));
        let feed = Document::feed(feed(&[entry("a", 20)]));
        world.serve(&format!("/feed{n}"), feed);
    }
}

#[test]
fn a_dead_network_is_one_alert_and_its_return_another() {
    let mut world = watching(20, 20);
    world.site.cut(true);
    world.pass("24h");

    let mail = world.only_mail();
    assert_eq!(mail.kind, "health");
    assert!(
        mail.subject
            .contains("Blind: none of 40 sources seen since"),
        "{}",
        mail.subject
    );
    for name in ["H.R. 1;", "News 1;", "some are required"] {
        assert!(mail.text.contains(name), "{name}: {}", mail.text);
    }
    assert_eq!(world.ask_json(&["status"])["assurance"], "blind");

    world.site.cut(false);
    world.pass("8h");
    let mail = world.only_mail();
    assert!(
        mail.subject.contains("Seen again: the first of 40 sources"),
        "{}",
        mail.subject
    );
    assert_eq!(world.ask_json(&["status"])["assurance"], "assured");
    assert_eq!(world.count("caused"), 0);
    world.pass("1h");
    assert_eq!(world.told(), [""; 0]);
}

#[test]
fn once_one_is_seen_again_the_others_are_asked_at_once() {
    let mut world = watching(2, 2);
    world.site.cut(true);
    world.pass("48h");
    world.told();
    world.site.cut(false);
    world.poll_only(&["news-2"]);
    assert!(world.only_mail().subject.contains("Seen again"));

    world.pass("1s");

    assert_eq!(world.ask_json(&["status"])["sources"]["fine"], 4);
    assert_eq!(world.told(), [""; 0]);
}

#[test]
fn one_that_stays_blind_when_the_network_is_back_is_told_by_itself() {
    let mut world = watching(3, 2);
    world.site.cut(true);
    world.pass("8h");
    world.told();
    world.serve("/bill1", Document::page("down").with_status(500));
    world.site.cut(false);
    world.pass("8h");

    let told = world.told();
    assert_eq!(told.len(), 2, "{told:#?}");
    assert!(told[0].contains("Seen again: the first of 5"), "{told:#?}");
    assert!(told[1].contains("Blind: H.R. 1 "), "{told:#?}");
    all_is_served(&world);
    world.pass("8h");
    let told = world.told();
    assert_eq!(told.len(), 1, "{told:#?}");
    assert!(told[0].contains("Seen again: H.R. 1,"), "{told:#?}");
}

#[test]
fn a_host_that_stays_down_when_the_network_is_back_is_told_by_itself() {
    let patient = sources(2, 2).replace("fresh_for = \"6h\"", "fresh_for = \"24h\"");
    let feeds = patient.split("[[source]]").skip(3);
    let feeds: String = feeds.map(|source| format!("[[source]]{source}")).collect();
    let mut world = World::watching(&format!("{}{feeds}", sources(2, 0)));
    all_is_served(&world);
    world.poll();
    assert_eq!(world.only_mail().kind, "began");
    world.site.cut(true);
    world.pass("8h");
    assert!(world.only_mail().subject.contains("none of 4 sources seen"));

    for n in 1..=2 {
        let down = Document::page("down").with_status(500);
        world.serve(&format!("/bill{n}"), down);
    }
    world.site.cut(false);
    world.pass("9h");

    let told = world.told();
    assert_eq!(told.len(), 2, "{told:#?}");
    assert!(told[0].contains("Seen again: the first of 4"), "{told:#?}");
    assert!(
        told[1].contains("none of 2 sources at 127.0.0.1"),
        "{told:#?}"
    );
}

#[test]
fn a_wall_before_a_host_is_one_alert_and_the_others_go_on() {
    let mut world = watching(3, 3);
    for n in 1..=3 {
        let wall = Document::page(challenge()).with_status(403);
        world.serve(&format!("/bill{n}"), wall);
    }
    world.pass("20h");

    let mail = world.only_mail();
    assert!(
        mail.subject
            .contains("none of 3 sources at 127.0.0.1 seen since"),
        "{}",
        mail.subject
    );
    assert!(!mail.text.contains("News"), "{}", mail.text);
    let status = world.ask_json(&["status"]);
    assert_eq!(status["assurance"], "degraded");
}

#[test]
fn a_dead_network_is_told_again_every_three_days_unless_all_are_acknowledged() {
    let mut world = watching(2, 2);
    world.site.cut(true);
    world.pass("7d");
    let told = world.told();
    let health = |told: &[String]| told.iter().filter(|t| t.starts_with("health")).count();
    assert_eq!(health(&told), 3, "{told:#?}");

    for id in ["hr1-119", "hr2-119", "news-1", "news-2"] {
        world.acknowledge(id, "2026-12-24").unwrap();
    }
    world.restart();
    world.pass("7d");
    assert_eq!(health(&world.told()), 0);
    world.site.cut(false);
    world.pass("8h");
    assert_eq!(health(&world.told()), 1);
}

#[test]
fn a_network_that_comes_and_goes_is_no_storm() {
    let mut world = watching(5, 5);
    for _ in 0..4 {
        world.site.cut(true);
        world.pass("9h");
        world.site.cut(false);
        world.pass("10m");
    }
    let told = world.told();
    assert!(told.len() <= 8, "{told:#?}");
}

#[test]
fn a_service_that_hangs_is_one_alert() {
    let mut world = watching(6, 6);
    world.sleep_until(world.now() + jiff::SignedDuration::from_hours(7));
    world.tick();
    world.sleep_until(world.now() + jiff::SignedDuration::from_mins(6));
    world.tick();
    let mail = world.only_mail();
    assert!(
        mail.subject.contains("none of 12 sources seen since"),
        "{}",
        mail.subject
    );
    assert!(mail.text.contains("restart the service"), "{}", mail.text);
}
