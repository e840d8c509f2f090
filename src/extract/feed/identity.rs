//! What tells an item from the others, for as long as its feed lists it.
//!
//! The key is the id that the feed gives, else the link without what changes from
//! visit to visit, else a hash of title and date. Feeds also give one id to many
//! items. Then each of those gets a hash of its own after it, from its link, title and
//! date, so that it doesn't matter in which order they come; items that are the same in
//! every field are one.

use std::collections::{HashMap, HashSet};

use sha2::{Digest as _, Sha256};
use url::Url;

use crate::domain::item::Item;

/// Ids longer than this, in bytes, are kept as their hash.
const ID_MAX: usize = 1024;

/// Gives each item its key. What comes in has the feed's id for a key, or none.
pub(super) fn give_keys(mut items: Vec<Item>) -> Vec<Item> {
    for item in &mut items {
        item.key = own_key(item);
    }
    let mut places = count(items.iter().map(|item| item.key.clone()));
    if places.len() == items.len() {
        return items;
    }
    let mut seen = HashSet::new();
    items.retain(|item| places[&item.key] == 1 || seen.insert((item.key.clone(), whole(item))));
    places = count(items.iter().map(|item| item.key.clone()));
    let suffixes = count(
        items
            .iter()
            .filter(|item| places[&item.key] > 1)
            .map(suffixed),
    );
    for item in &mut items {
        if places[&item.key] > 1 {
            let suffixed = suffixed(item);
            item.key = match suffixes[&suffixed] {
                1 => suffixed,
                _ => format!("{}#{}", item.key, whole(item)),
            };
        }
    }
    items
}

fn count(keys: impl Iterator<Item = String>) -> HashMap<String, u32> {
    let mut counts = HashMap::new();
    for key in keys {
        *counts.entry(key).or_default() += 1;
    }
    counts
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

/// The key with what tells apart items that share it: their link, title and date, as
/// their text may still be edited.
fn suffixed(item: &Item) -> String {
    let link = item.link.as_deref().map_or_else(String::new, canonical);
    let date = item
        .published_at
        .map_or_else(String::new, |date| date.to_string());
    format!("{}#{}", item.key, hash(&[&link, &item.title, &date]))
}

/// A hash of all that an item holds but its key.
fn whole(item: &Item) -> String {
    let date =
        |date: Option<jiff::Timestamp>| date.map_or_else(String::new, |date| date.to_string());
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
    sha.finalize()[..8]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
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
    let name = pair
        .split('=')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    const NAMES: [&str; 17] = [
        "_ga",
        "_hsenc",
        "_hsmi",
        "at_campaign",
        "at_medium",
        "cftoken",
        "dclid",
        "fbclid",
        "gclid",
        "igshid",
        "jsessionid",
        "mc_cid",
        "mc_eid",
        "msclkid",
        "phpsessid",
        "wt_mc",
        "yclid",
    ];
    const SESSIONS: [&str; 5] = ["sid", "sessid", "session", "session_id", "sessionid"];
    name.starts_with("utm_") || NAMES.contains(&&*name) || SESSIONS.contains(&&*name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_of_the_feed_is_the_key() {
        let mut named = item("tag:x,2026:1", "https://x.example/1", "One");
        assert_eq!(keys(vec![named.clone()]), ["tag:x,2026:1"]);
        named.key = "x".repeat(2000);
        assert_eq!(keys(vec![named])[0].len(), 16);
    }

    #[test]
    fn without_an_id_the_link_is_the_key_whoever_shared_it() {
        for link in [
            "https://x.example/a?id=7",
            "https://X.example/a?utm_source=rss&id=7&utm_medium=feed",
            "https://x.example/a?id=7&PHPSESSID=0123456789abcdef",
            "https://x.example/a;jsessionid=AF01?id=7&fbclid=zz",
        ] {
            assert_eq!(
                keys(vec![item("", link, "A")]),
                ["https://x.example/a?id=7"]
            );
        }
    }

    #[test]
    fn without_a_link_title_and_date_are_the_key() {
        let undated = item("", "", "A title");
        let mut dated = undated.clone();
        dated.published_at = Some("2026-08-08T12:00:00Z".parse().unwrap());
        let mut edited = dated.clone();
        edited.summary = "New text".to_owned();
        let [undated, dated, edited] = [undated, dated, edited].map(|item| keys(vec![item]));
        assert_eq!(dated, edited);
        assert_ne!(undated, dated);
    }

    #[test]
    fn items_under_one_id_keep_their_keys_in_any_order() {
        let one = item("same", "https://x.example/1", "One");
        let two = item("same", "https://x.example/2", "Two");
        let mut three = two.clone();
        three.summary = "Only the text differs".to_owned();
        let all = vec![one, two, three];
        let mut keys = keys(all.clone());
        let mut turned = all;
        turned.reverse();
        let mut turned = super::tests::keys(turned);
        keys.sort();
        turned.sort();
        assert_eq!(keys, turned);
        keys.dedup();
        assert_eq!(keys.len(), 3, "{keys:?}");
        assert!(keys.iter().all(|key| key.starts_with("same#")));
    }

    #[test]
    fn an_item_listed_twice_is_one() {
        let one = item("1", "https://x.example/1", "One");
        assert_eq!(keys(vec![one.clone(), one]), ["1"]);
        assert_eq!(keys(vec![Item::default(), Item::default()]).len(), 1);
    }

    fn keys(items: Vec<Item>) -> Vec<String> {
        give_keys(items).into_iter().map(|item| item.key).collect()
    }

    fn item(id: &str, link: &str, title: &str) -> Item {
        Item {
            key: id.to_owned(),
            link: (!link.is_empty()).then(|| link.to_owned()),
            title: title.to_owned(),
            ..Item::default()
        }
    }
}
