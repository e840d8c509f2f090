//! Further answers: what else has to be asked for before a source has answered whole.
//!
//! A list has pages, and a record of the API has parts. A page that is missing would look
//! like things withdrawn, so there is all or nothing.

use std::borrow::Cow;

use url::Url;

use crate::{
    config,
    domain::{measure::MeasureId, source::SourceKind},
    extract::{
        congress_api::{self, ApiError, Page, Part},
        federal_register,
    },
};

use super::Answer;

/// The most that one poll asks for: 10,000 actions, or documents.
const PARTS_MAX: usize = 40;

/// A longer list of the Federal Register is never read to its end: what is new comes first.
pub(super) const WHOLE_MAX: u64 = 1000;

/// The parts of a measure's record that are asked for, in this order.
const PARTS: [Part; 5] = [
    Part::Actions,
    Part::Titles,
    Part::Committees,
    Part::Texts,
    Part::Summaries,
];

/// The address at which a source is asked first.
pub fn address(source: &config::Source) -> Cow<'_, Url> {
    if source.kind != SourceKind::CongressApi {
        return Cow::Borrowed(&source.url);
    }
    if let Some((base, measure)) = measure_of(source) {
        return Cow::Owned(congress_api::bill_url(&base, measure, Part::Bill));
    }
    // XML is the API's default, and without a sort its pages shift.
    let mut url = source.url.clone();
    let given: Vec<String> = url.query_pairs().map(|(name, _)| name.into()).collect();
    for (name, value) in [
        ("format", "json"),
        ("limit", "250"),
        ("sort", "updateDate desc"),
    ] {
        if !given.iter().any(|given| given == name) {
            url.query_pairs_mut().append_pair(name, value);
        }
    }
    Cow::Owned(url)
}

/// The measure whose record an address of the API is, and the API's own address.
pub(super) fn measure_of(source: &config::Source) -> Option<(Url, MeasureId)> {
    let mut segments: Vec<&str> = source.url.path_segments()?.collect();
    let at = segments.iter().position(|segment| *segment == "bill")?;
    let [congress, code, number] = segments.get(at + 1..)? else {
        return None;
    };
    let measure = format!("{code}{number}-{congress}").parse().ok()?;
    segments.truncate(at);
    let mut base = source.url.clone();
    base.set_query(None);
    base.set_path(&segments.join("/"));
    Some((base, measure))
}

/// Whether an answer of this kind may have to be asked for in several parts.
pub fn may_go_on(kind: SourceKind, answer: &Answer) -> bool {
    let is_list = matches!(kind, SourceKind::CongressApi | SourceKind::FederalRegister);
    is_list && answer.further.len() + 1 < PARTS_MAX && answer.last().status == 200
}

/// What has to be asked for next; `None` where the answer is whole, or can't become so.
pub fn further(source: &config::Source, answer: &Answer) -> Option<Url> {
    match source.kind {
        // Of a list the newest are enough: it has fifteen thousand bills, and moves.
        SourceKind::CongressApi => {
            let (base, measure) = measure_of(source)?;
            of_record(&base, measure, answer)
        }
        SourceKind::FederalRegister => {
            let page = federal_register::read(&answer.last().body).ok()?;
            let is_whole = page.count <= WHOLE_MAX;
            page.next(&answer.last().final_url)
                .ok()?
                .filter(|_| is_whole)
        }
        _ => None,
    }
}

fn of_record(base: &Url, measure: MeasureId, answer: &Answer) -> Option<Url> {
    let bill = congress_api::bill(&answer.first.body).ok()?;
    let last = answer.further.last();
    let here = last.and_then(|last| part_of(&last.final_url));
    if let (Some(last), Some(part)) = (last, here)
        && let Some(next) = next_page(part, &last.body, &last.final_url).ok()?
    {
        return Some(next);
    }
    let done = here.and_then(|here| PARTS.iter().position(|part| *part == here));
    let there_is = |part: &&Part| {
        let count = match part {
            // A measure without actions is new, or only a number.
            Part::Actions => Some(1),
            Part::Titles => bill.counts.titles,
            Part::Committees => bill.counts.committees,
            Part::Texts => bill.counts.texts,
            Part::Summaries => bill.counts.summaries,
            Part::Bill | Part::Cosponsors => None,
        };
        count.unwrap_or(0) > 0
    };
    let mut left = PARTS.iter().skip(done.map_or(0, |done| done + 1));
    let next = left.find(there_is)?;
    Some(congress_api::bill_url(base, measure, *next))
}

/// Which part of a record an address is.
pub(super) fn part_of(url: &Url) -> Option<Part> {
    Some(match url.path_segments()?.next_back()? {
        "actions" => Part::Actions,
        "titles" => Part::Titles,
        "committees" => Part::Committees,
        "text" => Part::Texts,
        "summaries" => Part::Summaries,
        _ => return None,
    })
}

fn next_page(part: Part, body: &[u8], asked: &Url) -> Result<Option<Url>, ApiError> {
    fn next<T>(page: Page<T>, asked: &Url) -> Result<Option<Url>, ApiError> {
        page.next_url(asked)
    }
    match part {
        Part::Actions => next(congress_api::actions_page(body)?, asked),
        Part::Titles => next(congress_api::titles_page(body)?, asked),
        Part::Committees => next(congress_api::committees_page(body)?, asked),
        Part::Texts => next(congress_api::texts_page(body)?, asked),
        Part::Summaries => next(congress_api::summaries_page(body)?, asked),
        Part::Bill | Part::Cosponsors => Ok(None),
    }
}
