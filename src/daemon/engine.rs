//! The engine: what is done when it is time, however the time is told.
//!
//! The service, `poll` on the command line, the demo and the tests turn the same
//! engine; they differ in who turns it. Polls run side by side and hand their
//! results to the one writer; mail is composed and sent apart from them, so a slow
//! source never holds up a mail, nor a dead mail server a poll.

use std::{
    collections::HashSet,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError, RwLock},
    time::Duration,
};

use anyhow::Context as _;
use jiff::Timestamp;
use tokio::{
    sync::{Notify, Semaphore},
    task::JoinSet,
};

use crate::{
    daemon::{clock::Clock, outlet::Outlet, readers::Readers, writer::Writer},
    domain::backoff::Backoff,
    fetch::{Request, Validators},
    mail::{Outgoing, SendError},
    pipeline::{
        deliver,
        read::{self, Reading},
        record::{self, Found, Outcome},
        setup::Setup,
        watch,
    },
    store::work::{
        messages::{self, Waiting},
        sources::{self, Source},
    },
};

/// Messages that are on their way at once, at most.
const SENDING: usize = 4;

/// Polls under way at once, at most, whatever the fetch limits say: most of them wait
/// for their turn.
const POLLING: usize = 128;

/// Polls under way.
pub type Polls = JoinSet<anyhow::Result<Option<Outcome>>>;

/// How long a source rests after an error of our own.
const AFTER_ERROR: Duration = Duration::from_secs(30);

/// Answers that are read at once: one for each core is plenty, and bounds memory.
const READING: usize = 2;

/// Everything that the loops share.
pub struct Engine {
    pub clock: Clock,
    pub writer: Writer,
    pub readers: Readers,
    setup: RwLock<Arc<Setup>>,
    outlet: RwLock<Arc<Outlet>>,
    reading: Semaphore,
    polling: Mutex<HashSet<String>>,
    /// A source can be polled again.
    turn_over: Notify,
    closed: Mutex<Closed>,
    /// Something may be owed.
    pub mail_waits: Notify,
    /// Something may be due.
    pub polls_wait: Notify,
}

/// Whether the way out for mail was found closed.
#[derive(Default)]
struct Closed {
    /// In a row.
    times: u32,
    until: Option<Timestamp>,
}

/// What came of handing over mail.
#[derive(Clone, Copy, Debug, Default)]
pub struct Delivered {
    pub sent: usize,
    pub failed: usize,
    pub dead: usize,
    /// When something is due next; `None` when nothing waits.
    pub look_again_at: Option<Timestamp>,
}

impl Engine {
    pub fn new(
        clock: Clock,
        writer: Writer,
        database: PathBuf,
        setup: Setup,
        outlet: Outlet,
    ) -> Arc<Self> {
        Arc::new(Self {
            clock,
            writer,
            readers: Readers::new(database),
            setup: RwLock::new(Arc::new(setup)),
            outlet: RwLock::new(Arc::new(outlet)),
            reading: Semaphore::new(READING),
            polling: Mutex::default(),
            turn_over: Notify::new(),
            closed: Mutex::default(),
            mail_waits: Notify::new(),
            polls_wait: Notify::new(),
        })
    }

