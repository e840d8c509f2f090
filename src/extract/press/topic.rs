//! Whether a text is about the provision we watch.
//!
//! The provision goes by many names, and others bear the same ones: half a dozen acts
//! are called Freedom Support Act, and each long act has a section 907. So a text is on
//! topic if, false friends aside, it holds a phrase that can mean nothing else, or the
//! number 907 near a word that tells which one. The words come from the configuration.
//!
//! Letters are compared without case, and `I`, `İ`, `ı` and `i` are one, as Azerbaijani
//! and English disagree on their case. Words match by how they begin, as all the
//! languages but English inflect the end.

use std::{collections::HashSet, ops::Range, sync::LazyLock};

use regex::Regex;
use serde::Deserialize;

use super::fold::{first_chars, fold, last_chars, one_line, place};
use words::{Words, is_part_of_number, is_word};

mod words;

/// What tells a number to be the provision, as `lexicon/topic.toml` has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    ordinal: Vec<String>,
    name: Vec<String>,
    of_another: Vec<String>,
    count: Vec<String>,
    numbers: Vec<String>,
    ours: Vec<String>,
    acts: Vec<String>,
    elsewhere: Vec<String>,
    here: Vec<String>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    toml::from_str(include_str!("lexicon/topic.toml")).expect("the table is tested")
});

/// What the table says to look for, for every topic: it takes megabytes.
struct Fixed {
    /// 907 as `ordinal` has it, and by itself.
    ordinal: Words,
    /// 907 as `name` has it.
    name: Words,
    of_another: Words,
    /// 907 of something.
    count: Words,
    number: Words,
}

static FIXED: LazyLock<Fixed> = LazyLock::new(|| {
    let words = |patterns: &[String]| Words {
        pattern: Some(Regex::new(&patterns.join("|")).expect("the table is tested")),
        whole: true,
    };
    Fixed {
        ordinal: words(&TABLE.ordinal),
        name: words(&TABLE.name),
        of_another: words(&TABLE.of_another),
        count: words(&TABLE.count),
        number: words(&["907".to_owned()]),
    }
});

/// How far from the number the word may stand that tells which 907 it is, in
/// characters.
const REACH: usize = 300;

/// The same for a bare number, which is more often a count or another's.
const REACH_BESIDE: usize = 24;

/// How long a quote may be, in characters.
const QUOTE_MAX: usize = 200;

/// How much of a quote stands before the match, in characters.
const QUOTE_LEAD: usize = 70;

/// A subject, by the words it goes by.
#[derive(Clone, Debug)]
pub struct Topic {
    phrases: Words,
    /// Those without a number, which are all that most texts need.
    names: Words,
    context: Words,
    beside: Words,
    bills: Words,
    except: Words,
    /// Of what is excepted, pairs of words, which are looked up: "flight 907".
    pairs: HashSet<String>,
}

/// Whether a text is on topic, and why.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Decision {
    /// What puts it on topic, if it is.
    pub found: Option<Match>,
    /// In words that people read: `907, near "Azerbaijan"`.
    pub reason: String,
}

impl Decision {
    pub fn on_topic(&self) -> bool {
        self.found.is_some()
    }
}

/// What puts a text on topic.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Match {
    /// The words that were found, as they stand in the text.
    pub phrase: String,
    /// The text around them on one line, up to 200 characters.
    pub quote: String,
}

impl Topic {
    /// A topic that is named by any of `phrases`, by 907 with an ending near a word of
    /// `context`, or by 907 with a word of `beside` next to it. What `except` names is read
    /// as if it weren't there.
    ///
    /// In all of them, `*` stands for up to eight words, `one|other` for either, `word*` for
    /// all that begin like it, and so does the last word by itself; in `except`, dots and
    /// spaces may be left out, and the last word is whole.
    pub fn new(
        phrases: &[String],
        context: &[String],
        beside: &[String],
        bills: &[String],
        except: &[String],
    ) -> Result<Self, regex::Error> {
        let (pairs, except): (Vec<String>, Vec<String>) = except
            .iter()
            .map(|phrase| fold(phrase))
            .partition(|phrase| {
                let plain = !phrase.contains(['*', '.']) && phrase.contains("907");
                let mut words = phrase.split(' ');
                plain && words.clone().count() == 2 && words.all(|word| word.contains(is_word))
            });
        let names = phrases.iter().filter(|phrase| !phrase.contains("907"));
        let names: Vec<String> = names.cloned().collect();
        Ok(Self {
            pairs: pairs.into_iter().collect(),
            phrases: Words::new(phrases, " ", r"\.", false)?,
            names: Words::new(&names, " ", r"\.", false)?,
            context: Words::new(context, " ", r"\.", false)?,
            beside: Words::new(beside, " ", r"\.", false)?,
            bills: Words::new(bills, " ", r"\.", false)?,
            except: Words::new(&except, " ?", r"\.? ?", true)?,
        })
    }

