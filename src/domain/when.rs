//! Legal days as far as they are known: a day, a month, a year or a span.
//!
//! No date is ever invented. What is reported for "late March 2020" is kept as
//! March 2020, and every answer that rests on it can say so.

use std::{fmt, str::FromStr};

use jiff::{ToSpan as _, civil::Date};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// The days among which the day meant lies, or through which something held.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct When {
    earliest: Date,
    latest: Date,
}

#[derive(Clone, Debug, thiserror::Error, PartialEq)]
#[error(
    "expected a day (2025-08-08), a month (2020-03), a year (2019) or a span of them \
     (2004/2016, the earlier first), not `{0}`"
)]
pub struct ParseWhenError(String);

impl When {
    pub fn day(day: Date) -> Self {
        Self {
            earliest: day,
            latest: day,
        }
    }

    /// The first day that it may be.
    pub fn earliest(self) -> Date {
        self.earliest
    }

    /// The last day that it may be, from which on it surely was.
    pub fn latest(self) -> Date {
        self.latest
    }

    /// The day, where that is known.
    pub fn exact(self) -> Option<Date> {
        (self.earliest == self.latest).then_some(self.earliest)
    }

    /// A year on, as exactly as it is known: 29 February becomes the 28th.
    pub fn anniversary(self) -> Self {
        let next = |day: Date| day.saturating_add(1.year());
        let mut latest = next(self.latest);
        if self.exact().is_none() && is_last_of_month(self.latest) {
            latest = latest.last_of_month();
        }
        Self {
            earliest: next(self.earliest),
            latest,
        }
    }

    /// For people: `8 August 2025`, `March 2020`, `2019`, `2004 to 2016`.
    pub fn prose(self) -> String {
        self.told(End::prose)
    }

    /// The same beside the dates of a mail: `Aug 8, 2025`, `Mar 2020`, `2019`.
    pub fn brief(self) -> String {
        self.told(End::brief)
    }

    fn told(self, end: fn(End) -> String) -> String {
        match self.ends() {
            (from, to) if from == to => end(from),
            (from, to) => format!("{} to {}", end(from), end(to)),
        }
    }

    /// The two ends, as coarse as they may be told.
    fn ends(self) -> (End, End) {
        let Self { earliest, latest } = self;
        if earliest == latest {
            return (End::Day(earliest), End::Day(latest));
        }
        let months = earliest.day() == 1 && is_last_of_month(latest);
        let years = months && earliest.month() == 1 && latest.month() == 12;
        let end = match (years, months) {
            (true, _) => End::Year,
            (false, true) => End::Month,
            (false, false) => End::Day,
        };
        let start = |day: Date| day.first_of_month();
        match end(earliest) {
            End::Day(_) => (End::Day(earliest), End::Day(latest)),
            End::Month(_) => (End::Month(start(earliest)), End::Month(start(latest))),
            End::Year(_) => {
                let first = |day: Date| day.first_of_year();
                (End::Year(first(earliest)), End::Year(first(latest)))
            }
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum End {
    Day(Date),
    Month(Date),
    Year(Date),
}

impl End {
    fn prose(self) -> String {
        match self {
            Self::Day(day) => day.strftime("%-d %B %Y").to_string(),
            Self::Month(day) => day.strftime("%B %Y").to_string(),
            Self::Year(day) => day.strftime("%Y").to_string(),
        }
    }

    fn brief(self) -> String {
        match self {
            Self::Day(day) => day.strftime("%b %-d, %Y").to_string(),
            Self::Month(day) => day.strftime("%b %Y").to_string(),
            Self::Year(day) => day.strftime("%Y").to_string(),
        }
    }

    fn iso(self) -> String {
        match self {
            Self::Day(day) => day.to_string(),
            Self::Month(day) => day.strftime("%Y-%m").to_string(),
            Self::Year(day) => day.strftime("%Y").to_string(),
        }
    }
}

fn is_last_of_month(day: Date) -> bool {
    day == day.last_of_month()
}

/// Reads a day, a month or a year, strictly as ISO 8601 writes them.
fn parse_one(text: &str) -> Option<When> {
    let mut parts = text.split('-');
    let mut number = |digits: usize| {
        let part = parts.next()?;
        let plain = part.len() == digits && part.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| part.parse::<i16>().ok()).flatten()
    };
    match text.len() {
        4 => {
            let first = Date::new(number(4)?, 1, 1).ok()?;
            Some(When {
                earliest: first,
                latest: first.last_of_year(),
            })
        }
        7 => {
            let first = Date::new(number(4)?, i8::try_from(number(2)?).ok()?, 1).ok()?;
            Some(When {
                earliest: first,
                latest: first.last_of_month(),
            })
        }
        10 => {
            let (year, month, day) = (number(4)?, number(2)?, number(2)?);
            let day = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?);
            Some(When::day(day.ok()?))
        }
        _ => None,
    }
}

impl FromStr for When {
    type Err = ParseWhenError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parse = || match text.split_once('/') {
            None => parse_one(text),
            Some((from, to)) => {
                let (from, to) = (parse_one(from)?, parse_one(to)?);
                (from.earliest <= to.latest).then_some(When {
                    earliest: from.earliest,
                    latest: to.latest,
                })
            }
        };
        parse().ok_or_else(|| ParseWhenError(text.to_owned()))
    }
}

