//! Finds what a text cites of the provision, in whatever form, and which Act a "section
//! 907" is of.
//!
//! A reference back ("section 907 of such Act", "such section") is to the Act last named,
//! as drafters write. A bare "section 907" is the provision only where something has said
//! so: the amended Act, an earlier citation, a defined term, or Azerbaijan.

use std::ops::Range;

use super::{
    acts::{Act, acts},
    authority::authorities,
    definitions::define,
    friends::{self, Reason},
    marks::last_bytes,
    which::{joins, noted, of_freedom, of_which},
};

pattern!(
    SECTION_907,
    r"(?xi)
    (?:\bsubsections?\s+\([a-z]\)\s+of\s+|\bparagraphs?\s+\([0-9]\)\s+of\s+)?
    (?:\bsections?\s+|\bsecs?\.?\s*|\u{A7}{1,2}\s*)
    (?:[0-9][0-9a-z]*(?:\([0-9a-z]{1,5}\))*(?:\s*,\s*(?:(?:and|or)\s+)?|\s+(?:and|or|through)\s+)){0,12}
    907(?:\([0-9a-z]{1,5}\))*
    (?:(?:\s*,\s*(?:(?:and|or)\s+)?|\s+(?:and|or|through)\s+)(?:section\s+)?[0-9]{2,4}[a-z]?(?:\([0-9a-z]{1,5}\))*\b){0,12}"
);
pattern!(
    ANY_SECTION,
    r"(?i)\b(?:sections?|sec\.)\s+[0-9]+[a-z]*(?:\([0-9a-z]{1,5}\))*"
);
pattern!(
    SUCH_SECTION,
    r"(?i)\b(?:such|that|said|the\s+same)\s+section\b"
);
pattern!(
    NOTE,
    r"(?i)\b(?:22\s+u\.?\s?s\.?\s?c\.?(?:\s?a\.)?|title\s+22,?\s+united\s+states\s+code,?)\s*(?:\u{A7}+\s*|sec(?:tion|\.)\s*)?5812\b(?:\([a-z0-9]\))*([,;]?\s*(?:\(?notes?\b\)?|nt\.?\b))?|\bsection\s+5812\b(\s+note)?\s+of\s+title\s+22(?:,?\s+united\s+states\s+code)?"
);
pattern!(
    NOTE_BEFORE,
    r"(?i)\bnotes?\s+(?:to|under|following)\s+(?:section\s+)?$"
);
pattern!(TITLE_NINE, r"(?i)\btitle\s+ix\s+of\s+(?:the\s+)?$");
pattern!(
    BACK,
    r"(?xi)\b(?:
    such\s+(?:waiver\s+authority|waivers?|authority\s+to\s+waive|authority)
    | the\s+(?:waiver\s+authority|authority\s+to\s+waive|waiver)
    | (?:any\s+)?(?:exercise\s+of\s+)?the\s+authority\s+(?:under|of|in|provided\s+(?:in|by|under))\s+(?:sub)?(?:section|paragraph)\s+\([0-9a-z]\)
    )\b"
);

/// What a stretch of text stands for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Kind {
    /// Section 907.
    Provision,
    /// A subsection of it.
    Part,
    /// The authority to waive it.
    Authority,
    /// The FREEDOM Support Act as a whole.
    Act,
    /// Its title IX, which holds Section 907.
    TitleNine,
    /// Refers back, and to nothing where no effect follows.
    Back,
}

#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Mention {
    pub(super) span: Range<usize>,
    pub(super) kind: Kind,
    /// Whether a citation of the provision refers back to it.
    pub(super) used: bool,
}

/// Whether it is of the provision, or of the authority to waive it.
pub(super) fn is_citation(kind: Kind) -> bool {
    matches!(kind, Kind::Provision | Kind::Part | Kind::Authority)
}

impl Mention {
    fn new(span: Range<usize>, kind: Kind) -> Self {
        let used = false;
        Self { span, kind, used }
    }
}

