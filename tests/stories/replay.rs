//! The history of Section 907, replayed as documents through the real pipeline.

use crate::kit::{
    documents::feed,
    official::{Notice, law_text, packages, register, waiver_text},
    site::Document,
    world::World,
};

/// 1992: the Act is attested, as no machine carries it. All that follows is found.
const WATCHED: &str = r#"
[[attested]]
id = "act"
on = "1992-10-24"
instrument = "FREEDOM Support Act, Public Law 102-511"
effect = "enacts"
source = "https://example.org/act"
mark = "S"

[[source]]
id = "register"
name = "Federal Register"
kind = "federal-register"
url = "SITE/register"
cadence = "12h"
fresh_for = "7d"
follow = "all"
expect = { items = 0 }
required = true

[[source]]
id = "laws"
name = "GovInfo: public laws"
kind = "govinfo"
url = "SITE/laws"
cadence = "12h"
fresh_for = "7d"
expect = { items = 0 }

[[source]]
id = "house"
name = "White House"
kind = "feed"
url = "SITE/house"
cadence = "12h"
fresh_for = "7d"
rung = "announced"
expect = { items = 0 }

[[source]]
id = "news"
name = "Some news"
kind = "feed"
url = "SITE/news"
cadence = "12h"
fresh_for = "7d"
expect = { items = 0 }
"#;

const WAIVER: &str = "Waiver of Section 907 of the FREEDOM Support Act With Respect to Assistance to \
                      the Government of Azerbaijan";

