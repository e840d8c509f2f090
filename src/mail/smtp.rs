//! SMTP: one message, one recipient, one connection.
//!
//! The conversation is led step by step, as what a failure means depends on where
//! it came: before the message was handed over nothing was sent, after its last
//! dot it may have been (RFC 1047), and a refused banner or login is not about
//! this message at all. Only a refused recipient or content is final. Where
//! encryption is asked for, nothing of ours goes out without it.

use std::{error::Error as _, future::Future, io, time::Duration};

use lettre::{
    Address,
    transport::smtp::{
        Error,
        authentication::{Credentials, Mechanism},
        client::{AsyncSmtpConnection, TlsParameters},
        commands::{Data, Mail, Rcpt},
        extension::ClientId,
        response::{Response, Severity},
    },
};
use secrecy::{ExposeSecret as _, SecretString};
use tokio::{
    net::{TcpStream, lookup_host},
    time::timeout,
};

use crate::{
    domain::printable::{clean, clip},
    mail::{Refused, SendError, message, wire::Wire},
};

#[derive(Clone, Debug)]
pub struct Settings {
    pub host: String,
    pub port: u16,
    pub security: Security,
    pub login: Option<Login>,
    /// How we introduce ourselves; `None` for the machine's name.
    pub hello_name: Option<String>,
    pub timeouts: Timeouts,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Security {
    /// Begins in the clear and must encrypt (port 587).
    StartTls,
    /// Encrypted from the start (port 465).
    Tls,
    /// In the clear. A login is then told to a server on this machine only.
    None,
}

#[derive(Clone, Debug)]
pub struct Login {
    pub user: String,
    pub password: SecretString,
}

/// How long to wait (RFC 5321, 4.5.3.2).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Timeouts {
    /// For a connection, over all addresses of the server.
    pub connect: Duration,
    /// For the answer to a command, the banner included.
    pub command: Duration,
    /// For the answer to the last dot. A short wait makes doubles.
    pub delivery: Duration,
}

/// A mail server.
#[derive(Clone, Debug)]
pub struct Smtp {
    settings: Settings,
}

/// What is sent after the message is taken isn't waited for long.
const QUIT: Duration = Duration::from_secs(5);
/// What is kept of a server's answer.
const ANSWER_CHARS_MAX: usize = 400;

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(30),
            command: Duration::from_mins(5),
            delivery: Duration::from_mins(10),
        }
    }
}

impl Smtp {
    pub fn new(settings: Settings) -> Self {
        Self { settings }
    }

    /// Connects, encrypts and logs in, and sends nothing.
    pub async fn probe(&self) -> Result<(), SendError> {
        let mut connection = self.open().await?;
        quit(&mut connection).await;
        Ok(())
    }

    /// Sends the bytes to one recipient. `Ok` once the server has answered for them.
    pub async fn send(&self, from: &str, to: &str, bytes: &[u8]) -> Result<(), SendError> {
        let refused = |refused, answer: String| SendError::Permanent { refused, answer };
        message::check(bytes).map_err(|error| refused(Refused::Content, error.to_string()))?;
        let to = message::address(to)
            .map_err(|error| refused(Refused::Recipient, error.to_string()))?
            .email;
        let from = message::address(from)
            .map_err(|error| SendError::Unusable(error.to_string()))?
            .email;

        let mut connection = self.open().await?;
        let sent = self.transact(&mut connection, from, to, bytes).await;
        // Taken is taken, whatever becomes of the farewell: who is killed while it is
        // waited for would send again what could have been noted.
        tokio::spawn(async move { quit(&mut connection).await });
        sent
    }

    async fn open(&self) -> Result<AsyncSmtpConnection, SendError> {
        let Settings { host, port, .. } = &self.settings;
        let mut connection = match self.settings.security {
            Security::Tls => self.connect_encrypted().await?,
            Security::StartTls | Security::None => self.connect_clear().await?,
        };
        if self.settings.security == Security::StartTls {
            let parameters = self.tls()?;
            let hello = self.hello();
            let upgrade = connection.starttls(parameters, &hello);
            match timeout(self.settings.timeouts.command, upgrade).await {
                Ok(Ok(())) => {}
                // 454: TLS not available due to temporary reason (RFC 3207).
                Ok(Err(error)) if error.is_transient() => {
                    return Err(SendError::Unreachable(answer(&error)));
                }
                Ok(Err(error)) => {
                    return Err(SendError::Unusable(format!(
                        "no encryption with {host}:{port}: {}",
                        answer(&error)
                    )));
                }
                Err(_) => return Err(silent("STARTTLS")),
            }
        }
        if let Some(login) = &self.settings.login {
            self.log_in(&mut connection, login).await?;
        }
        Ok(connection)
    }

