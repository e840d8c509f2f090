//! The second channel: what mail does not deliver is told by it, and nothing else.

use crate::kit::{
    documents::{Entry, entry, feed},
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

[[subscriber]]
address = "ann@example.org"
tell = { item = "at_once" }
also = "SITE/hook"
also_allow = ["SITE"]

[[subscriber]]
address = "bob@example.org"
tell = { item = "at_once" }
"#;

fn mailing(config: &str) -> World {
    let mut world = World::mailing(config);
    world.serve("/hook", Document::page("ok"));
    list(&world, 1);
    world.poll();
    assert_eq!(world.told().len(), 2);
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

fn posted(world: &World) -> Vec<serde_json::Value> {
    let asked = world.site.asked("/hook");
    asked
        .iter()
        .map(|asked| serde_json::from_slice(&asked.body).unwrap())
        .collect()
}

#[test]
fn what_mail_delivers_is_told_by_mail_alone() {
    let mut world = mailing(NEWS);
    list(&world, 3);
    world.pass("26h");
    assert_eq!(world.told().len(), 4);
    assert_eq!(posted(&world).len(), 0);
}

#[test]
fn a_mail_that_is_refused_for_good_is_posted_once_and_stays_in_sight() {
    let mut world = mailing(NEWS);
    smtp(&world).refuse("ann@example.org", "550 no such user");
    list(&world, 2);
    world.pass("20m");

    let posted = posted(&world);
    assert_eq!(posted.len(), 1, "{posted:#?}");
    let posted = &posted[0];
    assert_eq!(posted["to"], "ann@example.org");
    assert_eq!(posted["kind"], "item");
    assert_eq!(posted["mail"], "refused");
    let error = posted["mail_error"].as_str().unwrap();
    assert!(error.contains("no such user"), "{error}");
    let text = posted["text"].as_str().unwrap();
    let subject = posted["subject"].as_str().unwrap();
    assert!(text.starts_with(subject), "{text}");
    assert!(text.contains("Where everything stands"), "{text}");
    assert!(text.contains("refused for good"), "{text}");
    let id: String = world
        .one("SELECT message_id FROM messages WHERE dead_at IS NOT NULL")
        .unwrap();
    assert_eq!(posted["message_id"], id);

    world.restart();
    world.pass("2d");
    assert_eq!(self::posted(&world).len(), 1);
    let (said, code) = world.ask(&["status"]);
    assert_eq!(code, 4, "{said}");
    let outbox = world.ask_json(&["outbox"]);
    assert!(
        outbox["messages"][0]["also_told_at"].is_string(),
        "{outbox}"
    );
}

#[test]
fn a_mail_that_waits_for_a_day_is_posted_and_still_tried() {
    let mut world = mailing(NEWS);
    smtp(&world).always(Stage::Dot, Answer::say("451 later"));
    list(&world, 3);
    world.pass("23h");
    assert_eq!(posted(&world).len(), 0);
    world.pass("2h");

    let posted = posted(&world);
    let late: Vec<_> = posted.iter().map(|posted| &posted["mail"]).collect();
    assert_eq!(late, ["late", "late"]);
    let numbers: Vec<_> = posted.iter().filter_map(|p| p["number"].as_u64()).collect();
    assert_eq!(numbers, [2, 3]);
    smtp(&world).behave();
    world.pass("1h");
    assert_eq!(world.told().len(), 4);
    assert_eq!(self::posted(&world).len(), 2);
}

#[test]
fn a_webhook_that_fails_is_tried_again_and_holds_up_no_mail() {
    let mut world = mailing(NEWS);
    smtp(&world).refuse("ann@example.org", "550 no such user");
    world.serve("/hook", Document::page("no").with_status(500));
    list(&world, 2);
    world.pass("5h");
    let tries = posted(&world).len();
    assert!((5..=16).contains(&tries), "{tries}");
    let mail = world.only_mail();
    assert_eq!(mail.to, "bob@example.org");
    let status = world.ask_json(&["status"]);
    assert_eq!(status["mail"]["also_waiting"], 1);
    assert_eq!(status["mail"]["also_error"], "the webhook answers 500");
    let (said, _) = world.ask(&["status"]);
    assert!(said.contains("the webhook answers 500"), "{said}");

    world.serve("/hook", Document::page("ok"));
    world.pass("1h");
    let after = posted(&world);
    assert_eq!(after.len(), tries + 1);
    assert_eq!(after[0], after[tries]);
    assert_eq!(world.ask_json(&["status"])["mail"]["also_waiting"], 0);
}

#[test]
fn what_was_sent_by_mail_or_given_up_meanwhile_is_posted_no_more() {
    for gives_up in [false, true] {
        let mut world = mailing(NEWS);
        smtp(&world).refuse("ann@example.org", "550 no such user");
        world.serve("/hook", Document::page("no").with_status(500));
        list(&world, 2);
        world.pass("1h");
        match gives_up {
            true => world.give_up("ann@example.org").unwrap().0,
            false => {
                smtp(&world).behave();
                world.retry_refused("ann@example.org").unwrap()
            }
        };
        world.deliver();
        let tries = posted(&world).len();
        world.serve("/hook", Document::page("ok"));
        world.pass("2h");
        assert_eq!(posted(&world).len(), tries, "{gives_up}");
        assert_eq!(world.ask_json(&["status"])["mail"]["also_waiting"], 0);
    }
}

#[test]
fn a_webhook_may_take_plain_text_and_a_folder_takes_the_mail_as_it_is() {
    let text = NEWS.replace("also_allow", "also_as = \"text\"\nalso_allow");
    let mut world = mailing(&text);
    smtp(&world).refuse("ann@example.org", "550 no such user");
    list(&world, 2);
    world.pass("20m");
    let asked = world.site.asked("/hook").remove(0);
    assert_eq!(asked.headers["content-type"], "text/plain; charset=utf-8");
    let body = String::from_utf8(asked.body).unwrap();
    assert!(body.starts_with("[907]"), "{body}");

    let folder = NEWS
        .replace("SITE/hook", "second")
        .replace("also_allow = [\"SITE\"]", "");
    let mut world = mailing(&folder);
    smtp(&world).refuse("ann@example.org", "550 no such user");
    list(&world, 2);
    world.pass("20m");
    let files: Vec<_> = std::fs::read_dir(world.path("second")).unwrap().collect();
    assert_eq!(files.len(), 1);
    let bytes = std::fs::read(files[0].as_ref().unwrap().path()).unwrap();
    assert_eq!(Mail::read(&bytes).to, "ann@example.org");
    let kept = world.one::<Vec<u8>>("SELECT bytes FROM messages WHERE dead_at IS NOT NULL");
    assert_eq!(bytes, kept.unwrap());
}

#[test]
fn a_webhook_is_not_posted_to_where_it_is_not_public_unless_that_is_allowed() {
    let mut world = mailing(&NEWS.replace("also_allow = [\"SITE\"]", ""));
    smtp(&world).refuse("ann@example.org", "550 no such user");
    list(&world, 2);
    world.pass("1h");

    assert_eq!(posted(&world).len(), 0);
    let error = &world.ask_json(&["status"])["mail"]["also_error"];
    assert!(error.as_str().unwrap().contains("refused"), "{error}");
}

#[test]
fn a_redirect_of_a_webhook_is_not_followed() {
    let mut world = mailing(NEWS);
    smtp(&world).refuse("ann@example.org", "550 no such user");
    let moved = Document::page("")
        .with_status(307)
        .with_header("location", "/elsewhere");
    world.serve("/hook", moved);
    list(&world, 2);
    world.pass("20m");

    assert!(world.site.asked("/elsewhere").is_empty());
    assert_eq!(world.ask_json(&["status"])["mail"]["also_waiting"], 1);
}

#[test]
fn a_webhook_that_asks_for_it_is_left_alone_for_so_long() {
    for status in [429, 503] {
        let mut world = mailing(NEWS);
        smtp(&world).refuse("ann@example.org", "550 no such user");
        let busy = Document::page("slow down").with_status(status);
        world.serve("/hook", busy.with_header("retry-after", "7200"));
        list(&world, 3);
        world.pass("20m");
        assert_eq!(posted(&world).len(), 1);
        list(&world, 4);
        world.serve("/hook", Document::page("ok"));
        world.pass("90m");
        assert_eq!(posted(&world).len(), 1, "{status}");

        world.pass("1h");
        let numbers = posted(&world);
        let numbers: Vec<_> = numbers
            .iter()
            .filter_map(|p| p["number"].as_u64())
            .collect();
        assert_eq!(numbers, [2, 2, 3, 4]);
    }
}

#[test]
fn a_webhook_that_was_left_alone_is_called_again_after_a_reload() {
    let mut world = mailing(NEWS);
    smtp(&world).refuse("ann@example.org", "550 no such user");
    let busy = Document::page("slow down").with_status(429);
    world.serve("/hook", busy.with_header("retry-after", "7200"));
    list(&world, 2);
    world.pass("20m");
    world.serve("/hook", Document::page("ok"));

    world.reload(NEWS);
    world.pass("1m");

    assert_eq!(posted(&world).len(), 2);
}
