//! Delivery: composing what is owed, and handing over what is due.

use std::{collections::HashMap, sync::Arc, time::Duration};

use anyhow::Context as _;
use jiff::{SignedDuration, Timestamp};
use tokio::task::{self, JoinError, JoinSet};

use crate::{
    daemon::watchdog::Beat,
    domain::backoff::Backoff,
    mail::{Outgoing, Refused, SendError, message},
    pipeline::deliver,
    store::work::messages::{self, Waiting},
};

use super::Engine;

/// Messages that are on their way at once, at most.
const SENDING: usize = 4;

/// Whether the way out for mail was found closed.
#[derive(Clone, Copy, Default)]
pub(super) struct Closed {
    /// In a row.
    times: u32,
    since: Option<Timestamp>,
    /// How long it is not tried again.
    wait: SignedDuration,
}

impl Closed {
    /// Until when it is not tried; `None` where it may be now. A clock that was set back
    /// must not keep it closed.
    fn until(self, now: Timestamp) -> Option<Timestamp> {
        let since = self.since.filter(|&since| since <= now)?;
        Some(since + self.wait).filter(|&until| until > now)
    }
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

/// How soon it is looked again while something is on its way, at the soonest.
const LOOK_AGAIN_MIN: Duration = Duration::from_millis(100);

/// The messages on their way.
#[derive(Default)]
struct Sending {
    tasks: JoinSet<anyhow::Result<Sent>>,
    /// Which message each task sends.
    under_way: HashMap<task::Id, i64>,
}

impl Sending {
    /// Those of `due` that are not on their way, as many as there is room for.
    fn startable(&self, mut due: Vec<Waiting>) -> Vec<Waiting> {
        due.retain(|message| !self.under_way.values().any(|&id| id == message.id));
        due.truncate(SENDING.saturating_sub(self.tasks.len()));
        due
    }

