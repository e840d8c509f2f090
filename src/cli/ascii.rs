//! Terminals without UTF-8: what is written there is spelled in ASCII.

use std::io::{self, IsTerminal, Write};

use deunicode::deunicode_with_tofu;

/// Writes to a terminal; in ASCII where that reads nothing else.
pub struct Terminal<W> {
    inner: W,
    is_plain: bool,
    /// The beginning of a letter whose end comes with the next write.
    begun: Vec<u8>,
}

impl<W: Write + IsTerminal> Terminal<W> {
    pub fn new(inner: W) -> Self {
        let is_plain = inner.is_terminal() && !reads_unicode();
        Self {
            inner,
            is_plain,
            begun: Vec::new(),
        }
    }
}

/// Whether the locale has UTF-8: the first of these that says something decides.
pub(super) fn reads_unicode() -> bool {
    let said = ["LC_ALL", "LC_CTYPE", "LANG"]
        .iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|said| !said.is_empty());
    is_unicode(said.as_deref().unwrap_or_default())
}

fn is_unicode(locale: &str) -> bool {
    let locale = locale.to_ascii_lowercase();
    locale.contains("utf-8") || locale.contains("utf8")
}

/// Spelled in ASCII, as far as it can be.
fn plain(text: &str) -> String {
    deunicode_with_tofu(text, "?")
}

impl<W: Write> Write for Terminal<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !self.is_plain {
            return self.inner.write(bytes);
        }
        self.begun.extend_from_slice(bytes);
        let whole = match std::str::from_utf8(&self.begun) {
            Ok(text) => text.len(),
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            // No letter that goes on.
            Err(_) => self.begun.len(),
        };
        let rest = self.begun.split_off(whole);
        let text = std::mem::replace(&mut self.begun, rest);
        self.inner
            .write_all(plain(&String::from_utf8_lossy(&text)).as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_spelled_in_ascii_wherever_a_write_parts_them() {
        let mut terminal = Terminal {
            inner: Vec::new(),
            is_plain: true,
            begun: Vec::new(),
        };
        for byte in "Əliyev — “поправка” … \x1b[1m→\u{2588}".bytes() {
            terminal.write_all(&[byte]).unwrap();
        }
        let said = String::from_utf8(terminal.inner).unwrap();
        assert!(said.is_ascii(), "{said}");
        assert!(said.contains("\"popravka\" ..."), "{said}");
    }

    #[test]
    fn the_locale_says_whether_there_is_utf_8() {
        for (locale, expected) in [
            ("C.UTF-8", true),
            ("en_US.utf8", true),
            ("C", false),
            ("de_DE", false),
            ("", false),
        ] {
            assert_eq!(is_unicode(locale), expected, "{locale}");
        }
    }
}
