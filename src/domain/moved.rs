//! Items that come under another key: which of those known each of them is.
//!
//! Sites move to another address, or give all that they list other ids or other links at
//! once, be it after years. Such an item is known by where it leads and by what it says.
//! Of a few little is believed, as two entries may well say the same; where most of an
//! answer changes its keys at once, each link and each title that stands there once is.

use std::collections::{HashMap, HashSet};

use crate::domain::{
    alike,
    change::{Extent, Known, Seen},
};

/// Whether so many of the items of an answer change at once that it is no accident.
pub fn are_many(changed: usize, all: usize) -> bool {
    changed >= 3 && 2 * changed > all
}

/// The places in `known` of the items in `seen` that come under another key, by their
/// places there.
pub fn pairs(known: &[Known], seen: &[Seen<'_>], extent: Extent) -> HashMap<usize, usize> {
    let keys: HashSet<&str> = seen.iter().map(|is| is.key).collect();
    let known_keys: HashSet<&str> = known.iter().map(|was| was.key.as_str()).collect();
    let is_free = |&k: &usize| {
        let was = &known[k];
        // What a whole list withdrew comes back as itself.
        !keys.contains(was.key.as_str()) && (was.listed || extent != Extent::Whole)
    };
    let mut free: Vec<usize> = (0..known.len()).filter(is_free).collect();
    free.sort_by_key(|&k| !known[k].listed);
    let new: Vec<usize> = (0..seen.len())
        .filter(|&s| !known_keys.contains(seen[s].key))
        .collect();
    let are_many = are_many(new.len(), seen.len());
    let mut pairing = Pairing {
        known,
        seen,
        free,
        new,
        pairs: HashMap::new(),
    };
    pairing.first(|was, is| bare(&was.key) == bare(is.key));
    pairing.first(|was, is| {
        was.digest == is.digest && was.link.as_deref().map(bare) == is.link.map(bare)
    });
    if extent == Extent::Whole {
        pairing.first(alike::is_corrected);
    } else {
        pairing.first(|was, is| was.digest == is.digest && is_moved(was, is));
        if are_many {
            pairing.only(|was| was.link.as_deref().map(bare), |is| is.link.map(bare));
            pairing.only(
                |was| Some((was.title.as_str(), was.published_at?)),
                |is| Some((is.title, is.published_at?)),
            );
        }
    }
    pairing.pairs
}

struct Pairing<'a> {
    known: &'a [Known],
    seen: &'a [Seen<'a>],
    /// Places in `known` that nothing was found to be, those listed first.
    free: Vec<usize>,
    /// Places in `seen` that were not found to be anything.
    new: Vec<usize>,
    pairs: HashMap<usize, usize>,
}

