//! `report`: all of it on one page, and the alerts as a feed.

use std::{io::Write, path::PathBuf};

use anyhow::Context as _;

use crate::{
    cli::{End, open, open::Place},
    pipeline::report,
    render,
};

/// Where everything stands, how it came there and how well that is seen, on one page for a
/// browser: it loads nothing and runs nothing, and can be printed and sent on.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Where the page goes. Without it, it is printed.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// The last alerts as an Atom feed instead of the page.
    #[arg(long)]
    atom: bool,
}

pub(super) fn run(args: &Args, place: &Place, out: &mut dyn Write) -> anyhow::Result<End> {
    let config = place.config()?;
    let conn = place.read(&config)?;
    let now = open::now(&conn)?;
    let text = match args.atom {
        true => report::feed(&conn, &config, now)?,
        false => render::report::page(&report::gather(&conn, &config, now)?),
    };
    match &args.output {
        Some(path) => std::fs::write(path, text)
            .with_context(|| format!("failed to write {}", path.display()))?,
        None => out.write_all(text.as_bytes())?,
    }
    Ok(End::Done)
}
