//! How well we see, and when a reader hears of it.

use jiff::SignedDuration;

use crate::kit::{
    documents::{bill, challenge, entry, feed, introduced, page, referred, reported},
    letter::Mail,
    site::Document,
    world::World,
};

const SOURCES: &str = r#"
[[source]]
id = "hr6534-119"
name = "H.R. 6534"
kind = "measure"
measure = "hr6534-119"
url = "SITE/bill"
cadence = "1h"
fresh_for = "6h"
required = true

[[source]]
id = "news"
name = "Some news"
kind = "feed"
url = "SITE/feed"
cadence = "1h"
fresh_for = "6h"
"#;

fn watching() -> World {
    let mut world = World::watching(SOURCES);
    record_is_back(&world);
    news_is_back(&world);
    world.poll();
    assert_eq!(world.only_mail().kind, "began");
    world
}

fn record_is_back(world: &World) {
    let record = bill(6534, &[referred(), introduced()]);
    world.serve("/bill", Document::xml(record));
}

fn news_is_back(world: &World) {
    world.serve("/feed", Document::feed(feed(&[entry("a", 20)])));
}

fn down(world: &World, path: &str) {
    world.serve(path, Document::page("<html>down</html>").with_status(500));
}

#[test]
fn the_first_mail_says_where_things_stand_and_what_could_not_be_read() {
    let mut world = World::watching(SOURCES);
    record_is_back(&world);
    world.serve("/feed", Document::page(challenge()).with_status(403));

    world.poll();

    let mail = world.only_mail();
    assert_eq!(mail.kind, "began");
    assert!(mail.text.contains("in committee"), "{}", mail.text);
    assert!(mail.text.contains("Some news"), "{}", mail.text);
    assert!(mail.text.contains("blocked"), "{}", mail.text);
    world.pass("5h");
    assert_eq!(world.told(), [""; 0]);
}

#[test]
fn an_outage_within_the_limit_is_not_told() {
    for status in [500, 503] {
        let mut world = watching();
        for _ in 0..3 {
            let down = Document::page("<html>down</html>").with_status(status);
            world.serve("/bill", down);
            world.pass("4h");
            record_is_back(&world);
            world.pass("8h");
        }
        assert_eq!(world.told(), [""; 0], "{status}");
    }
}

#[test]
fn a_required_source_is_told_to_be_blind_once_and_to_see_again_once() {
    let mut world = watching();
    down(&world, "/bill");
    world.pass("5h");
    assert_eq!(world.told(), [""; 0]);
    world.pass("2h");
    let mail = world.only_mail();
    assert_eq!(mail.kind, "health");
    assert!(mail.subject.contains("H.R. 6534"), "{}", mail.subject);
    assert!(mail.text.contains("500"), "{}", mail.text);
    world.pass("48h");
    assert_eq!(world.told(), [""; 0]);

    record_is_back(&world);
    world.pass("8h");
    let mail = world.only_mail();
    assert_eq!(mail.kind, "health");
    assert!(mail.subject.contains("again"), "{}", mail.subject);
    world.pass("2d");
    assert!(world.told().iter().all(|told| told.starts_with("silence")));
}

#[test]
fn a_blind_source_is_told_again_every_three_days() {
    let mut world = watching();
    down(&world, "/bill");
    world.pass("10d");
    let told = world.told();
    let health = told.iter().filter(|told| told.starts_with("health"));
    assert_eq!(health.count(), 4, "{told:#?}");
}

