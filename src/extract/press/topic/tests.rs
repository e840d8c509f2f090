use super::*;
use std::{fs, io::Write as _, path::Path};

#[test]
fn every_headline_that_names_the_provision_is_on_topic() {
    let table = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/corpus/labels/headlines/headlines.tsv");
    let Ok(table) = fs::read_to_string(table) else {
        let note = b"the headlines are not here: skipped\n";
        std::io::stderr().write_all(note).unwrap();
        return;
    };
    let mut seen = 0;
    for row in table.lines().skip(1) {
        let headline = row.split('\t').nth(3).unwrap();
        if headline.contains("907") || headline.contains("Support Act") {
            assert!(topic().matches(headline).is_some(), "{headline}");
            seen += 1;
        }
    }
    assert!(seen >= 8, "{seen} headlines");
}

#[test]
fn the_provision_is_known_by_its_names_in_five_languages() {
    for (text, phrase) in [
        ("Trump extends the Section 907 waiver", "Section 907"),
        ("Sec. 907 and assistance to Azerbaijan", "Sec. 907"),
        ("Baku thanks Washington after §907 move", "§907"),
        ("Trump may lift 907 for good", "907"),
        (
            "The freedom\u{A0}support  act turns thirty",
            "freedom support act",
        ),
        (
            "To repeal a restriction on assistance to Azerbaijan.",
            "restriction on assistance to Azerbaijan",
        ),
        ("США продлили приостановку 907‑й поправки", "907‑й поправк"),
        ("Раздел 907 не отменён", "Раздел 907"),
        (
            "Акту в Поддержку Свободы тридцать лет",
            "Акту в Поддержку Свободы",
        ),
        ("907-ci düzəliş ləğv olunmayıb", "907-ci düzəliş"),
        ("AZADLIĞI MÜDAFİƏ AKTI qüvvədədir", "AZADLIĞI MÜDAFİƏ AKT"),
        (
            "azadlığa dəstək aktına 907 nömrəli maddə",
            "azadlığa dəstək akt",
        ),
        ("907. EK MADDE askıya alındı", "907. EK"),
        ("907-րդ հոդվածի մասին", "907-րդ հոդված"),
        (
            "«Ազատության աջակցության մասին» օրենքի փոփոխություն",
            "Ազատության աջակցության",
        ),
    ] {
        let found = topic().matches(text).map(|found| found.phrase);
        assert_eq!(found.as_deref(), Some(phrase), "{text}");
    }
}

#[test]
fn false_friends_are_off_topic() {
    for text in [
        "The Ukraine Freedom Support Act of 2014 became law",
        "Ukraine Religious Freedom Support Act, and Armenia's churches",
        "Iran Freedom Support Act sanctions reviewed; Baku watches",
        "Funds under the SEED Act and FREEDOM Support Act heading",
        "Senate agrees to S.Res. 907 on Armenia",
        "S. Res. 907, honoring Armenian veterans",
        "H.R. 907 would name a post office in Baku, Nebraska",
        "Sec. 907 of the National Defense Authorization Act and Azerbaijan",
        "Section 907 of the John S. McCain National Defense Authorization Act: Armenia",
        "Section 907 of the Tariff Act of 1930",
        "Azerbaijan earned $907 million; Armenia 907,000 and 1.907, or 907%",
        "Azərbaycan 907 milyon manat ayırdı",
        "Flight 907 was late in Baku",
        "Azerbaijan sent 907 tons of aid",
        "Section 907 of the California Fish and Game Code",
        "Azerbaijan and Armenia signed a treaty",
        "",
    ] {
        assert_eq!(topic().matches(text), None, "{text}");
    }
}

#[test]
fn a_false_friend_does_not_hide_a_true_one() {
    let text = "Unlike the Ukraine Freedom Support Act, Section 907 binds aid to Azerbaijan";
    assert_eq!(topic().matches(text).unwrap().phrase, "Section 907");
}

#[test]
fn the_word_that_tells_may_stand_up_to_300_characters_away() {
    let text = |gap: usize| format!("the 907th {} Azerbaijan", "x".repeat(gap));
    assert!(topic().matches(&text(280)).is_some());
    assert!(topic().matches(&text(320)).is_none());
}

#[test]
fn a_quote_is_a_line_of_at_most_200_characters() {
    let text = format!(
        "{}\nSection 907 of the law on Azerbaijan {}",
        "до слова ".repeat(50),
        "после ".repeat(50)
    );
    let found = topic().matches(&text).unwrap();
    assert!(found.quote.chars().count() <= 200, "{}", found.quote);
    assert!(found.quote.starts_with("…до слова") || found.quote.starts_with("…слова"));
    assert!(found.quote.contains("слова Section 907 of the law"));
    assert!(found.quote.ends_with("после…"), "{}", found.quote);
    let short = topic().matches("İcra: 907-ci düzəliş").unwrap();
    assert_eq!(short.quote, "İcra: 907-ci düzəliş");
}

#[test]
fn without_words_nothing_is_on_topic() {
    let topic = Topic::new(&[], &["  ".to_owned()], &[], &[], &[]).unwrap();
    assert_eq!(topic.matches("Section 907 and Azerbaijan"), None);
}

/// That of the built-in configuration.
fn topic() -> Topic {
    let words = crate::config::load(&[]).unwrap().topic;
    Topic::new(
        &words.phrases,
        &words.context,
        &words.beside,
        &words.bills,
        &words.except,
    )
    .unwrap()
}
