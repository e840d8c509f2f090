//! Recording: writes down, in one transaction, all that follows from one poll.
//!
//! A crash leaves all of it or none, and then the poll is made again with the same
//! result: validators are stored with the snapshot they belong to, what is owed with
//! the change it tells.

use jiff::Timestamp;
use rusqlite::Transaction;

use crate::{
    config,
    domain::{
        change::ChangeKind,
        news::{self, ItemChange, News},
        source::Tell,
    },
    fetch::{FetchError, Response},
    pipeline::{
        progress::{self, Polled},
        read::{Extract, Good, ItemNews, List, PageChange, Put, Reading, Removed},
        setup::Setup,
        tell::{Telling, tell},
        watch,
    },
    store::{
        derived::{
            changes::{self, Change},
            items, pages,
        },
        evidence::{bodies, coverage, snapshots},
        work::{
            meta::{self, Key},
            rejects::{self, Reject},
            sources::{self, Source},
        },
    },
};

mod entries;

mod acts;

/// What a poll came to, for whoever asked for it.
#[derive(Clone, Debug, serde::Deserialize, serde::Serialize)]
pub struct Outcome {
    pub source: String,
    pub state: String,
    /// For a state other than fine.
    pub reason: Option<String>,
    /// Changes that readers may have news of.
    pub changes: usize,
    /// Nothing was known of the source before.
    pub baseline: bool,
}

/// What a poll brought.
#[derive(Debug)]
pub struct Found {
    pub answer: Result<Response, FetchError>,
    pub reading: Reading,
    /// A random number from 0 to 1, for the jitter of the next poll.
    pub draw: f64,
}

/// Writes down what a poll of `source` found; `asked` is the row that it was read
/// against. `None` where a reload has changed the source meanwhile.
pub fn record(
    tx: &Transaction<'_>,
    setup: &Setup,
    source: &config::Source,
    asked: &Source,
    found: Found,
    now: Timestamp,
) -> anyhow::Result<Option<Outcome>> {
    let Found {
        answer,
        reading,
        draw,
    } = found;
    // Time went on while the poll was under way: what was told meanwhile is told.
    let Some(row) = sources::get(tx, &asked.id)?.filter(|row| is_still(row, asked)) else {
        return Ok(None);
    };
    let baseline = row.progress.snapshot.is_none();
    let polled = Polled {
        reading: &reading,
        response: answer.as_ref().ok(),
        draw,
        now,
    };
    let (mut next, closed) = progress::after(&row, source, &setup.config.fetch, &polled);
    if let Some(stretch) = closed {
        coverage::insert(tx, &stretch)?;
    }
    if !matches!(reading, Reading::Same | Reading::New(_)) {
        keep_reject(tx, &row, &next, &answer, now)?;
    }
    let mut changed = 0;
    if let Reading::New(good) = reading {
        let Good {
            snapshot, extract, ..
        } = *good;
        let snapshot = snapshots::insert(tx, &snapshot, now)?;
        next.snapshot = Some(snapshot);
        let poll = Poll {
            tx,
            setup,
            source,
            snapshot,
            baseline,
            quiet: baseline && meta::get(tx, Key::BegunAt)?.is_none(),
            now,
        };
        changed = poll.derive(extract)?;
    }
    watch::sight(tx, setup, &row, &mut next, now)?;
    sources::save(tx, &row.id, &next)?;
    if baseline {
        watch::begin(tx, setup, now)?;
    }
    Ok(Some(Outcome {
        source: row.id,
        state: next.state.as_str().to_owned(),
        reason: next.reason,
        changes: changed,
        baseline,
    }))
}

/// Whether what was read against `asked` can be taken for news of `row`.
fn is_still(row: &Source, asked: &Source) -> bool {
    row.enabled
        && row.url == asked.url
        && row.kind == asked.kind
        && row.progress.snapshot == asked.progress.snapshot
}

fn keep_reject(
    tx: &Transaction<'_>,
    row: &Source,
    next: &sources::Progress,
    answer: &Result<Response, FetchError>,
    now: Timestamp,
) -> anyhow::Result<()> {
    let response = answer.as_ref().ok();
    let reject = Reject {
        source: &row.id,
        state: next.state,
        reason: next.reason.as_deref().unwrap_or_default(),
        status: response.map(|response| response.status),
        headers: response.map_or(&[], |response| &response.headers),
        body: response.map(|response| &response.body[..]),
    };
    rejects::insert(tx, &reject, now)
}

/// One good poll while it is written down.
struct Poll<'a> {
    tx: &'a Transaction<'a>,
    setup: &'a Setup,
    source: &'a config::Source,
    snapshot: i64,
    baseline: bool,
    /// What is found stands in the first mail, not in one of its own.
    quiet: bool,
    now: Timestamp,
}

