//! The scene: a daemon that lives many short lives, and what came of them.

use std::{
    fmt,
    path::PathBuf,
    thread,
    time::{Duration, Instant},
};

use crate::{
    account::{self, Account},
    kit::{
        home::{Daemon, Home},
        smtp::Received,
        whole,
    },
    plant::Plant,
    post::{GONE, PATIENCE, Post, READERS},
    site::{Mood, Site},
};

/// What is played.
#[derive(Clone, Debug)]
pub(crate) struct Ordeal {
    pub(crate) seed: u64,
    pub(crate) time: Duration,
    pub(crate) plant: Option<Plant>,
}

/// What came of it.
pub(crate) struct Outcome {
    seed: u64,
    time: Duration,
    polls: u64,
    flips: u64,
    faults: [u64; 3],
    kills: u64,
    stops: u64,
    reloads: u64,
    pub(crate) account: Account,
    /// What else went wrong.
    pub(crate) troubles: Vec<String>,
    /// Where the database and the log are, if something did that was not asked for.
    kept: Option<PathBuf>,
}

/// When the daemon was being ended, or could not write.
struct Interruption {
    from: Instant,
    until: Instant,
}

/// How long after a message was taken that may not be noted yet.
const NOTED_WITHIN: Duration = Duration::from_secs(3);

/// How long it may take a daemon to say that it can't begin.
const BEGINS_WITHIN: Duration = Duration::from_secs(2);

/// How long it may take until all is told that is true in the end.
const DRAINED_WITHIN: Duration = Duration::from_secs(90);

/// How often sources change at least, however busy the machine is: else nothing was tried.
const FLIPS: u64 = 24;

/// How many times as long as it was meant to it may last until then.
const SLOWEST: u32 = 6;

struct Scene {
    home: Home,
    site: Site,
    post: Post,
    random: fastrand::Rng,
    interruptions: Vec<Interruption>,
    troubles: Vec<String>,
    kills: u64,
    stops: u64,
    reloads: u64,
    full_disks: u64,
}

pub(crate) fn play(ordeal: &Ordeal) -> Outcome {
    let mut scene = Scene::new(ordeal.seed);
    scene.begin();
    if let Some(plant) = ordeal.plant {
        plant.put(&scene.home.open());
    }
    scene.site.set(Mood::Wild);
    scene.post.set_wild(true);
    let begun = Instant::now();
    let longest = ordeal.time * SLOWEST;
    while begun.elapsed() < ordeal.time
        || scene.site.with(|site| site.flips) < FLIPS && begun.elapsed() < longest
    {
        scene.live();
    }
    scene.site.set(Mood::Calm);
    scene.post.set_wild(false);
    scene.recover();
    scene.outcome(ordeal)
}

impl Scene {
    fn new(seed: u64) -> Self {
        let scene = Self {
            home: Home::new(),
            site: Site::start(seed),
            post: Post::start(seed),
            random: fastrand::Rng::with_seed(seed),
            interruptions: Vec::new(),
            troubles: Vec::new(),
            kills: 0,
            stops: 0,
            reloads: 0,
            full_disks: 0,
        };
        scene.home.write_config(&scene.config());
        scene
    }

    fn config(&self) -> String {
        let smtp = self.post.server.addr;
        let readers: String = READERS
            .iter()
            .chain(&[GONE])
            .map(|address| {
                format!(
                    "[[subscriber]]\naddress = \"{address}\"\n\
                     tell = {{ item = \"at_once\", change = \"at_once\" }}\n"
                )
            })
            .collect();
        format!(
            r#"
[built_in]
sources = false
history = false
[fetch]
host_delay = "0s"
per_host = 16
jitter = 0
deadline = "2s"
body_bytes_max = 1048576
backoff_first = "1s"
backoff_ceiling = "1s"
blocked_backoff = "1s"
confirm_after = "1s"
[mail]
server = "{}"
port = {}
tls = "none"
timeout = "{}s"
retry_first = "1s"
retry_ceiling = "1s"
singles = 12
singles_within = "6s"
quiet = "1s"
{readers}{}"#,
            smtp.ip(),
            smtp.port(),
            PATIENCE.as_secs(),
            self.site.config(),
        )
    }

    /// Until the baselines are taken and told.
    fn begin(&mut self) {
        let daemon = self.home.start();
        let (home, post) = (&self.home, &self.post);
        home.until("watching begins", || {
            post.server.mails().len() == READERS.len()
        });
        self.interrupt(Instant::now());
        daemon.kill();
    }

    fn interrupt(&mut self, from: Instant) {
        self.interruptions.push(Interruption {
            from,
            until: Instant::now(),
        });
    }

