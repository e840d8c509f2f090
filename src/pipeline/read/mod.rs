//! Reading: what one answer of a source says, against what was known.
//!
//! Three outcomes, never two: *the same* as we hold, *something new*, or *not
//! verified*. Everything odd is not verified: it is kept to be looked at, and never
//! compared. An absence, or an extract that shrank, has to be seen again a while
//! later, on a request without validators, before it counts.

use anyhow::Context as _;
use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;
use url::Url;

use crate::{
    config,
    domain::{
        back,
        quality::{self, Capture, Expected, Quality, SourceState},
        source::SourceKind,
    },
    extract::decode::{self, decode},
    fetch::{FetchError, Response},
    pipeline::setup::Setup,
    store::{
        derived::replaced,
        evidence::{
            bodies::{self, Encoded},
            snapshots,
            snapshots::{NewPart, NewSnapshot, Snapshot},
        },
        work::sources::{Progress, Source},
    },
};

mod found;

mod further;

mod lists;

mod frills;

mod page_text;

mod carriers;

mod texts;

pub(super) use lists::hex;

pub use found::{
    ArticleRead, Back, Claims, DocumentRead, Extract, Good, ItemNews, List, Listed, PageChange,
    Put, Reach, Reading, Removed, TextRead, Until,
};
pub use further::{address, further, may_go_on, missed_since};

/// What a source answered: one answer, or several that make a whole.
#[derive(Debug)]
pub struct Answer {
    pub first: Response,
    /// In the order in which they were asked for.
    pub further: Vec<Response>,
}

impl Answer {
    /// One that is whole by itself.
    pub fn of(first: Response) -> Self {
        Self {
            first,
            further: Vec::new(),
        }
    }

    /// The one that was asked for last.
    pub fn last(&self) -> &Response {
        self.further.last().unwrap_or(&self.first)
    }

    /// Frees the bodies; what was read of them is at hand. They keep their share of the memory.
    pub fn free_bodies(&mut self) {
        self.first.body.free();
        self.further.iter_mut().for_each(|part| part.body.free());
    }

    /// All of them, the first one first.
    pub fn parts(&self) -> impl Iterator<Item = &Response> {
        std::iter::once(&self.first).chain(&self.further)
    }
}

/// Why an answer is not verified.
struct Refusal {
    state: SourceState,
    reason: String,
}

/// Whether an answer confirms what is held.
///
/// A 304 speaks of the snapshot that came from its address, and of no other; so do the
/// validators that come with a body.
pub fn confirms(conn: &Connection, progress: &Progress, answer: &Answer) -> anyhow::Result<bool> {
    let Some(id) = progress.snapshot.filter(|_| answer.first.is_unchanged()) else {
        return Ok(false);
    };
    let held = snapshots::get(conn, id)?;
    Ok(held.is_some_and(|held| is_from(&held, &answer.first)))
}

fn is_from(held: &Snapshot, response: &Response) -> bool {
    held.url == response.final_url.as_str()
}

