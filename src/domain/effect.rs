//! What a text does to the provision, place by place.
//!
//! A bill, an enrolled bill or a law may speak of Section 907 in many places and do
//! something else in each; a rider in an appropriations act counts like a bill of its
//! own. What looks like the provision and isn't is kept with the reason, so that
//! silence about a place can be told from oversight.

use std::{collections::HashMap, fmt, str::FromStr, sync::LazyLock};

use jiff::{ToSpan as _, civil::Date};
use regex::Regex;
use serde::{Deserialize, Deserializer, Serialize, de};

use crate::domain::instrument::Effect;

/// What a place in a text does to the provision, the strongest first.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TextEffect {
    Repeals,
    /// "Shall not apply", as a whole.
    Suspends,
    /// Forbids the waiver, sets conditions for it, or takes the authority to waive away:
    /// a *waiver repeal* tightens the law.
    RestrictsWaiver,
    /// Gives, prolongs or widens the authority to waive.
    ExtendsWaiver,
    Amends,
    /// "Shall not apply to" a list of things.
    CarvesOut,
    RequiresReport,
    Mentions,
}

/// One thing that one place of a text does.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Finding {
    pub effect: TextEffect,
    /// The sentence that does it, in its own words; a long one is cut.
    pub quote: String,
    /// `division F, title VII, sec. 7046(a)`; empty in a text without sections.
    #[serde(rename = "where")]
    pub place: String,
    /// The words by which it was found.
    pub citation: String,
    /// The first day on which the effect holds, where the text names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective_on: Option<Date>,
    /// The first day on which the effect no longer holds, where the text names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_on: Option<Date>,
    /// How long after enactment it begins, where the text counts from there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective_after: Option<Term>,
    /// How long after enactment it ends, where the text counts from there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_after: Option<Term>,
}

/// A stretch of time that is counted from the enactment of the text.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Term {
    pub count: u16,
    pub unit: Unit,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Unit {
    Days,
    Months,
    Years,
}

/// What looks like the provision and is something else.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct FalseFriend {
    pub quote: String,
    #[serde(rename = "where")]
    pub place: String,
    /// What it is instead.
    pub reason: String,
}

/// All that one version of a text says, in its order.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Reading {
    #[serde(rename = "effects")]
    pub findings: Vec<Finding>,
    pub false_friends: Vec<FalseFriend>,
}

/// What became of the findings from one version of a text to the next.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Comparison {
    /// As in the later version, in its order.
    pub added: Vec<Finding>,
    /// As in the earlier version, in its order.
    pub dropped: Vec<Finding>,
    /// As in the later version, in its order.
    pub unchanged: Vec<Finding>,
}

impl TextEffect {
    pub const ALL: [Self; 8] = [
        Self::Repeals,
        Self::Suspends,
        Self::RestrictsWaiver,
        Self::ExtendsWaiver,
        Self::Amends,
        Self::CarvesOut,
        Self::RequiresReport,
        Self::Mentions,
    ];

    /// As in JSON and in the database: `restricts_waiver`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Repeals => "repeals",
            Self::Suspends => "suspends",
            Self::RestrictsWaiver => "restricts_waiver",
            Self::ExtendsWaiver => "extends_waiver",
            Self::Amends => "amends",
            Self::CarvesOut => "carves_out",
            Self::RequiresReport => "requires_report",
            Self::Mentions => "mentions",
        }
    }
}

impl fmt::Display for TextEffect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// What a law with such a text does. A law that extends the waiver lets the President
/// waive; it waives nothing itself.
impl From<TextEffect> for Effect {
    fn from(effect: TextEffect) -> Self {
        match effect {
            TextEffect::Repeals => Self::Repeals,
            TextEffect::Suspends => Self::Suspends,
            TextEffect::RestrictsWaiver => Self::RestrictsWaiver,
            TextEffect::ExtendsWaiver => Self::GrantsWaiver,
            TextEffect::Amends => Self::Amends,
            TextEffect::CarvesOut => Self::CarvesOut,
            TextEffect::RequiresReport => Self::RequiresReport,
            TextEffect::Mentions => Self::Mentions,
        }
    }
}

