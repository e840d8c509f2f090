//! What one sentence does to the provision.
//!
//! Only commands do anything. What a sentence finds, urges, fears or sets as a condition
//! mentions the provision and no more, and so does one that says what it must not be
//! construed to do. A repeal of the *waiver* tightens the law; the subject of the verb
//! decides which it is.

use regex::Regex;

use super::{
    commands,
    subjects::{self, is_citation},
    verbs::{self, ACT, TITLE_NINE},
};
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
    /// Whether it is an item of a list, and not what follows one.
    pub(super) listed: bool,
    /// Whether its section gives the authority that it refers back to.
    pub(super) own_grant: bool,
}

/// The effects of a sentence on the provision, the strongest first, and never
/// [`TextEffect::Mentions`].
pub(super) fn of(clause: &Clause) -> Vec<TextEffect> {
    let mut effects = Vec::new();
    if !clause.rhetorical && !governs(&verbs::RHETORIC, clause) {
        subjects::of_subjects(clause, &mut effects);
        // The Act as a whole can be repealed, and nothing else be done through it.
        let own = clause.text.get(clause.own_from..).unwrap_or("");
        if own.contains(|c| is_citation(c) && !matches!(c, ACT | TITLE_NINE)) && !hopes(clause) {
            commands::of_objects(clause, &mut effects);
            commands::of_waiver(clause, &mut effects);
            commands::of_amendment(clause, &mut effects);
            commands::of_report(clause, &mut effects);
        }
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

/// Whether words stand before what a clause cites of the provision.
fn governs(words: &Regex, clause: &Clause) -> bool {
    let first = first_cited(clause);
    words
        .find(&clause.text)
        .is_some_and(|found| found.start() < first)
}

fn first_cited(clause: &Clause) -> usize {
    clause.text.find(is_citation).unwrap_or(clause.text.len())
}

/// Whether a clause only says what ought to be done, or how it must not be construed.
fn hopes(clause: &Clause) -> bool {
    let text = sentence(clause);
    let hoped = governs(&verbs::SHOULD, clause) && !verbs::ORDERS.is_match(text);
    let construed = verbs::CONSTRUED.find(text).is_some_and(|found| {
        // A bar stays one, whatever else the sentence is not to be construed to do.
        let first = first_cited(clause).min(text.len());
        let between = match found.start() < first {
            true => &text[found.start()..first],
            false => &text[first..],
        };
        !verbs::NEXT_CLAUSE.is_match(between)
    });
    hoped || construed
}

/// A clause without what it inserts in another law, whose words are not its own.
pub(super) fn sentence(clause: &Clause) -> &str {
    let end = clause.inserted_from.unwrap_or(clause.text.len());
    &clause.text[..end]
}
