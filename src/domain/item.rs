//! Items: the things found in a snapshot, and what tells one from another.

use jiff::Timestamp;

/// One thing found in a snapshot: a feed's entry, an action on a measure.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Item {
    /// What tells it from the other items of its source, for as long as the source
    /// lists it. Never empty, and unique within a snapshot.
    pub key: String,
    /// Plain text on one line; may be empty.
    pub title: String,
    /// An absolute address.
    pub link: Option<String>,
    pub published_at: Option<Timestamp>,
    pub updated_at: Option<Timestamp>,
    /// As the source sent it, which for feeds is often HTML; may be empty.
    pub summary: String,
    /// As the source sent it, which for feeds is often HTML; may be empty.
    pub content: String,
}
