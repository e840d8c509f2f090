//! The story's web site: what each source says at the story's present, over HTTP on
//! loopback.
//!
//! It does what a good server does, so that the real client can be watched at work: its
//! validators hold for as long as a document does, and a conditional request gets 304
//! until the document changes. What isn't the source's own word, a challenge or an
//! error, has no validators. `Date` is the story's date and not ours.
//!
//! A document is written once for as long as it stands: the story's clock runs forward,
//! and a request for what didn't change costs a look-up.

use std::{
    collections::HashMap,
    io,
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, Response, StatusCode, header},
    routing::get,
};
use jiff::{Timestamp, fmt::rfc2822};
use sha2::{Digest as _, Sha256};
use tokio::{net::TcpListener, task::AbortHandle};

use crate::cli::demo::story::{Document, Story};

/// A running site; it ends when this is dropped.
#[derive(Debug)]
pub struct Site {
    /// On loopback. A source stands at `/{kind}/{id}`.
    pub address: SocketAddr,
    task: AbortHandle,
}

struct Shelf<N> {
    story: Arc<Story>,
    address: SocketAddr,
    now: N,
    documents: Mutex<HashMap<(String, String), Arc<Standing>>>,
}

/// A document, and since when it stands.
struct Standing {
    since: Option<Timestamp>,
    document: Document,
    body: Bytes,
    /// Quoted, as HTTP wants it; `None` for what isn't the source's own word.
    etag: Option<String>,
}

/// Serves `story` at a port of the system's choice. `now` is the story's clock, read once
/// for each request.
pub async fn serve(
    story: Arc<Story>,
    now: impl Fn() -> Timestamp + Clone + Send + Sync + 'static,
) -> io::Result<Site> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let address = listener.local_addr()?;
    let shelf = Arc::new(Shelf {
        story,
        address,
        now,
        documents: Mutex::default(),
    });
    let router = Router::new()
        .route("/{kind}/{id}", get(answer))
        .with_state(shelf);
    let task = tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(Site {
        address,
        task: task.abort_handle(),
    })
}

