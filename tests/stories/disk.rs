//! What becomes of what was written: copies, restarts, and disks that are full.

use rusqlite::Connection;

use crate::kit::{
    documents::{Action, bill, entry, feed, introduced, page, passed_house, referred, reported},
    letter::Mail,
    site::Document,
    world::World,
};

const ALL: &str = r#"
[[source]]
id = "hr6534-119"
name = "H.R. 6534"
kind = "measure"
measure = "hr6534-119"
url = "SITE/bill"
cadence = "1h"

[[source]]
id = "news"
name = "Some news"
kind = "feed"
url = "SITE/feed"
cadence = "1h"

[[source]]
id = "code"
name = "The Code"
kind = "page"
url = "SITE/code"
cadence = "1h"
"#;

fn serve(world: &World, actions: &[Action], names: &[&str], lines: &[&str]) {
    let newest_first: Vec<Action> = actions.iter().rev().cloned().collect();
    world.serve("/bill", Document::xml(bill(6534, &newest_first)));
    let entries: Vec<_> = names.iter().map(|name| entry(name, 20)).collect();
    world.serve("/feed", Document::feed(feed(&entries)));
    world.serve("/code", Document::page(page(lines.iter().copied())));
}

fn watching() -> World {
    let mut world = World::watching(ALL);
    serve(
        &world,
        &[introduced(), referred(), reported(), passed_house()],
        &["a", "b"],
        &["In force.", "As amended."],
    );
    world.poll();
    assert_eq!(world.only_mail().kind, "began");
    world
}

#[test]
fn what_is_told_again_after_an_older_copy_was_restored_has_the_same_ids() {
    let mut world = watching();
    world.back_up("older.db");
    // Things that go by before, so that rows are numbered otherwise the second time.
    serve(
        &world,
        &[introduced(), referred(), reported(), passed_house()],
        &["a", "b", "x"],
        &["In force.", "As amended."],
    );
    world.pass("2h");
    serve(
        &world,
        &[introduced(), referred(), reported()],
        &["c", "a", "b", "x"],
        &["Repealed.", "As amended."],
    );
    world.pass("2h");
    let mut first = ids(&world);

    world.restore("older.db");
    world.pass("4h");
    let mut second = ids(&world);

    first.sort();
    second.sort();
    assert!(first.len() >= 4, "{first:#?}");
    assert_eq!(first, second);
}

#[test]
fn an_older_copy_that_was_put_back_is_told_and_from_when_it_is() {
    let mut world = watching();
    world.back_up("older.db");
    serve(
        &world,
        &[introduced(), referred(), reported(), passed_house()],
        &["a", "b", "x"],
        &["In force.", "As amended."],
    );
    world.pass("5h");
    world.restore("older.db");
    world.pass("2h");

    let mails = began(&world);
    let [_, mail] = &mails[..] else {
        panic!("{mails:#?}")
    };
    assert!(
        mail.subject.starts_with("[907] Set back to "),
        "{}",
        mail.subject
    );
    assert!(
        mail.text.contains("an older copy of it was put"),
        "{}",
        mail.text
    );

    // It is told once, and what went on from the copy is no older copy.
    world.restart();
    world.pass("2h");
    assert_eq!(began(&world).len(), 2);
}

#[test]
fn a_service_that_was_away_for_long_says_so_when_it_is_back() {
    let mut world = watching();
    world.stop();
    world.sleep_until(world.now() + jiff::SignedDuration::from_hours(30));
    world.pass("2h");
    assert_eq!(began(&world).len(), 1, "a day is no absence");

    world.stop();
    world.sleep_until(world.now() + jiff::SignedDuration::from_hours(9 * 24));
    world.pass("2h");

    let mails = began(&world);
    let [_, mail] = &mails[..] else {
        panic!("{mails:#?}")
    };
    assert!(
        mail.subject
            .starts_with("[907] Watching again, after 9 days without. Section 907:"),
        "{}",
        mail.subject
    );
    assert!(
        mail.text.contains("the service did not run"),
        "{}",
        mail.text
    );
    world.pass("72h");
    assert_eq!(began(&world).len(), 2);
}

#[test]
fn one_source_that_waits_long_is_no_absence_of_all() {
    let mut world = watching();
    world.stop();
    let conn = Connection::open(world.database()).unwrap();
    conn.execute(
        "UPDATE sources SET next_due_at = '2020-01-01T00:00:00Z' WHERE id = 'code'",
        [],
    )
    .unwrap();
    drop(conn);
    world.pass("2h");
    assert_eq!(began(&world).len(), 1);
}

fn began(world: &World) -> Vec<Mail> {
    let mut mails = world.mails();
    mails.retain(|mail| mail.kind == "began");
    mails
}

fn ids(world: &World) -> Vec<String> {
    let conn = Connection::open(world.database()).unwrap();
    let mut statement = conn
        .prepare("SELECT kind || ' ' || message_id FROM messages WHERE kind <> 'began'")
        .unwrap();
    let rows = statement.query_map([], |row| row.get(0)).unwrap();
    rows.map(Result::unwrap).collect()
}