impl Poll<'_> {
    /// Writes the derived rows, and returns how many changes there are.
    fn derive(&self, extract: Extract) -> anyhow::Result<usize> {
        match extract {
            Extract::Page(change) => self.page(change),
            Extract::List(list) => self.list(*list),
        }
    }

    fn page(&self, change: PageChange) -> anyhow::Result<usize> {
        pages::put(self.tx, self.id(), &change.page, self.snapshot)?;
        let Some(diff) = change.diff.filter(|_| !self.baseline) else {
            return Ok(0);
        };
        let text = bodies::address(change.page.text.as_bytes());
        let title = match change.page.title.is_empty() {
            true => self.source.name.clone(),
            false => change.page.title,
        };
        let row = self.change(
            ChangeKind::Edited,
            None,
            &title,
            None,
            change.topic.clone(),
            &diff,
        );
        changes::insert(self.tx, &row)?;
        if self.is_told(change.topic.as_deref()) {
            let news = News::Change(news::Change {
                source: self.id().to_owned(),
                source_name: self.source.name.clone(),
                rung: self.source.rung.as_str().to_owned(),
                title,
                link: Some(self.source.url.to_string()),
                diff,
            });
            self.tell(self.id().to_owned(), "", text, news)?;
        }
        Ok(1)
    }

    fn list(&self, list: List) -> anyhow::Result<usize> {
        let mut changed = 0;
        for put in &list.put {
            items::put(self.tx, self.id(), &put.was, &put.item, self.snapshot)?;
            if let Some(news) = put.news.as_ref().filter(|_| !self.baseline) {
                let row = self.change(
                    news.kind,
                    Some(&put.item.key),
                    &put.item.title,
                    put.item.link.clone(),
                    news.topic.clone(),
                    &news.diff,
                );
                changes::insert(self.tx, &row)?;
                changed += 1;
            }
        }
        for removed in &list.removed {
            items::unlist(self.tx, self.id(), &removed.key, Some(self.now))?;
            let row = self.change(
                ChangeKind::Removed,
                Some(&removed.key),
                &removed.title,
                removed.link.clone(),
                removed.topic.clone(),
                "",
            );
            changes::insert(self.tx, &row)?;
            changed += 1;
        }
        for key in &list.missing {
            items::miss(self.tx, self.id(), key, self.now)?;
        }
        for key in &list.passed {
            items::unlist(self.tx, self.id(), key, None)?;
        }
        match &list.record {
            Some((record, acts)) => self.measure(record, acts, &list)?,
            None => self.entries(&list)?,
        }
        Ok(changed)
    }

    fn tell_item(&self, put: &Put, news: &ItemNews) -> anyhow::Result<()> {
        let told = News::Item(news::ItemNews {
            source: self.id().to_owned(),
            source_name: self.source.name.clone(),
            rung: self.source.rung.as_str().to_owned(),
            change: spoken(news.kind),
            title: put.item.title.clone(),
            link: put.item.link.clone(),
            published_at: put.item.published_at,
            excerpt: excerpt(&put.item.text),
            diff: Some(news.diff.clone()).filter(|diff| !diff.is_empty()),
            on_topic: news.topic.clone(),
        });
        let entity = format!("{}#{}", self.id(), put.item.key);
        let old = match news.kind {
            ChangeKind::Added => "",
            ChangeKind::Edited => "listed",
            ChangeKind::Returned | ChangeKind::Removed => "removed",
        };
        self.tell(entity, old, hex(&put.item.digest), told)
    }

    fn tell_removed(&self, removed: &Removed) -> anyhow::Result<()> {
        let told = News::Item(news::ItemNews {
            source: self.id().to_owned(),
            source_name: self.source.name.clone(),
            rung: self.source.rung.as_str().to_owned(),
            change: ItemChange::Removed,
            title: removed.title.clone(),
            link: removed.link.clone(),
            published_at: None,
            excerpt: String::new(),
            diff: None,
            on_topic: removed.topic.clone(),
        });
        let entity = format!("{}#{}", self.id(), removed.key);
        self.tell(entity, "listed", "removed".to_owned(), told)
    }

    fn tell(&self, entity: String, old: &str, new: String, news: News) -> anyhow::Result<()> {
        let telling = Telling {
            entity,
            old: old.to_owned(),
            new,
            news,
            can_wait: false,
        };
        tell(self.tx, self.setup, telling, self.now)
    }

    fn is_told(&self, topic: Option<&str>) -> bool {
        match self.source.tell {
            Tell::All => true,
            Tell::Topic => topic.is_some(),
            Tell::Nothing => false,
        }
    }

    fn change(
        &self,
        kind: ChangeKind,
        key: Option<&str>,
        title: &str,
        link: Option<String>,
        topic: Option<String>,
        diff: &str,
    ) -> Change {
        Change {
            id: 0,
            source: self.id().to_owned(),
            snapshot: self.snapshot,
            seen_at: self.now,
            kind,
            key: key.map(str::to_owned),
            title: title.to_owned(),
            link,
            topic,
            diff: diff.to_owned(),
        }
    }

    fn id(&self) -> &str {
        self.source.id.as_str()
    }
}

fn spoken(kind: ChangeKind) -> ItemChange {
    match kind {
        ChangeKind::Added => ItemChange::Added,
        ChangeKind::Edited => ItemChange::Edited,
        ChangeKind::Removed => ItemChange::Removed,
        ChangeKind::Returned => ItemChange::Returned,
    }
}

/// The first words of a text.
fn excerpt(text: &str) -> String {
    text.chars().take(600).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
