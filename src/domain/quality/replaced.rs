//! Whether a page was replaced altogether, which outages do more often than authors.

use std::collections::HashSet;

/// A page as far as this looks: its title and its lines.
#[derive(Clone, Copy, Debug)]
pub struct Text<'a> {
    pub title: &'a str,
    pub lines: &'a str,
}

/// Pages of fewer bytes may be rewritten as one likes: there is too little to compare.
const REPLACED_FROM: usize = 500;

/// Whether next to nothing of a page is left: another title, no lines in common but
/// crumbs, and other words.
///
/// Who rewrites a page leaves its title, or the site's frame around it, or goes on about
/// the same thing. Who puts up a notice in its stead leaves none of them.
pub fn replaced(before: Text<'_>, now: Text<'_>) -> bool {
    let is_titled_alike = match (before.title, now.title) {
        // Without titles the length has to speak.
        ("", "") => now.lines.len() * 2 > before.lines.len(),
        (before, now) => before == now,
    };
    if before.lines.len() < REPLACED_FROM || is_titled_alike {
        return false;
    }
    let known: HashSet<&str> = before.lines.lines().collect();
    let kept = now.lines.lines().filter(|line| known.contains(line));
    let kept: usize = kept.map(str::len).sum();
    if kept * 10 >= now.lines.len().min(before.lines.len()) {
        return false;
    }
    let known = words(before.lines);
    let words = words(now.lines);
    let familiar = words.intersection(&known).count();
    familiar * 3 < words.len().max(1)
}

/// The words of four letters and more, and numbers of three figures and more.
fn words(text: &str) -> HashSet<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(
            |word| match word.bytes().all(|byte| byte.is_ascii_digit()) {
                true => word.len() >= 3,
                false => word.chars().count() >= 4,
            },
        )
        .map(str::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_replaced_where_nothing_of_it_is_left() {
        let lines = |stem: &str, from: u32| -> String {
            (from..from + 20)
                .map(|n| format!("{stem} {n}.\n"))
                .collect()
        };
        let law = lines(
            "Paragraph of Section 907 on assistance to Azerbaijan, number",
            1,
        );
        let home = lines(
            "Visit of minister to some place, with photographs and remarks",
            1,
        );
        let before = Text {
            title: "Section 907 - Embassy",
            lines: &law,
        };
        let now = |title: &str, lines: &str| replaced(before, Text { title, lines });

        assert!(now("Embassy", &home));
        assert!(now("Embassy", "We could not find that.\n"));
        assert!(now("", "Something happened.\n"));
        // The title, the lines, or the words go on.
        assert!(!now("Section 907 - Embassy", &home));
        assert!(!now("Section 907 - Embassy", "Repealed.\n"));
        assert!(!now(
            "Embassy",
            &format!(
                "{home}{}",
                lines(
                    "Paragraph of Section 907 on assistance to Azerbaijan, number",
                    1
                )
            )
        ));
        assert!(!now(
            "Embassy",
            "Section 907 was repealed.\nAssistance to Azerbaijan is free.\n"
        ));
        assert!(!now(
            "Embassy",
            &lines(
                "Paragraph of Section 907 on assistance to Azerbaijan, no",
                50
            )
        ));
        assert!(!now("Embassy", &law));
        // Little can be compared with little.
        let short = Text {
            title: "A",
            lines: "In force.\n",
        };
        assert!(!replaced(
            short,
            Text {
                title: "B",
                lines: "Closed today.\n"
            }
        ));
        // Untitled pages go by their length.
        let untitled = |lines: &str| {
            replaced(
                Text {
                    title: "",
                    ..before
                },
                Text { title: "", lines },
            )
        };
        assert!(untitled("Something happened.\n"));
        assert!(!untitled(&home));
    }
}
