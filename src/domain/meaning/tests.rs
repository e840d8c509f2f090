//! What the clerks write, and what it means.

use super::*;
use crate::domain::action::System;
use Chamber::{House, Senate};
use Question::{Concurrence, ConferenceReport, Override, Passage};

#[test]
fn votes_are_told_from_the_motions_that_lead_to_them() {
    check_vote(
        "On passage Passed without objection.",
        House,
        Passage,
        "carried",
    );
    // H.R. 1625 (115th): the stray period is theirs.
    check_vote(
        "On motion to suspend the rules and pass the bill, as amended. Agreed to by voice vote.",
        House,
        Passage,
        "carried amended suspension",
    );
    check_vote(
        "On agreeing to the resolution, as amended Agreed to pursuant to H. Res. 7.",
        House,
        Passage,
        "carried amended",
    );
    check_vote(
        "On motion that the House suspend the rules and agree to the Senate amendment Failed by recorded vote: (2/3 required): 1 - 2 (Roll no. 3).",
        House,
        Concurrence,
        "suspension",
    );
    check_vote(
        "On motion that the House agree with an amendment to the Senate amendments, insist upon its amendment, and request a conference Agreed to by voice vote.",
        House,
        Concurrence,
        "carried amended",
    );
    check_vote(
        "On agreeing to the conference report Agreed to by voice vote.",
        House,
        ConferenceReport,
        "carried",
    );
    check_vote(
        "Under the order of 12/18/21, not having achieved 60 votes in the affirmative, failed of passage in Senate by Yea-Nay Vote. 55 - 44.",
        Senate,
        Passage,
        "",
    );
    check_vote(
        "Received in the Senate, read twice, considered, read the third time, and passed without amendment by Unanimous Consent.",
        Senate,
        Passage,
        "carried",
    );
    check_vote(
        "Senate concurred in the House amendment to the Senate amendment with an amendment by Voice Vote.",
        Senate,
        Concurrence,
        "carried amended",
    );
    check_vote(
        "Failed of passage in Senate over veto by Yea-Nay Vote.",
        Senate,
        Override,
        "",
    );
    check_vote(
        "Passed/agreed to in Senate: in words that nobody has used before.",
        Senate,
        Passage,
        "carried",
    );
    for motion in [
        "Mr. Doe moved to suspend the rules and pass the bill.",
        "Motion by Senator Roe to concur in the House amendment to H.R. 7 made in Senate.",
        "On motion to recommit with instructions Failed by voice vote.",
        "On motion that the House instruct conferees Agreed to by voice vote.",
        "On motion that the House disagree to the Senate amendment, and agree to a conference Agreed to without objection.",
        "On ordering the previous question Agreed to by voice vote.",
        "Motion to proceed to consideration of measure agreed to in Senate by Voice Vote.",
        "S.Amdt.7 Amendment SA 7 agreed to in Senate by Voice Vote.",
        "Rule H. Res. 7 passed House.",
        "Motion to table the veto message agreed to in Senate by Yea-Nay Vote. 1 - 0.",
    ] {
        check("hr7-119", motion, Meaning::Other);
    }
}

#[test]
fn a_list_of_bills_passed_together_is_searched_for_our_own() {
    let list = "Pursuant to section 7 of H. Res. 8, and the motion offered by Ms. Doe, the following \
                bills passed under suspension of the rules: H.R. 77; H.R. 7, as amended; and S. 9.";
    let amended = |id: &str| match of(&action(list), id.parse().unwrap()) {
        Meaning::Vote(vote) => Some(vote.amended),
        _ => None,
    };
    assert_eq!(amended("hr7-119"), Some(true));
    assert_eq!(amended("hr77-119"), Some(false));
    assert_eq!(amended("s9-119"), Some(false));
    assert_eq!(amended("hr9-119"), None);
    assert_eq!(amended("s8-119"), None);

    let deemed =
        "Pursuant to the provisions of H. Res. 8, S. Con. Res. 7 is considered passed House.";
    assert!(matches!(
        of(&action(deemed), "sconres7-119".parse().unwrap()),
        Meaning::Vote(_)
    ));
    check("hres8-119", deemed, Meaning::Other);
}

