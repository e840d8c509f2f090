//! The disk (S): full, read-only, torn, damaged, locked.

use std::{
    collections::BTreeMap,
    fs,
    io::{Read as _, Seek as _, SeekFrom},
    os::unix::net::UnixDatagram,
    path::Path,
    process::Command,
    thread,
    time::Duration,
};

use jiff::SignedDuration;
use rusqlite::Connection;

use crate::{
    daemon::Place,
    disk::Disk,
    kit::{
        documents::{bill, entry, feed, introduced, referred, reported},
        letter::Mail,
        site::Document,
        smtp::Received,
        world::World,
    },
};

pub(crate) const ALL: &str = r#"
[[source]]
id = "hr6534-119"
name = "H.R. 6534"
kind = "measure"
measure = "hr6534-119"
url = "SITE/bill"
cadence = "1h"
required = true

[[source]]
id = "news"
name = "Some news"
kind = "feed"
url = "SITE/feed"
cadence = "1h"
"#;

/// As it was, or with what is to be told: an item, and a step of the bill.
pub(crate) fn serve(world: &World, moved: bool) {
    let names: &[&str] = if moved { &["new", "a"] } else { &["a"] };
    let entries: Vec<_> = names.iter().map(|name| entry(name, 20)).collect();
    world.serve("/feed", Document::feed(feed(&entries)));
    let mut actions = vec![referred(), introduced()];
    if moved {
        actions.insert(0, reported());
    }
    world.serve("/bill", Document::xml(bill(6534, &actions)));
}

pub(crate) fn begin(mut world: World) -> World {
    serve(&world, false);
    world.poll();
    assert_eq!(world.only_mail().kind, "began");
    world
}

pub(crate) fn kinds(mails: &[Mail]) -> Vec<&str> {
    let mut kinds: Vec<&str> = mails.iter().map(|mail| mail.kind.as_str()).collect();
    kinds.sort_unstable();
    kinds
}

#[test]
fn a_full_disk_keeps_nothing_by_halves_and_all_is_told_once_there_is_room() {
    let Some(disk) = Disk::of(4 << 20) else {
        return;
    };
    let mut world = begin(World::mailing_from(disk.path(), ALL));
    let etags = "SELECT group_concat(etag) FROM sources";
    let held = (
        world.one::<String>(etags),
        world.count("snapshots"),
        world.count("owed"),
    );
    disk.fill();
    serve(&world, true);

    assert!(world.try_poll().is_err());

    assert_eq!(world.told(), [""; 0]);
    let now = (
        world.one::<String>(etags),
        world.count("snapshots"),
        world.count("owed"),
    );
    assert_eq!(now, held, "no validators without what they validate");
    disk.free();
    world.restart();
    world.pass("3h");
    assert_eq!(kinds(&world.new_mails()), ["item", "measure"]);
    world.pass("1d");
    assert_eq!(world.told(), [""; 0]);
}

#[test]
fn a_daemon_on_a_full_disk_lives_on_and_answers() {
    let Some(disk) = Disk::of(6 << 20) else {
        return;
    };
    let place = Place::within(disk.path());
    let daemon = place.start_and_wait();
    place.until("the baseline is told", || place.number(SENT) == 1);
    disk.fill();
    let asked = place.site.asked("/feed").len();
    place.list(3);
    place.until("it polls", || place.site.asked("/feed").len() > asked);

    assert!(place.run(&["sources"]).status.success());
    assert_eq!(place.smtp.mails().len(), 1);
    daemon.signal("-TERM");
    assert_eq!(daemon.end().0, Some(0));
    disk.free();
    let _daemon = place.start_and_wait();
    place.until("all is told", || place.smtp.mails().len() == 3);
}

#[test]
fn a_mail_whose_sending_cannot_be_noted_is_the_same_mail_and_seldom() {
    let mut world = begin(World::mailing(ALL));
    let full = "CREATE TRIGGER full BEFORE UPDATE OF sent_at ON messages
                BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END";
    let conn = Connection::open(world.database()).unwrap();
    conn.execute_batch(full).unwrap();
    serve(&world, true);
    world.try_poll().unwrap();

    let hour = world.now() + SignedDuration::from_hours(1);
    while world.now() < hour {
        // What can't be noted is an error of our own.
        let _ = world.try_deliver();
        world.sleep_until(world.now() + SignedDuration::from_secs(30));
    }

    conn.execute_batch("DROP TRIGGER full").unwrap();
    world.pass("2h");
    let mails = world.smtp.as_ref().unwrap().mails();
    let same = |mail: &Received| {
        mails.iter().all(|other| {
            other.header("Message-ID") != mail.header("Message-ID") || other.data == mail.data
        })
    };
    assert!(mails.iter().all(same), "a copy differs");
    let copies = copies(&mails);
    assert_eq!(copies.len(), 3, "{copies:?}");
    // 1, 2, 4, 8, 16 and then 30 minutes apart.
    assert!(copies.values().all(|count| *count <= 8), "{copies:?}");
    world.told();
    world.pass("1d");
    assert_eq!(world.told(), [""; 0]);
}

