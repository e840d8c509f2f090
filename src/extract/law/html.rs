//! A bill or a law as a page: GovInfo's pages with a paragraph for each provision, and
//! those with the whole text, as printed, in one `<pre>`.
//!
//! No tree is built. What a page nests (paragraphs in paragraphs) says nothing that the
//! designations "(a)", "(1)" don't.

use super::{
    document::{Document, Line},
    fold::Folded,
    plain,
};
use crate::extract::{
    markup::{Token, Tokens},
    references::resolve,
    text::{is_block, is_html},
};

pub(super) fn read(text: &str, document: &mut Document) {
    let mut page = Page {
        document,
        line: Folded::default(),
        contents: None,
        struck: None,
        printed: None,
    };
    let mut tokens = Tokens::new(text);
    while let Some(token) = tokens.next() {
        match token {
            Token::Text(text) => page.text(&resolve(text)),
            Token::Literal(text) => page.text(text),
            Token::Start(tag) => {
                let name = tag.name.to_ascii_lowercase();
                if matches!(name.as_str(), "script" | "style" | "title" | "template") {
                    if !tag.empty {
                        tokens.skip_raw(&name);
                    }
                    continue;
                }
                let class = tag.attribute("class").unwrap_or_default();
                page.start(&name, &class.to_ascii_lowercase(), tag.empty);
            }
            Token::End(name) => page.end(&name.to_ascii_lowercase()),
            Token::Doctype(_) | Token::Declaration => {}
        }
    }
    page.end("pre");
    page.break_line();
}

/// Whether a page may begin with an element of this name.
pub(super) fn is_page_element(name: &str) -> bool {
    is_html(&name.to_ascii_lowercase())
}

/// Whether a text that begins with none has some, near its start.
pub(super) fn looks_like_page(head: &str) -> bool {
    let head = head.to_ascii_lowercase();
    ["<html", "<body", "<pre", "<p>", "<p ", "<div", "<span"]
        .iter()
        .any(|tag| head.contains(tag))
}

struct Page<'a> {
    document: &'a mut Document,
    line: Folded,
    /// The element that marks an entry of the table of contents, and how often it is open.
    contents: Option<(String, usize)>,
    /// The element that strikes text out, and how often it is open.
    struck: Option<(String, usize)>,
    /// The text of the `<pre>` that is open.
    printed: Option<String>,
}

impl Page<'_> {
    fn text(&mut self, text: &str) {
        if self.struck.is_some() {
            return;
        }
        match &mut self.printed {
            Some(printed) => printed.push_str(text),
            None => self.line.push(text),
        }
    }

    fn start(&mut self, name: &str, class: &str, empty: bool) {
        if is_block(name) {
            self.break_line();
        }
        if matches!(name, "td" | "th") {
            self.line.push(" ");
        }
        if empty || matches!(name, "br" | "hr" | "img" | "meta" | "link") {
            return;
        }
        if name == "pre" {
            self.printed.get_or_insert_default();
        }
        enter(&mut self.contents, name, class.contains("toc"));
        let strikes = matches!(name, "strike" | "s" | "del");
        enter(&mut self.struck, name, strikes);
    }

    fn end(&mut self, name: &str) {
        if name == "pre"
            && let Some(printed) = self.printed.take()
        {
            plain::read(&printed, self.document);
        }
        if is_block(name) {
            self.break_line();
        }
        let in_contents = self.contents.is_some();
        if in_contents && leave(&mut self.contents, name) {
            self.contents = Some((name.to_owned(), 1));
            self.break_line();
            self.contents = None;
        }
        leave(&mut self.struck, name);
    }

    fn break_line(&mut self) {
        let line = self.line.take();
        if line.is_empty() {
            return;
        }
        self.document.push(match self.contents {
            Some(_) => Line::Label(line),
            None => Line::Printed(line),
        });
    }
}

/// Notes that an element is opened, which begins a stretch or is of its kind.
fn enter(stretch: &mut Option<(String, usize)>, name: &str, begins: bool) {
    match stretch {
        Some((open, count)) if open == name => *count += 1,
        None if begins => *stretch = Some((name.to_owned(), 1)),
        _ => {}
    }
}

/// Notes that an element is closed, and whether that ends the stretch.
fn leave(stretch: &mut Option<(String, usize)>, name: &str) -> bool {
    match stretch {
        Some((open, count)) if open == name => {
            *count -= 1;
            let ends = *count == 0;
            if ends {
                *stretch = None;
            }
            ends
        }
        _ => false,
    }
}
