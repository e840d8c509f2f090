//! Versions of a measure's text, in the order of the process and not of our reading.

use rusqlite::Connection;

use crate::{
    domain::{effect::Reading, measure::MeasureId},
    extract::govinfo::version::Version,
    store::derived::texts::{self, Text},
};

use super::View;

/// The versions that had been read, the oldest first.
pub fn versions(conn: &Connection, measure: MeasureId, view: View) -> anyhow::Result<Vec<Text>> {
    let mut versions = texts::of_measure(conn, measure)?;
    versions.retain(|text| view.has_seen(text.seen_at));
    // Of one rank the one read later: the sort is stable.
    versions.sort_by_key(|text| rank(&text.version, measure));
    Ok(versions)
}

/// What the newest version does. `None` where none was read.
pub fn newest(
    conn: &Connection,
    measure: MeasureId,
    view: View,
) -> anyhow::Result<Option<(Text, Reading)>> {
    let Some(text) = versions(conn, measure, view)?.pop() else {
        return Ok(None);
    };
    let reading = serde_json::from_str(&text.reading)?;
    Ok(Some((text, reading)))
}

/// How far along a version is; the law itself comes last.
pub fn rank(version: &str, measure: MeasureId) -> u8 {
    match version {
        "law" => u8::MAX,
        version => {
            let version = Version::parse(version);
            version.map_or(0, |version| version.rank(measure.kind().origin()))
        }
    }
}
