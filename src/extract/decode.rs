//! Turns the bytes of a document into text, whatever they claim to be.
//!
//! Servers and documents name encodings carelessly, and a wrong guess makes every
//! title look edited. So what the bytes prove comes before what anybody says: a byte
//! order mark, the zeros of UTF-16, multi-byte UTF-8 without a fault. Then the header
//! is tried, then the document's own declaration, and the first that decodes without
//! an error wins; last comes a guess from the bytes alone. The result depends on the
//! bytes and the labels only, and decoding never fails.
//!
//! A letter with its accent is spelled in one way (NFC), as it looks the same in two.

mod utf_8;

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use icu_normalizer::ComposingNormalizerBorrowed;

/// Where a document of this kind declares its encoding.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Kind {
    /// `<?xml … encoding="…"?>`
    Xml,
    /// `<meta charset=…>` or `<meta http-equiv … content="…; charset=…">`
    Html,
    /// Nowhere: it is UTF-8 by RFC 8259.
    Json,
}

/// A document as text, without a byte order mark.
#[derive(Clone, Debug)]
pub struct Decoded<'a> {
    /// Borrowed where the bytes were UTF-8 already.
    pub text: Cow<'a, str>,
    /// The encoding it was in, by its WHATWG name: `UTF-8`, `windows-1251`.
    pub encoding: &'static str,
    /// A label, from the header or the document, that turned out to be wrong or that
    /// no one knows.
    pub misdeclared: Option<String>,
}

/// How much of a document is searched for its declaration, in bytes.
const DECLARATION_MAX: usize = 4096;

/// How much of a document the guess looks at, in bytes.
const GUESS_MAX: usize = 256 * 1024;

/// Decodes `body`, given the `Content-Type` header it came with.
pub fn decode<'a>(body: &'a [u8], content_type: Option<&str>, kind: Kind) -> Decoded<'a> {
    let header = content_type.and_then(charset);
    if let Some(decoded) = utf_32(body) {
        return decoded;
    }
    let proven = by_mark(body).or_else(|| by_zeros(body).map(|encoding| (encoding, 0)));
    let declared = match proven {
        Some((encoding, mark)) if encoding != UTF_8 => declaration(&narrow(&body[mark..]), kind),
        _ => declaration(body, kind),
    };
    let labels: Vec<&str> = [header, declared.as_deref()]
        .into_iter()
        .flatten()
        .collect();

    let (text, encoding) = match proven {
        Some((encoding, mark)) if encoding != UTF_8 => {
            let (text, _) = encoding.decode_without_bom_handling(&body[mark..]);
            (text, encoding)
        }
        Some((_, mark)) => by_proof_or_label(&body[mark..], &labels, true),
        None => by_proof_or_label(body, &labels, kind == Kind::Json),
    };
    let misdeclared = labels
        .into_iter()
        .find(|label| !names(label, encoding, &text))
        .map(str::to_owned);
    Decoded {
        text: composed(text),
        encoding: encoding.name(),
        misdeclared,
    }
}

fn composed(text: Cow<'_, str>) -> Cow<'_, str> {
    match ComposingNormalizerBorrowed::new_nfc().normalize(&text) {
        Cow::Borrowed(_) => text,
        Cow::Owned(composed) => Cow::Owned(composed),
    }
}

fn by_mark(body: &[u8]) -> Option<(&'static Encoding, usize)> {
    Encoding::for_bom(body)
}

/// UTF-16 without a byte order mark shows by the zeros around its first characters.
fn by_zeros(body: &[u8]) -> Option<&'static Encoding> {
    match body {
        [0, b'<' | b'{' | b'[', 0, next, ..] if *next != 0 => Some(UTF_16BE),
        [b'<' | b'{' | b'[', 0, next, 0, ..] if *next != 0 => Some(UTF_16LE),
        _ => None,
    }
}

