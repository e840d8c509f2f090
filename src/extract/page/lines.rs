//! From a tree to lines: what is shown, block by block.

use html5ever::{LocalName, local_name, ns};
use scraper::{Html, Node, node::Element};

use super::{Page, tree::NodeId};

/// Reads the selected elements, or all where none are given, without the removed ones.
/// Both are ascending.
///
/// What is hidden is left out, but not what was selected itself, nor what it stands in:
/// pages show one tab at a time, and the operator pointed at this one.
pub(super) fn collect(html: &Html, selected: Option<&[NodeId]>, removed: &[NodeId]) -> Page {
    let mut page = Page::default();
    let mut writer = Writer::default();
    // The selected element that we are in; before it, nothing is read.
    let mut within = selected.is_none().then(|| html.tree.root().id());
    let mut node = html.tree.root();
    loop {
        let mut is_entered = true;
        match node.value() {
            Node::Text(text) if within.is_some() => writer.text(text),
            Node::Element(element) => {
                let content = node.first_child().map(|child| child.value());
                note(&mut page, element, content);
                let begins = within.is_none()
                    && selected.is_some_and(|ids| ids.binary_search(&node.id()).is_ok());
                if removed.binary_search(&node.id()).is_ok()
                    || within.is_some() && is_hidden(element)
                {
                    is_entered = false;
                } else if begins {
                    within = Some(node.id());
                    writer.end_line();
                }
                if is_entered && within.is_some() {
                    let cells = || {
                        let children = node.children();
                        children.filter(|child| is_cell(child.value())).count()
                    };
                    writer.enter(element, cells);
                    if element.name.local == local_name!("a") {
                        let href = attribute(element, &local_name!("href"));
                        page.hrefs.extend(href.map(str::to_owned));
                    }
                }
            }
            _ => {}
        }
        if is_entered && let Some(child) = node.first_child() {
            node = child;
            continue;
        }
        loop {
            if is_entered && let Node::Element(element) = node.value() {
                if within.is_some() {
                    writer.leave(element);
                }
                if within == Some(node.id()) {
                    within = None;
                    writer.end_line();
                }
            }
            is_entered = true;
            if let Some(next) = node.next_sibling() {
                node = next;
                break;
            }
            let Some(parent) = node.parent() else {
                writer.end_line();
                page.lines = writer.lines;
                return page;
            };
            node = parent;
        }
    }
}

/// Notes what a page says of itself, wherever that stands.
fn note(page: &mut Page, element: &Element, content: Option<&Node>) {
    if element.name.ns != ns!(html) {
        return;
    }
    match element.name.local {
        local_name!("title") if page.title.is_empty() => {
            if let Some(Node::Text(text)) = content {
                let mut writer = Writer::default();
                writer.text(text);
                let end = writer.lines.floor_char_boundary(TITLE_BYTES_MAX);
                writer.lines.truncate(end);
                page.title = writer.lines;
            }
        }
        local_name!("html") if page.language.is_none() => {
            let language = attribute(element, &local_name!("lang")).map(str::trim);
            page.language = language
                .filter(|language| !language.is_empty())
                .map(str::to_owned);
        }
        local_name!("base") if page.base.is_none() => {
            page.base = attribute(element, &local_name!("href")).map(str::to_owned);
        }
        _ => {}
    }
}

const TITLE_BYTES_MAX: usize = 1 << 10;

/// What is written so far.
#[derive(Default)]
struct Writer {
    /// All lines, the last one perhaps without its end.
    lines: String,
    /// Whether white space came since the last word.
    is_apart: bool,
    /// The rows that we are in. Where a table stands in a cell, the row around it is
    /// broken into lines.
    rows: Vec<Row>,
    /// How many elements are around us whose line breaks count.
    preformatted: usize,
}

#[derive(Clone, Copy, PartialEq)]
enum Row {
    /// On one line, with this many cells so far.
    Line(usize),
    /// Broken by blocks, like any other.
    Blocks,
}

impl Writer {
    fn text(&mut self, text: &str) {
        let mut rest = text;
        while !rest.is_empty() {
            let bytes = rest.as_bytes();
            let end = bytes.iter().position(|byte| !byte.is_ascii_graphic());
            let (plain, other) = rest.split_at(end.unwrap_or(rest.len()));
            if !plain.is_empty() {
                self.begin_word();
                self.lines.push_str(plain);
            }
            let mut characters = other.chars();
            if let Some(character) = characters.next() {
                self.character(character);
            }
            rest = characters.as_str();
        }
    }

    fn character(&mut self, character: char) {
        if character == '\n' && self.preformatted > 0 {
            self.end_block();
        } else if character.is_whitespace() {
            self.is_apart = true;
        } else if !is_invisible(character) {
            self.begin_word();
            self.lines.push(character);
        }
    }

    fn begin_word(&mut self) {
        if self.is_apart {
            self.is_apart = false;
            if !self.is_at_line_start() {
                self.lines.push(' ');
            }
        }
    }

    fn is_at_line_start(&self) -> bool {
        self.lines.is_empty() || self.lines.ends_with('\n')
    }

    fn end_line(&mut self) {
        self.is_apart = false;
        if !self.is_at_line_start() {
            self.lines.push('\n');
        }
    }

    /// Ends the line, but for one that a row is on.
    fn end_block(&mut self) {
        match self.rows.last() {
            Some(Row::Line(_)) => self.is_apart = true,
            Some(Row::Blocks) | None => self.end_line(),
        }
    }

