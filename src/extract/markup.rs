//! Splits marked-up text, XML or HTML, into tags and text without ever refusing it.
//!
//! XML parsers stop at the first fault, HTML parsers know HTML's elements only, and
//! what feeds send is neither. This reads any text: what can't be a tag is text, and
//! what is never closed ends with the document. Each byte is looked at a bounded
//! number of times, nothing is copied and nothing is nested, so the time is linear
//! and the depth of the input doesn't matter.

use std::borrow::Cow;

use super::references::resolve;

/// A piece of marked-up text. Comments and processing instructions are left out.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Token<'a> {
    /// Text with its references. It starts with `<` where that can't start a tag.
    Text(&'a str),
    /// What stands between `<![CDATA[` and `]]>`.
    Literal(&'a str),
    Start(Tag<'a>),
    /// The name in `</name>`.
    End(&'a str),
    /// `<!DOCTYPE …>` without its brackets.
    Doctype(&'a str),
    /// `<?xml …?>`
    Declaration,
}

/// A start tag.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Tag<'a> {
    /// With its prefix, as written.
    pub(crate) name: &'a str,
    /// All between the name and the end of the tag.
    pub(crate) attributes: &'a str,
    /// Whether the tag ends in `/>`.
    pub(crate) empty: bool,
}

pub(crate) struct Tokens<'a> {
    rest: &'a str,
    cut: bool,
    /// Whether the ends of comments, instructions and DTDs are known not to come any more,
    /// so that they aren't looked for again and again.
    no_comment_end: bool,
    no_instruction_end: bool,
    no_subset_end: bool,
}

impl<'a> Tokens<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self {
            rest: text,
            cut: false,
            no_comment_end: false,
            no_instruction_end: false,
            no_subset_end: false,
        }
    }

    /// Whether the text ended inside a tag or a literal.
    pub(crate) fn is_cut(&self) -> bool {
        self.cut
    }

    /// Skips to the end tag of an element that holds no markup, such as `script`.
    pub(crate) fn skip_raw(&mut self, name: &str) {
        let mut from = 0;
        while let Some(at) = self.rest[from..].find("</") {
            let start = from + at + 2;
            let candidate = self.rest.as_bytes().get(start..start + name.len());
            if candidate.is_some_and(|tag| tag.eq_ignore_ascii_case(name.as_bytes())) {
                self.rest = &self.rest[start - 2..];
                return;
            }
            from = start;
        }
        self.rest = "";
    }

    fn take(&mut self, bytes: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at(bytes);
        self.rest = rest;
        taken
    }

    /// Takes up to `end` and drops `end`; all there is where `end` doesn't come.
    fn take_until(&mut self, end: &str) -> Option<&'a str> {
        let at = self.rest.find(end)?;
        let taken = self.take(at);
        self.take(end.len());
        Some(taken)
    }

    fn take_all(&mut self) -> &'a str {
        self.cut = true;
        std::mem::take(&mut self.rest)
    }

    fn skip_comment(&mut self) {
        self.take("<!--".len());
        if !self.no_comment_end && self.take_until("-->").is_some() {
            return;
        }
        self.no_comment_end = true;
        if self.take_until(">").is_none() {
            self.take_all();
        }
    }

    fn instruction(&mut self) -> Option<Token<'a>> {
        self.take("<?".len());
        let declares = self.rest.get(..3) == Some("xml")
            && self.rest[3..].starts_with(|c: char| c.is_whitespace() || c == '?');
        let closed = !self.no_instruction_end && self.take_until("?>").is_some();
        if !closed {
            self.no_instruction_end = true;
            if self.take_until(">").is_none() {
                self.take_all();
            }
        }
        declares.then_some(Token::Declaration)
    }

    fn doctype(&mut self) -> Token<'a> {
        self.take("<!".len());
        let Some(close) = self.rest.find('>') else {
            return Token::Doctype(self.take_all());
        };
        let has_subset = self.rest[..close].contains('[') && !self.no_subset_end;
        let end = has_subset.then(|| self.rest.find("]>")).flatten();
        self.no_subset_end |= has_subset && end.is_none();
        let doctype = self.take(end.map_or(close, |end| end + 1));
        self.take(">".len());
        Token::Doctype(doctype)
    }

    fn text(&mut self) -> Token<'a> {
        // The first character is text in any case, even if it is `<`.
        let from = self.rest.chars().next().map_or(0, char::len_utf8);
        let end = self.rest[from..]
            .find('<')
            .map_or(self.rest.len(), |at| from + at);
        Token::Text(self.take(end))
    }

    /// The length of the tag at the start, brackets included.
    fn tag_length(&self) -> Result<usize, NoTag> {
        let bytes = self.rest.as_bytes();
        let mut quote = None;
        let mut first_close = None;
        for (at, &byte) in bytes.iter().enumerate().skip(1) {
            match (byte, quote) {
                (b'>', None) => return Ok(at + 1),
                (b'>', Some(_)) => {
                    first_close.get_or_insert(at + 1);
                }
                // No tag holds `<`: a quote was left open, or this isn't one.
                (b'<', _) => return first_close.ok_or(NoTag::Text),
                (b'"' | b'\'', None)
                    if bytes[at - 1] == b'=' || bytes[at - 1].is_ascii_whitespace() =>
                {
                    quote = Some(byte);
                }
                (byte, Some(open)) if byte == open => quote = None,
                _ => {}
            }
        }
        first_close.ok_or(NoTag::Cut)
    }
}

