//! The tables of rules, one for each language, compiled once.

use std::{collections::HashMap, sync::LazyLock};

#[cfg(test)]
use super::table::WrittenRule;
use super::{
    super::fold::fold,
    pattern::{Atoms, Part, Pattern},
    table::{Across, Alone, CueKind, Group, Side, Stands, Table, Verb},
};
use crate::domain::claim::{Certainty, ClaimKind, Language, Polarity};

/// In the order of [`Language::ALL`].
const WRITTEN: [&str; 5] = [
    include_str!("../lexicon/en.toml"),
    include_str!("../lexicon/ru.toml"),
    include_str!("../lexicon/az.toml"),
    include_str!("../lexicon/tr.toml"),
    include_str!("../lexicon/hy.toml"),
];

static TABLES: LazyLock<[Lexicon; 5]> =
    LazyLock::new(|| WRITTEN.map(|table| Lexicon::parse(table).expect("the tables are tested")));

/// A compiled table.
pub(super) struct Lexicon {
    pub(super) atoms: Atoms,
    /// Objects first, in their order.
    pub(super) groups: Vec<Vec<Pattern>>,
    pub(super) objects: Vec<Object>,
    /// Which objects are bills, or amendments that can be nothing else.
    pub(super) bills: Vec<usize>,
    /// What "it" is.
    pub(super) pronoun: Option<usize>,
    names: Vec<String>,
    pub(super) forms: Vec<(Form, Vec<Pattern>)>,
    pub(super) cues: Vec<Cue>,
    pub(super) rules: Vec<Rule>,
    pub(super) verb: Verb,
    pub(super) counted: Vec<String>,
    pub(super) breaks: Vec<String>,
    pub(super) and: Vec<String>,
    pub(super) no: Vec<String>,
    pub(super) yes: Vec<String>,
    pub(super) contrast: Vec<String>,
    pub(super) refers: Vec<String>,
    /// By the first word: which patterns may begin with it.
    index: Vec<Vec<(Owner, usize)>>,
}

/// What is done something to; its words are the group of the same number.
pub(super) struct Object {
    pub(super) stands_for: usize,
    pub(super) reach: usize,
}

/// How a verb stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Form {
    pub(super) finite: bool,
    pub(super) negated: bool,
    pub(super) certainty: Option<Certainty>,
}

pub(super) struct Cue {
    pub(super) kind: CueKind,
    pub(super) side: Side,
    pub(super) reach: usize,
    pub(super) across: Across,
    pub(super) nonfinite: bool,
    pub(super) patterns: Vec<Pattern>,
}

pub(super) struct Rule {
    pub(super) id: String,
    pub(super) claim: ClaimKind,
    pub(super) negated: bool,
    /// Groups of objects; none where the words say it all.
    pub(super) on: Vec<usize>,
    /// Also what is told of another rule's words, as "votes to" of "repeal".
    pub(super) on_act: bool,
    pub(super) beside: Option<usize>,
    pub(super) reach: usize,
    pub(super) form: Option<Form>,
    pub(super) alone: Alone,
    pub(super) loose: bool,
    pub(super) apart: bool,
    pub(super) weak: bool,
    pub(super) patterns: Vec<Pattern>,
}

/// Whose patterns they are.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Owner {
    Object(usize),
    Cue(usize),
    Rule(usize),
}

/// Words, unless a table says otherwise.
const CUE_REACH: usize = 12;
const RULE_REACH: usize = 8;

/// The table of a language.
pub(super) fn of(language: Language) -> &'static Lexicon {
    &TABLES[place(language)]
}

/// The rules of a language as they are written.
#[cfg(test)]
pub(super) fn written(language: Language) -> Vec<WrittenRule> {
    let table: Table = toml::from_str(WRITTEN[place(language)]).expect("the tables are tested");
    table.rule
}

fn place(language: Language) -> usize {
    match language {
        Language::En => 0,
        Language::Ru => 1,
        Language::Az => 2,
        Language::Tr => 3,
        Language::Hy => 4,
    }
}

impl Lexicon {
    pub(super) fn parse(table: &str) -> Result<Self, String> {
        Self::compile(toml::from_str(table).map_err(|error| error.to_string())?)
    }

