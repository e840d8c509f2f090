//! The answers as they come: rows in which each field may be missing, null, or of
//! another type than last year.

use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::{Map, Value};

use super::ApiError;
use crate::extract::decode::{self, decode};

/// The largest answers, with summaries of a budget, stay below 1 MB.
pub(super) const BYTES_MAX: usize = 8 << 20;

/// Reads an answer, which must be whole and hold more than an error.
pub(super) fn read(body: &[u8]) -> Result<Map<String, Value>, ApiError> {
    match parse::<Value>(body)? {
        Value::Object(answer) => match answer.get("error") {
            None | Some(Value::Null) => Ok(answer),
            Some(error) => Err(ApiError::Said(super::error::said(error))),
        },
        _ => Err(ApiError::OtherJson("object")),
    }
}

/// Checks that an answer is whole JSON, without keeping it.
pub(super) fn check(body: &[u8]) -> Result<(), ApiError> {
    parse::<serde::de::IgnoredAny>(body).map(drop)
}

fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, ApiError> {
    if body.len() > BYTES_MAX {
        return Err(ApiError::TooLarge);
    }
    let text = decode(body, None, decode::Kind::Json).text;
    let text = text.trim();
    if text.is_empty() {
        return Err(ApiError::Empty);
    }
    if text.starts_with('<') {
        let head = text[..text.floor_char_boundary(1 << 10)].to_ascii_lowercase();
        let is_html = ["<!doctype html", "<html", "<head", "<body"]
            .iter()
            .any(|mark| head.contains(mark));
        return Err(if is_html {
            ApiError::Html
        } else {
            ApiError::Xml
        });
    }
    serde_json::from_str(text).map_err(|error| match error.is_eof() {
        true => ApiError::Truncated,
        false => ApiError::NotJson(error.to_string()),
    })
}

/// What a list says of itself.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Pagination {
    #[serde(deserialize_with = "number")]
    pub(super) count: Option<u64>,
    #[serde(deserialize_with = "text")]
    pub(super) next: Option<String>,
}

/// The request as the API understood it.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Request {
    #[serde(deserialize_with = "text")]
    pub(super) congress: Option<String>,
    #[serde(deserialize_with = "text")]
    pub(super) bill_type: Option<String>,
    #[serde(deserialize_with = "text")]
    pub(super) bill_number: Option<String>,
}

/// A bill, or a line of a list of bills.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Bill {
    #[serde(deserialize_with = "text")]
    pub(super) congress: Option<String>,
    #[serde(deserialize_with = "text", rename = "type")]
    pub(super) kind: Option<String>,
    #[serde(deserialize_with = "text")]
    pub(super) number: Option<String>,
    #[serde(deserialize_with = "text")]
    pub(super) title: Option<String>,
    #[serde(deserialize_with = "text")]
    pub(super) introduced_date: Option<String>,
    #[serde(deserialize_with = "text")]
    pub(super) update_date: Option<String>,
    #[serde(deserialize_with = "text")]
    pub(super) update_date_including_text: Option<String>,
    #[serde(deserialize_with = "text")]
    pub(super) legislation_url: Option<String>,
    #[serde(deserialize_with = "object")]
    pub(super) policy_area: Named,
    #[serde(deserialize_with = "object")]
    pub(super) latest_action: Action,
    #[serde(deserialize_with = "list")]
    pub(super) sponsors: Vec<Person>,
    #[serde(deserialize_with = "list")]
    pub(super) laws: Vec<Law>,
    #[serde(deserialize_with = "object")]
    pub(super) actions: Counted,
    #[serde(deserialize_with = "object")]
    pub(super) titles: Counted,
    #[serde(deserialize_with = "object")]
    pub(super) committees: Counted,
    #[serde(deserialize_with = "object")]
    pub(super) text_versions: Counted,
    #[serde(deserialize_with = "object")]
    pub(super) summaries: Counted,
    #[serde(deserialize_with = "object")]
    pub(super) cosponsors: Counted,
}

