//! What a person would see of a body, roughly: its text, its headings, whether it is short.
//!
//! No parser is at work here, for the same reason as in `looks`: this is read before
//! anything is believed. It errs only towards more text, so towards a good page.

/// A body as it is seen.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// In lower case, on one line.
    pub(super) text: String,
    /// First to third order, in lower case.
    pub(super) headings: Vec<String>,
    /// Everything, in lower case.
    pub(super) markup: String,
    /// Whether it says so little that one sentence is what it is about.
    pub(super) is_short: bool,
}

/// Pages that say less than this are short. Error pages and walls hardly say more; what
/// somebody wrote to be read hardly says less.
const SHORT_CHARS: usize = 1000;

impl Seen {
    /// Of markup or plain text, and whether that is all of it.
    pub(super) fn of(markup: &str, is_whole: bool) -> Self {
        let markup = markup.to_lowercase();
        let mut text = String::new();
        let mut headings = Vec::new();
        let mut heading = None;
        let mut rest = &*markup;
        while let Some(at) = rest.find('<') {
            text.push_str(&rest[..at]);
            rest = &rest[at..];
            if rest.starts_with("<!--") {
                rest = after(rest, "-->");
                continue;
            }
            let tag = rest[1..].split('>').next().unwrap_or_default();
            rest = after(rest, ">");
            let ends = |c: char| c.is_ascii_whitespace();
            let name = tag.trim_end_matches('/').split(ends).next();
            let name = name.unwrap_or_default();
            match name {
                "script" | "style" | "template" | "svg" | "title" | "noscript" | "textarea" => {
                    rest = rest
                        .find(&format!("</{name}"))
                        .map_or("", |end| &rest[end..]);
                }
                "h1" | "h2" | "h3" => heading = Some(text.len()),
                "/h1" | "/h2" | "/h3" => {
                    let from = heading.take();
                    headings.extend(from.map(|from| plain(&text[from..])));
                }
                _ => (),
            }
            if !INLINE.contains(&name.trim_start_matches('/')) {
                text.push(' ');
            }
        }
        text.push_str(rest);
        let text = plain(&text);
        Self {
            is_short: is_whole && text.chars().count() < SHORT_CHARS,
            text,
            headings,
            markup,
        }
    }

    /// Whether the markup holds this where it isn't shown: an article may quote it.
    pub(super) fn is_made_with(&self, mark: &str) -> bool {
        let mark = mark.to_lowercase();
        self.markup.contains(&mark) && !self.text.contains(&mark)
    }

    pub(super) fn asks_for_a_password(&self) -> bool {
        ["\"password\"", "'password'", "password"]
            .iter()
            .any(|value| self.is_made_with(&format!("type={value}")))
    }
}

/// Elements that part no words.
const INLINE: [&str; 9] = ["a", "b", "i", "em", "strong", "span", "code", "u", "small"];

fn after<'a>(text: &'a str, end: &str) -> &'a str {
    text.split_once(end).map_or("", |(_, rest)| rest)
}

/// Text as it is compared: entities read, apostrophes straight, on one line.
pub(super) fn plain(text: &str) -> String {
    let mut read = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, entity)) = rest.split_once('&') {
        read.push_str(before);
        let named = entity.get(..entity.len().min(10)).unwrap_or(entity);
        let decoded = named
            .split_once(';')
            .and_then(|(name, _)| character(name).map(|c| (name.len(), c)));
        rest = match decoded {
            Some((length, c)) => {
                read.push(c);
                &entity[length + 1..]
            }
            None => {
                read.push('&');
                entity
            }
        };
    }
    read.push_str(rest);
    let read = read.replace(['\u{2019}', '\u{2018}'], "'");
    read.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn character(entity: &str) -> Option<char> {
    if let Some(number) = entity.strip_prefix('#') {
        let code = match number.strip_prefix('x') {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code);
    }
    Some(match entity {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" | "rsquo" | "lsquo" => '\'',
        "nbsp" => ' ',
        "ndash" => '–',
        "mdash" => '—',
        "hellip" => '…',
        "middot" => '·',
        "raquo" => '»',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_is_told_from_what_is_not() {
        let seen = Seen::of(
            "<TITLE>T</TITLE><!-- <p>no --><script>if (a < b) '<h1>no</h1>'</script>\
             <h1 class=a>Can&rsquo;t <b>fi</b>nd</h1><p>A &amp; B&#46;<p>AT&T &nosuch; &",
            true,
        );
        assert_eq!(seen.text, "can't find a & b. at&t &nosuch; &");
        assert_eq!(seen.headings, ["can't find"]);
        assert!(seen.is_short && seen.is_made_with("<script>"));
        assert!(!seen.is_made_with("AT&T"));
    }

    #[test]
    fn what_is_open_or_long_is_no_trouble() {
        for text in [
            "",
            "<",
            "<!--",
            "<h1",
            "<h1>",
            "</h1>",
            "<script>x",
            "&#x;",
            "&#1114112;",
            "&é€€€€€",
        ] {
            Seen::of(text, true);
        }
        assert!(!Seen::of(&"word ".repeat(300), true).is_short);
        assert!(!Seen::of("word", false).is_short);
    }
}
