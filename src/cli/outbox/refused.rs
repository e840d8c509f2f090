//! Mail that a server refused for good, or waits for nobody: sending it again, or leaving it.
//!
//! A refusal means that somebody has to act, so `status` ends with a code of its own until
//! somebody did.

use std::io::Write;

use crate::{
    cli::{
        End,
        open::Place,
        settle::{self, settle},
    },
    config::Config,
    daemon::{
        clock::Clock,
        control::{Answer, Request},
    },
    pipeline::deliver,
    render::text::count,
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
    let (answer, by_daemon) = settle(&request, &config, place, |tx| {
        let messages = deliver::retry_refused(tx, &config, address, Clock::System.now())?;
        Ok(Answer::Refused(messages))
    })?;
    let Answer::Refused(messages) = answer else {
        return Err(settle::Odd.into());
    };
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
    let request = Request::GiveUp {
        address: address.to_owned(),
    };
    let (answer, _) = settle(&request, &config, place, |tx| {
        let now = Clock::System.now();
        Ok(Answer::GivenUp(deliver::give_up(
            tx, &config, address, now,
        )?))
    })?;
    let Answer::GivenUp(given_up) = answer else {
        return Err(settle::Odd.into());
    };
    let alerts = match given_up.alerts {
        0 => String::new(),
        alerts => format!(" and {} in no message", count(alerts, "alert", "alerts")),
    };
    writeln!(
        out,
        "Gave up {}{alerts} to {address}; `watch907 outbox --all` still lists the messages.",
        count(given_up.messages, "message", "messages")
    )?;
    Ok(End::Done)
}
