//! The provision's timeline as a picture: since it became law, and the last ten years
//! larger. On a phone it runs from top to bottom.

use jiff::{Timestamp, ToSpan as _, civil::Date, tz::TimeZone};
use maud::{Markup, html};

use super::{capital, class};
use crate::{
    domain::{
        instrument::{Effect, Instrument},
        provision::{Span, Word},
    },
    render::time,
};

/// The picture's own units; it is drawn as wide as there is room.
const WIDTH: f64 = 976.0;
const BAND: f64 = 38.0;
/// Where the two bands begin.
const ALL_Y: f64 = 8.0;
const LAST_Y: f64 = 138.0;
const HEIGHT: f64 = 206.0;
/// About as wide as a letter is.
const LETTER: f64 = 7.0;

pub(super) fn figure(
    spans: &[Span],
    instruments: &[Instrument],
    zone: &TimeZone,
    at: Timestamp,
) -> Markup {
    let (Some(first), Some(last)) = (spans.first(), spans.last()) else {
        return html! {};
    };
    let today = time::day_of(at, zone).max(last.to);
    let told = format!(
        "Since {}: {}.",
        first.from.strftime("%B %Y"),
        spans
            .iter()
            .map(|span| format!("{} {}", span.word, period(span, today)))
            .collect::<Vec<_>>()
            .join("; ")
    );
    html! {
        figure {
            h2 { "Since it became law" }
            (wide(spans, instruments, first.from, today, &told))
            (narrow(spans, first.from, today, &told))
            (legend(spans))
        }
    }
}

/// Days along a line.
struct Scale {
    from: Date,
    to: Date,
    length: f64,
}

impl Scale {
    fn at(&self, day: Date) -> f64 {
        let days = |to: Date| f64::from((to - self.from).get_days());
        (days(day) / days(self.to).max(1.0) * self.length).clamp(0.0, self.length)
    }
}

fn wide(spans: &[Span], instruments: &[Instrument], from: Date, today: Date, told: &str) -> Markup {
    let all = Scale {
        from,
        to: today,
        length: WIDTH,
    };
    let ten_years_ago = today.saturating_sub(10.years()).max(from);
    let last = Scale {
        from: ten_years_ago,
        to: today,
        length: WIDTH,
    };
    let zoom_x = all.at(ten_years_ago);
    let (below, above) = (ALL_Y + BAND, LAST_Y);
    let zoom = format!("{zoom_x:.1},{below} {WIDTH},{below} {WIDTH},{above} 0,{above}");
    html! {
        svg.wide viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } role="img" aria-label=(told) {
            (hatch("hatch-wide"))
            polygon.zoom points=(zoom) {}
            (band(spans, &all, ALL_Y, "hatch-wide", false))
            (years(&all, ALL_Y + BAND, 4))
            (band(spans, &last, LAST_Y, "hatch-wide", true))
            (years(&last, LAST_Y + BAND, 1))
            (signed(instruments, &last, LAST_Y))
        }
    }
}

fn hatch(id: &str) -> Markup {
    html! {
        defs {
            pattern id=(id) width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)" {
                line.hatch x1="0" y1="0" x2="0" y2="7" {}
            }
        }
    }
}

/// A row of stretches; `named` puts the words on those that have room for them.
fn band(spans: &[Span], scale: &Scale, y: f64, hatch: &str, named: bool) -> Markup {
    let today = scale.to;
    let shown = spans.iter().filter(|span| span.to > scale.from);
    html! {
        @for span in shown {
            @let (x, end) = (scale.at(span.from), scale.at(span.to));
            @let width = (end - x).max(1.5);
            @let name = capital(&span.word.to_string());
            g class=(class(span.word)) {
                rect.band.gap.reported[span.reported] x=(pt(x)) y=(y) width=(pt(width)) height=(BAND) {
                    title { (name) " " (period(span, today)) }
                }
                @if span.word == Word::WaiverOverdue {
                    rect x=(pt(x)) y=(y) width=(pt(width)) height=(BAND) fill={ "url(#" (hatch) ")" } pointer-events="none" {}
                }
                @if named && width > name.chars().count() as f64 * LETTER + 12.0 && span.word != Word::WaiverOverdue {
                    text.on-band x=(pt(x + width / 2.0)) y=(y + BAND / 2.0 + 4.5) text-anchor="middle" { (name) }
                }
            }
        }
    }
}

/// The years under a band, and where it begins and ends.
fn years(scale: &Scale, y: f64, step: i16) -> Markup {
    /// So much room an end's label needs.
    const END: f64 = 44.0;
    let (first, last) = (scale.from.year(), scale.to.year());
    let january = |year: i16| Date::new(year, 1, 1).ok();
    let shown = (first..=last).filter(|year| year % step == 0);
    html! {
        @for day in shown.filter_map(january).filter(|day| *day >= scale.from) {
            @let x = scale.at(day);
            line.rule x1=(pt(x)) y1=(y) x2=(pt(x)) y2=(y + 6.0) {}
            @if (END..scale.length - END).contains(&x) {
                text.tick x=(pt(x)) y=(y + 20.0) text-anchor="middle" { (day.year()) }
            }
        }
        text.tick x="0" y=(y + 20.0) { (first) }
        text.tick x=(scale.length) y=(y + 20.0) text-anchor="end" { "today" }
    }
}

