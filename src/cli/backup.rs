//! `backup`: a whole copy of the database, while it is written to.

use std::{fs, io::Write, path::PathBuf};

use anyhow::Context as _;
use serde::Serialize;

use crate::{
    cli::{End, open::Place, output, verify},
    store::{backup, evidence::audit::Audit},
};

/// Copy the database to a file, also while the daemon runs, and look through all of the
/// copy as `verify` does.
///
/// The file is there once it is whole, and only you may read it. docs/backup.md says how it
/// is put back.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Where the copy is to be.
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// Replace the file, if there is one.
    #[arg(long)]
    force: bool,

    /// Print JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Answer {
    file: PathBuf,
    bytes: u64,
    #[serde(flatten)]
    audit: Audit,
}

pub(super) fn run(args: &Args, place: &Place, out: &mut dyn Write) -> anyhow::Result<End> {
    let config = place.config()?;
    let conn = place.read(&config)?;
    let named = || args.file.display().to_string();
    let audit = backup::take(&conn, &place.database(&config), &args.file, args.force)
        .with_context(|| format!("failed to copy the database to {}", named()))?;
    let bytes = fs::metadata(&args.file)
        .with_context(|| format!("failed to look at {}", named()))?
        .len();
    if args.json {
        let answer = Answer {
            file: args.file.clone(),
            bytes,
            audit,
        };
        output::json(out, &answer)?;
        return Ok(End::Done);
    }
    let megabytes = bytes as f64 / 1e6;
    writeln!(
        out,
        "Copied the database to {} ({megabytes:.1} MB).",
        named()
    )?;
    verify::print(&audit, out)?;
    Ok(End::Done)
}
