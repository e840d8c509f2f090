//! Makes a database of ten years, by the steps of the service itself: what changes is read and
//! recorded as a poll's answer is, and what the press sent is released in time. Polls that
//! bring nothing are booked as the stretches that they come to.

use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use rusqlite::Transaction;
use watch907::{
    config::{self, Layer},
    domain::{quality::SourceState, source::SourceKind},
    fetch::{Response, Validators},
    pipeline::{
        read::{self, Answer, Reading},
        record::{self, Found},
        setup::Setup,
        watch,
    },
    store::{
        self,
        derived::items,
        evidence::{
            bodies,
            coverage::{self, Stretch},
        },
        marker::Mark,
        work::{
            meta::{self, Key},
            sources,
        },
    },
};

use super::words::Words;

const SOURCES: usize = 100;
const DAYS: i64 = 3650;
const POLLS_A_DAY: i64 = 4;
/// Of each source.
const CHANGES: i64 = 50;
/// 300,000 items over the changes of the feeds, which are half of the sources.
const ITEMS_A_CHANGE: usize = 300_000 / (SOURCES / 2 * CHANGES as usize);
/// So many items stay listed beside the new ones.
const ITEMS_THAT_STAY: usize = 20;
const PAGE_BYTES: usize = 60_000;
/// A paragraph of a page is a line of its text.
const PARAGRAPH: usize = 400;

struct Source {
    id: String,
    kind: SourceKind,
    has_nonce: bool,
    /// Of a page, or the marked-up items of a feed; the newest first.
    parts: Vec<String>,
    items: usize,
}

pub(super) fn generate(database: &Path, config: &Path) {
    let mut text = "[built_in]\nsources = false\n[report]\npath = \"\"\n".to_owned();
    let mut sources = Vec::new();
    let mut press = Vec::new();
    for n in 0..SOURCES {
        let (name, kind) = match n % 2 {
            0 => ("page", SourceKind::Page),
            _ => ("feed", SourceKind::Feed),
        };
        let id = format!("{name}-{n}");
        // One feed in ten is an office's, and is kept for ever; as are the pages.
        let rung = match (kind, n % 20) {
            (SourceKind::Feed, 1) | (SourceKind::Page, _) => "announced",
            _ => "rhetoric",
        };
        if rung == "rhetoric" {
            press.push(id.clone());
        }
        // Of random words, claims are none.
        let claims = match kind {
            SourceKind::Feed => "press = false\n",
            _ => "",
        };
        text.push_str(&format!(
            "[[source]]\nid = \"{id}\"\nname = \"Source {n}\"\nkind = \"{name}\"\n\
             url = \"https://example.org/{n}\"\ncadence = \"6h\"\nrequired = {}\nrung = \"{rung}\"\n\
             tell = \"nothing\"\n{claims}",
            n < 6
        ));
        let mut words = Words::seeded(n as u64);
        let paragraphs = std::iter::repeat_with(|| words.text(n, PARAGRAPH));
        sources.push(Source {
            id,
            kind,
            has_nonce: n % 40 == 0,
            parts: paragraphs.take(100).collect(),
            items: 0,
        });
    }
    std::fs::write(config, &text).unwrap();
    let layer = Layer {
        name: "bench",
        text: &text,
    };
    let setup = Setup::new(config::load(&[layer]).unwrap()).unwrap();
    let press: Vec<&str> = press.iter().map(String::as_str).collect();
    let began: Timestamp = "2016-11-22T00:00:00Z".parse().unwrap();
    let mut conn = store::open(database).unwrap();
    conn.pragma_update(None, "synchronous", "off").unwrap();
    let mut words = Words::seeded(907);
    let tx = conn.transaction().unwrap();
    watch::declare(&tx, &setup, &Mark::Never, began).unwrap();
    meta::set(&tx, Key::BegunAt, began).unwrap();
    for (n, source) in sources.iter_mut().enumerate() {
        if source.kind == SourceKind::Feed {
            source.parts.clear();
        }
        change(&tx, &setup, source, n, &mut words, began);
    }
    tx.commit().unwrap();

    for day in 0..DAYS {
        let tx = conn.transaction().unwrap();
        let now = began + SignedDuration::from_hours(24 * (day + 1));
        for (n, source) in sources.iter_mut().enumerate() {
            cover(&tx, source, now);
            // Its changes lie as far apart as they can, and not all on one day.
            let due = |day: i64| (day + n as i64) * CHANGES / DAYS;
            if due(day) != due(day - 1) {
                change(&tx, &setup, source, n, &mut words, now);
            }
        }
        let before = now - setup.config.watch.keep_press;
        bodies::release(&tx, &press, before, usize::MAX >> 1).unwrap();
        items::release(&tx, &press, before, usize::MAX >> 1).unwrap();
        meta::set(&tx, Key::Now, now).unwrap();
        tx.commit().unwrap();
    }
    let end = began + SignedDuration::from_hours(24 * DAYS);
    conn.execute(
        "UPDATE sources SET last_poll_at = ?1, last_verified_at = ?1, next_due_at = ?1",
        [end.to_string()],
    )
    .unwrap();
    store::fold_wal(&conn).unwrap();
}

