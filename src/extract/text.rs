//! The text of HTML fragments, as a reader sees it.
//!
//! Feeds put HTML in every field and don't say so; a title may be `AT&T`,
//! `AT&amp;T` or `<b>AT&amp;T</b>` and means the same. What comes out has no markup
//! and no references, and depends on nothing but the fragment. Only names that HTML
//! knows are tags: `Vec<T>` stays what it is. Nesting costs nothing, as none is kept.

use std::borrow::Cow;

use super::{
    markup::{Token, Tokens},
    references::resolve,
};

/// An HTML fragment as lines of plain text: block elements and `<br>` begin new
/// lines, white space within a line is one space, empty lines are left out, and
/// scripts, styles and comments are gone.
pub fn plain(html: &str) -> String {
    let mut lines = Lines::default();
    if !html.contains('<') {
        lines.text(&resolve(html));
        return lines.finish();
    }
    let mut tokens = Tokens::new(html);
    while let Some(token) = tokens.next() {
        match token {
            Token::Text(text) => lines.text(&resolve(text)),
            Token::Literal(text) => lines.text(text),
            Token::Start(tag) => {
                let name = lower(tag.name);
                match kind(&name) {
                    Some(Kind::Raw) if !tag.empty => tokens.skip_raw(&name),
                    Some(Kind::Block) => lines.break_line(),
                    Some(Kind::Cell) => lines.text(" "),
                    Some(Kind::Raw | Kind::Inline) => {}
                    None if is_foreign(tag.name, tag.attributes) => {}
                    None => {
                        lines.text("<");
                        lines.text(tag.name);
                        lines.text(if tag.empty { "/>" } else { ">" });
                    }
                }
            }
            Token::End(name) => match kind(&lower(name)) {
                Some(Kind::Block) => lines.break_line(),
                Some(Kind::Cell) => lines.text(" "),
                Some(Kind::Raw | Kind::Inline) => {}
                None if is_foreign(name, "") => {}
                None => {
                    lines.text("</");
                    lines.text(name);
                    lines.text(">");
                }
            },
            Token::Doctype(_) | Token::Declaration => {}
        }
    }
    lines.finish()
}

/// An HTML fragment as one line, for titles.
pub fn line(html: &str) -> String {
    let text = plain(html);
    match text.contains('\n') {
        true => text.replace('\n', " "),
        false => text,
    }
}

/// Plain text on one line: white space is folded, nothing is taken for markup.
pub fn fold(text: &str) -> String {
    let mut lines = Lines::default();
    lines.text(text);
    lines.finish()
}

/// Cuts a text to at most `bytes`, never inside a character.
pub fn cut(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}

/// Lines of text under way: leading, trailing and repeated space never gets in.
#[derive(Default)]
pub(super) struct Lines {
    text: String,
    gap: Gap,
}

#[derive(Clone, Copy, Default, Eq, Ord, PartialEq, PartialOrd)]
enum Gap {
    #[default]
    None,
    Space,
    Line,
}

impl Lines {
    pub(super) fn text(&mut self, text: &str) {
        let mut words = text.split(is_space);
        // `split` yields an empty piece wherever space stands beside space or an end.
        if let Some(first) = words.next() {
            self.word(first);
        }
        for word in words {
            self.gap = self.gap.max(Gap::Space);
            self.word(word);
        }
    }

    fn word(&mut self, word: &str) {
        if word.is_empty() {
            return;
        }
        if !self.text.is_empty() {
            match self.gap {
                Gap::None => {}
                Gap::Space => self.text.push(' '),
                Gap::Line => self.text.push('\n'),
            }
        }
        self.gap = Gap::None;
        if word.contains(is_invisible) {
            self.text.extend(word.chars().filter(|&c| !is_invisible(c)));
        } else {
            self.text.push_str(word);
        }
    }

    fn break_line(&mut self) {
        self.gap = Gap::Line;
    }

    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    pub(super) fn finish(self) -> String {
        self.text
    }
}

fn is_space(c: char) -> bool {
    c.is_whitespace()
}

/// Characters that print nothing and only make equal texts differ: controls, soft
/// hyphens, zero-width spaces, marks of order and direction.
fn is_invisible(c: char) -> bool {
    matches!(c, '\0'..='\u{1F}' | '\u{7F}'..='\u{9F}' | '\u{AD}' | '\u{200B}' | '\u{200E}'
        | '\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{202A}'..='\u{202E}'
        | '\u{2066}'..='\u{2069}')
}

