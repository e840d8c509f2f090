//! `inspect claims`: what a text, a page or a feed claims of Section 907.

use anyhow::Context as _;
use jiff::Timestamp;
use serde::Serialize;
use url::Url;

use super::known;
use crate::{
    config::Config,
    domain::{claim::Language, source::SourceKind},
    extract::{
        decode::{self, decode},
        feed,
        press::{
            article,
            claims::{self, ClaimReading},
            topic::Topic,
        },
        text,
    },
};

/// What is printed: of a text or a page what was read, of a feed that of each item.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum Found {
    Text(Text),
    Feed { title: String, items: Vec<Item> },
}

#[derive(Debug, Serialize)]
pub(super) struct Text {
    on_topic: bool,
    reason: String,
    language: Option<&'static str>,
    claims: Vec<Shown>,
}

#[derive(Debug, Serialize)]
pub(super) struct Item {
    id: Option<String>,
    title: String,
    link: Option<String>,
    published: Option<Timestamp>,
    #[serde(flatten)]
    text: Text,
}

#[derive(Debug, Serialize)]
struct Shown {
    claim: &'static str,
    polarity: &'static str,
    certainty: &'static str,
    speaker: Option<String>,
    quoted: Option<String>,
    outlet: Option<String>,
    quote: String,
    /// The rule that read it, and the words it rests on.
    reason: String,
}

/// How a document is read: whatever its reader of feeds accepts is a feed.
pub(super) fn kind(body: &[u8], content_type: Option<&str>, url: &Url) -> SourceKind {
    match feed::read(body, content_type, url) {
        Ok(_) => SourceKind::Feed,
        Err(_) => SourceKind::Page,
    }
}

/// Reads a body: a feed, a page, or else plain text.
pub(super) fn found(
    body: &[u8],
    content_type: Option<&str>,
    url: &Url,
    config: &Config,
) -> anyhow::Result<Found> {
    let words = &config.topic;
    let topic = Topic::new(
        &words.phrases,
        &words.context,
        &words.beside,
        &words.bills,
        &words.except,
    )
    .context("failed to compile [topic]")?;
    if let Ok(feed) = feed::read(body, content_type, url) {
        let outlet = Some(feed.title.as_str()).filter(|title| !title.is_empty());
        let items = feed.items.iter().map(|item| {
            let body = match item.content.is_empty() {
                true => &item.summary,
                false => &item.content,
            };
            let whole = format!("{}\n{}", item.title, text::plain(body));
            Item {
                id: known(&item.key).map(str::to_owned),
                title: item.title.clone(),
                link: item.link.as_deref().and_then(known).map(str::to_owned),
                published: item.published_at,
                text: shown(claims::read(&whole, outlet, &topic)),
            }
        });
        let items = items.collect();
        return Ok(Found::Feed {
            title: feed.title,
            items,
        });
    }
    let document = decode(body, content_type, decode::Kind::Html).text;
    let host = known(url.as_str()).and_then(|_| url.host_str());
    let reading = match is_html(&document, content_type) {
        true => {
            let article = article::read(&document)?;
            let outlet = article.site.as_deref().or(host);
            claims::read(&article.whole(), outlet, &topic)
        }
        false => claims::read(&document, host, &topic),
    };
    Ok(Found::Text(shown(reading)))
}

fn is_html(document: &str, content_type: Option<&str>) -> bool {
    if content_type.is_some_and(|declared| declared.contains("html")) {
        return true;
    }
    let start = document.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}');
    let start = text::cut(start, 2048).to_ascii_lowercase();
    let tags = [
        "<!doctype html",
        "<html",
        "<head",
        "<body",
        "<article",
        "<p>",
        "<div",
    ];
    tags.iter().any(|tag| start.contains(tag))
}

fn shown(reading: ClaimReading) -> Text {
    let claims = reading.claims.into_iter().map(|claim| Shown {
        claim: claim.kind.as_str(),
        polarity: claim.polarity.as_str(),
        certainty: claim.certainty.as_str(),
        speaker: claim.speaker,
        quoted: claim.quoted,
        outlet: claim.outlet,
        quote: claim.quote,
        reason: claim.reason,
    });
    Text {
        on_topic: reading.on_topic,
        reason: reading.reason,
        language: reading.language.map(Language::as_str),
        claims: claims.collect(),
    }
}
