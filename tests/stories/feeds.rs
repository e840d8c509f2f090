//! What a feed lists, and what is told of it.

use crate::kit::{
    documents::{Entry, entry, feed},
    site::Document,
    world::World,
};

const NEWS: &str = r#"
[[source]]
id = "news"
name = "Some news"
kind = "feed"
url = "SITE/feed"
cadence = "1h"
"#;

/// A world that has watched a feed of these entries since a while.
fn watching(entries: &[Entry]) -> World {
    let mut world = World::watching(NEWS);
    list(&world, entries);
    world.poll();
    assert_eq!(world.only_mail().kind, "began");
    world
}

fn list(world: &World, entries: &[Entry]) {
    world.serve("/feed", Document::feed(feed(entries)));
}

#[test]
fn the_first_poll_is_a_baseline_and_tells_nothing_but_that_watching_began() {
    let mut world = watching(&[entry("a", 20), entry("b", 19)]);
    world.pass("3h");
    assert_eq!(world.told(), [""; 0]);
    assert_eq!(world.count("items"), 2);
    assert_eq!(world.count("changes"), 0);
}

#[test]
fn a_new_item_on_topic_is_told_and_another_is_not() {
    let mut world = watching(&[entry("a", 20)]);
    let off = entry("c", 21)
        .titled("Football")
        .saying("The match was played.");
    list(&world, &[entry("b", 21), off, entry("a", 20)]);

    world.pass("1h");

    let mail = world.only_mail();
    assert_eq!(mail.kind, "item");
    assert!(mail.subject.contains("b: Section 907"), "{}", mail.subject);
    assert!(mail.text.contains("What b says"), "{}", mail.text);
    assert_eq!(world.count("changes"), 2);
    world.pass("5h");
    assert_eq!(world.told(), [""; 0]);
}

#[test]
fn an_edit_is_told_as_an_edit_with_its_diff() {
    let was = entry("a", 20).saying("Section 907 stays in force, the minister said.");
    let mut world = watching(&[was.clone(), entry("b", 19)]);
    let is = was.saying("Section 907 will be repealed, the minister said.");
    list(&world, &[is, entry("b", 19)]);

    world.pass("1h");

    let mail = world.only_mail();
    assert_eq!(mail.kind, "item");
    assert!(
        mail.text.contains("- Section 907 stays in force"),
        "{}",
        mail.text
    );
    assert!(
        mail.text.contains("+ Section 907 will be repealed"),
        "{}",
        mail.text
    );
    assert!(
        mail.html.contains("<del") && mail.html.contains("<ins"),
        "{}",
        mail.html
    );
    let kind: Option<String> = world.one("SELECT group_concat(kind) FROM changes");
    assert_eq!(kind.as_deref(), Some("edited"));
}

#[test]
fn white_space_and_dates_are_no_edit() {
    let mut world = watching(&[entry("a", 20), entry("b", 19)]);
    let moved = Entry {
        day: 21,
        ..entry("a", 20).saying("What  a\n says about   Section 907.")
    };
    list(&world, &[moved, entry("b", 19)]);
    world.pass("2h");
    assert_eq!(world.told(), [""; 0]);
}

#[test]
fn an_item_that_falls_off_the_window_is_not_withdrawn() {
    let mut world = watching(&[entry("a", 20), entry("b", 19), entry("c", 18)]);
    list(&world, &[entry("new", 21), entry("a", 20), entry("b", 19)]);
    world.pass("6h");
    assert_eq!(world.told().len(), 1);
    let kinds: Option<String> = world.one("SELECT group_concat(kind) FROM changes");
    assert_eq!(kinds.as_deref(), Some("added"));
}

#[test]
fn a_withdrawn_item_is_told_once_and_only_when_it_was_missed_twice() {
    let mut world = watching(&[entry("a", 20), entry("b", 19), entry("c", 18)]);
    list(&world, &[entry("a", 20), entry("c", 18)]);
    world.poll();
    assert_eq!(world.told(), [""; 0], "missed once");
    world.pass("5m");
    world.poll();
    assert_eq!(world.told(), [""; 0], "missed twice, five minutes apart");

    world.pass("10m");
    let mail = world.only_mail();
    assert!(mail.text.contains("b: Section 907"), "{}", mail.text);
    assert!(mail.subject.contains("withdrawn"), "{}", mail.subject);
    world.pass("1d");
    assert_eq!(world.told(), [""; 0]);
}

