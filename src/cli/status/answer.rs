//! The answer of `status`, which is also its JSON.

use jiff::{Timestamp, civil::Date};
use rusqlite::Connection;
use serde::Serialize;

use super::health::{self, Heartbeat, Mail, Sources};
use crate::{
    cli::{claims, question},
    config::Config,
    domain::{
        alert::Kind,
        effect::TextEffect,
        instrument::{self, Effect},
        measure::MeasureId,
        printable::clean,
        provision::{self, Authority, Bill, ProvisionStanding, Text, Waiver, Word},
        rung::Rung,
        stage::Stage,
        when::When,
    },
    pipeline::{
        claims::IS_NEWS,
        situation::{self, Sight, washington},
        stand::{self, View},
    },
    store::{
        self,
        work::{alerts, meta, sources},
    },
};

#[derive(Serialize)]
pub(super) struct Status {
    /// The instant by which what was seen counts.
    pub(super) as_of: Timestamp,
    /// The day in law that is answered for.
    pub(super) legal_date: Date,
    /// Why nothing is known: watching began later.
    pub(super) not_yet: Option<String>,
    /// The database was made by `watch907 demo`: its end is made up.
    pub(super) demo: bool,
    pub(super) assurance: &'static str,
    /// `null` while nothing is known.
    pub(super) provision: Option<Provision>,
    pub(super) measures: Vec<Measure>,
    /// What the press claims and the record has not settled, or settled within a month.
    pub(super) claims: Vec<claims::Listed>,
    pub(super) sources: Sources,
    /// `null` with `--as-of`.
    pub(super) mail: Option<Mail>,
    /// `null` with `--as-of`, and where none is configured.
    pub(super) heartbeat: Option<Heartbeat>,
    pub(super) last_alert: Option<LastAlert>,
    /// What the database takes; `null` with `--as-of`.
    pub(super) database: Option<store::Size>,
}

#[derive(Serialize)]
pub(super) struct Provision {
    pub(super) standing: Word,
    pub(super) since: When,
    pub(super) instrument: Instrument,
    /// Of the instrument.
    pub(super) rung: Rung,
    pub(super) next: String,
    pub(super) sentences: Vec<String>,
    text: Text,
    waiver: Waiver,
    authority: Authority,
    /// It rests on a report without an exact day, the instrument not held.
    reported: bool,
    /// A waiver that is announced while an earlier one runs.
    pending: Option<Instrument>,
    /// A waiver that may have been signed by then.
    undated: Option<Instrument>,
}

/// A document that the answer rests on.
#[derive(Serialize)]
pub(super) struct Instrument {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) by: Option<String>,
    pub(super) effect: Effect,
    /// When it was signed or became law.
    pub(super) acted: When,
    pub(super) published_on: Option<Date>,
    pub(super) url: Option<String>,
    pub(super) quote: Option<String>,
    /// Stated by the operator, or built in; else seen by us.
    pub(super) attested: bool,
}

#[derive(Serialize)]
pub(super) struct Measure {
    measure: String,
    pub(super) citation: String,
    pub(super) title: String,
    pub(super) stage: Stage,
    govtrack: String,
    pub(super) since: Date,
    /// What its newest text would do; `null` where none was read.
    pub(super) effect: Option<TextEffect>,
    /// What in its record is not taken at its word.
    pub(super) remarks: Vec<String>,
    /// `null` where nothing more can become of it.
    pub(super) next: Option<String>,
    /// The stage in words.
    pub(super) stands: String,
    still_needed: Vec<String>,
    dies_on: Option<Date>,
    pub(super) basis: Basis,
}

/// The action that a measure's stage rests on.
#[derive(Serialize)]
pub(super) struct Basis {
    pub(super) quote: String,
    pub(super) acted_on: Date,
    /// The record, for people.
    pub(super) link: Option<String>,
    source: String,
    first_seen_at: Timestamp,
}

#[derive(Serialize)]
pub(super) struct LastAlert {
    pub(super) id: String,
    pub(super) kind: Kind,
    entity: String,
    pub(super) seen_at: Timestamp,
}

