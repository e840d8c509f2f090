//! The sitemap of BILLSTATUS files: which measures have a record, and when each was last
//! written.
//!
//! It has gone empty before (<https://github.com/usgpo/bulk-data/issues/37>), which says
//! nothing about measures: an empty one is an error, and so is one that was cut. What
//! it lists beside measures is passed over and counted.

use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use quick_xml::{
    Reader,
    errors::{Error, IllFormedError},
    escape::resolve_predefined_entity,
    events::Event,
};

use crate::domain::measure::MeasureId;

use super::{
    links::{self, Target},
    package::Package,
};

/// The protocol's own limit is 50,000 addresses (<https://www.sitemaps.org/protocol.html>).
pub const ENTRIES_MAX: usize = 50_000;

const BYTES_MAX: usize = 50 << 20;
/// An address, or a time; what is longer is neither.
const TEXT_MAX: usize = 2_048;
const DEPTH_MAX: usize = 64;

/// A sitemap, or the index of several.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Sitemap {
    Records(Records),
    /// The addresses of sitemaps, and when each was last written.
    Index(Vec<(String, Option<Timestamp>)>),
}

#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Records {
    /// In the document's order.
    pub entries: Vec<Entry>,
    /// How many addresses are not those of a measure's record.
    pub others: usize,
}

/// The record of a measure.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Entry {
    pub measure: MeasureId,
    pub url: String,
    pub modified_at: Option<Timestamp>,
}

#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum SitemapError {
    #[error("the document is empty")]
    NoDocument,
    #[error("the document is an HTML page, not XML")]
    Html,
    #[error("the document is not XML: {0}")]
    NotXml(String),
    #[error("the document is cut off")]
    Truncated,
    #[error("the document is XML of another kind: it begins with <{0}>")]
    OtherXml(String),
    #[error("the document declares entities, which a sitemap never does")]
    Declares,
    #[error("the sitemap has gone empty")]
    GoneEmpty,
    #[error("the sitemap lists {0} addresses, and none is that of a measure's record")]
    NoRecords(usize),
    #[error("the sitemap lists more than {ENTRIES_MAX} addresses")]
    TooMany,
    #[error("the document is larger than {} MiB", BYTES_MAX >> 20)]
    TooLarge,
    #[error("the document nests more than {DEPTH_MAX} deep")]
    TooDeep,
}

/// Whether a document begins as a sitemap does, and not as a feed.
pub fn is_one(body: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&body[..body.len().min(2048)]);
    head.contains("<urlset") || head.contains("<sitemapindex")
}

/// Reads a sitemap as it was received, in UTF-8.
pub fn read(body: &[u8]) -> Result<Sitemap, SitemapError> {
    if body.len() > BYTES_MAX {
        return Err(SitemapError::TooLarge);
    }
    let text = String::from_utf8_lossy(body);
    let listed = listed(text.trim_start_matches('\u{feff}').trim())?;
    if listed.places.is_empty() {
        return Err(SitemapError::GoneEmpty);
    }
    if listed.is_index {
        return Ok(Sitemap::Index(listed.places));
    }
    let mut records = Records::default();
    for (url, modified_at) in listed.places {
        match links::target(&url) {
            Some(Target::Package(Package::Status(measure))) => records.entries.push(Entry {
                measure,
                url,
                modified_at,
            }),
            _ => records.others += 1,
        }
    }
    match records.entries.is_empty() {
        true => Err(SitemapError::NoRecords(records.others)),
        false => Ok(Sitemap::Records(records)),
    }
}

/// What a sitemap lists.
#[derive(Default)]
struct Listed {
    is_index: bool,
    places: Vec<(String, Option<Timestamp>)>,
}

/// Where in the document a text belongs.
#[derive(Clone, Copy, PartialEq)]
enum Within {
    Loc,
    Lastmod,
    Other,
}

