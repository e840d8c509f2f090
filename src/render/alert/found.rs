//! A measure was found that nobody had named.

use crate::{
    domain::{alert::Alert, news::Found},
    render::{
        Context,
        page::{Page, Part, Piece, Row, Tone, link, quote, words},
        stands::{self, Mood},
        text::clean,
        time,
    },
};

use super::text::{does, effects};

pub(super) fn headline(news: &Found) -> String {
    let citation = super::citation(&news.measure);
    let what = match (&news.effects[..], news.found_in.as_str()) {
        ([], found_in) => format!("its {found_in} may concern Section 907"),
        (effects, _) => format!("it {}", does(Mood::Would, effects)),
    };
    match news.reintroduces {
        Some(_) => format!("Found: {citation}, introduced again: {what}"),
        None => format!("Found: {citation}, {what}"),
    }
}

pub(super) fn page(news: &Found, alert: &Alert, context: &Context<'_>) -> Page {
    let mut page = stands::page(Tone::Law);
    page.lead = vec![
        Piece::Plain(super::cited(&news.measure, &news.title)),
        Piece::Loud("is followed from now on".to_owned()),
        Piece::Plain(". You hear when it moves, and what its texts do.".to_owned()),
    ];
    let again = news.reintroduces.as_ref().map(|before| {
        format!(
            "It bears the title of {} of an earlier Congress.",
            super::citation(before)
        )
    });
    page.parts = vec![
        Part::rows(vec![
            Row::new(
                "Found by",
                vec![
                    words(format!("its {}, in {}", news.found_in, news.source_name)),
                    quote(&news.quote),
                    link(news.link.as_ref()),
                ],
            ),
            Row::new(
                "First seen",
                vec![words(time::moment(alert.seen_at, context.zone))],
            ),
            Row::new("Note", vec![again.and_then(words)]),
        ]),
        effects(Mood::Would, &news.effects),
    ];
    page.commands.push(format!(
        "watch907 dismiss {} --why \"…\"",
        clean(&news.measure)
    ));
    super::finish(page, context)
}
