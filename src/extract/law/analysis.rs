//! Reads sections, one after another, to what they find.

use std::{collections::HashSet, ops::Range, sync::LazyLock};

use regex::Regex;

use super::{
    LawError,
    citations::{self, Kind, Known, Mention, Scan},
    document::Section,
    effects::{self, Clause},
    friends::{self, Reason},
    outline::{self, Node},
    sentences,
    terms::{self, Bounds},
    verbs,
};
use crate::domain::effect::{FalseFriend, Finding, Reading, TextEffect};

/// The most sentences that are read for their effect. A law has a handful.
pub(super) const PLACES_MAX: usize = 2000;

/// Characters of a quote that are kept.
const QUOTE_MAX: usize = 1500;

/// Characters of a false friend's quote that are kept on each side of it.
const FRIEND_REACH: usize = 120;

/// Bytes of a chapeau, and of a list, that are read with a sentence.
const CHAPEAU_MAX: usize = 2000;
const LIST_MAX: usize = 12_000;

/// Bytes of one sentence that are read.
const SENTENCE_MAX: usize = 12_000;

/// Labels that name the provision, of which the first are kept.
const LABELS_MAX: usize = 20;

static TRIGGER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\b907\b|freedom\s+support|open\s+markets|102\s?[-\x{2010}-\x{2014}]\s?511|\b5812|107\s?[-\x{2010}-\x{2014}]\s?115|appropriations\s+act,?\s+2002",
    )
    .expect("the pattern is fixed")
});

/// A sentence on when the section, the Act or a part of it begins or ends.
static TAKES_EFFECT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)^(?:effective\s+date|sunset|termination)?.{0,20}\b(this\s+(?:act|section|title|subsection)|(?:sub)?(?:section|paragraph)s?\s+\([a-z0-9]\)|the\s+(?:repeal|amendments?|prohibition|limitation|restriction|authority|suspension|requirements?|provisions)(?:\s+(?:made|provided|described|of|under|in|by)[^.;]{0,120})?)[^.;]{0,160}?\b(?:take\s+effect|takes\s+effect|be\s+effective|terminate|expire|cease|apply|remain\s+in\s+effect|sunset|is\s+effective|shall\s+have\s+(?:no|effect))\b",
    )
    .expect("the pattern is fixed")
});

#[derive(Default)]
pub(super) struct Analysis {
    reading: Reading,
    known: Known,
    labels: Vec<String>,
    /// When the whole text begins and ends to hold.
    bounds: Bounds,
    places: usize,
    has_divisions: bool,
    seen_own: bool,
}

/// A provision's text with what it cites.
struct Scanned {
    node: Node,
    scan: Scan,
}

/// A false friend that a later reference back may still make a true one.
struct Pending {
    friend: FalseFriend,
    is_act: bool,
}

impl Analysis {
    /// Keeps a long title or an entry of the table of contents, which count where nothing
    /// else does.
    pub(super) fn label(&mut self, text: String) {
        if self.labels.len() < LABELS_MAX && TRIGGER.is_match(&text) {
            self.labels.push(text);
        }
    }

    pub(super) fn section(&mut self, section: &Section) {
        self.has_divisions |= !section.division.is_empty();
        self.own_section(section);
        let speaks = section
            .lines
            .iter()
            .any(|line| TRIGGER.is_match(line) || self.known.uses_term(line));
        let names = TRIGGER.is_match(&section.heading);
        if !speaks {
            self.dates(section);
            if names {
                self.label(section.heading.clone());
            }
            return;
        }
        self.known.begin_section();
        let nodes = outline::nodes(&section.lines);
        let mut scanned: Vec<Scanned> = Vec::with_capacity(nodes.len());
        let mut pending: Vec<Pending> = Vec::new();
        let place = section.place();
        for node in nodes {
            let above = chapeau(&scanned, node.parent, CHAPEAU_MAX);
            let scan = citations::scan(&node.text, &above, &mut self.known);
            if scan.refers_back
                && let Some(at) = pending.iter().rposition(|pending| pending.is_act)
            {
                pending.remove(at);
            }
            scanned.push(Scanned { node, scan });
            let at = scanned.len() - 1;
            pending.extend(friends_of(&scanned, at, &place));
        }
        let from = self.reading.findings.len();
        let section_reader = SectionReader {
            section,
            scanned: &scanned,
            place: &place,
        };
        section_reader.read(&mut self.reading, &mut pending, &mut self.places);
        let bounds = section_bounds(&scanned);
        for finding in &mut self.reading.findings[from..] {
            for (label, more) in &bounds {
                if label
                    .as_ref()
                    .is_none_or(|label| finding.place.contains(label.as_str()))
                {
                    bound(finding, *more);
                }
            }
        }
        let friends = pending.into_iter().map(|pending| pending.friend);
        self.reading.false_friends.extend(friends.take(PLACES_MAX));
    }

