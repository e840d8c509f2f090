//! The database, what stands beside it, its disk, and who writes to it.

use std::{
    fs,
    io::ErrorKind,
    os::unix::{fs::MetadataExt as _, net::UnixStream},
    path::Path,
};

use super::{
    finding::{Finding, Report, Verdict},
    machine,
};
use crate::{
    cli::open::{self, Place},
    config::Config,
    render::text::count,
    store::{self, evidence::audit, lock},
};

/// Links at the end of the chain that are looked at; `verify` looks at all.
const LINKS: usize = 1000;

pub(super) fn examine(
    config: &Config,
    place: &Place,
    report: &mut Report<'_>,
) -> anyhow::Result<()> {
    let path = place.database(config);
    report.add(contents(config, place, &path))?;
    report.add_all(owners(&path))?;
    let bytes = fs::metadata(&path).map_or(0, |file| file.len());
    report.add(machine::disk(&path, bytes))?;
    report.add(daemon(&path))
}

fn contents(config: &Config, place: &Place, path: &Path) -> Finding {
    let about = "database";
    let looked = place.read(config).and_then(|conn| {
        let conn = conn.unchecked_transaction()?;
        store::check(&conn)?;
        Ok((
            audit::tail(&conn, LINKS)?,
            store::size(&conn)?,
            store::version(&conn)?,
        ))
    });
    let (audit, size, version) = match looked {
        Ok(looked) => looked,
        Err(error) if open::is_missing(&error) => {
            let found = format!("there is none at {} yet", path.display());
            return Finding::warning(about, found, "`watch907 run` or `watch907 poll` makes it");
        }
        Err(error) => return Finding::new(Verdict::Failed, about, format!("{error:#}"), None),
    };
    match audit.faults.first() {
        None => {
            let megabytes = size.bytes as f64 / 1e6;
            let links = count(audit.links, "link", "links");
            let found = format!(
                "{} (version {version}, {megabytes:.1} MB): its pages and the last {links} of its chain are in order",
                path.display()
            );
            Finding::ok(about, found)
        }
        Some(fault) => Finding::failed(
            about,
            format!("{}: {fault}", path.display()),
            "`watch907 verify` names all faults; put a backup in its place",
        ),
    }
}

/// What stands beside the database and its owner can't write to, as root or another user
/// left it.
fn owners(path: &Path) -> Vec<Finding> {
    let (Ok(database), Some(name)) = (fs::metadata(path), path.file_name()) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    if database.mode() & 0o002 != 0 {
        found.push(Finding::failed(
            "database",
            "everybody may write to it",
            format!("`chmod 640 {}`", path.display()),
        ));
    }
    for ending in ["-wal", "-shm", ".lock", ".sock", ".was-here", ".reading"] {
        let mut beside = name.to_owned();
        beside.push(ending);
        let beside = path.with_file_name(beside);
        let Ok(file) = fs::metadata(&beside) else {
            continue;
        };
        if file.uid() != database.uid() {
            let (file_uid, owner) = (file.uid(), database.uid());
            found.push(Finding::failed(
                "database",
                format!(
                    "{} belongs to uid {file_uid}, and the database to uid {owner}",
                    beside.display()
                ),
                format!(
                    "`chown --reference={} {}`",
                    path.display(),
                    beside.display()
                ),
            ));
        }
    }
    found
}

fn daemon(path: &Path) -> Finding {
    let about = "daemon";
    let start = "start it with `systemctl start watch907`, or `watch907 run`";
    let Some(socket) = lock::socket(path) else {
        return Finding::warning(about, "none runs on this database", start);
    };
    match UnixStream::connect(&socket) {
        Ok(_) => Finding::ok(
            about,
            format!("one runs, and listens at {}", socket.display()),
        ),
        Err(error) if error.kind() == ErrorKind::PermissionDenied => Finding::warning(
            about,
            format!("{} is not for you to reach", socket.display()),
            "ask as a member of its group, or as root",
        ),
        Err(_) => Finding::warning(about, "none runs on this database", start),
    }
}
