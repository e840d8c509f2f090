use super::*;

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

fn read_as(text: &str, topic: &Topic) -> Vec<String> {
    let reading = read(text, None, topic);
    let shown = reading.claims.iter().map(|claim| {
        let (kind, polarity, certainty) = (claim.kind, claim.polarity, claim.certainty);
        format!("{kind}/{polarity}/{certainty}")
    });
    let mut shown: Vec<String> = shown.collect();
    shown.sort();
    shown
}

#[test]
fn case_marks_and_ligatures_make_no_difference() {
    let topic = topic();
    for (text, expected) in [
        ("907-Cİ DÜZƏLİŞ LƏĞV EDİLMƏYİB", "repealed/negated/stated"),
        ("907-ci duzelis legv edilmeyib", "repealed/negated/stated"),
        ("907. MADDE ASKIYA ALINDI", "suspended/affirmed/stated"),
        ("907. madde askiya alindi", "suspended/affirmed/stated"),
        ("907-Я ПОПРАВКА СНЯТА", "lifted/affirmed/stated"),
        ("907-րդ բանաձևը կասեցվեց", "suspended/affirmed/stated"),
        ("907-րդ բանաձեւը կասեցվեց", "suspended/affirmed/stated"),
        ("907-ՐԴ ԲԱՆԱՁԵՎԸ ԿԱՍԵՑՎԵՑ", "suspended/affirmed/stated"),
        ("SECTION 907 SUSPENDED", "suspended/affirmed/stated"),
    ] {
        assert_eq!(read_as(text, &topic), [expected], "{text}");
    }
}

#[test]
fn a_claim_names_who_says_it_and_whose_words_it_is() {
    let topic = topic();
    let said = |text: &str| {
        let claim = read(text, Some("Turan"), &topic).claims.remove(0);
        assert_eq!(claim.outlet.as_deref(), Some("Turan"));
        (claim.speaker, claim.quoted)
    };
    let some = |name: &str| Some(name.to_owned());
    assert_eq!(said("Trump repeals Section 907"), (None, None));
    assert_eq!(
        said("President Ilham Aliyev said that Section 907 was lifted."),
        (some("President Ilham Aliyev"), None)
    );
    assert_eq!(
        said("“Section 907 has been lifted,” Aliyev said."),
        (some("Aliyev"), some("Aliyev"))
    );
    assert_eq!(said("Алиев: 907-я поправка снята"), (some("Алиев"), None));
}

#[test]
fn a_claim_tells_the_rule_and_the_words_it_rests_on() {
    let reading = read("Congress has not repealed Section 907.", None, &topic());
    assert_eq!(
        reading.claims[0].reason,
        "en repeal: \"repealed\" of \"Section 907\"; negation: \"not\""
    );
    assert_eq!(
        reading.claims[0].quote,
        "Congress has not repealed Section 907."
    );
}

#[test]
fn off_topic_nothing_is_claimed() {
    let reading = read(
        "Congress repealed the Jackson-Vanik amendment.",
        None,
        &topic(),
    );
    assert_eq!((reading.on_topic, reading.claims.len()), (false, 0));
    assert_eq!(reading.reason, "nothing names it");
}

#[test]
fn whatever_comes_is_read_to_an_end() {
    let topic = topic();
    let text = "Section 907 not if whether repealed waived bill urges denies, ".repeat(1000);
    assert!(!read(&text, None, &topic).claims.is_empty());
    for text in [
        "907-\u{301}\u{301}",
        "Section 907 \u{202E}«\"՞՞?!…",
        "\u{0}Section 907\u{0} ,;:",
    ] {
        read(text, None, &topic);
    }
}

#[test]
fn each_rule_reads_its_cases() {
    let topic = topic();
    let mut wrong = Vec::new();
    for language in Language::ALL {
        for rule in lexicon::written(language) {
            assert!(!rule.cases.is_empty(), "{language} {}: no case", rule.id);
            for (line, expected) in rule.cases {
                let mut expected: Vec<&str> = expected.split(' ').collect();
                expected.sort_unstable();
                let found = read_as(&line, &topic);
                let reading = read(&line, None, &topic);
                if found != expected || reading.language != Some(language) {
                    let reasons = reading.claims.iter().map(|claim| claim.reason.as_str());
                    let reasons: Vec<&str> = reasons.collect();
                    wrong.push(format!(
                        "{language} {}: {line}\n  expected {expected:?}\n  read {found:?} {reasons:#?}",
                        rule.id
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
