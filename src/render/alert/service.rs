//! Mails of the service itself: watching began, a reminder, a test.

use crate::{
    domain::news::{Away, Began, Reminder, SourceLine},
    render::{
        Context,
        page::{Page, Part, Piece, Row, Tone, words},
        stands,
        text::{clean, clip, count, list, quoted},
        time,
    },
};

pub(super) fn began_headline(news: &Began, context: &Context<'_>) -> String {
    let word = stands::word(&context.situation.provision_word);
    let (fine, all) = (fine(news).count(), news.sources.len());
    let began = match &news.away {
        None if news.lost_database => {
            "Watching began again, as the earlier database is gone".to_owned()
        }
        None => "Watching began".to_owned(),
        Some(away) => goes_on(away, context),
    };
    format!("{began}. Section 907: {word}; {fine} of {all} sources read")
}

pub(super) fn began(news: &Began, context: &Context<'_>) -> Page {
    let mut page = stands::page(Tone::Calm);
    let read = format!(
        "{} of {} read",
        fine(news).count(),
        count(news.sources.len(), "source was", "sources were"),
    );
    let (loud, plain) = match &news.away {
        None => (
            "Watching began".to_owned(),
            format!(
                ". {read}. What they hold now is the starting point; what changes from here on, you will be told."
            ),
        ),
        Some(away) => (
            goes_on(away, context),
            format!(". {read}. {}", against(away, context)),
        ),
    };
    page.lead = vec![Piece::Loud(loud), Piece::Plain(plain)];
    page.notice = match &news.away {
        Some(away) => Some(why_away(away, context)),
        None => news.lost_database.then(|| {
            "There was a database here before, and it is gone. What changed between its last entry and now can't be told."
                .to_owned()
        }),
    };
    let unread = news.sources.iter().filter(|source| source.state != "fine");
    let unread = unread.map(|source| {
        let why = [
            stands::word(&source.state),
            clip(&clean(&source.detail), 300),
        ];
        let why: Vec<String> = why.into_iter().filter(|part| !part.is_empty()).collect();
        vec![clip(&clean(&source.name), 44), why.join(": ")]
    });
    let read: Vec<String> = fine(news).map(|source| clean(&source.name)).collect();
    let measures = news.measures.iter().map(|measure| {
        let title = quoted(measure.title.trim_end_matches('.'), 240);
        let stands = format!("{} since {}", measure.words, time::day(measure.since));
        Row::new(&measure.citation, vec![words(title), words(stands)])
    });
    page.parts = vec![
        Part::Prose {
            title: "Section 907".to_owned(),
            lines: news.provision.clone(),
        },
        Part::Rows {
            title: "Measures followed".to_owned(),
            rows: measures.flatten().collect(),
        },
        Part::Table {
            title: "What could not be read".to_owned(),
            head: vec!["Source", "Why"],
            rows: unread.collect(),
        },
        Part::Prose {
            title: "What is read".to_owned(),
            lines: if read.is_empty() {
                vec!["Nothing yet.".to_owned()]
            } else {
                vec![read.join(" · ")]
            },
        },
        Part::rows(vec![Row::new(
            "Sources",
            vec![words(stands::assured(context))],
        )]),
    ];
    page
}

fn goes_on(away: &Away, context: &Context<'_>) -> String {
    match away.is_older_copy {
        true => format!(
            "Set back to {}, and watching again",
            time::moment_near(away.since, away.until, context.zone)
        ),
        false => format!(
            "Watching again, after {} without",
            time::span(away.until.duration_since(away.since))
        ),
    }
}

/// What the sources are held against now.
fn against(away: &Away, context: &Context<'_>) -> String {
    let since = time::moment_near(away.since, away.until, context.zone);
    let told = format!(
        "What they hold now is compared with what they held by {since}, and what changed is told as ever."
    );
    let lost = "What came and went in between was not seen";
    match &away.covered[..] {
        [] => format!("{told} {lost}."),
        covered => {
            let names: Vec<String> = covered.iter().map(|name| clean(name)).collect();
            format!(
                "{told} {lost}, but for what these published, which was asked for by date: {}.",
                list(&names)
            )
        }
    }
}

fn why_away(away: &Away, context: &Context<'_>) -> String {
    let [since, until] =
        [away.since, away.until].map(|at| time::moment_near(at, away.until, context.zone));
    match away.is_older_copy {
        true => format!(
            "The database knows nothing after {since}, though it did: an older copy of it was put back, or the disk \
             lost what was written. What was told since then is told again where it still holds, with the same \
             Message-ID."
        ),
        false => format!(
            "Nothing was asked from {since} to {until}: the service did not run. If it did, an older copy of its \
             database was put back."
        ),
    }
}

pub(super) fn reminder(news: &Reminder, context: &Context<'_>) -> Page {
    let mut page = stands::page(Tone::Law);
    page.lead = vec![
        Piece::Loud(clean(&news.headline)),
        Piece::Plain(".".to_owned()),
    ];
    page.parts = vec![
        Part::rows(vec![Row::new(
            "Date",
            vec![news.due_on.map(time::day).and_then(words)],
        )]),
        Part::Prose {
            title: String::new(),
            lines: news.sentences.clone(),
        },
        Part::Prose {
            title: "Next".to_owned(),
            lines: news.next.clone(),
        },
    ];
    super::finish(page, context)
}

pub(super) fn test(context: &Context<'_>) -> Page {
    let mut page = stands::page(Tone::Calm);
    page.lead = vec![
        Piece::Loud("Mail from watch907 reaches you".to_owned()),
        Piece::Plain(". Nothing happened: this was sent by hand, to try the way.".to_owned()),
    ];
    super::finish(page, context)
}

fn fine(news: &Began) -> impl Iterator<Item = &SourceLine> {
    news.sources.iter().filter(|source| source.state == "fine")
}
