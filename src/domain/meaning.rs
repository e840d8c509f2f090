//! What a line of the official record says was done to the measure.
//!
//! Only the words count. The record's codes are shared by acts that mean different
//! things: 36000 stands on "Signed by President." and on "Became Public Law". The
//! phrases are the clerks' own, as they stand in records since the 108th Congress;
//! a line that we don't know means nothing to the stage, and is shown as it is.

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
        .or_else(|| house_vote(act, measure))
        .or_else(|| senate_vote(act))
        .or_else(|| headed_vote(&action.text))
        .or_else(|| floor(act, measure))
        .or_else(|| committee(act));
    read.unwrap_or(Meaning::Other)
}

/// The phrases, compiled once.
macro_rules! phrase {
    ($name:ident, $pattern:expr) => {
        static $name: LazyLock<Regex> =
            LazyLock::new(|| Regex::new($pattern).expect("the pattern is fixed"));
    };
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

// The motion is in lower case and its result begins with a capital:
// "On motion that the House agree to the Senate amendment Agreed to by voice vote."
phrase!(
    HOUSE_PASSAGE,
    r"\bOn (?:passage|agreeing to the (?:joint |concurrent )?resolution|motion (?:to|that the House) suspend the rules,? and (?:pass|agree to) the (?:bill|measure|(?:joint |concurrent )?resolution))\b(.*?)\b(Passed|Agreed to|Failed|Rejected|Not agreed to)\b"
);
phrase!(
    HOUSE_CONCURRENCE,
    r"\bOn motion (?:to|that the House) (?:suspend the rules,? and )?(?:recede\b.{0,40}?\band )?(?:agree|concur)\b(?: with (?:an )?amendments?)? (?:to|in|with) the Senate amendments?\b(.*?)\b(Agreed to|Failed|Rejected|Not agreed to)\b"
);
phrase!(
    HOUSE_CONFERENCE,
    r"\bOn (?:agreeing to|motion to suspend the rules,? and agree to) the conference report\b(.*?)\b(Agreed to|Failed|Rejected|Not agreed to)\b"
);
phrase!(
    HOUSE_BY_RULE,
    r"(?i)\b(?:measure )?passed house(?: pursuant to|, (?:as )?amended|,? in lieu|\.|$)|^two-thirds of the members present having voted in the affirmative"
);
phrase!(
    HOUSE_AGREED,
    r"(?i)^house agreed to (?:the )?senate amendments?\b"
);
phrase!(
    AMENDED,
    r"(?i)\bwith (?:an )?(?:further )?amendments?\b|\bas amended\b|, amended\b|\(amended\)|\bwith an amended preamble\b"
);
phrase!(
    OVER_VETO,
    r"(?i)\bover (?:the )?veto\b|\bobjections of the president\b|^two-thirds of the members"
);

fn house_vote(act: &str, measure: MeasureId) -> Option<Meaning> {
    let vote = |question, carried, amended| {
        Some(Meaning::Vote(Vote {
            chamber: Chamber::House,
            question: if OVER_VETO.is_match(act) {
                Question::Override
            } else {
                question
            },
            carried,
            amended,
            suspension: act.contains("suspend the rules"),
        }))
    };
    for (phrase, question) in [
        (&HOUSE_CONCURRENCE, Question::Concurrence),
        (&HOUSE_CONFERENCE, Question::ConferenceReport),
        (&HOUSE_PASSAGE, Question::Passage),
    ] {
        if let Some(found) = phrase.captures(act) {
            let motion = act.get(..found.get(2)?.start())?;
            let carried = matches!(&found[2], "Passed" | "Agreed to");
            return vote(question, carried, AMENDED.is_match(motion));
        }
    }
    if act.starts_with("On motion to table the measure Agreed to") {
        return Some(Meaning::Tabled);
    }
    if HOUSE_AGREED.is_match(act) {
        return vote(Question::Concurrence, true, AMENDED.is_match(act));
    }
    if let Some(rest) = own_part(act, measure) {
        // "… the following bills passed under suspension of the rules: H.R. 207; H.R. 1437, as amended; …"
        if act.contains("passed under suspension of the rules:") {
            return vote(Question::Passage, true, rest.starts_with(", as amended"));
        }
        if rest.starts_with(" is considered passed house") {
            return vote(Question::Passage, true, false);
        }
    }
    if HOUSE_BY_RULE.is_match(act) {
        return vote(Question::Passage, true, AMENDED.is_match(act));
    }
    None
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
    SENATE_PASSAGE,
    r"(?i)\b(?:passed senate|resolution agreed to in senate)\b|^(?:introduced|received|submitted) in the senate\b.*\band (?:passed|agreed to)\b"
);
phrase!(
    SENATE_FAILURE,
    r"(?i)\bfailed of passage in senate\b|\b(?:disagreed|not agreed) to in senate\b"
);
phrase!(
    SENATE_CONCURRENCE,
    r"(?i)\bsenate (?:agreed to|concurred in|receded\b.{0,60}?\b(?:concurred in|agreed to)) (?:the )?house amendments?\b|\bsenate receded from its amendments? and concurred\b"
);
phrase!(
    SENATE_CONFERENCE,
    r"(?i)\bsenate agreed to (?:the )?conference report\b"
);
phrase!(CLOTURE, r"(?i)\bcloture\b.*?\b(not )?invoked in senate\b");
phrase!(
    CLOTURE_ON_AMENDMENT,
    r"(?i)\bcloture (?:motion )?on (?:the )?(?:\w+ )*?(?:amendment|substitute)\b"
);

fn senate_vote(act: &str) -> Option<Meaning> {
    if let Some(found) = CLOTURE.captures(act) {
        if CLOTURE_ON_AMENDMENT.is_match(act) && !act.contains("motion to concur") {
            return None;
        }
        return Some(match found.get(1) {
            Some(_) => Meaning::ClotureFailed,
            None => Meaning::ClotureInvoked,
        });
    }
    let (question, carried) = if SENATE_CONFERENCE.is_match(act) {
        (Question::ConferenceReport, true)
    } else if SENATE_CONCURRENCE.is_match(act) {
        (Question::Concurrence, true)
    } else if SENATE_FAILURE.is_match(act) {
        (Question::Passage, false)
    } else if SENATE_PASSAGE.is_match(act) {
        (Question::Passage, true)
    } else {
        return None;
    };
    Some(Meaning::Vote(Vote {
        chamber: Chamber::Senate,
        question: if OVER_VETO.is_match(act) {
            Question::Override
        } else {
            question
        },
        carried,
        amended: AMENDED.is_match(act),
        suspension: false,
    }))
}

/// The Library's heading tells passage and failure also where the words under it are
/// new to us.
fn headed_vote(text: &str) -> Option<Meaning> {
    let (rest, carried) = None
        .or_else(|| Some((text.strip_prefix("Passed/agreed to in ")?, true)))
        .or_else(|| {
            Some((
                text.strip_prefix("Failed of passage/not agreed to in ")?,
                false,
            ))
        })?;
    let chamber = match rest.split_once(':')?.0 {
        "House" => Chamber::House,
        "Senate" => Chamber::Senate,
        _ => return None,
    };
    Some(Meaning::Vote(Vote {
        chamber,
        question: Question::Passage,
        carried,
        amended: AMENDED.is_match(rest),
        suspension: rest.contains("suspend the rules"),
    }))
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

impl fmt::Display for Law {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = if self.private { "Private" } else { "Public" };
        f.pad(&format!("{kind} Law {}-{}", self.congress, self.number))
    }
}
