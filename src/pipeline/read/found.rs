//! Found: what an answer says, as it is recorded.

use jiff::{SignedDuration, civil::Date};

use crate::{
    domain::{
        change::ChangeKind,
        claim::{Claim, Language},
        effect,
        measure::MeasureId,
        notice::{Finding, Notice},
        quality::SourceState,
        record::MeasureRecord,
    },
    extract::{actions::Act, govinfo::package::Package},
    store::{
        derived::{items::Kept, pages::PageText},
        evidence::snapshots::NewSnapshot,
    },
};

/// What a poll found.
#[derive(Debug)]
pub enum Reading {
    /// What we hold, confirmed.
    Same,
    /// Good, and something else than before, if only in its bytes.
    New(Box<Good>),
    /// A lead that led nowhere: good, and nothing of it is kept.
    OffTopic,
    /// Odd, and to be seen again before it counts; holds the extract's digest.
    Suspect {
        reason: String,
        digest: String,
        /// Until when it has to stay so.
        until: Until,
    },
    /// Nothing that can be believed.
    Failed { state: SourceState, reason: String },
}

/// How long what is odd has to stay so before it counts.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Until {
    /// A moment: it is looked at again out of turn.
    SeenAgain,
    /// For longer than outages last: another page stands in its place.
    Settled,
}

/// How far back a good answer reaches.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Reach {
    /// To what was known: it holds all that there is, or was asked for by date, or still
    /// lists something that was there before.
    Known,
    /// To the present alone, or not far enough: something may have come and gone unseen.
    Short,
}

/// A good capture, read and compared.
#[derive(Debug)]
pub struct Good {
    pub snapshot: NewSnapshot,
    pub extract: Extract,
    pub reach: Reach,
    /// What had to be mended to read it, in words; empty for most.
    pub repairs: String,
    /// How long it asks to be left alone, as feeds do.
    pub ttl: Option<SignedDuration>,
    /// Something is missing that has to be missed again before it counts.
    pub to_confirm: bool,
}

#[derive(Debug)]
pub enum Extract {
    List(Box<List>),
    Page(PageChange),
    Text(Box<TextRead>),
    Document(Box<DocumentRead>),
    Article(ArticleRead),
}

/// What became of a list's items.
#[derive(Debug, Default)]
pub struct List {
    pub put: Vec<Put>,
    pub missing: Vec<String>,
    pub passed: Vec<String>,
    pub removed: Vec<Removed>,
    pub back: Vec<Back>,
    /// Why something new may stand behind the place where it broke off: then what it says
    /// counts, but it doesn't show that there is nothing else.
    pub open_end: Option<String>,
    pub of: Listed,
}

/// What a list is a list of, beside its items.
#[derive(Debug, Default)]
pub enum Listed {
    /// Posts of the press or of an office.
    #[default]
    Posts,
    /// The acts on a measure.
    Acts(Box<MeasureRecord>, Vec<Act>),
    /// Documents of the Federal Register.
    Notices(Vec<Notice>),
    /// Packages of GovInfo, by the key of their item.
    Packages(Vec<(String, Package)>),
    /// Measures, by the key of their item.
    Measures(Vec<(String, MeasureId)>),
}

/// The text of a bill or a law, and what it does.
#[derive(Debug)]
pub struct TextRead {
    pub package: Package,
    /// Of which it is a version.
    pub measure: Option<MeasureId>,
    /// Of a law: the day it became one.
    pub dated_on: Option<Date>,
    pub reading: effect::Reading,
}

/// The text of a document of the Federal Register, and what it does.
#[derive(Debug)]
pub struct DocumentRead {
    /// Plain.
    pub text: String,
    pub finding: Finding,
}

/// An item to write down.
#[derive(Debug)]
pub struct Put {
    /// Its key so far.
    pub was: String,
    pub item: Kept,
    /// `None` where a reader has no news of it.
    pub news: Option<ItemNews>,
}

#[derive(Debug)]
pub struct ItemNews {
    pub kind: ChangeKind,
    /// Unified; empty unless edited.
    pub diff: String,
    /// The words that put it on topic.
    pub topic: Option<String>,
    /// Of the press, where it isn't on topic: the name of what it is on, if that drives the
    /// question.
    pub context: Option<String>,
    /// Of the press: what it claims.
    pub claims: Option<Claims>,
}

/// The article behind an item of the press.
#[derive(Debug)]
pub struct ArticleRead {
    /// Plain.
    pub text: String,
    pub said: Claims,
    /// The measures that it names.
    pub measures: Vec<MeasureId>,
}

/// What an item of the press claims.
#[derive(Debug)]
pub struct Claims {
    pub outlet: String,
    pub language: Option<Language>,
    pub claims: Vec<Claim>,
}

/// An item that says again what it said a short while ago, and is not yet believed to.
#[derive(Debug)]
pub struct Back {
    /// By which it is known.
    pub key: String,
    /// Under which it is listed.
    pub listed_as: String,
    /// In hexadecimal digits, as [`replaced`](crate::store::derived::replaced) has it.
    pub digest: String,
}

#[derive(Debug)]
pub struct Removed {
    pub key: String,
    pub title: String,
    pub link: Option<String>,
    pub topic: Option<String>,
}

#[derive(Debug)]
pub struct PageChange {
    pub page: PageText,
    /// Unified; `None` where the text is as it was.
    pub diff: Option<String>,
    /// The words that put the changed lines on topic.
    pub topic: Option<String>,
    /// Next to nothing is left of the page as it was.
    pub replaced: bool,
    /// It says again what it said a short while ago, and is not yet believed to.
    pub is_back: bool,
}

impl Good {
    /// Why it isn't verified all the same.
    pub fn open_end(&self) -> Option<&str> {
        self.extract.open_end()
    }
}

impl Extract {
    /// The title of the page that took the place of the one that was known.
    pub(super) fn replaced_by(&self) -> Option<&str> {
        match self {
            Self::Page(change) => change.replaced.then_some(&*change.page.title),
            Self::List(_) | Self::Text(_) | Self::Document(_) | Self::Article(_) => None,
        }
    }

    pub(super) fn open_end(&self) -> Option<&str> {
        match self {
            Self::List(list) => list.open_end.as_deref(),
            Self::Page(_) | Self::Text(_) | Self::Document(_) | Self::Article(_) => None,
        }
    }

    /// Whether nothing differs from what was known.
    pub(super) fn is_as_held(&self) -> bool {
        match self {
            Self::Page(change) => change.diff.is_none() && !change.is_back,
            Self::List(list) => {
                list.put.is_empty()
                    && list.missing.is_empty()
                    && list.passed.is_empty()
                    && list.removed.is_empty()
                    && list.back.is_empty()
            }
            // Read once; there is nothing that it could be held against.
            Self::Text(_) | Self::Document(_) | Self::Article(_) => true,
        }
    }
}
