//! api.congress.gov as it answers: what is read, what is refused, and that its record is
//! the one that BILLSTATUS carries.
//!
//! Part of it reads the corpus, which isn't part of the package: without it these tests
//! say so and pass.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

use jiff::civil::date;
use serde_json::{Value, json};
use watch907::{
    domain::{
        action::System,
        measure::MeasureId,
        record::{Inspected, MeasureRecord},
        stage::Stage,
    },
    extract::{
        actions::{acts, items},
        billstatus,
        congress_api::{self as api, ApiError, Part, Parts},
    },
};

const BILL: &str = include_str!("congress/api/bill.json");
const ACTIONS: &str = include_str!("congress/api/actions.json");
const TITLES: &str = include_str!("congress/api/titles.json");
const TEXT: &str = include_str!("congress/api/text.json");
const COMMITTEES: &str = include_str!("congress/api/committees.json");
const COSPONSORS: &str = include_str!("congress/api/cosponsors.json");
const LIST: &str = include_str!("congress/api/list.json");

#[test]
fn a_record_is_made_of_its_parts() {
    let record = hr6534().unwrap();
    assert_eq!(record.id, id("hr6534-119"));
    assert_eq!(
        record.title,
        "To repeal a restriction on assistance to Azerbaijan."
    );
    assert_eq!(record.sponsors, ["Rep. Luna, Anna Paulina [R-FL-13]"]);
    assert_eq!(record.cosponsors, ["Rep. Hamadeh, Abraham J. [R-AZ-8]"]);
    assert_eq!(record.committees, ["House Foreign Affairs Committee"]);
    assert_eq!(record.policy_area.as_deref(), Some("International Affairs"));
    assert_eq!(record.introduced_on, Some(date(2025, 12, 9)));
    let [text] = &record.text_versions[..] else {
        panic!("one text")
    };
    assert_eq!(text.dated_on, Some(date(2025, 12, 9)));
    assert_eq!(
        text.url.as_deref(),
        Some("https://www.govinfo.gov/content/pkg/BILLS-119hr6534ih/xml/BILLS-119hr6534ih.xml")
    );
    let [referred, introduced, _] = &record.actions[..] else {
        panic!("three actions")
    };
    assert_eq!(referred.system, System::HouseFloor);
    assert_eq!(referred.committees, ["Foreign Affairs Committee"]);
    assert_eq!(introduced.code.as_deref(), Some("Intro-H"));
    assert_eq!(Inspected::of(&record).stage, Stage::Referred);
}

#[test]
fn the_record_is_the_one_that_billstatus_carries() {
    let path = "bills/119-section907/BILLSTATUS-119hr6534.2026-03-05.xml";
    let Some(corpus) = corpus() else { return };
    let theirs = billstatus::read(&fs::read(corpus.join(path)).unwrap(), None).unwrap();
    assert_eq!(hr6534().unwrap(), theirs);
}

#[test]
fn the_stages_and_keys_of_all_records_are_those_of_billstatus() {
    let Some(corpus) = corpus() else { return };
    let mut records = 0;
    let mut folders = vec![corpus.join("bills")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|kind| kind == "xml")
                && let Ok(record) = billstatus::read(&fs::read(&path).unwrap(), None)
            {
                same_as_api(&record);
                records += 1;
            }
        }
    }
    assert!(records > 250, "{records}");
    for own in ["hr9907-119", "s9907-114"] {
        let path = format!("{}/tests/measures/{own}.xml", env!("CARGO_MANIFEST_DIR"));
        same_as_api(&billstatus::read(&fs::read(path).unwrap(), None).unwrap());
    }
}

#[track_caller]
fn same_as_api(record: &MeasureRecord) {
    let (bill, actions) = as_api(record);
    let parts = Parts {
        actions: vec![api::actions_page(&actions).unwrap()],
        ..Parts::default()
    };
    let read = api::assemble(record.id, api::bill(&bill).unwrap(), parts).unwrap();
    assert_eq!(read.actions, record.actions, "{}", record.id);
    assert_eq!(Inspected::of(&read), Inspected::of(record));
    assert_eq!(read.laws, record.laws);
    let keys = |record: &MeasureRecord| {
        let items = items(record, &acts(record)).into_iter();
        items.map(|item| item.key).collect::<Vec<_>>()
    };
    assert_eq!(keys(&read), keys(record));
}

