//! Where Section 907 stands, folded from the instruments that are known.
//!
//! A standing is never a fact of its own. It follows from three facts, *text*,
//! *waiver* and *authority* to waive, and those follow from the instruments:
//!
//! - *The order of arrival doesn't matter*, and neither does a rung that rises later:
//!   what a post announced and the Federal Register printed is one waiver.
//! - *A waiver runs for a year from its signing.* No document ends it, so the clock
//!   does, without a margin.
//! - *Overdue is what we don't know, so it exists only at the open end of knowledge.*
//!   Once a later instrument or a reported lapse closes the gap, the days inside it
//!   count as in force.
//!
//! [`fold`] answers for a legal day with all that is known. To answer as of a day,
//! pass what was known by then, and that day.

use std::{cmp::Reverse, fmt, str::FromStr};

use jiff::{ToSpan as _, civil::Date};
use serde::Serialize;

use crate::domain::{
    instrument::{Effect, Instrument},
    rung::Rung,
    when::When,
};

mod clock;

mod sentences;

pub use clock::{Reminder, reminder, unpublished};
pub use sentences::sentences;

/// Where the provision stands, since when, and the instrument that it rests on.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct ProvisionStanding {
    pub word: Word,
    pub text: Text,
    pub waiver: Waiver,
    pub authority: Authority,
    pub since: When,
    pub basis: Instrument,
    /// The strength of `basis`.
    pub rung: Rung,
    /// Whether it rests on a report without an exact day, the instrument not held.
    pub reported: bool,
    /// A waiver that is announced while an earlier one still runs.
    pub pending: Option<Instrument>,
    /// A waiver that is reported for a stretch of time in which the day asked for lies:
    /// whether it had been signed by then isn't known.
    pub undated: Option<Instrument>,
}

/// The one word for it: the first of these that holds.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Word {
    Repealed,
    LiftedByDetermination,
    SuspendedByLaw,
    Waived,
    /// Provisional: announced, and not yet read in the Federal Register.
    WaiverAnnounced,
    WaiverBarred,
    /// The waiver's year is over, and no extension was found.
    WaiverOverdue,
    Amended,
    InForce,
}

/// What has become of the text.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Text {
    Unamended,
    Amended,
    /// `until` is the first day on which it applies again; `None` is open.
    SuspendedByLaw {
        until: Option<Date>,
    },
    /// Its own condition was met.
    ConditionMet,
    Repealed,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Waiver {
    None,
    Announced {
        on: When,
    },
    /// `until` is the day on which its year will have ended; `None` where the waivers
    /// of a stretch are reported without their days.
    Running {
        signed: When,
        until: Option<When>,
    },
    YearEnded {
        signed: When,
        on: When,
    },
}

/// Whether the President may waive it.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Authority {
    /// No law has given it yet.
    None,
    Available,
    /// `until` is the first day on which it is available again; `None` is open.
    Barred {
        until: Option<Date>,
    },
}

/// How far apart the day of a post and the day of signing may be for both to be one
/// waiver: posts are back-dated, and documents published late.
const SAME_WAIVER_DAYS: i32 = 30;

/// Folds the instruments into where the provision stands on a day.
///
/// Instruments after `on` only close gaps before them. Returns `None` for a day on
/// which the provision wasn't law yet, as far as the instruments say.
pub fn fold<'a>(
    instruments: impl IntoIterator<Item = &'a Instrument>,
    on: Date,
) -> Option<ProvisionStanding> {
    let mut known: Vec<&Instrument> = instruments
        .into_iter()
        .filter(|instrument| instrument.counts())
        .collect();
    // At equal days the stronger rung comes last, and so is the basis.
    known.sort_by_key(|known| (known.begins().latest(), known.rung, Reverse(&known.id)));

    let law = Law::read(&known, on)?;
    let waiver = WaiverFold::read(&known, on);
    Some(law.stand(waiver, &known, on))
}

/// A fact that began, and the instrument that began it.
type Since<'a> = (When, &'a Instrument);

/// What Congress did, and the determination that only the law's own condition allows.
struct Law<'a> {
    enacted: &'a Instrument,
    repealed: Option<&'a Instrument>,
    condition_met: Option<&'a Instrument>,
    suspended: Option<&'a Instrument>,
    barred: Option<&'a Instrument>,
    amended: Option<&'a Instrument>,
    granted: bool,
    /// The last end of a suspension or a bar.
    freed: Option<Since<'a>>,
}

