//! What is answered: by what was known then, and what was true then.

use serde_json::Value;

use crate::kit::{
    documents::{Action, Entry, action, bill, entry, feed, introduced, referred, reported},
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
cadence = "6h"
fresh_for = "12h"
required = true
rung = "announced"

[[source]]
id = "hr6534-119"
name = "H.R. 6534"
kind = "measure"
measure = "hr6534-119"
url = "SITE/bill"
cadence = "6h"
fresh_for = "12h"
required = true
"#;

const WAIVER: &str = "Extension of Waiver of Section 907 of the FREEDOM Support Act With Respect \
                      to Assistance to the Government of Azerbaijan";

fn beginning(at: &str) -> World {
    let mut world = World::watching(SOURCES).beginning(at);
    list(&world, &[entry("old", 1).titled("A proclamation")]);
    record(&world, &[introduced(), referred()]);
    world.poll();
    world
}

fn list(world: &World, entries: &[Entry]) {
    world.serve("/house", Document::feed(feed(entries)));
}

/// The bill's record holds these actions, oldest first.
fn record(world: &World, actions: &[Action]) {
    let newest_first: Vec<Action> = actions.iter().rev().cloned().collect();
    world.serve("/bill", Document::xml(bill(6534, &newest_first)));
}

fn until(world: &mut World, at: &str) {
    world.wait_until(at.parse().unwrap());
}

/// A waiver that the operator attests.
fn attested(on: &str) -> String {
    format!(
        "{SOURCES}\n[[attested]]\nid = \"waiver-2026\"\non = \"{on}\"\n\
         instrument = \"the memorandum of 2026\"\neffect = \"waives\"\n\
         source = \"https://example.org/memorandum\"\nmark = \"V\"\n"
    )
}

/// Checks where Section 907 stands by an answer, since when and by which document.
#[track_caller]
fn stands(answer: &Value, expected: &str) {
    let provision = &answer["provision"];
    let word = |key: &str| provision[key].as_str().unwrap_or("null");
    let id = provision["instrument"]["id"].as_str().unwrap_or("null");
    let told = format!("{} since {}, {id}", word("standing"), word("since"));
    assert_eq!(told, expected, "{answer:#}");
}

#[test]
fn the_law_of_ten_days_is_told_by_the_attested_history() {
    let world = beginning("2026-11-22T12:00:00Z");
    for (day, expected) in [
        // Determination 2002-06 of 25 January 2002, the first waiver.
        ("2002-06-01", "waived since 2002-01-25, pd-2002-06"),
        // Determination 2003-12 of 17 January 2003 extends it.
        ("2003-06-01", "waived since 2003-01-17, pd-2003-12"),
        // Reported in 2020: no waiver for about two years after 2016.
        ("2018-06-01", "in_force since 2017/2018, lapse-2017-2018"),
        // Signed in late March 2020; the day is not known.
        ("2020-06-01", "waived since 2020-03, waiver-2020"),
        // 23 April 2021.
        ("2021-06-01", "waived since 2021-04-23, waiver-2021"),
        // The year of 2021's ended on 23 April 2022, and the next was signed on 21 June.
        ("2022-05-15", "in_force since 2022-04-23, waiver-2021"),
        ("2022-09-01", "waived since 2022-06-21, waiver-2022"),
        // Not renewed in 2023: the lapse is reported.
        ("2024-01-15", "in_force since 2023-06-21, lapse-2023"),
        // The memorandum of 8 August 2025, published on the 15th.
        ("2025-08-20", "waived since 2025-08-08, waiver-2025"),
        // Its year ended and no extension is known.
        ("2026-08-08", "waiver_overdue since 2026-08-08, waiver-2025"),
    ] {
        let answer = world.ask_json(&["status", "--legal-date", day]);
        assert_eq!(answer["legal_date"], day);
        stands(&answer, expected);
        let provision = &answer["provision"];
        // Not a day, but a month, a year or a span.
        let is_span = provision["instrument"]["acted"].as_str().unwrap().len() < 10;
        let sentences = provision["sentences"].to_string();
        assert_eq!(sentences.contains("This is reported"), is_span, "{day}");
        assert_eq!(provision["reported"], is_span, "{day}");
    }
}

#[test]
fn a_gap_was_in_force_in_law_and_is_still_what_was_known_then() {
    let mut world = beginning("2026-08-05T12:00:00Z");
    until(&mut world, "2026-10-05T12:00:00Z");
    stands(
        &world.ask_json(&["status", "--legal-date", "2026-09-01"]),
        "waiver_overdue since 2026-08-08, waiver-2025",
    );

    world.reload(&attested("2026-10-01"));
    world.pass("6h");
    stands(
        &world.ask_json(&["status"]),
        "waived since 2026-10-01, waiver-2026",
    );
    for (question, day, expected) in [
        (
            "--legal-date",
            "2026-09-01",
            "in_force since 2026-08-08, waiver-2025",
        ),
        (
            "--as-of",
            "2026-09-01",
            "waiver_overdue since 2026-08-08, waiver-2025",
        ),
        (
            "--legal-date",
            "2026-10-03",
            "waived since 2026-10-01, waiver-2026",
        ),
        (
            "--as-of",
            "2026-10-03",
            "waiver_overdue since 2026-08-08, waiver-2025",
        ),
        (
            "--as-of",
            "2026-08-07",
            "waived since 2025-08-08, waiver-2025",
        ),
        (
            "--as-of",
            "2026-10-05",
            "waived since 2026-10-01, waiver-2026",
        ),
    ] {
        stands(&world.ask_json(&["status", question, day]), expected);
    }
    let then = [
        "status",
        "--as-of",
        "2026-10-04",
        "--legal-date",
        "2026-09-01",
    ];
    stands(
        &world.ask_json(&then),
        "waiver_overdue since 2026-08-08, waiver-2025",
    );
}

#[test]
fn a_day_of_knowledge_ends_at_midnight_in_washington() {
    for (seen_at, known_on_the_21st) in [
        ("2026-11-22T04:59:59Z", "waiver_announced"),
        ("2026-11-22T05:00:00Z", "waiver_overdue"),
    ] {
        let mut world = beginning("2026-11-20T12:00:00Z");
        let post = entry("waiver", 21).titled(WAIVER);
        list(&world, &[post, entry("old", 1).titled("A proclamation")]);
        world.sleep_until(seen_at.parse().unwrap());
        world.poll();
        world.sleep_until("2026-11-23T12:00:00Z".parse().unwrap());
        let known = |day: &str| {
            let answer = world.ask_json(&["status", "--as-of", day]);
            answer["provision"]["standing"].clone()
        };
        assert_eq!(known("2026-11-20"), "waiver_overdue");
        assert_eq!(known("2026-11-21"), known_on_the_21st);
        assert_eq!(known("2026-11-22"), "waiver_announced");
    }
}

#[test]
fn before_the_first_poll_nothing_was_known() {
    let world = beginning("2026-11-22T12:00:00Z");
    let answer = world.ask_json(&["status", "--as-of", "2026-11-21"]);
    assert_eq!(answer["assurance"], "blind");
    assert_eq!(answer["provision"], Value::Null);
    assert_eq!(answer["measures"], Value::Array(Vec::new()));
    let not_yet = "Not watching yet: watching began on 22 November 2026.";
    assert_eq!(answer["not_yet"], not_yet);
    for command in ["status", "history"] {
        let (said, code) = world.ask(&[command, "--as-of", "2026-11-21"]);
        assert!(said.ends_with(&format!("{not_yet}\n")), "{said}");
        assert_eq!(code, 0);
    }

    let (said, code) = world.ask(&["status", "--as-of", "2026-11-23"]);
    assert!(said.contains("is still to come"), "{said}");
    assert_eq!(code, 2);
}

#[test]
fn a_measure_stood_where_its_record_said_or_where_it_was_seen_to_stand() {
    let mut world = beginning("2026-11-22T12:00:00Z");
    until(&mut world, "2026-12-04T12:00:00Z");
    record(&world, &[introduced(), referred(), reported()]);
    until(&mut world, "2026-12-06T12:00:00Z");
    let vote = action(
        "2026-12-05",
        "On passage Passed by voice vote.",
        "Floor",
        "H37100",
    );
    record(&world, &[introduced(), referred(), reported(), vote]);
    until(&mut world, "2026-12-08T12:00:00Z");
    // The vote is struck from the record.
    record(&world, &[introduced(), referred(), reported()]);
    until(&mut world, "2026-12-10T12:00:00Z");

    let stage = |args: &[&str]| {
        let answer = world.ask_json(&[&["status"], args].concat());
        let measure = answer["measures"].get(0).cloned().unwrap_or_default();
        format!("{} {}", measure["stage"], measure["since"]).replace('"', "")
    };
    assert_eq!(stage(&[]), "reported 2026-11-30");
    // Reported on the 30th, seen on the 4th.
    assert_eq!(stage(&["--as-of", "2026-12-01"]), "referred 2025-12-09");
    assert_eq!(
        stage(&["--legal-date", "2026-12-01"]),
        "reported 2026-11-30"
    );
    assert_eq!(
        stage(&["--legal-date", "2026-11-29"]),
        "referred 2025-12-09"
    );
    assert_eq!(stage(&["--legal-date", "2025-12-08"]), "null null");
    assert_eq!(stage(&["--as-of", "2026-12-07"]), "passed_house 2026-12-05");
    assert_eq!(
        stage(&["--legal-date", "2026-12-07"]),
        "reported 2026-11-30"
    );
    // Nothing follows that is not known now: its Congress ends.
    assert_eq!(stage(&["--legal-date", "2027-01-03"]), "died 2027-01-03");

    let (said, _) = world.ask(&["history", "hr6534-119", "--as-of", "2026-12-07"]);
    assert!(said.contains("On passage Passed by voice vote."), "{said}");
    assert!(!said.contains("withdrawn"), "{said}");
    let (said, _) = world.ask(&["history", "hr6534-119", "--as-of", "2026-12-01"]);
    assert!(!said.contains("Reported by"), "{said}");
}

#[test]
fn how_well_we_saw_is_told_of_then() {
    let mut world = beginning("2026-11-22T12:00:00Z");
    until(&mut world, "2026-11-24T12:00:00Z");
    world.serve("/bill", Document::page("down").with_status(503));
    until(&mut world, "2026-11-27T12:00:00Z");
    record(&world, &[introduced(), referred()]);
    until(&mut world, "2026-11-30T12:00:00Z");
    for (day, expected) in [
        ("2026-11-22", "assured"),
        ("2026-11-23", "assured"),
        ("2026-11-24", "degraded"),
        ("2026-11-26", "degraded"),
        ("2026-11-29", "assured"),
        ("2026-11-30", "assured"),
    ] {
        let answer = world.ask_json(&["status", "--as-of", day]);
        assert_eq!(answer["assurance"], expected, "{day}");
        assert_eq!(answer["sources"]["required"], 2, "{day}");
        assert_eq!(answer["mail"], Value::Null);
    }
    let answer = world.ask_json(&["status", "--legal-date", "2026-11-25"]);
    assert_eq!(answer["assurance"], "assured");
}

#[test]
fn the_answer_begins_with_the_law_and_ends_with_how_well_we_see() {
    let world = beginning("2026-11-22T12:00:00Z");
    let (said, code) = world.ask(&["status"]);
    assert_eq!(code, 0);
    let answer = said.split("\n\n").skip(2).collect::<Vec<_>>().join("\n\n");
    let last: String = world
        .one("SELECT substr(id, 1, 8) FROM alerts ORDER BY seq DESC LIMIT 1")
        .unwrap();
    let expected = EXPECTED.replace("LAST", &last);
    // How large it is depends on SQLite.
    let (answer, size) = answer.rsplit_once(" Database: ").unwrap();
    assert!(size.contains(" MB, "), "{size}");
    assert_eq!(format!("{answer}\n"), expected);
}

#[test]
fn an_answer_to_another_question_says_so_first() {
    let mut world = beginning("2026-08-05T12:00:00Z");
    until(&mut world, "2026-08-12T12:00:00Z");
    let first = |args: &[&str]| {
        let (said, _) = world.ask(&[&["status"], args].concat());
        let mut parts = said.split("\n\n").skip(1);
        format!("{}\n{}", parts.next().unwrap(), parts.next().unwrap())
    };
    assert_eq!(
        first(&["--as-of", "2026-08-08"]),
        "As of 8 August 2026, 24:00 in Washington, by what had been seen then:\n\
         Section 907 is law; nothing has repealed it. Its last known waiver is of 8 August 2025. The waiver's year\n\
         ended on 8 August 2026 and no extension has been found. Whether the restriction applies today no document\n\
         says. An extension may be signed and not yet published.\n\
         WAIVER OVERDUE                                               as of 8 Aug 2026 23:59 EDT, assured"
    );
    assert_eq!(
        first(&["--legal-date", "2018-06-01"]),
        "In law on 1 June 2018, by what is known now:\n\
         Section 907 is law and applies (reported for 2017 to 2018): no waiver is in effect. This is reported; a lapse\n\
         has no instrument.\n\
         IN FORCE                                                     as of 12 Aug 2026 08:00 EDT, assured"
    );
    assert_eq!(
        first(&["--legal-date", "1990-01-01"]),
        "In law on 1 January 1990, by what is known now:\n\
         Nothing is known that made Section 907 law by that day."
    );
}

const EXPECTED: &str = r#"Section 907 is law; nothing has repealed it. Its last known waiver is of 8 August 2025. The waiver's year
ended on 8 August 2026 and no extension has been found (106 days). Whether the restriction applies today no
document says.
WAIVER OVERDUE                                               as of 22 Nov 2026 07:00 EST, assured

  Last waiver  the memorandum "Extension of Waiver of Section 907 of the FREEDOM Support Act With Respect to
               Assistance to the Government of Azerbaijan", Donald Trump, dated 8 August 2025, published 15
               August 2025; rung: published, attested
               "Accordingly, I hereby extend the waiver of section 907 of the FREEDOM Support Act."
               https://news.az/news/us-publishes-trumps-memorandum-on-waiver-of-section-907
  Next         An extension, signed and published, would make it waived again; a lapse is never announced.
               Repeal needs an Act of Congress: the House, the Senate and the President; the one bill that is
               followed has not passed a chamber.

  MEASURE    STAGE         SINCE       NEXT
  H.R. 6534  in committee  9 Dec 2025  report or discharge · dies 3 Jan 2027

  H.R. 6534  To repeal section 907 of the FREEDOM Support Act.
             9 Dec 2025: "Referred to the House Committee on Foreign Affairs."
             https://www.congress.gov/bill/119th-congress/house-bill/6534

2 sources: 2 fine. Required: 2 of 2 fresh. Mail: 0 waiting. Last alert: LAST (began, 22 Nov 2026 07:00
EST).
"#;

#[test]
fn the_json_names_what_scripts_ask_for() {
    let world = beginning("2026-11-22T12:00:00Z");
    let answer = world.ask_json(&["status"]);
    assert_eq!(answer["as_of"], "2026-11-22T12:00:00Z");
    assert_eq!(answer["legal_date"], "2026-11-22");
    assert_eq!(answer["assurance"], "assured");
    let provision = &answer["provision"];
    assert_eq!(provision["standing"], "waiver_overdue");
    assert_eq!(provision["since"], "2026-08-08");
    assert_eq!(provision["rung"], "published");
    assert_eq!(provision["instrument"]["published_on"], "2025-08-15");
    assert_eq!(provision["instrument"]["attested"], true);
    let next = provision["next"].as_str().unwrap();
    assert!(
        next.starts_with("An extension, signed and published"),
        "{next}"
    );
    // The three facts beside the word.
    assert_eq!(provision["text"]["state"], "unamended");
    assert_eq!(provision["waiver"]["state"], "year_ended");
    assert_eq!(provision["authority"]["state"], "available");
    let measure = &answer["measures"][0];
    assert_eq!(measure["measure"], "hr6534-119");
    assert_eq!(measure["stage"], "referred");
    assert_eq!(measure["govtrack"], "REFERRED");
    assert_eq!(measure["since"], "2025-12-09");
    assert_eq!(measure["effect"], Value::Null);
    assert_eq!(measure["next"], "report or discharge · dies 3 Jan 2027");
    assert_eq!(measure["basis"]["acted_on"], "2025-12-09");
    assert_eq!(answer["mail"]["waiting"], 0);
}

#[test]
fn history_names_the_alert_that_told_a_standing_and_what_was_told_otherwise() {
    let mut world = beginning("2026-11-22T12:00:00Z");
    record(&world, &[introduced(), referred(), reported()]);
    world.pass("7h");
    let alert: String = world
        .one("SELECT substr(id, 1, 8) FROM alerts WHERE kind = 'measure'")
        .unwrap();
    let history = world.ask_json(&["history", "hr6534-119"]);
    assert_eq!(history["standings"][0]["told"], Value::Null);
    assert_eq!(history["standings"][1]["told"]["id"], alert);
    assert_eq!(history["told_otherwise"], Value::Array(Vec::new()));

    // Other rules derive other standings; what was told stays.
    world.stop();
    let conn = rusqlite::Connection::open(world.database()).unwrap();
    conn.execute("DELETE FROM standings WHERE word = 'reported'", [])
        .unwrap();
    let history = world.ask_json(&["history", "hr6534-119"]);
    assert_eq!(history["told_otherwise"][0]["id"], alert);
    let (said, _) = world.ask(&["history", "hr6534-119"]);
    assert!(said.contains("Told, and not derived any more:"), "{said}");
    assert!(said.contains(&alert), "{said}");
}

#[test]
fn only_the_plain_question_ends_with_the_code_for_late_mail() {
    let mut world = beginning("2026-11-22T12:00:00Z");
    world.stop();
    let conn = rusqlite::Connection::open(world.database()).unwrap();
    conn.execute(
        "INSERT INTO messages (subscriber, number, message_id, kind, subject, composed_at, single, dead_at, bytes)
         VALUES ('reader@example.org', 99, 'x', 'test', 'x', '2026-11-22T12:00:00Z', 1, '2026-11-22T12:00:00Z', x'00')",
        [],
    )
    .unwrap();
    let code = |args: &[&str]| world.ask(args).1;
    assert_eq!(code(&["status"]), 4);
    assert_eq!(code(&["status", "--as-of", "2026-11-22"]), 0);
    assert_eq!(code(&["status", "--legal-date", "2026-11-22"]), 0);
}
