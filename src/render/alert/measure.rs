//! A measure has moved.

use crate::{
    domain::{
        alert::Alert,
        news::{ActionLine, Measure},
    },
    render::{
        Context,
        page::{Page, Part, Piece, Row, Tone, link, quote, words},
        stands::{self, Mood},
        text::{clean, clip, list},
        time,
    },
};

pub(super) fn headline(news: &Measure) -> String {
    let happened = format!(
        "{} {}",
        super::citation(&news.measure),
        clip(&clean(&news.new.headline), 80)
    );
    match &news.old {
        Some(old) => format!("{happened} (was: {})", clip(&clean(&old.name), 40)),
        None => happened,
    }
}

pub(super) fn page(news: &Measure, alert: &Alert, context: &Context<'_>) -> Page {
    let mut page = stands::page(Tone::Law);
    page.lead = vec![
        Piece::Plain(super::cited(&news.measure, &news.title)),
        Piece::Loud(clean(&news.new.headline)),
        Piece::Plain(format!(" on {}. {}", time::day(news.since), law(news))),
    ];
    let still_needed = news.still_needed.join(", then ");
    let ends = news.congress_ends_on.filter(|_| !news.is_law).map(|on| {
        format!(
            "this Congress ends {}; what has not passed by then dies",
            time::day(on)
        )
    });
    let before = news.old.as_ref().map(|old| format!("before: {}", old.name));
    let stage = format!("{} ({})", clean(&news.new.name), clean(&news.new.govtrack));
    page.parts = vec![
        Part::rows(vec![
            Row::new(
                match news.enacted_in {
                    Some(_) => "The law",
                    None => "The record",
                },
                vec![
                    quote(&news.basis),
                    words(carriers(&news.carriers)),
                    link(news.link.as_ref()),
                ],
            ),
            Row::new(
                "First seen",
                vec![words(time::moment(alert.seen_at, context.zone))],
            ),
            Row::new("Stage", vec![words(stage), before.and_then(words)]),
            news.effect.as_ref().and_then(|line| {
                let mood = Mood::of(news.is_law || news.enacted_in.is_some());
                let place = match line.place.as_str() {
                    "" => String::new(),
                    place => format!(": {}", clean(place)),
                };
                let says = format!("its text {}{place}", mood.says([line.effect.as_str()]));
                Row::new("Effect", vec![words(says), quote(&line.quote)])
            }),
            Row::new(
                "Still needed",
                vec![words(still_needed), ends.and_then(words)],
            ),
            Row::new("Note", news.remarks.iter().map(words).collect()),
        ]),
        actions(&news.actions),
    ];
    super::finish(page, context)
}

fn law(news: &Measure) -> String {
    if news.is_law {
        "It is law. What that does to Section 907 is read from its text: see where everything stands, below."
            .to_owned()
    } else if let Some(law) = &news.enacted_in {
        let law = clean(law);
        format!("The bill itself is no law; what it says of Section 907 is, as part of {law}.")
    } else if news.still_needed.is_empty() {
        "It is not law.".to_owned()
    } else {
        let needed: Vec<String> = news.still_needed.iter().map(|step| clean(step)).collect();
        format!("It is not law: it still needs {}.", list(&needed))
    }
}

fn carriers(carriers: &[String]) -> String {
    match carriers {
        [] => String::new(),
        [one] => format!("from {one}"),
        several => format!("{} agree", list(several)),
    }
}

fn actions(actions: &[ActionLine]) -> Part {
    let rows = actions.iter().map(|action| {
        Row::new(
            &format!("+ {}", time::day(action.acted_on)),
            vec![words(clip(&clean(&action.text), 400))],
        )
    });
    Part::Rows {
        title: "New on its record since the last alert".to_owned(),
        rows: rows.flatten().collect(),
    }
}
