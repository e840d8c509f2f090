//! UTF-8 that is broken in places.
//!
//! Texts are pasted together from others, and cut between bytes. A few bytes that are out
//! of place must not make another encoding of all the rest.

use std::borrow::Cow;

use encoding_rs::WINDOWS_1252;

/// Reads UTF-8 that is broken in places, each stray byte as the windows-1252 it is
/// likely to have been pasted from. `None` where faults outnumber what is sound; what
/// claims to be UTF-8 is believed sooner. By chance an eighth of GBK looks sound.
pub(super) fn mend(body: &[u8], claimed: bool) -> Option<String> {
    let (mut sound, mut faults) = (0_usize, 0_usize);
    let mut text = String::with_capacity(body.len());
    let body = without_surrogates(body);
    for chunk in body.utf8_chunks() {
        let valid = chunk.valid();
        sound += valid.len() - valid.bytes().filter(u8::is_ascii).count();
        text.push_str(valid);
        faults += chunk.invalid().len();
        let (stray, _) = WINDOWS_1252.decode_without_bom_handling(chunk.invalid());
        text.push_str(&stray);
    }
    // A sound character has two bytes or more.
    let weight = if claimed { 1 } else { 2 };
    (sound > weight * faults).then_some(text)
}

/// UTF-8 for CESU-8, where each half of a UTF-16 pair is written as a character of its
/// own (<https://www.unicode.org/reports/tr26/>). A half that stands alone is no character.
fn without_surrogates(body: &[u8]) -> Cow<'_, [u8]> {
    let half = |at: usize| match body.get(at..at + 3) {
        Some(&[0xED, second @ 0xA0..=0xBF, third @ 0x80..=0xBF]) => {
            Some(0xD000 | u32::from(second & 0x3F) << 6 | u32::from(third & 0x3F))
        }
        _ => None,
    };
    if !body
        .windows(2)
        .any(|pair| pair[0] == 0xED && pair[1] >= 0xA0)
    {
        return Cow::Borrowed(body);
    }
    let mut mended = Vec::with_capacity(body.len());
    let mut at = 0;
    while at < body.len() {
        let (c, length) = match (half(at), half(at + 3)) {
            (Some(high @ ..0xDC00), Some(low @ 0xDC00..)) => {
                let scalar = 0x10000 + ((high & 0x3FF) << 10 | (low & 0x3FF));
                (char::from_u32(scalar), 6)
            }
            (Some(_), _) => (None, 3),
            (None, _) => {
                mended.push(body[at]);
                at += 1;
                continue;
            }
        };
        let c = c.unwrap_or(char::REPLACEMENT_CHARACTER);
        mended.extend(c.encode_utf8(&mut [0; 4]).bytes());
        at += length;
    }
    Cow::Owned(mended)
}
