//! What fetching promises, against servers that break HTTP in every way we know of.

mod origin;

use std::{
    io::Write as _,
    time::{Duration, Instant},
};

use flate2::{Compression, write::GzEncoder};
use origin::{Origin, Step, answer, message, say};
use url::Url;
use watch907::domain::source::HostPort;
use watch907::fetch::{FetchError, Fetcher, Request, Response, Settings, Validators};

#[tokio::test]
async fn an_answer_comes_whole() {
    let fetcher = fetcher();
    let origin = Origin::answering(vec![answer(
        "200 OK",
        &[
            "content-type: text/xml",
            "Set-Cookie: id=1",
            "retry-after: 9",
        ],
        b"<rss/>",
    )])
    .await;

    let response = get(&fetcher, &origin).await.unwrap();

    assert_eq!(response.status, 200);
    assert_eq!(&*response.body, b"<rss/>");
    assert_eq!(response.header("Content-Type"), Some("text/xml"));
    assert_eq!(response.header("retry-after"), Some("9"));
    assert_eq!(response.header("set-cookie"), None);
    assert_eq!(response.final_url, origin.url("/"));
    assert!(!response.asked_conditionally);
    let request = &origin.requests()[0];
    assert!(request.contains("accept-encoding: gzip\r\n"), "{request}");
    assert!(request.contains("accept-language: en\r\n"), "{request}");
    assert!(request.contains("user-agent: watch907/"), "{request}");
    assert!(!request.contains("cookie"), "{request}");
    assert!(!request.contains("referer"), "{request}");
}

#[tokio::test]
async fn a_status_is_no_error() {
    let fetcher = fetcher();
    for status in [204, 206, 300, 404, 410, 429, 503, 999] {
        let origin = Origin::saying(message(&format!("{status} So"), &[], b"")).await;
        assert_eq!(get(&fetcher, &origin).await.unwrap().status, status);
    }
}

