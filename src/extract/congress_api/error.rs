//! What the API answers instead of a record, told apart by status and body.
//!
//! The gateway before the API (api.data.gov) refuses keys and counts requests; the API
//! itself answers what it doesn't know or can't make; and the network before both has
//! pages of its own. All of them have come with a status that says something else.

use serde::Deserialize;
use serde_json::Value;

use super::{Part, wire};
use crate::{
    domain::{measure::MeasureId, printable},
    extract::decode::{self, decode},
};

/// Why an answer, or several, could not be taken as a record.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum ApiError {
    #[error("no API key was sent")]
    KeyMissing,
    #[error("the API key is not a valid one")]
    KeyInvalid,
    /// A known key that may not be used: disabled, unverified, unauthorized.
    #[error("the API key is refused: {0}")]
    KeyRefused(String),
    #[error("the key has made more requests than it may in an hour")]
    OverRateLimit,
    /// It is not there, or not yet.
    #[error("it is not known there: {0}")]
    UnknownResource(String),
    /// The API broke on this record, or isn't reached behind its network.
    #[error("the API itself failed (HTTP {status}): {said}")]
    Upstream { status: u16, said: String },
    #[error("it refuses the request (HTTP {status}): {said}")]
    Refused { status: u16, said: String },
    /// With status 200.
    #[error("it answers with an error only: {0}")]
    Said(String),
    #[error("the answer is XML, though JSON was asked for")]
    Xml,
    #[error("the answer is an HTML page, not JSON")]
    Html,
    #[error("the answer is empty")]
    Empty,
    #[error("the answer is cut off: its JSON ends too early")]
    Truncated,
    #[error("the answer is not sound JSON: {0}")]
    NotJson(String),
    #[error("the answer is JSON of another kind: it holds no `{0}`")]
    OtherJson(&'static str),
    #[error("the answer is larger than {} MiB", wire::BYTES_MAX >> 20)]
    TooLarge,
    #[error("the record doesn't say which measure it is of: {0} is missing or unreadable")]
    Unnamed(&'static str),
    #[error("an action has no readable date (`{date}`): {text}")]
    Undated { date: String, text: String },
    #[error("the answer is of {got}, not of {asked}")]
    OtherMeasure { asked: MeasureId, got: MeasureId },
    /// Not an empty record, but one that isn't verified.
    #[error("the {part} are not whole: {said} are announced, {got} came")]
    Count { part: Part, said: u64, got: u64 },
    #[error("the {0} are not whole: the last page leads to another")]
    PageMissing(Part),
    #[error("the {0} changed between two pages")]
    Moved(Part),
    #[error("the next page is not where it could be: {0}")]
    Elsewhere(String),
}

impl ApiError {
    /// What the operator can do about it.
    pub fn advice(&self) -> Option<&'static str> {
        match self {
            Self::KeyMissing => Some(
                "Get a key at https://api.congress.gov/sign-up/ and give it to the service as a \
                 credential.",
            ),
            Self::KeyInvalid | Self::KeyRefused(_) => Some(
                "Compare the key with the mail in which it came, or get another at \
                 https://api.congress.gov/sign-up/.",
            ),
            Self::OverRateLimit => {
                Some("Wait for an hour. If it comes again, ask less often, or don't share the key.")
            }
            Self::Xml => {
                Some("Send `format=json` with each request: since April 2026 XML is the default.")
            }
            Self::Html => Some(
                "Open the address from this machine. A wall against robots is not climbed; \
                 govinfo.gov carries the same record.",
            ),
            Self::Upstream { .. } | Self::Said(_) => Some(
                "Wait: govinfo.gov carries the same record meanwhile. Known faults are listed at \
                 https://github.com/LibraryOfCongress/api.congress.gov/issues.",
            ),
            Self::UnknownResource(_) => Some(
                "Compare the measure's number with congress.gov. New measures take until the next \
                 morning.",
            ),
            Self::OtherMeasure { .. } | Self::Elsewhere(_) => {
                Some("Check that the source's address is the API's own, and is https.")
            }
            Self::Refused { .. }
            | Self::Empty
            | Self::Truncated
            | Self::NotJson(_)
            | Self::OtherJson(_)
            | Self::TooLarge
            | Self::Unnamed(_)
            | Self::Undated { .. }
            | Self::Count { .. }
            | Self::PageMissing(_)
            | Self::Moved(_) => None,
        }
    }
}

/// What is wrong with an answer, by its status and body; `None` for one that can be read.
pub fn trouble(status: u16, body: &[u8]) -> Option<ApiError> {
    let text = decode(
        body.get(..wire::BYTES_MAX).unwrap_or(body),
        None,
        decode::Kind::Json,
    )
    .text;
    let text = text.trim();
    let is_markup = text.starts_with('<');
    if is_markup && let Some(refusal) = codes_in(text) {
        return Some(refusal);
    }
    let answer = match is_markup {
        true => None,
        false => serde_json::from_str::<Answer>(text).ok(),
    };
    let error = answer.and_then(|answer| answer.error);
    let code = error.as_ref().and_then(|error| error.get("code"));
    if let Some(refusal) = code.and_then(Value::as_str).and_then(refusal) {
        return Some(refusal);
    }
    let said = error.as_ref().map(said);
    let said_or = |otherwise: &str| match (&said, is_markup) {
        (Some(said), _) => said.clone(),
        (None, true) => "an HTML page".to_owned(),
        (None, false) => otherwise.to_owned(),
    };
    match status {
        200..=299 => match said {
            Some(said) if broke(&said) => Some(ApiError::Upstream { status, said }),
            Some(said) => Some(ApiError::Said(said)),
            None => wire::check(body).err(),
        },
        401 => Some(ApiError::KeyRefused(said_or("no reason is given"))),
        403 if is_markup => Some(ApiError::Html),
        404 if said.is_some() || !is_markup => Some(ApiError::UnknownResource(said_or("HTTP 404"))),
        429 => Some(ApiError::OverRateLimit),
        500..=599 => Some(ApiError::Upstream {
            status,
            said: said_or("no reason is given"),
        }),
        _ => Some(ApiError::Refused {
            status,
            said: said_or("no reason is given"),
        }),
    }
}

