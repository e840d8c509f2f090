use super::*;

const BASE: &str = "https://www.govinfo.gov/bulkdata/BILLSTATUS/119/hr/BILLSTATUS-119hr";

#[test]
fn a_sitemap_lists_measures_and_when_each_was_written() {
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n\
         <url><loc>{BASE}6534.xml</loc><lastmod>2026-03-05T14:03:35.721Z</lastmod><changefreq>daily</changefreq></url>\n\
         <url><lastmod>2026-03-05</lastmod><loc> {BASE}6840.xml </loc></url>\
         <url><loc>{BASE}1.xml</loc></url><url><loc>https://www.govinfo.gov/bulkdata/BILLSTATUS/resources</loc></url>\
         <url/></urlset>"
    );
    let Ok(Sitemap::Records(records)) = read(text.as_bytes()) else {
        panic!("records")
    };
    let entries: Vec<(String, String)> = records
        .entries
        .iter()
        .map(|entry| {
            let at = entry.modified_at.map(|at| at.to_string());
            (entry.measure.to_string(), at.unwrap_or_default())
        })
        .collect();
    let entry = |measure: &str, at: &str| (measure.to_owned(), at.to_owned());
    assert_eq!(
        entries,
        [
            entry("hr6534-119", "2026-03-05T14:03:35.721Z"),
            entry("hr6840-119", "2026-03-05T00:00:00Z"),
            entry("hr1-119", ""),
        ]
    );
    assert_eq!(records.others, 1);
    assert_eq!(records.entries[1].url, format!("{BASE}6840.xml"));
}

#[test]
fn an_index_lists_sitemaps() {
    let text = "<sitemapindex><sitemap><loc>https://www.govinfo.gov/sitemap/bulkdata/BILLSTATUS/119hr/sitemap.xml\
                </loc><lastmod>2026-03-05T14:03:35Z</lastmod></sitemap></sitemapindex>";
    let Ok(Sitemap::Index(places)) = read(text.as_bytes()) else {
        panic!("an index")
    };
    assert_eq!(places.len(), 1);
    assert!(places[0].0.ends_with("119hr/sitemap.xml"));
}

#[test]
fn what_lists_no_measure_is_an_error() {
    check("", &SitemapError::NoDocument);
    check("<urlset></urlset>", &SitemapError::GoneEmpty);
    check("<urlset/>", &SitemapError::GoneEmpty);
    check("<sitemapindex/>", &SitemapError::GoneEmpty);
    check(
        "<urlset><url><loc>https://example.org/</loc></url></urlset>",
        &SitemapError::NoRecords(1),
    );
    check("<!DOCTYPE html><html></html>", &SitemapError::Html);
    check("<html></html>", &SitemapError::Html);
    check(
        "<!DOCTYPE x [<!ENTITY a 'b'>]><urlset/>",
        &SitemapError::Declares,
    );
    check("<rss></rss>", &SitemapError::OtherXml("rss".into()));
    check(
        "<urlset><url><loc>https://www.gov",
        &SitemapError::Truncated,
    );
    check("<urlset><url></url>", &SitemapError::Truncated);
    check(
        &format!("<urlset>{}", "<a>".repeat(100)),
        &SitemapError::TooDeep,
    );
}

#[test]
fn a_sitemap_without_end_is_given_up() {
    let url = format!("<url><loc>{BASE}6534.xml</loc></url>");
    check(
        &format!("<urlset>{}</urlset>", url.repeat(ENTRIES_MAX + 1)),
        &SitemapError::TooMany,
    );
    let whole = format!("<urlset>{}</urlset>", url.repeat(ENTRIES_MAX));
    assert!(
        matches!(read(whole.as_bytes()), Ok(Sitemap::Records(records)) if records.entries.len() == ENTRIES_MAX)
    );
}

#[track_caller]
fn check(text: &str, expected: &SitemapError) {
    assert_eq!(read(text.as_bytes()).as_ref(), Err(expected));
}
