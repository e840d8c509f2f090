//! Which Act a "section 907" is of.
//!
//! It is said, or it follows from what was said: "of such Act" is the Act last named, and
//! a bare "section 907" is of the Act that the sentence amends, or what it was before.

use std::ops::Range;

use super::{
    acts::{self, Act, acts, parenthesis},
    citations::Known,
    friends::Reason,
    marks::last_bytes,
};

/// Bytes before a citation in which the Act that it is of is looked for.
const BEFORE_MAX: usize = 2000;

/// Bytes of a chapeau in which it is looked for.
const ABOVE_MAX: usize = 500;

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

/// Whether a "section 907" is the provision, and where its citation ends then. `ahead` says
/// that the text goes on to cite it in full.
pub(super) fn of_which(
    text: &str,
    span: &Range<usize>,
    above: &str,
    ahead: bool,
    known: &Known,
) -> Result<usize, Reason> {
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
    if ahead {
        return Ok(end);
    }
    bare(text, span, above, known)
}

/// Whether a "section 907" that names no Act is the provision.
fn bare(text: &str, span: &Range<usize>, above: &str, known: &Known) -> Result<usize, Reason> {
    let end = span.end;
    let before = last_bytes(&text[..span.start], BEFORE_MAX);
    // What the sentence amends is what it speaks of.
    let amended = |text: &str| {
        let last = acts(text).pop()?;
        let rest = text[last.0.end..].to_ascii_lowercase();
        let amends = ["amended", "repealed", ", section", "\u{2019}s"];
        let directly = joins(&text[last.0.end..]);
        (directly || amends.iter().any(|word| rest.contains(word))).then_some(last.1)
    };
    let governing = amended(before).or_else(|| amended(last_bytes(above, ABOVE_MAX)));
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
pub(super) fn of_freedom(text: &str, end: usize) -> Option<usize> {
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
pub(super) fn joins(between: &str) -> bool {
    pattern!(
        BETWEEN,
        r"(?i)^[,;\u{2019}')\u{201D}s]*\s*(?:title\s+ix)?[,;]?\s*(?:at\s+)?(?:\()?$"
    );
    BETWEEN.is_match(between)
}

/// The law that a citation of the note is given for, where it is another.
pub(super) fn noted(text: &str, span: &Range<usize>) -> Option<String> {
    let before = last_bytes(&text[..span.start], BEFORE_MAX);
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
