//! `[[subscriber]]`: who is told, when, and of what.

use std::collections::BTreeMap;

use jiff::{civil::Time, tz::TimeZone};

use super::{
    section::Section,
    values::{mail_address, one_of, time_of_day, time_zone, words},
};
use crate::domain::{alert::Kind, routing::Route};

/// The address of the reader that stands in where nobody is named.
pub const LOCAL_READER: &str = "you@localhost";

#[derive(Clone, Debug, PartialEq)]
pub struct Subscriber {
    pub address: String,
    pub name: Option<String>,
    /// `None`: that of `[watch]`.
    pub time_zone: Option<TimeZone>,
    /// When the digest of the day leaves, in the subscriber's time zone.
    pub digest_at: Time,
    /// For each kind of alert, how it is told.
    pub tell: BTreeMap<Kind, Route>,
    /// The built-in reader of a service without subscribers: what is told to it can
    /// only go to the folder.
    pub local: bool,
}

impl Subscriber {
    /// As it stands in a header: `Ann <ann@example.org>`.
    pub fn mailbox(&self) -> String {
        match &self.name {
            Some(name) => format!("\"{}\" <{}>", name.replace(['"', '\\'], ""), self.address),
            None => self.address.clone(),
        }
    }

    /// How this kind of alert is told.
    pub fn route(&self, kind: Kind) -> Route {
        self.tell
            .get(&kind)
            .copied()
            .unwrap_or(Route::default_for(kind))
    }

    /// The reader that stands in where nobody is named.
    pub(super) fn local() -> Self {
        let tell = Kind::ALL.map(|kind| (kind, Route::default_for(kind)));
        Self {
            address: LOCAL_READER.to_owned(),
            name: None,
            time_zone: None,
            digest_at: Time::constant(7, 0, 0, 0),
            tell: tell.into(),
            local: true,
        }
    }
}

pub(super) fn read(mut section: Section<'_, '_>) -> Option<Subscriber> {
    let usual = Subscriber::local();
    let address = section.need("address", mail_address);
    let name = section.take("name", words);
    let zone = section.take("time_zone", time_zone);
    let digest_at = section.take("digest_at", time_of_day);
    let tell = tell(section.take_table("tell"));
    section.finish();
    Some(Subscriber {
        address: address?,
        name,
        time_zone: zone,
        digest_at: digest_at.unwrap_or(usual.digest_at),
        tell,
        local: false,
    })
}

fn tell(mut section: Section<'_, '_>) -> BTreeMap<Kind, Route> {
    let mut tell = BTreeMap::new();
    for kind in Kind::ALL {
        // Whatever waits for a digest leaves in it, and a test is asked for.
        let route = match kind {
            Kind::Digest | Kind::Test => None,
            _ => section.take(kind.as_str(), one_of(&Route::ALL, Route::as_str)),
        };
        tell.insert(kind, route.unwrap_or(Route::default_for(kind)));
    }
    section.finish();
    tell
}
