//! The history of Section 907, replayed as documents through the real pipeline.

use std::collections::BTreeMap;

use watch907::domain::measure::{MeasureId, MeasureKind};

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
    /// A measure's record at GovInfo gets these actions, oldest first.
    Record(&'static str, &'static [Act]),
}

/// Day, text, type and code of an action.
type Act = (&'static str, &'static str, &'static str, &'static str);

use Event::{Headline, Law, Record, Waiver};

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
        "2023-09-30",
        Record(
            "s3000-118",
            &[
                (
                    "2023-09-29",
                    "Introduced in Senate",
                    "IntroReferral",
                    "10000",
                ),
                (
                    "2023-09-29",
                    "Read twice and referred to the Committee on Foreign Relations.",
                    "IntroReferral",
                    "",
                ),
            ],
        ),
    ),
    (
        "2023-11-16",
        Record(
            "s3000-118",
            &[
                (
                    "2023-11-15",
                    "Passed Senate without amendment by Unanimous Consent.",
                    "Floor",
                    "17000",
                ),
                ("2023-11-16", "Received in the House.", "Floor", "H14000"),
                ("2023-11-16", "Held at the desk.", "Floor", "H15000"),
            ],
        ),
    ),
    (
        "2023-11-17",
        Headline("Senate lifts US aid to Azerbaijan: Section 907 restored, says everybody"),
    ),
    (
        "2024-02-09",
        Record(
            "hr7288-118",
            &[
                (
                    "2024-02-08",
                    "Introduced in House",
                    "IntroReferral",
                    "Intro-H",
                ),
                (
                    "2024-02-08",
                    "Referred to the House Committee on Foreign Affairs.",
                    "IntroReferral",
                    "H11100",
                ),
            ],
        ),
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
        "2025-12-10",
        Record(
            "hr6534-119",
            &[
                (
                    "2025-12-09",
                    "Introduced in House",
                    "IntroReferral",
                    "Intro-H",
                ),
                (
                    "2025-12-09",
                    "Referred to the House Committee on Foreign Affairs.",
                    "IntroReferral",
                    "H11100",
                ),
            ],
        ),
    ),
    (
        "2025-12-19",
        Record(
            "hr6840-119",
            &[
                (
                    "2025-12-18",
                    "Introduced in House",
                    "IntroReferral",
                    "Intro-H",
                ),
                (
                    "2025-12-18",
                    "Referred to the House Committee on Foreign Affairs.",
                    "IntroReferral",
                    "H11100",
                ),
            ],
        ),
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

/// What became of the bills, as [`TRANSITIONS`]. On 3 January 2025 the machine sleeps.
const STAGES: &[&str] = &[
    "s3000-118 referred 2023-09-29 known 2023-09-30",
    "s3000-118 passed_senate 2023-11-15 known 2023-11-16",
    "hr7288-118 referred 2024-02-08 known 2024-02-09",
    "hr7288-118 died 2025-01-03 known 2025-01-12",
    "s3000-118 died 2025-01-03 known 2025-01-12",
    "hr6534-119 referred 2025-12-09 known 2025-12-10",
    "hr6840-119 referred 2025-12-18 known 2025-12-19",
];

/// What is told of bills and laws, each once.
const MOVES: &[&str] = &[
    "[907] Public Law 107-115 gives or widens its waiver",
    "[907] S. 3000 was referred to a committee",
    "[907] S. 3000 passed the Senate (was: in committee)",
    "[907] H.R. 7288 was referred to a committee",
    "[907] S. 3000 died with the 118th Congress (was: passed the Senate)",
    "[907] H.R. 7288 died with the 118th Congress (was: in committee)",
    "[907] H.R. 6534 was referred to a committee",
    "[907] H.R. 6840 was referred to a committee",
    "[907] Public Law 119-75 exempts some aid from Section 907",
];

#[test]
fn the_history_of_section_907_gives_exactly_its_transitions_each_told_once() {
    let mut world = World::watching(WATCHED).beginning("2002-01-01T12:00:00Z");
    let mut notices = Vec::new();
    let mut laws = Vec::new();
    let mut headlines = Vec::new();
    let mut records: BTreeMap<&str, Vec<Act>> = BTreeMap::new();
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
            Record(measure, actions) => {
                let acts = records.entry(measure).or_default();
                acts.extend(actions.iter().copied());
                let text = record(measure.parse().unwrap(), acts);
                world.serve(&format!("/record/{measure}"), Document::xml(text));
                let config: String = records.keys().map(|measure| source(measure)).collect();
                world.reload(&format!("{WATCHED}{config}"));
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
    let stages: Option<String> = world.one(
        "SELECT group_concat(entity || ' ' || word || ' ' || since || ' known ' || day, char(10))
           FROM (SELECT entity, word, since, date(seen_at, '-4 hours') AS day FROM standings
                  WHERE entity <> 'section-907' ORDER BY seen_at, entity)",
    );
    assert_eq!(stages.unwrap_or_default(), STAGES.join("\n"));
    let alerts = world.count("alerts WHERE kind = 'standing'");
    assert_eq!(
        alerts,
        TRANSITIONS.len() as i64 - 1,
        "the first stands in the first mail"
    );
    let mails = world.mails();
    let moves = mails.iter().filter(|mail| mail.kind == "measure");
    let moves: Vec<&str> = moves.map(|mail| mail.subject.as_str()).collect();
    assert_eq!(moves, MOVES);
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

fn source(measure: &str) -> String {
    format!(
        "\n[[source]]\nid = \"{measure}\"\nkind = \"measure\"\nmeasure = \"{measure}\"\n\
         url = \"SITE/record/{measure}\"\ncadence = \"12h\"\n"
    )
}

/// A record in GovInfo's format.
fn record(measure: MeasureId, acts: &[Act]) -> String {
    let item = |(on, text, kind, code): &Act| {
        format!(
            "<item><actionDate>{on}</actionDate><text>{text}</text><type>{kind}</type>\
             <actionCode>{code}</actionCode><sourceSystem><code>9</code>\
             <name>Library of Congress</name></sourceSystem></item>\n"
        )
    };
    let items: String = acts.iter().rev().map(item).collect();
    let (congress, number) = (measure.congress(), measure.number());
    let (kind, chamber) = match measure.kind() {
        MeasureKind::SenateBill => ("S", "Senate"),
        _ => ("HR", "House"),
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<billStatus><version>3.0.0</version><bill>\
         <number>{number}</number><updateDate>{}T08:05:12Z</updateDate>\
         <originChamber>{chamber}</originChamber><type>{kind}</type>\
         <introducedDate>{}</introducedDate><congress>{congress}</congress>\
         <actions>\n{items}</actions><title>A bill.</title></bill></billStatus>\n",
        acts[acts.len() - 1].0,
        acts[0].0,
    )
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
