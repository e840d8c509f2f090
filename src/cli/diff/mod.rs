//! `diff`: how a text was before and is after a change.

use std::io::{IsTerminal as _, Write};

use anyhow::Context as _;

use crate::{
    cli::{End, changes::Listed, open::Place, output},
    domain::{change::ChangeKind, printable::clean},
    store::derived::{changes, items},
};

/// How a text was before and is after a change.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The change, as `watch907 changes` numbers it.
    id: i64,

    /// Print JSON.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Args, place: &Place, out: &mut dyn Write) -> anyhow::Result<End> {
    let config = place.config()?;
    let conn = place.read(&config)?;
    let change = changes::get(&conn, args.id)?.with_context(|| {
        format!(
            "there is no change {}; `watch907 changes` lists them",
            args.id
        )
    })?;
    let diff = match (&change.key, change.kind) {
        // The whole item came, or went.
        (Some(key), ChangeKind::Added | ChangeKind::Returned | ChangeKind::Removed) => {
            let (title, text) = items::text(&conn, &change.source, key)?;
            let sign = match change.kind {
                ChangeKind::Removed => '-',
                _ => '+',
            };
            let lines = std::iter::once(title.as_str()).chain(text.lines());
            lines.map(|line| format!("{sign}{line}\n")).collect()
        }
        _ => change.diff.clone(),
    };
    if args.json {
        let listed = serde_json::to_value(Listed::from(change))?;
        output::json(out, &serde_json::json!({ "change": listed, "diff": diff }))?;
        return Ok(End::Done);
    }
    let at = output::instant(change.seen_at, &config.watch.time_zone);
    writeln!(
        out,
        "{} {} by {}, first seen {at}",
        clean(&change.title),
        change.kind.as_str(),
        change.source
    )?;
    if let Some(link) = &change.link {
        writeln!(out, "{}", clean(link))?;
    }
    writeln!(out)?;
    let colour = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    for line in diff.lines() {
        let (sign, text) = match line.chars().next() {
            Some(sign @ ('+' | '-' | ' ' | '@')) => (sign, &line[1..]),
            _ => (' ', line),
        };
        let text = format!("{sign}{}", clean(text));
        match (sign, colour) {
            ('+', true) => writeln!(out, "\x1b[32m{text}\x1b[0m")?,
            ('-', true) => writeln!(out, "\x1b[31m{text}\x1b[0m")?,
            ('@', true) => writeln!(out, "\x1b[36m{text}\x1b[0m")?,
            _ => writeln!(out, "{text}")?,
        }
    }
    Ok(End::Done)
}
