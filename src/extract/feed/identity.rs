//! What tells an item from the others, for as long as its feed lists it.
//!
//! The key is the id that the feed gives, else the link without what changes from
//! visit to visit, else a hash of title and date. Feeds also give one id to many
//! items. Then each of those gets a hash of its own after it, from its link, title and
//! date, so that it doesn't matter in which order they come; items that are the same in
//! every field are one.

use std::collections::HashMap;

use sha2::{Digest as _, Sha256};
use url::Url;

use crate::domain::item::Item;

/// Ids longer than this, in bytes, are kept as their hash.
const ID_MAX: usize = 1024;

/// Gives each item its key. What comes in has the feed's id for a key, or none; items
/// with nothing in them are dropped.
pub(super) fn give_keys(mut items: Vec<Item>) -> Vec<Item> {
    items.retain(|item| *item != Item::default());
    for item in &mut items {
        item.key = own_key(item);
    }
    let mut places: HashMap<&str, u32> = HashMap::with_capacity(items.len());
    for item in &items {
        *places.entry(&item.key).or_default() += 1;
    }
    if places.len() == items.len() {
        return items;
    }
    let shared: Vec<bool> = items.iter().map(|item| places[item.key.as_str()] > 1).collect();
    tell_apart(items, &shared)
}

fn own_key(item: &Item) -> String {
    match (&*item.key, &item.link) {
        ("", Some(link)) => canonical(link),
        ("", None) => {
            let date = item.published_at.or(item.updated_at);
            let date = date.map_or_else(String::new, |date| date.to_string());
            match &*item.title {
                "" => hash(&[&item.summary, &item.content, &date]),
                title => hash(&[title, &date]),
            }
        }
        (id, _) if id.len() > ID_MAX => hash(&[id]),
        (id, _) => id.to_owned(),
    }
}

/// Makes the keys of those items distinct that share theirs.
fn tell_apart(items: Vec<Item>, shared: &[bool]) -> Vec<Item> {
    // By key, what is known under it.
    let mut seen: HashMap<String, Vec<usize>> = HashMap::new();
    let mut kept: Vec<(Item, bool)> = Vec::with_capacity(items.len());
    for (item, &shared) in items.into_iter().zip(shared) {
        if shared {
            let whole = whole(&item);
            let known = seen.entry(format!("{}\0{whole}", item.key)).or_default();
            if !known.is_empty() {
                continue;
            }
            known.push(kept.len());
        }
        kept.push((item, shared));
    }
    // Duplicates are gone; who still shares?
    let mut places: HashMap<String, u32> = HashMap::new();
    for (item, _) in kept.iter().filter(|(_, shared)| *shared) {
        *places.entry(item.key.clone()).or_default() += 1;
    }
    let mut suffixes: HashMap<String, u32> = HashMap::new();
    for (item, _) in &kept {
        *suffixes.entry(suffixed(item)).or_default() += 1;
    }
    kept.into_iter()
        .map(|(mut item, _)| {
            if places.get(&item.key).is_some_and(|&places| places > 1) {
                let suffixed = suffixed(&item);
                item.key = match suffixes[&suffixed] {
                    1 => suffixed,
                    _ => format!("{}#{}", item.key, whole(&item)),
                };
            }
            item
        })
        .collect()
}

/// The key with what tells apart items that share it: their link, title and date, as
/// their text may still be edited.
fn suffixed(item: &Item) -> String {
    let link = item.link.as_deref().map_or_else(String::new, canonical);
    let date = item.published_at.map_or_else(String::new, |date| date.to_string());
    format!("{}#{}", item.key, hash(&[&link, &item.title, &date]))
}

/// A hash of all that an item holds but its key.
fn whole(item: &Item) -> String {
    let date = |date: Option<jiff::Timestamp>| date.map_or_else(String::new, |date| date.to_string());
    hash(&[
        item.link.as_deref().unwrap_or_default(),
        &item.title,
        &date(item.published_at),
        &date(item.updated_at),
        &item.summary,
        &item.content,
    ])
}

/// Sixteen hexadecimal digits from a SHA-256 over the fields and their lengths.
fn hash(fields: &[&str]) -> String {
    let mut sha = Sha256::new();
    for field in fields {
        sha.update(field.len().to_le_bytes());
        sha.update(field);
    }
    sha.finalize()[..8].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A link without what marks the visit and not the page: sessions, campaigns, clicks.
fn canonical(link: &str) -> String {
    let Ok(mut url) = Url::parse(link) else {
        return link.to_owned();
    };
    if let Some(at) = url.path().to_ascii_lowercase().find(";jsessionid=") {
        let path = url.path()[..at].to_owned();
        url.set_path(&path);
    }
    if let Some(query) = url.query() {
        let kept: Vec<&str> = query.split('&').filter(|pair| !is_of_visit(pair)).collect();
        let kept = kept.join("&");
        url.set_query(Some(&*kept).filter(|kept| !kept.is_empty()));
    }
    url.into()
}

fn is_of_visit(pair: &str) -> bool {
    let name = pair.split('=').next().unwrap_or_default().to_ascii_lowercase();
    const NAMES: [&str; 17] = [
        "_ga", "_hsenc", "_hsmi", "at_campaign", "at_medium", "cftoken", "dclid", "fbclid", "gclid", "igshid",
        "jsessionid", "mc_cid", "mc_eid", "msclkid", "phpsessid", "wt_mc", "yclid",
    ];
    const SESSIONS: [&str; 5] = ["sid", "sessid", "session", "session_id", "sessionid"];
    name.starts_with("utm_") || NAMES.contains(&&*name) || SESSIONS.contains(&&*name)
}
