//! The configuration as a JSON Schema, by which editors check and complete what is typed.
//!
//! Sections are read off the built-in configuration, where each key stands with its
//! default and its reason. Entries of lists, whose keys have no place there, are told
//! here. The schema knows keys, kinds of values and words; what else may be wrong, and
//! what belongs together, `check` tells.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::{AlsoAs, DEFAULTS, Mark, Tls};
use crate::domain::{
    alert::Kind,
    instrument::Effect,
    routing::Route,
    rung::Rung,
    source::{Follow, SourceKind, Tell},
};

/// The schema, in draft 7, which editors know.
pub fn schema() -> Value {
    let defaults: toml::Table = DEFAULTS.text.parse().expect("the defaults are TOML");
    let defaults = serde_json::to_value(defaults).expect("TOML without dates is JSON");
    let comments = comments(DEFAULTS.text);
    let mut keys = Map::new();
    for (name, value) in defaults.as_object().expect("a file of TOML is a table") {
        let schema = match value {
            Value::Object(section) => read_off(name, section, &comments),
            _ => key(value, comments.get(name.as_str())),
        };
        keys.insert(name.clone(), schema);
    }
    for (name, entry) in [
        ("source", source()),
        ("subscriber", subscriber()),
        ("context", context()),
        ("attested", attested()),
    ] {
        keys.insert(name.to_owned(), json!({ "type": "array", "items": entry }));
    }
    let mut schema = table(keys, &[]);
    schema["$schema"] = "http://json-schema.org/draft-07/schema#".into();
    schema["title"] = "The configuration of watch907".into();
    schema
}

/// A section, as the defaults have it.
fn read_off(name: &str, section: &Map<String, Value>, comments: &HashMap<String, String>) -> Value {
    let mut keys = Map::new();
    for (key_name, value) in section {
        let comment = comments.get(&format!("{name}.{key_name}"));
        keys.insert(key_name.clone(), key(value, comment));
    }
    if name == "mail" {
        let says = "Unless it is set: 587 for \"starttls\", 465 for \"tls\", 25 for \"none\".";
        keys.insert("port".to_owned(), told("integer", says));
        keys["tls"]["enum"] = Tls::ALL.map(Tls::as_str).as_slice().into();
    }
    let mut schema = table(keys, &[]);
    if let Some(comment) = comments.get(name) {
        schema["description"] = comment.as_str().into();
    }
    schema
}

/// A key, by its default and by what is said of it.
fn key(default: &Value, comment: Option<&String>) -> Value {
    let mut schema = match default {
        // The built-in lists are long.
        Value::Array(_) => json!({ "type": "array", "items": { "type": "string" } }),
        Value::Bool(_) => json!({ "type": "boolean", "default": default }),
        Value::Number(number) if number.is_f64() => json!({ "type": "number", "default": default }),
        Value::Number(_) => json!({ "type": "integer", "default": default }),
        _ => json!({ "type": "string", "default": default }),
    };
    if let Some(comment) = comment {
        schema["description"] = comment.as_str().into();
    }
    schema
}

/// What stands above each section and key, by `section` and `section.key`. Keys without a
/// line between them share it.
fn comments(text: &str) -> HashMap<String, String> {
    let mut comments = HashMap::new();
    let (mut section, mut said) = (String::new(), String::new());
    let mut is_open = true;
    for line in text.lines() {
        if let Some(comment) = line.strip_prefix("# ") {
            if !is_open {
                said.clear();
            }
            is_open = true;
            said = format!("{said} {}", comment.trim()).trim().to_owned();
        } else if let Some(name) = line.strip_prefix('[') {
            name.trim_end_matches(']').clone_into(&mut section);
            comments.insert(section.clone(), std::mem::take(&mut said));
        } else if let Some((name, _)) = line.split_once(" = ")
            && !line.starts_with([' ', '#'])
        {
            let path = match section.as_str() {
                "" => name.to_owned(),
                section => format!("{section}.{name}"),
            };
            comments.insert(path, said.clone());
            is_open = false;
        } else if line.is_empty() {
            said.clear();
        }
    }
    comments.retain(|_, comment| !comment.is_empty());
    comments
}

