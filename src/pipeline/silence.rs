//! The statement of silence: once a week, what was watched, how well, and what changed.
//!
//! Who reads it can trust the days without mail; who misses it knows that something is
//! wrong with us. It carries the head of the evidence chain, so that inboxes witness it.

use jiff::{SignedDuration, Timestamp, ToSpan as _, tz::TimeZone};
use rusqlite::Transaction;

use crate::{
    domain::{
        assurance::Assurance,
        measure::MeasureId,
        news::{self, News, SilenceRow},
        quality::SourceState,
        rung::Rung,
    },
    pipeline::{
        acknowledge,
        begin::WATCH,
        opened::Subject,
        setup::Setup,
        situation,
        stand::{self, View},
        tell::{Telling, tell},
    },
    render::{self, text::count, time},
    store::{
        derived::changes,
        evidence::{chain, coverage},
        work::{
            alerts, messages,
            meta::{self, Key},
            sources::{self, Source},
        },
    },
};

/// How a source was seen over the span.
struct Seen {
    polls: i64,
    verified: i64,
    longest_gap: SignedDuration,
    /// What was published in the longest gap was read after the fact.
    covered: bool,
}

/// Books the statement if a week has passed: it is due on Mondays at 7 in the
/// morning, in the time zone of `[watch]`.
pub fn state(tx: &Transaction<'_>, setup: &Setup, now: Timestamp) -> anyhow::Result<()> {
    let Some(begun_at) = meta::get(tx, Key::BegunAt)? else {
        return Ok(());
    };
    let from = meta::get(tx, Key::SilenceAt)?.unwrap_or(begun_at);
    if now < due_after(from, &setup.config.watch.time_zone) {
        return Ok(());
    }
    meta::set(tx, Key::SilenceAt, now)?;

    let enabled = sources::enabled(tx)?;
    let (mut rows, mut fresh, mut required, mut answered) = (Vec::new(), 0, 0, 0);
    for (source, name) in rested_on(tx, setup, from)? {
        let mut seen = seen(tx, &source, from, now)?;
        // What the operator asks for from now on was not seen before; what a document leads
        // to, or a Congress brings, was not there.
        let is_asked_for = setup
            .source(&source)
            .is_some_and(|declared| declared.of_congress.is_none())
            && Subject::of(&source).is_none();
        if is_asked_for && source.added_at > from {
            seen.longest_gap = seen.longest_gap.max(source.added_at.duration_since(from));
        }
        required += 1;
        fresh += usize::from(seen.longest_gap <= source.fresh_for);
        answered += usize::from(seen.verified > 0);
        rows.push(SilenceRow {
            source_name: name,
            answered: seen.verified.unsigned_abs(),
            expected: seen.polls.unsigned_abs(),
            longest_gap_seconds: seen.longest_gap.as_secs(),
            covered: seen.covered && seen.longest_gap > source.fresh_for,
            last_good_at: source.progress.last_verified_at,
        });
    }
    let assurance = match Assurance::of(required, fresh) {
        // Each had its gap, and yet they were seen.
        Assurance::Blind if answered > 0 => Assurance::Degraded,
        assurance => assurance,
    };
    let tip = chain::tip(tx)?;
    let news = News::Silence(news::Silence {
        from,
        to: now,
        assurance: assurance.as_str().to_owned(),
        alerts: moves(tx, setup, from, now)?,
        stood: stood(tx, from, now)?,
        rows,
        remarks: remarks(tx, &setup.config.addresses(), &enabled, from, now)?,
        chain_rows: tip.place.unsigned_abs(),
        chain_head: tip.hash,
    });
    let telling = Telling {
        entity: WATCH.to_owned(),
        old: format!("silence from {from}"),
        new: format!("silence to {now}"),
        news,
        can_wait: false,
    };
    tell(tx, setup, telling, now)
}

