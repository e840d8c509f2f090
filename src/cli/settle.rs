//! Settling: what the operator says changes the database, and the running daemon is the
//! one that writes to it. Where none runs, the command does it itself.

use anyhow::Context as _;
use rusqlite::{Transaction, TransactionBehavior};

use crate::{
    cli::{
        open::Place,
        run::{open_to_write, take},
    },
    config::Config,
    daemon::control::{self, Answer, Request},
    store::lock::{self, LockError},
};

/// The daemon answered another request than ours: it is of another version.
#[derive(Debug, thiserror::Error)]
#[error("the daemon answered something else")]
pub(super) struct Odd;

/// Has the daemon do what is requested, or where none runs, does it `alone`. Says what
/// came of it, and whether a daemon did it. A failure of the daemon's is an error.
pub(super) fn settle(
    request: &Request,
    config: &Config,
    place: &Place,
    alone: impl FnOnce(&Transaction<'_>) -> anyhow::Result<Answer>,
) -> anyhow::Result<(Answer, bool)> {
    let database = place.database(config);
    // Where there is none there is nothing to settle, and none is to be made.
    place.read(config)?;
    match take(&database) {
        Ok(mut lock) => {
            let mut conn = open_to_write(&database, &mut lock)?;
            let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let answer = alone(&tx)?;
            tx.commit()?;
            Ok((answer, false))
        }
        Err(error) if matches!(error.downcast_ref(), Some(LockError::Taken)) => {
            let socket = lock::socket(&database)
                .context("another watch907 uses the database, and is not a daemon")?;
            match control::ask(&socket, request)? {
                Answer::Failed(error) => anyhow::bail!(error),
                answer => Ok((answer, true)),
            }
        }
        Err(error) => Err(error),
    }
}
