//! The authority to waive, which is not in Section 907: subsection (g) under the heading
//! "Assistance for the Independent States of the Former Soviet Union" in title II of the
//! Foreign Operations, Export Financing, and Related Programs Appropriations Act, 2002
//! (Public Law 107-115). Texts take it away or prolong it and may never say "907".

use std::ops::Range;

use super::acts::parenthesis;

pattern!(
    LAW,
    r"(?i)foreign\s+operations,?\s+export\s+financing,?\s+and\s+related\s+programs\s+appropriations\s+act,?\s+(?:for\s+fiscal\s+year\s+)?2002|(?:public\s+law|pub\.?\s*l\.?|p\.\s?l\.)\s*(?:no\.?\s*)?107\s?[-\u{2010}-\u{2014}]\s?115"
);
pattern!(
    IS_WAIVER,
    r"(?i)\bsubsection\s+\(g\)|independent\s+states\s+of\s+the\s+former\s+soviet\s+union|\b5812\b|\bwaive|azerbaijan"
);
pattern!(
    BEFORE,
    r"(?i)(?:\bparagraphs?\s+\([0-9]\)|\bsubsection\s+\(g\)|\bthe\s+(?:matter|heading|seventh|[a-z]+\s+proviso)\b|\btitle\s+ii\b|\bunder\s+the\s+heading)"
);
pattern!(
    AFTER,
    r"(?xi)^,?\s*(?:in\s+the\s+matter\s+)?(?:under|with\s+respect\s+to)\s+(?:the\s+)?heading\s+[\u{201C}\x22`']+[^\u{201D}\x22']{0,120}[\u{201D}\x22']+
    (?:,?\s+(?:under|in|at)\s+subsection\s+\(g\)(?:\([0-9]\))?)?|^,?\s*(?:under|in|at)\s+subsection\s+\(g\)(?:\([0-9]\))?"
);

/// Where a text names the authority.
pub(super) fn authorities(text: &str) -> Vec<Range<usize>> {
    /// How far before the law's name its subsection is looked for, in bytes.
    const REACH: usize = 400;
    let mut spans: Vec<Range<usize>> = Vec::new();
    for law in LAW.find_iter(text) {
        if spans.last().is_some_and(|last| law.start() < last.end) {
            continue;
        }
        let floor = spans.last().map_or(0, |last| last.end);
        let from = text
            .floor_char_boundary(law.start().saturating_sub(REACH))
            .max(floor);
        let reach = text.floor_char_boundary((law.end() + REACH).min(text.len()));
        if !IS_WAIVER.is_match(&text[from..reach]) {
            continue;
        }
        let before = &text[from..law.start()];
        let sentence = before.rfind(". ").map_or(0, |at| at + 2);
        let start = BEFORE
            .find(&before[sentence..])
            .map_or(law.start(), |found| from + sentence + found.start());
        let mut end = law.end();
        if let Some(close) = parenthesis(text, end) {
            end = close;
            // `(Public Law 107–115) (22 U.S.C. 5812 note)`
            end = parenthesis(text, end).unwrap_or(end);
        }
        if let Some(found) = AFTER.find(&text[end..]) {
            end += found.end();
        }
        spans.push(start..end);
    }
    spans
}
