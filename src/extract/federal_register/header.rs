//! What a document's text says of itself, where it comes without a record: number,
//! issue, page, title.

use std::sync::LazyLock;

use jiff::{ToSpan as _, civil::Date};
use regex::Regex;

use crate::{
    domain::{
        notice::{Notice, NoticeKind},
        rung::Rung,
    },
    extract::text,
};

use super::operative::{self, dateline};

/// How much of a text's beginning is searched, and of its end, in bytes.
const SEARCHED: usize = 16 << 10;

/// The notice that a text makes of itself. One without a document number isn't the
/// Register's, but what an office posted: it announces, at most.
pub fn notice(document: &str) -> Notice {
    let head = text::cut(document, SEARCHED);
    let tail = &document[document.ceil_char_boundary(document.len().saturating_sub(SEARCHED))..];
    let find = |pattern: &LazyLock<Regex>| {
        let found = pattern.captures(head).or_else(|| pattern.captures(tail))?;
        Some(found[1].to_owned())
    };
    static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)(?:FR Doc(?: No:|\.)|federalregister\.gov/d/)\s*((?:[CR]\d-)?\d{2,4}[-\u{2013}]\d{4,6})",
        )
    });
    static ISSUE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"Federal Register,? Vol(?:ume|\.) \d+,? (?:Number|No\.|Issue) \d+ \(\w+, (\w+ \d{1,2}, \d{4})\)",
        )
    });
    static VOLUME: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"Federal Register,? Vol(?:ume|\.) (\d+)"));
    static PAGE: LazyLock<Regex> = LazyLock::new(|| pattern(r"\[\[?Pages? (\d+)"));
    static SCHEDULED: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)scheduled\s+to\s+be\s+published\s+in\s+the\s+Federal\s+Register\s+on\s+(\d{2}/\d{2}/\d{4})",
        )
    });

    let number = find(&NUMBER).unwrap_or_default().replace('\u{2013}', "-");
    let issued_on = find(&ISSUE).and_then(|day| dateline::date(&day));
    let scheduled_on = find(&SCHEDULED).and_then(|day| Date::strptime("%m/%d/%Y", day).ok());
    let is_published = issued_on.is_some();
    let citation = match (find(&VOLUME), find(&PAGE)) {
        (Some(volume), Some(page)) if is_published => Some(format!("{volume} FR {page}")),
        _ => None,
    };
    let is_presidential = head.contains("[Presidential Documents]")
        || head.contains("Presidential Documents")
        || tail.to_uppercase().contains("THE WHITE HOUSE");
    Notice {
        title: operative::title(document).unwrap_or_default(),
        kind: match is_presidential {
            true => NoticeKind::Presidential,
            false => NoticeKind::Notice,
        },
        subtype: None,
        agencies: vec![],
        citation,
        signed_on: None,
        filed_at: None,
        published_on: issued_on.or(scheduled_on),
        inspected_on: scheduled_on.and_then(|day| day.checked_sub(1.day()).ok()),
        html_url: (!number.is_empty())
            .then(|| format!("https://www.federalregister.gov/d/{number}")),
        raw_text_url: None,
        pdf_url: None,
        summary: None,
        editorial_note: None,
        rung: match (number.is_empty(), is_published) {
            (true, _) => Rung::Announced,
            (false, true) => Rung::Published,
            (false, false) => Rung::Inspection,
        },
        number,
    }
}

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("the pattern is sound")
}
