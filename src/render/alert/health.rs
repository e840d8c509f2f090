//! A source can't be seen, or can again.

use jiff::ToSpan as _;

use crate::{
    domain::{alert::Alert, news::Health},
    render::{
        Context,
        page::{Line, Page, Part, Piece, Row, Tone, link, words},
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
    if !news.concerned.is_empty() {
        return shared(news, gap, alert, context);
    }
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

/// Of a cause that several share.
fn shared(news: &Health, gap: Option<String>, alert: &Alert, context: &Context<'_>) -> String {
    let name = clip(&clean(&news.source_name), 60);
    match (news.recovered, news.last_good_at, gap) {
        (true, _, Some(gap)) => format!("Seen again: the first of {name}, after {gap}"),
        (true, ..) => format!("Seen again: the first of {name}"),
        (false, Some(at), Some(gap)) => {
            let since = time::moment_near(at, alert.seen_at, context.zone);
            let state = clip(&stands::word(&news.state), 30);
            format!("Blind: none of {name} seen since {since} ({gap}, {state})")
        }
        (false, ..) => format!("Blind: none of {name} was ever seen"),
    }
}

pub(super) fn page(news: &Health, alert: &Alert, context: &Context<'_>) -> Page {
    let name = clean(&news.source_name);
    let mut page = stands::page(if news.recovered {
        Tone::Calm
    } else {
        Tone::Trouble
    });
    page.lead = lead(news, &name);
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
    let needed = match (news.required, news.concerned.is_empty()) {
        (true, true) => "required: without it, silence does not mean that nothing happened",
        (true, false) => {
            "some are required: without them, silence does not mean that nothing happened"
        }
        (false, _) => "optional: the assurance doesn't rest on it",
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
        Row::new(
            match news.concerned.is_empty() {
                true => "This source",
                false => "These sources",
            },
            vec![words(needed), link(news.link.as_ref())],
        ),
        Row::new("Concerned", vec![words(concerned(news))]),
        Row::new("The gap", vec![gap(news)]),
        Row::new("What to do", vec![news.advice.as_ref().and_then(words)]),
        Row::new("Others", vec![words(&news.others)]),
    ])];
    if !news.recovered {
        let next_week = time::day_of(alert.seen_at, context.zone).saturating_add(7.days());
        let (source, back) = match news.concerned.is_empty() {
            true => (clip(&clean(&news.source), 60), "it is back"),
            false => ("SOURCE…".to_owned(), "they are back"),
        };
        page.parts.push(Part::Prose {
            title: String::new(),
            lines: vec![
                format!(
                    "You will hear when {back}, and every few days until then. If you know of it, and \
                     can wait:"
                ),
                format!("watch907 acknowledge {source} --until {next_week}"),
            ],
        });
        page.commands.push("watch907 sources".to_owned());
    }
    super::finish(page, context)
}

/// Whether what was published meanwhile was read.
fn gap(news: &Health) -> Option<Line> {
    words(match news.covered? {
        true => "covered after the fact: what was read now holds all that was published meanwhile",
        false => "not covered: what was shown only in between was not seen",
    })
}

fn lead(news: &Health, name: &str) -> Vec<Piece> {
    let (subject, loud, rest) = match (news.recovered, news.concerned.is_empty()) {
        (true, true) => (
            name.to_owned(),
            "is seen again".to_owned(),
            "What it published meanwhile and still lists has been read, and is told as usual.",
        ),
        (true, false) => (
            format!("The first of {name}"),
            "is seen again".to_owned(),
            "The others are asked now; each that stays blind is told by itself. What was published \
             meanwhile and is still listed is told as usual.",
        ),
        (false, true) => (name.to_owned(), "can't be seen".to_owned(), UNHEARD),
        // Loud as a whole: "can be seen" alone would say the opposite.
        (false, false) => (
            String::new(),
            format!("None of {name} can be seen"),
            UNHEARD,
        ),
    };
    let subject = match subject.as_str() {
        "" => subject,
        subject => format!("{subject} "),
    };
    vec![
        Piece::Plain(subject),
        Piece::Loud(loud),
        Piece::Plain(format!(". {rest}")),
    ]
}

const UNHEARD: &str = "If something is published there now, you won't hear of it from us.";

/// The names of those that share the cause.
fn concerned(news: &Health) -> String {
    let named: Vec<String> = news
        .concerned
        .iter()
        .take(NAMED)
        .map(|name| clip(&clean(name), 60))
        .collect();
    let more = match news.concerned.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("{}{more}", named.join("; "))
}

/// Sources that are named, at most.
const NAMED: usize = 30;
