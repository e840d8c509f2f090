//! The readers of the Federal Register, GovInfo and the US Code, on documents in their
//! shapes: lists, texts, posts, and what comes in their stead.
//!
//! Numbers and citations that hold 999 are ours. The corpus isn't part of the package:
//! without it its test says so and passes.

use std::{fs, io::Write as _, path::Path, process::Command};

use jiff::civil::{Date, date};
use url::Url;
use watch907::{
    domain::{
        instrument::{Effect, Instrument},
        notice::{Finding, Notice, NoticeKind},
        rung::Rung,
        when::When,
    },
    extract::federal_register::{
        self, Page, RegisterError,
        operative::{self, Reading},
        whole,
    },
};

const INSPECTION: &[u8] = include_bytes!("register/inspection.json");
const INSPECTED_TEXT: &str = include_str!("register/memorandum.inspection.txt");
const DOCUMENTS: &[u8] = include_bytes!("register/documents.json");
const MEMORANDUM: &str = include_str!("register/memorandum.txt.htm");
const NOTICE: &str = include_str!("register/notice.txt");
const POST: &str = include_str!("register/post.html");

const EXTENDS: &str =
    "Accordingly, I hereby extend the waiver of section 907 of the FREEDOM Support Act.";

#[test]
fn a_memorandum_on_public_inspection_counts_once_its_text_was_read() {
    let page = federal_register::read(INSPECTION).unwrap();
    assert_eq!((page.count, page.notices.len()), (2, 2));
    let notice = &page.notices[0];
    assert_eq!(notice.signed_on, Some(date(2025, 8, 8)));
    assert_eq!(notice.subtype.as_deref(), Some("Memorandum"));
    assert_eq!(notice.filed_at.unwrap().to_string(), "2025-08-14T12:45:00Z");

    let unread = instrument(notice, None);
    assert_eq!((unread.effect, unread.read), (Effect::Waives, false));
    assert!(!unread.is_official());

    let read = instrument(notice, Some(INSPECTED_TEXT));
    assert_eq!((read.rung, read.read), (Rung::Inspection, true));
    assert!(read.is_official());
    assert_eq!(read.quote.as_deref(), Some(EXTENDS));
    assert_eq!(read.acted, When::day(date(2025, 8, 8)));
    assert_eq!(read.published_on, None);
}

#[test]
fn a_published_memorandum_is_read_whole() {
    let page = federal_register::read(DOCUMENTS).unwrap();
    let read = instrument(&page.notices[0], Some(MEMORANDUM));
    assert_eq!(
        read,
        Instrument {
            id: "2025-99907".into(),
            title: "Extension of Waiver of Section 907 of the FREEDOM Support Act With Respect to \
                    Assistance to the Government of Azerbaijan"
                .into(),
            by: Some("the President".into()),
            effect: Effect::Waives,
            acted: When::day(date(2025, 8, 8)),
            throughout: false,
            effective_on: None,
            ends_on: None,
            rung: Rung::Published,
            read: true,
            url: Some(
                "https://www.federalregister.gov/documents/2025/08/15/2025-99907/test-extension-of-waiver"
                    .into()
            ),
            published_on: Some(date(2025, 8, 15)),
            quote: Some(EXTENDS.into()),
        }
    );
}

#[test]
fn a_notice_of_the_state_department_names_who_signed_it() {
    let page = federal_register::read(DOCUMENTS).unwrap();
    let read = instrument(&page.notices[1], Some(NOTICE));
    assert_eq!(read.acted, When::day(date(2022, 6, 21)));
    assert_eq!(
        read.by.as_deref(),
        Some("Jane Q. Doe, Deputy Secretary of State for Management and Resources")
    );
    assert_eq!(
        read.quote.as_deref(),
        Some(
            "Accordingly, the Deputy Secretary of State hereby extends the waiver of section 907 of \
             the Freedom Support Act."
        )
    );
}

