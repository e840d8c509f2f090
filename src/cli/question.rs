//! The point of view that a question is asked from.

use clap::{CommandFactory as _, error::ErrorKind};
use jiff::{Timestamp, civil::Date};
use rusqlite::Connection;

use crate::{
    cli::Cli,
    domain::when::When,
    pipeline::{situation::washington, stand::View},
    store::work::meta::{self, Key},
};

#[derive(Clone, Copy, Debug, clap::Args)]
pub(super) struct AsOf {
    /// Answer by what had been seen when this day ended in Washington, as in
    /// 2025-08-09.
    #[arg(long, value_name = "DATE")]
    pub(super) as_of: Option<Date>,
}

impl AsOf {
    /// Fails for a day that is still to come.
    pub(super) fn view(self, now: Timestamp) -> anyhow::Result<View> {
        let Some(day) = self.as_of else {
            return Ok(View::present(now));
        };
        if day > washington(now) {
            let refused = format!("{day} is still to come: what will be known then nobody knows");
            return Err(Cli::command()
                .error(ErrorKind::ValueValidation, refused)
                .into());
        }
        Ok(View::as_of(day, now))
    }
}

/// Since when what was known is asked for in vain: `None` where watching had begun.
pub(super) fn not_yet(conn: &Connection, view: View) -> anyhow::Result<Option<String>> {
    let Some(seen_by) = view.seen_by else {
        return Ok(None);
    };
    Ok(match meta::get(conn, Key::StartedAt)? {
        None => Some("Not watching yet: nothing was ever polled.".to_owned()),
        Some(began_at) if seen_by < began_at => Some(format!(
            "Not watching yet: watching began on {}.",
            When::day(washington(began_at)).prose()
        )),
        Some(_) => None,
    })
}

/// Which question is answered, where it isn't the plain one; `known_at` is the instant
/// of what is known.
pub(super) fn heading(view: View, known_at: Timestamp) -> Option<String> {
    let known_on = washington(known_at);
    let legal_day = view.acted_by.map(|day| When::day(day).prose());
    let seen_by = view
        .seen_by
        .map(|_| format!("{}, {}", When::day(known_on).prose(), time_of_day(known_at)));
    Some(match (seen_by, legal_day) {
        (None, None) => return None,
        (Some(seen_by), None) => format!("As of {seen_by}, by what had been seen then:"),
        (None, Some(day)) if view.on > known_on => {
            format!("In law on {day}, if nothing follows that isn't known now:")
        }
        (None, Some(day)) => format!("In law on {day}, by what is known now:"),
        (Some(seen_by), Some(day)) => {
            format!("In law on {day}, by what had been seen as of {seen_by}:")
        }
    })
}

/// `24:00 in Washington`
fn time_of_day(at: Timestamp) -> String {
    let zone = jiff::tz::TimeZone::get("America/New_York").expect("the zones come along");
    let time = at.to_zoned(zone).strftime("%H:%M:%S").to_string();
    let time = match time.as_str() {
        "23:59:59" => "24:00",
        time => time.get(..5).unwrap_or(time),
    };
    format!("{time} in Washington")
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: &str = "2026-11-22T17:05:30Z";

    #[test]
    fn an_answer_says_which_question_it_answers() {
        check(None, None, None);
        check(
            Some("2025-08-09"),
            None,
            Some("As of 9 August 2025, 24:00 in Washington, by what had been seen then:"),
        );
        check(
            Some("2026-11-22"),
            None,
            Some("As of 22 November 2026, 12:05 in Washington, by what had been seen then:"),
        );
        check(
            None,
            Some("2021-06-01"),
            Some("In law on 1 June 2021, by what is known now:"),
        );
        check(
            None,
            Some("2027-06-01"),
            Some("In law on 1 June 2027, if nothing follows that isn't known now:"),
        );
        check(
            Some("2025-08-09"),
            Some("2021-06-01"),
            Some(
                "In law on 1 June 2021, by what had been seen as of 9 August 2025, 24:00 in Washington:",
            ),
        );
    }

    #[test]
    fn nobody_is_told_what_will_be_known() {
        let as_of = AsOf {
            as_of: Some("2026-11-23".parse().unwrap()),
        };
        assert!(as_of.view(NOW.parse().unwrap()).is_err());
    }

    #[track_caller]
    fn check(as_of: Option<&str>, legal_date: Option<&str>, expected: Option<&str>) {
        let now: Timestamp = NOW.parse().unwrap();
        let as_of = as_of.map(|day| day.parse().unwrap());
        let mut view = AsOf { as_of }.view(now).unwrap();
        if let Some(day) = legal_date {
            view = view.in_law_on(day.parse().unwrap());
        }
        let told = heading(view, view.seen_by.unwrap_or(now));
        assert_eq!(told.as_deref(), expected);
    }
}
