//! Killed in the middle of polls and of mails, again and again.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use crate::{
    daemon::Place,
    kit::{
        smtp::{Answer, Received, Stage},
        whole,
    },
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
        whole::check(&place.open());
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
        let known = by_id.entry(mail.header("Message-ID")).or_insert(&mail.data);
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
    whole::check(&place.open());
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
        let subject = mail.header("Subject");
        let name = subject
            .split_once('"')
            .and_then(|(_, rest)| rest.split_once(": Section"));
        if let Some((name, _)) = name {
            let ids = told.entry(name.to_owned()).or_default();
            let id = mail.header("Message-ID");
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
    }
    told
}
