//! `show`: the alerts, or one of them or a change, and the evidence it rests on.

use std::io::Write;

use anyhow::Context as _;
use jiff::Timestamp;
use rusqlite::Connection;
use serde::Serialize;

use crate::{
    cli::{End, alerts, changes::Listed, open, open::Place, output},
    config::Config,
    domain::printable::clean,
    pipeline::situation,
    render,
    store::{
        derived::changes,
        evidence::{bodies, chain, snapshots},
        work::{self, messages, owed},
    },
};

/// An alert, or a change and the snapshot that it was seen in; where none is named, the
/// alerts, newest first.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The alert by the letters in its mail (1f2e3d4c), or the change by its number.
    id: Option<String>,

    #[command(flatten)]
    list: alerts::Wanted,

    /// Print the snapshot's body, as it was received.
    #[arg(long, requires = "id")]
    body: bool,

    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Where a change was seen, and what vouches for it.
#[derive(Serialize)]
struct Evidence {
    snapshot: i64,
    url: String,
    seen_at: Timestamp,
    content_type: Option<String>,
    /// Of the body, as sha256sum prints it.
    sha256: String,
    /// Its link in the chain over all evidence.
    place: i64,
    hash: String,
}

pub(super) fn run(args: &Args, place: &Place, out: &mut dyn Write) -> anyhow::Result<End> {
    let config = place.config()?;
    let conn = place.read(&config)?;
    let Some(named) = &args.id else {
        alerts::list(&args.list, args.json, &config, &conn, out)?;
        return Ok(End::Done);
    };
    match named.parse::<i64>() {
        Ok(id) if named.len() < 8 => change(args, id, &config, &conn, out)?,
        _ => alert(named, args.json, &config, &conn, out)?,
    }
    Ok(End::Done)
}

fn change(
    args: &Args,
    id: i64,
    config: &Config,
    conn: &Connection,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let change = changes::get(conn, id)?
        .with_context(|| format!("there is no change {id}; `watch907 changes` lists them"))?;
    let evidence = evidence(conn, change.snapshot)?;
    if args.body {
        let snapshot = snapshots::get(conn, change.snapshot)?.context("the snapshot is gone")?;
        let body = bodies::read(conn, snapshot.body)?.with_context(|| {
            format!(
                "the body was released: it is older than `keep_press` of [watch]; its SHA-256 was {}",
                snapshot.sha256
            )
        })?;
        return output::received(out, &body);
    }
    if args.json {
        let listed = serde_json::to_value(Listed::from(change))?;
        return output::json(
            out,
            &serde_json::json!({ "change": listed, "evidence": evidence }),
        );
    }
    let zone = &config.watch.time_zone;
    writeln!(out, "{} {}", clean(&change.title), change.kind.as_str())?;
    let mut rows = vec![
        ("Source", change.source.clone()),
        ("First seen", output::instant(change.seen_at, zone)),
    ];
    rows.extend(change.link.as_deref().map(|link| ("Link", clean(link))));
    rows.extend(
        change
            .topic
            .as_deref()
            .map(|topic| ("On topic by", clean(topic))),
    );
    rows.extend([
        (
            "Snapshot",
            format!("{} of {}", evidence.snapshot, clean(&evidence.url)),
        ),
        ("SHA-256", evidence.sha256),
        (
            "Chain",
            format!("link {}, {}", evidence.place, evidence.hash),
        ),
    ]);
    for (label, value) in rows {
        writeln!(out, "  {label:<12} {value}")?;
    }
    writeln!(out, "watch907 diff {id} · watch907 show {id} --body")?;
    Ok(())
}

fn evidence(conn: &Connection, snapshot: i64) -> anyhow::Result<Evidence> {
    let found = snapshots::get(conn, snapshot)?.context("the snapshot is gone")?;
    let link = chain::of_snapshot(conn, snapshot)?.context("the snapshot is not in the chain")?;
    Ok(Evidence {
        snapshot,
        url: found.url,
        seen_at: found.seen_at,
        content_type: found.content_type,
        sha256: found.sha256,
        place: link.place,
        hash: link.hash,
    })
}

fn alert(
    id: &str,
    json: bool,
    config: &Config,
    conn: &Connection,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let alert = work::alerts::find(conn, id)?.with_context(|| {
        format!(
            "there is no alert {}; a mail names its alert in its last lines",
            clean(id)
        )
    })?;
    let told = owed::of_alert(conn, alert.id.as_str())?;
    if json {
        return output::json(out, &serde_json::json!({ "alert": alert, "told": told }));
    }
    let situation = situation::now(conn, open::now(conn)?)?;
    let letter = render::alert::letter(
        &alert,
        &render::Context {
            tag: &config.mail.tag,
            situation: &situation,
            numbering: None,
            zone: &config.watch.time_zone,
        },
    );
    writeln!(
        out,
        "Told again as of now; its mail said where everything stood then.\n"
    )?;
    writeln!(out, "{}\n", letter.subject)?;
    writeln!(out, "{}", letter.text.trim_end())?;
    writeln!(out)?;
    for told in told {
        let how = match told.message {
            None => format!("waits ({})", told.route.as_str().replace('_', " ")),
            Some(message) => match messages::number(conn, message)? {
                Some((number, true)) => format!("sent as message {number}"),
                Some((number, false)) => format!("in message {number}, not sent yet"),
                None => "in a message that is gone".to_owned(),
            },
        };
        writeln!(out, "  {}: {how}", told.subscriber)?;
    }
    Ok(())
}
