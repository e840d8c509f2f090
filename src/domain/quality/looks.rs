//! What a body looks like from outside: its form, its title, whether it has its end.
//!
//! This looks at the head and the tail only and needs no parser, so that it holds for
//! bodies which no parser should be given.

use std::{borrow::Cow, cell::OnceCell};

use super::seen::{Seen, plain};

/// A body from outside.
pub(super) struct Looks<'a> {
    pub(super) form: Form,
    /// The whole title, on one line and in lower case; empty for none.
    pub(super) title: String,
    /// The first bytes as text.
    pub(super) head: Cow<'a, str>,
    /// Where in `head` the root element's name stands, for HTML and XML.
    root: std::ops::Range<usize>,
    body: &'a [u8],
    is_utf16: bool,
    seen: OnceCell<Seen>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Form {
    /// White space at most.
    Nothing,
    Html,
    /// Markup that isn't HTML.
    Xml,
    Json,
    Other,
}

impl<'a> Looks<'a> {
    pub(super) fn of(body: &'a [u8]) -> Self {
        let first = &body[..body.len().min(HEAD_BYTES)];
        let (head, is_utf16) = match first {
            [0xff, 0xfe, rest @ ..] => (utf16(rest, u16::from_le_bytes), true),
            [0xfe, 0xff, rest @ ..] => (utf16(rest, u16::from_be_bytes), true),
            // Without a mark it shows by the zeros around its first characters.
            [b'<', 0, next, 0, ..] if *next != 0 => (utf16(first, u16::from_le_bytes), true),
            [0, b'<', 0, next, ..] if *next != 0 => (utf16(first, u16::from_be_bytes), true),
            [0xef, 0xbb, 0xbf, rest @ ..] => (String::from_utf8_lossy(rest), false),
            _ => (text(first), false),
        };
        let (start, doctype_is_html) = skip_prolog(&head);
        let rest = &head[start..];
        let (form, root) = match rest.as_bytes() {
            [] if body.iter().all(u8::is_ascii_whitespace) || head.trim().is_empty() => {
                (Form::Nothing, 0..0)
            }
            [b'<', name @ ..] => {
                let ends = |&byte: &u8| byte.is_ascii_whitespace() || b"/>".contains(&byte);
                let length = name.iter().position(ends).unwrap_or(name.len());
                let root = start + 1..start + 1 + length;
                let is_html = doctype_is_html || is_one_of(&head[root.clone()], &HTML_ROOTS);
                (if is_html { Form::Html } else { Form::Xml }, root)
            }
            [b'{' | b'[', ..] => (Form::Json, 0..0),
            _ if doctype_is_html => (Form::Html, 0..0),
            // The prolog has no end, or one beyond the head.
            [] => (Form::Xml, 0..0),
            _ => (Form::Other, 0..0),
        };
        Self {
            form,
            title: if form == Form::Html {
                title(&head)
            } else {
                String::new()
            },
            head,
            root,
            body,
            is_utf16,
            seen: OnceCell::new(),
        }
    }

    /// What a person would see of it.
    pub(super) fn seen(&self) -> &Seen {
        self.seen.get_or_init(|| match self.is_utf16 {
            true => Seen::of(&self.head, self.body.len() <= HEAD_BYTES),
            false => {
                let first = &self.body[..self.body.len().min(SEEN_BYTES)];
                let is_whole = first.len() == self.body.len();
                Seen::of(&text(first), is_whole)
            }
        })
    }

    /// Whether it is no text at all: a picture, a document of another program, noise.
    pub(super) fn is_binary(&self) -> bool {
        let head = &self.body[..self.body.len().min(4 << 10)];
        let odd = |byte: &&u8| **byte < 0x20 && !b"\t\n\r\x0c\x1b".contains(byte);
        let marked = BINARY.iter().any(|mark| head.starts_with(mark));
        !self.is_utf16 && (marked || head.iter().filter(odd).count() > head.len() / 50)
    }

    /// Whether a feed stands within what looks like HTML, after a warning for instance.
    pub(super) fn holds_a_feed(&self) -> bool {
        FEED_ROOTS.iter().any(|root| self.head.contains(root))
    }

    pub(super) fn begins_a_feed(&self) -> bool {
        let root = &self.head[self.root.clone()];
        FEED_ROOTS.iter().any(|known| &known[1..] == root)
    }

    /// Whether it says that it is XML, which who writes a fragment of HTML doesn't.
    pub(super) fn is_declared(&self) -> bool {
        self.start().starts_with("<?xml")
    }

    /// Whether it is JSON, or its beginning, and no text that begins with a bracket.
    pub(super) fn is_json(&self) -> bool {
        match self.start().strip_prefix('{') {
            Some(inside) => inside.trim_start().starts_with(['"', '}']),
            None => {
                let body = self.body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(self.body);
                serde_json::from_slice::<serde::de::IgnoredAny>(body).is_ok()
            }
        }
    }

