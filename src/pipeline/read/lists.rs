//! Reading lists: feeds, and the records of measures.

use std::collections::HashSet;

use crate::{
    domain::{
        alike,
        change::{self, ChangeKind, Differences, Digest, Extent, Known, Seen},
        item::Item,
        quality,
        record::MeasureRecord,
    },
    extract::{
        actions::{self, Act},
        billstatus,
        decode::{self, decode},
        feed::{self, Feed},
        text,
    },
    pipeline::{claims, situation::washington},
    render::diff::{self, Difference},
    store::{
        derived::{items, items::Kept},
        evidence::bodies,
    },
};

use super::{
    Back, Claims, Context, Extract, ItemNews, List, Listed, Outcome, Put, Reach, Read, Removed,
    broken,
};

/// What the differences of all the items of one reading share, and what each has in any case.
const DIFFS_BYTES: usize = 4 << 20;
const DIFF_BYTES_MIN: usize = 1 << 10;

impl Context<'_> {
    pub(super) fn feed(&self) -> Outcome {
        let content_type = self.response.header("content-type");
        let feed = match feed::read(&self.response.body, content_type, self.base_url()) {
            Ok(feed) => feed,
            Err(error) => return Ok(Err(broken(error.to_string()))),
        };
        self.feed_of(feed, Listed::Posts)
    }

    /// A feed whose entries stand for more than themselves.
    pub(super) fn feed_of(&self, mut feed: Feed, of: Listed) -> Outcome {
        if feed.truncated {
            // It may lack parts, and then would be told as edited, or as another.
            feed.items.pop();
        }
        let found = feed.items.len();
        let too_few = match self.too_few(found) {
            Ok(doubt) => doubt,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let listed = items::count(self.conn, self.source.id.as_str())?;
        let shrunk = !feed.truncated && !self.baseline && quality::fewer(listed, found);
        let doubt =
            too_few.or_else(|| shrunk.then(|| format!("{found} items where {listed} were listed")));
        let digest = known_by(&feed.items);
        let extent = match feed.truncated {
            true => Extent::CutShort,
            false => Extent::Window,
        };
        let open_end = (feed.truncated && !is_newest_first(&feed.items)).then(|| {
            format!(
                "it breaks off after {found} items that don't come newest first: \
                 what is new may stand behind them"
            )
        });
        let (mut list, to_confirm, mut reach) = self.compare(feed.items, extent)?;
        if open_end.is_some() {
            reach = Reach::Short;
        }
        list.open_end = open_end;
        list.of = of;
        let repairs: Vec<String> = feed.repairs.iter().map(ToString::to_string).collect();
        Ok(Ok(Read {
            extract: Extract::List(Box::new(list)),
            reach,
            repairs: repairs.join("; "),
            ttl: feed.ttl,
            to_confirm,
            doubt,
            digest,
        }))
    }

    pub(super) fn billstatus(&self) -> Outcome {
        let decoded = decode(
            &self.response.body,
            self.response.header("content-type"),
            decode::Kind::Xml,
        );
        match billstatus::parse(&decoded.text) {
            Ok(record) => self.record(record),
            Err(error) => Ok(Err(broken(error.to_string()))),
        }
    }

    /// The record of a measure, whoever carries it.
    pub(super) fn record(&self, record: MeasureRecord) -> Outcome {
        if let Some(expected) = self.source.measure
            && record.id != expected
        {
            return Ok(Err(broken(format!(
                "this is the record of {}, not of {expected}",
                record.id
            ))));
        }
        let acts = self.known_acts(&record)?;
        let doubt = match self.too_few(acts.len()) {
            Ok(doubt) => doubt,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let items = actions::items(&record, &acts);
        let digest = known_by(&items);
        let (mut list, to_confirm, reach) = self.compare(items, Extent::Whole)?;
        list.of = Listed::Acts(Box::new(record), acts);
        Ok(Ok(Read {
            extract: Extract::List(Box::new(list)),
            reach,
            repairs: String::new(),
            ttl: None,
            to_confirm,
            doubt,
            digest,
        }))
    }

    /// The acts of a record under the keys by which they are known.
    fn known_acts(&self, record: &MeasureRecord) -> anyhow::Result<Vec<Act>> {
        let mut acts = actions::acts(record);
        let items = actions::items(record, &acts).into_iter();
        let found: Vec<Kept> = items.map(|item| keep(item, Extent::Whole)).collect();
        let (known, seen) = (self.known(&found)?, seen(&found));
        for (act, key) in acts.iter_mut().zip(alike::lasting_keys(&known, &seen)) {
            act.key = key;
        }
        Ok(acts)
    }

    /// What is known of the source's items, and of these in any case.
    fn known(&self, found: &[Kept]) -> anyhow::Result<Vec<Known>> {
        let keys: Vec<&str> = found.iter().map(|item| item.key.as_str()).collect();
        Ok(items::known(self.conn, self.source.id.as_str(), &keys)?)
    }

    /// What fell off the list once and may be what comes under a new key now.
    fn passed(&self, known: &[Known], found: &[Kept]) -> anyhow::Result<Vec<Known>> {
        let keys: HashSet<&str> = known.iter().map(|was| was.key.as_str()).collect();
        let is_new = |item: &&Kept| !keys.contains(item.key.as_str());
        let new: Vec<&Kept> = found.iter().filter(is_new).collect();
        if new.is_empty() || self.baseline {
            return Ok(Vec::new());
        }
        let mut passed = items::passed(self.conn, self.source.id.as_str(), &new)?;
        passed.retain(|was| !keys.contains(was.key.as_str()));
        Ok(passed)
    }

    /// Compares the items at hand with those known. Says whether something that is missing
    /// has to be missed again, and whether the list reaches back to what was known.
    pub(super) fn compare(
        &self,
        found: Vec<Item>,
        extent: Extent,
    ) -> anyhow::Result<(List, bool, Reach)> {
        let found: Vec<Kept> = found.into_iter().map(|item| keep(item, extent)).collect();
        let mut known = self.known(&found)?;
        if extent != Extent::Whole {
            known.append(&mut self.passed(&known, &found)?);
        }
        let seen = seen(&found);
        let confirm_after = self.setup.config.fetch.confirm_after;
        let mut differences = change::between(&known, &seen, extent, confirm_after, self.now);
        if self.baseline && extent != Extent::Whole {
            // Another address lists other things: what the old one did is no longer looked for.
            differences.passed.append(&mut differences.missing);
            differences.passed.append(&mut differences.removed);
        }
        if extent != Extent::Whole {
            self.leave_out_frills(&mut differences, &known, &found)?;
        }
        let mut back = Vec::new();
        for (k, s) in std::mem::take(&mut differences.edited) {
            let (key, digest) = (&known[k].key, hex(&found[s].digest));
            match self.is_back(key, &digest)? {
                true => back.push(Back {
                    key: key.clone(),
                    listed_as: found[s].key.clone(),
                    digest,
                }),
                false => differences.edited.push((k, s)),
            }
        }
        let to_confirm = differences.to_confirm() || !back.is_empty();
        // Lists begin with what is new: where they still name something known, nothing fell
        // off in between.
        let reach = match extent == Extent::Whole || differences.added.len() < found.len() {
            true => Reach::Known,
            false => Reach::Short,
        };
        let mut list = self.list(differences, &known, found)?;
        list.back = back;
        Ok((list, to_confirm, reach))
    }

    fn list(
        &self,
        differences: Differences,
        known: &[Known],
        found: Vec<Kept>,
    ) -> anyhow::Result<List> {
        let source = self.source.id.as_str();
        let mut found: Vec<Option<Kept>> = found.into_iter().map(Some).collect();
        let mut take = |s: usize| found[s].take().expect("each item has one fate");
        let key = |k: usize| known[k].key.clone();
        let mut list = List::default();

        for s in differences.added {
            let item = take(s);
            let news = self.news(ChangeKind::Added, String::new(), &item);
            list.put.push(Put {
                was: item.key.clone(),
                item,
                news: Some(news),
            });
        }
        let diff_max = DIFFS_BYTES / differences.edited.len().max(1);
        let diff_max = diff_max.clamp(DIFF_BYTES_MIN, diff::DIFF_BYTES_MAX);
        for (k, s) in differences.edited {
            let item = take(s);
            let (title, text) = items::text(self.conn, source, &known[k].key)?;
            let (before, after) = (shown(&title, &text), shown(&item.title, &item.text));
            let mut news = self.news(ChangeKind::Edited, String::new(), &item);
            news.topic = news.topic.or_else(|| self.setup.topic(&before));
            let difference = Difference::between(&before, &after);
            news.diff = difference.cut(diff_max, |line| {
                self.setup.is_on(news.topic.as_deref(), line)
            });
            list.put.push(Put {
                was: key(k),
                item,
                news: Some(news),
            });
        }
        for (k, s) in differences.returned {
            let item = take(s);
            let news = self.news(ChangeKind::Returned, String::new(), &item);
            list.put.push(Put {
                was: key(k),
                item,
                news: Some(news),
            });
        }
        for (k, s) in differences.relisted.into_iter().chain(differences.rekeyed) {
            list.put.push(Put {
                was: key(k),
                item: take(s),
                news: None,
            });
        }
        for k in differences.removed {
            let (title, text) = items::text(self.conn, source, &known[k].key)?;
            list.removed.push(Removed {
                key: key(k),
                topic: self.setup.topic(&shown(&title, &text)),
                title,
                link: known[k].link.clone(),
            });
        }
        list.missing
            .extend(differences.missing.into_iter().map(key));
        list.passed.extend(differences.passed.into_iter().map(key));
        Ok(list)
    }

    fn news(&self, kind: ChangeKind, diff: String, item: &Kept) -> ItemNews {
        let text = shown(&item.title, &item.text);
        let topic = self.setup.topic(&text);
        ItemNews {
            kind,
            diff,
            context: match topic {
                None if self.source.press => self.setup.context(&text),
                _ => None,
            },
            claims: topic
                .as_ref()
                .filter(|_| self.source.press)
                .map(|_| self.claims(item, &text)),
            topic,
        }
    }

    fn claims(&self, item: &Kept, text: &str) -> Claims {
        let outlet = claims::outlet(self.source, &item.title, item.link.as_deref());
        let reading = self.setup.claims(text, &outlet);
        Claims {
            outlet,
            language: reading.language,
            claims: reading.claims,
        }
    }
}

/// Whether the dates of a list show that what follows it is older still.
fn is_newest_first(items: &[Item]) -> bool {
    let dates: Option<Vec<_>> = items.iter().map(|item| item.published_at).collect();
    dates.is_some_and(|dates| {
        dates.is_sorted_by(|one, next| one >= next) && dates.first() > dates.last()
    })
}

fn seen(found: &[Kept]) -> Vec<Seen<'_>> {
    let seen = found.iter().map(|item| Seen {
        key: &item.key,
        digest: item.digest,
        title: &item.title,
        link: item.link.as_deref(),
        published_at: item.published_at,
    });
    seen.collect()
}

