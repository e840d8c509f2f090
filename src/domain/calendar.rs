//! Congress's calendar: which Congress a day belongs to, when one ends, and how
//! long the President has.
//!
//! Days are legal days in Washington. A Congress ends at noon on January 3 of each
//! odd year (20th Amendment, section 1); we work in whole days, and count that day
//! to the Congress that begins on it.

use jiff::civil::{Date, Weekday, date};

/// The year in which the first Congress met; each has two.
const FIRST_YEAR: i16 = 1789;

/// The day on which a Congress ends and the next begins: January 3, 2027 for the
/// 119th.
pub fn congress_ends_on(congress: u16) -> Date {
    let years = congress.saturating_mul(2).min(8000);
    date(FIRST_YEAR.saturating_add_unsigned(years), 1, 3)
}

/// The Congress that sits on a day; 0 before there was one.
pub fn congress_of(day: Date) -> u16 {
    let begun = if day < date(day.year(), 1, 3) {
        day.year() - 1
    } else {
        day.year()
    };
    u16::try_from((begun - FIRST_YEAR).div_euclid(2) + 1).unwrap_or(0)
}

/// A Congress by its number: `119th`, `121st`.
pub fn ordinal(congress: u16) -> String {
    let ending = match (congress % 100, congress % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    format!("{congress}{ending}")
}

/// The last of the President's "ten days (Sundays excepted)" for a measure
/// presented on this day, which isn't counted (Constitution, article I, section 7).
pub fn last_day_to_sign(presented_on: Date) -> Date {
    let mut day = presented_on;
    let mut left = 10;
    while left > 0 {
        day = day.saturating_add(jiff::Span::new().days(1));
        if day.weekday() != Weekday::Sunday || day == Date::MAX {
            left -= 1;
        }
    }
    day
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_congress_ends_on_the_third_of_january_of_an_odd_year() {
        assert_eq!(congress_ends_on(119), date(2027, 1, 3));
        assert_eq!(congress_ends_on(102), date(1993, 1, 3));
    }

    #[test]
    fn the_day_of_the_turn_belongs_to_the_new_congress() {
        assert_eq!(congress_of(date(2027, 1, 2)), 119);
        assert_eq!(congress_of(date(2027, 1, 3)), 120);
        assert_eq!(congress_of(date(2025, 12, 9)), 119);
        assert_eq!(congress_of(date(1992, 10, 24)), 102);
        assert_eq!(congress_of(date(1600, 1, 1)), 0);
    }

    #[test]
    fn every_congress_ends_where_the_next_begins() {
        for congress in 1..300 {
            let end = congress_ends_on(congress);
            assert_eq!(congress_of(end), congress + 1);
            assert_eq!(congress_of(end.yesterday().unwrap()), congress);
        }
    }

    #[test]
    fn the_president_has_ten_days_and_sundays_are_not_counted() {
        // H.R. 1917 (117th): presented on a Wednesday, with two Sundays to come.
        assert_eq!(last_day_to_sign(date(2022, 12, 28)), date(2023, 1, 9));
        // Presented on a Saturday: the next day is not counted.
        assert_eq!(last_day_to_sign(date(2026, 8, 1)), date(2026, 8, 13));
    }

    #[test]
    fn a_congress_is_called_by_its_number() {
        let called = [102, 111, 119, 121, 122, 123].map(ordinal);
        assert_eq!(
            called,
            ["102nd", "111th", "119th", "121st", "122nd", "123rd"]
        );
    }

    #[test]
    fn no_day_is_too_far_out() {
        assert_eq!(congress_ends_on(u16::MAX), congress_ends_on(4000));
        assert_eq!(last_day_to_sign(Date::MAX), Date::MAX);
        congress_of(Date::MIN);
        congress_of(Date::MAX);
    }
}
