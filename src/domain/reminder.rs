//! Reminders: words of warning before a day on which something ends.

use jiff::{ToSpan as _, civil::Date};

/// A word of warning.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Reminder {
    /// How many days before `until` it is due: 60, 30 or 7. With `until`, this tells
    /// one reminder from another.
    pub days: i32,
    /// The day on which it is due.
    pub due_on: Date,
    /// The day on which it ends.
    pub until: Date,
}

/// How many days before an end there is a reminder.
const REMIND_DAYS: [i32; 3] = [7, 30, 60];

/// The reminder of what ends on `until` that is due on a day or was due last; `None`
/// before the first, and from the day itself on.
///
/// After some days without looking it is the latest of those missed, not each of them.
pub fn due(until: Date, today: Date) -> Option<Reminder> {
    if today >= until {
        return None;
    }
    let reminder = |days: i32| Reminder {
        days,
        due_on: until.saturating_sub(days.days()),
        until,
    };
    REMIND_DAYS
        .into_iter()
        .map(reminder)
        .find(|reminder| reminder.due_on <= today)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_that_is_due_is_told_until_the_day_itself() {
        let until: Date = "2027-01-03".parse().unwrap();
        let days = |today: &str| due(until, today.parse().unwrap()).map(|due| due.days);
        assert_eq!(days("2026-11-03"), None);
        assert_eq!(days("2026-11-04"), Some(60));
        assert_eq!(days("2026-12-03"), Some(60));
        assert_eq!(days("2026-12-04"), Some(30));
        assert_eq!(days("2026-12-27"), Some(7));
        assert_eq!(days("2027-01-02"), Some(7));
        assert_eq!(days("2027-01-03"), None);
    }
}