/// What is kept of an item, and how it is told from an edited one.
fn keep(item: Item, extent: Extent) -> Kept {
    let body = match item.content.is_empty() {
        true => &item.summary,
        false => &item.content,
    };
    let text = text::plain(body);
    // A feed's dates move without anything being edited; a record's day is law, and
    // the time may be added later.
    let date = match extent {
        Extent::Whole => item
            .published_at
            .map(|at| washington(at).to_string())
            .unwrap_or_default(),
        Extent::Window | Extent::CutShort => String::new(),
    };
    Kept {
        digest: digest(&[&item.title, &text, &date]),
        key: item.key,
        title: item.title,
        link: item.link,
        published_at: item.published_at,
        text,
    }
}

pub(in crate::pipeline) fn hex(digest: &Digest) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Of what a reader sees: white space makes no difference.
fn digest(parts: &[&str]) -> Digest {
    use sha2::{Digest as _, Sha256};

    let mut hash = Sha256::new();
    for part in parts {
        for word in part.split_whitespace() {
            hash.update(word);
            hash.update([b' ']);
        }
        hash.update([0]);
    }
    hash.finalize().into()
}

/// An item as a text that can be compared and searched.
fn shown(title: &str, text: &str) -> String {
    format!("{title}\n{text}\n")
}

/// What tells a list from others: its items, whatever they say by now.
pub(super) fn known_by(items: &[Item]) -> String {
    let keys: Vec<&str> = items.iter().map(|item| item.key.as_str()).collect();
    bodies::address(keys.join("\n").as_bytes())
}
