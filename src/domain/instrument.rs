//! Instruments: the documents that can change the law, and what each does to it.
//!
//! Only instruments move the provision, and each only by an effect that its kind of
//! document can have: a memorandum can't repeal, and a headline can't do anything.
//! [`Instrument::counts`] is that line.

use std::{fmt, str::FromStr};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::domain::{rung::Rung, when::When};

/// A document, or a report of one, and one thing that it does to the provision.
/// A document with two effects is two instruments under one title.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Instrument {
    /// What it is kept under: `pd-2002-06`, a Federal Register number, `plaw-119-75`.
    pub id: String,
    /// For people: `Presidential Determination 2002-06`.
    pub title: String,
    /// Who signed or reported it.
    pub by: Option<String>,
    pub effect: Effect,
    /// When it was signed or became law.
    pub acted: When,
    /// Whether its effect held all through `acted`, as a row of annual waivers did,
    /// rather than beginning on one day in it.
    pub throughout: bool,
    /// When a law's effect begins, where that isn't when it became law.
    pub effective_on: Option<Date>,
    /// The first day on which a law's effect no longer holds, where it says so.
    pub ends_on: Option<Date>,
    pub rung: Rung,
    /// Whether its operative sentence was read. A title proves nothing, so a waiver
    /// unread counts as announced.
    pub read: bool,
    /// Where it can be looked at.
    pub url: Option<String>,
    /// The day on which it was published, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_on: Option<Date>,
    /// Its operative sentence, in its own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quote: Option<String>,
}

/// What a document does to the provision.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// Makes it law.
    Enacts,
    /// Lets the President waive it.
    GrantsWaiver,
    /// Forbids the waiver, or sets conditions that aren't met.
    RestrictsWaiver,
    /// Waives it, or extends the waiver, for a year from its signing.
    Waives,
    /// Takes a waiver back.
    Revokes,
    /// Reported: no waiver followed. No document ever says so.
    Lapses,
    /// Meets its own condition: the President determines that Azerbaijan takes
    /// demonstrable steps to cease blockades.
    MeetsCondition,
    /// "Shall not apply", as a whole.
    Suspends,
    /// "Shall not apply to" a list of things, as each year's appropriations say.
    CarvesOut,
    Amends,
    Repeals,
    RequiresReport,
    Mentions,
}

impl Instrument {
    /// Whether it is strong enough for its effect. Waivers count from the rung at
    /// which they are announced; a reported lapse at any, as no document can carry
    /// it; what the President signs otherwise from public inspection, once read; and
    /// what only Congress can do, as public law.
    pub fn counts(&self) -> bool {
        match self.effect {
            Effect::Waives => self.rung >= Rung::Announced,
            Effect::Lapses => true,
            Effect::Revokes | Effect::MeetsCondition => self.is_official(),
            Effect::Enacts
            | Effect::GrantsWaiver
            | Effect::RestrictsWaiver
            | Effect::Suspends
            | Effect::CarvesOut
            | Effect::Amends
            | Effect::Repeals
            | Effect::RequiresReport
            | Effect::Mentions => self.rung >= Rung::PublicLaw,
        }
    }

    /// Whether the document itself is out, and was read.
    pub fn is_official(&self) -> bool {
        self.rung >= Rung::Inspection && self.read
    }

    /// The day from which its effect surely holds.
    pub fn begins(&self) -> When {
        self.effective_on.map_or(self.acted, When::day)
    }
}

impl Effect {
    pub const ALL: [Self; 13] = [
        Self::Enacts,
        Self::GrantsWaiver,
        Self::RestrictsWaiver,
        Self::Waives,
        Self::Revokes,
        Self::Lapses,
        Self::MeetsCondition,
        Self::Suspends,
        Self::CarvesOut,
        Self::Amends,
        Self::Repeals,
        Self::RequiresReport,
        Self::Mentions,
    ];

    /// As in the configuration, in JSON and in the database: `carves_out`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Enacts => "enacts",
            Self::GrantsWaiver => "grants_waiver",
            Self::RestrictsWaiver => "restricts_waiver",
            Self::Waives => "waives",
            Self::Revokes => "revokes",
            Self::Lapses => "lapses",
            Self::MeetsCondition => "meets_condition",
            Self::Suspends => "suspends",
            Self::CarvesOut => "carves_out",
            Self::Amends => "amends",
            Self::Repeals => "repeals",
            Self::RequiresReport => "requires_report",
            Self::Mentions => "mentions",
        }
    }

    /// The rung of a document that can have this effect and was published.
    pub fn usual_rung(self) -> Rung {
        match self {
            Self::Waives | Self::Revokes | Self::MeetsCondition => Rung::Published,
            Self::Lapses | Self::Mentions => Rung::Rhetoric,
            Self::Enacts
            | Self::GrantsWaiver
            | Self::RestrictsWaiver
            | Self::Suspends
            | Self::CarvesOut
            | Self::Amends
            | Self::Repeals
            | Self::RequiresReport => Rung::PublicLaw,
        }
    }
}

