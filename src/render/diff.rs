//! Differences between two texts: made once, as a unified diff that is stored,
//! and shown line by line with the words that changed.
//!
//! Finding the shortest difference takes time that grows with the square of what
//! differs, so it is looked for in texts of a size that pages have. Longer ones,
//! and long runs of changed lines, are compared in a way that is coarser and takes
//! one pass. No clock decides which, so that the same texts always give the same
//! difference.

use std::collections::HashMap;

use similar::{Algorithm, ChangeTag, InlineChangeMode, InlineChangeOptions, TextDiff};

use crate::render::text::{clean, clip};

/// What a difference of two texts may hold; the rest is counted.
const DIFF_BYTES_MAX: usize = 400_000;
/// What a mail shows of it.
pub(super) const LINES_MAX: usize = 200;
/// What a digest shows of it.
pub(super) const DIGEST_LINES_MAX: usize = 24;
/// What it shows of a line that changed as a whole, and of one that didn't change.
const LINE_CHARS_MAX: usize = 4_000;
const SAME_CHARS_MAX: usize = 300;
/// Of an unchanged stretch within a changed line, so much next to the change.
const NEAR_CHARS_MAX: usize = 160;
/// The longest run of changed lines in which words are compared.
const RUN_BYTES_MAX: usize = 16_000;
/// The most lines, of both texts, in which the shortest difference is looked for.
const COMPARED_LINES_MAX: usize = 60_000;

/// What turned the one text into the other: hunks of a unified diff with three
/// lines of context, without file names; empty where no line differs.
///
/// Line ends and a missing last one don't count. A very long difference is cut,
/// and says so in a last line that begins with `\`, which programs that read
/// unified diffs skip.
pub fn unified(before: &str, after: &str) -> String {
    let (before, after) = (lines_of(before), lines_of(after));
    let whole = if before.lines().count() + after.lines().count() <= COMPARED_LINES_MAX {
        let diff = TextDiff::configure()
            .algorithm(Algorithm::Myers)
            .diff_lines(before.as_str(), after.as_str());
        diff.unified_diff()
            .context_radius(3)
            .missing_newline_hint(false)
            .to_string()
    } else {
        one_sided(&before, &after)
    };
    if whole.is_empty() && before != after {
        return "@@ -1 +1 @@\n (the same lines in another order)\n".to_owned();
    }
    if whole.len() <= DIFF_BYTES_MAX {
        return whole;
    }
    let cut = whole.floor_char_boundary(DIFF_BYTES_MAX);
    let kept = match whole[..cut].rfind('\n') {
        Some(end) => &whole[..=end],
        None => &whole[..cut],
    };
    let left_out = whole[kept.len()..].lines().count();
    let end = if kept.ends_with('\n') { "" } else { "\n" };
    format!("{kept}{end}\\ {left_out} more lines\n")
}

/// How many lines a unified diff adds and removes.
pub fn sizes(diff: &str) -> (usize, usize) {
    let starting = |mark| diff.lines().filter(|line| line.starts_with(mark)).count();
    (starting('+'), starting('-'))
}

/// A unified diff, ready to be shown.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Shown {
    pub(super) lines: Vec<DiffLine>,
    /// How many lines are not among them.
    pub(super) left_out: usize,
}

#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct DiffLine {
    pub(super) mark: Mark,
    /// Stretches of the line, and whether they are what changed in it. Clean.
    pub(super) words: Vec<(bool, String)>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Mark {
    /// Where in the text the following lines stand.
    Place,
    Same,
    Gone,
    Come,
}

/// Reads a stored unified diff, as far as so many of its lines.
pub(super) fn parse(diff: &str, lines_max: usize) -> Shown {
    let mut lines: Vec<DiffLine> = Vec::new();
    let (mut gone, mut come) = (String::new(), String::new());
    let mut left_out = 0;
    for (shown, line) in diff.lines().enumerate() {
        let mark = line.chars().next().unwrap_or(' ');
        if mark == '\\' {
            left_out += cut_lines(line);
            continue;
        }
        if shown >= lines_max {
            left_out += 1;
            continue;
        }
        let text = line.get(1..).unwrap_or("");
        let is_new_run = mark == '-' && !come.is_empty();
        if is_new_run || !matches!(mark, '+' | '-') {
            lines.extend(changed(&gone, &come));
            gone.clear();
            come.clear();
        }
        match mark {
            '+' => come.extend([&clean(text), "\n"]),
            '-' => gone.extend([&clean(text), "\n"]),
            '@' => lines.push(whole(Mark::Place, &place(line), SAME_CHARS_MAX)),
            _ if text.trim().is_empty() => {}
            _ => lines.push(whole(Mark::Same, text, SAME_CHARS_MAX)),
        }
    }
    lines.extend(changed(&gone, &come));
    Shown { lines, left_out }
}

