//! Reading: what one answer of a source says, against what was known.
//!
//! Three outcomes, never two: *the same* as we hold, *something new*, or *not
//! verified*. Everything odd is not verified: it is kept to be looked at, and never
//! compared. An absence, or an extract that shrank, has to be seen again a while
//! later, on a request without validators, before it counts.

use jiff::Timestamp;
use rusqlite::Connection;
use url::Url;

use crate::{
    config,
    domain::{
        change::{self, ChangeKind, Differences, Digest, Extent, Known, Seen},
        item::Item,
        quality::{self, Capture, Expected, Quality, SourceState},
        record::MeasureRecord,
        source::SourceKind,
    },
    extract::{
        actions::{self, Act},
        billstatus,
        decode::{self, decode},
        feed, page, text,
    },
    fetch::{FetchError, Response},
    pipeline::setup::{Rules, Setup},
    render::diff,
    store::{
        derived::{items, items::Kept, pages, pages::PageText},
        evidence::{
            bodies, snapshots,
            snapshots::{NewSnapshot, Snapshot},
        },
        work::sources::Progress,
    },
};

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
    // A 304 speaks of the snapshot that came from its address, and of no other.
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
    let sha256 = bodies::address(&response.body);
    match verdict.quality {
        Quality::Good => (),
        Quality::Suspect if is_confirmed(progress, &sha256, setup, now) => (),
        Quality::Suspect => {
            return Ok(Reading::Suspect {
                reason: verdict.reason,
                digest: sha256,
            });
        }
        Quality::Blocked | Quality::Empty | Quality::Broken => {
            return Ok(Reading::Failed {
                state: verdict.state,
                reason: verdict.reason,
            });
        }
    }

    let known_body = before
        .as_ref()
        .is_some_and(|before| before.sha256 == sha256);
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
    let (extract, repairs, to_confirm) = match read {
        Ok(Read::Good {
            extract,
            repairs,
            to_confirm,
        }) => (extract, repairs, to_confirm),
        Ok(Read::Suspect { reason, digest }) => return Ok(Reading::Suspect { reason, digest }),
        Err(Refusal { state, reason }) => return Ok(Reading::Failed { state, reason }),
    };

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
        to_confirm,
    })))
}

enum Read {
    Good {
        extract: Extract,
        repairs: String,
        to_confirm: bool,
    },
    Suspect {
        reason: String,
        digest: String,
    },
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
    fn feed(&self) -> Outcome {
        let content_type = self.response.header("content-type");
        let feed = match feed::read(&self.response.body, content_type, self.base_url()) {
            Ok(feed) => feed,
            Err(error) => return Ok(Err(broken(error.to_string()))),
        };
        let keys = || {
            feed.items
                .iter()
                .map(|item| item.key.as_str())
                .collect::<String>()
        };
        if let Some(outcome) = self.too_few(feed.items.len(), keys) {
            return Ok(outcome);
        }
        let listed = items::count(self.conn, self.source.id.as_str())?;
        if !feed.truncated && quality::shrunk(listed, feed.items.len()) {
            let reason = format!("{} items where {listed} were listed", feed.items.len());
            if let Some(suspect) = self.doubt(reason, &keys()) {
                return Ok(Ok(suspect));
            }
        }
        let extent = match feed.truncated {
            true => Extent::CutShort,
            false => Extent::Window,
        };
        let (list, to_confirm) = self.compare(feed.items, extent)?;
        let repairs: Vec<String> = feed.repairs.iter().map(ToString::to_string).collect();
        Ok(Ok(Read::Good {
            extract: Extract::List(Box::new(list)),
            repairs: repairs.join("; "),
            to_confirm,
        }))
    }

    fn measure(&self) -> Outcome {
        let decoded = decode(
            &self.response.body,
            self.response.header("content-type"),
            decode::Kind::Xml,
        );
        let record = match billstatus::parse(&decoded.text) {
            Ok(record) => record,
            Err(error) => return Ok(Err(broken(error.to_string()))),
        };
        if let Some(expected) = self.source.measure
            && record.id != expected
        {
            return Ok(Err(broken(format!(
                "this is the record of {}, not of {expected}",
                record.id
            ))));
        }
        let acts = actions::acts(&record);
        if let Some(outcome) = self.too_few(acts.len(), String::new) {
            return Ok(outcome);
        }
        let items = actions::items(&record, &acts);
        let (mut list, to_confirm) = self.compare(items, Extent::Whole)?;
        list.record = Some((record, acts));
        Ok(Ok(Read::Good {
            extract: Extract::List(Box::new(list)),
            repairs: String::new(),
            to_confirm,
        }))
    }