/// Whether the title of an official post says that a waiver of Section 907 was
/// signed, as in "Memorandum on the Extension of Waiver of Section 907 of the FREEDOM
/// Support Act …".
///
/// `rung` is that of the post's source: the press, at [`Rung::Rhetoric`], never
/// announces a waiver. A title in doubt (a question, a call, a bill, a revocation, the
/// authority passed on) doesn't either: the document follows within days, and a false
/// alert can't be taken back.
pub fn announces_waiver(title: &str, rung: Rung) -> bool {
    const DOUBTS: [&str; 33] = [
        "against",
        "amendment",
        "bans",
        "bars",
        "bill",
        "briefing",
        "call",
        "calls",
        "could",
        "deny",
        "denies",
        "end",
        "ending",
        "ends",
        "expired",
        "expires",
        "lapse",
        "lapsed",
        "lapses",
        "letter",
        "may",
        "no",
        "not",
        "oppose",
        "opposes",
        "prohibit",
        "question",
        "questions",
        "remarks",
        "report",
        "urges",
        "will",
        "would",
    ];
    const DOUBTFUL_STEMS: [&str; 16] = [
        "assign",
        "authorit",
        "cancel",
        "comment",
        "correct",
        "delegat",
        "function",
        "hearing",
        "meeting",
        "proposed",
        "repeal",
        "rescind",
        "rescission",
        "revo",
        "terminat",
        "withdraw",
    ];
    if rung < Rung::Announced || title.contains('?') {
        return false;
    }
    let title = title.to_lowercase();
    let words: Vec<&str> = title
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let has = |word: &str| words.contains(&word);
    let names_the_act = words
        .windows(3)
        .any(|three| three == ["freedom", "support", "act"]);
    let doubtful = |word: &&str| {
        DOUBTS.contains(word) || DOUBTFUL_STEMS.iter().any(|stem| word.starts_with(stem))
    };

    has("waiver")
        && has("907")
        && (names_the_act || has("azerbaijan"))
        && !words.iter().any(doubtful)
}

#[derive(Clone, Debug, thiserror::Error, PartialEq)]
#[error("no effect is called `{0}`")]
pub struct ParseEffectError(String);

impl FromStr for Effect {
    type Err = ParseEffectError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let known = Self::ALL.into_iter().find(|effect| effect.as_str() == text);
        known.ok_or_else(|| ParseEffectError(text.to_owned()))
    }
}

impl fmt::Display for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_official_title_announces_a_waiver() {
        for title in [
            "Memorandum on the Extension of Waiver of Section 907 of the FREEDOM Support Act with \
             Respect to Assistance to the Government of Azerbaijan",
            "Extension of Waiver of Section 907 of the Freedom Support Act",
            "Waiver of Sec. 907 With Respect to Azerbaijan",
        ] {
            assert!(announces_waiver(title, Rung::Announced), "{title}");
            assert!(!announces_waiver(title, Rung::Rhetoric), "{title}");
        }
    }

    #[test]
    fn a_title_in_doubt_announces_nothing() {
        for title in [
            "",
            "Memorandum on the Revocation of the Waiver of Section 907 of the FREEDOM Support Act",
            "Will the President Extend the Waiver of Section 907 for Azerbaijan?",
            "Will the President Extend the Waiver of Section 907 for Azerbaijan",
            "Bill to Repeal the Waiver of Section 907 of the FREEDOM Support Act",
            "Remarks on the Waiver of Section 907 and Azerbaijan",
            "Extension of Waiver of Section 1907 of the FREEDOM Support Act",
            "Extension of Waiver of Section 907 of the Trade Act",
            "Extension of Waiver Under the FREEDOM Support Act",
            "Section 907 of the FREEDOM Support Act Lifted for Azerbaijan",
            "Department Press Briefing: waiver of Section 907, Azerbaijan",
            "President Declines, Will Not Sign Waiver of Section 907 for Azerbaijan",
            "Delegation of Waiver Authority Under Section 907 of the FREEDOM Support Act",
            "Assignment of Functions: Waiver of Section 907 of the FREEDOM Support Act",
            "Hearing on the Waiver of Section 907 of the FREEDOM Support Act",
            "Proposed Waiver of Section 907 of the FREEDOM Support Act; Request for Comments",
        ] {
            assert!(!announces_waiver(title, Rung::Announced), "{title}");
        }
    }

    #[test]
    fn only_congress_repeals() {
        let mut memorandum = Instrument {
            id: "memorandum".into(),
            title: "Memorandum".into(),
            by: None,
            effect: Effect::Repeals,
            acted: "2025-08-08".parse().unwrap(),
            throughout: false,
            effective_on: None,
            ends_on: None,
            rung: Rung::Published,
            read: true,
            url: None,
            published_on: None,
            quote: None,
        };
        assert!(!memorandum.counts());
        memorandum.rung = Rung::Enrolled;
        assert!(!memorandum.counts());
        memorandum.rung = Rung::PublicLaw;
        assert!(memorandum.counts());
    }

    #[test]
    fn an_effect_is_read_as_it_is_written() {
        for effect in Effect::ALL {
            assert_eq!(effect.to_string().parse(), Ok(effect));
        }
        assert!("lifts".parse::<Effect>().is_err());
    }
}
