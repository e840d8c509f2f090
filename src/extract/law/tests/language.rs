//! What sentences do, in the words that bills use for it.

use super::*;

#[test]
fn a_repeal_is_one_in_any_words() {
    say(
        &[
            "Section 907 of the FREEDOM Support Act (22 U.S.C. 5812 note) is repealed.",
            "§907 is hereby repealed.",
            "Effective on the date of the enactment of this Act, §907 is repealed.",
            "§907 shall be repealed effective on the date on which the President certifies to Congress \
         that a peace treaty is in force.",
            "The FREEDOM Support Act (Public Law 102-511) is amended by striking section 907.",
            "Title IX of the FREEDOM Support Act (22 U.S.C. 5811 et seq.) is amended by striking \
         section 907 (22 U.S.C. 5812 note).",
            "The FREEDOM Support Act is amended by repealing section 907.",
            "The following provisions of law are repealed: (1) Section 620 of the Foreign Assistance \
         Act of 1961. (2) Section 907 of the FREEDOM Support Act.",
            "Upon certification by the President, the restriction on assistance to Azerbaijan in \
         §907 is terminated.",
            "Notwithstanding any other provision of law, §907, relating to restriction on assistance to \
         Azerbaijan, is repealed.",
            "Sections 498 and 907 of the FREEDOM Support Act are repealed.",
            "The FREEDOM Support Act (22 U.S.C. 5801 et seq.) is repealed.",
            "Title IX of the FREEDOM Support Act is repealed.",
        ],
        &["repeals"],
    );
}

#[test]
fn a_repeal_of_the_waiver_tightens_the_law() {
    say(
        &[
            "§GRANT is repealed.",
            "Title II of the Foreign Operations, Export Financing, and Related Programs \
         Appropriations Act, 2002 (Public Law 107–115; 22 U.S.C. 5812 note) is amended, under the \
         heading “Assistance for the Independent States of the Former Soviet Union”, by striking \
         subsection (g)(2).",
            "The authority of the President to waive §907 is hereby repealed.",
            "The waiver authority under §GRANT shall terminate on the date of enactment of this Act.",
            "The waiver of §907 is revoked.",
            "Strike §GRANT.",
        ],
        &["restricts_waiver"],
    );
}

#[test]
fn a_bar_or_a_condition_restricts_the_waiver() {
    say(
        &[
            "The President may not waive §907.",
            "The President shall not exercise the authority to waive §907.",
            "The President may not waive the application of §907 unless the President certifies to the \
         appropriate congressional committees that Azerbaijan has ceased all blockades.",
            "Notwithstanding any other provision of law, the President may not exercise the waiver \
         authority provided pursuant to §GRANT, with respect to amounts appropriated or otherwise \
         made available for assistance for Azerbaijan.",
            "The requirements of §907 may not be waived.",
            "§907 shall not be waived until the Secretary of State submits the certification described \
         in section 3.",
            "None of the funds appropriated or otherwise made available by this Act may be used to carry \
         out the waiver of §907.",
            "None of the funds authorized to be appropriated by this Act may be used to waive §907.",
            "No funds made available under this Act may be used to exercise the authority provided by \
         §GRANT.",
            "No waiver of §907 may be issued after the date of the enactment of this Act.",
            "No waiver may be issued under §GRANT.",
            "The President may waive §907 only if the President certifies that Azerbaijan has released \
         all prisoners of war.",
            "The authority to waive §907 may be exercised only after consultation with the Committees on \
         Appropriations.",
            "The authority to waive §907 shall be subject to the certification required by section 4.",
            "A waiver of §907 shall not take effect until 30 days after the President submits a \
         justification.",
            "The Secretary of State is prohibited from waiving §907.",
            "Notwithstanding any waiver of §907, no assistance may be provided to the Government of \
         Azerbaijan.",
            "§907 shall apply without regard to any waiver issued under §GRANT.",
            "The waiver authority under §GRANT shall have no force or effect.",
            "The President may not extend the waiver of §907.",
            "The waiver authority in §GRANT shall not apply.",
            "The authority to waive §907 is suspended.",
            "Neither the President nor the Secretary of State may waive §907.",
        ],
        &["restricts_waiver"],
    );
}

#[test]
fn to_give_or_prolong_the_waiver_extends_it() {
    say(
        &[
            "The President may waive §907 if the President determines that to do so is in the national \
         interest of the United States.",
            "The President is authorized to waive §907.",
            "The Secretary of State may waive the application of §907 with respect to Azerbaijan.",
            "§907 may be waived by the President.",
            "The authority to waive §907 is extended through December 31, 2030.",
            "The waiver authority under §GRANT is hereby extended.",
            "The authority provided by §GRANT shall remain in effect until September 30, 2030.",
            "The President may extend the waiver of §907 on an annual basis.",
            "The restriction in §907 shall not apply if the President determines, and so certifies to \
         Congress, that the application of the restriction would not be in the national interests of \
         the United States.",
            "§GRANT is amended by striking “December 31, 2002” and inserting “December 31, 2030”.",
            "The authority to waive §907 is made permanent.",
        ],
        &["extends_waiver"],
    );
}

