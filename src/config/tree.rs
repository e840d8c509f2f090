//! The layers as one tree, in which every value knows where it stands.
//!
//! Tables merge key by key. The lists in [`NAMED`] merge by the key that names their
//! entries; any other list is replaced whole. A value keeps the place in the layer
//! that wrote it last, which is where its mistakes are told.

use std::collections::{BTreeMap, HashMap};

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{Layer, mistakes::Mistake, values::with_plain_domain};

/// The lists whose entries have names, and the key that names them.
pub(super) const NAMED: [(&str, &str); 4] = [
    ("source", "id"),
    ("subscriber", "address"),
    ("context", "id"),
    ("attested", "id"),
];

/// Where something stands: by layer, line and column (of bytes), the latter two
/// from 1.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) struct Place {
    pub(super) layer: usize,
    pub(super) line: usize,
    pub(super) column: usize,
}

#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) place: Place,
    pub(super) value: Value,
}

#[derive(Clone, Debug)]
pub(super) enum Value {
    Text(String),
    Integer(i64),
    Float(f64),
    Boolean(bool),
    Datetime,
    List(Vec<Node>),
    Table(Table),
}

/// The place of a key is its own, apart from that of its value.
pub(super) type Table = BTreeMap<String, (Place, Node)>;

impl Value {
    /// For mistakes: `a number`.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Text(_) => "a text",
            Self::Integer(_) | Self::Float(_) => "a number",
            Self::Boolean(_) => "true or false",
            Self::Datetime => "a date without quotes",
            Self::List(_) => "a list",
            Self::Table(_) => "a table",
        }
    }
}

/// Reads one layer. On errors of syntax nothing else of the layer is worth reading.
pub(super) fn parse(layer: &Layer<'_>, index: usize) -> Result<Table, Vec<(Place, Mistake)>> {
    let lines = Lines::new(layer.text, index);
    let (root, errors) = DeTable::parse_recoverable(layer.text);
    let mut mistakes: Vec<(Place, Mistake)> = Vec::new();
    for error in errors {
        let place = lines.place(error.span().map_or(0, |span| span.start));
        // One slip makes the parser stumble on along its line.
        if mistakes.iter().any(|(known, _)| known.line == place.line) {
            continue;
        }
        let mistake = Mistake {
            file: layer.name.to_owned(),
            line: place.line,
            column: place.column,
            key: None,
            subject: None,
            problem: format!("this is not TOML: {}", error.message().replace('\n', " ")),
        };
        mistakes.push((place, mistake));
    }
    if !mistakes.is_empty() {
        return Err(mistakes);
    }
    Ok(table(root.into_inner(), &lines))
}

fn table(table: DeTable<'_>, lines: &Lines) -> Table {
    table
        .into_iter()
        .map(|(key, value)| {
            let place = lines.place(key.span().start);
            (key.into_inner().into_owned(), (place, node(value, lines)))
        })
        .collect()
}

fn node(value: Spanned<DeValue<'_>>, lines: &Lines) -> Node {
    let place = lines.place(value.span().start);
    let value = match value.into_inner() {
        DeValue::String(text) => Value::Text(text.into_owned()),
        // Beyond 64 bits it is a number all the same, and too large for any key.
        DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
            Ok(number) => Value::Integer(number),
            Err(_) => Value::Float(f64::INFINITY),
        },
        DeValue::Float(number) => Value::Float(number.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(flag) => Value::Boolean(flag),
        DeValue::Datetime(_) => Value::Datetime,
        DeValue::Array(list) => Value::List(list.into_iter().map(|one| node(one, lines)).collect()),
        DeValue::Table(inner) => Value::Table(table(inner, lines)),
    };
    Node { place, value }
}

/// Lays one layer over those below it.
pub(super) fn lay_over(base: &mut Table, over: Table) {
    for (key, (place, node)) in over {
        let named = NAMED.iter().find(|(list, _)| *list == key);
        match (base.get_mut(&key), named) {
            (None, None) => {
                base.insert(key, (place, node));
            }
            (None, Some((_, name))) => {
                let mut list = Node {
                    place: node.place,
                    value: Value::List(Vec::new()),
                };
                merge_named(&mut list, node, name);
                base.insert(key, (place, list));
            }
            (Some(under), Some((_, name))) => {
                under.0 = place;
                merge_named(&mut under.1, node, name);
            }
            (Some(under), None) => {
                under.0 = place;
                merge(&mut under.1, node);
            }
        }
    }
}

fn merge(under: &mut Node, over: Node) {
    let Node { place, value } = over;
    under.place = place;
    match (&mut under.value, value) {
        (Value::Table(under), Value::Table(over)) => {
            for (key, (place, node)) in over {
                match under.get_mut(&key) {
                    Some(known) => {
                        known.0 = place;
                        merge(&mut known.1, node);
                    }
                    None => {
                        under.insert(key, (place, node));
                    }
                }
            }
        }
        (under, over) => *under = over,
    }
}

/// Merges two lists of tables by the key `name`. An entry that stands twice in one
/// layer stays twice, so that the reader can refuse it.
fn merge_named(under: &mut Node, over: Node, name: &str) {
    let (Value::List(base), Value::List(entries)) = (&mut under.value, &over.value) else {
        *under = over;
        return;
    };
    let mut known: HashMap<String, usize> = HashMap::new();
    for (index, node) in base.iter().enumerate() {
        if let Some(name) = name_of(node, name) {
            known.entry(name).or_insert(index);
        }
    }
    for node in entries {
        let at = name_of(node, name).and_then(|name| known.get(&name));
        match at.and_then(|at| base.get_mut(*at)) {
            Some(under) => {
                // The second of one layer mustn't find what the first has merged into.
                if under.place.layer == node.place.layer {
                    base.push(node.clone());
                } else {
                    merge(under, node.clone());
                }
            }
            None => base.push(node.clone()),
        }
    }
}

fn name_of(node: &Node, name: &str) -> Option<String> {
    match &node.value {
        Value::Table(table) => name_in(table, name),
        _ => None,
    }
}

/// The name of an entry, where it is a text, as it is compared with others.
pub(super) fn name_in(table: &Table, name: &str) -> Option<String> {
    match (&table.get(name)?.1.value, name) {
        (Value::Text(text), "address") => Some(with_plain_domain(text)),
        (Value::Text(text), _) => Some(text.clone()),
        _ => None,
    }
}

/// The names in one of the [`NAMED`] lists.
pub(super) fn names(tree: &Table, list: &str) -> Vec<String> {
    let name = NAMED.iter().find(|(known, _)| *known == list);
    let (Some((_, name)), Some((_, node))) = (name, tree.get(list)) else {
        return Vec::new();
    };
    let Value::List(entries) = &node.value else {
        return Vec::new();
    };
    let names = entries.iter().filter_map(|node| name_of(node, name));
    names.collect()
}

/// Finds lines and columns without counting from the top each time.
struct Lines {
    layer: usize,
    starts: Vec<usize>,
}

impl Lines {
    fn new(text: &str, layer: usize) -> Self {
        let after = text.match_indices('\n').map(|(at, _)| at + 1);
        Self {
            layer,
            starts: std::iter::once(0).chain(after).collect(),
        }
    }

    fn place(&self, offset: usize) -> Place {
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts.get(line.saturating_sub(1)).copied();
        Place {
            layer: self.layer,
            line,
            column: offset.saturating_sub(start.unwrap_or(offset)) + 1,
        }
    }
}
