//! Documents of the Federal Register: what lists say of them, and what their texts do.

use std::collections::HashSet;

use jiff::Timestamp;
use rusqlite::Transaction;

use crate::{
    domain::{
        change::ChangeKind,
        instrument::Instrument,
        notice::{Finding, Notice},
        rung::Rung,
        source::Follow,
    },
    extract::federal_register,
    pipeline::{
        opened::Subject,
        read::{DocumentRead, List},
        setup::Setup,
        situation::washington,
        stand,
    },
    store::{
        derived::{
            documents::{self, Document},
            observations::{self, Observation},
        },
        work::meta::{self, Key},
    },
};

use super::{Poll, leads::is_on_topic};

impl Poll<'_> {
    /// A list of documents. A title announces at most; the text is gone after.
    pub(super) fn notices(&self, notices: &[Notice], list: &List) -> anyhow::Result<()> {
        let mut moved = false;
        let mut told = HashSet::new();
        for put in &list.put {
            let is_new = put
                .news
                .as_ref()
                .is_some_and(|news| news.kind != ChangeKind::Removed);
            let notice = notices.iter().find(|notice| notice.number == put.item.key);
            let Some(notice) = notice.filter(|_| is_new) else {
                continue;
            };
            let titled = federal_register::instrument(notice, None);
            let wanted = match self.source.follow {
                Follow::All => true,
                Follow::Topic => titled.is_some() || is_on_topic(put),
                Follow::Nothing => false,
            };
            self.opener().amend(notice)?;
            moved |= self.take_back(notice, titled.is_some())?;
            let will_be_read = wanted && self.opener().document(notice)?;
            if let Some(instrument) = titled {
                told.insert(notice.number.clone());
                // Its text is asked for at once, and says more.
                if !will_be_read {
                    self.observe_instrument(&notice.number, &instrument)?;
                    moved = true;
                }
            }
        }
        // The address of a text may come later than the title, which nobody would call an edit.
        for said in observations::standing(self.tx, stand::PROVISION)? {
            let mut listed = notices.iter();
            if said.source == self.id()
                && let Some(notice) = listed.find(|notice| notice.number == said.key)
            {
                self.opener().document(notice)?;
            }
        }
        self.posts(list, &told)?;
        for removed in &list.removed {
            observations::withdraw(self.tx, self.id(), stand::PROVISION, &removed.key, self.now)?;
            moved = true;
        }
        if moved {
            stand::provision(self.tx, self.setup, self.quiet, self.now)?;
        }
        Ok(())
    }

    /// Withdraws what a list said of a document before its record was corrected, and what the
    /// document said on public inspection where its agency withdrew it. Whether there was
    /// anything.
    fn take_back(&self, notice: &Notice, is_titled: bool) -> anyhow::Result<bool> {
        let mut taken = false;
        for said in observations::standing(self.tx, stand::PROVISION)? {
            let by_title = said.source == self.id() && !is_titled;
            let inspected = said.rung == Rung::Inspection && notice.is_withdrawn();
            if said.key == notice.number && (by_title || inspected) {
                let (source, key) = (&said.source, &said.key);
                observations::withdraw(self.tx, source, stand::PROVISION, key, self.now)?;
                taken = true;
            }
        }
        Ok(taken)
    }

    /// The text of a document: what it does, which may be nothing.
    pub(super) fn document(&self, read: &DocumentRead) -> anyhow::Result<usize> {
        let Some(Subject::Document { notice, .. }) = self.subject else {
            return Ok(0);
        };
        documents::put(
            self.tx,
            &Document {
                source: self.id().to_owned(),
                snapshot: self.snapshot,
                title: notice.title.clone(),
                link: notice.html_url.clone(),
                text: read.text.clone(),
            },
        )?;
        match &read.finding {
            Finding::Instrument(instrument) => {
                self.observe_instrument(&notice.number, instrument)?;
            }
            // A title said more than the text does.
            Finding::Other(_) | Finding::Silent => {
                for said in observations::standing(self.tx, stand::PROVISION)? {
                    if said.key == notice.number && said.rung >= Rung::Inspection {
                        let (source, key) = (&said.source, &said.key);
                        observations::withdraw(self.tx, source, stand::PROVISION, key, self.now)?;
                    }
                }
            }
        }
        stand::provision(self.tx, self.setup, self.quiet, self.now)?;
        Ok(1)
    }

    /// Writes down what an instrument does to Section 907.
    pub(super) fn observe_instrument(
        &self,
        key: &str,
        instrument: &Instrument,
    ) -> anyhow::Result<()> {
        observe(
            self.tx,
            key,
            instrument,
            (self.id(), self.snapshot),
            self.now,
        )
    }
}

/// Takes a title at its word where its text could not be read: it announces. The list that
/// it stands in is named with the snapshot that has it.
pub(super) fn unread(
    tx: &Transaction<'_>,
    setup: &Setup,
    notice: &Notice,
    list: (&str, i64),
    now: Timestamp,
) -> anyhow::Result<()> {
    let Some(instrument) = federal_register::instrument(notice, None) else {
        return Ok(());
    };
    observe(tx, &notice.number, &instrument, list, now)?;
    let quiet = meta::get(tx, Key::BegunAt)?.is_none();
    stand::provision(tx, setup, quiet, now)
}

fn observe(
    tx: &Transaction<'_>,
    key: &str,
    instrument: &Instrument,
    (source, snapshot): (&str, i64),
    now: Timestamp,
) -> anyhow::Result<()> {
    observations::record(
        tx,
        &Observation {
            id: 0,
            entity: stand::PROVISION.to_owned(),
            source: source.to_owned(),
            snapshot,
            key: key.to_owned(),
            position: 0,
            acted_on: instrument.acted.exact().unwrap_or(washington(now)),
            statement: serde_json::to_string(instrument)?,
            quote: instrument
                .quote
                .clone()
                .unwrap_or_else(|| instrument.title.clone()),
            link: instrument.url.clone(),
            rung: instrument.rung,
            seen_at: now,
            withdrawn_at: None,
        },
    )?;
    Ok(())
}
