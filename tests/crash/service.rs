//! Stopped, asked, told to read its configuration again, and misused.

use std::{fs, process::Output, time::Duration};

use crate::{
    daemon::Place,
    kit::{
        documents::{entry, feed},
        site::Document,
        smtp::{Answer, Stage},
    },
};

#[test]
fn sigterm_ends_it_within_five_seconds_with_nothing_lost() {
    let place = Place::new();
    let daemon = place.start_and_wait();
    place.until("the baseline is taken", || !place.smtp.mails().is_empty());
    // A mail server that never answers the last dot holds a mail for ten minutes.
    place.smtp.always(Stage::Dot, Answer::Mute);
    place.list(2);
    place.until("a mail is on its way", || place.smtp.mails().len() > 1);

    daemon.signal("-TERM");

    let (code, time) = daemon.end();
    assert_eq!(code, Some(0));
    assert!(time < Duration::from_secs(5), "{time:?}");
    place.smtp.behave();
    let _daemon = place.start_and_wait();
    place.until("the mail is sent again", || place.smtp.mails().len() > 2);
    let mails = place.smtp.mails();
    assert_eq!(mails[1].data, mails[2].data);
}

#[test]
fn sighup_and_reload_read_the_configuration_again() {
    let place = Place::new();
    let daemon = place.start_and_wait();
    let (site, sources) = (place.site.addr, "SELECT count(*) FROM sources");
    let other = |id: &str| {
        format!(
            "[[source]]\nid = \"{id}\"\nkind = \"feed\"\nurl = \"http://{site}/{id}\"\n\
             allow = [\"{site}\"]\ncadence = \"1s\"\n"
        )
    };
    for id in ["one", "two"] {
        let document = Document::feed(feed(&[entry(id, 20)]));
        place.site.serve(&format!("/{id}"), document);
    }

    place.configure(&other("one"));
    daemon.signal("-HUP");
    place.until("the new source is asked", || {
        !place.site.asked("/one").is_empty()
    });
    assert_eq!(place.number(sources), 2);

    place.configure(&format!("{}{}", other("one"), other("two")));
    ends(&place.run(&["reload"]), 0);
    place.until("the new source is asked", || {
        !place.site.asked("/two").is_empty()
    });

    // A configuration with a mistake changes nothing, and says so.
    place.configure("cadance = \"1s\"\n");
    let refused = place.run(&["reload"]);
    assert!(text(&refused).contains("cadance"), "{}", text(&refused));
    daemon.signal("-HUP");
    let asked = place.site.asked("/two").len();
    place.until("it goes on", || place.site.asked("/two").len() > asked + 1);
    daemon.signal("-TERM");
    assert_eq!(daemon.end().0, Some(0));
}

#[test]
fn a_second_daemon_on_the_same_database_is_refused() {
    let place = Place::new();
    let _daemon = place.start_and_wait();
    let second = place.run(&["run"]);
    ends(&second, 1);
    assert!(
        text(&second).contains("another watch907 is running"),
        "{}",
        text(&second)
    );
}

#[test]
fn poll_goes_through_the_daemon_and_ends_when_mail_is_handed_over() {
    let place = Place::new();
    let _daemon = place.start_and_wait();
    place.until("the baseline is taken", || !place.smtp.mails().is_empty());
    for count in 2..5 {
        place.list(count);
        let polled = place.run(&["poll", "news", "--json"]);
        ends(&polled, 0);
        let polled: serde_json::Value = serde_json::from_slice(&polled.stdout).unwrap();
        assert_eq!(polled["outcomes"][0]["source"], "news");
        assert_eq!(polled["waiting"], 0);
        assert_eq!(place.smtp.mails().len(), count, "{polled}");
    }
    let unknown = place.run(&["poll", "nowhere"]);
    ends(&unknown, 1);
    assert!(text(&unknown).contains("nowhere"));
}

#[test]
fn what_mail_refused_is_told_by_the_second_channel_by_poll_and_by_the_daemon() {
    for by_daemon in [false, true] {
        let place = Place::new();
        place.site.serve("/hook", Document::page("ok"));
        place.smtp.refuse("reader@example.org", "550 no such user");
        place.run(&["poll"]);
        let config = fs::read_to_string(place.path("config.toml")).unwrap();
        let also = format!(
            "also = \"http://{0}/hook\"\nalso_allow = [\"{0}\"]\ntell = {{",
            place.site.addr
        );
        fs::write(place.path("config.toml"), config.replace("tell = {", &also)).unwrap();
        let _daemon = match by_daemon {
            true => Some(place.start_and_wait()),
            false => {
                place.run(&["poll"]);
                None
            }
        };
        place.until("it is told", || {
            place.number("SELECT count(*) FROM also WHERE told_at IS NOT NULL") == 1
        });
        assert_eq!(place.site.asked("/hook").len(), 1);
    }
}

