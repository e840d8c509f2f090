//! The chambers' votes: passage, agreement on one text, and the override of a veto.

use super::{Fold, Votes};
use crate::domain::{
    meaning::{Question, Vote},
    measure::Chamber,
    progress::{Progress, Trouble},
    stage::Stage,
};

impl Fold<'_> {
    pub(super) fn vote(&mut self, at: usize, vote: Vote) {
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

    pub(super) fn restore_from_cloture(&mut self, at: usize) {
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

    pub(super) fn vitiate(&mut self, at: usize, chamber: Chamber) {
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
}
