//! Sources: the places that are read, as the rules know them.

use std::{fmt, str::FromStr};

use crate::domain::{quality::SourceState, rung::Rung};

/// The short name of a source: lower-case letters, digits and dashes, a letter or
/// digit first and last, at most [`SourceId::LENGTH_MAX`] of them.
///
/// It names the source's history, so it outlives a change of address.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct SourceId(String);

#[derive(Clone, Debug, thiserror::Error, PartialEq)]
#[error(
    "expected up to 48 lower-case letters, digits and dashes, as in federal-register, not `{0}`"
)]
pub struct ParseSourceIdError(String);

/// How a source is read.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum SourceKind {
    /// RSS, Atom, RDF or JSON Feed: entries.
    Feed,
    /// A page of HTML or text: blocks of text.
    Page,
    /// A BILLSTATUS file: the record of one measure.
    Measure,
    /// api.congress.gov: the record of one measure, or a list of measures.
    CongressApi,
    /// congress.gov: the page of one measure, or results of a search.
    CongressPage,
    /// The Federal Register's API: documents, published or on public inspection.
    FederalRegister,
    /// GovInfo: a feed or a sitemap of packages.
    Govinfo,
    /// The note under a section of the United States Code.
    UsCode,
    /// The text of a bill or a law.
    Text,
    /// The text of one document of the Federal Register.
    Document,
    /// The article behind an entry of a feed.
    Article,
}

/// Which entries of a list are gone after: bills' texts and records, documents' texts.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Follow {
    All,
    /// Those on the topic by what the list says of them.
    Topic,
    Nothing,
}

/// Which new or changed items of a source are told.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Tell {
    All,
    /// Those on the topic of the configuration.
    Topic,
    /// None; what they prove still moves standings.
    Nothing,
}

/// A host and port at which an address that isn't public may be asked.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct HostPort {
    /// A name or an address, IPv6 with or without brackets.
    pub host: String,
    pub port: u16,
}

impl SourceId {
    pub const LENGTH_MAX: usize = 48;

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl SourceKind {
    pub const ALL: [Self; 11] = [
        Self::Feed,
        Self::Page,
        Self::Measure,
        Self::CongressApi,
        Self::CongressPage,
        Self::FederalRegister,
        Self::Govinfo,
        Self::UsCode,
        Self::Text,
        Self::Document,
        Self::Article,
    ];

    /// Those that a configuration may name; texts are gone after where a document leads
    /// to one.
    pub const CONFIGURED: [Self; 8] = [
        Self::Feed,
        Self::Page,
        Self::Measure,
        Self::CongressApi,
        Self::CongressPage,
        Self::FederalRegister,
        Self::Govinfo,
        Self::UsCode,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Feed => "feed",
            Self::Page => "page",
            Self::Measure => "measure",
            Self::CongressApi => "congress-api",
            Self::CongressPage => "congress-page",
            Self::FederalRegister => "federal-register",
            Self::Govinfo => "govinfo",
            Self::UsCode => "us-code",
            Self::Text => "text",
            Self::Document => "document",
            Self::Article => "article",
        }
    }

    /// The kind spelled so, exactly.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// The most that such a source can prove. A feed or a page points at documents
    /// and is none, congress.gov's included; a measure's record is Congress's own.
    pub fn highest_rung(self) -> Rung {
        match self {
            Self::Feed | Self::Page | Self::CongressPage | Self::Govinfo => Rung::Announced,
            Self::Measure | Self::CongressApi | Self::FederalRegister | Self::Document => {
                Rung::Published
            }
            Self::Article => Rung::Rhetoric,
            Self::Text => Rung::PublicLaw,
            Self::UsCode => Rung::Codified,
        }
    }

    /// What the operator can do about a source of this kind that is in `state`.
    pub fn advice(self, state: SourceState) -> Option<&'static str> {
        match (self, state) {
            (Self::CongressPage, SourceState::Blocked) => Some(
                "congress.gov asks for a browser. Watch the same through the API (`congress-api`, \
                 with a key) or through GovInfo (`measure`, `govinfo`), which need none.",
            ),
            _ => state.advice(),
        }
    }

    /// Whether its entries can be gone after.
    pub fn is_list(self) -> bool {
        match self {
            Self::Feed
            | Self::CongressApi
            | Self::CongressPage
            | Self::FederalRegister
            | Self::Govinfo => true,
            Self::Page
            | Self::Measure
            | Self::UsCode
            | Self::Text
            | Self::Document
            | Self::Article => false,
        }
    }
}

impl Follow {
    pub const ALL: [Self; 3] = [Self::All, Self::Topic, Self::Nothing];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Topic => "topic",
            Self::Nothing => "nothing",
        }
    }
}

impl Tell {
    pub const ALL: [Self; 3] = [Self::All, Self::Topic, Self::Nothing];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Topic => "topic",
            Self::Nothing => "nothing",
        }
    }
}

impl FromStr for SourceId {
    type Err = ParseSourceIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        let valid = !text.is_empty()
            && text.len() <= Self::LENGTH_MAX
            && text.bytes().all(plain)
            && !text.starts_with('-')
            && !text.ends_with('-');
        if !valid {
            return Err(ParseSourceIdError(text.to_owned()));
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for SourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Display for HostPort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{}:{}", self.host, self.port))
    }
}

impl fmt::Display for SourceKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Display for Tell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_named_by_a_short_word() {
        for name in ["azertag-en", "hr6534-119", "1news"] {
            assert_eq!(name.parse::<SourceId>().unwrap().as_str(), name);
        }
        let long = "x".repeat(SourceId::LENGTH_MAX + 1);
        for name in ["", "-a", "a-", "Azertag", "a b", "a/b", "ə", &long] {
            assert!(name.parse::<SourceId>().is_err(), "{name}");
        }
    }

    #[test]
    fn only_a_measures_record_counts_as_published() {
        assert_eq!(SourceKind::Feed.highest_rung(), Rung::Announced);
        assert_eq!(SourceKind::Page.highest_rung(), Rung::Announced);
        assert_eq!(SourceKind::Measure.highest_rung(), Rung::Published);
        for kind in SourceKind::CONFIGURED {
            assert!(SourceKind::ALL.contains(&kind));
        }
    }
}
