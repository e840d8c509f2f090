//! A source that crashes us when it is read.

use crate::kit::{
    documents::{entry, feed},
    site::Document,
    world::World,
};

const SOURCES: &str = r#"
[[source]]
id = "news"
name = "Some news"
kind = "feed"
url = "SITE/feed"
cadence = "15m"
fresh_for = "6h"
required = true

[[source]]
id = "other"
name = "Other news"
kind = "feed"
url = "SITE/other"
cadence = "15m"
fresh_for = "6h"
"#;

fn watching() -> World {
    let mut world = World::watching(SOURCES);
    for path in ["/feed", "/other"] {
        world.serve(path, Document::feed(feed(&[entry("a", 20)])));
    }
    world.poll();
    assert_eq!(world.only_mail().kind, "began");
    world
}

/// The process is killed while it reads the source, and is started again.
fn is_killed_reading(world: &mut World, source: &str, answer: &str) {
    world.stop();
    let folder = world.path("watch907.db.reading");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("0"), format!("{source} {answer}")).unwrap();
    world.restart();
    assert_eq!(std::fs::read_dir(folder).unwrap().count(), 0);
}

fn asked(world: &World) -> [usize; 2] {
    ["/feed", "/other"].map(|path| world.site.asked(path).len())
}

#[test]
fn a_source_that_kills_us_three_times_is_set_aside_and_told_and_the_others_go_on() {
    let mut world = watching();
    for _ in 0..2 {
        is_killed_reading(&mut world, "news", "1f");
        assert_eq!(world.state("news"), "broken");
        let before = asked(&world);
        world.pass("30s");
        assert_eq!(asked(&world)[0], before[0], "it is not asked at once");
    }
    is_killed_reading(&mut world, "news", "1f");
    world.tick();

    assert_eq!(world.state("news"), "set_aside");
    let mail = world.only_mail();
    assert_eq!(mail.kind, "health");
    assert!(mail.subject.contains("set aside"), "{}", mail.subject);
    for part in ["3 times in a row", "watch907 poll", "Seen by 0 of 1"] {
        assert!(mail.text.contains(part), "{part}: {}", mail.text);
    }
    let (said, _) = world.ask(&["status"]);
    assert!(said.contains("1 set aside (news)"), "{said}");

    let before = asked(&world);
    world.restart();
    world.poll();
    world.pass("2d");
    let after = asked(&world);
    assert_eq!(after[0], before[0]);
    assert!(after[1] > before[1] + 100);
}

#[test]
fn what_is_set_aside_is_asked_again_when_somebody_says_so() {
    for by_reload in [false, true] {
        let mut world = watching();
        for _ in 0..3 {
            is_killed_reading(&mut world, "news", "1f");
        }
        world.tick();
        assert_eq!(world.only_mail().kind, "health");
        let item = feed(&[entry("b", 21), entry("a", 20)]);
        world.serve("/feed", Document::feed(item));

        match by_reload {
            true => {
                world.reload(SOURCES);
                world.pass("1m");
            }
            false => world.poll_only(&["news"]),
        }

        assert_eq!(world.state("news"), "fine", "{by_reload}");
        let told = world.told();
        assert_eq!(told.len(), 2, "{told:#?}");
        assert!(
            told.iter().any(|told| told.contains("Seen again")),
            "{told:#?}"
        );
        // It counts from the start.
        is_killed_reading(&mut world, "news", "1f");
        assert_eq!(world.state("news"), "broken");
    }
}

#[test]
fn crashes_with_a_reading_between_them_set_nothing_aside() {
    let mut world = watching();
    for day in 21..26 {
        is_killed_reading(&mut world, "news", "1f");
        let item = feed(&[entry("a", day)]);
        world.serve("/feed", Document::feed(item));
        world.pass("1h");
        assert_eq!(world.state("news"), "fine");
    }
    assert_eq!(world.count("crashes"), 0);
}

#[test]
fn what_crashed_another_version_is_read_by_this_one() {
    let mut world = watching();
    for _ in 0..3 {
        is_killed_reading(&mut world, "news", "1f");
    }
    world.stop();
    let conn = rusqlite::Connection::open(world.database()).unwrap();
    conn.execute("UPDATE crashes SET program = '0.0.1'", [])
        .unwrap();
    drop(conn);

    world.restart();
    world.pass("1m");

    assert_eq!(world.state("news"), "fine");
}

#[test]
fn a_mark_of_a_source_that_is_no_more_is_taken_away() {
    let mut world = watching();
    is_killed_reading(&mut world, "gone", "1f");
    world.pass("1h");
    assert_eq!(world.count("crashes"), 0);
    assert_eq!(world.told(), [""; 0]);
}

#[test]
fn a_program_that_is_killed_whatever_it_reads_sets_nothing_aside_too_soon() {
    let mut world = watching();
    for round in 1..10 {
        is_killed_reading(&mut world, "news", &round.to_string());
        assert_eq!(world.state("news"), "broken", "kill {round}");
    }
    is_killed_reading(&mut world, "news", "10");
    assert_eq!(world.state("news"), "set_aside");
}
