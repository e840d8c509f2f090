//! What is determined: that 907's own condition is met, or that a waiver is necessary.
//!
//! Only what the statutes ask for counts, in their order of words: a waiver, or its
//! extension, "is necessary", "is important" or "is in the interest"; Azerbaijan "is
//! taking demonstrable steps". Whatever else is determined about the two is a mention.

use std::sync::LazyLock;

use regex::Regex;

use super::{
    Act, Context, mode,
    objects::{self, Object},
    phrases,
    reason::Reason,
    words::{self, Form, Verb},
};
use crate::domain::instrument::Effect;

/// How far after "that" a determination goes, in words.
const REACH: usize = 300;

/// What the verb at a place determines about our section; `None` where nothing.
pub(super) fn of(context: &Context<'_>, at: usize, form: Form) -> Option<Act> {
    let sentence = context.sentence;
    let length = sentence.words.len();
    let that = (at + 1..length.min(at + 40)).find(|&at| sentence.word(at) == "that")?;
    let found = steps(context, that).or_else(|| waiver(context, that))?;
    Some(match mode::active(sentence, at, form) {
        Ok(()) => found,
        Err(reason) => Act::Spoken(reason),
    })
}

/// "that the Government of Azerbaijan is taking demonstrable steps to cease all blockades"
fn steps(context: &Context<'_>, that: usize) -> Option<Act> {
    static TAKES: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?x)^(?:the\ )? (?:government\ of\ )? (?:the\ )? (?:republic\ of\ )? azerbaijan
              \ (?: (?:is|has\ been)\ (?:now\ |currently\ )?taking
                  | has\ taken (?:(?:\ ,)?\ and\ (?:is\ taking|continues\ to\ take))?
                  | takes | continues\ to\ take )
              (?:\ ,)? \ (?:(?:clear|concrete|significant)\ (?:and\ |,\ )?)? demonstrable\ steps
              \ (?:to\ (?:cease|end|lift) | towards?\ (?:ceasing|ending|lifting))
              \ (?:all\ )?(?:of\ )?(?:its\ |the\ )? blockades?\b",
        )
        .expect("the pattern is sound")
    });
    let sentence = context.sentence;
    let end = sentence.words.len().min(that + REACH);
    let find = |words: &[&str]| (that..end).find(|&at| words.contains(&sentence.word(at)));
    let steps = find(&["steps"]).filter(|&steps| sentence.word(steps - 1) == "demonstrable")?;
    find(&["blockades", "blockade"]).and(find(&["azerbaijan"]))?;
    let said: Vec<&str> = (that + 1..end).map(|at| sentence.word(at)).collect();
    Some(match TAKES.is_match(&said.join(" ")) {
        _ if denied(context, that, steps) => Act::Spoken(Reason::Negated),
        true if !is_limited(context, steps) => Act::Performed(Effect::MeetsCondition),
        true | false => Act::Spoken(Reason::Refers),
    })
}

/// "that extending the waiver of section 907 is necessary", "that it is in the national
/// interest to waive section 907"
fn waiver(context: &Context<'_>, that: usize) -> Option<Act> {
    let sentence = context.sentence;
    let word = |at: usize| sentence.word(at);
    let from = after_lead(sentence, that + 1);
    let is_denied = words::denies(word(from));
    // "no waiver", "not extending the waiver", "to extend the waiver"
    let from = from + usize::from(is_denied);
    let from = from + usize::from(word(from) == "to");
    let (be, is_ours) = match word(from) {
        "it" => (from + 1, is_infinitive_ours(context, from + 1)),
        _ => (predicate(context, from)?, is_subject_ours(context, from)),
    };
    let (be, is_now) = match (word(be), word(be + 1), word(be + 2)) {
        ("continues", "to", "be") => (be + 2, true),
        ("is" | "are" | "remain" | "remains", ..) => (be, true),
        ("would" | "will", "be", _) => (be + 1, false),
        _ => return None,
    };
    if !is_ours {
        return None;
    }
    let said = after_lead(sentence, be + 1);
    let is_affirmed = match word(said) {
        "necessary" | "important" => true,
        "in" => is_of_interest(context, said + 1),
        _ => false,
    };
    match is_denied || words::denies(word(said)) || words::opposes(word(said)) {
        true => Some(Act::Spoken(Reason::Negated)),
        false => (is_affirmed && is_now && !is_limited(context, said)).then_some(Act::Determined),
    }
}

