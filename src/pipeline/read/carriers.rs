//! Reading the carriers of official records: Congress's, the Federal Register's, and what
//! GovInfo lists.

use std::{
    collections::{BTreeSet, HashSet},
    fmt::Display,
};

use crate::{
    domain::{
        self, change::Extent, item::Item, measure::MeasureId, notice::Notice, quality::SourceState,
        record::MeasureRecord, rung::Rung,
    },
    extract::{
        congress_api::{self, ApiError, Parts},
        congress_page::{self, PageError, PageRecord},
        decode::{self, decode},
        federal_register::{self, RegisterError},
        feed,
        govinfo::{
            links,
            package::Package,
            sitemap::{self, Sitemap},
        },
    },
    fetch::Response,
    store::evidence::bodies,
};

use super::{
    Context, Extract, Listed, Outcome, Reach, Read, Refusal, broken, further, lists::known_by,
};

impl Context<'_> {
    pub(super) fn congress_api(&self) -> Outcome {
        match further::measure_of(self.source) {
            Some((_, measure)) => match self.assembled(measure) {
                Ok((record, unknown)) => {
                    let read = self.record(record)?;
                    Ok(read.map(|read| Read {
                        repairs: passed_over(&unknown),
                        ..read
                    }))
                }
                Err(error) => Ok(Err(of_api(&error))),
            },
            None => match self.measures() {
                Ok((measures, is_by_date)) => {
                    let read = self.listing(measures)?;
                    Ok(read.map(|read| Read {
                        reach: match is_by_date {
                            Some(true) => Reach::Known,
                            Some(false) => Reach::Short,
                            None => read.reach,
                        },
                        ..read
                    }))
                }
                Err(error) => Ok(Err(of_api(&error))),
            },
        }
    }

    /// A list of bills, or of what a member sponsored; and where it was asked for by date,
    /// whether it is there to its end.
    fn measures(&self) -> Result<(Vec<domain::listing::Listed>, Option<bool>), ApiError> {
        if self.source.url.path().ends_with("/sponsored-legislation") {
            return Ok((congress_api::sponsored(&self.response.body)?.items, None));
        }
        let mut measures = Vec::new();
        let mut is_last = true;
        for part in self.answer.parts() {
            let page = congress_api::bills(&part.body)?;
            is_last = page.next.is_none();
            measures.extend(page.items);
        }
        let is_by_date = further::is_by_date(self.source, &self.answer.first.final_url);
        Ok((measures, is_by_date.then_some(is_last)))
    }

    /// The record that the parts make, and the keys in it that we don't know.
    fn assembled(&self, measure: MeasureId) -> Result<(MeasureRecord, Vec<String>), ApiError> {
        let bill = congress_api::bill(&self.answer.first.body)?;
        let mut unknown = bill.shape.unknown.clone();
        let mut parts = Parts::default();
        for part in &self.answer.further {
            let body = &part.body[..];
            match further::part_of(&part.final_url) {
                Some(congress_api::Part::Actions) => {
                    let page = congress_api::actions_page(body)?;
                    unknown.extend(page.shape.unknown.iter().cloned());
                    parts.actions.push(page);
                }
                Some(congress_api::Part::Titles) => {
                    parts.titles.push(congress_api::titles_page(body)?);
                }
                Some(congress_api::Part::Committees) => {
                    parts.committees.push(congress_api::committees_page(body)?);
                }
                Some(congress_api::Part::Texts) => {
                    parts.texts.push(congress_api::texts_page(body)?);
                }
                Some(congress_api::Part::Summaries) => {
                    parts.summaries.push(congress_api::summaries_page(body)?);
                }
                _ => (),
            }
        }
        Ok((congress_api::assemble(measure, bill, parts)?, unknown))
    }

    pub(super) fn congress_page(&self) -> Outcome {
        let decoded = decode(
            &self.response.body,
            self.response.header("content-type"),
            decode::Kind::Html,
        );
        let page = match congress_page::read(&decoded.text, self.base_url()) {
            Ok(PageRecord::Measure(page)) => page,
            Ok(PageRecord::Results(listing)) => return self.listing(listing.listed),
            Err(error) => return Ok(Err(of_page(&error))),
        };
        if let Some(record) = page.record() {
            return self.record(record);
        }
        // An overview has the latest action only, and its tracker counts for nothing.
        let latest = page.latest.map(|latest| Item {
            key: format!("latest/{}", bodies::address(latest.text.as_bytes())),
            title: format!("{}: {}", page.id.citation(), latest.text),
            ..Item::default()
        });
        self.window(latest.into_iter().collect(), Listed::Posts)
    }

    /// A list of measures.
    fn listing(&self, listed: Vec<domain::listing::Listed>) -> Outcome {
        let mut seen = HashSet::new();
        let mut measures = Vec::new();
        let mut items = Vec::new();
        for one in listed {
            if one.is_reserved() || !seen.insert(one.id) {
                continue;
            }
            let key = one.id.to_string();
            measures.push((key.clone(), one.id));
            items.push(Item {
                key,
                title: one.title,
                link: Some(congress_page::actions_url(one.id)),
                ..Item::default()
            });
        }
        self.window(items, Listed::Measures(measures))
    }

    pub(super) fn federal_register(&self) -> Outcome {
        let pages = self
            .answer
            .parts()
            .map(|part| federal_register::read(&part.body));
        let pages = match pages.collect::<Result<Vec<_>, _>>() {
            Ok(pages) => pages,
            Err(error) => return Ok(Err(of_register(&error))),
        };
        let drift = self.drift(&pages);
        let is_whole = pages.iter().all(|page| page.count <= further::WHOLE_MAX);
        let notices = match is_whole {
            true => match federal_register::whole(pages) {
                Ok(notices) => notices,
                Err(error) => return Ok(Err(of_register(&error))),
            },
            false => pages.into_iter().flat_map(|page| page.notices).collect(),
        };
        // What is published leaves public inspection, and an empty list doesn't say which it is.
        let lasts = notices.iter().all(|notice| notice.rung >= Rung::Published);
        let lasts = lasts && !notices.is_empty();
        let extent = match is_whole && lasts {
            true => Extent::Whole,
            false => Extent::Window,
        };
        let items = notices
            .iter()
            .map(|notice| Item {
                key: notice.number.clone(),
                title: notice.title.clone(),
                link: notice.html_url.clone(),
                summary: summary(notice),
                ..Item::default()
            })
            .collect();
        let read = self.listed(items, extent, Listed::Notices(notices))?;
        Ok(read.map(|read| Read {
            repairs: drift,
            ..read
        }))
    }

    /// The fields that were asked for and that no record has, and those that came unasked.
    fn drift(&self, pages: &[federal_register::Page]) -> String {
        let pairs = self.source.url.query_pairs();
        let asked: BTreeSet<String> = pairs
            .filter(|(key, _)| key == "fields[]")
            .map(|(_, field)| field.into_owned())
            .collect();
        let sent: BTreeSet<String> = pages
            .iter()
            .flat_map(|page| page.shape.fields.iter().cloned())
            .collect();
        if asked.is_empty() || sent.is_empty() {
            return String::new();
        }
        let lacking: Vec<String> = asked.difference(&sent).cloned().collect();
        let new: Vec<String> = sent.difference(&asked).cloned().collect();
        let lacking = match lacking[..] {
            [] => String::new(),
            _ => format!("fields that we ask for are gone: {}", lacking.join(", ")),
        };
        let both = [lacking, passed_over(&new)];
        let told = both.into_iter().filter(|told| !told.is_empty());
        told.collect::<Vec<_>>().join("; ")
    }

    pub(super) fn govinfo(&self) -> Outcome {
        let content_type = self.response.header("content-type");
        if sitemap::is_one(&self.response.body) {
            return self.sitemap();
        }
        let feed = match feed::read(&self.response.body, content_type, self.base_url()) {
            Ok(feed) => feed,
            Err(error) => return Ok(Err(broken(error.to_string()))),
        };
        let packages = feed
            .items
            .iter()
            .filter_map(|item| Some((item.key.clone(), links::package_of(item)?)))
            .collect();
        self.feed_of(feed, Listed::Packages(packages))
    }

    fn sitemap(&self) -> Outcome {
        let records = match sitemap::read(&self.response.body) {
            Ok(Sitemap::Records(records)) => records,
            Ok(Sitemap::Index(_)) => {
                let reason = "it is an index of sitemaps; name one of those that it lists";
                return Ok(Err(broken(reason.to_owned())));
            }
            Err(error) => return Ok(Err(broken(error.to_string()))),
        };
        let mut packages = Vec::with_capacity(records.entries.len());
        let mut items = Vec::with_capacity(records.entries.len());
        for entry in records.entries {
            let package = Package::Status(entry.measure);
            let key = package.to_string();
            items.push(Item {
                key: key.clone(),
                title: format!("{}: its record", entry.measure.citation()),
                link: Some(entry.url),
                ..Item::default()
            });
            packages.push((key, package));
        }
        // Of what is new it names all, whatever it leaves out of the old.
        let read = self.window(items, Listed::Packages(packages))?;
        Ok(read.map(|read| Read {
            reach: Reach::Known,
            ..read
        }))
    }

    /// A list through which a window moves: what falls off its end is not withdrawn.
    fn window(&self, items: Vec<Item>, of: Listed) -> Outcome {
        self.listed(items, Extent::Window, of)
    }

    fn listed(&self, items: Vec<Item>, extent: Extent, of: Listed) -> Outcome {
        let doubt = match self.too_few(items.len()) {
            Ok(doubt) => doubt,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let digest = known_by(&items);
        let (mut list, mut to_confirm, reach) = self.compare(items, extent)?;
        if extent == Extent::Window {
            // No order tells what fell off the end from what was taken out.
            let gone = list.removed.drain(..).map(|removed| removed.key);
            list.passed.extend(gone);
            list.passed.append(&mut list.missing);
            to_confirm = !list.back.is_empty();
        }
        list.of = of;
        Ok(Ok(Read {
            extract: Extract::List(Box::new(list)),
            reach,
            repairs: String::new(),
            ttl: None,
            to_confirm,
            doubt,
            digest,
        }))
    }
}