/// UTF-32, which the WHATWG left out and a few feeds have not.
fn utf_32(body: &[u8]) -> Option<Decoded<'static>> {
    let (read, name, mark): (fn([u8; 4]) -> u32, _, _) = match body {
        [0xFF, 0xFE, 0, 0, ..] => (u32::from_le_bytes, "UTF-32LE", 4),
        [0, 0, 0xFE, 0xFF, ..] => (u32::from_be_bytes, "UTF-32BE", 4),
        [b'<', 0, 0, 0, ..] => (u32::from_le_bytes, "UTF-32LE", 0),
        [0, 0, 0, b'<', ..] => (u32::from_be_bytes, "UTF-32BE", 0),
        _ => return None,
    };
    let (units, _) = body[mark..].as_chunks::<4>();
    let scalar = |unit: &[u8; 4]| char::from_u32(read(*unit)).unwrap_or('\u{FFFD}');
    Some(Decoded {
        text: units.iter().map(scalar).collect(),
        encoding: name,
        misdeclared: None,
    })
}

/// `is_utf_8`: that it is meant to be, whatever the labels say.
fn by_proof_or_label<'a>(
    body: &'a [u8],
    labels: &[&str],
    is_utf_8: bool,
) -> (Cow<'a, str>, &'static Encoding) {
    let utf_8 = std::str::from_utf8(body);
    // Pure ASCII proves nothing where escapes switch the alphabet, as in ISO-2022-JP.
    let escapes = body.contains(&0x1B);
    if let Ok(text) = utf_8
        && !(escapes && text.is_ascii())
    {
        return (Cow::Borrowed(text), UTF_8);
    }
    for encoding in labels.iter().filter_map(|label| encoding(label)) {
        if encoding == UTF_16LE || encoding == UTF_16BE {
            continue; // The bytes would have shown it.
        }
        if let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(body)
            && !has_c1(&text)
        {
            return (text, encoding);
        }
    }
    if let Ok(text) = utf_8 {
        return (Cow::Borrowed(text), UTF_8);
    }
    let named = || labels.iter().any(|label| encoding(label) == Some(UTF_8));
    if let Some(text) = utf_8::mend(body, is_utf_8 || named()) {
        return (Cow::Owned(text), UTF_8);
    }
    let encoding = guess(body);
    let (text, _) = encoding.decode_without_bom_handling(body);
    (text, encoding)
}

fn guess(body: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(&body[..body.len().min(GUESS_MAX)], true);
    detector.guess(None, Utf8Detection::Deny)
}

/// Control characters of the upper half tell that a single-byte encoding was named
/// wrongly: no text has them.
fn has_c1(text: &str) -> bool {
    !text.is_ascii() && text.chars().any(|c| ('\u{80}'..='\u{9F}').contains(&c))
}

fn encoding(label: &str) -> Option<&'static Encoding> {
    Encoding::for_label_no_replacement(label.as_bytes())
}

/// Whether `label` is a fair name for what `encoding` turned into `text`.
fn names(label: &str, used: &'static Encoding, text: &str) -> bool {
    match encoding(label) {
        Some(named) if named == used => true,
        // `utf-16` is either order; as a label of ASCII it is a lie.
        Some(named) if named == UTF_16LE || named == UTF_16BE => {
            used == UTF_16LE || used == UTF_16BE
        }
        // All of these agree on ASCII.
        Some(named) => named.is_ascii_compatible() && text.is_ascii(),
        None => false,
    }
}

/// The charset parameter of a `Content-Type`.
fn charset(content_type: &str) -> Option<&str> {
    content_type
        .split(';')
        .skip(1)
        .filter_map(|parameter| parameter.split_once('='))
        .find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))
        .map(|(_, value)| value.trim().trim_matches(['"', '\'']))
        .filter(|value| !value.is_empty())
}

