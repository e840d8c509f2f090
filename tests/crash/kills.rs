//! Killed in the middle of polls and of mails, again and again.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use mailparse::MailHeaderMap as _;
use rusqlite::Connection;
use sha2::{Digest as _, Sha256};

use crate::{
    daemon::Place,
    kit::smtp::{Answer, Received, Stage},
};

const KILLS: usize = 24;

#[test]
fn killed_at_any_moment_it_tells_each_item_once_under_one_message_id() {
    let place = Place::new();
    let mut random = fastrand::Rng::with_seed(907);
    let daemon = place.start_and_wait();
    place.until("the baseline is taken", || !place.smtp.mails().is_empty());
    daemon.kill();

    let mut listed = 1;
    for round in 0..KILLS {
        listed += random.usize(1..4);
        place.list(listed);
        // Every third time a mail is taken and its receipt lost, on top of the kill.
        if round % 3 == 0 {
            place.smtp.once(Stage::Dot, Answer::KeepAndHangUp);
        }
        let asked = place.site.asked("/feed").len();
        let taken = place.smtp.mails().len();
        let daemon = place.start();
        match round % 3 {
            // Soon after the feed was asked, while it is read and written down.
            0 => place.until("it polls", || place.site.asked("/feed").len() > asked),
            // As soon as a mail was taken, before that can be noted.
            1 => place.until("it mails", || place.smtp.mails().len() > taken),
            // At any moment from its start on.
            _ => (),
        }
        pass(Duration::from_micros(random.u64(
            0..match round % 3 {
                0 => 60_000,
                1 => 4_000,
                _ => 250_000,
            },
        )));
        daemon.kill();
        check(&place.open());
    }

    listed += 1;
    place.list(listed);
    let daemon = place.start_and_wait();
    let told_all = || told(&place.smtp.mails()).len() == listed - 1;
    place.until("all is told", told_all);
    let waiting = "SELECT count(*) FROM messages WHERE next_attempt_at IS NOT NULL";
    place.until("nothing waits", || place.number(waiting) == 0);
    daemon.signal("-TERM");
    assert_eq!(daemon.end().0, Some(0));

    let mails = place.smtp.mails();
    let mut by_id: BTreeMap<String, &[u8]> = BTreeMap::new();
    for mail in &mails {
        let known = by_id
            .entry(header(mail, "Message-ID"))
            .or_insert(&mail.data);
        assert_eq!(*known, mail.data, "a copy differs");
    }
    for (name, ids) in told(&mails) {
        assert_eq!(ids.len(), 1, "{name} was told as {ids:#?}");
    }
    assert_eq!(
        by_id.len(),
        listed,
        "one for each item, and that watching began"
    );
    check(&place.open());
}

/// Lets so much time pass: the moment of a kill is what is tried here.
fn pass(time: Duration) {
    let begun = Instant::now();
    while begun.elapsed() < time {
        std::thread::yield_now();
    }
}

/// The items told, and the Message-IDs under which each was.
fn told(mails: &[Received]) -> BTreeMap<String, Vec<String>> {
    let mut told: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for mail in mails {
        let subject = header(mail, "Subject");
        let name = subject
            .split_once('"')
            .and_then(|(_, rest)| rest.split_once(": Section"));
        if let Some((name, _)) = name {
            let ids = told.entry(name.to_owned()).or_default();
            let id = header(mail, "Message-ID");
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
    }
    told
}

fn header(mail: &Received, name: &str) -> String {
    let (headers, _) = mailparse::parse_headers(&mail.data).unwrap();
    headers.get_first_value(name).unwrap_or_default()
}

/// The database is whole, and the chain is as `schema.sql` says.
fn check(conn: &Connection) {
    let whole: String = conn
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .unwrap();
    assert_eq!(whole, "ok");
    let strays: i64 = conn
        .query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| {
            row.get(0)
        })
        .unwrap();
    assert_eq!(strays, 0);

    let mut statement = conn
        .prepare("SELECT place, kind, row, digest, hash FROM chain ORDER BY place")
        .unwrap();
    let mut rows = statement.query([]).unwrap();
    let mut before = "0".repeat(64);
    let mut count = 0;
    while let Some(row) = rows.next().unwrap() {
        let place: i64 = row.get("place").unwrap();
        let kind: String = row.get("kind").unwrap();
        let id: i64 = row.get("row").unwrap();
        let digest: String = row.get("digest").unwrap();
        let hash: String = row.get("hash").unwrap();
        count += 1;
        assert_eq!(place, count, "no place is left out");
        assert_eq!(digest, sha256(&canonical(conn, &kind, id)), "{kind} {id}");
        assert_eq!(
            hash,
            sha256(&format!("{before} {place} {kind} {id} {digest}"))
        );
        before = hash;
    }
    let evidence: i64 = conn
        .query_row(
            "SELECT (SELECT count(*) FROM snapshots) + (SELECT count(*) FROM coverage)
                  + (SELECT count(*) FROM attestations)",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(count, evidence, "each row of evidence has its link");
}

/// A row of evidence as JSON, its columns in the order of `schema.sql`.
fn canonical(conn: &Connection, kind: &str, id: i64) -> String {
    let sql = match kind {
        "snapshot" => {
            "SELECT json_object('source', source, 'kind', kind, 'url', url, 'seen_at', seen_at,
                    'status', status, 'content_type', content_type, 'etag', etag,
                    'last_modified', last_modified, 'headers', json(headers), 'sha256', sha256)
               FROM snapshots s JOIN bodies b ON b.id = s.body WHERE s.id = ?1"
        }
        "coverage" => {
            "SELECT json_object('source', source, 'state', state, 'from_at', from_at, 'to_at', to_at,
                    'polls', polls, 'verified', verified, 'longest_gap', longest_gap)
               FROM coverage WHERE id = ?1"
        }
        _ => {
            "SELECT json_object('name', name, 'recorded_at', recorded_at, 'entry', entry)
               FROM attestations WHERE id = ?1"
        }
    };
    conn.query_row(sql, [id], |row| row.get(0)).unwrap()
}

fn sha256(text: &str) -> String {
    let hash = Sha256::digest(text.as_bytes());
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}
