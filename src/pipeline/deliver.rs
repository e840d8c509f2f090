//! Delivery: from what is owed to composed messages.
//!
//! A message is composed once, numbered, given its Message-ID and put in the outbox
//! before it is ever tried. Only one composer runs at a time: whoever holds the
//! database's lock.

use anyhow::ensure;
use jiff::{Timestamp, tz::TimeZone};
use rusqlite::{Connection, Transaction};
use serde::{Deserialize, Serialize};

use crate::{
    config::{Config, Subscriber},
    domain::{
        alert::{Alert, AlertId, Kind},
        routing::{self, Route},
    },
    mail::message::{self, Draft},
    pipeline::{setup::Setup, situation},
    render::{self, Numbering, digest::Occasion},
    store::work::{
        messages::{self, NewMessage},
        owed::{self, Owed},
        readers,
    },
};

/// The thread of all digests of a subscriber.
const DIGEST: &str = "digest";
/// Alerts that share one digest, at most; the rest come in the next.
const DIGEST_MAX: usize = 500;

/// What was composed, and when to look again.
#[derive(Debug, Default)]
pub struct Composed {
    pub messages: Vec<NewMessage>,
    /// `None` when nothing waits but what is booked from now on.
    pub look_again_at: Option<Timestamp>,
}

/// Composes all that is owed and due at `now`.
pub fn compose(conn: &Connection, setup: &Setup, now: Timestamp) -> anyhow::Result<Composed> {
    let mut composed = Composed::default();
    let owing = owed::subscribers(conn)?;
    // Whoever was taken off the list is sent nothing more; it stays booked.
    let owing: Vec<&Subscriber> = owing
        .iter()
        .filter_map(|address| setup.config.subscriber(address))
        .collect();
    if owing.is_empty() {
        return Ok(composed);
    }
    let situation = situation::now(conn, now)?;
    for subscriber in owing {
        let desk = Desk {
            setup,
            situation: &situation,
            subscriber,
            now,
        };
        // What can't be told to one is no reason not to tell the others.
        if let Err(error) = desk.compose(conn, &mut composed) {
            tracing::error!(
                "failed to compose mail to {}: {error:#}",
                subscriber.address
            );
        }
    }
    Ok(composed)
}

/// Gives what is for an address that is another now to whoever has that.
pub fn follow_addresses(
    tx: &Transaction<'_>,
    config: &Config,
    now: Timestamp,
) -> anyhow::Result<()> {
    for known in readers::known(tx)? {
        if let Some(heir) = config.heir(&known)
            && heir.address != known
        {
            readers::rename(tx, &known, &heir.address, now)?;
        }
    }
    Ok(())
}

/// Puts what was composed in the outbox.
pub fn enqueue(
    tx: &Transaction<'_>,
    composed: &[NewMessage],
    now: Timestamp,
) -> anyhow::Result<()> {
    for message in composed {
        messages::insert(tx, message, now)?;
    }
    Ok(())
}

/// Makes what waits or was refused for `address` due, and says how many messages that are.
/// Fails where there are none, or nobody is told there any more.
pub fn retry_refused(
    tx: &Transaction<'_>,
    config: &Config,
    address: &str,
    now: Timestamp,
) -> anyhow::Result<usize> {
    ensure!(
        config.subscriber(address).is_some(),
        "{address} is no subscriber: nothing is sent there"
    );
    let messages = messages::retry(tx, address, now)?;
    ensure!(
        messages > 0,
        "no mail to {address} waits or was refused: `watch907 outbox` lists what does"
    );
    Ok(messages)
}

/// What was given up.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct GivenUp {
    pub messages: usize,
    /// Alerts that no message held.
    pub alerts: usize,
}

/// Takes note that what was refused for `address` needs nobody's hand any more, nor what
/// waits for it where it is no subscriber. Fails where there is nothing of it.
pub fn give_up(
    tx: &Transaction<'_>,
    config: &Config,
    address: &str,
    now: Timestamp,
) -> anyhow::Result<GivenUp> {
    let alerts = match config.subscriber(address) {
        Some(_) => 0,
        None => {
            messages::end_waiting(tx, address, now)?;
            owed::forget_all(tx, address)?
        }
    };
    let messages = messages::give_up(tx, address)?;
    ensure!(
        messages + alerts > 0,
        "no mail to {address} was refused: `watch907 outbox` lists what was"
    );
    Ok(GivenUp { messages, alerts })
}

struct Desk<'a> {
    setup: &'a Setup,
    situation: &'a render::Situation,
    subscriber: &'a Subscriber,
    now: Timestamp,
}

