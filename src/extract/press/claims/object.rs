//! What something is done to.

use super::{
    lexicon::Rule,
    scene::{Act, Scene, Span, contains, overlap},
    table::Verb,
};
use crate::domain::claim::ClaimKind;

/// So many words may stand between what is set against each other.
const CONTRAST: usize = 4;

impl Scene<'_> {
    /// "Suspended, not repealed", "not lifted, merely waived": what is set against each other
    /// is said of one object, wherever that stands.
    pub(super) fn share_objects(&self, acts: &mut Vec<Act>, without: Vec<(usize, Span)>) {
        let are_set_against = |one: &Span, other: &Span| {
            let (first, second) = match one.start < other.start {
                true => (one, other),
                false => (other, one),
            };
            first.end < second.start && second.start - first.end <= CONTRAST && {
                let mut between = self.words()[first.end..second.start].iter();
                between.all(|word| self.lexicon.contrast.contains(&word.text))
            }
        };
        let fits = |rule: usize, object: &Span| {
            let rule = &self.lexicon.rules[rule];
            let mut objects = self.objects.iter();
            !rule.apart
                && objects.any(|(group, at)| {
                    let stands_for = self.lexicon.objects[*group].stands_for;
                    at == object && (rule.on.contains(group) || rule.on.contains(&stands_for))
                })
        };
        let mut found = Vec::new();
        for (rule, at) in &without {
            let claim = self.lexicon.rules[*rule].claim;
            if !claim.changes_law() || acts.iter().chain(&found).any(|act| overlap(&act.at, at)) {
                continue;
            }
            let mut beside = acts.iter().filter(|act| are_set_against(&act.at, at));
            let theirs = beside.find_map(|act| act.object.clone().filter(|at| fits(*rule, at)));
            let object = theirs.or_else(|| {
                let mut others = without.iter();
                let other = others.find(|(_, other)| are_set_against(other, at))?;
                let mut objects = self.objects.iter().map(|(_, object)| object);
                objects
                    .find(|object| fits(*rule, object) && fits(other.0, object))
                    .cloned()
            });
            found.extend(object.map(|object| Act {
                rule: *rule,
                object: Some(object),
                form: self.form(&self.lexicon.rules[*rule], at),
                at: at.clone(),
            }));
        }
        acts.extend(found);
    }

    /// "Unless he signs, the waiver lapses", "the signed act bars waivers": what has a verb of
    /// its own behind a comma or before it is no object of the verb before.
    pub(super) fn is_of_next_clause(&self, act: &Act, acts: &[Act]) -> bool {
        let words = self.words();
        let Some(object) = act.object.as_ref().filter(|at| act.at.end <= at.start) else {
            return false;
        };
        let (own, theirs) = (&words[act.at.end - 1], &words[object.start]);
        let joined = |other: &Act| self.is_joined(&(act.at.end..other.at.start));
        let nearer = |other: &Act| {
            other.form.finite
                && act.at.end < other.at.start
                && other.at.end <= object.start
                && other.object.as_ref() == Some(object)
                && words[other.at.start].clause == own.clause
                && own.clause == theirs.clause
                && !joined(other)
        };
        own.block == theirs.block && acts.iter().any(nearer)
            || own.block == theirs.block
                && own.clause != theirs.clause
                && acts.iter().any(|other| {
                    other.form.finite
                        && object.end <= other.at.start
                        && words[other.at.start].clause == theirs.clause
                        && other.object.as_ref() == Some(object)
                })
    }

    /// What it is done to: of all objects the nearest, if the rule is about such.
    pub(super) fn object_of(&self, rule: &Rule, at: &Span, nonfinite: &[Span]) -> Option<Span> {
        let near = |object: &Span| {
            let far = self.distance(object, at);
            (far <= rule.reach).then_some(far)
        };
        let acts = nonfinite
            .iter()
            .filter(|act| rule.on_act && (!overlap(act, at) || contains(at, act)));
        let acts = acts.filter_map(|act| Some((near(act)?, 0, act)));
        let clause = |at: &Span| self.words()[at.start].clause;
        let mut named = self.objects.iter().map(|(_, object)| object);
        if rule.apart && named.any(|object| clause(object) == clause(at)) {
            return None;
        }
        // "Waiver extended; repeal is next" repeals no waiver.
        let is_bare = rule.claim == ClaimKind::WaiverEnded && !self.form(rule, at).finite;
        let objects = self.objects.iter().filter_map(|(group, object)| {
            let apart = clause(object) != clause(at);
            if apart != rule.apart && (rule.apart || is_bare) {
                return None;
            }
            let known = &self.lexicon.objects[*group];
            let refers = Some(*group) == self.lexicon.pronoun
                && (object.end <= at.start || clause(object) == clause(at))
                && self.refers(object, rule);
            let fits = rule.on.contains(group) || rule.on.contains(&known.stands_for) || refers;
            // Bills pass or fail whatever else stands between.
            let counts = fits || !rule.loose && !contains(at, object);
            if !rule.loose && self.does_it_to_another(object, at) {
                return None;
            }
            let joined = at.end <= object.start && self.is_joined(&(at.end..object.start));
            if rule.loose && joined && self.bill_before(at) {
                return None;
            }
            let far = near(object).filter(|&far| counts && far <= known.reach)?;
            Some((far, usize::from(!fits), object))
        });
        let (_, misfit, nearest) = acts
            .chain(objects)
            .min_by_key(|&(far, misfit, _)| (far, misfit))?;
        (misfit == 0).then(|| nearest.clone())
    }

    /// What "it" may be, beside the provision: what was named last. A waiver that "it" may be
    /// is one that is given; who wants "it" scrapped means the provision.
    fn refers(&self, pronoun: &Span, rule: &Rule) -> bool {
        let named = self.objects.iter().filter(|(group, named)| {
            named.end <= pronoun.start && Some(*group) != self.lexicon.pronoun
        });
        let last = named.max_by_key(|(_, named)| named.end);
        rule.claim != ClaimKind::WaiverEnded
            && last.is_some_and(|(group, _)| rule.on.contains(group))
    }

    /// "The waiver suspends Section 907": what stands before does it to what stands right behind.
    fn does_it_to_another(&self, object: &Span, at: &Span) -> bool {
        let words = self.words();
        let mut objects = self.objects.iter();
        self.lexicon.verb != Verb::Last
            && object.end <= at.start
            && objects.any(|(_, other)| {
                other.start == at.end && words[other.start].clause == words[at.start].clause
            })
    }

    pub(super) fn is_joined(&self, between: &Span) -> bool {
        let mut words = self.words()[between.clone()].iter();
        words.any(|word| self.lexicon.and.contains(&word.text))
    }

    /// "A bill is introduced and an amendment …".
    fn bill_before(&self, at: &Span) -> bool {
        let clause = self.words()[at.start].clause;
        let mut objects = self.objects.iter();
        objects.any(|(group, object)| {
            object.end <= at.start
                && self.words()[object.start].clause == clause
                && self.lexicon.bills.contains(group)
        })
    }

    /// Words between two places. What stands between two commas counts as one: "Section 907,
    /// which was adopted in 1992, is gone".
    pub(super) fn between(&self, one: &Span, other: &Span) -> usize {
        if overlap(one, other) {
            return 0;
        }
        let (first, second) = match one.start < other.start {
            true => (one, other),
            false => (other, one),
        };
        let words = &self.words()[first.end..second.start];
        let ends = [
            self.words()[first.end - 1].clause,
            self.words()[second.start].clause,
        ];
        let mut count = 0;
        let mut inserted = None;
        for word in words {
            let outside = ends.contains(&word.clause);
            if outside || inserted.replace(word.clause) != Some(word.clause) {
                count += 1;
            }
        }
        count
    }

    /// The same, with marks between them counted.
    pub(super) fn distance(&self, one: &Span, other: &Span) -> usize {
        if overlap(one, other) {
            return 0;
        }
        let (first, second) = match one.start < other.start {
            true => (one, other),
            false => (other, one),
        };
        let (first, second) = (&self.words()[first.end - 1], &self.words()[second.start]);
        let hard = usize::from(second.block - first.block);
        let soft = usize::from(second.clause - first.clause) - hard;
        self.between(one, other) + 3 * hard + soft
    }
}
