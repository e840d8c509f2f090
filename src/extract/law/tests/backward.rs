//! Every form of citation, in full and back to what was said before.

use super::*;

/// Checks that a citation is found, and by which words.
#[track_caller]
fn cites(text: &str, words: &str) {
    let finding = only(text);
    assert_eq!(finding.effect.as_str(), "repeals", "{text}");
    assert_eq!(finding.citation, words, "{text}");
}

#[test]
fn every_form_of_citation_is_found() {
    for citation in [
        "Section 907 of the FREEDOM Support Act",
        "SECTION 907 OF THE FREEDOM SUPPORT ACT",
        "section 907 of the Freedom Support Act of 1992",
        "Section 907 of the FREEDOM Support Act of 1992 (Public Law 102–511; 22 U.S.C. 5812 note)",
        "Section 907 of the Freedom for Russia and Emerging Eurasian Democracies and Open Markets \
         Support Act of 1992",
        "Section 907 of the Freedom for Russia and Emerging Eurasian Democracies and Open Markets \
         Support Act of 1992 (22 U.S.C. 5812 note)",
        "Sec. 907 of the FREEDOM Support Act",
        "§ 907 of the FREEDOM Support Act",
        "§907 of the FREEDOM Support Act",
        "Section 907 of Public Law 102-511",
        "Section 907 of Public Law 102–511 (22 U.S.C. 5812 note)",
        "Section 907 of Pub. L. 102-511",
        "Section 907 of P.L. 102-511",
        "Section 907 of title IX of the FREEDOM Support Act",
        "Title IX, section 907 of the FREEDOM Support Act".trim_start_matches("Title IX, "),
        "Section 907 (22 U.S.C. 5812 note)",
        "Section 907 (relating to Azerbaijan) of the FREEDOM Support Act",
        "section 907 under the FREEDOM Support Act",
        "FREEDOM Support Act (Public Law 102–511), section 907",
        "FREEDOM Support Act, title IX, section 907",
        "Section 907 of the “FREEDOM Support Act”",
    ] {
        cites(&format!("{citation} is repealed."), citation);
    }
    let note = "The provision set out as 22 U.S.C. 5812 note is repealed.";
    assert_eq!(only(note).citation, "22 U.S.C. 5812 note");
}

#[test]
fn a_reference_back_is_to_the_act_last_named() {
    check(
        "Sec. 2. (a) Section 498 of the FREEDOM Support Act (22 U.S.C. 2295) is amended.\n    (b) Section 907 of such Act is \
         repealed.",
        &["repeals @ sec. 2(b)"],
    );
    check(
        "SEC. 2. REPEAL.\n\n    (a) In General.--The FREEDOM Support Act is amended as provided in this section.\n    (b) \
         Repeal.--Section 907 of that Act is repealed.",
        &["repeals @ sec. 2(b)"],
    );
    check(
        "SEC. 2. REPEAL.\n\n    With respect to the FREEDOM Support Act, section 907 thereof is repealed.",
        &["repeals @ sec. 2"],
    );
    check(
        "SEC. 2. AZERBAIJAN.\n\n    (a) Policy.--Section 907 of the FREEDOM Support Act restricts \
         assistance.\n    (b) Bar.--The President may not waive such section.",
        &["restricts_waiver @ sec. 2(b)"],
    );
    check(
        "SEC. 2. AZERBAIJAN.\n\n    (a) Policy.--Section 907 of the FREEDOM Support Act restricts \
         assistance.\n    (b) Bar.--The President may not waive such section 907.",
        &["restricts_waiver @ sec. 2(b)"],
    );
}

#[test]
fn a_bare_number_is_the_provision_where_the_text_has_said_so() {
    check(
        "SEC. 2. FINDINGS.\n\n    Congress finds that section 907 of the FREEDOM Support Act is law.\n\n\
         SEC. 3. BAR.\n\n    The President may not waive section 907.",
        &["mentions @ sec. 2", "restricts_waiver @ sec. 3"],
    );
    check(
        "SEC. 3. BAR.\n\n    The restrictions of section 907 on assistance to Azerbaijan may not be waived.",
        &["restricts_waiver @ sec. 3"],
    );
}

#[test]
fn an_amended_act_governs_what_is_below_it() {
    check(
        "SEC. 2. AMENDMENTS.\n\n    The FREEDOM Support Act (22 U.S.C. 5801 et seq.) is amended--\n            (1) in section 201, by \
         striking “a”; and\n            (2) by striking section 907.",
        &["repeals @ sec. 2(2)"],
    );
    check(
        "SEC. 2. AMENDMENTS.\n\n    The Foreign Assistance Act of 1961 is amended--\n            (1) in section 201, by \
         striking “a”; and\n            (2) by striking section 907.",
        &[],
    );
}

