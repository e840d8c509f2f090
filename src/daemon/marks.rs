//! Marks: what is being read, so that a source that kills us is known by it afterwards.
//!
//! A panic can be caught, a stack that overflows or memory that runs out can't. So each
//! reading leaves a file beside the database while it lasts. Whoever starts next and finds
//! one knows what the last process died of. They needn't survive the machine, only us, so
//! nothing waits for the disk.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

use crate::pipeline::crash::Left;

/// Where the marks are left.
#[derive(Debug)]
pub struct Marks {
    folder: PathBuf,
    next: AtomicU64,
}

/// Stands while a source is read.
#[derive(Debug)]
pub struct Mark(PathBuf);

impl Marks {
    pub fn beside(database: &Path) -> Self {
        let mut folder = database.as_os_str().to_owned();
        folder.push(".reading");
        Self {
            folder: folder.into(),
            next: AtomicU64::default(),
        }
    }

    /// Says that this answer of `source` is being read, until the mark is dropped. Where that
    /// can't be written it is read all the same.
    pub fn leave(&self, source: &str, answer: &str) -> Mark {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let path = self.folder.join(number.to_string());
        let written = fs::create_dir_all(&self.folder)
            .and_then(|()| fs::write(&path, format!("{source} {answer}")));
        if let Err(error) = written {
            tracing::debug!("failed to write {}: {error}", path.display());
        }
        Mark(path)
    }

    /// What was being read when the process before this one died.
    pub fn left(&self) -> io::Result<Vec<Left>> {
        let mut left = Vec::new();
        for path in self.files()? {
            let text = fs::read_to_string(path)?;
            // One that died while it wrote the mark had not begun to read.
            if let Some((source, answer)) = text.split_once(' ') {
                left.push(Left {
                    source: source.to_owned(),
                    answer: answer.to_owned(),
                });
            }
        }
        left.sort_by(|a, b| a.source.cmp(&b.source));
        left.dedup_by(|a, b| a.source == b.source);
        Ok(left)
    }

    /// Takes away what an earlier process left.
    pub fn clear(&self) -> io::Result<()> {
        for path in self.files()? {
            fs::remove_file(path)?;
        }
        Ok(())
    }

    fn files(&self) -> io::Result<Vec<PathBuf>> {
        match fs::read_dir(&self.folder) {
            Ok(files) => files.map(|file| Ok(file?.path())).collect(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }
}

impl Drop for Mark {
    fn drop(&mut self) {
        // One that could not be written is not there.
        let _ = fs::remove_file(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_stands_while_a_source_is_read() {
        let dir = tempfile::tempdir().unwrap();
        let marks = Marks::beside(&dir.path().join("watch907.db"));
        let left = |marks: &Marks| -> Vec<String> {
            let left = marks.left().unwrap().into_iter();
            left.map(|left| format!("{} of {}", left.answer, left.source))
                .collect()
        };
        assert_eq!(left(&marks), [""; 0]);

        let first = marks.leave("news", "1f");
        let second = marks.leave("azertag-en", "2f");
        assert_eq!(left(&marks), ["2f of azertag-en", "1f of news"]);
        drop(first);
        assert_eq!(left(&marks), ["2f of azertag-en"]);

        // The next process finds what this one did not take away.
        std::mem::forget(second);
        let next = Marks::beside(&dir.path().join("watch907.db"));
        assert_eq!(left(&next), ["2f of azertag-en"]);
        next.clear().unwrap();
        assert_eq!(left(&next), [""; 0]);
    }

    #[test]
    fn what_can_not_be_marked_is_read_all_the_same() {
        let marks = Marks::beside(Path::new("/proc/nowhere/watch907.db"));
        drop(marks.leave("news", "1f"));
        assert_eq!(marks.left().unwrap(), []);
    }
}
