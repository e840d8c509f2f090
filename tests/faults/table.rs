//! The table of `docs/faults.md`, held against the tests that it names.

use std::{collections::BTreeMap, fs, path::Path};

/// The rows of each letter of the catalogue.
const ROWS: [(char, usize); 9] = [
    ('N', 47),
    ('F', 20),
    ('G', 12),
    ('C', 18),
    ('S', 15),
    ('M', 16),
    ('R', 8),
    ('K', 5),
    ('X', 10),
];

#[test]
fn every_test_that_the_table_names_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(root.join("docs/faults.md")).unwrap();
    let mut rows: BTreeMap<&str, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    for line in text.lines().filter(|line| line.starts_with("| ")) {
        let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
        let [id, fault, tests, result] = cells[..] else {
            panic!("not four cells: {line}");
        };
        if ["id", "---"].contains(&id) {
            continue;
        }
        *rows.entry(id).or_default() += 1;
        let results = ["holds", "not met: ", "not shown here: ", "see "];
        if fault.is_empty() || !results.iter().any(|known| result.starts_with(known)) {
            wrong.push(format!("{id}: {result}"));
        }
        let named: Vec<&str> = tests.split('`').skip(1).step_by(2).collect();
        if result.starts_with("holds") && named.is_empty() {
            wrong.push(format!("{id}: holds, and no test shows it"));
        }
        for test in named {
            if !is_there(root, test) {
                wrong.push(format!("{id}: there is no {test}"));
            }
        }
    }
    for (letter, count) in ROWS {
        for number in 1..=count {
            let id = format!("{letter}{number}");
            match rows.remove(&*id) {
                Some(1) => (),
                times => wrong.push(format!("{id} stands {} times", times.unwrap_or_default())),
            }
        }
    }
    wrong.extend(rows.keys().map(|id| format!("{id} is in no catalogue")));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Whether a file of the sources holds the test: `tests/fetch.rs::a_bomb_is_put_out`. A
/// script is named alone.
fn is_there(root: &Path, test: &str) -> bool {
    let (file, function) = test.split_once("::").unwrap_or((test, ""));
    let Ok(text) = fs::read_to_string(root.join(file)) else {
        return false;
    };
    let signature = format!("fn {function}() ");
    text.split("#[test]\n")
        .chain(text.split("#[tokio::test]\n"))
        .skip(1)
        .any(|after| {
            after
                .lines()
                .next()
                .is_some_and(|line| line.contains(&signature))
        })
        || (function.is_empty() && !file.ends_with(".rs"))
}
