//! The story's measures: what Congress's record of each says at an instant.
//!
//! A record only grows: nothing that was in it is ever left out later, except a title
//! that another replaces. Whatever is added moves its date of update, also where the
//! measure itself stands still, as with a cosponsor.

use jiff::{
    Timestamp,
    civil::{Date, Time},
};
use serde::Deserialize;

mod billstatus;

/// All that a measure's record will ever say.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Record {
    /// As in `hr6534-119`: the story has House bills only.
    pub(super) id: String,
    pub(super) introduced_on: Date,
    /// When the file appears.
    pub(super) known_at: Timestamp,
    authority: String,
    authority_unwrapped_at: Option<Timestamp>,
    pub(super) committee: Committee,
    pub(super) sponsor: Member,
    policy_area: PolicyArea,
    law: Option<Law>,
    summary: Option<Summary>,
    cosponsors: Vec<Cosponsor>,
    activities: Vec<Activity>,
    titles: Vec<Title>,
    texts: Vec<Text>,
    /// Oldest first.
    actions: Vec<Action>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Committee {
    code: String,
    pub(super) name: String,
    chamber: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Member {
    bioguide: String,
    /// With title, party and place: `Rep. Luna, Anna Paulina [R-FL-13]`.
    pub(super) name: String,
    first: String,
    middle: Option<String>,
    last: String,
    party: String,
    state: String,
    district: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PolicyArea {
    known_at: Timestamp,
    name: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Law {
    known_at: Timestamp,
    number: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Summary {
    known_at: Timestamp,
    on: Date,
    code: String,
    name: String,
    html: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Cosponsor {
    known_at: Timestamp,
    on: Date,
    member: Member,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Activity {
    known_at: Timestamp,
    name: String,
    at: Timestamp,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Title {
    known_at: Timestamp,
    until: Option<Timestamp>,
    kind: String,
    code: u16,
    title: String,
    version: Option<TitleVersion>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TitleVersion {
    name: String,
    code: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    known_at: Timestamp,
    name: String,
    code: String,
    on: Date,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Action {
    known_at: Timestamp,
    pub(super) on: Date,
    /// Eastern time; the House floor gives it.
    at: Option<Time>,
    pub(super) text: String,
    kind: String,
    code: Option<String>,
    pub(super) system: System,
    #[serde(default)]
    committee: bool,
    roll: Option<u16>,
}

/// Who keeps a line of the record. House acts are told by two of them.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "snake_case")]
pub(super) enum System {
    HouseFloor,
    HouseCommittee,
    Library,
    Senate,
}

impl Record {
    /// `6534`, of `hr6534-119`.
    pub(super) fn number(&self) -> &str {
        let (measure, _) = self.id.split_once('-').expect("the story's ids have one");
        measure.trim_start_matches("hr")
    }

    /// Since when it says what it says at `now`; `None` before it exists.
    pub(super) fn changed_at(&self, now: Timestamp) -> Option<Timestamp> {
        self.turns().filter(|&at| at <= now).max()
    }

    /// The actions that it holds at `now`, newest first.
    pub(super) fn actions(&self, now: Timestamp) -> impl Iterator<Item = &Action> {
        let known = move |action: &&Action| action.known_at <= now;
        self.actions.iter().rev().filter(known)
    }

    pub(super) fn cosponsor_count(&self, now: Timestamp) -> usize {
        self.cosponsors(now).count()
    }

    pub(super) fn policy_area(&self, now: Timestamp) -> Option<&str> {
        let area = &self.policy_area;
        (area.known_at <= now).then_some(area.name.as_str())
    }

    /// The title under which congress.gov shows it.
    pub(super) fn display_title(&self, now: Timestamp) -> &str {
        let mut display = self.titles(now).filter(|title| title.code == DISPLAY_TITLE);
        let title = display.next().expect("every record has a display title");
        &title.title
    }

    fn turns(&self) -> impl Iterator<Item = Timestamp> {
        std::iter::once(self.known_at)
            .chain(self.authority_unwrapped_at)
            .chain([self.policy_area.known_at])
            .chain(self.law.as_ref().map(|law| law.known_at))
            .chain(self.summary.as_ref().map(|summary| summary.known_at))
            .chain(self.cosponsors.iter().map(|cosponsor| cosponsor.known_at))
            .chain(self.activities.iter().map(|activity| activity.known_at))
            .chain(self.titles.iter().map(|title| title.known_at))
            .chain(self.texts.iter().map(|text| text.known_at))
            .chain(self.actions.iter().map(|action| action.known_at))
    }

    fn cosponsors(&self, now: Timestamp) -> impl Iterator<Item = &Cosponsor> {
        let known = move |cosponsor: &&Cosponsor| cosponsor.known_at <= now;
        self.cosponsors.iter().filter(known)
    }

    fn titles(&self, now: Timestamp) -> impl Iterator<Item = &Title> {
        self.titles
            .iter()
            .filter(move |title| title.known_at <= now && title.until.is_none_or(|at| now < at))
    }
}

/// The code of the title "Display Title".
const DISPLAY_TITLE: u16 = 45;
