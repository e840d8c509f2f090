//! The press claims that the law has changed.
//!
//! The claim stands in quotation marks, the record beside it in our own words, so that
//! nobody takes the one for the other from the subject on.

use jiff::civil::Date;

use crate::{
    domain::news::{BillLine, Claim},
    render::{
        Context,
        page::{Line, Page, Part, Piece, Row, Tone, link, quote, words},
        stands,
        text::{clean, clip, count, list, quoted},
        time,
    },
};

/// What is claimed, and what the record makes of it.
pub fn headline(news: &Claim) -> String {
    let said = said(&news.claim);
    let record = match news.state.as_str() {
        "confirmed" if news.claim == "suspended" && news.by_waiver => {
            "Record: confirmed, by a waiver".to_owned()
        }
        "confirmed" => "Record: confirmed".to_owned(),
        "contradicted" if news.by_waiver => "Record: not so, it was waived".to_owned(),
        "contradicted" => "Record: not so".to_owned(),
        "bill_only" => match &news.bill {
            Some(bill) => format!("Record: only a bill, {}", clean(&bill.citation)),
            None => "Record: only a bill".to_owned(),
        },
        "expired" => format!("Record: nothing in 30 days, {}", stands::word(&news.word)),
        _ => format!("Record: {}, no such document", stands::word(&news.word)),
    };
    format!("Press: \"{said}\". {record}")
}

pub(super) fn page(news: &Claim, context: &Context<'_>) -> Page {
    let mut page = stands::page(Tone::Word);
    let outlets = match (news.outlets, news.languages) {
        (1, _) => "One outlet says".to_owned(),
        (n, 0 | 1) => format!("{n} outlets say"),
        (n, languages) => format!("{n} outlets in {languages} languages say"),
    };
    let since = news
        .since
        .map(|since| format!(" since {}", time::day(since)));
    page.lead = vec![
        Piece::Plain(format!(
            "{outlets} since {}: \"{}\". {} The record: ",
            time::day(news.said_on),
            said(&news.claim),
            verdict(news)
        )),
        // Only the record is told loudly.
        Piece::Loud(stands::word(&news.word)),
        Piece::Plain(format!("{}.", since.unwrap_or_default())),
    ];
    let mut rows: Vec<Option<Row>> = news
        .said
        .iter()
        .enumerate()
        .map(|(place, said)| {
            let label = if place == 0 { "First" } else { "Then" };
            let who = format!(
                "{}, {}",
                clip(&clean(&said.outlet), 60),
                time::moment(said.seen_at, context.zone)
            );
            Row::new(
                label,
                vec![words(who), quote(&said.quote), link(said.link.as_ref())],
            )
        })
        .collect();
    rows.push(Row::new(
        "The same text",
        vec![news.also.as_deref().and_then(quote)],
    ));
    rows.push(Row::new("A bill", vec![news.bill.as_ref().and_then(bill)]));
    if let Some(document) = &news.document {
        rows.push(Row::new(
            "Document",
            vec![
                words(quoted(&document.title, 300)),
                document.quote.as_deref().and_then(quote),
                link(document.link.as_ref()),
            ],
        ));
    }
    let searched = match (&news.searched[..], news.searched_to) {
        ([], _) | (_, None) => String::new(),
        (names, Some(to)) => {
            let names: Vec<String> = names.iter().map(|name| clean(name)).collect();
            format!("{} to {}", list(&names), time::moment(to, context.zone))
        }
    };
    rows.push(Row::new("Searched", vec![words(searched)]));
    if matches!(news.state.as_str(), "open" | "bill_only") {
        rows.push(Row::new(
            "Next",
            vec![words(format!(
                "we look for a document dated to {}, and tell you when the record settles it",
                time::day(news.open_until)
            ))],
        ));
    }
    page.parts = vec![Part::rows(rows)];
    page.commands.push("watch907 claims".to_owned());
    super::finish(page, context)
}

/// What the record makes of it, in whole sentences.
fn verdict(news: &Claim) -> String {
    match news.state.as_str() {
        "confirmed" if news.claim == "suspended" && news.by_waiver => {
            "What was signed is a waiver: Section 907 stays law, and does not apply while it runs."
                .to_owned()
        }
        "confirmed" => "So does a document.".to_owned(),
        "contradicted" if news.by_waiver => {
            "It is not so: a waiver was signed, and nothing was repealed or lifted.".to_owned()
        }
        "contradicted" => "It is not so.".to_owned(),
        "bill_only" => {
            "There is a bill only, which is not law: that needs both chambers and the President."
                .to_owned()
        }
        "expired" => format!(
            "No document dated up to {} says so.",
            time::day(news.open_until)
        ),
        _ => "No document says so.".to_owned(),
    }
}

/// The claim as people would say it, to stand in quotation marks.
fn said(claim: &str) -> &'static str {
    match claim {
        "repealed" => "Section 907 repealed",
        "lifted" => "Section 907 lifted",
        "neutralised" => "Section 907 neutralised",
        "suspended" => "Section 907 suspended",
        "waived" => "Section 907 waived",
        "waiver_ended" => "waiver of Section 907 ended",
        "waiver_barred" => "waiver of Section 907 barred",
        _ => "Section 907 changed",
    }
}

/// What the press has claimed, in a line: `5 outlets: "Section 907 lifted", since Aug 8, 2025`.
pub fn in_the_press(claim: &str, outlets: usize, said_on: Date) -> String {
    format!(
        "{}: \"{}\", since {}",
        count(outlets, "outlet", "outlets"),
        said(claim),
        time::day(said_on)
    )
}

fn bill(bill: &BillLine) -> Option<Line> {
    words(format!(
        "{} {}; it last moved on {}",
        clean(&bill.citation),
        clean(&bill.words),
        time::day(bill.acted_on)
    ))
}
