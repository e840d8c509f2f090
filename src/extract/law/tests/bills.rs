//! Provisions of several parts, as bills and riders have them.

use super::*;

#[test]
fn a_bar_for_the_money_of_two_years() {
    let text = "SEC. 2. RESTRICTION ON WAIVER OF SECTION 907 OF FREEDOM SUPPORT ACT \n              WITH RESPECT TO \
                ASSISTANCE TO AZERBAIJAN.\n\n    The President may not exercise the waiver authority provided \npursuant to \
                title II of the Foreign Operations, Export Financing, and \nRelated Programs Appropriations Act, 2002 (Public \
                Law 107-115) (22 \nU.S.C. 5812 note), under the heading ``assistance for the independent \nstates of the \
                former soviet union'' under subsection (g), with respect \nto amounts appropriated or otherwise made available \
                for fiscal years \n2024 or 2025.\n";
    check(text, &["restricts_waiver @ sec. 2"]);
    let finding = only(text);
    assert_eq!(finding.effective_on, "2023-10-01".parse().ok());
    assert_eq!(finding.ends_on, "2025-10-01".parse().ok());
    assert!(
        finding
            .citation
            .starts_with("title II of the Foreign Operations")
    );
    assert!(finding.citation.ends_with("under subsection (g)"));
}

#[test]
fn an_authority_that_is_struck_or_tightened() {
    check(
        "SEC. 2. REPEAL OF WAIVER AUTHORITY.\n\n    Title II of the Foreign Operations, Export Financing, and Related Programs \
         Appropriations Act, 2002 (Public Law 107-115; 22 U.S.C. 5812 note) is amended in the matter under the heading \
         ``Assistance for the Independent States of the Former Soviet Union''--\n            (1) by striking subsection (g); \
         and\n            (2) by redesignating subsection (h) as subsection (g).",
        &["restricts_waiver @ sec. 2"],
    );
    check(
        "SEC. 2. CONDITIONS.\n\n    Subsection (g)(2) of the matter under the heading ``Assistance for the Independent States \
         of the Former Soviet Union'' in title II of Public Law 107-115 (22 U.S.C. 5812 note) is amended--\n            (1) in \
         subparagraph (C), by striking ``and'' at the end; and\n            (2) by adding at the end the following:\n            \
         ``(E) will not be provided unless Azerbaijan releases all prisoners.''.",
        &["restricts_waiver @ sec. 2"],
    );
}

#[test]
fn a_condition_and_a_report() {
    check(
        "SEC. 4. CERTIFICATION REQUIREMENT.\n\n    (a) In General.--The President may not exercise the authority to waive \
         section 907 of the FREEDOM Support Act (22 U.S.C. 5812 note) unless the Secretary of Defense certifies to the \
         appropriate congressional committees that the Government of Azerbaijan--\n            (1) has withdrawn all forces; \
         and\n            (2) will report to the Secretary.\n    (b) Report.--Not later than 180 days after the date of the \
         enactment of this Act, the Secretary of State shall submit to the appropriate congressional committees a report on each \
         waiver of such section 907 exercised since January 1, 2002.\n    (c) Definition.--In this section, the term ``appropriate \
         congressional committees'' means the Committee on Foreign Affairs of the House.",
        &[
            "restricts_waiver @ sec. 4(a)",
            "requires_report @ sec. 4(b)",
        ],
    );
}

#[test]
fn findings_beside_a_bar() {
    check(
        "SEC. 1. X.\n\n    (a) Findings.--Congress makes the following findings:\n            (1) Section 907 of the FREEDOM \
         Support Act prohibits assistance to Azerbaijan.\n            (2) Every President since 2002 has waived section 907.\n    \
         (b) Sense of Congress.--It is the sense of Congress that the waiver of section 907 should not be renewed.\n    (c) \
         Limitation.--None of the funds authorized to be appropriated for fiscal year 2027 may be made available to carry out \
         any waiver under such section.",
        &[
            "mentions @ sec. 1(a)(1)",
            "mentions @ sec. 1(a)(2)",
            "mentions @ sec. 1(b)",
            "restricts_waiver @ sec. 1(c)",
        ],
    );
}

#[test]
fn a_resolution() {
    check(
        "RESOLUTION\n\nWhereas section 907 of the FREEDOM Support Act was enacted in 1992;\n\n    Resolved, That the House of \
         Representatives--\n            (1) calls on the President to enforce section 907 of the FREEDOM Support Act; and\n            \
         (2) condemns Azerbaijan.",
        &["mentions", "mentions"],
    );
    check(
        "JOINT RESOLUTION\n\nDisapproving the waiver.\n\n    Resolved by the Senate and House of Representatives of the United \
         States of America in Congress assembled, That the waiver of section 907 of the FREEDOM Support Act is disapproved.",
        &["restricts_waiver"],
    );
}

#[test]
fn a_rider_in_an_appropriation() {
    check(
        "TITLE II\n\n    Of the funds appropriated by this Act, $1,000,000 may be made available for Azerbaijan: Provided, That \
         section 907 of the FREEDOM Support Act shall not apply to such funds: Provided further, That the Secretary of State shall \
         report on the use of such funds.\n\n    Sec. 8150. None of the funds made available by this Act may be used to provide \
         assistance to the Government of Azerbaijan pursuant to a waiver of section 907 of the FREEDOM Support Act.",
        &[
            "carves_out @ title II",
            "restricts_waiver @ title II, sec. 8150",
        ],
    );
}

#[test]
fn a_sanctions_waiver_is_not_that_of_the_provision() {
    check(
        "SEC. 2. X.\n\n    (a) Sanctions.--The President shall impose sanctions on Azerbaijan.\n    (b) Relation.--Nothing in this \
         section affects section 907 of the FREEDOM Support Act.\n    (c) Waiver.--The President may waive the sanctions under \
         subsection (a).\n    (d) Report.--The President shall submit to Congress a report on the waiver.",
        &["mentions @ sec. 2(b)"],
    );
    check(
        "SEC. 2. X.\n\n    (a) Prohibition.--No funds may be obligated for Azerbaijan.\n    (b) Waiver.--The President may waive \
         subsection (a) if the President has waived section 907 of the FREEDOM Support Act for that fiscal year.",
        &["mentions @ sec. 2(b)"],
    );
}

#[test]
fn text_after_a_list_goes_on_with_its_chapeau() {
    check(
        "SEC. 3. X.\n\n    (a) In General.--If the President certifies that--\n            (1) peace is signed; and\n            (2) \
         borders are \n        open,\nsection 907 of the FREEDOM Support Act shall not apply.",
        &["suspends @ sec. 3(a)"],
    );
}

#[test]
fn a_section_907_may_be_about_section_907() {
    check(
        "SEC. 907. RESTRICTION ON WAIVER OF SECTION 907 OF THE FREEDOM SUPPORT ACT.\n\n    The President may not waive section 907 \
         of the FREEDOM Support Act.",
        &["restricts_waiver @ sec. 907"],
    );
}
