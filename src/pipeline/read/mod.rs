//! Reading: what one answer of a source says, against what was known.
//!
//! Three outcomes, never two: *the same* as we hold, *something new*, or *not
//! verified*. Everything odd is not verified: it is kept to be looked at, and never
//! compared. An absence, or an extract that shrank, has to be seen again a while
//! later, on a request without validators, before it counts.

use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;
use url::Url;

use crate::{
    config,
    domain::{
        change::ChangeKind,
        quality::{self, Capture, Expected, Quality, SourceState},
        record::MeasureRecord,
        source::SourceKind,
    },
    extract::{
        actions::Act,
        decode::{self, decode},
    },
    fetch::{FetchError, Response},
    pipeline::setup::Setup,
    store::{
        derived::{items::Kept, pages::PageText},
        evidence::{
            bodies, snapshots,
            snapshots::{NewSnapshot, Snapshot},
        },
        work::sources::Progress,
    },
};

mod lists;

mod page_text;

/// What a poll found.
#[derive(Debug)]
pub enum Reading {
    /// What we hold, confirmed.
    Same,
    /// Good, and something else than before, if only in its bytes.
    New(Box<Good>),
    /// Odd, and to be seen again before it counts; holds the extract's digest.
    Suspect { reason: String, digest: String },
    /// Nothing that can be believed.
    Failed { state: SourceState, reason: String },
}

/// A good capture, read and compared.
#[derive(Debug)]
pub struct Good {
    pub snapshot: NewSnapshot,
    pub extract: Extract,
    /// What had to be mended to read it, in words; empty for most.
    pub repairs: String,
    /// How long it asks to be left alone, as feeds do.
    pub ttl: Option<SignedDuration>,
    /// Something is missing that has to be missed again before it counts.
    pub to_confirm: bool,
}

#[derive(Debug)]
pub enum Extract {
    List(Box<List>),
    Page(PageChange),
}

/// What became of a list's items.
#[derive(Debug, Default)]
pub struct List {
    pub put: Vec<Put>,
    pub missing: Vec<String>,
    pub passed: Vec<String>,
    pub removed: Vec<Removed>,
    /// Of a measure, with its acts.
    pub record: Option<(MeasureRecord, Vec<Act>)>,
}

/// An item to write down.
#[derive(Debug)]
pub struct Put {
    /// Its key so far.
    pub was: String,
    pub item: Kept,
    /// `None` where a reader has no news of it.
    pub news: Option<ItemNews>,
}

#[derive(Debug)]
pub struct ItemNews {
    pub kind: ChangeKind,
    /// Unified; empty unless edited.
    pub diff: String,
    /// The words that put it on topic.
    pub topic: Option<String>,
}

#[derive(Debug)]
pub struct Removed {
    pub key: String,
    pub title: String,
    pub link: Option<String>,
    pub topic: Option<String>,
}

#[derive(Debug)]
pub struct PageChange {
    pub page: PageText,
    /// Unified; `None` where the text is as it was.
    pub diff: Option<String>,
    /// The words that put the changed lines on topic.
    pub topic: Option<String>,
}

/// Why an answer is not verified.
struct Refusal {
    state: SourceState,
    reason: String,
}

