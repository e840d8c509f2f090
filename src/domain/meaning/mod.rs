//! What a line of the official record says was done to the measure.
//!
//! Only the words count. The record's codes are shared by acts that mean different
//! things: 36000 stands on "Signed by President." and on "Became Public Law". The
//! phrases are the clerks' own, as they stand in records since the 108th Congress;
//! a line that we don't know means nothing to the stage, and is shown as it is.

/// A phrase of the clerks, compiled once.
macro_rules! phrase {
    ($name:ident, $pattern:expr) => {
        static $name: LazyLock<Regex> =
            LazyLock::new(|| Regex::new($pattern).expect("the pattern is fixed"));
    };
}

mod votes;

#[cfg(test)]
mod tests;

use std::{fmt, sync::LazyLock};

use regex::Regex;

use crate::domain::{
    action::Action,
    measure::{Chamber, MeasureId},
};

/// What an action does to a measure.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Meaning {
    Introduced,
    Referred,
    Hearing,
    Markup,
    OrderedReported,
    Reported,
    Discharged,
    OnCalendar,
    Vote(Vote),
    ClotureInvoked,
    ClotureFailed,
    /// The House voted to table it, which disposes of it adversely (Deschler's
    /// Precedents, chapter 23, section 9).
    Tabled,
    /// Set aside without a vote.
    LaidOnTable,
    /// The House put another text in the place of the Senate's, before its vote.
    TextReplaced,
    /// A chamber took its own passage back.
    Vitiated(Chamber),
    Presented,
    Signed,
    /// Ten days ran out while Congress sat.
    Unsigned,
    Vetoed,
    PocketVetoed,
    BecameLaw(Law),
    Incorporated,
    /// Nothing that moves it.
    Other,
}

/// A chamber's decision on the measure.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Vote {
    pub chamber: Chamber,
    pub question: Question,
    pub carried: bool,
    /// Whether the chamber changed the text with this vote.
    pub amended: bool,
    /// Whether it needed two thirds, under suspension of the rules.
    pub suspension: bool,
}

/// What a chamber voted on.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Question {
    Passage,
    /// The other chamber's amendment.
    Concurrence,
    ConferenceReport,
    Override,
}

/// The number of a law: Public Law 119-75.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Law {
    pub private: bool,
    pub congress: u16,
    pub number: u32,
}

/// Reads one action on `measure`.
pub fn of(action: &Action, measure: MeasureId) -> Meaning {
    let act = action.act();
    if SUBSIDIARY.is_match(act) {
        return Meaning::Other;
    }
    let read = president(act)
        .or_else(|| votes::read(&action.text, act, measure))
        .or_else(|| floor(act, measure))
        .or_else(|| committee(act));
    read.unwrap_or(Meaning::Other)
}

// Lines about something else than the measure itself: amendments, motions, the rule
// under which it comes up.
phrase!(
    SUBSIDIARY,
    r"(?i)^(?:[hs]\.?\s?amdt\.|amendment|motions? |mr\.|mrs\.|ms\.|point of order|rule h\.|rules committee|debate|postponed|considered|request |message )"
);

phrase!(
    LAW,
    r"(?i)^(?:became )?(public|private) law(?: no)?[:.]?\s*(\d+)\s?[-–]\s?(\d+)"
);
phrase!(SIGNED, r"(?i)^signed by (?:the )?president");
phrase!(
    UNSIGNED,
    r"(?i)\barchivist of the united states unsigned|\bbecame law without (?:the )?(?:president'?s |approval|signature)"
);
phrase!(
    PRESENTED,
    r"(?i)^(?:measure )?presented to (?:the )?president"
);
phrase!(POCKET_VETOED, r"(?i)^pocket vetoed");
phrase!(VETOED, r"(?i)^vetoed by (?:the )?president");
phrase!(
    INCORPORATED,
    r"(?i)\bincorporated in(?:to)?\b.*\b(?:enacted|became law|public law)\b"
);

fn president(act: &str) -> Option<Meaning> {
    if let Some(law) = LAW.captures(act) {
        return Some(Meaning::BecameLaw(Law {
            private: law[1].eq_ignore_ascii_case("private"),
            congress: law[2].parse().ok()?,
            number: law[3].parse().ok()?,
        }));
    }
    [
        (&SIGNED, Meaning::Signed),
        (&UNSIGNED, Meaning::Unsigned),
        (&PRESENTED, Meaning::Presented),
        (&POCKET_VETOED, Meaning::PocketVetoed),
        (&VETOED, Meaning::Vetoed),
        (&INCORPORATED, Meaning::Incorporated),
    ]
    .into_iter()
    .find_map(|(phrase, meaning)| phrase.is_match(act).then_some(meaning))
}

