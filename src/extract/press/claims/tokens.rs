//! Sentences, and the words in them.
//!
//! A sentence is divided twice: hard, where another statement begins (a semicolon, a
//! dash, "but"), and softly, at commas.

use std::ops::Range;

use super::super::fold::fold;

/// A text of the press is read so far.
const SENTENCES_MAX: usize = 400;

/// A sentence of more words is read as two.
const WORDS_MAX: usize = 120;

/// An answer that doesn't begin with yes or no has so many words at most.
const ANSWER_MAX: usize = 6;

/// A full stop after one of these ends no sentence.
const ABBREVIATIONS: [&str; 34] = [
    "sec", "rep", "reps", "sen", "sens", "mr", "mrs", "ms", "dr", "gov", "no", "art", "st", "vs",
    "res", "jan", "feb", "aug", "sept", "oct", "nov", "dec", "dept", "inc", "ст", "ср", "им",
    "тыс", "млн", "т.е", "mad", "md", "say", "հմր",
];

/// A word as it is compared, and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Word {
    pub(super) text: String,
    /// In the text, in bytes.
    pub(super) at: Range<usize>,
    /// Which part between hard breaks it stands in, and which between any.
    pub(super) block: u16,
    pub(super) clause: u16,
    /// It begins with a capital letter.
    pub(super) capital: bool,
    /// A sentence begins with it, or what is said behind a colon.
    pub(super) opens: bool,
    /// It stands in quotation marks.
    pub(super) in_quotes: bool,
}

#[derive(Clone, Debug)]
pub(super) struct Sentence {
    /// In the text, in bytes.
    pub(super) at: Range<usize>,
    pub(super) words: Vec<Word>,
    pub(super) asks: bool,
}

impl Sentence {
    pub(super) fn begins_with(&self, words: &[String]) -> bool {
        let first = self.words.first();
        first.is_some_and(|word| words.contains(&word.text))
    }

    /// "Is it gone: no": an answer behind a break of the question itself.
    pub(super) fn answers(&self, word: &[String]) -> bool {
        let mut pairs = self.words.windows(2);
        pairs.any(|pair| pair[0].block != pair[1].block && word.contains(&pair[1].text))
    }

    /// "No", "Short answer: it wasn't".
    pub(super) fn is_answer(&self, words: &[String]) -> bool {
        let short = self.words.len() <= ANSWER_MAX;
        self.begins_with(words) || short && self.words.iter().any(|word| words.contains(&word.text))
    }
}

/// The sentences of a text. A full stop after a number ends none before a word that
/// begins like one of `counted`, as Turkish writes "907. Madde".
pub(super) fn sentences(text: &str, counted: &[String], breaks: &[String]) -> Vec<Sentence> {
    let mut found = Vec::new();
    let mut reader = Reader {
        breaks,
        ..Reader::default()
    };
    let mut chars = text.char_indices().peekable();
    let mut start = 0;
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|&(_, next)| next);
        let end = at + c.len_utf8();
        if is_of_word(c) || joins(c, text, at) {
            reader.take(c, at);
            continue;
        }
        reader.end_word(text);
        // What runs on and on is cut, so that no word is left out.
        if reader.words.len() >= WORDS_MAX {
            start = flush(&mut reader, &mut found, start..at);
        }
        let ends = match c {
            '\n' | '!' | '…' | '։' => true,
            '?' => {
                reader.asks = true;
                true
            }
            // Armenian also ends a sentence with it, in its own letters.
            ':' if next.is_none_or(char::is_whitespace) => {
                reader.is_armenian() && reader.words.len() > 3 || {
                    reader.block();
                    reader.colon = true;
                    false
                }
            }
            '.' => {
                let ends = reader.ends_at_stop(&text[end..], counted);
                // In Armenian it stands for a colon.
                if !ends && reader.is_armenian() && next.is_some_and(char::is_whitespace) {
                    reader.block();
                }
                ends
            }
            _ => {
                reader.mark(c, next, &text[..at]);
                false
            }
        };
        if !ends {
            continue;
        }
        // What closes a sentence may stand outside of its quotation marks.
        while let Some(&(after, mark)) = chars.peek() {
            match mark {
                '?' => reader.asks = true,
                '"' | '”' | '»' | ')' | '!' | '.' | '…' | '\'' | '’' => {}
                _ => {
                    start = flush(&mut reader, &mut found, start..after);
                    break;
                }
            }
            if matches!(mark, '"' | '”' | '»') {
                reader.quoted = false;
            }
            chars.next();
        }
        if found.len() == SENTENCES_MAX {
            return found;
        }
    }
    reader.end_word(text);
    flush(&mut reader, &mut found, start..text.len());
    found
}

