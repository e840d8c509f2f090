//! Posting: hands something to an address, by the same guard that asking goes by.
//!
//! Nothing is followed: where a redirect leads, what is posted has no business.

use std::time::Duration;

use reqwest::{
    Method,
    header::{CONTENT_TYPE, HeaderValue, RETRY_AFTER},
};
use url::Url;

use super::{
    FetchError, Fetcher, body,
    client::host,
    guard::{self, Reach},
};
use crate::domain::source::HostPort;

/// What is handed over, and to whom.
#[derive(Clone, Copy, Debug)]
pub struct Post<'a> {
    pub url: &'a Url,
    pub content_type: &'static str,
    pub body: &'a str,
    /// Where addresses that are not public, and ports other than 80 and 443, are allowed.
    pub allow: &'a [HostPort],
    /// For everything together. The wait for a turn doesn't count.
    pub deadline: Duration,
}

/// What is answered.
#[derive(Clone, Debug)]
pub struct Posted {
    pub status: u16,
    /// As the header stands.
    pub retry_after: Option<String>,
}

impl Fetcher {
    /// Waits for its turn and posts.
    pub async fn post(&self, post: &Post<'_>) -> Result<Posted, FetchError> {
        let reach = guard::check(post.url, post.allow)?;
        let _turn = self.turn(host(post.url)).await;
        let handed = tokio::time::timeout(post.deadline, self.hand(post, reach)).await;
        handed.unwrap_or(Err(FetchError::Deadline(post.deadline)))
    }

    async fn hand(&self, post: &Post<'_>, reach: Reach) -> Result<Posted, FetchError> {
        let mut request = reqwest::Request::new(Method::POST, post.url.clone());
        let content_type = HeaderValue::from_static(post.content_type);
        request.headers_mut().insert(CONTENT_TYPE, content_type);
        *request.body_mut() = Some(post.body.to_owned().into());
        let answer = self.execute(request, reach).await?;
        let retry_after = answer.headers().get(RETRY_AFTER);
        let retry_after = retry_after.and_then(|value| value.to_str().ok());
        let posted = Posted {
            status: answer.status().as_u16(),
            retry_after: retry_after.map(str::to_owned),
        };
        body::drain(answer).await;
        Ok(posted)
    }
}
