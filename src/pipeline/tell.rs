//! Telling: books an alert, and who is owed it, in the transaction of what it tells.

use jiff::Timestamp;
use rusqlite::Transaction;

use crate::{
    config::LOCAL_READER,
    domain::{alert::Alert, news::News, routing::Route},
    pipeline::setup::Setup,
    store::work::{
        alerts,
        owed::{self, Owed},
    },
};

/// What is to be told, before it is numbered.
#[derive(Debug)]
pub struct Telling {
    /// What changed: `section-907`, `hr6534-119`, a source, `source#item`, `watch`.
    pub entity: String,
    pub old: String,
    pub new: String,
    pub news: News,
    /// Goes with the digest, even for subscribers who want its kind at once.
    pub can_wait: bool,
}

/// Books it as the entity's next alert, owed to each subscriber who wants it.
pub fn tell(
    tx: &Transaction<'_>,
    setup: &Setup,
    telling: Telling,
    now: Timestamp,
) -> anyhow::Result<()> {
    let Telling {
        entity,
        old,
        new,
        news,
        can_wait,
    } = telling;
    let ordinal = alerts::count(tx, &entity)? + 1;
    let alert = Alert::new(entity, ordinal, old, new, now, news);
    if !alerts::insert(tx, &alert)? {
        return Ok(());
    }
    for subscriber in setup.config.subscribers() {
        let route = match subscriber.route(alert.kind()) {
            Route::AtOnce if can_wait => Route::Digest,
            route => route,
        };
        if route != Route::Never {
            owed::book(tx, &alert, &subscriber.address, route, now)?;
        }
    }
    Ok(())
}

/// Alerts that are handed over at once.
const HANDED_OVER: usize = 1000;

/// Hands what is owed to the built-in reader to those who were named since, each as they
/// want its kind, but nothing sooner than it was to be told.
pub fn hand_over(tx: &Transaction<'_>, setup: &Setup) -> anyhow::Result<()> {
    if setup.config.subscriber(LOCAL_READER).is_some() {
        return Ok(());
    }
    for booked in [Route::AtOnce, Route::Digest] {
        loop {
            let waiting = owed::waiting(tx, LOCAL_READER, booked, HANDED_OVER)?;
            if waiting.is_empty() {
                break;
            }
            for Owed {
                alert, booked_at, ..
            } in &waiting
            {
                for subscriber in setup.config.subscribers() {
                    let route = match subscriber.route(alert.kind()) {
                        Route::AtOnce => booked,
                        route => route,
                    };
                    if route != Route::Never {
                        owed::book(tx, alert, &subscriber.address, route, *booked_at)?;
                    }
                }
                owed::forget(tx, alert, LOCAL_READER)?;
            }
        }
    }
    Ok(())
}
