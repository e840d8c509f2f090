//! The elements of the two vocabularies in which bills and laws are marked up.

/// Whether a text may be what an element holds that a document begins with.
pub(super) fn is_root(name: &str) -> bool {
    matches!(
        name,
        "bill"
            | "resolution"
            | "amendment-doc"
            | "amendment"
            | "engrossedAmendment"
            | "lawDoc"
            | "law"
            | "pLaw"
            | "publicLaw"
            | "statuteDoc"
            | "statutesAtLarge"
            | "statute"
            | "main"
            | "legis-body"
            | "resolution-body"
            | "division"
            | "title"
            | "section"
            | "preDoc"
            | "subsection"
            | "paragraph"
            | "text"
            | "engrossed-amendment"
            | "document"
            | "doc"
    )
}

/// What an element is to its reader.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Kind {
    Division,
    Title,
    Section,
    /// A heading over sections that no place names.
    Group,
    /// Begins and ends a line.
    Block,
    /// Text to be inserted in another law.
    Quoted,
    /// Words in quotation marks.
    Quote,
    Designation,
    Heading,
    /// The long title, or an entry of the table of contents.
    Label,
    /// Its own text isn't shown; that of a label in it is.
    Frame,
    Hidden,
    Inline,
}

pub(super) fn kind(name: &str) -> Kind {
    match name {
        "division" => Kind::Division,
        "title" => Kind::Title,
        "section" => Kind::Section,
        "subtitle"
        | "chapter"
        | "subchapter"
        | "part"
        | "subpart"
        | "appropriations"
        | "appropriations-major"
        | "appropriations-intermediate"
        | "appropriations-small" => Kind::Group,
        "subsection"
        | "paragraph"
        | "subparagraph"
        | "clause"
        | "subclause"
        | "item"
        | "subitem"
        | "subsubitem"
        | "continuation-text"
        | "continuation"
        | "whereas"
        | "recital"
        | "p"
        | "row"
        | "tr"
        | "li"
        | "list-item"
        | "resolution-body"
        | "enactingFormula"
        | "resolvingClause"
        | "level"
        | "legis-body"
        | "main"
        | "preamble"
        | "amendment-instruction"
        | "proviso"
        | "undesignated-section" => Kind::Block,
        "quoted-block" | "quotedContent" => Kind::Quoted,
        "quote" => Kind::Quote,
        "enum" | "num" => Kind::Designation,
        "header" | "heading" => Kind::Heading,
        "official-title" | "officialTitle" | "toc-entry" | "referenceItem" | "tocItem" => {
            Kind::Label
        }
        "form"
        | "preface"
        | "toc"
        | "longTitle"
        | "amendment-form"
        | "engrossed-amendment-form" => Kind::Frame,
        "metadata"
        | "meta"
        | "endorsement"
        | "attestation"
        | "attestation-group"
        | "pagebreak"
        | "page"
        | "sidenote"
        | "footnote"
        | "footnote-ref"
        | "deleted-phrase"
        | "del"
        | "legislativeHistory"
        | "signatures"
        | "notes"
        | "action"
        | "engrossed-amendment-action" => Kind::Hidden,
        _ => Kind::Inline,
    }
}

/// A name without its prefix.
pub(super) fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}
