//! `doctor`: whether everything that the service rests on is as it should be.
//!
//! It changes nothing: sources are polled into a database of its own, which vanishes, so
//! it can be asked while the daemon runs, by whoever may read.

use std::io::Write;

use anyhow::bail;

use crate::{
    cli::{End, doctor::finding::Report, open::Place, run::runtime},
    config::Config,
};

mod configuration;

mod database;

mod finding;

mod machine;

mod mail;

mod names;

mod sources;

pub(super) mod walls;

/// Examine all that the service rests on: configuration, secrets, database, disk, names,
/// certificates, each source once, the clock and the mail server.
///
/// Nothing is recorded or changed. Each finding is one line: ok, warning or failed, and what
/// to do. Ends with code 3 where the configuration can't be used, with 1 where something else
/// failed.
#[derive(Debug, Default, clap::Args)]
pub(super) struct Args {
    /// Send each subscriber a test message as well.
    #[arg(long)]
    send: bool,

    /// Print JSON.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Args, place: &Place, out: &mut dyn Write) -> anyhow::Result<End> {
    let mut report = Report::new(args.json, out);
    let Some((config, usable)) = configuration::examine(place, &mut report)? else {
        report.end()?;
        return Ok(End::Misconfigured);
    };
    database::examine(&config, place, &mut report)?;
    let runtime = runtime()?;
    let asked = runtime.block_on(ask(args, &config, place, &mut report));
    // A name server that doesn't answer holds its thread for long.
    runtime.shutdown_background();
    asked?;
    let (failed, all) = report.end()?;
    match (usable, failed) {
        (false, _) => Ok(End::Misconfigured),
        (true, 0) => Ok(End::Done),
        (true, _) => bail!("{failed} of {all} findings failed"),
    }
}

/// All that is asked over the network.
async fn ask(
    args: &Args,
    config: &Config,
    place: &Place,
    report: &mut Report<'_>,
) -> anyhow::Result<()> {
    names::examine(config, report).await?;
    if place.is_service() {
        report.add_all(walls::examine(config).await)?;
    }
    let skews = sources::examine(config, report).await?;
    report.add(machine::clock(&skews))?;
    mail::examine(args.send, config, place, report).await
}