    fn page(&self) -> Outcome {
        let decoded = decode(
            &self.response.body,
            self.response.header("content-type"),
            decode::Kind::Html,
        );
        let rules = self.setup.page_rules(self.source)?;
        let page = match page::read(&decoded.text, &rules.page) {
            Ok(page) => page,
            Err(error) => return Ok(Err(broken(error.to_string()))),
        };
        if let Some(outcome) = self.too_few(page.lines.lines().count(), || page.lines.clone()) {
            return Ok(outcome);
        }
        let before = self.page_before(&rules)?;
        let held = before.as_ref().map_or(0, |before| before.text.len());
        if quality::shrunk(held, page.lines.len()) {
            let reason = format!("{} bytes of text where {held} were", page.lines.len());
            if let Some(suspect) = self.doubt(reason, &page.lines) {
                return Ok(Ok(suspect));
            }
        }
        let diff = before
            .filter(|before| before.text != page.lines)
            .map(|before| diff::unified(&before.text, &page.lines));
        let topic = diff.as_deref().and_then(|diff| {
            let changed = diff.lines().filter(|line| line.starts_with(['+', '-']));
            let changed: Vec<&str> = changed.map(|line| &line[1..]).collect();
            self.setup.topic(&changed.join("\n"))
        });
        Ok(Ok(Read::Good {
            extract: Extract::Page(PageChange {
                page: PageText {
                    rules: rules.digest.clone(),
                    title: page.title,
                    text: page.lines,
                },
                diff,
                topic,
            }),
            repairs: String::new(),
            to_confirm: false,
        }))
    }

    /// The page as it was, read by the rules that hold now: a rule that the operator
    /// changed must not look like a change of the page.
    fn page_before(&self, rules: &Rules) -> anyhow::Result<Option<PageText>> {
        let Some(before) = pages::get(self.conn, self.source.id.as_str())? else {
            return Ok(None);
        };
        if self.baseline || before.rules == rules.digest {
            return Ok(Some(before).filter(|_| !self.baseline));
        }
        let Some(snapshot) = self.progress.snapshot else {
            return Ok(None);
        };
        let Some(snapshot) = snapshots::get(self.conn, snapshot)? else {
            return Ok(None);
        };
        let Some(body) = bodies::read(self.conn, snapshot.body)? else {
            return Ok(None);
        };
        let decoded = decode(&body, snapshot.content_type.as_deref(), decode::Kind::Html);
        let page = page::read(&decoded.text, &rules.page).ok();
        Ok(page.map(|page| PageText {
            rules: rules.digest.clone(),
            title: page.title,
            text: page.lines,
        }))
    }

    /// Compares the items at hand with those known.
    fn compare(&self, found: Vec<Item>, extent: Extent) -> anyhow::Result<(List, bool)> {
        let source = self.source.id.as_str();
        let found: Vec<Kept> = found.into_iter().map(|item| keep(item, extent)).collect();
        let keys: Vec<&str> = found.iter().map(|item| item.key.as_str()).collect();
        let known = items::known(self.conn, source, &keys)?;
        let seen: Vec<Seen<'_>> = found
            .iter()
            .map(|item| Seen {
                key: &item.key,
                digest: item.digest,
                link: item.link.as_deref(),
                published_at: item.published_at,
            })
            .collect();
        let confirm_after = self.setup.config.fetch.confirm_after;
        let mut differences = change::between(&known, &seen, extent, confirm_after, self.now);
        if self.baseline && extent != Extent::Whole {
            // Another address lists other things: what the old one did is no longer looked for.
            differences.passed.append(&mut differences.missing);
            differences.passed.append(&mut differences.removed);
        }
        let to_confirm = differences.to_confirm();
        Ok((self.list(differences, &known, found)?, to_confirm))
    }

