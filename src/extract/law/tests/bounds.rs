//! From when until when.

use super::*;

/// Checks the bounds of the only finding, each as it is shown, or empty.
#[track_caller]
pub(super) fn bounds(text: &str, effective: &str, ends: &str) {
    let text = text.replace("§907", CITED);
    let finding = only(&text);
    let shown = |on: Option<jiff::civil::Date>, after: Option<crate::domain::effect::Term>| {
        on.map(|on| on.to_string())
            .or(after.map(|after| format!("+{after}")))
            .unwrap_or_default()
    };
    assert_eq!(
        shown(finding.effective_on, finding.effective_after),
        effective,
        "{text}"
    );
    assert_eq!(shown(finding.ends_on, finding.ends_after), ends, "{text}");
}

#[test]
fn fiscal_years_begin_in_october() {
    bounds(
        "§907 shall not apply during fiscal years 2026 and 2027.",
        "2025-10-01",
        "2027-10-01",
    );
    bounds(
        "§907 shall not apply during fiscal year 2027.",
        "2026-10-01",
        "2027-10-01",
    );
    bounds(
        "The President may not waive §907 in each of fiscal years 2026 through 2030.",
        "2025-10-01",
        "2030-10-01",
    );
    bounds(
        "The President may not waive §907 with respect to amounts made available for fiscal years 2024 or 2025.",
        "2023-10-01",
        "2025-10-01",
    );
    bounds(
        "The authority to waive §907 is extended through fiscal year 2028.",
        "",
        "2028-10-01",
    );
    bounds(
        "§907 shall not apply for fiscal year 2026 and each fiscal year thereafter.",
        "2025-10-01",
        "",
    );
}

#[test]
fn days_are_read() {
    bounds(
        "Effective on January 1, 2027, §907 is repealed.",
        "2027-01-01",
        "",
    );
    bounds(
        "§907 is repealed effective October 1, 2026.",
        "2026-10-01",
        "",
    );
    bounds(
        "§907 shall not apply until January 1, 2028.",
        "",
        "2028-01-01",
    );
    bounds(
        "§907 shall not apply through December 31, 2027.",
        "",
        "2028-01-01",
    );
    bounds(
        "§907 shall cease to apply on January 1, 2027.",
        "2027-01-01",
        "",
    );
    bounds(
        "The authority to waive §907 shall terminate on December 31, 2026.",
        "2026-12-31",
        "",
    );
    bounds(
        "The authority to waive §907 is extended through December 31, 2030.",
        "",
        "2031-01-01",
    );
}

#[test]
fn terms_are_counted_from_enactment() {
    bounds(
        "For two years after the date of the enactment of this Act, §907 shall not apply.",
        "",
        "+2 years",
    );
    bounds(
        "§907 shall not apply during the 2-year period beginning on the date of the enactment of this Act.",
        "",
        "+2 years",
    );
    bounds(
        "§907 is repealed effective on the date that is 180 days after the date of the enactment of this Act.",
        "+180 days",
        "",
    );
}

#[test]
fn a_section_says_when_it_begins_and_ends() {
    bounds(
        "SEC. 2. REPEAL.\n\n    (a) Repeal.--§907 is repealed.\n    (b) Effective Date.--Subsection (a) shall take effect on \
         January 1, 2027.",
        "2027-01-01",
        "",
    );
    bounds(
        "SEC. 2. BAR.\n\n    (a) Bar.--The President may not waive §907.\n    (b) Sunset.--This section shall terminate on \
         September 30, 2028.",
        "",
        "2028-09-30",
    );
    bounds(
        "SEC. 2. REPEAL.\n\n    §907 is repealed.\n\nSEC. 3. EFFECTIVE DATE.\n\n    This Act shall take effect on January 1, \
         2027.",
        "2027-01-01",
        "",
    );
}

#[test]
fn what_is_no_bound_is_left_open() {
    bounds("§907 is repealed.", "", "");
    bounds(
        "Not later than 90 days after the date of the enactment of this Act, the Secretary shall submit a report on the \
         waiver of §907 for fiscal year 2027.",
        "",
        "",
    );
    bounds(
        "§907 is repealed effective on the date on which the President certifies that peace is made.",
        "",
        "",
    );
    bounds(
        "The President may not waive §907, as provided in the National Defense Authorization Act for Fiscal Year 2024.",
        "",
        "",
    );
}
