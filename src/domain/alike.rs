//! Items whose keys are alike but for a number: `floor`, `floor#2`, `floor#3`.
//!
//! The number says how many come before, so it moves once one of them is missing or comes
//! late. What an item says tells better which of those known it is: so a key, once given,
//! stays with the text that it was given to, and only what is left goes by the number.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;

use crate::domain::change::{Known, Seen};

/// The keys of `seen` by which each is known, where it is, in their order.
pub fn lasting_keys(known: &[Known], seen: &[Seen<'_>]) -> Vec<String> {
    let mut keys: Vec<String> = seen.iter().map(|is| is.key.to_owned()).collect();
    let mut groups: HashMap<&str, Group<'_>> = HashMap::new();
    for was in known {
        groups.entry(stem(&was.key)).or_default().known.push(was);
    }
    for (place, is) in seen.iter().enumerate() {
        groups.entry(stem(is.key)).or_default().seen.push(place);
    }
    for (stem, group) in groups {
        let listed = group.known.iter().filter(|was| was.listed).count();
        if group.seen.len() > 1 || listed > 1 {
            group.give_keys(stem, seen, &mut keys);
        }
    }
    keys
}

/// The items of one stem.
#[derive(Default)]
struct Group<'a> {
    known: Vec<&'a Known>,
    /// Places in the list at hand.
    seen: Vec<usize>,
}

impl Group<'_> {
    fn give_keys(&self, stem: &str, seen: &[Seen<'_>], keys: &mut [String]) {
        let mut taken: HashSet<&str> = HashSet::new();
        let mut left = Vec::new();
        for &place in &self.seen {
            let is = &seen[place];
            let same = |was: &&&Known| was.digest == is.digest && !taken.contains(&*was.key);
            match self.known.iter().find(same) {
                Some(was) => {
                    taken.insert(&was.key);
                    keys[place].clone_from(&was.key);
                }
                None => left.push(place),
            }
        }
        let mut given: HashSet<String> = taken.into_iter().map(str::to_owned).collect();
        let numbers = self.known.iter().map(|was| number(&was.key));
        let mut next = 1 + numbers.max().unwrap_or_default().max(self.seen.len());
        for place in left {
            let key = seen[place].key;
            // Another text under the key of what was withdrawn is not that come back.
            let is_of_another = |was: &&Known| was.key == key && !was.listed;
            if given.contains(key) || self.known.iter().any(is_of_another) {
                keys[place] = format!("{stem}#{next}");
                next += 1;
            }
            given.insert(keys[place].clone());
        }
    }
}

