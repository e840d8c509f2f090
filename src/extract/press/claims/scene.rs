//! A sentence with what a table knows in it: objects, cues, and what rules are about.

use std::ops::Range;

use super::{
    govern::is_of_plan,
    lexicon::{Form, Lexicon, Owner, Rule},
    pattern::{Known, Matcher},
    table::{Alone, CueKind},
    tokens::{Sentence, Word},
};
use crate::domain::claim::ClaimKind;

/// So many words may stand between a bill and what it does.
const OF_BILL: usize = 2;

/// So many words may stand before what a sentence begins with.
const LEAD: usize = 3;

/// Words of a sentence.
pub(super) type Span = Range<usize>;

/// A sentence, and what was found in it.
pub(super) struct Scene<'a> {
    pub(super) lexicon: &'a Lexicon,
    pub(super) sentence: &'a Sentence,
    known: Vec<Known>,
    /// Group, and where it stands. No two overlap.
    pub(super) objects: Vec<(usize, Span)>,
    pub(super) cues: Vec<(usize, Span)>,
    pub(super) acts: Vec<Act>,
}

/// Words that a rule is about.
#[derive(Clone, Debug)]
pub(super) struct Act {
    pub(super) rule: usize,
    pub(super) at: Span,
    pub(super) object: Option<Span>,
    pub(super) form: Form,
}

impl<'a> Scene<'a> {
    pub(super) fn new(lexicon: &'a Lexicon, sentence: &'a Sentence) -> Self {
        let words = &sentence.words;
        let known = words.iter().map(|word| Known {
            opens: word.opens,
            ..lexicon.atoms.known(&word.text)
        });
        let mut scene = Self {
            lexicon,
            sentence,
            known: known.collect(),
            objects: Vec::new(),
            cues: Vec::new(),
            acts: Vec::new(),
        };
        let mut rules = Vec::new();
        let mut objects = Vec::new();
        for (owner, at) in scene.find() {
            match owner {
                Owner::Object(object) => objects.push((object, at)),
                Owner::Cue(cue) => scene.cues.push((cue, at)),
                Owner::Rule(rule) => rules.push((rule, at)),
            }
        }
        scene.objects = apart(objects);
        scene.acts = scene.choose(rules);
        scene.drop_cues_in_others();
        scene
    }

