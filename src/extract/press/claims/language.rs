//! Which of the five languages a text is written in.
//!
//! Armenian and Cyrillic letters tell their own. Of the three in Latin letters, Azerbaijani
//! has letters that Turkish lacks, and where a headline is typed without them, the small
//! words and endings of each tell.

use super::super::fold::fold;
use crate::domain::claim::Language;

/// Texts are judged by their beginning.
const CHARS_MAX: usize = 2000;

/// Words and endings of each; `*` stands before an ending.
const ENGLISH: &[&str] = &[
    "the",
    "of",
    "to",
    "and",
    "in",
    "on",
    "for",
    "is",
    "has",
    "by",
    "with",
    "says",
    "was",
    "be",
    "section",
    "act",
    "house",
    "senate",
    "congress",
    "trump's",
    "us",
    "bill",
    "waiver",
    "from",
    "after",
    "not",
    "amendment",
    "as",
    "at",
    "will",
    "would",
    "that",
    "it",
    "a",
    "an",
    "more",
    "two",
    "new",
    "lawmakers",
    "over",
    "amid",
    "no",
    "his",
    "its",
    "their",
    "into",
    "than",
    "been",
    "says",
    "said",
    "what",
    "why",
    "repeal*",
    "waive*",
    "lift*",
    "suspend*",
    "drop*",
    "scrap*",
    "abolish*",
    "remov*",
    "extend*",
    "renew*",
    "strike*",
    "struck",
    "ends",
    "ended",
    "freez*",
    "frozen",
    "curbs",
    "restriction*",
    "sanctions",
    "aid",
    "void*",
    "kills",
    "axes",
    "axed",
    "cancel*",
    "rescind*",
    "revok*",
    "annul*",
    "ditch*",
    "dump*",
    "gone",
    "free",
    "rid",
    "dead",
    "letter",
    "ban",
    "bars",
    "barred",
    "forbid*",
    "neutralis*",
    "neutraliz*",
    "nullif*",
    "puts",
    "hold",
    "pause*",
    "asks",
    "urges",
    "calls",
    "wants",
    "vows",
    "denies",
    "hails",
    "thanks",
    "slams",
    "opposes",
    "against",
    "expected",
    "could",
    "may",
    "must",
    "should",
    "does",
    "were",
    "have",
    "they",
    "we",
    "he",
    "who",
    "when",
    "how",
    "senators",
    "passes",
    "votes",
    "panel",
    "signs",
    "signed",
    "law",
    "statute",
    "text",
    "released",
    "published",
    "posted",
    "introduc*",
    "committee",
    "clears",
    "bill",
    "bills",
    "waiver*",
    "amendment*",
    "repeal*",
];
const AZERBAIJANI: &[&str] = &[
    "ve",
    "ile",
    "ucun",
    "abs",
    "duzelis*",
    "legv",
    "edildi",
    "edilib",
    "olunub",
    "olunur",
    "deyil",
    "haqqinda",
    "konqres*",
    "senat",
    "ermenistan",
    "azerbaycanin",
    "tramp",
    "prezident",
    "baki",
    "qanun*",
    "layihe*",
    "ag",
    "ev",
    "sayli",
    "vasinqton",
    "dayandir*",
    "qaldir*",
    "bayden",
    "hele",
    "bildirib",
    "deyib",
    "aksiya",
    "gore",
    "olunmayib",
    "edilmeyib",
    "edib",
    "yeni",
    "maddesi",
    "qerar*",
];
const TURKISH: &[&str] = &[
    "ve",
    "ile",
    "icin",
    "abd*",
    "degisiklik*",
    "iptal",
    "edildi",
    "etti",
    "degil",
    "hakkinda",
    "kongre*",
    "senato*",
    "temsilciler",
    "ermeni*",
    "azerbaycan'a",
    "trump*",
    "baskan*",
    "baku*",
    "yasa*",
    "tasari*",
    "beyaz",
    "saray*",
    "sayili",
    "washington*",
    "askiya",
    "kaldir*",
    "biden*",
    "henuz",
    "soyledi",
    "dedi",
    "gore",
    "edilmedi",
    "bir",
    "madde*",
    "karar*",
    "muafiyet*",
    "mi",
    "mu",
    "ek",
];

/// The language of a text; `None` where it is none of the five, or nothing tells.
pub fn of(text: &str) -> Option<Language> {
    let head: String = text.chars().take(CHARS_MAX).collect();
    let (mut latin, mut cyrillic, mut armenian, mut azerbaijani, mut turkish) = (0, 0, 0, 0, 0);
    for c in head.chars() {
        match c {
            'a'..='z' | 'A'..='Z' => latin += 1,
            'ə' | 'Ə' => azerbaijani += 1,
            'ğ' | 'Ğ' | 'ı' | 'İ' | 'ş' | 'Ş' | 'ç' | 'Ç' | 'ö' | 'Ö' | 'ü' | 'Ü' | 'â' | 'î' =>
            {
                turkish += 1;
            }
            '\u{400}'..='\u{45F}' => cyrillic += 1,
            '\u{531}'..='\u{587}' => armenian += 1,
            _ => {}
        }
    }
    if armenian > 0 && armenian >= cyrillic && armenian * 3 >= latin {
        return Some(Language::Hy);
    }
    if cyrillic * 3 >= latin && cyrillic > 0 {
        return Some(Language::Ru);
    }
    if latin == 0 {
        return None;
    }
    // Each eleventh letter of Azerbaijani is one; an English text has it in a name.
    if azerbaijani * 30 > latin {
        return Some(Language::Az);
    }
    let folded = fold(&head);
    let mut scores = [(0, Language::En), (0, Language::Az), (0, Language::Tr)];
    for word in folded.split(|c: char| !c.is_alphanumeric() && c != '\'') {
        for (list, score) in [ENGLISH, AZERBAIJANI, TURKISH].into_iter().zip(&mut scores) {
            let known = list.iter().any(|known| match known.strip_suffix('*') {
                Some(start) => word.starts_with(start),
                None => word == *known,
            });
            score.0 += usize::from(known);
        }
    }
    // Letters that English lacks, with names in mind that it borrows.
    scores[2].0 += usize::from(turkish > 0) + turkish / 4;
    scores[1].0 += usize::from(azerbaijani > 0) + turkish / 8;
    // Turkish has no ə.
    if azerbaijani > 0 {
        scores[2].0 = 0;
    }
    let (most, language) = scores.into_iter().rev().max_by_key(|(score, _)| *score)?;
    (most > 0).then_some(language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<Language>) {
        assert_eq!(of(text), expected, "{text}");
    }

    #[test]
    fn a_text_is_known_by_its_letters_and_small_words() {
        check("Trump repeals Section 907", Some(Language::En));
        check(
            "Türkiye hails the waiver of Section 907",
            Some(Language::En),
        );
        check(
            "Əliyev: the waiver of Section 907 is for the good of Azerbaijan",
            Some(Language::En),
        );
        check("США приостановили 907-ю поправку", Some(Language::Ru));
        check("Текст H.R. 6534 на Congress.gov", Some(Language::Ru));
        check("907-ci düzəliş ləğv olunur?", Some(Language::Az));
        check("907-ci duzelis legv olunmayib", Some(Language::Az));
        check("907. madde askıya alındı", Some(Language::Tr));
        check("907. madde askiya alindi", Some(Language::Tr));
        check("907-րդ հոդվածը", Some(Language::Hy));
        check(
            "Vaşinqton 907-ci maddənin qadağalarını götürdü",
            Some(Language::Az),
        );
        check("907", None);
        check("", None);
    }
}
