//! The chambers' votes, in the words of their clerks.

use std::sync::LazyLock;

use regex::Regex;

use super::{Meaning, Question, Vote, own_part};
use crate::domain::measure::{Chamber, MeasureId};

/// Reads a vote from an act; `text` is the whole line, with the Library's heading.
pub(super) fn read(text: &str, act: &str, measure: MeasureId) -> Option<Meaning> {
    house(act, measure)
        .or_else(|| senate(act))
        .or_else(|| headed(text))
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

fn house(act: &str, measure: MeasureId) -> Option<Meaning> {
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
    if HOUSE_BY_RULE.is_match(act) && !act.contains("considered passed House") {
        return vote(Question::Passage, true, AMENDED.is_match(act));
    }
    None
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

fn senate(act: &str) -> Option<Meaning> {
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
fn headed(text: &str) -> Option<Meaning> {
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