/// Named in another layer it needs nothing but its id, so nothing else is required.
fn source() -> Value {
    let id = "Lower-case letters, digits and dashes; names its history.";
    let kind = words(
        SourceKind::CONFIGURED.map(SourceKind::as_str),
        "How it is read.",
    );
    let rung = words(
        Rung::ALL.map(Rung::as_str),
        "What it can prove, at most what its kind can.",
    );
    let follow = json!({
        "description": "Lists: which entries are gone after. Feeds: true, to read articles as well.",
        "anyOf": [words(Follow::ALL.map(Follow::as_str), ""), { "type": "boolean" }],
    });
    let expect = json!({
        "items": told("integer", "0 for a source that is empty at times; default 1."),
        "text": told("string", "A text that stands in every good answer."),
    });
    let headers = json!({
        "type": "object",
        "additionalProperties": { "type": "string" },
        "description": "Sent along with each request; no secrets.",
    });
    let keys = json!({
        "id": told("string", id),
        "kind": kind,
        "url": told("string", "{congress} in it stands for the number of the Congress that sits."),
        "name": told("string", "For people; default: the id."),
        "enabled": told("boolean", "Default true."),
        "why": told("string", "Why it is switched off."),
        "cadence": told("string", "How often it is asked, as in \"30m\"; default \"1h\"."),
        "fresh_for": told("string", "How long it may go unseen; default: see [watch]."),
        "required": told("boolean", "Whether the assurance rests on it; default false."),
        "rung": rung,
        "tell": words(Tell::ALL.map(Tell::as_str), "Default: lists topic, others all."),
        "follow": follow,
        "press": told("boolean", "Feeds: whether what it claims is held against the record."),
        "expect": table(object(expect), &[]),
        "select": told("string", "Pages: the CSS selector of what is read."),
        "remove": texts("Pages: CSS selectors of what is left out."),
        "ignore": texts("Pages: regular expressions of text that is left out."),
        "measure": told("string", "Records: which one, as in \"hr6534-119\"."),
        "headers": headers,
        "allow": texts("Where it may be at an address that isn't public, or at another port than 80 and 443."),
        "deadline": told("string", "Instead of that of [fetch]."),
        "body_bytes_max": told("integer", "Instead of that of [fetch]."),
        "was": told("string", "The id that it had before, whose history it takes over."),
    });
    table(object(keys), &["id"])
}

fn subscriber() -> Value {
    let mut routes = Map::new();
    // The other two are no choice: see the reader.
    for kind in Kind::ALL
        .into_iter()
        .filter(|kind| !matches!(kind, Kind::Digest | Kind::Test))
    {
        let default = format!("Default {}.", Route::default_for(kind).as_str());
        routes.insert(
            kind.as_str().to_owned(),
            words(Route::ALL.map(Route::as_str), &default),
        );
    }
    let also = "A webhook's address, or a folder, for what mail refused or held up for a day.";
    let keys = json!({
        "address": told("string", "Where mail goes: ann@example.org."),
        "name": told("string", "As it stands beside the address."),
        "was": told("string", "The address that it had before, whose count of messages it takes over."),
        "time_zone": told("string", "As in \"Europe/London\"; default: that of [watch]."),
        "digest_at": told("string", "When the digest of a day leaves, in that zone; default \"07:00\"."),
        "also": told("string", also),
        "also_file": told("string", "A file that holds the webhook's address, where that is a secret."),
        "also_as": words(AlsoAs::ALL.map(AlsoAs::as_str), "What the webhook takes; default json."),
        "also_allow": texts("Where the webhook is at a host that isn't public."),
        "tell": table(routes, &[]),
    });
    table(object(keys), &["address"])
}

