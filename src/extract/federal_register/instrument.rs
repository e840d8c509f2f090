//! From a notice and its text to an instrument, or to the reason why it is none.

use jiff::civil::Date;

use crate::{
    domain::{
        instrument::{self, Effect, Instrument},
        notice::{Finding, Notice, NoticeKind},
        rung::Rung,
        when::When,
    },
    extract::actions::WASHINGTON,
};

use super::operative::{self, Operative, Reading, Reason};

/// What a notice comes to, with its text where that was read.
///
/// The text decides. Until it is there, or where it doesn't speak of Section 907 at all
/// (a page that isn't the document's text), a title that names the waiver makes an
/// instrument that wasn't read, and so counts as announced.
pub fn finding(notice: &Notice, text: Option<&str>) -> Finding {
    let reading = text.map_or(Reading::Silent, operative::read);
    let listed = listed(notice);
    let is_titled = instrument::announces_waiver(&notice.title, Rung::Published);
    let other = |why: &str| Finding::Other(why.to_owned());
    if !is_titled && reading == Reading::Silent && listed == Reading::Silent {
        return Finding::Silent;
    }
    if notice.is_withdrawn() {
        return other("its agency withdrew it before it was published");
    }
    if notice.is_correction() {
        return other(Reason::Corrects.prose());
    }
    let (effect, operative) = match reading {
        Reading::Ours(operative) => match (operative.effect, operative.reason) {
            // A text that is cut short or garbled has no act either: the title stands.
            (Effect::Mentions, Some(Reason::Refers)) if is_titled => {
                (Effect::Waives, Some((false, operative)))
            }
            (Effect::Mentions, reason) => return other(reason.unwrap_or(Reason::Refers).prose()),
            (effect, _) => (effect, Some((true, operative))),
        },
        Reading::Namesake(_) | Reading::Silent if is_titled => (Effect::Waives, None),
        Reading::Namesake(_) => return other(NAMESAKE),
        Reading::Silent if matches!(listed, Reading::Namesake(_)) => return other(NAMESAKE),
        Reading::Silent => return other("its text was not read, and its title says nothing sure"),
    };
    match made(notice, effect, operative) {
        Some(instrument) => Finding::Instrument(Box::new(instrument)),
        None => other("it bears no day"),
    }
}

/// The instrument that a notice is, with its text where that was read.
pub fn instrument(notice: &Notice, text: Option<&str>) -> Option<Instrument> {
    match finding(notice, text) {
        Finding::Instrument(instrument) => Some(*instrument),
        Finding::Other(_) | Finding::Silent => None,
    }
}

fn made(
    notice: &Notice,
    effect: Effect,
    operative: Option<(bool, Operative)>,
) -> Option<Instrument> {
    let read = operative.as_ref().is_some_and(|(read, _)| *read);
    let operative = operative.map(|(_, operative)| operative);
    let signed_on = day_signed(notice, operative.as_ref());
    let acted_on = signed_on.or(first_seen_on(notice))?;
    let by = operative
        .as_ref()
        .and_then(|operative| operative.by.clone());
    Some(Instrument {
        id: match notice.number.is_empty() {
            true => notice.title.clone(),
            false => notice.number.clone(),
        },
        title: match (notice.title.is_empty(), notice.number.as_str()) {
            (false, _) => notice.title.clone(),
            (true, "") => "A document without a title".to_owned(),
            (true, number) => format!("Federal Register document {number}"),
        },
        by: by.or_else(|| signatory(notice)),
        effect,
        acted: When::day(acted_on),
        throughout: false,
        effective_on: None,
        ends_on: None,
        rung: notice.rung,
        read,
        url: notice.html_url.clone().or(notice.pdf_url.clone()),
        published_on: notice
            .published_on
            .filter(|_| notice.rung >= Rung::Published),
        quote: operative.filter(|_| read).map(|operative| operative.quote),
    })
}

/// The day of signing, where the record or the text tells it.
pub fn signed_on(notice: &Notice, text: Option<&str>) -> Option<Date> {
    let operative = match text.map(operative::read) {
        Some(Reading::Ours(operative)) => Some(operative),
        Some(Reading::Namesake(_) | Reading::Silent) | None => None,
    };
    day_signed(notice, operative.as_ref())
}

fn day_signed(notice: &Notice, operative: Option<&Operative>) -> Option<Date> {
    let by_text = operative.and_then(|operative| operative.signed_on);
    let last_day = notice.published_on.or(notice.inspected_on);
    // Nothing is signed after it was published.
    let signed_on = notice.signed_on.or(by_text);
    signed_on.filter(|&day| last_day.is_none_or(|last| day <= last))
}

/// Where a document doesn't say when it was signed: the day of its filing, else of its
/// issue, whichever came first.
fn first_seen_on(notice: &Notice) -> Option<Date> {
    let filed_on = notice
        .filed_at
        .map(|at| at.to_zoned(WASHINGTON.clone()).date());
    [filed_on, notice.published_on, notice.inspected_on]
        .into_iter()
        .flatten()
        .min()
}

fn signatory(notice: &Notice) -> Option<String> {
    match notice.kind {
        NoticeKind::Presidential => Some("the President".to_owned()),
        NoticeKind::Notice
        | NoticeKind::Rule
        | NoticeKind::ProposedRule
        | NoticeKind::Correction
        | NoticeKind::Other(_) => notice.agencies.first().cloned(),
    }
}

/// What a record says of sections 907, beside its text. It can't act.
fn listed(notice: &Notice) -> Reading {
    match (operative::read(&notice.title), &notice.summary) {
        (Reading::Silent, Some(summary)) => operative::read(summary),
        (reading, _) => reading,
    }
}

const NAMESAKE: &str = "names a section 907 of another act";
