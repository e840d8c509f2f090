//! In which voice a verb stands: whether the sentence does what it names.

use super::{
    super::sentences::Sentence,
    reason::Reason,
    words::{self, Form, denies, subordinates},
};

/// Whether a finite verb, or a perfect, is the document's own act.
pub(super) fn active(sentence: &Sentence, at: usize, form: Form) -> Result<(), Reason> {
    performed(sentence, at, form, COORDINATED_MAX)
}

/// Verbs that are joined by "and"; more are nonsense.
const COORDINATED_MAX: u8 = 4;

fn performed(sentence: &Sentence, at: usize, form: Form, joined: u8) -> Result<(), Reason> {
    shown(sentence, at)?;
    let word = |at: usize| sentence.word(at);
    let (before, is_hereby) = before_adverbs(sentence, at);
    let Some(before) = before else {
        // An imperative, or a heading: "Extend the waiver of section 907".
        return match is_hereby {
            true => Ok(()),
            false => Err(Reason::Refers),
        };
    };
    match word(before) {
        "to" => return Err(infinitive(sentence, before)),
        "not" | "never" | "cannot" | "nor" | "neither" => return Err(Reason::Negated),
        modal if words::is_modal(modal) => {
            return Err(
                match denied_between(sentence, clause(sentence, before), before) {
                    true => Reason::Negated,
                    false => Reason::Conditional,
                },
            );
        }
        "and" | "or" | "," if !is_hereby => {
            let joined = joined.checked_sub(1).ok_or(Reason::Refers)?;
            return coordinated(sentence, before, at, form, joined);
        }
        _ => {}
    }
    let subject = subject(sentence, before);
    let in_own_voice = match form {
        Form::Base | Form::Third if is_hereby => true,
        Form::Base => {
            matches!(word(before), "i" | "we")
                || word(before) == "do" && word(before.wrapping_sub(1)) == "i"
        }
        Form::Third => {
            let this = before - usize::from(word(before.wrapping_sub(1)) == "presidential");
            words::is_document(word(before)) && word(this.wrapping_sub(1)) == "this"
        }
        Form::Gerund => word(before) == "am" && word(before.wrapping_sub(1)) == "i",
        Form::Participle => {
            matches!(word(before), "have" | "has") && (is_hereby || is_today(sentence, before, at))
                || is_given_notice(sentence, at)
        }
    };
    if !in_own_voice {
        return Err(match form {
            _ if is_denied(sentence, at) => Reason::Negated,
            Form::Participle | Form::Third => Reason::Reports,
            Form::Base | Form::Gerund => Reason::Refers,
        });
    }
    unbound(sentence, subject, at)
}

/// Whether a participle follows a form of "to be".
pub(super) fn is_passive(sentence: &Sentence, at: usize) -> bool {
    let (before, _) = before_adverbs(sentence, at);
    let word = before.map_or("", |before| sentence.word(before));
    ["is", "are", "be", "was", "were", "been", "being", "not"].contains(&word)
        || word == "and" && before.is_some_and(|and| and > 0 && is_passive_verb(sentence, and - 1))
}

/// "is hereby revoked and rescinded"
fn is_passive_verb(sentence: &Sentence, at: usize) -> bool {
    let is_participle = matches!(words::verb(sentence.word(at)), Some((_, Form::Participle)));
    let (before, _) = before_adverbs(sentence, at);
    is_participle && before.is_some_and(|before| matches!(sentence.word(before), "is" | "are"))
}

/// Whether a passive is the document's own act.
pub(super) fn passive(sentence: &Sentence, at: usize) -> Result<(), Reason> {
    shown(sentence, at)?;
    let word = |at: usize| sentence.word(at);
    let (before, is_hereby) = before_adverbs(sentence, at);
    let before = before.ok_or(Reason::Refers)?;
    let (before, is_hereby) = match word(before) {
        "and" => {
            let first = before.checked_sub(1).ok_or(Reason::Refers)?;
            let (be, is_hereby) = before_adverbs(sentence, first);
            (be.ok_or(Reason::Refers)?, is_hereby)
        }
        _ => (before, is_hereby),
    };
    match word(before) {
        "is" | "are" => {}
        "not" => return Err(Reason::Negated),
        "be" => return Err(Reason::Conditional),
        _ => return Err(Reason::Reports),
    }
    let start = clause(sentence, before);
    if (start..before).any(|at| denies(word(at))) {
        return Err(Reason::Negated);
    }
    // "…, which I extended in 2025, is hereby revoked" is bound by nothing.
    let binds = |at: usize| !is_hereby && (subordinates(word(at)) || word(at) == "that");
    if (start..before).any(binds) || opens_condition(sentence) {
        return Err(Reason::Conditional);
    }
    let is_habitual = |at: usize| words::is_habitual(word(at));
    if !is_hereby && (at + 1..sentence.words.len().min(at + 12)).any(is_habitual) {
        return Err(Reason::Reports);
    }
    Ok(())
}

