//! `status`: where everything stands now.

use std::{collections::BTreeMap, io::Write, path::Path};

use jiff::{SignedDuration, Timestamp, civil::Date};
use rusqlite::Connection;
use serde::Serialize;

use crate::{
    cli::{End, open, open::Place, output},
    config::Config,
    domain::{
        alert::Kind,
        measure::MeasureId,
        printable::clean,
        provision::{self, ProvisionStanding},
        quality::SourceState,
        routing::Route,
        when::When,
    },
    pipeline::{
        situation::{self, washington},
        stand::{self, MeasureDetail},
    },
    render::text::{count, wrap},
    store::{
        derived::{measures, standings},
        work::{alerts, messages, meta, owed, sources, sources::Source},
    },
};

/// Where Section 907 and each measure stand, and how well we see.
///
/// Ends with code 4 while a mail is refused for good, or late by a day.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// A mail that waits this long is late.
const LATE: SignedDuration = SignedDuration::from_hours(24);

/// Sources in one trouble that are named; `sources` names all.
const NAMED: usize = 4;

#[derive(Serialize)]
struct Status {
    as_of: Timestamp,
    /// The database was made by `watch907 demo`: its end is made up.
    demo: bool,
    assurance: &'static str,
    /// The provision; `null` while nothing is known.
    section_907: Option<Provision>,
    measures: Vec<Measure>,
    sources: Sources,
    mail: Mail,
    last_alert: Option<LastAlert>,
}

#[derive(Serialize)]
struct Provision {
    #[serde(flatten)]
    standing: ProvisionStanding,
    sentences: Vec<String>,
}

#[derive(Serialize)]
struct Measure {
    measure: String,
    citation: String,
    title: String,
    stage: String,
    govtrack: Option<String>,
    stands: String,
    since: Date,
    still_needed: Vec<String>,
    dies_on: Option<Date>,
}

#[derive(Serialize)]
struct Sources {
    enabled: usize,
    fine: usize,
    not_asked_yet: usize,
    required: usize,
    required_fresh: usize,
    troubled: Vec<Troubled>,
}

#[derive(Serialize)]
struct Troubled {
    source: String,
    required: bool,
    state: &'static str,
    since: Timestamp,
    reason: Option<String>,
    last_verified_at: Option<Timestamp>,
}

#[derive(Default, Serialize)]
struct Mail {
    /// Whether mail goes to a server; else it goes to a folder.
    leaves: bool,
    waiting: usize,
    late: usize,
    dead: usize,
    /// Alerts that wait for a digest, or for a message of their own.
    owed: usize,
    /// Alerts owed to addresses that the configuration names no longer.
    unclaimed: usize,
}

#[derive(Serialize)]
struct LastAlert {
    id: String,
    kind: Kind,
    entity: String,
    seen_at: Timestamp,
}

pub(super) fn run(args: &Args, place: &Place, out: &mut dyn Write) -> anyhow::Result<End> {
    let config = place.config()?;
    let conn = place.read(&config)?;
    let status = read(&conn, &config)?;
    match args.json {
        true => output::json(out, &status)?,
        false => {
            let folder = open::mail_folder(&config, &place.database(&config));
            print(&status, &config, &folder, out)?;
        }
    }
    match status.mail.dead + status.mail.late {
        0 => Ok(End::Done),
        _ => Ok(End::MailLate),
    }
}

fn read(conn: &Connection, config: &Config) -> anyhow::Result<Status> {
    let now = open::now(conn)?;
    let today = washington(now);
    let standing = stand::provision_on(conn, today)?;
    let section_907 = standing.map(|standing| Provision {
        sentences: provision::sentences(&standing, today, When::prose),
        standing,
    });
    let enabled = sources::enabled(conn)?;
    let sight = situation::sight(&enabled, now);
    Ok(Status {
        as_of: now,
        demo: meta::get(conn, meta::Key::Now)?.is_some(),
        assurance: sight.assurance().as_str(),
        section_907,
        measures: measures(conn)?,
        sources: Sources {
            enabled: enabled.len(),
            fine: enabled.iter().filter(|source| is_fine(source)).count(),
            not_asked_yet: enabled.iter().filter(|source| !is_asked(source)).count(),
            required: sight.required,
            required_fresh: sight.fresh,
            troubled: enabled
                .iter()
                .filter(|source| is_asked(source) && !is_fine(source))
                .map(troubled)
                .collect(),
        },
        mail: mail(conn, config, now)?,
        last_alert: alerts::last(conn)?.map(|alert| LastAlert {
            id: alert.id.short().to_owned(),
            kind: alert.kind(),
            entity: alert.entity,
            seen_at: alert.seen_at,
        }),
    })
}

fn is_asked(source: &Source) -> bool {
    source.progress.last_poll_at.is_some()
}

fn is_fine(source: &Source) -> bool {
    is_asked(source) && source.progress.state == SourceState::Fine
}

fn troubled(source: &Source) -> Troubled {
    Troubled {
        source: source.id.clone(),
        required: source.required,
        state: source.progress.state.as_str(),
        since: source.progress.state_since,
        reason: source.progress.reason.as_deref().map(clean),
        last_verified_at: source.progress.last_verified_at,
    }
}

