//! The ways out: to the sources, and to the readers.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
};

use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

use crate::{
    config::{self, Also, AlsoAs, Config, Tls},
    domain::source::{HostPort, SourceKind},
    fetch::{self, FetchError, Fetcher},
    mail::{
        Transport,
        folder::Folder,
        smtp::{Login, Security, Settings, Smtp, Timeouts},
    },
};

/// What a configuration makes of the network.
pub struct Outlet {
    pub fetcher: Fetcher,
    pub transport: Transport,
    /// Second channels, by the subscriber's address.
    pub also: HashMap<String, Channel>,
    /// What is called while all is well.
    pub heartbeat: Option<Url>,
    /// Of Congress's API.
    api_key: Option<SecretString>,
}

/// Where messages go that mail does not deliver.
pub enum Channel {
    Web(Hook),
    Folder(Folder),
}

/// A webhook.
pub struct Hook {
    pub url: Url,
    pub as_what: AlsoAs,
    /// Where it may be at an address that isn't public.
    pub allow: Vec<HostPort>,
}

/// The secrets that the configuration does not hold, but may name a file of.
#[derive(Clone, Default)]
pub struct Secrets {
    /// Of the mail server's user.
    pub smtp_password: Option<SecretString>,
    /// Of Congress's API.
    pub congress_api_key: Option<SecretString>,
    /// What is called while all is well.
    pub heartbeat: Option<Url>,
    /// Webhooks, by the subscriber's address.
    pub hooks: HashMap<String, Url>,
}

impl Outlet {
    /// Folders are beside the database, in `beside`.
    ///
    /// Fails where the machine has no CA certificates.
    pub fn new(config: &Config, beside: &Path, mut secrets: Secrets) -> Result<Self, FetchError> {
        let folder = beside.join(&config.mail.folder);
        let mut channels = HashMap::new();
        for subscriber in config.subscribers() {
            let address = &subscriber.address;
            let channel = match &subscriber.also {
                None => None,
                Some(Also::Folder(name)) => Some(Channel::Folder(Folder::new(beside.join(name)))),
                Some(Also::Web(web)) => {
                    let url = web.url.written().cloned();
                    url.or_else(|| secrets.hooks.remove(address)).map(|url| {
                        Channel::Web(Hook {
                            url,
                            as_what: web.as_what,
                            allow: web.allow.clone(),
                        })
                    })
                }
            };
            channels.extend(channel.map(|channel| (address.clone(), channel)));
        }
        let heartbeat = config.watch.heartbeat.as_ref();
        let heartbeat = heartbeat.and_then(|heartbeat| heartbeat.url.written().cloned());
        Ok(Self {
            fetcher: Fetcher::new(fetching(&config.fetch))?,
            transport: transport(config, folder, secrets.smtp_password),
            also: channels,
            heartbeat: heartbeat.or(secrets.heartbeat),
            api_key: secrets.congress_api_key,
        })
    }

    /// What a source is asked with: the key of an API is never part of its address.
    pub fn headers(&self, source: &config::Source) -> Vec<(String, String)> {
        let mut headers = source.headers.clone();
        if let (SourceKind::CongressApi, Some(key)) = (source.kind, &self.api_key) {
            headers.push(("x-api-key".to_owned(), key.expose_secret().to_owned()));
        }
        headers
    }
}

fn fetching(fetch: &config::Fetch) -> fetch::Settings {
    let contact = fetch
        .contact
        .as_deref()
        .map(|contact| format!(" (+{contact})"));
    fetch::Settings {
        user_agent: format!(
            "watch907/{}{}",
            env!("CARGO_PKG_VERSION"),
            contact.unwrap_or_default()
        ),
        connect_timeout: fetch.connect_timeout.unsigned_abs(),
        redirects_max: fetch.redirects_max,
        concurrent_max: fetch.concurrency,
        per_host_max: fetch.per_host,
        host_delay: fetch.host_delay.unsigned_abs(),
        ..fetch::Settings::default()
    }
}

fn transport(config: &Config, folder: PathBuf, password: Option<SecretString>) -> Transport {
    let Some(server) = config.mail.server.as_ref().filter(|_| config.mail_leaves()) else {
        return Transport::Folder(Folder::new(folder));
    };
    let login = server.user.clone().zip(password);
    Transport::Smtp(Smtp::new(Settings {
        host: server.host.clone(),
        port: server.port,
        security: match server.tls {
            Tls::Starttls => Security::StartTls,
            Tls::Tls => Security::Tls,
            Tls::None => Security::None,
        },
        login: login.map(|(user, password)| Login { user, password }),
        hello_name: None,
        timeouts: Timeouts {
            connect: config.mail.connect_timeout.unsigned_abs(),
            delivery: config.mail.timeout.unsigned_abs(),
            ..Timeouts::default()
        },
    }))
}