fn lower(name: &str) -> Cow<'_, str> {
    match name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        true => Cow::Owned(name.to_ascii_lowercase()),
        false => Cow::Borrowed(name),
    }
}

/// Elements of other vocabularies: custom elements, Word's, SVG's.
fn is_foreign(name: &str, attributes: &str) -> bool {
    name.contains(['-', ':']) || attributes.contains('=')
}

/// Whether HTML has an element of this name, in lower case.
pub(crate) fn is_html(name: &str) -> bool {
    kind(name).is_some()
}

/// Whether HTML has an element of this name, in lower case, that breaks no line.
pub(crate) fn is_inline(name: &str) -> bool {
    matches!(kind(name), Some(Kind::Inline))
}

/// Whether an element of this name, in lower case, begins and ends a line.
pub(crate) fn is_block(name: &str) -> bool {
    matches!(kind(name), Some(Kind::Block))
}

#[derive(Clone, Copy)]
enum Kind {
    Block,
    Cell,
    Inline,
    /// Holds no text for readers.
    Raw,
}

fn kind(name: &str) -> Option<Kind> {
    Some(match name {
        "address" | "article" | "aside" | "blockquote" | "body" | "br" | "caption" | "center"
        | "dd" | "details" | "dialog" | "dir" | "div" | "dl" | "dt" | "fieldset" | "figcaption"
        | "figure" | "footer" | "form" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "head"
        | "header" | "hgroup" | "hr" | "html" | "legend" | "li" | "main" | "menu" | "nav"
        | "ol" | "optgroup" | "option" | "p" | "pre" | "search" | "section" | "select"
        | "summary" | "table" | "tbody" | "tfoot" | "thead" | "title" | "tr" | "ul" => Kind::Block,
        "td" | "th" => Kind::Cell,
        "iframe" | "noembed" | "noframes" | "script" | "style" | "template" => Kind::Raw,
        "a" | "abbr" | "acronym" | "applet" | "area" | "audio" | "b" | "base" | "basefont"
        | "bdi" | "bdo" | "big" | "blink" | "button" | "canvas" | "cite" | "code" | "col"
        | "colgroup" | "data" | "datalist" | "del" | "dfn" | "em" | "embed" | "font" | "frame"
        | "frameset" | "i" | "img" | "input" | "ins" | "kbd" | "label" | "link" | "map"
        | "mark" | "marquee" | "meta" | "meter" | "nobr" | "noscript" | "object" | "output"
        | "param" | "picture" | "progress" | "q" | "rp" | "rt" | "ruby" | "s" | "samp" | "slot"
        | "small" | "source" | "span" | "strike" | "strong" | "sub" | "sup" | "svg"
        | "textarea" | "time" | "track" | "tt" | "u" | "var" | "video" | "wbr" => Kind::Inline,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn block_elements_break_lines_and_others_do_not() {
        check(
            "<p>Section <b>9</b>07</p>\n<ul><li>one<li>two</ul>three<br>four",
            "Section 907\none\ntwo\nthree\nfour",
        );
        check("<tr><td>a</td><td>b</td></tr><tr><td>c", "a b\nc");
        check(
            "a<!-- x -->b<script>if (a<b) c()</script>d<style>p{}</style>",
            "abd",
        );
    }

    #[test]
    fn text_is_what_a_reader_sees() {
        check("AT&amp;T &#8212; &nbsp; &ldquo;x&rdquo;", "AT&T — “x”");
        check("  a \n\t b\u{200B}c  ", "a bc");
        check("1 < 2 & 3 > 2", "1 < 2 & 3 > 2");
        check("Vec<T> &lt;b&gt;", "Vec<T> <b>");
        check("<x-a>custom</x-a> <svg:g>drawn</svg:g>", "custom drawn");
        check("", "");
        assert_eq!(line("<h1>a</h1><p>b"), "a b");
        assert_eq!(fold(" a  <b>\n"), "a <b>");
        assert_eq!(cut("дд", 3), "д");
    }

    #[test]
    fn nesting_of_any_depth_is_read_in_a_moment() {
        let deep = "<div>".repeat(100_000) + "x" + &"</div>".repeat(100_000);
        check(&deep, "x");
        check(&"<!-- ".repeat(100_000), "");
        check(&"<script>".repeat(10_000), "");
    }

    #[track_caller]
    fn check(html: &str, expected: &str) {
        assert_eq!(plain(html), expected);
    }
}
