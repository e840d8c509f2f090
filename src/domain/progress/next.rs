//! What would have to happen next to a measure, in a few words for a table.

use jiff::civil::Date;

use super::Progress;
use crate::domain::{
    calendar,
    measure::{Chamber, MeasureId},
    stage::Stage,
};

impl Progress {
    /// The next step, and the day on which the measure dies without it: `report or
    /// discharge · dies 3 Jan 2027`. `None` where nothing more can become of it.
    pub fn next(&self, measure: MeasureId) -> Option<String> {
        let step = self.step(measure)?;
        Some(match self.dies_on(measure) {
            // The day is in the step already.
            Some(_) if self.stage == Stage::ToPresident => step,
            Some(dies_on) => format!("{step} · dies {}", brief(dies_on)),
            None => step,
        })
    }

    fn step(&self, measure: MeasureId) -> Option<String> {
        let origin = measure.kind().origin();
        let vote = |chamber: Chamber| format!("a vote in the {chamber}");
        let step = match self.stage {
            Stage::Introduced => "referral to a committee".to_owned(),
            Stage::Referred | Stage::Hearing | Stage::Markup => "report or discharge".to_owned(),
            Stage::OrderedReported => "the committee's report".to_owned(),
            Stage::Reported | Stage::Discharged => vote(origin),
            Stage::OnCalendar => vote(self.chamber.unwrap_or(origin)),
            Stage::SuspensionFailed => "another vote in the House".to_owned(),
            Stage::ClotureFailed => "another vote in the Senate".to_owned(),
            Stage::LaidOnTable => "taking it from the table".to_owned(),
            Stage::PassedHouse
            | Stage::PassedSenate
            | Stage::ResolvingDifferences
            | Stage::Vetoed
            | Stage::OverrideHouse
            | Stage::OverrideSenate => self.still_needed(measure).join(", then "),
            Stage::PassedBoth => "presentment, then the President's signature".to_owned(),
            Stage::ToPresident => match self.presented_on {
                Some(presented_on) => format!(
                    "the President's signature by {}",
                    brief(calendar::last_day_to_sign(presented_on))
                ),
                None => "the President's signature".to_owned(),
            },
            // Law already, and not numbered yet.
            Stage::Signed => "the number of the public law".to_owned(),
            Stage::AgreedTo
            | Stage::Failed
            | Stage::BecameLaw
            | Stage::BecameLawUnsigned
            | Stage::BecameLawByOverride
            | Stage::PocketVetoed
            | Stage::OverrideFailed
            | Stage::Incorporated
            | Stage::Died => return None,
        };
        Some(step)
    }
}

/// `3 Jan 2027`
fn brief(day: Date) -> String {
    day.strftime("%-d %b %Y").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_stage_has_its_next_step_and_the_day_of_its_death() {
        for (stage, expected) in [
            (
                Stage::Introduced,
                "referral to a committee · dies 3 Jan 2027",
            ),
            (Stage::Referred, "report or discharge · dies 3 Jan 2027"),
            (Stage::Hearing, "report or discharge · dies 3 Jan 2027"),
            (Stage::Markup, "report or discharge · dies 3 Jan 2027"),
            (
                Stage::OrderedReported,
                "the committee's report · dies 3 Jan 2027",
            ),
            (Stage::Reported, "a vote in the House · dies 3 Jan 2027"),
            (Stage::Discharged, "a vote in the House · dies 3 Jan 2027"),
            (Stage::OnCalendar, "a vote in the House · dies 3 Jan 2027"),
            (
                Stage::SuspensionFailed,
                "another vote in the House · dies 3 Jan 2027",
            ),
            (
                Stage::ClotureFailed,
                "another vote in the Senate · dies 3 Jan 2027",
            ),
            (
                Stage::LaidOnTable,
                "taking it from the table · dies 3 Jan 2027",
            ),
            (
                Stage::PassedHouse,
                "the Senate, then the President · dies 3 Jan 2027",
            ),
            (
                Stage::PassedSenate,
                "the House, then the President · dies 3 Jan 2027",
            ),
            (
                Stage::Vetoed,
                "two thirds of the House, then two thirds of the Senate · dies 3 Jan 2027",
            ),
            (
                Stage::OverrideHouse,
                "two thirds of the Senate · dies 3 Jan 2027",
            ),
            (
                Stage::OverrideSenate,
                "two thirds of the House · dies 3 Jan 2027",
            ),
            (
                Stage::PassedBoth,
                "presentment, then the President's signature · dies 15 Jan 2027",
            ),
            (Stage::ToPresident, "the President's signature"),
            (Stage::Signed, "the number of the public law"),
            (Stage::BecameLaw, ""),
            (Stage::PocketVetoed, ""),
            (Stage::Died, ""),
        ] {
            check("hr6534-119", at(stage), expected);
        }
    }

    #[test]
    fn the_president_has_ten_days() {
        let mut presented = at(Stage::ToPresident);
        presented.presented_on = Some("2027-01-02".parse().unwrap());
        check(
            "hr6534-119",
            presented,
            "the President's signature by 14 Jan 2027",
        );
    }

    #[test]
    fn who_acts_next_depends_on_the_measure_and_on_who_acted() {
        check(
            "hconres7-119",
            at(Stage::PassedHouse),
            "the Senate · dies 3 Jan 2027",
        );
        check(
            "sres7-119",
            at(Stage::Reported),
            "a vote in the Senate · dies 3 Jan 2027",
        );
        check(
            "s7-119",
            at(Stage::OnCalendar),
            "a vote in the Senate · dies 3 Jan 2027",
        );
        let mut amended = at(Stage::ResolvingDifferences);
        amended.chamber = Some(Chamber::Senate);
        check(
            "hr7-119",
            amended,
            "the House, then the President · dies 3 Jan 2027",
        );
    }

    /// Checks what comes next; nothing where that is empty.
    #[track_caller]
    fn check(measure: &str, progress: Progress, expected: &str) {
        let next = progress.next(measure.parse().unwrap());
        assert_eq!(next.unwrap_or_default(), expected, "{}", progress.stage);
    }

    fn at(stage: Stage) -> Progress {
        Progress {
            stage,
            chamber: None,
            committee: None,
            beyond: None,
            govtrack: String::new(),
            since: "2025-12-09".parse().unwrap(),
            basis: 0,
            presented_on: None,
            law: None,
            remarks: Vec::new(),
        }
    }
}