enum NoTag {
    Text,
    Cut,
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let bytes = self.rest.as_bytes();
            return match bytes {
                [] => None,
                [b'<', b'!', ..] if self.rest.starts_with("<!--") => {
                    self.skip_comment();
                    continue;
                }
                [b'<', b'!', ..] if self.rest.starts_with("<![CDATA[") => {
                    self.take("<![CDATA[".len());
                    let literal = self.take_until("]]>");
                    Some(Token::Literal(literal.unwrap_or_else(|| self.take_all())))
                }
                [b'<', b'!', next, ..] if next.is_ascii_alphabetic() || *next == b'[' => {
                    Some(self.doctype())
                }
                [b'<', b'?', ..] => match self.instruction() {
                    Some(token) => Some(token),
                    None => continue,
                },
                [b'<', b'/', next, ..] if starts_name(*next) => match self.tag_length() {
                    Ok(length) => {
                        let tag = self.take(length);
                        Some(Token::End(split_name(&tag[2..length - 1]).0))
                    }
                    Err(NoTag::Text) => Some(self.text()),
                    Err(NoTag::Cut) => {
                        self.take_all();
                        None
                    }
                },
                [b'<', next, ..] if starts_name(*next) => match self.tag_length() {
                    Ok(length) => {
                        let tag = self.take(length);
                        let inner = &tag[1..length - 1];
                        let empty = inner.ends_with('/');
                        let inner = inner.strip_suffix('/').unwrap_or(inner);
                        let (name, attributes) = split_name(inner);
                        Some(Token::Start(Tag {
                            name,
                            attributes,
                            empty,
                        }))
                    }
                    Err(NoTag::Text) => Some(self.text()),
                    Err(NoTag::Cut) => {
                        self.take_all();
                        None
                    }
                },
                _ => Some(self.text()),
            };
        }
    }
}

fn starts_name(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || !byte.is_ascii()
}

fn split_name(tag: &str) -> (&str, &str) {
    let end = tag.find(|c: char| c.is_whitespace() || c == '/');
    tag.split_at(end.unwrap_or(tag.len()))
}

impl<'a> Tag<'a> {
    /// The attributes with their values as written, in order.
    pub(crate) fn attributes(&self) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
        let mut rest = self.attributes;
        std::iter::from_fn(move || {
            rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
            if rest.is_empty() {
                return None;
            }
            let end = rest.find(|c: char| c.is_whitespace() || c == '=');
            // A lone `=` is skipped with what follows it.
            let (name, after) = rest.split_at(end.unwrap_or(rest.len()));
            let Some(after) = after.trim_start().strip_prefix('=') else {
                rest = after;
                return Some((name, ""));
            };
            let after = after.trim_start();
            let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''));
            let (value, after) = match quote {
                Some(quote) => {
                    let inner = &after[1..];
                    inner.split_once(quote).unwrap_or((inner, ""))
                }
                None => {
                    let end = after.find(char::is_whitespace).unwrap_or(after.len());
                    after.split_at(end)
                }
            };
            rest = after;
            Some((name, value))
        })
    }

    /// The value of an attribute with its references resolved, by its name in any case.
    pub(crate) fn attribute(&self, wanted: &str) -> Option<Cow<'a, str>> {
        self.attributes()
            .find(|(name, _)| name.eq_ignore_ascii_case(wanted))
            .map(|(_, value)| resolve(value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_split_into_tags_and_text() {
        check(
            "<?xml version='1.0'?><!-- note --><a href='x>y' b>1<![CDATA[2<3]]></a >",
            "declaration|start a|text 1|literal 2<3|end a",
        );
        check("<br/><img src=x />", "start br/|start img/");
        check("<!DOCTYPE r [<!ENTITY x '>'>]><r>", "doctype|start r");
    }

    #[test]
    fn what_cannot_be_a_tag_is_text() {
        check("1 < 2 <3</a>", "text 1 |text < 2 |text <3|end a");
        check("a <b and</t>", "text a |text <b and|end t");
        check("<a href=\"x>1</a>", "start a|text 1|end a");
    }

    #[test]
    fn what_is_never_closed_ends_with_the_text() {
        for text in [
            "<a",
            "<a href='",
            "</a",
            "<!-- x",
            "<![CDATA[x",
            "<?xml",
            "<!DOCTYPE",
        ] {
            let mut tokens = Tokens::new(text);
            while tokens.next().is_some() {}
            assert!(tokens.is_cut(), "{text}");
        }
    }

    #[test]
    fn attributes_are_read_however_they_are_quoted() {
        let Some(Token::Start(tag)) = Tokens::new("<a x=1 y = 'two' Z=\"a&amp;b\" w x=2>").next()
        else {
            panic!("a start tag");
        };
        let all: Vec<_> = tag.attributes().collect();
        assert_eq!(
            all,
            [
                ("x", "1"),
                ("y", "two"),
                ("Z", "a&amp;b"),
                ("w", ""),
                ("x", "2")
            ]
        );
        assert_eq!(tag.attribute("z").as_deref(), Some("a&b"));
        assert_eq!(tag.attribute("x").as_deref(), Some("1"));
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let shown: Vec<String> = Tokens::new(text)
            .map(|token| match token {
                Token::Text(text) => format!("text {text}"),
                Token::Literal(text) => format!("literal {text}"),
                Token::Start(tag) => {
                    format!("start {}{}", tag.name, if tag.empty { "/" } else { "" })
                }
                Token::End(name) => format!("end {name}"),
                Token::Doctype(_) => "doctype".to_owned(),
                Token::Declaration => "declaration".to_owned(),
            })
            .collect();
        assert_eq!(shown.join("|"), expected);
    }
}
