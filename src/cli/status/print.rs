//! The answer of `status` for people: the provision first, then the measures, then how
//! well we see.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::Write,
    path::Path,
};

use jiff::tz::TimeZone;

use super::{
    answer::{Instrument, Measure, Provision, Status},
    health::{Heartbeat, Mail, SourcesNow},
};
use crate::{
    cli::{claims, output},
    config::Config,
    domain::{
        instrument::Effect,
        printable::clean,
        provision::{self, Word},
        when::When,
    },
    render::text::{count, list, quoted, wrap},
};

/// Sources in one trouble that are named; `sources` names all.
const NAMED: usize = 4;

/// The longest quote that is shown.
const QUOTE_CHARS_MAX: usize = 300;

/// `heading` says which question is answered, where that isn't the plain one.
pub(super) fn print(
    status: &Status,
    heading: Option<&str>,
    config: &Config,
    folder: &Path,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    if status.demo {
        writeln!(
            out,
            "This is a demo: its clock stands where its story ends, and that end is made up.\n"
        )?;
    }
    let stays = status.mail.as_ref().is_some_and(|mail| !mail.leaves);
    if stays && heading.is_none() {
        let said = format!(
            "No mail leaves this machine: no server or no subscriber is configured. Alerts are .eml files in {}.",
            folder.display()
        );
        for line in wrap(&said, "", "", output::prose_width()) {
            writeln!(out, "{line}")?;
        }
        writeln!(out)?;
    }
    if let Some(heading) = heading {
        writeln!(out, "{heading}\n")?;
    }
    if let Some(not_yet) = &status.not_yet {
        writeln!(out, "{not_yet}")?;
        return Ok(());
    }
    let zone = &config.watch.time_zone;
    let word = match &status.provision {
        Some(provision) => {
            lines(out, &provision.sentences.join(" "), "", "")?;
            provision.standing.to_string().to_uppercase()
        }
        None => {
            let unknown = match heading {
                Some(_) => "Nothing is known that made Section 907 law by that day.",
                None => "Nothing is known yet of where Section 907 stands.",
            };
            writeln!(out, "{unknown}\n")?;
            "UNKNOWN".to_owned()
        }
    };
    let as_of = output::instant(status.as_of, zone);
    let as_of = format!("as of {as_of}, {}", status.assurance);
    let room = output::prose_width()
        .saturating_sub(as_of.len() + 2)
        .min(60);
    writeln!(out, "{word:<room$} {as_of}\n")?;
    if let Some(provision) = &status.provision {
        rests_on(out, provision)?;
        writeln!(out)?;
    }
    if !status.measures.is_empty() {
        measures(out, &status.measures)?;
        writeln!(out)?;
    }
    if !status.claims.is_empty() {
        claims::print(&status.claims, out)?;
        writeln!(out)?;
    }
    footer(status, zone, out)
}

/// The document that the provision's standing rests on, and what comes next.
fn rests_on(out: &mut dyn Write, provision: &Provision) -> anyhow::Result<()> {
    const UNDER: &str = "               ";
    let Instrument {
        title,
        by,
        effect,
        acted,
        published_on,
        url,
        quote,
        attested,
        ..
    } = &provision.instrument;
    let by = by.as_ref().map_or_else(String::new, |by| format!(", {by}"));
    let published = published_on.map_or_else(String::new, |day| {
        format!(", published {}", When::day(day).prose())
    });
    let dated = match acted.exact() {
        Some(_) => "dated",
        None => "reported for",
    };
    let attested = if *attested { ", attested" } else { "" };
    let rung = provision.rung.as_str().replace('_', " ");
    let document = format!(
        "{title}{by}, {dated} {}{published}; rung: {rung}{attested}",
        acted.prose()
    );
    let label = match (provision.standing, effect) {
        (_, Effect::Lapses) => "Report",
        // It has ended.
        (Word::InForce | Word::WaiverOverdue, Effect::Waives) => "Last waiver",
        _ => "Document",
    };
    lines(out, &document, &format!("  {label:<11}  "), UNDER)?;
    if let Some(quote) = quote {
        lines(out, &quoted(quote, QUOTE_CHARS_MAX), UNDER, UNDER)?;
    }
    if let Some(url) = url {
        lines(out, url, UNDER, UNDER)?;
    }
    lines(out, &provision.next, "  Next         ", UNDER)
}

/// Where each measure stands, and below it the action that this rests on.
fn measures(out: &mut dyn Write, measures: &[Measure]) -> anyhow::Result<()> {
    let rows = measures.iter().map(|measure| {
        vec![
            measure.citation.clone(),
            measure.stands.clone(),
            output::day(measure.since),
            measure
                .effect
                .map(|effect| provision::does_at(effect.into(), measure.stage))
                .unwrap_or_default(),
            measure.next.clone().unwrap_or_default(),
        ]
    });
    output::table(out, &["measure", "stage", "since", "effect", "next"], rows)?;
    writeln!(out)?;
    let widths = measures
        .iter()
        .map(|measure| measure.citation.chars().count());
    let width = widths.max().unwrap_or(0);
    let under = " ".repeat(width + 4);
    for measure in measures {
        let basis = &measure.basis;
        let first = format!("  {:<width$}  ", measure.citation);
        lines(out, &measure.title, &first, &under)?;
        let quote = quoted(&basis.quote, QUOTE_CHARS_MAX);
        let on = output::day(basis.acted_on);
        lines(out, &format!("{on}: {quote}"), &under, &under)?;
        if let Some(link) = &basis.link {
            lines(out, link, &under, &under)?;
        }
        for remark in &measure.remarks {
            lines(out, &format!("Note: {remark}"), &under, &under)?;
        }
    }
    Ok(())
}

