//! Looking for words in all that was read.

use crate::kit::{
    documents::{entry, feed, page},
    official::{Notice, bill_text, packages, register, waiver_text},
    site::Document,
    world::World,
};

const WATCHED: &str = r#"
[[source]]
id = "news"
name = "Some news"
kind = "feed"
url = "SITE/news"
cadence = "1h"

[[source]]
id = "code"
name = "The Code"
kind = "page"
url = "SITE/code"
cadence = "1h"

[[source]]
id = "register"
name = "Federal Register"
kind = "federal-register"
url = "SITE/register"
cadence = "1h"
follow = "all"
expect = { items = 0 }

[[source]]
id = "bills"
name = "GovInfo: bills"
kind = "govinfo"
url = "SITE/bills"
cadence = "1h"
expect = { items = 0 }
"#;

const REPEAL: &str = "Section 907 of the FREEDOM Support Act (Public Law 102-511; 22 U.S.C. 5812 note) \
                      is repealed.";

/// A news story, a page, a document of the Federal Register and a bill, as of
/// 22 November 2026.
fn watching() -> World {
    let mut world = World::watching(WATCHED);
    let at = |path: &str| format!("http://{}{path}", world.site.addr);
    let stories = [
        entry("az", 20).titled("907-ci düzəliş: Azərbaycana yardım"),
        entry("ru", 21)
            .titled("Поправка 907")
            .saying("Конгресс отменил её; президент подписал."),
    ];
    world.serve("/news", Document::feed(feed(&stories)));
    world.serve(
        "/code",
        Document::page(page(["Section 907 stands as a note under section 5812."])),
    );
    let memorandum = Notice::memorandum("2026-99907", "Memorandum", &at("/fr/doc.txt"))
        .signed("2026-11-20")
        .published("2026-11-21");
    let json = Document::new("application/json", register(&[memorandum])).without_validators();
    world.serve("/register", json);
    let text = waiver_text("November 20, 2026");
    world.serve(
        "/fr/doc.txt",
        Document::new("text/plain; charset=utf-8", text),
    );
    let bill = bill_text("To repeal a restriction", &[("1", "Repeal", REPEAL)]);
    world.serve("/text/BILLS-119hr907ih.xml", Document::xml(bill));
    let listed = packages(&[("BILLS-119hr907ih", "H.R. 907 (ih)")]);
    world.serve("/bills", Document::feed(listed));
    world.pass("3h");
    world
}

fn found(world: &World, args: &[&str]) -> String {
    let answer = world.ask_json(&[&["search"], args].concat());
    let found = answer["found"].as_array().unwrap();
    let told = |found: &serde_json::Value| {
        let (kind, source) = (
            found["kind"].as_str().unwrap(),
            found["source"].as_str().unwrap(),
        );
        format!("{kind} of {source}")
    };
    let mut told: Vec<String> = found.iter().map(told).collect();
    told.sort();
    told.join(", ")
}

#[test]
fn words_are_found_wherever_they_were_read() {
    let world = watching();
    assert_eq!(found(&world, &["azerbaycana yardim"]), "item of news");
    assert_eq!(found(&world, &["отмен* её"]), "item of news");
    assert_eq!(found(&world, &["\"a note under\""]), "page of code");
    assert_eq!(
        found(&world, &["\"offensive purposes\""]),
        "document of fr-2026-99907-published"
    );
    assert_eq!(found(&world, &["repealed"]), "document of bills-119hr907ih");
    assert_eq!(
        found(&world, &["907", "--source", "news"]),
        "item of news, item of news"
    );
    assert_eq!(
        found(&world, &["907 -yardım", "--source", "news"]),
        "item of news"
    );
    assert_eq!(found(&world, &["nothing"]), "");
}

#[test]
fn what_is_found_is_shown_with_what_stands_around_it() {
    let world = watching();
    let (said, code) = world.ask(&["search", "отменил"]);
    assert_eq!(code, 0);
    assert_eq!(
        said,
        "22 Nov 2026 07:00 EST  news\n  \
           Поправка 907\n  \
           Конгресс отменил её; президент подписал.\n  \
           https://example.org/ru\n\n"
    );
    let (said, _) = world.ask(&["search", "nothing at all"]);
    assert_eq!(said, "Nothing was found.\n");
}

#[test]
fn what_was_not_seen_by_a_day_is_not_found_as_of_it() {
    let mut world = watching();
    world.pass("2d");
    world.serve(
        "/code",
        Document::page(page(["Section 907 stands no more."])),
    );
    let later = [entry("late", 24).titled("Section 907 again")];
    world.serve("/news", Document::feed(feed(&later)));
    world.pass("3h");

    assert_eq!(found(&world, &["stands", "--as-of", "2026-11-22"]), "");
    let (said, _) = world.ask(&["search", "stands", "--as-of", "2026-11-22"]);
    assert!(said.contains("1 page that has changed since"), "{said}");
    assert_eq!(found(&world, &["again"]), "item of news");
    assert_eq!(found(&world, &["again", "--as-of", "2026-11-23"]), "");
    assert_eq!(found(&world, &["again", "--until", "2026-11-23"]), "");
    assert_eq!(
        found(&world, &["again", "--since", "2026-11-24"]),
        "item of news"
    );
    assert_eq!(found(&world, &["yardım", "--since", "2026-11-24"]), "");
}

#[test]
fn a_question_that_asks_nothing_is_wrong_usage() {
    let world = watching();
    for asked in ["", "—", "\"open", "a OR"] {
        let (said, code) = world.ask(&["search", asked]);
        assert_eq!(code, 2, "{asked}: {said}");
    }
    let (said, code) = world.ask(&["search", "907", "--source", "nobody"]);
    assert_eq!(code, 1);
    assert!(said.contains("no source is called `nobody`"), "{said}");
}
