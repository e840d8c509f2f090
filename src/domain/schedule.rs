//! When a source is polled next.
//!
//! A source has its cadence. What a server says about when to come again can only make
//! us come later, and only up to a limit: a source that we are told not to ask for a
//! hundred years would be blind without anybody noticing. After a failure we come again
//! by our own backoff, and behind a wall slowly, as asking again is what keeps it up.
//!
//! Jitter only ever adds to a wait, so that it can't undercut what a server asked for.

use jiff::{SignedDuration, Timestamp, civil::DateTime, fmt::rfc2822, tz::TimeZone};

use crate::domain::backoff::Backoff;

/// How a source is scheduled. Any figure may be zero.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    pub cadence: SignedDuration,
    /// The most that is added to a wait, as a fraction of it.
    pub jitter: f64,
    /// After the first, second … failure in a row.
    pub backoff: Backoff,
    /// After the first, second … answer in a row that came from a wall.
    pub blocked: Backoff,
    /// When a suspect answer is looked at again.
    pub confirm: SignedDuration,
    /// The most that a Retry-After counts for.
    pub retry_after_max: SignedDuration,
    /// The most that a lifetime (max-age, a feed's TTL) counts for.
    pub lifetime_max: SignedDuration,
    /// The most that a lifetime counts for, in cadences.
    pub lifetime_cadences_max: i32,
}

/// What the last poll came to. Counts are of polls in a row, this one included.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Outcome {
    /// A good answer, or the confirmation that nothing changed.
    Seen,
    /// An answer that has to be seen twice.
    Suspect,
    /// No answer, or one that isn't the source.
    Failed { failures: u32 },
    /// A wall stands before the source.
    Blocked { failures: u32 },
    /// The source says that it is gone for good.
    Gone,
}

/// What the server said about when to come again.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Wishes {
    /// See [`retry_after`].
    pub retry_after: Option<SignedDuration>,
    /// How long what it sent stays fresh. See [`fresh_for`].
    pub lifetime: Option<SignedDuration>,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            cadence: SignedDuration::from_mins(15),
            jitter: 0.1,
            backoff: Backoff {
                first: SignedDuration::from_mins(2),
                ceiling: SignedDuration::from_hours(1),
            },
            blocked: Backoff {
                first: SignedDuration::from_hours(1),
                ceiling: SignedDuration::from_hours(24),
            },
            confirm: SignedDuration::from_mins(10),
            retry_after_max: SignedDuration::from_hours(24),
            lifetime_max: SignedDuration::from_hours(24),
            lifetime_cadences_max: 4,
        }
    }
}

/// When to poll next, or `None` for never.
///
/// `random` is drawn evenly from 0 up to 1.
pub fn next_due(
    rules: &Rules,
    outcome: Outcome,
    wishes: Wishes,
    random: f64,
    now: Timestamp,
) -> Option<Timestamp> {
    let wait = match outcome {
        Outcome::Seen => rules.cadence.max(rules.lifetime(wishes)),
        // A server that calls its answer fresh would only send the same one again.
        Outcome::Suspect => rules.confirm.min(rules.cadence.max(rules.lifetime(wishes))),
        Outcome::Failed { failures } => rules.backoff.after(failures),
        Outcome::Blocked { failures } => rules.blocked.after(failures).max(rules.cadence),
        Outcome::Gone => return None,
    };
    let asked = wishes.retry_after.unwrap_or_default();
    let wait = wait.max(asked.min(rules.retry_after_max));
    Some(later(now, rules.jittered(wait, random)))
}

/// A due instant that was written down, as far as it can be right.
///
/// The clock may have been ahead when it was. A wait is never longer than the longest
/// that the rules can give.
pub fn clamped(rules: &Rules, due_at: Timestamp, now: Timestamp) -> Timestamp {
    let longest = [
        rules.cadence,
        rules.backoff.ceiling,
        rules.blocked.ceiling,
        rules.retry_after_max,
        rules.lifetime_max,
    ];
    let longest = longest.into_iter().max().unwrap_or_default();
    due_at.min(later(now, rules.jittered(longest, 1.0)))
}

/// Reads a Retry-After: seconds or a date (RFC 9110, 10.2.3).
///
/// `None` for what can't be read and for dates that have passed: then the server wants
/// us back, and says nothing useful on when.
pub fn retry_after(value: &str, now: Timestamp) -> Option<SignedDuration> {
    let value = value.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(seconds(value));
    }
    let wait = http_date(value)?.duration_since(now);
    wait.is_positive().then_some(wait)
}

