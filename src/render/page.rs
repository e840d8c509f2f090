//! The layout of a mail, before it is text or HTML.

use crate::render::text;

/// A mail from top to bottom.
#[derive(Clone, Debug)]
pub(super) struct Page {
    pub(super) tone: Tone,
    /// What happened, in a sentence or two.
    pub(super) lead: Vec<Piece>,
    /// What the reader must not take it for.
    pub(super) notice: Option<String>,
    pub(super) parts: Vec<Part>,
    /// How this message is numbered, if it is.
    pub(super) numbering: Option<String>,
    /// How to see more, as typed.
    pub(super) commands: Vec<String>,
}

/// What sort of news it is, at a glance.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Tone {
    /// The law or its record moved.
    Law,
    /// Somebody says something.
    Word,
    /// We can't see.
    Trouble,
    /// All is well.
    Calm,
}

#[derive(Clone, Debug)]
pub(super) enum Piece {
    Plain(String),
    /// Our own words, told loudly.
    Loud(String),
}

#[derive(Clone, Debug)]
pub(super) enum Part {
    /// Labels and what belongs to them.
    Rows {
        title: String,
        rows: Vec<Row>,
    },
    Prose {
        title: String,
        lines: Vec<String>,
    },
    Table {
        title: String,
        head: Vec<&'static str>,
        rows: Vec<Vec<String>>,
    },
    Diff {
        title: String,
        diff: String,
        more: String,
    },
    Entries {
        title: String,
        notice: String,
        entries: Vec<Entry>,
    },
}

#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) label: String,
    pub(super) lines: Vec<Line>,
}

#[derive(Clone, Debug)]
pub(super) enum Line {
    Words(String),
    /// Our own words, told loudly.
    Loud(String),
    /// Words of a document or a source, in quotation marks.
    Quote(String),
    /// An `http` or `https` address; made by [`link`].
    Link(String),
}

/// One alert among others.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) headline: String,
    pub(super) lines: Vec<Line>,
    /// A unified diff; may be empty.
    pub(super) diff: String,
    pub(super) seen: String,
    pub(super) command: String,
}

/// The most that is shown of a text from outside.
const QUOTE_CHARS_MAX: usize = 600;
const WORDS_CHARS_MAX: usize = 2_000;
const LABEL_CHARS_MAX: usize = 40;
const LINK_BYTES_MAX: usize = 2_000;

impl Row {
    /// `None` where there is nothing to say.
    pub(super) fn new(label: &str, lines: Vec<Option<Line>>) -> Option<Self> {
        let lines: Vec<Line> = lines.into_iter().flatten().collect();
        let label = text::clip(&text::clean(label), LABEL_CHARS_MAX);
        (!lines.is_empty()).then_some(Self { label, lines })
    }
}

impl Part {
    /// Rows without a title, of those that have something to say.
    pub(super) fn rows(rows: Vec<Option<Row>>) -> Self {
        Self::Rows {
            title: String::new(),
            rows: rows.into_iter().flatten().collect(),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::Rows { rows, .. } => rows.is_empty(),
            Self::Prose { lines, .. } => lines.is_empty(),
            Self::Table { rows, .. } => rows.is_empty(),
            Self::Diff { diff, .. } => diff.is_empty(),
            Self::Entries { entries, .. } => entries.is_empty(),
        }
    }
}

/// Clean, and no longer than anybody reads.
pub(super) fn fit(text: &str) -> String {
    text::clip(&text::clean(text), WORDS_CHARS_MAX)
}

pub(super) fn words(text: impl AsRef<str>) -> Option<Line> {
    let text = fit(text.as_ref());
    (!text.is_empty()).then_some(Line::Words(text))
}

pub(super) fn quote(text: &str) -> Option<Line> {
    let is_empty = text::clean(text).is_empty();
    (!is_empty).then(|| Line::Quote(text::quoted(text, QUOTE_CHARS_MAX)))
}

/// A link that may be followed: to a web address, and nothing else. Any other is
/// shown as words.
pub(super) fn link(address: Option<&String>) -> Option<Line> {
    let address = address?;
    match url::Url::parse(address) {
        Ok(url)
            if matches!(url.scheme(), "http" | "https")
                && url.username().is_empty()
                && url.password().is_none()
                && url.as_str().len() <= LINK_BYTES_MAX =>
        {
            Some(Line::Link(url.into()))
        }
        _ => words(text::clip(&text::clean(address), 200)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_addresses_can_be_followed() {
        for (address, followed) in [
            ("https://azertag.az/xeber/1", true),
            ("HTTP://azertag.az", true),
            ("javascript:alert(1)", false),
            ("data:text/html,x", false),
            ("file:///etc/passwd", false),
            ("//azertag.az/1", false),
            ("https://whitehouse.gov@evil.example/", false),
            ("", false),
        ] {
            let line = link(Some(&address.to_owned()));
            assert_eq!(matches!(line, Some(Line::Link(_))), followed, "{address}");
        }
        assert!(link(Some(&format!("https://a.example/{}", "x".repeat(5_000)))).is_some());
    }
}
