//! The fold: from the record's actions to where the measure stands.
//!
//! The actions are read in legal order, whatever order they arrived in, and by their
//! words. Steps before a chamber's vote only ever go forward. Passage, presentment
//! and law are taken only where the steps before them are in the record: the record
//! has held "Became Public Law" on simple resolutions for days, and "Presented to
//! President" on bills of which one chamber knew nothing. What can't be so is refused
//! and remarked on, never guessed around.

mod claims;
mod votes;

use jiff::civil::Date;

use crate::domain::{
    action::{self, Action, System},
    meaning::{self, Meaning, Question, Vote},
    measure::{Chamber, MeasureId},
    progress::{Progress, Remark, Trouble},
    stage::Stage,
};

/// Folds the record of one measure, in the record's order (newest first), into where
/// it stands. `None` as long as there is no action.
pub fn fold(measure: MeasureId, actions: &[Action]) -> Option<Progress> {
    let mut order: Vec<(usize, Meaning)> = action::in_legal_order(actions)
        .into_iter()
        .map(|at| (at, meaning::of(&actions[at], measure)))
        .collect();
    order.sort_by_key(|&(at, meaning)| (actions[at].acted_on, hour(meaning)));

    let &(first, _) = order.first()?;
    let mut fold = Fold::new(measure, actions, first);
    for &(at, meaning) in &order {
        fold.read(at, meaning);
    }
    fold.settle_claims();
    Some(fold.now)
}

/// Within one day: what must come first and last, however the record lists it.
fn hour(meaning: Meaning) -> u8 {
    match meaning {
        Meaning::Introduced => 0,
        Meaning::Presented => 2,
        Meaning::Signed | Meaning::Unsigned | Meaning::Vetoed | Meaning::PocketVetoed => 3,
        Meaning::Vote(Vote {
            question: Question::Override,
            ..
        }) => 4,
        Meaning::BecameLaw(_) => 5,
        _ => 1,
    }
}

/// The fold under way.
struct Fold<'a> {
    measure: MeasureId,
    actions: &'a [Action],
    now: Progress,
    votes: Votes,
    /// Where it stood before the vote that was taken last by each chamber.
    before_vote: Vec<(Chamber, Progress, Votes)>,
    /// Where it stood before cloture failed.
    before_cloture: Option<Progress>,
    /// When the House last put its own text in the place of the Senate's.
    replaced_on: Option<Date>,
    /// What the President is said to have got or done before both chambers passed it.
    early: Vec<(usize, Meaning)>,
}

/// What the chambers have agreed to so far.
#[derive(Clone, Copy, Default)]
struct Votes {
    house: bool,
    senate: bool,
    /// The chamber that agreed to the conference report.
    conference: Option<Chamber>,
}

impl Votes {
    fn of(&mut self, chamber: Chamber) -> &mut bool {
        match chamber {
            Chamber::House => &mut self.house,
            Chamber::Senate => &mut self.senate,
        }
    }

    fn both(self) -> bool {
        self.house && self.senate
    }
}

impl<'a> Fold<'a> {
    fn new(measure: MeasureId, actions: &'a [Action], first: usize) -> Self {
        let origin = measure.kind().origin();
        Self {
            measure,
            actions,
            now: Progress {
                stage: Stage::Introduced,
                chamber: Some(origin),
                committee: None,
                beyond: None,
                govtrack: "INTRODUCED".into(),
                since: actions[first].acted_on,
                basis: first,
                presented_on: None,
                law: None,
                remarks: vec![],
            },
            votes: Votes::default(),
            before_vote: vec![],
            before_cloture: None,
            replaced_on: None,
            early: vec![],
        }
    }

    fn read(&mut self, at: usize, meaning: Meaning) {
        match meaning {
            Meaning::Introduced | Meaning::Other => {}
            Meaning::Referred => self.step(at, Stage::Referred),
            Meaning::Hearing => self.step(at, Stage::Hearing),
            Meaning::Markup => self.step(at, Stage::Markup),
            Meaning::OrderedReported => self.step(at, Stage::OrderedReported),
            Meaning::Reported => self.step(at, Stage::Reported),
            Meaning::Discharged => self.step(at, Stage::Discharged),
            Meaning::OnCalendar => self.step(at, Stage::OnCalendar),
            Meaning::TextReplaced => self.replaced_on = Some(self.actions[at].acted_on),
            Meaning::Vote(vote) => self.vote(at, vote),
            Meaning::ClotureFailed if !self.is_settled() => {
                if self.now.stage != Stage::ClotureFailed {
                    self.before_cloture = Some(self.now.clone());
                }
                self.take(at, Stage::ClotureFailed, Some(Chamber::Senate));
            }
            Meaning::ClotureInvoked if self.now.stage == Stage::ClotureFailed => {
                self.restore_from_cloture(at);
            }
            Meaning::ClotureFailed | Meaning::ClotureInvoked => {}
            Meaning::Tabled | Meaning::LaidOnTable if self.is_settled() => {}
            // H. Res. 153 (109th): offered from the floor as privileged and tabled at
            // once, it stays INTRODUCED for GovTrack. H. Res. 414 (117th), which had
            // been referred, failed.
            Meaning::Tabled if self.now.govtrack != "INTRODUCED" => {
                self.take(at, Stage::Failed, Some(Chamber::House));
            }
            Meaning::Tabled | Meaning::LaidOnTable => {
                self.take(at, Stage::LaidOnTable, self.now.chamber);
            }
            Meaning::Vitiated(chamber) => self.vitiate(at, chamber),
            Meaning::Incorporated => self.take(at, Stage::Incorporated, None),
            Meaning::Presented
            | Meaning::Signed
            | Meaning::Unsigned
            | Meaning::Vetoed
            | Meaning::PocketVetoed
            | Meaning::BecameLaw(_) => self.claim(at, meaning),
        }
    }

