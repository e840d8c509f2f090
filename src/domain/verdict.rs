//! How a claim of the press stands against the record.
//!
//! What is said again and again of one event is one *line*, however many outlets say it.
//! It is open until the record settles it: an instrument dated close to the event confirms
//! or contradicts it, or only a bill has moved. What nothing settles expires. No line ever
//! moves a standing.

use jiff::{ToSpan as _, civil::Date};
use serde::{Deserialize, Serialize};

use crate::domain::{
    claim::ClaimKind,
    effect::TextEffect,
    instrument::{Effect, Instrument},
    measure::MeasureId,
    provision::Word,
};

/// How long before the event an instrument may be dated that settles a claim of it.
const BEFORE: i32 = 60;

/// How long after it, and so how long a line is open.
const AFTER: i32 = 30;

/// For how long what settles a line is looked for: documents are published late.
const LOOKED_FOR: i32 = 90;

/// What has become of a line. The names stand in databases.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LineState {
    Open,
    Confirmed,
    Contradicted,
    /// Nothing that it says is law; a bill that would make it so has moved.
    BillOnly,
    /// Nothing settled it in time.
    Expired,
}

impl LineState {
    pub const ALL: [Self; 5] = [
        Self::Open,
        Self::Confirmed,
        Self::Contradicted,
        Self::BillOnly,
        Self::Expired,
    ];

    /// As in JSON and in the database: `bill_only`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Confirmed => "confirmed",
            Self::Contradicted => "contradicted",
            Self::BillOnly => "bill_only",
            Self::Expired => "expired",
        }
    }

    /// The state spelled so, exactly.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }
}

/// A step of a bill, with what its text would do.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Step {
    pub measure: MeasureId,
    pub effect: TextEffect,
    pub acted_on: Date,
}

/// What the record says of a line.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Verdict<'a> {
    pub state: LineState,
    /// What settled it, where it is confirmed or contradicted.
    pub instrument: Option<&'a Instrument>,
    /// The bill that has moved, where only a bill has.
    pub step: Option<Step>,
}

/// Holds a line against the record: `said_on` is the day on which it was first said, and so
/// of the event that it tells.
pub fn of<'a>(
    kind: ClaimKind,
    said_on: Date,
    instruments: &'a [Instrument],
    steps: &[Step],
    today: Date,
) -> Verdict<'a> {
    let first = said_on.saturating_sub(BEFORE.days());
    let near = |day: Date| (first..=open_until(said_on)).contains(&day);
    let dated = |effects: &[Effect]| {
        instruments
            .iter()
            .filter(|known| known.counts() && known.is_official())
            .filter(|known| effects.contains(&known.effect))
            // A span of months is no date.
            .filter(|known| known.acted.exact().is_some_and(near))
            .max_by_key(|known| known.acted.latest())
    };
    if let Some(instrument) = dated(confirming(kind)) {
        return settled(LineState::Confirmed, instrument);
    }
    // A waiver before the news of it ends that news; one before a bar says nothing of it.
    let later =
        |known: &&Instrument| kind != ClaimKind::WaiverBarred || known.acted.latest() > said_on;
    if let Some(instrument) = dated(contradicting(kind)).filter(later) {
        return settled(LineState::Contradicted, instrument);
    }
    let step = steps
        .iter()
        .filter(|step| Some(step.effect) == would(kind) && near(step.acted_on))
        .max_by_key(|step| step.acted_on);
    let state = match step {
        Some(_) => LineState::BillOnly,
        None if today <= open_until(said_on) => LineState::Open,
        None => LineState::Expired,
    };
    Verdict {
        state,
        instrument: None,
        step: step.copied(),
    }
}

fn settled(state: LineState, instrument: &Instrument) -> Verdict<'_> {
    Verdict {
        state,
        instrument: Some(instrument),
        step: None,
    }
}

/// Whether what settles it may still come.
pub fn is_looked_for(said_on: Date, today: Date) -> bool {
    today <= said_on.saturating_add(LOOKED_FOR.days())
}

/// When a line that nothing settles expires: the last day on which it is open.
pub fn open_until(said_on: Date) -> Date {
    said_on.saturating_add(AFTER.days())
}

