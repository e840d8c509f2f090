//! Names (N1 to N4): a name server that fails, is silent, or lies.
//!
//! The resolver asks who `/etc/resolv.conf` names, so this runs itself again where that
//! file and the loopback device are its own (`unshare`). Where that isn't allowed, it
//! says so and passes.

use std::{
    fs,
    io::Write as _,
    net::{Ipv4Addr, TcpListener, UdpSocket},
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use url::Url;
use watch907::fetch::{FetchError, Fetcher, Request, Settings};

use crate::origin::{Origin, message};

/// Set where the test runs in a network of its own.
const INSIDE: &str = "WATCH907_TEST_NETWORK";

const NAME: &str = "dns::names_that_fail_or_lie_lead_nowhere";

#[test]
fn names_that_fail_or_lie_lead_nowhere() {
    if std::env::var_os(INSIDE).is_some() {
        return inside();
    }
    let folder = tempfile::tempdir().unwrap();
    let resolver = folder.path().join("resolv.conf");
    fs::write(
        &resolver,
        "nameserver 127.0.0.1\noptions timeout:3 attempts:1\n",
    )
    .unwrap();
    let script = "ip link set lo up && mount --bind \"$1\" /etc/resolv.conf || exit 99
                  exec \"$2\" --exact \"$3\"";
    let again = Command::new("unshare")
        .args([
            "--mount",
            "--net",
            "--map-root-user",
            "sh",
            "-c",
            script,
            "sh",
        ])
        .args([
            resolver.as_os_str(),
            std::env::current_exe().unwrap().as_os_str(),
        ])
        .arg(NAME)
        .env(INSIDE, "1")
        .output();
    match again {
        Ok(output) if output.status.code() == Some(101) || output.status.success() => {
            let said = String::from_utf8_lossy(&output.stdout);
            assert!(
                output.status.success() && said.contains("1 passed"),
                "{said}"
            );
        }
        // To the stream itself: what tests print is shown only where they fail.
        _ => drop(writeln!(
            std::io::stderr(),
            "skipped: no network of its own for {NAME}"
        )),
    }
}

fn inside() {
    let canary = TcpListener::bind((Ipv4Addr::LOCALHOST, 80)).unwrap();
    canary.set_nonblocking(true).unwrap();
    let lookups = serve_names();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.unwrap().block_on(async {
        let fetcher = Fetcher::new(Settings::default()).unwrap();
        for name in ["nxdomain", "servfail", "refused", "empty"] {
            let begun = Instant::now();
            let failed = fetch(&fetcher, name).await.unwrap_err();
            assert!(matches!(failed, FetchError::Dns { .. }), "{name}: {failed}");
            assert!(begun.elapsed() < DEADLINE, "{name}: {:?}", begun.elapsed());
        }

        let origin = Origin::saying(message("200 OK", &[], b"other")).await;
        let (url, allow) = (origin.url("/"), [origin.allowed()]);
        let begun = Instant::now();
        let silent = fetch(&fetcher, "silent");
        let other = async {
            let other = request(&url);
            let other = Request {
                allow: &allow,
                ..other
            };
            let answer = fetcher.fetch(&other).await;
            (answer.is_ok(), begun.elapsed())
        };
        let (silent, (answered, after)) = tokio::join!(silent, other);
        assert_eq!(silent, Err(FetchError::Deadline(DEADLINE)));
        assert!(answered && after < DEADLINE / 2, "{after:?}");

        for name in [
            "loopback",
            "private",
            "metadata",
            "cgnat",
            "mapped",
            "mixed",
            "mixed-first",
        ] {
            let failed = fetch(&fetcher, name).await.unwrap_err();
            assert!(
                matches!(failed, FetchError::RefusedAddress { .. }),
                "{name}: {failed}"
            );
        }

        // Public when it is checked, this machine from then on.
        let before = lookups.load(Ordering::Relaxed);
        let failed = fetch(&fetcher, "rebinding").await.unwrap_err();
        assert!(matches!(failed, FetchError::Connect { .. }), "{failed}");
        assert_eq!(
            lookups.load(Ordering::Relaxed),
            before + 1,
            "looked up once"
        );
    });
    assert!(canary.accept().is_err(), "the canary was spoken to");
}

const DEADLINE: Duration = Duration::from_secs(2);

fn request(url: &Url) -> Request<'_> {
    Request {
        url,
        headers: &[],
        validators: None,
        allow: &[],
        body_bytes_max: 1 << 20,
        deadline: DEADLINE,
    }
}

