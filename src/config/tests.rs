use std::time::Instant;

use jiff::SignedDuration;

use super::*;
use crate::domain::{
    alert::Kind,
    provision,
    routing::Route,
    rung::Rung,
    source::{SourceKind, Tell},
    when::When,
};

#[test]
fn the_defaults_are_right() {
    let config = load(&[]).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    let on: Vec<&str> = config
        .enabled_sources()
        .map(|source| source.id.as_str())
        .collect();
    assert!(on.contains(&"hr6534-119") && on.contains(&"hr6840-119"));
    assert_eq!(config.subscribers().len(), 1);
    assert!(config.subscribers()[0].local);
    assert!(!config.mail_leaves());
    for source in &config.sources {
        assert_eq!(source.enabled, source.why.is_none(), "{}", source.id);
        assert_eq!(source.url.scheme(), "https", "{}", source.id);
        assert!(source.allow.is_empty(), "{}", source.id);
    }
}

#[test]
fn the_history_stands_where_it_stood() {
    let config = load(&[]).unwrap();
    let stood = |on: &str| {
        let instruments = config.attested.iter().map(|attested| &attested.instrument);
        let standing = provision::fold(instruments, on.parse().unwrap());
        standing.map_or("nowhere", |standing| standing.word.as_str())
    };
    for (on, word) in [
        ("1992-10-23", "nowhere"),
        ("1992-10-24", "in_force"),
        ("1999-07-01", "in_force"),
        ("2002-01-24", "in_force"),
        ("2002-06-01", "waived"),
        ("2003-06-01", "waived"),
        ("2010-06-01", "waived"),
        ("2018-06-01", "in_force"),
        ("2020-06-01", "waived"),
        ("2021-06-01", "waived"),
        ("2022-05-15", "in_force"),
        ("2022-09-01", "waived"),
        ("2024-01-15", "in_force"),
        ("2025-08-20", "waived"),
        ("2026-08-07", "waived"),
        ("2026-08-08", "waiver_overdue"),
        ("2030-01-01", "waiver_overdue"),
    ] {
        assert_eq!(stood(on), word, "{on}");
    }
}

#[test]
fn an_answer_that_rests_on_a_span_is_reported() {
    let config = load(&[]).unwrap();
    let reported = |on: &str| {
        let instruments = config.attested.iter().map(|attested| &attested.instrument);
        let standing = provision::fold(instruments, on.parse().unwrap()).unwrap();
        standing.reported
    };
    assert!(reported("2010-06-01"));
    assert!(reported("2018-06-01"));
    assert!(reported("2020-06-01"));
    assert!(!reported("2021-06-01"));
    assert!(!reported("2026-11-22"));
}

#[test]
fn the_status_of_today_is_told_as_the_record_allows() {
    let config = load(&[]).unwrap();
    let today = "2026-11-22".parse().unwrap();
    let instruments = config.attested.iter().map(|attested| &attested.instrument);
    let standing = provision::fold(instruments, today).unwrap();
    assert_eq!(
        provision::sentences(&standing, today, When::prose).join(" "),
        "Section 907 is law; nothing has repealed it. Its last known waiver is of 8 August 2025. \
         The waiver's year ended on 8 August 2026 and no extension has been found (106 days). \
         Whether the restriction applies today no document says."
    );
}

