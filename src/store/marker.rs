//! The marker: what the database held when it was last written to, in a file beside it.
//!
//! It outlives the database, and is no part of a copy of it. So a database that is gone is
//! missed, and an older copy that was put in its place is known for what it is.

use std::{
    ffi::OsStr,
    fs::{self, OpenOptions},
    io::{self, ErrorKind},
    os::unix::fs::FileExt as _,
    path::{Path, PathBuf},
};

use super::evidence::chain::Link;

/// The file of a database.
#[derive(Debug)]
pub struct Marker(PathBuf);

/// What stands in it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Mark {
    /// No database was ever here.
    Never,
    /// One was here. Up to which link of its chain, if that can be read.
    WasHere(Option<Link>),
}

impl Marker {
    pub fn beside(database: &Path) -> Self {
        let mut path = database.as_os_str().to_owned();
        path.push(OsStr::new(".was-here"));
        Self(path.into())
    }

    pub fn read(&self) -> io::Result<Mark> {
        match fs::read_to_string(&self.0) {
            Ok(text) => Ok(Mark::WasHere(parse(&text))),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Mark::Never),
            Err(error) if error.kind() == ErrorKind::InvalidData => Ok(Mark::WasHere(None)),
            Err(error) => Err(error),
        }
    }

    /// Says up to which link the chain goes. What stood there is written over, all of the
    /// same length, so that a full disk can't take it away.
    pub fn leave(&self, tip: &Link) -> io::Result<()> {
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&self.0)?;
        file.write_all_at(format!("{:020} {}\n", tip.place, tip.hash).as_bytes(), 0)
    }
}

fn parse(text: &str) -> Option<Link> {
    let (place, hash) = text.trim_end().split_once(' ')?;
    Some(Link {
        place: place.parse().ok()?,
        hash: hash.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_link_stands_beside_the_database() {
        let dir = tempfile::tempdir().unwrap();
        let marker = Marker::beside(&dir.path().join("watch907.db"));
        assert_eq!(marker.read().unwrap(), Mark::Never);
        for place in [9_999_999, 12] {
            let tip = Link {
                place,
                hash: "5f".repeat(32),
            };
            marker.leave(&tip).unwrap();
            assert_eq!(marker.read().unwrap(), Mark::WasHere(Some(tip)));
        }
    }

    #[test]
    fn whatever_stands_in_it_a_database_was_here() {
        let dir = tempfile::tempdir().unwrap();
        for text in [&b""[..], b"12", b"twelve 5f", b"\xff\xfe 1"] {
            fs::write(dir.path().join("watch907.db.was-here"), text).unwrap();
            let marker = Marker::beside(&dir.path().join("watch907.db"));
            assert_eq!(marker.read().unwrap(), Mark::WasHere(None));
        }
    }
}
