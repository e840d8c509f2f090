//! What one sentence does to the provision.
//!
//! Only commands do anything. What a sentence finds, urges, fears or sets as a condition
//! mentions the provision and no more, and so does one that says what it must not be
//! construed to do. A repeal of the *waiver* tightens the law; the subject of the verb
//! decides which it is.

use super::verbs::{self, ACT, AUTHORITY, BACK, PART, PROVISION, TITLE_NINE};
use crate::domain::effect::TextEffect;

/// A sentence with its chapeau before and its list after it, in lower case, in which
/// each citation is one character ([`verbs`]).
pub(super) struct Clause {
    pub(super) text: String,
    /// Where its chapeau ends. What is cited there is read with the chapeau.
    pub(super) own_from: usize,
    /// Where text begins that is to be inserted in another law.
    pub(super) inserted_from: Option<usize>,
    /// Whether a heading or a chapeau says that it finds, urges or states.
    pub(super) rhetorical: bool,
    /// Whether its section gives the authority that it refers back to.
    pub(super) own_grant: bool,
}

/// The effects of a sentence on the provision, the strongest first, and never
/// [`TextEffect::Mentions`].
pub(super) fn of(clause: &Clause) -> Vec<TextEffect> {
    let mut effects = Vec::new();
    if !speaks_only(clause) {
        of_subjects(clause, &mut effects);
        of_objects(clause, &mut effects);
        of_waiver(clause, &mut effects);
        of_amendment(clause, &mut effects);
        of_report(clause, &mut effects);
    }
    effects.sort_unstable();
    effects.dedup();
    settle(&mut effects);
    effects
}

/// Of effects that one turn of phrase can be taken for, the right one.
fn settle(effects: &mut Vec<TextEffect>) {
    let has = |effects: &[TextEffect], effect| effects.contains(&effect);
    if has(effects, TextEffect::RestrictsWaiver) {
        // What sets conditions for the waiver names it in the same words as what gives it.
        effects.retain(|&effect| effect != TextEffect::ExtendsWaiver);
    }
    if has(effects, TextEffect::Repeals) || has(effects, TextEffect::Suspends) {
        effects.retain(|&effect| effect != TextEffect::CarvesOut);
    }
}

/// Whether a sentence does nothing, whatever its verbs are.
fn speaks_only(clause: &Clause) -> bool {
    let text = sentence(clause);
    let first = clause.text.find(is_citation).unwrap_or(clause.text.len());
    let urged = verbs::RHETORIC
        .find(&clause.text)
        .is_some_and(|found| found.start() < first);
    let hoped = verbs::SHOULD.is_match(text) && !verbs::ORDERS.is_match(text);
    let construed = verbs::CONSTRUED.is_match(text)
        && !verbs::NOTHING_IN_PROVISION.is_match(text)
        && !not_in_the_way(text);
    clause.rhetorical || urged || hoped || construed
}

/// A clause without what it inserts in another law, whose words are not its own.
fn sentence(clause: &Clause) -> &str {
    let end = clause.inserted_from.unwrap_or(clause.text.len());
    &clause.text[..end]
}

fn not_in_the_way(text: &str) -> bool {
    subjects(text, 0).any(|subject| verbs::NOT_IN_THE_WAY.is_match(subject.after))
}

/// A citation that a verb may have for its subject.
struct Subject<'a> {
    citation: char,
    /// From the last punctuation before it.
    before: &'a str,
    /// From where its verb may begin.
    after: &'a str,
}

/// The citations in a text, from a place on.
fn subjects(text: &str, from: usize) -> impl Iterator<Item = Subject<'_>> {
    let cited = text
        .match_indices(is_citation)
        .filter(move |(at, _)| *at >= from);
    cited.filter_map(|(at, found)| {
        let before = &text[..at];
        let start = before
            .rfind([',', ';', ':', '\u{2014}', '.', '\u{201C}'])
            .map_or(0, |at| {
                at + before[at..].chars().next().map_or(1, char::len_utf8)
            });
        Some(Subject {
            citation: found.chars().next()?,
            before: &before[start..],
            after: predicate(&text[at + found.len()..]),
        })
    })
}

