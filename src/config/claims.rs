//! `[claims]` and `[[context]]`: what of the press is told, and how soon.

use super::{
    section::Section,
    values::{flag, words},
};

#[derive(Clone, Debug, PartialEq)]
pub struct Claims {
    /// Whose claim is told before anybody else repeats it: hosts, which stand for those
    /// below them, and names of outlets.
    pub agencies: Vec<String>,
}

/// What drives the question, and is collected for the digest.
#[derive(Clone, Debug, PartialEq)]
pub struct Context {
    pub id: String,
    pub name: String,
    /// As in `[topic]`.
    pub phrases: Vec<String>,
}

pub(super) fn read(mut section: Section<'_, '_>) -> Claims {
    let agencies = section.take_list("agencies", words);
    section.finish();
    Claims { agencies }
}

/// `None` where it is wrong, or switched off.
pub(super) fn context(mut section: Section<'_, '_>) -> Option<Context> {
    let id = section.need("id", words);
    let name = section.take("name", words);
    let enabled = section.take("enabled", flag).unwrap_or(true);
    let phrases = section.take_list("phrases", words);
    section.finish();
    let id = id?;
    enabled.then(|| Context {
        name: name.unwrap_or_else(|| id.clone()),
        id,
        phrases,
    })
}
