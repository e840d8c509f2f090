//! Records in govinfo.gov's shapes, whole and broken: what is read from them, and as
//! which items their actions are compared.

use jiff::civil::{Date, date};
use watch907::{
    domain::{
        action::System,
        item::Item,
        measure::MeasureId,
        record::{Inspected, MeasureRecord},
    },
    extract::{
        actions::{acts, items},
        billstatus::{self, BillstatusError},
    },
};

const LAW: &str = include_str!("measures/hr9907-119.xml");
const VETOED: &str = include_str!("measures/s9907-114.xml");

#[test]
fn a_record_is_read_whole() {
    let record = billstatus::parse(LAW).unwrap();
    assert_eq!(record.id, id("hr9907-119"));
    assert_eq!(record.title, "Exchanges & Ferries Act");
    assert_eq!(record.introduced_on, Some(date(2025, 2, 3)));
    assert_eq!(
        record.updated_at.unwrap().to_string(),
        "2026-03-02T14:05:09Z"
    );
    assert_eq!(record.sponsors, ["Rep. Doe, Jane [I-DC-1]"]);
    assert_eq!(record.cosponsors, ["Rep. Roe, Richard [I-DC-2]"]);
    assert_eq!(record.committees, ["House Foreign Affairs Committee"]);
    assert_eq!(record.policy_area.as_deref(), Some("International Affairs"));
    assert_eq!(record.laws[0].to_string(), "Public Law 119-907");
    let summary = record.summary.as_ref().unwrap();
    assert_eq!(summary.html, "<p>An <b>invented</b> summary.</p>");
    let [law, introduced] = &record.text_versions[..] else {
        panic!("two texts")
    };
    assert_eq!(
        (law.dated_on, introduced.dated_on),
        (Some(date(2026, 2, 25)), None)
    );
    assert!(law.url.as_ref().unwrap().ends_with("PLAW-119publ907.xml"));
    // The ghost without a text is gone.
    assert_eq!(record.actions.len(), 34);
    let vote = &record.actions[19];
    assert_eq!(vote.acted_time.unwrap().to_string(), "16:20:00");
    assert_eq!(
        (vote.system, vote.kind.as_str()),
        (System::HouseFloor, "Floor")
    );
}

#[test]
fn a_record_of_before_2022_is_read_the_same_way() {
    let record = billstatus::parse(VETOED).unwrap();
    assert_eq!(record.id, id("s9907-114"));
    assert_eq!(record.committees, ["Senate Foreign Relations Committee"]);
    assert_eq!(record.summary.as_ref().unwrap().html, "An older summary.");
    assert_eq!(
        record.actions[0].acted_time.unwrap().to_string(),
        "00:01:00"
    );
    assert_eq!(
        record.actions[4].acted_time.unwrap().to_string(),
        "18:59:00"
    );
    assert_eq!(record.actions[3].text, "Presented to President.");
    assert_eq!(
        record.actions[7].committees,
        ["Foreign Relations Committee"]
    );
}

#[test]
fn one_act_is_one_item() {
    let record = billstatus::parse(LAW).unwrap();
    let keys: Vec<String> = items(&record, &acts(&record))
        .into_iter()
        .map(|item| item.key)
        .collect();
    assert_eq!(
        keys,
        [
            "introduced",
            "2025-02-03/referred",
            "2025-03-11/hearing",
            "2025-04-08/markup",
            "2025-04-08/ordered-reported",
            "2025-05-06/reported",
            "2025-05-06/calendar",
            "2025-06-17/ms-doe-moved-to",
            "2025-06-17/house-passage",
            "2025-07-15/rule-h-res-passed",
            "2025-07-16/house-passage",
            "2025-07-16/motion-to-reconsider-laid",
            "2025-07-17/referred",
            "2025-10-21/reported",
            "2025-10-21/calendar",
            "2025-11-18/cloture",
            "2025-12-02/cloture",
            "2025-12-04/senate-passage",
            "2026-01-14/house-concurrence",
            "2026-02-10/senate-concurrence",
            "presented",
            "signed",
            "law/119-907",
        ]
    );
}

