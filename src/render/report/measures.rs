//! Measures, and how far each has come.

use maud::{Markup, html};

use super::{Measure, capital, linked};
use crate::{
    domain::{effect::TextEffect, provision::does_at, stage::Stage},
    render::{text::clean, time},
};

const STEPS: [&str; 7] = [
    "Introduced",
    "In committee",
    "Reported",
    "One chamber",
    "Both chambers",
    "President",
    "Law",
];

pub(super) fn section(measures: &[Measure]) -> Markup {
    html! {
        section {
            h2 { "In Congress" }
            @if measures.is_empty() {
                p { "No measure is followed." }
            }
            @for ended in [false, true] {
                @for measure in measures.iter().filter(|one| has_ended(one.stage) == ended) {
                    (self::measure(measure))
                }
            }
        }
    }
}

fn measure(measure: &Measure) -> Markup {
    let reached = reached(measure.stage);
    let is_done = reached.is_none_or(|reached| reached + 1 == STEPS.len());
    html! {
        article.measure.ended[has_ended(measure.stage)] {
            div.what {
                h3 { (linked(&measure.citation, measure.link.as_ref())) }
                @if let Some(effect) = measure.effect {
                    span.tag.strong[is_strong(effect)] { (does_at(effect.into(), measure.stage)) }
                }
            }
            p { (clean(&measure.title)) }
            @if let Some(reached) = reached {
                ol.steps {
                    @for (n, step) in STEPS.iter().enumerate() {
                        li.done[n < reached].now[n == reached].late[n > 3] { span { (step) } }
                    }
                }
            }
            p {
                strong { (capital(&clean(&measure.stands))) }
                @if is_done { ", " } @else { " since " }
                (time::day(measure.since)) ". "
                @if let Some(next) = &measure.next { "Next: " (clean(next)) "." }
            }
            p.faint { "“" (clean(&measure.quote)) "”" }
        }
    }
}

/// The step that a measure has come to; `None` where its end hides how far it came.
fn reached(stage: Stage) -> Option<usize> {
    Some(match stage {
        Stage::Introduced => 0,
        Stage::Referred | Stage::Hearing | Stage::Markup => 1,
        Stage::OrderedReported
        | Stage::Reported
        | Stage::Discharged
        | Stage::OnCalendar
        | Stage::SuspensionFailed
        | Stage::ClotureFailed => 2,
        Stage::PassedHouse | Stage::PassedSenate => 3,
        Stage::ResolvingDifferences | Stage::PassedBoth => 4,
        Stage::ToPresident | Stage::Vetoed | Stage::OverrideHouse | Stage::OverrideSenate => 5,
        Stage::Signed
        | Stage::BecameLaw
        | Stage::BecameLawUnsigned
        | Stage::BecameLawByOverride => 6,
        // The law of another measure: this one came no further itself.
        Stage::Incorporated
        | Stage::Failed
        | Stage::LaidOnTable
        | Stage::AgreedTo
        | Stage::PocketVetoed
        | Stage::OverrideFailed
        | Stage::Died => return None,
    })
}

fn has_ended(stage: Stage) -> bool {
    reached(stage).is_none()
}

/// Whether it would change whether Section 907 applies.
fn is_strong(effect: TextEffect) -> bool {
    effect <= TextEffect::RestrictsWaiver
}
