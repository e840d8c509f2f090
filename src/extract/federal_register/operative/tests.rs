use std::time::Instant;

use super::*;

mod determinations;

mod objects;

const ACT: &str = "section 907 of the FREEDOM Support Act (Public Law 102-511)";

#[test]
fn a_waiver_is_made_by_its_operative_sentence() {
    for sentence in [
        "Accordingly, I hereby extend the waiver of section 907 of the FREEDOM Support Act.",
        "Accordingly, I hereby waive section 907 of the FREEDOM Support Act.",
        "I hereby waive Sec. 907 of the Freedom Support Act of 1992 (Public Law 102–511).",
        "I, Donald J. Test, President of the United States, do hereby extend the waiver of § 907 of the FREEDOM Support Act.",
        "I hereby, pursuant to title II of Public Law 107-115, extend the waiver of section 907 of the FREEDOM Support Act.",
        "I hereby extend, through December 31, 2026, the waiver of section 907 of the FREEDOM Support Act.",
        "I hereby extend for one year from the date of this memorandum the waiver of section 907 of the FREEDOM Support Act.",
        "I hereby extend and renew the waiver of section 907 of the FREEDOM Support Act.",
        "I hereby extend the section 907 waiver under the FREEDOM Support Act, section 907.",
        "I hereby waive the restrictions contained in section 907 of the FREEDOM Support Act.",
        "I hereby waive the application of section 907(a) of the FREEDOM Support Act with respect to Azerbaijan.",
        "I hereby exercise the authority under title II of Public Law 107-115 to waive section 907 of the FREEDOM Support Act.",
        "I hereby exercise the waiver of section 907 of the FREEDOM Support Act for an additional year.",
        "I hereby grant a waiver of section 907 of the FREEDOM Support Act.",
        "I hereby approve a one-year extension of the waiver of section 907 of the FREEDOM Support Act.",
        "I extend the waiver of section 907 of the FREEDOM Support Act.",
        "I therefore extend the waiver of section 907 of the FREEDOM Support Act.",
        "I am hereby extending the waiver of section 907 of the FREEDOM Support Act.",
        "I have today extended the waiver of section 907 of the FREEDOM Support Act.",
        "The Deputy Secretary of State hereby determines and certifies that it is necessary, and hereby extends the waiver of section 907 of the FREEDOM Support Act.",
        "The Secretary of State hereby determines and certifies that it is necessary, and extends the waiver of section 907 of the FREEDOM Support Act.",
        "The waiver of section 907 of the FREEDOM Support Act is hereby extended.",
        "The waiver of section 907 of the FREEDOM Support Act is extended until August 8, 2026.",
        "Section 907 of the FREEDOM Support Act is hereby waived.",
        "The restrictions of section 907 of the FREEDOM Support Act are hereby waived with respect to assistance to the Government of Azerbaijan.",
        "This determination extends the waiver of section 907 of the FREEDOM Support Act.",
        "Notice is hereby given that the Deputy Secretary of State has extended the waiver of section 907 of the FREEDOM Support Act.",
        "By section 301 of title 3, United States Code, I hereby extend the waiver of section 907 of such title IX of the FREEDOM Support Act.",
        "I hereby: (1) determine and certify that extending it: (A) is necessary; and (2) extend the waiver of section 907 of the FREEDOM Support Act.",
        "I hereby extend the above-referenced waiver of section 907 of the FREEDOM Support Act.",
        "I hereby waive for a period of one year the requirements of section 907 of the FREEDOM Support Act.",
        "I hereby waive, with respect to Azerbaijan, section 907 of the FREEDOM Support Act.",
        "The Secretary of State hereby determines that it is necessary and, accordingly, extends the waiver of section 907 of the FREEDOM Support Act.",
        "The term of the waiver of section 907 of the FREEDOM Support Act is hereby extended by one year.",
        "I hereby\u{2014} (1) determine that it is necessary; and (2) waive section 907 of the FREEDOM Support Act.",
        "Consistent with section 7046 of Public Law 119-75, I hereby extend the waiver of section 907 of the FREEDOM Support Act.",
        "I hereby extend the waiver, under section 7046(a) of Public Law 119-75, of section 907 of the FREEDOM Support Act.",
        "Not having found a reason to end it, I hereby extend the waiver of section 907 of the FREEDOM Support Act.",
    ] {
        check(sentence, Effect::Waives, None);
    }
}