#[test]
fn a_poll_tries_mail_that_was_put_off_with_a_daemon_and_without_one() {
    let place = Place::new();
    let config = fs::read_to_string(place.path("config.toml")).unwrap();
    let second = "retry_first = \"1s\"\nretry_ceiling = \"1s\"";
    assert!(config.contains(second));
    place.write_config(&config.replace(second, &second.replace("1s", "1h")));
    place.smtp.refuse("reader@example.org", "451 later");
    ends(&place.run(&["poll"]), 0);
    assert_eq!(place.smtp.mails().len(), 0);
    place.smtp.behave();
    ends(&place.run(&["poll"]), 0);
    assert_eq!(place.smtp.mails().len(), 1);

    place.smtp.refuse("reader@example.org", "451 later");
    let _daemon = place.start_and_wait();
    place.list(2);
    let put_off = "SELECT count(*) FROM messages WHERE next_attempt_at IS NOT NULL AND last_error IS NOT NULL";
    place.until("a mail is put off", || place.number(put_off) > 0);
    place.smtp.behave();
    ends(&place.run(&["poll"]), 0);
    place.until("it is sent", || place.smtp.mails().len() == 2);
}

#[test]
fn a_daemon_that_is_killed_while_it_reads_knows_afterwards_what_it_read() {
    let place = Place::new();
    let large = format!(
        "[[source]]\nid = \"large\"\nkind = \"page\"\nurl = \"http://{0}/large\"\nallow = [\"{0}\"]\n",
        place.site.addr
    );
    place.configure(&large);
    // It takes a while to read.
    let text = "<p>One of very many paragraphs, each of them <b>marked up</b>.</p>".repeat(30_000);
    let page = format!("<html><body>{text}</body></html>");
    place.site.serve("/large", Document::page(page));
    let mark = || {
        let files = fs::read_dir(place.path("watch907.db.reading")).ok()?;
        let mut marks = files.filter_map(|file| fs::read_to_string(file.ok()?.path()).ok());
        marks.find(|mark| mark.starts_with("large "))
    };
    let daemon = place.start_and_wait();
    place.until("the page is being read", || mark().is_some());
    daemon.kill();
    assert!(mark().is_some());

    let _daemon = place.start_and_wait();

    let counted = "SELECT times FROM crashes WHERE source = 'large'";
    place.until("it was counted", || {
        place.number(counted) == 1 && mark().is_none()
    });
}

#[test]
fn the_heartbeat_is_called_by_a_daemon_that_sees() {
    let place = Place::new();
    let required = format!(
        "required = true\n[watch]\nheartbeat = \"http://{0}/beat\"\nheartbeat_allow = [\"{0}\"]\n",
        place.site.addr
    );
    place.configure(&required);
    place.site.serve("/beat", Document::page("OK"));
    ends(&place.run(&["poll"]), 0);
    assert!(place.site.asked("/beat").is_empty());

    let _daemon = place.start_and_wait();
    place.until("it is called", || !place.site.asked("/beat").is_empty());
}

#[test]
fn what_is_acknowledged_goes_through_the_daemon_or_is_written_down_without_one() {
    let place = Place::new();
    let down = format!(
        "[[source]]\nid = \"down\"\nkind = \"feed\"\nurl = \"http://{0}/down\"\n\
         allow = [\"{0}\"]\ncadence = \"1s\"\nfresh_for = \"1s\"\n",
        place.site.addr
    );
    place.configure(&down);
    let daemon = place.start_and_wait();
    place.until("it is told to be blind", || {
        place.number("SELECT count(*) FROM sources WHERE blind_told_at IS NOT NULL") > 0
    });
    let stated = "SELECT count(*) FROM attestations WHERE name = 'acknowledged down'";

    let later = "9000-01-01";
    ends(&place.run(&["acknowledge", "down", "--until", later]), 0);
    assert_eq!(place.number(stated), 1);
    let refused = place.run(&["acknowledge", "news", "--until", later]);
    ends(&refused, 1);
    assert!(
        text(&refused).contains("nothing to acknowledge"),
        "{}",
        text(&refused)
    );

    daemon.signal("-TERM");
    daemon.end();
    let args = ["acknowledge", "down", "--until", later, "--why", "it moves"];
    ends(&place.run(&args), 0);
    assert_eq!(place.number(stated), 2);
    ends(
        &place.run(&["acknowledge", "down", "--until", "2020-01-01"]),
        1,
    );
}

