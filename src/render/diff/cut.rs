//! Writing a difference, as far as there is room.
//!
//! What is too long is cut on both of its sides, so that neither what came nor what went is
//! all that is seen. What matters to the reader stands before everything else of it, as
//! whoever shows it may cut it again.

use std::ops::Range;

use super::lines::Line;

/// A difference that isn't longer than this stands as it is; a mail shows it to its end.
const SHORT_LINES: usize = 150;
const SHORT_BYTES: usize = 20_000;
/// Of what matters, so much of each side stands first.
const FIRST_LINES: usize = 8;
const FIRST_BYTES: usize = 8_000;
/// And no more than this part of the room, which no line of a difference that is cut passes
/// where it has so many.
const PART: usize = 8;
/// What the place of a hunk takes.
const PLACE_BYTES: usize = 32;

/// The lines as a unified diff.
pub(super) fn whole(lines: &[Line<'_>]) -> String {
    let mut diff = String::with_capacity(lines.iter().map(size).sum());
    for line in lines {
        push(&mut diff, line);
    }
    diff
}

/// The same, where it is long with what matters first, and of no more than about so many
/// bytes. A last line counts what is left out of it.
pub(super) fn cut(lines: &[Line<'_>], bytes_max: usize, matters: &dyn Fn(&str) -> bool) -> String {
    let bytes: usize = lines.iter().map(size).sum();
    if bytes <= bytes_max.min(SHORT_BYTES) && lines.len() <= SHORT_LINES {
        return whole(lines);
    }
    let matters: Vec<bool> = lines
        .iter()
        .map(|line| match line {
            Line::Gone(text) | Line::Come(text) => matters(text),
            Line::Place(..) | Line::Same(_) => false,
        })
        .collect();
    let is_cut = bytes > bytes_max;
    if !is_cut && !matters.contains(&true) {
        return whole(lines);
    }
    let line_max = match is_cut {
        true => {
            let changed = lines.iter().filter(|line| is_gone(line) || is_come(line));
            (bytes_max / changed.count().clamp(1, PART)).saturating_sub(2 * PLACE_BYTES)
        }
        false => usize::MAX,
    };
    let mut first = vec![false; lines.len()];
    let mut rest = vec![false; lines.len()];
    for is_side in [is_gone, is_come] {
        let room = (FIRST_LINES, FIRST_BYTES.min(bytes_max / PART), line_max);
        choose(lines, &mut first, room, |n| {
            matters[n] && is_side(&lines[n])
        });
    }
    let room = match is_cut {
        false => usize::MAX,
        true => bytes_max.saturating_sub(2 * line_max) / 4,
    };
    let room = (usize::MAX, room, line_max);
    for is_side in [is_gone, is_come] {
        // What matters is not crowded out by what stands before it.
        let of_side = |n: usize| !first[n] && is_side(&lines[n]);
        choose(lines, &mut rest, room, |n| of_side(n) && matters[n]);
        choose(lines, &mut rest, room, |n| of_side(n) && !matters[n]);
    }
    let mut diff = String::new();
    stretches(&mut diff, lines, &first, (false, line_max));
    stretches(&mut diff, lines, &rest, (!is_cut, line_max));
    let left_out = |is_side: fn(&Line<'_>) -> bool| {
        (0..lines.len())
            .filter(|&n| is_side(&lines[n]) && !first[n] && !rest[n])
            .count()
    };
    let (removed, added) = (left_out(is_gone), left_out(is_come));
    if removed + added > 0 {
        diff.push_str(&format!(
            "\\ {} more lines: {added} added, {removed} removed\n",
            removed + added
        ));
    }
    diff
}

/// How many lines added and removed the last line of a cut diff says to be left out.
pub(super) fn left_out(line: &str) -> (usize, usize) {
    let Some((_, sides)) = line.split_once(": ") else {
        return (0, 0);
    };
    let mut numbers = sides.split(", ").map(|side| {
        let number = side.split(' ').next().unwrap_or_default();
        number.parse().unwrap_or(0)
    });
    (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0))
}

/// Marks the lines that are `wanted` as far as there is room for them.
fn choose(
    lines: &[Line<'_>],
    chosen: &mut [bool],
    (lines_max, bytes_max, line_max): (usize, usize, usize),
    wanted: impl Fn(usize) -> bool,
) {
    let (mut count, mut bytes) = (0, 0);
    let mut next = 0;
    for n in (0..lines.len()).filter(|&n| wanted(n)) {
        let mut more = size(&lines[n]).min(line_max);
        if n != next {
            more += PLACE_BYTES;
        }
        if count >= lines_max || count > 0 && more > bytes_max.saturating_sub(bytes) {
            return;
        }
        chosen[n] = true;
        count += 1;
        bytes = bytes.saturating_add(more);
        next = n + 1;
    }
}

/// Writes the lines that are chosen, and those around them where `around` says so, each
/// stretch of them under the place where it stands.
fn stretches(
    diff: &mut String,
    lines: &[Line<'_>],
    chosen: &[bool],
    (around, line_max): (bool, usize),
) {
    let (mut old, mut new) = (0, 0);
    // The line that was written last of the hunk, and whether none was passed over since.
    let mut last: Option<(&Line<'_>, bool)> = None;
    for (line, &is_chosen) in lines.iter().zip(chosen) {
        if let Line::Place(lines) = line {
            let [before, after] = &**lines;
            (old, new) = (before.start, after.start);
            last = None;
            continue;
        }
        if is_chosen || around && matches!(line, Line::Same(_)) {
            // What came stands right behind what went, whatever of that is left out.
            let goes_on =
                last.is_some_and(|(last, is_next)| is_next || is_gone(last) && is_come(line));
            if !goes_on {
                push(diff, &Line::Place(Box::new([old..old + 1, new..new + 1])));
            }
            push_up_to(diff, line, line_max);
            last = Some((line, true));
        } else {
            // Another run begins behind what both texts have.
            last = last
                .filter(|_| !matches!(line, Line::Same(_)))
                .map(|(line, _)| (line, false));
        }
        old += usize::from(!is_come(line));
        new += usize::from(!is_gone(line));
    }
}

fn is_gone(line: &Line<'_>) -> bool {
    matches!(line, Line::Gone(_))
}

fn is_come(line: &Line<'_>) -> bool {
    matches!(line, Line::Come(_))
}

fn size(line: &Line<'_>) -> usize {
    match line {
        Line::Place(..) => PLACE_BYTES,
        Line::Same(text) | Line::Gone(text) | Line::Come(text) => text.len() + 2,
    }
}

fn push(diff: &mut String, line: &Line<'_>) {
    push_up_to(diff, line, usize::MAX);
}

fn push_up_to(diff: &mut String, line: &Line<'_>, bytes_max: usize) {
    let (mark, text) = match line {
        Line::Place(lines) => {
            let [old, new] = &**lines;
            diff.push_str(&format!("@@ -{} +{} @@\n", numbers(old), numbers(new)));
            return;
        }
        Line::Same(text) => (' ', text),
        Line::Gone(text) => ('-', text),
        Line::Come(text) => ('+', text),
    };
    diff.push(mark);
    diff.push_str(&text[..text.floor_char_boundary(bytes_max)]);
    diff.push('\n');
}

/// The numbers of these lines, as unified diffs have them.
fn numbers(lines: &Range<usize>) -> String {
    match lines.len() {
        0 => format!("{},0", lines.start),
        1 => format!("{}", lines.start + 1),
        length => format!("{},{length}", lines.start + 1),
    }
}
