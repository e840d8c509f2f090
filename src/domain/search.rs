//! Words to look for, as people type them.
//!
//! A text and what is looked for in it are folded alike, beyond what the index folds by
//! itself (case, and the marks of Latin letters): `Azərbaycan` is found by `azerbaycan`,
//! `ışıq` by `isiq`, `её` by `ее`.

use std::{borrow::Cow, str::FromStr};

/// What is looked for. All of `words` are wanted, or those of one of several such lists,
/// and none of `without`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Query {
    /// One list at least, and none is empty.
    pub either: Vec<Vec<Words>>,
    pub without: Vec<Words>,
}

/// A word, or several in a row.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Words {
    /// Folded; has a letter or a digit.
    pub text: String,
    /// The last word is only the beginning of one.
    pub is_prefix: bool,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum ParseQueryError {
    #[error("there is no word to look for")]
    Empty,
    #[error("there are only words to leave out: name one to look for")]
    OnlyWithout,
    #[error("a quotation mark is not closed")]
    Open,
    #[error("OR stands between words to look for")]
    Or,
    #[error("a beginning with a star has two letters at least")]
    Short,
}

/// The text as it is indexed: letters that the index would keep apart are one.
pub fn fold(text: &str) -> Cow<'_, str> {
    if !text.contains(is_folded) {
        return Cow::Borrowed(text);
    }
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            'ə' => folded.push('e'),
            'Ə' => folded.push('E'),
            'ı' => folded.push('i'),
            'ё' => folded.push('е'),
            'Ё' => folded.push('Е'),
            'և' => folded.push_str("եւ"),
            c => folded.push(c),
        }
    }
    Cow::Owned(folded)
}

fn is_folded(c: char) -> bool {
    matches!(c, 'ə' | 'Ə' | 'ı' | 'ё' | 'Ё' | 'և')
}

/// `"section 907" waiv* -turkey`, `lifted OR repealed`.
impl FromStr for Query {
    type Err = ParseQueryError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (mut either, mut without) = (vec![Vec::new()], Vec::new());
        let mut rest = text.trim_start();
        while !rest.is_empty() {
            if let Some(after) = or(rest) {
                either.push(Vec::new());
                rest = after;
                continue;
            }
            let (is_without, start) = match rest.strip_prefix('-') {
                Some(start) => (true, start),
                None => (false, rest),
            };
            let (words, after) = words(start)?;
            rest = after.trim_start();
            let Some(words) = words else { continue };
            match (is_without, either.last_mut()) {
                (true, _) => without.push(words),
                (false, Some(all)) => all.push(words),
                (false, None) => (),
            }
        }
        if either.iter().all(Vec::is_empty) && either.len() == 1 {
            return Err(match without.is_empty() {
                true => ParseQueryError::Empty,
                false => ParseQueryError::OnlyWithout,
            });
        }
        match either.iter().any(Vec::is_empty) {
            true => Err(ParseQueryError::Or),
            false => Ok(Self { either, without }),
        }
    }
}

/// What follows an `OR`, if the text begins with one.
fn or(text: &str) -> Option<&str> {
    let after = text.strip_prefix("OR")?;
    let trimmed = after.trim_start();
    (after.is_empty() || trimmed.len() < after.len()).then_some(trimmed)
}

/// The first word or phrase of a text, and what follows it. `None` where it says nothing.
fn words(text: &str) -> Result<(Option<Words>, &str), ParseQueryError> {
    let (said, rest) = match text.strip_prefix(is_mark) {
        Some(inner) => {
            let end = inner.find(is_mark).ok_or(ParseQueryError::Open)?;
            let after = inner[end..].strip_prefix(is_mark).unwrap_or_default();
            // A star belongs to the phrase that it follows.
            match after.strip_prefix('*') {
                Some(after) => (format!("{}*", &inner[..end]), after),
                None => (inner[..end].to_owned(), after),
            }
        }
        None => {
            let ends = |c: char| c.is_whitespace() || is_mark(c);
            let end = text.find(ends).unwrap_or(text.len());
            (text[..end].to_owned(), &text[end..])
        }
    };
    let is_prefix = said.ends_with('*');
    let text = fold(said.trim_end_matches('*')).into_owned();
    let letters = text.chars().filter(|c| c.is_alphanumeric()).count();
    let says = letters > 0;
    if is_prefix && letters == 1 {
        return Err(ParseQueryError::Short);
    }
    Ok((says.then_some(Words { text, is_prefix }), rest))
}

fn is_mark(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '«' | '»')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_an_index_keeps_apart_are_one() {
        for (text, folded) in [
            ("Azərbaycan, Əliyev", "Azerbaycan, Eliyev"),
            ("yardım", "yardim"),
            ("отменён ЁЛКА", "отменен ЕЛКА"),
            ("և", "եւ"),
            ("Section 907", "Section 907"),
        ] {
            assert_eq!(fold(text), folded);
        }
    }

    #[test]
    fn words_phrases_beginnings_and_what_is_left_out() {
        check(
            r#"waiver "section 907" waiv* -turkey"#,
            Ok("waiver + section 907 + waiv* - turkey"),
        );
        check("lifted OR «снят запрет»*", Ok("lifted / снят запрет*"));
        check("ORDER or ORAL", Ok("ORDER + or + ORAL"));
        check("Azərbaycan", Ok("Azerbaycan"));
        check("a — b", Ok("a + b"));
        check("“a b”“c”", Ok("a b + c"));
    }

    #[test]
    fn what_asks_for_nothing_is_refused() {
        check("", Err(ParseQueryError::Empty));
        check(" — * ", Err(ParseQueryError::Empty));
        check("-turkey", Err(ParseQueryError::OnlyWithout));
        check("\"section 907", Err(ParseQueryError::Open));
        check("a OR", Err(ParseQueryError::Or));
        check("OR a", Err(ParseQueryError::Or));
        check("a*", Err(ParseQueryError::Short));
        check("az*", Ok("az*"));
    }

    #[track_caller]
    fn check(text: &str, expected: Result<&str, ParseQueryError>) {
        let told = |words: &Words| {
            let star = if words.is_prefix { "*" } else { "" };
            format!("{}{star}", words.text)
        };
        let found = text.parse::<Query>().map(|query| {
            let all = query
                .either
                .iter()
                .map(|all| all.iter().map(told).collect::<Vec<_>>().join(" + "));
            let mut said = all.collect::<Vec<_>>().join(" / ");
            for words in &query.without {
                said.push_str(&format!(" - {}", told(words)));
            }
            said
        });
        assert_eq!(found.as_deref(), expected.as_ref().copied(), "{text}");
    }
}
