//! `outbox`: mail that waits, was refused, or was sent.

mod refused;

use std::io::Write;

use serde::Serialize;

use crate::{
    cli::{End, open, open::Place, output},
    domain::{
        printable::{clean, clip},
        routing::Route,
    },
    render::text::count,
    store::work::{
        messages::{self, Listed},
        owed::{self, Total},
    },
};

/// Mail that waits or was refused for good.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Show what was sent too.
    #[arg(long)]
    all: bool,

    /// Print JSON.
    #[arg(long)]
    json: bool,

    /// Try now to send what waits or was refused for this address.
    #[arg(long, value_name = "ADDRESS", conflicts_with_all = ["all", "json", "give_up"])]
    retry: Option<String>,

    /// Leave what was refused for this address, or waits for one that is no subscriber: it
    /// counts no more, and stays under --all.
    #[arg(long, value_name = "ADDRESS", conflicts_with_all = ["all", "json"])]
    give_up: Option<String>,
}

#[derive(Serialize)]
struct Outbox {
    messages: Vec<Listed>,
    /// Alerts that no message holds yet.
    owed: Vec<Waiting>,
}

#[derive(Serialize)]
struct Waiting {
    #[serde(flatten)]
    total: Total,
    /// The configuration names no such subscriber any more, so it is told to nobody.
    unclaimed: bool,
}

pub(super) fn run(args: &Args, place: &Place, out: &mut dyn Write) -> anyhow::Result<End> {
    let config = place.config()?;
    let known = |address: &String| {
        let heir = config.heir(address);
        heir.map_or_else(|| address.clone(), |heir| heir.address.clone())
    };
    if let Some(address) = args.retry.as_ref().map(known) {
        return refused::retry(&address, config, place, out);
    }
    if let Some(address) = args.give_up.as_ref().map(known) {
        return refused::give_up(&address, config, place, out);
    }
    let conn = place.read(&config)?;
    let now = open::now(&conn)?;
    let outbox = Outbox {
        messages: messages::list(&conn, args.all)?,
        owed: owed::totals(&conn, now)?
            .into_iter()
            .map(|total| Waiting {
                unclaimed: config.subscriber(&total.subscriber).is_none(),
                total,
            })
            .collect(),
    };
    if args.json {
        output::json(out, &outbox)?;
        return Ok(End::Done);
    }
    let zone = &config.watch.time_zone;
    if outbox.messages.is_empty() {
        writeln!(out, "The outbox is empty.")?;
    }
    let rows = outbox.messages.iter().map(|message| {
        let state = match (message.sent_at, message.dead_at, message.next_attempt_at) {
            (Some(at), ..) => format!("sent {}", output::instant(at, zone)),
            (None, Some(at), _) if message.given_up => {
                format!("refused {}, given up", output::instant(at, zone))
            }
            (None, Some(at), _) => format!("refused {}", output::instant(at, zone)),
            (None, None, Some(_)) if config.subscriber(&message.subscriber).is_none() => {
                "held: no subscriber".to_owned()
            }
            (None, None, Some(at)) => format!("next try {}", output::instant(at, zone)),
            (None, None, None) => "lost".to_owned(),
        };
        let also = match (message.also_told_at, &message.also_error) {
            (Some(at), _) => format!("told {}", output::instant(at, zone)),
            (None, Some(error)) => clip(&clean(error), 60),
            (None, None) => String::new(),
        };
        vec![
            message.number.to_string(),
            message.subscriber.clone(),
            message.kind.as_str().to_owned(),
            clip(&clean(&message.subject), 70),
            message.attempts.to_string(),
            state,
            also,
            clip(
                &clean(message.last_error.as_deref().unwrap_or_default()),
                90,
            ),
        ]
    });
    output::table(
        out,
        &[
            "no", "to", "kind", "subject", "tries", "state", "also", "error",
        ],
        rows,
    )?;
    if outbox
        .messages
        .iter()
        .any(|message| message.dead_at.is_some() && !message.given_up)
    {
        writeln!(
            out,
            "What was refused is not tried again by itself: once the address is right, say\n\
             `watch907 outbox --retry ADDRESS`; else `--give-up ADDRESS`."
        )?;
    }
    let is_held = |message: &Listed| {
        message.next_attempt_at.is_some() && config.subscriber(&message.subscriber).is_none()
    };
    if outbox.owed.iter().any(|owed| owed.unclaimed) || outbox.messages.iter().any(is_held) {
        writeln!(
            out,
            "What waits for an address that is no subscriber is told once it is one again, or another\n\
             subscriber's `was`; else `watch907 outbox --give-up ADDRESS`."
        )?;
    }
    for Waiting { total, unclaimed } in &outbox.owed {
        let (address, alerts) = (&total.subscriber, count(total.alerts, "alert", "alerts"));
        let since = output::instant(total.oldest, zone);
        match (unclaimed, total.route) {
            (true, _) => writeln!(
                out,
                "Owed to {address}, which is no longer configured: {alerts}, the oldest since {since}."
            )?,
            (false, Route::Digest) => writeln!(
                out,
                "Waiting for the next digest to {address}: {alerts}, the oldest since {since}."
            )?,
            (false, Route::AtOnce | Route::Never) => writeln!(
                out,
                "Waiting for a message to {address}: {alerts}, the oldest since {since}."
            )?,
        }
    }
    Ok(End::Done)
}
