//! A mail server on loopback that does what it is told.
//!
//! It speaks real SMTP (EHLO, STARTTLS, AUTH PLAIN and LOGIN, one message after
//! another) and keeps what it took. Any answer can be replaced, once or always, by
//! another one, by silence or by hanging up. It runs on threads of its own, so it
//! serves tests with and without an async runtime.

use std::{
    collections::VecDeque,
    io::{self, BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
    time::{Duration, Instant},
};

use mailparse::MailHeaderMap as _;
use rustls::{
    ServerConfig, ServerConnection, StreamOwned,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
};

/// A message the server took.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Received {
    pub from: String,
    pub to: Vec<String>,
    /// As it was before dots were stuffed.
    pub data: Vec<u8>,
    pub encrypted: bool,
    /// Who was logged in, as `user:password`.
    pub login: Option<String>,
    /// When the conversation began in which it came.
    pub at: Instant,
    /// When it was said to be taken; `None` where that was never said.
    pub confirmed_at: Option<Instant>,
}

impl Received {
    /// A header of it; empty where it has none.
    pub fn header(&self, name: &str) -> String {
        let (headers, _) = mailparse::parse_headers(&self.data).unwrap();
        headers.get_first_value(name).unwrap_or_default()
    }
}

/// Where in the conversation.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Stage {
    Banner,
    Ehlo,
    StartTls,
    Auth,
    Mail,
    Rcpt,
    Data,
    /// In the middle of the message; only hanging up makes sense there.
    Body,
    /// The answer to the last dot.
    Dot,
    Quit,
}

/// What to answer instead.
#[derive(Clone, Debug)]
pub enum Answer {
    /// This line; several are parted by `\r\n`, and sent as they are.
    Say(String),
    /// Nothing, and hang up. At the last dot the message is not kept.
    HangUp,
    /// At the last dot: keep the message, then hang up without an answer.
    KeepAndHangUp,
    /// Nothing until the client hangs up. At the last dot the message is kept.
    Mute,
    /// As usual, but only after a while.
    Late(Duration),
}

/// What to answer instead, when a stage comes.
type Faults = dyn Fn(Stage) -> Option<Answer> + Send + Sync;

/// What the server offers.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Offer {
    pub starttls: bool,
    pub auth: bool,
    /// Encrypted from the first byte.
    pub tls: bool,
}

pub struct SmtpServer {
    pub addr: SocketAddr,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    offer: Offer,
    faults: Option<Box<Faults>>,
    inner: Mutex<Inner>,
    /// Told whenever a message is kept.
    kept: Condvar,
}

#[derive(Default)]
struct Inner {
    mails: Vec<Received>,
    /// Every line a client sent, in all connections.
    heard: Vec<String>,
    connections: usize,
    once: VecDeque<(Stage, Answer)>,
    always: Vec<(Stage, Answer)>,
    /// Recipients, and the line that refuses them.
    refused: Vec<(String, String)>,
    stopped: bool,
}

/// The certificate authority that signed the server's certificate, for `localhost`
/// and 127.0.0.1.
pub const CA_FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/kit/tls/ca.pem");
const CERTIFICATE: &[u8] = include_bytes!("tls/server.pem");
const KEY: &[u8] = include_bytes!("tls/server.key");

impl SmtpServer {
    /// A plain server that takes everything.
    pub fn start() -> Self {
        Self::offering(Offer::default())
    }

    pub fn offering(offer: Offer) -> Self {
        Self::serving(State {
            offer,
            ..State::default()
        })
    }

    /// A plain server that plays a fault whenever it is given one.
    pub fn playing(faults: impl Fn(Stage) -> Option<Answer> + Send + Sync + 'static) -> Self {
        Self::serving(State {
            faults: Some(Box::new(faults)),
            ..State::default()
        })
    }

    fn serving(state: State) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has ports");
        let addr = listener.local_addr().expect("a bound listener");
        let state = Arc::new(state);
        let server = Arc::clone(&state);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let state = Arc::clone(&server);
                if state.inner().stopped {
                    return;
                }
                state.inner().connections += 1;
                // A conversation that breaks off is what the tests ask for.
                thread::spawn(move || stream.and_then(|stream| talk(stream, &state)));
            }
        });
        Self { addr, state }
    }

    /// What was taken so far.
    pub fn mails(&self) -> Vec<Received> {
        self.state.inner().mails.clone()
    }

    /// Waits until so many messages were taken, at most half a minute.
    pub fn wait_for_mails(&self, count: usize) -> Vec<Received> {
        let inner = self.state.inner();
        let waited = self
            .state
            .kept
            .wait_timeout_while(inner, Duration::from_secs(30), |inner| {
                inner.mails.len() < count
            });
        let (inner, _) = waited.unwrap_or_else(PoisonError::into_inner);
        inner.mails.clone()
    }

    /// Every command line heard, in order.
    pub fn heard(&self) -> Vec<String> {
        self.state.inner().heard.clone()
    }

    pub fn connections(&self) -> usize {
        self.state.inner().connections
    }

    /// The next time this stage comes, answers so. Several wait their turn.
    pub fn once(&self, stage: Stage, answer: Answer) {
        self.state.inner().once.push_back((stage, answer));
    }

    /// Whenever this stage comes, answers so, until told otherwise.
    pub fn always(&self, stage: Stage, answer: Answer) {
        let always = &mut self.state.inner().always;
        always.retain(|(other, _)| *other != stage);
        always.push((stage, answer));
    }

    /// Refuses mail for this address with this line, until told otherwise.
    pub fn refuse(&self, address: &str, line: &str) {
        let refused = (address.to_owned(), line.to_owned());
        self.state.inner().refused.push(refused);
    }

    /// Forgets what was asked of it, and takes everything again.
    pub fn behave(&self) {
        let mut inner = self.state.inner();
        inner.once.clear();
        inner.always.clear();
        inner.refused.clear();
    }
}

