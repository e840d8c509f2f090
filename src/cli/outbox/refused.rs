//! Mail that a server refused for good: sending it again, or leaving it.
//!
//! A refusal means that somebody has to act, so `status` ends with a code of its own until
//! somebody did.

use std::io::Write;

use anyhow::Context as _;
use rusqlite::{Transaction, TransactionBehavior};

use crate::{
    cli::{
        End,
        open::Place,
        run::{open_to_write, take},
    },
    config::Config,
    daemon::{
        clock::Clock,
        control::{self, Answer, Request},
    },
    pipeline::deliver,
    render::text::count,
    store::lock::{self, LockError},
};

pub(super) fn retry(
    address: &str,
    config: Config,
    place: &Place,
    out: &mut dyn Write,
) -> anyhow::Result<End> {
    let request = Request::RetryRefused {
        address: address.to_owned(),
    };
    let (messages, by_daemon) = settle(&request, &config, place, |tx| {
        deliver::retry_refused(tx, &config, address, Clock::System.now())
    })?;
    let messages = count(messages, "message", "messages");
    match by_daemon {
        true => writeln!(out, "Sending {messages} to {address} again.")?,
        false => writeln!(
            out,
            "The next `watch907 run` or `watch907 poll` sends {messages} to {address} again."
        )?,
    }
    Ok(End::Done)
}

pub(super) fn give_up(
    address: &str,
    config: Config,
    place: &Place,
    out: &mut dyn Write,
) -> anyhow::Result<End> {
    let request = Request::GiveUpRefused {
        address: address.to_owned(),
    };
    let (messages, _) = settle(&request, &config, place, |tx| {
        deliver::give_up_refused(tx, address)
    })?;
    writeln!(
        out,
        "Gave up {} to {address}; `watch907 outbox --all` still lists what was refused.",
        count(messages, "message", "messages")
    )?;
    Ok(End::Done)
}

/// Has the daemon do it, or where none runs, does it. Says how many messages it touched,
/// and whether a daemon did.
fn settle(
    request: &Request,
    config: &Config,
    place: &Place,
    alone: impl FnOnce(&Transaction<'_>) -> anyhow::Result<usize>,
) -> anyhow::Result<(usize, bool)> {
    let database = place.database(config);
    // Where there is none there is nothing to settle, and none is to be made.
    place.read(config)?;
    match take(&database) {
        Ok(mut lock) => {
            let mut conn = open_to_write(&database, &mut lock)?;
            let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let messages = alone(&tx)?;
            tx.commit()?;
            Ok((messages, false))
        }
        Err(error) if matches!(error.downcast_ref(), Some(LockError::Taken)) => {
            let socket = lock::socket(&database)
                .context("another watch907 uses the database, and is not a daemon")?;
            match control::ask(&socket, request)? {
                Answer::Refused(messages) => Ok((messages, true)),
                Answer::Failed(error) => anyhow::bail!(error),
                Answer::Polled(_) | Answer::Reloaded | Answer::Dismissed => {
                    anyhow::bail!("the daemon answered something else")
                }
            }
        }
        Err(error) => Err(error),
    }
}
