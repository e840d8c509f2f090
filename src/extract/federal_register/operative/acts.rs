//! What a sentence does: whether it performs an act on the waiver, or only speaks of one.
//!
//! A document acts by a verb in its own voice ("I hereby extend", "the Deputy Secretary
//! hereby waives", "is hereby revoked") whose object is the waiver of Section 907. The
//! same words under "to", "may", "if" or "not", in the past, in a question or between
//! quotation marks perform nothing.

mod mode;

mod determinations;

mod objects;

mod complements;

mod phrases;

mod words;

mod reason;

use super::{citations::Citation, sentences::Sentence};
use crate::domain::instrument::Effect;

pub use reason::Reason;

use objects::Object;
use words::{Form, Verb};

/// A sentence, what it cites, and what was spoken of before it.
pub(super) struct Context<'a> {
    pub(super) sentence: &'a Sentence,
    pub(super) citations: &'a [Citation],
    /// Whether the last waiver that was spoken of is ours; `None` where none was.
    pub(super) is_waiver_ours: Option<bool>,
}

/// What a sentence does to Section 907, or why it does nothing.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Act {
    Performed(Effect),
    /// The determination on which a waiver rests, without the waiver itself.
    Determined,
    Spoken(Reason),
}

/// The acts that a sentence speaks of, in its order.
pub(super) fn of(context: &Context<'_>) -> Vec<Act> {
    let mut acts = Vec::new();
    for at in 0..context.sentence.words.len() {
        let Some((verb, form)) = words::verb(context.sentence.word(at)) else {
            continue;
        };
        let act = match verb {
            Verb::Determine => determinations::of(context, at, form),
            _ => acted(context, at, verb, form),
        };
        acts.extend(act);
    }
    acts
}

/// What a verb that can touch a waiver does, if ours is its object.
fn acted(context: &Context<'_>, at: usize, verb: Verb, form: Form) -> Option<Act> {
    let sentence = context.sentence;
    let is_passive = form == Form::Participle && mode::is_passive(sentence, at);
    let object = match is_passive {
        true => objects::of_passive(context, at, verb),
        false => objects::of_active(context, at, verb),
    };
    let performed = match (object, is_passive) {
        (Object::Other, _) => return None,
        (Object::Draft, _) => Err(Reason::Conditional),
        (Object::Ours, true) => mode::passive(sentence, at),
        (Object::Ours, false) => mode::active(sentence, at, form),
    };
    let performed = match is_left_to_others(sentence, at, is_passive) {
        true => performed.and(Err(Reason::Delegates)),
        false => performed,
    };
    Some(match performed {
        Ok(()) => Act::Performed(match verb {
            Verb::Revoke => Effect::Revokes,
            Verb::Waive | Verb::Extend | Verb::Exercise | Verb::Determine => Effect::Waives,
        }),
        Err(reason) => Act::Spoken(reason),
    })
}

/// Whether a sentence authorizes what somebody else is to do: "the extension by the
/// Secretary".
fn is_left_to_others(sentence: &Sentence, at: usize, is_passive: bool) -> bool {
    let word = |at: usize| sentence.word(at);
    if !["authori", "reauthori", "approv"]
        .iter()
        .any(|stem| word(at).starts_with(stem))
    {
        return false;
    }
    let mut clause = match is_passive {
        true => mode::clause(sentence, at)..at,
        false => at..objects::clause_end(sentence, at),
    };
    clause.any(|by| {
        let whose = by + 1 + usize::from(words::is_determiner(word(by + 1)));
        word(by) == "by"
            && !words::follows_noun(word(by - 1))
            && [
                "you",
                "secretary",
                "acting",
                "deputy",
                "under",
                "assistant",
                "department",
            ]
            .contains(&word(whose))
    })
}

/// Whether the last waiver that this sentence speaks of is ours; `None` where it names
/// none with its section.
pub(super) fn waiver_named(sentence: &Sentence, citations: &[Citation]) -> Option<bool> {
    objects::last_before(sentence, citations, sentence.words.len())
}
