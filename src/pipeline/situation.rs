//! Where everything stands, and how well we see: what every mail and `status` end on.

use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use rusqlite::Connection;

use crate::{
    domain::{assurance::Assurance, measure::MeasureId, news::MeasureLine, provision, when::When},
    pipeline::stand::{self, MeasureDetail},
    render::{self, Situation, text::count},
    store::{
        derived::{measures, standings},
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
    let today = washington(now);
    let (provision_word, provision_sentences) = match stand::provision_on(conn, today)? {
        Some(standing) => (
            standing.word.as_str().to_owned(),
            provision::sentences(&standing, today, When::brief),
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
        measures: measure_lines(conn)?,
        assurance: sight.assurance().as_str().to_owned(),
        sources: sight.words(),
        as_of: now,
    })
}

/// The measures that are followed, and where each stands.
pub fn measure_lines(conn: &Connection) -> anyhow::Result<Vec<MeasureLine>> {
    let mut lines = Vec::new();
    for measure in measures::all(conn)? {
        let Some(standing) = standings::last(conn, &measure.id.to_string())? else {
            continue;
        };
        let detail: MeasureDetail = serde_json::from_str(&standing.detail)?;
        lines.push(MeasureLine {
            citation: MeasureId::citation(measure.id),
            title: measure.title,
            words: detail.stands,
            since: standing.since,
        });
    }
    Ok(lines)
}

/// How well the sources are seen at `now`.
pub fn sight(sources: &[Source], now: Timestamp) -> Sight {
    let mut sight = Sight::default();
    for source in sources {
        let fresh = is_fresh(source, now);
        match source.required {
            true => {
                sight.required += 1;
                sight.fresh += usize::from(fresh);
                let since = source.progress.last_verified_at.unwrap_or(source.added_at);
                sight.longest_gap = sight.longest_gap.max(now.duration_since(since));
            }
            false => {
                sight.optional += 1;
                sight.optional_fresh += usize::from(fresh);
            }
        }
    }
    sight
}

/// Whether a source was verified within its limit.
pub fn is_fresh(source: &Source, now: Timestamp) -> bool {
    let verified = source.progress.last_verified_at;
    verified.is_some_and(|at| now.duration_since(at) <= source.fresh_for)
}

/// The day in Washington, where days in law end.
pub fn washington(now: Timestamp) -> Date {
    let zone = TimeZone::get("America/New_York").expect("the zones come along");
    now.to_zoned(zone).date()
}

impl Sight {
    pub fn assurance(&self) -> Assurance {
        Assurance::of(self.required, self.fresh)
    }

    /// What the assurance rests on.
    fn words(&self) -> String {
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