#[test]
fn what_can_not_be_written_is_asked_for_again_as_if_never_seen() {
    let mut world = watching();
    // The record has to be missed twice before anything is owed, so that poll is good.
    let etags = "SELECT group_concat(etag) FROM sources WHERE id <> 'hr6534-119'";
    let before = world.one::<String>(etags);
    let rows = |world: &World| {
        [
            "snapshots",
            "bodies",
            "items",
            "changes",
            "alerts",
            "owed",
            "messages",
            "chain",
        ]
        .map(|table| world.count(table))
    };
    let held = rows(&world);
    // Nothing that an alert is made of can be written.
    trigger(
        &world,
        "CREATE TRIGGER full BEFORE INSERT ON owed BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END",
    );
    serve(
        &world,
        &[introduced(), referred(), reported()],
        &["c", "a", "b"],
        &["Repealed.", "As amended."],
    );

    let failed = world.try_poll();

    assert!(failed.is_err());
    assert_eq!(
        world.one::<String>(etags),
        before,
        "no validators without what they validate"
    );
    let [_, _, items, changes, alerts, owed, messages, _] = rows(&world);
    assert_eq!([items, changes, alerts, owed, messages], held[2..7]);

    trigger(&world, "DROP TRIGGER full");
    world.restart();
    world.pass("3h");

    let told = world.told();
    assert_eq!(
        told.iter().filter(|told| told.starts_with("item")).count(),
        1,
        "{told:#?}"
    );
    assert_eq!(
        told.iter()
            .filter(|told| told.starts_with("change"))
            .count(),
        1,
        "{told:#?}"
    );
    assert_eq!(
        told.iter()
            .filter(|told| told.starts_with("record"))
            .count(),
        1,
        "{told:#?}"
    );
}

#[test]
fn a_poll_that_was_broken_off_can_be_made_again() {
    let mut world = watching();
    world.break_off_a_poll();
    assert_eq!(world.poll().len(), 3);
}

#[test]
fn who_asks_for_a_poll_while_one_is_under_way_gets_one_of_their_own() {
    let mut world = watching();
    let asked = world.site.asked("/code").len();
    let [first, second] = world.poll_twice_at_once();
    assert_eq!((first.len(), second.len()), (3, 3));
    assert_eq!(world.site.asked("/code").len(), asked + 2);
}

fn trigger(world: &World, sql: &str) {
    let conn = Connection::open(world.database()).unwrap();
    conn.execute_batch(sql).unwrap();
}

#[test]
fn a_reload_that_can_not_be_written_leaves_the_old_configuration_in_force() {
    let mut world = watching();
    trigger(
        &world,
        "CREATE TRIGGER full BEFORE INSERT ON sources BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END",
    );
    let before = world.site.asked("/moved").len();

    let failed = world.try_reload(&ALL.replace("SITE/feed", "SITE/moved"));

    assert!(failed.is_err());
    trigger(&world, "DROP TRIGGER full");
    world.pass("3h");
    assert_eq!(world.site.asked("/moved").len(), before);
    serve(
        &world,
        &[introduced(), referred(), reported(), passed_house()],
        &["c", "a", "b"],
        &["In force.", "As amended."],
    );
    world.pass("2h");
    assert_eq!(world.only_mail().kind, "item");
}

#[test]
fn a_source_that_the_configuration_does_not_know_is_not_asked_for_without_end() {
    let mut world = watching();
    trigger(
        &world,
        "INSERT INTO sources (id, name, kind, url, enabled, required, fresh_for, added_at, state, state_since, next_due_at, unconditional_at)
         SELECT 'unknown', name, kind, url, 1, 0, fresh_for, added_at, state, state_since, added_at, added_at
           FROM sources WHERE id = 'news'",
    );

    assert!(world.poll_due_in_time());
}

#[test]
fn what_fails_while_it_is_written_marks_its_source_and_is_asked_ever_more_slowly() {
    let mut world = watching();
    trigger(
        &world,
        "CREATE TRIGGER odd BEFORE INSERT ON items BEGIN SELECT RAISE(ABORT, 'an odd row'); END",
    );
    serve(
        &world,
        &[introduced(), referred(), reported(), passed_house()],
        &["c", "a", "b"],
        &["In force.", "As amended."],
    );

    assert!(world.try_poll().is_err());

    assert_eq!(world.state("news"), "broken");
    let reason: Option<String> = world.one("SELECT reason FROM sources WHERE id = 'news'");
    assert!(
        reason.as_ref().unwrap().contains("an odd row"),
        "{reason:?}"
    );
    let later = "SELECT next_due_at > last_poll_at AND failures FROM sources WHERE id = 'news'";
    assert_eq!(world.one::<i64>(later), Some(1));
    assert_eq!(world.state("code"), "fine");

    trigger(&world, "DROP TRIGGER odd");
    world.pass("3h");
    assert_eq!(world.state("news"), "fine");
    assert_eq!(world.told().len(), 1);
}

#[test]
fn an_alert_that_can_not_be_read_is_told_as_such_and_stops_no_other() {
    let mut world = watching();
    serve(
        &world,
        &[introduced(), referred(), reported(), passed_house()],
        &["c", "a", "b"],
        &["Repealed.", "As amended."],
    );
    world.try_poll().unwrap();
    trigger(
        &world,
        "UPDATE alerts SET news = substr(news, 1, 20) WHERE kind = 'item'",
    );

    world.deliver();

    let mut mails = world.new_mails();
    mails.sort_by_key(|mail| mail.kind.clone());
    let kinds: Vec<&str> = mails.iter().map(|mail| mail.kind.as_str()).collect();
    assert_eq!(kinds, ["change", "reminder"]);
    assert!(
        mails[1].subject.contains("can't be read"),
        "{}",
        mails[1].subject
    );
    assert!(mails[1].text.contains("news#"), "{}", mails[1].text);
    let (said, code) = world.ask(&["status"]);
    assert_eq!(code, 0, "{said}");
    world.pass("9d");
    assert!(
        world
            .told()
            .iter()
            .all(|told| !told.contains("can't be read"))
    );
}
