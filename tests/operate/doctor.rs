//! The doctor: what it finds, and that it changes nothing.

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::Path,
    process::{Command, Output},
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::{
    daemon::Place,
    kit::{
        home::Home,
        site::{Document, Site},
        smtp::{Answer, CA_FILE, Offer, SmtpServer, Stage},
    },
};

#[test]
fn all_that_is_well_is_told_in_a_line_each_and_nothing_is_changed() {
    let place = Place::new();
    place.list(3);
    let daemon = place.start_and_wait();
    place.until("the baseline is taken", || !place.smtp.mails().is_empty());
    daemon.signal("-TERM");
    daemon.end();
    let before = files(&place.path(""));
    let mails = place.smtp.mails().len();
    let asked = place.site.asked("/feed").len();

    let done = place.run(&["doctor"]);

    let said = said(&done);
    assert_eq!(done.status.code(), Some(0), "{said}");
    for line in [
        "ok       configuration: 1 source on, 0 of them required; 1 subscriber",
        "ok       names: 1 host found, at addresses that may be asked",
        "ok       certificates: ",
        "ok       source news: good, 3 items, newest 20 Nov 2026",
        "without a login",
        "warning  daemon: none runs",
    ] {
        assert!(said.contains(line), "{line}\n{said}");
    }
    assert!(said.contains("its pages and the last"), "{said}");
    assert_eq!(place.site.asked("/feed").len(), asked + 1);
    assert_eq!(place.smtp.mails().len(), mails);
    assert_eq!(files(&place.path("")), before);
}

#[test]
fn it_examines_beside_a_running_daemon_without_its_record_moving() {
    let place = Place::new();
    let more = format!(
        "[[source]]\nid = \"other\"\nkind = \"page\"\nurl = \"http://{0}/page\"\nallow = [\"{0}\"]\n\
         cadence = \"1h\"\n",
        place.site.addr
    );
    place.configure(&more);
    place.site.serve(
        "/page",
        Document::page("<title>A page</title><p>One line.</p>"),
    );
    let _daemon = place.start_and_wait();
    place.until("the baseline is taken", || !place.smtp.mails().is_empty());
    let polls = "SELECT count(*) FROM snapshots WHERE source = 'other'";
    let ahead = jiff::Timestamp::now() + jiff::SignedDuration::from_mins(10);
    let ahead = jiff::fmt::rfc2822::DateTimePrinter::new()
        .timestamp_to_rfc9110_string(&ahead)
        .unwrap();
    let page = Document::page("<title>A page</title><p>Another.</p>");
    place.site.serve("/page", page.with_header("date", &ahead));
    let (asked, before) = (place.site.asked("/page").len(), place.number(polls));

    let found = findings(&place.run(&["doctor", "--json"]), 0);

    assert!(is(&found, "ok", "daemon", "one runs"), "{found:#?}");
    assert!(
        is(&found, "ok", "source other", "good, 1 line"),
        "{found:#?}"
    );
    assert!(
        is(
            &found,
            "warning",
            "clock",
            "slow, by the clocks of 1 server"
        ),
        "{found:#?}"
    );
    assert_eq!(place.site.asked("/page").len(), asked + 1);
    assert_eq!(place.number(polls), before);
}

