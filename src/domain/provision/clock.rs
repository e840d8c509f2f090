//! What the clock says of a standing, though no document does.

use jiff::{ToSpan as _, civil::Date};

use super::{ProvisionStanding, Waiver};

/// A word of warning before a waiver's year ends.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Reminder {
    /// How many days before `until` it is due: 60, 30 or 7. With `until`, this tells
    /// one reminder from another.
    pub days: i32,
    /// The day on which it is due.
    pub due_on: Date,
    /// The day on which the waiver's year will have ended.
    pub until: Date,
}

/// How many days before the end of a waiver's year there is a reminder.
const REMIND_DAYS: [i32; 3] = [7, 30, 60];

/// How long a waiver may be announced before it is worth a remark that it hasn't been
/// published. In 2025 it took seven days.
pub(super) const PUBLISHED_WITHIN_DAYS: i32 = 30;

/// The reminder that is due on a day or was due last, while the waiver still runs.
///
/// After some days without looking it is the latest of those missed, not each of
/// them. `None` where no waiver runs, where its day isn't known, and where the next one
/// is announced already.
pub fn reminder(standing: &ProvisionStanding, today: Date) -> Option<Reminder> {
    let Waiver::Running {
        until: Some(until), ..
    } = standing.waiver
    else {
        return None;
    };
    let until = until.exact()?;
    if standing.pending.is_some() || today >= until {
        return None;
    }
    let due = |days: i32| Reminder {
        days,
        due_on: until.saturating_sub(days.days()),
        until,
    };
    REMIND_DAYS
        .into_iter()
        .map(due)
        .find(|reminder| reminder.due_on <= today)
}

/// For how many days a waiver has been announced without being published, once that
/// is longer than publishing takes.
pub fn unpublished(standing: &ProvisionStanding, today: Date) -> Option<i32> {
    let announced = match (standing.waiver, &standing.pending) {
        (Waiver::Announced { on }, _) => on,
        (_, Some(pending)) => pending.acted,
        (_, None) => return None,
    };
    let days = days_since(announced.latest(), today);
    (days >= PUBLISHED_WITHIN_DAYS).then_some(days)
}

pub(super) fn days_since(day: Date, today: Date) -> i32 {
    (today - day).get_days()
}
