//! An official record was withdrawn or corrected.

use crate::{
    domain::{
        alert::Alert,
        news::{ActionLine, Record},
    },
    render::{
        Context,
        page::{Page, Part, Piece, Row, Tone, link, quote, words},
        stands,
        text::{clean, count},
        time,
    },
};

pub(super) fn headline(news: &Record) -> String {
    let citation = super::citation(&news.measure);
    let what = match (news.withdrawn.len(), news.corrected.len()) {
        _ if news.held_by_one.len() == 1 => "one who carries its record is behind".to_owned(),
        _ if !news.held_by_one.is_empty() => "two who carry its record don't agree".to_owned(),
        (0, 0) => "its record says what can't be, and is not believed".to_owned(),
        (0, n) => format!("record corrected, {}", count(n, "action", "actions")),
        (n, 0) => format!("record withdrawn, {}", count(n, "action", "actions")),
        (n, m) => format!("record changed, {n} withdrawn and {m} corrected"),
    };
    match (&news.before, &news.after) {
        (Some(before), Some(after)) if before != after => format!(
            "{citation}: {what}; now {} (was: {})",
            clean(&after.name),
            clean(&before.name)
        ),
        _ => format!("{citation}: {what}"),
    }
}

pub(super) fn page(news: &Record, alert: &Alert, context: &Context<'_>) -> Page {
    let mut page = stands::page(Tone::Law);
    let what = match (news.withdrawn.is_empty(), news.corrected.is_empty()) {
        _ if news.held_by_one.len() == 1 => "is told in part only by one who carries its record",
        _ if !news.held_by_one.is_empty() => "is told otherwise by two who carry its record",
        (true, true) => "is said by its record to be where it can't be",
        (true, false) => "had its record corrected",
        (false, true) => "had part of its record withdrawn",
        (false, false) => "had its record withdrawn in part, and corrected",
    };
    page.lead = vec![
        Piece::Plain(super::cited(&news.measure, &news.title)),
        Piece::Loud(what.to_owned()),
        Piece::Plain(". What we told you before stays in the history.".to_owned()),
    ];
    let stage = match (&news.before, &news.after) {
        (Some(before), Some(after)) if before != after => {
            Some(format!("now {}; before: {}", after.name, before.name))
        }
        (_, Some(after)) => Some(format!("unchanged: {}", after.name)),
        _ => None,
    };
    let seen = time::moment(alert.seen_at, context.zone);
    let mut rows = vec![
        Row::new("Stage", vec![stage.and_then(words)]),
        Row::new("Noticed", vec![words(seen)]),
        Row::new("Record", vec![link(news.link.as_ref())]),
        Row::new("Note", news.remarks.iter().map(words).collect()),
    ];
    rows.extend(news.corrected.iter().flat_map(|correction| {
        [
            Row::new("It said", vec![quote(&correction.old)]),
            Row::new("It says now", vec![quote(&correction.new)]),
        ]
    }));
    page.parts = vec![
        Part::rows(rows),
        actions("No longer on the record".to_owned(), "-", &news.withdrawn),
    ];
    page.parts.extend(news.held_by_one.iter().map(|held| {
        let title = format!("Only in {}", clean(&held.carrier));
        actions(title, "+", &held.actions)
    }));
    super::finish(page, context)
}

fn actions(title: String, sign: &str, actions: &[ActionLine]) -> Part {
    let rows = actions.iter().map(|action| {
        let label = format!("{sign} {}", time::day(action.acted_on));
        Row::new(&label, vec![quote(&action.text)])
    });
    Part::Rows {
        title,
        rows: rows.flatten().collect(),
    }
}
