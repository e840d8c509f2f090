//! What the President got and did, which the record has claimed where it couldn't be.

use super::Fold;
use crate::domain::{
    meaning::{Law, Meaning},
    progress::Trouble,
    stage::Stage,
};

impl Fold<'_> {
    /// What the record says that the President got or did.
    pub(super) fn claim(&mut self, at: usize, meaning: Meaning) {
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
    pub(super) fn settle_claims(&mut self) {
        for (at, meaning) in std::mem::take(&mut self.early) {
            if self.votes.both() {
                self.remark(at, Trouble::DatedTooEarly);
                self.claim(at, meaning);
            } else {
                self.remark(at, Trouble::NotPassedByBoth);
            }
        }
    }
}
