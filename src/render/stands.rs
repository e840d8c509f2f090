//! What every mail ends with: where everything stands, how sure that is, how this
//! message is numbered, and how to see more.

use jiff::tz::TimeZone;

use crate::{
    domain::{alert::AlertId, news::MeasureLine},
    render::{
        Context, Letter, Numbering, SUBJECT_CHARS_MAX, html,
        page::{Line, Page, Part, Row, Tone, words},
        plain,
        text::{clean, clip, list, sentence},
        time,
    },
};

/// Where Section 907 and the measures stand now.
pub(super) fn part(context: &Context<'_>) -> Part {
    let situation = context.situation;
    let sentences: Vec<String> = situation
        .provision_sentences
        .iter()
        .map(|text| sentence(text))
        .collect();
    let provision = Row::new(
        "Section 907",
        vec![
            Some(Line::Loud(word(&situation.provision_word))),
            words(sentences.join(" ")),
        ],
    );
    let measures = situation.measures.iter().map(measure_row);
    let press = Row::new("In the press", situation.press.iter().map(words).collect());
    let rows = [provision]
        .into_iter()
        .chain(measures)
        .chain([press])
        .chain([Row::new("Sources", vec![words(assured(context))])]);
    let as_of = time::moment(situation.as_of, context.zone);
    Part::Rows {
        title: format!("{TITLE}, {as_of}"),
        rows: rows.flatten().collect(),
    }
}

/// How the part on where everything stands is headed.
const TITLE: &str = "Where everything stands";

/// Whether a part says where everything stands.
pub(super) fn is_that(part: &Part) -> bool {
    matches!(part, Part::Rows { title, .. } if title.starts_with(TITLE))
}

/// How well we see, and what that rests on.
pub(super) fn assured(context: &Context<'_>) -> String {
    let sources = clean(&context.situation.sources);
    let sources = sources.trim_end_matches('.');
    format!("{sources}: {}.", clean(&context.situation.assurance))
}

fn measure_row(measure: &MeasureLine) -> Option<Row> {
    let mood = Mood::of(measure.is_law);
    let effect = measure.effect.as_deref();
    let effect = effect.map(|effect| format!("; its text {}", mood.says([effect])));
    let stands = format!(
        "{} since {}{}",
        measure.words,
        time::day(measure.since),
        effect.unwrap_or_default()
    );
    Row::new(&measure.citation, vec![words(stands)])
}

/// How a text's effects are told: a law repeals, a bill only would.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Mood {
    Does,
    Would,
    /// Of what a bill's earlier version would have done.
    WouldNoLonger,
}

impl Mood {
    pub(super) fn of(is_law: bool) -> Self {
        if is_law { Self::Does } else { Self::Would }
    }

    /// What a text does, to follow on what it is of: `would repeal Section 907 and require
    /// a report on it`. That it mentions Section 907 is said where that is all.
    pub(super) fn says<'a>(self, effects: impl IntoIterator<Item = &'a str>) -> String {
        let mut phrases = Vec::new();
        let mut is_mentioned = false;
        for effect in effects {
            let (verb, object) = match effect {
                "repeals" => ("repeal", "Section 907"),
                "restricts_waiver" => ("restrict", "its waiver"),
                "extends_waiver" => ("give or widen", "its waiver"),
                "suspends" => ("suspend", "Section 907"),
                "carves_out" => ("exempt", "some aid from Section 907"),
                "amends" => ("amend", "Section 907"),
                "requires_report" => ("require", "a report on Section 907"),
                _ => {
                    is_mentioned = true;
                    continue;
                }
            };
            let phrase = match self {
                Self::Does => format!("{} {object}", verb.replace(" or", "s or") + "s"),
                Self::Would | Self::WouldNoLonger => format!("{verb} {object}"),
            };
            if !phrases.contains(&phrase) {
                phrases.push(phrase);
            }
        }
        match (self, phrases.is_empty()) {
            (Self::Does, false) => list(&phrases),
            (Self::Would, false) => format!("would {}", list(&phrases)),
            (Self::WouldNoLonger, false) => format!("would no longer {}", list(&phrases)),
            (Self::WouldNoLonger, true) => "no longer mentions Section 907".to_owned(),
            (_, true) if is_mentioned => "mentions Section 907".to_owned(),
            (_, true) => "does not name Section 907".to_owned(),
        }
    }
}

/// A standing's word as people say it: `waiver overdue`.
pub(super) fn word(name: &str) -> String {
    clean(&name.replace('_', " "))
}

/// A page with its foot still to come.
pub(super) fn page(tone: Tone) -> Page {
    Page {
        tone,
        lead: Vec::new(),
        notice: None,
        parts: Vec::new(),
        numbering: None,
        commands: Vec::new(),
    }
}

/// The command that shows all there is about an alert.
pub(super) fn show(id: &AlertId) -> String {
    format!("watch907 show {}", id.short())
}

/// Writes the page as a letter. `headline` is the subject without its tag.
pub(super) fn letter(headline: &str, mut page: Page, context: &Context<'_>) -> Letter {
    page.numbering = context
        .numbering
        .map(|numbering| numbered(numbering, context.zone));
    page.commands.push("watch907 status".to_owned());
    let subject = subject(context.tag, headline);
    Letter {
        text: plain::write(&page),
        html: html::write(&page, &subject),
        subject,
    }
}

/// A text that begins like an encoded word (RFC 2047) would be decoded by the
/// reader's mail program, past all our cleaning.
fn subject(tag: &str, headline: &str) -> String {
    let line = format!("[{}] {}", clean(tag), clean(headline)).replace("=?", "= ?");
    clip(&line, SUBJECT_CHARS_MAX)
}

fn numbered(numbering: Numbering, zone: &TimeZone) -> String {
    let number = numbering.number;
    let text = match numbering.previous {
        None => format!("Message {number} to you, the first"),
        Some((previous, at)) => {
            let day = time::day(time::day_of(at, zone));
            format!("Message {number} to you; the one before was {previous}, on {day}")
        }
    };
    sentence(&text)
}
