//! Addresses that are secrets: read from files, and told nowhere.

use std::{fs, process::Output};

use crate::{daemon::Place, kit::site::Document};

const BEAT: &str = "/beat/b3at-s3cret";
const HOOK: &str = "/hook/h00k-s3cret";

/// A place whose heartbeat and webhook are in files, and whose mail is refused for good.
fn place(allow: &str) -> Place {
    let place = Place::new();
    let site = place.site.addr;
    place.smtp.refuse("reader@example.org", "550 no such user");
    place.configure(&format!(
        "required = true\n[watch]\nheartbeat_file = \"beat\"\nheartbeat_allow = [{allow:?}]\n"
    ));
    let text = fs::read_to_string(place.path("config.toml")).unwrap();
    let also = format!("also_file = \"hook\"\nalso_allow = [{allow:?}]\ntell = {{");
    place.write_config(&text.replace("tell = {", &also));
    for (name, path) in [("beat", BEAT), ("hook", HOOK)] {
        fs::write(place.path(name), format!("http://{site}{path}\n")).unwrap();
        place.site.serve(path, Document::page("OK"));
    }
    place
}

#[test]
fn a_webhook_and_a_heartbeat_in_files_are_called() {
    let place = place("127.0.0.1:1");
    let text = fs::read_to_string(place.path("config.toml")).unwrap();
    let site = place.site.addr.to_string();
    place.write_config(&text.replace("127.0.0.1:1\"", &format!("{site}\"")));
    let polled = place.run(&["poll"]);
    assert!(polled.status.success(), "{}", said(&polled));
    assert_eq!(place.site.asked(HOOK).len(), 1);
    place.run(&["outbox", "--give-up", "reader@example.org"]);
    let daemon = place.start_and_wait();
    place.until("the heartbeat is called", || {
        !place.site.asked(BEAT).is_empty()
    });
    assert!(!daemon.log().contains("s3cret"), "{}", daemon.log());
}

#[test]
fn what_is_refused_of_them_is_told_without_the_secret() {
    // Their port is none that may be asked.
    let place = place("127.0.0.1:1");
    let mut told = said(&place.run(&["poll"]));
    let tried = "SELECT count(*) FROM also WHERE last_error LIKE '%refused%'";
    assert_eq!(place.number(tried), 1);
    assert_eq!(
        place.number("SELECT count(*) FROM also WHERE last_error LIKE '%s3cret%'"),
        0
    );
    place.run(&["outbox", "--give-up", "reader@example.org"]);
    let daemon = place.start_and_wait();
    place.until("the heartbeat was tried", || {
        daemon.log().contains("heartbeat")
    });

    told.push_str(&daemon.log());
    for args in [
        ["status", "--json"],
        ["outbox", "--json"],
        ["doctor", "--json"],
    ] {
        told.push_str(&said(&place.run(&args)));
    }
    assert!(told.contains("refused"), "{told}");
    assert!(!told.contains("s3cret"), "{told}");
}

#[test]
fn an_address_that_is_not_there_or_is_none_stops_the_start_and_is_not_repeated() {
    let place = place("127.0.0.1:1");
    assert_eq!(place.run(&["check"]).status.code(), Some(0));
    for (file, key) in [
        ("beat", "watch.heartbeat_file"),
        ("hook", "subscriber.also_file"),
    ] {
        let right = fs::read(place.path(file)).unwrap();
        fs::write(place.path(file), "hooks.example.org/s3cret").unwrap();
        for args in [["check"], ["run"]] {
            let refused = place.run(&args);
            assert_eq!(refused.status.code(), Some(3), "{}", said(&refused));
            assert!(!said(&refused).contains("s3cret"), "{}", said(&refused));
        }
        fs::remove_file(place.path(file)).unwrap();
        let refused = said(&place.run(&["check"]));
        assert!(refused.contains(key), "{refused}");
        // Who only reads needs none.
        assert_eq!(place.run(&["sources"]).status.code(), Some(0));

        // The service manager hands one over by the same name.
        let given = place.path("given");
        fs::create_dir_all(&given).unwrap();
        fs::write(given.join(file), &right).unwrap();
        let mut command = place.command(&["check"]);
        let done = command
            .env("CREDENTIALS_DIRECTORY", &given)
            .output()
            .unwrap();
        assert_eq!(done.status.code(), Some(0), "{}", said(&done));
        fs::write(place.path(file), right).unwrap();
    }
}

fn said(output: &Output) -> String {
    let said = [&*output.stdout, &output.stderr].concat();
    String::from_utf8_lossy(&said).into_owned()
}
