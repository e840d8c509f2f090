//! `news`: what was published on the topic, and what each of it claims.

use std::io::Write;

use jiff::Timestamp;
use serde::Serialize;

use crate::{
    cli::{End, open::Place, output},
    domain::{
        claim::{Claim, ClaimKind, Language},
        printable::{clean, clip},
    },
    store::derived::claims::{self, Reported},
};

/// What the press published on Section 907, newest first, and what it claims.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Only what holds these words, in its title, its outlet or the words that were read.
    #[arg(value_name = "QUERY")]
    query: Option<String>,

    /// At most so many.
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: usize,

    /// Print JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Listed {
    seen_at: Timestamp,
    outlet: String,
    title: String,
    link: Option<String>,
    language: Option<&'static str>,
    claims: Vec<Claim>,
}

pub(super) fn run(args: &Args, place: &Place, out: &mut dyn Write) -> anyhow::Result<End> {
    let config = place.config()?;
    let conn = place.read(&config)?;
    let found = claims::reported(&conn, args.query.as_deref(), args.limit)?;
    if args.json {
        let found: Vec<Listed> = found.into_iter().map(Listed::from).collect();
        output::json(out, &found)?;
        return Ok(End::Done);
    }
    if found.is_empty() {
        writeln!(out, "Nothing was found.")?;
    }
    let zone = &config.watch.time_zone;
    let rows = found.iter().map(|report| {
        vec![
            output::instant(report.seen_at, zone),
            clip(&clean(&report.outlet), 30),
            clip(&clean(&report.title), 90),
            said(&report.claims),
        ]
    });
    output::table(out, &["first seen", "outlet", "title", "claims"], rows)?;
    Ok(End::Done)
}

/// `lifted, not repealed`
fn said(claims: &[Claim]) -> String {
    let said: Vec<String> = claims
        .iter()
        .filter(|claim| claim.kind != ClaimKind::Background)
        .map(Claim::in_words)
        .collect();
    said.join(", ")
}

impl From<Reported> for Listed {
    fn from(report: Reported) -> Self {
        Self {
            seen_at: report.seen_at,
            outlet: report.outlet,
            title: report.title,
            link: report.link,
            language: report.language.map(Language::as_str),
            claims: report.claims,
        }
    }
}
