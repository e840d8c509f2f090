//! What a verb acts on: whether that is the waiver of Section 907.

use super::{
    super::{
        citations::{Citation, Cited},
        sentences::Sentence,
    },
    Context, mode,
    words::{self, Verb},
};

/// How far after its verb an object is looked for, in words.
const REACH: usize = 80;

/// Whether the object after a verb is ours.
pub(super) fn is_object_ours(context: &Context<'_>, at: usize, verb: Verb) -> bool {
    let sentence = context.sentence;
    let Some((start, head)) = noun_phrase(sentence, at + 1, verb) else {
        return false;
    };
    match (verb, sentence.word(head)) {
        (Verb::Waive, "section") => cited_at(context.citations, head) == Some(Cited::Ours),
        (Verb::Waive, _) => is_restriction_ours(context, start, head),
        (Verb::Exercise, "authority" | "authorities") => {
            let end = clause_end(sentence, head);
            let waives = (start..end).find(|&at| is_waiver_word(sentence.word(at)));
            waives.is_some_and(|waiver| is_waiver_ours(context, waiver, false))
        }
        (_, "waiver" | "waivers") => is_waiver_ours(context, head, true),
        // A memorandum, or an extension, of the waiver.
        _ => {
            let end = clause_end(sentence, head);
            let waiver = (start..end).find(|&at| is_waiver_word(sentence.word(at)));
            waiver.is_some_and(|waiver| is_waiver_ours(context, waiver, true))
        }
    }
}

/// Whether the subject of a passive is ours.
pub(super) fn is_subject_ours(context: &Context<'_>, at: usize, verb: Verb) -> bool {
    let sentence = context.sentence;
    let start = mode::clause(sentence, at);
    // "Following the waiver, the emergency is terminated": the subject follows the comma.
    let comma = (start..at).rev().find(|&at| sentence.word(at) == ",");
    let start = match comma.map(|comma| comma + 1) {
        Some(after)
            if words::is_determiner(sentence.word(after)) || sentence.word(after) == "section" =>
        {
            after
        }
        _ => start,
    };
    let is_head = |at: usize| words::is_head(verb, sentence.word(at));
    let head = (start..at).find(|&at| is_head(at) || words::is_other_subject(sentence.word(at)));
    let Some(head) = head.filter(|&head| is_head(head)) else {
        return false;
    };
    // "assistance under the waiver", and yet "the term of the waiver".
    let phrase = phrase_start(sentence, head, start);
    let before = |back: usize| phrase.checked_sub(back).map_or("", |at| sentence.word(at));
    if phrase > start && words::is_preposition(before(1)) {
        let is_part = [
            "term",
            "period",
            "duration",
            "effect",
            "validity",
            "effectiveness",
            "application",
            "terms",
        ]
        .contains(&before(2));
        if !is_part {
            return false;
        }
    }
    match (verb, sentence.word(head)) {
        (Verb::Waive, "section") => cited_at(context.citations, head) == Some(Cited::Ours),
        (Verb::Waive, _) => is_restriction_ours(context, start, head),
        (_, "waiver" | "waivers") => is_waiver_ours(context, head, true),
        _ => {
            let waiver = (head..at).find(|&at| is_waiver_word(sentence.word(at)));
            waiver.is_some_and(|waiver| is_waiver_ours(context, waiver, true))
        }
    }
}

/// Whether the waiver named by the word at a place is that of our section: by the
/// section named with it, else, where `by_last`, by the waiver last spoken of.
pub(super) fn is_waiver_ours(context: &Context<'_>, waiver: usize, by_last: bool) -> bool {
    let sentence = context.sentence;
    // "the section 907 waiver"
    let before = context.citations.iter().find(|one| one.end == waiver);
    if let Some(before) = before {
        return before.act == Cited::Ours;
    }
    match cited_after(sentence, context.citations, waiver) {
        Some(cited) => cited == Cited::Ours,
        None => {
            let of_azerbaijan = (waiver..sentence.words.len().min(waiver + 16))
                .any(|at| sentence.word(at) == "azerbaijan");
            let earlier = waiver_before(context, waiver).or(context.is_waiver_ours);
            by_last
                && (earlier == Some(true)
                    || of_azerbaijan && context.is_ours_named && earlier != Some(false))
        }
    }
}