/// A record as the API writes it.
fn as_api(record: &MeasureRecord) -> (Vec<u8>, Vec<u8>) {
    let number = record.id.number().to_string();
    let request = json!({
        "billNumber": number, "billType": record.id.kind().code(),
        "congress": record.id.congress().to_string(),
    });
    let laws = record.laws.iter().map(|law| {
        let kind = if law.private {
            "Private Law"
        } else {
            "Public Law"
        };
        json!({"number": format!("{}-{}", law.congress, law.number), "type": kind})
    });
    let bill = json!({
        "bill": {
            "congress": record.id.congress(),
            "type": record.id.kind().code().to_uppercase(),
            "number": number,
            "title": record.title,
            "introducedDate": record.introduced_on,
            "laws": laws.collect::<Vec<_>>(),
            "actions": {"count": record.actions.len()},
        },
        "request": request,
    });
    let actions = record.actions.iter().map(|action| {
        let system = match action.system {
            System::Senate => json!({"name": "Senate"}),
            System::Unknown => Value::Null,
            known => json!({"code": known.code(), "name": "as it may be"}),
        };
        let committees = action.committees.iter().map(|name| json!({"name": name}));
        json!({
            "actionDate": action.acted_on,
            "actionTime": action.acted_time,
            "text": action.text,
            "type": action.kind,
            "actionCode": action.code,
            "sourceSystem": system,
            "committees": committees.collect::<Vec<_>>(),
        })
    });
    let actions = json!({
        "actions": actions.collect::<Vec<_>>(),
        "pagination": {"count": record.actions.len()},
        "request": request,
    });
    (
        bill.to_string().into_bytes(),
        actions.to_string().into_bytes(),
    )
}

#[test]
fn the_shapes_of_2022_are_read() {
    let Some(corpus) = corpus() else { return };
    let folder = corpus.join("api/loc-samples/api_client/java/sample_output");
    let sample = |name: &str| fs::read(folder.join(format!("{name}.txt"))).unwrap();
    let parts = Parts {
        actions: vec![api::actions_page(&sample("bill_117_hr_21_actions")).unwrap()],
        titles: vec![api::titles_page(&sample("bill_117_hr_21_titles")).unwrap()],
        committees: vec![api::committees_page(&sample("bill_117_hr_21_committees")).unwrap()],
        texts: vec![api::texts_page(&sample("bill_117_hr_21_text")).unwrap()],
        summaries: vec![api::summaries_page(&sample("bill_117_hr_21_summaries")).unwrap()],
        cosponsors: vec![api::cosponsors_page(&sample("bill_117_hr_21_cosponsors")).unwrap()],
    };
    let bill = api::bill(&sample("bill_117_hr_21")).unwrap();
    assert_eq!(bill.shape.unknown, Vec::<String>::new());
    assert_eq!(parts.actions[0].shape.unknown, Vec::<String>::new());
    let record = api::assemble(id("hr21-117"), bill, parts).unwrap();
    assert_eq!(record.title, "FedRAMP Authorization Act");
    assert_eq!(record.actions.len(), 10);
    assert_eq!(record.actions[0].system, System::Senate);
    assert_eq!(
        record.committees[0],
        "Senate Homeland Security and Governmental Affairs Committee"
    );
    assert_eq!(record.summary.unwrap().stage, "Passed House");
    assert_eq!(record.text_versions.len(), 3);
    let keys: Vec<_> = acts(&hr21(
        &sample("bill_117_hr_21"),
        &sample("bill_117_hr_21_actions"),
    ))
    .into_iter()
    .map(|act| act.key)
    .collect();
    assert_eq!(keys.len(), 8);
    assert!(keys.contains(&"2021-01-05/house-passage".to_owned()));

    for name in ["bill", "bill_117", "bill_117_hr"] {
        let page = api::bills(&sample(name)).unwrap();
        assert_eq!((page.items.len(), page.rows), (20, 20));
        assert!(page.count.unwrap() > 1_000);
        assert!(page.items.iter().any(|listed| listed.title.is_empty()));
        assert_eq!(page.shape.unknown, Vec::<String>::new());
    }
}

