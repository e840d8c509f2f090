//! `dismiss`: stops following a measure that was found.

use std::io::Write;

use crate::{
    cli::{
        End, open,
        open::Place,
        run::uid,
        settle::{self, settle},
    },
    daemon::{
        clock::Clock,
        control::{Answer, Request},
    },
    domain::measure::MeasureId,
    pipeline::dismiss,
};

/// Stop following a measure that was found, and say why.
///
/// What was received of it stays, and so does who dismissed it, when and why.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The measure, as in hr6534-119.
    measure: MeasureId,

    /// Why it is of no concern.
    #[arg(long, value_name = "WORDS")]
    why: String,
}

pub(super) fn run(args: &Args, place: &Place, out: &mut dyn Write) -> anyhow::Result<End> {
    let config = place.config()?;
    let request = Request::Dismiss {
        measure: args.measure.to_string(),
        why: args.why.clone(),
    };
    let (answer, _) = settle(&request, &config, place, |tx| {
        let (setup, _) = open::prepare(config.clone(), &place.database(&config))?;
        let now = Clock::System.now();
        dismiss::dismiss(tx, &setup, args.measure, &args.why, uid(), now)?;
        Ok(Answer::Dismissed)
    })?;
    if !matches!(answer, Answer::Dismissed) {
        return Err(settle::Odd.into());
    }
    writeln!(
        out,
        "{} is dismissed: you hear no more of it.",
        args.measure.citation()
    )?;
    Ok(End::Done)
}