#[test]
fn a_corrected_text_is_an_edit_and_a_repeated_line_is_nothing() {
    let record = billstatus::parse(LAW).unwrap();
    let changed = |change: &dyn Fn(&mut MeasureRecord)| {
        let mut other = record.clone();
        change(&mut other);
        diff(
            &items(&record, &acts(&record)),
            &items(&other, &acts(&other)),
        )
    };
    let vote = "Roll no. 907";
    let correct = |record: &mut MeasureRecord| {
        for action in &mut record.actions {
            action.text = action.text.replace("231 - 182", "231 - 183");
        }
    };
    let (added, edited, removed) = changed(&correct);
    assert!(added.is_empty() && removed.is_empty());
    assert!(edited.len() == 1 && edited[0].contains(vote));

    let repeat = |record: &mut MeasureRecord| {
        let again = record.actions[5].clone();
        record.actions.insert(5, again);
        // References come days after the act.
        record.actions[20].text = record.actions[20].text.replace(" (text: CR H901-902)", "");
        // The Library's twin of a House line is gone, then comes again.
        record
            .actions
            .retain(|action| action.code.as_deref() != Some("8000"));
    };
    assert_eq!(changed(&repeat), (vec![], vec![], vec![]));

    let redate = |record: &mut MeasureRecord| {
        for action in &mut record.actions {
            if action.text.starts_with("Signed") {
                action.acted_on = date(2026, 2, 24);
            }
        }
    };
    let (added, edited, removed) = changed(&redate);
    assert!(added.is_empty() && removed.is_empty());
    assert_eq!(edited, ["Signed by President."]);
}

#[test]
fn an_inspected_record_is_json_with_its_basis() {
    let mut record = billstatus::parse(LAW).unwrap();
    record.actions.drain(..record.actions.len() - 3);
    let json = serde_json::to_value(Inspected::of(&record)).unwrap();
    let expected = serde_json::json!({
        "measure": "hr9907-119",
        "stage": "referred",
        "govtrack": "REFERRED",
        "since": "2025-02-03",
        "basis": {
            "date": "2025-02-03",
            "text": "Referred to the House Committee on Foreign Affairs.",
            "code": "H11100",
            "source": 2,
        },
        "actions": [
            {"date": "2025-02-03", "text": "Introduced in House", "code": "Intro-H", "source": 9},
            {"date": "2025-02-03", "text": "Introduced in House", "code": "1000", "source": 9},
            {
                "date": "2025-02-03",
                "text": "Referred to the House Committee on Foreign Affairs.",
                "code": "H11100",
                "source": 2,
            },
        ],
        "remarks": [],
    });
    assert_eq!(json, expected);
}

#[test]
fn a_document_that_is_no_whole_record_is_refused_in_words() {
    let check = |text: &str, expected: &str| {
        let error = billstatus::parse(text).unwrap_err();
        assert_eq!(error.to_string(), expected);
    };
    check(" \n", "the document is empty");
    check(
        "<!DOCTYPE html><html><body>Just a moment</body></html>",
        "the document is an HTML page, not XML",
    );
    check(
        "<html><head/></html>",
        "the document is an HTML page, not XML",
    );
    check(
        "{\"error\": \"no\"}",
        "the document is not XML: it begins with `{\"error\": \"no\"}`",
    );
    check(
        "<api-root><bill/></api-root>",
        "the document is XML of another kind: it begins with <api-root>",
    );
    check(
        "<billStatus/>",
        "the record doesn't say which measure it is of: the bill itself is missing or unreadable",
    );
    check(
        "<!DOCTYPE billStatus [<!ENTITY a \"b\">]><billStatus/>",
        "the document declares entities, which BILLSTATUS never does",
    );
    check(
        &LAW.replace("<congress>119</congress>", ""),
        "the record doesn't say which measure it is of: its congress is missing or unreadable",
    );
    check(
        &LAW.replace(
            "<actionDate>2025-06-17</actionDate>",
            "<actionDate>June</actionDate>",
        ),
        "an action has no readable date (`June`): On motion to suspend the rules and pass the bill, \
         as amended Failed by the Yeas and Nays: (2/3 required): 268 - 150 (Roll no. 901).",
    );
    let deep = format!("<billStatus><bill>{}", "<title>".repeat(100_000));
    check(&deep, "the document nests more than 64 deep");
    let large = "<".repeat((32 << 20) + 1);
    check(&large, "the document is larger than 32 MiB");
}

