//! Reads the dates of feeds, in every spelling met in the wild.
//!
//! RFC 822 and W3CDTF are what the formats ask for; what comes is those two with
//! parts left out, swapped, translated or added. A date is read by what its parts
//! are, not by where they stand. Without a zone it is UTC, without a time midnight.
//! What can't be read is no date: it never drops an item and never stops a feed.

use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time},
    tz::Offset,
};

use super::names::{Half, Zone, half_named, month_named, zone_named, zone_of};

/// No spelling of a date is longer, in bytes.
const DATE_MAX: usize = 120;

/// Reads a date, or gives `None` where it is missing, garbage or out of range.
pub fn parse(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if text.is_empty() || text.len() > DATE_MAX {
        return None;
    }
    if let Some(instant) = w3c(text) {
        return Some(instant);
    }
    words(text)
}

/// W3CDTF and ISO 8601 at any precision: `2026`, `2026-07`, `2026-204`, `20260723`,
/// `2026-07-23T14:00Z`, `2026-07-23 14:00:00.5 +0400`.
fn w3c(text: &str) -> Option<Timestamp> {
    let end = text
        .find(|c: char| !(c.is_ascii_digit() || c == '-' || c == '/'))
        .unwrap_or(text.len());
    let (date, rest) = text.split_at(end);
    let date = w3c_date(date.trim_end_matches('-'))?;
    let rest = rest.trim_start_matches(['T', 't', ' ', ',']);
    if !(rest.is_empty() || rest.starts_with(|c: char| c.is_ascii_digit())) {
        return None;
    }
    let end = rest
        .find(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | '.' | ',')))
        .unwrap_or(rest.len());
    let (time, zone) = rest.split_at(end);
    let (time, days) = match time {
        "" => (Time::midnight(), 0),
        time => clock(time)?,
    };
    let (time, zone) = half_of_day(time, zone.trim());
    at(date, days, time?, zone_of(zone)?)
}

fn w3c_date(text: &str) -> Option<Date> {
    let mut parts = text.split(['-', '/']);
    let (year, month, day) = (parts.next()?, parts.next(), parts.next());
    if parts.next().is_some() {
        return None;
    }
    let number = |text: &str| text.parse::<i16>().ok();
    match (year.len(), month.map(str::len), day) {
        (8, None, None) => Date::new(number(&year[..4])?, small(&year[4..6])?, small(&year[6..])?),
        (4, None, None) => Date::new(number(year)?, 1, 1),
        (4, Some(3), None) => {
            let first = Date::new(number(year)?, 1, 1).ok()?;
            return first.with().day_of_year(number(month?)?).build().ok();
        }
        (4, Some(1 | 2), day) => {
            Date::new(number(year)?, small(month?)?, small(day.unwrap_or("1"))?)
        }
        (2, Some(2), Some(day)) if day.len() == 2 => {
            Date::new(full_year(number(year)?), small(month?)?, small(day)?)
        }
        _ => return None,
    }
    .ok()
}

