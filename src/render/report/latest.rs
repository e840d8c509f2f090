//! What changed last, and what was told.

use maud::{Markup, html};

use super::{Report, linked};
use crate::{
    domain::change::ChangeKind,
    render::{
        diff::show::{self, DiffLine, Mark},
        text::clean,
        time,
    },
};

pub(super) fn changes(report: &Report<'_>) -> Markup {
    html! {
        section {
            h2 { "Latest changes on the topic" }
            @if report.changes.is_empty() { p { "None yet." } }
            @for change in &report.changes {
                div.row {
                    time { (time::day(time::day_of(change.seen_at, report.zone))) }
                    div {
                        h3 { (linked(&change.title, change.link.as_ref())) }
                        p.faint {
                            (clean(&change.source))
                            @if change.kind != ChangeKind::Added { ", " (change.kind.as_str()) }
                        }
                        @if !change.diff.is_empty() { (difference(&change.diff, change.id)) }
                    }
                }
            }
        }
    }
}

pub(super) fn alerts(report: &Report<'_>) -> Markup {
    html! {
        @if !report.alerts.is_empty() {
            section {
                h2 { "What was told" }
                @for alert in &report.alerts {
                    div.row {
                        time { (time::day(time::day_of(alert.seen_at, report.zone))) }
                        div { (clean(&alert.headline)) span.faint { " · " (alert.id.short()) } }
                    }
                }
            }
        }
    }
}

fn difference(diff: &str, id: i64) -> Markup {
    let shown = show::parse(diff, show::DIGEST_LINES_MAX);
    html! {
        div.diff {
            @for line in &shown.lines { (self::line(line)) }
            @if shown.left_out > 0 {
                div.place { "… and " (shown.left_out) " more lines: watch907 diff " (id) }
            }
        }
    }
}

fn line(line: &DiffLine) -> Markup {
    let words = || {
        html! {
            @for (is_changed, text) in &line.words {
                @if *is_changed { b { (text) } } @else { (text) }
            }
        }
    };
    html! {
        @match line.mark {
            Mark::Place => div.place { (words()) },
            Mark::Same => div { "\u{a0} " (words()) },
            Mark::Gone => div.gone { "− " del { (words()) } },
            Mark::Come => div.come { "+ " ins { (words()) } },
        }
    }
}
