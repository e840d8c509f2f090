//! Where the API's parts stand, and where the texts that it names can be had.
//!
//! `format=json` is sent always, as XML is the default. No address bears the key, which
//! belongs in a header.

use std::{fmt, sync::LazyLock};

use regex::Regex;
use url::Url;

use super::{ApiError, Page};
use crate::domain::measure::MeasureId;

/// A part of a measure's record that has an address of its own.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Part {
    Bill,
    Actions,
    Titles,
    Committees,
    Texts,
    Summaries,
    Cosponsors,
}

/// The most rows that a page may have.
const LIMIT: &str = "250";

/// The address of a part, below the API's own: `https://api.congress.gov/v3`.
pub fn bill_url(base: &Url, measure: MeasureId, part: Part) -> Url {
    let (congress, code) = (measure.congress(), measure.kind().code());
    let number = measure.number();
    let path = format!("bill/{congress}/{code}/{number}");
    match part {
        Part::Bill => below(base, &path),
        Part::Texts => below(base, &format!("{path}/text")),
        part => below(base, &format!("{path}/{part}")),
    }
}

fn below(base: &Url, path: &str) -> Url {
    let mut url = base.clone();
    url.set_fragment(None);
    url.set_query(None);
    let above = base.path().trim_end_matches('/');
    url.set_path(&format!("{above}/{path}"));
    url.query_pairs_mut()
        .append_pair("format", "json")
        .append_pair("limit", LIMIT);
    url
}

impl<T> Page<T> {
    /// The address of the page after the one at `asked`; `None` after the last.
    ///
    /// Only the offset is taken from the answer, so nobody can be led elsewhere with the
    /// key, or in a circle.
    pub fn next_url(&self, asked: &Url) -> Result<Option<Url>, ApiError> {
        let Some(next) = &self.next else {
            return Ok(None);
        };
        let elsewhere = || ApiError::Elsewhere(shown(next));
        let told = asked.join(next).map_err(|_| elsewhere())?;
        let path = |url: &Url| url.path().trim_end_matches('/').to_owned();
        if told.host_str() != asked.host_str() || path(&told) != path(asked) {
            return Err(elsewhere());
        }
        let offset = offset(&told).ok_or_else(elsewhere)?;
        if offset <= self::offset(asked).unwrap_or(0) {
            return Err(elsewhere());
        }
        let kept = asked.query_pairs().filter(|(name, _)| name != "offset");
        let kept: Vec<(String, String)> = kept.map(|(a, b)| (a.into(), b.into())).collect();
        let mut url = asked.clone();
        url.query_pairs_mut()
            .clear()
            .extend_pairs(kept)
            .append_pair("offset", &offset.to_string());
        Ok(Some(url))
    }
}

fn offset(url: &Url) -> Option<u64> {
    let mut pairs = url.query_pairs();
    pairs.find(|(name, _)| name == "offset")?.1.parse().ok()
}

/// An address for people, without what follows its path: keys have come back in it.
fn shown(url: &str) -> String {
    let end = url.find(['?', '#']).unwrap_or(url.len());
    crate::domain::printable::clip(&crate::domain::printable::clean(&url[..end]), 200)
}

static TEXT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"/(BILLS-[0-9]{2,4}[a-z]{1,7}[0-9]{1,6}[a-z0-9]{1,8}|PLAW-[0-9]{2,4}(?:publ|pvt)[0-9]{1,5})(_uslm)?\.(xml|html?|pdf)$",
    )
    .expect("the pattern is fixed")
});

/// Where govinfo.gov has the text that congress.gov has at `url`; `None` for what isn't a
/// text of congress.gov's.
pub fn govinfo_text(url: &str) -> Option<String> {
    let url = Url::parse(url).ok()?;
    if !matches!(url.host_str()?, "www.congress.gov" | "congress.gov") {
        return None;
    }
    let found = TEXT.captures(url.path())?;
    let package = &found[1];
    let (folder, ending) = match &found[3] {
        // Laws are XML in United States Legislative Markup only.
        "xml" if package.starts_with("PLAW") => ("uslm", "xml"),
        "xml" => ("xml", "xml"),
        "pdf" => ("pdf", "pdf"),
        _ => ("html", "htm"),
    };
    Some(package_url(package, folder, ending))
}

