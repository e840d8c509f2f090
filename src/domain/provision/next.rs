//! What would have to happen next: to the waiver, and for a repeal.
//!
//! It says what the law asks for, not what is likely. A repeal is named beside the bill
//! that would do it only where that bill's text was read.

use super::{Authority, Dated, ProvisionStanding, Text, Waiver, Word, sentences::on_day};
use crate::domain::{instrument::Effect, when::When};

/// A bill that is followed and can still become law.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Bill {
    /// `H.R. 6534`
    pub citation: String,
    /// To follow on its name: `passed the House`.
    pub happened: String,
    /// In order: `the Senate`, `the President`.
    pub still_needed: Vec<String>,
    /// What its newest text would do; `None` where none was read.
    pub effect: Option<Effect>,
}

/// Tells what would have to happen next, each sentence by itself.
pub fn next(standing: &ProvisionStanding, bills: &[Bill], date: Dated) -> Vec<String> {
    let mut told = vec![of_standing(standing, date)];
    if standing.word != Word::Repealed {
        told.push(of_repeal(bills));
    }
    told
}

fn of_standing(standing: &ProvisionStanding, date: Dated) -> String {
    let until = |until| date(When::day(until));
    match standing.word {
        Word::Repealed => "Only another Act of Congress could bring it back.".to_owned(),
        Word::LiftedByDetermination => {
            "No date is set by which this ends; only an Act of Congress could strike the text."
                .to_owned()
        }
        Word::SuspendedByLaw => match standing.text {
            Text::SuspendedByLaw { until: Some(day) } => {
                format!(
                    "It applies again on {}, unless a law says otherwise.",
                    until(day)
                )
            }
            _ => "Only another law ends the suspension.".to_owned(),
        },
        Word::Waived => of_running(standing, date),
        Word::WaiverAnnounced => {
            "The document is to be published in the Federal Register, and read there.".to_owned()
        }
        Word::WaiverBarred => match standing.authority {
            Authority::Barred { until: Some(day) } => format!(
                "The bar ends on {}; before that, only a law could let the President waive it.",
                until(day)
            ),
            _ => "Only a law could let the President waive it again.".to_owned(),
        },
        Word::WaiverOverdue => {
            "An extension, signed and published, would make it waived again; a lapse is never \
             announced."
                .to_owned()
        }
        Word::Amended | Word::InForce => match standing.authority {
            Authority::None => "No law lets the President waive it yet.".to_owned(),
            Authority::Available => {
                "A waiver, signed and published, would set it aside for a year.".to_owned()
            }
            // A bar has its own word.
            Authority::Barred { .. } => "Only a law could let the President waive it.".to_owned(),
        },
    }
}

fn of_running(standing: &ProvisionStanding, date: Dated) -> String {
    if let Some(pending) = &standing.pending {
        return format!(
            "The waiver announced {} is to be published in the Federal Register.",
            on_day(pending.acted, date)
        );
    }
    let Waiver::Running {
        until: Some(until), ..
    } = standing.waiver
    else {
        return "An extension is due each year.".to_owned();
    };
    match until.exact() {
        Some(_) => format!("An extension is due by {}.", date(until)),
        None => format!("An extension is due {}.", on_day(until, date)),
    }
}

fn of_repeal(bills: &[Bill]) -> String {
    let repeals = |bill: &&Bill| bill.effect == Some(Effect::Repeals);
    // Who needs the fewest has come furthest; of several the first.
    let furthest = |bill: &&Bill| bill.still_needed.len();
    if let Some(bill) = bills.iter().filter(repeals).min_by_key(furthest) {
        return format!(
            "Repeal needs {}; {} {}.",
            list(&bill.still_needed),
            bill.citation,
            bill.happened
        );
    }
    let unread = || bills.iter().filter(|bill| bill.effect.is_none());
    let passed: Vec<String> = unread()
        .filter(|bill| has_passed_a_chamber(bill))
        .map(|bill| format!("{} {}", bill.citation, bill.happened))
        .collect();
    let followed = match (unread().count(), passed.as_slice()) {
        (0, _) => String::new(),
        (1, []) => "; the one bill that is followed has not passed a chamber".to_owned(),
        (n, []) => format!("; of the {n} bills that are followed none has passed a chamber"),
        (_, passed) => format!("; of the bills that are followed, {}", list(passed)),
    };
    format!("Repeal needs an Act of Congress: the House, the Senate and the President{followed}.")
}

/// A bill that none has passed needs both, and the President.
fn has_passed_a_chamber(bill: &Bill) -> bool {
    bill.still_needed.len() < 3
}

