//! A server on loopback that says what it is told to, however wrong.

use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};
use url::Url;
use watch907::domain::source::HostPort;

/// A part of an answer.
#[derive(Clone)]
pub(crate) enum Step {
    Send(Vec<u8>),
    /// Sends the bytes that many times, for as long as somebody listens.
    Repeat(Vec<u8>, u64),
    /// Sends the bytes one by one, that far apart.
    Drip(Vec<u8>, Duration),
    /// Says nothing more and keeps the connection open.
    Stall,
    /// Breaks the connection with a reset.
    Reset,
    /// Waits for the next request on this connection. Without it the connection is closed.
    Keep,
}

pub(crate) struct Origin {
    address: SocketAddr,
    seen: Arc<Mutex<Seen>>,
}

/// The answer to a request.
type Choose = dyn Fn(&str) -> Vec<Step> + Send + Sync;

#[derive(Default)]
struct Seen {
    connections: usize,
    requests: Vec<String>,
}

impl Origin {
    /// Starts a server that gives these answers, one to each request; the last one again
    /// and again.
    pub(crate) async fn answering(answers: Vec<Vec<Step>>) -> Self {
        let given = AtomicUsize::new(0);
        Self::choosing(move |_| {
            let number = given.fetch_add(1, Ordering::SeqCst);
            answers[number.min(answers.len() - 1)].clone()
        })
        .await
    }

    /// Starts a server that answers each request as it is told to, given the request's
    /// head in lower case.
    pub(crate) async fn choosing(
        choose: impl Fn(&str) -> Vec<Step> + Send + Sync + 'static,
    ) -> Self {
        let choose: Arc<Choose> = Arc::new(choose);
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::<Mutex<Seen>>::default();
        let shared = Arc::clone(&seen);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                shared.lock().unwrap().connections += 1;
                let (shared, choose) = (Arc::clone(&shared), Arc::clone(&choose));
                tokio::spawn(async move { serve(stream, &shared, &*choose).await });
            }
        });
        Self { address, seen }
    }

    /// One answer of which the bytes are given, after which the connection is closed.
    pub(crate) async fn saying(bytes: impl AsRef<[u8]>) -> Self {
        Self::answering(vec![say(bytes)]).await
    }

    pub(crate) fn url(&self, path: &str) -> Url {
        Url::parse(&format!("http://{}{path}", self.address)).unwrap()
    }

    pub(crate) fn allowed(&self) -> HostPort {
        HostPort {
            host: self.address.ip().to_string(),
            port: self.address.port(),
        }
    }

    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }

    /// The heads of the requests that came, in lower case.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.seen.lock().unwrap().requests.clone()
    }

    pub(crate) fn connections(&self) -> usize {
        self.seen.lock().unwrap().connections
    }
}

/// An answer of the given bytes.
pub(crate) fn say(bytes: impl AsRef<[u8]>) -> Vec<Step> {
    vec![Step::Send(bytes.as_ref().to_vec())]
}

/// A whole answer, after which the connection stays open.
pub(crate) fn answer(status: &str, headers: &[&str], body: &[u8]) -> Vec<Step> {
    vec![Step::Send(message(status, headers, body)), Step::Keep]
}

/// The bytes of a whole answer.
pub(crate) fn message(status: &str, headers: &[&str], body: &[u8]) -> Vec<u8> {
    let mut head = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\n", body.len());
    for header in headers {
        head.push_str(header);
        head.push_str("\r\n");
    }
    head.push_str("\r\n");
    [head.as_bytes(), body].concat()
}

async fn serve(mut stream: TcpStream, seen: &Mutex<Seen>, choose: &Choose) {
    while let Some(head) = request(&mut stream).await {
        let answer = choose(&head);
        seen.lock().unwrap().requests.push(head);
        let kept = matches!(answer.last(), Some(Step::Keep));
        for step in &answer {
            if perform(step, &mut stream).await.is_err() {
                return;
            }
        }
        if !kept {
            return;
        }
    }
}

async fn perform(step: &Step, stream: &mut TcpStream) -> std::io::Result<()> {
    match step {
        Step::Send(bytes) => stream.write_all(bytes).await,
        Step::Repeat(bytes, times) => {
            for _ in 0..*times {
                stream.write_all(bytes).await?;
            }
            Ok(())
        }
        Step::Drip(bytes, apart) => {
            for byte in bytes {
                stream.write_all(&[*byte]).await?;
                tokio::time::sleep(*apart).await;
            }
            Ok(())
        }
        Step::Stall => std::future::pending().await,
        Step::Reset => stream.set_zero_linger(),
        Step::Keep => Ok(()),
    }
}

async fn request(stream: &mut TcpStream) -> Option<String> {
    let mut head = Vec::new();
    let mut buffer = [0; 4096];
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => return None,
            Ok(length) => head.extend_from_slice(&buffer[..length]),
        }
    }
    Some(String::from_utf8_lossy(&head).to_ascii_lowercase())
}
