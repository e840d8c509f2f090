//! Lists of results. The page holds each result twice, once for each of its two views.

use std::{collections::HashSet, sync::LazyLock};

use regex::Regex;
use scraper::{ElementRef, Html};
use url::Url;

use super::{dom, identity, overview::Overview, tracker};
use crate::domain::{
    listing::{Listed, Touched},
    measure::MeasureId,
};

/// The results of a search, as one page of them shows.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Listing {
    pub listed: Vec<Listed>,
}

pub(super) fn read(list: ElementRef<'_>) -> Listing {
    let items: Vec<ElementRef<'_>> = dom::children(list, &["li"]).collect();
    let has_expanded = items.iter().any(|&item| dom::has_class(item, "expanded"));
    let shown = items
        .into_iter()
        .filter(|&item| !has_expanded || !dom::has_class(item, "compact"));
    let mut seen = HashSet::new();
    // What is no measure is a member, a report or an amendment.
    let listed = shown.filter_map(listed);
    Listing {
        listed: listed.filter(|one| seen.insert(one.id)).collect(),
    }
}

fn listed(item: ElementRef<'_>) -> Option<Listed> {
    let heading = dom::first_in(item, ".result-heading")?;
    let id = measure(heading)?;
    let title = dom::first_in(item, ".result-title").map(dom::text);
    let mut overview = Overview::default();
    for part in dom::some_in(item, ".result-item") {
        let text = dom::text(part);
        if let Some((label, text)) = text.split_once(':') {
            overview.note(label, || text.trim().to_owned());
        }
    }
    Some(Listed {
        id,
        title: title.unwrap_or_default(),
        sponsor: overview.sponsor,
        introduced_on: overview.introduced_on,
        committees: overview.committees,
        latest: overview.latest,
        updated: Touched::default(),
        updated_with_text: Touched::default(),
        tracker: tracker::read(item),
    })
}

/// By its link, else by its words: `H.R.5983 — 115th Congress (2017-2018)`.
fn measure(heading: ElementRef<'_>) -> Option<MeasureId> {
    static SITE: LazyLock<Url> =
        LazyLock::new(|| Url::parse("https://www.congress.gov/").expect("this is an address"));
    let link = dom::first_in(heading, "a").and_then(|link| SITE.join(link.attr("href")?).ok());
    let linked = link.as_ref().and_then(identity::measure_of);
    linked.or_else(|| {
        let text = dom::text(heading);
        let (kind, number, _) = identity::cited(&text)?;
        Some(MeasureId::new(kind, number, identity::congress_in(&text)?))
    })
}

pattern!(NONE, r"(?i)\b(?:no results|0 results|did not match any)\b");

/// Whether the answer to a search says that there is nothing. An empty page doesn't.
pub(super) fn says_none(tree: &Html, url: &Url) -> bool {
    let main = dom::first(tree, "#main, #content, main");
    url.path().starts_with("/search") && main.is_some_and(|main| NONE.is_match(&dom::text(main)))
}
