use std::path::Path;

use super::*;
use crate::domain::effect::{Finding, compare};

/// A section of a bill in Congress's own markup.
fn bill(section: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><bill bill-stage=\"Introduced-in-House\"><form><official-title>A bill\
         </official-title></form><legis-body><section><enum>3.</enum><header>Azerbaijan</header>\
         <text>{section}</text></section></legis-body></bill>"
    )
}

/// The same as the Government Publishing Office prints it, lines broken anywhere.
fn printed(section: &str) -> String {
    let mut lines = String::new();
    let mut length = 0;
    for word in section.split(' ') {
        if length + word.len() > 60 {
            lines.push('\n');
            length = 0;
        }
        length += word.len() + 1;
        lines.push_str(word);
        lines.push(' ');
    }
    format!(
        "<html><body><pre>\n[Congressional Bills 119th Congress]\n\n    Be it enacted by the Senate and \
         House of Representatives of the \nUnited States of America in Congress assembled,\n\nSEC. 3. \
         AZERBAIJAN.\n\n    {lines}\n                                 &lt;all&gt;\n</pre></body></html>"
    )
}

fn effects(text: &str) -> Vec<&'static str> {
    let reading = read(text.as_bytes(), None).unwrap_or_else(|error| panic!("{error}: {text}"));
    let found = reading
        .findings
        .iter()
        .map(|finding| finding.effect.as_str());
    found.collect()
}

/// What a section does, in either markup.
#[track_caller]
fn check(section: &str, expected: &[&str]) {
    assert_eq!(effects(&bill(section)), expected, "as a bill: {section}");
    assert_eq!(
        effects(&printed(section)),
        expected,
        "as printed: {section}"
    );
}

#[test]
fn a_repeal_is_found_by_every_form_of_citation() {
    for section in [
        "Section 907 of the FREEDOM Support Act is repealed.",
        "Section 907 of the FREEDOM Support Act (22 U.S.C. 5812 note) is hereby repealed.",
        "Section 907 of the Freedom Support Act of 1992 (Public Law 102–511; 22 U.S.C. 5812 note) is \
         repealed.",
        "Effective on the date of the enactment of this Act, section 907 of Public Law 102-511 is \
         repealed.",
        "Section 907 of the Freedom for Russia and Emerging Eurasian Democracies and Open Markets \
         Support Act of 1992 is repealed.",
        "The FREEDOM Support Act (Public Law 102-511) is amended by striking section 907.",
    ] {
        check(section, &["repeals"]);
    }
}

#[test]
fn one_of_a_list_of_repeals_is_repealed() {
    let listed = "<?xml version=\"1.0\"?><bill><legis-body><section><enum>9.</enum><header>Repeals</header>\
                  <text>The following provisions of law are repealed:</text>\
                  <paragraph><enum>(1)</enum><text>Section 498B(j) of the Foreign Assistance Act of 1961.</text></paragraph>\
                  <paragraph><enum>(2)</enum><text>Section 907 of the FREEDOM Support Act.</text></paragraph>\
                  </section></legis-body></bill>";
    assert_eq!(effects(listed), ["repeals"]);
}

#[test]
fn taking_the_waiver_away_tightens_the_law_and_repeals_nothing() {
    for section in [
        "The President may not exercise the authority to waive section 907 of the FREEDOM Support Act.",
        "None of the funds made available by this Act may be used to carry out a waiver of section 907 of \
         the FREEDOM Support Act (22 U.S.C. 5812 note).",
        "No waiver of section 907 of the FREEDOM Support Act may take effect unless the Secretary of \
         Defense certifies to Congress that Azerbaijan has withdrawn its forces.",
        "Notwithstanding any other provision of law, the President may not waive section 907 of the FREEDOM \
         Support Act (22 U.S.C. 5812 note) during fiscal years 2026 and 2027.",
    ] {
        check(section, &["restricts_waiver"]);
    }
}

#[test]
fn giving_or_prolonging_the_waiver_is_neither_a_waiver_nor_a_repeal() {
    for section in [
        "The President may waive section 907 of the FREEDOM Support Act (22 U.S.C. 5812 note) if the \
         President determines and certifies to the Committees on Appropriations that to do so is \
         necessary to support United States efforts to counter terrorism.",
        "The authority to waive section 907 of the FREEDOM Support Act is extended through December 31, \
         2030.",
    ] {
        check(section, &["extends_waiver"]);
    }
}

#[test]
fn what_shall_not_apply_as_a_whole_is_suspended_and_to_a_list_carved_out() {
    check(
        "Section 907 of the FREEDOM Support Act (22 U.S.C. 5812 note) shall not apply during fiscal years \
         2026 and 2027.",
        &["suspends"],
    );
    check(
        "Section 907 of the FREEDOM Support Act shall cease to apply on October 1, 2027.",
        &["suspends"],
    );
    check(
        "Section 907 of the FREEDOM Support Act (22 U.S.C. 5812 note) shall not apply to (1) activities to \
         support democracy; (2) any assistance provided by the Trade and Development Agency; or (3) \
         humanitarian assistance.",
        &["carves_out"],
    );
    check(
        "Section 907 of the FREEDOM Support Act shall not apply with respect to assistance for demining.",
        &["carves_out"],
    );
}