#[test]
fn a_304_confirms_no_withdrawal() {
    let mut world = watching(&[entry("a", 20), entry("b", 19), entry("c", 18)]);
    list(&world, &[entry("a", 20), entry("c", 18)]);
    world.poll();
    // The server repeats itself to whoever echoes; who doesn't gets the whole list.
    let before = world.site.asked("/feed").len();
    list(&world, &[entry("a", 20), entry("b", 19), entry("c", 18)]);
    world.pass("30m");
    let asked = world.site.asked("/feed");
    assert!(asked.len() > before);
    assert!(!asked[before].headers.contains_key("if-none-match"));
    world.pass("3h");
    assert_eq!(world.told(), [""; 0]);
}

#[test]
fn new_ids_for_the_same_items_are_quiet() {
    let mut world = watching(&[entry("a", 20), entry("b", 19)]);
    for churn in 0..5 {
        let fresh = |name, day| entry(name, day).with_id(&format!("urn:{churn}:{name}"));
        list(&world, &[fresh("a", 20), fresh("b", 19)]);
        world.pass("1h");
    }
    assert_eq!(world.told(), [""; 0]);
    assert_eq!(world.count("items"), 2);
}

#[test]
fn a_returned_item_is_told_as_returned() {
    let whole = [entry("a", 20), entry("b", 19), entry("c", 18)];
    let mut world = watching(&whole);
    list(&world, &[entry("a", 20), entry("c", 18)]);
    world.pass("2h");
    assert_eq!(world.told().len(), 1);

    list(&world, &whole);
    world.pass("2h");

    let mail = world.only_mail();
    assert!(mail.text.contains("again"), "{}", mail.text);
    let kinds: Option<String> = world.one("SELECT group_concat(kind) FROM changes");
    assert_eq!(kinds.as_deref(), Some("removed,returned"));
}

#[test]
fn a_feed_cut_short_withdraws_nothing_and_what_it_hid_is_told_once() {
    let mut world = watching(&[entry("a", 20), entry("b", 19), entry("c", 18)]);
    let whole = feed(&[
        entry("new", 21),
        entry("a", 20),
        entry("b", 19),
        entry("c", 18),
    ]);
    let cut = whole.find("b: Section").unwrap();
    world.serve("/feed", Document::feed(&whole.as_bytes()[..cut]));
    world.poll();
    assert_eq!(world.told(), [""; 0]);
    assert_eq!(world.state("news"), "suspect");

    world.serve("/feed", Document::feed(whole));
    world.pass("2h");

    assert!(world.only_mail().subject.contains("new: Section 907"));
    assert_eq!(world.state("news"), "fine");
    world.pass("1d");
    assert_eq!(world.told(), [""; 0]);
}

#[test]
fn a_feed_cut_short_anywhere_is_no_news_nor_is_it_when_it_is_whole_again() {
    let entries = [entry("a", 20), entry("b", 19), entry("c", 18)];
    let mut world = watching(&entries);
    let whole = feed(&entries);
    let second = whole.match_indices("<item>").nth(1).unwrap().0;
    let third = whole.match_indices("<item>").nth(2).unwrap().0;
    for cut in (second..third).step_by(17) {
        world.serve("/feed", Document::feed(&whole.as_bytes()[..cut]));
        world.pass("3h");
        assert_eq!(world.told(), [""; 0], "cut at {cut}");
        list(&world, &entries);
        world.pass("2h");
        assert_eq!(world.told(), [""; 0], "whole after a cut at {cut}");
    }
    assert_eq!((world.count("items"), world.count("changes")), (3, 0));
}

