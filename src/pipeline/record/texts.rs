//! Texts of bills and laws: what each does to Section 907, and what its versions did.

use crate::{
    domain::{
        effect::{self, Reading},
        measure::MeasureId,
        news::{self, EffectLine, News},
    },
    extract::govinfo::package::Package,
    pipeline::{
        dismiss,
        read::TextRead,
        stand::{self, View},
    },
    store::derived::{
        documents::{self, Document},
        measures,
        texts::{self, Text},
    },
};

use super::{Poll, leads::Led};

impl Poll<'_> {
    /// Writes a text down, and tells what it does where that is news.
    pub(super) fn text(&self, read: TextRead) -> anyhow::Result<usize> {
        let TextRead {
            package,
            measure,
            dated_on,
            reading,
        } = read;
        // Versions come in any order; each is held against the one that precedes it, and
        // one that is read late says nothing new.
        let code = package.version_code();
        let (before, is_late) = match measure {
            Some(measure) => {
                let rank = stand::rank(code, measure);
                let mut known = stand::versions(self.tx, measure, View::present(self.now))?;
                known.retain(|known| known.package != package.to_string());
                let later = known
                    .iter()
                    .any(|known| stand::rank(&known.version, measure) > rank);
                known.retain(|known| stand::rank(&known.version, measure) <= rank);
                (known.pop(), later)
            }
            None => (None, false),
        };
        texts::put(
            self.tx,
            &Text {
                package: package.to_string(),
                source: self.id().to_owned(),
                snapshot: self.snapshot,
                measure,
                law: package.public_law(),
                version: code.to_owned(),
                dated_on,
                seen_at: self.now,
                reading: serde_json::to_string(&reading)?,
            },
        )?;
        self.keep_places(&package, measure, &reading)?;
        // What is law already moves no further.
        let is_bill = package.public_law().is_none();
        if let Some(measure) = measure.filter(|_| is_bill)
            && !self.is_followed(measure)?
            && let Some(strongest) = reading.strongest()
        {
            self.follow(
                measure,
                Led {
                    title: "",
                    link: Some(self.source.url.to_string()),
                    found_in: "text",
                    quote: strongest.quote.clone(),
                    effects: lines(&reading),
                },
            )?;
        } else if !is_late && !self.is_unwanted(measure.filter(|_| is_bill))? {
            // A law is told as one, and not as a version of its bill.
            let of = measure.filter(|_| is_bill);
            self.tell_text(of, &package.in_words(), before.as_ref(), &reading)?;
        }
        let moved = match measure {
            Some(measure) => stand::enact(self.tx, measure, self.now)?,
            None => stand::enact_law(self.tx, &package.to_string(), self.now)?,
        };
        if moved {
            stand::provision(self.tx, self.setup, self.quiet, self.now)?;
        }
        Ok(1)
    }

    /// Whether the operator wants to hear no more of the bill.
    fn is_unwanted(&self, bill: Option<MeasureId>) -> anyhow::Result<bool> {
        match bill {
            Some(bill) => Ok(dismiss::is_dismissed(self.tx, bill)?),
            None => Ok(false),
        }
    }

    /// Keeps what a text says of Section 907, for whoever looks for words in it.
    fn keep_places(
        &self,
        package: &Package,
        measure: Option<MeasureId>,
        reading: &Reading,
    ) -> anyhow::Result<()> {
        let version = package.in_words();
        let title = match measure.filter(|_| package.public_law().is_none()) {
            Some(measure) => format!("{} ({version})", measure.citation()),
            None => version,
        };
        let said = |place: &str, quote: &str| match place {
            "" => format!("{quote}\n"),
            place => format!("{place}: {quote}\n"),
        };
        let findings = reading.findings.iter();
        let friends = reading.false_friends.iter();
        documents::put(
            self.tx,
            &Document {
                source: self.id().to_owned(),
                snapshot: self.snapshot,
                title,
                link: Some(self.source.url.to_string()),
                text: findings
                    .map(|finding| said(&finding.place, &finding.quote))
                    .chain(friends.map(|friend| said(&friend.place, &friend.quote)))
                    .collect(),
            },
        )?;
        Ok(())
    }

    fn tell_text(
        &self,
        measure: Option<MeasureId>,
        version: &str,
        before: Option<&Text>,
        reading: &Reading,
    ) -> anyhow::Result<()> {
        let held = match before {
            Some(before) => Some(serde_json::from_str::<Reading>(&before.reading)?),
            None => None,
        };
        let mut effects = lines(reading);
        let mut dropped = Vec::new();
        match &held {
            Some(held) => {
                let compared = effect::compare(held, reading);
                if compared.added.is_empty() && compared.dropped.is_empty() {
                    return Ok(());
                }
                for (line, finding) in effects.iter_mut().zip(&reading.findings) {
                    line.added = compared.added.contains(finding);
                }
                dropped = compared.dropped.iter().map(EffectLine::of).collect();
            }
            None if effects.is_empty() => return Ok(()),
            None => (),
        }
        if self.quiet {
            return Ok(());
        }
        let known = match measure {
            Some(measure) => measures::get(self.tx, measure)?,
            None => None,
        };
        let entity = match measure {
            Some(measure) => measure.to_string(),
            None => version.to_owned(),
        };
        let news = News::Text(news::Text {
            measure: measure.map(|measure| measure.to_string()),
            title: known.map(|known| known.title).unwrap_or_default(),
            link: Some(self.source.url.to_string()),
            version: version.to_owned(),
            before: before.map(|before| before.package.clone()),
            effects,
            dropped,
        });
        self.tell(entity, "", format!("text {version}"), news)
    }
}

fn lines(reading: &Reading) -> Vec<EffectLine> {
    reading.findings.iter().map(EffectLine::of).collect()
}
