//! The wire (N): what servers and networks do with a request, all the way to the reader.
//! Fetching by itself is tried in `http.rs` beside it, and in `tests/fetch.rs`.

use std::io::Write as _;

use flate2::{Compression, write::GzEncoder};

use crate::kit::{
    documents::{Entry, entry, feed, page},
    site::{Document, Site},
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

const CODE: &str = r#"
[[source]]
id = "code"
name = "The Code"
kind = "page"
url = "SITE/code"
cadence = "1h"
"#;

const LAW: [&str; 2] = [
    "Section 907 stands as a note under section 5812, and bars aid to Azərbaycan.",
    "The report is to say that demonstrable steps were taken.",
];

fn old() -> [Entry; 3] {
    [entry("a", 20), entry("b", 19), entry("c", 18)]
}

fn new() -> [Entry; 4] {
    [
        entry("new", 21),
        entry("a", 20),
        entry("b", 19),
        entry("c", 18),
    ]
}

fn reading(config: &str) -> World {
    let mut world = World::watching(config);
    world.serve("/feed", Document::feed(feed(&old())));
    world.serve("/code", Document::page(page(LAW)));
    world.poll();
    assert_eq!(world.only_mail().kind, "began");
    world
}

#[test]
fn whatever_the_wire_does_is_marked_and_what_changed_meanwhile_is_told_once() {
    let body = feed(&new());
    let half = &body[..body.len() / 2];
    let raw =
        |head: &str, body: &str| Document::raw(format!("HTTP/1.1 200 OK\r\n{head}\r\n{body}"));
    let coded =
        |coding: &str, bytes: &[u8]| Document::feed(bytes).with_header("content-encoding", coding);
    let packed = gzip(body.as_bytes());
    for (fault, odd, state) in [
        ("N9 closed unanswered", Document::raw(""), "broken"),
        (
            "N10 too short a body",
            raw("content-length: 99999\r\n", half),
            "broken",
        ),
        (
            "N11 cut by its own length",
            raw(&format!("content-length: {}\r\n", half.len()), &body),
            "suspect",
        ),
        (
            "N12 two lengths",
            raw("content-length: 9\r\ncontent-length: 8\r\n", half),
            "broken",
        ),
        (
            "N13 chunks without end",
            raw("transfer-encoding: chunked\r\n", "ffff\r\n<rss"),
            "broken",
        ),
        ("N14 cut, its end unmarked", raw("", half), "suspect"),
        (
            "N15 half of gzip",
            coded("gzip", &packed[..packed.len() / 2]),
            "broken",
        ),
        (
            "N15 no gzip at all",
            coded("gzip", body.as_bytes()),
            "broken",
        ),
        (
            "N17 a coding that nobody asked for",
            coded("br", &packed),
            "broken",
        ),
        (
            "N20 garbage",
            Document::raw("\x15\x03\x01\x00\x02\x02\x50"),
            "broken",
        ),
        ("N20 before HTTP/1.0", Document::raw(&*body), "broken"),
        (
            "N44 frames of HTTP/2",
            Document::raw(b"\0\0\x06\x04\0\0\0\0\0\0\x05\0\0\x40\0"),
            "broken",
        ),
        (
            "N23 no choice",
            Document::feed(&*body).with_status(300),
            "broken",
        ),
        ("N23 to itself", moved("/feed"), "broken"),
        ("N25 to a file", moved("file:///etc/passwd"), "unreachable"),
        ("N26 to a door", moved("/login?to=feed"), "broken"),
        ("N36 nothing", Document::feed(""), "empty"),
        (
            "N36 no content",
            Document::feed("").with_status(204),
            "empty",
        ),
        (
            "N36 a part",
            Document::feed(&*body).with_status(206),
            "broken",
        ),
        (
            "N36 what a proxy changed",
            Document::feed(&*body).with_status(203),
            "suspect",
        ),
        (
            "N42 news with an error",
            Document::feed(&*body).with_status(500),
            "broken",
        ),
        (
            "N42 nothing with an error",
            Document::feed(feed(&[])).with_status(404),
            "broken",
        ),
    ] {
        let mut world = reading(NEWS);
        let before = world.one::<i64>("SELECT snapshot FROM sources");
        let door = "<html><head><title>Welcome</title></head><body>Hello</body></html>";
        world.serve("/login?to=feed", Document::page(door));
        world.serve("/feed", odd.without_validators());

        world.poll();

        assert_eq!(
            (world.state("news").as_str(), world.told()),
            (state, vec![]),
            "{fault}"
        );
        assert_eq!(
            world.one::<i64>("SELECT snapshot FROM sources"),
            before,
            "{fault}"
        );
        world.serve("/feed", Document::feed(&*body));
        world.pass("2d");
        let mails = world.new_mails();
        assert_eq!(mails.len(), 1, "{fault}");
        assert!(mails[0].subject.contains("new: Section 907"), "{fault}");
        assert_eq!(world.state("news"), "fine", "{fault}");
    }
}

fn moved(to: &str) -> Document {
    Document::page("")
        .with_status(302)
        .with_header("location", to)
}

#[test]
fn what_cannot_be_reached_is_marked_and_asked_ever_more_slowly() {
    let nobody = {
        let site = Site::start();
        site.addr
    };
    let name = "x".repeat(64);
    for (url, why) in [
        (format!("http://{name}.example/feed"), "can't be resolved"),
        (format!("http://{nobody}/feed"), "no connection"),
        ("SITE/feed".to_owned(), "no answer in HTTP"),
    ] {
        let allow = match url.contains("127.0.0.1") {
            true => format!("allow = [\"{nobody}\"]\n"),
            false => String::new(),
        };
        let config = NEWS.replace("SITE/feed", &url).replace("1h", "10m") + &allow;
        let mut world = World::watching(&config);
        world.serve("/feed", Document::raw(""));
        world.poll();
        assert_eq!(world.only_mail().kind, "began");
        let reason = world.one::<String>("SELECT reason FROM sources").unwrap();
        assert!(reason.contains(why), "{reason}");
        let mut waits = Vec::new();
        for _ in 0..6 {
            let due: String = world.one("SELECT next_due_at FROM sources").unwrap();
            let due = due.parse::<jiff::Timestamp>().unwrap();
            waits.push(due.duration_since(world.now()).as_mins());
            world.wait_until(due);
        }
        assert!(waits.is_sorted() && waits[5] > waits[0], "{url}: {waits:?}");
        assert_ne!(world.state("news"), "fine");
        assert_eq!(world.count("changes"), 0);
    }
}

#[test]
fn a_refusal_of_whatever_status_withdraws_nothing_and_is_told_as_trouble() {
    for status in [401, 403, 404, 451, 500, 522, 999] {
        let mut world = reading(&format!("{NEWS}required = true\nfresh_for = \"6h\"\n"));
        let refused = Document::feed(feed(&[])).with_status(status);
        world.serve("/feed", refused);
        world.pass("2d");
        let mail = world.only_mail();
        assert_eq!(mail.kind, "health");
        assert!(mail.text.contains(&status.to_string()), "{}", mail.text);
        assert_eq!((world.count("items"), world.count("changes")), (3, 0));

        world.serve("/feed", Document::feed(feed(&old())));
        world.pass("2d");
        assert!(world.only_mail().subject.contains("again"), "{status}");
    }
}

#[test]
fn validators_that_change_with_each_answer_are_no_change() {
    let mut world = reading(CODE);
    for n in 0..5 {
        let etag = format!("\"{n}\"");
        let document = Document::page(page(LAW)).with_etag(&etag);
        world.serve("/code", document.with_header("last-modified", "now"));
        world.pass("1h");
    }
    assert_eq!((world.count("snapshots"), world.told()), (1, vec![]));
    assert_eq!(world.state("code"), "fine");
}

#[test]
fn another_body_under_the_same_etag_is_a_change() {
    let mut world = reading(CODE);
    let etag = world.one::<String>("SELECT etag FROM sources").unwrap();
    let amended = page(["Section 907 is repealed.", LAW[1]]);
    let document = Document::page(amended).without_validators();
    world.serve("/code", document.with_header("etag", &etag));
    world.pass("1h");
    assert_eq!(world.only_mail().kind, "change");
}

#[test]
fn a_server_whose_clock_is_off_moves_no_schedule() {
    for date in [
        "Sat, 21 Nov 2026 12:00:00 GMT",
        "Mon, 23 Nov 2026 12:00:00 GMT",
    ] {
        let mut world = World::watching(NEWS);
        let document = Document::feed(feed(&old()));
        let headers = ["date", "expires", "last-modified"];
        let document = headers
            .iter()
            .fold(document, |all, name| all.with_header(name, date));
        world.serve("/feed", document);
        world.poll();
        world.told();
        world.pass("3h");
        assert_eq!(world.site.asked("/feed").len(), 4, "{date}");
        assert_eq!(
            (world.state("news").as_str(), world.told()),
            ("fine", vec![])
        );
    }
}

#[test]
fn what_a_server_hints_at_is_not_followed() {
    let canary = Site::start();
    let there = format!("http://{}", canary.addr);
    let mut world = reading(&format!("{NEWS}{CODE}"));
    let with_hints = |document: Document| {
        document
            .with_header("alt-svc", &format!("h2=\"{}\"; ma=86400", canary.addr))
            .with_header("refresh", &format!("0; url={there}/refresh"))
            .with_header("link", &format!("<{there}/hub>; rel=\"hub\""))
    };
    let declared = format!(
        "<?xml-stylesheet href=\"{there}/style\"?><!DOCTYPE rss SYSTEM \"{there}/dtd\" [\
         <!ENTITY x SYSTEM \"{there}/entity\">]>"
    );
    let body = feed(&new())
        .replacen("?>", &format!("?>{declared}"), 1)
        .replace(
            "What new says",
            &format!("&x;<xi:include href=\"{there}/include\"/>What new says"),
        );
    world.serve("/feed", with_hints(Document::feed(body)));
    let head = format!(
        "<head><base href=\"{there}/\"><meta http-equiv=\"refresh\" content=\"0;url={there}/meta\">\
         <link rel=stylesheet href=\"{there}/css\"><script src=\"{there}/js\"></script>"
    );
    let html = page([
        "Section 907 is repealed.",
        "<img src=\"x\"><iframe src=\"y\"></iframe>",
    ]);
    world.serve(
        "/code",
        with_hints(Document::page(html.replace("<head>", &head))),
    );
    world.pass("1d");

    assert_eq!(
        (world.state("news").as_str(), world.state("code").as_str()),
        ("fine", "fine")
    );
    let mut kinds: Vec<String> = world
        .new_mails()
        .into_iter()
        .map(|mail| mail.kind)
        .collect();
    kinds.sort();
    assert_eq!(kinds, ["change", "item"]);
    assert_eq!(canary.connections(), 0);
}

#[test]
fn a_header_that_names_another_charset_each_time_changes_nothing() {
    let mut world = reading(CODE);
    for kind in [
        "text/html",
        "text/html; charset=iso-8859-1",
        "text/html; charset=utf-8",
        "text/plain; charset=windows-1251",
        "application/octet-stream",
    ] {
        let document = Document::new(kind, page(LAW)).without_validators();
        world.serve("/code", document);
        world.pass("1h");
        assert_eq!(
            (world.state("code").as_str(), world.told()),
            ("fine", vec![]),
            "{kind}"
        );
    }
}

#[test]
fn a_permanent_redirect_is_followed_each_time_and_kept_nowhere() {
    for status in [301, 308] {
        let mut world = reading(CODE);
        let redirect = Document::page("")
            .with_status(status)
            .with_header("location", "/parked");
        world.serve("/parked", Document::page(page(LAW)));
        world.serve("/code", redirect);
        world.pass("5h");
        let asked = world.site.asked("/code").len();
        assert_eq!(world.told(), [""; 0]);
        let url = world.one::<String>("SELECT url FROM sources").unwrap();
        assert!(url.ends_with("/code"), "{url}");

        world.serve(
            "/parked",
            Document::page(page(["This domain is for sale."])),
        );
        world.serve("/code", Document::page(page(LAW)));
        world.pass("2h");
        // What the other address sent is no longer confirmed by this one, and asked for anew.
        let since = world.site.asked("/code").len() - asked;
        assert!((2..=3).contains(&since), "{since}");
        assert_eq!(world.told(), [""; 0]);
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}
