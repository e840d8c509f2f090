//! What an act is done to: the waiver, or something beside it.

use super::*;

#[test]
fn every_form_of_the_act_on_our_waiver_acts() {
    for text in [
        "I hereby extend the waiver of ACT.",
        "Accordingly, I hereby extend the waiver of ACT for one year.",
        "The Secretary of State hereby waives ACT.",
        "The Deputy Secretary of State hereby extends the waiver of ACT with respect to assistance to the Government of Azerbaijan.",
        "The Under Secretary of State for Political Affairs hereby renews the waiver of ACT.",
        "I hereby extend the term of the waiver of ACT by one year.",
        "The period of the waiver of ACT is hereby extended through August 8, 2027.",
        "The expiration date of the waiver of ACT is hereby extended to August 8, 2027.",
        "I hereby approve the extension of the waiver of ACT.",
        "I hereby approve the extension, for one year, of the waiver of ACT.",
        "I hereby authorize the extension of the waiver of ACT for one year.",
        "I hereby approve the renewal of the waiver of the restrictions of ACT.",
        "I hereby extend the waiver granted on August 8, 2025, of ACT.",
        "I hereby extend the waiver (Public Law 107-115, title II) of ACT.",
        "I hereby waive the restriction on assistance to Azerbaijan contained in ACT.",
        "I hereby waive the restrictions imposed by ACT.",
        "I hereby exercise the authority vested in me by title II of Public Law 107-115 to waive ACT.",
        "I hereby exercise the authority to extend the waiver of ACT.",
        "I hereby exercise the waiver authority under title II of Public Law 107-115 with respect to ACT.",
        "Effective on the date of this notice, the waiver of ACT is hereby extended.",
        "For a period of one year the waiver of ACT is hereby extended.",
        "(a) The waiver of ACT is hereby extended.",
        "Notice is hereby given that the waiver of ACT is hereby extended.",
        "The annual section 907 waiver is hereby extended, ACT being waived by it.",
        "The waiver of ACT is hereby extended by the Secretary of State.",
        "The Secretary hereby exercises the waiver authority in title II of Public Law 107-115 to waive ACT.",
        "I hereby extend the waiver made by Presidential Determination No. 2002-06 of ACT.",
        "I hereby extend the waiver issued under title II of Public Law 107-115 of ACT.",
        "I hereby extend the waiver pursuant to ACT.",
        "I hereby extend the presidential waiver under ACT.",
        "I hereby waive any restriction that ACT places on assistance to Azerbaijan.",
        "I hereby waive the prohibition in ACT on assistance to the Government of Azerbaijan.",
        "I hereby waive the application of the restriction in ACT.",
        "I hereby waive the restriction on certain assistance to the Government of Azerbaijan in ACT.",
        "I hereby continue in effect the waiver of ACT.",
    ] {
        check(&named(text), Effect::Waives, None);
    }
    for text in [
        "I hereby revoke the memorandum of August 8, 2025, extending the waiver of ACT.",
        "I hereby revoke Presidential Determination No. 2002-06 of January 25, 2002, waiving ACT.",
        "I hereby revoke the determination of June 21, 2022, to waive ACT.",
        "The notice published on June 29, 2022 (87 FR 99907), on the extension of the waiver of ACT is hereby withdrawn.",
        "I hereby terminate the effect of the waiver of ACT.",
        "I hereby revoke the memorandum of August 8, 2025, and the waiver of ACT.",
        "The waiver, under title II of Public Law 107-115, of ACT is hereby revoked.",
        "The President's waiver of ACT is hereby revoked.",
        "All waivers of ACT are hereby revoked.",
        "The determination of August 8, 2025, waiving ACT is hereby rescinded.",
        "I hereby revoke the memorandum to the Secretary of State dated August 8, 2025, that extended the waiver of ACT.",
    ] {
        check(&named(text), Effect::Revokes, None);
    }
}

#[test]
fn a_waiver_spoken_of_before_is_meant_by_what_could_be_no_other() {
    let before = "The waiver of ACT was extended in 2024.";
    for text in [
        "I hereby extend the waiver through August 8, 2027.",
        "I hereby extend the waiver to August 8, 2027.",
        "I hereby extend the waiver of August 8, 2025, for another year.",
        "I hereby extend the waiver for the Government of Azerbaijan.",
        "I hereby extend the aforementioned waiver.",
        "I hereby extend the waiver to support United States efforts to counter terrorism.",
        "I hereby extend the waiver with respect to assistance to Azerbaijan.",
        "I hereby waive such restrictions.",
        "The waiver is hereby extended for fiscal year 2027.",
    ] {
        check(&named(&format!("{before} {text}")), Effect::Waives, None);
    }
    for text in [
        "I hereby grant a waiver of the visa requirement for nationals of Azerbaijan.",
        "I hereby grant a waiver for nationals of Azerbaijan.",
        "The fee waiver is hereby extended.",
        "The visa fee waivers are hereby extended.",
        "I hereby terminate the waiver of duties on steel.",
        "I hereby terminate the waiver on steel.",
        "I hereby extend the waiver under section 1003 of the Anti-Terrorism Act.",
        "I hereby extend the waiver with respect to imports of caviar.",
        "I hereby withdraw the waiver request.",
        "The waiver of the fee was set aside. I hereby extend the waiver.",
        "I hereby waive the 15-day notification requirement with respect to assistance to Azerbaijan.",
        "I hereby waive the requirement of prior notice for assistance to Azerbaijan.",
        "I hereby waive the restriction on exports of arms to Azerbaijan.",
        "I hereby waive the restrictions of section 1245 of the NDAA.",
    ] {
        mentions(&named(&format!("{before} {text}")));
    }
    mentions(&named(
        "ACT is in force. I hereby waive the 15-day notification requirement with respect to assistance to Azerbaijan.",
    ));
}

