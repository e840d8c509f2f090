//! Quotes: what stays of a text of the press once it is released.

/// The most characters of one.
const CHARS_MAX: usize = 300;

/// So much of it may stand before the words that it is for.
const BEFORE: usize = 100;

/// The part of a text that holds `words`, or else its beginning: whole words, and an
/// ellipsis where something is left out. Case makes no difference.
pub fn around(text: &str, words: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    if chars.len() <= CHARS_MAX {
        return text.to_owned();
    }
    let plain = |c: &char| c.to_lowercase().next().unwrap_or(*c);
    let folded: Vec<char> = chars.iter().map(plain).collect();
    let wanted: Vec<char> = words
        .chars()
        .collect::<Vec<_>>()
        .iter()
        .map(plain)
        .collect();
    let found = match wanted.is_empty() {
        true => None,
        false => folded
            .windows(wanted.len())
            .position(|window| window == wanted),
    };
    let is_space = |at: usize| chars[at].is_whitespace();
    let mut from = found.unwrap_or(0).saturating_sub(BEFORE);
    if from > 0 {
        // Of a word that is cut nothing is kept; one without end is.
        from = (from..from + BEFORE / 2)
            .find(|&at| is_space(at))
            .map_or(from, |at| at + 1);
    }
    let room = CHARS_MAX - 2;
    let mut to = (from + room).min(chars.len());
    if to < chars.len() {
        to = (to - room / 4..=to)
            .rev()
            .find(|&at| is_space(at))
            .unwrap_or(to);
    }
    let mut quote = String::new();
    if from > 0 {
        quote.push('…');
    }
    quote.extend(&chars[from..to]);
    if to < chars.len() {
        quote.push('…');
    }
    quote
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_holds_the_words_that_it_is_for() {
        let text = format!(
            "{}The Section 907 waiver ends. {}",
            "one two ".repeat(80),
            "three ".repeat(80)
        );
        let quote = around(&text, "section 907");
        assert!(quote.contains("The Section 907 waiver ends."), "{quote}");
        assert!(
            quote.starts_with("…") && quote.ends_with("three…"),
            "{quote}"
        );
        assert!(quote.chars().count() <= CHARS_MAX);
    }

    #[test]
    fn words_that_do_not_stand_there_give_the_beginning() {
        let quote = around(&"слово ".repeat(100), "907");
        assert!(quote.starts_with("слово слово"), "{quote}");
        assert!(quote.ends_with("слово…"), "{quote}");
        assert_eq!(around("short", "907"), "short");
        assert_eq!(around(&"x".repeat(400), "").chars().count(), CHARS_MAX - 1);
    }
}