fn listed(text: &str) -> Result<Listed, SitemapError> {
    if text.is_empty() {
        return Err(SitemapError::NoDocument);
    }
    let mut reader = Reader::from_str(text);
    reader.config_mut().allow_dangling_amp = true;
    let mut listed = Listed::default();
    let (mut depth, mut is_closed) = (0usize, false);
    let mut within = Within::Other;
    let (mut place, mut modified) = (String::new(), String::new());
    loop {
        let event = reader.read_event().map_err(|error| broken(&error))?;
        match event {
            Event::Start(tag) => {
                let name = tag.local_name();
                if depth == 0 {
                    listed.is_index = is_index(name.as_ref(), is_closed)?;
                }
                depth += 1;
                if depth > DEPTH_MAX {
                    return Err(SitemapError::TooDeep);
                }
                within = match (depth, name.as_ref()) {
                    // Not the <image:loc> and <video:loc> of its extensions.
                    (3, "loc") => Within::Loc,
                    (3, "lastmod") => Within::Lastmod,
                    _ => Within::Other,
                };
            }
            Event::End(_) => {
                depth = depth.saturating_sub(1);
                within = Within::Other;
                if depth == 1 {
                    let (url, at) = (std::mem::take(&mut place), std::mem::take(&mut modified));
                    let url = url.trim();
                    if !url.is_empty() {
                        listed.places.push((url.to_owned(), instant(at.trim())));
                    }
                    if listed.places.len() > ENTRIES_MAX {
                        return Err(SitemapError::TooMany);
                    }
                }
                is_closed = depth == 0;
            }
            Event::Empty(tag) => {
                if depth == 0 {
                    listed.is_index = is_index(tag.local_name().as_ref(), is_closed)?;
                    is_closed = true;
                }
            }
            Event::Text(said) => add(within, &mut place, &mut modified, &said.xml10_content()),
            Event::CData(said) => add(within, &mut place, &mut modified, &said.xml10_content()),
            Event::GeneralRef(entity) => match entity.resolve_char_ref() {
                Ok(Some(c)) => add(
                    within,
                    &mut place,
                    &mut modified,
                    c.encode_utf8(&mut [0; 4]),
                ),
                _ => {
                    let known = resolve_predefined_entity(&entity.xml10_content());
                    add(within, &mut place, &mut modified, known.unwrap_or_default());
                }
            },
            Event::DocType(declared) => {
                let html = declared.to_lowercase().trim_start().starts_with("html");
                return Err(if html {
                    SitemapError::Html
                } else {
                    SitemapError::Declares
                });
            }
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
            Event::Eof => break,
        }
    }
    match (depth, is_closed) {
        (0, true) => Ok(listed),
        (0, false) => Err(SitemapError::NotXml("it has no element".into())),
        _ => Err(SitemapError::Truncated),
    }
}

/// Whether a root element is that of an index.
fn is_index(name: &str, is_second: bool) -> Result<bool, SitemapError> {
    match name {
        _ if is_second => Err(SitemapError::NotXml("it holds two documents".into())),
        "urlset" => Ok(false),
        "sitemapindex" => Ok(true),
        name if name.eq_ignore_ascii_case("html") => Err(SitemapError::Html),
        other => Err(SitemapError::OtherXml(other.chars().take(100).collect())),
    }
}

fn add(within: Within, place: &mut String, modified: &mut String, said: &str) {
    let text = match within {
        Within::Loc => place,
        Within::Lastmod => modified,
        Within::Other => return,
    };
    if text.len() + said.len() <= TEXT_MAX {
        text.push_str(said);
    }
}

/// A W3C date and time; one without a zone, or a day alone, is taken as in UTC.
fn instant(text: &str) -> Option<Timestamp> {
    if let Ok(at) = text.parse() {
        return Some(at);
    }
    let civil: DateTime = text.parse().ok()?;
    civil.to_zoned(TimeZone::UTC).ok().map(|at| at.timestamp())
}

fn broken(error: &Error) -> SitemapError {
    match error {
        Error::Syntax(_) | Error::IllFormed(IllFormedError::MissingEndTag(_)) => {
            SitemapError::Truncated
        }
        other => SitemapError::NotXml(other.to_string()),
    }
}

#[cfg(test)]
mod tests;
