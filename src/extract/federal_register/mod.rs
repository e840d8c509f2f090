//! The Federal Register: its lists of published documents and of those on public
//! inspection, as JSON, and the texts of the documents.
//!
//! - [`read`] reads a list, or one document.
//! - [`operative`] reads what a text does to Section 907.
//! - [`finding`] joins the two: an instrument, or the reason why it is none.
//!
//! A list is taken whole or not at all: a record that can't be told from the others is
//! an error, and [`whole`] refuses pages that don't add up.

mod error;

mod wire;

mod adapter;

mod shape;

mod header;

pub mod operative;

mod instrument;

use std::collections::HashSet;

use serde_json::Value;
use url::Url;

use crate::{
    domain::{notice::Notice, rung::Rung},
    extract::{
        decode::{self, decode},
        text,
    },
};

pub use error::RegisterError;
pub use header::notice as notice_of_text;
pub use instrument::{finding, instrument, signed_on};
pub use shape::Shape;

use wire::Record;

/// The longest answer that is read; a day's public inspection has 0.2 MB.
const BYTES_MAX: usize = 32 << 20;

/// From here on the Register counts no further.
const COUNT_MAX: u64 = 10_000;

/// One page of a list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    pub notices: Vec<Notice>,
    /// How many documents the list has in all its pages, up to 10,000.
    pub count: u64,
    pub next_page_url: Option<String>,
    pub shape: Shape,
}

/// Reads a list, of published documents or of public inspection, or a single document.
/// Those of public inspection are known by the fields that only they have.
pub fn read(body: &[u8]) -> Result<Page, RegisterError> {
    page(&json(body)?)
}

/// Reads the text of a document: plain, or HTML, as it was sent. What came in its stead
/// is an error.
pub fn document_text(body: &[u8], content_type: Option<&str>) -> Result<String, RegisterError> {
    if body.len() > BYTES_MAX {
        return Err(RegisterError::TooLarge);
    }
    let text = decode(body, content_type, decode::Kind::Html).text;
    let trimmed = text.trim_start();
    if trimmed.trim_end().is_empty() {
        return Err(RegisterError::Empty);
    }
    if trimmed.starts_with('{') && serde_json::from_str::<Value>(trimmed).is_ok() {
        return Err(RegisterError::NotText);
    }
    match stands_for_document(trimmed) {
        Some(error) => Err(error),
        None => Ok(text.into_owned()),
    }
}

/// The notices of all pages of a list, in its order; none is missing and none is twice.
pub fn whole(pages: Vec<Page>) -> Result<Vec<Notice>, RegisterError> {
    let said = pages.last().map_or(0, |page| page.count);
    if said >= COUNT_MAX {
        return Err(RegisterError::TooMany(said));
    }
    let is_last = pages.last().is_none_or(|page| page.next_page_url.is_none());
    let notices: Vec<Notice> = pages.into_iter().flat_map(|page| page.notices).collect();
    let numbers: HashSet<&str> = notices
        .iter()
        .map(|notice| notice.number.as_str())
        .collect();
    let got = numbers.len() as u64;
    if !is_last || got != said || numbers.len() != notices.len() {
        return Err(RegisterError::Counts { said, got });
    }
    Ok(notices)
}

impl Page {
    /// The next page, which must be at the host and path that were asked; `None` on the
    /// last.
    pub fn next(&self, asked: &Url) -> Result<Option<Url>, RegisterError> {
        let Some(next) = &self.next_page_url else {
            return Ok(None);
        };
        let elsewhere = || RegisterError::Elsewhere(next.clone());
        let url = Url::parse(next).map_err(|_| elsewhere())?;
        // They ask us to leave ".json" away.
        let path = |url: &Url| url.path().trim_end_matches(".json").to_owned();
        let is_same = url.scheme() == asked.scheme()
            && url.host_str() == asked.host_str()
            && url.port_or_known_default() == asked.port_or_known_default()
            && url.username().is_empty()
            && url.password().is_none()
            && path(&url) == path(asked);
        match is_same && url != *asked {
            true => Ok(Some(url)),
            false => Err(elsewhere()),
        }
    }
}

fn json(body: &[u8]) -> Result<Value, RegisterError> {
    if body.len() > BYTES_MAX {
        return Err(RegisterError::TooLarge);
    }
    let text = decode(body, None, decode::Kind::Json).text;
    let text = text.trim();
    if text.is_empty() {
        return Err(RegisterError::Empty);
    }
    if text.starts_with('<') {
        let other = || RegisterError::Html(title(text));
        return Err(stands_for_document(text).unwrap_or_else(other));
    }
    serde_json::from_str(text).map_err(|error| match error.is_eof() {
        true => RegisterError::Truncated,
        false => RegisterError::NotJson(error.to_string()),
    })
}

/// What an HTML page is that stands for a document; `None` where it may be one.
fn stands_for_document(html: &str) -> Option<RegisterError> {
    if !html.starts_with('<') {
        return None;
    }
    let title = title(html);
    let head = text::cut(html, 8 << 10);
    if head.contains("unblock.federalregister.gov") || title.contains("Request Access") {
        return Some(RegisterError::Blocked);
    }
    let not_found = title.starts_with("404")
        || title.contains("Page Not Found")
        || title.contains("404 Not Found");
    not_found.then_some(RegisterError::NotFound)
}

fn title(html: &str) -> String {
    let head = text::cut(html, 8 << 10);
    let start = head
        .find("<title")
        .and_then(|at| Some(at + head[at..].find('>')? + 1));
    let title = start.and_then(|start| head[start..].split("</title").next());
    text::cut(&text::line(title.unwrap_or_default()), 200).to_owned()
}

fn page(answer: &Value) -> Result<Page, RegisterError> {
    let Some(object) = answer.as_object() else {
        return Err(RegisterError::NoResults);
    };
    if let Some(errors) = object.get("errors").or(object.get("error")) {
        return Err(RegisterError::Refused(refusal(errors)));
    }
    let is_single = object.contains_key("document_number") && !object.contains_key("results");
    let records: Vec<&Value> = match object.get("results") {
        Some(Value::Array(records)) => records.iter().collect(),
        _ if is_single => vec![answer],
        // Nothing found is a count without results.
        None if object.get("count").and_then(Value::as_u64) == Some(0) => vec![],
        _ => match object.get("status").and_then(Value::as_u64) {
            Some(404) => return Err(RegisterError::NotFound),
            _ => return Err(RegisterError::NoResults),
        },
    };
    let notices = records.iter().enumerate().map(|(at, record)| {
        let record: Record =
            serde_json::from_value((*record).clone()).map_err(|_| RegisterError::Unnumbered(at))?;
        let rung = match adapter::is_of_inspection(&record) {
            true => Rung::Inspection,
            false => Rung::Published,
        };
        adapter::notice(record, rung).ok_or(RegisterError::Unnumbered(at))
    });
    let notices: Vec<Notice> = notices.collect::<Result<_, _>>()?;
    let count = object.get("count").and_then(Value::as_u64);
    let got = notices.len() as u64;
    if let Some(said) = count.filter(|&said| said < got) {
        return Err(RegisterError::Counts { said, got });
    }
    Ok(Page {
        count: count.unwrap_or(got),
        next_page_url: object.get("next_page_url").and_then(wire::said),
        shape: Shape::of(&records),
        notices,
    })
}

/// What the Register says is wrong: a text, or texts by the name of what they are of.
fn refusal(errors: &Value) -> String {
    let said = match errors {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    text::cut(&text::fold(&said), 300).to_owned()
}
