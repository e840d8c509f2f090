//! The lock: one process at a time writes to a database.
//!
//! An advisory lock on a file beside the database, held as long as the process
//! lives and dropped by the kernel when it dies, however it dies; and another on the
//! database itself, which holds under whatever name it is opened. The file says where
//! the holder listens, for those who find the lock taken.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

/// The right to write to a database, until dropped.
#[derive(Debug)]
pub struct Lock {
    file: File,
    /// The database itself, once it is there: it may have other names. Held until the
    /// last connection is closed, as closing it would drop SQLite's own locks.
    database: Option<File>,
}

#[derive(Debug, thiserror::Error)]
pub enum LockError {
    #[error("another watch907 is running on this database")]
    Taken,
    #[error("failed to lock {}", path.display())]
    Io { path: PathBuf, source: io::Error },
}

/// Takes the lock of the database at `path`, without waiting.
///
/// Who may only read the lock's file can't take it, but still learns that it is taken.
pub fn take(path: &Path) -> Result<Lock, LockError> {
    let database = File::open(path).ok();
    let path = beside(path);
    let io = |source| LockError::Io {
        path: path.clone(),
        source,
    };
    let opened = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path);
    let file = match opened {
        Ok(file) => file,
        Err(error) => {
            let held = File::open(&path)
                .is_ok_and(|file| matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)));
            return Err(match held {
                true => LockError::Taken,
                false => io(error),
            });
        }
    };
    for one in [Some(&file), database.as_ref()].into_iter().flatten() {
        match one.try_lock() {
            Ok(()) => (),
            Err(TryLockError::WouldBlock) => return Err(LockError::Taken),
            Err(TryLockError::Error(source)) => return Err(io(source)),
        }
    }
    Ok(Lock { file, database })
}

/// Where the holder of the lock of the database at `path` listens, if it said so.
pub fn socket(path: &Path) -> Option<PathBuf> {
    let text = std::fs::read_to_string(beside(path)).ok()?;
    let socket = text.lines().next()?;
    (!socket.is_empty()).then(|| PathBuf::from(socket))
}

impl Lock {
    /// Takes in the database at `path` as well, where the lock was taken before it was
    /// made. Nobody else may have come to it by another name meanwhile.
    pub fn cover(&mut self, path: &Path) -> Result<(), LockError> {
        if self.database.is_some() {
            return Ok(());
        }
        let io = |source| LockError::Io {
            path: path.to_owned(),
            source,
        };
        let database = File::open(path).map_err(io)?;
        match database.try_lock() {
            Ok(()) => self.database = Some(database),
            Err(TryLockError::WouldBlock) => return Err(LockError::Taken),
            Err(TryLockError::Error(source)) => return Err(io(source)),
        }
        Ok(())
    }

    /// Says where the holder listens.
    pub fn listen_at(&mut self, socket: &Path) -> io::Result<()> {
        self.file.set_len(0)?;
        self.file.write_all(socket.as_os_str().as_encoded_bytes())
    }
}

/// Beside the database that a link leads to, whatever it is called there.
fn beside(database: &Path) -> PathBuf {
    let real = database.canonicalize();
    let mut path = real.as_deref().unwrap_or(database).as_os_str().to_owned();
    path.push(".lock");
    PathBuf::from(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_daemons_cannot_share_a_database() {
        let dir = tempfile::tempdir().unwrap();
        let database = dir.path().join("watch907.db");
        let mut first = take(&database).unwrap();
        first.listen_at(Path::new("/run/watch907.sock")).unwrap();

        assert!(matches!(take(&database), Err(LockError::Taken)));
        assert_eq!(socket(&database), Some("/run/watch907.sock".into()));

        drop(first);
        take(&database).unwrap();
    }

    #[test]
    fn a_database_is_one_by_whatever_name() {
        let dir = tempfile::tempdir().unwrap();
        let [database, link, twin] =
            ["a.db", "link.db", "twin.db"].map(|name| dir.path().join(name));
        std::fs::write(&database, "").unwrap();
        std::os::unix::fs::symlink(&database, &link).unwrap();
        std::fs::hard_link(&database, &twin).unwrap();
        let _first = take(&database).unwrap();
        for other in [&link, &twin] {
            assert!(
                matches!(take(other), Err(LockError::Taken)),
                "{}",
                other.display()
            );
        }
        std::fs::remove_file(dir.path().join("a.db.lock")).unwrap();
        assert!(matches!(take(&database), Err(LockError::Taken)));
    }

    #[test]
    fn a_database_that_was_made_under_the_lock_is_locked_by_whatever_name() {
        let dir = tempfile::tempdir().unwrap();
        let [database, link] = ["a.db", "link.db"].map(|name| dir.path().join(name));
        std::os::unix::fs::symlink(&database, &link).unwrap();
        let (mut first, mut second) = (take(&database).unwrap(), take(&link).unwrap());
        std::fs::write(&database, "").unwrap();

        first.cover(&database).unwrap();

        assert!(matches!(second.cover(&link), Err(LockError::Taken)));
        std::fs::remove_file(dir.path().join("a.db.lock")).unwrap();
        assert!(matches!(take(&database), Err(LockError::Taken)));
    }
}