#[test]
fn only_what_concerns_the_measure_moves_it() {
    let cases = [
        ("Became Private Law No: 119-7.", law(true, 7)),
        (
            "See also H.R. 8, which became Public Law 119-7.",
            Meaning::Other,
        ),
        (
            "Sent to Archivist of the United States unsigned.",
            Meaning::Unsigned,
        ),
        ("Pocket Vetoed by President.", Meaning::PocketVetoed),
        (
            "A similar measure H.R. 8 was laid on the table without objection.",
            Meaning::Other,
        ),
        (
            "H.R. 7 was laid on the table without objection.",
            Meaning::LaidOnTable,
        ),
        (
            "Motion to reconsider laid on the table Agreed to without objection.",
            Meaning::Other,
        ),
        (
            "Indefinitely postponed by Senate by Voice Vote.",
            Meaning::LaidOnTable,
        ),
        (
            "Cloture on the substitute amendment SA 7 not invoked in Senate by Yea-Nay Vote. 1 - 9.",
            Meaning::Other,
        ),
        (
            "Cloture on the bill not invoked in Senate by Yea-Nay Vote. 1 - 9.",
            Meaning::ClotureFailed,
        ),
        (
            "Cloture on the motion to concur in the House amendment to H.R. 7 invoked in Senate by Yea-Nay Vote. 9 - 1.",
            Meaning::ClotureInvoked,
        ),
        (
            "Cloture motion on the bill presented in Senate.",
            Meaning::Other,
        ),
        (
            "Provisions of this measure were incorporated into H.R. 8, which became Public Law 119-7.",
            Meaning::Incorporated,
        ),
    ];
    for (text, expected) in cases {
        check("hr7-119", text, expected);
    }
}

#[test]
fn the_way_through_committee_is_read_in_both_chambers_words() {
    let cases = [
        ("Introduced in Senate", Meaning::Introduced),
        (
            "Read twice and referred to the Committee on Finance.",
            Meaning::Referred,
        ),
        (
            "Introduced in the Senate. Read twice. Placed on Senate Legislative Calendar under General Orders. Calendar No. 7.",
            Meaning::OnCalendar,
        ),
        ("Committee on Finance. Hearings held.", Meaning::Hearing),
        (
            "Senate Committee on Finance. Hearings held prior to introduction and/or referral.",
            Meaning::Other,
        ),
        (
            "Forwarded by Subcommittee to Full Committee by Voice Vote .",
            Meaning::Markup,
        ),
        (
            "Committee on Finance. Ordered to be reported without amendment favorably.",
            Meaning::OrderedReported,
        ),
        (
            "Request to order reported by unanimous consent failed.",
            Meaning::Other,
        ),
        (
            "Committee on Finance. Original measure reported to Senate by Senator Roe.",
            Meaning::Reported,
        ),
        (
            "The House Committee on Rules reported an original measure, H. Rept. 119-7, by Ms. Doe.",
            Meaning::Reported,
        ),
        (
            "Reported adversely by the Committee on Ways and Means. H. Rept. 119-7.",
            Meaning::Reported,
        ),
        (
            "Rules Committee Resolution H. Res. 7 Reported to House.",
            Meaning::Other,
        ),
        (
            "Senate Committee on Finance discharged by Unanimous Consent.",
            Meaning::Discharged,
        ),
        ("Subcommittee on Health Discharged.", Meaning::Other),
    ];
    for (text, expected) in cases {
        check("hr7-119", text, expected);
    }
}

#[track_caller]
fn check(measure: &str, text: &str, expected: Meaning) {
    assert_eq!(
        of(&action(text), measure.parse().unwrap()),
        expected,
        "{text}"
    );
}

#[track_caller]
fn check_vote(text: &str, chamber: Chamber, question: Question, how: &str) {
    let vote = Vote {
        chamber,
        question,
        carried: how.contains("carried"),
        amended: how.contains("amended"),
        suspension: how.contains("suspension"),
    };
    check("hr7-119", text, Meaning::Vote(vote));
}

fn law(private: bool, number: u32) -> Meaning {
    Meaning::BecameLaw(Law {
        private,
        congress: 119,
        number,
    })
}

fn action(text: &str) -> Action {
    Action {
        acted_on: jiff::civil::date(2026, 5, 1),
        acted_time: None,
        text: text.into(),
        kind: String::new(),
        code: None,
        system: System::Unknown,
        committees: vec![],
    }
}