#[test]
fn a_list_that_always_breaks_off_before_what_is_new_is_never_verified() {
    let oldest_first = [entry("c", 18), entry("b", 19), entry("a", 20)];
    let mut world = watching(&oldest_first);
    let whole = feed(oldest_first.iter().chain([&entry("new", 21)]));
    let cut = whole.find("a: Section").unwrap();
    let verified = "SELECT last_verified_at FROM sources";
    let seen_whole: Option<String> = world.one(verified);
    world.serve("/feed", Document::feed(&whole.as_bytes()[..cut]));
    for _ in 0..3 {
        world.pass("5h");
        assert_eq!(
            (world.state("news").as_str(), world.told()),
            ("suspect", vec![])
        );
    }
    assert_eq!(world.one::<String>(verified), seen_whole);
    let why: Option<String> = world.one("SELECT reason FROM sources");
    assert!(why.unwrap().contains("breaks off after 2 items"));

    world.serve("/feed", Document::feed(whole));
    world.pass("2h");
    assert!(world.only_mail().subject.contains("new: Section 907"));
    assert_eq!(world.state("news"), "fine");
}

#[test]
fn what_breaks_off_oldest_first_is_told_and_stays_unverified() {
    let mut world = watching(&[entry("c", 18), entry("b", 19)]);
    let end = "</channel></rss>\n";
    let without_end = |entries: &[Entry]| {
        let whole = feed(entries);
        Document::feed(whole.strip_suffix(end).unwrap())
    };
    // The last entry of what has no end may lack parts.
    let now = [
        entry("c", 18),
        entry("b", 19),
        entry("a", 20),
        entry("z", 21),
    ];
    world.serve("/feed", without_end(&now));
    world.pass("2h");
    assert!(world.only_mail().subject.contains("a: Section 907"));
    assert_eq!(world.state("news"), "suspect");
    world.pass("2h");
    assert_eq!(
        (world.state("news").as_str(), world.told()),
        ("suspect", vec![])
    );

    list(&world, &now);
    world.pass("2h");
    assert!(world.only_mail().subject.contains("z: Section 907"));
    assert_eq!(world.state("news"), "fine");
}

#[test]
fn a_list_that_breaks_off_newest_first_shows_that_nothing_is_new() {
    let newest_first = [entry("a", 20), entry("b", 19), entry("c", 18)];
    let mut world = watching(&newest_first);
    let whole = feed(&newest_first);
    let cut = whole.find("c: Section").unwrap();
    world.serve("/feed", Document::feed(&whole.as_bytes()[..cut]));
    world.pass("12h");
    assert_eq!(
        (world.state("news").as_str(), world.told()),
        ("fine", vec![])
    );
}

#[test]
fn two_texts_by_turns_are_told_once_and_the_one_that_stays_once_more() {
    let was = [entry("a", 20), entry("b", 19)];
    let is = [
        entry("a", 20).saying("Section 907 is waived."),
        entry("b", 19),
    ];
    for stays in [was.clone(), is.clone()] {
        let mut world = watching(&was);
        for turn in 0..24 {
            list(&world, [&is, &was][turn % 2]);
            world.pass(if turn % 3 == 0 { "1h" } else { "25m" });
            world.poll();
        }
        let told = world.new_mails();
        assert_eq!(told.len(), 1, "{told:#?}");
        assert!(
            told[0].text.contains("+ Section 907 is waived."),
            "{told:#?}"
        );

        list(&world, &stays);
        world.pass("1d");
        let told = world.new_mails();
        assert_eq!(
            told.len(),
            usize::from(stays[0].text == was[0].text),
            "{told:#?}"
        );
        assert!(
            told.iter()
                .all(|mail| mail.text.contains("- Section 907 is waived."))
        );
        let text: Option<String> = world.one("SELECT text FROM items WHERE title LIKE 'a:%'");
        assert_eq!(text.as_ref(), Some(&stays[0].text));
    }
}

#[test]
fn an_edit_that_is_taken_back_after_days_is_told_at_once() {
    let was = [entry("a", 20), entry("b", 19)];
    let mut world = watching(&was);
    list(
        &world,
        &[
            entry("a", 20).saying("Section 907 is waived."),
            entry("b", 19),
        ],
    );
    world.pass("2d");
    assert_eq!(world.told().len(), 1);
    list(&world, &was);
    world.pass("1h");
    assert_eq!(world.told().len(), 1);
}

