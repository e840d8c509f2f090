//! Sight: tells when a source has gone blind, and when it sees again.
//!
//! What blinds several at once is told once, when the first of them is blind: the others
//! join it. When the first of them sees again that is told once too, the others are asked
//! at once, and those that stay blind are told one by one.

use jiff::{SignedDuration, Timestamp};
use rusqlite::Transaction;
use url::Url;

use crate::{
    domain::{
        cause::{self, Cause, Look},
        news::{self, News},
        quality::SourceState,
    },
    pipeline::{
        acknowledge,
        setup::Setup,
        situation,
        tell::{Telling, tell},
    },
    render::text::count,
    store::{
        evidence::coverage,
        work::{
            causes,
            meta::{self, Key},
            sources::{self, Progress, Source},
        },
    },
};

/// How long a blind source is not mentioned again.
const BLIND_AGAIN: SignedDuration = SignedDuration::from_hours(72);

/// How long a source that is due may wait for its poll to decide whether it is blind.
/// Where none comes, polling is stuck, and it is.
const ASKED_WITHIN: SignedDuration = SignedDuration::from_mins(5);

/// Tells what there is to tell of a source; `progress` is where its polling has come to.
pub fn look(
    tx: &Transaction<'_>,
    setup: &Setup,
    source: &Source,
    progress: &mut Progress,
    now: Timestamp,
) -> anyhow::Result<()> {
    let since = progress.last_verified_at.unwrap_or(source.added_at);
    // One that was set aside is asked no more.
    let blind =
        now.duration_since(since) > source.fresh_for || progress.state == SourceState::SetAside;
    let due_for = now.duration_since(progress.next_due_at);
    if blind && !due_for.is_negative() && due_for < ASKED_WITHIN {
        return Ok(());
    }
    if !blind && progress.blind_told_at.is_none() {
        return Ok(());
    }
    // Until watching began, its mail says what could not be read.
    if meta::get(tx, Key::BegunAt)?.is_none() {
        return Ok(());
    }
    let desk = Desk {
        tx,
        setup,
        source,
        now,
    };
    match blind {
        true => desk.blind(progress, since),
        false => desk.sees_again(progress),
    }
}

struct Desk<'a> {
    tx: &'a Transaction<'a>,
    setup: &'a Setup,
    source: &'a Source,
    now: Timestamp,
}

