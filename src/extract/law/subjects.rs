//! What becomes of a citation that is the subject of its sentence: "section 907 is
//! repealed", "the authority to waive it shall not be exercised".

use std::borrow::Cow;

use super::{
    effects::{Clause, sentence},
    heads::{Head, head, is_denied, is_for_purpose, is_number_or_year},
    sentences,
    verbs::{self, ACT, AUTHORITY, BACK, PART, PROVISION, TITLE_NINE, is_verb},
};
use crate::domain::effect::TextEffect;

/// A citation that a verb may have for its subject.
pub(super) struct Subject<'a> {
    pub(super) citation: char,
    pub(super) head: Head,
    /// From its verb on; empty where it has none.
    pub(super) after: Cow<'a, str>,
    /// Whether what is said of it holds for some purpose only.
    for_purpose: bool,
}

/// The citations that a clause's own text speaks of, with a verb or without.
pub(super) fn subjects(clause: &Clause) -> impl Iterator<Item = Subject<'_>> {
    candidates(clause).filter_map(Candidate::subject)
}

/// Those that a verb follows.
fn of_verbs(clause: &Clause) -> impl Iterator<Item = Subject<'_>> {
    candidates(clause)
        .filter(|candidate| !candidate.after.is_empty())
        .filter_map(Candidate::subject)
}

/// A citation that is not yet known to be a subject.
struct Candidate<'a> {
    clause: &'a Clause,
    at: usize,
    citation: char,
    after: Cow<'a, str>,
}

fn candidates(clause: &Clause) -> impl Iterator<Item = Candidate<'_>> {
    let text = sentence(clause);
    let cited = text.char_indices().filter(|(_, c)| is_citation(*c));
    cited
        .filter(|(at, _)| *at >= clause.own_from)
        .map(move |(at, citation)| Candidate {
            clause,
            at,
            citation,
            after: predicate(&text[at + citation.len_utf8()..]),
        })
}

impl<'a> Candidate<'a> {
    fn subject(self) -> Option<Subject<'a>> {
        let text = sentence(self.clause);
        let before = &text[..self.at];
        let head = head(self.clause, text, self.at, self.citation.len_utf8())?;
        let after = match is_denied(before) {
            true => Cow::Owned(
                verbs::AUXILIARY
                    .replace(&self.after, "$1 not ")
                    .into_owned(),
            ),
            false => self.after,
        };
        Some(Subject {
            citation: self.citation,
            head,
            after,
            for_purpose: is_for_purpose(before),
        })
    }
}

/// What follows a subject, from its verb on. Between them may stand what belongs to the
/// noun: ", as amended,", "and section 620 of that Act", "with respect to Azerbaijan". Any
/// other comma ends it.
fn predicate(after: &str) -> Cow<'_, str> {
    const REACH: usize = 300;
    /// Bytes of a predicate that are read.
    const LENGTH_MAX: usize = 2000;
    let after = &after[..after.floor_char_boundary(LENGTH_MAX)];
    let mut at = 0;
    while at <= REACH && at < after.len() {
        let rest = &after[at..];
        if let Some(rest) = rest.strip_prefix(',')
            && is_number_or_year(rest)
        {
            at += 1;
            continue;
        }
        if rest.starts_with(',') {
            let Some(end) = aside(rest) else {
                break;
            };
            at += end;
            continue;
        }
        let end = rest.find([' ', ',']).unwrap_or(rest.len());
        let word = rest[..end].trim_matches(|c: char| !c.is_alphanumeric() && c != '.');
        if is_verb(word) {
            return verbs::INTERRUPTED.replace(rest, "$1 ");
        }
        let stops = rest[..end].ends_with([';', ':', '\u{2014}'])
            || word.ends_with('.') && !sentences::is_short(word.trim_end_matches('.'));
        if stops
            || matches!(
                word,
                "if" | "unless" | "when" | "until" | "which" | "who" | "that" | "whether"
            )
        {
            break;
        }
        at += end + usize::from(rest[end..].starts_with(' '));
    }
    Cow::Borrowed("")
}

/// The end of what stands between a comma and the verb, where it may.
fn aside(rest: &str) -> Option<usize> {
    const COMMAS_MAX: usize = 8;
    let begins_verb = |text: &str| {
        text.split(' ')
            .find(|word| !word.is_empty())
            .is_some_and(is_verb)
    };
    if begins_verb(&rest[1..]) {
        return Some(1);
    }
    if let Some(joined) = verbs::JOINED.find(rest) {
        return Some(joined.end());
    }
    if !verbs::ASIDE.is_match(rest) {
        return None;
    }
    let end = rest.find([';', ':', '\u{2014}']).unwrap_or(rest.len());
    let commas = rest[..end].match_indices(',').skip(1).take(COMMAS_MAX);
    commas
        .map(|(at, _)| at + 1)
        .find(|&at| begins_verb(&rest[at..]))
}

pub(super) fn is_citation(c: char) -> bool {
    matches!(c, PROVISION | PART | AUTHORITY | ACT | TITLE_NINE | BACK)
}

/// "Section 907 is repealed", "the authority under it shall not be exercised".
pub(super) fn of_subjects(clause: &Clause, effects: &mut Vec<TextEffect>) {
    for subject in of_verbs(clause) {
        match (subject.citation, subject.head) {
            (BACK, _) if clause.own_grant => {}
            (ACT | TITLE_NINE, _) => {
                if verbs::REPEALED.is_match(&subject.after) && !subject.for_purpose {
                    effects.push(TextEffect::Repeals);
                }
            }
            (_, Head::Waiver) => effects.extend(of_authority(&subject)),
            (_, Head::Itself) => effects.extend(of_provision(&subject)),
        }
    }
    if verbs::NOTHING_IN_PROVISION.is_match(sentence(clause)) {
        effects.push(TextEffect::CarvesOut);
    }
}

fn of_provision(subject: &Subject<'_>) -> Option<TextEffect> {
    let after = &*subject.after;
    if let Some(verb) = verbs::REPEALED.find(after) {
        let rest = &after[verb.end()..];
        let in_part = verbs::IN_PART.find(rest).is_some_and(|found| {
            let what = &rest[found.end()..];
            !verbs::TO_AZERBAIJAN.is_match(what) && !verbs::IN_TIME.is_match(what)
        });
        return Some(match subject.citation {
            _ if in_part || subject.for_purpose => TextEffect::CarvesOut,
            PART => TextEffect::Amends,
            _ => TextEffect::Repeals,
        });
    }
    if let Some(verb) = verbs::NOT_APPLIED.find(after) {
        return Some(match reach(&after[verb.end()..]) {
            TextEffect::Suspends if subject.for_purpose => TextEffect::CarvesOut,
            effect => effect,
        });
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
    verbs::NOT_WAIVED
        .is_match(after)
        .then_some(TextEffect::RestrictsWaiver)
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
    let after = &*subject.after;
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