/// What happens on a day: when it is seen, and what.
enum Event {
    /// A determination or memorandum is published: its number and the day signed.
    Waiver(&'static str, &'static str, &'static str),
    /// A law is published: its number, the bill, the day approved, the section.
    Law(&'static str, &'static str, &'static str, &'static str),
    /// A headline.
    Headline(&'static str),
}

use Event::{Headline, Law, Waiver};

/// The dated rows of the timeline; days that only a year is known of are those of the
/// test. Numbers of documents are invented.
const TIMELINE: &[(&str, Event)] = &[
    (
        "2002-01-15",
        Law(
            "107-115",
            "H.R. 2506",
            "January 10, 2002",
            "The President may waive section 907 of the FREEDOM Support Act (22 U.S.C. 5812 note) if he \
             determines and certifies to the Committees on Appropriations that to do so is necessary to \
             support United States efforts to counter international terrorism.",
        ),
    ),
    (
        "2002-02-01",
        Waiver("02-99001", "January 25, 2002", "2002-02-01"),
    ),
    (
        "2003-01-24",
        Waiver("03-99002", "January 17, 2003", "2003-01-24"),
    ),
    (
        "2020-04-02",
        Waiver("2020-99003", "March 27, 2020", "2020-04-02"),
    ),
    (
        "2021-04-30",
        Waiver("2021-99004", "April 23, 2021", "2021-04-30"),
    ),
    (
        "2022-06-27",
        Waiver("2022-99005", "June 21, 2022", "2022-06-27"),
    ),
    (
        "2023-11-16",
        Headline("Senate lifts US aid to Azerbaijan: Section 907 restored, says everybody"),
    ),
    (
        "2025-08-09",
        Headline("Trump has lifted Section 907 on Azerbaijan"),
    ),
    (
        "2025-08-15",
        Waiver("2025-99006", "August 8, 2025", "2025-08-15"),
    ),
    (
        "2026-02-10",
        Law(
            "119-75",
            "H.R. 7148",
            "February 3, 2026",
            "Section 907 of the FREEDOM Support Act (22 U.S.C. 5812 note) shall not apply to (1) activities to \
             support democracy; (2) any assistance provided by the Trade and Development Agency; and (3) \
             humanitarian assistance.",
        ),
    ),
];

/// Each transition: the word, since when in law, and when it was known.
const TRANSITIONS: &[&str] = &[
    "in_force 1992-10-24 known 2002-01-01",
    "waived 2002-01-25 known 2002-02-01",
    "waived 2003-01-17 known 2003-01-24",
    "waiver_overdue 2004-01-17 known 2004-01-17",
    "waived 2020-03-27 known 2020-04-02",
    "waiver_overdue 2021-03-27 known 2021-03-27",
    "waived 2021-04-23 known 2021-04-30",
    "waiver_overdue 2022-04-23 known 2022-04-23",
    "waived 2022-06-21 known 2022-06-27",
    "waiver_overdue 2023-06-21 known 2023-06-21",
    "waived 2025-08-08 known 2025-08-15",
    "waiver_overdue 2026-08-08 known 2026-08-08",
];

#[test]
fn the_history_of_section_907_gives_exactly_its_transitions_each_told_once() {
    let mut world = World::watching(WATCHED).beginning("2002-01-01T12:00:00Z");
    let mut notices = Vec::new();
    let mut laws = Vec::new();
    let mut headlines = Vec::new();
    serve(&world, &notices, &laws, &headlines);
    world.poll();
    world.told();

    for (day, event) in TIMELINE {
        stride(&mut world, day);
        match event {
            Waiver(number, signed, published) => {
                let path = format!("/fr/{number}.txt");
                let text = Document::new("text/plain; charset=utf-8", waiver_text(signed));
                world.serve(&path, text);
                let url = format!("http://{}{path}", world.site.addr);
                notices.insert(
                    0,
                    Notice::memorandum(number, WAIVER, &url).published(published),
                );
            }
            Law(number, bill, approved, section) => {
                let package = format!("PLAW-{}", number.replace('-', "publ"));
                let text = law_text(number, bill, approved, &[("7046", "AZERBAIJAN", section)]);
                world.serve(&format!("/text/{package}.htm"), Document::page(text));
                laws.insert(0, (package, format!("Public Law {number}")));
            }
            Headline(title) => {
                let entry = crate::kit::documents::entry(day, 1).titled(title);
                headlines.insert(0, entry);
            }
        }
        serve(&world, &notices, &laws, &headlines);
        world.pass("2d");
    }
    stride(&mut world, "2026-11-22");

    let all: Option<String> = world.one(
        "SELECT group_concat(word || ' ' || since || ' known ' || date(seen_at, '-4 hours'), char(10))
           FROM (SELECT * FROM standings WHERE entity = 'section-907' ORDER BY ordinal)",
    );
    assert_eq!(all.unwrap_or_default(), TRANSITIONS.join("\n"));
    let alerts = world.count("alerts WHERE kind = 'standing'");
    assert_eq!(
        alerts,
        TRANSITIONS.len() as i64 - 1,
        "the first stands in the first mail"
    );
    let mails = world.mails();
    let standing = mails.iter().filter(|mail| mail.kind == "standing");
    assert_eq!(standing.count() as i64, alerts, "each is told once");
    for word in ["repealed", "lifted"] {
        let said = mails.iter().filter(|mail| mail.kind == "standing");
        let subjects: Vec<&str> = said.map(|mail| mail.subject.as_str()).collect();
        assert!(
            subjects.iter().all(|subject| !subject.contains(word)),
            "{subjects:#?}"
        );
    }
}

fn serve(
    world: &World,
    notices: &[Notice],
    laws: &[(String, String)],
    headlines: &[crate::kit::documents::Entry],
) {
    let json = Document::new("application/json", register(notices)).without_validators();
    world.serve("/register", json);
    let laws: Vec<(&str, &str)> = laws.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    world.serve("/laws", Document::feed(packages(&laws)));
    world.serve("/house", Document::feed(feed(&[])));
    world.serve("/news", Document::feed(feed(headlines)));
}

/// Turns the clock to noon of a day, as if the machine had slept: it wakes once a month,
/// and on each day on which something is known.
fn stride(world: &mut World, day: &str) {
    let noon = |day: &str| -> jiff::Timestamp { format!("{day}T16:00:00Z").parse().unwrap() };
    let until = noon(day);
    let known = |line: &&str| noon(line.rsplit(' ').next().unwrap());
    let stops: Vec<jiff::Timestamp> = TRANSITIONS.iter().map(known).collect();
    while world.now() < until {
        let month = world.now() + jiff::SignedDuration::from_hours(24 * 28);
        let stop = stops
            .iter()
            .copied()
            .filter(|&stop| stop > world.now())
            .min();
        let next = stop.map_or(month, |stop| month.min(stop)).min(until);
        world.sleep_until(next);
        world.tick();
    }
}