    /// Looks for the first words that put `text` on topic.
    pub fn matches(&self, text: &str) -> Option<Match> {
        self.look(text).found
    }

    /// Whether what the press writes is on topic, with the reason and the words it rests on,
    /// either way. Here one of `bills` will do.
    pub fn decide(&self, text: &str) -> Decision {
        let decision = self.look(text);
        if decision.on_topic() {
            return decision;
        }
        let folded = fold(text);
        let Some(bill) = self.bills.find_in(&folded).next() else {
            return decision;
        };
        let (start, end) = (place(text, bill.start), place(text, bill.end));
        let phrase = one_line(&text[start..end]);
        Decision {
            reason: format!("names a bill on it: \"{phrase}\""),
            found: Some(Match {
                phrase,
                quote: quote(text, start),
            }),
        }
    }

    fn look(&self, text: &str) -> Decision {
        let all = fold(text);
        let written = |range: &Range<usize>| {
            let (start, end) = (place(text, range.start), place(text, range.end));
            one_line(&text[start..end])
        };
        let on_topic = |found: &Range<usize>, reason: String| Decision {
            found: Some(Match {
                phrase: written(found),
                quote: quote(text, place(text, found.start)),
            }),
            reason,
        };
        let friends = self.false_friends(&all);
        let friend = friends.first().cloned();
        let folded = without(&all, friends);
        let counted = folded.contains("907");
        let phrases = if counted { &self.phrases } else { &self.names };
        if let Some(found) = phrases.find_in(&folded).next() {
            let reason = format!("names it: \"{}\"", written(&found));
            return on_topic(&found, reason);
        }
        if let Some((number, context)) = counted.then(|| self.number_in_context(&folded)).flatten()
        {
            let reason = format!("\"{}\" near \"{}\"", written(&number), written(&context));
            return on_topic(&number, reason);
        }
        let number = FIXED.number.find_in(&folded).next();
        let number = number.or_else(|| FIXED.ordinal.find_in(&folded).next());
        let reason = match (friend, number) {
            (Some(friend), None) => format!("only a false friend: \"{}\"", written(&friend)),
            (_, Some(number)) => {
                let number = written(&number);
                format!("\"{number}\" without a word near it that tells which")
            }
            (None, None) => "nothing names it".to_owned(),
        };
        Decision {
            found: None,
            reason,
        }
    }

    fn false_friends(&self, folded: &str) -> Vec<Range<usize>> {
        if !folded.contains("907") {
            let elsewhere = TABLE.elsewhere.iter().any(|word| folded.contains(word))
                && !TABLE.here.iter().any(|word| folded.contains(word));
            let acts = TABLE.acts.iter().flat_map(|act| folded.match_indices(act));
            let acts = acts.filter(|_| elsewhere);
            let mut found: Vec<_> = acts.map(|(at, act)| at..at + act.len()).collect();
            if TABLE.acts.iter().any(|act| folded.contains(act)) {
                found.extend(self.except.find_in(folded));
            }
            found.retain(|found| !self.names_it_fully(&folded[found.clone()]));
            return found;
        }
        let named = self.except.find_in(folded);
        let named = named.filter(|found| !self.names_it_fully(&folded[found.clone()]));
        let others = FIXED.of_another.find_in(folded);
        let others = others.filter(|found| is_of_another(&folded[found.clone()]));
        let counts = FIXED.count.find_in(folded).filter(|found| {
            is_of_another(&folded[found.clone()]) && !is_a_number(&folded[..found.start])
        });
        named
            .chain(others)
            .chain(counts)
            .chain(self.pairs_in(folded))
            .collect()
    }

