//! `test-mail`: whether mail arrives.

use std::io::Write;

use anyhow::Context as _;

use crate::{
    cli::{End, open, open::Place, run::runtime},
    daemon::clock::Clock,
    domain::{
        alert::{Alert, Kind},
        news::News,
    },
    mail::Outgoing,
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
    // Where nothing was ever watched, the message says so.
    let conn = match place.read(&config) {
        Ok(conn) => conn,
        Err(error) if open::is_missing(&error) => store::open_in_memory()?,
        Err(error) => return Err(error),
    };
    let now = Clock::System.now();
    let situation = situation::now(&conn, now)?;
    let runtime = runtime()?;
    let mut failed = 0;
    for subscriber in config.subscribers() {
        let alert = Alert::new("watch", 0, "", format!("test at {now}"), now, News::Test);
        let message = deliver::message(&config, subscriber, &situation, &[alert], None, None, now)?;
        let sent = runtime.block_on(outlet.transport.send(&Outgoing {
            number: 0,
            kind: Kind::Test,
            message_id: &message.message_id,
            from: &config.mail.from,
            to: &subscriber.address,
            bytes: &message.bytes,
        }));
        match sent {
            Ok(()) => writeln!(
                out,
                "{}: handed over as {}",
                subscriber.address, message.message_id
            )?,
            Err(error) => {
                failed += 1;
                writeln!(out, "{}: {error}", subscriber.address)?;
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
