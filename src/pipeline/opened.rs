//! Opened sources: what documents lead to.
//!
//! A list names a bill, a bill has texts, a notice has a text, and the press names
//! numbers. Each is read by a source of its own, which the database keeps and no
//! configuration names; so it has a schedule, limits and a state like any other. A text
//! is read once. A *lead* is a record that may have nothing to do with Section 907: it is
//! forgotten once it was read, unless it does.

use jiff::{SignedDuration, Timestamp};
use rusqlite::Transaction;
use serde::{Deserialize, Serialize};

use crate::{
    config::{Config, Expect, Source as Configured},
    domain::{
        calendar,
        measure::MeasureId,
        notice::Notice,
        printable::{clean, clip},
        source::{Follow, SourceId, SourceKind, Tell},
    },
    extract::{
        congress_api::{self, Part},
        govinfo::package::Package,
    },
    pipeline::{setup::Setup, situation::washington},
    store::{
        evidence::bodies,
        work::{
            opened,
            sources::{self, Declared, Source},
        },
    },
};

/// What is to be read there. Stored as JSON.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Subject {
    /// The record of a measure.
    Measure { measure: String, lead: bool },
    /// The text of a package of GovInfo.
    Text {
        package: String,
        measure: Option<String>,
    },
    /// The text of a document of the Federal Register, as the list `from` had it in
    /// `snapshot`.
    Document {
        notice: Box<Notice>,
        from: String,
        snapshot: i64,
    },
    /// The article behind an entry of the feed `from`.
    Article {
        from: String,
        key: String,
        title: String,
        published_at: Option<Timestamp>,
    },
}

/// How often a measure's record is read.
const RECORD: SignedDuration = SignedDuration::from_hours(1);

/// How long the record of a measure that is followed may go unseen, once it was read.
pub const RECORD_FRESH: SignedDuration = SignedDuration::from_hours(12);

/// How often a text is asked for until it is there.
const TEXT: SignedDuration = SignedDuration::from_hours(1);
const DOCUMENT: SignedDuration = SignedDuration::from_mins(15);
const ARTICLE: SignedDuration = SignedDuration::from_hours(6);

/// How long what may not be there yet is no trouble. The text of H.R. 6534 (119th) came 18
/// days after its introduction.
const PATIENCE: SignedDuration = SignedDuration::from_hours(24 * 30);

/// After so long, an article that can't be read is no news.
const NEWS: SignedDuration = SignedDuration::from_hours(24 * 3);

/// How long the records of a Congress are read after its end.
pub const AFTER_CONGRESS: SignedDuration = SignedDuration::from_hours(24 * 90);

/// Texts of bills are long, and GovInfo takes its time.
const TEXT_BYTES_MAX: u64 = 16 << 20;
const TEXT_DEADLINE: SignedDuration = SignedDuration::from_secs(120);

impl Subject {
    /// `None` for a source that the configuration names.
    pub fn of(row: &Source) -> Option<Self> {
        serde_json::from_str(row.subject.as_deref()?).ok()
    }

    /// Whether it is forgotten unless it turns out to be on topic.
    pub fn is_lead(&self) -> bool {
        match self {
            Self::Measure { lead, .. } => *lead,
            Self::Text { measure, .. } => measure.is_none(),
            Self::Document { .. } | Self::Article { .. } => true,
        }
    }

    /// How long it is asked for while it leads nowhere.
    pub fn patience(&self) -> SignedDuration {
        match self {
            Self::Article { .. } => NEWS,
            Self::Measure { .. } | Self::Text { .. } | Self::Document { .. } => PATIENCE,
        }
    }

    fn json(&self) -> String {
        serde_json::to_string(self).expect("it holds texts only")
    }
}

/// How an opened source is read. `None` for a row that no document led to.
pub fn source(config: &Config, row: &Source) -> Option<Configured> {
    let subject = Subject::of(row)?;
    let (cadence, measure) = match &subject {
        Subject::Measure { measure, .. } => (RECORD, measure.parse().ok()),
        Subject::Text { measure, .. } => {
            (TEXT, measure.as_ref().and_then(|name| name.parse().ok()))
        }
        Subject::Document { .. } => (DOCUMENT, None),
        Subject::Article { .. } => (ARTICLE, None),
    };
    let (deadline, body_bytes_max) = match row.kind {
        SourceKind::Text => (TEXT_DEADLINE, TEXT_BYTES_MAX),
        _ => (TEXT_DEADLINE, config.fetch.body_bytes_max),
    };
    Some(Configured {
        id: row.id.parse().ok()?,
        kind: row.kind,
        url: row.url.parse().ok()?,
        of_congress: None,
        name: row.name.clone(),
        enabled: row.enabled,
        why: None,
        cadence,
        fresh_for: row.fresh_for,
        required: row.required,
        rung: row.kind.highest_rung(),
        tell: Tell::All,
        allow: match &subject {
            // On its feed's own terms.
            Subject::Article { from, .. } => config
                .sources
                .iter()
                .find(|source| source.id.as_str() == from)
                .map(|source| source.allow.clone())
                .unwrap_or_default(),
            _ => config.discover.allow.clone(),
        },
        headers: Vec::new(),
        expect: Expect {
            items: 1,
            text: None,
        },
        select: None,
        remove: Vec::new(),
        ignore: Vec::new(),
        measure,
        follow: Follow::Topic,
        articles: false,
        press: false,
        deadline,
        body_bytes_max,
        was: None,
    })
}

/// Opens documents that one source leads to, in the transaction that found them.
pub struct Opener<'a> {
    pub tx: &'a Transaction<'a>,
    pub setup: &'a Setup,
    /// The id of the source that leads there.
    pub source: &'a str,
    /// In which it was found.
    pub snapshot: i64,
    pub now: Timestamp,
}

