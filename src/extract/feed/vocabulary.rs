//! The elements of feeds: which of them hold what an item is made of.
//!
//! Formats differ in names more than in meaning, and feeds mix them: an RSS item with
//! `atom:updated`, an Atom entry with `dc:date`, prefixes bound to addresses with a
//! slash too few. A name is looked up by what its namespace is about. Where a feed has
//! two elements for one thing, the rank decides, and among equals the first.

use std::borrow::Cow;

use crate::extract::markup::Tag;

/// What a namespace is about.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Space {
    /// RSS and Atom of any version, and whatever stands without a prefix.
    Core,
    /// RSS 1.0's module for full content.
    Content,
    DublinCore,
    /// Dublin Core's refined terms.
    Terms,
    Media,
    Rdf,
    Xhtml,
    Other,
}

/// A part of an item, or of the channel.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Part {
    Title,
    Link,
    Id,
    Published,
    Updated,
    Summary,
    Content,
    Ttl,
    /// Not used, but known to hold text, so that it is known where it should end.
    Skipped,
}

impl Part {
    pub(super) const COUNT: usize = 9;

    /// Whether it may hold blocks of HTML, which then aren't parts.
    pub(super) fn is_rich(self) -> bool {
        matches!(self, Self::Summary | Self::Content)
    }

    pub(super) fn is_date(self) -> bool {
        matches!(self, Self::Published | Self::Updated)
    }
}

/// The bindings of prefixes to namespaces, over the whole document.
///
/// Scopes are ignored, as no feed was seen that binds one prefix twice with a purpose,
/// and many that declare it in the wrong place.
#[derive(Debug, Default)]
pub(super) struct Prefixes<'a>(Vec<(&'a str, Space)>);

impl<'a> Prefixes<'a> {
    /// Takes note of what `tag` declares. Returns whether it binds the names without a
    /// prefix to something that is no feed.
    pub(super) fn declare(&mut self, tag: &Tag<'a>) -> bool {
        let mut foreign = false;
        for (name, address) in tag.attributes() {
            let Some((xmlns, rest)) = name.split_at_checked("xmlns".len()) else {
                continue;
            };
            if !xmlns.eq_ignore_ascii_case("xmlns") {
                continue;
            }
            if rest.is_empty() {
                foreign = space(address) == Space::Other;
            } else if let Some(prefix) = rest.strip_prefix(':')
                && self.find(prefix).is_none()
                && self.0.len() < 100
            {
                self.0.push((prefix, space(address)));
            }
        }
        foreign
    }

    /// The namespace and the local name, in lower case, of a name as written.
    pub(super) fn resolve<'n>(&self, name: &'n str) -> (Space, Cow<'n, str>) {
        let (space, local) = match name.split_once(':') {
            None => (Space::Core, name),
            Some((prefix, local)) => {
                let known = self.find(prefix);
                (known.unwrap_or_else(|| usual(prefix)), local)
            }
        };
        let local = match local.bytes().any(|byte| byte.is_ascii_uppercase()) {
            true => Cow::Owned(local.to_ascii_lowercase()),
            false => Cow::Borrowed(local),
        };
        (space, local)
    }

    /// Whether the prefix of `name` was declared, or there is none.
    pub(super) fn declares(&self, name: &str) -> bool {
        match name.split_once(':') {
            Some((prefix, _)) => self.find(prefix).is_some(),
            None => true,
        }
    }

    fn find(&self, prefix: &str) -> Option<Space> {
        let known = self
            .0
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(prefix));
        known.map(|&(_, space)| space)
    }
}

fn space(address: &str) -> Space {
    let address = address.trim().to_ascii_lowercase();
    match address.trim_end_matches('/') {
        "" => Space::Core,
        "http://www.w3.org/2005/atom" | "http://purl.org/rss/1.0" => Space::Core,
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#" => Space::Rdf,
        "http://www.w3.org/1999/xhtml" => Space::Xhtml,
        "http://search.yahoo.com/mrss" => Space::Media,
        "http://purl.org/rss/1.0/modules/content" => Space::Content,
        address if address.contains("purl.org/dc/terms") => Space::Terms,
        address if address.contains("purl.org/dc/") => Space::DublinCore,
        address if address.contains("purl.org/atom/") => Space::Core,
        address if address.contains("purl.org/net/rss1.1#") => Space::Core,
        address if address.contains("/rss/1.0/modules/") => Space::Other,
        address
            if address.contains("backend.userland.com")
                || address.contains("blogs.law.harvard.edu/tech/rss")
                || address.contains("cyber.law.harvard.edu/rss")
                || address.contains("my.netscape.com")
                || address.contains("channel.netscape.com") =>
        {
            Space::Core
        }
        _ => Space::Other,
    }
}

/// What a prefix means that no one declared.
fn usual(prefix: &str) -> Space {
    match &*prefix.to_ascii_lowercase() {
        "atom" | "a" | "rss" | "a10" => Space::Core,
        "content" => Space::Content,
        "dc" => Space::DublinCore,
        "dcterms" => Space::Terms,
        "media" => Space::Media,
        "rdf" => Space::Rdf,
        "xhtml" => Space::Xhtml,
        _ => Space::Other,
    }
}

/// The part that an element holds, and its rank among the elements for that part.
pub(super) fn part(space: Space, local: &str) -> Option<(Part, u8)> {
    use Part::{Content, Id, Link, Published, Skipped, Summary, Title, Ttl, Updated};
    Some(match (space, local) {
        (Space::Core, "title") => (Title, 2),
        (Space::DublinCore | Space::Terms | Space::Media, "title") => (Title, 1),

        (Space::Core, "link") => (Link, 1),

        (Space::Core, "guid") => (Id, 2),
        (Space::Core, "id") => (Id, 1),

        (Space::Core, "pubdate" | "published") => (Published, 5),
        (Space::Core | Space::Terms, "issued") => (Published, 4),
        (Space::DublinCore | Space::Terms, "date") => (Published, 3),
        (Space::Core, "date") => (Published, 2),
        (Space::Core | Space::Terms, "created") => (Published, 1),

        (Space::Core, "updated") => (Updated, 2),
        (Space::Core | Space::Terms, "modified") => (Updated, 1),

        (Space::Core, "description" | "summary") => (Summary, 3),
        (Space::DublinCore | Space::Terms, "description") => (Summary, 2),
        (Space::Core | Space::Terms, "abstract") => (Summary, 1),

        (Space::Content, "encoded") => (Content, 3),
        (Space::Core, "content") => (Content, 2),
        (Space::Core | Space::Xhtml, "body" | "fullitem") => (Content, 1),

        (Space::Core, "ttl") => (Ttl, 1),

        (
            Space::Core,
            "author" | "category" | "comments" | "copyright" | "docs" | "enclosure" | "generator"
            | "language" | "lastbuilddate" | "managingeditor" | "rights" | "subtitle" | "tagline"
            | "webmaster",
        )
        | (Space::DublinCore, _) => (Skipped, 0),
        _ => return None,
    })
}
