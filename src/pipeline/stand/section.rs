//! Where Section 907 stands: folded from what is attested and announced.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Transaction};
use serde::{Deserialize, Serialize};

use crate::{
    domain::{
        instrument::{Effect, Instrument},
        news::{self, DocumentLine, News},
        operative,
        provision::{self, ProvisionStanding},
        when::When,
    },
    pipeline::{
        setup::Setup,
        situation::washington,
        tell::{Telling, tell},
    },
    store::{
        derived::{
            items,
            observations::{self, Observation},
            standings::{self, Standing},
        },
        evidence::attestations,
    },
};

use super::{PROVISION, View, source_name};

/// An instrument that is known, and what that rests on.
struct Known {
    instrument: Instrument,
    seen_at: Timestamp,
    observation: Option<Observation>,
    attestation: Option<i64>,
}

/// Folds the provision anew and tells where it moved. Where `quiet`, what is found
/// stands in the first mail instead.
pub fn provision(
    tx: &Transaction<'_>,
    setup: &Setup,
    quiet: bool,
    now: Timestamp,
) -> anyhow::Result<()> {
    let today = washington(now);
    let known = instruments(tx, None)?;
    let instruments = known.iter().map(|known| &known.instrument);
    let Some(standing) = provision::fold(instruments, today) else {
        return Ok(());
    };
    let last = standings::last(tx, PROVISION)?;
    let word = standing.word.as_str();
    let pending = standing.pending.as_ref().map(|pending| pending.id.clone());
    let same = |last: &Standing| -> anyhow::Result<bool> {
        let before: ProvisionDetail = serde_json::from_str(&last.detail)?;
        Ok(last.word == word && before.basis == standing.basis.id && before.pending == pending)
    };
    if let Some(last) = &last
        && same(last)?
    {
        return Ok(());
    }
    let rests_on = |id: &str| known.iter().find(|known| known.instrument.id == *id);
    let basis = rests_on(&standing.basis.id);
    standings::insert(
        tx,
        &Standing {
            entity: PROVISION.to_owned(),
            ordinal: last.as_ref().map_or(1, |last| last.ordinal + 1),
            word: word.to_owned(),
            govtrack: None,
            since: standing.since.earliest(),
            seen_at: now,
            observation: basis
                .and_then(|known| known.observation.as_ref())
                .map(|observation| observation.id),
            attestation: basis.and_then(|known| known.attestation),
            detail: serde_json::to_string(&ProvisionDetail {
                basis: standing.basis.id.clone(),
                pending: pending.clone(),
            })?,
        },
    )?;
    if quiet {
        return Ok(());
    }
    // A waiver that is announced beside a running one is the news, not the basis.
    let cause = pending.as_deref().and_then(rests_on).or(basis);
    let moved_by_clock = standing.word == provision::Word::WaiverOverdue;
    let document = match cause.filter(|_| !moved_by_clock) {
        Some(cause) => Some(document(tx, cause)?),
        None => None,
    };
    let news = News::Standing(news::Standing {
        old_word: last.as_ref().map(|last| last.word.clone()),
        new_word: word.to_owned(),
        sentences: provision::sentences(&standing, today, When::brief),
        document,
        means: provision::means(standing.word),
        not_means: provision::not_means(standing.word),
    });
    let new = match &standing.pending {
        Some(pending) => format!("{word}, another announced {}", pending.acted),
        None => word.to_owned(),
    };
    tell(
        tx,
        setup,
        Telling {
            entity: PROVISION.to_owned(),
            old: last.map(|last| last.word).unwrap_or_default(),
            new,
            news,
            can_wait: false,
        },
        now,
    )
}

/// What is kept of the provision's standing beside its word.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
struct ProvisionDetail {
    /// The id of the instrument that it rests on.
    basis: String,
    /// The id of a waiver that is announced beside a running one.
    pending: Option<String>,
}

/// Where the provision stands on a day in law, by what is known or was by then.
pub fn provision_on(conn: &Connection, view: View) -> anyhow::Result<Option<ProvisionStanding>> {
    let known = instruments(conn, view.seen_by)?;
    Ok(provision::fold(
        known.iter().map(|known| &known.instrument),
        view.on,
    ))
}

/// What was known at `by`; what is known now where that is `None`.
fn instruments(conn: &Connection, by: Option<Timestamp>) -> anyhow::Result<Vec<Known>> {
    let mut known = Vec::new();
    for attestation in attestations::known_by(conn, by)? {
        let Some(instrument) = serde_json::from_str(&attestation.entry)? else {
            continue;
        };
        known.push(Known {
            instrument,
            seen_at: attestation.recorded_at,
            observation: None,
            attestation: Some(attestation.id),
        });
    }
    for observation in observations::known_by(conn, PROVISION, by)? {
        known.push(Known {
            instrument: Instrument {
                // Whatever its source is called later; of one day, the first seen comes first.
                id: format!("{}#{}", observation.seen_at, observation.key),
                title: observation.quote.clone(),
                by: None,
                effect: Effect::Waives,
                acted: When::day(observation.acted_on),
                throughout: false,
                effective_on: None,
                ends_on: None,
                rung: observation.rung,
                read: false,
                url: observation.link.clone(),
                published_on: None,
                quote: None,
            },
            seen_at: observation.seen_at,
            observation: Some(observation),
            attestation: None,
        });
    }
    Ok(known)
}

/// What the operator attests, or attested by then, in the order of the configuration.
pub fn attested(conn: &Connection, by: Option<Timestamp>) -> anyhow::Result<Vec<Instrument>> {
    let known = instruments(conn, by)?;
    let attested = known
        .into_iter()
        .filter(|known| known.attestation.is_some());
    Ok(attested.map(|known| known.instrument).collect())
}

fn document(conn: &Connection, known: &Known) -> anyhow::Result<DocumentLine> {
    let instrument = &known.instrument;
    let (carrier, quote) = match &known.observation {
        Some(post) => {
            // A feed may have given the post another key since.
            let listed = items::text(conn, &post.source, &post.key).optional()?;
            let quote = listed.and_then(|(title, text)| operative::sentence(&text, &title));
            (Some(source_name(conn, &post.source)?), quote)
        }
        None => (None, instrument.quote.clone()),
    };
    Ok(DocumentLine {
        title: instrument.title.clone(),
        link: instrument.url.clone(),
        carrier,
        signed_on: instrument.acted.exact(),
        published_on: instrument.published_on,
        first_seen_at: known.seen_at,
        quote,
    })
}
