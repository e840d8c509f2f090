//! What a printed line begins, and how a section is divided.

use std::collections::HashSet;

use super::sentences;

pattern!(
    DIVISION,
    r"^DIVISION\s+([A-Z]{1,3})\s*(?:$|\u{2014}|\u{2013}|-|\.|:)"
);
pattern!(
    TITLE,
    r"^TITLE\s+([IVXLC]+)\s*(?:$|\u{2014}|\u{2013}|-|\.|:|[A-Z]{2,})"
);
pattern!(
    GROUP,
    r"^(?:Subtitle|SUBTITLE|CHAPTER|Chapter|SUBCHAPTER|PART|Part)\s+[0-9A-Z]{1,5}\s*(?:$|\u{2014}|\u{2013})"
);
pattern!(
    SECTION,
    r"^(SECTION|SEC\.|Section|Sec\.)\s+([0-9]+[0-9A-Za-z_]*(?:-[0-9]+)?|_+[0-9]*)\.(?:\s+(.*))?$"
);
pattern!(
    CONTENTS_ENTRY,
    r"^(?:SECTION|Section|Sec\.|Sec\b|DIVISION|Division|TITLE|Title|SUBTITLE|Subtitle|CHAPTER|Chapter|PART|Part)\s+[0-9A-Z_]+"
);
pattern!(
    OF_LAW,
    r"(?i)\bsec(?:tions?|s?\.)\s*[0-9]|\bbe it enacted\b|\bresolved\b|^whereas\b|\x{A7}\s*[0-9]|\bu\.s\.c\.|\btitle\s+[ivxlc0-9]+\s+of\b|\ban act\b|\ba bill\b|\bpublic law\b|\bthis act\b"
);

/// What a printed line begins.
#[derive(Debug, Eq, PartialEq)]
pub(super) enum Heading {
    Division(String),
    Title(String),
    /// A subtitle or a part, which no place names.
    Group,
    Section {
        number: String,
        heading: String,
        /// What follows on the same line.
        rest: String,
    },
}

pub(super) fn heading(line: &str) -> Option<Heading> {
    if !line.starts_with(['D', 'T', 'S', 'C', 'P']) {
        return None;
    }
    if let Some(found) = DIVISION.captures(line) {
        return Some(Heading::Division(found[1].to_owned()));
    }
    if let Some(found) = TITLE.captures(line) {
        return Some(Heading::Title(found[1].to_owned()));
    }
    if GROUP.is_match(line) && line.len() < 300 {
        return Some(Heading::Group);
    }
    let found = SECTION.captures(line)?;
    let rest = found.get(3).map_or("", |rest| rest.as_str());
    let (heading, rest) = run_in_heading(rest, found[1].starts_with("SEC"));
    Some(Heading::Section {
        number: found[2].to_owned(),
        heading: heading.to_owned(),
        rest: rest.to_owned(),
    })
}

/// Parts what follows a section's number into its heading and its text.
fn run_in_heading(rest: &str, in_capitals: bool) -> (&str, &str) {
    let first = sentences::split(rest).next().unwrap_or(0..0);
    let (sentence, after) = rest.split_at(first.end);
    let speaks = sentences::has_verb(sentence);
    let designated = rest.starts_with('(');
    let is_heading = match in_capitals {
        true => !designated && (!speaks || sentence.chars().all(|c| !c.is_lowercase())),
        false => !designated && !speaks && sentence.len() < 200,
    };
    match is_heading {
        true => (sentence.trim(), after.trim()),
        false => ("", rest),
    }
}

/// Whether a line goes on with a table of contents that has named `seen`. What it named
/// already begins the text itself, and so do sections in capitals.
pub(super) fn is_contents_entry(line: &str, seen: &mut HashSet<String>) -> bool {
    if line.starts_with("SEC") || line.len() > 300 {
        return false;
    }
    let Some(found) = CONTENTS_ENTRY.find(line) else {
        return false;
    };
    let name = found.as_str().to_ascii_lowercase();
    if name.starts_with("division") && !seen.contains(&name) {
        // Each division has titles and parts of its own.
        seen.retain(|name| name.starts_with("division"));
    }
    seen.insert(name)
}

