//! The tracker: a drawing of a measure's way, with notes that the page hides.
//!
//! A step's class says whether it was passed, in some years; in all years the current one
//! is `selected`, and what stands before it was passed. The notes are a printed array of
//! PHP's. They are read for what they say, and never as text.

use std::sync::LazyLock;

use regex::Regex;
use scraper::ElementRef;

use super::dom;
use crate::domain::listing::{Step, StepState};
use crate::extract::text;

pub(super) fn read(within: ElementRef<'_>) -> Vec<Step> {
    let Some(list) = dom::first_in(within, "ol.bill_progress, ol.stat_leg") else {
        return vec![];
    };
    let items: Vec<ElementRef<'_>> = dom::children(list, &["li"]).collect();
    let mut steps: Vec<Step> = items.iter().map(|&item| step(item)).collect();
    let selected = items
        .iter()
        .position(|&item| dom::has_class(item, "selected"));
    let current = selected.or_else(|| {
        let status = status(within)?;
        steps.iter().position(|step| step.name == status)
    });
    for (at, (step, &item)) in steps.iter_mut().zip(&items).enumerate() {
        step.state = match current {
            Some(current) if at == current => StepState::Current,
            Some(current) if at < current => StepState::Passed,
            None if dom::has_class(item, "passed") => StepState::Passed,
            _ => StepState::Ahead,
        };
    }
    steps.retain(|step| !step.name.is_empty());
    steps
}

pattern!(
    STATUS,
    r"^This (?:bill|[a-z ]{0,20}resolution|measure) has the status (.{1,60})$"
);

/// The status in words, which the page has for those who can't see the drawing.
pub(super) fn status(within: ElementRef<'_>) -> Option<String> {
    let told = dom::some_in(within, "p.hide_fromsighted").into_iter();
    let mut told = told.map(dom::text);
    told.find_map(|text| Some(STATUS.captures(&text)?[1].trim_end_matches('.').to_owned()))
}

fn step(item: ElementRef<'_>) -> Step {
    let hidden = dom::first_in(item, "div.sol-step-info");
    let shown = dom::text(item);
    // Where the notes lost their class, they stand in the text.
    let (name, _) = shown.split_once("Array (").unwrap_or((&shown, ""));
    let notes: String = hidden.unwrap_or(item).text().collect();
    let note = |name: &str| note(&notes, name);
    Step {
        name: name.trim().to_owned(),
        state: StepState::Ahead,
        acted_on: note("actionDate").and_then(|day| day.parse().ok()),
        act: note("displayText"),
        code: note("externalActionCode"),
    }
}

pattern!(NOTE, r"(?m)^[ \t]*\[([A-Za-z]{1,40})\] => ?(.*)$");

/// What a printed array holds under a name; the first counts.
fn note(array: &str, name: &str) -> Option<String> {
    let mut notes = NOTE.captures_iter(array);
    let found = notes.find(|note| &note[1] == name)?;
    let said = text::fold(&found[2]);
    (!said.is_empty()).then_some(said)
}

#[cfg(test)]
mod tests {
    use super::*;
    use scraper::Html;

    #[test]
    fn what_stands_before_the_current_step_was_passed() {
        check(
            r#"<ol class="bill_progress"><li class="">Introduced<li class="">Passed House
               <li class="selected">To President<li class="last">Became Law</ol>"#,
            "+Introduced +Passed House =To President -Became Law",
        );
        check(
            r#"<ol class="stat_leg"><li class="first selected">Introduced<li>Passed House</ol>"#,
            "=Introduced -Passed House",
        );
        check(
            r#"<p class="hide_fromsighted">This bill has the status Passed House</p>
               <ol class="bill_progress"><li>Introduced<li>Passed House<li>Passed Senate</ol>"#,
            "+Introduced =Passed House -Passed Senate",
        );
        check(
            r#"<ol class="bill_progress"><li class="passed">Introduced<li>x</ol>"#,
            "+Introduced -x",
        );
        check("<ol><li>Introduced</ol>", "");
    }

    #[test]
    fn notes_are_read_and_not_shown() {
        for class in [r#" class="sol-step-info" style="display:none""#, ""] {
            let html = format!(
                "<ol class=bill_progress><li class=selected>Introduced<div{class}>Array\n(\n\
                 [actionDate] =&gt; 2025-07-10\n [displayText] =&gt; Reported [description] =&gt; x\n\
                 [externalActionCode] =&gt; 5000\n [chamberOfAction] => \n)\n</div></li></ol>"
            );
            let page = Html::parse_document(&html);
            let steps = read(page.root_element());
            let [step] = &steps[..] else {
                panic!("one step")
            };
            assert_eq!(step.name, "Introduced");
            assert_eq!(step.acted_on.unwrap().to_string(), "2025-07-10");
            assert_eq!(step.act.as_deref(), Some("Reported [description] => x"));
            assert_eq!(step.code.as_deref(), Some("5000"));
        }
    }

    #[track_caller]
    fn check(html: &str, expected: &str) {
        let page = Html::parse_document(html);
        let shown = read(page.root_element()).into_iter().map(|step| {
            let mark = match step.state {
                StepState::Passed => '+',
                StepState::Current => '=',
                StepState::Ahead => '-',
            };
            format!("{mark}{}", step.name)
        });
        assert_eq!(shown.collect::<Vec<_>>().join(" "), expected);
    }
}
