//! Which lines differ between two texts, before anything of it is left out.

use std::{collections::HashMap, ops::Range};

use similar::{Algorithm, DiffOp, TextDiff};

/// The most lines, of both texts, in which the shortest difference is looked for.
const COMPARED_LINES_MAX: usize = 60_000;

/// A line of a difference.
#[derive(Clone, Debug)]
pub(super) enum Line<'t> {
    /// Which lines of the two texts follow, from 0.
    Place(Box<[Range<usize>; 2]>),
    Same(&'t str),
    Gone(&'t str),
    Come(&'t str),
}

/// The lines that differ, in hunks with three lines around them; of very long texts, those
/// alone.
pub(super) fn between<'t>(before: &'t str, after: &'t str) -> Vec<Line<'t>> {
    let before: Vec<&str> = lines_of(before).collect();
    let after: Vec<&str> = lines_of(after).collect();
    match before.len() + after.len() <= COMPARED_LINES_MAX {
        true => shortest(&before, &after),
        false => one_sided(&before, &after),
    }
}

/// The lines of a text, whatever ends them.
pub(super) fn lines_of(text: &str) -> impl Iterator<Item = &str> {
    text.split_terminator('\n')
        .flat_map(|line| line.strip_suffix('\r').unwrap_or(line).split('\r'))
}

fn shortest<'t>(before: &[&'t str], after: &[&'t str]) -> Vec<Line<'t>> {
    let diff = TextDiff::configure()
        .algorithm(Algorithm::Myers)
        .diff_slices(before, after);
    let mut lines = Vec::new();
    for hunk in diff.grouped_ops(3) {
        let (Some(first), Some(last)) = (hunk.first(), hunk.last()) else {
            continue;
        };
        lines.push(Line::Place(Box::new([
            first.old_range().start..last.old_range().end,
            first.new_range().start..last.new_range().end,
        ])));
        for op in hunk {
            let (old, new) = (&before[op.old_range()], &after[op.new_range()]);
            if matches!(op, DiffOp::Equal { .. }) {
                lines.extend(old.iter().map(|line| Line::Same(line)));
            } else {
                lines.extend(old.iter().map(|line| Line::Gone(line)));
                lines.extend(new.iter().map(|line| Line::Come(line)));
            }
        }
    }
    lines
}

/// The lines that one text has and the other hasn't, or has fewer times. Lines that
/// only moved are not told.
fn one_sided<'t>(before: &[&'t str], after: &[&'t str]) -> Vec<Line<'t>> {
    let gone = surplus(before, after);
    let come = surplus(after, before);
    let mut gone = before.iter().zip(gone).enumerate().peekable();
    let mut come = after.iter().zip(come).enumerate().peekable();
    let mut told = Vec::new();
    let mut in_run = false;
    while gone.peek().is_some() || come.peek().is_some() {
        let is_surplus =
            |next: Option<&(usize, (&&'t str, bool))>| next.is_some_and(|(_, (_, is))| *is);
        let (line, at) = if is_surplus(gone.peek()) {
            let next = gone.next();
            (next.map(|(at, (line, _))| (at, Line::Gone(line))), true)
        } else if is_surplus(come.peek()) {
            let next = come.next();
            (next.map(|(at, (line, _))| (at, Line::Come(line))), false)
        } else {
            gone.next();
            come.next();
            in_run = false;
            continue;
        };
        let (Some((place, line)), is_gone) = (line, at) else {
            continue;
        };
        if !in_run {
            let (old, new) = match is_gone {
                true => (place, come.peek().map_or(place, |(at, _)| *at)),
                false => (gone.peek().map_or(place, |(at, _)| *at), place),
            };
            told.push(Line::Place(Box::new([old..old + 1, new..new + 1])));
            in_run = true;
        }
        told.push(line);
    }
    told
}

/// For each line of a text, whether the other has no line left that is its like.
fn surplus(text: &[&str], other: &[&str]) -> Vec<bool> {
    let mut left: HashMap<&str, u32> = HashMap::new();
    for line in other {
        *left.entry(line).or_default() += 1;
    }
    let is_surplus = |line: &str| match left.get_mut(line) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    };
    text.iter().copied().map(is_surplus).collect()
}
