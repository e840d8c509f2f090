//! `rebuild`: derives everything anew from the evidence, by the rules of today.

use std::{fs, io::Write, path::PathBuf};

use anyhow::Context as _;
use rusqlite::TransactionBehavior;
use serde::Serialize;

use crate::{
    cli::{
        End, open,
        open::Place,
        output,
        run::{open_to_write, take},
    },
    daemon::clock::Clock,
    pipeline::rebuild::{self, Attested, Rebuilt},
    render::text::count,
    store::{
        scratch::{self, Differs},
        work::rebuilds,
    },
};

/// Derive everything anew from what was received, by the rules of today, and say what
/// differs.
///
/// It is what a new version's rules make of the evidence. Nothing is changed without
/// --apply, and nobody is told in any case: what was told stays as it was. Stop the service
/// first.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Put what was derived anew in place of what was there, and keep what differed.
    #[arg(long)]
    apply: bool,

    /// Print JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Answer<'a> {
    #[serde(flatten)]
    rebuilt: &'a Rebuilt,
    differs: &'a [Differs],
    /// Where things stood, and where they stand by the rules of today.
    standings: &'a [scratch::Moved],
    applied: bool,
}

/// A file that goes with its value.
pub(super) struct Thrown(pub(super) PathBuf);

impl Drop for Thrown {
    fn drop(&mut self) {
        // One that is left is written over the next time.
        let _ = fs::remove_file(&self.0);
    }
}

pub(super) fn run(args: &Args, place: &Place, out: &mut dyn Write) -> anyhow::Result<End> {
    let config = place.config()?;
    let database = place.database(&config);
    place.read(&config)?;
    let mut lock = take(&database).context(
        "a rebuild has the database for itself: stop the service first (systemctl stop watch907)",
    )?;
    let mut conn = open_to_write(&database, &mut lock)?;
    let (mut setup, _) = open::prepare(config, &database)?;
    setup.has_api_key = true;
    let mut name = database.as_os_str().to_owned();
    name.push(".rebuild");
    let scratch = Thrown(name.into());
    let mut derived = scratch::open(&scratch.0, &database)?;
    let tx = derived.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let rebuilt = rebuild::rebuild(&tx, &setup, Attested::Recorded)?;
    let differs = scratch::compare(&tx)?;
    let standings = scratch::moved(&tx)?;
    tx.commit()?;
    drop(derived);
    let applied = args.apply && !differs.is_empty();
    if applied {
        let now = Clock::System.now();
        scratch::apply(&mut conn, &scratch.0, |tx| {
            rebuild::follow(tx, &setup, now)?;
            Ok(rebuilds::insert(
                tx,
                &serde_json::to_string(&differs)?,
                now,
            )?)
        })?;
    }
    let answer = Answer {
        rebuilt: &rebuilt,
        differs: &differs,
        standings: &standings,
        applied,
    };
    match args.json {
        true => output::json(out, &answer)?,
        false => print(&answer, out)?,
    }
    Ok(End::Done)
}

fn print(answer: &Answer<'_>, out: &mut dyn Write) -> anyhow::Result<()> {
    evidence(answer.rebuilt, out)?;
    if answer.differs.is_empty() {
        writeln!(out, "Nothing differs from what was derived before.")?;
        return Ok(());
    }
    writeln!(out, "\nWhat differs from what was derived before:")?;
    for differs in answer.differs {
        writeln!(
            out,
            "  {}: {} came, {} went, {} changed",
            differs.table, differs.came, differs.went, differs.changed
        )?;
    }
    for moved in answer.standings {
        writeln!(
            out,
            "  {}: {} -> {}",
            moved.entity,
            moved.before.as_deref().unwrap_or("unknown"),
            moved.after.as_deref().unwrap_or("unknown")
        )?;
    }
    writeln!(
        out,
        "\n{}",
        match answer.applied {
            true =>
                "This is what holds now, and it is kept in the table rebuilds. Nobody was told: what was told stays.",
            false => "Nothing was changed: --apply does that.",
        }
    )?;
    Ok(())
}

/// What became of the evidence, in words.
pub(super) fn evidence(rebuilt: &Rebuilt, out: &mut dyn Write) -> anyhow::Result<()> {
    writeln!(
        out,
        "{} read anew.",
        count(rebuilt.read, "snapshot was", "snapshots were")
    )?;
    if rebuilt.released > 0 {
        writeln!(
            out,
            "{} released by now: what was derived from them is kept as it was.",
            count(rebuilt.released, "snapshot was", "snapshots were")
        )?;
    }
    for (source, snapshots) in &rebuilt.unknown {
        writeln!(
            out,
            "{source} is not configured any more: what was derived from {} is kept as it was.",
            count(*snapshots, "snapshot", "snapshots")
        )?;
    }
    for (snapshot, reason) in &rebuilt.unreadable {
        writeln!(
            out,
            "Nothing is made of snapshot {snapshot} any more: {reason}."
        )?;
    }
    Ok(())
}
