//! A world to watch: a site, a mail server or folder, a database on disk, and a clock
//! that is turned by hand.
//!
//! The engine in it is the service's own. Nothing sleeps: [`World::wait`] turns the
//! clock from one thing that is due to the next, so that all happens when it would.

use std::{
    fs,
    future::ready,
    path::{Path, PathBuf},
    process::Command,
    thread::JoinHandle,
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};
use watch907::{
    config::{self, Config, Layer},
    daemon::{
        clock::Clock,
        engine::{Delivered, Engine},
        outlet::{Outlet, Secrets},
        watchdog::Beat,
        writer,
    },
    pipeline::{
        rebuild::{self, Attested, Rebuilt},
        record::Outcome,
        setup::Setup,
    },
    store::{
        self, lock,
        scratch::{self, Differs},
    },
};

use super::{
    letter::Mail,
    site::{Document, Site},
    smtp::SmtpServer,
};

/// A Sunday morning in Washington.
pub const START: &str = "2026-11-22T12:00:00Z";

/// Nothing built in, no manners that a test would have to wait for, and all told at once.
const BASE: &str = r#"
[built_in]
sources = false
history = false
[fetch]
host_delay = "0s"
jitter = 0
[watch]
began_after = "30m"
[discover]
billstatus = "SITE/status/{congress}{type}{number}"
bill_text = "SITE/text/{package}.xml"
law_text = "SITE/text/{package}.htm"
api = "SITE/v3"
allow = ["SITE"]
"#;

/// The key of Congress's API.
pub const API_KEY: &str = "k3y-0f-the-w0rld";

const READER: &str = r#"
[[subscriber]]
address = "reader@example.org"
tell = { item = "at_once", change = "at_once" }
"#;

pub struct World {
    pub site: Site,
    /// Where mail goes; a folder where there is none.
    pub smtp: Option<SmtpServer>,
    config: String,
    /// Who is told where the configuration names nobody.
    reader: &'static str,
    dir: TempDir,
    clock: Clock,
    running: Option<Running>,
    /// Mails that were looked at.
    read: usize,
}

struct Running {
    runtime: Runtime,
    engine: std::sync::Arc<Engine>,
    writer: JoinHandle<()>,
    _lock: lock::Lock,
}

impl World {
    /// A world with this configuration, in which `SITE` stands for the site's address, and
    /// `NAMED` for the same by another name.
    /// Where it names no subscriber, one is told everything at once.
    pub fn watching(config: &str) -> Self {
        Self::new(config, None)
    }

    /// The same, with a mail server instead of a folder.
    pub fn mailing(config: &str) -> Self {
        Self::new(config, Some(SmtpServer::start()))
    }

    /// A world in which nobody is named to be told, until a reload names somebody.
    pub fn without_subscribers(config: &str) -> Self {
        let mut world = Self::new(config, None);
        world.reader = "";
        world
    }

    /// A world whose database is on the disk of this folder.
    pub fn mailing_from(folder: &Path, config: &str) -> Self {
        let mut world = Self::mailing(config);
        world.dir = tempfile::tempdir_in(folder).unwrap();
        world
    }

    fn new(config: &str, smtp: Option<SmtpServer>) -> Self {
        Self {
            reader: READER,
            site: Site::start(),
            smtp,
            config: config.to_owned(),
            dir: tempfile::tempdir().unwrap(),
            clock: Clock::turned_to(START.parse().unwrap()),
            running: None,
            read: 0,
        }
    }

    pub fn serve(&self, path: &str, document: Document) {
        self.site.serve(path, document);
    }

    // Time ------------------------------------------------------------------

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Starts watching at an instant.
    pub fn beginning(self, at: &str) -> Self {
        self.clock.turn(at.parse().unwrap());
        self
    }

    /// Lets so much time pass, and all be done that is due meanwhile.
    pub fn wait(&mut self, time: SignedDuration) {
        self.wait_until(self.now() + time);
    }

