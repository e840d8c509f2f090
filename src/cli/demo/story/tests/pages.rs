//! Pages: what changes in them, and what only seems to.

use scraper::{Html, Selector};

use super::*;

#[test]
fn the_page_of_a_bill_stands_still_while_its_bytes_do_not() {
    let story = Story::recorded();
    let page = |now: &str| {
        let document = story.document("page", "congress-hr6534", at(now)).unwrap();
        assert_eq!(document.status, 200, "{now}");
        String::from_utf8(document.body).unwrap()
    };
    let (today, tomorrow) = (page("2026-03-10T12:00:00Z"), page("2026-03-11T12:00:00Z"));
    assert_ne!(today, tomorrow);
    assert_eq!(actions_shown(&today), actions_shown(&tomorrow));
    assert_eq!(
        actions_shown(&today),
        actions_shown(&page("2026-05-02T12:00:00Z"))
    );
    assert_eq!(
        actions_shown(&today)[0],
        "12/09/2025 Referred to the House Committee on Foreign Affairs. Action By: House of Representatives"
    );
    assert!(text_of(&today, "h1.legDetail").starts_with("H.R.6534 - To repeal a restriction"));
}

#[test]
fn a_page_behind_a_challenge_bears_its_marks() {
    let story = Story::recorded();
    let document = story
        .document("page", "congress-hr6534", at("2026-04-20T00:00:00Z"))
        .unwrap();
    assert_eq!(document.status, 403);
    assert!(
        document
            .headers
            .contains(&("cf-mitigated", "challenge".to_owned()))
    );
    let body = String::from_utf8(document.body).unwrap();
    assert_eq!(text_of(&body, "title"), "Just a moment...");
    assert!(body.contains("/cdn-cgi/challenge-platform/") && body.contains("_cf_chl_opt"));
}

#[test]
fn the_note_stands_through_an_edit_of_its_page() {
    let story = Story::recorded();
    let page = |now: &str| {
        let body = story.document("page", "us-code", at(now)).unwrap().body;
        String::from_utf8(body).unwrap()
    };
    let note = |page: &str| text_of(page, ".note-body:last-of-type");
    let (before, after) = (page("2026-06-16T13:59:59Z"), page("2026-06-16T14:00:00Z"));
    assert_ne!(before, after);
    assert!(note(&before).contains("may not be provided to the Government of Azerbaijan"));
    assert_eq!(note(&before), note(&after));
    assert!(!before.contains('{'), "every slot is filled");
    assert!(note(&page("2027-01-02T14:00:00Z")).starts_with("[What if] "));
}

/// The rows of the table of actions, as they are read.
fn actions_shown(page: &str) -> Vec<String> {
    let page = Html::parse_document(page);
    let rows = Selector::parse("#allActions-content tbody tr").unwrap();
    let words = |row: scraper::ElementRef<'_>| {
        let text: Vec<&str> = row.text().flat_map(str::split_whitespace).collect();
        text.join(" ")
    };
    page.select(&rows).map(words).collect()
}

fn text_of(page: &str, selector: &str) -> String {
    let page = Html::parse_document(page);
    let found = page.select(&Selector::parse(selector).unwrap()).next_back();
    found.unwrap().text().collect()
}
