//! The heartbeat: whether all is well, which somebody else is told by and by.
//!
//! It proves what no mail can: that we still run, see and can be heard. So it is withheld
//! as soon as one of these is in doubt, and its absence says so.

use jiff::Timestamp;
use rusqlite::Connection;

use crate::{
    config::Config,
    domain::{assurance::Assurance, routing::Route},
    pipeline::situation,
    render::text::count,
    store::work::{messages, owed, sources},
};

/// Why it is withheld; `None` where every required source is fresh, and no mail waits or
/// was refused.
pub fn withheld(
    conn: &Connection,
    config: &Config,
    now: Timestamp,
) -> anyhow::Result<Option<String>> {
    let sight = situation::sight(&sources::enabled(conn)?, now);
    if sight.assurance() != Assurance::Assured {
        return Ok(Some(match sight.required {
            0 => "no source is required".to_owned(),
            required => format!("{} of {required} required sources are fresh", sight.fresh),
        }));
    }
    let tally = messages::tally(conn, &config.addresses(), now)?;
    let mut waiting = tally.waiting;
    for total in owed::totals(conn, now)? {
        let is_claimed = config.subscriber(&total.subscriber).is_some();
        if total.route == Route::AtOnce && is_claimed {
            waiting += total.alerts;
        }
    }
    if waiting > 0 {
        let mails = count(waiting, "mail waits", "mails wait");
        return Ok(Some(mails));
    }
    Ok((tally.dead > 0).then(|| {
        let refused = count(tally.dead, "mail was refused", "mails were refused");
        format!("{refused} for good")
    }))
}