/// `a`, `a and b`, `a, b and c`.
fn list(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [before @ .., last] => format!("{} and {last}", before.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{
            fold,
            tests::{day, law, of, post, waiver},
        },
        *,
    };
    use crate::domain::instrument::{Effect::*, Instrument};

    #[test]
    fn a_waiver_is_to_be_extended_within_its_year() {
        let history = [enacted(), waiver("2025-08-08")];
        check(
            &history,
            "2026-03-01",
            "An extension is due by 8 August 2026.",
        );
        check(
            &history,
            "2026-11-22",
            "An extension, signed and published, would make it waived again; a lapse is never \
             announced.",
        );
        check(
            &[enacted(), of("2020-03", Waives)],
            "2020-06-01",
            "An extension is due in March 2021.",
        );
        let row = Instrument {
            throughout: true,
            ..of("2004/2016", Waives)
        };
        check(
            &[enacted(), row],
            "2010-06-01",
            "An extension is due each year.",
        );
    }

    #[test]
    fn what_is_announced_is_to_be_published() {
        let history = [enacted(), post("2026-08-12")];
        check(
            &history,
            "2026-08-12",
            "The document is to be published in the Federal Register, and read there.",
        );
        let history = [enacted(), waiver("2025-08-08"), post("2026-08-01")];
        check(
            &history,
            "2026-08-02",
            "The waiver announced on 1 August 2026 is to be published in the Federal Register.",
        );
    }

    #[test]
    fn the_law_says_what_may_follow() {
        check(
            &[enacted()],
            "1999-01-01",
            "No law lets the President waive it yet.",
        );
        let granted = law("2002-01-10", GrantsWaiver);
        check(
            &[enacted(), granted.clone()],
            "2002-01-20",
            "A waiver, signed and published, would set it aside for a year.",
        );
        let bar = |ends_on: Option<&str>| Instrument {
            ends_on: ends_on.map(day),
            ..law("2026-02-03", RestrictsWaiver)
        };
        check(
            &[enacted(), granted.clone(), bar(Some("2027-10-01"))],
            "2026-03-01",
            "The bar ends on 1 October 2027; before that, only a law could let the President waive \
             it.",
        );
        check(
            &[enacted(), granted, bar(None)],
            "2026-03-01",
            "Only a law could let the President waive it again.",
        );
        let suspension = |ends_on: Option<&str>| Instrument {
            ends_on: ends_on.map(day),
            ..law("2026-02-03", Suspends)
        };
        check(
            &[enacted(), suspension(Some("2027-10-01"))],
            "2026-03-01",
            "It applies again on 1 October 2027, unless a law says otherwise.",
        );
        check(
            &[enacted(), suspension(None)],
            "2026-03-01",
            "Only another law ends the suspension.",
        );
        check(
            &[enacted(), of("2026-02-03", MeetsCondition)],
            "2026-03-01",
            "No date is set by which this ends; only an Act of Congress could strike the text.",
        );
    }

    #[test]
    fn what_is_repealed_needs_no_repeal() {
        let standing = fold(&[enacted(), law("2026-12-18", Repeals)], day("2027-01-01"));
        assert_eq!(
            next(&standing.unwrap(), &[bill(None)], When::prose),
            ["Only another Act of Congress could bring it back."]
        );
    }

    #[test]
    fn a_repeal_needs_congress_and_the_president() {
        const NEEDS: &str =
            "Repeal needs an Act of Congress: the House, the Senate and the President";
        let passed = Bill {
            citation: "H.R. 2".to_owned(),
            happened: "passed the House".to_owned(),
            still_needed: vec!["the Senate".to_owned(), "the President".to_owned()],
            effect: None,
        };
        let repeals = |bill: &Bill| Bill {
            effect: Some(Repeals),
            ..bill.clone()
        };
        let bars = bill(Some(RestrictsWaiver));
        for (bills, expected) in [
            (vec![], format!("{NEEDS}.")),
            (vec![bars.clone()], format!("{NEEDS}.")),
            (
                vec![bill(None), bars],
                format!("{NEEDS}; the one bill that is followed has not passed a chamber."),
            ),
            (
                vec![bill(None), bill(None)],
                format!("{NEEDS}; of the 2 bills that are followed none has passed a chamber."),
            ),
            (
                vec![bill(None), passed.clone()],
                format!("{NEEDS}; of the bills that are followed, H.R. 2 passed the House."),
            ),
            (
                vec![repeals(&bill(None)), passed.clone()],
                "Repeal needs the House, the Senate and the President; H.R. 1 was referred to \
                 House Foreign Affairs."
                    .to_owned(),
            ),
            (
                vec![repeals(&bill(None)), repeals(&passed)],
                "Repeal needs the Senate and the President; H.R. 2 passed the House.".to_owned(),
            ),
        ] {
            assert_eq!(of_repeal(&bills), expected);
        }
    }

    /// Checks what comes next where no bill is followed, but for the repeal.
    #[track_caller]
    fn check(history: &[Instrument], on: &str, expected: &str) {
        let standing = fold(history, day(on)).unwrap();
        let told = next(&standing, &[], When::prose);
        assert_eq!(told.first().map(String::as_str), Some(expected));
        assert_eq!(told.len(), 2);
    }

    fn enacted() -> Instrument {
        law("1992-10-24", Enacts)
    }

    fn bill(effect: Option<Effect>) -> Bill {
        Bill {
            citation: "H.R. 1".to_owned(),
            happened: "was referred to House Foreign Affairs".to_owned(),
            still_needed: ["the House", "the Senate", "the President"]
                .map(str::to_owned)
                .to_vec(),
            effect,
        }
    }
}
