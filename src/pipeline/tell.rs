//! Telling: books an alert, and who is owed it, in the transaction of what it tells.

use jiff::Timestamp;
use rusqlite::Transaction;

use crate::{
    domain::{alert::Alert, news::News, routing::Route},
    pipeline::setup::Setup,
    store::work::{alerts, owed},
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
