//! `[[attested]]`: what somebody answers for, as no source of ours shows it.
//!
//! The history of Section 907 from before the first poll stands here, each entry with
//! where it is told and how surely.

use jiff::civil::Date;

use super::{
    section::Section,
    tree::Value,
    values::{flag, one_of, parsed, text, web_address, words},
};
use crate::domain::{
    instrument::{Effect, Instrument},
    rung::Rung,
    when::When,
};

#[derive(Clone, Debug, PartialEq)]
pub struct Attested {
    pub instrument: Instrument,
    pub mark: Mark,
    pub note: Option<String>,
    /// The operator's own, and not of the history that comes along.
    pub own: bool,
}

/// How surely an entry is known.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Mark {
    /// Verified in the document itself.
    Verified,
    /// Told by a public secondary source.
    Secondary,
}

impl Mark {
    pub(super) const ALL: [Self; 2] = [Self::Verified, Self::Secondary];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Verified => "V",
            Self::Secondary => "S",
        }
    }
}

/// Returns `None` for an entry that is switched off or wrong.
pub(super) fn read(mut section: Section<'_, '_>) -> Option<Attested> {
    let own = section.is_own();
    let enabled = section.take("enabled", flag).unwrap_or(true);
    let id = section.need("id", words);
    let title = section.need("instrument", words);
    let by = section.take("by", words);
    let effect = section.need("effect", one_of(&Effect::ALL, Effect::as_str));
    let (on, on_at) = (section.has("on"), section.place_of("on"));
    let (through, through_at) = (section.has("through"), section.place_of("through"));
    let on_value = section.take("on", parsed::<When>);
    let through_value = section.take("through", parsed::<When>);
    let ends_at = section.place_of("ends_on");
    let effective_on = section.take("effective_on", day);
    let ends_on = section.take("ends_on", day);
    let rung_at = section.place_of("rung");
    let rung = section.take("rung", one_of(&Rung::ALL, Rung::as_str));
    let source = section.need("source", web_address);
    let mark = section.need("mark", one_of(&Mark::ALL, Mark::as_str));
    let published_at = section.place_of("published_on");
    let published_on = section.take("published_on", day);
    let quote = section.take("quote", text);
    let note = section.take("note", text);

    match (on, through) {
        (true, true) => {
            let problem = "stands beside `through`; give the day on which it was done, or the time \
                           through which it held";
            section.wrong(on_at, "on", problem.to_owned());
        }
        (false, false) => section.missing("on"),
        _ => {}
    }
    if through && !matches!(effect, None | Some(Effect::Waives | Effect::Lapses)) {
        let problem = "is for `waives` and `lapses`; give the day in `on`";
        section.wrong(through_at, "through", problem.to_owned());
    }
    if let (Some(ends_on), Some(on)) = (ends_on, on_value)
        && ends_on <= effective_on.unwrap_or(on.earliest())
    {
        section.wrong(ends_at, "ends_on", "is before it begins".to_owned());
    }
    if let (Some(published_on), Some(on)) = (published_on, on_value)
        && published_on < on.earliest()
    {
        let problem = "is before it was signed".to_owned();
        section.wrong(published_at, "published_on", problem);
    }
    let usual = effect.map(Effect::usual_rung);
    if let (Some(rung), Some(effect), Some(usual)) = (rung, effect, usual)
        && rung < usual
    {
        let problem = format!("`{effect}` needs `{usual}` at least");
        section.wrong(rung_at, "rung", problem);
    }
    let rung = rung.or(usual);
    section.finish();

    let instrument = Instrument {
        id: id?,
        title: title?,
        by,
        effect: effect?,
        acted: on_value.or(through_value)?,
        throughout: through,
        effective_on,
        ends_on,
        rung: rung?,
        // Whoever attests it has read it, or answers for it all the same.
        read: true,
        url: Some(source?.into()),
        published_on,
        quote,
    };
    let attested = Attested {
        instrument,
        mark: mark?,
        note,
        own,
    };
    enabled.then_some(attested)
}

fn day(value: &Value) -> Result<Date, String> {
    let text = text(value)?;
    text.parse()
        .map_err(|_| format!("expected a day such as \"2025-08-08\", not `{text}`"))
}
