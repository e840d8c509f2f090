//! The process (R), what it is told (K), and what it keeps to itself (X9).

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::Path,
    process::{Command, Stdio},
};

use crate::{
    daemon::Place,
    kit::{
        documents::{entry, feed},
        site::Document,
        smtp::{Answer, Stage},
        world::{API_KEY, World},
    },
};

const NEWS: &str = r#"
[[source]]
id = "news"
name = "Some news"
kind = "feed"
url = "SITE/feed"
cadence = "1h"
"#;

#[test]
fn a_daemon_that_slept_goes_on_without_a_burst() {
    let mut world = World::watching(NEWS);
    world.serve("/feed", Document::feed(feed(&[entry("a", 20)])));
    world.poll();
    for hours in [1, 10, 100] {
        let asked = world.site.asked("/feed").len();
        world.sleep_until(world.now() + jiff::SignedDuration::from_hours(hours));
        world.pass("50m");
        assert_eq!(world.site.asked("/feed").len(), asked + 1, "{hours} h");
    }
}

#[test]
fn a_daemon_that_is_held_and_let_go_goes_on() {
    let place = Place::new();
    let daemon = place.start_and_wait();
    place.until("the baseline is taken", || !place.smtp.mails().is_empty());
    daemon.signal("-STOP");
    place.list(2);
    // Held, it does nothing that could be waited for.
    std::thread::sleep(std::time::Duration::from_millis(2_500));
    let asked = place.site.asked("/feed").len();
    daemon.signal("-CONT");
    place.until("it tells what came meanwhile", || {
        place.smtp.mails().len() == 2
    });
    assert!(place.site.asked("/feed").len() <= asked + 2);
    daemon.signal("-TERM");
    assert_eq!(daemon.end().0, Some(0));
}

#[test]
fn without_file_descriptors_nothing_is_taken_for_new_and_it_recovers() {
    let place = Place::new();
    let daemon = place.start_and_wait();
    place.until("the baseline is taken", || !place.smtp.mails().is_empty());
    let limit = |files: &str| {
        let limited = Command::new("prlimit")
            .args(["--pid", &daemon.pid(), &format!("--nofile={files}:1024")])
            .status();
        assert!(limited.unwrap().success());
    };
    limit("4");
    // A connection that is kept needs no other file.
    place.site.serve("/feed", Document::raw(""));
    let failing = "SELECT count(*) FROM sources WHERE state = 'unreachable'";
    place.until("it is marked", || place.number(failing) == 1);
    place.list(2);
    limit("1024");
    place.until("it tells what came meanwhile", || {
        place.smtp.mails().len() == 2
    });
    assert_eq!(place.number("SELECT count(*) FROM snapshots"), 2);
}

#[test]
fn a_log_that_nobody_reads_blocks_nothing() {
    let place = Place::new();
    let (_nobody, pipe) = std::io::pipe().unwrap();
    let mut filler = Command::new("yes")
        .stdout(pipe.try_clone().unwrap())
        .spawn()
        .unwrap();
    // It sleeps once nothing more goes into the pipe.
    let state = format!("/proc/{}/stat", filler.id());
    place.until("the pipe is full", || {
        fs::read_to_string(&state).unwrap().contains(") S ")
    });
    filler.kill().unwrap();
    filler.wait().unwrap();

    let mut command = place.command(&["run"]);
    let mut child = command.stdout(Stdio::null()).stderr(pipe).spawn().unwrap();
    place.until("the baseline is taken", || !place.smtp.mails().is_empty());
    place.list(2);
    place.until("it tells", || place.smtp.mails().len() == 2);
    let term = Command::new("/bin/kill")
        .args(["-TERM", &child.id().to_string()])
        .status();
    assert!(term.unwrap().success());
    place.until("it ends", || child.try_wait().unwrap().is_some());
}

#[test]
fn a_log_that_was_closed_ends_nothing() {
    let place = Place::new();
    let mut child = place
        .command(&["run"])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stderr.take());
    place.until("the baseline is taken", || !place.smtp.mails().is_empty());
    place.list(2);
    place.until("it tells", || place.smtp.mails().len() == 2);
    child.kill().unwrap();
    child.wait().unwrap();
}

const PASSWORD: &str = "p4ssw0rd-0f-the-mail";