/// What a list says of a document beside its title.
fn summary(notice: &Notice) -> String {
    let said = [&notice.summary, &notice.editorial_note];
    let said: Vec<&str> = said.into_iter().flatten().map(String::as_str).collect();
    said.join("\n")
}

/// A record in a new shape is read as far as we know it, and that is said.
fn passed_over(unknown: &[String]) -> String {
    let mut names: Vec<&str> = unknown.iter().map(String::as_str).collect();
    names.sort_unstable();
    names.dedup();
    names.truncate(8);
    match names[..] {
        [] => String::new(),
        _ => format!(
            "keys that are new to us were passed over: {}",
            names.join(", ")
        ),
    }
}

/// How a source is doing by what its API answered.
pub(super) fn of_api(error: &ApiError) -> Refusal {
    let state = match error {
        ApiError::OverRateLimit => SourceState::Blocked,
        ApiError::Empty => SourceState::Empty,
        _ => SourceState::Broken,
    };
    Refusal {
        state,
        reason: advised(error, error.advice()),
    }
}

pub(super) fn of_register(error: &RegisterError) -> Refusal {
    let state = match error {
        RegisterError::Blocked => SourceState::Blocked,
        RegisterError::Empty => SourceState::Empty,
        _ => SourceState::Broken,
    };
    Refusal {
        state,
        reason: advised(error, error.advice()),
    }
}

fn of_page(error: &PageError) -> Refusal {
    let state = match error {
        PageError::Blocked(_) => SourceState::Blocked,
        _ => SourceState::Broken,
    };
    Refusal {
        state,
        reason: advised(error, error.advice()),
    }
}

/// An error, and what the operator can do about it.
fn advised(error: &impl Display, advice: Option<&str>) -> String {
    match advice {
        Some(advice) => format!("{error}. {advice}"),
        None => error.to_string(),
    }
}

/// What stands behind a refusal before anything was read.
pub(super) fn refused(response: &Response) -> Option<Refusal> {
    congress_api::trouble(response.status, &response.body).map(|error| of_api(&error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_of_the_register_says_what_can_be_done() {
        let refusal = of_register(&RegisterError::NotFound);
        assert_eq!(refusal.state, SourceState::Broken);
        assert_eq!(
            refusal.reason,
            "the Federal Register has no such document (404). Check the number; a document that \
             was withdrawn or isn't published yet has no record."
        );
        let refusal = of_register(&RegisterError::Empty);
        assert_eq!(refusal.state, SourceState::Empty);
        assert_eq!(refusal.reason, "the answer is empty");
    }
}
