//! What becomes of a citation that is the subject of its sentence: "section 907 is
//! repealed", "the authority to waive it shall not be exercised".

use super::{
    effects::{Clause, sentence},
    verbs::{self, ACT, AUTHORITY, BACK, PART, PROVISION, TITLE_NINE},
};
use crate::domain::effect::TextEffect;

/// A citation that a verb may have for its subject.
pub(super) struct Subject<'a> {
    pub(super) citation: char,
    /// From the last punctuation before it.
    pub(super) before: &'a str,
    /// From where its verb may begin.
    pub(super) after: &'a str,
}

/// The citations in a text, from a place on.
pub(super) fn subjects(text: &str, from: usize) -> impl Iterator<Item = Subject<'_>> {
    let cited = text
        .match_indices(is_citation)
        .filter(move |(at, _)| *at >= from);
    cited.filter_map(|(at, found)| {
        let before = &text[..at];
        let start = before
            .rfind([',', ';', ':', '\u{2014}', '.', '\u{201C}'])
            .map_or(0, |at| {
                at + before[at..].chars().next().map_or(1, char::len_utf8)
            });
        Some(Subject {
            citation: found.chars().next()?,
            before: &before[start..],
            after: predicate(&text[at + found.len()..]),
        })
    })
}

/// What follows a citation, from its verb on. Between them may stand what belongs to the
/// noun: ", as amended,", "and section 620 of that Act", "with respect to Azerbaijan".
fn predicate(after: &str) -> &str {
    const REACH: usize = 300;
    let mut from = 0;
    for word in after.split_inclusive(' ') {
        let plain = word.trim_matches(|c: char| !c.is_alphanumeric());
        if from > REACH || word.trim_end().ends_with([';', ':', '.', '\u{2014}']) {
            break;
        }
        if is_verb(plain) {
            return after.get(from..).unwrap_or("");
        }
        if matches!(plain, "if" | "unless" | "when" | "until" | "which" | "who") {
            break;
        }
        from += word.len();
    }
    ""
}

fn is_verb(word: &str) -> bool {
    matches!(
        word,
        "shall"
            | "is"
            | "are"
            | "may"
            | "does"
            | "do"
            | "will"
            | "must"
            | "was"
            | "were"
            | "has"
            | "have"
            | "had"
            | "stands"
            | "stand"
            | "hereby"
            | "ceases"
            | "terminates"
            | "expires"
            | "extends"
            | "can"
            | "should"
            | "would"
    )
}

pub(super) fn is_citation(c: char) -> bool {
    matches!(c, PROVISION | PART | AUTHORITY | ACT | TITLE_NINE | BACK)
}

/// Whether the citation stands in a subordinate clause: "if section 907 is repealed".
fn is_subordinate(before: &str) -> bool {
    verbs::CONDITION.find_iter(before).any(|found| {
        let lead = before[..found.start()].trim();
        let is_proviso = found.as_str() == "that"
            && (lead.is_empty()
                || lead.ends_with("except")
                || lead.ends_with("provided")
                || lead.ends_with("resolved"));
        !is_proviso
    })
}

/// "Section 907 is repealed", "the authority under it shall not be exercised".
pub(super) fn of_subjects(clause: &Clause, effects: &mut Vec<TextEffect>) {
    let text = sentence(clause);
    for subject in subjects(text, clause.own_from) {
        if is_subordinate(subject.before) {
            continue;
        }
        let of_waiver = subject.citation == AUTHORITY
            || subject.citation == BACK
            || verbs::WAIVER_BEFORE.is_match(subject.before);
        match subject.citation {
            BACK if clause.own_grant => {}
            ACT | TITLE_NINE => {
                if verbs::REPEALED.is_match(subject.after) && is_whole(subject.before) {
                    effects.push(TextEffect::Repeals);
                }
            }
            _ if of_waiver => effects.extend(of_authority(&subject)),
            _ => effects.extend(of_provision(&subject)),
        }
    }
    if verbs::NOTHING_IN_PROVISION.is_match(text) {
        effects.push(TextEffect::CarvesOut);
    }
}

/// Whether a naming of the Act stands for all of it, and not for another of its sections.
fn is_whole(before: &str) -> bool {
    let before = before.trim();
    matches!(before, "" | "the" | "that the" | "and the" | "and") || before.ends_with(')')
}

fn of_provision(subject: &Subject<'_>) -> Option<TextEffect> {
    let after = subject.after;
    if verbs::REPEALED.is_match(after) {
        return Some(match subject.citation {
            PART => TextEffect::Amends,
            _ => TextEffect::Repeals,
        });
    }
    if let Some(verb) = verbs::NOT_APPLIED.find(after) {
        return Some(reach(&after[verb.end()..]));
    }
    if verbs::NOT_IN_THE_WAY.is_match(after) {
        return Some(TextEffect::CarvesOut);
    }
    if verbs::AMENDED.is_match(after) {
        return Some(TextEffect::Amends);
    }
    if let Some(verb) = verbs::MAY_BE_WAIVED.find(after) {
        let conditioned = verbs::ONLY.is_match(&after[verb.end()..]);
        return Some(match conditioned {
            true => TextEffect::RestrictsWaiver,
            false => TextEffect::ExtendsWaiver,
        });
    }
    let is_waiving = verbs::WAIVING.is_match(after);
    (is_waiving && verbs::NOT_EXERCISED.is_match(after)).then_some(TextEffect::RestrictsWaiver)
}

/// How far "shall not apply" goes.
pub(super) fn reach(after: &str) -> TextEffect {
    // What shall not apply if the President determines so is waived by him.
    let whole = match verbs::BY_DETERMINATION.is_match(after) {
        true => TextEffect::ExtendsWaiver,
        false => TextEffect::Suspends,
    };
    let mut rest = after;
    for _ in 0..8 {
        let Some(to) = verbs::TO_WHAT.find(rest) else {
            break;
        };
        // A condition's own words don't say to what.
        if verbs::CONDITION.is_match(&rest[..to.start().max(to.end().saturating_sub(4))]) {
            break;
        }
        let lead = rest[..to.end()].trim_end();
        rest = &rest[to.end()..];
        let in_time = verbs::IN_TIME.is_match(rest) || lead.ends_with("through to");
        if in_time {
            continue;
        }
        return match verbs::TO_AZERBAIJAN.is_match(rest) {
            true => whole,
            false => TextEffect::CarvesOut,
        };
    }
    whole
}

fn of_authority(subject: &Subject<'_>) -> Option<TextEffect> {
    let after = subject.after;
    let taken = verbs::REPEALED.is_match(after)
        || verbs::NOT_APPLIED.is_match(after)
        || verbs::NOT_EXERCISED.is_match(after)
        || verbs::ONLY.is_match(after) && after.contains("exercised");
    if taken {
        return Some(TextEffect::RestrictsWaiver);
    }
    verbs::EXTENDED
        .is_match(after)
        .then_some(TextEffect::ExtendsWaiver)
}
