//! A source can't be seen, or can again.

use jiff::ToSpan as _;

use crate::{
    domain::{alert::Alert, news::Health},
    render::{
        Context,
        page::{Page, Part, Piece, Row, Tone, link, words},
        stands,
        text::{clean, clip, count, sentence},
        time,
    },
};

pub(super) fn headline(news: &Health, alert: &Alert, context: &Context<'_>) -> String {
    let name = clip(&clean(&news.source_name), 60);
    let gap = news
        .last_good_at
        .map(|at| time::span(alert.seen_at.duration_since(at)));
    if news.recovered {
        return match gap {
            Some(gap) => format!("Seen again: {name}, after {gap}"),
            None => format!("Seen for the first time: {name}"),
        };
    }
    let what = if news.required {
        "Blind"
    } else {
        "Not readable"
    };
    let state = clip(&stands::word(&news.state), 30);
    match (news.last_good_at, gap) {
        (Some(at), Some(gap)) => {
            let since = time::moment_near(at, alert.seen_at, context.zone);
            format!("{what}: {name} not seen since {since} ({gap}, {state})")
        }
        _ => format!("{what}: {name} was never read ({state})"),
    }
}

pub(super) fn page(news: &Health, alert: &Alert, context: &Context<'_>) -> Page {
    let name = clean(&news.source_name);
    let mut page = stands::page(if news.recovered {
        Tone::Calm
    } else {
        Tone::Trouble
    });
    page.lead = if news.recovered {
        vec![
            Piece::Plain(format!("{name} ")),
            Piece::Loud("is seen again".to_owned()),
            Piece::Plain(
                ". What it published meanwhile and still lists has been read, and is told as usual."
                    .to_owned(),
            ),
        ]
    } else {
        vec![
            Piece::Plain(format!("{name} ")),
            Piece::Loud("can't be seen".to_owned()),
            Piece::Plain(
                ". If something is published there now, you won't hear of it from us.".to_owned(),
            ),
        ]
    };
    let last_good = match news.last_good_at {
        Some(at) => time::moment(at, context.zone),
        None => "never".to_owned(),
    };
    let tries = usize::try_from(news.tries).unwrap_or(usize::MAX);
    let reason = match (news.tries, news.recovered) {
        (0, _) => sentence(&news.reason),
        (_, true) => format!(
            "{} failed: {}",
            count(tries, "try", "tries"),
            sentence(&news.reason)
        ),
        (_, false) => format!(
            "{}: {}",
            count(tries, "try", "tries"),
            sentence(&news.reason)
        ),
    };
    let again = news
        .recovered
        .then(|| time::moment(alert.seen_at, context.zone));
    let needed = if news.required {
        "required: without it, silence does not mean that nothing happened"
    } else {
        "optional: the assurance doesn't rest on it"
    };
    page.parts = vec![Part::rows(vec![
        Row::new(
            if news.recovered {
                "Seen before"
            } else {
                "Last good"
            },
            vec![words(last_good)],
        ),
        Row::new("Seen again", vec![again.and_then(words)]),
        Row::new(
            if news.recovered {
                "In between"
            } else {
                "Since then"
            },
            vec![words(reason)],
        ),
        Row::new("This source", vec![words(needed), link(news.link.as_ref())]),
        Row::new("What to do", vec![news.advice.as_ref().and_then(words)]),
        Row::new("Others", vec![words(&news.others)]),
    ])];
    if !news.recovered {
        let next_week = time::day_of(alert.seen_at, context.zone).saturating_add(7.days());
        let source = clip(&clean(&news.source), 60);
        page.parts.push(Part::Prose {
            title: String::new(),
            lines: vec![
                "You will hear when it is back, and every few days until then. If you know of it, and can \
                 wait:"
                    .to_owned(),
                format!("watch907 acknowledge {source} --until {next_week}"),
            ],
        });
        page.commands.push("watch907 sources".to_owned());
    }
    super::finish(page, context)
}
