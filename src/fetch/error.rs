//! Why a fetch failed, in words for the operator.
//!
//! The HTTP client's own messages hold whole URLs, and its reasons stand several causes
//! deep. Here the last cause speaks, beside the host.

use std::{error::Error, io, net::IpAddr, time::Duration};

use url::Url;

use super::{guard::NotPublic, redirect::redacted};

/// Why there is no answer to judge. Messages are made to follow "failed to fetch …: ".
#[derive(Clone, Debug, thiserror::Error, Eq, PartialEq)]
pub enum FetchError {
    /// The address is none that we ask. Nothing was sent.
    #[error("the address {url} is refused: {reason}")]
    RefusedUrl { url: String, reason: &'static str },
    /// The host's address is not public. Nothing was sent.
    #[error("{host} is at {address}, which is not a public address")]
    RefusedAddress { host: String, address: IpAddr },
    /// A configured header can't be sent. Nothing was sent.
    #[error("the header {0} can't be sent")]
    RefusedHeader(String),
    #[error("the name {host} can't be resolved: {cause}")]
    Dns { host: String, cause: String },
    #[error("no connection to {host}: {cause}")]
    Connect { host: String, cause: String },
    #[error("no secure connection to {host}: {cause}")]
    Tls { host: String, cause: String },
    #[error("no whole answer within {} s", .0.as_secs_f64())]
    Deadline(Duration),
    #[error("the body has more than {limit} bytes")]
    TooLarge { limit: u64 },
    #[error("the body unpacks to more than {ratio} times its size")]
    TooDense { ratio: u64 },
    #[error("the body's encoding can't be undone: {0}")]
    Encoding(String),
    #[error("the body broke off: {0}")]
    Truncated(String),
    #[error("the redirect leads nowhere: {0}")]
    Redirect(String),
    /// The server closed the connection early, or sent what is not HTTP.
    #[error("no answer in HTTP from {host}: {cause}")]
    Protocol { host: String, cause: String },
    /// This machine can't ask anybody, mostly for want of CA certificates.
    #[error("the HTTP client can't be set up: {0}")]
    Client(String),
}

impl FetchError {
    pub(super) fn refused(url: &Url, reason: &'static str) -> Self {
        let url = redacted(url);
        Self::RefusedUrl { url, reason }
    }

    /// Why asking `url` brought no head of an answer.
    pub(super) fn of_request(error: &reqwest::Error, url: &Url) -> Self {
        let host = url.host_str().unwrap_or_default().to_owned();
        if let Some(refused) = find::<NotPublic>(error) {
            let address = refused.0;
            return Self::RefusedAddress { host, address };
        }
        let cause = last_cause(error);
        if error.is_dns() {
            Self::Dns { host, cause }
        } else if !error.is_connect() {
            Self::Protocol { host, cause }
        } else if url.scheme() == "https" && !error.is_timeout() && !is_of_the_system(error) {
            Self::Tls { host, cause }
        } else {
            Self::Connect { host, cause }
        }
    }

    /// Why the body didn't arrive whole.
    pub(super) fn of_body(error: &reqwest::Error) -> Self {
        Self::Truncated(last_cause(error))
    }

    pub(super) fn of_client(error: &reqwest::Error) -> Self {
        Self::Client(last_cause(error))
    }
}

/// Whether the operating system gave the error, as it does for TCP and never for TLS.
fn is_of_the_system(error: &reqwest::Error) -> bool {
    causes(error).any(|cause| {
        let io = cause.downcast_ref::<io::Error>();
        io.is_some_and(|io| io.raw_os_error().is_some())
    })
}

fn find<T: Error + 'static>(error: &reqwest::Error) -> Option<&T> {
    causes(error).find_map(|cause| cause.downcast_ref())
}

fn last_cause(error: &reqwest::Error) -> String {
    let last = causes(error).last();
    last.map_or_else(|| "no reason given".to_owned(), ToString::to_string)
}

/// The causes below the client's own error, which names the URL.
fn causes(error: &reqwest::Error) -> impl Iterator<Item = &(dyn Error + 'static)> {
    std::iter::successors(error.source(), |&cause| cause.source())
}
