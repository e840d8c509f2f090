//! Sentences in the style of drafters, in a table: what they do, and below it those that
//! do it. `\n` begins a line.

use super::*;

#[test]
fn every_sentence_does_what_its_table_says() {
    let table = include_str!("sentences.txt");
    let groups: Vec<&str> = table.split("\n\n").collect();
    assert!(groups.len() > 8);
    for group in groups {
        let (effects, sentences) = group.split_once('\n').unwrap();
        let effects: Vec<&str> = effects.split(' ').collect();
        let sentences = sentences.replace("\\n", "\u{B}");
        let sentences: Vec<String> = sentences
            .lines()
            .map(|line| line.trim().replace('\u{B}', "\n"))
            .collect();
        let sentences: Vec<&str> = sentences.iter().map(String::as_str).collect();
        say(&sentences, &effects);
    }
}
