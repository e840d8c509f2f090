//! Our reading of the official record, held against govtrack.us's status codes.
//!
//! The labels were computed or published by unitedstates/congress, whose codes
//! govtrack.us uses. Where we differ, a list says so and why; a difference that is not in the list
//! fails, and so does an entry that no longer differs. The corpus isn't part of the
//! package: without it these tests say so and pass.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

use jiff::civil::{Date, DateTime, Time};
use watch907::{
    domain::{
        action::{Action, System},
        fold::fold,
        measure::MeasureId,
        record::Inspected,
    },
    extract::{
        actions::{acts, items},
        billstatus,
    },
};

/// Where a label and we disagree: measure, our code, theirs, and who is right and why.
type Difference = (&'static str, &'static str, &'static str, &'static str);

const ORIGINAL: &str = "we: the House committee reported it as an original measure, which their program of \
     2022 passes over and the labels of 2016 have as REPORTED (hr2855-113)";
const RULE_XIV: &str = "we: nobody reported it, it was placed on the calendar under Rule XIV; the labels of \
     the 117th agree with us in such cases (s11-117)";

const IN_117: &[Difference] = &[
    (
        "hr1917-117",
        "PASSED:BILL",
        "PASS_BACK:SENATE",
        "we: it was presented to the President; the line on the House's concurrence is garbled",
    ),
    ("hr4372-117", "REPORTED", "INTRODUCED", ORIGINAL),
    ("hr4549-117", "REPORTED", "INTRODUCED", ORIGINAL),
    ("hr8237-117", "REPORTED", "INTRODUCED", ORIGINAL),
    ("hr8254-117", "REPORTED", "INTRODUCED", ORIGINAL),
    ("hr8262-117", "REPORTED", "INTRODUCED", ORIGINAL),
];

const PUBLISHED: &[Difference] = &[
    (
        "hres1104-109",
        "PROV_KILL:SUSPENSIONFAILED",
        "FAIL:ORIGINATING:HOUSE",
        "we: it fell short under suspension of the rules; they count that only with a roll call",
    ),
    ("s1127-109", "INTRODUCED", "REPORTED", RULE_XIV),
    ("s1737-113", "INTRODUCED", "REPORTED", RULE_XIV),
    ("s1950-113", "INTRODUCED", "REPORTED", RULE_XIV),
    ("s3637-109", "INTRODUCED", "REPORTED", RULE_XIV),
    (
        "s2349-109",
        "PASS_BACK:HOUSE",
        "PASSED:BILL",
        "we: the House put its own text in; the Senate disagreed the same day",
    ),
    (
        "sres468-113",
        "PASSED:SIMPLERES",
        "INTRODUCED",
        "we: it was agreed to on the day it was submitted, in words new to them",
    ),
    (
        "sres534-109",
        "PASSED:SIMPLERES",
        "INTRODUCED",
        "we: it was agreed to on the day it was submitted, in words new to them",
    ),
];

const SAMPLES: &[Difference] = &[];
const FIXTURES: &[Difference] = &[];

#[test]
fn every_record_of_the_corpus_is_read() {
    let Some(corpus) = corpus() else { return };
    let mut files = vec![];
    xml_files(&corpus.join("bills"), &mut files);
    for file in &files {
        let body = fs::read(file).unwrap();
        let record = billstatus::read(&body, Some("text/xml"))
            .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let name = file.file_name().unwrap().to_str().unwrap();
        let id = record.id;
        let named = format!(
            "{}{}",
            id.congress(),
            id.to_string().split('-').next().unwrap()
        );
        assert!(name.contains(&named), "{name} is read as {id}");
        assert!(!record.title.is_empty(), "{name} has no title");
        assert!(
            record.introduced_on.is_some() && record.updated_at.is_some(),
            "{name}"
        );
        assert!(!record.actions.is_empty(), "{name} has no actions");
        let inspected = Inspected::of(&record);
        assert_eq!(inspected.remarks, Vec::<String>::new(), "{name}");

        let items = items(&record, &acts(&record));
        let mut keys: Vec<_> = items.iter().map(|item| item.key.as_str()).collect();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), items.len(), "{name} has one key twice");
    }
    assert!(
        files.len() >= 279,
        "only {} records were found",
        files.len()
    );
}

