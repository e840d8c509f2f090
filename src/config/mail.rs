//! `[mail]`: how mail leaves, and how long it is tried.

use std::{net::IpAddr, path::PathBuf};

use jiff::SignedDuration;
use url::Host;

use super::{
    section::Section,
    tree::Value,
    values::{YEAR, duration, integer, mailbox, one_of, optional, words},
};
use crate::domain::routing::Limits;

#[derive(Clone, Debug, PartialEq)]
pub struct Mail {
    /// `watch907 <watch@example.org>`.
    pub from: String,
    /// Without the angle brackets of the header.
    pub list_id: String,
    /// Begins each subject, in brackets.
    pub tag: String,
    /// Where `.eml` files go when there is no server. Relative to the folder of the
    /// database.
    pub folder: String,
    /// `None`: mail goes to `folder`.
    pub server: Option<Server>,
    pub connect_timeout: SignedDuration,
    /// For the server's answer after a whole message was sent (RFC 5321 4.5.3.2.6).
    pub timeout: SignedDuration,
    pub retry_first: SignedDuration,
    pub retry_ceiling: SignedDuration,
    /// After this long a message is tried only every `retry_slow`, without end.
    pub retry_slow_after: SignedDuration,
    pub retry_slow: SignedDuration,
    /// `singles`, `singles_within` and `quiet`.
    pub storm: Limits,
}

/// A mail server, and how to log in.
#[derive(Clone, Debug, PartialEq)]
pub struct Server {
    pub host: String,
    pub port: u16,
    pub tls: Tls,
    /// `None`: without logging in.
    pub user: Option<String>,
    /// The file that holds the password. `None`: systemd's credential `smtp-password`.
    pub password_file: Option<PathBuf>,
}

/// The protection of the connection. It is required: where it can't be had, mail waits.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Tls {
    /// Begins in the clear and is upgraded before anything is said.
    Starttls,
    /// From the first byte.
    Tls,
    /// Only to this machine.
    None,
}

impl Tls {
    pub(super) const ALL: [Self; 3] = [Self::Starttls, Self::Tls, Self::None];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Starttls => "starttls",
            Self::Tls => "tls",
            Self::None => "none",
        }
    }

    /// Submission (RFC 6409), submission over TLS (RFC 8314), and plain SMTP.
    fn usual_port(self) -> u16 {
        match self {
            Self::Starttls => 587,
            Self::Tls => 465,
            Self::None => 25,
        }
    }
}

pub(super) fn read(mut section: Section<'_, '_>) -> Option<Mail> {
    let any = || duration(SignedDuration::ZERO..=YEAR);
    let some = || duration(SignedDuration::from_secs(1)..=YEAR);
    let server = server(&mut section);
    let from = section.need("from", mailbox);
    let list_id = section.need("list_id", list_id);
    let tag = section.need("tag", words);
    let folder = section.need("folder", words);
    let connect_timeout = section.need("connect_timeout", some());
    let timeout = section.need("timeout", some());
    let first_at = section.place_of("retry_first");
    let retry_first = section.need("retry_first", some());
    let retry_ceiling = section.need("retry_ceiling", some());
    let retry_slow_after = section.need("retry_slow_after", any());
    let retry_slow = section.need("retry_slow", some());
    let singles = section.need("singles", integer(0..=1000));
    let singles_within = section.need("singles_within", any());
    let quiet = section.need("quiet", any());
    if let (Some(first), Some(ceiling)) = (retry_first, retry_ceiling)
        && first > ceiling
    {
        let problem = format!("is longer than `retry_ceiling`, {ceiling:#}");
        section.wrong(first_at, "retry_first", problem);
    }
    section.finish();
    Some(Mail {
        from: from?,
        list_id: list_id?,
        tag: tag?,
        folder: folder?,
        server: server?,
        connect_timeout: connect_timeout?,
        timeout: timeout?,
        retry_first: retry_first?,
        retry_ceiling: retry_ceiling?,
        retry_slow_after: retry_slow_after?,
        retry_slow: retry_slow?,
        storm: Limits {
            singles: singles?,
            window: singles_within?,
            quiet: quiet?,
        },
    })
}

/// The outer `None` is a mistake, the inner one "no server".
fn server(section: &mut Section<'_, '_>) -> Option<Option<Server>> {
    let tls_at = section.place_of("tls");
    section.misplaced(
        "password",
        "would be a secret in this file; put it into systemd's credential `smtp-password`, or name \
         a file in `password_file`",
    );
    let host = section.need("server", host);
    let tls = section.need("tls", one_of(&Tls::ALL, Tls::as_str));
    let port = section.take("port", integer(1..=65535));
    let user = section.need("user", optional);
    let password_file = section.need("password_file", optional);

    let (host, tls) = (host?, tls?);
    let Some(host) = host else {
        return Some(None);
    };
    if tls == Tls::None && !is_loopback(&host) {
        let problem = format!(
            "\"none\" is for a server on this machine; to {host} mail would travel in the clear: \
             use \"starttls\" or \"tls\""
        );
        section.wrong(tls_at, "tls", problem);
        return None;
    }
    Some(Some(Server {
        host,
        port: port.unwrap_or_else(|| tls.usual_port()),
        tls,
        user: user?,
        password_file: password_file?.map(PathBuf::from),
    }))
}

/// A name or an address of a machine, without scheme or port.
fn host(value: &Value) -> Result<Option<String>, String> {
    let Some(text) = optional(value)? else {
        return Ok(None);
    };
    let bare: Result<IpAddr, _> = text.parse();
    if bare.is_err() {
        Host::parse(&text).map_err(|error| {
            format!("expected a host such as smtp.example.org, not `{text}`: {error}")
        })?;
    }
    Ok(Some(text))
}

fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    match bare.parse::<IpAddr>() {
        Ok(address) => address.is_loopback(),
        Err(_) => bare.eq_ignore_ascii_case("localhost"),
    }
}

/// The identifier of a list (RFC 2919), without its angle brackets.
fn list_id(value: &Value) -> Result<String, String> {
    let text = words(value)?;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let labels = text.split('.');
    let valid = text.chars().all(plain) && labels.clone().count() > 1;
    if !valid || labels.into_iter().any(str::is_empty) {
        return Err(format!(
            "expected a name with a dot in it such as section-907.example.org, not `{text}`"
        ));
    }
    Ok(text)
}
