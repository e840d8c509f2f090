//! Makes a database of ten years.

use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use rusqlite::Transaction;
use watch907::{
    config::{self, Layer},
    domain::{change::ChangeKind, quality::SourceState, source::SourceKind},
    pipeline::{setup::Setup, watch},
    render::diff,
    store::{
        self,
        derived::{
            changes::{self, Change},
            items::{self, Kept},
            pages::{self, PageText},
        },
        evidence::{
            bodies,
            coverage::{self, Stretch},
            snapshots::{self, NewSnapshot},
        },
        marker::Mark,
        work::meta::{self, Key},
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

struct Source {
    id: String,
    is_feed: bool,
    has_nonce: bool,
    body: Option<i64>,
    text: String,
    items: usize,
}

pub(super) fn generate(database: &Path, config: &Path) {
    let mut text = "[built_in]\nsources = false\n[report]\npath = \"\"\n".to_owned();
    let mut sources = Vec::new();
    for n in 0..SOURCES {
        let kind = if n % 2 == 0 { "page" } else { "feed" };
        text.push_str(&format!(
            "[[source]]\nid = \"{kind}-{n}\"\nname = \"Source {n}\"\nkind = \"{kind}\"\n\
             url = \"https://example.org/{n}\"\ncadence = \"6h\"\nrequired = {}\n",
            n < 6
        ));
        sources.push(Source {
            id: format!("{kind}-{n}"),
            is_feed: kind == "feed",
            has_nonce: n % 40 == 0,
            body: None,
            text: Words::seeded(n as u64).text(n, 40_000),
            items: 0,
        });
    }
    std::fs::write(config, &text).unwrap();
    let layer = Layer {
        name: "bench",
        text: &text,
    };
    let setup = Setup::new(config::load(&[layer]).unwrap()).unwrap();
    let began: Timestamp = "2016-11-22T00:00:00Z".parse().unwrap();
    let mut conn = store::open(database).unwrap();
    conn.pragma_update(None, "synchronous", "off").unwrap();
    let tx = conn.transaction().unwrap();
    watch::declare(&tx, &setup, &Mark::Never, began).unwrap();
    tx.commit().unwrap();

    let mut words = Words::seeded(907);
    for day in 0..DAYS {
        let tx = conn.transaction().unwrap();
        let now = began + SignedDuration::from_hours(24 * (day + 1));
        for (n, source) in sources.iter_mut().enumerate() {
            cover(&tx, source, now);
            // Its changes lie as far apart as they can, and not all on one day.
            let due = |day: i64| (day + n as i64) * CHANGES / DAYS;
            if due(day) != due(day - 1) {
                change(&tx, source, n, &mut words, now);
            }
        }
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

fn change(tx: &Transaction<'_>, source: &mut Source, n: usize, words: &mut Words, now: Timestamp) {
    let size = if source.is_feed { 28_000 } else { 60_000 };
    let before = source.text.clone();
    let line = words.text(n, 200);
    source.text = format!("{line}\n{before}");
    source.text.truncate(source.text.floor_char_boundary(size));
    if source.has_nonce {
        source
            .text
            .push_str(&format!("\nnonce {}", words.below(usize::MAX)));
    }
    let base = source.body.and_then(|id| bodies::base(tx, id).unwrap());
    let body = source.text.as_bytes();
    let encoded = bodies::encode(body, bodies::address(body), base.as_ref()).unwrap();
    let kind = if source.is_feed {
        SourceKind::Feed
    } else {
        SourceKind::Page
    };
    let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let snapshot = NewSnapshot {
        source: source.id.clone(),
        kind,
        url: format!("https://example.org/{n}"),
        status: 200,
        content_type: Some("text/html; charset=utf-8".to_owned()),
        etag: Some(format!("\"{:016x}\"", words.below(usize::MAX))),
        last_modified: Some("Sun, 22 Nov 2026 12:00:00 GMT".to_owned()),
        headers: vec![
            header("content-type", "text/html; charset=utf-8"),
            header("date", "Sun, 22 Nov 2026 12:00:00 GMT"),
            header("server", "nginx"),
            header("cache-control", "max-age=300"),
            header(
                "strict-transport-security",
                "max-age=31536000; includeSubDomains",
            ),
        ],
        body: encoded,
        parts: Vec::new(),
    };
    let address = snapshot.body.sha256.clone();
    let snapshot = snapshots::insert(tx, &snapshot, now).unwrap();
    source.body = bodies::find(tx, &address).unwrap();
    if source.is_feed {
        for _ in 0..ITEMS_A_CHANGE {
            item(tx, source, n, snapshot, words, now);
        }
        return;
    }
    let page = PageText {
        rules: String::new(),
        title: format!("Page {n}"),
        text: source.text.clone(),
    };
    pages::put(tx, &source.id, &page, snapshot).unwrap();
    let diff = diff::unified(&before, &source.text);
    note(
        tx,
        source,
        snapshot,
        ChangeKind::Edited,
        None,
        &page.title,
        &diff,
        now,
    );
}

fn item(
    tx: &Transaction<'_>,
    source: &mut Source,
    n: usize,
    snapshot: i64,
    words: &mut Words,
    now: Timestamp,
) {
    let length = words.length();
    let key = format!("https://example.org/{n}/{}", source.items);
    source.items += 1;
    let text = words.text(n, length);
    let item = Kept {
        title: words.text(n, 70),
        link: Some(key.clone()),
        published_at: Some(now),
        digest: std::array::from_fn(|_| words.below(256) as u8),
        text,
        key,
    };
    items::put(tx, &source.id, &item.key, &item, snapshot).unwrap();
    note(
        tx,
        source,
        snapshot,
        ChangeKind::Added,
        Some(&item.key),
        &item.title,
        "",
        now,
    );
}

#[expect(clippy::too_many_arguments, reason = "a row in its order")]
fn note(
    tx: &Transaction<'_>,
    source: &Source,
    snapshot: i64,
    kind: ChangeKind,
    key: Option<&str>,
    title: &str,
    diff: &str,
    now: Timestamp,
) {
    let change = Change {
        id: 0,
        source: source.id.clone(),
        snapshot,
        seen_at: now,
        kind,
        key: key.map(str::to_owned),
        title: title.to_owned(),
        link: key.map(str::to_owned),
        topic: title.contains("907").then(|| "Section 907".to_owned()),
        diff: diff.to_owned(),
    };
    changes::insert(tx, &change).unwrap();
}
