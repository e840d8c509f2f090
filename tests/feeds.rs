//! Feeds as they come, and as they come broken.
//!
//! Each sound feed of the corpus and of `tests/feeds` is corrupted in every way that
//! feeds are known to be (`corruptions.rs`), and what is read is held against what
//! feedparser, the most tolerant reader there is, finds in the same bytes: items, and
//! among them those with a title, a web link and a date (`feedparser.tsv`). We must
//! find as many of each. The corpus lies beside the project and is skipped where it
//! doesn't; the project's own feeds are always read.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

use url::Url;
use watch907::{
    domain::item::Item,
    extract::{
        decode::{Kind, decode},
        feed::{Feed, FeedError, read},
    },
};

#[path = "feeds/corruptions.rs"]
mod corruptions;

use corruptions::{KINDS, Wire, corrupt};

#[test]
#[ignore = "writes what count.py reads, to make feedparser.tsv anew"]
fn writes_the_corrupted_feeds() {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("corrupted");
    let mut index = String::new();
    for (name, feed) in sound_feeds() {
        fs::create_dir_all(directory.join(&name)).unwrap();
        for kind in KINDS {
            if let Some(Wire { body, content_type }) = corrupt(&feed, kind) {
                fs::write(directory.join(&name).join(kind), body).unwrap();
                writeln!(index, "{name}\t{kind}\t{content_type}").unwrap();
            }
        }
    }
    fs::write(directory.join("index.tsv"), index).unwrap();
}

/// The sound feeds in XML as text without a declaration, by name.
fn sound_feeds() -> BTreeMap<String, String> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths: Vec<PathBuf> = Vec::new();
    for directory in [
        "tests/feeds",
        "../shared/corpus/feeds",
        "../shared/corpus/feeds/generic",
        "../shared/corpus/feeds/gov",
    ] {
        match fs::read_dir(here.join(directory)) {
            Ok(entries) => paths.extend(entries.map(|entry| entry.unwrap().path())),
            Err(_) => {
                writeln!(
                    std::io::stderr(),
                    "{directory} is not here: its feeds are skipped"
                )
                .unwrap();
            }
        }
    }
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "xml"));
    paths
        .into_iter()
        .map(|path| {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            let body = fs::read(path).unwrap();
            let text = decode(&body, None, Kind::Xml).text.into_owned();
            let start = text.find("?>").map_or(0, |at| at + 2);
            (name, text[start..].trim_start().to_owned())
        })
        .collect()
}

const TABLE: &str = include_str!("feeds/feedparser.tsv");

#[test]
fn a_broken_feed_gives_no_less_than_feedparser_finds() {
    let sound = sound_feeds();
    let mut worse = String::new();
    let (mut cases, mut ours_in_all, mut theirs_in_all) = (0, [0; 4], [0; 4]);
    for row in TABLE.lines().filter(|row| !row.starts_with('#')) {
        let fields: Vec<&str> = row.split('\t').collect();
        let [name, kind, ref numbers @ ..] = fields[..] else {
            panic!("a row of the table: {row}");
        };
        let Some(feed) = sound.get(name) else {
            continue;
        };
        let wire = corrupt(feed, kind).expect("the table has what can be done only");
        let theirs: Vec<usize> = numbers
            .iter()
            .map(|number| number.parse().unwrap())
            .collect();
        let ours = count(&read_wire(name, &wire));
        cases += 1;
        for at in 0..4 {
            ours_in_all[at] += ours[at];
            theirs_in_all[at] += theirs[at];
        }
        if (0..4).any(|at| ours[at] < theirs[at]) {
            writeln!(worse, "{name} {kind}: {ours:?}, feedparser {theirs:?}").unwrap();
        }
    }
    assert!(
        worse.is_empty(),
        "of {cases}, {ours_in_all:?} to {theirs_in_all:?}:\n{worse}"
    );
    assert!(cases > 100, "{cases} cases");
}

/// Items, titles, links and dates.
fn count(feed: &Result<Feed, FeedError>) -> [usize; 4] {
    let items = feed.as_ref().map_or(&[][..], |feed| &feed.items);
    let dated = |item: &&Item| item.published_at.or(item.updated_at).is_some();
    [
        items.len(),
        items.iter().filter(|item| !item.title.is_empty()).count(),
        items.iter().filter(|item| item.link.is_some()).count(),
        items.iter().filter(dated).count(),
    ]
}

fn read_wire(name: &str, wire: &Wire) -> Result<Feed, FeedError> {
    let url = Url::parse("https://feeds.example/")
        .unwrap()
        .join(name)
        .unwrap();
    read(&wire.body, Some(wire.content_type), &url)
}