#[test]
fn poll_without_a_daemon_does_the_same_itself() {
    let place = Place::new();
    ends(&place.run(&["poll"]), 0);
    assert_eq!(place.smtp.mails().len(), 1);
    place.list(3);
    let polled = place.run(&["poll"]);
    ends(&polled, 0);
    assert_eq!(place.smtp.mails().len(), 3, "{}", text(&polled));
    // Where mail can't go, it says what is left.
    place.smtp.always(Stage::Dot, Answer::say("451 later"));
    place.list(4);
    let polled = place.run(&["poll"]);
    assert!(text(&polled).contains("1 waiting"), "{}", text(&polled));
}

#[test]
fn reading_commands_work_while_it_runs() {
    let place = Place::new();
    let _daemon = place.start_and_wait();
    place.until("the baseline is taken", || !place.smtp.mails().is_empty());
    place.list(3);
    place.until("there is something to read", || {
        place.smtp.mails().len() > 2
    });
    for command in ["status", "history", "changes", "sources", "outbox"] {
        ends(&place.run(&[command]), 0);
        let json = place.run(&[command, "--json"]);
        ends(&json, 0);
        serde_json::from_slice::<serde_json::Value>(&json.stdout).unwrap();
    }
    let change = place.number("SELECT max(id) FROM changes").to_string();
    ends(&place.run(&["diff", &change]), 0);
    ends(&place.run(&["show", "1"]), 0);
}

#[test]
fn a_mail_that_is_refused_for_good_ends_status_with_4() {
    let place = Place::new();
    ends(&place.run(&["poll"]), 0);
    ends(&place.run(&["status"]), 0);
    place
        .smtp
        .always(Stage::Rcpt, Answer::say("550 no such user"));
    place.list(2);
    place.run(&["poll"]);

    ends(&place.run(&["status"]), 4);
    let outbox = place.run(&["outbox"]);
    assert!(text(&outbox).contains("550"), "{}", text(&outbox));
}

#[test]
fn a_wrong_configuration_ends_with_3_and_wrong_usage_with_2() {
    let place = Place::new();
    ends(&place.run(&["check"]), 0);
    place.configure("cadance = \"1s\"\n");
    for command in ["check", "run", "poll", "status"] {
        let refused = place.run(&[command]);
        ends(&refused, 3);
        let text = text(&refused);
        assert!(
            text.contains("cadance") && text.contains("`cadence`"),
            "{text}"
        );
    }
    ends(&place.run(&["frobnicate"]), 2);
    ends(&place.run(&["status", "--nonsense"]), 2);
}

#[track_caller]
#[test]
fn a_database_that_is_gone_is_missed_whoever_made_it() {
    let place = Place::new();
    let forget = || {
        for ending in ["", "-wal", "-shm"] {
            // What stands beside the database may not be there.
            let _ = fs::remove_file(place.path(&format!("watch907.db{ending}")));
        }
    };
    let told = |n: usize| {
        let data = place.smtp.mails()[n].data.clone();
        String::from_utf8_lossy(&data).into_owned()
    };
    ends(&place.run(&["poll"]), 0);
    assert!(!told(0).contains("earlier"), "{}", told(0));

    forget();
    ends(&place.run(&["poll"]), 0);
    assert!(told(1).contains("earlier"), "{}", told(1));

    forget();
    let _daemon = place.start_and_wait();
    place.until("it says so", || place.smtp.mails().len() > 2);
    assert!(told(2).contains("earlier"), "{}", told(2));
}

