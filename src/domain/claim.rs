//! Claims: what the press says has become of Section 907.
//!
//! A claim proves nothing and moves no standing: it is rhetoric, whoever makes it. It is
//! kept beside the record, which settles it. How claims are read of a text is told in
//! [`press::claims`](crate::extract::press::claims); here are the values, which stand
//! in JSON and in databases and are never renamed.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What is said to have happened.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClaimKind {
    /// Struck from the law.
    Repealed,
    /// Lifted, removed, ended: no word of law.
    Lifted,
    /// Made to mean nothing: "effectively neutralized".
    Neutralised,
    /// Put out of force for a time.
    Suspended,
    /// A waiver was given or extended.
    Waived,
    /// A waiver ran out, was revoked or was not renewed.
    WaiverEnded,
    /// The President may no longer waive: "waiver repeal".
    WaiverBarred,
    BillIntroduced,
    BillTextPublished,
    /// A committee or a calendar took a bill a step further.
    BillAdvanced,
    BillPassedChamber,
    AmendmentProposed,
    AmendmentAdopted,
    AmendmentRejected,
    RepealExpected,
    RepealCalledFor,
    /// Somebody is against a waiver, a suspension or a repeal.
    Opposed,
    /// Somebody says that what was claimed isn't so.
    Denied,
    /// On the provision, and nothing new.
    Background,
}

impl ClaimKind {
    pub const ALL: [Self; 19] = [
        Self::Repealed,
        Self::Lifted,
        Self::Neutralised,
        Self::Suspended,
        Self::Waived,
        Self::WaiverEnded,
        Self::WaiverBarred,
        Self::BillIntroduced,
        Self::BillTextPublished,
        Self::BillAdvanced,
        Self::BillPassedChamber,
        Self::AmendmentProposed,
        Self::AmendmentAdopted,
        Self::AmendmentRejected,
        Self::RepealExpected,
        Self::RepealCalledFor,
        Self::Opposed,
        Self::Denied,
        Self::Background,
    ];

    /// As in JSON, in the database and in the tables of rules: `waiver_ended`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Repealed => "repealed",
            Self::Lifted => "lifted",
            Self::Neutralised => "neutralised",
            Self::Suspended => "suspended",
            Self::Waived => "waived",
            Self::WaiverEnded => "waiver_ended",
            Self::WaiverBarred => "waiver_barred",
            Self::BillIntroduced => "bill_introduced",
            Self::BillTextPublished => "bill_text_published",
            Self::BillAdvanced => "bill_advanced",
            Self::BillPassedChamber => "bill_passed_chamber",
            Self::AmendmentProposed => "amendment_proposed",
            Self::AmendmentAdopted => "amendment_adopted",
            Self::AmendmentRejected => "amendment_rejected",
            Self::RepealExpected => "repeal_expected",
            Self::RepealCalledFor => "repeal_called_for",
            Self::Opposed => "opposed",
            Self::Denied => "denied",
            Self::Background => "background",
        }
    }

    /// The kind spelled so, exactly.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// Whether the law would stand otherwise if it were so.
    pub fn changes_law(self) -> bool {
        match self {
            Self::Repealed
            | Self::Lifted
            | Self::Neutralised
            | Self::Suspended
            | Self::Waived
            | Self::WaiverEnded
            | Self::WaiverBarred => true,
            Self::BillIntroduced
            | Self::BillTextPublished
            | Self::BillAdvanced
            | Self::BillPassedChamber
            | Self::AmendmentProposed
            | Self::AmendmentAdopted
            | Self::AmendmentRejected
            | Self::RepealExpected
            | Self::RepealCalledFor
            | Self::Opposed
            | Self::Denied
            | Self::Background => false,
        }
    }

    /// Whether it tells of a bill, or of an amendment to one.
    pub fn is_of_bill(self) -> bool {
        match self {
            Self::BillIntroduced
            | Self::BillTextPublished
            | Self::BillAdvanced
            | Self::BillPassedChamber
            | Self::AmendmentProposed
            | Self::AmendmentAdopted
            | Self::AmendmentRejected => true,
            Self::Repealed
            | Self::Lifted
            | Self::Neutralised
            | Self::Suspended
            | Self::Waived
            | Self::WaiverEnded
            | Self::WaiverBarred
            | Self::RepealExpected
            | Self::RepealCalledFor
            | Self::Opposed
            | Self::Denied
            | Self::Background => false,
        }
    }
}

