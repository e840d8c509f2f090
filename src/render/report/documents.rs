//! The documents that all of it rests on: what the picture shows, to be read.

use maud::{Markup, html};

use super::linked;
use crate::{
    domain::{instrument::Instrument, provision::does},
    render::text::clean,
};

pub(super) fn section(instruments: &[Instrument]) -> Markup {
    html! {
        section {
            h2 { "The documents, newest first" }
            @for known in instruments.iter().rev().filter(|known| !is_carried(known, instruments)) {
                div.row {
                    time { (known.acted.brief()) }
                    div {
                        (linked(&super::capital(&known.title), known.url.as_ref()))
                        span.faint {
                            " · " (does(known.effect))
                            @if let Some(by) = &known.by { " · " (clean(by)) }
                            @if !known.counts() { " · changes nothing in law" }
                        }
                    }
                }
            }
        }
    }
}

/// Whether a post says what a document says that is shown itself.
fn is_carried(known: &Instrument, instruments: &[Instrument]) -> bool {
    let carries = |other: &Instrument| {
        other.is_official() && other.effect == known.effect && other.acted == known.acted
    };
    !known.is_official() && instruments.iter().any(carries)
}