    /// What came of a task that has ended.
    fn finish(
        &mut self,
        done: Result<(task::Id, anyhow::Result<Sent>), JoinError>,
    ) -> anyhow::Result<Sent> {
        let id = done.as_ref().map_or_else(JoinError::id, |(id, _)| *id);
        self.under_way.remove(&id);
        done.context("sending panicked")?.1
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

impl Engine {
    /// Composes what is owed and sends what is due, until nothing is, or until the way
    /// out is found closed: then all wait, as trying on may lock an account.
    ///
    /// What comes to be owed meanwhile is composed and sent beside a message that takes
    /// its time.
    pub async fn deliver(self: &Arc<Self>) -> anyhow::Result<Delivered> {
        let mut delivered = Delivered::default();
        let mut sending = Sending::default();
        let mut failed = None;
        self.mail_moves.now();
        loop {
            if failed.is_none() {
                match self.send_due(&mut sending).await {
                    Ok(look_again_at) => delivered.look_again_at = look_again_at,
                    // What is on its way is not broken off: it would be sent twice.
                    Err(error) => failed = Some(error),
                }
            }
            if sending.tasks.is_empty() {
                return failed.map_or(Ok(delivered), Err);
            }
            let rest = delivered
                .look_again_at
                .map_or(Beat::EVERY, |at| self.clock.until(at))
                .clamp(LOOK_AGAIN_MIN, Beat::EVERY);
            let done = tokio::select! {
                Some(done) = sending.tasks.join_next_with_id() => done,
                () = self.mail_waits.notified() => continue,
                () = tokio::time::sleep(rest) => continue,
            };
            self.mail_moves.now();
            match sending.finish(done) {
                Ok(sent) => self.count(&mut delivered, sent),
                Err(error) => failed = Some(error),
            }
        }
    }

    /// Composes what is owed and starts to send what is due, as far as there is room.
    /// Says when to look again.
    async fn send_due(
        self: &Arc<Self>,
        sending: &mut Sending,
    ) -> anyhow::Result<Option<Timestamp>> {
        let look_again_at = self.compose().await?;
        let now = self.clock.now();
        let closed = *self.closed.lock().expect("no holder panics");
        let next = match closed.until(now) {
            Some(until) => Some(until),
            None => {
                let setup = self.setup();
                let told = setup.config.addresses();
                let due = self.readers.with(|conn| -> anyhow::Result<_> {
                    // Those on their way may have fallen due again.
                    let limit = SENDING + sending.tasks.len();
                    Ok(messages::due(conn, &told, limit, now)?)
                })?;
                let due = sending.startable(due);
                for message in self.claim(due, now).await? {
                    let (id, engine) = (message.id, Arc::clone(self));
                    let task = sending
                        .tasks
                        .spawn(async move { engine.send(message).await });
                    sending.under_way.insert(task.id(), id);
                }
                self.readers
                    .with(|conn| -> anyhow::Result<_> { Ok(messages::next_due(conn, &told)?) })?
            }
        };
        Ok([look_again_at, next].into_iter().flatten().min())
    }

    /// Counts what came of an attempt, and notes where the way out is open again.
    fn count(&self, delivered: &mut Delivered, sent: Sent) {
        match sent {
            Sent::Yes => delivered.sent += 1,
            Sent::Later | Sent::NoWay => delivered.failed += 1,
            Sent::Never => delivered.dead += 1,
        }
        let now = self.clock.now();
        let mut closed = self.closed.lock().expect("no holder panics");
        // What was on its way when it closed says nothing new.
        if closed.until(now).is_none() && !matches!(sent, Sent::NoWay) {
            *closed = Closed::default();
        }
    }

    /// Notes that the way out was found closed. Says until when it is not tried.
    fn close(&self, now: Timestamp) -> Timestamp {
        let setup = self.setup();
        let mut closed = self.closed.lock().expect("no holder panics");
        if let Some(until) = closed.until(now) {
            return until;
        }
        let times = closed.times.saturating_add(1);
        let backoff = Backoff {
            first: setup.config.mail.retry_first,
            ceiling: setup.config.mail.retry_ceiling,
        };
        *closed = Closed {
            times,
            since: Some(now),
            wait: backoff.after(times),
        };
        now + closed.wait
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
        if due.is_empty() {
            return Ok(due);
        }
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
            composed_at,
            ..
        } = message;
        let (outlet, setup) = (self.outlet(), self.setup());
        let done = outlet
            .transport
            .send(&Outgoing {
                number,
                kind,
                message_id: &message_id,
                from: &setup.config.mail.from,
                to: &subscriber,
                bytes: &bytes,
            })
            .await;
        let now = self.clock.now();
        let plain = match &done {
            // A refusal of what it says, or of its size, may not hold of its text alone.
            Err(SendError::Permanent {
                refused: Refused::Content,
                ..
            }) => message::plain(&bytes).unwrap_or_else(|error| {
                tracing::warn!(number, "failed to make mail {number} plain: {error}");
                None
            }),
            Ok(()) | Err(_) => None,
        };
        let sent = match &done {
            Ok(()) => Sent::Yes,
            Err(SendError::Permanent { .. }) if plain.is_some() => Sent::Later,
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
        // All that wait for the way to open are due together then, and leave in their order.
        let is_young = now.duration_since(composed_at) < setup.config.mail.retry_slow_after;
        let opens_at = match sent {
            Sent::NoWay => Some(self.close(now)).filter(|_| is_young),
            Sent::Yes | Sent::Later | Sent::Never => None,
        };
        self.writer
            .write(move |tx| {
                if let Some(opens_at) = opens_at {
                    messages::put_off(tx, id, opens_at)?;
                }
                match (done, plain) {
                    (Ok(()), _) => messages::mark_sent(tx, id, now)?,
                    (Err(error), Some(plain)) => {
                        messages::make_plain(tx, id, &plain, &error.to_string())?;
                    }
                    (Err(error), None) if matches!(sent, Sent::Never) => {
                        messages::mark_dead(tx, id, &subscriber, &error.to_string(), now)?;
                    }
                    (Err(error), None) => messages::mark_failed(tx, id, &error.to_string())?,
                }
                Ok(())
            })
            .await?;
        Ok(sent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_out_is_tried_again_after_its_wait_or_when_the_clock_was_set_back() {
        let since: Timestamp = "2026-11-22T12:00:00Z".parse().unwrap();
        let minute = SignedDuration::from_mins(1);
        let closed = Closed {
            times: 1,
            since: Some(since),
            wait: minute,
        };

        assert_eq!(closed.until(since), Some(since + minute));
        assert_eq!(closed.until(since + minute), None);
        assert_eq!(closed.until(since - minute * 60), None);
    }
}
