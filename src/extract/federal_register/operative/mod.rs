//! What the text of a document does to Section 907.
//!
//! A waiver is made by one sentence, "Accordingly, I hereby extend the waiver of section
//! 907 of the FREEDOM Support Act", or by the like in another voice. That sentence is
//! looked for, and nothing else counts: not the title, not a list of authorities, not a
//! delegation of the power to waive, not an earlier waiver that is told of. What isn't
//! understood is a mention, and says why.

mod lines;

mod sentences;

mod citations;

mod acts;

pub(super) mod dateline;

use jiff::civil::Date;

use crate::domain::{instrument::Effect, printable};

use acts::{Act, Context};
use citations::Cited;
use sentences::Sentence;

pub use acts::Reason;

/// Characters of a quote that are kept.
const QUOTE_MAX: usize = 600;

/// What a text that names Section 907 does to it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Operative {
    /// [`Effect::Waives`], [`Effect::Revokes`], [`Effect::MeetsCondition`] or, where it
    /// does nothing, [`Effect::Mentions`].
    pub effect: Effect,
    /// Why it is a mention and no more.
    pub reason: Option<Reason>,
    /// The operative sentence, or the first that names the section, as it stands.
    pub quote: String,
    pub signed_on: Option<Date>,
    /// Who signed it: `the President`, or a name and an office.
    pub by: Option<String>,
}

/// What a text says of sections 907.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Reading {
    Ours(Operative),
    /// It names a section 907 of another act: the sentence.
    Namesake(String),
    Silent,
}

/// Reads a document: plain text or HTML, whole.
pub fn read(document: &str) -> Reading {
    let lines = lines::lines(document);
    let sentences = sentences::sentences(&lines::paragraphs(&lines));
    let cited = citations::of_document(&sentences);
    let naming = |act: Cited| {
        let mut all = sentences.iter().zip(&cited);
        all.find(|(_, cited)| cited.iter().any(|one| one.act == act))
            .map(|(sentence, _)| sentence)
    };
    let Some(first) = naming(Cited::Ours) else {
        let namesake = naming(Cited::Namesake);
        return namesake.map_or(Reading::Silent, |one| {
            Reading::Namesake(printable::clip(&one.text, QUOTE_MAX))
        });
    };

    let mut found: Vec<(Act, &Sentence)> = Vec::new();
    let mut is_waiver_ours = None;
    for (sentence, citations) in sentences.iter().zip(&cited) {
        let context = Context {
            sentence,
            citations,
            is_waiver_ours,
        };
        found.extend(acts::of(&context).into_iter().map(|act| (act, sentence)));
        is_waiver_ours = acts::waiver_named(sentence, citations).or(is_waiver_ours);
    }
    let (effect, reason, sentence) = match is_correction(&sentences) {
        true => (Effect::Mentions, Some(Reason::Corrects), first),
        false => decided(&found).unwrap_or((Effect::Mentions, Some(Reason::Refers), first)),
    };
    Reading::Ours(Operative {
        effect,
        reason,
        quote: printable::clip(&sentence.text, QUOTE_MAX),
        signed_on: dateline::signed_on(&lines),
        by: dateline::by(&lines),
    })
}

/// The title that a text gives itself: its first heading that names our section, or the
/// first line that isn't a sentence.
pub(super) fn title(document: &str) -> Option<String> {
    const TITLE_MAX: usize = 300;
    let lines = lines::lines(document);
    let paragraphs = lines::paragraphs(&lines);
    let headings = || {
        let short = paragraphs.iter().take(40);
        short.filter(|text| {
            text.len() <= TITLE_MAX
                && !text.ends_with(['.', ':', ';', ','])
                && !text.contains("[Public Notice")
        })
    };
    let named = headings().find(|text| text.contains("907"));
    let title = named.or_else(|| headings().next())?;
    let title = title
        .rsplit_once("SUBJECT:")
        .map_or(title.as_str(), |(_, subject)| subject);
    Some(
        title
            .trim_end_matches("\u{2013} The White House")
            .trim()
            .to_owned(),
    )
}

/// What the acts of a document come to. One that meets the condition outdoes a waiver,
/// and a new waiver the end of an old one. A determination alone is a waiver, as by
/// Public Law 107-115 nothing else is asked for, unless the document says that it isn't.
fn decided<'a>(found: &[(Act, &'a Sentence)]) -> Option<(Effect, Option<Reason>, &'a Sentence)> {
    let of = |act: Act| {
        found
            .iter()
            .find(|(one, _)| *one == act)
            .map(|&(_, sentence)| sentence)
    };
    for effect in [Effect::MeetsCondition, Effect::Waives, Effect::Revokes] {
        if let Some(sentence) = of(Act::Performed(effect)) {
            return Some((effect, None, sentence));
        }
    }
    if let Some(sentence) = of(Act::Spoken(Reason::Negated)) {
        return Some((Effect::Mentions, Some(Reason::Negated), sentence));
    }
    if let Some(sentence) = of(Act::Determined) {
        return Some((Effect::Waives, None, sentence));
    }
    let spoken = found.iter().filter_map(|&(act, sentence)| match act {
        Act::Spoken(reason) => Some((Effect::Mentions, Some(reason), sentence)),
        Act::Performed(_) | Act::Determined => None,
    });
    // Of equals the first is meant; the reasons are ordered by how much they say.
    let mut best = None;
    for one in spoken {
        if best.is_none_or(|(_, reason, _)| one.1 > reason) {
            best = Some(one);
        }
    }
    best
}

/// Whether a document mends the print of another.
fn is_correction(sentences: &[Sentence]) -> bool {
    sentences.iter().take(40).any(|sentence| {
        let text = sentence.text.to_lowercase();
        text == "correction"
            || text == "corrections"
            || text.contains("make the following correction")
            || text.contains("is corrected to read")
            || text.contains("is corrected as follows")
            || text.contains("should read as follows")
            || text.contains("reprinted in its entirety")
            || text.contains("is being republished")
            || text.contains("is republished")
    })
}

#[cfg(test)]
mod tests;
