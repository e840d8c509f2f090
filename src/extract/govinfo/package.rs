//! Packages: what govinfo.gov keeps, by the names it gives.

use std::{fmt, str::FromStr};

use jiff::civil::Date;

use crate::domain::{
    meaning::Law,
    measure::{Chamber, MeasureId, MeasureKind},
};

use super::version::Version;

/// A package, or a part of one that has a text of its own.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub enum Package {
    /// `BILLS-119hr6534ih`: one version of a measure's text.
    Bill {
        measure: MeasureId,
        version: Version,
    },
    /// `PLAW-119publ75`, `PLAW-115pvtl1`
    Law {
        congress: u16,
        is_private: bool,
        number: u16,
    },
    /// `BILLSTATUS-119hr6534`: the record of a measure.
    Status(MeasureId),
    /// `FR-2025-08-15`: an issue of the Federal Register.
    Register(Date),
    /// `2025-15677` of an issue: a document in it.
    RegisterDocument { issue: Date, number: String },
    /// `DCPD-202500855`: a presidential document of the Daily Compilation.
    Compilation { year: u16, number: u32 },
    /// `CPD-202500855`: the same, as the API names it.
    CompilationByApi { year: u16, number: u32 },
}

#[derive(Clone, Debug, thiserror::Error, PartialEq)]
#[error("`{0}` is no package that we know, as BILLS-119hr6534ih or PLAW-119publ75 would be")]
pub struct ParsePackageError(String);

impl Package {
    /// Whose text or record it is.
    pub fn measure(&self) -> Option<MeasureId> {
        match self {
            Self::Bill { measure, .. } | Self::Status(measure) => Some(*measure),
            Self::Law { .. }
            | Self::Register(_)
            | Self::RegisterDocument { .. }
            | Self::Compilation { .. }
            | Self::CompilationByApi { .. } => None,
        }
    }

    /// The number of a public law as it is cited: `119-75`.
    pub fn public_law(&self) -> Option<String> {
        match self {
            Self::Law {
                congress,
                is_private: false,
                number,
            } => Some(format!("{congress}-{number}")),
            _ => None,
        }
    }

    /// The text of a measure as introduced.
    pub fn introduced(measure: MeasureId) -> Option<Self> {
        let code = match measure.kind().origin() {
            Chamber::House => "ih",
            Chamber::Senate => "is",
        };
        let version = Version::parse(code)?;
        Some(Self::Bill { measure, version })
    }

    /// That of a law, by its number.
    pub fn of_law(law: Law) -> Self {
        Self::Law {
            congress: law.congress,
            is_private: law.private,
            number: u16::try_from(law.number).unwrap_or(u16::MAX),
        }
    }

    /// Whether it is the text of a bill or a law.
    pub fn is_text(&self) -> bool {
        matches!(self, Self::Bill { .. } | Self::Law { .. })
    }

    /// Which version of a measure's text it is: `ih`, `enr`; `law` for that of a law.
    pub fn version_code(&self) -> &str {
        match self {
            Self::Bill { version, .. } => version.code(),
            _ => "law",
        }
    }

    /// For people: `Introduced in House`, `Public Law 119-75`.
    pub fn in_words(&self) -> String {
        match self {
            Self::Bill { version, .. } => match version.name() {
                Some(name) => name.to_owned(),
                None => format!("version {}", version.code()),
            },
            Self::Law {
                congress,
                is_private,
                number,
            } => Law {
                private: *is_private,
                congress: *congress,
                number: u32::from(*number),
            }
            .to_string(),
            other => other.to_string(),
        }
    }

    /// The package that it is part of, by name: that of its issue for a document.
    pub(super) fn package_name(&self) -> String {
        match self {
            Self::RegisterDocument { issue, .. } => Self::Register(*issue).to_string(),
            other => other.to_string(),
        }
    }
}

impl FromStr for Package {
    type Err = ParsePackageError;

    /// Reads the name of a package, or `FR-2025-08-15/2025-15677` for a document.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse(text).ok_or_else(|| ParsePackageError(text.chars().take(100).collect()))
    }
}

impl fmt::Display for Package {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self {
            Self::Bill { measure, version } => format!("BILLS-{}{version}", joined(*measure)),
            Self::Law {
                congress,
                is_private,
                number,
            } => {
                let kind = if *is_private { "pvtl" } else { "publ" };
                format!("PLAW-{congress}{kind}{number}")
            }
            Self::Status(measure) => format!("BILLSTATUS-{}", joined(*measure)),
            Self::Register(issue) => format!("FR-{issue}"),
            Self::RegisterDocument { issue, number } => format!("FR-{issue}/{number}"),
            Self::Compilation { year, number } => format!("DCPD-{year}{number:05}"),
            Self::CompilationByApi { year, number } => format!("CPD-{year}{number:05}"),
        };
        f.pad(&name)
    }
}