impl Drop for SmtpServer {
    fn drop(&mut self) {
        self.state.inner().stopped = true;
        // Wakes the listener, which then ends.
        let _ = TcpStream::connect(self.addr);
    }
}

impl Answer {
    pub fn say(line: &str) -> Self {
        Self::Say(line.to_owned())
    }
}

impl State {
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The line that this recipient is refused with, if any.
    fn asked_to(&self, address: &str) -> Option<String> {
        let inner = self.inner();
        let (_, line) = inner.refused.iter().find(|(other, _)| other == address)?;
        Some(line.clone())
    }

    fn asked(&self, stage: Stage) -> Option<Answer> {
        let mut inner = self.inner();
        let turn = inner.once.iter().position(|(other, _)| *other == stage);
        if let Some((_, answer)) = turn.and_then(|turn| inner.once.remove(turn)) {
            return Some(answer);
        }
        let always = inner.always.iter().find(|(other, _)| *other == stage);
        if let Some((_, answer)) = always {
            return Some(answer.clone());
        }
        drop(inner);
        self.faults.as_ref().and_then(|faults| faults(stage))
    }

    /// Keeps a message, and says which of them it is.
    fn keep(&self, mail: Received) -> usize {
        let mut inner = self.inner();
        inner.mails.push(mail);
        self.kept.notify_all();
        inner.mails.len() - 1
    }

    fn confirm(&self, kept: usize) {
        self.inner().mails[kept].confirmed_at = Some(Instant::now());
    }
}

/// In the clear, or encrypted.
enum Stream {
    Clear(TcpStream),
    Encrypted(Box<StreamOwned<ServerConnection, TcpStream>>),
}

impl Read for Stream {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Clear(stream) => stream.read(to),
            Self::Encrypted(stream) => stream.read(to),
        }
    }
}

impl Stream {
    fn say(&mut self, line: &str) -> io::Result<()> {
        let line = format!("{line}\r\n");
        match self {
            Self::Clear(stream) => stream.write_all(line.as_bytes()),
            Self::Encrypted(stream) => {
                stream.write_all(line.as_bytes())?;
                stream.flush()
            }
        }
    }

    fn encrypted(self) -> io::Result<Self> {
        let Self::Clear(stream) = self else {
            return Err(io::Error::other("encrypted already"));
        };
        let connection = ServerConnection::new(tls_config()).map_err(io::Error::other)?;
        let stream = StreamOwned::new(connection, stream);
        Ok(Self::Encrypted(Box::new(stream)))
    }
}

fn tls_config() -> Arc<ServerConfig> {
    let certificate = CertificateDer::from_pem_slice(CERTIFICATE).expect("our certificate");
    let key = PrivateKeyDer::from_pem_slice(KEY).expect("our key");
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("the provider's versions")
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .expect("a pair");
    Arc::new(config)
}

/// A conversation with one client.
struct Talk<'a> {
    wire: BufReader<Stream>,
    state: &'a State,
}