    /// Lets the time pass until `ends`, and all be done that is due meanwhile. What time
    /// alone moves is looked at whenever something is due, and each hour.
    pub fn wait_until(&mut self, ends: Timestamp) {
        loop {
            let delivered = self.turn();
            let now = self.now();
            if now >= ends {
                return;
            }
            let due: Option<Timestamp> = self.one(&format!(
                "SELECT min(next_due_at) FROM sources WHERE enabled = 1 AND next_due_at > '{now}'"
            ));
            let hour = Some(now + SignedDuration::from_hours(1));
            let stops = [due, delivered.look_again_at, hour, Some(ends)];
            let next = stops.into_iter().flatten().min().unwrap_or(ends);
            self.clock
                .turn(next.max(now + SignedDuration::from_secs(1)));
        }
    }

    /// Waits as [`World::wait`] does, as text: `"10m"`, `"3h"`, `"30d"`.
    pub fn pass(&mut self, time: &str) {
        let (number, unit) = time.split_at(time.len() - 1);
        let number: i64 = number.parse().unwrap();
        let seconds = match unit {
            "s" => 1,
            "m" => 60,
            "h" => 3_600,
            "d" => 86_400,
            unit => panic!("no unit of time: {unit}"),
        };
        self.wait(SignedDuration::from_secs(number * seconds));
    }

    /// Turns the clock and does nothing: the service was not running, or hung.
    pub fn sleep_until(&mut self, at: Timestamp) {
        self.clock.turn(at);
    }

    fn turn(&mut self) -> Delivered {
        let running = self.running();
        running.runtime.block_on(async {
            running.engine.poll_due().await.unwrap();
            running.engine.tick().await.unwrap();
            let delivered = running.engine.deliver().await.unwrap();
            running.engine.tell_also().await.unwrap();
            running.engine.heartbeat().await.unwrap();
            delivered
        })
    }

    // The service -----------------------------------------------------------

    /// Polls every source now, whatever its cadence, and lets mail follow.
    pub fn poll(&mut self) -> Vec<Outcome> {
        let running = self.running();
        running.runtime.block_on(async {
            let outcomes = running.engine.poll_now(&[]).await.unwrap();
            running.engine.tick().await.unwrap();
            running.engine.deliver().await.unwrap();
            outcomes
        })
    }

    /// Polls what is due, and only that; an error of our own comes back.
    pub fn try_poll(&mut self) -> anyhow::Result<Vec<Outcome>> {
        let running = self.running();
        running.runtime.block_on(running.engine.poll_now(&[]))
    }

    /// Polls what is due, for at most a second of our own time: whether that was enough.
    pub fn poll_due_in_time(&mut self) -> bool {
        let running = self.running();
        let poll = running.engine.poll_due();
        let in_time = async { tokio::time::timeout(Duration::from_secs(1), poll).await };
        running.runtime.block_on(in_time).is_ok()
    }

    /// Polls every source for two who ask at the same time.
    pub fn poll_twice_at_once(&mut self) -> [Vec<Outcome>; 2] {
        let running = self.running();
        let poll = || running.engine.poll_now(&[]);
        let both = async { tokio::join!(poll(), poll()) };
        let (first, second) = running.runtime.block_on(both);
        [first.unwrap(), second.unwrap()]
    }

    /// Polls these sources alone, and looks at the time, as `watch907 poll NAME` does.
    pub fn poll_only(&mut self, names: &[&str]) {
        let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
        let running = self.running();
        running.runtime.block_on(async {
            running.engine.poll_now(&names).await.unwrap();
            running.engine.tick().await.unwrap();
            running.engine.deliver().await.unwrap();
        });
    }

    /// Looks at the time before anything is polled, as a daemon that starts does.
    pub fn tick(&mut self) {
        let running = self.running();
        running.runtime.block_on(async {
            running.engine.tick().await.unwrap();
            running.engine.deliver().await.unwrap();
        });
    }

    /// Polls every source, and looks at the time while their answers are on their way.
    pub fn tick_during_a_poll(&mut self) {
        let running = self.running();
        running.runtime.block_on(async {
            let (polled, ticked) =
                tokio::join!(running.engine.poll_now(&[]), running.engine.tick());
            polled.unwrap();
            ticked.unwrap();
            running.engine.deliver().await.unwrap();
        });
    }