async fn fetch(fetcher: &Fetcher, name: &str) -> Result<(), FetchError> {
    let url = Url::parse(&format!("http://{name}.example/")).unwrap();
    fetcher.fetch(&request(&url)).await.map(drop)
}

/// A name server on this machine, which answers by the first label. Counts the look-ups
/// of `rebinding`.
fn serve_names() -> Arc<AtomicUsize> {
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 53)).unwrap();
    let lookups = Arc::<AtomicUsize>::default();
    let count = Arc::clone(&lookups);
    thread::spawn(move || {
        let mut packet = [0; 512];
        while let Ok((length, from)) = socket.recv_from(&mut packet) {
            if let Some(answer) = answer(&packet[..length], &count) {
                socket.send_to(&answer, from).unwrap();
            }
        }
    });
    lookups
}

/// RFC 1035, 4.1: the header, the question as it came, and addresses for it.
fn answer(query: &[u8], lookups: &AtomicUsize) -> Option<Vec<u8>> {
    let length = usize::from(query[12]);
    let name = std::str::from_utf8(&query[13..13 + length]).unwrap();
    let end = 12 + query[12..].iter().position(|&byte| byte == 0).unwrap() + 5;
    let is_v6 = query[end - 3] == 28;
    const PUBLIC: [u8; 4] = [8, 8, 8, 8];
    let (code, v4, v6): (u8, Vec<[u8; 4]>, Vec<[u8; 16]>) = match name {
        "silent" => return None,
        "nxdomain" => (3, vec![], vec![]),
        "servfail" => (2, vec![], vec![]),
        "refused" => (5, vec![], vec![]),
        "empty" => (0, vec![], vec![]),
        "loopback" => (0, vec![[127, 0, 0, 1]], vec![]),
        "private" => (0, vec![[192, 168, 1, 1]], vec![]),
        "metadata" => (0, vec![[169, 254, 169, 254]], vec![]),
        "cgnat" => (0, vec![[100, 64, 0, 1]], vec![]),
        "mapped" => {
            let mapped = Ipv4Addr::LOCALHOST.to_ipv6_mapped().octets();
            (0, vec![], vec![mapped])
        }
        "mixed" => (0, vec![PUBLIC, [127, 0, 0, 1]], vec![]),
        "mixed-first" => (0, vec![[10, 0, 0, 1], PUBLIC], vec![]),
        "rebinding" if is_v6 => (0, vec![], vec![]),
        "rebinding" => match lookups.fetch_add(1, Ordering::Relaxed) {
            0 => (0, vec![PUBLIC], vec![]),
            _ => (0, vec![[127, 0, 0, 1]], vec![]),
        },
        other => panic!("who asks for {other}?"),
    };
    let addresses: Vec<&[u8]> = match is_v6 {
        true => v6.iter().map(|address| &address[..]).collect(),
        false => v4.iter().map(|address| &address[..]).collect(),
    };
    let mut reply = query[..2].to_vec();
    reply.extend([
        0x81,
        0x80 | code,
        0,
        1,
        0,
        addresses.len() as u8,
        0,
        0,
        0,
        0,
    ]);
    reply.extend(&query[12..end]);
    for address in addresses {
        // A pointer to the name, its type and class, and a life of a minute.
        reply.extend([0xc0, 12, 0, if is_v6 { 28 } else { 1 }, 0, 1, 0, 0, 0, 60]);
        reply.extend([0, address.len() as u8]);
        reply.extend(address);
    }
    Some(reply)
}
