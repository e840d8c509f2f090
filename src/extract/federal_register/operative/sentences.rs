//! From paragraphs to sentences, and from sentences to words.
//!
//! A sentence may run over a list: a paragraph that ends in a colon or a semicolon goes
//! on in the next. Words are compared in small letters and without hyphens, as the
//! printer breaks them where it likes.

/// A sentence longer than this, in bytes, is taken as several: no sentence of a document
/// is, and reading one takes time by the square of its words.
const SENTENCE_MAX: usize = 4 << 10;

/// One sentence, or a heading.
#[derive(Clone, Debug, Default)]
pub(super) struct Sentence {
    /// On one line, as it stands.
    pub(super) text: String,
    pub(super) words: Vec<Word>,
}

/// A word or a mark.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Word {
    /// In small letters, without hyphens between letters: `oneyear`, `102-511`, `u.s.c`.
    /// `section` stands for all that mean it. A mark is itself: `,` `;` `:` `(` `)` `-`.
    pub(super) text: String,
    pub(super) is_capital: bool,
    /// Whether it stands between quotation marks.
    pub(super) is_quoted: bool,
}

impl Sentence {
    /// The word at a place; empty past the ends.
    pub(super) fn word(&self, at: usize) -> &str {
        self.words.get(at).map_or("", |word| &word.text)
    }

    pub(super) fn has(&self, word: &str) -> bool {
        self.words.iter().any(|one| one.text == word)
    }
}

/// The sentences of a document, in its order.
pub(super) fn sentences(paragraphs: &[String]) -> Vec<Sentence> {
    let mut sentences: Vec<Sentence> = Vec::new();
    let mut goes_on = false;
    for paragraph in paragraphs {
        let mut quotes = Quotes::default();
        let pieces = split(paragraph).into_iter().flat_map(pieces);
        for (at, text) in pieces.enumerate() {
            let words = words(text, &mut quotes);
            let is_continued = at == 0 && goes_on && !begins_anew(text);
            match sentences.last_mut() {
                Some(last) if is_continued && last.text.len() + text.len() < SENTENCE_MAX => {
                    last.text.push(' ');
                    last.text.push_str(text);
                    last.words.extend(words);
                }
                _ => sentences.push(Sentence {
                    text: text.to_owned(),
                    words,
                }),
            }
        }
        let end = paragraph.trim_end_matches([')', ']', '"', '\u{201d}']);
        goes_on = end.ends_with([':', ';', '\u{2014}', ','])
            || end.ends_with("; and")
            || end.ends_with("; or")
            || end.ends_with(", and");
    }
    sentences
}

/// Splits a paragraph after a full stop that ends a sentence: one before a capital, and
/// not that of an abbreviation.
fn split(paragraph: &str) -> Vec<&str> {
    let mut sentences = Vec::new();
    let (mut start, mut from) = (0, 0);
    while let Some(at) = paragraph[from..].find(['.', '!', '?', ';']) {
        let stop = from + at;
        let rest = &paragraph[stop + 1..];
        let closed =
            rest.trim_start_matches(['"', '\'', ')', ']', '\u{201d}', '\u{2019}', '\u{bb}']);
        from = stop + 1;
        let Some(next) = closed.strip_prefix(' ') else {
            continue;
        };
        let next = next.trim_start_matches(|c: char| !c.is_alphanumeric() && c != ' ');
        let is_capital = next.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
        let mark = paragraph.as_bytes()[stop];
        let ends = match mark {
            b'.' => is_capital && !is_abbreviated(&paragraph[start..stop]),
            // "; Accordingly, I hereby" begins a sentence of its own.
            b';' => begins_anew(next),
            _ => is_capital,
        };
        if ends {
            let end = paragraph.len() - closed.len();
            sentences.push(paragraph[start..end].trim());
            start = end;
            from = end;
        }
    }
    let last = paragraph[start..].trim();
    if !last.is_empty() {
        sentences.push(last);
    }
    sentences
}

/// A text in pieces of bounded size.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (piece, after) = rest.split_at(rest.floor_char_boundary(SENTENCE_MAX));
        rest = after;
        (!piece.is_empty()).then_some(piece)
    })
}

/// Whether a text begins a sentence, whatever stands before it.
fn begins_anew(text: &str) -> bool {
    ["Accordingly", "Therefore", "Dated:", "Now, therefore"]
        .iter()
        .any(|word| text.starts_with(word))
}

/// Whether a full stop after this text belongs to its last word.
fn is_abbreviated(text: &str) -> bool {
    let last = text.rsplit([' ', '(', '\u{a0}']).next().unwrap_or_default();
    let lower = last.to_lowercase();
    let initial = {
        let mut chars = last.chars();
        chars.next().is_some_and(char::is_uppercase) && chars.next().is_none() && last != "I"
    };
    initial
        || lower.contains('.')
        || [
            "sec", "secs", "sect", "no", "nos", "pub", "stat", "fed", "reg", "mr", "ms", "mrs",
            "dr", "st", "div", "art", "para", "subsec", "vol", "cong", "dept", "gov", "gen", "sen",
            "rep", "jr", "sr", "inc", "et", "al", "v", "cf", "jan", "feb", "mar", "apr", "jun",
            "jul", "aug", "sept", "sep", "oct", "nov", "dec", "doc",
        ]
        .contains(&lower.as_str())
}

/// Which quotation marks are open. A quotation of several paragraphs opens anew in each.
#[derive(Default)]
struct Quotes {
    /// Those that show their direction.
    open: usize,
    /// `"`, which doesn't.
    is_straight_open: bool,
}

impl Quotes {
    fn are_open(&self) -> bool {
        self.open > 0 || self.is_straight_open
    }
}

