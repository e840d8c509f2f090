//! What a noun is of: what the words after "waiver" or "restriction" say that it waives,
//! or restricts.
//!
//! A noun's complement is walked word by word, and only through words that we know. So
//! "the waiver of the restrictions contained in section 907" leads to the section, and
//! "the waiver of duties on steel, consistent with section 907" leads nowhere.

use super::{
    super::{
        citations::{Citation, Cited},
        sentences::Sentence,
    },
    words,
};

/// What a noun's complement names.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Complement {
    Section(Cited),
    /// What isn't ours: duties, the visa requirement.
    Foreign,
    /// The noun only tells which other is meant: "the waiver policy".
    Modifies,
    /// There is none, or none but a day, a term, the restriction or its country.
    Bare {
        /// Whether it is of assistance to Azerbaijan.
        of_azerbaijan: bool,
    },
}

/// What a phrase after a preposition comes to, and where it ends.
enum Object {
    Section(Cited),
    /// A day, a term, the restriction.
    Known(usize),
    Azerbaijan(usize),
    Unknown,
}

/// How far after its noun a complement goes, in words.
const REACH: usize = 80;

/// The complement of the noun at a place.
pub(super) fn after(sentence: &Sentence, citations: &[Citation], noun: usize) -> Complement {
    let word = |at: usize| sentence.word(at);
    let end = sentence.words.len().min(noun + REACH);
    let (mut at, mut noun, mut of_azerbaijan) = (noun + 1, noun, false);
    while at < end {
        let next = match word(at) {
            // "the waiver extension": what follows is of both.
            part if at == noun + 1 && words::is_part(part) => {
                noun = at;
                Some(at + 1)
            }
            "(" => match parenthesis(sentence, citations, at) {
                (true, _) => return Complement::Section(Cited::Ours),
                (false, close) => Some(close + 1),
            },
            "," if matches!(word(at + 1), "under" | "pursuant") => {
                match is_under_ours(sentence, citations, at + 1) {
                    true => return Complement::Section(Cited::Ours),
                    false => resumed(sentence, at, end),
                }
            }
            "under" | "pursuant" if is_under_ours(sentence, citations, at) => {
                return Complement::Section(Cited::Ours);
            }
            // "the restriction that section 907 imposes"
            "that" | "which" => match cited_at(citations, at + 1) {
                Some(act) => return Complement::Section(act),
                None => None,
            },
            preposition if leads_to_object(sentence, at) => {
                let from = at + prepositions(sentence, at);
                match object(sentence, citations, from) {
                    Object::Section(act) => return Complement::Section(act),
                    Object::Azerbaijan(after) => {
                        of_azerbaijan = true;
                        Some(after)
                    }
                    Object::Known(after) => Some(after),
                    Object::Unknown if preposition == "to" && words::is_purpose(word(from)) => None,
                    Object::Unknown => return Complement::Foreign,
                }
            }
            "under" | "in" | "by" => match object(sentence, citations, at + 1) {
                Object::Section(act) => return Complement::Section(act),
                Object::Known(after) | Object::Azerbaijan(after) => Some(after),
                Object::Unknown => resumed(sentence, at, end),
            },
            // What stands between is passed over: ", as amended, of section 907".
            "," | "-" | "pursuant" => resumed(sentence, at, end),
            word if words::is_time(word) || is_number(word) || words::follows_noun(word) => {
                Some(at + 1)
            }
            word if words::ends_phrase(word) => None,
            _ if at == noun + 1 => return Complement::Modifies,
            _ => None,
        };
        match next {
            Some(next) => at = next,
            None => break,
        }
    }
    Complement::Bare { of_azerbaijan }
}

/// What a verb waives, by what follows it.
pub(super) fn of_verb(sentence: &Sentence, citations: &[Citation], verb: usize) -> Complement {
    match object(sentence, citations, verb + 1) {
        Object::Section(act) => Complement::Section(act),
        Object::Unknown if words::is_determiner(sentence.word(verb + 1)) => Complement::Foreign,
        Object::Azerbaijan(_) | Object::Known(_) | Object::Unknown => Complement::Bare {
            of_azerbaijan: false,
        },
    }
}