    fn start(&self) -> &str {
        self.head
            .trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}')
    }

    /// Whether the end is there that the beginning promises.
    pub(super) fn is_complete(&self) -> bool {
        let root = &self.head[self.root.clone()];
        match self.form {
            // Its bytes aren't searched; readers of such texts notice for themselves.
            _ if self.is_utf16 => true,
            Form::Nothing | Form::Other => true,
            Form::Json => {
                let last = self.body.trim_ascii_end().last();
                last.is_some_and(|last| b"}]".contains(last))
            }
            Form::Html => !root.eq_ignore_ascii_case("html") || rfind(self.body, b"</html"),
            Form::Xml => {
                let closing = format!("</{root}");
                let opening = self.head[self.root.start..].split('>').next();
                opening
                    .is_some_and(|opening| opening.ends_with('/') && self.body.len() < HEAD_BYTES)
                    || rfind(self.body, closing.as_bytes())
            }
        }
    }
}

/// How files begin that are no text: PDF, PNG, JPEG, GIF, Zip, gzip.
const BINARY: [&[u8]; 6] = [
    b"%PDF-",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"PK\x03\x04",
    b"\x1f\x8b",
];

/// How far into a body we look. Heads are longer than one thinks, for their styles.
const HEAD_BYTES: usize = 32 << 10;

/// How far into it we look for what it says. Beyond that it is no short page.
const SEEN_BYTES: usize = 256 << 10;

/// Elements that documents begin with which leave out what may be left out.
const HTML_ROOTS: [&str; 8] = [
    "html", "head", "body", "title", "meta", "script", "div", "center",
];

const FEED_ROOTS: [&str; 3] = ["<rss", "<feed", "<rdf:RDF"];

/// In the encoding that a page names, where it isn't UTF-8.
fn text(bytes: &[u8]) -> Cow<'_, str> {
    let named = |head: &str| {
        let (_, rest) = head.split_once("charset=")?;
        let label = rest.trim_start_matches(['"', '\'']);
        let ends = |c: char| !c.is_ascii_alphanumeric() && !"-_".contains(c);
        encoding_rs::Encoding::for_label(label.split(ends).next()?.as_bytes())
    };
    let lossy = String::from_utf8_lossy(bytes);
    let Cow::Owned(_) = lossy else {
        return lossy;
    };
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(1 << 10)]);
    match named(&start.to_ascii_lowercase()).filter(|encoding| encoding.is_ascii_compatible()) {
        Some(encoding) => encoding.decode_without_bom_handling(bytes).0,
        None => lossy,
    }
}

fn is_one_of(name: &str, names: &[&str]) -> bool {
    names.iter().any(|known| name.eq_ignore_ascii_case(known))
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Cow<'_, str> {
    let (units, _) = bytes.as_chunks();
    let units: Vec<u16> = units.iter().copied().map(unit).collect();
    Cow::Owned(String::from_utf16_lossy(&units))
}

/// Where the document's content begins, after white space, declarations and comments,
/// and whether a DOCTYPE said that it is HTML.
fn skip_prolog(text: &str) -> (usize, bool) {
    let mut at = 0;
    let mut is_html = false;
    loop {
        let rest = &text[at..];
        let blank = rest.len()
            - rest
                .trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}')
                .len();
        let rest = &rest[blank..];
        at += blank;
        let end = if rest.starts_with("<?") {
            rest.find("?>").map(|end| end + 2)
        } else if rest.starts_with("<!--") {
            rest.find("-->").map(|end| end + 3)
        } else if rest.starts_with("<!") {
            let name = rest.get(2..14).unwrap_or_default();
            is_html |= name.eq_ignore_ascii_case("doctype html");
            rest.find('>').map(|end| end + 1)
        } else {
            return (at, is_html);
        };
        match end {
            Some(end) => at += end,
            None => return (text.len(), is_html),
        }
    }
}

/// The title in the head, before the body begins.
fn title(head: &str) -> String {
    let lower = head.to_lowercase();
    let before_body = lower.find("<body").map_or(&*lower, |body| &lower[..body]);
    let title = before_body
        .split_once("<title")
        .and_then(|(_, rest)| rest.split_once('>'))
        .map(|(_, rest)| rest.split('<').next().unwrap_or_default());
    plain(title.unwrap_or_default())
}

/// Whether the bytes hold the text, in whatever case, looking from the end.
fn rfind(bytes: &[u8], text: &[u8]) -> bool {
    let mut windows = bytes.windows(text.len());
    windows
        .rfind(|window| window.eq_ignore_ascii_case(text))
        .is_some()
}
