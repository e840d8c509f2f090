//! Watching: what moves without any source saying so.
//!
//! The year of a waiver runs out, a Congress ends, [a source](sight) goes blind and sees
//! again, watching [begins](begin). Each is decided from the rows and the present, so it
//! does not matter when or how often it is asked.

use std::collections::HashSet;

use jiff::{SignedDuration, Timestamp};
use rusqlite::Transaction;

use crate::{
    domain::{
        calendar,
        news::{self, News},
        provision, reminder,
        rung::Rung,
        source::SourceKind,
        when::When,
    },
    pipeline::{
        begin::{self, WATCH},
        claims, deliver, dismiss, opened, progress,
        setup::{Setup, congresses},
        sight, silence,
        situation::{self, washington},
        stand::{self, PROVISION, View},
        tell::{Telling, hand_over, tell},
    },
    render::{text::list, time},
    store::{
        derived::items,
        evidence::{attestations, bodies},
        marker::Mark,
        work::{
            crashes, messages,
            meta::{self, Key},
            sources::{self, Declared},
        },
    },
};

/// Bodies, and texts of items, that one look at the time releases, at most.
const RELEASED_AT_ONCE: usize = 50;

/// The Congress that sits, as an entity.
const CONGRESS: &str = "congress";

/// Brings the database in line with the configuration, before anything is polled.
/// `mark` is what stood beside it.
pub fn declare(
    tx: &Transaction<'_>,
    setup: &Setup,
    mark: &Mark,
    now: Timestamp,
) -> anyhow::Result<()> {
    begin::start(tx, mark, now)?;
    for (was, id) in setup.renamed(now) {
        if sources::rename(tx, &was, &id)? {
            crate::store::derived::items::rename(tx, &was, &id)?;
            crate::store::derived::pages::rename(tx, &was, &id)?;
            crate::store::derived::replaced::rename(tx, &was, &id)?;
            crate::store::derived::changes::rename(tx, &was, &id)?;
            crate::store::derived::observations::rename(tx, &was, &id)?;
            crate::store::derived::claims::rename(tx, &was, &id)?;
        }
    }
    let required = required(tx)?;
    declare_sources(tx, setup, now)?;
    note_required(tx, required, now)?;
    clamp(tx, setup, now)?;
    deliver::follow_addresses(tx, &setup.config, now)?;
    hand_over(tx, setup)?;
    attest(tx, setup, now)?;
    dismiss::take_up(tx, setup, now)?;
    let quiet = meta::get(tx, Key::BegunAt)?.is_none();
    stand::provision(tx, setup, quiet, now)
}

fn required(tx: &Transaction<'_>) -> anyhow::Result<HashSet<String>> {
    let mut enabled = sources::enabled(tx)?;
    enabled.retain(|source| source.required);
    Ok(enabled.into_iter().map(|source| source.id).collect())
}

/// Takes note of the sources that were `required` and are no more: the week's silence
/// rested on them.
fn note_required(
    tx: &Transaction<'_>,
    were: HashSet<String>,
    now: Timestamp,
) -> anyhow::Result<()> {
    let are = required(tx)?;
    for id in &are {
        meta::forget(tx, Key::RequiredUntil(id))?;
    }
    for id in were.difference(&are) {
        meta::set(tx, Key::RequiredUntil(id), now)?;
    }
    Ok(())
}

/// Declares the sources of the configuration, those of each Congress that is read.
///
/// A Congress that began since this was last done, if the service was down when it did, is
/// told.
pub(super) fn declare_sources(
    tx: &Transaction<'_>,
    setup: &Setup,
    now: Timestamp,
) -> anyhow::Result<()> {
    let sources = setup.declared(now);
    let declared: Vec<Declared<'_>> = sources
        .iter()
        .map(|source| Declared {
            id: source.id.as_str(),
            name: &source.name,
            kind: source.kind,
            url: source.url.as_str(),
            enabled: source.enabled,
            required: source.required,
            fresh_for: source.fresh_for,
        })
        .collect();
    sources::declare(tx, &declared, now)?;
    crashes::forget_others(tx, now)?;
    opened::close_old(tx, now)?;
    let declared_at = meta::get(tx, Key::DeclaredAt)?;
    meta::set(tx, Key::DeclaredAt, now)?;
    match declared_at {
        Some(declared_at) => tell_turn(tx, setup, declared_at, now),
        None => Ok(()),
    }
}

