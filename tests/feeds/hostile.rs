//! Feeds that mean harm, or come from a machine gone mad: none takes long, none
//! panics, and none is taken for a feed that lists nothing.

use std::time::{Duration, Instant};

use url::Url;
use watch907::extract::{
    feed::{Feed, FeedError, read},
    text::plain,
};

#[test]
fn what_is_no_feed_is_told_in_words() {
    for (body, expected) in [
        ("", "the body is empty"),
        (" \n\u{FEFF}", "the body is empty"),
        (
            "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body></body></html>",
            "it is an HTML page titled “Just a moment...”",
        ),
        ("<html><body>Sign in</body></html>", "it is an HTML page"),
        (
            "<opml version='2.0'><body/></opml>",
            "it is no feed but begins with <opml>",
        ),
        (
            "<div>File Not Found</div>",
            "it is no feed but begins with <div>",
        ),
        (
            "<bill><table><entry>1</entry></table></bill>",
            "it is no feed but begins with <bill>",
        ),
        ("Service unavailable", "it is neither XML nor JSON"),
        (
            "{\"error\": \"Unknown resource\"}",
            "it is JSON, but no JSON Feed",
        ),
        ("{\"items\": [1, 2]}", "it is JSON, but no JSON Feed"),
        ("[]", "it is JSON, but no JSON Feed"),
        (
            "{\"version\": \"https://jsonfeed.org/version/1\", \"items\": [",
            "its JSON is broken",
        ),
    ] {
        let error = parse(body.as_bytes()).unwrap_err().to_string();
        assert!(error.starts_with(expected), "{body}: {error}");
    }
}

#[test]
fn a_feed_may_have_nothing_to_say() {
    for body in [
        "<rss version='2.0'><channel><title>Floor</title></channel></rss>",
        "<feed xmlns='http://www.w3.org/2005/Atom'/>",
        "{\"version\": \"https://jsonfeed.org/version/1\", \"title\": \"t\", \"items\": []}",
    ] {
        let feed = parse(body.as_bytes()).unwrap();
        assert_eq!((feed.items.len(), feed.truncated), (0, false), "{body}");
    }
}

#[test]
fn nesting_without_end_is_refused_in_a_moment() {
    for element in ["a", "item", "title", "b", "entry", "div"] {
        let open = format!("<{element}>").repeat(100_000);
        _ = quick(&format!("<rss version='2.0'><channel>{open}"));
        _ = quick(&format!("<rss><channel><item><description>{open}"));
        _ = quick(&format!("<feed><entry><content type='xhtml'>{open}"));
        _ = quick(&format!(
            "<feed>{open}{}",
            format!("</{element}>").repeat(100_000)
        ));
    }
    let json = format!("{{\"items\":{}", "[".repeat(100_000));
    assert!(matches!(quick(&json), Err(FeedError::BrokenJson(_))));
}

#[test]
fn repetition_of_anything_costs_no_more_than_its_length() {
    for part in [
        "<",
        "<!",
        "<!--",
        "<?",
        "<![CDATA[",
        "<!D [",
        "<!D [>",
        "&",
        "&#",
        "&#x",
        "&a",
        "&a;",
        "</",
        "</a>",
        "<a ",
        "<a b='",
        "<a b=\"<",
        "]]>",
        "<a b=c ",
        "\u{FFF}",
        "\u{3FFFF}",
        "<title>",
        "</title>",
        "<p>",
        "xml:base='x' ",
    ] {
        let many = part.repeat(50_000 / part.len());
        _ = quick(&many);
        _ = quick(&format!("<rss version='2.0'><channel><item><title>{many}"));
        _ = quick(&format!("<rss><channel><item {many}"));
        _ = quick(&format!(
            "<rss><channel><item><description>{many}</description></item></channel></rss>"
        ));
        _ = quick(&format!(
            "<!DOCTYPE r [{many}]><feed><entry><title>{many}</title></entry></feed>"
        ));
        let started = Instant::now();
        plain(&many);
        assert!(started.elapsed() < LIMIT, "{part}");
    }
}

#[test]
fn entities_are_no_bombs_and_open_no_files() {
    let bomb: String = (1..30)
        .map(|n| format!("<!ENTITY e{n} \"{}\">", format!("&e{};", n - 1).repeat(10)))
        .collect();
    let body = format!(
        "<!DOCTYPE r [<!ENTITY e0 'ha'><!ENTITY f SYSTEM 'file:///etc/passwd'>{bomb}]>\
         <rss version='2.0'><channel><item><title>&e29; &f; &e0;</title></item></channel></rss>"
    );
    let title = quick(&body).unwrap().items.remove(0).title;
    assert!(
        title.len() < 200 && title.contains("&f;") && title.ends_with("ha"),
        "{title}"
    );

    let long = "x".repeat(256);
    let body = format!(
        "<!DOCTYPE r [<!ENTITY e '{long}'>]><rss><channel><item><description>{}",
        "&e;".repeat(100_000)
    );
    _ = quick(&(body + "</description></item></channel></rss>")).unwrap();
}

