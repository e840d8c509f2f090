//! What mail servers do, and what becomes of the mail.

use std::collections::BTreeMap;

use jiff::SignedDuration;

use crate::kit::{
    documents::{Entry, bill, entry, feed, introduced, referred, reported},
    letter::Mail,
    site::Document,
    smtp::{Answer, SmtpServer, Stage},
    world::World,
};

const NEWS: &str = r#"
[[source]]
id = "news"
name = "Some news"
kind = "feed"
url = "SITE/feed"
cadence = "10m"
"#;

const TWO: &str = r#"
[[subscriber]]
address = "ann@example.org"
tell = { item = "at_once" }

[[subscriber]]
address = "bob@example.org"
tell = { item = "at_once" }
"#;

fn mailing(config: &str) -> World {
    let mut world = World::mailing(config);
    list(&world, 1);
    world.poll();
    assert!(!world.new_mails().is_empty());
    world
}

/// The feed lists so many entries.
fn list(world: &World, count: usize) {
    let entries: Vec<Entry> = (0..count)
        .rev()
        .map(|n| entry(&format!("n{n}"), 20))
        .collect();
    world.serve("/feed", Document::feed(feed(&entries)));
}

fn smtp(world: &World) -> &SmtpServer {
    world.smtp.as_ref().unwrap()
}

#[test]
fn mail_is_held_until_the_server_is_back_and_is_then_the_same_mail() {
    let mut world = mailing(NEWS);
    smtp(&world).always(Stage::Dot, Answer::say("451 later"));
    list(&world, 2);
    world.pass("5h");
    assert_eq!(world.told(), [""; 0]);
    let held = world.one::<Vec<u8>>("SELECT bytes FROM messages WHERE sent_at IS NULL");
    let tries = world.one::<i64>("SELECT attempts FROM messages WHERE sent_at IS NULL");
    // 1, 2, 4, 8, 16 and then 30 minutes apart.
    assert!((10..=16).contains(&tries.unwrap()), "{tries:?}");

    smtp(&world).behave();
    world.pass("30m");

    let mail = world.only_mail();
    assert_eq!(mail.bytes.trim_ascii_end(), held.unwrap().trim_ascii_end());
    world.pass("1d");
    assert_eq!(world.told(), [""; 0]);
}

#[test]
fn a_server_that_can_not_be_reached_is_not_hammered() {
    let mut world = mailing(NEWS);
    smtp(&world).always(Stage::Banner, Answer::HangUp);
    let before = smtp(&world).connections();
    list(&world, 10);
    world.pass("5h");
    let tries = smtp(&world).connections() - before;
    assert!(tries <= 4 * 20, "{tries} connections");

    smtp(&world).behave();
    world.pass("1h");
    assert_eq!(world.told().len(), 9);
}

#[test]
fn one_recipient_who_is_refused_does_not_stop_the_other() {
    let mut world = mailing(&format!("{NEWS}{TWO}"));
    let refuse = "RCPT TO:<bob@example.org>";
    let heard = smtp(&world).heard().len();
    smtp(&world).refuse("bob@example.org", "550 no such user");
    list(&world, 2);
    world.pass("10m");

    let mail = world.only_mail();
    assert_eq!(mail.to, "ann@example.org");
    world.pass("2d");
    assert!(
        world
            .new_mails()
            .iter()
            .all(|mail| mail.to == "ann@example.org")
    );
    let dead = world.one::<String>("SELECT last_error FROM messages WHERE dead_at IS NOT NULL");
    assert!(dead.unwrap().contains("550"));
    let asked = smtp(&world).heard().split_off(heard);
    let asked = asked.iter().filter(|line| line.starts_with(refuse)).count();
    assert_eq!(
        asked as i64,
        world.count("messages WHERE dead_at IS NOT NULL")
    );
}

