//! What was published while a source could not be seen, and whether we were looking.

use serde_json::{Value, json};

use crate::kit::{
    documents::{bill, entry, feed, introduced, page, referred},
    official::{Notice, bills, register},
    site::Document,
    world::World,
};

const FEED: &str = r#"
[[source]]
id = "news"
name = "Some news"
kind = "feed"
url = "SITE/feed"
cadence = "1h"
fresh_for = "6h"
required = true
"#;

const PAGE: &str = r#"
[[source]]
id = "page"
name = "A page"
kind = "page"
url = "SITE/page"
cadence = "1h"
fresh_for = "6h"
required = true
"#;

const BILLS: &str = r#"
[[source]]
id = "bills"
name = "The list of bills"
kind = "congress-api"
url = "SITE/v3/bill/119"
cadence = "1h"
fresh_for = "6h"
required = true
"#;

const LIST: &str = "/v3/bill/119?format=json&limit=250&sort=updateDate+desc";

fn list(world: &World, days: &[u8]) {
    let entries: Vec<_> = days
        .iter()
        .map(|day| entry(&format!("n{day}"), *day))
        .collect();
    world.serve("/feed", Document::feed(feed(&entries)));
}

/// Starts watching at noon UTC, and nine hours later nothing was seen since.
fn after_an_outage(config: &str, serve: impl Fn(&World)) -> World {
    let mut world = World::watching(config);
    serve(&world);
    world.poll();
    assert_eq!(world.only_mail().kind, "began");
    world.site.cut(true);
    world.pass("9h");
    assert_eq!(world.only_mail().kind, "health");
    world
}

/// Lets the source be seen again, and says what the mail tells of the gap.
fn is_covered(world: &mut World) -> bool {
    world.site.cut(false);
    world.pass("7h");
    let mails = world.new_mails();
    let again = mails
        .iter()
        .find(|mail| mail.subject.contains("Seen again"));
    let text = &again.expect("it is told to be seen again").text;
    let (covered, not) = (
        text.contains("covered after the fact"),
        text.contains("not covered"),
    );
    assert_ne!(covered, not, "{text}");
    covered
}

#[test]
fn a_list_that_still_names_what_was_known_covers_the_gap() {
    let mut world = after_an_outage(FEED, |world| list(world, &[20, 19]));
    list(&world, &[22, 21, 20]);
    assert!(is_covered(&mut world));
    assert_eq!(world.count("coverage WHERE polls = 0"), 1);

    // Nothing that it named before is left: more may have come and gone.
    let mut world = after_an_outage(FEED, |world| list(world, &[20, 19]));
    list(&world, &[22, 21]);
    assert!(!is_covered(&mut world));
    assert_eq!(world.count("coverage WHERE polls = 0"), 0);
}

#[test]
fn a_page_shows_the_present_alone() {
    let said = |world: &World| world.serve("/page", Document::page(page(["It says this."])));
    let mut world = after_an_outage(PAGE, said);
    assert!(!is_covered(&mut world));
}

#[test]
fn a_record_is_whole_and_covers_the_gap() {
    let config = FEED
        .replace("\"feed\"", "\"measure\"\nmeasure = \"hr6534-119\"")
        .replace("SITE/feed", "SITE/bill");
    let serve = |world: &World, acts: &[_]| world.serve("/bill", Document::xml(bill(6534, acts)));
    let mut world = after_an_outage(&config, |world| serve(world, &[introduced()]));
    serve(&world, &[referred(), introduced()]);
    assert!(is_covered(&mut world));
}

/// A page of the list, and which page follows it.
fn serve_bills(world: &World, path: &str, listed: &[(u32, &str)], next: Option<&str>) {
    let mut body: Value = serde_json::from_str(&bills(listed)).unwrap();
    body["pagination"]["count"] = json!(3);
    if let Some(next) = next {
        body["pagination"]["next"] = json!(format!("http://{}{next}", world.site.addr));
    }
    let document = Document::new("application/json", body.to_string());
    world.serve(path, document.without_validators());
}

#[test]
fn a_list_of_bills_is_asked_by_date_for_what_was_missed_to_its_end() {
    let mut world = after_an_outage(BILLS, |world| {
        serve_bills(world, LIST, &[(1, "One")], None);
    });
    // Three were touched meanwhile, and the newest of them fill the usual page.
    serve_bills(&world, LIST, &[(4, "Four")], Some("/v3/bill/119?offset=1"));
    let by_date = format!("{LIST}&fromDateTime=2026-11-22T11%3A00%3A00Z");
    let second = format!("{by_date}&offset=2");
    serve_bills(
        &world,
        &by_date,
        &[(4, "Four"), (3, "Three")],
        Some(&second),
    );
    serve_bills(&world, &second, &[(2, "Two")], None);

    assert!(is_covered(&mut world));

    assert_eq!(world.count("items WHERE key = 'hr2-119'"), 1);
    assert_eq!(world.site.asked(&second).len(), 1);
    // Then it is asked as usual.
    assert!(world.site.asked(LIST).len() > 1);
    assert_eq!(world.site.asked(&by_date).len(), 1);
    assert_eq!(world.state("bills"), "fine");
}