#[test]
fn a_layer_changes_what_it_names_and_nothing_else() {
    let defaults = load(&[]).unwrap();
    let config = load_one(
        "[fetch]
         host_delay = \"0s\"
         [[source]]
         id = \"oc-media\"
         enabled = false
         [[source]]
         id = \"mine\"
         kind = \"page\"
         url = \"http://127.0.0.1:8080/page\"
         allow = [\"127.0.0.1:8080\"]
         cadence = \"1s\"
         select = \"main > p\"
         ignore = ['\\d+ views']
         headers = { Accept-Language = \"en\" }
         expect = { text = \"907\" }
         was = \"old\"",
    );
    assert_eq!(config.fetch.host_delay, SignedDuration::ZERO);
    assert_eq!(config.fetch.per_host, defaults.fetch.per_host);

    let oc_media = find(&config, "oc-media");
    assert!(!oc_media.enabled);
    assert_eq!(oc_media.url, find(&defaults, "oc-media").url);

    let mine = find(&config, "mine");
    assert_eq!(config.sources.len(), defaults.sources.len() + 1);
    assert_eq!(mine.kind, SourceKind::Page);
    assert_eq!(mine.name, "mine");
    assert_eq!(mine.cadence, SignedDuration::from_secs(1));
    assert_eq!(mine.fresh_for, SignedDuration::from_hours(6));
    assert_eq!((mine.rung, mine.tell), (Rung::Rhetoric, Tell::All));
    assert_eq!(mine.allow[0].to_string(), "127.0.0.1:8080");
    assert_eq!(
        mine.headers,
        [("accept-language".to_owned(), "en".to_owned())]
    );
    assert_eq!(mine.expect.items, 1);
    assert_eq!(mine.deadline, config.fetch.deadline);
    assert_eq!(mine.was.as_ref().unwrap().as_str(), "old");
}

#[test]
fn later_layers_lie_above_earlier_ones() {
    let layer = |name, text| Layer { name, text };
    let config = load(&[
        layer(
            "a",
            "database = \"a.db\"\n[[subscriber]]\naddress = \"ann@example.org\"\nname = \"Ann\"",
        ),
        layer(
            "b",
            "[[subscriber]]\naddress = \"ann@example.org\"\ndigest_at = \"18:30\"",
        ),
        layer(
            "c",
            "[[subscriber]]\naddress = \"bob@example.org\"\ntell = { item = \"never\" }",
        ),
    ]);
    let config = config.unwrap();
    assert_eq!(config.database, "a.db");
    let [ann, bob] = config.subscribers() else {
        panic!("two subscribers");
    };
    assert_eq!(ann.name.as_deref(), Some("Ann"));
    assert_eq!(ann.digest_at.to_string(), "18:30:00");
    assert_eq!(
        (ann.route(Kind::Standing), ann.route(Kind::Item)),
        (Route::AtOnce, Route::Digest)
    );
    assert_eq!(bob.route(Kind::Item), Route::Never);
    assert_eq!(ann.tell.len(), Kind::ALL.len());
}

#[test]
fn what_comes_along_can_be_left_behind() {
    let config = load_one(
        "[built_in]
         sources = false
         history = false
         [[source]]
         id = \"apa\"
         cadence = \"30m\"",
    );
    let ids: Vec<&str> = config
        .sources
        .iter()
        .map(|source| source.id.as_str())
        .collect();
    assert_eq!(ids, ["apa"]);
    assert_eq!(config.attested, []);
}

#[test]
fn an_attested_entry_can_be_switched_off() {
    let config = load_one("[[attested]]\nid = \"waiver-2025\"\nenabled = false");
    let known = |id: &str| config.attested.iter().any(|one| one.instrument.id == id);
    assert!(!known("waiver-2025"));
    assert!(known("waiver-2022"));
}

#[test]
fn mail_leaves_when_there_is_a_server_and_somebody_to_tell() {
    let subscriber = "[[subscriber]]\naddress = \"ann@example.org\"\n";
    let server = "[mail]\nserver = \"smtp.example.org\"\nuser = \"ann\"\n";
    assert!(!load_one(subscriber).mail_leaves());
    assert!(!load_one(server).mail_leaves());
    let config = load_one(&format!("{subscriber}{server}"));
    assert!(config.mail_leaves());
    let server = config.mail.server.unwrap();
    assert_eq!((server.port, server.tls), (587, Tls::Starttls));
    assert_eq!(server.password_file, None);
}

#[test]
fn the_port_is_the_usual_one_of_the_protection() {
    let port = |text: &str| load_one(text).mail.server.unwrap().port;
    assert_eq!(
        port("[mail]\nserver = \"mx.example.org\"\ntls = \"tls\""),
        465
    );
    assert_eq!(port("[mail]\nserver = \"[::1]\"\ntls = \"none\""), 25);
    assert_eq!(
        port("[mail]\nserver = \"localhost\"\ntls = \"none\"\nport = 1025"),
        1025
    );
}

#[test]
fn durations_are_read_as_people_write_them() {
    for (text, seconds) in [
        ("0s", 0),
        ("90s", 90),
        ("1h 30m", 5400),
        ("2 days", 172_800),
        ("1w", 604_800),
    ] {
        let config = load_one(&format!("[watch]\nbegan_after = \"{text}\""));
        assert_eq!(config.watch.began_after.as_secs(), seconds, "{text}");
    }
}

#[test]
fn a_source_is_fresh_for_some_cadences_or_as_it_says() {
    let fresh_for = |keys: &str| {
        let text = format!(
            "[[source]]\nid = \"x\"\nkind = \"feed\"\nurl = \"https://example.org\"\n{keys}"
        );
        find(&load_one(&text), "x").fresh_for.as_hours()
    };
    assert_eq!(fresh_for(""), 6);
    assert_eq!(fresh_for("cadence = \"4h\""), 12);
    assert_eq!(fresh_for("cadence = \"1h\"\nfresh_for = \"1h\""), 1);
}

#[test]
fn a_file_of_any_editor_is_read() {
    let config = load_one("\u{feff}database = \"a.db\"\r\n[fetch]\r\nper_host = 1\r\n");
    assert_eq!(
        (config.database.as_str(), config.fetch.per_host),
        ("a.db", 1)
    );
}

#[test]
fn ten_thousand_sources_load_at_once() {
    let mut text = String::from("[built_in]\nsources = false\n");
    for n in 0..10_000 {
        text.push_str(&format!(
            "[[source]]\nid = \"s{n}\"\nkind = \"page\"\nurl = \"https://example.org/{n}\"\n\
             select = \"main\"\nremove = [\"nav\", \".ad\"]\nignore = ['\\d+ views']\n"
        ));
    }
    let begun = Instant::now();
    let config = load_one(&text);
    assert_eq!(config.sources.len(), 10_000);
    // A debug build takes about a second; what is quadratic takes minutes.
    assert!(begun.elapsed().as_secs() < 30);
}

fn find<'a>(config: &'a Config, id: &str) -> &'a Source {
    let mut sources = config.sources.iter();
    sources.find(|source| source.id.as_str() == id).unwrap()
}

#[track_caller]
fn load_one(text: &str) -> Config {
    let layer = Layer {
        name: "watch907.toml",
        text,
    };
    load(&[layer]).unwrap_or_else(|mistakes| panic!("{mistakes}"))
}

mod mistakes;
