//! Where everything stands, and how well we see: what every mail and `status` end on.

use jiff::{SignedDuration, Timestamp, ToSpan as _, civil::Date, tz::TimeZone};
use rusqlite::Connection;

use crate::{
    domain::{
        assurance::Assurance, measure::MeasureId, news::MeasureLine, provision,
        quality::SourceState, when::When,
    },
    pipeline::{
        dismiss,
        stand::{self, MeasureDetail, View},
    },
    render::{self, Situation, text::count},
    store::{
        derived::{
            claims,
            measures::{self, Measure},
            standings,
        },
        evidence::coverage,
        work::sources::{self, Source},
    },
};

/// The sources, told apart by whether we can trust their silence.
#[derive(Clone, Debug, Default)]
pub struct Sight {
    pub required: usize,
    /// Required, and verified within their limit.
    pub fresh: usize,
    pub optional: usize,
    pub optional_fresh: usize,
    /// The longest time since a required source was verified.
    pub longest_gap: SignedDuration,
}

/// Where everything stands at `now`.
pub fn now(conn: &Connection, now: Timestamp) -> anyhow::Result<Situation> {
    let view = View::present(now);
    let (provision_word, provision_sentences) = match stand::provision_on(conn, view)? {
        Some(standing) => (
            standing.word.as_str().to_owned(),
            provision::sentences(&standing, view.on, When::brief),
        ),
        None => (
            "unknown".to_owned(),
            vec!["Nothing is known yet of where Section 907 stands.".to_owned()],
        ),
    };
    let sight = sight(&sources::enabled(conn)?, now);
    Ok(Situation {
        provision_word,
        provision_sentences,
        measures: measure_lines(conn, now)?,
        press: press(conn, view.on)?,
        assurance: sight.assurance().as_str().to_owned(),
        sources: sight.words(),
        as_of: now,
    })
}

/// The measures that are followed, and where each stands.
pub fn measure_lines(conn: &Connection, now: Timestamp) -> anyhow::Result<Vec<MeasureLine>> {
    let mut lines = Vec::new();
    for measure in followed(conn)? {
        let Some(standing) = standings::last(conn, &measure.id.to_string())? else {
            continue;
        };
        let detail: MeasureDetail = serde_json::from_str(&standing.detail)?;
        let newest = stand::newest(conn, measure.id, View::present(now))?;
        let effect = newest.and_then(|(_, reading)| Some(reading.strongest()?.effect));
        lines.push(MeasureLine {
            citation: MeasureId::citation(measure.id),
            title: measure.title,
            words: detail.stands,
            since: standing.since,
            effect: effect.map(|effect| effect.as_str().to_owned()),
            is_law: detail.is_law,
            dies_on: detail.dies_on,
        });
    }
    Ok(lines)
}

/// What the press has claimed in the last month, where that was told.
fn press(conn: &Connection, today: Date) -> anyhow::Result<Vec<String>> {
    let told = claims::told_since(conn, today.saturating_sub(30.days()))?;
    let words = |(line, outlets): &(claims::Line, usize)| {
        render::alert::in_the_press(line.claim.as_str(), *outlets, line.said_on)
    };
    Ok(told.iter().map(words).collect())
}

/// The measures that are followed: those that the operator dismissed are not.
pub fn followed(conn: &Connection) -> anyhow::Result<Vec<Measure>> {
    followed_by(conn, None)
}

/// The measures that were followed then, as far as they are known now; that are followed
/// now where that is `None`.
pub fn followed_by(conn: &Connection, by: Option<Timestamp>) -> anyhow::Result<Vec<Measure>> {
    let mut followed = Vec::new();
    for measure in measures::all(conn)? {
        if !dismiss::was_dismissed(conn, measure.id, by)? {
            followed.push(measure);
        }
    }
    Ok(followed)
}

/// How well the sources are seen at `now`.
pub fn sight(sources: &[Source], now: Timestamp) -> Sight {
    let mut sight = Sight::default();
    for source in sources {
        let verified_at = source.progress.last_verified_at;
        sight.add(source, verified_at, is_fresh(source, now), now);
    }
    sight
}

/// How well the sources were seen at an instant in the past, at worst: between two polls
/// of one stretch of coverage only the longest gap is known. Those that had not been
/// asked by then don't count: they may have been switched off.
pub fn sight_at(conn: &Connection, sources: &[Source], at: Timestamp) -> anyhow::Result<Sight> {
    let mut sight = Sight::default();
    for source in sources {
        let open = source.progress.stretch;
        let asked = open.is_some_and(|open| open.from_at <= at);
        if asked || coverage::is_asked(conn, &source.id, at)? {
            let verified_at = verified_by(conn, source, at)?;
            let fresh = was_fresh(source, verified_at, at);
            sight.add(source, verified_at, fresh, at);
        }
    }
    Ok(sight)
}