fn package_url(package: &str, folder: &str, ending: &str) -> String {
    format!("https://www.govinfo.gov/content/pkg/{package}/{folder}/{package}.{ending}")
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Bill => "bill",
            Self::Actions => "actions",
            Self::Titles => "titles",
            Self::Committees => "committees",
            Self::Texts => "texts",
            Self::Summaries => "summaries",
            Self::Cosponsors => "cosponsors",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::congress_api::Shape;

    #[test]
    fn addresses_ask_for_json_and_hold_no_key() {
        let base = Url::parse("https://api.congress.gov/v3/?api_key=secret#x").unwrap();
        let id = "hr6534-119".parse().unwrap();
        let of = |part| bill_url(&base, id, part).to_string();
        assert_eq!(
            of(Part::Bill),
            "https://api.congress.gov/v3/bill/119/hr/6534?format=json&limit=250"
        );
        assert_eq!(
            of(Part::Texts),
            "https://api.congress.gov/v3/bill/119/hr/6534/text?format=json&limit=250"
        );
    }

    #[test]
    fn the_next_page_is_the_same_list_further_on() {
        next(
            "https://api.congress.gov/v3/bill/119?offset=250&limit=20&api_key=x&format=xml",
            Some("format=json&sort=updateDate+desc&limit=250&offset=250"),
        );
        next(
            "/v3/bill/119?offset=250",
            Some("format=json&sort=updateDate+desc&limit=250&offset=250"),
        );
        next("https://canary.example/v3/bill/119?offset=250", None);
        next(
            "https://api.congress.gov@canary.example/v3/bill/119?offset=250",
            None,
        );
        next("https://api.congress.gov/v3/member?offset=250", None);
        next("https://api.congress.gov/v3/bill/119?offset=0", None);
        next("https://api.congress.gov/v3/bill/119", None);
        next("https://[", None);
    }

    #[test]
    fn an_address_that_is_refused_is_told_without_its_key() {
        assert_eq!(
            shown("https://x.example/a?api_key=secret"),
            "https://x.example/a"
        );
    }

    #[test]
    fn texts_are_at_govinfo() {
        text(
            "https://www.congress.gov/119/bills/hr6534/BILLS-119hr6534ih.xml",
            Some("BILLS-119hr6534ih/xml/BILLS-119hr6534ih.xml"),
        );
        text(
            "https://www.congress.gov/117/bills/hr21/generated/BILLS-117hr21rfs.html",
            Some("BILLS-117hr21rfs/html/BILLS-117hr21rfs.htm"),
        );
        text(
            "https://www.congress.gov/119/plaws/publ75/PLAW-119publ75_uslm.xml",
            Some("PLAW-119publ75/uslm/PLAW-119publ75.xml"),
        );
        text(
            "https://example.org/119/bills/hr6534/BILLS-119hr6534ih.xml",
            None,
        );
        text(
            "https://www.congress.gov/bill/119th-congress/house-bill/6534",
            None,
        );
    }

    #[track_caller]
    fn next(told: &str, expected: Option<&str>) {
        let asked =
            "https://api.congress.gov/v3/bill/119?format=json&sort=updateDate+desc&limit=250";
        let page: Page<()> = Page {
            items: vec![],
            rows: 250,
            count: None,
            next: Some(told.into()),
            of: None,
            shape: Shape::default(),
        };
        let url = page.next_url(&Url::parse(asked).unwrap());
        match expected {
            Some(query) => assert_eq!(url.unwrap().unwrap().query(), Some(query)),
            None => assert!(matches!(url, Err(ApiError::Elsewhere(_))), "{url:?}"),
        }
    }

    #[track_caller]
    fn text(url: &str, expected: Option<&str>) {
        let expected = expected.map(|path| format!("https://www.govinfo.gov/content/pkg/{path}"));
        assert_eq!(govinfo_text(url), expected);
    }
}
