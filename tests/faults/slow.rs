//! A disk that is slow (S13).

use std::{
    collections::BTreeMap,
    fs,
    os::unix::net::UnixDatagram,
    path::{Path, PathBuf},
    process::Command,
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use crate::daemon::Place;

/// Of the watchdog.
const LIMIT: Duration = Duration::from_secs(20);

#[test]
fn a_disk_that_takes_five_seconds_to_sync_is_waited_for_and_nothing_is_sent_twice() {
    let place = Place::new();
    let slow = place.path("slow");
    let systemd = UnixDatagram::bind(place.path("notify")).unwrap();
    let fed = fed(systemd);
    let mut daemon = place.start_as(
        place
            .command(&["run"])
            .env("LD_PRELOAD", library(&place.path("")))
            .env("SLOW_WHILE", &slow)
            .env("NOTIFY_SOCKET", place.path("notify"))
            .env("WATCHDOG_USEC", LIMIT.as_micros().to_string()),
    );
    let waiting = "SELECT count(*) FROM messages WHERE next_attempt_at IS NOT NULL";
    let nothing_waits = || !place.smtp.mails().is_empty() && place.number(waiting) == 0;
    place.until("watching begins", nothing_waits);

    fs::write(&slow, "").unwrap();
    let begun = Instant::now();
    place.list(2);
    place.until("it is polled and told", || place.smtp.mails().len() == 2);
    place.until("that is noted", nothing_waits);
    assert!(begun.elapsed() > Duration::from_secs(10), "it was not slow");
    fs::remove_file(&slow).unwrap();
    assert_eq!(daemon.ended(), None);
    daemon.signal("-TERM");
    assert_eq!(daemon.end().0, Some(0));

    let mut copies: BTreeMap<String, usize> = BTreeMap::new();
    for mail in place.smtp.mails() {
        *copies.entry(mail.header("Message-ID")).or_default() += 1;
    }
    assert_eq!(copies.into_values().collect::<Vec<_>>(), [1, 1]);
    let fed: Vec<Instant> = fed.try_iter().collect();
    assert!(fed.len() > 2, "{fed:?}");
    for pair in fed.windows(2) {
        let gap = pair[1].duration_since(pair[0]);
        assert!(gap < LIMIT, "systemd would have killed it after {gap:?}");
    }
}

/// When the watchdog was fed.
fn fed(systemd: UnixDatagram) -> mpsc::Receiver<Instant> {
    let (said, fed) = mpsc::channel();
    thread::spawn(move || {
        let mut message = [0; 1024];
        while let Ok(length) = systemd.recv(&mut message) {
            let is_food = message[..length].starts_with(b"WATCHDOG=1");
            if is_food && said.send(Instant::now()).is_err() {
                break;
            }
        }
    });
    fed
}

fn library(folder: &Path) -> PathBuf {
    let library = folder.join("slow.so");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/faults/slow.c");
    let compiled = Command::new("cc")
        .args(["-shared", "-fPIC", "-o"])
        .args([&library, &source])
        .status()
        .unwrap();
    assert!(compiled.success());
    library
}
