//! Feeds as they come, and as they come broken.
//!
//! Each sound feed of the corpus and of `tests/feeds` is corrupted in every way that
//! feeds are known to be (`corruptions.rs`), and what is read is held against what
//! feedparser, the most tolerant reader there is, finds in the same bytes: items, and
//! among them those with a title, a web link and a date (`feedparser.tsv`). We must
//! find as many of each. The corpus lies beside the project and is skipped where it
//! doesn't; the project's own feeds are always read.
//!
//! | of 20 feeds in 759 states | items | titles | links | dates |
//! |---|---|---|---|---|
//! | feedparser 6.0.14 | 9,327 | 9,058 | 9,084 | 6,657 |
//! | feed-rs 3.0.0 as it is | 3,637 | | | |
//! | feed-rs behind `tidy` | 9,463 | 9,423 | 9,298 | 6,820 |

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
        feed::{Feed, FeedError, read, repair::Repair},
    },
};

#[path = "feeds/corruptions.rs"]
mod corruptions;

#[path = "feeds/own.rs"]
mod own;

#[path = "feeds/hostile.rs"]
mod hostile;

use corruptions::{KINDS, Wire, corrupt};

#[test]
#[ignore = "writes what count.py reads, to make feedparser.tsv anew"]
fn writes_the_corrupted_feeds() {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("corrupted");
    let mut index = String::new();
    for (name, feed) in sound_feeds() {
        fs::create_dir_all(directory.join(&name)).unwrap();
        for kind in KINDS {
            // The longest take their time, and tell no more.
            if feed.len() > 100_000
                && !matches!(kind, "clean" | "amp_in_text" | "cut_at_60_percent")
            {
                continue;
            }
            if let Some(Wire { body, content_type }) = corrupt(&feed, kind) {
                fs::write(directory.join(&name).join(kind), body).unwrap();
                writeln!(index, "{name}\t{kind}\t{content_type}").unwrap();
            }
        }
    }
    fs::write(directory.join("index.tsv"), index).unwrap();
}

/// Those that are read in a moment.
fn short_feeds() -> impl Iterator<Item = (String, String)> {
    let feeds = sound_feeds().into_iter();
    feeds.filter(|(_, feed)| feed.len() < 40_000)
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
                let note = format!("{directory} is not here: its feeds are skipped\n");
                std::io::stderr().write_all(note.as_bytes()).unwrap();
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

#[test]
fn what_does_not_touch_the_items_changes_none() {
    const HARMLESS: [&str; 26] = [
        "item_end_missing",
        "cut_in_last_tag",
        "root_end_missing",
        "declaration_twice",
        "declaration_later",
        "rss_without_version",
        "rss_2_01",
        "rss_in_a_namespace",
        "php_warning",
        "charset_in_header_only",
        "header_contradicts",
        "cp1252_as_utf8",
        "utf8_as_utf16",
        "utf8_as_latin1",
        "utf8_as_ascii",
        "utf16be",
        "utf16le",
        "upper_case",
        "bad_base",
        "bom",
        "blank_lines",
        "junk_after",
        "undeclared_prefix",
        "duplicate_attribute",
        "unquoted_attribute",
        "unknown_encoding",
    ];
    for (name, feed) in short_feeds() {
        let clean = read_wire(&name, &corrupt(&feed, "clean").unwrap()).unwrap();
        for kind in HARMLESS {
            // A base that is replaced is a base that is lost.
            if kind == "bad_base" && feed.contains("xml:base") {
                continue;
            }
            let Some(wire) = corrupt(&feed, kind) else {
                continue;
            };
            let broken =
                read_wire(&name, &wire).unwrap_or_else(|error| panic!("{name} {kind}: {error}"));
            // What Word wrote is upper-cased along with the rest.
            if kind == "upper_case" {
                assert_eq!(keys(&clean), keys(&broken), "{name} {kind}");
            } else {
                assert_eq!(clean.items, broken.items, "{name} {kind}");
            }
            assert_eq!(clean.title, broken.title, "{name} {kind}");
            let cut = matches!(kind, "cut_in_last_tag" | "root_end_missing");
            assert_eq!(broken.truncated, cut, "{name} {kind}");
        }
    }
}

#[test]
fn what_breaks_a_title_leaves_it_readable() {
    for (kind, end) in [
        ("amp_in_text", " AT&T & co"),
        ("reference_unclosed", " a & b c"),
        ("reference_to_control", " xyz"),
        ("lt_in_text", " 1 < 2 <3"),
        ("tags_mismatched", ""),
        ("html_entities", " a b — café"),
        ("dtd_entities", " Company x"),
        ("c1_references", " a–b ’s"),
        ("control_characters", " abc"),
        ("cdata_end_in_text", " a]]>b"),
    ] {
        for (name, feed) in short_feeds() {
            let clean = read_wire(&name, &corrupt(&feed, "clean").unwrap()).unwrap();
            let broken = read_wire(&name, &corrupt(&feed, kind).unwrap()).unwrap();
            for (clean, broken) in clean.items.iter().zip(&broken.items) {
                if !clean.title.is_empty() {
                    assert_eq!(
                        format!("{}{end}", clean.title),
                        broken.title,
                        "{name} {kind}"
                    );
                }
            }
        }
    }
}

#[test]
fn a_start_tag_that_is_mistyped_costs_no_other_part() {
    let feed = |start: &str| {
        let wire = Wire {
            body: format!(
                "<rss version=\"2.0\"><channel><item>{start}One</title>\
                 <link>https://x.example/1</link><guid>urn:1</guid>\
                 <pubDate>Tue, 24 Nov 2026 09:00:00 GMT</pubDate></item></channel></rss>"
            )
            .into_bytes(),
            content_type: "application/xml",
        };
        read_wire("mistyped", &wire).unwrap()
    };
    let sound = feed("<title>");
    for start in ["<tile>", "<tile is\"ermaLink=\"true\">"] {
        let mut mended = feed(start);
        assert_eq!(mended.repairs, [Repair::Tags], "{start}");
        mended.items[0].title.clone_from(&sound.items[0].title);
        assert_eq!(mended.items, sound.items, "{start}");
    }
}

#[test]
fn what_was_mended_is_told_and_sound_feeds_need_nothing() {
    let feeds = sound_feeds();
    for name in ["atom", "rdf", "rss"] {
        let clean = read_wire(name, &corrupt(&feeds[name], "clean").unwrap()).unwrap();
        assert_eq!(clean.repairs, [], "{name}");
    }
    for (kind, expected) in [
        ("amp_in_text", "stray `&` or unknown references mended"),
        ("lt_in_text", "stray `<` taken as text"),
        ("tags_mismatched", "tags that don't match mended"),
        ("root_end_missing", "ends before its end tag"),
        ("declaration_twice", "misplaced XML declaration dropped"),
        ("rss_2_01", "unknown RSS version read as 2.0"),
        ("php_warning", "junk before the document dropped"),
        ("utf8_as_latin1", "declared as iso-8859-1, read as UTF-8"),
        ("bad_base", "unusable xml:base ignored"),
        ("control_characters", "forbidden characters dropped"),
    ] {
        let broken = read_wire("rss", &corrupt(&feeds["rss"], kind).unwrap()).unwrap();
        let told: Vec<String> = broken.repairs.iter().map(ToString::to_string).collect();
        assert!(told.iter().any(|told| told == expected), "{kind}: {told:?}");
    }
}

fn keys(feed: &Feed) -> Vec<&str> {
    feed.items.iter().map(|item| item.key.as_str()).collect()
}