#[test]
fn a_blind_source_that_is_acknowledged_is_not_told_again_until_then_but_its_return_is() {
    let mut world = watching();
    assert!(world.acknowledge("hr6534-119", "2026-12-24").is_err());
    down(&world, "/bill");
    world.pass("7h");
    assert_eq!(world.only_mail().kind, "health");
    assert!(world.acknowledge("hr6534-119", "2026-11-21").is_err());
    assert!(world.acknowledge("nowhere", "2026-12-02").is_err());
    world.acknowledge("hr6534-119", "2026-12-02").unwrap();

    // Ten days, in which it would be told three times again.
    world.wait_until("2026-12-03T04:59:00Z".parse().unwrap());
    let told = world.new_mails();
    let kinds: Vec<&str> = told.iter().map(|mail| &*mail.kind).collect();
    assert_eq!(kinds, ["silence"]);
    let text = &told[0].text;
    assert!(
        text.contains("acknowledged until Dec 2, 2026: H.R. 6534: they move house."),
        "{text}"
    );
    let status = world.ask_json(&["status"]);
    assert_eq!(status["assurance"], "blind");
    let troubled = &status["sources"]["troubled"][0];
    assert_eq!(troubled["acknowledged_until"], "2026-12-02");
    for args in [&["status"][..], &["sources"], &["sources", "hr6534-119"]] {
        let (said, _) = world.ask(args);
        assert!(said.contains("acknowledged until 2 Dec 2026"), "{said}");
    }

    world.pass("1h");
    let mail = world.only_mail();
    assert!(mail.subject.contains("Blind"), "{}", mail.subject);
    world.acknowledge("hr6534-119", "2026-12-24").unwrap();
    record_is_back(&world);
    world.pass("8h");
    let mail = world.only_mail();
    assert!(mail.subject.contains("Seen again"), "{}", mail.subject);

    // It held for that outage; of the next one nobody knows.
    down(&world, "/bill");
    world.pass("8h");
    let mail = world.only_mail();
    assert!(mail.subject.contains("Blind"), "{}", mail.subject);
    let entry: String = world
        .one("SELECT entry FROM attestations WHERE name = 'acknowledged hr6534-119' ORDER BY id LIMIT 1")
        .unwrap();
    assert!(entry.contains("\"uid\":1000"), "{entry}");
    world.restart();
    assert_eq!(world.count("attestations WHERE entry = 'null'"), 0);
}

#[test]
fn trouble_of_an_optional_source_waits_for_the_digest() {
    let mut world = watching();
    down(&world, "/feed");
    world.pass("10h");
    assert_eq!(world.told(), [""; 0]);
    // The reader's digest leaves at seven in Washington.
    world.wait_until("2026-11-23T12:00:00Z".parse().unwrap());
    let mail = world.only_mail();
    assert_eq!(mail.kind, "digest");
    assert!(mail.text.contains("Some news"), "{}", mail.text);
}

#[test]
fn a_source_that_is_gone_for_good_is_not_asked_again_and_is_told() {
    let mut world = watching();
    world.serve("/bill", Document::page("gone").with_status(410));
    world.pass("1h");
    let asked = world.site.asked("/bill").len();
    assert_eq!(world.state("hr6534-119"), "gone");
    world.pass("12h");
    assert_eq!(world.site.asked("/bill").len(), asked);
    assert_eq!(world.only_mail().kind, "health");
}

#[test]
fn a_source_that_is_switched_on_again_is_not_called_blind_before_it_was_asked() {
    let mut world = watching();
    let off = SOURCES.replace("required = true", "required = true\nenabled = false");
    world.reload(&off);
    world.pass("30d");
    world.told();
    world.reload(SOURCES);
    world.tick();
    world.pass("2h");
    assert_eq!(world.told(), [""; 0]);
}

#[test]
fn a_service_that_slept_for_a_day_asks_before_it_calls_a_source_blind() {
    let mut world = watching();
    world.stop();
    let tomorrow = world.now() + jiff::SignedDuration::from_hours(30);
    world.sleep_until(tomorrow);
    world.pass("2h");
    let told = world.told();
    assert!(
        told.iter().all(|told| told.starts_with("silence")),
        "{told:#?}"
    );
}

#[test]
fn what_time_moves_while_a_poll_is_under_way_is_told_once() {
    for (is_back, told) in [(false, 1), (true, 2)] {
        let mut world = watching();
        down(&world, "/bill");
        world.pass("5h");
        world.sleep_until(world.now() + jiff::SignedDuration::from_hours(3));
        world.tick();
        world.sleep_until(world.now() + jiff::SignedDuration::from_mins(6));
        if is_back {
            record_is_back(&world);
        }

        world.tick_during_a_poll();

        let mails = world.new_mails();
        let subjects: Vec<&String> = mails.iter().map(|mail| &mail.subject).collect();
        assert_eq!(mails.len(), told, "{subjects:#?}");
        if is_back {
            assert!(mails[1].subject.contains("again"), "{subjects:#?}");
        }
    }
}

