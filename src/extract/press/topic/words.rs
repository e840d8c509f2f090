//! Words to look for in a folded text.

use std::ops::Range;

use regex::{Regex, RegexBuilder};

use super::super::fold::fold;

/// What the search for a list of words may keep in memory, in bytes. With the 2 MiB that
/// are the default it forgets too much, and is a hundred times slower.
const CACHE_MAX: usize = 8 << 20;

/// Words to look for. Where they may begin and end is checked outside of the pattern,
/// as a pattern that knows Unicode's words is slow.
#[derive(Clone, Debug)]
pub(super) struct Words {
    pub(super) pattern: Option<Regex>,
    /// Whether they must end where they end, or are beginnings.
    pub(super) whole: bool,
}

impl Words {
    pub(super) fn new(
        phrases: &[String],
        space: &str,
        dot: &str,
        whole: bool,
    ) -> Result<Self, regex::Error> {
        let mut phrases: Vec<&String> = phrases.iter().collect();
        // Of alternatives the first that fits is taken, so longer ones come first.
        phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.len()));
        let patterns: Vec<String> = phrases
            .into_iter()
            .map(|phrase| fold(phrase))
            .filter(|phrase| phrase.contains(is_word))
            .map(|phrase| pattern(phrase.trim(), space, dot))
            .collect();
        let pattern = match patterns.is_empty() {
            true => None,
            false => Some(
                RegexBuilder::new(&patterns.join("|"))
                    .dfa_size_limit(CACHE_MAX)
                    .build()?,
            ),
        };
        Ok(Self { pattern, whole })
    }

    /// Where they stand in a folded text, first to last.
    pub(super) fn find_in<'t>(&'t self, text: &'t str) -> impl Iterator<Item = Range<usize>> + 't {
        let mut from = 0;
        std::iter::from_fn(move || {
            loop {
                let found = self.pattern.as_ref()?.find_at(text, from)?.range();
                let inside = &text[found.clone()];
                let before = text[..found.start].chars().next_back();
                let after = text[found.end..].chars().next();
                let joined = |inner: Option<char>, outer: Option<char>| {
                    inner.is_some_and(is_word) && outer.is_some_and(is_word)
                };
                let digits = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
                let last = inside.chars().next_back();
                let runs_on = joined(last, after) && (self.whole || digits(last) && digits(after));
                if joined(inside.chars().next(), before) || runs_on {
                    // What begins inside may yet be a word.
                    from = found.start + inside.chars().next().map_or(1, char::len_utf8);
                    continue;
                }
                from = found.end;
                return Some(found);
            }
        })
    }
}

fn pattern(phrase: &str, space: &str, dot: &str) -> String {
    let mut pattern = String::new();
    let mut gap = "";
    for word in phrase.split(' ') {
        pattern.push_str(gap);
        gap = space;
        if word == "*" {
            // A folded text has no other white space; `\S` takes four times as much.
            pattern.push_str("(?:[^ ]+ ){0,8}?");
            gap = "";
        } else {
            let words: Vec<String> = word.split('|').map(|word| one(word, dot)).collect();
            pattern.push_str(&format!("(?:{})", words.join("|")));
        }
    }
    pattern
}

fn one(word: &str, dot: &str) -> String {
    let (word, end) = match word.strip_suffix('*') {
        Some(start) => (start, "[^ ,;:!?]*"),
        None => (word, ""),
    };
    regex::escape(word).replace(r"\.", dot) + end
}

pub(super) fn is_word(c: char) -> bool {
    c.is_alphanumeric()
}

/// Whether 907 between these is part of a larger number, a price or a share.
pub(super) fn is_part_of_number(before: &str, after: &str) -> bool {
    let joins = |c: char| matches!(c, '.' | ',' | ':' | '/' | '-');
    let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let (mut back, mut ahead) = (before.chars().rev(), after.chars());
    let (last, next) = (back.next(), ahead.next());
    last.is_some_and(|c| joins(c) && is_digit(back.next()) || matches!(c, '$' | '€' | '£' | '₼'))
        || next.is_some_and(|c| joins(c) && is_digit(ahead.next()) || c == '%')
}