/// The first Monday, 7 in the morning, that is at least two days after `from`: the
/// first statement after a start covers more than a few hours.
fn due_after(from: Timestamp, zone: &TimeZone) -> Timestamp {
    let earliest = from + SignedDuration::from_hours(48);
    let day = earliest.to_zoned(zone.clone()).date();
    let until_monday = (8 - day.weekday().to_monday_one_offset()) % 7;
    let this_week = day.saturating_add(i64::from(until_monday).days());
    [this_week, this_week.saturating_add(7.days())]
        .into_iter()
        .filter_map(|monday| monday.at(7, 0, 0, 0).to_zoned(zone.clone()).ok())
        .map(|monday| monday.timestamp())
        .find(|monday| *monday >= earliest)
        .unwrap_or(earliest)
}

/// The sources that silence rested on at any time since `from`, with what each is called.
fn rested_on(
    tx: &Transaction<'_>,
    setup: &Setup,
    from: Timestamp,
) -> anyhow::Result<Vec<(Source, String)>> {
    let zone = &setup.config.watch.time_zone;
    let mut rested_on = Vec::new();
    for source in sources::all(tx)? {
        let name = match meta::get(tx, Key::RequiredUntil(&source.id))? {
            _ if source.enabled && source.required => source.name.clone(),
            Some(until) if until > from => {
                let until = time::day_of(until, zone);
                format!("{}, required until {}", source.name, time::day(until))
            }
            _ => continue,
        };
        rested_on.push((source, name));
    }
    Ok(rested_on)
}

/// How a source was seen in the span: closed stretches that reach into it, and the open
/// one.
fn seen(
    tx: &Transaction<'_>,
    source: &Source,
    from: Timestamp,
    now: Timestamp,
) -> anyhow::Result<Seen> {
    let closed = coverage::since(tx, &source.id, from)?;
    let open = source.progress.stretch;
    let polls = closed.iter().map(|stretch| stretch.polls).sum::<i64>();
    let verified = closed.iter().map(|stretch| stretch.verified).sum::<i64>();
    let gap = closed
        .iter()
        .map(|stretch| stretch.longest_gap)
        .max()
        .unwrap_or(0);
    let since = source.progress.last_verified_at.unwrap_or(source.added_at);
    let still = now.duration_since(since.max(from)).as_secs();
    let longest = gap.max(open.map_or(0, |open| open.longest_gap)).max(still);
    let is_longest = |one: &coverage::Stretch| {
        one.is_after_the_fact() && one.to_at.duration_since(one.from_at).as_secs() >= longest
    };
    Ok(Seen {
        polls: polls + open.map_or(0, |open| open.polls),
        verified: verified + open.map_or(0, |open| open.verified),
        longest_gap: SignedDuration::from_secs(longest),
        covered: closed.iter().any(is_longest),
    })
}

/// Where the provision and each measure that is followed stood at both ends, by what had
/// been seen by then.
fn stood(
    tx: &Transaction<'_>,
    from: Timestamp,
    now: Timestamp,
) -> anyhow::Result<Vec<news::Stood>> {
    let then = View {
        seen_by: Some(from),
        ..View::present(from)
    };
    let mut stood = Vec::new();
    let word = |view| -> anyhow::Result<Option<String>> {
        let standing = stand::provision_on(tx, view)?;
        Ok(standing.map(|standing| standing.word.as_str().replace('_', " ")))
    };
    if let Some(after) = word(View::present(now))? {
        stood.push(news::Stood {
            name: "Section 907".to_owned(),
            before: word(then)?,
            after,
        });
    }
    for measure in situation::followed(tx)? {
        let stage = |view| -> anyhow::Result<Option<String>> {
            let folded = stand::fold_measure(tx, measure.id, view)?;
            Ok(folded.map(|folded| folded.detail.stands))
        };
        if let Some(after) = stage(View::present(now))? {
            stood.push(news::Stood {
                name: MeasureId::citation(measure.id),
                before: stage(then)?,
                after,
            });
        }
    }
    Ok(stood)
}

