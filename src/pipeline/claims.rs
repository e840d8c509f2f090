//! Claims: what the press says has become of Section 907, held against the record.
//!
//! An item that states as a fact what would change the law, and that the record doesn't
//! say itself, opens a line or joins one that is open. The line is told once a second
//! outlet says so, or an agency; and again when what the record makes of it changes.
//! Nothing here moves a standing.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp, civil::Date};
use rusqlite::{Connection, Transaction};

use crate::{
    config,
    domain::{
        claim::{Claim, Language, Polarity},
        instrument::{Effect, Instrument},
        news::{self, BillLine, News, SaidLine},
        provision::Word,
        source::SourceKind,
        verdict::{self, LineState, Step, Verdict},
    },
    pipeline::{
        setup::Setup,
        situation::{self, washington},
        stand::{self, View},
        tell::{Telling, tell},
    },
    store::{
        derived::{
            claims::{self, Line, Said},
            observations, standings,
        },
        work::{
            meta::{self, Key},
            sources,
        },
    },
};

/// What one item of the press says.
pub struct Heard<'a> {
    pub source: &'a str,
    /// Of the item.
    pub key: &'a str,
    pub snapshot: i64,
    pub outlet: &'a str,
    pub title: &'a str,
    pub link: Option<&'a str>,
    pub published_at: Option<Timestamp>,
    pub language: Option<Language>,
    pub claims: &'a [Claim],
    /// It was there before we looked, so that it opens nothing.
    pub is_old: bool,
}

/// So many days after it was published, what an item says is no news.
const NEWS: i32 = 30;

/// So many outlets are named in a mail.
const SAID_MAX: usize = 8;

/// Writes down what an item says, and tells what it opens.
pub fn hear(
    tx: &Transaction<'_>,
    setup: &Setup,
    heard: &Heard<'_>,
    now: Timestamp,
) -> anyhow::Result<()> {
    let today = washington(now);
    // A date in the future is a feed's mistake.
    let published_on = heard
        .published_at
        .map(washington)
        .unwrap_or(today)
        .min(today);
    let is_news = !heard.is_old && (today - published_on).get_days() <= NEWS;
    for claim in heard.claims {
        if claims::is_said(tx, heard.source, heard.key, claim)? {
            continue;
        }
        let is_news = is_news && claim.says_law_changed() && !tells_of_old(claim, published_on);
        let line = match is_news {
            true => line_of(tx, claim, published_on, now)?,
            false => None,
        };
        claims::say(
            tx,
            &Said {
                line,
                source: heard.source.to_owned(),
                key: heard.key.to_owned(),
                snapshot: heard.snapshot,
                seen_at: now,
                outlet: heard.outlet.to_owned(),
                title: heard.title.to_owned(),
                link: heard.link.map(str::to_owned),
                language: heard.language,
                claim: claim.clone(),
            },
        )?;
    }
    settle(tx, setup, now)
}

/// The line that a claim joins or opens. `None` where the record says so itself.
fn line_of(
    tx: &Transaction<'_>,
    claim: &Claim,
    said_on: Date,
    now: Timestamp,
) -> anyhow::Result<Option<i64>> {
    let standing = standings::last(tx, stand::PROVISION)?;
    if let Some(mut line) = claims::last(tx, claim.kind)?
        && verdict::is_same_event(line.last_said_on, said_on)
    {
        // The record moved since it settled the line, so what is said now is of that.
        let moved = |at| {
            standing
                .as_ref()
                .is_some_and(|standing| standing.seen_at > at)
        };
        if !line.settled_at.is_some_and(moved) {
            line.last_said_on = line.last_said_on.max(said_on);
            claims::save(tx, &line)?;
            return Ok(Some(line.id));
        }
    }
    let word = standing.and_then(|standing| standing.word.parse::<Word>().ok());
    if word.is_some_and(|word| verdict::is_known(claim.kind, word)) {
        return Ok(None);
    }
    Ok(Some(claims::open(tx, claim.kind, said_on, now)?))
}

/// Whether the words that it rests on name years that are over, and none that isn't.
fn tells_of_old(claim: &Claim, published_on: Date) -> bool {
    let years = years(&claim.quote);
    // In January, last year's news is news.
    let oldest = match published_on.month() {
        1 | 2 => published_on.year() - 1,
        _ => published_on.year(),
    };
    !years.is_empty() && years.iter().all(|&year| year < oldest)
}

fn years(text: &str) -> Vec<i16> {
    text.split(|c: char| !c.is_ascii_digit())
        .filter(|digits| digits.len() == 4)
        .filter_map(|digits| digits.parse().ok())
        .filter(|year| (1990..2100).contains(year))
        .collect()
}

