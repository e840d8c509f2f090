//! What looks like the provision and isn't, and why.

use std::ops::Range;

use super::{
    analysis::PLACES_MAX,
    citations::Kind,
    marks::{last_bytes, quote_around},
    provisions::{Scanned, place_of},
};
use crate::domain::effect::FalseFriend;

/// Bytes before a naming of the Act in which its section is looked for.
const BEFORE_MAX: usize = 300;

/// What a "section 907" or a "Freedom Support Act" is instead.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Reason {
    /// Section 907 of another Act.
    OtherAct(String),
    /// Section 907 of the text itself.
    Own,
    /// A section 907 without an Act, where none was named.
    Unnamed,
    /// Another Act of nearly the same name.
    OtherFreedomAct(String),
    /// Another part of the FREEDOM Support Act.
    OtherPart(String),
    /// The FREEDOM Support Act as a whole.
    WholeAct,
    /// 22 U.S.C. 5812 itself, and not its note.
    CodeSection,
    /// Another law that is a note to 22 U.S.C. 5812.
    OtherNote(String),
    /// A bill, a resolution or an amendment that has the number.
    Measure(String),
}

impl Reason {
    pub(super) fn text(&self) -> String {
        match self {
            Self::OtherAct(act) => format!("section 907 of another law: {act}"),
            Self::Own => "this text's own section 907".to_owned(),
            Self::Unnamed => "a section 907 without an Act that it could be of".to_owned(),
            Self::OtherFreedomAct(act) => format!("another Act: {act}"),
            Self::OtherPart(part) => {
                format!("{part} of the FREEDOM Support Act, not its section 907")
            }
            Self::WholeAct => "the FREEDOM Support Act in general, not its section 907".to_owned(),
            Self::CodeSection => {
                "22 U.S.C. 5812 itself (coordination of assistance), not the note that is section \
                 907"
                .to_owned()
            }
            Self::OtherNote(law) => format!("another note to 22 U.S.C. 5812: {law}"),
            Self::Measure(number) => format!("the number of a measure: {number}"),
        }
    }
}

/// Measures that have the number.
pub(super) fn measures(text: &str) -> Vec<(Range<usize>, Reason)> {
    pattern!(
        MEASURE,
        r"\b(?:H\.?\s?R\.?|H\.?\s?(?:J\.?\s?|Con\.?\s?)?Res\.?|S\.?\s?(?:J\.?\s?|Con\.?\s?)?Res\.?|S\.|(?:House|Senate)\s+(?:Joint\s+|Concurrent\s+)?(?:Bill|Resolution)|(?:S\.\s?A\.|SA|Amendment)(?:\s+(?i:no)\.?)?)\s?907\b"
    );
    let found = MEASURE.find_iter(text);
    found
        .map(|found| (found.range(), Reason::Measure(found.as_str().to_owned())))
        .collect()
}

/// Why a naming of the FREEDOM Support Act that nothing refers back to is none of the
/// provision: by the section before it, where there is one.
pub(super) fn of_act(before: &str) -> Reason {
    pattern!(
        PART,
        r"(?i)\b((?:sub)?(?:sections?|secs?\.|title|chapter|subtitle)\s+[0-9IVXLC][0-9a-z()]*(?:(?:,?\s+(?:and|or|through)|,)\s+[0-9IVXLC][0-9a-z()]*){0,12})\s+of\s+(?:the\s+)?$"
    );
    match PART.captures(before) {
        Some(found) => Reason::OtherPart(found[1].to_owned()),
        None => Reason::WholeAct,
    }
}

/// A false friend that a later reference back may still make a true one.
pub(super) struct Pending {
    pub(super) friend: FalseFriend,
    pub(super) is_act: bool,
}

pub(super) fn friends_of(scanned: &[Scanned], at: usize, place: &str) -> Vec<Pending> {
    let Scanned { node, scan, .. } = &scanned[at];
    let place = place_of(scanned, at, place);
    let friend = |span: &Range<usize>, reason: Reason| FalseFriend {
        quote: quote_around(&node.text, span),
        place: place.clone(),
        reason: reason.text(),
    };
    let mut pending: Vec<(usize, Pending)> = Vec::new();
    for (span, reason) in scan.friends.iter().take(PLACES_MAX + 1) {
        let friend = friend(span, reason.clone());
        pending.push((
            span.start,
            Pending {
                friend,
                is_act: false,
            },
        ));
    }
    let unused = scan.mentions.iter().filter(|mention| !mention.used);
    for mention in unused.take(PLACES_MAX + 1) {
        let reason = match mention.kind {
            Kind::Act => of_act(last_bytes(&node.text[..mention.span.start], BEFORE_MAX)),
            Kind::TitleNine => Reason::OtherPart("title IX".to_owned()),
            Kind::Provision | Kind::Part | Kind::Authority | Kind::Back => continue,
        };
        let friend = friend(&mention.span, reason);
        pending.push((
            mention.span.start,
            Pending {
                friend,
                is_act: true,
            },
        ));
    }
    pending.sort_by_key(|(start, _)| *start);
    pending.into_iter().map(|(_, pending)| pending).collect()
}
