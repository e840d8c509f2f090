//! Real texts. They aren't part of the package: without them these tests say so and pass.

use std::{
    fs,
    io::{Read as _, Write as _},
    path::Path,
};

use super::*;
use crate::domain::effect::{TextEffect, compare};

/// A text of the corpus; `None`, and a note, where it isn't here.
fn text(name: &str) -> Option<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/corpus/bills/text-shape")
        .join(name);
    let Ok(bytes) = fs::read(path) else {
        std::io::stderr()
            .write_all(b"the bills' texts are not here: skipped\n")
            .unwrap();
        return None;
    };
    let mut text = String::new();
    match name.ends_with(".gz") {
        true => flate2::read::GzDecoder::new(bytes.as_slice())
            .read_to_string(&mut text)
            .unwrap(),
        false => bytes.as_slice().read_to_string(&mut text).unwrap(),
    };
    Some(text)
}

#[test]
fn the_yearly_carve_outs_are_neither_repeal_nor_waiver() {
    let Some(text) = text("BILLS-119hr7148enr.html.gz") else {
        return;
    };
    let reading = reading(&text);
    assert_eq!(reading.findings.len(), 1, "{:#?}", reading.findings);
    let finding = &reading.findings[0];
    assert_eq!(finding.effect, TextEffect::CarvesOut);
    assert_eq!(finding.place, "division F, title VII, sec. 7046(a)");
    assert_eq!(
        finding.citation,
        "Section 907 of the FREEDOM Support Act (22 U.S.C. 5812 note)"
    );
    assert!(
        finding.quote.ends_with("or (6) humanitarian assistance."),
        "{}",
        finding.quote
    );
    assert_eq!((finding.effective_on, finding.ends_on), (None, None));
    let friends: Vec<(&str, &str)> = reading
        .false_friends
        .iter()
        .map(|friend| (friend.place.as_str(), friend.reason.as_str()))
        .collect();
    let general = "the FREEDOM Support Act in general, not its section 907";
    assert_eq!(
        friends,
        [
            ("division F, title III", general),
            (
                "division F, title IV",
                "section 504 of the FREEDOM Support Act, not its section 907"
            ),
            ("division F, title VII, sec. 7027(a)", general),
            (
                "division F, title VII, sec. 7046(a)(1)",
                "title V of the FREEDOM Support Act, not its section 907"
            ),
            (
                "division F, title VII, sec. 7046(e)",
                "section 3 of the FREEDOM Support Act, not its section 907"
            ),
        ]
    );
}

#[test]
fn a_fragment_reads_like_the_whole() {
    let Some(text) = text("BILLS-119hr7148enr.sec7046.fragment.html") else {
        return;
    };
    let finding = only(&text);
    assert_eq!(finding.effect, TextEffect::CarvesOut);
    assert_eq!(finding.place, "sec. 7046(a)");
}

#[test]
fn texts_on_other_matters_find_nothing() {
    for name in [
        "BILLS-119hr6028eh.html",
        "BILLS-119hr9010rh.html",
        "BILLS-119hr9025ih.html",
    ] {
        let Some(text) = text(name) else { return };
        assert_eq!(reading(&text), Reading::default(), "{name}");
    }
}

#[test]
fn a_rider_that_comes_and_goes_is_told() {
    let Some(earlier) = text("BILLS-119hr7148enr.sec7046.fragment.html") else {
        return;
    };
    let rider = "<p>(f) Section 907 of the FREEDOM Support Act is repealed.</p>";
    let later = earlier.replace("7046", "7051") + rider;
    let compared = compare(&reading(&earlier), &reading(&later));
    let effects = |findings: &[Finding]| {
        findings
            .iter()
            .map(|finding| finding.effect)
            .collect::<Vec<_>>()
    };
    assert_eq!(effects(&compared.unchanged), [TextEffect::CarvesOut]);
    assert_eq!(effects(&compared.added), [TextEffect::Repeals]);
    assert!(compared.dropped.is_empty());
    let compared = compare(&reading(&later), &reading(&earlier));
    assert_eq!(effects(&compared.dropped), [TextEffect::Repeals]);
}