impl Opener<'_> {
    /// Reads the record of a measure: for good, or once where it is a lead.
    pub fn measure(&self, measure: MeasureId, lead: bool) -> anyhow::Result<()> {
        let subject = Subject::Measure {
            measure: measure.to_string(),
            lead,
        };
        let url = self.setup.config.discover.billstatus(measure);
        let id = measure.to_string();
        let is_new = self.open(
            &Declared {
                id: &id,
                name: &format!("GovInfo: {}", measure.citation()),
                kind: SourceKind::Measure,
                url: &url,
                enabled: true,
                // Until it was read: records come days after their measures at times.
                required: false,
                fresh_for: PATIENCE,
            },
            &subject,
        )?;
        if !is_new && !lead {
            opened::resubject(self.tx, &id, &subject.json())?;
        }
        if !lead && self.setup.has_api_key {
            self.second_carrier(measure, &subject)?;
        }
        Ok(())
    }

    /// Reads the record of a measure that is followed from Congress's API, too.
    fn second_carrier(&self, measure: MeasureId, subject: &Subject) -> anyhow::Result<()> {
        let api = &self.setup.config.discover.api;
        self.open(
            &Declared {
                id: &format!("{measure}-api"),
                name: &format!("api.congress.gov: {}", measure.citation()),
                kind: SourceKind::CongressApi,
                url: congress_api::bill_url(api, measure, Part::Bill).as_str(),
                enabled: true,
                required: false,
                fresh_for: RECORD_FRESH,
            },
            subject,
        )?;
        Ok(())
    }

    /// Reads the text of a package; `measure` is followed already.
    pub fn text(&self, package: &Package, measure: Option<MeasureId>) -> anyhow::Result<()> {
        let name = package.to_string();
        let discover = &self.setup.config.discover;
        let url = match package {
            Package::Law { .. } => discover.law_text(&name),
            _ => discover.bill_text(&name),
        };
        let subject = Subject::Text {
            package: name.clone(),
            measure: measure.map(|measure| measure.to_string()),
        };
        self.open(
            &Declared {
                id: &name.to_lowercase(),
                name: &format!("GovInfo: {name}"),
                kind: SourceKind::Text,
                url: &url,
                enabled: true,
                required: false,
                fresh_for: PATIENCE,
            },
            &subject,
        )?;
        Ok(())
    }

    /// Reads the text of a document, at the address that its record gives. Whether it will
    /// be read: it may have been already, or nobody may say where it is.
    pub fn document(&self, notice: &Notice) -> anyhow::Result<bool> {
        let Some(url) = &notice.raw_text_url else {
            return Ok(false);
        };
        let subject = self.subject(notice);
        self.open(
            &Declared {
                id: &document_id(notice),
                name: &format!("Federal Register: document {}", notice.number),
                kind: SourceKind::Document,
                url,
                enabled: true,
                required: false,
                fresh_for: PATIENCE,
            },
            &subject,
        )
    }

    /// Brings what is known of a document in line with its list, whose record of it changed.
    pub fn amend(&self, notice: &Notice) -> anyhow::Result<()> {
        let id = document_id(notice);
        let known = sources::get(self.tx, &id)?.and_then(|row| Subject::of(&row));
        if let Some(Subject::Document { from, .. }) = known
            && from == self.source
        {
            opened::resubject(self.tx, &id, &self.subject(notice).json())?;
        }
        Ok(())
    }

    fn subject(&self, notice: &Notice) -> Subject {
        Subject::Document {
            notice: Box::new(notice.clone()),
            from: self.source.to_owned(),
            snapshot: self.snapshot,
        }
    }

    /// Reads the article behind an entry.
    pub fn article(
        &self,
        key: &str,
        title: &str,
        link: &str,
        published_at: Option<Timestamp>,
    ) -> anyhow::Result<()> {
        let subject = Subject::Article {
            from: self.source.to_owned(),
            key: key.to_owned(),
            title: title.to_owned(),
            published_at,
        };
        let address = bodies::address(link.as_bytes());
        self.open(
            &Declared {
                id: &format!("article-{}", &address[..16]),
                name: &format!("Article: {}", clip(&clean(title), 80)),
                kind: SourceKind::Article,
                url: link,
                enabled: true,
                required: false,
                fresh_for: PATIENCE,
            },
            &subject,
        )?;
        Ok(())
    }

    fn open(&self, declared: &Declared<'_>, subject: &Subject) -> anyhow::Result<bool> {
        // A name or an address that can't be one is a document's mistake, not ours.
        if declared.id.parse::<SourceId>().is_err() || declared.url.parse::<url::Url>().is_err() {
            tracing::warn!(source = self.source, "can't follow {}", declared.url);
            return Ok(false);
        }
        Ok(opened::open(
            self.tx,
            declared,
            self.source,
            &subject.json(),
            self.now,
        )?)
    }
}

/// On public inspection and published, a document has an address each.
fn document_id(notice: &Notice) -> String {
    format!("fr-{}-{}", notice.number, notice.rung).to_lowercase()
}

/// Switches off the records of a Congress that ended long enough ago.
pub fn close_old(tx: &Transaction<'_>, now: Timestamp) -> anyhow::Result<()> {
    let sits = calendar::congress_of(washington(now - AFTER_CONGRESS));
    for (source, subject) in opened::all(tx)? {
        let Ok(Subject::Measure { measure, .. }) = serde_json::from_str(&subject) else {
            continue;
        };
        let of = measure.parse().map(MeasureId::congress);
        if of.is_ok_and(|of| of < sits) {
            sources::switch(tx, &source, false)?;
        }
    }
    Ok(())
}
