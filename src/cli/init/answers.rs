//! What the operator wants: said by options, or asked for.

use std::{
    fs,
    io::{BufRead as _, Write},
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use clap::{CommandFactory as _, error::ErrorKind};
use jiff::tz::TimeZone;
use secrecy::SecretString;

use super::files::Target;
use crate::{
    cli::{Cli, open},
    config::template::{self, Choice},
};

/// The options.
#[derive(Debug, clap::Args)]
pub(super) struct Given {
    /// Who is told: your mail address.
    #[arg(long, value_name = "MAIL")]
    address: Option<String>,

    /// The mail server; empty to have mail written to a folder instead.
    #[arg(long, value_name = "HOST")]
    server: Option<String>,

    /// Its port, where it is not the usual one.
    #[arg(long)]
    port: Option<u16>,

    /// starttls, tls, or none for a server on this machine.
    #[arg(long)]
    tls: Option<String>,

    /// The name to log in with; empty to send without a login.
    #[arg(long)]
    user: Option<String>,

    /// A file that holds the password. It is copied to where the service finds it.
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,

    /// The sender. By default the name to log in with where that is an address, else yours.
    #[arg(long, value_name = "MAIL")]
    from: Option<String>,

    /// Your web or mail address for those who run the sources.
    #[arg(long)]
    contact: Option<String>,

    /// A file that holds a key of Congress's API, free at api.congress.gov. It is copied as
    /// the password is.
    #[arg(long, value_name = "FILE")]
    key_file: Option<PathBuf>,
}

/// What is to be written.
pub(super) struct Answers {
    address: String,
    server: Option<Server>,
    from: String,
    contact: Option<String>,
    pub(super) password: Option<SecretString>,
    pub(super) api_key: Option<SecretString>,
}

struct Server {
    host: String,
    port: Option<u16>,
    tls: Option<String>,
    user: Option<String>,
}

impl Answers {
    /// Asks for what is not given, where there is a terminal to ask on.
    pub(super) fn gather(
        given: &Given,
        is_terminal: bool,
        out: &mut dyn Write,
    ) -> anyhow::Result<Self> {
        let mut ask = |given: &Option<String>, question: &str, usual: &str| match given {
            Some(given) => Ok(given.clone()),
            None if is_terminal => asked(question, usual, out),
            None => Ok(usual.to_owned()),
        };
        let address = ask(&given.address, "Your mail address", "")?;
        if address.is_empty() {
            let missing = "who is to be told? Give --address";
            return Err(Cli::command()
                .error(ErrorKind::MissingRequiredArgument, missing)
                .into());
        }
        let server = "Your mail server (empty: mail is written to a folder)";
        let host = some(ask(&given.server, server, "")?);
        let server = match host {
            None => None,
            Some(host) => {
                let is_here = matches!(&*host, "localhost" | "127.0.0.1" | "::1");
                let usual = if is_here { "none" } else { "starttls" };
                let tls = ask(&given.tls, "Encryption: starttls, tls or none", usual)?;
                let login = "The name to log in with (empty: no login)";
                Some(Server {
                    host,
                    port: given.port,
                    tls: Some(tls),
                    user: some(ask(&given.user, login, "")?),
                })
            }
        };
        let user = server.as_ref().and_then(|server| server.user.clone());
        let password = match (&user, &given.password_file) {
            (Some(_), Some(file)) => Some(read(file)?),
            (Some(user), None) if is_terminal => hidden(&format!("Password of {user}"))?,
            _ => None,
        };
        let api_key = match &given.key_file {
            Some(file) => Some(read(file)?),
            None if is_terminal => {
                hidden("Key of Congress's API, free at api.congress.gov (empty: none)")?
            }
            None => None,
        };
        let from = given
            .from
            .clone()
            .or(user.filter(|user| user.contains('@')));
        Ok(Self {
            from: from.unwrap_or_else(|| address.clone()),
            address,
            server,
            contact: given.contact.clone(),
            password,
            api_key,
        })
    }

    /// The text of the configuration that says so.
    pub(super) fn configuration(&self, target: &Target) -> String {
        let mut choices: Vec<Choice> = Vec::new();
        if let Some(contact) = &self.contact {
            choices.push(("fetch", "contact", quoted(contact)));
        }
        let from = match self.from.contains('<') {
            true => self.from.clone(),
            false => format!("watch907 <{}>", self.from),
        };
        choices.push(("mail", "from", quoted(&from)));
        let domain = self.from.trim_end_matches('>').rsplit('@').next();
        let list_id = format!("watch907.{}", domain.unwrap_or("localhost"));
        choices.push(("mail", "list_id", quoted(&list_id)));
        if let Some(server) = &self.server {
            choices.push(("mail", "server", quoted(&server.host)));
            if let Some(tls) = &server.tls {
                choices.push(("mail", "tls", quoted(tls)));
            }
            if let Some(port) = server.port {
                choices.push(("mail", "port", port.to_string()));
            }
            if let Some(user) = &server.user {
                choices.push(("mail", "user", quoted(user)));
                if let Some(name) = target.named(open::PASSWORD) {
                    choices.push(("mail", "password_file", quoted(name)));
                }
            }
        }
        if self.api_key.is_some()
            && let Some(name) = target.named(open::API_KEY)
        {
            choices.push(("discover", "key_file", quoted(name)));
        }
        let mut subscriber = vec![("address", quoted(&self.address))];
        if let Some(zone) = TimeZone::system().iana_name()
            && zone.contains('/')
            && !zone.starts_with("Etc/")
        {
            subscriber.push(("time_zone", quoted(zone)));
        }
        template::filled(&choices, &subscriber)
    }
}

fn asked(question: &str, usual: &str, out: &mut dyn Write) -> anyhow::Result<String> {
    match usual {
        "" => write!(out, "{question}: ")?,
        usual => write!(out, "{question} [{usual}]: ")?,
    }
    out.flush()?;
    let mut line = String::new();
    std::io::stdin()
        .lock()
        .read_line(&mut line)
        .context("failed to read your answer")?;
    Ok(match line.trim() {
        "" => usual.to_owned(),
        answer => answer.to_owned(),
    })
}

/// Asks without showing what is typed.
fn hidden(question: &str) -> anyhow::Result<Option<SecretString>> {
    let typed = rpassword::prompt_password(format!("{question}: "));
    let typed = typed.context("failed to read your answer")?;
    Ok(some(typed).map(SecretString::from))
}

fn read(file: &Path) -> anyhow::Result<SecretString> {
    let text = fs::read_to_string(file);
    let text = text.with_context(|| format!("failed to read {}", file.display()))?;
    let secret = text.strip_suffix('\n').unwrap_or(&text).to_owned();
    let secret = some(secret).with_context(|| format!("{} is empty", file.display()))?;
    Ok(secret.into())
}

fn some(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

/// As TOML.
fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}
