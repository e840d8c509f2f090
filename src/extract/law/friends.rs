//! What looks like the provision and isn't, and why.

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

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
    static MEASURE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"\b(?:H\.?\s?R\.?|H\.?\s?(?:J\.?\s?|Con\.?\s?)?Res\.?|S\.?\s?(?:J\.?\s?|Con\.?\s?)?Res\.?|S\.|(?:House|Senate)\s+(?:Joint\s+|Concurrent\s+)?(?:Bill|Resolution)|(?:S\.\s?A\.|SA|Amendment)(?:\s+(?i:no)\.?)?)\s?907\b",
        )
        .expect("the pattern is fixed")
    });
    let found = MEASURE.find_iter(text);
    found
        .map(|found| (found.range(), Reason::Measure(found.as_str().to_owned())))
        .collect()
}

/// Why a naming of the FREEDOM Support Act that nothing refers back to is none of the
/// provision: by the section before it, where there is one.
pub(super) fn of_act(before: &str) -> Reason {
    static PART: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?i)\b((?:sub)?(?:sections?|secs?\.|title|chapter|subtitle)\s+[0-9IVXLC][0-9a-z()]*(?:(?:,?\s+(?:and|or|through)|,)\s+[0-9IVXLC][0-9a-z()]*){0,12})\s+of\s+(?:the\s+)?$",
        )
        .expect("the pattern is fixed")
    });
    match PART.captures(before) {
        Some(found) => Reason::OtherPart(found[1].to_owned()),
        None => Reason::WholeAct,
    }
}
