//! Carriers: one record, told by several sources.
//!
//! BILLSTATUS and the API carry the same record of a measure, and neither is always
//! ahead. So the record is what either holds: an act that both tell counts once. One that
//! has less is *behind*, which says nothing; they *differ* when each has held something
//! for long that the other lacks.

use jiff::{SignedDuration, Timestamp};
use rusqlite::Transaction;

use crate::{
    domain::{
        alike,
        measure::MeasureId,
        news::{self, ActionLine, HeldByOne, News},
        rung::Rung,
    },
    pipeline::{
        setup::Setup,
        tell::{Telling, tell},
    },
    store::{
        derived::{
            measures,
            observations::{self, Observation},
        },
        work::{alerts, sources},
    },
};

use super::source_name;

/// For how long a carrier may lag before that is worth a word.
pub(super) const LAG_MAX: SignedDuration = SignedDuration::from_hours(72);

/// What each of two carriers has held for longer than [`LAG_MAX`], and the other lacks:
/// one of them is behind, or they contradict each other.
struct Difference<'a> {
    carriers: [&'a str; 2],
    held: [Vec<&'a Observation>; 2],
}

/// The acts of all carriers, each once: those of the fullest record first, then what others
/// add to it.
pub(super) fn merged(observations: Vec<Observation>) -> Vec<Observation> {
    let Some(main) = fullest(&observations) else {
        return observations;
    };
    let (mut all, others): (Vec<_>, Vec<_>) =
        observations.into_iter().partition(|one| one.source == main);
    let mut sources: Vec<String> = others.iter().map(|one| one.source.clone()).collect();
    sources.dedup();
    for source in sources {
        let own: Vec<&Observation> = others.iter().filter(|one| one.source == source).collect();
        let known: Vec<&Observation> = all.iter().collect();
        let more: Vec<Observation> = lacking(&own, &known).into_iter().cloned().collect();
        all.extend(more);
    }
    all
}

/// What of `ours` is not among `theirs`. What begins alike is told apart by its words, and
/// what is left of it, worded otherwise, by its key and then by how many there are.
fn lacking<'a>(ours: &[&'a Observation], theirs: &[&Observation]) -> Vec<&'a Observation> {
    let mut theirs = theirs.to_vec();
    let mut left = ours.to_vec();
    let alike =
        |one: &Observation, other: &Observation| alike::stem(&one.key) == alike::stem(&other.key);
    type Same<'s> = &'s dyn Fn(&Observation, &Observation) -> bool;
    let ways: [Same<'_>; 3] = [
        &|one, other| alike(one, other) && alike::says_the_same(&one.quote, &other.quote),
        &|one, other| one.key == other.key,
        &alike,
    ];
    for same in ways {
        left.retain(
            |one| match theirs.iter().position(|other| same(one, other)) {
                Some(place) => {
                    theirs.remove(place);
                    false
                }
                None => true,
            },
        );
    }
    left
}

/// The source of the highest rung with the most acts; of equals the first by name.
fn fullest(observations: &[Observation]) -> Option<String> {
    let count = |source: &str| {
        let own = || observations.iter().filter(|one| one.source == source);
        (own().map(|one| one.rung).max(), own().count())
    };
    let mut sources: Vec<&str> = observations.iter().map(|one| one.source.as_str()).collect();
    sources.sort_unstable();
    sources.dedup();
    let fullest = sources.into_iter().rev().max_by_key(|source| count(source));
    fullest.map(str::to_owned)
}

/// How two carriers differ. `None` while one may still be on its way to the other.
fn difference(observations: &[Observation], now: Timestamp) -> Option<Difference<'_>> {
    // Pages are not the record.
    let of_record = observations
        .iter()
        .filter(|one| one.rung >= Rung::Published);
    let mut sources: Vec<&str> = of_record.map(|one| one.source.as_str()).collect();
    sources.sort_unstable();
    sources.dedup();
    let [first, second] = sources[..] else {
        return None;
    };
    let held = |holder, other| {
        let of = |source| -> Vec<&Observation> {
            let own = observations.iter().filter(|one| one.source == source);
            own.collect()
        };
        let mut only = lacking(&of(holder), &of(other));
        only.retain(|one| now.duration_since(one.seen_at) >= LAG_MAX);
        only
    };
    let held = [held(first, second), held(second, first)];
    let differ = held.iter().any(|held| !held.is_empty());
    differ.then_some(Difference {
        carriers: [first, second],
        held,
    })
}

impl Difference<'_> {
    /// Since when it has been so.
    fn since(&self) -> Option<Timestamp> {
        let first = |held: &Vec<&Observation>| held.iter().map(|one| one.seen_at).min();
        self.held.iter().filter_map(first).max()
    }
}

