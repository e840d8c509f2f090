//! The operator's file to begin with: cut from the text of the defaults, which is the only
//! place where a key is explained.
//!
//! Of each section that an operator sets up, all keys stand there with their comments. Those
//! that were chosen are set; the others are commented out, so that a later default holds.

use super::DEFAULTS;

/// The sections that an operator sets up, in the order of the defaults.
const SECTIONS: [&str; 5] = ["fetch", "discover", "watch", "mail", "report"];

/// What was chosen: section, key and value as TOML.
pub type Choice = (&'static str, &'static str, String);

/// The text of a file in which `choices` are made, and where `subscriber`, if any, is told:
/// its keys and values.
///
/// Panics where the defaults don't explain a key that is chosen.
pub fn filled(choices: &[Choice], subscriber: &[(&str, String)]) -> String {
    let mut text = String::from(HEAD);
    for name in SECTIONS {
        text.push_str(&section(name, choices));
    }
    text.push_str(&example("Subscribers"));
    if !subscriber.is_empty() {
        text.push_str("\n[[subscriber]]\n");
        for (key, value) in subscriber {
            text.push_str(&format!("{key} = {value}\n"));
        }
    }
    text
}

const HEAD: &str = "\
# watch907: your configuration. It is laid over the built-in one, which names the sources and
# explains every key; what is commented out here is as it is there. `watch907 check` names each
# mistake, `watch907 doctor` tries all of it.

";

/// A section with its heading, its comments and its keys.
fn section(name: &str, choices: &[Choice]) -> String {
    let heading = format!("[{name}]");
    let mut chosen: Vec<&Choice> = choices.iter().filter(|(of, _, _)| *of == name).collect();
    let mut text = String::new();
    let lines = DEFAULTS.text.lines().skip_while(|line| **line != *heading);
    let body = lines.skip(1).take_while(|line| !line.starts_with(['[']));
    for line in body.take_while(|line| !line.starts_with("# ---")) {
        let bare = line.strip_prefix("# ").unwrap_or(line);
        let key = bare.split_once(" = ").map(|(key, _)| key);
        let key = key.filter(|key| key.chars().all(|c| c.is_ascii_lowercase() || c == '_'));
        let place = chosen.iter().position(|(_, name, _)| Some(*name) == key);
        match (place, key) {
            (Some(place), _) => {
                let (_, key, value) = chosen.remove(place);
                text.push_str(&format!("{key} = {value}\n"));
            }
            (None, Some(_)) if bare == line => text.push_str(&format!("# {line}\n")),
            (None, _) => text.push_str(&format!("{line}\n")),
        }
    }
    assert!(chosen.is_empty(), "[{name}] has no {chosen:?}");
    format!("{heading}\n{}\n\n", text.trim_end())
}

/// The comment under a title, which shows what can be said.
fn example(title: &str) -> String {
    let title = format!("# {title}");
    let lines = DEFAULTS.text.lines().skip_while(|line| **line != *title);
    let body = lines.skip(2).skip_while(|line| line.is_empty());
    let body = body.take_while(|line| line.starts_with('#'));
    body.map(|line| format!("{line}\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, Layer, load};

    fn loaded(text: &str) -> Config {
        let layer = Layer { name: "test", text };
        load(&[layer]).unwrap_or_else(|mistakes| panic!("{mistakes}\n{text}"))
    }

    #[test]
    fn what_is_not_chosen_is_as_built_in() {
        let text = filled(&[], &[]);
        assert_eq!(loaded(&text), load(&[]).unwrap());
        // It explains each key all the same, and is no copy of the sources.
        for key in [
            "# contact = ",
            "# server = ",
            "# port = ",
            "# time_zone = ",
            "# path = ",
        ] {
            assert!(text.contains(key), "{key}\n{text}");
        }
        assert!(text.contains("#     [[subscriber]]\n"), "{text}");
        assert!(!text.contains("[[source]]"), "{text}");
    }

    #[test]
    fn what_is_chosen_is_set_beside_what_explains_it() {
        let text = filled(
            &[
                ("mail", "server", "\"mail.example.org\"".to_owned()),
                ("mail", "port", "2587".to_owned()),
            ],
            &[("address", "\"ann@example.org\"".to_owned())],
        );
        let config = loaded(&text);
        let server = config.mail.server.as_ref().unwrap();
        assert_eq!((&*server.host, server.port), ("mail.example.org", 2587));
        assert_eq!(config.subscribers()[0].address, "ann@example.org");
        assert!(
            text.contains("# The mail server. Empty: none.\nserver = \"mail.example.org\"\n"),
            "{text}"
        );
    }

    #[test]
    #[should_panic(expected = "[mail] has no")]
    fn a_key_that_is_explained_nowhere_is_not_written() {
        filled(&[("mail", "sarver", "1".to_owned())], &[]);
    }
}
