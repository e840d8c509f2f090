//! The engine: what is done when it is time, however the time is told.
//!
//! The service, `poll` on the command line, the demo and the tests turn the same
//! engine; they differ in who turns it. Polls run side by side and hand their
//! results to the one writer; mail is composed and sent apart from them, so a slow
//! source never holds up a mail, nor a dead mail server a poll.

use std::{
    collections::{HashMap, HashSet},
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError, RwLock},
};

use anyhow::Context as _;
use jiff::{SignedDuration, Timestamp, civil::Date};
use tokio::sync::{Notify, Semaphore};

use crate::{
    daemon::{
        clock::Clock, marks::Marks, outlet::Outlet, readers::Readers, watchdog::Beat,
        writer::Writer,
    },
    domain::{measure::MeasureId, quality::SourceState},
    pipeline::{
        acknowledge, crash,
        deliver::{self, GivenUp},
        dismiss,
        report::Edition,
        setup::Setup,
        watch,
    },
    store::{
        evidence::chain,
        marker::{Mark, Marker},
        work::{also as second, messages, sources},
    },
};

mod polling;

mod delivery;

mod also;

mod heartbeat;

mod publishing;

pub use delivery::Delivered;
pub use polling::Polls;

use delivery::Closed;

/// Everything that the loops share.
pub struct Engine {
    pub clock: Clock,
    pub writer: Writer,
    pub readers: Readers,
    setup: RwLock<Arc<Setup>>,
    outlet: RwLock<Arc<Outlet>>,
    reading: Semaphore,
    /// What the database held last.
    marker: Marker,
    /// What is being read.
    marks: Marks,
    polling: Mutex<HashSet<String>>,
    /// A source can be polled again.
    turn_over: Notify,
    closed: Mutex<Closed>,
    /// Until when the webhooks of subscribers are not called, as they asked.
    resting: Mutex<HashMap<String, Timestamp>>,
    /// Held while the database is brought in line with a configuration.
    declaring: tokio::sync::Mutex<()>,
    /// What was published last.
    edition: Mutex<Option<Edition>>,
    /// When the time was last looked at.
    ticked_at: Mutex<Option<Timestamp>>,
    /// Beats when a message was handed over, or was not, and when there are none to be.
    pub mail_moves: Beat,
    /// Something may be owed.
    pub mail_waits: Notify,
    /// Something may be due.
    pub polls_wait: Notify,
}

/// Answers that are read at once: one for each core is plenty, and bounds memory.
const READING: u32 = 2;

