//! Text from outside, made fit to be shown.
//!
//! A title can hold escape codes that drive a terminal, marks that turn the
//! reading direction round, or characters that nobody sees. What people read has
//! none of them, wherever it appears: in a mail, on a terminal, in a log.

/// The text on one line: without control, direction and invisible characters,
/// each run of white space one space, none at either end.
pub fn clean(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars() {
        if c.is_whitespace() || c.is_control() {
            gap = true;
        } else if !is_invisible(c) {
            if gap && !line.is_empty() {
                line.push(' ');
            }
            gap = false;
            line.push(c);
        }
    }
    line
}

/// At most `chars_max` characters of it, the last being `…` where some were cut.
pub fn clip(text: &str, chars_max: usize) -> String {
    if text.chars().nth(chars_max).is_none() {
        return text.to_owned();
    }
    let kept: String = text.chars().take(chars_max.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

/// Whether a character shows as itself, and drives and hides nothing.
pub fn is_shown(c: char) -> bool {
    !c.is_control() && !is_invisible(c)
}

/// Characters that show nothing, or change how their neighbours show: Unicode's
/// bidirectional controls (UAX 9), default ignorables and interlinear marks.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{00AD}'
            | '\u{034F}'
            | '\u{061C}'
            | '\u{115F}'..='\u{1160}'
            | '\u{17B4}'..='\u{17B5}'
            | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}'
            | '\u{FFA0}'
            | '\u{FFF0}'..='\u{FFFB}'
            | '\u{1BCA0}'..='\u{1BCA3}'
            | '\u{1D173}'..='\u{1D17A}'
            | '\u{E0000}'..='\u{E0FFF}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_from_outside_can_not_drive_a_terminal_or_hide() {
        check("\u{1b}[31mred\u{1b}[0m", "[31mred [0m");
        check("\u{9b}2Jgone", "2Jgone");
        check("became \u{202e}wal\u{202c}", "became wal");
        check("se\u{200b}ct\u{00ad}ion\u{feff} 907", "section 907");
        check("tag\u{e0041}s", "tags");
        check("a\r\nBcc: b@example.org", "a Bcc: b@example.org");
        check(" \t a\u{2028}b \u{a0} c\u{0}d ", "a b c d");
        check(
            "907-ci düzəliş, 907-րդ հոդված",
            "907-ci düzəliş, 907-րդ հոդված",
        );
    }

    #[test]
    fn what_is_cut_says_so() {
        assert_eq!(clip("repealed", 8), "repealed");
        assert_eq!(clip("not repealed", 5), "not…");
        assert_eq!(clip("düzəliş", 4), "düz…");
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(clean(text), expected);
    }
}
