//! Measures as lists show them: a line each, with the latest action and how far a drawing
//! says that it has come.
//!
//! None of this is the record. Lists cut actions short, and the drawing counts a measure
//! as law that was only signed. So it shows what to look at, and no stage rests on it.

use jiff::{Timestamp, civil::Date};
use serde::Serialize;

use crate::domain::measure::{Chamber, MeasureId};

/// A measure in a list.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Listed {
    pub id: MeasureId,
    /// Empty in the first days of a measure.
    pub title: String,
    /// `Rep. Luna, Anna Paulina [R-FL-13]`
    pub sponsor: Option<String>,
    pub introduced_on: Option<Date>,
    /// `House Foreign Affairs Committee`
    pub committees: Vec<String>,
    pub latest: Option<Latest>,
    /// When the record was last touched, and when it or the text was.
    pub updated: Touched,
    pub updated_with_text: Touched,
    pub tracker: Vec<Step>,
}

/// When something was touched; lists give a day, records an instant.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Touched {
    pub on: Option<Date>,
    pub at: Option<Timestamp>,
}

/// The latest action, as an overview gives it.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Latest {
    #[serde(rename = "date")]
    pub acted_on: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "as_name")]
    pub chamber: Option<Chamber>,
    pub text: String,
    /// Whether the list left out the end of the text.
    #[serde(rename = "cut", skip_serializing_if = "std::ops::Not::not")]
    pub is_cut: bool,
}

/// A step in the drawing of a measure's way.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Step {
    /// `Introduced`, `Passed House`, `Became Law`
    pub name: String,
    pub state: StepState,
    #[serde(rename = "date", skip_serializing_if = "Option::is_none")]
    pub acted_on: Option<Date>,
    /// The action that the drawing gives for it: `Signed by President.`
    #[serde(rename = "text", skip_serializing_if = "Option::is_none")]
    pub act: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StepState {
    Passed,
    Current,
    Ahead,
}

impl Listed {
    /// Whether the number is only kept free: H.R. 1 to 20 are for the
    /// leaders of the House to give.
    pub fn is_reserved(&self) -> bool {
        is_reserved(&self.title)
    }
}

/// Whether a title says that there is no measure yet.
pub fn is_reserved(title: &str) -> bool {
    title.trim_start().starts_with("Reserved for the ")
}

fn as_name<S: serde::Serializer>(
    chamber: &Option<Chamber>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match chamber {
        Some(chamber) => serializer.collect_str(chamber),
        None => serializer.serialize_none(),
    }
}