#[test]
fn what_only_stands_beside_the_waiver_is_not_the_waiver() {
    for text in [
        "The comment period on the waiver of ACT is hereby extended.",
        "The comment period of the waiver of ACT is hereby extended.",
        "I hereby extend the comment period on the waiver of ACT.",
        "I hereby approve the extension of the air services agreement with Azerbaijan, consistent with the waiver of ACT.",
        "I hereby extend the visa waiver, consistent with ACT.",
        "I hereby revoke the order of May 1, 2020, in view of the waiver of ACT.",
        "I hereby terminate the action taken in 2019, consistent with the waiver of ACT.",
        "I hereby withdraw my notice of May 1, 2026, of intent not to extend the waiver of ACT.",
        "I hereby rescind the order revoking the waiver of ACT.",
        "I hereby revoke the determination not to extend the waiver of ACT.",
        "The draft waiver of ACT is hereby issued for public comment.",
        "The waiver of ACT is hereby issued for public comment.",
        "I hereby extend for comment the proposed waiver of ACT.",
        "I hereby authorize the extension of the waiver of ACT by the Secretary of State.",
        "The extension of the waiver of ACT by the Secretary of State is hereby authorized.",
        "I hereby authorize the Secretary of State to extend the waiver of ACT.",
        "I hereby delegate to you the authority to extend the waiver of ACT.",
        "I hereby exercise the authority of section 614 to provide assistance, consistent with the waiver of ACT.",
        "The waiver of ACT notwithstanding, steel tariffs are hereby extended.",
        "The program that the waiver of ACT made possible is hereby extended.",
        "I hereby extend the waiver policy of ACT.",
        "I hereby waive the notification requirement, consistent with ACT.",
        "I hereby waive the reporting requirement of ACT.",
        "I hereby withdraw the nomination and the report on the waiver of ACT.",
        "I hereby issue this report on the waiver of ACT.",
        "I hereby end the review of the waiver of ACT.",
        "I hereby cancel the notice of the expiration of the waiver of ACT.",
        "I hereby continue the national emergency, without prejudice to the waiver of ACT.",
        "I hereby terminate assistance provided under the waiver of ACT.",
        "I hereby extend the national emergency; ACT is unaffected.",
        "I hereby waive section 1245 of the NDAA, notwithstanding ACT.",
        "I hereby extend the waiver of section 1003 of the Anti-Terrorism Act; see ACT.",
        "I hereby extend the deadline for reports on the waiver of ACT.",
        "Extension of Waiver of Section 907 of the FREEDOM Support Act",
        "Following extension of the waiver of ACT, the national emergency is hereby terminated.",
        "In order to protect the waiver of ACT, the order of May 1, 2020, is revoked.",
        "Assistance under the waiver of ACT is hereby suspended.",
        "I hereby direct the Secretary to report, and to extend the waiver of ACT.",
        "I hereby revoke my decision not to extend the waiver of ACT.",
        "The report on the waiver of ACT is hereby withdrawn.",
        "President Extends Waiver of Section 907 of the FREEDOM Support Act",
        "I hereby waive the congressional notification requirements of section 634A of the Foreign Assistance Act with respect to assistance to Azerbaijan under the waiver of ACT.",
        "I hereby grant the request for a waiver of ACT.",
        "The request for a waiver of ACT is hereby granted.",
        "The order of May 1, 2020, blocking property, notwithstanding the waiver of ACT, is hereby revoked.",
        "The notice of a public meeting on the waiver of ACT is hereby withdrawn.",
        "The license that rests on the waiver of ACT is hereby revoked.",
        "I hereby terminate the suspension of the waiver of ACT.",
        "I hereby cancel the termination of the waiver of ACT.",
        "I hereby grant an extension of the time to report on the waiver of ACT.",
        "I hereby extend the effective date of the order revoking the waiver of ACT.",
        "I hereby exercise the authority not to waive ACT.",
        "I hereby exercise the authority to waive section 1245 of the NDAA, and not ACT.",
        "The waiver of section 1003 of the Anti-Terrorism Act is hereby extended without regard to the waiver of ACT.",
        "Executive Order 14100, which cites the waiver of ACT, is hereby revoked.",
    ] {
        mentions(&named(text));
    }
    for (text, reason) in [
        (
            "The draft waiver of ACT is hereby issued for public comment.",
            Reason::Conditional,
        ),
        (
            "I hereby authorize the extension of the waiver of ACT by the Secretary of State.",
            Reason::Delegates,
        ),
    ] {
        check(&named(text), Effect::Mentions, Some(reason));
    }
}
