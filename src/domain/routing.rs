//! Routing: which alerts go at once, which wait for the digest, and what happens
//! when many come together.
//!
//! Nothing is dropped here. A storm changes how many messages the alerts come in,
//! never which alerts come: the first ones go singly, as one of them may be the
//! one that matters, and the rest share a message as soon as it is quiet, or has
//! been loud for too long.

use jiff::{SignedDuration, Timestamp, civil::Time, tz::TimeZone};
use serde::Serialize;

use crate::domain::alert::Kind;

/// How a subscriber wants to hear of a kind of alert.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Route {
    AtOnce,
    /// With the next daily digest.
    Digest,
    Never,
}

/// What makes a storm.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Limits {
    /// So many messages to a subscriber may each hold one alert…
    pub singles: usize,
    /// …within this time.
    pub window: SignedDuration,
    /// The rest are told once no further alert has come for so long.
    pub quiet: SignedDuration,
}

/// What to compose now, of the alerts that wait, oldest first.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Plan {
    /// The first so many, each in a message of its own.
    pub singles: usize,
    /// The so many after them, together in one storm digest.
    pub together: usize,
    /// When to ask again about those left; `None` when none is left.
    pub look_again_at: Option<Timestamp>,
}

impl Route {
    pub const ALL: [Self; 3] = [Self::AtOnce, Self::Digest, Self::Never];

    /// Where the subscriber says nothing: all at once, but pages and items.
    pub fn default_for(kind: Kind) -> Self {
        match kind {
            Kind::Change | Kind::Item => Self::Digest,
            Kind::Standing
            | Kind::Measure
            | Kind::Record
            | Kind::Claim
            | Kind::Reminder
            | Kind::Health
            | Kind::Silence
            | Kind::Digest
            | Kind::Began
            | Kind::Test => Self::AtOnce,
        }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::AtOnce => "at_once",
            Self::Digest => "digest",
            Self::Never => "never",
        }
    }

    /// The route spelled so, exactly.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|route| route.as_str() == name)
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            singles: 10,
            window: SignedDuration::from_mins(10),
            quiet: SignedDuration::from_mins(1),
        }
    }
}

/// Decides how the alerts that wait for one subscriber are told.
///
/// `composed` holds when messages with one alert were composed for the subscriber,
/// in any order; `waiting` when each alert that is owed at once was booked, oldest
/// first.
pub fn plan(composed: &[Timestamp], waiting: &[Timestamp], limits: Limits, now: Timestamp) -> Plan {
    let window_start = earlier(now, limits.window);
    let recent = composed.iter().filter(|&&at| at > window_start).count();
    let singles = limits.singles.saturating_sub(recent).min(waiting.len());

    let rest = &waiting[singles..];
    let (Some(&oldest), Some(&newest)) = (rest.first(), rest.last()) else {
        return Plan {
            singles,
            ..Plan::default()
        };
    };
    // An endless trickle would never be quiet, so a storm lasts a window at most.
    let due_at = later(newest, limits.quiet).min(later(oldest, limits.window));
    // A clock that was set back must not hold mail: nothing is booked after now.
    if due_at <= now || newest > now {
        let (singles, together) = match rest.len() {
            1 => (singles + 1, 0),
            several => (singles, several),
        };
        Plan {
            singles,
            together,
            look_again_at: None,
        }
    } else {
        Plan {
            singles,
            together: 0,
            look_again_at: Some(due_at),
        }
    }
}

/// When the next daily digest is due: the first `at` on the zone's clocks after
/// this instant. Where the clocks skip it, as much later as they skip; where they
/// show it twice, the first time.
pub fn next_digest_at(after: Timestamp, at: Time, zone: &TimeZone) -> Timestamp {
    let today = after.to_zoned(zone.clone()).date();
    let days = [Some(today), today.tomorrow().ok()];
    let instants = days.into_iter().flatten().filter_map(|day| {
        let zoned = zone.to_ambiguous_zoned(day.to_datetime(at)).compatible();
        Some(zoned.ok()?.timestamp())
    });
    instants
        .filter(|&instant| instant > after)
        .min()
        .unwrap_or_else(|| later(after, SignedDuration::from_hours(24)))
}

fn earlier(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_sub(by).unwrap_or(Timestamp::MIN)
}