#[tokio::test]
async fn a_body_that_broke_off_is_an_error() {
    let fetcher = fetcher();
    const CHUNKED: &str = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
    for answer in [
        "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n<html>half".to_owned(),
        format!("{CHUNKED}6\r\n<html>\r\n"),
        format!("{CHUNKED}60\r\n<html>"),
        format!("{CHUNKED}6\r\n<html>\r\nxyz\r\n"),
        format!("{CHUNKED}ffffffffffffffff\r\n<html>"),
        format!("{CHUNKED}-1\r\n<html>"),
        format!("{CHUNKED}6\r\n<html>\r\n0\r\nx: y"),
    ] {
        let failed = get(&fetcher, &Origin::saying(&answer).await).await;
        assert!(
            matches!(failed, Err(FetchError::Truncated(_))),
            "{answer}: {failed:?}"
        );
    }
    let reset = vec![
        Step::Send(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n<html>".to_vec()),
        Step::Reset,
    ];
    let failed = get(&fetcher, &Origin::answering(vec![reset]).await).await;
    assert!(
        matches!(failed, Err(FetchError::Truncated(_))),
        "{failed:?}"
    );
}

#[tokio::test]
async fn a_body_that_ends_with_the_connection_is_taken() {
    let fetcher = fetcher();
    let origin = Origin::saying("HTTP/1.0 200 OK\r\n\r\n<html></html>").await;
    assert_eq!(
        &*get(&fetcher, &origin).await.unwrap().body,
        b"<html></html>"
    );
}

#[tokio::test]
async fn what_is_not_http_is_an_error() {
    let fetcher = fetcher();
    for answer in [
        "",
        "<html>from the days of HTTP/0.9</html>",
        "HTTP/1.1 2x0 OK\r\n\r\n",
        "HTTP/9.9 200 OK\r\n\r\n",
        "SSH-2.0-OpenSSH_9.2p1\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: -5\r\n\r\n<html>",
        "HTTP/1.1 200 OK\r\ncontent-length: 6\r\ncontent-length: 7\r\n\r\n<html>.",
        "HTTP/1.1 200 OK\r\nfolded: a\r\n b\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontrol: \u{1}\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-le",
    ] {
        let failed = get(&fetcher, &Origin::saying(answer).await).await;
        assert!(
            matches!(failed, Err(FetchError::Protocol { .. })),
            "{answer}: {failed:?}"
        );
    }
}

#[tokio::test]
async fn floods_of_headers_end() {
    let fetcher = fetcher();
    let flood = |header: &str, times| {
        vec![
            Step::Send(b"HTTP/1.1 200 OK\r\n".to_vec()),
            Step::Repeat(header.as_bytes().to_vec(), times),
            Step::Stall,
        ]
    };
    for flood in [
        flood("x: y\r\n", 100_000),
        flood(&"x".repeat(10_000), 1_000),
    ] {
        let failed = get(&fetcher, &Origin::answering(vec![flood]).await).await;
        assert!(
            matches!(failed, Err(FetchError::Protocol { .. })),
            "{failed:?}"
        );
    }
}

#[tokio::test]
async fn interim_answers_do_not_stand_for_the_answer() {
    let fetcher = fetcher();
    let origin = Origin::answering(vec![vec![
        Step::Repeat(b"HTTP/1.1 103 Early Hints\r\n\r\n".to_vec(), 5),
        Step::Send(message("200 OK", &[], b"late")),
    ]])
    .await;
    assert_eq!(&*get(&fetcher, &origin).await.unwrap().body, b"late");
}

#[tokio::test]
async fn a_site_is_asked_once_what_programs_may_ask_for() {
    let rules = b"User-agent: *\nDisallow: /private\n\nUser-agent: watch907\nDisallow: /news/\n";
    for (status, body, news, private) in [
        ("200 OK", &rules[..], false, true),
        ("200 OK", b"User-agent: *\nDisallow: /\n", false, false),
        ("200 OK", b"<html>no rules at all</html>", true, true),
        // RFC 9309, section 2.3.1: "unavailable" is leave, "unreachable" is none.
        ("404 Not Found", b"", true, true),
        ("403 Forbidden", b"", true, true),
        ("503 Service Unavailable", b"", false, false),
    ] {
        let fetcher = fetcher();
        let origin = Origin::answering(vec![answer(status, &[], body)]).await;
        let allow = [origin.allowed()];
        for (path, allowed) in [("/news/1", news), ("/private", private), ("/news/2", news)] {
            let permit = fetcher.permit(&origin.url(path), &allow).await;
            assert_eq!(permit.is_ok(), allowed, "{status}, {path}");
        }
        let asked = origin.requests();
        assert_eq!(asked.len(), 1, "{asked:?}");
        assert!(asked[0].starts_with("get /robots.txt "), "{asked:?}");
    }
}

#[tokio::test]
async fn the_deadline_covers_everything() {
    let fetcher = fetcher();
    const HEAD: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n";
    let byte_by_byte = |bytes: &[u8]| Step::Drip(bytes.to_vec(), Duration::from_millis(10));
    for steps in [
        vec![Step::Stall],
        vec![byte_by_byte(HEAD)],
        vec![Step::Send(HEAD.to_vec()), Step::Stall],
        vec![Step::Send(HEAD.to_vec()), byte_by_byte(&[b'x'; 1000])],
        vec![
            Step::Repeat(b"HTTP/1.1 100 Continue\r\n\r\n".to_vec(), 10_000),
            Step::Stall,
        ],
    ] {
        let origin = Origin::answering(vec![steps]).await;
        let deadline = Duration::from_millis(60);
        let (url, allow) = (origin.url("/"), [origin.allowed()]);
        let failed = fetcher
            .fetch(&Request {
                deadline,
                ..request(&url, &allow)
            })
            .await
            .map(drop);
        assert_eq!(failed, Err(FetchError::Deadline(deadline)));
    }
}

#[tokio::test]
async fn gzip_is_undone() {
    let fetcher = fetcher();
    let text = "Section 907. ".repeat(10_000);
    let packed = gzip(text.as_bytes());
    for headers in [
        &["content-encoding: gzip"] as &[&str],
        &["content-encoding: X-GZip"],
        &["content-encoding: identity, gzip"],
        // Nobody said so, but it is.
        &[],
    ] {
        let origin = Origin::saying(message("200 OK", headers, &packed)).await;
        let response = get(&fetcher, &origin).await.unwrap();
        assert_eq!(&*response.body, text.as_bytes());
    }
    let members = [gzip(b"Section "), gzip(b"907")].concat();
    let headers = ["content-encoding: gzip"];
    let origin = Origin::saying(message("200 OK", &headers, &members)).await;
    assert_eq!(&*get(&fetcher, &origin).await.unwrap().body, b"Section 907");

    let origin = Origin::saying(message("200 OK", &headers, b"")).await;
    assert_eq!(&*get(&fetcher, &origin).await.unwrap().body, b"");
}

#[tokio::test]
async fn an_encoding_that_cannot_be_undone_is_an_error() {
    let fetcher = fetcher();
    let packed = gzip("Section 907. ".repeat(1000).as_bytes());
    let mut wrong_sum = packed.clone();
    let sum = wrong_sum.len() - 8;
    wrong_sum[sum] ^= 1;
    let mut wrong_middle = packed.clone();
    let middle = wrong_middle.len() / 2;
    wrong_middle[middle] ^= 0xff;
    for (coding, body) in [
        ("gzip", &packed[..packed.len() / 2]),
        ("gzip", &packed[..packed.len() - 1]),
        ("gzip", &wrong_sum),
        ("gzip", &wrong_middle),
        ("gzip", &[&packed[..], b"and more"].concat()),
        ("gzip", b"<html>not gzip at all</html>"),
        ("gzip", &gzip(&packed)),
        ("gzip, gzip", &gzip(&packed)),
        ("br", b"\x0b\x02\x80<html>\x03"),
        ("deflate", b"<html>"),
        ("x-rot13", b"<ugzy>"),
        ("gzip, br", &packed),
    ] {
        let header = format!("content-encoding: {coding}");
        let origin = Origin::saying(message("200 OK", &[&header], body)).await;
        let failed = get(&fetcher, &origin).await;
        assert!(
            matches!(failed, Err(FetchError::Encoding(_))),
            "{coding}: {failed:?}"
        );
    }
}

#[tokio::test]
async fn bodies_end_at_their_limit() {
    let fetcher = fetcher();
    let claim = Origin::answering(vec![vec![
        Step::Send(b"HTTP/1.1 200 OK\r\ncontent-length: 10000000000\r\n\r\n".to_vec()),
        Step::Stall,
    ]])
    .await;
    let too_large = || Err(FetchError::TooLarge { limit: BODY_MAX });
    assert_eq!(get(&fetcher, &claim).await.map(drop), too_large());

    let block = vec![b'x'; 64 << 10];
    let endless = Origin::answering(vec![vec![
        Step::Send(b"HTTP/1.1 200 OK\r\n\r\n".to_vec()),
        Step::Repeat(block, u64::MAX),
    ]])
    .await;
    assert_eq!(get(&fetcher, &endless).await.map(drop), too_large());

    // Random enough not to be called too dense.
    let mut state = 907_u32;
    let noise: Vec<u8> = std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        b"0123456789abcdef"[(state >> 28) as usize]
    })
    .take(3 << 20)
    .collect();
    let packed = gzip(&noise);
    assert!((packed.len() as u64) < BODY_MAX);
    let unpacks = Origin::saying(message("200 OK", &["content-encoding: gzip"], &packed)).await;
    assert_eq!(get(&fetcher, &unpacks).await.map(drop), too_large());
}

