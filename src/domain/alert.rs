//! Alerts: what changed, told once to each subscriber who wants to know.
//!
//! An alert is identified by what changed, not by when or where it was noticed:
//! the same step of the same thing has the same id after a crash, a roll-back or
//! a restored backup, so that a mail about it can be known for a copy. A second
//! step from A to B is another alert, as its ordinal differs.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::domain::news::News;

/// Something to tell, with all that a mail about it says.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Alert {
    pub id: AlertId,
    /// What changed: `section-907`, a measure (`hr6534-119`), a source
    /// (`azertag-en`), an item of one (`azertag-en#<key>`) or the service (`watch`).
    pub entity: String,
    /// Counts the committed steps of this entity, from 1.
    pub ordinal: u64,
    /// What it was, and what it has become, as the rule that decided this names it.
    pub old: String,
    pub new: String,
    pub seen_at: Timestamp,
    pub news: News,
}

/// 64 lower-case hexadecimal digits.
#[derive(Clone, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct AlertId(String);

/// What sort of thing an alert tells. Closed; its spelling is a contract with the
/// configuration, the database and the readers' mail filters.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Section 907 stands otherwise.
    Standing,
    /// A measure has moved.
    Measure,
    /// An official record was withdrawn or corrected, or its carriers differ.
    Record,
    /// The press says that something happened, or the record has settled that.
    Claim,
    /// A date draws near, or has passed without what was due.
    Reminder,
    /// A source can't be seen, or can again.
    Health,
    /// The text of a page changed.
    Change,
    /// A feed or list has a new, edited or withdrawn item.
    Item,
    /// Nothing happened, and here is what that rests on.
    Silence,
    /// Several alerts in one message.
    Digest,
    /// Watching began.
    Began,
    /// The operator asked whether mail arrives.
    Test,
}

#[derive(Clone, Debug, thiserror::Error, PartialEq)]
#[error("expected 64 hexadecimal digits, not `{0}`")]
pub struct ParseAlertIdError(String);

impl Alert {
    pub fn new(
        entity: impl Into<String>,
        ordinal: u64,
        old: impl Into<String>,
        new: impl Into<String>,
        seen_at: Timestamp,
        news: News,
    ) -> Self {
        let (entity, old, new) = (entity.into(), old.into(), new.into());
        Self {
            id: AlertId::new(&entity, ordinal, &old, &new),
            entity,
            ordinal,
            old,
            new,
            seen_at,
            news,
        }
    }

    pub fn kind(&self) -> Kind {
        self.news.kind()
    }

    /// What mails about it are threaded by: the measure, the provision, the source.
    pub fn thread(&self) -> &str {
        let (thread, _) = self.entity.split_once('#').unwrap_or((&self.entity, ""));
        thread
    }
}

impl AlertId {
    /// The id of this step of this entity.
    pub fn new(entity: &str, ordinal: u64, old: &str, new: &str) -> Self {
        let mut hash = Sha256::new();
        for part in [entity, &ordinal.to_string(), old, new] {
            // The length keeps `ab` + `c` apart from `a` + `bc`.
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        Self(hex(&hash.finalize()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As people type it: `watch907 show 1f2e3d4c`.
    pub fn short(&self) -> &str {
        &self.0[..8]
    }
}

impl Kind {
    pub const ALL: [Self; 12] = [
        Self::Standing,
        Self::Measure,
        Self::Record,
        Self::Claim,
        Self::Reminder,
        Self::Health,
        Self::Change,
        Self::Item,
        Self::Silence,
        Self::Digest,
        Self::Began,
        Self::Test,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Standing => "standing",
            Self::Measure => "measure",
            Self::Record => "record",
            Self::Claim => "claim",
            Self::Reminder => "reminder",
            Self::Health => "health",
            Self::Change => "change",
            Self::Item => "item",
            Self::Silence => "silence",
            Self::Digest => "digest",
            Self::Began => "began",
            Self::Test => "test",
        }
    }

    /// The kind spelled so, exactly.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

impl TryFrom<String> for AlertId {
    type Error = ParseAlertIdError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let digit = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        if text.len() == 64 && text.bytes().all(digit) {
            Ok(Self(text))
        } else {
            Err(ParseAlertIdError(text))
        }
    }
}

impl From<AlertId> for String {
    fn from(id: AlertId) -> Self {
        id.0
    }
}

impl fmt::Display for AlertId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alert_is_known_by_what_changed() {
        let id = AlertId::new("hr6534-119", 3, "reported", "passed_house");
        assert_eq!(
            id.as_str(),
            "dbffe2a0d82e3c6fd360fd5dea143415b4d47147886ea26de05d734154dfe396"
        );
        let at = |seen: &str| {
            let seen_at = seen.parse().unwrap();
            Alert::new(
                "hr6534-119",
                3,
                "reported",
                "passed_house",
                seen_at,
                News::Test,
            )
            .id
        };
        assert_eq!(at("2026-05-12T23:12:00Z"), id);
        assert_eq!(at("2026-05-14T01:00:00Z"), id);
    }

    #[test]
    fn each_part_of_the_step_tells_alerts_apart() {
        let step = |entity, ordinal, old, new| AlertId::new(entity, ordinal, old, new);
        let ids = [
            step("a", 1, "b", "c"),
            step("a", 2, "b", "c"),
            step("a", 1, "c", "b"),
            step("a", 1, "bc", ""),
            step("ab", 1, "", "c"),
            step("", 1, "ab", "c"),
        ];
        for (n, id) in ids.iter().enumerate() {
            assert!(!ids[..n].contains(id));
        }
    }

    #[test]
    fn mails_are_threaded_by_measure_provision_and_source() {
        let thread = |entity: &str| {
            let seen_at = Timestamp::UNIX_EPOCH;
            let alert = Alert::new(entity, 1, "", "", seen_at, News::Test);
            alert.thread().to_owned()
        };
        assert_eq!(thread("section-907"), "section-907");
        assert_eq!(thread("azertag-en#https://azertag.az/1#top"), "azertag-en");
    }

    #[test]
    fn kinds_are_read_as_they_are_written() {
        for kind in Kind::ALL {
            assert_eq!(Kind::parse(kind.as_str()), Some(kind));
        }
        assert_eq!(Kind::parse("Standing"), None);
    }

    #[test]
    fn an_id_is_64_hexadecimal_digits() {
        let id = AlertId::new("watch", 1, "", "test");
        let json = serde_json::to_string(&id).unwrap();
        assert_eq!(serde_json::from_str::<AlertId>(&json).unwrap(), id);
        for bad in [
            "\"\"",
            "\"1f2e\"",
            &json.to_uppercase(),
            &json.replace('a', "é"),
        ] {
            assert!(serde_json::from_str::<AlertId>(bad).is_err(), "{bad}");
        }
    }
}
