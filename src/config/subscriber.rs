//! `[[subscriber]]`: who is told, when, and of what.

use std::collections::BTreeMap;

use jiff::{civil::Time, tz::TimeZone};

use super::{
    section::Section,
    values::{mail_address, one_of, time_of_day, time_zone, words},
};

#[derive(Clone, Debug, PartialEq)]
pub struct Subscriber {
    pub address: String,
    pub name: Option<String>,
    /// `None`: that of `[watch]`.
    pub time_zone: Option<TimeZone>,
    /// When the digest of the day leaves, in the subscriber's time zone.
    pub digest_at: Time,
    /// For each of [`KINDS`] one of [`ROUTES`].
    pub tell: BTreeMap<String, String>,
    /// The built-in reader of a service without subscribers: what is told to it can
    /// only go to the folder.
    pub local: bool,
}

/// The kinds of alert, and how each is told unless the subscriber says otherwise.
pub const KINDS: [(&str, &str); 12] = [
    ("standing", "at_once"),
    ("measure", "at_once"),
    ("record", "at_once"),
    ("claim", "at_once"),
    ("reminder", "at_once"),
    ("health", "at_once"),
    ("change", "digest"),
    ("item", "digest"),
    ("silence", "at_once"),
    ("digest", "at_once"),
    ("began", "at_once"),
    ("test", "at_once"),
];

pub const ROUTES: [&str; 3] = ["at_once", "digest", "never"];

impl Subscriber {
    /// The reader that stands in where nobody is named.
    pub(super) fn local() -> Self {
        let tell = KINDS.map(|(kind, route)| (kind.to_owned(), route.to_owned()));
        Self {
            address: "you@localhost".to_owned(),
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

fn tell(mut section: Section<'_, '_>) -> BTreeMap<String, String> {
    let mut tell = BTreeMap::new();
    let digest_at = section.place_of("digest");
    for (kind, usual) in KINDS {
        // A digest can't wait for itself, and a test is there to be seen.
        let routes: &[&str] = match kind {
            "digest" | "test" => &["at_once", "never"],
            _ => &ROUTES,
        };
        let route = section.take(kind, one_of(routes, |route| route));
        tell.insert(kind.to_owned(), route.unwrap_or(usual).to_owned());
    }
    if tell.get("digest").is_some_and(|route| route == "never")
        && let Some((kind, _)) = tell.iter().find(|(_, route)| *route == "digest")
    {
        let problem = format!("no digest would leave `{kind}` untold; set that to \"never\" too");
        section.wrong(digest_at, "digest", problem);
    }
    section.finish();
    tell
}