    fn compile(table: Table) -> Result<Self, String> {
        let objects = table.object.len();
        let groups: Vec<Group> = table.object.into_iter().chain(table.group).collect();
        let names: Vec<String> = groups.iter().map(|group| group.name.clone()).collect();
        let number = |name: &str| names.iter().position(|known| known == name);
        let mut atoms = Atoms::default();
        let mut patterns = |words: &[String]| -> Result<Vec<Pattern>, String> {
            words
                .iter()
                .map(|words| atoms.parse(words, &number))
                .collect()
        };
        let mut lexicon = Self {
            groups: Vec::new(),
            objects: Vec::new(),
            forms: Vec::new(),
            cues: Vec::new(),
            rules: Vec::new(),
            verb: table.verb,
            counted: table.counted.iter().map(|word| fold(word)).collect(),
            breaks: table.breaks.iter().map(|word| fold(word)).collect(),
            and: table.and.iter().map(|word| fold(word)).collect(),
            no: table.no.iter().map(|word| fold(word)).collect(),
            yes: table.yes.iter().map(|word| fold(word)).collect(),
            contrast: table.contrast.iter().map(|word| fold(word)).collect(),
            refers: table.refers.iter().map(|word| fold(word)).collect(),
            index: Vec::new(),
            atoms: Atoms::default(),
            bills: Vec::new(),
            pronoun: number("pronoun").filter(|&group| group < objects),
            names: Vec::new(),
        };
        for (at, group) in groups.iter().enumerate() {
            if at < objects {
                let stands_for = group.stands_for.as_deref().map_or(Some(at), number);
                lexicon.objects.push(Object {
                    stands_for: stands_for.ok_or("an object stands for what isn't there")?,
                    reach: group.reach.unwrap_or(usize::MAX),
                });
            }
            lexicon.groups.push(patterns(&group.words)?);
        }
        let bills = ["bill", "amendment"].map(number);
        let of_bill = |object: &Object| bills.contains(&Some(object.stands_for));
        lexicon.bills = (0..objects)
            .filter(|&at| of_bill(&lexicon.objects[at]))
            .collect();
        for form in table.form {
            let known = Form {
                finite: form.finite,
                negated: form.negated,
                certainty: form.certainty,
            };
            lexicon.forms.push((known, patterns(&form.words)?));
        }
        for cue in table.cue {
            lexicon.cues.push(Cue {
                kind: cue.kind,
                side: cue.side,
                reach: cue.reach.unwrap_or(CUE_REACH),
                across: cue.across,
                nonfinite: cue.nonfinite,
                patterns: patterns(&cue.words)?,
            });
        }
        for rule in table.rule {
            let mut on = Vec::new();
            for name in rule.on.iter().filter(|name| *name != "act") {
                let group = number(name).filter(|&group| group < objects);
                on.push(group.ok_or_else(|| format!("rule {}: no object `{name}`", rule.id))?);
            }
            lexicon.rules.push(Rule {
                claim: rule.claim,
                negated: rule.polarity == Some(Polarity::Negated),
                on,
                beside: match &rule.beside {
                    None => None,
                    Some(name) => {
                        let group = number(name);
                        Some(group.ok_or_else(|| format!("{}: no group `{name}`", rule.id))?)
                    }
                },
                on_act: rule.on.iter().any(|name| name == "act"),
                reach: rule.reach.unwrap_or(RULE_REACH),
                form: rule.stands.map(|stands| Form {
                    finite: stands != Stands::Noun,
                    negated: false,
                    certainty: (stands == Stands::Call).then_some(Certainty::CalledFor),
                }),
                alone: rule.alone,
                loose: rule.loose || rule.claim.is_of_bill(),
                apart: rule.apart,
                weak: rule.weak,
                patterns: patterns(&rule.words).map_err(|error| format!("{}: {error}", rule.id))?,
                id: rule.id,
            });
        }
        lexicon.atoms = atoms;
        lexicon.names = names;
        lexicon.index()?;
        Ok(lexicon)
    }

    /// Patterns that may begin with a word of this atom.
    pub(super) fn beginning_with(&self, atom: usize) -> &[(Owner, usize)] {
        self.index.get(atom).map_or(&[], Vec::as_slice)
    }

    pub(super) fn patterns(&self, owner: Owner) -> &[Pattern] {
        match owner {
            Owner::Object(object) => &self.groups[object],
            Owner::Cue(cue) => &self.cues[cue].patterns,
            Owner::Rule(rule) => &self.rules[rule].patterns,
        }
    }

    fn index(&mut self) -> Result<(), String> {
        let mut index: HashMap<usize, Vec<(Owner, usize)>> = HashMap::new();
        let owners = (0..self.objects.len()).map(Owner::Object);
        let owners = owners.chain((0..self.cues.len()).map(Owner::Cue));
        for owner in owners.chain((0..self.rules.len()).map(Owner::Rule)) {
            for (number, pattern) in self.patterns(owner).iter().enumerate() {
                let mut first = Vec::new();
                self.first_of(pattern, &mut first, 0)?;
                first.sort_unstable();
                first.dedup();
                for atom in first {
                    index.entry(atom).or_default().push((owner, number));
                }
            }
        }
        let most = index.keys().max().map_or(0, |most| most + 1);
        self.index = vec![Vec::new(); most];
        for (atom, patterns) in index {
            self.index[atom] = patterns;
        }
        Ok(())
    }

    fn first_of(
        &self,
        pattern: &[Part],
        first: &mut Vec<usize>,
        depth: usize,
    ) -> Result<(), String> {
        match pattern.first() {
            Some(Part::Word(atoms)) => first.extend(atoms),
            Some(Part::Start) => self.first_of(&pattern[1..], first, depth)?,
            Some(Part::Group(atoms, groups)) => {
                first.extend(atoms);
                for &group in groups {
                    if depth == self.groups.len() {
                        return Err(format!("the group `{}` holds itself", self.names[group]));
                    }
                    for pattern in &self.groups[group] {
                        self.first_of(pattern, first, depth + 1)?;
                    }
                }
            }
            Some(Part::Any | Part::Gap(_) | Part::Anchor(_)) | None => {}
        }
        Ok(())
    }
}
