//! A feed or list has a new, edited or withdrawn item.
//!
//! What the press says never looks like what the record says: the subject begins
//! with who says it, quotes it, and ends with the record.

use crate::{
    domain::{
        alert::Alert,
        news::{ItemChange, ItemNews},
    },
    render::{
        Context,
        page::{Page, Part, Piece, Row, Tone, link, quote, words},
        stands,
        text::{clean, clip, quoted},
        time,
    },
};

pub(super) fn headline(news: &ItemNews, context: &Context<'_>) -> String {
    let name = clip(&clean(&news.source_name), 40);
    let title = quoted(&news.title, 70);
    let said = match news.change {
        ItemChange::Added => format!("{name}: {title}"),
        ItemChange::Edited => format!("{name}, edited: {title}"),
        ItemChange::Removed => format!("{name}, withdrawn: {title}"),
        ItemChange::Returned => format!("{name}, put back: {title}"),
    };
    match news.rung.as_str() {
        _ if news.context.is_some() => said,
        "rhetoric" => format!("Press, {said}. Record: {}", record(context)),
        "announced" => format!("Announced, {said}. Record: {}", record(context)),
        _ => said,
    }
}

pub(super) fn page(news: &ItemNews, alert: &Alert, context: &Context<'_>) -> Page {
    let is_word = matches!(news.rung.as_str(), "rhetoric" | "announced");
    let mut page = stands::page(if is_word { Tone::Word } else { Tone::Law });
    let (verb, seen) = match news.change {
        ItemChange::Added => ("published", "First seen"),
        ItemChange::Edited => ("edited", "Edit seen"),
        ItemChange::Removed => ("no longer lists", "Noticed"),
        ItemChange::Returned => ("lists again", "Noticed"),
    };
    page.lead = vec![Piece::Plain(format!(
        "{} {verb} {}.",
        clean(&news.source_name),
        quoted(&news.title, 240)
    ))];
    page.notice = super::notice(&news.source_name, &news.rung, "an announcement by");
    let moment = |at| words(time::moment(at, context.zone));
    let topic = news.on_topic.as_ref().map(|phrase| quoted(phrase, 80));
    page.parts = vec![Part::rows(vec![
        Row::new("It says", vec![quote(&news.excerpt)]),
        Row::new("On topic for", vec![topic.and_then(words)]),
        Row::new("Context", vec![news.context.as_ref().and_then(words)]),
        Row::new("Published", vec![news.published_at.and_then(moment)]),
        Row::new(seen, vec![moment(alert.seen_at)]),
        Row::new("Address", vec![link(news.link.as_ref())]),
    ])];
    let mut page = super::finish(page, context);
    page.parts.push(Part::Diff {
        title: "What was edited".to_owned(),
        diff: news.diff.clone().unwrap_or_default(),
        more: stands::show(&alert.id),
    });
    page
}

fn record(context: &Context<'_>) -> String {
    stands::word(&context.situation.provision_word)
}
