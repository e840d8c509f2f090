//! Where things are: the configuration, the database, the secrets, the socket.

use std::{
    env, fs, io,
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use jiff::Timestamp;
use rusqlite::Connection;
use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

use crate::{
    config::{self, Address, Config, Layer, Subscriber},
    daemon::{
        clock::Clock,
        outlet::{Outlet, Secrets},
    },
    pipeline::setup::Setup,
    store::{self, work::meta},
};

/// The operator's configuration, where none is named.
pub(super) const CONFIG: &str = "/etc/watch907/config.toml";

/// Where the service manager finds the service's secrets (systemd.exec(5)).
pub(super) const STORE: &str = "/etc/credstore";

/// Where the service keeps its state.
const STATE: &str = "/var/lib/watch907";

/// The configuration wants a secret that isn't there.
#[derive(Debug, thiserror::Error)]
pub(super) enum NoSecret {
    #[error(
        "mail.user is set, and there is neither mail.password_file nor the systemd credential smtp-password"
    )]
    Unnamed,
    #[error("mail.user is set, and its password is missing: failed to read {}", .0.display())]
    Password(PathBuf, #[source] io::Error),
    #[error("the key of Congress's API is missing: failed to read {}", .0.display())]
    ApiKey(PathBuf, #[source] io::Error),
    #[error("an address is missing: failed to read {}", .0.display())]
    Address(PathBuf, #[source] io::Error),
}

/// The configuration that is named can't be read.
#[derive(Debug, thiserror::Error)]
#[error("failed to read {}: {}", .0.display(), .1)]
pub(super) struct NoConfiguration(PathBuf, io::Error);

/// What the command line names of files.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) config: Option<PathBuf>,
    pub(super) database: Option<PathBuf>,
}

impl Place {
    /// Reads the configuration: the operator's laid over the built-in one.
    pub(super) fn config(&self) -> anyhow::Result<Config> {
        self.config_with(&[])
    }

    /// Reads the configuration, and lays further layers over it. The files of secrets are
    /// beside the operator's own.
    pub(super) fn config_with(&self, above: &[Layer<'_>]) -> anyhow::Result<Config> {
        let own = self.own()?;
        let mut layers: Vec<Layer<'_>> = Vec::new();
        if let Some((name, text)) = &own {
            layers.push(Layer { name, text });
        }
        layers.extend(above);
        let mut config = config::load(&layers)?;
        if let Some((name, _)) = &own {
            let folder = Path::new(name).parent().unwrap_or(Path::new(""));
            for file in config.secret_files_mut() {
                *file = folder.join(&*file);
            }
            if Path::new(name) == Path::new(CONFIG) && credential(API_KEY).is_none() {
                stored(&mut config, Path::new(STORE));
            }
        }
        Ok(config)
    }

    /// Where the operator's own file is, if there is one.
    pub(super) fn own_path(&self) -> PathBuf {
        let named = self.config.clone();
        named.unwrap_or_else(|| match env::var_os("CONFIGURATION_DIRECTORY") {
            Some(folder) => Path::new(&folder).join("config.toml"),
            None => PathBuf::from(CONFIG),
        })
    }

    /// Path and text of the operator's own file; `None` where there is none.
    fn own(&self) -> anyhow::Result<Option<(String, String)>> {
        let (path, is_named) = (self.own_path(), self.config.is_some());
        match fs::read_to_string(&path) {
            Ok(text) => Ok(Some((path.display().to_string(), text))),
            Err(error) if error.kind() == io::ErrorKind::NotFound && !is_named => Ok(None),
            Err(error) => Err(NoConfiguration(path, error).into()),
        }
    }

    /// The database: as named on the command line, else as configured. A relative name in
    /// the configuration is in the folder that the service manager gives us; else beside
    /// the configuration that is named, so that one works from everywhere; else in the
    /// service's state directory where there is one or it is the service's own
    /// configuration, else here.
    pub(super) fn database(&self, config: &Config) -> PathBuf {
        let given = env::var_os("STATE_DIRECTORY").map(PathBuf::from);
        self.database_in(config, given, Path::new(STATE))
    }

    fn database_in(&self, config: &Config, given: Option<PathBuf>, state: &Path) -> PathBuf {
        if let Some(named) = &self.database {
            return named.clone();
        }
        // Who names the service's own configuration means the service.
        let own = self
            .config
            .as_deref()
            .filter(|file| *file != Path::new(CONFIG));
        let folder = given
            .or_else(|| Some(own?.parent()?.to_owned()))
            .or_else(|| (state.is_dir() || self.is_service()).then(|| state.to_owned()));
        folder.unwrap_or_default().join(&config.database)
    }

    /// Whether this is the service's own configuration.
    pub(super) fn is_service(&self) -> bool {
        let named = self.config.as_deref().unwrap_or(Path::new(CONFIG));
        named == Path::new(CONFIG) && named.exists()
    }

    /// Opens the database for reading, beside a running daemon.
    pub(super) fn read(&self, config: &Config) -> anyhow::Result<Connection> {
        let path = self.database(config);
        store::open_read_only(&path).with_context(|| format!("failed to open {}", path.display()))
    }
}

/// Whether a database couldn't be opened because there is none yet.
pub(super) fn is_missing(error: &anyhow::Error) -> bool {
    matches!(error.downcast_ref(), Some(store::OpenError::Missing))
}

/// The present as readers of this database see it: the demo's clock is not ours.
pub(super) fn now(conn: &Connection) -> anyhow::Result<Timestamp> {
    Ok(meta::get(conn, meta::Key::Now)?.unwrap_or_else(|| Clock::System.now()))
}

/// What a configuration makes of the work and of the network. Mail folders are beside the
/// database.
pub(super) fn prepare(config: Config, database: &Path) -> anyhow::Result<(Setup, Outlet)> {
    let user = config
        .mail
        .server
        .as_ref()
        .filter(|server| server.user.is_some());
    let smtp_password = match user.filter(|_| config.mail_leaves()) {
        Some(server) => Some(password(server.password_file.as_deref())?),
        None => None,
    };
    let congress_api_key = api_key(&config)?;
    let has_api_key = congress_api_key.is_some();
    let in_file = |url: &&Address| url.written().is_none();
    let heartbeat = config.watch.heartbeat.as_ref().map(|one| &one.url);
    let heartbeat = heartbeat.filter(in_file).map(address);
    let hooks = config.subscribers().iter().filter_map(|subscriber| {
        let url = Some(&subscriber.web()?.url).filter(in_file)?;
        Some(address(url).map(|url| (subscriber.address.clone(), url)))
    });
    let secrets = Secrets {
        smtp_password,
        congress_api_key,
        heartbeat: heartbeat.transpose()?,
        hooks: hooks.collect::<Result<_, NoSecret>>()?,
    };
    let outlet = Outlet::new(&config, beside(database), secrets)?;
    let mut setup = Setup::new(config)?;
    setup.has_api_key = has_api_key;
    Ok((setup, outlet))
}

/// The key of Congress's API, if there is one: it is free, and optional.
fn api_key(config: &Config) -> Result<Option<SecretString>, NoSecret> {
    let named = config.discover.key_file.as_deref();
    let Some(path) = named.map(Path::to_owned).or_else(|| credential(API_KEY)) else {
        return Ok(None);
    };
    match secret(&path) {
        Ok(key) => Ok(Some(key)),
        Err(error) if named.is_none() && error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(NoSecret::ApiKey(path, error)),
    }
}

/// The keys of the configuration that name files of secrets, and why each can't be read.
///
/// What the service manager hands over is only there when it starts us.
pub(super) fn unreadable_secrets(config: &Config) -> Vec<(&'static str, NoSecret)> {
    let server = config.mail.server.as_ref();
    let server = server.filter(|server| server.user.is_some() && config.mail_leaves());
    let file = server.and_then(|server| server.password_file.as_deref());
    let password = file.and_then(|file| password(Some(file)).err());
    let key = config.discover.key_file.is_some();
    let key = key.then(|| api_key(config).err()).flatten();
    let password = password.map(|error| ("mail.password_file", error));
    let key = key.map(|error| ("discover.key_file", error));
    let heartbeat = config.watch.heartbeat.as_ref().map(|one| &one.url);
    let heartbeat = heartbeat.map(|url| ("watch.heartbeat_file", url));
    let webs = config.subscribers().iter().filter_map(Subscriber::web);
    let also = webs.map(|web| ("subscriber.also_file", &web.url));
    let addresses = heartbeat.into_iter().chain(also);
    let addresses = addresses.filter_map(|(key, url)| Some((key, address(url).err()?)));
    password.into_iter().chain(key).chain(addresses).collect()
}

/// An address, from its file where it is a secret: a credential of that name, else the file.
pub(super) fn address(address: &Address) -> Result<Url, NoSecret> {
    let file = match address {
        Address::Written(url) => return Ok(url.clone()),
        Address::InFile(file) => file,
    };
    let given = file.file_name().and_then(|name| name.to_str());
    let given = given.and_then(credential).filter(|file| file.exists());
    let file = given.unwrap_or_else(|| file.clone());
    let url = secret(&file).and_then(|text| {
        Address::parse(text.expose_secret()).ok_or_else(|| {
            io::Error::other("what it holds is no address such as https://example.org/hook")
        })
    });
    url.map_err(|error| NoSecret::Address(file, error))
}

/// The folder where mail goes when there is no server.
pub(super) fn mail_folder(config: &Config, database: &Path) -> PathBuf {
    beside(database).join(&config.mail.folder)
}

/// The folder that relative names start from.
pub(super) fn beside(database: &Path) -> &Path {
    database.parent().unwrap_or(Path::new(""))
}

/// The SMTP password: from the file that the configuration names, else systemd's
/// credential.
fn password(file: Option<&Path>) -> Result<SecretString, NoSecret> {
    let path = file.map(Path::to_owned);
    let Some(path) = path.or_else(|| credential(PASSWORD)) else {
        return Err(NoSecret::Unnamed);
    };
    secret(&path).map_err(|error| NoSecret::Password(path, error))
}

/// The secrets, as the service manager calls them.
pub(super) const PASSWORD: &str = "smtp-password";
pub(super) const API_KEY: &str = "congress-api-key";

/// Names the service's secrets where the service manager would read them, for who may read
/// them as well: root, who then tries what the service does.
fn stored(config: &mut Config, store: &Path) {
    let readable = |name| {
        let file = store.join(name);
        fs::File::open(&file).is_ok().then_some(file)
    };
    if let Some(server) = config.mail.server.as_mut().filter(|one| one.user.is_some()) {
        server.password_file = server.password_file.take().or_else(|| readable(PASSWORD));
    }
    let key = &mut config.discover.key_file;
    *key = key.take().or_else(|| readable(API_KEY));
}

/// Where the service manager hands over a secret of this name; `None` where it runs us not.
fn credential(name: &str) -> Option<PathBuf> {
    Some(Path::new(&env::var_os("CREDENTIALS_DIRECTORY")?).join(name))
}

/// What a file holds; one newline at its end is not part of it. An empty file holds none.
fn secret(path: &Path) -> io::Result<SecretString> {
    let text = fs::read_to_string(path)?;
    match text.strip_suffix('\n').unwrap_or(&text) {
        "" => Err(io::Error::other("it is empty")),
        secret => Ok(secret.to_owned().into()),
    }
}

/// The files of secrets that everybody may read.
pub(super) fn open_secrets(config: &Config) -> Vec<&Path> {
    let is_open = |path: &&Path| fs::metadata(path).is_ok_and(|file| file.mode() & 0o004 != 0);
    let named = config.secret_files().into_iter();
    let named = named.map(|(_, file)| file.as_path());
    named.filter(is_open).collect()
}

/// Where the daemon that holds the lock listens.
pub(super) fn socket(database: &Path) -> PathBuf {
    match env::var_os("RUNTIME_DIRECTORY") {
        Some(folder) => Path::new(&folder).join("control.sock"),
        None => {
            let mut path = database.as_os_str().to_owned();
            path.push(".sock");
            PathBuf::from(path)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_may_read_the_services_secrets_uses_them_where_none_are_named() {
        let store = tempfile::tempdir().unwrap();
        for name in [PASSWORD, API_KEY] {
            fs::write(store.path().join(name), "secret").unwrap();
        }
        let files = |text: &str| {
            let layer = Layer { name: "test", text };
            let mut config = config::load(&[layer]).unwrap();
            stored(&mut config, store.path());
            let files = config.secret_files().into_iter();
            files
                .map(|(_, file)| file.display().to_string())
                .collect::<Vec<_>>()
        };
        let at = |name: &str| store.path().join(name).display().to_string();

        assert_eq!(files(""), [at(API_KEY)]);
        let mail = "mail.server = \"mail.example.org\"\n";
        assert_eq!(files(mail), [at(API_KEY)]);
        let login = format!("{mail}mail.user = \"me\"\n");
        assert_eq!(files(&login), [at(PASSWORD), at(API_KEY)]);
        let named = format!("{login}mail.password_file = \"mine\"\n");
        assert_eq!(files(&named), ["mine".to_owned(), at(API_KEY)]);
    }

    #[test]
    fn a_configuration_means_the_same_database_from_everywhere() {
        let state = tempfile::tempdir().unwrap();
        let state = state.path();
        let database = |config: Option<&str>, name: &str, given: Option<&str>| {
            let text = format!("database = {name:?}");
            let layer = Layer {
                name: "test",
                text: &text,
            };
            let place = Place {
                config: config.map(PathBuf::from),
                database: None,
            };
            let loaded = config::load(&[layer]).unwrap();
            place.database_in(&loaded, given.map(PathBuf::from), state)
        };

        let own = Some("/home/me/watch/my.toml");
        assert_eq!(
            database(own, "w.db", None),
            Path::new("/home/me/watch/w.db")
        );
        assert_eq!(database(own, "/data/w.db", None), Path::new("/data/w.db"));
        assert_eq!(database(own, "w.db", Some("/srv")), Path::new("/srv/w.db"));
        assert_eq!(database(Some("my.toml"), "w.db", None), Path::new("w.db"));
        for service in [None, Some(CONFIG)] {
            assert_eq!(database(service, "w.db", None), state.join("w.db"));
        }
    }
}
