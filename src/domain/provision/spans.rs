//! Where the provision stood from day to day, as stretches of days with one word.

use std::collections::BTreeSet;

use jiff::{ToSpan as _, civil::Date};

use super::{Word, fold};
use crate::domain::instrument::Instrument;

/// A stretch of days through which one word held.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Span {
    pub from: Date,
    /// The first day on which it held no longer; the day asked for where it still holds.
    pub to: Date,
    pub word: Word,
    /// It rests on a report without an exact day, the instrument not held.
    pub reported: bool,
}

/// From the day on which the provision became law up to `today`, without gaps.
///
/// What a day holds can change only on a day that an instrument names, on a day after
/// one, and a year on.
pub fn spans(instruments: &[Instrument], today: Date) -> Vec<Span> {
    let mut days = BTreeSet::new();
    for instrument in instruments {
        let acted = instrument.acted;
        let year_on = acted.anniversary();
        let named = [
            Some(acted.earliest()),
            Some(acted.latest()),
            Some(year_on.earliest()),
            Some(year_on.latest()),
            instrument.effective_on,
            instrument.ends_on,
        ];
        for day in named.into_iter().flatten() {
            days.extend([day, day.saturating_add(1.day())]);
        }
    }
    let mut spans: Vec<Span> = Vec::new();
    for day in days.into_iter().filter(|day| *day <= today) {
        let Some(standing) = fold(instruments, day) else {
            continue;
        };
        let (word, reported) = (standing.word, standing.reported);
        if let Some(last) = spans.last_mut() {
            last.to = day;
            if (last.word, last.reported) == (word, reported) {
                continue;
            }
        }
        spans.push(Span {
            from: day,
            to: day,
            word,
            reported,
        });
    }
    if let Some(last) = spans.last_mut() {
        last.to = today;
    }
    spans
}
