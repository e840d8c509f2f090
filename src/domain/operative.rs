//! The sentence of a text that says what it does about the waiver.
//!
//! It is quoted as it stands, never put in our words, and counts for nothing: what a
//! post says of a document is not the document.

/// Characters of a sentence that are kept.
const CHARS_MAX: usize = 300;

/// The first sentence that names both the waiver and Section 907, or else one of them.
///
/// `None` where there is none but `title`, which is told anyway.
pub fn sentence(text: &str, title: &str) -> Option<String> {
    let names = |sentence: &str| {
        let sentence = sentence.to_lowercase();
        usize::from(sentence.contains("waiver")) + usize::from(sentence.contains("907"))
    };
    let sentences = sentences(text).into_iter().filter(|one| one != title);
    // Of equals the last is the greatest, and the first is meant.
    let best = sentences.rev().max_by_key(|sentence| names(sentence))?;
    (names(&best) > 0).then(|| best.chars().take(CHARS_MAX).collect())
}

/// A sentence ends at a line's end, and at a full stop before a capital, which none
/// follows in "U.S.C. 5812" or "Sec. 907".
fn sentences(text: &str) -> Vec<String> {
    let mut sentences = Vec::new();
    for line in text.lines() {
        let mut sentence: Vec<&str> = Vec::new();
        let mut words = line.split_whitespace().peekable();
        while let Some(word) = words.next() {
            sentence.push(word);
            let stops = word.ends_with(['.', '!', '?']);
            let begins = |next: &&str| next.starts_with(char::is_uppercase);
            if words.peek().is_none_or(|next| stops && begins(next)) {
                sentences.push(sentence.join(" "));
                sentence.clear();
            }
        }
    }
    sentences
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentence_on_the_waiver_is_found() {
        let text = "Memorandum for the Secretary\nPursuant to title II (22 U.S.C. 5812 note), I \
                    have determined it. Accordingly, I hereby extend the waiver of section 907. \
                    You are directed to publish this waiver.";
        let found = sentence(text, "Memorandum for the Secretary");
        let expected = "Accordingly, I hereby extend the waiver of section 907.";
        assert_eq!(found.as_deref(), Some(expected));
    }

    #[test]
    fn a_title_or_a_text_on_something_else_is_not_quoted() {
        assert_eq!(
            sentence("Waiver of Section 907", "Waiver of Section 907"),
            None
        );
        assert_eq!(sentence("On something else. And more.", "Waiver"), None);
        assert_eq!(sentence("", ""), None);
    }

    #[test]
    fn a_long_sentence_is_cut() {
        let text = format!("The waiver {}", "й".repeat(1000));
        assert_eq!(sentence(&text, "").unwrap().chars().count(), CHARS_MAX);
    }
}