/// Opens the sources of a Congress that began, and closes those of one that ended a
/// while ago.
fn turn(tx: &Transaction<'_>, setup: &Setup, now: Timestamp) -> anyhow::Result<()> {
    match meta::get(tx, Key::DeclaredAt)? {
        Some(declared_at) if congresses(declared_at) != congresses(now) => {
            declare_sources(tx, setup, now)
        }
        _ => Ok(()),
    }
}

/// Tells that a Congress began after `declared_at`, where one did.
fn tell_turn(
    tx: &Transaction<'_>,
    setup: &Setup,
    declared_at: Timestamp,
    now: Timestamp,
) -> anyhow::Result<()> {
    let (before, after) = (congresses(declared_at), congresses(now));
    let (Some(ended), Some(begun)) = (before.last(), after.last()) else {
        return Ok(());
    };
    // One follows the other; anything else is a clock that was wrong.
    if *ended + 1 != *begun {
        return Ok(());
    }
    let opened: Vec<String> = setup
        .declared(now)
        .into_iter()
        .filter(|source| source.enabled && source.id.as_str().ends_with(&format!("-{begun}")))
        .map(|source| source.name)
        .collect();
    let (ended, begun) = (calendar::ordinal(*ended), calendar::ordinal(*begun));
    let sentences = match &opened[..] {
        [] => Vec::new(),
        opened => vec![format!("Read from now on: {}.", opened.join(", "))],
    };
    let telling = Telling {
        entity: WATCH.to_owned(),
        old: ended.clone(),
        new: begun.clone(),
        news: News::Reminder(news::Reminder {
            headline: format!("The {begun} Congress has begun"),
            due_on: None,
            sentences,
            next: vec![format!(
                "What the {ended} Congress did not pass in both chambers has died with it, and is told \
                 one by one. Its records are read for another 90 days, as they are completed late."
            )],
        }),
        can_wait: false,
    };
    tell(tx, setup, telling, now)
}

/// Brings back what a wrong clock put out of reach.
fn clamp(tx: &Transaction<'_>, setup: &Setup, now: Timestamp) -> anyhow::Result<()> {
    for row in sources::enabled(tx)? {
        let Some(source) = setup.source(&row) else {
            continue;
        };
        let mut progress = row.progress.clone();
        progress::put_right(&mut progress, &source, &setup.config.fetch, now);
        if progress != row.progress {
            sources::save(tx, &row.id, &progress)?;
        }
    }
    Ok(())
}

/// Records what the operator attests, and what they attest no longer.
pub(super) fn attest(tx: &Transaction<'_>, setup: &Setup, now: Timestamp) -> anyhow::Result<()> {
    let attested = &setup.config.attested;
    for attested in attested {
        let entry = serde_json::to_string(&attested.instrument)?;
        attestations::record(tx, &attested.instrument.id, &entry, now)?;
    }
    for known in attestations::current(tx)? {
        if !attested
            .iter()
            .any(|attested| attested.instrument.id == known.name)
        {
            attestations::record(tx, &known.name, attestations::RETRACTED, now)?;
        }
    }
    Ok(())
}

