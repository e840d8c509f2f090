//! The shape of an answer: the fields that its records have.
//!
//! A field that is dropped or added changes no value that we read and may change what it
//! means, so it is to be noticed. Values don't count, nor does what only a last page
//! lacks.

use std::collections::BTreeSet;

use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// Fields beyond this many aren't looked at.
const FIELDS_MAX: usize = 500;

#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Shape {
    /// Sorted: `document_number`, `title`.
    pub fields: BTreeSet<String>,
}

impl Shape {
    pub(super) fn of(records: &[&Value]) -> Self {
        let objects = records.iter().filter_map(|record| record.as_object());
        let fields = objects.flat_map(|object| object.keys().cloned());
        Self {
            fields: fields
                .take(FIELDS_MAX * 200)
                .collect::<BTreeSet<_>>()
                .into_iter()
                .take(FIELDS_MAX)
                .collect(),
        }
    }

    /// The shape in sixteen hexadecimal digits; the same fields give the same.
    pub fn fingerprint(&self) -> String {
        let mut hash = Sha256::new();
        for field in &self.fields {
            hash.update(field.as_bytes());
            hash.update([0]);
        }
        let digits = hash.finalize();
        digits
            .iter()
            .take(8)
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }
}
