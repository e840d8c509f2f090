//! What the story promises to the demo, and to those who read it.

use std::collections::HashSet;

use feed_rs::model::Entry;
use jiff::{SignedDuration, ToSpan as _};
use quick_xml::events::Event;

use super::*;

mod feeds;
mod pages;
mod records;

const FEEDS: [&str; 26] = [
    "federal-register",
    "govinfo-bills",
    "govinfo-enrolled",
    "govinfo-laws",
    "govinfo-reports",
    "govinfo-presidential",
    "govinfo-us-code",
    "white-house-actions",
    "white-house-memoranda",
    "white-house-statements",
    "state-releases",
    "state-europe",
    "state-briefings",
    "congress-presented",
    "azertag-en",
    "azertag-ru",
    "trend",
    "trend-en",
    "apa",
    "haqqin",
    "qafqazinfo",
    "modern",
    "oc-media",
    "jam-news",
    "armenian-weekly",
    "asbarez",
];
const PAGES: [&str; 2] = ["congress-hr6534", "us-code"];
const MEASURES: [&str; 3] = ["hr6534-119", "hr6840-119", WHAT_IF];
/// The outlet that can't escape an ampersand.
const ILL_FORMED: &str = "apa";

#[test]
fn every_feed_of_the_story_is_known_by_its_id() {
    let story = Story::recorded();
    let ids: HashSet<&str> = story.feeds.iter().map(|feed| feed.id.as_str()).collect();
    assert_eq!(ids, HashSet::from(FEEDS));
    assert_eq!(story.feeds.len(), FEEDS.len());
}

#[test]
fn a_document_is_the_same_for_as_long_as_it_stands() {
    let story = Story::recorded();
    for (kind, id) in sources() {
        for now in days(&story, 11) {
            let Some(since) = story.changed_at(kind, id, now) else {
                continue;
            };
            assert!(since <= now, "{kind}/{id} at {now}");
            let document = story.document(kind, id, now);
            assert_eq!(
                story.document(kind, id, since),
                document,
                "{kind}/{id} at {now}"
            );
        }
    }
}

#[test]
fn the_what_if_is_marked_and_apart() {
    let story = Story::recorded();
    let begins = story.what_if_at();
    for id in FEEDS.into_iter().filter(|&id| id != ILL_FORMED) {
        for now in instants(&story) {
            for entry in entries(&story, id, now) {
                let about_907 = !entry.id.contains(":quiet-");
                let after = entry.published.unwrap().timestamp() >= begins.as_second();
                let marked = ["[What if] ", "[Что если] "]
                    .iter()
                    .any(|mark| title(&entry).starts_with(mark));
                assert_eq!(marked, about_907 && after, "{} in {id}", title(&entry));
            }
        }
    }
    for id in ["hr6534-119", "hr6840-119"] {
        let last = story.changed_at("measure", id, story.ends_at()).unwrap();
        assert!(last < begins, "{id}");
    }
    assert_eq!(
        story.document("measure", WHAT_IF, begins).unwrap().status,
        404
    );
    let body = story
        .document("measure", WHAT_IF, story.ends_at())
        .unwrap()
        .body;
    let titles = leaves(&String::from_utf8(body).unwrap());
    for title in titles.iter().filter(|leaf| leaf.contains("title=")) {
        assert!(title.contains("[What if] "), "{title}");
    }
    for scene in story.scenes() {
        let clock = scene.source.is_none();
        assert!(
            clock || scene.what_if == (scene.at >= begins),
            "{}",
            scene.caption
        );
        assert_eq!(scene.what_if, scene.caption.starts_with("WHAT IF: "));
    }
}

#[test]
fn every_scene_is_to_be_seen_in_its_source() {
    let story = Story::recorded();
    let scenes = story.scenes();
    assert!(scenes.is_sorted_by_key(|scene| scene.at));
    assert_eq!(scenes[0].at, story.begins_at());
    for scene in scenes {
        assert!(scene.at <= story.ends_at());
        let Some(source) = &scene.source else {
            continue;
        };
        let (kind, id) = source.split_once('/').unwrap();
        assert_eq!(
            story.changed_at(kind, id, scene.at),
            Some(scene.at),
            "{}",
            scene.caption
        );
        let before = story.document(kind, id, scene.at - 1.second());
        assert_ne!(
            story.document(kind, id, scene.at),
            before,
            "{}",
            scene.caption
        );
    }
}

