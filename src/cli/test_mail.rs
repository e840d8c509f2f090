//! `test-mail`: whether mail arrives.

use std::io::Write;

use anyhow::Context as _;

use crate::{
    cli::{End, open, open::Place, run::runtime},
    config::Config,
    daemon::{clock::Clock, outlet::Outlet},
    domain::{
        alert::{Alert, Kind},
        news::News,
    },
    mail::{Outgoing, SendError},
    pipeline::{deliver, situation},
    store,
};

/// Send each subscriber a test message, now, past the outbox.
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

pub(super) fn run(_: &Args, place: &Place, out: &mut dyn Write) -> anyhow::Result<End> {
    let config = place.config()?;
    let database = place.database(&config);
    let (_, outlet) = open::prepare(config.clone(), &database)?;
    let sent = runtime()?.block_on(send(&config, place, &outlet))?;
    let mut failed = 0;
    for (address, sent) in sent {
        match sent {
            Ok(id) => writeln!(out, "{address}: handed over as {id}")?,
            Err(error) => {
                failed += 1;
                writeln!(out, "{address}: {error}")?;
            }
        }
    }
    if !config.mail_leaves() {
        let folder = open::mail_folder(&config, &database);
        writeln!(
            out,
            "No mail server or no subscriber is configured: see {}",
            folder.display()
        )?;
    }
    (failed == 0)
        .then_some(End::Done)
        .context("some test messages were not taken")
}

/// Sends each subscriber a test message. Returns, by their address, its Message-ID or why it
/// was not taken.
pub(super) async fn send(
    config: &Config,
    place: &Place,
    outlet: &Outlet,
) -> anyhow::Result<Vec<(String, Result<String, SendError>)>> {
    // Where nothing was ever watched, the message says so.
    let conn = match place.read(config) {
        Ok(conn) => conn,
        Err(error) if open::is_missing(&error) => store::open_in_memory()?,
        Err(error) => return Err(error),
    };
    let now = Clock::System.now();
    let situation = situation::now(&conn, now)?;
    let mut all = Vec::new();
    for subscriber in config.subscribers() {
        let alert = Alert::new("watch", 0, "", format!("test at {now}"), now, News::Test);
        let message = deliver::message(config, subscriber, &situation, &[alert], None, None, now)?;
        let mail = Outgoing {
            number: 0,
            kind: Kind::Test,
            message_id: &message.message_id,
            from: &config.mail.from,
            to: &subscriber.address,
            bytes: &message.bytes,
        };
        let sent = outlet.transport.send(&mail).await;
        let sent = sent.map(|()| message.message_id);
        all.push((subscriber.address.clone(), sent));
    }
    Ok(all)
}
