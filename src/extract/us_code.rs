//! The note under 22 U.S.C. 5812 in which the United States Code carries Section 907.
//!
//! uscode.house.gov shows the section, its amendments and a dozen notes on one page. What
//! is watched is one note, so the page is read for that alone: from its heading to the
//! next. Layout, quotation marks and dashes are set anew with each release point and mean
//! nothing, so the text is the same however they are set. A page without the note proves nothing, as the
//! site answers with other pages when it is busy; only the note's own words, or
//! their absence from a page that surely shows the section's notes, are evidence.

use std::sync::LazyLock;

use regex::Regex;

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
    /// Its paragraphs, each on one line, with plain quotation marks and hyphens; never
    /// empty.
    pub text: String,
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
    let text = normal(&paragraphs.collect::<Vec<_>>().join("\n"));
    if text.is_empty() {
        return Err(NoteError::Bare);
    }
    Ok(Note {
        heading: match blocks[heading].level {
            Some(_) => blocks[heading].text.clone(),
            None => String::new(),
        },
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

/// A text without what the Code's printers set anew.
fn normal(text: &str) -> String {
    let characters = text.chars().map(|c| match c {
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '\u{201c}' | '\u{201d}' | '\u{ab}' | '\u{bb}' => '"',
        '\u{2018}' | '\u{2019}' => '\'',
        c => c,
    });
    characters.collect()
}

#[cfg(test)]
mod tests;
