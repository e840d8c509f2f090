//! How far a measure has come, and what is told of it.

use crate::kit::{
    documents::{Action, action, bill, introduced, passed_house, referred, reported},
    site::Document,
    world::World,
};

const BILL: &str = r#"
[[source]]
id = "hr6534-119"
name = "H.R. 6534"
kind = "measure"
measure = "hr6534-119"
url = "SITE/bill"
cadence = "1h"
required = true
"#;

fn watching(actions: &[Action]) -> World {
    let mut world = World::watching(BILL);
    record(&world, actions);
    world.poll();
    let mail = world.only_mail();
    assert_eq!(mail.kind, "began");
    assert!(mail.text.contains("H.R. 6534"), "{}", mail.text);
    world
}

/// The record holds these actions, oldest first.
fn record(world: &World, actions: &[Action]) {
    let newest_first: Vec<Action> = actions.iter().rev().cloned().collect();
    world.serve("/bill", Document::xml(bill(6534, &newest_first)));
}

fn standings(world: &World) -> Vec<String> {
    let all = world.one::<String>(
        "SELECT group_concat(govtrack, ' ') FROM (SELECT govtrack FROM standings
          WHERE entity = 'hr6534-119' ORDER BY ordinal)",
    );
    let all = all.unwrap_or_default();
    all.split(' ').map(str::to_owned).collect()
}

/// Where the bill stands now, with what is kept beside it.
fn stands(world: &World) -> Option<String> {
    world.one(
        "SELECT word || ' ' || govtrack || ' ' || detail FROM standings
          WHERE entity = 'hr6534-119' ORDER BY ordinal DESC LIMIT 1",
    )
}

#[test]
fn each_stage_moves_the_standing_and_quotes_the_action_it_rests_on() {
    let mut world = watching(&[introduced(), referred()]);
    assert_eq!(standings(&world), ["REFERRED"]);

    record(&world, &[introduced(), referred(), reported()]);
    world.pass("1h");
    let mail = world.only_mail();
    assert_eq!(mail.kind, "measure");
    assert!(mail.subject.contains("H.R. 6534"), "{}", mail.subject);
    assert!(mail.text.contains("H. Rept. 119-907"), "{}", mail.text);

    record(
        &world,
        &[introduced(), referred(), reported(), passed_house()],
    );
    world.pass("1h");
    let mail = world.only_mail();
    assert!(
        mail.subject.contains("passed the House"),
        "{}",
        mail.subject
    );
    assert!(mail.text.contains("230 - 190"), "{}", mail.text);
    assert_eq!(
        standings(&world),
        ["REFERRED", "REPORTED", "PASS_OVER:HOUSE"]
    );

    let basis = world.one::<String>("SELECT basis FROM status WHERE entity = 'hr6534-119'");
    assert!(basis.unwrap().contains("230 - 190"));
    world.pass("2d");
    assert_eq!(world.told(), [""; 0]);
}

#[test]
fn two_stages_at_once_are_told_as_where_it_stands_now() {
    let mut world = watching(&[introduced(), referred()]);
    record(
        &world,
        &[introduced(), referred(), reported(), passed_house()],
    );
    world.pass("1h");
    let mail = world.only_mail();
    assert!(
        mail.subject.contains("passed the House"),
        "{}",
        mail.subject
    );
    assert!(mail.text.contains("H. Rept. 119-907"), "{}", mail.text);
}

#[test]
fn actions_of_one_day_stand_in_the_records_order_whenever_each_arrives() {
    let vacated = action(
        "2026-12-02",
        "House passage vitiated by unanimous consent.",
        "Floor",
        "",
    );
    let before = [introduced(), referred(), reported(), passed_house()];
    let whole = [&before[..], &[vacated]].concat();
    let at_once = watching(&whole);

    let mut one_by_one = watching(&before);
    assert_ne!(stands(&one_by_one), stands(&at_once));
    record(&one_by_one, &whole);
    one_by_one.pass("1h");

    assert_eq!(stands(&one_by_one), stands(&at_once));
    assert_eq!(standings(&one_by_one), ["PASS_OVER:HOUSE", "REPORTED"]);
}