/// Reads the answer to a poll of `source`.
///
/// `conn` is asked for what was known; `progress` is where polling had come to.
pub fn read(
    conn: &Connection,
    setup: &Setup,
    source: &config::Source,
    progress: &Progress,
    answer: &Result<Response, FetchError>,
    now: Timestamp,
) -> anyhow::Result<Reading> {
    let response = match answer {
        Ok(response) => response,
        Err(error) => {
            return Ok(Reading::Failed {
                state: state_of(error),
                reason: error.to_string(),
            });
        }
    };
    let before = match progress.snapshot {
        Some(id) => snapshots::get(conn, id)?,
        None => None,
    };
    // A 304 speaks of the snapshot that came from its address, and of no other; so do
    // the validators that come with a body.
    let holds = |before: &Snapshot| before.url == response.final_url.as_str();
    if response.is_unchanged() && before.as_ref().is_some_and(holds) {
        return Ok(Reading::Same);
    }
    let verdict = quality::assess(&Capture {
        status: response.status,
        headers: &response.headers,
        asked_url: &source.url,
        final_url: &response.final_url,
        expected: expected(source.kind),
        body: &response.body,
    });
    let odd = match verdict.quality {
        Quality::Good => None,
        Quality::Suspect => Some(verdict.reason),
        Quality::Blocked | Quality::Empty | Quality::Broken => {
            return Ok(Reading::Failed {
                state: verdict.state,
                reason: verdict.reason,
            });
        }
    };

    let sha256 = bodies::address(&response.body);
    let known_body = before
        .as_ref()
        .is_some_and(|before| holds(before) && before.sha256 == sha256);
    if known_body && progress.suspect.is_none() && !setup.rules_changed(conn, source)? {
        return Ok(Reading::Same);
    }

    if let Some(expected) = &source.expect.text {
        let kind = match source.kind {
            SourceKind::Feed | SourceKind::Measure => decode::Kind::Xml,
            SourceKind::Page => decode::Kind::Html,
        };
        let text = decode(&response.body, response.header("content-type"), kind).text;
        if let Some(verdict) = quality::missing(expected, &text) {
            return Ok(Reading::Failed {
                state: verdict.state,
                reason: verdict.reason,
            });
        }
    }
    let context = Context {
        conn,
        setup,
        source,
        progress,
        response,
        baseline: before.is_none(),
        now,
    };
    let read = match source.kind {
        SourceKind::Feed => context.feed(),
        SourceKind::Measure => context.measure(),
        SourceKind::Page => context.page(),
    }?;
    let Read {
        extract,
        repairs,
        ttl,
        to_confirm,
        doubt,
        digest,
    } = match read {
        Ok(read) => read,
        Err(Refusal { state, reason }) => return Ok(Reading::Failed { state, reason }),
    };
    // However odd, it says what we hold, or was seen to say this a while ago.
    let is_held = before.is_some() && extract.is_as_held();
    if let Some(reason) = odd.or(doubt)
        && !is_held
        && !is_confirmed(progress, &digest, setup, now)
    {
        return Ok(Reading::Suspect { reason, digest });
    }

    let base = match &before {
        Some(before) => bodies::base(conn, before.body)?,
        None => None,
    };
    Ok(Reading::New(Box::new(Good {
        snapshot: NewSnapshot {
            source: source.id.to_string(),
            kind: source.kind,
            url: response.final_url.to_string(),
            status: response.status,
            content_type: response.header("content-type").map(str::to_owned),
            etag: response.validators.etag.clone(),
            last_modified: response.validators.last_modified.clone(),
            headers: response.headers.clone(),
            body: bodies::encode(&response.body, sha256, base.as_ref())?,
        },
        extract,
        repairs,
        ttl,
        to_confirm,
    })))
}

impl Extract {
    /// Whether nothing differs from what was known.
    fn is_as_held(&self) -> bool {
        match self {
            Self::Page(change) => change.diff.is_none(),
            Self::List(list) => {
                list.put.is_empty()
                    && list.missing.is_empty()
                    && list.passed.is_empty()
                    && list.removed.is_empty()
            }
        }
    }
}

struct Read {
    extract: Extract,
    repairs: String,
    ttl: Option<SignedDuration>,
    to_confirm: bool,
    /// Why it has to be seen again before it counts.
    doubt: Option<String>,
    /// Of the extract, to know it by when it is seen again.
    digest: String,
}

type Outcome = anyhow::Result<Result<Read, Refusal>>;

struct Context<'a> {
    conn: &'a Connection,
    setup: &'a Setup,
    source: &'a config::Source,
    progress: &'a Progress,
    response: &'a Response,
    /// Nothing was known before.
    baseline: bool,
    now: Timestamp,
}

impl Context<'_> {
    /// Refuses an extract of no items, and doubts one of fewer than the operator expects.
    fn too_few(&self, found: usize) -> Result<Option<String>, Refusal> {
        match quality::too_few(self.source.expect.items, found) {
            None => Ok(None),
            Some(verdict) if verdict.quality == Quality::Suspect => Ok(Some(verdict.reason)),
            Some(verdict) => Err(Refusal {
                state: verdict.state,
                reason: verdict.reason,
            }),
        }
    }

    fn base_url(&self) -> &Url {
        &self.response.final_url
    }
}

/// Whether an odd extract was seen before, long enough ago.
fn is_confirmed(progress: &Progress, digest: &str, setup: &Setup, now: Timestamp) -> bool {
    let confirm_after = setup.config.fetch.confirm_after;
    progress.suspect.as_ref().is_some_and(|(before, since)| {
        before == digest && now.duration_since(*since) >= confirm_after
    })
}

/// What a source of this kind should send.
pub fn expected(kind: SourceKind) -> Expected {
    match kind {
        SourceKind::Feed => Expected::Feed,
        SourceKind::Page => Expected::Page,
        SourceKind::Measure => Expected::Record,
    }
}

fn broken(reason: String) -> Refusal {
    Refusal {
        state: SourceState::Broken,
        reason,
    }
}

fn state_of(error: &FetchError) -> SourceState {
    match error {
        FetchError::TooLarge { .. }
        | FetchError::TooDense { .. }
        | FetchError::Encoding(_)
        | FetchError::Truncated(_)
        | FetchError::Redirect(_)
        | FetchError::Protocol { .. } => SourceState::Broken,
        FetchError::RefusedUrl { .. }
        | FetchError::RefusedAddress { .. }
        | FetchError::RefusedHeader(_)
        | FetchError::Dns { .. }
        | FetchError::Connect { .. }
        | FetchError::Tls { .. }
        | FetchError::Deadline(_)
        | FetchError::Client(_) => SourceState::Unreachable,
    }
}
