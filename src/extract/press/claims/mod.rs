//! What a text of the press claims to have become of Section 907.
//!
//! A reading is a pure function of the text and of the tables of rules in `lexicon/`, and
//! it is never evidence. A text is read sentence by sentence. In each, the rules find
//! words for what is done (*acts*) to the provision, its waiver, a bill or an amendment;
//! the ending of the verb and the *cues* around it (not, if, whether, will, urges, denies)
//! tell how it is meant. So each claim can be explained by the rule and the words, and a
//! wrong one be mended in a line of a table.

use serde::Serialize;

use super::{
    fold::{first_chars, one_line},
    topic::Topic,
};
use crate::domain::{
    claim::{Certainty, Claim, ClaimKind, Language, Polarity},
    printable,
};

mod language;

mod tokens;

mod table;

mod pattern;

mod lexicon;

mod scene;

mod object;

mod govern;

mod judge;

mod speaker;

use judge::{Answer, Around, Judged, Reading, judge};
use scene::{Act, Scene};
use table::CueKind;

pub use language::of as language_of;

/// How long the quote of a claim may be, in characters.
const QUOTE_MAX: usize = 300;

/// More bytes of a text are not read.
const TEXT_MAX: usize = 256 * 1024;

/// What was read of one text.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct ClaimReading {
    pub on_topic: bool,
    /// Why it is on topic, or isn't, with the words that it rests on.
    pub reason: String,
    /// `None` where it is in none of the five, or too short to tell.
    pub language: Option<Language>,
    /// In the order of the text; none where it is off topic.
    pub claims: Vec<Claim>,
}

/// Reads what `text` claims: a headline, or a title, a line break and the body, as plain
/// text. `outlet` is who published it, and is passed on.
pub fn read(text: &str, outlet: Option<&str>, topic: &Topic) -> ClaimReading {
    let text = &text[..text.floor_char_boundary(TEXT_MAX)];
    let decision = topic.decide(text);
    let language = language::of(text);
    let mut reading = ClaimReading {
        on_topic: decision.on_topic(),
        reason: decision.reason,
        language,
        claims: Vec::new(),
    };
    if !reading.on_topic {
        return reading;
    }
    if let Some(language) = language {
        reading.claims = claims(text, language);
    }
    if reading.claims.is_empty() {
        let quote = decision.found.map(|found| found.quote).unwrap_or_default();
        reading.claims.push(Claim {
            kind: ClaimKind::Background,
            polarity: Polarity::Affirmed,
            certainty: Certainty::Stated,
            speaker: None,
            quoted: None,
            outlet: None,
            quote,
            reason: "no rule finds a claim in it".to_owned(),
        });
    }
    for claim in &mut reading.claims {
        claim.outlet = outlet.map(str::to_owned);
    }
    reading
}

/// What a text on the provision claims, each once.
fn claims(text: &str, language: Language) -> Vec<Claim> {
    let lexicon = lexicon::of(language);
    let sentences = tokens::sentences(text, &lexicon.counted, &lexicon.breaks);
    let mut scenes: Vec<Scene<'_>> = sentences
        .iter()
        .map(|sentence| Scene::new(lexicon, sentence))
        .collect();
    let mut rules = scenes
        .iter()
        .flat_map(|scene| scene.acts.iter().map(|act| scene.rule(act)));
    let of_bill = |kind: ClaimKind| kind.is_of_bill() || kind == ClaimKind::Background;
    if rules.any(|rule| of_bill(rule.claim) && !rule.weak) {
        for scene in &mut scenes {
            scene.acts.retain(|act| !lexicon.rules[act.rule].weak);
        }
    }
    let mut claims: Vec<Claim> = Vec::new();
    for (at, scene) in scenes.iter().enumerate() {
        let tells = |scene: &Scene<'_>| {
            let mut acts = scene.acts.iter();
            acts.any(|act| of_bill(scene.rule(act).claim))
        };
        let refers = scene.sentence.begins_with(&lexicon.refers);
        let tells_of_bill = tells(scene) || refers && at > 0 && tells(&scenes[at - 1]);
        let around = Around {
            tells_of_bill,
            answer: answer(scene, scenes.get(at + 1)),
        };
        let mut found: Vec<(Reading, Option<&Act>, String)> = Vec::new();
        for act in &scene.acts {
            // "The repeal … was not repealed": the verb says it.
            let kind = scene.rule(act).claim;
            let mut others = scene.acts.iter();
            let repeated = |other: &Act| other.form.finite && scene.rule(other).claim == kind;
            // "Barred from waiving" and "no waiver is allowed" waive nothing.
            let barred = |other: &Act| {
                let holds = |object: &std::ops::Range<usize>| scene::overlap(&other.at, object);
                scene.rule(other).claim == ClaimKind::WaiverBarred
                    && matches!(kind, ClaimKind::Waived | ClaimKind::Suspended)
                    && (!act.form.finite || act.object.as_ref().is_some_and(holds))
            };
            let again =
                |other: &Act| !act.form.finite && repeated(other) && !scene.is_negated(&act.at);
            let told = kind.changes_law() || kind.is_of_bill();
            if told && others.any(|other| again(other) || barred(other)) {
                continue;
            }
            let judged = judge(scene, act, around);
            let reason = reason(scene, act, &judged, language, text);
            found.extend(
                judged
                    .readings
                    .iter()
                    .map(|&reading| (reading, Some(act), reason.clone())),
            );
        }
        let opposed = opposed_beside(scene, &scenes[..at], &found);
        found.extend(opposed.map(|reason| {
            let reading = (ClaimKind::Opposed, Polarity::Affirmed, Certainty::Stated);
            (reading, None, format!("{language} opposed: {reason}"))
        }));
        for ((kind, polarity, certainty), act, reason) in found {
            let same = |claim: &Claim| {
                (claim.kind, claim.polarity, claim.certainty) == (kind, polarity, certainty)
            };
            if claims.iter().any(same) {
                continue;
            }
            let said = speaker::of(scene, act, text);
            claims.push(Claim {
                kind,
                polarity,
                certainty,
                speaker: said.speaker,
                quoted: said.quoted,
                outlet: None,
                quote: printable::clip(&one_line(&text[scene.sentence.at.clone()]), QUOTE_MAX),
                reason,
            });
        }
    }
    settle(&mut claims);
    claims
}