#[tokio::test]
async fn a_bomb_is_put_out() {
    let fetcher = fetcher();
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    for _ in 0..100 {
        encoder.write_all(&vec![0; 1 << 20]).unwrap();
    }
    let bomb = encoder.finish().unwrap();
    for headers in [&["content-encoding: gzip"] as &[&str], &[]] {
        let origin = Origin::saying(message("200 OK", headers, &bomb)).await;
        let failed = get(&fetcher, &origin).await.map(drop);
        assert_eq!(failed, Err(FetchError::TooDense { ratio: 200 }));
    }
}

#[tokio::test]
async fn validators_are_sent_as_they_came() {
    let origin = Origin::answering(vec![
        answer(
            "200 OK",
            &["ETag: W/\"a\"b\", c", "Last-Modified: some time ago"],
            b"one",
        ),
        answer("304 Not Modified", &["ETag: unquoted"], b""),
        answer("304 Not Modified", &[], b""),
    ])
    .await;
    let (url, allow) = (origin.url("/"), [origin.allowed()]);
    let fetcher = fetcher();
    let mut validators = Validators::default();
    let mut statuses = Vec::new();
    for _ in 0..3 {
        let asked = Request {
            validators: Some(&validators),
            ..request(&url, &allow)
        };
        let response = fetcher.fetch(&asked).await.unwrap();
        statuses.push((response.status, response.is_unchanged()));
        validators = response.validators.clone();
    }

    assert_eq!(statuses, [(200, false), (304, true), (304, true)]);
    let requests = origin.requests();
    assert!(!requests[0].contains("if-"), "{}", requests[0]);
    assert!(requests[1].contains("if-none-match: w/\"a\"b\", c\r\n"));
    assert!(requests[1].contains("if-modified-since: some time ago\r\n"));
    assert!(requests[2].contains("if-none-match: unquoted\r\n"));
    assert!(requests[2].contains("if-modified-since: some time ago\r\n"));
    assert_eq!(origin.connections(), 1);
}

