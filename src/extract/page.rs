//! Reading pages: from HTML to the lines of text that a person would see.
//!
//! What is compared from poll to poll is text, one line for each block, with white space
//! folded. So markup, nonces, the order of attributes and the way that entities are
//! spelled can change as they like. What isn't shown isn't read: scripts, styles,
//! templates, hidden elements.
//!
//! No page can hurt: the tree is bounded while it grows (`tree`), and is walked without
//! recursion (`lines`). A tree can't leave its thread, so none is ever returned.

pub(super) mod tree;

mod lines;

use regex::{Regex, RegexBuilder};
use scraper::{Html, Selector};
use url::Url;

/// How one source's pages are read; made once from its configuration.
#[derive(Debug, Default)]
pub struct PageRules {
    /// As configured, to be named in errors.
    select: Option<(String, Selector)>,
    remove: Vec<Selector>,
    ignore: Vec<Regex>,
}

/// A rule that can't be used.
#[derive(Clone, Debug, thiserror::Error, Eq, PartialEq)]
pub enum PageRulesError {
    #[error("`{0}` is not a CSS selector")]
    Selector(String),
    #[error("`{pattern}` is no usable regular expression: {reason}")]
    Pattern { pattern: String, reason: String },
}

/// What a page says.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Page {
    /// On one line, up to 1 KiB; empty where the page has none.
    pub title: String,
    /// As declared (`en`, `az-AZ`). Another than before is another edition of the page.
    pub language: Option<String>,
    /// The text: lines that aren't empty, each ended by a line feed.
    pub lines: String,
    base: Option<String>,
    hrefs: Vec<String>,
}

/// Why a page can't be read. None of these means that its text is gone.
#[derive(Clone, Debug, thiserror::Error, Eq, PartialEq)]
pub enum PageError {
    #[error("the selector `{0}` matches nothing")]
    NothingSelected(String),
    #[error("there is no text")]
    NoText,
    #[error("it has more than {NODES_MAX} nodes")]
    TooManyNodes,
    #[error("its elements are nested more than {DEPTH_MAX} deep")]
    TooDeep,
    #[error("it has too many attributes")]
    TooManyAttributes,
}

/// Reads a page that has been decoded to text.
pub fn read(html: &str, rules: &PageRules) -> Result<Page, PageError> {
    let tree = tree::parse(html)?;
    let selected = rules.select.as_ref().map(|(text, selector)| {
        let found = ids(&tree, selector);
        (!found.is_empty())
            .then_some(found)
            .ok_or_else(|| PageError::NothingSelected(text.clone()))
    });
    let selected = selected.transpose()?;
    let removed = rules.remove.iter().flat_map(|remove| ids(&tree, remove));
    let mut removed: Vec<_> = removed.collect();
    removed.sort_unstable();

    let mut page = lines::collect(&tree, selected.as_deref(), &removed);
    if !rules.ignore.is_empty() {
        page.lines = without(&page.lines, &rules.ignore);
    }
    if page.lines.is_empty() {
        return Err(PageError::NoText);
    }
    Ok(page)
}

/// The language that a page says to be in. Its beginning will do.
pub fn language(html: &str) -> Option<String> {
    let tree = tree::parse(html).ok()?;
    lines::collect(&tree, None, &[]).language
}

/// What a tree may have.
const NODES_MAX: usize = 200_000;

/// Browsers stop at 512 as well.
const DEPTH_MAX: usize = 512;

/// What a compiled pattern may take, in bytes. Most take a few KiB.
const PATTERN_BYTES_MAX: usize = 1 << 20;

impl PageRules {
    /// Compiles what is configured: the elements to read (all of those that match, in the
    /// order of the page; without a selector the whole body), those to leave out, and
    /// what to delete from each line. A line of which nothing is left goes.
    pub fn new(
        select: Option<&str>,
        remove: &[String],
        ignore: &[String],
    ) -> Result<Self, PageRulesError> {
        let select = select.map(|text| Ok((text.to_owned(), selector(text)?)));
        let remove = remove.iter().map(|text| selector(text));
        let ignore = ignore.iter().map(|text| pattern(text));
        Ok(Self {
            select: select.transpose()?,
            remove: remove.collect::<Result<_, _>>()?,
            ignore: ignore.collect::<Result<_, _>>()?,
        })
    }
}

impl Page {
    /// The addresses that the text read links to, in its order, without fragments. Those
    /// that aren't http or https are left out.
    pub fn links(&self, page_url: &Url) -> Vec<Url> {
        let base = self.base.as_ref().and_then(|base| page_url.join(base).ok());
        let base = base.as_ref().unwrap_or(page_url);
        let links = self.hrefs.iter().filter_map(|href| {
            let mut link = base.join(href).ok()?;
            link.set_fragment(None);
            matches!(link.scheme(), "http" | "https").then_some(link)
        });
        links.collect()
    }
}

fn selector(text: &str) -> Result<Selector, PageRulesError> {
    // The parser's own words for it are not for users.
    Selector::parse(text).map_err(|_| PageRulesError::Selector(text.to_owned()))
}

fn pattern(text: &str) -> Result<Regex, PageRulesError> {
    let built = RegexBuilder::new(text)
        .size_limit(PATTERN_BYTES_MAX)
        .build();
    built.map_err(|error| PageRulesError::Pattern {
        pattern: text.to_owned(),
        reason: match error {
            regex::Error::CompiledTooBig(_) => "it grows too large".to_owned(),
            // The last line says what is wrong; those before draw it.
            other => {
                let text = other.to_string();
                let last = text.lines().last().unwrap_or_default();
                last.trim_start_matches("error: ").to_owned()
            }
        },
    })
}

/// The nodes that a selector matches, ascending.
fn ids(tree: &Html, selector: &Selector) -> Vec<tree::NodeId> {
    tree.select(selector).map(|element| element.id()).collect()
}

/// The lines without what the patterns match in them.
fn without(lines: &str, ignore: &[Regex]) -> String {
    let mut kept = String::with_capacity(lines.len());
    for line in lines.lines() {
        let mut rest = std::borrow::Cow::Borrowed(line);
        for pattern in ignore {
            if pattern.is_match(&rest) {
                rest = pattern.replace_all(&rest, "").into_owned().into();
            }
        }
        if matches!(rest, std::borrow::Cow::Borrowed(_)) {
            kept.push_str(line);
        } else {
            let mut words = rest.split_whitespace();
            let Some(first) = words.next() else {
                continue;
            };
            kept.push_str(first);
            for word in words {
                kept.push(' ');
                kept.push_str(word);
            }
        }
        kept.push('\n');
    }
    kept
}

#[cfg(test)]
mod tests;
