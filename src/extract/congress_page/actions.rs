//! The table of all actions, which is the measure's record as the page has it.

use std::sync::LazyLock;

use jiff::civil::{Date, Time};
use regex::Regex;
use scraper::{ElementRef, Html};

use super::{
    PageError, dom,
    overview::{self, without_links},
};
use crate::domain::{
    action::{Action, System},
    measure::Chamber,
    printable,
};

/// All actions, newest first; `None` where the page has no such table, or one without
/// rows and no word of how many there are.
pub(super) fn read(tree: &Html) -> Result<Option<Vec<Action>>, PageError> {
    let Some(all) = dom::first(tree, "#allActions-content") else {
        return Ok(None);
    };
    let table = dom::first_in(all, "table");
    let rows = table.map(overview::rows).unwrap_or_default();
    let mut columns = None;
    let mut actions = vec![];
    for row in rows {
        let cells: Vec<ElementRef<'_>> = dom::children(row, &["td", "th"]).collect();
        let is_head = cells.iter().all(|cell| cell.value().name() == "th");
        if is_head {
            columns = columns.or_else(|| Columns::named(&cells));
            continue;
        }
        let columns = columns.or_else(|| Columns::counted(cells.len()));
        let action = columns.and_then(|columns| columns.read(&cells));
        actions.push(action.ok_or_else(|| {
            let shown = dom::text(row);
            PageError::Row(printable::clip(&shown, 100))
        })?);
    }
    let got = actions.len() as u64;
    match announced(tree, all) {
        // The page of a measure just brought in: "Actions (6)" over "0 results".
        Some(Announced::Table(said)) if said != got => return Err(PageError::Count { said, got }),
        Some(Announced::Tab(said)) if said > 0 && got == 0 => {
            return Err(PageError::Count { said, got });
        }
        _ => {}
    }
    // The page can be turned to show the oldest first.
    if let (Some(first), Some(last)) = (actions.first(), actions.last())
        && first.acted_on < last.acted_on
    {
        actions.reverse();
    }
    Ok((!actions.is_empty()).then_some(actions))
}

/// In which cell what stands.
#[derive(Clone, Copy)]
struct Columns {
    date: usize,
    chamber: Option<usize>,
    text: usize,
}