/// Answers from a point of view.
pub(super) fn read(
    conn: &Connection,
    config: &Config,
    view: View,
    now: Timestamp,
) -> anyhow::Result<Status> {
    let not_yet = question::not_yet(conn, view)?;
    let as_of = view.seen_by.unwrap_or(now);
    let enabled = sources::enabled(conn)?;
    let sight = match view.seen_by {
        Some(_) if not_yet.is_some() => Sight::default(),
        Some(at) => situation::sight_at(conn, &enabled, at)?,
        None => situation::sight(&enabled, now),
    };
    let (measures, bills) = match not_yet {
        Some(_) => (Vec::new(), Vec::new()),
        None => measures(conn, view)?,
    };
    let provision = match not_yet {
        Some(_) => None,
        None => provision(conn, view, washington(as_of), &bills)?,
    };
    Ok(Status {
        as_of,
        legal_date: view.on,
        not_yet,
        demo: meta::get(conn, meta::Key::Now)?.is_some(),
        assurance: sight.assurance().as_str(),
        provision,
        measures,
        claims: claims(conn, view, as_of)?,
        sources: Sources {
            required: sight.required,
            required_fresh: sight.fresh,
            now: match view.seen_by {
                Some(_) => None,
                None => Some(health::sources(conn, &enabled, now)?),
            },
        },
        mail: match view.seen_by {
            Some(_) => None,
            None => Some(health::mail(conn, config, now)?),
        },
        heartbeat: match view.seen_by {
            Some(_) => None,
            None => health::heartbeat(conn, config, now)?,
        },
        last_alert: alerts::last(conn, view.seen_by)?.map(|alert| LastAlert {
            id: alert.id.short().to_owned(),
            kind: alert.kind(),
            entity: alert.entity,
            seen_at: alert.seen_at,
        }),
        database: match view.seen_by {
            Some(_) => None,
            None => Some(store::size(conn)?),
        },
    })
}

/// What the press claims, while that is news.
fn claims(conn: &Connection, view: View, as_of: Timestamp) -> anyhow::Result<Vec<claims::Listed>> {
    let mut lines = claims::lines(conn, view)?;
    lines.retain(|line| {
        let is_news = |at| as_of.duration_since(at) <= IS_NEWS;
        line.settled_at.is_none_or(is_news)
    });
    Ok(lines)
}

/// Where the provision stands; `known_on` is the day of what is known.
fn provision(
    conn: &Connection,
    view: View,
    known_on: Date,
    bills: &[Bill],
) -> anyhow::Result<Option<Provision>> {
    let Some(standing) = stand::provision_on(conn, view)? else {
        return Ok(None);
    };
    let attested = stand::attested(conn, view.seen_by)?;
    let told = |known: &instrument::Instrument| Instrument {
        id: known.id.clone(),
        title: clean(&known.title),
        by: known.by.as_deref().map(clean),
        effect: known.effect,
        acted: known.acted,
        published_on: known.published_on,
        url: known.url.clone(),
        quote: known.quote.as_deref().map(clean),
        attested: attested.iter().any(|attested| attested.id == known.id),
    };
    let sentences = provision::sentences_on(&standing, view.on, known_on, When::prose);
    let next = provision::next(&standing, bills, When::prose).join(" ");
    let ProvisionStanding {
        word,
        text,
        waiver,
        authority,
        since,
        basis,
        rung,
        reported,
        pending,
        undated,
    } = standing;
    Ok(Some(Provision {
        standing: word,
        since,
        instrument: told(&basis),
        rung,
        next,
        sentences: sentences.iter().map(|sentence| clean(sentence)).collect(),
        text,
        waiver,
        authority,
        reported,
        pending: pending.as_ref().map(told),
        undated: undated.as_ref().map(told),
    }))
}

/// Where each measure stands that was known of, and the bills that can become law yet.
fn measures(conn: &Connection, view: View) -> anyhow::Result<(Vec<Measure>, Vec<Bill>)> {
    let (mut found, mut bills) = (Vec::new(), Vec::new());
    for measure in situation::followed_by(conn, view.seen_by)? {
        let id = measure.id;
        let Some(folded) = stand::fold_measure(conn, id, view)? else {
            continue;
        };
        let newest = stand::newest(conn, id, view)?;
        let effect = newest.and_then(|(_, reading)| Some(reading.strongest()?.effect));
        bills.extend(folded.bill(id, effect));
        let stand::Folded {
            progress,
            detail,
            basis,
            incorporation: _,
        } = folded;
        found.push(Measure {
            measure: id.to_string(),
            citation: MeasureId::citation(id),
            title: clean(&measure.title),
            stage: progress.stage,
            next: progress.next(id),
            govtrack: progress.govtrack,
            since: progress.since,
            effect,
            remarks: detail.remarks.iter().map(|remark| clean(remark)).collect(),
            stands: clean(&detail.stands),
            still_needed: detail.still_needed,
            dies_on: detail.dies_on,
            basis: Basis {
                quote: clean(&basis.quote),
                acted_on: basis.acted_on,
                link: basis.link.or(measure.link),
                source: basis.source,
                first_seen_at: basis.seen_at,
            },
        });
    }
    Ok((found, bills))
}