impl<'a> Law<'a> {
    fn read(known: &[&'a Instrument], on: Date) -> Option<Self> {
        let begun = |effect: Effect| {
            known
                .iter()
                .copied()
                .filter(move |known| known.effect == effect && known.begins().latest() <= on)
        };
        let holds = |known: &&Instrument| known.ends_on.is_none_or(|ends_on| on < ends_on);
        let granted = begun(Effect::GrantsWaiver).last();
        // A later grant lifts the bars before it.
        let after_grant = |bar: &&Instrument| {
            granted.is_none_or(|granted| granted.begins().latest() < bar.begins().latest())
        };
        // Of those that hold, the one that holds longest; an open end is the longest.
        let longest = |known: &&Instrument| (known.ends_on.is_none(), known.ends_on);
        let freed = begun(Effect::Suspends)
            .chain(begun(Effect::RestrictsWaiver))
            .filter_map(|known| Some((When::day(known.ends_on?), known)))
            .filter(|(ended, _)| ended.latest() <= on)
            .max_by_key(|(ended, _)| ended.latest());

        Some(Self {
            enacted: begun(Effect::Enacts).next()?,
            repealed: begun(Effect::Repeals).next(),
            condition_met: begun(Effect::MeetsCondition).next(),
            suspended: begun(Effect::Suspends).filter(holds).max_by_key(longest),
            barred: begun(Effect::RestrictsWaiver)
                .filter(holds)
                .filter(after_grant)
                .max_by_key(longest),
            amended: begun(Effect::Amends).filter(holds).last(),
            granted: granted.is_some(),
            freed,
        })
    }

    fn text(&self) -> Text {
        if self.repealed.is_some() {
            Text::Repealed
        } else if self.condition_met.is_some() {
            Text::ConditionMet
        } else if let Some(law) = self.suspended {
            Text::SuspendedByLaw { until: law.ends_on }
        } else if self.amended.is_some() {
            Text::Amended
        } else {
            Text::Unamended
        }
    }

    fn authority(&self) -> Authority {
        match self.barred {
            Some(law) => Authority::Barred { until: law.ends_on },
            None if self.granted => Authority::Available,
            None => Authority::None,
        }
    }

    /// Finds the first word that holds, since when, and on what it rests.
    fn stand(self, waiver: WaiverFold<'a>, known: &[&Instrument], on: Date) -> ProvisionStanding {
        let at = |known: &'a Instrument| (known.begins(), known);
        let freed = || [self.freed, waiver.ended].into_iter().flatten();
        // What holds once the last of these has come.
        let last = |first: Since<'a>| {
            let later =
                |a: Since<'a>, b: Since<'a>| if b.0.latest() > a.0.latest() { b } else { a };
            freed().fold(first, later)
        };

        let (word, (since, basis)) = if let Some(law) = self.repealed {
            (Word::Repealed, at(law))
        } else if let Some(determination) = self.condition_met {
            (Word::LiftedByDetermination, at(determination))
        } else if let Some(law) = self.suspended {
            (Word::SuspendedByLaw, at(law))
        } else if let (Waiver::Running { .. }, Some(signed)) = (waiver.fact, waiver.basis) {
            (Word::Waived, at(signed))
        } else if let (Waiver::Announced { .. }, Some(post)) = (waiver.fact, waiver.basis) {
            (Word::WaiverAnnounced, at(post))
        } else if let Some(law) = self.barred {
            (Word::WaiverBarred, last(at(law)))
        } else if let (Waiver::YearEnded { on, .. }, Some(signed)) = (waiver.fact, waiver.basis) {
            (Word::WaiverOverdue, last((on, signed)))
        } else if let Some(law) = self.amended {
            (Word::Amended, last(at(law)))
        } else {
            (Word::InForce, last(at(self.enacted)))
        };

        ProvisionStanding {
            word,
            text: self.text(),
            waiver: waiver.fact,
            authority: self.authority(),
            since,
            basis: basis.clone(),
            rung: basis.rung,
            reported: basis.acted.exact().is_none(),
            pending: waiver.pending.cloned(),
            undated: undated(known, on).cloned(),
        }
    }
}

/// The waiver, as the instruments up to a day leave it.
struct WaiverFold<'a> {
    fact: Waiver,
    basis: Option<&'a Instrument>,
    pending: Option<&'a Instrument>,
    /// When the last waiver ended, and what says so.
    ended: Option<Since<'a>>,
}

