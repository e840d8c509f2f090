//! The beginning: tells that watching began, and that it goes on after a time in which
//! nobody watched.
//!
//! Nothing is told of a source by [sight](super::sight) that is asked at once when the
//! service is back. So the service itself says that it was away, or that it was set back to
//! what an older copy of its database knew.

use jiff::{SignedDuration, Timestamp};
use rusqlite::Transaction;

use crate::{
    domain::{
        news::{self, News},
        provision,
        quality::SourceState,
        when::When,
    },
    pipeline::{
        opened::Subject,
        setup::Setup,
        situation,
        stand::{self, View},
        tell::{Telling, tell},
    },
    store::{
        evidence::{chain, coverage},
        marker::Mark,
        work::{
            meta::{self, Key},
            sources::{self, Source},
        },
    },
};

/// The service itself, as an entity.
pub const WATCH: &str = "watch";

/// Who asks only now and then, once a day for one, is not away in between.
const AWAY: SignedDuration = SignedDuration::from_hours(48);

/// Takes note, before anything is asked, of whether watching begins, and if not, whether
/// this database is an older copy or was long left alone. `mark` is what stood beside it.
pub fn start(tx: &Transaction<'_>, mark: &Mark, now: Timestamp) -> anyhow::Result<()> {
    let Some(started_at) = meta::get(tx, Key::StartedAt)? else {
        meta::set(tx, Key::StartedAt, now)?;
        if *mark != Mark::Never {
            meta::set(tx, Key::LostAt, now)?;
        }
        return Ok(());
    };
    let sources = sources::enabled(tx)?;
    let asked_at = sources.iter().map(|source| source.progress.last_poll_at);
    // What was asked before watching began was asked by a clock that was wrong.
    let Some(asked_at) = asked_at.max().flatten().filter(|at| *at >= started_at) else {
        return Ok(());
    };
    let due_at = sources
        .iter()
        .map(|source| source.progress.next_due_at)
        .min();
    let is_older = match mark {
        // Nothing was chained by then.
        Mark::WasHere(Some(tip)) if tip.place == 0 => false,
        Mark::WasHere(Some(tip)) => chain::at(tx, tip.place)?.as_ref() != Some(tip),
        Mark::WasHere(None) | Mark::Never => false,
    };
    if is_older {
        meta::set(tx, Key::PutBackAt, now)?;
    }
    // Neither was anything asked, nor was there nothing to ask.
    let is_long_ago = |at: Timestamp| now.duration_since(at) > AWAY;
    if is_older || is_long_ago(asked_at) && due_at.is_some_and(is_long_ago) {
        meta::set(tx, Key::AwaySince, asked_at)?;
        meta::set(tx, Key::BackAt, now)?;
    }
    Ok(())
}

/// Tells that watching began, or goes on, once each source has answered or had its time.
pub fn tell_of_it(tx: &Transaction<'_>, setup: &Setup, now: Timestamp) -> anyhow::Result<()> {
    let is_first = meta::get(tx, Key::BegunAt)?.is_none();
    let from = match is_first {
        true => meta::get(tx, Key::StartedAt)?,
        false => meta::get(tx, Key::BackAt)?,
    };
    let Some(from) = from else {
        return Ok(());
    };
    let sources = sources::enabled(tx)?;
    let asked = |source: &Source| source.progress.last_poll_at >= Some(from);
    let in_time = now.duration_since(from) < setup.config.watch.began_after;
    if in_time && !sources.iter().all(asked) {
        return Ok(());
    }
    let away = match is_first {
        true => None,
        false => Some(away(tx, &sources, from)?),
    };
    if is_first {
        meta::set(tx, Key::BegunAt, now)?;
    }
    for key in [Key::AwaySince, Key::BackAt, Key::PutBackAt] {
        meta::forget(tx, key)?;
    }
    let view = View::present(now);
    let provision = match stand::provision_on(tx, view)? {
        Some(standing) => provision::sentences(&standing, view.on, When::brief),
        None => Vec::new(),
    };
    let new = match &away {
        None => format!("began {from}"),
        Some(away) => format!("goes on {from}, after {}", away.since),
    };
    let news = News::Began(news::Began {
        sources: sources
            .iter()
            .filter(|source| !Subject::of(source).is_some_and(|subject| subject.is_lead()))
            .map(source_line)
            .collect(),
        measures: situation::measure_lines(tx, now)?,
        provision,
        lost_database: is_first && meta::get(tx, Key::LostAt)?.is_some(),
        away,
    });
    let telling = Telling {
        entity: WATCH.to_owned(),
        old: String::new(),
        new,
        news,
        can_wait: false,
    };
    tell(tx, setup, telling, now)
}

/// When nobody watched, up to `until`, and whose window was covered since.
fn away(tx: &Transaction<'_>, sources: &[Source], until: Timestamp) -> anyhow::Result<news::Away> {
    let mut covered = Vec::new();
    for source in sources {
        if coverage::was_covered(tx, &source.id, until)? {
            covered.push(source.name.clone());
        }
    }
    Ok(news::Away {
        since: meta::get(tx, Key::AwaySince)?.unwrap_or(until),
        until,
        is_older_copy: meta::get(tx, Key::PutBackAt)?.is_some(),
        covered,
    })
}

fn source_line(source: &Source) -> news::SourceLine {
    let state = match source.progress.last_poll_at {
        None => "not answered yet",
        Some(_) => source.progress.state.as_str(),
    };
    let detail = match source.progress.state {
        SourceState::Fine => String::new(),
        _ => source.progress.reason.clone().unwrap_or_default(),
    };
    news::SourceLine {
        id: source.id.clone(),
        name: source.name.clone(),
        state: state.to_owned(),
        detail,
    }
}