impl Desk<'_> {
    fn compose(&self, conn: &Connection, composed: &mut Composed) -> anyhow::Result<()> {
        let address = &self.subscriber.address;
        let mut last = messages::last(conn, address)?;
        let mut add = |alerts: Vec<Owed>, occasion: Option<Occasion>| -> anyhow::Result<()> {
            let number = last.map_or(1, |(number, _)| number + 1);
            let numbering = Numbering {
                number,
                previous: last,
            };
            composed
                .messages
                .push(self.message(alerts, occasion, numbering)?);
            last = Some((number, self.now));
            Ok(())
        };

        let limits = self.setup.config.mail.storm;
        let waiting = owed::waiting(conn, address, Route::AtOnce, DIGEST_MAX)?;
        let recent = messages::singles_since(conn, address, self.now - limits.window)?;
        let booked: Vec<Timestamp> = waiting.iter().map(|owed| owed.booked_at).collect();
        let plan = routing::plan(&recent, &booked, limits, self.now);
        let mut waiting = waiting.into_iter();
        for owed in waiting.by_ref().take(plan.singles) {
            add(vec![owed], None)?;
        }
        if plan.together > 0 {
            add(waiting.take(plan.together).collect(), Some(Occasion::Storm))?;
        }

        let waiting = owed::waiting(conn, address, Route::Digest, DIGEST_MAX)?;
        let mut due = None;
        if let Some(oldest) = waiting.first() {
            let at = self.subscriber.digest_at;
            let due_at = routing::next_digest_at(oldest.booked_at, at, self.zone());
            // A clock that was set back must not hold mail: nothing is booked after now.
            match due_at <= self.now || oldest.booked_at > self.now {
                true => {
                    let day = render::time::day_of(self.now, self.zone());
                    add(waiting, Some(Occasion::Daily(day)))?;
                }
                false => due = Some(due_at),
            }
        }
        let next = [composed.look_again_at, plan.look_again_at, due];
        composed.look_again_at = next.into_iter().flatten().min();
        Ok(())
    }

    fn message(
        &self,
        owed: Vec<Owed>,
        occasion: Option<Occasion>,
        numbering: Numbering,
    ) -> anyhow::Result<NewMessage> {
        for Owed {
            alert, unreadable, ..
        } in &owed
        {
            if let Some(why) = unreadable {
                let (id, entity) = (alert.id.short(), &alert.entity);
                tracing::error!(
                    "the alert {id} on {entity} can't be read, and is told as such: {why}"
                );
            }
        }
        let alerts: Vec<Alert> = owed.into_iter().map(|owed| owed.alert).collect();
        message(
            &self.setup.config,
            self.subscriber,
            self.situation,
            &alerts,
            occasion,
            Some(numbering),
            self.now,
        )
    }

    fn zone(&self) -> &TimeZone {
        self.setup.config.zone(self.subscriber)
    }
}

/// Composes the message that tells a subscriber these alerts: one by itself where
/// there is no `occasion` for a digest. Without a numbering it is outside the count.
pub fn message(
    config: &Config,
    subscriber: &Subscriber,
    situation: &render::Situation,
    alerts: &[Alert],
    occasion: Option<Occasion>,
    numbering: Option<Numbering>,
    now: Timestamp,
) -> anyhow::Result<NewMessage> {
    let context = render::Context {
        tag: &config.mail.tag,
        situation,
        numbering,
        zone: config.zone(subscriber),
    };
    let (letter, kind, alone) = match (occasion, alerts) {
        (None, [alert]) => (
            render::alert::letter(alert, &context),
            alert.kind(),
            Some(alert),
        ),
        (occasion, alerts) => {
            let occasion = occasion.unwrap_or(Occasion::Storm);
            (
                render::digest::letter(occasion, alerts, &context),
                Kind::Digest,
                None,
            )
        }
    };
    let ids: Vec<AlertId> = alerts.iter().map(|alert| alert.id.clone()).collect();
    let message_id = message::message_id(&ids, &subscriber.address, &config.mail.from)?;
    let bytes = message::build(&Draft {
        message_id: &message_id,
        thread: Some(alone.map_or(DIGEST, Alert::thread)),
        from: &config.mail.from,
        to: &subscriber.mailbox(),
        list_id: &config.mail.list_id,
        contact: config
            .fetch
            .contact
            .as_deref()
            .filter(|contact| message::is_bare_address(contact)),
        composed_at: now,
        kind,
        alert: alone.map(|alert| &alert.id),
        subject: &letter.subject,
        text: &letter.text,
        html: Some(&letter.html),
    })?;
    Ok(NewMessage {
        subscriber: subscriber.address.clone(),
        number: numbering.map_or(0, |numbering| numbering.number),
        message_id,
        kind,
        subject: letter.subject,
        bytes,
        single: alone.is_some(),
        alerts: ids,
    })
}