    async fn connect_clear(&self) -> Result<AsyncSmtpConnection, SendError> {
        let Settings { host, port, .. } = &self.settings;
        let stream = timeout(self.settings.timeouts.connect, connect(host, *port)).await;
        let wire = match stream {
            Ok(stream) => stream.and_then(|stream| {
                let to_this_machine = stream.peer_addr()?.ip().to_canonical().is_loopback();
                let is_clear = self.settings.security == Security::None;
                Ok((Wire::new(stream, is_clear)?, to_this_machine))
            }),
            Err(_) => Err(io::ErrorKind::TimedOut.into()),
        };
        let (wire, to_this_machine) =
            wire.map_err(|error| SendError::Unreachable(format!("{host}:{port}: {error}")))?;
        let in_the_clear = self.settings.security == Security::None;
        if in_the_clear && self.settings.login.is_some() && !to_this_machine {
            return Err(SendError::Unusable(format!(
                "a password is not sent in the clear to {host}; use starttls or tls"
            )));
        }
        let hello = self.hello();
        let greeting = AsyncSmtpConnection::connect_with_transport(Box::new(wire), &hello);
        match timeout(self.settings.timeouts.command, greeting).await {
            Ok(Ok(connection)) => Ok(connection),
            // A 554 here means "no mail here, now", never "not this message".
            Ok(Err(error)) => Err(SendError::Unreachable(answer(&error))),
            Err(_) => Err(silent("a greeting")),
        }
    }

    async fn connect_encrypted(&self) -> Result<AsyncSmtpConnection, SendError> {
        let Settings {
            host,
            port,
            timeouts,
            ..
        } = &self.settings;
        let hello = self.hello();
        let connection = AsyncSmtpConnection::connect_tokio1(
            (host.as_str(), *port),
            Some(timeouts.connect),
            &hello,
            Some(self.tls()?),
            None,
        );
        match timeout(timeouts.connect + timeouts.command, connection).await {
            Ok(Ok(connection)) => Ok(connection),
            Ok(Err(error)) if is_about_encryption(&error) => Err(SendError::Unusable(format!(
                "no encryption with {host}:{port}: {}",
                answer(&error)
            ))),
            Ok(Err(error)) => Err(SendError::Unreachable(answer(&error))),
            Err(_) => Err(silent("a greeting")),
        }
    }

    async fn log_in(
        &self,
        connection: &mut AsyncSmtpConnection,
        login: &Login,
    ) -> Result<(), SendError> {
        let password = login.password.expose_secret().to_owned();
        let credentials = Credentials::new(login.user.clone(), password);
        let mechanisms = [Mechanism::Plain, Mechanism::Login];
        let auth = connection.auth(&mechanisms, &credentials);
        let outcome = timeout(self.settings.timeouts.command, auth).await;
        let failed = match outcome {
            Ok(Ok(response)) if is_done(&response) => return Ok(()),
            Ok(Ok(response)) => SendError::Unreachable(said(&response)),
            // 454: temporary authentication failure (RFC 4954).
            Ok(Err(error)) if error.is_permanent() || error.is_client() => {
                SendError::Unusable(format!("login as {}: {}", login.user, answer(&error)))
            }
            Ok(Err(error)) => SendError::Unreachable(answer(&error)),
            Err(_) => silent("the login"),
        };
        quit(connection).await;
        Err(failed)
    }

    async fn transact(
        &self,
        connection: &mut AsyncSmtpConnection,
        from: Address,
        to: Address,
        bytes: &[u8],
    ) -> Result<(), SendError> {
        let Timeouts {
            command, delivery, ..
        } = self.settings.timeouts;

        let mail = connection.command(Mail::new(Some(from), Vec::new()));
        let mail = step(command, "MAIL FROM", is_done, mail).await;
        // A sender that is refused is refused for every message.
        mail.map_err(|failure| failure.judged(SendError::Unusable))?;

        let rcpt = connection.command(Rcpt::new(to, Vec::new()));
        let rcpt = step(command, "RCPT TO", is_done, rcpt).await;
        rcpt.map_err(|failure| failure.about(Refused::Recipient))?;

        let data = step(
            command,
            "DATA",
            |response| response.has_code(354),
            connection.command(Data),
        )
        .await;
        data.map_err(|failure| failure.about(Refused::Content))?;

        match timeout(delivery, connection.message(bytes)).await {
            Ok(Ok(response)) if is_done(&response) => Ok(()),
            Ok(Ok(response)) => Err(SendError::MaybeSent(said(&response))),
            Ok(Err(error)) if error.status().is_some() => {
                Err(Failure::Answered(error).about(Refused::Content))
            }
            Ok(Err(error)) => Err(SendError::MaybeSent(answer(&error))),
            Err(_) => Err(SendError::MaybeSent(format!(
                "no answer in {} s",
                delivery.as_secs()
            ))),
        }
    }

