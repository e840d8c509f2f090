//! Causes that sources share: a network that is down blinds all of them, and is one piece
//! of news and not forty.
//!
//! A cause is inferred, so it takes two sources at least, and holds only where nothing
//! speaks against it: not one of those it would blind was seen for a good while, and each
//! that was asked since failed in the same way. Whether a line that is bad lets half an
//! answer through or none is the same way.

use std::fmt;

use jiff::{SignedDuration, Timestamp};

use crate::domain::quality::SourceState;

/// How one source is seen.
#[derive(Clone, Copy, Debug)]
pub struct Look<'a> {
    pub id: &'a str,
    pub host: &'a str,
    pub state: SourceState,
    pub asked_at: Option<Timestamp>,
    /// When it was last seen.
    pub seen_at: Option<Timestamp>,
}

#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Cause {
    /// None is asked: we are stuck ourselves.
    Idle,
    /// None answers, at any host.
    Network,
    /// None at this host is seen.
    Host(String),
}

/// A cause, and whom it concerns.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Shared<'a> {
    pub cause: Cause,
    pub ids: Vec<&'a str>,
    /// When one of them was last seen.
    pub seen_at: Option<Timestamp>,
}

/// Why the source `id` can't be seen, where others can't be seen for the same reason;
/// `limit` is how long it may go unseen.
pub fn shared<'a>(
    looks: &[Look<'a>],
    id: &str,
    limit: SignedDuration,
    now: Timestamp,
) -> Option<Shared<'a>> {
    let itself = looks.iter().find(|look| look.id == id)?;
    let a_while = limit / 2;
    let long_ago = |at: Option<Timestamp>| at.is_none_or(|at| now.duration_since(at) >= a_while);
    let not_asked = |look: &Look<'_>| {
        look.asked_at
            .is_none_or(|at| now.duration_since(at) >= limit)
    };
    if looks.len() > 1 && looks.iter().all(not_asked) {
        return Some(Shared {
            cause: Cause::Idle,
            ids: looks.iter().map(|look| look.id).collect(),
            seen_at: looks.iter().filter_map(|look| look.seen_at).max(),
        });
    }
    let among = |cause: Cause, of_cause: &dyn Fn(&Look<'_>) -> bool| {
        let some = || looks.iter().filter(|look| of_cause(look));
        let seen_at = some().filter_map(|look| look.seen_at).max();
        let failed: Vec<&Look<'a>> = some().filter(|look| look.asked_at > seen_at).collect();
        let is_shared = failed.len() > 1
            && long_ago(seen_at)
            && failed.iter().any(|look| look.id == id)
            && failed
                .iter()
                .all(|look| way(look.state) == way(itself.state));
        is_shared.then(|| Shared {
            cause,
            ids: failed.iter().map(|look| look.id).collect(),
            seen_at,
        })
    };
    let at_host = |look: &Look<'_>| look.host == itself.host;
    let is_alone = looks.iter().all(at_host);
    way(itself.state)?;
    let network = among(Cause::Network, &|_| true).filter(|_| !is_alone);
    network.or_else(|| among(Cause::Host(itself.host.to_owned()), &at_host))
}

/// Ways to fail that a network or a host can be the cause of.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Way {
    NoAnswer,
    Wall,
}

fn way(state: SourceState) -> Option<Way> {
    match state {
        SourceState::Unreachable | SourceState::Broken => Some(Way::NoAnswer),
        SourceState::Blocked => Some(Way::Wall),
        SourceState::Fine
        | SourceState::Suspect
        | SourceState::Empty
        | SourceState::Gone
        | SourceState::SetAside => None,
    }
}

/// As an entity.
impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Idle => f.write_str("polling"),
            Self::Network => f.write_str("network"),
            Self::Host(host) => write!(f, "host {host}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use SourceState::{Blocked, Broken, Fine, Unreachable};

    #[test]
    fn a_dead_network_blinds_all() {
        let looks = [
            look("a", "one", Unreachable, Some(10), Some(400)),
            look("b", "two", Unreachable, Some(20), Some(390)),
            look("c", "two", Unreachable, Some(5), None),
        ];
        check(&looks, "a", Some("network: a b c"));
        check(&looks, "c", Some("network: a b c"));
    }

    #[test]
    fn who_was_not_asked_since_is_no_witness() {
        let looks = [
            look("a", "one", Unreachable, Some(10), Some(400)),
            look("b", "two", Unreachable, Some(20), Some(390)),
            look("daily", "three", Fine, Some(1000), Some(1000)),
            look("never", "three", Fine, None, None),
        ];
        check(&looks, "a", Some("network: a b"));
    }

    #[test]
    fn one_that_is_seen_speaks_against_the_network() {
        let looks = [
            look("a", "one", Unreachable, Some(10), Some(400)),
            look("b", "one", Unreachable, Some(10), Some(400)),
            look("c", "two", Unreachable, Some(10), Some(400)),
            look("d", "three", Fine, Some(30), Some(30)),
        ];
        check(&looks, "a", Some("host one: a b"));
        check(&looks, "c", None);
        // One that was seen before the trouble does not.
        let mut before = looks;
        before[3] = look("d", "three", Fine, Some(420), Some(420));
        check(&before, "c", Some("network: a b c"));
    }

    #[test]
    fn a_host_that_refuses_all_that_is_asked_of_it_is_one_cause() {
        for state in [Blocked, Broken, Unreachable] {
            let mut looks = [
                look("a", "one", state, Some(10), Some(400)),
                look("b", "one", state, Some(20), Some(380)),
                look("c", "two", Fine, Some(10), Some(10)),
            ];
            check(&looks, "a", Some("host one: a b"));
            looks[0].state = Unreachable;
            looks[1].state = Broken;
            check(&looks, "a", Some("host one: a b"));
            looks[1].state = SourceState::Empty;
            check(&looks, "a", None);
        }
        let gone = [
            look("a", "one", SourceState::Gone, Some(10), Some(400)),
            look("b", "one", SourceState::Gone, Some(10), Some(400)),
        ];
        check(&gone, "a", None);
    }

    #[test]
    fn where_none_is_asked_it_is_us() {
        let looks = [
            look("a", "one", Fine, Some(400), Some(400)),
            look("b", "two", Unreachable, Some(370), Some(380)),
        ];
        check(&looks, "a", Some("polling: a b"));
        let mut asked = looks;
        asked[1].asked_at = ago(Some(10));
        check(&asked, "a", None);
    }

    #[test]
    fn one_alone_shares_no_cause() {
        let looks = [look("a", "one", Unreachable, Some(400), Some(500))];
        check(&looks, "a", None);
    }

    /// Minutes before now.
    fn look<'a>(
        id: &'a str,
        host: &'a str,
        state: SourceState,
        asked: Option<i64>,
        seen: Option<i64>,
    ) -> Look<'a> {
        Look {
            id,
            host,
            state,
            asked_at: ago(asked),
            seen_at: ago(seen),
        }
    }

    fn ago(minutes: Option<i64>) -> Option<Timestamp> {
        minutes.map(|minutes| now() - SignedDuration::from_mins(minutes))
    }

    fn now() -> Timestamp {
        "2026-11-22T12:00:00Z".parse().unwrap()
    }

    #[track_caller]
    fn check(looks: &[Look<'_>], id: &str, expected: Option<&str>) {
        let found = shared(looks, id, SignedDuration::from_hours(6), now());
        let found = found.map(|found| format!("{}: {}", found.cause, found.ids.join(" ")));
        assert_eq!(found.as_deref(), expected, "{id}");
    }
}
