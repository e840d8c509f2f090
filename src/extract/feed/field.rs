//! The text of one element, made fit for XML while it is gathered.
//!
//! What is gathered is XML's way of writing what the element means: references that
//! XML lacks are resolved, forbidden characters are gone, and markup inside is written
//! as text, so that HTML comes out of the parser as HTML, whether the feed escaped it
//! or not.

use std::borrow::Cow;

use super::{
    FeedError,
    repair::{Repair, Repairs},
    vocabulary::Part,
};
use crate::extract::{
    markup::Tag,
    references::{Reference, reference, resolve, windows_1252},
    text,
};

/// How deep elements may nest.
pub(super) const DEPTH_MAX: usize = 256;

/// The entities that a document declares for itself, `<!ENTITY nbsp "&#160;">`.
#[derive(Debug, Default)]
pub(super) struct Entities<'a> {
    known: Vec<(&'a str, &'a str)>,
    /// How many more bytes they may expand to in this document.
    budget: usize,
}

impl<'a> Entities<'a> {
    /// Reads the DTD in `<!DOCTYPE …>`. External entities are no text, and long ones
    /// are bombs: neither is taken.
    pub(super) fn read(doctype: &'a str) -> Self {
        const LENGTH_MAX: usize = 256;
        let mut known = Vec::new();
        for declaration in doctype.split("<!ENTITY").skip(1).take(300) {
            let declaration = declaration.trim_start();
            let Some(end) = declaration.find(char::is_whitespace) else {
                continue;
            };
            let (name, value) = declaration.split_at(end);
            let value = value.trim_start();
            let Some(quote) = value.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
                continue;
            };
            if let Some((value, _)) = value[1..].split_once(quote)
                && value.len() <= LENGTH_MAX
            {
                known.push((name, value));
            }
        }
        Self {
            known,
            budget: 64 * 1024,
        }
    }

    /// Markup with its own entities expanded, and what all know left as it is.
    fn expanded<'t>(&mut self, markup: &'t str) -> Cow<'t, str> {
        if self.known.is_empty() || !markup.contains('&') {
            return Cow::Borrowed(markup);
        }
        let mut expanded = String::with_capacity(markup.len());
        let mut rest = markup;
        while let Some(at) = rest.find('&') {
            let length = reference(&rest[at..]).map_or(1, |(_, length, _)| length);
            let (text, name) = (&rest[..at], &rest[at..at + length]);
            let value = name[1..]
                .strip_suffix(';')
                .and_then(|name| self.value(name));
            expanded.push_str(text);
            match value {
                Some(value) => escape(&resolve(value), &mut expanded),
                None => expanded.push_str(name),
            }
            rest = &rest[at + length..];
        }
        expanded.push_str(rest);
        Cow::Owned(expanded)
    }

    fn value(&mut self, name: &str) -> Option<&'a str> {
        let (_, value) = self.known.iter().find(|(known, _)| *known == name)?;
        self.budget = self.budget.checked_sub(value.len())?;
        Some(value)
    }
}

/// An element under way.
#[derive(Debug)]
pub(super) struct Field<'a> {
    pub(super) tag: Tag<'a>,
    pub(super) part: Part,
    pub(super) rank: u8,
    /// Whether what stands inside is markup already, as in XHTML, and not its text.
    verbatim: bool,
    /// Ready to stand in XML.
    text: String,
    /// The elements open inside.
    nested: Vec<&'a str>,
    has_markup: bool,
}

impl<'a> Field<'a> {
    pub(super) fn new(tag: Tag<'a>, part: Part, rank: u8) -> Self {
        let is_markup = |kind: &str| {
            kind.eq_ignore_ascii_case("xhtml") || kind.ends_with("+xml") || kind.ends_with("/xml")
        };
        Self {
            verbatim: tag.attribute("type").is_some_and(|kind| is_markup(&kind)),
            tag,
            part,
            rank,
            text: String::new(),
            nested: Vec::new(),
            has_markup: false,
        }
    }

    /// What was gathered, ready to stand in XML, without space around it.
    pub(super) fn xml(&self) -> &str {
        self.text.trim()
    }

    /// Whether it holds elements, or says that it does.
    pub(super) fn has_markup(&self) -> bool {
        self.has_markup || self.verbatim
    }

    pub(super) fn is_verbatim(&self) -> bool {
        self.verbatim
    }

    pub(super) fn push_text(
        &mut self,
        raw: &str,
        entities: &mut Entities<'_>,
        repairs: &mut Repairs,
    ) {
        if raw.starts_with('<') {
            repairs.note(Repair::Brackets);
        }
        if self.part == Part::Skipped {
            return;
        }
        if self.verbatim {
            return self.push_literal(&entities.expanded(raw), repairs);
        }
        if is_clean(raw) && !raw.contains(['&', '<']) {
            return self.text.push_str(raw);
        }
        let mut rest = raw;
        while let Some(at) = rest.find('&') {
            self.push_characters(&rest[..at], repairs);
            rest = &rest[at..];
            let length = self.push_reference(rest, entities, repairs);
            rest = &rest[length..];
        }
        self.push_characters(rest, repairs);
    }

