//! From where one asks: what had been seen, and for which day in law.
//!
//! Two questions are never mixed. What was known on a day is answered by what had been
//! seen by its end; what was true in law on a day, by all that is known now.

use jiff::{SignedDuration, Timestamp, ToSpan as _, civil::Date, tz::TimeZone};

use crate::pipeline::situation::washington;

/// A point of view.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct View {
    /// What was seen later doesn't count; `None` counts all that is known.
    pub seen_by: Option<Timestamp>,
    /// The day in law that is asked for.
    pub on: Date,
    /// Acts dated later don't count. `None` counts each that was seen: where no day in
    /// law is asked for, the record's word is taken.
    pub acted_by: Option<Date>,
}

impl View {
    /// Where everything stands at `now`, by all that is known.
    pub fn present(now: Timestamp) -> Self {
        Self {
            seen_by: None,
            on: washington(now),
            acted_by: None,
        }
    }

    /// Where everything stood by what had been seen when `day` ended in Washington, or
    /// by `now` while it hasn't.
    pub fn as_of(day: Date, now: Timestamp) -> Self {
        Self {
            on: day,
            ..Self::at(end_of(day).min(now))
        }
    }

    /// Where everything stood at an instant, by what had been seen by then.
    pub fn at(instant: Timestamp) -> Self {
        Self {
            seen_by: Some(instant),
            on: washington(instant),
            acted_by: None,
        }
    }

    /// Whether what was seen at `at` counts.
    pub fn has_seen(self, at: Timestamp) -> bool {
        self.seen_by.is_none_or(|by| at <= by)
    }

    /// The same knowledge, asked for another day in law.
    pub fn in_law_on(self, day: Date) -> Self {
        Self {
            on: day,
            acted_by: Some(day),
            ..self
        }
    }
}

/// The last second of a day in Washington.
pub fn end_of(day: Date) -> Timestamp {
    let zone = TimeZone::get("America/New_York").expect("the zones come along");
    let midnight = day.saturating_add(1.day()).to_zoned(zone);
    midnight.map_or(Timestamp::MAX, |midnight| {
        let midnight = midnight.timestamp();
        midnight
            .checked_sub(SignedDuration::from_secs(1))
            .unwrap_or(midnight)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_ends_at_midnight_in_washington_whatever_the_season() {
        let later = "2030-01-01T00:00:00Z".parse().unwrap();
        let check = |day: &str, seen_by: &str| {
            let view = View::as_of(day.parse().unwrap(), later);
            assert_eq!(view.seen_by, Some(seen_by.parse().unwrap()), "{day}");
        };
        check("2025-08-09", "2025-08-10T03:59:59Z");
        check("2026-01-09", "2026-01-10T04:59:59Z");
        // The clocks go back at two in the morning of the 1st.
        check("2026-10-31", "2026-11-01T03:59:59Z");
        check("2026-11-01", "2026-11-02T04:59:59Z");
        check("9999-12-31", "2030-01-01T00:00:00Z");
    }

    #[test]
    fn of_a_day_that_goes_on_is_known_what_was_seen_so_far() {
        let now = "2026-11-22T12:00:00Z".parse().unwrap();
        let view = View::as_of("2026-11-22".parse().unwrap(), now);
        assert_eq!(view.seen_by, Some(now));
    }
}