#[test]
fn we_agree_with_the_labels_of_the_117th() {
    let Some(corpus) = corpus() else { return };
    let labelled = csv(&corpus, "labels_117_computed.csv", 0, 1);
    let ours = labelled.into_iter().map(|(id, theirs, file)| {
        let (_, ours) = code_of(&corpus.join(file));
        (id, ours, theirs)
    });
    compare(ours, IN_117, 229);
}

#[test]
fn we_agree_with_the_published_labels() {
    let Some(corpus) = corpus() else { return };
    let labelled = csv(&corpus, "labels_published.csv", 0, 2);
    let ours = labelled.into_iter().map(|(id, theirs, file)| {
        let ours = code_in_data_json(&corpus.join(file));
        (id, ours, theirs)
    });
    compare(ours, PUBLISHED, 330);
}

#[test]
fn we_agree_with_the_labels_of_the_samples() {
    let Some(corpus) = corpus() else { return };
    let labelled = csv(&corpus, "labels_usgpo_samples_computed.csv", 0, 1);
    let could_be_read = |(_, label, _): &(_, String, _)| !label.starts_with("ERROR");
    let ours = labelled.into_iter().filter(could_be_read);
    let ours = ours.map(|(id, theirs, file)| {
        let (_, ours) = code_of(&corpus.join(file));
        (id, ours, theirs)
    });
    compare(ours, SAMPLES, 21);
}

#[test]
fn we_agree_with_the_fixtures_of_unitedstates_congress() {
    let Some(corpus) = corpus() else { return };
    let mut ours = vec![];
    for folder in fs::read_dir(corpus.join("labels/uscongress-fixtures")).unwrap() {
        let folder = folder.unwrap().path();
        if let Ok(xml) = fs::read_to_string(folder.join("govtrack.xml")) {
            let id = folder.file_name().unwrap().to_str().unwrap().to_owned();
            let (theirs, actions) = govtrack(&xml);
            ours.push((id.clone(), code(&id, &actions), theirs));
        }
    }
    let found = ours.len();
    compare(ours.into_iter(), FIXTURES, found);
    assert!(found >= 10);
}

#[test]
fn the_bills_on_section_907_stand_in_committee() {
    let Some(corpus) = corpus() else { return };
    for (file, id, since, cosponsors) in [
        (
            "BILLSTATUS-119hr6534.2026-01-06.xml",
            "hr6534-119",
            "2025-12-09",
            0,
        ),
        (
            "BILLSTATUS-119hr6534.2026-03-05.xml",
            "hr6534-119",
            "2025-12-09",
            1,
        ),
        (
            "BILLSTATUS-119hr6840.2026-09-15.xml",
            "hr6840-119",
            "2025-12-18",
            33,
        ),
    ] {
        let body = fs::read(corpus.join("bills/119-section907").join(file)).unwrap();
        let record = billstatus::read(&body, None).unwrap();
        assert_eq!(record.id.to_string(), id);
        assert_eq!(record.cosponsors.len(), cosponsors, "{file}");
        let progress = record.progress().unwrap();
        assert_eq!(progress.stands(record.id), "in House Foreign Affairs");
        assert_eq!(progress.since.to_string(), since);
        assert_eq!(progress.govtrack, "REFERRED");
    }
}

#[track_caller]
fn compare(
    ours: impl Iterator<Item = (String, String, String)>,
    listed: &[Difference],
    expected: usize,
) {
    let all: Vec<_> = ours.collect();
    assert_eq!(all.len(), expected, "a label is missing");
    let differ: Vec<_> = all
        .iter()
        .filter(|(_, ours, theirs)| ours != theirs)
        .collect();
    let known = |(id, ours, theirs): &&&(String, String, String)| {
        let same = |(i, o, t, _): &&Difference| i == id && o == ours && t == theirs;
        listed.iter().any(|listed| same(&listed))
    };
    let unknown: Vec<_> = differ.iter().filter(|differ| !known(differ)).collect();
    assert!(unknown.is_empty(), "{} differ: {unknown:#?}", unknown.len());
    let settled: Vec<_> = listed
        .iter()
        .filter(|(id, ..)| !differ.iter().any(|(differs, ..)| differs == id))
        .collect();
    assert!(settled.is_empty(), "no longer differ: {settled:#?}");
    let share = 1.0 - differ.len() as f64 / all.len() as f64;
    assert!(share >= 0.97, "only {:.1} % agree", share * 100.0);
}

