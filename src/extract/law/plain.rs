//! A bill or a law as printed: fixed lines, as GPO and congress.gov give them.
//!
//! A paragraph is put together again from its lines by their indentation, as its first
//! line is indented and the others are less so, and by what a line begins. Page marks,
//! margin notes, line numbers and what a committee struck out are left out.

use super::{
    document::{Document, Line},
    fold::fold,
};

pub(super) fn read(text: &str, document: &mut Document) {
    let text = without(text, "<DELETED>", "</DELETED>");
    let text = without(&text, "<<NOTE:", ">>");
    let numbered = is_numbered(&text);
    let mut paragraph = Paragraph::default();
    // A page's break may stand in a paragraph, between blank lines.
    let mut over_page = false;
    for line in text.lines() {
        let line = match numbered {
            true => without_number(line),
            false => line,
        };
        if line.trim().is_empty() || is_rule(line) {
            paragraph.blank = true;
        } else if is_page_mark(line) {
            over_page = true;
        } else {
            if paragraph.is_ended_by(line, over_page || numbered) {
                paragraph.end(document);
            }
            paragraph.add(line);
            over_page = false;
        }
    }
    paragraph.end(document);
}

/// The paragraph under way.
#[derive(Default)]
struct Paragraph {
    text: String,
    indent: usize,
    /// The indentation of its second line.
    hanging: Option<usize>,
    is_heading: bool,
    blank: bool,
}

impl Paragraph {
    /// Whether a line begins another paragraph. Neither indentation nor blank lines tell
    /// where a page ends between them, or lines are numbered.
    fn is_ended_by(&self, line: &str, over_page: bool) -> bool {
        if self.text.is_empty() {
            return false;
        }
        let stops = ends_a_sentence(&self.text);
        let text = line.trim_start();
        if over_page {
            let begins = text.starts_with(|c: char| !c.is_lowercase() && !c.is_ascii_digit());
            return (stops && begins) || (begins_heading(line) && !self.is_heading);
        }
        if self.blank {
            return true;
        }
        let indent = indent(line);
        let begins = begins_provision(line);
        if begins_heading(line) && (stops || indent >= self.indent) {
            return true;
        }
        if self.is_heading || self.indent == 0 {
            let apart = indent > 0 && (stops || begins || !self.is_heading);
            return apart || (begins && stops);
        }
        // Text after a list is less indented than the list.
        let after_list = self.hanging.is_some_and(|hanging| indent < hanging);
        indent >= self.indent || after_list || (begins && stops)
    }

    fn add(&mut self, line: &str) {
        if self.text.is_empty() {
            self.indent = indent(line);
            self.is_heading = begins_heading(line);
        } else {
            self.hanging.get_or_insert(indent(line));
        }
        join(&mut self.text, line.trim());
        self.blank = false;
    }

    fn end(&mut self, document: &mut Document) {
        let text = std::mem::take(&mut self.text);
        *self = Self::default();
        let text = fold(&text)
            .replace("``", "\u{201C}")
            .replace("''", "\u{201D}");
        let text = text.replace("--", "\u{2014}");
        if !text.is_empty() {
            document.push(Line::Printed(text));
        }
    }
}

/// Adds a line to a text, and mends a word that was divided at its end.
fn join(text: &mut String, line: &str) {
    const KEEP: [&str; 9] = [
        "non", "anti", "counter", "cross", "self", "co", "pre", "post", "well",
    ];
    let divided = text.strip_suffix('-').and_then(|before| {
        let word = before.rsplit(|c: char| !c.is_alphanumeric()).next()?;
        (!word.is_empty()).then(|| word.to_owned())
    });
    match divided {
        Some(word) => {
            let is_letters = word.chars().all(char::is_alphabetic);
            let in_capitals = word.len() > 1 && word.chars().all(char::is_uppercase);
            let goes_on = match in_capitals {
                true => line.chars().take(2).all(char::is_uppercase),
                false => line.starts_with(char::is_lowercase),
            };
            if goes_on && is_letters && !KEEP.contains(&word.to_ascii_lowercase().as_str()) {
                text.pop();
            }
        }
        None if text.is_empty() || text.ends_with("--") || text.ends_with('\u{2014}') => {}
        None => text.push(' '),
    }
    text.push_str(line);
}