/// Holds each line against the record that may still settle it, and tells what came of it.
pub fn settle(tx: &Transaction<'_>, setup: &Setup, now: Timestamp) -> anyhow::Result<()> {
    let today = washington(now);
    let lines = claims::lines(tx)?;
    let mut looked_for = lines
        .into_iter()
        .filter(|line| verdict::is_looked_for(line.said_on, today))
        .peekable();
    if looked_for.peek().is_none() {
        return Ok(());
    }
    let view = View::present(now);
    let record = Record::read(tx, view)?;
    let has_begun = meta::get(tx, Key::BegunAt)?.is_some();
    for mut line in looked_for {
        let verdict = record.verdict(&line, today);
        let by = settled_by(&verdict);
        let before = (line.state, line.settled_by.clone());
        let moved = before != (verdict.state, by.clone());
        if moved {
            line.state = verdict.state;
            line.settled_by = by;
            line.settled_at = (line.state != LineState::Open).then_some(now);
            claims::save(tx, &line)?;
        }
        let said = claims::said(tx, line.id)?;
        let told_before = line.told_at.is_some();
        let is_due = match told_before {
            true => moved,
            false => is_told(setup, &said),
        };
        if !is_due || !has_begun {
            continue;
        }
        if !told_before {
            line.told_at = Some(now);
            claims::save(tx, &line)?;
        }
        let old = match told_before {
            true => before.0.as_str(),
            false => "",
        };
        let by = line.settled_by.as_deref().unwrap_or_default();
        let telling = Telling {
            // In the thread of the provision.
            entity: format!("{}#{}-{}", stand::PROVISION, line.claim, line.said_on),
            old: old.to_owned(),
            new: format!("{} {by}", line.state.as_str())
                .trim_end()
                .to_owned(),
            news: News::Claim(news(tx, &record, &line, &said, view)?),
            can_wait: false,
        };
        tell(tx, setup, telling, now)?;
    }
    Ok(())
}

/// Whether enough outlets say so, or one that others copy.
fn is_told(setup: &Setup, said: &[Said]) -> bool {
    outlets(said).len() > 1 || said.iter().any(|said| setup.is_agency(&said.outlet))
}

/// Who says so, each once.
pub fn outlets(said: &[Said]) -> BTreeSet<String> {
    said.iter().map(|said| said.outlet.to_lowercase()).collect()
}

fn settled_by(verdict: &Verdict<'_>) -> Option<String> {
    let instrument = verdict.instrument.map(|known| known.id.clone());
    instrument.or_else(|| verdict.step.map(|step| step.measure.to_string()))
}

/// What claims are held against.
pub struct Record {
    instruments: Vec<Instrument>,
    steps: Vec<Step>,
}

impl Record {
    /// As it was from a point of view.
    pub fn read(conn: &Connection, view: View) -> anyhow::Result<Self> {
        let mut steps = Vec::new();
        for measure in situation::followed_by(conn, view.seen_by)? {
            let Some((_, reading)) = stand::newest(conn, measure.id, view)? else {
                continue;
            };
            let effects: BTreeSet<_> = reading.findings.iter().map(|found| found.effect).collect();
            let entity = measure.id.to_string();
            for act in observations::known_by(conn, &entity, view.seen_by)? {
                steps.extend(effects.iter().map(|&effect| Step {
                    measure: measure.id,
                    effect,
                    acted_on: act.acted_on,
                }));
            }
        }
        Ok(Self {
            instruments: stand::known(conn, view.seen_by)?,
            steps,
        })
    }

    pub fn verdict(&self, line: &Line, today: Date) -> Verdict<'_> {
        verdict::of(
            line.claim,
            line.said_on,
            &self.instruments,
            &self.steps,
            today,
        )
    }
}

/// For so long what was settled is news.
pub const IS_NEWS: SignedDuration = SignedDuration::from_hours(24 * 30);

/// Whether a line is open, or was settled a short while ago.
pub fn is_news(line: &Line, now: Timestamp) -> bool {
    line.settled_at
        .is_none_or(|at| now.duration_since(at) <= IS_NEWS)
}

/// What the press claims, while that is news; the newest first.
pub fn current(conn: &Connection, now: Timestamp) -> anyhow::Result<Vec<news::Claim>> {
    let view = View::present(now);
    let record = Record::read(conn, view)?;
    let lines = claims::lines(conn)?.into_iter();
    lines
        .filter(|line| is_news(line, now))
        .map(|line| {
            let said = claims::said(conn, line.id)?;
            news(conn, &record, &line, &said, view)
        })
        .collect()
}

