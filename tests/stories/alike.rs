//! Actions of one day that begin alike, as the lines of a debate do: which of them is
//! which must not hang on how many come before it.

use crate::kit::{
    documents::{Action, action, bill, introduced, passed_house, referred},
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
"#;

fn watching(debated: &[&str]) -> World {
    let mut world = World::watching(BILL);
    record(&world, debated);
    world.poll();
    assert_eq!(world.only_mail().kind, "began");
    world
}

/// The record holds that these amendments were debated, in this order.
fn record(world: &World, debated: &[&str]) {
    let debates = debated.iter().map(|amendment| debate(amendment));
    let mut actions = vec![introduced(), referred()];
    actions.extend(debates);
    actions.push(passed_house());
    actions.reverse();
    world.serve("/bill", Document::xml(bill(6534, &actions)));
}

fn debate(amendment: &str) -> Action {
    let text = format!(
        "DEBATE - The House proceeded with 10 minutes of debate on the {amendment} amendment."
    );
    action("2026-12-02", &text, "Floor", "H8D000")
}

#[test]
fn one_that_comes_late_is_told_and_corrects_nothing() {
    let mut world = watching(&["Smith", "Jones", "Brown"]);

    record(&world, &["Green", "Smith", "White", "Jones", "Brown"]);
    world.pass("2d");

    let told = world.told();
    assert_eq!(told.len(), 2, "{told:#?}");
    for amendment in ["Green", "White"] {
        let is_it = |told: &&String| told.starts_with("item") && told.contains(amendment);
        assert_eq!(told.iter().filter(is_it).count(), 1, "{told:#?}");
    }
}

#[test]
fn one_that_is_missing_once_is_no_news() {
    for lagging in [["Jones", "Brown"], ["Smith", "Brown"], ["Smith", "Jones"]] {
        let mut world = watching(&["Smith", "Jones", "Brown"]);

        record(&world, &lagging);
        world.pass("1h");
        record(&world, &["Smith", "Jones", "Brown"]);
        world.pass("2d");

        assert_eq!(world.told(), [""; 0], "{lagging:?}");
    }
}

#[test]
fn one_that_is_corrected_is_told_as_one_correction() {
    let mut world = watching(&["Smith", "Jones", "Brown"]);

    record(&world, &["Smith", "Johns", "Brown"]);
    world.pass("2d");

    let mail = world.only_mail();
    assert_eq!(mail.kind, "record");
    assert!(mail.subject.contains("1 action"), "{}", mail.subject);
    assert!(mail.text.contains("Johns"), "{}", mail.text);
}

#[test]
fn one_that_is_withdrawn_is_told_as_that_one() {
    let mut world = watching(&["Smith", "Jones", "Brown"]);

    record(&world, &["Jones", "Brown"]);
    world.pass("2d");

    let mail = world.only_mail();
    assert_eq!(mail.kind, "record");
    assert!(
        mail.subject.contains("withdrawn, 1 action"),
        "{}",
        mail.subject
    );
    assert!(mail.text.contains("Smith"), "{}", mail.text);
}