fn footer(status: &Status, zone: &TimeZone, out: &mut dyn Write) -> anyhow::Result<()> {
    let sources = &status.sources;
    let mut line = match &sources.now {
        Some(now) => format!(
            "{}. Required: {} of {} fresh.{}",
            seen(now),
            sources.required_fresh,
            sources.required,
            standstill(now, zone)
        ),
        None => format!(
            "Required sources: {} of {} were fresh.",
            sources.required_fresh, sources.required
        ),
    };
    if let Some(mail) = &status.mail {
        line.push_str(&waiting(mail));
    }
    if let Some(heartbeat) = &status.heartbeat {
        line.push_str(&beats(heartbeat, zone));
    }
    if let Some(last) = &status.last_alert {
        let at = output::instant(last.seen_at, zone);
        line.push_str(&format!(
            " Last alert: {} ({}, {at}).",
            last.id,
            last.kind.as_str()
        ));
    }
    if let Some(size) = status.database {
        let mb = |bytes: i64| format!("{:.1} MB", bytes as f64 / 1e6);
        let (all, free) = (mb(size.bytes), mb(size.free));
        line.push_str(&format!(" Database: {all}, {free} of it free."));
    }
    lines(out, &line, "", "")
}

/// How many sources are in which state.
fn seen(sources: &SourcesNow) -> String {
    let SourcesNow {
        enabled,
        fine,
        overdue,
        asked_at: _,
        not_asked_yet,
        troubled,
    } = sources;
    let mut line = format!("{}: {fine} fine", count(*enabled, "source", "sources"));
    if *not_asked_yet > 0 {
        line.push_str(&format!(", {not_asked_yet} not asked yet"));
    }
    let mut states: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    if !overdue.is_empty() {
        states.insert("overdue", overdue.clone());
    }
    for one in troubled {
        let named = match one.acknowledged_until {
            Some(day) => format!("{}, acknowledged until {}", one.source, output::day(day)),
            None => one.source.clone(),
        };
        states.entry(one.state).or_default().push(named);
    }
    for (state, sources) in states {
        let more = match sources.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        line.push_str(&format!(
            ", {} {} ({}{more})",
            sources.len(),
            state.replace('_', " "),
            sources[..sources.len().min(NAMED)].join(", ")
        ));
    }
    line
}

/// That sources are not asked, where that is so.
fn standstill(sources: &SourcesNow, zone: &TimeZone) -> String {
    match sources.asked_at {
        Some(at) if !sources.overdue.is_empty() => format!(
            " The last answer kept is of {}: watch907 does not run, or can't write (its log says).",
            output::instant(at, zone)
        ),
        _ => String::new(),
    }
}

fn waiting(mail: &Mail) -> String {
    let mut line = format!(" Mail: {} waiting", mail.waiting);
    if mail.owed > 0 {
        line.push_str(&format!(", {} for the next digest", mail.owed));
    }
    if mail.unclaimed > 0 {
        line.push_str(&format!(
            ", {} told to nobody, as {} no longer configured (see watch907 outbox)",
            mail.unclaimed,
            no_more(&mail.unclaimed_by)
        ));
    }
    if mail.dead > 0 {
        line.push_str(&format!(
            ", {} refused for good (see watch907 outbox)",
            mail.dead
        ));
    }
    if mail.late > 0 {
        line.push_str(&format!(", {} late by a day", mail.late));
    }
    if mail.also_waiting > 0 {
        let error = mail.also_error.as_ref();
        line.push_str(&format!(
            ", {} not told by the second channel yet{}",
            mail.also_waiting,
            error.map_or_else(String::new, |error| format!(" ({error})"))
        ));
    }
    line.push('.');
    line
}

/// Addresses, and the verb that follows: `ann@example.org is`.
fn no_more(addresses: &BTreeSet<String>) -> String {
    let named: Vec<String> = addresses.iter().take(NAMED).map(|one| clean(one)).collect();
    match addresses.len() {
        1 => format!("{} is", named.join(", ")),
        all if all <= NAMED => format!("{} are", list(&named)),
        all => format!("{} and {} more are", named.join(", "), all - NAMED),
    }
}

fn beats(heartbeat: &Heartbeat, zone: &TimeZone) -> String {
    let taken = match heartbeat.taken_at {
        Some(at) => format!("last taken {}", output::instant(at, zone)),
        None => "never taken yet".to_owned(),
    };
    let trouble = match (&heartbeat.withheld, &heartbeat.error) {
        (Some(why), _) => format!(", withheld as {why}"),
        (None, Some(error)) => format!(", fails since: {error}"),
        (None, None) => String::new(),
    };
    format!(" Heartbeat: {taken}{trouble}.")
}

fn lines(out: &mut dyn Write, text: &str, first: &str, rest: &str) -> anyhow::Result<()> {
    for line in wrap(text, first, rest, output::prose_width()) {
        writeln!(out, "{line}")?;
    }
    Ok(())
}
