//! What a sentence does to a citation that is an object in it: strikes it, forbids its
//! waiver, amends it, asks for a report on it.

use regex::Regex;

use super::{
    effects::{Clause, sentence},
    heads::{Head, is_subordinate},
    subjects::{reach, subjects},
    verbs::{self, AUTHORITY, BACK, PART, PROVISION},
};
use crate::domain::effect::TextEffect;

/// "By striking section 907", "notwithstanding section 907", and lists of what is
/// repealed.
pub(super) fn of_objects(clause: &Clause, effects: &mut Vec<TextEffect>) {
    let text = sentence(clause);
    let mut strikes = verbs::STRIKES.find_iter(text).peekable();
    if strikes.peek().is_some() && verbs::IS_AMENDED.is_match(text) || text.contains("by repealing")
    {
        for found in strikes {
            effects.push(struck(text, found.end()));
        }
    }
    for found in verbs::STRIKE.find_iter(text) {
        effects.push(struck(text, found.end()));
    }
    let chapeau = &text[..clause.own_from.min(text.len())];
    let listed = |pattern: &Regex| {
        let above = pattern
            .find(chapeau)
            .is_some_and(|found| found.end() >= chapeau.trim_end().len().saturating_sub(1));
        let inline = pattern.find(text).is_some_and(|found| {
            let first = text.find([PROVISION, PART, AUTHORITY]).unwrap_or(0);
            first > found.end()
        });
        above || inline
    };
    let itself = || {
        subjects(clause)
            .any(|item| item.head == Head::Itself && matches!(item.citation, PROVISION | PART))
    };
    if listed(&verbs::REPEALED_BELOW) {
        let repealed = subjects(clause).filter_map(|item| match (item.head, item.citation) {
            (Head::Waiver, _) => Some(TextEffect::RestrictsWaiver),
            (Head::Itself, PART) => Some(TextEffect::Amends),
            (Head::Itself, PROVISION) => Some(TextEffect::Repeals),
            (Head::Itself, _) => None,
        });
        effects.extend(repealed);
    }
    if listed(&verbs::NOT_APPLIED_BELOW) && itself() {
        let found = verbs::NOT_APPLIED_BELOW.find(text);
        let after = found.map_or("", |found| found.as_str());
        let after = after.split_once("apply").map_or("", |(_, after)| after);
        effects.push(reach(after.trim_end_matches([':', '\u{2014}'])));
    }
    if verbs::NOTWITHSTANDING.is_match(text)
        && authorizes(text)
        && !verbs::NOTWITHSTANDING_WAIVER.is_match(text)
    {
        effects.push(TextEffect::CarvesOut);
    }
    if verbs::EXEMPT.is_match(text) || verbs::NARROWED.is_match(text) {
        effects.push(TextEffect::CarvesOut);
    }
}

/// Whether a sentence lets or makes somebody do something.
fn authorizes(text: &str) -> bool {
    verbs::AUTHORIZES.captures_iter(text).any(|found| {
        let start = found.get(0).map_or(0, |whole| whole.start());
        found.get(1).is_none() && !verbs::NOTHING_MAY.is_match(&text[..start])
    })
}

/// What it is to strike what ends at a place: a repeal, unless it is a part or something
/// takes its place.
fn struck(text: &str, end: usize) -> TextEffect {
    let is_part = text[..end].ends_with(PART);
    match is_part || verbs::REPLACES.is_match(&text[end..]) {
        true => TextEffect::Amends,
        false => TextEffect::Repeals,
    }
}

