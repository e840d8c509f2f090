//! Sources: each asked once, by the engine that the daemon turns, into a database that
//! vanishes.

use std::sync::Arc;

use anyhow::Context as _;
use jiff::{SignedDuration, fmt::rfc2822, tz::TimeZone};
use rusqlite::Connection;
use tokio::task::JoinSet;

use super::finding::{Finding, Report, Verdict};
use crate::{
    cli::{open, output},
    config::Config,
    daemon::{clock::Clock, engine::Engine, watchdog::Beat, writer},
    domain::{quality::SourceState, source::SourceKind},
    fetch::FetchError,
    render::text::count,
    store::{
        self,
        derived::{items, pages},
        evidence::snapshots,
        work::sources::{self, Source},
    },
};

/// Asks each source, and says by how much the clocks of those that answered are ahead of
/// ours.
pub(super) async fn examine(
    config: &Config,
    report: &mut Report<'_>,
) -> anyhow::Result<Vec<SignedDuration>> {
    let folder = tempfile::Builder::new()
        .prefix("watch907-doctor-")
        .tempdir()
        .context("failed to make a folder for what sources answer")?;
    let database = folder.path().join("watch907.db");
    let (setup, outlet) = match open::prepare(alone(config), &database) {
        Ok(prepared) => prepared,
        Err(error) if error.is::<FetchError>() => {
            let todo = "install the package ca-certificates";
            report.add(Finding::failed("certificates", format!("{error:#}"), todo))?;
            return Ok(Vec::new());
        }
        Err(error) => return Err(error),
    };
    let found = "those of this machine are used";
    report.add(Finding::ok("certificates", found))?;

    let (writer, thread) = writer::start(store::open(&database)?, Beat::default());
    let engine = Engine::new(Clock::System, writer, database, setup, outlet);
    engine.declare(std::future::ready(Ok(()))).await?;
    let mut polls = JoinSet::new();
    for source in engine
        .readers
        .with(|conn| -> anyhow::Result<_> { Ok(sources::enabled(conn)?) })?
    {
        let engine = Arc::clone(&engine);
        polls.spawn(async move {
            let polled = engine.poll_now(std::slice::from_ref(&source.id)).await;
            (source, polled)
        });
    }
    let mut skews = Vec::new();
    while let Some(polled) = polls.join_next().await {
        let (source, polled) = polled.context("a poll panicked")?;
        let finding = match polled {
            Ok(_) => engine.readers.with(|conn| -> anyhow::Result<_> {
                skews.extend(skew(conn, &source.id)?);
                found_of(conn, &source.id)
            })?,
            Err(error) => Finding::new(
                Verdict::Failed,
                format!("source {}", source.id),
                format!("{error:#}"),
                None,
            ),
        };
        report.add(finding)?;
    }
    // One that still rests after an error of our own keeps the engine; the process ends first.
    if Arc::into_inner(engine).is_some() {
        let _ = thread.join();
    }
    Ok(skews)
}

/// The configuration without ways for anything to leave but to ask sources.
fn alone(config: &Config) -> Config {
    let mut alone = config.clone().muted();
    if !open::unreadable_secrets(&alone).is_empty() {
        alone.discover.key_file = None;
    }
    alone
}

fn found_of(conn: &Connection, id: &str) -> anyhow::Result<Finding> {
    let source = sources::get(conn, id)?.context("a source that was polled is there")?;
    let about = format!("source {id}");
    let state = source.progress.state;
    if state == SourceState::Fine {
        let extracted = extracted(conn, &source)?;
        let repairs = match source.progress.repairs.as_str() {
            "" => String::new(),
            repairs => format!(" (mended: {repairs})"),
        };
        return Ok(Finding::ok(about, format!("good, {extracted}{repairs}")));
    }
    let reason = source.progress.reason.as_deref().unwrap_or("not read");
    let found = format!("{}: {reason}", state.as_str());
    // What is odd counts once it is seen again.
    let verdict = match source.required && state != SourceState::Suspect {
        true => Verdict::Failed,
        false => Verdict::Warning,
    };
    let todo = match source.kind.advice(state) {
        Some(advice) => advice.to_owned(),
        None if state == SourceState::Suspect => {
            "nothing yet: it counts once it is seen again".to_owned()
        }
        None => format!("look at {}, or switch it off", source.url),
    };
    Ok(Finding::new(verdict, about, found, Some(todo)))
}

/// What was read there, in words.
fn extracted(conn: &Connection, source: &Source) -> anyhow::Result<String> {
    if let Some(page) = pages::get(conn, &source.id)? {
        let lines = count(page.text.lines().count(), "line", "lines");
        return Ok(match page.title.as_str() {
            "" => lines,
            title => format!("{lines}, \"{title}\""),
        });
    }
    let found = items::count(conn, &source.id)?;
    let found = match source.kind {
        SourceKind::Measure | SourceKind::CongressPage => count(found, "action", "actions"),
        _ => count(found, "item", "items"),
    };
    Ok(match items::newest(conn, &source.id)? {
        Some(newest) => {
            let day = newest.to_zoned(TimeZone::UTC).date();
            format!("{found}, newest {}", output::day(day))
        }
        None => found,
    })
}

/// By how much the server's clock is ahead of ours.
fn skew(conn: &Connection, id: &str) -> anyhow::Result<Option<SignedDuration>> {
    let source = sources::get(conn, id)?;
    let Some(snapshot) = source.and_then(|source| source.progress.snapshot) else {
        return Ok(None);
    };
    let Some(snapshot) = snapshots::get(conn, snapshot)? else {
        return Ok(None);
    };
    let headers = snapshots::headers(conn, snapshot.id)?;
    let date = headers
        .iter()
        .flatten()
        .find(|(name, _)| name.eq_ignore_ascii_case("date"));
    let date = date.and_then(|(_, date)| rfc2822::DateTimeParser::new().parse_timestamp(date).ok());
    Ok(date.map(|date| date.duration_since(snapshot.seen_at)))
}