#[test]
fn a_poll_and_a_stop_leave_beside_the_database_what_it_holds() {
    let place = Place::new();
    let daemon = place.start_and_wait();
    let snapshots = || place.number("SELECT count(*) FROM snapshots");
    let left = || {
        let text = fs::read_to_string(place.path("watch907.db.was-here")).unwrap();
        text[..20].parse::<i64>().unwrap()
    };
    let held = || place.number("SELECT max(place) FROM chain");
    place.until("the baseline is taken", || snapshots() > 0);

    ends(&place.run(&["poll"]), 0);
    // Meanwhile it polls by itself, too.
    assert!((1..=held()).contains(&left()), "{} of {}", left(), held());

    let before = snapshots();
    place.list(2);
    place.until("news is here", || snapshots() > before);
    daemon.signal("-TERM");
    assert_eq!(daemon.end().0, Some(0));
    assert_eq!(left(), held());
}

#[test]
fn a_start_that_fails_leaves_nothing_to_miss() {
    let place = Place::new();
    fs::create_dir(place.path("watch907.db.sock")).unwrap();
    assert_ne!(place.run(&["run"]).status.code(), Some(0));
    assert!(!place.path("watch907.db.was-here").exists());

    fs::remove_dir(place.path("watch907.db.sock")).unwrap();
    ends(&place.run(&["poll"]), 0);
    assert!(place.path("watch907.db.was-here").exists());
}

#[test]
fn it_writes_nowhere_but_where_it_was_started_to() {
    let place = Place::new();
    let text_of = || fs::read_to_string(place.path("config.toml")).unwrap();
    // Without a server mail is written to a folder.
    let server = format!("server = \"{}\"", place.smtp.addr.ip());
    place.write_config(&text_of().replace(&server, ""));
    let daemon = place.start_and_wait();
    place.until("the first mail is written", || {
        fs::read_dir(place.path("mail")).is_ok_and(|mails| mails.count() > 0)
    });
    let limits = fs::read_to_string(format!("/proc/{}/limits", daemon.pid())).unwrap();
    let core = limits.lines().find(|line| line.contains("core file"));
    assert!(core.unwrap().split_whitespace().any(|word| word == "0"));
    if daemon.log().contains("has no Landlock") {
        return;
    }

    // Led astray, it is held by the kernel.
    let outside = tempfile::tempdir().unwrap();
    fs::rename(place.path("mail"), place.path("mail.old")).unwrap();
    std::os::unix::fs::symlink(outside.path(), place.path("mail")).unwrap();
    place.list(2);
    place.until("it fails to write", || {
        daemon.log().contains("Permission denied")
    });
    assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 0);

    // Told to write elsewhere, it says that it can't, and what can be done.
    let elsewhere = format!("{}\n[report]\npath = {:?}", text_of(), outside.path());
    place.write_config(&elsewhere);
    let refused = place.run(&["reload"]);
    ends(&refused, 1);
    assert!(text(&refused).contains("restart it"), "{}", text(&refused));
    daemon.signal("-TERM");
    assert_eq!(daemon.end().0, Some(0));
    let _daemon = place.start_and_wait();
    place.until("started anew, it can", || {
        outside.path().join("report.html").exists()
    });
}

#[test]
fn a_secret_may_be_kept_anywhere() {
    let place = Place::new();
    let elsewhere = tempfile::tempdir().unwrap();
    let secret = elsewhere.path().join("hook");
    fs::write(&secret, format!("http://{}/hook", place.site.addr)).unwrap();
    let text = fs::read_to_string(place.path("config.toml")).unwrap();
    for (key, at) in [
        ("heartbeat_file", "[watch]\n"),
        ("also_file", "[[subscriber]]\n"),
    ] {
        let own = match text.contains(at) {
            true => text.replace(
                at,
                &format!(
                    "{at}{key} = {secret:?}\nalso_allow = [\"{}\"]\n",
                    place.site.addr
                ),
            ),
            false => format!("{text}\n{at}{key} = {secret:?}\n"),
        };
        place.write_config(&own);
        let daemon = place.start_and_wait();
        daemon.signal("-TERM");
        assert_eq!(daemon.end().0, Some(0), "{key}");
    }
}

fn ends(output: &Output, code: i32) {
    assert_eq!(output.status.code(), Some(code), "{}", text(output));
}

fn text(output: &Output) -> String {
    let both = [&output.stdout[..], &output.stderr[..]].concat();
    String::from_utf8_lossy(&both).into_owned()
}

#[test]
fn who_has_it_reload_while_it_begins_holds_up_nothing() {
    let place = Place::new();
    drop(place.start_and_wait());
    for _ in 0..60 {
        let daemon = place.start_and_wait();
        daemon.signal("-HUP");
        daemon.signal("-TERM");
        assert_eq!(daemon.end().0, Some(0));
    }
}
