//! A feed's entries: told one by one, and read for announcements.

use crate::{
    domain::{change::ChangeKind, instrument},
    pipeline::{
        read::{ItemNews, List, Put},
        situation::washington,
        stand,
    },
    store::derived::observations::{self, Observation},
};

use super::Poll;

impl Poll<'_> {
    /// A feed's entries: told one by one, and read for announcements.
    pub(super) fn entries(&self, list: &List) -> anyhow::Result<()> {
        let mut announced = false;
        for put in &list.put {
            let Some(news) = &put.news else { continue };
            announced |= self.announce(put, news)?;
            if !self.baseline && self.is_told(news.topic.as_deref()) {
                self.tell_item(put, news)?;
            }
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
        if news.kind != ChangeKind::Added || !instrument::announces_waiver(&put.item.title, rung) {
            return Ok(false);
        }
        let posted_on = washington(put.item.published_at.unwrap_or(self.now));
        observations::record(
            self.tx,
            &Observation {
                id: 0,
                entity: stand::PROVISION.to_owned(),
                source: self.id().to_owned(),
                snapshot: self.snapshot,
                key: put.item.key.clone(),
                position: 0,
                acted_on: posted_on,
                statement: "[]".to_owned(),
                quote: put.item.title.clone(),
                link: put.item.link.clone(),
                rung,
                seen_at: self.now,
                withdrawn_at: None,
            },
        )?;
        Ok(true)
    }
}