    /// Reads another configuration while every source's answer is on its way.
    pub fn reload_during_a_poll(&mut self, config: &str) {
        self.running();
        self.config = config.to_owned();
        let (setup, outlet) = self.setup();
        let running = self.running();
        running.runtime.block_on(async {
            let (polled, reloaded) = tokio::join!(
                running.engine.poll_now(&[]),
                running.engine.reload(setup, outlet)
            );
            polled.unwrap();
            reloaded.unwrap();
        });
    }

    /// Begins to poll every source, and gives up at once.
    pub fn break_off_a_poll(&mut self) {
        let running = self.running();
        let poll = running.engine.poll_now(&[]);
        let broken_off = async {
            let broken_off = tokio::time::timeout(Duration::ZERO, poll).await.is_err();
            // What was aborted is dropped when its turn comes.
            tokio::task::yield_now().await;
            broken_off
        };
        assert!(running.runtime.block_on(broken_off));
    }

    /// Writes the report and the feed of alerts, where they would say something else.
    pub fn publish(&mut self) -> anyhow::Result<bool> {
        let running = self.running();
        running.runtime.block_on(running.engine.publish())
    }

    /// Lets mail go that is due.
    pub fn deliver(&mut self) -> Delivered {
        let running = self.running();
        running.runtime.block_on(running.engine.deliver()).unwrap()
    }

    /// The operator knows that a source is blind, and wants to hear no more of it until the
    /// end of a day.
    pub fn acknowledge(&mut self, source: &str, until: &str) -> anyhow::Result<()> {
        let until = until.parse().unwrap();
        let why = Some("they move house".to_owned());
        let running = self.running();
        let acknowledge = running
            .engine
            .acknowledge(source.to_owned(), until, why, Some(1000));
        running.runtime.block_on(acknowledge)
    }

    /// The same, where that may fail.
    pub fn try_deliver(&mut self) -> anyhow::Result<Delivered> {
        let running = self.running();
        running.runtime.block_on(running.engine.deliver())
    }

    /// Has what was refused for an address sent again. Says how many messages.
    pub fn retry_refused(&mut self, address: &str) -> anyhow::Result<usize> {
        let running = self.running();
        let retry = running.engine.retry_refused(address.to_owned());
        running.runtime.block_on(retry)
    }

    /// Gives up what was refused for an address, or waits for one that is no subscriber.
    /// Says how many messages, and alerts in none.
    pub fn give_up(&mut self, address: &str) -> anyhow::Result<(usize, usize)> {
        let running = self.running();
        let give_up = running.engine.give_up(address.to_owned());
        let given_up = running.runtime.block_on(give_up)?;
        Ok((given_up.messages, given_up.alerts))
    }

    /// Has a measure followed no more.
    pub fn dismiss(&mut self, measure: &str) {
        let running = self.running();
        let (measure, why) = (measure.parse().unwrap(), "of no concern".to_owned());
        let dismissed = running.engine.dismiss(measure, why, None);
        running.runtime.block_on(dismissed).unwrap();
    }

    /// Polls every source once a mail is on its way, and says whether the mail that
    /// follows came while that was.
    pub fn is_told_while_a_mail_hangs(&mut self) -> bool {
        self.running();
        let (running, smtp) = (self.running.as_ref().unwrap(), self.smtp.as_ref().unwrap());
        let (heard, mails) = (smtp.heard().len(), smtp.mails().len());
        let look = || tokio::time::sleep(Duration::from_millis(5));
        let story = async {
            while !smtp.heard()[heard..].iter().any(|line| line == "DATA") {
                look().await;
            }
            running.engine.poll_now(&[]).await.unwrap();
            while smtp.mails().len() == mails {
                look().await;
            }
        };
        running.runtime.block_on(async {
            tokio::select! {
                _ = running.engine.deliver() => false,
                () = story => true,
                () = tokio::time::sleep(Duration::from_secs(30)) => false,
            }
        })
    }

    /// Writes another configuration, and has the service read it.
    pub fn reload(&mut self, config: &str) {
        self.try_reload(config).unwrap();
    }

