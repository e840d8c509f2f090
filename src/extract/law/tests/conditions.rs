//! Days that are those of something else than the effect.

use super::bounds::bounds;

#[test]
fn a_day_of_something_else_is_no_bound() {
    bounds(
        "§907, as in effect on the day before January 1, 2026, shall not apply.",
        "",
        "",
    );
    bounds(
        "§907 (as in effect on January 1, 2026) is repealed.",
        "",
        "",
    );
    bounds(
        "The President may not waive §907 unless, not later than 30 days after January 1, 2027, he certifies that peace is made.",
        "",
        "",
    );
    bounds(
        "The President may not waive §907 unless he certifies, before January 1, 2027, that peace is made.",
        "",
        "",
    );
    bounds(
        "§907 shall not apply for fiscal year 2027 if the certification is made before March 1, 2021.",
        "2026-10-01",
        "2027-10-01",
    );
    bounds(
        "If the President so certifies before March 1, 2026, §907 shall not apply during fiscal year 2027.",
        "2026-10-01",
        "2027-10-01",
    );
}

#[test]
fn a_day_of_the_effect_is_kept_beside_others() {
    bounds(
        "Not later than the end of fiscal year 2027, the restriction in §907 shall terminate.",
        "2027-10-01",
        "",
    );
    bounds(
        "Provided that §907 shall not apply during fiscal year 2027.",
        "2026-10-01",
        "2027-10-01",
    );
    bounds(
        "Effective January 1, 2027, §907 (as it was in effect on October 1, 2001) is repealed.",
        "2027-01-01",
        "",
    );
    bounds(
        "The authority to waive §907 shall remain in effect until September 30, 2030, unless peace is signed before January 1, 2027.",
        "",
        "2030-09-30",
    );
    bounds(
        "The President may waive §907 through December 31, 2028, provided that a report is made before March 1, 2027.",
        "",
        "2029-01-01",
    );
}

#[test]
fn no_effect_ends_before_it_begins() {
    bounds(
        "Effective January 1, 2027, §907 shall not apply through December 31, 2021.",
        "2027-01-01",
        "",
    );
    bounds(
        "SEC. 2. X.\n\n    (a) Bar.--§907 shall not apply through December 31, 2025.\n    (b) Effective Date.--Subsection (a) shall take \
         effect on January 1, 2027.",
        "2027-01-01",
        "",
    );
}
