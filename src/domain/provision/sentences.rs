//! A standing in sentences for people.
//!
//! Two words are never mixed. Section 907 *is law* until it is repealed; it *applies*
//! when nothing keeps it from applying. What no document says is said to be so.

use jiff::civil::Date;

use super::{
    Authority, ProvisionStanding, Text, Waiver, Word,
    clock::{PUBLISHED_WITHIN_DAYS, days_since, unpublished},
};
use crate::domain::{instrument::Effect, stage::Stage, when::When};

const IS_LAW: &str = "Section 907 is law; nothing has repealed it.";

/// How dates are written: [`When::prose`] or [`When::brief`].
pub type Dated = fn(When) -> String;

/// What a standing means for aid to the Government of Azerbaijan.
pub fn means(word: Word) -> Vec<String> {
    let said = match word {
        Word::Waived => {
            "Aid to the Government of Azerbaijan may be given while the waiver runs, about a year."
        }
        Word::WaiverAnnounced => {
            "The signing office says that it waived the restriction. Until the Federal Register \
             prints the document, that is its word and no more."
        }
        Word::WaiverOverdue => {
            "The last known waiver's year is over and no extension was found. Whether the \
             restriction applies, no document says."
        }
        Word::WaiverBarred => {
            "A law forbids the waiver or sets conditions for it; the restriction applies."
        }
        Word::InForce | Word::Amended => {
            "The restriction on aid to the Government of Azerbaijan applies, but for what the law \
             exempts."
        }
        Word::SuspendedByLaw => "A law suspends the restriction as a whole; it is not repealed.",
        Word::LiftedByDetermination => {
            "The President determined that the restriction's own condition is met; the text stays \
             law."
        }
        Word::Repealed => "Congress has struck Section 907 from the law.",
    };
    vec![said.to_owned()]
}

/// What a standing is often mistaken for, and isn't.
pub fn not_means(word: Word) -> Vec<String> {
    let said = match word {
        Word::Waived | Word::WaiverAnnounced => {
            "Nothing is repealed, lifted or struck. Only an Act of Congress can do that."
        }
        Word::WaiverOverdue => {
            "Nobody has announced a lapse, and nobody does: no document ever ends a waiver."
        }
        Word::WaiverBarred | Word::InForce => "It is neither new law nor a sanction.",
        Word::Amended => "It is not a repeal.",
        Word::SuspendedByLaw | Word::LiftedByDetermination => {
            "It is not a repeal: what was suspended or met can come back."
        }
        Word::Repealed => return Vec::new(),
    };
    vec![said.to_owned()]
}

/// What a measure that has come to `stage` does as law, or would do, for a table:
/// `would repeal 907`.
pub fn does_at(effect: Effect, stage: Stage) -> String {
    let does = does(effect);
    if stage.is_law() || stage == Stage::Incorporated {
        return does.to_owned();
    }
    let (verb, object) = does.split_once(' ').unwrap_or((does, ""));
    let verb = verb.strip_suffix('s').unwrap_or(verb);
    format!("would {verb} {object}")
}

/// What a document does, for a table: `repeals 907`.
pub fn does(effect: Effect) -> &'static str {
    match effect {
        Effect::Enacts => "enacts 907",
        Effect::GrantsWaiver => "allows the waiver",
        Effect::RestrictsWaiver => "bars the waiver",
        Effect::Waives => "waives 907",
        Effect::Revokes => "revokes the waiver",
        Effect::Lapses => "reports a lapse",
        Effect::MeetsCondition => "meets 907's condition",
        Effect::Suspends => "suspends 907",
        Effect::CarvesOut => "carves out exemptions",
        Effect::Amends => "amends 907",
        Effect::Repeals => "repeals 907",
        Effect::RequiresReport => "asks for a report",
        Effect::Mentions => "mentions 907",
    }
}

/// Tells where the provision stands, each sentence by itself, the plainest first, with
/// dates as `date` writes them.
pub fn sentences(standing: &ProvisionStanding, today: Date, date: Dated) -> Vec<String> {
    sentences_on(standing, today, today, date)
}

