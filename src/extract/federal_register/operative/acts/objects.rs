//! What a verb acts on: whether that is the waiver of Section 907.

use super::{
    super::{
        citations::{Citation, Cited},
        sentences::Sentence,
    },
    Context,
    complements::{self, Complement, cited_at, is_number},
    mode,
    phrases::{self, Modifiers},
    words::{self, Form, Verb},
};

/// What a verb acts on.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Object {
    /// The waiver of our section, or the section.
    Ours,
    /// A waiver of our section that is none yet: a draft, or one that is put up for comment.
    Draft,
    Other,
}

/// How far after its verb an object is looked for, in words.
const REACH: usize = 80;

/// What the verb at a place acts on.
pub(super) fn of_active(context: &Context<'_>, at: usize, verb: Verb) -> Object {
    let sentence = context.sentence;
    let Some((start, head)) = noun_phrase(sentence, at + 1, verb) else {
        return Object::Other;
    };
    named(context, verb, start, head)
}

/// What the participle at a place acts on: the subject of the sentence.
pub(super) fn of_passive(context: &Context<'_>, at: usize, verb: Verb) -> Object {
    let sentence = context.sentence;
    let word = |at: usize| sentence.word(at);
    let mut start = mode::clause(sentence, at);
    let Some(be) = (start..at).rev().find(|&at| words::is_be(word(at))) else {
        return Object::Other;
    };
    let comma = (start..be).rev().find(|&at| word(at) == ",");
    let mut first_head = start;
    let is_apart = |after: &usize| (*after..be).any(|at| !words::is_adverb(word(at)));
    if let Some(after) = comma.map(|comma| comma + 1).filter(is_apart) {
        let is_subject = words::is_determiner(word(after)) || word(after) == "section";
        let is_insertion = words::is_preposition(word(after))
            || is_number(word(after))
            || words::is_conjunction(word(after))
            || matches!(words::verb(word(after)), Some((_, Form::Gerund)))
            || ["title", "public", "which", "that", "as"].contains(&word(after));
        match (is_subject, is_insertion) {
            // "Following the waiver, the emergency is terminated"
            (true, _) => start = after,
            (false, true) => {}
            // "The waiver notwithstanding, tariffs are extended"
            (false, false) => first_head = after,
        }
    }
    let head = (start..be).find(|&head| {
        let is_head = words::is_head(verb, word(head)) || words::is_other_subject(word(head));
        is_head && is_subject(sentence, start, phrases::start(sentence, head, start))
    });
    match head.filter(|&head| head >= first_head && words::is_head(verb, word(head))) {
        Some(head) => named(context, verb, phrases::start(sentence, head, start), head),
        None => Object::Other,
    }
}

/// Whether a phrase that begins at a place is the subject of a clause, and not what
/// another noun is of or what a verb within it acts on.
fn is_subject(sentence: &Sentence, clause: usize, phrase: usize) -> bool {
    let word = |back: usize| phrase.checked_sub(back).map_or("", |at| sentence.word(at));
    phrase == clause
        || words::is_adverb(word(1))
        || words::is_conjunction(word(1))
        || words::denies(word(1))
        || words::subordinates(word(1)) && !matches!(word(1), "which" | "who")
        || word(1) == ","
        || word(1) == ")" && word(3) == "("
        // "determines that the waiver", "notice is hereby given that the waiver"
        || word(1) == "that" && (word(2) == "given" || words::verb(word(2)).is_some())
        // "For one year the waiver"
        || words::begins_adverbial(sentence.word(clause))
            && words::is_determiner(sentence.word(phrase))
            && words::is_time(word(1))
}

/// What the noun at a place is, as the object of a verb.
fn named(context: &Context<'_>, verb: Verb, start: usize, head: usize) -> Object {
    let sentence = context.sentence;
    match (verb, sentence.word(head)) {
        (Verb::Waive, "section") => ours(cited_at(context.citations, head) == Some(Cited::Ours)),
        (Verb::Waive, _) => ours(is_restriction_ours(context, start, head)),
        (Verb::Exercise, "authority" | "authorities") => authority(context, head),
        (Verb::Exercise, "waiver") if sentence.word(head + 1).starts_with("authorit") => {
            waiver_authority(context, start, head)
        }
        (_, "waiver" | "waivers") => waiver(context, start, head),
        (Verb::Revoke, document) if words::is_revocable(document) => document_of(context, head),
        _ => part(context, start, head),
    }
}

fn ours(is_ours: bool) -> Object {
    match is_ours {
        true => Object::Ours,
        false => Object::Other,
    }
}