    pub(super) fn finish(mut self) -> Result<Reading, LawError> {
        if self.places > PLACES_MAX || self.reading.false_friends.len() > PLACES_MAX {
            return Err(LawError::TooMany);
        }
        if !self.has_divisions {
            for finding in &mut self.reading.findings {
                bound(finding, self.bounds);
            }
        }
        if self.reading.findings.is_empty() {
            self.read_labels();
        }
        Ok(self.reading)
    }

    /// A title names what the text does, and counts where that wasn't found.
    fn read_labels(&mut self) {
        for label in std::mem::take(&mut self.labels) {
            let mut known = Known::default();
            let scan = citations::scan(&label, "", &mut known);
            let cited = scan
                .mentions
                .iter()
                .find(|mention| is_citation(mention.kind));
            if let Some(mention) = cited {
                let citation = label[mention.span.clone()].to_owned();
                let quote = cut(&label, QUOTE_MAX);
                self.reading.findings.push(finding(
                    TextEffect::Mentions,
                    quote,
                    String::new(),
                    citation,
                ));
            }
        }
    }

    /// Notes a section 907 of the text's own.
    fn own_section(&mut self, section: &Section) {
        if section.number != "907" {
            return;
        }
        self.known.has_own = true;
        if std::mem::replace(&mut self.seen_own, true) {
            return;
        }
        let quote = format!("SEC. 907. {}", section.heading);
        self.reading.false_friends.push(FalseFriend {
            quote: cut(quote.trim_end(), QUOTE_MAX),
            place: section.place(),
            reason: Reason::Own.text(),
        });
    }

    /// When "this Act" begins and ends to hold, said in a section of its own.
    fn dates(&mut self, section: &Section) {
        for line in &section.lines {
            if !line.to_ascii_lowercase().contains("this act") {
                continue;
            }
            for range in sentences::split(line) {
                let sentence = &line[range];
                let of_act = TAKES_EFFECT
                    .captures(sentence)
                    .is_some_and(|found| found[1].to_ascii_lowercase().starts_with("this act"));
                if of_act {
                    self.bounds = self.bounds.or(terms::of(sentence));
                }
            }
        }
    }
}

struct SectionReader<'a> {
    section: &'a Section,
    scanned: &'a [Scanned],
    place: &'a str,
}

/// A sentence with its chapeau and its list, as it stands and as it is read.
struct Sentence {
    quote: String,
    raw: String,
    clause: Clause,
    citation: String,
    /// Whether it cites the provision itself, or only refers back.
    cites: bool,
}

