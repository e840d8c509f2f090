//! What one sentence does to the provision.
//!
//! Only commands do anything. What a sentence finds, urges, fears or sets as a condition
//! mentions the provision and no more, and so does one that says what it must not be
//! construed to do. A repeal of the *waiver* tightens the law; the subject of the verb
//! decides which it is.

use super::{
    commands,
    subjects::{self, is_citation, subjects},
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
    /// Whether its section gives the authority that it refers back to.
    pub(super) own_grant: bool,
}

/// The effects of a sentence on the provision, the strongest first, and never
/// [`TextEffect::Mentions`].
pub(super) fn of(clause: &Clause) -> Vec<TextEffect> {
    let mut effects = Vec::new();
    if !speaks_only(clause) {
        subjects::of_subjects(clause, &mut effects);
        // The Act as a whole can be repealed, and nothing else be done through it.
        let own = clause.text.get(clause.own_from..).unwrap_or("");
        if own.contains(|c| is_citation(c) && !matches!(c, ACT | TITLE_NINE)) {
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
pub(super) fn sentence(clause: &Clause) -> &str {
    let end = clause.inserted_from.unwrap_or(clause.text.len());
    &clause.text[..end]
}

fn not_in_the_way(text: &str) -> bool {
    subjects(text, 0).any(|subject| verbs::NOT_IN_THE_WAY.is_match(subject.after))
}