/// Whether what is said now tells of the same event as a line that was last said then.
pub fn is_same_event(last_said_on: Date, said_on: Date) -> bool {
    said_on <= last_said_on.saturating_add(BEFORE.days())
}

/// Whether the record says so itself, so that the press tells nothing new: a waiver that
/// runs is called a suspension, too.
pub fn is_known(kind: ClaimKind, word: Word) -> bool {
    match kind {
        ClaimKind::Repealed => word == Word::Repealed,
        ClaimKind::Lifted | ClaimKind::Neutralised => {
            matches!(word, Word::Repealed | Word::LiftedByDetermination)
        }
        ClaimKind::Suspended => matches!(
            word,
            Word::SuspendedByLaw | Word::Waived | Word::WaiverAnnounced
        ),
        ClaimKind::Waived => matches!(word, Word::Waived | Word::WaiverAnnounced),
        ClaimKind::WaiverEnded => matches!(
            word,
            Word::WaiverOverdue | Word::WaiverBarred | Word::InForce | Word::Amended
        ),
        ClaimKind::WaiverBarred => word == Word::WaiverBarred,
        _ => true,
    }
}

/// The effects that make it true. That a waiver is "lifted" or "neutralises" the law is what
/// this program is there to contradict.
fn confirming(kind: ClaimKind) -> &'static [Effect] {
    match kind {
        ClaimKind::Repealed => &[Effect::Repeals],
        ClaimKind::Lifted | ClaimKind::Neutralised => {
            &[Effect::Repeals, Effect::MeetsCondition, Effect::Suspends]
        }
        ClaimKind::Suspended => &[Effect::Suspends, Effect::Waives],
        ClaimKind::Waived => &[Effect::Waives],
        ClaimKind::WaiverEnded => &[Effect::Revokes, Effect::RestrictsWaiver],
        ClaimKind::WaiverBarred => &[Effect::RestrictsWaiver],
        _ => &[],
    }
}

/// The effects beside which it can't be true.
fn contradicting(kind: ClaimKind) -> &'static [Effect] {
    match kind {
        ClaimKind::Repealed
        | ClaimKind::Lifted
        | ClaimKind::Neutralised
        | ClaimKind::WaiverEnded
        | ClaimKind::WaiverBarred => &[Effect::Waives],
        ClaimKind::Waived => &[Effect::Revokes],
        _ => &[],
    }
}