    /// A step on the way to a chamber's vote: only forward, and only where the
    /// measure is.
    fn step(&mut self, at: usize, stage: Stage) {
        let chamber = self.chamber_of(at);
        if self.now.stage.is_before_a_vote() {
            if chamber != self.measure.kind().origin() {
                return;
            }
            // Placed on the calendar as it was introduced, and only then referred.
            let late_referral = stage == Stage::Referred
                && self.now.stage == Stage::OnCalendar
                && self.now.govtrack == "INTRODUCED";
            if rank(stage) <= rank(self.now.stage) && !late_referral {
                // The referral to the full committee may follow that to a subcommittee.
                if stage == self.now.stage {
                    self.name_committee(at, chamber);
                }
                return;
            }
            self.take(at, stage, Some(chamber));
            // S. 2180 (109th), S. 2979 (115th): GovTrack doesn't count "referred, under
            // authority of the order …, to" and "referred concurrently to".
            let act = self.actions[at].act().to_lowercase();
            if stage == Stage::Referred && !act.contains("referred to") {
                self.now.govtrack = "INTRODUCED".into();
            }
        } else if self.now.stage == Stage::passed(chamber.other())
            && self
                .now
                .beyond
                .is_none_or(|beyond| rank(stage) > rank(beyond))
        {
            self.now.beyond = Some(stage);
        } else {
            return;
        }
        self.name_committee(at, chamber);
    }

    /// Remembers `House Foreign Affairs`, from the record's `Foreign Affairs Committee`.
    /// A subcommittee is named only where no full committee is known.
    fn name_committee(&mut self, at: usize, chamber: Chamber) {
        let Some(name) = self.actions[at].committees.first() else {
            return;
        };
        let short = name.strip_suffix(" Committee").unwrap_or(name);
        let short = short.strip_prefix("Committee on ").unwrap_or(short);
        let own = format!("{chamber} ");
        // It is the committee "on House Administration".
        let short = short.strip_prefix(&own).unwrap_or(short);
        let is_sub = |name: &str| name.ends_with("Subcommittee");
        let known = self.now.committee.as_deref();
        let known = known.filter(|known| known.starts_with(&own) && !is_sub(known));
        let first_of_step = self.now.basis == at && !is_sub(short);
        if known.is_none() || first_of_step {
            self.now.committee = Some(own + short);
        }
    }

    /// Takes a step, unless it is the one on which it stands already.
    fn take(&mut self, at: usize, stage: Stage, chamber: Option<Chamber>) {
        let by_conference = self.votes.conference.is_some();
        let code = stage.govtrack(self.measure.kind(), chamber, by_conference);
        let govtrack = code.unwrap_or_else(|| self.now.govtrack.clone());
        let now = &mut self.now;
        if now.stage == stage && now.govtrack == govtrack {
            // The floor's own line says it better than the Library's.
            let (told, retold) = (&self.actions[now.basis], &self.actions[at]);
            if told.system == System::LibraryOfCongress && told.acted_on == retold.acted_on {
                now.basis = at;
            }
            return;
        }
        if !stage.is_before_a_vote() {
            now.committee = None;
            now.beyond = None;
        }
        now.stage = stage;
        now.chamber = chamber;
        now.govtrack = govtrack;
        now.since = self.actions[at].acted_on;
        now.basis = at;
    }

    fn is_with_the_president(&self) -> bool {
        let stage = self.now.stage;
        stage.is_law()
            || matches!(
                stage,
                Stage::ToPresident
                    | Stage::Vetoed
                    | Stage::PocketVetoed
                    | Stage::OverrideHouse
                    | Stage::OverrideSenate
                    | Stage::OverrideFailed
                    | Stage::Incorporated
            )
    }

    fn is_settled(&self) -> bool {
        self.is_with_the_president()
            || matches!(self.now.stage, Stage::PassedBoth | Stage::AgreedTo)
    }

    /// The chamber in which an action took place.
    fn chamber_of(&self, at: usize) -> Chamber {
        let action = &self.actions[at];
        let origin = self.measure.kind().origin();
        match action.system {
            System::HouseCommittee | System::HouseFloor => Chamber::House,
            System::Senate => Chamber::Senate,
            System::LibraryOfCongress | System::Unknown => {
                let act = action.act();
                match (act.contains("House"), act.contains("Senat")) {
                    (true, false) => Chamber::House,
                    (false, true) => Chamber::Senate,
                    _ if self.now.stage.is_before_a_vote() => origin,
                    _ => origin.other(),
                }
            }
        }
    }

    fn remark(&mut self, at: usize, trouble: Trouble) {
        let claim = self.actions[at].act().to_owned();
        let told = |remark: &Remark| remark.trouble == trouble && remark.claim == claim;
        if !self.now.remarks.iter().any(told) {
            self.now.remarks.push(Remark {
                action: at,
                claim,
                trouble,
            });
        }
    }
}

/// How far along the way to a vote a step is.
fn rank(stage: Stage) -> u8 {
    match stage {
        Stage::Introduced => 0,
        Stage::Referred => 1,
        Stage::Hearing => 2,
        Stage::Markup => 3,
        Stage::OrderedReported => 4,
        Stage::Reported | Stage::Discharged => 5,
        _ => 6,
    }
}
