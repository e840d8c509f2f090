//! Makes any feed in XML one that a parser can't stumble over.
//!
//! The parser behind this refuses half of what is wrong with real feeds, loses what it
//! doesn't know and panics at some authors' names. So the document goes through here
//! first, always and whole: one pass, one set of rules, so that a fault that comes and
//! goes doesn't make the items come and go with it. What leaves is well-formed, in one
//! of two dialects (RSS 2.0, Atom 1.0), three elements deep, and holds the elements we
//! use and no other; their text is copied as it came.

use url::Url;

use super::{
    FeedError, dates,
    field::{self, DEPTH_MAX, Entities, Field},
    repair::{Repair, Repairs},
    vocabulary::{self, Part, Prefixes, Space},
    writer::{Dialect, Writer},
};
use crate::extract::{
    markup::{Tag, Token, Tokens},
    references::resolve,
    text,
};

/// How many items a feed may have.
pub(super) const ITEMS_MAX: usize = 5_000;

pub(super) struct Tidied {
    pub(super) xml: String,
    /// Whether the document ended before its root did.
    pub(super) truncated: bool,
}

/// Rewrites the feed in `text`, found at `url`.
pub(super) fn tidy(text: &str, url: &Url, repairs: &mut Repairs) -> Result<Tidied, FeedError> {
    let mut tokens = Tokens::new(text);
    let head = find_root(&mut tokens, repairs)?;
    let mut tidy = Tidy {
        prefixes: Prefixes::default(),
        entities: head.entities,
        repairs,
        url,
        bases: Vec::new(),
        open: Vec::new(),
        field: None,
        items: 0,
        writer: Writer::new(head.dialect, text.len()),
    };
    tidy.start_root(head.root);
    while !tidy.open.is_empty()
        && let Some(token) = tokens.next()
    {
        match (token, &mut tidy.field) {
            (Token::Text(raw), Some(field)) => {
                field.push_text(raw, &mut tidy.entities, tidy.repairs);
            }
            (Token::Literal(raw), Some(field)) => field.push_literal(raw, tidy.repairs),
            (Token::Start(tag), Some(_)) => tidy.start_inside(tag)?,
            (Token::Start(tag), None) => tidy.start(tag)?,
            (Token::End(name), Some(_)) => tidy.end_inside(name),
            (Token::End(name), None) => tidy.end(name),
            (Token::Declaration, _) => tidy.repairs.note(Repair::Declaration),
            (Token::Text(_) | Token::Literal(_) | Token::Doctype(_), _) => {}
        }
    }
    let truncated = !tidy.open.is_empty() || tokens.is_cut();
    if truncated {
        tidy.repairs.note(Repair::Truncated);
    }
    // A field that was cut is left out, as its rest would look like an edit.
    tidy.writer.close_item();
    Ok(Tidied {
        xml: tidy.writer.finish(),
        truncated,
    })
}

struct Head<'a> {
    root: Tag<'a>,
    dialect: Dialect,
    entities: Entities<'a>,
}

/// Looks for the element that makes the document a feed.
fn find_root<'a>(tokens: &mut Tokens<'a>, repairs: &mut Repairs) -> Result<Head<'a>, FeedError> {
    let mut entities = Entities::default();
    let mut first = None;
    let mut declared = false;
    for token in tokens {
        match token {
            Token::Text(text) | Token::Literal(text) => {
                if !text.trim().is_empty() {
                    repairs.note(Repair::Junk);
                }
            }
            Token::Declaration => {
                if declared || first.is_some() {
                    repairs.note(Repair::Declaration);
                }
                declared = true;
            }
            Token::Doctype(doctype) => entities = Entities::read(doctype),
            Token::End(_) => {}
            Token::Start(root) => {
                let local = root.name.rsplit(':').next().unwrap_or_default();
                let dialect = match &*local.to_ascii_lowercase() {
                    "rss" | "rdf" => Some(Dialect::Rss),
                    "feed" => Some(Dialect::Atom),
                    // Other vocabularies have these too, but not for a root.
                    "channel" if first.is_none_or(text::is_html) => Some(Dialect::Rss),
                    "entry" if first.is_none_or(text::is_html) => Some(Dialect::Atom),
                    "html" => return Err(FeedError::Page(String::new())),
                    "head" | "body" if first.is_none() => {
                        return Err(FeedError::Page(String::new()));
                    }
                    _ => None,
                };
                if let Some(dialect) = dialect {
                    return Ok(Head {
                        root,
                        dialect,
                        entities,
                    });
                }
                repairs.note(Repair::Junk);
                first.get_or_insert(root.name);
            }
        }
    }
    Err(match first {
        Some(name) => FeedError::NotAFeed(text::cut(name, 64).to_owned()),
        None => FeedError::NoRoot,
    })
}

