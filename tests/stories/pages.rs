//! What a page says, and what is told of it.

use crate::kit::{
    documents::{challenge, page},
    site::Document,
    world::World,
};

const CODE: &str = r#"
[[source]]
id = "code"
name = "The Code"
kind = "page"
url = "SITE/code"
cadence = "1h"
"#;

const LAW: [&str; 4] = [
    "Section 907 stands as a note under section 5812.",
    "Assistance to the Government of Azerbaijan may not be provided until the President reports.",
    "The report is to say that demonstrable steps were taken to cease all blockades.",
    "Amendments are listed below, with the public laws that made them.",
];

fn watching(config: &str) -> World {
    let mut world = World::watching(config);
    say(&world, &LAW);
    world.poll();
    assert_eq!(world.only_mail().kind, "began");
    world
}

fn say(world: &World, lines: &[&str]) {
    world.serve("/code", Document::page(page(lines.iter().copied())));
}

fn amended() -> Vec<&'static str> {
    let mut lines = LAW.to_vec();
    lines[1] = "Assistance to the Government of Azerbaijan may be provided.";
    lines
}

#[test]
fn a_change_is_told_once_with_its_diff() {
    let mut world = watching(CODE);
    say(&world, &amended());

    world.pass("1h");

    let mail = world.only_mail();
    assert_eq!(mail.kind, "change");
    assert!(
        mail.text.contains("- Assistance to the Government"),
        "{}",
        mail.text
    );
    assert!(mail.text.contains("may be provided."), "{}", mail.text);
    world.pass("2d");
    assert_eq!(world.told(), [""; 0]);
}

#[test]
fn a_change_to_and_fro_is_told_twice_under_two_ids() {
    let mut world = watching(CODE);
    let mut ids = Vec::new();
    for round in 0..4 {
        match round % 2 {
            0 => say(&world, &amended()),
            _ => say(&world, &LAW),
        }
        world.pass("1d");
        ids.push(world.only_mail().message_id);
    }
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 4);
}

#[test]
fn a_page_that_is_replaced_altogether_needs_a_day_unless_it_is_known_by_its_text() {
    let before: Vec<String> = (0..20)
        .map(|n| format!("The embassy of a country receives guest {n} in the hall of mirrors."))
        .collect();
    let after = ["Office 907: weapons, tenders, procurement."; 12];
    let titled = |title: &str, lines: &str| {
        Document::page(format!(
            "<html><head><title>{title}</title></head><body>{lines}</body></html>"
        ))
    };
    let paragraphs = |lines: &mut dyn Iterator<Item = &str>| -> String {
        lines.map(|line| format!("<p>{line}</p>\n")).collect()
    };
    for (expect, told) in [("", 0), ("expect = { text = \"</html>\" }\n", 1)] {
        let mut world = World::watching(&format!("{CODE}{expect}"));
        let lines = paragraphs(&mut before.iter().map(String::as_str));
        world.serve("/code", titled("Embassy", &lines));
        world.poll();
        assert_eq!(world.only_mail().kind, "began");

        world.serve(
            "/code",
            titled("Ministry", &paragraphs(&mut after.iter().copied())),
        );
        world.pass("5h");
        let changes = |world: &mut World| {
            let told = world.told();
            told.iter()
                .filter(|told| told.starts_with("change"))
                .count()
        };
        assert_eq!(changes(&mut world), told, "{expect}");
        world.pass("22h");
        assert_eq!(changes(&mut world), 1 - told, "{expect}");
    }
}

#[test]
fn other_rules_for_reading_a_page_are_no_change_of_it() {
    let mut world = watching(CODE);
    for rules in [
        "ignore = [\"note under section [0-9]+\"]\n",
        "select = \"p:nth-of-type(2)\"\n",
        "remove = [\"p:nth-of-type(1)\"]\n",
        "",
    ] {
        world.reload(&format!("{CODE}{rules}"));
        world.pass("26h");
        assert_eq!(world.told(), [""; 0], "{rules}");
    }
    say(&world, &amended());
    world.pass("1h");
    assert_eq!(world.only_mail().kind, "change");
}

#[test]
fn a_change_that_comes_with_other_rules_is_told() {
    let mut world = watching(CODE);
    world.reload(&format!("{CODE}ignore = [\"note under section [0-9]+\"]\n"));
    say(&world, &amended());
    world.pass("1h");
    let mail = world.only_mail();
    assert!(!mail.text.contains("+ Section 907 stands"), "{}", mail.text);
}

#[test]
fn a_long_page_that_reads_otherwise_throughout_is_told_by_its_line_on_topic() {
    let config = format!("{CODE}tell = \"topic\"\n");
    let mut world = World::watching(&config);
    let lines = |word: &str, line: Option<&str>| -> Vec<String> {
        let many = (0..6_000).map(|n| format!("{word} {n}: {}", "words ".repeat(12)));
        many.chain(line.map(str::to_owned)).collect()
    };
    let serve = |world: &World, lines: Vec<String>| {
        world.serve(
            "/code",
            Document::page(page(lines.iter().map(String::as_str))),
        );
    };
    serve(&world, lines("old", None));
    world.poll();
    assert_eq!(world.only_mail().kind, "began");

    let repealed = "Section 907 of the FREEDOM Support Act is repealed.";
    serve(&world, lines("new", Some(repealed)));
    world.pass("1h");

    let mail = world.only_mail();
    assert!(
        mail.subject.contains("(+6001 −6000 lines)"),
        "{}",
        mail.subject
    );
    for shown in [
        repealed,
        "  - old 1:",
        "  + new 1:",
        "more lines: watch907 diff code",
    ] {
        assert!(mail.text.contains(shown), "{shown}: {}", mail.text);
    }
}

