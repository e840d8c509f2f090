//! Marks of pages that stand in for another: errors, notices of maintenance, empty shells,
//! parked names, forms to sign in.
//!
//! The marks are data, each with a weight, and a page is refused when they weigh enough
//! together. A title that only such pages bear is enough. What stands in a page counts
//! only where the page says little else, as a long one may be about it. Nothing counts
//! that the page bore when it was good.

mod table;

use self::table::{MARKS, SIGN_IN_TITLES};
use super::{Quality, Verdict, looks::Looks};

/// Where a mark stands.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Place {
    /// A whole part of the title, as titles are divided.
    Title,
    /// A whole heading; in a page without any, all that it says.
    Heading,
    /// Anywhere in the text.
    Text,
    /// Where it isn't shown.
    Markup,
}

/// Marks of one weight.
struct Marks {
    place: Place,
    weight: u32,
    quality: Quality,
    says: &'static [&'static str],
}

/// A mark that was found.
#[derive(Debug, Eq, PartialEq)]
struct Mark {
    place: Place,
    weight: u32,
    quality: Quality,
    says: &'static str,
}

/// What is refused.
const ENOUGH: u32 = 60;

/// What it adds that a page says little.
const SHORT: u32 = 20;

/// A page that says less than this beside its form to sign in is that form.
const FORM_CHARS: usize = 300;

/// What is found in titles that are divided by colons, as headlines are.
const IN_A_HEADLINE: u32 = 40;

/// Why the page isn't the one that was asked for, by what it says. `held` is what was
/// received last and was good.
pub(super) fn find(looks: &Looks<'_>, held: Option<&Looks<'_>>) -> Option<Verdict> {
    let known = held.map(marks_of).unwrap_or_default();
    let bears = |mark: &Mark| {
        let same = |other: &Mark| other.place == mark.place && other.says == mark.says;
        known.iter().any(same)
    };
    let mut marks = marks_of(looks);
    marks.retain(|mark| !bears(mark));
    let is_short = looks.seen().is_short;
    if !is_short {
        marks.retain(|mark| mark.place == Place::Title);
    }
    let weight: u32 = marks.iter().map(|mark| mark.weight).sum();
    let weight = weight + if is_short { SHORT } else { 0 };
    let worst = marks.iter().max_by_key(|mark| mark.weight)?;
    if weight < ENOUGH {
        return None;
    }
    let reasons: Vec<String> = marks.iter().map(Mark::reason).collect();
    Some(Verdict::new(worst.quality, reasons.join(", ")))
}

/// Whether it is a form to sign in, where there was none.
pub(super) fn is_sign_in(looks: &Looks<'_>, held: Option<&Looks<'_>>) -> bool {
    let asks = |looks: &Looks<'_>| looks.seen().asks_for_a_password();
    let titled = |looks: &Looks<'_>| {
        let is_one = |part: &str| {
            let begins = ["sign in to ", "log in to ", "login to "];
            SIGN_IN_TITLES.contains(&part) || begins.iter().any(|known| part.starts_with(known))
        };
        parts(&looks.title).iter().any(|(part, _)| is_one(part))
    };
    let is_new = |has: &dyn Fn(&Looks<'_>) -> bool| has(looks) && !held.is_some_and(has);
    // Where nothing is known to compare with, many a short page has a box to sign in.
    let is_all = match held {
        Some(_) => looks.seen().is_short,
        None => looks.seen().text.chars().count() < FORM_CHARS,
    };
    asks(looks) && (is_new(&titled) || is_new(&asks) && is_all)
}

impl Mark {
    fn reason(&self) -> String {
        let says = self.says;
        match self.place {
            Place::Title => format!("the page's title says “{says}”"),
            Place::Heading => format!("its heading says “{says}”"),
            Place::Text => format!("it says “{says}”"),
            Place::Markup => format!("it holds `{says}`"),
        }
    }
}

/// The heaviest mark at each place.
fn marks_of(looks: &Looks<'_>) -> Vec<Mark> {
    let seen = looks.seen();
    let titles = parts(&looks.title);
    let mut headings: Vec<&str> = seen.headings.iter().map(|text| bare(text)).collect();
    if headings.is_empty() {
        headings.push(bare(&seen.text));
    }
    let weighs = |marks: &Marks, says: &'static str| match marks.place {
        Place::Title => {
            let at = titles.iter().filter(|(part, _)| *part == says);
            at.map(|(_, most)| marks.weight.min(*most)).max()
        }
        Place::Heading => headings.contains(&says).then_some(marks.weight),
        Place::Text => seen.text.contains(says).then_some(marks.weight),
        Place::Markup => seen.is_made_with(says).then_some(marks.weight),
    };
    let mut found: Vec<Mark> = Vec::new();
    for marks in &MARKS {
        for says in marks.says {
            let Some(weight) = weighs(marks, says) else {
                continue;
            };
            let mark = Mark {
                place: marks.place,
                weight,
                quality: marks.quality,
                says,
            };
            // Pages repeat their title as their heading.
            let is_repeated = |other: &Mark| {
                other.place == mark.place || other.says == mark.says && other.weight >= weight
            };
            match found.iter_mut().find(|other| is_repeated(other)) {
                Some(other) if other.weight < weight => *other = mark,
                Some(_) => (),
                None => found.push(mark),
            }
        }
    }
    found
}

/// The parts of a title, and the most that each may weigh.
fn parts(title: &str) -> Vec<(&str, u32)> {
    let mut parts = Vec::new();
    for part in title
        .split(['|', '–', '—', '·', '»'])
        .flat_map(|part| part.split(" - "))
    {
        parts.push((part.trim(), u32::MAX));
        parts.push((bare(part), u32::MAX));
        if part.contains(':') {
            parts.extend(part.split(':').map(|piece| (bare(piece), IN_A_HEADLINE)));
        }
    }
    parts
}

/// A text without the number of its error and what ends it.
fn bare(text: &str) -> &str {
    let text = text.trim();
    let start = text.trim_start_matches("http").trim_start_matches("error");
    let number = |c: char| c.is_ascii_digit() || c.is_whitespace() || "-–:".contains(c);
    let end = |c: char| c.is_whitespace() || ".!…".contains(c);
    let inner = start.trim_start_matches(number).trim_end_matches(end);
    // “404” and “error” are all that some say.
    if inner.is_empty() || !start.starts_with(number) && start.len() < text.len() {
        return text.trim_end_matches(end);
    }
    inner
}

#[cfg(test)]
mod tests;
