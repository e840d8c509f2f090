//! From what governs an act to what is claimed.

use super::{
    govern::Governs,
    scene::{Act, Scene, Span, contains},
    table::{Alone, CueKind},
};
use crate::domain::claim::{Certainty, ClaimKind, Polarity};

/// Words between a waiver and the fact that it was given.
const FACT_REACH: usize = 2;

/// What is claimed, and how.
pub(super) type Reading = (ClaimKind, Polarity, Certainty);

/// What a sentence claims of one act.
#[derive(Debug)]
pub(super) struct Judged {
    pub(super) readings: Vec<Reading>,
    /// The cues that govern it.
    pub(super) because: Vec<(CueKind, Span)>,
}

/// What else is known of the sentence.
#[derive(Clone, Copy, Debug)]
pub(super) struct Around {
    /// It is told of a bill or an amendment: what that would do isn't done.
    pub(super) tells_of_bill: bool,
    /// What answers it, here or in the next sentence: "No".
    pub(super) answer: Option<Answer>,
}

/// How a question is answered where it is asked.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Answer {
    Yes,
    No,
    /// By whom it would know.
    Denied,
}

/// What an act claims. Nothing where it is no news, or no claim.
pub(super) fn judge(scene: &Scene<'_>, act: &Act, around: Around) -> Judged {
    let case = Case {
        scene,
        act,
        around,
        kind: scene.rule(act).claim,
        governing: scene.governing(act),
    };
    Judged {
        readings: case.readings(),
        because: case
            .governing
            .iter()
            .map(|cue| (cue.kind, cue.at.clone()))
            .collect(),
    }
}

struct Case<'a> {
    scene: &'a Scene<'a>,
    act: &'a Act,
    around: Around,
    kind: ClaimKind,
    governing: Vec<Governs<'a>>,
}

