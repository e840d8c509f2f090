//! The little that we ask of a tree: first matches, children, and shown text.

use scraper::{ElementRef, Html, Node, Selector};

use crate::extract::text;

/// The first element that a selector of ours matches.
pub(super) fn first<'a>(tree: &'a Html, selector: &str) -> Option<ElementRef<'a>> {
    tree.select(&compiled(selector)).next()
}

/// The same, within an element.
pub(super) fn first_in<'a>(element: ElementRef<'a>, selector: &str) -> Option<ElementRef<'a>> {
    element.select(&compiled(selector)).next()
}

/// The first of those that match within an element, in its order. A few are enough, and
/// where they stand in one another their texts are read as often.
pub(super) fn some_in<'a>(element: ElementRef<'a>, selector: &str) -> Vec<ElementRef<'a>> {
    element.select(&compiled(selector)).take(SOME).collect()
}

const SOME: usize = 50;

fn compiled(selector: &str) -> Selector {
    Selector::parse(selector).expect("the selectors are fixed")
}

/// The child elements of these names. Rows and cells are taken so, and not by selectors:
/// tables in cells would be read once for each table around them.
pub(super) fn children<'a>(
    element: ElementRef<'a>,
    names: &'a [&str],
) -> impl Iterator<Item = ElementRef<'a>> {
    let children = element.children().filter_map(ElementRef::wrap);
    children.filter(move |child| names.contains(&child.value().name()))
}

pub(super) fn has_class(element: ElementRef<'_>, class: &str) -> bool {
    element.value().classes().any(|known| known == class)
}

/// The text that is shown, on one line.
pub(super) fn text(element: ElementRef<'_>) -> String {
    text_without(element, None)
}

/// The text that is shown, without that of one element.
pub(super) fn text_without(element: ElementRef<'_>, left_out: Option<ElementRef<'_>>) -> String {
    let left_out = left_out.map(|element| element.id());
    let mut collected = String::new();
    let mut node = *element;
    loop {
        let is_entered = match node.value() {
            Node::Text(text) => {
                collected.push_str(text);
                false
            }
            Node::Element(_) if node.id() == element.id() => true,
            Node::Element(inner) => {
                if !is_inline(inner.name()) {
                    collected.push(' ');
                }
                left_out != Some(node.id()) && !is_hidden(inner)
            }
            _ => false,
        };
        if is_entered && let Some(child) = node.first_child() {
            node = child;
            continue;
        }
        loop {
            if node.id() == element.id() {
                return text::fold(&collected);
            }
            if let Node::Element(inner) = node.value()
                && !is_inline(inner.name())
            {
                collected.push(' ');
            }
            if let Some(next) = node.next_sibling() {
                node = next;
                break;
            }
            match node.parent() {
                Some(parent) => node = parent,
                None => return text::fold(&collected),
            }
        }
    }
}

fn is_inline(name: &str) -> bool {
    matches!(
        name,
        "a" | "abbr"
            | "b"
            | "em"
            | "font"
            | "i"
            | "s"
            | "small"
            | "span"
            | "strong"
            | "sub"
            | "sup"
            | "u"
    )
}

/// Notes for scripts and for readers by ear, and all that a style hides.
fn is_hidden(element: &scraper::node::Element) -> bool {
    let noted = |class: &str| matches!(class, "sol-step-info" | "hide_fromsighted");
    let styled = |style: &str| {
        let style: String = style.chars().filter(|c| !c.is_whitespace()).collect();
        style.to_ascii_lowercase().contains("display:none")
    };
    matches!(
        element.name(),
        "script" | "style" | "template" | "noscript" | "select" | "textarea"
    ) || element.classes().any(noted)
        || element.attr("hidden").is_some()
        || element.attr("style").is_some_and(styled)
}
