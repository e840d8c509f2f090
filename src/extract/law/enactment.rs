//! Of which bill a law came, and when: what its text says of itself.

use super::terms;
use crate::{
    domain::measure::{MeasureId, MeasureKind},
    extract::decode::{self, decode},
};
use jiff::civil::Date;

/// What the text of a law says of its making.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Enactment {
    pub measure: Option<MeasureId>,
    pub approved_on: Option<Date>,
}

pattern!(CONGRESS, r"(?i)\b(\d{2,3})(?:st|nd|rd|th)\s+Congress\b");

// `[H.R. 7148]`, in the margin note at the head of a law.
pattern!(
    BILL,
    r"\[\s*(H\.\s?R\.|S\.|H\.\s?J\.\s?Res\.|S\.\s?J\.\s?Res\.)\s*(\d{1,5})\s*\]"
);

pattern!(
    APPROVED,
    r"\bApproved\s+([A-Z][a-z]+)\s+(\d{1,2}),\s+(\d{4})"
);

// `<approvedDate date="2026-02-03">`, as law texts in United States Legislative Markup
// have it.
pattern!(
    APPROVED_DATE,
    r#"<approvedDate[^<>]*\bdate="(\d{4}-\d{2}-\d{2})""#
);

/// Reads what the text of a law, in whatever markup, says of its making.
pub fn enactment(body: &[u8], content_type: Option<&str>) -> Enactment {
    let text = decode(body, content_type, decode::Kind::Xml).text;
    let congress = CONGRESS
        .captures(&text)
        .and_then(|said| said[1].parse().ok());
    let bill = BILL.captures(&text).and_then(|said| {
        let code: String = said[1].chars().filter(|c| c.is_alphabetic()).collect();
        Some((MeasureKind::from_code(&code)?, said[2].parse().ok()?))
    });
    let measure = bill
        .zip(congress)
        .map(|((kind, number), congress)| MeasureId::new(kind, number, congress));
    let marked = || APPROVED_DATE.captures(&text)?[1].parse().ok();
    // The last: a law may tell when another was approved.
    let said = || {
        let said = APPROVED.captures_iter(&text).last()?;
        terms::day(&said[1], &said[2], &said[3])
    };
    Enactment {
        measure,
        approved_on: marked().or_else(said),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, measure: Option<&str>, approved_on: Option<&str>) {
        let found = enactment(text.as_bytes(), None);
        let named = found.measure.map(|measure| measure.to_string());
        let approved = found.approved_on.map(|on| on.to_string());
        assert_eq!(
            (named.as_deref(), approved.as_deref()),
            (measure, approved_on)
        );
    }

    #[test]
    fn a_law_names_its_bill_and_its_day() {
        check(
            "Public Law 119-75\n119th Congress\n &lt;&lt;NOTE: Feb. 3, 2026 -  [H.R. 7148]&gt;&gt;\n\
             … approved October 24, 1992 …\n    Approved February 3, 2026.\n",
            Some("hr7148-119"),
            Some("2026-02-03"),
        );
        check(
            "<approvedDate date=\"2026-02-03\">February 3, 2026</approvedDate>\
             <congress>119th CONGRESS</congress> [S.J. Res. 12]",
            Some("sjres12-119"),
            Some("2026-02-03"),
        );
    }

    #[test]
    fn what_is_not_said_is_not_made_up() {
        check("An Act", None, None);
        check("[H.R. 7148] Approved Smarch 32, 2026.", None, None);
        check("", None, None);
    }
}
