//! From when until when a sentence's effect holds, where it says so.

use jiff::{ToSpan as _, civil::Date};

use crate::domain::effect::{Term, Unit};

macro_rules! date {
    () => {
        r"(January|February|March|April|May|June|July|August|September|October|November|December)\s+([0-9]{1,2}),\s+([0-9]{4})"
    };
}

macro_rules! count {
    () => {
        r"([0-9]{1,4}|one|two|three|four|five|six|seven|eight|nine|ten|twelve|a)[-\s](?:calendar[-\s])?(day|month|year)s?"
    };
}

pattern!(
    FISCAL_YEARS,
    r"(?i)(\bact,?\s+)?\b(for|during|in|of|to|through|until|end\s+of)?\s*(?:the\s+)?(?:each\s+of\s+|either\s+of\s+|any\s+of\s+)?fiscal\s+years?\s+([0-9]{4})((?:\s*,\s*(?:and\s+|or\s+)?[0-9]{4}|\s+(?:and|or|through|to)\s+(?:fiscal\s+year\s+)?[0-9]{4}|\s?[-\u{2013}]\s?[0-9]{4})*)"
);
pattern!(
    SUCCEEDING,
    r"(?i)^,?\s+(?:and\s+)?(?:each|every|any|all)\s+(?:\w+\s+)?(?:subsequent|succeeding|fiscal\s+years?\s+thereafter)|^,?\s+(?:and\s+)?thereafter"
);
pattern!(YEAR, r"[0-9]{4}");
pattern!(
    BEGINS,
    concat!(
        r"(?i)\b(?:effective\s+(?:on|as\s+of|beginning(?:\s+on)?|starting(?:\s+on)?|upon)?|(?:take|takes|taking)\s+effect\s+(?:on|as\s+of|beginning\s+on)|on\s+and\s+after|on\s+or\s+after|beginning\s+(?:on|with)|starting\s+on|commencing\s+on|as\s+of)\s*,?\s*",
        date!()
    )
);
pattern!(AFTER, concat!(r"(?i)\bafter\s+", date!()));
pattern!(
    UNTIL,
    concat!(
        r"(?i)\b(?:until|prior\s+to|before|(?:terminate|terminates|expire|expires|sunset|lapse|cease\s+to\s+(?:be\s+(?:in\s+)?effect(?:ive)?|have\s+(?:any\s+)?(?:force\s+or\s+)?effect|apply))\s+(?:on|effective|as\s+of))\s*",
        date!()
    )
);
pattern!(
    THROUGH,
    concat!(
        r"(?i)\b(?:through|ending\s+(?:on|with)|ends\s+on|not\s+later\s+than\s+the\s+end\s+of|until\s+the\s+end\s+of)\s+",
        date!()
    )
);
pattern!(
    SUBSTITUTED,
    concat!(r"(?i)\binserting\s+[\u{201C}\x22`']*", date!())
);
pattern!(
    ENACTED,
    r"(?i)^,?\s*(?:after|following|from|beginning\s+(?:on|with)|that\s+begins\s+on|starting\s+on)\s+(?:the\s+)?(?:date\s+(?:of\s+)?(?:the\s+)?)?enactment"
);
pattern!(
    COUNTED,
    concat!(
        r"(?i)(\bnot\s+later\s+than|\bwithin|\bno\s+later\s+than|\beffective|\btakes?\s+effect|\bbeginning\s+on|\bfor|\bduring|\buntil|\bending\s+on|\bterminates?\s+on|\bexpires?\s+on|\bcease\s+to\s+(?:be\s+)?\w+(?:\s+\w+){0,4}?\s+on|\bthrough|\bon)?\s+(?:the\s+)?(?:date\s+that\s+is\s+|period\s+of\s+|a\s+period\s+of\s+|day\s+that\s+is\s+)?(?:not\s+less\s+than\s+)?",
        count!(),
        r"(\s+period)?"
    )
);

