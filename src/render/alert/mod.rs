//! The mail that tells one alert.
//!
//! Each mail says, in this order: what happened, the document it rests on, what it
//! means and what it doesn't, where everything stands, the difference, and how to
//! see more. A mail about what somebody says stands out from one about what the
//! record says, from its subject on.

use crate::{
    domain::{alert::Alert, measure::MeasureId, news::News},
    render::{
        Context, Letter,
        page::Page,
        plain, stands,
        text::{clean, clip, quoted},
    },
};

mod change;
mod claim;
mod found;
mod health;
mod item;
mod measure;
mod record;
mod service;
mod silence;
mod standing;
mod text;

pub use claim::{headline as claim_headline, in_the_press};

/// The mail that tells this alert and nothing else.
pub fn letter(alert: &Alert, context: &Context<'_>) -> Letter {
    let mut page = page(alert, context);
    page.commands.insert(0, stands::show(&alert.id));
    stands::letter(&headline(alert, context), page, context)
}

/// What an alert tells, as plain text, without where everything stands today.
pub fn told(alert: &Alert, context: &Context<'_>) -> String {
    let mut page = page(alert, context);
    page.parts.retain(|part| !stands::is_that(part));
    page.commands = vec![stands::show(&alert.id)];
    plain::write(&page)
}

fn page(alert: &Alert, context: &Context<'_>) -> Page {
    match &alert.news {
        News::Began(news) => service::began(news, context),
        News::Standing(news) => standing::page(news, alert, context),
        News::Measure(news) => measure::page(news, alert, context),
        News::Found(news) => found::page(news, alert, context),
        News::Text(news) => text::page(news, alert, context),
        News::Record(news) => record::page(news, alert, context),
        News::Claim(news) => claim::page(news, context),
        News::Reminder(news) => service::reminder(news, context),
        News::Change(news) => change::page(news, alert, context),
        News::Item(news) => item::page(news, alert, context),
        News::Health(news) => health::page(news, alert, context),
        News::Silence(news) => silence::page(news, context),
        News::Test => service::test(context),
    }
}

/// What happened, in a few words: the subject of its mail, its line in a digest.
pub fn headline(alert: &Alert, context: &Context<'_>) -> String {
    match &alert.news {
        News::Began(news) => service::began_headline(news, context),
        News::Standing(news) => standing::headline(news),
        News::Measure(news) => measure::headline(news),
        News::Found(news) => found::headline(news),
        News::Text(news) => text::headline(news),
        News::Record(news) => record::headline(news),
        News::Claim(news) => claim::headline(news),
        News::Reminder(news) => clean(&news.headline),
        News::Change(news) => change::headline(news),
        News::Item(news) => item::headline(news, context),
        News::Health(news) => health::headline(news, alert, context),
        News::Silence(news) => silence::headline(news, context),
        News::Test => "Test: mail from watch907 reaches you".to_owned(),
    }
}

/// `H.R. 6534` of `hr6534-119`.
fn citation(measure: &str) -> String {
    match measure.parse::<MeasureId>() {
        Ok(measure) => measure.citation(),
        Err(_) => clip(&clean(measure), 40),
    }
}

/// The citation with the title behind it, to go on from: `H.R. 6534, "To …", `.
fn cited(measure: &str, title: &str) -> String {
    match clean(title).trim_end_matches('.') {
        "" => format!("{} ", citation(measure)),
        title => format!("{}, {}, ", citation(measure), quoted(title, 240)),
    }
}

/// What a source's words are worth, where they are worth less than a document;
/// `official` is what words of an office are: `an announcement by`.
fn notice(source_name: &str, rung: &str, official: &str) -> Option<String> {
    let name = clean(source_name);
    match rung {
        "rhetoric" => Some(format!(
            "This is what {name} says. It changes nothing in law."
        )),
        "announced" => Some(format!(
            "This is {official} {name}. Nothing changes until the document is published and read."
        )),
        _ => None,
    }
}

fn finish(mut page: Page, context: &Context<'_>) -> Page {
    page.parts.push(stands::part(context));
    page
}
