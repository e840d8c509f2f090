//! Showing a stored difference: line by line, with the words that changed.
//!
//! A change deep in a long paragraph is what the reader came for, so it is shown
//! with what stands near it, and the rest of the paragraph is left out. Words are
//! compared within short runs of changed lines only, as that bounds the time.

use similar::{ChangeTag, InlineChangeMode, InlineChangeOptions, TextDiff};

use crate::render::text::{clean, clip};

/// What a mail shows of a difference.
pub(in crate::render) const LINES_MAX: usize = 200;
/// And so many bytes, as Gmail hides what follows after 102 KB of a mail.
const BYTES_MAX: usize = 30_000;
/// What a digest shows of it.
pub(in crate::render) const DIGEST_LINES_MAX: usize = 24;
/// What it shows of a line that changed as a whole, and of one that didn't change.
const LINE_CHARS_MAX: usize = 4_000;
const SAME_CHARS_MAX: usize = 300;
/// Of an unchanged stretch within a changed line, so much next to the change.
const NEAR_CHARS_MAX: usize = 160;
/// The longest run of changed lines in which words are compared.
const RUN_BYTES_MAX: usize = 16_000;

/// A unified diff, ready to be shown.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(in crate::render) struct Shown {
    pub(in crate::render) lines: Vec<DiffLine>,
    /// How many lines are not among them.
    pub(in crate::render) left_out: usize,
}

#[derive(Clone, Debug, Eq, PartialEq)]
pub(in crate::render) struct DiffLine {
    pub(in crate::render) mark: Mark,
    /// Stretches of the line, and whether they are what changed in it. Clean.
    pub(in crate::render) words: Vec<(bool, String)>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(in crate::render) enum Mark {
    /// Where in the text the following lines stand.
    Place,
    Same,
    Gone,
    Come,
}

/// Reads a stored unified diff, as far as so many of its lines and as mails are long.
pub(in crate::render) fn parse(diff: &str, lines_max: usize) -> Shown {
    parse_within(diff, lines_max, BYTES_MAX)
}

/// Reads a unified diff to its end.
pub(in crate::render) fn parse_whole(diff: &str) -> Shown {
    parse_within(diff, usize::MAX, usize::MAX)
}

fn parse_within(diff: &str, lines_max: usize, bytes_max: usize) -> Shown {
    let mut lines: Vec<DiffLine> = Vec::new();
    let mut left_out = 0;
    let mut room = Room {
        lines: lines_max,
        bytes: bytes_max,
    };
    let mut rest = diff.lines().peekable();
    while let Some(&line) = rest.peek() {
        let text = line.get(1..).unwrap_or("");
        match line.chars().next().unwrap_or(' ') {
            '+' | '-' => {
                let mut run = |mark| -> Vec<&str> {
                    let of_run = |line: &&str| line.starts_with(mark);
                    std::iter::from_fn(|| rest.next_if(of_run)).collect()
                };
                let (gone, come) = (run('-'), run('+'));
                let (gone_shown, come_shown) = room.take(&gone, &come);
                left_out += gone.len() - gone_shown.len() + come.len() - come_shown.len();
                let text = |lines: &[&str]| -> String {
                    let cleaned = lines.iter().map(|line| clean(&line[1..]) + "\n");
                    cleaned.collect()
                };
                lines.extend(changed(&text(gone_shown), &text(come_shown)));
                continue;
            }
            '\\' => left_out += cut_lines(line),
            _ if room.is_full() => left_out += 1,
            '@' => {
                room.put(line);
                lines.push(whole(Mark::Place, &place(line), SAME_CHARS_MAX));
            }
            _ => {
                room.put(line);
                if !text.trim().is_empty() {
                    lines.push(whole(Mark::Same, text, SAME_CHARS_MAX));
                }
            }
        }
        rest.next();
    }
    // A place of which nothing is shown.
    if lines.last().is_some_and(|line| line.mark == Mark::Place) && left_out > 0 {
        lines.pop();
    }
    Shown { lines, left_out }
}

/// How much more can be shown.
struct Room {
    lines: usize,
    bytes: usize,
}

impl Room {
    fn is_full(&self) -> bool {
        self.lines == 0 || self.bytes == 0
    }

    fn put(&mut self, line: &str) {
        self.lines = self.lines.saturating_sub(1);
        self.bytes = self.bytes.saturating_sub(line.len().min(LINE_CHARS_MAX));
    }

