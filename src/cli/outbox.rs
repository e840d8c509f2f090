//! `outbox`: mail that waits, was refused, or was sent.

use std::io::Write;

use serde::Serialize;

use crate::{
    cli::{End, open::Place, output},
    domain::{
        printable::{clean, clip},
        routing::Route,
    },
    render::text::count,
    store::work::{
        messages::{self, Listed},
        owed,
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
}

#[derive(Serialize)]
struct Outbox {
    messages: Vec<Listed>,
    /// Alerts that no message holds yet.
    owed: Vec<Waiting>,
}

#[derive(Serialize)]
struct Waiting {
    route: Route,
    alerts: usize,
    oldest: jiff::Timestamp,
}

pub(super) fn run(args: &Args, place: &Place, out: &mut dyn Write) -> anyhow::Result<End> {
    let config = place.config()?;
    let conn = place.read(&config)?;
    let outbox = Outbox {
        messages: messages::list(&conn, args.all)?,
        owed: owed::totals(&conn)?
            .into_iter()
            .map(|(route, alerts, oldest)| Waiting {
                route,
                alerts,
                oldest,
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
            (None, Some(at), _) => format!("refused {}", output::instant(at, zone)),
            (None, None, Some(at)) => format!("next try {}", output::instant(at, zone)),
            (None, None, None) => "lost".to_owned(),
        };
        vec![
            message.number.to_string(),
            message.subscriber.clone(),
            message.kind.as_str().to_owned(),
            clip(&clean(&message.subject), 70),
            message.attempts.to_string(),
            state,
            clip(
                &clean(message.last_error.as_deref().unwrap_or_default()),
                90,
            ),
        ]
    });
    output::table(
        out,
        &["no", "to", "kind", "subject", "tries", "state", "error"],
        rows,
    )?;
    for waiting in &outbox.owed {
        let name = match waiting.route {
            Route::Digest => "the next digest",
            Route::AtOnce | Route::Never => "a message",
        };
        writeln!(
            out,
            "Waiting for {name}: {}, the oldest since {}.",
            count(waiting.alerts, "alert", "alerts"),
            output::instant(waiting.oldest, zone)
        )?;
    }
    Ok(End::Done)
}
