//! Why an answer of the Federal Register can't be taken, and what to do about it.

use super::BYTES_MAX;

#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum RegisterError {
    #[error("the answer is empty")]
    Empty,
    #[error("the answer is larger than {} MiB", BYTES_MAX >> 20)]
    TooLarge,
    #[error("the Federal Register has no such document (404)")]
    NotFound,
    #[error("the Federal Register takes us for a robot (unblock.federalregister.gov)")]
    Blocked,
    #[error("the answer is an HTML page, `{0}`, not JSON")]
    Html(String),
    #[error("the Federal Register refused the question: {0}")]
    Refused(String),
    #[error("the answer is cut off: its JSON isn't whole")]
    Truncated,
    #[error("the answer is not JSON: {0}")]
    NotJson(String),
    #[error("the answer is a list without `results`")]
    NoResults,
    #[error("record {0} of the answer has no document number")]
    Unnumbered(usize),
    #[error("the answer says {said} documents and holds {got}")]
    Counts { said: u64, got: u64 },
    #[error("the answer stops counting at {0} documents")]
    TooMany(u64),
    #[error("the next page is elsewhere, at {0}")]
    Elsewhere(String),
    #[error("the answer is JSON, not the text of a document")]
    NotText,
}

impl RegisterError {
    /// What an operator can do; `None` where there is nothing but to ask again.
    pub fn advice(&self) -> Option<&'static str> {
        match self {
            Self::NotFound => Some(
                "Check the number; a document that was withdrawn or isn't published yet has no record.",
            ),
            Self::Blocked => Some(
                "Read federalregister.gov/api/v1 and its raw texts, not the site's pages, less often, \
                 with [fetch] contact set; or read the document at govinfo.gov.",
            ),
            Self::Refused(_) => Some(
                "Check the query: the field for what a presidential document is, is called `subtype`.",
            ),
            Self::TooMany(_) => {
                Some("Narrow the query by conditions[publication_date][gte] or a term.")
            }
            Self::Elsewhere(_) => Some("Nothing was asked there; check the source's address."),
            Self::NotText => Some("Read it as documents, and its raw_text_url as a text."),
            Self::Html(_) => Some("Ask an address that ends in .json."),
            Self::Empty
            | Self::TooLarge
            | Self::Truncated
            | Self::NotJson(_)
            | Self::NoResults
            | Self::Unnumbered(_)
            | Self::Counts { .. } => None,
        }
    }
}