/// Moves what follows from the evidence and the present alone.
pub fn look(tx: &Transaction<'_>, setup: &Setup, now: Timestamp) -> anyhow::Result<()> {
    let quiet = meta::get(tx, Key::BegunAt)?.is_none();
    turn(tx, setup, now)?;
    stand::provision(tx, setup, quiet, now)?;
    for measure in situation::followed(tx)? {
        stand::measure(tx, setup, measure.id, Vec::new(), quiet, now)?;
        stand::tell_difference(tx, setup, measure.id, now)?;
    }
    claims::settle(tx, setup, now)?;
    remind(tx, setup, now)?;
    remind_of_congress(tx, setup, now)?;
    ask_again(tx, setup, now)
}

/// Moves what the present moves, and says in a line how things are.
pub fn tick(tx: &Transaction<'_>, setup: &Setup, now: Timestamp) -> anyhow::Result<String> {
    look(tx, setup, now)?;
    let mail = &setup.config.mail;
    messages::put_right(tx, now + mail.retry_ceiling.max(mail.retry_slow), now)?;
    // It was ahead then; one that is behind what is known is wrong itself.
    let is_wrong = meta::get(tx, Key::StartedAt)?.is_some_and(|at| at > now);
    for key in [Key::BegunAt, Key::SilenceAt] {
        if !is_wrong && meta::get(tx, key)?.is_some_and(|at| at > now) {
            meta::set(tx, key, now)?;
        }
    }
    for source in sources::enabled(tx)? {
        let mut progress = source.progress.clone();
        if let Some(declared) = setup.source(&source) {
            progress::put_right(&mut progress, &declared, &setup.config.fetch, now);
        }
        sight::look(tx, setup, &source, &mut progress, now)?;
        if progress != source.progress {
            sources::save(tx, &source.id, &progress)?;
        }
    }
    release(tx, setup, now)?;
    begin::tell_of_it(tx, setup, now)?;
    silence::state(tx, setup, now)?;
    line(tx, now)
}

/// Releases what the press sent long ago, a little at a time, until the next day.
fn release(tx: &Transaction<'_>, setup: &Setup, now: Timestamp) -> anyhow::Result<()> {
    let is_done =
        |at: Timestamp| at <= now && now.duration_since(at) < SignedDuration::from_hours(24);
    if meta::get(tx, Key::ReleasedAt)?.is_some_and(is_done) {
        return Ok(());
    }
    let sources = setup.declared(now);
    let press: Vec<&str> = sources
        .iter()
        .filter(|source| source.rung == Rung::Rhetoric)
        .filter(|source| matches!(source.kind, SourceKind::Feed | SourceKind::Page))
        .map(|source| source.id.as_str())
        .collect();
    let before = now
        .checked_sub(setup.config.watch.keep_press)
        .unwrap_or(Timestamp::MIN);
    let released = bodies::release(tx, &press, before, RELEASED_AT_ONCE)?.max(items::release(
        tx,
        &press,
        before,
        RELEASED_AT_ONCE,
    )?);
    if released < RELEASED_AT_ONCE {
        meta::set(tx, Key::ReleasedAt, now)?;
    }
    Ok(())
}

/// How things are, for `systemctl status`.
fn line(tx: &Transaction<'_>, now: Timestamp) -> anyhow::Result<String> {
    let sources = sources::enabled(tx)?;
    let failing = sources
        .iter()
        .filter(|source| source.progress.failures > 0)
        .count();
    let sight = situation::sight(&sources, now);
    Ok(format!(
        "{} sources, {failing} failing; {}",
        sources.len(),
        sight.assurance().as_str()
    ))
}

