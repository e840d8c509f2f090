//! What speaks and what acts, by the nearest heading and the main clause.

use super::*;

#[test]
fn the_nearest_heading_decides() {
    for heading in [
        "FINDINGS AND REPEAL OF SECTION 907",
        "REPEAL; SENSE OF CONGRESS",
        "BACKGROUND CHECKS; REPEAL",
        "PURPOSES; REPEAL",
        "FINDINGS",
    ] {
        check(
            &format!(
                "SEC. 2. {heading}.\n\n    (a) Peace.--Peace is good.\n    (b) Repeal.--{CITED} is repealed."
            ),
            &["repeals @ sec. 2(b)"],
        );
    }
    for heading in [
        "FINDINGS AND REPEAL OF SECTION 907",
        "SENSE OF CONGRESS; REPEAL",
        "BACKGROUND CHECKS",
        "BACKGROUND CHECKS; REPEAL",
    ] {
        check(
            &format!(
                "SEC. 2. {heading}.\n\n    (a) Congress finds that {CITED} is waived each year.\n    (b) {CITED} is repealed."
            ),
            &["repeals @ sec. 2(b)"],
        );
    }
    check(
        &format!(
            "SEC. 2. PROHIBITION ON WAIVER FOR MILITARY PURPOSES.\n\n    None of the funds made available by this Act may be \
             used to waive {CITED}."
        ),
        &["restricts_waiver @ sec. 2"],
    );
    for heading in [
        "FINDINGS",
        "FINDINGS AND SENSE OF CONGRESS",
        "SENSE OF THE SENATE ON AZERBAIJAN",
        "STATEMENT OF POLICY",
        "BACKGROUND",
        "PURPOSE",
    ] {
        check(
            &format!("SEC. 2. {heading}.\n\n    (1) {CITED} is waived in fiscal year 2027."),
            &["mentions @ sec. 2(1)"],
        );
    }
    check(
        &format!(
            "SEC. 2. REPEAL OF SECTION 907.\n\n    (a) Findings.--The following is so:\n            (1) {CITED} is waived each year.\n    (b) \
             In General.--{CITED} is repealed."
        ),
        &["mentions @ sec. 2(a)(1)", "repeals @ sec. 2(b)"],
    );
}

#[test]
fn an_introduction_does_not_mute_its_sentence() {
    say(
        &[
            "Consistent with the policy of the United States, §907 is repealed.",
            "Notwithstanding any findings made by the President, §907 is repealed.",
            "As the Senate recommends in section 5, §907 is repealed.",
            "Congress hereby repeals §907.",
            "Upon the enactment of this Act §907 is repealed.",
            "Effective on the date of the enactment of this Act §907 is hereby repealed.",
            "In accordance with the sense of Congress in section 3, §907 is repealed.",
        ],
        &["repeals"],
    );
    check(
        &format!(
            "SEC. 2. PEACE.\n\n    To support the people of the South Caucasus, {CITED} is hereby repealed."
        ),
        &["repeals @ sec. 2"],
    );
    say(
        &[
            "Consistent with the policy of the United States to support peace, the President may not waive \
         §907.",
            "Nothing in this Act shall be construed to limit aid to Georgia, and the President may not waive \
         §907.",
        ],
        &["restricts_waiver"],
    );
    say(
        &["The President may waive §907 and should encourage Azerbaijan to make peace."],
        &["extends_waiver"],
    );
}

#[test]
fn who_urges_does_nothing() {
    say(
        &[
            "Congress, recognizing the need for peace, urges the President to ensure that the waiver of §907 \
         is terminated.",
            "The Senate reaffirms that §907 shall not be waived.",
            "It continues to be the policy of the United States that §907 shall not apply to humanitarian \
         assistance.",
            "The House of Representatives opposes the waiver of §907, which shall not be renewed.",
            "In light of these events, Congress declares that the President may not waive §907.",
            "The policy of the United States shall be that no waiver of §907 may be issued.",
        ],
        &["mentions"],
    );
    check(
        "RESOLUTION\n\n    Resolved, That the Senate--\n            (1) urges the President to act so that section 907 of the \
         FREEDOM Support Act is repealed; and\n            (2) believes that the President may not waive section 907 of the \
         FREEDOM Support Act.",
        &["mentions", "mentions"],
    );
}
