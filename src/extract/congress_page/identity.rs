//! Of which measure a page is: by its heading, its canonical link, and its address.

use std::sync::LazyLock;

use regex::Regex;
use scraper::{ElementRef, Html};
use url::Url;

use super::{PageError, dom};
use crate::domain::{
    measure::{MeasureId, MeasureKind},
    printable,
};

/// congress.gov's names for kinds, in addresses.
const PATHS: [(&str, MeasureKind); 8] = [
    ("house-bill", MeasureKind::HouseBill),
    ("senate-bill", MeasureKind::SenateBill),
    ("house-joint-resolution", MeasureKind::HouseJointResolution),
    (
        "senate-joint-resolution",
        MeasureKind::SenateJointResolution,
    ),
    (
        "house-concurrent-resolution",
        MeasureKind::HouseConcurrentResolution,
    ),
    (
        "senate-concurrent-resolution",
        MeasureKind::SenateConcurrentResolution,
    ),
    ("house-resolution", MeasureKind::HouseResolution),
    ("senate-resolution", MeasureKind::SenateResolution),
];

pattern!(
    PATH,
    r"^/bill/([0-9]{1,3})(?:st|nd|rd|th)?(?:-congress)?/([a-z-]{1,40})/([0-9]{1,6})(?:/|$)"
);
// "H.R.6534 - To repeal …", "All Information (Except Text) for H.R.6534 - …".
pattern!(
    HEADING,
    r"(?i)^(?:[a-z() ]{1,60}?(?: for | - |: ))?((?:h|s)\.? ?(?:(?:j|con)\.? ?)?(?:r|res)?\.?) ?([0-9]{1,6})(?: *[-–—:] *(.*))?$"
);
pattern!(CONGRESS, r"\b([0-9]{1,3})(?:st|nd|rd|th) Congress\b");

/// The measure and its title.
pub(super) fn read(
    tree: &Html,
    heading: ElementRef<'_>,
    url: &Url,
) -> Result<(MeasureId, String), PageError> {
    let span = dom::first_in(heading, "span");
    let own = dom::text_without(heading, span);
    let congress =
        congress_in(&span.map(dom::text).unwrap_or_default()).or_else(|| congress_in(&own));
    let link = dom::first(tree, "link[rel=canonical]");
    let link = link.and_then(|link| url.join(link.attr("href")?).ok());
    let canonical = link.as_ref().and_then(measure_of);
    let asked = measure_of(url);

    let cited = cited(&own);
    let named = cited.as_ref().and_then(|(kind, number, _)| {
        let congress = congress.or(canonical.or(asked).map(MeasureId::congress))?;
        Some(MeasureId::new(*kind, *number, congress))
    });
    // A number that is only reserved may have a heading without it.
    let got = named
        .or(canonical)
        .or(asked)
        .ok_or_else(|| PageError::Unnamed(printable::clip(&own, 100)))?;
    for asked in [canonical, asked].into_iter().flatten() {
        if asked != got {
            return Err(PageError::OtherMeasure { asked, got });
        }
    }
    let title = match cited {
        Some((.., title)) => title,
        None => own,
    };
    Ok((got, title))
}

/// The measure whose page, or a part of it, stands at an address.
pub fn measure_of(url: &Url) -> Option<MeasureId> {
    let found = PATH.captures(url.path())?;
    let (_, kind) = PATHS.iter().find(|(path, _)| *path == &found[2])?;
    Some(MeasureId::new(
        *kind,
        found[3].parse().ok()?,
        found[1].parse().ok()?,
    ))
}

/// Where congress.gov has the table of all actions on a measure.
pub fn actions_url(measure: MeasureId) -> String {
    format!("{}/all-actions", measure_url(measure))
}

/// As the record itself writes it.
pub(super) fn measure_url(measure: MeasureId) -> String {
    let row = PATHS.iter().find(|(_, kind)| *kind == measure.kind());
    let (path, _) = row.expect("every kind has a row");
    let congress = measure.congress();
    let suffix = match (congress % 100, congress % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    let number = measure.number();
    format!("https://www.congress.gov/bill/{congress}{suffix}-congress/{path}/{number}")
}

/// The kind, the number and the title in a heading.
pub(super) fn cited(heading: &str) -> Option<(MeasureKind, u32, String)> {
    let found = HEADING.captures(heading)?;
    let letters = found[1].chars().filter(char::is_ascii_alphabetic);
    let kind = MeasureKind::from_code(&letters.collect::<String>())?;
    let title = found.get(3).map_or("", |title| title.as_str());
    Some((kind, found[2].parse().ok()?, title.trim().to_owned()))
}

/// The last Congress that a heading names, as its title may name others.
pub(super) fn congress_in(text: &str) -> Option<u16> {
    CONGRESS.captures_iter(text).last()?[1].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_its_measure() {
        let check = |url: &str, expected: Option<&str>| {
            let found = measure_of(&Url::parse(url).unwrap()).map(|id| id.to_string());
            assert_eq!(found.as_deref(), expected, "{url}");
        };
        let site = "https://www.congress.gov";
        check(
            &format!("{site}/bill/119th-congress/house-bill/6534"),
            Some("hr6534-119"),
        );
        check(
            &format!("{site}/bill/119th-congress/senate-joint-resolution/7/all-actions?s=1#tabs"),
            Some("sjres7-119"),
        );
        check(&format!("{site}/bill/119/house-bill/30"), Some("hr30-119"));
        check(
            &format!("{site}/bill/119th-congress/house-amendment/30"),
            None,
        );
        check(&format!("{site}/search?q=907"), None);
        check("mailto:a@example.org", None);
    }

    #[test]
    fn a_measure_has_one_address() {
        let url = |name: &str| measure_url(name.parse().unwrap());
        for (name, path) in [
            ("hr1-119", "119th-congress/house-bill/1"),
            (
                "sconres2-101",
                "101st-congress/senate-concurrent-resolution/2",
            ),
            ("hres3-112", "112th-congress/house-resolution/3"),
            ("s4-122", "122nd-congress/senate-bill/4"),
        ] {
            assert_eq!(url(name), format!("https://www.congress.gov/bill/{path}"));
            assert_eq!(
                measure_of(&Url::parse(&url(name)).unwrap()),
                name.parse().ok()
            );
        }
        assert!(actions_url("hr1-119".parse().unwrap()).ends_with("/house-bill/1/all-actions"));
    }

    #[test]
    fn a_heading_cites_the_measure() {
        check(
            "H.R.6534 - To repeal a restriction.",
            Some(("hr", 6534, "To repeal a restriction.")),
        );
        check("H. R. 6534", Some(("hr", 6534, "")));
        check("S.Con.Res.14 — A - B", Some(("sconres", 14, "A - B")));
        check(
            "All Information (Except Text) for H.J.Res.7 - x",
            Some(("hjres", 7, "x")),
        );
        check(
            "Actions - S.3 - For H.R. 5 - y",
            Some(("s", 3, "For H.R. 5 - y")),
        );
        check(
            "S.Res.917 - For H.R. 5 - y",
            Some(("sres", 917, "For H.R. 5 - y")),
        );
        check("House Bill 6534", None);
        check("H.Amdt.5 - x", None);
        check("", None);
    }

    #[track_caller]
    fn check(heading: &str, expected: Option<(&str, u32, &str)>) {
        let found = cited(heading);
        let found = found
            .as_ref()
            .map(|(kind, number, title)| (kind.code(), *number, title.as_str()));
        assert_eq!(found, expected);
    }
}