fn later(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_add(by).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::time;

    #[test]
    fn a_few_alerts_go_singly() {
        check(&[], &[0], 0, (1, 0, None));
        check(&[-300, -200], &[0, 0, 0], 0, (3, 0, None));
        check(&[], &[], 0, (0, 0, None));
    }

    #[test]
    fn in_a_storm_the_first_ten_go_singly_and_the_rest_together_once_it_is_quiet() {
        let waiting = [0; 500];
        check(&[], &waiting, 0, (10, 0, Some(60)));
        check(&[0; 10], &waiting[10..], 30, (0, 0, Some(60)));
        check(&[0; 10], &waiting[10..], 60, (0, 490, None));
    }

    #[test]
    fn a_storm_that_goes_on_is_told_within_its_window() {
        let trickle: Vec<i64> = (0..20).map(|n| n * 30).collect();
        check(&[1; 10], &trickle, 570, (0, 0, Some(600)));
        check(&[0; 10], &trickle, 599, (0, 0, Some(600)));
        check(&[0; 10], &trickle, 600, (10, 0, Some(630)));
        check(&[1; 10], &trickle, 600, (0, 20, None));
    }

    #[test]
    fn one_left_over_goes_singly() {
        check(&[0; 10], &[0], 60, (1, 0, None));
    }

    #[test]
    fn the_window_frees_as_time_passes() {
        check(&[-600; 10], &[0], 0, (1, 0, None));
        check(&[-599; 10], &[0], 0, (0, 0, Some(60)));
    }

    #[test]
    fn a_clock_set_back_holds_nothing() {
        check(&[5_000; 10], &[5_000, 5_000], 0, (0, 2, None));
    }

    #[test]
    fn every_alert_is_told_whenever_we_look() {
        for gap in [0, 1, 59, 60, 61, 599, 700] {
            let mut waiting: Vec<i64> = (0..40).map(|n| n * gap).collect();
            let (mut composed, mut told, mut now) = (Vec::new(), 0, 0);
            for _ in 0..1_000 {
                let due = waiting.iter().filter(|&&at| at <= now).count();
                let plan = run(&composed, &waiting[..due], now);
                composed.extend(std::iter::repeat_n(now, plan.singles));
                told += plan.singles + plan.together;
                waiting.drain(..plan.singles + plan.together);
                now += 7;
                if let (Some(&next), None) = (waiting.first(), plan.look_again_at) {
                    now = now.max(next);
                }
            }
            assert_eq!(told, 40, "one alert each {gap} s");
        }
    }

    #[test]
    fn the_digest_goes_out_each_day_at_its_time() {
        digest(
            "2026-11-22T05:00:00Z",
            "Asia/Baku",
            time(8, 0, 0, 0),
            "2026-11-23T04:00:00Z",
        );
        digest(
            "2026-11-22T03:59:59Z",
            "Asia/Baku",
            time(8, 0, 0, 0),
            "2026-11-22T04:00:00Z",
        );
        digest(
            "2026-11-22T04:00:00Z",
            "Asia/Baku",
            time(8, 0, 0, 0),
            "2026-11-23T04:00:00Z",
        );
    }

    #[test]
    fn the_digest_keeps_its_hour_when_the_clocks_change() {
        let new_york = "America/New_York";
        digest(
            "2026-03-07T13:00:00Z",
            new_york,
            time(8, 0, 0, 0),
            "2026-03-08T12:00:00Z",
        );
        // 02:30 doesn't exist on March 8.
        digest(
            "2026-03-08T05:00:00Z",
            new_york,
            time(2, 30, 0, 0),
            "2026-03-08T07:30:00Z",
        );
        // 01:30 comes twice on November 1, and the digest once.
        digest(
            "2026-11-01T04:00:00Z",
            new_york,
            time(1, 30, 0, 0),
            "2026-11-01T05:30:00Z",
        );
        digest(
            "2026-11-01T05:30:00Z",
            new_york,
            time(1, 30, 0, 0),
            "2026-11-02T06:30:00Z",
        );
    }

    #[test]
    fn routes_are_read_as_they_are_written() {
        for route in Route::ALL {
            assert_eq!(Route::parse(route.as_str()), Some(route));
        }
        let digested = Kind::ALL
            .into_iter()
            .filter(|&kind| Route::default_for(kind) == Route::Digest);
        assert!(digested.eq([Kind::Change, Kind::Item]));
    }

    /// Seconds from noon; expects (singles, together, look again at).
    #[track_caller]
    fn check(composed: &[i64], waiting: &[i64], now: i64, expected: (usize, usize, Option<i64>)) {
        let plan = run(composed, waiting, now);
        let (singles, together, look_again_at) = expected;
        let expected = Plan {
            singles,
            together,
            look_again_at: look_again_at.map(noon_and),
        };
        assert_eq!(plan, expected);
    }

    fn run(composed: &[i64], waiting: &[i64], now: i64) -> Plan {
        let at = |seconds: &[i64]| -> Vec<Timestamp> {
            seconds.iter().map(|&second| noon_and(second)).collect()
        };
        plan(
            &at(composed),
            &at(waiting),
            Limits::default(),
            noon_and(now),
        )
    }

    #[track_caller]
    fn digest(after: &str, zone: &str, at: Time, expected: &str) {
        let zone = TimeZone::get(zone).unwrap();
        let due = next_digest_at(after.parse().unwrap(), at, &zone);
        assert_eq!(due.to_string(), expected);
    }

    fn noon_and(seconds: i64) -> Timestamp {
        let noon: Timestamp = "2026-11-22T12:00:00Z".parse().unwrap();
        noon + SignedDuration::from_secs(seconds)
    }
}
