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
    /// When it was not seen: from one verified poll to the next, where that took longer than
    /// its limit.
    pub unseen: Vec<Span>,
    /// The longest time between two polls of one stretch, where that is beyond the limit:
    /// when it was is not known.
    pub gap: Option<SignedDuration>,
}

/// How a source was seen from `from` to `to`, when it may go unseen for `limit`. The
/// stretches are in order, and reach from before `from`, by the limit at least, to `now`.
pub fn watched(
    stretches: &[Polled],
    limit: SignedDuration,
    from: Timestamp,
    to: Timestamp,
    now: Timestamp,
) -> Watched {
    let mut watched = Watched::default();
    let mut seen_at: Option<Timestamp> = None;
    for stretch in stretches.iter().filter(|stretch| stretch.verified) {
        let before = seen_at.map(|seen_at| stretch.from_at.duration_since(seen_at));
        if before.is_none_or(|before| before > limit) {
            watched
                .unseen
                .push((seen_at.unwrap_or(from), stretch.from_at));
        }
        let is_within = before.is_none_or(|before| stretch.longest_gap > before);
        let touches = stretch.from_at <= to && stretch.to_at >= from;
        if touches && is_within && stretch.longest_gap > limit && stretch.from_at < stretch.to_at {
            watched.gap = watched.gap.max(Some(stretch.longest_gap));
        }
        seen_at = Some(stretch.to_at);
    }
    if seen_at.is_none_or(|seen_at| now.duration_since(seen_at) > limit) {
        watched.unseen.push((seen_at.unwrap_or(from), now));
    }
    watched.unseen = watched
        .unseen
        .into_iter()
        .map(|(since, until)| (since.max(from), until.min(to)))
        .filter(|(since, until)| since < until)
        .collect();
    watched
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_unseen_from_its_last_good_poll_on_where_none_follows_in_time() {
        check(&[polled(-3, 30, 1)], "");
        check(&[polled(-3, 10, 1)], "10-24");
        check(&[polled(-9, -7, 1)], "0-24");
        check(&[], "0-24");
        check(&[polled(7, 30, 1)], "0-7");
    }

    #[test]
    fn an_outage_is_unseen_from_one_good_poll_to_the_next() {
        let failed = Polled {
            verified: false,
            ..polled(8, 17, 0)
        };
        let stretches = [polled(-5, 7, 1), failed, polled(18, 30, 11)];
        check(&stretches, "7-18");
        // Within the limit nothing is.
        check(&[polled(-5, 7, 1), polled(12, 30, 5)], "");
    }

    #[test]
    fn a_gap_inside_a_stretch_is_told_though_not_where_it_was() {
        let stretches = [polled(-5, 7, 1), polled(8, 30, 9)];
        let seen = watched(&stretches, hours(6), at(0), at(24), at(31));
        assert_eq!(seen.gap, Some(hours(9)));
        // The gap before its first poll is not inside it.
        let stretches = [polled(-5, 7, 1), polled(16, 30, 9)];
        let seen = watched(&stretches, hours(6), at(0), at(24), at(31));
        assert_eq!(seen.gap, None);
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
        let watched = watched(stretches, hours(6), at(0), at(24), at(31));
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
