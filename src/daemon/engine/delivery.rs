//! Delivery: composing what is owed, and handing over what is due.

use std::sync::Arc;

use anyhow::Context as _;
use jiff::Timestamp;
use tokio::task::JoinSet;

use crate::{
    domain::backoff::Backoff,
    mail::{Outgoing, SendError},
    pipeline::deliver,
    store::work::messages::{self, Waiting},
};

use super::Engine;

/// Messages that are on their way at once, at most.
const SENDING: usize = 4;

/// Whether the way out for mail was found closed.
#[derive(Default)]
pub(super) struct Closed {
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
