//! What the press claims, and what the record makes of it.

use crate::kit::{
    documents::{Entry, entry, feed},
    official::{Notice, register, waiver_text},
    site::Document,
    world::World,
};

const SOURCES: &str = r#"
[[attested]]
id = "act"
on = "1992-10-24"
instrument = "FREEDOM Support Act, Public Law 102-511"
effect = "enacts"
source = "https://example.org/act"
mark = "S"

[[attested]]
id = "grant"
on = "2002-01-10"
instrument = "Foreign Operations Appropriations Act, Public Law 107-115"
effect = "grants_waiver"
source = "https://example.org/grant"
mark = "S"

[[source]]
id = "register"
name = "Federal Register"
kind = "federal-register"
url = "SITE/register"
cadence = "1h"
follow = "all"
expect = { items = 0 }
required = true

[[source]]
id = "house"
name = "White House"
kind = "feed"
url = "SITE/house"
cadence = "1h"
rung = "announced"
expect = { items = 0 }

[[source]]
id = "one"
name = "One"
kind = "feed"
url = "SITE/one"
cadence = "1h"
expect = { items = 0 }

[[source]]
id = "two"
name = "Two"
kind = "feed"
url = "SITE/two"
cadence = "1h"
expect = { items = 0 }
"#;

const LIFTED: &str = "Trump has lifted Section 907 on Azerbaijan";

const WAIVER: &str = "Extension of Waiver of Section 907 of the FREEDOM Support Act With Respect \
                      to Assistance to the Government of Azerbaijan";

/// Watching since the first of August 2025, when nothing was said yet.
fn watching(config: &str) -> World {
    let mut world = World::watching(config).beginning("2025-08-01T12:00:00Z");
    world.serve(
        "/register",
        Document::new("application/json", register(&[])),
    );
    for path in ["/house", "/one", "/two"] {
        list(&world, path, &[]);
    }
    world.poll();
    world.told();
    world
}

fn list(world: &World, path: &str, entries: &[Entry]) {
    // All are of that day.
    let text = feed(entries).replace("01 Nov 2026", "08 Aug 2025");
    world.serve(path, Document::feed(text));
}

/// A headline of an outlet.
fn headline(outlet: &str, title: &str) -> Entry {
    let mut entry = entry(&format!("{outlet}-{}", title.len()), 1)
        .titled(title)
        .saying("");
    entry.link = format!("https://{outlet}/{}", title.len());
    entry
}

fn go_on_to(world: &mut World, day: &str) {
    world.sleep_until(format!("{day}T16:00:00Z").parse().unwrap());
    world.poll();
    world.tick();
}

/// The subjects of claims that were told since this was last asked.
fn claims(world: &mut World) -> Vec<String> {
    let told = world.told().into_iter();
    told.filter_map(|told| told.strip_prefix("claim: ").map(str::to_owned))
        .collect()
}

fn publish(world: &World) {
    let text = Document::new("text/plain; charset=utf-8", waiver_text("August 8, 2025"));
    world.serve("/fr/waiver.txt", text);
    let url = format!("http://{}/fr/waiver.txt", world.site.addr);
    let notice = Notice::memorandum("2025-99006", WAIVER, &url).published("2025-08-15");
    world.serve(
        "/register",
        Document::new("application/json", register(&[notice])),
    );
}

#[test]
fn what_was_lifted_in_august_2025_was_a_waiver() {
    let mut world = watching(SOURCES);
    go_on_to(&mut world, "2025-08-08");
    list(&world, "/one", &[headline("one.example", LIFTED)]);
    world.pass("2h");
    assert_eq!(claims(&mut world), [""; 0], "one outlet is no alert");

    let second = headline(
        "two.example",
        "US lifts Section 907 sanctions on Azerbaijan",
    );
    list(&world, "/two", &[second]);
    world.pass("2h");
    let mut mails = world.new_mails();
    mails.retain(|mail| mail.kind == "claim");
    let [mail] = &mails[..] else {
        panic!("{} mails", mails.len());
    };
    assert_eq!(
        mail.subject,
        "[907] Press: \"Section 907 lifted\". Record: in force, no such document"
    );
    for words in ["one.example", "two.example", LIFTED, "Federal Register to"] {
        assert!(mail.text.contains(words), "{words}:\n{}", mail.text);
    }

    list(
        &world,
        "/house",
        &[headline(
            "house.example",
            &format!("Memorandum on the {WAIVER}"),
        )],
    );
    go_on_to(&mut world, "2025-08-09");
    assert_eq!(claims(&mut world), [""; 0], "announced settles nothing");

    publish(&world);
    go_on_to(&mut world, "2025-08-15");
    world.pass("2h");
    assert_eq!(
        claims(&mut world),
        ["[907] Press: \"Section 907 lifted\". Record: not so, it was waived"]
    );

    // Said again of the same, it is nothing new.
    let again = headline("three.example", "Section 907 was lifted, and Baku is glad");
    list(&world, "/one", &[again]);
    go_on_to(&mut world, "2025-08-20");
    assert_eq!(claims(&mut world), [""; 0]);
    let outlets: Option<i64> =
        world.one("SELECT count(DISTINCT outlet) FROM claims WHERE line IS NOT NULL");
    assert_eq!(outlets, Some(3));

    // Of a day it is told what was known then, and of what was settled how all stood then.
    let line = |args: &[&str]| {
        let answer = world.ask_json(&[&["status"], args].concat());
        let line = answer["claims"].get(0).cloned().unwrap_or_default();
        line["record"].as_str().unwrap_or_default().to_owned()
    };
    let then = line(&["--as-of", "2025-08-09"]);
    assert!(then.ends_with("the record says waiver announced"), "{then}");
    assert!(line(&[]).starts_with("not so, a waiver: "), "{}", line(&[]));

    let words: Option<String> = world
        .one("SELECT group_concat(word) FROM (SELECT word FROM standings WHERE entity = 'section-907' ORDER BY ordinal)");
    assert_eq!(words.as_deref(), Some("in_force,waiver_announced,waived"));
}

