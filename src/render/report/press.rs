//! What the press claims, beside the record.

use maud::{Markup, html};

use super::linked;
use crate::{
    domain::news::Claim,
    render::{alert, text::clean, time},
};

pub(super) fn section(claims: &[Claim]) -> Markup {
    html! {
        @if !claims.is_empty() {
            section {
                h2 { "In the press" }
                @for claim in claims {
                    (self::claim(claim))
                }
            }
        }
    }
}

fn claim(claim: &Claim) -> Markup {
    html! {
        p {
            strong { (alert::claim_headline(claim)) }
            ". Since " (time::day(claim.said_on)) "."
        }
        @for said in &claim.said {
            p.faint {
                (linked(&clean(&said.outlet), said.link.as_ref())) ": “" (clean(&said.quote)) "”"
            }
        }
    }
}
