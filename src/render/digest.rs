//! Several alerts in one message: the daily digest, and what a storm left over.
//!
//! Every alert is listed, however many there are; only what is said about each
//! gets shorter. What the record says stands before what somebody says.

use jiff::civil::Date;

use crate::{
    domain::{
        alert::{Alert, Kind},
        news::News,
    },
    render::{
        Context, Letter, alert,
        page::{Entry, Line, Part, Piece, Tone, link, quote, words},
        stands,
        text::{clip, count, list},
        time,
    },
};

/// Why these alerts come together.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Occasion {
    /// The reader asked for a digest of these kinds; this is the day's.
    Daily(Date),
    /// Too many came at once.
    Storm,
}

/// Beyond so many alerts, each gets its headline, time and address only.
const FULL_ALERTS_MAX: usize = 40;
const EXCERPT_CHARS_MAX: usize = 280;

/// The mail that tells all these alerts, in the order given within each section.
/// Make no digest of no alerts: it would say that nothing came.
pub fn letter(occasion: Occasion, alerts: &[Alert], context: &Context<'_>) -> Letter {
    let sections: Vec<Part> = Section::ALL
        .into_iter()
        .map(|section| section.part(alerts, context))
        .collect();
    let is_law = alerts
        .iter()
        .any(|alert| Section::of(alert) == Section::Record);
    let mut page = stands::page(if is_law { Tone::Law } else { Tone::Word });
    page.lead = vec![
        Piece::Loud(count(alerts.len(), "alert", "alerts")),
        Piece::Plain(match occasion {
            Occasion::Daily(day) => {
                format!(" in the digest of {}: {}.", time::day(day), tally(alerts))
            }
            Occasion::Storm => format!(
                " came in a short time, so they share this message: {}.",
                tally(alerts)
            ),
        }),
    ];
    page.parts = sections;
    page.parts.push(stands::part(context));
    stands::letter(&headline(occasion, alerts, context), page, context)
}

/// The weightiest first, where there is one; else how many of what.
fn headline(occasion: Occasion, alerts: &[Alert], context: &Context<'_>) -> String {
    let weighty = alerts
        .iter()
        .find(|alert| Section::of(alert) == Section::Record);
    match (weighty, occasion) {
        (Some(first), _) => {
            let first = clip(&alert::headline(first, context), 100);
            match alerts.len() - 1 {
                0 => first,
                others => format!(
                    "{first}, and {}",
                    count(others, "more alert", "more alerts")
                ),
            }
        }
        (None, Occasion::Daily(day)) => {
            format!("Digest of {}: {}", day.strftime("%b %-d"), tally(alerts))
        }
        (None, Occasion::Storm) => format!(
            "{} at once: {}",
            count(alerts.len(), "alert", "alerts"),
            tally(alerts)
        ),
    }
}

