//! Second channels: handing over what mail did not deliver.

use jiff::Timestamp;

use crate::{
    config::Subscriber,
    daemon::outlet::Channel,
    domain::backoff::Backoff,
    fetch::Post,
    mail::Outgoing,
    pipeline::also::{self, LATE},
    store::work::also::{self as rows, Due},
};

use super::Engine;

/// Messages that are looked at together.
const TOGETHER: usize = 16;

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
            while self.tell_some(subscriber).await? {}
        }
        Ok(())
    }

    /// Whether there may be more to tell.
    async fn tell_some(&self, subscriber: &Subscriber) -> anyhow::Result<bool> {
        let (setup, now) = (self.setup(), self.clock.now());
        let mail = &setup.config.mail;
        let latest = now + mail.retry_ceiling.max(mail.retry_slow);
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
        let error = self.hand_over(subscriber, &due).await?;
        let number = due.number;
        match &error {
            None => tracing::info!(number, "mail {number} was told by the second channel"),
            Some(error) => tracing::warn!(
                number,
                "failed to tell mail {number} by the second channel: {error}"
            ),
        }
        let (told, now) = (error.is_none(), self.clock.now());
        self.writer
            .write(move |tx| Ok(rows::note(tx, message, error.as_deref(), now)?))
            .await?;
        Ok(told)
    }

    /// Why it was not taken; `None` where it was.
    async fn hand_over(
        &self,
        subscriber: &Subscriber,
        due: &Due,
    ) -> anyhow::Result<Option<String>> {
        let (setup, outlet) = (self.setup(), self.outlet());
        Ok(match outlet.also.get(&subscriber.address) {
            // A reload comes to the one before it comes to the other.
            None => Some("it is no longer configured".to_owned()),
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
                    .map(|error| error.to_string())
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
                    Ok(status) if (200..300).contains(&status) => None,
                    Ok(status) => Some(format!("the webhook answers {status}")),
                    Err(error) => Some(error.to_string()),
                }
            }
        })
    }
}
