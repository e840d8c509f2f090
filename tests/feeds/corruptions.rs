//! What goes wrong with real feeds, done to sound ones on purpose.
//!
//! The table beside this was computed over exactly these bytes: a change here asks for
//! a new one (see `count.py`).

use encoding_rs::{Encoding, WINDOWS_1251, WINDOWS_1252};
use regex::{Captures, Regex};

/// A feed on the wire.
pub(crate) struct Wire {
    pub(crate) body: Vec<u8>,
    pub(crate) content_type: &'static str,
}

/// The kinds of corruption, by name.
pub(crate) const KINDS: [&str; 44] = [
    "clean",
    "amp_in_text",
    "amp_in_url",
    "reference_unclosed",
    "reference_to_control",
    "lt_in_text",
    "br_unclosed",
    "tags_mismatched",
    "tags_crossed",
    "item_end_missing",
    "title_end_missing",
    "cut_at_60_percent",
    "cut_in_last_tag",
    "root_end_missing",
    "declaration_twice",
    "declaration_later",
    "rss_without_version",
    "rss_2_01",
    "rss_in_a_namespace",
    "php_warning",
    "charset_in_header_only",
    "header_contradicts",
    "cp1252_as_utf8",
    "utf8_as_utf16",
    "utf8_as_latin1",
    "utf8_as_ascii",
    "utf16be",
    "utf16le",
    "upper_case",
    "bad_base",
    "html_entities",
    "dtd_entities",
    "c1_references",
    "control_characters",
    "bom",
    "blank_lines",
    "junk_after",
    "undeclared_prefix",
    "duplicate_attribute",
    "unquoted_attribute",
    "cdata_end_in_text",
    "unknown_encoding",
    "stray_byte",
    "comment_unclosed_at_end",
];

const XML: &str = "application/xml";

