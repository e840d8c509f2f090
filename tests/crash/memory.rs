//! What a source sends can be large; what it takes to read it can't.

use std::fs;

use crate::{
    daemon::Place,
    kit::{
        documents::{Entry, entry, feed},
        home::Daemon,
        site::Document,
    },
};

/// The most that it may take beyond what it takes at rest, in MiB.
const MORE_MAX: u64 = 48;

#[test]
fn a_large_feed_of_which_every_entry_is_edited_takes_little_memory() {
    let place = Place::new();
    let daemon = place.start_and_wait();
    place.until("the baseline is taken", || !place.smtp.mails().is_empty());
    let at_rest = peak(&daemon);
    for round in 0..2 {
        let entries: Vec<Entry> = (0..300).map(|n| long(n, round)).collect();
        let document = Document::feed(feed(&entries));
        place.site.serve("/feed", document);
        place.until("all of it is read", || {
            place.number("SELECT count(*) FROM changes") >= 300 * (round + 1)
        });
    }
    let more = peak(&daemon) - at_rest;
    assert!(more < MORE_MAX, "{more} MiB more than {at_rest}");
}

/// An entry of 20 KiB that says something else in each round.
fn long(n: usize, round: i64) -> Entry {
    let mut entry = entry(&format!("n{n}"), 20);
    let word = format!("{:x} ", (n + 7) * 7_919 * (round as usize + 3));
    entry.text = format!("Section 907, {round}: {}", word.repeat(20_000 / word.len()));
    entry
}

/// The most memory that it ever held, in MiB.
fn peak(daemon: &Daemon) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", daemon.pid())).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let number = line
        .and_then(|line| line.split_whitespace().nth(1))
        .unwrap();
    number.parse::<u64>().unwrap() >> 10
}
