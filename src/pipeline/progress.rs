//! Progress: what a poll moves in its source's row, and when the next one is due.

use jiff::{SignedDuration, Timestamp};

use crate::{
    config,
    domain::{
        backoff::Backoff,
        quality::SourceState,
        schedule::{self, Outcome, Rules, Wishes},
    },
    fetch::Response,
    pipeline::read::{Reading, Until},
    store::{
        evidence::coverage,
        work::sources::{Progress, Source, Stretch},
    },
};

/// A stretch of coverage is closed at least this often.
const STRETCH_MAX: SignedDuration = SignedDuration::from_hours(24);

/// A poll, as it came out.
#[derive(Clone, Copy, Debug)]
pub struct Polled<'a> {
    pub reading: &'a Reading,
    pub response: Option<&'a Response>,
    /// From 0 to 1, for the jitter.
    pub draw: f64,
    pub now: Timestamp,
}

/// Where polling has come to after a poll, and the stretch of coverage that it closed.
///
/// The snapshot is the caller's to set, once it is stored.
pub fn after(
    row: &Source,
    source: &config::Source,
    fetch: &config::Fetch,
    polled: &Polled<'_>,
) -> (Progress, Option<coverage::Stretch>) {
    let Polled {
        reading,
        response,
        draw,
        now,
    } = *polled;
    let before = &row.progress;
    let (state, reason) = match reading {
        Reading::New(good) => match good.open_end() {
            Some(reason) => (SourceState::Suspect, Some(reason.to_owned())),
            None => (SourceState::Fine, None),
        },
        Reading::Same | Reading::OffTopic => (SourceState::Fine, None),
        Reading::Suspect { reason, .. } => (SourceState::Suspect, Some(reason.clone())),
        Reading::Failed { state, reason } => (*state, Some(reason.clone())),
    };
    let verified = state == SourceState::Fine;
    let mut next = before.clone();
    if state != before.state {
        next.state = state;
        next.state_since = now;
    }
    next.reason = reason;
    next.last_poll_at = Some(now);
    next.failures = match verified {
        true => 0,
        false => before.failures.saturating_add(1),
    };
    if verified {
        next.last_verified_at = Some(now);
    }
    let mut confirm = false;
    match reading {
        Reading::Same | Reading::OffTopic => (),
        Reading::New(good) => {
            next.repairs.clone_from(&good.repairs);
            next.ttl = good.ttl;
            if verified {
                next.suspect = good.to_confirm.then(|| (String::new(), now));
                confirm = good.to_confirm;
            } else {
                // What it says counts, and stays doubtful: nothing may confirm it unread.
                next.etag = None;
                next.last_modified = None;
                confirm = true;
            }
        }
        Reading::Suspect { digest, .. } => {
            let since = match &before.suspect {
                Some((known, since)) if known == digest => *since,
                _ => now,
            };
            next.suspect = Some((digest.clone(), since));
        }
        Reading::Failed { .. } => {
            if response.is_some_and(Response::is_unchanged) {
                // It confirms what we don't hold: the next answer has to come whole.
                next.etag = None;
                next.last_modified = None;
            }
        }
    }
    if let Some(response) = response.filter(|_| verified) {
        next.etag.clone_from(&response.validators.etag);
        next.last_modified
            .clone_from(&response.validators.last_modified);
        if !response.asked_conditionally {
            next.unconditional_at = later(now, fetch.unconditional_every);
        }
    }

    let outcome = match reading {
        Reading::New(_) if confirm => Outcome::Suspect,
        Reading::Same | Reading::New(_) | Reading::OffTopic => Outcome::Seen,
        Reading::Suspect {
            until: Until::SeenAgain,
            ..
        } => Outcome::Suspect,
        // It is to be seen throughout, not out of turn.
        Reading::Suspect {
            until: Until::Settled,
            ..
        } => Outcome::Seen,
        Reading::Failed { state, .. } => match state {
            SourceState::Blocked => Outcome::Blocked {
                failures: next.failures,
            },
            // What crashed us so often does so again.
            SourceState::Gone | SourceState::SetAside => Outcome::Gone,
            _ => Outcome::Failed {
                failures: next.failures,
            },
        },
    };
    let mut wishes = response
        .map(|response| wishes(response, now))
        .unwrap_or_default();
    wishes.lifetime = wishes.lifetime.max(next.ttl);
    let due = schedule::next_due(&rules(source, fetch), outcome, wishes, draw, now);
    next.next_due_at = due.unwrap_or(NEVER);
    if wishes.retry_after.is_none()
        && let Some(at_the_latest) = before_blind(row, source, fetch, outcome, &next, now)
    {
        next.next_due_at = next.next_due_at.min(at_the_latest);
    }

    let closed = cover(&mut next, row, state, verified, now);
    (next, closed)
}

/// When a source that fails is asked again at the latest, while it is not yet blind: one
/// that came back while we waited must not be told to be gone. `None` where the backoff
/// decides alone.
fn before_blind(
    row: &Source,
    source: &config::Source,
    fetch: &config::Fetch,
    outcome: Outcome,
    next: &Progress,
    now: Timestamp,
) -> Option<Timestamp> {
    let wait = match outcome {
        Outcome::Failed { .. } => row.fresh_for / 12,
        Outcome::Blocked { .. } => fetch.blocked_backoff,
        Outcome::Seen | Outcome::Suspect | Outcome::Gone => return None,
    };
    let again_at = later(now, wait.max(source.cadence));
    let since = next.last_verified_at.unwrap_or(row.added_at);
    (again_at <= later(since, row.fresh_for)).then_some(again_at)
}

