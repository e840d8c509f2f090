//! The heartbeat: called while all is well, and only then.

use crate::kit::{
    documents::{bill, introduced, referred, reported},
    site::Document,
    smtp::{Answer, Stage},
    world::World,
};

const CONFIG: &str = r#"
[watch]
heartbeat = "SITE/beat"
heartbeat_every = "30m"
heartbeat_allow = ["SITE"]

[[source]]
id = "hr6534-119"
name = "H.R. 6534"
kind = "measure"
measure = "hr6534-119"
url = "SITE/bill"
cadence = "15m"
fresh_for = "6h"
required = true

[[subscriber]]
address = "reader@example.org"
"#;

fn watching() -> World {
    let mut world = World::mailing(CONFIG);
    record_is_back(&world);
    world.serve("/beat", Document::page("OK"));
    world.pass("1m");
    assert_eq!(world.only_mail().kind, "began");
    world
}

fn record_is_back(world: &World) {
    let record = bill(6534, &[referred(), introduced()]);
    world.serve("/bill", Document::xml(record));
}

fn record_moves(world: &World) {
    let record = bill(6534, &[reported(), referred(), introduced()]);
    world.serve("/bill", Document::xml(record));
}

fn calls(world: &World) -> usize {
    world.site.asked("/beat").len()
}

/// How many calls came while time passed.
fn calls_in(world: &mut World, time: &str) -> usize {
    let before = calls(world);
    world.pass(time);
    calls(world) - before
}

#[test]
fn it_is_called_now_and_then_while_all_is_well() {
    let mut world = watching();
    assert_eq!(calls(&world), 1);
    assert_eq!(calls_in(&mut world, "4h"), 8);
    world.restart();
    assert_eq!(calls_in(&mut world, "20m"), 0);

    let status = world.ask_json(&["status"]);
    assert!(status["heartbeat"]["taken_at"].is_string(), "{status}");
    assert_eq!(status["heartbeat"]["withheld"], serde_json::Value::Null);
}

#[test]
fn it_is_withheld_while_a_required_source_is_not_fresh() {
    let mut world = watching();
    world.serve("/bill", Document::page("down").with_status(500));
    world.pass("7h");
    assert_eq!(calls_in(&mut world, "5h"), 0);
    let (said, _) = world.ask(&["status"]);
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        said.contains("withheld as 0 of 1 required sources are fresh"),
        "{said}"
    );

    record_is_back(&world);
    world.pass("7h");
    assert!(calls_in(&mut world, "1h") > 0);
}

#[test]
fn it_is_withheld_while_mail_waits_or_was_refused() {
    for (answer, why) in [
        ("451 later", "1 mail waits"),
        ("550 no such user", "1 mail was refused for good"),
    ] {
        let mut world = watching();
        let smtp = world.smtp.as_ref().unwrap();
        smtp.always(Stage::Rcpt, Answer::say(answer));
        record_moves(&world);
        world.pass("30m");

        assert_eq!(calls_in(&mut world, "3h"), 0, "{why}");
        let status = world.ask_json(&["status"]);
        assert_eq!(status["heartbeat"]["withheld"], why);

        world.smtp.as_ref().unwrap().behave();
        if world.count("messages WHERE dead_at IS NOT NULL") > 0 {
            world.retry_refused("reader@example.org").unwrap();
        }
        world.pass("1h");
        assert!(calls_in(&mut world, "1h") > 0, "{why}");
    }
}

#[test]
fn that_it_fails_is_shown_and_stops_nothing() {
    let mut world = watching();
    world.serve("/beat", Document::page("no").with_status(503));
    assert!(calls_in(&mut world, "2h") > 0);
    let status = world.ask_json(&["status"]);
    assert_eq!(status["heartbeat"]["error"], "it answers 503");
    let (said, code) = world.ask(&["status"]);
    assert!(said.contains("it answers 503"), "{said}");
    assert_eq!(code, 0);

    record_moves(&world);
    world.pass("1h");
    assert_eq!(world.only_mail().kind, "measure");
    world.serve("/beat", Document::page("OK"));
    world.pass("1h");
    let status = world.ask_json(&["status"]);
    assert_eq!(status["heartbeat"]["error"], serde_json::Value::Null);
}

#[test]
fn it_is_not_called_at_an_address_that_is_not_public_unless_that_is_allowed() {
    let mut world = World::watching(&CONFIG.replace("heartbeat_allow = [\"SITE\"]", ""));
    record_is_back(&world);
    world.serve("/beat", Document::page("OK"));
    world.pass("1h");

    assert_eq!(calls(&world), 0);
    let status = world.ask_json(&["status"]);
    let error = status["heartbeat"]["error"].as_str().unwrap();
    assert!(error.contains("refused"), "{error}");
}
