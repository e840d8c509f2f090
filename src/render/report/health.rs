//! How well the sources are seen, day by day.

use maud::{Markup, html};

use super::{Day, Report, Source};
use crate::render::{
    text::{clean, clip},
    time,
};

/// The most that is said of why a source is not seen.
const REASON_CHARS_MAX: usize = 160;

pub(super) fn section(report: &Report<'_>) -> Markup {
    let days = report.sources.first().map_or(0, |source| source.days.len());
    let of = |required: bool| {
        report
            .sources
            .iter()
            .filter(move |source| source.required == required)
    };
    html! {
        section {
            h2 { "How well it is seen" }
            p.faint {
                "A bar is a day, the last " (days) " of them: full where the source was read whenever it was asked, "
                "lower where it was read at times or never, grey where it was not asked."
            }
            @for (title, required) in [("Required", true), ("Optional", false)] {
                @if of(required).next().is_some() {
                    h3 style="margin:18px 0 8px" { (title) }
                    div.sources { @for source in of(required) { (self::source(source, report)) } }
                }
            }
        }
    }
}

fn source(source: &Source, report: &Report<'_>) -> Markup {
    let is_fine = source.state == "fine";
    let seen = source
        .last_verified_at
        .map(|at| time::moment_near(at, report.at, report.zone));
    let good = source.days.iter().filter(|day| **day == Day::Good).count();
    let told = format!("{good} of {} days without a fault", source.days.len());
    html! {
        div.source {
            span { (clean(&source.name)) }
            span.bars role="img" aria-label=(told) {
                @for day in &source.days { i class=(class(*day)) {} }
            }
            @if !is_fine || seen.is_none() {
                span.state {
                    @if is_fine { "not asked yet" } @else {
                        strong { (source.state.replace('_', " ")) }
                        @if let Some(reason) = &source.reason { ": " (clip(&clean(reason), REASON_CHARS_MAX)) }
                        @if let Some(seen) = &seen { "; last read " (seen) }
                    }
                }
            }
        }
    }
}

fn class(day: Day) -> &'static str {
    match day {
        Day::None => "none",
        Day::Good => "good",
        Day::Mixed => "mixed",
        Day::Bad => "bad",
    }
}