pub(super) fn begins_contents(line: &str) -> bool {
    let line = line.trim_end_matches(['.', ':', ' ']).to_ascii_lowercase();
    (line.contains("table of contents") && line.ends_with("as follows"))
        || line == "table of contents"
}

pub(super) fn is_enacting(line: &str) -> bool {
    let line = line.to_ascii_lowercase();
    line.contains("be it enacted")
        || line.starts_with("resolved")
        || line.starts_with("that the following")
}

/// `To repeal a restriction on assistance to Azerbaijan.`, before the enacting words.
pub(super) fn is_long_title(line: &str) -> bool {
    let line = line
        .trim_start_matches(|c: char| !c.is_alphanumeric())
        .to_ascii_lowercase();
    let line = [
        "a bill",
        "an act",
        "joint resolution",
        "concurrent resolution",
        "resolution",
    ]
    .iter()
    .find_map(|lead| line.strip_prefix(lead))
    .unwrap_or(&line)
    .trim_start_matches(|c: char| !c.is_alphanumeric());
    [
        "to ",
        "making ",
        "providing ",
        "expressing ",
        "urging ",
        "calling ",
        "recognizing ",
        "condemning ",
        "supporting ",
        "relating ",
        "disapproving ",
        "reaffirming ",
    ]
    .iter()
    .any(|begin| line.starts_with(begin))
}

/// Whether a line can stand in a law or a bill, and hardly elsewhere.
pub(super) fn is_of_law(line: &str) -> bool {
    OF_LAW.is_match(line)
}

/// A provision of a section: `(a)`, `(1)`, or a paragraph without designation.
#[derive(Debug, Default)]
pub(super) struct Node {
    level: u8,
    /// `(a)`; empty where it has none.
    pub(super) label: String,
    pub(super) heading: String,
    pub(super) text: String,
    /// Whether it is text to be inserted in another law.
    pub(super) quoted: bool,
    pub(super) parent: Option<usize>,
}

const SUBSECTION: u8 = 2;
const PARAGRAPH: u8 = 4;
const SUBPARAGRAPH: u8 = 6;
const CLAUSE: u8 = 8;
const SUBCLAUSE: u8 = 10;
const ITEM: u8 = 12;
/// What is quoted is below all that isn't.
const QUOTED: u8 = 20;
/// The most provisions of one section.
pub(super) const NODES_MAX: usize = 50_000;
/// The most that a provision nests.
pub(super) const DEPTH_MAX: usize = 16;

/// Divides a section's lines into provisions, each with the one that it is part of. More
/// than [`NODES_MAX`] are too many, and not all there are.
pub(super) fn nodes(lines: &[String]) -> Vec<Node> {
    let mut nodes: Vec<Node> = Vec::with_capacity(lines.len().min(NODES_MAX));
    let mut open: Vec<usize> = Vec::new();
    for line in lines {
        if nodes.len() > NODES_MAX {
            break;
        }
        let text = line.trim_start_matches(['\u{201C}', '\u{2018}', '"', '`', ' ']);
        let quoted = text.len() < line.trim_start().len();
        let mut rest = text;
        let mut designated = false;
        while let Some((label, after)) = designation(rest) {
            let level = level(label, quoted, &open, &nodes);
            designated = true;
            rest = after;
            let (heading, after) = heading_of(rest);
            rest = after;
            push(
                &mut nodes,
                &mut open,
                Node {
                    level,
                    label: label.to_owned(),
                    heading: heading.to_owned(),
                    quoted,
                    ..Node::default()
                },
            );
            if open.len() >= DEPTH_MAX {
                break;
            }
        }
        if designated {
            if let Some(last) = nodes.last_mut() {
                last.text = rest.to_owned();
            }
            continue;
        }
        let (heading, rest) = heading_of(rest);
        push(
            &mut nodes,
            &mut open,
            Node {
                level: 0,
                heading: heading.to_owned(),
                text: rest.to_owned(),
                quoted,
                ..Node::default()
            },
        );
    }
    nodes
}

