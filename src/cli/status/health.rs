//! How well we see, and what mail waits.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp, civil::Date};
use rusqlite::Connection;
use serde::Serialize;

use crate::{
    config::{Config, Subscriber},
    domain::{printable::clean, quality::SourceState, routing::Route},
    pipeline::{self, acknowledge, also::LATE},
    store::work::{also, heartbeat, messages, owed, sources::Source},
};

/// A poll may be so late: it has its turn at the host, and takes its time.
const OVERDUE: SignedDuration = SignedDuration::from_mins(5);

#[derive(Serialize)]
pub(super) struct Sources {
    pub(super) required: usize,
    pub(super) required_fresh: usize,
    /// Known of the present alone.
    #[serde(flatten)]
    pub(super) now: Option<SourcesNow>,
}

#[derive(Serialize)]
pub(super) struct SourcesNow {
    pub(super) enabled: usize,
    /// Fine when they were asked last, and not due since.
    pub(super) fine: usize,
    /// They were fine when they were asked last, and are not asked though they are due.
    pub(super) overdue: Vec<String>,
    /// When any was asked last.
    pub(super) asked_at: Option<Timestamp>,
    pub(super) not_asked_yet: usize,
    pub(super) troubled: Vec<Troubled>,
}

#[derive(Serialize)]
pub(super) struct Troubled {
    pub(super) source: String,
    required: bool,
    pub(super) state: &'static str,
    since: Timestamp,
    reason: Option<String>,
    last_verified_at: Option<Timestamp>,
    /// The operator knows, and hears no more of it up to the end of this day.
    pub(super) acknowledged_until: Option<Date>,
}

#[derive(Default, Serialize)]
pub(super) struct Mail {
    /// Whether mail goes to a server; else it goes to a folder.
    pub(super) leaves: bool,
    pub(super) waiting: usize,
    pub(super) late: usize,
    pub(super) dead: usize,
    /// Alerts that wait for a digest, or for a message of their own.
    pub(super) owed: usize,
    /// Messages and alerts that wait for addresses that the configuration names no longer.
    pub(super) unclaimed: usize,
    /// These addresses.
    pub(super) unclaimed_by: BTreeSet<String>,
    /// Messages that wait for a second channel, too.
    pub(super) also_waiting: usize,
    /// Why a second channel failed last.
    pub(super) also_error: Option<String>,
}

/// How the address does that is called while all is well.
#[derive(Serialize)]
pub(super) struct Heartbeat {
    /// When it last took a call.
    pub(super) taken_at: Option<Timestamp>,
    /// Why the last call failed.
    pub(super) error: Option<String>,
    /// Why it is not called now.
    pub(super) withheld: Option<String>,
}

pub(super) fn sources(
    conn: &Connection,
    enabled: &[Source],
    now: Timestamp,
) -> anyhow::Result<SourcesNow> {
    let troubled = enabled
        .iter()
        .filter(|source| is_asked(source) && !is_fine(source))
        .map(|source| troubled(conn, source, now))
        .collect::<anyhow::Result<_>>()?;
    Ok(SourcesNow {
        enabled: enabled.len(),
        fine: enabled
            .iter()
            .filter(|source| is_fine(source) && !is_overdue(source, now))
            .count(),
        overdue: enabled
            .iter()
            .filter(|source| is_fine(source) && is_overdue(source, now))
            .map(|source| source.id.clone())
            .collect(),
        asked_at: enabled
            .iter()
            .filter_map(|source| source.progress.last_poll_at)
            .max(),
        not_asked_yet: enabled.iter().filter(|source| !is_asked(source)).count(),
        troubled,
    })
}

fn is_asked(source: &Source) -> bool {
    source.progress.last_poll_at.is_some()
}

fn is_fine(source: &Source) -> bool {
    is_asked(source) && source.progress.state == SourceState::Fine
}

/// Whether it should have been asked by now: nobody polls, or what is polled can't be kept.
fn is_overdue(source: &Source, now: Timestamp) -> bool {
    now.duration_since(source.progress.next_due_at) > OVERDUE
}

fn troubled(conn: &Connection, source: &Source, now: Timestamp) -> anyhow::Result<Troubled> {
    Ok(Troubled {
        source: source.id.clone(),
        required: source.required,
        state: source.progress.state.as_str(),
        since: source.progress.state_since,
        reason: source.progress.reason.as_deref().map(clean),
        last_verified_at: source.progress.last_verified_at,
        acknowledged_until: acknowledge::of(conn, source, now)?.map(|said| said.until),
    })
}