#[test]
fn a_back_dated_action_is_told_once() {
    let mut world = watching(&[introduced(), referred(), reported(), passed_house()]);
    let hearing = action(
        "2026-02-03",
        "Committee Hearings Held.",
        "Committee",
        "H21000",
    );
    record(
        &world,
        &[
            introduced(),
            referred(),
            hearing,
            reported(),
            passed_house(),
        ],
    );

    world.pass("1h");

    let mail = world.only_mail();
    assert!(mail.text.contains("Hearings Held"), "{}", mail.text);
    assert_eq!(standings(&world), ["PASS_OVER:HOUSE"]);
    world.pass("2d");
    assert_eq!(world.told(), [""; 0]);
}

#[test]
fn a_corrected_text_is_told_as_one_correction() {
    let mut world = watching(&[introduced(), referred(), reported()]);
    let corrected = reported()
        .saying("Reported by the Committee on Foreign Affairs. H. Rept. 119-908, Part I.");
    record(&world, &[introduced(), referred(), corrected]);

    world.pass("3h");

    let mail = world.only_mail();
    assert_eq!(mail.kind, "record");
    assert!(
        mail.text.contains("119-907") && mail.text.contains("119-908"),
        "{}",
        mail.text
    );
    world.pass("2d");
    assert_eq!(world.told(), [""; 0]);
}

#[test]
fn a_time_that_is_added_later_corrects_nothing() {
    let mut world = watching(&[introduced(), referred(), reported(), passed_house()]);
    let timed = passed_house().at("18:51:07");
    record(&world, &[introduced(), referred(), reported(), timed]);

    world.pass("3h");

    assert_eq!(world.told(), [""; 0]);
    let timed: Option<i64> =
        world.one("SELECT 1 FROM observations WHERE statement LIKE '%18:51:07%'");
    assert_eq!(timed, Some(1));
}

#[test]
fn an_action_under_another_key_is_observed_once() {
    let mut world = watching(&[introduced(), referred(), reported()]);
    // As an earlier program may have named it.
    let other = "UPDATE items SET key = 'other' WHERE key LIKE '%/reported';
                 UPDATE observations SET key = 'other' WHERE key LIKE '%/reported'";
    world.stop();
    let conn = rusqlite::Connection::open(world.database()).unwrap();
    conn.execute_batch(other).unwrap();
    drop(conn);

    let whole = [introduced(), referred(), reported(), passed_house()];
    record(&world, &whole);
    world.pass("1h");

    assert_eq!(world.only_mail().kind, "measure");
    assert_eq!(world.count("observations WHERE withdrawn_at IS NULL"), 4);
}

#[test]
fn what_can_not_be_is_told_at_once_and_not_believed() {
    // House resolutions were said to be public laws for days (usgpo/bill-status #252).
    let mut world = watching(&[introduced(), referred()]);
    let law = action(
        "2026-11-20",
        "Became Public Law No: 119-999.",
        "BecameLaw",
        "36000",
    );
    record(&world, &[introduced(), referred(), law]);
    world.pass("1h");
    let told = world.new_mails();
    let mail = told.iter().find(|mail| mail.kind == "record").unwrap();
    assert!(mail.subject.contains("not believed"), "{}", mail.subject);
    assert!(mail.text.contains("not accepted"), "{}", mail.text);
    assert!(told.iter().all(|mail| mail.kind != "measure"));
    assert_eq!(standings(&world), ["REFERRED"]);
    world.pass("1d");
    assert_eq!(world.told(), [""; 0]);
}

#[test]
fn a_corrected_record_is_told_with_what_in_it_can_not_be() {
    let presented = action(
        "2026-05-14",
        "Presented to President.",
        "President",
        "28000",
    );
    let mut world = watching(&[introduced(), referred(), reported(), presented.clone()]);
    let corrected = reported()
        .saying("Reported by the Committee on Foreign Affairs. H. Rept. 119-908, Part I.");
    record(&world, &[introduced(), referred(), corrected, presented]);

    world.pass("3h");

    let mail = world.only_mail();
    assert_eq!(mail.kind, "record");
    assert!(mail.text.contains("  Note  "), "{}", mail.text);
}