fn context() -> Value {
    let keys = json!({
        "id": told("string", "Names it."),
        "name": told("string", "For people; default: the id."),
        "enabled": told("boolean", "Default true."),
        "phrases": texts("As in [topic]: a text that holds one of these is collected."),
    });
    table(object(keys), &["id"])
}

fn attested() -> Value {
    let mark = "V: verified in the document itself; S: told by a secondary source.";
    let rung = words(
        Rung::ALL.map(Rung::as_str),
        "Default: the least that the effect needs.",
    );
    let keys = json!({
        "id": told("string", "Names it."),
        "enabled": told("boolean", "Default true."),
        "instrument": told("string", "What the document is called."),
        "by": told("string", "Who signed it."),
        "effect": words(Effect::ALL.map(Effect::as_str), "What it does to Section 907."),
        "on": told("string", "When it was done, as far as that is known: \"2025-08-08\", \"2020-03\", \"2019\"."),
        "through": told("string", "Instead of `on`, the time through which it held: \"2004/2016\"."),
        "effective_on": told("string", "The day from which it holds, if another."),
        "ends_on": told("string", "The day on which it ends."),
        "published_on": told("string", "The day on which it was published."),
        "rung": rung,
        "source": told("string", "The address where it is told."),
        "mark": words(Mark::ALL.map(Mark::as_str), mark),
        "quote": told("string", "What it says, word for word."),
        "note": told("string", "What else is to be known."),
    });
    table(object(keys), &["id"])
}

/// A table with these keys and no others.
fn table(keys: Map<String, Value>, required: &[&str]) -> Value {
    json!({
        "type": "object",
        "properties": keys,
        "required": required,
        "additionalProperties": false,
    })
}

fn told(kind: &str, says: &str) -> Value {
    json!({ "type": kind, "description": says })
}

fn texts(says: &str) -> Value {
    json!({ "type": "array", "items": { "type": "string" }, "description": says })
}

fn words<const N: usize>(words: [&str; N], says: &str) -> Value {
    json!({ "enum": words.as_slice(), "description": says })
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(object) => object,
        _ => Map::new(),
    }
}

#[cfg(test)]
mod tests {
    use boon::{Compiler, Schemas};

    use super::*;
    use crate::config::{self, Layer};

    /// The first thing that an editor would underline.
    fn underlined(text: &str) -> Option<String> {
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        compiler.add_resource("watch907.json", schema()).unwrap();
        let index = compiler.compile("watch907.json", &mut schemas).unwrap();
        let tree: toml::Table = text.parse().unwrap();
        let tree = serde_json::to_value(tree).unwrap();
        let error = schemas.validate(&tree, index).err()?;
        Some(error.to_string())
    }

    /// What the reader says of a key that is nowhere near another: it lists those that it knows.
    fn known(before: &str) -> Vec<String> {
        const NOWHERE: &str = "qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq";
        let text = format!("{before}\n{NOWHERE} = 1");
        let layer = Layer {
            name: "test",
            text: &text,
        };
        let mistakes = config::load(&[layer]).unwrap_err();
        let unknown = mistakes.iter().find(|one| one.problem.contains(NOWHERE));
        let list = unknown.unwrap().problem.split_once("known are ").unwrap().1;
        let mut keys: Vec<String> = list.split(", ").map(|key| key.replace('`', "")).collect();
        keys.sort();
        keys
    }

