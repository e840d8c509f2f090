//! The document as XML: a small tree of the parts that we use.
//!
//! The shapes of BILLSTATUS differ in where they put a list and in what order, so the
//! tree keeps names and text and leaves the meaning to the adapter. Parts that are
//! long and of no use to us (amendments, related bills, subjects) are checked and
//! dropped.

use quick_xml::{
    Reader,
    errors::{Error, IllFormedError},
    escape::resolve_predefined_entity,
    events::Event,
};

use super::BillstatusError;

/// The largest record known, of a budget resolution, is 1.2 MB.
pub(super) const BYTES_MAX: usize = 32 << 20;
/// BILLSTATUS nests ten deep.
pub(super) const DEPTH_MAX: usize = 64;

/// The children of `<bill>` that are read.
const PARTS: [&str; 18] = [
    "number",
    "billNumber",
    "type",
    "billType",
    "congress",
    "title",
    "introducedDate",
    "updateDate",
    "sponsors",
    "cosponsors",
    "committees",
    "policyArea",
    "laws",
    "actions",
    "textVersions",
    "summaries",
    "legislationUrl",
    "titles",
];

/// An element: its name, its own text, and what stands in it.
#[derive(Debug, Default)]
pub(super) struct Element {
    name: String,
    text: String,
    children: Vec<Element>,
}

impl Element {
    /// The first child of that name.
    pub(super) fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The children of that name, in the document's order.
    pub(super) fn children<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// Its text, on one line and without space at the ends; `None` when nothing is
    /// left.
    pub(super) fn text(&self) -> Option<String> {
        let words: Vec<&str> = self.text.split_whitespace().collect();
        (!words.is_empty()).then(|| words.join(" "))
    }

    /// The text of the first child of that name.
    pub(super) fn text_of(&self, name: &str) -> Option<String> {
        self.child(name)?.text()
    }
}

/// Reads the `<bill>` of a document, which must be whole.
pub(super) fn read(text: &str) -> Result<Element, BillstatusError> {
    if text.len() > BYTES_MAX {
        return Err(BillstatusError::TooLarge);
    }
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.is_empty() {
        return Err(BillstatusError::Empty);
    }
    if !text.starts_with('<') {
        let start: String = text.chars().take(40).collect();
        return Err(BillstatusError::NotXml(format!("it begins with `{start}`")));
    }
    let mut reader = Reader::from_str(text);
    // "Barnes & Noble" has come unescaped in records of many sources.
    reader.config_mut().allow_dangling_amp = true;

    let mut open: Vec<Element> = vec![];
    let mut root = None;
    // How many elements are open within one that is passed over.
    let mut skipped = 0usize;
    loop {
        match reader.read_event().map_err(|error| broken(&error))? {
            Event::Start(tag) => {
                let name = tag.local_name();
                begin(&mut open, &mut skipped, name.as_ref(), root.is_some())?;
            }
            Event::Empty(tag) => {
                let name = tag.local_name();
                begin(&mut open, &mut skipped, name.as_ref(), root.is_some())?;
                end(&mut open, &mut skipped, &mut root);
            }
            Event::End(_) => end(&mut open, &mut skipped, &mut root),
            Event::Text(said) => add(&mut open, skipped, &said.xml10_content()),
            Event::CData(said) => add(&mut open, skipped, &said.xml10_content()),
            Event::GeneralRef(entity) => match entity.resolve_char_ref() {
                Ok(Some(c)) => add(&mut open, skipped, c.encode_utf8(&mut [0; 4])),
                _ => {
                    let name = entity.xml10_content();
                    match resolve_predefined_entity(&name) {
                        Some(known) => add(&mut open, skipped, known),
                        None => add(&mut open, skipped, &format!("&{name};")),
                    }
                }
            },
            Event::DocType(declared) => {
                let html = declared.to_lowercase().trim_start().starts_with("html");
                return Err(if html {
                    BillstatusError::Html
                } else {
                    BillstatusError::Declares
                });
            }
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
            Event::Eof => break,
        }
    }
    if !open.is_empty() || skipped > 0 {
        return Err(BillstatusError::Truncated);
    }
    let root: Element = root.ok_or(BillstatusError::Empty)?;
    let bill = root.children.into_iter().find(|child| child.name == "bill");
    bill.ok_or(BillstatusError::Unnamed("the bill itself"))
}

fn begin(
    open: &mut Vec<Element>,
    skipped: &mut usize,
    name: &str,
    after_root: bool,
) -> Result<(), BillstatusError> {
    if open.is_empty() {
        if name.eq_ignore_ascii_case("html") {
            return Err(BillstatusError::Html);
        }
        if name != "billStatus" {
            return Err(BillstatusError::OtherXml(name.to_owned()));
        }
        if after_root {
            return Err(BillstatusError::NotXml("it holds two documents".into()));
        }
    }
    if open.len() + *skipped >= DEPTH_MAX {
        return Err(BillstatusError::TooDeep);
    }
    let unused = match open.len() {
        1 => name != "bill",
        2 => !PARTS.contains(&name),
        _ => false,
    };
    if *skipped > 0 || unused {
        *skipped += 1;
    } else {
        open.push(Element {
            name: name.to_owned(),
            ..Element::default()
        });
    }
    Ok(())
}

fn end(open: &mut Vec<Element>, skipped: &mut usize, root: &mut Option<Element>) {
    if *skipped > 0 {
        *skipped -= 1;
        return;
    }
    let Some(done) = open.pop() else { return };
    match open.last_mut() {
        Some(parent) => parent.children.push(done),
        None => *root = Some(done),
    }
}

fn add(open: &mut [Element], skipped: usize, said: &str) {
    if skipped == 0
        && let Some(element) = open.last_mut()
    {
        element.text.push_str(said);
    }
}

fn broken(error: &Error) -> BillstatusError {
    match error {
        // A document cut within a tag, or within a text.
        Error::Syntax(_) | Error::IllFormed(IllFormedError::MissingEndTag(_)) => {
            BillstatusError::Truncated
        }
        other => BillstatusError::NotXml(other.to_string()),
    }
}
