//! Makes texts comparable across languages, and finds the way back to what was
//! written.

/// The text as it is compared: one case, one kind of space, dash, apostrophe and `i`,
/// and no marks on letters, as headlines are often typed without.
pub(super) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut space = false;
    for c in text.chars() {
        fold_char(c, &mut space, |c| folded.push(c));
    }
    folded
}

fn fold_char(c: char, space: &mut bool, mut push: impl FnMut(char)) {
    if c.is_ascii_alphanumeric() {
        *space = false;
        return push(c.to_ascii_lowercase());
    }
    if c.is_whitespace() {
        if !std::mem::replace(space, true) {
            push(' ');
        }
        return;
    }
    match c {
        // Marks over letters, among them the dot that lower case leaves over an i and the
        // breve of й; what can't be seen; and Armenian marks of stress and question, which
        // stand inside of words.
        '\u{300}'..='\u{36F}'
        | '\u{AD}'
        | '\u{200B}'..='\u{200F}'
        | '\u{2060}'
        | '\u{FEFF}'
        | '\u{55B}'
        | '\u{55C}'
        | '\u{55E}' => return,
        'İ' | 'ı' | 'î' | 'Î' => push('i'),
        'ə' | 'Ə' | 'é' | 'É' => push('e'),
        'ç' | 'Ç' => push('c'),
        'ğ' | 'Ğ' => push('g'),
        'ö' | 'Ö' => push('o'),
        'ş' | 'Ş' | 'ș' | 'Ș' => push('s'),
        'ü' | 'Ü' | 'û' | 'Û' => push('u'),
        'â' | 'Â' => push('a'),
        'ё' | 'Ё' => push('е'),
        'й' | 'Й' => push('и'),
        // One letter or two, and in capitals another two.
        'և' => {
            push('ե');
            push('վ');
        }
        'ւ' | 'Ւ' => push('վ'),
        '‘' | '’' | 'ʼ' | '`' => push('\''),
        '\u{2010}'..='\u{2015}' | '\u{58A}' | '−' => push('-'),
        c if c.is_ascii() => push(c),
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
