//! A noun with its article and what stands between the two.

use super::{
    super::{citations::Citation, sentences::Sentence},
    complements::is_number,
    words,
};

/// How well we know the words between an article and its noun.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum Modifiers {
    Known,
    /// "the above-captioned waiver", or "the fee waiver".
    Unknown,
    /// "the draft waiver": it isn't one yet.
    Draft,
}

/// Where the phrase of a noun begins: at its article, or at its first adjective. Up to
/// three words that we don't know may stand after an article.
pub(super) fn start(sentence: &Sentence, head: usize, from: usize) -> usize {
    let word = |at: usize| sentence.word(at);
    let mut start = head;
    while start > from && is_within(sentence, start - 1) {
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

/// What stands in the phrase of a noun before it.
pub(super) fn modifiers(sentence: &Sentence, head: usize, start: usize) -> Modifiers {
    let kinds = (start..head).map(|at| match sentence.word(at) {
        word if words::is_draft(word) => Modifiers::Draft,
        _ if is_within(sentence, at) => Modifiers::Known,
        _ => Modifiers::Unknown,
    });
    // "proposed waiver", without an article.
    let before = start.checked_sub(1).map_or("", |at| sentence.word(at));
    let before = match words::is_draft(before) {
        true => Modifiers::Draft,
        false => Modifiers::Known,
    };
    kinds.max().unwrap_or(Modifiers::Known).max(before)
}

/// The section in the phrase of a noun: "the section 907 waiver".
pub(super) fn cited_within(citations: &[Citation], head: usize, start: usize) -> Option<Citation> {
    let mut within = citations
        .iter()
        .filter(|one| one.at >= start && one.end <= head);
    within.next().copied()
}

fn is_within(sentence: &Sentence, at: usize) -> bool {
    let word = sentence.word(at);
    words::is_adjective(word)
        || words::is_determiner(word)
        || words::is_month(word)
        || is_number(word)
        || [
            "section",
            "freedom",
            "support",
            "act",
            "waiver",
            "azerbaijan",
            // "the President's waiver"
            "president",
            "president's",
            "s",
        ].contains(&word)
        // "the August 8, 2025, waiver"
        || word == "," && is_number(sentence.word(at.wrapping_sub(1)))
}