/// A part that stands at an address of its own.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Counted {
    #[serde(deserialize_with = "number")]
    pub(super) count: Option<u64>,
    #[serde(deserialize_with = "number")]
    pub(super) count_including_withdrawn_cosponsors: Option<u64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Action {
    #[serde(deserialize_with = "text")]
    pub(super) action_date: Option<String>,
    #[serde(deserialize_with = "text")]
    pub(super) action_time: Option<String>,
    #[serde(deserialize_with = "text")]
    pub(super) text: Option<String>,
    #[serde(deserialize_with = "text", rename = "type")]
    pub(super) kind: Option<String>,
    #[serde(deserialize_with = "text")]
    pub(super) action_code: Option<String>,
    #[serde(deserialize_with = "object")]
    pub(super) source_system: Named,
    #[serde(deserialize_with = "list")]
    pub(super) committees: Vec<Named>,
}

/// A committee, a source system, a policy area.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Named {
    #[serde(deserialize_with = "text")]
    pub(super) name: Option<String>,
    #[serde(deserialize_with = "text")]
    pub(super) code: Option<String>,
    #[serde(deserialize_with = "text")]
    pub(super) chamber: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Person {
    #[serde(deserialize_with = "text")]
    pub(super) full_name: Option<String>,
    #[serde(deserialize_with = "text")]
    pub(super) name: Option<String>,
    #[serde(deserialize_with = "text")]
    pub(super) sponsorship_withdrawn_date: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Law {
    #[serde(deserialize_with = "text")]
    pub(super) number: Option<String>,
    #[serde(deserialize_with = "text", rename = "type")]
    pub(super) kind: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Title {
    #[serde(deserialize_with = "text")]
    pub(super) title: Option<String>,
    #[serde(deserialize_with = "text")]
    pub(super) title_type: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Text {
    #[serde(deserialize_with = "text", rename = "type")]
    pub(super) kind: Option<String>,
    #[serde(deserialize_with = "text")]
    pub(super) date: Option<String>,
    #[serde(deserialize_with = "list")]
    pub(super) formats: Vec<Format>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Format {
    #[serde(deserialize_with = "text", rename = "type")]
    pub(super) kind: Option<String>,
    #[serde(deserialize_with = "text")]
    pub(super) url: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Summary {
    #[serde(deserialize_with = "text")]
    pub(super) action_date: Option<String>,
    #[serde(deserialize_with = "text")]
    pub(super) action_desc: Option<String>,
    #[serde(deserialize_with = "text")]
    pub(super) text: Option<String>,
    #[serde(deserialize_with = "text")]
    pub(super) update_date: Option<String>,
}

/// A text on one line, or a whole number as text. Anything else says nothing, as does
/// an empty text.
fn text<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    let text = match Value::deserialize(from)? {
        Value::String(text) => text,
        // A float may have lost the digits that tell two numbers apart.
        Value::Number(number) if !number.is_f64() => number.to_string(),
        _ => return Ok(None),
    };
    let words: Vec<&str> = text.split_whitespace().collect();
    Ok((!words.is_empty()).then(|| words.join(" ")))
}

fn number<'de, D: Deserializer<'de>>(from: D) -> Result<Option<u64>, D::Error> {
    Ok(text(from)?.and_then(|text| text.parse().ok()))
}

/// What isn't an object says nothing.
fn object<'de, D, T>(from: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + DeserializeOwned,
{
    let value = Value::deserialize(from)?;
    Ok(row(&value).unwrap_or_default())
}

/// Rows; what isn't a list has none, and what isn't an object is no row.
fn list<'de, D, T>(from: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    Ok(match Value::deserialize(from)? {
        Value::Array(rows) => rows.iter().filter_map(row).collect(),
        _ => vec![],
    })
}

/// An object as a row.
pub(super) fn row<T: DeserializeOwned>(value: &Value) -> Option<T> {
    value.is_object().then(|| T::deserialize(value).ok())?
}