fn push(nodes: &mut Vec<Node>, open: &mut Vec<usize>, mut node: Node) {
    let undesignated = node.label.is_empty();
    if undesignated && node.text.starts_with(|c: char| c.is_lowercase()) {
        // The text after a list goes on with what stands before it.
        let before = open
            .iter()
            .rev()
            .copied()
            .find(|&at| nodes[at].text.trim_end().ends_with([':', '\u{2014}']));
        if let Some(before) = before {
            let level = nodes[before].level;
            let deepest = if level < QUOTED { QUOTED } else { 2 * QUOTED } - 1;
            node.level = (level + 1).min(deepest);
        }
    }
    if node.quoted && node.level < QUOTED {
        node.level += QUOTED;
    }
    while open
        .last()
        .is_some_and(|&last| nodes[last].level >= node.level)
    {
        open.pop();
    }
    node.parent = open.last().copied();
    nodes.push(node);
    open.push(nodes.len() - 1);
}

/// The designation that a text begins with, without parentheses, and what follows.
fn designation(text: &str) -> Option<(&str, &str)> {
    let (label, rest) = text.strip_prefix('(')?.split_once(')')?;
    let digits = label.len() <= 3 && label.bytes().all(|c| c.is_ascii_digit());
    let letters = label.len() <= 4
        && (label.bytes().all(|c| c.is_ascii_lowercase())
            || label.bytes().all(|c| c.is_ascii_uppercase()))
        && (label.len() == 1
            || is_roman(label)
            || label.bytes().all(|c| Some(c) == label.bytes().next()));
    let apart = rest.is_empty() || rest.starts_with([' ', '(', '\u{2014}']);
    (!label.is_empty() && (digits || letters) && apart).then(|| (label, rest.trim_start()))
}

fn is_roman(label: &str) -> bool {
    label.bytes().all(|c| b"ivxlcIVXLC".contains(&c))
}

/// How deep a designation is, given those that are open: `(i)` may come after `(h)` or
/// stand in `(A)`.
fn level(label: &str, quoted: bool, open: &[usize], nodes: &[Node]) -> u8 {
    let base = if quoted { QUOTED } else { 0 };
    let last_at = |level: u8| {
        open.iter()
            .map(|&at| &nodes[at])
            .find(|node| node.level == base + level)
            .map(|node| node.label.as_str())
    };
    let follows = |level: u8| {
        let before = last_at(level).and_then(|last| last.bytes().next_back());
        let first = label.bytes().next();
        matches!((before, first), (Some(before), Some(first)) if label.len() == 1 && before + 1 == first)
    };
    let first = label.bytes().next().unwrap_or(b'a');
    let may_be_roman = is_roman(label) && (label.len() > 1 || b"ivxIVX".contains(&first));
    let level = if first.is_ascii_digit() {
        PARAGRAPH
    } else if first.is_ascii_lowercase() {
        let in_subparagraph = last_at(SUBPARAGRAPH).is_some();
        let doubled = label.len() > 1 && !is_roman(label);
        if doubled || (label.len() > 1 && last_at(SUBCLAUSE).is_some()) {
            ITEM
        } else if may_be_roman
            && (in_subparagraph || last_at(CLAUSE).is_some() || !follows(SUBSECTION))
        {
            if in_subparagraph || label.len() > 1 || !follows(SUBSECTION) {
                CLAUSE
            } else {
                SUBSECTION
            }
        } else {
            SUBSECTION
        }
    } else if may_be_roman && last_at(CLAUSE).is_some() {
        SUBCLAUSE
    } else {
        SUBPARAGRAPH
    };
    base + level
}

/// Parts `Repeal.—Section 907 …` into its heading and its text.
fn heading_of(text: &str) -> (&str, &str) {
    const HEADING_MAX: usize = 200;
    let Some((heading, rest)) = text.split_once(".\u{2014}") else {
        return ("", text);
    };
    let plain = heading.len() <= HEADING_MAX
        && !heading.contains([':', '\u{2014}'])
        && sentences::split(heading).count() <= 1;
    match plain {
        true => (heading, rest.trim_start()),
        false => ("", text),
    }
}
