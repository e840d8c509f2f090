//! Versions of a measure's text, by the codes in the names of packages.

use std::fmt;

use crate::domain::measure::Chamber;

/// A version's code: `ih`, `enr`, or `rh2` for the second of its kind.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Version {
    code: [u8; CODE_MAX],
    length: u8,
}

/// `renr2` is the longest that can be.
const CODE_MAX: usize = 6;

/// The codes, and what they stand for
/// (<https://www.govinfo.gov/help/bills>, "Bill Versions").
const NAMES: [(&str, &str); 53] = [
    ("as", "Amendment Ordered to be Printed (Senate)"),
    ("ash", "Additional Sponsors (House)"),
    ("ath", "Agreed to (House)"),
    ("ats", "Agreed to (Senate)"),
    ("cdh", "Committee Discharged (House)"),
    ("cds", "Committee Discharged (Senate)"),
    ("cph", "Considered and Passed (House)"),
    ("cps", "Considered and Passed (Senate)"),
    ("eah", "Engrossed Amendment (House)"),
    ("eas", "Engrossed Amendment (Senate)"),
    ("eh", "Engrossed in House"),
    ("eph", "Engrossed and Deemed Passed by House"),
    ("es", "Engrossed in Senate"),
    ("enr", "Enrolled Bill"),
    ("fah", "Failed Amendment (House)"),
    ("fph", "Failed Passage (House)"),
    ("fps", "Failed Passage (Senate)"),
    ("hdh", "Held at Desk (House)"),
    ("hds", "Held at Desk (Senate)"),
    ("ih", "Introduced in House"),
    ("iph", "Indefinitely Postponed (House)"),
    ("ips", "Indefinitely Postponed (Senate)"),
    ("is", "Introduced in Senate"),
    ("lth", "Laid on Table (House)"),
    ("lts", "Laid on Table (Senate)"),
    ("oph", "Ordered to be Printed (House)"),
    ("ops", "Ordered to be Printed (Senate)"),
    ("pap", "Printed as Passed"),
    ("pav", "Previous Action Vitiated"),
    ("pch", "Placed on Calendar House"),
    ("pcs", "Placed on Calendar Senate"),
    ("pp", "Public Print"),
    ("pwah", "Ordered to be Printed with House Amendment"),
    ("rah", "Referred with Amendments (House)"),
    ("ras", "Referred with Amendments (Senate)"),
    ("rch", "Reference Change (House)"),
    ("rcs", "Reference Change (Senate)"),
    ("rdh", "Received in House"),
    ("rds", "Received in Senate"),
    ("reah", "Re-engrossed Amendment (House)"),
    ("reas", "Re-engrossed Amendment (Senate)"),
    ("renr", "Re-enrolled Bill"),
    ("res", "Re-engrossed Amendment (Senate)"),
    ("rfh", "Referred in House"),
    ("rfs", "Referred in Senate"),
    ("rh", "Reported in House"),
    ("rih", "Referral Instructions (House)"),
    ("ris", "Referral Instructions (Senate)"),
    ("rs", "Reported in Senate"),
    ("rth", "Referred to Committee (House)"),
    ("rts", "Referred to Committee (Senate)"),
    ("sas", "Additional Sponsors (Senate)"),
    ("sc", "Sponsor Change (House)"),
];

impl Version {
    /// Reads a code in either case: letters, then perhaps a number.
    pub fn parse(code: &str) -> Option<Self> {
        let letters = code.trim_end_matches(|c: char| c.is_ascii_digit());
        let sound = (2..=4).contains(&letters.len())
            && letters.bytes().all(|byte| byte.is_ascii_alphabetic())
            && code.len() <= letters.len() + 2
            && code.len() <= CODE_MAX;
        if !sound {
            return None;
        }
        let mut bytes = [0; CODE_MAX];
        for (to, from) in bytes.iter_mut().zip(code.bytes()) {
            *to = from.to_ascii_lowercase();
        }
        Some(Self {
            code: bytes,
            length: u8::try_from(code.len()).ok()?,
        })
    }

    /// In small letters: `ih`.
    pub fn code(&self) -> &str {
        let code = self.code.get(..usize::from(self.length));
        code.and_then(|code| std::str::from_utf8(code).ok())
            .unwrap_or_default()
    }

    /// `Introduced in House`; `None` for a code that we don't know.
    pub fn name(&self) -> Option<&'static str> {
        NAMES
            .iter()
            .find(|(code, _)| *code == self.letters())
            .map(|&(_, name)| name)
    }

    /// Whether it is the text that both chambers passed.
    pub fn is_enrolled(&self) -> bool {
        matches!(self.letters(), "enr" | "renr")
    }

    /// How far along it is for a measure that began in `origin`: the later version has the
    /// higher rank, whenever each was read. A chamber's codes end in its letter; what the
    /// other chamber prints comes after what its own passed, and amendments between the
    /// two after both.
    pub fn rank(&self, origin: Chamber) -> u8 {
        let letters = self.letters();
        let chamber = match letters.chars().last() {
            Some('h') => Chamber::House,
            Some('s') => Chamber::Senate,
            _ => origin,
        };
        let second = if chamber == origin { 0 } else { 10 };
        match letters {
            "enr" | "renr" => 40,
            "eah" | "eas" | "reah" | "reas" if second == 0 => 30,
            "eah" | "eas" | "reah" | "reas" => 20,
            "ih" | "is" => 0,
            "rh" | "rs" => second + 2,
            "pch" | "pcs" => second + 3,
            "eh" | "es" | "eph" | "cph" | "cps" | "res" | "ath" | "ats" | "pap" => second + 5,
            _ => second + 1,
        }
    }

    fn letters(&self) -> &str {
        self.code().trim_end_matches(|c: char| c.is_ascii_digit())
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_told_in_words() {
        check("ih", Some("Introduced in House"));
        check("PCS", Some("Placed on Calendar Senate"));
        check("rh2", Some("Reported in House"));
        check("enr", Some("Enrolled Bill"));
        check("zz", None);
        assert!(Version::parse("renr").unwrap().is_enrolled());
        for code in ["", "i", "ih-", "12", "ih123", "introduced", "\u{456}h"] {
            assert_eq!(Version::parse(code), None, "{code}");
        }
    }

    #[test]
    fn versions_come_in_the_order_of_the_process() {
        for (origin, order) in [
            (
                Chamber::House,
                [
                    "ih", "rh", "pch", "eh", "rfs", "rs", "pcs", "eas", "eah", "enr",
                ],
            ),
            (
                Chamber::Senate,
                [
                    "is", "rs", "pcs", "es", "rdh", "rh", "pch", "eah", "eas", "enr",
                ],
            ),
        ] {
            let rank = |code: &&str| Version::parse(code).unwrap().rank(origin);
            assert!(order.is_sorted_by(|a, b| rank(a) < rank(b)), "{order:?}");
        }
    }

    #[test]
    fn no_code_stands_twice() {
        assert!(
            NAMES
                .iter()
                .enumerate()
                .all(|(at, (code, _))| { NAMES[at + 1..].iter().all(|(other, _)| other != code) })
        );
    }

    #[track_caller]
    fn check(code: &str, name: Option<&str>) {
        let version = Version::parse(code).unwrap();
        assert_eq!(version.code(), code.to_lowercase());
        assert_eq!(version.name(), name);
    }
}