/// Whether two texts say the same, be it that one says more at its end.
pub fn says_the_same(one: &str, other: &str) -> bool {
    let folded = |text: &str| -> String {
        let letters = text.chars().filter(|c| c.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    let (one, other) = (folded(one), folded(other));
    one.starts_with(&other) || other.starts_with(&one)
}

/// Whether an act at hand is one that is gone, as it was corrected: the same act a few days
/// off, or one of that day in mostly the same words.
pub fn is_corrected(was: &Known, is: &Seen<'_>) -> bool {
    let (Some((day_before, act_before)), Some((day, act))) = (dated(&was.key), dated(is.key))
    else {
        return false;
    };
    let days = (day - day_before).get_days().abs();
    match days {
        0 => are_mostly_the_same(&was.title, is.title),
        1..=DAYS_OFF => act_before == act && says_the_same(&was.title, is.title),
        _ => false,
    }
}

/// A clerk mistakes the day by this many at most.
const DAYS_OFF: i32 = 7;

/// The day in the key of an act, and what the act is.
fn dated(key: &str) -> Option<(Date, &str)> {
    let (day, act) = stem(key).split_once('/')?;
    Some((day.parse().ok()?, act))
}

/// Whether two thirds of the words of either text, in order, are in both.
fn are_mostly_the_same(one: &str, other: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        let words = text.split(|c: char| !c.is_alphanumeric());
        let words = words.filter(|word| !word.is_empty());
        words.map(str::to_lowercase).collect()
    };
    let (one, other) = (words(one), words(other));
    3 * shared(&one, &other) >= 2 * one.len().max(other.len())
}

/// The most words that stand in both, in one order.
fn shared(one: &[String], other: &[String]) -> usize {
    let mut best = vec![0; other.len() + 1];
    for word in one {
        let mut before = 0;
        for (place, is) in other.iter().enumerate() {
            let here = best[place + 1];
            best[place + 1] = match word == is {
                true => before + 1,
                false => here.max(best[place]),
            };
            before = here;
        }
    }
    best[other.len()]
}

/// A key without its number.
pub fn stem(key: &str) -> &str {
    match key.rsplit_once('#') {
        Some((stem, number)) if number.parse::<usize>().is_ok() => stem,
        _ => key,
    }
}

fn number(key: &str) -> usize {
    let number = key[stem(key).len()..].trim_start_matches('#');
    number.parse().unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_that_comes_late_gets_a_key_of_its_own() {
        check(
            &["k=a", "k#2=b"],
            &["k=x", "k#2=a", "k#3=b"],
            "x=k#4 a=k b=k#2",
        );
        check(
            &["k=a", "k#2=b"],
            &["k=a", "k#2=x", "k#3=b"],
            "a=k x=k#4 b=k#2",
        );
        check(
            &["k=a", "k#2=b"],
            &["k=a", "k#2=b", "k#3=x"],
            "a=k b=k#2 x=k#3",
        );
        check(&["k=a"], &["k=x", "k#2=a"], "x=k#3 a=k");
    }

    #[test]
    fn one_that_is_missing_leaves_the_others_their_keys() {
        check(&["k=a", "k#2=b", "k#3=c"], &["k=b", "k#2=c"], "b=k#2 c=k#3");
        check(&["k=a", "k#2=b"], &["k=b"], "b=k#2");
    }

    #[test]
    fn one_that_is_corrected_keeps_its_key() {
        check(&["k=a", "k#2=b"], &["k=a", "k#2=x"], "a=k x=k#2");
        check(&["k=a"], &["k=x"], "x=k");
    }

    #[test]
    fn one_that_was_withdrawn_leaves_its_key_to_its_own_text() {
        check(
            &["k=a", "k#2=b", "-k#3=c"],
            &["k=a", "k#2=b", "k#3=x"],
            "a=k b=k#2 x=k#4",
        );
        check(
            &["k=a", "k#2=b", "-k#3=c"],
            &["k=a", "k#2=b", "k#3=c"],
            "a=k b=k#2 c=k#3",
        );
    }

    #[test]
    fn the_same_text_twice_is_two_items() {
        check(&["k=a", "k#2=a"], &["k=a", "k#2=a"], "a=k a=k#2");
        check(&["k=a"], &["k=a", "k#2=a"], "a=k a=k#2");
    }

    #[test]
    fn an_act_that_was_corrected_is_told_from_another() {
        let corrected = |was: (&str, &str), is: (&str, &str)| {
            let was = Known {
                key: was.0.to_owned(),
                digest: [0; 32],
                title: was.1.to_owned(),
                link: None,
                published_at: None,
                listed: true,
                missing_since: None,
                withdrawn: false,
            };
            let is = Seen {
                key: is.0,
                digest: [1; 32],
                title: is.1,
                link: None,
                published_at: None,
            };
            is_corrected(&was, &is)
        };
        let placed = "Placed on the Union Calendar, Calendar No. 902.";
        let was = ("2025-10-21/calendar", placed);
        assert!(corrected(was, ("2025-10-22/calendar", placed)));
        assert!(corrected(was, ("2025-10-14/calendar#2", placed)));
        let put = "Put on the Union Calendar, Calendar No. 902.";
        assert!(corrected(was, ("2025-10-21/put-on-the-union", put)));

        assert!(!corrected(was, ("2025-10-29/calendar", placed)));
        assert!(!corrected(was, ("2025-10-22/put-on-the-union", put)));
        assert!(!corrected(was, ("2025-10-22/calendar", put)));
        let hearing = "Committee Hearings Held.";
        assert!(!corrected(was, ("2025-10-21/hearing", hearing)));
        assert!(!corrected(
            ("signed", placed),
            ("2025-10-21/calendar", placed)
        ));
    }

    #[test]
    fn other_keys_are_let_alone() {
        check(&["k=a", "l=b"], &["l=a", "k=b"], "a=l b=k");
        check(&["k#x=a"], &["k#y=a"], "a=k#y");
    }

    /// `k#2=b` is the text `b` under the key `k#2`; `-` marks what was withdrawn.
    #[track_caller]
    fn check(known: &[&str], seen: &[&str], expected: &str) {
        let digest = |text: &str| [text.as_bytes()[0]; 32];
        let known: Vec<Known> = known
            .iter()
            .map(|was| {
                let (key, text) = was.trim_start_matches('-').split_once('=').unwrap();
                Known {
                    key: key.to_owned(),
                    digest: digest(text),
                    title: text.to_owned(),
                    link: None,
                    published_at: None,
                    listed: !was.starts_with('-'),
                    missing_since: None,
                    withdrawn: was.starts_with('-'),
                }
            })
            .collect();
        let seen: Vec<(&str, &str)> = seen.iter().map(|is| is.split_once('=').unwrap()).collect();
        let items: Vec<Seen<'_>> = seen
            .iter()
            .map(|(key, text)| Seen {
                key,
                digest: digest(text),
                title: text,
                link: None,
                published_at: None,
            })
            .collect();
        let keys = lasting_keys(&known, &items);
        let given: Vec<String> = seen
            .iter()
            .zip(keys)
            .map(|((_, text), key)| format!("{text}={key}"))
            .collect();
        assert_eq!(given.join(" "), expected);
    }
}
