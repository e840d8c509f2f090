//! Where sentences end, and whether one goes on below.

use std::ops::Range;

/// What a full stop belongs to without ending a sentence.
const SHORT: [&str; 34] = [
    "sec", "secs", "no", "nos", "pub", "stat", "u.s", "u.s.c", "h.r", "res", "con", "j", "rep",
    "art", "ch", "cl", "et", "al", "mr", "mrs", "ms", "dr", "st", "jr", "sr", "inc", "vs", "gen",
    "cong", "amdt", "cf", "par", "subsec", "fed",
];

/// The sentences of a text, as ranges of bytes that leave nothing out. A proviso is a
/// sentence of its own; a list within a text belongs to the sentence that it is in.
pub(super) fn split(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    pattern!(
        END,
        r#"([.?!][)\]\u{201D}\u{2019}"']*)\s+|(:)\s+Provided\b"#
    );
    let mut ends = END.captures_iter(text);
    let mut from = 0;
    std::iter::from_fn(move || {
        if from >= text.len() {
            return None;
        }
        for found in ends.by_ref() {
            let (at, is_proviso) = match (found.get(1), found.get(2)) {
                (Some(stop), _) => (stop, false),
                (None, Some(colon)) => (colon, true),
                (None, None) => continue,
            };
            let whole = found.get(0).map_or(at.end(), |whole| whole.end());
            let after = if is_proviso { at.end() } else { whole };
            if is_proviso || ends_sentence(&text[from..at.start()], &text[whole..]) {
                let range = from..after;
                from = after;
                return Some(range);
            }
        }
        let range = from..text.len();
        from = text.len();
        Some(range)
    })
}

fn ends_sentence(before: &str, after: &str) -> bool {
    let starts = after.trim_start_matches(['\u{201C}', '\u{2018}', '"', '\'', '`']);
    if !starts.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || c == '\u{A7}') {
        return after.trim().is_empty();
    }
    let word = before
        .rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '\u{201C}' | '"'))
        .next()
        .unwrap_or("");
    !is_short(&word.to_ascii_lowercase())
}

/// Whether a full stop after a word, in lower case, is the word's own.
pub(super) fn is_short(word: &str) -> bool {
    // `S.`, `P.L.`, `U.S.C.`
    let are_initials = word
        .split('.')
        .all(|part| part.len() == 1 && part.bytes().all(|c| c.is_ascii_alphabetic()));
    are_initials || SHORT.contains(&word)
}

/// Whether a text goes on in the provisions below it: "shall not apply to—".
pub(super) fn is_open(text: &str) -> bool {
    let text = text.trim_end();
    text.ends_with([':', '\u{2014}', ',', '-'])
}

/// The last sentence of a text, where that goes on below.
pub(super) fn open_sentence(text: &str) -> Option<Range<usize>> {
    if !is_open(text) {
        return None;
    }
    split(text).last()
}

/// Whether a sentence does something, as no heading does.
pub(super) fn has_verb(sentence: &str) -> bool {
    pattern!(
        VERB,
        r"(?i)\b(?:shall|may|is|are|was|were|has|have|must|should|will)\b"
    );
    VERB.is_match(sentence)
}

pub(super) fn is_contents_heading(heading: &str) -> bool {
    heading.to_ascii_lowercase().contains("table of contents")
}
