//! `verify`: whether the evidence is as it was received.

use std::io::Write;

use anyhow::{bail, ensure};
use serde::Serialize;

use crate::{
    cli::{End, open::Place, output},
    store::evidence::{
        audit::{self, Audit},
        chain,
    },
};

/// Whether the evidence is as it was received: the chain of hashes link by link, each row
/// against its link, each body against its hash, and the file itself.
///
/// A statement of silence prints the head of the chain, so an old mail is a witness: with
/// its hash, --head says whether that link still stands.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A hash that stands in the chain if nothing before it was touched; its first 8 digits
    /// are enough.
    #[arg(long, value_name = "HASH")]
    head: Option<String>,

    /// Print JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Answer {
    #[serde(flatten)]
    audit: Audit,
    /// The place of the link that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    witnessed: Option<i64>,
}

pub(super) fn run(args: &Args, place: &Place, out: &mut dyn Write) -> anyhow::Result<End> {
    let config = place.config()?;
    let conn = place.read(&config)?;
    // All of it is looked at as it is at one time.
    let conn = conn.unchecked_transaction()?;
    let audit = audit::audit(&conn)?;
    let witnessed = match &args.head {
        Some(head) => chain::place_of_hash(&conn, head)?,
        None => None,
    };
    if args.json {
        let answer = Answer {
            audit: audit.clone(),
            witnessed,
        };
        output::json(out, &answer)?;
    } else {
        print(&audit, out)?;
        if let (Some(head), Some(place), 0) = (&args.head, witnessed, audit.fault_count) {
            writeln!(
                out,
                "{head} is link {place}: nothing up to there was touched."
            )?;
        }
    }
    match audit.fault_count {
        0 => (),
        n => bail!(
            "the evidence is not as it was received: {n} faults (docs/backup.md says how a copy is put in its place)"
        ),
    }
    ensure!(
        args.head.is_none() || witnessed.is_some(),
        "no link, or more than one, has a hash that begins so: the database is not the one that the mail speaks of, or it was rewritten"
    );
    Ok(End::Done)
}

/// Says what was found.
pub(super) fn print(audit: &Audit, out: &mut dyn Write) -> std::io::Result<()> {
    for fault in &audit.faults {
        writeln!(out, "  {fault}")?;
    }
    let untold = audit.fault_count - audit.faults.len();
    if untold > 0 {
        writeln!(out, "  … and {untold} more")?;
    }
    if audit.fault_count == 0 {
        writeln!(out, "The evidence is as it was received.")?;
    }
    writeln!(
        out,
        "  Chain        {} links, head {}",
        audit.links, audit.head
    )?;
    let released = match audit.released {
        0 => String::new(),
        n => format!(", {n} of them released: only their hash is kept"),
    };
    writeln!(out, "  Bodies       {}{released}", audit.bodies)
}