#[test]
fn a_daemon_that_starts_late_calls_nothing_blind_that_it_has_not_asked() {
    let mut world = watching();
    world.stop();
    world.sleep_until(world.now() + jiff::SignedDuration::from_hours(30));

    world.tick();
    world.poll_only(&["news"]);
    world.pass("2h");

    assert_eq!(world.told(), [""; 0]);
}

#[test]
fn a_source_that_nobody_asks_is_blind_after_all() {
    let mut world = watching();
    world.sleep_until(world.now() + jiff::SignedDuration::from_hours(7));
    world.tick();
    world.sleep_until(world.now() + jiff::SignedDuration::from_mins(6));
    world.tick();
    assert_eq!(world.only_mail().kind, "health");

    // A daemon that starts and asks nothing has a few minutes.
    let mut world = watching();
    world.stop();
    world.sleep_until(world.now() + jiff::SignedDuration::from_hours(7));
    world.tick();
    assert_eq!(world.told(), [""; 0]);
    world.sleep_until(world.now() + jiff::SignedDuration::from_mins(6));
    world.tick();
    assert_eq!(world.only_mail().kind, "health");
}

#[test]
fn a_clock_that_was_ahead_does_not_stop_the_polling() {
    let mut world = watching();
    let now = world.now();
    world.sleep_until(now + jiff::SignedDuration::from_hours(24 * 365));
    world.poll();
    world.stop();
    world.sleep_until(now);
    let asked = world.site.asked("/bill").len();

    world.restart();
    world.pass("48h");

    assert!(world.site.asked("/bill").len() > asked);
}

#[test]
fn retry_after_is_obeyed_over_a_restart() {
    let mut world = watching();
    let busy = Document::page("<html>busy</html>")
        .with_status(503)
        .with_header("retry-after", "7200");
    world.serve("/bill", busy);
    world.pass("1h");
    let asked = world.site.asked("/bill").len();
    record_is_back(&world);

    for _ in 0..7 {
        world.pass("15m");
        world.restart();
    }
    assert_eq!(world.site.asked("/bill").len(), asked);

    world.pass("20m");
    assert_eq!(world.site.asked("/bill").len(), asked + 1);
}

#[test]
fn a_good_answer_is_never_too_busy() {
    let mut world = watching();
    let good = Document::xml(bill(6534, &[reported(), referred(), introduced()]));
    world.serve("/bill", good.with_header("retry-after", "86400"));
    world.pass("1h");
    assert_eq!(world.state("hr6534-119"), "fine");
    let asked = world.site.asked("/bill").len();
    world.pass("3h");
    assert_eq!(world.site.asked("/bill").len(), asked + 3);
}

#[test]
fn a_restart_polls_nothing_early() {
    let mut world = watching();
    let asked = world.site.asked("/bill").len();
    for _ in 0..11 {
        world.restart();
        world.pass("5m");
    }
    assert_eq!(world.site.asked("/bill").len(), asked);
    world.pass("5m");
    assert_eq!(world.site.asked("/bill").len(), asked + 1);
}

#[test]
fn a_week_of_silence_is_stated() {
    let mut world = watching();
    // On the twelfth day it is reminded of the end of the Congress.
    world.pass("11d");
    let told = world.told();
    let silence = told.iter().filter(|told| told.starts_with("silence"));
    assert_eq!((silence.count(), told.len()), (1, 1), "{told:#?}");
}