fn code_of(file: &Path) -> (MeasureId, String) {
    let record = billstatus::read(&fs::read(file).unwrap(), None).unwrap();
    (record.id, Inspected::of(&record).govtrack)
}

fn code(id: &str, actions: &[Action]) -> String {
    let Some(progress) = fold(id.parse().unwrap(), actions) else {
        return "INTRODUCED".into();
    };
    let refused: Vec<_> = progress
        .remarks
        .iter()
        .filter(|remark| remark.trouble.is_refused())
        .collect();
    assert!(refused.is_empty(), "{id}: {refused:?}");
    progress.govtrack
}

/// The actions of a data.json, which lists the oldest first and gives no source.
fn code_in_data_json(file: &Path) -> String {
    let data: serde_json::Value = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
    let actions = data["actions"].as_array().unwrap().iter().rev();
    let actions: Vec<Action> = actions
        .map(|action| {
            told(
                action["acted_at"].as_str().unwrap(),
                action["text"].as_str().unwrap(),
            )
        })
        .collect();
    code(data["bill_id"].as_str().unwrap(), &actions)
}

fn told(acted_at: &str, text: &str) -> Action {
    let day = acted_at.get(..10).unwrap();
    let at: Option<DateTime> = acted_at.get(..19).map(|local| local.parse().unwrap());
    Action {
        acted_on: day.parse::<Date>().unwrap(),
        acted_time: at.map(|at| -> Time { at.time() }),
        text: text.to_owned(),
        kind: String::new(),
        code: None,
        system: System::Unknown,
        committees: vec![],
    }
}

/// The state and the actions of a govtrack.xml, newest first.
fn govtrack(xml: &str) -> (String, Vec<Action>) {
    use quick_xml::{Reader, events::Event};
    let mut reader = Reader::from_str(xml);
    let (mut state, mut at, mut within) = (String::new(), String::new(), vec![]);
    let mut texts: Vec<(String, String)> = vec![];
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) => {
                within.push(tag.name().as_ref().to_owned());
                if within.get(1).is_some_and(|part| part == "actions") && within.len() == 3 {
                    let datetime = tag.try_get_attribute("datetime").unwrap().unwrap();
                    at = datetime.value.to_string();
                }
                if within.len() == 4 && within[1] == "actions" && within[3] == "text" {
                    texts.push((at.clone(), String::new()));
                }
            }
            Event::Text(said) => {
                if within.len() == 2 && within[1] == "state" {
                    state = said.xml10_content().into_owned();
                }
                if within.len() == 4 && within[1] == "actions" && within[3] == "text" {
                    texts.last_mut().unwrap().1.push_str(&said.xml10_content());
                }
            }
            Event::End(_) => {
                within.pop();
            }
            Event::Eof => break,
            _ => {}
        }
    }
    let actions = texts
        .iter()
        .rev()
        .map(|(at, text)| told(at, text))
        .collect();
    (state, actions)
}

/// Measure, label and file of each row of a table of labels.
fn csv(corpus: &Path, name: &str, id: usize, label: usize) -> Vec<(String, String, String)> {
    let table = fs::read_to_string(corpus.join("labels").join(name)).unwrap();
    let mut lines = table.lines();
    let file = |row: &str| {
        let file = row
            .split(',')
            .find(|field| field.starts_with("bills/") || field.starts_with("labels/"));
        file.unwrap().to_owned()
    };
    lines.next();
    lines
        .map(|row| {
            let fields: Vec<&str> = row.split(',').collect();
            (fields[id].to_owned(), fields[label].to_owned(), file(row))
        })
        .collect()
}

fn xml_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            xml_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "xml") {
            found.push(path);
        }
    }
}

fn corpus() -> Option<PathBuf> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    if !corpus.is_dir() {
        let _ = writeln!(
            std::io::stderr(),
            "skipped: no corpus at {}",
            corpus.display()
        );
        return None;
    }
    Some(corpus)
}
