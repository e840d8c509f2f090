//! Encryption (N45): certificates that are not the host's, and servers without any.
//!
//! The authorities are read from `SSL_CERT_FILE`, which a process can't set for itself
//! safely; so this runs itself again with it.

use std::{
    fs,
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
    process::Command,
    sync::Arc,
    thread,
    time::Duration,
};

use rustls::{
    ServerConfig, ServerConnection, StreamOwned,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
};
use url::Url;
use watch907::{
    domain::source::HostPort,
    fetch::{FetchError, Fetcher, Request, Settings},
};

use crate::kit::smtp::CA_FILE;

const NAME: &str = "tls::who_cannot_prove_to_be_the_host_is_not_spoken_to";

/// For `localhost` and 127.0.0.1, of the authority in `CA_FILE`.
const GOOD: [&[u8]; 2] = [
    include_bytes!("../kit/tls/server.pem"),
    include_bytes!("../kit/tls/server.key"),
];

/// For `localhost`, until 2001, of an authority of its own.
const EXPIRED: [&[u8]; 2] = [
    include_bytes!("tls/expired.pem"),
    include_bytes!("tls/expired.key"),
];

#[test]
fn who_cannot_prove_to_be_the_host_is_not_spoken_to() {
    if std::env::var_os("SSL_CERT_FILE").is_some_and(|file| file.to_string_lossy().contains("907"))
    {
        return inside();
    }
    let folder = tempfile::Builder::new().prefix("907").tempdir().unwrap();
    let known = [
        fs::read(CA_FILE).unwrap(),
        include_bytes!("tls/ca.pem").to_vec(),
    ]
    .concat();
    let unknown = include_bytes!("tls/ca.pem").to_vec();
    for (authorities, name) in [(known, "known.pem"), (unknown, "unknown.pem")] {
        let file = folder.path().join(name);
        fs::write(&file, authorities).unwrap();
        let again = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", NAME])
            .env("SSL_CERT_FILE", file)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&again.stdout);
        assert!(
            again.status.success() && said.contains("1 passed"),
            "{name}: {said}"
        );
    }
}

fn inside() {
    let is_known = std::env::var("SSL_CERT_FILE")
        .unwrap()
        .ends_with("/known.pem");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.unwrap().block_on(async {
        let fetcher = Fetcher::new(Settings::default()).unwrap();
        let good = fetch(&fetcher, "localhost", serve("127.0.0.1", GOOD)).await;
        if !is_known {
            refused(good, "UnknownIssuer");
            return;
        }
        assert_eq!(good, Ok(b"secret".to_vec()));
        refused(
            fetch(&fetcher, "localhost", serve("127.0.0.1", EXPIRED)).await,
            "xpired",
        );
        refused(
            fetch(&fetcher, "[::1]", serve("[::1]", GOOD)).await,
            "not valid for name",
        );
        for plain in [
            &b""[..],
            b"HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nsecret",
        ] {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let port = listener.local_addr().unwrap().port();
            thread::spawn(move || {
                let (mut stream, _) = listener.accept().unwrap();
                stream.write_all(plain).unwrap();
                // Whoever is not understood hangs up.
                let _ = stream.read(&mut [0; 4096]);
            });
            let failed = fetch(&fetcher, "localhost", port).await.unwrap_err();
            assert!(matches!(failed, FetchError::Tls { .. }), "{failed:?}");
        }
    });
}

#[track_caller]
fn refused(answer: Result<Vec<u8>, FetchError>, why: &str) {
    let failed = answer.unwrap_err();
    assert!(matches!(failed, FetchError::Tls { .. }), "{failed:?}");
    assert!(failed.to_string().contains(why), "{failed}");
}

async fn fetch(fetcher: &Fetcher, host: &str, port: u16) -> Result<Vec<u8>, FetchError> {
    let url = Url::parse(&format!("https://{host}:{port}/")).unwrap();
    let host = host.to_owned();
    let allow = [HostPort { host, port }];
    let asked = Request {
        url: &url,
        headers: &[],
        validators: None,
        allow: &allow,
        body_bytes_max: 1 << 20,
        deadline: Duration::from_secs(10),
    };
    fetcher
        .fetch(&asked)
        .await
        .map(|answer| answer.body.to_vec())
}

/// Serves one answer with this certificate and its key. Returns the port.
fn serve(host: &str, [certificate, key]: [&[u8]; 2]) -> u16 {
    let listener = TcpListener::bind(format!("{host}:0")).unwrap();
    let port = listener.local_addr().unwrap().port();
    let certificate = CertificateDer::from_pem_slice(certificate).unwrap();
    let key = PrivateKeyDer::from_pem_slice(key).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        let connection = ServerConnection::new(Arc::new(config)).unwrap();
        let mut stream: StreamOwned<_, TcpStream> = StreamOwned::new(connection, stream);
        // A client that goes away in the middle is what is tried.
        let _ = stream.read(&mut [0; 4096]);
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nsecret");
        let _ = stream.flush();
    });
    port
}
