//! Patterns of words, as the tables of rules write them.
//!
//! A pattern is words with spaces between. In it:
//!
//! | written | stands for |
//! |---|---|
//! | `waiver` | this word |
//! | `отмен*`, `*mayib`, `*madig*` | words that begin, end, or go on like it |
//! | `lift*\|drop*` | either |
//! | `*` | any word |
//! | `..`, `...` | up to three words, up to ten |
//! | `^` | the beginning of a sentence, or of what is said behind a colon |
//! | `{bill}` | any pattern of the group of this name |
//! | `@`, `@*ed\|*ing` | what the pattern is asked about; with a word in it like these |

use std::{collections::HashMap, ops::Range};

use super::{super::fold::fold, table::Verb};

/// How many words before what it is asked about a pattern may begin.
const BEFORE_ANCHOR: usize = 8;

/// Numbers of the words that patterns are made of.
type Atom = usize;

#[derive(Clone, Debug)]
pub(super) enum Part {
    Any,
    Start,
    Word(Vec<Atom>),
    Gap(usize),
    /// A word, or any of these groups.
    Group(Vec<Atom>, Vec<usize>),
    Anchor(Vec<Atom>),
}

pub(super) type Pattern = Vec<Part>;

/// The words of all patterns of a language, each once.
#[derive(Clone, Debug, Default)]
pub(super) struct Atoms {
    count: usize,
    whole: HashMap<String, Atom>,
    beginnings: HashMap<String, Atom>,
    ends: HashMap<String, Atom>,
    both: HashMap<(String, String), Atom>,
    /// By their first two bytes, as there are many.
    inside: HashMap<[u8; 2], Vec<(String, Atom)>>,
}

/// Which atoms a word is.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    pub(super) list: Vec<Atom>,
    /// A sentence begins with it, or what is said behind a colon.
    pub(super) opens: bool,
}

impl Known {
    fn has_any(&self, atoms: &[Atom]) -> bool {
        atoms.iter().any(|atom| self.list.contains(atom))
    }
}

impl Atoms {
    /// Reads a pattern; `group` gives the number of a group of patterns.
    pub(super) fn parse(
        &mut self,
        written: &str,
        group: &dyn Fn(&str) -> Option<usize>,
    ) -> Result<Pattern, String> {
        let mut pattern = Vec::new();
        for part in written.split_whitespace() {
            pattern.push(match part {
                "*" => Part::Any,
                "^" => Part::Start,
                ".." => Part::Gap(3),
                "..." => Part::Gap(10),
                _ => match part.strip_prefix('@') {
                    Some("") => Part::Anchor(Vec::new()),
                    Some(words) => Part::Anchor(self.words(words)),
                    None if part.contains('{') => self.groups(part, group)?,
                    None => Part::Word(self.words(part)),
                },
            });
        }
        match pattern.first() {
            None => Err("an empty pattern".to_owned()),
            Some(Part::Gap(_) | Part::Any) => Err(format!("`{written}` begins with anything")),
            Some(_) => Ok(pattern),
        }
    }

    fn groups(
        &mut self,
        alternatives: &str,
        group: &dyn Fn(&str) -> Option<usize>,
    ) -> Result<Part, String> {
        let (mut atoms, mut groups) = (Vec::new(), Vec::new());
        for part in alternatives.split('|') {
            match part
                .strip_prefix('{')
                .and_then(|part| part.strip_suffix('}'))
            {
                Some(name) => groups.push(group(name).ok_or_else(|| format!("no group `{name}`"))?),
                None => atoms.push(self.atom(&fold(part))),
            }
        }
        Ok(Part::Group(atoms, groups))
    }

    fn words(&mut self, alternatives: &str) -> Vec<Atom> {
        let words = alternatives.split('|');
        words.map(|word| self.atom(&fold(word))).collect()
    }