/// Tells where the carriers of a measure's record have differed for long, once.
pub fn tell_difference(
    tx: &Transaction<'_>,
    setup: &Setup,
    id: MeasureId,
    now: Timestamp,
) -> anyhow::Result<()> {
    let entity = id.to_string();
    let observations = observations::standing(tx, &entity)?;
    let Some(difference) = difference(&observations, now) else {
        return Ok(());
    };
    let Some(since) = difference.since() else {
        return Ok(());
    };
    // One that isn't seen says nothing, and that is told by itself.
    for carrier in difference.carriers {
        let seen = sources::get(tx, carrier)?.filter(|row| row.enabled);
        let verified = seen.and_then(|row| row.progress.last_verified_at);
        if verified.is_none_or(|at| at <= since) {
            return Ok(());
        }
    }
    let [first, second] = difference.carriers;
    let (one, two) = (source_name(tx, first)?, source_name(tx, second)?);
    let behind = |source, other, one: &str, two: &str| {
        (
            format!("{source} behind {other} since {since}"),
            format!("{one} lacks what {two} has held for more than three days."),
        )
    };
    let (new, sentence) = match &difference.held {
        [only, _] if only.is_empty() => behind(first, second, &one, &two),
        [_, only] if only.is_empty() => behind(second, first, &two, &one),
        _ => (
            format!("{first} and {second} differ since {since}"),
            format!(
                "{one} and {two} each hold what the other has lacked for more than three days."
            ),
        ),
    };
    if alerts::is_told(tx, &entity, &new)? {
        return Ok(());
    }
    let held_by_one = [one, two]
        .into_iter()
        .zip(&difference.held)
        .filter(|(_, acts)| !acts.is_empty())
        .map(|(carrier, acts)| HeldByOne {
            carrier,
            actions: acts.iter().copied().map(action).collect(),
        })
        .collect();
    let record = measures::get(tx, id)?;
    let stage = super::stage_words(tx, id)?;
    let news = News::Record(news::Record {
        measure: entity.clone(),
        title: record
            .as_ref()
            .map(|record| record.title.clone())
            .unwrap_or_default(),
        link: record.and_then(|record| record.link),
        withdrawn: Vec::new(),
        corrected: Vec::new(),
        before: stage.clone(),
        after: stage,
        remarks: vec![sentence],
        held_by_one,
    });
    let telling = Telling {
        entity,
        old: "carriers agree".to_owned(),
        new,
        news,
        can_wait: false,
    };
    tell(tx, setup, telling, now)
}

fn action(act: &Observation) -> ActionLine {
    ActionLine {
        acted_on: act.acted_on,
        text: act.quote.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(source: &str, key: &str, day: u8) -> Observation {
        let seen = format!("2026-01-{day:02}T00:00:00Z");
        Observation {
            id: 0,
            entity: "hr6534-119".into(),
            source: source.into(),
            snapshot: 1,
            key: key.into(),
            position: 0,
            acted_on: "2026-01-01".parse().unwrap(),
            statement: "[]".into(),
            quote: key.into(),
            link: None,
            rung: Rung::Published,
            seen_at: seen.parse().unwrap(),
            withdrawn_at: None,
        }
    }

    #[test]
    fn an_act_that_two_carriers_tell_counts_once() {
        let all = merged(vec![
            held("api", "introduced", 1),
            held("file", "introduced", 2),
            held("file", "referred", 2),
            held("api", "reported", 3),
        ]);
        let keys: Vec<String> = all
            .iter()
            .map(|one| format!("{} {}", one.source, one.key))
            .collect();
        assert_eq!(keys, ["api introduced", "api reported", "file referred"]);
        assert_eq!(merged(Vec::new()), []);
    }

    #[track_caller]
    fn check(observations: &[Observation], on: u8, expected: &str) {
        let now = format!("2026-01-{on:02}T00:00:00Z").parse().unwrap();
        let found = match difference(observations, now) {
            None => "none".to_owned(),
            Some(Difference { carriers, held }) => match held.map(|held| held.is_empty()) {
                [true, _] => format!("{} is behind", carriers[0]),
                [_, true] => format!("{} is behind", carriers[1]),
                _ => "they differ".to_owned(),
            },
        };
        assert_eq!(found, expected);
    }

    #[test]
    fn a_carrier_that_lags_for_three_days_is_behind_and_two_that_lack_differ() {
        let both = [held("api", "introduced", 1), held("file", "introduced", 1)];
        check(&both, 20, "none");
        let ahead = [both[0].clone(), both[1].clone(), held("api", "reported", 5)];
        check(&ahead, 7, "none");
        check(&ahead, 8, "file is behind");
        let apart = [
            ahead[0].clone(),
            ahead[1].clone(),
            ahead[2].clone(),
            held("file", "passed", 6),
        ];
        check(&apart, 8, "file is behind");
        check(&apart, 9, "they differ");
        check(&[both[0].clone()], 20, "none");
    }
}
