//! Recording: writes down, in one transaction, all that follows from one poll.
//!
//! A crash leaves all of it or none, and then the poll is made again with the same
//! result: validators are stored with the snapshot they belong to, what is owed with
//! the change it tells.

use std::collections::HashSet;

use jiff::Timestamp;
use rusqlite::Transaction;

use crate::{
    config,
    domain::{
        back,
        budget::Budget,
        change::ChangeKind,
        news::{self, ItemChange, News},
        quality::SourceState,
        schedule,
        source::{SourceKind, Tell},
    },
    fetch::FetchError,
    pipeline::{
        begin, crash,
        opened::{Opener, Subject},
        progress::{self, Polled},
        read::{
            self, Answer, Extract, Good, ItemNews, List, Listed, PageChange, Put, Reach, Reading,
            Removed, hex,
        },
        setup::Setup,
        sight,
        tell::{Telling, tell},
    },
    store::{
        derived::{
            changes::{self, Change},
            items, pages, replaced,
        },
        evidence::{bodies, coverage, snapshots},
        work::{
            causes, crashes,
            meta::{self, Key},
            opened as opened_rows,
            rejects::{self, Reject},
            sources::{self, Source},
        },
    },
};

mod posts;

mod press;

mod acts;

mod notices;

mod leads;

mod texts;

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
    /// It led to sources that are due.
    #[serde(default)]
    pub opened: bool,
}

/// What a poll brought.
#[derive(Debug)]
pub struct Found {
    pub answer: Result<Answer, FetchError>,
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
    let reading = match reading {
        Reading::Failed {
            state: SourceState::SetAside,
            reason,
        } => {
            let known = answer.as_ref().map(crash::hash).unwrap_or_default();
            let (state, reason) = crash::note(tx, &row.id, &known, &reason, now)?;
            Reading::Failed { state, reason }
        }
        reading => {
            if answer
                .as_ref()
                .is_ok_and(|answer| !answer.first.is_unchanged())
            {
                crashes::forget(tx, &row.id)?;
            }
            reading
        }
    };
    let baseline = row.progress.snapshot.is_none();
    let asks_to_wait = answer
        .as_ref()
        .is_ok_and(|answer| progress::retry_after(&answer.first).is_some())
        || source.kind == SourceKind::CongressApi;
    let polled = Polled {
        reading: &reading,
        response: answer.as_ref().ok().map(|answer| &answer.first),
        draw,
        now,
    };
    let (mut next, closed) = progress::after(&row, source, &setup.config.fetch, &polled);
    if let Some(stretch) = closed {
        coverage::insert(tx, &stretch)?;
    }
    if let Some(stretch) = covered(&row, source.kind, &reading, now) {
        coverage::insert(tx, &stretch)?;
    }
    let subject = Subject::of(&row);
    let mut outcome = Outcome {
        source: row.id.clone(),
        state: next.state.as_str().to_owned(),
        reason: next.reason.clone(),
        changes: 0,
        baseline,
        opened: false,
    };
    match reading {
        Reading::Suspect { .. } | Reading::Failed { .. } => {
            let lead = subject.as_ref().filter(|subject| subject.is_lead());
            if lead.is_some_and(|lead| now.duration_since(row.added_at) > lead.patience()) {
                opened_rows::forget(tx, &row.id)?;
                return Ok(Some(outcome));
            }
            keep_reject(tx, &row, &next, &answer, now)?;
            if let Some(Subject::Document {
                notice,
                from,
                snapshot,
            }) = &subject
            {
                notices::unread(tx, setup, notice, (from, *snapshot), now)?;
            }
        }
        Reading::OffTopic => {
            opened_rows::forget(tx, &row.id)?;
            return Ok(Some(outcome));
        }
        Reading::Same | Reading::New(_) => (),
    }
    rest(tx, source, &answer, &mut next, now)?;
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
            subject: subject.as_ref(),
            baseline,
            quiet: baseline && meta::get(tx, Key::BegunAt)?.is_none(),
            now,
        };
        let open_before = opened_rows::count(tx)?;
        outcome.changes = poll.derive(extract)?;
        outcome.opened = opened_rows::count(tx)? > open_before;
    }
    sight::look(tx, setup, &row, &mut next, now)?;
    if !asks_to_wait
        && let Some(at_the_latest) = progress::asked_while_blind(&row, source, &next, now)
        && causes::of(tx, &row.id)?.is_none()
    {
        next.next_due_at = next.next_due_at.min(at_the_latest);
    }
    sources::save(tx, &row.id, &next)?;
    let is_read_once = matches!(
        subject,
        Some(Subject::Text { .. } | Subject::Document { .. } | Subject::Article { .. })
    );
    if is_read_once && next.snapshot.is_some() {
        sources::switch(tx, &row.id, false)?;
    }
    if baseline {
        begin::tell_of_it(tx, setup, now)?;
    }
    Ok(Some(outcome))
}