fn measures(conn: &Connection) -> anyhow::Result<Vec<Measure>> {
    let mut found = Vec::new();
    for measure in measures::all(conn)? {
        let Some(standing) = standings::last(conn, &measure.id.to_string())? else {
            continue;
        };
        let detail: MeasureDetail = serde_json::from_str(&standing.detail)?;
        found.push(Measure {
            measure: measure.id.to_string(),
            citation: MeasureId::citation(measure.id),
            title: clean(&measure.title),
            stage: standing.word,
            govtrack: standing.govtrack,
            stands: clean(&detail.stands),
            since: standing.since,
            still_needed: detail.still_needed,
            dies_on: detail.dies_on,
        });
    }
    Ok(found)
}

fn mail(conn: &Connection, config: &Config, now: Timestamp) -> anyhow::Result<Mail> {
    let tally = messages::tally(conn, now - LATE)?;
    let mut mail = Mail {
        leaves: config.mail_leaves(),
        waiting: tally.waiting,
        late: tally.composed_before,
        dead: tally.dead,
        ..Mail::default()
    };
    for total in owed::totals(conn, now - LATE)? {
        if config.subscriber(&total.subscriber).is_none() {
            mail.unclaimed += total.alerts;
            continue;
        }
        mail.owed += total.alerts;
        if total.route == Route::AtOnce {
            mail.late += total.booked_before;
        }
    }
    Ok(mail)
}

fn print(
    status: &Status,
    config: &Config,
    folder: &Path,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    if status.demo {
        writeln!(
            out,
            "This is a demo: its clock stands where its story ends, and that end is made up.\n"
        )?;
    }
    if !status.mail.leaves {
        writeln!(
            out,
            "No mail leaves this machine: no server or no subscriber is configured. Alerts are .eml files in {}.\n",
            folder.display()
        )?;
    }
    let zone = &config.watch.time_zone;
    let as_of = output::instant(status.as_of, zone);
    let word = match &status.section_907 {
        Some(section_907) => {
            for line in wrap(&section_907.sentences.join(" "), "", "", 110) {
                writeln!(out, "{line}")?;
            }
            section_907
                .standing
                .word
                .as_str()
                .replace('_', " ")
                .to_uppercase()
        }
        None => "UNKNOWN".to_owned(),
    };
    writeln!(out, "{word:<60} as of {as_of}, {}", status.assurance)?;
    writeln!(out)?;
    let rows = status.measures.iter().map(|measure| {
        let next = match (&measure.still_needed[..], measure.dies_on) {
            ([], _) => String::new(),
            (needed, None) => needed.join(", "),
            (needed, Some(dies_on)) => {
                format!("{} · dies {}", needed.join(", "), output::day(dies_on))
            }
        };
        vec![
            measure.citation.clone(),
            measure.title.clone(),
            measure.stands.clone(),
            output::day(measure.since),
            next,
        ]
    });
    output::table(
        out,
        &["measure", "title", "stage", "since", "still needed"],
        rows,
    )?;
    if !status.measures.is_empty() {
        writeln!(out)?;
    }
    footer(status, zone, out)
}

fn footer(status: &Status, zone: &jiff::tz::TimeZone, out: &mut dyn Write) -> anyhow::Result<()> {
    let Sources {
        enabled,
        fine,
        not_asked_yet,
        required,
        required_fresh,
        troubled,
    } = &status.sources;
    let mut line = format!("{}: {fine} fine", count(*enabled, "source", "sources"));
    if *not_asked_yet > 0 {
        line.push_str(&format!(", {not_asked_yet} not asked yet"));
    }
    let mut states: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for one in troubled {
        states.entry(one.state).or_default().push(&one.source);
    }
    for (state, sources) in states {
        let more = match sources.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        line.push_str(&format!(
            ", {} {} ({}{more})",
            sources.len(),
            state.replace('_', " "),
            sources[..sources.len().min(NAMED)].join(", ")
        ));
    }
    line.push_str(&format!(
        ". Required: {required_fresh} of {required} fresh."
    ));
    let mail = &status.mail;
    line.push_str(&format!(" Mail: {} waiting", mail.waiting));
    if mail.owed > 0 {
        line.push_str(&format!(", {} for the next digest", mail.owed));
    }
    if mail.unclaimed > 0 {
        line.push_str(&format!(
            ", {} owed to who is no longer configured (see watch907 outbox)",
            mail.unclaimed
        ));
    }
    if mail.dead > 0 {
        line.push_str(&format!(
            ", {} refused for good (see watch907 outbox)",
            mail.dead
        ));
    }
    if mail.late > 0 {
        line.push_str(&format!(", {} late by a day", mail.late));
    }
    line.push('.');
    if let Some(last) = &status.last_alert {
        let at = output::instant(last.seen_at, zone);
        line.push_str(&format!(
            " Last alert: {} ({}, {at}).",
            last.id,
            last.kind.as_str()
        ));
    }
    for line in wrap(&line, "", "", 110) {
        writeln!(out, "{line}")?;
    }
    Ok(())
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
                 UNION ALL SELECT 'left@example.org', 'at_once')",
        )
        .unwrap();
        let layer = Layer {
            name: "test",
            text: "[[subscriber]]\naddress = \"ann@example.org\"\n[[subscriber]]\naddress = \"bob@example.org\"",
        };
        let config = config::load(&[layer]).unwrap();

        let mail = mail(&conn, &config, "2026-11-22T12:00:00Z".parse().unwrap()).unwrap();

        assert_eq!((mail.owed, mail.late, mail.unclaimed), (4, 1, 2));
    }
}