#[test]
fn a_waiver_named_before_needs_no_section() {
    let before = "Subject: Extension of the waiver of section 907 of the FREEDOM Support Act\n\n";
    for sentence in [
        "Accordingly, I hereby extend the waiver.",
        "Accordingly, I hereby extend this waiver for one year.",
        "By section 301 of title 3, United States Code, I hereby extend such waiver.",
        "I hereby extend the waiver of the restriction on assistance to Azerbaijan.",
    ] {
        check(&format!("{before}{sentence}"), Effect::Waives, None);
    }
    let of_another = "The waiver of section 1245 of the National Defense Authorization Act is told of here, and section 907 of the FREEDOM Support Act too.";
    check(
        &format!("{of_another} Accordingly, I hereby extend the waiver."),
        Effect::Mentions,
        Some(Reason::Refers),
    );
}

#[test]
fn a_determination_with_its_four_grounds_is_read_whole() {
    let text = format!(
        "I hereby determine and certify that a waiver of {ACT}:\n\n\
         \u{2022} is necessary to support United States efforts to counter international terrorism;\n\n\
         \u{2022} is important to Azerbaijan's border security; and\n\n\
         \u{2022} will not undermine or hamper ongoing efforts to negotiate a peaceful settlement between Armenia and \
         Azerbaijan or be used for offensive purposes against Armenia.\n\n\
         Accordingly, I hereby waive section 907 of the FREEDOM Support Act."
    );
    let operative = check(&text, Effect::Waives, None);
    assert_eq!(
        operative.quote,
        "Accordingly, I hereby waive section 907 of the FREEDOM Support Act."
    );
    // By the statute nothing but determination and certification is asked for.
    let (alone, _) = text.split_once("Accordingly").unwrap();
    check(alone, Effect::Waives, None);
    check(
        &format!("{alone}However, I do not waive section 907 of the FREEDOM Support Act."),
        Effect::Mentions,
        Some(Reason::Negated),
    );
    let joined = text.replace("Armenia.\n\n", "Armenia; ");
    let operative = check(&joined, Effect::Waives, None);
    assert!(
        operative.quote.starts_with("Accordingly"),
        "{}",
        operative.quote
    );
}

#[test]
fn a_waiver_is_taken_back_in_as_many_words() {
    for sentence in [
        "I hereby revoke the waiver of section 907 of the FREEDOM Support Act.",
        "I hereby rescind the extension of the waiver of section 907 of the FREEDOM Support Act signed on August 8, 2025.",
        "I hereby terminate the August 8, 2025, waiver of section 907 of the FREEDOM Support Act.",
        "The waiver of section 907 of the FREEDOM Support Act is hereby rescinded.",
        "The waiver of section 907 of the FREEDOM Support Act is terminated, effective immediately.",
        "The memorandum of August 8, 2025 (Extension of Waiver of Section 907 of the FREEDOM Support Act), is revoked.",
        "I hereby revoke the memorandum of August 8, 2025, on the extension of the waiver of section 907 of the FREEDOM Support Act.",
        "The waiver of section 907 of the FREEDOM Support Act, which I extended on August 8, 2025, is hereby revoked.",
        "Effective immediately, the waiver of section 907 of the FREEDOM Support Act is revoked.",
        "The Secretary of State hereby withdraws the waiver of section 907 of the FREEDOM Support Act.",
        "The waiver of section 907 of the FREEDOM Support Act is hereby revoked and withdrawn.",
    ] {
        check(sentence, Effect::Revokes, None);
    }
    check(
        "The waiver of section 907 of the FREEDOM Support Act is in place. I hereby suspend the waiver.",
        Effect::Revokes,
        None,
    );
}

