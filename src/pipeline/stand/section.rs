//! Where Section 907 stands: folded from what documents do, what is announced and what is
//! attested.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Transaction};
use serde::{Deserialize, Serialize};

use crate::{
    domain::{
        instrument::Instrument,
        news::{self, DocumentLine, News},
        operative,
        provision::{self, ProvisionStanding},
        rung::Rung,
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
    let detail = ProvisionDetail {
        basis: standing.basis.id.clone(),
        rung: standing.basis.rung.as_str().to_owned(),
        pending: pending.clone(),
    };
    let before: Option<ProvisionDetail> = match &last {
        Some(last) => Some(serde_json::from_str(&last.detail)?),
        None => None,
    };
    let same_word = last.as_ref().is_some_and(|last| last.word == word);
    if same_word && before.as_ref() == Some(&detail) {
        return Ok(());
    }
    let rests_on = |id: &str| known.iter().find(|known| known.instrument.id == *id);
    let basis = rests_on(&standing.basis.id);
    let since = standing.since.earliest();
    // A further document that says what holds already is no new standing.
    let confirms = last
        .as_ref()
        .is_some_and(|last| same_word && last.since == since)
        && before
            .as_ref()
            .is_some_and(|before| before.pending == pending);
    let row = Standing {
        entity: PROVISION.to_owned(),
        ordinal: match &last {
            Some(last) if confirms => last.ordinal,
            Some(last) => last.ordinal + 1,
            None => 1,
        },
        word: word.to_owned(),
        govtrack: None,
        since,
        seen_at: last
            .as_ref()
            .filter(|_| confirms)
            .map_or(now, |last| last.seen_at),
        observation: basis
            .and_then(|known| known.observation.as_ref())
            .map(|observation| observation.id),
        attestation: basis.and_then(|known| known.attestation),
        detail: serde_json::to_string(&detail)?,
    };
    standings::put(tx, &row)?;
    // A further document is news where it is a stronger one.
    let rung_before = before.as_ref().and_then(|before| Rung::parse(&before.rung));
    let is_stronger = rung_before.is_some_and(|before| before < standing.basis.rung);
    if quiet || (confirms && !is_stronger) {
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
        None if confirms => format!("{word}, {}", detail.rung),
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
    /// How strong that is.
    #[serde(default)]
    rung: String,
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

/// Every instrument that is known, or was by then, by its day.
pub fn known(conn: &Connection, by: Option<Timestamp>) -> anyhow::Result<Vec<Instrument>> {
    let known = instruments(conn, by)?.into_iter();
    let mut known: Vec<Instrument> = known.map(|known| known.instrument).collect();
    known.sort_by_key(|known| (known.acted.earliest(), known.acted.latest()));
    Ok(known)
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
        let instrument: Instrument = serde_json::from_str(&observation.statement)?;
        let strength = |known: &Instrument| (known.is_official(), known.rung);
        let seen = Known {
            instrument,
            seen_at: observation.seen_at,
            observation: Some(observation),
            attestation: None,
        };
        // One document in several places: the strongest of them tells it.
        let twin = known.iter_mut().find(|known: &&mut Known| {
            known.observation.is_some() && known.instrument.id == seen.instrument.id
        });
        match twin {
            Some(twin) if strength(&twin.instrument) < strength(&seen.instrument) => *twin = seen,
            Some(_) => (),
            None => known.push(seen),
        }
    }
    Ok(known)
}

/// The document that is known under this id.
pub fn document_line(conn: &Connection, id: &str) -> anyhow::Result<Option<DocumentLine>> {
    let known = instruments(conn, None)?;
    let known = known.iter().find(|known| known.instrument.id == id);
    known.map(|known| document(conn, known)).transpose()
}

/// Whether a source carries what is attested: an instrument that does the same on the same
/// day, and whose document was read.
pub fn is_carried(conn: &Connection, attested: &Instrument) -> anyhow::Result<bool> {
    let known = instruments(conn, None)?;
    Ok(known.iter().any(|known| {
        known.observation.is_some()
            && known.instrument.is_official()
            && known.instrument.effect == attested.effect
            && known.instrument.acted == attested.acted
    }))
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
        Some(seen) => {
            let carrier = match instrument.rung {
                Rung::Inspection => "Federal Register, on public inspection".to_owned(),
                Rung::Published => "Federal Register".to_owned(),
                _ => source_name(conn, &seen.source)?,
            };
            // A feed may have given the post another key since.
            let listed = items::text(conn, &seen.source, &seen.key).optional()?;
            let said = || listed.and_then(|(title, text)| operative::sentence(&text, &title));
            (Some(carrier), instrument.quote.clone().or_else(said))
        }
        None => (None, instrument.quote.clone()),
    };
    Ok(DocumentLine {
        title: instrument.title.clone(),
        link: instrument.url.clone(),
        carrier,
        read: instrument.read,
        signed_on: instrument.acted.exact(),
        published_on: instrument.published_on,
        first_seen_at: known.seen_at,
        quote,
    })
}