#[test]
fn a_page_that_shrank_is_told_only_once_it_is_seen_again() {
    let long: Vec<String> = (0..40)
        .map(|n| format!("Paragraph {n} of a long text that says much."))
        .collect();
    let mut world = World::watching(CODE);
    world.serve(
        "/code",
        Document::page(page(long.iter().map(String::as_str))),
    );
    world.poll();
    world.told();

    say(&world, &["Repealed."]);
    world.poll();
    assert_eq!(
        (world.state("code").as_str(), world.told()),
        ("suspect", vec![])
    );
    world.pass("9m");
    world.poll();
    assert_eq!(
        (world.state("code").as_str(), world.told()),
        ("suspect", vec![])
    );

    world.pass("10m");
    assert_eq!(world.only_mail().kind, "change");
    assert_eq!(world.state("code"), "fine");
    world.pass("1d");
    assert_eq!(world.told(), [""; 0]);
}

#[test]
fn a_page_that_shrank_for_a_moment_is_not_told() {
    let long: Vec<String> = (0..40)
        .map(|n| format!("Paragraph {n} of a long text that says much."))
        .collect();
    let whole = || Document::page(page(long.iter().map(String::as_str)));
    let mut world = World::watching(CODE);
    world.serve("/code", whole());
    world.poll();
    world.told();

    say(&world, &["An error occurred."]);
    world.poll();
    world.serve("/code", whole());
    world.pass("1d");

    assert_eq!(
        (world.state("code").as_str(), world.told()),
        ("fine", vec![])
    );
    assert_eq!(world.count("changes"), 0);
}

#[test]
fn what_is_not_the_page_is_marked_and_never_told() {
    let half = page(LAW.iter().copied());
    let half = &half[..half.len() / 2];
    for (odd, state) in [
        (Document::page(challenge()), "blocked"),
        (Document::page(challenge()).with_status(403), "blocked"),
        (
            Document::page(challenge())
                .with_status(503)
                .with_header("cf-mitigated", "challenge"),
            "blocked",
        ),
        (Document::page("").with_status(200), "empty"),
        (Document::page("<html><body></body></html>"), "broken"),
        (Document::page("gone").with_status(204), "empty"),
        (
            Document::page(page(["Not Found"])).with_status(404),
            "broken",
        ),
        (Document::page(page(["Sorry"])).with_status(500), "broken"),
        (Document::page(half), "suspect"),
        (
            Document::new("application/pdf", "%PDF-1.4\n%%EOF"),
            "broken",
        ),
        (Document::page([&b"<p>"[..], &[1; 600]].concat()), "broken"),
        (
            Document::new("application/json", "{\"error\":\"internal\",\"code\":500}"),
            "broken",
        ),
    ] {
        let mut world = watching(CODE);
        let before = world.one::<i64>("SELECT snapshot FROM sources");
        world.serve("/code", odd.clone());

        world.poll();

        assert_eq!(world.state("code"), state, "{odd:?}");
        assert_eq!(world.one::<i64>("SELECT snapshot FROM sources"), before);
        assert_eq!(world.count("snapshots"), 1, "{odd:?}");
        assert!(world.count("rejects") > 0);

        // What changed meanwhile is told exactly once.
        say(&world, &amended());
        world.pass("2d");
        let mails = world.new_mails();
        let changes = mails.iter().filter(|mail| mail.kind == "change");
        assert_eq!(changes.count(), 1, "{odd:?}");
        assert_eq!(world.state("code"), "fine");
    }
}

#[test]
fn a_page_that_lacks_what_is_expected_is_broken() {
    let expecting = format!("{CODE}expect = {{ text = \"section 5812\" }}\n");
    let mut world = watching(&expecting);
    say(&world, &["Section 2151 is about something else."]);
    world.poll();
    assert_eq!(
        (world.state("code").as_str(), world.told()),
        ("broken", vec![])
    );
}

#[test]
fn a_server_that_says_304_for_ever_is_found_out_within_a_day() {
    let mut world = watching(CODE);
    // The ETag is of the old text, so whoever echoes it is told that nothing changed.
    let etag = world.one::<String>("SELECT etag FROM sources").unwrap();
    world.serve("/code", Document::page(page(amended())).with_etag(&etag));
    world.pass("20h");
    assert_eq!(world.told(), [""; 0]);
    world.pass("6h");
    assert_eq!(world.only_mail().kind, "change");
}