/// When a required source is asked again at the latest that is blind by itself: that it is
/// back must not be noticed late. Where others share the cause, all are asked once one of
/// them is seen; behind a wall, asking again is what keeps it up.
pub fn asked_while_blind(
    row: &Source,
    source: &config::Source,
    next: &Progress,
    now: Timestamp,
) -> Option<Timestamp> {
    let is_awaited = match next.state {
        SourceState::Broken | SourceState::Empty | SourceState::Unreachable => row.required,
        SourceState::Fine
        | SourceState::Suspect
        | SourceState::Blocked
        | SourceState::Gone
        | SourceState::SetAside => false,
    };
    let again_at = later(now, (row.fresh_for / 2).max(source.cadence));
    (is_awaited && next.blind_told_at.is_some()).then_some(again_at)
}

/// Puts right what was noted while the clock was ahead: no wait is longer than it was
/// meant to be, nor than the rules can make it, and nothing was seen after `now`.
pub fn put_right(
    progress: &mut Progress,
    source: &config::Source,
    fetch: &config::Fetch,
    now: Timestamp,
) {
    let past = |at: Timestamp| at.min(now);
    if progress.next_due_at != NEVER {
        if let Some(ahead) = progress.last_poll_at.filter(|polled| *polled > now) {
            let wait = progress.next_due_at.duration_since(ahead);
            progress.next_due_at = later(now, wait);
        }
        progress.next_due_at = schedule::clamped(&rules(source, fetch), progress.next_due_at, now);
    }
    let unconditional_at = later(now, fetch.unconditional_every);
    progress.unconditional_at = progress.unconditional_at.min(unconditional_at);
    progress.state_since = past(progress.state_since);
    progress.last_poll_at = progress.last_poll_at.map(past);
    progress.last_verified_at = progress.last_verified_at.map(past);
    progress.blind_told_at = progress.blind_told_at.map(past);
    if let Some((_, since)) = &mut progress.suspect {
        *since = past(*since);
    }
}

/// A source that is gone for good is not asked again, until its address changes; nor is
/// one that was set aside, until somebody says so.
pub const NEVER: Timestamp = Timestamp::constant(253_402_207_200, 0);

/// How a source is scheduled.
pub fn rules(source: &config::Source, fetch: &config::Fetch) -> Rules {
    let usual = Rules::default();
    Rules {
        cadence: source.cadence,
        jitter: fetch.jitter,
        backoff: Backoff {
            first: fetch.backoff_first.min(source.cadence),
            ceiling: fetch.backoff_ceiling.max(source.cadence),
        },
        blocked: Backoff {
            first: fetch.blocked_backoff,
            ceiling: fetch.blocked_backoff.saturating_mul(24),
        },
        confirm: fetch.confirm_after,
        // However long it asks to be left alone, it must not go blind by it.
        lifetime_max: usual.lifetime_max.min(source.fresh_for / 2),
        ..usual
    }
}

/// What a server that can't answer now says on when to come again. On an answer that it
/// did give, a Retry-After means nothing (RFC 9110, 10.2.3; RFC 6585, 4).
pub fn retry_after(response: &Response) -> Option<&str> {
    response
        .header("retry-after")
        .filter(|_| matches!(response.status, 429 | 503))
}

fn wishes(response: &Response, now: Timestamp) -> Wishes {
    Wishes {
        retry_after: retry_after(response).and_then(|value| schedule::retry_after(value, now)),
        lifetime: response
            .header("cache-control")
            .and_then(|value| schedule::fresh_for(value, response.header("age"))),
    }
}

/// Adds the poll to the open stretch of coverage, or closes that and opens another.
fn cover(
    next: &mut Progress,
    row: &Source,
    state: SourceState,
    verified: bool,
    now: Timestamp,
) -> Option<coverage::Stretch> {
    let before = &row.progress;
    let gap = |since: Timestamp| now.duration_since(since).as_secs();
    let since_verified = before.last_verified_at.map_or(0, gap);
    let goes_on = before
        .stretch
        .filter(|open| open.state == state && now.duration_since(open.from_at) < STRETCH_MAX);
    let mut open = goes_on.unwrap_or(Stretch {
        state,
        from_at: now,
        polls: 0,
        verified: 0,
        longest_gap: 0,
    });
    open.polls += 1;
    open.verified += i64::from(verified);
    open.longest_gap = open.longest_gap.max(since_verified);
    next.stretch = Some(open);
    let closed = before.stretch.filter(|_| goes_on.is_none())?;
    Some(coverage::Stretch {
        source: row.id.clone(),
        state: closed.state,
        from_at: closed.from_at,
        to_at: before.last_poll_at.unwrap_or(now),
        polls: closed.polls,
        verified: closed.verified,
        longest_gap: closed.longest_gap,
    })
}

fn later(now: Timestamp, wait: SignedDuration) -> Timestamp {
    now.checked_add(wait).unwrap_or(Timestamp::MAX)
}
