//! Progress: where a measure stands, in words and in codes.
//!
//! A [`Progress`] is folded from the record by [`fold`](crate::domain::fold) and
//! names the action it rests on. The record alone never says that a Congress ended;
//! [`Progress::at`] adds the clock, so that what the record holds and what the day
//! makes of it can be told apart.

use std::fmt;

use jiff::civil::Date;

use crate::domain::{
    calendar,
    meaning::Law,
    measure::{Chamber, MeasureId},
    stage::Stage,
};

mod next;

/// Where a measure stands, since when, and on which action that rests.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Progress {
    pub stage: Stage,
    /// The chamber that took the step.
    pub chamber: Option<Chamber>,
    /// The committee it went to or came from, with its chamber: `House Foreign
    /// Affairs`.
    pub committee: Option<String>,
    /// How far it has come in the second chamber since the first one passed it.
    pub beyond: Option<Stage>,
    /// govtrack.us's code for the record as it stands.
    pub govtrack: String,
    pub since: Date,
    /// The action that it rests on, as a place in the list it was folded from.
    pub basis: usize,
    pub presented_on: Option<Date>,
    /// Its number, once it has one.
    pub law: Option<Law>,
    /// What in the record could not be taken at its word.
    pub remarks: Vec<Remark>,
}

/// Something in the record that can't be so, or not so simply.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Remark {
    /// The action concerned, as a place in the list.
    pub action: usize,
    /// The record's own words.
    pub claim: String,
    pub trouble: Trouble,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Trouble {
    /// A resolution of this type never goes to the President.
    NeverBecomesLaw,
    /// The record has no passage in both chambers.
    NotPassedByBoth,
    /// The other chamber has no part in a simple resolution.
    NotItsChamber,
    /// The record has no veto that could be overridden.
    NotVetoed,
    /// Signed and vetoed exclude each other.
    ContradictsEarlier,
    /// A law number of another Congress, or a second number.
    WrongLawNumber,
    /// Accepted: the same act under two dates.
    TwoDates,
    /// Accepted: dated before an act that must precede it.
    DatedTooEarly,
    /// Accepted as far as it goes: the chamber of origin hasn't passed it by then.
    SecondChamberFirst,
    /// Accepted: a law without the line that says how it became one.
    NoSignature,
}

impl Trouble {
    /// Whether the fold went on as if the line weren't there.
    pub fn is_refused(self) -> bool {
        match self {
            Self::NeverBecomesLaw
            | Self::NotPassedByBoth
            | Self::NotItsChamber
            | Self::NotVetoed
            | Self::ContradictsEarlier
            | Self::WrongLawNumber => true,
            Self::TwoDates | Self::DatedTooEarly | Self::SecondChamberFirst | Self::NoSignature => {
                false
            }
        }
    }
}

impl Progress {
    /// What became of a measure whose words were enacted by the law of another, which its own
    /// record may never say.
    pub fn incorporated(&self, law: Law, on: Date) -> Progress {
        Progress {
            stage: Stage::Incorporated,
            govtrack: "ENACTED:INCORPORATION".to_owned(),
            since: on,
            law: Some(law),
            ..self.clone()
        }
    }

    /// Adds the clock: what the end of its Congress made of the measure by `today`.
    ///
    /// What both chambers haven't passed in one form dies with the Congress. What
    /// they have lives on until it is signed or vetoed or the President's ten days
    /// have run: H.R. 1917 of the 117th was presented on December 28, 2022, and
    /// signed in January. The code stays, as govtrack.us has none for it.
    pub fn at(&self, measure: MeasureId, today: Date) -> Progress {
        let dies_on = self.dies_on(measure);
        match dies_on {
            Some(dies_on) if dies_on <= today => Progress {
                stage: Stage::Died,
                since: dies_on,
                ..self.clone()
            },
            _ => self.clone(),
        }
    }

    /// The day on which it dies if nothing more is done; `None` when it can't die.
    pub fn dies_on(&self, measure: MeasureId) -> Option<Date> {
        if self.stage.is_final() {
            return None;
        }
        let ends_on = calendar::congress_ends_on(measure.congress());
        match self.stage {
            Stage::PassedBoth | Stage::ToPresident => {
                // Unless presented, it can still be presented on the last day.
                let presented_on = self.presented_on.unwrap_or(ends_on);
                let last_day = calendar::last_day_to_sign(presented_on);
                Some(last_day.tomorrow().unwrap_or(Date::MAX).max(ends_on))
            }
            _ => Some(ends_on),
        }
    }

