//! Trees with bounds, which hold while they grow.
//!
//! A few bytes of HTML can make a lot of tree: an open `<b>` is made anew in each
//! paragraph, and each element costs time by the number of those around it. So a page is
//! fed to the parser in pieces, and is given up as soon as a bound is passed. The parser
//! looks through a tag's attributes for each new one; a tag that has too many is found
//! while it is still open.

use std::cell::Cell;

use html5ever::{
    TokenizerResult,
    buffer_queue::BufferQueue,
    tendril::StrTendril,
    tokenizer::{Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts},
    tree_builder::{TreeBuilder, TreeBuilderOpts, TreeSink},
};
use scraper::{Html, HtmlTreeSink, Node};

use super::{DEPTH_MAX, NODES_MAX, PageError};

pub(super) type NodeId = <HtmlTreeSink as TreeSink>::Handle;

/// Parses a document.
pub(in crate::extract) fn parse(html: &str) -> Result<Html, PageError> {
    let builder = TreeBuilder::new(
        HtmlTreeSink::new(Html::new_document()),
        TreeBuilderOpts::default(),
    );
    let tokenizer = Tokenizer::new(Watched::new(builder), TokenizerOpts::default());
    let queue = BufferQueue::default();
    let whole = StrTendril::from(html);
    let mut bounds = Bounds::default();
    let mut open = OpenTag::default();
    let (mut before, mut start) = ("", 0);
    while start < html.len() {
        let end = html.floor_char_boundary(start + PIECE_BYTES);
        let piece = &html[start..end];
        let tokens = tokenizer.sink.tokens.get();
        match (u32::try_from(start), u32::try_from(piece.len())) {
            (Ok(start), Ok(length)) => queue.push_back(whole.subtendril(start, length)),
            _ => return Err(PageError::TooManyNodes),
        }
        while !matches!(tokenizer.feed(&queue), TokenizerResult::Done) {}

        if tokenizer.sink.tokens.get() > tokens {
            open = OpenTag::default();
        } else {
            // Whatever is open began no earlier than in the piece before.
            if !open.is_followed {
                open.follow(before);
            }
            open.follow(piece);
        }
        if open.attributes() > ATTRIBUTES_PER_TAG_MAX || tokenizer.sink.has_too_many_attributes() {
            return Err(PageError::TooManyAttributes);
        }
        bounds.check(&tokenizer.sink.builder.sink.0.borrow())?;
        (before, start) = (piece, end);
    }
    tokenizer.end();
    let html = tokenizer.sink.builder.sink.finish();
    bounds.check(&html)?;
    Ok(html)
}

/// What is fed at a time. Between two looks a page can do no more harm than this.
const PIECE_BYTES: usize = 2 << 10;

const ATTRIBUTES_PER_TAG_MAX: usize = 512;

/// In the whole page; about as much memory as the nodes may take.
const ATTRIBUTES_MAX: usize = 400_000;

/// Passes tokens on to the builder of the tree and counts.
struct Watched {
    builder: TreeBuilder<NodeId, HtmlTreeSink>,
    tokens: Cell<u64>,
    attributes: Cell<usize>,
    attributes_per_tag: Cell<usize>,
}

impl Watched {
    fn new(builder: TreeBuilder<NodeId, HtmlTreeSink>) -> Self {
        Self {
            builder,
            tokens: Cell::new(0),
            attributes: Cell::new(0),
            attributes_per_tag: Cell::new(0),
        }
    }

    fn has_too_many_attributes(&self) -> bool {
        self.attributes.get() > ATTRIBUTES_MAX
            || self.attributes_per_tag.get() > ATTRIBUTES_PER_TAG_MAX
    }
}

impl TokenSink for Watched {
    type Handle = NodeId;

    fn process_token(&self, token: Token, line_number: u64) -> TokenSinkResult<NodeId> {
        match &token {
            Token::ParseError(_) => return TokenSinkResult::Continue,
            Token::TagToken(tag) => {
                let count = tag.attrs.len();
                self.attributes.set(self.attributes.get() + count);
                let most = self.attributes_per_tag.get().max(count);
                self.attributes_per_tag.set(most);
            }
            _ => {}
        }
        self.tokens.set(self.tokens.get() + 1);
        self.builder.process_token(token, line_number)
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder
            .adjusted_current_node_present_but_not_in_html_namespace()
    }
}