#[derive(Debug, Default)]
pub(super) struct Scan {
    /// In the order of the text, none within another.
    pub(super) mentions: Vec<Mention>,
    pub(super) friends: Vec<(Range<usize>, Reason)>,
    /// Whether something refers back to an Act that was named before this text.
    pub(super) refers_back: bool,
}

/// What the text has said so far.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// The Act last named in this section.
    pub(super) act: Option<Act>,
    /// Whether a bare "section 907" of this section is the provision's, by a citation.
    pub(super) bound: bool,
    /// The same for the whole text.
    pub(super) bound_before: bool,
    /// Whether the section last cited is the provision.
    last_is_provision: bool,
    /// Whether the waiver last spoken of is that of the provision.
    waiver_is_its: bool,
    /// Whether the text has a section 907 of its own.
    pub(super) has_own: bool,
    /// Words that were defined to mean the provision or its waiver, in lower case, and
    /// whether they hold in the whole text.
    pub(super) terms: Vec<(String, bool)>,
}

impl Known {
    pub(super) fn begin_section(&mut self) {
        self.act = None;
        self.bound = false;
        self.last_is_provision = false;
        self.waiver_is_its = false;
        self.terms.retain(|(_, everywhere)| *everywhere);
    }

    /// Whether a text uses a term that was defined.
    pub(super) fn uses_term(&self, text: &str) -> bool {
        if self.terms.is_empty() {
            return false;
        }
        let text = text.to_lowercase();
        self.terms.iter().any(|(term, _)| text.contains(term))
    }

    fn bind(&mut self) {
        self.act = Some(Act::Freedom);
        self.bound = true;
        self.bound_before = true;
        self.last_is_provision = true;
    }
}

enum Event {
    Act(Act),
    Nine,
    AnySection,
    SuchSection,
    Code { note: bool },
    Authority,
    Back,
    Term,
}

/// Finds what a provision's text cites. `above` is the chapeau that it stands under.
pub(super) fn scan(text: &str, above: &str, known: &mut Known) -> Scan {
    let mut scan = Scan {
        friends: friends::measures(text),
        ..Scan::default()
    };
    let mut taken = 0;
    // Whether the provision was cited, and which namings of its Act stand before.
    let mut cited = false;
    let mut acts: Vec<usize> = Vec::new();
    let events = events(text, known);
    let ahead = events
        .iter()
        .any(|(span, event)| matches!(event, Event::Nine) && of_freedom(text, span.end).is_some());
    for (span, event) in events {
        if span.start < taken {
            continue;
        }
        match event {
            Event::Act(act) => {
                if act == Act::Freedom {
                    let before = last_bytes(&text[taken..span.start], 40);
                    let nine = TITLE_NINE.find(before);
                    let start = nine.map_or(span.start, |nine| {
                        span.start - (before.len() - nine.start())
                    });
                    let kind = nine.map_or(Kind::Act, |_| Kind::TitleNine);
                    if kind == Kind::Act {
                        acts.push(scan.mentions.len());
                    }
                    scan.mentions.push(Mention::new(start..span.end, kind));
                    taken = span.end;
                } else if let Act::Other(name) = &act
                    && name.to_ascii_lowercase().contains("freedom support act")
                {
                    let reason = Reason::OtherFreedomAct(name.clone());
                    scan.friends.push((span.clone(), reason));
                }
                known.act = Some(act);
            }
            Event::Nine => match of_which(text, &span, above, ahead, known) {
                Ok(end) => {
                    let words = text[span.clone()].to_ascii_lowercase();
                    let part = words.contains("907(")
                        || words.starts_with("sub")
                        || words.starts_with("par");
                    // The Act named just before belongs to the citation.
                    let start = match scan.mentions.last() {
                        Some(last)
                            if last.kind == Kind::Act
                                && !text[span.end..end].ends_with(" thereof")
                                && joins(&text[last.span.end..span.start]) =>
                        {
                            let start = last.span.start;
                            scan.mentions.pop();
                            acts.pop();
                            start
                        }
                        _ => span.start,
                    };
                    let words = text[start..end].to_ascii_lowercase();
                    if !["support", "511", "5812"]
                        .iter()
                        .any(|name| words.contains(name))
                    {
                        match acts.last() {
                            Some(&act) => scan.mentions[act].used = true,
                            None => scan.refers_back = true,
                        }
                    }
                    scan.mentions.push(Mention::new(
                        start..end,
                        if part { Kind::Part } else { Kind::Provision },
                    ));
                    taken = end;
                    known.bind();
                }
                Err(reason) => {
                    scan.friends.push((span.clone(), reason));
                    known.last_is_provision = false;
                }
            },
            Event::AnySection => known.last_is_provision = false,
            Event::SuchSection => {
                if known.last_is_provision && known.bound {
                    taken = span.end;
                    scan.mentions.push(Mention::new(span, Kind::Provision));
                }
            }
            Event::Code { note: false } => scan.friends.push((span, Reason::CodeSection)),
            Event::Code { note: true } => match noted(text, &span) {
                Some(law) => scan.friends.push((span, Reason::OtherNote(law))),
                None => {
                    known.bind();
                    taken = span.end;
                    scan.mentions.push(Mention::new(span, Kind::Provision));
                }
            },
            Event::Authority => {
                taken = span.end;
                known.bind();
                known.act = Some(Act::Other(text[span.clone()].to_owned()));
                scan.mentions.push(Mention::new(span, Kind::Authority));
            }
            Event::Back | Event::Term => {
                let is_term = matches!(event, Event::Term);
                if is_term || (known.bound && (known.waiver_is_its || cited)) {
                    taken = span.end;
                    let of_waiver = ["waiver", "authority"]
                        .iter()
                        .any(|word| text[span.clone()].to_ascii_lowercase().contains(word));
                    let kind = match (is_term, of_waiver) {
                        (true, true) => Kind::Authority,
                        (true, false) => Kind::Provision,
                        (false, _) => Kind::Back,
                    };
                    scan.mentions.push(Mention::new(span, kind));
                }
            }
        }
        cited |= scan
            .mentions
            .last()
            .is_some_and(|last| is_citation(last.kind));
    }
    define(text, above, &scan, known);
    if text.to_ascii_lowercase().contains("waive") {
        known.waiver_is_its = !scan.mentions.is_empty();
    }
    scan
}

