//! Sentences as drafters write them, and sentences that only look like them.

use super::*;

#[test]
fn what_waives_is_tied_to_the_provision() {
    say(
        &[
            "The President may suspend all assistance to the Government of Azerbaijan consistent with §907.",
            "The Secretary may extend assistance to Georgia without regard to the waiver of §907.",
            "The President shall waive tariffs on goods subject to §907.",
            "The Secretary may not suspend assistance to Armenia by reason of §907.",
            "No determination shall be required before §907 is enforced.",
            "No funds made available by this Act may be used for activities which are exercised in violation \
         of §907.",
            "The Secretary may waive fees for exchanges that are consistent with §907.",
            "The President may not make grants to entities that violate §907.",
            "None of the funds made available by this Act may be used for Azerbaijan unless a waiver of §907 \
         is in effect.",
            "The Secretary may continue programs in Armenia notwithstanding the lapse of a waiver of §907.",
            "No waiver of §907 is required for assistance to Georgia.",
            "The Secretary is prohibited from providing visas to persons sanctioned under §907.",
            "Any authority under this Act may be exercised subject to §907.",
            "The President may exercise the authority of section 614 of the Foreign Assistance Act of 1961 in \
         a manner consistent with §907.",
            "The Secretary may suspend a contractor for a violation of §907.",
            "The Secretary shall terminate each contract that is inconsistent with the waiver of §907.",
            "The Secretary is exempt from penalties under §907.",
        ],
        &["mentions"],
    );
}

#[test]
fn a_waiver_is_given_in_many_ways() {
    say(
        &[
            "The President may, on an annual basis, waive §907.",
            "The President may waive section 620 of the Foreign Assistance Act of 1961 and §907.",
            "The President may waive any provision of law restricting assistance, including §907.",
            "The Secretary of State may suspend the application of §907 for fiscal year 2027.",
            "The President is authorized to waive the restrictions on assistance to Azerbaijan contained in \
         §907.",
            "The President shall have the authority to waive the requirements of §907.",
            "The President may exercise the authority to waive §907 through fiscal year 2030.",
            "The President may renew the waiver of the prohibition in §907.",
            "The waiver authority provided in §GRANT is extended until September 30, 2030.",
        ],
        &["extends_waiver"],
    );
}

#[test]
fn a_waiver_is_barred_in_many_ways() {
    say(
        &[
            "The President may not, during fiscal year 2027, waive §907.",
            "The President may not use the authority provided in §GRANT.",
            "The President may not make a determination or certification under §GRANT.",
            "None of the funds made available by this Act may be obligated or expended to implement any waiver \
         of §907.",
            "No amounts authorized to be appropriated by this Act may be used to provide assistance to the \
         Government of Azerbaijan pursuant to the authority to waive §907.",
            "No extension of the waiver of §907 may take effect before October 1, 2027.",
            "The Secretary shall terminate any waiver of §907.",
            "The President is prohibited from exercising the authority to waive §907.",
            "Notwithstanding any exercise of the waiver authority under §GRANT, no assistance may be provided \
         to the Government of Azerbaijan.",
            "The waiver authority in §GRANT is repealed.",
            "A waiver of §907 shall be effective for not more than 90 days.",
            "The waiver under §GRANT may be exercised only if Azerbaijan has released all prisoners of war.",
            "§907 may be waived only if the President certifies that Azerbaijan has ceased all blockades.",
        ],
        &["restricts_waiver"],
    );
}

#[test]
fn assistance_is_carved_out_in_many_ways() {
    say(
        &[
            "Notwithstanding §907, assistance may be provided to Azerbaijan.",
            "Notwithstanding section 620 of the Foreign Assistance Act of 1961, §907, or any other provision of \
         law, the Secretary may provide assistance for demining.",
            "Notwithstanding any other provision of law (including §907), the Secretary shall provide \
         humanitarian assistance to displaced persons.",
            "Notwithstanding the restriction in §907, the Secretary of Defense is authorized to train border \
         guards of Azerbaijan.",
            "§907 shall not apply to— (1) assistance to combat trafficking; or (2) assistance for education.",
            "The restrictions of §907 shall not apply with respect to health programs.",
            "Assistance for refugees shall not be subject to §907.",
            "Section 907(a) of the FREEDOM Support Act shall not apply to disaster assistance.",
            "Nothing in §907 shall be construed to prevent the sale of food.",
        ],
        &["carves_out"],
    );
    say(
        &[
            "Notwithstanding §907, no assistance may be provided to Georgia.",
            "Notwithstanding the report required by §907, the Secretary may act.",
            "Subject to §907, assistance may be provided to Azerbaijan.",
            "Nothing in this Act shall be construed to exempt assistance from §907.",
        ],
        &["mentions"],
    );
}

#[test]
fn the_provision_is_suspended_or_struck_in_many_ways() {
    say(
        &[
            "§907 shall, during fiscal year 2027, have no force or effect.",
            "The operation of §907 is suspended for fiscal years 2027 and 2028.",
            "Beginning on October 1, 2026, §907 shall not apply.",
            "§907 shall not be in effect.",
            "The prohibition of §907 does not apply to the Government of Azerbaijan.",
            "22 U.S.C. 5812 note shall not apply.",
        ],
        &["suspends"],
    );
    say(
        &[
            "Title IX of the FREEDOM Support Act is amended by striking sections 906 and 907.",
            "The FREEDOM Support Act is amended by repealing section 907 (22 U.S.C. 5812 note).",
            "The provisions of title IX of the FREEDOM Support Act are repealed.",
        ],
        &["repeals"],
    );
    say(
        &[
            "§907 is amended to read as follows: “Sec. 907. Reports.”",
            "Section 907(b) of the FREEDOM Support Act is stricken.",
            "§907 is amended by striking “may not” and inserting “may”.",
        ],
        &["amends"],
    );
    say(
        &[
            "Section 498 of the FREEDOM Support Act is amended by striking “section 907”.",
            "Section 3 of the Peace Act of 2001, as it relates to §907, is amended.",
        ],
        &["mentions"],
    );
}
