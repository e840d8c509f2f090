//! Reads sections, one after another, to what they find.

use super::{
    LawError,
    bounds::{TAKES_EFFECT, bound, section_bounds},
    citations::{self, Known, is_citation},
    document::Section,
    friends::{Pending, Reason, friends_of},
    marks::QUOTE_MAX,
    outline,
    provisions::{CHAPEAU_MAX, Scanned, SectionReader, chapeau, finding},
    sentences,
    terms::{self, Bounds},
};
use crate::domain::{
    effect::{FalseFriend, Reading, TextEffect},
    printable::clip,
};

/// The most sentences that are read for their effect. A law has a handful.
pub(super) const PLACES_MAX: usize = 1000;

/// Labels that name the provision, of which the first are kept.
const LABELS_MAX: usize = 20;

pattern!(
    TRIGGER,
    r"(?i)\b907\b|freedom\s+support|open\s+markets|102\s?[-\x{2010}-\x{2014}]\s?511|\b5812|107\s?[-\x{2010}-\x{2014}]\s?115|appropriations\s+act,?\s+2002"
);

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
    /// Whether a section had more provisions than are read.
    too_long: bool,
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
        if nodes.len() > outline::NODES_MAX {
            self.too_long = true;
            return;
        }
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
            scanned.push(Scanned::new(node, scan));
            let at = scanned.len() - 1;
            if pending.len() <= PLACES_MAX {
                pending.extend(friends_of(&scanned, at, &place));
            }
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
        if self.reading.false_friends.len() <= PLACES_MAX {
            self.reading.false_friends.extend(friends);
        }
    }

    pub(super) fn finish(mut self) -> Result<Reading, LawError> {
        if self.too_long {
            return Err(LawError::TooLong);
        }
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
                let quote = clip(&label, QUOTE_MAX);
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
            quote: clip(quote.trim_end(), QUOTE_MAX),
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
                    self.bounds = self.bounds.or(terms::of(sentence, ""));
                }
            }
        }
    }
}
