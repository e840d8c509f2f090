//! The heartbeat: calling an address while all is well.

use crate::{
    fetch::Request,
    pipeline::heartbeat,
    store::work::heartbeat::{self as rows, Heartbeat},
};

use super::Engine;

/// Whoever takes a heartbeat has little to say.
const BODY_BYTES_MAX: u64 = 1 << 20;

impl Engine {
    /// Calls the heartbeat's address, where there is one, it is time and all is well. That
    /// it fails is noted for `status`, and logged when it begins.
    pub async fn heartbeat(&self) -> anyhow::Result<()> {
        let (setup, now) = (self.setup(), self.clock.now());
        let outlet = self.outlet();
        // A reload comes to the one before it comes to the other.
        let (Some(address), Some(url)) = (&setup.config.watch.heartbeat, &outlet.heartbeat) else {
            return Ok(());
        };
        let last = self.readers.with(rows::get)?;
        if !last.is_due(address.every, now) {
            return Ok(());
        }
        let withheld = |conn: &_| heartbeat::withheld(conn, &setup.config, now);
        if self.readers.with(withheld)?.is_some() {
            return Ok(());
        }
        // Before it is called: what can't be written down must not look well.
        let tried = Heartbeat {
            tried_at: Some(now),
            ..last.clone()
        };
        self.note(tried.clone()).await?;
        let request = Request {
            url,
            headers: &[],
            validators: None,
            allow: &address.allow,
            body_bytes_max: BODY_BYTES_MAX,
            deadline: setup.config.fetch.deadline.unsigned_abs(),
        };
        let error = match outlet.fetcher.fetch(&request).await {
            Ok(answer) if (200..300).contains(&answer.status) => None,
            Ok(answer) => Some(format!("it answers {}", answer.status)),
            Err(error) => Some(error.to_string()),
        };
        match (&last.error, &error) {
            (None, Some(error)) => tracing::warn!("failed to call the heartbeat: {error}"),
            (Some(_), None) => tracing::info!("the heartbeat is taken again"),
            (None, None) | (Some(_), Some(_)) => (),
        }
        self.note(Heartbeat {
            taken_at: match error {
                None => Some(now),
                Some(_) => last.taken_at,
            },
            error,
            ..tried
        })
        .await
    }

    async fn note(&self, heartbeat: Heartbeat) -> anyhow::Result<()> {
        self.writer.write(move |tx| rows::set(tx, &heartbeat)).await
    }
}