#[test]
fn an_agency_is_told_at_once_and_what_nothing_settles_expires() {
    let config = format!("{SOURCES}\n[claims]\nagencies = [\"agency.example\"]\n");
    let mut world = watching(&config);
    list(
        &world,
        "/one",
        &[headline(
            "en.agency.example",
            "Congress repealed Section 907",
        )],
    );
    go_on_to(&mut world, "2025-08-08");
    assert_eq!(
        claims(&mut world),
        ["[907] Press: \"Section 907 repealed\". Record: in force, no such document"]
    );
    go_on_to(&mut world, "2025-09-06");
    assert_eq!(claims(&mut world), [""; 0]);
    go_on_to(&mut world, "2025-09-09");
    assert_eq!(
        claims(&mut world),
        ["[907] Press: \"Section 907 repealed\". Record: nothing in 30 days, in force"]
    );
    go_on_to(&mut world, "2025-09-12");
    assert_eq!(claims(&mut world), [""; 0], "told once");
}

#[test]
fn what_the_record_says_itself_and_what_was_there_before_is_no_claim() {
    let mut world = World::watching(SOURCES).beginning("2025-08-20T12:00:00Z");
    publish(&world);
    list(&world, "/house", &[]);
    for (path, outlet) in [("/one", "one.example"), ("/two", "two.example")] {
        list(&world, path, &[headline(outlet, LIFTED)]);
    }
    world.poll();
    world.pass("2h");
    world.told();
    for (path, outlet) in [("/one", "one.example"), ("/two", "two.example")] {
        let waived = headline(
            outlet,
            "Trump extends the waiver of Section 907 for Azerbaijan",
        );
        list(&world, path, &[headline(outlet, LIFTED), waived]);
    }
    go_on_to(&mut world, "2025-08-21");
    assert_eq!(claims(&mut world), [""; 0]);
    assert_eq!(world.count("claim_lines"), 0);
    assert!(world.count("claims") >= 4, "all are kept");
}

#[test]
fn the_article_behind_an_entry_that_says_little_is_read() {
    let config = SOURCES.replace("url = \"SITE/one\"", "follow = true\nurl = \"SITE/one\"");
    let mut world = watching(&config);
    let paragraphs = format!(
        "<p>BAKU. {LIFTED}, officials in Baku said on Friday after a long day of talks.</p>{}",
        "<p>The two sides spoke of trade, of transit and of energy, and will meet again soon.</p>"
            .repeat(8)
    );
    let page = format!(
        "<html><head><title>News</title></head><body><nav><a href=\"/\">Home</a></nav>\
         <article><h1>Azerbaijan and Section 907</h1>{paragraphs}</article></body></html>"
    );
    world.serve("/story", Document::page(page.clone()));
    world.serve("/closed", Document::page(page));
    world.serve(
        "/robots.txt",
        Document::new("text/plain", "User-agent: *\nDisallow: /closed\n"),
    );
    let at = |path: &str| {
        let mut entry = headline("one.example", "Azerbaijan and Section 907: what we know");
        entry.id = path.to_owned();
        entry.link = format!("http://{}{path}", world.site.addr);
        entry
    };
    let entries = [at("/story"), at("/closed")];
    list(&world, "/one", &entries);
    world.pass("2h");
    let claim: Option<String> =
        world.one("SELECT claim FROM claims WHERE key = '/story' AND claim != 'background'");
    assert_eq!(claim.as_deref(), Some("lifted"));
    assert_eq!(world.site.asked("/story").len(), 1, "read once");
    assert_eq!(world.site.asked("/closed").len(), 0, "robots.txt says no");
    world.pass("8h");
    assert_eq!(world.site.asked("/story").len(), 1);
}

#[test]
fn what_drives_the_question_is_in_the_digest_alone() {
    let config = format!(
        "{SOURCES}\n[[context]]\nid = \"treaty\"\nname = \"Peace treaty\"\nphrases = [\"peace treaty\"]\n"
    );
    let mut world = watching(&config);
    list(
        &world,
        "/one",
        &[
            headline(
                "one.example",
                "Armenia and Azerbaijan sign the peace treaty",
            ),
            headline("one.example", "A football match in Baku"),
        ],
    );
    world.pass("3h");
    assert_eq!(world.told(), [""; 0], "told at once to nobody");
    world.pass("30h");
    let mails = world.new_mails();
    let digest: Vec<_> = mails.iter().filter(|mail| mail.kind == "digest").collect();
    assert_eq!(digest.len(), 1);
    assert!(
        digest[0].text.contains("sign the peace treaty"),
        "{}",
        digest[0].text
    );
    assert!(!digest[0].text.contains("football"), "{}", digest[0].text);
}