    /// Has the service read another configuration, where that may fail: then the old one
    /// stays.
    pub fn try_reload(&mut self, config: &str) -> anyhow::Result<()> {
        self.running();
        let before = std::mem::replace(&mut self.config, config.to_owned());
        let (setup, outlet) = self.setup();
        let running = self.running();
        let reloaded = running
            .runtime
            .block_on(running.engine.reload(setup, outlet));
        if reloaded.is_err() {
            self.config = before;
        }
        reloaded
    }

    /// What a rebuild by the rules of today derives otherwise.
    pub fn rebuilt(&self) -> (Rebuilt, Vec<Differs>) {
        let mut conn =
            scratch::open(&self.dir.path().join("scratch.db"), &self.database()).unwrap();
        let (setup, _) = self.setup();
        let tx = conn.transaction().unwrap();
        let rebuilt = rebuild::rebuild(&tx, &setup, Attested::Recorded).unwrap();
        let differs = scratch::compare(&tx).unwrap();
        tx.commit().unwrap();
        (rebuilt, differs)
    }

    /// Stops the service and starts it again.
    pub fn restart(&mut self) {
        self.stop();
        self.running();
    }

    pub fn stop(&mut self) {
        let Some(running) = self.running.take() else {
            return;
        };
        // What rests on the runtime goes with it, and the writer with its last handle.
        running.runtime.shutdown_background();
        drop(running.engine);
        running.writer.join().unwrap();
    }

    fn running(&mut self) -> &Running {
        if self.running.is_none() {
            self.running = Some(self.start());
        }
        self.running.as_ref().unwrap()
    }

    fn start(&self) -> Running {
        let (setup, outlet) = self.setup();
        let lock = lock::take(&self.database()).unwrap();
        let conn = store::open(&self.database()).unwrap();
        let (writer, thread) = writer::start(conn, Beat::default());
        let engine = Engine::new(self.clock.clone(), writer, self.database(), setup, outlet);
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(engine.declare(ready(Ok(())))).unwrap();
        Running {
            runtime,
            engine,
            writer: thread,
            _lock: lock,
        }
    }

    fn setup(&self) -> (Setup, Outlet) {
        let config = self.config();
        let secrets = Secrets {
            congress_api_key: Some(API_KEY.to_owned().into()),
            ..Secrets::default()
        };
        let outlet = Outlet::new(&config, self.dir.path(), secrets).unwrap();
        let mut setup = Setup::new(config).unwrap();
        setup.has_api_key = true;
        (setup, outlet)
    }

    fn config(&self) -> Config {
        let (base, text) = (self.here(BASE), self.config_text());
        let layers = [("base", &base), ("world", &text)];
        let layers = layers.map(|(name, text)| Layer { name, text });
        config::load(&layers).unwrap_or_else(|mistakes| panic!("{mistakes}"))
    }

    /// The configuration as a file of its own would hold it.
    pub fn config_text(&self) -> String {
        let mut text = self.here(&self.config);
        if !text.contains("[[subscriber]]") {
            text.push_str(self.reader);
        }
        if let Some(smtp) = &self.smtp {
            let (host, port) = (smtp.addr.ip(), smtp.addr.port());
            text.push_str(&format!(
                "\n[mail]\nserver = \"{host}\"\nport = {port}\ntls = \"none\"\n"
            ));
        }
        text
    }

    /// A configuration as the program reads it by itself, with what lies below this world's.
    pub fn with_base(&self, config: &str) -> String {
        format!("{}{}{}", self.here(BASE), self.here(config), self.reader)
    }

    /// With the site's address in it.
    fn here(&self, config: &str) -> String {
        let site = self.site.addr;
        let there = format!("allow = [\"{site}\"]\nurl = \"http://{site}");
        let named = format!("localhost:{}", site.port());
        let named = format!("allow = [\"{named}\"]\nurl = \"http://{named}");
        config
            .replace("url = \"NAMED", &named)
            .replace("url = \"SITE", &there)
            .replace("\"SITE/", &format!("\"http://{site}/"))
            .replace("\"SITE\"", &format!("\"{site}\""))
    }

    // What came of it ---------------------------------------------------------

