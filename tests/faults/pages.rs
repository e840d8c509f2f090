//! What pages hold (G), all the way to the reader.

use crate::kit::{
    documents::{action, bill, introduced, page, referred},
    site::Document,
    world::World,
};

const CODE: &str = r#"
[[source]]
id = "code"
name = "The Code"
kind = "page"
url = "SITE/code"
cadence = "1h"
"#;

/// The law as a page of today, with everything around it that changes from visit to visit.
fn noisy(lines: &[&str], visit: u32) -> String {
    let paragraphs: String = lines
        .iter()
        .enumerate()
        .map(|(n, line)| {
            format!(
                "<p id=\"react-{visit}-{n}\" class=\"c{} b\">{line}</p>\n",
                visit % 2
            )
        })
        .collect();
    format!(
        "<!DOCTYPE html><!-- rendered in {visit} ms by node {n} --><html lang=\"en\" data-build=\"{visit}\">\
         <head><title>The Code</title><meta name=csrf content=\"{visit}\"><link href=\"/a.css?v={visit}\">\
         <script nonce=\"{visit}\">var t = {visit};</script></head><body data-session=\"{visit}\">\
         <form><input type=hidden name=token value=\"{visit}\"></form><iframe src=\"/ad?{visit}\">ad {visit}</iframe>\
         <a href=\"/print;jsessionid={visit}\">Print</a><span hidden>{visit} readers</span>\
         <p style=\"display:none\">seen 5 minutes ago</p><div aria-hidden=\"true\">{visit}</div>\n{paragraphs}\
         <p class=age>Seen {visit} times, {visit} minutes ago</p></body></html>",
        n = visit * 7
    )
}

const LAW: [&str; 3] = [
    "Section 907 stands as a note under section 5812.",
    "Assistance to the Government of Azerbaijan may not be provided.",
    "The report is to say that demonstrable steps were taken.",
];

#[test]
fn under_all_its_noise_a_page_is_quiet_and_a_change_of_it_is_told_once() {
    let rules = "ignore = [\"Seen [0-9]+ times, [0-9]+ minutes ago\"]\n";
    let mut world = World::watching(&format!("{CODE}{rules}"));
    let serve = |world: &World, lines: &[&str], visit| {
        world.serve(
            "/code",
            Document::page(noisy(lines, visit)).without_validators(),
        );
    };
    serve(&world, &LAW, 0);
    world.poll();
    world.told();
    for visit in 1..8 {
        serve(&world, &LAW, visit);
        world.pass("1h");
        assert_eq!(
            (world.state("code").as_str(), world.told()),
            ("fine", vec![])
        );
    }
    let amended = [LAW[0], "Assistance may be provided.", LAW[2]];
    for visit in 8..14 {
        serve(&world, &amended, visit);
        world.pass("1h");
    }
    let mail = world.only_mail();
    assert_eq!(mail.kind, "change");
    assert!(
        mail.text.contains("+ Assistance may be provided."),
        "{}",
        mail.text
    );
    assert_eq!(world.count("changes"), 1);
}

fn page_of(lines: &[&str]) -> String {
    page(lines.iter().copied())
}

fn reading(config: &str) -> World {
    let mut world = World::watching(config);
    world.serve("/code", Document::page(page_of(&LAW)));
    world.poll();
    assert_eq!(world.only_mail().kind, "began");
    world
}

#[test]
fn another_spelling_of_the_same_page_is_no_change() {
    let mut world = World::watching(CODE);
    world.serve(
        "/code",
        Document::page("<html lang=en><p class=a id=b>Café &amp; §907: Azərbaycan</p></html>"),
    );
    world.poll();
    world.told();
    for html in [
        "<HTML LANG='en'><P ID=\"b\" CLASS='a'>Caf&eacute; &#38; &sect;907: Azərbaycan</P></HTML>",
        "<html lang=en>\n\n<p id=b   class=a>\n  Cafe\u{301} &amp; §907:\tAzərbaycan\n</p></html>\n",
        "<html lang=en><p>Caf\u{e9} &#x26; &#xA7;907:&nbsp;Az<!-- x -->ərbaycan</p></html>",
    ] {
        world.serve("/code", Document::page(html).without_validators());
        world.pass("1h");
        assert_eq!(
            (world.state("code").as_str(), world.told()),
            ("fine", vec![]),
            "{html}"
        );
    }
}

