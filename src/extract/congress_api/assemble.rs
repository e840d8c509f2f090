//! A record from the parts that the API gives: whole, and of one measure, or not at all.

use super::{ApiError, Bill, DatedSummary, Page, Part, Title};
use crate::domain::{
    action::Action,
    measure::MeasureId,
    record::{MeasureRecord, TextVersion},
};

/// The pages of a measure's parts, each list in order. A part that wasn't asked for has
/// none, and is left out of the record; the actions can't be.
#[derive(Clone, Debug, Default)]
pub struct Parts {
    pub actions: Vec<Page<Action>>,
    pub titles: Vec<Page<Title>>,
    pub committees: Vec<Page<String>>,
    pub texts: Vec<Page<TextVersion>>,
    pub summaries: Vec<Page<DatedSummary>>,
    pub cosponsors: Vec<Page<String>>,
}

/// Makes the record of `asked`, when all that is announced has come.
///
/// A measure without actions is a record: it is new, or its number is only reserved.
pub fn assemble(asked: MeasureId, bill: Bill, parts: Parts) -> Result<MeasureRecord, ApiError> {
    same(asked, Some(bill.id))?;
    let counts = bill.counts;
    let actions = {
        let got = parts.actions.iter().map(|page| page.rows).sum();
        let said = counts.actions.unwrap_or(0);
        // The bill is asked for first: an action in between is seen by its count.
        if said != got {
            return Err(ApiError::Count {
                part: Part::Actions,
                said,
                got,
            });
        }
        list(asked, Part::Actions, parts.actions, counts.actions)?
    };
    let titles = list(asked, Part::Titles, parts.titles, counts.titles)?;
    let committees = list(asked, Part::Committees, parts.committees, counts.committees)?;
    let text_versions = list(asked, Part::Texts, parts.texts, counts.texts)?;
    let summaries = list(asked, Part::Summaries, parts.summaries, counts.summaries)?;
    let cosponsors = list(asked, Part::Cosponsors, parts.cosponsors, counts.cosponsors)?;
    let display = || {
        let mut titles = titles.into_iter();
        let title = titles.find(|title| title.kind == "Display Title");
        title.map(|title| title.text).unwrap_or_default()
    };
    let newest = summaries
        .into_iter()
        .max_by(|a, b| a.updated.cmp(&b.updated));
    Ok(MeasureRecord {
        id: bill.id,
        title: match bill.title.is_empty() {
            true => display(),
            false => bill.title,
        },
        introduced_on: bill.introduced_on,
        updated_at: bill.updated_at,
        sponsors: bill.sponsors,
        cosponsors,
        committees,
        policy_area: bill.policy_area,
        laws: bill.laws,
        actions,
        text_versions,
        summary: newest.map(|newest| newest.summary),
        legislation_url: bill.legislation_url,
    })
}

/// Joins the pages of a list, when none is missing and none moved while it was read.
pub fn whole<T>(part: Part, pages: Vec<Page<T>>) -> Result<Vec<T>, ApiError> {
    let (Some(first), Some(last)) = (pages.first(), pages.last()) else {
        return Ok(vec![]);
    };
    if last.next.is_some() {
        return Err(ApiError::PageMissing(part));
    }
    if pages.iter().any(|page| page.count != first.count) {
        return Err(ApiError::Moved(part));
    }
    let got = pages.iter().map(|page| page.rows).sum();
    match first.count {
        Some(said) if said != got => Err(ApiError::Count { part, said, got }),
        _ => Ok(pages.into_iter().flat_map(|page| page.items).collect()),
    }
}

/// Joins the pages of a bill's part. Where the bill says that there is something, nothing
/// is not believed; else its count of parts other than actions counts for little, as it
/// has been known to lag.
fn list<T>(
    asked: MeasureId,
    part: Part,
    pages: Vec<Page<T>>,
    said: Option<u64>,
) -> Result<Vec<T>, ApiError> {
    for page in &pages {
        same(asked, page.of)?;
    }
    let got: u64 = pages.iter().map(|page| page.rows).sum();
    match said {
        Some(said) if said > 0 && got == 0 && !pages.is_empty() => {
            Err(ApiError::Count { part, said, got })
        }
        _ => whole(part, pages),
    }
}

fn same(asked: MeasureId, got: Option<MeasureId>) -> Result<(), ApiError> {
    match got {
        Some(got) if got != asked => Err(ApiError::OtherMeasure { asked, got }),
        _ => Ok(()),
    }
}
