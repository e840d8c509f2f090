//! Makes items of what the parser found.

use feed_rs::model::{self, FeedType};
use jiff::{SignedDuration, Timestamp};
use url::Url;

use super::{Feed, identity};
use crate::{domain::item::Item, extract::text};

/// How long a title may be, in bytes.
const TITLE_MAX: usize = 1024;

/// How much of a title is looked at, in bytes: it may be mostly markup.
const RAW_TITLE_MAX: usize = 64 * 1024;

/// How long a summary or a content may be, in bytes.
const TEXT_MAX: usize = 256 * 1024;

/// The feed found at `url`; `id` is what it calls itself, where the parser can't know.
pub(super) fn feed(feed: model::Feed, id: Option<String>, url: &Url) -> Feed {
    let link = feed.links.first().and_then(|link| address(&link.href, url));
    let id = [id, Some(feed.id), link.clone()]
        .into_iter()
        .flatten()
        .map(|id| id.trim().to_owned())
        .find(|id| !id.is_empty())
        .unwrap_or_else(|| url.to_string());
    let kind = feed.feed_type;
    let items = feed
        .entries
        .into_iter()
        .map(|entry| item(entry, &kind, url))
        .collect();
    Feed {
        title: feed
            .title
            .map_or_else(String::new, |title| line(&title, &kind)),
        link,
        id,
        ttl: feed
            .ttl
            .map(|minutes| SignedDuration::from_mins(minutes.into())),
        items: identity::give_keys(items),
        repairs: Vec::new(),
        truncated: false,
    }
}

/// An item whose key is its id as the feed gives it, or empty.
fn item(entry: model::Entry, kind: &FeedType, url: &Url) -> Item {
    let published_at = entry.published.and_then(|date| instant(date.into()));
    let updated_at = entry.updated.and_then(|date| instant(date.into()));
    let is_rss = matches!(kind, FeedType::RSS0 | FeedType::RSS1 | FeedType::RSS2);
    let content = entry.content.and_then(|content| content.body);
    Item {
        key: entry.id.trim().to_owned(),
        title: entry
            .title
            .map_or_else(String::new, |title| line(&title, kind)),
        link: entry.links.iter().find_map(|link| address(&link.href, url)),
        published_at,
        // feed-rs copies the one to the other in RSS, which says nothing.
        updated_at: updated_at.filter(|_| !is_rss || updated_at != published_at),
        summary: entry
            .summary
            .map_or_else(String::new, |text| limited(text.content)),
        content: content.map_or_else(String::new, limited),
    }
}

/// An absolute web address. Others are nothing to click on.
fn address(href: &str, base: &Url) -> Option<String> {
    let address = base.join(href.trim()).ok()?;
    let is_web = matches!(address.scheme(), "http" | "https") && address.has_host();
    is_web.then(|| address.to_string())
}

fn instant(time: std::time::SystemTime) -> Option<Timestamp> {
    Timestamp::try_from(time).ok()
}

/// A title as readers see it.
fn line(title: &model::Text, kind: &FeedType) -> String {
    let raw = text::cut(&title.content, RAW_TITLE_MAX);
    let is_text = match kind {
        FeedType::JSON => true,
        FeedType::Atom => title.content_type.as_str() == "text/plain",
        // RSS never said whether titles are HTML, and feeds send both.
        FeedType::RSS0 | FeedType::RSS1 | FeedType::RSS2 => false,
    };
    let line = if is_text {
        text::fold(raw)
    } else {
        text::line(raw)
    };
    text::cut(&line, TITLE_MAX).trim_end().to_owned()
}

fn limited(mut text: String) -> String {
    text.truncate(text::cut(&text, TEXT_MAX).len());
    text
}