/// Derives anew what follows from a snapshot that is kept, as `record` did when it came.
/// `row` is what it was read against.
pub fn again(
    tx: &Transaction<'_>,
    setup: &Setup,
    source: &config::Source,
    row: &Source,
    (snapshot, extract): (i64, Extract),
    now: Timestamp,
) -> anyhow::Result<()> {
    let subject = Subject::of(row);
    let baseline = row.progress.snapshot.is_none();
    let poll = Poll {
        tx,
        setup,
        source,
        snapshot,
        subject: subject.as_ref(),
        baseline,
        quiet: baseline && meta::get(tx, Key::BegunAt)?.is_none(),
        now,
    };
    poll.derive(extract)?;
    // What was opened meanwhile may be this source itself.
    let Some(mut next) = sources::get(tx, &row.id)?.map(|row| row.progress) else {
        return Ok(());
    };
    next.snapshot = Some(snapshot);
    next.last_poll_at = Some(now);
    next.last_verified_at = Some(now);
    Ok(sources::save(tx, &row.id, &next)?)
}

/// Derives anew what a document's title alone says, once its text could not be read.
pub fn unread_again(
    tx: &Transaction<'_>,
    setup: &Setup,
    row: &Source,
    now: Timestamp,
) -> anyhow::Result<()> {
    match Subject::of(row) {
        Some(Subject::Document {
            notice,
            from,
            snapshot,
        }) if row.progress.snapshot.is_none() => {
            notices::unread(tx, setup, &notice, (&from, snapshot), now)
        }
        _ => Ok(()),
    }
}

/// The stretch in which a source was blind, where what it published meanwhile is in what
/// was read now.
fn covered(
    row: &Source,
    kind: SourceKind,
    reading: &Reading,
    now: Timestamp,
) -> Option<coverage::Stretch> {
    let since = read::missed_since(row, now)?;
    let reaches_back = match reading {
        Reading::New(good) => good.reach == Reach::Known,
        // A page may have said something else meanwhile.
        Reading::Same => !matches!(kind, SourceKind::Page | SourceKind::UsCode),
        Reading::OffTopic | Reading::Suspect { .. } | Reading::Failed { .. } => false,
    };
    reaches_back.then(|| coverage::Stretch::after_the_fact(&row.id, since, now))
}

