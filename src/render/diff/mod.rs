//! Differences between two texts: made once, as a unified diff that is stored, and
//! shown from that whenever they are read.
//!
//! Finding the shortest difference takes time that grows with the square of what
//! differs, so it is looked for in texts of a size that pages have. Longer ones are
//! compared in a way that is coarser and takes one pass. No clock decides which, so
//! that the same texts always give the same difference.

use std::collections::HashMap;

use similar::{Algorithm, TextDiff};

mod fields;

mod page;

pub(super) mod show;

mod terminal;

pub use fields::{FieldChange, fields, unified_fields};
pub use page::page;
pub use terminal::coloured;

/// What a difference of two texts may hold; the rest is counted.
pub(in crate::render) const DIFF_BYTES_MAX: usize = 400_000;
/// The most lines, of both texts, in which the shortest difference is looked for.
const COMPARED_LINES_MAX: usize = 60_000;

/// What turned the one text into the other: hunks of a unified diff with three
/// lines of context, without file names; empty where no line differs. Of very long
/// texts, hunks without context of the lines that only one of them has.
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
}
