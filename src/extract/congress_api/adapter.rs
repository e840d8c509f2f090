//! From the rows of an answer to what they mean.

use jiff::{Timestamp, civil::Date};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{ApiError, Shape, address, wire};
use crate::{
    domain::{
        action::{Action, System},
        listing::{self, Latest, Listed, Touched},
        meaning::Law,
        measure::{MeasureId, MeasureKind},
        record::{Summary, TextVersion},
    },
    extract::billstatus::{date, time, unlinked},
};

/// What a bill says of itself, and how much there is in its other parts.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Bill {
    pub id: MeasureId,
    pub title: String,
    pub introduced_on: Option<Date>,
    pub updated_at: Option<Timestamp>,
    pub sponsors: Vec<String>,
    pub policy_area: Option<String>,
    pub laws: Vec<Law>,
    pub latest: Option<Latest>,
    pub legislation_url: Option<String>,
    pub counts: Counts,
    pub shape: Shape,
}

/// How many rows a bill's parts have; `None` where the bill has no such part.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Counts {
    pub actions: Option<u64>,
    pub titles: Option<u64>,
    pub committees: Option<u64>,
    pub texts: Option<u64>,
    pub summaries: Option<u64>,
    /// With those who have withdrawn, where the bill counts them.
    pub cosponsors: Option<u64>,
}

/// One page of a list.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Page<T> {
    /// What could be read, in the answer's order.
    pub items: Vec<T>,
    /// How many rows came: those that say nothing, or nothing that counts, as well.
    pub rows: u64,
    /// How many rows the whole list has, by its own count.
    pub count: Option<u64>,
    /// As it came; [`Page::next_url`] says whether it can be followed.
    pub next: Option<String>,
    /// The measure that was asked for, as the answer repeats it.
    pub of: Option<MeasureId>,
    pub shape: Shape,
}

#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Title {
    pub text: String,
    /// `Display Title`, `Official Title as Introduced`; may be empty.
    pub kind: String,
}

/// A summary, and when it was last touched, which orders summaries.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct DatedSummary {
    pub updated: Option<String>,
    pub summary: Summary,
}

impl Bill {
    /// Whether the number is only kept free; such a bill has no actions.
    pub fn is_reserved(&self) -> bool {
        listing::is_reserved(&self.title)
    }
}

/// Reads `/bill/119/hr/6534`.
pub fn bill(body: &[u8]) -> Result<Bill, ApiError> {
    let answer = Value::Object(wire::read(body)?);
    let row: wire::Bill = answer
        .get("bill")
        .and_then(wire::row)
        .ok_or(ApiError::OtherJson("bill"))?;
    let cosponsors = row.cosponsors.count_including_withdrawn_cosponsors;
    Ok(Bill {
        id: id(&row)?,
        title: row.title.unwrap_or_default(),
        introduced_on: row.introduced_date.as_deref().and_then(date),
        updated_at: row.update_date.as_deref().and_then(instant),
        sponsors: row.sponsors.into_iter().filter_map(person).collect(),
        policy_area: row.policy_area.name,
        laws: row.laws.into_iter().filter_map(law).collect(),
        latest: latest(&row.latest_action),
        legislation_url: row.legislation_url,
        counts: Counts {
            actions: row.actions.count,
            titles: row.titles.count,
            committees: row.committees.count,
            texts: row.text_versions.count,
            summaries: row.summaries.count,
            cosponsors: cosponsors.or(row.cosponsors.count),
        },
        shape: Shape::of(&answer),
    })
}

/// Reads a list of bills. A line that doesn't say of which measure it is counts as a row
/// and is no item.
pub fn bills(body: &[u8]) -> Result<Page<Listed>, ApiError> {
    page(body, "bills", |row: wire::Bill| Ok(listed(row)))
}

/// Reads a page of `/member/L000596/sponsored-legislation`. Amendments are passed over.
pub fn sponsored(body: &[u8]) -> Result<Page<Listed>, ApiError> {
    page(body, "sponsoredLegislation", |row: wire::Bill| {
        Ok(listed(row))
    })
}

/// Reads a page of `…/actions`, newest first. A ghost, which has no text, counts as a row
/// and is no action.
pub fn actions_page(body: &[u8]) -> Result<Page<Action>, ApiError> {
    page(body, "actions", action)
}

/// Reads a page of `…/titles`.
pub fn titles_page(body: &[u8]) -> Result<Page<Title>, ApiError> {
    page(body, "titles", |row: wire::Title| {
        Ok(row.title.map(|text| Title {
            text,
            kind: row.title_type.unwrap_or_default(),
        }))
    })
}

/// Reads a page of `…/committees`, as `House Foreign Affairs Committee`.
pub fn committees_page(body: &[u8]) -> Result<Page<String>, ApiError> {
    page(body, "committees", |row: wire::Named| {
        Ok(row.name.map(|name| match row.chamber {
            Some(chamber) => format!("{chamber} {name}"),
            None => name,
        }))
    })
}

/// Reads a page of `…/cosponsors`. Those who have withdrawn are rows and no items.
pub fn cosponsors_page(body: &[u8]) -> Result<Page<String>, ApiError> {
    page(body, "cosponsors", |row: wire::Person| {
        Ok(match row.sponsorship_withdrawn_date {
            Some(_) => None,
            None => person(row),
        })
    })
}

