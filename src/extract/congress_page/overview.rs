//! The overview of a measure: who brought it in, who has it, and what came last. Lists of
//! results say the same in the same words.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;
use scraper::{ElementRef, Html};

use super::dom;
use crate::domain::{listing::Latest, measure::Chamber};

#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Overview {
    pub(super) sponsor: Option<String>,
    pub(super) introduced_on: Option<Date>,
    pub(super) committees: Vec<String>,
    pub(super) latest: Option<Latest>,
}

pub(super) fn read(tree: &Html) -> Overview {
    let mut overview = Overview::default();
    let table =
        dom::first(tree, "div.overview table").or_else(|| dom::first(tree, "table.standard01"));
    for row in table.into_iter().flat_map(rows) {
        let mut cells = dom::children(row, &["th", "td"]);
        if let (Some(label), Some(cell)) = (cells.next(), cells.next()) {
            overview.note(&dom::text(label), || dom::text(cell));
        }
    }
    overview
}

/// The rows of a table, in and out of its parts.
pub(super) fn rows(table: ElementRef<'_>) -> Vec<ElementRef<'_>> {
    let parts = dom::children(table, &["thead", "tbody", "tfoot", "tr"]);
    let rows = parts.flat_map(|part| match part.value().name() {
        "tr" => vec![part],
        _ => dom::children(part, &["tr"]).collect(),
    });
    rows.collect()
}

impl Overview {
    /// Takes what stands under a label; other labels are passed over.
    pub(super) fn note(&mut self, label: &str, text: impl FnOnce() -> String) {
        let label = label.to_lowercase();
        if label.starts_with("sponsor") {
            (self.sponsor, self.introduced_on) = sponsor(&text());
        } else if label.trim_end_matches(':') == "committees" {
            self.committees = committees(&text());
        } else if label.starts_with("latest action") {
            self.latest = latest(&text());
        }
    }
}

pattern!(
    SPONSOR,
    r"^(.*?)\s*(?:\((?:Introduced|Submitted)\s+([0-9/]{8,10})\)|$)"
);
pattern!(
    LATEST,
    r"^(?:(House|Senate)\s*-\s*)?([0-9]{1,2}/[0-9]{1,2}/[0-9]{4})\s*(.*)$"
);
// Links that follow a text: "(All Actions)", "(TXT | PDF)".
pattern!(
    LINKS,
    r"(?i)(?:\s*\((?:all actions|txt|pdf|txt\s*\|\s*pdf)\))+$"
);

fn sponsor(text: &str) -> (Option<String>, Option<Date>) {
    let Some(found) = SPONSOR.captures(text) else {
        return (None, None);
    };
    let name = found[1].trim().to_owned();
    let introduced_on = found.get(2).and_then(|day| day_in(day.as_str()));
    ((!name.is_empty()).then_some(name), introduced_on)
}

/// `House - Foreign Affairs; Armed Services | Senate - Finance`. Commas part committees
/// too, in lists of 2018, but stand in their names as well: such a list stays one.
fn committees(text: &str) -> Vec<String> {
    let chambers = text
        .split('|')
        .filter_map(|of_one| of_one.split_once(" - "));
    let named = chambers.flat_map(|(chamber, names)| {
        let names = names
            .split(';')
            .map(str::trim)
            .filter(|name| !name.is_empty());
        names.map(move |name| {
            let end = if name.ends_with("Committee") {
                ""
            } else {
                " Committee"
            };
            format!("{} {name}{end}", chamber.trim())
        })
    });
    named.collect()
}

/// `House - 12/09/2025 Referred to the … (All Actions)`; `None` while there is none
/// ("Action data to be retrieved.").
fn latest(text: &str) -> Option<Latest> {
    let found = LATEST.captures(text)?;
    let text = without_links(&found[3]).to_owned();
    Some(Latest {
        acted_on: day_in(&found[2]),
        chamber: found
            .get(1)
            .and_then(|chamber| self::chamber(chamber.as_str())),
        is_cut: text.ends_with("...") || text.ends_with('…'),
        text,
    })
}

pub(super) fn chamber(name: &str) -> Option<Chamber> {
    match name {
        "House" => Some(Chamber::House),
        "Senate" => Some(Chamber::Senate),
        _ => None,
    }
}

/// A text without the links that the page puts after it.
pub(super) fn without_links(text: &str) -> &str {
    match LINKS.find(text) {
        Some(links) => text[..links.start()].trim_end(),
        None => text.trim_end(),
    }
}

/// `12/09/2025`
pub(super) fn day_in(text: &str) -> Option<Date> {
    let mut parts = text.split('/');
    let month = parts.next()?.parse().ok()?;
    let day = parts.next()?.parse().ok()?;
    let year = parts.next()?.parse().ok()?;
    match parts.next() {
        None => Date::new(year, month, day).ok(),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_sponsor_comes_with_the_day() {
        let luna = Some("Rep. Luna, Anna Paulina [R-FL-13]".to_owned());
        let day = Some(date(2025, 12, 9));
        assert_eq!(
            sponsor("Rep. Luna, Anna Paulina [R-FL-13] (Introduced 12/09/2025) Cosponsors: (1)"),
            (luna.clone(), day)
        );
        assert_eq!(sponsor("Rep. Luna, Anna Paulina [R-FL-13]"), (luna, None));
        assert_eq!(sponsor(""), (None, None));
    }

    #[test]
    fn committees_are_named_as_the_record_names_them() {
        assert_eq!(
            committees(
                "House - Foreign Affairs; Armed Services | Senate - Banking, Housing, and Urban Affairs"
            ),
            [
                "House Foreign Affairs Committee",
                "House Armed Services Committee",
                "Senate Banking, Housing, and Urban Affairs Committee"
            ]
        );
        assert_eq!(committees(""), Vec::<String>::new());
    }

    #[test]
    fn the_latest_action_may_be_cut_or_yet_to_come() {
        let found = latest("House - 12/09/2025 Referred to the House. (All Actions)").unwrap();
        assert_eq!(
            (found.acted_on, found.chamber),
            (Some(date(2025, 12, 9)), Some(Chamber::House))
        );
        assert_eq!(
            (found.text.as_str(), found.is_cut),
            ("Referred to the House.", false)
        );
        let law =
            latest("02/03/2026 Became Public Law No: 119-75. (TXT | PDF) (All Actions)").unwrap();
        assert_eq!(
            (law.chamber, law.text.as_str()),
            (None, "Became Public Law No: 119-75.")
        );
        assert!(
            latest("House - 12/09/2025 within the jurisdiction of the... (All Actions)")
                .unwrap()
                .is_cut
        );
        assert_eq!(latest("Action data to be retrieved."), None);
    }

    #[test]
    fn days_are_american() {
        assert_eq!(day_in("12/09/2025"), Some(date(2025, 12, 9)));
        for none in ["13/09/2025", "12/09", "12/09/2025/1", "", "a/b/c"] {
            assert_eq!(day_in(none), None, "{none}");
        }
    }
}
