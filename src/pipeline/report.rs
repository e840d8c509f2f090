//! What the report and the feed of alerts show, gathered.

use jiff::{Timestamp, ToSpan as _, civil::Date, tz::TimeZone};
use rusqlite::Connection;

use crate::{
    config::Config,
    domain::{
        alert::AlertId,
        assurance::Assurance,
        provision::{self, Bill},
        quality::SourceState,
        when::When,
    },
    pipeline::{
        claims,
        situation::{self, washington},
        stand::{self, PROVISION, View},
    },
    render::{
        self, Context, Situation, atom,
        report::{Alert, Change, Day, Measure, Report, Source, Standing},
        time,
    },
    store::{
        derived::{
            changes::{self, Filter},
            standings,
        },
        evidence::{bodies, chain, coverage},
        work::{
            alerts,
            meta::{self, Key},
            sources,
        },
    },
};

/// How many changes and alerts are shown.
const LATEST: usize = 12;

/// How many days of each source are shown.
const DAYS: i64 = 30;

/// What the report rests on: where it is another, the report says something else.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Edition {
    /// The last link in the chain over all evidence.
    place: i64,
    alert: Option<AlertId>,
    /// Ids, states and when each began.
    sources: Vec<(String, SourceState, Timestamp)>,
    assurance: Assurance,
    zone: TimeZone,
    tag: String,
}

pub fn edition(conn: &Connection, config: &Config, now: Timestamp) -> anyhow::Result<Edition> {
    let enabled = sources::enabled(conn)?;
    Ok(Edition {
        place: chain::tip(conn)?.place,
        alert: alerts::last(conn, None)?.map(|alert| alert.id),
        assurance: situation::sight(&enabled, now).assurance(),
        sources: enabled
            .into_iter()
            .map(|source| {
                (
                    source.id,
                    source.progress.state,
                    source.progress.state_since,
                )
            })
            .collect(),
        zone: config.watch.time_zone.clone(),
        tag: config.mail.tag.clone(),
    })
}

/// Gathers what the report shows at `now`.
pub fn gather<'a>(
    conn: &Connection,
    config: &'a Config,
    now: Timestamp,
) -> anyhow::Result<Report<'a>> {
    let zone = &config.watch.time_zone;
    let enabled = sources::enabled(conn)?;
    let sight = situation::sight(&enabled, now);
    let (measures, bills) = measures(conn, now)?;
    let instruments = stand::known(conn, None)?;
    let tip = chain::tip(conn)?;
    Ok(Report {
        at: now,
        zone,
        is_demo: meta::get(conn, Key::Now)?.is_some(),
        standing: standing(conn, &bills, now)?,
        assurance: sight.assurance().as_str(),
        sight: sight.words(),
        spans: provision::spans(&instruments, washington(now)),
        instruments,
        measures,
        claims: claims::current(conn, now)?,
        changes: latest_changes(conn)?,
        alerts: latest_alerts(conn, config, now)?,
        sources: enabled
            .iter()
            .map(|source| health(conn, source, zone, now))
            .collect::<anyhow::Result<_>>()?,
        chain: (tip.place, tip.hash),
    })
}

/// How many alerts the feed has.
const FEED: usize = 50;

/// The last alerts as an Atom feed.
pub fn feed(conn: &Connection, config: &Config, now: Timestamp) -> anyhow::Result<String> {
    let situation = situation::now(conn, now)?;
    let context = context(config, &situation);
    let entries: Vec<atom::Entry> = alerts::telling(conn, FEED)?
        .iter()
        .map(|alert| atom::Entry {
            id: alert.id.as_str().to_owned(),
            seen_at: alert.seen_at,
            kind: alert.kind().as_str(),
            title: render::alert::headline(alert, &context),
            text: render::alert::told(alert, &context),
        })
        .collect();
    Ok(atom::feed(
        &bodies::address(config.mail.list_id.as_bytes()),
        &entries,
        now,
    )?)
}

fn context<'a>(config: &'a Config, situation: &'a Situation) -> Context<'a> {
    Context {
        tag: &config.mail.tag,
        situation,
        numbering: None,
        zone: &config.watch.time_zone,
    }
}