impl Site {
    /// The address of a source, by its kind and its id.
    pub fn url(&self, kind: &str, id: &str) -> String {
        format!("http://{}/{kind}/{id}", self.address)
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn answer<N: Fn() -> Timestamp>(
    State(shelf): State<Arc<Shelf<N>>>,
    Path((kind, id)): Path<(String, String)>,
    request: HeaderMap,
) -> Response<Body> {
    let now = (shelf.now)();
    match shelf.standing(kind, id, now) {
        Some(standing) => standing.respond(&request, now),
        None => status(StatusCode::NOT_FOUND),
    }
}

impl<N> Shelf<N> {
    /// What the source says at `now`, written anew only where it changed.
    fn standing(&self, kind: String, id: String, now: Timestamp) -> Option<Arc<Standing>> {
        let since = self.story.changed_at(&kind, &id, now);
        let key = (kind, id);
        // A panic elsewhere leaves whole documents behind.
        let mut documents = self
            .documents
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(standing) = documents.get(&key)
            && standing.since == since
        {
            return Some(Arc::clone(standing));
        }
        let mut document = self.story.document(&key.0, &key.1, now)?;
        if key.0 == "federal-register" {
            let text = String::from_utf8_lossy(&document.body);
            let here = format!("http://{}", self.address);
            document.body = text.replace("{site}", &here).into_bytes();
        }
        let standing = Arc::new(Standing::new(since, document));
        documents.insert(key, Arc::clone(&standing));
        Some(standing)
    }
}

impl Standing {
    fn new(since: Option<Timestamp>, mut document: Document) -> Self {
        let body = Bytes::from(std::mem::take(&mut document.body));
        let etag = document.last_modified.map(|_| {
            let hash = Sha256::digest(&body);
            let short: String = hash.iter().take(16).map(|b| format!("{b:02x}")).collect();
            format!("\"{short}\"")
        });
        Self {
            since,
            document,
            body,
            etag,
        }
    }

    fn respond(&self, request: &HeaderMap, now: Timestamp) -> Response<Body> {
        let Self { document, .. } = self;
        let unchanged = self.is_known(request);
        let (status, body) = if unchanged {
            (StatusCode::NOT_MODIFIED, Body::empty())
        } else {
            let status =
                StatusCode::from_u16(document.status).expect("the story's statuses are HTTP's");
            (status, Body::from(self.body.clone()))
        };
        let mut response = Response::new(body);
        *response.status_mut() = status;
        let headers = response.headers_mut();
        let mut put = |name, value: &str| {
            let value = HeaderValue::from_str(value).expect("the story's headers are plain text");
            headers.insert(name, value);
        };
        put(header::DATE, &http_date(now));
        if let Some(etag) = &self.etag {
            put(header::ETAG, etag);
        }
        if let Some(at) = document.last_modified {
            put(header::LAST_MODIFIED, &http_date(at));
        }
        if !unchanged {
            put(header::CONTENT_TYPE, document.content_type);
        }
        for (name, value) in &document.headers {
            put(header::HeaderName::from_static(name), value);
        }
        response
    }

    /// Whether the client has this already. A tag outranks a date (RFC 9110, 13.2.2).
    fn is_known(&self, request: &HeaderMap) -> bool {
        let (Some(etag), Some(changed_at)) = (&self.etag, self.document.last_modified) else {
            return false;
        };
        let sent = |name| {
            request
                .get(name)
                .and_then(|value: &HeaderValue| value.to_str().ok())
        };
        if let Some(tags) = sent(header::IF_NONE_MATCH) {
            let weak = |tag: &str| tag.trim().trim_start_matches("W/") == etag;
            return tags.trim() == "*" || tags.split(',').any(weak);
        }
        let since = sent(header::IF_MODIFIED_SINCE);
        let since = since.and_then(|date| rfc2822::parse(date).ok());
        since.is_some_and(|date| changed_at <= date.timestamp())
    }
}

fn status(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

fn http_date(at: Timestamp) -> String {
    rfc2822::DateTimePrinter::new()
        .timestamp_to_rfc9110_string(&at)
        .expect("the story's years have four digits")
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicI64, Ordering};

    use super::*;
    use jiff::SignedDuration;

    #[tokio::test]
    async fn what_stands_is_not_sent_twice_and_what_changed_is() {
        let world = World::at("2025-12-10T10:00:00Z").await;
        let first = world.get("measure", "hr6534-119", &[]).await;
        assert_eq!(first.status(), 200);
        assert_eq!(first.headers()["content-type"], "application/xml");
        assert_eq!(first.headers()["date"], "Wed, 10 Dec 2025 10:00:00 GMT");
        let etag = first.headers()["etag"].to_str().unwrap().to_owned();
        let modified = first.headers()["last-modified"]
            .to_str()
            .unwrap()
            .to_owned();
        assert_eq!(modified, "Wed, 10 Dec 2025 09:05:59 GMT");

        let by_tag = [("if-none-match", etag.as_str())];
        let by_date = [("if-modified-since", modified.as_str())];
        let both = [by_tag[0], by_date[0]];
        world.turn_to("2025-12-26T10:00:00Z");
        for known in [&by_tag[..], &by_date, &both] {
            let again = world.get("measure", "hr6534-119", known).await;
            assert_eq!(again.status(), 304);
            assert_eq!(again.headers()["etag"], etag.as_str());
            assert_eq!(again.bytes().await.unwrap(), "");
        }

        world.turn_to("2025-12-27T10:00:00Z");
        for known in [&by_tag[..], &by_date, &both] {
            let changed = world.get("measure", "hr6534-119", known).await;
            assert_eq!(changed.status(), 200);
            assert_ne!(changed.headers()["etag"], etag.as_str());
            assert!(
                changed
                    .text()
                    .await
                    .unwrap()
                    .contains("Introduced in House")
            );
        }
    }

    #[tokio::test]
    async fn a_tag_outranks_a_date() {
        let world = World::at("2026-01-10T10:00:00Z").await;
        let known = [
            ("if-none-match", "\"another\""),
            ("if-modified-since", "Sat, 10 Jan 2026 10:00:00 GMT"),
        ];
        assert_eq!(world.get("feed", "trend", &known).await.status(), 200);
    }

    #[tokio::test]
    async fn an_error_is_no_version_of_the_document() {
        let world = World::at("2026-05-12T10:00:00Z").await;
        let down = world
            .get(
                "federal-register",
                "federal-register",
                &[("if-none-match", "*")],
            )
            .await;
        assert_eq!(down.status(), 503);
        assert_eq!(down.headers()["retry-after"], "3600");
        assert!(!down.headers().contains_key("etag"));
        assert!(!down.headers().contains_key("last-modified"));

        world.turn_to("2026-04-12T10:00:00Z");
        let walled = world.get("page", "congress-hr6534", &[]).await;
        assert_eq!(walled.status(), 403);
        assert_eq!(walled.headers()["cf-mitigated"], "challenge");
    }

    #[tokio::test]
    async fn the_site_ends_with_its_handle() {
        let world = World::at("2026-05-12T10:00:00Z").await;
        let url = world.site.url("feed", "trend");
        drop(world.site);
        tokio::task::yield_now().await;
        assert!(world.client.get(url).send().await.is_err());
    }

    #[tokio::test]
    async fn an_unknown_kind_is_not_found() {
        let world = World::at("2026-05-12T10:00:00Z").await;
        assert_eq!(world.get("video", "trend", &[]).await.status(), 404);
    }

    struct World {
        site: Site,
        clock: Arc<AtomicI64>,
        client: reqwest::Client,
    }

    impl World {
        async fn at(now: &str) -> Self {
            let clock = Arc::new(AtomicI64::new(0));
            let read = Arc::clone(&clock);
            let now_at = move || {
                Timestamp::UNIX_EPOCH + SignedDuration::from_secs(read.load(Ordering::SeqCst))
            };
            let site = serve(Arc::new(Story::recorded()), now_at).await.unwrap();
            let client = reqwest::Client::builder().no_proxy().build().unwrap();
            let world = Self {
                site,
                clock,
                client,
            };
            world.turn_to(now);
            world
        }

        fn turn_to(&self, now: &str) {
            let now: Timestamp = now.parse().unwrap();
            self.clock.store(now.as_second(), Ordering::SeqCst);
        }

        async fn get(&self, kind: &str, id: &str, headers: &[(&str, &str)]) -> reqwest::Response {
            let mut request = self.client.get(self.site.url(kind, id));
            for &(name, value) in headers {
                request = request.header(name, value);
            }
            request.send().await.unwrap()
        }
    }
}