/// Reads the answer to a poll of `source`, which [`confirms`] nothing.
///
/// `conn` is asked for what was known; `row` is where polling had come to.
pub fn read(
    conn: &Connection,
    setup: &Setup,
    source: &config::Source,
    row: &Source,
    answer: &Result<Answer, FetchError>,
    now: Timestamp,
) -> anyhow::Result<Reading> {
    let progress = &row.progress;
    let answer = match answer {
        Ok(answer) => answer,
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
    let response = &answer.first;
    let mut odd = None;
    for part in answer.parts() {
        let mut judged = judge(source, part, None);
        if let (Err(_), Some(before)) = (&judged, &before) {
            let held = bodies::read(conn, before.body)?;
            judged = judge(source, part, held.as_deref());
        }
        match judged {
            Ok(doubt) => odd = odd.or(doubt),
            Err(Refusal { state, reason }) => return Ok(Reading::Failed { state, reason }),
        }
    }

    let addresses: Vec<String> = answer
        .parts()
        .map(|part| bodies::address(&part.body))
        .collect();
    let bodies_before = match &before {
        Some(before) => bodies_of(conn, before)?,
        None => Vec::new(),
    };
    let known = before.as_ref().is_some_and(|held| is_from(held, response))
        && bodies_before
            .iter()
            .map(|(_, sha256)| sha256)
            .eq(&addresses);
    if known && progress.suspect.is_none() && !setup.rules_changed(conn, source)? {
        return Ok(Reading::Same);
    }

    if let Some(expected) = &source.expect.text {
        let kind = match expected_of(source) {
            Expected::Feed | Expected::Record => decode::Kind::Xml,
            Expected::Page | Expected::Text => decode::Kind::Html,
        };
        let text = decode(&response.body, response.header("content-type"), kind).text;
        if let Some(verdict) = quality::missing(expected, &text) {
            return Ok(Reading::Failed {
                state: verdict.state,
                reason: verdict.reason,
            });
        }
    }
    // While nothing else is held of it: what a large answer says takes as much again.
    let encoded = encode(conn, answer, addresses, &bodies_before)?;
    let context = Context {
        conn,
        setup,
        source,
        row,
        answer,
        response,
        baseline: before.is_none(),
        now,
    };
    let Read {
        extract,
        reach,
        repairs,
        ttl,
        to_confirm,
        doubt,
        digest,
    } = match context.read()? {
        Ok(read) => read,
        Err(Refusal { state, reason }) => return Ok(Reading::Failed { state, reason }),
    };
    if context.leads_nowhere(&extract)? {
        return Ok(Reading::OffTopic);
    }
    // However odd, it says what we hold, or was seen to say this a while ago.
    let is_held = before.is_some() && extract.is_as_held();
    let open_end = extract.open_end().map(str::to_owned);
    let (doubt, digest, until) = match extract.replaced_by() {
        Some(title) => {
            let wait = setup.config.fetch.confirm_replaced_after;
            let reason =
                format!("another page is in its place (“{title}”): it counts after {wait:#}");
            // What it says may change meanwhile, as the time of day does in a notice.
            let digest = bodies::address(title.as_bytes());
            (Some(reason), digest, Until::Settled)
        }
        None => (open_end.clone().or(odd).or(doubt), digest, Until::SeenAgain),
    };
    let is_confirmed = is_confirmed(progress, &digest, until, setup, now);
    let counts = match open_end {
        None => is_held || is_confirmed,
        Some(_) => !is_held && is_confirmed,
    };
    if let Some(reason) = doubt
        && !counts
    {
        return Ok(Reading::Suspect {
            reason,
            digest,
            until,
        });
    }

    let mut encoded = encoded.into_iter();
    let body = encoded.next().context("there is a first part")?;
    let parts = answer.further.iter().zip(encoded);
    let content_type = |part: &Response| part.header("content-type").map(str::to_owned);
    Ok(Reading::New(Box::new(Good {
        snapshot: NewSnapshot {
            source: source.id.to_string(),
            kind: source.kind,
            url: response.final_url.to_string(),
            status: response.status,
            content_type: content_type(response),
            etag: response.validators.etag.clone(),
            last_modified: response.validators.last_modified.clone(),
            headers: response.headers.clone(),
            body,
            parts: parts
                .map(|(part, body)| NewPart {
                    url: part.final_url.to_string(),
                    status: part.status,
                    content_type: content_type(part),
                    headers: part.headers.clone(),
                    body,
                })
                .collect(),
        },
        extract,
        reach,
        repairs,
        ttl,
        to_confirm,
    })))
}

/// Reads an answer that was believed when it came, by the rules of today: nothing of it is
/// doubted. Says why where they make nothing of it.
pub fn again(
    conn: &Connection,
    setup: &Setup,
    source: &config::Source,
    row: &Source,
    answer: &Answer,
    now: Timestamp,
) -> anyhow::Result<Result<Extract, String>> {
    let context = Context {
        conn,
        setup,
        source,
        row,
        answer,
        response: &answer.first,
        baseline: row.progress.snapshot.is_none(),
        now,
    };
    let extract = match context.read()? {
        Ok(read) => read.extract,
        Err(refusal) => return Ok(Err(refusal.reason)),
    };
    Ok(match context.leads_nowhere(&extract)? {
        true => Err("it has nothing to do with Section 907".to_owned()),
        false => Ok(extract),
    })
}

/// The bodies of an answer, compressed against those before.
fn encode(
    conn: &Connection,
    answer: &Answer,
    addresses: Vec<String>,
    before: &[(i64, String)],
) -> anyhow::Result<Vec<Encoded>> {
    let mut encoded = Vec::with_capacity(addresses.len());
    for (place, (part, sha256)) in answer.parts().zip(addresses).enumerate() {
        let base = match before.get(place) {
            Some((before, _)) => bodies::base(conn, *before)?,
            None => None,
        };
        encoded.push(bodies::encode(&part.body, sha256, base.as_ref())?);
    }
    Ok(encoded)
}

/// The ids and addresses of the bodies that a snapshot is made of.
fn bodies_of(conn: &Connection, snapshot: &Snapshot) -> anyhow::Result<Vec<(i64, String)>> {
    let parts = snapshots::parts(conn, snapshot.id)?;
    let first = (snapshot.body, snapshot.sha256.clone());
    let further = parts.into_iter().map(|part| (part.body, part.sha256));
    Ok(std::iter::once(first).chain(further).collect())
}

/// Refuses an answer that isn't what the source really says, or says why it is odd.
///
/// `held` is the body that it bore when it was good.
fn judge(
    source: &config::Source,
    response: &Response,
    held: Option<&[u8]>,
) -> Result<Option<String>, Refusal> {
    if source.kind == SourceKind::CongressApi
        && let Some(refusal) = carriers::refused(response)
    {
        return Err(refusal);
    }
    let verdict = quality::assess(&Capture {
        status: response.status,
        headers: &response.headers,
        asked_url: &source.url,
        final_url: &response.final_url,
        expected: expected_of(source),
        body: &response.body,
        held,
    });
    match verdict.quality {
        Quality::Good => Ok(None),
        Quality::Suspect => Ok(Some(verdict.reason)),
        Quality::Blocked | Quality::Empty | Quality::Broken => Err(Refusal {
            state: verdict.state,
            reason: verdict.reason,
        }),
    }
}

struct Read {
    extract: Extract,
    reach: Reach,
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
    row: &'a Source,
    answer: &'a Answer,
    /// The first of its parts, and of most the only one.
    response: &'a Response,
    /// Nothing was known before.
    baseline: bool,
    now: Timestamp,
}

impl Context<'_> {
    fn read(&self) -> Outcome {
        match self.source.kind {
            SourceKind::Feed => self.feed(),
            SourceKind::Measure => self.billstatus(),
            SourceKind::Page => self.page(),
            SourceKind::CongressApi => self.congress_api(),
            SourceKind::CongressPage => self.congress_page(),
            SourceKind::FederalRegister => self.federal_register(),
            SourceKind::Govinfo => self.govinfo(),
            SourceKind::UsCode => self.us_code(),
            SourceKind::Text => self.law_text(),
            SourceKind::Document => self.document(),
            SourceKind::Article => self.article(),
        }
    }

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

    /// Whether a text that differs from the one held was replaced a short while ago, and
    /// hasn't been said again for long enough.
    fn is_back(&self, key: &str, digest: &str) -> anyhow::Result<bool> {
        let from = back::remembered_from(self.now);
        let replaced = replaced::get(self.conn, self.source.id.as_str(), key, digest, from)?;
        let confirm_after = self.setup.config.fetch.confirm_after;
        Ok(replaced.is_some_and(|known| !back::stays(known.back_since, confirm_after, self.now)))
    }

    fn base_url(&self) -> &Url {
        &self.response.final_url
    }
}

