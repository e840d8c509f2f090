//! Alerts as an Atom feed (RFC 4287), for people who would rather subscribe.
//!
//! An entry says what its alert said, and no more: where everything stands today is not
//! part of it, so it stays as it is and no reader shows it as new again.

use jiff::Timestamp;
use quick_xml::{
    Writer,
    events::{BytesDecl, BytesText, Event},
};

use crate::render::text::clean;

/// An alert as an entry.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Hex sha256.
    pub id: String,
    pub seen_at: Timestamp,
    /// Its kind, as mails call it.
    pub kind: &'static str,
    pub title: String,
    /// Plain, in lines.
    pub text: String,
}

/// The feed, newest first; `id` is hex sha256, and tells it from feeds of other services.
pub fn feed(id: &str, entries: &[Entry], now: Timestamp) -> std::io::Result<String> {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    let updated = entries.first().map_or(now, |entry| entry.seen_at);
    let feed = writer
        .create_element("feed")
        .with_attribute(("xmlns", "http://www.w3.org/2005/Atom"));
    feed.write_inner_content(|writer| {
        element(writer, "title", "Section 907")?;
        element(writer, "subtitle", "What watch907 found worth telling")?;
        element(writer, "id", &urn(id))?;
        element(writer, "updated", &updated.to_string())?;
        writer
            .create_element("author")
            .write_inner_content(|writer| element(writer, "name", "watch907"))?;
        writer
            .create_element("link")
            .with_attributes([("rel", "self"), ("href", "alerts.atom")])
            .write_empty()?;
        writer
            .create_element("link")
            .with_attributes([
                ("rel", "alternate"),
                ("type", "text/html"),
                ("href", "report.html"),
            ])
            .write_empty()?;
        entries
            .iter()
            .try_for_each(|entry| self::entry(writer, entry))
    })?;
    let mut text = String::from_utf8(writer.into_inner()).expect("all of it was text");
    text.push('\n');
    Ok(text)
}

fn entry(writer: &mut Writer<Vec<u8>>, entry: &Entry) -> std::io::Result<()> {
    let told = writer.create_element("entry");
    told.write_inner_content(|writer| {
        element(writer, "id", &urn(&entry.id))?;
        element(writer, "title", &clean(&entry.title))?;
        // An alert is never changed.
        element(writer, "updated", &entry.seen_at.to_string())?;
        element(writer, "published", &entry.seen_at.to_string())?;
        writer
            .create_element("category")
            .with_attribute(("term", entry.kind))
            .write_empty()?;
        let text = maud::html! { pre style="white-space:pre-wrap" { (entry.text) } };
        writer
            .create_element("content")
            .with_attribute(("type", "html"))
            .write_text_content(BytesText::new(&text.into_string()))?;
        Ok(())
    })?;
    Ok(())
}

fn element(writer: &mut Writer<Vec<u8>>, name: &str, text: &str) -> std::io::Result<()> {
    writer
        .create_element(name)
        .write_text_content(BytesText::new(text))?;
    Ok(())
}

/// The first half of a hash as a UUID of the kind that its maker defines (RFC 9562, 5.8).
fn urn(hash: &str) -> String {
    let half: String = hash
        .chars()
        .chain(std::iter::repeat('0'))
        .take(32)
        .collect();
    format!(
        "urn:uuid:{}-{}-8{}-8{}-{}",
        &half[..8],
        &half[8..12],
        &half[13..16],
        &half[17..20],
        &half[20..]
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alert_is_an_entry_that_feed_readers_read() {
        let hash = "0123456789abcdef".repeat(4);
        let entry = Entry {
            id: hash.clone(),
            seen_at: "2026-08-08T05:03:00Z".parse().unwrap(),
            kind: "standing",
            title: "Waiver overdue: <b> & more".to_owned(),
            text: "Section 907 is WAIVER OVERDUE.\n\n  It says   \"a & b <c>\"\n".to_owned(),
        };
        let now = "2026-09-01T00:00:00Z".parse().unwrap();
        let xml = feed(&"f".repeat(64), &[entry], now).unwrap();

        assert!(
            xml.contains("<updated>2026-08-08T05:03:00Z</updated>"),
            "{xml}"
        );
        let read = feed_rs::parser::parse(xml.as_bytes()).unwrap();
        assert_eq!(read.id, "urn:uuid:ffffffff-ffff-8fff-8fff-ffffffffffff");
        let entry = &read.entries[0];
        assert_eq!(entry.id, "urn:uuid:01234567-89ab-8def-8123-456789abcdef");
        assert_eq!(
            entry.title.as_ref().unwrap().content,
            "Waiver overdue: <b> & more"
        );
        let content = entry.content.as_ref().unwrap().body.as_ref().unwrap();
        assert!(
            content.contains("  It says   &quot;a &amp; b &lt;c&gt;&quot;"),
            "{content}"
        );

        let empty = feed(&hash, &[], now).unwrap();
        assert!(
            feed_rs::parser::parse(empty.as_bytes())
                .unwrap()
                .entries
                .is_empty()
        );
    }
}