/// The encoding that the document itself names.
fn declaration(body: &[u8], kind: Kind) -> Option<String> {
    let head = &body[..body.len().min(DECLARATION_MAX)];
    let head = String::from_utf8_lossy(head);
    match kind {
        Kind::Xml => {
            let start = head.find("<?xml")?;
            let declaration = &head[start..];
            let end = declaration.find('>')?;
            value(&declaration[..end], "encoding")
        }
        Kind::Html => head.match_indices('<').find_map(|(start, _)| {
            let tag = &head[start..];
            let tag = &tag[..tag.find('>')?];
            let is_meta = tag.get(1..5)?.eq_ignore_ascii_case("meta");
            is_meta.then(|| value(tag, "charset"))?
        }),
        Kind::Json => None,
    }
}

/// The value in `name = "value"`, however it is quoted.
fn value(tag: &str, name: &str) -> Option<String> {
    let lower = tag.to_ascii_lowercase();
    let (_, rest) = lower.split_once(name)?;
    let rest = rest.trim_start().strip_prefix('=')?;
    let rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '"' || c == '\'');
    let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || "-_.:+".contains(c)));
    let value = &rest[..end.unwrap_or(rest.len())];
    (!value.is_empty()).then(|| value.to_owned())
}

/// The start of a UTF-16 document as bytes, to look for its declaration.
fn narrow(body: &[u8]) -> Vec<u8> {
    let head = &body[..body.len().min(2 * DECLARATION_MAX)];
    head.iter().copied().filter(|&byte| byte != 0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TITLE: &str = "<?xml version='1.0' encoding='LABEL'?><title>Поправка 907</title>";

    #[test]
    fn plain_utf_8_is_not_copied() {
        let body = "<title>Café</title>".as_bytes();
        let decoded = decode(body, Some("text/xml; charset=utf-8"), Kind::Xml);
        assert!(matches!(decoded.text, Cow::Borrowed(_)));
        assert_eq!(decoded.misdeclared, None);
    }

    #[test]
    fn a_declared_encoding_is_used() {
        for label in ["windows-1251", "koi8-r", "iso-8859-5", "utf-8"] {
            check(&encoded(label, label), None, label, None);
        }
    }

    #[test]
    fn utf_8_that_says_it_is_something_else_stays_utf_8() {
        for label in [
            "iso-8859-1",
            "us-ascii",
            "utf-16",
            "windows-1251",
            "klingon",
        ] {
            check(&encoded("utf-8", label), None, "UTF-8", Some(label));
        }
        let body = encoded("utf-8", "utf-8");
        check(&body, Some("iso-8859-1"), "UTF-8", Some("iso-8859-1"));
    }

    #[test]
    fn the_header_helps_where_the_document_is_silent() {
        let body = encoded("windows-1251", "");
        check(&body, Some("Windows-1251"), "windows-1251", None);
    }

    #[test]
    fn without_any_word_the_bytes_are_enough() {
        check(&encoded("windows-1251", ""), None, "windows-1251", None);
    }

    #[test]
    fn utf_16_is_known_by_its_mark_or_its_zeros() {
        for (encoding, mark) in [(UTF_16LE, [0xFF, 0xFE]), (UTF_16BE, [0xFE, 0xFF])] {
            let text = TITLE.replace("LABEL", "utf-16");
            let bytes: Vec<u8> = text
                .encode_utf16()
                .flat_map(|unit| match encoding.name() {
                    "UTF-16LE" => unit.to_le_bytes(),
                    _ => unit.to_be_bytes(),
                })
                .collect();
            check(&bytes, None, encoding.name(), None);
            check(&[&mark[..], &bytes].concat(), None, encoding.name(), None);
        }
    }

    #[test]
    fn windows_1252_that_says_utf_8_keeps_its_quotes() {
        let body = b"<?xml version='1.0' encoding='utf-8'?><t>\x93caf\xE9\x94 na\xEFve</t>";
        let decoded = decode(body, None, Kind::Xml);
        assert!(decoded.text.contains("\u{201C}café\u{201D} naïve"));
        assert_eq!(decoded.misdeclared.as_deref(), Some("utf-8"));
    }

    #[test]
    fn one_stray_byte_does_not_garble_the_rest() {
        let body = [TITLE.as_bytes(), b"<t>\x96</t>"].concat();
        let decoded = decode(&body, None, Kind::Xml);
        assert!(decoded.text.contains("Поправка 907</title><t>–</t>"));
    }

    #[test]
    fn a_few_faults_in_what_says_utf_8_do_not_make_another_encoding_of_it() {
        let smile = b"\xED\xA0\xBD\xED\xB8\x80";
        for (fault, mended) in [
            (&smile[..], "\u{1F600}"),
            (b"\xED\xA0\xBD", "\u{FFFD}"),
            (b"\x96 \x93", "– “"),
            (b"\xED", "í"),
        ] {
            let head = "<?xml version='1.0' encoding='utf-8'?><t>Grüße ".as_bytes();
            let body = [head, fault, b"</t>"].concat();
            let decoded = decode(&body, None, Kind::Xml);
            assert_eq!(decoded.encoding, "UTF-8");
            let text = format!("<t>Grüße {mended}</t>");
            assert!(decoded.text.ends_with(&text), "{}", decoded.text);
        }
        // Nor is another encoding taken for it.
        for (label, text) in [
            ("gbk", "第九〇七条修正案与阿塞拜疆的援助限制"),
            ("shift_jis", "第九〇七条修正案とアゼルバイジャン"),
            ("windows-1251", "Поправка 907 и Азербайджан"),
            ("windows-1252", "Grüße, naïve café à la carte"),
        ] {
            let text = format!("<?xml version='1.0' encoding='utf-8'?><t>{text}</t>");
            let (body, _, _) = encoding(label).unwrap().encode(&text);
            let decoded = decode(&body, None, Kind::Xml);
            assert_eq!(decoded.text, text, "{label}");
        }
    }

    #[test]
    fn a_page_names_its_encoding_in_a_meta_element() {
        for meta in [
            "<meta charset=windows-1251>",
            "<META http-equiv=Content-Type content=\"text/html; charset=windows-1251\">",
        ] {
            let page = format!("<html><head>{meta}<title>Раздел</title>");
            let (bytes, _, _) = encoding("windows-1251").unwrap().encode(&page);
            let decoded = decode(&bytes, None, Kind::Html);
            assert_eq!(decoded.text, page);
            assert_eq!(decoded.encoding, "windows-1251");
        }
    }

    #[test]
    fn a_mark_is_not_part_of_the_text() {
        let decoded = decode(b"\xEF\xBB\xBF{}", None, Kind::Json);
        assert_eq!(decoded.text, "{}");
        assert_eq!(decode(b"", None, Kind::Json).text, "");
        let wide = b"\xFF\xFE\0\0<\0\0\0a\0\0\0";
        assert_eq!(decode(wide, None, Kind::Xml).text, "<a");
    }

    fn encoded(actual: &str, label: &str) -> Vec<u8> {
        let text = match label {
            "" => TITLE.replace(" encoding='LABEL'", ""),
            label => TITLE.replace("LABEL", label),
        };
        encoding(actual).unwrap().encode(&text).0.into_owned()
    }

    #[track_caller]
    fn check(body: &[u8], charset: Option<&str>, used: &str, misdeclared: Option<&str>) {
        let content_type = charset.map(|charset| format!("text/xml; charset={charset}"));
        let decoded = decode(body, content_type.as_deref(), Kind::Xml);
        assert!(decoded.text.contains("Поправка 907"), "{}", decoded.text);
        assert!(decoded.encoding.eq_ignore_ascii_case(used), "{decoded:?}");
        assert_eq!(decoded.misdeclared.as_deref(), misdeclared);
    }
}
