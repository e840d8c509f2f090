//! Writing XML: elements in elements, escaped by construction.

use std::io;

use quick_xml::{
    Writer,
    events::{BytesCData, BytesDecl, BytesText, Event},
};

pub(super) type Xml = Writer<Vec<u8>>;

/// Writes a document, declared to be in `encoding`; its bytes are UTF-8 all the same.
pub(super) fn document(
    encoding: &str,
    standalone: Option<&str>,
    content: impl FnOnce(&mut Xml) -> io::Result<()>,
) -> Vec<u8> {
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 2);
    let declaration = BytesDecl::new("1.0", Some(encoding), standalone);
    xml.write_event(Event::Decl(declaration))
        .and_then(|()| content(&mut xml))
        .expect("a vector takes what is written");
    xml.into_inner()
}

/// Writes `<name>text</name>`.
pub(super) fn leaf(xml: &mut Xml, name: &str, text: &str) -> io::Result<()> {
    xml.create_element(name)
        .write_text_content(BytesText::new(text))?;
    Ok(())
}

/// Writes `text` unescaped, which must not hold `]]>`.
pub(super) fn cdata(xml: &mut Xml, name: &str, text: &str) -> io::Result<()> {
    xml.create_element(name)
        .write_cdata_content(BytesCData::new(text))?;
    Ok(())
}

/// Writes an element around `content`.
pub(super) fn nest(
    xml: &mut Xml,
    name: &str,
    content: impl FnOnce(&mut Xml) -> io::Result<()>,
) -> io::Result<()> {
    xml.create_element(name).write_inner_content(content)?;
    Ok(())
}
