//! Copies of the database: one that is asked for, while others write; and one beside it, made
//! once before it is brought up to date, as the way back to the program before.
//!
//! Either stands under its name only once it was read back, and is on disk.

use std::{
    ffi::OsString,
    fs::{self, File},
    io::{self, ErrorKind},
    path::{Path, PathBuf},
};

use rusqlite::Connection;

use super::{
    OpenError, check,
    evidence::audit::{self, Audit},
    open_read_only, version,
};

/// Why there is no copy.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    #[error("there is a file already: name another, or replace it with --force")]
    Taken,
    #[error("that is the database itself")]
    Itself,
    #[error(
        "{} belongs to another database, and would be read as part of the copy: move it away", .0.display()
    )]
    Beside(PathBuf),
    #[error("its name is no text")]
    NoText,
    #[error(
        "the copy has {} faults, the first of them: {}; `watch907 verify` says whether the database has them too",
        .0.fault_count, .0.faults.first().map_or("", String::as_str)
    )]
    Faulty(Audit),
    #[error(transparent)]
    Write(#[from] io::Error),
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
    #[error(transparent)]
    Read(anyhow::Error),
}

/// What stands beside a database that is open, or was left so.
const BESIDE: [&str; 2] = ["-wal", "-journal"];

/// Copies the database at `database`, which `conn` reads, to `file`, as it is at one instant.
/// Others read and write it meanwhile. Only its maker may read the copy.
///
/// Returns what was found when all of the copy was looked through.
pub fn take(
    conn: &Connection,
    database: &Path,
    file: &Path,
    replace: bool,
) -> Result<Audit, BackupError> {
    match (file.canonicalize(), database.canonicalize()) {
        (Ok(file), Ok(database)) if file == database => return Err(BackupError::Itself),
        (Ok(_), _) if !replace => return Err(BackupError::Taken),
        _ => (),
    }
    for ending in BESIDE {
        let left = beside(file, ending);
        if fs::metadata(&left).is_ok_and(|left| left.len() > 0) {
            return Err(BackupError::Beside(left));
        }
    }
    let folder = match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    // Readable to its maker alone from the first byte on, and gone where we fail.
    let part = tempfile::Builder::new()
        .prefix(".watch907-backup-")
        .suffix(".part")
        .tempfile_in(folder)?;
    let into = part.path().to_str().ok_or(BackupError::NoText)?;
    conn.execute("VACUUM INTO :into", [into])?;
    let audit = looked_through(part.path()).map_err(BackupError::Read)?;
    if audit.fault_count > 0 {
        return Err(BackupError::Faulty(audit));
    }
    part.as_file().sync_all()?;
    let placed = match replace {
        true => part.persist(file),
        false => part.persist_noclobber(file),
    };
    placed.map_err(|failed| match failed.error.kind() {
        ErrorKind::AlreadyExists => BackupError::Taken,
        _ => BackupError::Write(failed.error),
    })?;
    File::open(folder)?.sync_all()?;
    Ok(audit)
}

fn looked_through(copy: &Path) -> anyhow::Result<Audit> {
    audit::audit(&open_read_only(copy)?)
}

/// Copies the database at `path`, of version `found`, before it is brought to `next`, unless
/// that was done. The copy counts once it was looked through.
pub(super) fn make(conn: &Connection, path: &Path, found: i64, next: i64) -> Result<(), OpenError> {
    let copy = beside(path, &format!(".before-{next}"));
    if copy.exists() && is_whole(&copy, found) {
        return Ok(());
    }
    let part = beside(path, &format!(".before-{next}.part"));
    let refused = |error: &dyn std::fmt::Display| OpenError::Backup {
        copy: copy.display().to_string(),
        error: error.to_string(),
    };
    match fs::remove_file(&part) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(refused(&error)),
        _ => (),
    }
    let into = part
        .to_str()
        .ok_or_else(|| refused(&"its name is no text"))?;
    conn.execute("VACUUM INTO :into", [into])
        .map_err(|error| refused(&error))?;
    if !is_whole(&part, found) {
        return Err(refused(&"what was written can't be read back"));
    }
    let kept = File::open(&part)
        .and_then(|file| file.sync_all())
        .and_then(|()| fs::rename(&part, &copy));
    kept.map_err(|error| refused(&error))?;
    tracing::info!(
        "copied the database to {} before it is brought from version {found} to {next}",
        copy.display()
    );
    Ok(())
}

fn is_whole(copy: &Path, found: i64) -> bool {
    let Ok(conn) = Connection::open(copy) else {
        return false;
    };
    check(&conn).is_ok() && version(&conn).is_ok_and(|version| version == found)
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name: OsString = path.into();
    name.push(ending);
    name.into()
}
