//! Section 907 stands otherwise.

use crate::{
    domain::{
        alert::Alert,
        news::{DocumentLine, Standing},
    },
    render::{
        Context,
        page::{Page, Part, Piece, Row, Tone, link, quote, words},
        stands,
        text::{clean, clip, quoted, sentence},
        time,
    },
};

/// Our own words for each standing, never the document's.
pub(super) fn headline(news: &Standing) -> String {
    let old = news.old_word.as_deref();
    let same = old == Some(news.new_word.as_str());
    let text = match news.new_word.as_str() {
        "waived" if same => "Waiver of Section 907: a further document is on record",
        "waived" if matches!(old, Some("waiver_overdue" | "waiver_announced")) => {
            "Waiver extended: Section 907 stays law, but does not apply"
        }
        "waived" => "Waived: Section 907 stays law, but does not apply",
        "waiver_announced" => "Waiver announced: the document itself was not read yet",
        "waiver_overdue" => "Waiver overdue: its year has ended and no extension was found",
        "waiver_barred" => "Waiver barred by law: Section 907 applies and can't be waived",
        "in_force" => "Section 907 applies: no waiver is in effect",
        "amended" => "Section 907 amended by law",
        "suspended_by_law" => "Section 907 suspended by law",
        "lifted_by_determination" => {
            "Section 907 lifted by determination: its own condition is met"
        }
        "repealed" => "Section 907 is repealed",
        other => return format!("Section 907: {}", was(&stands::word(other), old)),
    };
    text.to_owned()
}

pub(super) fn page(news: &Standing, alert: &Alert, context: &Context<'_>) -> Page {
    let same = news.old_word.as_ref() == Some(&news.new_word);
    let was = match news.old_word.as_deref() {
        Some(old) if !same => format!(" (was: {}).", stands::word(old)),
        _ => ".".to_owned(),
    };
    let mut page = stands::page(Tone::Law);
    let (subject, word) = match news.new_word.strip_prefix("waiver_") {
        Some(word) => ("The waiver of Section 907", word),
        None => ("Section 907", news.new_word.as_str()),
    };
    let still = if same { "still " } else { "" };
    page.lead = vec![
        Piece::Plain(format!("{subject} is {still}")),
        Piece::Loud(stands::word(word)),
        Piece::Plain(was),
    ];
    let mut rows = vec![Row::new(
        "What happened",
        news.sentences.iter().map(words).collect(),
    )];
    match &news.document {
        Some(document) => rows.extend(document_rows(document, context)),
        None => {
            let seen = time::moment(alert.seen_at, context.zone);
            rows.push(Row::new(
                "Document",
                vec![words("None: a date has passed.")],
            ));
            rows.push(Row::new("Noticed", vec![words(seen)]));
        }
    }
    page.parts = vec![
        Part::rows(rows),
        prose("What it means", &news.means),
        prose("What it does not mean", &news.not_means),
    ];
    super::finish(page, context)
}

fn was(new: &str, old: Option<&str>) -> String {
    match old {
        Some(old) => format!("{new} (was: {})", stands::word(old)),
        None => new.to_owned(),
    }
}

fn document_rows(document: &DocumentLine, context: &Context<'_>) -> [Option<Row>; 3] {
    let published = match (&document.carrier, document.published_on) {
        (Some(carrier), Some(on)) => format!("{}, published {}", clean(carrier), time::day(on)),
        (Some(carrier), None) if document.read => clean(carrier),
        (Some(carrier), None) => format!(
            "listed by {}; the document itself was not read",
            clean(carrier)
        ),
        (None, Some(on)) => format!("published {}", time::day(on)),
        (None, None) => "attested by the operator of this service".to_owned(),
    };
    // What the operator attests is described; what a source lists has a title.
    let title = match document.carrier {
        Some(_) => quoted(&document.title, 300),
        None => sentence(&clip(&clean(&document.title), 300)),
    };
    let seen = format!(
        "first seen {}",
        time::moment(document.first_seen_at, context.zone)
    );
    let dates = match document.signed_on {
        Some(on) => format!("signed {} · {seen}", time::day(on)),
        None => seen,
    };
    [
        Row::new(
            "Document",
            vec![words(title), words(published), link(document.link.as_ref())],
        ),
        Row::new("It says", vec![document.quote.as_deref().and_then(quote)]),
        Row::new("When", vec![words(dates)]),
    ]
}

fn prose(title: &str, lines: &[String]) -> Part {
    Part::Prose {
        title: title.to_owned(),
        lines: lines.to_vec(),
    }
}
