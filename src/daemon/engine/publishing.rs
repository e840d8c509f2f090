//! Publishing: the report and the feed of alerts, written anew when something has changed.

use std::{
    fs::{self, File},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use tokio::task;

use super::Engine;
use crate::{pipeline::report, render};

/// The names of the two files.
const REPORT: &str = "report.html";
const FEED: &str = "alerts.atom";

impl Engine {
    /// Writes the report and the feed, where the configuration names a folder for them and
    /// they would say something else than they did. Whether it did.
    ///
    /// What can't be written is tried again when something changes.
    pub async fn publish(&self) -> anyhow::Result<bool> {
        let setup = self.setup();
        let Some(folder) = self.publishes_to(&setup.config) else {
            return Ok(false);
        };
        let (readers, now) = (self.readers.clone(), self.clock.now());
        let edition = readers.with(|conn| report::edition(conn, &setup.config, now))?;
        let before = self
            .edition
            .lock()
            .expect("no holder panics")
            .replace(edition.clone());
        if before == Some(edition) {
            return Ok(false);
        }
        let written = task::spawn_blocking(move || {
            readers.with(|conn| -> anyhow::Result<()> {
                let page = render::report::page(&report::gather(conn, &setup.config, now)?);
                let feed = report::feed(conn, &setup.config, now)?;
                write(&folder, REPORT, &page)
                    .and_then(|()| write(&folder, FEED, &feed))
                    .with_context(|| format!("failed to write to {}", folder.display()))?;
                Ok(())
            })
        });
        written.await.context("publishing panicked")??;
        Ok(true)
    }

    fn publishes_to(&self, config: &crate::config::Config) -> Option<PathBuf> {
        let path = config.report.path.as_ref()?;
        Some(self.readers.folder().join(path))
    }
}

/// Writes the file beside its place and moves it there: nobody reads half of it.
fn write(folder: &Path, name: &str, text: &str) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let temporary = folder.join(format!(".{name}.part"));
    let mut file = File::create(&temporary)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&temporary, folder.join(name))
}
