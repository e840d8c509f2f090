//! What a sentence does: whether it performs an act on the waiver, or only speaks of one.
//!
//! A document acts by a verb in its own voice ("I hereby extend", "the Deputy Secretary
//! hereby waives", "is hereby revoked") whose object is the waiver of Section 907. The
//! same words under "to", "may", "if" or "not", in the past, in a question or between
//! quotation marks perform nothing.

mod mode;

mod objects;

mod words;

mod reason;

use super::{
    citations::{Citation, Cited},
    sentences::Sentence,
};
use crate::domain::instrument::Effect;

pub use reason::Reason;

use words::{Form, Verb};

/// A sentence, what it cites, and what was spoken of before it.
pub(super) struct Context<'a> {
    pub(super) sentence: &'a Sentence,
    pub(super) citations: &'a [Citation],
    /// Whether the last waiver that was spoken of is ours; `None` where none was.
    pub(super) is_waiver_ours: Option<bool>,
    /// Whether the document names our section anywhere.
    pub(super) is_ours_named: bool,
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
            Verb::Determine => determined(context, at, form),
            _ => acted(context, at, verb, form),
        };
        acts.extend(act);
    }
    acts
}

/// What a verb that can touch a waiver does, if ours is its object.
fn acted(context: &Context<'_>, at: usize, verb: Verb, form: Form) -> Option<Act> {
    let is_passive = form == Form::Participle && mode::is_passive(context.sentence, at);
    let is_ours = match is_passive {
        true => objects::is_subject_ours(context, at, verb),
        false => objects::is_object_ours(context, at, verb),
    };
    if !is_ours {
        return None;
    }
    let performed = match is_passive {
        true => mode::passive(context.sentence, at),
        false => mode::active(context.sentence, at, form),
    };
    Some(match performed {
        Ok(()) => Act::Performed(match verb {
            Verb::Revoke => Effect::Revokes,
            Verb::Waive | Verb::Extend | Verb::Exercise | Verb::Determine => Effect::Waives,
        }),
        Err(reason) => Act::Spoken(reason),
    })
}

/// What is determined: that 907's own condition is met, or that a waiver is necessary.
fn determined(context: &Context<'_>, at: usize, form: Form) -> Option<Act> {
    let sentence = context.sentence;
    let length = sentence.words.len();
    let that = (at + 1..length.min(at + 40)).find(|&at| sentence.word(at) == "that")?;
    let end = length.min(that + 300);
    let find = |words: &[&str]| (that..end).find(|&at| words.contains(&sentence.word(at)));
    let is_denied = |until: usize| (that..until).any(|at| words::denies(sentence.word(at)));

    let steps = find(&["steps"]).filter(|&steps| {
        sentence.word(steps - 1) == "demonstrable" && find(&["blockades", "blockade"]).is_some()
    });
    if let Some(steps) = steps
        && context.is_ours_named
        && find(&["azerbaijan"]).is_some()
    {
        return Some(match mode::active(sentence, at, form) {
            Ok(()) if is_denied(steps) => Act::Spoken(Reason::Negated),
            Ok(()) => Act::Performed(Effect::MeetsCondition),
            Err(reason) => Act::Spoken(reason),
        });
    }

    let waiver =
        find(&["waiver", "waive", "waiving", "waivers"]).filter(|&waiver| waiver <= that + 14)?;
    let is_ours = objects::is_waiver_ours(context, waiver, true);
    let predicate = find(&["necessary", "important", "interest", "interests"])?;
    if !is_ours {
        return None;
    }
    Some(match mode::active(sentence, at, form) {
        Ok(()) if is_denied(predicate) => Act::Spoken(Reason::Negated),
        Ok(()) => Act::Determined,
        Err(reason) => Act::Spoken(reason),
    })
}

/// Whether the last waiver that this sentence speaks of is ours; `None` where it names
/// none with its section.
pub(super) fn waiver_named(sentence: &Sentence, citations: &[Citation]) -> Option<bool> {
    let waivers = (0..sentence.words.len()).rev().filter(|&at| {
        matches!(
            sentence.word(at),
            "waiver" | "waive" | "waiving" | "waives" | "waived"
        )
    });
    waivers
        .filter_map(|at| objects::cited_after(sentence, citations, at))
        .map(|cited| cited == Cited::Ours)
        .next()
}
