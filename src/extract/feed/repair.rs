//! What had to be mended before a feed could be read, in words for its operator.

use std::fmt;

/// A fault of a document that was coped with. Each is reported once per document.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Repair {
    /// The header or the document names the wrong encoding.
    Encoding {
        declared: String,
        used: &'static str,
    },
    /// Something stands before the document: a warning of PHP, blank lines.
    Junk,
    /// An XML declaration that isn't the first thing in the document.
    Declaration,
    /// Characters that XML forbids.
    Controls,
    /// `&` that starts no reference, and references to nothing XML knows.
    References,
    /// `<` that starts no tag.
    Brackets,
    /// Tags that are not closed, closed twice or closed in the wrong order.
    Tags,
    /// An RSS version that doesn't exist, or none.
    Version,
    /// A namespace that is not declared, or not one of RSS.
    Namespace,
    /// `xml:base` that is no address.
    Base,
    /// The document ends before its end tag.
    Truncated,
    /// JSON with fields of the wrong type.
    Json,
}

impl fmt::Display for Repair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Encoding { declared, used } => {
                return write!(f, "declared as {declared}, read as {used}");
            }
            Self::Junk => "junk before the document dropped",
            Self::Declaration => "misplaced XML declaration dropped",
            Self::Controls => "forbidden characters dropped",
            Self::References => "stray `&` or unknown references mended",
            Self::Brackets => "stray `<` taken as text",
            Self::Tags => "tags that don't match mended",
            Self::Version => "unknown RSS version read as 2.0",
            Self::Namespace => "unknown namespace read as the usual one",
            Self::Base => "unusable xml:base ignored",
            Self::Truncated => "ends before its end tag",
            Self::Json => "JSON values of the wrong type converted or left out",
        }
        .fmt(f)
    }
}

/// The repairs of one document, each once, in the order of [`Repair`].
#[derive(Debug, Default)]
pub(super) struct Repairs(Vec<Repair>);

impl Repairs {
    pub(super) fn note(&mut self, repair: Repair) {
        if let Err(at) = self.0.binary_search(&repair) {
            self.0.insert(at, repair);
        }
    }

    pub(super) fn into_vec(self) -> Vec<Repair> {
        self.0
    }
}