fn indent(line: &str) -> usize {
    line.chars()
        .map_while(|c| match c {
            ' ' => Some(1),
            '\t' => Some(4),
            _ => None,
        })
        .sum()
}

fn ends_a_sentence(text: &str) -> bool {
    let text = text.trim_end_matches(['\u{201D}', '\'', '"', ' ']);
    if ["U.S.C.", "U.S.", "Sec.", "Stat.", "No.", "Pub."]
        .iter()
        .any(|short| text.ends_with(short))
    {
        return false;
    }
    text.ends_with(['.', ';', ':', '\u{2014}'])
        || text.ends_with("--")
        || text.ends_with("; and")
        || text.ends_with("; or")
}

/// Whether a line begins a division, a title or a section, or is a heading's first line.
fn begins_heading(line: &str) -> bool {
    pattern!(
        HEADING,
        r"(?x)^\s*(?:
                (?:SECTION|SEC\.)\s+[0-9_]+[0-9A-Za-z_-]*\.
                | Sec\.\s+[0-9]+[0-9A-Za-z-]*\.
                | (?:TITLE|DIVISION|CHAPTER|PART|SUBTITLE|Subtitle)\s+[0-9A-Z]{1,6}(?:\s*$|\s*(?:--|\u{2014}|-))
            )"
    );
    HEADING.is_match(line)
}

/// Whether a line begins with a designation: `(a)`, ``` ``(1)```.
fn begins_provision(line: &str) -> bool {
    pattern!(
        PROVISION,
        r#"^\s*[`'"\u{201C}\u{2018}]*\((?:[0-9]{1,3}|[A-Za-z]{1,4})\)\s"#
    );
    PROVISION.is_match(line)
}

/// Marks of pages and files.
fn is_page_mark(line: &str) -> bool {
    pattern!(
        MARK,
        r"(?x)^\s*(?:
                \[\[?Page\b.*\]
                | (?:VerDate|Jkt)\s.*
                | [\u{2022}\u{25CF}]\s?(?:H|S)\.?\s?(?:R|J|RES|CON|J\.?\s?RES|CON\.?\s?RES)?\.?\s+[0-9]{1,5}\s+[A-Z0-9]{2,5}
                | (?:DSK|SSpencer|E:\\|F:\\|S:\\|l:\\).*
                | [0-9]{1,4}
            )\s*$"
    );
    MARK.is_match(line)
}

/// Lines that part texts, and marks of the printer's files.
fn is_rule(line: &str) -> bool {
    let line = line.trim();
    let drawn = line.len() >= 5 && line.bytes().all(|c| matches!(c, b'_' | b'=' | b'*' | b'-'));
    drawn || matches!(line, "<DOC>" | "</DOC>" | "<all>" | "<BULLET>")
}

/// Whether the lines are numbered at their left, from 1 anew on each page.
fn is_numbered(text: &str) -> bool {
    let (mut lines, mut in_order, mut last) = (0_usize, 0_usize, 0_u32);
    for line in text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .take(4000)
    {
        lines += 1;
        if let Some((number, _)) = leading_number(line) {
            if number == last + 1 || number == 1 {
                in_order += 1;
            }
            last = number;
        }
    }
    in_order >= 5 && in_order * 2 > lines
}

fn without_number(line: &str) -> &str {
    leading_number(line).map_or(line, |(_, rest)| rest)
}

fn leading_number(line: &str) -> Option<(u32, &str)> {
    let line = line.trim_start();
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    if !(1..=2).contains(&digits) {
        return None;
    }
    let (number, rest) = line.split_at(digits);
    let is_apart = rest.is_empty() || rest.starts_with([' ', '\t']);
    is_apart.then_some((number.parse().ok()?, rest))
}

/// A text without what stands between two marks. What is never closed stays.
fn without<'a>(text: &'a str, from: &str, to: &str) -> std::borrow::Cow<'a, str> {
    if !text.contains(from) {
        return text.into();
    }
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(from) {
        let Some((_, after)) = after.split_once(to) else {
            break;
        };
        kept.push_str(before);
        rest = after;
    }
    kept.push_str(rest);
    kept.into()
}
