//! The fetcher: asks one address, follows where it leads, and brings the whole answer.

use std::time::Duration;

use reqwest::{
    Client, Method,
    header::{ACCEPT_ENCODING, ACCEPT_LANGUAGE, HeaderMap, HeaderName, HeaderValue, SET_COOKIE},
};
use tokio::{sync::OnceCell, time::Instant};
use url::Url;

use super::{
    FetchError, Request, Response, Settings, Validators,
    body::{self, Limits, Memory},
    guard::{self, PublicOnly, Reach},
    lanes::{Lanes, Turn},
    redirect,
    robots::Sites,
};

/// Fetches for all sources; made once.
///
/// Names that only public addresses may be behind, and hosts that the operator vouches
/// for, have connections of their own: one that was opened under the looser rule is
/// never used under the stricter.
pub struct Fetcher {
    settings: Settings,
    public: Client,
    /// Made at its first use, as most installations have none.
    any: OnceCell<Client>,
    lanes: Lanes,
    memory: Memory,
    pub(super) sites: Sites,
}

impl Fetcher {
    /// Fails where the machine has no CA certificates.
    pub fn new(settings: Settings) -> Result<Self, FetchError> {
        Ok(Self {
            public: client(&settings, Reach::Public)?,
            any: OnceCell::new(),
            lanes: Lanes::new(
                settings.concurrent_max,
                settings.per_host_max,
                settings.host_delay,
            ),
            memory: Memory::new(settings.memory_bytes_max),
            sites: Sites::default(),
            settings,
        })
    }

    /// Waits for its turn and asks. Whatever the status, a whole answer is no error.
    ///
    /// The body takes part of the memory of all until it is dropped: who holds one while
    /// fetching the next may wait for themselves, if only up to the deadline.
    pub async fn fetch(&self, request: &Request<'_>) -> Result<Response, FetchError> {
        guard::check(request.url, request.allow)?;
        let mut headers = Headers::new(request, &self.settings)?;
        let mut url = request.url.clone();
        let mut redirects = 0;
        // Waiting for a turn takes nothing of it.
        let mut left = request.deadline;
        let mut turn = self.turn(host(&url)).await;
        loop {
            let began = Instant::now();
            let hop = self.hop(&url, headers.all.clone(), request);
            let target = match tokio::time::timeout(left, hop).await {
                Ok(Ok(Hop::Answer(response))) => return Ok(*response),
                Ok(Ok(Hop::Moved(to))) => to,
                Ok(Err(error)) => return Err(error),
                Err(_) => return Err(FetchError::Deadline(request.deadline)),
            };
            left = left.saturating_sub(began.elapsed());
            if redirects == self.settings.redirects_max {
                let reason = format!("there are more than {redirects}");
                return Err(FetchError::Redirect(reason));
            }
            redirects += 1;
            redirect::drop_secrets(&mut headers.all, &headers.configured, &url, &target);
            if host(&target) != host(&url) {
                // Two that lead to each other must not wait for each other.
                drop(turn);
                turn = self.turn(host(&target)).await;
            }
            url = target;
        }
    }

    /// Asks one address, and brings its answer or where that leads.
    async fn hop(
        &self,
        url: &Url,
        headers: HeaderMap,
        request: &Request<'_>,
    ) -> Result<Hop, FetchError> {
        let answer = self.ask(url, request, headers).await?;
        let status = answer.status().as_u16();
        if !redirect::is_one(status) {
            let response = self.receive(answer, url.clone(), request).await?;
            return Ok(Hop::Answer(Box::new(response)));
        }
        let to = redirect::target(url, answer.headers())?;
        body::drain(answer).await;
        Ok(Hop::Moved(to))
    }

    /// One hop, to where it is allowed to lead.
    async fn ask(
        &self,
        url: &Url,
        request: &Request<'_>,
        headers: HeaderMap,
    ) -> Result<reqwest::Response, FetchError> {
        let reach = guard::check(url, request.allow)?;
        let mut get = reqwest::Request::new(Method::GET, url.clone());
        *get.headers_mut() = headers;
        self.execute(get, reach).await
    }

    /// Sends a request that the guard let pass.
    pub(super) async fn execute(
        &self,
        request: reqwest::Request,
        reach: Reach,
    ) -> Result<reqwest::Response, FetchError> {
        let client = match reach {
            Reach::Public => &self.public,
            Reach::Any => {
                let make = || async { client(&self.settings, Reach::Any) };
                self.any.get_or_try_init(make).await?
            }
        };
        let url = request.url().clone();
        let answer = client.execute(request).await;
        let answer = answer.map_err(|error| FetchError::of_request(&error, &url))?;
        if let (Reach::Public, Some(peer)) = (reach, answer.remote_addr()) {
            guard::check_address(&url, peer.ip())?;
        }
        Ok(answer)
    }

