//! The server of the benchmark: feeds and pages that change when told to.

use std::{
    fmt::Write as _,
    io::Write as _,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};

/// Serves on loopback, having printed the port, until killed.
pub(super) fn serve() {
    let version = Arc::new(AtomicU64::new(1));
    let app = Router::new()
        .route("/feed/{source}", get(feed))
        .route("/page/{source}", get(page))
        .route("/change", post(change))
        .with_state(version);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        println!("{}", listener.local_addr().unwrap().port());
        std::io::stdout().flush().unwrap();
        axum::serve(listener, app).await.unwrap();
    });
}

async fn change(State(version): State<Arc<AtomicU64>>) {
    version.fetch_add(1, Ordering::SeqCst);
}

async fn feed(
    State(version): State<Arc<AtomicU64>>,
    Path(source): Path<u64>,
    headers: HeaderMap,
) -> Response {
    answer(
        &headers,
        &version,
        "application/rss+xml; charset=utf-8",
        |version| rss(source, version),
    )
}

async fn page(
    State(version): State<Arc<AtomicU64>>,
    Path(source): Path<u64>,
    headers: HeaderMap,
) -> Response {
    answer(&headers, &version, "text/html; charset=utf-8", |version| {
        html(source, version)
    })
}

fn answer(
    headers: &HeaderMap,
    version: &AtomicU64,
    content_type: &'static str,
    body: impl Fn(u64) -> String,
) -> Response {
    let version = version.load(Ordering::SeqCst);
    let etag = format!("\"v{version}\"");
    if headers
        .get(header::IF_NONE_MATCH)
        .is_some_and(|sent| sent == etag.as_str())
    {
        return (StatusCode::NOT_MODIFIED, [(header::ETAG, etag)]).into_response();
    }
    let headers = [
        (header::CONTENT_TYPE, content_type.to_owned()),
        (header::ETAG, etag),
    ];
    (headers, body(version)).into_response()
}

/// A feed of 28 KB: 40 items, of which each version brings a new one.
fn rss(source: u64, version: u64) -> String {
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<rss version=\"2.0\"><channel>\
         <title>Source {source}</title><link>http://example.org/{source}</link>\
         <description>News</description>\n"
    );
    for item in (version..version + 40).rev() {
        writeln!(
            text,
            "<item><title>Item {item} of source {source}: the ministry has met the delegation</title>\
             <link>http://example.org/{source}/{item}</link>\
             <guid isPermaLink=\"false\">{source}-{item}</guid>\
             <pubDate>Thu, {:02} Jan 2026 {:02}:00:00 GMT</pubDate>\
             <description>{}</description></item>",
            item % 28 + 1,
            item % 24,
            words(source * 1000 + item, 64),
        )
        .unwrap();
    }
    text.push_str("</channel></rss>\n");
    text
}

/// A page of 60 KB: 200 paragraphs, of which each version changes one.
fn html(source: u64, version: u64) -> String {
    let mut text = format!(
        "<!DOCTYPE html><html lang=\"en\"><head><title>Page {source}</title>\
         <link rel=\"stylesheet\" href=\"/style.css\"></head><body><main><h1>Page {source}</h1>\n"
    );
    for line in 0..200 {
        let seed = match line == version % 200 {
            true => version * 7919,
            false => line,
        };
        writeln!(
            text,
            "<div class=\"row\"><p class=\"text\" id=\"p{line}\">{} <a href=\"/{line}\">more</a></p></div>",
            words(source + seed * 31, 32),
        )
        .unwrap();
    }
    text.push_str("</main></body></html>\n");
    text
}

fn words(seed: u64, count: usize) -> String {
    const WORDS: [&str; 16] = [
        "section",
        "assistance",
        "the",
        "government",
        "of",
        "region",
        "talks",
        "border",
        "treaty",
        "statement",
        "visit",
        "energy",
        "corridor",
        "committee",
        "report",
        "and",
    ];
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut text = String::new();
    for _ in 0..count {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        text.push_str(WORDS[(state >> 60) as usize]);
        text.push(' ');
    }
    text
}
