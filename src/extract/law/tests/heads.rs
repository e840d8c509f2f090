//! What a sentence speaks of: Section 907 itself, its waiver, or something else that only
//! names it.

use super::*;

#[test]
fn what_only_hangs_on_the_provision_is_another_thing() {
    say(
        &[
            "Any contract entered into in violation of §907 is null and void.",
            "The report required by §907 is terminated.",
            "The repeal of §907 is hereby rescinded.",
            "The amendment to §907 made by section 5 is repealed.",
            "The Presidential determination under §907 is revoked.",
            "Notwithstanding §907, the ceiling in section 5 is repealed.",
            "Subject to §907, section 5 is repealed.",
            "Consistent with §907, the Baku Program is terminated.",
            "In addition to §907, section 498 of the Foreign Assistance Act of 1961 is repealed.",
            "All provisions of law except §907 are repealed.",
            "Section 1002 of the Foreign Relations Act, relating to §907, is repealed.",
            "The exemption from §907 for demining is repealed.",
            "Except as provided in §907, section 5 shall cease to be effective on January 1, 2027.",
            "Notwithstanding §907, section 620F of the Foreign Assistance Act of 1961 shall not apply to \
         Azerbaijan.",
            "Assistance prohibited by §907 is hereby suspended.",
            "The exceptions to §907 shall not apply.",
            "A sanction imposed under §907 may be waived.",
            "The authority of the Secretary to enforce §907 is terminated.",
            "A contract in violation of section 5 of the Arms Export Control Act, or §907, is void.",
            "Assistance that is prohibited by section 5 and §907 is terminated.",
            "The requirement of a report under §907 is repealed.",
            "The prohibition on contracts in violation of §907 is terminated.",
            "The limitation on the waiver of section 5 described in §907 is repealed.",
            "The certification requirement in section 4, as modified by §907, is repealed.",
            "Each license that was denied under §907 shall be void.",
            "Pursuant to section 5 of the Peace Act, or §907, the cap on staff is repealed.",
            "Programs other than those restricted by §907 are terminated.",
            "The working group on §907 is abolished.",
            "Any regulation issued to carry out §907 shall have no force or effect.",
        ],
        &["mentions"],
    );
}

#[test]
fn the_provision_may_be_named_by_its_restriction() {
    say(
        &[
            "The restrictions on assistance to the Government of Azerbaijan under §907 are repealed.",
            "The prohibition contained in §907 is hereby terminated.",
            "The provisions of §907 are repealed.",
            "The limitations of §907 on assistance to Azerbaijan are hereby abolished.",
            "§907, which prohibits assistance to Azerbaijan, is repealed.",
            "§907, as amended by section 3 of the Peace Act, is repealed.",
            "§907, 106 Stat. 3357, is repealed.",
            "§907 and section 5 of the Peace Act of 2001 are repealed.",
            "Section 5 of the Peace Act of 2001, section 6 of that Act, and §907 are repealed.",
            "All provisions of law restricting assistance to Azerbaijan, including §907, are repealed.",
            "The Secretary shall carry out section 5, and §907 is repealed.",
            "The cap in section 5 of this Act is raised and §907 is repealed.",
            "§907 (106 Stat. 3357) is repealed, and the President should report on peace.",
            "§907 is repealed, and nothing in this Act shall be construed to affect title V of that Act.",
            "Except as provided in section 5, §907 is repealed.",
            "22 U.S.C. 5812 note is repealed.",
        ],
        &["repeals"],
    );
}

#[test]
fn the_waiver_is_named_by_what_is_tied_to_it() {
    say(
        &[
            "The waiver of the restrictions contained in §907 is revoked.",
            "Any extension of the waiver of §907 shall have no force or effect.",
            "The authority of the President under §GRANT is terminated.",
            "Any waiver issued pursuant to §GRANT shall terminate on the date of the enactment of this Act.",
            "The waiver of §907, including any extension thereof, is disapproved.",
            "The authority to waive the application of §907 may not be exercised during fiscal year 2027.",
        ],
        &["restricts_waiver"],
    );
    say(
        &[
            "The report on the waiver of §907 is terminated.",
            "Any contract that relies on a waiver of §907 is void.",
            "The deadline for a waiver of §907 is repealed.",
            "The report required by §GRANT is terminated.",
        ],
        &["mentions"],
    );
}

#[test]
fn what_is_repealed_in_part_or_for_a_purpose_stays() {
    say(
        &[
            "§907 is repealed insofar as it applies to assistance for demining.",
            "§907 is terminated with respect to humanitarian assistance.",
            "For purposes of this title, §907 shall be deemed repealed.",
        ],
        &["carves_out"],
    );
}

#[test]
fn a_condition_is_no_command() {
    say(
        &[
            "The limits apply until the President determines that— (1) peace is signed; and (2) §907 is repealed.",
            "If, after the date of the enactment of this Act, §907 is repealed, the Secretary may open an \
         office in Baku.",
            "If a treaty is signed, and §907 is repealed, the Secretary may open an office in Baku.",
            "No aid is due until the Secretary finds, in writing, that §907 is suspended.",
            "The limits in this section apply until such time as §907 is repealed.",
            "Section 3 of the Peace Act of 2001 is amended by inserting “section 907 of the FREEDOM Support \
         Act is repealed” after “if”.",
        ],
        &["mentions"],
    );
    check(
        "SEC. 2. LIST.\n\n    (a) The Secretary may open an office in Baku if the President certifies that--\n            (1) \
         peace is signed; and\n            (2) section 907 of the FREEDOM Support Act is repealed.",
        &["mentions @ sec. 2(a)(2)"],
    );
}

#[test]
fn a_list_of_repeals_is_of_what_its_items_are() {
    check(
        "SEC. 9. REPEALS.\n\n    The following are repealed:\n            (1) The report required by section 907 of the FREEDOM \
         Support Act.\n            (2) The authority to waive section 907 of the FREEDOM Support Act.",
        &["restricts_waiver @ sec. 9(2)"],
    );
    check(
        "SEC. 9. LIMITS.\n\n    Section 5 of the Peace Act shall not apply to--\n            (1) assistance prohibited by section \
         907 of the FREEDOM Support Act; or\n            (2) fish.",
        &["mentions @ sec. 9(1)"],
    );
}
