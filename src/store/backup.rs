//! A copy of the database beside it, made once before it is brought up to date: the way back
//! to the program before.

use std::{
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
};

use rusqlite::Connection;

use super::{OpenError, check, version};

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
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(refused(&error)),
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
    let kept = fs::File::open(&part)
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
