//! The answers as JSON: of every field, only what we use, and any of it may be absent,
//! null or of another type.

use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::Value;

/// A document in a list of published ones, or in that of public inspection.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Record {
    #[serde(deserialize_with = "text")]
    pub(super) document_number: Option<String>,
    #[serde(deserialize_with = "text")]
    pub(super) title: Option<String>,
    #[serde(rename = "type", deserialize_with = "text")]
    pub(super) kind: Option<String>,
    #[serde(deserialize_with = "text")]
    pub(super) subtype: Option<String>,
    #[serde(deserialize_with = "list")]
    pub(super) agencies: Vec<Agency>,
    #[serde(deserialize_with = "list")]
    pub(super) agency_names: Vec<String>,
    #[serde(deserialize_with = "text")]
    pub(super) citation: Option<String>,
    #[serde(deserialize_with = "text")]
    pub(super) signing_date: Option<String>,
    #[serde(deserialize_with = "text")]
    pub(super) publication_date: Option<String>,
    #[serde(deserialize_with = "text")]
    pub(super) html_url: Option<String>,
    #[serde(deserialize_with = "text")]
    pub(super) raw_text_url: Option<String>,
    #[serde(deserialize_with = "text")]
    pub(super) pdf_url: Option<String>,
    #[serde(rename = "abstract", deserialize_with = "text")]
    pub(super) summary: Option<String>,

    // Public inspection only.
    #[serde(deserialize_with = "text")]
    pub(super) filed_at: Option<String>,
    #[serde(deserialize_with = "text")]
    pub(super) filing_type: Option<String>,
    #[serde(deserialize_with = "text")]
    pub(super) editorial_note: Option<String>,
    #[serde(deserialize_with = "text")]
    pub(super) last_public_inspection_issue: Option<String>,
    #[serde(deserialize_with = "text")]
    pub(super) subject_1: Option<String>,
    #[serde(deserialize_with = "text")]
    pub(super) subject_2: Option<String>,
    #[serde(deserialize_with = "text")]
    pub(super) subject_3: Option<String>,
    #[serde(deserialize_with = "text")]
    pub(super) toc_doc: Option<String>,
    #[serde(deserialize_with = "text")]
    pub(super) toc_subject: Option<String>,
}

/// One that the Register doesn't know has a raw name only.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Agency {
    #[serde(deserialize_with = "text")]
    pub(super) name: Option<String>,
    #[serde(deserialize_with = "text")]
    pub(super) raw_name: Option<String>,
}

/// A text on one line, or a number as text; `None` where it is empty or something else.
fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(said(&Value::deserialize(deserializer)?))
}

pub(super) fn said(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => crate::extract::text::fold(text),
        Value::Number(number) => number.to_string(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => return None,
    };
    (!text.is_empty()).then_some(text)
}

/// A list without what in it can't be read.
fn list<'de, D: Deserializer<'de>, T: DeserializeOwned>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    let values = match Value::deserialize(deserializer)? {
        Value::Array(values) => values,
        _ => vec![],
    };
    Ok(values
        .into_iter()
        .filter_map(|value| serde_json::from_value(value).ok())
        .collect())
}
