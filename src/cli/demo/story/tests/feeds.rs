//! Feeds: what outlets list, and how they break the rules.

use std::collections::HashSet;

use jiff::ToSpan as _;

use super::*;

#[test]
fn feeds_can_be_read_and_their_items_told_apart() {
    let story = Story::recorded();
    for id in FEEDS.into_iter().filter(|&id| id != ILL_FORMED) {
        for now in instants(&story) {
            let entries = entries(&story, id, now);
            let keys: HashSet<&str> = entries.iter().map(|entry| entry.id.as_str()).collect();
            assert_eq!(keys.len(), entries.len(), "{id} at {now}");
            for entry in &entries {
                assert!(entry.published.unwrap().timestamp() <= now.as_second());
                assert!(!title(entry).is_empty());
            }
            let full =
                story.feed(id).unwrap().every.is_some() && story.trouble("feed", id, now).is_none();
            assert!(!full || entries.len() >= 10, "{id} at {now}");
        }
    }
}

#[test]
fn an_outlet_that_breaks_the_rules_does_so() {
    let story = Story::recorded();
    let ill_formed = |now: &Timestamp| {
        let document = story.document("feed", ILL_FORMED, *now).unwrap();
        let body = String::from_utf8(document.body).unwrap();
        body.contains(" & ") && !is_well_formed(&body)
    };
    assert!(instants(&story).iter().any(ill_formed));

    let now = at("2025-12-27T11:00:00Z");
    let body = story.document("feed", "haqqin", now).unwrap().body;
    assert!(std::str::from_utf8(&body).is_err());
    let (text, _, replaced) = encoding_rs::WINDOWS_1251.decode(&body);
    assert!(!replaced);
    assert!(text.starts_with("<?xml version=\"1.0\" encoding=\"windows-1251\"?>"));
    assert!(text.contains("отмене 907-й поправки"));
}

#[test]
fn the_memorandum_is_quoted_where_it_was_posted_and_published() {
    let story = Story::recorded();
    let quote = "I hereby extend the waiver of section 907 of the FREEDOM Support Act.";
    for (id, now) in [
        ("white-house-memoranda", "2025-08-08T21:30:00Z"),
        ("white-house-actions", "2025-08-08T21:30:00Z"),
        ("federal-register", "2025-08-15T12:45:00Z"),
    ] {
        let now = at(now);
        assert!(!says(&story, "feed", id, now - 1.second(), quote), "{id}");
        assert!(says(&story, "feed", id, now, quote), "{id}");
    }
}

#[test]
fn an_item_keeps_its_key_when_its_headline_is_taken_back() {
    let story = Story::recorded();
    let key = "watch907-demo:trend-en:repealed";
    let told = |now: &str| {
        let entries = entries(&story, "trend-en", at(now));
        let entry = entries.into_iter().find(|entry| entry.id == key).unwrap();
        (title(&entry), entry.published)
    };
    let (before, first) = told("2025-08-11T05:59:59Z");
    let (after, then) = told("2025-08-11T06:00:00Z");
    assert_eq!(
        before,
        "Section 907 repealed: new page in relations with US"
    );
    assert_eq!(
        after,
        "Section 907 waiver extended: new page in relations with US"
    );
    assert_eq!(first, then);
}

#[test]
fn a_withdrawn_item_goes_before_its_time() {
    let story = Story::recorded();
    let keys = |now: &str| -> Vec<String> {
        let entries = entries(&story, "haqqin", at(now));
        entries.into_iter().map(|entry| entry.id).collect()
    };
    let before = keys("2026-01-07T06:59:59Z");
    let after = keys("2026-01-07T07:00:00Z");
    let gone = before
        .iter()
        .position(|key| key == "watch907-demo:haqqin:cancelled");
    assert!(gone.unwrap() < before.len() - 1, "it isn't the oldest");
    assert!(!after.contains(&before[gone.unwrap()]));
    assert!(after.contains(before.last().unwrap()));
}

#[test]
fn old_items_roll_out_of_sight() {
    let story = Story::recorded();
    let lists = |now: &str| {
        says(
            &story,
            "feed",
            "azertag-en",
            at(now),
            "suspends Section 907",
        )
    };
    assert!(lists("2025-08-12T00:00:00Z"));
    assert!(!lists("2025-09-12T00:00:00Z"));
}