#[tokio::test]
async fn a_304_that_nobody_asked_for_confirms_nothing() {
    let fetcher = fetcher();
    let origin = Origin::answering(vec![answer("304 Not Modified", &[], b"")]).await;
    let response = get(&fetcher, &origin).await.unwrap();
    assert_eq!(response.status, 304);
    assert!(!response.is_unchanged());
}

#[tokio::test]
async fn validators_of_an_error_page_are_not_kept() {
    let fetcher = fetcher();
    let origin = Origin::saying(message("503 Busy", &["etag: \"maintenance\""], b"")).await;
    assert!(get(&fetcher, &origin).await.unwrap().validators.is_empty());
}

#[tokio::test]
async fn a_second_answer_that_nobody_asked_for_is_not_the_next_one() {
    let unasked = [
        message("200 OK", &[], b"first"),
        message("200 OK", &[], b"unasked"),
    ]
    .concat();
    let origin = Origin::answering(vec![
        vec![Step::Send(unasked), Step::Keep],
        answer("200 OK", &[], b"second"),
    ])
    .await;
    let (url, allow) = (origin.url("/"), [origin.allowed()]);
    let fetcher = fetcher();
    let mut bodies = Vec::new();
    for _ in 0..2 {
        let response = fetcher.fetch(&request(&url, &allow)).await.unwrap();
        bodies.push(String::from_utf8(response.body.to_vec()).unwrap());
    }
    assert_eq!(bodies, ["first", "second"]);
}

#[tokio::test]
async fn a_304_with_a_body_does_not_spoil_the_next_answer() {
    let origin = Origin::answering(vec![
        answer("304 Not Modified", &[], b"HTTP/1.1 200 OK\r\n\r\nfoul"),
        answer("200 OK", &[], b"fair"),
    ])
    .await;
    let (url, allow) = (origin.url("/"), [origin.allowed()]);
    let fetcher = fetcher();
    let first = fetcher.fetch(&request(&url, &allow)).await.unwrap();
    assert!(first.body.is_empty());
    let second = fetcher.fetch(&request(&url, &allow)).await.unwrap();
    assert_eq!(&*second.body, b"fair");
}

