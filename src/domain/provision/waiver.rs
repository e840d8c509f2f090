//! The waiver's part of the fold: which one runs, which is announced, which has ended.

use jiff::{ToSpan as _, civil::Date};

use super::{Since, Waiver};
use crate::domain::{
    instrument::{Effect, Instrument},
    when::When,
};

/// How far apart the day of a post and the day of signing may be for both to be one
/// waiver: posts are back-dated, and documents published late.
const SAME_WAIVER_DAYS: i32 = 30;

/// The waiver, as the instruments up to a day leave it.
pub(super) struct WaiverFold<'a> {
    pub(super) fact: Waiver,
    pub(super) basis: Option<&'a Instrument>,
    pub(super) pending: Option<&'a Instrument>,
    /// When the last waiver ended, and what says so.
    pub(super) ended: Option<Since<'a>>,
}

impl<'a> WaiverFold<'a> {
    /// `known` is sorted by day and rung.
    pub(super) fn read(known: &[&'a Instrument], on: Date) -> Self {
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
        let posts = waivers()
            .filter(|post| !post.is_official() && !is_carried(post, known))
            .filter(begun);
        let announced = last_announced(posts.collect(), known)
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

/// The post that first announced the waiver announced last. Others near it, in other
/// feeds of the same office, tell of the same waiver, unless a revocation lies between.
fn last_announced<'a>(
    mut posts: Vec<&'a Instrument>,
    known: &[&Instrument],
) -> Option<&'a Instrument> {
    posts.sort_by_key(|post| (starts(post), &post.id));
    let revoked_between = |first: &Instrument, post: &Instrument| {
        known.iter().any(|known| {
            known.effect == Effect::Revokes
                && (starts(first)..=starts(post)).contains(&starts(known))
        })
    };
    posts.into_iter().reduce(|first, post| {
        let near = (starts(post) - starts(first)).get_days() <= SAME_WAIVER_DAYS;
        match near && !revoked_between(first, post) {
            true => first,
            false => post,
        }
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
pub(super) fn undated<'a>(known: &[&'a Instrument], on: Date) -> Option<&'a Instrument> {
    known.iter().copied().find(|known| {
        known.effect == Effect::Waives
            && !known.throughout
            && known.acted.earliest() <= on
            && on < known.acted.latest()
    })
}