#[test]
fn what_names_the_section_and_is_no_instrument_says_why() {
    let page = federal_register::read(DOCUMENTS).unwrap();
    let notices = &page.notices;
    reason(
        &notices[2],
        None,
        "its text was not read, and its title says nothing sure",
    );
    reason(&notices[3], None, "names a section 907 of another act");
    let waiver = &notices[0];
    let text = |says: &str| format!("{says} section 907 of the FREEDOM Support Act.");
    let said = [
        (
            "I hereby delegate the authority to waive",
            "passes on the authority to waive Section 907",
        ),
        (
            "I do not extend the waiver of",
            "says that Section 907 is not waived by it",
        ),
        (
            "On August 8, 2024, I extended the waiver of",
            "only tells of a waiver of Section 907 that was made elsewhere",
        ),
    ];
    for (says, why) in said {
        reason(waiver, Some(&text(says)), why);
    }
    let revoked = instrument(waiver, Some(&text("I hereby revoke the waiver of")));
    assert_eq!((revoked.effect, revoked.read), (Effect::Revokes, true));
    // What came isn't its text.
    let unread = instrument(waiver, Some("<html><body>Please try again.</body></html>"));
    assert_eq!((unread.effect, unread.read), (Effect::Waives, false));

    let inspected = federal_register::read(INSPECTION).unwrap();
    let withdrawn = &inspected.notices[1];
    assert_eq!(
        withdrawn.agencies,
        ["A Commission That the Register Does Not Know"]
    );
    reason(
        withdrawn,
        None,
        "its agency withdrew it before it was published",
    );
    let corrected = Notice {
        number: "C1-2025-99907".into(),
        ..waiver.clone()
    };
    reason(
        &corrected,
        Some(MEMORANDUM),
        "corrects the print of an earlier document",
    );
    let silent = Notice {
        title: "Sunshine Act Meetings".into(),
        ..waiver.clone()
    };
    assert_eq!(
        federal_register::finding(&silent, Some("Nothing.")),
        Finding::Silent
    );
}

#[test]
fn a_text_says_what_it_is() {
    let published = federal_register::notice_of_text(MEMORANDUM);
    assert_eq!(published.number, "2025-99907");
    assert_eq!(published.kind, NoticeKind::Presidential);
    assert_eq!(published.citation.as_deref(), Some("90 FR 99907"));
    assert_eq!(
        (published.published_on, published.rung),
        (Some(date(2025, 8, 15)), Rung::Published)
    );
    assert!(
        published
            .title
            .starts_with("Extension of Waiver of Section 907"),
        "{}",
        published.title
    );

    let inspected = federal_register::notice_of_text(INSPECTED_TEXT);
    assert_eq!(
        (inspected.number.as_str(), inspected.rung),
        ("2025-99907", Rung::Inspection)
    );
    assert_eq!(
        instrument(&inspected, Some(INSPECTED_TEXT)).acted,
        day(2025, 8, 8)
    );

    let notice = federal_register::notice_of_text(NOTICE);
    assert_eq!(
        (notice.number.as_str(), notice.kind.clone()),
        ("2022-99907", NoticeKind::Notice)
    );
    assert_eq!(instrument(&notice, Some(NOTICE)).acted, day(2022, 6, 21));
}

#[test]
fn a_post_of_the_white_house_announces() {
    let post = federal_register::notice_of_text(POST);
    let read = instrument(&post, Some(POST));
    assert_eq!(
        (read.effect, read.rung, read.read),
        (Effect::Waives, Rung::Announced, true)
    );
    assert_eq!(read.acted, day(2025, 8, 8));
    assert_eq!(read.quote.as_deref(), Some(EXTENDS));
    assert!(!read.is_official());
}

