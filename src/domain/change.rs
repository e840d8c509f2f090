//! Changes: what differs between two good lists of one source.
//!
//! Absence needs proof. An item that is gone from a list may have been withdrawn,
//! or have fallen off the end of a feed, or be missing from one odd answer. So an
//! absence counts only where the list claims to be whole, or still holds older items
//! and no new one pushed it out, and only once it is seen again a while later.
//!
//! Order never matters, and dates are never needed: records arrive late and
//! back-dated, and feeds are sorted as they please.

use std::collections::{HashMap, HashSet};

use jiff::{SignedDuration, Timestamp};

use crate::domain::moved;

/// A hash of what a reader would see of an item.
pub type Digest = [u8; 32];

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ChangeKind {
    Added,
    Edited,
    /// Withdrawn by the source, and seen so twice.
    Removed,
    /// Listed again after it had been removed.
    Returned,
}

/// An item as it was last seen.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Known {
    pub key: String,
    pub digest: Digest,
    pub title: String,
    pub link: Option<String>,
    pub published_at: Option<Timestamp>,
    /// False once it fell off the end of its feed, or was withdrawn.
    pub listed: bool,
    /// Since when it has been missing without that being confirmed.
    pub missing_since: Option<Timestamp>,
    pub withdrawn: bool,
}

/// An item of the list at hand.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Seen<'a> {
    pub key: &'a str,
    pub digest: Digest,
    pub title: &'a str,
    pub link: Option<&'a str>,
    pub published_at: Option<Timestamp>,
}

/// How much an absence from a list says.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Extent {
    /// The list holds all there is: an official record.
    Whole,
    /// The list holds the newest items, as feeds do.
    Window,
    /// The list broke off: an absence says nothing.
    CutShort,
}

/// What became of the items. Numbers are places in the two lists compared.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Differences {
    /// Places in `seen`: never listed before.
    pub added: Vec<usize>,
    /// Places in `known` and in `seen`.
    pub edited: Vec<(usize, usize)>,
    pub returned: Vec<(usize, usize)>,
    /// Listed again, or no longer missing, and otherwise as it was: no news.
    pub relisted: Vec<(usize, usize)>,
    /// The same item under a new key: no news.
    pub rekeyed: Vec<(usize, usize)>,
    /// Places in `known`: confirmed to be withdrawn.
    pub removed: Vec<usize>,
    /// Missing for the first time: to be seen again before it counts.
    pub missing: Vec<usize>,
    /// Fell off the end of its feed: no news.
    pub passed: Vec<usize>,
    /// Missing for a while, but not long enough to be sure.
    pub waiting: bool,
}

