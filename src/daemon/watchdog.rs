//! The watchdog: tells systemd that nothing is stuck, and only that.
//!
//! The scheduler, the writer and the mailer each beat when their loop turns, and
//! while they wait within a deadline of their own. A blind source, a full disk or
//! a dead mail server never stops the beat: restarting would mend none of them.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

/// The pulse of one loop. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Beat {
    started: Instant,
    /// Milliseconds from `started` to the last beat.
    last: Arc<AtomicU64>,
}

impl Beat {
    /// A loop beats at least this often, also while it waits.
    pub const EVERY: Duration = Duration::from_secs(10);

    /// The loop turned.
    pub fn now(&self) {
        let elapsed = self.started.elapsed().as_millis();
        let elapsed = u64::try_from(elapsed).unwrap_or(u64::MAX);
        self.last.store(elapsed, Ordering::Relaxed);
    }

    /// How long ago the loop turned last.
    pub fn age(&self) -> Duration {
        let last = Duration::from_millis(self.last.load(Ordering::Relaxed));
        self.started.elapsed().saturating_sub(last)
    }
}

impl Default for Beat {
    fn default() -> Self {
        Self {
            started: Instant::now(),
            last: Arc::default(),
        }
    }
}

/// Feeds systemd's watchdog while every loop turns. Never returns; where systemd
/// set no watchdog, it never feeds.
pub async fn feed(beats: Vec<(&'static str, Beat)>) {
    let Some(limit) = sd_notify::watchdog_enabled() else {
        return std::future::pending().await;
    };
    let mut ticks = tokio::time::interval(limit / 4);
    // Where systemd's limit is shorter than a beat, a loop at rest is not stuck.
    let stuck = (limit / 2).max(2 * Beat::EVERY);
    loop {
        ticks.tick().await;
        match beats.iter().find(|(_, beat)| beat.age() > stuck) {
            None => drop(sd_notify::notify(&[sd_notify::NotifyState::Watchdog])),
            Some((name, beat)) => {
                tracing::error!("the {name} has not turned for {:?}", beat.age());
            }
        }
    }
}