/// The lines that one text has and the other hasn't, or has fewer times. Lines that
/// only moved are not told.
fn one_sided(before: &str, after: &str) -> String {
    let gone = surplus(before, after);
    let come = surplus(after, before);
    let mut gone = before.lines().zip(gone).enumerate().peekable();
    let mut come = after.lines().zip(come).enumerate().peekable();
    let mut told = String::new();
    let mut in_run = false;
    while gone.peek().is_some() || come.peek().is_some() {
        let is_surplus =
            |next: Option<&(usize, (&str, bool))>| next.is_some_and(|(_, (_, is))| *is);
        let (mark, next) = if is_surplus(gone.peek()) {
            ('-', gone.next())
        } else if is_surplus(come.peek()) {
            ('+', come.next())
        } else {
            gone.next();
            come.next();
            in_run = false;
            continue;
        };
        let Some((at, (line, _))) = next else {
            continue;
        };
        if !in_run {
            let (old, new) = match mark {
                '-' => (at, come.peek().map_or(at, |(at, _)| *at)),
                _ => (gone.peek().map_or(at, |(at, _)| *at), at),
            };
            told.push_str(&format!("@@ -{} +{} @@\n", old + 1, new + 1));
            in_run = true;
        }
        told.extend([mark.to_string().as_str(), line, "\n"]);
    }
    told
}

/// For each line of a text, whether the other has no line left that is its like.
fn surplus(text: &str, other: &str) -> Vec<bool> {
    let mut left: HashMap<&str, usize> = HashMap::new();
    for line in other.lines() {
        *left.entry(line).or_default() += 1;
    }
    let is_surplus = |line| match left.get_mut(line) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    };
    text.lines().map(is_surplus).collect()
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

/// `line 12` of `@@ -9,7 +12,8 @@`.
fn place(header: &str) -> String {
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

/// The text with each line ended by `\n` alone.
fn lines_of(text: &str) -> String {
    let mut text = text.replace("\r\n", "\n").replace('\r', "\n");
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_is_told_with_three_lines_around_it() {
        assert_eq!(
            unified("a\nb\nc\nd\ne\nf\n", "a\nb\nc\nd\nE\nf"),
            "@@ -2,5 +2,5 @@\n b\n c\n d\n-e\n+E\n f\n"
        );
    }

    #[test]
    fn line_ends_are_no_difference() {
        assert_eq!(unified("a\r\nb\r\n", "a\nb"), "");
        assert_eq!(unified("", ""), "");
        assert_eq!(unified("", "a"), "@@ -0,0 +1 @@\n+a\n");
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
    fn huge_and_nasty_texts_end() {
        let few = |seed: u64| -> String {
            let mut state = seed;
            let mut text = String::new();
            for _ in 0..200_000 {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1);
                text.push_str(&format!("line {}\n", (state >> 33) % 50));
            }
            text
        };
        let diff = unified(&few(1), &few(2));
        let (added, removed) = sizes(&diff);
        assert!(added > 50 && removed > 50 && added + removed < 10_000);

        let words = |word: &str| word.repeat(40_000);
        let diff = unified(&words("907 "), &words("709 "));
        assert_eq!(parse(&diff, LINES_MAX).lines.len(), 3);
    }

    #[test]
    fn in_a_very_long_text_the_lines_that_changed_are_told() {
        let line = |n: usize| format!("line {n}\n");
        let before: String = (0..50_000).map(line).collect();
        let after = before
            .replace("line 7\n", "line seven\n")
            .replace("line 49990\n", "line 49990\none more\n");
        assert_eq!(
            unified(&before, &after),
            "@@ -8 +8 @@\n-line 7\n+line seven\n@@ -49992 +49992 @@\n+one more\n"
        );
    }

    #[test]
    fn a_text_that_differs_never_shows_no_difference() {
        let before: String = (0..50_000).map(|n| format!("line {n}\n")).collect();
        let after = before
            .replace("line 7\n", "")
            .replace("line 70\n", "line 70\nline 7\n");
        assert!(unified(&before, &after).contains("in another order"));
    }

    #[test]
    fn any_text_can_be_read_as_a_difference() {
        for text in ["", "\n", "@@", "@@ -1 +", "\\", "é", "+", "-\n+\n-\n+"] {
            parse(text, LINES_MAX);
        }
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