    /// Who would still have to agree for it to take effect, in order: `the House`,
    /// `the Senate`, `the President`. Empty when it has taken effect or never can.
    pub fn still_needed(&self, measure: MeasureId) -> Vec<&'static str> {
        let kind = measure.kind();
        let name = |chamber| match chamber {
            Chamber::House => "the House",
            Chamber::Senate => "the Senate",
        };
        let two_thirds = |chamber| match chamber {
            Chamber::House => "two thirds of the House",
            Chamber::Senate => "two thirds of the Senate",
        };
        let president = kind.can_become_law().then_some("the President");
        let (first, second) = (kind.origin(), kind.origin().other());
        match self.stage {
            stage if stage.is_final() => vec![],
            Stage::ToPresident | Stage::PassedBoth => president.into_iter().collect(),
            Stage::Vetoed => vec![two_thirds(first), two_thirds(second)],
            Stage::OverrideHouse => vec![two_thirds(Chamber::Senate)],
            Stage::OverrideSenate => vec![two_thirds(Chamber::House)],
            Stage::PassedHouse => chain(name(Chamber::Senate), president),
            Stage::PassedSenate => chain(name(Chamber::House), president),
            Stage::ResolvingDifferences => {
                let acted = self.chamber.unwrap_or(second);
                chain(name(acted.other()), president)
            }
            Stage::ClotureFailed | Stage::SuspensionFailed
                if self.chamber == Some(second) && !kind.is_simple() =>
            {
                chain(name(second), president)
            }
            _ if kind.is_simple() => vec![name(first)],
            _ => [name(first), name(second)]
                .into_iter()
                .chain(president)
                .collect(),
        }
    }

    /// What happened, to follow on the measure's name: `passed the House`.
    pub fn happened(&self, measure: MeasureId) -> String {
        let committee = || self.committee.as_deref().unwrap_or("a committee");
        match self.stage {
            Stage::Introduced => format!("was introduced in the {}", self.place(measure)),
            Stage::Referred => format!("was referred to {}", committee()),
            Stage::Hearing => format!("had a hearing in {}", committee()),
            Stage::Markup => format!("was marked up in {}", committee()),
            Stage::OrderedReported => format!("was ordered reported by {}", committee()),
            Stage::Reported => format!("was reported by {}", committee()),
            Stage::Discharged => format!("was discharged from {}", committee()),
            Stage::OnCalendar => format!("was placed on the {} calendar", self.place(measure)),
            Stage::ResolvingDifferences if self.by_conference() => {
                format!("was agreed to in conference by the {}", self.place(measure))
            }
            Stage::ResolvingDifferences => format!("passed the {}, amended", self.place(measure)),
            Stage::SuspensionFailed => "fell short of two thirds in the House".into(),
            Stage::ClotureFailed => "fell short of cloture in the Senate".into(),
            Stage::Failed => format!("failed in the {}", self.place(measure)),
            Stage::LaidOnTable => "was laid on the table".into(),
            Stage::ToPresident => "was presented to the President".into(),
            Stage::AgreedTo if measure.kind().is_simple() => {
                format!("was agreed to by the {}", self.place(measure))
            }
            Stage::AgreedTo => "was agreed to by both chambers".into(),
            Stage::Signed => "was signed by the President".into(),
            Stage::BecameLaw => match self.law {
                Some(law) => format!("became {law}"),
                None => "became law".into(),
            },
            Stage::BecameLawUnsigned => "became law without the President's signature".into(),
            Stage::BecameLawByOverride => "became law over the President's veto".into(),
            Stage::Vetoed => "was vetoed".into(),
            Stage::PocketVetoed => "was pocket vetoed".into(),
            Stage::OverrideFailed => {
                format!("stayed vetoed: the {} didn't override", self.place(measure))
            }
            Stage::Incorporated => match self.law {
                Some(law) => format!("was enacted in {law}"),
                None => "was enacted as part of another measure".into(),
            },
            Stage::Died => format!(
                "died with the {} Congress",
                calendar::ordinal(measure.congress())
            ),
            Stage::PassedHouse
            | Stage::PassedSenate
            | Stage::PassedBoth
            | Stage::OverrideHouse
            | Stage::OverrideSenate => self.stands(measure),
        }
    }

    /// As it is told where the committee isn't known.
    #[must_use]
    pub fn without_committee(&self) -> Self {
        Self {
            committee: None,
            ..self.clone()
        }
    }

    /// Where it stands, for a table or after `was:`: `in House Foreign Affairs`,
    /// `reported`, `passed the House`.
    pub fn stands(&self, measure: MeasureId) -> String {
        let committee = || self.committee.as_deref().unwrap_or("committee");
        let beyond = || match self.beyond {
            None | Some(Stage::Introduced) => String::new(),
            Some(Stage::OnCalendar) => {
                format!(", on the {} calendar", self.place(measure).other())
            }
            Some(Stage::Referred | Stage::Hearing | Stage::Markup) => {
                format!(", in {}", committee())
            }
            Some(_) => format!(", reported by {}", committee()),
        };
        match self.stage {
            Stage::Introduced => "introduced".into(),
            Stage::Referred => format!("in {}", committee()),
            Stage::Hearing => format!("heard in {}", committee()),
            Stage::Markup => format!("marked up in {}", committee()),
            Stage::OrderedReported => "ordered reported".into(),
            Stage::Reported => "reported".into(),
            Stage::Discharged => "discharged from committee".into(),
            Stage::OnCalendar => format!("on the {} calendar", self.place(measure)),
            Stage::PassedHouse => format!("passed the House{}", beyond()),
            Stage::PassedSenate => format!("passed the Senate{}", beyond()),
            Stage::ResolvingDifferences => "between the chambers".into(),
            Stage::PassedBoth => "passed both chambers".into(),
            Stage::ToPresident => "with the President".into(),
            Stage::AgreedTo => "agreed to".into(),
            Stage::Signed => "signed".into(),
            Stage::BecameLaw => match self.law {
                Some(law) => law.to_string(),
                None => "law".into(),
            },
            Stage::BecameLawUnsigned => "law without signature".into(),
            Stage::BecameLawByOverride => "law over a veto".into(),
            Stage::Vetoed => "vetoed".into(),
            Stage::PocketVetoed => "pocket vetoed".into(),
            Stage::OverrideHouse => "passed the House over the veto".into(),
            Stage::OverrideSenate => "passed the Senate over the veto".into(),
            Stage::OverrideFailed => "vetoed for good".into(),
            Stage::Failed => format!("failed in the {}", self.place(measure)),
            Stage::LaidOnTable => "laid on the table".into(),
            Stage::SuspensionFailed => "short of two thirds in the House".into(),
            Stage::ClotureFailed => "short of cloture in the Senate".into(),
            Stage::Incorporated => match self.law {
                Some(law) => format!("enacted in {law}"),
                None => "enacted in another measure".into(),
            },
            Stage::Died => "died with its Congress".into(),
        }
    }

    fn place(&self, measure: MeasureId) -> Chamber {
        self.chamber.unwrap_or(measure.kind().origin())
    }

    fn by_conference(&self) -> bool {
        self.govtrack.starts_with("CONFERENCE:")
    }
}

fn chain(chamber: &'static str, president: Option<&'static str>) -> Vec<&'static str> {
    [chamber].into_iter().chain(president).collect()
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { claim, trouble, .. } = self;
        if trouble.is_refused() {
            write!(f, "upstream claims \"{claim}\", not accepted: {trouble}")
        } else {
            write!(f, "upstream says \"{claim}\", accepted though {trouble}")
        }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NeverBecomesLaw => "a resolution of this type never goes to the President",
            Self::NotPassedByBoth => "the record has no passage in both chambers",
            Self::NotItsChamber => "the other chamber has no part in a simple resolution",
            Self::NotVetoed => "the record has no veto",
            Self::ContradictsEarlier => "the record says the opposite before",
            Self::WrongLawNumber => "the number isn't this measure's",
            Self::TwoDates => "the record gives it two dates",
            Self::DatedTooEarly => "it is dated before what must come first",
            Self::SecondChamberFirst => "the chamber of origin hasn't passed it by then",
            Self::NoSignature => "the record doesn't say how it became law",
        })
    }
}
