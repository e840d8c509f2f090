//! Rebuilding: derives everything anew from the evidence, by the rules of today.
//!
//! There is no second way to derive: each snapshot that was believed goes through the same
//! steps as on the day it came, in the order of the chain, and the time is looked at when
//! it was. All goes to a [scratch database](scratch); what becomes of it is the caller's to
//! decide. Alerts that come of it are nobody's: they are booked there and go with it.
//!
//! What the press sent is released in time, and what follows from it can't be derived anew:
//! that is kept as it was, and so is what the first snapshot after it brought, which can't
//! be compared with what is gone.

use std::collections::{BTreeMap, HashMap, HashSet};

use anyhow::Context as _;
use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, Transaction};

use crate::{
    config,
    fetch::{Response, Validators},
    pipeline::{
        opened::Opener,
        read::{self, Answer},
        record,
        setup::Setup,
        stand, watch,
    },
    store::{
        derived::finds,
        evidence::{
            bodies,
            snapshots::{self, Part, Snapshot},
        },
        scratch::{self, Event},
        work::{
            meta::{self, Key},
            sources::{self, Source},
        },
    },
};

/// What became of the evidence.
#[derive(Clone, Debug, Default, Eq, PartialEq, serde::Serialize)]
pub struct Rebuilt {
    /// Snapshots that were read anew.
    pub read: usize,
    /// Those whose bytes were released: what had been derived from them is kept.
    pub released: usize,
    /// Of sources with such, when the first came that can be read and compared with the next:
    /// what they brought by then is not derived anew.
    pub known_from: BTreeMap<String, Timestamp>,
    /// Those of sources that are not configured any more: likewise.
    pub unknown: BTreeMap<String, usize>,
    /// Those that the rules of today make nothing of, and why.
    pub unreadable: Vec<(i64, String)>,
}

/// Whose `[[attested]]` count.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Attested {
    /// Those that were recorded, each from then on.
    Recorded,
    /// Those of the configuration, from the beginning on.
    Configured,
}

/// What a row of the evidence, or the clock, gives rise to.
#[derive(Clone, Debug)]
enum Step {
    Event(Event),
    /// The text of a document that this source was to read could not be.
    Unread(String),
    /// The mail that says that watching began was booked.
    Begun,
    Look,
}

/// Time is looked at once a day at least, where the service ran.
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// Unless it is known to have been looked at so soon after.
const SOON: SignedDuration = SignedDuration::from_hours(1);

/// Derives all anew in the scratch database of `tx`.
pub fn rebuild(tx: &Transaction<'_>, setup: &Setup, attested: Attested) -> anyhow::Result<Rebuilt> {
    scratch::take_evidence(tx)?;
    let Some(started_at) = meta::get(tx, Key::StartedAt)? else {
        return Ok(Rebuilt::default());
    };
    watch::declare_sources(tx, setup, started_at)?;
    let mut again = Again {
        tx,
        setup,
        attested,
        was: HashMap::new(),
        alone: HashSet::new(),
        rebuilt: Rebuilt::default(),
    };
    if attested == Attested::Configured {
        watch::attest(tx, setup, started_at)?;
        stand::provision(tx, setup, true, started_at)?;
    }
    for (was, id) in setup.renamed(started_at) {
        again.was.insert(was, id);
    }
    for (at, step) in steps(tx)? {
        again
            .take(&step, at)
            .with_context(|| format!("failed to derive anew what came at {at}"))?;
    }
    scratch::keep_released(tx)?;
    if attested == Attested::Recorded {
        scratch::settle_numbers(tx)?;
    }
    Ok(again.rebuilt)
}

/// Goes after what a rebuild that was applied found at `now`.
pub fn follow(tx: &Transaction<'_>, setup: &Setup, now: Timestamp) -> anyhow::Result<()> {
    for find in finds::all(tx)? {
        let opener = Opener {
            tx,
            setup,
            source: &find.source,
            snapshot: find.snapshot,
            now,
        };
        opener.measure(find.measure, false)?;
    }
    Ok(())
}

/// All that is to be done, in its order.
fn steps(conn: &Connection) -> anyhow::Result<Vec<(Timestamp, Step)>> {
    let events = scratch::events(conn)?;
    // By when, which of one second, at what time, and what.
    let mut steps: Vec<(Timestamp, u8, Timestamp, Step)> = Vec::new();
    let mut by = Timestamp::MIN;
    for (at, event) in events {
        // A clock that was put back doesn't change what came after what.
        by = by.max(at);
        steps.push((by, 0, at, Step::Event(event)));
    }
    let unread = scratch::unread(conn)?.into_iter();
    steps.extend(unread.map(|(at, source)| (at, 1, at, Step::Unread(source))));
    let looks = scratch::looks(conn)?;
    if let Some(at) = scratch::begun_at(conn)? {
        steps.push((at, 2, at, Step::Begun));
    }
    let mut awake = scratch::awake(conn)?;
    awake.extend(steps.iter().map(|(at, ..)| *at));
    awake.sort_unstable();
    let mut known = looks.iter().copied().peekable();
    let mut last: Option<Timestamp> = None;
    for at in awake {
        while known.peek().is_some_and(|look| *look <= at) {
            last = known.next();
        }
        let is_late = last.is_none_or(|last| at.duration_since(last) >= DAY);
        let is_soon = known
            .peek()
            .is_some_and(|look| look.duration_since(at) <= SOON);
        if is_late && !is_soon {
            steps.push((at, 3, at, Step::Look));
            last = Some(at);
        }
    }
    steps.extend(looks.into_iter().map(|at| (at, 3, at, Step::Look)));
    // The chain's own order stays among what came in one second.
    steps.sort_by_key(|(by, rank, ..)| (*by, *rank));
    Ok(steps
        .into_iter()
        .map(|(_, _, at, step)| (at, step))
        .collect())
}

