//! `sources`: what is watched, and how well.

use std::io::Write;

use jiff::Timestamp;
use serde::Serialize;

use crate::{
    cli::{End, open, open::Place, output},
    config::{self, Config},
    domain::printable::{clean, clip},
    store::work::sources::{self, Source},
};

/// What is watched, how often, and how well it is seen.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Show those that are switched off too, and why.
    #[arg(long)]
    all: bool,

    /// Print JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Listed<'a> {
    id: &'a str,
    name: &'a str,
    kind: &'static str,
    url: &'a str,
    enabled: bool,
    why: Option<&'a str>,
    required: bool,
    rung: &'static str,
    cadence_seconds: i64,
    state: Option<&'static str>,
    state_since: Option<Timestamp>,
    reason: Option<String>,
    repairs: Option<String>,
    failures: u32,
    last_poll_at: Option<Timestamp>,
    last_verified_at: Option<Timestamp>,
    next_due_at: Option<Timestamp>,
    snapshot: Option<i64>,
}

pub(super) fn run(args: &Args, place: &Place, out: &mut dyn Write) -> anyhow::Result<End> {
    let config = place.config()?;
    // Before the first run there is nothing to say but what is configured.
    let rows = match place.read(&config) {
        Ok(conn) => sources::enabled(&conn)?,
        Err(error) if open::is_missing(&error) => Vec::new(),
        Err(error) => return Err(error),
    };
    let listed: Vec<Listed<'_>> = config
        .sources
        .iter()
        .filter(|source| args.all || source.enabled)
        .map(|source| list(source, rows.iter().find(|row| row.id == source.id.as_str())))
        .collect();
    match args.json {
        true => output::json(out, &listed)?,
        false => print(&listed, &config, out)?,
    }
    Ok(End::Done)
}

fn list<'a>(source: &'a config::Source, row: Option<&'a Source>) -> Listed<'a> {
    let progress = row.map(|row| &row.progress);
    Listed {
        id: source.id.as_str(),
        name: &source.name,
        kind: source.kind.as_str(),
        url: source.url.as_str(),
        enabled: source.enabled,
        why: source.why.as_deref(),
        required: source.required,
        rung: source.rung.as_str(),
        cadence_seconds: source.cadence.as_secs(),
        state: progress.map(|progress| progress.state.as_str()),
        state_since: progress.map(|progress| progress.state_since),
        reason: progress.and_then(|progress| progress.reason.as_deref().map(clean)),
        repairs: progress
            .filter(|progress| !progress.repairs.is_empty())
            .map(|progress| clean(&progress.repairs)),
        failures: progress.map_or(0, |progress| progress.failures),
        last_poll_at: progress.and_then(|progress| progress.last_poll_at),
        last_verified_at: progress.and_then(|progress| progress.last_verified_at),
        next_due_at: progress.map(|progress| progress.next_due_at),
        snapshot: progress.and_then(|progress| progress.snapshot),
    }
}

fn print(listed: &[Listed<'_>], config: &Config, out: &mut dyn Write) -> anyhow::Result<()> {
    let zone = &config.watch.time_zone;
    let at = |at: Option<Timestamp>| {
        at.map_or_else(|| "never".to_owned(), |at| output::instant(at, zone))
    };
    let rows = listed.iter().map(|source| {
        let state = match (source.enabled, source.state, source.last_poll_at) {
            (false, ..) => "off".to_owned(),
            (true, Some(state), Some(_)) => state.replace('_', " "),
            (true, ..) => "not asked yet".to_owned(),
        };
        let remark = source.why.map(str::to_owned).filter(|_| !source.enabled);
        let remark = remark.or(source.reason.clone()).or(source.repairs.clone());
        vec![
            source.id.to_owned(),
            source.kind.to_owned(),
            match source.required {
                true => "yes".to_owned(),
                false => String::new(),
            },
            state,
            at(source.last_verified_at),
            match source.next_due_at {
                Some(due_at) if source.enabled => output::instant(due_at, zone),
                _ => String::new(),
            },
            clip(&remark.unwrap_or_default(), 120),
        ]
    });
    let headings = [
        "source",
        "kind",
        "required",
        "state",
        "last good",
        "next",
        "remark",
    ];
    output::table(out, &headings, rows)
}