fn words(text: &str, quotes: &mut Quotes) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mark = |words: &mut Vec<Word>, mark: &str, is_quoted: bool| {
        // Two hyphens are one dash.
        if mark == "-" && words.last().is_some_and(|last| last.text == mark) {
            return;
        }
        words.push(Word {
            text: mark.to_owned(),
            is_capital: false,
            is_quoted,
        });
    };
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let length = c.len_utf8();
        match c {
            '\u{201c}' | '\u{ab}' => quotes.open += 1,
            '\u{201d}' | '\u{bb}' => quotes.open = quotes.open.saturating_sub(1),
            '"' => quotes.is_straight_open = !quotes.is_straight_open,
            '`' if rest.starts_with("``") => {
                quotes.open += 1;
                rest = &rest[2..];
                continue;
            }
            '\'' if rest.starts_with("''") => {
                quotes.open = quotes.open.saturating_sub(1);
                rest = &rest[2..];
                continue;
            }
            // Two of them mean sections.
            '\u{a7}' if words.last().is_none_or(|last| last.text != "section") => {
                mark(&mut words, "section", quotes.are_open());
            }
            ',' | ';' | ':' | '(' | ')' => {
                mark(&mut words, &c.to_string(), quotes.are_open());
            }
            '[' | '\u{2014}' | '\u{2015}' => mark(&mut words, "-", quotes.are_open()),
            '-' | '\u{2013}' if !begins_word(&rest[length..]) => {
                mark(&mut words, "-", quotes.are_open());
            }
            c if c.is_alphanumeric() => {
                let end = rest
                    .find(|c: char| !(c.is_alphanumeric() || is_inner(c)))
                    .unwrap_or(rest.len());
                let (word, after) = rest.split_at(end);
                // Two hyphens are a dash.
                let (word, after) = match word.find("--") {
                    Some(at) => (&word[..at], &rest[at..]),
                    None => (word, after),
                };
                let spelled = spelled(word);
                if !spelled.is_empty() {
                    words.push(Word {
                        text: spelled,
                        is_capital: c.is_uppercase(),
                        is_quoted: quotes.are_open(),
                    });
                }
                rest = after;
                continue;
            }
            _ => {}
        }
        rest = &rest[length..];
    }
    words
}

fn begins_word(rest: &str) -> bool {
    rest.starts_with(char::is_alphanumeric)
}

/// What may stand within a word.
fn is_inner(c: char) -> bool {
    matches!(
        c,
        '-' | '.' | '\u{2010}'..='\u{2013}' | '\u{2019}' | '\u{ad}'
    )
}

fn spelled(word: &str) -> String {
    let lower = word.to_lowercase();
    let is_number = lower.starts_with(|c: char| c.is_ascii_digit());
    let mut spelled = String::with_capacity(lower.len());
    for c in lower.chars() {
        match c {
            '\u{ad}' => {}
            '-' | '\u{2010}'..='\u{2013}' => {
                if is_number {
                    spelled.push('-');
                }
            }
            '\u{2019}' => spelled.push('\''),
            c => spelled.push(c),
        }
    }
    let spelled = spelled.trim_end_matches(['.', '-', '\'']);
    match spelled {
        "sec" | "secs" | "sect" | "sections" | "section's" => "section".to_owned(),
        other => other.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_ends_before_a_capital_and_not_after_an_abbreviation() {
        check(
            &["Under Pub. L. 102-511 and Sec. 907, I act. Accordingly, I extend it. So it is."],
            &[
                "Under Pub. L. 102-511 and Sec. 907, I act.",
                "Accordingly, I extend it.",
                "So it is.",
            ],
        );
        check(
            &["(\u{201c}It ends.\u{201d}) Then it goes on."],
            &["(\u{201c}It ends.\u{201d})", "Then it goes on."],
        );
        check(&["Sec. 2. I hereby act."], &["Sec. 2.", "I hereby act."]);
    }

    #[test]
    fn a_list_belongs_to_its_sentence() {
        check(
            &[
                "I determine that it:",
                "is necessary;",
                "is important; and",
                "will not harm.",
                "Next.",
            ],
            &[
                "I determine that it: is necessary; is important; and will not harm.",
                "Next.",
            ],
        );
        check(
            &["I certify that it is so; Accordingly, I hereby act."],
            &["I certify that it is so;", "Accordingly, I hereby act."],
        );
    }

    #[test]
    fn words_are_spelled_one_way() {
        let spelled = |text: &str| {
            let words = words(text, &mut Quotes::default());
            let words: Vec<String> = words.into_iter().map(|word| word.text).collect();
            words.join(" ")
        };
        assert_eq!(
            spelled("\u{a7}\u{a7} 907(a), Sec. 907"),
            "section 907 ( a ) , section 907"
        );
        assert_eq!(
            spelled("deter-mine one-year 102\u{2013}511 U.S.C."),
            "determine oneyear 102-511 u.s.c"
        );
        assert_eq!(spelled("that\u{2014}is -- so--is"), "that - is - so - is");
    }

    #[test]
    fn quotations_are_known() {
        let quoted = |text: &str| {
            let words = words(text, &mut Quotes::default());
            let quoted = words.into_iter().filter(|word| word.is_quoted);
            quoted.map(|word| word.text).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(
            quoted("He \u{201c}did it\u{201d} and \"so\" ``was it'' now"),
            "did it so was it"
        );
    }

    #[track_caller]
    fn check(paragraphs: &[&str], expected: &[&str]) {
        let paragraphs: Vec<String> = paragraphs.iter().map(|&text| text.to_owned()).collect();
        let found: Vec<String> = sentences(&paragraphs)
            .into_iter()
            .map(|one| one.text)
            .collect();
        assert_eq!(found, expected);
    }
}
