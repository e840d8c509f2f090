//! What an alert tells: the facts that its mail is made of.
//!
//! News is stored as JSON beside its alert and read again years later, by other
//! versions than the one that wrote it. So it holds plain values with names of
//! their own; variants and fields are added and never renamed; what was added
//! later may be absent. Text from outside stands here as it came: it is made fit
//! to be shown where it is shown.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::domain::{alert::Kind, effect::Finding};

#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum News {
    Began(Began),
    Standing(Standing),
    Measure(Measure),
    Found(Found),
    Text(Text),
    Record(Record),
    Claim(Claim),
    Reminder(Reminder),
    Change(Change),
    Item(ItemNews),
    Health(Health),
    Silence(Silence),
    Test,
}

/// The first mail: what the baselines found, and what could not be read.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Began {
    #[serde(default)]
    pub sources: Vec<SourceLine>,
    #[serde(default)]
    pub measures: Vec<MeasureLine>,
    /// Where Section 907 stands, in sentences.
    #[serde(default)]
    pub provision: Vec<String>,
    /// An earlier database was here and is gone.
    #[serde(default)]
    pub lost_database: bool,
    /// It did not begin, but goes on.
    pub away: Option<Away>,
}

/// A time in which nobody watched.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
pub struct Away {
    /// The last poll before it.
    pub since: Timestamp,
    pub until: Timestamp,
    /// An older copy of the database was put back.
    pub is_older_copy: bool,
    /// Names of the sources whose window was covered after the fact.
    pub covered: Vec<String>,
}

/// Section 907 stands otherwise. Words are the standing's own (`waiver_overdue`).
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Standing {
    /// `None` where nothing was told before. The same as `new_word` where a further
    /// document says what was told already.
    pub old_word: Option<String>,
    pub new_word: String,
    /// What happened.
    #[serde(default)]
    pub sentences: Vec<String>,
    /// `None` where a clock moved it.
    pub document: Option<DocumentLine>,
    #[serde(default)]
    pub means: Vec<String>,
    #[serde(default)]
    pub not_means: Vec<String>,
}

#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Measure {
    /// `hr6534-119`
    pub measure: String,
    pub title: String,
    /// `None` for a measure not told of before.
    pub old: Option<StageWords>,
    pub new: StageWords,
    pub since: Date,
    /// The action's own text, which is quoted.
    pub basis: String,
    pub link: Option<String>,
    /// Who carries the record of this step.
    #[serde(default)]
    pub carriers: Vec<String>,
    /// What must still happen, in order: `the Senate`, `the President`.
    #[serde(default)]
    pub still_needed: Vec<String>,
    pub congress_ends_on: Option<Date>,
    /// New since the last alert on this measure.
    #[serde(default)]
    pub actions: Vec<ActionLine>,
    #[serde(default)]
    pub remarks: Vec<String>,
    #[serde(default)]
    pub is_law: bool,
    /// The law of another measure that holds its words: `Public Law 119-907`.
    #[serde(default)]
    pub enacted_in: Option<String>,
    /// The most that its newest text does, where one was read.
    #[serde(default)]
    pub effect: Option<EffectLine>,
}

/// A measure that nobody named is followed from now on.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Found {
    /// `hr6534-119`
    pub measure: String,
    /// Empty where what led to it doesn't say.
    #[serde(default)]
    pub title: String,
    pub link: Option<String>,
    /// `title`, `summary` or `text`.
    pub found_in: String,
    /// The words that put it on topic.
    pub quote: String,
    /// Who led to it.
    pub source_name: String,
    /// The measure of an earlier Congress whose title it bears.
    pub reintroduces: Option<String>,
    /// What its text does, where that was read.
    #[serde(default)]
    pub effects: Vec<EffectLine>,
}

/// A version of the text of a measure or a law was read, and does something else than
/// the one before, or is the first.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Text {
    /// `hr6534-119`; `None` where a law's text doesn't name its bill.
    pub measure: Option<String>,
    #[serde(default)]
    pub title: String,
    pub link: Option<String>,
    /// `Introduced in House`, `Public Law 119-75`
    pub version: String,
    /// The version that it is held against.
    pub before: Option<String>,
    /// What the text does now.
    #[serde(default)]
    pub effects: Vec<EffectLine>,
    /// What the version before did and this one does no longer.
    #[serde(default)]
    pub dropped: Vec<EffectLine>,
}

/// What a text does to Section 907, and where.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct EffectLine {
    /// `repeals`
    pub effect: String,
    pub quote: String,
    /// `division F, title VII, sec. 7046(a)`; may be empty.
    pub place: String,
    /// Whether the version before did not do it.
    #[serde(default)]
    pub added: bool,
}

impl EffectLine {
    pub fn of(finding: &Finding) -> Self {
        Self {
            effect: finding.effect.as_str().to_owned(),
            quote: finding.quote.clone(),
            place: finding.place.clone(),
            added: false,
        }
    }
}