/// What a question gets for an answer, behind a break or in the sentence after it.
fn answer(scene: &Scene<'_>, next: Option<&Scene<'_>>) -> Option<Answer> {
    let (no, yes) = (&scene.lexicon.no, &scene.lexicon.yes);
    let after =
        |words| next.is_some_and(|next| !next.sentence.asks && next.sentence.is_answer(words));
    if scene.sentence.answers(no) || after(no) {
        return Some(Answer::No);
    }
    if scene.sentence.answers(yes) || after(yes) {
        return Some(Answer::Yes);
    }
    let next = next.filter(|next| next.acts.is_empty())?;
    let denial = next.cues_of(CueKind::Denied).next()?;
    (!next.is_negated(denial)).then_some(Answer::Denied)
}

/// What a text asks and then says, it says; and what is new is no background.
fn settle(claims: &mut Vec<Claim>) {
    let said: Vec<ClaimKind> = claims
        .iter()
        .filter(|claim| claim.certainty == Certainty::Stated)
        .map(|claim| claim.kind)
        .collect();
    claims.retain(|claim| claim.certainty != Certainty::Questioned || !said.contains(&claim.kind));
    if claims
        .iter()
        .any(|claim| claim.kind != ClaimKind::Background)
    {
        claims.retain(|claim| claim.kind != ClaimKind::Background);
    }
}

/// Whether it changes the law in favour of aid: who is against the end of a waiver is
/// against the provision.
fn eases(kind: ClaimKind) -> bool {
    kind.changes_law() && !matches!(kind, ClaimKind::WaiverEnded | ClaimKind::WaiverBarred)
}

/// Words against what is told beside them: "… extends the waiver; the lobby protests".
fn opposed_beside(
    scene: &Scene<'_>,
    before: &[Scene<'_>],
    found: &[(Reading, Option<&Act>, String)],
) -> Option<String> {
    let told = |((kind, polarity, certainty), act, _): &(Reading, Option<&Act>, String)| {
        (eases(*kind) || kind.is_of_bill())
            && *certainty == Certainty::Stated
            && *polarity == Polarity::Affirmed
            && act.is_some_and(|act| act.form.finite)
    };
    let here = found.iter().any(told);
    let just_before = found.is_empty()
        && before.last().is_some_and(|before| {
            let mut acts = before.acts.iter();
            acts.any(|act| act.form.finite && eases(before.rule(act).claim))
        });
    if !here && !just_before
        || found
            .iter()
            .any(|((kind, ..), ..)| *kind == ClaimKind::Opposed)
    {
        return None;
    }
    let of_act = |at: &std::ops::Range<usize>| {
        let mut acts = scene.acts.iter();
        acts.any(|act| scene::overlap(&act.at, at))
    };
    let cue = scene
        .opposing()
        .find(|at| !scene.is_negated(at) && !of_act(at))?;
    let words = &scene.words()[cue.clone()];
    let words: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    Some(format!("\"{}\"", words.join(" ")))
}

/// The rule, the words it rests on, and those that decided how it is meant.
fn reason(scene: &Scene<'_>, act: &Act, judged: &Judged, language: Language, text: &str) -> String {
    let written = |at: &std::ops::Range<usize>| {
        let words = &scene.words()[at.clone()];
        let (first, last) = (&words[0], &words[words.len() - 1]);
        one_line(first_chars(&text[first.at.start..last.at.end], QUOTE_MAX))
    };
    let mut reason = format!(
        "{language} {}: \"{}\"",
        scene.rule(act).id,
        written(&act.at)
    );
    if let Some(object) = &act.object {
        reason.push_str(&format!(" of \"{}\"", written(object)));
    }
    for (kind, at) in &judged.because {
        reason.push_str(&format!("; {}: \"{}\"", kind.as_str(), written(at)));
    }
    reason
}

#[cfg(test)]
mod tests;