fn hr21(bill: &[u8], actions: &[u8]) -> MeasureRecord {
    let parts = Parts {
        actions: vec![api::actions_page(actions).unwrap()],
        ..Parts::default()
    };
    let record = api::assemble(id("hr21-117"), api::bill(bill).unwrap(), parts).unwrap();
    assert_eq!(Inspected::of(&record).govtrack, "PASS_OVER:HOUSE");
    record
}

#[test]
fn the_actions_of_2026_are_read() {
    let Some(corpus) = corpus() else { return };
    for (name, count) in [
        ("hconres89", 15),
        ("hr9770", 16),
        ("s4784", 12),
        ("sjres185", 6),
    ] {
        let path = corpus.join(format!("api/actions-2026/congress-actions-{name}.json"));
        let page = api::actions_page(&fs::read(path).unwrap()).unwrap();
        assert_eq!(
            (page.items.len(), page.rows, page.count),
            (count, count as u64, None)
        );
        assert_eq!(page.shape.unknown, Vec::<String>::new(), "{name}");
    }
}

#[test]
fn the_troubles_that_were_kept_are_told_apart() {
    let Some(corpus) = corpus() else { return };
    let trouble = |status, name: &str| {
        api::trouble(
            status,
            &fs::read(corpus.join("api/errors").join(name)).unwrap(),
        )
    };
    assert_eq!(
        trouble(403, "403-api-key-invalid.json"),
        Some(ApiError::KeyInvalid)
    );
    assert!(matches!(
        trouble(404, "404-unknown-resource.json"),
        Some(ApiError::UnknownResource(_))
    ));
    assert!(matches!(
        trouble(500, "500-unboundlocal.118-s-2.json"),
        Some(ApiError::Upstream { status: 500, .. })
    ));
    assert_eq!(trouble(200, "200-empty-text.118-s-5317.json"), None);
    let none = fs::read(corpus.join("api/errors/200-empty-text.118-s-5317.json")).unwrap();
    assert_eq!(api::texts_page(&none).unwrap().count, Some(0));
}

#[test]
fn a_list_names_measures_and_leads_on() {
    let page = api::bills(LIST.as_bytes()).unwrap();
    assert_eq!((page.rows, page.items.len()), (4, 3));
    let [first, untitled, reserved] = &page.items[..] else {
        panic!("three measures")
    };
    assert_eq!(first.id, id("hr6534-119"));
    assert_eq!(first.updated.on, Some(date(2025, 12, 10)));
    assert!(first.updated_with_text.at.is_some());
    assert_eq!(
        (untitled.id, untitled.title.as_str()),
        (id("hr6840-119"), "")
    );
    assert_eq!(
        untitled.latest.as_ref().unwrap().text,
        "Referred to the House Committee on Foreign Affairs."
    );
    assert!(reserved.is_reserved() && reserved.latest.is_none());
    let asked = "https://api.congress.gov/v3/bill/119?format=json&limit=250&sort=updateDate+desc"
        .parse()
        .unwrap();
    let next = page.next_url(&asked).unwrap().unwrap();
    assert_eq!(
        next.as_str(),
        "https://api.congress.gov/v3/bill/119?format=json&limit=250&sort=updateDate+desc&offset=250"
    );
}

#[test]
fn a_record_that_is_not_whole_is_refused() {
    let count = |said, got| ApiError::Count {
        part: Part::Actions,
        said,
        got,
    };
    refused(&[("/bill/actions/count", json!(4))], &[], count(4, 3));
    refused(&[("/bill/actions/count", Value::Null)], &[], count(0, 3));
    refused(
        &[("/bill/actions", Value::Null)],
        &[("/actions", json!([]))],
        count(3, 0),
    );
    refused(&[], &[("/actions", json!([]))], count(3, 0));
    refused(&[], &[("/pagination/count", json!("6"))], count(6, 3));
    let next = json!("https://api.congress.gov/v3/bill/119/hr/6534/actions?offset=250");
    refused(
        &[],
        &[("/pagination/next", next)],
        ApiError::PageMissing(Part::Actions),
    );
    let other = |got: &str| ApiError::OtherMeasure {
        asked: id("hr6534-119"),
        got: id(got),
    };
    refused(&[("/bill/number", json!(6535))], &[], other("hr6535-119"));
    refused(
        &[("/bill/congress", json!("118"))],
        &[],
        other("hr6534-118"),
    );
    refused(
        &[],
        &[("/request/billType", json!("s"))],
        other("s6534-119"),
    );
    refused(
        &[("/bill/type", json!("XX"))],
        &[],
        ApiError::Unnamed("its type"),
    );
    refused(
        &[("/bill/number", Value::Null)],
        &[],
        ApiError::Unnamed("its number"),
    );
    let undated = ApiError::Undated {
        date: "soon".into(),
        text: "Introduced in House".into(),
    };
    refused(&[], &[("/actions/1/actionDate", json!("soon"))], undated);
}