impl Term {
    /// The day on which it is over, counted from `enacted_on`; `None` past the calendar.
    pub fn after(self, enacted_on: Date) -> Option<Date> {
        let count = i64::from(self.count);
        let span = match self.unit {
            Unit::Days => count.days(),
            Unit::Months => count.months(),
            Unit::Years => count.years(),
        };
        enacted_on.checked_add(span).ok()
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = match self.unit {
            Unit::Days => "day",
            Unit::Months => "month",
            Unit::Years => "year",
        };
        let plural = if self.count == 1 { "" } else { "s" };
        write!(f, "{} {unit}{plural}", self.count)
    }
}

impl Serialize for Term {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[derive(Clone, Debug, thiserror::Error, PartialEq)]
#[error("expected a stretch of time such as `2 years`, not `{0}`")]
pub struct ParseTermError(String);

impl FromStr for Term {
    type Err = ParseTermError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parse = || {
            let (count, unit) = text.split_once(' ')?;
            let unit = match unit.trim_end_matches('s') {
                "day" => Unit::Days,
                "month" => Unit::Months,
                "year" => Unit::Years,
                _ => return None,
            };
            Some(Self {
                count: count.parse().ok()?,
                unit,
            })
        };
        parse().ok_or_else(|| ParseTermError(text.to_owned()))
    }
}

impl<'de> Deserialize<'de> for Term {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

impl Finding {
    /// The first day on which its effect holds in a law enacted on `enacted_on`, where
    /// that isn't the day of enactment.
    pub fn begins(&self, enacted_on: Date) -> Option<Date> {
        let counted = self.effective_after.and_then(|term| term.after(enacted_on));
        self.effective_on.or(counted)
    }

    /// The first day on which its effect no longer holds in a law enacted on
    /// `enacted_on`.
    pub fn ends(&self, enacted_on: Date) -> Option<Date> {
        let counted = self.ends_after.and_then(|term| term.after(enacted_on));
        self.ends_on.or(counted)
    }
}

impl Reading {
    /// The place with the strongest effect. `None` where the text doesn't speak of the
    /// provision.
    pub fn strongest(&self) -> Option<&Finding> {
        self.findings.iter().min_by_key(|finding| finding.effect)
    }
}

/// Where a text does all that a bill would do, in the bill's own words: the strongest such
/// place in the text. What a bill only mentions or reports on is no reason to think so.
pub fn holds<'a>(text: &'a Reading, bill: &Reading) -> Option<&'a Finding> {
    let operative = |finding: &&Finding| finding.effect <= TextEffect::CarvesOut;
    let words: HashMap<_, _> = text.findings.iter().map(|f| (identity(f), f)).collect();
    let wanted = bill.findings.iter().filter(operative).map(identity);
    let held: Option<Vec<&Finding>> = wanted.map(|one| words.get(&one).copied()).collect();
    held?.into_iter().min_by_key(|finding| finding.effect)
}

/// Compares two versions of a text. A finding is the same where effect and words are;
/// sections and paragraphs that were numbered anew, letter case and white space make no
/// difference. What stands twice counts twice.
pub fn compare(earlier: &Reading, later: &Reading) -> Comparison {
    let mut left: HashMap<(TextEffect, String), usize> = HashMap::new();
    for finding in &earlier.findings {
        *left.entry(identity(finding)).or_default() += 1;
    }
    let mut comparison = Comparison::default();
    for finding in &later.findings {
        match left.get_mut(&identity(finding)) {
            Some(count) if *count > 0 => {
                *count -= 1;
                comparison.unchanged.push(finding.clone());
            }
            _ => comparison.added.push(finding.clone()),
        }
    }
    for finding in earlier.findings.iter().rev() {
        if let Some(count) = left.get_mut(&identity(finding))
            && *count > 0
        {
            *count -= 1;
            comparison.dropped.push(finding.clone());
        }
    }
    comparison.dropped.reverse();
    comparison
}

fn identity(finding: &Finding) -> (TextEffect, String) {
    (finding.effect, normal(&finding.quote))
}