#[test]
fn an_answer_out_of_order_is_what_it_should_be() {
    let story = Story::recorded();
    let empty = story
        .document("feed", "oc-media", at("2025-10-14T06:00:00Z"))
        .unwrap();
    assert_eq!((empty.status, empty.body.len()), (200, 0));
    let login = story
        .document("feed", "jam-news", at("2026-02-17T06:00:00Z"))
        .unwrap();
    assert_eq!((login.status, login.content_type), (200, HTML));
    for trouble in &story.troubles {
        let known = sources().any(|source| source == (&trouble.kind, &trouble.source));
        assert!(known && trouble.from < trouble.until, "{}", trouble.source);
        let after = story
            .document(&trouble.kind, &trouble.source, trouble.until)
            .unwrap();
        assert_eq!(after.status, 200);
        assert!(!after.body.is_empty());
    }
}

#[test]
fn a_source_that_the_story_does_not_know_says_next_to_nothing() {
    let story = Story::recorded();
    for now in days(&story, 30) {
        let entries = entries(&story, "my-own-feed", now);
        assert_eq!(entries.len(), 3);
        assert!(entries.iter().all(|entry| !title(entry).contains("907")));
    }
    let now = story.begins_at();
    assert_eq!(
        story.document("page", "my-own-page", now).unwrap().status,
        200
    );
    assert_eq!(
        story.document("measure", "hr5632-119", now).unwrap().status,
        404
    );
    assert_eq!(story.document("video", "trend", now), None);
}

#[test]
fn what_is_not_there_yet_says_when_it_will_be() {
    let story = Story::recorded();
    for (kind, id) in sources() {
        let status = |now| story.document(kind, id, now).unwrap().status;
        match story.appears_at(kind, id) {
            Some(at) => assert_eq!((status(at - 1.second()), status(at)), (404, 200), "{id}"),
            None => assert_eq!(status(story.begins_at()), 200, "{id}"),
        }
    }
}

fn sources() -> impl Iterator<Item = (&'static str, &'static str)> {
    let feeds = FEEDS.map(|id| ("feed", id));
    let pages = PAGES.map(|id| ("page", id));
    let measures = MEASURES.map(|id| ("measure", id));
    feeds.into_iter().chain(pages).chain(measures)
}

/// One instant for each `step` days of the story.
fn days(story: &Story, step: i64) -> Vec<Timestamp> {
    let step = SignedDuration::from_hours(24 * step);
    let next = |&now: &Timestamp| Some(now + step).filter(|&now| now < story.ends_at());
    std::iter::successors(Some(story.begins_at()), next).collect()
}

/// Each scene, and some days without one, in order.
fn instants(story: &Story) -> Vec<Timestamp> {
    let mut instants = days(story, 45);
    instants.extend(story.scenes().iter().map(|scene| scene.at));
    instants.sort();
    instants
}

/// The entries of a feed, read by another hand; none while it is out of order.
fn entries(story: &Story, id: &str, now: Timestamp) -> Vec<Entry> {
    let document = story.document("feed", id, now).unwrap();
    if story.trouble("feed", id, now).is_some() {
        return Vec::new();
    }
    assert_eq!(document.status, 200);
    let feed = feed_rs::parser::parse(document.body.as_slice());
    feed.unwrap_or_else(|error| panic!("{id} at {now}: {error}"))
        .entries
}

fn title(entry: &Entry) -> String {
    entry.title.as_ref().unwrap().content.clone()
}

fn says(story: &Story, kind: &str, id: &str, now: Timestamp, words: &str) -> bool {
    let document = story.document(kind, id, now).unwrap();
    String::from_utf8(document.body).unwrap().contains(words)
}

fn is_well_formed(text: &str) -> bool {
    let mut reader = quick_xml::Reader::from_str(text);
    loop {
        match reader.read_event() {
            Ok(Event::Eof) => return true,
            Ok(_) => {}
            Err(_) => return false,
        }
    }
}

/// Each element that holds text, as `path=text`, below `bill`.
fn leaves(text: &str) -> Vec<String> {
    let mut reader = quick_xml::Reader::from_str(text);
    let (mut path, mut leaves, mut held) = (Vec::new(), Vec::new(), String::new());
    loop {
        match reader.read_event().unwrap() {
            Event::Eof => return leaves,
            Event::Start(start) => {
                path.push(start.name().0.to_owned());
                held.clear();
            }
            Event::Text(part) => held.push_str(&part),
            Event::CData(part) => held.push_str(&part),
            Event::GeneralRef(name) => held.push_str(&name),
            Event::End(_) => {
                let below = path
                    .iter()
                    .position(|name| name == "bill")
                    .map_or(1, |i| i + 1);
                if !held.trim().is_empty() {
                    let name = path.get(below..).unwrap_or_default().join("/");
                    leaves.push(format!("{name}={}", held.trim()));
                }
                held.clear();
                path.pop();
            }
            _ => {}
        }
    }
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}