/// The state of the pass.
struct Tidy<'a, 'r> {
    prefixes: Prefixes<'a>,
    entities: Entities<'a>,
    repairs: &'r mut Repairs,
    url: &'r Url,
    /// Each `xml:base` in force, with the number of elements open outside of it.
    bases: Vec<(usize, Url)>,
    /// The elements open outside of a field, from the root on.
    open: Vec<Open<'a>>,
    field: Option<Field<'a>>,
    items: usize,
    writer: Writer,
}

#[derive(Clone, Copy)]
struct Open<'a> {
    name: &'a str,
    role: Role,
    /// Nothing but text was seen in it so far.
    leaf: bool,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Role {
    /// The root, and what holds the feed's own parts.
    Channel,
    Item,
    /// Something whose parts are its own, such as an image.
    Other,
}

impl<'a> Tidy<'a, '_> {
    fn start_root(&mut self, root: Tag<'a>) {
        if self.prefixes.declare(&root) {
            self.repairs.note(Repair::Namespace);
        }
        let local = root.name.rsplit(':').next().unwrap_or_default();
        if local.eq_ignore_ascii_case("rss") {
            let version = root.attribute("version");
            let known = |version: &str| matches!(version.trim(), "2.0" | "0.91" | "0.92");
            if !version.is_some_and(|version| known(&version)) {
                self.repairs.note(Repair::Version);
            }
        }
        self.push_base(&root);
        let mut role = Role::Channel;
        if local.eq_ignore_ascii_case("entry") {
            role = Role::Item;
            self.writer.open_item();
        }
        if !root.empty {
            self.open.push(Open {
                name: root.name,
                role,
                leaf: true,
            });
        }
    }

    /// A start tag outside of any field.
    fn start(&mut self, tag: Tag<'a>) -> Result<(), FeedError> {
        self.prefixes.declare(&tag);
        let (space, local) = self.prefixes.resolve(tag.name);
        let parent = match self.open.last_mut() {
            Some(open) => {
                open.leaf = false;
                open.role
            }
            None => Role::Other,
        };
        self.push_base(&tag);
        let role = match (&*local, vocabulary::part(space, &local)) {
            ("item" | "entry", _) if space == Space::Core => {
                self.start_item(&tag)?;
                Role::Item
            }
            ("channel", _) if space == Space::Core && parent == Role::Channel => Role::Channel,
            (_, Some((part, rank))) if parent != Role::Other => {
                if !self.prefixes.declares(tag.name) {
                    self.repairs.note(Repair::Namespace);
                }
                let field = Field::new(tag, part, rank);
                if tag.empty {
                    self.finish(&field);
                    self.pop_bases();
                } else {
                    self.field = Some(field);
                }
                return Ok(());
            }
            _ => Role::Other,
        };
        if tag.empty {
            if role == Role::Item {
                self.writer.close_item();
            }
            self.pop_bases();
            return Ok(());
        }
        self.open.push(Open {
            name: tag.name,
            role,
            leaf: true,
        });
        match self.open.len() {
            0..=DEPTH_MAX => Ok(()),
            _ => Err(FeedError::TooDeep),
        }
    }

    fn start_item(&mut self, tag: &Tag<'a>) -> Result<(), FeedError> {
        if let Some(at) = self.open.iter().rposition(|open| open.role == Role::Item) {
            // Items don't nest: the one before was left open.
            self.repairs.note(Repair::Tags);
            self.close(at);
        }
        self.items += 1;
        if self.items > ITEMS_MAX {
            return Err(FeedError::TooManyItems);
        }
        self.writer.open_item();
        if tag.attributes.is_empty() {
            return Ok(());
        }
        let base = self.bases.last().map(|(_, base)| base);
        for (name, value) in tag.attributes() {
            let (space, local) = self.prefixes.resolve(name);
            match (&*local, space) {
                // RDF's name for the item, and CDF's.
                ("about", _) => self.writer.attribute(Part::Id, &resolve(value), base),
                ("href", Space::Core) => {
                    self.writer.attribute(Part::Link, &resolve(value), base);
                }
                ("lastmod", Space::Core) if dates::parse(value).is_some() => {
                    self.writer.attribute(Part::Updated, value, base);
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// A start tag inside of a field: markup, or the sign that the field was left open.
    fn start_inside(&mut self, tag: Tag<'a>) -> Result<(), FeedError> {
        let Some(field) = &mut self.field else {
            return self.start(tag);
        };
        let (space, local) = self.prefixes.resolve(tag.name);
        let ends = match (&*local, vocabulary::part(space, &local)) {
            _ if field.is_verbatim() => false,
            ("item" | "entry", _) => space == Space::Core,
            (local, Some(_)) if field.part.is_rich() => {
                !text::is_html(local) && local != "abstract"
            }
            (_, Some(_)) => true,
            _ => false,
        };
        if ends {
            self.repairs.note(Repair::Tags);
            self.finish_field();
            return self.start(tag);
        }
        field.push_start(tag, self.repairs)
    }

    /// An end tag outside of any field.
    fn end(&mut self, name: &str) {
        let is_it = |open: &Open<'_>| open.name.eq_ignore_ascii_case(name);
        match self.open.iter().rposition(is_it) {
            Some(at) => {
                if at + 1 != self.open.len() {
                    self.repairs.note(Repair::Tags);
                }
                self.close(at);
            }
            None => {
                self.repairs.note(Repair::Tags);
                // A part whose start was mistyped must not swallow those after it.
                let (space, local) = self.prefixes.resolve(name);
                if let Some(open) = self.open.last()
                    && open.role == Role::Other
                    && open.leaf
                    && vocabulary::part(space, &local).is_some()
                {
                    self.close(self.open.len() - 1);
                }
            }
        }
    }

    /// An end tag inside of a field.
    fn end_inside(&mut self, name: &str) {
        let Some(field) = &mut self.field else {
            return self.end(name);
        };
        if field.push_end(name, self.repairs) {
            return;
        }
        let own = field.tag.name.eq_ignore_ascii_case(name);
        if !own || field.is_open() {
            self.repairs.note(Repair::Tags);
        }
        if own {
            self.finish_field();
        } else if self
            .open
            .iter()
            .any(|open| open.name.eq_ignore_ascii_case(name))
        {
            self.finish_field();
            self.end(name);
        } else if !field::is_html(name) {
            // Nothing of that name is open: the field's own name, mistyped.
            self.finish_field();
        }
    }

    fn finish_field(&mut self) {
        if let Some(field) = self.field.take() {
            self.finish(&field);
        }
        self.pop_bases();
    }

    fn finish(&mut self, field: &Field<'_>) {
        let base = self.bases.last().map(|(_, base)| base);
        let is_garbage = || dates::parse(&resolve(field.xml())).is_none();
        if !(field.part.is_date() && is_garbage()) {
            self.writer.part(field, base);
        }
    }

    /// Closes the open elements from `at` on.
    fn close(&mut self, at: usize) {
        if self.open[at..].iter().any(|open| open.role == Role::Item) {
            self.writer.close_item();
        }
        self.open.truncate(at);
        self.pop_bases();
    }

    fn push_base(&mut self, tag: &Tag<'a>) {
        let Some(value) = tag.attribute("xml:base") else {
            return;
        };
        let outer = self.bases.last().map_or(self.url, |(_, base)| base);
        match outer.join(value.trim()) {
            Ok(base) if !base.cannot_be_a_base() => self.bases.push((self.open.len(), base)),
            _ => self.repairs.note(Repair::Base),
        }
    }

    fn pop_bases(&mut self) {
        let open = self.open.len();
        while self
            .bases
            .last()
            .is_some_and(|(outside, _)| *outside >= open)
        {
            self.bases.pop();
        }
    }
}