    /// One life: it ends at a random instant, mostly by force.
    fn live(&mut self) {
        let disk_is_full = self.random.u8(..12) == 0;
        let begun = Instant::now();
        let mut daemon = match disk_is_full {
            true => {
                self.full_disks += 1;
                self.home.start_with_files_of(self.random.u64(..4_000))
            }
            false => self.home.start(),
        };
        let longest = match self.random.u8(..10) {
            0..3 => 150,
            3..7 => 1_000,
            _ => 3_500,
        };
        let time = Duration::from_micros(self.random.u64(..longest * 1_000));
        if self.random.bool() && lasts(&mut daemon, time / 2) && self.home.listens() {
            self.reloads += 1;
            daemon.signal("-HUP");
        }
        if !lasts(&mut daemon, time.saturating_sub(begun.elapsed())) {
            // It may say that it can't begin on a full disk.
            if !disk_is_full || begun.elapsed() > BEGINS_WITHIN {
                self.troubles.push("the daemon ended by itself".to_owned());
            }
            self.interrupt(begun);
            return;
        }
        let from = match disk_is_full {
            true => begun,
            false => Instant::now(),
        };
        if self.random.u8(..8) == 0 {
            self.stops += 1;
            // Who has just been started doesn't hear it yet.
            let hears = self.home.listens();
            daemon.signal("-TERM");
            let (code, time) = daemon.end();
            if code != Some(0) && !disk_is_full && hears {
                self.troubles
                    .push(format!("stopped, it ended with {code:?}"));
            }
            if time > Duration::from_secs(5) {
                self.troubles.push(format!("it took {time:?} to stop"));
            }
        } else {
            self.kills += 1;
            daemon.kill();
        }
        self.interrupt(from);
    }

    /// Nothing goes wrong any more: all that is true now has to be told.
    fn recover(&mut self) {
        let daemon = self.home.start_and_wait();
        let begun = Instant::now();
        while !self.is_drained() {
            if begun.elapsed() > DRAINED_WITHIN {
                let waiting = self.waiting();
                self.troubles
                    .push(format!("not all was told in the end: {waiting}"));
                break;
            }
            thread::sleep(Duration::from_millis(50));
        }
        daemon.signal("-TERM");
        let (code, _) = daemon.end();
        if code != Some(0) {
            self.troubles
                .push(format!("stopped in the end, it ended with {code:?}"));
        }
        let status = self.home.run(&["status"]).status.code();
        if status != Some(4) {
            let what = format!("status ended with {status:?}, though {GONE} refuses all");
            self.troubles.push(what);
        }
    }

    /// Whether all that the sources say is seen, and nothing is owed.
    fn is_drained(&self) -> bool {
        let conn = self.home.open();
        let mut last = std::collections::HashMap::new();
        for (_, source, sha256) in account::snapshots(&conn) {
            last.insert(source, sha256);
        }
        let is_seen = self.site.with(|site| {
            site.truths().all(|(source, truth)| {
                let last = last.get(source).and_then(|last| site.documents.get(last));
                last == Some(&truth)
            })
        });
        is_seen && self.waiting() == "0 owed, 0 messages"
    }

    fn waiting(&self) -> String {
        let owed = self
            .home
            .number("SELECT count(*) FROM owed WHERE message IS NULL");
        let messages = "SELECT count(*) FROM messages WHERE next_attempt_at IS NOT NULL";
        format!("{owed} owed, {} messages", self.home.number(messages))
    }

    fn outcome(self, ordeal: &Ordeal) -> Outcome {
        let conn = self.home.open();
        whole::check(&conn);
        let received = self.post.server.mails();
        let is_cause = |taken: &Received| {
            let noted_by = taken.confirmed_at.unwrap_or(taken.at) + NOTED_WITHIN;
            self.interruptions
                .iter()
                .any(|stop| stop.from <= noted_by && stop.until >= taken.at)
        };
        let account = Account::take(&conn, &self.site, &received, is_cause);
        let Self {
            home,
            site,
            post,
            troubles,
            kills,
            stops,
            reloads,
            full_disks,
            ..
        } = self;
        let is_fine = ordeal.plant.is_some() || account.is_clear() && troubles.is_empty();
        let kept = (!is_fine).then(|| home.keep());
        site.with(|site| Outcome {
            seed: ordeal.seed,
            time: ordeal.time,
            polls: site.polls,
            flips: site.flips,
            faults: [site.faults, post.faults(), full_disks],
            kills,
            stops,
            reloads,
            account,
            troubles,
            kept,
        })
    }
}

/// Lets a daemon live for so long. Whether it still does then.
fn lasts(daemon: &mut Daemon, time: Duration) -> bool {
    let begun = Instant::now();
    loop {
        if daemon.ended().is_some() {
            return false;
        }
        let left = time.saturating_sub(begun.elapsed());
        if left.is_zero() {
            return true;
        }
        thread::sleep(left.min(Duration::from_millis(20)));
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Account {
            mails,
            repeats,
            lost,
            doubled,
            false_,
        } = &self.account;
        let findings = [
            ("trouble", &self.troubles),
            ("lost", lost),
            ("doubled", doubled),
            ("false", false_),
        ];
        for (name, findings) in findings {
            for what in findings.iter().take(10) {
                writeln!(f, "{name}: {what}")?;
            }
        }
        if let Some(kept) = &self.kept {
            writeln!(f, "database and log are left in {}", kept.display())?;
        }
        let [of_sources, of_mail, of_disk] = self.faults;
        writeln!(f, "seed         {}", self.seed)?;
        writeln!(f, "seconds      {}", self.time.as_secs())?;
        writeln!(f, "polls        {}", self.polls)?;
        writeln!(f, "flips        {}", self.flips)?;
        writeln!(
            f,
            "faults       {of_sources} of sources, {of_mail} of mail, {of_disk} full disks"
        )?;
        writeln!(
            f,
            "kills        {}, {} stops and {} reloads",
            self.kills, self.stops, self.reloads
        )?;
        writeln!(f, "mails        {mails}")?;
        writeln!(f, "repeats      {repeats}")?;
        writeln!(f, "lost         {}", lost.len())?;
        writeln!(f, "doubled      {}", doubled.len())?;
        write!(f, "false        {}", false_.len())
    }
}
