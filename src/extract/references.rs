//! Character references, `&amp;` and `&#8212;`, as browsers read them.
//!
//! XML knows five names, HTML two thousand, and feeds use any of them in both, forget
//! the `;`, and number characters by windows-1252. A `&` that starts no reference is
//! one.

use std::borrow::Cow;

use quick_xml::escape::resolve_predefined_entity;

/// The longest name of a character reference, `CounterClockwiseContourIntegral`, and
/// room for the zeros in front of a number.
const REFERENCE_MAX: usize = 40;

/// What a reference at the start of a text stands for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Reference<'a> {
    Char(char),
    /// A number in the gap of Latin-1, read as the windows-1252 that was meant.
    Windows(char),
    /// What a name of XML or HTML stands for.
    Text(&'static str),
    /// A number that is no character that text may hold.
    Forbidden,
    /// A name that neither XML nor HTML knows.
    Unknown(&'a str),
}

/// Reads the reference at the start of `text`, which starts with `&`.
///
/// Returns what it stands for, its length in bytes, and whether it is closed by `;`.
/// `None` where the `&` stands for itself.
pub(crate) fn reference(text: &str) -> Option<(Reference<'_>, usize, bool)> {
    let body = &text[1..];
    let number = body.starts_with('#');
    let name =
        |c: &u8| c.is_ascii_alphanumeric() || (!number && matches!(c, b'_' | b'.' | b'-' | b':'));
    let start = usize::from(number);
    let length = body
        .bytes()
        .skip(start)
        .take(REFERENCE_MAX)
        .take_while(name)
        .count();
    if length == 0 {
        return None;
    }
    let inner = &body[start..start + length];
    let closed = body.as_bytes().get(start + length) == Some(&b';');
    let end = 1 + start + length + usize::from(closed);
    if number {
        let (digits, radix) = match inner.strip_prefix(['x', 'X']) {
            Some(digits) => (digits, 16),
            None => (inner, 10),
        };
        // Without `;` the digits end where they end.
        let length = digits.chars().take_while(|c| c.is_digit(radix)).count();
        if length == 0 || (closed && length < digits.len()) {
            return None;
        }
        let end = end - (digits.len() - length);
        let code = u32::from_str_radix(&digits[..length], radix).unwrap_or(u32::MAX);
        return Some((character(code), end, closed));
    }
    if closed {
        let found =
            resolve_predefined_entity(inner).map_or(Reference::Unknown(inner), Reference::Text);
        return Some((found, end, true));
    }
    // Only the names of HTML 2 may go without `;`, and `&copy=` in an address is none.
    let legacy = matches!(
        inner,
        "amp" | "lt" | "gt" | "quot" | "apos" | "nbsp" | "copy" | "reg" | "laquo" | "raquo"
    );
    let ends = body.as_bytes().get(length) != Some(&b'=');
    let text = resolve_predefined_entity(inner).filter(|_| legacy && ends)?;
    Some((Reference::Text(text), end, false))
}

/// A numbered character as browsers read it: what falls in the gap of Latin-1 means
/// windows-1252 (HTML, "numeric character reference end state").
fn character(code: u32) -> Reference<'static> {
    match code {
        0x80..=0x9F => Reference::Windows(windows_1252(code as u8)),
        0x9 | 0xA | 0xD | 0x20..=0xD7FF | 0xE000..=0xFFFD | 0x10000..=0x10FFFF => {
            char::from_u32(code).map_or(Reference::Forbidden, Reference::Char)
        }
        _ => Reference::Forbidden,
    }
}

/// The character that windows-1252 has at a place from 0x80 to 0x9F.
pub(crate) fn windows_1252(byte: u8) -> char {
    let (text, _) =
        encoding_rs::WINDOWS_1252.decode_without_bom_handling(std::slice::from_ref(&byte));
    text.chars().next().unwrap_or('\u{FFFD}')
}

/// Resolves the references in a text once. Unknown ones stay as they are.
pub(crate) fn resolve(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut resolved = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        resolved.push_str(&rest[..at]);
        rest = &rest[at..];
        let length = match reference(rest) {
            Some((Reference::Char(c) | Reference::Windows(c), length, _)) => {
                resolved.push(c);
                length
            }
            Some((Reference::Text(text), length, _)) => {
                resolved.push_str(text);
                length
            }
            Some((Reference::Forbidden, length, _)) => length,
            Some((Reference::Unknown(_), length, _)) => {
                resolved.push_str(&rest[..length]);
                length
            }
            None => {
                resolved.push('&');
                1
            }
        };
        rest = &rest[length..];
    }
    resolved.push_str(rest);
    Cow::Owned(resolved)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_resolved_as_browsers_do() {
        for (text, expected) in [
            ("AT&T &amp; co", "AT&T & co"),
            ("&mdash;&#8212;&#x2014;", "———"),
            ("&#151;&#x96;", "—–"),
            ("&#0;&#11;&#xD800;", ""),
            ("&#99999999999;", ""),
            ("&nosuch; &; &#; &#x;", "&nosuch; &; &#; &#x;"),
            ("&lt p&gt", "< p>"),
            ("?a=1&copy=2&reg", "?a=1&copy=2®"),
            ("&#8212 x", "— x"),
        ] {
            assert_eq!(resolve(text), expected, "{text}");
        }
    }
}
