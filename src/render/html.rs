//! A page as HTML for mail programs.
//!
//! Styles stand inline, as many programs drop style sheets. Text has the reader's
//! own colour on the reader's own background, and all tints are see-through, so
//! that it reads on light and dark alike. Nothing is loaded, and nothing runs.

use maud::{DOCTYPE, Markup, html};

use crate::render::{
    diff::show::{self, DiffLine, Mark, Shown},
    page::{Entry, Line, Page, Part, Piece, Row, Tone, fit},
    text::{clean, clip},
};

const FONT: &str = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;font-size:15px;line-height:1.5;";
const MONO: &str =
    "font-family:ui-monospace,'SF Mono',Menlo,Consolas,monospace;font-size:13px;line-height:1.5;";
const FAINT: &str = "opacity:.68;";
const HEADING: &str = "margin:30px 0 8px;font-size:12px;font-weight:700;letter-spacing:.06em;text-transform:uppercase;opacity:.8;";
const LABEL: &str =
    "padding:5px 16px 5px 0;vertical-align:top;white-space:nowrap;width:112px;opacity:.68;";
const VALUE: &str = "padding:5px 0;vertical-align:top;overflow-wrap:anywhere;";
const CELL: &str = "padding:5px 14px 5px 0;vertical-align:top;text-align:left;border-bottom:1px solid rgba(128,128,128,.25);";
/// How much of a long address is shown; all of it is followed.
const ADDRESS_CHARS_MAX: usize = 90;

pub(super) fn write(page: &Page, subject: &str) -> String {
    let accent = accent(page.tone);
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width,initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (subject) }
            }
            body style="margin:0;padding:0;" {
                div style={ (FONT) "max-width:680px;margin:0 auto;padding:24px 20px 32px;" } {
                    div style={ "border-left:5px solid " (accent) ";padding:2px 0 2px 16px;" } {
                        p style="margin:0;font-size:20px;line-height:1.35;font-weight:500;" {
                            @for piece in &page.lead { (lead(piece, accent)) }
                        }
                    }
                    @if let Some(notice) = &page.notice {
                        p style={ "margin:18px 0 0;padding:10px 16px;border-radius:6px;font-weight:600;background:" (tint(page.tone)) ";" } {
                            (clean(notice))
                        }
                    }
                    @for shown in page.parts.iter().filter(|part| !part.is_empty()) { (part(shown)) }
                    div style={ "margin-top:32px;padding-top:12px;border-top:1px solid rgba(128,128,128,.35);font-size:13px;" } {
                        @if let Some(numbering) = &page.numbering {
                            p style={ "margin:0 0 4px;" (FAINT) } { (numbering) }
                        }
                        p style="margin:0;" {
                            @for (n, command) in page.commands.iter().enumerate() {
                                @if n > 0 { " · " }
                                (code(command))
                            }
                        }
                    }
                }
            }
        }
    }
    .into_string()
}

fn lead(piece: &Piece, accent: &str) -> Markup {
    html! {
        @match piece {
            Piece::Plain(text) => { (spaced(text)) }
            Piece::Loud(text) => { strong style={ "color:" (accent) ";" } { (spaced(text)) } }
        }
    }
}

fn part(part: &Part) -> Markup {
    html! {
        @match part {
            Part::Rows { title, rows } => {
                (heading(title))
                table role="presentation" style="border-collapse:collapse;width:100%;margin-top:12px;" {
                    @for row in rows { (self::row(row)) }
                }
            }
            Part::Prose { title, lines } => {
                (heading(title))
                @for line in lines { p style="margin:4px 0;" { (fit(line)) } }
            }
            Part::Table { title, head, rows } => {
                (heading(title))
                table style="border-collapse:collapse;width:100%;font-size:14px;" {
                    tr { @for cell in head { th style={ (CELL) (FAINT) "font-weight:600;" } { (cell) } } }
                    @for row in rows { tr { @for cell in row { td style=(CELL) { (fit(cell)) } } } }
                }
            }
            Part::Diff { title, diff, more } => {
                (heading(title))
                (difference(diff, show::LINES_MAX, more))
            }
            Part::Entries { title, notice, entries } => {
                (heading(title))
                @if !notice.is_empty() { p style={ "margin:0 0 10px;" (FAINT) } { (clean(notice)) } }
                @for entry in entries { (self::entry(entry)) }
            }
        }
    }
}

fn heading(title: &str) -> Markup {
    html! {
        @if !title.is_empty() { h2 style=(HEADING) { (clean(title)) } }
    }
}

fn row(row: &Row) -> Markup {
    html! {
        tr {
            td style=(LABEL) { (row.label) }
            td style=(VALUE) { @for line in &row.lines { div { (self::line(line)) } } }
        }
    }
}