/// As ISO 8601 writes it: `2025-08-08`, `2020-03`, `2019`, `2004/2016`.
impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (from, to) = self.ends();
        if from == to {
            return f.pad(&from.iso());
        }
        f.pad(&format!("{}/{}", from.iso(), to.iso()))
    }
}

impl<'de> Deserialize<'de> for When {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(de::Error::custom)
    }
}

impl Serialize for When {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_keeps_its_precision() {
        check("2025-08-08", "8 August 2025", "2026-08-08");
        check("2020-03", "March 2020", "2021-03");
        check("2019", "2019", "2020");
        check("2004/2016", "2004 to 2016", "2005/2017");
        check(
            "2001-10-24/2002-01-25",
            "24 October 2001 to 25 January 2002",
            "2002-10-24/2003-01-25",
        );
        check(
            "2001-10/2002-01",
            "October 2001 to January 2002",
            "2002-10/2003-01",
        );
    }

    #[test]
    fn the_anniversary_of_a_leap_day_is_the_28th() {
        check("2024-02-29", "29 February 2024", "2025-02-28");
        check("2023-02", "February 2023", "2024-02");
        check("2023-02-28", "28 February 2023", "2024-02-28");
    }

    #[test]
    fn no_date_is_guessed() {
        for text in [
            "",
            "20",
            "2020-3",
            "2020-13",
            "2020-02-30",
            "2020-03-01T00:00",
            "+202",
            "2016/2004",
            "2004/",
            "/2004",
            "2004/2010/2016",
            "late March 2020",
            "20éé",
        ] {
            assert!(text.parse::<When>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_mail_tells_dates_briefly() {
        let brief = |text: &str| text.parse::<When>().unwrap().brief();
        assert_eq!(brief("2025-08-08"), "Aug 8, 2025");
        assert_eq!(brief("2020-03"), "Mar 2020");
        assert_eq!(
            brief("2001-10-24/2002-01-25"),
            "Oct 24, 2001 to Jan 25, 2002"
        );
        assert_eq!(brief("2004/2016"), "2004 to 2016");
    }

    /// Checks how a date is told, and what it becomes a year on.
    #[track_caller]
    fn check(text: &str, prose: &str, anniversary: &str) {
        let when: When = text.parse().unwrap();
        assert_eq!(when.to_string(), text);
        assert_eq!(when.prose(), prose);
        assert_eq!(when.anniversary().to_string(), anniversary);
    }
}