/// Puts all sources of an API off where it says that we have asked enough: one budget is
/// for all of them.
fn rest(
    tx: &Transaction<'_>,
    source: &config::Source,
    answer: &Result<Answer, FetchError>,
    next: &mut sources::Progress,
    now: Timestamp,
) -> anyhow::Result<()> {
    let (SourceKind::CongressApi, Ok(answer)) = (source.kind, answer) else {
        return Ok(());
    };
    let last = answer.last();
    let number = |name| {
        last.header(name)
            .and_then(|value| value.trim().parse().ok())
    };
    let budget = Budget {
        status: last.status,
        limit: number("x-ratelimit-limit"),
        remaining: number("x-ratelimit-remaining"),
        retry_after: last
            .header("retry-after")
            .and_then(|value| schedule::retry_after(value, now)),
    };
    if let Some(wait) = budget.rest() {
        meta::set(tx, Key::ApiRestsUntil, now + wait)?;
        sources::rest(tx, source.kind, now + wait)?;
    }
    // Another may have been told so while this one was asked.
    if let Some(until) = meta::get(tx, Key::ApiRestsUntil)? {
        next.next_due_at = next.next_due_at.max(until);
    }
    Ok(())
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
    answer: &Result<Answer, FetchError>,
    now: Timestamp,
) -> anyhow::Result<()> {
    // Of several the last: where one was refused, none was asked for after it.
    let response = answer.as_ref().ok().map(Answer::last);
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
    /// What was to be read there, where a document led to it.
    subject: Option<&'a Subject>,
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
            Extract::Text(text) => self.text(*text),
            Extract::Document(read) => self.document(&read),
            Extract::Article(read) => self.article(&read),
        }
    }

    fn page(&self, change: PageChange) -> anyhow::Result<usize> {
        let text = bodies::address(change.page.text.as_bytes());
        if change.is_back {
            self.settle(&[("", &text)])?;
            return Ok(0);
        }
        self.settle(&[])?;
        if change.diff.is_some()
            && let Some(before) = pages::get(self.tx, self.id())?
        {
            let before = bodies::address(before.text.as_bytes());
            replaced::note(self.tx, self.id(), "", &before, self.now)?;
        }
        pages::put(self.tx, self.id(), &change.page, self.snapshot)?;
        let Some(diff) = change.diff.filter(|_| !self.baseline) else {
            return Ok(0);
        };
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
        let back = list.back.iter();
        let back: Vec<(&str, &str)> = back.map(|back| (&*back.key, &*back.digest)).collect();
        self.settle(&back)?;
        for put in &list.put {
            self.note_replaced(put)?;
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
        match &list.of {
            Listed::Posts => self.posts(&list, &HashSet::new())?,
            Listed::Acts(record, acts) => self.measure(record, acts, &list)?,
            Listed::Notices(notices) => self.notices(notices, &list)?,
            Listed::Packages(packages) => self.packages(packages, &list)?,
            Listed::Measures(measures) => self.measures(measures, &list)?,
        }
        Ok(changed)
    }

    /// Notes which of the texts that were replaced a short while ago are said again.
    fn settle(&self, back: &[(&str, &str)]) -> anyhow::Result<()> {
        let from = back::remembered_from(self.now);
        replaced::settle(self.tx, self.id(), back, from, self.now)?;
        Ok(())
    }

    /// Remembers what an item said that says something else now.
    fn note_replaced(&self, put: &Put) -> anyhow::Result<()> {
        let is_edited = |news: &ItemNews| news.kind == ChangeKind::Edited;
        if put.news.as_ref().is_some_and(is_edited)
            && let Some(digest) = items::digest(self.tx, self.id(), &put.was)?
        {
            replaced::note(self.tx, self.id(), &put.was, &hex(&digest), self.now)?;
        }
        if put.was != put.item.key {
            replaced::rekey(self.tx, self.id(), &put.was, &put.item.key)?;
        }
        Ok(())
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
            context: news.context.clone(),
        });
        let entity = format!("{}#{}", self.id(), put.item.key);
        let old = match news.kind {
            ChangeKind::Added => "",
            ChangeKind::Edited => "listed",
            ChangeKind::Returned | ChangeKind::Removed => "removed",
        };
        let telling = Telling {
            entity,
            old: old.to_owned(),
            new: hex(&put.item.digest),
            news: told,
            // What is beside the topic is for the digest alone.
            can_wait: news.context.is_some(),
        };
        tell(self.tx, self.setup, telling, self.now)
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
            context: None,
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

    /// What is found here can be gone after.
    fn opener(&self) -> Opener<'_> {
        Opener {
            tx: self.tx,
            setup: self.setup,
            source: self.id(),
            snapshot: self.snapshot,
            now: self.now,
        }
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