/// What a text names, in its order.
fn events(text: &str, known: &Known) -> Vec<(Range<usize>, Event)> {
    let mut events: Vec<(Range<usize>, Event)> = Vec::new();
    for found in SECTION_907.find_iter(text) {
        let rest = &text[found.end()..];
        let goes_on = rest.starts_with(|c: char| c.is_alphanumeric() || c == '_')
            || rest.starts_with(['.', ',', '-'])
                && rest[1..].starts_with(|c: char| c.is_ascii_digit());
        if !goes_on && found.as_str().contains("907") {
            events.push((found.range(), Event::Nine));
        }
    }
    for (span, act) in acts(text) {
        events.push((span, Event::Act(act)));
    }
    for found in ANY_SECTION.find_iter(text) {
        events.push((found.range(), Event::AnySection));
    }
    for found in SUCH_SECTION.find_iter(text) {
        events.push((found.range(), Event::SuchSection));
    }
    for found in NOTE.captures_iter(text) {
        let Some(whole) = found.get(0) else { continue };
        let note = found.get(1).is_some()
            || found.get(2).is_some()
            || NOTE_BEFORE.is_match(last_bytes(&text[..whole.start()], 40));
        events.push((whole.range(), Event::Code { note }));
    }
    for span in authorities(text) {
        events.push((span, Event::Authority));
    }
    for found in BACK.find_iter(text) {
        events.push((found.range(), Event::Back));
    }
    if known.uses_term(text) {
        let lower = text.to_ascii_lowercase();
        for (term, _) in &known.terms {
            for (at, _) in lower.match_indices(term.as_str()).take(1000) {
                events.push((at..at + term.len(), Event::Term));
            }
        }
    }
    // Of two that begin together the longer is meant.
    events.sort_by_key(|(span, _)| (span.start, std::cmp::Reverse(span.end)));
    events
}