/// Reads a page of `…/text`, each version with its address at govinfo.gov, which has no
/// wall before it.
pub fn texts_page(body: &[u8]) -> Result<Page<TextVersion>, ApiError> {
    page(body, "textVersions", |row: wire::Text| Ok(text(row)))
}

/// Reads a page of `…/summaries`.
pub fn summaries_page(body: &[u8]) -> Result<Page<DatedSummary>, ApiError> {
    page(body, "summaries", |row: wire::Summary| {
        Ok(Some(DatedSummary {
            updated: row.update_date,
            summary: Summary {
                acted_on: row.action_date.as_deref().and_then(date),
                stage: row.action_desc.unwrap_or_default(),
                html: row.text.unwrap_or_default(),
            },
        }))
    })
}

fn page<R: DeserializeOwned, T>(
    body: &[u8],
    name: &'static str,
    read: impl Fn(R) -> Result<Option<T>, ApiError>,
) -> Result<Page<T>, ApiError> {
    let answer = wire::read(body)?;
    let rows = match answer.get(name) {
        Some(Value::Array(rows)) => rows.as_slice(),
        Some(Value::Null) => &[],
        // A part of which there is nothing may be left out, but not with all around it.
        None if answer.contains_key("pagination") => &[],
        _ => return Err(ApiError::OtherJson(name)),
    };
    let items = rows.iter().filter_map(wire::row).map(read);
    let items: Result<Vec<Option<T>>, ApiError> = items.collect();
    let pagination: wire::Pagination = part(&answer, "pagination");
    Ok(Page {
        items: items?.into_iter().flatten().collect(),
        rows: rows.len() as u64,
        count: pagination.count,
        next: pagination.next,
        of: asked(&part(&answer, "request")),
        shape: Shape::of(&Value::Object(answer)),
    })
}

fn part<R: DeserializeOwned + Default>(answer: &Map<String, Value>, name: &str) -> R {
    answer.get(name).and_then(wire::row).unwrap_or_default()
}

fn asked(request: &wire::Request) -> Option<MeasureId> {
    Some(MeasureId::new(
        MeasureKind::from_code(request.bill_type.as_deref()?)?,
        request.bill_number.as_deref()?.parse().ok()?,
        request.congress.as_deref()?.parse().ok()?,
    ))
}

fn id(row: &wire::Bill) -> Result<MeasureId, ApiError> {
    let kind = row.kind.as_deref().and_then(MeasureKind::from_code);
    let number = row.number.as_deref().and_then(|number| number.parse().ok());
    let congress = row.congress.as_deref().and_then(|text| text.parse().ok());
    Ok(MeasureId::new(
        kind.ok_or(ApiError::Unnamed("its type"))?,
        number.ok_or(ApiError::Unnamed("its number"))?,
        congress.ok_or(ApiError::Unnamed("its congress"))?,
    ))
}

fn listed(row: wire::Bill) -> Option<Listed> {
    let touched = |text: Option<&String>| Touched {
        on: text.and_then(|text| date(text)),
        at: text.and_then(|text| instant(text)),
    };
    Some(Listed {
        id: id(&row).ok()?,
        latest: latest(&row.latest_action),
        updated: touched(row.update_date.as_ref()),
        updated_with_text: touched(row.update_date_including_text.as_ref()),
        introduced_on: row.introduced_date.as_deref().and_then(date),
        title: row.title.unwrap_or_default(),
        sponsor: row.sponsors.into_iter().find_map(person),
        committees: vec![],
        tracker: vec![],
    })
}

fn latest(row: &wire::Action) -> Option<Latest> {
    Some(Latest {
        acted_on: row.action_date.as_deref().and_then(date),
        chamber: None,
        text: unlinked(row.text.as_deref()?),
        is_cut: false,
    })
}

fn action(row: wire::Action) -> Result<Option<Action>, ApiError> {
    let Some(text) = row.text else {
        return Ok(None);
    };
    let text = unlinked(&text);
    let day = row.action_date.unwrap_or_default();
    let Some(acted_on) = date(&day) else {
        return Err(ApiError::Undated { date: day, text });
    };
    let system = &row.source_system;
    Ok(Some(Action {
        acted_on,
        acted_time: row.action_time.as_deref().and_then(time),
        text,
        kind: row.kind.unwrap_or_default(),
        code: row.action_code,
        system: System::new(system.code.as_deref(), system.name.as_deref()),
        committees: row
            .committees
            .into_iter()
            .filter_map(|row| row.name)
            .collect(),
    }))
}

fn text(row: wire::Text) -> Option<TextVersion> {
    let of_kind = |kind: &str| {
        let mut formats = row.formats.iter();
        formats.find(|format| format.kind.as_deref() == Some(kind))
    };
    let best = of_kind("Formatted XML")
        .or_else(|| of_kind("Formatted Text"))
        .or(row.formats.first());
    let url = best.and_then(|format| format.url.clone());
    Some(TextVersion {
        name: row.kind?,
        dated_on: row.date.as_deref().and_then(date),
        url: url.map(|url| address::govinfo_text(&url).unwrap_or(url)),
    })
}

fn person(row: wire::Person) -> Option<String> {
    row.full_name.or(row.name)
}

fn law(row: wire::Law) -> Option<Law> {
    let number = row.number?;
    let (congress, number) = number.split_once('-')?;
    Some(Law {
        private: row.kind.is_some_and(|kind| kind.starts_with("Private")),
        congress: congress.parse().ok()?,
        number: number.parse().ok()?,
    })
}

fn instant(text: &str) -> Option<Timestamp> {
    text.parse().ok()
}