/// What stands in a question or between quotation marks is not the document's own.
fn shown(sentence: &Sentence, at: usize) -> Result<(), Reason> {
    if sentence
        .text
        .trim_end_matches([')', '"', '\u{201d}'])
        .ends_with('?')
    {
        return Err(Reason::Asks);
    }
    match sentence.words.get(at) {
        Some(word) if word.is_quoted => Err(Reason::Quotes),
        _ => Ok(()),
    }
}

/// Adverbs and insertions before a verb; more are nonsense.
const STEPS_MAX: usize = 8;

/// The place before a verb and its adverbs, and whether "hereby" is among them. What
/// stands between two commas after "hereby", "I" or "do" is passed over.
fn before_adverbs(sentence: &Sentence, at: usize) -> (Option<usize>, bool) {
    let word = |at: usize| sentence.word(at);
    let mut is_hereby = false;
    let mut place = at;
    let mut steps = 0..STEPS_MAX;
    while place > 0 && steps.next().is_some() {
        let before = place - 1;
        if words::is_adverb(word(before))
            || word(before) == "day" && word(before.wrapping_sub(1)) == "this"
        {
            is_hereby |= matches!(word(before), "hereby" | "herewith");
            place = before - usize::from(word(before) == "day");
            continue;
        }
        if let Some(list) = enumerated(sentence, before) {
            place = list;
            continue;
        }
        if matches!(word(before), "," | "-") {
            // "and, accordingly, extends"
            let previous = word(before.wrapping_sub(1));
            if words::is_adverb(previous) || previous == "and" && place < at {
                place = before;
                continue;
            }
            let opens = (before.saturating_sub(60)..before)
                .rev()
                .find(|&at| at > 0 && matches!(word(at), "," | "-") && opens_voice(word(at - 1)));
            if let Some(comma) = opens {
                place = comma;
                continue;
            }
        }
        break;
    }
    (place.checked_sub(1), is_hereby)
}

/// The colon before the list in which a verb is numbered, as in "I hereby: (1) determine
/// …; and (2) extend".
fn enumerated(sentence: &Sentence, before: usize) -> Option<usize> {
    let word = |at: usize| sentence.word(at);
    let is_number = word(before) == ")" && before >= 2 && word(before - 2) == "(";
    if !is_number || word(before - 1).len() > 3 {
        return None;
    }
    let colon = |&at: &usize| matches!(word(at), ":" | "-") && at > 0 && opens_voice(word(at - 1));
    (before.saturating_sub(REACH)..before).rev().find(colon)
}

/// Whether what follows a word goes on in the document's own voice.
fn opens_voice(word: &str) -> bool {
    matches!(word, "hereby" | "herewith" | "i" | "do")
}

/// A verb after "and": it is performed as the verb before it is.
fn coordinated(
    sentence: &Sentence,
    and: usize,
    at: usize,
    form: Form,
    joined: u8,
) -> Result<(), Reason> {
    let before = match and.checked_sub(1) {
        Some(before) if sentence.word(before) == "," && before > 0 => before - 1,
        Some(before) => before,
        None => return Err(Reason::Refers),
    };
    if let Some((_, first)) = words::verb(sentence.word(before)) {
        return match first == form {
            true => performed(sentence, before, first, joined),
            false => Err(Reason::Refers),
        };
    }
    // "hereby determines that …, and extends the waiver"
    let far = and.saturating_sub(REACH);
    let start = (far..and).rev().find(|&at| sentence.word(at) == ";");
    let mut verbs = start.unwrap_or(far)..and;
    let first = verbs.find(|&place| {
        let is_form = matches!(words::verb(sentence.word(place)), Some((_, one)) if one == form);
        is_form && before_adverbs(sentence, place).1
    });
    let Some(first) = first else {
        return Err(Reason::Refers);
    };
    let is_infinitive = |place: usize| {
        sentence.word(place) == "to" && words::verb(sentence.word(place + 1)).is_some()
    };
    if (first..and).any(is_infinitive) {
        return Err(infinitive(sentence, and));
    }
    performed(sentence, first, form, joined).and_then(|()| unbound(sentence, Some(and), at))
}

