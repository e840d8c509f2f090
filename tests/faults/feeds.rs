//! What feeds hold (F), all the way to the reader.

use std::time::{Duration, Instant};

use url::Url;
use watch907::extract::{
    billstatus, feed,
    page::{self, PageRules},
};

use crate::kit::{
    documents::{Entry, entry, feed as rss},
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

fn listing(entries: &[Entry]) -> World {
    let mut world = World::watching(NEWS);
    list(&world, entries);
    world.poll();
    assert_eq!(world.only_mail().kind, "began");
    world
}

fn list(world: &World, entries: &[Entry]) {
    world.serve("/feed", Document::feed(rss(entries)).without_validators());
}

fn old() -> [Entry; 3] {
    [entry("a", 20), entry("b", 19), entry("c", 18)]
}

fn changes(world: &World) -> Option<String> {
    world.one("SELECT group_concat(kind || ' ' || coalesce(key, '')) FROM changes")
}

#[test]
fn two_nodes_of_a_cache_that_disagree_tell_the_newest_item_once() {
    let fresh = [entry("new", 21), entry("a", 20), entry("b", 19)];
    // Which of the two answers, poll by poll.
    for nodes in ["fofofofofofofo", "ffofffoofffofo", "foffofofffofff"] {
        let mut world = listing(&old());
        for node in nodes.chars() {
            match node {
                'f' => list(&world, &fresh),
                _ => list(&world, &old()),
            }
            world.pass("10m");
            world.poll();
        }
        let told = world.told();
        assert_eq!(told.len(), 1, "{nodes}: {told:#?}");
        assert!(told[0].contains("new: Section 907"), "{told:#?}");
    }
}

#[test]
fn where_ids_change_with_each_answer_an_edit_and_a_new_item_are_told_once_each() {
    let mut world = listing(&old());
    let with_ids = |entries: &[Entry], churn: usize| -> Vec<Entry> {
        let with_id = |entry: &Entry| {
            entry
                .clone()
                .with_id(&format!("urn:{churn}:{}", entry.link))
        };
        entries.iter().map(with_id).collect()
    };
    for churn in 0..4 {
        list(&world, &with_ids(&old(), churn));
        world.pass("1h");
    }
    assert_eq!(world.told(), [""; 0]);

    let edited = entry("b", 19).saying("Section 907 goes.");
    let now = [entry("new", 21), entry("a", 20), edited, entry("c", 18)];
    for churn in 4..9 {
        list(&world, &with_ids(&now, churn));
        world.pass("1h");
    }
    let told = world.told();
    let about = |name: &str| told.iter().filter(|told| told.contains(name)).count();
    assert_eq!(
        (about("new: Section"), about("b: Section")),
        (1, 1),
        "{told:#?}"
    );
    assert_eq!(told.len(), 2, "{told:#?}");
}

#[test]
fn links_that_change_with_each_visit_are_quiet_where_there_is_no_id() {
    let at = |visit: usize| {
        let entries = old().map(|entry| Entry {
            link: format!("{}?utm_source=rss&amp;sid={visit}", entry.link),
            ..entry
        });
        let whole = rss(&entries);
        let guids = |text: &str| {
            let (before, rest) = text.split_once("<guid")?;
            let (_, after) = rest.split_once("</guid>")?;
            Some(format!("{before}{after}"))
        };
        std::iter::successors(Some(whole), |text| guids(text))
            .last()
            .unwrap()
    };
    let mut world = World::watching(NEWS);
    world.serve("/feed", Document::feed(at(0)));
    world.poll();
    world.told();
    for visit in 1..6 {
        world.serve("/feed", Document::feed(at(visit)));
        world.pass("1h");
    }
    assert_eq!((world.told(), world.count("items")), (vec![], 3));
}

#[test]
fn what_is_published_again_under_another_id_is_told_once_at_most() {
    let mut world = listing(&old());
    let again = entry("b", 19).with_id("urn:again");
    for _ in 0..3 {
        list(
            &world,
            &[
                again.clone(),
                entry("a", 20),
                entry("b", 19),
                entry("c", 18),
            ],
        );
        world.pass("3h");
    }
    assert!(world.told().len() <= 1);
    list(&world, &[again, entry("a", 20), entry("c", 18)]);
    world.pass("1d");
    assert_eq!(
        changes(&world).unwrap_or_default().matches("added").count(),
        1
    );
}

#[test]
fn no_date_makes_news_and_none_hides_it() {
    let dates = [
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "Fri, 31 Dec 9999 23:59:59 -2359",
        "Sat, 01 Jan 2050 00:00:00 +0400",
        "the day before yesterday",
        "",
        "Tue, 99 Nov 2026 99:99:99 XYZ",
        "Mon, 02 Jan 2006 15:04:05 GMT",
    ];
    let dated = |entries: &[Entry], date: &str| {
        let body = rss(entries);
        let day = body.find(" Nov 2026 09:00:00 GMT").unwrap();
        let was = &body[day - 2..day + " Nov 2026 09:00:00 GMT".len()];
        body.replacen(was, date, 1)
    };
    let mut world = listing(&old());
    for date in dates {
        world.serve("/feed", Document::feed(dated(&old(), date)));
        world.pass("1h");
    }
    assert_eq!(
        (world.told(), world.state("news").as_str()),
        (vec![], "fine")
    );
    let mut entries = old().to_vec();
    for (n, date) in dates.iter().enumerate() {
        entries.insert(0, entry(&format!("n{n}"), 21));
        world.serve("/feed", Document::feed(dated(&entries, date)));
        world.pass("1h");
        let told = world.told();
        assert_eq!(told.len(), 1, "{date}: {told:?}");
        assert!(told[0].contains(&format!("n{n}: Section 907")), "{told:?}");
    }
}

#[test]
fn another_spelling_of_the_same_text_is_no_edit() {
    let mut world = listing(&[entry("a", 20).saying("Aid &amp; trade: café — Section 907.")]);
    for text in [
        "Aid &#38; trade: caf&#233; &#8212; Section 907.",
        "<![CDATA[Aid &amp; trade: caf&eacute; &mdash; Section 907.]]>",
        "&lt;p&gt;Aid &amp;amp; trade:&lt;br/&gt; café — &lt;b&gt;Section&lt;/b&gt; 907.&lt;/p&gt;",
        "  Aid &amp; trade: cafe\u{301} —\n\tSection 907.  ",
    ] {
        list(&world, &[entry("a", 20).saying(text)]);
        world.pass("1h");
        assert_eq!(world.told(), [""; 0], "{text}");
    }
}

#[test]
fn what_a_json_feed_holds_of_odd_values_merges_no_two_items() {
    let item = |id: &str, name: &str| {
        format!(
            "{{\"id\": {id}, \"url\": \"https://example.org/{name}\", \
             \"title\": \"{name}: Section 907 and Azerbaijan\", \"content_text\": \"Section 907.\"}}"
        )
    };
    let feed = |items: &[String]| {
        let items = items.join(",");
        format!(
            "{{\"version\": \"https://jsonfeed.org/version/1\", \"title\": \"t\", \"items\": [{items}]}}"
        )
    };
    let mut items = vec![
        item("9007199254740993", "a"),
        item("9007199254740992", "b"),
        item("1e400", "c").replace("1e400", "1.5"),
        item("null", "d"),
        item("[1]", "e"),
        item("\"1\"", "f").replace("{", "{\"id\": 7, "),
    ];
    let mut world = World::watching(NEWS);
    world.serve("/feed", Document::new("application/json", feed(&items)));
    world.poll();
    world.told();
    assert_eq!(world.count("items"), 6);
    for odd in [
        feed(&items).replace("Section 907.", "\\ud800"),
        feed(&items).replace("1.5", "NaN"),
        feed(&items).replace("1.5", "1e999999"),
        feed(&items).replacen("[", &"[".repeat(100_000), 1),
        feed(&items)[..200].to_owned(),
    ] {
        world.serve("/feed", Document::new("application/json", odd));
        world.poll();
        assert_ne!(world.state("news"), "fine");
    }
    items.insert(0, item("9007199254740994", "g"));
    world.serve("/feed", Document::new("application/json", feed(&items)));
    world.pass("1d");
    assert!(world.only_mail().subject.contains("g: Section 907"));
    assert_eq!((world.count("items"), world.count("changes")), (7, 1));
}

#[test]
fn attributes_and_namespaces_without_end_are_refused_or_read_in_a_moment() {
    let many = |name: &str| -> String {
        (0..60_000)
            .map(|n| format!(" {name}{n}=\"x{n}\""))
            .collect()
    };
    let url = Url::parse("https://example.org/").unwrap();
    for name in ["a", "xmlns:a", "a:b"] {
        let attributes = many(name);
        let begun = Instant::now();
        let body = format!(
            "<rss version=\"2.0\"{attributes}><channel><item{attributes}><title>x</title></item></channel></rss>"
        );
        let _ = feed::read(body.as_bytes(), None, &url);
        let _ = billstatus::parse(&format!(
            "<billStatus{attributes}><bill{attributes}/></billStatus>"
        ));
        let _ = page::read(&format!("<p{attributes}>x"), &PageRules::default());
        assert!(
            begun.elapsed() < Duration::from_secs(10),
            "{name}: {:?}",
            begun.elapsed()
        );
    }
}
