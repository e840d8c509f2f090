//! A bill or a law as XML: the House's and Senate's bill format (`bill.dtd`), and USLM,
//! in which public laws are published (<https://github.com/usgpo/uslm>).
//!
//! They name the same things differently, so one reader takes both. It prints each
//! provision as a line of its own, as the page would show it. What is struck out, margin
//! notes, and the form around the text (sponsors, dates, attestation) are left out.

use super::{
    LawError,
    document::{Document, Line},
    fold::{Folded, fold},
    vocabulary::{Kind, is_root, kind, local},
};
use crate::extract::{
    markup::{Tag, Token, Tokens},
    references::resolve,
};

/// How deep elements may nest. Real texts stay below 40.
pub(super) const DEPTH_MAX: usize = 256;

/// The name of the first element, and whether it can only be XML: by its declaration, its
/// namespace, or a name that HTML doesn't have.
pub(super) fn root(text: &str) -> (Option<&str>, bool) {
    let mut declared = false;
    for token in Tokens::new(text) {
        match token {
            Token::Declaration => declared = true,
            Token::Doctype(_) => {}
            Token::Start(tag) => {
                let is_page = tag.name.eq_ignore_ascii_case("html");
                let known = kind(local(tag.name)) != Kind::Inline
                    && !super::html::is_page_element(tag.name);
                let marked = tag.attributes.contains("xmlns") || text.contains("<enum");
                return (Some(tag.name), !is_page && (declared || known || marked));
            }
            Token::Text(text) if text.trim().is_empty() => {}
            _ => return (None, false),
        }
    }
    (None, false)
}

pub(super) fn read(text: &str, document: &mut Document) -> Result<(), LawError> {
    let mut reader = Reader {
        document,
        line: Folded::default(),
        open: Vec::new(),
        hidden: 0,
    };
    let mut root = None;
    for token in Tokens::new(text) {
        match token {
            Token::Text(text) => reader.text(&resolve(text)),
            Token::Literal(text) => reader.text(text),
            Token::Start(tag) => {
                if root.is_none() {
                    root = Some(tag.name);
                    if !is_root(local(tag.name)) {
                        return Err(LawError::OtherXml(tag.name.to_owned()));
                    }
                }
                reader.start(tag)?;
                if tag.empty {
                    reader.end(tag.name);
                }
            }
            Token::End(name) => reader.end(name),
            Token::Doctype(_) | Token::Declaration => {}
        }
    }
    match root {
        Some(root) if !reader.open.is_empty() => Err(LawError::Truncated(root.to_owned())),
        Some(_) => {
            reader.break_line();
            Ok(())
        }
        None => Err(LawError::NotLaw),
    }
}

struct Open {
    name: String,
    kind: Kind,
    designation: String,
    heading: String,
    /// Whether the line that begins a division, a title or a section was given out.
    announced: bool,
}

struct Reader<'a> {
    document: &'a mut Document,
    line: Folded,
    open: Vec<Open>,
    /// How many open elements are hidden, each with all that it holds.
    hidden: usize,
}

