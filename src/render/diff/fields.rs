//! What differs between two records, field by field.
//!
//! A record's own order says nothing, and a line of its JSON says little: told is the
//! path of each field that came, went or reads otherwise. Where a list has other entries
//! now, those that are alike are paired first, so that one that is new on top is one that
//! came and not a list that reads otherwise throughout.

use serde::Serialize;
use serde_json::Value;
use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::lines::lines_of;

/// A field that differs.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct FieldChange {
    /// `bill.latestAction.text`, `bill.titles[3]`: where it stands in the later record, or
    /// stood in the earlier one.
    pub path: String,
    /// `None` where it came.
    pub before: Option<Value>,
    /// `None` where it went.
    pub after: Option<Value>,
}

/// The fields that differ, in the order of the later record.
pub fn fields(before: &Value, after: &Value) -> Vec<FieldChange> {
    let mut changes = Vec::new();
    compare("", before, after, &mut changes);
    changes
}

/// The same as a difference is stored: a hunk for each field, headed by its path.
pub fn unified_fields(changes: &[FieldChange]) -> String {
    let mut diff = String::new();
    for change in changes {
        diff.push_str(&format!("@@ {} @@\n", change.path));
        for (sign, value) in [('-', &change.before), ('+', &change.after)] {
            let Some(value) = value else { continue };
            let text = match value {
                Value::String(text) => text.clone(),
                Value::Null | Value::Bool(_) | Value::Number(_) => value.to_string(),
                Value::Array(_) | Value::Object(_) => {
                    serde_json::to_string_pretty(value).unwrap_or_default()
                }
            };
            match text.is_empty() {
                true => diff.push_str(&format!("{sign}\n")),
                false => diff.extend(lines_of(&text).map(|line| format!("{sign}{line}\n"))),
            }
        }
    }
    diff
}

fn compare(path: &str, before: &Value, after: &Value, changes: &mut Vec<FieldChange>) {
    if before == after {
        return;
    }
    match (before, after) {
        (Value::Object(old), Value::Object(new)) => {
            for (name, after) in new {
                let path = join(path, name);
                match old.get(name) {
                    Some(before) => compare(&path, before, after, changes),
                    None => changes.push(came(path, after)),
                }
            }
            let gone = old.iter().filter(|(name, _)| !new.contains_key(*name));
            changes.extend(gone.map(|(name, before)| went(join(path, name), before)));
        }
        (Value::Array(old), Value::Array(new)) => lists(path, old, new, changes),
        _ => changes.push(FieldChange {
            path: path.to_owned(),
            before: Some(before.clone()),
            after: Some(after.clone()),
        }),
    }
}

fn lists(path: &str, old: &[Value], new: &[Value], changes: &mut Vec<FieldChange>) {
    // Values have no order and no hash; what they are written as has.
    let written = |list: &[Value]| list.iter().map(Value::to_string).collect::<Vec<_>>();
    let ops = capture_diff_slices(Algorithm::Myers, &written(old), &written(new));
    for op in ops {
        let (before, after) = (op.old_range(), op.new_range());
        match op {
            DiffOp::Equal { .. } => (),
            DiffOp::Delete { .. } | DiffOp::Insert { .. } => {
                changes.extend(before.map(|at| went(format!("{path}[{at}]"), &old[at])));
                changes.extend(after.map(|at| came(format!("{path}[{at}]"), &new[at])));
            }
            DiffOp::Replace { .. } => {
                let (earlier, later) = (&old[before.clone()], &new[after.clone()]);
                // The last are the same: what is new in a record stands on top.
                let paired = earlier.len().min(later.len());
                let (gone, was) = earlier.split_at(earlier.len() - paired);
                let (come, is) = later.split_at(later.len() - paired);
                let at = |start: usize, n: usize| format!("{path}[{}]", start + n);
                let gone = gone.iter().enumerate();
                changes.extend(gone.map(|(n, value)| went(at(before.start, n), value)));
                let come_count = come.len();
                let come = come.iter().enumerate();
                changes.extend(come.map(|(n, value)| came(at(after.start, n), value)));
                for (n, (was, is)) in was.iter().zip(is).enumerate() {
                    compare(&at(after.start, come_count + n), was, is, changes);
                }
            }
        }
    }
}

fn join(path: &str, name: &str) -> String {
    match path {
        "" => name.to_owned(),
        path => format!("{path}.{name}"),
    }
}

fn came(path: String, after: &Value) -> FieldChange {
    FieldChange {
        path,
        before: None,
        after: Some(after.clone()),
    }
}

fn went(path: String, before: &Value) -> FieldChange {
    FieldChange {
        path,
        before: Some(before.clone()),
        after: None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_field_is_told_by_its_path() {
        check(
            json!({ "bill": { "number": "1", "latestAction": { "text": "Referred." }, "old": null } }),
            json!({ "bill": { "number": "1", "latestAction": { "text": "Reported.", "time": "10:00" } } }),
            "@@ bill.latestAction.text @@\n-Referred.\n+Reported.\n\
             @@ bill.latestAction.time @@\n+10:00\n\
             @@ bill.old @@\n-null\n",
        );
    }

    #[test]
    fn an_entry_on_top_is_one_entry_that_came() {
        check(
            json!({ "actions": [{ "text": "b" }, { "text": "a" }] }),
            json!({ "actions": [{ "text": "c" }, { "text": "b" }, { "text": "a" }] }),
            "@@ actions[0] @@\n+{\n+  \"text\": \"c\"\n+}\n",
        );
        check(
            json!({ "actions": [{ "text": "b", "n": 1 }, { "text": "a" }] }),
            json!({ "actions": [{ "text": "c" }, { "text": "b", "n": 2 }, { "text": "a" }] }),
            "@@ actions[0] @@\n+{\n+  \"text\": \"c\"\n+}\n@@ actions[1].n @@\n-1\n+2\n",
        );
        check(json!([1, 2, 3]), json!([1, 3]), "@@ [1] @@\n-2\n");
    }

    #[test]
    fn what_is_alike_differs_in_nothing() {
        check(
            json!({ "a": 1, "b": [1, { "c": 2 }] }),
            json!({ "b": [1, { "c": 2 }], "a": 1 }),
            "",
        );
        check(json!(1), json!("1"), "@@  @@\n-1\n+1\n");
        check(
            json!({ "a": "" }),
            json!({ "a": "x\ny" }),
            "@@ a @@\n-\n+x\n+y\n",
        );
    }

    #[track_caller]
    fn check(before: Value, after: Value, expected: &str) {
        assert_eq!(unified_fields(&fields(&before, &after)), expected);
    }
}
