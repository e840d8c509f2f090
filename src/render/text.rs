//! Words on lines: wrapping, joining, counting.

pub use crate::domain::printable::{clean, clip};

/// How wide a mail's text part is.
pub const WIDTH: usize = 96;

/// The words of a clean text on lines of at most `width` characters; the first
/// line begins with `first`, the others with `rest`. An address is never broken;
/// any other word longer than a line is.
pub fn wrap(text: &str, first: &str, rest: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = first.to_owned();
    let mut empty = true;
    for word in text.split(' ').flat_map(|word| pieces(word, width / 2)) {
        if !empty && chars(&line) + 1 + chars(word) > width {
            lines.push(std::mem::replace(&mut line, rest.to_owned()));
            empty = true;
        }
        if !empty {
            line.push(' ');
        }
        line.push_str(word);
        empty = false;
    }
    lines.push(line.trim_end().to_owned());
    lines
}

/// `a`, `a and b`, `a, b and c`.
pub fn list(words: &[impl AsRef<str>]) -> String {
    let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
    match words.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [before @ .., last] => format!("{} and {last}", before.join(", ")),
    }
}

/// `1 alert`, `2 alerts`.
pub fn count(n: usize, one: &str, several: &str) -> String {
    match n {
        1 => format!("1 {one}"),
        n => format!("{n} {several}"),
    }
}

/// A text from outside in quotation marks, at most so many characters. What it
/// quotes itself is in single ones, so that it can't seem to end early.
pub fn quoted(text: &str, chars_max: usize) -> String {
    let text = clean(text).replace(['"', '“', '”', '„', '«', '»'], "'");
    format!("\"{}\"", clip(&text, chars_max))
}

/// With a full stop, unless it ends like a sentence.
pub fn sentence(text: &str) -> String {
    let text = clean(text);
    match text.chars().last() {
        None | Some('.' | '!' | '?' | '…' | ':') => text,
        Some(_) => format!("{text}."),
    }
}

pub(super) fn chars(text: &str) -> usize {
    text.chars().count()
}

/// The word in pieces that fit on a line.
fn pieces(word: &str, chars_max: usize) -> Vec<&str> {
    if word.starts_with("http") || chars(word) <= chars_max * 2 {
        return vec![word];
    }
    let mut pieces = Vec::new();
    let mut rest = word;
    while let Some((at, _)) = rest.char_indices().nth(chars_max) {
        let (piece, after) = rest.split_at(at);
        pieces.push(piece);
        rest = after;
    }
    pieces.push(rest);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_go_on_the_next_line_under_their_column() {
        assert_eq!(
            wrap("one two three four", "  a ", "    ", 12),
            ["  a one two", "    three", "    four"]
        );
        assert_eq!(wrap("", "  a ", "    ", 12), ["  a"]);
    }

    #[test]
    fn a_word_of_any_length_fits_and_an_address_stays_whole() {
        let long = "x".repeat(100_000);
        let lines = wrap(&long, "", "", WIDTH);
        assert!(lines.iter().all(|line| chars(line) <= WIDTH));
        assert_eq!(lines.concat().replace(' ', ""), long);

        let address = format!("https://example.org/{}", "x".repeat(200));
        assert_eq!(wrap(&address, "", "", WIDTH), [address]);
    }

    #[test]
    fn a_quote_can_not_seem_to_end_early() {
        assert_eq!(
            quoted("Lifted\". Record: \"repealed", 80),
            "\"Lifted'. Record: 'repealed\""
        );
        assert_eq!(quoted("Lifted at last", 7), "\"Lifted…\"");
    }

    #[test]
    fn a_list_reads_as_one_says_it() {
        assert_eq!(list(&["a"]), "a");
        assert_eq!(list(&["a", "b", "c"]), "a, b and c");
        assert_eq!(count(1, "page", "pages"), "1 page");
        assert_eq!(count(0, "page", "pages"), "0 pages");
        assert_eq!(sentence("It passed"), "It passed.");
        assert_eq!(sentence("It passed."), "It passed.");
    }
}
