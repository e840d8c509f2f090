//! `run`: the daemon.

use std::{
    env, fs,
    io::{self, IsTerminal as _},
    os::unix::{fs::MetadataExt as _, process::CommandExt as _},
    path::Path,
    process::Command,
};

use anyhow::{Context as _, ensure};
use rusqlite::Connection;
use tracing_appender::non_blocking::{NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::{EnvFilter, layer::SubscriberExt as _, util::SubscriberInitExt as _};

use crate::{
    cli::{End, confine, open, open::Place},
    daemon::{self, clock::Clock, engine::Engine, watchdog::Beat, writer},
    store::{
        self,
        lock::{self, LockError},
        work::meta,
    },
};

/// Watch: poll what is due, keep it, and mail what it changes, until stopped.
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

pub(super) fn run(_: &Args, place: &Place) -> anyhow::Result<End> {
    let as_it_was = give_back_memory();
    let config = place.config()?;
    let database = place.database(&config);
    let socket = open::socket(&database);
    // Before the first thread, as each has the bounds of the one that started it.
    let bounds = confine::confine(place, &config, &database, &socket);
    let _log = log();
    if let Some(error) = as_it_was {
        tracing::debug!("failed to set the heap up to give memory back: {error}");
    }
    let mut lock = take(&database)?;
    let conn = open_to_write(&database, &mut lock)?;
    bounds.tell();
    let (setup, outlet) = open::prepare(config, &database)?;

    lock.listen_at(&socket)
        .context("failed to say where we listen")?;
    let reload: daemon::Reload = {
        let (place, database) = (place.clone(), database.clone());
        Box::new(move || {
            let config = place.config()?;
            bounds.admit(&config, &database)?;
            open::prepare(config, &database)
        })
    };

    let beat = Beat::default();
    let (writer, thread) = writer::start(conn, beat.clone());
    runtime()?.block_on(async {
        let engine = Engine::new(Clock::System, writer, database, setup, outlet);
        daemon::run(engine, socket, reload, beat).await
    })?;
    thread
        .join()
        .map_err(|_| anyhow::anyhow!("the writer panicked"))?;
    Ok(End::Done)
}

/// Starts this process anew with the settings of the C library's heap that give back what a
/// large page took; they are read at the start, and from the environment alone. Whoever sets
/// one of them is let be.
fn give_back_memory() -> Option<io::Error> {
    if HEAP.iter().any(|(name, _)| env::var_os(name).is_some()) {
        return None;
    }
    let mut args = env::args_os();
    let program = match env::current_exe() {
        Ok(program) => program,
        Err(error) => return Some(error),
    };
    let mut command = Command::new(program);
    command.arg0(args.next().unwrap_or_default()).args(args);
    Some(command.envs(HEAP).exec())
}

/// One heap for our few threads, and blocks from this size on are mapped by themselves.
const HEAP: [(&str, &str); 3] = [
    ("MALLOC_ARENA_MAX", "1"),
    ("MALLOC_MMAP_THRESHOLD_", "131072"),
    ("MALLOC_TRIM_THRESHOLD_", "262144"),
];

/// One thread for all that waits; what takes its time is done on others.
pub(super) fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .thread_keep_alive(std::time::Duration::from_secs(2))
        .build()
        .context("failed to start the runtime")
}

/// Takes the database's lock, making its folder where there is none.
///
/// Only the database's owner writes: what another user, root for one, left beside it
/// the service could not write to.
pub(super) fn take(database: &Path) -> anyhow::Result<lock::Lock> {
    if let Some(folder) = database
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        fs::create_dir_all(folder)
            .with_context(|| format!("failed to make {}", folder.display()))?;
    }
    let taken = lock::take(database);
    if !matches!(taken, Err(LockError::Taken)) {
        let owner = fs::metadata(database).ok().map(|file| file.uid());
        if let (Some(owner), Some(own)) = (owner, uid()) {
            ensure!(
                owner == own,
                "{} belongs to another user (uid {owner}), and no daemon runs on it: run this as that user",
                database.display()
            );
        }
    }
    taken.with_context(|| format!("failed to use {}", database.display()))
}

/// Opens the database that `lock` is of for writing. The demo's is only read, as its time is not ours.
pub(super) fn open_to_write(database: &Path, lock: &mut lock::Lock) -> anyhow::Result<Connection> {
    let conn =
        store::open(database).with_context(|| format!("failed to open {}", database.display()))?;
    lock.cover(database)
        .with_context(|| format!("failed to use {}", database.display()))?;
    ensure!(
        meta::get(&conn, meta::Key::Now)?.is_none(),
        "{} was made by `watch907 demo`, and its story is over: it can only be read",
        database.display()
    );
    Ok(conn)
}

/// The user whom our files belong to, as proc(5) tells it: real, effective, …
pub(super) fn uid() -> Option<u32> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let uids = status.lines().find_map(|line| line.strip_prefix("Uid:"))?;
    uids.split_whitespace().nth(1)?.parse().ok()
}

/// Lines of the log that wait to be written, at most. Those that come when so many do are
/// lost: whoever reads the log may stop to, and we must not.
const LOG_LINES: usize = 4096;

/// Logs to journald with fields where systemd reads our log, else to standard error,
/// in colour on a terminal. `RUST_LOG` chooses what. What waits is written, as far as
/// somebody reads it, when what comes back is dropped.
fn log() -> Option<WorkerGuard> {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let registry = tracing_subscriber::registry().with(filter);
    let journal = std::env::var("JOURNAL_STREAM");
    if journal.is_ok_and(|stream| is_stderr(&stream))
        && let Ok(journald) = tracing_journald::layer()
    {
        registry.with(journald.with_field_prefix(None)).init();
        return None;
    }
    let (writer, guard) = NonBlockingBuilder::default()
        .buffered_lines_limit(LOG_LINES)
        .finish(std::io::stderr());
    let terminal = std::io::stderr().is_terminal();
    registry
        .with(
            tracing_subscriber::fmt::layer()
                .with_writer(writer)
                .with_ansi(terminal)
                .with_target(false),
        )
        .init();
    Some(guard)
}

/// Whether this is standard error, by device and inode: `8:12345`, as systemd.exec(5) has
/// it of `JOURNAL_STREAM`. Programs started with another standard error inherit the name.
fn is_stderr(stream: &str) -> bool {
    fs::metadata("/proc/self/fd/2")
        .is_ok_and(|file| stream == format!("{}:{}", file.dev(), file.ino()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_journal_is_used_only_where_it_reads_standard_error() {
        let file = fs::metadata("/proc/self/fd/2").unwrap();
        assert!(is_stderr(&format!("{}:{}", file.dev(), file.ino())));
        assert!(!is_stderr(&format!("{}:{}", file.dev(), file.ino() + 1)));
        assert!(!is_stderr(""));
    }
}