impl SectionReader<'_> {
    fn read(&self, reading: &mut Reading, pending: &mut Vec<Pending>, places: &mut usize) {
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
                if !self.cites(at, &range) || *places > PLACES_MAX {
                    continue;
                }
                *places += 1;
                let sentence = self.sentence(at, range.clone(), rhetorical, granted);
                let effects = effects::of(&sentence.clause);
                granted |= effects.contains(&TextEffect::ExtendsWaiver);
                if effects.contains(&TextEffect::Repeals) {
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
        self.ancestors(at).any(|above| {
            let open = sentences::open_sentence(&self.scanned[above].node.text);
            open.is_some_and(|range| {
                let mentions = &self.scanned[above].scan.mentions;
                mentions
                    .iter()
                    .any(|mention| is_citation(mention.kind) && range.contains(&mention.span.start))
            })
        })
    }

    fn cites(&self, at: usize, range: &Range<usize>) -> bool {
        let mentions = &self.scanned[at].scan.mentions;
        mentions
            .iter()
            .any(|mention| range.contains(&mention.span.start))
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

    /// Whether a heading above says that a provision finds, urges or states.
    fn is_rhetorical(&self, at: usize) -> bool {
        let headings = std::iter::once(at)
            .chain(self.ancestors(at))
            .map(|at| self.scanned[at].node.heading.as_str())
            .chain([self.section.heading.as_str()]);
        let by_heading = headings.into_iter().any(|heading| {
            let heading = heading.to_ascii_lowercase();
            [
                "finding",
                "sense of",
                "statement of policy",
                "purpose",
                "background",
                "rule of construction",
            ]
            .iter()
            .any(|word| heading.contains(word))
        });
        by_heading || self.scanned[at].node.text.starts_with("Whereas")
    }

    fn sentence(
        &self,
        at: usize,
        range: Range<usize>,
        rhetorical: bool,
        granted: bool,
    ) -> Sentence {
        let Scanned { node, scan } = &self.scanned[at];
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
            let Some(open) = sentences::open_sentence(&over.node.text) else {
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
                let whole = 0..scanned.node.text.len();
                text.push_str(&marked(
                    &scanned.node.text,
                    whole,
                    &scanned.scan.mentions.iter().collect::<Vec<_>>(),
                ));
                raw.push(' ');
                raw.push_str(&scanned.node.text);
                push_quoted(
                    &mut quote,
                    &scanned.node,
                    &scanned.node.text,
                    Some(below - 1),
                    below,
                );
            }
        }
        Sentence {
            quote: cut(&quote, QUOTE_MAX),
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
fn place_of(scanned: &[Scanned], at: usize, place: &str) -> String {
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

fn is_citation(kind: Kind) -> bool {
    matches!(kind, Kind::Provision | Kind::Part | Kind::Authority)
}

/// The open sentences above a provision, from the outermost on.
fn chapeau(scanned: &[Scanned], parent: Option<usize>, bytes: usize) -> String {
    let mut parts: Vec<&str> = Vec::new();
    let mut next = parent;
    while let Some(at) = next {
        let node = &scanned[at].node;
        if let Some(open) = sentences::open_sentence(&node.text) {
            parts.push(&node.text[open]);
        }
        next = node.parent;
    }
    parts.reverse();
    let above = parts.join(" ");
    let from = above.ceil_char_boundary(above.len().saturating_sub(bytes));
    above[from..].to_owned()
}

/// A sentence as far as it is read, with what it cites: all of it, or what is around its
/// first citation.
fn window<'a>(
    text: &str,
    range: Range<usize>,
    mentions: &'a [Mention],
) -> (Range<usize>, Vec<&'a Mention>) {
    let cited = |mention: &&Mention| range.contains(&mention.span.start);
    let first = mentions
        .iter()
        .find(cited)
        .map_or(range.start, |mention| mention.span.start);
    let range = if range.len() > SENTENCE_MAX {
        let from = text
            .floor_char_boundary(first.saturating_sub(SENTENCE_MAX / 2))
            .max(range.start);
        let to = text
            .floor_char_boundary(first + SENTENCE_MAX / 2)
            .min(range.end);
        from..to
    } else {
        range
    };
    let within = mentions
        .iter()
        .filter(|mention| mention.span.start >= range.start && mention.span.end <= range.end);
    (range.clone(), within.collect())
}

/// A stretch of text in lower case, with a character for each citation, and without what
/// stands in parentheses and cites nothing.
fn marked(text: &str, range: Range<usize>, mentions: &[&Mention]) -> String {
    let mut marked = String::with_capacity(range.len());
    let mut from = range.start;
    for mention in mentions {
        if mention.span.start < from || mention.span.end > range.end {
            continue;
        }
        marked.push_str(&text[from..mention.span.start].to_lowercase());
        marked.push(match mention.kind {
            Kind::Provision => verbs::PROVISION,
            Kind::Part => verbs::PART,
            Kind::Authority => verbs::AUTHORITY,
            Kind::Act => verbs::ACT,
            Kind::TitleNine => verbs::TITLE_NINE,
            Kind::Back => verbs::BACK,
        });
        from = mention.span.end;
    }
    marked.push_str(&text[from..range.end].to_lowercase());
    without_asides(marked.trim())
}

fn without_asides(text: &str) -> String {
    static ASIDE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r" ?\([^()\x{E000}-\x{E005}]{7,}\)").expect("the pattern is fixed")
    });
    ASIDE
        .replace_all(text, "")
        .replace(['\u{2019}', '\u{2018}'], "'")
}

/// Adds a provision to a quote, with its designation, and marks what is left out.
fn push_quoted(quote: &mut String, node: &Node, text: &str, last: Option<usize>, at: usize) {
    if quote.len() > QUOTE_MAX * 4 {
        return;
    }
    if !quote.is_empty() {
        let next = last.is_none_or(|last| last + 1 == at);
        quote.push_str(if next { " " } else { " … " });
        if !node.label.is_empty() {
            quote.push_str(&format!("({}) ", node.label));
        }
    }
    quote.push_str(text.trim());
}