/// What an official record said before is withdrawn or worded otherwise.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Record {
    /// `hr6534-119`
    pub measure: String,
    pub title: String,
    pub link: Option<String>,
    #[serde(default)]
    pub withdrawn: Vec<ActionLine>,
    #[serde(default)]
    pub corrected: Vec<Correction>,
    pub before: Option<StageWords>,
    pub after: Option<StageWords>,
    #[serde(default)]
    pub remarks: Vec<String>,
    /// What one who carries it has held for long and another lacks.
    #[serde(default)]
    pub held_by_one: Vec<HeldByOne>,
}

/// The actions that one carrier of a record holds, and another lacks.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct HeldByOne {
    /// The name of the source that holds them.
    pub carrier: String,
    pub actions: Vec<ActionLine>,
}

/// What the press claims, held against the record.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Claim {
    /// `lifted`
    pub claim: String,
    /// `open`, `confirmed`, `contradicted`, `bill_only` or `expired`.
    pub state: String,
    /// The day on which it was first said.
    pub said_on: Date,
    /// The last day on which it is open, if nothing settles it.
    pub open_until: Date,
    /// How many outlets say so, in how many languages.
    pub outlets: usize,
    pub languages: usize,
    /// The first of each outlet, the first first; of many the first eight.
    #[serde(default)]
    pub said: Vec<SaidLine>,
    /// What else the first of them says that takes it back: `has not been repealed`.
    #[serde(default)]
    pub also: Option<String>,
    /// The standing's word, and since when: `waived`.
    pub word: String,
    pub since: Option<Date>,
    /// The document that settled it, and whether it waives.
    #[serde(default)]
    pub by_waiver: bool,
    #[serde(default)]
    pub document: Option<DocumentLine>,
    /// The bill that has moved, where only a bill has: `H.R. 6534`, and where it stands.
    #[serde(default)]
    pub bill: Option<BillLine>,
    /// The names of the sources in which a document would stand.
    #[serde(default)]
    pub searched: Vec<String>,
    /// When the least recent of them was seen last.
    pub searched_to: Option<Timestamp>,
}

/// What one outlet says.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct SaidLine {
    pub outlet: String,
    pub title: String,
    pub link: Option<String>,
    pub quote: String,
    pub seen_at: Timestamp,
}

#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct BillLine {
    pub citation: String,
    /// `in House Foreign Affairs`
    pub words: String,
    pub acted_on: Date,
}

/// A date draws near, or has passed.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Reminder {
    /// The subject: `Waiver: an extension is due in 30 days`.
    pub headline: String,
    pub due_on: Option<Date>,
    #[serde(default)]
    pub sentences: Vec<String>,
    /// What happens next if nothing does.
    #[serde(default)]
    pub next: Vec<String>,
}

/// The text of a page changed.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Change {
    pub source: String,
    pub source_name: String,
    pub rung: String,
    pub title: String,
    pub link: Option<String>,
    /// As `render::diff::Difference` writes it.
    pub diff: String,
}

/// A list has a new, edited or withdrawn item.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct ItemNews {
    pub source: String,
    pub source_name: String,
    pub rung: String,
    pub change: ItemChange,
    pub title: String,
    pub link: Option<String>,
    pub published_at: Option<Timestamp>,
    /// Plain text; may be empty.
    #[serde(default)]
    pub excerpt: String,
    /// As `render::diff::Difference` writes it.
    pub diff: Option<String>,
    /// The phrase by which it is on topic.
    pub on_topic: Option<String>,
    /// What drives the question, where it is on that and not on topic.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<String>,
}

#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemChange {
    Added,
    Edited,
    Removed,
    /// It was gone, and is there again.
    Returned,
}

#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Health {
    /// Its id; of a cause that several share, the cause: `network`.
    pub source: String,
    pub source_name: String,
    pub link: Option<String>,
    /// The source's state in one word: `blocked`.
    pub state: String,
    pub reason: String,
    /// `None` where it was never read.
    pub last_good_at: Option<Timestamp>,
    /// How often it was tried since.
    #[serde(default)]
    pub tries: u64,
    #[serde(default)]
    pub recovered: bool,
    #[serde(default)]
    pub required: bool,
    pub advice: Option<String>,
    /// How the others do: `5 of 6 required sources fine. Assurance: degraded.`
    #[serde(default)]
    pub others: String,
    /// Of a source that is seen again: whether all that it published meanwhile was read
    /// after the fact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub covered: Option<bool>,
    /// The names of those that share the cause; empty where it is one source.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub concerned: Vec<String>,
}

