//! Notices: the documents of the Federal Register, as its lists describe them.
//!
//! A list says that a document exists, who sent it and on which days; what it does is
//! in its text, which the lists only point to. So nothing here proves an effect.

use std::fmt;

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::domain::{instrument::Instrument, rung::Rung};

/// One document, as one list had it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Notice {
    /// The document number, which public inspection and the published issue share:
    /// `2026-20318`. Empty for what an office posted on its own site.
    pub number: String,
    /// On one line; may be empty on public inspection.
    pub title: String,
    pub kind: NoticeKind,
    /// What a presidential document is: `Memorandum`, `Determination`, `Notice`,
    /// `Executive Order`, `Proclamation`. The lists name it for those alone.
    pub subtype: Option<String>,
    /// `State Department`, or as the document itself has it where the Register knows no
    /// such agency.
    pub agencies: Vec<String>,
    /// `91 FR 63119`; public inspection has none yet.
    pub citation: Option<String>,
    pub signed_on: Option<Date>,
    /// When it was filed for public inspection.
    pub filed_at: Option<Timestamp>,
    /// The day of its issue, which on public inspection lies ahead or isn't known.
    pub published_on: Option<Date>,
    /// The last issue beside which it lay for public inspection.
    pub inspected_on: Option<Date>,
    pub html_url: Option<String>,
    pub raw_text_url: Option<String>,
    pub pdf_url: Option<String>,
    pub summary: Option<String>,
    /// What the Office of the Federal Register notes on it, as that a withdrawal was
    /// requested.
    pub editorial_note: Option<String>,
    /// [`Rung::Inspection`] or [`Rung::Published`], by the list that it stood in;
    /// [`Rung::Announced`] for a post.
    pub rung: Rung,
}

/// What sort of document it is, as the Federal Register sorts them.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub enum NoticeKind {
    Presidential,
    Notice,
    Rule,
    ProposedRule,
    Correction,
    /// As the list names it; empty where it doesn't.
    Other(String),
}

/// What a notice and its text come to.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Finding {
    Instrument(Box<Instrument>),
    /// It names Section 907 and is no instrument, and why.
    Other(String),
    /// It has nothing to do with Section 907.
    Silent,
}

impl Notice {
    /// Whether its agency asked for it back before it was published. It never takes
    /// effect then, though it goes on lying there for a day.
    pub fn is_withdrawn(&self) -> bool {
        let note = self.editorial_note.as_deref().unwrap_or_default();
        let note = note.to_lowercase();
        note.contains("withdrawal") || note.contains("withdrawn")
    }

    /// Whether it mends an earlier document: numbers of corrections begin with `C1-`,
    /// those of documents printed again with `R1-`.
    pub fn is_correction(&self) -> bool {
        let mut number = self.number.chars();
        let marked = matches!(number.next(), Some('C' | 'R'))
            && number.next().is_some_and(|c| c.is_ascii_digit());
        let title = self.title.to_lowercase();
        let words = title.split(|c: char| !c.is_alphanumeric());
        let mut words = words.filter(|word| !word.is_empty());
        let is_named = |word| matches!(word, Some("correction" | "corrections"));
        let titled = is_named(words.next()) || is_named(words.next_back());
        self.kind == NoticeKind::Correction || marked || titled
    }
}

impl NoticeKind {
    /// As the `type` of a list names it, or as its code does.
    pub fn from_name(name: &str) -> Self {
        match name.trim() {
            "Presidential Document" | "PRESDOCU" => Self::Presidential,
            "Notice" | "NOTICE" => Self::Notice,
            "Rule" | "RULE" => Self::Rule,
            "Proposed Rule" | "PRORULE" => Self::ProposedRule,
            "Correction" | "CORRECT" => Self::Correction,
            other => Self::Other(other.to_owned()),
        }
    }
}

impl fmt::Display for NoticeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Presidential => "Presidential Document",
            Self::Notice => "Notice",
            Self::Rule => "Rule",
            Self::ProposedRule => "Proposed Rule",
            Self::Correction => "Correction",
            Self::Other(name) => name,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_correction_shows_by_its_number_type_or_title() {
        check("2026-99907", "Sunshine Act Meetings", false);
        check("C1-2026-99907", "Sunshine Act Meetings", true);
        check("R1-2026-99907", "Sunshine Act Meetings", true);
        check("2026-99907", "Sunshine Act Meetings; Correction", true);
        check("2026-99907", "Correctional Facilities Review", false);
    }

    #[test]
    fn a_kind_is_read_by_name_or_code() {
        for name in ["Presidential Document", "Proposed Rule", "Sunshine"] {
            assert_eq!(NoticeKind::from_name(name).to_string(), name);
        }
        assert_eq!(NoticeKind::from_name("PRESDOCU"), NoticeKind::Presidential);
    }

    #[track_caller]
    fn check(number: &str, title: &str, expected: bool) {
        let notice = Notice {
            number: number.into(),
            title: title.into(),
            kind: NoticeKind::Notice,
            subtype: None,
            agencies: vec![],
            citation: None,
            signed_on: None,
            filed_at: None,
            published_on: None,
            inspected_on: None,
            html_url: None,
            raw_text_url: None,
            pdf_url: None,
            summary: None,
            editorial_note: None,
            rung: Rung::Published,
        };
        assert_eq!(notice.is_correction(), expected, "{number} {title}");
    }
}