/// Corrupts a sound feed in XML, given without its declaration. `None` where the kind
/// makes no sense for it.
pub(crate) fn corrupt(feed: &str, kind: &str) -> Option<Wire> {
    let after_titles = |what: &str| feed.replace("</title>", &format!("{what}</title>"));
    let is_rss = feed.contains("<rss");
    let declared = |text: &str| format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{text}");
    let text = match kind {
        "clean" => declared(feed),
        "amp_in_text" => declared(&after_titles(" AT&T & co")),
        "amp_in_url" => {
            let feed = feed.replace("</link>", "?a=1&b=2</link>");
            declared(&feed.replace("href=\"http", "href=\"http://x.example/?a=1&b=2&u=http"))
        }
        "reference_unclosed" => declared(&after_titles(" a &amp b &nbsp c")),
        "reference_to_control" => declared(&after_titles(" x&#11;y&#0;z")),
        "lt_in_text" => declared(&after_titles(" 1 < 2 <3")),
        "br_unclosed" => {
            let feed = feed.replace("</description>", "<br>more</description>");
            declared(&feed.replace("</summary>", "<br>more</summary>"))
        }
        "tags_mismatched" => declared(&feed.replace("</title>", "</titel>")),
        "tags_crossed" => {
            let feed = feed.replace("</description>", "<b><i>x</b></i></description>");
            declared(&feed.replace("</summary>", "<b><i>x</b></i></summary>"))
        }
        "item_end_missing" => declared(&feed.replace("</item>", "").replace("</entry>", "")),
        "title_end_missing" => {
            let at = feed.rfind("</title>")?;
            declared(&format!(
                "{}{}",
                &feed[..at],
                &feed[at + "</title>".len()..]
            ))
        }
        "cut_at_60_percent" => declared(&feed[..feed.floor_char_boundary(feed.len() * 6 / 10)]),
        "cut_in_last_tag" => declared(&feed[..feed.trim_end().len() - 2]),
        "root_end_missing" => declared(&feed[..feed.rfind("</")?]),
        "declaration_twice" => declared(&declared(feed)),
        "declaration_later" => declared(&after_titles("").replacen(
            "</title>",
            "</title><?xml version=\"1.0\" encoding=\"utf-8\"?>",
            1,
        )),
        "rss_without_version" if is_rss => declared(&version(feed, "")),
        "rss_2_01" if is_rss => declared(&version(feed, " version=\"2.01\"")),
        "rss_in_a_namespace" if is_rss => declared(&version(
            feed,
            " version=\"2.0\" xmlns=\"http://backend.userland.com/rss2\"",
        )),
        "rss_without_version" | "rss_2_01" | "rss_in_a_namespace" => return None,
        "php_warning" => {
            format!(
                "<br />\n<b>Warning</b>:  Undefined index in <b>/x.php</b><br />\n{}",
                declared(feed)
            )
        }
        "charset_in_header_only" => {
            let (encoding, content_type) = [
                (WINDOWS_1252, "application/xml; charset=windows-1252"),
                (WINDOWS_1251, "application/xml; charset=windows-1251"),
            ]
            .into_iter()
            .find(|(encoding, _)| !feed.is_ascii() && !encoding.encode(feed).2)?;
            return Some(Wire {
                body: encoding.encode(feed).0.into_owned(),
                content_type,
            });
        }
        "header_contradicts" => {
            return Some(Wire {
                body: declared(feed).into(),
                content_type: "application/xml; charset=iso-8859-1",
            });
        }
        "cp1252_as_utf8" => return encoded(&declared(feed), WINDOWS_1252),
        "utf8_as_utf16" => format!("<?xml version=\"1.0\" encoding=\"utf-16\"?>\n{feed}"),
        "utf8_as_latin1" => format!("<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>\n{feed}"),
        "utf8_as_ascii" => format!("<?xml version=\"1.0\" encoding=\"us-ascii\"?>\n{feed}"),
        "utf16be" | "utf16le" => {
            let text = format!("\u{FEFF}<?xml version=\"1.0\" encoding=\"utf-16\"?>\n{feed}");
            let bytes = |unit: u16| match kind {
                "utf16be" => unit.to_be_bytes(),
                _ => unit.to_le_bytes(),
            };
            return Some(Wire {
                body: text.encode_utf16().flat_map(bytes).collect(),
                content_type: XML,
            });
        }
        "upper_case" => {
            let tag = Regex::new(r"(?s)<!\[CDATA\[.*?\]\]>|</?[A-Za-z:]+").expect("a pattern");
            let upper = tag.replace_all(feed, |found: &Captures<'_>| match &found[0] {
                literal if literal.starts_with("<!") => literal.to_owned(),
                tag => tag.to_uppercase(),
            });
            declared(&upper)
        }
        "bad_base" => declared(&on_root(feed, " xml:base=\"http://[bad\"")),
        "html_entities" => declared(&after_titles(" a&nbsp;b &mdash; caf&eacute;")),
        "dtd_entities" => format!(
            "<?xml version=\"1.0\"?>\n<!DOCTYPE r [<!ENTITY co \"Company\">]>\n{}",
            after_titles(" &co; x")
        ),
        "c1_references" => declared(&after_titles(" a&#150;b &#x92;s")),
        "control_characters" => declared(&after_titles(" a\u{B}b\u{1}c")),
        "bom" => format!("\u{FEFF}{}", declared(feed)),
        "blank_lines" => format!("\n\n  \n{}", declared(feed)),
        "junk_after" => format!("{}\n<!-- served in 3 ms --><p>junk & more", declared(feed)),
        "undeclared_prefix" => declared(&feed.replace("</title>", "</title><foo:bar>x</foo:bar>")),
        "duplicate_attribute" => declared(&on_items(feed, " a=\"1\" a=\"2\"")),
        "unquoted_attribute" => {
            let feed = on_items(feed, " a=1");
            declared(&feed.replace("isPermaLink=\"false\"", "isPermaLink=false"))
        }
        "cdata_end_in_text" => declared(&after_titles(" a]]>b")),
        "unknown_encoding" => format!("<?xml version=\"1.0\" encoding=\"x-klingon\"?>\n{feed}"),
        "stray_byte" => {
            let at = feed.rfind("</title>")?;
            let body = [
                declared(&feed[..at]).as_bytes(),
                b" \x96 x",
                &feed.as_bytes()[at..],
            ]
            .concat();
            return Some(Wire {
                body,
                content_type: XML,
            });
        }
        "comment_unclosed_at_end" => format!("{}<!-- x", declared(feed)),
        kind => panic!("no such kind: {kind}"),
    };
    Some(Wire {
        body: text.into(),
        content_type: XML,
    })
}

fn encoded(text: &str, encoding: &'static Encoding) -> Option<Wire> {
    let (body, _, lossy) = encoding.encode(text);
    (!lossy && !text.is_ascii()).then(|| Wire {
        body: body.into_owned(),
        content_type: XML,
    })
}

fn version(feed: &str, attributes: &str) -> String {
    let version = Regex::new(r#"<rss( version="[^"]*")?"#).expect("a pattern");
    version
        .replace(feed, format!("<rss{attributes}"))
        .into_owned()
}

fn on_root(feed: &str, attributes: &str) -> String {
    let root = Regex::new(r"<(rss|feed|rdf:RDF)\b").expect("a pattern");
    root.replace(feed, format!("<${{1}}{attributes}"))
        .into_owned()
}

fn on_items(feed: &str, attributes: &str) -> String {
    let item = Regex::new(r"<(item|entry)\b").expect("a pattern");
    item.replace_all(feed, format!("<${{1}}{attributes}"))
        .into_owned()
}
