//! A text in its parts: lines are put in divisions, titles and sections, and each section
//! is handed on when it is whole.

use std::collections::HashSet;

use super::{
    LawError,
    analysis::Analysis,
    outline::{self, Heading},
    sentences,
};
use crate::domain::effect::Reading;

/// A line as a shape's reader gives it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Line {
    /// What it begins is told from its words.
    Printed(String),
    Division(String),
    Title(String),
    Section {
        number: String,
        heading: String,
    },
    /// A provision or a part of one.
    Body(String),
    /// The long title, or an entry of the table of contents: names what the text does, and
    /// doesn't do it.
    Label(String),
}

/// A section, or what stands outside of sections.
#[derive(Debug, Default)]
pub(super) struct Section {
    pub(super) division: String,
    pub(super) title: String,
    pub(super) number: String,
    pub(super) heading: String,
    pub(super) lines: Vec<String>,
}

#[derive(Default)]
pub(super) struct Document {
    section: Section,
    /// Whether a section was begun, or the enacting words were read.
    enacted: bool,
    is_law: bool,
    /// What the table of contents has named so far, while it goes on.
    contents: Option<HashSet<String>>,
    analysis: Analysis,
}

impl Section {
    /// `division F, title VII, sec. 7046`
    pub(super) fn place(&self) -> String {
        let parts = [
            ("division ", &self.division),
            ("title ", &self.title),
            ("sec. ", &self.number),
        ];
        let named = parts.iter().filter(|(_, name)| !name.is_empty());
        let named: Vec<String> = named.map(|(word, name)| format!("{word}{name}")).collect();
        named.join(", ")
    }
}

impl Document {
    pub(super) fn push(&mut self, line: Line) {
        match line {
            Line::Printed(text) => self.printed(text),
            Line::Division(name) => {
                self.enacted = true;
                self.next(|section| {
                    section.division = name;
                    section.title.clear();
                });
            }
            Line::Title(name) => self.next(|section| section.title = name),
            Line::Section { number, heading } => self.begin_section(number, heading),
            Line::Body(text) => self.body(text),
            Line::Label(text) => self.analysis.label(text),
        }
    }

    pub(super) fn finish(mut self) -> Result<Reading, LawError> {
        self.next(|_| {});
        if !self.is_law {
            return Err(LawError::NotLaw);
        }
        self.analysis.finish()
    }

    fn printed(&mut self, text: String) {
        if let Some(seen) = &mut self.contents {
            if outline::is_contents_entry(&text, seen) {
                self.analysis.label(text);
                return;
            }
            self.contents = None;
        }
        match outline::heading(&text) {
            Some(Heading::Division(name)) => self.push(Line::Division(name)),
            Some(Heading::Title(name)) => self.push(Line::Title(name)),
            Some(Heading::Section {
                number,
                heading,
                rest,
            }) => {
                self.begin_section(number, heading);
                if !rest.is_empty() {
                    self.body(rest);
                }
            }
            Some(Heading::Group) => {}
            None => self.body(text),
        }
    }

    fn body(&mut self, text: String) {
        self.is_law = self.is_law || outline::is_of_law(&text);
        if !self.enacted {
            if outline::is_enacting(&text) {
                self.enacted = true;
            } else if outline::is_long_title(&text) {
                self.analysis.label(text);
                return;
            }
        }
        if outline::begins_contents(&text) {
            self.contents = Some(HashSet::new());
        }
        self.section.lines.push(text);
    }

    fn begin_section(&mut self, number: String, heading: String) {
        self.is_law = true;
        self.enacted = true;
        self.next(|section| {
            section.number = number;
            section.heading = heading;
        });
        if sentences::is_contents_heading(&self.section.heading) {
            self.contents = Some(HashSet::new());
        }
    }

    /// Hands on the section that is done, and begins the next.
    fn next(&mut self, begin: impl FnOnce(&mut Section)) {
        self.analysis.section(&self.section);
        let section = &mut self.section;
        section.number.clear();
        section.heading.clear();
        section.lines.clear();
        begin(section);
    }
}
