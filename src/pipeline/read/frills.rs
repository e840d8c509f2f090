//! Frills: what a site puts behind the titles or the texts of all that it lists, its own name
//! or words to click on, or takes away there. No entry says anything else by that.

use std::collections::HashMap;

use crate::{
    domain::{
        change::{Differences, Known},
        moved,
    },
    store::derived::{items, items::Kept},
};

use super::Context;

impl Context<'_> {
    /// Takes it for no edit where most entries at once end with the same words that they
    /// did not end with before, or no longer do: unless those words are on topic.
    pub(super) fn leave_out_frills(
        &self,
        differences: &mut Differences,
        known: &[Known],
        found: &[Kept],
    ) -> anyhow::Result<()> {
        if !moved::are_many(differences.edited.len(), found.len()) {
            return Ok(());
        }
        let mut frills: HashMap<[Frill; 2], Vec<(usize, usize)>> = HashMap::new();
        for &(k, s) in &differences.edited {
            let (title, text) = items::text(self.conn, self.source.id.as_str(), &known[k].key)?;
            let item = &found[s];
            let both = frill(&title, &item.title).zip(frill(&text, &item.text));
            if let Some((in_title, in_text)) = both {
                frills.entry([in_title, in_text]).or_default().push((k, s));
            }
        }
        for (frills, pairs) in frills {
            let is_on_topic = frills
                .iter()
                .any(|frill| self.setup.topic(&frill.words).is_some());
            if moved::are_many(pairs.len(), found.len()) && !is_on_topic {
                differences.edited.retain(|pair| !pairs.contains(pair));
                differences.relisted.extend(pairs);
            }
        }
        Ok(())
    }
}

#[derive(Eq, Hash, PartialEq)]
struct Frill {
    words: String,
    is_new: bool,
}

/// What one of two texts has behind all of the other.
fn frill(before: &str, now: &str) -> Option<Frill> {
    let frill = |words: &str, is_new| Frill {
        words: words.trim().to_owned(),
        is_new,
    };
    let put = now.strip_prefix(before).map(|words| frill(words, true));
    put.or_else(|| before.strip_prefix(now).map(|words| frill(words, false)))
}
