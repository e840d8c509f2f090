//! A page as plain text, which reads well on its own.

use std::borrow::Cow;

use crate::render::{
    diff::show::{self, Mark},
    page::{Entry, Line, Page, Part, Piece, Row, fit},
    text::{WIDTH, chars, clean, wrap},
};

/// Where values begin, behind their labels.
const COLUMN: usize = 18;

pub(super) fn write(page: &Page) -> String {
    let mut out = Out(String::new());
    let lead: String = page.lead.iter().map(loudly).collect();
    out.block([wrap(&clean(&lead), "", "", WIDTH)]);
    if let Some(notice) = &page.notice {
        out.block([wrap(&clean(notice), "", "", WIDTH)]);
    }
    for part in page.parts.iter().filter(|part| !part.is_empty()) {
        write_part(part, &mut out);
    }
    let commands = page.commands.join(" · ");
    out.block([
        wrap(page.numbering.as_deref().unwrap_or_default(), "", "", WIDTH),
        wrap(&commands, "", "", WIDTH),
    ]);
    out.0
}

/// Blocks of lines, a blank line before each but the first.
struct Out(String);

impl Out {
    fn block(&mut self, lines: impl IntoIterator<Item = Vec<String>>) {
        let mut lines = lines
            .into_iter()
            .flatten()
            .filter(|line| !line.is_empty())
            .peekable();
        if lines.peek().is_some() && !self.0.is_empty() {
            self.0.push('\n');
        }
        for line in lines {
            self.0.push_str(&line);
            self.0.push('\n');
        }
    }
}

fn loudly(piece: &Piece) -> String {
    match piece {
        Piece::Plain(text) => text.clone(),
        Piece::Loud(text) => text.to_uppercase(),
    }
}

fn write_part(part: &Part, out: &mut Out) {
    match part {
        Part::Rows { title, rows } => {
            out.block([heading(title)].into_iter().chain(rows.iter().map(row)));
        }
        Part::Prose { title, lines } => {
            let lines = lines.iter().map(|line| wrap(&fit(line), "  ", "  ", WIDTH));
            out.block([heading(title)].into_iter().chain(lines));
        }
        Part::Table { title, head, rows } => {
            out.block([heading(title), table(head, rows)]);
        }
        Part::Diff { title, diff, more } => {
            out.block([heading(title), difference(diff, show::LINES_MAX, "", more)]);
        }
        Part::Entries {
            title,
            notice,
            entries,
        } => {
            out.block([heading(title), wrap(notice, "  ", "  ", WIDTH)]);
            for entry in entries {
                out.block([self::entry(entry)]);
            }
        }
    }
}

fn heading(title: &str) -> Vec<String> {
    wrap(&clean(title), "", "", WIDTH)
}

fn row(row: &Row) -> Vec<String> {
    let mut first = format!("  {:<width$}", row.label, width = COLUMN - 2);
    let mut lines = Vec::new();
    // A label that reaches into the column gets a line of its own.
    if chars(&first) > COLUMN || !first.ends_with(' ') {
        lines.push(std::mem::replace(&mut first, " ".repeat(COLUMN)));
    }
    let rest = " ".repeat(COLUMN);
    for line in &row.lines {
        lines.extend(wrap(&shown(line), &first, &rest, WIDTH));
        first.clone_from(&rest);
    }
    lines
}

fn shown(line: &Line) -> Cow<'_, str> {
    match line {
        Line::Words(text) | Line::Quote(text) | Line::Link(text) => text.into(),
        Line::Loud(text) => text.to_uppercase().into(),
    }
}

/// Columns as wide as their widest cell; the last may wrap.
fn table(head: &[&str], rows: &[Vec<String>]) -> Vec<String> {
    let head: Vec<String> = head.iter().map(|&cell| cell.to_owned()).collect();
    let rows: Vec<Vec<String>> = [&head]
        .into_iter()
        .chain(rows)
        .map(|row| row.iter().map(|cell| fit(cell)).collect())
        .collect();
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| chars(cell)).max().unwrap_or(0).min(44)
    };
    let mut lines = Vec::new();
    for row in &rows {
        let mut first = " ".to_owned();
        let Some((last, cells)) = row.split_last() else {
            continue;
        };
        for (column, cell) in cells.iter().enumerate() {
            first.push_str(&format!(" {cell:<width$} ", width = width(column)));
        }
        first.push(' ');
        let rest = " ".repeat(chars(&first).min(WIDTH / 2));
        lines.extend(wrap(last, &first, &rest, WIDTH));
    }
    lines
}

fn difference(diff: &str, lines_max: usize, indent: &str, more: &str) -> Vec<String> {
    let parsed = show::parse(diff, lines_max);
    let mut lines = Vec::new();
    for line in &parsed.lines {
        let text: String = line.words.iter().map(|(_, word)| word.as_str()).collect();
        let (first, rest) = match line.mark {
            Mark::Place => ("  ", "  "),
            Mark::Same => ("    ", "    "),
            Mark::Gone => ("  - ", "    "),
            Mark::Come => ("  + ", "    "),
        };
        let (first, rest) = (format!("{indent}{first}"), format!("{indent}{rest}"));
        lines.extend(wrap(&text, &first, &rest, WIDTH));
    }
    if parsed.left_out > 0 {
        lines.push(format!(
            "{indent}  … and {} more lines: {more}",
            parsed.left_out
        ));
    }
    lines
}

fn entry(entry: &Entry) -> Vec<String> {
    let mut lines = wrap(&clean(&entry.headline), "  * ", "    ", WIDTH);
    for line in &entry.lines {
        lines.extend(wrap(&shown(line), "    ", "    ", WIDTH));
    }
    lines.extend(difference(
        &entry.diff,
        show::DIGEST_LINES_MAX,
        "  ",
        &entry.command,
    ));
    let more = format!("{} · {}", entry.seen, entry.command);
    lines.extend(wrap(&more, "    ", "    ", WIDTH));
    lines
}