#[test]
fn what_was_refused_is_sent_again_once_the_address_is_right() {
    let mut world = mailing(NEWS);
    smtp(&world).refuse("reader@example.org", "550 no such user");
    list(&world, 2);
    world.pass("10m");
    assert_eq!(world.told(), [""; 0]);
    assert_eq!(world.ask(&["status"]).1, 4);
    let refused = world.one::<String>("SELECT message_id FROM messages WHERE dead_at IS NOT NULL");

    smtp(&world).behave();
    assert_eq!(world.retry_refused("reader@example.org").unwrap(), 1);
    world.deliver();

    assert_eq!(Some(world.only_mail().message_id), refused);
    assert_eq!(world.ask(&["status"]).1, 0);
    assert!(world.retry_refused("reader@example.org").is_err());
    assert!(world.retry_refused("nobody@example.org").is_err());
}

#[test]
fn what_was_refused_counts_until_it_is_given_up_and_what_is_refused_later_counts_again() {
    let mut world = mailing(&format!("{NEWS}{TWO}"));
    smtp(&world).refuse("bob@example.org", "550 no such user");
    list(&world, 2);
    world.pass("10m");
    world.told();
    assert_eq!(world.ask(&["status"]).1, 4);

    let refused = world.count("messages WHERE dead_at IS NOT NULL") as usize;
    assert_eq!(world.give_up("bob@example.org").unwrap(), (refused, 0));

    assert!(world.give_up("bob@example.org").is_err());
    assert!(world.retry_refused("bob@example.org").is_err());
    assert_eq!(world.ask(&["status"]).1, 0);
    assert!(world.ask(&["outbox"]).0.contains("empty"));
    assert!(world.ask(&["outbox", "--all"]).0.contains("given up"));

    // Even by a clock that was set back since.
    list(&world, 3);
    let earlier = world.now() - SignedDuration::from_hours(12);
    let mut world = world.beginning(&earlier.to_string());
    world.poll();
    world.deliver();
    let dead = world.count("messages WHERE dead_at IS NOT NULL") as usize;
    assert!(dead > refused);
    assert_eq!(world.ask(&["status"]).1, 4);
    assert_eq!(
        world.give_up("bob@example.org").unwrap(),
        (dead - refused, 0)
    );
}

#[test]
fn what_a_server_refuses_for_what_it_says_is_tried_once_as_plain_text() {
    let mut world = mailing(NEWS);
    smtp(&world).once(Stage::Dot, Answer::say("554 5.7.1 looks like spam"));
    list(&world, 2);
    world.pass("10m");
    assert_eq!(world.told(), [""; 0]);
    assert_eq!(world.count("messages WHERE dead_at IS NOT NULL"), 0);
    let id = world.one::<String>("SELECT message_id FROM messages WHERE sent_at IS NULL");
    world.pass("2m");

    let mail = world.only_mail();
    assert_eq!(Some(mail.message_id), id);
    assert_eq!(mail.html, "");
    assert_eq!(mail.kind, "item");
    assert!(mail.subject.starts_with("[907]"), "{}", mail.subject);
    assert!(
        mail.text.contains("Where everything stands"),
        "{}",
        mail.text
    );
    assert!(mail.text.contains("its text alone"), "{}", mail.text);

    // Where that is refused, too, it is for good; and a recipient who is refused is at once.
    for (stage, answer, tries) in [
        (Stage::Dot, "552 too big", 2),
        (Stage::Rcpt, "550 no such user", 1),
    ] {
        smtp(&world).always(stage, Answer::say(answer));
        let known = world.count("messages");
        list(&world, 3 + known as usize);
        world.pass("30m");
        let dead = "SELECT attempts FROM messages WHERE dead_at IS NOT NULL ORDER BY id DESC";
        assert_eq!(world.one::<i64>(dead), Some(tries), "{answer}");
        smtp(&world).behave();
    }
}

#[test]
fn greylisting_delays_the_same_mail() {
    let mut world = mailing(NEWS);
    smtp(&world).once(Stage::Rcpt, Answer::say("451 4.7.1 greylisted"));
    list(&world, 2);
    world.pass("10m");
    assert_eq!(world.told(), [""; 0]);
    world.pass("2m");
    assert_eq!(world.told().len(), 1);
}

#[test]
fn a_mail_whose_receipt_got_lost_is_repeated_as_it_was() {
    let mut world = mailing(NEWS);
    smtp(&world).once(Stage::Dot, Answer::KeepAndHangUp);
    list(&world, 2);
    world.pass("1h");

    let mails = world.new_mails();
    assert_eq!(mails.len(), 2);
    assert_eq!(mails[0], mails[1]);
    let sent = world.count("messages WHERE sent_at IS NOT NULL");
    assert_eq!(sent, 2, "with the one that watching began");
}

