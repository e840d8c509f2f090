//! What a text of the press claims to have become of Section 907.
//!
//! A reading is a pure function of the text and of the rules, and never evidence.

use serde::Serialize;

use super::topic::Topic;
use crate::domain::claim::{Claim, Language};

/// What was read of one text.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct ClaimReading {
    pub on_topic: bool,
    /// Why it is on topic, or isn't, with the words that it rests on.
    pub reason: String,
    /// `None` where it is in none of the five, or too short to tell.
    pub language: Option<Language>,
    /// In the order of the text; none where it is off topic.
    pub claims: Vec<Claim>,
}

/// Reads what `text` claims: a headline, or a title, a line break and the body, as plain
/// text. `outlet` is who published it, and is passed on.
pub fn read(text: &str, outlet: Option<&str>, topic: &Topic) -> ClaimReading {
    let decision = topic.decide(text);
    let _ = outlet;
    ClaimReading {
        on_topic: decision.on_topic(),
        reason: decision.reason,
        language: None,
        claims: Vec::new(),
    }
}
