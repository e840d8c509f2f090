//! Confinement: what the daemon could not do even if what it reads took it over.
//!
//! No core dump holds a secret, no file is open to all, and by Landlock nothing is read
//! or written but what the daemon needs, and nothing is started. systemd's unit says the
//! same; this holds where there is no systemd, and where a drop-in opens the unit. A
//! kernel that knows nothing of it is told of in the log, and stops nothing.
//!
//! What may be read are folders and not files: resolv.conf, certificates and the
//! configuration are replaced by moving new ones to their place.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use anyhow::ensure;
use landlock::{
    ABI, Access as _, AccessFs, RestrictionStatus, Ruleset, RulesetAttr as _,
    RulesetCreatedAttr as _, RulesetError, RulesetStatus, path_beneath_rules,
};
use rustix::{
    fs::Mode,
    process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit, umask},
};

use crate::{
    cli::{open, open::Place},
    config::{Also, Config},
};

/// What is read of the system: certificates, name servers, users, and the libraries that
/// the C library loads when it looks up a name. In /run is what resolv.conf leads to, made
/// anew as networks come and go; unable to read it we would be blind.
const SYSTEM: [&str; 7] = [
    "/etc",
    "/usr",
    "/lib",
    "/lib64",
    "/run",
    "/proc/self",
    "/dev/urandom",
];

/// Files of the system that some have elsewhere, and lead to it from here.
const LEADING: [&str; 2] = ["/etc/resolv.conf", "/etc/ssl/certs/ca-certificates.crt"];

/// Variables that name certificates in other places, as OpenSSL reads them, and the folder
/// in which the service manager hands over secrets.
const NAMED: [&str; 3] = ["SSL_CERT_FILE", "SSL_CERT_DIR", "CREDENTIALS_DIRECTORY"];

/// What the kernel is asked for: all that it can say of files, up to Linux 6.10. An older
/// one does what it can.
const FILES: ABI = ABI::V5;

/// Where the daemon may write from now on.
pub(super) struct Bounds {
    folders: Vec<PathBuf>,
    landlock: Result<RestrictionStatus, RulesetError>,
}

/// Confines this thread, and those that it starts. Folders that the configuration names
/// outside of the database's are made first.
pub(super) fn confine(place: &Place, config: &Config, database: &Path, socket: &Path) -> Bounds {
    keep_to_ourselves();
    let mut folders = Vec::new();
    for folder in written(config, database, socket) {
        if !is_within(&folders, &folder) {
            // Where it can't be made, that is told when it is to be used.
            let _ = fs::create_dir_all(&folder);
            folders.extend(folder.canonicalize());
        }
    }
    let landlock = restrict(&folders, &read(place, config));
    Bounds { folders, landlock }
}

/// No core dumps and no looking into our memory; and what is made is for the owner and,
/// to read, for the group.
fn keep_to_ourselves() {
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    // Where the unit's filter of system calls refuses it, its LimitCORE= has done it.
    let _ = setrlimit(Resource::Core, none);
    let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    let before = umask(Mode::RWXG | Mode::RWXO);
    umask(before | Mode::WGRP | Mode::RWXO);
}

impl Bounds {
    /// Says in the log what they are.
    pub(super) fn tell(&self) {
        match &self.landlock {
            Ok(_) if self.hold() => {
                let folders = self.folders.iter().map(|folder| folder.display());
                let folders: Vec<String> = folders.map(|folder| folder.to_string()).collect();
                tracing::info!("Landlock lets us write to {} alone", folders.join(", "));
            }
            Ok(_) => tracing::warn!(
                "this kernel has no Landlock, or it is off: which files we could touch is left to systemd's unit and to their modes"
            ),
            Err(error) => tracing::warn!(
                "which files we could touch is left to systemd's unit and to their modes, as Landlock refused: {error}"
            ),
        }
    }

    /// Refuses a configuration that wants to write where we no longer can.
    pub(super) fn admit(&self, config: &Config, database: &Path) -> anyhow::Result<()> {
        for folder in configured(config, database) {
            ensure!(
                !self.hold() || is_within(&self.folders, &folder),
                "{} is no folder that this daemon was started with, and it can't write there: restart it",
                folder.display()
            );
        }
        Ok(())
    }

    fn hold(&self) -> bool {
        let landlock = self.landlock.as_ref();
        landlock.is_ok_and(|status| status.ruleset != RulesetStatus::NotEnforced)
    }
}

/// The folders that are written to.
fn written(config: &Config, database: &Path, socket: &Path) -> Vec<PathBuf> {
    let mut folders = vec![here(open::beside(database)), here(open::beside(socket))];
    // The lock is beside the file that a link leads to.
    if let Ok(real) = database.canonicalize() {
        folders.push(open::beside(&real).to_owned());
    }
    folders.extend(configured(config, database));
    folders
}

