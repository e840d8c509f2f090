//! Which bounds in time an effect has: those of its sentence, then of its section, then of
//! the whole text.

use super::{
    citations::is_citation,
    provisions::{Scanned, Sentence},
    sentences,
    terms::{self, Bounds},
};
use crate::domain::effect::{Finding, TextEffect};

// A sentence on when the section, the Act or a part of it begins or ends.
pattern!(
    pub(super) TAKES_EFFECT,
    r"(?i)^(?:effective\s+date|sunset|termination)?.{0,20}\b(this\s+(?:act|section|title|subsection)|(?:sub)?(?:section|paragraph)s?\s+\([a-z0-9]\)|the\s+(?:repeal|amendments?|prohibition|limitation|restriction|authority|suspension|requirements?|provisions)(?:\s+(?:made|provided|described|of|under|in|by)[^.;]{0,120})?)[^.;]{0,160}?\b(?:take\s+effect|takes\s+effect|be\s+effective|terminate|expire|cease|apply|remain\s+in\s+effect|sunset|is\s+effective|shall\s+have\s+(?:no|effect))\b"
);

/// The bounds that a sentence sets to its effect.
pub(super) fn bounds_of(effect: TextEffect, sentence: &Sentence) -> Bounds {
    let bounds = terms::of(&sentence.raw, &sentence.citation);
    let text = &sentence.clause.text;
    let ends = [
        "shall terminate",
        "shall expire",
        "terminates",
        "expires",
        "shall cease",
        "is terminated",
    ]
    .iter()
    .any(|verb| text.contains(verb));
    match effect {
        TextEffect::RestrictsWaiver | TextEffect::Repeals if ends => bounds.end_begins(),
        TextEffect::Suspends if text.contains("cease to") => bounds.end_begins(),
        _ => bounds,
    }
}

/// Fills the bounds that a finding leaves open.
pub(super) fn bound(finding: &mut Finding, bounds: Bounds) {
    if matches!(
        finding.effect,
        TextEffect::RequiresReport | TextEffect::Mentions
    ) {
        return;
    }
    let own = Bounds {
        effective_on: finding.effective_on,
        ends_on: finding.ends_on,
        effective_after: finding.effective_after,
        ends_after: finding.ends_after,
    };
    let all = own.or(bounds).in_order();
    finding.effective_on = all.effective_on;
    finding.ends_on = all.ends_on;
    finding.effective_after = all.effective_after;
    finding.ends_after = all.ends_after;
}

/// What a section says of when it, or a subsection of it, begins and ends.
pub(super) fn section_bounds(scanned: &[Scanned]) -> Vec<(Option<String>, Bounds)> {
    let mut bounds = Vec::new();
    for scanned in scanned.iter().filter(|scanned| !scanned.node.quoted) {
        for range in sentences::split(&scanned.node.text) {
            let sentence = &scanned.node.text[range.clone()];
            let Some(found) = TAKES_EFFECT.captures(sentence) else {
                continue;
            };
            let mentions = &scanned.scan.mentions;
            let from = mentions.partition_point(|mention| mention.span.start <= range.start);
            let cites = mentions[from..]
                .iter()
                .take_while(|mention| mention.span.start < range.end)
                .any(|mention| is_citation(mention.kind));
            let subject = found[1].to_ascii_lowercase();
            if cites && !subject.contains("repeal") && !subject.contains("section") {
                continue;
            }
            let label = subject
                .split_once('(')
                .map(|(_, label)| format!("({label}"));
            let label = label.filter(|label| subject.starts_with("subsection") && label.len() == 3);
            bounds.push((label, terms::of(sentence, "")));
        }
    }
    bounds
}
