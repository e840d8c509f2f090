//! The text of a page changed.

use crate::{
    domain::{alert::Alert, news::Change},
    render::{
        Context,
        diff::sizes,
        page::{Page, Part, Piece, Row, Tone, link, words},
        stands,
        text::{clean, clip, count, quoted},
        time,
    },
};

pub(super) fn headline(news: &Change) -> String {
    let name = clip(&clean(&news.source_name), 50);
    let (added, removed) = sizes(&news.diff);
    format!(
        "Page changed: {name}, {} (+{added} −{removed} lines)",
        quoted(&news.title, 60)
    )
}

pub(super) fn page(news: &Change, alert: &Alert, context: &Context<'_>) -> Page {
    let mut page = stands::page(match news.rung.as_str() {
        "rhetoric" | "announced" => Tone::Word,
        _ => Tone::Law,
    });
    let (added, removed) = sizes(&news.diff);
    page.lead = vec![
        Piece::Plain(format!(
            "The page {} of {} ",
            quoted(&news.title, 200),
            clean(&news.source_name)
        )),
        Piece::Loud("has changed".to_owned()),
        Piece::Plain(format!(
            ": {} added, {removed} removed.",
            count(added, "line", "lines")
        )),
    ];
    page.notice = super::notice(&news.source_name, &news.rung, "an official page:");
    let seen = time::moment(alert.seen_at, context.zone);
    page.parts = vec![Part::rows(vec![
        Row::new("Page", vec![link(news.link.as_ref())]),
        Row::new("First seen", vec![words(seen)]),
    ])];
    let mut page = super::finish(page, context);
    page.parts.push(Part::Diff {
        title: "What changed".to_owned(),
        diff: news.diff.clone(),
        more: format!("watch907 diff {}", clean(&news.source)),
    });
    page
}
