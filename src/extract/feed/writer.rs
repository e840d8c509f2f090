//! Writes the tidied feed: RSS 2.0 or Atom 1.0, nothing but the elements we read.
//!
//! An item has each part once. The parser behind this keeps the last of a kind, so a
//! part is written when it outranks what was written before.

use url::Url;

use super::{
    field::{Field, escape},
    vocabulary::Part,
};

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Dialect {
    /// RSS of any version, and CDF, which is much like it.
    Rss,
    Atom,
}

pub(super) struct Writer {
    dialect: Dialect,
    out: String,
    channel: Parts,
    item: Option<Parts>,
}

/// What has been written of an item or a channel.
#[derive(Default)]
struct Parts {
    ranks: [u8; Part::COUNT],
    /// The id, ready for XML, where it may serve as a link.
    permalink: Option<String>,
}

impl Writer {
    pub(super) fn new(dialect: Dialect, capacity: usize) -> Self {
        let mut out = String::with_capacity(capacity + 256);
        out.push_str(match dialect {
            Dialect::Rss => {
                "<rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\">\
                 <channel>"
            }
            Dialect::Atom => "<feed xmlns=\"http://www.w3.org/2005/Atom\">",
        });
        Self {
            dialect,
            out,
            channel: Parts::default(),
            item: None,
        }
    }

    pub(super) fn finish(mut self) -> String {
        self.out.push_str(match self.dialect {
            Dialect::Rss => "</channel></rss>",
            Dialect::Atom => "</feed>",
        });
        self.out
    }

    pub(super) fn open_item(&mut self) {
        self.item = Some(Parts::default());
        self.out.push_str(match self.dialect {
            Dialect::Rss => "<item>",
            Dialect::Atom => "<entry>",
        });
    }

    /// Ends the item. One that has no link gets its id for one, where that may serve.
    pub(super) fn close_item(&mut self) {
        let Some(parts) = self.item.take() else {
            return;
        };
        if parts.ranks[Part::Link as usize] == 0
            && let Some(id) = parts.permalink
        {
            self.link(&id, None);
        }
        self.out.push_str(match self.dialect {
            Dialect::Rss => "</item>",
            Dialect::Atom => "</entry>",
        });
    }

    /// Writes a part of the item, or of the channel where none is open, unless it has
    /// one that ranks as high. `base` is what relative addresses are relative to.
    pub(super) fn part(&mut self, field: &Field<'_>, base: Option<&Url>) {
        let xml = field.xml();
        if field.part == Part::Link {
            self.field_link(field, base);
            return;
        }
        if xml.is_empty() || !self.outranks(field.part, field.rank) {
            return;
        }
        let permalink = |kind: &str| !kind.eq_ignore_ascii_case("false");
        if field.part == Part::Id
            && starts_address(xml)
            && field
                .tag
                .attribute("isPermaLink")
                .is_none_or(|kind| permalink(&kind))
        {
            self.parts().permalink = Some(xml.to_owned());
        }
        let Some(name) = self.name(field.part) else {
            return;
        };
        let kind = match self.dialect {
            Dialect::Atom if is_text(field.part) => match field.tag.attribute("type") {
                Some(kind) if matches!(&*kind, "text" | "text/plain") && !field.has_markup() => {
                    " type=\"text\""
                }
                _ => " type=\"html\"",
            },
            _ => "",
        };
        self.out
            .extend(["<", name, kind, ">", xml, "</", name, ">"]);
    }

    /// Writes an id or a link that stands in an attribute of the item itself.
    pub(super) fn attribute(&mut self, part: Part, value: &str, base: Option<&Url>) {
        let value = value.trim();
        if value.is_empty() || !self.outranks(part, 1) {
            return;
        }
        let mut xml = String::new();
        escape(value, &mut xml);
        match part {
            Part::Link => self.link(&xml, base),
            part => {
                if starts_address(&xml) {
                    self.parts().permalink = Some(xml.clone());
                }
                if let Some(name) = self.name(part) {
                    self.out.extend(["<", name, ">", &xml, "</", name, ">"]);
                }
            }
        }
    }

    /// A link is text in RSS and an attribute in Atom, and feeds mix the two.
    fn field_link(&mut self, field: &Field<'_>, base: Option<&Url>) {
        let relation = field.tag.attribute("rel");
        let serves =
            relation.is_none_or(|rel| rel.is_empty() || rel.eq_ignore_ascii_case("alternate"));
        let mut href = String::new();
        if let Some(address) = field.tag.attribute("href") {
            escape(address.trim(), &mut href);
        }
        let xml = if href.is_empty() { field.xml() } else { &href };
        if serves && !xml.is_empty() && self.outranks(Part::Link, field.rank) {
            self.link(xml, base);
        }
    }

    fn link(&mut self, xml: &str, base: Option<&Url>) {
        let mut attribute = String::new();
        if let Some(base) = base {
            attribute.push_str(" xml:base=\"");
            escape(base.as_str(), &mut attribute);
            attribute.push('"');
        }
        match self.dialect {
            Dialect::Rss => self.out.extend(["<link", &attribute, ">", xml, "</link>"]),
            Dialect::Atom => self
                .out
                .extend(["<link", &attribute, " href=\"", xml, "\"/>"]),
        }
    }

    fn parts(&mut self) -> &mut Parts {
        self.item.as_mut().unwrap_or(&mut self.channel)
    }

    fn outranks(&mut self, part: Part, rank: u8) -> bool {
        let written = &mut self.parts().ranks[part as usize];
        let outranks = rank > *written;
        *written = rank.max(*written);
        outranks
    }

    /// The element for a part, in this dialect and place.
    fn name(&self, part: Part) -> Option<&'static str> {
        Some(match (part, self.dialect, self.item.is_some()) {
            (Part::Title, ..) => "title",
            (Part::Id, Dialect::Rss, true) => "guid",
            (Part::Id, Dialect::Atom, _) => "id",
            (Part::Published, Dialect::Rss, true) => "pubDate",
            (Part::Published, Dialect::Atom, true) => "published",
            (Part::Updated, _, true) => "updated",
            (Part::Summary, Dialect::Rss, true) => "description",
            (Part::Summary, Dialect::Atom, true) => "summary",
            (Part::Content, Dialect::Rss, true) => "content:encoded",
            (Part::Content, Dialect::Atom, true) => "content",
            (Part::Ttl, Dialect::Rss, false) => "ttl",
            _ => return None,
        })
    }
}

fn is_text(part: Part) -> bool {
    matches!(part, Part::Title | Part::Summary | Part::Content)
}

fn starts_address(xml: &str) -> bool {
    let starts = |scheme: &str| {
        xml.get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    starts("http://") || starts("https://")
}