    pub(super) fn rule(&self, act: &Act) -> &'a Rule {
        &self.lexicon.rules[act.rule]
    }

    pub(super) fn words(&self) -> &'a [Word] {
        &self.sentence.words
    }

    fn matcher(&self) -> Matcher<'_> {
        Matcher {
            words: &self.known,
            groups: &self.lexicon.groups,
            verb: self.lexicon.verb,
        }
    }

    fn find(&self) -> Vec<(Owner, Span)> {
        let matcher = self.matcher();
        let mut found: Vec<(Owner, Span)> = Vec::new();
        for (at, known) in self.known.iter().enumerate() {
            for &atom in &known.list {
                for &(owner, pattern) in self.lexicon.beginning_with(atom) {
                    let pattern = &self.lexicon.patterns(owner)[pattern];
                    let Some(end) = matcher.match_at(pattern, at) else {
                        continue;
                    };
                    // Nothing is read across a hard break, and no name across a comma.
                    let (first, last) = (&self.words()[at], &self.words()[end - 1]);
                    let whole = match owner {
                        Owner::Object(_) => first.clause == last.clause,
                        _ => first.block == last.block,
                    };
                    if whole {
                        found.push((owner, at..end));
                    }
                }
            }
        }
        found
    }

    /// The "Freedom Support Act" supports nothing, and what an act is made of doesn't govern
    /// it; but "would strip of the power" is no fact.
    fn drop_cues_in_others(&mut self) {
        let (lexicon, acts) = (self.lexicon, &self.acts);
        self.cues.retain(|(number, at)| {
            let stays = matches!(
                lexicon.cues[*number].kind,
                CueKind::Negation
                    | CueKind::NegatedObject
                    | CueKind::Would
                    | CueKind::Enacted
                    | CueKind::Condition
            );
            let midst = |act: &Act| {
                let claim = lexicon.rules[act.rule].claim;
                is_of_plan(lexicon.cues[*number].kind)
                    && claim.is_of_bill()
                    && act.at.start < at.start
                    && at.end < act.at.end
            };
            // "The president may waive it where" is a power.
            let holds =
                |act: &Act| lexicon.cues[*number].kind == CueKind::History && contains(at, &act.at);
            let taken = |act: &Act| overlap(&act.at, at) && !midst(act) && !holds(act);
            stays || !acts.iter().any(taken)
        });
        let objects = &self.objects;
        self.cues
            .retain(|(_, at)| !objects.iter().any(|(_, object)| contains(object, at)));
    }

    /// Of rules about the same words, the one with the most words, then the first of the
    /// table whose object is there.
    fn choose(&self, mut rules: Vec<(usize, Span)>) -> Vec<Act> {
        rules.sort_by_key(|(rule, at)| (std::cmp::Reverse(at.len()), *rule, at.start));
        let nonfinite: Vec<Span> = rules
            .iter()
            .filter(|(rule, at)| {
                let rule = &self.lexicon.rules[*rule];
                // "The curbs" are what it is done to, and curb nothing.
                let names = |(_, object): &(usize, Span)| contains(object, at);
                rule.claim.changes_law()
                    && !self.objects.iter().any(names)
                    && rule.alone == Alone::Stated
                    && !self.form(rule, at).finite
                    && (rule.on.is_empty() || self.object_of(rule, at, &[]).is_some())
            })
            .map(|(_, at)| at.clone())
            .collect();
        let mut acts: Vec<Act> = Vec::new();
        let mut without = Vec::new();
        let denials: Vec<&Span> = self.cues_of(CueKind::Denied).collect();
        for (number, at) in rules {
            // "Rejects claims" rejects no amendment.
            let is_of = |denial: &&Span| denial.start == at.start || denial.end == at.end;
            if denials
                .iter()
                .any(|denial| is_of(denial) && contains(denial, &at))
            {
                continue;
            }
            if acts.iter().any(|act| overlap(&act.at, &at)) {
                continue;
            }
            let rule = &self.lexicon.rules[number];
            if rule.beside.is_some_and(|group| !self.is_beside(group, &at)) {
                continue;
            }
            let object = match rule.on.is_empty() && !rule.on_act {
                true => None,
                false => match self.object_of(rule, &at, &nonfinite) {
                    Some(object) => Some(object),
                    None => {
                        without.push((number, at));
                        continue;
                    }
                },
            };
            acts.push(Act {
                rule: number,
                object,
                form: self.form(rule, &at),
                at,
            });
        }
        self.share_objects(&mut acts, without);
        let all = acts.clone();
        acts.retain(|act| !self.is_of_next_clause(act, &all));
        // "Extends the waiver" is one thing, and so is "passes the repeal".
        let all = acts.clone();
        let of_another = |act: &Act| {
            let apart = |other: &Act| self.lexicon.rules[other.rule].apart;
            let mut others = all
                .iter()
                .filter(|other| other.at != act.at && !apart(other));
            // "No waiver is allowed" holds what "signed" is said of.
            let bars = self.lexicon.rules[act.rule].claim == ClaimKind::WaiverBarred;
            let takes = |at: &Span| {
                overlap(at, &act.at) && !(bars && contains(&act.at, at) && *at != act.at)
            };
            others.any(|other| other.object.as_ref().is_some_and(takes))
        };
        acts.retain(|act| !of_another(act));
        acts.sort_by_key(|act| act.at.start);
        acts
    }

    /// Whether a group is found in the same part of the sentence.
    fn is_beside(&self, group: usize, at: &Span) -> bool {
        let matcher = self.matcher();
        let block = self.words()[at.start].block;
        let mut starts = (0..self.words().len()).filter(|&from| self.words()[from].block == block);
        starts.any(|from| {
            let mut patterns = self.lexicon.groups[group].iter();
            patterns.any(|pattern| matcher.match_at(pattern, from).is_some())
        })
    }

    pub(super) fn form(&self, rule: &Rule, at: &Span) -> Form {
        rule.form.unwrap_or_else(|| self.form_at(at))
    }

    pub(super) fn form_at(&self, at: &Span) -> Form {
        let matcher = self.matcher();
        let mut forms = self.lexicon.forms.iter();
        let found = forms.find(|(_, patterns)| {
            patterns
                .iter()
                .any(|pattern| matcher.holds_around(pattern, at))
        });
        found.map_or(
            Form {
                finite: false,
                negated: false,
                certainty: None,
            },
            |(form, _)| *form,
        )
    }

    /// Whether what it says is told of a bill beside it: "a bill repealing", "legislation to
    /// strike", "the bill bars".
    pub(super) fn is_of_bill(&self, act: &Act) -> bool {
        let words = self.words();
        let mut objects = self.objects.iter();
        let beside = |at: &Span| {
            let (end, start) = (at.end, act.at.start);
            let most = if act.form.finite { 0 } else { OF_BILL };
            end <= start && start - end <= most && words[end - 1].clause == words[start].clause
        };
        objects.any(|(group, at)| {
            self.lexicon.bills.contains(group) && act.object.as_ref() != Some(at) && beside(at)
        })
    }

    /// Whether the object of an act stands between it and what stands before.
    pub(super) fn object_is_between(&self, at: &Span, act: &Act) -> bool {
        let mut object = act.object.iter();
        object.any(|object| at.end <= object.start && object.end <= act.at.start)
    }

    /// Cues of a kind, wherever they stand.
    pub(super) fn cues_of(&self, kind: CueKind) -> impl Iterator<Item = &Span> {
        let cues = self.cues.iter();
        cues.filter(move |(number, _)| self.lexicon.cues[*number].kind == kind)
            .map(|(_, at)| at)
    }

    /// Whether a word is among the first of its part of the sentence.
    pub(super) fn stands_first(&self, at: usize) -> bool {
        let words = self.words();
        let block = words[at].block;
        let first = words.iter().position(|word| word.block == block);
        first.is_some_and(|first| at - first <= LEAD)
    }

    /// Words against something, that need nothing they govern.
    pub(super) fn opposing(&self) -> impl Iterator<Item = &Span> {
        let cues = self.cues.iter().filter(|(number, _)| {
            let cue = &self.lexicon.cues[*number];
            cue.kind == CueKind::Opposed && !cue.nonfinite
        });
        // "Rejects claims" is a denial.
        let alone = |at: &&Span| {
            let mut others = self.cues.iter().filter(|(_, other)| other.len() > at.len());
            !others.any(|(_, other)| contains(other, at))
        };
        cues.map(|(_, at)| at).filter(alone)
    }

    /// Whether a cue is itself negated.
    pub(super) fn is_negated(&self, at: &Span) -> bool {
        self.form_at(at).negated
            || self
                .cues_of(CueKind::Negation)
                .chain(self.cues_of(CueKind::NegatedObject))
                .any(|negation| negation.end <= at.start && at.start - negation.end <= 2)
    }
}

/// Spans of which none overlap: the longest first, then the earlier group.
fn apart(mut spans: Vec<(usize, Span)>) -> Vec<(usize, Span)> {
    spans.sort_by_key(|(group, at)| (std::cmp::Reverse(at.len()), *group, at.start));
    let mut kept: Vec<(usize, Span)> = Vec::new();
    for (group, at) in spans {
        if !kept.iter().any(|(_, other)| overlap(other, &at)) {
            kept.push((group, at));
        }
    }
    kept
}

pub(super) fn overlap(one: &Span, other: &Span) -> bool {
    one.start < other.end && other.start < one.end
}

pub(super) fn contains(outer: &Span, inner: &Span) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}
