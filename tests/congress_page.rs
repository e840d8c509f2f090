//! congress.gov's pages: what is read of a measure and of results, and what is not taken
//! for either.
//!
//! Part of it reads the corpus, which isn't part of the package: without it these tests
//! say so and pass.

use std::{
    collections::BTreeSet,
    fmt::Write as _,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use jiff::civil::date;
use url::Url;
use watch907::{
    domain::{
        action::{Action, System},
        listing::StepState,
        measure::{Chamber, MeasureId},
        record::{Inspected, MeasureRecord},
        stage::Stage,
    },
    extract::{
        actions::acts,
        billstatus,
        congress_page::{
            self, InspectedPage, InspectedResults, Listing, MeasurePage, PageError, PageRecord,
        },
    },
};

const INTRODUCED: &str = include_str!("congress/page/hr6534.html");
const OVERVIEW: &str = include_str!("congress/page/hr6534-overview.html");
const LAW: &str = include_str!("congress/page/law.html");
const SIGNED: &str = include_str!("congress/page/signed-2025.html");
const RESULTS: &str = include_str!("congress/page/results.html");

const HR6534: &str = "https://www.congress.gov/bill/119th-congress/house-bill/6534/all-info";
const HR9907: &str = "https://www.congress.gov/bill/119th-congress/house-bill/9907";
const SEARCH: &str = "https://www.congress.gov/search?q=azerbaijan";

#[test]
fn a_measures_page_is_read_whole() {
    let page = measure(INTRODUCED, HR6534);
    assert_eq!(page.id, id("hr6534-119"));
    assert_eq!(
        page.title,
        "To repeal a restriction on assistance to Azerbaijan."
    );
    assert_eq!(
        page.sponsor.as_deref(),
        Some("Rep. Luna, Anna Paulina [R-FL-13]")
    );
    assert_eq!(page.introduced_on, Some(date(2025, 12, 9)));
    assert_eq!(page.committees, ["House Foreign Affairs Committee"]);
    let latest = page.latest.as_ref().unwrap();
    assert_eq!(
        latest.text,
        "Referred to the House Committee on Foreign Affairs."
    );
    assert_eq!(
        (latest.chamber, latest.is_cut),
        (Some(Chamber::House), false)
    );
    assert_eq!(page.status.as_deref(), Some("Introduced"));
    let steps: Vec<_> = page.tracker.iter().map(|step| step.name.as_str()).collect();
    assert_eq!(
        steps,
        [
            "Introduced",
            "Passed House",
            "Passed Senate",
            "To President",
            "Became Law"
        ]
    );
    let current = &page.tracker[0];
    assert_eq!(
        (current.state, current.code.as_deref()),
        (StepState::Current, Some("1000"))
    );
    assert_eq!(current.acted_on, Some(date(2025, 12, 9)));
    assert_eq!(
        texts(&page),
        [
            "Referred to the House Committee on Foreign Affairs.",
            "Introduced in House"
        ]
    );
    let record = page.record().unwrap();
    assert_eq!(Inspected::of(&record).stage, Stage::Referred);
    let keys: Vec<_> = acts(&record).into_iter().map(|act| act.key).collect();
    assert_eq!(keys, ["introduced", "2025-12-09/referred"]);
}

#[test]
fn a_page_without_the_table_of_actions_has_no_stage() {
    let page = measure(OVERVIEW, HR6534);
    assert_eq!((page.actions.as_ref(), page.record()), (None, None));
    let shown = serde_json::to_value(InspectedPage::of(&page)).unwrap();
    assert_eq!(shown["measure"], "hr6534-119");
    assert!(shown["stage"].is_null() && shown["actions"].is_null());
    assert_eq!(shown["status"], "Introduced");
    assert_eq!(shown["tracker"][0]["state"], "current");
    assert_eq!(shown["latest_action"]["date"], "2025-12-09");
}

#[test]
fn a_law_is_a_law_by_its_actions() {
    let page = measure(LAW, HR9907);
    assert_eq!(page.title, "Exchanges & Ferries Act");
    assert_eq!(
        page.committees,
        [
            "House Foreign Affairs Committee",
            "Senate Foreign Relations Committee"
        ]
    );
    let record = page.record().unwrap();
    assert_eq!(record.actions[0].text, "Became Public Law No: 119-907.");
    assert_eq!(
        record.actions[6].text,
        "On passage Passed by recorded vote: 219 - 206 (Roll no. 907). (text: CR H1-9)"
    );
    assert_eq!(
        record.actions[6].acted_time.unwrap().to_string(),
        "16:20:00"
    );
    assert_eq!(record.actions[7].system, System::LibraryOfCongress);
    assert_eq!(record.actions[9].system, System::HouseCommittee);
    assert_eq!(record.actions[9].committees, ["Foreign Affairs Committee"]);
    let shown = serde_json::to_value(InspectedPage::of(&page)).unwrap();
    assert_eq!(
        (&shown["stage"], &shown["govtrack"]),
        (&"became_law".into(), &"ENACTED:SIGNED".into())
    );
    assert_eq!(shown["basis"]["text"], "Became Public Law No: 119-907.");
    assert_eq!(
        shown["latest_action"]["text"],
        "Became Public Law No: 119-907."
    );
    assert!(shown.get("status").is_none());
}

#[test]
fn inspect_prints_a_page_and_says_what_to_do_with_a_wall() {
    let folder = tempfile::tempdir().unwrap();
    let inspect = |html: &str| {
        let path = folder.path().join("page.html");
        fs::write(&path, html).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_watch907"));
        command
            .args(["inspect", "congress-page"])
            .arg(path)
            .output()
            .unwrap()
    };
    let printed = inspect(LAW);
    let printed: serde_json::Value = serde_json::from_slice(&printed.stdout).unwrap();
    assert_eq!(printed["measure"], "hr9907-119");
    assert_eq!(printed["actions"][0]["text"], "Introduced in House");
    assert_eq!(printed["tracker"][4]["name"], "Became Law");
    let printed = inspect(RESULTS);
    let printed: serde_json::Value = serde_json::from_slice(&printed.stdout).unwrap();
    assert_eq!(printed["results"][0]["measure"], "hr6840-119");
    let refused = inspect("<title>Just a moment...</title>");
    assert_eq!(refused.status.code(), Some(1));
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(
        said.contains("it is blocked") && said.contains("api.congress.gov"),
        "{said}"
    );
}

#[test]
fn the_tracker_makes_no_law_of_what_was_only_signed() {
    let page = measure(SIGNED, HR9907);
    let last = page.tracker.last().unwrap();
    assert_eq!(
        (last.name.as_str(), last.state),
        ("Became Law", StepState::Current)
    );
    assert_eq!(last.act.as_deref(), Some("Signed by President."));
    // In 2025 passed steps have no class that says so.
    assert!(
        page.tracker[..4]
            .iter()
            .all(|step| step.state == StepState::Passed)
    );
    assert_eq!(Inspected::of(&page.record().unwrap()).stage, Stage::Signed);
}

#[test]
fn results_are_listed_once() {
    let listing = results(RESULTS);
    let [cut, luna] = &listing.listed[..] else {
        panic!("two measures")
    };
    assert_eq!(cut.id, id("hr6840-119"));
    assert!(cut.latest.as_ref().unwrap().is_cut);
    assert_eq!(luna.id, id("hr6534-119"));
    assert_eq!(luna.introduced_on, Some(date(2025, 12, 9)));
    assert_eq!(luna.committees, ["House Foreign Affairs Committee"]);
    let shown = serde_json::to_value(InspectedResults::of(&listing)).unwrap();
    assert_eq!(
        shown["results"][1]["sponsor"],
        "Rep. Luna, Anna Paulina [R-FL-13]"
    );
    assert_eq!(
        shown["results"][1]["latest_action"]["text"],
        "Referred to the House Committee on Foreign Affairs."
    );
    assert_eq!(shown["results"][1]["tracker"][0]["date"], "2025-12-09");
}

#[test]
fn what_the_page_hides_gets_into_no_text() {
    for html in [INTRODUCED, OVERVIEW, LAW, SIGNED] {
        let page = measure(html, "http://nowhere.invalid/");
        let shown = serde_json::to_string(&InspectedPage::of(&page)).unwrap();
        for hidden in [
            "Array",
            "=>",
            "externalActionCode",
            "All Actions",
            "Action By",
            "TXT",
        ] {
            assert!(!shown.contains(hidden), "{hidden}: {shown}");
        }
    }
    let shown = serde_json::to_string(&InspectedResults::of(&results(RESULTS))).unwrap();
    assert!(!shown.contains("Array") && !shown.contains("=>"), "{shown}");
}

#[test]
fn a_page_of_another_measure_is_not_taken() {
    let other = |asked: &str, got: &str| PageError::OtherMeasure {
        asked: id(asked),
        got: id(got),
    };
    refused(INTRODUCED, HR9907, other("hr9907-119", "hr6534-119"));
    let link = INTRODUCED.replace(r#"house-bill/6534">"#, r#"house-bill/6535">"#);
    refused(&link, HR6534, other("hr6535-119", "hr6534-119"));
    let heading = INTRODUCED.replace("<span>119th", "<span>118th");
    refused(&heading, HR6534, other("hr6534-119", "hr6534-118"));
}

#[test]
fn a_page_that_is_something_else_says_what() {
    let blocked = "<html><head><title>Just a moment...</title></head><body>Checking</body></html>";
    let check = |html: &str, expected: fn(&PageError) -> bool| {
        let error = congress_page::read(html, &url(HR6534)).unwrap_err();
        assert!(expected(&error), "{error}");
    };
    check(blocked, |error| {
        matches!(error, PageError::Blocked(_)) && error.advice().is_some()
    });
    let form = "<title>Sign in</title><form><input name=u><input type=password></form>";
    check(form, |error| *error == PageError::SignIn);
    let missing = "<title>Page Not Found | Congress.gov</title><h1>Not found</h1>";
    check(missing, |error| {
        *error == PageError::UnknownLayout("Page Not Found | Congress.gov".into())
    });
    check("", |error| matches!(error, PageError::UnknownLayout(_)));
    let unnamed = "<h1 class=legDetail>Something else</h1>";
    assert!(matches!(
        congress_page::read(unnamed, &url("http://nowhere.invalid/")),
        Err(PageError::Unnamed(_))
    ));
    let none = "<main id=main><p>Your search did not match any records.</p></main>";
    assert!(matches!(
        congress_page::read(none, &url(SEARCH)),
        Ok(PageRecord::Results(listing)) if listing == Listing::default()
    ));
    check(none, |error| matches!(error, PageError::UnknownLayout(_)));
}

#[test]
fn actions_that_are_not_whole_are_refused() {
    let count = |said, got| PageError::Count { said, got };
    let six = INTRODUCED.replace("2 results for All", "6 results for All");
    refused(&six, HR6534, count(6, 2));
    // The page of a measure just brought in: "Actions (6)", and none below.
    let (start, rest) = LAW.split_once("<tbody>\n<tr><td").unwrap();
    let (_, end) = rest.split_once("</tbody>").unwrap();
    refused(&format!("{start}<tbody>{end}"), HR9907, count(31, 0));
    let bare = format!("{start}<tbody>{end}").replace("Actions (31)", "Actions");
    assert_eq!(measure(&bare, HR9907).actions, None);
    let odd = LAW.replace("02/18/2026", "18 February");
    refused(
        &odd,
        HR9907,
        PageError::Row("18 February House Presented to President.".into()),
    );
}

#[test]
fn the_order_that_the_page_is_turned_to_does_not_matter() {
    let rows: Vec<&str> = LAW
        .lines()
        .filter(|line| line.starts_with("<tr><td"))
        .collect();
    let turned: Vec<&str> = rows.iter().rev().copied().collect();
    let html = LAW.replace(&rows.join("\n"), &turned.join("\n"));
    assert_ne!(html, LAW);
    assert_eq!(measure(&html, HR9907).actions, measure(LAW, HR9907).actions);
}

#[test]
fn the_fragments_that_were_kept_are_read() {
    let Some(corpus) = corpus() else { return };
    let fragment = |name: &str| fs::read_to_string(corpus.join("html").join(name)).unwrap();
    let within = |name: &str| {
        let heading = "<h1 class=legDetail>H.R.1 - x<span>119th Congress (2025-2026)</span></h1>";
        measure(
            &format!("{heading}{}", fragment(name)),
            "http://nowhere.invalid/",
        )
        .tracker
    };
    let new = within("congressgov-bill-progress.hr4405-119.2025.fragment.html");
    assert_eq!((new.len(), new[4].state), (5, StepState::Current));
    assert_eq!(new[4].act.as_deref(), Some("Signed by President."));
    assert_eq!(new[1].state, StepState::Passed);
    let old = within("congressgov-bill-progress.reported-hidden-div.fragment.html");
    assert_eq!(
        (old[0].name.as_str(), old[0].state),
        ("Introduced", StepState::Passed)
    );
    assert_eq!(old[0].code.as_deref(), Some("5000"));
    let plain = within("congressgov-bill-progress.simplified.fragment.html");
    assert_eq!((plain.len(), plain[4].name.as_str()), (5, "Became Law"));

    let listing = results(&fragment(
        "congressgov-search-results.2018-05.fragment.html",
    ));
    assert!(listing.listed.len() >= 2);
    assert_eq!(listing.listed[0].id, id("hr5983-115"));
    assert_eq!(
        listing.listed[0].sponsor.as_deref(),
        Some("Rep. Yoder, Kevin [R-KS-3]")
    );
    assert!(listing.listed[1].latest.as_ref().unwrap().is_cut);
    let mut ids: Vec<_> = listing.listed.iter().map(|listed| listed.id).collect();
    ids.dedup();
    assert_eq!(ids.len(), listing.listed.len());

    for name in [
        "cloudflare-challenge.2022.excerpt.html",
        "cloudflare-challenge.2024.excerpt.html",
    ] {
        let read = congress_page::read(&fragment(name), &url(HR6534));
        assert!(
            matches!(read, Err(PageError::Blocked(_))),
            "{name}: {read:?}"
        );
    }
}

/// A page has no codes and no seconds, but its words are the record's.
#[test]
fn the_stages_and_keys_of_all_records_are_those_of_billstatus() {
    let Some(corpus) = corpus() else { return };
    let mut records = 0;
    let mut folders = vec![corpus.join("bills")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|kind| kind == "xml")
                && let Ok(record) = billstatus::read(&fs::read(&path).unwrap(), None)
                && !record.actions.is_empty()
            {
                let page = measure(&as_page(&record), "http://nowhere.invalid/");
                let (ours, theirs) = (
                    Inspected::of(&page.record().unwrap()),
                    Inspected::of(&record),
                );
                assert_eq!(
                    (ours.stage, &ours.govtrack, ours.since),
                    (theirs.stage, &theirs.govtrack, theirs.since),
                    "{}",
                    record.id
                );
                let keys = |record: &MeasureRecord| {
                    let keys = acts(record).into_iter().map(|act| act.key);
                    keys.collect::<BTreeSet<_>>()
                };
                assert_eq!(
                    keys(&page.record().unwrap()),
                    keys(&record),
                    "{}",
                    record.id
                );
                records += 1;
            }
        }
    }
    assert!(records > 250, "{records}");
}