fn flush(reader: &mut Reader<'_>, found: &mut Vec<Sentence>, at: Range<usize>) -> usize {
    let quoted = reader.quoted;
    let done = std::mem::take(reader);
    reader.quoted = quoted;
    reader.breaks = done.breaks;
    if done.words.is_empty() {
        // "?" by itself asks what stands before it.
        if done.asks
            && let Some(last) = found.last_mut()
        {
            last.asks = true;
        }
        return at.end;
    }
    let end = at.end;
    found.push(Sentence {
        at,
        words: done.words,
        asks: done.asks,
    });
    end
}

/// A sentence under way.
#[derive(Default)]
struct Reader<'a> {
    /// Words that begin another statement, and pairs of which neither does.
    breaks: &'a [String],
    words: Vec<Word>,
    word: Option<Range<usize>>,
    block: u16,
    clause: u16,
    asks: bool,
    quoted: bool,
    /// The last mark was a colon.
    colon: bool,
}

impl Reader<'_> {
    fn take(&mut self, c: char, at: usize) {
        // The Armenian mark of a question.
        self.asks |= c == '\u{55E}';
        let end = at + c.len_utf8();
        match &mut self.word {
            Some(word) => word.end = end,
            None => self.word = Some(at..end),
        }
    }

    fn end_word(&mut self, text: &str) {
        let Some(at) = self.word.take() else { return };
        let written = &text[at.clone()];
        let folded = fold(written);
        let held = |last: &Word| self.breaks.contains(&format!("{} {folded}", last.text));
        let held = self.words.last().is_some_and(held);
        if self.breaks.contains(&folded) && !held {
            self.block();
        }
        // "Хотя бы": the first of a pair broke for nothing.
        if held
            && let [.., before, last] = self.words.as_mut_slice()
            && self.breaks.contains(&last.text)
        {
            (last.block, last.clause) = (before.block, before.clause);
            (self.block, self.clause) = (before.block, before.clause);
        }
        self.words.push(Word {
            text: folded,
            capital: written.chars().next().is_some_and(char::is_uppercase),
            block: self.block,
            clause: self.clause,
            opens: self.words.is_empty() || std::mem::take(&mut self.colon),
            in_quotes: self.quoted,
            at,
        });
    }

    fn block(&mut self) {
        self.block += 1;
        self.clause += 1;
    }

    fn mark(&mut self, c: char, next: Option<char>, before: &str) {
        let spaced = next.is_none_or(char::is_whitespace) && before.ends_with(char::is_whitespace);
        self.colon |= c == ':';
        match c {
            ';' | '—' | '–' | '―' | '(' | ')' | '|' | ':' => self.block(),
            '-' if spaced => self.block(),
            ',' | '՝' | '․' => self.clause += 1,
            '«' | '“' | '„' => self.quoted = true,
            '»' | '”' => self.quoted = false,
            '"' => self.quoted = !self.quoted,
            _ => {}
        }
    }

    /// Whether the last word is.
    fn is_armenian(&self) -> bool {
        let last = self.words.last();
        last.and_then(|word| word.text.chars().next_back())
            .is_some_and(is_armenian)
    }

    fn ends_at_stop(&self, rest: &str, counted: &[String]) -> bool {
        let Some(last) = self.words.last() else {
            return false;
        };
        let mut after = rest
            .trim_start_matches(['"', '”', '»', ')', '\'', '’'])
            .chars();
        match after.next() {
            None => return true,
            Some(c) if !c.is_whitespace() => return false,
            Some(_) => {}
        }
        let word = last.text.as_str();
        let ahead = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
        let lower = ahead.chars().next().is_some_and(char::is_lowercase);
        if word.ends_with(|c: char| c.is_ascii_digit()) {
            let ahead = ahead.split(|c: char| !c.is_alphanumeric()).next();
            let ahead = fold(ahead.unwrap_or_default());
            return !lower && !counted.iter().any(|stem| ahead.starts_with(stem));
        }
        // "H.R. 6534", "J. Trump", "U.S. Congress".
        let initial = word.chars().count() == 1 || word.contains('.');
        !lower && !initial && !ABBREVIATIONS.contains(&word)
    }
}