/// How long an answer stays fresh by its Cache-Control, less the Age that a cache says it
/// has (RFC 9111, 4.2).
///
/// `None` where nothing is said, and where it says not to keep or not to trust it.
pub fn fresh_for(cache_control: &str, age: Option<&str>) -> Option<SignedDuration> {
    let mut max_age = None;
    for directive in cache_control.split(',') {
        let (name, value) = directive.split_once('=').unwrap_or((directive, ""));
        match name.trim().to_ascii_lowercase().as_str() {
            "no-store" | "no-cache" => return None,
            "max-age" if max_age.is_none() => {
                let value = value.trim().trim_matches('"');
                let is_count = !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit());
                max_age = is_count.then(|| seconds(value));
            }
            _ => {}
        }
    }
    let age = age.map(str::trim).filter(|age| !age.is_empty());
    let age = age.filter(|age| age.bytes().all(|byte| byte.is_ascii_digit()));
    let left = max_age?.saturating_sub(age.map(seconds).unwrap_or_default());
    Some(left.max(SignedDuration::ZERO))
}

impl Rules {
    fn lifetime(&self, wishes: Wishes) -> SignedDuration {
        let most = self.cadence.saturating_mul(self.lifetime_cadences_max);
        let lifetime = wishes.lifetime.unwrap_or_default();
        lifetime.min(most).min(self.lifetime_max)
    }

    fn jittered(&self, wait: SignedDuration, random: f64) -> SignedDuration {
        let share = (self.jitter * random).clamp(0.0, 1.0);
        let more = SignedDuration::try_from_secs_f64(wait.as_secs_f64() * share);
        wait.saturating_add(more.unwrap_or_default())
    }
}

/// To the second, as all that is written down.
fn later(now: Timestamp, wait: SignedDuration) -> Timestamp {
    let wait = SignedDuration::from_secs(wait.as_secs());
    now.checked_add(wait).unwrap_or(Timestamp::MAX)
}

/// Digits as seconds; more of them than can be counted are as many as can.
fn seconds(digits: &str) -> SignedDuration {
    SignedDuration::from_secs(digits.parse().unwrap_or(i64::MAX))
}

