//! The story's pages: HTML for people, which says less and changes more than records.
//!
//! congress.gov's page of a bill carries a token that differs every day, so its bytes
//! change while its text stands still; and each step of its tracker hides an array that
//! a careless reader would take for text.

use jiff::{SignedDuration, Timestamp, civil::Date};
use maud::{DOCTYPE, Markup, html};
use serde::Deserialize;

use super::measure::Record;

/// A text that stands in a slot of a page from some instant on.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SlotText {
    slot: String,
    pub(super) at: Timestamp,
    html: String,
}

/// The content type of every page.
pub(super) const HTML: &str = "text/html; charset=utf-8";

/// The step that the tracker shows: no bill with a page in the story ever left it.
const STEP: &str = "Introduced";

/// Since when congress.gov's page of a bill has its bytes of `now`; `None` before it
/// exists.
pub(super) fn congress_changed_at(record: &Record, now: Timestamp) -> Option<Timestamp> {
    let changed_at = record.changed_at(now)?;
    Some(changed_at.max(day_began(now)))
}

/// congress.gov's page of a bill.
pub(super) fn congress(record: &Record, now: Timestamp) -> Vec<u8> {
    let number = record.number();
    let title = record.display_title(now);
    let introduced = us_date(record.introduced_on);
    let token = day_began(now).as_second() / 86_400 * 907;
    let latest = record.actions(now).next();
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                title { "H.R." (number) " - 119th Congress (2025-2026): " (title) " | Congress.gov" }
                meta name="csrf-token" content={ "demo-" (token) };
            }
            body {
                main id="main" {
                    h1.legDetail { "H.R." (number) " - " (title) span { "119th Congress (2025-2026)" } }
                    div."overview_wrapper bill" {
                        p.hide_fromsighted { "This bill has the status " (STEP) }
                        div.overview {
                            table.standard01 {
                                tr { th scope="row" { "Sponsor:" } td { (record.sponsor.name) " (Introduced " (introduced) ")" } }
                                tr { th scope="row" { "Committees:" } td { "House - " (record.committee.name) } }
                                @if let Some(action) = latest {
                                    tr { th scope="row" { "Latest Action:" } td { "House - " (us_date(action.on)) " " (action.text) } }
                                }
                                tr { th scope="row" { "Cosponsors:" } td { (record.cosponsor_count(now)) } }
                                @if let Some(area) = record.policy_area(now) {
                                    tr { th scope="row" { "Policy Area:" } td { (area) } }
                                }
                            }
                        }
                        (tracker(record))
                    }
                    div id="titles_main" { h2 { "Titles" } p { (title) } }
                    div id="allActions-content" {
                        table.expanded-actions {
                            thead { tr { th { "Date" } th { "All Actions" } } }
                            tbody {
                                @for action in record.actions(now) {
                                    tr {
                                        td.date { (us_date(action.on)) }
                                        td.actions { (action.text) br; span { "Action By: " "House of Representatives" } }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    };
    page.into_string().into_bytes()
}

/// The page of the US Code with the texts of `now` in their slots.
pub(super) fn us_code(texts: &[SlotText], now: Timestamp) -> Vec<u8> {
    let mut page = include_str!("pages/us-code.html").to_owned();
    for slot in ["editorial", "note"] {
        let mut standing = texts.iter().rev().filter(|text| text.at <= now);
        let text = standing.find(|text| text.slot == slot);
        page = page.replace(
            &format!("{{{slot}}}"),
            text.map_or("", |text| text.html.as_str()),
        );
    }
    page.into_bytes()
}

/// A page of which the story knows nothing.
pub(super) fn quiet(id: &str) -> Vec<u8> {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head { meta charset="utf-8"; title { (id) } }
            body { h1 { (id) } p { "Nothing about Section 907 is known to have stood here. (Filler, written for the demo.)" } }
        }
    };
    page.into_string().into_bytes()
}

fn tracker(record: &Record) -> Markup {
    let array = format!(
        "Array\n(\n    [actionDate] => {}\n    [displayText] => Introduced in House\n    \
         [externalActionCode] => 1000\n    [description] => Introduced\n)\n",
        record.introduced_on
    );
    html! {
        ol.bill_progress {
            li.selected.last {
                (STEP)
                div.sol-step-info style="display:none" { (array) }
            }
        }
    }
}

/// As congress.gov writes days: `12/09/2025`.
fn us_date(date: Date) -> String {
    date.strftime("%m/%d/%Y").to_string()
}

fn day_began(now: Timestamp) -> Timestamp {
    let into = now.as_second().rem_euclid(86_400);
    now - SignedDuration::from_secs(into)
}
