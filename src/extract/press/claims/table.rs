//! A table of rules as it is written.
//!
//! The tables are data that a person reads and extends: `lexicon/en.toml` tells what each
//! part is for.

use serde::Deserialize;

use crate::domain::claim::{Certainty, ClaimKind, Polarity};

/// A table as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Table {
    /// Words after "907." that don't begin a sentence.
    #[serde(default)]
    pub(super) counted: Vec<String>,
    /// Which of a rule's words is the verb.
    pub(super) verb: Verb,
    /// Words at which another statement begins.
    pub(super) breaks: Vec<String>,
    /// Words over which no negation goes to a second act: "not extended and expired".
    #[serde(default)]
    pub(super) and: Vec<String>,
    /// How an answer in the negative begins, or one in the affirmative.
    pub(super) no: Vec<String>,
    pub(super) yes: Vec<String>,
    /// Words between two things that are set against each other and have one object:
    /// "suspended, not repealed".
    pub(super) contrast: Vec<String>,
    /// How a sentence begins that goes on about a bill.
    pub(super) refers: Vec<String>,
    /// What is done something to. Where two are found in one place, the longer one is
    /// meant, and of equals the earlier in this list.
    pub(super) object: Vec<Group>,
    #[serde(default)]
    pub(super) group: Vec<Group>,
    pub(super) form: Vec<WrittenForm>,
    pub(super) cue: Vec<WrittenCue>,
    pub(super) rule: Vec<WrittenRule>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Group {
    pub(super) name: String,
    /// Objects: which other object it may stand for, as "it" does.
    #[serde(default)]
    pub(super) stands_for: Option<String>,
    /// Objects: how near it must stand to what is done to it.
    #[serde(default)]
    pub(super) reach: Option<usize>,
    pub(super) words: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenForm {
    pub(super) finite: bool,
    #[serde(default)]
    pub(super) negated: bool,
    #[serde(default)]
    pub(super) certainty: Option<Certainty>,
    pub(super) words: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenCue {
    pub(super) kind: CueKind,
    pub(super) side: Side,
    #[serde(default)]
    pub(super) reach: Option<usize>,
    #[serde(default)]
    pub(super) across: Across,
    /// Governs no verb that stands by itself.
    #[serde(default)]
    pub(super) nonfinite: bool,
    pub(super) words: Vec<String>,
}

/// A rule as it is written, with its cases.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenRule {
    pub(super) id: String,
    pub(super) claim: ClaimKind,
    #[serde(default)]
    pub(super) polarity: Option<Polarity>,
    #[serde(default)]
    pub(super) on: Vec<String>,
    /// A group that must be found in the same part of the sentence.
    #[serde(default)]
    pub(super) beside: Option<String>,
    #[serde(default)]
    pub(super) reach: Option<usize>,
    #[serde(default)]
    pub(super) stands: Option<Stands>,
    /// What it says where nothing governs it and it is no verb that stands by itself.
    #[serde(default)]
    pub(super) alone: Alone,
    /// Any such object counts, and not only the nearest.
    #[serde(default)]
    pub(super) loose: bool,
    /// The object stands in another part of the sentence.
    #[serde(default)]
    pub(super) apart: bool,
    /// It says nothing where another rule speaks of the sentence.
    #[serde(default)]
    pub(super) weak: bool,
    pub(super) words: Vec<String>,
    /// Lines, each with what is read of it: `bill_introduced/affirmed/stated`.
    #[cfg_attr(not(test), expect(dead_code, reason = "they are for the tests"))]
    pub(super) cases: Vec<(String, String)>,
}

/// Which of a rule's words tells by its ending how it stands.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "snake_case")]
pub(super) enum Verb {
    /// "Thrown out".
    First,
    /// "Aradan qaldırılıb".
    Last,
    /// Wherever it stands.
    Any,
}

/// What a cue does to what it governs.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "snake_case")]
pub(super) enum CueKind {
    /// "not".
    Negation,
    /// "no": also before what it is done to.
    NegatedObject,
    /// "whether".
    Question,
    /// "why": what is asked for is taken as given.
    Why,
    /// "if".
    Condition,
    /// "after the treaty": a condition of what is to come, and of nothing that is done.
    Later,
    /// "will", "plans to".
    Expected,
    /// "would": of a bill, or on a condition.
    Would,
    /// "urges".
    CalledFor,
    /// "condemns".
    Opposed,
    /// "denies".
    Denied,
    /// "since 2002 every year".
    History,
    /// "power to", "efforts to": nothing is said to happen.
    Aside,
    /// "signed … into law": what a bill does is done.
    Enacted,
    /// "thanks for", "after": what follows is told as a fact, if it is no verb.
    Fact,
    /// "says": tells who says it, and nothing else.
    Says,
}

impl CueKind {
    /// As in the tables.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Negation | Self::NegatedObject => "negation",
            Self::Question => "question",
            Self::Why => "why",
            Self::Condition | Self::Later => "condition",
            Self::Expected => "expected",
            Self::Would => "would",
            Self::CalledFor => "called_for",
            Self::Opposed => "opposed",
            Self::Denied => "denied",
            Self::History => "history",
            Self::Aside => "aside",
            Self::Enacted => "enacted",
            Self::Fact => "fact",
            Self::Says => "says",
        }
    }
}

#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "snake_case")]
pub(super) enum Side {
    Before,
    After,
    Any,
}

/// How far a cue reaches.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "snake_case")]
pub(super) enum Across {
    /// To the next comma.
    Clause,
    /// To the next hard break.
    #[default]
    Block,
    Sentence,
}

/// How a rule's words stand, where their ending doesn't tell.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "snake_case")]
pub(super) enum Stands {
    /// As a verb that says that it is so.
    Verb,
    Noun,
    /// As a command.
    Call,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "snake_case")]
pub(super) enum Alone {
    #[default]
    Stated,
    /// Nothing.
    None,
}