/// What follows a citation, from its verb on. Between them may stand what belongs to the
/// noun: ", as amended,", "and section 620 of that Act", "with respect to Azerbaijan".
fn predicate(after: &str) -> &str {
    const REACH: usize = 300;
    let mut from = 0;
    for word in after.split_inclusive(' ') {
        let plain = word.trim_matches(|c: char| !c.is_alphanumeric());
        if from > REACH || word.trim_end().ends_with([';', ':', '.', '\u{2014}']) {
            break;
        }
        if is_verb(plain) {
            return after.get(from..).unwrap_or("");
        }
        if matches!(plain, "if" | "unless" | "when" | "until" | "which" | "who") {
            break;
        }
        from += word.len();
    }
    ""
}

fn is_verb(word: &str) -> bool {
    matches!(
        word,
        "shall"
            | "is"
            | "are"
            | "may"
            | "does"
            | "do"
            | "will"
            | "must"
            | "was"
            | "were"
            | "has"
            | "have"
            | "had"
            | "stands"
            | "stand"
            | "hereby"
            | "ceases"
            | "terminates"
            | "expires"
            | "extends"
            | "can"
            | "should"
            | "would"
    )
}

fn is_citation(c: char) -> bool {
    matches!(c, PROVISION | PART | AUTHORITY | ACT | TITLE_NINE | BACK)
}

/// Whether the citation stands in a subordinate clause: "if section 907 is repealed".
fn is_subordinate(before: &str) -> bool {
    verbs::CONDITION.find_iter(before).any(|found| {
        let lead = before[..found.start()].trim();
        let is_proviso = found.as_str() == "that"
            && (lead.is_empty()
                || lead.ends_with("except")
                || lead.ends_with("provided")
                || lead.ends_with("resolved"));
        !is_proviso
    })
}

/// "Section 907 is repealed", "the authority under it shall not be exercised".
fn of_subjects(clause: &Clause, effects: &mut Vec<TextEffect>) {
    let text = sentence(clause);
    for subject in subjects(text, clause.own_from) {
        if is_subordinate(subject.before) {
            continue;
        }
        let of_waiver = subject.citation == AUTHORITY
            || subject.citation == BACK
            || verbs::WAIVER_BEFORE.is_match(subject.before);
        match subject.citation {
            BACK if clause.own_grant => {}
            ACT | TITLE_NINE => {
                if verbs::REPEALED.is_match(subject.after) && is_whole(subject.before) {
                    effects.push(TextEffect::Repeals);
                }
            }
            _ if of_waiver => effects.extend(of_authority(&subject)),
            _ => effects.extend(of_provision(&subject)),
        }
    }
    if verbs::NOTHING_IN_PROVISION.is_match(text) {
        effects.push(TextEffect::CarvesOut);
    }
}

/// Whether a naming of the Act stands for all of it, and not for another of its sections.
fn is_whole(before: &str) -> bool {
    let before = before.trim();
    matches!(before, "" | "the" | "that the" | "and the" | "and") || before.ends_with(')')
}

fn of_provision(subject: &Subject<'_>) -> Option<TextEffect> {
    let after = subject.after;
    if verbs::REPEALED.is_match(after) {
        return Some(match subject.citation {
            PART => TextEffect::Amends,
            _ => TextEffect::Repeals,
        });
    }
    if let Some(verb) = verbs::NOT_APPLIED.find(after) {
        return Some(reach(&after[verb.end()..]));
    }
    if verbs::NOT_IN_THE_WAY.is_match(after) {
        return Some(TextEffect::CarvesOut);
    }
    if verbs::AMENDED.is_match(after) {
        return Some(TextEffect::Amends);
    }
    if let Some(verb) = verbs::MAY_BE_WAIVED.find(after) {
        let conditioned = verbs::ONLY.is_match(&after[verb.end()..]);
        return Some(match conditioned {
            true => TextEffect::RestrictsWaiver,
            false => TextEffect::ExtendsWaiver,
        });
    }
    let is_waiving = verbs::WAIVING.is_match(after);
    (is_waiving && verbs::NOT_EXERCISED.is_match(after)).then_some(TextEffect::RestrictsWaiver)
}