#[test]
fn a_selector_that_no_longer_matches_marks_the_page_and_changes_nothing() {
    let select = format!("{CODE}select = \"p\"\nrequired = true\nfresh_for = \"6h\"\n");
    let mut world = reading(&select);
    let held = world.one::<i64>("SELECT snapshot FROM sources");
    for html in [
        "<html><body><div>Section 907, in a new design</div></body></html>",
        "<html><body><p></p></body></html>",
        "<html><body><p><script>load()</script></p></body></html>",
    ] {
        world.serve("/code", Document::page(html));
        world.poll();
        assert_eq!(
            (world.state("code").as_str(), world.told()),
            ("broken", vec![]),
            "{html}"
        );
        assert_eq!(world.one::<i64>("SELECT snapshot FROM sources"), held);
        world.pass("1m");
    }
    world.pass("12h");
    let mail = world.only_mail();
    assert_eq!(mail.kind, "health");
    assert!(mail.text.contains("no text"), "{}", mail.text);
    world.serve("/code", Document::page(page_of(&LAW)));
    world.pass("12h");
    assert!(world.only_mail().subject.contains("again"));
    assert_eq!(world.count("changes"), 0);
}

#[test]
fn a_page_in_another_language_for_a_moment_is_no_change() {
    let english = page_of(&LAW).replace("<html>", "<html lang=\"en-US\">");
    let azeri = page_of(&[
        "907-ci bölmə 5812-ci bölmənin qeydidir.",
        "Azərbaycan hökumətinə yardım göstərilə bilməz.",
        "Hesabat addımların atıldığını deməlidir.",
    ]);
    let azeri = azeri.replace("<html>", "<html lang=\"az\">");
    let mut world = World::watching(CODE);
    world.serve("/code", Document::page(&*english));
    world.poll();
    world.told();
    for _ in 0..5 {
        world.serve("/code", Document::page(&*azeri));
        world.poll();
        assert_eq!(
            (world.state("code").as_str(), world.told()),
            ("suspect", vec![])
        );
        world.serve("/code", Document::page(&*english));
        world.pass("3h");
        assert_eq!(
            (world.state("code").as_str(), world.told()),
            ("fine", vec![])
        );
    }
    let asked = world.site.asked("/code");
    assert!(
        asked
            .iter()
            .all(|asked| asked.headers["accept-language"] == "en")
    );

    // One that stays is a change after all.
    world.serve("/code", Document::page(azeri));
    world.pass("3h");
    assert_eq!(world.only_mail().kind, "change");
}

/// The law on a page of its own, long enough to be compared.
fn long() -> String {
    let lines: Vec<String> = (0..30)
        .map(|n| format!("Paragraph {n} on Section 907 and Azerbaijan, stable year after year."))
        .collect();
    titled("Section 907 - Embassy", &lines.join("</p><p>"))
}

fn titled(title: &str, text: &str) -> String {
    format!("<html><head><title>{title}</title></head><body><p>{text}</p></body></html>")
}

