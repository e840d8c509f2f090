//! Differences between two texts: made once, as a unified diff that is stored, and
//! shown from that whenever they are read.
//!
//! Finding the shortest difference takes time that grows with the square of what
//! differs, so it is looked for in texts of a size that pages have. Longer ones are
//! compared in a way that is coarser and takes one pass. No clock decides which, so
//! that the same texts always give the same difference.

mod cut;

mod fields;

mod lines;

mod page;

pub(super) mod show;

mod terminal;

pub use fields::{FieldChange, fields, unified_fields};
pub use page::page;
pub use terminal::coloured;

use lines::Line;

/// What a difference of two texts may hold; the rest is counted.
pub const DIFF_BYTES_MAX: usize = 400_000;

/// What turned the one text into the other. It borrows both of them.
#[derive(Debug)]
pub struct Difference<'t> {
    lines: Vec<Line<'t>>,
}

impl<'t> Difference<'t> {
    /// Line ends and a missing last one don't count.
    pub fn between(before: &'t str, after: &'t str) -> Self {
        let mut lines = lines::between(before, after);
        if lines.is_empty() && !lines::lines_of(before).eq(lines::lines_of(after)) {
            lines.push(Line::Place(Box::new([0..1, 0..1])));
            lines.push(Line::Same("(the same lines in another order)"));
        }
        Self { lines }
    }

    /// The lines that were added and removed.
    pub fn changed(&self) -> impl Iterator<Item = &'t str> {
        self.lines.iter().filter_map(|line| match line {
            Line::Gone(text) | Line::Come(text) => Some(*text),
            Line::Place(..) | Line::Same(_) => None,
        })
    }

    /// As a unified diff: hunks with three lines of context, without file names; empty where
    /// no line differs. Of very long texts, hunks without context of the lines that only one
    /// of them has.
    pub fn whole(&self) -> String {
        cut::whole(&self.lines)
    }

    /// The same of about `bytes_max` bytes at most. A long one begins with lines that matter;
    /// a very long one is cut on both sides, and says so in a last line that begins with `\`,
    /// which programs that read unified diffs skip.
    pub fn cut(&self, bytes_max: usize, matters: impl Fn(&str) -> bool) -> String {
        cut::cut(&self.lines, bytes_max, &matters)
    }
}

/// How many lines a unified diff adds and removes, with those that were left out of it.
pub fn sizes(diff: &str) -> (usize, usize) {
    diff.lines().fold((0, 0), |(added, removed), line| {
        match line.as_bytes().first() {
            Some(b'+') => (added + 1, removed),
            Some(b'-') => (added, removed + 1),
            Some(b'\\') => {
                let (more_added, more_removed) = cut::left_out(line);
                (added + more_added, removed + more_removed)
            }
            _ => (added, removed),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unified(before: &str, after: &str) -> String {
        Difference::between(before, after).whole()
    }

    #[test]
    fn of_a_very_long_difference_both_sides_are_shown_and_all_is_counted() {
        let text = |word: &str| -> String {
            (0..10_000)
                .map(|n| format!("{word} {n} {}\n", "and so on ".repeat(5)))
                .collect()
        };
        let (before, after) = (text("before"), text("after"));
        let diff = Difference::between(&before, &after).cut(DIFF_BYTES_MAX, |_| false);

        assert!(diff.len() < DIFF_BYTES_MAX, "{} bytes", diff.len());
        assert_eq!(sizes(&diff), (10_000, 10_000));
        let shown = show::parse(&diff, show::LINES_MAX);
        for mark in [show::Mark::Gone, show::Mark::Come] {
            let of_it = shown.lines.iter().filter(|line| line.mark == mark).count();
            assert!(of_it > 80, "{mark:?}: {of_it}");
        }
        let lines = shown
            .lines
            .iter()
            .filter(|line| line.mark != show::Mark::Place);
        assert_eq!(lines.count() + shown.left_out, 20_000);
    }

    #[test]
    fn what_matters_comes_first_in_a_long_difference() {
        for count in [1_000, 40_000] {
            let text = |word: &str| -> String {
                (0..count)
                    .map(|n| format!("{word} line {n} of many\n"))
                    .collect()
            };
            let before = text("this");
            let after = format!("{}Section 907 is repealed.\n", text("that"));
            let difference = Difference::between(&before, &after);
            let diff = difference.cut(DIFF_BYTES_MAX, |line| line.starts_with("Section 907"));
            let second = diff.lines().nth(1);
            assert_eq!(second, Some("+Section 907 is repealed."), "{count}");
            assert_eq!(diff.matches("907 is repealed").count(), 1);
            assert_eq!(sizes(&diff), (count + 1, count));
        }
    }

    #[test]
    fn a_line_of_any_length_is_cut() {
        let before = "a long one ".repeat(100_000);
        let after = before.replace('o', "i");
        let diff = Difference::between(&before, &after).cut(DIFF_BYTES_MAX, |_| true);
        assert!(diff.len() < DIFF_BYTES_MAX);
        assert_eq!(sizes(&diff), (1, 1));
    }

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
