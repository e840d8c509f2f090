use url::Url;

mod stand_ins;

use self::stand_ins::STAND_INS;
use super::super::{Capture, Expected, Looks, Quality, assess};

#[test]
fn pages_that_stand_in_are_told_by_their_marks() {
    for (expected, title, body) in STAND_INS {
        let body = document(title, body);
        let verdict = judged(&body, None);
        assert_eq!(verdict.quality.as_str(), expected, "{body}: {verdict:?}");
        assert!(!verdict.reason.is_empty(), "{body}");
    }
}

#[test]
fn marks_are_read_in_the_encoding_that_the_page_names() {
    let page = "<html><head><meta charset=\"windows-1251\"><title>Страница не найдена</title></head></html>";
    let (body, ..) = encoding_rs::WINDOWS_1251.encode(page);
    let looks = Looks::of(&body);
    let verdict = super::find(&looks, None).unwrap();
    assert_eq!(
        verdict.reason,
        "the page's title says “страница не найдена”"
    );
    for label in ["utf-16", "no-such", ""] {
        let page = page.replace("windows-1251", label);
        let (body, ..) = encoding_rs::WINDOWS_1251.encode(&page);
        assert_eq!(super::find(&Looks::of(&body), None), None, "{label}");
    }
}

#[test]
fn a_mark_is_named_in_the_reason() {
    for (title, body, reason) in [
        (
            "Embassy",
            "<h1>Bad Gateway</h1>",
            "its heading says “bad gateway”",
        ),
        (
            "Error",
            "The website encountered an unexpected error.",
            "the page's title says “error”, it says “the website encountered an unexpected error”",
        ),
        (
            "X",
            "<b>Fatal error</b>: y",
            "it holds `<b>fatal error</b>:`",
        ),
        ("X", "<input type=password>", "it is a form to sign in"),
    ] {
        assert_eq!(judged(&document(title, body), None).reason, reason);
    }
}

/// A page long enough to be about something.
fn long(title: &str, body: &str) -> String {
    let text = "<p>The waiver of Section 907 was extended, as the Department said, for a year.</p>";
    document(title, &format!("{body}{}", text.repeat(20)))
}

#[test]
fn a_long_page_may_quote_whatever_it_likes() {
    for (title, body) in [
        (
            "Cloudflare outage takes half the web down | News",
            "<h1>Bad gateway</h1><p>Sorry, you have been blocked</p>",
        ),
        (
            "Access denied: how aid to Azerbaijan was cut",
            "<h1>Access denied</h1>",
        ),
        (
            "Not found: the report that Congress asked for",
            "<p>Page not found, it said</p><h2>Not found</h2>",
        ),
        (
            "Register of cases",
            "<h2>Not Found</h2><p>404</p><h2>Forbidden</h2><p>Guru Meditation: x</p>",
        ),
        (
            "Error in the record",
            "<p>The requested URL was rejected.</p><p>This domain is for sale</p>",
        ),
        (
            "Maintenance",
            "<h1>Maintenance</h1><p>Briefly unavailable for scheduled maintenance.</p>",
        ),
        (
            "Embassy",
            "<form action=/search></form><form><input type=\"password\"></form>",
        ),
        (
            "Embassy",
            "<div class=banner><h2>We value your privacy</h2></div>",
        ),
        (
            "Embassy",
            "<p class=banner>Due to a lapse in appropriations, this website is not being updated.</p>",
        ),
        (
            "Embassy",
            "<noscript>Please enable JavaScript to view this page.</noscript>",
        ),
        (
            "How walls work",
            "<pre>&lt;b&gt;Fatal error&lt;/b&gt;: captcha-delivery.com, .token.awswaf.com/</pre>",
        ),
    ] {
        let body = long(title, body);
        let verdict = judged(&body, None);
        assert_eq!(verdict.quality, Quality::Good, "{body}: {verdict:?}");
    }
}

#[test]
fn a_short_page_is_good_where_it_bears_no_mark() {
    for (title, body) in [
        (
            "Section 907",
            "<p>Due to a lapse in appropriations, this website is not being updated.</p><p>In force.</p>",
        ),
        (
            "Status",
            "<h1>Status</h1><p>Not found in the register: the report.</p><table><td>Not Found</td></table>",
        ),
        (
            "Notice",
            "<p>Access to the service is forbidden to nobody.</p>",
        ),
        (
            "Errors and omissions",
            "<h1>Error of law</h1><p>Repealed.</p>",
        ),
        ("907", "<h1>907</h1><p>Repealed.</p>"),
        (
            "Maintenance",
            "<h1>Maintenance</h1><p>Of the record of Section 907.</p>",
        ),
        ("Login", "<p>Where to log in.</p>"),
    ] {
        let body = document(title, body);
        let verdict = judged(&body, None);
        assert_eq!(verdict.quality, Quality::Good, "{body}: {verdict:?}");
    }
}

#[test]
fn what_a_page_bore_when_it_was_good_is_no_mark() {
    let held = long(
        "Not Found | The museum of lost things",
        "<input type=password><h1>404</h1>",
    );
    for body in [
        document(
            "Not Found | The museum of lost things",
            "<h1>404</h1><p>Closed.</p>",
        ),
        document("Museum", "<p>Closed.</p><input type=password>"),
    ] {
        assert_ne!(judged(&body, None).quality, Quality::Good, "{body}");
        let verdict = judged(&body, Some(&held));
        assert_eq!(verdict.quality, Quality::Good, "{body}: {verdict:?}");
    }
    let other = document(
        "Not Found | The museum of lost things",
        "<h1>Bad gateway</h1>",
    );
    assert_eq!(judged(&other, Some(&held)).quality, Quality::Broken);
    let form = document("Sign in", "<input type=password>");
    assert_eq!(judged(&form, Some(&held)).quality, Quality::Broken);
    let challenge = document("Just a moment...", "");
    assert_eq!(judged(&challenge, Some(&held)).quality, Quality::Blocked);
    assert_eq!(judged(&challenge, Some(&challenge)).quality, Quality::Good);
}

#[test]
fn real_pages_are_good() {
    let corpus = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    for (folder, ending) in [
        ("html", "fragment.html"),
        ("bills/text-shape", ".html"),
        ("labels/uscongress-fixtures", ".html"),
        ("seeds", ".txt"),
    ] {
        let mut folders = vec![corpus.join(folder)];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(&folder).into_iter().flatten() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.to_string_lossy().ends_with(ending) {
                    let body = std::fs::read(&path).unwrap();
                    let looks = Looks::of(&body);
                    assert_eq!(super::find(&looks, None), None, "{}", path.display());
                    assert!(!super::is_sign_in(&looks, None), "{}", path.display());
                }
            }
        }
    }
}

fn document(title: &str, body: &str) -> String {
    match title {
        "" => body.to_owned(),
        _ => format!(
            "<!DOCTYPE html><html><head><title>{title}</title></head><body>{body}</body></html>"
        ),
    }
}

fn judged(body: &str, held: Option<&str>) -> super::Verdict {
    let url = Url::parse("https://www.example.org/page").unwrap();
    assess(&Capture {
        status: 200,
        headers: &[],
        asked_url: &url,
        final_url: &url,
        expected: Expected::Page,
        body: body.as_bytes(),
        held: held.map(str::as_bytes),
    })
}