/// The words of a quote, without what renumbering changes: designations in parentheses,
/// and the number of a section of the text itself.
fn normal(quote: &str) -> String {
    static NUMBERS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)\([0-9a-z]{1,4}\)|(section )[0-9]+[a-z]?( of this )")
            .expect("the pattern is fixed")
    });
    let spaced = quote.split_whitespace().collect::<Vec<_>>().join(" ");
    let words = NUMBERS.replace_all(&spaced, "$1$2").to_lowercase();
    let words = words.split(|c: char| !c.is_alphanumeric());
    words
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_effect_is_spelled_one_way() {
        for effect in TextEffect::ALL {
            let json = serde_json::to_value(effect).unwrap();
            assert_eq!(json, effect.as_str());
        }
        assert_eq!(
            Effect::from(TextEffect::ExtendsWaiver),
            Effect::GrantsWaiver
        );
    }

    #[test]
    fn the_strongest_effect_stands_for_the_text() {
        let reading = reading(&[
            (TextEffect::Mentions, "a"),
            (TextEffect::RestrictsWaiver, "b"),
            (TextEffect::CarvesOut, "c"),
        ]);
        let strongest = |reading: &Reading| reading.strongest().map(|found| found.effect);
        assert_eq!(strongest(&reading), Some(TextEffect::RestrictsWaiver));
        assert_eq!(strongest(&Reading::default()), None);
    }

    #[test]
    fn a_term_is_counted_from_enactment() {
        let term = |count, unit| Term { count, unit };
        let enacted_on: Date = "2026-01-31".parse().unwrap();
        for (term, text, day) in [
            (term(2, Unit::Years), "2 years", "2028-01-31"),
            (term(1, Unit::Months), "1 month", "2026-02-28"),
            (term(180, Unit::Days), "180 days", "2026-07-30"),
        ] {
            assert_eq!(term.to_string(), text);
            assert_eq!(term.after(enacted_on), day.parse().ok(), "{text}");
        }
    }

    #[test]
    fn what_is_renumbered_or_wrapped_anew_is_the_same() {
        check(
            "Section 907 shall not apply to— (1) democracy; or (2) aid.",
            "Section 907 shall not\napply to—  (A) democracy; or (B) aid.",
            (0, 0, 1),
        );
        check(
            "Except as provided in section 7046 of this Act, section 907 is repealed.",
            "Except as provided in section 7047 of this Act, section 907 is repealed.",
            (0, 0, 1),
        );
    }

    #[test]
    fn what_comes_and_what_goes_is_told() {
        check("", "Section 907 is repealed.", (1, 0, 0));
        check("Section 907 is repealed.", "", (0, 1, 0));
        check(
            "Section 907 shall not apply to (1) a.",
            "Section 907 shall not apply to (1) a; (2) b.",
            (1, 1, 0),
        );
        check(
            "Section 907 is repealed.",
            "Section 908 is repealed.",
            (1, 1, 0),
        );
    }

    #[test]
    fn the_same_words_with_another_effect_are_another_finding() {
        let earlier = reading(&[(TextEffect::Repeals, "x"), (TextEffect::Mentions, "x")]);
        let later = reading(&[(TextEffect::Mentions, "x"), (TextEffect::Mentions, "x")]);
        let compared = compare(&earlier, &later);
        assert_eq!(compared.dropped, earlier.findings[..1]);
        assert_eq!(compared.added, later.findings[1..]);
        assert_eq!(compared.unchanged.len(), 1);
    }

    fn reading(findings: &[(TextEffect, &str)]) -> Reading {
        let findings = findings.iter().map(|&(effect, quote)| Finding {
            effect,
            quote: quote.to_owned(),
            place: "sec. 1".to_owned(),
            citation: "section 907".to_owned(),
            effective_on: None,
            ends_on: None,
            effective_after: None,
            ends_after: None,
        });
        Reading {
            findings: findings.collect(),
            false_friends: Vec::new(),
        }
    }

    /// Compares texts with one finding each, or none, and counts added, dropped and
    /// unchanged.
    #[track_caller]
    fn check(earlier: &str, later: &str, expected: (usize, usize, usize)) {
        let of = |quote: &str| match quote {
            "" => Reading::default(),
            quote => reading(&[(TextEffect::Repeals, quote)]),
        };
        let compared = compare(&of(earlier), &of(later));
        let counts = (
            compared.added.len(),
            compared.dropped.len(),
            compared.unchanged.len(),
        );
        assert_eq!(counts, expected);
    }
}
