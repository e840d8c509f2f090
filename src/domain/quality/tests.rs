use std::{io::Write as _, path::Path};

use super::*;
use Expected::{Feed, Page, Record, Text};

const PAGE: &str = "<!DOCTYPE html><html><head><title>Actions - H.R.6534</title></head>\
    <body><p>Referred to the House Committee on Foreign Affairs.</p></body></html>";

#[test]
fn what_a_source_says_is_good() {
    check(Page, 200, &[], PAGE, "good: ");
    check(Page, 200, &[], "Section 907, as plain text", "good: ");
    check(Page, 200, &[], "<p>A fragment with an open end", "good: ");
    check(
        Feed,
        200,
        &[],
        "<?xml version=\"1.0\"?>\n<rss version=\"2.0\"></rss>",
        "good: ",
    );
    check(Feed, 200, &[], "<feed/>", "good: ");
    check(Feed, 200, &[], "Warning: mysql\n<rss></rss>", "good: ");
    check(Feed, 200, &[], "<!DOCTYPE html><br><rss></rss>", "good: ");
    check(
        Record,
        200,
        &[],
        "\u{feff}<!-- made --><billStatus>…</billStatus>\n",
        "good: ",
    );
    check(Record, 200, &[], " {\"results\": []}\n", "good: ");
}

#[test]
fn files_that_are_no_text_are_never_a_page() {
    let noise: Vec<u8> = (0..60_000u32)
        .map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8)
        .collect();
    let files: [&[u8]; 4] = [
        b"%PDF-1.4\n%\xe2\xe3",
        b"\x89PNG\r\n\x1a\n",
        b"PK\x03\x04\x14",
        &noise,
    ];
    let url: Url = "https://example.org/".parse().unwrap();
    for body in files {
        for expected in [Page, Feed] {
            let verdict = assess(&Capture {
                status: 200,
                headers: &[],
                asked_url: &url,
                final_url: &url,
                expected,
                body,
                held: None,
            });
            assert_eq!(verdict.quality, Quality::Broken, "{:?}", &body[..4]);
        }
    }
}

#[test]
fn good_pages_come_through_the_networks_of_walls() {
    let with_script = PAGE.replace(
        "</body>",
        "<script src=\"/cdn-cgi/challenge-platform/scripts/jsd/main.js\"></script></body>",
    );
    check(
        Page,
        200,
        &[("Server", "cloudflare"), ("CF-RAY", "1-IAD")],
        &with_script,
        "good: ",
    );
    check(
        Page,
        200,
        &[("X-Cache", "Hit from cloudfront")],
        PAGE,
        "good: ",
    );
    check(Page, 200, &[("Server", "AkamaiNetStorage")], PAGE, "good: ");
    let incapsula = PAGE.replace(
        "</head>",
        "<script src=/_Incapsula_Resource></script></head>",
    );
    check(Page, 200, &[], &incapsula, "good: ");
}

#[test]
fn an_article_may_speak_of_walls() {
    let article = "<html><head><title>Why you see Just a moment... | News</title></head><body>\
        <h1>Just a moment...</h1><pre>window._cf_chl_opt = {}</pre>\
        <svg><title>Access Denied</title></svg><p>Access Denied, it says.</p></body></html>";
    check(Page, 200, &[], article, "good: ");
    let feed = "<rss><item><title>Just a moment...</title></item></rss>";
    check(Feed, 200, &[], feed, "good: ");
}

#[test]
fn challenges_are_walls_whatever_their_status() {
    let challenge = "<html><head><title>Just a moment...</title></head><body></body></html>";
    for status in [200, 202, 403, 429, 503] {
        check(
            Page,
            status,
            &[],
            challenge,
            "blocked: a challenge (“just a moment...”)",
        );
        check(
            Feed,
            status,
            &[],
            challenge,
            "blocked: a challenge (“just a moment...”)",
        );
    }
    let headers = [("CF-Mitigated", "challenge")];
    check(
        Page,
        200,
        &headers,
        PAGE,
        "blocked: a challenge (header cf-mitigated: challenge)",
    );
    let headers = [("x-amzn-waf-action", "captcha")];
    check(
        Page,
        202,
        &headers,
        "",
        "blocked: a challenge (header x-amzn-waf-action: captcha)",
    );
    let headers = [("server", "rimon")];
    check(
        Page,
        200,
        &headers,
        PAGE,
        "blocked: a challenge (header server: rimon)",
    );

    let refresh = "<html><head><meta http-equiv=\"refresh\" \
        content=\"0;/.well-known/sgcaptcha/?r=%2Ffeed\"></head></html>";
    check(
        Feed,
        202,
        &[],
        refresh,
        "blocked: a challenge (/.well-known/sgcaptcha)",
    );
    check(
        Page,
        200,
        &[],
        refresh,
        "blocked: a challenge (/.well-known/sgcaptcha)",
    );

    let nameless = "<html><body>Blocked</body></html>";
    let headers = [("Server", "AkamaiGHost")];
    check(
        Page,
        403,
        &headers,
        nameless,
        "blocked: HTTP 403 from a wall",
    );
    let headers = [("server", "awselb/2.0")];
    check(
        Page,
        503,
        &headers,
        nameless,
        "blocked: HTTP 503 from a wall",
    );
}