#[test]
fn a_mail_that_broke_off_before_it_was_kept_is_sent_once() {
    let mut world = mailing(NEWS);
    smtp(&world).once(Stage::Dot, Answer::HangUp);
    smtp(&world).once(Stage::Data, Answer::HangUp);
    list(&world, 2);
    world.pass("1h");
    assert_eq!(world.told().len(), 1);
}

#[test]
fn a_login_that_is_refused_is_not_tried_in_a_hurry() {
    let mut world = mailing(NEWS);
    smtp(&world).always(
        Stage::Mail,
        Answer::say("530 5.7.0 authentication required"),
    );
    let before = smtp(&world).connections();
    list(&world, 30);
    world.pass("5h");
    let tries = smtp(&world).connections() - before;
    assert!(tries <= 4 * 20, "{tries} connections");
    assert_eq!(world.count("messages WHERE dead_at IS NOT NULL"), 0);

    smtp(&world).behave();
    world.pass("1h");
    let told: usize = world.new_mails().len();
    assert!(told > 0);
}

#[test]
fn in_a_storm_ten_go_singly_and_one_digest_holds_the_rest() {
    let mut world = mailing(NEWS);
    list(&world, 501);
    world.pass("15m");

    let mails = world.new_mails();
    let kinds: Vec<&str> = mails.iter().map(|mail| mail.kind.as_str()).collect();
    assert_eq!(kinds.len(), 11, "{kinds:?}");
    assert_eq!(kinds.iter().filter(|kind| **kind == "item").count(), 10);
    let told = |n: usize, mail: &Mail| {
        let name = format!("n{n}: Section 907");
        mail.text.contains(&name) || mail.subject.contains(&name)
    };
    for n in 1..=500 {
        let times = mails.iter().filter(|mail| told(n, mail)).count();
        assert_eq!(times, 1, "n{n}");
    }
    world.pass("2d");
    let late = world.told();
    assert!(
        late.iter().all(|told| told.starts_with("silence")),
        "{late:#?}"
    );
}

#[test]
fn the_digest_leaves_at_the_subscribers_hour() {
    let digested = r#"
[[subscriber]]
address = "ann@example.org"
time_zone = "Asia/Baku"
digest_at = "08:00"
"#;
    let mut world = mailing(&format!("{NEWS}{digested}"));
    list(&world, 3);
    world.wait_until("2026-11-23T03:59:00Z".parse().unwrap());
    assert_eq!(world.told(), [""; 0]);
    world.wait_until("2026-11-23T04:00:00Z".parse().unwrap());

    let mail = world.only_mail();
    assert_eq!(mail.kind, "digest");
    assert!(mail.text.contains("n1: Section 907") && mail.text.contains("n2: Section 907"));
    world.pass("1d");
    assert_eq!(world.told(), [""; 0]);

    list(&world, 5);
    world.pass("1d");
    let next = world.only_mail();
    assert_eq!(next.kind, "digest");
    assert_eq!(
        (next.thread.is_empty(), &next.thread),
        (false, &mail.thread)
    );
}

#[test]
fn each_subscriber_is_told_as_they_chose() {
    let config = format!(
        "{NEWS}\n{}\n{}",
        r#"
[[source]]
id = "hr6534-119"
kind = "measure"
measure = "hr6534-119"
url = "SITE/bill"
cadence = "10m"
"#,
        r#"
[[subscriber]]
address = "at-once@example.org"
tell = { item = "at_once", measure = "at_once" }
[[subscriber]]
address = "law@example.org"
tell = { item = "never", measure = "at_once", began = "never" }
[[subscriber]]
address = "digest@example.org"
tell = { item = "digest", measure = "digest" }
"#
    );
    let mut world = World::mailing(&config);
    list(&world, 1);
    world.serve(
        "/bill",
        Document::xml(bill(6534, &[referred(), introduced()])),
    );
    world.poll();
    let began: Vec<String> = world.new_mails().into_iter().map(|mail| mail.to).collect();
    assert_eq!(began.len(), 2, "{began:?}");

    list(&world, 2);
    world.serve(
        "/bill",
        Document::xml(bill(6534, &[reported(), referred(), introduced()])),
    );
    world.pass("1d");

    let mut told: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for mail in world.new_mails() {
        told.entry(mail.to).or_default().push(mail.kind);
    }
    for kinds in told.values_mut() {
        kinds.sort();
    }
    assert_eq!(told["at-once@example.org"], ["item", "measure"]);
    assert_eq!(told["law@example.org"], ["measure"]);
    assert_eq!(told["digest@example.org"], ["digest"]);
}

