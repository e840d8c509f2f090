//! The writer: the one connection that writes, and the thread that owns it.
//!
//! Jobs are done one after another. Those that come close together share a
//! transaction, each under a savepoint of its own, so that one that fails takes
//! nothing of the others with it. A job's answer comes once its transaction is on
//! disk.
//!
//! A disk that fails, and is not merely full, ends the writer: what was not synced may be
//! lost whatever a later sync says, so all has to be opened and looked at anew.

use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel},
    thread::JoinHandle,
    time::Duration,
};

use anyhow::{Context as _, anyhow};
use rusqlite::{Connection, ErrorCode, Transaction, TransactionBehavior};
use tokio::sync::{oneshot, watch};

use crate::{daemon::watchdog::Beat, store};

/// Jobs that share a transaction, at most.
const BATCH: usize = 64;

/// Jobs that may wait.
const WAITING: usize = 256;

/// How long a poll's result waits for others to share its transaction. Each one costs
/// a sync of the disk, and the CPU for it.
const LINGER: Duration = Duration::from_millis(2);

type Answer = anyhow::Result<Box<dyn Any + Send>>;

struct Job {
    can_linger: bool,
    work: Box<dyn FnOnce(&Transaction<'_>) -> Answer + Send>,
    answer: oneshot::Sender<Answer>,
}

/// Hands jobs to the thread that writes. Cheap to clone; the thread ends with the
/// last clone.
#[derive(Clone)]
pub struct Writer {
    jobs: SyncSender<Job>,
    /// Its other end goes with the thread.
    lives: watch::Receiver<()>,
}

/// Starts the thread that writes through `conn`, telling `beat` that it lives.
pub fn start(conn: Connection, beat: Beat) -> (Writer, JoinHandle<()>) {
    let (jobs, waiting) = sync_channel(WAITING);
    let (living, lives) = watch::channel(());
    let thread = std::thread::Builder::new()
        .name("writer".to_owned())
        .spawn(move || {
            serve(conn, &waiting, &beat);
            drop(living);
        })
        .expect("a thread can be started");
    (Writer { jobs, lives }, thread)
}

impl Writer {
    /// Returns once nothing more is written.
    pub async fn ended(&self) {
        // Nothing is ever sent: the other end is dropped.
        let _ = self.lives.clone().changed().await;
    }

    /// Does `work` in a transaction, and returns once it is on disk.
    ///
    /// Where `work` fails, nothing of it is kept.
    pub async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> anyhow::Result<T> + Send + 'static,
    ) -> anyhow::Result<T> {
        self.hand(false, work).await
    }

    /// As [`Writer::write`], for one of many like it: it may wait a moment for them.
    pub async fn write_with_others<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> anyhow::Result<T> + Send + 'static,
    ) -> anyhow::Result<T> {
        self.hand(true, work).await
    }

    async fn hand<T: Send + 'static>(
        &self,
        can_linger: bool,
        work: impl FnOnce(&Transaction<'_>) -> anyhow::Result<T> + Send + 'static,
    ) -> anyhow::Result<T> {
        let (answer, answered) = oneshot::channel();
        let mut job = Job {
            can_linger,
            work: Box::new(|tx| Ok(Box::new(work(tx)?))),
            answer,
        };
        loop {
            job = match self.jobs.try_send(job) {
                Ok(()) => break,
                Err(TrySendError::Full(job)) => job,
                Err(TrySendError::Disconnected(_)) => {
                    return Err(anyhow!("the writer has stopped"));
                }
            };
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        let done = answered.await.context("the writer has stopped")??;
        Ok(*done.downcast().expect("a job answers with its own type"))
    }
}