/// Ten entries, of which a window shows the first ones.
fn ten() -> Vec<Entry> {
    (0..10u8).map(|n| entry(&format!("n{n}"), 28 - n)).collect()
}

#[test]
fn entries_that_had_fallen_off_come_back_under_other_ids_and_are_no_news() {
    let all = ten();
    let mut world = watching(&all[5..]);
    list(&world, &all[..5]);
    world.pass("2h");
    assert_eq!(world.told().len(), 5);

    let again = |entry: &Entry| entry.clone().with_id(&format!("urn:new:{}", entry.link));
    let renamed: Vec<Entry> = all.iter().map(again).collect();
    list(&world, &renamed);
    world.pass("3h");
    assert_eq!((world.told(), world.count("items")), (vec![], 10));

    let mut edited = renamed.clone();
    edited[7].text = "Section 907 is repealed.".to_owned();
    list(&world, &edited);
    world.pass("3h");
    let mail = world.only_mail();
    assert!(
        mail.text.contains("+ Section 907 is repealed."),
        "{}",
        mail.text
    );
}

#[test]
fn a_site_that_moves_its_pages_is_no_news() {
    type Move = fn(&str) -> String;
    let moves: [Move; 3] = [
        |link| link.replace("https://", "https://www."),
        |link| link.replace(".org/", ".org/news/en/"),
        |link| {
            link.replace(
                "https://example.org/",
                "https://www.example.org/archive?page=",
            )
        },
    ];
    for moved in moves {
        let at = |entry: &Entry, link: String| Entry {
            link: link.clone(),
            ..entry.clone().with_id(&link)
        };
        let was: Vec<Entry> = ten()
            .iter()
            .map(|entry| at(entry, entry.link.clone()))
            .collect();
        let is: Vec<Entry> = was
            .iter()
            .map(|entry| at(entry, moved(&entry.link)))
            .collect();
        let mut world = watching(&was);
        list(&world, &is);
        world.pass("1d");
        assert_eq!(
            (world.told(), world.count("items")),
            (vec![], 10),
            "{}",
            is[0].link
        );
    }
}

#[test]
fn what_a_site_puts_behind_each_title_or_text_is_no_news_whatever_ids_it_gives() {
    type Edit = fn(Entry) -> Entry;
    let edits: [Edit; 4] = [
        |entry| Entry {
            title: format!("{} - The Paper", entry.title),
            ..entry
        },
        |entry| Entry {
            text: format!("{} [More]", entry.text),
            ..entry
        },
        |entry| Entry {
            title: format!("{} - The Paper", entry.title),
            id: format!("new:{}", entry.id),
            ..entry
        },
        |entry| Entry {
            text: format!("{} [More]", entry.text),
            id: format!("new:{}", entry.id),
            ..entry
        },
    ];
    for edit in edits {
        let mut world = watching(&ten());
        let mut now: Vec<Entry> = ten().into_iter().map(edit).collect();
        list(&world, &now);
        world.pass("1d");
        assert_eq!(
            (world.told(), world.count("items")),
            (vec![], 10),
            "{now:?}"
        );

        now[3].text = "Section 907 goes.".to_owned();
        list(&world, &now);
        world.pass("2h");
        assert!(world.only_mail().text.contains("+ Section 907 goes."));

        // It goes as quietly as it came, but what is on topic is no frill.
        let mut plain = ten();
        plain[3].text = "Section 907 goes.".to_owned();
        list(&world, &plain);
        world.pass("1d");
        assert_eq!(world.told(), [""; 0]);
        for entry in &mut plain {
            entry.text += " Section 907 was waived.";
        }
        list(&world, &plain);
        world.pass("2h");
        assert!(!world.told().is_empty());
    }
}

#[test]
fn a_headline_that_is_used_again_is_told_each_time() {
    let briefing = |name: &str, day| {
        entry(name, day)
            .titled("Briefing on Section 907")
            .saying("")
    };
    let mut world = watching(&[briefing("a", 3), briefing("b", 2), briefing("c", 1)]);
    for (day, name) in (4..10).zip(["d", "e", "f", "g", "h", "i"]) {
        list(&world, &[briefing(name, day)]);
        world.pass("1d");
        assert_eq!(world.told().len(), 1, "{name}");
    }
}

