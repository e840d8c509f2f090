//! A difference on a terminal: in colours, with the words that changed.

use super::show::{self, Mark};

/// The lines of a unified diff, with the codes that colour them. All of them are there.
pub fn coloured(diff: &str) -> String {
    let shown = show::parse_whole(diff);
    let mut text = String::new();
    for line in shown.lines {
        let (sign, begin, changed) = match line.mark {
            Mark::Place => ("@ ", "\x1b[36m", ""),
            Mark::Same => ("  ", "", ""),
            Mark::Gone => ("- ", "\x1b[31m", "\x1b[7m"),
            Mark::Come => ("+ ", "\x1b[32m", "\x1b[7m"),
        };
        text.push_str(begin);
        text.push_str(sign);
        let all_changed = line.words.iter().all(|(is_changed, _)| *is_changed);
        for (is_changed, words) in &line.words {
            match *is_changed && !all_changed {
                true => text.push_str(&format!("{changed}{words}\x1b[27m")),
                false => text.push_str(words),
            }
        }
        text.push_str(if begin.is_empty() { "\n" } else { "\x1b[0m\n" });
    }
    if shown.left_out > 0 {
        text.push_str(&format!("… and {} more lines\n", shown.left_out));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_that_changed_stand_out() {
        assert_eq!(
            coloured(
                "@@ -1 +1 @@\n-Referred to the Committee.\n+Reported by the Committee.\n same\n"
            ),
            "\x1b[36m@ line 1\x1b[0m\n\
             \x1b[31m- \x1b[7mReferred to\x1b[27m the Committee.\x1b[0m\n\
             \x1b[32m+ \x1b[7mReported by\x1b[27m the Committee.\x1b[0m\n  \
               same\n"
        );
        let long: String = (0..1000).map(|n| format!("+line {n}\n")).collect();
        assert_eq!(coloured(&long).lines().count(), 1000);
    }
}
