//! Rendering: from alerts to what people read.
//!
//! Values come in and text goes out. A mail is laid out once, as a `page` of
//! leads, rows, lists and differences, and that one layout is written as plain
//! text and as HTML, so that both parts say the same in the same order. Whatever
//! came from outside is made fit to be shown, and escaped, where it is written
//! and nowhere before: nothing can be forgotten.

use jiff::{Timestamp, tz::TimeZone};

use crate::domain::news::MeasureLine;

pub mod alert;
pub mod atom;
pub mod digest;

pub mod diff;
pub mod report;
pub mod text;
pub mod time;

mod html;
mod page;
mod plain;
mod stands;

/// A mail's words; headers and encoding are `mail`'s.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Letter {
    /// One clean line of at most [`SUBJECT_CHARS_MAX`] characters.
    pub subject: String,
    /// Lines of at most 96 characters where words and addresses allow, each ended
    /// by `\n`.
    pub text: String,
    /// A whole document: inline styles only, nothing remote, no script or form.
    pub html: String,
}

pub const SUBJECT_CHARS_MAX: usize = 150;

/// Where everything stands when a mail is composed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Situation {
    /// The standing's word: `waiver_overdue`, or with spaces.
    pub provision_word: String,
    /// Where Section 907 stands, in whole sentences.
    pub provision_sentences: Vec<String>,
    pub measures: Vec<MeasureLine>,
    /// What the press has claimed in the last month: `5 outlets: "Section 907 lifted", since
    /// Aug 8, 2025`.
    pub press: Vec<String>,
    /// `assured`, `degraded` or `blind`.
    pub assurance: String,
    /// What the assurance rests on, without it: `Seen by 6 of 6 required sources;
    /// longest gap this week 41 min`.
    pub sources: String,
    pub as_of: Timestamp,
}

/// The number of a message to its subscriber, by which a lost one is noticed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Numbering {
    /// From 1.
    pub number: u64,
    /// Number and time of the message before.
    pub previous: Option<(u64, Timestamp)>,
}

/// What a letter needs beside its alerts.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// Begins the subject, in brackets: `907`.
    pub tag: &'a str,
    pub situation: &'a Situation,
    /// `None` outside the count: a test, an alert told again.
    pub numbering: Option<Numbering>,
    /// The reader's.
    pub zone: &'a TimeZone,
}