/// How far "shall not apply" goes.
fn reach(after: &str) -> TextEffect {
    if verbs::BY_DETERMINATION.is_match(after) {
        return TextEffect::ExtendsWaiver;
    }
    let mut rest = after;
    for _ in 0..8 {
        let Some(to) = verbs::TO_WHAT.find(rest) else {
            break;
        };
        // A condition's own words don't say to what.
        if verbs::CONDITION.is_match(&rest[..to.start().max(to.end().saturating_sub(4))]) {
            break;
        }
        let lead = rest[..to.end()].trim_end();
        rest = &rest[to.end()..];
        let in_time = verbs::IN_TIME.is_match(rest) || lead.ends_with("through to");
        if in_time {
            continue;
        }
        return match verbs::TO_AZERBAIJAN.is_match(rest) {
            true => TextEffect::Suspends,
            false => TextEffect::CarvesOut,
        };
    }
    TextEffect::Suspends
}

fn of_authority(subject: &Subject<'_>) -> Option<TextEffect> {
    let after = subject.after;
    let taken = verbs::REPEALED.is_match(after)
        || verbs::NOT_APPLIED.is_match(after)
        || verbs::NOT_EXERCISED.is_match(after)
        || verbs::ONLY.is_match(after) && after.contains("exercised");
    if taken {
        return Some(TextEffect::RestrictsWaiver);
    }
    verbs::EXTENDED
        .is_match(after)
        .then_some(TextEffect::ExtendsWaiver)
}

