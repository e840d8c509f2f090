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

use jiff::civil::Date;
use serde::Serialize;

use crate::domain::{
    instrument::{Effect, Instrument},
    rung::Rung,
    when::When,
};

mod waiver;

mod clock;

mod sentences;

mod next;

mod spans;

pub use clock::{reminder, unpublished};
pub use next::{Bill, next};
pub use sentences::{Dated, does, does_at, means, not_means, sentences, sentences_on};
pub use spans::{Span, spans};

use waiver::WaiverFold;

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
        let granted = begun(Effect::GrantsWaiver).next_back();
        // A later grant lifts the bars before it.
        let after_grant = |bar: &&Instrument| {
            granted.is_none_or(|granted| granted.begins().latest() < bar.begins().latest())
        };
        // Of those that hold, the one that holds longest; an open end is the longest.
        let longest = |known: &&Instrument| (known.ends_on.is_none(), known.ends_on);
        let suspensions = begun(Effect::Suspends).map(|law| (law.ends_on, law));
        let bars = begun(Effect::RestrictsWaiver).map(|bar| {
            let grant = granted.filter(|_| !after_grant(&bar));
            match (bar.ends_on, grant) {
                (Some(ends_on), Some(grant)) if ends_on < grant.begins().latest() => {
                    (Some(ends_on), bar)
                }
                (_, Some(grant)) => (Some(grant.begins().latest()), grant),
                (ends_on, None) => (ends_on, bar),
            }
        });
        let freed = suspensions
            .chain(bars)
            .filter_map(|(ended, law)| Some((When::day(ended?), law)))
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
            amended: begun(Effect::Amends).rfind(holds),
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
            undated: waiver::undated(known, on).cloned(),
        }
    }
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