    /// The first lines of both sides of a run, as far as there is room: half of it for each,
    /// or what the other leaves.
    fn take<'a, 't>(
        &mut self,
        gone: &'a [&'t str],
        come: &'a [&'t str],
    ) -> (&'a [&'t str], &'a [&'t str]) {
        let bytes = |lines: &[&str]| -> usize {
            lines
                .iter()
                .map(|line| line.len().min(LINE_CHARS_MAX))
                .sum()
        };
        let share = |room: usize, own: usize, other: usize| {
            own.min(room.saturating_sub(other).max(room.div_ceil(2)))
        };
        let mut half = Self {
            lines: share(self.lines, gone.len(), come.len()),
            bytes: share(self.bytes, bytes(gone), bytes(come)),
        };
        let gone = half.fill(gone);
        self.lines = self.lines.saturating_sub(gone.len());
        self.bytes = self.bytes.saturating_sub(bytes(gone));
        (gone, self.fill(come))
    }

    fn fill<'a, 't>(&mut self, lines: &'a [&'t str]) -> &'a [&'t str] {
        let mut shown = 0;
        while shown < lines.len() && !self.is_full() {
            self.put(lines[shown]);
            shown += 1;
        }
        &lines[..shown]
    }
}

/// A run of removed and added lines, with the words that changed.
fn changed(before: &str, after: &str) -> Vec<DiffLine> {
    if before.len() + after.len() > RUN_BYTES_MAX && before.lines().count() == after.lines().count()
    {
        let pairs = before.lines().zip(after.lines());
        let (gone, come): (Vec<_>, Vec<_>) = pairs.map(|(old, new)| paired(old, new)).unzip();
        return gone.into_iter().chain(come).collect();
    }
    if before.is_empty() || after.is_empty() || before.len() + after.len() > RUN_BYTES_MAX {
        let gone = before
            .lines()
            .map(|line| whole(Mark::Gone, line, LINE_CHARS_MAX));
        let come = after
            .lines()
            .map(|line| whole(Mark::Come, line, LINE_CHARS_MAX));
        return gone.chain(come).collect();
    }
    let diff = TextDiff::from_lines(before, after);
    let mut options = InlineChangeOptions::new();
    options
        .mode(InlineChangeMode::UnicodeWords)
        .semantic_cleanup(true)
        .min_ratio(0.4);
    let changes = diff.iter_all_inline_changes_with_options(options);
    changes
        .map(|change| {
            let words = change.iter_strings_lossy();
            let words = words
                .map(|(is_changed, text)| (is_changed, text.trim_end_matches('\n').to_owned()));
            DiffLine {
                mark: match change.tag() {
                    ChangeTag::Equal => Mark::Same,
                    ChangeTag::Delete => Mark::Gone,
                    ChangeTag::Insert => Mark::Come,
                },
                words: stretches(words),
            }
        })
        .collect()
}

/// A line and what it became: what lies between their common beginning and their
/// common end changed.
fn paired(old: &str, new: &str) -> (DiffLine, DiffLine) {
    let same = |(a, b): &(char, char)| a == b;
    let length =
        |pairs: usize, text: &str| -> usize { text.chars().take(pairs).map(char::len_utf8).sum() };
    let head = old.chars().zip(new.chars()).take_while(same).count();
    let head = length(head, old);
    let (old_rest, new_rest) = (&old[head..], &new[head..]);
    let tail = old_rest.chars().rev().zip(new_rest.chars().rev());
    let tail: usize = tail.take_while(same).map(|(c, _)| c.len_utf8()).sum();
    let line = |mark, text: &str| {
        let end = text.len() - tail;
        let words = [
            (false, &text[..head]),
            (true, &text[head..end]),
            (false, &text[end..]),
        ];
        let words = words.into_iter().map(|(is, text)| (is, text.to_owned()));
        DiffLine {
            mark,
            words: stretches(words),
        }
    };
    (line(Mark::Gone, old), line(Mark::Come, new))
}

/// The words of a line in as few stretches as can be, with those that are far
/// from any change left out.
fn stretches(words: impl Iterator<Item = (bool, String)>) -> Vec<(bool, String)> {
    let mut joined: Vec<(bool, String)> = Vec::new();
    for (is_changed, text) in words.filter(|(_, text)| !text.is_empty()) {
        match joined.as_mut_slice() {
            [.., (last, before)] if *last == is_changed => before.push_str(&text),
            // Only a space stands between two changes.
            [.., (true, before), (false, between)] if is_changed && between.trim().is_empty() => {
                before.push_str(between);
                before.push_str(&text);
                joined.pop();
            }
            _ => joined.push((is_changed, text)),
        }
    }
    let is_whole = !joined.iter().any(|(is_changed, _)| *is_changed);
    let last = joined.len().saturating_sub(1);
    for (n, (is_changed, text)) in joined.iter_mut().enumerate() {
        if is_whole || *is_changed {
            *text = clip(text, LINE_CHARS_MAX);
        } else {
            *text = near(text, n > 0, n < last);
        }
    }
    joined
}

