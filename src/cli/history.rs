//! `history`: what happened to Section 907 or a measure, and what follows from it.

use std::io::Write;

use anyhow::ensure;
use jiff::{Timestamp, civil::Date};
use rusqlite::Connection;
use serde::Serialize;

use crate::{
    cli::{End, open::Place, output},
    domain::{measure::MeasureId, printable::clean, when::When},
    pipeline::stand::{self, PROVISION},
    store::derived::{measures, observations, standings},
};

/// What happened to a measure, or to Section 907 where none is named, and where it
/// has stood since when.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The measure, as in hr6534-119.
    measure: Option<MeasureId>,

    /// Print JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct History {
    entity: String,
    title: Option<String>,
    /// What documents say, oldest first by the day in law.
    statements: Vec<Statement>,
    /// What was derived from them, as we came to know it.
    standings: Vec<Standing>,
}

#[derive(Serialize)]
struct Statement {
    /// As far as it is known: `2025-08-08`, `2020-03`, `2004/2016`.
    on: When,
    text: String,
    /// What was seen, or the id of what is attested.
    source: String,
    url: Option<String>,
    rung: &'static str,
    first_seen_at: Option<Timestamp>,
    /// No longer in the record, or corrected.
    withdrawn_at: Option<Timestamp>,
}

#[derive(Serialize)]
struct Standing {
    since: Date,
    word: String,
    govtrack: Option<String>,
    known_from: Timestamp,
}

pub(super) fn run(args: &Args, place: &Place, out: &mut dyn Write) -> anyhow::Result<End> {
    let config = place.config()?;
    let conn = place.read(&config)?;
    let history = match args.measure {
        Some(measure) => of_measure(&conn, measure)?,
        None => of_provision(&conn)?,
    };
    match args.json {
        true => output::json(out, &history)?,
        false => print(&history, &config.watch.time_zone, out)?,
    }
    Ok(End::Done)
}

fn of_measure(conn: &Connection, id: MeasureId) -> anyhow::Result<History> {
    let measure = measures::get(conn, id)?;
    let followed: Vec<String> = measures::all(conn)?
        .into_iter()
        .map(|measure| measure.id.to_string())
        .collect();
    ensure!(
        measure.is_some(),
        "{id} is not followed; followed are: {}",
        followed.join(", ")
    );
    let title = measure.map(|measure| format!("{}, {}", id.citation(), clean(&measure.title)));
    history(conn, &id.to_string(), title, Vec::new())
}

fn of_provision(conn: &Connection) -> anyhow::Result<History> {
    let attested = stand::attested(conn)?
        .into_iter()
        .map(|instrument| Statement {
            on: instrument.acted,
            text: format!(
                "{} ({})",
                clean(&instrument.title),
                instrument.effect.as_str().replace('_', " ")
            ),
            source: instrument.id,
            url: instrument.url,
            rung: instrument.rung.as_str(),
            first_seen_at: None,
            withdrawn_at: None,
        })
        .collect();
    history(conn, PROVISION, Some("Section 907".to_owned()), attested)
}

fn history(
    conn: &Connection,
    entity: &str,
    title: Option<String>,
    mut statements: Vec<Statement>,
) -> anyhow::Result<History> {
    for observation in observations::history(conn, entity)? {
        statements.push(Statement {
            on: When::day(observation.acted_on),
            text: clean(&observation.quote),
            source: observation.source,
            url: observation.link,
            rung: observation.rung.as_str(),
            first_seen_at: Some(observation.seen_at),
            withdrawn_at: observation.withdrawn_at,
        });
    }
    // The record's own order within a day stays.
    statements.sort_by_key(|statement| statement.on.earliest());
    let standings = standings::history(conn, entity)?
        .into_iter()
        .map(|standing| Standing {
            since: standing.since,
            word: standing.word,
            govtrack: standing.govtrack,
            known_from: standing.seen_at,
        })
        .collect();
    Ok(History {
        entity: entity.to_owned(),
        title,
        statements,
        standings,
    })
}

fn print(history: &History, zone: &jiff::tz::TimeZone, out: &mut dyn Write) -> anyhow::Result<()> {
    if let Some(title) = &history.title {
        writeln!(out, "{title}\n")?;
    }
    let rows = history.statements.iter().map(|statement| {
        let seen = match (statement.withdrawn_at, statement.first_seen_at) {
            (Some(at), _) => format!("withdrawn {}", output::instant(at, zone)),
            (None, Some(at)) => output::instant(at, zone),
            (None, None) => "attested".to_owned(),
        };
        vec![
            statement.on.prose(),
            statement.text.clone(),
            statement.source.clone(),
            statement.rung.replace('_', " "),
            seen,
        ]
    });
    output::table(out, &["on", "what", "source", "rung", "first seen"], rows)?;
    writeln!(out)?;
    let rows = history.standings.iter().map(|standing| {
        vec![
            When::day(standing.since).prose(),
            standing.word.replace('_', " "),
            standing.govtrack.clone().unwrap_or_default(),
            output::instant(standing.known_from, zone),
        ]
    });
    output::table(out, &["since", "standing", "govtrack", "known from"], rows)
}
