//! What is determined, certified or found: a waiver's grounds, or 907's own condition.

use super::*;

const STEPS: &str = "demonstrable steps to cease all blockades and other offensive uses of force against Armenia and Nagorno-Karabakh";

#[test]
fn a_determination_that_a_waiver_is_necessary_waives() {
    for grounds in [
        "extending the waiver of ACT is necessary to support United States efforts to counter terrorism",
        "extending the waiver of ACT is necessary to support United States efforts to counter international terrorism; is important to Azerbaijan's border security; and will not undermine or hamper ongoing efforts",
        "extending the waiver of ACT: (A) is necessary to support United States efforts to counter terrorism",
        "the waiver of ACT is important to the national interests of the United States",
        "a waiver of ACT is important to the national interests",
        "a waiver of ACT, with respect to assistance to the Government of Azerbaijan, is in the national security interest of the United States",
        "the extension of the waiver of ACT is necessary to support the operational readiness of United States Armed Forces",
        "continuation of the waiver of ACT is in the national interest",
        "continuing the waiver of ACT remains necessary to counter terrorism",
        "renewing the section 907 waiver is necessary, section 907 being that of the FREEDOM Support Act",
        "waiving ACT is important to Azerbaijan's border security",
        "waiving the restrictions of ACT is necessary to support United States efforts to counter terrorism",
        "it is necessary to waive ACT in order to support United States efforts to counter terrorism",
        "it is in the national security interest of the United States to extend the waiver of ACT",
        "it is important to the national security interests of the United States to waive ACT",
        "such waiver of ACT is necessary and important",
        "the continued waiver of ACT is necessary to counter terrorism",
        "the waiver of ACT continues to be necessary to counter terrorism",
        "to extend the waiver of ACT is necessary to counter terrorism",
    ] {
        for who in [
            "I hereby determine and certify that",
            "The Secretary of State hereby determines that",
        ] {
            check(&named(&format!("{who} {grounds}.")), Effect::Waives, None);
        }
    }
    for text in [
        "Pursuant to title II of Public Law 107-115, I hereby determine and certify to the appropriate committees of the Congress that extending the waiver of ACT is necessary.",
        "I hereby determine and certify that, consistent with title II of Public Law 107-115, extending the waiver of ACT is necessary.",
        "I hereby determine and certify that: (1) a waiver of ACT is necessary to counter terrorism; and (2) it will not undermine the peace.",
        "The Waiver of ACT is in place. I hereby determine and certify that extending the waiver is necessary.",
    ] {
        check(&named(text), Effect::Waives, None);
    }
}

#[test]
fn a_determination_of_something_else_about_the_waiver_does_nothing() {
    for grounds in [
        "a waiver of ACT would be contrary to the national interest",
        "a waiver of ACT is contrary to the national interest",
        "ending the waiver of ACT is important to the security of Armenia",
        "revocation of the waiver of ACT is necessary",
        "lifting the waiver of ACT is necessary",
        "terminating the waiver of ACT is in the national interest",
        "the expiration of the waiver of ACT is necessary to support peace",
        "notwithstanding the waiver of ACT, it is necessary to withhold assistance",
        "the waiver policy of ACT is important",
        "with the waiver of ACT in place it is important to review assistance",
        "the waiver of ACT, which is important to Azerbaijan, is a matter for the Congress",
        "a report on the waiver of ACT is necessary",
        "the proposed waiver of ACT is important enough to be studied",
        "a waiver of ACT was necessary in 2002",
        "a waiver of ACT may be necessary",
        "a waiver of ACT would be necessary if Azerbaijan asked for it",
        "a waiver of ACT is necessary but can not be given now",
        "it is necessary to end the waiver of ACT",
        "it is important to review the waiver of ACT",
        "a waiver of the visa fee is important, consistent with ACT",
        "it is in the national interest to waive section 1245 of the NDAA, notwithstanding ACT",
        "to end the waiver of ACT is important",
        "assistance to Azerbaijan under the waiver of ACT is important to the national interest",
        "Congress considers that the waiver of ACT is important",
        "it is necessary that the waiver of ACT be reviewed",
        "if Azerbaijan agrees, a waiver of ACT is necessary",
    ] {
        for who in [
            "I hereby determine that",
            "I hereby determine and certify that",
            "The Secretary of State hereby certifies that",
        ] {
            mentions(&named(&format!("{who} {grounds}.")));
        }
    }
    for grounds in [
        "a waiver of ACT is not necessary",
        "a waiver of ACT is no longer in the national interest",
        "no waiver of ACT is necessary",
        "not to extend the waiver of ACT is important",
        "a waiver of ACT would be contrary to the national interest",
        "extending the waiver of ACT is neither necessary nor important",
        "it is not in the national interest to extend the waiver of ACT",
        "a waiver of ACT is contrary to the national interest",
    ] {
        check(
            &named(&format!("I hereby determine that {grounds}.")),
            Effect::Mentions,
            Some(Reason::Negated),
        );
    }
}

#[test]
fn the_condition_is_met_by_steps_that_are_taken_now() {
    for taking in [
        "Azerbaijan is taking",
        "the Government of Azerbaijan is taking",
        "the Government of the Republic of Azerbaijan has been taking",
        "the Government of Azerbaijan has taken",
        "the Government of Azerbaijan has taken, and is taking,",
        "Azerbaijan takes",
        "Azerbaijan is now taking",
        "Azerbaijan is taking concrete and",
    ] {
        let text = format!("I hereby determine, under ACT, that {taking} {STEPS}.");
        check(&named(&text), Effect::MeetsCondition, None);
    }
    for taking in [
        "Azerbaijan is yet to take",
        "Azerbaijan has yet to take",
        "Azerbaijan must take",
        "Azerbaijan should take",
        "Azerbaijan is far from taking",
        "Azerbaijan has stopped taking",
        "Azerbaijan refuses to take",
        "Azerbaijan is capable of taking",
        "Azerbaijan was taking",
        "Azerbaijan has promised to take",
        "Armenia, unlike Azerbaijan, is taking",
        "the opposition in Azerbaijan is taking",
        "neither Armenia nor Azerbaijan is taking",
    ] {
        let text = format!("I hereby determine, under ACT, that {taking} {STEPS}.");
        mentions(&named(&text));
    }
    mentions(&named(
        "I hereby determine, under ACT, that Azerbaijan is taking demonstrable steps to study all blockades.",
    ));
}