    /// Takes text that means itself.
    pub(super) fn push_literal(&mut self, raw: &str, repairs: &mut Repairs) {
        if self.part == Part::Skipped {
            return;
        }
        // Much of what feeds hold is HTML, which reads fastest in one piece.
        if self.part.is_rich() && is_clean(raw) && !raw.contains("]]>") {
            if raw.contains(['&', '<']) {
                self.text.extend(["<![CDATA[", raw, "]]>"]);
            } else {
                self.text.push_str(raw);
            }
            return;
        }
        self.push_characters(raw, repairs);
    }

    /// Takes an element inside, as markup.
    pub(super) fn push_start(
        &mut self,
        tag: Tag<'a>,
        repairs: &mut Repairs,
    ) -> Result<(), FeedError> {
        self.has_markup = true;
        let end = if tag.empty { "/>" } else { ">" };
        for piece in ["<", tag.name, tag.attributes, end] {
            self.push_characters(piece, repairs);
        }
        let name = tag.name;
        if tag.empty || is_void(name) {
            return Ok(());
        }
        // HTML closes these by opening the next.
        if closes_itself(name)
            && self
                .nested
                .last()
                .is_some_and(|open| open.eq_ignore_ascii_case(name))
        {
            self.nested.pop();
        }
        self.nested.push(name);
        match self.nested.len() {
            0..=DEPTH_MAX => Ok(()),
            _ => Err(FeedError::TooDeep),
        }
    }

    /// Takes the end of an element inside. `false` where none of that name is open.
    pub(super) fn push_end(&mut self, name: &str, repairs: &mut Repairs) -> bool {
        let matches = |open: &&str| open.eq_ignore_ascii_case(name);
        let Some(at) = self.nested.iter().rposition(matches) else {
            return false;
        };
        if at + 1 != self.nested.len() {
            repairs.note(Repair::Tags);
        }
        self.nested.truncate(at);
        for piece in ["</", name, ">"] {
            self.push_characters(piece, repairs);
        }
        true
    }

    /// Whether an element inside is still open.
    pub(super) fn is_open(&self) -> bool {
        !self.nested.is_empty()
    }

    fn push_reference(
        &mut self,
        rest: &str,
        entities: &mut Entities<'_>,
        repairs: &mut Repairs,
    ) -> usize {
        let Some((meaning, length, closed)) = reference(rest) else {
            repairs.note(Repair::References);
            self.text.push_str("&amp;");
            return 1;
        };
        if closed && let Some(value) = entities.value(&rest[1..length - 1]) {
            let value = resolve(value);
            self.push_characters(&value, repairs);
            return length;
        }
        match meaning {
            Reference::Char(c) => self.push_characters(c.encode_utf8(&mut [0; 4]), repairs),
            Reference::Windows(c) => {
                repairs.note(Repair::References);
                self.text.push(c);
            }
            Reference::Text(text) => {
                if !matches!(
                    &rest[..length],
                    "&amp;" | "&lt;" | "&gt;" | "&quot;" | "&apos;"
                ) {
                    repairs.note(Repair::References);
                }
                self.push_characters(text, repairs);
            }
            Reference::Forbidden => repairs.note(Repair::References),
            Reference::Unknown(_) => {
                repairs.note(Repair::References);
                self.push_characters(&rest[..length], repairs);
            }
        }
        if !closed {
            repairs.note(Repair::References);
        }
        length
    }

    /// Takes characters that mean themselves.
    fn push_characters(&mut self, characters: &str, repairs: &mut Repairs) {
        if is_clean(characters) {
            escape(characters, &mut self.text);
            return;
        }
        repairs.note(Repair::Controls);
        let mut clean = String::with_capacity(characters.len());
        for c in characters.chars() {
            match c {
                '\u{80}'..='\u{9F}' => clean.push(windows_1252(c as u8)),
                c if is_forbidden(c) => {}
                c => clean.push(c),
            }
        }
        escape(&clean, &mut self.text);
    }
}

/// Writes `text` so that it means itself in XML, in text and in quotes.
pub(super) fn escape(text: &str, out: &mut String) {
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        let escaped = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => continue,
        };
        out.push_str(&text[from..at]);
        out.push_str(escaped);
        from = at + 1;
    }
    out.push_str(&text[from..]);
}

fn is_clean(text: &str) -> bool {
    let (mut before, mut previous) = (0, 0);
    text.bytes().all(|byte| {
        // U+0080 to U+009F are C2 80 to C2 9F; U+FFFE and U+FFFF are EF BF BE and BF.
        let upper = previous == 0xC2 && byte < 0xA0;
        let last = before == 0xEF && previous == 0xBF && byte >= 0xBE;
        (before, previous) = (previous, byte);
        (byte >= 0x20 || matches!(byte, b'\t' | b'\n' | b'\r')) && !upper && !last
    })
}

fn is_forbidden(c: char) -> bool {
    (c < ' ' && !matches!(c, '\t' | '\n' | '\r')) || matches!(c, '\u{FFFE}' | '\u{FFFF}')
}

fn is_void(name: &str) -> bool {
    const VOID: [&str; 13] = [
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source",
        "track", "wbr",
    ];
    VOID.iter().any(|void| void.eq_ignore_ascii_case(name))
}

fn closes_itself(name: &str) -> bool {
    const CLOSING: [&str; 8] = ["dd", "dt", "li", "option", "p", "td", "th", "tr"];
    CLOSING
        .iter()
        .any(|closing| closing.eq_ignore_ascii_case(name))
}

/// Whether an end tag of this name may stray about in HTML.
pub(super) fn is_html(name: &str) -> bool {
    text::is_html(&name.to_ascii_lowercase())
}
