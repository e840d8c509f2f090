//! Long texts and deep ones: work grows as the text does, on a small stack.

use std::thread;

use cpu_time::ThreadTime;

use super::*;

/// Runs where a recursion over a text's parts would overflow.
fn on_a_small_stack(test: impl FnOnce() + Send + 'static) {
    let thread = thread::Builder::new().stack_size(1 << 20).spawn(test);
    thread.unwrap().join().unwrap();
}

/// Checks that four times the text is about four times the work, and not sixteen times.
/// It is counted in processor time of this thread: what other threads do doesn't count.
#[track_caller]
fn grows_with_length(name: &str, count: usize, text: impl Fn(usize) -> String) {
    let work = |count: usize| {
        let text = text(count);
        let begun = ThreadTime::now();
        let _ = read(text.as_bytes(), None);
        begun.elapsed()
    };
    // The patterns are compiled before.
    work(1);
    let (once, more) = (work(count), work(count * 4));
    assert!(more < once * 6, "{name}: {once:?}, then {more:?}");
}

#[test]
fn long_texts_are_read_in_a_moment() {
    on_a_small_stack(|| {
        grows_with_length("notes", 2000, |count| {
            let notes = " (note)".repeat(count);
            format!("SEC. 1. X.\n\n    The FREEDOM Support Act{notes} is law.")
        });
        grows_with_length("other Acts", 6000, |count| {
            let acts = "P.L. 102-511, Peace Act, ".repeat(count);
            format!("SEC. 1. X.\n\n    {acts}")
        });
        grows_with_length("references back", 3000, |count| {
            let back = "section 907 of such Act; ".repeat(count);
            format!("SEC. 1. X.\n\n    (a) The FREEDOM Support Act.\n    (b) {back}")
        });
        grows_with_length("waivers", 6000, |count| {
            let waivers = "the waiver, P.L. 102-511; ".repeat(count);
            format!("SEC. 1. X.\n\n    (a) {CITED} is law.\n    (b) {waivers}")
        });
        grows_with_length("days", 4000, |count| {
            let (cited, days) = (
                "such section; ".repeat(count),
                "This section takes effect. ".repeat(count),
            );
            format!("SEC. 1. X.\n\n    {CITED}: {cited}. {days}")
        });
        grows_with_length("items", 8000, |count| {
            let acts = "P.L. 102-511, ".repeat(count);
            let items = "            (1) such Act;\n".repeat(count);
            format!("SEC. 1. X.\n\n    (a) Under {acts} it is so--\n{items}")
        });
        grows_with_length("lines that go on", 500, |count| {
            let lines = "and so it goes on:\n\n".repeat(count);
            format!("SEC. 1. X.\n\n    {CITED} is law, and so:\n\n{lines}")
        });
    });
}

#[test]
fn deep_texts_overflow_nothing() {
    on_a_small_stack(|| {
        let notes = " (note)".repeat(50_000);
        check(
            &format!("SEC. 1. X.\n\n    The FREEDOM Support Act{notes} is law."),
            &[],
        );
        let open = "(".repeat(50_000);
        check(
            &format!("SEC. 1. X.\n\n    {open} {CITED} is repealed."),
            &["mentions @ sec. 1"],
        );
        let lines = "and so it is:\n\n".repeat(600);
        check(
            &format!("SEC. 1. X.\n\n    It is so:\n\n{lines}    (b) {CITED} is repealed.\n"),
            &["repeals @ sec. 1(b)"],
        );
        let nested = "    (a)(1)(A)(i)(I) section 907 of such Act--\n".repeat(3000);
        let nested = format!("SEC. 1. X.\n\n{nested}");
        assert_eq!(read(nested.as_bytes(), None), Err(LawError::TooMany));
    });
}

#[test]
fn a_citation_far_into_a_sentence_is_found() {
    let things = "wheat, rye, ".repeat(2000);
    check(
        &format!(
            "SEC. 1. X.\n\n    Under the FREEDOM Support Act there is {things} and barley; {CITED} is repealed."
        ),
        &["repeals @ sec. 1"],
    );
}

#[test]
fn there_are_limits() {
    let many = "Section 907 of the FREEDOM Support Act is repealed. ".repeat(900);
    assert_eq!(reading(&many).findings.len(), 1);
    let more =
        "SEC. 1. X.\n\n    Section 907 of the FREEDOM Support Act is repealed.\n\n".repeat(3000);
    assert_eq!(read(more.as_bytes(), None), Err(LawError::TooMany));
    let list = format!(
        "SEC. 1. X.\n\n    The following shall not apply--\n{}",
        "            (1) section 5 of the FREEDOM Support Act;\n".repeat(900)
    );
    check(&list, &[]);
    let wide = "    (a)(1)(A)(i) section 907 of such Act.\n".repeat(20_000);
    let wide = format!("SEC. 1. X.\n\n{wide}");
    assert_eq!(read(wide.as_bytes(), None), Err(LawError::TooLong));
}
