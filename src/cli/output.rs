//! How commands print: tables that fit the terminal, or JSON.
//!
//! Whatever came from outside is made fit to be shown first: a title may hold
//! escape codes that drive a terminal.

use std::io::{self, IsTerminal as _, Write};

use comfy_table::{ContentArrangement, Table, presets};
use jiff::{Timestamp, tz::TimeZone};
use serde::Serialize;

/// Wraps text here where no terminal says how wide it is.
const WIDTH: usize = 100;

/// Prints a value as JSON, indented, with a line break at its end.
pub(super) fn json(out: &mut dyn Write, value: &impl Serialize) -> anyhow::Result<()> {
    // As an I/O error, by which a reader who has seen enough is known.
    serde_json::to_writer_pretty(&mut *out, value).map_err(io::Error::from)?;
    writeln!(out)?;
    Ok(())
}

/// Prints rows under headings, without lines, as wide as the terminal. Prints nothing
/// where there are no rows.
pub(super) fn table(
    out: &mut dyn Write,
    headings: &[&str],
    rows: impl IntoIterator<Item = Vec<String>>,
) -> anyhow::Result<()> {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_content_arrangement(ContentArrangement::Dynamic);
    if !std::io::stdout().is_terminal() {
        table.set_width(u16::try_from(4 * WIDTH).unwrap_or(u16::MAX));
    }
    table.set_header(headings.iter().map(|heading| heading.to_uppercase()));
    for row in rows {
        table.add_row(row);
    }
    if table.is_empty() {
        return Ok(());
    }
    for line in table.lines() {
        writeln!(out, " {}", line.trim_end())?;
    }
    Ok(())
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