/// What is known of the tree so far.
#[derive(Default)]
struct Bounds {
    /// How many nodes there were when depths were last measured.
    nodes: usize,
    /// The greatest depth that was measured then.
    depth: usize,
}

impl Bounds {
    /// Measures how deep the new elements are, once there are enough of them that one may
    /// be past the bound.
    fn check(&mut self, html: &Html) -> Result<(), PageError> {
        let nodes = html.tree.nodes().len();
        if nodes > NODES_MAX {
            return Err(PageError::TooManyNodes);
        }
        let new = nodes - self.nodes;
        if self.depth + new > 2 * DEPTH_MAX {
            let new = html.tree.nodes().rev().take(new);
            let elements = new.filter(|node| matches!(node.value(), Node::Element(_)));
            let depths = elements.map(|node| node.ancestors().take(DEPTH_MAX + 1).count());
            self.depth = depths.max().unwrap_or(0);
            self.nodes = nodes;
        }
        if self.depth > DEPTH_MAX {
            return Err(PageError::TooDeep);
        }
        Ok(())
    }
}

/// The tags that may be open, to count their attributes before the parser hands them over.
///
/// After a stretch without tokens the parser is within a tag or a comment, and we don't
/// know where that began. So each `<` that could begin a tag is followed, all at once: for
/// each state that a tag can be in, the most attributes that one in it can have.
#[derive(Default)]
struct OpenTag {
    is_followed: bool,
    most: [Option<usize>; STATES],
    after_bracket: bool,
}

/// States of a tag, as the standard's tokenizer has them, merged where they go on alike.
const STATES: usize = 7;
const NAME: usize = 0;
const BETWEEN: usize = 1;
const ATTRIBUTE: usize = 2;
const AFTER_ATTRIBUTE: usize = 3;
const BEFORE_VALUE: usize = 4;
const QUOTED_TWICE: usize = 5;
const QUOTED_ONCE: usize = 6;

impl OpenTag {
    fn follow(&mut self, piece: &str) {
        self.is_followed = true;
        for &byte in piece.as_bytes() {
            let mut next = [None; STATES];
            for (state, most) in self.most.iter().enumerate() {
                if let Some(most) = *most
                    && let Some((state, more)) = step(state, byte)
                {
                    next[state] = next[state].max(Some(most + more));
                }
            }
            if self.after_bracket && (byte.is_ascii_alphabetic() || byte == b'/') {
                next[NAME] = next[NAME].max(Some(0));
            }
            self.after_bracket = byte == b'<';
            self.most = next;
        }
    }

    fn attributes(&self) -> usize {
        self.most.iter().flatten().copied().max().unwrap_or(0)
    }
}

/// The state after a byte, and how many attributes it begins; `None` where the tag ends.
fn step(state: usize, byte: u8) -> Option<(usize, usize)> {
    let is_blank = byte.is_ascii_whitespace();
    Some(match (state, byte) {
        (QUOTED_TWICE, b'"') | (QUOTED_ONCE, b'\'') => (BETWEEN, 0),
        (QUOTED_TWICE | QUOTED_ONCE, _) => (state, 0),
        (_, b'>') => return None,
        (BEFORE_VALUE, b'"') => (QUOTED_TWICE, 0),
        (BEFORE_VALUE, b'\'') => (QUOTED_ONCE, 0),
        (BEFORE_VALUE, _) if is_blank => (BEFORE_VALUE, 0),
        // A value without quotes goes on like a name: up to white space.
        (BEFORE_VALUE, _) => (NAME, 0),
        (_, b'/') => (BETWEEN, 0),
        (NAME | BETWEEN, _) if is_blank => (BETWEEN, 0),
        (NAME, _) => (NAME, 0),
        (ATTRIBUTE | AFTER_ATTRIBUTE, b'=') => (BEFORE_VALUE, 0),
        (ATTRIBUTE | AFTER_ATTRIBUTE, _) if is_blank => (AFTER_ATTRIBUTE, 0),
        (ATTRIBUTE, _) => (ATTRIBUTE, 0),
        (_, _) => (ATTRIBUTE, 1),
    })
}
