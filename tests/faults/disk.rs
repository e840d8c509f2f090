//! A file system of a few megabytes, to be filled and taken away.

use std::{
    fs::{self, File},
    io::{Read as _, Write as _},
    path::Path,
    process::Command,
};

use tempfile::TempDir;

/// A small file system in memory; gone when dropped.
pub(crate) struct Disk {
    folder: TempDir,
}

impl Disk {
    /// `None` where we may not mount, which is said: then there is nothing to try.
    pub(crate) fn of(bytes: u64) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let size = format!("size={bytes}");
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &size, "watch907"])
            .arg(folder.path())
            .output();
        if mounted.is_ok_and(|output| output.status.success()) {
            return Some(Self { folder });
        }
        // To the stream itself: what tests print is shown only where they fail.
        let note = "skipped: no file system can be mounted here\n";
        std::io::stderr().write_all(note.as_bytes()).unwrap();
        None
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes until nothing more goes in.
    pub(crate) fn fill(&self) {
        let mut filler = File::create(self.path().join("filler")).unwrap();
        let mut endless = std::io::repeat(b'x');
        let mut block = vec![0; 4096];
        endless.read_exact(&mut block).unwrap();
        while filler.write_all(&block).is_ok() {}
    }

    pub(crate) fn free(&self) {
        fs::remove_file(self.path().join("filler")).unwrap();
    }

    /// `ro` or `rw`.
    pub(crate) fn remount(&self, how: &str) {
        let remounted = Command::new("mount")
            .args(["-o", &format!("remount,{how}")])
            .arg(self.path())
            .status();
        assert!(remounted.unwrap().success());
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // Lazily: what is still open goes with whoever holds it.
        let _ = Command::new("umount").arg("-l").arg(self.path()).status();
    }
}
