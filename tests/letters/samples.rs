//! Alerts of each kind. What is not of the public record is invented.

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use watch907::{
    domain::{
        alert::Alert,
        news::{
            ActionLine, Away, Began, Change, Claim, Correction, DocumentLine, EffectLine, Health,
            ItemChange, ItemNews, Measure, MeasureLine, News, Record, Reminder, SaidLine, Silence,
            SilenceRow, SourceLine, StageWords, Standing, Stood,
        },
    },
    render::{Context, Numbering, Situation, diff},
};

pub fn situation() -> Situation {
    Situation {
        provision_word: "waiver_overdue".into(),
        provision_sentences: vec![
            "Section 907 is law; nothing has repealed it.".into(),
            "Its last known waiver is of Aug 8, 2025. The waiver's year ended on Aug 8, 2026 and no extension has been found.".into(),
        ],
        measures: vec![
            MeasureLine {
                citation: "H.R. 6534".into(),
                title: "To repeal a restriction on assistance to Azerbaijan.".into(),
                words: "in House Foreign Affairs".into(),
                since: date("2025-12-09"),
                effect: None,
                is_law: false,
                dies_on: None,
            },
            MeasureLine {
                citation: "H.R. 6840".into(),
                title: "ARMENIA Security Partnership Act".into(),
                words: "in House Foreign Affairs".into(),
                since: date("2025-12-18"),
                effect: None,
                is_law: false,
                dies_on: None,
            },
        ],
        press: Vec::new(),
        assurance: "assured".into(),
        sources: "Seen by 6 of 6 required sources; longest gap this week 41 min".into(),
        as_of: at("2026-11-22T16:05:00Z"),
    }
}

pub fn new_york() -> TimeZone {
    TimeZone::get("America/New_York").expect("the zones come along")
}

pub fn context<'a>(situation: &'a Situation, zone: &'a TimeZone) -> Context<'a> {
    Context {
        tag: "907",
        situation,
        numbering: Some(Numbering {
            number: 14,
            previous: Some((13, at("2026-11-03T09:00:00Z"))),
        }),
        zone,
    }
}

pub fn standing() -> Alert {
    alert(
        "section-907",
        "waiver_overdue",
        "waived",
        News::Standing(Standing {
            old_word: Some("waiver_overdue".into()),
            new_word: "waived".into(),
            sentences: vec!["The President extended the waiver of Section 907.".into()],
            document: Some(DocumentLine {
                read: true,
                title: "Extension of Waiver of Section 907 of the FREEDOM Support Act With Respect to Assistance to the Government of Azerbaijan".into(),
                link: Some("https://www.federalregister.gov/documents/2026/11/20/2026-99999/extension".into()),
                carrier: Some("Federal Register".into()),
                signed_on: Some(date("2026-11-13")),
                published_on: Some(date("2026-11-20")),
                first_seen_at: at("2026-11-20T13:47:00Z"),
                quote: Some("I hereby extend the waiver of section 907.".into()),
            }),
            means: vec!["Aid to the Government of Azerbaijan may be given while the waiver runs, about a year.".into()],
            not_means: vec![
                "Nothing is repealed, lifted or struck. Only an Act of Congress can do that.".into(),
                "No bill to repeal it has left committee.".into(),
            ],
        }),
    )
}

