//! Makes JSON that means to be a JSON Feed one that a strict reader takes.
//!
//! feed-rs refuses a whole feed for a number where a string should be, or an
//! attachment without a type. What we use is picked out here; whole numbers become
//! strings, and what is of any other type is left out.

use serde_json::{Map, Value, json};

use super::{
    FeedError,
    repair::{Repair, Repairs},
    tidy::ITEMS_MAX,
};

pub(super) struct Document {
    pub(super) json: String,
    /// The feed's own address, by which it is known.
    pub(super) id: Option<String>,
}

/// Rewrites the JSON Feed in `text`.
pub(super) fn tidy(text: &str, repairs: &mut Repairs) -> Result<Document, FeedError> {
    let feed: Value =
        serde_json::from_str(text).map_err(|error| FeedError::BrokenJson(error.to_string()))?;
    let Value::Object(feed) = feed else {
        return Err(FeedError::OtherJson);
    };
    let version = feed.get("version").and_then(Value::as_str);
    let says_so = version.is_some_and(|version| version.contains("jsonfeed.org"));
    let Some(Value::Array(items)) = feed.get("items") else {
        return Err(FeedError::OtherJson);
    };
    let looks_so = ["title", "feed_url", "home_page_url"]
        .iter()
        .any(|key| feed.contains_key(*key));
    if !says_so && !looks_so {
        return Err(FeedError::OtherJson);
    }
    if items.len() > ITEMS_MAX {
        return Err(FeedError::TooManyItems);
    }
    let items: Vec<Value> = items
        .iter()
        .filter_map(|item| tidy_item(item, repairs))
        .collect();
    let document = json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": string(&feed, "title", repairs).unwrap_or_default(),
        "home_page_url": string(&feed, "home_page_url", repairs),
        "items": items,
    });
    Ok(Document {
        json: document.to_string(),
        id: string(&feed, "feed_url", repairs),
    })
}

fn tidy_item(item: &Value, repairs: &mut Repairs) -> Option<Value> {
    const KEYS: [&str; 9] = [
        "id",
        "url",
        "external_url",
        "title",
        "content_html",
        "content_text",
        "summary",
        "date_published",
        "date_modified",
    ];
    let Value::Object(item) = item else {
        repairs.note(Repair::Json);
        return None;
    };
    let mut tidied = Map::new();
    for key in KEYS {
        if let Some(text) = string(item, key, repairs) {
            tidied.insert(key.to_owned(), Value::String(text));
        }
    }
    Some(Value::Object(tidied))
}

fn string(object: &Map<String, Value>, key: &str, repairs: &mut Repairs) -> Option<String> {
    let value = match object.get(key)? {
        Value::String(text) => return Some(text.clone()),
        Value::Null => return None,
        // A float may have lost the digits that tell two ids apart.
        Value::Number(number) if !number.is_f64() => Some(number.to_string()),
        _ => None,
    };
    repairs.note(Repair::Json);
    value
}
