//! From a record to a notice.

use std::sync::LazyLock;

use jiff::{Timestamp, civil::Date};
use regex::Regex;

use crate::{
    domain::{
        notice::{Notice, NoticeKind},
        rung::Rung,
    },
    extract::text,
};

use super::{operative::dateline, wire::Record};

/// The notice of a record; `None` where it has no document number.
pub(super) fn notice(record: Record, rung: Rung) -> Option<Notice> {
    let subjects = [&record.subject_1, &record.subject_2, &record.subject_3];
    let subjects: Vec<&str> = subjects.into_iter().flatten().map(String::as_str).collect();
    let title = record.title.clone().or_else(|| {
        let joined = subjects.join(" ");
        (!joined.is_empty())
            .then_some(joined)
            .or(record.toc_doc.clone())
    });
    // The table of contents says of a presidential document what it is and of which day.
    let contents = [
        &record.toc_doc,
        &record.toc_subject,
        &record.title,
        &record.subject_1,
    ];
    let named = contents.into_iter().flatten().find_map(|text| head(text));
    let agencies: Vec<String> = record
        .agencies
        .into_iter()
        .filter_map(|agency| agency.name.or(agency.raw_name))
        .collect();
    Some(Notice {
        number: record.document_number?,
        title: text::line(&title.unwrap_or_default()),
        kind: NoticeKind::from_name(record.kind.as_deref().unwrap_or_default()),
        subtype: record
            .subtype
            .or_else(|| named.as_ref().map(|(subtype, _)| subtype.clone())),
        agencies: if agencies.is_empty() {
            record.agency_names
        } else {
            agencies
        },
        citation: record.citation,
        signed_on: record
            .signing_date
            .as_deref()
            .and_then(day)
            .or(named.map(|(_, day)| day)),
        filed_at: record
            .filed_at
            .as_deref()
            .and_then(|at| at.parse::<Timestamp>().ok()),
        published_on: record.publication_date.as_deref().and_then(day),
        inspected_on: record.last_public_inspection_issue.as_deref().and_then(day),
        html_url: record.html_url,
        raw_text_url: record.raw_text_url,
        pdf_url: record.pdf_url,
        summary: record.summary.map(|summary| text::line(&summary)),
        editorial_note: record.editorial_note,
        rung,
    })
}

/// Whether a record is one of public inspection: those have fields of their own.
pub(super) fn is_of_inspection(record: &Record) -> bool {
    let is_there = |url: &Option<String>| {
        url.as_deref()
            .is_some_and(|url| url.contains("/public-inspection/"))
    };
    record.filing_type.is_some()
        || record.filed_at.is_some()
        || record.last_public_inspection_issue.is_some()
        || is_there(&record.html_url)
        || is_there(&record.raw_text_url)
}

/// `(Memorandum of August 8, 2025)`: what it is, and the day.
fn head(text: &str) -> Option<(String, Date)> {
    static HEAD: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"\b(Memorandum|Determination|Notice|Executive Order|Order|Proclamation)(?: No\. ?[\d\u{2013}-]+)?,? of ([A-Z][a-z]+\.? \d{1,2}, \d{4})",
        )
        .expect("the pattern is sound")
    });
    let found = HEAD.captures(text)?;
    Some((found[1].to_owned(), dateline::date(&found[2])?))
}

fn day(text: &str) -> Option<Date> {
    text.parse().ok()
}