fn talk(stream: TcpStream, state: &State) -> io::Result<()> {
    let (offer, begun) = (state.offer, Instant::now());
    let mut stream = Stream::Clear(stream);
    if offer.tls {
        stream = stream.encrypted()?;
    }
    let mut talk = Talk {
        wire: BufReader::new(stream),
        state,
    };
    let mut encrypted = offer.tls;
    let mut login = None;
    let (mut from, mut to) = (String::new(), Vec::new());

    talk.answer(Stage::Banner, "220 localhost ESMTP")?;
    loop {
        let line = talk.line()?;
        let verb = line.to_ascii_uppercase();
        if verb.starts_with("EHLO") {
            let mut lines = vec!["250-localhost"];
            if offer.starttls && !encrypted {
                lines.push("250-STARTTLS");
            }
            if offer.auth {
                lines.push("250-AUTH PLAIN LOGIN");
            }
            lines.push("250 8BITMIME");
            talk.answer(Stage::Ehlo, &lines.join("\r\n"))?;
        } else if verb == "STARTTLS" {
            if talk.answer(Stage::StartTls, "220 go ahead")? {
                talk.wire = BufReader::new(talk.wire.into_inner().encrypted()?);
                encrypted = true;
            }
        } else if let Some(initial) = verb.strip_prefix("AUTH ") {
            let credentials = talk.credentials(initial, &line)?;
            if talk.answer(Stage::Auth, "235 welcome")? {
                login = Some(credentials);
            }
        } else if verb.starts_with("MAIL FROM:") {
            from = address(&line);
            to.clear();
            talk.answer(Stage::Mail, "250 ok")?;
        } else if verb.starts_with("RCPT TO:") {
            let recipient = address(&line);
            match state.asked_to(&recipient) {
                Some(refused) => talk.say(&refused)?,
                None => {
                    if talk.answer(Stage::Rcpt, "250 ok")? {
                        to.push(recipient);
                    }
                }
            }
        } else if verb == "DATA" {
            if !talk.answer(Stage::Data, "354 go ahead")? {
                continue;
            }
            if state.asked(Stage::Body).is_some() {
                talk.line()?;
                return Ok(());
            }
            let mail = Received {
                from: from.clone(),
                to: to.clone(),
                data: talk.data()?,
                encrypted,
                login: login.clone(),
                at: begun,
                confirmed_at: None,
            };
            match state.asked(Stage::Dot) {
                None => talk.take(mail, "250 taken")?,
                Some(Answer::Late(wait)) => {
                    thread::sleep(wait);
                    talk.take(mail, "250 taken")?;
                }
                Some(Answer::Say(line)) if line.starts_with('2') => talk.take(mail, &line)?,
                Some(Answer::Say(line)) => talk.say(&line)?,
                Some(Answer::HangUp) => return Ok(()),
                Some(Answer::KeepAndHangUp) => {
                    state.keep(mail);
                    return Ok(());
                }
                Some(Answer::Mute) => {
                    state.keep(mail);
                    return talk.mute();
                }
            }
        } else if verb == "QUIT" {
            talk.answer(Stage::Quit, "221 bye")?;
            return Ok(());
        } else {
            talk.say("500 what?")?;
        }
    }
}

impl Talk<'_> {
    /// Answers as asked, or as usual. Whether that was a yes.
    fn answer(&mut self, stage: Stage, usual: &str) -> io::Result<bool> {
        match self.state.asked(stage) {
            None => {
                self.say(usual)?;
                Ok(true)
            }
            Some(Answer::Late(wait)) => {
                thread::sleep(wait);
                self.say(usual)?;
                Ok(true)
            }
            Some(Answer::Say(line)) => {
                self.say(&line)?;
                Ok(line.starts_with(['2', '3']))
            }
            Some(Answer::HangUp | Answer::KeepAndHangUp) => {
                Err(io::ErrorKind::ConnectionAborted.into())
            }
            Some(Answer::Mute) => {
                self.mute()?;
                Err(io::ErrorKind::ConnectionAborted.into())
            }
        }
    }

    /// Keeps a message and says so.
    fn take(&mut self, mail: Received, line: &str) -> io::Result<()> {
        let kept = self.state.keep(mail);
        self.say(line)?;
        self.state.confirm(kept);
        Ok(())
    }

    fn say(&mut self, line: &str) -> io::Result<()> {
        self.wire.get_mut().say(line)
    }

    fn mute(&mut self) -> io::Result<()> {
        io::copy(&mut self.wire, &mut io::sink())?;
        Ok(())
    }

    fn line(&mut self) -> io::Result<String> {
        let mut line = Vec::new();
        if self.wire.read_until(b'\n', &mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let line = String::from_utf8_lossy(&line).trim_end().to_owned();
        self.state.inner().heard.push(line.clone());
        Ok(line)
    }

    /// The message up to its dot, with stuffed dots removed (RFC 5321, 4.5.2).
    fn data(&mut self) -> io::Result<Vec<u8>> {
        let mut data = Vec::new();
        loop {
            let mut line = Vec::new();
            if self.wire.read_until(b'\n', &mut line)? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            if line == b".\r\n" {
                return Ok(data);
            }
            data.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
        }
    }

    /// `user:password`, by either mechanism.
    fn credentials(&mut self, mechanism: &str, line: &str) -> io::Result<String> {
        if mechanism.starts_with("PLAIN") {
            let encoded = match line.split(' ').nth(2) {
                Some(encoded) => encoded.to_owned(),
                None => {
                    self.say("334 ")?;
                    self.line()?
                }
            };
            let fields = base64(&encoded);
            let fields: Vec<&str> = fields.trim_start_matches('\0').split('\0').collect();
            return Ok(fields.join(":"));
        }
        self.say("334 VXNlcm5hbWU6")?;
        let user = base64(&self.line()?);
        self.say("334 UGFzc3dvcmQ6")?;
        Ok(format!("{user}:{}", base64(&self.line()?)))
    }
}

/// What stands between the angle brackets.
fn address(line: &str) -> String {
    let inner = line
        .split_once('<')
        .and_then(|(_, rest)| rest.split_once('>'));
    inner.map_or("", |(address, _)| address).to_owned()
}

fn base64(text: &str) -> String {
    let headed = format!("Content-Transfer-Encoding: base64\r\n\r\n{text}\r\n");
    let decoded = mailparse::parse_mail(headed.as_bytes()).and_then(|mail| mail.get_body_raw());
    String::from_utf8_lossy(&decoded.unwrap_or_default()).into_owned()
}
