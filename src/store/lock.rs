//! The lock: one process at a time writes to a database.
//!
//! An advisory lock on a file beside the database, held as long as the process
//! lives and dropped by the kernel when it dies, however it dies. The file says where
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
    match file.try_lock() {
        Ok(()) => Ok(Lock { file }),
        Err(TryLockError::WouldBlock) => Err(LockError::Taken),
        Err(TryLockError::Error(source)) => Err(io(source)),
    }
}

/// Where the holder of the lock of the database at `path` listens, if it said so.
pub fn socket(path: &Path) -> Option<PathBuf> {
    let text = std::fs::read_to_string(beside(path)).ok()?;
    let socket = text.lines().next()?;
    (!socket.is_empty()).then(|| PathBuf::from(socket))
}

impl Lock {
    /// Says where the holder listens.
    pub fn listen_at(&mut self, socket: &Path) -> io::Result<()> {
        self.file.set_len(0)?;
        self.file.write_all(socket.as_os_str().as_encoded_bytes())
    }
}

fn beside(database: &Path) -> PathBuf {
    let mut path = database.as_os_str().to_owned();
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
}
