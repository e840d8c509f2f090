//! Reads feeds: RSS of any version, RDF, Atom, CDF and JSON Feed, well-formed or not.
//!
//! What a feed sends becomes items that can be compared with those of the poll before.
//! Hence what always holds: an item's key comes from what the feed says, never from
//! chance, its place or the time of reading, so the same bytes give the same items; a
//! fault in one field never costs the item, and one in an item never the feed; and
//! what was mended is reported, above all that the end is missing, for then an item
//! that isn't there may only have been cut off.
//!
//! The way is: bytes to text (`decode`), text to a plain document (`tidy`, `json`),
//! document to entries (feed-rs), entries to items (`entries`, `identity`).

use std::panic::{AssertUnwindSafe, catch_unwind};

use feed_rs::{model, parser};
use jiff::SignedDuration;
use url::Url;

use crate::{
    domain::item::Item,
    extract::{
        decode::{Decoded, Kind, decode},
        markup::{Token, Tokens},
        text,
    },
};

pub mod dates;

mod names;

pub mod repair;

mod vocabulary;

mod field;

mod writer;

mod tidy;

mod json;

mod entries;

mod identity;

use repair::{Repair, Repairs};

/// A feed, as it was at one time.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Feed {
    /// Plain text on one line; may be empty.
    pub title: String,
    /// The page it is the feed of.
    pub link: Option<String>,
    /// What it calls itself, else its link, else where it was found.
    pub id: String,
    /// How long it asks to be left alone.
    pub ttl: Option<SignedDuration>,
    /// In the order of the feed. None is no fault: Congress rests too.
    pub items: Vec<Item>,
    /// What had to be mended, each kind once.
    pub repairs: Vec<Repair>,
    /// The document ended before its end tag: items may be missing, and the last one
    /// may lack parts.
    pub truncated: bool,
}

/// Why there is no feed in a body. What the server sent is at fault in all of them.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum FeedError {
    #[error("the body is empty")]
    Empty,
    /// With its title, which for a challenge says so.
    #[error("it is an HTML page{}", titled(.0))]
    Page(String),
    /// With the name of its first element.
    #[error("it is no feed but begins with <{0}>")]
    NotAFeed(String),
    #[error("it is neither XML nor JSON")]
    NoRoot,
    #[error("it is JSON, but no JSON Feed")]
    OtherJson,
    #[error("its JSON is broken: {0}")]
    BrokenJson(String),
    #[error("it has more than {} items", tidy::ITEMS_MAX)]
    TooManyItems,
    #[error("its elements are nested more than {} deep", field::DEPTH_MAX)]
    TooDeep,
    #[error("the parser refused it: {0}")]
    Refused(String),
    #[error("the parser failed on it")]
    Panicked,
}

fn titled(title: &str) -> String {
    match title {
        "" => String::new(),
        title => format!(" titled “{title}”"),
    }
}

/// Reads the feed in `body`, which came with the header `content_type` from `url`, the
/// address after redirects.
pub fn read(body: &[u8], content_type: Option<&str>, url: &Url) -> Result<Feed, FeedError> {
    let mut repairs = Repairs::default();
    let first = body.iter().find(|byte| !byte.is_ascii_whitespace());
    let kind = match first {
        Some(b'{' | b'[') => Kind::Json,
        _ => Kind::Xml,
    };
    let Decoded {
        text,
        encoding,
        misdeclared,
    } = decode(body, content_type, kind);
    if let Some(declared) = misdeclared {
        repairs.note(Repair::Encoding {
            declared,
            used: encoding,
        });
    }
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}');
    if start.is_empty() {
        return Err(FeedError::Empty);
    }
    let feed = if start.starts_with(['{', '[']) {
        let document = json::tidy(start, &mut repairs)?;
        let feed = parse(&document.json, url)?;
        entries::feed(feed, document.id, url)
    } else {
        let document = tidy::tidy(&text, url, &mut repairs).map_err(|error| match error {
            FeedError::Page(_) => FeedError::Page(page_title(&text)),
            error => error,
        })?;
        let feed = parse(&document.xml, url)?;
        let truncated = document.truncated;
        // Of a large feed, one copy is enough.
        drop(document);
        Feed {
            truncated,
            ..entries::feed(feed, None, url)
        }
    };
    Ok(Feed {
        repairs: repairs.into_vec(),
        ..feed
    })
}

/// Hands a tidied document to feed-rs.
///
/// It has panicked on authors, durations and encodings before, none of which `tidy`
/// lets through. What it may yet panic on marks the source and stops nothing else; the
/// panic hook still writes its line, as somebody should know.
fn parse(document: &str, url: &Url) -> Result<model::Feed, FeedError> {
    let parser = parser::Builder::new()
        .base_uri(Some(url))
        .sanitize_content(false)
        // Ids are ours to make: feed-rs's are random where nothing is to be had.
        .id_generator(|_, _, _| String::new())
        .timestamp_parser(|text| {
            let instant = dates::parse(text)?;
            Some(std::time::SystemTime::from(instant).into())
        })
        .build();
    let parse = AssertUnwindSafe(|| parser.parse(document.as_bytes()));
    match catch_unwind(parse) {
        Ok(Ok(feed)) => Ok(feed),
        Ok(Err(error)) => Err(FeedError::Refused(error.to_string())),
        Err(_) => Err(FeedError::Panicked),
    }
}

/// The title of an HTML page, for the operator.
fn page_title(page: &str) -> String {
    let mut tokens = Tokens::new(page).skip_while(
        |token| !matches!(token, Token::Start(tag) if tag.name.eq_ignore_ascii_case("title")),
    );
    match tokens.nth(1) {
        Some(Token::Text(title)) => text::cut(&text::line(text::cut(title, 1024)), 200).to_owned(),
        _ => String::new(),
    }
}
