//! Days, instants and spans, as people in Washington's orbit write them.

use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};

/// `Aug 8, 2025`
pub fn day(date: Date) -> String {
    date.strftime("%b %-d, %Y").to_string()
}

/// `Aug 15, 2025, 08:47 EDT`, on the zone's clocks.
pub fn moment(at: Timestamp, zone: &TimeZone) -> String {
    let zoned = at.to_zoned(zone.clone());
    format!(
        "{} {}",
        zoned.strftime("%b %-d, %Y, %H:%M"),
        zone_name(at, zone)
    )
}

/// The same as seen from another instant: without the day on that very day, and
/// without the year in that year.
pub fn moment_near(at: Timestamp, from: Timestamp, zone: &TimeZone) -> String {
    let (day, today) = (day_of(at, zone), day_of(from, zone));
    let format = if day == today {
        "%H:%M"
    } else if day.year() == today.year() {
        "%b %-d, %H:%M"
    } else {
        "%b %-d, %Y, %H:%M"
    };
    let zoned = at.to_zoned(zone.clone());
    format!("{} {}", zoned.strftime(format), zone_name(at, zone))
}

/// The day on the zone's calendar.
pub fn day_of(at: Timestamp, zone: &TimeZone) -> Date {
    at.to_zoned(zone.clone()).date()
}

/// How long, in the one or two units that matter: `41 min`, `1 h 02 min`, `6 h`,
/// `5 days`.
pub fn span(duration: SignedDuration) -> String {
    let minutes = duration.as_mins().max(0);
    match (minutes / 60, minutes % 60) {
        (0, 0) => "under 1 min".to_owned(),
        (0, minutes) => format!("{minutes} min"),
        (hours @ 1..10, 1..) => format!("{hours} h {:02} min", minutes % 60),
        (hours @ 0..48, _) => format!("{hours} h"),
        (hours, _) => format!("{} days", hours / 24),
    }
}

/// `EDT`; where the zone has only a number, `UTC+4`.
fn zone_name(at: Timestamp, zone: &TimeZone) -> String {
    let info = zone.to_offset_info(at);
    let name = info.abbreviation();
    if name.bytes().all(|b| b.is_ascii_alphabetic()) {
        return name.to_owned();
    }
    let minutes = info.offset().seconds() / 60;
    let sign = if minutes < 0 { '-' } else { '+' };
    match (minutes.abs() / 60, minutes.abs() % 60) {
        (hours, 0) => format!("UTC{sign}{hours}"),
        (hours, minutes) => format!("UTC{sign}{hours}:{minutes:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_told_on_the_readers_clock() {
        check("America/New_York", "Aug 15, 2025, 08:47 EDT");
        check("Asia/Baku", "Aug 15, 2025, 16:47 UTC+4");
        check("Asia/Kolkata", "Aug 15, 2025, 18:17 IST");
        check("America/St_Johns", "Aug 15, 2025, 10:17 NDT");
        check("America/Sao_Paulo", "Aug 15, 2025, 09:47 UTC-3");
        check("Asia/Kathmandu", "Aug 15, 2025, 18:32 UTC+5:45");
        check("UTC", "Aug 15, 2025, 12:47 UTC");
    }

    #[test]
    fn a_span_is_told_in_the_units_that_matter() {
        for (seconds, expected) in [
            (-5, "under 1 min"),
            (59, "under 1 min"),
            (41 * 60, "41 min"),
            (62 * 60, "1 h 02 min"),
            (6 * 3600, "6 h"),
            (11 * 3600 + 120, "11 h"),
            (47 * 3600, "47 h"),
            (5 * 86_400 + 7, "5 days"),
        ] {
            assert_eq!(span(SignedDuration::from_secs(seconds)), expected);
        }
    }

    #[test]
    fn an_instant_of_today_needs_no_day() {
        let zone = TimeZone::get("America/New_York").unwrap();
        let now = "2026-01-02T03:00:00Z".parse().unwrap();
        let near = |at: &str| moment_near(at.parse().unwrap(), now, &zone);
        assert_eq!(near("2026-01-02T01:00:00Z"), "20:00 EST");
        assert_eq!(near("2026-01-01T05:00:00Z"), "00:00 EST");
        assert_eq!(near("2026-01-01T04:59:00Z"), "Dec 31, 2025, 23:59 EST");
    }

    #[track_caller]
    fn check(zone: &str, expected: &str) {
        let at = "2025-08-15T12:47:09Z".parse().unwrap();
        assert_eq!(moment(at, &TimeZone::get(zone).unwrap()), expected);
    }
}
