//! The note under 22 U.S.C. 5812 in which the United States Code carries Section 907.
//!
//! uscode.house.gov shows the section, its amendments and a dozen notes on one page. What
//! is watched is one note, so the page is read for that alone: from its heading to the
//! next. The hash is of its words: layout, quotation marks and dashes are set anew with
//! each release point and mean nothing. A page without the note proves nothing, as the
//! site answers with other pages when it is busy; only the note's own words, or
//! their absence from a page that surely shows the section's notes, are evidence.

use std::sync::LazyLock;

use regex::Regex;
use sha2::{Digest as _, Sha256};

use crate::extract::{
    markup::{Token, Tokens},
    references::resolve,
    text,
};

/// The note, as the Code has it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Note {
    /// `Restriction on Assistance to Azerbaijan`
    pub heading: String,
    /// Its paragraphs, each on one line; never empty.
    pub text: String,
    /// Of its words, in hexadecimal digits.
    pub sha256: String,
    /// Whether it says of itself that the section was repealed.
    pub is_repealed: bool,
    /// The laws by which it says that the section was amended: `107-115`.
    pub amended_by: Vec<String>,
}

#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum NoteError {
    #[error("the page is empty")]
    Empty,
    #[error("the page is larger than {} MiB", BYTES_MAX >> 20)]
    TooLarge,
    #[error("the page is not 22 U.S.C. 5812")]
    OtherPage,
    /// The section is there with notes, and the note isn't among them.
    #[error("the note on assistance to Azerbaijan isn't there, beside {0} others")]
    Missing(usize),
    #[error("the heading of the note is there, without a text")]
    Bare,
}

const BYTES_MAX: usize = 16 << 20;

/// Reads the page of 22 U.S.C. 5812, decoded to text.
pub fn note(html: &str) -> Result<Note, NoteError> {
    if html.len() > BYTES_MAX {
        return Err(NoteError::TooLarge);
    }
    if html.trim().is_empty() {
        return Err(NoteError::Empty);
    }
    let blocks = blocks(html);
    let Some(at) = found(&blocks) else {
        return Err(match is_our_page(&blocks) {
            true => NoteError::Missing(notes(&blocks)),
            false => NoteError::OtherPage,
        });
    };
    let (heading, body) = match (blocks[at].level, at.checked_sub(1)) {
        (None, Some(before)) if blocks[before].level.is_some() => (before, at),
        (None, _) => (at, at),
        (Some(_), _) => (at, at + 1),
    };
    let level = blocks[heading].level.unwrap_or(NOTE_LEVEL);
    let paragraphs = blocks[body..]
        .iter()
        .enumerate()
        .take_while(|(at, block)| {
            *at == 0 && block.level.is_none() || block.level.is_none_or(|other| other > level)
        })
        .map(|(_, block)| block.text.as_str());
    let text = paragraphs.collect::<Vec<_>>().join("\n");
    if text.is_empty() {
        return Err(NoteError::Bare);
    }
    Ok(Note {
        heading: match blocks[heading].level {
            Some(_) => blocks[heading].text.clone(),
            None => String::new(),
        },
        sha256: hash(&text),
        is_repealed: is_repealed(&text),
        amended_by: amended_by(&text),
        text,
    })
}

/// A heading or a paragraph.
struct Block {
    /// How deep a heading stands; `None` for a paragraph.
    level: Option<u8>,
    text: String,
}

/// The level of a note's heading, by which ends what has none.
const NOTE_LEVEL: u8 = 4;

fn blocks(html: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut open = Block {
        level: None,
        text: String::new(),
    };
    let mut end = |open: &mut Block, next: Option<u8>| {
        let text = text::fold(&open.text);
        if !text.is_empty() {
            blocks.push(Block {
                level: open.level,
                text,
            });
        }
        open.text.clear();
        open.level = next;
    };
    let mut tokens = Tokens::new(html);
    while let Some(token) = tokens.next() {
        match token {
            Token::Text(said) => open.text.push_str(&resolve(said)),
            Token::Literal(said) => open.text.push_str(said),
            Token::Start(tag) => {
                let name = tag.name.to_ascii_lowercase();
                match name.as_str() {
                    "script" | "style" if !tag.empty => tokens.skip_raw(&name),
                    name if is_block(name) => end(&mut open, level(name, tag.attributes)),
                    _ => {}
                }
            }
            Token::End(name) if is_block(&name.to_ascii_lowercase()) => end(&mut open, None),
            Token::End(_) | Token::Doctype(_) | Token::Declaration => {}
        }
    }
    end(&mut open, None);
    blocks
}

