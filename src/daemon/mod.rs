//! The daemon: when things are done.
//!
//! - [`clock`] tells the time, and is the only one to.
//! - [`engine`] does what is due; it is turned here, by `poll`, by the demo and by
//!   the tests.
//! - [`writer`] owns the one connection that writes.
//! - [`control`] takes requests from the command line.
//! - [`watchdog`] tells systemd that nothing is stuck.
//!
//! Three loops turn the engine, side by side on one thread: the scheduler starts
//! polls, the mailer hands over mail, and the ticker asks once a minute what time
//! has moved. Work that takes its time, reading and composing, is done on others.

use std::{path::PathBuf, sync::Arc, time::Duration};

use anyhow::Context as _;
use rusqlite::InterruptHandle;
use sd_notify::NotifyState;
use tokio::{
    signal::unix::{Signal, SignalKind, signal},
    sync::{oneshot, watch},
    task::JoinSet,
    time,
};

use crate::{
    daemon::{control::Control, engine::Engine, outlet::Outlet, watchdog::Beat},
    pipeline::setup::Setup,
    store,
};

pub mod clock;

pub mod engine;

pub mod outlet;

pub mod readers;

pub mod marks;

pub mod writer;

pub mod watchdog;

pub mod control;

/// How long a start may take, where the database can't be looked through by then.
const READY_WITHIN: Duration = Duration::from_millis(150);

/// How often it is asked what time has moved.
const TICK: Duration = Duration::from_secs(60);

/// How long a loop rests after an error of our own, a full disk for one.
const AFTER_ERROR: Duration = Duration::from_secs(15);

/// The longest that a mail server may take over all that comes before the last dot: nine
/// answers, each within the five minutes that RFC 5321 (4.5.3.2) grants it.
const SMTP_COMMANDS: Duration = Duration::from_mins(45);

/// How long mail that is on its way may take when the daemon stops, and how long what it
/// says last.
const LAST_WORDS: Duration = Duration::from_secs(3);

/// Reads the configuration again.
pub type Reload = Box<dyn Fn() -> anyhow::Result<(Setup, Outlet)> + Send + Sync>;

/// Runs until SIGTERM or SIGINT. SIGHUP and `reload` read the configuration again.
///
/// `beat` is the writer's.
pub async fn run(
    engine: Arc<Engine>,
    socket: PathBuf,
    reload: Reload,
    beat: Beat,
) -> anyhow::Result<()> {
    // Heard from the first moment on: unheard, a SIGHUP would end us.
    let signals = Signals::listen()?;
    let (stop, stopped) = watch::channel(false);
    let control = Control::bind(socket, Arc::clone(&engine), reload)?;
    let stop_asked = signals.until_stop(&control);
    tokio::pin!(stop_asked);
    // A signal to reload waits for its turn meanwhile, and is waited for by nobody.
    tokio::select! {
        () = &mut stop_asked => return Ok(()),
        declared = engine.declare(check(&engine)) => declared?,
    }

    let (scheduler, mailer) = (Beat::default(), Beat::default());
    let beats = vec![
        ("writer", beat),
        ("scheduler", scheduler.clone()),
        ("mailer", mailer.clone()),
    ];
    let mut loops = JoinSet::new();
    loops.spawn(schedule(Arc::clone(&engine), scheduler, stopped.clone()));
    loops.spawn(deliver(Arc::clone(&engine), mailer, stopped.clone()));
    // Each of these goes on for ever, too.
    let mut side = JoinSet::new();
    side.spawn(tick(Arc::clone(&engine)));
    side.spawn(watchdog::feed(beats));
    side.spawn(Arc::clone(&control).serve());

    tracing::info!("watch907 {} is watching", env!("CARGO_PKG_VERSION"));
    let ended = tokio::select! {
        () = &mut stop_asked => Ok(()),
        () = engine.writer.ended() => {
            Err(anyhow::anyhow!("the disk fails; the log says how, and the next start looks at what it holds"))
        }
        error = end_of_one(&mut loops) => Err(error),
        error = end_of_one(&mut side) => Err(error),
    };
    notify(&[NotifyState::Stopping]);
    tracing::info!("stopping");
    // Whoever listens has ended by itself if nobody listens.
    let _ = stop.send(true);
    side.abort_all();
    while loops.join_next().await.is_some() {}
    // Where that takes its time, the last minute's has to do.
    let _ = time::timeout(LAST_WORDS, engine.leave_mark()).await;
    control.close();
    ended
}

/// Waits until one of these ends, which none should: without it we would seem to watch, and
/// whoever started us starts us anew.
async fn end_of_one(tasks: &mut JoinSet<()>) -> anyhow::Error {
    match tasks.join_next().await {
        Some(Err(error)) => anyhow::anyhow!("a loop ended: {error}"),
        Some(Ok(())) | None => anyhow::anyhow!("a loop ended"),
    }
}

/// Looks through the database, and says that we are ready once it is found whole; of one of
/// many years that takes longer than a start may, and we are ready before.
///
/// Whoever drops this breaks it off.
async fn check(engine: &Engine) -> anyhow::Result<()> {
    let readers = engine.readers.clone();
    let (hand, handle) = oneshot::channel();
    let mut looked = tokio::task::spawn_blocking(move || {
        readers.with(|conn| {
            // Where nobody waits any more, nobody breaks it off.
            let _ = hand.send(conn.get_interrupt_handle());
            store::check(conn)
        })
    });
    let mut unfinished = Unfinished(Some(handle));
    let (whole, is_ready) = match time::timeout(READY_WITHIN, &mut looked).await {
        Ok(whole) => (whole, false),
        Err(_) => {
            notify(&[NotifyState::Ready]);
            (looked.await, true)
        }
    };
    unfinished.0 = None;
    whole
        .context("the check was broken off")?
        .context("failed to use the database")?;
    if !is_ready {
        notify(&[NotifyState::Ready]);
    }
    Ok(())
}