fn standing(conn: &Connection, bills: &[Bill], now: Timestamp) -> anyhow::Result<Option<Standing>> {
    // What was told is what is shown: a fold that no poll and no tick has seen is not.
    if standings::last(conn, PROVISION)?.is_none() {
        return Ok(None);
    }
    let view = View::present(now);
    let standing = stand::provision_on(conn, view)?;
    Ok(standing.map(|standing| Standing {
        word: standing.word,
        sentences: provision::sentences(&standing, view.on, When::prose),
        means: provision::means(standing.word),
        not_means: provision::not_means(standing.word),
        next: provision::next(&standing, bills, When::prose),
        basis: standing.basis,
    }))
}

fn measures(conn: &Connection, now: Timestamp) -> anyhow::Result<(Vec<Measure>, Vec<Bill>)> {
    let view = View::present(now);
    let (mut found, mut bills) = (Vec::new(), Vec::new());
    for measure in situation::followed(conn)? {
        let id = measure.id;
        let Some(folded) = stand::fold_measure(conn, id, view)? else {
            continue;
        };
        let newest = stand::newest(conn, id, view)?;
        let effect = newest.and_then(|(_, reading)| Some(reading.strongest()?.effect));
        bills.extend(folded.bill(id, effect));
        found.push(Measure {
            citation: id.citation(),
            title: measure.title,
            next: folded.progress.next(id),
            stands: folded.detail.stands,
            stage: folded.progress.stage,
            since: folded.progress.since,
            effect,
            link: measure.link,
            quote: folded.basis.quote,
        });
    }
    found.sort_by_key(|measure| std::cmp::Reverse(measure.since));
    Ok((found, bills))
}

fn latest_changes(conn: &Connection) -> anyhow::Result<Vec<Change>> {
    let filter = Filter {
        source: None,
        measure: None,
        kind: None,
        on_topic: true,
        since: None,
        until: None,
        before: None,
        limit: LATEST as u32,
    };
    let mut shown = Vec::new();
    for change in changes::list(conn, &filter)? {
        let source = sources::get(conn, &change.source)?;
        shown.push(Change {
            id: change.id,
            seen_at: change.seen_at,
            source: source.map_or(change.source, |source| source.name),
            kind: change.kind,
            title: change.title,
            link: change.link,
            diff: change.diff,
        });
    }
    Ok(shown)
}

fn latest_alerts(conn: &Connection, config: &Config, now: Timestamp) -> anyhow::Result<Vec<Alert>> {
    let situation = situation::now(conn, now)?;
    let context = context(config, &situation);
    let latest = alerts::telling(conn, LATEST)?.into_iter();
    Ok(latest
        .map(|alert| Alert {
            headline: render::alert::headline(&alert, &context),
            id: alert.id,
            seen_at: alert.seen_at,
        })
        .collect())
}

fn health(
    conn: &Connection,
    source: &sources::Source,
    zone: &TimeZone,
    now: Timestamp,
) -> anyhow::Result<Source> {
    let today = time::day_of(now, zone);
    let first = today.saturating_sub((DAYS - 1).days());
    let begins = first.to_zoned(zone.clone())?.timestamp();
    let progress = &source.progress;
    let open = progress.stretch.map(|open| {
        let to = progress.last_poll_at.unwrap_or(open.from_at);
        (open.from_at, to, open.polls, open.verified)
    });
    let closed = coverage::since(conn, &source.id, begins)?;
    let closed = closed.into_iter().map(|stretch| {
        (
            stretch.from_at,
            stretch.to_at,
            stretch.polls,
            stretch.verified,
        )
    });
    let mut days = vec![Day::None; usize::try_from(DAYS).unwrap_or(0)];
    for (from, to, polls, verified) in closed.chain(open) {
        let came_out = match verified {
            0 => Day::Bad,
            _ if verified < polls => Day::Mixed,
            _ => Day::Good,
        };
        let place = |day: Date| (day - first).get_days();
        let (from, to) = (time::day_of(from, zone), time::day_of(to, zone));
        for place in place(from).max(0)..=place(to) {
            let day = usize::try_from(place)
                .ok()
                .and_then(|place| days.get_mut(place));
            if let Some(day) = day {
                *day = match *day {
                    Day::None => came_out,
                    before if before == came_out => before,
                    _ => Day::Mixed,
                };
            }
        }
    }
    Ok(Source {
        name: source.name.clone(),
        required: source.required,
        state: progress.state.as_str(),
        reason: progress
            .reason
            .clone()
            .filter(|_| progress.state != SourceState::Fine),
        last_verified_at: progress.last_verified_at,
        days,
    })
}