/// Dates in words, in any order: `Thu, 23 Jul 2026 14:00:00 EDT`, `July 23, 2026`,
/// `Thu Jul 23 14:00:00 2026`, `23-Jul-26`, `23.07.2026 14:00`, `2004년 05월 28일`.
fn words(text: &str) -> Option<Timestamp> {
    let korean = text.contains('년') || text.contains("오전") || text.contains("오후");
    let mut text = text.to_lowercase();
    // 2004-július-13t9:15
    if let Some(at) = text.as_bytes().windows(3).position(|around| {
        around[0].is_ascii_digit() && around[1] == b't' && around[2].is_ascii_digit()
    }) {
        text.replace_range(at + 1..at + 2, " ");
    }
    // A comment, as RFC 822 allows at the end: "(Eastern Daylight Time)".
    let text = text.split('(').next()?;
    let (mut day, mut month, mut year) = (None, None, None);
    let mut time = None;
    let mut zone = None;
    let mut half = None;
    for word in text.split([' ', '\t', '\n', '\r', ',', '\u{A0}']) {
        let word = word.trim_end_matches('.');
        if word.is_empty() {
            continue;
        }
        if let Some(known) = half_named(word) {
            half = Some(known);
        } else if time.is_none()
            && word.starts_with(|c: char| c.is_ascii_digit())
            && word.contains(':')
        {
            let end = word
                .find(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | '.')))
                .unwrap_or(word.len());
            let (digits, rest) = word.split_at(end);
            time = Some(clock(digits)?);
            match half_named(rest) {
                Some(known) => half = Some(known),
                None if !rest.is_empty() => zone = Some(zone_of(rest)?),
                None => {}
            }
        } else if time.is_some() && zone.is_none() && word.starts_with(['+', '-']) {
            zone = Some(zone_of(word)?);
        } else if word.starts_with(|c: char| c.is_ascii_digit())
            || (month.is_none()
                && word.contains('-')
                && word.ends_with(|c: char| c.is_ascii_digit()))
        {
            numbers(word, &mut day, &mut month, &mut year)?;
        } else if let Some(number) = month_named(word).filter(|_| month.is_none()) {
            month = Some(number);
        } else if let Some(known) = zone_named(word) {
            zone = Some(known);
        }
        // What is left are days of the week, and words such as "at" and "г".
    }
    if korean && zone.is_none() {
        zone = Some(Zone::Fixed(Offset::constant(9)));
    }
    let date = Date::new(year?, month?, day?).ok()?;
    let (time, days) = time.unwrap_or((Time::midnight(), 0));
    let time = match half {
        Some(half) => in_half(time, half)?,
        None => time,
    };
    at(date, days, time, zone.unwrap_or(Zone::Fixed(Offset::UTC)))
}

/// Takes the day, month or year in a word that starts with a digit or joins parts
/// with dashes, dots or Korean signs. `None` where it makes no sense.
fn numbers(
    word: &str,
    day: &mut Option<i8>,
    month: &mut Option<i8>,
    year: &mut Option<i16>,
) -> Option<()> {
    let parts: Vec<&str> = word
        .split(['-', '.', '/', '년', '월', '일'])
        .filter(|part| !part.is_empty())
        .collect();
    match parts[..] {
        // A single number is the day first, then the year.
        [part] => {
            let digits = part.trim_end_matches(|c: char| !c.is_ascii_digit());
            let korean = word.chars().next_back();
            match (digits.len(), korean) {
                (_, Some('월')) => *month = Some(small(digits)?),
                (_, Some('일')) => *day = Some(small(digits)?),
                (4, _) => *year = Some(digits.parse().ok()?),
                (1 | 2, _) if day.is_none() => *day = Some(small(digits)?),
                (2, _) if year.is_none() => *year = Some(full_year(digits.parse().ok()?)),
                _ => return None,
            }
        }
        [first, second, third] => {
            let named = month_named(second);
            let (y, m, d) = match (first.len(), third.len(), named) {
                (4, ..) => (first, named, third),
                // 23-Jul-2026 and 23.07.2026, but 07/23/2026 could be either.
                (1 | 2, 2 | 4, Some(_)) => (third, named, first),
                (1 | 2, 4, None) if word.contains('.') => (third, None, first),
                (1 | 2, 4, None) if small(second)? > 12 => {
                    *month = Some(small(first)?);
                    *day = Some(small(second)?);
                    *year = Some(third.parse().ok()?);
                    return Some(());
                }
                (1 | 2, 4, None) if small(first)? > 12 => (third, None, first),
                _ => return None,
            };
            *day = Some(small(d)?);
            *month = Some(m.map_or_else(|| small(second), Some)?);
            let number = y.parse().ok()?;
            *year = Some(if y.len() == 2 {
                full_year(number)
            } else {
                number
            });
        }
        _ => return None,
    }
    Some(())
}