impl Columns {
    fn named(heads: &[ElementRef<'_>]) -> Option<Self> {
        let names: Vec<String> = heads
            .iter()
            .map(|&head| dom::text(head).to_lowercase())
            .collect();
        let find = |part: &str| names.iter().position(|name| name.contains(part));
        Some(Self {
            date: find("date")?,
            chamber: find("chamber"),
            text: find("action")?,
        })
    }

    fn counted(cells: usize) -> Option<Self> {
        let (chamber, text) = match cells {
            2 => (None, 1),
            3 => (Some(1), 2),
            _ => return None,
        };
        Some(Self {
            date: 0,
            chamber,
            text,
        })
    }

    /// `None` where a cell is missing, the day unreadable, or there is no text.
    fn read(self, cells: &[ElementRef<'_>]) -> Option<Action> {
        let (acted_on, acted_time) = moment(&dom::text(*cells.get(self.date)?))?;
        let cell = *cells.get(self.text)?;
        let by = dom::some_in(cell, "span").into_iter();
        let by = by.map(|span| (span, dom::text(span)));
        let mut by = by.filter(|(_, text)| text.starts_with(BY));
        let (span, by) = by.next().map_or((None, String::new()), |(span, text)| {
            (Some(span), text[BY.len()..].trim().to_owned())
        });
        let text = dom::text_without(cell, span);
        let text = without_links(&text).to_owned();
        if text.is_empty() {
            return None;
        }
        let column = self.chamber.and_then(|at| cells.get(at));
        let chamber = column.and_then(|&cell| overview::chamber(&dom::text(cell)));
        Some(Action {
            acted_on,
            acted_time,
            kind: String::new(),
            code: None,
            system: system(&by, chamber, &text),
            committees: committee(&by)
                .or_else(|| referred_to(&text))
                .into_iter()
                .collect(),
            text,
        })
    }
}

const BY: &str = "Action By:";

/// Who wrote an action down. The page says only who acted; the Library is known by the
/// headings that it puts before others' words.
fn system(by: &str, chamber: Option<Chamber>, text: &str) -> System {
    let of_library = [
        "Passed/agreed to in ",
        "Failed of passage/not agreed to in ",
        "Resolving differences -- ",
    ];
    let is_committee = by.contains("ommittee");
    if of_library.iter().any(|heading| text.starts_with(heading)) {
        return System::LibraryOfCongress;
    }
    match (by, chamber) {
        (_, Some(Chamber::House)) if is_committee => System::HouseCommittee,
        ("House of Representatives", _) | (_, Some(Chamber::House)) => System::HouseFloor,
        ("Senate", _) | (_, Some(Chamber::Senate)) => System::Senate,
        _ => System::Unknown,
    }
}

/// `Foreign Affairs Committee`, from "Committee on Foreign Affairs".
fn committee(by: &str) -> Option<String> {
    if !by.contains("ommittee") {
        return None;
    }
    let bare = by
        .strip_prefix("House ")
        .or_else(|| by.strip_prefix("Senate "))
        .unwrap_or(by);
    Some(match bare.split_once("ommittee on ") {
        Some(("C", name)) => format!("{} Committee", name.trim_start_matches("the ")),
        Some(("Subc", name)) => format!("{} Subcommittee", name.trim_start_matches("the ")),
        _ => by.to_owned(),
    })
}

/// `Foreign Affairs Committee`, from "Referred to the House Committee on Foreign Affairs."
/// The page gives the committee only of what a committee did; the record gives it here too.
fn referred_to(text: &str) -> Option<String> {
    let found = REFERRED.captures(text)?;
    Some(format!("{} Committee", &found[1]))
}

pattern!(
    REFERRED,
    r"^(?:Read twice and r|R)eferred to the (?:House |Senate )?Committee on (?:the )?([^.]{1,200}?)(?:, and in addition\b|\.|$)"
);

pattern!(
    MOMENT,
    r"^([0-9/]{8,10})(?:\s*-?\s*([0-9]{1,2}):([0-9]{2})\s*([ap])\.?m\.?)?$"
);

/// `12/09/2025-2:00pm`, or the day alone.
fn moment(text: &str) -> Option<(Date, Option<Time>)> {
    let lower = text.to_lowercase();
    let found = MOMENT.captures(&lower)?;
    let day = overview::day_in(&found[1])?;
    let Some(half) = found.get(4) else {
        return Some((day, None));
    };
    let hour: i8 = found[2].parse().ok()?;
    let minute: i8 = found[3].parse().ok()?;
    let hour = match (hour, half.as_str()) {
        (12, "a") => 0,
        (12, _) => 12,
        (1..=11, "a") => hour,
        (1..=11, _) => hour + 12,
        _ => return None,
    };
    Some((day, Some(Time::new(hour, minute, 0, 0).ok()?)))
}

/// How many actions there should be.
enum Announced {
    /// By the table's own head, which counts what it shows.
    Table(u64),
    /// By the tab, which may count other than the table.
    Tab(u64),
}

pattern!(RESULTS, r"\b([0-9][0-9,]{0,9}) results? for All Actions\b");
pattern!(TAB, r"^Actions ?\(([0-9][0-9,]{0,9})\)$");

fn announced(tree: &Html, all: ElementRef<'_>) -> Option<Announced> {
    let number = |text: &str| text.replace(',', "").parse().ok();
    if let Some(found) = RESULTS.captures(&dom::text(all)) {
        return Some(Announced::Table(number(&found[1])?));
    }
    let tabs = dom::some_in(tree.root_element(), "a[href*=all-actions]").into_iter();
    let mut tabs = tabs.map(dom::text);
    let said = tabs.find_map(|tab| number(&TAB.captures(&tab)?[1]))?;
    Some(Announced::Tab(said))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, time};

    #[test]
    fn a_moment_is_a_day_with_or_without_an_hour() {
        let day = date(2025, 12, 9);
        assert_eq!(moment("12/09/2025"), Some((day, None)));
        assert_eq!(
            moment("12/09/2025-2:00pm"),
            Some((day, Some(time(14, 0, 0, 0))))
        );
        assert_eq!(
            moment("12/09/2025 - 12:05 a.m."),
            Some((day, Some(time(0, 5, 0, 0))))
        );
        assert_eq!(
            moment("12/09/2025-12:00PM"),
            Some((day, Some(time(12, 0, 0, 0))))
        );
        for none in [
            "",
            "12/09/2025-2:00",
            "12/09/2025-13:00pm",
            "12/09/2025-1:61pm",
            "Dec 9",
        ] {
            assert_eq!(moment(none), None, "{none}");
        }
    }

    #[test]
    fn committees_are_named_as_the_record_names_them() {
        assert_eq!(
            committee("Committee on Foreign Affairs").as_deref(),
            Some("Foreign Affairs Committee")
        );
        assert_eq!(
            committee("House Committee on the Judiciary").as_deref(),
            Some("Judiciary Committee")
        );
        assert_eq!(
            committee("Subcommittee on Europe").as_deref(),
            Some("Europe Subcommittee")
        );
        assert_eq!(committee("House of Representatives"), None);
        for (text, name) in [
            (
                "Referred to the House Committee on Foreign Affairs.",
                Some("Foreign Affairs Committee"),
            ),
            (
                "Read twice and referred to the Committee on Commerce, Science, and Transportation.",
                Some("Commerce, Science, and Transportation Committee"),
            ),
            (
                "Referred to the Committee on the Judiciary, and in addition to the Committee on Ways \
                 and Means, for a period to be subsequently determined by the Speaker.",
                Some("Judiciary Committee"),
            ),
            ("Referred to the Subcommittee on Europe.", None),
            ("Reported by the Committee on Foreign Affairs.", None),
        ] {
            assert_eq!(referred_to(text).as_deref(), name, "{text}");
        }
    }
}