    /// All mails so far, in the order in which they were numbered.
    pub fn mails(&self) -> Vec<Mail> {
        if let Some(smtp) = &self.smtp {
            let mails = smtp.mails();
            return mails.iter().map(|mail| Mail::read(&mail.data)).collect();
        }
        let Ok(folder) = fs::read_dir(self.dir.path().join("mail")) else {
            return Vec::new();
        };
        let mut files: Vec<PathBuf> = folder.map(|file| file.unwrap().path()).collect();
        files.sort();
        files
            .iter()
            .map(|file| Mail::read(&fs::read(file).unwrap()))
            .collect()
    }

    /// The mails that came since this was last asked.
    pub fn new_mails(&mut self) -> Vec<Mail> {
        let mut mails = self.mails();
        let new = mails.split_off(self.read);
        self.read += new.len();
        new
    }

    /// The kinds and subjects of the mails that came since this was last asked.
    pub fn told(&mut self) -> Vec<String> {
        let mails = self.new_mails();
        mails
            .iter()
            .map(|mail| format!("{}: {}", mail.kind, mail.subject))
            .collect()
    }

    /// The one mail that came since this was last asked.
    #[track_caller]
    pub fn only_mail(&mut self) -> Mail {
        let mut mails = self.new_mails();
        let subjects: Vec<&String> = mails.iter().map(|mail| &mail.subject).collect();
        assert_eq!(mails.len(), 1, "{subjects:#?}");
        mails.remove(0)
    }

    /// What a source's state is.
    pub fn state(&self, source: &str) -> String {
        self.one(&format!("SELECT state FROM sources WHERE id = '{source}'"))
            .unwrap_or_default()
    }

    /// The one value that a query answers; `None` where that is NULL, or no row.
    pub fn one<T: rusqlite::types::FromSql>(&self, sql: &str) -> Option<T> {
        let conn = store::open_read_only(&self.database()).unwrap();
        let mut statement = conn.prepare(sql).unwrap();
        let mut rows = statement.query([]).unwrap();
        let row = rows.next().unwrap()?;
        row.get(0).unwrap()
    }

    pub fn count(&self, table: &str) -> i64 {
        self.one(&format!("SELECT count(*) FROM {table}"))
            .unwrap_or_default()
    }

    /// What the program answers when it is asked now, and the code it ends with.
    pub fn ask(&self, args: &[&str]) -> (String, i32) {
        let config = self.path("config.toml");
        fs::write(&config, self.config_text()).unwrap();
        let conn = Connection::open(self.database()).unwrap();
        conn.execute(
            "INSERT OR REPLACE INTO meta (key, value) VALUES ('now', ?1)",
            [self.now().to_string()],
        )
        .unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_watch907"))
            .args(args)
            .arg("--config")
            .arg(config)
            .arg("--database")
            .arg(self.database())
            .output()
            .unwrap();
        let said = [output.stdout, output.stderr].concat();
        let code = output.status.code().unwrap();
        (String::from_utf8(said).unwrap(), code)
    }

    /// The same as JSON.
    #[track_caller]
    pub fn ask_json(&self, args: &[&str]) -> serde_json::Value {
        let (said, code) = self.ask(&[args, &["--json"]].concat());
        assert!(code == 0 || code == 4, "{code}: {said}");
        serde_json::from_str(&said).unwrap()
    }

    pub fn database(&self) -> PathBuf {
        self.dir.path().join("watch907.db")
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Copies the database as it is now.
    pub fn back_up(&self, name: &str) {
        let conn = Connection::open(self.database()).unwrap();
        let copy = self.path(name);
        conn.execute("VACUUM INTO ?1", [copy.to_str().unwrap()])
            .unwrap();
    }

    /// Puts a copy in the place of the database.
    pub fn restore(&mut self, name: &str) {
        self.stop();
        for ending in ["", "-wal", "-shm"] {
            // The database itself is there; what stands beside it may not be.
            let _ = fs::remove_file(self.path(&format!("watch907.db{ending}")));
        }
        fs::copy(self.path(name), self.database()).unwrap();
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.stop();
        }
    }
}
