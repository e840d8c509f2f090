//! Stages: how far a measure can come, and what others call it.
//!
//! The names are ours and closed; they stand in JSON and in the database. govtrack.us's
//! status codes go beside them, so that our reading can be held against theirs
//! (<https://github.com/govtrack/govtrack.us-web/blob/main/bill/status.py>).

use std::{fmt, str::FromStr};

use crate::domain::measure::{Chamber, MeasureKind};

/// How far a measure has come.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Stage {
    Introduced,
    Referred,
    Hearing,
    Markup,
    OrderedReported,
    Reported,
    Discharged,
    OnCalendar,
    PassedHouse,
    PassedSenate,
    /// Both chambers have passed it, in different forms.
    ResolvingDifferences,
    /// Short of two thirds in the House, and still alive.
    SuspensionFailed,
    /// Short of three fifths in the Senate, and still alive.
    ClotureFailed,
    Failed,
    /// Set aside without a vote on it, as when the other chamber's twin was taken up.
    LaidOnTable,
    PassedBoth,
    ToPresident,
    /// A resolution that has done all it can: it never goes to the President.
    AgreedTo,
    Signed,
    BecameLaw,
    BecameLawUnsigned,
    BecameLawByOverride,
    Vetoed,
    PocketVetoed,
    /// The House has overridden the veto, the Senate hasn't voted.
    OverrideHouse,
    OverrideSenate,
    OverrideFailed,
    /// Enacted as part of another measure.
    Incorporated,
    /// Its Congress ended. No record ever says so.
    Died,
}

#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("`{0}` is not a stage of a measure")]
pub struct ParseStageError(String);

impl Stage {
    pub const ALL: [Self; 29] = [
        Self::Introduced,
        Self::Referred,
        Self::Hearing,
        Self::Markup,
        Self::OrderedReported,
        Self::Reported,
        Self::Discharged,
        Self::OnCalendar,
        Self::PassedHouse,
        Self::PassedSenate,
        Self::ResolvingDifferences,
        Self::SuspensionFailed,
        Self::ClotureFailed,
        Self::Failed,
        Self::LaidOnTable,
        Self::PassedBoth,
        Self::ToPresident,
        Self::AgreedTo,
        Self::Signed,
        Self::BecameLaw,
        Self::BecameLawUnsigned,
        Self::BecameLawByOverride,
        Self::Vetoed,
        Self::PocketVetoed,
        Self::OverrideHouse,
        Self::OverrideSenate,
        Self::OverrideFailed,
        Self::Incorporated,
        Self::Died,
    ];

