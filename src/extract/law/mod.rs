//! What a bill, an enrolled bill or a law does to Section 907.
//!
//! A text comes as a bill's XML, as a law's XML (USLM), as a page, or as printed text,
//! and says the same in each. So each shape is first brought to lines as
//! they would be printed; they are put in their sections and provisions, and only
//! then is the language read:
//!
//! 1. `citations` finds what is cited, in full or by reference back, and which Act a
//!    "section 907" is of. What is something else is kept, with the reason.
//! 2. `effects` reads the sentence around a citation, with the chapeau above it and
//!    the list below, as statutes are drafted: who may not do what. `heads` tells what a
//!    subject names, `phrases` to which objects a verb is tied; what isn't known to be the
//!    provision or its waiver is neither.
//! 3. `terms` reads from when until when.
//!
//! One section is held at a time, and work is linear in the text.

#[macro_use]
mod pattern;

mod xml;

mod vocabulary;

mod html;

mod plain;

mod fold;

mod document;

mod outline;

mod sentences;

mod citations;

mod which;

mod definitions;

mod acts;

mod authority;

mod friends;

mod effects;

mod subjects;

mod heads;

mod commands;

mod phrases;

mod verbs;

mod terms;

mod bounds;

mod marks;

mod provisions;

mod analysis;

mod enactment;

#[cfg(test)]
mod tests;

use crate::{
    domain::effect::Reading,
    extract::decode::{self, decode},
};

pub use enactment::{Enactment, enactment};

use document::Document;

/// The longest document that is read, in bytes. The longest law is a tenth of it.
const BYTES_MAX: usize = 64 << 20;

/// Why a document could not be read as a law's or a bill's text.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum LawError {
    #[error("the document is empty")]
    Empty,
    #[error(
        "the document is not the text of a bill or a law: it has no section and no enacting words"
    )]
    NotLaw,
    #[error("the document is XML of another kind: it begins with <{0}>")]
    OtherXml(String),
    #[error("the document is cut off: it ends before </{0}>")]
    Truncated(String),
    #[error("the document is larger than {} MiB", BYTES_MAX >> 20)]
    TooLarge,
    #[error("the document nests more than {} deep", xml::DEPTH_MAX)]
    TooDeep,
    #[error(
        "the document speaks of the provision in more than {} places",
        analysis::PLACES_MAX
    )]
    TooMany,
    #[error(
        "the document has more than {} provisions in a section",
        outline::NODES_MAX
    )]
    TooLong,
}

/// Reads a text as it was received, in whichever shape it came.
pub fn read(body: &[u8], content_type: Option<&str>) -> Result<Reading, LawError> {
    if body.len() > BYTES_MAX {
        return Err(LawError::TooLarge);
    }
    let decoded = decode(body, content_type, decode::Kind::Xml);
    let text = decoded.text.trim();
    if text.is_empty() {
        return Err(LawError::Empty);
    }
    let mut document = Document::default();
    match shape(text) {
        Shape::Xml => xml::read(text, &mut document)?,
        Shape::Html => html::read(text, &mut document),
        Shape::Plain => plain::read(text, &mut document),
    }
    document.finish()
}

enum Shape {
    Xml,
    Html,
    Plain,
}

/// Printed text may hold what looks like tags (`<DOC>`, `<all>`), and a fragment of a
/// page may begin anywhere.
fn shape(text: &str) -> Shape {
    let (name, is_xml) = xml::root(text);
    let head = text.get(..text.floor_char_boundary(4096)).unwrap_or(text);
    match name {
        Some(_) if is_xml => Shape::Xml,
        Some(name) if html::is_page_element(name) => Shape::Html,
        Some(name) if !name.eq_ignore_ascii_case("doc") && text.starts_with('<') => Shape::Xml,
        _ if html::looks_like_page(head) => Shape::Html,
        _ => Shape::Plain,
    }
}
