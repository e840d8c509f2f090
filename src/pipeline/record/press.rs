//! The press: what its items claim, and the articles behind those that say little.

use crate::{
    domain::change::ChangeKind,
    pipeline::{
        claims::{self, Heard},
        opened::Subject,
        read::{ArticleRead, ItemNews, Put},
    },
    store::derived::documents::{self, Document},
};

use super::Poll;

/// An entry with fewer characters says too little to know what it claims.
const LITTLE: usize = 600;

impl Poll<'_> {
    /// Writes down what an item claims, holds it against the record, and goes after the
    /// article where the item says little.
    pub(super) fn press(&self, put: &Put, news: &ItemNews) -> anyhow::Result<()> {
        let item = &put.item;
        if let Some(read) = &news.claims {
            let heard = Heard {
                source: self.id(),
                key: &item.key,
                snapshot: self.snapshot,
                outlet: &read.outlet,
                title: &item.title,
                link: item.link.as_deref(),
                published_at: item.published_at,
                language: read.language,
                claims: &read.claims,
                is_old: self.baseline,
            };
            claims::hear(self.tx, self.setup, &heard, self.now)?;
        }
        let is_ours = news.claims.is_some() || news.context.is_some();
        let is_little = item.text.chars().take(LITTLE).count() < LITTLE;
        if let Some(link) = &item.link
            && self.source.articles
            && !self.baseline
            && news.kind == ChangeKind::Added
            && is_ours
            && is_little
        {
            self.opener()
                .article(&item.key, &item.title, link, item.published_at)?;
        }
        Ok(())
    }

    /// Writes down what the article behind an item claims, and asks the record about the
    /// measures that it names.
    pub(super) fn article(&self, read: &ArticleRead) -> anyhow::Result<usize> {
        let Some(Subject::Article {
            from,
            key,
            title,
            published_at,
        }) = self.subject
        else {
            return Ok(0);
        };
        let heard = Heard {
            source: from,
            key,
            snapshot: self.snapshot,
            outlet: &read.said.outlet,
            title,
            link: Some(self.source.url.as_str()),
            published_at: *published_at,
            language: read.said.language,
            claims: &read.said.claims,
            is_old: false,
        };
        claims::hear(self.tx, self.setup, &heard, self.now)?;
        documents::put(
            self.tx,
            &Document {
                source: self.id().to_owned(),
                snapshot: self.snapshot,
                title: title.clone(),
                link: Some(self.source.url.to_string()),
                text: read.text.clone(),
            },
        )?;
        self.ask_about(&read.measures)?;
        Ok(0)
    }
}