/// Reads the three forms of a date in HTTP (RFC 9110, 5.6.7).
fn http_date(value: &str) -> Option<Timestamp> {
    if let Ok(date) = rfc2822::DateTimeParser::new().parse_timestamp(value) {
        return Some(date);
    }
    let date = DateTime::strptime("%A, %d-%b-%y %H:%M:%S GMT", value)
        .or_else(|_| DateTime::strptime("%a %b %e %H:%M:%S %Y", value))
        .ok()?;
    let date = TimeZone::UTC.to_timestamp(date);
    date.ok()
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan as _;

    use super::*;
    use Outcome::{Blocked, Failed, Gone, Seen, Suspect};

    #[test]
    fn a_source_is_polled_at_its_cadence() {
        check(Seen, Wishes::default(), Some(15));
    }

    #[test]
    fn a_lifetime_stretches_the_cadence_within_limits() {
        check(Seen, lives(5), Some(15));
        check(Seen, lives(30), Some(30));
        check(Seen, lives(100 * 365 * 24 * 60), Some(60));
        let daily = Rules {
            cadence: SignedDuration::from_hours(20),
            ..rules()
        };
        let due = next_due(&daily, Seen, lives(1_000_000), 0.0, noon()).unwrap();
        assert_eq!(due, noon() + 24.hours());
    }

    #[test]
    fn failures_are_tried_again_ever_more_slowly() {
        for (failures, minutes) in [(1, 2), (2, 4), (3, 8), (6, 60), (4_000_000_000, 60)] {
            check(Failed { failures }, Wishes::default(), Some(minutes));
        }
    }

    #[test]
    fn a_wall_is_left_alone_for_an_hour_at_least() {
        for (failures, hours) in [(1, 1), (2, 2), (5, 16), (6, 24), (90, 24)] {
            check(Blocked { failures }, Wishes::default(), Some(hours * 60));
        }
        let daily = Rules {
            cadence: SignedDuration::from_hours(24),
            ..rules()
        };
        let first = Blocked { failures: 1 };
        let due = next_due(&daily, first, Wishes::default(), 0.0, noon());
        assert_eq!(due, Some(noon() + 24.hours()));
    }

    #[test]
    fn a_server_that_names_a_time_is_not_asked_before() {
        check(Failed { failures: 1 }, asks(90), Some(90));
        check(Blocked { failures: 1 }, asks(90), Some(90));
        check(Seen, asks(90), Some(90));
        check(Failed { failures: 6 }, asks(1), Some(60));
        check(Failed { failures: 1 }, asks(365 * 24 * 60), Some(24 * 60));
    }

    #[test]
    fn what_is_suspect_is_looked_at_again_soon() {
        check(Suspect, Wishes::default(), Some(10));
        check(Suspect, lives(60), Some(10));
    }

    #[test]
    fn what_is_gone_is_not_asked_again() {
        check(Gone, Wishes::default(), None);
    }

    #[test]
    fn jitter_only_adds() {
        let due = |random| next_due(&Rules::default(), Seen, Wishes::default(), random, noon());
        assert_eq!(due(0.0), Some(noon() + 15.minutes()));
        assert_eq!(due(0.5), Some(noon() + 945.seconds()));
        assert_eq!(due(1.0), Some(noon() + 990.seconds()));
        assert_eq!(due(f64::NAN), Some(noon() + 15.minutes()));
    }

    #[test]
    fn everything_can_be_nothing() {
        let none = Backoff {
            first: SignedDuration::ZERO,
            ceiling: SignedDuration::ZERO,
        };
        let rules = Rules {
            cadence: SignedDuration::ZERO,
            jitter: 0.0,
            backoff: none,
            blocked: none,
            confirm: SignedDuration::ZERO,
            retry_after_max: SignedDuration::ZERO,
            lifetime_max: SignedDuration::ZERO,
            lifetime_cadences_max: 0,
        };
        let wishes = Wishes {
            retry_after: Some(SignedDuration::MAX),
            lifetime: Some(SignedDuration::MAX),
        };
        for outcome in [
            Seen,
            Suspect,
            Failed { failures: 9 },
            Blocked { failures: 9 },
        ] {
            assert_eq!(next_due(&rules, outcome, wishes, 1.0, noon()), Some(noon()));
        }
    }

    #[test]
    fn a_schedule_written_under_a_wrong_clock_heals() {
        let rules = Rules::default();
        let soon = noon() + 15.minutes();
        assert_eq!(clamped(&rules, soon, noon()), soon);
        let past = noon() - 240.hours();
        assert_eq!(clamped(&rules, past, noon()), past);
        let next_year = noon() + 9000.hours();
        assert!(clamped(&rules, next_year, noon()) <= noon() + 27.hours());
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let minutes = |value: &str| retry_after(value, noon()).map(|wait| wait.as_mins());
        assert_eq!(minutes("120"), Some(2));
        assert_eq!(minutes(" 0 "), Some(0));
        assert_eq!(minutes("Sat, 31 Jan 2026 12:30:00 GMT"), Some(30));
        assert_eq!(minutes("Saturday, 31-Jan-26 12:30:00 GMT"), Some(30));
        assert_eq!(minutes("Sat Jan 31 12:30:00 2026"), Some(30));
        for useless in [
            "",
            "soon",
            "-120",
            "1.5",
            "1e9",
            "Sat, 31 Jan 2026 11:30:00 GMT",
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "31 Undecember 2026",
        ] {
            assert_eq!(minutes(useless), None, "{useless}");
        }
        let huge = retry_after(&"9".repeat(40), noon());
        assert_eq!(huge, Some(SignedDuration::from_secs(i64::MAX)));
        check(
            Seen,
            Wishes {
                retry_after: huge,
                lifetime: None,
            },
            Some(24 * 60),
        );
    }

    #[test]
    fn freshness_is_max_age_less_age() {
        let fresh = |value: &str, age| fresh_for(value, age).map(|left| left.as_secs());
        assert_eq!(fresh("public, max-age=1800", None), Some(1800));
        assert_eq!(fresh("public, max-age=1800", Some("17")), Some(1783));
        assert_eq!(fresh("Max-Age=\"60\"", Some("90")), Some(0));
        assert_eq!(fresh("max-age=60", Some("-1")), Some(60));
        assert_eq!(fresh("max-age=99999999999999999999", None), Some(i64::MAX));
        for nothing in [
            "",
            "public",
            "max-age",
            "max-age=",
            "max-age=-1",
            "s-maxage=60",
            "no-store, max-age=60",
            "max-age=60, no-cache",
        ] {
            assert_eq!(fresh(nothing, None), None, "{nothing}");
        }
    }

    /// Checks how many minutes after noon a source is due, without jitter.
    #[track_caller]
    fn check(outcome: Outcome, wishes: Wishes, minutes: Option<i64>) {
        let due = next_due(&rules(), outcome, wishes, 0.9, noon());
        assert_eq!(due, minutes.map(|minutes| noon() + minutes.minutes()));
    }

    fn rules() -> Rules {
        Rules {
            jitter: 0.0,
            ..Rules::default()
        }
    }

    fn lives(minutes: i64) -> Wishes {
        Wishes {
            retry_after: None,
            lifetime: Some(SignedDuration::from_mins(minutes)),
        }
    }

    fn asks(minutes: i64) -> Wishes {
        Wishes {
            retry_after: Some(SignedDuration::from_mins(minutes)),
            lifetime: None,
        }
    }

    fn noon() -> Timestamp {
        "2026-01-31T12:00:00Z".parse().unwrap()
    }
}
