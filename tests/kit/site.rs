//! A web site on loopback whose documents a test sets and changes.
//!
//! It speaks enough of HTTP/1.1 for our fetcher: kept connections, an ETag made from
//! the document, and 304 where it is echoed. It runs on threads of its own, so it
//! serves tests with and without an async runtime.

use std::{
    collections::{BTreeMap, HashMap, hash_map::DefaultHasher},
    hash::{Hash as _, Hasher as _},
    io::{self, BufReader, Write as _},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
};

/// What is answered at a path.
#[derive(Clone, Debug)]
pub struct Document {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    /// Sends an ETag, and 304 to whoever echoes it.
    pub validates: bool,
    /// The ETag where it isn't made from the body.
    etag: Option<String>,
    /// The body is all that is sent, head and all, and then the connection is closed.
    raw: bool,
}

/// A request that came.
#[derive(Clone, Debug)]
pub struct Asked {
    pub path: String,
    /// Names in lower case.
    pub headers: HashMap<String, String>,
    /// What was posted.
    pub body: Vec<u8>,
}

pub struct Site {
    pub addr: SocketAddr,
    state: Arc<Mutex<State>>,
}

/// Sees what a site was asked.
pub struct Watcher(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    documents: BTreeMap<String, Document>,
    asked: Vec<Asked>,
    connections: usize,
    stopped: bool,
    /// The line is cut: nobody listens, and nobody gets an answer.
    cut: bool,
}

impl Document {
    pub fn new(content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status: 200,
            headers: vec![("content-type".to_owned(), content_type.to_owned())],
            body: body.into(),
            validates: true,
            etag: None,
            raw: false,
        }
    }

    /// These bytes and nothing else, before the connection is closed.
    pub fn raw(bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            raw: true,
            ..Self::new("", bytes)
        }
    }

    pub fn feed(body: impl Into<Vec<u8>>) -> Self {
        Self::new("application/rss+xml", body)
    }

    pub fn xml(body: impl Into<Vec<u8>>) -> Self {
        Self::new("application/xml", body)
    }

    pub fn page(body: impl Into<Vec<u8>>) -> Self {
        Self::new("text/html; charset=utf-8", body)
    }

    pub fn with_status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn without_validators(mut self) -> Self {
        self.validates = false;
        self
    }

    /// With this ETag, whatever the body is.
    pub fn with_etag(mut self, etag: &str) -> Self {
        self.etag = Some(etag.to_owned());
        self
    }

    fn etag(&self) -> Option<String> {
        if self.etag.is_some() {
            return self.etag.clone().filter(|_| self.validates);
        }
        let mut hash = DefaultHasher::new();
        self.body.hash(&mut hash);
        (self.validates && self.status == 200).then(|| format!("\"{:016x}\"", hash.finish()))
    }
}

impl Site {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has ports");
        let addr = listener.local_addr().expect("a bound listener");
        let state = Arc::<Mutex<State>>::default();
        listen(listener, Arc::clone(&state));
        Self { addr, state }
    }

    pub fn serve(&self, path: &str, document: Document) {
        lock(&self.state)
            .documents
            .insert(path.to_owned(), document);
    }

    /// Cuts the line, or mends it.
    pub fn cut(&self, cut: bool) {
        let was_cut = std::mem::replace(&mut lock(&self.state).cut, cut);
        match (was_cut, cut) {
            // Wakes the listener, which then ends.
            (false, true) => while TcpStream::connect(self.addr).is_ok() {},
            (true, false) => {
                let listener = TcpListener::bind(self.addr).expect("its port is still free");
                listen(listener, Arc::clone(&self.state));
            }
            _ => (),
        }
    }

    /// What was asked, for a thread of its own.
    pub fn watcher(&self) -> Watcher {
        Watcher(Arc::clone(&self.state))
    }

    /// How often anybody connected.
    pub fn connections(&self) -> usize {
        lock(&self.state).connections
    }

    /// The requests for `path` so far.
    pub fn asked(&self, path: &str) -> Vec<Asked> {
        self.watcher().asked(path)
    }
}

impl Watcher {
    /// The requests for `path` so far.
    pub fn asked(&self, path: &str) -> Vec<Asked> {
        let state = lock(&self.0);
        let asked = state.asked.iter().filter(|asked| asked.path == path);
        asked.cloned().collect()
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        lock(&self.state).stopped = true;
        // Wakes the listener, which then ends.
        let _ = TcpStream::connect(self.addr);
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

fn listen(listener: TcpListener, state: Arc<Mutex<State>>) {
    thread::spawn(move || {
        for stream in listener.incoming() {
            let state = Arc::clone(&state);
            if lock(&state).stopped || lock(&state).cut {
                return;
            }
            lock(&state).connections += 1;
            // A client that goes away in the middle is none of our business.
            thread::spawn(move || stream.and_then(|stream| serve(&stream, &state)));
        }
    });
}

fn serve(stream: &TcpStream, state: &Mutex<State>) -> io::Result<()> {
    let mut reader = BufReader::new(stream);
    while let Some(asked) = request(&mut reader)? {
        if lock(state).cut {
            return Ok(());
        }
        let document = document(state, &asked);
        let answer = match document.raw {
            true => document.body.clone(),
            false => answer(&document, &asked),
        };
        lock(state).asked.push(asked);
        (&*stream).write_all(&answer)?;
        if document.raw {
            return stream.shutdown(Shutdown::Both);
        }
    }
    Ok(())
}

fn request(reader: &mut impl io::BufRead) -> io::Result<Option<Asked>> {
    let mut line = String::new();
    if reader.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    let path = line.split(' ').nth(1).unwrap_or_default().to_owned();
    let mut headers = HashMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        match line.trim_end().split_once(':') {
            Some((name, value)) => {
                headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
            }
            None => break,
        }
    }
    let length = headers
        .get("content-length")
        .and_then(|length| length.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body)?;
    Ok(Some(Asked {
        path,
        headers,
        body,
    }))
}

fn document(state: &Mutex<State>, asked: &Asked) -> Document {
    let found = lock(state).documents.get(&asked.path).cloned();
    found.unwrap_or_else(|| Document::new("text/plain", "nothing is served here").with_status(404))
}

fn answer(document: &Document, asked: &Asked) -> Vec<u8> {
    let etag = document.etag();
    let held = asked.headers.get("if-none-match");
    let (status, body) = match etag.is_some() && held == etag.as_ref() {
        true => (304, &[][..]),
        false => (document.status, &document.body[..]),
    };
    let mut head = format!("HTTP/1.1 {status} -\r\ncontent-length: {}\r\n", body.len());
    let etag = etag.map(|etag| ("etag".to_owned(), etag));
    for (name, value) in document.headers.iter().chain(&etag) {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    [head.as_bytes(), b"\r\n", body].concat()
}