#[test]
fn one_source_that_hangs_holds_no_other_and_each_trouble_says_what_to_do() {
    let place = Place::new();
    let (site, silent) = (place.site.addr, Silent::start());
    let more = format!(
        r#"
[[source]]
id = "hangs"
kind = "feed"
url = "http://{0}/feed"
allow = ["{0}"]
deadline = "3s"
[[source]]
id = "gone"
kind = "feed"
url = "http://{site}/gone"
allow = ["{site}"]
required = true
[[source]]
id = "wall"
kind = "page"
url = "http://{site}/wall"
allow = ["{site}"]
[[source]]
id = "router"
kind = "page"
url = "http://{site}/feed"
"#,
        silent.addr()
    );
    place.configure(&more);
    let wall = Document::page("<title>Just a moment...</title>").with_status(403);
    place
        .site
        .serve("/wall", wall.with_header("cf-mitigated", "challenge"));

    let begun = Instant::now();
    let found = findings(&place.run(&["doctor", "--json"]), 1);

    // Its deadline, and not one after another.
    assert!(
        begun.elapsed() < Duration::from_secs(20),
        "{:?}",
        begun.elapsed()
    );
    for (verdict, about, part) in [
        ("ok", "source news", "good, 1 item"),
        (
            "warning",
            "source hangs",
            "unreachable: no whole answer within 3 s",
        ),
        ("failed", "source gone", "404"),
        ("warning", "source wall", "blocked: "),
        // The same guard as the daemon's.
        ("warning", "source router", "refused"),
    ] {
        assert!(is(&found, verdict, about, part), "{about}: {found:#?}");
    }
    for finding in found.iter().filter(|one| one["verdict"] != "ok") {
        let told = [&finding["todo"], &finding["found"]];
        assert!(told.iter().any(|text| text.is_string()), "{finding}");
    }
    assert!(
        found
            .iter()
            .filter(|one| one["about"].as_str().unwrap().starts_with("source"))
            .filter(|one| one["verdict"] != "ok")
            .all(|one| one["todo"].is_string()),
        "{found:#?}"
    );
}

#[test]
fn the_mail_server_is_logged_in_to_and_sent_nothing_unless_it_is_said() {
    let mut offer = Offer::default();
    (offer.starttls, offer.auth) = (true, true);
    let clinic = Clinic::new(SmtpServer::offering(offer), "starttls");
    let found = findings(&clinic.doctor(&["--json"]), 0);

    assert!(
        is(&found, "ok", "mail", "lets us in as watch907"),
        "{found:#?}"
    );
    let heard = clinic.smtp.heard().join(" ");
    assert!(
        heard.contains("STARTTLS") && heard.contains("AUTH"),
        "{heard}"
    );
    assert!(
        heard.ends_with("QUIT") && !heard.contains("MAIL FROM"),
        "{heard}"
    );

    let found = findings(&clinic.doctor(&["--send", "--json"]), 0);
    assert!(
        is(&found, "ok", "test mail", "ann@example.org: handed over"),
        "{found:#?}"
    );
    let mails = clinic.smtp.mails();
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].login.as_deref(), Some("watch907:s3cret"));

    clinic
        .smtp
        .always(Stage::Auth, Answer::say("535 5.7.8 no such user"));
    let done = clinic.doctor(&["--send", "--json"]);
    let found = findings(&done, 1);
    assert!(is(&found, "failed", "mail", "535"), "{found:#?}");
    assert!(!said(&done).contains("s3cret"));
    assert_eq!(clinic.smtp.mails().len(), 1);
}

#[test]
fn secrets_that_others_may_read_and_those_that_are_not_there_are_found() {
    let clinic = Clinic::new(SmtpServer::start(), "none");
    let secret = clinic.home.path("smtp-password");
    fs::set_permissions(&secret, fs::Permissions::from_mode(0o644)).unwrap();
    let found = findings(&clinic.doctor(&["--json"]), 1);
    assert!(
        is(&found, "warning", "configuration", "chmod 600"),
        "{found:#?}"
    );
    assert!(is(&found, "ok", "secret", "mode 644"), "{found:#?}");

    fs::remove_file(&secret).unwrap();
    let found = findings(&clinic.doctor(&["--json"]), 3);
    assert!(
        is(&found, "failed", "configuration", "mail.password_file"),
        "{found:#?}"
    );
    // The rest is examined all the same.
    assert!(is(&found, "ok", "certificates", ""), "{found:#?}");
}

#[test]
fn a_wrong_configuration_ends_with_3_and_each_mistake_is_a_finding() {
    let home = Home::new();
    home.write_config("cadance = 1\n[mail]\nsarver = \"x\"\n");
    let found = findings(&home.run(&["doctor", "--json"]), 3);
    assert!(
        is(&found, "failed", "configuration", "cadance"),
        "{found:#?}"
    );
    assert!(
        is(&found, "failed", "configuration", "sarver"),
        "{found:#?}"
    );
}