#[test]
fn a_dead_mail_server_does_not_delay_a_poll() {
    let mut world = mailing(NEWS);
    smtp(&world).always(Stage::Banner, Answer::HangUp);
    list(&world, 2);
    let asked = world.site.asked("/feed").len();
    world.pass("5h");
    assert!(world.site.asked("/feed").len() >= asked + 30);
}

#[test]
fn messages_are_numbered_without_gaps() {
    let mut world = mailing(NEWS);
    for count in 2..6 {
        list(&world, count);
        world.wait(SignedDuration::from_mins(10));
    }
    let numbers = world.one::<String>(
        "SELECT group_concat(number) FROM (SELECT number FROM messages ORDER BY number)",
    );
    assert_eq!(numbers.as_deref(), Some("1,2,3,4,5"));
}

const NOBODY: &str = r#"
[[subscriber]]
address = "nobody@example.org"
tell = { item = "never" }
"#;

#[test]
fn what_waited_for_the_built_in_reader_goes_to_who_subscribes_first() {
    let mut world = World::without_subscribers(NEWS);
    list(&world, 1);
    world.poll();
    assert_eq!(world.only_mail().to, "you@localhost");
    list(&world, 3);
    world.poll();
    assert_eq!(world.count("owed WHERE message IS NULL"), 2);

    world.reload(&format!("{NEWS}{TWO}{NOBODY}"));
    world.pass("2d");

    let mails = world.new_mails();
    let mut to: Vec<&str> = mails.iter().map(|mail| mail.to.as_str()).collect();
    to.sort_unstable();
    assert_eq!(to, ["ann@example.org", "bob@example.org"]);
    assert!(mails.iter().all(|mail| mail.kind == "digest"));
    assert_eq!(world.count("owed WHERE message IS NULL"), 0);
}

#[test]
fn what_is_owed_to_who_left_stays_booked_and_holds_up_nobody() {
    let digested = NOBODY.replace("never", "digest");
    let mut world = mailing(&format!("{NEWS}{digested}"));
    list(&world, 3);
    world.poll();
    world.reload(&format!("{NEWS}{TWO}"));
    list(&world, 4);
    world.pass("2d");

    let mails = world.new_mails();
    assert!(mails.iter().any(|mail| mail.kind == "item"));
    assert!(mails.iter().all(|mail| mail.to != "nobody@example.org"));
    assert_eq!(world.count("owed WHERE message IS NULL"), 2);
    assert_eq!(world.deliver().look_again_at, None);

    world.reload(&format!("{NEWS}{digested}"));
    world.pass("2d");
    let mails = world.new_mails();
    assert!(mails.iter().any(|mail| mail.kind == "digest"));
    assert_eq!(world.count("owed WHERE message IS NULL"), 0);
}

#[test]
fn what_was_composed_for_who_left_is_held_and_counts_no_more_until_they_are_back() {
    let config = format!("{NEWS}{TWO}");
    let one = format!(
        "{NEWS}{}",
        TWO.split_once("[[subscriber]]\naddress = \"bob").unwrap().0
    );
    let mut world = mailing(&config);
    smtp(&world).refuse("bob@example.org", "451 later");
    list(&world, 2);
    world.pass("10m");
    assert_eq!(world.only_mail().to, "ann@example.org");

    world.reload(&one);
    smtp(&world).behave();
    world.pass("3d");
    assert!(world.new_mails().iter().all(|mail| mail.kind == "silence"));
    let (said, code) = world.ask(&["status"]);
    assert_eq!(code, 0, "{said}");
    let mail = &world.ask_json(&["status"])["mail"];
    assert_eq!((&mail["waiting"], &mail["late"]), (&0.into(), &0.into()));
    assert_eq!(mail["unclaimed"], 1);
    assert!(world.ask(&["outbox"]).0.contains("held: no subscriber"));
    assert!(world.retry_refused("bob@example.org").is_err());

    world.reload(&config);
    world.pass("1h");
    assert_eq!(world.only_mail().to, "bob@example.org");
}