#[test]
fn real_challenges_are_walls() {
    for name in ["2022", "2024"] {
        let Some(body) = corpus(&format!("html/cloudflare-challenge.{name}.excerpt.html")) else {
            return;
        };
        for (expected, status) in [(Page, 200), (Page, 403), (Feed, 429), (Record, 503)] {
            let verdict = judge(expected, status, &[], &body);
            assert_eq!(verdict.quality, Quality::Blocked, "{name} {status}");
        }
    }
}

#[test]
fn a_real_error_page_is_not_a_record() {
    let Some(body) = corpus("fr/document_404_body.html") else {
        return;
    };
    let reason = |status| judge(Record, status, &[], &body).reason;
    assert_eq!(reason(404), "HTTP 404: not found");
    assert_eq!(
        reason(200),
        "the page's title says “not found”, its heading says “page not found”"
    );
}

#[test]
fn a_status_speaks_before_the_body() {
    for (status, expected) in [
        (204, "empty: HTTP 204: no content"),
        (206, "broken: HTTP 206: a part that wasn't asked for"),
        (304, "broken: HTTP 304: unchanged, though nobody asked"),
        (300, "broken: HTTP 300: a redirect that names no way"),
        (401, "broken: HTTP 401: it wants credentials"),
        (403, "blocked: HTTP 403: it refuses us"),
        (404, "broken: HTTP 404: not found"),
        (410, "broken: HTTP 410: removed for good"),
        (418, "broken: HTTP 418: it refuses the request"),
        (429, "blocked: HTTP 429: we ask too often"),
        (451, "blocked: HTTP 451: withheld for legal reasons"),
        (500, "broken: HTTP 500: the server fails"),
        (503, "broken: HTTP 503: the server fails"),
        (522, "broken: HTTP 522: the server fails"),
        (999, "blocked: HTTP 999: a wall"),
        (203, "suspect: HTTP 203: a proxy changed it"),
    ] {
        check(Page, status, &[], PAGE, expected);
    }
    let refused = r#"{"error": {"code": "API_KEY_INVALID"}}"#;
    check(
        Record,
        403,
        &[],
        refused,
        "broken: HTTP 403: the key is refused",
    );
    assert_eq!(judge(Page, 410, &[], b"").state, SourceState::Gone);
    assert_eq!(judge(Page, 404, &[], b"").state, SourceState::Broken);
}

#[test]
fn an_empty_body_is_empty() {
    for body in ["", " \r\n\t", "\u{feff}", "\u{feff}\n \n"] {
        check(Page, 200, &[], body, "empty: the body is empty");
        check(Feed, 200, &[], body, "empty: the body is empty");
    }
}

#[test]
fn another_kind_of_document_is_broken() {
    check(
        Feed,
        200,
        &[],
        PAGE,
        "broken: HTML where a feed was expected",
    );
    check(
        Record,
        200,
        &[],
        PAGE,
        "broken: HTML where XML or JSON was expected",
    );
    let xhtml = "<?xml version=\"1.0\"?>\n<!-- x -->\n<HTML xmlns=\"x\"></HTML>";
    check(
        Record,
        200,
        &[],
        xhtml,
        "broken: HTML where XML or JSON was expected",
    );
    check(
        Record,
        200,
        &[],
        "Not authorized",
        "broken: neither XML nor JSON",
    );
}

#[test]
fn what_machines_write_for_machines_is_no_page() {
    for (body, kind) in [
        ("{\"error\":\"internal\",\"code\":500}", "JSON"),
        ("\u{feff} {\n \"error\": \"int", "JSON"),
        ("[{\"error\": 500}]\n", "JSON"),
        (
            "<?xml version=\"1.0\"?>\n<Error><Code>InternalError</Code></Error>",
            "XML",
        ),
        (
            "<?xml version=\"1.0\"?><rss version=\"2.0\"></rss>",
            "a feed",
        ),
        (
            "<feed xmlns=\"http://www.w3.org/2005/Atom\"></feed>",
            "a feed",
        ),
    ] {
        let expected = format!("broken: {kind} where a page was expected");
        check(Page, 200, &[], body, &expected);
    }
    let law = "<?xml version=\"1.0\"?>\n<bill><form>H.R. 6534</form></bill>";
    check(Text, 200, &[], law, "good: ");
    check(Text, 200, &[], PAGE, "good: ");
    check(
        Text,
        200,
        &[],
        "{\"error\": 500}",
        "broken: JSON where a text was expected",
    );
    let noise = [b"<".repeat(20), b"\x01\x02".repeat(300)].concat();
    for body in [&noise[..], b"<html>\0\0\0\0", b"<\0\x01\x02\x03"] {
        let verdict = judge(Page, 200, &[], body);
        assert_eq!(
            shown(&verdict),
            "broken: no text: a file for another program"
        );
    }
}

