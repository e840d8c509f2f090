//! `diff`: how a text was before and is after.

use std::io::Write;

use anyhow::Context as _;
use serde::Serialize;

use crate::{
    cli::{
        End,
        open::Place,
        output,
        range::{self, usage},
    },
    domain::printable::clean,
    render::diff,
};

mod change;

mod snapshots;

/// How a text was before and is after: a change by its number, two snapshots of a source
/// by theirs, or a source by its name, of which the last two are compared.
///
/// Snapshots are compared by what is read in them: the text of a page, the entries of a
/// feed, a record's actions, and JSON field by field.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The change, as `watch907 changes` numbers it; the earlier of two snapshots; or a
    /// source.
    #[arg(value_name = "CHANGE|SNAPSHOT|SOURCE")]
    from: String,

    /// The later snapshot.
    #[arg(value_name = "SNAPSHOT")]
    to: Option<i64>,

    /// List the snapshots of a source, newest first, and compare nothing.
    #[arg(long, conflicts_with_all = ["to", "raw", "html"])]
    list: bool,

    /// With --list: those before this one.
    #[arg(long, value_name = "SNAPSHOT", requires = "list")]
    before: Option<i64>,

    /// With --list: at most so many.
    #[arg(long, value_name = "N", default_value_t = 20, requires = "list")]
    limit: usize,

    /// Compare the bytes as text, and not what is read in them.
    #[arg(long)]
    raw: bool,

    /// Print a page for a browser.
    #[arg(long, conflicts_with = "json")]
    html: bool,

    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// A difference, and what it is of.
#[derive(Serialize)]
struct Difference {
    #[serde(flatten)]
    of: serde_json::Value,
    /// Unified.
    diff: String,
    /// Of what came as JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    fields: Option<Vec<diff::FieldChange>>,
    #[serde(skip)]
    title: String,
    /// What stands above it, with labels.
    #[serde(skip)]
    facts: Vec<(&'static str, String)>,
}

pub(super) fn run(args: &Args, place: &Place, out: &mut dyn Write) -> anyhow::Result<End> {
    let config = place.config()?;
    let conn = place.read(&config)?;
    let difference = match (args.from.parse::<i64>(), args.to) {
        (Ok(_), None) if args.list => {
            return Err(usage(&"--list takes a source: `watch907 diff us-code --list`").into());
        }
        (Ok(id), None) => change::difference(&conn, &config, id)?,
        (Ok(from), Some(to)) => snapshots::between(&conn, &config, (from, to), args.raw)?,
        (Err(_), Some(_)) => {
            return Err(usage(&"two snapshots are named by their numbers").into());
        }
        (Err(_), None) => {
            range::known(&conn, &config, Some(&args.from))?;
            if args.list {
                snapshots::list(&conn, &config, args, out)?;
                return Ok(End::Done);
            }
            let (from, to) = snapshots::last_two(&conn, &args.from)?;
            snapshots::between(&conn, &config, (from, to), args.raw)?
        }
    };
    if args.json {
        output::json(out, &difference)?;
    } else if args.html {
        let page = diff::page(&difference.title, &difference.facts, &difference.diff);
        writeln!(out, "{page}")?;
    } else {
        print(&difference, out).context("failed to print the difference")?;
    }
    Ok(End::Done)
}

fn print(difference: &Difference, out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(out, "{}", clean(&difference.title))?;
    for (label, fact) in &difference.facts {
        writeln!(out, "  {label:<12} {}", clean(fact))?;
    }
    writeln!(out)?;
    if difference.diff.is_empty() {
        return writeln!(out, "Nothing differs.");
    }
    if output::has_colours() {
        return write!(out, "{}", diff::coloured(&difference.diff));
    }
    for line in difference.diff.lines() {
        let (sign, text) = match line.chars().next() {
            Some(sign @ ('+' | '-' | ' ' | '@')) => (sign, &line[1..]),
            _ => (' ', line),
        };
        writeln!(out, "{sign}{}", clean(text))?;
    }
    Ok(())
}