#[test]
fn a_cut_document_is_never_taken() {
    let end = LAW.rfind("</billStatus>").unwrap() + "</billStatus>".len();
    for cut in (1..end).step_by(7).chain(end - 14..end) {
        if let Some(part) = LAW.get(..cut) {
            let error = billstatus::parse(part).unwrap_err();
            assert!(
                matches!(error, BillstatusError::Truncated | BillstatusError::Empty),
                "cut at {cut}: {error}"
            );
        }
    }
}

#[test]
fn encodings_are_told_by_mark_header_or_declaration() {
    let latin = LAW
        .replace("encoding=\"utf-8\"", "encoding=\"windows-1252\"")
        .replace("Ferries", "F\u{e9}rries");
    let (bytes, ..) = encoding_rs::WINDOWS_1252.encode(&latin);
    let title = |body: &[u8], kind| billstatus::read(body, kind).unwrap().title;
    assert_eq!(title(&bytes, None), "Exchanges & F\u{e9}rries Act");
    let unsaid = LAW.replace("Ferries", "F\u{e9}rries");
    let (bytes, ..) = encoding_rs::WINDOWS_1252.encode(&unsaid);
    assert_eq!(
        title(&bytes, Some("text/xml; charset=\"windows-1252\"")),
        "Exchanges & F\u{e9}rries Act"
    );
    let wide: Vec<u8> = "\u{feff}"
        .encode_utf16()
        .chain(unsaid.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(title(&wide, None), "Exchanges & F\u{e9}rries Act");
}

#[test]
fn broken_bytes_never_panic() {
    let mut random = fastrand::Rng::with_seed(907);
    for original in [LAW, VETOED] {
        for _ in 0..400 {
            let mut body = original.as_bytes().to_vec();
            for _ in 0..random.usize(1..20) {
                let at = random.usize(..body.len());
                match random.u8(..3) {
                    0 => body[at] ^= 1 << random.u8(..8),
                    1 => {
                        body.remove(at);
                    }
                    _ => body.insert(at, random.u8(..)),
                }
            }
            if random.u8(..4) == 0 {
                body.truncate(random.usize(..body.len()));
            }
            if let Ok(record) = billstatus::read(&body, None) {
                let found = items(&record, &acts(&record));
                assert!(found.iter().all(|item| !item.key.is_empty()));
                if let Some(progress) = record.progress() {
                    let _ = progress.happened(record.id) + &progress.stands(record.id);
                    let _ = progress.at(record.id, Date::MAX);
                    assert!(progress.basis < record.actions.len());
                }
            }
        }
    }
}

fn diff(before: &[Item], after: &[Item]) -> (Vec<String>, Vec<String>, Vec<String>) {
    let find = |items: &[Item], key: &str| items.iter().find(|item| item.key == key).cloned();
    let missing = |from: &[Item], of: &[Item]| {
        let gone = from.iter().filter(|item| find(of, &item.key).is_none());
        gone.map(|item| item.title.clone()).collect::<Vec<_>>()
    };
    let edited = after
        .iter()
        .filter(|item| find(before, &item.key).is_some_and(|old| old != **item));
    let edited = edited.map(|item| item.title.clone()).collect();
    (missing(after, before), edited, missing(before, after))
}

fn id(name: &str) -> MeasureId {
    name.parse().unwrap()
}
