//! Makes texts comparable across languages, and finds the way back to what was
//! written.

/// The text as it is compared: one case, one kind of space, dash, apostrophe and `i`.
pub(super) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut space = false;
    for c in text.chars() {
        fold_char(c, &mut space, |c| folded.push(c));
    }
    folded
}

fn fold_char(c: char, space: &mut bool, mut push: impl FnMut(char)) {
    if c.is_whitespace() {
        if !std::mem::replace(space, true) {
            push(' ');
        }
        return;
    }
    match c {
        // Dots that lower case leaves over an i, and what can't be seen.
        '\u{307}' | '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' => return,
        'I' | 'İ' | 'ı' => push('i'),
        'ё' | 'Ё' => push('е'),
        '‘' | '’' | 'ʼ' | '`' => push('\''),
        '\u{2010}'..='\u{2015}' | '−' => push('-'),
        c if c.is_ascii() => push(c.to_ascii_lowercase()),
        c => c.to_lowercase().for_each(&mut push),
    }
    *space = false;
}

/// The place in `text` that became `folded_at` when it was folded, in bytes.
pub(super) fn place(text: &str, folded_at: usize) -> usize {
    let mut space = false;
    let mut length = 0;
    for (at, c) in text.char_indices() {
        if length >= folded_at {
            return at;
        }
        fold_char(c, &mut space, |c| length += c.len_utf8());
    }
    text.len()
}

pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

pub(super) fn first_chars(text: &str, chars: usize) -> &str {
    let end = text
        .char_indices()
        .nth(chars)
        .map_or(text.len(), |(at, _)| at);
    &text[..end]
}

pub(super) fn last_chars(text: &str, chars: usize) -> &str {
    let back = chars.saturating_sub(1);
    let start = text.char_indices().rev().nth(back).map_or(0, |(at, _)| at);
    &text[start..]
}
