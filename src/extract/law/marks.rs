//! A stretch of a provision's text, as it is read and as it is quoted.

use std::ops::Range;

use super::{
    citations::{Kind, Mention, is_citation},
    outline::Node,
    verbs,
};

/// Characters of a quote that are kept.
pub(super) const QUOTE_MAX: usize = 1500;

/// Characters of a false friend's quote that are kept on each side of it.
const FRIEND_REACH: usize = 120;

/// Bytes of one sentence that are read.
const SENTENCE_MAX: usize = 12_000;

/// A sentence as far as it is read, with what it cites: all of it, or what is around its
/// first citation of the provision.
pub(super) fn window<'a>(
    text: &str,
    range: Range<usize>,
    mentions: &'a [Mention],
) -> (Range<usize>, Vec<&'a Mention>) {
    let from = mentions.partition_point(|mention| mention.span.start < range.start);
    let to = mentions.partition_point(|mention| mention.span.start < range.end);
    let mentions = &mentions[from..to];
    let first = mentions
        .iter()
        .find(|mention| is_citation(mention.kind))
        .or(mentions.first())
        .map_or(range.start, |mention| mention.span.start);
    let range = if range.len() > SENTENCE_MAX {
        let from = text
            .floor_char_boundary(first.saturating_sub(SENTENCE_MAX / 2))
            .max(range.start);
        let to = text
            .floor_char_boundary(first + SENTENCE_MAX / 2)
            .min(range.end);
        from..to
    } else {
        range
    };
    let within = mentions
        .iter()
        .filter(|mention| mention.span.start >= range.start && mention.span.end <= range.end);
    (range.clone(), within.collect())
}

/// The end of a text, of about so many bytes.
pub(super) fn last_bytes(text: &str, bytes: usize) -> &str {
    &text[text.ceil_char_boundary(text.len().saturating_sub(bytes))..]
}

/// A stretch of text in lower case, with a character for each citation, and without what
/// stands in parentheses and cites nothing.
pub(super) fn marked(text: &str, range: Range<usize>, mentions: &[&Mention]) -> String {
    let mut marked = String::with_capacity(range.len());
    let mut from = range.start;
    for mention in mentions {
        if mention.span.start < from || mention.span.end > range.end {
            continue;
        }
        marked.push_str(&text[from..mention.span.start].to_lowercase());
        marked.push(match mention.kind {
            Kind::Provision => verbs::PROVISION,
            Kind::Part => verbs::PART,
            Kind::Authority => verbs::AUTHORITY,
            Kind::Act => verbs::ACT,
            Kind::TitleNine => verbs::TITLE_NINE,
            Kind::Back => verbs::BACK,
        });
        from = mention.span.end;
    }
    marked.push_str(&text[from..range.end].to_lowercase());
    without_asides(marked.trim())
}

fn without_asides(text: &str) -> String {
    pattern!(ASIDE, r" ?\([^()\x{E000}-\x{E005}]{7,}\)");
    ASIDE
        .replace_all(text, "")
        .replace(['\u{2019}', '\u{2018}'], "'")
}

/// Adds a provision to a quote, with its designation, and marks what is left out.
pub(super) fn push_quoted(
    quote: &mut String,
    node: &Node,
    text: &str,
    last: Option<usize>,
    at: usize,
) {
    if quote.len() > QUOTE_MAX * 4 {
        return;
    }
    if !quote.is_empty() {
        let next = last.is_none_or(|last| last + 1 == at);
        quote.push_str(if next { " " } else { " … " });
        if !node.label.is_empty() {
            quote.push_str(&format!("({}) ", node.label));
        }
    }
    quote.push_str(text.trim());
}

pub(super) fn quote_around(text: &str, span: &Range<usize>) -> String {
    let before: Vec<(usize, char)> = text[..span.start]
        .char_indices()
        .rev()
        .take(FRIEND_REACH)
        .collect();
    let from = before.last().map_or(span.start, |(at, _)| *at);
    let after = text[span.end..].char_indices().nth(FRIEND_REACH);
    let to = after.map_or(text.len(), |(at, _)| span.end + at);
    // Neither end falls inside a word.
    let from = match from {
        0 => 0,
        from => text[from..span.start]
            .find(' ')
            .map_or(span.start, |at| from + at + 1),
    };
    let to = match to == text.len() {
        true => to,
        false => text[span.end..to].rfind(' ').map_or(to, |at| span.end + at),
    };
    let lead = if from > 0 { "…" } else { "" };
    let tail = if to < text.len() { "…" } else { "" };
    format!("{lead}{}{tail}", &text[from..to])
}
