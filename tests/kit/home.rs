//! A real `watch907` with a folder of its own.

use std::{
    fs,
    os::unix::net::UnixStream,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    time::{Duration, Instant},
};

use rusqlite::Connection;
use tempfile::TempDir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_watch907");

/// Longer than anything takes on a busy machine.
const LONG: Duration = Duration::from_secs(30);

/// Where the program has its configuration, its database and its log.
pub struct Home {
    dir: TempDir,
}

/// A running daemon; killed when dropped.
pub struct Daemon {
    child: Child,
    log: PathBuf,
}

impl Home {
    pub fn new() -> Self {
        Self::within(&std::env::temp_dir())
    }

    /// A folder on the disk of this one.
    pub fn within(folder: &Path) -> Self {
        Self {
            dir: tempfile::tempdir_in(folder).unwrap(),
        }
    }

    /// Leaves the folder where it is, to be looked at.
    pub fn keep(self) -> PathBuf {
        self.dir.keep()
    }

    pub fn write_config(&self, text: &str) {
        fs::write(self.path("config.toml"), text).unwrap();
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub fn database(&self) -> PathBuf {
        self.path("watch907.db")
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        self.complete(&mut command, args);
        command
    }

    fn complete(&self, command: &mut Command, args: &[&str]) {
        command
            .args(args)
            .arg("--config")
            .arg(self.path("config.toml"))
            .arg("--database")
            .arg(self.database())
            .env_remove("RUST_LOG");
    }

    /// Runs a command to its end.
    pub fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    pub fn start(&self) -> Daemon {
        self.start_as(&mut self.command(&["run"]))
    }

    /// Starts a daemon on a full disk: no file of its can grow beyond so many blocks of
    /// 512 bytes.
    pub fn start_with_files_of(&self, blocks: u64) -> Daemon {
        let mut command = Command::new("/bin/sh");
        let limited = "trap '' XFSZ; ulimit -f \"$0\"; exec \"$@\"";
        command.args(["-c", limited, &blocks.to_string(), PROGRAM]);
        self.complete(&mut command, &["run"]);
        self.start_as(&mut command)
    }

    /// Starts a daemon by a command of one's own.
    pub fn start_as(&self, command: &mut Command) -> Daemon {
        let log = self.path("log");
        let file = fs::File::options().create(true).append(true).open(&log);
        let child = command
            .stdout(Stdio::null())
            .stderr(file.unwrap())
            .spawn()
            .unwrap();
        Daemon { child, log }
    }

    /// Starts a daemon, and waits until it answers.
    pub fn start_and_wait(&self) -> Daemon {
        let daemon = self.start();
        self.wait_for(&daemon);
        daemon
    }

    /// Waits until a daemon answers.
    #[track_caller]
    pub fn wait_for(&self, daemon: &Daemon) {
        until("the daemon listens", &daemon.log, || self.listens());
    }

    /// Whether a daemon answers; it hears signals from before on.
    pub fn listens(&self) -> bool {
        UnixStream::connect(self.path("watch907.db.sock")).is_ok()
    }

    /// Waits until something is so.
    #[track_caller]
    pub fn until(&self, what: &str, so: impl FnMut() -> bool) {
        until(what, &self.path("log"), so);
    }

    pub fn open(&self) -> Connection {
        Connection::open(self.database()).unwrap()
    }

    /// One number from the database; 0 while there is none to ask.
    pub fn number(&self, sql: &str) -> i64 {
        let read_only = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
        let conn = Connection::open_with_flags(self.database(), read_only);
        conn.and_then(|conn| conn.query_row(sql, [], |row| row.get(0)))
            .unwrap_or_default()
    }
}

impl Daemon {
    pub fn pid(&self) -> String {
        self.child.id().to_string()
    }

    /// What it logged so far.
    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// As a power cut would, but for the disk.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    pub fn signal(&self, name: &str) {
        let sent = Command::new("/bin/kill").args([name, &self.pid()]).status();
        assert!(sent.unwrap().success());
    }

    /// The code it ended with by itself; `None` while it runs.
    pub fn ended(&mut self) -> Option<Option<i32>> {
        let ended = self.child.try_wait().unwrap();
        ended.map(|status| status.code())
    }

    /// Waits for its end, and says with which code and after how long.
    pub fn end(mut self) -> (Option<i32>, Duration) {
        let begun = Instant::now();
        loop {
            if let Some(code) = self.ended() {
                return (code, begun.elapsed());
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