/// A time of day: `14`, `14:00`, `2:05:09.5`, `140000`. Twenty-four hours and leap
/// seconds are as good as the next midnight and the second before.
///
/// Returns with it how many days to add.
fn clock(text: &str) -> Option<(Time, i8)> {
    let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let parts: Vec<&str> = match whole.len() {
        4 | 6 if !whole.contains(':') => whole
            .as_bytes()
            .chunks(2)
            .map(std::str::from_utf8)
            .collect::<Result<_, _>>()
            .ok()?,
        _ => whole.split(':').collect(),
    };
    let part = |at: usize| match parts.get(at) {
        None | Some(&"") => Some(0),
        Some(text) => small(text),
    };
    if parts.len() > 3 {
        return None;
    }
    let (hour, minute, second) = (part(0)?, part(1)?, part(2)?);
    let nanosecond = match fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        true => format!("{fraction:0<9.9}").parse().ok()?,
        false => return None,
    };
    let (hour, days) = if hour == 24 { (0, 1) } else { (hour, 0) };
    let time = Time::new(hour, minute, second.min(59), nanosecond).ok()?;
    (second <= 60).then_some((time, days))
}

fn in_half(time: Time, half: Half) -> Option<Time> {
    let hour = match (half, time.hour()) {
        (Half::Morning, 12) => 0,
        (Half::Afternoon, hour @ 1..=11) => hour + 12,
        (_, hour) => hour,
    };
    time.with().hour(hour).build().ok()
}

/// Takes "PM" off the front of what follows a time.
fn half_of_day(time: Time, rest: &str) -> (Option<Time>, &str) {
    let word = rest.split(' ').next().unwrap_or_default();
    match half_named(&word.to_lowercase()) {
        Some(half) => (in_half(time, half), rest[word.len()..].trim_start()),
        None => (Some(time), rest),
    }
}

fn at(date: Date, days: i8, time: Time, zone: Zone) -> Option<Timestamp> {
    let mut local = DateTime::from_parts(date, time);
    if days > 0 {
        local = local.tomorrow().ok()?;
    }
    match zone {
        Zone::Fixed(offset) => offset.to_timestamp(local).ok(),
        Zone::Local(zone) => zone.to_timestamp(local).ok(),
    }
}

/// RFC 2822 counts two digits from 1950 on; feeds began in 1999, so those from 90 on
/// are of the last century.
fn full_year(year: i16) -> i16 {
    match year {
        90..=99 => 1900 + year,
        0..=89 => 2000 + year,
        year => year,
    }
}