#[test]
fn a_text_is_a_page_whatever_it_begins_with_and_however_it_is_encoded() {
    for text in [
        "[1] A note.\n[2] Another.\n",
        "[Congressional Record]\n",
        "{draft} Section 907",
        "PDF files are listed below.",
        &format!("<?xml version=\"1.0\"?>\n{PAGE}"),
        // Strays come with what people paste from word processors.
        &PAGE.replace("Referred", &format!("{}\x0bReferred", "Text. ".repeat(20))),
    ] {
        check(Page, 200, &[], text, "good: ");
    }
    for label in ["windows-1251", "koi8-r", "gbk", "iso-2022-jp", "shift_jis"] {
        let encoding = encoding_rs::Encoding::for_label(label.as_bytes()).unwrap();
        let text = match label {
            "windows-1251" | "koi8-r" => "Поправка 907. ".repeat(50),
            _ => "第九〇七条。".repeat(50),
        };
        let (body, _, _) = encoding.encode(&text);
        assert_eq!(shown(&judge(Page, 200, &[], &body)), "good: ", "{label}");
    }
    for unit in [u16::to_le_bytes, u16::to_be_bytes] {
        let wide: Vec<u8> = PAGE.encode_utf16().flat_map(unit).collect();
        assert_eq!(shown(&judge(Page, 200, &[], &wide)), "good: ");
    }
}

#[test]
fn half_a_document_is_not_good() {
    let half = &PAGE[..PAGE.len() - 20];
    check(Page, 200, &[], half, "suspect: it ends before its end");
    check(
        Feed,
        200,
        &[],
        "<rss><channel><item>",
        "suspect: it ends before its end",
    );
    check(
        Record,
        200,
        &[],
        "<billStatus><bill>",
        "broken: it ends before its end",
    );
    check(
        Record,
        200,
        &[],
        "<!-- cut",
        "broken: it ends before its end",
    );
    check(
        Record,
        200,
        &[],
        "{\"results\": [1, 2",
        "broken: it ends before its end",
    );
    check(Page, 200, &[], &PAGE.to_uppercase(), "good: ");
}

#[test]
fn pages_that_stand_in_for_another_are_broken() {
    let titled = |title: &str| PAGE.replace("Actions - H.R.6534", title);
    for (title, part) in [
        ("Page Not Found | Congress", "page not found"),
        ("Congress - 404", "404"),
        ("Site &mdash; x: Under\n Maintenance", "under maintenance"),
    ] {
        let reason = format!("broken: the page's title says “{part}”");
        check(Page, 200, &[], &titled(title), &reason);
    }
    check(
        Page,
        200,
        &[],
        &titled("Why 404 pages say not found"),
        "good: ",
    );

    let form = titled("Sign in").replace("</p>", "<input TYPE=\"password\"></p>");
    check(Page, 200, &[], &form, "broken: it is a form to sign in");
    check(Page, 200, &[], &titled("Sign in"), "good: ");
}

#[test]
fn redirects_to_other_doors_are_told() {
    for (asked, answered, expected) in [
        ("https://a.example/x", "https://a.example/y", "good: "),
        (
            "https://a.example/login",
            "https://a.example/login/",
            "good: ",
        ),
        (
            "https://a.example/x",
            "https://a.example/users/sign_in?to=x",
            "broken: it redirects to a form to sign in, at a.example",
        ),
        (
            "https://a.example/x",
            "https://consent.example.com/m?continue=x",
            "broken: it redirects to a form to sign in, at consent.example.com",
        ),
        (
            "https://www.federalregister.gov/documents/x",
            "https://unblock.federalregister.gov/",
            "blocked: it redirects to unblock.federalregister.gov",
        ),
        (
            "https://a.example/x",
            "https://a.example/",
            "suspect: it redirects to the site's front page",
        ),
        ("https://a.example/", "https://www.a.example/", "good: "),
    ] {
        let capture = Capture {
            status: 200,
            headers: &[],
            asked_url: &Url::parse(asked).unwrap(),
            final_url: &Url::parse(answered).unwrap(),
            expected: Page,
            body: PAGE.as_bytes(),
            held: None,
        };
        assert_eq!(shown(&assess(&capture)), expected, "{answered}");
    }
}