/// Whether an odd extract was seen before, long enough ago.
fn is_confirmed(
    progress: &Progress,
    digest: &str,
    until: Until,
    setup: &Setup,
    now: Timestamp,
) -> bool {
    let confirm_after = match until {
        Until::SeenAgain => setup.config.fetch.confirm_after,
        Until::Settled => setup.config.fetch.confirm_replaced_after,
    };
    progress.suspect.as_ref().is_some_and(|(before, since)| {
        before == digest && now.duration_since(*since) >= confirm_after
    })
}

/// What a source should send.
fn expected_of(source: &config::Source) -> Expected {
    match source.kind {
        // GovInfo has texts as XML and as pages.
        SourceKind::Text if !source.url.path().ends_with(".xml") => Expected::Text,
        kind => expected(kind),
    }
}

/// What a source of this kind should send.
pub fn expected(kind: SourceKind) -> Expected {
    match kind {
        // A sitemap is mended as little as a feed is.
        SourceKind::Feed | SourceKind::Govinfo => Expected::Feed,
        SourceKind::Page
        | SourceKind::CongressPage
        | SourceKind::UsCode
        | SourceKind::Document
        | SourceKind::Article => Expected::Page,
        SourceKind::Measure
        | SourceKind::CongressApi
        | SourceKind::FederalRegister
        | SourceKind::Text => Expected::Record,
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
