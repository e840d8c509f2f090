//! From a document as it was sent to its paragraphs.
//!
//! One document comes as plain text with hard-wrapped lines, in a `<pre>` with a page
//! break in mid-sentence, as paragraphs of HTML, or as what a PDF gave, each line with
//! a blank one after it. All of them come out as the same paragraphs, each on one line.

use std::sync::LazyLock;

use regex::Regex;

use crate::extract::{
    markup::{Token, Tokens},
    references::resolve,
    text,
};

/// More of a document isn't read. A page of the Federal Register has 8 KiB, and no
/// determination has more than a few.
const BYTES_MAX: usize = 2 << 20;

/// The lines of a document, without markup; blocks of HTML have two blank lines between
/// them, which no hard-wrapped text has within a paragraph.
pub(super) fn lines(document: &str) -> String {
    let document = &document[..document.floor_char_boundary(BYTES_MAX)];
    if !is_marked_up(document) {
        return document.replace("\r\n", "\n").replace('\r', "\n");
    }
    let mut lines = String::with_capacity(document.len());
    let mut tokens = Tokens::new(document);
    let mut within_pre = false;
    while let Some(token) = tokens.next() {
        match token {
            Token::Text(text) if within_pre => lines.push_str(&resolve(text)),
            Token::Text(text) => folded(&mut lines, &resolve(text)),
            Token::Literal(text) => folded(&mut lines, text),
            Token::Start(tag) => match tag.name.to_ascii_lowercase().as_str() {
                name @ ("script" | "style" | "template" | "iframe" | "noscript") => {
                    if !tag.empty {
                        tokens.skip_raw(name);
                    }
                }
                "br" => lines.push('\n'),
                name if is_inline(name) => {}
                name => {
                    within_pre |= name == "pre";
                    lines.push_str("\n\n\n");
                }
            },
            Token::End(name) => {
                let name = name.to_ascii_lowercase();
                if !is_inline(&name) {
                    within_pre &= name != "pre";
                    lines.push_str("\n\n\n");
                }
            }
            Token::Doctype(_) | Token::Declaration => {}
        }
    }
    lines.replace("\r\n", "\n").replace('\r', "\n")
}

/// The paragraphs among lines: folded, none empty, without the marks that the printer
/// left between them.
pub(super) fn paragraphs(lines: &str) -> Vec<String> {
    let spacing = usize::from(is_double_spaced(lines));
    let mut paragraphs = Paragraphs::default();
    let (mut blanks, mut indent_before, mut page_breaks) = (0usize, 0usize, false);
    for line in lines.split(['\n', '\u{c}']) {
        let text = line.trim();
        if text.is_empty() {
            blanks += 1;
            continue;
        }
        if is_page_break(text) || paragraphs.takes_for_page_number(text) {
            page_breaks = true;
            continue;
        }
        if is_printers(text) {
            blanks += 2;
            continue;
        }
        let indent = line.chars().take_while(|c| c.is_whitespace()).count();
        let is_indented = blanks == 0 && indent > indent_before + 1;
        let ends = match page_breaks {
            true => paragraphs.is_finished(),
            false => blanks > spacing || is_indented && paragraphs.is_finished(),
        };
        let begins_small = text.starts_with(char::is_lowercase);
        paragraphs.push(text, ends && (paragraphs.is_finished() || !begins_small));
        (blanks, indent_before, page_breaks) = (0, indent, false);
    }
    paragraphs.done
}

#[derive(Default)]
struct Paragraphs {
    done: Vec<String>,
}

impl Paragraphs {
    /// Whether the last paragraph ends as a sentence or a part of a list does.
    fn is_finished(&self) -> bool {
        let Some(last) = self.done.last() else {
            return true;
        };
        let last = last.trim_end_matches(['"', '\'', ')', ']', '\u{201d}', '\u{2019}', ' ']);
        last.ends_with(['.', ';', ':', '!', '?', '\u{2014}'])
            || last.ends_with("; and")
            || last.ends_with("; or")
    }

    /// Whether a line is the number of a page, rather than that of a section or a day.
    fn takes_for_page_number(&self, line: &str) -> bool {
        let last = self.done.last().and_then(|text| text.rsplit(' ').next());
        line.len() <= 2
            && line.bytes().all(|byte| byte.is_ascii_digit())
            && last.is_none_or(|last| {
                let last = last.trim_end_matches(['.', ';', ':', ',']);
                last.chars().all(char::is_lowercase) && last != "section"
            })
    }

