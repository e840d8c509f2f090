//! From links to packages, and from packages to the addresses of their texts.
//!
//! Only addresses at govinfo.gov, and the older ones at gpo.gov, name packages; what
//! stands in an address elsewhere is somebody's word for it.

use url::Url;

use crate::{
    domain::{
        item::Item,
        measure::{MeasureId, MeasureKind},
    },
    extract::references,
};

use super::package::{Package, document_number, joined};

const SITE: &str = "https://www.govinfo.gov";

/// What a link at govinfo.gov leads to.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Target {
    Package(Package),
    /// The newest text of a measure, by the link service.
    Newest(MeasureId),
}

/// What a link leads to; `None` where that is nothing that we read.
///
/// Feeds escape their links once more than they should, which is undone.
pub fn target(link: &str) -> Option<Target> {
    let link = references::resolve(link.trim());
    let url = Url::parse(&link).ok()?;
    let host = url.host_str()?;
    let is_theirs = ["govinfo.gov", "gpo.gov"].iter().any(|site| {
        host == *site
            || host
                .strip_suffix(site)
                .is_some_and(|sub| sub.ends_with('.'))
    });
    if !is_theirs || !matches!(url.scheme(), "http" | "https") {
        return None;
    }
    let segments: Vec<&str> = url
        .path_segments()?
        .filter(|segment| !segment.is_empty())
        .collect();
    if let ["link", "bills", congress, code, number, ..] = segments[..] {
        let kind = MeasureKind::from_code(code)?;
        let measure = MeasureId::new(kind, number.parse().ok()?, congress.parse().ok()?);
        return Some(Target::Newest(measure));
    }
    if let ["link", "plaw", congress, kind, number, ..] = segments[..] {
        let kind = match kind {
            "public" => "publ",
            "private" => "pvtl",
            _ => return None,
        };
        return format!("PLAW-{congress}{kind}{number}")
            .parse()
            .ok()
            .map(Target::Package);
    }
    packages(&segments).map(Target::Package)
}

/// What a feed's entry is of: by its id, else its link, else its title.
pub fn package_of(item: &Item) -> Option<Package> {
    let by_id = item.key.parse().ok().or_else(|| package_at(&item.key));
    by_id
        .or_else(|| item.link.as_deref().and_then(package_at))
        .or_else(|| {
            let mut words = item.title.split([' ', ',', ':', ';', '(', ')']);
            words.find_map(|word| word.parse().ok())
        })
}

/// The addresses of a package's text, the one that is easiest to read first. Some may
/// not exist: bills have XML since 2003, laws since 2013.
pub fn text_urls(package: &Package) -> Vec<String> {
    let name = package.package_name();
    let content = |path: String| format!("{SITE}/content/pkg/{name}/{path}");
    match package {
        Package::Bill { .. } => vec![
            content(format!("xml/{name}.xml")),
            content(format!("html/{name}.htm")),
        ],
        Package::Law { .. } => vec![
            content(format!("uslm/{name}.xml")),
            content(format!("xml/{name}.xml")),
            content(format!("html/{name}.htm")),
        ],
        Package::Status(measure) => vec![status_url(*measure)],
        Package::Register(_) => vec![content(format!("xml/{name}.xml"))],
        Package::RegisterDocument { number, .. } => vec![content(format!("html/{number}.htm"))],
        Package::Compilation { .. } => vec![
            content(format!("xml/{name}.xml")),
            content(format!("html/{name}.htm")),
        ],
        // The site knows it by its other name.
        Package::CompilationByApi { year, number } => text_urls(&Package::Compilation {
            year: *year,
            number: *number,
        }),
    }
}

/// The BILLSTATUS file of a measure.
pub fn status_url(measure: MeasureId) -> String {
    let (congress, code) = (measure.congress(), measure.kind().code());
    let name = joined(measure);
    format!("{SITE}/bulkdata/BILLSTATUS/{congress}/{code}/BILLSTATUS-{name}.xml")
}

fn package_at(link: &str) -> Option<Package> {
    match target(link)? {
        Target::Package(package) => Some(package),
        Target::Newest(_) => None,
    }
}