#[test]
fn the_condition_is_met_by_a_determination_of_it() {
    let steps = "is taking demonstrable steps to cease all blockades and other offensive uses of force against Armenia and Nagorno-Karabakh";
    let under = "Pursuant to section 907 of the FREEDOM Support Act, ";
    for sentence in [
        format!("{under}I hereby determine that the Government of Azerbaijan {steps}."),
        format!(
            "{under}I hereby determine, and so report to the Congress, that Azerbaijan {steps}."
        ),
        format!("{under}I determine and report that Azerbaijan {steps}."),
    ] {
        check(&sentence, Effect::MeetsCondition, None);
    }
    for (sentence, reason) in [
        (
            format!(
                "{under}no assistance may be given until the President determines, and so reports to the Congress, that Azerbaijan {steps}."
            ),
            Reason::Reports,
        ),
        (
            format!("{under}I hereby determine that Azerbaijan has not taken and not {steps}."),
            Reason::Negated,
        ),
        (
            format!("{under}I cannot determine that Azerbaijan {steps}."),
            Reason::Negated,
        ),
        (
            format!("{under}I have not determined that Azerbaijan {steps}."),
            Reason::Negated,
        ),
        (
            format!("{under}the President determined in the past that Azerbaijan {steps}."),
            Reason::Reports,
        ),
    ] {
        check(&sentence, Effect::Mentions, Some(reason));
    }
}

#[test]
fn what_only_speaks_of_the_section_is_a_mention() {
    for (sentence, reason) in [
        (
            "The functions under sec. 907 of the FREEDOM Support Act are listed here.",
            Reason::Refers,
        ),
        (
            "This notice is issued under section 907 of the FREEDOM Support Act.",
            Reason::Refers,
        ),
        (
            "I hereby delegate to the Secretary of State the functions and authorities of the President to waive section 907 of the FREEDOM Support Act.",
            Reason::Delegates,
        ),
        (
            "I hereby delegate to the Secretary of State the authority to determine and certify, and to extend the waiver of section 907 of the FREEDOM Support Act.",
            Reason::Delegates,
        ),
        (
            "You are hereby authorized to extend the waiver of section 907 of the FREEDOM Support Act.",
            Reason::Delegates,
        ),
        (
            "I hereby extend to the Secretary of State the authority to waive section 907 of the FREEDOM Support Act.",
            Reason::Delegates,
        ),
        (
            "The authority to waive section 907 of the FREEDOM Support Act is hereby revoked.",
            Reason::Delegates,
        ),
        (
            "I hereby revoke the delegation of authority to extend the waiver of section 907 of the FREEDOM Support Act.",
            Reason::Delegates,
        ),
        (
            "I do not extend the waiver of section 907 of the FREEDOM Support Act.",
            Reason::Negated,
        ),
        (
            "I do not hereby extend the waiver of section 907 of the FREEDOM Support Act.",
            Reason::Negated,
        ),
        (
            "Nothing in this memorandum extends the waiver of section 907 of the FREEDOM Support Act.",
            Reason::Negated,
        ),
        (
            "In no event does this memorandum extend the waiver of section 907 of the FREEDOM Support Act.",
            Reason::Negated,
        ),
        (
            "I decline to extend the waiver of section 907 of the FREEDOM Support Act.",
            Reason::Negated,
        ),
        (
            "The waiver of section 907 of the FREEDOM Support Act is not extended.",
            Reason::Negated,
        ),
        (
            "No waiver of section 907 of the FREEDOM Support Act is hereby extended.",
            Reason::Negated,
        ),
        (
            "I have determined not to extend the waiver of section 907 of the FREEDOM Support Act.",
            Reason::Negated,
        ),
        (
            "On August 8, 2025, I extended the waiver of section 907 of the FREEDOM Support Act.",
            Reason::Reports,
        ),
        (
            "On January 25, 2002, the President waived section 907 of the FREEDOM Support Act.",
            Reason::Reports,
        ),
        (
            "The waiver of section 907 of the FREEDOM Support Act was extended in 2022.",
            Reason::Reports,
        ),
        (
            "The waiver of section 907 of the FREEDOM Support Act has been extended.",
            Reason::Reports,
        ),
        (
            "The waiver of section 907 of the FREEDOM Support Act is extended annually.",
            Reason::Reports,
        ),
        (
            "The President extends the waiver of section 907 of the FREEDOM Support Act each year.",
            Reason::Reports,
        ),
        (
            "Should I extend the waiver of section 907 of the FREEDOM Support Act?",
            Reason::Asks,
        ),
        (
            "If Azerbaijan so requests, I hereby extend the waiver of section 907 of the FREEDOM Support Act.",
            Reason::Conditional,
        ),
        (
            "The President may waive section 907 of the FREEDOM Support Act.",
            Reason::Conditional,
        ),
        (
            "I will extend the waiver of section 907 of the FREEDOM Support Act.",
            Reason::Conditional,
        ),
        (
            "I intend to extend the waiver of section 907 of the FREEDOM Support Act.",
            Reason::Conditional,
        ),
        (
            "The waiver of section 907 of the FREEDOM Support Act may be extended.",
            Reason::Conditional,
        ),
        (
            "Aid flows while the waiver of section 907 of the FREEDOM Support Act is extended.",
            Reason::Conditional,
        ),
        (
            "The memorandum said: \u{201c}I hereby extend the waiver of section 907 of the FREEDOM Support Act.\u{201d}",
            Reason::Quotes,
        ),
        (
            "It read ``I hereby waive section 907 of the FREEDOM Support Act'' in 2002.",
            Reason::Quotes,
        ),
    ] {
        check(sentence, Effect::Mentions, Some(reason));
    }
}

