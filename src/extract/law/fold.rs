//! One line of text under way: white space is folded, what prints nothing is left out.

use crate::extract::text::Lines;

/// A line that takes text in pieces.
#[derive(Default)]
pub(super) struct Folded(Lines);

impl Folded {
    pub(super) fn push(&mut self, text: &str) {
        match text.contains(is_ours) {
            true => self.0.text(&text.replace(is_ours, "")),
            false => self.0.text(text),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The line so far; begins the next.
    pub(super) fn take(&mut self) -> String {
        std::mem::take(&mut self.0).finish()
    }
}

/// A text on one line.
pub(super) fn fold(text: &str) -> String {
    let mut line = Folded::default();
    line.push(text);
    line.take()
}

/// The characters for private use, which stand for citations where sentences are read, and
/// the joiners, which part words for no reader.
fn is_ours(c: char) -> bool {
    matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{200C}' | '\u{200D}')
}
