//! The fold: from the record's actions to where the measure stands.
//!
//! The actions are read in legal order, whatever order they arrived in, and by their
//! words. Steps before a chamber's vote only ever go forward. Passage, presentment
//! and law are taken only where the steps before them are in the record: the record
//! has held "Became Public Law" on simple resolutions for days, and "Presented to
//! President" on bills of which one chamber knew nothing. What can't be so is refused
//! and remarked on, never guessed around.

use jiff::civil::Date;

use crate::domain::{
    action::{self, Action, System},
    meaning::{self, Law, Meaning, Question, Vote},
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
        if let Some(committee) = self.committee_of(at, chamber) {
            self.now.committee = Some(committee);
        }
    }

    fn vote(&mut self, at: usize, vote: Vote) {
        if vote.question != Question::Override && self.is_with_the_president() {
            return;
        }
        let before = (vote.chamber, self.now.clone(), self.votes);
        match vote.question {
            Question::Passage => self.passage(at, vote),
            Question::Concurrence => self.concurrence(at, vote),
            Question::ConferenceReport => self.conference(at, vote),
            Question::Override => self.override_veto(at, vote),
        }
        if before.1.stage != self.now.stage {
            self.before_vote.push(before);
        }
    }

    fn passage(&mut self, at: usize, vote: Vote) {
        let Vote { chamber, .. } = vote;
        let origin = self.measure.kind().origin();
        if chamber != origin && self.measure.kind().is_simple() {
            return self.remark(at, Trouble::NotItsChamber);
        }
        if !vote.carried {
            let stage = if vote.suspension {
                Stage::SuspensionFailed
            } else {
                Stage::Failed
            };
            return self.take(at, stage, Some(chamber));
        }
        if *self.votes.of(chamber) && self.votes.both() {
            // Told again; what follows passage is concurrence or conference.
            return;
        }
        *self.votes.of(chamber) = true;
        if self.measure.kind().is_simple() {
            return self.take(at, Stage::AgreedTo, Some(chamber));
        }
        if !*self.votes.of(chamber.other()) {
            if chamber != origin {
                self.remark(at, Trouble::SecondChamberFirst);
            }
            return self.take(at, Stage::passed(chamber), Some(chamber));
        }
        // S. 2943 (114th): "On passage Passed without objection", on the House's own
        // text, put in the place of the Senate's a moment before.
        let replaced =
            chamber == Chamber::House && self.replaced_on == Some(self.actions[at].acted_on);
        self.agree(at, chamber, vote.amended || replaced);
    }

    fn concurrence(&mut self, at: usize, vote: Vote) {
        if !self.votes.both() {
            return self.remark(at, Trouble::NotPassedByBoth);
        }
        // A motion to concur that fails leaves everything as it was.
        if vote.carried {
            self.agree(at, vote.chamber, vote.amended);
        }
    }

    fn conference(&mut self, at: usize, vote: Vote) {
        if !self.votes.both() {
            return self.remark(at, Trouble::NotPassedByBoth);
        }
        if !vote.carried {
            self.votes.conference = None;
        } else if self.votes.conference == Some(vote.chamber.other()) {
            self.agree(at, vote.chamber, false);
        } else {
            self.votes.conference = Some(vote.chamber);
            self.take(at, Stage::ResolvingDifferences, Some(vote.chamber));
        }
    }

    /// Both chambers have passed it; now in one form, or back to the other.
    fn agree(&mut self, at: usize, chamber: Chamber, amended: bool) {
        if amended {
            self.votes.conference = None;
            self.take(at, Stage::ResolvingDifferences, Some(chamber));
        } else if self.measure.kind().can_become_law() {
            self.take(at, Stage::PassedBoth, Some(chamber));
        } else {
            self.take(at, Stage::AgreedTo, Some(chamber));
        }
    }

    fn override_veto(&mut self, at: usize, vote: Vote) {
        let Vote { chamber, .. } = vote;
        let half = Stage::overridden_in(chamber.other());
        match self.now.stage {
            stage if stage != Stage::Vetoed && stage != half => {
                // The same vote, told again.
                if stage != Stage::overridden_in(chamber)
                    && stage != Stage::OverrideFailed
                    && stage != Stage::BecameLawByOverride
                {
                    self.remark(at, Trouble::NotVetoed);
                }
            }
            _ if !vote.carried => self.take(at, Stage::OverrideFailed, Some(chamber)),
            stage if stage == half => self.take(at, Stage::BecameLawByOverride, Some(chamber)),
            _ => self.take(at, Stage::overridden_in(chamber), Some(chamber)),
        }
    }

    /// What the record says that the President got or did.
    fn claim(&mut self, at: usize, meaning: Meaning) {
        if !self.measure.kind().can_become_law() {
            return self.remark(at, Trouble::NeverBecomesLaw);
        }
        if !self.votes.both() {
            self.early.push((at, meaning));
            return;
        }
        let stage = self.now.stage;
        let vetoed = matches!(
            stage,
            Stage::Vetoed
                | Stage::PocketVetoed
                | Stage::OverrideHouse
                | Stage::OverrideSenate
                | Stage::OverrideFailed
        );
        match meaning {
            Meaning::BecameLaw(law) => self.became_law(at, law, vetoed),
            Meaning::Presented => {
                self.now
                    .presented_on
                    .get_or_insert(self.actions[at].acted_on);
                if !stage.is_law() && !vetoed {
                    self.take(at, Stage::ToPresident, None);
                }
            }
            Meaning::Signed | Meaning::Unsigned if vetoed => {
                self.remark(at, Trouble::ContradictsEarlier);
            }
            // Told again, or after its number.
            Meaning::Signed if stage.is_law() => {}
            Meaning::Signed => self.take(at, Stage::Signed, None),
            Meaning::Unsigned if stage == Stage::Signed => {
                self.remark(at, Trouble::ContradictsEarlier);
            }
            Meaning::Unsigned => self.take(at, Stage::BecameLawUnsigned, None),
            Meaning::Vetoed | Meaning::PocketVetoed if stage.is_law() => {
                self.remark(at, Trouble::ContradictsEarlier);
            }
            Meaning::Vetoed if vetoed => {}
            Meaning::Vetoed => self.take(at, Stage::Vetoed, None),
            Meaning::PocketVetoed => self.take(at, Stage::PocketVetoed, None),
            _ => {}
        }
    }

    fn became_law(&mut self, at: usize, law: Law, vetoed: bool) {
        match self.now.law {
            _ if law.congress != self.measure.congress() => {
                return self.remark(at, Trouble::WrongLawNumber);
            }
            Some(known) if known != law => return self.remark(at, Trouble::WrongLawNumber),
            Some(_) => {
                if self.actions[at].acted_on != self.now.since {
                    self.remark(at, Trouble::TwoDates);
                }
                return;
            }
            None => self.now.law = Some(law),
        }
        match self.now.stage {
            Stage::BecameLawUnsigned | Stage::BecameLawByOverride => {}
            Stage::Signed => self.take(at, Stage::BecameLaw, None),
            _ => {
                self.remark(at, Trouble::NoSignature);
                let stage = if vetoed {
                    Stage::BecameLawByOverride
                } else {
                    Stage::BecameLaw
                };
                self.take(at, stage, None);
            }
        }
    }

    /// Hears again what came before the second passage, and refuses what stays early.
    fn settle_claims(&mut self) {
        for (at, meaning) in std::mem::take(&mut self.early) {
            if self.votes.both() {
                self.remark(at, Trouble::DatedTooEarly);
                self.claim(at, meaning);
            } else {
                self.remark(at, Trouble::NotPassedByBoth);
            }
        }
    }

    fn restore_from_cloture(&mut self, at: usize) {
        if let Some(before) = self.before_cloture.take() {
            let remarks = std::mem::take(&mut self.now.remarks);
            self.now = Progress {
                since: self.actions[at].acted_on,
                basis: at,
                remarks,
                ..before
            };
        }
    }

    fn vitiate(&mut self, at: usize, chamber: Chamber) {
        let by_it = |(voted, ..): &(Chamber, Progress, Votes)| *voted == chamber;
        let Some(place) = self.before_vote.iter().rposition(by_it) else {
            return;
        };
        let (_, before, votes) = self.before_vote.swap_remove(place);
        self.before_vote.truncate(place);
        self.votes = votes;
        let remarks = std::mem::take(&mut self.now.remarks);
        self.now = Progress {
            since: self.actions[at].acted_on,
            basis: at,
            remarks,
            ..before
        };
    }

    /// Takes a step, unless it is the one on which it stands already.
    fn take(&mut self, at: usize, stage: Stage, chamber: Option<Chamber>) {
        let by_conference = self.votes.conference.is_some();
        let code = stage.govtrack(self.measure.kind(), chamber, by_conference);
        let govtrack = code.unwrap_or_else(|| self.now.govtrack.clone());
        let now = &mut self.now;
        if now.stage == stage && now.govtrack == govtrack {
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

    /// `House Foreign Affairs`, from the record's `Foreign Affairs Committee`.
    fn committee_of(&self, at: usize, chamber: Chamber) -> Option<String> {
        let name = self.actions[at].committees.first()?;
        let short = name.strip_suffix(" Committee").unwrap_or(name);
        Some(format!("{chamber} {short}"))
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
