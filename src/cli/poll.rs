//! `poll`: reads sources now.

use std::{future::ready, io::Write};

use anyhow::Context as _;

use crate::{
    cli::{
        End, open,
        open::Place,
        output,
        run::{open_to_write, runtime, take},
        settle,
    },
    daemon::{
        clock::Clock,
        control::{self, Answer, Polled, Request},
        engine::Engine,
        watchdog::Beat,
        writer,
    },
    domain::printable::clean,
    render::text::count,
    store::{
        self,
        lock::{self, LockError},
    },
};

/// Read sources now, whatever their cadence, and send the mails that follow or wait.
///
/// Asks the running daemon, or does it itself where none runs.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The sources to read; all that are switched on where none is named.
    #[arg(value_name = "SOURCE")]
    sources: Vec<String>,

    /// Print JSON.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Args, place: &Place, out: &mut dyn Write) -> anyhow::Result<End> {
    let config = place.config()?;
    let database = place.database(&config);
    let polled = match take(&database) {
        Ok(mut lock) => alone(args, config, &database, &mut lock)?,
        Err(error) if matches!(error.downcast_ref(), Some(LockError::Taken)) => {
            let socket = lock::socket(&database)
                .context("another watch907 uses the database, and is not a daemon")?;
            let request = Request::Poll {
                sources: args.sources.clone(),
            };
            match control::ask(&socket, &request)? {
                Answer::Polled(polled) => polled,
                Answer::Failed(error) => anyhow::bail!("{error}"),
                Answer::Reloaded
                | Answer::Dismissed
                | Answer::Acknowledged
                | Answer::Refused(_)
                | Answer::GivenUp(_) => {
                    anyhow::bail!(settle::Odd)
                }
            }
        }
        Err(error) => return Err(error),
    };
    match args.json {
        true => output::json(out, &polled)?,
        false => print(&polled, out)?,
    }
    Ok(End::Done)
}

fn alone(
    args: &Args,
    config: crate::config::Config,
    database: &std::path::Path,
    lock: &mut lock::Lock,
) -> anyhow::Result<Polled> {
    let conn = open_to_write(database, lock)?;
    store::check(&conn).with_context(|| format!("failed to use {}", database.display()))?;
    let (setup, outlet) = open::prepare(config, database)?;
    let (writer, thread) = writer::start(conn, Beat::default());
    let polled = runtime()?.block_on(async {
        let engine = Engine::new(Clock::System, writer, database.to_owned(), setup, outlet);
        let sent_before = engine.readers.with(control::sent)?;
        engine.declare(ready(Ok(()))).await?;
        engine.hasten_mail().await?;
        let outcomes = engine.poll_now(&args.sources).await?;
        engine.tick().await?;
        engine.deliver().await?;
        engine.tell_also().await?;
        engine
            .readers
            .with(|conn| control::left(conn, &engine.setup().config, &outcomes, sent_before))
    })?;
    thread
        .join()
        .map_err(|_| anyhow::anyhow!("the writer panicked"))?;
    Ok(polled.0)
}

fn print(polled: &Polled, out: &mut dyn Write) -> anyhow::Result<()> {
    let rows = polled.outcomes.iter().map(|outcome| {
        let news = match (outcome.baseline, outcome.changes) {
            (true, _) => "first seen".to_owned(),
            (false, 0) => "nothing new".to_owned(),
            (false, 1) => "1 change".to_owned(),
            (false, n) => format!("{n} changes"),
        };
        let news = match &outcome.reason {
            Some(reason) => clean(reason),
            None => news,
        };
        vec![outcome.source.clone(), outcome.state.clone(), news]
    });
    output::table(out, &["source", "state", "found"], rows)?;
    let Polled {
        sent,
        waiting,
        dead,
        digest,
        ..
    } = polled;
    writeln!(out)?;
    writeln!(
        out,
        "Mail: {sent} handed over, {waiting} waiting, {dead} refused for good."
    )?;
    if *digest > 0 {
        writeln!(
            out,
            "Waiting for the next digest: {}.",
            count(*digest, "alert", "alerts")
        )?;
    }
    if *waiting + *dead > 0 {
        writeln!(out, "See watch907 outbox.")?;
    }
    Ok(())
}
