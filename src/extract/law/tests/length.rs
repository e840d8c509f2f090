//! Long texts and deep ones: work grows as the text does, on a small stack.

use std::{thread, time::Duration};

use cpu_time::ThreadTime;

use super::*;

/// Runs where a recursion over a text's parts would overflow.
fn on_a_small_stack(test: impl FnOnce() + Send + 'static) {
    let thread = thread::Builder::new().stack_size(1 << 20).spawn(test);
    thread.unwrap().join().unwrap();
}

/// The processor time of reading a text; what other threads do doesn't count.
fn work(text: &str) -> Duration {
    let tries = (0..2).map(|_| {
        let begun = ThreadTime::now();
        let _ = read(text.as_bytes(), None);
        begun.elapsed()
    });
    tries.min().unwrap_or_default()
}

/// Checks that four times the text is four times the work, and not sixteen times.
#[track_caller]
fn grows_with_length(name: &str, count: usize, text: impl Fn(usize) -> String) {
    let (once, more) = (work(&text(count)), work(&text(count * 4)));
    assert!(more < once * 8, "{name}: {once:?}, then {more:?}");
}

#[test]
fn long_texts_are_read_in_a_moment() {
    on_a_small_stack(|| {
        grows_with_length("notes", 2000, |count| {
            let notes = " (note)".repeat(count);
            format!("SEC. 1. X.\n\n    The FREEDOM Support Act{notes} is law.")
        });
        grows_with_length("other Acts", 1500, |count| {
            let acts = "The FREEDOM Support Act and the Peace Act agree. ".repeat(count);
            format!("SEC. 1. X.\n\n    {acts}")
        });
        grows_with_length("references back", 1500, |count| {
            let back = "section 907 of such Act; ".repeat(count);
            format!("SEC. 1. X.\n\n    (a) The FREEDOM Support Act.\n    (b) {back}")
        });
        grows_with_length("waivers", 1500, |count| {
            let waivers = "the waiver under the FREEDOM Support Act; ".repeat(count);
            format!("SEC. 1. X.\n\n    (a) {CITED} is law.\n    (b) {waivers}")
        });
        grows_with_length("days", 1000, |count| {
            let days = "Section 907 of the FREEDOM Support Act is law; this section takes effect. This section \
                        shall take effect. ";
            format!("SEC. 1. X.\n\n    {}", days.repeat(count))
        });
        grows_with_length("items", 300, |count| {
            let acts = "the FREEDOM Support Act, ".repeat(count);
            let items = "            (1) section 5 of such Act;\n".repeat(count);
            format!("SEC. 1. X.\n\n    (a) Under {acts} it is so--\n{items}")
        });
        grows_with_length("lines that go on", 300, |count| {
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
            &format!(
                "SEC. 1. X.\n\n    It is so:\n\n{lines}    (b) {CITED} is repealed.\n"
            ),
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