#[test]
fn what_comes_instead_of_a_list_is_told_apart() {
    use RegisterError as E;
    let results = br#"{"count":3,"results":[{"title":"x"}]}"#;
    for (body, expected) in [
        (&b""[..], E::Empty),
        (b" \n", E::Empty),
        (b"<html><head><title>404 Not Found</title></head></html>", E::NotFound),
        (b"<html><head><title>Federal Register :: Request Access</title></head></html>", E::Blocked),
        (b"<html><head><title>x</title><link href=https://unblock.federalregister.gov/></head></html>", E::Blocked),
        (b"<!DOCTYPE html><title>Oops</title>", E::Html("Oops".into())),
        (br#"{"errors":{"fields":"presidential_document_type is not valid"}}"#, E::Refused(r#"{"fields":"presidential_document_type is not valid"}"#.into())),
        (br#"{"count":1,"results":[{"title":"#, E::Truncated),
        (br#"{"count":1}"#, E::NoResults),
        (br#"[1,2]"#, E::NoResults),
        (br#"{"count":1,"results":{}}"#, E::NoResults),
        (br#"{"status":404,"message":"no"}"#, E::NotFound),
        (results, E::Unnumbered(0)),
        (br#"{"count":0,"results":[{"document_number":"2025-99907"}]}"#, E::Counts { said: 0, got: 1 }),
    ] {
        let error = federal_register::read(body).unwrap_err();
        assert_eq!(error, expected, "{}", String::from_utf8_lossy(body));
    }
    for body in [&br#"{"a":"\ud800"}"#[..], b"nonsense", b"{'a':1}"] {
        assert!(matches!(federal_register::read(body), Err(E::NotJson(_))));
    }
    let deep = "[".repeat(100_000);
    assert!(federal_register::read(deep.as_bytes()).is_err());
    let none = federal_register::read(br#"{"description":"x","count":0}"#).unwrap();
    assert_eq!((none.count, none.notices.len()), (0, 0));
}

#[test]
fn what_comes_instead_of_a_text_is_told_apart() {
    use RegisterError as E;
    let read = |body: &[u8]| federal_register::document_text(body, None);
    assert_eq!(read(b""), Err(E::Empty));
    assert_eq!(
        read(b"<html><title>404 Not Found</title>"),
        Err(E::NotFound)
    );
    assert_eq!(
        read(b"<html><title>Request Access</title>"),
        Err(E::Blocked)
    );
    assert_eq!(read(br#"{"a":1}"#), Err(E::NotText));
    assert_eq!(read(NOTICE.as_bytes()).as_deref(), Ok(NOTICE));
}

#[test]
fn a_record_is_read_with_what_it_has() {
    let single = br#"{"document_number":"2025-99907","title":" A \n title ","agencies":[{"raw_name":"X"},7,null],"subtype":5,"publication_date":"soon","signing_date":"2025-02-30","unknown":{}}"#;
    let page = federal_register::read(single).unwrap();
    let [notice] = &page.notices[..] else {
        panic!("one")
    };
    assert_eq!(notice.title, "A title");
    assert_eq!(notice.agencies, ["X"]);
    assert_eq!(notice.subtype.as_deref(), Some("5"));
    assert_eq!((notice.published_on, notice.signed_on), (None, None));
    assert_eq!((page.count, notice.rung), (1, Rung::Published));
}

#[test]
fn pages_make_a_list_only_when_they_add_up() {
    let page = |numbers: &[&str], count: u64, next: Option<&str>| Page {
        notices: numbers
            .iter()
            .map(|number| {
                let body = format!(r#"{{"document_number":"{number}"}}"#);
                federal_register::read(body.as_bytes())
                    .unwrap()
                    .notices
                    .remove(0)
            })
            .collect(),
        count,
        next_page_url: next.map(str::to_owned),
        ..Page::default()
    };
    let first = || page(&["2025-99901", "2025-99902"], 3, Some("x"));
    let all = whole(vec![first(), page(&["2025-99903"], 3, None)]).unwrap();
    assert_eq!(all.len(), 3);
    let counts = |said, got| Err(RegisterError::Counts { said, got });
    assert_eq!(whole(vec![first()]), counts(3, 2));
    assert_eq!(
        whole(vec![first(), page(&["2025-99902"], 3, None)]),
        counts(3, 2)
    );
    assert_eq!(
        whole(vec![first(), page(&["2025-99903"], 3, Some("y"))]),
        counts(3, 3)
    );
    assert_eq!(
        whole(vec![page(&[], 10_000, None)]),
        Err(RegisterError::TooMany(10_000))
    );
    assert_eq!(whole(vec![page(&[], 0, None)]), Ok(vec![]));
}

#[test]
fn the_next_page_is_at_the_same_place() {
    let asked: Url = "https://www.federalregister.gov/api/v1/documents.json?per_page=10"
        .parse()
        .unwrap();
    let next = |url: Option<&str>| {
        let page = Page {
            next_page_url: url.map(str::to_owned),
            ..Page::default()
        };
        page.next(&asked).map(|url| url.map(String::from))
    };
    let good = "https://www.federalregister.gov/api/v1/documents?page=2&search_after_cursor=Wz";
    assert_eq!(next(Some(good)), Ok(Some(good.to_owned())));
    assert_eq!(next(None), Ok(None));
    for elsewhere in [
        "https://example.org/api/v1/documents?page=2",
        "http://www.federalregister.gov/api/v1/documents?page=2",
        "https://www.federalregister.gov/api/v1/agencies?page=2",
        "https://me@www.federalregister.gov/api/v1/documents?page=2",
        "https://www.federalregister.gov:8443/api/v1/documents?page=2",
        "/api/v1/documents?page=2",
        asked.as_str(),
    ] {
        assert!(
            matches!(next(Some(elsewhere)), Err(RegisterError::Elsewhere(_))),
            "{elsewhere}"
        );
    }
}

#[test]
fn a_shape_is_known_by_its_fields_alone() {
    let shape = |body: &str| {
        federal_register::read(body.as_bytes())
            .unwrap()
            .shape
            .fingerprint()
    };
    let one = shape(r#"{"count":1,"results":[{"document_number":"2025-99901","title":null}]}"#);
    assert_eq!(
        one,
        shape(r#"{"results":[{"title":"x","document_number":"2025-99902"}],"next_page_url":"x"}"#)
    );
    assert_ne!(
        one,
        shape(r#"{"results":[{"document_number":"2025-99902"}]}"#)
    );
}

#[test]
fn the_corpus_is_read_whole_and_holds_no_instrument() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/fr");
    if !root.is_dir() {
        let _ = writeln!(
            std::io::stderr(),
            "skipped: there is no corpus at {}",
            root.display()
        );
        return;
    }
    for (name, documents, rung) in [
        (
            "documents_executive_orders.2026-10-02.json",
            10,
            Rung::Published,
        ),
        (
            "documents_newest.2026-10-02.trimmed.json",
            9,
            Rung::Published,
        ),
        (
            "public_inspection_current.2026-10-02.trimmed.json",
            5,
            Rung::Inspection,
        ),
    ] {
        let body = fs::read(root.join(name)).unwrap();
        let page = federal_register::read(&body).unwrap();
        assert_eq!(page.notices.len(), documents, "{name}");
        for notice in &page.notices {
            assert_eq!(notice.rung, rung, "{name}");
            assert!(!notice.title.is_empty() && notice.title.trim() == notice.title);
            assert!(!matches!(notice.kind, NoticeKind::Other(_)));
            assert!(!notice.agencies.is_empty());
            assert_eq!(federal_register::finding(notice, None), Finding::Silent);
        }
        assert!(whole(vec![page]).is_err(), "{name} is trimmed");
    }
    let missing = fs::read(root.join("document_404_body.html")).unwrap();
    assert_eq!(
        federal_register::read(&missing),
        Err(RegisterError::NotFound)
    );
}

#[test]
fn a_text_that_is_cut_anywhere_waives_or_does_nothing() {
    for text in [MEMORANDUM, INSPECTED_TEXT, NOTICE, POST] {
        for end in (0..text.len()).step_by(13) {
            let cut = &text[..text.floor_char_boundary(end)];
            let effect = match operative::read(cut) {
                Reading::Ours(operative) => operative.effect,
                Reading::Namesake(_) | Reading::Silent => Effect::Mentions,
            };
            assert!(matches!(effect, Effect::Waives | Effect::Mentions), "{cut}");
            federal_register::notice_of_text(cut);
        }
    }
    for list in [DOCUMENTS, INSPECTION] {
        for end in (0..list.len() - 2).step_by(13) {
            assert!(federal_register::read(&list[..end]).is_err());
        }
    }
}

#[test]
fn inspect_prints_lists_and_texts_alike() {
    let inspect = |name: &str| -> serde_json::Value {
        let path = format!("{}/tests/register/{name}", env!("CARGO_MANIFEST_DIR"));
        let mut command = Command::new(env!("CARGO_BIN_EXE_watch907"));
        let output = command
            .args(["inspect", "federal-register", &path])
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{name}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        serde_json::from_slice(&output.stdout).unwrap()
    };
    let list = inspect("documents.json");
    assert_eq!((&list["documents"], &list["count"]), (&4.into(), &4.into()));
    assert_eq!(list["instruments"].as_array().unwrap().len(), 2);
    assert_eq!(
        list["others"][1]["reason"],
        "names a section 907 of another act"
    );
    for (name, id, title, rung) in [
        (
            "notice.txt",
            "2022-99907",
            "Extension of Waiver of Section 907 of the Freedom",
            "published",
        ),
        (
            "memorandum.txt.htm",
            "2025-99907",
            "Extension of Waiver of Section 907 of the FREEDOM",
            "published",
        ),
        (
            "memorandum.inspection.txt",
            "2025-99907",
            "Extension of Waiver of Section 907 of the FREEDOM",
            "inspection",
        ),
    ] {
        let found = &inspect(name)["instruments"][0];
        assert_eq!(
            (&found["id"], &found["rung"]),
            (&id.into(), &rung.into()),
            "{name}"
        );
        assert!(
            found["title"].as_str().unwrap().starts_with(title),
            "{found}"
        );
        assert_eq!(
            (&found["effect"], &found["read"]),
            (&"waives".into(), &true.into())
        );
    }
    let post = &inspect("post.html")["instruments"][0];
    assert_eq!(
        (&post["rung"], &post["signed_on"]),
        (&"announced".into(), &"2025-08-08".into())
    );
}

#[track_caller]
fn instrument(notice: &Notice, text: Option<&str>) -> Instrument {
    let found = federal_register::finding(notice, text);
    let Finding::Instrument(instrument) = found else {
        panic!("{found:?}")
    };
    *instrument
}

#[track_caller]
fn reason(notice: &Notice, text: Option<&str>, expected: &str) {
    let found = federal_register::finding(notice, text);
    assert_eq!(
        found,
        Finding::Other(expected.to_owned()),
        "{}",
        notice.title
    );
}

fn day(year: i16, month: i8, day: i8) -> When {
    let day: Date = date(year, month, day);
    When::day(day)
}