/// "The President may not waive section 907", "may exercise the authority".
pub(super) fn of_waiver(clause: &Clause, effects: &mut Vec<TextEffect>) {
    let text = sentence(clause);
    let refers_to_own = |end: usize| clause.own_grant && text[..end].ends_with(BACK);
    let mut barred = verbs::DOES_NOT_WAIVE.captures_iter(text).any(|found| {
        let adverbs = found.get(1).map_or("", |adverbs| adverbs.as_str());
        let another = adverbs.split(' ').any(verbs::is_verb);
        let whole = found.get(0).map_or(0..0, |whole| whole.range());
        !another && !refers_to_own(whole.end) && !is_subordinate(&text[..whole.start])
    });
    barred |= verbs::BARRED_FROM
        .find_iter(text)
        .any(|found| !refers_to_own(found.end()));
    let back_only = clause.own_grant && !text.contains([PROVISION, PART, AUTHORITY]);
    if !back_only {
        barred |= verbs::NO_WAIVER.is_match(text);
        barred |= verbs::NO_FUNDS
            .captures_iter(text)
            .any(|found| !verbs::UNTIED.is_match(&found[1]));
        barred |= verbs::NOTWITHSTANDING_WAIVER.is_match(text) && verbs::STILL_BINDS.is_match(text);
    }
    barred |= verbs::ENDS_WAIVER.is_match(text);
    if barred {
        effects.push(TextEffect::RestrictsWaiver);
        return;
    }
    if verbs::SHALL_WAIVE.is_match(text) {
        effects.push(TextEffect::ExtendsWaiver);
    }
    for found in verbs::WAIVES.captures_iter(text) {
        let (Some(whole), Some(adverbs)) = (found.get(0), found.get(1)) else {
            continue;
        };
        let negated = adverbs
            .as_str()
            .split(' ')
            .any(|word| matches!(word, "not" | "no" | "never"));
        if negated || is_subordinate(&text[..whole.start()]) {
            continue;
        }
        if text[..whole.end()].ends_with(BACK) && !clause.own_grant {
            continue;
        }
        let only = adverbs.as_str().contains("only") || verbs::ONLY.is_match(&text[whole.end()..]);
        let restricts =
            only || found.get(2).is_some() || verbs::NOBODY.is_match(&text[..whole.start()]);
        effects.push(match restricts {
            true => TextEffect::RestrictsWaiver,
            false => TextEffect::ExtendsWaiver,
        });
    }
}

/// "Section 907 is amended", and what an amendment does to the waiver.
pub(super) fn of_amendment(clause: &Clause, effects: &mut Vec<TextEffect>) {
    let text = sentence(clause);
    if verbs::AMENDS_IN.is_match(text) || verbs::AMENDS_PART.is_match(text) {
        effects.push(TextEffect::Amends);
    }
    let inserted_from = clause.inserted_from.or_else(|| {
        let found = verbs::INSERTS_INLINE.find(&clause.text)?;
        Some(found.end())
    });
    let inserted = inserted_from.map_or("", |from| &clause.text[from..]);
    if effects.contains(&TextEffect::Amends) {
        if verbs::INSERTS_BAR.is_match(inserted) {
            effects.push(TextEffect::RestrictsWaiver);
        } else if verbs::INSERTS_WAIVER.is_match(inserted) {
            effects.push(TextEffect::ExtendsWaiver);
        }
    }
    let own = &text[clause.own_from.min(text.len())..];
    let is_amended = || {
        subjects(clause)
            .any(|subject| subject.citation == AUTHORITY && verbs::AMENDED.is_match(&subject.after))
    };
    let amends_authority =
        own.contains(AUTHORITY) && (verbs::AMENDS_AUTHORITY.is_match(text) || is_amended());
    if amends_authority {
        effects.push(of_amended_authority(text, inserted));
    } else if own.contains(AUTHORITY) && verbs::TAKES_AUTHORITY.is_match(text) {
        effects.push(TextEffect::RestrictsWaiver);
    }
}

/// An amendment of the authority strikes it, prolongs it, or changes its conditions.
fn of_amended_authority(text: &str, inserted: &str) -> TextEffect {
    let strikes = ["strik", "repeal", "delet"]
        .iter()
        .any(|verb| text.contains(verb));
    let inserts = text.contains("insert") || text.contains("adding") || !inserted.is_empty();
    let prolongs = |text: &str| {
        text.contains("inserting")
            && text
                .split(|c: char| !c.is_ascii_digit())
                .any(|year| year.len() == 4 && year.starts_with("20"))
    };
    let tightens = [&*verbs::INSERTS_BAR, &*verbs::INSERTS_CONDITION];
    let tightens = tightens.iter().any(|pattern| pattern.is_match(inserted));
    if (strikes && !inserts) || tightens {
        TextEffect::RestrictsWaiver
    } else if prolongs(text) || verbs::INSERTS_WAIVER.is_match(inserted) {
        TextEffect::ExtendsWaiver
    } else {
        TextEffect::Amends
    }
}

/// "Shall submit a report on waivers of section 907". What must be reported before the
/// waiver may be used is its condition.
pub(super) fn of_report(clause: &Clause, effects: &mut Vec<TextEffect>) {
    let text = sentence(clause);
    let restricts = effects.contains(&TextEffect::RestrictsWaiver);
    let orders = verbs::ORDERS_TO.find_iter(text).any(|order| {
        let (before, after) = (&text[..order.start()], &text[order.end()..]);
        let conditional = restricts && verbs::UNLESS.is_match(before);
        let end = verbs::ORDER_ENDS
            .find(after)
            .map_or(after.len(), |found| found.start());
        let Some(verb) = verbs::REPORTS.find(&after[..end]) else {
            return false;
        };
        !conditional && verbs::REPORT.is_match(&after[verb.start()..])
    });
    if orders {
        effects.push(TextEffect::RequiresReport);
    }
}
