//! `changes`: what sources added, edited and withdrew.

use std::io::Write;

use jiff::Timestamp;
use serde::Serialize;

use crate::{
    cli::{
        End,
        open::Place,
        output,
        range::{self, Range},
    },
    domain::{
        change::ChangeKind,
        measure::MeasureId,
        printable::{clean, clip},
    },
    store::derived::changes::{self, Change, Filter},
};

/// What sources added, edited and withdrew, newest first.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Only of this source.
    #[arg(long, value_name = "SOURCE")]
    source: Option<String>,

    /// Only of sources that carry this measure's record or texts, as in hr6534-119.
    #[arg(long)]
    measure: Option<MeasureId>,

    /// Only of this kind: added, edited, removed or returned.
    #[arg(long, value_parser = kind)]
    kind: Option<ChangeKind>,

    /// Only what is on topic.
    #[arg(long)]
    topic: bool,

    #[command(flatten)]
    range: Range,

    /// Only those numbered below this one, to read on where a list ended.
    #[arg(long, value_name = "CHANGE")]
    before: Option<i64>,

    /// At most so many.
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: u32,

    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// A change as JSON carries it.
#[derive(Serialize)]
pub(super) struct Listed {
    pub(super) id: i64,
    pub(super) source: String,
    pub(super) snapshot: i64,
    pub(super) seen_at: Timestamp,
    pub(super) kind: &'static str,
    pub(super) key: Option<String>,
    pub(super) title: String,
    pub(super) link: Option<String>,
    pub(super) topic: Option<String>,
}

pub(super) fn run(args: &Args, place: &Place, out: &mut dyn Write) -> anyhow::Result<End> {
    let config = place.config()?;
    let conn = place.read(&config)?;
    range::known(&conn, &config, args.source.as_deref())?;
    let zone = &config.watch.time_zone;
    let (since, until) = args.range.instants(zone)?;
    let found = changes::list(
        &conn,
        &Filter {
            source: args.source.as_deref(),
            measure: args.measure,
            kind: args.kind,
            on_topic: args.topic,
            since,
            until,
            before: args.before,
            limit: args.limit,
        },
    )?;
    if args.json {
        let found: Vec<Listed> = found.into_iter().map(Listed::from).collect();
        output::json(out, &found)?;
        return Ok(End::Done);
    }
    if found.is_empty() {
        writeln!(out, "Nothing was changed.")?;
    }
    let rows = found.iter().map(|change| {
        vec![
            change.id.to_string(),
            output::instant(change.seen_at, zone),
            change.source.clone(),
            change.kind.as_str().to_owned(),
            clip(&clean(&change.title), 90),
            change.topic.as_deref().map(clean).unwrap_or_default(),
        ]
    });
    output::table(
        out,
        &["id", "first seen", "source", "change", "title", "topic"],
        rows,
    )?;
    if let Some(last) = found
        .last()
        .filter(|_| found.len() as u64 == u64::from(args.limit))
    {
        writeln!(out, "\nOlder ones: --before {}", last.id)?;
    }
    Ok(End::Done)
}

/// A kind of change, as it is typed.
fn kind(text: &str) -> Result<ChangeKind, String> {
    ChangeKind::parse(text).ok_or_else(|| "it is added, edited, removed or returned".to_owned())
}

impl From<Change> for Listed {
    fn from(change: Change) -> Self {
        Self {
            id: change.id,
            source: change.source,
            snapshot: change.snapshot,
            seen_at: change.seen_at,
            kind: change.kind.as_str(),
            key: change.key,
            title: change.title,
            link: change.link,
            topic: change.topic,
        }
    }
}