    fn atom(&mut self, word: &str) -> Atom {
        let next = self.count;
        if let Some(inner) = word
            .strip_prefix('*')
            .and_then(|word| word.strip_suffix('*'))
            && let [one, two, ..] = *inner.as_bytes()
        {
            let same = self.inside.entry([one, two]).or_default();
            if let Some((_, atom)) = same.iter().find(|(known, _)| known == inner) {
                return *atom;
            }
            same.push((inner.to_owned(), next));
            self.count += 1;
            return next;
        }
        let atom = match word.split_once('*') {
            None => *self.whole.entry(word.to_owned()).or_insert(next),
            Some((start, "")) => *self.beginnings.entry(start.to_owned()).or_insert(next),
            Some(("", end)) => *self.ends.entry(end.to_owned()).or_insert(next),
            Some((start, end)) => {
                let both = (start.to_owned(), end.to_owned());
                *self.both.entry(both).or_insert(next)
            }
        };
        self.count += usize::from(atom == next);
        atom
    }

    pub(super) fn known(&self, word: &str) -> Known {
        let mut list = Vec::new();
        list.extend(self.whole.get(word));
        for (at, c) in word.char_indices() {
            list.extend(self.beginnings.get(&word[..at + c.len_utf8()]));
            list.extend(self.ends.get(&word[at..]));
            if let [one, two, ..] = word.as_bytes()[at..]
                && let Some(inside) = self.inside.get(&[one, two])
            {
                let inside = inside
                    .iter()
                    .filter(|(inner, _)| word[at..].starts_with(inner));
                list.extend(inside.map(|(_, atom)| atom));
            }
        }
        let both = self.both.iter().filter(|((start, end), _)| {
            word.len() >= start.len() + end.len() && word.starts_with(start) && word.ends_with(end)
        });
        list.extend(both.map(|(_, atom)| atom));
        Known { list, opens: false }
    }
}

/// What patterns are matched against: the words of a sentence, and all groups.
pub(super) struct Matcher<'a> {
    pub(super) words: &'a [Known],
    pub(super) groups: &'a [Vec<Pattern>],
    /// Which word `@*ed` asks of.
    pub(super) verb: Verb,
}

impl Matcher<'_> {
    /// Where a pattern that begins at `from` ends, taking as few words as it can.
    pub(super) fn match_at(&self, pattern: &[Part], from: usize) -> Option<usize> {
        self.step(pattern, from, &Range { start: 0, end: 0 })
    }

    /// Whether a pattern holds around what it is asked about.
    pub(super) fn holds_around(&self, pattern: &[Part], anchor: &Range<usize>) -> bool {
        let earliest = anchor.start.saturating_sub(BEFORE_ANCHOR);
        (earliest..=anchor.start).any(|from| {
            self.step(pattern, from, anchor)
                .is_some_and(|end| end >= anchor.end)
        })
    }

    fn step(&self, pattern: &[Part], at: usize, anchor: &Range<usize>) -> Option<usize> {
        let Some((part, rest)) = pattern.split_first() else {
            return Some(at);
        };
        match part {
            Part::Any => {
                self.words.get(at)?;
                self.step(rest, at + 1, anchor)
            }
            Part::Start => {
                let opens = self.words.get(at)?.opens;
                opens.then(|| self.step(rest, at, anchor)).flatten()
            }
            Part::Word(atoms) => {
                let fits = self.words.get(at)?.has_any(atoms);
                fits.then(|| self.step(rest, at + 1, anchor)).flatten()
            }
            Part::Gap(most) => {
                let last = (at + most).min(self.words.len());
                (at..=last).find_map(|at| self.step(rest, at, anchor))
            }
            Part::Group(atoms, groups) => {
                let patterns = groups.iter().flat_map(|&group| &self.groups[group]);
                let mut ends: Vec<usize> = patterns
                    .filter_map(|pattern| self.step(pattern, at, anchor))
                    .collect();
                if self.words.get(at)?.has_any(atoms) {
                    ends.push(at + 1);
                }
                // The longest name is meant.
                ends.sort_unstable_by(|one, other| other.cmp(one));
                ends.into_iter()
                    .find_map(|end| self.step(rest, end, anchor))
            }
            Part::Anchor(atoms) => {
                if at != anchor.start || anchor.is_empty() {
                    return None;
                }
                let words = &self.words[anchor.clone()];
                let mut verbs = match self.verb {
                    Verb::First => words[..1].iter(),
                    Verb::Last => words[words.len() - 1..].iter(),
                    Verb::Any => words.iter(),
                };
                let fits = atoms.is_empty() || verbs.any(|word| word.has_any(atoms));
                fits.then(|| self.step(rest, anchor.end, anchor)).flatten()
            }
        }
    }
}