/// Those of them that the configuration names.
fn configured(config: &Config, database: &Path) -> Vec<PathBuf> {
    let also = config.subscribers().iter().filter_map(|one| {
        let Some(Also::Folder(name)) = &one.also else {
            return None;
        };
        Some(open::beside(database).join(name))
    });
    let report = config.report.path.iter();
    let report = report.map(|path| open::beside(database).join(path));
    let mut folders = vec![open::mail_folder(config, database)];
    folders.extend(also.chain(report));
    folders
}

/// What is read beside that.
fn read(place: &Place, config: &Config) -> Vec<PathBuf> {
    let own = place.own_path();
    let secrets = config.secret_files().into_iter();
    let mut folders: Vec<PathBuf> = SYSTEM.iter().map(PathBuf::from).collect();
    let system = LEADING.iter().map(Path::new);
    let files = secrets
        .map(|(_, file)| file.as_path())
        .chain(system)
        .chain([own.as_path()]);
    for file in files {
        folders.push(here(open::beside(file)));
        if let Ok(real) = file.canonicalize() {
            folders.push(open::beside(&real).to_owned());
        }
    }
    let named = NAMED.iter().filter_map(env::var_os);
    folders.extend(named.flat_map(|list| env::split_paths(&list).collect::<Vec<_>>()));
    folders
}

/// A folder as it can be opened.
fn here(folder: &Path) -> PathBuf {
    match folder.as_os_str().is_empty() {
        true => PathBuf::from("."),
        false => folder.to_owned(),
    }
}

/// Whether what is made in a folder is made in one of these; what of it isn't there yet is
/// made in what is.
fn is_within(folders: &[PathBuf], folder: &Path) -> bool {
    let mut there = folder.ancestors().map(here);
    let there = there.find_map(|folder| folder.canonicalize().ok());
    there.is_some_and(|there| folders.iter().any(|folder| there.starts_with(folder)))
}

/// What isn't there to be opened is left out.
fn restrict(write: &[PathBuf], read: &[PathBuf]) -> Result<RestrictionStatus, RulesetError> {
    let never = AccessFs::Execute | AccessFs::MakeChar | AccessFs::MakeBlock;
    Ruleset::default()
        .handle_access(AccessFs::from_all(FILES))?
        .create()?
        .add_rules(path_beneath_rules(
            write,
            AccessFs::from_all(FILES) & !never,
        ))?
        .add_rules(path_beneath_rules(
            read,
            AccessFs::ReadFile | AccessFs::ReadDir,
        ))?
        .restrict_self()
}

#[cfg(test)]
mod tests {
    use std::{io, process::Command, thread};

    use super::*;

    #[test]
    fn nothing_is_touched_or_started_outside_of_the_bounds() {
        let dir = tempfile::tempdir().unwrap();
        let [own, read, other] = ["own", "read", "other"].map(|name| dir.path().join(name));
        for folder in [&own, &read, &other] {
            fs::create_dir(folder).unwrap();
            fs::write(folder.join("there"), "").unwrap();
        }
        // Bounds are a thread's, and never lifted.
        let outcome = thread::spawn(move || {
            let readable = [read.clone(), "/usr".into(), "/lib".into(), "/lib64".into()];
            let status = restrict(std::slice::from_ref(&own), &readable).unwrap();
            let refused = |done: io::Result<()>| {
                done.is_err_and(|error| error.kind() == io::ErrorKind::PermissionDenied)
            };
            fs::write(own.join("new"), "").unwrap();
            fs::rename(own.join("new"), own.join("newer")).unwrap();
            fs::read(read.join("there")).unwrap();
            let refusals = [
                refused(fs::write(read.join("there"), "")),
                refused(fs::write(other.join("new"), "")),
                refused(fs::read(other.join("there")).map(drop)),
                refused(fs::remove_file(other.join("there"))),
                refused(Command::new("/usr/bin/true").spawn().map(drop)),
            ];
            (status.ruleset, refusals)
        });
        let (status, refusals) = outcome.join().unwrap();
        // A kernel without Landlock refuses nothing, and says so.
        let enforced = status != RulesetStatus::NotEnforced;
        assert_eq!(refusals, [enforced; 5], "{status:?}");
    }

    #[test]
    fn a_folder_that_is_not_there_yet_is_within_what_it_will_be_made_in() {
        let dir = tempfile::tempdir().unwrap();
        let (state, link) = (dir.path().join("state"), dir.path().join("state/link"));
        fs::create_dir(&state).unwrap();
        std::os::unix::fs::symlink(dir.path(), &link).unwrap();
        let folders = [state.canonicalize().unwrap()];

        assert!(is_within(&folders, &state));
        assert!(is_within(&folders, &state.join("not/there/yet")));
        assert!(!is_within(&folders, &link));
        assert!(!is_within(&folders, &dir.path().join("statement")));
        assert!(!is_within(&folders, Path::new("not-there")));
    }
}
