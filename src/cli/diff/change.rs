//! What a change changed.

use anyhow::Context as _;
use rusqlite::Connection;

use super::Difference;
use crate::{
    cli::{changes::Listed, output},
    config::Config,
    domain::change::ChangeKind,
    store::{
        derived::{changes, items},
        evidence::snapshots::{self, Snapshot},
    },
};

pub(super) fn difference(
    conn: &Connection,
    config: &Config,
    id: i64,
) -> anyhow::Result<Difference> {
    let change = changes::get(conn, id)?
        .with_context(|| format!("there is no change {id}; `watch907 changes` lists them"))?;
    let diff = match (&change.key, change.kind) {
        // The whole item came, or went.
        (Some(key), ChangeKind::Added | ChangeKind::Returned | ChangeKind::Removed) => {
            let (title, text) = items::text(conn, &change.source, key)?;
            let sign = match change.kind {
                ChangeKind::Removed => '-',
                _ => '+',
            };
            let lines = std::iter::once(title.as_str()).chain(text.lines());
            lines.map(|line| format!("{sign}{line}\n")).collect()
        }
        _ => change.diff.clone(),
    };
    let mut facts = vec![
        ("Source", change.source.clone()),
        (
            "First seen",
            output::instant(change.seen_at, &config.watch.time_zone),
        ),
        ("Snapshot", change.snapshot.to_string()),
    ];
    facts.extend(change.link.clone().map(|link| ("Link", link)));
    if diff.lines().any(|line| line.starts_with('\\')) {
        let before = snapshots::of_source(conn, &change.source, Some(change.snapshot), 1)?;
        let whole = |from: &Snapshot| format!("watch907 diff {} {}", from.id, change.snapshot);
        facts.extend(before.first().map(|from| ("Whole", whole(from))));
    }
    Ok(Difference {
        title: format!("{} {}", change.title, change.kind.as_str()),
        facts,
        diff,
        fields: None,
        of: serde_json::json!({ "change": Listed::from(change) }),
    })
}