/// What follows on the measure's own citation, in lower case.
fn own_part(act: &str, measure: MeasureId) -> Option<String> {
    let (act, own) = (closed_up(act), closed_up(&measure.citation()));
    act.match_indices(&own).find_map(|(at, _)| {
        let rest = &act[at + own.len()..];
        let whole = !rest.starts_with(|c: char| c.is_ascii_digit());
        // "S. 5" must not be found in "H. Res. 5".
        let alone = !act[..at].ends_with(|c: char| c.is_alphanumeric() || c == '.');
        (whole && alone).then(|| rest.to_owned())
    })
}

/// In lower case and without the spaces after dots, which the clerks set or leave out.
fn closed_up(text: &str) -> String {
    let mut closed = String::with_capacity(text.len());
    for c in text.chars() {
        if !(c.is_whitespace() && closed.ends_with('.')) {
            closed.extend(c.to_lowercase());
        }
    }
    closed
}

phrase!(
    VITIATED,
    r"(?i)\b(?:passage|agreed to)\b.*\b(?:vitiated|vacated)\b|\b(?:vitiated|vacated)\b.*\b(?:passage|passed)\b"
);
phrase!(
    TEXT_REPLACED,
    r"(?i)^the house (?:struck all after the enacting clause|adopted the amendment)"
);
phrase!(
    SET_ASIDE,
    r"(?i)\b(?:laid (?:up)?on the table|indefinitely postponed)\b"
);

fn floor(act: &str, measure: MeasureId) -> Option<Meaning> {
    if VITIATED.is_match(act) {
        let chamber = match (act.contains("House"), act.contains("Senate")) {
            (true, false) => Chamber::House,
            (false, true) => Chamber::Senate,
            _ => return None,
        };
        return Some(Meaning::Vitiated(chamber));
    }
    if TEXT_REPLACED.is_match(act) {
        return Some(Meaning::TextReplaced);
    }
    // "A similar measure H.R. 22 was laid on the table" is about another one.
    let about_it = || own_part(act, measure).is_some() || act.to_lowercase().starts_with("measure");
    let other = || act.contains("similar") || act.contains("reconsider");
    if SET_ASIDE.is_match(act) && !other() {
        let bare = act.starts_with("Indefinitely") || act.starts_with("Laid");
        return (bare || about_it()).then_some(Meaning::LaidOnTable);
    }
    None
}

phrase!(REFERRED, r"(?i)\b(?:re-?)?referred\b.*?\bto\b");
phrase!(DISCHARGED, r"(?i)\bcommittees?\b.*\bdischarged\b");
phrase!(
    ORDERED_REPORTED,
    r"(?i)\bordered to be (?:favorably )?reported\b|^committee agreed to seek consideration under suspension"
);
phrase!(
    REPORTED,
    r"(?i)^(?:committees? on .*|.*committee on .*)\. (?:original measure )?reported (?:to senate )?by\b|^(?:favorably |adversely )?reported\b.*\bby the (?:house |senate )?committees? on\b|^reported adversely\b|\bcommittee on .*\breported an original measure\b|^reported to senate from\b"
);
phrase!(ON_CALENDAR, r"(?i)\bplaced on (?:the )?.*\bcalendar\b");
phrase!(
    INTRODUCED,
    r"(?i)^(?:introduced|submitted) in (?:the )?(?:house|senate)\b"
);

fn committee(act: &str) -> Option<Meaning> {
    let lower = act.to_lowercase();
    let subcommittee = lower.starts_with("subcommittee") || lower.contains("by subcommittee");
    if ORDERED_REPORTED.is_match(act) {
        return Some(Meaning::OrderedReported);
    }
    if REPORTED.is_match(act) {
        return Some(Meaning::Reported);
    }
    if DISCHARGED.is_match(act) && !subcommittee {
        return Some(Meaning::Discharged);
    }
    if REFERRED.is_match(act) {
        return Some(Meaning::Referred);
    }
    if ON_CALENDAR.is_match(act) {
        return Some(Meaning::OnCalendar);
    }
    if lower.contains("mark-up session")
        || lower.contains("mark up session")
        || lower.contains("forwarded by subcommittee")
    {
        return Some(Meaning::Markup);
    }
    // Hearings may come before there is a bill, or a referral.
    if lower.contains("hearings held") && !lower.contains("prior to") {
        return Some(Meaning::Hearing);
    }
    INTRODUCED.is_match(act).then_some(Meaning::Introduced)
}

impl Law {
    /// Without saying what it is: `119-75`.
    pub fn name(self) -> String {
        format!("{}-{}", self.congress, self.number)
    }

    /// The public law of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        let (congress, number) = name.split_once('-')?;
        Some(Self {
            private: false,
            congress: congress.parse().ok()?,
            number: number.parse().ok()?,
        })
    }
}

impl fmt::Display for Law {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = if self.private { "Private" } else { "Public" };
        f.pad(&format!("{kind} Law {}-{}", self.congress, self.number))
    }
}
