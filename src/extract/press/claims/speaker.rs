//! Who says it, and whose own words it is.

use super::{
    super::fold::one_line,
    scene::{Act, Scene, Span},
    table::CueKind,
    tokens::Word,
};

/// A speaker may be called by so many words.
const WORDS_MAX: usize = 6;

#[derive(Debug, Default)]
pub(super) struct Said {
    pub(super) speaker: Option<String>,
    pub(super) quoted: Option<String>,
}

/// Who says what an act tells, as far as the sentence names them beside a verb of saying,
/// of asking or of denying, before a colon, or after a dash.
pub(super) fn of(scene: &Scene<'_>, act: Option<&Act>, text: &str) -> Said {
    let Some(act) = act else {
        return Said::default();
    };
    let distance = |at: &Span| match at.end <= act.at.start {
        true => act.at.start - at.end,
        false => at.start.saturating_sub(act.at.end),
    };
    let kinds = [
        CueKind::Says,
        CueKind::CalledFor,
        CueKind::Denied,
        CueKind::Opposed,
    ];
    let speaker = kinds
        .into_iter()
        .find_map(|kind| {
            let verb = scene.cues_of(kind).min_by_key(|at| distance(at))?;
            beside(scene, act, verb, text)
        })
        .or_else(|| set_apart(scene, act, text));
    Said {
        quoted: speaker
            .clone()
            .filter(|_| scene.words()[act.at.start].in_quotes),
        speaker,
    }
}

/// The words before a verb, or else behind it, to the next comma or to what is told.
fn beside(scene: &Scene<'_>, act: &Act, verb: &Span, text: &str) -> Option<String> {
    let words = scene.words();
    let same = |at: usize| {
        words[at].clause == words[verb.start].clause
            && !words[at].in_quotes
            && !act.at.contains(&at)
            && !act
                .object
                .as_ref()
                .is_some_and(|object| object.contains(&at))
    };
    let start = (0..verb.start).rev().take_while(|&at| same(at)).last();
    let end = (verb.end..words.len()).take_while(|&at| same(at)).last();
    let span = match (start, end) {
        (Some(start), _) => start..verb.start,
        (None, Some(end)) if act.at.end <= verb.start => verb.end..end + 1,
        _ => return None,
    };
    shown(words, span, text)
}

/// "Aliyev: …", or "… — ambassador".
fn set_apart(scene: &Scene<'_>, act: &Act, text: &str) -> Option<String> {
    let words = scene.words();
    let last = words.last()?.block;
    let block = |number: u16| {
        let first = words.iter().position(|word| word.block == number)?;
        let end = words.iter().rposition(|word| word.block == number)? + 1;
        Some(first..end)
    };
    let first = block(0)?;
    let after = words.get(first.end)?.at.start;
    let colon = text[words[first.end - 1].at.end..after].contains(':');
    if colon && words[act.at.start].block > 0 && words[0].capital {
        return shown(words, first, text);
    }
    let behind = block(last)?;
    let dash = text[words[behind.start - 1].at.end..words[behind.start].at.start]
        .contains(['-', '–', '—']);
    if dash && words[act.at.start].block < last {
        return shown(words, behind, text);
    }
    None
}

fn shown(words: &[Word], span: Span, text: &str) -> Option<String> {
    if !words[span.start].capital || span.len() > WORDS_MAX {
        return None;
    }
    let (first, last) = (&words[span.start], &words[span.end - 1]);
    Some(one_line(&text[first.at.start..last.at.end]))
}