#[test]
fn size_has_limits_and_a_long_line_is_none() {
    let title = "word ".repeat(10 * 1024 * 1024 / 5);
    let body =
        format!("<rss version='2.0'><channel><item><title>{title}</title></item></channel></rss>");
    let item = quick(&body).unwrap().items.remove(0);
    assert_eq!(item.title.len(), 1024);

    let body = body.replace("title>", "description>");
    let item = quick(&body).unwrap().items.remove(0);
    assert_eq!(item.summary.len(), 256 * 1024);

    let items = |n: usize| {
        let items: String = (0..n)
            .map(|n| format!("<item><guid>{n}</guid></item>"))
            .collect();
        format!("<rss version='2.0'><channel>{items}</channel></rss>")
    };
    assert_eq!(quick(&items(5_000)).unwrap().items.len(), 5_000);
    assert_eq!(quick(&items(5_001)), Err(FeedError::TooManyItems));
}

#[test]
fn what_made_the_parser_panic_no_longer_does() {
    for item in [
        "<author>bar@example.jp（山田）</author>",
        "<author>foo（bar@example.jp）</author>",
        "<itunes:duration>99999999999999999999999</itunes:duration>",
        "<media:thumbnail time='999999999999999999999:99:99' url='http://x.example/'/>",
        "<?xml version='1.0' encoding='utf-16'?>",
    ] {
        let body = format!(
            "<rss version='2.0' xmlns:media='http://search.yahoo.com/mrss/' \
             xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd'><channel>\
             <managingEditor>a\u{A0}b@example.com\u{A0}c</managingEditor>\
             <item>{item}<title>Kept</title></item></channel></rss>"
        );
        assert_eq!(quick(&body).unwrap().items[0].title, "Kept", "{item}");
    }
}

#[test]
fn no_mutation_panics_or_takes_long() {
    let seeds: [&[u8]; 4] = [
        include_bytes!("rss.xml"),
        include_bytes!("atom.xml"),
        include_bytes!("rdf.xml"),
        include_bytes!("feed.json"),
    ];
    let pieces: [&[u8]; 24] = [
        b"<",
        b">",
        b"&",
        b"]]>",
        b"<![CDATA[",
        b"<!--",
        b"\"",
        b"'",
        b"</title>",
        b"<item>",
        b"</item>",
        b"<entry>",
        b"<title>",
        b"&#x80;",
        b"&amp",
        b"\xFF",
        b"\xC2\x85",
        b"\0",
        b"<?xml encoding='utf-16'?>",
        b"<!DOCTYPE x [<!ENTITY a 'b'>]>",
        b"xml:base='//['",
        b" type='xhtml'",
        b"9999-12-31T23:59:59-23:59",
        b"\xE3\x80\x80",
    ];
    let mut random = fastrand::Rng::with_seed(907);
    for round in 0..4_000 {
        let mut body = seeds[random.usize(..seeds.len())].to_vec();
        for _ in 0..random.usize(1..12) {
            let at = random.usize(..body.len());
            match random.u8(..5) {
                0 => body[at] = random.u8(..),
                1 => {
                    drop(body.splice(at..at, pieces[random.usize(..pieces.len())].iter().copied()))
                }
                2 => drop(body.drain(at..(at + random.usize(..40)).min(body.len()))),
                3 => {
                    let piece = body[at..(at + random.usize(..200)).min(body.len())].to_vec();
                    let to = random.usize(..body.len());
                    body.splice(to..to, piece);
                }
                _ => body.truncate(at.max(40)),
            }
            if body.is_empty() {
                body.push(b'<');
            }
        }
        let started = Instant::now();
        let result = parse(&body);
        assert!(!matches!(result, Err(FeedError::Panicked)), "round {round}");
        assert!(started.elapsed() < LIMIT, "round {round}");
        if let Ok(feed) = result {
            let mut keys: Vec<&str> = feed.items.iter().map(|item| item.key.as_str()).collect();
            keys.sort_unstable();
            let unique = keys.windows(2).all(|pair| pair[0] != pair[1]);
            assert!(
                unique && keys.iter().all(|key| !key.is_empty()),
                "round {round}: {keys:?}"
            );
        }
    }
}

/// Far above what any of it takes, so that a busy machine doesn't fail it, and far
/// below what time that grows with the square would.
const LIMIT: Duration = Duration::from_secs(5);

#[track_caller]
fn quick(body: &str) -> Result<Feed, FeedError> {
    let started = Instant::now();
    let result = parse(body.as_bytes());
    let took = started.elapsed();
    assert!(
        took < LIMIT,
        "{took:?} for {}…",
        &body[..body.floor_char_boundary(120)]
    );
    assert!(!matches!(result, Err(FeedError::Panicked)));
    result
}

fn parse(body: &[u8]) -> Result<Feed, FeedError> {
    read(
        body,
        None,
        &Url::parse("https://feeds.example/feed").unwrap(),
    )
}