fn small(text: &str) -> Option<i8> {
    match text.bytes().all(|byte| byte.is_ascii_digit()) {
        true => text.parse().ok(),
        false => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: &str = "2026-07-23T14:00:00Z";
    const DAY: &str = "2026-07-23T00:00:00Z";

    #[test]
    fn rfc_822_is_read_with_all_its_variants() {
        for text in [
            "Thu, 23 Jul 2026 14:00:00 GMT",
            "Thu, 23 Jul 2026 14:00:00 +0000",
            "Thu, 23 Jul 2026 14:00:00 -0000",
            "Thu, 23 Jul 2026 14:00:00 UT",
            "Thu, 23 Jul 2026 14:00:00 UTC",
            "Thu, 23 Jul 2026 14:00:00 Z",
            "Thu, 23 Jul 2026 14:00:00",
            "Thu, 23 Jul 2026 14:00 GMT",
            "23 Jul 2026 14:00:00 GMT",
            "23 Jul 26 14:00:00 GMT",
            "Thursday, 23 July 2026 14:00:00 GMT",
            "Thurs, 23 Jul 2026 14:00:00 GMT",
            "Mon, 23 Jul 2026 14:00:00 GMT",
            "Thu, 23 Jul 2026 10:00:00 EDT",
            "Thu, 23 Jul 2026 09:00:00 EST",
            "Thu, 23 Jul 2026 10:00:00 ET",
            "Thu, 23 Jul 2026 09:00:00 CDT",
            "Thu, 23 Jul 2026 09:00:00 CT",
            "Thu, 23 Jul 2026 08:00:00 MT",
            "Thu, 23 Jul 2026 07:00:00 PDT",
            "Thu, 23 Jul 2026 07:00:00 PT",
            "Thu, 23 Jul 2026 10:00:00 -0400",
            "Thu, 23 Jul 2026 10:00:00 -04:00",
            "Thu, 23 Jul 2026 12:59:00 GMT-01:01",
            "Thu, 23 Jul 2026 18:00:00 GMT+4",
            "Thu, 23 Jul 2026 14:00:00 Etc/GMT",
            "Thu, 23 Jul 2026 10:00:00 America/New_York",
            "Thu, 23 Jul 2026 10:00:00 -0400 (EDT)",
            "Thu, 23 Jul 2026 2:00:00 PM GMT",
            "Thu, 23 Jul 2026 10:00:00 AM EDT",
            "Thu,  23  Jul  2026  14:00:00  GMT",
            "Thu,23 Jul 2026 14:00:00 GMT",
            "Thu Jul 23 14:00:00 2026",
            "Thu Jul 23 14:00:00 UTC 2026",
            "Thu Jul 23 10:00:00 EDT 2026",
            "Thu, Jul 23 2026 14:00:00 GMT",
            "Jul 23, 2026 2:00 PM",
            "July 23, 2026 2:00pm",
            "23-Jul-2026 14:00:00 GMT",
            "23-Jul-26 14:00:00",
        ] {
            check(text, TWO);
        }
    }

    #[test]
    fn w3cdtf_is_read_at_every_precision() {
        for text in [
            "2026-07-23T14:00:00Z",
            "2026-07-23T14:00:00.000Z",
            "2026-07-23T14:00Z",
            "2026-07-23T14Z",
            "2026-07-23T14:00:00",
            "2026-07-23 14:00:00",
            "2026-07-23 14:00",
            "2026-07-23t14:00:00z",
            "2026-07-23T14:00:00+00:00",
            "2026-07-23T18:00:00+04:00",
            "2026-07-23T18:00:00+0400",
            "2026-07-23T18:00:00+04",
            "2026-07-23 10:00:00 -0400",
            "2026-07-23 14:00:00 UTC",
            "2026-07-23 10:00:00 EDT",
            "2026-07-23T10:00:00 America/New_York",
            "2026-07-23 2:00:00 PM",
            "2026-204T14:00:00Z",
            "20260723T140000Z",
            "20260723T1400Z",
            "2026/07/23 14:00:00",
        ] {
            check(text, TWO);
        }
        for text in [
            "2026-07-23",
            "20260723",
            "2026-204",
            "26-07-23",
            "2026-07-22T24:00:00Z",
        ] {
            check(text, DAY);
        }
        check("2026-07", "2026-07-01T00:00:00Z");
        check("2026", "2026-01-01T00:00:00Z");
        check("2026-06-30T23:59:60Z", "2026-06-30T23:59:59Z");
    }

    #[test]
    fn a_day_without_a_time_is_its_midnight() {
        for text in [
            "Thu, 23 Jul 2026",
            "23 Jul 2026",
            "July 23, 2026",
            "23 July 26",
            "23.07.2026",
            "07/23/2026",
            "23 июля 2026 г.",
            "23 iyul 2026",
            "23 Temmuz 2026",
        ] {
            check(text, DAY);
        }
    }

    #[test]
    fn other_languages_are_read_as_feedparser_reads_them() {
        check("2004년 05월 28일  01:31:15", "2004-05-27T16:31:15Z");
        check("2004-05-25 오후 11:23:17", "2004-05-25T14:23:17Z");
        check("Κυρ, 11 Ιούλ 2004 12:00:00 EST", "2004-07-11T17:00:00Z");
        check("2004-július-13T9:15-05:00", "2004-07-13T14:15:00Z");
        check("5 հունիսի 2026", "2026-06-05T00:00:00Z");
        check("5 հունվարի 2026", "2026-01-05T00:00:00Z");
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            "   ",
            "yesterday",
            "n/a",
            "0",
            "12345",
            "0000-00-00T00:00:00Z",
            "2026-13-40",
            "2026-02-30",
            "Thu, 32 Jul 2026 14:00:00 GMT",
            "Thu, 23 Jul 2026 25:00:00 GMT",
            "9999-12-31T23:59:59-23:59",
            "99999-01-01",
            "Thu, 23 Jul 99999999 14:00:00 GMT",
            "2026-07-23T14:00:00+99:99",
            "--",
            "::",
            "T",
            "é-é-é",
            "1-2-3-4-5",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
        assert_eq!(parse(&"1 ".repeat(1000)), None);
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let read = parse(text).map(|instant| instant.to_string());
        assert_eq!(read.as_deref(), Some(expected), "{text}");
    }
}
