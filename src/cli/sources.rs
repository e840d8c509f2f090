//! `sources`: what is watched, and how well.

mod on;

use std::{collections::HashMap, io::Write};

use anyhow::Context as _;
use jiff::{Timestamp, civil::Date};
use rusqlite::Connection;
use serde::Serialize;

use crate::{
    cli::{End, open, open::Place, output},
    config::{self, Config},
    daemon::clock::Clock,
    domain::{
        printable::{clean, clip},
        quality::SourceState,
    },
    pipeline::{
        acknowledge::{self, Acknowledged},
        setup::Setup,
    },
    store::work::{
        rejects::{self, Kept},
        sources::{self, Source},
    },
};

/// What is watched, how often, and how well it is seen.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Show this one in full, with its last answers that were not good.
    #[arg(value_name = "SOURCE", conflicts_with = "all")]
    source: Option<String>,

    /// Say of each, or of this one, whether it was seen on this day in Washington, as in
    /// 2025-08-09.
    #[arg(long, value_name = "DATE", conflicts_with_all = ["all", "body"])]
    on: Option<Date>,

    /// Print the body of the answer with this number, as far as it was kept.
    #[arg(
        long,
        value_name = "NUMBER",
        requires = "source",
        conflicts_with = "json"
    )]
    body: Option<i64>,

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
    advice: Option<&'static str>,
    repairs: Option<String>,
    failures: u32,
    last_poll_at: Option<Timestamp>,
    last_verified_at: Option<Timestamp>,
    next_due_at: Option<Timestamp>,
    snapshot: Option<i64>,
    /// The operator knows that it is blind, and hears no more of it for a while.
    acknowledged: Option<Acknowledged>,
}

/// One source in full.
#[derive(Serialize)]
struct Full<'a> {
    #[serde(flatten)]
    source: Listed<'a>,
    /// Its last answers that were not good, newest first.
    rejects: Vec<Kept>,
}

pub(super) fn run(args: &Args, place: &Place, out: &mut dyn Write) -> anyhow::Result<End> {
    let config = place.config()?;
    if let Some(day) = args.on {
        return on::run(day, args, &config, place, out);
    }
    if let Some(id) = &args.source {
        one(id, args, &config, place, out)?;
        return Ok(End::Done);
    }
    // Before the first run there is nothing to say but what is configured.
    let (rows, mut said, now) = match place.read(&config) {
        Ok(conn) => {
            let (rows, now) = (sources::enabled(&conn)?, open::now(&conn)?);
            let said = acknowledged(&conn, &rows, now)?;
            (rows, said, now)
        }
        Err(error) if open::is_missing(&error) => (Vec::new(), HashMap::new(), Clock::System.now()),
        Err(error) => return Err(error),
    };
    let known = known(&config, &rows, now)?;
    let listed: Vec<Listed<'_>> = known
        .iter()
        .map(|source| {
            let id = source.id.as_str();
            let row = rows.iter().find(|row| row.id == id);
            list(source, row, said.remove(id))
        })
        .filter(|source| args.all || source.enabled)
        .collect();
    match args.json {
        true => output::json(out, &listed)?,
        false => print(&listed, &config, out)?,
    }
    Ok(End::Done)
}

/// What the operator said of sources that are blind, by source.
fn acknowledged(
    conn: &Connection,
    rows: &[Source],
    now: Timestamp,
) -> anyhow::Result<HashMap<String, Acknowledged>> {
    let mut said = HashMap::new();
    for row in rows {
        if let Some(of_row) = acknowledge::of(conn, row, now)? {
            said.insert(row.id.clone(), of_row);
        }
    }
    Ok(said)
}

/// The sources that are configured, and those that documents led to.
fn known(config: &Config, rows: &[Source], now: Timestamp) -> anyhow::Result<Vec<config::Source>> {
    let setup = Setup::new(config.clone())?;
    let mut known = setup.declared(now);
    let opened = rows
        .iter()
        .filter(|row| row.subject.is_some())
        .filter_map(|row| setup.source(row));
    known.extend(opened.map(|source| (*source).clone()));
    Ok(known)
}

fn one(
    id: &str,
    args: &Args,
    config: &Config,
    place: &Place,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let conn = match place.read(config) {
        Ok(conn) => Some(conn),
        Err(error) if open::is_missing(&error) => None,
        Err(error) => return Err(error),
    };
    let (rows, mut said, now) = match &conn {
        Some(conn) => {
            let rows: Vec<Source> = sources::get(conn, id)?.into_iter().collect();
            let now = open::now(conn)?;
            let said = acknowledged(conn, &rows, now)?;
            (rows, said, now)
        }
        None => (Vec::new(), HashMap::new(), Clock::System.now()),
    };
    let known = known(config, &rows, now)?;
    let source = known.iter().find(|source| source.id.as_str() == id);
    let source = source.with_context(|| {
        format!("no source is called `{id}`; `watch907 sources --all` lists them")
    })?;
    if let Some(number) = args.body {
        let body = match &conn {
            Some(conn) => rejects::body(conn, id, number)?,
            None => None,
        };
        let body =
            body.with_context(|| format!("no body of an answer {number} of {id} is kept"))?;
        return output::received(out, &body);
    }
    let rejects = match &conn {
        Some(conn) => rejects::of_source(conn, id)?,
        None => Vec::new(),
    };
    let full = Full {
        source: list(source, rows.first(), said.remove(id)),
        rejects,
    };
    match args.json {
        true => output::json(out, &full),
        false => print_one(&full, config, out),
    }
}

