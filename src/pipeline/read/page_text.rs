//! Reading pages: their text, by the rules of their source.

use crate::{
    domain::quality::{self},
    extract::{
        decode::{self, decode},
        page,
    },
    pipeline::setup::Rules,
    render::diff,
    store::{
        derived::{pages, pages::PageText},
        evidence::{bodies, snapshots},
    },
};

use super::{Context, Extract, Outcome, PageChange, Read, broken};

impl Context<'_> {
    pub(super) fn page(&self) -> Outcome {
        let decoded = decode(
            &self.response.body,
            self.response.header("content-type"),
            decode::Kind::Html,
        );
        let rules = self.setup.page_rules(self.source)?;
        let page = match page::read(&decoded.text, &rules.page) {
            Ok(page) => page,
            Err(error) => return Ok(Err(broken(error.to_string()))),
        };
        let too_few = match self.too_few(page.lines.lines().count()) {
            Ok(doubt) => doubt,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let before = self.page_before(&rules)?;
        let held = before.as_ref().map_or(0, |before| before.text.len());
        let now = page.lines.len();
        let doubt = too_few.or_else(|| {
            quality::shrunk(held, now).then(|| format!("{now} bytes of text where {held} were"))
        });
        let digest = bodies::address(page.lines.as_bytes());
        let diff = before
            .filter(|before| before.text != page.lines)
            .map(|before| diff::unified(&before.text, &page.lines));
        let topic = diff.as_deref().and_then(|diff| {
            let changed = diff.lines().filter(|line| line.starts_with(['+', '-']));
            let changed: Vec<&str> = changed.map(|line| &line[1..]).collect();
            self.setup.topic(&changed.join("\n"))
        });
        Ok(Ok(Read {
            extract: Extract::Page(PageChange {
                page: PageText {
                    rules: rules.digest.clone(),
                    title: page.title,
                    text: page.lines,
                },
                diff,
                topic,
            }),
            repairs: String::new(),
            ttl: None,
            to_confirm: false,
            doubt,
            digest,
        }))
    }

    /// The page as it was, read by the rules that hold now: a rule that the operator
    /// changed must not look like a change of the page.
    fn page_before(&self, rules: &Rules) -> anyhow::Result<Option<PageText>> {
        let Some(before) = pages::get(self.conn, self.source.id.as_str())? else {
            return Ok(None);
        };
        if self.baseline || before.rules == rules.digest {
            return Ok(Some(before).filter(|_| !self.baseline));
        }
        let Some(snapshot) = self.progress.snapshot else {
            return Ok(None);
        };
        let Some(snapshot) = snapshots::get(self.conn, snapshot)? else {
            return Ok(None);
        };
        let Some(body) = bodies::read(self.conn, snapshot.body)? else {
            return Ok(None);
        };
        let decoded = decode(&body, snapshot.content_type.as_deref(), decode::Kind::Html);
        let page = page::read(&decoded.text, &rules.page).ok();
        Ok(page.map(|page| PageText {
            rules: rules.digest.clone(),
            title: page.title,
            text: page.lines,
        }))
    }
}
