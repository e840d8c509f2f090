//! `reload`: has the daemon read its configuration again.

use std::io::Write;

use anyhow::Context as _;

use crate::{
    cli::{End, open::Place, settle},
    daemon::control::{self, Answer, Request},
    store::lock,
};

/// Have the running daemon read its configuration again.
///
/// Where the new configuration has mistakes, the daemon goes on with the old one.
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

pub(super) fn run(_: &Args, place: &Place, out: &mut dyn Write) -> anyhow::Result<End> {
    let config = place.config()?;
    let database = place.database(&config);
    let socket = lock::socket(&database)
        .with_context(|| format!("no daemon uses {}", database.display()))?;
    match control::ask(&socket, &Request::Reload)? {
        Answer::Reloaded => writeln!(out, "The daemon goes on with the new configuration.")?,
        Answer::Failed(error) => anyhow::bail!("the old configuration stays: {error}"),
        Answer::Polled(_)
        | Answer::Dismissed
        | Answer::Acknowledged
        | Answer::Refused(_)
        | Answer::GivenUp(_) => {
            anyhow::bail!(settle::Odd)
        }
    }
    Ok(End::Done)
}
