//! congress.gov's own pages, which a browser's challenge may stand before.

use crate::kit::{
    documents::{bill, challenge, introduced, page, referred, reported},
    site::Document,
    world::World,
};

const WATCHED: &str = r#"
[discover]
titles = ["Azerbaijan"]

[[source]]
id = "page"
name = "congress.gov: H.R. 6534"
kind = "congress-page"
measure = "hr6534-119"
url = "SITE/bill/119th-congress/house-bill/6534/all-info"
cadence = "6h"
"#;

const SEARCHED: &str = r#"
[discover]
titles = ["Azerbaijan"]

[[source]]
id = "search"
name = "congress.gov: results for Azerbaijan"
kind = "congress-page"
url = "SITE/search"
cadence = "1h"
expect = { items = 0 }
"#;

const PAGE: &str = "/bill/119th-congress/house-bill/6534/all-info";
const INTRODUCED: &str = include_str!("../congress/page/hr6534.html");
const OTHER: &str = include_str!("../congress/page/law.html");
const RESULTS: &str = include_str!("../congress/page/results.html");

fn watching() -> World {
    let mut world = World::watching(WATCHED);
    world.serve(PAGE, Document::page(INTRODUCED));
    world.poll();
    assert_eq!(world.only_mail().kind, "began");
    assert_eq!(stage(&world), "referred");
    let (said, _) = world.ask(&["status"]);
    assert!(said.contains("in House Foreign Affairs"), "{said}");
    world
}

fn stage(world: &World) -> String {
    let word = world.one("SELECT word FROM status WHERE entity = 'hr6534-119'");
    word.unwrap_or_default()
}

/// The page, after the committee reported the bill.
fn reported_page() -> String {
    let old = "<tr><td class=\"date\">12/09/2025</td><td class=\"actions\">Referred";
    assert!(INTRODUCED.contains(old), "the page has changed");
    let new = format!(
        "<tr><td class=\"date\">{}</td><td class=\"actions\">{}</td></tr>\n{old}",
        "09/16/2026", "Reported by the Committee on Foreign Affairs. H. Rept. 119-907."
    );
    INTRODUCED
        .replacen(old, &new, 1)
        .replace("2 results", "3 results")
}

#[test]
fn the_table_of_actions_moves_a_measure() {
    let mut world = watching();
    world.serve(PAGE, Document::page(reported_page()));
    world.pass("6h");
    assert_eq!(world.only_mail().kind, "measure");
    assert_eq!(stage(&world), "reported");
    world.pass("12h");
    assert_eq!(world.told(), [""; 0]);
}

#[test]
fn a_challenge_is_no_change_and_is_asked_seldom() {
    let mut world = watching();
    world.serve(PAGE, Document::page(challenge()).with_status(403));
    let asked = world.site.asked(PAGE).len();
    world.pass("1d");
    assert_eq!(
        (world.state("page").as_str(), stage(&world).as_str()),
        ("blocked", "referred")
    );
    let more = world.site.asked(PAGE).len() - asked;
    assert!((1..=4).contains(&more), "asked {more} times in a day");
    let (said, _) = world.ask(&["sources", "page"]);
    assert!(said.contains("GovInfo"), "what to do instead: {said}");
    assert!(world.told().iter().all(|told| !told.starts_with("measure")));

    world.serve(PAGE, Document::page(reported_page()));
    world.pass("1d");
    assert_eq!(
        (world.state("page").as_str(), stage(&world).as_str()),
        ("fine", "reported")
    );
}

#[test]
fn another_bills_page_is_not_taken_for_this_one() {
    let mut world = watching();
    for body in [OTHER.to_owned(), page(["Sign in to continue"])] {
        world.serve(PAGE, Document::page(body));
        world.pass("6h");
        assert_ne!(world.state("page"), "fine");
        assert_eq!(stage(&world), "referred");
    }
    assert!(world.told().iter().all(|told| !told.starts_with("measure")));
}

#[test]
fn results_of_a_search_lead_to_measures() {
    let mut world = World::watching(SEARCHED);
    let none = page(["Search Results"]);
    world.serve("/search", Document::page(RESULTS));
    let newest_first = [reported(), referred(), introduced()];
    world.serve(
        "/status/119hr6534",
        Document::xml(bill(6534, &newest_first)),
    );
    world.poll();
    world.pass("1h");
    assert_eq!(stage(&world), "reported");
    assert_eq!(world.count("measures"), 1, "the other title names nothing");

    world.new_mails();
    world.serve("/search", Document::page(none));
    world.pass("2h");
    assert_eq!(stage(&world), "reported");
    assert!(world.told().iter().all(|told| !told.starts_with("measure")));
}
