//! What the reading promises, in texts written as bills and laws are.

mod backward;

mod bills;

mod bounds;

mod conditions;

mod corpus;

mod drafting;

mod false_friends;

mod heads;

mod language;

mod length;

mod rhetoric;

mod shapes;

mod table;

use super::*;
use crate::domain::effect::Finding;

/// How the provision is cited in full.
const CITED: &str = "section 907 of the FREEDOM Support Act (22 U.S.C. 5812 note)";

/// The authority to waive, cited as bills do.
const GRANT: &str = "subsection (g)(2) of the matter under the heading “Assistance for the \
                     Independent States of the Former Soviet Union” in title II of the Foreign \
                     Operations, Export Financing, and Related Programs Appropriations Act, 2002 \
                     (Public Law 107–115; 22 U.S.C. 5812 note)";

#[track_caller]
fn reading(text: &str) -> Reading {
    match read(text.as_bytes(), None) {
        Ok(reading) => reading,
        Err(error) => panic!("{error}: {text}"),
    }
}

/// Checks the effects of a text, in its order: `repeals`, or all as `repeals @ sec. 2(a)`.
#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let reading = reading(text);
    let placed = expected.iter().any(|effect| effect.contains('@'));
    let shown: Vec<String> = reading
        .findings
        .iter()
        .map(|finding| match placed {
            true => format!("{} @ {}", finding.effect, finding.place),
            false => finding.effect.to_string(),
        })
        .collect();
    assert_eq!(shown, expected, "{text}\n{reading:#?}");
}

/// The only finding of a text.
#[track_caller]
fn only(text: &str) -> Finding {
    let mut findings = reading(text).findings;
    assert_eq!(findings.len(), 1, "{text}\n{findings:#?}");
    findings.remove(0)
}

/// Checks sentences that all do the same, with the provision for `§907` and the grant of
/// the waiver for `§GRANT`: alone, and in a section of a bill.
#[track_caller]
fn say(sentences: &[&str], expected: &[&str]) {
    let mut wrong = String::new();
    for sentence in sentences {
        let text = sentence.replace("§907", CITED).replace("§GRANT", GRANT);
        let bill = format!(
            "A BILL\n\nTo do a thing.\n\n    Be it enacted by the Senate and House of Representatives of \
             the United States of America in Congress assembled,\n\nSECTION 1. ON ASSISTANCE.\n\n    \
             {text}\n"
        );
        for text in [&text, &bill] {
            let findings = reading(text).findings;
            let effects: Vec<&str> = findings.iter().map(|found| found.effect.as_str()).collect();
            if effects != expected {
                wrong += &format!("{effects:?}: {sentence}\n");
            }
        }
    }
    assert!(wrong.is_empty(), "not {expected:?}\n{wrong}");
}
