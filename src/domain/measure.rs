//! Measures: the bills and resolutions of Congress, and how they are named.

use std::{fmt, str::FromStr};

/// A bill or resolution, named by type, number and congress: `hr6534-119`.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct MeasureId {
    kind: MeasureKind,
    number: u32,
    congress: u16,
}

/// The eight types of measure. A bill or joint resolution can become law; a
/// concurrent resolution is agreed to by both chambers, a simple one by its own.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum MeasureKind {
    HouseBill,
    SenateBill,
    HouseJointResolution,
    SenateJointResolution,
    HouseConcurrentResolution,
    SenateConcurrentResolution,
    HouseResolution,
    SenateResolution,
}

#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Chamber {
    House,
    Senate,
}

#[derive(Clone, Debug, thiserror::Error, PartialEq)]
#[error("expected a type, a number and a congress, as in hr6534-119, not `{0}`")]
pub struct ParseMeasureIdError(String);

impl MeasureId {
    pub fn new(kind: MeasureKind, number: u32, congress: u16) -> Self {
        Self {
            kind,
            number,
            congress,
        }
    }

    pub fn kind(self) -> MeasureKind {
        self.kind
    }

    pub fn number(self) -> u32 {
        self.number
    }

    /// The Congress it belongs to, 119 for 2025 and 2026.
    pub fn congress(self) -> u16 {
        self.congress
    }

    /// As Congress writes it, without the congress: `H.R. 6534`.
    pub fn citation(self) -> String {
        format!("{} {}", self.kind.citation(), self.number)
    }
}

impl MeasureKind {
    const ALL: [(Self, &'static str, &'static str); 8] = [
        (Self::HouseBill, "hr", "H.R."),
        (Self::SenateBill, "s", "S."),
        (Self::HouseJointResolution, "hjres", "H.J.Res."),
        (Self::SenateJointResolution, "sjres", "S.J.Res."),
        (Self::HouseConcurrentResolution, "hconres", "H.Con.Res."),
        (Self::SenateConcurrentResolution, "sconres", "S.Con.Res."),
        (Self::HouseResolution, "hres", "H.Res."),
        (Self::SenateResolution, "sres", "S.Res."),
    ];

    /// Reads congress.gov's code in either case: `HR`, `sjres`.
    pub fn from_code(code: &str) -> Option<Self> {
        let known = |(_, known, _): &&(Self, &str, &str)| known.eq_ignore_ascii_case(code);
        Self::ALL.iter().find(known).map(|&(kind, ..)| kind)
    }

    /// congress.gov's code in lower case, as in file names: `hr`, `sjres`.
    pub fn code(self) -> &'static str {
        self.row().1
    }

    fn citation(self) -> &'static str {
        self.row().2
    }

    fn row(self) -> &'static (Self, &'static str, &'static str) {
        let row = Self::ALL.iter().find(|(kind, ..)| *kind == self);
        row.expect("every kind has a row")
    }

    /// Whether it binds one chamber alone: agreed to there, it is done.
    pub fn is_simple(self) -> bool {
        matches!(self, Self::HouseResolution | Self::SenateResolution)
    }

    /// Whether it goes to the President and can become law, as bills and joint
    /// resolutions do.
    pub fn can_become_law(self) -> bool {
        match self {
            Self::HouseBill
            | Self::SenateBill
            | Self::HouseJointResolution
            | Self::SenateJointResolution => true,
            Self::HouseConcurrentResolution
            | Self::SenateConcurrentResolution
            | Self::HouseResolution
            | Self::SenateResolution => false,
        }
    }

    /// The chamber in which it is introduced.
    pub fn origin(self) -> Chamber {
        match self {
            Self::HouseBill
            | Self::HouseJointResolution
            | Self::HouseConcurrentResolution
            | Self::HouseResolution => Chamber::House,
            Self::SenateBill
            | Self::SenateJointResolution
            | Self::SenateConcurrentResolution
            | Self::SenateResolution => Chamber::Senate,
        }
    }
}

impl Chamber {
    pub fn other(self) -> Self {
        match self {
            Self::House => Self::Senate,
            Self::Senate => Self::House,
        }
    }
}

impl FromStr for MeasureId {
    type Err = ParseMeasureIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parse = || {
            let (measure, congress) = text.split_once('-')?;
            let digits = measure.find(|c: char| c.is_ascii_digit())?;
            let (code, number) = measure.split_at(digits);
            let kind = MeasureKind::from_code(code)?;
            let plain = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
            if !plain(number) || !plain(congress) {
                return None;
            }
            Some(Self::new(
                kind,
                number.parse().ok()?,
                congress.parse().ok()?,
            ))
        };
        parse().ok_or_else(|| ParseMeasureIdError(text.to_owned()))
    }
}

impl fmt::Display for MeasureId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            kind,
            number,
            congress,
        } = self;
        f.pad(&format!("{}{number}-{congress}", kind.code()))
    }
}

impl fmt::Display for Chamber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::House => "House",
            Self::Senate => "Senate",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_measure_is_a_type_a_number_and_a_congress() {
        for name in ["hr6534-119", "s1-113", "hjres7-118", "sconres14-117"] {
            assert_eq!(name.parse::<MeasureId>().unwrap().to_string(), name);
        }
        assert_eq!(
            "HR1-119".parse::<MeasureId>().unwrap().to_string(),
            "hr1-119"
        );
        for name in [
            "",
            "hr",
            "1234-119",
            "hr-119",
            "hr1234",
            "hb1-119",
            "hr1-x",
            "hr+1-119",
            "hr99999999999-119",
            "hr1-119-1",
        ] {
            assert!(name.parse::<MeasureId>().is_err(), "{name}");
        }
    }

    #[test]
    fn a_measure_is_cited_as_congress_writes_it() {
        let cited = |name: &str| name.parse::<MeasureId>().unwrap().citation();
        assert_eq!(cited("hr6534-119"), "H.R. 6534");
        assert_eq!(cited("sconres14-117"), "S.Con.Res. 14");
    }
}