#[test]
fn an_action_corrected_in_its_day_or_its_first_words_is_told_as_one_correction() {
    let was = action(
        "2026-11-30",
        "Placed on the Union Calendar, Calendar No. 902.",
        "Calendars",
        "H12410",
    );
    let remarks = action(
        "2026-11-30",
        "Mr. Smith of New Jersey made remarks on the bill.",
        "Floor",
        "",
    );
    for (was, is) in [
        (was.clone(), was.clone().on("2026-12-01")),
        (
            was.clone(),
            was.saying("Put on the Union Calendar, Calendar No. 902."),
        ),
        (remarks.clone(), remarks.clone().on("2026-12-01")),
        (
            remarks.clone(),
            remarks
                .clone()
                .saying("Mr. Jones of New Jersey made remarks on the bill."),
        ),
    ] {
        let mut world = watching(&[introduced(), referred(), was.clone()]);
        record(&world, &[introduced(), referred(), is.clone()]);
        world.pass("1d");
        let mail = world.only_mail();
        assert_eq!(mail.kind, "record", "{is:?}");
        assert!(
            mail.subject.contains("record corrected, 1 action"),
            "{}",
            mail.subject
        );
        let held = "SELECT count(*) FROM observations WHERE withdrawn_at IS NULL";
        assert_eq!(world.one::<i64>(held), Some(3));
    }
}

#[test]
fn two_spellings_of_an_action_by_turns_are_told_once() {
    let was = action(
        "2026-11-30",
        "Placed on the Union Calendar, Calendar No. 902.",
        "Calendars",
        "H12410",
    );
    for other in [
        "Placed on the Union Calendar, Calendar No. 902",
        "Put on the Union Calendar, Calendar No. 902.",
    ] {
        let is = was.clone().saying(other);
        let mut world = watching(&[introduced(), referred(), was.clone()]);
        for turn in 0..16 {
            let action = [&is, &was][turn % 2].clone();
            record(&world, &[introduced(), referred(), action]);
            world.pass("25m");
            world.poll();
        }
        assert_eq!(world.only_mail().kind, "record", "{other}");
        let held =
            "SELECT quote FROM observations WHERE withdrawn_at IS NULL AND acted_on = '2026-11-30'";
        assert_eq!(world.one::<String>(held).as_deref(), Some(other));

        // The last turn stays: it is what was told as replaced, and is told.
        world.pass("1d");
        assert_eq!(world.only_mail().kind, "record", "{other}");
        assert_eq!(world.one::<String>(held).as_deref(), Some(&*was.text));
        world.pass("1d");
        assert_eq!(world.told(), [""; 0]);
    }
}

#[test]
fn a_withdrawn_action_is_told_once_it_was_missed_twice_and_moves_the_standing_back() {
    let whole = [introduced(), referred(), reported(), passed_house()];
    let mut world = watching(&whole);
    record(&world, &whole[..3]);
    world.poll();
    assert_eq!(
        (world.told(), standings(&world).len()),
        (vec![], 1),
        "missed once"
    );

    world.pass("10m");

    let mails = world.new_mails();
    let kinds: Vec<&str> = mails.iter().map(|mail| mail.kind.as_str()).collect();
    assert_eq!(kinds, ["record"], "what was undone is no step of its own");
    assert!(mails.iter().any(|mail| mail.text.contains("230 - 190")));
    assert_eq!(standings(&world), ["PASS_OVER:HOUSE", "REPORTED"]);
    world.pass("2d");
    assert_eq!(world.told(), [""; 0]);
    // The old observation stays, and says so.
    let withdrawn =
        world.one::<String>("SELECT quote FROM observations WHERE withdrawn_at IS NOT NULL");
    assert!(withdrawn.unwrap().contains("230 - 190"));
}

#[test]
fn an_action_missing_for_a_moment_is_quiet() {
    let whole = [introduced(), referred(), reported(), passed_house()];
    let mut world = watching(&whole);
    for _ in 0..6 {
        record(&world, &whole[..3]);
        world.poll();
        record(&world, &whole);
        world.pass("10m");
    }
    assert_eq!(world.told(), [""; 0]);
    assert_eq!(standings(&world), ["PASS_OVER:HOUSE"]);
}

#[test]
fn the_record_of_another_bill_is_broken() {
    let mut world = watching(&[introduced(), referred()]);
    let other = bill(6535, &[passed_house(), introduced()]);
    world.serve("/bill", Document::xml(other));
    world.poll();
    assert_eq!(
        (world.state("hr6534-119").as_str(), world.told()),
        ("broken", vec![])
    );
    assert_eq!(standings(&world), ["REFERRED"]);
}