impl Desk<'_> {
    fn blind(&self, progress: &mut Progress, since: Timestamp) -> anyhow::Result<()> {
        let id = &self.source.id;
        let shared = self.shared(progress)?;
        let Some(told_at) = progress.blind_told_at else {
            progress.blind_told_at = Some(self.now);
            return match shared {
                Some((cause, news)) => self.join(&cause, news),
                None => self.tell_blind(progress, since),
            };
        };
        let Some(known) = causes::of(self.tx, id)? else {
            if self.is_due_again(told_at) && !self.is_acknowledged(id)? {
                progress.blind_told_at = Some(self.now);
                return self.tell_blind(progress, since);
            }
            return Ok(());
        };
        let Some(over_at) = known.over_at else {
            if self.is_over(&known)? {
                progress.next_due_at = progress.next_due_at.min(self.now);
                return self.tell_over(&known);
            }
            if !self.is_due_again(known.told_at) || self.are_acknowledged(&known.cause)? {
                return Ok(());
            }
            return match shared {
                Some((_, news)) => self.tell_cause(&known.cause, news),
                None => self.part(progress, since),
            };
        };
        // It was asked since, and has no part in the end of the cause.
        if progress.last_poll_at < Some(over_at) {
            return Ok(());
        }
        match shared {
            Some((cause, news)) => {
                progress.blind_told_at = Some(self.now);
                causes::leave(self.tx, id)?;
                self.join(&cause, news)
            }
            None => self.part(progress, since),
        }
    }

    /// The source is blind by itself from now on.
    fn part(&self, progress: &mut Progress, since: Timestamp) -> anyhow::Result<()> {
        causes::leave(self.tx, &self.source.id)?;
        progress.blind_told_at = Some(self.now);
        self.tell_blind(progress, since)
    }

    /// Whether a source that a cause concerns was seen since that was told.
    fn is_over(&self, known: &causes::Cause) -> anyhow::Result<bool> {
        let here = host(&self.source.url);
        let is_of_host = Cause::Host(here.clone()).to_string() == known.cause;
        let all = sources::enabled(self.tx)?;
        let mut concerned = all
            .iter()
            .filter(|source| !is_of_host || host(&source.url) == here);
        Ok(concerned.any(|source| source.progress.last_verified_at > Some(known.told_at)))
    }

    fn sees_again(&self, progress: &mut Progress) -> anyhow::Result<()> {
        progress.blind_told_at = None;
        let Some(known) = causes::of(self.tx, &self.source.id)? else {
            return self.tell_again(progress);
        };
        if known.over_at.is_none() {
            self.tell_over(&known)?;
        }
        causes::leave(self.tx, &self.source.id)?;
        Ok(())
    }

    /// The cause by which this source and others are blind, and what is told of it.
    fn shared(&self, progress: &Progress) -> anyhow::Result<Option<(Cause, news::Health)>> {
        let mut all = sources::enabled(self.tx)?;
        for source in &mut all {
            if source.id == self.source.id {
                source.progress = progress.clone();
            }
        }
        let hosts: Vec<String> = all.iter().map(|source| host(&source.url)).collect();
        let looks: Vec<Look<'_>> = all
            .iter()
            .zip(&hosts)
            .map(|(source, host)| Look {
                id: &source.id,
                host,
                state: source.progress.state,
                asked_at: source.progress.last_poll_at,
                seen_at: source.progress.last_verified_at,
            })
            .collect();
        let limit = self.source.fresh_for;
        let Some(shared) = cause::shared(&looks, &self.source.id, limit, self.now) else {
            return Ok(None);
        };
        let concerned: Vec<&Source> = all
            .iter()
            .filter(|source| shared.ids.contains(&source.id.as_str()))
            .collect();
        let required = concerned.iter().filter(|source| source.required).count();
        let name = count(concerned.len(), "source", "sources");
        let sight = situation::sight(&all, self.now);
        let news = news::Health {
            source: shared.cause.to_string(),
            source_name: match &shared.cause {
                Cause::Host(host) => format!("{name} at {host}"),
                Cause::Idle | Cause::Network => name,
            },
            link: None,
            state: match shared.cause {
                Cause::Idle => "not asked".to_owned(),
                Cause::Network | Cause::Host(_) => progress.state.as_str().to_owned(),
            },
            reason: match shared.cause {
                Cause::Idle => "we did not ask: the service hangs, or was stopped".to_owned(),
                Cause::Network | Cause::Host(_) => why(progress),
            },
            last_good_at: shared.seen_at,
            tries: concerned
                .iter()
                .map(|source| u64::from(source.progress.failures))
                .max()
                .unwrap_or(0),
            recovered: false,
            required: required > 0,
            advice: match shared.cause {
                Cause::Idle => Some("See the log, and restart the service.".to_owned()),
                Cause::Network => Some(
                    "See whether this machine reaches the network, and can resolve names."
                        .to_owned(),
                ),
                Cause::Host(_) => self.source.kind.advice(progress.state).map(str::to_owned),
            },
            others: format!(
                "{} of {} required sources are seen.",
                sight.fresh, sight.required
            ),
            covered: None,
            concerned: concerned.iter().map(|source| source.name.clone()).collect(),
        };
        Ok(Some((shared.cause, news)))
    }

    /// The source is blind by this cause, which is told unless it was.
    fn join(&self, cause: &Cause, news: news::Health) -> anyhow::Result<()> {
        let entity = cause.to_string();
        let known = causes::get(self.tx, &entity)?.filter(|known| known.over_at.is_none());
        // What could wait for the digest can't once a required source is concerned.
        if known.is_none_or(|known| news.required && !known.news.required) {
            self.tell_cause(&entity, news)?;
        }
        causes::join(self.tx, &self.source.id, &entity)?;
        Ok(())
    }

    fn tell_cause(&self, entity: &str, news: news::Health) -> anyhow::Result<()> {
        causes::tell(self.tx, entity, &news, self.now)?;
        let since = news
            .last_good_at
            .map_or_else(|| "ever".to_owned(), |at| at.to_string());
        self.tell(entity, "seen", format!("blind since {since}"), news)
    }

    /// Tells that a cause is over, and has those asked at once that got no answer.
    fn tell_over(&self, known: &causes::Cause) -> anyhow::Result<()> {
        causes::end(self.tx, &known.cause, self.now)?;
        sources::hasten(self.tx, SourceState::Unreachable, self.now)?;
        let news = news::Health {
            recovered: true,
            advice: None,
            others: self.others()?,
            ..known.news.clone()
        };
        self.tell(&known.cause, "blind", "seen".to_owned(), news)
    }

    fn tell_blind(&self, progress: &Progress, since: Timestamp) -> anyhow::Result<()> {
        let advice = self.source.kind.advice(progress.state);
        let news = news::Health {
            state: progress.state.as_str().to_owned(),
            advice: advice.map(str::to_owned),
            ..self.health(progress)?
        };
        let new = format!("blind since {since}");
        self.tell(&self.source.id, "seen", new, news)
    }

    /// Of a source that is seen again, it tells how long and why it was not.
    fn tell_again(&self, progress: &Progress) -> anyhow::Result<()> {
        let before = &self.source.progress;
        let covered = match before.last_verified_at {
            Some(since) => Some(coverage::is_covered(self.tx, &self.source.id, since)?),
            None => None,
        };
        let news = news::Health {
            state: progress.state.as_str().to_owned(),
            advice: self.source.kind.advice(progress.state).map(str::to_owned),
            covered,
            recovered: true,
            ..self.health(before)?
        };
        self.tell(&self.source.id, "blind", "seen".to_owned(), news)
    }

    fn health(&self, told: &Progress) -> anyhow::Result<news::Health> {
        Ok(news::Health {
            source: self.source.id.clone(),
            source_name: self.source.name.clone(),
            link: Some(self.source.url.clone()),
            reason: why(told),
            last_good_at: told.last_verified_at,
            tries: u64::from(told.failures),
            required: self.source.required,
            others: self.others()?,
            ..news::Health::default()
        })
    }

    fn others(&self) -> anyhow::Result<String> {
        let mut others = sources::enabled(self.tx)?;
        others.retain(|other| other.id != self.source.id);
        let sight = situation::sight(&others, self.now);
        Ok(format!(
            "{} of {} other required sources are seen.",
            sight.fresh, sight.required
        ))
    }

    fn tell(&self, entity: &str, old: &str, new: String, news: news::Health) -> anyhow::Result<()> {
        let telling = Telling {
            entity: entity.to_owned(),
            old: old.to_owned(),
            new,
            can_wait: !news.required,
            news: News::Health(news),
        };
        tell(self.tx, self.setup, telling, self.now)
    }

    /// Whether what was told then is repeated. A clock that was ahead holds nothing up.
    fn is_due_again(&self, told_at: Timestamp) -> bool {
        told_at > self.now || self.now.duration_since(told_at) >= BLIND_AGAIN
    }

    fn is_acknowledged(&self, id: &str) -> anyhow::Result<bool> {
        let source = sources::get(self.tx, id)?;
        Ok(match source {
            Some(source) => acknowledge::of(self.tx, &source, self.now)?.is_some(),
            None => true,
        })
    }

    /// Whether the operator knows of all that are blind by a cause.
    fn are_acknowledged(&self, cause: &str) -> anyhow::Result<bool> {
        for id in causes::members(self.tx, cause)? {
            if !self.is_acknowledged(&id)? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

fn why(progress: &Progress) -> String {
    let reason = progress.reason.clone();
    reason.unwrap_or_else(|| "no answer yet".to_owned())
}

fn host(url: &str) -> String {
    let url = Url::parse(url).ok();
    let host = url.as_ref().and_then(Url::host_str);
    host.unwrap_or_default().to_owned()
}
