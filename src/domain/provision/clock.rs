//! What the clock says of a standing, though no document does.

use jiff::civil::Date;

use super::{ProvisionStanding, Waiver};
use crate::domain::reminder::{self, Reminder};

/// How long a waiver may be announced before it is worth a remark that it hasn't been
/// published. In 2025 it took seven days.
pub(super) const PUBLISHED_WITHIN_DAYS: i32 = 30;

/// The reminder of the end of a waiver's year that is due on a day or was due last.
///
/// `None` where no waiver runs, where its day isn't known, and where the next one is
/// announced already.
pub fn reminder(standing: &ProvisionStanding, today: Date) -> Option<Reminder> {
    let Waiver::Running {
        until: Some(until), ..
    } = standing.waiver
    else {
        return None;
    };
    let until = until.exact().filter(|_| standing.pending.is_none())?;
    reminder::due(until, today)
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