#[tokio::test]
async fn redirects_of_each_kind_are_followed() {
    let fetcher = fetcher();
    let origin = Origin::answering(vec![
        answer("301 Moved", &["location: /a"], b"moved"),
        answer("308 Moved", &["location: b?c"], b""),
        answer("302 Found", &["location: /d"], b""),
        answer("301 Moved", &["location: /e"], b""),
        answer("200 OK", &[], b"here"),
    ])
    .await;
    let response = get(&fetcher, &origin).await.unwrap();
    assert_eq!(&*response.body, b"here");
    assert_eq!(response.final_url, origin.url("/e"));
    assert_eq!(origin.connections(), 1);
}

#[tokio::test]
async fn redirects_that_lead_nowhere_are_errors() {
    let fetcher = fetcher();
    for headers in [
        &["location: /"] as &[&str],
        &[],
        &["location:"],
        &["location: http://["],
        &["location: http:\\\\127.0.0.1\\"],
        &["location: /a", "location: /b"],
    ] {
        let origin = Origin::answering(vec![answer("302 Found", headers, b"")]).await;
        let failed = get(&fetcher, &origin).await;
        assert!(
            matches!(failed, Err(FetchError::Redirect(_))),
            "{headers:?}: {failed:?}"
        );
        assert!(origin.requests().len() <= 6);
    }
}

#[tokio::test]
async fn redirects_to_what_we_do_not_ask_are_refused() {
    let fetcher = fetcher();
    let canary = Origin::saying(message("200 OK", &[], b"secret")).await;
    let port = canary.port();
    for (location, refused_by) in [
        (
            format!("http://127.0.0.1:{port}/"),
            "its port is not 80 or 443",
        ),
        (
            format!("http://localhost:{port}/"),
            "its port is not 80 or 443",
        ),
        ("http://127.0.0.1/".to_owned(), "not a public address"),
        ("http://localhost/".to_owned(), "not a public address"),
        ("http://2130706433/".to_owned(), "not a public address"),
        ("http://0x7f.1/".to_owned(), "not a public address"),
        ("http://[::ffff:7f00:1]/".to_owned(), "not a public address"),
        (
            "http://169.254.169.254/latest".to_owned(),
            "not a public address",
        ),
        ("http://ann:secret@example.org/".to_owned(), "user name"),
        ("file:///etc/passwd".to_owned(), "not http or https"),
        ("gopher://127.0.0.1/".to_owned(), "not http or https"),
        ("data:text/html,x".to_owned(), "not http or https"),
    ] {
        let header = format!("location: {location}");
        let origin = Origin::answering(vec![answer("302 Found", &[&header], b"")]).await;
        let failed = get(&fetcher, &origin).await.unwrap_err().to_string();
        assert!(failed.contains(refused_by), "{location}: {failed}");
        assert!(!failed.contains("secret"), "{failed}");
    }
    assert_eq!(canary.connections(), 0);
}

#[tokio::test]
async fn keys_stay_with_their_host() {
    let other = Origin::answering(vec![answer("200 OK", &[], b"")]).await;
    let there = format!("location: http://localhost:{}/", other.port());
    let origin = Origin::answering(vec![
        answer("302 Found", &["location: /again"], b""),
        answer("302 Found", &[&there], b""),
    ])
    .await;
    let (url, mut allow) = (origin.url("/"), vec![origin.allowed()]);
    allow.push(HostPort {
        host: "localhost".to_owned(),
        port: other.port(),
    });
    let secrets = ["X-Api-Key", "Authorization", "Cookie"];
    let mut headers = secrets
        .map(|name| (name.to_owned(), "s3cret".to_owned()))
        .to_vec();
    headers.push(("Accept".to_owned(), "application/json".to_owned()));
    let asked = Request {
        headers: &headers,
        ..request(&url, &allow)
    };
    fetcher().fetch(&asked).await.unwrap();

    for seen in origin.requests() {
        assert_eq!(seen.matches("s3cret").count(), 3, "{seen}");
    }
    let seen = &other.requests()[0];
    assert!(!seen.contains("s3cret"), "{seen}");
    assert!(seen.contains("accept: application/json\r\n"), "{seen}");
}