/// "under section 907", "pursuant to section 907"
fn is_under_ours(sentence: &Sentence, citations: &[Citation], at: usize) -> bool {
    let from = at + 1 + usize::from(sentence.word(at) == "pursuant");
    cited_at(citations, from) == Some(Cited::Ours)
}

/// The citation that begins at a place.
pub(super) fn cited_at(citations: &[Citation], at: usize) -> Option<Cited> {
    citations.iter().find(|one| one.at == at).map(|one| one.act)
}

/// Whether what follows a preposition is what the noun is of.
fn leads_to_object(sentence: &Sentence, at: usize) -> bool {
    match sentence.word(at) {
        "with" => matches!(sentence.word(at + 1), "respect" | "regard"),
        "relating" | "related" | "applicable" => sentence.word(at + 1) == "to",
        word => words::leads_to_object(word),
    }
}

/// How many words a preposition has: `of`, `with respect to`.
fn prepositions(sentence: &Sentence, at: usize) -> usize {
    match sentence.word(at) {
        "with" => 3,
        "relating" | "related" | "applicable" => 2,
        _ => 1,
    }
}

/// What the words from a place on name, read up to the first that we don't know.
fn object(sentence: &Sentence, citations: &[Citation], from: usize) -> Object {
    let word = |at: usize| sentence.word(at);
    let (mut of_azerbaijan, mut is_known) = (false, false);
    let mut at = from;
    loop {
        if let Some(act) = cited_at(citations, at) {
            return Object::Section(act);
        }
        match word(at) {
            "azerbaijan" => of_azerbaijan = true,
            // "such section", "that Act"
            "section" | "act" | "law" => is_known = true,
            word if words::is_restriction(word) || words::is_time(word) || is_number(word) => {
                is_known = true;
            }
            word if words::is_of_restriction(word)
                || words::is_determiner(word)
                || words::is_adjective(word) => {}
            // A day has a comma in it.
            "," if is_number(word(at - 1)) && is_number(word(at + 1)) => {}
            _ => break,
        }
        at += 1;
    }
    let is_stop = matches!(word(at), "" | "," | ";" | ":" | "(" | ")" | "-")
        || words::ends_phrase(word(at))
        || words::follows_noun(word(at));
    // "the restriction on imported steel" leads on.
    let is_at_end = is_stop && at > from && !words::is_preposition(word(at - 1));
    match (is_at_end, of_azerbaijan, is_known) {
        (true, true, _) => Object::Azerbaijan(at),
        (true, false, true) => Object::Known(at),
        _ => Object::Unknown,
    }
}

/// Whether our section is named within parentheses, and where they close.
fn parenthesis(sentence: &Sentence, citations: &[Citation], open: usize) -> (bool, usize) {
    let length = sentence.words.len();
    let close = (open..length.min(open + REACH)).find(|&at| sentence.word(at) == ")");
    let close = close.unwrap_or(length);
    let ours = citations
        .iter()
        .any(|one| one.at > open && one.at < close && one.act == Cited::Ours);
    (ours, close)
}

/// Where a complement goes on after what was put between: at ", of section 907".
fn resumed(sentence: &Sentence, from: usize, end: usize) -> Option<usize> {
    let word = |at: usize| sentence.word(at);
    let end = (from..end)
        .find(|&at| matches!(word(at), ";" | ":"))
        .unwrap_or(end);
    (from + 1..end).find(|&at| {
        let is_after = matches!(word(at - 1), "," | "-" | ")")
            // "made by Presidential Determination No. 2002-06 of section 907"
            || is_number(word(at - 1)) && word(at + 1) == "section";
        matches!(word(at), "of" | "from") && is_after
    })
}

pub(super) fn is_number(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
}
