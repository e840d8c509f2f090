//! Reads the provisions of a section: each sentence that cites something, with the chapeau
//! above it and the list below.

use std::{collections::HashSet, ops::Range};

use super::{
    analysis::PLACES_MAX,
    bounds::{bound, bounds_of},
    citations::{Kind, Mention, Scan, is_citation},
    document::Section,
    effects::{self, Clause},
    friends::Pending,
    marks::{QUOTE_MAX, last_bytes, marked, push_quoted, window},
    outline::{self, Node},
    sentences,
};
use crate::domain::{
    effect::{Finding, Reading, TextEffect},
    printable::clip,
};

/// Bytes of a chapeau, and of a list, that are read with a sentence.
pub(super) const CHAPEAU_MAX: usize = 2000;
const LIST_MAX: usize = 12_000;

// Headings over what finds, urges or states, and no more.
pattern!(
    SPEAKS,
    r"(?i)^(?:(?:congressional|general)\s+)?(?:findings?\b|sense\s+of\b|(?:statements?|declarations?)\s+of\s+(?:policy|purpose|congress)\b|purposes?\s*(?:$|[.;,]|of\b|and\b)|background\s*(?:$|[.;,]|on\b|and\b)|rules?\s+of\s+construction\b)"
);
pattern!(
    ACTS_TOO,
    r"(?i)(?:\band|[;,&\u{2014}])\s+(?:the\s+)?(?:repeal|terminat|suspen|amend|prohibit|limit|restrict|waiver|authori|exten|exempt|require|report|inapplicab|modif|eliminat|except|sunset|effective|bar\b)"
);

/// A provision's text with what it cites.
pub(super) struct Scanned {
    pub(super) node: Node,
    pub(super) scan: Scan,
    /// Its last sentence, where that goes on in the provisions below.
    open: Option<Range<usize>>,
    /// Whether that sentence cites the provision.
    open_cites: bool,
}

impl Scanned {
    pub(super) fn new(node: Node, scan: Scan) -> Self {
        let open = sentences::open_sentence(&node.text);
        let open_cites = open.as_ref().is_some_and(|open| {
            let cited =
                |mention: &Mention| is_citation(mention.kind) && open.contains(&mention.span.start);
            scan.mentions.iter().any(cited)
        });
        Self {
            node,
            scan,
            open,
            open_cites,
        }
    }
}

pub(super) struct SectionReader<'a> {
    pub(super) section: &'a Section,
    pub(super) scanned: &'a [Scanned],
    pub(super) place: &'a str,
}

/// A sentence with its chapeau and its list, as it stands and as it is read.
pub(super) struct Sentence {
    pub(super) quote: String,
    pub(super) raw: String,
    pub(super) clause: Clause,
    pub(super) citation: String,
    /// Whether it cites the provision itself, or only refers back.
    pub(super) cites: bool,
}