pub(super) fn mail(conn: &Connection, config: &Config, now: Timestamp) -> anyhow::Result<Mail> {
    let tally = messages::tally(conn, &config.addresses(), now - LATE)?;
    let mut mail = Mail {
        leaves: config.mail_leaves(),
        waiting: tally.waiting,
        late: tally.composed_before,
        // What was refused for somebody who is configured no longer needs nobody's hand.
        dead: tally.dead,
        unclaimed: tally.unclaimed,
        unclaimed_by: messages::held(conn, &config.addresses())?,
        ..Mail::default()
    };
    for waiting in also::waiting(conn)? {
        let is_told = |subscriber: &Subscriber| subscriber.also.is_some();
        if config.subscriber(&waiting.subscriber).is_some_and(is_told) {
            mail.also_waiting += waiting.messages;
            mail.also_error = mail.also_error.or(waiting.error.as_deref().map(clean));
        }
    }
    for total in owed::totals(conn, now - LATE)? {
        if config.subscriber(&total.subscriber).is_none() {
            mail.unclaimed += total.alerts;
            mail.unclaimed_by.insert(total.subscriber);
            continue;
        }
        mail.owed += total.alerts;
        // What goes with a digest may wait a day for it, and is late a day after.
        let late_after = match total.route {
            Route::Digest => LATE * 2,
            Route::AtOnce | Route::Never => LATE,
        };
        if total.oldest < now - late_after {
            mail.late += total.booked_before;
        }
    }
    Ok(mail)
}

pub(super) fn heartbeat(
    conn: &Connection,
    config: &Config,
    now: Timestamp,
) -> anyhow::Result<Option<Heartbeat>> {
    if config.watch.heartbeat.is_none() {
        return Ok(None);
    }
    let last = heartbeat::get(conn)?;
    Ok(Some(Heartbeat {
        taken_at: last.taken_at,
        error: last.error.as_deref().map(clean),
        withheld: pipeline::heartbeat::withheld(conn, config, now)?,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        config::{self, Layer},
        store,
    };

    #[test]
    fn what_is_owed_is_late_after_a_day_and_apart_where_nobody_claims_it() {
        let conn = store::open_in_memory().unwrap();
        conn.execute_batch(
            "INSERT INTO alerts (id, kind, entity, ordinal, old, new, seen_at, news)
             VALUES ('a', 'item', 'news#a', 1, '', 'x', '2026-11-20T12:00:00Z', '{}'),
                    ('b', 'item', 'news#b', 1, '', 'x', '2026-11-22T11:00:00Z', '{}');
             INSERT INTO owed (alert, subscriber, route, booked_at)
             SELECT id, subscriber, route, seen_at FROM alerts, (
                 SELECT 'ann@example.org' AS subscriber, 'at_once' AS route
                 UNION ALL SELECT 'bob@example.org', 'digest'
                 UNION ALL SELECT 'left@example.org', 'at_once');
             INSERT INTO messages (subscriber, number, message_id, kind, subject, composed_at, single, dead_at, bytes)
             SELECT subscriber, 1, subscriber, 'item', 's', '2026-11-20T12:00:00Z', 1, '2026-11-20T12:00:00Z', x'00'
               FROM (SELECT 'ann@example.org' AS subscriber UNION ALL SELECT 'left@example.org')",
        )
        .unwrap();
        let layer = Layer {
            name: "test",
            text: "[[subscriber]]\naddress = \"ann@example.org\"\n[[subscriber]]\naddress = \"bob@example.org\"",
        };
        let config = config::load(&[layer]).unwrap();

        let told = mail(&conn, &config, "2026-11-22T12:00:00Z".parse().unwrap()).unwrap();

        assert_eq!((told.owed, told.late, told.unclaimed), (4, 1, 2));
        assert!(told.unclaimed_by.iter().eq(["left@example.org"]));
        assert_eq!(told.dead, 1);

        // A digest comes each day: what waits for longer than two was not told by one.
        let told = mail(&conn, &config, "2026-11-23T12:00:00Z".parse().unwrap()).unwrap();
        assert_eq!((told.owed, told.late), (4, 4));
    }
}
