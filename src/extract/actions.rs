//! A measure's actions as items, for the diff that all sources share.
//!
//! One act is one item, however often and in whose words the record tells it. Its key
//! must outlast corrections: it is made of the day, of what the act does and, where
//! it does nothing that we know, of how its text begins. So a corrected text is an
//! edit, and not one act withdrawn and another added. Acts that happen once in a
//! measure's life have no day in their key: a corrected day is an edit as well.

use std::{collections::HashMap, sync::LazyLock};

use jiff::{Timestamp, civil::Time, tz::TimeZone};
use serde::{Deserialize, Serialize};

use crate::domain::{
    action::{self, Action, System},
    alike,
    item::Item,
    meaning::{self, Meaning, Question},
    record::MeasureRecord,
};

/// Congress's clock.
pub(super) static WASHINGTON: LazyLock<TimeZone> =
    LazyLock::new(|| TimeZone::get("America/New_York").expect("the zones are part of the program"));

/// One act, and the lines that tell it.
#[derive(Clone, Debug)]
pub struct Act {
    /// What tells it from the other acts of its record, also once it was corrected.
    pub key: String,
    /// In legal order.
    pub lines: Vec<Line>,
    /// The line that tells it best, as a place in `lines`.
    best: usize,
}

/// One line of a record, and its place there, counted from the newest.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Line {
    pub place: usize,
    #[serde(flatten)]
    pub action: Action,
}

/// The acts of a record, oldest first.
pub fn acts(record: &MeasureRecord) -> Vec<Act> {
    let mut acts: Vec<(Stem, Act)> = vec![];
    let mut by_fingerprint = HashMap::new();
    for place in action::in_legal_order(&record.actions) {
        let action = &record.actions[place];
        let stem = stem(action, meaning::of(action, record.id));
        let identity = match stem.once {
            true => (None, stem.text.clone()),
            false => (Some(action.acted_on), action.fingerprint()),
        };
        let line = Line {
            place,
            action: action.clone(),
        };
        match by_fingerprint.get(&identity) {
            Some(&known) => {
                let (_, act): &mut (Stem, Act) = &mut acts[known];
                let told = act.told();
                if preference(action) < preference(told) && action.acted_on == told.acted_on {
                    act.best = act.lines.len();
                }
                act.lines.push(line);
            }
            None => {
                by_fingerprint.insert(identity, acts.len());
                let act = Act {
                    key: String::new(),
                    lines: vec![line],
                    best: 0,
                };
                acts.push((stem, act));
            }
        }
    }
    let mut seen: HashMap<String, u32> = HashMap::new();
    acts.into_iter()
        .map(|(stem, act)| {
            let stem = stem.key(act.told());
            let nth = seen.entry(stem.clone()).or_default();
            *nth += 1;
            let key = match *nth {
                1 => stem,
                nth => format!("{stem}#{nth}"),
            };
            Act { key, ..act }
        })
        .collect()
}

/// The acts as items. An item's time is that of the act, midnight in Washington where
/// the record gives none.
pub fn items(record: &MeasureRecord, acts: &[Act]) -> Vec<Item> {
    let item = |act: &Act| item(record, act.told(), act.key.clone());
    acts.iter().map(item).collect()
}

impl Act {
    /// Whether its key says no more than how its text begins: then others of its day may
    /// begin alike, and the number in their keys hangs on the carrier.
    pub fn is_known_by_words(&self) -> bool {
        let stem = alike::stem(&self.key);
        let words = stem.split_once('/').map_or(stem, |(_, words)| words);
        words == first_words(self.told().act())
    }

    /// The line that tells it best.
    pub fn told(&self) -> &Action {
        &self.lines[self.best].action
    }
}

struct Stem {
    text: String,
    /// Whether it happens once in a measure's life.
    once: bool,
}

impl Stem {
    fn key(&self, told: &Action) -> String {
        match self.once {
            true => self.text.clone(),
            false => format!("{}/{}", told.acted_on, self.text),
        }
    }
}

/// The floor's own line before the Library's, as it bears the time.
fn preference(action: &Action) -> (bool, bool) {
    let library = action.system == System::LibraryOfCongress;
    (library, action.acted_time.is_none())
}

fn stem(action: &Action, meaning: Meaning) -> Stem {
    let stem = |text: String| Stem { text, once: false };
    let once = |text: &str| Stem {
        text: text.to_owned(),
        once: true,
    };
    match meaning {
        Meaning::Introduced => once("introduced"),
        Meaning::Presented => once("presented"),
        Meaning::Signed => once("signed"),
        Meaning::Unsigned => once("unsigned"),
        Meaning::Vetoed => once("vetoed"),
        Meaning::PocketVetoed => once("pocket-vetoed"),
        Meaning::BecameLaw(law) => once(&format!("law/{}-{}", law.congress, law.number)),
        Meaning::Referred => stem("referred".into()),
        Meaning::Hearing => stem("hearing".into()),
        Meaning::Markup => stem("markup".into()),
        Meaning::OrderedReported => stem("ordered-reported".into()),
        Meaning::Reported => stem("reported".into()),
        Meaning::Discharged => stem("discharged".into()),
        Meaning::OnCalendar => stem("calendar".into()),
        Meaning::ClotureInvoked | Meaning::ClotureFailed => stem("cloture".into()),
        Meaning::Tabled | Meaning::LaidOnTable => stem("laid-on-table".into()),
        Meaning::Vitiated(_) => stem("vitiated".into()),
        Meaning::Incorporated => stem("incorporated".into()),
        Meaning::Vote(vote) => {
            let chamber = vote.chamber.to_string().to_lowercase();
            stem(format!("{chamber}-{}", question(vote.question)))
        }
        Meaning::TextReplaced | Meaning::Other => stem(first_words(action.act())),
    }
}

fn question(question: Question) -> &'static str {
    match question {
        Question::Passage => "passage",
        Question::Concurrence => "concurrence",
        Question::ConferenceReport => "conference",
        Question::Override => "override",
    }
}

fn first_words(text: &str) -> String {
    let letters = |word: &str| {
        let letters = word.chars().filter(|c| c.is_alphabetic());
        letters.flat_map(char::to_lowercase).collect::<String>()
    };
    let words = text.split_whitespace().map(letters);
    let words: Vec<String> = words.filter(|word| !word.is_empty()).take(4).collect();
    words.join("-")
}

fn item(record: &MeasureRecord, action: &Action, key: String) -> Item {
    let time = action.acted_time.unwrap_or(Time::midnight());
    let at = action
        .acted_on
        .to_datetime(time)
        .to_zoned(WASHINGTON.clone());
    Item {
        key,
        title: action.act().to_owned(),
        link: record.legislation_url.clone(),
        published_at: at.ok().map(|at| Timestamp::from(&at)),
        ..Item::default()
    }
}
