//! A real `watch907 run`, with a site and a mail server on loopback.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    time::{Duration, Instant},
};

use rusqlite::Connection;
use tempfile::TempDir;

use crate::kit::{
    documents::{Entry, entry, feed},
    site::{Document, Site},
    smtp::SmtpServer,
};

const PROGRAM: &str = env!("CARGO_BIN_EXE_watch907");

/// Longer than anything takes on a busy machine.
const LONG: Duration = Duration::from_secs(30);

pub(crate) struct Place {
    pub(crate) site: Site,
    pub(crate) smtp: SmtpServer,
    dir: TempDir,
}

/// A running daemon; killed when dropped.
pub(crate) struct Daemon {
    child: Child,
    log: PathBuf,
}

impl Place {
    /// A feed at `/feed` that is polled each second, and a reader who is told at once.
    pub(crate) fn new() -> Self {
        let place = Self {
            site: Site::start(),
            smtp: SmtpServer::start(),
            dir: tempfile::tempdir().unwrap(),
        };
        place.list(1);
        place.configure("");
        place
    }

    /// Writes the configuration, with more at its end.
    pub(crate) fn configure(&self, more: &str) {
        let (site, smtp) = (self.site.addr, self.smtp.addr);
        let text = format!(
            r#"
[built_in]
sources = false
history = false
[fetch]
host_delay = "0s"
jitter = 0
backoff_first = "1s"
backoff_ceiling = "1s"
[mail]
server = "{}"
port = {}
tls = "none"
retry_first = "1s"
retry_ceiling = "1s"
singles = 1000
[[subscriber]]
address = "reader@example.org"
tell = {{ item = "at_once" }}
[[source]]
id = "news"
kind = "feed"
url = "http://{site}/feed"
allow = ["{site}"]
cadence = "1s"
fresh_for = "1h"
{more}
"#,
            smtp.ip(),
            smtp.port()
        );
        fs::write(self.path("config.toml"), text).unwrap();
    }

    /// The feed lists so many entries, newest first.
    pub(crate) fn list(&self, count: usize) {
        let entries: Vec<Entry> = (0..count)
            .rev()
            .map(|n| entry(&format!("n{n}"), 20))
            .collect();
        self.site.serve("/feed", Document::feed(feed(&entries)));
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.path("watch907.db")
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        command
            .args(args)
            .arg("--config")
            .arg(self.path("config.toml"))
            .arg("--database")
            .arg(self.database())
            .env_remove("RUST_LOG");
        command
    }

    /// Runs a command to its end.
    pub(crate) fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    pub(crate) fn start(&self) -> Daemon {
        let log = self.path("log");
        let file = fs::File::options().create(true).append(true).open(&log);
        let child = self
            .command(&["run"])
            .stdout(Stdio::null())
            .stderr(file.unwrap())
            .spawn()
            .unwrap();
        Daemon { child, log }
    }

    /// Starts a daemon, and waits until it answers.
    pub(crate) fn start_and_wait(&self) -> Daemon {
        let daemon = self.start();
        let socket = self.path("watch907.db.sock");
        until("the daemon listens", &daemon.log, || {
            std::os::unix::net::UnixStream::connect(&socket).is_ok()
        });
        daemon
    }

    /// Waits until something is so.
    #[track_caller]
    pub(crate) fn until(&self, what: &str, so: impl FnMut() -> bool) {
        until(what, &self.path("log"), so);
    }

    pub(crate) fn open(&self) -> Connection {
        Connection::open(self.database()).unwrap()
    }

    /// One number from the database; 0 while there is none to ask.
    pub(crate) fn number(&self, sql: &str) -> i64 {
        let read_only = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
        let conn = Connection::open_with_flags(self.database(), read_only);
        conn.and_then(|conn| conn.query_row(sql, [], |row| row.get(0)))
            .unwrap_or_default()
    }
}

impl Daemon {
    /// As a power cut would, but for the disk.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    pub(crate) fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        let sent = Command::new("/bin/kill").args([name, &pid]).status();
        assert!(sent.unwrap().success());
    }

    /// Waits for its end, and says with which code and after how long.
    pub(crate) fn end(mut self) -> (Option<i32>, Duration) {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return (status.code(), begun.elapsed());
            }
            assert!(begun.elapsed() < LONG, "it does not end");
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[track_caller]
fn until(what: &str, log: &Path, mut so: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !so() {
        if begun.elapsed() > LONG {
            let log = fs::read_to_string(log).unwrap_or_default();
            let tail: Vec<&str> = log.lines().rev().take(30).collect();
            panic!(
                "waited in vain until {what}; the log, backwards:\n{}",
                tail.join("\n")
            );
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}
