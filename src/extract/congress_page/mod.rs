//! Pages of congress.gov: one measure, or the results of a search.
//!
//! A measure's page has three tellers, and they are kept apart. The table of all actions
//! is the record, and only a whole one becomes a [`MeasureRecord`]. The overview repeats
//! the latest action. The tracker is a drawing, which says "Became Law" of what was only
//! signed: it is shown as [`Step`]s and no stage rests on it. What the page hides (the
//! tracker's notes, each result's compact twin) never gets into a text.
//!
//! The page says itself which measure it is of, and must not be believed for another.
//! A wall, a form to sign in and a layout that we don't know are errors of their own.

/// A phrase of the page, compiled once.
macro_rules! pattern {
    ($name:ident, $pattern:expr) => {
        static $name: LazyLock<Regex> =
            LazyLock::new(|| Regex::new($pattern).expect("the pattern is fixed"));
    };
}

mod actions;
mod dom;
mod identity;
mod inspected;
mod overview;
mod results;
mod tracker;

use jiff::civil::Date;
use url::Url;

pub use self::{
    identity::{actions_url, measure_of},
    inspected::{InspectedListed, InspectedPage, InspectedResults},
    results::Listing,
};
use crate::{
    domain::{
        action::Action,
        listing::{Latest, Step},
        measure::MeasureId,
        quality::{self, Capture, Expected, Quality, SourceState},
        record::MeasureRecord,
    },
    extract::page::{self, tree},
};

/// What a page of congress.gov holds.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum PageRecord {
    Measure(Box<MeasurePage>),
    Results(Listing),
}

/// The page of one measure.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct MeasurePage {
    pub id: MeasureId,
    pub title: String,
    /// `Rep. Luna, Anna Paulina [R-FL-13]`
    pub sponsor: Option<String>,
    pub introduced_on: Option<Date>,
    /// `House Foreign Affairs Committee`
    pub committees: Vec<String>,
    pub latest: Option<Latest>,
    pub tracker: Vec<Step>,
    /// Where the page says in words that the tracker stands: `Introduced`.
    pub status: Option<String>,
    /// All actions, newest first; `None` where the page has no table of them.
    pub actions: Option<Vec<Action>>,
}

/// Why a page can't be taken for what it should be. None of these means that the measure
/// is gone.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum PageError {
    #[error("{0}")]
    Unreadable(#[from] page::PageError),
    #[error("it is blocked: {0}")]
    Blocked(String),
    #[error("it is a form to sign in")]
    SignIn,
    #[error("it is neither a measure's page nor a list of results, as we know them (“{0}”)")]
    UnknownLayout(String),
    #[error("the page is of {got}, not of {asked}")]
    OtherMeasure { asked: MeasureId, got: MeasureId },
    #[error("the page doesn't say which measure it is of (“{0}”)")]
    Unnamed(String),
    #[error("a row of the actions can't be read: {0}")]
    Row(String),
    #[error("the actions are not whole: {said} are announced, {got} came")]
    Count { said: u64, got: u64 },
}

impl PageError {
    /// What the operator can do about it.
    pub fn advice(&self) -> Option<&'static str> {
        match self {
            Self::Blocked(_) => Some(
                "Open the address in a browser. A wall against robots is not climbed: give the \
                 service a key of api.congress.gov, or rely on govinfo.gov; both carry the same \
                 record.",
            ),
            Self::SignIn | Self::UnknownLayout(_) | Self::Unnamed(_) | Self::Row(_) => {
                SourceState::Broken.advice()
            }
            Self::OtherMeasure { .. } => Some("Compare the source's address with the measure."),
            Self::Unreadable(_) | Self::Count { .. } => None,
        }
    }
}

impl MeasurePage {
    /// The measure's record; `None` where the page has no table of all actions.
    pub fn record(&self) -> Option<MeasureRecord> {
        Some(MeasureRecord {
            id: self.id,
            title: self.title.clone(),
            introduced_on: self.introduced_on,
            updated_at: None,
            sponsors: self.sponsor.iter().cloned().collect(),
            cosponsors: vec![],
            committees: self.committees.clone(),
            policy_area: None,
            laws: vec![],
            actions: self.actions.clone()?,
            text_versions: vec![],
            summary: None,
            legislation_url: Some(identity::measure_url(self.id)),
        })
    }
}

/// Reads a page that has been decoded to text. Where `url` is that of a measure, the page
/// must be of that measure.
pub fn read(html: &str, url: &Url) -> Result<PageRecord, PageError> {
    let tree = tree::parse(html)?;
    let Some(heading) = dom::first(&tree, "h1.legDetail") else {
        return match dom::first(&tree, "ol.basic-search-results-lists") {
            Some(list) => Ok(PageRecord::Results(results::read(list))),
            None if results::says_none(&tree, url) => Ok(PageRecord::Results(Listing::default())),
            None => Err(other(&tree, html, url)),
        };
    };
    let (id, title) = identity::read(&tree, heading, url)?;
    let overview = overview::read(&tree);
    Ok(PageRecord::Measure(Box::new(MeasurePage {
        id,
        title,
        sponsor: overview.sponsor,
        introduced_on: overview.introduced_on,
        committees: overview.committees,
        latest: overview.latest,
        tracker: tracker::read(tree.root_element()),
        status: tracker::status(tree.root_element()),
        actions: actions::read(&tree)?,
    })))
}

/// What a page is that is none of ours.
fn other(tree: &scraper::Html, html: &str, url: &Url) -> PageError {
    let verdict = quality::assess(&Capture {
        status: 200,
        headers: &[],
        asked_url: url,
        final_url: url,
        expected: Expected::Page,
        body: html.as_bytes(),
        held: None,
    });
    if verdict.quality == Quality::Blocked {
        return PageError::Blocked(verdict.reason);
    }
    if dom::first(tree, "input[type=password]").is_some() {
        return PageError::SignIn;
    }
    let title = dom::first(tree, "title").map(dom::text);
    let title = title.unwrap_or_default();
    PageError::UnknownLayout(crate::domain::printable::clip(&title, 100))
}