pub fn measure() -> Alert {
    alert(
        "hr6534-119",
        "reported",
        "passed_house",
        News::Measure(Measure {
            measure: "hr6534-119".into(),
            title: "To repeal a restriction on assistance to Azerbaijan.".into(),
            old: Some(StageWords {
                name: "reported".into(),
                headline: "was reported".into(),
                govtrack: "REPORTED".into(),
            }),
            new: StageWords {
                name: "passed the House".into(),
                headline: "passed the House".into(),
                govtrack: "PASS_OVER:HOUSE".into(),
            },
            since: date("2026-05-12"),
            basis: "On passage Passed by the Yeas and Nays: 231 - 182 (Roll no. 140).".into(),
            link: Some(
                "https://www.congress.gov/bill/119th-congress/house-bill/6534/all-actions".into(),
            ),
            carriers: vec!["GovInfo BILLSTATUS".into(), "api.congress.gov".into()],
            still_needed: vec!["the Senate".into(), "the President".into()],
            congress_ends_on: Some(date("2027-01-03")),
            actions: vec![
                ActionLine {
                    acted_on: date("2026-05-12"),
                    text: "On passage Passed by the Yeas and Nays: 231 - 182 (Roll no. 140)."
                        .into(),
                },
                ActionLine {
                    acted_on: date("2026-05-12"),
                    text: "Considered under the provisions of rule H. Res. 99.".into(),
                },
            ],
            remarks: vec!["The text that passed is the one introduced.".into()],
            is_law: false,
            enacted_in: None,
            effect: Some(EffectLine {
                effect: "repeals".into(),
                quote: "Section 907 of the FREEDOM Support Act is repealed.".into(),
                place: "sec. 1".into(),
                added: false,
            }),
        }),
    )
}

pub fn claim() -> Alert {
    let said = |outlet: &str, quote: &str, at_: &str| SaidLine {
        outlet: outlet.into(),
        title: quote.into(),
        link: Some(format!("https://{outlet}/907")),
        quote: quote.into(),
        seen_at: at(at_),
    };
    alert(
        "section-907#lifted-2026-01-05",
        "",
        "open",
        News::Claim(Claim {
            claim: "lifted".into(),
            state: "open".into(),
            said_on: date("2026-01-05"),
            open_until: date("2026-02-04"),
            outlets: 5,
            languages: 2,
            said: vec![
                said(
                    "azerbaijan.example",
                    "Trump has lifted the long-standing Section 907 amendment",
                    "2026-01-05T14:00:00Z",
                ),
                said(
                    "news.example",
                    "Section 907 is gone",
                    "2026-01-05T16:00:00Z",
                ),
            ],
            also: Some("Congress has not yet formally repealed the amendment".into()),
            word: "waived".into(),
            since: Some(date("2025-08-08")),
            by_waiver: false,
            document: None,
            bill: None,
            searched: vec!["Federal Register".into(), "GovInfo: public laws".into()],
            searched_to: Some(at("2026-01-06T06:00:00Z")),
        }),
    )
}

pub fn record() -> Alert {
    alert(
        "hr6534-119",
        "to_president",
        "passed_house",
        News::Record(Record {
            held_by_one: Vec::new(),
            measure: "hr6534-119".into(),
            title: "To repeal a restriction on assistance to Azerbaijan.".into(),
            link: Some("https://www.congress.gov/bill/119th-congress/house-bill/6534".into()),
            withdrawn: vec![ActionLine {
                acted_on: date("2026-05-14"),
                text: "Presented to President.".into(),
            }],
            corrected: vec![Correction {
                old: "Received in the Senate and read the first time.".into(),
                new: "Received in the Senate and read twice.".into(),
            }],
            before: Some(StageWords {
                name: "with the President".into(),
                headline: "was presented to the President".into(),
                govtrack: "PASSED:BILL".into(),
            }),
            after: Some(StageWords {
                name: "passed the House".into(),
                headline: "passed the House".into(),
                govtrack: "PASS_OVER:HOUSE".into(),
            }),
            remarks: vec![
                "No passage by the Senate is on record, so it could not have been presented."
                    .into(),
            ],
        }),
    )
}

pub fn reminder() -> Alert {
    alert(
        "section-907",
        "",
        "due-30",
        News::Reminder(Reminder {
            headline: "Waiver: an extension is due in 30 days, about Aug 8, 2026".into(),
            due_on: Some(date("2026-08-08")),
            sentences: vec!["The waiver of Aug 8, 2025 has run for eleven months. None has followed it so far.".into()],
            next: vec!["If none is found by then, Section 907 will be shown as waiver overdue, and you will be told.".into()],
        }),
    )
}

