//! Reading texts that a document led to: of bills, of laws, of the Federal Register.

use crate::{
    domain::{calendar, notice::Finding},
    extract::{
        decode::{self, decode},
        federal_register,
        govinfo::package::Package,
        law, press,
    },
    pipeline::{claims, opened::Subject, situation::washington},
    store::{derived::texts, evidence::bodies},
};

use super::{
    ArticleRead, Claims, Context, DocumentRead, Extract, Listed, Outcome, Reach, Read, TextRead,
    broken, carriers::of_register,
};

impl Context<'_> {
    /// The text of a bill or a law: what it does to Section 907.
    pub(super) fn law_text(&self) -> Outcome {
        let Some(Subject::Text { package, measure }) = Subject::of(self.row) else {
            return Ok(Err(broken("no document says what text this is".to_owned())));
        };
        let package: Package = match package.parse() {
            Ok(package) => package,
            Err(_) => return Ok(Err(broken(format!("`{package}` is no package of GovInfo")))),
        };
        let (body, content_type) = (
            &self.response.body[..],
            self.response.header("content-type"),
        );
        let reading = match law::read(body, content_type) {
            Ok(reading) => reading,
            Err(error) => return Ok(Err(broken(error.to_string()))),
        };
        let enacted = package
            .public_law()
            .map(|_| law::enactment(body, content_type))
            .unwrap_or_default();
        let of = measure.and_then(|measure| measure.parse().ok());
        Ok(Ok(self.read_once(Extract::Text(Box::new(TextRead {
            measure: of.or(package.measure()).or(enacted.measure),
            dated_on: enacted.approved_on,
            package,
            reading,
        })))))
    }

    /// The text of a document of the Federal Register: whether it is an instrument.
    pub(super) fn document(&self) -> Outcome {
        let Some(Subject::Document { notice, .. }) = Subject::of(self.row) else {
            return Ok(Err(broken("no list says what document this is".to_owned())));
        };
        let content_type = self.response.header("content-type");
        let text = match federal_register::document_text(&self.response.body, content_type) {
            Ok(text) => text,
            Err(error) => return Ok(Err(of_register(&error))),
        };
        let finding = federal_register::finding(&notice, Some(&text));
        // Texts come later than their records at times: what stands there until then must
        // not be taken for the one reading.
        if matches!(&finding, Finding::Instrument(instrument) if !instrument.read) {
            return Ok(Err(broken(
                "what is there is not the document's text".to_owned(),
            )));
        }
        if let Finding::Other(reason) = &finding {
            tracing::info!(number = notice.number, "{}: {reason}", notice.number);
        }
        Ok(Ok(self.read_once(Extract::Document(Box::new(
            DocumentRead { text, finding },
        )))))
    }

    /// The article behind an entry of a feed: what it claims.
    pub(super) fn article(&self) -> Outcome {
        let Some(Subject::Article { title, .. }) = Subject::of(self.row) else {
            return Ok(Err(broken("no feed says what article this is".to_owned())));
        };
        let content_type = self.response.header("content-type");
        let page = decode(&self.response.body, content_type, decode::Kind::Html);
        let article = match press::article::read(&page.text) {
            Ok(article) => article,
            Err(error) => return Ok(Err(broken(error.to_string()))),
        };
        let outlet = claims::outlet(self.source, &title, Some(self.base_url().as_str()));
        let text = format!("{title}\n{}", article.text);
        let reading = self.setup.claims(&text, &outlet);
        let sits = calendar::congress_of(washington(self.now));
        Ok(Ok(self.read_once(Extract::Article(ArticleRead {
            measures: press::measures::cited(&text, sits),
            text: article.text,
            said: Claims {
                outlet,
                language: reading.language,
                claims: reading.claims,
            },
        }))))
    }

    fn read_once(&self, extract: Extract) -> Read {
        Read {
            extract,
            reach: Reach::Known,
            repairs: String::new(),
            ttl: None,
            to_confirm: false,
            doubt: None,
            digest: bodies::address(&self.response.body),
        }
    }

    /// Whether a lead was read that has nothing to do with Section 907.
    pub(super) fn leads_nowhere(&self, extract: &Extract) -> anyhow::Result<bool> {
        let Some(subject) = Subject::of(self.row).filter(Subject::is_lead) else {
            return Ok(false);
        };
        Ok(match extract {
            Extract::Text(read) => {
                let reading = &read.reading;
                let is_known = match read.measure {
                    Some(measure) => {
                        self.setup.names(measure)
                            || !texts::of_measure(self.conn, measure)?.is_empty()
                    }
                    None => false,
                };
                reading.findings.is_empty() && reading.false_friends.is_empty() && !is_known
            }
            Extract::List(list) => match (&subject, &list.of) {
                (Subject::Measure { .. }, Listed::Acts(record, _)) => {
                    self.setup.concerns(record).is_none()
                }
                _ => false,
            },
            Extract::Document(read) => read.finding == Finding::Silent,
            Extract::Article(read) => read.said.claims.is_empty(),
            Extract::Page(_) => false,
        })
    }
}