#[test]
fn what_is_wrong_with_the_database_and_beside_it_is_found() {
    let place = Place::new();
    place.run(&["poll"]);
    place
        .open()
        .execute_batch("UPDATE snapshots SET status = 201")
        .unwrap();
    let found = findings(&place.run(&["doctor", "--json"]), 1);
    assert!(
        is(&found, "failed", "database", "was changed"),
        "{found:#?}"
    );

    fs::write(place.database(), "no database").unwrap();
    let found = findings(&place.run(&["doctor", "--json"]), 1);
    assert!(is(&found, "failed", "database", ""), "{found:#?}");
}

#[test]
fn a_machine_without_certificates_is_told_to_install_them() {
    let place = Place::new();
    let mut command = place.command(&["doctor", "--json"]);
    let nowhere = place.path("nowhere");
    command
        .env("SSL_CERT_FILE", &nowhere)
        .env("SSL_CERT_DIR", &nowhere);
    let found = findings(&command.output().unwrap(), 1);
    assert!(is(&found, "failed", "certificates", ""), "{found:#?}");
    assert!(
        found.iter().any(|one| one["todo"]
            .as_str()
            .is_some_and(|todo| todo.contains("ca-certificates"))),
        "{found:#?}"
    );
}

/// A daemon's configuration with a mail server that wants a login.
struct Clinic {
    home: Home,
    smtp: SmtpServer,
    _site: Site,
}

impl Clinic {
    fn new(smtp: SmtpServer, tls: &str) -> Self {
        let (home, site) = (Home::new(), Site::start());
        let text = format!(
            r#"
[built_in]
sources = false
history = false
[fetch]
contact = "https://example.org/us"
[mail]
from = "watch907@example.org"
server = "localhost"
port = {}
tls = "{tls}"
user = "watch907"
password_file = "smtp-password"
[[subscriber]]
address = "ann@example.org"
"#,
            smtp.addr.port()
        );
        home.write_config(&text);
        let secret = home.path("smtp-password");
        fs::write(&secret, "s3cret\n").unwrap();
        fs::set_permissions(&secret, fs::Permissions::from_mode(0o600)).unwrap();
        Self {
            home,
            smtp,
            _site: site,
        }
    }

    fn doctor(&self, args: &[&str]) -> Output {
        let mut command: Command = self.home.command(&[&["doctor"], args].concat());
        command.env("SSL_CERT_FILE", CA_FILE).output().unwrap()
    }
}

/// Takes connections, and never says a word.
struct Silent(std::net::TcpListener);

impl Silent {
    fn start() -> Self {
        Self(std::net::TcpListener::bind("127.0.0.1:0").unwrap())
    }

    fn addr(&self) -> std::net::SocketAddr {
        self.0.local_addr().unwrap()
    }
}

#[track_caller]
fn findings(done: &Output, code: i32) -> Vec<Value> {
    assert_eq!(done.status.code(), Some(code), "{}", said(done));
    let answer: Value = serde_json::from_slice(&done.stdout).unwrap();
    answer["findings"].as_array().unwrap().clone()
}

/// Whether there is such a finding.
fn is(found: &[Value], verdict: &str, about: &str, part: &str) -> bool {
    found.iter().any(|one| {
        let told = format!("{} {}", one["found"], one["todo"]);
        one["verdict"] == verdict && one["about"] == about && told.contains(part)
    })
}

/// What is in a folder, and what of it changed.
fn files(folder: &Path) -> Vec<String> {
    let mut files: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|file| {
            let file = file.unwrap();
            let data = file.metadata().unwrap();
            let bytes = fs::read(file.path()).unwrap_or_default();
            // Readers take notes of themselves in it.
            let bytes = match file.file_name().to_string_lossy().ends_with("-shm") {
                true => 0,
                false => bytes.iter().fold(0_u64, |sum, byte| {
                    sum.wrapping_mul(31).wrapping_add(u64::from(*byte))
                }),
            };
            format!("{:?} {} {bytes}", file.file_name(), data.len())
        })
        .collect();
    files.sort();
    files
}

fn said(output: &Output) -> String {
    let said = [&*output.stdout, &output.stderr].concat();
    String::from_utf8_lossy(&said).into_owned()
}