/// What stands in an answer beside the record.
#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    error: Option<Value>,
}

/// The gateway's codes (<https://api.data.gov/docs/developer-manual/>).
fn refusal(code: &str) -> Option<ApiError> {
    Some(match code {
        "API_KEY_MISSING" => ApiError::KeyMissing,
        "API_KEY_INVALID" => ApiError::KeyInvalid,
        "API_KEY_DISABLED" | "API_KEY_UNAUTHORIZED" | "API_KEY_UNVERIFIED" => {
            ApiError::KeyRefused(code.to_owned())
        }
        "OVER_RATE_LIMIT" => ApiError::OverRateLimit,
        _ => return None,
    })
}

/// The gateway's code in a refusal written as XML or HTML.
fn codes_in(markup: &str) -> Option<ApiError> {
    let head = &markup[..markup.floor_char_boundary(HEAD_BYTES)];
    let (_, rest) = head.split_once("<code>")?;
    refusal(rest.split('<').next()?.trim())
}

const HEAD_BYTES: usize = 2 << 10;

/// An error as one line: a text, or an object with code and message.
pub(super) fn said(error: &Value) -> String {
    let text = match error {
        Value::String(text) => text.clone(),
        Value::Object(error) => match error.get("message").and_then(Value::as_str) {
            Some(message) => message.to_owned(),
            None => Value::Object(error.clone()).to_string(),
        },
        other => other.to_string(),
    };
    printable::clip(&printable::clean(&text), 300)
}

/// Whether an error is one of Python's own, as in "… (`UnboundLocalError`)".
fn broke(said: &str) -> bool {
    said.trim_end_matches([')', '.']).ends_with("Error")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_trouble_has_its_name() {
        let refused = |code: &str| format!(r#"{{"error":{{"code":"{code}","message":"No."}}}}"#);
        check(403, &refused("API_KEY_MISSING"), ApiError::KeyMissing);
        check(403, &refused("API_KEY_INVALID"), ApiError::KeyInvalid);
        check(
            403,
            &refused("API_KEY_DISABLED"),
            ApiError::KeyRefused("API_KEY_DISABLED".into()),
        );
        check(429, &refused("OVER_RATE_LIMIT"), ApiError::OverRateLimit);
        check(200, &refused("OVER_RATE_LIMIT"), ApiError::OverRateLimit);
        check(429, "", ApiError::OverRateLimit);
        check(
            403,
            "<?xml version='1.0'?><response><error><code>API_KEY_MISSING</code></error></response>",
            ApiError::KeyMissing,
        );
        check(
            404,
            r#"{"error": "Unknown resource: bill/119/hr/99999"}"#,
            ApiError::UnknownResource("Unknown resource: bill/119/hr/99999".into()),
        );
        check(
            200,
            r#"{"error": "Sorry."}"#,
            ApiError::Said("Sorry.".into()),
        );
        let broken = "cannot access local variable 'bill' (UnboundLocalError)";
        for status in [200, 500] {
            check(
                status,
                &format!(r#"{{"error": "{broken}", "request": {{}}}}"#),
                ApiError::Upstream {
                    status,
                    said: broken.into(),
                },
            );
        }
        for status in [503, 522] {
            let said = "an HTML page".into();
            check(status, "<html>no", ApiError::Upstream { status, said });
        }
        check(200, "<api-root><bill/></api-root>", ApiError::Xml);
        check(200, "<?xml version='1.0'?>\n<api-root>", ApiError::Xml);
        check(200, "<!DOCTYPE html><title>x", ApiError::Html);
        check(403, "<html><title>Just a moment...", ApiError::Html);
        check(200, " \n", ApiError::Empty);
        check(200, r#"{"bill": {"#, ApiError::Truncated);
        assert!(matches!(
            trouble(404, b"<html>"),
            Some(ApiError::Refused { .. })
        ));
        assert!(matches!(trouble(200, b"{} {}"), Some(ApiError::NotJson(_))));
        assert_eq!(trouble(200, br#"{"bill": {}}"#), None);
    }

    #[test]
    fn a_refusal_says_what_can_be_done_and_holds_no_key() {
        for error in [ApiError::KeyMissing, ApiError::OverRateLimit, ApiError::Xml] {
            assert!(
                error
                    .advice()
                    .is_some_and(|advice| !advice.contains("api_key="))
            );
        }
    }

    #[track_caller]
    fn check(status: u16, body: &str, expected: ApiError) {
        assert_eq!(trouble(status, body.as_bytes()), Some(expected), "{body}");
    }
}