    /// "Flight 907", "907 km", "907km".
    fn pairs_in(&self, folded: &str) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        let mut last: Option<Range<usize>> = None;
        let mut next = 0;
        for part in folded.split(' ') {
            let start = next;
            next += part.len() + 1;
            let word = part.trim_start_matches(|c: char| !is_word(c));
            let start = start + part.len() - word.len();
            let word = word.trim_end_matches(|c: char| !is_word(c));
            let at = start..start + word.len();
            if let Some(unit) = word.strip_prefix("907")
                && self.pairs.contains(&format!("907 {unit}"))
            {
                found.push(at.clone());
            }
            if let Some(last) = last.replace(at.clone())
                && (word.contains("907") || folded[last.clone()].contains("907"))
                && self
                    .pairs
                    .contains(&format!("{} {word}", &folded[last.clone()]))
            {
                found.push(last.start..at.end);
            }
        }
        found
    }

    /// "907 of the Freedom Support Act, a note in the Code" is no section of a code, and
    /// what is said of that act and Azerbaijan is of no other country.
    fn names_it_fully(&self, friend: &str) -> bool {
        let mut phrases = self.phrases.find_in(friend);
        match friend.contains("907") {
            true => phrases.any(|phrase| !friend[phrase].contains("907")),
            false => ["azerbaij", "азербайдж"]
                .iter()
                .any(|name| friend.contains(name)),
        }
    }

    /// The first 907 that a word near it makes ours, and that word.
    fn number_in_context(&self, folded: &str) -> Option<(Range<usize>, Range<usize>)> {
        let counted = self.near(folded, &FIXED.ordinal, &self.context, REACH);
        let named = || {
            let in_context = self.near(folded, &FIXED.name, &self.context, REACH);
            in_context.or_else(|| self.near(folded, &FIXED.name, &self.beside, REACH))
        };
        counted
            .or_else(named)
            .or_else(|| self.near(folded, &FIXED.number, &self.beside, REACH_BESIDE))
    }

    fn near(
        &self,
        folded: &str,
        number: &Words,
        words: &Words,
        reach: usize,
    ) -> Option<(Range<usize>, Range<usize>)> {
        number.find_in(folded).find_map(|number| {
            let (before, after) = (&folded[..number.start], &folded[number.end..]);
            if is_part_of_number(before, after) {
                return None;
            }
            let behind = last_chars(before, reach);
            let near = [
                (behind, number.start - behind.len()),
                (first_chars(after, reach), number.end),
            ];
            near.iter().find_map(|&(text, at)| {
                let word = words.find_in(text).next()?;
                Some((number.clone(), at + word.start..at + word.end))
            })
        })
    }
}

/// The text with spaces in the place of these.
fn without(folded: &str, friends: Vec<Range<usize>>) -> String {
    let mut kept = folded.as_bytes().to_vec();
    for found in friends {
        kept[found].fill(b' ');
    }
    String::from_utf8(kept).unwrap_or_else(|_| folded.to_owned())
}

/// "907 of the Corporations Act" is, "907 of the 1992 foreign aid act" isn't.
fn is_of_another(found: &str) -> bool {
    if found.contains(['о', 'а']) {
        let ours = [
            "поддерж",
            "помощ",
            "содеистви",
            "ограничени",
            "санкци",
            "поправ",
        ];
        return !ours.iter().any(|word| found.contains(word));
    }
    let act = found.strip_prefix("907 of ").unwrap_or(found);
    !act.contains("freedom")
        && act
            .split(' ')
            .any(|word| !TABLE.ours.iter().any(|ours| ours == word))
}

/// Whether what stands before makes 907 the number of a section: "Section 907 laws" are none
/// that are counted.
fn is_a_number(before: &str) -> bool {
    let word = before.trim_end().rsplit(' ').next().unwrap_or_default();
    TABLE
        .numbers
        .iter()
        .any(|stem| word.starts_with(stem.as_str()))
}

fn quote(text: &str, start: usize) -> String {
    let lead = last_chars(&text[..start], QUOTE_LEAD);
    // Neither end falls inside a word.
    let lead = match lead.len() == start {
        true => lead,
        false => lead
            .split_once(char::is_whitespace)
            .map_or(lead, |(_, rest)| rest),
    };
    let from = start - lead.len();
    let mut quote = one_line(first_chars(&text[from..], 2 * QUOTE_MAX));
    if from > 0 {
        quote.insert(0, '…');
    }
    if quote.chars().count() > QUOTE_MAX {
        let cut = first_chars(&quote, QUOTE_MAX - 1);
        let cut = cut.rsplit_once(' ').map_or(cut, |(cut, _)| cut);
        return format!("{cut}…");
    }
    quote
}

#[cfg(test)]
mod tests;
