//! What a text of a bill or a law does to Section 907.

use crate::{
    domain::{
        alert::Alert,
        news::{EffectLine, Text},
    },
    render::{
        Context,
        page::{Page, Part, Piece, Row, Tone, link, quote, words},
        stands,
        text::{clean, clip, list},
        time,
    },
};

pub(super) fn headline(news: &Text) -> String {
    let who = match &news.measure {
        Some(measure) => super::citation(measure),
        None => clip(&clean(&news.version), 60),
    };
    let added: Vec<&EffectLine> = news.effects.iter().filter(|line| line.added).collect();
    match (&news.before, &added[..], &news.dropped[..]) {
        (None, ..) if news.measure.is_none() => format!("{who} {}", does(&news.effects)),
        (None, ..) => format!("{who}: its text {}", does(&news.effects)),
        (Some(_), [], dropped) => {
            format!("{who}: what {} was dropped from its text", does(dropped))
        }
        (Some(_), [_, ..], _) => {
            let added: Vec<EffectLine> = added.into_iter().cloned().collect();
            format!("{who}: its text now {}", does(&added))
        }
    }
}

pub(super) fn page(news: &Text, alert: &Alert, context: &Context<'_>) -> Page {
    let mut page = stands::page(Tone::Law);
    let who = match &news.measure {
        Some(measure) => super::cited(measure, &news.title),
        None => format!("{}, ", clean(&news.version)),
    };
    page.lead = vec![
        Piece::Plain(who),
        Piece::Loud(does(&news.effects)),
        Piece::Plain(match news.before {
            None => ".".to_owned(),
            Some(_) => " in the version that was published now.".to_owned(),
        }),
    ];
    if news.measure.is_some() {
        let bill = " A text is what would be law; it is none before both chambers and the President agree.";
        page.lead.push(Piece::Plain(bill.to_owned()));
    }
    let moves = |line: &EffectLine| {
        !matches!(
            line.effect.as_str(),
            "carves_out" | "requires_report" | "mentions"
        )
    };
    if !news.effects.iter().any(moves) {
        let neither = " That is neither a repeal nor a waiver.";
        page.lead.push(Piece::Plain(neither.to_owned()));
    }
    let before = news
        .before
        .as_ref()
        .map(|before| format!("held against: {before}"));
    page.parts = vec![
        Part::rows(vec![
            Row::new(
                "Version",
                vec![
                    words(&news.version),
                    before.and_then(words),
                    link(news.link.as_ref()),
                ],
            ),
            Row::new(
                "First seen",
                vec![words(time::moment(alert.seen_at, context.zone))],
            ),
        ]),
        effects("What it does", &news.effects),
        effects("Dropped from this version", &news.dropped),
    ];
    super::finish(page, context)
}

/// The effects, each with the words that have it.
pub(super) fn effects(title: &str, effects: &[EffectLine]) -> Part {
    let rows = effects.iter().map(|line| {
        let place = clean(&line.place);
        let added = line.added.then(|| "added in this version".to_owned());
        Row::new(
            &capital(stands::phrase(&line.effect)),
            vec![quote(&line.quote), words(place), added.and_then(words)],
        )
    });
    Part::Rows {
        title: title.to_owned(),
        rows: rows.flatten().collect(),
    }
}

/// `repeals Section 907 and requires a report on it`
pub(super) fn does(effects: &[EffectLine]) -> String {
    let mut phrases: Vec<String> = Vec::new();
    for line in effects {
        let phrase = stands::phrase(&line.effect).to_owned();
        if !phrases.contains(&phrase) {
            phrases.push(phrase);
        }
    }
    match &phrases[..] {
        [] => "does not name Section 907".to_owned(),
        phrases => list(phrases),
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}