/// Who looks at the time each minute and did not for so long was held, or slept with the
/// machine, and so did those who poll.
const SLEPT: SignedDuration = SignedDuration::from_mins(10);

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
            marker: Marker::beside(&database),
            marks: Marks::beside(&database),
            readers: Readers::new(database),
            setup: RwLock::new(Arc::new(setup)),
            outlet: RwLock::new(Arc::new(outlet)),
            reading: Semaphore::new(READING as usize),
            polling: Mutex::default(),
            turn_over: Notify::new(),
            closed: Mutex::default(),
            resting: Mutex::default(),
            declaring: tokio::sync::Mutex::default(),
            edition: Mutex::default(),
            ticked_at: Mutex::default(),
            mail_moves: Beat::default(),
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

    /// Brings the database in line with the configuration, and takes note of what the
    /// process before this one died of. Nothing is written before `whole` says that the
    /// database can be relied upon.
    pub async fn declare(
        &self,
        whole: impl Future<Output = anyhow::Result<()>>,
    ) -> anyhow::Result<()> {
        // A reload may come while the first declaration is under way.
        let turn = self.declaring.lock().await;
        whole.await?;
        self.bring_in_line(self.setup()).await?;
        drop(turn);
        let left = self
            .marks
            .left()
            .context("failed to see what was being read")?;
        if !left.is_empty() {
            let (setup, now) = (self.setup(), self.clock.now());
            self.writer
                .write(move |tx| crash::killed(tx, &setup, &left, now))
                .await?;
        }
        self.marks
            .clear()
            .context("failed to clear what was being read")?;
        self.wake();
        Ok(())
    }

    /// Goes on with another configuration, once the database is in line with it; where
    /// that fails, the old one stays. Polls under way end by the old one. What was set
    /// aside is tried once more, and mail that waits at once.
    pub async fn reload(&self, setup: Setup, outlet: Outlet) -> anyhow::Result<()> {
        let _turn = self.declaring.lock().await;
        let setup = Arc::new(setup);
        self.bring_in_line(Arc::clone(&setup)).await?;
        let now = self.clock.now();
        self.writer
            .write(move |tx| {
                sources::hasten(tx, SourceState::SetAside, now)?;
                Ok(second::hasten(tx, now)?)
            })
            .await?;
        *self.setup.write().unwrap_or_else(PoisonError::into_inner) = setup;
        *self.outlet.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(outlet);
        self.resting.lock().expect("no holder panics").clear();
        // It may name another way out, or the right password for this one.
        self.hasten_mail().await?;
        self.wake();
        Ok(())
    }

    /// Has mail that waits tried now, however lately it failed.
    pub async fn hasten_mail(&self) -> anyhow::Result<()> {
        let now = self.clock.now();
        self.writer
            .write(move |tx| Ok(messages::hasten(tx, now)?))
            .await?;
        self.open_way();
        Ok(())
    }

    fn open_way(&self) {
        *self.closed.lock().expect("no holder panics") = Closed::default();
        self.mail_waits.notify_one();
    }

    async fn bring_in_line(&self, setup: Arc<Setup>) -> anyhow::Result<()> {
        let now = self.clock.now();
        let mark = self.marker.read().context("failed to see what was here")?;
        let was_never = mark == Mark::Never;
        let tip = self
            .writer
            .write(move |tx| {
                watch::declare(tx, &setup, &mark, now)?;
                Ok(chain::tip(tx)?)
            })
            .await?;
        match self.marker.leave(&tip) {
            Err(error) if was_never => Err(error).context("failed to say that a database is here"),
            _ => Ok(()),
        }
    }

    /// Follows a measure no more, as the operator says.
    pub async fn dismiss(
        &self,
        measure: MeasureId,
        why: String,
        uid: Option<u32>,
    ) -> anyhow::Result<()> {
        let (setup, now) = (self.setup(), self.clock.now());
        self.writer
            .write(move |tx| dismiss::dismiss(tx, &setup, measure, &why, uid, now))
            .await
    }

    /// Repeats no more, up to the end of a day, that a source is blind.
    pub async fn acknowledge(
        &self,
        source: String,
        until: Date,
        why: Option<String>,
        uid: Option<u32>,
    ) -> anyhow::Result<()> {
        let now = self.clock.now();
        self.writer
            .write(move |tx| acknowledge::acknowledge(tx, &source, until, why.as_deref(), uid, now))
            .await
    }

    /// Tries again to send what waits or was refused for an address. Says how many messages.
    pub async fn retry_refused(&self, address: String) -> anyhow::Result<usize> {
        let (setup, now) = (self.setup(), self.clock.now());
        let retried = self
            .writer
            .write(move |tx| deliver::retry_refused(tx, &setup.config, &address, now))
            .await?;
        self.open_way();
        Ok(retried)
    }

    /// Leaves what was refused for an address as it is, and what waits for one that is no
    /// subscriber.
    pub async fn give_up(&self, address: String) -> anyhow::Result<GivenUp> {
        let (setup, now) = (self.setup(), self.clock.now());
        self.writer
            .write(move |tx| deliver::give_up(tx, &setup.config, &address, now))
            .await
    }

    fn wake(&self) {
        self.polls_wait.notify_one();
        self.mail_waits.notify_one();
    }

    /// Says beside the database what it holds, after all that waits to be written.
    pub async fn leave_mark(&self) {
        let tip = self.writer.write(|tx| Ok(chain::tip(tx)?)).await;
        if let Err(error) = tip.and_then(|tip| Ok(self.marker.leave(&tip)?)) {
            tracing::debug!("failed to say what the database holds: {error:#}");
        }
    }

    /// Moves what time alone moves, and says in a line how things are.
    pub async fn tick(&self) -> anyhow::Result<String> {
        let (setup, now) = (self.setup(), self.clock.now());
        let before = self
            .ticked_at
            .lock()
            .expect("no holder panics")
            .replace(now);
        let slept = before.is_some_and(|before| now.duration_since(before) >= SLEPT);
        let (status, tip) = self
            .writer
            .write(move |tx| {
                if slept {
                    sources::slept(tx, now)?;
                }
                Ok((watch::tick(tx, &setup, now)?, chain::tip(tx)?))
            })
            .await?;
        if let Err(error) = self.marker.leave(&tip) {
            tracing::debug!("failed to say what the database holds: {error}");
        }
        self.mail_waits.notify_one();
        Ok(status)
    }
}