/// What moved in the span, as headlines.
fn moves(
    tx: &Transaction<'_>,
    setup: &Setup,
    from: Timestamp,
    now: Timestamp,
) -> anyhow::Result<Vec<String>> {
    let situation = situation::now(tx, now)?;
    let context = render::Context {
        tag: &setup.config.mail.tag,
        situation: &situation,
        numbering: None,
        zone: &setup.config.watch.time_zone,
    };
    let alerts = alerts::since(tx, from)?;
    let moves = alerts.iter().filter(|alert| is_change(&alert.news));
    Ok(moves
        .map(|alert| render::alert::headline(alert, &context))
        .collect())
}

/// Whether it tells that something is otherwise than before. What the press writes is counted
/// apart; what it claims about the law is told.
fn is_change(news: &News) -> bool {
    let is_official = |rung: &str| rung != Rung::Rhetoric.as_str();
    match news {
        News::Change(news) => is_official(&news.rung),
        News::Item(news) => is_official(&news.rung),
        News::Standing(_)
        | News::Measure(_)
        | News::Found(_)
        | News::Text(_)
        | News::Record(_)
        | News::Claim(_) => true,
        News::Began(_) | News::Reminder(_) | News::Health(_) | News::Silence(_) | News::Test => {
            false
        }
    }
}

fn remarks(
    tx: &Transaction<'_>,
    told: &[&str],
    enabled: &[Source],
    from: Timestamp,
    now: Timestamp,
) -> anyhow::Result<Vec<String>> {
    let optional: Vec<&Source> = enabled.iter().filter(|source| !source.required).collect();
    let troubled = |source: &&&Source| source.progress.state != SourceState::Fine;
    let mut sources = format!(
        "Optional: {} of {} fine",
        optional.len() - optional.iter().filter(troubled).count(),
        count(optional.len(), "source", "sources")
    );
    for source in optional.iter().filter(troubled) {
        let state = source.progress.state.as_str().replace('_', " ");
        let since = source.progress.state_since.strftime("%b %-d");
        sources.push_str(&format!("; {} {state} since {since}", source.name));
    }
    let news = changes::on_topic_since(tx, from)?;
    let mail = messages::tally(tx, told, from)?;
    let mut remarks = acknowledged(tx, enabled, now)?;
    remarks.extend([
        format!("{sources}."),
        format!("News on topic: {}.", count(news, "item", "items")),
        format!(
            "Mail: {} sent, {} waiting, {} refused.",
            mail.sent_since, mail.waiting, mail.dead
        ),
    ]);
    Ok(remarks)
}

/// The sources of which the operator wants to hear no more for a while.
fn acknowledged(
    tx: &Transaction<'_>,
    enabled: &[Source],
    now: Timestamp,
) -> anyhow::Result<Vec<String>> {
    let mut lines = Vec::new();
    for source in enabled {
        if let Some(said) = acknowledge::of(tx, source, now)? {
            let (name, until) = (&source.name, time::day(said.until));
            let why = said.why.unwrap_or_default();
            let why = match why.trim_end_matches('.') {
                "" => String::new(),
                why => format!(": {why}"),
            };
            lines.push(format!(
                "Blind, and acknowledged until {until}: {name}{why}."
            ));
        }
    }
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_comes_on_monday_morning() {
        check("2026-01-05T12:00:00Z", "2026-01-12T12:00:00Z");
        check("2026-01-07T15:00:00Z", "2026-01-12T12:00:00Z");
    }

    #[test]
    fn the_first_statement_covers_two_days_at_least() {
        check("2026-01-10T11:00:00Z", "2026-01-12T12:00:00Z");
        check("2026-01-10T13:00:00Z", "2026-01-19T12:00:00Z");
    }

    #[test]
    fn the_hour_stays_when_the_clocks_change() {
        check("2026-03-03T12:00:00Z", "2026-03-09T11:00:00Z");
    }

    #[track_caller]
    fn check(from: &str, due: &str) {
        let zone = TimeZone::get("America/New_York").unwrap();
        assert_eq!(due_after(from.parse().unwrap(), &zone).to_string(), due);
    }
}
