//! Polling: side by side, each source at most once at a time.

use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    time::Duration,
};

use anyhow::Context as _;
use jiff::Timestamp;
use tokio::task::JoinSet;

use crate::{
    config,
    daemon::outlet::Outlet,
    domain::{quality::SourceState, source::SourceKind},
    fetch::{FetchError, Request, Validators},
    pipeline::{
        crash,
        read::{self, Answer, Reading},
        record::{self, Found, Outcome},
        setup::Setup,
    },
    render::text::count,
    store::work::{
        crashes,
        sources::{self, Source},
    },
};

use super::{Engine, READING};

/// Polls under way at once, at most, whatever the fetch limits say: most of them wait
/// for their turn.
const POLLING: usize = 128;

/// Polls under way.
pub type Polls = JoinSet<anyhow::Result<Option<Outcome>>>;

/// How long a source rests after an error of our own that can't be noted, a full disk for
/// one.
const AFTER_ERROR: Duration = Duration::from_secs(30);

/// How long a source rests that stands in the database, and not yet in the configuration
/// that holds: a reload writes the one before it swaps the other.
const UNTIL_RELOADED: Duration = Duration::from_millis(200);

impl Engine {
    /// Starts polls of sources that are due and not being polled, and says when the next
    /// is due. Does nothing, and says `None`, while more than a quarter of all polls that
    /// may be under way are: looking after each would cost more than the polls.
    pub fn start_due(self: &Arc<Self>, polls: &mut Polls) -> anyhow::Result<Option<Timestamp>> {
        if polls.len() > POLLING / 4 {
            return Ok(None);
        }
        let now = self.clock.now();
        let busy = self.polling.lock().expect("no holder panics").len();
        let room = POLLING - polls.len();
        let (due, next) = self.readers.with(|conn| -> anyhow::Result<_> {
            // Those under way are due until they are written down.
            Ok((
                sources::due(conn, room + busy, now)?,
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
            rest: Duration::ZERO,
        };
        polls.spawn(async move {
            let configured = turn.engine.setup().source(&source).is_some();
            let done = turn.engine.poll(source).await;
            turn.rest = match (&done, configured) {
                (Err(error), _) => turn.engine.mark(&turn.id, format!("{error:#}")).await,
                (Ok(_), false) => UNTIL_RELOADED,
                (Ok(_), true) => Duration::ZERO,
            };
            done.with_context(|| format!("failed to poll {}", turn.id))
        });
        true
    }

    /// Notes that a poll failed by an error of our own. Says how long the source has to rest
    /// all the same: where that can't be noted, it is still due.
    async fn mark(&self, id: &str, how: String) -> Duration {
        let (setup, now) = (self.setup(), self.clock.now());
        let source = id.to_owned();
        let marked = self
            .writer
            .write(move |tx| crash::failed(tx, &setup, &source, &how, now))
            .await;
        match marked {
            Ok(()) => Duration::ZERO,
            Err(_) => AFTER_ERROR,
        }
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

    /// Polls these sources now, whatever their cadence; all that are switched on and not
    /// set aside where none is named.
    pub async fn poll_now(self: &Arc<Self>, ids: &[String]) -> anyhow::Result<Vec<Outcome>> {
        let chosen = self.readers.with(|conn| -> anyhow::Result<_> {
            match ids {
                [] => {
                    let mut all = sources::enabled(conn)?;
                    // Who wants one that crashed us read again names it.
                    all.retain(|source| source.progress.state != SourceState::SetAside);
                    Ok(all)
                }
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

    async fn poll(self: &Arc<Self>, row: Source) -> anyhow::Result<Option<Outcome>> {
        let (setup, outlet) = (self.setup(), self.outlet());
        let Some(source) = setup.source(&row) else {
            return Ok(None);
        };
        let state = row.progress.state;
        let answer = self.ask(&outlet, &source, &row).await?;

        let now = self.clock.now();
        // Most answers confirm, which is told without the thread that may take its time.
        let confirms = match &answer {
            Ok(whole) => self
                .readers
                .with(|conn| read::confirms(conn, &row.progress, whole))?,
            Err(_) => false,
        };
        let (reading, answer) = match confirms {
            true => (Reading::Same, answer),
            false => self.read(&setup, &source, &row, answer, now).await?,
        };
        let found = Found {
            answer,
            reading,
            draw: fastrand::f64(),
        };
        let outcome = self
            .writer
            .write_with_others(move |tx| record::record(tx, &setup, &source, &row, found, now))
            .await?;
        if let Some(outcome) = &outcome {
            self.log(outcome);
            // What time alone moves is found by whoever looks at the clock.
            if outcome.changes > 0 || outcome.baseline || outcome.state != state.as_str() {
                self.mail_waits.notify_one();
            }
            if outcome.opened {
                self.polls_wait.notify_one();
            }
        }
        Ok(outcome)
    }

    /// Asks a source for all that makes its answer whole.
    async fn ask(
        self: &Arc<Self>,
        outlet: &Outlet,
        source: &Arc<config::Source>,
        row: &Source,
    ) -> anyhow::Result<Result<Answer, FetchError>> {
        let progress = &row.progress;
        let missed = read::missed_since(row, self.clock.now());
        let conditional = progress.snapshot.is_some()
            && progress.suspect.is_none()
            && self.clock.now() < progress.unconditional_at;
        let validators = Validators {
            etag: progress.etag.clone(),
            last_modified: progress.last_modified.clone(),
        };
        let headers = outlet.headers(source);
        let address = read::address(source, missed);
        // Of what is asked for by date nothing is held yet.
        let conditional = conditional && address == read::address(source, None);
        let first = Request {
            url: &address,
            headers: &headers,
            validators: conditional.then_some(&validators),
            allow: &source.allow,
            body_bytes_max: source.body_bytes_max,
            deadline: source.deadline.unsigned_abs(),
        };
        // What nobody configured is asked for where its site lets programs ask.
        if source.kind == SourceKind::Article
            && let Err(error) = outlet.fetcher.permit(&address, &source.allow).await
        {
            return Ok(Err(error));
        }
        let mut answer = match outlet.fetcher.fetch(&first).await {
            Ok(first) => Answer::of(first),
            Err(error) => return Ok(Err(error)),
        };
        while read::may_go_on(source.kind, &answer) {
            let source = Arc::clone(source);
            let engine = Arc::clone(self);
            let (next, so_far) = tokio::task::spawn_blocking(move || {
                let _mark = engine
                    .marks
                    .leave(source.id.as_str(), &crash::hash(&answer));
                let next =
                    catch_unwind(AssertUnwindSafe(|| read::further(&source, &answer, missed)));
                (next.unwrap_or_default(), answer)
            })
            .await
            .context("reading was broken off")?;
            answer = so_far;
            let Some(url) = next else { break };
            let next = Request {
                url: &url,
                validators: None,
                ..first
            };
            match outlet.fetcher.fetch(&next).await {
                Ok(part) => answer.further.push(part),
                Err(error) => return Ok(Err(error)),
            }
        }
        Ok(Ok(answer))
    }

    /// Reads an answer on a thread that may take its time. One whose source crashed us
    /// before is read alone: else another that is read beside it would be suspected too.
    async fn read(
        self: &Arc<Self>,
        setup: &Arc<Setup>,
        source: &Arc<config::Source>,
        row: &Source,
        answer: Result<Answer, FetchError>,
        now: Timestamp,
    ) -> anyhow::Result<(Reading, Result<Answer, FetchError>)> {
        let times = |conn: &_| -> anyhow::Result<u32> { Ok(crashes::times(conn, &row.id)?) };
        let places = match self.readers.with(times)? {
            0 => 1,
            _ => READING,
        };
        let _turn = self
            .reading
            .acquire_many(places)
            .await
            .context("the engine has stopped")?;
        let (setup, readers) = (Arc::clone(setup), self.readers.clone());
        let (source, row) = (Arc::clone(source), row.clone());
        let engine = Arc::clone(self);
        tokio::task::spawn_blocking(move || {
            let known = answer.as_ref().map(crash::hash).unwrap_or_default();
            let _mark = engine.marks.leave(&row.id, &known);
            let reading = guarded(|| {
                readers.with(|conn| read::read(conn, &setup, &source, &row, &answer, now))
            })?;
            let mut answer = answer;
            if let (Reading::New(_), Ok(answer)) = (&reading, &mut answer) {
                answer.free_bodies();
            }
            Ok((reading, answer))
        })
        .await
        .context("reading was broken off")?
    }

    fn log(&self, outcome: &Outcome) {
        let Outcome {
            source,
            state,
            reason,
            changes,
            baseline,
            opened: _,
        } = outcome;
        match reason {
            Some(reason) => tracing::warn!(source, state, "polled {source}: {state}: {reason}"),
            None if *baseline => tracing::info!(source, "polled {source}: baseline taken"),
            None if *changes > 0 => {
                let found = count(*changes, "change", "changes");
                tracing::info!(source, changes, "polled {source}: {found}");
            }
            None => tracing::debug!(source, "polled {source}: nothing new"),
        }
    }
}

/// Reads; where that panics, the answer is kept to be looked at, and counts against its
/// source.
fn guarded(read: impl FnOnce() -> anyhow::Result<Reading>) -> anyhow::Result<Reading> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|panic| {
        Ok(Reading::Failed {
            state: SourceState::SetAside,
            reason: format!("reading it crashed: {}", said(&*panic)),
        })
    })
}

/// What a panic said.
fn said(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("nothing more is known")
}

/// A source's turn to be polled. Once it is over, however it ended, the source can be
/// polled again.
struct Turn {
    engine: Arc<Engine>,
    id: String,
    /// How long the source is left alone after it.
    rest: Duration,
}

impl Drop for Turn {
    fn drop(&mut self) {
        let crashed = std::thread::panicking();
        if self.rest.is_zero() && !crashed {
            return self.engine.release(&self.id);
        }
        let (engine, id, mut rest) = (Arc::clone(&self.engine), self.id.clone(), self.rest);
        tokio::spawn(async move {
            if crashed {
                rest = engine.mark(&id, "its poll crashed".to_owned()).await;
            }
            tokio::time::sleep(rest).await;
            engine.release(&id);
        });
    }
}

fn known(conn: &rusqlite::Connection, id: &str) -> anyhow::Result<Source> {
    let source = sources::get(conn, id)?.filter(|source| source.enabled);
    source.with_context(|| {
        format!("no source that is switched on is called `{id}`; `watch907 sources` lists them")
    })
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;
    use crate::{
        config::{self, Layer},
        pipeline::watch,
        store::{self, marker::Mark},
    };

    const PAGE: &str = r#"
[built_in]
sources = false
history = false
[fetch]
jitter = 0
[[source]]
id = "page"
name = "A page"
kind = "page"
url = "https://example.org/"
cadence = "10m"
"#;

    fn watching() -> (Connection, Setup, Timestamp) {
        let layer = Layer {
            name: "test",
            text: PAGE,
        };
        let setup = Setup::new(config::load(&[layer]).unwrap()).unwrap();
        let now = "2026-11-22T12:00:00Z".parse().unwrap();
        let mut conn = store::open_in_memory().unwrap();
        let tx = conn.transaction().unwrap();
        watch::declare(&tx, &setup, &Mark::Never, now).unwrap();
        tx.commit().unwrap();
        (conn, setup, now)
    }

    #[test]
    fn an_answer_that_crashes_us_three_times_in_a_row_sets_its_source_aside() {
        let (mut conn, setup, now) = watching();
        let minutes = |n: i64| jiff::SignedDuration::from_mins(n);
        let mut crash = |at: Timestamp| {
            let reading = guarded(|| panic!("a rule's mistake")).unwrap();
            let found = Found {
                answer: Err(FetchError::Truncated("stands for any answer".to_owned())),
                reading,
                draw: 0.0,
            };
            let tx = conn.transaction().unwrap();
            let row = known(&tx, "page").unwrap();
            let source = setup.source(&row).unwrap();
            record::record(&tx, &setup, &source, &row, found, at).unwrap();
            let progress = known(&tx, "page").unwrap().progress;
            tx.commit().unwrap();
            progress
        };

        let first = crash(now);
        assert_eq!(first.state, SourceState::Broken);
        assert_eq!(first.next_due_at, now + minutes(1));
        assert!(first.reason.unwrap().contains("a rule's mistake (time 1"));
        assert_eq!(crash(now + minutes(1)).state, SourceState::Broken);
        let third = crash(now + minutes(3));
        assert_eq!(third.state, SourceState::SetAside);
        assert_eq!(third.next_due_at, crate::pipeline::progress::NEVER);

        let rejects: i64 = conn
            .query_row("SELECT count(*) FROM rejects", [], |row| row.get(0))
            .unwrap();
        assert_eq!(rejects, 3);
    }
}
