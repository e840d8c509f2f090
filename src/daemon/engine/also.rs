//! Second channels: handing over what mail did not deliver.

use jiff::{SignedDuration, Timestamp};

use crate::{
    config::{Mail, Subscriber},
    daemon::outlet::Channel,
    domain::{backoff::Backoff, schedule},
    fetch::{Post, Posted},
    mail::Outgoing,
    pipeline::also::{self, LATE},
    store::work::also::{self as rows, Due},
};

use super::Engine;

/// Messages that are looked at together.
const TOGETHER: usize = 16;

/// Why a message was not taken.
struct Refusal {
    why: String,
    /// The channel takes none now, and asks to be left alone for at least so long.
    rest: Option<SignedDuration>,
}

impl From<String> for Refusal {
    fn from(why: String) -> Self {
        Self { why, rest: None }
    }
}

/// The longest wait that there is.
fn longest(mail: &Mail) -> SignedDuration {
    mail.retry_ceiling.max(mail.retry_slow)
}

impl Engine {
    /// Hands over what mail refused for good, or has held up for a day, to those who have a
    /// second channel. Each channel is tried until it fails.
    pub async fn tell_also(&self) -> anyhow::Result<()> {
        let setup = self.setup();
        for subscriber in setup.config.subscribers() {
            if subscriber.also.is_none() {
                continue;
            }
            let (address, now) = (subscriber.address.clone(), self.clock.now());
            self.writer
                .write(move |tx| Ok(rows::book(tx, &address, now - LATE, now)?))
                .await?;
            while !self.rests(subscriber, now) && self.tell_some(subscriber).await? {}
        }
        Ok(())
    }

    /// Whether a channel asked to be left alone. A clock that was set back must not hold it.
    fn rests(&self, subscriber: &Subscriber, now: Timestamp) -> bool {
        let setup = self.setup();
        let resting = self.resting.lock().expect("no holder panics");
        let until = resting.get(&subscriber.address);
        until.is_some_and(|&until| now < until && until <= now + longest(&setup.config.mail))
    }

    /// Whether there may be more to tell.
    async fn tell_some(&self, subscriber: &Subscriber) -> anyhow::Result<bool> {
        let (setup, now) = (self.setup(), self.clock.now());
        let latest = now + longest(&setup.config.mail);
        let due = self.readers.with(|conn| -> anyhow::Result<_> {
            Ok(rows::due(conn, &subscriber.address, TOGETHER, latest, now)?)
        })?;
        let is_all = due.len() < TOGETHER;
        for due in due {
            if !self.tell_one(subscriber, due, now).await? {
                return Ok(false);
            }
        }
        Ok(!is_all)
    }

    /// Whether it was told.
    async fn tell_one(
        &self,
        subscriber: &Subscriber,
        due: Due,
        now: Timestamp,
    ) -> anyhow::Result<bool> {
        let (setup, message) = (self.setup(), due.message);
        let mail = &setup.config.mail;
        let wait = match now.duration_since(due.booked_at) < mail.retry_slow_after {
            true => Backoff {
                first: mail.retry_first,
                ceiling: mail.retry_ceiling,
            }
            .after(due.attempts + 1),
            false => mail.retry_slow,
        };
        self.writer
            .write(move |tx| Ok(rows::claim(tx, message, now + wait)?))
            .await?;
        let refusal = self.hand_over(subscriber, &due).await?;
        let number = due.number;
        match &refusal {
            None => tracing::info!(number, "mail {number} was told by the second channel"),
            Some(Refusal { why, .. }) => tracing::warn!(
                number,
                "failed to tell mail {number} by the second channel: {why}"
            ),
        }
        let (told, now) = (refusal.is_none(), self.clock.now());
        let rest = refusal.as_ref().and_then(|refusal| refusal.rest);
        let rests_until = rest.map(|asked| now + asked.max(wait).min(longest(mail)));
        if let Some(until) = rests_until {
            let mut resting = self.resting.lock().expect("no holder panics");
            resting.insert(subscriber.address.clone(), until);
        }
        self.writer
            .write(move |tx| {
                if let Some(until) = rests_until {
                    rows::put_off(tx, message, until)?;
                }
                let why = refusal.map(|refusal| refusal.why);
                Ok(rows::note(tx, message, why.as_deref(), now)?)
            })
            .await?;
        Ok(told)
    }

    /// Why it was not taken; `None` where it was.
    async fn hand_over(
        &self,
        subscriber: &Subscriber,
        due: &Due,
    ) -> anyhow::Result<Option<Refusal>> {
        let (setup, outlet) = (self.setup(), self.outlet());
        Ok(match outlet.also.get(&subscriber.address) {
            // A reload comes to the one before it comes to the other.
            None => Some("it is no longer configured".to_owned().into()),
            Some(Channel::Folder(folder)) => {
                let mail = Outgoing {
                    number: due.number,
                    kind: due.kind,
                    message_id: &due.message_id,
                    from: &setup.config.mail.from,
                    to: &subscriber.address,
                    bytes: &due.bytes,
                };
                folder
                    .send(&mail)
                    .await
                    .err()
                    .map(|error| error.to_string().into())
            }
            Some(Channel::Web(web)) => {
                let (body, content_type) = also::posted(due, &subscriber.address, web.as_what)?;
                let post = Post {
                    url: &web.url,
                    content_type,
                    body: &body,
                    allow: &web.allow,
                    deadline: setup.config.fetch.deadline.unsigned_abs(),
                };
                match outlet.fetcher.post(&post).await {
                    Ok(posted) if (200..300).contains(&posted.status) => None,
                    Ok(Posted {
                        status,
                        retry_after,
                    }) => Some(Refusal {
                        why: format!("the webhook answers {status}"),
                        rest: matches!(status, 429 | 503).then(|| {
                            let asked = retry_after
                                .and_then(|value| schedule::retry_after(&value, self.clock.now()));
                            asked.unwrap_or_default()
                        }),
                    }),
                    Err(error) => Some(error.to_string().into()),
                }
            }
        })
    }
}
