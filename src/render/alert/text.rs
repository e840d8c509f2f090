//! What a text of a bill or a law does to Section 907.

use crate::{
    domain::{
        alert::Alert,
        news::{EffectLine, Text},
    },
    render::{
        Context,
        page::{Page, Part, Piece, Row, Tone, link, quote, words},
        stands::{self, Mood},
        text::{clean, clip},
        time,
    },
};

pub(super) fn headline(news: &Text) -> String {
    let mood = mood(news);
    let Some(measure) = &news.measure else {
        let who = clip(&clean(&news.version), 60);
        return format!("{who} {}", does(mood, &news.effects));
    };
    let who = super::citation(measure);
    let added = news.effects.iter().filter(|line| line.added);
    let added: Vec<EffectLine> = added.cloned().collect();
    match (&news.before, &added[..]) {
        (None, _) => format!("{who}: its text {}", does(mood, &news.effects)),
        (Some(_), []) => format!(
            "{who}: its text {}",
            does(Mood::WouldNoLonger, &news.dropped)
        ),
        (Some(_), added) => format!("{who}: its text now {}", does(mood, added)),
    }
}

/// What is of a measure is no law: that of a law is told by the law's own name.
fn mood(news: &Text) -> Mood {
    Mood::of(news.measure.is_none())
}

pub(super) fn page(news: &Text, alert: &Alert, context: &Context<'_>) -> Page {
    let mood = mood(news);
    let mut page = stands::page(Tone::Law);
    let who = match &news.measure {
        Some(measure) => super::cited(measure, &news.title),
        None => format!("{} ", clean(&news.version)),
    };
    page.lead = vec![
        Piece::Plain(who),
        Piece::Loud(does(mood, &news.effects)),
        Piece::Plain(match news.before {
            None => ".".to_owned(),
            Some(_) => " in the version that was published now.".to_owned(),
        }),
    ];
    if news.measure.is_some() {
        let bill = " It is not law: that needs both chambers and the President.";
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
        effects(mood, &news.effects),
        rows("Dropped from this version", mood, &news.dropped),
    ];
    super::finish(page, context)
}

/// The effects, each with the words that have it.
pub(super) fn effects(mood: Mood, effects: &[EffectLine]) -> Part {
    let title = match mood {
        Mood::Does => "What it does",
        Mood::Would | Mood::WouldNoLonger => "What its text would do",
    };
    rows(title, mood, effects)
}

fn rows(title: &str, mood: Mood, effects: &[EffectLine]) -> Part {
    let rows = effects.iter().map(|line| {
        let place = clean(&line.place);
        let added = line.added.then(|| "added in this version".to_owned());
        Row::new(
            &capital(&mood.says([line.effect.as_str()])),
            vec![quote(&line.quote), words(place), added.and_then(words)],
        )
    });
    Part::Rows {
        title: title.to_owned(),
        rows: rows.flatten().collect(),
    }
}

/// `would repeal Section 907 and require a report on Section 907`
pub(super) fn does(mood: Mood, effects: &[EffectLine]) -> String {
    mood.says(effects.iter().map(|line| line.effect.as_str()))
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}
