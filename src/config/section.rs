//! Reading a table of the tree into a type, key by key, and collecting what is wrong.
//!
//! A part asks its section for each key that it knows. What nobody asked for is
//! unknown, so the list of known keys can't fall out of step with the reading.

use super::{
    Layer,
    mistakes::{Mistake, Mistakes, advice},
    tree::{Node, Place, Table, Value},
};

/// Collects the mistakes of a whole configuration.
pub(super) struct Collector<'a> {
    layers: Vec<&'a str>,
    found: Vec<(Place, Mistake)>,
}

/// One table, being read.
pub(super) struct Section<'c, 'a> {
    /// As people find it in the file: `[fetch]`, `source "azertag"`; empty for the
    /// file as a whole.
    label: String,
    place: Place,
    /// What is wrong with it as a whole was told; so nothing is missing from it.
    broken: bool,
    entries: Table,
    asked: Vec<&'static str>,
    /// Keys that exist elsewhere, and why they don't belong here.
    misplaced: Vec<(&'static str, &'static str)>,
    collector: &'c mut Collector<'a>,
}

impl<'a> Collector<'a> {
    pub(super) fn new(layers: &[Layer<'a>]) -> Self {
        Self {
            layers: layers.iter().map(|layer| layer.name).collect(),
            found: Vec::new(),
        }
    }

    pub(super) fn add(&mut self, place: Place, key: Option<String>, problem: String) {
        self.add_about(place, key.clone(), key, problem);
    }

    /// Adds a mistake whose problem names the key itself, and so follows the section.
    fn add_about(
        &mut self,
        place: Place,
        subject: Option<String>,
        key: Option<String>,
        problem: String,
    ) {
        let file = self.layers.get(place.layer).copied().unwrap_or_default();
        let mistake = Mistake {
            file: file.to_owned(),
            line: place.line,
            column: place.column,
            key,
            subject,
            problem,
        };
        self.found.push((place, mistake));
    }

    pub(super) fn add_all(&mut self, mistakes: Vec<(Place, Mistake)>) {
        self.found.extend(mistakes);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// Names a place for a mistake that stands elsewhere: `line 12 of watch907.toml`.
    pub(super) fn name(&self, place: Place) -> String {
        let file = self.layers.get(place.layer).copied().unwrap_or_default();
        format!("line {} of {file}", place.line)
    }

    pub(super) fn into_mistakes(mut self) -> Mistakes {
        self.found.sort_by_key(|(place, _)| *place);
        Mistakes(self.found.into_iter().map(|(_, mistake)| mistake).collect())
    }
}

impl<'c, 'a> Section<'c, 'a> {
    pub(super) fn new(
        label: impl Into<String>,
        place: Place,
        entries: Table,
        collector: &'c mut Collector<'a>,
    ) -> Self {
        Self {
            label: label.into(),
            place,
            broken: false,
            entries,
            asked: Vec::new(),
            misplaced: Vec::new(),
            collector,
        }
    }

    /// Whether it begins in a layer above the built-in one.
    pub(super) fn is_own(&self) -> bool {
        self.place.layer > 0
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.entries.contains_key(key)
    }

    /// Where a key stands, or the section if it isn't there.
    pub(super) fn place_of(&self, key: &str) -> Place {
        self.entries
            .get(key)
            .map_or(self.place, |(place, _)| *place)
    }

    /// Takes a key that may be absent. A value that can't be read is a mistake, and
    /// `None` as well.
    pub(super) fn take<T>(
        &mut self,
        key: &'static str,
        read: impl FnOnce(&Value) -> Result<T, String>,
    ) -> Option<T> {
        self.asked.push(key);
        let (place, node) = self.entries.remove(key)?;
        match read(&node.value) {
            Ok(value) => Some(value),
            Err(problem) => {
                self.wrong(place, key, problem);
                None
            }
        }
    }

    /// Takes a key that has to be there.
    pub(super) fn need<T>(
        &mut self,
        key: &'static str,
        read: impl FnOnce(&Value) -> Result<T, String>,
    ) -> Option<T> {
        if !self.has(key) {
            self.asked.push(key);
            self.missing(key);
            return None;
        }
        self.take(key, read)
    }

    /// Takes a list, telling each of its values by itself. Absent is empty.
    pub(super) fn take_list<T>(
        &mut self,
        key: &'static str,
        mut read: impl FnMut(&Value) -> Result<T, String>,
    ) -> Vec<T> {
        self.asked.push(key);
        let Some((place, node)) = self.entries.remove(key) else {
            return Vec::new();
        };
        let Value::List(list) = node.value else {
            let problem = format!("expected a list, not {}", node.value.kind());
            self.wrong(place, key, problem);
            return Vec::new();
        };
        let mut values = Vec::new();
        for node in list {
            match read(&node.value) {
                Ok(value) => values.push(value),
                Err(problem) => self.wrong(node.place, key, problem),
            }
        }
        values
    }

    /// Takes a table as a section of its own. Absent is empty.
    pub(super) fn take_table(&mut self, key: &'static str) -> Section<'_, 'a> {
        self.asked.push(key);
        let label = match self.label.as_str() {
            "" => format!("[{key}]"),
            label => format!("{label}: `{key}`"),
        };
        let mut broken = false;
        let (place, entries) = match self.entries.remove(key) {
            None => (self.place, Table::new()),
            Some((place, node)) => match node.value {
                Value::Table(table) => (place, table),
                other => {
                    let problem = format!("expected a table, not {}", other.kind());
                    self.wrong(place, key, problem);
                    broken = true;
                    (place, Table::new())
                }
            },
        };
        Section {
            broken,
            ..Section::new(label, place, entries, self.collector)
        }
    }

    /// Takes a list of tables, each written under `[[key]]`.
    pub(super) fn take_tables(&mut self, key: &'static str) -> Vec<(Place, Table)> {
        self.asked.push(key);
        let Some((place, node)) = self.entries.remove(key) else {
            return Vec::new();
        };
        let kind = node.value.kind();
        let Value::List(list) = node.value else {
            let problem = format!("expected a list of tables, each under `[[{key}]]`, not {kind}");
            self.wrong(place, key, problem);
            return Vec::new();
        };
        let mut tables = Vec::new();
        for Node { place, value } in list {
            match value {
                Value::Table(table) => tables.push((place, table)),
                other => {
                    let problem = format!("expected a table, not {}", other.kind());
                    self.wrong(place, key, problem);
                }
            }
        }
        tables
    }

    /// Says what is wrong with it as a whole, so that nothing else is missing from it.
    pub(super) fn refuse(&mut self, problem: String) {
        if self.broken {
            return;
        }
        self.collector.add(self.place, self.own_label(), problem);
        self.broken = true;
    }

    /// All that is left, for tables whose keys are free.
    pub(super) fn take_rest(&mut self) -> Table {
        std::mem::take(&mut self.entries)
    }

    /// Says why a key that is known elsewhere doesn't belong here.
    pub(super) fn misplaced(&mut self, key: &'static str, why: &'static str) {
        self.misplaced.push((key, why));
    }

    pub(super) fn wrong(&mut self, place: Place, key: &str, problem: String) {
        let key = self.named(key);
        self.collector.add(place, Some(key), problem);
    }

    pub(super) fn missing(&mut self, key: &str) {
        if self.broken {
            return;
        }
        let problem = format!("`{key}` is missing");
        let (subject, key) = (self.own_label(), self.named(key));
        self.collector
            .add_about(self.place, subject, Some(key), problem);
    }

    /// A key with its section, as people find it.
    fn named(&self, key: &str) -> String {
        match self.label.as_str() {
            "" => format!("`{key}`"),
            label => format!("{label}: `{key}`"),
        }
    }

    /// `None` for the file as a whole.
    fn own_label(&self) -> Option<String> {
        (!self.label.is_empty()).then(|| self.label.clone())
    }

    /// Reports the keys that nobody asked for.
    pub(super) fn finish(mut self) {
        let unknown = std::mem::take(&mut self.entries);
        for (key, (place, _)) in unknown {
            let misplaced = self.misplaced.iter().find(|(known, _)| *known == key);
            let problem = match misplaced {
                Some((_, why)) => format!("`{key}` {why}"),
                None => {
                    let advice = advice(&key, &self.asked);
                    format!("unknown key `{key}`{advice}")
                }
            };
            let (subject, key) = (self.own_label(), self.named(&key));
            self.collector.add_about(place, subject, Some(key), problem);
        }
    }
}
