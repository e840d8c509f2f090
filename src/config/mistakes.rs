//! Mistakes in a configuration: all of them at once, each with its place.
//!
//! Whoever edits the file reads these lines and nothing else, so each says where,
//! what is wrong, and what to write instead.

use std::fmt;

/// Everything that is wrong, in the order of the layers and their lines. Never empty.
#[derive(Clone, Debug, PartialEq, serde::Serialize, thiserror::Error)]
pub struct Mistakes(pub(super) Vec<Mistake>);

#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Mistake {
    /// The name of the layer, usually a path.
    pub file: String,
    /// From 1.
    pub line: usize,
    /// In bytes, from 1.
    pub column: usize,
    /// The section and key, as in ``[fetch]: `deadline` ``, where one is meant.
    pub key: Option<String>,
    /// What of it stands before the problem, which may name the key itself.
    #[serde(skip)]
    pub(super) subject: Option<String>,
    /// What is wrong and what to do.
    pub problem: String,
}

impl Mistakes {
    pub fn iter(&self) -> impl Iterator<Item = &Mistake> {
        self.0.iter()
    }
}

/// One line per mistake.
impl fmt::Display for Mistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, mistake) in self.0.iter().enumerate() {
            if n > 0 {
                writeln!(f)?;
            }
            write!(f, "{mistake}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            file,
            line,
            column: _,
            key: _,
            subject,
            problem,
        } = self;
        match subject {
            Some(subject) => write!(f, "{file}:{line}: {subject}: {problem}"),
            None => write!(f, "{file}:{line}: {problem}"),
        }
    }
}

/// The known word that was probably meant, where one is near enough to be of help.
pub(super) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Longer words than any key only cost time.
    if word.len() > 64 {
        return None;
    }
    let word = word.to_lowercase().replace('-', "_");
    known
        .into_iter()
        .map(|known| {
            let plain = known.replace('-', "_");
            (strsim::damerau_levenshtein(&word, &plain), known)
        })
        .min_by_key(|(distance, _)| *distance)
        .filter(|(distance, known)| *distance <= known.chars().count().div_ceil(3))
        .map(|(_, known)| known)
}

/// "; did you mean …?" or, where nothing is near, the known words.
pub(super) fn advice(word: &str, known: &[&str]) -> String {
    match nearest(word, known.iter().copied()) {
        Some(near) => format!("; did you mean `{near}`?"),
        None => format!("; known are {}", list(known)),
    }
}

pub(super) fn list(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    quoted.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typo_finds_the_word_that_was_meant() {
        let known = ["cadence", "enabled", "url"];
        assert_eq!(nearest("cadense", known), Some("cadence"));
        assert_eq!(nearest("Enabeld", known), Some("enabled"));
        assert_eq!(nearest("ulr", known), Some("url"));
        assert_eq!(nearest("interval", known), None);
        assert_eq!(nearest(&"x".repeat(1_000_000), known), None);
    }
}