/// The days on which waivers were signed, above their band; in a second row where the
/// first has no room.
fn signed(instruments: &[Instrument], scale: &Scale, y: f64) -> Markup {
    let waivers = instruments
        .iter()
        .filter(|known| known.effect == Effect::Waives && !known.throughout && known.is_official())
        .filter(|known| known.acted.earliest() >= scale.from);
    let mut ends = [f64::MIN; 2];
    let mut marks = Vec::new();
    for waiver in waivers {
        // From the last day that it may be on it surely ran.
        let (from, x) = (
            scale.at(waiver.acted.earliest()),
            scale.at(waiver.acted.latest()),
        );
        let label = match waiver.acted.exact() {
            Some(_) => format!("signed {}", waiver.acted.brief()),
            None => format!("signed in {}", waiver.acted.brief()),
        };
        let width = label.chars().count() as f64 * LETTER;
        let left = match x - from > width / 2.0 {
            true => x - width,
            false => (x - 4.0).min(scale.length - width),
        };
        let row = usize::from(left < ends[0] + 14.0);
        ends[row] = left + width;
        marks.push((from, x, left, y - 14.0 - 18.0 * row as f64, label));
    }
    html! {
        @for (from, x, left, at, label) in &marks {
            line.lead-line x1=(pt(*x)) y1=(at + 4.0) x2=(pt(*x)) y2=(y - 4.0) {}
            @if x - from > 4.0 {
                line.lead-line x1=(pt(*from)) y1=(y - 4.0) x2=(pt(*x)) y2=(y - 4.0) {}
            }
            circle.mark cx=(pt(*x)) cy=(y - 4.0) r="3.5" {}
            text.tick x=(pt(*left)) y=(pt(*at)) { (label) }
        }
    }
}

/// Years from top to bottom, with the words and the days beside them.
fn narrow(spans: &[Span], from: Date, today: Date, told: &str) -> Markup {
    const YEAR: f64 = 13.0;
    const LABEL: f64 = 17.0;
    let years = f64::from((today - from).get_days()) / 365.25;
    let scale = Scale {
        from,
        to: today,
        length: years * YEAR,
    };
    let mut lowest = 0.0_f64;
    let mut labels = Vec::new();
    for span in spans {
        let (top, end) = (scale.at(span.from), scale.at(span.to));
        let middle = top + (end - top) / 2.0;
        let at = (middle + 4.0).max(lowest + LABEL);
        lowest = at;
        labels.push((middle, at, span));
    }
    let height = scale.length.max(lowest) + 10.0;
    html! {
        svg.narrow viewBox={ "0 0 350 " (pt(height)) } role="img" aria-label=(told) {
            (hatch("hatch-narrow"))
            @for span in spans {
                @let (y, end) = (scale.at(span.from), scale.at(span.to));
                g class=(class(span.word)) {
                    rect.band.gap.reported[span.reported] x="0" y=(pt(y)) width="34" height=(pt((end - y).max(2.0))) {}
                    @if span.word == Word::WaiverOverdue {
                        rect x="0" y=(pt(y)) width="34" height=(pt((end - y).max(2.0))) fill="url(#hatch-narrow)" {}
                    }
                }
            }
            @for (middle, at, span) in &labels {
                path.lead-line d={ "M36 " (pt(*middle)) " L48 " (pt(*middle)) " L60 " (pt(at - 4.0)) " L66 " (pt(at - 4.0)) } {}
                text x="72" y=(pt(*at)) {
                    tspan font-weight="600" { (capital(&span.word.to_string())) }
                    tspan.tick { "  " (period(span, today)) }
                }
            }
        }
    }
}

fn legend(spans: &[Span]) -> Markup {
    let mut words: Vec<Word> = Vec::new();
    for span in spans {
        if !words.contains(&span.word) {
            words.push(span.word);
        }
    }
    html! {
        ul.legend {
            @for word in words {
                li { i class=(class(word)) {} (meaning(word)) }
            }
            @if spans.iter().any(|span| span.reported) {
                li { i.is-reported {} "Faded: reported, the document not held" }
            }
        }
    }
}

/// What a colour stands for.
fn meaning(word: Word) -> &'static str {
    match word {
        Word::InForce => "In force: aid restricted",
        Word::Amended => "In force, amended",
        Word::Waived => "Waived for a year",
        Word::WaiverAnnounced => "Waiver announced, not yet printed",
        Word::WaiverBarred => "In force: the waiver is barred",
        Word::WaiverOverdue => "Waiver overdue: no extension found",
        Word::SuspendedByLaw => "Suspended by a law",
        Word::LiftedByDetermination => "Its condition was met",
        Word::Repealed => "Repealed",
    }
}

/// `2004 to 2016`, where no day is known; `Aug 2025 to Aug 2026`; `since Aug 2026`.
fn period(span: &Span, today: Date) -> String {
    let format = if span.reported { "%Y" } else { "%b %Y" };
    let from = span.from.strftime(format).to_string();
    if span.to >= today {
        return format!("since {from}");
    }
    // The last day on which it held.
    let to = span.to.saturating_sub(1.day()).strftime(format).to_string();
    match from == to {
        true => from,
        false => format!("{from} to {to}"),
    }
}

/// A length to a tenth.
fn pt(length: f64) -> String {
    format!("{length:.1}")
}