    fn enter(&mut self, element: &Element, cells: impl Fn() -> usize) {
        match element.name.local {
            local_name!("table") => {
                self.end_line();
                self.rows.push(Row::Blocks);
            }
            local_name!("tr") => {
                self.end_line();
                // A row of one cell is there for the layout.
                self.rows.push(match cells() {
                    0 | 1 => Row::Blocks,
                    _ => Row::Line(0),
                });
            }
            local_name!("td") | local_name!("th") => match self.rows.last_mut() {
                Some(Row::Line(cells)) => {
                    *cells += 1;
                    if *cells > 1 {
                        self.is_apart = true;
                        self.text("| ");
                    }
                }
                _ => self.end_line(),
            },
            local_name!("pre") | local_name!("listing") | local_name!("xmp") => {
                self.end_block();
                self.preformatted += 1;
            }
            ref name if is_block(name) => self.end_block(),
            _ => {}
        }
    }

    fn leave(&mut self, element: &Element) {
        match element.name.local {
            local_name!("table") => {
                self.rows.pop();
                self.end_line();
            }
            local_name!("tr") => {
                if let Some(Row::Line(_)) = self.rows.pop() {
                    self.end_row();
                }
                self.end_line();
            }
            local_name!("td") | local_name!("th") => self.end_block(),
            local_name!("pre") | local_name!("listing") | local_name!("xmp") => {
                self.preformatted = self.preformatted.saturating_sub(1);
                self.end_block();
            }
            ref name if is_block(name) => self.end_block(),
            _ => {}
        }
    }

    /// Takes away the bars before cells at the row's end that have nothing in them.
    fn end_row(&mut self) {
        let kept = self.lines.trim_end_matches([' ', '|']).len();
        self.lines.truncate(kept);
    }
}

fn is_cell(node: &Node) -> bool {
    match node {
        Node::Element(element) => {
            matches!(element.name.local, local_name!("td") | local_name!("th"))
        }
        _ => false,
    }
}

/// Characters that can't be seen: controls, joints of words, marks of direction. Two texts
/// that differ in them look the same.
fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}'
                | '\u{200b}'
                | '\u{200e}'
                | '\u{200f}'
                | '\u{202a}'..='\u{202e}'
                | '\u{2060}'..='\u{2064}'
                | '\u{2066}'..='\u{2069}'
                | '\u{feff}'
        )
}

/// Whether an element and all in it is not shown.
fn is_hidden(element: &Element) -> bool {
    if is_never_text(&element.name.local) {
        return true;
    }
    let mut is_open = false;
    for (name, value) in &element.attrs {
        match name.local {
            local_name!("hidden") => return true,
            local_name!("aria-hidden") if value.trim().eq_ignore_ascii_case("true") => return true,
            local_name!("style") if hides(value) => return true,
            local_name!("open") => is_open = true,
            _ => {}
        }
    }
    element.name.local == local_name!("dialog") && !is_open
}

/// Whether a style attribute hides its element.
fn hides(style: &str) -> bool {
    style.split(';').any(|declaration| {
        let Some((property, value)) = declaration.split_once(':') else {
            return false;
        };
        let value = value.split('!').next().unwrap_or_default().trim();
        let property = property.trim();
        property.eq_ignore_ascii_case("display") && value.eq_ignore_ascii_case("none")
            || property.eq_ignore_ascii_case("visibility") && value.eq_ignore_ascii_case("hidden")
    })
}

fn attribute<'a>(element: &'a Element, name: &LocalName) -> Option<&'a str> {
    let mut attributes = element.attrs.iter();
    let found = attributes.find(|(known, _)| known.local == *name);
    found.map(|(_, value)| &**value)
}

/// Elements whose content isn't text to be read.
fn is_never_text(name: &LocalName) -> bool {
    matches!(
        *name,
        local_name!("audio")
            | local_name!("canvas")
            | local_name!("datalist")
            | local_name!("base")
            | local_name!("iframe")
            | local_name!("noembed")
            | local_name!("noframes")
            | local_name!("noscript")
            | local_name!("object")
            | local_name!("script")
            | local_name!("select")
            | local_name!("style")
            | local_name!("svg")
            | local_name!("template")
            | local_name!("textarea")
            | local_name!("title")
            | local_name!("video")
    )
}

/// Elements that stand on lines of their own.
fn is_block(name: &LocalName) -> bool {
    matches!(
        *name,
        local_name!("address")
            | local_name!("article")
            | local_name!("aside")
            | local_name!("blockquote")
            | local_name!("body")
            | local_name!("br")
            | local_name!("caption")
            | local_name!("center")
            | local_name!("dd")
            | local_name!("details")
            | local_name!("dialog")
            | local_name!("dir")
            | local_name!("div")
            | local_name!("dl")
            | local_name!("dt")
            | local_name!("fieldset")
            | local_name!("figcaption")
            | local_name!("figure")
            | local_name!("footer")
            | local_name!("form")
            | local_name!("h1")
            | local_name!("h2")
            | local_name!("h3")
            | local_name!("h4")
            | local_name!("h5")
            | local_name!("h6")
            | local_name!("header")
            | local_name!("hgroup")
            | local_name!("hr")
            | local_name!("legend")
            | local_name!("li")
            | local_name!("main")
            | local_name!("menu")
            | local_name!("nav")
            | local_name!("ol")
            | local_name!("p")
            | local_name!("plaintext")
            | local_name!("search")
            | local_name!("section")
            | local_name!("summary")
            | local_name!("tbody")
            | local_name!("tfoot")
            | local_name!("thead")
            | local_name!("ul")
    )
}
