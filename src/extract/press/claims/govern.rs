//! Which cues govern an act: those that stand near enough, on the right side, with no mark
//! between that ends what they say.

use super::{
    lexicon::Cue,
    scene::{Act, Scene, Span, contains, overlap},
    table::{Across, CueKind, Side},
};

/// A cue that governs an act.
pub(super) struct Governs<'a> {
    pub(super) kind: CueKind,
    pub(super) at: &'a Span,
    /// The cue itself is negated: "does not ask".
    pub(super) negated: bool,
}

impl Scene<'_> {
    /// The cues that govern an act. Negations that belong to another cue are told there.
    pub(super) fn governing(&self, act: &Act) -> Vec<Governs<'_>> {
        let reaching: Vec<(&Cue, &Span)> = self
            .cues
            .iter()
            .map(|(number, at)| (&self.lexicon.cues[*number], at))
            .filter(|(cue, at)| self.governs(cue, at, act))
            .collect();
        // "No longer able to" is no "able to".
        let is_part = |at: &Span| {
            let mut others = reaching.iter().filter(|(_, other)| other.len() > at.len());
            others.any(|(_, other)| contains(other, at))
        };
        let operators = reaching
            .iter()
            .filter(|(cue, at)| !is_negation(cue.kind) && !is_part(at));
        let mut governing: Vec<Governs<'_>> = operators
            .map(|&(cue, at)| Governs {
                kind: cue.kind,
                at,
                negated: self.form_at(at).negated,
            })
            .collect();
        keep_nearest_behind(&mut governing, act);
        for (number, at) in &self.cues {
            let cue = &self.lexicon.cues[*number];
            if !is_negation(cue.kind)
                || overlap(at, &act.at)
                || is_part(at)
                || self.is_of_first(at, act)
            {
                continue;
            }
            let owner = governing.iter_mut().find(|owner| {
                takes_negation(owner.kind)
                    && !overlap(owner.at, at)
                    && self.is_next(cue, at, owner.at, act)
            });
            if let Some(owner) = owner {
                owner.negated = true;
            } else if self.negates_object(cue, at, act) || self.reaches(cue, at, act) {
                governing.push(Governs {
                    kind: CueKind::Negation,
                    at,
                    negated: false,
                });
            }
        }
        governing
    }

    fn governs(&self, cue: &Cue, at: &Span, act: &Act) -> bool {
        // "Would strip the President of the power", "signed the repealing law".
        let claim = self.rule(act).claim;
        let within = matches!(
            cue.kind,
            CueKind::Would | CueKind::Enacted | CueKind::Condition
        ) && (contains(&act.at, at) || contains(at, &act.at))
            && claim.changes_law();
        // "The text of the bill is to be published".
        let in_the_midst = is_of_plan(cue.kind)
            && claim.is_of_bill()
            && act.at.start < at.start
            && at.end < act.at.end;
        let is_power = cue.kind == CueKind::History && contains(at, &act.at);
        within || in_the_midst || is_power || !overlap(at, &act.at) && self.reaches(cue, at, act)
    }

    /// "Rebuts talk of a repeal: what was signed is a waiver", "it should be repealed, and they
    /// will repeal it": what has something to say its word of, says it of nothing behind a
    /// break, and of no verb that stands by itself behind a comma.
    fn is_done_with(&self, cue: &Cue, at: &Span, act: &Act) -> bool {
        let word = |at: usize| &self.words()[at];
        let (own, theirs) = (word(at.start), word(act.at.start));
        let mut others = self.acts.iter().filter(|other| other.at != act.at);
        match cue.kind {
            CueKind::Denied => {
                own.block != theirs.block
                    && others.any(|other| word(other.at.start).block == own.block)
            }
            CueKind::CalledFor | CueKind::Expected => {
                act.form.finite
                    && at.end <= act.at.start
                    && own.clause != theirs.clause
                    && others.any(|other| {
                        at.end <= other.at.start && word(other.at.start).clause == own.clause
                    })
            }
            _ => false,
        }
    }

    /// Whether a negation is spent on an act before: "not extended and expired".
    fn is_of_first(&self, at: &Span, act: &Act) -> bool {
        let mut others = self.acts.iter();
        others.any(|other| {
            let between = at.end <= other.at.start && other.at.end <= act.at.start;
            let mut words = self.words()[other.at.end.min(act.at.start)..act.at.start].iter();
            between && words.any(|word| self.lexicon.and.contains(&word.text))
        })
    }

    /// "No waiver".
    fn negates_object(&self, cue: &Cue, at: &Span, act: &Act) -> bool {
        let Some(object) = &act.object else {
            return false;
        };
        cue.kind == CueKind::NegatedObject
            && at.end <= object.start
            && object.start - at.end <= 2
            && self.words()[at.start].clause == self.words()[object.start].clause
    }

    /// Whether a negation stands beside an operator, nearer than to the act.
    fn is_next(&self, cue: &Cue, at: &Span, operator: &Span, act: &Act) -> bool {
        let before = at.end <= operator.start && operator.start - at.end <= 4;
        let behind = cue.side != Side::Before || operator.start >= act.at.end;
        let after = behind && operator.end <= at.start && at.start - operator.end <= 1;
        let same = self.words()[at.start].clause == self.words()[operator.start].clause;
        let far = self.distance(at, operator) <= self.distance(at, &act.at);
        same && far && (before || after)
    }

    fn reaches(&self, cue: &Cue, at: &Span, act: &Act) -> bool {
        // "Plans a vote on the bill introduced": what was introduced is no plan.
        let is_done = act.form.finite
            && cue.kind == CueKind::Expected
            && self.rule(act).claim.is_of_bill()
            && self.object_is_between(at, act);
        // "Welcomes the waiver and calls for repeal": a call for what comes after it.
        let is_of_next = cue.kind == CueKind::CalledFor
            && act.at.end <= at.start
            && self.is_joined(&(act.at.end..at.start));
        if cue.nonfinite && act.form.finite || is_done || is_of_next {
            return false;
        }
        let of = &act.at;
        let (before, after) = (at.end <= of.start, of.end <= at.start);
        let side = match cue.side {
            Side::Before => before,
            Side::After => after,
            Side::Any => before || after,
        };
        let (one, other) = (&self.words()[at.start], &self.words()[of.start]);
        let together = match cue.across {
            Across::Clause => one.clause == other.clause,
            Across::Block => one.block == other.block,
            Across::Sentence => true,
        };
        side && together && self.between(at, of) <= cue.reach && !self.is_done_with(cue, at, act)
    }
}

/// Of what follows, the nearest governs: "alqışlayır və … çağırır".
fn keep_nearest_behind(governing: &mut Vec<Governs<'_>>, act: &Act) {
    let behind = |cue: &Governs<'_>| cue.at.start >= act.at.end;
    let facts = governing
        .iter()
        .filter(|cue| cue.kind == CueKind::Fact && behind(cue));
    let Some(fact) = facts.map(|cue| cue.at.start).min() else {
        return;
    };
    let yields = |kind| matches!(kind, CueKind::CalledFor | CueKind::Opposed);
    governing.retain(|cue| !(behind(cue) && yields(cue.kind) && cue.at.start > fact));
}

/// What may stand in the midst of a long act of a bill.
pub(super) fn is_of_plan(kind: CueKind) -> bool {
    matches!(
        kind,
        CueKind::Expected | CueKind::CalledFor | CueKind::Question
    )
}

fn is_negation(kind: CueKind) -> bool {
    matches!(kind, CueKind::Negation | CueKind::NegatedObject)
}

fn takes_negation(kind: CueKind) -> bool {
    matches!(
        kind,
        CueKind::Expected | CueKind::CalledFor | CueKind::Opposed | CueKind::Denied
    )
}
