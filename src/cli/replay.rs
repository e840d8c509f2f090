//! `replay`: what another configuration would have told.

use std::{collections::BTreeMap, env, io::Write, process};

use rusqlite::{Connection, TransactionBehavior};
use serde::Serialize;

use crate::{
    cli::{
        End, open,
        open::Place,
        output,
        rebuild::{Thrown, evidence},
    },
    config::Config,
    domain::alert::{Alert, Kind},
    pipeline::{
        rebuild::{self, Attested, Rebuilt},
        situation,
    },
    render,
    store::{
        scratch,
        work::alerts::{self, Filter},
    },
};

/// Say which alerts would appear and which would vanish, if the configuration that --config
/// names had held from the beginning.
///
/// All that was received is read anew in a scratch database; the real one is not touched,
/// and nobody is told. Trouble with sources is not replayed, and what was released by now
/// can't be.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Answer<'a> {
    appear: &'a [Alert],
    vanish: &'a [Alert],
    evidence: &'a Rebuilt,
}

pub(super) fn run(args: &Args, place: &Place, out: &mut dyn Write) -> anyhow::Result<End> {
    let config = place.config()?;
    let real = place.read(&config)?;
    let (would, rebuilt) = derive(place, &config)?;
    let mut told = all(&real)?;
    told.retain(|alert| is_replayed(alert, &rebuilt));
    let (appear, vanish) = (lacks(&would, &told), lacks(&told, &would));
    if args.json {
        let answer = Answer {
            appear: &appear,
            vanish: &vanish,
            evidence: &rebuilt,
        };
        output::json(out, &answer)?;
        return Ok(End::Done);
    }
    evidence(&rebuilt, out)?;
    let zone = &config.watch.time_zone;
    let situation = situation::now(&real, open::now(&real)?)?;
    let context = render::Context {
        tag: &config.mail.tag,
        situation: &situation,
        numbering: None,
        zone,
    };
    for (what, alerts) in [("appear", &appear), ("vanish", &vanish)] {
        match alerts.len() {
            0 => writeln!(out, "No alert would {what}.")?,
            1 => writeln!(out, "One alert would {what}:")?,
            n => writeln!(out, "{n} alerts would {what}:")?,
        }
        let rows = alerts.iter().map(|alert| {
            vec![
                output::instant(alert.seen_at, zone),
                alert.kind().as_str().to_owned(),
                render::alert::headline(alert, &context),
            ]
        });
        if !alerts.is_empty() {
            output::table(out, &["seen", "kind", "what"], rows)?;
        }
    }
    Ok(End::Done)
}

/// All alerts that the configuration would have told.
fn derive(place: &Place, config: &Config) -> anyhow::Result<(Vec<Alert>, Rebuilt)> {
    let database = place.database(config);
    let scratch = Thrown(env::temp_dir().join(format!("watch907-replay-{}.db", process::id())));
    let mut conn = scratch::open(&scratch.0, &database)?;
    let (mut setup, _) = open::prepare(config.clone(), &database)?;
    setup.has_api_key = true;
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let rebuilt = rebuild::rebuild(&tx, &setup, Attested::Configured)?;
    let mut would = all(&tx)?;
    would.retain(|alert| is_replayed(alert, &rebuilt));
    Ok((would, rebuilt))
}

/// The oldest first.
fn all(conn: &Connection) -> anyhow::Result<Vec<Alert>> {
    let all = Filter {
        kind: None,
        entity: None,
        since: None,
        until: None,
        before: None,
        limit: usize::MAX >> 1,
    };
    let mut alerts: Vec<Alert> = alerts::list(conn, &all)?
        .into_iter()
        .map(|(_, alert)| alert)
        .collect();
    alerts.reverse();
    Ok(alerts)
}

/// Whether an alert follows from evidence that is there.
fn is_replayed(alert: &Alert, rebuilt: &Rebuilt) -> bool {
    let known_from = match alert.kind() {
        Kind::Health | Kind::Silence | Kind::Digest | Kind::Began | Kind::Test => return false,
        // Of whichever source.
        Kind::Claim => rebuilt.known_from.values().max(),
        Kind::Item | Kind::Change => {
            let source = alert.entity.split('#').next().unwrap_or_default();
            rebuilt.known_from.get(source)
        }
        Kind::Standing | Kind::Measure | Kind::Record | Kind::Reminder => None,
    };
    known_from.is_none_or(|from| alert.seen_at > *from)
}

/// Those of `these` that `others` don't have, by what they tell of.
fn lacks(these: &[Alert], others: &[Alert]) -> Vec<Alert> {
    let mut known: BTreeMap<_, usize> = BTreeMap::new();
    for other in others {
        *known.entry(key(other)).or_default() += 1;
    }
    let mut lacking = Vec::new();
    for alert in these {
        match known.get_mut(&key(alert)) {
            Some(left) if *left > 0 => *left -= 1,
            _ => lacking.push(alert.clone()),
        }
    }
    lacking
}

fn key(alert: &Alert) -> (&'static str, &str, &str, &str) {
    (alert.kind().as_str(), &alert.entity, &alert.old, &alert.new)
}