#[test]
fn an_outage_of_hours_behind_a_page_that_stands_in_is_no_change() {
    for (title, text, state) in [
        (
            "ERROR: The request could not be satisfied",
            "Generated by cloudfront",
            "broken",
        ),
        (
            "503 Backend fetch failed",
            "Guru Meditation: XID: 1",
            "broken",
        ),
        (
            "x",
            "<script src=\"https://ct.captcha-delivery.com/c.js\"></script>",
            "blocked",
        ),
        ("Sayfa bulunamadı", "Aradığınız sayfa bulunamadı", "broken"),
        (
            "Section 907 - Embassy",
            "<input type=password>Who are you?",
            "broken",
        ),
        (
            "Embassy",
            "Minister travels and is photographed. ",
            "suspect",
        ),
    ] {
        let config = format!("{CODE}fresh_for = \"3d\"\n");
        let mut world = World::watching(&config);
        world.serve("/code", Document::page(long()));
        world.poll();
        world.told();
        world.serve(
            "/code",
            Document::page(titled(title, text)).without_validators(),
        );
        world.pass("20h");
        assert_eq!(
            (world.state("code").as_str(), world.told()),
            (state, vec![]),
            "{title}"
        );
        world.serve("/code", Document::page(long()));
        world.pass("1d");
        assert_eq!(
            (world.state("code").as_str(), world.told()),
            ("fine", vec![]),
            "{title}"
        );
        assert_eq!(world.count("changes"), 0, "{title}");
    }
}

#[test]
fn another_page_in_its_place_counts_after_a_day_and_is_told_as_not_seen_before() {
    let required = format!("{CODE}required = true\nfresh_for = \"6h\"\n");
    let mut world = World::watching(&required);
    world.serve("/code", Document::page(long()));
    world.poll();
    world.told();
    for hour in 0..22 {
        let text = format!("Minister travels and is photographed, {hour} hours ago.");
        let other = Document::page(titled("Embassy", &text));
        world.serve("/code", other.without_validators());
        world.pass("1h");
        assert_eq!(world.state("code"), "suspect");
    }
    let reason = world.one::<String>("SELECT reason FROM sources").unwrap();
    assert!(
        reason.contains("another page is in its place (“Embassy”)"),
        "{reason}"
    );
    let mail = world.only_mail();
    assert_eq!(mail.kind, "health");
    assert!(
        mail.text.contains("another page is in its place"),
        "{}",
        mail.text
    );

    world.pass("4h");
    assert_eq!(world.state("code"), "fine");
    let mails = world.new_mails();
    let changes = mails.iter().filter(|mail| mail.kind == "change");
    assert_eq!(changes.count(), 1);
}

#[test]
fn a_page_that_is_rewritten_under_its_title_is_told_at_once() {
    for (title, text) in [
        (
            "Section 907 - Embassy",
            "Nothing of what was said before is true any longer, says the editor. ",
        ),
        (
            "Embassy",
            "Section 907 was repealed. Assistance to Azerbaijan is stable. ",
        ),
    ] {
        let mut world = World::watching(CODE);
        world.serve("/code", Document::page(long()));
        world.poll();
        world.told();
        world.serve("/code", Document::page(titled(title, &text.repeat(20))));
        world.pass("2h");
        assert_eq!(world.only_mail().kind, "change", "{title}");
    }
}

#[test]
fn words_that_name_no_act_move_no_measure() {
    let config = r#"
[[source]]
id = "hr6534-119"
name = "H.R. 6534"
kind = "measure"
measure = "hr6534-119"
url = "SITE/bill"
cadence = "1h"
"#;
    let mut world = World::watching(config);
    world.serve(
        "/bill",
        Document::xml(bill(6534, &[referred(), introduced()])),
    );
    world.poll();
    world.told();
    for text in [
        "Service temporarily unavailable.",
        "This record is being updated. It became clear that public law was passed on.",
        "null",
        "Signed in as guest.",
    ] {
        let odd = action("2026-11-22", text, "Floor", "");
        let actions = [odd, referred(), introduced()];
        world.serve("/bill", Document::xml(bill(6534, &actions)));
        world.pass("2h");
        let told = world.told();
        assert!(
            told.iter().all(|told| !told.starts_with("measure")),
            "{text}: {told:?}"
        );
        let word = world.one::<String>("SELECT word FROM status WHERE entity = 'hr6534-119'");
        assert_eq!(word.as_deref(), Some("referred"), "{text}");
    }
}
