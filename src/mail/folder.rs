//! Mail as files: each message an `.eml` that mail programs open.
//!
//! A message is a whole file or no file. Its name is made of its number, its kind
//! and a hash of its Message-ID, never of text from outside; so the same message
//! sent again is the same file.

use std::{
    fs::{self, File},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use crate::mail::{Outgoing, Refused, SendError, message};

#[derive(Clone, Debug)]
pub struct Folder {
    path: PathBuf,
}

impl Folder {
    /// A folder that is made when the first message comes.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// The name of a message's file: `000014-standing-0f3a….eml`.
    pub fn file_name(mail: &Outgoing<'_>) -> String {
        let hash = message::digest(&[mail.message_id]);
        format!("{:06}-{}-{}.eml", mail.number, mail.kind, &hash[..16])
    }

    pub async fn send(&self, mail: &Outgoing<'_>) -> Result<(), SendError> {
        message::check(mail.bytes).map_err(|error| SendError::Permanent {
            refused: Refused::Content,
            answer: error.to_string(),
        })?;
        let (path, name) = (self.path.clone(), Self::file_name(mail));
        let bytes = mail.bytes.to_vec();
        let written = tokio::task::spawn_blocking(move || write(&path, &name, &bytes)).await;
        let failed = |error: String| {
            SendError::Unusable(format!(
                "failed to write to {}: {error}",
                self.path.display()
            ))
        };
        match written {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(failed(error.to_string())),
            Err(error) => Err(failed(error.to_string())),
        }
    }
}

/// Writes the file beside its place, moves it there, and waits for the disk.
fn write(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let temporary = folder.join(format!(".{name}.part"));
    let mut file = File::create(&temporary)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&temporary, folder.join(name))?;
    File::open(folder)?.sync_all()
}
