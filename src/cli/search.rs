//! `search`: where words stand, in all that sources list and in the texts that were read.

use std::io::Write;

use jiff::Timestamp;
use serde::Serialize;

use crate::{
    cli::{
        End, open,
        open::Place,
        output,
        question::{self, AsOf},
        range::{self, Range},
    },
    domain::{
        printable::{clean, clip},
        search::Query,
    },
    render::text::{count, wrap},
    store::derived::search::{self, Filter, Hit, Index, Marked},
};

/// Where words stand: in items, pages, documents of the Federal Register, and the places
/// in bills and laws that speak of Section 907. Newest first.
///
/// All words are wanted, in any order; case and accents don't matter, and azerbaycan finds
/// Azərbaycan. "in a row" finds words in a row, waiv* what begins so, -word leaves out,
/// OR parts two questions. Put the whole in single quotation marks.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// As in 'waiv* "section 907" -turkey'.
    #[arg(required = true, value_name = "WORDS")]
    words: Vec<String>,

    /// Only of this source.
    #[arg(long, value_name = "SOURCE")]
    source: Option<String>,

    #[command(flatten)]
    range: Range,

    #[command(flatten)]
    as_of: AsOf,

    /// At most so many.
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,

    /// Print JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Answer {
    found: Vec<Found>,
    /// Pages that read otherwise by the day that is asked for, and were not searched.
    pages_edited_since: usize,
}

#[derive(Serialize)]
struct Found {
    kind: &'static str,
    source: String,
    title: String,
    snippet: Vec<Piece>,
    link: Option<String>,
    published_at: Option<Timestamp>,
    first_seen_at: Timestamp,
    edited_at: Option<Timestamp>,
    withdrawn_at: Option<Timestamp>,
    snapshot: i64,
}

#[derive(Serialize)]
struct Piece {
    text: String,
    found: bool,
}

pub(super) fn run(args: &Args, place: &Place, out: &mut dyn Write) -> anyhow::Result<End> {
    let query: Query = args
        .words
        .join(" ")
        .parse()
        .map_err(|error| range::usage(&error))?;
    let config = place.config()?;
    let conn = place.read(&config)?;
    let now = open::now(&conn)?;
    let view = args.as_of.view(now)?;
    range::known(&conn, &config, args.source.as_deref())?;
    let zone = &config.watch.time_zone;
    let (since, until) = args.range.instants(zone)?;
    let filter = Filter {
        source: args.source.as_deref(),
        since,
        until: [until, view.seen_by].into_iter().flatten().min(),
        limit: args.limit,
    };
    let hits = search::find(&conn, &query, &filter)?;
    let pages_edited_since = match view.seen_by {
        Some(at) => search::pages_edited_after(&conn, at)?,
        None => 0,
    };
    if args.json {
        let answer = Answer {
            found: hits.iter().map(Found::of).collect(),
            pages_edited_since,
        };
        output::json(out, &answer)?;
        return Ok(End::Done);
    }
    if let Some(heading) = question::heading(view, view.seen_by.unwrap_or(now)) {
        writeln!(out, "{heading}\n")?;
    }
    if hits.is_empty() {
        writeln!(out, "Nothing was found.")?;
    }
    for hit in &hits {
        print(hit, view.seen_by, zone, out)?;
    }
    if hits.len() == args.limit {
        writeln!(
            out,
            "There may be more: --limit {}.",
            args.limit.saturating_mul(5)
        )?;
    }
    if pages_edited_since > 0 {
        writeln!(
            out,
            "Not searched: {} changed since. `watch907 changes` shows what they said.",
            count(pages_edited_since, "page that has", "pages that have")
        )?;
    }
    Ok(End::Done)
}

fn print(
    hit: &Hit,
    seen_by: Option<Timestamp>,
    zone: &jiff::tz::TimeZone,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let mut head = format!("{}  {}", output::instant(hit.seen_at, zone), hit.source);
    if hit.index != Index::Items {
        head.push_str(&format!(", {}", hit.index.as_str()));
    }
    if let Some(at) = hit.edited_at {
        let note = match seen_by.is_some_and(|by| at > by) {
            true => "; edited since, it reads now",
            false => "; edited",
        };
        head.push_str(&format!("{note} {}", output::instant(at, zone)));
    }
    if let Some(at) = hit.withdrawn_at {
        head.push_str(&format!("; withdrawn {}", output::instant(at, zone)));
    }
    writeln!(out, "{head}")?;
    for text in [&hit.title, &hit.text] {
        if !text.is_empty() {
            for line in wrap(&marked(text), "  ", "  ", output::prose_width()) {
                writeln!(out, "{}", output::bold(&line, BEGIN, END))?;
            }
        }
    }
    if let Some(link) = &hit.link {
        writeln!(out, "  {}", clip(&clean(link), 200))?;
    }
    writeln!(out)?;
    Ok(())
}

/// Where something found begins and ends; cleaned text has neither.
const BEGIN: char = '\u{2}';
const END: char = '\u{3}';

fn marked(text: &Marked) -> String {
    let piece = |(is_found, piece): &(bool, String)| match is_found {
        true => format!("{BEGIN}{}{END}", clean(piece)),
        false => spaced(piece),
    };
    text.iter().map(piece).collect()
}

/// Clean, with the spaces at its ends, which part it from what was found.
fn spaced(text: &str) -> String {
    let inner = clean(text);
    if inner.is_empty() {
        return " ".to_owned();
    }
    let space = |is: bool| if is { " " } else { "" };
    format!(
        "{}{inner}{}",
        space(text.starts_with(char::is_whitespace)),
        space(text.ends_with(char::is_whitespace))
    )
}

impl Found {
    fn of(hit: &Hit) -> Self {
        Self {
            kind: hit.index.as_str(),
            source: hit.source.clone(),
            title: hit.title.iter().map(|(_, piece)| piece.as_str()).collect(),
            snippet: hit
                .text
                .iter()
                .map(|(found, text)| Piece {
                    text: text.clone(),
                    found: *found,
                })
                .collect(),
            link: hit.link.clone(),
            published_at: hit.published_at,
            first_seen_at: hit.seen_at,
            edited_at: hit.edited_at,
            withdrawn_at: hit.withdrawn_at,
            snapshot: hit.snapshot,
        }
    }
}