/// Why an infinitive does nothing: "authority to waive", "decline to extend".
fn infinitive(sentence: &Sentence, to: usize) -> Reason {
    let delegates = |word: &str| {
        [
            "delegat", "assign", "authorit", "authoriz", "function", "designat", "direct",
            "empower",
        ]
        .iter()
        .any(|stem| word.starts_with(stem))
    };
    if is_denied(sentence, to) {
        return Reason::Negated;
    }
    match sentence.words.iter().any(|word| delegates(&word.text)) {
        true => Reason::Delegates,
        false => Reason::Conditional,
    }
}

/// The place of the subject before a verb, as far as one can be seen.
fn subject(sentence: &Sentence, before: usize) -> Option<usize> {
    let start = before.saturating_sub(30);
    (start..=before)
        .rev()
        .find(|&at| words::is_subject(sentence.word(at)))
}

/// Whether neither a condition nor a negation holds the verb.
fn unbound(sentence: &Sentence, subject: Option<usize>, at: usize) -> Result<(), Reason> {
    let word = |at: usize| sentence.word(at);
    let subject = subject.unwrap_or(at);
    let start = part(sentence, subject);
    let first = clause(sentence, at);
    if denied_between(sentence, start, at)
        || matches!(word(first), "nothing" | "neither" | "nor" | "no")
    {
        return Err(Reason::Negated);
    }
    if word(first) == "in" && word(first + 1) == "no" {
        return Err(Reason::Negated);
    }
    if (start..subject).any(|at| subordinates(word(at))) || opens_condition(sentence) {
        return Err(Reason::Conditional);
    }
    // "The President stated that he hereby extends it" is somebody else's word.
    match (first..at).any(|at| words::is_reporting(word(at))) {
        true => Err(Reason::Reports),
        false => Ok(()),
    }
}

/// Whether a negation stands before a verb, in its own part of the sentence.
fn is_denied(sentence: &Sentence, at: usize) -> bool {
    let part = part(sentence, at);
    let bound = (part..at).rev().find(|&at| subordinates(sentence.word(at)));
    denied_between(sentence, bound.unwrap_or(part), at)
}

fn denied_between(sentence: &Sentence, start: usize, end: usize) -> bool {
    (start..end).any(|at| denies(sentence.word(at)))
}

/// How far back a clause is looked through, in words.
pub(super) const REACH: usize = 200;

/// The place at which the clause of a word begins: after the last semicolon or colon.
pub(super) fn clause(sentence: &Sentence, at: usize) -> usize {
    after_last(sentence, at, &[";", ":"])
}

/// The place after the last comma, semicolon or colon before a word.
fn part(sentence: &Sentence, at: usize) -> usize {
    after_last(sentence, at, &[",", ";", ":"])
}

fn after_last(sentence: &Sentence, at: usize, marks: &[&str]) -> usize {
    let far = at.saturating_sub(REACH);
    let stop = (far..at)
        .rev()
        .find(|&at| marks.contains(&sentence.word(at)));
    stop.map_or(far, |at| at + 1)
}

/// Whether a sentence begins with its condition: "If Azerbaijan …, I hereby …".
fn opens_condition(sentence: &Sentence) -> bool {
    ["if", "unless", "until", "should", "were", "whenever", "had"].contains(&sentence.word(0))
}

fn is_today(sentence: &Sentence, from: usize, to: usize) -> bool {
    (from..to).any(|at| {
        sentence.word(at) == "today"
            || sentence.word(at) == "day" && sentence.word(at.wrapping_sub(1)) == "this"
    })
}

/// "Notice is hereby given that the Secretary has extended …" is the act's own notice.
fn is_given_notice(sentence: &Sentence, at: usize) -> bool {
    let given = (at.saturating_sub(REACH)..at).find(|&place| {
        sentence.word(place) == "given"
            && place >= 3
            && sentence.word(place - 1) == "hereby"
            && sentence.word(place - 3) == "notice"
    });
    given.is_some_and(|given| sentence.word(given + 1) == "that")
}