/// Reminds of the day on which the waiver's year ends.
fn remind(tx: &Transaction<'_>, setup: &Setup, now: Timestamp) -> anyhow::Result<()> {
    let today = washington(now);
    let Some(standing) = stand::provision_on(tx, View::present(now))? else {
        return Ok(());
    };
    let Some(reminder) = provision::reminder(&standing, today) else {
        return Ok(());
    };
    let new = format!("{} days before {}", reminder.days, reminder.until);
    if crate::store::work::alerts::is_told(tx, PROVISION, &new)? {
        return Ok(());
    }
    let news = News::Reminder(news::Reminder {
        headline: format!(
            "Waiver: an extension is due by {}, in {} days",
            time::day(reminder.until),
            (reminder.until - today).get_days()
        ),
        due_on: Some(reminder.until),
        sentences: provision::sentences(&standing, today, When::brief),
        next: vec![
            "If none is found by then, Section 907 will be told as waiver overdue.".to_owned(),
        ],
    });
    let telling = Telling {
        entity: PROVISION.to_owned(),
        old: "reminder".to_owned(),
        new,
        news,
        can_wait: false,
    };
    tell(tx, setup, telling, now)
}

/// Reminds of the day on which what has not passed dies with its Congress.
fn remind_of_congress(tx: &Transaction<'_>, setup: &Setup, now: Timestamp) -> anyhow::Result<()> {
    let today = washington(now);
    let congress = calendar::congress_of(today);
    let Some(reminder) = reminder::due(calendar::congress_ends_on(congress), today) else {
        return Ok(());
    };
    let alive: Vec<String> = situation::measure_lines(tx, now)?
        .into_iter()
        .filter(|line| line.dies_on == Some(reminder.until))
        .map(|line| format!("{} ({})", line.citation, line.words))
        .collect();
    // What was due before we watched is not news.
    let started_at = meta::get(tx, Key::StartedAt)?;
    let is_ours = started_at.is_some_and(|at| washington(at) <= reminder.due_on);
    let new = format!("{} days before {}", reminder.days, reminder.until);
    if !is_ours || alive.is_empty() || crate::store::work::alerts::is_told(tx, CONGRESS, &new)? {
        return Ok(());
    }
    let news = News::Reminder(news::Reminder {
        headline: format!(
            "The {} Congress ends {}, in {} days",
            calendar::ordinal(congress),
            time::day(reminder.until),
            (reminder.until - today).get_days()
        ),
        due_on: Some(reminder.until),
        sentences: vec![format!(
            "What both chambers have not passed by then dies: {}.",
            list(&alive)
        )],
        next: vec![
            "A bill that returns in the next Congress is told as introduced again.".to_owned(),
        ],
    });
    let telling = Telling {
        entity: CONGRESS.to_owned(),
        old: "reminder".to_owned(),
        new,
        news,
        can_wait: false,
    };
    tell(tx, setup, telling, now)
}

/// Asks the operator again about what they attested and no source carries.
fn ask_again(tx: &Transaction<'_>, setup: &Setup, now: Timestamp) -> anyhow::Result<()> {
    let again = setup.config.watch.attested_again;
    for attested in setup.config.attested.iter().filter(|attested| attested.own) {
        let instrument = &attested.instrument;
        let Some(recorded_at) = attestations::recorded_at(tx, &instrument.id)? else {
            continue;
        };
        let times = now.duration_since(recorded_at).as_secs() / again.as_secs();
        let entity = format!("attested#{}", instrument.id);
        let new = format!("asked again, {times}, since {recorded_at}");
        if times < 1
            || stand::is_carried(tx, instrument)?
            || crate::store::work::alerts::is_told(tx, &entity, &new)?
        {
            continue;
        }
        let attested_on = time::day(washington(recorded_at));
        let news = News::Reminder(news::Reminder {
            headline: format!("Attested, and not found since: {}", instrument.id),
            due_on: None,
            sentences: vec![
                format!("You attested on {attested_on}: {}.", instrument.title),
                "It counts as you state it, and no source has carried it since.".to_owned(),
            ],
            next: vec![format!(
                "If it is no longer so, change or remove `{}` in [[attested]]. Else nothing has to be done.",
                instrument.id
            )],
        });
        let telling = Telling {
            entity,
            old: "attested".to_owned(),
            new,
            news,
            can_wait: true,
        };
        tell(tx, setup, telling, now)?;
    }
    Ok(())
}
