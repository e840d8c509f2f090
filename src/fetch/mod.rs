//! HTTP: asking sources politely, within limits, and only at public addresses.
//!
//! What always holds, whatever a server sends:
//!
//! - *An answer is whole or an error.* A body that broke off, can't be unpacked or is
//!   too large never comes back in part: half a page would read as a deletion.
//! - *Everything has a limit*: seconds over the whole fetch, redirects, bytes before
//!   and after decompression, headers, and the memory of all bodies together.
//! - *Only public addresses are spoken to*, at each hop, unless the operator named
//!   host and port. A feed can't make us read the router's pages into a mail.
//! - *Validators go back byte for byte* as they came.
//! - *No message holds a secret* of a URL: see [`redacted`].
//!
//! There is one [`Fetcher`] for all sources, so that connections and TLS sessions are
//! used again. What an answer means is judged elsewhere, in `domain::quality`.

mod client;

mod guard;

mod redirect;

mod conditional;

mod body;

mod lanes;

mod post;

mod robots;

mod error;

use std::time::Duration;

use url::Url;

use crate::domain::source::HostPort;

pub use self::{
    body::Body,
    client::Fetcher,
    conditional::Validators,
    error::FetchError,
    guard::look_up,
    post::{Post, Posted},
    redirect::redacted,
};

/// What holds for all sources alike.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Says who asks, with an address where that is explained.
    pub user_agent: String,
    /// Sent unless a source configures its own: servers that choose the language by
    /// address would otherwise flip it.
    pub accept_language: String,
    pub connect_timeout: Duration,
    /// How long an idle connection is kept.
    pub idle_timeout: Duration,
    pub redirects_max: u32,
    /// How many times its packed size a body may have, after the first MiB.
    pub ratio_max: u64,
    /// What all bodies in memory may take together. Two thirds of it are the largest
    /// body there can be, whatever a request allows.
    pub memory_bytes_max: u64,
    /// Fetches at a time; 0 for any number.
    pub concurrent_max: usize,
    /// Fetches at a time from one host; 0 for any number.
    pub per_host_max: usize,
    /// The least time from the start of one fetch to the start of the next from the
    /// same host; zero for none.
    pub host_delay: Duration,
}

/// One thing to ask for.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    pub url: &'a Url,
    /// Names and values, as configured. They may hold secrets, so a redirect to another
    /// host gets only those that say what we accept.
    pub headers: &'a [(String, String)],
    /// From the last good answer. `None` asks unconditionally.
    pub validators: Option<&'a Validators>,
    /// Where addresses that are not public, and ports other than 80 and 443, are allowed.
    pub allow: &'a [HostPort],
    /// The most a body may have, packed or unpacked.
    pub body_bytes_max: u64,
    /// For everything together: names, connections, redirects and the body. The wait
    /// for a turn doesn't count.
    pub deadline: Duration,
}

/// A whole answer.
#[derive(Debug)]
pub struct Response {
    pub status: u16,
    /// The address that answered. A 304 speaks of the snapshot that came from there, and
    /// of no other.
    pub final_url: Url,
    /// At most 100, in the order they came, each value cut to 1 KiB. Cookies are left out.
    pub headers: Vec<(String, String)>,
    /// To send with the next request. Of a 304: those that it brought, and those that
    /// were sent where it brought none. Empty for any status but 200 and 304.
    pub validators: Validators,
    /// Unpacked.
    pub body: Body,
    /// Whether validators were sent. A 304 that nobody asked for proves nothing.
    pub asked_conditionally: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            user_agent: concat!("watch907/", env!("CARGO_PKG_VERSION")).to_owned(),
            accept_language: "en".to_owned(),
            connect_timeout: Duration::from_secs(5),
            idle_timeout: Duration::from_secs(90),
            redirects_max: 5,
            ratio_max: 200,
            memory_bytes_max: 24 << 20,
            concurrent_max: 8,
            per_host_max: 1,
            host_delay: Duration::from_secs(1),
        }
    }
}

impl Response {
    /// The first header of that name, whose case doesn't matter.
    pub fn header(&self, name: &str) -> Option<&str> {
        let named = |(known, _): &&(String, String)| known.eq_ignore_ascii_case(name);
        self.headers
            .iter()
            .find(named)
            .map(|(_, value)| value.as_str())
    }

    /// Whether the server confirmed that what we hold is what it has.
    pub fn is_unchanged(&self) -> bool {
        self.status == 304 && self.asked_conditionally
    }
}