pattern!(
    CONDITION,
    r"(?i)\b(?:unless|if|(?-i:provided)\s+that|not\s+later\s+than)\b"
);
pattern!(
    AS_IN_EFFECT,
    concat!(
        r"(?i)[,(]?\s*(?:\bas\s+(?:so\s+)?(?:(?:it|they)\s+)?(?:was\s+|were\s+|is\s+|are\s+)?in\s+effect|[,(]\s*in\s+effect)\s+(?:[^,;()]{0,80}?\b",
        date!(),
        r"|[^,;()]*)[,)]?"
    )
);

/// The bounds of an effect in time.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) struct Bounds {
    pub(super) effective_on: Option<Date>,
    pub(super) ends_on: Option<Date>,
    pub(super) effective_after: Option<Term>,
    pub(super) ends_after: Option<Term>,
}

impl Bounds {
    /// What is said here, and else what is said there.
    pub(super) fn or(self, other: Self) -> Self {
        Self {
            effective_on: self.effective_on.or(other.effective_on),
            ends_on: self.ends_on.or(other.ends_on),
            effective_after: self.effective_after.or(other.effective_after),
            ends_after: self.ends_after.or(other.ends_after),
        }
    }

    /// For an authority that is taken away: the day on which it ends is the one on which
    /// that takes effect.
    pub(super) fn end_begins(self) -> Self {
        Self {
            effective_on: self.effective_on.or(self.ends_on),
            ends_on: None,
            effective_after: self.effective_after.or(self.ends_after),
            ends_after: None,
        }
    }

    /// Without an end that doesn't come after the beginning.
    pub(super) fn in_order(mut self) -> Self {
        if let (Some(begins), Some(ends)) = (self.effective_on, self.ends_on)
            && ends <= begins
        {
            self.ends_on = None;
        }
        self
    }
}

/// Reads the bounds that a sentence states for its effect on what it cites. Days by which
/// something is to be done are none, and neither are those of a condition, those on which
/// a law stood as it is cited, and the years in an Act's name.
pub(super) fn of(sentence: &str, citation: &str) -> Bounds {
    let sentence = AS_IN_EFFECT.replace_all(sentence, "");
    let sentence = without_conditions(&sentence, citation);
    let mut bounds = Bounds {
        effective_on: BEGINS.captures(sentence).and_then(|found| date(&found, 1)),
        ends_on: UNTIL.captures(sentence).and_then(|found| date(&found, 1)),
        ..Bounds::default()
    };
    let after = AFTER.captures(sentence).and_then(|found| date(&found, 1));
    bounds.effective_on = bounds.effective_on.or(after.and_then(next));
    let through = THROUGH
        .captures(sentence)
        .or(SUBSTITUTED.captures(sentence));
    let through = through.and_then(|found| date(&found, 1));
    bounds.ends_on = bounds.ends_on.or(through.and_then(next));
    counted(sentence, &mut bounds);
    if let Some((first, last)) = fiscal_years(sentence) {
        let begins = first.and_then(|first| Date::new(first - 1, 10, 1).ok());
        if bounds.effective_on.is_none() && bounds.effective_after.is_none() {
            bounds.effective_on = begins;
        }
        if bounds.ends_on.is_none() && bounds.ends_after.is_none() {
            bounds.ends_on = last.and_then(|last| Date::new(last, 10, 1).ok());
        }
    }
    bounds.in_order()
}

/// A sentence without its conditions: one that leads ends at the comma before the citation
/// or, where that is none, the first; any other goes on to the end.
fn without_conditions<'a>(sentence: &'a str, citation: &str) -> &'a str {
    let condition = |text: &str| {
        let found = CONDITION.find_iter(text).find(|found| {
            let rest = text[found.end()..].trim_start();
            !rest.starts_with("the end of")
        });
        found.map(|found| found.start())
    };
    let mut kept = sentence;
    if condition(kept).is_some_and(|at| kept[..at].trim().is_empty()) {
        let cited = kept.find(citation).unwrap_or(0);
        let comma = kept[..cited].rfind(", ").or_else(|| kept.find(", "));
        kept = comma.map_or("", |comma| &kept[comma..]);
    }
    condition(kept).map_or(kept, |at| &kept[..at])
}