/// Compares what was known of a source with the list at hand.
///
/// `known` has to hold every listed item, and every item whose key is in `seen`; of those
/// that fell off it may hold some that come under another key.
/// What has been missing for `confirm_after` when seen to be missing again is
/// removed.
pub fn between(
    known: &[Known],
    seen: &[Seen<'_>],
    extent: Extent,
    confirm_after: SignedDuration,
    now: Timestamp,
) -> Differences {
    let by_key: HashMap<&str, usize> = (0..)
        .zip(known)
        .map(|(k, was)| (was.key.as_str(), k))
        .collect();
    let keys: HashSet<&str> = seen.iter().map(|is| is.key).collect();
    let mut gone: Vec<usize> = (0..known.len())
        .filter(|&k| known[k].listed && !keys.contains(known[k].key.as_str()))
        .collect();
    let mut differences = Differences::default();

    let moved = moved::pairs(known, seen, extent);
    let found: HashSet<usize> = moved.values().copied().collect();
    gone.retain(|k| !found.contains(k));

    for (s, is) in seen.iter().enumerate() {
        let Some(&k) = by_key.get(is.key) else {
            match moved.get(&s) {
                Some(&k) if known[k].withdrawn => differences.returned.push((k, s)),
                Some(&k) if known[k].digest == is.digest => differences.rekeyed.push((k, s)),
                Some(&k) => differences.edited.push((k, s)),
                None => differences.added.push(s),
            }
            continue;
        };
        let was = &known[k];
        if was.withdrawn {
            differences.returned.push((k, s));
        } else if was.digest != is.digest {
            differences.edited.push((k, s));
        } else if !was.listed || was.missing_since.is_some() {
            differences.relisted.push((k, s));
        }
    }

    if extent == Extent::Window {
        // Each item that comes may push out the oldest, but for one that is pinned.
        let relisted = differences.relisted.iter().chain(&differences.rekeyed);
        let relisted = relisted.filter(|&&(k, _)| !known[k].listed).count();
        let came = differences.added.len() + differences.returned.len() + relisted;
        gone.sort_by_key(|&k| known[k].published_at);
        let stayed = gone.split_off(came.min(gone.len()));
        differences.passed = std::mem::replace(&mut gone, stayed);
    }
    let oldest = oldest_kept(known, seen, &by_key);
    for k in gone {
        let counts = match extent {
            Extent::Whole => true,
            Extent::CutShort => continue,
            Extent::Window => oldest
                .zip(known[k].published_at)
                .is_some_and(|(oldest, published)| published > oldest),
        };
        // What a clock that was ahead saw to be missing was not seen yet.
        match known[k].missing_since.filter(|since| *since <= now) {
            _ if !counts => differences.passed.push(k),
            None => differences.missing.push(k),
            Some(since) if now.duration_since(since) >= confirm_after => {
                differences.removed.push(k);
            }
            Some(_) => differences.waiting = true,
        }
    }
    differences
}

/// The date of the oldest item that was listed before and still is: whatever is
/// younger, and gone though nothing came, was not pushed off the end.
fn oldest_kept(
    known: &[Known],
    seen: &[Seen<'_>],
    by_key: &HashMap<&str, usize>,
) -> Option<Timestamp> {
    let kept = |is: &&Seen<'_>| by_key.get(is.key).is_some_and(|&k| known[k].listed);
    seen.iter()
        .filter(kept)
        .filter_map(|is| is.published_at)
        .min()
}

impl Differences {
    /// Whether something has to be seen once more before it counts.
    pub fn to_confirm(&self) -> bool {
        self.waiting || !self.missing.is_empty()
    }
}

impl ChangeKind {
    const ALL: [(Self, &'static str); 4] = [
        (Self::Added, "added"),
        (Self::Edited, "edited"),
        (Self::Removed, "removed"),
        (Self::Returned, "returned"),
    ];

    pub fn as_str(self) -> &'static str {
        let row = Self::ALL.iter().find(|(kind, _)| *kind == self);
        row.expect("every kind is listed").1
    }

    pub fn parse(text: &str) -> Option<Self> {
        let row = Self::ALL.iter().find(|(_, known)| *known == text);
        row.map(|&(kind, _)| kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::ToSpan as _;

    #[test]
    fn what_was_never_listed_is_added_whatever_its_date() {
        check(
            &[item("a", 1, 5)],
            &[("a", 1, 5), ("b", 2, 1)],
            Extent::Window,
            "added b",
        );
    }

    #[test]
    fn another_text_under_a_known_key_is_an_edit() {
        check(
            &[item("a", 1, 5)],
            &[("a", 2, 5)],
            Extent::Window,
            "edited a",
        );
    }

    #[test]
    fn order_is_not_a_change() {
        check(
            &[item("a", 1, 5), item("b", 2, 6)],
            &[("b", 2, 6), ("a", 1, 5)],
            Extent::Window,
            "",
        );
    }

    #[test]
    fn an_item_that_falls_off_the_end_is_not_withdrawn() {
        check(
            &[item("old", 1, 1), item("mid", 2, 5)],
            &[("mid", 2, 5), ("new", 3, 9)],
            Extent::Window,
            "added new, passed old",
        );
    }

    #[test]
    fn a_pinned_item_withdraws_nothing_that_new_ones_push_out() {
        let before = [item("pinned", 1, 1), item("old", 2, 5), item("mid", 3, 6)];
        check(
            &before,
            &[("new", 4, 9), ("mid", 3, 6), ("pinned", 1, 1)],
            Extent::Window,
            "added new, passed old",
        );
        // One came, two went: the younger was not pushed out.
        check(
            &before,
            &[("new", 4, 9), ("pinned", 1, 1)],
            Extent::Window,
            "added new, missing mid, passed old",
        );
    }

    #[test]
    fn an_item_missing_from_among_older_ones_has_to_be_missed_twice() {
        let before = [item("old", 1, 1), item("mid", 2, 5)];
        check(&before, &[("old", 1, 1)], Extent::Window, "missing mid");

        let mut missed = before.clone();
        missed[1].missing_since = Some(noon() - 5.minutes());
        check(&missed, &[("old", 1, 1)], Extent::Window, "waiting");

        missed[1].missing_since = Some(noon() - 10.minutes());
        check(&missed, &[("old", 1, 1)], Extent::Window, "removed mid");
    }

    #[test]
    fn what_a_clock_that_was_ahead_missed_is_missed_anew() {
        let mut before = item("a", 1, 1);
        before.missing_since = Some(noon() + 8760.hours());
        check(&[before], &[], Extent::Whole, "missing a");
    }

    #[test]
    fn in_a_whole_list_every_absence_counts() {
        check(
            &[item("old", 1, 1), item("mid", 2, 5)],
            &[("mid", 2, 5)],
            Extent::Whole,
            "missing old",
        );
    }

    #[test]
    fn a_list_that_broke_off_removes_nothing() {
        check(
            &[item("a", 1, 1), item("b", 2, 5)],
            &[("a", 1, 1)],
            Extent::CutShort,
            "",
        );
    }

    #[test]
    fn an_item_back_before_it_was_confirmed_missing_is_no_news() {
        let mut before = item("a", 1, 1);
        before.missing_since = Some(noon() - 5.minutes());
        check(&[before], &[("a", 1, 1)], Extent::Whole, "relisted a");
    }

    #[test]
    fn a_withdrawn_item_returns_as_itself() {
        let mut before = item("a", 1, 1);
        before.withdrawn = true;
        before.listed = false;
        check(&[before], &[("a", 1, 1)], Extent::Whole, "returned a");
    }

    #[test]
    fn the_same_item_under_a_new_key_is_no_news() {
        check(
            &[item("guid-1", 7, 5)],
            &[("guid-2", 7, 5)],
            Extent::Window,
            "rekeyed guid-1 guid-2",
        );
    }

    #[test]
    fn a_feed_that_moves_to_https_stays_the_same() {
        check(
            &[
                item("http://x.example/1", 7, 5),
                item("http://x.example/2", 8, 4),
            ],
            &[("https://x.example/1", 7, 5), ("https://x.example/2", 9, 4)],
            Extent::Window,
            "edited http://x.example/2, rekeyed http://x.example/1 https://x.example/1",
        );
    }

    #[test]
    fn what_is_listed_under_both_schemes_is_two() {
        check(
            &[item("http://x.example/1", 7, 5)],
            &[("http://x.example/1", 7, 5), ("https://x.example/1", 9, 5)],
            Extent::Window,
            "added https://x.example/1",
        );
    }

    fn noon() -> Timestamp {
        "2026-01-31T12:00:00Z".parse().unwrap()
    }

    fn day(day: i8) -> Option<Timestamp> {
        Some(noon() - (31 - i64::from(day)).hours() * 24)
    }

    fn item(key: &str, digest: u8, published: i8) -> Known {
        Known {
            key: key.into(),
            digest: [digest; 32],
            title: String::new(),
            link: None,
            published_at: day(published),
            listed: true,
            missing_since: None,
            withdrawn: false,
        }
    }

    #[track_caller]
    fn check(known: &[Known], seen: &[(&str, u8, i8)], extent: Extent, expected: &str) {
        let seen: Vec<Seen<'_>> = seen
            .iter()
            .map(|&(key, digest, published)| Seen {
                key,
                digest: [digest; 32],
                title: "",
                link: None,
                published_at: day(published),
            })
            .collect();
        let found = between(known, &seen, extent, SignedDuration::from_mins(10), noon());

        let was = |k: usize| known[k].key.as_str();
        let mut told: Vec<String> = Vec::new();
        told.extend(
            found
                .added
                .iter()
                .map(|&s| format!("added {}", seen[s].key)),
        );
        told.extend(
            found
                .edited
                .iter()
                .map(|&(k, _)| format!("edited {}", was(k))),
        );
        told.extend(
            found
                .returned
                .iter()
                .map(|&(k, _)| format!("returned {}", was(k))),
        );
        told.extend(
            found
                .relisted
                .iter()
                .map(|&(k, _)| format!("relisted {}", was(k))),
        );
        told.extend(
            found
                .rekeyed
                .iter()
                .map(|&(k, s)| format!("rekeyed {} {}", was(k), seen[s].key)),
        );
        told.extend(found.removed.iter().map(|&k| format!("removed {}", was(k))));
        told.extend(found.missing.iter().map(|&k| format!("missing {}", was(k))));
        told.extend(found.passed.iter().map(|&k| format!("passed {}", was(k))));
        told.extend(found.waiting.then(|| "waiting".to_owned()));
        assert_eq!(told.join(", "), expected);
    }
}