fn serve(mut conn: Connection, waiting: &Receiver<Job>, beat: &Beat) {
    loop {
        beat.now();
        let first = match waiting.recv_timeout(Beat::EVERY) {
            Ok(job) => job,
            Err(std::sync::mpsc::RecvTimeoutError::Timeout) => continue,
            Err(std::sync::mpsc::RecvTimeoutError::Disconnected) => break,
        };
        if first.can_linger {
            std::thread::sleep(LINGER);
        }
        let mut jobs = vec![first];
        jobs.extend(waiting.try_iter().take(BATCH - 1));
        if commit(&mut conn, jobs) == Disk::Fails {
            return;
        }
    }
    if let Err(error) = store::fold_wal(&conn) {
        tracing::warn!("failed to fold the WAL into the database: {error}");
    }
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Disk {
    Works,
    Fails,
}

impl Disk {
    fn of(error: &anyhow::Error) -> Self {
        let failed =
            |error: &rusqlite::Error| error.sqlite_error_code() == Some(ErrorCode::SystemIoFailure);
        match error
            .chain()
            .filter_map(|cause| cause.downcast_ref())
            .any(failed)
        {
            true => Self::Fails,
            false => Self::Works,
        }
    }
}

fn commit(conn: &mut Connection, jobs: Vec<Job>) -> Disk {
    let mut answers = Vec::with_capacity(jobs.len());
    match transact(conn, jobs, &mut answers) {
        Ok(()) => {
            let mut disk = Disk::Works;
            for (answer, done) in answers {
                if let Err(error) = &done
                    && Disk::of(error) == Disk::Fails
                {
                    // Whoever asked may stop before they say so.
                    tracing::error!("failed to write to the database: {error:#}");
                    disk = Disk::Fails;
                }
                // Whoever asked may have gone: it is done all the same.
                let _ = answer.send(done);
            }
            disk
        }
        Err(error) => {
            let disk = Disk::of(&error);
            if disk == Disk::Fails {
                tracing::error!("failed to write to the database: {error:#}");
            }
            for (answer, _) in answers {
                let _ = answer.send(Err(anyhow!("failed to write to the database: {error:#}")));
            }
            disk
        }
    }
}

fn transact(
    conn: &mut Connection,
    jobs: Vec<Job>,
    answers: &mut Vec<(oneshot::Sender<Answer>, Answer)>,
) -> anyhow::Result<()> {
    let tx = match conn.transaction_with_behavior(TransactionBehavior::Immediate) {
        Ok(tx) => tx,
        Err(error) => {
            answers.extend(
                jobs.into_iter()
                    .map(|job| (job.answer, Ok(Box::new(()) as _))),
            );
            return Err(error.into());
        }
    };
    for job in jobs {
        let done = apart(&tx, job.work);
        answers.push((job.answer, done));
    }
    tx.commit().context("failed to commit")
}

/// Does one job under a savepoint of its own.
fn apart(tx: &Transaction<'_>, work: Box<dyn FnOnce(&Transaction<'_>) -> Answer + Send>) -> Answer {
    tx.prepare_cached("SAVEPOINT job")?.execute([])?;
    let done = catch_unwind(AssertUnwindSafe(|| work(tx)))
        .unwrap_or_else(|_| Err(anyhow!("a rule panicked while writing; see the log")));
    if done.is_err() {
        tx.prepare_cached("ROLLBACK TO job")?.execute([])?;
    }
    tx.prepare_cached("RELEASE job")?.execute([])?;
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_job_that_fails_takes_nothing_of_the_others_with_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("watch907.db");
        let (writer, thread) = start(store::open(&path).unwrap(), Beat::default());
        let put = |key: &'static str, fails: bool| {
            let writer = writer.clone();
            async move {
                writer
                    .write(move |tx| {
                        tx.execute("INSERT INTO meta VALUES (?1, '')", [key])?;
                        match fails {
                            true => Err(anyhow!("no")),
                            false => Ok(()),
                        }
                    })
                    .await
            }
        };

        let (first, second, third) = tokio::join!(
            put("first", false),
            put("second", true),
            put("third", false)
        );

        assert_eq!(
            (first.is_ok(), second.is_ok(), third.is_ok()),
            (true, false, true)
        );
        drop(writer);
        thread.join().unwrap();
        let keys: String = store::open_read_only(&path)
            .unwrap()
            .query_row("SELECT group_concat(key) FROM meta", [], |row| row.get(0))
            .unwrap();
        assert_eq!(keys, "first,third");
    }

    #[tokio::test]
    async fn a_panic_in_a_job_is_an_error_of_that_job() {
        let (writer, _thread) = start(store::open_in_memory().unwrap(), Beat::default());

        let panicked: anyhow::Result<()> = writer.write(|_| panic!("a rule's mistake")).await;

        assert!(panicked.is_err());
        writer.write(|_| Ok(())).await.unwrap();
    }
}
