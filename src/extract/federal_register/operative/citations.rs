//! Which section a text means by "section 907".
//!
//! Ours is that of the FREEDOM Support Act, Public Law 102-511, a note under 22 U.S.C.
//! 5812. There are other acts with a section 907, and other Freedom Support Acts; one
//! that is named without its act is ours where the document has named ours before and
//! no other.

use super::sentences::Sentence;

/// A section that a sentence cites.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Citation {
    /// The place of the word `section`, or of what stands for it.
    pub(super) at: usize,
    /// The place after the number.
    pub(super) end: usize,
    pub(super) act: Cited,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Cited {
    /// Section 907 of the FREEDOM Support Act.
    Ours,
    /// Section 907 of another act.
    Namesake,
    /// Another section.
    Another,
    /// Section 907, and no act is named.
    Bare,
}

/// The sections that each sentence cites; none is [`Cited::Bare`] any more.
pub(super) fn of_document(sentences: &[Sentence]) -> Vec<Vec<Citation>> {
    let mut acts = Acts::default();
    let mut cited: Vec<Vec<Citation>> = sentences
        .iter()
        .map(|one| of_sentence(one, &mut acts))
        .collect();
    let all = || cited.iter().flatten();
    let ours = all().any(|citation| citation.act == Cited::Ours);
    let namesake = all().any(|citation| citation.act == Cited::Namesake);
    let of_azerbaijan = sentences.iter().any(|one| one.has("azerbaijan"))
        && sentences
            .iter()
            .any(|one| one.has("waiver") || one.has("waive"));
    let bare = match ours || !namesake && (acts.ours_is_named || of_azerbaijan) {
        true => Cited::Ours,
        false => Cited::Namesake,
    };
    for citation in cited.iter_mut().flatten() {
        if citation.act == Cited::Bare {
            citation.act = bare;
        }
    }
    cited
}

/// What is known of the acts that were named so far.
#[derive(Default)]
struct Acts {
    last: Option<Cited>,
    ours_is_named: bool,
}

fn of_sentence(sentence: &Sentence, acts: &mut Acts) -> Vec<Citation> {
    let mut citations = Vec::new();
    let mut at = 0;
    while at < sentence.words.len() {
        if let Some(act) = act_ending_at(sentence, at) {
            // "such Act" is one that was named, and not by its number alone.
            if act == Cited::Ours || sentence.word(at) == "act" {
                acts.last = Some(act);
            }
            acts.ours_is_named |= act == Cited::Ours;
        }
        if sentence.word(at) == "section"
            && let Some((end, is_907)) = numbers(sentence, at + 1)
        {
            let act = match is_907 {
                true => named(sentence, at, end, acts),
                false => Cited::Another,
            };
            citations.push(Citation { at, end, act });
        } else if is_our_note(sentence, at) {
            citations.push(Citation {
                at,
                end: at + 4,
                act: Cited::Ours,
            });
        }
        at += 1;
    }
    citations
}

/// `22 U.S.C. 5812 note`
fn is_our_note(sentence: &Sentence, at: usize) -> bool {
    sentence.word(at) == "22"
        && matches!(sentence.word(at + 1), "u.s.c" | "usc")
        && sentence.word(at + 2) == "5812"
        && sentence.word(at + 3) == "note"
}

/// The numbers after `section`: where they end, and whether 907 is among them.
fn numbers(sentence: &Sentence, from: usize) -> Option<(usize, bool)> {
    let is_number = |at: usize| sentence.word(at).starts_with(|c: char| c.is_ascii_digit());
    if !is_number(from) {
        return None;
    }
    let (mut at, mut is_907) = (from, false);
    loop {
        is_907 |= sentence.word(at) == "907";
        at = after_paragraphs(sentence, at + 1);
        let next = match (sentence.word(at), sentence.word(at + 1)) {
            ("," | ";", "and" | "or") => at + 2,
            ("," | "and" | "or" | "through", _) => at + 1,
            _ => break,
        };
        // "sections 498 and section 907" names each.
        let next = next + usize::from(sentence.word(next) == "section");
        if !is_number(next) || at - from > 60 {
            break;
        }
        at = next;
    }
    Some((at, is_907))
}

/// Skips `(a)(2)`.
fn after_paragraphs(sentence: &Sentence, mut at: usize) -> usize {
    while sentence.word(at) == "("
        && sentence.word(at + 2) == ")"
        && sentence.word(at + 1).len() <= 3
    {
        at += 3;
    }
    at
}