    fn list(
        &self,
        differences: Differences,
        known: &[Known],
        found: Vec<Kept>,
    ) -> anyhow::Result<List> {
        let source = self.source.id.as_str();
        let mut found: Vec<Option<Kept>> = found.into_iter().map(Some).collect();
        let mut take = |s: usize| found[s].take().expect("each item has one fate");
        let key = |k: usize| known[k].key.clone();
        let mut list = List::default();

        for s in differences.added {
            let item = take(s);
            let news = ItemNews {
                kind: ChangeKind::Added,
                diff: String::new(),
                topic: self.topic_of(&item),
            };
            list.put.push(Put {
                was: item.key.clone(),
                item,
                news: Some(news),
            });
        }
        for (k, s) in differences.edited {
            let item = take(s);
            let (title, text) = items::text(self.conn, source, &known[k].key)?;
            let news = ItemNews {
                kind: ChangeKind::Edited,
                diff: diff::unified(&shown(&title, &text), &shown(&item.title, &item.text)),
                topic: self
                    .topic_of(&item)
                    .or_else(|| self.setup.topic(&shown(&title, &text))),
            };
            list.put.push(Put {
                was: key(k),
                item,
                news: Some(news),
            });
        }
        for (k, s) in differences.returned {
            let item = take(s);
            let news = ItemNews {
                kind: ChangeKind::Returned,
                diff: String::new(),
                topic: self.topic_of(&item),
            };
            list.put.push(Put {
                was: key(k),
                item,
                news: Some(news),
            });
        }
        for (k, s) in differences.relisted.into_iter().chain(differences.rekeyed) {
            list.put.push(Put {
                was: key(k),
                item: take(s),
                news: None,
            });
        }
        for k in differences.removed {
            let (title, text) = items::text(self.conn, source, &known[k].key)?;
            list.removed.push(Removed {
                key: key(k),
                topic: self.setup.topic(&shown(&title, &text)),
                title,
                link: known[k].link.clone(),
            });
        }
        list.missing
            .extend(differences.missing.into_iter().map(key));
        list.passed.extend(differences.passed.into_iter().map(key));
        Ok(list)
    }

    fn topic_of(&self, item: &Kept) -> Option<String> {
        self.setup.topic(&shown(&item.title, &item.text))
    }

    /// Doubts an odd extract, unless it was seen as odd a while ago and still is.
    fn doubt(&self, reason: String, extract: &str) -> Option<Read> {
        let digest = bodies::address(extract.as_bytes());
        let confirmed = is_confirmed(self.progress, &digest, self.setup, self.now);
        (!confirmed && !self.baseline).then_some(Read::Suspect { reason, digest })
    }

    /// Refuses or doubts an extract of fewer items than the operator expects.
    fn too_few(&self, found: usize, extract: impl Fn() -> String) -> Option<Result<Read, Refusal>> {
        let verdict = quality::too_few(self.source.expect.items, found)?;
        match verdict.quality {
            Quality::Suspect => {
                let digest = bodies::address(extract().as_bytes());
                let confirmed = is_confirmed(self.progress, &digest, self.setup, self.now);
                (!confirmed).then_some(Ok(Read::Suspect {
                    reason: verdict.reason,
                    digest,
                }))
            }
            _ => Some(Err(Refusal {
                state: verdict.state,
                reason: verdict.reason,
            })),
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

/// What is kept of an item, and how it is told from an edited one.
fn keep(item: Item, extent: Extent) -> Kept {
    let body = match item.content.is_empty() {
        true => &item.summary,
        false => &item.content,
    };
    let text = text::plain(body);
    // A feed's dates move without anything being edited; a record's date is law.
    let date = match extent {
        Extent::Whole => item
            .published_at
            .map(|at| at.to_string())
            .unwrap_or_default(),
        Extent::Window | Extent::CutShort => String::new(),
    };
    Kept {
        digest: digest(&[&item.title, &text, &date]),
        key: item.key,
        title: item.title,
        link: item.link,
        published_at: item.published_at,
        text,
    }
}

/// Of what a reader sees: white space makes no difference.
fn digest(parts: &[&str]) -> Digest {
    use sha2::{Digest as _, Sha256};

    let mut hash = Sha256::new();
    for part in parts {
        for word in part.split_whitespace() {
            hash.update(word);
            hash.update([b' ']);
        }
        hash.update([0]);
    }
    hash.finalize().into()
}

/// An item as a text that can be compared and searched.
fn shown(title: &str, text: &str) -> String {
    format!("{title}\n{text}\n")
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