fn parse(text: &str) -> Option<Package> {
    let (collection, name) = text.trim().split_once('-')?;
    match collection {
        "BILLS" => {
            let (measure, rest) = measure(name)?;
            Some(Package::Bill {
                measure,
                version: Version::parse(rest)?,
            })
        }
        "BILLSTATUS" => {
            let (measure, rest) = measure(name)?;
            rest.is_empty().then_some(Package::Status(measure))
        }
        "PLAW" => {
            let (congress, rest) = number(name)?;
            let is_private = rest.starts_with("pvtl");
            let rest = rest.strip_prefix("publ").or(rest.strip_prefix("pvtl"))?;
            let (law, rest) = number(rest)?;
            (rest.is_empty() && law > 0).then_some(Package::Law {
                congress: u16::try_from(congress).ok()?,
                is_private,
                number: u16::try_from(law).ok()?,
            })
        }
        "FR" => match name.split_once('/') {
            None => Some(Package::Register(day(name)?)),
            Some((issue, number)) => Some(Package::RegisterDocument {
                issue: day(issue)?,
                number: document_number(number)?.to_owned(),
            }),
        },
        "DCPD" => compilation(name).map(|(year, number)| Package::Compilation { year, number }),
        "CPD" => compilation(name).map(|(year, number)| Package::CompilationByApi { year, number }),
        _ => None,
    }
}

/// `119hr6534` and what follows it.
fn measure(name: &str) -> Option<(MeasureId, &str)> {
    let (congress, rest) = number(name)?;
    let digits = rest.find(|c: char| c.is_ascii_digit())?;
    let (code, rest) = rest.split_at(digits);
    let (measure, rest) = number(rest)?;
    let congress = u16::try_from(congress).ok()?;
    Some((
        MeasureId::new(MeasureKind::from_code(code)?, measure, congress),
        rest,
    ))
}

/// The number at the start of a text, without zeros in front, and what follows it.
fn number(text: &str) -> Option<(u32, &str)> {
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    if digits.starts_with('0') {
        return None;
    }
    Some((digits.parse().ok()?, rest))
}

/// A year and a number of five digits.
fn compilation(name: &str) -> Option<(u16, u32)> {
    let plain = name.len() == 9 && name.bytes().all(|byte| byte.is_ascii_digit());
    let (year, number) = name.split_at_checked(4).filter(|_| plain)?;
    Some((year.parse().ok()?, number.parse().ok()?))
}

fn day(text: &str) -> Option<Date> {
    // Exactly as they write it: a time after it would be read too.
    (text.len() == 10).then(|| text.parse().ok())?
}

/// A Federal Register document's number: `2025-15677`, `C1-2025-15677`, `E9-1234`.
pub(super) fn document_number(text: &str) -> Option<&str> {
    let sound = (4..=24).contains(&text.len())
        && text.contains('-')
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && text.ends_with(|c: char| c.is_ascii_digit());
    sound.then_some(text)
}

/// `119hr6534`
pub(super) fn joined(measure: MeasureId) -> String {
    let name = measure.to_string();
    let (number, congress) = name.split_once('-').unwrap_or((&name, ""));
    format!("{congress}{number}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_is_printed_as_it_is_read() {
        for name in [
            "BILLS-119hr6534ih",
            "BILLS-119s1pcs",
            "BILLS-118hres907eh",
            "BILLS-119hr7148enr",
            "BILLS-119hr1rh2",
            "PLAW-119publ75",
            "PLAW-115pvtl1",
            "BILLSTATUS-119hr6534",
            "BILLSTATUS-117sconres14",
            "FR-2025-08-15",
            "FR-2025-08-15/2025-15677",
            "DCPD-202500855",
            "CPD-202500855",
        ] {
            assert_eq!(name.parse::<Package>().unwrap().to_string(), name);
        }
    }

    #[test]
    fn a_package_says_what_it_is_of() {
        let parse = |name: &str| name.parse::<Package>().unwrap();
        let bill = parse("BILLS-119hr6534ih");
        assert_eq!(bill.measure().unwrap().to_string(), "hr6534-119");
        assert_eq!(bill.public_law(), None);
        assert_eq!(
            parse("PLAW-119publ75").public_law().as_deref(),
            Some("119-75")
        );
        assert_eq!(parse("PLAW-119pvtl1").public_law(), None);
    }

    #[test]
    fn what_is_none_is_refused() {
        for name in [
            "",
            "BILLS",
            "BILLS-119hr6534",
            "BILLS-hr6534ih",
            "BILLS-119xx6534ih",
            "BILLS-119hr0006534ih",
            "BILLS-119hr99999999999ih",
            "BILLSTATUS-119hr6534ih",
            "BILLSTATUS-2017-10-20T00:40:44Z",
            "PLAW-119publ",
            "PLAW-119publ0",
            "PLAW-119law75",
            "FR-2025-02-30",
            "FR-2025-08-15T00:00/2025-15677",
            "FR-2025-08-15/../x",
            "DCPD-2025855",
            "DCPD-20250085\u{665}",
            "CREC-2025-08-15",
        ] {
            assert!(name.parse::<Package>().is_err(), "{name}");
        }
    }
}