#[test]
fn a_feed_that_moves_to_https_is_no_news() {
    let listed = |scheme: &str, text: &str| -> Vec<Entry> {
        (1..20)
            .map(|day| {
                let address = format!("{scheme}://example.org/{day}");
                Entry {
                    link: address.clone(),
                    ..entry(&format!("n{day}"), day).with_id(&address)
                }
                .saying(if day == 5 { text } else { "Section 907." })
            })
            .collect()
    };
    let mut world = watching(&listed("http", "Section 907 stays."));
    list(&world, &listed("https", "Section 907 stays."));
    world.pass("3h");
    assert_eq!(world.told(), [""; 0]);

    // An edit that comes with a move is an edit.
    list(&world, &listed("http", "Section 907 goes."));
    world.pass("3h");
    assert!(world.only_mail().text.contains("+ Section 907 goes."));
    assert_eq!((world.count("items"), world.count("changes")), (19, 1));
}

#[test]
fn html_in_place_of_a_feed_marks_the_source_and_changes_nothing() {
    let mut world = watching(&[entry("a", 20), entry("b", 19)]);
    let before: Option<i64> = world.one("SELECT snapshot FROM sources");
    for odd in [
        Document::page(
            "<!DOCTYPE html><html><head><title>Welcome</title></head><body>Hello</body></html>",
        ),
        Document::feed(""),
        Document::feed("<rss version=\"2.0\"><channel><title>Some news</title></channel></rss>"),
        Document::feed("{\"error\": \"no\"}"),
    ] {
        world.serve("/feed", odd.clone());
        world.poll();
        assert_ne!(world.state("news"), "fine", "{odd:?}");
        assert_eq!(world.one("SELECT snapshot FROM sources"), before);
    }
    list(&world, &[entry("new", 21), entry("a", 20)]);
    world.pass("12h");
    assert!(world.only_mail().subject.contains("new: Section 907"));
}

#[test]
fn a_source_that_is_added_later_takes_its_baseline_quietly() {
    let mut world = watching(&[entry("a", 20)]);
    world.serve("/other", Document::feed(feed(&[entry("o", 20)])));
    let other = NEWS.replace("news", "other").replace("/feed", "/other");
    world.reload(&format!("{NEWS}{other}"));
    world.pass("2h");
    assert_eq!(world.told(), [""; 0]);
    assert_eq!(world.count("items"), 2);

    world.serve(
        "/other",
        Document::feed(feed(&[entry("p", 21), entry("o", 20)])),
    );
    world.pass("2h");
    assert!(world.only_mail().subject.contains("p: Section 907"));
}

#[test]
fn another_address_of_a_source_is_another_baseline() {
    let mut world = watching(&[entry("a", 20), entry("b", 19), entry("c", 18)]);
    world.serve(
        "/moved",
        Document::feed(feed(&[entry("x", 21), entry("c", 18)])),
    );
    world.reload(&NEWS.replace("/feed", "/moved"));
    world.pass("1d");
    assert_eq!(world.told(), [""; 0]);
}

#[test]
fn a_feed_is_left_alone_as_long_as_it_asks_within_limits() {
    for (minutes, again) in [(30, "1h"), (120, "2h"), (525_600, "3h")] {
        let mut world = World::watching(&format!("{NEWS}fresh_for = \"6h\"\n"));
        let ttl = format!("<channel><ttl>{minutes}</ttl>");
        let feed = feed(&[entry("a", 20)]).replace("<channel>", &ttl);
        world.serve("/feed", Document::feed(feed));
        world.poll();

        // Of the feed itself, and of what confirms it.
        for polls in 1..4 {
            assert_eq!(world.site.asked("/feed").len(), polls, "{minutes}");
            world.pass(again);
        }
        let due: String = world.one("SELECT next_due_at FROM sources").unwrap();
        assert!(due.parse::<jiff::Timestamp>().unwrap() > world.now());
        assert_eq!(world.site.asked("/feed").len(), 4, "{minutes}");
    }
}