    pub fn setup(&self) -> Arc<Setup> {
        Arc::clone(&self.setup.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn outlet(&self) -> Arc<Outlet> {
        Arc::clone(&self.outlet.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Brings the database in line with the configuration.
    pub async fn declare(&self) -> anyhow::Result<()> {
        let (setup, now) = (self.setup(), self.clock.now());
        self.writer
            .write(move |tx| watch::declare(tx, &setup, now))
            .await?;
        self.polls_wait.notify_one();
        self.mail_waits.notify_one();
        Ok(())
    }

    /// Goes on with another configuration. Polls under way end by the old one.
    pub async fn reload(&self, setup: Setup, outlet: Outlet) -> anyhow::Result<()> {
        *self.setup.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(setup);
        *self.outlet.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(outlet);
        self.declare().await
    }

    /// Moves what time alone moves, and says in a line how things are.
    pub async fn tick(&self) -> anyhow::Result<String> {
        let (setup, now) = (self.setup(), self.clock.now());
        let status = self
            .writer
            .write(move |tx| watch::tick(tx, &setup, now))
            .await?;
        self.mail_waits.notify_one();
        Ok(status)
    }

    /// Starts polls of sources that are due and not being polled, and says when the next
    /// is due. Does nothing, and says `None`, while half of all polls that may be under
    /// way are: looking after each would cost more than the polls.
    pub fn start_due(self: &Arc<Self>, polls: &mut Polls) -> anyhow::Result<Option<Timestamp>> {
        if polls.len() > POLLING / 2 {
            return Ok(None);
        }
        let now = self.clock.now();
        let busy = self.polling.lock().expect("no holder panics").len();
        let (due, next) = self.readers.with(|conn| -> anyhow::Result<_> {
            Ok((
                sources::due(conn, POLLING + busy, now)?,
                sources::next_due(conn, now)?,
            ))
        })?;
        for source in due {
            if polls.len() < POLLING {
                self.start(polls, source);
            }
        }
        Ok(next)
    }

    /// Starts a poll of `source`, unless one is under way. Whether it did.
    fn start(self: &Arc<Self>, polls: &mut Polls, source: Source) -> bool {
        let mut polling = self.polling.lock().expect("no holder panics");
        if !polling.insert(source.id.clone()) {
            return false;
        }
        let mut turn = Turn {
            engine: Arc::clone(self),
            id: source.id.clone(),
            failed: false,
        };
        polls.spawn(async move {
            let done = turn.engine.poll(source).await;
            turn.failed = done.is_err();
            done.with_context(|| format!("failed to poll {}", turn.id))
        });
        true
    }

    fn release(&self, id: &str) {
        self.polling.lock().expect("no holder panics").remove(id);
        self.turn_over.notify_waiters();
    }

    /// Polls everything that is due, and returns once each is written down.
    pub async fn poll_due(self: &Arc<Self>) -> anyhow::Result<Vec<Outcome>> {
        let mut polls = JoinSet::new();
        let mut outcomes = Vec::new();
        loop {
            self.start_due(&mut polls)?;
            match polls.join_next().await {
                None => return Ok(outcomes),
                Some(done) => outcomes.extend(done.context("a poll panicked")??),
            }
        }
    }

    /// Polls these sources now, whatever their cadence; all that are switched on where
    /// none is named.
    pub async fn poll_now(self: &Arc<Self>, ids: &[String]) -> anyhow::Result<Vec<Outcome>> {
        let chosen = self.readers.with(|conn| -> anyhow::Result<_> {
            match ids {
                [] => Ok(sources::enabled(conn)?),
                ids => ids.iter().map(|id| known(conn, id)).collect(),
            }
        })?;
        let mut outcomes = Vec::new();
        for chosen in chosen.chunks(POLLING) {
            let mut polls = JoinSet::new();
            for source in chosen {
                self.start_in_turn(&mut polls, &source.id).await?;
            }
            let mut failed = None;
            while let Some(done) = polls.join_next().await {
                match done.context("a poll panicked").flatten() {
                    Ok(outcome) => outcomes.extend(outcome),
                    Err(error) => failed = Some(error),
                }
            }
            if let Some(error) = failed {
                return Err(error);
            }
        }
        Ok(outcomes)
    }

    /// Starts a poll of a source; where one is under way, once that is over.
    async fn start_in_turn(self: &Arc<Self>, polls: &mut Polls, id: &str) -> anyhow::Result<()> {
        loop {
            let turn_over = self.turn_over.notified();
            tokio::pin!(turn_over);
            turn_over.as_mut().enable();
            let source = self.readers.with(|conn| known(conn, id))?;
            if self.start(polls, source) {
                return Ok(());
            }
            turn_over.await;
        }
    }

    async fn poll(&self, row: Source) -> anyhow::Result<Option<Outcome>> {
        let (setup, outlet) = (self.setup(), self.outlet());
        let Some(source) = setup.source(&row.id) else {
            return Ok(None);
        };
        let progress = &row.progress;
        let state = progress.state;
        let conditional =
            progress.suspect.is_none() && self.clock.now() < progress.unconditional_at;
        let validators = Validators {
            etag: progress.etag.clone(),
            last_modified: progress.last_modified.clone(),
        };
        let answer = outlet
            .fetcher
            .fetch(&Request {
                url: &source.url,
                headers: &source.headers,
                validators: conditional.then_some(&validators),
                allow: &source.allow,
                body_bytes_max: source.body_bytes_max,
                deadline: source.deadline.unsigned_abs(),
            })
            .await;

        let now = self.clock.now();
        let (reading, answer) = match &answer {
            Ok(response) if response.is_unchanged() && response.final_url == source.url => {
                (Reading::Same, answer)
            }
            _ => self.read(&setup, &row, answer, now).await?,
        };
        let found = Found {
            answer,
            reading,
            draw: fastrand::f64(),
        };
        let id = source.id.to_string();
        let outcome = self
            .writer
            .write_with_others(move |tx| {
                let source = setup.source(&id).context("the source was there before")?;
                record::record(tx, &setup, source, row, found, now)
            })
            .await?;
        if let Some(outcome) = &outcome {
            self.log(outcome);
            // What time alone moves is found by whoever looks at the clock.
            if outcome.changes > 0 || outcome.baseline || outcome.state != state.as_str() {
                self.mail_waits.notify_one();
            }
        }
        Ok(outcome)
    }

    /// Reads an answer on a thread that may take its time.
    async fn read(
        &self,
        setup: &Arc<Setup>,
        row: &Source,
        answer: Result<crate::fetch::Response, crate::fetch::FetchError>,
        now: Timestamp,
    ) -> anyhow::Result<(
        Reading,
        Result<crate::fetch::Response, crate::fetch::FetchError>,
    )> {
        let _turn = self
            .reading
            .acquire()
            .await
            .context("the engine has stopped")?;
        let (setup, readers) = (Arc::clone(setup), self.readers.clone());
        let (id, progress) = (row.id.clone(), row.progress.clone());
        tokio::task::spawn_blocking(move || {
            let source = setup.source(&id).context("the source was there before")?;
            let reading =
                readers.with(|conn| read::read(conn, &setup, source, &progress, &answer, now))?;
            Ok((reading, answer))
        })
        .await
        .context("reading panicked")?
    }

    fn log(&self, outcome: &Outcome) {
        let Outcome {
            source,
            state,
            reason,
            changes,
            baseline,
        } = outcome;
        match reason {
            Some(reason) => tracing::warn!(source, state, "polled {source}: {state}: {reason}"),
            None if *baseline => tracing::info!(source, "polled {source}: baseline taken"),
            None if *changes > 0 => {
                tracing::info!(source, changes, "polled {source}: {changes} changes");
            }
            None => tracing::debug!(source, "polled {source}: nothing new"),
        }
    }

    /// Composes what is owed and sends what is due, until nothing is, or until the way
    /// out is found closed: then all wait, as trying on may lock an account.
    pub async fn deliver(self: &Arc<Self>) -> anyhow::Result<Delivered> {
        let mut delivered = Delivered::default();
        let look_again_at = self.compose().await?;
        let closed_until = self.closed.lock().expect("no holder panics").until;
        let next = match closed_until.filter(|until| *until > self.clock.now()) {
            Some(until) => Some(until),
            None => self.send_due(&mut delivered).await?,
        };
        delivered.look_again_at = [look_again_at, next].into_iter().flatten().min();
        Ok(delivered)
    }

    /// Sends what is due, and says when the next message is.
    async fn send_due(
        self: &Arc<Self>,
        delivered: &mut Delivered,
    ) -> anyhow::Result<Option<Timestamp>> {
        loop {
            let now = self.clock.now();
            let due = self
                .readers
                .with(|conn| -> anyhow::Result<_> { Ok(messages::due(conn, SENDING, now)?) })?;
            if due.is_empty() {
                return self.readers.with(|conn| Ok(messages::next_due(conn)?));
            }
            let mut sending = JoinSet::new();
            for message in self.claim(due, now).await? {
                let engine = Arc::clone(self);
                sending.spawn(async move { engine.send(message).await });
            }
            let mut closed = false;
            while let Some(done) = sending.join_next().await {
                match done.context("sending panicked")?? {
                    Sent::Yes => delivered.sent += 1,
                    Sent::Later => delivered.failed += 1,
                    Sent::Never => delivered.dead += 1,
                    Sent::NoWay => {
                        delivered.failed += 1;
                        closed = true;
                    }
                }
            }
            let until = self.close(closed);
            if until.is_some() {
                return Ok(until);
            }
        }
    }

    /// Notes whether the way out is closed, and until when it is not tried again.
    fn close(&self, closed: bool) -> Option<Timestamp> {
        let setup = self.setup();
        let mut state = self.closed.lock().expect("no holder panics");
        if !closed {
            *state = Closed::default();
            return None;
        }
        state.times = state.times.saturating_add(1);
        let backoff = Backoff {
            first: setup.config.mail.retry_first,
            ceiling: setup.config.mail.retry_ceiling,
        };
        state.until = Some(self.clock.now() + backoff.after(state.times));
        state.until
    }

    async fn compose(&self) -> anyhow::Result<Option<Timestamp>> {
        let (setup, now) = (self.setup(), self.clock.now());
        let readers = self.readers.clone();
        let composed = tokio::task::spawn_blocking(move || {
            readers.with(|conn| deliver::compose(conn, &setup, now))
        })
        .await
        .context("composing panicked")??;
        if !composed.messages.is_empty() {
            let messages = composed.messages;
            self.writer
                .write(move |tx| deliver::enqueue(tx, &messages, now))
                .await?;
        }
        Ok(composed.look_again_at)
    }

    /// Books an attempt for each message before it is made.
    async fn claim(&self, due: Vec<Waiting>, now: Timestamp) -> anyhow::Result<Vec<Waiting>> {
        let setup = self.setup();
        self.writer
            .write(move |tx| {
                let mail = &setup.config.mail;
                for message in &due {
                    let wait = match now.duration_since(message.composed_at) < mail.retry_slow_after
                    {
                        true => Backoff {
                            first: mail.retry_first,
                            ceiling: mail.retry_ceiling,
                        }
                        .after(message.attempts + 1),
                        false => mail.retry_slow,
                    };
                    messages::claim(tx, message.id, now + wait)?;
                }
                Ok(due)
            })
            .await
    }

    async fn send(&self, message: Waiting) -> anyhow::Result<Sent> {
        let Waiting {
            id,
            subscriber,
            number,
            kind,
            message_id,
            bytes,
            ..
        } = message;
        let outlet = self.outlet();
        let done = outlet
            .transport
            .send(&Outgoing {
                number,
                kind,
                message_id: &message_id,
                from: &self.setup().config.mail.from,
                to: &subscriber,
                bytes: &bytes,
            })
            .await;
        let now = self.clock.now();
        let sent = match &done {
            Ok(()) => Sent::Yes,
            Err(SendError::Permanent { .. }) => Sent::Never,
            Err(error) if error.concerns_all() => Sent::NoWay,
            Err(_) => Sent::Later,
        };
        match &done {
            Ok(()) => tracing::info!(
                number,
                kind = kind.as_str(),
                "mail {number} was handed over"
            ),
            Err(error) => tracing::warn!(number, "failed to send mail {number}: {error}"),
        }
        self.writer
            .write(move |tx| {
                match done {
                    Ok(()) => messages::mark_sent(tx, id, now)?,
                    Err(error) if matches!(sent, Sent::Never) => {
                        messages::mark_dead(tx, id, &error.to_string(), now)?;
                    }
                    Err(error) => messages::mark_failed(tx, id, &error.to_string())?,
                }
                Ok(())
            })
            .await?;
        Ok(sent)
    }
}

/// A source's turn to be polled. Once it is over, however it ended, the source can be
/// polled again.
struct Turn {
    engine: Arc<Engine>,
    id: String,
    /// We failed, and not the source: it is still due, and has to rest, or a full disk
    /// would make us ask without end.
    failed: bool,
}

impl Drop for Turn {
    fn drop(&mut self) {
        if !self.failed {
            return self.engine.release(&self.id);
        }
        let (engine, id) = (Arc::clone(&self.engine), self.id.clone());
        tokio::spawn(async move {
            tokio::time::sleep(AFTER_ERROR).await;
            engine.release(&id);
        });
    }
}

/// What came of an attempt.
#[derive(Clone, Copy, Debug)]
enum Sent {
    Yes,
    Later,
    Never,
    /// It would be the same for every message now.
    NoWay,
}

fn known(conn: &rusqlite::Connection, id: &str) -> anyhow::Result<Source> {
    let source = sources::get(conn, id)?.filter(|source| source.enabled);
    source.with_context(|| {
        format!("no source that is switched on is called `{id}`; `watch907 sources` lists them")
    })
}
