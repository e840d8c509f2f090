//! What looks like the provision, and why it isn't.

use super::*;

/// Checks that a text does nothing to the provision, and the reason kept.
#[track_caller]
fn is_none(text: &str, reason: &str) {
    let reading = reading(text);
    assert!(reading.findings.is_empty(), "{reading:#?}");
    let reasons: Vec<&str> = reading
        .false_friends
        .iter()
        .map(|friend| friend.reason.as_str())
        .collect();
    assert!(
        reasons.iter().any(|found| found.starts_with(reason)),
        "{reasons:?}: {text}"
    );
}

#[test]
fn section_907_of_another_law() {
    for (text, law) in [
        (
            "Section 907 of the Tariff Act of 1930 is repealed.",
            "Tariff Act of 1930",
        ),
        (
            "Section 907 of the National Defense Authorization Act for Fiscal Year 2017 shall not apply.",
            "National Defense Authorization Act for Fiscal Year 2017",
        ),
        (
            "Section 907 of title 10, United States Code, is amended.",
            "title 10",
        ),
        (
            "The President may waive section 907 of the Ukraine Freedom Support Act of 2014.",
            "Ukraine Freedom Support Act of 2014",
        ),
        (
            "Section 907 of Public Law 110-161 is repealed.",
            "Public Law 110-161",
        ),
        (
            "Section 5 of the Arms Export Control Act is amended. Section 907 of such Act is repealed.",
            "Arms Export Control Act",
        ),
        (
            "The Foreign Service Act of 1980 is amended by striking section 907.",
            "Foreign Service Act of 1980",
        ),
        (
            "The FREEDOM Support Act is law. Section 4 of the Foreign Service Act of 1980 is amended. Section 907 of that \
             Act is repealed.",
            "Foreign Service Act of 1980",
        ),
    ] {
        is_none(text, &format!("section 907 of another law: {law}"));
    }
}

#[test]
fn a_section_907_of_the_text_itself() {
    is_none(
        "SEC. 907. ARMY MATTERS.\n\n    The Secretary shall act.",
        "this text's own",
    );
    is_none(
        "SEC. 1. TITLE.\n\n    The amendments made by section 907 of this Act take effect.",
        "this text's own",
    );
    is_none(
        "SEC. 907. ARMY MATTERS.\n\n    The Secretary shall act.\n\nSEC. 908. MORE.\n\n    The report under section 907 shall \
         be public.",
        "this text's own",
    );
    is_none(
        "SEC. 3. X.\n\n    The report under section 907 is repealed.",
        "a section 907 without",
    );
}

#[test]
fn another_freedom_support_act() {
    for act in [
        "Ukraine Freedom Support Act of 2014",
        "Ukraine Religious Freedom Support Act",
        "Iran Freedom Support Act",
        "Syria Freedom Support Act",
        "Afghanistan Freedom Support Act of 2002",
        "AFGHANISTAN FREEDOM SUPPORT ACT",
    ] {
        let text = format!("Section 4 of the {act} is repealed.");
        is_none(&text, &format!("another Act: {act}"));
    }
}

#[test]
fn the_act_without_its_section() {
    is_none(
        "Funds under the heading for section 498 of the FREEDOM Support Act (22 U.S.C. 2295b) are available.",
        "section 498 of the FREEDOM Support Act",
    );
    is_none(
        "Funds to carry out the SEED Act and FREEDOM Support Act under this section 4 are available.",
        "the FREEDOM Support Act in general",
    );
    is_none(
        "Funds to carry out title V of the FREEDOM Support Act, under section 4 of this Act.",
        "title V of the FREEDOM Support Act",
    );
    is_none(
        "Section 201 of Public Law 102–511 is amended.",
        "Section 201 of the FREEDOM Support Act",
    );
}

#[test]
fn the_code_and_the_numbers_of_measures() {
    is_none(
        "The coordinator designated under section 102 (22 U.S.C. 5812) shall act.",
        "22 U.S.C. 5812 itself",
    );
    is_none(
        "This Act and S. Res. 907 agree.",
        "the number of a measure: S. Res. 907",
    );
    is_none(
        "This Act and H.R. 907 agree.",
        "the number of a measure: H.R. 907",
    );
}

#[test]
fn numbers_that_only_look_alike() {
    for text in [
        "Section 1907 of the Foreign Service Act of 1980 is repealed.",
        "Section 907A of the Foreign Service Act of 1980 is repealed.",
        "Section 9 provides $907,000,000 for Azerbaijan.",
    ] {
        check(text, &[]);
    }
}

#[test]
fn a_true_citation_beside_a_false_one_is_found() {
    let reading = reading(
        "SEC. 4. X.\n\n    (a) Section 907 of the Tariff Act of 1930 is repealed.\n    (b) Section 907 of the FREEDOM Support \
         Act shall not apply.",
    );
    assert_eq!(reading.findings.len(), 1);
    assert_eq!(reading.findings[0].place, "sec. 4(b)");
    assert_eq!(reading.false_friends.len(), 1);
    assert_eq!(reading.false_friends[0].place, "sec. 4(a)");
}
