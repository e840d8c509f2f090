//! Further answers: what else has to be asked for before a source has answered whole.
//!
//! A list has pages, and a record of the API has parts. A page that is missing would look
//! like things withdrawn, so there is all or nothing.

use std::borrow::Cow;

use jiff::{SignedDuration, Timestamp};
use url::Url;

use crate::{
    config,
    domain::{measure::MeasureId, source::SourceKind},
    extract::{
        congress_api::{self, ApiError, Page, Part},
        federal_register,
    },
    pipeline::situation::washington,
    store::work::sources::Source,
};

use super::Answer;

/// The most that one poll asks for: 10,000 actions, or documents.
const PARTS_MAX: usize = 40;

/// The most of a list of bills that one poll asks for by date: 1,500 of them. All parts
/// are in memory at once.
const BY_DATE_MAX: usize = 6;

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

/// Since when what a source published may have been missed, where it has been blind: then
/// it is asked for all since then, if it can be asked so. `None` where it was not blind.
pub fn missed_since(row: &Source, now: Timestamp) -> Option<Timestamp> {
    let seen_at = row.progress.last_verified_at?;
    (now.duration_since(seen_at) > row.fresh_for).then_some(seen_at)
}

/// The address at which a source is asked first; `missed` is what [`missed_since`] says.
pub fn address(source: &config::Source, missed: Option<Timestamp>) -> Cow<'_, Url> {
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
    if let Some(since) = missed.filter(|_| is_of_bills(source)) {
        // Clocks differ, and what was touched that second was perhaps not listed yet.
        let since = since.checked_sub(OVERLAP).unwrap_or(since);
        let since = since.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        url.query_pairs_mut().append_pair(BY_DATE, &since);
    }
    Cow::Owned(url)
}

/// How a list of bills is asked for what was touched since a time.
const BY_DATE: &str = "fromDateTime";

/// So much more is asked for than was missed.
const OVERLAP: SignedDuration = SignedDuration::from_hours(1);

/// Whether it lists the bills of a Congress, those touched last first.
fn is_of_bills(source: &config::Source) -> bool {
    let sorts_otherwise = |(name, value): (Cow<'_, str>, Cow<'_, str>)| {
        name == BY_DATE || (name == "sort" && value != "updateDate desc")
    };
    source.kind == SourceKind::CongressApi
        && measure_of(source).is_none()
        && source.url.path().contains("/bill/")
        && !source.url.query_pairs().any(sorts_otherwise)
}

/// Whether an address asks a list for what was touched since a time.
pub(super) fn is_by_date(source: &config::Source, asked: &Url) -> bool {
    is_of_bills(source) && asked.query_pairs().any(|(name, _)| name == BY_DATE)
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
/// `missed` is what [`missed_since`] says.
pub fn further(source: &config::Source, answer: &Answer, missed: Option<Timestamp>) -> Option<Url> {
    match source.kind {
        SourceKind::CongressApi if is_by_date(source, &answer.first.final_url) => {
            let last = answer.last();
            let page = congress_api::bills(&last.body).ok()?;
            let next = page.next_url(&last.final_url).ok()?;
            next.filter(|_| answer.further.len() + 1 < BY_DATE_MAX)
        }
        // Of a list the newest are enough: it has fifteen thousand bills, and moves.
        SourceKind::CongressApi => {
            let (base, measure) = measure_of(source)?;
            of_record(&base, measure, answer)
        }
        SourceKind::FederalRegister => {
            let page = federal_register::read(&answer.last().body).ok()?;
            // Of a longer one the newest are enough, and those that were missed.
            let missed_on = missed.map(washington);
            let reaches_back = page
                .notices
                .iter()
                .filter_map(|notice| notice.published_on)
                .min()
                .zip(missed_on)
                .is_none_or(|(oldest, missed_on)| oldest < missed_on);
            let is_wanted = page.count <= WHOLE_MAX || !reaches_back;
            page.next(&answer.last().final_url)
                .ok()?
                .filter(|_| is_wanted)
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