fn finding(effect: TextEffect, quote: String, place: String, citation: String) -> Finding {
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

/// The bounds that a sentence sets to its effect.
fn bounds_of(effect: TextEffect, sentence: &Sentence) -> Bounds {
    let bounds = terms::of(&sentence.raw);
    let text = &sentence.clause.text;
    let ends = [
        "shall terminate",
        "shall expire",
        "terminates",
        "expires",
        "shall cease",
        "is terminated",
    ]
    .iter()
    .any(|verb| text.contains(verb));
    match effect {
        TextEffect::RestrictsWaiver | TextEffect::Repeals if ends => bounds.end_begins(),
        TextEffect::Suspends if text.contains("cease to") => bounds.end_begins(),
        _ => bounds,
    }
}

/// Fills the bounds that a finding leaves open.
fn bound(finding: &mut Finding, bounds: Bounds) {
    if matches!(
        finding.effect,
        TextEffect::RequiresReport | TextEffect::Mentions
    ) {
        return;
    }
    let own = Bounds {
        effective_on: finding.effective_on,
        ends_on: finding.ends_on,
        effective_after: finding.effective_after,
        ends_after: finding.ends_after,
    };
    let all = own.or(bounds);
    finding.effective_on = all.effective_on;
    finding.ends_on = all.ends_on;
    finding.effective_after = all.effective_after;
    finding.ends_after = all.ends_after;
}

/// What a section says of when it, or a subsection of it, begins and ends.
fn section_bounds(scanned: &[Scanned]) -> Vec<(Option<String>, Bounds)> {
    let mut bounds = Vec::new();
    for scanned in scanned.iter().filter(|scanned| !scanned.node.quoted) {
        for range in sentences::split(&scanned.node.text) {
            let sentence = &scanned.node.text[range.clone()];
            let Some(found) = TAKES_EFFECT.captures(sentence) else {
                continue;
            };
            let cites = scanned.scan.mentions.iter().any(|mention| {
                range.contains(&mention.span.start)
                    && mention.span.start > range.start
                    && is_citation(mention.kind)
            });
            let subject = found[1].to_ascii_lowercase();
            if cites && !subject.contains("repeal") && !subject.contains("section") {
                continue;
            }
            let label = subject
                .split_once('(')
                .map(|(_, label)| format!("({label}"));
            let label = label.filter(|label| subject.starts_with("subsection") && label.len() == 3);
            bounds.push((label, terms::of(sentence)));
        }
    }
    bounds
}

fn friends_of(scanned: &[Scanned], at: usize, place: &str) -> Vec<Pending> {
    let Scanned { node, scan } = &scanned[at];
    let place = place_of(scanned, at, place);
    let friend = |span: &Range<usize>, reason: Reason| FalseFriend {
        quote: quote_around(&node.text, span),
        place: place.clone(),
        reason: reason.text(),
    };
    let mut pending: Vec<(usize, Pending)> = Vec::new();
    for (span, reason) in &scan.friends {
        let friend = friend(span, reason.clone());
        pending.push((
            span.start,
            Pending {
                friend,
                is_act: false,
            },
        ));
    }
    for mention in scan.mentions.iter().filter(|mention| !mention.used) {
        let reason = match mention.kind {
            Kind::Act => friends::of_act(&node.text[..mention.span.start]),
            Kind::TitleNine => Reason::OtherPart("title IX".to_owned()),
            Kind::Provision | Kind::Part | Kind::Authority | Kind::Back => continue,
        };
        let friend = friend(&mention.span, reason);
        pending.push((
            mention.span.start,
            Pending {
                friend,
                is_act: true,
            },
        ));
    }
    pending.sort_by_key(|(start, _)| *start);
    pending.into_iter().map(|(_, pending)| pending).collect()
}

fn quote_around(text: &str, span: &Range<usize>) -> String {
    let before: Vec<(usize, char)> = text[..span.start]
        .char_indices()
        .rev()
        .take(FRIEND_REACH)
        .collect();
    let from = before.last().map_or(span.start, |(at, _)| *at);
    let after = text[span.end..].char_indices().nth(FRIEND_REACH);
    let to = after.map_or(text.len(), |(at, _)| span.end + at);
    // Neither end falls inside a word.
    let from = match from {
        0 => 0,
        from => text[from..span.start]
            .find(' ')
            .map_or(span.start, |at| from + at + 1),
    };
    let to = match to == text.len() {
        true => to,
        false => text[span.end..to].rfind(' ').map_or(to, |at| span.end + at),
    };
    let lead = if from > 0 { "…" } else { "" };
    let tail = if to < text.len() { "…" } else { "" };
    format!("{lead}{}{tail}", &text[from..to])
}

fn cut(text: &str, chars: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(chars) else {
        return text.to_owned();
    };
    let kept = &text[..end];
    let kept = kept.rsplit_once(' ').map_or(kept, |(kept, _)| kept);
    format!("{kept}…")
}
