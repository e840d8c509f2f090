//! Control: requests from the command line to the running daemon.
//!
//! One line of JSON comes in over a Unix socket, one goes back. The socket's file is
//! open to the daemon's group; who asked is logged by user id. Reading commands need
//! none of this: they open the database beside the daemon.

use std::{
    fmt, fs,
    io::{self, BufRead as _, BufReader, Write as _},
    os::unix::{fs::PermissionsExt as _, net::UnixStream as Blocking},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use anyhow::{Context as _, bail};
use jiff::civil::Date;
use sd_notify::NotifyState;
use serde::{Deserialize, Serialize};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _},
    net::{UnixListener, UnixStream},
    time,
};

use crate::{
    config::Config,
    daemon::{Reload, engine::Engine, notify},
    domain::routing::Route,
    pipeline::{deliver::GivenUp, record::Outcome},
    store::work::{messages, owed},
};

/// A request is a line of at most so many bytes, sent within so long.
const REQUEST_BYTES_MAX: u64 = 64 << 10;
const REQUEST_WITHIN: Duration = Duration::from_secs(5);

/// What can be asked of the daemon.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Request {
    /// Poll these sources now, all where none is named, and try mail that waits.
    Poll { sources: Vec<String> },
    /// Read the configuration again.
    Reload,
    /// Follow a measure no more.
    Dismiss { measure: String, why: String },
    /// Repeat no more, up to the end of a day, that a source is blind.
    Acknowledge {
        source: String,
        until: Date,
        why: Option<String>,
    },
    /// Try again to send what waits or was refused for an address.
    RetryRefused { address: String },
    /// Count what was refused for an address no more, nor what waits for one that is no
    /// subscriber.
    GiveUp { address: String },
}

/// What the daemon answers.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    Polled(Polled),
    Reloaded,
    Dismissed,
    Acknowledged,
    /// So many messages that waited or had been refused are tried again.
    Refused(usize),
    GivenUp(GivenUp),
    Failed(String),
}

/// What a poll on request came to.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct Polled {
    pub outcomes: Vec<Outcome>,
    /// Mails handed over since the request.
    pub sent: usize,
    /// Mails that wait to be tried again, or were refused for good.
    pub waiting: usize,
    pub dead: usize,
    /// Alerts that wait for their digest.
    pub digest: usize,
}

/// The daemon's end of the socket.
pub struct Control {
    listener: UnixListener,
    socket: PathBuf,
    engine: Arc<Engine>,
    reload: Reload,
    /// Held while one is under way: else the older of two could come last.
    reloading: tokio::sync::Mutex<()>,
}

impl Control {
    /// Listens at `socket`. The caller holds the database's lock, so whatever stands
    /// there was left by a daemon that died.
    pub fn bind(socket: PathBuf, engine: Arc<Engine>, reload: Reload) -> anyhow::Result<Arc<Self>> {
        if let Err(error) = fs::remove_file(&socket)
            && error.kind() != io::ErrorKind::NotFound
        {
            return Err(error).with_context(|| format!("failed to clear {}", socket.display()));
        }
        let listener = UnixListener::bind(&socket)
            .with_context(|| format!("failed to listen at {}", socket.display()))?;
        fs::set_permissions(&socket, fs::Permissions::from_mode(0o660))
            .with_context(|| format!("failed to open {} to the group", socket.display()))?;
        Ok(Arc::new(Self {
            listener,
            socket,
            engine,
            reload,
            reloading: tokio::sync::Mutex::default(),
        }))
    }

    /// Answers requests. Never returns.
    pub async fn serve(self: Arc<Self>) {
        loop {
            match self.listener.accept().await {
                Ok((stream, _)) => {
                    tokio::spawn(Arc::clone(&self).answer(stream));
                }
                Err(error) => {
                    tracing::error!("failed to take a request: {error}");
                    time::sleep(Duration::from_secs(1)).await;
                }
            }
        }
    }

    /// Reads the configuration again. Where it has mistakes, the old one stays.
    pub async fn reload(&self) -> anyhow::Result<()> {
        let _turn = self.reloading.lock().await;
        notify(&[NotifyState::Reloading]);
        let done = match (self.reload)() {
            Ok((setup, outlet)) => self.engine.reload(setup, outlet).await,
            Err(error) => Err(error),
        };
        notify(&[NotifyState::Ready]);
        if done.is_ok() {
            tracing::info!("read the configuration again");
        }
        done
    }

    /// Takes the socket away.
    pub fn close(&self) {
        // A socket left behind is cleared by the next daemon.
        let _ = fs::remove_file(&self.socket);
    }

    async fn answer(self: Arc<Self>, mut stream: UnixStream) {
        let uid = stream.peer_cred().map(|peer| peer.uid()).ok();
        let answer = match time::timeout(REQUEST_WITHIN, request(&mut stream)).await {
            Ok(Ok(request)) => {
                tracing::info!(uid, "asked to {request}");
                self.act(request, uid)
                    .await
                    .unwrap_or_else(|error| Answer::Failed(format!("{error:#}")))
            }
            Ok(Err(error)) => Answer::Failed(format!("{error:#}")),
            Err(_) => return,
        };
        let mut line = serde_json::to_vec(&answer).expect("an answer is plain data");
        line.push(b'\n');
        if let Err(error) = stream.write_all(&line).await {
            tracing::debug!("whoever asked has gone: {error}");
        }
    }