pub fn change() -> Alert {
    let before = "§5812. Support for economic and democratic development\n\nEditorial Notes\n\nRestriction on Assistance to Azerbaijan\n\nPub. L. 102-511, title IX, §907, Oct. 24, 1992, 106 Stat. 3357, provided that the restriction applies until the President determines, and so reports, that demonstrable steps have been taken.\n\nWaiver of Section 907\n\nMemorandum of President of the United States, Aug. 8, 2025.\n\nEffective Date\n";
    let after = "§5812. Support for economic and democratic development\n\nEditorial Notes\n\nRestriction on Assistance to Azerbaijan\n\nPub. L. 102-511, title IX, §907, Oct. 24, 1992, 106 Stat. 3357, as amended by Pub. L. 119-200, provided that the restriction applies until the President determines, and so certifies, that demonstrable steps have been taken.\n\nWaiver of Section 907\n\nMemorandum of President of the United States, Aug. 8, 2025.\nMemorandum of President of the United States, Nov. 13, 2026.\n\nEffective Date\n";
    alert(
        "us-code",
        "a1",
        "b2",
        News::Change(Change {
            source: "us-code".into(),
            source_name: "US Code".into(),
            rung: "announced".into(),
            title: "22 U.S.C. 5812, notes".into(),
            link: Some("https://uscode.house.gov/view.xhtml?req=granuleid:USC-prelim-title22-section5812&num=0&edition=prelim".into()),
            diff: diff::Difference::between(before, after).whole(),
        }),
    )
}

pub fn item() -> Alert {
    item_saying(
        "Amendment 907 is history, says deputy",
        ItemChange::Added,
        None,
    )
}

pub fn announced_item() -> Alert {
    alert(
        "presidential-actions#https://office.example/memorandum",
        "",
        "added",
        News::Item(ItemNews {
            source: "presidential-actions".into(),
            source_name: "Presidential actions".into(),
            rung: "announced".into(),
            change: ItemChange::Added,
            title: "Extension of Waiver of Section 907".into(),
            link: Some("https://office.example/memorandum".into()),
            published_at: None,
            excerpt: String::new(),
            diff: None,
            context: None,
            on_topic: Some("Section 907".into()),
        }),
    )
}

pub fn edited_item() -> Alert {
    let diff = diff::Difference::between(
        "Washington has lifted Amendment 907, the deputy said.\n",
        "Washington has waived Amendment 907 for a year, the deputy said.\n",
    )
    .whole();
    item_saying(
        "Amendment 907 is history, says deputy",
        ItemChange::Edited,
        Some(diff),
    )
}

pub fn item_saying(title: &str, change: ItemChange, diff: Option<String>) -> Alert {
    alert(
        "example-news#https://news.example/907",
        "",
        "added",
        News::Item(ItemNews {
            source: "example-news".into(),
            source_name: "Example News".into(),
            rung: "rhetoric".into(),
            change,
            title: title.into(),
            link: Some("https://news.example/2026/11/22/amendment-907".into()),
            published_at: Some(at("2026-11-22T12:30:00Z")),
            excerpt: "The long-standing Amendment 907 has been lifted, a deputy told reporters on Sunday.".into(),
            diff,
            context: None,
            on_topic: Some("Amendment 907".into()),
        }),
    )
}

pub fn health() -> Alert {
    alert("federal-register", "fine", "blocked", News::Health(blind()))
}

pub fn recovered() -> Alert {
    let news = Health {
        recovered: true,
        state: "fine".into(),
        advice: None,
        others: "6 of 6 required sources fine. Assurance: assured.".into(),
        ..blind()
    };
    alert("federal-register", "blocked", "fine", News::Health(news))
}

/// A network that is down, and one that is back.
pub fn network(recovered: bool) -> Alert {
    let news = Health {
        source: "network".into(),
        source_name: "3 sources".into(),
        link: None,
        state: "unreachable".into(),
        reason: "the name api.example.org can't be resolved: no address".into(),
        tries: 9,
        recovered,
        concerned: ["Federal Register", "H.R. 6534", "News"]
            .map(Into::into)
            .into(),
        advice: (!recovered).then(|| "See whether this machine reaches the network.".into()),
        ..blind()
    };
    alert("network", "seen", "blind", News::Health(news))
}

