//! Texts that come back: two nodes of a cache, or two tries of a layout, by turns.
//!
//! What replaces a text is told at once. That a text which was replaced a short while ago
//! is said again is believed only once every answer has said so for a while: of two texts by
//! turns none is told again, and where one of them stays it is told once.

use jiff::{SignedDuration, Timestamp};

/// So long a text that was replaced is remembered, since it was last said.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(24);

/// While it is said again, a source is asked every `confirm_after`: so many answers in a
/// row have to agree, which those of two nodes do once in sixty-four times.
const TIMES: i32 = 6;

/// Whether a text that was replaced, and is said again since then, is back for good.
pub fn stays(since: Option<Timestamp>, confirm_after: SignedDuration, now: Timestamp) -> bool {
    // What a clock that was ahead saw was not seen yet.
    let since = since.filter(|since| *since <= now);
    since.is_some_and(|since| now.duration_since(since) >= confirm_after.saturating_mul(TIMES))
}

/// The time since when a text must have been said to be remembered.
pub fn remembered_from(now: Timestamp) -> Timestamp {
    now.checked_sub(REMEMBERED).unwrap_or(Timestamp::MIN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::ToSpan as _;

    #[test]
    fn a_text_is_back_once_it_was_said_for_six_times_as_long_as_others_need() {
        let now: Timestamp = "2026-01-31T12:00:00Z".parse().unwrap();
        let stays = |since| stays(since, SignedDuration::from_mins(10), now);
        assert!(!stays(None));
        assert!(!stays(Some(now)));
        assert!(!stays(Some(now - 59.minutes())));
        assert!(stays(Some(now - 60.minutes())));
        assert!(!stays(Some(now + 2.hours())));
    }
}