/// The same of another day in law than `today`, on which all is known that is known.
pub fn sentences_on(
    standing: &ProvisionStanding,
    on: Date,
    today: Date,
    date: Dated,
) -> Vec<String> {
    let title = &standing.basis.title;
    let since = since(standing.since, date);
    let mut told = match standing.word {
        Word::Repealed => vec![format!("Section 907 is repealed {since}, by {title}.")],
        Word::LiftedByDetermination => vec![
            IS_LAW.to_owned(),
            format!("It has not applied {since}: its own condition was met, by {title}."),
        ],
        Word::SuspendedByLaw => vec![
            IS_LAW.to_owned(),
            format!(
                "It has not applied {since}: {title} suspends it{}.",
                match standing.text {
                    Text::SuspendedByLaw { until } => until_day(until, date),
                    _ => String::new(),
                }
            ),
        ],
        Word::Waived => vec![
            IS_LAW.to_owned(),
            format!("It is waived {since}, by {title}, and does not apply while the waiver runs."),
        ],
        Word::WaiverAnnounced => vec![
            IS_LAW.to_owned(),
            format!(
                "A waiver was announced {}: {title}. The document has not been read in the \
                 Federal Register, so this is provisional.",
                on_day(standing.since, date)
            ),
        ],
        Word::WaiverBarred => vec![
            "Section 907 is law and applies: no waiver is in effect.".to_owned(),
            format!(
                "The waiver is barred {since}, by {title}{}.",
                match standing.authority {
                    Authority::Barred { until } => until_day(until, date),
                    Authority::None | Authority::Available => String::new(),
                }
            ),
        ],
        Word::WaiverOverdue => vec![IS_LAW.to_owned()],
        Word::Amended => vec![format!(
            "Section 907 is law as amended, and applies {since}: no waiver is in effect."
        )],
        Word::InForce => vec![format!(
            "Section 907 is law and applies {since}: no waiver is in effect."
        )],
    };
    told.extend(of_waiver(standing, on, today, date));
    told.extend(of_evidence(standing, date));
    told
}

/// What the clock adds about the waiver.
fn of_waiver(standing: &ProvisionStanding, on: Date, today: Date, date: Dated) -> Vec<String> {
    let mut told = Vec::new();
    match (standing.word, standing.waiver) {
        (Word::WaiverOverdue, Waiver::YearEnded { signed, on: ended }) => {
            let days = days_since(ended.latest(), on);
            let count = match days {
                0 => String::new(),
                1 => " (1 day)".to_owned(),
                days => format!(" ({days} days)"),
            };
            told.push(format!("Its last known waiver is of {}.", date(signed)));
            told.push(format!(
                "The waiver's year ended {} and no extension has been found{count}.",
                on_day(ended, date)
            ));
            told.push(
                match on == today {
                    true => "Whether the restriction applies today no document says.",
                    false => "Whether the restriction applies on that day no document says.",
                }
                .to_owned(),
            );
            if days_since(ended.latest(), on.max(today)) < PUBLISHED_WITHIN_DAYS {
                told.push("An extension may be signed and not yet published.".to_owned());
            }
        }
        (
            Word::Waived,
            Waiver::Running {
                until: Some(until), ..
            },
        ) if standing.pending.is_none() => {
            told.push(format!("An extension will be due {}.", on_day(until, date)));
        }
        _ => {}
    }
    if let (Word::Waived, Some(pending)) = (standing.word, &standing.pending) {
        told.push(format!(
            "The next waiver was announced {} and has not been read in the Federal Register.",
            on_day(pending.acted, date)
        ));
    }
    let announced = matches!(standing.word, Word::Waived | Word::WaiverAnnounced);
    if let (true, Some(days)) = (announced, unpublished(standing, on.max(today))) {
        told.push(format!("It has stayed unpublished for {days} days."));
    }
    told
}

/// What the answer rests on, where that is less than a document with a day.
fn of_evidence(standing: &ProvisionStanding, date: Dated) -> Vec<String> {
    let mut told = Vec::new();
    if standing.reported {
        told.push(match standing.basis.effect {
            Effect::Lapses => "This is reported; a lapse has no instrument.".to_owned(),
            _ => "This is reported; the instrument is not held.".to_owned(),
        });
    }
    if let Some(undated) = &standing.undated {
        told.push(format!(
            "A waiver is reported for {}, and its day is not known: it may have been signed \
             already.",
            date(undated.acted)
        ));
    }
    told
}

/// `since 8 August 2025`, or `(reported for 2004 to 2016)` where that is all we know.
fn since(when: When, date: Dated) -> String {
    if is_span(when) {
        format!("(reported for {})", date(when))
    } else {
        format!("since {}", date(when))
    }
}

/// `on 8 August 2026`, `in March 2021`.
pub(super) fn on_day(when: When, date: Dated) -> String {
    match when.exact() {
        Some(_) => format!("on {}", date(when)),
        None => format!("in {}", date(when)),
    }
}

fn until_day(until: Option<Date>, date: Dated) -> String {
    until.map_or_else(String::new, |until| {
        format!(", until {}", date(When::day(until)))
    })
}

fn is_span(when: When) -> bool {
    when.to_string().contains('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_law_does_what_a_bill_only_would() {
        for (stage, said) in [
            (Stage::Referred, "would repeal 907"),
            (Stage::PassedBoth, "would repeal 907"),
            (Stage::Died, "would repeal 907"),
            (Stage::Incorporated, "repeals 907"),
            (Stage::BecameLaw, "repeals 907"),
        ] {
            assert_eq!(does_at(Effect::Repeals, stage), said);
        }
        let all = does_at(Effect::CarvesOut, Stage::Reported);
        assert_eq!(all, "would carve out exemptions");
    }
}
