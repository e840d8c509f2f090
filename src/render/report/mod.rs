//! The report: all of it on one page, for people who read no mails.
//!
//! One file says where everything stands, how it came there and how well that is seen. It
//! loads nothing and runs nothing, so it can be put anywhere, sent on and printed; it
//! follows the reader's choice of light or dark, and the width of what it is read on.

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::{
    domain::{
        alert::AlertId,
        change::ChangeKind,
        effect::TextEffect,
        instrument::Instrument,
        news::Claim,
        provision::{Span, Word},
        stage::Stage,
    },
    render::{page::link, text::clean, time},
};

mod documents;

mod health;

mod press;

mod latest;

mod measures;

mod picture;

mod style;

/// All that the page shows.
#[derive(Clone, Debug)]
pub struct Report<'a> {
    pub at: Timestamp,
    pub zone: &'a TimeZone,
    /// Made up from some day on.
    pub is_demo: bool,
    /// `None` while nothing is known.
    pub standing: Option<Standing>,
    /// `assured`, `degraded` or `blind`.
    pub assurance: &'static str,
    /// What that rests on.
    pub sight: String,
    pub spans: Vec<Span>,
    /// Oldest first.
    pub instruments: Vec<Instrument>,
    pub measures: Vec<Measure>,
    /// What the press claims, while that is news.
    pub claims: Vec<Claim>,
    pub changes: Vec<Change>,
    pub alerts: Vec<Alert>,
    pub sources: Vec<Source>,
    /// Place and hash of the last link in the chain over all evidence.
    pub chain: (i64, String),
}

/// Where Section 907 stands.
#[derive(Clone, Debug)]
pub struct Standing {
    pub word: Word,
    pub sentences: Vec<String>,
    pub means: Vec<String>,
    pub not_means: Vec<String>,
    pub next: Vec<String>,
    /// The document that it rests on.
    pub basis: Instrument,
}

/// Where a measure stands.
#[derive(Clone, Debug)]
pub struct Measure {
    pub citation: String,
    pub title: String,
    /// `in House Foreign Affairs`
    pub stands: String,
    pub stage: Stage,
    pub since: Date,
    /// What its newest text would do; `None` where none was read.
    pub effect: Option<TextEffect>,
    /// `None` where nothing more can become of it.
    pub next: Option<String>,
    pub link: Option<String>,
    /// The action that this rests on, in the record's words.
    pub quote: String,
}

/// What a source added, edited or removed.
#[derive(Clone, Debug)]
pub struct Change {
    pub id: i64,
    pub seen_at: Timestamp,
    pub source: String,
    pub kind: ChangeKind,
    pub title: String,
    pub link: Option<String>,
    /// Unified; empty unless edited.
    pub diff: String,
}

/// What was told.
#[derive(Clone, Debug)]
pub struct Alert {
    pub id: AlertId,
    pub seen_at: Timestamp,
    pub headline: String,
}

/// How well a source was seen.
#[derive(Clone, Debug)]
pub struct Source {
    pub name: String,
    pub required: bool,
    /// `fine`, `blocked`, …
    pub state: &'static str,
    pub reason: Option<String>,
    pub last_verified_at: Option<Timestamp>,
    /// Oldest first; the last is today.
    pub days: Vec<Day>,
}

/// How a source's polls of a day came out.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Day {
    /// There were none.
    None,
    Good,
    Mixed,
    Bad,
}

/// The page, a whole document.
pub fn page(report: &Report<'_>) -> String {
    let at = time::moment(report.at, report.zone);
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width,initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                title { "Section 907: " (word_of(report)) }
                link rel="alternate" type="application/atom+xml" title="Alerts" href="alerts.atom";
                style { (PreEscaped(style::SHEET)) }
            }
            body {
                header { (head(report, &at)) }
                main {
                    (next(report))
                    (picture::figure(&report.spans, &report.instruments, report.zone, report.at))
                    (measures::section(&report.measures))
                    (press::section(&report.claims))
                    (latest::changes(report))
                    (latest::alerts(report))
                    (health::section(report))
                    (documents::section(&report.instruments))
                }
                footer {
                    p {
                        "Written by watch907 on " (at) ". Nothing on this page was loaded from elsewhere. "
                        "Evidence: " (report.chain.0) " links, head "
                        code { (report.chain.1) } "."
                    }
                }
            }
        }
    }
    .into_string()
}

fn word_of(report: &Report<'_>) -> String {
    match &report.standing {
        Some(standing) => standing.word.to_string(),
        None => "not known yet".to_owned(),
    }
}

fn head(report: &Report<'_>, at: &str) -> Markup {
    html! {
        p.eyebrow { "Section 907 of the FREEDOM Support Act" }
        @match &report.standing {
            None => h1 { "Nothing is known yet" },
            Some(standing) => {
                h1 class={ "word " (class(standing.word)) } { (capital(&standing.word.to_string())) }
                @for (n, sentence) in standing.sentences.iter().enumerate() {
                    p.lead[n == 0] { (clean(sentence)) }
                }
                (rests_on(standing))
            }
        }
        p.asof {
            span class={ "assurance " (report.assurance) } { (capital(report.assurance)) }
            " · " (clean(&report.sight)) " · as of " (at)
        }
        @if report.is_demo {
            p.demo { "This is the demo: its end is made up. Nothing has repealed Section 907." }
        }
    }
}

fn rests_on(standing: &Standing) -> Markup {
    let basis = &standing.basis;
    html! {
        @if let Some(quote) = &basis.quote { blockquote { (clean(quote)) } }
        p.basis {
            "Rests on " (linked(&basis.title, basis.url.as_ref()))
            @if let Some(by) = &basis.by { ", " (clean(by)) }
            ", " (basis.acted.brief()) "."
        }
    }
}

fn next(report: &Report<'_>) -> Markup {
    let Some(standing) = &report.standing else {
        return html! {};
    };
    let parts = [
        ("What it means", &standing.means),
        ("What it does not mean", &standing.not_means),
        ("What comes next", &standing.next),
    ];
    html! {
        section.three {
            @for (title, lines) in parts.iter().filter(|(_, lines)| !lines.is_empty()) {
                div {
                    h2 { (title) }
                    @for line in *lines { p { (clean(line)) } }
                }
            }
        }
    }
}

/// Words that lead to a web address, where there is one that can be followed.
fn linked(words: &str, address: Option<&String>) -> Markup {
    let followed = match link(address) {
        Some(crate::render::page::Line::Link(address)) => Some(address),
        _ => None,
    };
    html! {
        @match followed {
            Some(address) => a href=(address) rel="noreferrer noopener" { (clean(words)) },
            None => (clean(words)),
        }
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}

/// The style of a word.
fn class(word: Word) -> &'static str {
    match word {
        Word::Repealed => "repealed",
        Word::LiftedByDetermination | Word::SuspendedByLaw => "suspended",
        Word::Waived => "waived",
        Word::WaiverAnnounced => "announced",
        Word::WaiverBarred => "barred",
        Word::WaiverOverdue => "overdue",
        Word::Amended | Word::InForce => "in-force",
    }
}

#[cfg(test)]
mod tests;