/// What a bill would do that makes it so. That a President lifts it is not about a bill.
fn would(kind: ClaimKind) -> Option<TextEffect> {
    match kind {
        ClaimKind::Repealed => Some(TextEffect::Repeals),
        ClaimKind::WaiverEnded | ClaimKind::WaiverBarred => Some(TextEffect::RestrictsWaiver),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{rung::Rung, when::When};

    fn day(day: &str) -> Date {
        day.parse().unwrap()
    }

    fn instrument(effect: Effect, acted: &str, rung: Rung) -> Instrument {
        Instrument {
            id: "x".into(),
            title: "X".into(),
            by: None,
            effect,
            acted: When::day(day(acted)),
            throughout: false,
            effective_on: None,
            ends_on: None,
            rung,
            read: true,
            url: None,
            published_on: None,
            quote: None,
        }
    }

    fn waiver(acted: &str) -> Instrument {
        instrument(Effect::Waives, acted, Rung::Published)
    }

    #[track_caller]
    fn check(kind: ClaimKind, known: &[Instrument], steps: &[Step], on: &str, expected: LineState) {
        let verdict = of(kind, day("2025-08-09"), known, steps, day(on));
        assert_eq!(verdict.state, expected);
        assert_eq!(
            verdict.instrument.is_some(),
            matches!(expected, LineState::Confirmed | LineState::Contradicted)
        );
    }

    #[test]
    fn a_waiver_confirms_a_suspension_and_contradicts_a_repeal() {
        // The memorandum of August 8, 2025: five outlets, five words, one waiver.
        let known = [waiver("2025-08-08")];
        for (kind, expected) in [
            (ClaimKind::Waived, LineState::Confirmed),
            (ClaimKind::Suspended, LineState::Confirmed),
            (ClaimKind::Lifted, LineState::Contradicted),
            (ClaimKind::Neutralised, LineState::Contradicted),
            (ClaimKind::Repealed, LineState::Contradicted),
            (ClaimKind::WaiverEnded, LineState::Contradicted),
            (ClaimKind::WaiverBarred, LineState::Open),
        ] {
            check(kind, &known, &[], "2025-08-20", expected);
        }
    }

    #[test]
    fn an_instrument_counts_from_60_days_before_to_30_days_after() {
        for (acted, expected) in [
            ("2025-06-09", LineState::Open),
            ("2025-06-10", LineState::Confirmed),
            ("2025-09-08", LineState::Confirmed),
            ("2025-09-09", LineState::Open),
        ] {
            check(
                ClaimKind::Waived,
                &[waiver(acted)],
                &[],
                "2025-08-20",
                expected,
            );
        }
        check(ClaimKind::Lifted, &[], &[], "2025-09-08", LineState::Open);
        check(
            ClaimKind::Lifted,
            &[],
            &[],
            "2025-09-09",
            LineState::Expired,
        );
        // A document that was published late still settles it.
        let late = [waiver("2025-08-08")];
        check(
            ClaimKind::Lifted,
            &late,
            &[],
            "2025-10-01",
            LineState::Contradicted,
        );
    }

    #[test]
    fn only_a_law_repeals() {
        let law = instrument(Effect::Repeals, "2025-08-08", Rung::PublicLaw);
        check(
            ClaimKind::Repealed,
            &[law],
            &[],
            "2025-08-20",
            LineState::Confirmed,
        );
        let report = instrument(Effect::Repeals, "2025-08-08", Rung::Announced);
        check(
            ClaimKind::Repealed,
            &[report],
            &[],
            "2025-08-20",
            LineState::Open,
        );
        // Announced, and not read in the Federal Register: it settles nothing yet.
        let post = instrument(Effect::Waives, "2025-08-08", Rung::Announced);
        check(
            ClaimKind::Waived,
            &[post],
            &[],
            "2025-08-20",
            LineState::Open,
        );
    }

    #[test]
    fn a_bill_that_moved_is_a_bill() {
        // S. 3000 (118th) passed the Senate on November 15, 2023: "restored", said the press.
        let step = |effect, acted_on: &str| Step {
            measure: "hr6534-119".parse().unwrap(),
            effect,
            acted_on: day(acted_on),
        };
        let passed = [step(TextEffect::RestrictsWaiver, "2025-08-05")];
        check(
            ClaimKind::WaiverBarred,
            &[],
            &passed,
            "2025-08-10",
            LineState::BillOnly,
        );
        check(
            ClaimKind::Repealed,
            &[],
            &passed,
            "2025-08-10",
            LineState::Open,
        );
        let long_ago = [step(TextEffect::Repeals, "2025-01-05")];
        check(
            ClaimKind::Repealed,
            &[],
            &long_ago,
            "2025-08-10",
            LineState::Open,
        );
        let law = [instrument(Effect::Repeals, "2025-08-20", Rung::PublicLaw)];
        let repeal = [step(TextEffect::Repeals, "2025-08-05")];
        check(
            ClaimKind::Repealed,
            &law,
            &repeal,
            "2025-08-25",
            LineState::Confirmed,
        );
    }

    #[test]
    fn what_the_record_says_is_no_claim() {
        for (kind, word, expected) in [
            (ClaimKind::Waived, Word::Waived, true),
            (ClaimKind::Suspended, Word::WaiverAnnounced, true),
            (ClaimKind::Lifted, Word::Waived, false),
            (ClaimKind::Repealed, Word::Waived, false),
            (ClaimKind::WaiverEnded, Word::WaiverOverdue, true),
            (ClaimKind::WaiverEnded, Word::Waived, false),
            (ClaimKind::Waived, Word::WaiverOverdue, false),
        ] {
            assert_eq!(is_known(kind, word), expected, "{kind} beside {word}");
        }
    }

    #[test]
    fn states_are_read_as_they_are_written() {
        for state in LineState::ALL {
            assert_eq!(LineState::parse(state.as_str()), Some(state));
        }
    }
}