/// `3 items, 1 page changed`
fn tally(alerts: &[Alert]) -> String {
    let of = |kind: Kind| alerts.iter().filter(|alert| alert.kind() == kind).count();
    let named = [
        (Kind::Standing, "change of standing", "changes of standing"),
        (Kind::Measure, "measure moved", "measures moved"),
        (Kind::Record, "record changed", "records changed"),
        (Kind::Claim, "claim", "claims"),
        (Kind::Reminder, "reminder", "reminders"),
        (Kind::Change, "page changed", "pages changed"),
        (Kind::Item, "item", "items"),
        (Kind::Health, "source notice", "source notices"),
        (
            Kind::Silence,
            "statement of silence",
            "statements of silence",
        ),
        (Kind::Digest, "digest", "digests"),
        (Kind::Began, "beginning", "beginnings"),
        (Kind::Test, "test", "tests"),
    ];
    let counted = named.into_iter().filter_map(|(kind, one, several)| {
        let n = of(kind);
        (n > 0).then(|| count(n, one, several))
    });
    list(&counted.collect::<Vec<_>>())
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Section {
    /// What the official record says.
    Record,
    /// What was published in a place that counts.
    Published,
    /// What an office says on a site of its own.
    Announced,
    /// What anybody else says.
    Press,
    /// How well we see.
    Seeing,
}

impl Section {
    const ALL: [Self; 5] = [
        Self::Record,
        Self::Published,
        Self::Announced,
        Self::Press,
        Self::Seeing,
    ];

    fn of(alert: &Alert) -> Self {
        let by_rung = |rung: &str| match rung {
            "rhetoric" => Self::Press,
            "announced" => Self::Announced,
            _ => Self::Published,
        };
        match &alert.news {
            News::Standing(_)
            | News::Measure(_)
            | News::Found(_)
            | News::Text(_)
            | News::Record(_)
            | News::Reminder(_) => Self::Record,
            News::Claim(_) => Self::Press,
            News::Change(news) => by_rung(&news.rung),
            News::Item(news) => by_rung(&news.rung),
            News::Began(_) | News::Health(_) | News::Silence(_) | News::Test => Self::Seeing,
        }
    }

    fn part(self, alerts: &[Alert], context: &Context<'_>) -> Part {
        let (title, notice) = match self {
            Self::Record => ("The record", ""),
            Self::Published => ("Published", ""),
            Self::Announced => (
                "Announced",
                "Nothing changes until the document is published and read.",
            ),
            Self::Press => ("In the press", "It changes nothing in law."),
            Self::Seeing => ("How well we see", ""),
        };
        let full = alerts.len() <= FULL_ALERTS_MAX;
        let entries = alerts
            .iter()
            .filter(|alert| Self::of(alert) == self)
            .map(|alert| entry(alert, full, context));
        Part::Entries {
            title: title.to_owned(),
            notice: notice.to_owned(),
            entries: entries.collect(),
        }
    }
}

fn entry(alert: &Alert, full: bool, context: &Context<'_>) -> Entry {
    let mut lines = Vec::new();
    match &alert.news {
        News::Measure(news) => {
            lines.push(quote(&clip(&news.basis, EXCERPT_CHARS_MAX)).filter(|_| full));
            lines.push(link(news.link.as_ref()));
        }
        News::Found(news) => {
            lines.push(quote(&clip(&news.quote, EXCERPT_CHARS_MAX)).filter(|_| full));
            lines.push(link(news.link.as_ref()));
        }
        News::Text(news) => {
            let quotes = news.effects.iter().filter(|_| full);
            lines.extend(quotes.map(|line| quote(&clip(&line.quote, EXCERPT_CHARS_MAX))));
            lines.push(link(news.link.as_ref()));
        }
        News::Record(news) => lines.push(link(news.link.as_ref())),
        News::Standing(news) => {
            lines.extend(news.sentences.iter().map(words));
            lines.push(
                news.document
                    .as_ref()
                    .and_then(|document| link(document.link.as_ref())),
            );
        }
        News::Claim(news) => lines.extend(news.said.iter().map(|said| link(said.link.as_ref()))),
        News::Reminder(news) => lines.extend(news.sentences.iter().map(words)),
        News::Change(news) => lines.push(link(news.link.as_ref())),
        News::Item(news) => {
            lines.push(quote(&clip(&news.excerpt, EXCERPT_CHARS_MAX)).filter(|_| full));
            lines.push(link(news.link.as_ref()));
        }
        News::Health(news) => {
            lines.push(words(&news.reason).filter(|_| full && !news.recovered));
        }
        News::Began(_) | News::Silence(_) | News::Test => {}
    }
    let diff = match &alert.news {
        News::Change(news) if full => news.diff.clone(),
        News::Item(news) if full => news.diff.clone().unwrap_or_default(),
        _ => String::new(),
    };
    let lines: Vec<Line> = lines.into_iter().flatten().collect();
    Entry {
        headline: alert::headline(alert, context),
        lines,
        diff,
        seen: format!("seen {}", time::moment(alert.seen_at, context.zone)),
        command: stands::show(&alert.id),
    }
}
