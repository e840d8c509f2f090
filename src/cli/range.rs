//! What several commands are asked for alike: a source, and days from and to.

use std::fmt::Display;

use anyhow::ensure;
use clap::{CommandFactory as _, error::ErrorKind};
use jiff::{SignedDuration, Timestamp, ToSpan as _, civil::Date, tz::TimeZone};
use rusqlite::Connection;

use crate::{cli::Cli, config::Config, domain::printable::clean, store::work::sources};

/// Days on which something was first seen.
#[derive(Clone, Copy, Debug, clap::Args)]
pub(super) struct Range {
    /// Only what was first seen on this day or later.
    #[arg(long, value_name = "YYYY-MM-DD")]
    since: Option<Date>,

    /// Only what was first seen on this day or earlier.
    #[arg(long, value_name = "YYYY-MM-DD")]
    until: Option<Date>,
}

impl Range {
    /// The first and the last second of these days on the reader's clock.
    pub(super) fn instants(
        self,
        zone: &TimeZone,
    ) -> anyhow::Result<(Option<Timestamp>, Option<Timestamp>)> {
        // Of a day beyond all instants the nearest.
        let begins = |day: Date| match day.to_zoned(zone.clone()) {
            Ok(first) => first.timestamp(),
            Err(_) if day.year() < 0 => Timestamp::MIN,
            Err(_) => Timestamp::MAX,
        };
        let since = self.since.map(begins);
        let next = |day: Date| day.saturating_add(1.day());
        let until = self.until.map(next).map(begins);
        let second = SignedDuration::from_secs(1);
        Ok((
            since,
            until.map(|until| until.saturating_sub(second).unwrap_or(until)),
        ))
    }
}

/// Refuses a source that nobody knows: no answer would look like nothing found.
pub(super) fn known(conn: &Connection, config: &Config, id: Option<&str>) -> anyhow::Result<()> {
    let Some(id) = id else { return Ok(()) };
    let configured = config.sources.iter().any(|source| source.id.as_str() == id);
    ensure!(
        configured || sources::get(conn, id)?.is_some(),
        "no source is called `{}`; `watch907 sources --all` lists them",
        clean(id)
    );
    Ok(())
}

/// What was typed can't be meant.
pub(super) fn usage(refused: &impl Display) -> clap::Error {
    Cli::command().error(ErrorKind::ValueValidation, refused)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_beyond_all_instants_is_a_day() {
        let zone = TimeZone::get("America/New_York").unwrap();
        let check = |day: &str, first: &str| {
            let range = Range {
                since: Some(day.parse().unwrap()),
                until: Some(day.parse().unwrap()),
            };
            let (since, until) = range.instants(&zone).unwrap();
            assert_eq!(since, Some(first.parse().unwrap()), "{day}");
            assert!(until.is_some(), "{day}");
        };
        check("2026-11-22", "2026-11-22T05:00:00Z");
        check("9999-12-31", "9999-12-30T22:00:00.999999999Z");
        check("-009999-01-01", "-009999-01-02T01:59:59Z");
    }

    #[test]
    fn days_are_those_of_the_readers_clock() {
        let range = Range {
            since: Some("2026-03-08".parse().unwrap()),
            until: Some("2026-03-08".parse().unwrap()),
        };
        let zone = TimeZone::get("America/New_York").unwrap();
        let (since, until) = range.instants(&zone).unwrap();
        assert_eq!(since, Some("2026-03-08T05:00:00Z".parse().unwrap()));
        assert_eq!(
            until,
            Some("2026-03-09T03:59:59Z".parse().unwrap()),
            "23 hours"
        );
    }
}
