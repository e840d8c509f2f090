//! `dismiss`: stops following a measure that was found.

use std::io::Write;

use anyhow::Context as _;
use rusqlite::TransactionBehavior;

use crate::{
    cli::{
        End, open,
        open::Place,
        run::{open_to_write, take, uid},
    },
    daemon::{
        clock::Clock,
        control::{self, Answer, Request},
    },
    domain::measure::MeasureId,
    pipeline::dismiss,
    store::lock::{self, LockError},
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
    let database = place.database(&config);
    match take(&database) {
        Ok(mut lock) => {
            let mut conn = open_to_write(&database, &mut lock)?;
            let (setup, _) = open::prepare(config, &database)?;
            let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
            dismiss::dismiss(
                &tx,
                &setup,
                args.measure,
                &args.why,
                uid(),
                Clock::System.now(),
            )?;
            tx.commit()?;
        }
        Err(error) if matches!(error.downcast_ref(), Some(LockError::Taken)) => {
            let socket = lock::socket(&database)
                .with_context(|| format!("no daemon uses {}", database.display()))?;
            let request = Request::Dismiss {
                measure: args.measure.to_string(),
                why: args.why.clone(),
            };
            match control::ask(&socket, &request)? {
                Answer::Dismissed => (),
                Answer::Failed(error) => anyhow::bail!(error),
                _ => anyhow::bail!("the daemon answered something else"),
            }
        }
        Err(error) => return Err(error),
    }
    writeln!(
        out,
        "{} is dismissed: you hear no more of it.",
        args.measure.citation()
    )?;
    Ok(End::Done)
}
