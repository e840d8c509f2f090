//! What differs between two snapshots of a source.

use std::io::Write;

use anyhow::{Context as _, bail, ensure};
use jiff::Timestamp;
use rusqlite::Connection;
use serde::Serialize;

use super::{Args, Difference};
use crate::{
    cli::output,
    config::Config,
    domain::printable::clean,
    pipeline::reread::{self, Said},
    render::diff,
    store::evidence::snapshots::{self, Snapshot},
};

#[derive(Serialize)]
struct Listed {
    snapshot: i64,
    seen_at: Timestamp,
    url: String,
    content_type: Option<String>,
    sha256: String,
}

/// The last two snapshots of a source.
pub(super) fn last_two(conn: &Connection, source: &str) -> anyhow::Result<(i64, i64)> {
    let last = snapshots::of_source(conn, source, None, 2)?;
    match last.as_slice() {
        [to, from] => Ok((from.id, to.id)),
        [_] => bail!("{source} has one snapshot only: there is nothing to compare it with"),
        _ => bail!("{source} has no snapshot yet"),
    }
}

pub(super) fn between(
    conn: &Connection,
    config: &Config,
    (from, to): (i64, i64),
    raw: bool,
) -> anyhow::Result<Difference> {
    let (before, after) = (get(conn, from)?, get(conn, to)?);
    ensure!(
        before.source == after.source,
        "snapshot {from} is of {}, and {to} of {}: only those of one source are compared",
        clean(&before.source),
        clean(&after.source)
    );
    let failed = |id: i64| {
        move || format!("failed to read snapshot {id} again (--raw compares the bytes as text)")
    };
    let said = |snapshot: &Snapshot| match raw {
        true => reread::raw(conn, snapshot).map(Said::Lines),
        false => reread::reread(conn, config, snapshot).with_context(failed(snapshot.id)),
    };
    let (diff, fields) = match (said(&before)?, said(&after)?) {
        (Said::Lines(before), Said::Lines(after)) => {
            (diff::Difference::between(&before, &after).whole(), None)
        }
        (Said::Fields(before), Said::Fields(after)) => {
            let fields = diff::fields(&before, &after);
            (diff::unified_fields(&fields), Some(fields))
        }
        _ => bail!("the source was of another kind at one time: compare them with --raw"),
    };
    let zone = &config.watch.time_zone;
    let fact = |snapshot: &Snapshot| {
        let seen = output::instant(snapshot.seen_at, zone);
        format!("{}, {seen}, sha256 {}", snapshot.id, snapshot.sha256)
    };
    Ok(Difference {
        title: format!("{}: snapshots {from} and {to}", after.source),
        facts: vec![
            ("Before", fact(&before)),
            ("After", fact(&after)),
            ("Address", after.url.clone()),
        ],
        of: serde_json::json!({
            "source": after.source.clone(),
            "before": Listed::from(before),
            "after": Listed::from(after),
        }),
        diff,
        fields,
    })
}

pub(super) fn list(
    conn: &Connection,
    config: &Config,
    args: &Args,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let listed = snapshots::of_source(conn, &args.from, args.before, args.limit)?;
    if args.json {
        let listed: Vec<Listed> = listed.into_iter().map(Listed::from).collect();
        return output::json(out, &listed);
    }
    if listed.is_empty() {
        writeln!(out, "There is no snapshot.")?;
    }
    let next = listed.last().filter(|_| listed.len() == args.limit);
    let next = next.map(|last| last.id);
    let rows = listed.into_iter().map(|snapshot| {
        vec![
            snapshot.id.to_string(),
            output::instant(snapshot.seen_at, &config.watch.time_zone),
            snapshot.sha256,
            clean(&snapshot.url),
        ]
    });
    output::table(out, &["snapshot", "seen", "sha256", "address"], rows)?;
    if let Some(last) = next {
        writeln!(out, "\nOlder ones: --before {last}")?;
    }
    Ok(())
}

fn get(conn: &Connection, id: i64) -> anyhow::Result<Snapshot> {
    snapshots::get(conn, id)?.with_context(|| {
        format!("there is no snapshot {id}; `watch907 diff SOURCE --list` lists those of a source")
    })
}

impl From<Snapshot> for Listed {
    fn from(snapshot: Snapshot) -> Self {
        Self {
            snapshot: snapshot.id,
            seen_at: snapshot.seen_at,
            url: snapshot.url,
            content_type: snapshot.content_type,
            sha256: snapshot.sha256,
        }
    }
}
