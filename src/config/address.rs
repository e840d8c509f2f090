//! Addresses that may be secrets: whoever knows that of a webhook may post there.

use std::path::PathBuf;

use url::Url;

use super::{
    section::Section,
    tree::Value,
    values::{optional, web_address},
};

/// A web address, or where it is kept.
#[derive(Clone, Debug, PartialEq)]
pub enum Address {
    Written(Url),
    /// The file that holds it.
    InFile(PathBuf),
}

impl Address {
    /// What such a file holds, if that is an address. What it holds instead is told nowhere.
    pub fn parse(text: &str) -> Option<Url> {
        web_address(&Value::Text(text.trim().to_owned())).ok()
    }

    /// The address, where it stands in the configuration.
    pub fn written(&self) -> Option<&Url> {
        match self {
            Self::Written(url) => Some(url),
            Self::InFile(_) => None,
        }
    }

    pub(super) fn file_mut(&mut self) -> Option<&mut PathBuf> {
        match self {
            Self::Written(_) => None,
            Self::InFile(file) => Some(file),
        }
    }

    pub(super) fn file(&self) -> Option<&PathBuf> {
        match self {
            Self::Written(_) => None,
            Self::InFile(file) => Some(file),
        }
    }
}

/// The file that `key` names, in place of the address that `written` is the key of.
pub(super) fn in_file(
    section: &mut Section<'_, '_>,
    key: &'static str,
    written: Option<&'static str>,
) -> Option<Address> {
    let at = section.place_of(key);
    let file = section.take(key, optional).flatten()?;
    if let Some(written) = written {
        section.wrong(at, key, format!("names a file, and `{written}` an address"));
    }
    Some(Address::InFile(PathBuf::from(file)))
}
