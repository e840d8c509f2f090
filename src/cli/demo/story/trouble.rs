//! Troubles: when a server says something other than what its source means.

use jiff::Timestamp;
use serde::Deserialize;

use super::{Document, page::HTML};

/// One source out of order for some time.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Trouble {
    pub(super) kind: String,
    pub(super) source: String,
    pub(super) from: Timestamp,
    pub(super) until: Timestamp,
    status: u16,
    /// In seconds.
    retry_after: Option<u32>,
    says: Says,
}

#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "snake_case")]
enum Says {
    /// An empty body.
    Nothing,
    /// A form to log in.
    Login,
    Busy,
    /// Cloudflare's "Just a moment...".
    Challenge,
}

impl Trouble {
    pub(super) fn is_on(&self, kind: &str, source: &str, now: Timestamp) -> bool {
        self.kind == kind && self.source == source && self.from <= now && now < self.until
    }

    pub(super) fn document(&self) -> Document {
        let body = match self.says {
            Says::Nothing => "",
            Says::Login => include_str!("troubles/login.html"),
            Says::Busy => include_str!("troubles/busy.html"),
            Says::Challenge => include_str!("troubles/challenge.html"),
        };
        let mut headers = Vec::new();
        if let Some(seconds) = self.retry_after {
            headers.push(("retry-after", seconds.to_string()));
        }
        if self.says == Says::Challenge {
            headers.push(("cf-mitigated", "challenge".to_owned()));
            headers.push(("server", "cloudflare".to_owned()));
        }
        Document {
            status: self.status,
            content_type: HTML,
            last_modified: None,
            headers,
            body: body.into(),
        }
    }
}

/// What servers of the government say of what isn't there: a page, with 404.
pub(super) fn missing() -> Document {
    Document {
        status: 404,
        content_type: HTML,
        last_modified: None,
        headers: Vec::new(),
        body: include_str!("troubles/missing.html").into(),
    }
}
