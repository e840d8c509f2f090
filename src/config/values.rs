//! Values as people write them: durations, addresses, times of day, names of things.
//!
//! Each function reads one value or says what it expected instead, with an example.

use std::{collections::BTreeSet, fmt, ops::RangeInclusive};

use jiff::{
    SignedDuration, Span, SpanRelativeTo,
    civil::Time,
    tz::{TimeZone, TimeZoneDatabase},
};
use scraper::Selector;
use url::{Host, Url};

use super::{
    mistakes::{advice, nearest},
    tree::Value,
};
use crate::domain::source::HostPort;

/// A text without control characters; it may be empty.
pub(super) fn text(value: &Value) -> Result<String, String> {
    let Value::Text(text) = value else {
        return Err(format!("expected a text in quotes, not {}", value.kind()));
    };
    // They would break headers, log lines and terminals.
    if text.chars().any(char::is_control) {
        return Err("expected one line without control characters".to_owned());
    }
    Ok(text.clone())
}

/// A text that says something.
pub(super) fn words(value: &Value) -> Result<String, String> {
    let text = text(value)?;
    if text.trim().is_empty() {
        return Err("expected a text that isn't empty".to_owned());
    }
    Ok(text)
}

/// A text, or `None` where it is empty.
pub(super) fn optional(value: &Value) -> Result<Option<String>, String> {
    Ok(Some(text(value)?).filter(|text| !text.is_empty()))
}

pub(super) fn flag(value: &Value) -> Result<bool, String> {
    match value {
        Value::Boolean(flag) => Ok(*flag),
        other => Err(format!("expected true or false, not {}", other.kind())),
    }
}

pub(super) fn integer<T: TryFrom<i64>>(
    range: RangeInclusive<i64>,
) -> impl Fn(&Value) -> Result<T, String> {
    move |value| {
        let (from, to) = (range.start(), range.end());
        let expected = || format!("expected a whole number from {from} to {to}");
        match value {
            Value::Integer(number) if range.contains(number) => {
                T::try_from(*number).map_err(|_| expected())
            }
            Value::Integer(number) => Err(format!("{}, not {number}", expected())),
            other => Err(format!("{}, not {}", expected(), other.kind())),
        }
    }
}

pub(super) fn fraction(range: RangeInclusive<f64>) -> impl Fn(&Value) -> Result<f64, String> {
    move |value| {
        let (from, to) = (range.start(), range.end());
        let number = match value {
            Value::Float(number) => *number,
            // Only 0 and 1 are of any use here, and they are exact.
            Value::Integer(0) => 0.0,
            Value::Integer(1) => 1.0,
            other => {
                return Err(format!(
                    "expected a number from {from} to {to}, not {}",
                    other.kind()
                ));
            }
        };
        if !range.contains(&number) {
            return Err(format!(
                "expected a number from {from} to {to}, not {number}"
            ));
        }
        Ok(number)
    }
}

/// A duration as people write it, `15m` or `1h 30m`, in a range. A day has 24 hours.
pub(super) fn duration(
    range: RangeInclusive<SignedDuration>,
) -> impl Fn(&Value) -> Result<SignedDuration, String> {
    move |value| {
        let expected = r#"expected a duration such as "30s", "15m", "6h" or "1d""#;
        let Value::Text(text) = value else {
            return Err(format!("{expected}, not {}", value.kind()));
        };
        let days = SpanRelativeTo::days_are_24_hours();
        let span = text.trim().parse::<Span>();
        let duration = span.and_then(|span| span.to_duration(days));
        let duration = duration.map_err(|_| format!("{expected}, not `{text}`"))?;
        if duration < *range.start() {
            return Err(format!(
                "`{text}` is too short: at least {:#}",
                range.start()
            ));
        }
        if duration > *range.end() {
            return Err(format!("`{text}` is too long: at most {:#}", range.end()));
        }
        Ok(duration)
    }
}

/// The longest duration that makes sense anywhere.
pub(super) const YEAR: SignedDuration = SignedDuration::from_hours(366 * 24);

/// One of a few words.
pub(super) fn one_of<T: Copy>(
    known: &[T],
    as_str: impl Fn(T) -> &'static str,
) -> impl Fn(&Value) -> Result<T, String> {
    move |value| {
        let names: Vec<&str> = known.iter().map(|known| as_str(*known)).collect();
        let text = text(value)?;
        let found = known.iter().find(|known| as_str(**known) == text);
        found
            .copied()
            .ok_or_else(|| format!("unknown value `{text}`{}", advice(&text, &names)))
    }
}

/// Whatever its type can be read from a text.
pub(super) fn parsed<T>(value: &Value) -> Result<T, String>
where
    T: std::str::FromStr<Err: fmt::Display>,
{
    text(value)?
        .parse()
        .map_err(|error: T::Err| error.to_string())
}