#[tokio::test]
async fn headers_that_are_ours_cannot_be_configured() {
    let fetcher = fetcher();
    let origin = Origin::saying(message("200 OK", &[], b"")).await;
    let (url, allow) = (origin.url("/"), [origin.allowed()]);
    for (name, value) in [
        ("Host", "other.example"),
        ("If-None-Match", "*"),
        ("Range", "bytes=0-1"),
        ("X-Split", "a\r\nX-Injected: b"),
        ("bad name", "x"),
    ] {
        let headers = [(name.to_owned(), value.to_owned())];
        let asked = Request {
            headers: &headers,
            ..request(&url, &allow)
        };
        let failed = fetcher.fetch(&asked).await.map(drop);
        assert_eq!(failed, Err(FetchError::RefusedHeader(name.to_owned())));
    }
    assert_eq!(origin.connections(), 0);
}

#[tokio::test]
async fn a_private_host_is_not_asked_unless_allowed() {
    let fetcher = fetcher();
    let origin = Origin::saying(message("200 OK", &[], b"")).await;
    for url in ["http://127.0.0.1/", "http://localhost/", "http://[::1]/"] {
        let url = Url::parse(url).unwrap();
        let failed = fetcher.fetch(&request(&url, &[])).await;
        assert!(
            matches!(failed, Err(FetchError::RefusedAddress { .. })),
            "{url}: {failed:?}"
        );
    }
    let failed = fetcher.fetch(&request(&origin.url("/"), &[])).await;
    assert!(
        matches!(failed, Err(FetchError::RefusedUrl { .. })),
        "{failed:?}"
    );
    assert_eq!(origin.connections(), 0);
}

#[tokio::test]
async fn trouble_with_the_connection_is_told_apart() {
    let fetcher = fetcher();
    let gone = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = gone.local_addr().unwrap().port();
    drop(gone);
    let allow = |port| {
        [HostPort {
            host: "127.0.0.1".to_owned(),
            port,
        }]
    };
    let url = Url::parse(&format!("http://127.0.0.1:{port}/?api_key=s3cret")).unwrap();
    let failed = fetcher
        .fetch(&request(&url, &allow(port)))
        .await
        .unwrap_err();
    assert!(matches!(failed, FetchError::Connect { .. }), "{failed:?}");
    assert!(!failed.to_string().contains("s3cret"), "{failed}");

    // It answers in plain text before it has read anything.
    let plain = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = plain.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = plain.accept().await {
            let answer = b"HTTP/1.1 400 Bad Request\r\n\r\n";
            tokio::io::AsyncWriteExt::write_all(&mut stream, answer)
                .await
                .unwrap();
        }
    });
    let url = Url::parse(&format!("https://127.0.0.1:{port}/")).unwrap();
    let failed = fetcher.fetch(&request(&url, &allow(port))).await;
    assert!(matches!(failed, Err(FetchError::Tls { .. })), "{failed:?}");

    let label = "x".repeat(64);
    let url = Url::parse(&format!("http://{label}.example/")).unwrap();
    let failed = fetcher.fetch(&request(&url, &[])).await;
    assert!(matches!(failed, Err(FetchError::Dns { .. })), "{failed:?}");
}