/// The act of the section 907 that is cited from `at` to `end`.
fn named(sentence: &Sentence, at: usize, end: usize, acts: &Acts) -> Cited {
    let word = |at: usize| sentence.word(at);
    // "section 907 of the", "section 907, title IX, of the"
    let mut from = end;
    if word(from) == "," && word(from + 1) == "title" {
        from += 3 + usize::from(word(from + 3) == ",");
    }
    if word(from) == "(" {
        let inside = (from..from + 12).take_while(|&at| word(at) != ")");
        if inside
            .clone()
            .any(|at| act_ending_at(sentence, at) == Some(Cited::Ours) || is_our_note(sentence, at))
        {
            return Cited::Ours;
        }
        if inside
            .clone()
            .any(|at| act_ending_at(sentence, at).is_some())
        {
            return Cited::Namesake;
        }
    }
    if matches!(word(from), "of" | "in" | "under") {
        let is_back = ["such", "that", "said", "the", "this", "same"].contains(&word(from + 1))
            && matches!(word(from + 2), "act" | "law" | "statute");
        if is_back {
            // "this Act" is what the text itself would be.
            return match word(from + 1) {
                "this" => Cited::Namesake,
                "the" => acts
                    .last
                    .filter(|&act| act == Cited::Ours)
                    .unwrap_or(Cited::Bare),
                _ => acts.last.unwrap_or(Cited::Bare),
            };
        }
        for at in from + 1..from + 18 {
            match act_ending_at(sentence, at) {
                Some(act) => return act,
                None if matches!(word(at), ";" | ":" | "" | ",") => break,
                None => {}
            }
        }
        let ends = matches!(
            word(from + 1),
            "title" | "chapter" | "part" | "subtitle" | "division"
        ) || matches!(word(from + 1), "this" | "the")
            && matches!(
                word(from + 2),
                "order" | "code" | "regulations" | "constitution" | "tariff"
            );
        if ends && word(from) == "of" {
            return Cited::Namesake;
        }
    }
    // "the FREEDOM Support Act, section 907", "Public Law 102-511, title IX, section 907"
    let before = (at.saturating_sub(6)..at).rev();
    before
        .filter_map(|at| act_ending_at(sentence, at))
        .next()
        .filter(|_| word(at.wrapping_sub(1)) == "," || word(at.wrapping_sub(1)) == "act")
        .unwrap_or(Cited::Bare)
}

/// The act whose name ends with the word at this place.
fn act_ending_at(sentence: &Sentence, at: usize) -> Option<Cited> {
    let word = |back: usize| at.checked_sub(back).map_or("", |at| sentence.word(at));
    let this = sentence.words.get(at)?;
    if this.text.as_str() == "102-511" {
        return Some(Cited::Ours);
    }
    let is_law_number = this.text.split_once('-').is_some_and(|(congress, number)| {
        let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        is_number(congress) && is_number(number)
    });
    if is_law_number {
        let named = ["law", "l", "p.l", "pl", "pub.l", "publ"].contains(&word(1));
        return named.then_some(Cited::Namesake);
    }
    if this.text == "u.s.c" {
        return None;
    }
    if this.text != "act" || !this.is_capital {
        return None;
    }
    if word(1) == "support" && word(2) == "freedom" {
        // Another has a name before it: the Ukraine, Iran, Syria, Religious Freedom Support Act.
        let before = at.checked_sub(3).and_then(|at| sentence.words.get(at));
        let is_other = before.is_some_and(|before| {
            before.is_capital
                && !["the", "of", "and", "under", "section", "seed"].contains(&before.text.as_str())
                && before.text.chars().all(char::is_alphabetic)
        });
        return Some(if is_other {
            Cited::Namesake
        } else {
            Cited::Ours
        });
    }
    if word(1) == "support" && word(2) == "markets" && word(3) == "open" {
        return Some(Cited::Ours);
    }
    // "such Act", "the Act" name none.
    let names = at.checked_sub(1).and_then(|at| sentence.words.get(at))?;
    (names.is_capital
        && !matches!(
            names.text.as_str(),
            "such" | "that" | "the" | "this" | "said"
        ))
    .then_some(Cited::Namesake)
}

#[cfg(test)]
mod tests {
    use super::{super::sentences::sentences, *};

    #[test]
    fn our_section_is_known_by_every_name_of_its_act() {
        for text in [
            "section 907 of the FREEDOM Support Act",
            "Section 907 of the Freedom Support Act of 1992",
            "SECTION 907 OF THE FREEDOM SUPPORT ACT",
            "Sec. 907 of FREEDOM Support Act",
            "\u{a7} 907 of the FREEDOM Support Act",
            "\u{a7}907(a) of the FREEDOM Support Act",
            "section 907 of the Freedom for Russia and Emerging Eurasian Democracies and Open Markets Support Act of 1992",
            "section 907 of Public Law 102-511",
            "section 907 of Pub. L. 102\u{2013}511",
            "section 907, title IX, of Public Law 102-511",
            "section 907 (Pub. L. 102-511)",
            "section 907 (22 U.S.C. 5812 note)",
            "sections 498A and 907 of the FREEDOM Support Act",
            "the FREEDOM Support Act, section 907",
            "Public Law 102-511, title IX, section 907",
            "the FREEDOM Support Act and section 907 of such Act",
            "the FREEDOM Support Act, Public Law 107-115, and section 907 of such Act",
            "the waiver of section 907 for Azerbaijan",
        ] {
            check(text, Cited::Ours);
        }
    }

    #[test]
    fn another_section_907_is_none_of_ours() {
        for text in [
            "section 907 of the Foreign Relations Authorization Act",
            "section 907 of the Ukraine Freedom Support Act",
            "section 907 of the Iran Freedom Support Act",
            "section 907 of the Religious Freedom Support Act",
            "section 907 of this Act, which amends the FREEDOM Support Act",
            "section 907 of title 18, United States Code",
            "section 907 of Public Law 118-31",
            "the Tariff Act of 1930 and section 907 of such Act",
            "section 907 (Pub. L. 118-31)",
            "section 907",
        ] {
            check(text, Cited::Namesake);
        }
        check("section 1907 of the FREEDOM Support Act", Cited::Another);
        check("section 498B of the FREEDOM Support Act", Cited::Another);
        check("section 9070", Cited::Another);
    }

    #[track_caller]
    fn check(text: &str, expected: Cited) {
        let sentences = sentences(&[text.to_owned()]);
        let cited = of_document(&sentences);
        assert_eq!(
            cited[0].first().map(|citation| citation.act),
            Some(expected),
            "{text}"
        );
    }
}