/// The address of a document on the web.
pub(super) fn web_address(value: &Value) -> Result<Url, String> {
    let text = text(value)?;
    let expected = |why: &str| {
        format!("expected an address such as https://example.org/feed, not `{text}`: {why}")
    };
    let url = Url::parse(&text).map_err(|error| expected(&error.to_string()))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(expected("it must begin with https:// or http://"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        // Not repeated, as it may be a real password.
        return Err(
            "an address with a name or password in it is refused: it would stand in logs \
                    and mails"
                .to_owned(),
        );
    }
    if text.contains(['{', '}', ' ']) {
        return Err(expected("it holds a brace or a space"));
    }
    Ok(url)
}

/// A host and its port, as in `127.0.0.1:8080`.
pub(super) fn host_port(value: &Value) -> Result<HostPort, String> {
    let text = text(value)?;
    let read = || {
        let (host, port) = text.rsplit_once(':')?;
        let port: u16 = port.parse().ok().filter(|port| *port > 0)?;
        let host = Host::parse(host).ok()?.to_string();
        Some(HostPort { host, port })
    };
    read().ok_or_else(|| {
        format!("expected a host and a port, as in \"127.0.0.1:8080\", not `{text}`")
    })
}

/// An e-mail address by itself: `ann@example.org`.
pub(super) fn mail_address(value: &Value) -> Result<String, String> {
    let text = text(value)?;
    match text.parse::<lettre::Address>() {
        Ok(_) => Ok(with_plain_domain(&text)),
        Err(error) => Err(format!(
            "expected an address such as ann@example.org, not `{text}`: {error}"
        )),
    }
}

/// An e-mail address with its domain in lower case, as domains have none (RFC 5321, 2.4).
/// What stands before it has.
pub(super) fn with_plain_domain(address: &str) -> String {
    match address.rsplit_once('@') {
        Some((local, domain)) => format!("{local}@{}", domain.to_lowercase()),
        None => address.to_owned(),
    }
}

/// An e-mail address with or without a name: `watch907 <watch@example.org>`.
pub(super) fn mailbox(value: &Value) -> Result<String, String> {
    let text = text(value)?;
    match text.parse::<lettre::message::Mailbox>() {
        Ok(_) => Ok(text),
        Err(error) => Err(format!(
            "expected an address such as \"watch907 <watch@example.org>\", not `{text}`: {error}"
        )),
    }
}

pub(super) fn time_of_day(value: &Value) -> Result<Time, String> {
    let expected = r#"expected a time of day in quotes such as "07:00""#;
    let Value::Text(text) = value else {
        return Err(format!("{expected}, not {}", value.kind()));
    };
    let strict = text.len() == 5;
    let time = Time::strptime("%H:%M", text).ok().filter(|_| strict);
    time.ok_or_else(|| format!("{expected}, not `{text}`"))
}

/// A zone of the IANA database, from the copy that comes along: a check that passes
/// here passes on a machine without tzdata too.
pub(super) fn time_zone(value: &Value) -> Result<TimeZone, String> {
    let text = text(value)?;
    let database = TimeZoneDatabase::bundled();
    database.get(&text).map_err(|_| {
        let names: Vec<String> = database.available().map(|name| name.to_string()).collect();
        let near = nearest(&text, names.iter().map(String::as_str));
        let near = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        format!("expected a time zone such as America/New_York, not `{text}`{near}")
    })
}

/// Reads selectors and patterns; those known to be fine aren't compiled again, as a
/// thousand sources may share one.
#[derive(Default)]
pub(super) struct Patterns {
    selectors: BTreeSet<String>,
    expressions: BTreeSet<String>,
}

impl Patterns {
    /// A CSS selector.
    pub(super) fn selector(&mut self, value: &Value) -> Result<String, String> {
        let text = words(value)?;
        if !self.selectors.contains(&text) {
            Selector::parse(&text).map_err(|_| format!("`{text}` is not a CSS selector"))?;
            self.selectors.insert(text.clone());
        }
        Ok(text)
    }

    /// A regular expression, as the `regex` crate reads it and within its limit of size.
    pub(super) fn expression(&mut self, value: &Value) -> Result<String, String> {
        let text = words(value)?;
        if !self.expressions.contains(&text) {
            regex::Regex::new(&text).map_err(|error| {
                let error = error.to_string();
                let reason = error.lines().last().unwrap_or_default();
                let reason = reason.trim_start_matches("error: ");
                format!("`{text}` is not a regular expression: {reason}")
            })?;
            self.expressions.insert(text.clone());
        }
        Ok(text)
    }
}
