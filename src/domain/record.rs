//! The official record of a measure, as one carrier of it said at one time.

use jiff::{Timestamp, civil::Date};
use serde::Serialize;

use crate::domain::{
    action::Action,
    fold,
    meaning::Law,
    measure::MeasureId,
    progress::{Progress, Remark},
    stage::Stage,
};

/// All that we keep of a measure's record.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct MeasureRecord {
    pub id: MeasureId,
    /// The title to show; may be empty in the first days.
    pub title: String,
    pub introduced_on: Option<Date>,
    /// When the record was last touched. That moves for many reasons that are no
    /// news: a cosponsor, a subject, the order of titles.
    pub updated_at: Option<Timestamp>,
    /// `Rep. Luna, Anna Paulina [R-FL-13]`
    pub sponsors: Vec<String>,
    /// Those who have withdrawn are left out.
    pub cosponsors: Vec<String>,
    /// `House Foreign Affairs Committee`
    pub committees: Vec<String>,
    pub policy_area: Option<String>,
    /// What the record lists as its law, beside the actions.
    pub laws: Vec<Law>,
    /// In the record's order, newest first.
    pub actions: Vec<Action>,
    pub text_versions: Vec<TextVersion>,
    pub summary: Option<Summary>,
    /// Its page on congress.gov.
    pub legislation_url: Option<String>,
}

/// A printed version of the text.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct TextVersion {
    /// `Introduced in House`
    pub name: String,
    pub dated_on: Option<Date>,
    pub url: Option<String>,
}

/// The newest summary by the Congressional Research Service.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Summary {
    pub acted_on: Option<Date>,
    /// The stage that it describes: `Introduced in House`.
    pub stage: String,
    /// HTML, as the record has it.
    pub html: String,
}

impl MeasureRecord {
    /// Where it stands by this record alone; `None` while it lists no action.
    pub fn progress(&self) -> Option<Progress> {
        fold::fold(self.id, &self.actions)
    }
}

/// What `inspect measure` prints: where a record alone says that a measure stands,
/// and the record.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Inspected {
    pub measure: String,
    pub stage: Stage,
    pub govtrack: String,
    pub since: Option<Date>,
    /// The action that the stage rests on.
    pub basis: Option<InspectedAction>,
    /// Oldest first.
    pub actions: Vec<InspectedAction>,
    /// What in the record was not accepted, or not without a doubt.
    pub remarks: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct InspectedAction {
    pub date: Date,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time: Option<String>,
    pub text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The number of the source system.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<u8>,
}

impl Inspected {
    pub fn of(record: &MeasureRecord) -> Self {
        let progress = record.progress();
        let basis = progress.as_ref().map(|progress| progress.basis);
        let oldest_first = crate::domain::action::in_legal_order(&record.actions);
        let remarks = progress.iter().flat_map(|progress| &progress.remarks);
        Self {
            measure: record.id.to_string(),
            remarks: remarks.map(Remark::to_string).collect(),
            basis: basis.map(|at| InspectedAction::of(&record.actions[at])),
            actions: oldest_first
                .into_iter()
                .map(|at| InspectedAction::of(&record.actions[at]))
                .collect(),
            since: match &progress {
                Some(progress) => Some(progress.since),
                None => record.introduced_on,
            },
            stage: progress
                .as_ref()
                .map_or(Stage::Introduced, |progress| progress.stage),
            govtrack: progress.map_or_else(|| "INTRODUCED".into(), |progress| progress.govtrack),
        }
    }
}

impl InspectedAction {
    fn of(action: &Action) -> Self {
        Self {
            date: action.acted_on,
            time: action.acted_time.map(|time| time.to_string()),
            text: action.text.clone(),
            code: action.code.clone(),
            source: action.system.code(),
        }
    }
}
