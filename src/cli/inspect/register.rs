//! `inspect federal-register`: the instruments found in a list or a document.

use jiff::civil::Date;
use serde::Serialize;
use url::Url;

use crate::{
    domain::{
        instrument::{Effect, Instrument},
        notice::{Finding, Notice},
        rung::Rung,
        source::SourceKind,
    },
    extract::federal_register::{self, RegisterError},
};

/// What is printed.
#[derive(Debug, Serialize)]
pub(super) struct Found {
    instruments: Vec<Shown>,
    /// How many were read.
    documents: usize,
    /// How many the list has in all its pages.
    count: u64,
    /// Those that name Section 907 and are no instruments.
    others: Vec<Other>,
    /// Which fields the records have, hashed; `null` for a text.
    shape: Option<String>,
}

#[derive(Debug, Serialize)]
struct Shown {
    id: String,
    title: String,
    by: Option<String>,
    effect: Effect,
    signed_on: Option<Date>,
    published_on: Option<Date>,
    rung: Rung,
    read: bool,
    quote: Option<String>,
    url: Option<String>,
}

#[derive(Debug, Serialize)]
struct Other {
    id: String,
    title: String,
    reason: String,
}

/// Reads a body: JSON of a list or a document, or else the text of a document.
pub(super) fn found(body: &[u8], content_type: Option<&str>) -> anyhow::Result<Found> {
    let mut marks = body.iter().filter(|byte| byte.is_ascii_graphic());
    match (marks.next(), marks.next()) {
        // A text begins with "[Federal Register Volume …".
        (Some(b'{'), _) | (Some(b'['), Some(b'{' | b']')) => in_list(body).map_err(advised),
        _ => in_text(body, content_type).map_err(advised),
    }
}

/// How an address is judged before it is read: answers of the API are records, all else
/// is text.
pub(super) fn kind_at(url: &Url) -> SourceKind {
    match url.path().starts_with("/api/") || url.path().ends_with(".json") {
        true => SourceKind::Measure,
        false => SourceKind::Page,
    }
}

fn in_list(body: &[u8]) -> Result<Found, RegisterError> {
    let page = federal_register::read(body)?;
    let mut found = Found {
        instruments: vec![],
        documents: page.notices.len(),
        count: page.count,
        others: vec![],
        shape: Some(page.shape.fingerprint()),
    };
    for notice in &page.notices {
        found.add(notice, None);
    }
    Ok(found)
}

fn in_text(body: &[u8], content_type: Option<&str>) -> Result<Found, RegisterError> {
    let text = federal_register::document_text(body, content_type)?;
    let mut found = Found {
        instruments: vec![],
        documents: 1,
        count: 1,
        others: vec![],
        shape: None,
    };
    found.add(&federal_register::notice_of_text(&text), Some(&text));
    Ok(found)
}

impl Found {
    fn add(&mut self, notice: &Notice, text: Option<&str>) {
        match federal_register::finding(notice, text) {
            Finding::Instrument(instrument) => {
                let signed_on = federal_register::signed_on(notice, text);
                self.instruments.push(Shown::of(*instrument, signed_on));
            }
            Finding::Other(reason) => self.others.push(Other {
                id: notice.number.clone(),
                title: notice.title.clone(),
                reason,
            }),
            Finding::Silent => {}
        }
    }
}

impl Shown {
    fn of(instrument: Instrument, signed_on: Option<Date>) -> Self {
        Self {
            id: instrument.id,
            title: instrument.title,
            by: instrument.by,
            effect: instrument.effect,
            signed_on,
            published_on: instrument.published_on,
            rung: instrument.rung,
            read: instrument.read,
            quote: instrument.quote,
            url: instrument.url,
        }
    }
}

fn advised(error: RegisterError) -> anyhow::Error {
    match error.advice() {
        Some(advice) => anyhow::anyhow!("{error}\n{advice}"),
        None => error.into(),
    }
}