    fn push(&mut self, line: &str, begins: bool) {
        match self.done.last_mut() {
            Some(last) if !begins => {
                // What was hyphenated at the end of a line goes on without a space.
                let is_hyphenated = last.ends_with('-') && line.starts_with(char::is_lowercase);
                if !is_hyphenated {
                    last.push(' ');
                }
                last.push_str(&text::fold(line));
            }
            _ => self.done.push(text::fold(line)),
        }
    }
}

/// Puts a text behind lines, with the space that is about it.
fn folded(lines: &mut String, text: &str) {
    let space = |lines: &mut String, is_there: bool| {
        if is_there && !lines.ends_with(char::is_whitespace) {
            lines.push(' ');
        }
    };
    space(lines, text.starts_with(char::is_whitespace));
    lines.push_str(&text::fold(text));
    space(lines, text.ends_with(char::is_whitespace));
}

/// Whether a text is HTML: it begins as HTML does, or has the elements of a fragment.
fn is_marked_up(document: &str) -> bool {
    static ELEMENT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)<(?:!doctype|html|body|pre|p|div|h[1-6]|span|article)[\s>]")
            .expect("the pattern is sound")
    });
    ELEMENT.is_match(document)
}

/// Whether an element is within a line; `<bullet>` is the Register's own.
fn is_inline(name: &str) -> bool {
    text::is_inline(name) || name == "bullet"
}

/// Whether nearly each line has one blank line after it, as in what a PDF gave.
fn is_double_spaced(lines: &str) -> bool {
    let (mut total, mut spaced, mut blanks) = (0usize, 0usize, 0usize);
    for line in lines.lines() {
        if line.trim().is_empty() {
            blanks += 1;
        } else {
            spaced += usize::from(blanks == 1 && total > 0);
            total += 1;
            blanks = 0;
        }
    }
    total >= 8 && spaced * 4 > total * 3
}

/// What stands where a page ends, in the midst of a paragraph too.
fn is_page_break(line: &str) -> bool {
    static MARKS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?ix)^(?:
                \[\[?Pages?\s[^\]]*\]?\]
              | Federal\ Register\ /\ Vol\..*
              | VerDate\ .*
              | Jkt\ .*
            )$",
        )
        .expect("the pattern is sound")
    });
    MARKS.is_match(line)
}

/// What the printer puts before and after a document.
fn is_printers(line: &str) -> bool {
    static MARKS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?ix)^(?:
                \[Federal\ Register\ Volume.*\]
              | \[(?:Presidential\ Documents|Notices|Rules\ and\ Regulations|Proposed\ Rules)\]
              | From\ the\ Federal\ Register\ Online.*
              | This\ document\ is\ scheduled\ to\ be\ published\ in\ the(?:\ Federal\ Register.*)?
              | Federal\ Register\ on\ \d\d/\d\d/\d{4}.*
              | https://federalregister\.gov/d/.*
              | \[FR\ Doc\ No:.*\]
              | \[FR\ Doc\..*
              | Filed\ \d+-\d+-\d+;.*
              | \[?Billing\ code.*
              | Presidential\ Documents
              | -{5,} | _{5,}
            )$",
        )
        .expect("the pattern is sound")
    });
    MARKS.is_match(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_break_does_not_end_a_sentence() {
        check(
            "    Accordingly, I hereby extend the\nwaiver of\n\n[[Page 39300]]\n\nsection 907.\n    \
             Next one.\n",
            &[
                "Accordingly, I hereby extend the waiver of section 907.",
                "Next one.",
            ],
        );
        check(
            "<pre>\nOne &amp; two\n  three.\n\n[[Page 2]]\n\nFour.</pre>",
            &["One & two three.", "Four."],
        );
    }

    #[test]
    fn lines_with_blank_ones_between_are_one_paragraph() {
        let text = "I hereby\n\nextend\n\nthe\n\nwaiver\n\nof\n\nsection\n\n907\n\nof\n\n2\n\nthe Act.\n\n\nNext\n";
        check(
            text,
            &[
                "I hereby extend the waiver of section 907 of the Act.",
                "Next",
            ],
        );
    }

    #[test]
    fn blocks_of_html_are_paragraphs() {
        check(
            "<div><p>I hereby <b>ex</b>tend<br>it.</p><p>And</p><script>x<p></script></div>",
            &["I hereby extend it.", "And"],
        );
        check("<p>deter-\nmined.</p>", &["deter- mined."]);
        check("deter-\nmined.", &["deter-mined."]);
    }

    #[track_caller]
    fn check(document: &str, expected: &[&str]) {
        assert_eq!(paragraphs(&lines(document)), expected);
    }
}