impl<'a> Pairing<'a> {
    /// Each is the first that it can be.
    fn first(&mut self, is_same: impl Fn(&Known, &Seen<'_>) -> bool) {
        for s in std::mem::take(&mut self.new) {
            let is_it = |&k: &usize| is_same(&self.known[k], &self.seen[s]);
            match self.free.iter().position(is_it) {
                Some(place) => {
                    self.pairs.insert(s, self.free.remove(place));
                }
                None => self.new.push(s),
            }
        }
    }

    /// Each is what alone shares its mark, if it bears that alone.
    fn only<M: Eq + std::hash::Hash>(
        &mut self,
        mark_of_known: impl Fn(&'a Known) -> Option<M>,
        mark_of_seen: impl Fn(&'a Seen<'a>) -> Option<M>,
    ) {
        let mut bearers: HashMap<M, (Vec<usize>, Vec<usize>)> = HashMap::new();
        for &k in &self.free {
            if let Some(mark) = mark_of_known(&self.known[k]) {
                bearers.entry(mark).or_default().0.push(k);
            }
        }
        for &s in &self.new {
            if let Some(mark) = mark_of_seen(&self.seen[s]) {
                bearers.entry(mark).or_default().1.push(s);
            }
        }
        for (known, seen) in bearers.into_values() {
            if let ([k], [s]) = (&known[..], &seen[..]) {
                self.pairs.insert(*s, *k);
                self.free.retain(|free| free != k);
                self.new.retain(|new| new != s);
            }
        }
    }
}

/// Whether an item that says the same was moved: to another address of its site, with its
/// date or under its own name.
fn is_moved(was: &Known, is: &Seen<'_>) -> bool {
    let (Some(old), Some(new)) = (was.link.as_deref(), is.link) else {
        return false;
    };
    let (old, new) = (bare(old), bare(new));
    let is_of_site = is_of_site(host(old), host(new));
    is_of_site
        && match (was.published_at, is.published_at) {
            (Some(before), Some(now)) => before == now,
            _ => !name(old).is_empty() && name(old) == name(new),
        }
}

/// An address without what sites change for all of their pages: the scheme and `www`.
fn bare(address: &str) -> &str {
    let rest = address.strip_prefix("https://");
    match rest.or_else(|| address.strip_prefix("http://")) {
        Some(rest) => rest.strip_prefix("www.").unwrap_or(rest),
        None => address,
    }
}

fn host(bare: &str) -> &str {
    bare.split(['/', '?', '#']).next().unwrap_or_default()
}

/// What names a page within its folder.
fn name(bare: &str) -> &str {
    let path = bare.strip_prefix(host(bare)).unwrap_or_default();
    let path = path.trim_end_matches('/');
    path.rsplit_once('/').map_or("", |(_, name)| name)
}

fn is_of_site(one: &str, other: &str) -> bool {
    let is_under = |part: &str, whole: &str| {
        part.strip_suffix(whole)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    !one.is_empty() && !other.is_empty() && (is_under(one, other) || is_under(other, one))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_says_the_same_at_another_address_of_its_site_is_the_same() {
        let was = ["g1 http://x.example/s/one 5 Briefing"];
        check(
            &was,
            &["n1 https://www.x.example/s/one 5 Briefing"],
            "n1=g1",
        );
        check(
            &was,
            &["n1 http://x.example/news/en/first 5 Briefing"],
            "n1=g1",
        );
        check(
            &was,
            &["n1 http://x.example/news/en/one - Briefing"],
            "n1=g1",
        );
        check(&was, &["n1 http://old.x.example/s/one 5 Briefing"], "n1=g1");
    }

    #[test]
    fn what_says_the_same_on_another_day_or_elsewhere_is_another() {
        let was = ["g1 http://x.example/s/one 5 Briefing"];
        check(&was, &["n1 http://x.example/s/two 6 Briefing"], "");
        check(&was, &["n1 http://x.example/s/two - Briefing"], "");
        check(&was, &["n1 http://y.example/s/one 5 Briefing"], "");
        check(&was, &["n1 http://yx.example/s/one 5 Briefing"], "");
        check(
            &["g1 http://x.example/v?id=1 - A"],
            &["n1 http://x.example/v?id=2 - A"],
            "",
        );
    }

    #[test]
    fn what_fell_off_the_window_is_known_again() {
        check(
            &["-g1 http://x.example/one 5 A"],
            &["n1 http://x.example/one 5 A"],
            "n1=g1",
        );
        let both = [
            "-g1 http://x.example/one 5 A",
            "g2 http://x.example/one 5 A",
        ];
        check(&both, &["n1 http://x.example/one 5 A"], "n1=g2");
    }

    #[test]
    fn most_of_an_answer_under_other_ids_is_known_by_links_and_by_titles() {
        let was = [
            "g1 http://x.example/1 5 A",
            "g2 http://x.example/2 4 B",
            "g3 http://x.example/3 3 C",
        ];
        let edited = [
            "n1 http://x.example/1 5 A2",
            "n2 http://x.example/2 4 B2",
            "n3 http://y.example/c 3 C!",
        ];
        check(&was, &edited, "n1=g1 n2=g2 n3=g3");
        // A few are not most.
        check(
            &was,
            &[edited[0], edited[1], "g3 http://x.example/3 3 C"],
            "",
        );
    }

    #[test]
    fn a_link_that_many_share_tells_nothing() {
        let was = [
            "g1 http://x.example/ 5 A",
            "g2 http://x.example/ 4 B",
            "g3 http://x.example/ 3 C",
        ];
        let is = [
            "n1 http://x.example/ 8 D",
            "n2 http://x.example/ 7 E",
            "n3 http://x.example/ 6 F",
        ];
        check(&was, &is, "");
    }

    /// `g2 LINK 5 B` is an item of the fifth with the key `g2` and the title `B`, which is
    /// all that it says; of `C!` the title is `C`. `-` marks what fell off the window.
    #[track_caller]
    fn check(known: &[&str], seen: &[&str], expected: &str) {
        let read = |line: &str| -> [String; 4] {
            let parts: Vec<String> = line.splitn(4, ' ').map(str::to_owned).collect();
            parts.try_into().unwrap()
        };
        let date = |day: &str| format!("2026-01-0{day}T12:00:00Z").parse().ok();
        let digest = |text: &str| {
            let mut digest = [0; 32];
            digest[..text.len()].copy_from_slice(text.as_bytes());
            digest
        };
        let known: Vec<Known> = known
            .iter()
            .map(|line| {
                let [key, link, day, text] = read(line.trim_start_matches('-'));
                Known {
                    key,
                    digest: digest(&text),
                    title: text.trim_end_matches('!').to_owned(),
                    link: Some(link),
                    published_at: date(&day),
                    listed: !line.starts_with('-'),
                    missing_since: None,
                    withdrawn: false,
                }
            })
            .collect();
        let lines: Vec<[String; 4]> = seen.iter().map(|line| read(line)).collect();
        let seen: Vec<Seen<'_>> = lines
            .iter()
            .map(|[key, link, day, text]| Seen {
                key,
                digest: digest(text),
                title: text.trim_end_matches('!'),
                link: Some(link),
                published_at: date(day),
            })
            .collect();
        let pairs = pairs(&known, &seen, Extent::Window);
        let found: Vec<String> = (0..seen.len())
            .filter_map(|s| Some(format!("{}={}", seen[s].key, known[*pairs.get(&s)?].key)))
            .collect();
        assert_eq!(found.join(" "), expected);
    }
}
