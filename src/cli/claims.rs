//! `claims`: what the press says has become of the law, beside what the record says.

use std::io::Write;

use anyhow::Context as _;
use jiff::{Timestamp, civil::Date};
use rusqlite::Connection;
use serde::Serialize;

use crate::{
    cli::{End, open, open::Place, output},
    domain::{
        claim::{Claim, Language},
        news,
        printable::{clean, clip},
        verdict::LineState,
    },
    pipeline::{claims, stand::View},
    store::derived::claims::{self as rows, Said},
};

/// What the press states as a fact about Section 907 that would change the law, beside what
/// the record says, newest first.
///
/// What is said of one event is one line, however many outlets say it. Nothing here moves
/// where Section 907 stands.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// One line in full, with who says so.
    #[arg(value_name = "NO")]
    id: Option<i64>,

    /// Only those that the record has not settled.
    #[arg(long)]
    open: bool,

    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// One line, as `status` and `claims` show it.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Listed {
    pub(super) id: i64,
    pub(super) claim: String,
    pub(super) state: LineState,
    /// How many outlets say so.
    pub(super) outlets: usize,
    pub(super) said_on: Date,
    /// What the record makes of it, in words.
    pub(super) record: String,
    /// The document that settled it.
    document: Option<String>,
    pub(super) settled_at: Option<Timestamp>,
}

/// A line in full.
#[derive(Serialize)]
struct Full {
    #[serde(flatten)]
    line: Listed,
    said: Vec<Saying>,
}

#[derive(Serialize)]
struct Saying {
    seen_at: Timestamp,
    title: String,
    link: Option<String>,
    language: Option<&'static str>,
    #[serde(flatten)]
    claim: Claim,
}

pub(super) fn run(args: &Args, place: &Place, out: &mut dyn Write) -> anyhow::Result<End> {
    let config = place.config()?;
    let conn = place.read(&config)?;
    let now = open::now(&conn)?;
    let mut lines = lines(&conn, View::present(now))?;
    if let Some(id) = args.id {
        let line = lines.into_iter().find(|line| line.id == id);
        let line = line.with_context(|| {
            format!("no claim has the number {id}; `watch907 claims` lists them")
        })?;
        let said = rows::said(&conn, id)?
            .into_iter()
            .map(Saying::from)
            .collect();
        let full = Full { line, said };
        match args.json {
            true => output::json(out, &full)?,
            false => print_one(&full, &config.watch.time_zone, out)?,
        }
        return Ok(End::Done);
    }
    lines.retain(|line| !args.open || line.state == LineState::Open);
    match args.json {
        true => output::json(out, &lines)?,
        false if lines.is_empty() => {
            let open = if args.open { "open " } else { "" };
            writeln!(out, "There is no {open}claim.")?;
        }
        false => print(&lines, out)?,
    }
    Ok(End::Done)
}

/// The lines as they stood from a point of view, the newest first.
pub(super) fn lines(conn: &Connection, view: View) -> anyhow::Result<Vec<Listed>> {
    let record = claims::Record::read(conn, view)?;
    let mut listed = Vec::new();
    for mut line in rows::lines(conn)? {
        if !view.has_seen(line.opened_at) {
            continue;
        }
        // It may have been settled since, or otherwise.
        if line.settled_at.is_some_and(|at| !view.has_seen(at)) {
            line.state = record.verdict(&line, view.on).state;
            line.settled_at = None;
        }
        let mut said = rows::said(conn, line.id)?;
        said.retain(|said| view.has_seen(said.seen_at));
        let news = claims::news(conn, &record, &line, &said, view)?;
        listed.push(Listed {
            id: line.id,
            claim: news.claim.clone(),
            state: line.state,
            outlets: news.outlets,
            said_on: line.said_on,
            record: record_words(&news, line.state),
            document: news.document.map(|document| clean(&document.title)),
            settled_at: line.settled_at,
        });
    }
    Ok(listed)
}

fn record_words(news: &news::Claim, state: LineState) -> String {
    let word = clean(&news.word.replace('_', " "));
    let document = news.document.as_ref().map(|document| {
        let signed = document
            .signed_on
            .map(|on| format!(", signed {}", output::day(on)));
        format!(
            "{}{}",
            clip(&clean(&document.title), 70),
            signed.unwrap_or_default()
        )
    });
    match (state, document) {
        (LineState::Confirmed, Some(document)) => format!("confirmed by {document}"),
        (LineState::Contradicted, Some(document)) if news.by_waiver => {
            format!("not so, a waiver: {document}")
        }
        (LineState::Contradicted, Some(document)) => format!("not so: {document}"),
        (LineState::BillOnly, _) => match &news.bill {
            Some(bill) => format!(
                "only a bill: {}, which moved on {}",
                clean(&bill.citation),
                output::day(bill.acted_on)
            ),
            None => "only a bill".to_owned(),
        },
        (LineState::Expired, _) => {
            let on = output::day(news.open_until);
            format!("expired {on}: no document said so; the record said {word}")
        }
        _ => format!("open: no document says so; the record says {word}"),
    }
}

pub(super) fn print(lines: &[Listed], out: &mut dyn Write) -> anyhow::Result<()> {
    let rows = lines.iter().map(|line| {
        vec![
            line.id.to_string(),
            line.claim.replace('_', " "),
            line.outlets.to_string(),
            output::day(line.said_on),
            line.record.clone(),
        ]
    });
    output::table(
        out,
        &["no", "claim", "outlets", "since", "the record"],
        rows,
    )
}

fn print_one(full: &Full, zone: &jiff::tz::TimeZone, out: &mut dyn Write) -> anyhow::Result<()> {
    let line = &full.line;
    writeln!(
        out,
        "\"{}\", since {}\nThe record: {}\n",
        line.claim.replace('_', " "),
        output::day(line.said_on),
        line.record
    )?;
    for said in &full.said {
        let outlet = said.claim.outlet.as_deref().unwrap_or_default();
        writeln!(
            out,
            "  {}  {}\n    {}",
            output::instant(said.seen_at, zone),
            clip(&clean(outlet), 60),
            clean(&said.claim.quote)
        )?;
        if let Some(link) = &said.link {
            writeln!(out, "    {}", clean(link))?;
        }
        writeln!(out, "    read by {}", clean(&said.claim.reason))?;
    }
    Ok(())
}

impl From<Said> for Saying {
    fn from(said: Said) -> Self {
        Self {
            seen_at: said.seen_at,
            title: said.title,
            link: said.link,
            language: said.language.map(Language::as_str),
            claim: said.claim,
        }
    }
}
