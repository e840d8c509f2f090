//! Terms that a text defines to mean the provision or its waiver.

use super::citations::{Kind, Known, Mention, Scan};

pattern!(
    TERM,
    r"(?xi)(?:\b(?:hereafter|hereinafter)?\s*(?:in\s+this\s+(act|title|section|division|subsection|subtitle)\s+)?(?:referred\s+to|cited|known)\s+(?:in\s+this\s+(act|title|section|division|subsection|subtitle)\s+)?(?:collectively\s+)?as\s+(?:the\s+)?)[\u{201C}\x22`'\u{2018}]+([^\u{201D}\x22'\u{2019}]{4,80}?)[,.]?[\u{201D}\x22'\u{2019}]"
);
pattern!(
    MEANS,
    r"(?i)\bthe\s+terms?\s+[\u{201C}\x22`'\u{2018}]+([^\u{201D}\x22'\u{2019}]{4,80}?)[\u{201D}\x22'\u{2019}]+\s+means\b"
);

/// Notes the terms that a text defines to mean what it cites.
pub(super) fn define(text: &str, above: &str, scan: &Scan, known: &mut Known) {
    /// The most terms that one provision defines.
    const TERMS_MAX: usize = 50;
    if scan.mentions.is_empty() {
        return;
    }
    let cites = |from: usize, to: usize| {
        let cited = |mention: &&Mention| !matches!(mention.kind, Kind::Act | Kind::Back);
        scan.mentions
            .iter()
            .filter(cited)
            .any(|mention| mention.span.start >= from && mention.span.start <= to)
    };
    let mut defined: Vec<(String, bool)> = Vec::new();
    for found in TERM.captures_iter(text).take(TERMS_MAX) {
        let Some(whole) = found.get(0) else { continue };
        let scope = found
            .get(1)
            .or(found.get(2))
            .map_or("section", |scope| scope.as_str());
        let everywhere = ["act", "title", "division", "subtitle"]
            .iter()
            .any(|wide| scope.eq_ignore_ascii_case(wide));
        let from = text[..whole.start()].rfind(". ").unwrap_or(0);
        if cites(from, whole.end()) {
            defined.push((found[3].to_lowercase(), everywhere));
        }
    }
    for found in MEANS.captures_iter(text).take(TERMS_MAX) {
        let Some(whole) = found.get(0) else { continue };
        let to = text[whole.end()..]
            .find(". ")
            .map_or(text.len(), |at| whole.end() + at);
        if cites(whole.end(), to) {
            let lead = format!("{above} {}", &text[..whole.start()]).to_ascii_lowercase();
            let everywhere = ["this act", "this title", "this division", "this subtitle"]
                .iter()
                .any(|wide| lead.contains(wide));
            defined.push((found[1].to_lowercase(), everywhere));
        }
    }
    for (term, everywhere) in defined {
        // The Act's own name, and "section 907", are read as such.
        let plain = term.contains("907") && term.starts_with("sec") && !term.contains("waiver");
        if !plain
            && !term.contains("support act")
            && term.is_ascii()
            && known.terms.len() < TERMS_MAX
        {
            known.terms.push((term, everywhere));
        }
    }
}
