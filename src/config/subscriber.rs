//! `[[subscriber]]`: who is told, when, and of what.

use std::collections::BTreeMap;

use jiff::{civil::Time, tz::TimeZone};

use super::{
    address::{self, Address},
    section::Section,
    values::{host_port, mail_address, one_of, time_of_day, time_zone, web_address, words},
};
use crate::domain::{alert::Kind, routing::Route, source::HostPort};

/// The address of the reader that stands in where nobody is named.
pub const LOCAL_READER: &str = "you@localhost";

#[derive(Clone, Debug, PartialEq)]
pub struct Subscriber {
    pub address: String,
    /// The address that they had before, whose mail goes on.
    pub was: Option<String>,
    pub name: Option<String>,
    /// `None`: that of `[watch]`.
    pub time_zone: Option<TimeZone>,
    /// When the digest of the day leaves, in the subscriber's time zone.
    pub digest_at: Time,
    /// For each kind of alert, how it is told.
    pub tell: BTreeMap<Kind, Route>,
    /// Where messages go that mail does not deliver.
    pub also: Option<Also>,
    /// The built-in reader of a service without subscribers: what is told to it can
    /// only go to the folder.
    pub local: bool,
}

/// A second channel.
#[derive(Clone, Debug, PartialEq)]
pub enum Also {
    Web(Web),
    /// A folder for `.eml` files; relative to the folder of the database.
    Folder(String),
}

/// A webhook: an address that messages are posted to.
#[derive(Clone, Debug, PartialEq)]
pub struct Web {
    pub url: Address,
    pub as_what: AlsoAs,
    /// Where it may be at an address that isn't public.
    pub allow: Vec<HostPort>,
}

/// What a webhook takes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum AlsoAs {
    Json,
    Text,
}

impl AlsoAs {
    pub(super) const ALL: [Self; 2] = [Self::Json, Self::Text];

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Text => "text",
        }
    }
}

impl Subscriber {
    /// As it stands in a header: `Ann <ann@example.org>`.
    pub fn mailbox(&self) -> String {
        match &self.name {
            Some(name) => format!("\"{}\" <{}>", name.replace(['"', '\\'], ""), self.address),
            None => self.address.clone(),
        }
    }

    /// The second channel, where it is a webhook.
    pub fn web(&self) -> Option<&Web> {
        match &self.also {
            Some(Also::Web(web)) => Some(web),
            Some(Also::Folder(_)) | None => None,
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
            was: None,
            name: None,
            time_zone: None,
            digest_at: Time::constant(7, 0, 0, 0),
            tell: tell.into(),
            also: None,
            local: true,
        }
    }
}

pub(super) fn read(mut section: Section<'_, '_>) -> Option<Subscriber> {
    let usual = Subscriber::local();
    let address = section.need("address", mail_address);
    let was_at = section.place_of("was");
    let was = section.take("was", mail_address);
    if was.is_some() && was == address {
        section.wrong(was_at, "was", "is the address that it still has".to_owned());
    }
    let name = section.take("name", words);
    let zone = section.take("time_zone", time_zone);
    let digest_at = section.take("digest_at", time_of_day);
    let also = also(&mut section);
    let tell = tell(section.take_table("tell"));
    section.finish();
    Some(Subscriber {
        address: address?,
        was,
        name,
        time_zone: zone,
        digest_at: digest_at.unwrap_or(usual.digest_at),
        tell,
        also,
        local: false,
    })
}

/// `also`, and how it is posted where it is a webhook.
fn also(section: &mut Section<'_, '_>) -> Option<Also> {
    let also = section.take("also", |value| {
        let text = words(value)?;
        Ok(match text.contains("://") {
            true => Also::Web(Web {
                url: Address::Written(web_address(value)?),
                as_what: AlsoAs::Json,
                allow: Vec::new(),
            }),
            false => Also::Folder(text),
        })
    });
    let also = also_file(section, also.is_some()).or(also);
    let as_at = section.place_of("also_as");
    let as_what = section.take("also_as", one_of(&AlsoAs::ALL, AlsoAs::as_str));
    let allow = section.take_list("also_allow", host_port);
    match also {
        Some(Also::Web(web)) => Some(Also::Web(Web {
            as_what: as_what.unwrap_or(web.as_what),
            allow,
            ..web
        })),
        other => {
            if as_what.is_some() || !allow.is_empty() {
                let problem = "says how a webhook is posted to, and `also` is none".to_owned();
                section.wrong(as_at, "also_as", problem);
            }
            other
        }
    }
}

/// A webhook whose address is in a file.
fn also_file(section: &mut Section<'_, '_>, is_written: bool) -> Option<Also> {
    let url = address::in_file(section, "also_file", is_written.then_some("also"))?;
    Some(Also::Web(Web {
        url,
        as_what: AlsoAs::Json,
        allow: Vec::new(),
    }))
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
