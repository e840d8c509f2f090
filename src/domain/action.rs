//! Actions: the lines of the official record on a measure.
//!
//! The record tells a House act twice, once by the House and once by the Library
//! of Congress in slightly other words, and repeats itself by mistake as well.
//! What makes two lines one act is decided here, as is the order in which acts
//! happened. Order of arrival plays no part in either: actions come in late and
//! back-dated.

use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

/// One line of the record, as congress.gov and govinfo.gov print it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Action {
    /// The legal day, in Washington.
    pub acted_on: Date,
    /// The time of day in Washington; only the House gives one.
    pub acted_time: Option<Time>,
    /// One line of plain text, never empty.
    pub text: String,
    /// congress.gov's own type: `IntroReferral`, `Floor`, `BecameLaw`; in records
    /// before 2022 a phrase. May be empty.
    pub kind: String,
    /// congress.gov's code: `H11100`, `36000`. One code can stand for different
    /// acts, so no rule rests on it.
    pub code: Option<String>,
    pub system: System,
    /// The committees that acted or are acted upon, as the record names them:
    /// `Foreign Affairs Committee`.
    pub committees: Vec<String>,
}

/// Who wrote an action down.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum System {
    Senate,
    HouseCommittee,
    HouseFloor,
    LibraryOfCongress,
    /// The record doesn't say, or names one that we don't know.
    Unknown,
}

impl System {
    /// Reads the record's number and name. The Senate has no number, or 0.
    pub fn new(code: Option<&str>, name: Option<&str>) -> Self {
        match (code, name) {
            (Some("1"), _) => Self::HouseCommittee,
            (Some("2"), _) => Self::HouseFloor,
            (Some("9"), _) => Self::LibraryOfCongress,
            (Some("0"), _) | (None, Some("Senate")) => Self::Senate,
            _ => Self::Unknown,
        }
    }

    /// The record's number: 1, 2, 9, and 0 for the Senate.
    pub fn code(self) -> Option<u8> {
        match self {
            Self::Senate => Some(0),
            Self::HouseCommittee => Some(1),
            Self::HouseFloor => Some(2),
            Self::LibraryOfCongress => Some(9),
            Self::Unknown => None,
        }
    }
}

impl Action {
    /// The act in its own words: without the Library's heading ("Passed/agreed to in
    /// House: …") and without references to the Congressional Record, which are
    /// added to a line days after it was published.
    pub fn act(&self) -> &str {
        without_references(without_heading(&self.text))
    }

    /// Two lines with one date and one fingerprint tell the same act.
    pub fn fingerprint(&self) -> String {
        let letters = |c: &char| c.is_alphanumeric();
        let folded = self.act().chars().filter(letters);
        folded.flat_map(char::to_lowercase).collect()
    }
}

/// Headings that the Library of Congress puts before the House's or the Senate's own
/// words.
const HEADINGS: [&str; 10] = [
    "Passed/agreed to in ",
    "Failed of passage/not agreed to in ",
    "Resolving differences -- ",
    "Conference report agreed to in ",
    "Conference report disagreed to in ",
    "Conference report filed: ",
    "Conference committee actions: ",
    "Conference scheduled: ",
    "To conference: ",
    "Floor summary: ",
];

fn without_heading(text: &str) -> &str {
    if !HEADINGS.iter().any(|heading| text.starts_with(heading)) {
        return text;
    }
    match text.split_once(':') {
        Some((_, act)) if !act.trim().is_empty() => act.trim_start(),
        _ => text,
    }
}

fn without_references(text: &str) -> &str {
    let mut rest = text.trim_end();
    // `(consideration: CR S1; text: CR S2)`, `(CR S11578)`, `(text as …: CR H1 (7))`.
    while let Some(start) = last_parenthesis(rest) {
        let inside = &rest[start..];
        if !inside.contains("CR ") && !inside.contains("CR:") {
            break;
        }
        rest = rest[..start].trim_end();
    }
    if rest.is_empty() { text } else { rest }
}

/// Where the parenthesis begins that closes at the end of the text.
fn last_parenthesis(text: &str) -> Option<usize> {
    if !text.ends_with(')') {
        return None;
    }
    let mut depth = 0usize;
    for (at, c) in text.char_indices().rev() {
        match c {
            ')' => depth += 1,
            '(' => depth = depth.checked_sub(1)?,
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

/// The places of the actions in the order in which they happened, oldest first.
///
/// The record lists the newest first. Where days are equal its order counts, but
/// for House acts, which bear a time.
pub fn in_legal_order(actions: &[Action]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..actions.len()).rev().collect();
    order.sort_by_key(|&at| actions[at].acted_on);
    for day in order.chunk_by_mut(|&a, &b| actions[a].acted_on == actions[b].acted_on) {
        let timed = |at: &usize| actions[*at].acted_time.is_some();
        let mut by_time: Vec<usize> = day.iter().copied().filter(timed).collect();
        by_time.sort_by_key(|&at| actions[at].acted_time);
        let places = day.iter_mut().filter(|at| timed(at));
        for (place, at) in places.zip(by_time) {
            *place = at;
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, time};

    #[test]
    fn the_house_and_the_library_tell_one_act() {
        let same = |a: &str, b: &str| {
            assert_eq!(action(a).fingerprint(), action(b).fingerprint());
        };
        same(
            "On passage Passed by the Yeas and Nays: 220 - 210 (Roll no. 7). (text: CR H1-9)",
            "Passed/agreed to in House: On passage Passed by the Yeas and Nays: 220 - 210 (Roll no. 7).(text: CR H1-9)",
        );
        same(
            "Senate agreed to the House amendment by Voice Vote.",
            "Resolving differences -- Senate actions: Senate agreed to the House amendment by Voice Vote.",
        );
        same("Presented to President.", "Presented to  President");
    }

    #[test]
    fn references_that_come_later_are_not_part_of_an_act() {
        let act = |text: &str| action(text).act().to_owned();
        assert_eq!(
            act("Agreed to by voice vote. (consideration: CR S1; text: CR 7/1/2026 S2 (note))"),
            "Agreed to by voice vote."
        );
        assert_eq!(
            act("Passed by recorded vote: 1 - 0 (Roll no. 7)"),
            "Passed by recorded vote: 1 - 0 (Roll no. 7)"
        );
        assert_eq!(act("(CR S1)"), "(CR S1)");
        assert_eq!(act("unbalanced CR )"), "unbalanced CR )");
    }

    #[test]
    fn acts_of_one_day_follow_the_record_and_the_clock() {
        let at = |hour, text: &str| Action {
            acted_time: Some(time(hour, 0, 0, 0)),
            ..action(text)
        };
        let mut late = action("third day");
        late.acted_on = date(2026, 5, 3);
        // Newest first, as in the record, but the two timed ones are misplaced.
        let record = [late, at(9, "b"), action("c"), at(17, "d"), action("a")];
        let told: Vec<_> = in_legal_order(&record)
            .into_iter()
            .map(|at| record[at].text.as_str())
            .collect();
        assert_eq!(told, ["a", "b", "c", "d", "third day"]);
    }

    fn action(text: &str) -> Action {
        Action {
            acted_on: date(2026, 5, 1),
            acted_time: None,
            text: text.into(),
            kind: String::new(),
            code: None,
            system: System::Unknown,
            committees: vec![],
        }
    }
}
