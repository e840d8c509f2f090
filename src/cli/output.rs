//! How commands print: tables that fit the terminal, or JSON.
//!
//! Whatever came from outside is made fit to be shown first: a title may hold
//! escape codes that drive a terminal.

use std::io::{IsTerminal as _, Write};

use comfy_table::{ColumnConstraint, ContentArrangement, Table, presets};
use jiff::{Timestamp, tz::TimeZone};
use serde::Serialize;

use super::ascii::reads_unicode;
use crate::domain::printable::is_shown;

/// Wraps text here where no terminal says how wide it is.
const WIDTH: usize = 100;
/// The longest cell that is kept on one line, come what may.
const NAME_CHARS_MAX: usize = 40;

/// Prints a value as JSON, indented, with a line break at its end.
pub(super) fn json(out: &mut dyn Write, value: &impl Serialize) -> anyhow::Result<()> {
    let mut text = String::new();
    let reads_all = !std::io::stdout().is_terminal() || reads_unicode();
    for c in serde_json::to_string_pretty(value)?.chars() {
        // JSON would leave these as they are.
        if c == '\n' || (is_shown(c) && (reads_all || c.is_ascii())) {
            text.push(c);
        } else {
            let mut units = [0; 2];
            let units = c.encode_utf16(&mut units).iter();
            text.extend(units.map(|unit| format!("\\u{unit:04x}")));
        }
    }
    out.write_all(text.as_bytes())?;
    writeln!(out)?;
    Ok(())
}

/// The width for prose: the terminal's, up to what reads well.
pub(super) fn prose_width() -> usize {
    let terminal = std::io::stdout()
        .is_terminal()
        .then(|| Table::new().width());
    let columns = terminal.flatten().map_or(PROSE, usize::from);
    columns.clamp(40, PROSE)
}

const PROSE: usize = 110;

/// Whether colours are wanted, and seen.
pub(super) fn has_colours() -> bool {
    std::io::stdout().is_terminal()
        && std::env::var_os("NO_COLOR").is_none_or(|said| said.is_empty())
}

/// A line in which what stands between these marks is bold where that is seen.
pub(super) fn bold(line: &str, begin: char, end: char) -> String {
    match has_colours() {
        true => line.replace(begin, "\x1b[1m").replace(end, "\x1b[0m"),
        false => line.replace([begin, end], ""),
    }
}

/// Prints what was received as it came; on a terminal without what would drive that.
pub(super) fn received(out: &mut dyn Write, body: &[u8]) -> anyhow::Result<()> {
    if !std::io::stdout().is_terminal() {
        out.write_all(body)?;
        return Ok(());
    }
    for line in String::from_utf8_lossy(body).lines() {
        let shown = line.replace('\t', "    ");
        let shown: String = shown.chars().filter(|c| !c.is_control()).collect();
        writeln!(out, "{shown}")?;
    }
    Ok(())
}

/// Prints rows under headings, without lines, as wide as the terminal. Prints nothing
/// where there are no rows.
pub(super) fn table(
    out: &mut dyn Write,
    headings: &[&str],
    rows: impl IntoIterator<Item = Vec<String>>,
) -> anyhow::Result<()> {
    let rows: Vec<Vec<String>> = rows.into_iter().collect();
    if rows.is_empty() {
        return Ok(());
    }
    let mut table = laid_out(headings, rows);
    if !std::io::stdout().is_terminal() {
        table.set_width(u16::try_from(4 * WIDTH).unwrap_or(u16::MAX));
    }
    for line in table.lines() {
        writeln!(out, " {}", line.trim_end())?;
    }
    Ok(())
}

/// A column of names or numbers is never broken; those of words share what is left.
/// One in which nothing is said is left out.
fn laid_out(headings: &[&str], mut rows: Vec<Vec<String>>) -> Table {
    let says = |column: usize| {
        rows.iter()
            .any(|row| row.get(column).is_some_and(|cell| !cell.is_empty()))
    };
    let said: Vec<bool> = (0..headings.len()).map(says).collect();
    let headings: Vec<&&str> = kept(headings, &said).collect();
    for row in &mut rows {
        *row = kept(row, &said).cloned().collect();
    }
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_content_arrangement(ContentArrangement::Dynamic);
    let is_name = |cell: &String| !cell.contains(' ') && cell.chars().count() <= NAME_CHARS_MAX;
    let named: Vec<usize> = (0..headings.len())
        .filter(|&column| rows.iter().filter_map(|row| row.get(column)).all(is_name))
        .collect();
    table.set_header(headings.iter().map(|heading| heading.to_uppercase()));
    for row in rows {
        table.add_row(row);
    }
    for column in named {
        if let Some(column) = table.column_mut(column) {
            column.set_constraint(ColumnConstraint::ContentWidth);
        }
    }
    table
}

/// An instant as people read it: `22 Nov 2026 16:05 UTC`.
pub(super) fn instant(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone())
        .strftime("%-d %b %Y %H:%M %Z")
        .to_string()
}

/// A day as people read it: `9 Dec 2025`.
pub(super) fn day(day: jiff::civil::Date) -> String {
    day.strftime("%-d %b %Y").to_string()
}

fn kept<'a, T>(cells: &'a [T], said: &'a [bool]) -> impl Iterator<Item = &'a T> {
    cells
        .iter()
        .zip(said)
        .filter(|&(_, &said)| said)
        .map(|(cell, _)| cell)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_whole_where_words_must_wrap() {
        let words = "an answer that is explained in as many words as it takes ".repeat(3);
        let names = ["white-house-statements", "us-code"];
        let rows = names.map(|name| {
            let at = "28 Dec 2026 19:00 EST".to_owned();
            vec![name.to_owned(), at.clone(), at, words.clone()]
        });
        let headings = ["source", "last good", "next", "remark"];
        let mut table = laid_out(&headings, rows.to_vec());
        table.set_width(80);

        let lines: Vec<String> = table.lines().collect();
        assert!(lines.len() > 3, "{lines:#?}");
        assert!(lines.iter().all(|line| line.chars().count() <= 80));
        for name in names {
            assert!(lines.iter().any(|line| line.contains(name)), "{lines:#?}");
        }
    }

    #[test]
    fn a_column_that_says_nothing_is_left_out() {
        let rows = ["a", "b"].map(|name| vec![name.to_owned(), String::new(), "yes".to_owned()]);
        let lines: Vec<String> = laid_out(&["id", "error", "state"], rows.to_vec())
            .lines()
            .collect();
        let said = lines.join(" ");
        assert!(said.contains("ID") && said.contains("yes"), "{said}");
        assert!(!said.contains("ERROR"), "{said}");
    }
}