impl fmt::Display for ClaimKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Whether it is said to be so, or not to be so.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Polarity {
    Affirmed,
    Negated,
}

impl Polarity {
    pub const ALL: [Self; 2] = [Self::Affirmed, Self::Negated];

    /// As in JSON and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Affirmed => "affirmed",
            Self::Negated => "negated",
        }
    }

    /// The polarity spelled so, exactly.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|polarity| polarity.as_str() == name)
    }
}

impl fmt::Display for Polarity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// How it is said: as a fact, or as something else.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    Stated,
    Expected,
    CalledFor,
    Questioned,
    Conditional,
}

impl Certainty {
    pub const ALL: [Self; 5] = [
        Self::Stated,
        Self::Expected,
        Self::CalledFor,
        Self::Questioned,
        Self::Conditional,
    ];

    /// As in JSON and in the database: `called_for`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Stated => "stated",
            Self::Expected => "expected",
            Self::CalledFor => "called_for",
            Self::Questioned => "questioned",
            Self::Conditional => "conditional",
        }
    }

    /// The certainty spelled so, exactly.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|certainty| certainty.as_str() == name)
    }
}

impl fmt::Display for Certainty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// What a text is written in, of what is read here.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    En,
    Ru,
    Az,
    Tr,
    Hy,
}

impl Language {
    pub const ALL: [Self; 5] = [Self::En, Self::Ru, Self::Az, Self::Tr, Self::Hy];

    /// Its code in ISO 639-1.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Ru => "ru",
            Self::Az => "az",
            Self::Tr => "tr",
            Self::Hy => "hy",
        }
    }

    /// The language of this code.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|language| language.as_str() == code)
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// One thing that a text says of Section 907.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    #[serde(rename = "claim")]
    pub kind: ClaimKind,
    pub polarity: Polarity,
    pub certainty: Certainty,
    /// Who says it, as the text names them. `None`: the outlet does, in its own voice.
    pub speaker: Option<String>,
    /// Whose own words it is, where they stand in quotation marks.
    pub quoted: Option<String>,
    /// Who published it.
    pub outlet: Option<String>,
    /// The sentence, on one line, up to 300 characters.
    pub quote: String,
    /// Which rule read it, and the words it rests on: `en repealed: repealed … Section 907`.
    pub reason: String,
}

impl Claim {
    /// As people say it: `lifted`, `not repealed`, `repealed?`.
    pub fn in_words(&self) -> String {
        let kind = self.kind.as_str().replace('_', " ");
        let kind = match self.polarity {
            Polarity::Affirmed => kind,
            Polarity::Negated => format!("not {kind}"),
        };
        match self.certainty {
            Certainty::Stated => kind,
            Certainty::Questioned => format!("{kind}?"),
            // A kind that says so itself.
            _ if matches!(
                self.kind,
                ClaimKind::RepealExpected | ClaimKind::RepealCalledFor
            ) =>
            {
                kind
            }
            certainty => format!("{kind} ({})", certainty.as_str().replace('_', " ")),
        }
    }

    /// Whether it says that the law has changed: a kind that would change it, affirmed and
    /// stated as a fact.
    pub fn says_law_changed(&self) -> bool {
        self.kind.changes_law()
            && self.polarity == Polarity::Affirmed
            && self.certainty == Certainty::Stated
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_as_they_are_written() {
        for kind in ClaimKind::ALL {
            assert_eq!(ClaimKind::parse(kind.as_str()), Some(kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
        }
        for polarity in Polarity::ALL {
            assert_eq!(Polarity::parse(polarity.as_str()), Some(polarity));
            assert_eq!(serde_json::to_value(polarity).unwrap(), polarity.as_str());
        }
        for certainty in Certainty::ALL {
            assert_eq!(Certainty::parse(certainty.as_str()), Some(certainty));
            assert_eq!(serde_json::to_value(certainty).unwrap(), certainty.as_str());
        }
        for language in Language::ALL {
            assert_eq!(Language::parse(language.as_str()), Some(language));
            assert_eq!(serde_json::to_value(language).unwrap(), language.as_str());
        }
        assert_eq!(ClaimKind::parse("ratified"), None);
    }
}