#[test]
fn a_week_with_an_outage_is_not_called_assured_and_says_what_was_covered() {
    let mut world = watching();
    world.pass("24h");
    down(&world, "/bill");
    world.pass("20h");
    let record = bill(6534, &[reported(), referred(), introduced()]);
    world.serve("/bill", Document::xml(record));
    world.pass("7d");

    let mails = world.new_mails();
    let silence = mails.iter().find(|mail| mail.kind == "silence").unwrap();
    let said = format!("{}\n{}", silence.subject, silence.text);
    for part in [
        "Not assured: 1 change told",
        "(degraded)",
        "H.R. 6534  in committee      reported",
        "h (covered)",
        "read after the fact",
        "rows, head ",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(!said.contains("Quiet"), "{said}");
    // The head that it prints is in the chain.
    let head = said
        .split("head")
        .nth(1)
        .unwrap()
        .split_whitespace()
        .next()
        .unwrap();
    assert_eq!(
        world.count(&format!("chain WHERE hash = unhex('{head}')")),
        1
    );
}

/// An official page, and what it says.
const CODE: &str = r#"
[[source]]
id = "code"
name = "The Code"
kind = "page"
rung = "announced"
url = "SITE/code"
cadence = "1h"
fresh_for = "6h"
required = true
"#;

fn statement(world: &mut World) -> Mail {
    let mails = world.new_mails();
    let silence = mails.into_iter().find(|mail| mail.kind == "silence");
    silence.expect("a week was stated")
}

#[test]
fn a_week_in_which_an_official_page_changed_is_not_called_quiet() {
    let mut world = World::watching(&format!("{SOURCES}{CODE}"));
    record_is_back(&world);
    news_is_back(&world);
    world.serve("/code", Document::page(page(["In force.", "As amended."])));
    world.poll();
    world.told();
    world.pass("24h");
    world.serve("/code", Document::page(page(["Repealed.", "As amended."])));
    world.pass("7d");

    let silence = statement(&mut world);
    assert!(
        silence.subject.contains("1 change told"),
        "{}",
        silence.subject
    );
    assert!(silence.text.contains("The Code"), "{}", silence.text);
}

#[test]
fn a_required_source_that_is_taken_off_the_list_while_it_is_blind_counts_that_week() {
    let both = format!("{SOURCES}{CODE}");
    for later in [
        SOURCES.to_owned(),
        both.replace(
            "[[source]]\nid = \"code\"",
            "[[source]]\nid = \"code\"\nenabled = false",
        ),
        format!(
            "{SOURCES}{}",
            CODE.replace("required = true", "required = false")
        ),
        format!("{SOURCES}{}", CODE.replace("\"code\"", "\"another\"")),
    ] {
        let mut world = World::watching(&both);
        record_is_back(&world);
        news_is_back(&world);
        world.serve("/code", Document::page(page(["In force.", "As amended."])));
        world.poll();
        world.pass("24h");
        down(&world, "/code");
        world.pass("20h");
        world.reload(&later);
        world.serve("/code", Document::page(page(["In force.", "As amended."])));
        world.new_mails();
        world.pass("7d");

        let silence = statement(&mut world);
        assert!(
            silence.subject.contains("Not assured"),
            "{later}: {}",
            silence.subject
        );
        assert!(
            silence.text.contains("The Code"),
            "{later}: {}",
            silence.text
        );
        // The next one is of what is watched now.
        world.pass("7d");
        let next = statement(&mut world);
        assert!(
            next.subject.contains("(assured)"),
            "{later}: {}",
            next.subject
        );
    }
}

#[test]
fn a_clock_that_was_ahead_covers_nothing_and_the_first_week_is_stated() {
    let mut world = watching();
    let now = world.now();
    world.stop();
    world.sleep_until(now + jiff::SignedDuration::from_hours(24 * 400));
    world.pass("2h");
    world.stop();
    world.sleep_until(now + jiff::SignedDuration::from_hours(4));
    world.told();
    world.pass("24h");
    down(&world, "/bill");
    let day = (world.now() + jiff::SignedDuration::from_hours(15)).to_string();
    world.pass("30h");
    record_is_back(&world);
    world.pass("2h");

    let (said, _) = world.ask(&["sources", "--on", &day[..10]]);
    assert!(!said.contains("2027") && !said.contains("2028"), "{said}");
    world.pass("7d");
    assert!(world.told().iter().any(|told| told.starts_with("silence")));
}

#[test]
fn a_clock_that_was_ahead_holds_neither_mail_nor_silence() {
    let mut world = World::mailing(&format!(
        "{SOURCES}\n{}",
        r#"
[[subscriber]]
address = "reader@example.org"
"#
    ));
    record_is_back(&world);
    news_is_back(&world);
    world.poll();
    world.told();
    let now = world.now();
    let ahead = now + jiff::SignedDuration::from_hours(24 * 365);
    world.smtp.as_ref().unwrap().always(
        crate::kit::smtp::Stage::Dot,
        crate::kit::smtp::Answer::say("451 later"),
    );
    // A year ahead: a mail is tried, an item waits for the digest, a week is stated.
    world.sleep_until(ahead);
    world.serve(
        "/feed",
        Document::feed(feed(&[entry("b", 21), entry("a", 20)])),
    );
    world.poll();
    assert!(world.count("messages WHERE next_attempt_at IS NOT NULL") > 0);
    world.smtp.as_ref().unwrap().behave();
    world.stop();
    world.sleep_until(now);

    world.pass("26h");
    let told = world.told();
    assert_eq!(world.count("messages WHERE next_attempt_at IS NOT NULL"), 0);
    assert_eq!(world.count("owed WHERE message IS NULL"), 0, "{told:#?}");
    world.pass("15d");
    let told = world.told();
    assert_eq!(
        told.iter()
            .filter(|told| told.starts_with("silence"))
            .count(),
        2,
        "{told:#?}"
    );
}

#[test]
fn a_source_at_a_new_address_is_fresh_only_once_it_was_seen_there() {
    let mut world = watching();
    world.pass("3h");
    down(&world, "/moved");
    world.reload(&SOURCES.replace("SITE/bill", "SITE/moved"));

    let status = world.ask_json(&["status"]);
    assert_eq!(status["sources"]["required_fresh"], 0);
    // It has its time to be seen there.
    world.pass("5h");
    assert_eq!(world.told(), [""; 0]);
    world.pass("2h");
    assert_eq!(world.only_mail().kind, "health");
    record_is_back(&world);
    world.reload(SOURCES);
    world.pass("1h");
    let mail = world.only_mail();
    assert!(
        mail.subject.contains("Seen for the first time"),
        "{}",
        mail.subject
    );
}

#[test]
fn who_slept_asks_before_it_tells_that_a_source_is_blind() {
    let mut world = watching();
    world.tick();
    world.sleep_until(world.now() + jiff::SignedDuration::from_hours(48));

    world.tick();

    assert_eq!(world.told(), [""; 0]);
    world.pass("1h");
    assert_eq!(world.told(), [""; 0]);
}

#[test]
fn a_required_source_is_asked_before_half_of_its_time_has_gone_however_long_it_failed() {
    let mut world = watching();
    down(&world, "/bill");
    world.pass("4d");
    let hours: Option<f64> = world.one(
        "SELECT (julianday(next_due_at) - julianday(last_poll_at)) * 24 FROM sources
          WHERE id = 'hr6534-119'",
    );
    assert!(hours.unwrap() < 3.01, "{hours:?}");
}

#[test]
fn status_calls_nothing_fine_that_should_have_been_asked_since() {
    let mut world = World::watching(
        r#"
[[source]]
id = "news"
kind = "feed"
url = "SITE/feed"
cadence = "10m"
required = true
"#,
    );
    world.serve("/feed", Document::feed(feed(&[entry("n1", 20)])));
    world.poll();
    world.pass("1h");
    let (said, _) = world.ask(&["status"]);
    assert!(
        said.contains("1 source: 1 fine. Required: 1 of 1 fresh. Mail"),
        "{said}"
    );

    // It is stopped, or its disk is full: within its limit first, and then beyond.
    for hours in [1, 40 * 24] {
        world.sleep_until(world.now() + SignedDuration::from_hours(hours));
        let (said, _) = world.ask(&["status"]);
        let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            said.contains("1 source: 0 fine, 1 overdue (news)."),
            "{said}"
        );
        assert!(
            said.contains("The last answer kept is of 22 Nov 2026 08:00"),
            "{said}"
        );
        let sources = &world.ask_json(&["status"])["sources"];
        assert_eq!(
            (&sources["fine"], &sources["overdue"][0]),
            (&0.into(), &"news".into())
        );
    }
}