impl Case<'_> {
    /// The first of these that holds decides.
    fn readings(&self) -> Vec<Reading> {
        if self.scene.rule(self.act).weak {
            return vec![(self.kind, Polarity::Affirmed, Certainty::Stated)];
        }
        if self.is_history() || self.is_only_of_bill() || self.is_signed_law() {
            return Vec::new();
        }
        let decided = self
            .denied()
            .or_else(|| self.asked())
            .or_else(|| self.opposed())
            .or_else(|| self.conditional())
            .or_else(|| self.called_for())
            .or_else(|| self.expected());
        decided.unwrap_or_else(|| self.stated())
    }

    fn finds(&self, kind: CueKind) -> Option<&Governs<'_>> {
        self.governing.iter().find(|cue| cue.kind == kind)
    }

    fn has(&self, kind: CueKind) -> bool {
        self.finds(kind).is_some()
    }

    fn stands(&self, certainty: Certainty) -> bool {
        self.act.form.certainty == Some(certainty)
    }

    /// "Neither … nor" and "not … yet" negate once.
    fn is_negated(&self) -> bool {
        self.has(CueKind::Negation) || self.act.form.negated
    }

    fn polarity(&self) -> Polarity {
        let negated = self.is_negated() || self.scene.rule(self.act).negated;
        flip(Polarity::Affirmed, negated)
    }

    fn is_history(&self) -> bool {
        (self.kind.changes_law() || self.kind.is_of_bill()) && self.has(CueKind::History)
    }

    fn is_conditional(&self) -> bool {
        // "To lift it", somebody asks for, is a call.
        let governed = self.has(CueKind::CalledFor) || self.has(CueKind::Expected);
        self.has(CueKind::Condition)
            || self.stands(Certainty::Conditional) && !governed
            || self.has(CueKind::Later) && self.is_to_come()
    }

    /// What is done has no condition left.
    fn is_to_come(&self) -> bool {
        let form = self.act.form;
        !form.finite
            || form.certainty.is_some()
            || self.has(CueKind::Expected)
            || self.has(CueKind::Would)
    }

    /// "Signed into law" is no waiver.
    fn is_signed_law(&self) -> bool {
        let mut enacted = self.scene.cues_of(CueKind::Enacted);
        self.kind == ClaimKind::Waived
            && enacted.any(|at| contains(at, &self.act.at) && *at != self.act.at)
    }

    /// What a bill would do isn't done, unless it was signed.
    fn is_only_of_bill(&self) -> bool {
        // An "amendment against" it is an amendment; who "speaks out against" it is opposed.
        let against = |cue: &Governs<'_>| self.scene.opposing().any(|at| at == cue.at);
        let opposed = self.finds(CueKind::Opposed).is_some_and(against) && !self.act.form.finite;
        let told = self.has(CueKind::Enacted) || opposed;
        if !self.kind.changes_law() || told || self.scene.rule(self.act).apart {
            return false;
        }
        if self.scene.is_of_bill(self.act) {
            return true;
        }
        if !self.around.tells_of_bill {
            return false;
        }
        let planned = self.has(CueKind::Expected) || self.act.form.certainty.is_some();
        !self.act.form.finite
            || self.has(CueKind::Would)
            || self.has(CueKind::CalledFor)
            || planned && !self.is_conditional()
    }

    fn denied(&self) -> Option<Vec<Reading>> {
        // "Is it true, or a hoax?"
        let denied = self
            .finds(CueKind::Denied)
            .filter(|_| !self.scene.sentence.asks)?;
        if denied.negated {
            return Some(vec![
                (ClaimKind::Denied, Polarity::Negated, Certainty::Stated),
                (self.kind, Polarity::Affirmed, Certainty::Questioned),
            ]);
        }
        let planned = self.has(CueKind::Expected) || self.stands(Certainty::Expected);
        let what = match planned {
            true => (expected(self.kind), Polarity::Negated, Certainty::Expected),
            false => (self.kind, Polarity::Negated, Certainty::Stated),
        };
        let denial = (ClaimKind::Denied, Polarity::Affirmed, Certainty::Stated);
        Some(vec![denial, what])
    }

    fn asked(&self) -> Option<Vec<Reading>> {
        let of_bill = self.around.tells_of_bill && self.kind.changes_law();
        let asks = self.scene.sentence.asks && !of_bill
            || self.has(CueKind::Question)
            || self.stands(Certainty::Questioned);
        let (yes, no) = (Polarity::Affirmed, Polarity::Negated);
        let readings = |answer: Option<Answer>| match answer {
            Some(Answer::Denied) => vec![
                (ClaimKind::Denied, yes, Certainty::Stated),
                (self.kind, no, Certainty::Stated),
            ],
            Some(Answer::No) => vec![(self.kind, no, Certainty::Stated)],
            Some(Answer::Yes) => vec![(self.kind, yes, Certainty::Stated)],
            None if self.is_opposed() && self.has(CueKind::Why) => {
                vec![(ClaimKind::Opposed, yes, Certainty::Stated)]
            }
            None if self.is_opposed() => vec![(ClaimKind::Opposed, yes, Certainty::Questioned)],
            None if self.has(CueKind::Why) => {
                vec![(self.kind, self.polarity(), Certainty::Stated)]
            }
            None => vec![(self.kind, yes, Certainty::Questioned)],
        };
        asks.then(|| readings(self.around.answer))
    }

    fn is_opposed(&self) -> bool {
        self.has(CueKind::Opposed) && !self.act.form.finite
    }

    /// What a verb says is told, whoever is against it.
    fn opposed(&self) -> Option<Vec<Reading>> {
        let opposed = self.finds(CueKind::Opposed)?;
        let polarity = flip(Polarity::Affirmed, opposed.negated);
        (!self.act.form.finite).then(|| vec![(ClaimKind::Opposed, polarity, Certainty::Stated)])
    }

    fn conditional(&self) -> Option<Vec<Reading>> {
        self.is_conditional().then(|| match self.kind {
            ClaimKind::Opposed => Vec::new(),
            kind => vec![(kind, self.polarity(), Certainty::Conditional)],
        })
    }

    fn called_for(&self) -> Option<Vec<Reading>> {
        // "Will ask" is a plan.
        let plans = |called: &&Governs<'_>| {
            let mut cues = self.governing.iter();
            cues.any(|cue| cue.kind == CueKind::Expected && cue.at.end == called.at.start)
        };
        let call = self.finds(CueKind::CalledFor).filter(|call| !plans(call));
        if call.is_none() && !self.stands(Certainty::CalledFor) {
            return None;
        }
        let told = self.kind.is_of_bill() && self.act.form.finite;
        if told && !self.stands(Certainty::CalledFor) {
            return None;
        }
        let refused = call.is_some_and(|call| call.negated);
        let kind = called(self.kind);
        let affirmed = flip(Polarity::Affirmed, refused);
        Some(vec![match kind {
            // A call to keep it.
            ClaimKind::Opposed => {
                let polarity = flip(affirmed, self.is_negated());
                (kind, polarity, Certainty::Stated)
            }
            // A call not to do it.
            _ if self.is_negated() && self.kind.changes_law() && kind != ClaimKind::WaiverEnded => {
                (ClaimKind::Opposed, Polarity::Affirmed, Certainty::Stated)
            }
            _ => (kind, affirmed, Certainty::CalledFor),
        }])
    }

    fn expected(&self) -> Option<Vec<Reading>> {
        if self.is_named_only() {
            return Some(Vec::new());
        }
        if self.has(CueKind::Expected) || self.stands(Certainty::Expected) {
            let mut cues = self.governing.iter();
            let refused = cues.any(|cue| cue.kind == CueKind::Expected && cue.negated);
            let polarity = flip(self.polarity(), refused);
            return Some(vec![(expected(self.kind), polarity, Certainty::Expected)]);
        }
        let would = self.has(CueKind::Would) && !self.has(CueKind::Enacted);
        would.then(|| vec![(self.kind, self.polarity(), Certainty::Conditional)])
    }

    /// "Keep" says nothing unless somebody asks for it.
    fn is_named_only(&self) -> bool {
        self.kind == ClaimKind::Opposed && self.scene.rule(self.act).alone == Alone::None
    }

    fn stated(&self) -> Vec<Reading> {
        let tells = self.act.form.finite || self.has(CueKind::Enacted) || self.is_told_as_fact();
        match tells {
            true => vec![(self.kind, self.polarity(), certainty(self.kind))],
            false => Vec::new(),
        }
    }

    /// "The repeal …" at the beginning is news, and elsewhere a matter that is talked about,
    /// if nothing tells it as a fact.
    fn is_told_as_fact(&self) -> bool {
        if self.has(CueKind::Aside) {
            return false;
        }
        let (act, scene) = (self.act, self.scene);
        let stated = scene.rule(act).alone == Alone::Stated;
        // A waiver that is only named is given where the fact stands beside it.
        let near = |cue: &Governs<'_>| stated || scene.between(cue.at, &act.at) <= FACT_REACH;
        let mut cues = self.governing.iter();
        let first = act.object.as_ref().map_or(act.at.start, |at| at.start);
        // "The exemption given under 907 was cancelled" gives none.
        let mut others = scene.acts.iter().filter(|other| other.form.finite);
        let told = others.any(|other| {
            self.kind == ClaimKind::Waived
                && scene.rule(other).claim == ClaimKind::WaiverEnded
                && other.object == act.object
        });
        stated && !told && scene.stands_first(first.min(act.at.start))
            || self.is_negated()
            || cues.any(|cue| cue.kind == CueKind::Fact && near(cue))
    }
}

/// How a kind is said where nothing turns it.
fn certainty(kind: ClaimKind) -> Certainty {
    match kind {
        ClaimKind::RepealExpected => Certainty::Expected,
        ClaimKind::RepealCalledFor => Certainty::CalledFor,
        _ => Certainty::Stated,
    }
}

/// What an expected repeal is called.
fn expected(kind: ClaimKind) -> ClaimKind {
    match kind {
        ClaimKind::Repealed => ClaimKind::RepealExpected,
        other => other,
    }
}

/// What a call for it is called.
fn called(kind: ClaimKind) -> ClaimKind {
    match kind {
        ClaimKind::Repealed | ClaimKind::Lifted | ClaimKind::Neutralised => {
            ClaimKind::RepealCalledFor
        }
        other => other,
    }
}

fn flip(polarity: Polarity, whether: bool) -> Polarity {
    match (polarity, whether) {
        (polarity, false) => polarity,
        (Polarity::Affirmed, true) => Polarity::Negated,
        (Polarity::Negated, true) => Polarity::Affirmed,
    }
}
