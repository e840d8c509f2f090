//! `[watch]`: when silence is to be believed, and in whose day.

use super::{
    address::{self, Address},
    section::Section,
    values::{YEAR, duration, host_port, integer, optional, time_zone, web_address},
};
use crate::domain::source::HostPort;
use jiff::{SignedDuration, tz::TimeZone};

#[derive(Clone, Debug, PartialEq)]
pub struct Watch {
    /// For commands, and for mail to subscribers without one of their own.
    pub time_zone: TimeZone,
    /// A source that doesn't say is fresh for at least this long, …
    pub fresh_for: SignedDuration,
    /// … and for this many cadences.
    pub fresh_cadences: i32,
    /// How long the "watching began" mail waits for sources that don't answer.
    pub began_after: SignedDuration,
    /// How often the operator is asked whether what they attested still is so.
    pub attested_again: SignedDuration,
    /// How long what the press sent is kept.
    pub keep_press: SignedDuration,
    /// What is called while all is well.
    pub heartbeat: Option<Heartbeat>,
}

/// An address that waits to be called, and raises an alarm when it isn't.
#[derive(Clone, Debug, PartialEq)]
pub struct Heartbeat {
    pub url: Address,
    pub every: SignedDuration,
    /// Where it may be at an address that isn't public.
    pub allow: Vec<HostPort>,
}

pub(super) fn read(mut section: Section<'_, '_>) -> Option<Watch> {
    let zone = section.need("time_zone", time_zone);
    let some = duration(SignedDuration::from_secs(1)..=YEAR);
    let fresh_for = section.need("fresh_for", some);
    let fresh_cadences = section.need("fresh_cadences", integer(1..=100));
    let began_after = section.need("began_after", duration(SignedDuration::ZERO..=YEAR));
    let days = duration(SignedDuration::from_hours(24)..=YEAR);
    let attested_again = section.need("attested_again", days);
    let keep_press = section.need(
        "keep_press",
        duration(SignedDuration::from_hours(24)..=YEAR.saturating_mul(100)),
    );
    let heartbeat = heartbeat(&mut section);
    section.finish();
    Some(Watch {
        time_zone: zone?,
        fresh_for: fresh_for?,
        fresh_cadences: fresh_cadences?,
        began_after: began_after?,
        attested_again: attested_again?,
        keep_press: keep_press?,
        heartbeat: heartbeat?,
    })
}

/// The outer `None` is a mistake, the inner one "no heartbeat".
fn heartbeat(section: &mut Section<'_, '_>) -> Option<Option<Heartbeat>> {
    let written = section.need("heartbeat", |value| match optional(value)? {
        None => Ok(None),
        Some(_) => web_address(value).map(Some),
    });
    let is_written = written.as_ref().is_some_and(Option::is_some);
    let file = address::in_file(section, "heartbeat_file", is_written.then_some("heartbeat"));
    let minutes = duration(SignedDuration::from_mins(1)..=YEAR);
    let every = section.need("heartbeat_every", minutes);
    let allow = section.take_list("heartbeat_allow", host_port);
    let (written, every) = (written?, every?);
    let url = file.or(written.map(Address::Written));
    Some(url.map(|url| Heartbeat { url, every, allow }))
}

impl Watch {
    /// How long a source with this cadence may go unseen.
    pub(super) fn fresh_for(&self, cadence: SignedDuration) -> SignedDuration {
        let cadences = cadence.checked_mul(self.fresh_cadences);
        self.fresh_for.max(cadences.unwrap_or(YEAR))
    }
}