/// Whose waiver a noun phrase speaks of: by the section named with it, else by the waiver
/// last spoken of, where it can be no other.
pub(super) fn waiver(context: &Context<'_>, start: usize, waiver: usize) -> Object {
    let sentence = context.sentence;
    let modifiers = phrases::modifiers(sentence, waiver, start);
    let complement = complements::after(sentence, context.citations, waiver);
    let within = phrases::cited_within(context.citations, waiver, start);
    let is_ours = match (within, complement) {
        (_, Complement::Modifies) => false,
        (Some(within), _) => within.act == Cited::Ours,
        (None, Complement::Section(act)) => act == Cited::Ours,
        (None, Complement::Foreign) => false,
        (None, Complement::Bare { of_azerbaijan }) => {
            let earlier = last_before(sentence, context.citations, waiver)
                .or(context.is_waiver_ours)
                .unwrap_or(of_azerbaijan);
            earlier && modifiers != Modifiers::Unknown
        }
    };
    match (is_ours, modifiers) {
        (true, Modifiers::Draft) => Object::Draft,
        (true, _) if is_for_comment(sentence) => Object::Draft,
        (is_ours, _) => ours(is_ours),
    }
}

/// "the extension of the waiver", "the term, through 2026, of the waiver": nothing else may
/// stand between "of" and the waiver.
pub(super) fn part(context: &Context<'_>, start: usize, head: usize) -> Object {
    let sentence = context.sentence;
    let word = |at: usize| sentence.word(at);
    let is_known = phrases::modifiers(sentence, head, start) == Modifiers::Known;
    let is_plain = |at: usize| {
        words::is_determiner(word(at))
            || words::begins_adverbial(word(at))
            || words::is_time(word(at))
            || words::is_month(word(at))
            || is_number(word(at))
            || word(at) == "of"
    };
    let end = clause_end(sentence, head);
    let ofs = (head + 1..end)
        .take_while(|&at| is_plain(at))
        .filter(|&at| word(at) == "of");
    let found = ofs.map(|of| of + 1).find_map(|from| {
        let mut heads = (from..end.min(from + 12)).filter(|&at| words::is_part(word(at)));
        let head = heads.find(|&at| phrases::start(sentence, at, from) == from)?;
        Some((from, head))
    });
    match found.filter(|_| is_known) {
        Some((from, head)) if matches!(word(head), "waiver" | "waivers") => {
            waiver(context, from, head)
        }
        Some((from, head)) => part(context, from, head),
        None => Object::Other,
    }
}

/// A document on the waiver, or one that extended it: "the memorandum of August 8, 2025,
/// extending the waiver". No other noun may stand between the two.
fn document_of(context: &Context<'_>, head: usize) -> Object {
    let sentence = context.sentence;
    let word = |at: usize| sentence.word(at);
    let end = clause_end(sentence, head);
    let is_between = |at: usize| {
        words::names_document(word(at))
            || words::is_determiner(word(at))
            || words::is_adjective(word(at))
            || words::is_month(word(at))
            || is_number(word(at))
    };
    let stop = (head + 1..end).find(|&at| is_waiver_word(word(at)) || !is_between(at));
    match stop.map(|at| (at, word(at))) {
        Some((at, "waiver" | "waivers")) => {
            let start = phrases::start(sentence, at, head + 1);
            waiver(context, start, at)
        }
        Some((at, _)) if is_waiver_word(word(at)) => of_active(context, at, Verb::Waive),
        _ => Object::Other,
    }
}

/// "the authority under title II to waive section 907": what it is the authority for.
fn authority(context: &Context<'_>, head: usize) -> Object {
    let sentence = context.sentence;
    let word = |at: usize| sentence.word(at);
    let infinitive = (head + 1..clause_end(sentence, head)).find(|&at| {
        let next = word(at + 1);
        let is_object = words::is_determiner(next)
            || is_number(next)
            || ["me", "him", "her", "president", "section", "title"].contains(&next);
        word(at) == "to" && !is_object
    });
    let verb = infinitive.and_then(|to| Some((to + 1, words::verb(word(to + 1))?)));
    match verb {
        Some((at, (verb @ (Verb::Waive | Verb::Extend), Form::Base)))
            if !words::denies(word(at - 2)) =>
        {
            of_active(context, at, verb)
        }
        _ => Object::Other,
    }
}

/// "the waiver authority under title II with respect to section 907"
fn waiver_authority(context: &Context<'_>, start: usize, waiver: usize) -> Object {
    let sentence = context.sentence;
    let within = phrases::cited_within(context.citations, waiver, start).map(|one| one.act);
    let end = clause_end(sentence, waiver);
    let leads = |at: usize| {
        let before = |back: usize| at.checked_sub(back).map_or("", |at| sentence.word(at));
        matches!(before(1), "of" | "for")
            || before(1) == "to" && matches!(before(2), "respect" | "regard")
    };
    let mut after = context
        .citations
        .iter()
        .filter(|one| one.at > waiver && one.at < end);
    let after = after.find(|one| leads(one.at)).map(|one| one.act);
    match within.or(after) {
        Some(act) => ours(act == Cited::Ours),
        None => authority(context, waiver + 1),
    }
}

