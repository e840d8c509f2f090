//! `acknowledge`: repeats no more that a source is blind.

use std::io::Write;

use jiff::civil::Date;

use crate::{
    cli::{
        End,
        open::Place,
        output,
        run::uid,
        settle::{self, settle},
    },
    daemon::{
        clock::Clock,
        control::{Answer, Request},
    },
    pipeline::acknowledge,
};

/// Hear no more for a while that a source can't be seen, because you know.
///
/// How well we see is still told with every answer and every mail, and you hear when the
/// source is back. It holds for this outage; said again, it holds until the other day.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The sources that were told to be blind.
    #[arg(value_name = "SOURCE", required = true)]
    sources: Vec<String>,

    /// The last day on which it is not repeated, in Washington, as in 2026-12-24.
    #[arg(long, value_name = "DATE")]
    until: Date,

    /// Why it can wait; kept, and shown by `sources`.
    #[arg(long, value_name = "TEXT")]
    why: Option<String>,
}

pub(super) fn run(args: &Args, place: &Place, out: &mut dyn Write) -> anyhow::Result<End> {
    let Args {
        sources,
        until,
        why,
    } = args;
    let config = place.config()?;
    for source in sources {
        let request = Request::Acknowledge {
            source: source.clone(),
            until: *until,
            why: why.clone(),
        };
        let (answer, _) = settle(&request, &config, place, |tx| {
            let now = Clock::System.now();
            acknowledge::acknowledge(tx, source, *until, why.as_deref(), uid(), now)?;
            Ok(Answer::Acknowledged)
        })?;
        if !matches!(answer, Answer::Acknowledged) {
            return Err(settle::Odd.into());
        }
        let until = output::day(*until);
        writeln!(
            out,
            "It is not repeated until the end of {until} that {source} is blind. You hear when it is back."
        )?;
    }
    Ok(End::Done)
}