    async fn act(&self, request: Request, uid: Option<u32>) -> anyhow::Result<Answer> {
        match request {
            Request::Reload => {
                self.reload().await?;
                Ok(Answer::Reloaded)
            }
            Request::Dismiss { measure, why } => {
                self.engine.dismiss(measure.parse()?, why, uid).await?;
                Ok(Answer::Dismissed)
            }
            Request::Acknowledge { source, until, why } => {
                self.engine.acknowledge(source, until, why, uid).await?;
                Ok(Answer::Acknowledged)
            }
            Request::RetryRefused { address } => {
                Ok(Answer::Refused(self.engine.retry_refused(address).await?))
            }
            Request::GiveUp { address } => Ok(Answer::GivenUp(self.engine.give_up(address).await?)),
            Request::Poll { sources } => {
                let sent_before = self.engine.readers.with(sent)?;
                self.engine.hasten_mail().await?;
                let outcomes = self.engine.poll_now(&sources).await?;
                self.engine.leave_mark().await;
                Ok(Answer::Polled(
                    settle(&self.engine, outcomes, sent_before).await?,
                ))
            }
        }
    }
}

/// How long whoever asked for a poll waits for mail that another loop sends.
const HANDED_OVER_WITHIN: Duration = Duration::from_secs(30);

/// Waits until the mails that follow are handed over or have failed, and says what
/// is left.
async fn settle(
    engine: &Arc<Engine>,
    outcomes: Vec<Outcome>,
    sent_before: usize,
) -> anyhow::Result<Polled> {
    let ends = time::Instant::now() + HANDED_OVER_WITHIN;
    loop {
        let (polled, moving) = engine
            .readers
            .with(|conn| left(conn, &engine.setup().config, &outcomes, sent_before))?;
        if !moving || time::Instant::now() >= ends {
            return Ok(polled);
        }
        engine.mail_waits.notify_one();
        time::sleep(Duration::from_millis(50)).await;
    }
}

/// How many mails were ever handed over.
pub fn sent(conn: &rusqlite::Connection) -> anyhow::Result<usize> {
    Ok(messages::tally(conn, &[], EVER)?.sent_since)
}

const EVER: jiff::Timestamp = jiff::Timestamp::UNIX_EPOCH;

/// What is left in the outbox, and whether some of it is still on its way; `sent_before`
/// mails had been handed over when that was asked for.
pub fn left(
    conn: &rusqlite::Connection,
    config: &Config,
    outcomes: &[Outcome],
    sent_before: usize,
) -> anyhow::Result<(Polled, bool)> {
    let tally = messages::tally(conn, &config.addresses(), EVER)?;
    let mut polled = Polled {
        outcomes: outcomes.to_vec(),
        sent: tally.sent_since.saturating_sub(sent_before),
        waiting: tally.waiting,
        dead: tally.dead,
        digest: 0,
    };
    let mut moving = tally.unanswered > 0;
    for owed in owed::totals(conn, EVER)? {
        match owed.route {
            // What nobody claims goes nowhere.
            _ if config.subscriber(&owed.subscriber).is_none() => (),
            Route::Digest => polled.digest += owed.alerts,
            Route::AtOnce | Route::Never => moving = true,
        }
    }
    Ok((polled, moving))
}

/// As the log tells it, without addresses.
impl fmt::Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Poll { sources } if sources.is_empty() => f.write_str("poll every source"),
            Self::Poll { sources } => write!(f, "poll {}", sources.join(", ")),
            Self::Reload => f.write_str("read the configuration again"),
            Self::Dismiss { measure, why } => write!(f, "dismiss {measure}: {why}"),
            Self::Acknowledge { source, until, .. } => {
                write!(f, "repeat until {until} no more that {source} is blind")
            }
            Self::RetryRefused { .. } => f.write_str("send again what was refused for one address"),
            Self::GiveUp { .. } => f.write_str("give up what was refused for one address"),
        }
    }
}

async fn request(stream: &mut UnixStream) -> anyhow::Result<Request> {
    let mut line = String::new();
    let mut limited = tokio::io::BufReader::new(stream).take(REQUEST_BYTES_MAX);
    limited
        .read_line(&mut line)
        .await
        .context("failed to read the request")?;
    serde_json::from_str(&line).context("the request makes no sense")
}

/// Asks the daemon that listens at `socket`, and waits for its answer.
pub fn ask(socket: &Path, request: &Request) -> anyhow::Result<Answer> {
    let mut stream = Blocking::connect(socket).with_context(|| {
        format!(
            "failed to reach the daemon at {} (members of its group may)",
            socket.display()
        )
    })?;
    let mut line = serde_json::to_vec(request)?;
    line.push(b'\n');
    stream.write_all(&line)?;
    let mut answer = String::new();
    BufReader::new(stream).read_line(&mut answer)?;
    if answer.is_empty() {
        bail!("the daemon went away before it answered");
    }
    serde_json::from_str(&answer).context("the daemon's answer makes no sense")
}