#[test]
fn pages_are_joined_when_none_moved() {
    let page = |rows: Value, count: u64, next: Option<&str>| {
        let body = json!({"titles": rows, "pagination": {"count": count, "next": next}});
        api::titles_page(body.to_string().as_bytes()).unwrap()
    };
    let title = |text: &str| json!([{"title": text, "titleType": "Short Title"}]);
    let next = Some("?offset=1");
    let pages = vec![page(title("a"), 2, next), page(title("b"), 2, None)];
    let joined = api::whole(Part::Titles, pages).unwrap();
    assert_eq!(joined.len(), 2);
    let moved = vec![page(title("a"), 2, next), page(title("b"), 3, None)];
    assert_eq!(
        api::whole(Part::Titles, moved),
        Err(ApiError::Moved(Part::Titles))
    );
    let short = vec![page(title("a"), 2, next), page(json!([]), 2, None)];
    assert!(matches!(
        api::whole(Part::Titles, short),
        Err(ApiError::Count { .. })
    ));
    assert_eq!(api::whole::<()>(Part::Titles, vec![]), Ok(vec![]));
}

#[test]
fn a_new_or_reserved_measure_is_a_record_without_actions() {
    let bill = json!({"bill": {"congress": "119", "type": "hr", "number": 9, "title": "Reserved for the Speaker."}});
    let bill = api::bill(bill.to_string().as_bytes()).unwrap();
    assert!(bill.is_reserved());
    let record = api::assemble(id("hr9-119"), bill, Parts::default()).unwrap();
    assert!(record.actions.is_empty() && record.progress().is_none());
}

#[test]
fn what_is_missing_null_or_of_another_type_says_nothing() {
    for nothing in [
        Value::Null,
        json!([]),
        json!({}),
        json!(""),
        json!(1.5),
        json!(true),
    ] {
        let mut bill: Value = serde_json::from_str(BILL).unwrap();
        for part in [
            "sponsors",
            "laws",
            "policyArea",
            "latestAction",
            "titles",
            "updateDate",
        ] {
            bill["bill"][part] = nothing.clone();
        }
        let bill = api::bill(bill.to_string().as_bytes()).unwrap();
        assert!(
            bill.sponsors.is_empty() && bill.laws.is_empty(),
            "{nothing}"
        );
        assert!(
            bill.policy_area.is_none() && bill.updated_at.is_none(),
            "{nothing}"
        );
        assert_eq!(bill.counts.titles, None);
    }
    let ghosts =
        json!({"actions": [{"actionDate": null, "text": null}, 7], "pagination": {"count": 2}});
    let page = api::actions_page(ghosts.to_string().as_bytes()).unwrap();
    assert_eq!((page.rows, page.items.len()), (2, 0));
}

#[test]
fn links_in_a_text_are_left_out_as_in_billstatus() {
    let text = r#"Passed. (text: <a href="https://www.congress.gov/x">CR H1</a>)  "#;
    let action = json!({"actionDate": "2026-01-02", "actionTime": "06:59PM", "text": text});
    let page = json!({"actions": [action]}).to_string();
    let actions = api::actions_page(page.as_bytes()).unwrap().items;
    assert_eq!(actions[0].text, "Passed. (text: CR H1)");
    assert_eq!(actions[0].acted_time.unwrap().to_string(), "18:59:00");
}