/// How often each Message-ID came.
fn copies(mails: &[Received]) -> BTreeMap<String, usize> {
    let mut copies = BTreeMap::new();
    for mail in mails {
        *copies.entry(mail.header("Message-ID")).or_default() += 1;
    }
    copies
}

#[test]
fn on_a_disk_that_is_read_only_the_start_is_refused_in_one_line() {
    let Some(disk) = Disk::of(6 << 20) else {
        return;
    };
    let place = Place::within(disk.path());
    for before in ["nothing", "a database"] {
        if before == "a database" {
            disk.remount("rw");
            assert!(place.run(&["poll"]).status.success());
        }
        disk.remount("ro");
        let refused = place.run(&["run"]);
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert_eq!(refused.status.code(), Some(1), "{said}");
        assert_eq!(said.lines().count(), 1, "{said}");
        assert!(
            said.contains("watch907.db") && said.contains("Read-only"),
            "{said}"
        );
        let asked = usize::from(before == "a database");
        assert_eq!(place.site.asked("/feed").len(), asked, "{before}");
    }
}

#[test]
fn a_disk_that_fails_ends_the_daemon_and_the_next_one_tells_what_it_could_not_keep() {
    let place = Place::new();
    // A file that may not grow fails as a broken disk does, where its signal is ignored.
    let mut command = place.command(&["run"]);
    let args: Vec<_> = command.get_args().map(ToOwned::to_owned).collect();
    command = {
        let mut shell = Command::new("sh");
        let script = "trap '' XFSZ; exec \"$@\"";
        shell
            .args(["-c", script, "sh"])
            .arg(command.get_program())
            .args(args);
        shell
    };
    let daemon = place.start_as(&mut command);
    place.wait_for(&daemon);
    place.until("the baseline is taken", || place.number(SENT) == 1);
    let limit = |bytes: &str| {
        let limited = Command::new("prlimit")
            .args([
                "--pid",
                &daemon.pid(),
                &format!("--fsize={bytes}:unlimited"),
            ])
            .status();
        assert!(limited.unwrap().success());
    };
    limit("4096");
    place.list(3);

    place.until("it ends", || !is_alive(&daemon.pid()));
    let log = daemon.log();
    assert!(log.contains("disk I/O error"), "{log}");
    assert_eq!(daemon.end().0, Some(1));
    assert_eq!(place.smtp.mails().len(), 1);

    let _daemon = place.start_and_wait();
    place.until("all is told", || place.smtp.mails().len() == 3);
}

const SENT: &str = "SELECT count(*) FROM messages WHERE sent_at IS NOT NULL";

/// Whether the process runs, and isn't a shadow that nobody asked about yet.
fn is_alive(pid: &str) -> bool {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat"));
    stat.is_ok_and(|stat| !stat.contains(") Z "))
}

