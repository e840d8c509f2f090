//! Finds what a text cites of the provision, in whatever form, and which Act a "section
//! 907" is of.
//!
//! A reference back ("section 907 of such Act", "such section") is to the Act last named,
//! as drafters write. A bare "section 907" is the provision only where something has said
//! so: the amended Act, an earlier citation, a defined term, or Azerbaijan.

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

use super::{
    acts::{self, Act, acts, parenthesis},
    authority::authorities,
    friends::{self, Reason},
};

macro_rules! pattern {
    ($name:ident, $pattern:expr) => {
        static $name: LazyLock<Regex> =
            LazyLock::new(|| Regex::new($pattern).expect("the pattern is fixed"));
    };
}

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
    OF,
    r"(?i)^,?\s*(?:(?:contained|set\s+forth)\s+)?(of|in|under|to)\s+(?:(?:title|part)\s+[ivx]+\s+of\s+)?(?:the\s+)?"
);
pattern!(
    SUCH_ACT,
    r"(?i)^(?:such|that|said|the\s+same|the\s+aforementioned|same)\s+(?:act|law|public\s+law|title)\b|^act\b"
);
pattern!(
    OWN,
    r"(?i)^(?:this|the\s+present)\s+(?:act|title|division|section|subtitle|bill|joint\s+resolution|resolution|chapter)\b"
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
pattern!(
    TERM,
    r"(?xi)(?:\b(?:hereafter|hereinafter)?\s*(?:in\s+this\s+(act|title|section|division|subsection|subtitle)\s+)?(?:referred\s+to|cited|known)\s+(?:in\s+this\s+(act|title|section|division|subsection|subtitle)\s+)?(?:collectively\s+)?as\s+(?:the\s+)?)[\u{201C}\x22`'\u{2018}]+([^\u{201D}\x22'\u{2019}]{4,80}?)[,.]?[\u{201D}\x22'\u{2019}]"
);
pattern!(
    MEANS,
    r"(?i)\bthe\s+terms?\s+[\u{201C}\x22`'\u{2018}]+([^\u{201D}\x22'\u{2019}]{4,80}?)[\u{201D}\x22'\u{2019}]+\s+means\b"
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
    act: Option<Act>,
    /// Whether a bare "section 907" of this section is the provision's, by a citation.
    bound: bool,
    /// The same for the whole text.
    bound_before: bool,
    /// Whether the section last cited is the provision.
    last_is_provision: bool,
    /// Whether the text has a section 907 of its own.
    pub(super) has_own: bool,
    /// Words that were defined to mean the provision or its waiver, in lower case, and
    /// whether they hold in the whole text.
    terms: Vec<(String, bool)>,
}

impl Known {
    pub(super) fn begin_section(&mut self) {
        self.act = None;
        self.bound = false;
        self.last_is_provision = false;
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
    for (span, event) in events(text, known) {
        if span.start < taken {
            continue;
        }
        match event {
            Event::Act(act) => {
                if act == Act::Freedom {
                    let nine = TITLE_NINE.find(&text[taken..span.start]);
                    let start = nine.map_or(span.start, |nine| taken + nine.start());
                    let kind = nine.map_or(Kind::Act, |_| Kind::TitleNine);
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
            Event::Nine => match of_which(text, &span, above, known) {
                Ok(end) => {
                    let words = text[span.clone()].to_ascii_lowercase();
                    let part = words.contains("907(")
                        || words.starts_with("sub")
                        || words.starts_with("par");
                    // The Act named just before belongs to the citation.
                    let start = match scan.mentions.last() {
                        Some(last)
                            if last.kind == Kind::Act
                                && joins(&text[last.span.end..span.start]) =>
                        {
                            let start = last.span.start;
                            scan.mentions.pop();
                            start
                        }
                        _ => span.start,
                    };
                    let cited = text[start..end].to_ascii_lowercase();
                    if !["support", "511", "5812"]
                        .iter()
                        .any(|name| cited.contains(name))
                    {
                        match scan
                            .mentions
                            .iter_mut()
                            .rev()
                            .find(|last| last.kind == Kind::Act)
                        {
                            Some(act) => act.used = true,
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
                if is_term || known.bound {
                    taken = span.end;
                    let kind = if is_term { Kind::Provision } else { Kind::Back };
                    scan.mentions.push(Mention::new(span, kind));
                }
            }
        }
    }
    define(text, &scan, known);
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
            || NOTE_BEFORE.is_match(&text[..whole.start()]);
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

/// Whether a "section 907" is the provision, and where its citation ends then.
fn of_which(text: &str, span: &Range<usize>, above: &str, known: &Known) -> Result<usize, Reason> {
    let mut end = span.end;
    if let Some(close) = parenthesis(text, end) {
        let inner = text[end..close].to_ascii_lowercase();
        let noted = inner.contains("5812 note")
            || acts::freedom_here(inner.trim_start_matches([' ', '('])).is_some();
        let names_other =
            acts::other_here(text[end..close].trim_start_matches([' ', '('])).is_some();
        if noted && !names_other {
            end = close;
            return Ok(of_freedom(text, end).unwrap_or(end));
        }
        // `(relating to …) of the FREEDOM Support Act`
        if OF.is_match(&text[close..]) {
            end = close;
        }
    }
    if let Some(of) = OF.captures(&text[end..]) {
        let after = end + of[0].len();
        let rest = &text[after..];
        if let Some(length) = acts::freedom_here(rest) {
            return Ok(with_code(text, after + length));
        }
        if of[1].eq_ignore_ascii_case("of")
            || of[1].eq_ignore_ascii_case("in") && OWN.is_match(rest)
        {
            if OWN.is_match(rest) {
                return Err(Reason::Own);
            }
            if let Some(such) = SUCH_ACT.find(rest) {
                return match &known.act {
                    Some(Act::Freedom) => Ok(with_code(text, after + such.end())),
                    Some(Act::Other(name)) => Err(Reason::OtherAct(name.clone())),
                    None if known.bound_before => Ok(after + such.end()),
                    None => Err(Reason::Unnamed),
                };
            }
            let name = acts::other_here(rest).map(str::to_owned);
            let name = name.unwrap_or_else(|| words(rest, 8));
            return Err(Reason::OtherAct(name));
        }
    }
    let rest = &text[end..];
    if let Some(length) = rest.strip_prefix(" thereof").map(|_| " thereof".len()) {
        return match &known.act {
            Some(Act::Freedom) => Ok(end + length),
            Some(Act::Other(name)) => Err(Reason::OtherAct(name.clone())),
            None => Err(Reason::Unnamed),
        };
    }
    bare(text, span, above, known)
}

/// Whether a "section 907" that names no Act is the provision.
fn bare(text: &str, span: &Range<usize>, above: &str, known: &Known) -> Result<usize, Reason> {
    let end = span.end;
    let before = &text[..span.start];
    // What the sentence amends is what it speaks of.
    let amended = |text: &str| {
        let last = acts(text).pop()?;
        let rest = text[last.0.end..].to_ascii_lowercase();
        let amends = ["amended", "repealed", ", section", "\u{2019}s"];
        let directly = joins(&text[last.0.end..]);
        (directly || amends.iter().any(|word| rest.contains(word))).then_some(last.1)
    };
    let governing = amended(before).or_else(|| amended(above));
    match governing {
        Some(Act::Freedom) => return Ok(end),
        Some(Act::Other(name)) if !known.bound => return Err(Reason::OtherAct(name)),
        _ => {}
    }
    let sentence = around(text, span);
    let on_topic = sentence.to_ascii_lowercase().contains("azerbaijan");
    let freedom = known.act == Some(Act::Freedom);
    if known.bound || freedom || (known.bound_before && !known.has_own) || on_topic {
        return Ok(end);
    }
    Err(match known.has_own {
        true => Reason::Own,
        false => Reason::Unnamed,
    })
}

/// The end of a citation that goes on with "of the FREEDOM Support Act".
fn of_freedom(text: &str, end: usize) -> Option<usize> {
    let of = OF.find(&text[end..])?;
    let after = end + of.end();
    acts::freedom_here(&text[after..]).map(|length| after + length)
}

/// Extends a citation by "(22 U.S.C. 5812 note)" or "; 22 U.S.C. 5812 note".
fn with_code(text: &str, end: usize) -> usize {
    match parenthesis(text, end) {
        Some(close) if text[end..close].contains("5812") => close,
        _ => end,
    }
}

/// Whether nothing but punctuation, a title or a possessive stands between an Act and its
/// section.
fn joins(between: &str) -> bool {
    static BETWEEN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)^[,;\u{2019}')\u{201D}s]*\s*(?:title\s+ix)?[,;]?\s*(?:at\s+)?(?:\()?$")
            .expect("the pattern is fixed")
    });
    BETWEEN.is_match(between)
}

/// The law that a citation of the note is given for, where it is another.
fn noted(text: &str, span: &Range<usize>) -> Option<String> {
    let before = &text[..span.start];
    let open = before.rfind('(')?;
    if before[open..].contains(')') {
        return None;
    }
    let named = before[..open].trim_end();
    let (last, act) = acts(named).pop()?;
    match act {
        Act::Other(name) if named[last.end..].trim().is_empty() => Some(name),
        _ => None,
    }
}

/// Notes the terms that a text defines to mean what it cites.
fn define(text: &str, scan: &Scan, known: &mut Known) {
    let cites = |from: usize, to: usize| {
        let cited = |mention: &&Mention| !matches!(mention.kind, Kind::Act | Kind::Back);
        scan.mentions
            .iter()
            .filter(cited)
            .any(|mention| mention.span.start >= from && mention.span.start <= to)
    };
    let mut defined: Vec<(String, bool)> = Vec::new();
    for found in TERM.captures_iter(text) {
        let Some(whole) = found.get(0) else { continue };
        let scope = found
            .get(1)
            .or(found.get(2))
            .map_or("section", |scope| scope.as_str());
        let everywhere = ["act", "title", "division", "subtitle"]
            .iter()
            .any(|wide| scope.eq_ignore_ascii_case(wide));
        let from = text[..whole.start()].rfind(". ").unwrap_or(0);
        if cites(from, whole.end()) {
            defined.push((found[3].to_lowercase(), everywhere));
        }
    }
    for found in MEANS.captures_iter(text) {
        let Some(whole) = found.get(0) else { continue };
        let to = text[whole.end()..]
            .find(". ")
            .map_or(text.len(), |at| whole.end() + at);
        if cites(whole.end(), to) {
            defined.push((found[1].to_lowercase(), true));
        }
    }
    for (term, everywhere) in defined {
        // The Act's own name, and "section 907", are read as such.
        let plain = term.contains("907") && term.starts_with("sec") && !term.contains("waiver");
        if !plain && !term.contains("support act") && term.is_ascii() && known.terms.len() < 50 {
            known.terms.push((term, everywhere));
        }
    }
}

/// The sentence that holds a stretch, roughly.
fn around<'a>(text: &'a str, span: &Range<usize>) -> &'a str {
    const REACH: usize = 400;
    let from = text.floor_char_boundary(span.start.saturating_sub(REACH));
    let to = text.floor_char_boundary((span.end + REACH).min(text.len()));
    let from = text[from..span.start]
        .rfind(". ")
        .map_or(from, |at| from + at);
    let to = text[span.end..to].find(". ").map_or(to, |at| span.end + at);
    &text[from..to]
}

fn words(text: &str, count: usize) -> String {
    let words = text.split_whitespace().take(count);
    words.collect::<Vec<_>>().join(" ")
}