#[test]
fn what_waits_for_who_left_can_be_given_up() {
    let digested = NOBODY.replace("never", "digest");
    let mut world = mailing(&format!("{NEWS}{TWO}{digested}"));
    smtp(&world).refuse("bob@example.org", "451 later");
    list(&world, 2);
    world.pass("10m");
    world.told();
    // Who is told still waits for it.
    assert!(world.give_up("bob@example.org").is_err());
    assert!(world.give_up("nobody@example.org").is_err());

    world.reload(NEWS);
    smtp(&world).behave();
    assert_eq!(world.give_up("bob@example.org").unwrap(), (1, 0));
    assert_eq!(world.give_up("nobody@example.org").unwrap(), (0, 1));
    assert!(world.give_up("bob@example.org").is_err());
    assert_eq!(world.ask_json(&["status"])["mail"]["unclaimed"], 0);
    let (said, _) = world.ask(&["outbox", "--all"]);
    assert!(said.contains("given up while it waited: "), "{said}");

    world.reload(&format!("{NEWS}{TWO}{digested}"));
    world.pass("1d");
    assert!(world.new_mails().iter().all(|mail| mail.kind == "silence"));
}

#[test]
fn a_mail_that_can_not_be_composed_holds_up_nobody_elses() {
    let mut world = mailing(&format!("{NEWS}{TWO}{NOBODY}"));
    list(&world, 2);
    world.sleep_until(world.now() + SignedDuration::from_mins(10));
    world.try_poll().unwrap();
    let spoil =
        "UPDATE alerts SET news = '{}' WHERE id IN (SELECT alert FROM owed WHERE message IS NULL);
         DELETE FROM owed WHERE message IS NULL AND subscriber = 'bob@example.org'";
    rusqlite::Connection::open(world.database())
        .unwrap()
        .execute_batch(spoil)
        .unwrap();
    list(&world, 3);
    world.pass("20m");

    let mails = world.new_mails();
    let (unreadable, others): (Vec<_>, Vec<_>) = mails
        .iter()
        .partition(|mail| mail.subject.contains("can't be read"));
    // Nor the others of the same subscriber.
    assert_eq!(unreadable.len(), 1);
    assert!(others.iter().any(|mail| mail.to == "bob@example.org"));
    assert!(
        others
            .iter()
            .all(|mail| mail.text.contains("n2: Section 907"))
    );
}

#[test]
fn a_server_that_takes_its_time_over_one_mail_does_not_hold_up_the_next() {
    let mut world = mailing(NEWS);
    smtp(&world).once(Stage::Data, Answer::Mute);
    list(&world, 2);
    world.try_poll().unwrap();
    list(&world, 3);

    assert!(world.is_told_while_a_mail_hangs());
}

#[test]
fn a_reload_tries_at_once_what_failed_by_the_old_configuration() {
    let mut world = mailing(NEWS);
    smtp(&world).always(
        Stage::Mail,
        Answer::say("530 5.7.0 authentication required"),
    );
    list(&world, 2);
    world.pass("5h");
    smtp(&world).behave();
    list(&world, 3);
    world.try_poll().unwrap();
    world.deliver();
    assert_eq!(world.told(), [""; 0]);

    world.reload(NEWS);
    world.deliver();
    assert!(!world.told().is_empty());
}