impl Reader<'_> {
    fn start(&mut self, tag: Tag<'_>) -> Result<(), LawError> {
        if self.open.len() >= DEPTH_MAX {
            return Err(LawError::TooDeep);
        }
        let name = local(tag.name);
        let deleted = tag.attribute("changed").is_some_and(|how| how == "deleted");
        let mut kind = if deleted { Kind::Hidden } else { kind(name) };
        let in_quoted = self.is_quoted();
        if kind == Kind::Quoted && !self.is_in(Kind::Section) {
            // What an amendment puts into the bill is the bill's own.
            kind = Kind::Block;
        }
        if in_quoted
            && matches!(
                kind,
                Kind::Division | Kind::Title | Kind::Section | Kind::Group
            )
        {
            kind = Kind::Block;
        }
        if !matches!(kind, Kind::Designation | Kind::Heading) {
            self.announce();
        }
        match kind {
            Kind::Hidden => self.hidden += 1,
            _ if self.hidden > 0 => {}
            Kind::Division
            | Kind::Title
            | Kind::Section
            | Kind::Group
            | Kind::Block
            | Kind::Quoted
            | Kind::Label
            | Kind::Frame => self.break_line(),
            Kind::Quote => self.line.push("\u{201C}"),
            Kind::Designation | Kind::Heading | Kind::Inline => {}
        }
        if matches!(name, "linebreak" | "br") {
            self.line.push(" ");
        }
        self.open.push(Open {
            name: tag.name.to_owned(),
            kind,
            designation: String::new(),
            heading: String::new(),
            announced: false,
        });
        Ok(())
    }

    fn end(&mut self, name: &str) {
        let Some(at) = self.open.iter().rposition(|open| open.name == name) else {
            return;
        };
        while self.open.len() > at {
            self.close();
        }
    }

    fn close(&mut self) {
        let Some(closing) = self.open.last().map(|open| open.kind) else {
            return;
        };
        match closing {
            Kind::Hidden => self.hidden -= 1,
            _ if self.hidden > 0 => {}
            Kind::Division | Kind::Title | Kind::Section | Kind::Group => {
                self.announce();
                self.break_line();
            }
            Kind::Block | Kind::Quoted | Kind::Label | Kind::Frame => self.break_line(),
            Kind::Quote => self.line.push("\u{201D}"),
            Kind::Designation | Kind::Heading => self.name(),
            Kind::Inline => {}
        }
        self.open.pop();
    }

    fn text(&mut self, text: &str) {
        let Some(open) = self.open.last_mut() else {
            return;
        };
        match open.kind {
            _ if self.hidden > 0 => {}
            Kind::Frame => {}
            Kind::Designation => open.designation.push_str(text),
            Kind::Heading => open.heading.push_str(text),
            _ => {
                let in_heading = self
                    .open
                    .iter()
                    .rposition(|open| open.kind == Kind::Heading);
                let in_frame = self.open.iter().rposition(|open| open.kind == Kind::Frame);
                let in_label = self.is_in(Kind::Label);
                match in_heading {
                    Some(at) => self.open[at].heading.push_str(text),
                    None if in_frame.is_some() && !in_label => {}
                    None => self.line_text(text),
                }
            }
        }
    }

    fn line_text(&mut self, text: &str) {
        if self.line.is_empty() && !text.trim().is_empty() {
            self.quote_mark(text);
        }
        self.line.push(text);
    }

    /// In print each line of an insertion begins with a quotation mark.
    fn quote_mark(&mut self, text: &str) {
        if self.is_quoted()
            && !text
                .trim_start()
                .starts_with(['\u{201C}', '\u{2018}', '"', '`'])
        {
            self.line.push("\u{201C}");
        }
    }

    /// Gives a designation or a heading that ends to what it names.
    fn name(&mut self) {
        let Some((named, rest)) = self.open.split_last_mut() else {
            return;
        };
        let kind = named.kind;
        let text = match kind {
            Kind::Designation => fold(&named.designation),
            _ => fold(&named.heading),
        };
        if text.is_empty() || self.hidden > 0 {
            return;
        }
        let framed = rest.iter().any(|open| open.kind == Kind::Frame)
            && !rest.iter().any(|open| open.kind == Kind::Label);
        let parent = rest.last_mut();
        match parent {
            _ if framed => {}
            Some(parent)
                if matches!(
                    parent.kind,
                    Kind::Division | Kind::Title | Kind::Section | Kind::Group
                ) =>
            {
                match kind {
                    Kind::Designation => parent.designation = text,
                    _ => parent.heading = text,
                }
            }
            _ if kind == Kind::Designation => {
                self.line_text(&text);
                self.line.push(" ");
            }
            _ => {
                let end = if text.ends_with('—') {
                    ""
                } else if text.ends_with('.') {
                    "—"
                } else {
                    ".—"
                };
                self.line_text(&text);
                self.line.push(end);
            }
        }
    }

    /// Gives out the line that begins the innermost open division, title or section.
    fn announce(&mut self) {
        let Some(open) = self.open.last_mut() else {
            return;
        };
        if std::mem::replace(&mut open.announced, true) || self.hidden > 0 {
            return;
        }
        let designation = std::mem::take(&mut open.designation);
        let heading = std::mem::take(&mut open.heading);
        let line = match open.kind {
            Kind::Division => Line::Division(bare(&designation, "division")),
            Kind::Title => Line::Title(bare(&designation, "title")),
            Kind::Section => {
                let number = designation
                    .trim_start_matches(|c: char| !c.is_ascii_digit() && c != '_')
                    .trim_end_matches(|c: char| !c.is_alphanumeric() && c != '_')
                    .to_owned();
                Line::Section { number, heading }
            }
            _ => return,
        };
        self.document.push(line);
    }

    fn break_line(&mut self) {
        let line = self.line.take();
        if line.is_empty() || self.hidden > 0 {
            return;
        }
        self.document.push(match self.is_in(Kind::Label) {
            true => Line::Label(line),
            false => Line::Body(line),
        });
    }

    fn is_in(&self, kind: Kind) -> bool {
        self.open.iter().any(|open| open.kind == kind)
    }

    fn is_quoted(&self) -> bool {
        self.is_in(Kind::Quoted)
    }
}

/// The letter or number of `DIVISION F—`.
fn bare(designation: &str, word: &str) -> String {
    let lower = designation.to_ascii_lowercase();
    let rest = match lower.strip_prefix(word) {
        Some(rest) => designation
            .get(designation.len() - rest.len()..)
            .unwrap_or(""),
        None => designation,
    };
    rest.trim_matches(|c: char| !c.is_alphanumeric()).to_owned()
}