    /// As it stands in JSON and in the database: `passed_house`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Introduced => "introduced",
            Self::Referred => "referred",
            Self::Hearing => "hearing",
            Self::Markup => "markup",
            Self::OrderedReported => "ordered_reported",
            Self::Reported => "reported",
            Self::Discharged => "discharged",
            Self::OnCalendar => "on_calendar",
            Self::PassedHouse => "passed_house",
            Self::PassedSenate => "passed_senate",
            Self::ResolvingDifferences => "resolving_differences",
            Self::SuspensionFailed => "suspension_failed",
            Self::ClotureFailed => "cloture_failed",
            Self::Failed => "failed",
            Self::LaidOnTable => "laid_on_table",
            Self::PassedBoth => "passed_both",
            Self::ToPresident => "to_president",
            Self::AgreedTo => "agreed_to",
            Self::Signed => "signed",
            Self::BecameLaw => "became_law",
            Self::BecameLawUnsigned => "became_law_unsigned",
            Self::BecameLawByOverride => "became_law_by_override",
            Self::Vetoed => "vetoed",
            Self::PocketVetoed => "pocket_vetoed",
            Self::OverrideHouse => "override_house",
            Self::OverrideSenate => "override_senate",
            Self::OverrideFailed => "override_failed",
            Self::Incorporated => "incorporated",
            Self::Died => "died",
        }
    }

    /// The stage of having passed one chamber.
    pub fn passed(chamber: Chamber) -> Self {
        match chamber {
            Chamber::House => Self::PassedHouse,
            Chamber::Senate => Self::PassedSenate,
        }
    }

    /// The stage of one chamber having overridden a veto.
    pub fn overridden_in(chamber: Chamber) -> Self {
        match chamber {
            Chamber::House => Self::OverrideHouse,
            Chamber::Senate => Self::OverrideSenate,
        }
    }

    /// Whether it is law, with or without its number.
    pub fn is_law(self) -> bool {
        matches!(
            self,
            Self::Signed | Self::BecameLaw | Self::BecameLawUnsigned | Self::BecameLawByOverride
        )
    }

    /// Whether nothing more can become of it, so that not even the end of its
    /// Congress changes it.
    pub fn is_final(self) -> bool {
        self.is_law()
            || matches!(
                self,
                Self::AgreedTo
                    | Self::Failed
                    | Self::PocketVetoed
                    | Self::OverrideFailed
                    | Self::Incorporated
                    | Self::Died
            )
    }

    /// Whether it is one of the steps that lead up to a chamber's vote.
    pub fn is_before_a_vote(self) -> bool {
        matches!(
            self,
            Self::Introduced
                | Self::Referred
                | Self::Hearing
                | Self::Markup
                | Self::OrderedReported
                | Self::Reported
                | Self::Discharged
                | Self::OnCalendar
        )
    }

    /// govtrack.us's code. `chamber` is the one that took the step, and `by_conference`
    /// says that it agreed to a conference report. `None` where govtrack.us has no such
    /// stage and the code before it stays.
    pub fn govtrack(
        self,
        kind: MeasureKind,
        chamber: Option<Chamber>,
        by_conference: bool,
    ) -> Option<String> {
        let chamber = chamber.unwrap_or(kind.origin());
        let name = match chamber {
            Chamber::House => "HOUSE",
            Chamber::Senate => "SENATE",
        };
        let round = if chamber == kind.origin() {
            "ORIGINATING"
        } else {
            "SECOND"
        };
        let code = match self {
            Self::Introduced => "INTRODUCED",
            Self::Referred => "REFERRED",
            // REFERRED, unless the referral was none in GovTrack's eyes.
            Self::Hearing | Self::Markup => return None,
            Self::OrderedReported | Self::Reported | Self::Discharged => "REPORTED",
            Self::OnCalendar | Self::LaidOnTable | Self::Died => return None,
            Self::PassedHouse => "PASS_OVER:HOUSE",
            Self::PassedSenate => "PASS_OVER:SENATE",
            Self::ResolvingDifferences if by_conference => {
                return Some(format!("CONFERENCE:PASSED:{name}"));
            }
            Self::ResolvingDifferences => return Some(format!("PASS_BACK:{name}")),
            Self::SuspensionFailed => "PROV_KILL:SUSPENSIONFAILED",
            Self::ClotureFailed => "PROV_KILL:CLOTUREFAILED",
            Self::Failed => return Some(format!("FAIL:{round}:{name}")),
            Self::PassedBoth | Self::ToPresident => "PASSED:BILL",
            Self::AgreedTo if kind.is_simple() => "PASSED:SIMPLERES",
            Self::AgreedTo => "PASSED:CONCURRENTRES",
            Self::Signed | Self::BecameLaw => "ENACTED:SIGNED",
            Self::BecameLawUnsigned => "ENACTED:TENDAYRULE",
            Self::BecameLawByOverride => "ENACTED:VETO_OVERRIDE",
            Self::Vetoed => "PROV_KILL:VETO",
            Self::PocketVetoed => "VETOED:POCKET",
            Self::OverrideHouse => "VETOED:OVERRIDE_PASS_OVER:HOUSE",
            Self::OverrideSenate => "VETOED:OVERRIDE_PASS_OVER:SENATE",
            Self::OverrideFailed => {
                return Some(format!("VETOED:OVERRIDE_FAIL_{round}:{name}"));
            }
            Self::Incorporated => "ENACTED:INCORPORATION",
        };
        Some(code.to_owned())
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Stage {
    type Err = ParseStageError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let named = |stage: &&Self| stage.as_str() == text;
        let known = Self::ALL.iter().find(named).copied();
        known.ok_or_else(|| ParseStageError(text.to_owned()))
    }
}

impl serde::Serialize for Stage {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Chamber::{House, Senate};
    use MeasureKind::{HouseBill, HouseConcurrentResolution, SenateBill, SenateResolution};

    #[test]
    fn every_stage_is_read_back_from_its_name() {
        for stage in Stage::ALL {
            assert_eq!(stage.as_str().parse(), Ok(stage));
        }
        assert!("PassedHouse".parse::<Stage>().is_err());
    }

    #[test]
    fn a_code_tells_whose_failure_it_was() {
        let code = |stage: Stage, kind, chamber| stage.govtrack(kind, Some(chamber), false);
        let check = |stage, kind, chamber, expected: &str| {
            assert_eq!(code(stage, kind, chamber).as_deref(), Some(expected));
        };
        check(Stage::Failed, HouseBill, House, "FAIL:ORIGINATING:HOUSE");
        check(Stage::Failed, SenateBill, House, "FAIL:SECOND:HOUSE");
        check(
            Stage::OverrideFailed,
            HouseBill,
            Senate,
            "VETOED:OVERRIDE_FAIL_SECOND:SENATE",
        );
        check(
            Stage::AgreedTo,
            HouseConcurrentResolution,
            Senate,
            "PASSED:CONCURRENTRES",
        );
        check(
            Stage::AgreedTo,
            SenateResolution,
            Senate,
            "PASSED:SIMPLERES",
        );
        assert_eq!(code(Stage::OnCalendar, HouseBill, House), None);
    }
}