/// What of an unchanged stretch stands near the change before or after it.
fn near(text: &str, after_change: bool, before_change: bool) -> String {
    let chars: Vec<char> = text.chars().collect();
    let head = if after_change { NEAR_CHARS_MAX } else { 0 };
    let tail = if before_change { NEAR_CHARS_MAX } else { 0 };
    if chars.len() <= head + tail + 40 {
        return text.to_owned();
    }
    let head = chars[..head].iter();
    let tail = chars[chars.len() - tail..].iter();
    head.chain(&[' ', '[', '…', ']', ' ']).chain(tail).collect()
}

fn whole(mark: Mark, text: &str, chars_max: usize) -> DiffLine {
    let text = clip(&clean(text), chars_max);
    DiffLine {
        mark,
        words: vec![(false, text)],
    }
}

/// `line 12` of `@@ -9,7 +12,8 @@`; the path of a field, as it stands.
fn place(header: &str) -> String {
    if !header.starts_with("@@ -") {
        return header.trim_matches(['@', ' ']).to_owned();
    }
    let after = header.split_once('+').map_or("", |(_, after)| after);
    let digits = after.find(|c: char| !c.is_ascii_digit());
    format!("line {}", &after[..digits.unwrap_or(after.len())])
}

/// The number in `\ 17 more lines`.
fn cut_lines(line: &str) -> usize {
    let number = line
        .split(' ')
        .nth(1)
        .and_then(|number| number.parse().ok());
    number.unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::diff::{DIFF_BYTES_MAX, Difference};

    fn unified(before: &str, after: &str) -> String {
        Difference::between(before, after).cut(DIFF_BYTES_MAX, |_| false)
    }

    #[test]
    fn the_words_that_changed_are_marked() {
        let diff = unified(
            "Referred to the Committee on Foreign Affairs.\n",
            "Reported by the Committee on Foreign Affairs.\n",
        );
        let marked: Vec<String> = parse(&diff, LINES_MAX).lines.iter().map(show).collect();
        assert_eq!(
            marked,
            [
                "@line 1",
                "-[Referred to] the Committee on Foreign Affairs.",
                "+[Reported by] the Committee on Foreign Affairs.",
            ]
        );
    }

    #[test]
    fn a_change_deep_in_a_long_line_is_shown() {
        // Short enough to compare words, and too long for that.
        for length in [200, 2_000] {
            let far = "and so forth ".repeat(length);
            let line = |word: &str| format!("{far}the waiver is {word}, for a year, {far}\n");
            let diff = unified(&line("none"), &line("void"));
            let lines = parse(&diff, LINES_MAX).lines;
            let [_, gone, come] = lines.as_slice() else {
                panic!("{lines:?}");
            };
            for (line, word) in [(gone, "none"), (come, "void")] {
                let shown = show(line);
                let change = format!("the waiver is [{word}], for a year");
                assert!(shown.contains(&change) && shown.len() < 500, "{shown}");
            }
        }
    }

    #[test]
    fn lines_with_nothing_in_common_are_not_marked_word_by_word() {
        let diff = unified("Short title\n", "Section 907 is repealed.\n");
        let marked: Vec<String> = parse(&diff, LINES_MAX).lines.iter().map(show).collect();
        assert_eq!(
            marked,
            ["@line 1", "-Short title", "+Section 907 is repealed."]
        );
    }

    #[test]
    fn text_in_a_difference_is_made_fit_to_be_shown() {
        let diff = unified("a\u{1b}[2J\n", "b\u{202e}c\n");
        let lines: Vec<String> = parse(&diff, LINES_MAX).lines.iter().map(show).collect();
        assert_eq!(lines, ["@line 1", "-a [2J", "+bc"]);
    }

    #[test]
    fn a_long_difference_is_cut_and_says_so() {
        let after: String = (0..100_000).map(|n| format!("line {n}\n")).collect();
        let diff = unified("", &after);
        assert!(diff.len() < DIFF_BYTES_MAX + 100);
        let shown = parse(&diff, LINES_MAX);
        assert_eq!(shown.lines.len(), LINES_MAX);
        assert_eq!(shown.lines.len() - 1 + shown.left_out, 100_000);
    }

    #[test]
    fn any_text_can_be_read_as_a_difference() {
        for text in ["", "\n", "@@", "@@ -1 +", "\\", "é", "+", "-\n+\n-\n+"] {
            parse(text, LINES_MAX);
        }
    }

    #[test]
    fn a_line_of_any_length_can_be_shown() {
        let words = |word: &str| word.repeat(40_000);
        let diff = unified(&words("907 "), &words("709 "));
        assert_eq!(parse(&diff, LINES_MAX).lines.len(), 3);
    }

    fn show(line: &DiffLine) -> String {
        let mark = match line.mark {
            Mark::Place => '@',
            Mark::Same => ' ',
            Mark::Gone => '-',
            Mark::Come => '+',
        };
        let words = line.words.iter().map(|(changed, text)| match changed {
            true => format!("[{text}]"),
            false => text.clone(),
        });
        [mark.to_string()].into_iter().chain(words).collect()
    }
}