/// The section of which the word at a place speaks as waived, in the same clause. What
/// is only the authority for it ("under section 7046") is passed over.
pub(super) fn cited_after(
    sentence: &Sentence,
    citations: &[Citation],
    waiver: usize,
) -> Option<Cited> {
    let end = clause_end(sentence, waiver);
    let after = citations
        .iter()
        .filter(|one| one.at > waiver && one.at < end);
    after
        .filter(|one| one.act == Cited::Ours || is_waived_itself(sentence, one.at))
        .map(|one| one.act)
        .next()
}

/// Whether a section stands after "of", "from" or a verb, and not after what makes it a
/// ground: "under", "pursuant to", "in accordance with".
fn is_waived_itself(sentence: &Sentence, section: usize) -> bool {
    let before = |back: usize| section.checked_sub(back).map_or("", |at| sentence.word(at));
    match before(1) {
        "of" | "from" | "waive" | "waiving" | "waives" | "waived" => true,
        "in" | "under" => matches!(
            before(2),
            "restrictions" | "restriction" | "requirements" | "contained"
        ),
        "the" => matches!(before(2), "of" | "from"),
        _ => false,
    }
}

/// The last waiver before a place in the same sentence: whether it is ours.
fn waiver_before(context: &Context<'_>, place: usize) -> Option<bool> {
    let sentence = context.sentence;
    let waivers = (place.saturating_sub(mode::REACH)..place)
        .rev()
        .filter(|&at| is_waiver_word(sentence.word(at)));
    waivers
        .filter_map(|at| cited_after(sentence, context.citations, at))
        .map(|cited| cited == Cited::Ours)
        .next()
}

/// "the restrictions of section 907", "that restriction"
fn is_restriction_ours(context: &Context<'_>, start: usize, head: usize) -> bool {
    let sentence = context.sentence;
    let end = clause_end(sentence, head);
    let named = context
        .citations
        .iter()
        .find(|one| one.at >= start && one.at < end);
    match named {
        Some(named) => named.act == Cited::Ours,
        None => {
            let of_azerbaijan =
                (head..end.min(head + 16)).any(|at| sentence.word(at) == "azerbaijan");
            let before = context.citations.iter().rev().find(|one| one.at < start);
            let last = before.map_or(context.is_waiver_ours, |one| Some(one.act == Cited::Ours));
            context.is_ours_named && (of_azerbaijan || last == Some(true))
        }
    }
}

fn cited_at(citations: &[Citation], section: usize) -> Option<Cited> {
    let found = citations.iter().find(|one| one.at == section);
    found.map(|one| one.act)
}

/// The end of a clause: a semicolon, a colon, or the sentence's end.
fn clause_end(sentence: &Sentence, at: usize) -> usize {
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
            let start = phrase_start(sentence, head, from);
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

/// Where the phrase of a noun begins: at its article, or at its first adjective. Up to
/// three words that we don't know may stand after an article.
fn phrase_start(sentence: &Sentence, head: usize, from: usize) -> usize {
    let word = |at: usize| sentence.word(at);
    let mut start = head;
    while start > from && is_within_phrase(sentence, start - 1) {
        start -= 1;
        if words::is_determiner(word(start)) {
            return start;
        }
    }
    let article = (from.max(start.saturating_sub(4))..start)
        .rev()
        .find(|&at| words::is_determiner(word(at)));
    let is_unknown = |at: usize| {
        let word = word(at);
        word.len() > 1
            && !words::is_preposition(word)
            && words::verb(word).is_none()
            && !words::is_other_subject(word)
    };
    match article {
        Some(article) if (article + 1..start).all(is_unknown) => article,
        _ => start,
    }
}

fn is_within_phrase(sentence: &Sentence, at: usize) -> bool {
    let word = sentence.word(at);
    let is_number = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    words::is_adjective(word)
        || words::is_determiner(word)
        || words::is_month(word)
        || is_number(word)
        || ["section", "freedom", "support", "act", "waiver", "azerbaijan"].contains(&word)
        // "the August 8, 2025, waiver"
        || word == "," && is_number(sentence.word(at.wrapping_sub(1)))
}

pub(super) fn is_waiver_word(word: &str) -> bool {
    ["waiver", "waivers", "waive", "waiving", "waived", "waives"].contains(&word)
}
