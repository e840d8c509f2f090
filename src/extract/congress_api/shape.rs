//! Which keys of an answer are new, so that a new shape is noticed before it hurts.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::domain::printable;

/// What an answer has that we don't know.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Shape {
    /// Keys that are in no shape that we know, as paths: `actions.sourceSystem.era`.
    pub unknown: Vec<String>,
}

impl Shape {
    pub(super) fn of(answer: &Value) -> Self {
        let mut keys = BTreeSet::new();
        collect(answer, "", &mut keys);
        let unknown = |path: &&String| {
            let key = path.rsplit('.').next().unwrap_or_default();
            !KNOWN.contains(&key)
        };
        Self {
            unknown: keys.iter().filter(unknown).cloned().collect(),
        }
    }
}

/// An answer has some sixty keys.
const KEYS_MAX: usize = 1_000;
const KEY_CHARS_MAX: usize = 60;

fn collect(value: &Value, above: &str, keys: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                // The request is ours.
                if keys.len() >= KEYS_MAX || above.is_empty() && key == "request" {
                    continue;
                }
                let key = printable::clip(&printable::clean(key), KEY_CHARS_MAX);
                let path = match above {
                    "" => key,
                    above => format!("{above}.{key}"),
                };
                // What is counted there is named by data.
                if !key_counts(&path) {
                    collect(value, &path, keys);
                }
                keys.insert(path);
            }
        }
        Value::Array(items) => {
            for item in items {
                collect(item, above, keys);
            }
        }
        _ => {}
    }
}

fn key_counts(path: &str) -> bool {
    matches!(path, "actionTypeCounts" | "actionByCounts")
}

/// The keys of bills, their parts and their lists, in the answers and the description of
/// the API since 2022.
const KNOWN: [&str; 85] = [
    "actionByCounts",
    "actionCode",
    "actionDate",
    "actionDesc",
    "actionTime",
    "actionTypeCounts",
    "actions",
    "activities",
    "amendments",
    "bill",
    "billTextVersionCode",
    "billTextVersionName",
    "bills",
    "bioguidId",
    "bioguideId",
    "byRequestType",
    "calendarNumber",
    "calendarNumbers",
    "cboCostEstimates",
    "chamber",
    "chamberCode",
    "chamberName",
    "citation",
    "code",
    "committeeReports",
    "committees",
    "congress",
    "constitutionalAuthorityStatementText",
    "cosponsors",
    "count",
    "countIncludingWithdrawnCosponsors",
    "date",
    "description",
    "district",
    "firstName",
    "formats",
    "fullName",
    "identifiedBy",
    "introducedDate",
    "isByRequest",
    "isOriginalCosponsor",
    "lastName",
    "latestAction",
    "laws",
    "legislationUrl",
    "legislativeSubjects",
    "links",
    "middleName",
    "name",
    "next",
    "notes",
    "number",
    "originChamber",
    "originChamberCode",
    "pagination",
    "party",
    "policyArea",
    "prev",
    "pubDate",
    "recordedVotes",
    "relatedBills",
    "relationshipDetails",
    "rollNumber",
    "sessionNumber",
    "sourceSystem",
    "sponsors",
    "sponsorshipDate",
    "sponsorshipWithdrawnDate",
    "state",
    "subcommittees",
    "subjects",
    "summaries",
    "systemCode",
    "text",
    "textVersions",
    "title",
    "titleType",
    "titleTypeCode",
    "titles",
    "total",
    "type",
    "updateDate",
    "updateDateIncludingText",
    "url",
    "versionCode",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_are_known_or_ours_are_not_new() {
        let one = shape(r#"{"actions": [{"text": "a", "type": "b"}], "request": {"x": 1}}"#);
        assert_eq!(one.unknown, Vec::<String>::new());
    }

    #[test]
    fn a_key_that_is_new_is_named_with_its_place() {
        let new = shape(r#"{"actions": [{"text": "a", "sourceSystem": {"era": 1}}]}"#);
        assert_eq!(new.unknown, ["actions.sourceSystem.era"]);
    }

    fn shape(json: &str) -> Shape {
        Shape::of(&serde_json::from_str(json).unwrap())
    }
}
