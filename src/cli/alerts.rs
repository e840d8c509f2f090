//! The list of alerts that `show` prints.

use std::io::Write;

use rusqlite::Connection;
use serde::Serialize;

use crate::{
    cli::{
        open, output,
        range::{self, Range},
    },
    config::Config,
    domain::{
        alert::{Alert, Kind},
        measure::MeasureId,
    },
    pipeline::situation,
    render,
    store::work::alerts::{self, Filter},
};

/// Which alerts to list.
#[derive(Debug, clap::Args)]
pub(super) struct Wanted {
    /// Only of this kind: standing, measure, claim, health, …
    #[arg(long, value_parser = kind, conflicts_with = "id")]
    kind: Option<Kind>,

    /// Only on this measure, as in hr6534-119.
    #[arg(long, conflicts_with_all = ["id", "source"])]
    measure: Option<MeasureId>,

    /// Only on this source and what it lists.
    #[arg(long, value_name = "SOURCE", conflicts_with = "id")]
    source: Option<String>,

    #[command(flatten)]
    range: Range,

    /// Only those numbered below this one, to read on where a list ended.
    #[arg(long, value_name = "N", conflicts_with = "id")]
    before: Option<i64>,

    /// At most so many.
    #[arg(long, value_name = "N", default_value_t = 20, conflicts_with = "id")]
    limit: usize,
}

#[derive(Serialize)]
struct Listed<'a> {
    number: i64,
    #[serde(flatten)]
    alert: &'a Alert,
}

pub(super) fn list(
    args: &Wanted,
    json: bool,
    config: &Config,
    conn: &Connection,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    range::known(conn, config, args.source.as_deref())?;
    let zone = &config.watch.time_zone;
    let (since, until) = args.range.instants(zone)?;
    let measure = args.measure.map(|measure| measure.to_string());
    let found = alerts::list(
        conn,
        &Filter {
            kind: args.kind,
            entity: measure.as_deref().or(args.source.as_deref()),
            since,
            until,
            before: args.before,
            limit: args.limit,
        },
    )?;
    if json {
        let listed = found.iter().map(|(number, alert)| Listed {
            number: *number,
            alert,
        });
        return output::json(out, &listed.collect::<Vec<_>>());
    }
    if found.is_empty() {
        writeln!(out, "There is no alert.")?;
    }
    let situation = situation::now(conn, open::now(conn)?)?;
    let context = render::Context {
        tag: &config.mail.tag,
        situation: &situation,
        numbering: None,
        zone,
    };
    let rows = found.iter().map(|(_, alert)| {
        vec![
            alert.id.short().to_owned(),
            output::instant(alert.seen_at, zone),
            alert.kind().as_str().to_owned(),
            render::alert::headline(alert, &context),
        ]
    });
    output::table(out, &["alert", "seen", "kind", "what"], rows)?;
    if let Some((last, _)) = found.last().filter(|_| found.len() == args.limit) {
        writeln!(out, "\nOlder ones: --before {last}")?;
    }
    Ok(())
}

/// A kind of alert, as it is typed.
fn kind(text: &str) -> Result<Kind, String> {
    Kind::parse(text).ok_or_else(|| {
        let known: Vec<&str> = Kind::ALL.iter().map(|kind| kind.as_str()).collect();
        format!("it is one of {}", known.join(", "))
    })
}
