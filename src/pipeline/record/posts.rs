//! Posts: the entries of a feed, told one by one, and read for announcements.

use std::collections::HashSet;

use crate::{
    domain::{
        change::ChangeKind,
        instrument::{self, Effect, Instrument},
        source::{SourceKind, Tell},
        when::When,
    },
    pipeline::{
        read::{ItemNews, List, Put},
        situation::washington,
        stand,
    },
};

use super::Poll;

impl Poll<'_> {
    /// Entries of a list: told one by one, and read for announcements and for measures that
    /// they name.
    ///
    /// What is told by itself, by the keys of its entries, is not told as an entry too.
    pub(super) fn posts(&self, list: &List, told: &HashSet<String>) -> anyhow::Result<()> {
        let mut announced = false;
        for put in &list.put {
            let Some(news) = &put.news else { continue };
            announced |= self.announce(put, news)?;
            if self.source.kind == SourceKind::Feed {
                self.named(put)?;
            }
            let is_told = match &news.context {
                Some(_) => self.source.tell != Tell::Nothing,
                None => self.is_told(news.topic.as_deref()),
            };
            if !self.baseline && is_told && !told.contains(&put.item.key) {
                self.tell_item(put, news)?;
            }
            self.press(put, news)?;
        }
        for removed in &list.removed {
            if self.is_told(removed.topic.as_deref()) {
                self.tell_removed(removed)?;
            }
        }
        if announced {
            stand::provision(self.tx, self.setup, self.quiet, self.now)?;
        }
        Ok(())
    }

    /// Takes the signing office's own post for an announcement of a waiver, if it is
    /// one. A headline of the press never is.
    fn announce(&self, put: &Put, news: &ItemNews) -> anyhow::Result<bool> {
        let rung = self.source.rung;
        let is_post = self.source.kind == SourceKind::Feed;
        if !is_post
            || news.kind != ChangeKind::Added
            || !instrument::announces_waiver(&put.item.title, rung)
        {
            return Ok(false);
        }
        let posted_on = washington(put.item.published_at.unwrap_or(self.now));
        let post = Instrument {
            // Whatever its source is called later; of one day, the first seen comes first.
            id: format!("{}#{}", self.now, put.item.key),
            title: put.item.title.clone(),
            by: None,
            effect: Effect::Waives,
            acted: When::day(posted_on),
            throughout: false,
            effective_on: None,
            ends_on: None,
            rung,
            read: false,
            url: put.item.link.clone(),
            published_on: None,
            quote: None,
        };
        self.observe_instrument(&put.item.key, &post)?;
        Ok(true)
    }
}
