//! `history`: what happened to Section 907 or a measure, and what follows from it.

use std::io::Write;

use anyhow::ensure;
use jiff::{Timestamp, civil::Date};
use rusqlite::Connection;
use serde::Serialize;

use crate::{
    cli::{
        End, open,
        open::Place,
        output,
        question::{self, AsOf},
    },
    domain::{alert::Alert, measure::MeasureId, news::News, printable::clean, when::When},
    pipeline::stand::{self, MeasureDetail, PROVISION, View},
    store::{
        derived::{measures, observations, standings},
        work::alerts,
    },
};

/// What happened to a measure, or to Section 907 where none is named, and where it
/// has stood since when.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The measure, as in hr6534-119.
    measure: Option<MeasureId>,

    /// Only what this source said, or is attested under this name.
    #[arg(long, value_name = "SOURCE")]
    source: Option<String>,

    /// Only what happened on this day in law or later.
    #[arg(long, value_name = "YYYY-MM-DD")]
    since: Option<Date>,

    /// Only what happened on this day in law or earlier.
    #[arg(long, value_name = "YYYY-MM-DD")]
    until: Option<Date>,

    /// At most so many statements and standings: the latest.
    #[arg(long, value_name = "N")]
    limit: Option<usize>,

    #[command(flatten)]
    as_of: AsOf,

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
    /// What was told, and does not stand among them.
    told_otherwise: Vec<Told>,
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
    /// The alert that told it; `null` where it stood in the first mail, or was never told.
    told: Option<Told>,
}

/// An alert, which stays as it was told whatever is derived later.
#[derive(Clone, Serialize)]
struct Told {
    id: String,
    at: Timestamp,
    words: String,
}

pub(super) fn run(args: &Args, place: &Place, out: &mut dyn Write) -> anyhow::Result<End> {
    let config = place.config()?;
    let conn = place.read(&config)?;
    let now = open::now(&conn)?;
    let view = args.as_of.view(now)?;
    let mut history = match args.measure {
        Some(measure) => of_measure(&conn, measure, view)?,
        None => of_provision(&conn, view)?,
    };
    args.keep(&mut history);
    if args.json {
        output::json(out, &history)?;
        return Ok(End::Done);
    }
    if let Some(heading) = question::heading(view, view.seen_by.unwrap_or(now)) {
        writeln!(out, "{heading}\n")?;
    }
    match question::not_yet(&conn, view)? {
        Some(not_yet) => writeln!(out, "{not_yet}")?,
        None => print(&history, &config.watch.time_zone, out)?,
    }
    Ok(End::Done)
}

impl Args {
    /// Leaves what was asked for.
    fn keep(&self, history: &mut History) {
        let is_asked = |earliest: Date, latest: Date| {
            self.since.is_none_or(|since| since <= latest)
                && self.until.is_none_or(|until| earliest <= until)
        };
        history.statements.retain(|statement| {
            is_asked(statement.on.earliest(), statement.on.latest())
                && self
                    .source
                    .as_ref()
                    .is_none_or(|source| statement.source == *source)
        });
        history
            .standings
            .retain(|standing| is_asked(standing.since, standing.since));
        if let Some(limit) = self.limit {
            let skipped = |length: usize| length.saturating_sub(limit);
            history
                .statements
                .drain(..skipped(history.statements.len()));
            history.standings.drain(..skipped(history.standings.len()));
        }
    }
}

fn of_measure(conn: &Connection, id: MeasureId, view: View) -> anyhow::Result<History> {
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
    history(conn, &id.to_string(), title, Vec::new(), view)
}

fn of_provision(conn: &Connection, view: View) -> anyhow::Result<History> {
    let attested = stand::attested(conn, view.seen_by)?
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
    history(
        conn,
        PROVISION,
        Some("Section 907".to_owned()),
        attested,
        view,
    )
}

fn history(
    conn: &Connection,
    entity: &str,
    title: Option<String>,
    mut statements: Vec<Statement>,
    view: View,
) -> anyhow::Result<History> {
    let seen = |at: Timestamp| view.seen_by.is_none_or(|by| at <= by);
    for observation in observations::history(conn, entity)? {
        if !seen(observation.seen_at) {
            continue;
        }
        statements.push(Statement {
            on: When::day(observation.acted_on),
            text: clean(&observation.quote),
            source: observation.source,
            url: observation.link,
            rung: observation.rung.as_str(),
            first_seen_at: Some(observation.seen_at),
            withdrawn_at: observation.withdrawn_at.filter(|at| seen(*at)),
        });
    }
    // The record's own order within a day stays.
    statements.sort_by_key(|statement| statement.on.earliest());
    let mut told: Vec<(String, Told)> = alerts::of_entity(conn, entity)?
        .iter()
        .filter(|alert| seen(alert.seen_at))
        .filter_map(told)
        .collect();
    let mut found = Vec::new();
    for standing in standings::history(conn, entity)? {
        if !seen(standing.seen_at) {
            continue;
        }
        let words = words(&standing)?;
        // What moves a standing tells it at the same time.
        let alert = told
            .iter()
            .position(|(said, told)| told.at == standing.seen_at && *said == words);
        found.push(Standing {
            since: standing.since,
            word: standing.word,
            govtrack: standing.govtrack,
            known_from: standing.seen_at,
            told: alert.map(|alert| told.remove(alert).1),
        });
    }
    Ok(History {
        entity: entity.to_owned(),
        title,
        statements,
        standings: found,
        told_otherwise: told.into_iter().map(|(_, told)| told).collect(),
    })
}

/// What an alert said of where its entity stands, as [`words`] has it, and for people.
/// `None` for one that tells something else.
fn told(alert: &Alert) -> Option<(String, Told)> {
    let said = match &alert.news {
        News::Standing(news) => news.new_word.clone(),
        News::Measure(news) => news.new.name.clone(),
        _ => return None,
    };
    let told = Told {
        id: alert.id.short().to_owned(),
        at: alert.seen_at,
        words: clean(&alert.new).replace('_', " "),
    };
    Some((said, told))
}

/// Where it stood, as an alert says it.
fn words(standing: &standings::Standing) -> anyhow::Result<String> {
    Ok(match standing.govtrack {
        Some(_) => serde_json::from_str::<MeasureDetail>(&standing.detail)?.stands,
        None => standing.word.clone(),
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
            standing
                .told
                .as_ref()
                .map(|told| told.id.clone())
                .unwrap_or_default(),
        ]
    });
    output::table(
        out,
        &["since", "standing", "govtrack", "known from", "told"],
        rows,
    )?;
    if history.told_otherwise.is_empty() {
        return Ok(());
    }
    writeln!(out, "\nTold, and not derived any more:")?;
    let rows = history.told_otherwise.iter().map(|told| {
        vec![
            told.id.clone(),
            told.words.clone(),
            output::instant(told.at, zone),
        ]
    });
    output::table(out, &["alert", "what", "told"], rows)
}