#[test]
fn secrets_stand_nowhere_but_in_their_files() {
    let place = Place::new();
    let secrets = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = secrets.path().join(name);
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        path.display().to_string()
    };
    let (password, key) = (file("password", PASSWORD), file("key", API_KEY));
    let site = place.site.addr;
    place.configure(&format!(
        "[[source]]\nid = \"api\"\nkind = \"congress-api\"\nurl = \"http://{site}/v3/bill/119\"\n\
         allow = [\"{site}\"]\ncadence = \"1s\"\n\
         [discover]\nkey_file = \"{key}\"\n"
    ));
    let text = fs::read_to_string(place.path("config.toml")).unwrap();
    let login = format!("[mail]\nuser = \"alerts\"\npassword_file = \"{password}\"");
    fs::write(place.path("config.toml"), text.replace("[mail]", &login)).unwrap();
    let refused = "{\"error\": {\"code\": \"API_KEY_INVALID\", \"message\": \"no\"}}";
    let refused = Document::new("application/json", refused).with_status(403);
    place.site.serve(
        "/v3/bill/119?format=json&limit=250&sort=updateDate+desc",
        refused,
    );
    place
        .smtp
        .always(Stage::Ehlo, Answer::say("250-localhost\r\n250 AUTH PLAIN"));
    place
        .smtp
        .always(Stage::Auth, Answer::say("535 5.7.8 wrong"));

    let mut command = place.command(&["run"]);
    let daemon = place.start_as(command.env("RUST_LOG", "trace"));
    place.wait_for(&daemon);
    let states = "SELECT count(*) FROM sources WHERE state = 'broken' AND id = 'api'";
    place.until("the key is refused", || place.number(states) == 1);
    let heard = || {
        place
            .smtp
            .heard()
            .iter()
            .any(|line| line.starts_with("AUTH"))
    };
    place.until("the login is refused", heard);
    let proc = |name: &str| fs::read(format!("/proc/{}/{name}", daemon.pid()));
    let mut places = vec![
        ("its arguments".to_owned(), proc("cmdline").unwrap()),
        // Root alone may look into a process that leaves no core.
        (
            "its environment".to_owned(),
            proc("environ").unwrap_or_default(),
        ),
    ];
    for command in ["status", "sources", "outbox", "check"] {
        let output = place.run(&[command]);
        places.push((command.to_owned(), [output.stdout, output.stderr].concat()));
    }
    daemon.signal("-TERM");
    assert_eq!(daemon.end().0, Some(0));
    let mut folders = vec![place.path("")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => folders.push(path),
                false => places.push((path.display().to_string(), fs::read(&path).unwrap())),
            }
        }
    }
    assert!(places.len() > 8);
    for (place, bytes) in places {
        for secret in [PASSWORD, API_KEY] {
            let is_there = bytes
                .windows(secret.len())
                .any(|part| part == secret.as_bytes());
            assert!(!is_there, "{place} holds {secret}");
        }
    }
}

#[test]
fn a_secret_is_read_without_its_newline_and_an_empty_one_is_refused() {
    let place = Place::new();
    let text = fs::read_to_string(place.path("config.toml")).unwrap();
    let login = "[mail]\nuser = \"alerts\"\npassword_file = \"password\"";
    fs::write(place.path("config.toml"), text.replace("[mail]", login)).unwrap();
    place
        .smtp
        .always(Stage::Ehlo, Answer::say("250-localhost\r\n250 AUTH PLAIN"));
    let password = place.path("password");
    fs::write(&password, format!("{PASSWORD}\n")).unwrap();
    let polled = place.run(&["poll"]);
    assert!(polled.status.success());
    let login = format!("alerts:{PASSWORD}");
    assert_eq!(place.smtp.mails()[0].login.as_deref(), Some(login.as_str()));

    for empty in ["", "\n"] {
        fs::write(&password, empty).unwrap();
        refused(&place, &password, "empty");
    }
    fs::remove_file(&password).unwrap();
    refused(&place, &password, "No such file");
}

#[track_caller]
fn refused(place: &Place, file: &Path, why: &str) {
    let output = place.run(&["poll"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(
        said.contains(&*file.to_string_lossy()) && said.contains(why),
        "{said}"
    );
}

#[test]
fn a_secret_that_others_may_read_is_remarked_on() {
    let place = Place::new();
    let text = fs::read_to_string(place.path("config.toml")).unwrap();
    let login = "[mail]\nuser = \"alerts\"\npassword_file = \"password\"";
    fs::write(place.path("config.toml"), text.replace("[mail]", login)).unwrap();
    let password = place.path("password");
    fs::write(&password, PASSWORD).unwrap();
    for (mode, remarked) in [(0o644, true), (0o640, false), (0o600, false)] {
        fs::set_permissions(&password, fs::Permissions::from_mode(mode)).unwrap();
        let checked = place.run(&["check"]);
        let said = [checked.stdout, checked.stderr].concat();
        let said = String::from_utf8_lossy(&said).into_owned();
        assert_eq!(
            said.contains("others may read"),
            remarked,
            "{mode:o}: {said}"
        );
        assert!(!said.contains(PASSWORD));
    }
}

#[test]
fn what_a_removed_source_still_owes_is_told_and_its_history_stays() {
    let other = NEWS.replace("news", "other").replace("/feed", "/other");
    let mut world = World::mailing(&format!("{NEWS}{other}"));
    world.serve("/feed", Document::feed(feed(&[entry("a", 20)])));
    world.serve("/other", Document::feed(feed(&[entry("o", 20)])));
    world.poll();
    world.told();
    let smtp = world.smtp.as_ref().unwrap();
    smtp.always(Stage::Dot, Answer::say("451 later"));
    world.serve(
        "/other",
        Document::feed(feed(&[entry("p", 21), entry("o", 20)])),
    );
    world.pass("2h");
    world.reload(NEWS);
    world.smtp.as_ref().unwrap().behave();
    let asked = world.site.asked("/other").len();
    world.pass("1d");

    let mail = world.only_mail();
    assert!(mail.subject.contains("p: Section 907"), "{}", mail.subject);
    assert_eq!(world.site.asked("/other").len(), asked);
    assert_eq!(world.count("items WHERE source = 'other'"), 2);
    assert_eq!(world.count("snapshots WHERE source = 'other'"), 2);
}
