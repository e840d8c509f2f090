//! Nothing happened, and here is what that rests on.

use jiff::SignedDuration;

use crate::{
    domain::news::{Silence, SilenceRow, Stood},
    render::{
        Context,
        page::{Line, Page, Part, Piece, Row, Tone, words},
        stands,
        text::{clean, clip, count},
        time,
    },
};

/// More changes are counted.
const CHANGES_MAX: usize = 40;

pub(super) fn headline(news: &Silence, context: &Context<'_>) -> String {
    let assurance = clip(&clean(&news.assurance), 20);
    let days = days(news, context);
    let hours = news.to.duration_since(news.from).as_hours();
    // A week in which the clocks change has an hour more or less.
    let week = if (167..=169).contains(&hours) {
        " week"
    } else {
        ""
    };
    match (news.alerts.len(), is_assured(news)) {
        (0, true) => format!("Quiet{week}: nothing changed, {days} (assured)"),
        (0, false) => format!("Not assured: no change seen, {days} ({assurance})"),
        (n, true) => format!("{} told, {days} (assured)", count(n, "change", "changes")),
        (n, false) => format!(
            "Not assured: {} told, {days} ({assurance})",
            count(n, "change", "changes")
        ),
    }
}

pub(super) fn page(news: &Silence, context: &Context<'_>) -> Page {
    let assured = is_assured(news);
    let mut page = stands::page(if assured { Tone::Calm } else { Tone::Trouble });
    let loud = match (news.alerts.len(), assured) {
        (0, true) => "Nothing changed".to_owned(),
        (0, false) => "No change was seen, but not all was seen".to_owned(),
        (n, true) => format!("{} told", count(n, "change was", "changes were")),
        (n, false) => format!(
            "{} told, but not all was seen",
            count(n, "change was", "changes were")
        ),
    };
    page.lead = vec![
        Piece::Loud(loud),
        Piece::Plain(format!(", {}.", days(news, context))),
    ];
    let rows = news.rows.iter().map(|row| {
        vec![
            clip(&clean(&row.source_name), 40),
            format!("{}/{}", row.answered, row.expected),
            gap(row),
            row.last_good_at
                .map_or("never".to_owned(), |at| time::moment(at, context.zone)),
        ]
    });
    let chain = format!(
        "{} rows, head {}",
        grouped(news.chain_rows),
        clean(&news.chain_head)
    );
    page.parts = vec![
        Part::Prose {
            title: "What changed".to_owned(),
            lines: changed(news),
        },
        Part::Table {
            title: "Where it stood".to_owned(),
            head: vec!["", "At the beginning", "At the end"],
            rows: news.stood.iter().map(stood).collect(),
        },
        Part::Table {
            title: "How the required sources answered".to_owned(),
            head: vec!["Source", "Answered", "Longest gap", "Last good"],
            rows: rows.collect(),
        },
        Part::rows(vec![
            Row::new("Covered", vec![covered(news)]),
            Row::new("Also", news.remarks.iter().map(words).collect()),
            Row::new(
                "Evidence chain",
                vec![
                    words(chain),
                    words("Keep this mail: it witnesses what was on record by then."),
                ],
            ),
        ]),
    ];
    super::finish(page, context)
}

/// The headlines of what changed, as many as one reads.
fn changed(news: &Silence) -> Vec<String> {
    let shown = news.alerts.iter().take(CHANGES_MAX);
    let mut lines: Vec<String> = shown.map(|line| clip(&clean(line), 200)).collect();
    let more = news.alerts.len().saturating_sub(CHANGES_MAX);
    if more > 0 {
        lines.push(format!("and {more} more: watch907 changes lists them"));
    }
    lines
}

/// `23 h (covered)`
fn gap(row: &SilenceRow) -> String {
    let gap = time::span(SignedDuration::from_secs(row.longest_gap_seconds));
    match row.covered {
        true => format!("{gap} (covered)"),
        false => gap,
    }
}

fn covered(news: &Silence) -> Option<Line> {
    let is_there = news.rows.iter().any(|row| row.covered);
    let said = is_there.then_some("what was published in the gap was read after the fact");
    said.and_then(words)
}

fn stood(stood: &Stood) -> Vec<String> {
    let before = stood.before.as_deref().unwrap_or("not known yet");
    [&stood.name, before, &stood.after]
        .map(|text| clip(&clean(text), 30))
        .into()
}

fn is_assured(news: &Silence) -> bool {
    news.assurance == "assured"
}

/// `Jan 5 to Jan 11, 2026`: the days that the span touches.
fn days(news: &Silence, context: &Context<'_>) -> String {
    let second = SignedDuration::from_secs(1);
    let last = news
        .to
        .checked_sub(second)
        .unwrap_or(news.to)
        .max(news.from);
    let (from, to) = (
        time::day_of(news.from, context.zone),
        time::day_of(last, context.zone),
    );
    if from == to {
        time::day(to)
    } else if from.year() == to.year() {
        format!("{} to {}", from.strftime("%b %-d"), time::day(to))
    } else {
        format!("{} to {}", time::day(from), time::day(to))
    }
}

/// `41,207`
fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