#[test]
fn a_defined_term_is_followed() {
    check(
        "SEC. 2. BAR.\n\n    (a) Findings.--Section 907 of the FREEDOM Support Act (in this section referred to as \
         “section 907”) is law.\n    (b) Bar.--The President may not waive section 907.",
        &["mentions @ sec. 2(a)", "restricts_waiver @ sec. 2(b)"],
    );
    check(
        "SEC. 2. DEFINITIONS.\n\n    In this Act, the term “Azerbaijan restriction” means section 907 of the FREEDOM \
         Support Act.\n\nSEC. 3. SUSPENSION.\n\n    The Azerbaijan restriction shall not apply during fiscal year 2027.",
        &["mentions @ sec. 2", "suspends @ sec. 3"],
    );
    check(
        "SEC. 2. BAR.\n\n    (a) Findings.--Congress finds that the authority to waive section 907 of the FREEDOM Support \
         Act has been used each year.\n    (b) Bar.--The President may not exercise such waiver authority during fiscal \
         year 2027.",
        &["mentions @ sec. 2(a)", "restricts_waiver @ sec. 2(b)"],
    );
}

#[test]
fn lists_are_read_with_what_stands_above_them() {
    check(
        "SEC. 9. REPEALS.\n\n    The following provisions are repealed:\n            (1) Section 5 of the Arms Act.\n            \
         (2) Section 907 of the FREEDOM Support Act (22 U.S.C. 5812 note).\n            (3) Section 6 of that Act.",
        &["repeals @ sec. 9(2)"],
    );
    check(
        "SEC. 9. REPORT.\n\n    (a) In General.--The Secretary shall submit a report that includes--\n            (1) trade; \
         and\n            (2) a description of each waiver of section 907 of the FREEDOM Support Act.",
        &["requires_report @ sec. 9(a)(2)"],
    );
    check(
        "SEC. 9. SENSE OF CONGRESS.\n\n    It is the sense of Congress that--\n            (1) peace is good; and\n            \
         (2) the President should not waive section 907 of the FREEDOM Support Act.",
        &["mentions @ sec. 9(2)"],
    );
    check(
        "SEC. 9. LIMITATION.\n\n    None of the funds made available by this Act may be used--\n            (1) for a thing; \
         or\n            (2) to carry out the waiver of section 907 of the FREEDOM Support Act.",
        &["restricts_waiver @ sec. 9(2)"],
    );
    check(
        "SEC. 9. LIMITATION.\n\n    The President may not waive section 907 of the FREEDOM Support Act unless the President \
         certifies to Congress that Azerbaijan--\n            (1) has ceased hostilities; and\n            (2) shall report on \
         it in writing.",
        &["restricts_waiver @ sec. 9"],
    );
    check(
        "SEC. 9. INAPPLICABILITY.\n\n    The following provisions of law shall not apply to assistance under this \
         section:\n            (1) Section 620 of the Arms Act.\n            (2) Section 907 of the FREEDOM Support Act.",
        &["carves_out @ sec. 9(2)"],
    );
}

#[test]
fn an_amendment_that_inserts_a_waiver_extends_it() {
    check(
        "SEC. 2. WAIVER.\n\n    Section 907 of the FREEDOM Support Act (22 U.S.C. 5812 note) is amended by adding at the end \
         the following:\n    ``(c) Waiver.--The President may waive the restriction in subsection (a) if the President \
         certifies that to do so is in the national interest.''.",
        &["extends_waiver @ sec. 2", "amends @ sec. 2"],
    );
    check(
        "SEC. 2. NO WAIVER.\n\n    Section 907 of the FREEDOM Support Act (22 U.S.C. 5812 note) is amended by adding at the \
         end the following:\n    ``(c) No Waiver.--The restriction in subsection (a) may not be waived.''.",
        &["restricts_waiver @ sec. 2", "amends @ sec. 2"],
    );
    check(
        "SEC. 2. AZERBAIJAN.\n\n    Section 498B of the Foreign Assistance Act of 1961 is amended by adding at the end the \
         following:\n    ``(k) Azerbaijan.--Section 907 of the FREEDOM Support Act shall not apply to assistance for border \
         security.''.",
        &["carves_out @ sec. 2"],
    );
}

#[test]
fn the_grant_of_2001_is_read_whole() {
    check(
        "TITLE II\n\nASSISTANCE FOR THE INDEPENDENT STATES OF THE FORMER SOVIET UNION\n\n    (g)(1) Section 907 of the FREEDOM \
         Support Act shall not apply to--\n            (A) activities to support democracy; and\n            (B) humanitarian \
         assistance.\n    (2) The President may waive section 907 of the FREEDOM Support Act if he determines and certifies \
         to the Committees on Appropriations that to do so--\n            (A) is necessary to counter terrorism; and\n            \
         (B) will not undermine ongoing efforts.\n    (3) The authority of paragraph (2) may only be exercised through \
         December 31, 2002.\n    (4) The President may extend the waiver authority provided in paragraph (2) on an annual \
         basis.",
        &[
            "carves_out @ title II(g)(1)",
            "extends_waiver @ title II(g)(2)",
            "extends_waiver @ title II(g)(4)",
        ],
    );
}