#[test]
fn what_was_put_off_leaves_at_once_after_a_reload() {
    // Half an hour later at most, and after five days, six.
    for hours in [2, 6 * 24] {
        let mut world = mailing(&format!("{NEWS}{TWO}"));
        smtp(&world).refuse("bob@example.org", "451 later");
        list(&world, 2);
        world.poll();
        world.sleep_until(world.now() + SignedDuration::from_hours(hours));
        world.pass("20m");
        smtp(&world).behave();
        let told = |world: &mut World| {
            let mails = world.new_mails();
            let to_bob = |mail: &&Mail| mail.to == "bob@example.org" && mail.kind == "item";
            mails.iter().filter(to_bob).count()
        };
        // It waits for its turn.
        world.deliver();
        assert_eq!(told(&mut world), 0);
        world.reload(&format!("{NEWS}{TWO}"));
        world.deliver();
        assert_eq!(told(&mut world), 1, "{hours}");
    }
}

#[test]
fn what_was_put_off_for_one_address_leaves_when_the_operator_says() {
    let mut world = mailing(NEWS);
    smtp(&world).always(Stage::Mail, Answer::say("421 not now"));
    list(&world, 2);
    world.pass("5h");
    smtp(&world).behave();
    world.deliver();
    assert_eq!(world.told(), [""; 0]);

    assert_eq!(world.retry_refused("reader@example.org").unwrap(), 1);
    world.deliver();
    assert_eq!(world.only_mail().kind, "item");
}

#[test]
fn a_domain_has_no_case_and_what_was_begun_under_the_old_spelling_goes_on() {
    let digested = NOBODY.replace("never", "digest");
    let mut world = mailing(&format!("{NEWS}{digested}"));
    list(&world, 2);
    world.poll();
    for table in ["messages", "owed"] {
        rusqlite::Connection::open(world.database())
            .unwrap()
            .execute(
                &format!("UPDATE {table} SET subscriber = 'nobody@EXAMPLE.org'"),
                [],
            )
            .unwrap();
    }

    world.reload(&format!("{NEWS}{}", digested.replace("example", "Example")));
    world.pass("1d");

    let mail = world.only_mail();
    assert_eq!(
        (mail.to.as_str(), mail.kind.as_str()),
        ("nobody@example.org", "digest")
    );
    assert!(mail.text.contains("Message 2 to you"), "{}", mail.text);
}

#[test]
fn who_has_another_address_is_told_there_what_waited_and_the_count_goes_on() {
    let digested = NOBODY.replace("never", "digest");
    let mut world = mailing(&format!("{NEWS}{TWO}{digested}"));
    smtp(&world).refuse("bob@example.org", "451 later");
    list(&world, 2);
    world.pass("10m");
    assert_eq!(world.only_mail().to, "ann@example.org");
    let moved = format!("{TWO}{digested}")
        .replace(
            "\"bob@example.org\"",
            "\"rob@example.org\"\nwas = \"bob@example.org\"",
        )
        .replace(
            "\"nobody@example.org\"",
            "\"some@example.org\"\nwas = \"nobody@Example.org\"",
        );

    // Without it, that is told by name.
    world.reload(&format!("{NEWS}{}", TWO.replace("bob", "rob")));
    let (said, _) = world.ask(&["status"]);
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        said.contains(
            "2 told to nobody, as bob@example.org and nobody@example.org are no longer configured"
        ),
        "{said}"
    );

    world.reload(&format!("{NEWS}{moved}"));
    world.pass("1d");
    list(&world, 3);
    world.pass("1d");

    let mails = world.new_mails();
    let to = |name: &str| {
        let to: Vec<&Mail> = mails
            .iter()
            .filter(|mail| mail.kind != "silence" && mail.to.starts_with(name))
            .collect();
        to.iter().map(|mail| mail.kind.clone()).collect::<Vec<_>>()
    };
    // What waited for Bob was composed for him: its header still names him.
    assert_eq!(
        (to("bob"), to("rob"), to("some")),
        (
            vec!["item".to_owned()],
            vec!["item".to_owned()],
            vec!["digest".to_owned(), "digest".to_owned()],
        )
    );
    assert!(
        smtp(&world)
            .heard()
            .iter()
            .filter(|line| line.contains("<rob@example.org>"))
            .count()
            >= 2
    );
    let last = mails
        .iter()
        .rfind(|mail| mail.to == "rob@example.org" && mail.kind == "item")
        .unwrap();
    assert!(last.text.contains("Message 3 to you"), "{}", last.text);
    assert_eq!(world.ask_json(&["status"])["mail"]["unclaimed"], 0);
}