#[test]
fn what_shall_not_apply_as_a_whole_is_suspended() {
    say(
        &[
            "§907 shall not apply.",
            "§907 shall not apply during fiscal years 2026 and 2027.",
            "For two years after the date of the enactment of this Act, §907 shall not apply.",
            "§907 shall cease to apply on January 1, 2027.",
            "§907 shall have no force or effect during fiscal year 2027.",
            "§907 shall not apply with respect to Azerbaijan.",
            "§907 shall not apply to the Government of Azerbaijan during fiscal year 2027.",
            "§907 shall not apply with respect to fiscal year 2027.",
            "The application of §907 is suspended.",
            "The restriction under §907 is hereby waived for fiscal year 2026.",
            "Section 620 of the Foreign Assistance Act of 1961 and §907 shall not apply.",
            "Notwithstanding any other provision of law, the prohibition in §907 shall not apply to \
         assistance for the Government of Azerbaijan.",
            "That §907 shall not have effect.",
        ],
        &["suspends"],
    );
}

#[test]
fn what_shall_not_apply_to_a_list_is_carved_out() {
    say(
        &[
            "§907 shall not apply to— (1) activities to support democracy; (2) any financing provided \
         under the Export-Import Bank Act of 1945 (Public Law 79–173); or (3) humanitarian \
         assistance.",
            "§907 shall not apply to assistance for border security.",
            "§907 shall not apply with respect to assistance for humanitarian purposes.",
            "§907 shall not apply during fiscal year 2027 with respect to humanitarian assistance.",
            "The restriction in §907 shall not apply to assistance for the Government of Azerbaijan for \
         demining.",
            "Notwithstanding §907, funds made available by this Act may be used for demining in \
         Azerbaijan.",
            "Humanitarian assistance shall be exempt from §907.",
            "§907 shall not prohibit the provision of assistance for demining.",
            "Nothing in §907 shall be construed to prohibit humanitarian assistance.",
            "Assistance for civil society may be provided without regard to §907.",
            "Provided further, That §907 shall not apply to activities to counter terrorism.",
            "§907 shall not apply to funds appropriated by this Act.",
        ],
        &["carves_out"],
    );
}

#[test]
fn an_amendment_amends() {
    say(
        &[
            "§907 is amended by striking “Armenia and Nagorno-Karabakh” and inserting “Armenia”.",
            "§907 is amended by inserting “, or its successor,” after “Azerbaijan”.",
            "The FREEDOM Support Act is amended in section 907 by striking “demonstrable”.",
            "The FREEDOM Support Act (Public Law 102–511) is amended, in section 907, by adding a \
         sentence.",
            "§907 is hereby further amended to read as follows:",
            "Subsection (b) of section 907 of the FREEDOM Support Act is repealed.",
            "Section 907(b) of the FREEDOM Support Act is repealed.",
            "The FREEDOM Support Act is amended by striking section 907 and inserting a new section.",
            "§907 is redesignated as section 908.",
        ],
        &["amends"],
    );
}

#[test]
fn a_report_is_required() {
    say(
        &[
            "Not later than 90 days after the date of the enactment of this Act, the Secretary of State \
         shall submit to the appropriate congressional committees a report on waivers of §907.",
            "The President shall submit to Congress a certification describing the effect of §907 on the \
         peace process.",
            "Not later than 15 days after exercising the authority to waive §907, the Secretary shall \
         transmit a written justification to the Committees on Appropriations.",
            "The Comptroller General shall conduct a review of the use of the waiver of §907.",
            "The report required by subsection (a) shall include a description of whether §907 should be \
         repealed.",
            "The Secretary shall notify the Committees on Appropriations before any waiver of §907.",
            "The Secretary of State shall brief the committees on the implementation of §907.",
        ],
        &["requires_report"],
    );
}

#[test]
fn what_does_nothing_mentions() {
    say(
        &[
            "Congress finds that §907 has been waived every year since 2002.",
            "It is the sense of Congress that the President should not waive §907.",
            "It is the sense of the Senate that §907 should be repealed.",
            "Nothing in this Act shall be construed to repeal §907.",
            "Nothing in this section may be construed to waive or suspend §907.",
            "Whereas §907 restricts assistance to the Government of Azerbaijan;",
            "It is the policy of the United States to enforce §907.",
            "Resolved, That the House of Representatives urges the President not to waive §907.",
            "Assistance under this section shall be subject to §907.",
            "If §907 is repealed, the Secretary may provide assistance under this title.",
            "Until §907 is repealed, the limits in this section apply.",
            "Section 3 of the Peace Act of 2001 is amended by striking “section 907 of the FREEDOM \
         Support Act” and inserting “law”.",
            "The term “covered law” means §907.",
            "The Secretary may provide assistance consistent with §907.",
            "§907 shall continue to apply.",
            "The President may waive any provision of law other than §907.",
            "Section 907 of the FREEDOM Support Act shall not be repealed.",
        ],
        &["mentions"],
    );
}

#[test]
fn one_sentence_may_do_two_things() {
    say(
        &[
            "The President may not waive §907, and the Secretary of State shall submit a report on each \
         waiver issued before the date of the enactment of this Act.",
        ],
        &["restricts_waiver", "requires_report"],
    );
    say(
        &["§907 is repealed and §GRANT is repealed."],
        &["repeals", "restricts_waiver"],
    );
    say(
        &[
            "§907 shall not apply during fiscal year 2027. The Secretary shall submit a report on the \
         effect of section 907 on trade.",
        ],
        &["suspends", "requires_report"],
    );
}
