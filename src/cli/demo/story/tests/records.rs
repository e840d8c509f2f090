//! Records: what Congress's files say, and that they say what the real ones do.

use std::{io::Write as _, path::Path};

use super::*;

#[test]
fn a_record_never_loses_an_action() {
    let story = Story::recorded();
    for id in MEASURES {
        let mut known: Vec<String> = Vec::new();
        for now in instants(&story) {
            let document = story.document("measure", id, now).unwrap();
            if document.status == 404 {
                assert!(known.is_empty(), "{id} at {now}");
                continue;
            }
            let body = String::from_utf8(document.body).unwrap();
            assert!(is_well_formed(&body), "{id} at {now}");
            let actions: Vec<String> = leaves(&body)
                .into_iter()
                .filter(|leaf| {
                    leaf.starts_with("actions/item/text=")
                        || leaf.starts_with("actions/item/actionCode=")
                })
                .collect();
            assert!(actions.ends_with(&known), "{id} at {now}");
            known = actions;
        }
        assert!(known.len() >= 6, "{id}");
    }
}

#[test]
fn real_records_say_what_congress_says() {
    let corpus =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/bills/119-section907");
    if !corpus.is_dir() {
        writeln!(std::io::stderr(), "skipped: there is no corpus").unwrap();
        return;
    }
    let story = Story::recorded();
    for (id, file, now) in [
        (
            "hr6534-119",
            "BILLSTATUS-119hr6534.2026-01-06.xml",
            "2026-01-06T20:00:00Z",
        ),
        (
            "hr6534-119",
            "BILLSTATUS-119hr6534.2026-03-05.xml",
            "2026-03-05T10:00:00Z",
        ),
        (
            "hr6840-119",
            "BILLSTATUS-119hr6840.2026-09-15.xml",
            "2026-09-15T09:00:00Z",
        ),
    ] {
        let real = std::fs::read_to_string(corpus.join(file)).unwrap();
        let ours = story.document("measure", id, at(now)).unwrap().body;
        let facts = |text: &str| -> Vec<String> {
            let ours_alone = [
                "constitutionalAuthority",
                "dublinCore",
                "cdata",
                "titles/item/updateDate",
            ];
            let mut leaves = leaves(text);
            leaves.retain(|leaf| !ours_alone.iter().any(|name| leaf.starts_with(name)));
            leaves.sort();
            leaves
        };
        assert_eq!(
            facts(&String::from_utf8(ours).unwrap()),
            facts(&real),
            "{file}"
        );
    }
}

#[test]
fn the_record_tells_a_house_act_twice_and_the_law_after_its_day() {
    let story = Story::recorded();
    let lines = |now: &str, text: &str| {
        let document = story.document("measure", WHAT_IF, at(now)).unwrap();
        let body = String::from_utf8(document.body).unwrap();
        let all = leaves(&body);
        all.iter()
            .filter(|leaf| leaf.starts_with("actions/item/text=") && leaf.contains(text))
            .count()
    };
    assert_eq!(
        lines(
            "2026-12-09T00:00:00Z",
            "On passage Passed by the Yeas and Nays: 221 - 207"
        ),
        2
    );
    assert_eq!(lines("2026-12-20T00:00:00Z", "Signed by President."), 2);
    assert_eq!(lines("2026-12-20T00:00:00Z", "Became Public Law"), 0);
    assert_eq!(
        lines("2026-12-22T14:10:00Z", "Became Public Law No: 119-907."),
        2
    );
}