fn is_block(name: &str) -> bool {
    [
        "p",
        "div",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "br",
        "li",
        "ul",
        "ol",
        "table",
        "tr",
        "td",
        "th",
        "section",
        "article",
        "body",
        "head",
        "title",
        "pre",
        "blockquote",
        "hr",
        "form",
        "header",
        "footer",
        "nav",
        "main",
        "dl",
        "dt",
        "dd",
    ]
    .contains(&name)
}

/// The level of a heading, by its element or its class: `note-head` is that of a note,
/// `note-sub-head` one beneath.
fn level(name: &str, attributes: &str) -> Option<u8> {
    let by_class = [
        ("section-head", 3),
        ("note-sub-head", 5),
        ("note-head", NOTE_LEVEL),
    ];
    let by_class = by_class
        .iter()
        .find(|(class, _)| attributes.contains(class));
    if let Some(&(_, level)) = by_class {
        return Some(level);
    }
    name.strip_prefix('h')?.parse().ok()
}

/// The heading of the note, else a paragraph that begins as its text does.
fn found(blocks: &[Block]) -> Option<usize> {
    static BODY: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(?:Section|\[)?\s*(?:907 of )?Pub\. ?L\. 102[-\u{2010}-\u{2014}]511,? (?:title IX,? )?(?:\u{a7}|sec\. ?|section )\s*907\b")
            .expect("the pattern is sound")
    });
    let heading = |block: &Block| {
        let text = block.text.to_lowercase();
        block.level.is_some()
            && text.contains("assistance to azerbaijan")
            && text.contains("restriction")
    };
    let by_heading = blocks.iter().position(heading);
    by_heading.or_else(|| {
        blocks
            .iter()
            .position(|block| block.level.is_none() && BODY.is_match(&block.text))
    })
}

/// How many headings of notes there are.
fn notes(blocks: &[Block]) -> usize {
    let levels = blocks.iter().filter_map(|block| block.level);
    levels.filter(|&level| level >= NOTE_LEVEL).count()
}

/// Whether a page shows section 5812 and notes.
fn is_our_page(blocks: &[Block]) -> bool {
    static HEAD: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:\u{a7}|Sec\. |section )\s*5812\b").expect("the pattern is sound")
    });
    notes(blocks) > 0 && blocks.iter().any(|block| HEAD.is_match(&block.text))
}

fn hash(text: &str) -> String {
    let words = text.chars().map(|c| match c {
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '\u{201c}' | '\u{201d}' | '\u{ab}' | '\u{bb}' => '"',
        '\u{2018}' | '\u{2019}' => '\'',
        c if c.is_whitespace() => ' ',
        c => c,
    });
    let words: String = words.collect();
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let digits = Sha256::digest(words.as_bytes());
    digits.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What the Code's editors say outside the quoted law.
fn is_repealed(text: &str) -> bool {
    static REPEALED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?i)\b(?:was|were|is) repealed by\b|^\[?repealed\b|\brepealed\. Pub\.|\[repealed\b",
        )
        .expect("the pattern is sound")
    });
    REPEALED.is_match(&unquoted(text))
}

fn amended_by(text: &str) -> Vec<String> {
    static AMENDED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)\bamended (?:by )?((?:[^:\u{201c}\x22]{0,400}))")
            .expect("the pattern is sound")
    });
    static LAW: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"Pub\. ?L\. (\d+)[-\u{2010}-\u{2014}](\d+)").expect("the pattern is sound")
    });
    let mut laws = Vec::new();
    let text = unquoted(text);
    for clause in AMENDED.captures_iter(&text) {
        for law in LAW.captures_iter(&clause[1]) {
            let law = format!("{}-{}", &law[1], &law[2]);
            if !laws.contains(&law) && laws.len() < 32 {
                laws.push(law);
            }
        }
    }
    laws
}

/// A text without what stands between quotation marks.
fn unquoted(text: &str) -> String {
    let mut depth = 0usize;
    let mut is_straight = false;
    let kept = text.chars().filter(|&c| {
        match c {
            '\u{201c}' => depth += 1,
            '\u{201d}' => depth = depth.saturating_sub(1),
            '"' => is_straight = !is_straight,
            _ => return depth == 0 && !is_straight,
        }
        false
    });
    kept.collect()
}

#[cfg(test)]
mod tests;