fn print_one(full: &Full<'_>, config: &Config, out: &mut dyn Write) -> anyhow::Result<()> {
    let zone = &config.watch.time_zone;
    let at = |at: Option<Timestamp>| {
        at.map_or_else(|| "never".to_owned(), |at| output::instant(at, zone))
    };
    let source = &full.source;
    writeln!(out, "{} ({})", source.name, source.id)?;
    let required = match source.required {
        true => ", required",
        false => "",
    };
    let cadence = jiff::SignedDuration::from_secs(source.cadence_seconds);
    let mut rows = vec![
        ("Address", source.url.to_owned()),
        (
            "Read as",
            format!("{}{required}, every {cadence:#}", source.kind),
        ),
        ("State", state(source)),
        ("Last asked", at(source.last_poll_at)),
        ("Last good", at(source.last_verified_at)),
    ];
    if let Some(due_at) = source.next_due_at.filter(|_| source.enabled) {
        rows.push(("Next", output::instant(due_at, zone)));
    }
    let said = source.acknowledged.as_ref().map(known_until);
    let more = [
        ("You know", said.as_deref()),
        ("Why off", source.why),
        ("Trouble", source.reason.as_deref()),
        ("What to do", source.advice.filter(|_| source.enabled)),
        ("Mended", source.repairs.as_deref()),
    ];
    rows.extend(
        more.into_iter()
            .filter_map(|(name, text)| Some((name, text?.to_owned()))),
    );
    for (name, text) in rows {
        writeln!(out, "  {name:<12}{text}")?;
    }
    if full.rejects.is_empty() {
        return Ok(());
    }
    writeln!(out, "\nAnswers that were not good, newest first")?;
    let rows = full.rejects.iter().map(|kept| {
        vec![
            kept.id.to_string(),
            output::instant(kept.seen_at, zone),
            kept.state.replace('_', " "),
            kept.status
                .map_or_else(String::new, |status| status.to_string()),
            clip(&clean(&kept.reason), 120),
        ]
    });
    output::table(out, &["no", "seen", "state", "HTTP", "why"], rows)?;
    if let Some(kept) = full.rejects.iter().find(|kept| kept.has_body) {
        writeln!(
            out,
            "\nwatch907 sources {} --body {} prints what was sent.",
            source.id, kept.id
        )?;
    }
    Ok(())
}

fn state(source: &Listed<'_>) -> String {
    match (source.enabled, source.state, source.last_poll_at) {
        (false, ..) => "off".to_owned(),
        (true, Some(state), Some(_)) => state.replace('_', " "),
        (true, ..) => "not asked yet".to_owned(),
    }
}

fn list<'a>(
    source: &'a config::Source,
    row: Option<&'a Source>,
    acknowledged: Option<Acknowledged>,
) -> Listed<'a> {
    let progress = row.map(|row| &row.progress);
    // Whether there is a key for an API is known to who asks it.
    let enabled = row.map_or(source.enabled, |row| row.enabled);
    Listed {
        id: source.id.as_str(),
        name: &source.name,
        kind: source.kind.as_str(),
        url: source.url.as_str(),
        enabled,
        why: source.why.as_deref().filter(|_| !enabled),
        required: source.required,
        rung: source.rung.as_str(),
        cadence_seconds: source.cadence.as_secs(),
        state: progress.map(|progress| progress.state.as_str()),
        state_since: progress.map(|progress| progress.state_since),
        reason: progress.and_then(|progress| progress.reason.as_deref().map(clean)),
        advice: progress.and_then(|progress| source.kind.advice(progress.state)),
        repairs: progress
            .filter(|progress| !progress.repairs.is_empty())
            .map(|progress| clean(&progress.repairs)),
        failures: progress.map_or(0, |progress| progress.failures),
        last_poll_at: progress.and_then(|progress| progress.last_poll_at),
        last_verified_at: progress.and_then(|progress| progress.last_verified_at),
        next_due_at: progress
            .filter(|progress| !matches!(progress.state, SourceState::Gone | SourceState::SetAside))
            .map(|progress| progress.next_due_at),
        snapshot: progress.and_then(|progress| progress.snapshot),
        acknowledged,
    }
}

/// `acknowledged until 1 Dec 2026: they move house`
fn known_until(said: &Acknowledged) -> String {
    let why = said.why.as_deref().map(clean).map(|why| format!(": {why}"));
    let until = output::day(said.until);
    format!("acknowledged until {until}{}", why.unwrap_or_default())
}

fn print(listed: &[Listed<'_>], config: &Config, out: &mut dyn Write) -> anyhow::Result<()> {
    let zone = &config.watch.time_zone;
    let at = |at: Option<Timestamp>| {
        at.map_or_else(|| "never".to_owned(), |at| output::instant(at, zone))
    };
    let rows = listed.iter().map(|source| {
        let remark = source.why.map(str::to_owned).filter(|_| !source.enabled);
        let remark = remark.or(source.reason.clone()).or(source.repairs.clone());
        let said = source.acknowledged.as_ref().map(known_until);
        let remark = [said, remark]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join("; ");
        vec![
            source.id.to_owned(),
            source.kind.to_owned(),
            match source.required {
                true => "yes".to_owned(),
                false => String::new(),
            },
            state(source),
            at(source.last_verified_at),
            match source.next_due_at {
                Some(due_at) if source.enabled => output::instant(due_at, zone),
                None if source.enabled && source.last_poll_at.is_some() => "never".to_owned(),
                _ => String::new(),
            },
            clip(&remark, 120),
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