#[test]
fn a_result_that_meets_a_lock_is_written_once_the_lock_is_gone() {
    let mut world = begin(World::watching(ALL));
    serve(&world, true);
    let other = Connection::open(world.database()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let (site, asked) = (world.site.watcher(), world.site.asked("/feed").len());
    let holder = thread::spawn(move || {
        while site.asked("/feed").len() == asked {
            thread::yield_now();
        }
        // Until the writer has surely met the lock.
        thread::sleep(Duration::from_millis(300));
        other.execute_batch("COMMIT").unwrap();
    });

    world.try_poll().unwrap();

    holder.join().unwrap();
    world.pass("1d");
    assert_eq!(kinds(&world.new_mails()), ["item", "measure"]);
}

#[test]
fn a_log_that_is_torn_anywhere_leaves_a_whole_database_and_the_same_mails() {
    let mut world = begin(World::mailing(ALL));
    // Folds the log into the database: from here on it holds what is torn.
    world.restart();
    serve(&world, true);
    world.try_poll().unwrap();
    world.deliver();
    let told = copies(&world.smtp.as_ref().unwrap().mails());
    assert_eq!(told.len(), 3);
    let image = |ending: &str| fs::read(world.path(&format!("watch907.db{ending}"))).unwrap();
    let (database, log) = (image(""), image("-wal"));
    assert!(log.len() > 100_000, "{}", log.len());

    let mut random = fastrand::Rng::with_seed(907);
    for round in 0..24 {
        let mut torn = log[..random.usize(..log.len())].to_vec();
        // Blocks that were never written hold what was there before.
        if round % 3 == 0 && torn.len() > 8192 {
            let at = random.usize(..torn.len() - 4096);
            torn[at..at + 4096].fill(0);
        }
        world.stop();
        let _ = fs::remove_file(world.path("watch907.db-shm"));
        fs::write(world.database(), &database).unwrap();
        fs::write(world.path("watch907.db-wal"), &torn).unwrap();

        world.pass("2h");

        let whole: Option<String> = world.one("PRAGMA integrity_check");
        assert_eq!(whole.as_deref(), Some("ok"), "{round}");
        // That much was lost is told.
        let mut taken = world.smtp.as_ref().unwrap().mails();
        taken.retain(|mail| !mail.header("Subject").contains("Set back to"));
        let again = copies(&taken);
        assert!(again.keys().eq(told.keys()), "{round}: {again:?}");
        assert_eq!(world.count("changes"), 2, "{round}");
    }
}

#[test]
fn a_damaged_database_is_refused_with_what_to_do_and_nothing_is_asked() {
    let place = Place::new();
    place.list(40);
    assert!(place.run(&["poll"]).status.success());
    let whole = fs::read(place.database()).unwrap();
    let page = 16 << 10;
    let pages = whole.len() / page;
    assert!(pages > 30, "{pages}");
    type Damage = fn(&mut Vec<u8>, usize);
    let kinds: [(&str, Damage); 5] = [
        ("a header of another program", |bytes, _| {
            bytes[..16].fill(b'x')
        }),
        ("half of it", |bytes, _| bytes.truncate(bytes.len() / 2)),
        ("a page of zeros", |bytes, page| {
            bytes[3 * page..4 * page].fill(0)
        }),
        ("a flipped bit in a page's head", |bytes, page| {
            bytes[5 * page] ^= 0x40
        }),
        ("a page of noise", |bytes, page| {
            for byte in &mut bytes[2 * page..3 * page] {
                *byte = byte.wrapping_mul(31).wrapping_add(7);
            }
        }),
    ];
    let systemd = UnixDatagram::bind(place.path("notify")).unwrap();
    systemd.set_nonblocking(true).unwrap();
    let became_ready = || {
        let mut message = [0; 1024];
        let mut became_ready = false;
        while let Ok(length) = systemd.recv(&mut message) {
            became_ready |= message[..length].starts_with(b"READY=1");
        }
        became_ready
    };
    let asked = place.site.asked("/feed").len();
    for (kind, damage) in kinds {
        let mut bytes = whole.clone();
        damage(&mut bytes, page);
        fs::write(place.database(), &bytes).unwrap();
        for command in ["run", "poll"] {
            let log = place.path("log");
            let _ = fs::remove_file(&log);
            let mut command = place.command(&[command]);
            let daemon = place.start_as(command.env("NOTIFY_SOCKET", place.path("notify")));
            let (code, _) = daemon.end();
            let said = fs::read_to_string(&log).unwrap();
            assert_eq!(code, Some(1), "{kind}: {said}");
            assert!(
                said.contains("damaged") && said.contains("backup"),
                "{kind}: {said}"
            );
        }
        assert!(!became_ready(), "{kind}");
        assert_eq!(place.site.asked("/feed").len(), asked, "{kind}");
        assert_eq!(place.smtp.mails().len(), 1, "{kind}");
    }
    fs::write(place.database(), &whole).unwrap();
    let mut command = place.command(&["run"]);
    let daemon = place.start_as(command.env("NOTIFY_SOCKET", place.path("notify")));
    place.until("it is ready", became_ready);
    daemon.signal("-TERM");
    assert_eq!(daemon.end().0, Some(0));
    assert_eq!(place.smtp.mails().len(), 1);
}

#[test]
fn a_migration_that_is_killed_has_not_begun() {
    let place = Place::new();
    let conn = Connection::open(place.database()).unwrap();
    conn.execute_batch(include_str!("../schema/version-1.sql"))
        .unwrap();
    conn.execute_batch("PRAGMA user_version = 1; PRAGMA application_id = 2000236599")
        .unwrap();
    drop(conn);
    let before = fs::read(place.database()).unwrap();
    let version = || {
        let mut head = fs::File::open(place.database()).unwrap();
        head.seek(SeekFrom::Start(60)).unwrap();
        let mut version = [0; 4];
        head.read_exact(&mut version).unwrap();
        u32::from_be_bytes(version)
    };
    assert_eq!(version(), 1);
    // Killed by the file size that the steps would need.
    let script = "ulimit -f \"$1\"; shift; exec \"$@\"";
    for blocks in ["1", "8", "24"] {
        let run = place.command(&["poll"]);
        let killed = Command::new("sh")
            .args(["-c", script, "sh", blocks])
            .arg(run.get_program())
            .args(run.get_args())
            .output()
            .unwrap();
        assert!(!killed.status.success(), "{blocks}");
    }
    assert_eq!(place.site.asked("/feed").len(), 0);
    assert!(fs::read(place.database()).unwrap().len() >= before.len());

    assert!(place.run(&["poll"]).status.success());
    let whole = place
        .open()
        .query_row("PRAGMA integrity_check", [], |row| row.get(0));
    assert_eq!(whole, Ok("ok".to_owned()));
    assert_eq!(place.smtp.mails().len(), 1);
    let folder = fs::read_dir(place.database().parent().unwrap()).unwrap();
    let copies: Vec<_> = folder
        .map(|file| file.unwrap().path())
        .filter(|path| path.to_str().unwrap().contains(".before-"))
        .collect();
    let [copy] = &copies[..] else {
        panic!("{copies:?}");
    };
    let copy = Connection::open(copy).unwrap();
    let version: i64 = copy
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .unwrap();
    assert_eq!(version, 1, "the copy is of before");
    copy.prepare("SELECT count(*) FROM snapshots").unwrap();
}

#[test]
fn what_is_received_again_and_again_takes_no_more_room() {
    let mut world = begin(World::watching(ALL));
    let size = |path: &Path| fs::metadata(path).unwrap().len();
    world.pass("1d");
    world.restart();
    let before = size(&world.database());
    world.pass("20d");
    // What is refused is kept to be looked at, and not without end.
    for n in 0..60 {
        let body = format!("<html><head><title>Down {n}</title></head></html>");
        world.serve("/feed", Document::page(body).with_status(500));
        world.pass("6h");
    }
    world.restart();
    assert!(world.count("rejects") <= 40);
    let after = size(&world.database());
    assert!(after < before + (256 << 10), "{before} to {after}");
}

#[test]
fn what_the_press_sent_long_ago_is_released_and_nothing_else_is() {
    let config = format!("[watch]\nkeep_press = \"30d\"\n{ALL}");
    let mut world = begin(World::watching(&config));
    let mut names = vec!["a".to_owned()];
    let list = |world: &World, names: &[String]| {
        let entries: Vec<_> = names.iter().rev().map(|name| entry(name, 20)).collect();
        world.serve("/feed", Document::feed(feed(&entries)));
    };
    for n in 0..8 {
        names.push(format!("n{n}"));
        list(&world, &names);
        world.pass("8d");
    }
    world.pass("2d");

    let of = |source: &str, which: &str| {
        world.count(&format!(
            "snapshots s JOIN bodies b ON b.id = s.body WHERE s.source = '{source}' AND {which}"
        ))
    };
    let old = "b.bytes IS NULL";
    assert!(of("news", old) >= 2, "{}", of("news", old));
    assert_eq!(
        of("news", "b.bytes IS NULL AND s.seen_at > '2026-12-27'"),
        0
    );
    assert_eq!(of("hr6534-119", old), 0);
    assert_eq!(
        world.count(
            "bodies b JOIN bodies o ON o.id = b.against WHERE b.bytes NOT NULL AND o.bytes IS NULL"
        ),
        0
    );
    let change: Option<i64> = world.one(
        "SELECT c.id FROM changes c JOIN snapshots s ON s.id = c.snapshot JOIN bodies b ON b.id = s.body
          WHERE b.bytes IS NULL",
    );
    let (said, code) = world.ask(&["show", &change.unwrap().to_string(), "--body"]);
    assert_eq!(code, 1);
    assert!(
        said.contains("released") && said.contains("SHA-256"),
        "{said}"
    );
    let status = world.ask_json(&["status"]);
    assert!(status["database"]["bytes"].as_i64().unwrap() > 16 << 10);
    // What was released and comes again is kept again, and told as ever.
    world.told();
    let released: Option<String> =
        world.one("SELECT sha256 FROM bodies WHERE bytes IS NULL ORDER BY id");
    list(&world, &names[..2]);
    world.pass("3h");
    names.truncate(2);
    let again = format!(
        "SELECT bytes IS NOT NULL FROM bodies WHERE sha256 = '{}'",
        released.unwrap()
    );
    let last = "SELECT b.bytes IS NOT NULL FROM sources s JOIN snapshots p ON p.id = s.snapshot
                  JOIN bodies b ON b.id = p.body WHERE s.id = 'news'";
    assert!(world.one::<i64>(&again).is_some());
    assert_eq!(world.one::<i64>(last), Some(1));
}
