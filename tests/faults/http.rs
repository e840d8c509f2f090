//! HTTP (N), as far as fetching alone shows it and `tests/fetch.rs` doesn't.

use std::{
    io::Write as _,
    time::{Duration, Instant},
};

use flate2::{Compression, write::GzEncoder};
use url::Url;
use watch907::{
    domain::source::HostPort,
    fetch::{FetchError, Fetcher, Request, Settings},
};

use crate::origin::{Origin, Step, answer, message, say};

#[tokio::test]
async fn what_is_framed_in_two_ways_spoils_no_other_answer() {
    let both = "HTTP/1.1 200 OK\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n\
                3\r\none\r\n0\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nfoul";
    let origin = Origin::answering(vec![
        vec![Step::Send(both.into()), Step::Keep],
        answer("200 OK", &[], b"fair"),
    ])
    .await;
    let fetcher = fetcher();
    // Refused or read as RFC 9112 (6.3) says; never by the length.
    if let Ok(body) = fetch(&fetcher, &origin).await {
        assert_eq!(body, b"one");
    }
    assert_eq!(fetch(&fetcher, &origin).await.unwrap(), b"fair");
}

#[tokio::test]
async fn trailers_and_interim_answers_end() {
    let chunk = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\none\r\n0\r\n";
    let endless = vec![
        Step::Send(chunk.to_vec()),
        Step::Repeat(b"x-trailer: again and again\r\n".to_vec(), u64::MAX),
    ];
    let failed = fetch(&fetcher(), &Origin::answering(vec![endless]).await).await;
    assert!(
        matches!(failed, Err(FetchError::Truncated(_))),
        "{failed:?}"
    );

    let interim = vec![Step::Repeat(
        b"HTTP/1.1 100 Continue\r\n\r\n".to_vec(),
        u64::MAX,
    )];
    let origin = Origin::answering(vec![interim]).await;
    let begun = Instant::now();
    let failed = fetch(&fetcher(), &origin).await;
    assert!(failed.is_err());
    assert!(begun.elapsed() < DEADLINE * 2, "{:?}", begun.elapsed());
}

#[tokio::test]
async fn a_kept_connection_that_closes_as_we_ask_is_an_error_at_worst() {
    let origin = Origin::answering(vec![
        answer("200 OK", &[], b"one"),
        say(""),
        answer("200 OK", &[], b"two"),
    ])
    .await;
    let fetcher = fetcher();
    assert_eq!(fetch(&fetcher, &origin).await.unwrap(), b"one");
    let second = fetch(&fetcher, &origin).await;
    assert!(
        second.is_err() || second.as_deref() == Ok(b"two"),
        "{second:?}"
    );
    assert_eq!(fetch(&fetcher, &origin).await.unwrap(), b"two");
    assert!(origin.requests().len() <= 4);
}

#[tokio::test]
async fn a_redirect_that_grows_by_a_key_ends_and_shows_it_nowhere() {
    let hops = (0..9).map(|n| {
        let keys = "&api_key=s3cret".repeat(n + 1);
        answer("302 Found", &[&format!("location: /v3?n={n}{keys}")], b"")
    });
    let origin = Origin::answering(hops.collect()).await;
    let failed = fetch(&fetcher(), &origin).await.unwrap_err();
    assert!(matches!(failed, FetchError::Redirect(_)), "{failed}");
    assert!(!failed.to_string().contains("s3cret"), "{failed}");
    assert_eq!(origin.requests().len(), 6);
}

#[tokio::test]
async fn a_gigabyte_that_is_packed_small_costs_next_to_nothing() {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    let block = vec![0; 1 << 20];
    for _ in 0..1024 {
        encoder.write_all(&block).unwrap();
    }
    let bomb = message(
        "200 OK",
        &["content-encoding: gzip"],
        &encoder.finish().unwrap(),
    );
    let origin = Origin::saying(bomb).await;
    let cpu = cpu_time::ProcessTime::now();
    let failed = fetch(&fetcher(), &origin).await;
    assert_eq!(failed, Err(FetchError::TooDense { ratio: 200 }));
    assert!(
        cpu.elapsed() < Duration::from_secs(1),
        "{:?}",
        cpu.elapsed()
    );
}

const DEADLINE: Duration = Duration::from_secs(2);

fn fetcher() -> Fetcher {
    Fetcher::new(Settings {
        host_delay: Duration::ZERO,
        ..Settings::default()
    })
    .unwrap()
}

async fn fetch(fetcher: &Fetcher, origin: &Origin) -> Result<Vec<u8>, FetchError> {
    let (url, allow): (Url, [HostPort; 1]) = (origin.url("/"), [origin.allowed()]);
    let asked = Request {
        url: &url,
        headers: &[],
        validators: None,
        allow: &allow,
        body_bytes_max: 10 << 20,
        deadline: DEADLINE,
    };
    fetcher
        .fetch(&asked)
        .await
        .map(|answer| answer.body.to_vec())
}
