//! Copies of the database, made while it is written to, and put back.

use std::{
    fs,
    os::unix::fs::{FileExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
    process::Output,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
    thread,
};

use jiff::Timestamp;
use rusqlite::{Connection, OpenFlags};
use watch907::{
    domain::source::SourceKind,
    store::{
        self,
        evidence::{
            bodies,
            snapshots::{self, NewSnapshot},
        },
    },
};

use crate::{
    daemon::Place,
    kit::{home::Home, whole},
};

#[test]
fn a_copy_that_is_made_under_load_is_whole() {
    let home = Home::new();
    home.write_config("[built_in]\nsources = false\n");
    let load = Load::on(&home.database());
    for n in 0..5 {
        let copy = home.path(&format!("copy-{n}.db"));
        let before = load.wait_for_more();
        let done = home.run(&["backup", copy.to_str().unwrap()]);
        let after = load.committed();

        assert!(done.status.success(), "{}", said(&done));
        assert!(after > before + 1, "nothing was written meanwhile");
        let held = links(&copy);
        assert!(
            before <= held && held <= after + 1,
            "{before} {held} {after}"
        );
    }
    load.stop();
    let conn = home.open();
    whole::check(&conn);
    assert_eq!(left_over(&home.path("")), [""; 0]);
}

#[test]
fn a_copy_of_a_running_daemon_is_taken_and_only_its_maker_may_read_it() {
    let place = Place::new();
    let _daemon = place.start_and_wait();
    place.until("the baseline is taken", || !place.smtp.mails().is_empty());
    let copy = place.path("copy.db");
    let done = place.run(&["backup", "--json", copy.to_str().unwrap()]);

    assert!(done.status.success(), "{}", said(&done));
    let answer: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(answer["bytes"], fs::metadata(&copy).unwrap().len());
    assert_eq!(answer["links"], links(&copy));
    assert_eq!(
        fs::metadata(&copy).unwrap().permissions().mode() & 0o777,
        0o600
    );
    // It needs nothing beside it.
    for ending in ["-wal", "-shm", "-journal"] {
        assert!(!place.path(&format!("copy.db{ending}")).exists());
    }
}

#[test]
fn nothing_is_overwritten_unless_it_is_said_and_the_database_never() {
    let place = Place::new();
    place.run(&["poll"]);
    let copy = place.path("copy.db");
    let named = copy.to_str().unwrap();
    fs::write(&copy, "a letter").unwrap();

    let refused = place.run(&["backup", named]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(said(&refused).contains("--force"), "{}", said(&refused));
    assert_eq!(fs::read(&copy).unwrap(), b"a letter");

    // What another database left there would be read as part of this one.
    fs::write(place.path("copy.db-wal"), "of another").unwrap();
    let refused = place.run(&["backup", named, "--force"]);
    assert!(said(&refused).contains("copy.db-wal"), "{}", said(&refused));
    assert_eq!(fs::read(&copy).unwrap(), b"a letter");
    fs::remove_file(place.path("copy.db-wal")).unwrap();

    let done = place.run(&["backup", named, "--force"]);
    assert!(done.status.success(), "{}", said(&done));
    assert!(links(&copy) > 0);

    let itself = place.database();
    let refused = place.run(&["backup", itself.to_str().unwrap(), "--force"]);
    assert!(
        said(&refused).contains("the database itself"),
        "{}",
        said(&refused)
    );
    whole::check(&place.open());
    assert_eq!(left_over(&place.path("")), [""; 0]);
}

#[test]
fn a_copy_that_is_not_as_it_was_received_is_not_left_there() {
    let place = Place::new();
    place.run(&["poll"]);
    place
        .open()
        .execute_batch("UPDATE snapshots SET status = 201")
        .unwrap();
    let copy = place.path("copy.db");

    let refused = place.run(&["backup", copy.to_str().unwrap()]);

    assert_eq!(refused.status.code(), Some(1));
    let said = said(&refused);
    assert!(
        said.contains("was changed") && said.contains("verify"),
        "{said}"
    );
    assert!(!copy.exists());
    assert_eq!(left_over(&place.path("")), [""; 0]);
}

#[test]
fn a_damaged_page_is_found_by_whoever_looks_and_is_copied_nowhere() {
    let place = Place::new();
    place.run(&["poll"]);
    for table in ["snapshots", "chain", "items", "bodies"] {
        let root = format!("SELECT rootpage FROM sqlite_schema WHERE name = '{table}'");
        let root = u64::try_from(place.number(&root)).unwrap();
        let whole = fs::read(place.database()).unwrap();
        let file = fs::File::options()
            .write(true)
            .open(place.database())
            .unwrap();
        file.write_all_at(&[0xa7; 4000], (root - 1) * (16 << 10))
            .unwrap();

        let verified = place.run(&["verify"]);
        assert_eq!(verified.status.code(), Some(1));
        assert!(
            said(&verified).contains("the file: "),
            "{table}: {}",
            said(&verified)
        );
        let found = place.run(&["doctor"]);
        assert_eq!(found.status.code(), Some(1));
        assert!(
            said(&found).contains("failed   database"),
            "{}",
            said(&found)
        );
        let copy = place.path("copy.db");
        let refused = place.run(&["backup", copy.to_str().unwrap()]);
        assert_eq!(
            refused.status.code(),
            Some(1),
            "{table}: {}",
            said(&refused)
        );
        assert!(!copy.exists());
        assert_eq!(left_over(&place.path("")), [""; 0]);
        fs::write(place.database(), whole).unwrap();
    }
}

#[test]
fn what_is_put_back_goes_on_and_an_old_mail_shows_that_it_is_older() {
    let place = Place::new();
    place.run(&["poll"]);
    let copy = place.path("copy.db");
    let done = place.run(&["backup", copy.to_str().unwrap()]);
    assert!(done.status.success(), "{}", said(&done));
    place.list(2);
    place.run(&["poll"]);
    let mails = place.smtp.mails();
    assert_eq!(mails.len(), 2);
    let head = place.run(&["verify", "--json"]);
    let head: serde_json::Value = serde_json::from_slice(&head.stdout).unwrap();
    let head = head["head"].as_str().unwrap().to_owned();

    // As docs/backup.md says.
    for ending in ["", "-wal", "-shm"] {
        fs::remove_file(place.path(&format!("watch907.db{ending}"))).unwrap();
    }
    fs::copy(&copy, place.database()).unwrap();

    let verified = place.run(&["verify"]);
    assert!(verified.status.success(), "{}", said(&verified));
    let witnessed = place.run(&["verify", "--head", &head]);
    assert_eq!(witnessed.status.code(), Some(1));
    assert!(said(&witnessed).contains("not the one that the mail speaks of"));

    // What was told since is told again, as the same message.
    place.run(&["poll"]);
    let again = place.smtp.mails().split_off(2);
    assert_eq!(again.len(), 2);
    let (set_back, told): (Vec<_>, Vec<_>) = again
        .iter()
        .partition(|mail| mail.header("Subject").contains("Set back to"));
    assert_eq!((set_back.len(), told.len()), (1, 1));
    assert_eq!(message_id(&told[0].data), message_id(&mails[1].data));
}

/// Somebody who writes evidence as fast as it goes.
struct Load {
    committed: Arc<AtomicI64>,
    stop: Arc<AtomicBool>,
    thread: thread::JoinHandle<()>,
}

impl Load {
    fn on(database: &Path) -> Self {
        let mut conn = store::open(database).unwrap();
        let committed = Arc::<AtomicI64>::default();
        let stop = Arc::<AtomicBool>::default();
        let (count, stopped) = (Arc::clone(&committed), Arc::clone(&stop));
        let thread = thread::spawn(move || {
            let now: Timestamp = "2026-11-22T12:00:00Z".parse().unwrap();
            let mut n = 0;
            while !stopped.load(Ordering::SeqCst) {
                let tx = conn.transaction().unwrap();
                snapshots::insert(&tx, &snapshot(n), now).unwrap();
                tx.commit().unwrap();
                n += 1;
                count.store(n, Ordering::SeqCst);
            }
        });
        Self {
            committed,
            stop,
            thread,
        }
    }

    fn committed(&self) -> i64 {
        self.committed.load(Ordering::SeqCst)
    }

    /// Waits until a good deal more was written, and says how much there is.
    fn wait_for_more(&self) -> i64 {
        let before = self.committed();
        while self.committed() < before + 100 {
            assert!(!self.thread.is_finished(), "the writer failed");
            thread::yield_now();
        }
        self.committed()
    }

    fn stop(self) {
        self.stop.store(true, Ordering::SeqCst);
        self.thread.join().unwrap();
    }
}

fn snapshot(n: i64) -> NewSnapshot {
    // Bodies that can't be packed, so that the copy takes its time.
    let mut random = fastrand::Rng::with_seed(n.unsigned_abs());
    let body: Vec<u8> = std::iter::repeat_with(|| random.u8(..))
        .take(20_000)
        .collect();
    NewSnapshot {
        source: "load".to_owned(),
        kind: SourceKind::Feed,
        url: format!("https://example.org/{n}"),
        status: 200,
        content_type: None,
        etag: None,
        last_modified: None,
        headers: Vec::new(),
        body: bodies::encode(&body, bodies::address(&body), None).unwrap(),
        parts: Vec::new(),
    }
}

/// How many links a copy holds that is whole.
#[track_caller]
fn links(copy: &Path) -> i64 {
    let conn = Connection::open_with_flags(copy, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    whole::check(&conn);
    conn.query_row("SELECT count(*) FROM chain", [], |row| row.get(0))
        .unwrap()
}

/// What was left half done.
fn left_over(folder: &Path) -> Vec<String> {
    let files = fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path());
    let parts = files.filter(|file: &PathBuf| file.extension().is_some_and(|e| e == "part"));
    parts.map(|file| file.display().to_string()).collect()
}

fn message_id(mail: &[u8]) -> String {
    let text = String::from_utf8_lossy(mail);
    let line = text.lines().find(|line| line.starts_with("Message-ID:"));
    line.unwrap().to_owned()
}

fn said(output: &Output) -> String {
    let said = [&*output.stdout, &output.stderr].concat();
    String::from_utf8_lossy(&said).into_owned()
}