impl<'a> WaiverFold<'a> {
    fn read(known: &[&'a Instrument], on: Date) -> Self {
        let none = Self {
            fact: Waiver::None,
            basis: None,
            pending: None,
            ended: None,
        };
        let begun = |waiver: &&Instrument| starts(waiver) <= on;
        let waivers = || {
            known
                .iter()
                .copied()
                .filter(|known| known.effect == Effect::Waives)
        };
        let signed = waivers().filter(|waiver| waiver.is_official());
        let signed = signed.filter(begun).max_by_key(|waiver| starts(waiver));
        let announced = waivers()
            .filter(|post| !post.is_official() && !is_carried(post, known))
            .filter(begun)
            .max_by_key(|post| starts(post))
            .filter(|post| signed.is_none_or(|signed| starts(post) > starts(signed)));

        let Some(latest) = announced.or(signed) else {
            return none;
        };
        let revocation_of = |waiver: &Instrument| {
            let revokes = |known: &&Instrument| {
                known.effect == Effect::Revokes && starts(known) >= starts(waiver)
            };
            known.iter().copied().filter(begun).rfind(revokes)
        };
        if let Some(revocation) = revocation_of(latest) {
            return Self {
                ended: Some((revocation.begins(), revocation)),
                ..none
            };
        }

        let signed = signed.filter(|signed| revocation_of(signed).is_none());
        if let Some(signed) = signed.filter(|signed| on < ends(signed)) {
            return Self {
                fact: Waiver::Running {
                    signed: signed.acted,
                    until: (!signed.throughout).then(|| signed.acted.anniversary()),
                },
                basis: Some(signed),
                pending: announced,
                ..none
            };
        }
        if let Some(post) = announced.filter(|post| on < ends(post)) {
            return Self {
                fact: Waiver::Announced { on: post.acted },
                basis: Some(post),
                ..none
            };
        }

        let ended = if latest.throughout {
            When::day(ends(latest))
        } else {
            latest.acted.anniversary()
        };
        if let Some(lapse) = lapse(known, ends(latest), on) {
            // Where the waivers of a stretch end isn't known, the report of the lapse is
            // the better witness.
            let since = if latest.throughout {
                lapse.acted
            } else {
                ended
            };
            return Self {
                ended: Some((since, lapse)),
                ..none
            };
        }
        if known
            .iter()
            .any(|later| moves_waiver(later) && starts(later) > on)
        {
            return Self {
                ended: Some((ended, latest)),
                ..none
            };
        }
        Self {
            fact: Waiver::YearEnded {
                signed: latest.acted,
                on: ended,
            },
            basis: Some(latest),
            pending: None,
            ended: Some((ended, latest)),
        }
    }
}

/// The first day on which an instrument surely holds.
fn starts(instrument: &Instrument) -> Date {
    if instrument.throughout {
        instrument.acted.earliest()
    } else {
        instrument.begins().latest()
    }
}

/// The first day on which a waiver no longer runs.
fn ends(waiver: &Instrument) -> Date {
    if waiver.throughout {
        waiver.acted.latest().saturating_add(1.day())
    } else {
        waiver.acted.anniversary().latest()
    }
}

fn moves_waiver(instrument: &Instrument) -> bool {
    match instrument.effect {
        Effect::Waives | Effect::Revokes => instrument.is_official(),
        _ => false,
    }
}

/// The report that no waiver followed the one that ended on `ended`.
fn lapse<'a>(known: &[&'a Instrument], ended: Date, on: Date) -> Option<&'a Instrument> {
    let next = known
        .iter()
        .filter(|known| moves_waiver(known) && starts(known) > on)
        .map(|known| starts(known))
        .min();
    known.iter().copied().find(|known| {
        known.effect == Effect::Lapses
            && known.acted.latest() >= ended
            && next.is_none_or(|next| known.acted.earliest() < next)
    })
}

/// Whether the waiver that a post announced has since been published.
fn is_carried(post: &Instrument, known: &[&Instrument]) -> bool {
    let near = |day: Date| (day - starts(post)).get_days().abs() <= SAME_WAIVER_DAYS;
    known
        .iter()
        .any(|known| known.effect == Effect::Waives && known.is_official() && near(starts(known)))
}

/// A waiver that may or may not have been signed by `on`.
fn undated<'a>(known: &[&'a Instrument], on: Date) -> Option<&'a Instrument> {
    known.iter().copied().find(|known| {
        known.effect == Effect::Waives
            && !known.throughout
            && known.acted.earliest() <= on
            && on < known.acted.latest()
    })
}

impl Word {
    /// In the order in which they win.
    pub const ALL: [Self; 9] = [
        Self::Repealed,
        Self::LiftedByDetermination,
        Self::SuspendedByLaw,
        Self::Waived,
        Self::WaiverAnnounced,
        Self::WaiverBarred,
        Self::WaiverOverdue,
        Self::Amended,
        Self::InForce,
    ];

    /// As in JSON and in the database: `waiver_overdue`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Repealed => "repealed",
            Self::LiftedByDetermination => "lifted_by_determination",
            Self::SuspendedByLaw => "suspended_by_law",
            Self::Waived => "waived",
            Self::WaiverAnnounced => "waiver_announced",
            Self::WaiverBarred => "waiver_barred",
            Self::WaiverOverdue => "waiver_overdue",
            Self::Amended => "amended",
            Self::InForce => "in_force",
        }
    }
}

#[derive(Clone, Debug, thiserror::Error, PartialEq)]
#[error("no standing is called `{0}`")]
pub struct ParseWordError(String);

impl FromStr for Word {
    type Err = ParseWordError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let known = Self::ALL.into_iter().find(|word| word.as_str() == text);
        known.ok_or_else(|| ParseWordError(text.to_owned()))
    }
}

/// For people: `waiver overdue`.
impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.as_str().replace('_', " "))
    }
}

#[cfg(test)]
mod tests;