fn cover(tx: &Transaction<'_>, source: &Source, now: Timestamp) {
    let stretch = Stretch {
        source: source.id.clone(),
        state: SourceState::Fine,
        from_at: now - SignedDuration::from_hours(24),
        to_at: now,
        polls: POLLS_A_DAY,
        verified: POLLS_A_DAY,
        longest_gap: 6 * 3600,
    };
    coverage::insert(tx, &stretch).unwrap();
}

/// Polls a source that says something new.
fn change(
    tx: &Transaction<'_>,
    setup: &Setup,
    source: &mut Source,
    n: usize,
    words: &mut Words,
    now: Timestamp,
) {
    let body = match source.kind {
        SourceKind::Feed => feed(source, n, words, now),
        _ => page(source, n, words),
    };
    let row = sources::get(tx, &source.id).unwrap().unwrap();
    let configured = setup.source(&row).unwrap();
    let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let content_type = match source.kind {
        SourceKind::Feed => "application/rss+xml; charset=utf-8",
        _ => "text/html; charset=utf-8",
    };
    let answer = Ok(Answer::of(Response {
        status: 200,
        final_url: configured.url.clone(),
        headers: vec![
            header("content-type", content_type),
            header("date", "Sun, 22 Nov 2026 12:00:00 GMT"),
            header("server", "nginx"),
            header("cache-control", "max-age=300"),
            header(
                "strict-transport-security",
                "max-age=31536000; includeSubDomains",
            ),
        ],
        validators: Validators {
            etag: Some(format!("\"{:016x}\"", words.below(usize::MAX))),
            last_modified: Some("Sun, 22 Nov 2026 12:00:00 GMT".to_owned()),
        },
        body: body.into_bytes().into(),
        asked_conditionally: true,
    }));
    let reading = read::read(tx, setup, &configured, &row, &answer, now).unwrap();
    assert!(
        matches!(reading, Reading::New(_)),
        "{}: {reading:?}",
        row.id
    );
    let found = Found {
        answer,
        reading,
        draw: 0.5,
    };
    record::record(tx, setup, &configured, &row, found, now).unwrap();
    // Its stretch is booked with the others of the day.
    let mut progress = sources::get(tx, &source.id).unwrap().unwrap().progress;
    progress.stretch = None;
    sources::save(tx, &source.id, &progress).unwrap();
}

fn page(source: &mut Source, n: usize, words: &mut Words) -> String {
    source.parts.insert(0, words.text(n, 200));
    let mut room = PAGE_BYTES;
    source.parts.retain(|part| {
        room = room.saturating_sub(part.len());
        room > 0
    });
    let nonce = match source.has_nonce {
        true => words.below(usize::MAX).to_string(),
        false => String::new(),
    };
    let paragraphs: String = source
        .parts
        .iter()
        .map(|part| format!("<p>{part}</p>\n"))
        .collect();
    format!(
        "<html><head><title>Page {n}</title></head><body data-nonce=\"{nonce}\">\n{paragraphs}</body></html>\n"
    )
}

fn feed(source: &mut Source, n: usize, words: &mut Words, now: Timestamp) -> String {
    source.parts.truncate(ITEMS_THAT_STAY);
    for _ in 0..ITEMS_A_CHANGE {
        let (title, length) = (words.text(n, 70), words.length());
        let text = words.text(n, length);
        let link = format!("https://example.org/{n}/{}", source.items);
        source.items += 1;
        source.parts.insert(
            0,
            format!(
                "<item><title>{title}</title><link>{link}</link><guid>{link}</guid>\
                 <pubDate>{}</pubDate><description>{text}</description></item>\n",
                now.strftime("%a, %d %b %Y %H:%M:%S GMT")
            ),
        );
    }
    let items = source.parts.concat();
    format!("<rss version=\"2.0\"><channel><title>Feed {n}</title>\n{items}</channel></rss>\n")
}
