//! From the parts of a BILLSTATUS document to the record that they mean.

use std::sync::LazyLock;

use jiff::{
    Timestamp,
    civil::{Date, Time},
};
use regex::Regex;

use super::{BillstatusError, wire::Element};
use crate::{
    domain::{
        action::{Action, System},
        meaning::Law,
        measure::{MeasureId, MeasureKind},
        record::{MeasureRecord, Summary, TextVersion},
    },
    extract::actions::WASHINGTON,
};

pub(super) fn record(bill: &Element) -> Result<MeasureRecord, BillstatusError> {
    let list = |name| bill.child(name).into_iter().flat_map(items);
    Ok(MeasureRecord {
        id: id(bill)?,
        title: title(bill),
        introduced_on: bill.text_of("introducedDate").and_then(|day| date(&day)),
        updated_at: bill.text_of("updateDate").and_then(|at| at.parse().ok()),
        sponsors: list("sponsors").filter_map(name).collect(),
        cosponsors: list("cosponsors")
            .filter(|item| item.text_of("sponsorshipWithdrawnDate").is_none())
            .filter_map(name)
            .collect(),
        committees: list("committees").filter_map(committee).collect(),
        policy_area: bill
            .child("policyArea")
            .and_then(|area| area.text_of("name")),
        laws: list("laws").filter_map(law).collect(),
        actions: actions(bill)?,
        text_versions: list("textVersions").filter_map(text_version).collect(),
        summary: summary(bill),
        legislation_url: bill.text_of("legislationUrl"),
    })
}

/// The elements of a list: `<item>`, within one more layer before 3.0.0.
fn items(list: &Element) -> impl Iterator<Item = &Element> {
    let inner = ["billCommittees", "billSummaries"]
        .into_iter()
        .find_map(|name| list.child(name));
    inner.unwrap_or(list).children("item")
}

fn id(bill: &Element) -> Result<MeasureId, BillstatusError> {
    // `billType` and `billNumber` until 3.0.0.
    let either = |new, old| bill.text_of(new).or_else(|| bill.text_of(old));
    let kind = either("type", "billType").and_then(|code| MeasureKind::from_code(&code));
    let number = either("number", "billNumber").and_then(|number| number.parse().ok());
    let congress = bill
        .text_of("congress")
        .and_then(|congress| congress.parse().ok());
    Ok(MeasureId::new(
        kind.ok_or(BillstatusError::Unnamed("its type"))?,
        number.ok_or(BillstatusError::Unnamed("its number"))?,
        congress.ok_or(BillstatusError::Unnamed("its congress"))?,
    ))
}

fn title(bill: &Element) -> String {
    let display = || {
        let mut titles = bill.child("titles").into_iter().flat_map(items);
        titles
            .find(|item| item.text_of("titleType").as_deref() == Some("Display Title"))?
            .text_of("title")
    };
    bill.text_of("title").or_else(display).unwrap_or_default()
}

fn name(person: &Element) -> Option<String> {
    person
        .text_of("fullName")
        .or_else(|| person.text_of("name"))
}

fn committee(item: &Element) -> Option<String> {
    let name = item.text_of("name")?;
    Some(match item.text_of("chamber") {
        Some(chamber) => format!("{chamber} {name}"),
        None => name,
    })
}

fn law(item: &Element) -> Option<Law> {
    let number = item.text_of("number")?;
    let (congress, number) = number.split_once('-')?;
    Some(Law {
        private: item
            .text_of("type")
            .is_some_and(|kind| kind.starts_with("Private")),
        congress: congress.parse().ok()?,
        number: number.parse().ok()?,
    })
}

fn text_version(item: &Element) -> Option<TextVersion> {
    let format = item
        .child("formats")
        .and_then(|formats| formats.child("item"));
    Some(TextVersion {
        name: item.text_of("type")?,
        dated_on: item.text_of("date").and_then(|day| date(&day)),
        url: format.and_then(|format| format.text_of("url")),
    })
}

fn summary(bill: &Element) -> Option<Summary> {
    let summaries = bill.child("summaries")?;
    // `<summary>` in 3.0.0, `<billSummaries><item>` before.
    let all = summaries.children("summary").chain(items(summaries));
    let newest = all.max_by_key(|summary| summary.text_of("updateDate"))?;
    Some(Summary {
        acted_on: newest.text_of("actionDate").and_then(|day| date(&day)),
        stage: newest.text_of("actionDesc").unwrap_or_default(),
        html: newest.text_of("text").unwrap_or_default(),
    })
}

fn actions(bill: &Element) -> Result<Vec<Action>, BillstatusError> {
    let list = bill.child("actions").into_iter();
    list.flat_map(|actions| actions.children("item"))
        .filter_map(|item| action(item).transpose())
        .collect()
}

static LINK: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)</?a(?:\s[^<>]*)?>").expect("the pattern is fixed"));

/// A text without the links in it, whose words stay.
pub(in crate::extract) fn unlinked(text: &str) -> String {
    LINK.replace_all(text, "").into_owned()
}

/// `None` for a ghost: the record holds items without a text.
fn action(item: &Element) -> Result<Option<Action>, BillstatusError> {
    let Some(text) = item.text_of("text") else {
        return Ok(None);
    };
    let text = unlinked(&text);
    let day = item.text_of("actionDate").unwrap_or_default();
    let Some(acted_on) = date(&day) else {
        return Err(BillstatusError::Undated { date: day, text });
    };
    let system = item.child("sourceSystem");
    let said = |name| system.and_then(|system: &Element| system.text_of(name));
    let (code, source) = (said("code"), said("name"));
    Ok(Some(Action {
        acted_on,
        acted_time: item.text_of("actionTime").and_then(|at| time(&at)),
        text,
        kind: item.text_of("type").unwrap_or_default(),
        code: item.text_of("actionCode"),
        system: System::new(code.as_deref(), source.as_deref()),
        committees: committees(item),
    }))
}

/// `<committees><item><name>`, or `<committee><name>` until December 2019.
fn committees(item: &Element) -> Vec<String> {
    let new = item.child("committees").into_iter().flat_map(items);
    let old = item.children("committee");
    new.chain(old)
        .filter_map(|named| named.text_of("name"))
        .collect()
}

/// A day, or the day in Washington of an instant (`2025-12-09T05:00:00Z` is midnight
/// there).
pub(in crate::extract) fn date(text: &str) -> Option<Date> {
    let instant = |text: &str| text.parse::<Timestamp>().ok();
    match instant(text) {
        Some(at) => Some(at.to_zoned(WASHINGTON.clone()).date()),
        None => text.parse().ok(),
    }
}

/// `18:59:00`, or `06:59PM` before 3.0.0.
pub(in crate::extract) fn time(text: &str) -> Option<Time> {
    let old = || Time::strptime("%I:%M%p", text).ok();
    text.parse().ok().or_else(old)
}
