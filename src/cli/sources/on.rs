//! `sources --on`: whether we were looking, on a day.

use std::{collections::BTreeMap, io::Write};

use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use serde::Serialize;

use super::Args;
use crate::{
    cli::{
        End, open,
        open::Place,
        output,
        question::{self, AsOf},
    },
    config::Config,
    domain::watched::{self, Polled, Span},
    pipeline::stand::{self, View},
    render,
    store::{
        evidence::coverage::{self, Stretch},
        work::sources::{self, Source},
    },
};

/// How one source was seen on the day.
#[derive(Serialize)]
struct Day {
    source: String,
    name: String,
    required: bool,
    /// `seen` all day, each time within its limit; `in_part`, or `not_seen`.
    answer: &'static str,
    /// When it was not.
    unseen: Vec<Unseen>,
    /// The longest time between two polls, where that is beyond its limit and when it was is
    /// not known.
    gap_seconds: Option<i64>,
    /// Of the stretches that touch the day.
    polls: i64,
    verified: i64,
}

#[derive(Serialize)]
struct Unseen {
    from: Timestamp,
    to: Timestamp,
    /// When what was published meanwhile was read after the fact.
    covered_at: Option<Timestamp>,
}

/// Further back no source's limit reaches, or it is rarely asked.
const BACK: SignedDuration = SignedDuration::from_hours(24 * 60);

pub(super) fn run(
    day: Date,
    args: &Args,
    config: &Config,
    place: &Place,
    out: &mut dyn Write,
) -> anyhow::Result<End> {
    let conn = place.read(config)?;
    let now = open::now(&conn)?;
    let view = AsOf { as_of: Some(day) }.view(now)?;
    let (from, to) = (beginning(day), View::as_of(day, now).seen_by.unwrap_or(now));
    let mut by_source: BTreeMap<String, Vec<Stretch>> = BTreeMap::new();
    for stretch in coverage::between(&conn, from - BACK, now)? {
        let of_source = by_source.entry(stretch.source.clone()).or_default();
        of_source.push(stretch);
    }
    for row in sources::enabled(&conn)? {
        let of_source = by_source.entry(row.id.clone()).or_default();
        of_source.extend(open_stretch(&row, now));
    }
    let mut days = Vec::new();
    for (id, stretches) in by_source {
        let is_wanted = args.source.as_ref().is_none_or(|wanted| *wanted == id);
        let was_asked = |stretch: &Stretch| stretch.from_at <= to && !stretch.is_after_the_fact();
        if !is_wanted || !stretches.iter().any(was_asked) {
            continue;
        }
        if let Some(row) = sources::get(&conn, &id)? {
            days.extend(seen_on(&row, &stretches, (from, to), now));
        }
    }
    days.sort_by_key(|day| !day.required);
    if args.json {
        output::json(out, &days)?;
        return Ok(End::Done);
    }
    if let Some(not_yet) = question::not_yet(&conn, view)? {
        writeln!(out, "{not_yet}")?;
        return Ok(End::Done);
    }
    if days.is_empty() {
        writeln!(out, "Nothing was asked by then.")?;
    }
    let zone = &config.watch.time_zone;
    let rows = days.iter().map(|day| {
        vec![
            day.source.clone(),
            match day.required {
                true => "yes".to_owned(),
                false => String::new(),
            },
            match day.answer {
                "seen" => "all day".to_owned(),
                answer => answer.replace('_', " "),
            },
            format!("{}/{}", day.verified, day.polls),
            remark(day, zone),
        ]
    });
    output::table(
        out,
        &["source", "required", "seen", "good polls", "but"],
        rows,
    )?;
    Ok(End::Done)
}

/// `None` where it was last asked too long before, and never since: it was switched off.
fn seen_on(row: &Source, stretches: &[Stretch], (from, to): Span, now: Timestamp) -> Option<Day> {
    let live = || stretches.iter().filter(|one| !one.is_after_the_fact());
    let touching = || live().filter(|one| one.from_at <= to && one.to_at >= from - row.fresh_for);
    touching().next()?;
    let of_day = || touching().filter(|one| one.to_at >= from);
    let polled: Vec<Polled> = live()
        .map(|one| Polled {
            from_at: one.from_at,
            to_at: one.to_at,
            verified: one.verified > 0,
            longest_gap: SignedDuration::from_secs(one.longest_gap),
        })
        .collect();
    let watched = watched::watched(&polled, row.fresh_for, from, to, now);
    let is_all = watched.unseen == [(from, to)];
    let covered_at = |(unseen, _): &Span| {
        let after = |one: &&Stretch| {
            one.is_after_the_fact() && one.from_at <= *unseen && *unseen < one.to_at
        };
        stretches.iter().find(after).map(|one| one.to_at)
    };
    Some(Day {
        source: row.id.clone(),
        name: row.name.clone(),
        required: row.required,
        answer: match (is_all, watched.unseen.is_empty() && watched.gap.is_none()) {
            (true, _) => "not_seen",
            (false, true) => "seen",
            (false, false) => "in_part",
        },
        unseen: watched
            .unseen
            .iter()
            .map(|span| Unseen {
                from: span.0,
                to: span.1,
                covered_at: covered_at(span),
            })
            .collect(),
        gap_seconds: watched.gap.map(|gap| gap.as_secs()),
        polls: of_day().map(|one| one.polls).sum(),
        verified: of_day().map(|one| one.verified).sum(),
    })
}

/// The stretch that goes on.
fn open_stretch(row: &Source, now: Timestamp) -> Option<Stretch> {
    let open = row.progress.stretch?;
    Some(Stretch {
        source: row.id.clone(),
        state: open.state,
        from_at: open.from_at,
        to_at: row.progress.last_poll_at.unwrap_or(now),
        polls: open.polls,
        verified: open.verified,
        longest_gap: open.longest_gap,
    })
}

/// When it was not seen, and whether that was covered.
fn remark(day: &Day, zone: &TimeZone) -> String {
    let mut parts: Vec<String> = day
        .unseen
        .iter()
        .map(|unseen| {
            let at = |at: Timestamp| output::instant(at, zone);
            let covered = match unseen.covered_at {
                Some(covered_at) => format!("covered after the fact, {}", at(covered_at)),
                None => "not covered".to_owned(),
            };
            format!(
                "not from {} to {} ({covered})",
                at(unseen.from),
                at(unseen.to)
            )
        })
        .collect();
    if let Some(gap) = day.gap_seconds {
        let gap = render::time::span(SignedDuration::from_secs(gap));
        parts.push(format!("{gap} between two polls"));
    }
    parts.join("; ")
}

fn beginning(day: Date) -> Timestamp {
    let before = stand::end_of(day.saturating_sub(jiff::ToSpan::day(1)));
    before + SignedDuration::from_secs(1)
}