#[test]
fn other_things_that_a_text_does() {
    check(
        "Section 907(a) of the FREEDOM Support Act is amended by striking “steps” and inserting \
         “irreversible steps”.",
        &["amends"],
    );
    check(
        "Not later than 90 days after the date of the enactment of this Act, the Secretary of State shall \
         submit to Congress a report on each waiver of section 907 of the FREEDOM Support Act.",
        &["requires_report"],
    );
    for section in [
        "Congress finds that section 907 of the FREEDOM Support Act restricts assistance to Azerbaijan.",
        "It is the sense of Congress that section 907 of the FREEDOM Support Act should be repealed.",
        "Nothing in this Act shall be construed to repeal section 907 of the FREEDOM Support Act.",
    ] {
        check(section, &["mentions"]);
    }
}

#[test]
fn such_act_is_the_act_named_before() {
    check(
        "The FREEDOM Support Act (Public Law 102-511) governs aid. Section 907 of such Act is repealed.",
        &["repeals"],
    );
    check(
        "The Tariff Act of 1930 governs duties. Section 907 of such Act is repealed.",
        &[],
    );
}

#[test]
fn false_friends_do_nothing_and_are_kept_with_the_reason() {
    for section in [
        "Section 907 of the Tariff Act of 1930 is repealed.",
        "Section 907 of the Ukraine Freedom Support Act of 2014 is repealed.",
        "Of the funds for the SEED Act and FREEDOM Support Act accounts, $5,000,000 is rescinded.",
        "Section 498 of the FREEDOM Support Act is repealed.",
    ] {
        let reading = read(bill(section).as_bytes(), None).unwrap();
        assert_eq!(reading.findings, [], "{section}");
        let friends = &reading.false_friends;
        assert!(!friends.is_empty(), "kept: {section}");
        assert!(
            friends.iter().all(|friend| !friend.reason.is_empty()),
            "{section}"
        );
    }
    check(
        "Assistance is provided to Azerbaijan under section 907A of this Act.",
        &[],
    );
}

#[test]
fn an_effect_bears_its_words_its_place_and_its_time() {
    let section = "Section 907 of the FREEDOM Support Act (22 U.S.C. 5812 note) shall not apply during \
                   fiscal years 2026 and 2027.";
    let reading = read(bill(section).as_bytes(), None).unwrap();
    let [
        Finding {
            quote,
            place,
            citation,
            ends_on,
            ..
        },
    ] = &reading.findings[..]
    else {
        panic!("{reading:#?}")
    };
    assert_eq!(quote, section);
    assert_eq!(place, "sec. 3");
    assert!(citation.contains("907"), "{citation}");
    assert_eq!(
        ends_on.map(|on| on.to_string()).as_deref(),
        Some("2027-10-01")
    );
}

#[test]
fn versions_are_compared_by_what_they_do_and_not_by_their_numbers() {
    let of = |text: &str| read(text.as_bytes(), None).unwrap();
    let repeal = "Section 907 of the FREEDOM Support Act is repealed.";
    let (first, moved) = (bill(repeal), bill(repeal).replace("3.", "12."));
    let same = compare(&of(&first), &of(&moved));
    assert_eq!(
        (same.added.len(), same.dropped.len(), same.unchanged.len()),
        (0, 0, 1)
    );
    let gone = compare(&of(&first), &of(&bill("Nothing is said.")));
    assert_eq!((gone.added.len(), gone.dropped.len()), (0, 1));
}

#[test]
fn what_is_no_law_is_an_error() {
    for text in [
        "",
        "  \n",
        "<html><head><title>Page Not Found</title></head><body>Sorry.</body></html>",
        "{\"error\": \"no\"}",
        "<rss version=\"2.0\"><channel/></rss>",
        "<bill><legis-body><section><text>Section 907 of the FREEDOM Support Act is",
    ] {
        assert!(read(text.as_bytes(), None).is_err(), "{text}");
    }
}

#[test]
fn a_text_that_is_broken_anywhere_is_read_or_refused() {
    let whole = bill("Section 907 of the FREEDOM Support Act — é — is repealed.").into_bytes();
    for end in 0..whole.len() {
        let _ = read(&whole[..end], None);
    }
    for at in 0..whole.len() {
        let mut flipped = whole.clone();
        flipped[at] ^= 0x55;
        let _ = read(&flipped, None);
    }
}

#[test]
fn the_appropriations_act_of_2026_repeats_the_carve_outs_and_nothing_else() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/corpus/bills/text-shape/BILLS-119hr7148enr.sec7046.fragment.html");
    let Ok(body) = std::fs::read(&path) else {
        println!("skipped: the corpus is not here");
        return;
    };
    let reading = read(&body, None).unwrap();
    let found: Vec<&str> = reading
        .findings
        .iter()
        .map(|one| one.effect.as_str())
        .collect();
    assert_eq!(found, ["carves_out"], "{reading:#?}");
    assert!(
        reading.findings[0].place.contains("7046(a)"),
        "{reading:#?}"
    );
}
