//! One line of text under way: white space is folded, what prints nothing is left out.

/// A line that takes text in pieces.
#[derive(Default)]
pub(super) struct Folded {
    text: String,
    gap: bool,
}

impl Folded {
    pub(super) fn push(&mut self, text: &str) {
        let mut words = text.split(char::is_whitespace);
        if let Some(first) = words.next() {
            self.word(first);
        }
        for word in words {
            self.gap = true;
            self.word(word);
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The line so far; begins the next.
    pub(super) fn take(&mut self) -> String {
        self.gap = false;
        std::mem::take(&mut self.text)
    }

    fn word(&mut self, word: &str) {
        if word.is_empty() {
            return;
        }
        if self.gap && !self.text.is_empty() {
            self.text.push(' ');
        }
        self.gap = false;
        if word.contains(is_left_out) {
            self.text.extend(word.chars().filter(|&c| !is_left_out(c)));
        } else {
            self.text.push_str(word);
        }
    }
}

/// A text on one line.
pub(super) fn fold(text: &str) -> String {
    let mut line = Folded::default();
    line.push(text);
    line.take()
}

/// What prints nothing, and the characters for private use, which stand for citations
/// where sentences are read.
fn is_left_out(c: char) -> bool {
    matches!(c, '\0'..='\u{1F}' | '\u{7F}'..='\u{9F}' | '\u{AD}' | '\u{200B}'..='\u{200F}'
        | '\u{2060}' | '\u{FEFF}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'
        | '\u{E000}'..='\u{F8FF}')
}