    #[test]
    fn it_knows_each_key_that_the_reader_knows_and_no_other() {
        let schema = schema();
        let list = |name: &str| format!("/properties/{name}/items/properties");
        let mut places = vec![
            (String::new(), "/properties".to_owned()),
            ("[[source]]\nurl = \"\"".to_owned(), list("source")),
            (
                "[[source]]\nurl = \"\"\n[source.expect]".to_owned(),
                list("source") + "/expect/properties",
            ),
            ("[[subscriber]]".to_owned(), list("subscriber")),
            (
                "[[subscriber]]\n[subscriber.tell]".to_owned(),
                list("subscriber") + "/tell/properties",
            ),
            ("[[context]]".to_owned(), list("context")),
            ("[[attested]]".to_owned(), list("attested")),
        ];
        for (name, one) in schema["properties"].as_object().unwrap() {
            if one["type"] == "object" {
                places.push((
                    format!("[{name}]"),
                    format!("/properties/{name}/properties"),
                ));
            }
        }
        assert!(places.len() > 12);
        for (before, pointer) in places {
            let keys = schema.pointer(&pointer).unwrap().as_object().unwrap();
            let mut keys: Vec<&String> = keys.keys().collect();
            keys.sort();
            assert_eq!(
                keys.into_iter().collect::<Vec<_>>(),
                known(&before).iter().collect::<Vec<_>>(),
                "{before}"
            );
        }
    }

    #[test]
    fn each_key_of_a_section_says_what_it_is_for() {
        for (name, section) in schema()["properties"].as_object().unwrap() {
            for (key, one) in section["properties"].as_object().into_iter().flatten() {
                let says = one["description"].as_str().unwrap_or_default();
                assert!(says.len() > 10 || key == "agencies", "{name}.{key}: {says}");
            }
        }
        let jitter = &schema()["properties"]["fetch"]["properties"]["jitter"];
        assert_eq!(jitter["type"], "number");
        assert_eq!(jitter["default"], 0.1);
        let says = jitter["description"].as_str().unwrap();
        assert!(
            says.starts_with("By how much a poll may come late"),
            "{says}"
        );
        assert!(says.ends_with("0 is allowed."), "{says}");
    }

    #[test]
    fn what_is_right_is_not_underlined() {
        assert_eq!(underlined(DEFAULTS.text), None);
        for text in [
            "fetch.jitter = 0",
            "[[source]]\nid = \"oc-media\"\nenabled = false",
            "[[source]]\nid = \"oc-media\"\nfollow = true\nheaders = { Accept = \"text/html\" }",
            "[[subscriber]]\naddress = \"ann@example.org\"\ntell.item = \"at_once\"",
        ] {
            let layer = Layer { name: "test", text };
            assert!(config::load(&[layer]).is_ok());
            assert_eq!(underlined(text), None);
        }
    }

    #[test]
    fn the_configuration_of_the_package_is_right_as_it_is_and_with_what_it_proposes() {
        let text = include_str!("../../debian/config.toml");
        // What it proposes stands behind a sign without a space.
        let proposed = |line: &'static str| match line.strip_prefix('#') {
            Some(rest) if !rest.starts_with([' ', ':']) => rest,
            _ => line,
        };
        let proposed: Vec<&str> = text.lines().map(proposed).collect();
        let proposed = proposed.join("\n");
        assert!(proposed.contains("\n[[subscriber]]\n"));
        for text in [text, &proposed] {
            let layer = Layer { name: "test", text };
            let config = config::load(&[layer]).unwrap_or_else(|mistakes| panic!("{mistakes}"));
            assert_eq!(config.mail_leaves(), text == proposed);
            assert_eq!(underlined(text), None);
        }
    }

    #[test]
    fn what_is_wrong_is_underlined() {
        for text in [
            "fetch.deadlin = \"1s\"",
            "fetch.deadline = 30",
            "fetch.concurrency = \"16\"",
            "mail.tls = \"ssl\"",
            "mail.password = \"secret\"",
            "[[source]]\nenabled = false",
            "[[source]]\nid = \"x\"\nkind = \"fead\"",
            "[[subscriber]]\naddress = \"ann@example.org\"\ntell.digest = \"never\"",
        ] {
            let layer = Layer { name: "test", text };
            assert!(config::load(&[layer]).is_err(), "{text}");
            assert!(underlined(text).is_some(), "{text}");
        }
    }
}