#[test]
fn a_record_that_is_cut_or_is_no_record_is_broken_and_recovers() {
    let whole = [introduced(), referred(), reported()];
    let text = bill(6534, &[reported(), referred(), introduced()]);
    for odd in [
        Document::xml(&text.as_bytes()[..text.len() / 2]),
        Document::page(
            "<!DOCTYPE html><html><head><title>govinfo</title></head><body>Maintenance</body></html>",
        ),
        Document::xml("<billStatus><bill><number>6534</number></bill></billStatus>"),
        Document::xml(""),
    ] {
        let mut world = watching(&whole[..2]);
        world.serve("/bill", odd.clone());
        world.poll();
        world.pass("1h");
        assert_eq!(world.told(), [""; 0], "{odd:?}");
        assert_ne!(world.state("hr6534-119"), "fine");
        record(&world, &whole);
        world.pass("5h");
        assert_eq!(world.only_mail().kind, "measure");
    }
}

#[test]
fn the_end_of_the_congress_is_told_once_by_the_clock_alone() {
    let mut world = World::watching(BILL).beginning("2026-12-30T12:00:00Z");
    record(&world, &[introduced(), referred()]);
    world.poll();
    world.told();

    world.wait_until("2027-01-03T04:59:00Z".parse().unwrap());
    let early = world.told();
    assert!(
        early.iter().all(|told| !told.starts_with("measure")),
        "{early:?}"
    );

    world.pass("3d");

    let told = world.new_mails();
    let died: Vec<_> = told.iter().filter(|mail| mail.kind == "measure").collect();
    assert_eq!(died.len(), 1, "{told:#?}");
    assert!(died[0].subject.contains("died"), "{}", died[0].subject);
    assert_eq!(standings(&world), ["REFERRED", "REFERRED"]);
}

#[test]
fn a_measure_that_is_added_later_is_told_as_newly_watched() {
    let mut world = watching(&[introduced(), referred()]);
    world.serve(
        "/other",
        Document::xml(bill(6840, &[referred(), introduced()])),
    );
    let other = BILL.replace("6534", "6840").replace("/bill", "/other");
    world.reload(&format!("{BILL}{other}"));
    world.pass("1h");
    let mail = world.only_mail();
    assert_eq!(mail.kind, "measure");
    assert!(mail.subject.contains("H.R. 6840"), "{}", mail.subject);
    world.pass("1d");
    assert_eq!(world.told(), [""; 0]);
}

#[test]
fn a_source_that_takes_another_name_keeps_its_history() {
    let whole = [introduced(), referred(), reported(), passed_house()];
    let mut world = watching(&whole);
    let renamed = BILL.replace(
        "id = \"hr6534-119\"",
        "id = \"the-bill\"\nwas = \"hr6534-119\"",
    );
    world.reload(&renamed);
    world.pass("3h");
    assert_eq!(world.told(), [""; 0]);

    record(&world, &whole[..3]);
    world.pass("3h");
    assert!(world.new_mails().iter().any(|mail| mail.kind == "record"));
    assert_eq!(standings(&world), ["PASS_OVER:HOUSE", "REPORTED"]);
}

#[test]
fn a_corrected_day_is_the_day_since_when_it_stands() {
    let mut world = watching(&[introduced()]);
    record(&world, &[introduced().on("2025-12-10")]);
    world.pass("3h");
    assert_eq!(world.only_mail().kind, "record");

    let asked = world.ask_json(&["status"]);
    assert_eq!(asked["measures"][0]["since"], "2025-12-10");
    let since: Option<String> = world.one("SELECT since FROM status WHERE entity = 'hr6534-119'");
    assert_eq!(since.as_deref(), Some("2025-12-10"));
}

#[test]
fn a_corrected_text_is_what_the_standing_rests_on() {
    let mut world = watching(&[introduced(), referred(), reported()]);
    let corrected = reported()
        .saying("Reported by the Committee on Foreign Affairs. H. Rept. 119-908, Part I.");
    record(&world, &[introduced(), referred(), corrected]);
    world.pass("3h");

    let basis: Option<String> = world.one("SELECT basis FROM status WHERE entity = 'hr6534-119'");
    assert!(basis.unwrap().contains("119-908"));
}