fn line(line: &Line) -> Markup {
    html! {
        @match line {
            Line::Words(text) => { (text) }
            Line::Loud(text) => { strong { (text) } }
            Line::Quote(text) => { em style="font-family:Georgia,'Times New Roman',serif;font-size:16px;" { (text) } }
            Line::Link(address) => {
                a href=(address) style="color:#3b82f6;text-decoration:none;overflow-wrap:anywhere;" {
                    (clip(address, ADDRESS_CHARS_MAX))
                }
            }
        }
    }
}

fn entry(entry: &Entry) -> Markup {
    html! {
        div style="margin:0 0 14px;padding:0 0 14px;border-bottom:1px solid rgba(128,128,128,.25);" {
            div style="font-weight:600;overflow-wrap:anywhere;" { (clean(&entry.headline)) }
            @for line in &entry.lines { div style="margin-top:2px;font-size:14px;" { (self::line(line)) } }
            @if !entry.diff.is_empty() {
                div style="margin-top:6px;" {
                    (difference(&entry.diff, show::DIGEST_LINES_MAX, &entry.command))
                }
            }
            div style="margin-top:4px;font-size:13px;" {
                span style=(FAINT) { (entry.seen) " · " }
                (code(&entry.command))
            }
        }
    }
}

fn difference(diff: &str, lines_max: usize, more: &str) -> Markup {
    shown(&show::parse(diff, lines_max), more)
}

/// A difference to its end, for a page that isn't mailed.
pub(super) fn whole_difference(diff: &str) -> Markup {
    shown(&show::parse_whole(diff), "")
}

fn shown(shown: &Shown, more: &str) -> Markup {
    html! {
        div style={ (MONO) "border:1px solid rgba(128,128,128,.35);border-radius:6px;overflow:hidden;" } {
            @for line in &shown.lines { (diff_line(line)) }
            @if shown.left_out > 0 {
                div style={ "padding:6px 12px;" (FAINT) } {
                    "… and " (shown.left_out) " more lines" @if !more.is_empty() { ": " (more) }
                }
            }
        }
    }
}

fn diff_line(line: &DiffLine) -> Markup {
    let (sign, background, word) = match line.mark {
        Mark::Place => ("", "rgba(128,128,128,.14)", ""),
        Mark::Same => ("\u{a0}", "transparent", ""),
        Mark::Gone => ("−", "rgba(248,81,73,.15)", "rgba(248,81,73,.38)"),
        Mark::Come => ("+", "rgba(46,160,67,.15)", "rgba(46,160,67,.38)"),
    };
    let style = format!(
        "padding:2px 12px 2px 28px;text-indent:-16px;white-space:pre-wrap;overflow-wrap:anywhere;background:{background};"
    );
    let words = || {
        html! {
            @for (changed, text) in &line.words {
                @if *changed && !word.is_empty() {
                    span style={ "border-radius:3px;font-weight:600;background:" (word) ";" } { (text) }
                } @else { (text) }
            }
        }
    };
    html! {
        @match line.mark {
            Mark::Place => div style={ (style) (FAINT) "text-indent:-16px;" } { (words()) }
            Mark::Same => div style=(style) { (sign) " " (words()) }
            Mark::Gone => div style=(style) { (sign) " " del style="text-decoration:none;" { (words()) } }
            Mark::Come => div style=(style) { (sign) " " ins style="text-decoration:none;" { (words()) } }
        }
    }
}

fn code(command: &str) -> Markup {
    html! {
        code style={ (MONO) "font-size:12px;padding:2px 6px;border-radius:4px;background:rgba(128,128,128,.14);" } {
            (command)
        }
    }
}

/// Clean, with the spaces at its ends, which part it from its neighbours.
fn spaced(text: &str) -> String {
    let space = |is: bool| if is { " " } else { "" };
    format!(
        "{}{}{}",
        space(text.starts_with(' ')),
        clean(text),
        space(text.ends_with(' '))
    )
}

/// Colours that read on white and on black.
fn accent(tone: Tone) -> &'static str {
    match tone {
        Tone::Law => "#2f6fde",
        Tone::Word => "#c47f17",
        Tone::Trouble => "#d9483b",
        Tone::Calm => "#2e9950",
    }
}

fn tint(tone: Tone) -> &'static str {
    match tone {
        Tone::Law => "rgba(47,111,222,.13)",
        Tone::Word => "rgba(196,127,23,.16)",
        Tone::Trouble => "rgba(217,72,59,.14)",
        Tone::Calm => "rgba(46,153,80,.13)",
    }
}