/// What was watched in a span of time, and how well.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Silence {
    pub from: Timestamp,
    /// The end, not included.
    pub to: Timestamp,
    /// `assured`, `degraded` or `blind`, of the span.
    pub assurance: String,
    /// Headlines of what changed in the span; empty where nothing did.
    #[serde(default)]
    pub alerts: Vec<String>,
    /// Where everything stood at both ends.
    #[serde(default)]
    pub stood: Vec<Stood>,
    #[serde(default)]
    pub rows: Vec<SilenceRow>,
    /// Further lines: optional sources, claims, news, mail.
    #[serde(default)]
    pub remarks: Vec<String>,
    #[serde(default)]
    pub chain_rows: u64,
    pub chain_head: String,
}

/// Where the provision or a measure stood at both ends of a span.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Stood {
    /// `Section 907`, `H.R. 6534`
    pub name: String,
    /// By what had been seen by then; `None` where nothing was known of it.
    pub before: Option<String>,
    pub after: String,
}

/// How one required source answered.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct SilenceRow {
    pub source_name: String,
    pub answered: u64,
    pub expected: u64,
    pub longest_gap_seconds: i64,
    /// What was published in the longest gap was read after the fact.
    #[serde(default)]
    pub covered: bool,
    pub last_good_at: Option<Timestamp>,
}

#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct SourceLine {
    pub id: String,
    pub name: String,
    /// The source's state in one word: `fine`, `blocked`.
    pub state: String,
    #[serde(default)]
    pub detail: String,
}

/// Where a measure stands.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct MeasureLine {
    /// `H.R. 6534`
    pub citation: String,
    pub title: String,
    /// `in House Foreign Affairs`
    pub words: String,
    pub since: Date,
    /// What the newest text that was read would do, or does as law: `repeals`.
    #[serde(default)]
    pub effect: Option<String>,
    #[serde(default)]
    pub is_law: bool,
    /// When it dies, if nothing more is done.
    #[serde(default)]
    pub dies_on: Option<Date>,
}

#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct DocumentLine {
    pub title: String,
    pub link: Option<String>,
    /// Where it stands: `Federal Register`.
    pub carrier: Option<String>,
    /// Whether the document itself was read.
    #[serde(default)]
    pub read: bool,
    pub signed_on: Option<Date>,
    pub published_on: Option<Date>,
    pub first_seen_at: Timestamp,
    /// Its operative sentence.
    pub quote: Option<String>,
}

/// How a stage of a measure is called.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct StageWords {
    /// What it was, in `(was: reported)`.
    pub name: String,
    /// What follows the citation, in `H.R. 6534 passed the House`.
    pub headline: String,
    /// The code of `GovTrack`: `PASS_OVER:HOUSE`.
    pub govtrack: String,
}

#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct ActionLine {
    pub acted_on: Date,
    pub text: String,
}

#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Correction {
    pub old: String,
    pub new: String,
}

impl News {
    pub fn kind(&self) -> Kind {
        match self {
            Self::Began(_) => Kind::Began,
            Self::Standing(_) => Kind::Standing,
            Self::Measure(_) | Self::Found(_) | Self::Text(_) => Kind::Measure,
            Self::Record(_) => Kind::Record,
            Self::Claim(_) => Kind::Claim,
            Self::Reminder(_) => Kind::Reminder,
            Self::Change(_) => Kind::Change,
            Self::Item(_) => Kind::Item,
            Self::Health(_) => Kind::Health,
            Self::Silence(_) => Kind::Silence,
            Self::Test => Kind::Test,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn news_is_stored_by_name() {
        let news = News::Item(ItemNews {
            source: "azertag-en".into(),
            source_name: "Azertag".into(),
            rung: "rhetoric".into(),
            change: ItemChange::Added,
            title: "Section 907".into(),
            link: None,
            published_at: None,
            excerpt: String::new(),
            diff: None,
            on_topic: Some("Section 907".into()),
            context: None,
        });
        let stored = r#"{"kind":"item","source":"azertag-en","source_name":"Azertag","rung":"rhetoric","change":"added","title":"Section 907","link":null,"published_at":null,"excerpt":"","diff":null,"on_topic":"Section 907"}"#;
        assert_eq!(serde_json::to_string(&news).unwrap(), stored);
        assert_eq!(serde_json::from_str::<News>(stored).unwrap(), news);
    }

    #[test]
    fn news_is_read_without_what_was_added_later_and_with_what_comes_later() {
        for (stored, kind) in [
            (r#"{"kind":"began"}"#, Kind::Began),
            (
                r#"{"kind":"standing","new_word":"waived","later":1}"#,
                Kind::Standing,
            ),
            (
                r#"{"kind":"reminder","headline":"due soon"}"#,
                Kind::Reminder,
            ),
            (r#"{"kind":"test"}"#, Kind::Test),
        ] {
            let news: News = serde_json::from_str(stored).unwrap();
            assert_eq!(news.kind(), kind);
        }
    }
}
