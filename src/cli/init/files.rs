//! Where a first configuration and its secrets go, and who may read them.

use std::{
    fs::{self, File, OpenOptions, Permissions},
    io::{ErrorKind, Write},
    os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _, chown},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, ensure};
use secrecy::{ExposeSecret as _, SecretString};

use super::answers::Answers;
use crate::{
    cli::{doctor::walls, open, run::runtime},
    config::{self, Config, DEFAULTS, Layer},
};

/// The group whose members may read the service's configuration.
const GROUP: &str = "watch907";

/// Where a configuration goes.
pub(super) struct Target {
    file: PathBuf,
    /// One that says nothing of its own is there, as the package brings it.
    is_blank: bool,
}

impl Target {
    /// Refuses a place where a configuration is already that says something.
    pub(super) fn at(file: &Path) -> anyhow::Result<Self> {
        let name = file.display();
        let is_blank = match fs::read_to_string(file) {
            Ok(text) => {
                let layer = Layer {
                    name: "",
                    text: &text,
                };
                ensure!(
                    text == DEFAULTS.text || config::load(&[layer]) == config::load(&[]),
                    "there is a configuration at {name} already: edit it, or move it away"
                );
                true
            }
            Err(error) if error.kind() == ErrorKind::NotFound => false,
            Err(error) => return Err(error).with_context(|| format!("failed to read {name}")),
        };
        Ok(Self {
            file: file.to_owned(),
            is_blank,
        })
    }

    fn is_service(&self) -> bool {
        self.file == Path::new(open::CONFIG)
    }

    /// How the configuration names a secret of ours; `None` where the service manager knows
    /// where it is.
    pub(super) fn named<'a>(&self, secret: &'a str) -> Option<&'a str> {
        (!self.is_service()).then_some(secret)
    }

    /// Writes secrets first: a configuration that names some finds them.
    pub(super) fn write(
        &self,
        text: &str,
        answers: &Answers,
        out: &mut dyn Write,
    ) -> anyhow::Result<()> {
        let folder = match self.file.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        make(folder, 0o755)?;
        let secrets = [
            (open::PASSWORD, &answers.password),
            (open::API_KEY, &answers.api_key),
        ];
        for (name, secret) in secrets {
            let Some(secret) = secret else { continue };
            let store = match self.is_service() {
                true => Path::new(open::STORE),
                false => folder,
            };
            make(store, 0o700)?;
            keep(&store.join(name), secret, out)?;
        }
        if self.is_blank {
            let aside = aside(&self.file);
            ensure!(
                !aside.exists(),
                "{} is there already: move it away",
                aside.display()
            );
            fs::rename(&self.file, &aside)
                .with_context(|| format!("failed to move {} away", self.file.display()))?;
            writeln!(
                out,
                "Moved what said nothing of its own to {}.",
                aside.display()
            )?;
        }
        // Members of the group that asks the database read it as well.
        let group = self.is_service().then(group).flatten();
        let mode = match (self.is_service(), group) {
            // Its user could not read it otherwise, and no secret stands in it.
            (true, None) => 0o644,
            _ => 0o640,
        };
        create(&self.file, text.as_bytes(), mode)?;
        if let Some(group) = group {
            chown(&self.file, None, Some(group))
                .with_context(|| format!("failed to give {} to its group", self.file.display()))?;
        }
        writeln!(out, "Wrote {} (mode {mode:o}).", self.file.display())?;
        Ok(())
    }
}

/// Lets the service through to what we need and the unit's wall keeps it from.
pub(super) fn open_wall(config: &Config, out: &mut dyn Write) -> anyhow::Result<()> {
    let shut_out = runtime()?.block_on(walls::shut_out(config));
    if shut_out.is_empty() {
        return Ok(());
    }
    let mut text =
        String::from("# By `watch907 init`: what stands in a private network.\n[Service]\n");
    for (what, address) in &shut_out {
        text.push_str(&format!("# {what}\nIPAddressAllow={address}\n"));
    }
    let folder = Path::new(walls::DROP_INS);
    make(folder, 0o755)?;
    let file = folder.join("init.conf");
    create(&file, text.as_bytes(), 0o644)?;
    writeln!(
        out,
        "Wrote {}, for what the unit would keep the service from; `systemctl daemon-reload` reads it.",
        file.display()
    )?;
    Ok(())
}

/// Keeps a secret where only its owner reads it, unless one is there.
fn keep(file: &Path, secret: &SecretString, out: &mut dyn Write) -> anyhow::Result<()> {
    if file.exists() {
        writeln!(out, "Left {} as it is.", file.display())?;
        return Ok(());
    }
    create(file, secret.expose_secret().as_bytes(), 0o600)?;
    writeln!(out, "Wrote {} (mode 600).", file.display())?;
    Ok(())
}

fn make(folder: &Path, mode: u32) -> anyhow::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let failed = || format!("failed to make {}", folder.display());
    fs::create_dir_all(folder).with_context(failed)?;
    fs::set_permissions(folder, Permissions::from_mode(mode)).with_context(failed)
}

/// Writes a file that is not there yet, and waits for the disk.
fn create(path: &Path, bytes: &[u8], mode: u32) -> anyhow::Result<()> {
    let write = || {
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(mode)
            .open(path)?;
        // The umask has taken its part.
        file.set_permissions(Permissions::from_mode(mode))?;
        file.write_all(bytes)?;
        file.sync_all()?;
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
    };
    write().with_context(|| format!("failed to write {}", path.display()))
}

fn aside(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".before-init");
    name.into()
}

/// The number of our group, as group(5) tells it.
fn group() -> Option<u32> {
    let groups = fs::read_to_string("/etc/group").ok()?;
    let mut fields = groups
        .lines()
        .map(|line| line.split(':').collect::<Vec<_>>());
    fields.find_map(|fields| match fields[..] {
        [GROUP, _, number, ..] => number.parse().ok(),
        _ => None,
    })
}