#[test]
fn a_correction_of_the_print_does_nothing() {
    let text = "In notice document 2025-99907, make the following correction: \u{201c}Accordingly\u{201d} begins a paragraph. \
                Accordingly, I hereby extend the waiver of section 907 of the FREEDOM Support Act.";
    check(text, Effect::Mentions, Some(Reason::Corrects));
}

#[test]
fn another_section_907_is_told_apart() {
    for text in [
        "I hereby waive section 907 of the Foreign Relations Authorization Act.",
        "I hereby extend the waiver of section 907 of the Ukraine Freedom Support Act.",
        "I hereby extend the waiver of section 907.",
    ] {
        assert!(matches!(read(text), Reading::Namesake(_)), "{text}");
    }
    for text in [
        "",
        "I hereby waive section 908 of the FREEDOM Support Act.",
        "907",
        "\u{0}\u{201d}''(((,;",
    ] {
        assert_eq!(read(text), Reading::Silent, "{text}");
    }
}

#[test]
fn hostile_texts_are_read_in_a_moment() {
    let one = "I hereby extend the waiver of section 907 of the FREEDOM Support Act, and ";
    let begun = Instant::now();
    for text in [
        one.repeat(1_000),
        "is hereby revoked ".repeat(2_000) + ACT,
        "determine that ".repeat(2_000) + ACT,
        "section 907 ( a ) , and ".repeat(2_000) + ACT,
        "and extend ".repeat(2_000) + ACT,
        "determine that it is in the interest to waive and ".repeat(2_000) + ACT,
        "waiver of the extension of , ( section 907 ".repeat(2_000) + ACT,
        "the the the waiver under ".repeat(2_000) + ACT,
        "day extended the waiver of section 907 of the FREEDOM Support Act. ".repeat(500),
        "and revoked the waiver of section 907 of the FREEDOM Support Act. ".repeat(500),
        ", hereby , extend waiver ".repeat(2_000) + ACT,
        format!("{ACT} {}", "\u{201c}\u{201d}\"''``;:".repeat(10_000)),
        format!("<pre>{}", "<p>".repeat(100_000)),
        format!("{ACT}.\n{}", "\n\n\n[[Page 1]]\n".repeat(10_000)),
    ] {
        read(&text);
    }
    assert!(begun.elapsed().as_secs() < 30, "{:?}", begun.elapsed());
}

#[track_caller]
fn check(text: &str, effect: Effect, reason: Option<Reason>) -> Operative {
    let operative = ours(text);
    assert_eq!(
        (operative.effect, operative.reason),
        (effect, reason),
        "{text}"
    );
    operative
}

/// A text in which `ACT` stands for our section.
fn named(text: &str) -> String {
    text.replace("ACT", ACT)
}

#[track_caller]
fn mentions(text: &str) {
    assert_eq!(ours(text).effect, Effect::Mentions, "{text}");
}

#[track_caller]
fn ours(text: &str) -> Operative {
    match read(text) {
        Reading::Ours(operative) => operative,
        other => panic!("{other:?}: {text}"),
    }
}