/// The package that the segments of a path name: the last of them, and what of an issue
/// comes after it.
fn packages(segments: &[&str]) -> Option<Package> {
    let bare = |segment: &str| -> Option<Package> {
        let name = segment.rsplit_once('.').map_or(segment, |(name, _)| name);
        segment.parse().ok().or_else(|| name.parse().ok())
    };
    let at = segments
        .iter()
        .position(|segment| bare(segment).is_some())?;
    let package = bare(segments.get(at)?)?;
    let Package::Register(issue) = package else {
        return Some(package);
    };
    let number = segments.get(at + 1..)?.iter().rev().find_map(|segment| {
        let name = segment.rsplit_once('.').map_or(*segment, |(name, _)| name);
        document_number(name).filter(|name| !name.starts_with("FR-"))
    });
    Some(match number {
        Some(number) => Package::RegisterDocument {
            issue,
            number: number.to_owned(),
        },
        None => package,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_leads_to_its_package() {
        for (link, expected) in [
            (
                "https://www.govinfo.gov/app/details/PLAW-119publ21",
                "PLAW-119publ21",
            ),
            (
                "https://www.govinfo.gov/content/pkg/BILLS-119hr6534ih/xml/BILLS-119hr6534ih.xml",
                "BILLS-119hr6534ih",
            ),
            (
                "https://www.govinfo.gov/content/pkg/PLAW-119publ37/pdf/",
                "PLAW-119publ37",
            ),
            (
                "https://www.gpo.gov/fdsys/pkg/PLAW-118publ47/pdf/PLAW-118publ47.pdf",
                "PLAW-118publ47",
            ),
            (
                "https://www.govinfo.gov/bulkdata/BILLSTATUS/119/hr/BILLSTATUS-119hr6534.xml",
                "BILLSTATUS-119hr6534",
            ),
            (
                "https://www.govinfo.gov/content/pkg/FR-2026-10-02/pdf/2026-20318.pdf",
                "FR-2026-10-02/2026-20318",
            ),
            (
                "https://www.govinfo.gov/app/details/FR-2026-10-02/2026-20318",
                "FR-2026-10-02/2026-20318",
            ),
            (
                "https://www.govinfo.gov/content/pkg/FR-2026-10-02/xml/FR-2026-10-02.xml",
                "FR-2026-10-02",
            ),
            (
                "https://www.govinfo.gov/app/details/DCPD-202500855",
                "DCPD-202500855",
            ),
            (
                "http://api.govinfo.gov/packages/BILLS-119hr6534ih/summary?a=1&amp;b=2",
                "BILLS-119hr6534ih",
            ),
            (
                "https://www.govinfo.gov/link/plaw/119/public/75?link-type=html",
                "PLAW-119publ75",
            ),
        ] {
            check(link, Some(expected));
        }
        let newest = target("https://www.govinfo.gov/link/bills/119/hr/6534?link-type=xml");
        assert_eq!(newest, Some(Target::Newest("hr6534-119".parse().unwrap())));
    }

    #[test]
    fn a_link_elsewhere_leads_nowhere() {
        for link in [
            "https://example.org/content/pkg/BILLS-119hr6534ih/",
            "https://govinfo.gov.example.org/app/details/PLAW-119publ21",
            "https://notgovinfo.gov/app/details/PLAW-119publ21",
            "ftp://www.govinfo.gov/app/details/PLAW-119publ21",
            "https://www.govinfo.gov/app/collection/plaw",
            "https://www.govinfo.gov/link/bills/119/zz/1",
            "PLAW-119publ21",
            "",
        ] {
            check(link, None);
        }
    }

    #[test]
    fn a_feed_names_a_package_by_id_link_or_title() {
        let item = |key: &str, link: &str, title: &str| Item {
            key: key.into(),
            link: Some(link.into()),
            title: title.into(),
            ..Item::default()
        };
        let law = "https://www.govinfo.gov/app/details/PLAW-119publ21";
        for item in [
            item("PLAW-119publ21", "", ""),
            item("x", law, ""),
            item(law, "", "Public Law 119"),
            item(
                "x",
                "https://www.govinfo.gov/rss/plaw.xml",
                "PLAW-119publ21: An Act",
            ),
        ] {
            assert_eq!(package_of(&item).unwrap().to_string(), "PLAW-119publ21");
        }
        let batch = item("BILLSTATUS-2017-10-20T00:40:44Z", "", "BILLSTATUS batch");
        assert_eq!(package_of(&batch), None);
    }

    #[test]
    fn texts_are_asked_as_xml_first() {
        let urls = |name: &str| text_urls(&name.parse().unwrap());
        assert_eq!(
            urls("BILLS-119hr6534ih"),
            [
                "https://www.govinfo.gov/content/pkg/BILLS-119hr6534ih/xml/BILLS-119hr6534ih.xml",
                "https://www.govinfo.gov/content/pkg/BILLS-119hr6534ih/html/BILLS-119hr6534ih.htm",
            ]
        );
        assert_eq!(
            urls("PLAW-119publ75").last().unwrap(),
            "https://www.govinfo.gov/content/pkg/PLAW-119publ75/html/PLAW-119publ75.htm"
        );
        assert_eq!(
            urls("FR-2026-10-02/2026-20318"),
            ["https://www.govinfo.gov/content/pkg/FR-2026-10-02/html/2026-20318.htm"]
        );
        assert_eq!(urls("CPD-202500855"), urls("DCPD-202500855"));
        assert_eq!(
            urls("BILLSTATUS-119hr6534"),
            ["https://www.govinfo.gov/bulkdata/BILLSTATUS/119/hr/BILLSTATUS-119hr6534.xml"]
        );
    }

    #[track_caller]
    fn check(link: &str, expected: Option<&str>) {
        let found = package_at(link).map(|package| package.to_string());
        assert_eq!(found.as_deref(), expected, "{link}");
    }
}
