//! Reading pages: their text, by the rules of their source.

use crate::{
    domain::quality::{self, replaced},
    extract::{
        decode::{self, decode},
        page::{self, Page},
        us_code,
    },
    pipeline::setup::Rules,
    render::diff::{self, Difference},
    store::{
        derived::{pages, pages::PageText},
        evidence::{bodies, snapshots},
    },
};

use super::{Context, Extract, Outcome, PageChange, Reach, Read, broken};

/// How much of a page is read to know its language.
const BEGIN_BYTES: usize = 64 << 10;

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
        let before = self.page_before(&rules)?;
        // The same page for other readers, as a server that guesses may send it once.
        let is_other = before
            .as_ref()
            .is_some_and(|before| before.text != page.lines);
        let doubt = match (&page.language, is_other) {
            (Some(now), true) => self
                .language_before()?
                .filter(|before| primary(before) != primary(now))
                .map(|before| format!("it is in `{now}` where it was in `{before}`")),
            _ => None,
        };
        let page = PageText {
            rules: rules.digest.clone(),
            title: page.title,
            text: page.lines,
        };
        self.changed(page, before, doubt)
    }

    /// The language that the page said to be in when it was last read.
    fn language_before(&self) -> anyhow::Result<Option<String>> {
        let Some((body, content_type)) = self.received_before()? else {
            return Ok(None);
        };
        // The first tag says it; the whole tree of a long page takes more than all else.
        let begin = &body[..body.len().min(BEGIN_BYTES)];
        let decoded = decode(begin, content_type.as_deref(), decode::Kind::Html);
        Ok(page::language(&decoded.text))
    }

    /// The note under a section of the Code, and nothing else of its page: what surrounds
    /// it changes with every law on something else.
    pub(super) fn us_code(&self) -> Outcome {
        let decoded = decode(
            &self.response.body,
            self.response.header("content-type"),
            decode::Kind::Html,
        );
        let note = match us_code::note(&decoded.text) {
            Ok(note) => note,
            Err(error) => return Ok(Err(broken(error.to_string()))),
        };
        let before = match self.baseline {
            true => None,
            false => pages::get(self.conn, self.source.id.as_str())?,
        };
        let page = PageText {
            rules: String::new(),
            title: note.heading,
            text: note.text,
        };
        self.changed(page, before, None)
    }

    fn changed(&self, page: PageText, before: Option<PageText>, doubt: Option<String>) -> Outcome {
        let too_few = match self.too_few(page.text.lines().count()) {
            Ok(doubt) => doubt,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let held = before.as_ref().map_or(0, |before| before.text.len());
        let now = page.text.len();
        let doubt = doubt.or(too_few).or_else(|| {
            quality::shrunk(held, now).then(|| format!("{now} bytes of text where {held} were"))
        });
        // A page is known by the text that its operator named, whatever else it says.
        let is_known = self.source.expect.text.is_some();
        let replaced = !is_known
            && before
                .as_ref()
                .is_some_and(|before| replaced::replaced(compared(before), compared(&page)));
        let digest = bodies::address(page.text.as_bytes());
        let is_other = before
            .as_ref()
            .is_some_and(|before| before.text != page.text);
        let is_back = is_other && self.is_back("", &digest)?;
        let before = before.filter(|_| is_other && !is_back);
        let (diff, topic) = match &before {
            None => (None, None),
            Some(before) => {
                let difference = Difference::between(&before.text, &page.text);
                let topic = self.setup.topic_in(difference.changed());
                let diff = difference.cut(diff::DIFF_BYTES_MAX, |line| {
                    self.setup.is_on(topic.as_deref(), line)
                });
                (Some(diff), topic)
            }
        };
        Ok(Ok(Read {
            extract: Extract::Page(PageChange {
                page,
                diff,
                topic,
                replaced,
                is_back,
            }),
            reach: Reach::Short,
            repairs: String::new(),
            ttl: None,
            to_confirm: is_back,
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
        Ok(self.read_again(rules)?.map(|page| PageText {
            rules: rules.digest.clone(),
            title: page.title,
            text: page.lines,
        }))
    }

    /// What was received last and was good, read by these rules.
    fn read_again(&self, rules: &Rules) -> anyhow::Result<Option<Page>> {
        let Some((body, content_type)) = self.received_before()? else {
            return Ok(None);
        };
        let decoded = decode(&body, content_type.as_deref(), decode::Kind::Html);
        Ok(page::read(&decoded.text, &rules.page).ok())
    }

    /// The body of what was received last and was good, and its type.
    fn received_before(&self) -> anyhow::Result<Option<(Vec<u8>, Option<String>)>> {
        let Some(snapshot) = self.row.progress.snapshot else {
            return Ok(None);
        };
        let Some(snapshot) = snapshots::get(self.conn, snapshot)? else {
            return Ok(None);
        };
        let body = bodies::read(self.conn, snapshot.body)?;
        Ok(body.map(|body| (body, snapshot.content_type)))
    }
}

fn compared(page: &PageText) -> replaced::Text<'_> {
    replaced::Text {
        title: &page.title,
        lines: &page.text,
    }
}

/// Of a language tag what names the language: of `en-US` it is `en` (RFC 5646, 2.1).
fn primary(language: &str) -> String {
    let primary = language.split(['-', '_']).next().unwrap_or_default();
    primary.to_ascii_lowercase()
}