/// A look at the database: who drops it doesn't wait for its end.
struct Unfinished(Option<oneshot::Receiver<InterruptHandle>>);

impl Drop for Unfinished {
    fn drop(&mut self) {
        let handle = self.0.as_mut().and_then(|handle| handle.try_recv().ok());
        if let Some(handle) = handle {
            handle.interrupt();
        }
    }
}

struct Signals {
    term: Signal,
    int: Signal,
    hup: Signal,
}

impl Signals {
    fn listen() -> anyhow::Result<Self> {
        Ok(Self {
            term: signal(SignalKind::terminate()).context("failed to hear SIGTERM")?,
            int: signal(SignalKind::interrupt()).context("failed to hear SIGINT")?,
            hup: signal(SignalKind::hangup()).context("failed to hear SIGHUP")?,
        })
    }

    /// Reads the configuration again as often as it is asked to, until told to stop.
    async fn until_stop(mut self, control: &Control) {
        loop {
            tokio::select! {
                _ = self.term.recv() => return,
                _ = self.int.recv() => return,
                _ = self.hup.recv() => {
                    if let Err(error) = control.reload().await {
                        tracing::error!("the old configuration stays: {error:#}");
                    }
                }
            }
        }
    }
}

/// Starts polls as they fall due. Polls under way when the daemon stops are dropped:
/// nothing of them was kept, and they are due again.
async fn schedule(engine: Arc<Engine>, beat: Beat, mut stopped: watch::Receiver<bool>) {
    let mut polls = JoinSet::new();
    loop {
        beat.now();
        let rest = match engine.start_due(&mut polls) {
            Ok(Some(next)) => engine.clock.until(next).min(Beat::EVERY),
            Ok(None) => Beat::EVERY,
            Err(error) => {
                tracing::error!("failed to look for what is due: {error:#}");
                AFTER_ERROR
            }
        };
        tokio::select! {
            Some(done) = polls.join_next(), if !polls.is_empty() => {
                if let Err(error) = done.map_err(anyhow::Error::from).flatten() {
                    tracing::error!("{error:#}");
                }
            }
            () = time::sleep(rest) => (),
            () = engine.polls_wait.notified() => (),
            _ = stopped.changed() => return,
        }
    }
}

async fn deliver(engine: Arc<Engine>, beat: Beat, mut stopped: watch::Receiver<bool>) {
    loop {
        beat.now();
        let delivery = engine.deliver();
        tokio::pin!(delivery);
        let delivered = loop {
            tokio::select! {
                delivered = &mut delivery => break delivered,
                // A mail server may take ten minutes to answer; more is none of its doing.
                () = time::sleep(Beat::EVERY) => {
                    if engine.mail_moves.age() < longest_delivery(&engine.setup()) {
                        beat.now();
                    }
                }
                _ = stopped.changed() => {
                    // What is cut off here is sent again, under the same Message-ID.
                    let _ = time::timeout(LAST_WORDS, &mut delivery).await;
                    return;
                }
            }
        };
        let rest = match delivered {
            Ok(delivered) => delivered
                .look_again_at
                .map_or(Beat::EVERY, |at| engine.clock.until(at).min(Beat::EVERY)),
            Err(error) => {
                tracing::error!("failed to hand over mail: {error:#}");
                AFTER_ERROR
            }
        };
        tokio::select! {
            () = time::sleep(rest) => (),
            () = engine.mail_waits.notified() => (),
            _ = stopped.changed() => return,
        }
    }
}

/// The longest that a message can be on its way: each step has a limit of its own.
fn longest_delivery(setup: &Setup) -> Duration {
    let mail = &setup.config.mail;
    (mail.connect_timeout + mail.timeout).unsigned_abs() + SMTP_COMMANDS
}

async fn tick(engine: Arc<Engine>) {
    let mut ticks = time::interval(TICK);
    let (mut also, mut heartbeat) = (tokio::spawn(async {}), tokio::spawn(async {}));
    ticks.set_missed_tick_behavior(time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        match engine.tick().await {
            Ok(status) => {
                notify(&[NotifyState::Status(&status)]);
                // A server that hangs holds up neither the time nor the other.
                if also.is_finished() {
                    also = tokio::spawn(tell_also(Arc::clone(&engine)));
                }
                if heartbeat.is_finished() {
                    heartbeat = tokio::spawn(beat(Arc::clone(&engine)));
                }
            }
            Err(error) => tracing::error!("failed to look at the time: {error:#}"),
        }
        // The service does its work without it.
        if let Err(error) = engine.publish().await {
            tracing::warn!("the report is not up to date: {error:#}");
        }
    }
}

async fn tell_also(engine: Arc<Engine>) {
    if let Err(error) = engine.tell_also().await {
        tracing::error!("failed to tell by the second channel: {error:#}");
    }
}

async fn beat(engine: Arc<Engine>) {
    if let Err(error) = engine.heartbeat().await {
        tracing::error!("failed to look whether all is well: {error:#}");
    }
}

/// Tells systemd, where there is one.
fn notify(state: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(state) {
        tracing::warn!("failed to notify systemd: {error}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_loop_that_panics_is_noticed_while_the_others_go_on() {
        let mut tasks = JoinSet::new();
        tasks.spawn(std::future::pending());
        tasks.spawn(async { panic!("a rule's mistake") });

        let error = end_of_one(&mut tasks).await;

        assert!(error.to_string().contains("panicked"), "{error}");
    }
}