struct Again<'a> {
    tx: &'a Transaction<'a>,
    setup: &'a Setup,
    attested: Attested,
    /// What sources are called that had other names.
    was: HashMap<String, String>,
    /// Sources of which the last snapshot could not be read.
    alone: HashSet<String>,
    rebuilt: Rebuilt,
}

impl Again<'_> {
    fn take(&mut self, step: &Step, now: Timestamp) -> anyhow::Result<()> {
        let (tx, setup) = (self.tx, self.setup);
        match step {
            Step::Event(Event::Snapshot(id)) => self.snapshot(*id, now),
            Step::Event(Event::Attestation(id)) => self.attestation(*id, now),
            Step::Unread(source) => match sources::get(tx, source)? {
                Some(row) => record::unread_again(tx, setup, &row, now),
                None => Ok(()),
            },
            Step::Begun => Ok(meta::set(tx, Key::BegunAt, now)?),
            Step::Look => watch::look(tx, setup, now),
        }
    }

    fn attestation(&self, id: i64, now: Timestamp) -> anyhow::Result<()> {
        let is_of_operator = scratch::is_said(self.tx, id)?;
        if self.attested == Attested::Configured && !is_of_operator {
            return Ok(());
        }
        scratch::take_attestation(self.tx, id)?;
        let quiet = meta::get(self.tx, Key::BegunAt)?.is_none();
        match scratch::is_last_of_its_time(self.tx, id)? {
            true => stand::provision(self.tx, self.setup, quiet, now),
            false => Ok(()),
        }
    }

    fn snapshot(&mut self, id: i64, now: Timestamp) -> anyhow::Result<()> {
        let held =
            snapshots::get(self.tx, id)?.context("the chain names a snapshot that is gone")?;
        let name = self.was.get(&held.source).unwrap_or(&held.source).clone();
        let known = self.source(&name, now)?;
        let Some((mut row, source)) = known.filter(|(row, _)| row.kind == held.kind) else {
            self.alone.insert(name.clone());
            *self.rebuilt.unknown.entry(name).or_default() += 1;
            return self.keep(id);
        };
        let Some(answer) = self.answer(&held)? else {
            self.rebuilt.released += 1;
            self.alone.insert(name);
            return self.keep(id);
        };
        let is_first = self.alone.remove(&name);
        if is_first {
            self.rebuilt.known_from.insert(name, now);
        }
        let is_recorded = self.attested == Attested::Recorded;
        let alone = is_recorded && (is_first || self.is_elsewhere(&held, &row)?);
        if alone {
            row.progress.snapshot = None;
            scratch::keep_around(self.tx, id)?;
        }
        match read::again(self.tx, self.setup, &source, &row, &answer, now)? {
            Ok(extract) => {
                self.rebuilt.read += 1;
                record::again(self.tx, self.setup, &source, &row, (id, extract), now)
            }
            Err(reason) => {
                self.rebuilt.unreadable.push((id, reason));
                Ok(())
            }
        }
    }

    /// Whether a source got another address with this snapshot, and was begun anew: no
    /// evidence says so, but it brought no changes.
    fn is_elsewhere(&self, held: &Snapshot, row: &Source) -> anyhow::Result<bool> {
        let before = match row.progress.snapshot {
            Some(before) => snapshots::get(self.tx, before)?,
            None => None,
        };
        let moved = before.is_some_and(|before| before.url != held.url);
        Ok(moved && !scratch::brought_changes(self.tx, held.id)?)
    }

    fn keep(&self, snapshot: i64) -> anyhow::Result<()> {
        match self.attested {
            Attested::Recorded => Ok(scratch::keep(self.tx, snapshot)?),
            // Of rules that it was not derived by, it says nothing.
            Attested::Configured => Ok(()),
        }
    }

    /// A source as it stands in the scratch, and how it is read.
    fn source(
        &self,
        id: &str,
        now: Timestamp,
    ) -> anyhow::Result<Option<(Source, std::sync::Arc<config::Source>)>> {
        let mut row = sources::get(self.tx, id)?;
        if row.is_none() {
            // A Congress may have begun since.
            watch::declare_sources(self.tx, self.setup, now)?;
            row = sources::get(self.tx, id)?;
        }
        if row.is_none() && scratch::take_source(self.tx, id)? {
            row = sources::get(self.tx, id)?;
        }
        Ok(row.and_then(|row| {
            let source = self.setup.source(&row)?;
            Some((row, source))
        }))
    }

    /// What the source answered, as it is kept; `None` where that was released.
    fn answer(&self, held: &Snapshot) -> anyhow::Result<Option<Answer>> {
        let mut headers = snapshots::headers(self.tx, held.id)?.into_iter();
        let parts = snapshots::parts(self.tx, held.id)?;
        let first = Part {
            url: held.url.clone(),
            content_type: held.content_type.clone(),
            body: held.body,
            sha256: held.sha256.clone(),
        };
        let mut responses = Vec::with_capacity(1 + parts.len());
        for part in std::iter::once(first).chain(parts) {
            let Some(body) = bodies::read(self.tx, part.body)? else {
                return Ok(None);
            };
            responses.push(Response {
                status: 200,
                final_url: part.url.parse()?,
                headers: headers.next().unwrap_or_default(),
                validators: Validators::default(),
                body: body.into(),
                asked_conditionally: false,
            });
        }
        let mut responses = responses.into_iter();
        Ok(responses.next().map(|first| Answer {
            first,
            further: responses.collect(),
        }))
    }
}
