//! Reading a snapshot again: what it says, by the rules of today.
//!
//! Two snapshots of a source are compared by what a reader has of them, and not by their
//! bytes: a page by its text, a feed by its entries, a record of measures by its actions,
//! and what came as JSON field by field.

use anyhow::{Context as _, bail};
use rusqlite::Connection;
use serde_json::Value;
use url::Url;

use crate::{
    config::Config,
    domain::{item::Item, record::MeasureRecord, source::SourceKind},
    extract::{
        billstatus,
        decode::{self, decode},
        federal_register, feed,
        page::{self, PageRules},
        press, text, us_code,
    },
    store::evidence::{
        bodies,
        snapshots::{self, Snapshot},
    },
};

/// What a snapshot says.
#[derive(Clone, Debug, PartialEq)]
pub enum Said {
    Lines(String),
    /// What came as JSON; of an answer in parts, the parts by their addresses.
    Fields(Value),
}

/// Reads a snapshot by the rules of its source, as they are configured.
pub fn reread(conn: &Connection, config: &Config, snapshot: &Snapshot) -> anyhow::Result<Said> {
    let body = body(conn, snapshot.body)?;
    let content_type = snapshot.content_type.as_deref();
    let decoded = |kind| decode(&body, content_type, kind).text.into_owned();
    Ok(Said::Lines(match snapshot.kind {
        SourceKind::CongressApi | SourceKind::FederalRegister => {
            return Ok(Said::Fields(fields(conn, snapshot, &body)?));
        }
        SourceKind::Page => {
            let sources = &config.sources;
            let source = sources
                .iter()
                .find(|known| known.id.as_str() == snapshot.source);
            let rules = match source {
                Some(source) => {
                    PageRules::new(source.select.as_deref(), &source.remove, &source.ignore)?
                }
                None => PageRules::new(None, &[], &[])?,
            };
            page::read(&decoded(decode::Kind::Html), &rules)?.lines
        }
        SourceKind::CongressPage => {
            let rules = PageRules::new(None, &[], &[])?;
            page::read(&decoded(decode::Kind::Html), &rules)?.lines
        }
        SourceKind::Article => press::article::read(&decoded(decode::Kind::Html))?.text,
        SourceKind::UsCode => us_code::note(&decoded(decode::Kind::Html))?.text,
        SourceKind::Measure => of_record(&billstatus::read(&body, content_type)?),
        SourceKind::Feed => of_feed(&body, content_type, &snapshot.url)?,
        // Feeds of packages, or sitemaps.
        SourceKind::Govinfo => match of_feed(&body, content_type, &snapshot.url) {
            Ok(lines) => lines,
            Err(_) => by_tags(&decoded(decode::Kind::Xml)),
        },
        SourceKind::Document => federal_register::document_text(&body, content_type)?,
        SourceKind::Text => by_tags(&decoded(decode::Kind::Xml)),
    }))
}

/// The bytes of a snapshot as text, whatever they are.
pub fn raw(conn: &Connection, snapshot: &Snapshot) -> anyhow::Result<String> {
    let body = body(conn, snapshot.body)?;
    let decoded = decode(&body, snapshot.content_type.as_deref(), decode::Kind::Html);
    Ok(decoded.text.into_owned())
}

fn body(conn: &Connection, id: i64) -> anyhow::Result<Vec<u8>> {
    match bodies::read(conn, id)? {
        Some(body) => Ok(body),
        None => bail!("the body was released: only its hash is kept"),
    }
}

fn fields(conn: &Connection, snapshot: &Snapshot, first: &[u8]) -> anyhow::Result<Value> {
    let read = |body: &[u8]| serde_json::from_slice::<Value>(body).context("it is not JSON");
    let parts = snapshots::parts(conn, snapshot.id)?;
    if parts.is_empty() {
        return read(first);
    }
    let mut all = serde_json::Map::new();
    all.insert(last_segment(&snapshot.url), read(first)?);
    for part in parts {
        all.insert(last_segment(&part.url), read(&body(conn, part.body)?)?);
    }
    Ok(Value::Object(all))
}

/// The end of an address, with the page that it asks for: `actions?offset=250`.
fn last_segment(url: &str) -> String {
    let parsed = Url::parse(url);
    let parts = parsed.as_ref().ok().and_then(|parsed| {
        let name = parsed.path_segments()?.next_back()?;
        let mut pages = parsed
            .query_pairs()
            .filter(|(name, _)| name == "offset" || name == "page");
        Some((name.to_owned(), pages.next()))
    });
    match parts {
        Some((name, Some((key, value)))) => format!("{name}?{key}={value}"),
        Some((name, None)) => name,
        None => url.to_owned(),
    }
}

fn of_feed(body: &[u8], content_type: Option<&str>, url: &str) -> anyhow::Result<String> {
    let feed = feed::read(body, content_type, &Url::parse(url)?)?;
    Ok(feed.items.iter().map(of_item).collect())
}

fn of_item(item: &Item) -> String {
    let mut lines = format!("{}\n", item.title);
    if let Some(link) = &item.link {
        lines.push_str(&format!("  {link}\n"));
    }
    let longer = match item.content.is_empty() {
        true => &item.summary,
        false => &item.content,
    };
    for line in text::plain(longer).lines() {
        lines.push_str(&format!("  {line}\n"));
    }
    lines
}

fn of_record(record: &MeasureRecord) -> String {
    let mut lines = format!("{}\n{}\n", record.id.citation(), record.title);
    let named = [
        ("Sponsor", &record.sponsors),
        ("Cosponsor", &record.cosponsors),
        ("Committee", &record.committees),
    ];
    for (label, names) in named {
        lines.extend(names.iter().map(|name| format!("{label}: {name}\n")));
    }
    for version in &record.text_versions {
        lines.push_str(&format!("Text: {}\n", version.name));
    }
    for action in &record.actions {
        lines.push_str(&format!("{} {}\n", action.acted_on, action.text));
    }
    lines
}

/// Marked-up text with a line for each element that begins.
fn by_tags(text: &str) -> String {
    let mut lines = String::with_capacity(text.len());
    for line in text.replace("><", ">\n<").lines() {
        let line = line.trim();
        if !line.is_empty() {
            lines.push_str(line);
            lines.push('\n');
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_named_by_the_end_of_its_address() {
        for (url, name) in [
            (
                "https://api.congress.gov/v3/bill/119/hr/1/actions?format=json",
                "actions",
            ),
            (
                "https://api.congress.gov/v3/bill/119/hr/1/actions?offset=250&limit=250",
                "actions?offset=250",
            ),
            ("nowhere", "nowhere"),
        ] {
            assert_eq!(last_segment(url), name);
        }
    }
}