#[test]
fn of_a_list_of_bills_that_is_too_long_it_is_said_that_it_was_not_read_to_its_end() {
    let mut world = after_an_outage(BILLS, |world| {
        serve_bills(world, LIST, &[(1, "One")], None);
    });
    let by_date = format!("{LIST}&fromDateTime=2026-11-22T11%3A00%3A00Z");
    serve_bills(&world, LIST, &[(90, "Ninety")], None);
    for n in 0..20 {
        let here = match n {
            0 => by_date.clone(),
            n => format!("{by_date}&offset={n}"),
        };
        let next = format!("{by_date}&offset={}", n + 1);
        serve_bills(&world, &here, &[(n + 10, "Some bill")], Some(&next));
    }
    assert!(!is_covered(&mut world));
    assert_eq!(world.site.asked(&format!("{by_date}&offset=5")).len(), 1);
    assert_eq!(world.site.asked(&format!("{by_date}&offset=6")).len(), 0);
}

#[test]
fn of_a_long_list_of_documents_pages_are_read_back_to_what_was_missed() {
    let config = FEED
        .replace("\"feed\"", "\"federal-register\"")
        .replace("SITE/feed", "SITE/fr");
    let serve =
        |world: &World, path: &str, documents: &[(&'static str, &'static str)], next: &str| {
            let notices: Vec<Notice> = documents
                .iter()
                .map(|(number, on)| Notice::memorandum(number, "A document", "").published(on))
                .collect();
            let mut body: Value = serde_json::from_str(&register(&notices)).unwrap();
            body["count"] = json!(5000);
            body["total_pages"] = json!(50);
            body["next_page_url"] = json!(format!("http://{}{next}", world.site.addr));
            world.serve(path, Document::new("application/json", body.to_string()));
        };
    let mut world = after_an_outage(&config, |world| {
        serve(
            world,
            "/fr",
            &[("2026-1", "2026-11-20"), ("2026-2", "2026-11-20")],
            "/fr?page=2",
        );
        serve(
            world,
            "/fr?page=2",
            &[("2026-0", "2026-11-19")],
            "/fr?page=3",
        );
    });
    assert!(world.site.asked("/fr?page=2").is_empty());
    serve(
        &world,
        "/fr",
        &[("2026-6", "2026-11-23"), ("2026-5", "2026-11-23")],
        "/fr?page=2",
    );
    serve(
        &world,
        "/fr?page=2",
        &[("2026-4", "2026-11-22"), ("2026-3", "2026-11-22")],
        "/fr?page=3",
    );
    serve(
        &world,
        "/fr?page=3",
        &[("2026-2", "2026-11-20"), ("2026-1", "2026-11-20")],
        "/fr?page=4",
    );

    assert!(is_covered(&mut world));

    assert_eq!(world.count("items WHERE key = '2026-3'"), 1);
    assert_eq!(world.site.asked("/fr?page=3").len(), 1);
    assert!(world.site.asked("/fr?page=4").is_empty());
}

#[test]
fn one_can_ask_whether_we_were_looking_on_a_day() {
    let mut world = World::watching(FEED);
    list(&world, &[20, 19]);
    world.poll();
    world.pass("42h");
    world.site.cut(true);
    world.pass("48h");
    list(&world, &[22, 21, 20]);
    world.site.cut(false);
    world.pass("40h");
    let on = |day: &str| {
        let days = world.ask_json(&["sources", "--on", day]);
        let day = &days[0];
        let spans = day["unseen"].as_array().unwrap();
        let covered = spans.iter().filter(|span| span["covered_at"].is_string());
        let answer = day["answer"].as_str().unwrap().to_owned();
        (answer, spans.len(), covered.count())
    };

    // Watching began at seven in the morning, in Washington.
    assert_eq!(on("2026-11-22"), ("in_part".to_owned(), 1, 0));
    assert_eq!(on("2026-11-23"), ("seen".to_owned(), 0, 0));
    assert_eq!(on("2026-11-24"), ("in_part".to_owned(), 1, 1));
    assert_eq!(on("2026-11-25"), ("not_seen".to_owned(), 1, 1));
    assert_eq!(on("2026-11-26"), ("in_part".to_owned(), 1, 1));
    assert_eq!(on("2026-11-27"), ("seen".to_owned(), 0, 0));

    let (said, code) = world.ask(&["sources", "news", "--on", "2026-11-25"]);
    assert_eq!(code, 0);
    assert!(said.contains("covered after the fact"), "{said}");
    let (said, _) = world.ask(&["sources", "--on", "2026-11-23"]);
    assert!(said.contains("all day"), "{said}");
    let (said, _) = world.ask(&["sources", "--on", "2026-11-20"]);
    assert!(said.contains("Not watching yet"), "{said}");
    assert_eq!(world.ask(&["sources", "--on", "2027-11-20"]).1, 2);
    // What was known then is not bettered by what came after.
    let status = world.ask_json(&["status", "--as-of", "2026-11-25"]);
    assert_eq!(status["assurance"], "blind");
}