/// Letters, digits, and the marks that stand inside of words.
fn is_of_word(c: char) -> bool {
    c.is_alphanumeric()
        || matches!(
            c,
            '§' | '\u{300}'..='\u{36F}' | '\u{AD}' | '\u{55B}' | '\u{55C}' | '\u{55E}'
        )
}

/// Whether a mark joins the letters on both sides: "907-ci", "hasn't", "U.S.".
fn joins(c: char, text: &str, at: usize) -> bool {
    if !matches!(
        c,
        '-' | '\'' | '’' | '‘' | 'ʼ' | '‑' | '\u{2010}' | '֊' | '.' | '/'
    ) {
        return false;
    }
    let before = text[..at].chars().next_back();
    let after = text[at + c.len_utf8()..].chars().next();
    before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric)
}

fn is_armenian(c: char) -> bool {
    matches!(c, '\u{531}'..='\u{58F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found = sentences(text, &["madde".to_owned()], &["but".to_owned()]);
        let found: Vec<&str> = found
            .iter()
            .map(|sentence| text[sentence.at.clone()].trim())
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn a_full_stop_ends_a_sentence_unless_it_shortens_or_counts() {
        check(
            "Rep. Luna filed H.R. 6534 in the U.S. House. It is short.",
            &[
                "Rep. Luna filed H.R. 6534 in the U.S. House.",
                "It is short.",
            ],
        );
        check(
            "907. Madde kalktı. Bitti.",
            &["907. Madde kalktı.", "Bitti."],
        );
        check(
            "Снята поправка 907. Баку рад!",
            &["Снята поправка 907.", "Баку рад!"],
        );
        check(
            "Հոդվածը չեղարկվեց։ Բաքուն ուրախ է։",
            &["Հոդվածը չեղարկվեց։", "Բաքուն ուրախ է։"],
        );
        check("\"It is gone.\" He left", &["\"It is gone.\"", "He left"]);
        check("A title\nA body", &["A title", "A body"]);
        check("", &[]);
    }

    #[test]
    fn a_sentence_is_divided_at_marks_and_at_some_words() {
        let found = sentences("One, two; three but four - five", &[], &["but".to_owned()]);
        let marks = found[0].words.iter().map(|word| (word.block, word.clause));
        let marks: Vec<(u16, u16)> = marks.collect();
        assert_eq!(marks, [(0, 0), (0, 1), (1, 2), (2, 3), (2, 3), (3, 4)]);
    }

    #[test]
    fn questions_are_seen_in_each_script() {
        let asks = |text: &str| sentences(text, &[], &[])[0].asks;
        assert!(asks("Is it gone?"));
        assert!(asks("Չեղարկվե՞լ է"));
        assert!(asks("\"Is it gone?\""));
        assert!(!asks("It is gone."));
    }

    #[test]
    fn a_text_without_an_end_is_read_to_its_end() {
        let text = "word ".repeat(1000);
        let words: usize = sentences(&text, &[], &[])
            .iter()
            .map(|sentence| sentence.words.len())
            .sum();
        assert_eq!(words, 1000);
    }
}