/// A record as congress.gov shows it.
fn as_page(record: &MeasureRecord) -> String {
    let escape = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
    let mut rows = String::new();
    for action in &record.actions {
        let moment = match action.acted_time {
            Some(time) => time.strftime("-%-I:%M%p").to_string().to_lowercase(),
            None => String::new(),
        };
        let chamber = match action.system {
            System::HouseCommittee | System::HouseFloor => "House",
            System::Senate => "Senate",
            System::LibraryOfCongress | System::Unknown => "",
        };
        writeln!(
            rows,
            "<tr><td class=date>{}{moment}</td><td>{chamber}</td>\
             <td class=actions>{}<br><span></span></td></tr>",
            action.acted_on.strftime("%m/%d/%Y"),
            escape(&action.text),
        )
        .unwrap();
    }
    format!(
        "<h1 class=legDetail>{} - {}<span>{}th Congress (x)</span></h1><div id=allActions-content>\
         <table><thead><tr><th>Date</th><th>Chamber</th><th>All Actions</th></tr></thead>\
         <tbody>{rows}</tbody></table></div>",
        record.id.citation(),
        escape(&record.title),
        record.id.congress(),
    )
}

#[test]
fn hostile_pages_are_read_in_a_moment_and_without_a_panic() {
    let started = Instant::now();
    let head = "<h1 class=legDetail>H.R.1 - x<span>119th Congress</span></h1>";
    let hostile = [
        format!(
            "{head}<div id=allActions-content>{}",
            "<table><tr><td>1<td>".repeat(20_000)
        ),
        format!(
            "{head}<div class=overview>{}",
            "<table><tr><th>Committees:<td>".repeat(100)
        ),
        format!(
            "{head}<ol class=bill_progress>{}",
            "<li class=selected>x<div class=sol-step-info>".repeat(20_000)
        ),
        format!(
            "{head}<ol class=bill_progress>{}",
            "<li>[a] => b\n[a] => b\n".repeat(20_000)
        ),
        format!(
            "<ol class=basic-search-results-lists>{}",
            "<li><ol>".repeat(20_000)
        ),
        format!(
            "<ol class=basic-search-results-lists>{}",
            "<li class=expanded><span class=result-heading>x".repeat(20_000)
        ),
        format!("<h1 class=legDetail>{}", "a - for ".repeat(100_000)),
        format!("<h1 class=legDetail>{}", "118th Congress ".repeat(100_000)),
        format!(
            "{head}<div id=allActions-content><table>{}",
            "<tr><td>02/02/2026-1:00pm<td>x<span>Action By: ".repeat(10_000)
        ),
    ];
    for html in &hostile {
        let _ = congress_page::read(html, &url(HR6534));
    }
    assert!(
        started.elapsed() < Duration::from_secs(60),
        "{:?}",
        started.elapsed()
    );
    let mut state = 0x907_u64;
    let mut random = |below: usize| {
        // Marsaglia's xorshift: the same pages each time.
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below as u64).unwrap()
    };
    for html in [INTRODUCED, SIGNED, RESULTS] {
        for _ in 0..300 {
            let mut bytes = html.as_bytes().to_vec();
            for _ in 0..5 {
                let (at, from) = (random(bytes.len()), random(bytes.len() - 40));
                let piece = bytes[from..from + random(40)].to_vec();
                let end = (at + random(40)).min(bytes.len());
                bytes.splice(at..end, piece);
            }
            let html = String::from_utf8_lossy(&bytes);
            if let Ok(PageRecord::Measure(page)) = congress_page::read(&html, &url(HR9907)) {
                assert_eq!(page.id, id("hr9907-119"));
            }
        }
        for end in (0..html.len())
            .step_by(37)
            .filter(|&end| html.is_char_boundary(end))
        {
            let _ = congress_page::read(&html[..end], &url("http://nowhere.invalid/"));
        }
    }
}

#[track_caller]
fn refused(html: &str, from: &str, expected: PageError) {
    assert_eq!(congress_page::read(html, &url(from)), Err(expected));
}

#[track_caller]
fn measure(html: &str, from: &str) -> MeasurePage {
    match congress_page::read(html, &url(from)).unwrap() {
        PageRecord::Measure(page) => *page,
        PageRecord::Results(_) => panic!("results"),
    }
}

#[track_caller]
fn results(html: &str) -> Listing {
    match congress_page::read(html, &url(SEARCH)).unwrap() {
        PageRecord::Results(listing) => listing,
        PageRecord::Measure(_) => panic!("a measure"),
    }
}

fn texts(page: &MeasurePage) -> Vec<&str> {
    let actions = page.actions.iter().flatten();
    actions
        .map(|action: &Action| action.text.as_str())
        .collect()
}

fn id(name: &str) -> MeasureId {
    name.parse().unwrap()
}

fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

fn corpus() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    if path.is_dir() {
        return Some(path);
    }
    // To the stream itself: what tests print is shown only where they fail.
    let _ = writeln!(std::io::stderr(), "skipped: there is no {}", path.display());
    None
}
