//! What `inspect congress-page` prints of a page.

use jiff::civil::Date;
use serde::Serialize;

use super::{Listing, MeasurePage};
use crate::domain::{
    listing::{Latest, Listed, Step, StepState},
    record::{Inspected, InspectedAction},
    stage::Stage,
};

/// Where a measure stands by the page's table of actions, and beside it what the page's
/// other parts say. Without the table there is no stage, whatever the tracker shows.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct InspectedPage {
    pub measure: String,
    pub stage: Option<Stage>,
    pub govtrack: Option<String>,
    pub since: Option<Date>,
    pub basis: Option<InspectedAction>,
    /// Oldest first; null where the page has no table of them.
    pub actions: Option<Vec<InspectedAction>>,
    /// What in the actions was not accepted, or not without a doubt.
    pub remarks: Vec<String>,
    pub title: String,
    pub sponsor: Option<String>,
    pub introduced: Option<Date>,
    pub committees: Vec<String>,
    pub latest_action: Option<Latest>,
    pub tracker: Vec<Step>,
    /// Where the tracker stands, where there is no stage.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
}

/// The results of a search.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct InspectedResults {
    pub results: Vec<InspectedListed>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct InspectedListed {
    pub measure: String,
    pub title: String,
    pub sponsor: Option<String>,
    pub latest_action: Option<Latest>,
    pub tracker: Vec<Step>,
}

impl InspectedPage {
    pub fn of(page: &MeasurePage) -> Self {
        let record = page.record().map(|record| Inspected::of(&record));
        let status = match record {
            Some(_) => None,
            None => page.status.clone().or_else(|| {
                let mut steps = page.tracker.iter();
                let current = steps.find(|step| step.state == StepState::Current)?;
                Some(current.name.clone())
            }),
        };
        let shown = Self {
            measure: page.id.to_string(),
            stage: None,
            govtrack: None,
            since: None,
            basis: None,
            actions: None,
            remarks: vec![],
            title: page.title.clone(),
            sponsor: page.sponsor.clone(),
            introduced: page.introduced_on,
            committees: page.committees.clone(),
            latest_action: page.latest.clone(),
            tracker: page.tracker.clone(),
            status,
        };
        match record {
            None => shown,
            Some(record) => Self {
                stage: Some(record.stage),
                govtrack: Some(record.govtrack),
                since: record.since,
                basis: record.basis,
                actions: Some(record.actions),
                remarks: record.remarks,
                ..shown
            },
        }
    }
}

impl InspectedResults {
    pub fn of(listing: &Listing) -> Self {
        let inspected = |listed: &Listed| InspectedListed {
            measure: listed.id.to_string(),
            title: listed.title.clone(),
            sponsor: listed.sponsor.clone(),
            latest_action: listed.latest.clone(),
            tracker: listed.tracker.clone(),
        };
        Self {
            results: listing.listed.iter().map(inspected).collect(),
        }
    }
}