/// "the restrictions of section 907", "that restriction"
fn is_restriction_ours(context: &Context<'_>, start: usize, head: usize) -> bool {
    let sentence = context.sentence;
    let word = sentence.word(head);
    let is_known = (start..head).all(|at| {
        let word = sentence.word(at);
        words::is_determiner(word)
            || words::is_adjective(word)
            || ["assistance", "aid", "funding", "azerbaijan"].contains(&word)
    });
    match complements::after(sentence, context.citations, head) {
        Complement::Section(act) => is_known && act == Cited::Ours,
        Complement::Foreign | Complement::Modifies => false,
        Complement::Bare { of_azerbaijan } => {
            let before = context.citations.iter().rev().find(|one| one.at < start);
            let last = before.map_or(context.is_waiver_ours, |one| Some(one.act == Cited::Ours));
            // Any law has requirements: only "such requirements" are those spoken of.
            let is_told = match words::is_limit(word) {
                true => last.unwrap_or(of_azerbaijan),
                false => last == Some(true) && words::points_back(sentence.word(start)),
            };
            is_known && is_told
        }
    }
}

/// Whether the last waiver that is spoken of before a place is ours; `None` where none
/// is that tells what it waives.
pub(super) fn last_before(
    sentence: &Sentence,
    citations: &[Citation],
    place: usize,
) -> Option<bool> {
    let places = place.saturating_sub(mode::REACH)..place;
    let waivers = places.rev().filter(|&at| is_waiver_word(sentence.word(at)));
    waivers
        .filter_map(|at| is_of_ours(sentence, citations, at))
        .next()
}

/// Whether the waiver named by a word is of our section; `None` where it doesn't tell.
fn is_of_ours(sentence: &Sentence, citations: &[Citation], at: usize) -> Option<bool> {
    if !matches!(sentence.word(at), "waiver" | "waivers") {
        return match complements::of_verb(sentence, citations, at) {
            Complement::Section(act) => Some(act == Cited::Ours),
            Complement::Foreign => Some(false),
            Complement::Modifies | Complement::Bare { .. } => None,
        };
    }
    let start = phrases::start(sentence, at, 0);
    if let Some(within) = phrases::cited_within(citations, at, start) {
        return Some(within.act == Cited::Ours);
    }
    match complements::after(sentence, citations, at) {
        Complement::Section(act) => Some(act == Cited::Ours),
        Complement::Foreign => Some(false),
        // "the fee waiver"
        Complement::Bare { .. } => match phrases::modifiers(sentence, at, start) {
            Modifiers::Unknown => Some(false),
            Modifiers::Known | Modifiers::Draft => None,
        },
        Complement::Modifies => None,
    }
}

/// Whether something is put up for comment by a sentence.
fn is_for_comment(sentence: &Sentence) -> bool {
    sentence.words.windows(3).any(|three| {
        three[0].text == "for" && three[1..].iter().any(|one| one.text.starts_with("comment"))
    })
}

/// The end of a clause: a semicolon, a colon, or the sentence's end.
pub(super) fn clause_end(sentence: &Sentence, at: usize) -> usize {
    let end = (at..sentence.words.len().min(at + REACH))
        .find(|&at| matches!(sentence.word(at), ";" | ":"));
    end.unwrap_or(sentence.words.len().min(at + REACH))
}

/// The noun phrase that a verb governs: where it begins, and its noun.
///
/// Between verb and object may stand an adverbial ("for one year", ", through 2026,");
/// a noun within another phrase ("assistance under the waiver") is no object.
fn noun_phrase(sentence: &Sentence, from: usize, verb: Verb) -> Option<(usize, usize)> {
    let word = |at: usize| sentence.word(at);
    let end = clause_end(sentence, from);
    (from..end)
        .filter(|&at| words::is_head(verb, word(at)))
        .find_map(|head| {
            let start = phrases::start(sentence, head, from);
            let is_first = start == from;
            let follows = start > from
                && words::begins_adverbial(word(from))
                && !words::is_preposition(word(start - 1))
                && (words::is_determiner(word(start))
                    || word(start) == "section"
                    || word(start - 1) == ",");
            // "extend and renew the waiver": the verb before governs it too.
            let shares = start > from + 1
                && matches!(word(from), "and" | "or" | ",")
                && (from..start).all(|at| {
                    words::verb(word(at)).is_some()
                        || words::is_adverb(word(at))
                        || matches!(word(at), "and" | "or" | ",")
                });
            (is_first || follows || shares).then_some((start, head))
        })
}

fn is_waiver_word(word: &str) -> bool {
    ["waiver", "waivers", "waive", "waiving", "waived", "waives"].contains(&word)
}