impl SectionReader<'_> {
    pub(super) fn read(
        &self,
        reading: &mut Reading,
        pending: &mut Vec<Pending>,
        places: &mut usize,
    ) {
        let mut found: Vec<(Finding, bool)> = Vec::new();
        let mut done: HashSet<(usize, TextEffect)> = HashSet::new();
        let mut granted = false;
        for at in 0..self.scanned.len() {
            if self.is_covered(at) {
                continue;
            }
            let node = &self.scanned[at].node;
            let rhetorical = self.is_rhetorical(at);
            for range in sentences::split(&node.text) {
                if *places > PLACES_MAX {
                    return;
                }
                if !self.cites(at, &range) {
                    continue;
                }
                *places += 1;
                let sentence = self.sentence(at, range.clone(), rhetorical, granted);
                let effects = effects::of(&sentence.clause);
                granted |= effects.contains(&TextEffect::ExtendsWaiver);
                if effects.contains(&TextEffect::Repeals)
                    && !done.contains(&(at, TextEffect::Repeals))
                {
                    // The Act that is repealed as a whole is no false friend.
                    pending.retain(|pending| {
                        !pending.is_act
                            || pending.friend.place != self.place_of(at)
                            || !node.text.contains(pending.friend.quote.trim_matches('…'))
                    });
                }
                let effects = match effects.is_empty() {
                    true if sentence.cites => vec![TextEffect::Mentions],
                    _ => effects,
                };
                for effect in effects {
                    if !done.insert((at, effect)) {
                        continue;
                    }
                    let mut finding = finding(
                        effect,
                        sentence.quote.clone(),
                        self.place_of(at),
                        sentence.citation.clone(),
                    );
                    if !matches!(effect, TextEffect::RequiresReport | TextEffect::Mentions) {
                        bound(&mut finding, bounds_of(effect, &sentence));
                    }
                    found.push((finding, rhetorical));
                }
            }
        }
        // What does something says what it is about more than once.
        let acts = found
            .iter()
            .any(|(finding, _)| finding.effect != TextEffect::Mentions);
        let kept = found.into_iter().filter(|(finding, rhetorical)| {
            !acts || *rhetorical || finding.effect != TextEffect::Mentions
        });
        reading.findings.extend(kept.map(|(finding, _)| finding));
    }

    /// Whether a provision is read with the chapeau above it, which cites the same.
    fn is_covered(&self, at: usize) -> bool {
        self.ancestors(at)
            .any(|above| self.scanned[above].open_cites)
    }

    fn cites(&self, at: usize, range: &Range<usize>) -> bool {
        let mentions = &self.scanned[at].scan.mentions;
        let first = mentions.partition_point(|mention| mention.span.start < range.start);
        mentions
            .get(first)
            .is_some_and(|mention| mention.span.start < range.end)
    }

    fn ancestors(&self, at: usize) -> impl Iterator<Item = usize> + '_ {
        let mut next = self.scanned[at].node.parent;
        std::iter::from_fn(move || {
            let at = next?;
            next = self.scanned[at].node.parent;
            Some(at)
        })
        .take(outline::DEPTH_MAX)
    }

    /// Whether the nearest heading says that a provision finds, urges or states.
    fn is_rhetorical(&self, at: usize) -> bool {
        let headings = std::iter::once(at)
            .chain(self.ancestors(at))
            .map(|at| self.scanned[at].node.heading.as_str());
        let mut headings = headings.chain([self.section.heading.as_str()]);
        let nearest = headings.find(|heading| !heading.is_empty()).unwrap_or("");
        let speaks = SPEAKS.is_match(nearest) && !ACTS_TOO.is_match(nearest);
        speaks || self.scanned[at].node.text.starts_with("Whereas")
    }

    fn sentence(
        &self,
        at: usize,
        range: Range<usize>,
        rhetorical: bool,
        granted: bool,
    ) -> Sentence {
        let Scanned { node, scan, .. } = &self.scanned[at];
        let (range, mentions) = window(&node.text, range, &scan.mentions);
        let own = node.text[range.clone()].trim();
        let first = mentions
            .iter()
            .find(|mention| is_citation(mention.kind))
            .or(mentions.first());
        let mut text = String::new();
        let mut raw = String::new();
        let mut quote = String::new();
        let mut above: Vec<usize> = self.ancestors(at).collect();
        above.reverse();
        let mut last = None;
        for &above in &above {
            let over = &self.scanned[above];
            let Some(open) = over.open.clone() else {
                continue;
            };
            let (open, mentions) = window(&over.node.text, open, &over.scan.mentions);
            text.push_str(&marked(&over.node.text, open.clone(), &mentions));
            text.push(' ');
            raw.push_str(over.node.text[open.clone()].trim());
            raw.push(' ');
            push_quoted(&mut quote, &over.node, &over.node.text[open], last, above);
            last = Some(above);
        }
        let own_from = text.len();
        text.push_str(&marked(&node.text, range.clone(), &mentions));
        raw.push_str(own);
        push_quoted(&mut quote, node, own, last, at);
        let mut inserted_from = None;
        // The Act alone may be repealed here; what is done to its sections stands below.
        let of_section = mentions
            .iter()
            .any(|mention| !matches!(mention.kind, Kind::Act | Kind::TitleNine));
        if of_section && sentences::is_open(own) && range.end == node.text.len() {
            for (below, scanned) in self.scanned.iter().enumerate().skip(at + 1) {
                let is_below = scanned.node.parent.is_some() && self.is_under(below, at);
                if !is_below || text.len() > LIST_MAX {
                    break;
                }
                if scanned.node.quoted && !node.quoted {
                    inserted_from.get_or_insert(text.len());
                }
                text.push(' ');
                if !scanned.node.label.is_empty() {
                    text.push_str(&format!("({}) ", scanned.node.label.to_ascii_lowercase()));
                }
                let listed = &scanned.node.text;
                let (range, mentions) = window(listed, 0..listed.len(), &scanned.scan.mentions);
                let item = &listed[range.clone()];
                text.push_str(&marked(listed, range, &mentions));
                raw.push(' ');
                raw.push_str(item);
                push_quoted(&mut quote, &scanned.node, item, Some(below - 1), below);
            }
        }
        Sentence {
            quote: clip(&quote, QUOTE_MAX),
            raw,
            citation: first
                .map_or("", |mention| &node.text[mention.span.clone()])
                .to_owned(),
            cites: mentions.iter().any(|mention| is_citation(mention.kind)),
            clause: Clause {
                text,
                own_from,
                inserted_from,
                rhetorical,
                listed: !node.label.is_empty(),
                own_grant: granted,
            },
        }
    }

    fn is_under(&self, at: usize, above: usize) -> bool {
        self.ancestors(at).any(|over| over == above)
    }

    fn place_of(&self, at: usize) -> String {
        place_of(self.scanned, at, self.place)
    }
}

/// `division F, title VII, sec. 7046(a)`. What is inserted in another law is placed where
/// it is inserted.
pub(super) fn place_of(scanned: &[Scanned], at: usize, place: &str) -> String {
    let mut labels = Vec::new();
    let mut next = Some(at);
    while let Some(at) = next {
        let node = &scanned[at].node;
        if !node.quoted && !node.label.is_empty() {
            labels.push(format!("({})", node.label));
        }
        next = node.parent;
    }
    labels.reverse();
    format!("{place}{}", labels.concat())
}

/// The open sentences above a provision, from the outermost on.
pub(super) fn chapeau(scanned: &[Scanned], parent: Option<usize>, bytes: usize) -> String {
    let mut parts: Vec<&str> = Vec::new();
    let mut next = parent;
    while let Some(at) = next {
        let node = &scanned[at].node;
        if let Some(open) = scanned[at].open.clone() {
            parts.push(last_bytes(&node.text[open], bytes));
        }
        next = node.parent;
    }
    parts.reverse();
    last_bytes(&parts.join(" "), bytes).to_owned()
}

pub(super) fn finding(
    effect: TextEffect,
    quote: String,
    place: String,
    citation: String,
) -> Finding {
    Finding {
        effect,
        quote,
        place,
        citation,
        effective_on: None,
        ends_on: None,
        effective_after: None,
        ends_after: None,
    }
}