#[test]
fn a_redirect_that_leads_elsewhere_is_followed_within_the_hour() {
    let mut world = World::watching(CODE);
    let lead = |world: &World, to: &str| {
        let redirect = Document::page("").with_status(302);
        world.serve("/code", redirect.with_header("location", to));
        world.serve(to, Document::page(page(LAW)));
    };
    lead(&world, "/a");
    world.poll();
    world.told();

    lead(&world, "/b");
    world.pass("2h");

    assert_eq!(world.state("code"), "fine");
    let url: String = world
        .one("SELECT url FROM snapshots ORDER BY id DESC")
        .unwrap();
    assert!(url.ends_with("/b"), "{url}");
    // From then on it is asked whether anything changed, and nothing did.
    let snapshots = world.count("snapshots");
    world.pass("5h");
    assert_eq!(world.state("code"), "fine");
    assert_eq!(
        (world.count("snapshots"), world.count("changes")),
        (snapshots, 0)
    );
    assert_eq!(world.told(), [""; 0]);
}

#[test]
fn a_page_that_is_always_odd_is_confirmed_once() {
    let open = |lines: &[&str], nonce: u32| {
        let whole = page(lines.iter().copied());
        let open = whole.replace("</html>", "").replace("</body>", "");
        let html = open.replace("<body>", &format!("<body data-nonce=\"{nonce}\">"));
        Document::page(html).without_validators()
    };
    for nonces in [[1, 1, 1, 1, 1], [1, 2, 3, 4, 5]] {
        let mut world = World::watching(CODE);
        for nonce in nonces {
            world.serve("/code", open(&LAW, nonce));
            world.poll();
            world.pass("30m");
        }
        assert_eq!(world.state("code"), "fine", "{nonces:?}");
        world.told();
        world.serve("/code", open(&LAW, 6));
        world.poll();
        assert_eq!(world.state("code"), "fine", "{nonces:?}");

        world.serve("/code", open(&amended(), 7));
        world.poll();
        assert_eq!(
            (world.state("code").as_str(), world.told()),
            ("suspect", vec![])
        );
        world.serve("/code", open(&amended(), 8));
        world.pass("15m");
        assert_eq!(world.only_mail().kind, "change");
    }
}

#[test]
fn a_source_of_another_kind_at_the_same_address_is_read_anew() {
    for during_a_poll in [false, true] {
        let mut world = watching(CODE);
        let entries = [crate::kit::documents::entry("a", 20)];
        let feed = crate::kit::documents::feed(&entries);
        world.serve("/code", Document::new("text/xml", feed));
        world.reload(&CODE.replace("\"page\"", "\"feed\""));
        world.poll();
        let snapshot = world.one::<i64>("SELECT snapshot FROM sources");
        assert_eq!(world.state("code"), "fine");

        match during_a_poll {
            true => world.reload_during_a_poll(CODE),
            false => world.reload(CODE),
        }

        assert_eq!(world.one::<i64>("SELECT snapshot FROM sources"), None);
        assert_eq!(world.one::<String>("SELECT etag FROM sources"), None);
        world.serve("/code", Document::page(page(LAW)));
        world.poll();
        assert!(world.one::<i64>("SELECT snapshot FROM sources") > snapshot);
        assert!(world.one::<String>("SELECT etag FROM sources").is_some());
        world.told();
        // Read by the other rules at once: nothing was taken for what is held.
        world.reload(&CODE.replace("\"page\"", "\"feed\""));
        world.poll();
        assert_eq!(world.state("code"), "broken");
    }
}

#[test]
fn a_page_that_led_elsewhere_is_not_confirmed_by_its_own_address() {
    let mut world = World::watching(CODE);
    let elsewhere = format!("http://{}/elsewhere", world.site.addr);
    let moved = Document::page("").with_status(302).without_validators();
    world.serve("/code", moved.with_header("location", &elsewhere));
    let held = Document::page(page(LAW.iter().copied())).without_validators();
    world.serve("/elsewhere", held.with_header("etag", "\"1\""));
    world.poll();
    assert_eq!(
        (world.only_mail().kind.as_str(), &*world.state("code")),
        ("began", "fine")
    );

    // What it has itself is another text, which we never saw.
    let unchanged = Document::page("").with_status(304).without_validators();
    world.serve("/code", unchanged);
    world.pass("1h");
    assert_ne!(world.state("code"), "fine");
    say(&world, &amended());
    world.pass("1h");

    assert_eq!(world.state("code"), "fine");
    assert_eq!(world.only_mail().kind, "change");
}

#[test]
fn two_copies_of_a_page_by_turns_are_told_once_and_the_one_that_stays_once_more() {
    for stays in [LAW.to_vec(), amended()] {
        let mut world = watching(CODE);
        for turn in 0..16 {
            say(&world, &[amended(), LAW.to_vec()][turn % 2]);
            world.pass("25m");
            world.poll();
        }
        assert_eq!(world.only_mail().kind, "change");
        assert_eq!(world.state("code"), "fine");

        say(&world, &stays);
        world.pass("1d");
        assert_eq!(world.told().len(), usize::from(stays == LAW));
        let text: Option<String> = world.one("SELECT text FROM pages");
        assert!(text.unwrap().contains(stays[1]));
    }
}