/// The first and the last fiscal year that a sentence names for its effect: no first one
/// where it only ends with one, no last one where later years follow.
fn fiscal_years(sentence: &str) -> Option<(Option<i16>, Option<i16>)> {
    for found in FISCAL_YEARS.captures_iter(sentence) {
        if found.get(1).is_some() {
            continue;
        }
        let lead = found
            .get(2)
            .map_or("", |lead| lead.as_str())
            .to_ascii_lowercase();
        let first: i16 = found[3].parse().ok()?;
        let others = YEAR
            .find_iter(&found[4])
            .filter_map(|year| year.as_str().parse().ok());
        let (mut low, mut high) = (first, first);
        for year in others {
            (low, high) = (low.min(year), high.max(year));
        }
        if !(1990..=2200).contains(&low) || !(1990..=2200).contains(&high) {
            continue;
        }
        let end = found.get(0).map_or(0, |whole| whole.end());
        let goes_on = SUCCEEDING.is_match(&sentence[end..]);
        let ends = matches!(lead.as_str(), "through" | "until") || lead.starts_with("end");
        return Some(((!ends).then_some(low), (!goes_on).then_some(high)));
    }
    None
}

/// "For 2 years after the date of the enactment of this Act".
fn counted(sentence: &str, bounds: &mut Bounds) {
    for found in COUNTED.captures_iter(sentence) {
        let end = found.get(0).map_or(0, |whole| whole.end());
        let lead = found
            .get(1)
            .map_or("", |lead| lead.as_str())
            .to_ascii_lowercase();
        let Some(term) = term(&found[2], &found[3]) else {
            continue;
        };
        if !ENACTED.is_match(&sentence[end..]) {
            continue;
        }
        let is_period = found.get(4).is_some();
        if lead.starts_with("not") || lead.starts_with("no ") || lead == "within" {
            continue;
        }
        let begins = matches!(lead.as_str(), "effective" | "beginning on")
            || lead.starts_with("take")
            || (lead == "on" && before_is_beginning(&sentence[..end]));
        if begins && !is_period {
            bounds.effective_after.get_or_insert(term);
        } else if !lead.is_empty() || is_period {
            bounds.ends_after.get_or_insert(term);
        }
    }
}

fn before_is_beginning(before: &str) -> bool {
    let before = before.to_ascii_lowercase();
    let last = |word: &str| before.rfind(word);
    let begins = last("effect on")
        .max(last("effective on"))
        .max(last("beginning on"));
    let ends = last("terminate")
        .max(last("expire"))
        .max(last("cease"))
        .max(last("ending on"));
    begins > ends
}

fn term(count: &str, unit: &str) -> Option<Term> {
    let count = match count.to_ascii_lowercase().as_str() {
        "a" | "one" => 1,
        "two" => 2,
        "three" => 3,
        "four" => 4,
        "five" => 5,
        "six" => 6,
        "seven" => 7,
        "eight" => 8,
        "nine" => 9,
        "ten" => 10,
        "twelve" => 12,
        digits => digits.parse().ok()?,
    };
    let unit = match unit.to_ascii_lowercase().as_str() {
        "day" => Unit::Days,
        "month" => Unit::Months,
        _ => Unit::Years,
    };
    Some(Term { count, unit })
}

fn date(found: &regex::Captures<'_>, at: usize) -> Option<Date> {
    let part = |at| found.get(at).map(|part: regex::Match<'_>| part.as_str());
    day(part(at)?, part(at + 1)?, part(at + 2)?)
}

/// `January`, `1`, `2027`.
pub(super) fn day(month: &str, day: &str, year: &str) -> Option<Date> {
    Date::strptime("%B %d %Y", format!("{month} {day} {year}")).ok()
}

fn next(day: Date) -> Option<Date> {
    day.checked_add(1.day()).ok()
}
