//! The first configuration: written once, right from the start, and nothing lost.

use std::{fs, os::unix::fs::PermissionsExt as _, process::Output};

use crate::kit::home::Home;

const MAIL: [&str; 9] = [
    "init",
    "--no-doctor",
    "--address",
    "ann@example.org",
    "--server",
    "mail.example.org",
    "--user",
    "watch907@example.org",
    "--password-file",
];

#[test]
fn what_options_say_is_written_with_the_modes_that_it_needs_and_is_right() {
    let home = Home::new();
    let (given, key) = (home.path("given"), home.path("key"));
    fs::write(&given, "s3cret\n").unwrap();
    fs::write(&key, "k3y").unwrap();
    let more = [given.to_str().unwrap(), "--key-file", key.to_str().unwrap()];

    let done = home.run(&[&MAIL[..], &more].concat());

    let said = said(&done);
    assert_eq!(done.status.code(), Some(0), "{said}");
    for line in [
        "The configuration is right.",
        "by mail.example.org:587 (starttls) to ann@example.org",
        "test-mail",
    ] {
        assert!(said.contains(line), "{line}\n{said}");
    }
    for (name, mode) in [
        ("config.toml", 0o640),
        ("smtp-password", 0o600),
        ("congress-api-key", 0o600),
    ] {
        let file = fs::metadata(home.path(name)).unwrap();
        assert_eq!(file.permissions().mode() & 0o777, mode, "{name}");
    }
    assert_eq!(fs::read(home.path("smtp-password")).unwrap(), b"s3cret");
    assert_eq!(fs::read(home.path("congress-api-key")).unwrap(), b"k3y");
    let text = fs::read_to_string(home.path("config.toml")).unwrap();
    assert!(
        text.contains("from = \"watch907 <watch907@example.org>\"\n"),
        "{text}"
    );
    assert!(
        text.contains("list_id = \"watch907.example.org\"\n"),
        "{text}"
    );
    assert!(
        text.contains("password_file = \"smtp-password\"\n"),
        "{text}"
    );
    assert!(text.contains("key_file = \"congress-api-key\"\n"), "{text}");
    for secret in ["s3cret", "k3y"] {
        assert!(!text.contains(secret) && !said.contains(secret), "{secret}");
    }
    assert_eq!(home.run(&["check"]).status.code(), Some(0));
}

#[test]
fn nothing_that_is_there_is_overwritten() {
    let home = Home::new();
    let given = home.path("given");
    fs::write(&given, "new").unwrap();
    fs::write(home.path("smtp-password"), "old").unwrap();
    let mine = "mail.tag = \"mine\"\n";
    home.write_config(mine);
    let args = [&MAIL[..], &[given.to_str().unwrap()]].concat();

    let refused = home.run(&args);
    assert_eq!(refused.status.code(), Some(1));
    assert!(said(&refused).contains("already"), "{}", said(&refused));
    assert_eq!(fs::read_to_string(home.path("config.toml")).unwrap(), mine);

    fs::remove_file(home.path("config.toml")).unwrap();
    let done = home.run(&args);
    assert_eq!(done.status.code(), Some(0), "{}", said(&done));
    assert!(
        said(&done).contains("smtp-password as it is"),
        "{}",
        said(&done)
    );
    assert_eq!(fs::read(home.path("smtp-password")).unwrap(), b"old");
}

#[test]
fn a_configuration_that_says_nothing_of_its_own_makes_way_and_is_kept() {
    let shipped = include_str!("../../config.toml");
    makes_way(shipped);
    makes_way("# Nothing yet.\n[mail]\n");
}

#[track_caller]
fn makes_way(shipped: &str) {
    let home = Home::new();
    home.write_config(shipped);
    let args = ["init", "--no-doctor", "--address", "ann@example.org"];

    let done = home.run(&args);

    assert_eq!(done.status.code(), Some(0), "{}", said(&done));
    let kept = home.path("config.toml.before-init");
    assert_eq!(fs::read_to_string(kept).unwrap(), shipped);
    let text = fs::read_to_string(home.path("config.toml")).unwrap();
    assert!(text.contains("address = \"ann@example.org\""), "{text}");
    // Now it does.
    assert_eq!(home.run(&args).status.code(), Some(1));
}

#[test]
fn wrong_answers_are_told_and_leave_nothing() {
    let home = Home::new();
    let given = home.path("given");
    fs::write(&given, "s3cret").unwrap();
    let password = given.to_str().unwrap();
    for (args, code, part) in [
        (vec!["--address", "nobody"], 3, "ann@example.org"),
        (
            vec![
                "--address",
                "a@example.org",
                "--server",
                "m.example.org",
                "--tls",
                "ssl",
                "--user",
                "u",
                "--password-file",
                password,
            ],
            3,
            "`tls`",
        ),
        (
            vec![
                "--address",
                "a@example.org",
                "--server",
                "m.example.org",
                "--tls",
                "none",
            ],
            3,
            "`tls`",
        ),
        (vec!["--server", "m.example.org"], 2, "--address"),
        (
            vec![
                "--address",
                "a@example.org",
                "--server",
                "m.example.org",
                "--user",
                "u",
                "--password-file",
                "/nowhere",
            ],
            1,
            "/nowhere",
        ),
    ] {
        let refused = home.run(&[&["init", "--no-doctor"][..], &args].concat());
        assert_eq!(refused.status.code(), Some(code), "{}", said(&refused));
        assert!(said(&refused).contains(part), "{}", said(&refused));
        let left = fs::read_dir(home.path("")).unwrap().count();
        assert_eq!(left, 1, "{args:?}");
    }
}

#[test]
fn a_login_without_its_password_is_told_what_is_missing() {
    let home = Home::new();
    let done = home.run(&MAIL[..MAIL.len() - 1]);
    assert_eq!(done.status.code(), Some(3), "{}", said(&done));
    assert!(said(&done).contains("smtp-password"), "{}", said(&done));
    assert!(home.path("config.toml").exists());
}

fn said(output: &Output) -> String {
    let said = [&*output.stdout, &output.stderr].concat();
    String::from_utf8_lossy(&said).into_owned()
}