#[tokio::test]
async fn bodies_share_the_memory_without_a_deadlock() {
    let body = vec![b'x'; 700 << 10];
    let chunked = [
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\naf000\r\n" as &[u8],
        &body,
        b"\r\n0\r\n\r\n",
    ]
    .concat();
    let origin = Origin::answering(vec![
        say(&chunked),
        say(message("200 OK", &[], &body)),
        say(&chunked),
        say(message("200 OK", &[], b"small")),
    ])
    .await;
    let fetcher = Fetcher::new(Settings {
        memory_bytes_max: 6 << 20,
        ..settings()
    })
    .unwrap();
    let (url, allow) = (origin.url("/"), [origin.allowed()]);
    let fetch = async || fetcher.fetch(&request(&url, &allow)).await.map(drop);
    let results = tokio::join!(fetch(), fetch(), fetch(), fetch(), fetch(), fetch());
    assert_eq!(results, (Ok(()), Ok(()), Ok(()), Ok(()), Ok(()), Ok(())));
}

#[tokio::test]
async fn a_body_that_is_still_held_keeps_its_memory() {
    let body = vec![b'x'; 700 << 10];
    let origin = Origin::saying(message("200 OK", &[], &body)).await;
    let fetcher = fetcher();
    let (url, allow) = (origin.url("/"), [origin.allowed()]);
    let asked = request(&url, &allow);
    let in_haste = Request {
        deadline: Duration::from_millis(100),
        ..asked
    };
    let first = fetcher.fetch(&asked).await.unwrap();
    let second = fetcher.fetch(&in_haste).await.map(drop);
    assert_eq!(second, Err(FetchError::Deadline(in_haste.deadline)));
    drop(first);
    assert_eq!(fetcher.fetch(&asked).await.map(drop), Ok(()));
}

const BODY_MAX: u64 = 2 << 20;

/// Fetches `/` on the given server.
async fn get(fetcher: &Fetcher, origin: &Origin) -> Result<Response, FetchError> {
    let started_at = Instant::now();
    let (url, allow) = (origin.url("/"), [origin.allowed()]);
    let response = fetcher.fetch(&request(&url, &allow)).await;
    assert!(started_at.elapsed() < request(&url, &allow).deadline);
    response
}

fn fetcher() -> Fetcher {
    Fetcher::new(settings()).unwrap()
}

fn settings() -> Settings {
    Settings {
        per_host_max: 0,
        host_delay: Duration::ZERO,
        ..Settings::default()
    }
}

fn request<'a>(url: &'a Url, allow: &'a [HostPort]) -> Request<'a> {
    Request {
        url,
        headers: &[],
        validators: None,
        allow,
        body_bytes_max: BODY_MAX,
        deadline: Duration::from_secs(20),
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[tokio::test]
async fn who_is_sent_to_another_host_waits_for_a_turn_there() {
    let by_name = |origin: &Origin| {
        let mut url = origin.url("/");
        url.set_host(Some("localhost")).unwrap();
        url
    };
    let busy = Origin::answering(vec![vec![Step::Stall]]).await;
    let house = Origin::saying(message("200 OK", &[], b"home")).await;
    let location = format!("location: {}", by_name(&house));
    let door = Origin::answering(vec![answer("302 Found", &[&location], b"")]).await;
    let named = [&busy, &house].map(|origin| HostPort {
        host: "localhost".to_owned(),
        ..origin.allowed()
    });
    let [first, second] = named;
    let allow = [first, second, door.allowed()];
    let fetcher = Fetcher::new(Settings {
        per_host_max: 1,
        ..settings()
    });
    let fetcher = fetcher.unwrap();

    let (busy_url, door_url) = (by_name(&busy), door.url("/"));
    let (stalled, led) = (request(&busy_url, &allow), request(&door_url, &allow));
    let mut led = Box::pin(fetcher.fetch(&led));
    {
        let mut stalled = Box::pin(fetcher.fetch(&stalled));
        let has_to_wait = tokio::select! {
            _ = &mut stalled => false,
            _ = async {
                while busy.requests().is_empty() {
                    tokio::task::yield_now().await;
                }
                (&mut led).await
            } => false,
            () = tokio::time::sleep(Duration::from_millis(300)) => true,
        };
        assert!(has_to_wait);
        assert_eq!((door.requests().len(), house.requests().len()), (1, 0));
    }
    assert_eq!(&*led.await.unwrap().body, b"home");
}
