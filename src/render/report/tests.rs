use super::*;
use crate::domain::{
    instrument::Effect,
    provision::{self, Word},
    rung::Rung,
    when::When,
};

const NOW: &str = "2026-11-22T17:05:00Z";

fn zone() -> TimeZone {
    TimeZone::get("America/New_York").unwrap()
}

fn instrument(id: &str, effect: Effect, acted: &str) -> Instrument {
    Instrument {
        id: id.to_owned(),
        title: format!("document {id}"),
        by: None,
        effect,
        acted: acted.parse().unwrap(),
        throughout: acted.contains('/'),
        effective_on: None,
        ends_on: None,
        rung: Rung::PublicLaw,
        read: true,
        url: Some(format!("https://example.org/{id}")),
        published_on: None,
        quote: None,
    }
}

fn history() -> Vec<Instrument> {
    vec![
        instrument("act", Effect::Enacts, "1992-10-24"),
        instrument("grant", Effect::GrantsWaiver, "2002-01-10"),
        instrument("first", Effect::Waives, "2002-01-25"),
        instrument("row", Effect::Waives, "2004/2016"),
        instrument("lapse", Effect::Lapses, "2017/2018"),
        instrument("last", Effect::Waives, "2025-08-08"),
    ]
}

fn empty(zone: &TimeZone) -> Report<'_> {
    Report {
        at: NOW.parse().unwrap(),
        zone,
        is_demo: false,
        standing: None,
        assurance: "blind",
        sight: "No source is required, so nothing is assured".to_owned(),
        spans: Vec::new(),
        instruments: Vec::new(),
        measures: Vec::new(),
        claims: Vec::new(),
        changes: Vec::new(),
        alerts: Vec::new(),
        sources: Vec::new(),
        chain: (0, "0".repeat(64)),
    }
}

fn full(zone: &TimeZone) -> Report<'_> {
    let instruments = history();
    let today = "2026-11-22".parse().unwrap();
    let standing = provision::fold(&instruments, today).unwrap();
    let hostile = "<script>alert(1)</script>\u{1b}[31m\u{202e}";
    Report {
        spans: provision::spans(&instruments, today),
        standing: Some(Standing {
            word: standing.word,
            sentences: provision::sentences(&standing, today, When::prose),
            means: provision::means(standing.word),
            not_means: provision::not_means(standing.word),
            next: provision::next(&standing, &[], When::prose),
            basis: standing.basis,
        }),
        measures: vec![Measure {
            citation: "H.R. 6534".to_owned(),
            title: hostile.to_owned(),
            stands: "in House Foreign Affairs".to_owned(),
            stage: Stage::Referred,
            since: "2025-12-09".parse().unwrap(),
            effect: Some(TextEffect::Repeals),
            next: Some("report or discharge".to_owned()),
            link: Some("javascript:alert(1)".to_owned()),
            quote: hostile.to_owned(),
        }],
        claims: Vec::new(),
        changes: vec![Change {
            id: 7,
            seen_at: NOW.parse().unwrap(),
            source: hostile.to_owned(),
            kind: ChangeKind::Edited,
            title: hostile.to_owned(),
            link: Some("https://example.org/\"><script>".to_owned()),
            diff: format!("@@ -1 +1 @@\n-{hostile}\n+It reads otherwise.\n"),
        }],
        alerts: vec![Alert {
            id: AlertId::new("section-907", 1, "", "waiver_overdue"),
            seen_at: NOW.parse().unwrap(),
            headline: hostile.to_owned(),
        }],
        sources: vec![Source {
            name: hostile.to_owned(),
            required: true,
            state: "blocked",
            reason: Some(hostile.to_owned()),
            last_verified_at: None,
            days: vec![Day::None, Day::Good, Day::Mixed, Day::Bad],
        }],
        instruments,
        ..empty(zone)
    }
}

#[test]
fn a_page_loads_nothing_and_runs_nothing() {
    let zone = zone();
    for report in [full(&zone), empty(&zone)] {
        let page = page(&report);
        for remote in [
            "<script",
            "<img",
            "<iframe",
            "src=",
            "@import",
            "url(http",
            "javascript:",
            "onload",
            "\u{1b}",
            "\u{202e}",
        ] {
            assert!(!page.contains(remote), "{remote}");
        }
        // One link within the head leads to the feed beside it, and isn't followed by itself.
        assert_eq!(page.matches("<link ").count(), 1);
    }
}

#[test]
fn it_says_where_everything_stands_and_on_what_that_rests() {
    let zone = zone();
    let page = page(&full(&zone));
    for said in [
        "<title>Section 907: waiver overdue</title>",
        "Waiver overdue",
        "Section 907 is law; nothing has repealed it.",
        "Document last",
        "H.R. 6534",
        "would repeal 907",
        "In House Foreign Affairs",
        "Next: report or discharge.",
        "It reads otherwise.",
        "blocked",
        "as of Nov 22, 2026, 12:05 EST",
    ] {
        assert!(page.contains(said), "{said}");
    }
    assert!(!page.contains("This is the demo"));
}

#[test]
fn the_picture_runs_without_gaps_to_this_day() {
    let zone = zone();
    let report = full(&zone);
    let told: Vec<(String, Word)> = report
        .spans
        .iter()
        .map(|span| (span.from.to_string(), span.word))
        .collect();
    let told: Vec<(&str, Word)> = told
        .iter()
        .map(|(from, word)| (from.as_str(), *word))
        .collect();
    assert_eq!(
        told,
        [
            ("1992-10-24", Word::InForce),
            ("2002-01-25", Word::Waived),
            ("2003-01-25", Word::InForce),
            ("2004-01-01", Word::Waived),
            ("2017-01-01", Word::InForce),
            ("2025-08-08", Word::Waived),
            ("2026-08-08", Word::WaiverOverdue),
        ]
    );
    for pair in report.spans.windows(2) {
        assert_eq!(pair[0].to, pair[1].from);
    }
    let page = page(&report);
    assert!(page.contains(
        "aria-label=\"Since October 1992: in force Oct 1992 to Jan 2002; waived Jan 2002 to Jan 2003; \
         in force Jan 2003 to Dec 2003; waived 2004 to 2016; in force 2017 to 2025; \
         waived Aug 2025 to Aug 2026; waiver overdue since Aug 2026.\""
    ));
    // Once lying, once standing.
    assert_eq!(page.matches("<svg").count(), 2);
}

#[test]
fn each_measure_shows_how_far_it_came() {
    let zone = zone();
    let mut report = full(&zone);
    let page_of = |report: &Report<'_>| page(report).matches("<li class=\"done\"").count();
    assert_eq!(page_of(&report), 1, "introduced");
    report.measures[0].stage = Stage::ToPresident;
    assert_eq!(page(&report).matches("class=\"done").count(), 5);
    report.measures[0].stage = Stage::Died;
    assert!(!page(&report).contains("<ol"));
}