/// When a source had last been verified by then, at the earliest that it may have been.
fn verified_by(
    conn: &Connection,
    source: &Source,
    at: Timestamp,
) -> anyhow::Result<Option<Timestamp>> {
    let progress = &source.progress;
    if let Some(last) = progress.last_verified_at.filter(|last| *last <= at) {
        return Ok(Some(last));
    }
    let open = progress
        .stretch
        .filter(|open| open.verified > 0 && open.from_at <= at)
        .map(|open| (open.from_at, progress.last_poll_at, open.longest_gap));
    let stretch = match open {
        Some(open) => Some(open),
        None => coverage::last_verified(conn, &source.id, at)?
            .map(|closed| (closed.from_at, Some(closed.to_at), closed.longest_gap)),
    };
    // All polls of a stretch came out alike, so the first and the last were verified.
    Ok(stretch.map(|(from_at, to_at, longest_gap)| {
        let at_worst = at
            .checked_sub(SignedDuration::from_secs(longest_gap))
            .unwrap_or(from_at);
        to_at
            .filter(|to_at| *to_at <= at)
            .unwrap_or(at_worst.max(from_at))
    }))
}

/// Whether a source was verified within its limit. One that was set aside is asked no
/// more, however lately it was seen.
fn is_fresh(source: &Source, now: Timestamp) -> bool {
    source.progress.state != SourceState::SetAside
        && was_fresh(source, source.progress.last_verified_at, now)
}

fn was_fresh(source: &Source, verified_at: Option<Timestamp>, now: Timestamp) -> bool {
    verified_at.is_some_and(|at| now.duration_since(at) <= source.fresh_for)
}

/// The day in Washington, where days in law end.
pub fn washington(now: Timestamp) -> Date {
    let zone = TimeZone::get("America/New_York").expect("the zones come along");
    now.to_zoned(zone).date()
}

impl Sight {
    fn add(
        &mut self,
        source: &Source,
        verified_at: Option<Timestamp>,
        fresh: bool,
        now: Timestamp,
    ) {
        match source.required {
            true => {
                self.required += 1;
                self.fresh += usize::from(fresh);
                let since = verified_at.unwrap_or(source.added_at);
                self.longest_gap = self.longest_gap.max(now.duration_since(since));
            }
            false => {
                self.optional += 1;
                self.optional_fresh += usize::from(fresh);
            }
        }
    }

    pub fn assurance(&self) -> Assurance {
        Assurance::of(self.required, self.fresh)
    }

    /// What the assurance rests on.
    pub fn words(&self) -> String {
        let required = match self.required {
            0 => "No source is required, so nothing is assured".to_owned(),
            n => format!(
                "Seen by {} of {}",
                self.fresh,
                count(n, "required source", "required sources")
            ),
        };
        let gap = render::time::span(self.longest_gap);
        let gap = match self.required {
            0 => String::new(),
            _ => format!("; the least recent {gap} ago"),
        };
        format!("{required}{gap}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store;

    #[test]
    fn how_well_a_source_was_seen_is_known_from_its_stretches() {
        let conn = store::open_in_memory().unwrap();
        conn.execute_batch(
            "INSERT INTO sources (id, name, kind, url, enabled, required, fresh_for, added_at, next_due_at, state,
                                  state_since, unconditional_at, last_poll_at, last_verified_at,
                                  stretch_state, stretch_from, stretch_polls, stretch_verified, stretch_gap)
             VALUES ('a', 'A', 'feed', 'https://example.org/', 1, 1, 21600, '2025-12-01T00:00:00Z',
                     '2026-01-05T13:00:00Z', 'fine', '2026-01-04T18:00:00Z', '2026-01-06T00:00:00Z',
                     '2026-01-05T12:00:00Z', '2026-01-05T12:00:00Z',
                     'fine', '2026-01-04T18:00:00Z', 20, 20, 3600);
             INSERT INTO stretches (source, state, from_at, to_at, polls, verified, longest_gap)
             VALUES ('a', 'fine', '2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z', 25, 25, 3600),
                    ('a', 'fine', '2026-01-02T01:00:00Z', '2026-01-03T01:00:00Z', 4, 4, 36000),
                    ('a', 'blocked', '2026-01-03T02:00:00Z', '2026-01-04T17:00:00Z', 40, 0, 0)",
        )
        .unwrap();
        let sources = sources::enabled(&conn).unwrap();
        let check = |at: &str, expected: (usize, usize)| {
            let sight = sight_at(&conn, &sources, at.parse().unwrap()).unwrap();
            assert_eq!((sight.required, sight.fresh), expected, "{at}");
        };
        // Not asked yet.
        check("2025-12-31T23:59:59Z", (0, 0));
        check("2026-01-01T00:00:00Z", (1, 1));
        check("2026-01-01T12:00:00Z", (1, 1));
        // Hours in which it may have been asked last are counted as if it had not.
        check("2026-01-02T06:00:00Z", (1, 1));
        check("2026-01-02T20:00:00Z", (1, 0));
        // Blocked: verified last when the stretch before ended.
        check("2026-01-03T06:00:00Z", (1, 1));
        check("2026-01-03T08:00:00Z", (1, 0));
        check("2026-01-05T06:00:00Z", (1, 1));
        check("2026-01-05T18:00:00Z", (1, 1));
        check("2026-01-05T18:00:01Z", (1, 0));
    }
}
