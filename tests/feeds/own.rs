//! The project's own feeds, with every item as it is expected.

use jiff::SignedDuration;
use url::Url;
use watch907::extract::feed::{Feed, read};

#[test]
fn rss_is_read_with_what_only_some_readers_see() {
    let feed = parse(include_bytes!("rss.xml"));
    assert_eq!(feed.title, "Caspian Desk – Washington");
    assert_eq!(feed.link.as_deref(), Some("https://desk.example/"));
    assert_eq!(feed.ttl, Some(SignedDuration::from_mins(45)));
    check(
        &feed,
        "https://desk.example/?p=907
  Committee sends “Section 907” bill to the floor
  https://desk.example/2026/08/committee/?utm_source=rss&utm_medium=feed
  2026-08-21T09:00:00Z -
  <p>The committee met for an hour &amp; voted.</p>
  <p>The committee met for an hour &amp; voted.</p><p>Nothing is law yet.</p>
https://desk.example/2026/08/waiver/
  Aid & trade: what a waiver doesn't do
  https://desk.example/2026/08/waiver/
  2026-08-20T22:30:00Z -
  A waiver leaves the text of the law as it stands.
  -
https://feeds.example/2026/08/muzakire/
  Aşağı palata 907-ci düzəlişi müzakirə edir
  https://feeds.example/2026/08/muzakire/
  2026-08-19T08:00:00Z -
  Qısa xəbər — təfərrüat yoxdur.
  -",
    );
}

#[test]
fn atom_is_read_relative_to_its_base() {
    let feed = parse(include_bytes!("atom.xml"));
    assert_eq!(feed.title, "Gazette of <Notices>");
    assert_eq!(feed.id, "tag:gazette.example,2026:notices");
    check(
        &feed,
        "tag:gazette.example,2026:notice-41
  Extension of a waiver & notice
  https://gazette.example/notices/41.html
  2026-08-20T16:00:00Z 2026-08-21T09:15:00Z
  Signed on the eighth of August.
  <div xmlns=\"http://www.w3.org/1999/xhtml\"><p>By the authority vested in me &amp; by law:</p><p>a &lt; b</p></div>
https://gazette.example/notices/archive/40
  Aid & trade
  https://gazette.example/notices/archive/40
  - 2026-07-02T10:00:00.25Z
  -
  What this is, nobody knows.
urn:uuid:1225c695-cfb8-4ebb-aaaa-80da344efa6a
  Раздел 907: уведомление
  https://gazette.example/notices/39.html
  - 2026-06-01T00:00:00Z
  -
  -",
    );
}

#[test]
fn rdf_keeps_items_without_a_page() {
    let feed = parse(include_bytes!("rdf.xml"));
    check(
        &feed,
        "https://archive.example/roll/231
  Roll call 231: language struck, 231–182
  https://archive.example/roll/231.html
  1998-09-17T00:00:00Z -
  -
  -
urn:archive:roll:182
  Roll call 182, without a page
  -
  1998-09-10T19:00:00Z -
  Kept on paper.
  -",
    );
}

#[test]
fn json_feeds_are_read_whatever_the_types() {
    let feed = parse(include_bytes!("feed.json"));
    assert_eq!(feed.title, "Hill <Notes>");
    assert_eq!(feed.link.as_deref(), Some("https://hill.example/"));
    assert_eq!(feed.id, "https://hill.example/feed.json");
    check(
        &feed,
        "hill-2
  What \"waived\" means & what it doesn't
  https://hill.example/2
  2026-08-20T12:00:00Z -
  -
  <p>A year, no more.</p>
1
  -
  https://elsewhere.example/1
  - 2026-08-19T08:00:00Z
  -
  A link and a line.",
    );
}

#[test]
fn old_and_odd_formats_are_read_too() {
    for (feed, expected) in [
        (
            "<CHANNEL HREF='http://x.example/'><TITLE>C</TITLE><ITEM HREF='http://x.example/1' \
             LASTMOD='1998-11-05T08:15'><TITLE>One</TITLE><ABSTRACT>Text</ABSTRACT></ITEM></CHANNEL>",
            "http://x.example/1\n  One\n  http://x.example/1\n  - 1998-11-05T08:15:00Z\n  Text\n  -",
        ),
        (
            "<feed version='0.3' xmlns='http://purl.org/atom/ns#'><entry><title mode='escaped' \
             type='text/html'>&lt;b>One&lt;/b></title><id>urn:1</id><link rel='alternate' \
             href='/1'/><issued>2003-12-13T08:29:29-04:00</issued>\
             <modified>2003-12-14T18:30:02Z</modified></entry></feed>",
            "urn:1\n  One\n  https://feeds.example/1\n  2003-12-13T12:29:29Z 2003-12-14T18:30:02Z\n  -\n  -",
        ),
        (
            "<rss version='0.91'><channel><item><title>A &lt;b&gt; c</title>\
             <link> http://x.example/a b </link></item></channel></rss>",
            "http://x.example/a%20b\n  A c\n  http://x.example/a%20b\n  - -\n  -\n  -",
        ),
        (
            "<rss version='2.0' xmlns:d='http://purl.org/dc/elements/1.1/' \
             xmlns:t='http://purl.org/dc/terms/'><channel><item><d:title>T</d:title>\
             <guid isPermaLink='false'>http://x.example/7</guid><pubDate>soon</pubDate>\
             <d:date>2026-01-02</d:date><t:modified>2026-01-03</t:modified>\
             <link>javascript:alert(1)</link></item></channel></rss>",
            "http://x.example/7\n  T\n  -\n  2026-01-02T00:00:00Z 2026-01-03T00:00:00Z\n  -\n  -",
        ),
    ] {
        check(&parse(feed.as_bytes()), expected);
    }
}

fn parse(body: &[u8]) -> Feed {
    read(
        body,
        None,
        &Url::parse("https://feeds.example/feed").unwrap(),
    )
    .unwrap()
}

#[track_caller]
fn check(feed: &Feed, expected: &str) {
    let or_dash = |text: &str| {
        if text.is_empty() {
            "-".to_owned()
        } else {
            text.to_owned()
        }
    };
    let date = |date: Option<jiff::Timestamp>| date.map_or("-".to_owned(), |date| date.to_string());
    let shown: Vec<String> = feed
        .items
        .iter()
        .map(|item| {
            format!(
                "{}\n  {}\n  {}\n  {} {}\n  {}\n  {}",
                item.key,
                or_dash(&item.title),
                or_dash(item.link.as_deref().unwrap_or_default()),
                date(item.published_at),
                date(item.updated_at),
                or_dash(&item.summary),
                or_dash(&item.content),
            )
        })
        .collect();
    assert_eq!(shown.join("\n"), expected);
}