#[test]
fn hostile_json_is_an_error_and_no_panic() {
    let check = |body: &str, expected: fn(&ApiError) -> bool| {
        let error = api::bill(body.as_bytes()).unwrap_err();
        assert!(expected(&error), "{}: {error}", &body[..body.len().min(60)]);
    };
    let not_json: fn(&ApiError) -> bool = |error| matches!(error, ApiError::NotJson(_));
    check(r#"{"bill": {"title": "\ud800"}}"#, not_json);
    check(r#"{"bill": {"number": NaN}}"#, not_json);
    check(r#"{"bill": {"number": 1e999}}"#, not_json);
    check(&"[".repeat(100_000), not_json);
    check(&r#"{"bill":"#.repeat(1_000), not_json);
    check(r#"{"bill": {"number": 1"#, |error| {
        *error == ApiError::Truncated
    });
    check(r#"{"bill": []}"#, |error| {
        *error == ApiError::OtherJson("bill")
    });
    check("[1]", |error| *error == ApiError::OtherJson("object"));
    check(r#"{"error": {"code": "X", "message": "no"}}"#, |error| {
        *error == ApiError::Said("no".into())
    });
    check("", |error| *error == ApiError::Empty);
    check("<?xml version='1.0'?><api-root/>", |error| {
        *error == ApiError::Xml
    });
    check("<!DOCTYPE html><title>x", |error| *error == ApiError::Html);
    check(&" ".repeat(9 << 20), |error| *error == ApiError::TooLarge);
    let digits = format!(r#"{{"bill": {{"number": {}}}}}"#, "9".repeat(100_000));
    check(&digits, |error| {
        matches!(error, ApiError::NotJson(_) | ApiError::Unnamed(_))
    });
    // Of two keys the last counts, as in most readers.
    let twice = BILL.replace(
        r#""number": "6534","#,
        r#""number": "1", "number": "6534","#,
    );
    assert_eq!(api::bill(twice.as_bytes()).unwrap().id, id("hr6534-119"));
    for body in [BILL, ACTIONS, TITLES, TEXT, COMMITTEES, COSPONSORS, LIST] {
        for end in (0..body.len()).filter(|&end| body.is_char_boundary(end)) {
            let cut = &body.as_bytes()[..end];
            if body[end..].trim().is_empty() {
                continue;
            }
            assert!(api::actions_page(cut).is_err() && api::bill(cut).is_err());
            assert!(api::bills(cut).is_err() && api::trouble(200, cut).is_some());
        }
    }
}

/// The record of the fixtures, edited at these places.
#[track_caller]
fn refused(bill: &[(&str, Value)], actions: &[(&str, Value)], expected: ApiError) {
    let edited = |text: &str, edits: &[(&str, Value)]| {
        let mut document: Value = serde_json::from_str(text).unwrap();
        for (at, value) in edits {
            match document.pointer_mut(at) {
                Some(place) => *place = value.clone(),
                None => {
                    let (above, name) = at.rsplit_once('/').unwrap();
                    document.pointer_mut(above).unwrap()[name] = value.clone();
                }
            }
        }
        document.to_string().into_bytes()
    };
    let record = || {
        let parts = Parts {
            actions: vec![api::actions_page(&edited(ACTIONS, actions))?],
            ..Parts::default()
        };
        api::assemble(id("hr6534-119"), api::bill(&edited(BILL, bill))?, parts)
    };
    assert_eq!(record(), Err(expected));
}

fn hr6534() -> Result<MeasureRecord, ApiError> {
    let parts = Parts {
        actions: vec![api::actions_page(ACTIONS.as_bytes())?],
        titles: vec![api::titles_page(TITLES.as_bytes())?],
        committees: vec![api::committees_page(COMMITTEES.as_bytes())?],
        texts: vec![api::texts_page(TEXT.as_bytes())?],
        cosponsors: vec![api::cosponsors_page(COSPONSORS.as_bytes())?],
        summaries: vec![],
    };
    let bill = api::bill(BILL.as_bytes())?;
    assert_eq!(bill.shape.unknown, Vec::<String>::new());
    api::assemble(id("hr6534-119"), bill, parts)
}

fn id(name: &str) -> MeasureId {
    name.parse().unwrap()
}

fn corpus() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    if path.is_dir() {
        return Some(path);
    }
    // To the stream itself: what tests print is shown only where they fail.
    let _ = writeln!(std::io::stderr(), "skipped: there is no {}", path.display());
    None
}
