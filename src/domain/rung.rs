//! Rungs: how strong the evidence is that a document gives.
//!
//! Law is told apart from rhetoric by where a statement stands, never by how it is
//! worded. The rungs are ordered, so a rule can ask for "at least published".

use std::fmt;

use serde::{Deserialize, Serialize};

/// Strength of evidence, weakest first.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rung {
    /// The press, interviews, statements: proves nothing.
    Rhetoric,
    /// The signing office says so on its own site; may be back-dated or never published.
    Announced,
    /// Filed for public inspection at the Federal Register.
    Inspection,
    /// Published: the Federal Register, Congress's record of a measure.
    Published,
    /// The text that both chambers passed.
    Enrolled,
    PublicLaw,
    /// Carried into the United States Code.
    Codified,
}

impl Rung {
    pub const ALL: [Self; 7] = [
        Self::Rhetoric,
        Self::Announced,
        Self::Inspection,
        Self::Published,
        Self::Enrolled,
        Self::PublicLaw,
        Self::Codified,
    ];

    /// As in the configuration, in JSON and in the database: `public_law`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rhetoric => "rhetoric",
            Self::Announced => "announced",
            Self::Inspection => "inspection",
            Self::Published => "published",
            Self::Enrolled => "enrolled",
            Self::PublicLaw => "public_law",
            Self::Codified => "codified",
        }
    }

    /// The rung spelled so, exactly.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rung| rung.as_str() == name)
    }
}

impl fmt::Display for Rung {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rungs_climb_from_rhetoric_to_the_code() {
        assert!(Rung::ALL.is_sorted());
        assert!(Rung::Announced < Rung::Published);
    }

    #[test]
    fn a_rung_is_read_as_it_is_written() {
        for rung in Rung::ALL {
            assert_eq!(Rung::parse(&rung.to_string()), Some(rung));
        }
        assert_eq!(Rung::parse("law"), None);
    }
}
