//! The evidence of an alert as one file: a gzipped tar, the same each time.

use std::io::Write;

use anyhow::Context as _;
use flate2::{Compression, write::GzEncoder};
use rusqlite::Connection;

use crate::{domain::printable::clean, pipeline::bundle, store::work::alerts};

pub(super) fn write(conn: &Connection, letters: &str, out: &mut dyn Write) -> anyhow::Result<()> {
    let alert = alerts::find(conn, letters)?.with_context(|| {
        format!(
            "there is no alert {}; a mail names its alert in its last lines, and `watch907 show` lists them",
            clean(letters)
        )
    })?;
    let bundle = bundle::of(conn, &alert)?;
    let at = u64::try_from(alert.seen_at.as_second()).unwrap_or(0);
    let mut tar = tar::Builder::new(GzEncoder::new(out, Compression::default()));
    for (path, bytes) in &bundle.files {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        header.set_mtime(at);
        tar.append_data(&mut header, format!("{}/{path}", bundle.name), &bytes[..])?;
    }
    tar.into_inner()?.finish()?;
    Ok(())
}