#[test]
fn utf_16_is_looked_through() {
    let text = |text: &str| -> Vec<u8> {
        let units = std::iter::once(0xfeff).chain(text.encode_utf16());
        units.flat_map(u16::to_be_bytes).collect()
    };
    assert_eq!(shown(&judge(Page, 200, &[], &text(PAGE))), "good: ");
    let wrong = shown(&judge(Feed, 200, &[], &text(PAGE)));
    assert_eq!(wrong, "broken: HTML where a feed was expected");
    assert_eq!(judge(Feed, 200, &[], &text(" ")).quality, Quality::Empty);
}

#[test]
fn no_bytes_are_too_strange_to_judge() {
    for body in [
        &b"<"[..],
        b"<!",
        b"<?",
        b"<!--",
        b"<!doctype html",
        b"\xff\xfe",
        b"\xff\xfe<",
        b"\xfe\xff\xd8\x00",
        b"\xef\xbb\xbf",
        b"\xff\xff\xff",
        b"\0\0\0\0",
        "<!é€𝄞é€𝄞é€𝄞".as_bytes(),
        "<title".as_bytes(),
    ] {
        for expected in [Page, Text, Feed, Record] {
            judge(expected, 200, &[], body);
        }
    }
}

#[test]
fn what_must_be_said_is_looked_for() {
    assert_eq!(
        missing("Section 907", "22 U.S.C. 5812\nSection\n 907 note"),
        None
    );
    assert_eq!(missing("  Section   907 ", "Section 907"), None);
    let verdict = missing("H.R. 6534", "H.R. 6543").unwrap();
    assert_eq!(shown(&verdict), "broken: it doesn't say “H.R. 6534”");
}

#[test]
fn lists_have_their_least_length() {
    assert_eq!(too_few(0, 0), None);
    assert_eq!(too_few(3, 3), None);
    assert_eq!(shown(&too_few(1, 0).unwrap()), "empty: it lists nothing");
    let few = too_few(3, 2).unwrap();
    assert_eq!(shown(&few), "suspect: it lists 2 items, of at least 3");
}

#[test]
fn an_extract_that_shrinks_is_noticed() {
    assert!(shrunk(10, 0));
    assert!(shrunk(1000, 199));
    assert!(!shrunk(1000, 200));
    assert!(!shrunk(100, 1));
    assert!(!shrunk(0, 0));
    assert!(!shrunk(0, 1000));
}

#[test]
fn a_list_that_loses_most_of_its_items_is_noticed() {
    assert!(fewer(1, 0));
    assert!(fewer(100, 1));
    assert!(fewer(100, 19));
    assert!(!fewer(100, 20));
    assert!(fewer(6, 1));
    assert!(!fewer(5, 1));
    assert!(!fewer(4, 1));
    assert!(!fewer(0, 0));
    assert!(!fewer(0, 100));
}

#[test]
fn words_for_qualities_and_states_are_read_back() {
    for (quality, word) in Quality::ALL {
        assert_eq!(Quality::parse(word), Some(quality));
        assert_eq!(quality.as_str(), word);
    }
    for (state, word) in SourceState::ALL {
        assert_eq!(SourceState::parse(word), Some(state));
        assert_eq!(state.as_str(), word);
    }
    assert_eq!(Quality::parse("Good"), None);
}

#[track_caller]
fn check(expected: Expected, status: u16, headers: &[(&str, &str)], body: &str, verdict: &str) {
    let found = judge(expected, status, headers, body.as_bytes());
    assert_eq!(shown(&found), verdict);
}

fn judge(expected: Expected, status: u16, headers: &[(&str, &str)], body: &[u8]) -> Verdict {
    let owned = |&(name, value): &(&str, &str)| (name.to_owned(), value.to_owned());
    let url = Url::parse("https://www.example.org/feed").unwrap();
    assess(&Capture {
        status,
        headers: &headers.iter().map(owned).collect::<Vec<_>>(),
        asked_url: &url,
        final_url: &url,
        expected,
        body,
        held: None,
    })
}

fn shown(verdict: &Verdict) -> String {
    format!("{}: {}", verdict.quality, verdict.reason)
}

/// A real record, where the collection lies beside the crate.
fn corpus(name: &str) -> Option<Vec<u8>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/corpus")
        .join(name);
    let read = std::fs::read(&path);
    if read.is_err() {
        let note = format!("skipped: {} is not there\n", path.display());
        let _ = std::io::stderr().write_all(note.as_bytes());
    }
    read.ok()
}