/// Whether what a clause speaks of, from a place on, is our waiver, its extension, or that
/// our section is waived.
fn is_subject_ours(context: &Context<'_>, from: usize) -> bool {
    let sentence = context.sentence;
    let form = match sentence.word(from.wrapping_sub(1)) {
        "to" => Form::Base,
        _ => Form::Gerund,
    };
    let verb = words::verb(sentence.word(from)).filter(|&(_, one)| one == form);
    if let Some((verb @ (Verb::Waive | Verb::Extend | Verb::Exercise), _)) = verb {
        return objects::of_active(context, from, verb) == Object::Ours;
    }
    let is_head = |at: usize| {
        let word = sentence.word(at);
        matches!(word, "waiver" | "waivers") || words::is_extension(word)
    };
    let mut heads = (from..from + 12).filter(|&at| is_head(at));
    let head = heads.find(|&at| phrases::start(sentence, at, from) == from);
    let object = head.map(|head| match words::is_extension(sentence.word(head)) {
        true => objects::part(context, from, head),
        false => objects::waiver(context, from, head),
    });
    object == Some(Object::Ours)
}

/// "(it) is in the national interest of the United States to waive section 907"
fn is_infinitive_ours(context: &Context<'_>, be: usize) -> bool {
    let sentence = context.sentence;
    let end = objects::clause_end(sentence, be);
    let infinitive = (be..end)
        .find(|&at| sentence.word(at) == "to" && !words::is_determiner(sentence.word(at + 1)));
    let verb = infinitive.and_then(|to| Some((to + 1, words::verb(sentence.word(to + 1))?)));
    match verb {
        Some((at, (verb @ (Verb::Waive | Verb::Extend | Verb::Exercise), Form::Base))) => {
            objects::of_active(context, at, verb) == Object::Ours
        }
        _ => false,
    }
}

/// Where the predicate of a clause begins: its first finite verb that we know. What comes
/// before it in a clause of its own hides it.
fn predicate(context: &Context<'_>, from: usize) -> Option<usize> {
    let sentence = context.sentence;
    let end = sentence.words.len().min(from + REACH);
    (from + 1..end).find(|&at| {
        let word = sentence.word(at);
        words::is_be(word)
            || matches!(word, "remains" | "remain" | "continues" | "has" | "have" | "had" | "that" | "but")
            || words::subordinates(word)
            // "May 5" is none.
            || words::is_modal(word) && !sentence.word(at + 1).starts_with(|c: char| c.is_ascii_digit())
    })
}

/// "(in) the national security interest(s)"
fn is_of_interest(context: &Context<'_>, from: usize) -> bool {
    let sentence = context.sentence;
    let interest = (from..from + 8).find(|&at| {
        ![
            "the", "our", "vital", "best", "national", "security", "foreign", "policy", "u.s",
            "united", "states",
        ]
        .contains(&sentence.word(at))
    });
    interest.is_some_and(|at| matches!(sentence.word(at), "interest" | "interests"))
}

/// Where a clause begins after a mark, a number in a list, or what is put between commas.
fn after_lead(sentence: &super::Sentence, from: usize) -> usize {
    let word = |at: usize| sentence.word(at);
    let mut at = from;
    for _ in 0..8 {
        at = match word(at) {
            ":" | "-" | "bullet" | "both" | "also" => at + 1,
            "(" if word(at + 2) == ")" && word(at + 1).len() <= 3 => at + 3,
            "," => match (at + 1..at + 40).find(|&at| word(at) == ",") {
                Some(comma) => comma + 1,
                None => return at,
            },
            word if words::is_lead(word) => {
                match (at + 1..at + 40).find(|&at| sentence.word(at) == ",") {
                    Some(comma) => comma + 1,
                    None => return at,
                }
            }
            _ => return at,
        };
    }
    at
}

fn denied(context: &Context<'_>, from: usize, to: usize) -> bool {
    (from..to).any(|at| words::denies(context.sentence.word(at)))
}

/// Whether what is determined is taken back in the same clause: "but it can't be given".
fn is_limited(context: &Context<'_>, from: usize) -> bool {
    let end = objects::clause_end(context.sentence, from);
    (from..end).any(|at| matches!(context.sentence.word(at), "but" | "however"))
}