    /// Waits for a turn to ask a host.
    pub(super) async fn turn(&self, host: &str) -> Turn {
        self.lanes.enter(host).await
    }

    async fn receive(
        &self,
        mut answer: reqwest::Response,
        final_url: Url,
        request: &Request<'_>,
    ) -> Result<Response, FetchError> {
        let status = answer.status().as_u16();
        let limits = Limits {
            bytes_max: request.body_bytes_max,
            ratio_max: self.settings.ratio_max,
        };
        let body = match status {
            204 | 304 => body::Body::default(),
            _ => body::receive(&mut answer, limits, &self.memory).await?,
        };
        let sent = request.validators.filter(|sent| !sent.is_empty());
        let validators = match (status, sent) {
            (200, _) | (304, None) => Validators::of(answer.headers()),
            (304, Some(sent)) => Validators::of(answer.headers()).or(sent),
            _ => Validators::default(),
        };
        Ok(Response {
            status,
            final_url,
            headers: shown(answer.headers()),
            validators,
            body,
            asked_conditionally: sent.is_some(),
        })
    }
}

/// What came of asking one address.
enum Hop {
    Answer(Box<Response>),
    Moved(Url),
}

pub(super) fn host(url: &Url) -> &str {
    url.host_str().unwrap_or_default()
}

/// What a request bears, and which of it the operator configured.
struct Headers {
    all: HeaderMap,
    configured: HeaderMap,
}

impl Headers {
    fn new(request: &Request<'_>, settings: &Settings) -> Result<Self, FetchError> {
        let mut configured = HeaderMap::with_capacity(request.headers.len());
        for (name, value) in request.headers {
            let refused = || FetchError::RefusedHeader(name.escape_default().to_string());
            let known = HeaderName::from_bytes(name.as_bytes()).map_err(|_| refused())?;
            let mut value = HeaderValue::from_str(value).map_err(|_| refused())?;
            if OURS.contains(&known.as_str()) {
                return Err(refused());
            }
            value.set_sensitive(true);
            configured.append(known, value);
        }
        let mut all = configured.clone();
        all.insert(ACCEPT_ENCODING, HeaderValue::from_static("gzip"));
        if !all.contains_key(ACCEPT_LANGUAGE)
            && let Ok(language) = HeaderValue::from_str(&settings.accept_language)
            && !language.is_empty()
        {
            all.insert(ACCEPT_LANGUAGE, language);
        }
        if let Some(validators) = request.validators {
            validators.send(&mut all);
        }
        Ok(Self { all, configured })
    }
}

/// Headers that decide how an answer is framed, packed or compared, which is our part.
const OURS: [&str; 14] = [
    "accept-encoding",
    "connection",
    "content-length",
    "expect",
    "host",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "if-range",
    "if-unmodified-since",
    "range",
    "te",
    "transfer-encoding",
    "upgrade",
];

/// How many headers of an answer are read; more are an error.
const HEADERS_MAX: usize = 100;

/// What is kept of one header's value.
const HEADER_BYTES_MAX: usize = 1 << 10;

fn client(settings: &Settings, reach: Reach) -> Result<Client, FetchError> {
    let some = |duration: Duration| (!duration.is_zero()).then_some(duration);
    let mut builder = Client::builder()
        .user_agent(settings.user_agent.as_str())
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        // A proxy from the environment would look names up past the guard.
        .no_proxy()
        .http1_max_headers(HEADERS_MAX)
        .pool_idle_timeout(settings.idle_timeout);
    if let Some(timeout) = some(settings.connect_timeout) {
        builder = builder.connect_timeout(timeout);
    }
    if reach == Reach::Public {
        builder = builder.dns_resolver(PublicOnly);
    }
    let built = builder.build();
    built.map_err(|error| FetchError::of_client(&error))
}

/// An answer's headers as they are kept for evidence.
fn shown(headers: &HeaderMap) -> Vec<(String, String)> {
    let kept = headers.iter().filter(|(name, _)| *name != SET_COOKIE);
    kept.map(|(name, value)| {
        let bytes = value.as_bytes();
        let bytes = &bytes[..bytes.len().min(HEADER_BYTES_MAX)];
        let value = String::from_utf8_lossy(bytes).into_owned();
        (name.as_str().to_owned(), value)
    })
    .collect()
}