/// The facts of a line, for a mail or an answer. What settled it is told with where all
/// stood then: what happens later is no part of it.
pub fn news(
    conn: &Connection,
    record: &Record,
    line: &Line,
    said: &[Said],
    view: View,
) -> anyhow::Result<news::Claim> {
    let then = line.settled_at.map_or(view, View::at);
    let standing = stand::provision_on(conn, then)?;
    let verdict = record.verdict(line, view.on);
    let document = match verdict.instrument {
        Some(instrument) => stand::document_line(conn, &instrument.id)?,
        None => None,
    };
    let bill = match verdict.step {
        Some(step) => Some(BillLine {
            citation: step.measure.citation(),
            words: stand::fold_measure(conn, step.measure, then)?
                .map(|folded| folded.detail.stands)
                .unwrap_or_default(),
            acted_on: step.acted_on,
        }),
        None => None,
    };
    let mut first_of_each = BTreeSet::new();
    let firsts = said
        .iter()
        .filter(|said| first_of_each.insert(said.outlet.to_lowercase()))
        .take(SAID_MAX);
    let languages: BTreeSet<_> = said
        .iter()
        .filter_map(|said| said.language.map(Language::as_str))
        .collect();
    let searched: Vec<sources::Source> = sources::enabled(conn)?
        .into_iter()
        .filter(|source| source.required && carries_instruments(source.kind))
        .collect();
    Ok(news::Claim {
        claim: line.claim.as_str().to_owned(),
        state: line.state.as_str().to_owned(),
        said_on: line.said_on,
        open_until: verdict::open_until(line.said_on),
        outlets: outlets(said).len(),
        languages: languages.len(),
        said: firsts.map(said_line).collect(),
        also: match said.first() {
            Some(first) => also(conn, first)?,
            None => None,
        },
        word: standing
            .as_ref()
            .map_or("unknown", |standing| standing.word.as_str())
            .to_owned(),
        since: standing.map(|standing| standing.since.earliest()),
        by_waiver: verdict
            .instrument
            .is_some_and(|known| known.effect == Effect::Waives),
        document,
        bill,
        searched: searched.iter().map(|source| source.name.clone()).collect(),
        searched_to: searched
            .iter()
            .map(|source| source.progress.last_verified_at)
            .min()
            .flatten(),
    })
}

/// What else a text says that takes back what it claims.
fn also(conn: &Connection, first: &Said) -> rusqlite::Result<Option<String>> {
    let all = claims::of_item(conn, &first.source, &first.key)?;
    let other = all
        .into_iter()
        .find(|said| said.claim.polarity == Polarity::Negated && said.claim.kind.changes_law());
    Ok(other.map(|said| said.claim.quote))
}

fn said_line(said: &Said) -> SaidLine {
    SaidLine {
        outlet: said.outlet.clone(),
        title: said.title.clone(),
        link: said.link.clone(),
        quote: said.claim.quote.clone(),
        seen_at: said.seen_at,
    }
}

/// Whether a document that settles a claim would stand there.
fn carries_instruments(kind: SourceKind) -> bool {
    matches!(
        kind,
        SourceKind::FederalRegister | SourceKind::Govinfo | SourceKind::CongressApi
    )
}

/// Who publishes an item: the host of its address, as it is known by; of a search the name
/// at the end of its title.
pub fn outlet(source: &config::Source, title: &str, link: Option<&str>) -> String {
    let host = |url: &url::Url| {
        let host = url.host_str()?;
        Some(host.strip_prefix("www.").unwrap_or(host).to_owned())
    };
    let of_link = link.and_then(|link| host(&link.parse().ok()?));
    match of_link {
        Some(of_link) if of_link == "news.google.com" => {
            let name = title.rsplit_once(" - ").map(|(_, name)| name.trim());
            name.filter(|name| !name.is_empty())
                .unwrap_or(&source.name)
                .to_owned()
        }
        Some(of_link) => of_link,
        None => host(&source.url).unwrap_or_else(|| source.name.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::claim::{Certainty, ClaimKind};

    #[test]
    fn what_names_only_years_that_are_over_is_history() {
        let claim = |quote: &str| Claim {
            kind: ClaimKind::Lifted,
            polarity: Polarity::Affirmed,
            certainty: Certainty::Stated,
            speaker: None,
            quoted: None,
            outlet: None,
            quote: quote.to_owned(),
            reason: String::new(),
        };
        for (quote, on, expected) in [
            ("In 2002 Section 907 was suspended", "2026-05-01", true),
            ("Section 907 was suspended", "2026-05-01", false),
            (
                "Section 907, of 1992, was lifted in 2026",
                "2026-05-01",
                false,
            ),
            ("lifted in December 2025", "2026-01-05", false),
            ("lifted in December 2025", "2026-03-05", true),
            ("bill 9072 and 907", "2026-05-01", false),
        ] {
            let on = on.parse().unwrap();
            assert_eq!(tells_of_old(&claim(quote), on), expected, "{quote}");
        }
    }
}
