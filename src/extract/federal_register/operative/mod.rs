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

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use crate::domain::instrument::Effect;

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
    /// The grounds that it names: `Public Law 107-115`, `Delegation of Authority 513`.
    pub authority: Vec<String>,
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
        return namesake.map_or(Reading::Silent, |one| Reading::Namesake(quote(&one.text)));
    };

    let mut found: Vec<(Act, &Sentence)> = Vec::new();
    let mut is_waiver_ours = None;
    for (sentence, citations) in sentences.iter().zip(&cited) {
        let context = Context {
            sentence,
            citations,
            is_waiver_ours,
            is_ours_named: true,
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
        quote: quote(&sentence.text),
        signed_on: dateline::signed_on(&lines),
        by: dateline::by(&lines),
        authority: authorities(&sentences),
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

/// What a document says that it acts under.
fn authorities(sentences: &[Sentence]) -> Vec<String> {
    static GROUNDS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?:Public Law|Pub\. ?L\.|P\.L\.)(?: No\.)? \d+[-\u{2010}-\u{2013}]\d+|(?:E\.O\.|Executive Order) \d{4,5}|Delegation of Authority(?: No\.)? \d+(?:-\d+)?",
        )
        .expect("the pattern is sound")
    });
    let mut named = Vec::new();
    for sentence in sentences.iter().take(200) {
        for found in GROUNDS.find_iter(&sentence.text) {
            let found = found
                .as_str()
                .replace(['\u{2010}', '\u{2011}', '\u{2012}', '\u{2013}'], "-");
            let found = found
                .replace("Pub. L.", "Public Law")
                .replace("Pub.L.", "Public Law")
                .replace("P.L.", "Public Law")
                .replace("E.O.", "Executive Order")
                .replace(" No.", "");
            // The act that is waived is no ground for waiving it.
            if !found.ends_with("102-511") && !named.contains(&found) && named.len() < 8 {
                named.push(found);
            }
        }
    }
    named
}

/// A sentence as it is kept, cut at a word where it is long.
fn quote(sentence: &str) -> String {
    match sentence.char_indices().nth(QUOTE_MAX) {
        None => sentence.to_owned(),
        Some((end, _)) => {
            let cut = &sentence[..end];
            let cut = cut.rfind(' ').map_or(cut, |space| &cut[..space]);
            format!("{cut} \u{2026}")
        }
    }
}

#[cfg(test)]
mod tests;
