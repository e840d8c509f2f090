//! When a document was signed, and by whom, as it says at its foot or in its head.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

/// The day of signing: that of the dateline, else of `Dated:`, else of the head
/// ("Memorandum of August 8, 2025"), else of a line that is a date and no more.
pub(in super::super) fn signed_on(text: &str) -> Option<Date> {
    static FORMS: LazyLock<[Regex; 4]> = LazyLock::new(|| {
        const DAY: &str = r"((?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?\s+\d{1,2},\s+\d{4})";
        [
            r"(?i:the white house,?\s+washington(?:,? d\.?\s?c\.?)?,?\s+)DAY",
            r"(?m)^\s*(?i:(?:dated|signed|issued)(?: (?:at|in) washington(?:,? d\.?c\.?)?)?,?(?: this| on)?:?\s+)DAY",
            r"(?m)^\s*(?:Presidential )?(?:Memorandum|Determination|Notice|Order|Certification)(?: No\. ?[0-9-]+)?,? of DAY\s*$",
            r"(?m)^\s*DAY\s*$",
        ]
        .map(|form| Regex::new(&form.replace("DAY", DAY)).expect("the pattern is sound"))
    });
    let text = text.replace(['\u{2010}', '\u{2011}', '\u{2012}', '\u{2013}'], "-");
    FORMS.iter().enumerate().find_map(|(at, form)| {
        let mut dates = form
            .captures_iter(&text)
            .filter_map(|found| date(&found[1]));
        // A document is signed at its foot, and named in its head.
        if at < 2 { dates.last() } else { dates.next() }
    })
}

/// Who signed it: the lines that follow `Dated:`, a name and an office. The President's
/// signature is a picture, and stands before "THE WHITE HOUSE".
pub(in super::super) fn by(text: &str) -> Option<String> {
    static DATED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?im)^\s*(?:dated|signed)\b[^\n]*\d{4}\.?[ \t]*$")
            .expect("the pattern is sound")
    });
    static HOUSE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)the white house,?\s+washington").expect("the pattern is sound")
    });
    if HOUSE.is_match(text) {
        return Some("the President".to_owned());
    }
    let dated = DATED.find_iter(text).last()?;
    let mut lines = text[dated.end()..]
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty());
    let name = lines.next()?.trim_end_matches([',', '.']);
    let office = lines
        .next()
        .unwrap_or_default()
        .trim_end_matches([',', '.']);
    let is_name = |line: &str| {
        let words = line.split_whitespace();
        line.len() <= 120
            && words.clone().count() >= 2
            && words.clone().count() <= 16
            && line.starts_with(char::is_uppercase)
            && !line.contains("FR Doc")
            && !line.to_lowercase().starts_with("billing")
            && !line.contains(['[', ':', ';'])
    };
    if !is_name(name) {
        return None;
    }
    Some(match is_name(office) {
        true => format!("{name}, {office}"),
        false => name.to_owned(),
    })
}

/// `August 8, 2025`, `Jan. 25, 2002`; `None` where there is no such day.
pub(in super::super) fn date(text: &str) -> Option<Date> {
    let mut parts = text
        .split([' ', ',', '.', '\n', '\t', '\r'])
        .filter(|part| !part.is_empty());
    let month = parts.next()?.get(..3)?;
    let (day, year) = (parts.next()?, parts.next()?);
    Date::strptime("%b %d %Y", format!("{month} {day} {year}")).ok()
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_document_is_signed_at_its_foot() {
        check(
            "Memorandum of January 2, 2025\n\nThe memorandum of March 3, 2020 stands.\n\n    (Presidential Sig.)\n\nTHE WHITE HOUSE,\n\n    \
             Washington, August 8, 2025\n",
            Some("2025-08-08"),
            Some("the President"),
        );
        check(
            "Text.\n\n    Dated: June 21, 2022.\nBrian P. McKeon,\nDeputy Secretary of State for Management and Resources.\n[FR Doc. 2022-99907",
            Some("2022-06-21"),
            Some("Brian P. McKeon, Deputy Secretary of State for Management and Resources"),
        );
        check(
            "Presidential Determination No. 2002\u{2013}06 of January 25, 2002",
            Some("2002-01-25"),
            None,
        );
        check(
            "Presidential Memoranda\n\nAugust 8, 2025\n\nText of May 5, 2001.",
            Some("2025-08-08"),
            None,
        );
        check(
            "Signed at Washington, DC, on Jan. 5, 2026.\n",
            Some("2026-01-05"),
            None,
        );
    }

    #[test]
    fn no_day_is_made_up() {
        check(
            "THE WHITE HOUSE, Washington, February 30, 2025",
            None,
            Some("the President"),
        );
        check("It was so on August 8, 2025, and is.", None, None);
        check("", None, None);
    }

    #[track_caller]
    fn check(text: &str, signed_on: Option<&str>, by: Option<&str>) {
        let day = super::signed_on(text).map(|day| day.to_string());
        assert_eq!(day.as_deref(), signed_on, "{text}");
        assert_eq!(super::by(text).as_deref(), by, "{text}");
    }
}
