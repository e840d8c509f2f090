//! Whether a source was seen over a time, from the stretches of its polls.

use jiff::{SignedDuration, Timestamp};

/// A stretch of like polls.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Polled {
    pub from_at: Timestamp,
    pub to_at: Timestamp,
    /// All of them were verified; else none was.
    pub verified: bool,
    /// The longest time between two verified polls of it, or from the one before it to its
    /// first.
    pub longest_gap: SignedDuration,
}

/// A span of time.
pub type Span = (Timestamp, Timestamp);

/// How a source was seen over a time.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Watched {
    /// When it was not seen, or had last been seen for longer than its limit.
    pub unseen: Vec<Span>,
    /// The longest time between two polls of one stretch, where that is beyond the limit:
    /// when it was is not known.
    pub gap: Option<SignedDuration>,
}

/// How a source was seen from `from` to `to`, when it may go unseen for `limit`. The
/// stretches are in order, and reach back from `from` by `limit` at least.
pub fn watched(
    stretches: &[Polled],
    limit: SignedDuration,
    from: Timestamp,
    to: Timestamp,
) -> Watched {
    let mut watched = Watched::default();
    let mut at = from;
    let mut seen_at: Option<Timestamp> = None;
    for stretch in stretches.iter().filter(|stretch| stretch.verified) {
        let before = seen_at.map(|seen_at| stretch.from_at.duration_since(seen_at));
        let fresh_until = stretch.to_at.checked_add(limit).unwrap_or(Timestamp::MAX);
        if stretch.from_at > at && at < to {
            watched.unseen.push((at, stretch.from_at.min(to)));
        }
        at = at.max(fresh_until);
        let is_within = before.is_none_or(|before| stretch.longest_gap > before);
        let touches = stretch.from_at <= to && stretch.to_at >= from;
        if touches && is_within && stretch.longest_gap > limit && stretch.from_at < stretch.to_at {
            watched.gap = watched.gap.max(Some(stretch.longest_gap));
        }
        seen_at = Some(stretch.to_at);
    }
    if at < to {
        watched.unseen.push((at, to));
    }
    watched
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_seen_until_its_limit_after_its_last_poll() {
        check(&[polled(-3, 30, 1)], "");
        check(&[polled(-3, 10, 1)], "16-24");
        check(&[polled(-9, -7, 1)], "0-24");
        check(&[], "0-24");
    }

    #[test]
    fn an_outage_is_unseen_from_the_limit_to_the_next_poll() {
        let failed = Polled {
            verified: false,
            ..polled(8, 17, 0)
        };
        let stretches = [polled(-5, 7, 1), failed, polled(18, 30, 11)];
        check(&stretches, "13-18");
        // Within the limit nothing is.
        check(&[polled(-5, 7, 1), polled(12, 30, 5)], "");
    }

    #[test]
    fn a_gap_inside_a_stretch_is_told_though_not_where_it_was() {
        let stretches = [polled(-5, 7, 1), polled(8, 30, 9)];
        let watched = watched(&stretches, hours(6), at(0), at(24));
        assert_eq!(watched.gap, Some(hours(9)));
        // The gap before its first poll is not inside it.
        let stretches = [polled(-5, 7, 1), polled(16, 30, 9)];
        assert_eq!(
            super::watched(&stretches, hours(6), at(0), at(24)).gap,
            None
        );
    }

    /// By the hour of the day that is asked for; the gap is in hours.
    fn polled(from: i64, to: i64, longest_gap: i64) -> Polled {
        Polled {
            from_at: at(from),
            to_at: at(to),
            verified: true,
            longest_gap: hours(longest_gap),
        }
    }

    fn at(hour: i64) -> Timestamp {
        let midnight: Timestamp = "2026-11-22T05:00:00Z".parse().unwrap();
        midnight + hours(hour)
    }

    fn hours(n: i64) -> SignedDuration {
        SignedDuration::from_hours(n)
    }

    /// Checks when a source with a limit of six hours was unseen, by the hour.
    #[track_caller]
    fn check(stretches: &[Polled], unseen: &str) {
        let watched = watched(stretches, hours(6), at(0), at(24));
        let hour = |of: Timestamp| of.duration_since(at(0)).as_hours();
        let spans: Vec<String> = watched
            .unseen
            .iter()
            .map(|(from, to)| format!("{}-{}", hour(*from), hour(*to)))
            .collect();
        assert_eq!(spans.join(" "), unseen);
        assert_eq!(watched.gap, None);
    }
}
