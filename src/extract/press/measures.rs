//! Numbers of bills and resolutions that a text names: `H.R. 6534`, `S.3000`, `H.J.Res. 12`.
//!
//! The press seldom says of which Congress, so it is the one that sits. What is found is
//! a lead and no more: the record says whether there is such a measure.

use std::sync::LazyLock;

use regex::Regex;

use crate::domain::measure::{MeasureId, MeasureKind};

/// More than this is a list, and no news on one of them.
const CITED_MAX: usize = 10;

static CITED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)\b(
            [HS]\.?\s?(?:J|Con)\.?\s?Res\. | [HS]\.?\s?Res\. | H\.\s?R\. | HR | S\.
        )\s?(\d{1,5})\b",
    )
    .expect("the pattern is fixed")
});

/// The measures of `congress` that a text names, each once, in the order of the text.
pub fn cited(text: &str, congress: u16) -> Vec<MeasureId> {
    let mut found = Vec::new();
    for cited in CITED.captures_iter(text) {
        // "U.S. 50" ends on what begins "S. 50".
        let start = cited.get(0).map_or(0, |all| all.start());
        if text[..start].ends_with('.') {
            continue;
        }
        let code: String = cited[1].chars().filter(|c| c.is_alphabetic()).collect();
        let measure = MeasureKind::from_code(&code)
            .zip(cited[2].parse().ok())
            .map(|(kind, number)| MeasureId::new(kind, number, congress));
        let measure = measure.filter(|measure| measure.number() > 0 && !found.contains(measure));
        found.extend(measure);
        if found.len() == CITED_MAX {
            break;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found = cited(text, 119);
        let found: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn numbers_are_read_as_the_press_writes_them() {
        check("Luna's bill, H.R. 6534, would repeal it", &["hr6534-119"]);
        check(
            "H. R. 6534 and H.R.6840; HR 6534 again",
            &["hr6534-119", "hr6840-119"],
        );
        check(
            "the Senate's S. 3000 and S.Res. 907",
            &["s3000-119", "sres907-119"],
        );
        check(
            "H.J.Res. 12, S. Con. Res. 3",
            &["hjres12-119", "sconres3-119"],
        );
        check("Азербайджан: законопроект H.R.6534.", &["hr6534-119"]);
    }

    #[test]
    fn other_numbers_name_no_measure() {
        check("Section 907, U.S. 50 states, 24 HR departments", &[]);
        check("U.S. 3000 troops", &[]);
        check("H.R. 0, H.R. 1234567", &[]);
        check("", &[]);
    }
}
