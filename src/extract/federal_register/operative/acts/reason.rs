//! Why a document that speaks of Section 907 does nothing to it.

use serde::Serialize;

/// In the order of how much each says; where several hold, the last is told.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// It names the section, and no act.
    Refers,
    /// It tells of an earlier act, or of what others do.
    Reports,
    /// It lets somebody act.
    Delegates,
    /// It acts only if something comes to pass, or may.
    Conditional,
    Asks,
    Quotes,
    /// It says that it does not.
    Negated,
    /// It mends the print of an earlier document.
    Corrects,
}

impl Reason {
    /// For people, after "it": `delegates the authority to waive Section 907`.
    pub fn prose(self) -> &'static str {
        match self {
            Self::Refers => "only refers to Section 907",
            Self::Reports => "only tells of a waiver of Section 907 that was made elsewhere",
            Self::Delegates => "passes on the authority to waive Section 907",
            Self::Conditional => "speaks of a waiver of Section 907 that may come",
            Self::Asks => "asks about a waiver of Section 907",
            Self::Quotes => "quotes what was said of a waiver of Section 907",
            Self::Negated => "says that Section 907 is not waived by it",
            Self::Corrects => "corrects the print of an earlier document",
        }
    }
}