/// "By striking section 907", "notwithstanding section 907", and lists of what is
/// repealed.
fn of_objects(clause: &Clause, effects: &mut Vec<TextEffect>) {
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
    let listed = |pattern: &regex::Regex| {
        let above = pattern
            .find(chapeau)
            .is_some_and(|found| found.end() >= chapeau.trim_end().len().saturating_sub(1));
        let inline = pattern.find(text).is_some_and(|found| {
            let first = text.find([PROVISION, PART]).unwrap_or(0);
            first > found.end()
        });
        above || inline
    };
    let cited = text[clause.own_from.min(text.len())..].contains([PROVISION, PART]);
    if cited && listed(&verbs::REPEALED_BELOW) {
        let heads = subjects(text, clause.own_from).next();
        let of_waiver = heads
            .as_ref()
            .is_some_and(|head| verbs::WAIVER_BEFORE.is_match(head.before));
        let part = heads.is_some_and(|head| head.citation == PART);
        effects.push(match (of_waiver, part) {
            (true, _) => TextEffect::RestrictsWaiver,
            (false, true) => TextEffect::Amends,
            (false, false) => TextEffect::Repeals,
        });
    } else if text.contains(AUTHORITY) && verbs::REPEALED_BELOW.is_match(chapeau) {
        effects.push(TextEffect::RestrictsWaiver);
    }
    if cited && listed(&verbs::NOT_APPLIED_BELOW) {
        let found = verbs::NOT_APPLIED_BELOW.find(text);
        let after = found.map_or("", |found| found.as_str());
        let after = after.split_once("apply").map_or("", |(_, after)| after);
        effects.push(reach(after.trim_end_matches([':', '\u{2014}'])));
    }
    let overridden = verbs::NOTWITHSTANDING.find(text);
    if let Some(found) = overridden
        && verbs::AUTHORIZES.is_match(text)
        && !verbs::NOTWITHSTANDING_WAIVER.is_match(text)
        && !verbs::WAIVER_BEFORE.is_match(&text[..found.end().saturating_sub(PROVISION.len_utf8())])
    {
        effects.push(TextEffect::CarvesOut);
    }
    if verbs::EXEMPT.is_match(text) {
        effects.push(TextEffect::CarvesOut);
    }
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
fn of_waiver(clause: &Clause, effects: &mut Vec<TextEffect>) {
    let text = sentence(clause);
    let of_waiver = |between: &str, end: usize| {
        let authority = text[..end].ends_with([AUTHORITY, BACK]);
        authority || verbs::WAIVING.is_match(between)
    };
    let mut barred = false;
    for found in verbs::DOES_NOT_WAIVE
        .captures_iter(text)
        .chain(verbs::BARRED_FROM.captures_iter(text))
    {
        let (Some(whole), Some(object)) = (found.get(0), found.get(1)) else {
            continue;
        };
        if clause.own_grant && text[..whole.end()].ends_with(BACK) {
            continue;
        }
        let words = whole.as_str();
        let direct =
            words.contains(" waive") || words.contains(" suspend") || words.contains(" waiving");
        barred |= (direct || of_waiver(object.as_str(), whole.end()))
            && !verbs::OTHER_THAN.is_match(object.as_str());
    }
    let back_only = clause.own_grant && !text.contains([PROVISION, PART, AUTHORITY]);
    if !back_only {
        barred |= verbs::NO_FUNDS.is_match(text) || verbs::NO_WAIVER.is_match(text);
        barred |= verbs::NOTWITHSTANDING_WAIVER.is_match(text) && verbs::STILL_BINDS.is_match(text);
    }
    if barred {
        effects.push(TextEffect::RestrictsWaiver);
        return;
    }
    for found in verbs::WAIVES.captures_iter(text) {
        let (Some(whole), Some(adverbs), Some(object)) = (found.get(0), found.get(1), found.get(2))
        else {
            continue;
        };
        let negated = adverbs
            .as_str()
            .split(' ')
            .any(|word| matches!(word, "not" | "no" | "never"));
        let elsewhere = verbs::CONDITION.is_match(object.as_str())
            || verbs::OTHER_THAN.is_match(object.as_str());
        let verb = whole.as_str();
        let direct = verb.contains(" waive") || verb.contains(" suspend");
        if negated || elsewhere || !(direct || of_waiver(object.as_str(), whole.end())) {
            continue;
        }
        if text[..whole.end()].ends_with(BACK) && !clause.own_grant {
            continue;
        }
        if verbs::NOBODY.is_match(&text[..whole.start()]) {
            effects.push(TextEffect::RestrictsWaiver);
            continue;
        }
        let only = adverbs.as_str().contains("only") || verbs::ONLY.is_match(&text[whole.end()..]);
        let ends = verb.contains(" terminate");
        effects.push(match only || ends {
            true => TextEffect::RestrictsWaiver,
            false => TextEffect::ExtendsWaiver,
        });
    }
}

/// "Section 907 is amended", and what an amendment does to the waiver.
fn of_amendment(clause: &Clause, effects: &mut Vec<TextEffect>) {
    let text = sentence(clause);
    if verbs::AMENDS_IN.is_match(text) {
        effects.push(TextEffect::Amends);
    }
    let inserted = clause.inserted_from.map_or("", |from| &clause.text[from..]);
    if effects.contains(&TextEffect::Amends) {
        if verbs::INSERTS_BAR.is_match(inserted) {
            effects.push(TextEffect::RestrictsWaiver);
        } else if verbs::INSERTS_WAIVER.is_match(inserted) {
            effects.push(TextEffect::ExtendsWaiver);
        }
    }
    let own = &text[clause.own_from.min(text.len())..];
    let amends_authority = own.contains(AUTHORITY) && verbs::IS_AMENDED.is_match(text);
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
fn of_report(clause: &Clause, effects: &mut Vec<TextEffect>) {
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