    fn tls(&self) -> Result<TlsParameters, SendError> {
        TlsParameters::new(self.settings.host.clone())
            .map_err(|error| SendError::Unusable(answer(&error)))
    }

    fn hello(&self) -> ClientId {
        match &self.settings.hello_name {
            Some(name) => ClientId::Domain(name.clone()),
            None => ClientId::default(),
        }
    }
}

/// Why a step of the conversation came to nothing; no message was handed over.
enum Failure {
    /// With an answer that says no.
    Answered(Error),
    /// Without one, or with one that makes no sense here.
    Broken(String),
}

impl Failure {
    /// What a refusal means where it is about this message.
    fn about(self, refused: Refused) -> SendError {
        self.judged(|answer| match refused {
            // To be read as 452 here (RFC 5321, 4.5.3.1.10).
            Refused::Recipient if answer.starts_with("552") => SendError::Transient(answer),
            // Policy, as in "relay access denied" (RFC 3463, 3.8): about who we are
            // to the server. A login that was forgotten must not end all mail.
            Refused::Recipient
                if answer
                    .get(3..)
                    .is_some_and(|rest| rest.starts_with(" 5.7.")) =>
            {
                SendError::Transient(answer)
            }
            _ => SendError::Permanent { refused, answer },
        })
    }

    fn judged(self, permanent: impl FnOnce(String) -> SendError) -> SendError {
        let error = match self {
            Self::Answered(error) => error,
            Self::Broken(why) => return SendError::Unreachable(why),
        };
        let answer = answer(&error);
        match error.status().map_or(0, u16::from) {
            // The server closes.
            421 => SendError::Unreachable(answer),
            // It wants a login, or another one.
            530 | 534 | 535 | 538 => SendError::Unusable(answer),
            500.. => permanent(answer),
            _ => SendError::Transient(answer),
        }
    }
}

/// Waits for the answer to a command, which must be as expected.
async fn step(
    limit: Duration,
    command: &str,
    expected: impl Fn(&Response) -> bool,
    answering: impl Future<Output = Result<Response, Error>>,
) -> Result<(), Failure> {
    match timeout(limit, answering).await {
        Ok(Ok(response)) if expected(&response) => Ok(()),
        Ok(Ok(response)) => Err(Failure::Broken(format!("{command}: {}", said(&response)))),
        Ok(Err(error)) if error.status().is_some() => Err(Failure::Answered(error)),
        Ok(Err(error)) => Err(Failure::Broken(format!("{command}: {}", answer(&error)))),
        Err(_) => Err(Failure::Broken(format!("{command}: no answer in time"))),
    }
}

/// Tries the server's addresses one after another.
async fn connect(host: &str, port: u16) -> io::Result<TcpStream> {
    let mut failed = io::Error::other("the name has no address");
    for address in lookup_host((host, port)).await? {
        // One that swallows packets must not use up the time of the others.
        match timeout(Duration::from_secs(10), TcpStream::connect(address)).await {
            Ok(Ok(stream)) => return Ok(stream),
            Ok(Err(error)) => failed = error,
            Err(_) => failed = io::ErrorKind::TimedOut.into(),
        }
    }
    Err(failed)
}

async fn quit(connection: &mut AsyncSmtpConnection) {
    // A server that doesn't answer a farewell has been told all the same.
    let _ = timeout(QUIT, connection.abort()).await;
}

fn is_done(response: &Response) -> bool {
    response.code().severity == Severity::PositiveCompletion
}

/// rustls reports what it doesn't accept as invalid data.
fn is_about_encryption(error: &Error) -> bool {
    let mut source = error.source();
    while let Some(cause) = source {
        if let Some(io) = cause.downcast_ref::<io::Error>() {
            return io.kind() == io::ErrorKind::InvalidData;
        }
        source = cause.source();
    }
    error.is_tls()
}

fn silent(what: &str) -> SendError {
    SendError::Unreachable(format!("no answer in time to {what}"))
}

/// The server's answer in its own words, or what went wrong in ours.
fn answer(error: &Error) -> String {
    let words = match (error.status(), error.source()) {
        (Some(code), Some(words)) => format!("{code} {words}"),
        _ => error.to_string(),
    };
    clip(&clean(&words), ANSWER_CHARS_MAX)
}

fn said(response: &Response) -> String {
    let words: Vec<&str> = response.message().collect();
    let words = format!("{} {}", response.code(), words.join(" "));
    clip(&clean(&words), ANSWER_CHARS_MAX)
}