fn blind() -> Health {
    Health {
        source: "federal-register".into(),
        source_name: "Federal Register".into(),
        link: Some("https://www.federalregister.gov/api/v1/documents.json".into()),
        state: "blocked".into(),
        reason: "HTTP 200, but a page \"Request Access\" from unblock.federalregister.gov".into(),
        last_good_at: Some(at("2026-11-22T09:58:00Z")),
        tries: 24,
        recovered: false,
        required: true,
        covered: None,
        concerned: vec![],
        advice: Some("Open the address from this machine; the API host is not walled. See `watch907 doctor`.".into()),
        others: "5 of 6 required sources fine. Assurance: degraded.".into(),
    }
}

pub fn silence() -> Alert {
    let row = |name: &str, answered, expected, longest_gap_seconds| SilenceRow {
        source_name: name.into(),
        answered,
        expected,
        longest_gap_seconds,
        covered: false,
        last_good_at: Some(at("2026-11-22T15:45:00Z")),
    };
    let stood = |name: &str, words: &str| Stood {
        name: name.into(),
        before: Some(words.into()),
        after: words.into(),
    };
    alert(
        "watch",
        "",
        "2026-11-22",
        News::Silence(Silence {
            from: at("2026-11-16T05:00:00Z"),
            to: at("2026-11-23T05:00:00Z"),
            assurance: "assured".into(),
            alerts: vec![],
            stood: vec![
                stood("Section 907", "waiver overdue"),
                stood("H.R. 6534", "in House Foreign Affairs"),
            ],
            rows: vec![
                row("Federal Register", 672, 672, 16 * 60),
                row("Public inspection", 671, 672, 31 * 60),
                row("GovInfo BILLSTATUS", 168, 168, 62 * 60),
            ],
            remarks: vec![
                "Optional sources: 21 of 24 fine. Blocked: report.az since Oct 30 (403, challenge page).".into(),
                "News on topic: 9 stories. Mail: 3 sent, 0 waiting.".into(),
            ],
            chain_rows: 41_207,
            chain_head: "9f2c41d07ae1".into(),
        }),
    )
}

pub fn began() -> Alert {
    let source = |id: &str, name: &str, state: &str, detail: &str| SourceLine {
        id: id.into(),
        name: name.into(),
        state: state.into(),
        detail: detail.into(),
    };
    alert(
        "watch",
        "",
        "began",
        News::Began(Began {
            sources: vec![
                source("federal-register", "Federal Register", "fine", ""),
                source("billstatus", "GovInfo BILLSTATUS", "fine", ""),
                source(
                    "report-az",
                    "report.az",
                    "blocked",
                    "HTTP 403, a challenge page",
                ),
                source("turan", "Turan", "unreachable", ""),
            ],
            measures: situation().measures,
            provision: situation().provision_sentences,
            lost_database: false,
            away: None,
        }),
    )
}

pub fn goes_on() -> Alert {
    let Alert {
        news: News::Began(began),
        ..
    } = began()
    else {
        unreachable!("it is of this kind");
    };
    let away = Away {
        since: at("2026-11-13T12:00:00Z"),
        until: at("2026-11-22T16:00:00Z"),
        is_older_copy: true,
        covered: vec!["Federal Register".into()],
    };
    alert(
        "watch",
        "",
        "goes on",
        News::Began(Began {
            away: Some(away),
            ..began
        }),
    )
}

pub fn test() -> Alert {
    alert("watch", "", "test", News::Test)
}

pub fn alert(entity: &str, old: &str, new: &str, news: News) -> Alert {
    Alert::new(entity, 1, old, new, at("2026-11-22T16:00:00Z"), news)
}

pub fn at(instant: &str) -> Timestamp {
    instant.parse().expect("an instant")
}

pub fn date(day: &str) -> Date {
    day.parse().expect("a day")
}
