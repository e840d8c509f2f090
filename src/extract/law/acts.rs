//! Which Acts a text names, and where.

use std::ops::Range;

/// The short name, the name that it abbreviates, and the number of the law.
macro_rules! freedom {
    () => {
        r"(?:freedom\s+support\s+act|freedom\s+for\s+russia\s+and\s+(?:the\s+)?emerging\s+eurasian\s+democracies\s+and\s+open\s+markets\s+(?:support\s+)?act)(?:,?\s+(?:of\s+)?1992)?[\u{201D}\u{2019}']*|(?:public\s+law|pub\.?\s*l\.?|p\.\s?l\.)\s*(?:no\.?\s*)?102\s?[-\u{2010}-\u{2014}]\s?511"
    };
}

pattern!(FREEDOM, concat!(r"(?i)\b(?:", freedom!(), ")"));
pattern!(
    FREEDOM_HERE,
    concat!(r#"(?i)^[\u{201C}\u{2018}"'`]*(?:"#, freedom!(), ")")
);
pattern!(
    OTHER,
    r"(?x)
    (?:\b[A-Z][\w.\u{2019}'&-]*,?\s+(?:(?:of|and|for|the|to|on|in|by|with|from|or|against)\s+){0,3}){1,14}
    (?:Act|ACT)\b
    (?:,?\s+(?:of\s+)?[0-9]{4}|\s+(?:for|FOR)\s+(?:Fiscal\s+Year|FISCAL\s+YEAR)\s+[0-9]{4})?
    | \btitle\s+[0-9]+,?\s+United\s+States\s+Code
    | \bInternal\s+Revenue\s+Code(?:\s+of\s+[0-9]{4})?"
);
pattern!(
    OTHER_HERE,
    r"(?xs)^(?:the\s+)?(?:
    (?:[A-Z][^;.()\u{201C}\u{201D}]{2,200}?\b(?:Act|ACT|Code|Law|Amendments|Resolution)\b
        (?:,?\s+(?:of\s+)?[0-9]{4}|\s+(?:for|FOR)\s+(?:Fiscal\s+Year|FISCAL\s+YEAR)\s+[0-9]{4}|\s+[0-9]+[-\u{2010}-\u{2014}][0-9]+)?)
    | (?:title\s+[0-9]+,?\s+United\s+States\s+Code)
    | (?:Public\s+Law|Pub\.?\s*L\.?|P\.\s?L\.)\s*(?:No\.?\s*)?[0-9]+\s?[-\u{2010}-\u{2014}]\s?[0-9]+
    )"
);

#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Act {
    /// The FREEDOM Support Act of 1992.
    Freedom,
    /// Another, by its name.
    Other(String),
}

/// The Acts that a text names, in its order.
pub(super) fn acts(text: &str) -> Vec<(Range<usize>, Act)> {
    let mut acts: Vec<(Range<usize>, Act)> = Vec::new();
    for found in FREEDOM.find_iter(text) {
        // `FREEDOM Support Act (Public Law 102-511)` is one.
        if acts
            .last()
            .is_some_and(|(last, _)| found.start() < last.end)
        {
            continue;
        }
        match forename(text, found.start(), found.as_str()) {
            Some(start) => {
                let end = with_year(text, found.end());
                let name = text[start..end].to_owned();
                acts.push((start..end, Act::Other(name)));
            }
            None => {
                let end = with_note(text, found.end());
                acts.push((found.start()..end, Act::Freedom));
            }
        }
    }
    let freedom = acts.len();
    // Both are in the text's order.
    let mut next = 0;
    for found in OTHER.find_iter(text) {
        while next < freedom && acts[next].0.end <= found.start() {
            next += 1;
        }
        let overlaps = next < freedom && acts[next].0.start < found.end();
        if !overlaps && !is_own(found.as_str()) {
            let name = bare(found.as_str());
            acts.push((found.range(), Act::Other(name.to_owned())));
        }
    }
    acts.sort_by_key(|(span, _)| span.start);
    acts
}

/// The end of the FREEDOM Support Act's name, where a text begins with it.
pub(super) fn freedom_here(text: &str) -> Option<usize> {
    let found = FREEDOM_HERE.find(text)?;
    let year = text[found.end()..].trim_start();
    // No other Act of that name is of 1992.
    (!year.starts_with("of 1") && !year.starts_with("of 2") || found.as_str().contains("1992"))
        .then(|| with_note(text, found.end()))
}

/// The name of another Act, where a text begins with it.
pub(super) fn other_here(text: &str) -> Option<&str> {
    OTHER_HERE.find(text).map(|found| found.as_str())
}

/// The end of what is in parentheses at a place, where something is.
pub(super) fn parenthesis(text: &str, at: usize) -> Option<usize> {
    const LENGTH_MAX: usize = 400;
    let rest = text.get(at..)?;
    let inner = rest.trim_start();
    let start = at + (rest.len() - inner.len());
    if !inner.starts_with('(') {
        return None;
    }
    let mut depth = 0_usize;
    for (offset, c) in inner.char_indices().take(LENGTH_MAX) {
        match c {
            '(' => depth += 1,
            ')' => {
                depth -= 1;
                if depth == 0 {
                    return Some(start + offset + 1);
                }
            }
            _ => {}
        }
    }
    None
}

/// Extends a name by the parentheses that say where it is found: `(Public Law 102-511; 22
/// U.S.C. 5801 et seq.)`.
fn with_note(text: &str, mut end: usize) -> usize {
    /// The most that follow one another.
    const NOTES_MAX: usize = 4;
    const SAYS: [&str; 9] = [
        "public law",
        "pub. l",
        "p.l.",
        "u.s.c",
        "usc",
        "stat.",
        "known as",
        "note",
        "referred to",
    ];
    for _ in 0..NOTES_MAX {
        let Some(close) = parenthesis(text, end) else {
            break;
        };
        let inner = text[end..close].to_ascii_lowercase();
        if !SAYS.iter().any(|say| inner.contains(say)) {
            break;
        }
        end = close;
    }
    end
}

/// Where the name of another Freedom Support Act begins: `Ukraine Freedom Support Act of
/// 2014`.
fn forename(text: &str, start: usize, name: &str) -> Option<usize> {
    if !name.to_ascii_lowercase().starts_with("freedom support") {
        return None;
    }
    let mut from = start;
    loop {
        let before = text[..from].trim_end_matches(' ');
        if before.len() == from {
            break;
        }
        let word = before
            .rsplit([' ', '\u{201C}', '(', '"', '\u{2014}'])
            .next()
            .unwrap_or("");
        let small = matches!(
            word.to_ascii_lowercase().as_str(),
            "the"
                | "and"
                | "or"
                | "of"
                | "under"
                | "by"
                | "in"
                | "to"
                | "with"
                | "a"
                | "an"
                | "as"
                | "such"
                | "act"
                | "said"
                | "this"
                | "for"
                | "from"
                | "title"
                | "section"
                | "amend"
                | "amends"
                | "through"
        );
        let is_name = word.starts_with(char::is_uppercase)
            && word.chars().all(|c| c.is_alphabetic() || c == '-')
            && word.chars().count() > 2;
        if small || !is_name {
            break;
        }
        from = before.len() - word.len();
    }
    let follows = text[start + name.len()..].trim_start();
    let dated = follows.starts_with("of 1") || follows.starts_with("of 2");
    (from < start || dated).then_some(from)
}

fn with_year(text: &str, end: usize) -> usize {
    let rest = &text[end..];
    let year = rest.strip_prefix(" of ").and_then(|rest| rest.get(..4));
    match year {
        Some(year) if year.bytes().all(|c| c.is_ascii_digit()) => end + " of 0000".len(),
        _ => end,
    }
}

/// A name without the capitals of a sentence's first words.
fn bare(mut name: &str) -> &str {
    while let Some((first, rest)) = name.split_once(' ') {
        let leads = matches!(
            first.trim_end_matches(','),
            "The"
                | "the"
                | "Under"
                | "In"
                | "Of"
                | "of"
                | "For"
                | "for"
                | "Section"
                | "Title"
                | "Notwithstanding"
                | "By"
                | "With"
                | "to"
                | "Pursuant"
                | "and"
                | "And"
        );
        if !leads {
            break;
        }
        name = rest.trim_start();
    }
    name
}

/// `This Act`, at the start of a sentence.
fn is_own(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    matches!(
        name.as_str(),
        "this act"
            | "such act"
            | "that act"
            | "the act"
            | "an act"
            | "each act"
            | "any act"
            | "said act"
    )
}
