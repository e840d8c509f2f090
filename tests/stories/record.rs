//! The record: official documents move Section 907, and lead to measures that nobody
//! named.

use crate::kit::{
    documents::{Action, action, bill, introduced, passed_house, referred, reported},
    official::{
        Notice, bill_text, bills, inspection, law_text, memorandum_text, packages, register,
        waiver_text,
    },
    site::Document,
    world::{API_KEY, World},
};

const WATCHED: &str = r#"
[discover]
titles = ["Azerbaijan"]

[[attested]]
id = "act"
on = "1992-10-24"
instrument = "FREEDOM Support Act, Public Law 102-511"
effect = "enacts"
source = "https://example.org/act"
mark = "S"

[[attested]]
id = "authority"
on = "2002-01-10"
instrument = "Public Law 107-115, title II"
effect = "grants_waiver"
source = "https://example.org/authority"
mark = "S"

[[source]]
id = "register"
name = "Federal Register"
kind = "federal-register"
url = "SITE/register"
cadence = "15m"
follow = "all"
expect = { items = 0 }
required = true

[[source]]
id = "inspection"
name = "Public inspection"
kind = "federal-register"
url = "SITE/inspection"
cadence = "15m"
expect = { items = 0 }

[[source]]
id = "bills"
name = "GovInfo: bills"
kind = "govinfo"
url = "SITE/bills"
cadence = "30m"
expect = { items = 0 }

[[source]]
id = "list"
name = "congress.gov: bills"
kind = "congress-api"
url = "SITE/v3/bill/119"
cadence = "30m"
expect = { items = 0 }

[[source]]
id = "news"
name = "Some news"
kind = "feed"
url = "SITE/news"
cadence = "1h"
expect = { items = 0 }
"#;

const LIST: &str = "/v3/bill/119?format=json&limit=250&sort=updateDate+desc";

const WAIVER: &str = "Extension of Waiver of Section 907 of the FREEDOM Support Act With Respect to \
                      Assistance to the Government of Azerbaijan";

const REPEAL: &str = "Section 907 of the FREEDOM Support Act (Public Law 102-511; 22 U.S.C. 5812 note) \
                      is repealed.";

fn watching() -> World {
    let mut world = World::watching(WATCHED);
    lists(&world, "/register", &register(&[]));
    lists(&world, "/inspection", &inspection(&[]));
    lists(&world, LIST, &bills(&[]));
    world.serve("/bills", Document::feed(packages(&[])));
    world.serve("/news", Document::feed(crate::kit::documents::feed(&[])));
    world.poll();
    assert_eq!(world.only_mail().kind, "began");
    assert_eq!(word(&world), "in_force");
    world
}

fn lists(world: &World, path: &str, json: &str) {
    let document = Document::new("application/json", json).without_validators();
    world.serve(path, document);
}

fn text(world: &World, path: &str, text: &str) {
    world.serve(path, Document::new("text/plain; charset=utf-8", text));
}

fn at(world: &World, path: &str) -> String {
    format!("http://{}{path}", world.site.addr)
}

fn word(world: &World) -> String {
    let word = world.one("SELECT word FROM status WHERE entity = 'section-907'");
    word.unwrap_or_default()
}

fn standings(world: &World) -> String {
    let all = world.one(
        "SELECT group_concat(word || ' ' || since, ', ') FROM (SELECT word, since FROM standings
          WHERE entity = 'section-907' ORDER BY ordinal)",
    );
    all.unwrap_or_default()
}

/// Serves the record of H.R. `number`, oldest action first.
fn record(world: &World, number: u32, actions: &[Action]) {
    let newest_first: Vec<Action> = actions.iter().rev().cloned().collect();
    let path = format!("/status/119hr{number}");
    world.serve(&path, Document::xml(bill(number, &newest_first)));
}

#[test]
fn a_memorandum_waives_once_its_text_was_read_and_its_printing_is_a_note_on_that() {
    let mut world = watching();
    let memorandum = Notice::memorandum("2026-99907", WAIVER, &at(&world, "/fr/inspected.txt"));
    let filed = Notice {
        filed_at: Some("2026-11-22T08:45:00.000-05:00"),
        ..memorandum.clone()
    };
    lists(&world, "/inspection", &inspection(&[filed]));
    // Filed, and its text not yet there: the title announces, and proves nothing.
    world.pass("15m");
    assert_eq!(word(&world), "waiver_announced");
    let mail = world.only_mail();
    assert_eq!(mail.kind, "standing");

    text(
        &world,
        "/fr/inspected.txt",
        &waiver_text("November 20, 2026"),
    );
    world.pass("1h");
    assert_eq!(word(&world), "waived");
    let mail = world.only_mail();
    assert_eq!(mail.kind, "standing");
    assert!(
        mail.text.contains("I hereby extend the waiver"),
        "{}",
        mail.text
    );
    assert!(mail.text.contains("Nov 20, 2026"), "{}", mail.text);

    let printed = Notice {
        text_url: at(&world, "/fr/printed.txt"),
        ..memorandum.signed("2026-11-20").published("2026-11-24")
    };
    text(&world, "/fr/printed.txt", &waiver_text("November 20, 2026"));
    lists(&world, "/register", &register(&[printed]));
    lists(&world, "/inspection", &inspection(&[]));
    let before = standings(&world);
    world.pass("2h");
    assert_eq!(standings(&world), before, "a risen rung is no new standing");
    let told = world.told();
    assert_eq!(told.len(), 1, "{told:#?}");
    assert!(told[0].starts_with("standing: "), "{told:#?}");
    world.pass("6h");
    assert_eq!(world.told(), [""; 0]);
}

#[test]
fn a_field_that_the_register_drops_or_adds_is_named() {
    let asking = WATCHED.replace(
        "SITE/register\"",
        "SITE/register?fields%5B%5D=title&fields%5B%5D=citation\"",
    );
    let mut world = World::watching(&asking);
    let path = "/register?fields%5B%5D=title&fields%5B%5D=citation";
    let notice = Notice::memorandum("2026-99001", "A proclamation", &at(&world, "/a.txt"));
    let notice = notice.published("2026-11-20");
    lists(&world, path, &register(&[notice]));
    world.poll();
    let named: Option<String> = world.one("SELECT repairs FROM sources WHERE id = 'register'");
    let named = named.unwrap();
    assert!(named.contains("are gone: citation"), "{named}");
    assert!(named.contains("html_url"), "{named}");
    assert_eq!(world.state("register"), "fine");
}

#[test]
fn a_document_that_only_speaks_of_a_waiver_moves_nothing() {
    let mut world = watching();
    text(
        &world,
        "/fr/delegation.txt",
        &memorandum_text(
            "November 20, 2026",
            "I hereby delegate to the Secretary of State the functions and authorities vested in \
             the President\nby section 907 of the FREEDOM Support Act, including to waive it.",
        ),
    );
    let title = "Delegation of Functions Under Section 907 of the FREEDOM Support Act";
    let delegation = Notice::memorandum("2026-99908", title, &at(&world, "/fr/delegation.txt"))
        .signed("2026-11-20")
        .published("2026-11-24");
    lists(&world, "/register", &register(&[delegation]));
    world.pass("2h");
    assert_eq!(word(&world), "in_force");
    assert!(
        world
            .told()
            .iter()
            .all(|told| !told.starts_with("standing"))
    );
}

#[test]
fn a_revocation_ends_the_waiver() {
    let mut world = watching();
    text(&world, "/fr/1.txt", &waiver_text("November 20, 2026"));
    text(
        &world,
        "/fr/2.txt",
        &memorandum_text(
            "November 22, 2026",
            "Accordingly, I hereby revoke the waiver of section 907 of the FREEDOM Support Act of \
             1992\n(Public Law 102-511; 22 U.S.C. 5812 note) of November 20, 2026.",
        ),
    );
    let waiver = Notice::memorandum("2026-99907", WAIVER, &at(&world, "/fr/1.txt"))
        .signed("2026-11-20")
        .published("2026-11-22");
    let title = "Revocation of the Waiver of Section 907 of the FREEDOM Support Act";
    let revocation = Notice::memorandum("2026-99909", title, &at(&world, "/fr/2.txt"))
        .signed("2026-11-22")
        .published("2026-11-25");
    lists(
        &world,
        "/register",
        &register(std::slice::from_ref(&waiver)),
    );
    world.pass("2h");
    assert_eq!(word(&world), "waived");
    lists(&world, "/register", &register(&[revocation, waiver]));
    world.pass("2h");
    assert_eq!(word(&world), "in_force");
}

#[test]
fn a_bill_is_found_in_a_list_though_its_title_names_neither_section_nor_act() {
    let mut world = watching();
    record(&world, 6534, &[introduced(), referred()]);
    let listed = [
        (6533, "To designate a post office."),
        (6534, "To repeal a restriction on assistance to Azerbaijan."),
    ];
    lists(&world, LIST, &bills(&listed));
    world.pass("1h");

    let found: Vec<String> = world.told();
    assert_eq!(found.len(), 1, "told once: {found:#?}");
    assert!(found[0].starts_with("measure: "), "{found:#?}");
    assert!(found[0].contains("Found: H.R. 6534"), "{found:#?}");
    let stage: Option<String> = world.one("SELECT word FROM status WHERE entity = 'hr6534-119'");
    assert_eq!(stage.as_deref(), Some("referred"));
    assert_eq!(world.count("measures"), 1);
    // The key goes in a header, and in no address.
    let asked = world.site.asked(LIST);
    assert!(
        asked
            .iter()
            .all(|asked| asked.headers["x-api-key"] == API_KEY)
    );

    world.serve(
        "/text/BILLS-119hr6534ih.xml",
        Document::xml(bill_text(
            "To repeal a restriction on assistance to Azerbaijan.",
            &[("1", "Repeal", REPEAL)],
        )),
    );
    let package = [("BILLS-119hr6534ih", "H.R. 6534 (IH)")];
    world.serve("/bills", Document::feed(packages(&package)));
    world.pass("2h");
    let mail = world.only_mail();
    assert!(
        mail.subject
            .contains("H.R. 6534: its text would repeal Section 907"),
        "{}",
        mail.subject
    );
    assert!(mail.text.contains("is repealed"), "{}", mail.text);
    assert_eq!(word(&world), "in_force", "a bill is no law");
    world.pass("6h");
    assert_eq!(world.told(), [""; 0]);
}

#[test]
fn a_new_record_in_the_sitemap_is_looked_at_once_and_followed_by_its_title() {
    let mut world = watching();
    let sitemap = format!(
        "{WATCHED}\n[[source]]\nid = \"records\"\nkind = \"govinfo\"\nurl = \"SITE/sitemap\"\n\
         cadence = \"1h\"\ntell = \"nothing\"\nexpect = {{ items = 0 }}\n"
    );
    world.serve("/sitemap", Document::xml(records(&[6532])));
    world.reload(&sitemap);
    world.pass("1h");
    assert_eq!(world.told(), [""; 0]);
    // Before it came, a record isn't asked for: there are ten thousand.
    assert_eq!(world.site.asked("/status/119hr6532").len(), 0);

    let other = bill(6533, &[referred(), introduced()]);
    let other = other.replace(
        "To repeal section 907 of the FREEDOM Support Act.",
        "To designate a post office.",
    );
    world.serve("/status/119hr6533", Document::xml(other));
    record(&world, 6534, &[introduced(), referred()]);
    world.serve("/sitemap", Document::xml(records(&[6532, 6533, 6534])));
    world.pass("6h");

    let found = world.told();
    assert_eq!(found.len(), 1, "told once: {found:#?}");
    assert!(found[0].contains("Found: H.R. 6534"), "{found:#?}");
    assert_eq!(world.count("measures"), 1);
    world.pass("2d");
    assert!(world.told().iter().all(|told| !told.starts_with("measure")));
    assert_eq!(
        world.site.asked("/status/119hr6533").len(),
        1,
        "looked at once"
    );
}

/// GovInfo's sitemap of the records of House bills.
fn records(numbers: &[u32]) -> String {
    let urls: String = numbers
        .iter()
        .map(|number| {
            format!(
                "<url><loc>https://www.govinfo.gov/bulkdata/BILLSTATUS/119/hr/BILLSTATUS-119hr{number}.xml</loc>\
                 <lastmod>2026-11-03T14:03:35.721Z</lastmod></url>\n"
            )
        })
        .collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n{urls}</urlset>\n"
    )
}

#[test]
fn a_rider_is_found_by_its_text_and_what_names_nothing_leaves_no_trace() {
    let mut world = watching();
    record(&world, 7001, &[introduced(), referred()]);
    world.serve(
        "/text/BILLS-119hr7001ih.xml",
        Document::xml(bill_text(
            "Making appropriations for national security.",
            &[
                ("101", "Salaries", "Salaries are paid."),
                (
                    "7046",
                    "Azerbaijan",
                    "None of the funds made available by this Act may be used to carry out the waiver of \
                     section 907 of the FREEDOM Support Act (22 U.S.C. 5812 note).",
                ),
            ],
        )),
    );
    world.serve(
        "/text/BILLS-119hr7002ih.xml",
        Document::xml(bill_text(
            "To name a bridge.",
            &[("1", "Name", "It has a name.")],
        )),
    );
    let published = [
        ("BILLS-119hr7001ih", "H.R. 7001 (IH)"),
        ("BILLS-119hr7002ih", "H.R. 7002 (IH)"),
    ];
    world.serve("/bills", Document::feed(packages(&published)));
    world.pass("3h");
    let told = world.told();
    assert_eq!(told.len(), 1, "{told:#?}");
    assert!(
        told[0].contains("Found: H.R. 7001, it would restrict its waiver"),
        "{told:#?}"
    );
    assert_eq!(world.count("texts"), 1);
    assert_eq!(world.count("sources WHERE id LIKE '%7002%'"), 0);
    let place: Option<String> = world.one("SELECT reading ->> '$.effects[0].where' FROM texts");
    assert!(place.unwrap().contains("7046"));
}

#[test]
fn what_a_later_version_drops_is_told() {
    let mut world = watching();
    record(&world, 7001, &[introduced(), referred()]);
    let of = |section: &str| Document::xml(bill_text("An Act.", &[("1", "A section", section)]));
    world.serve("/text/BILLS-119hr7001ih.xml", of(REPEAL));
    let first = [("BILLS-119hr7001ih", "H.R. 7001 (IH)")];
    world.serve("/bills", Document::feed(packages(&first)));
    world.pass("3h");
    world.told();

    world.serve(
        "/text/BILLS-119hr7001rh.xml",
        of("Nothing is said of it here."),
    );
    let second = [("BILLS-119hr7001rh", "H.R. 7001 (RH)"), first[0]];
    world.serve("/bills", Document::feed(packages(&second)));
    world.pass("3h");
    let mail = world.only_mail();
    assert!(
        mail.subject
            .contains("its text would no longer repeal Section 907"),
        "{}",
        mail.subject
    );
    assert!(mail.text.contains("is repealed"), "{}", mail.text);
}

#[test]
fn an_older_version_that_is_read_late_takes_nothing_back() {
    let mut world = watching();
    record(&world, 7001, &[introduced(), referred()]);
    let bar = "No waiver of section 907 of the FREEDOM Support Act may be made.";
    for (version, words) in [("eh", bar), ("ih", REPEAL)] {
        world.serve(
            &format!("/text/BILLS-119hr7001{version}.xml"),
            Document::xml(bill_text("An Act.", &[("1", "Section 907", words)])),
        );
    }
    let engrossed = ("BILLS-119hr7001eh", "H.R. 7001 (EH)");
    world.serve("/bills", Document::feed(packages(&[engrossed])));
    world.pass("3h");
    let told = world.told();
    assert_eq!(told.len(), 1, "{told:#?}");

    let introduced = ("BILLS-119hr7001ih", "H.R. 7001 (IH)");
    world.serve("/bills", Document::feed(packages(&[introduced, engrossed])));
    world.pass("3h");

    assert_eq!(world.count("texts"), 2);
    assert_eq!(world.told(), [""; 0]);
    let (said, _) = world.ask(&["status"]);
    assert!(said.contains("would bar the waiver"), "{said}");
}

#[test]
fn a_repeal_is_law_only_with_the_text_and_the_number_of_a_law() {
    let mut world = watching();
    let passed = [
        introduced(),
        referred(),
        action(
            "2026-11-10",
            "On passage Passed by the Yeas and Nays: 230 - 190 (Roll no. 907).",
            "Floor",
            "H37100",
        ),
        action(
            "2026-11-17",
            "Passed Senate without amendment by Yea-Nay Vote. 60 - 40. Record Vote Number: 907.",
            "Floor",
            "17000",
        ),
        action(
            "2026-11-18",
            "Presented to President.",
            "President",
            "28000",
        ),
    ];
    record(&world, 6534, &passed);
    lists(
        &world,
        LIST,
        &bills(&[(6534, "To repeal a restriction on assistance to Azerbaijan.")]),
    );
    let enrolled = bill_text("An Act", &[("1", "Repeal", REPEAL)]);
    world.serve("/text/BILLS-119hr6534enr.xml", Document::xml(enrolled));
    let package = [("BILLS-119hr6534enr", "H.R. 6534 (ENR)")];
    world.serve("/bills", Document::feed(packages(&package)));
    world.pass("6h");
    assert_eq!(
        word(&world),
        "in_force",
        "both chambers passed it, and it is no law"
    );
    world.told();

    let signed = action("2026-11-22", "Signed by President.", "President", "36000");
    let number = action(
        "2026-11-22",
        "Became Public Law No: 119-907.",
        "BecameLaw",
        "36000",
    );
    let mut became = passed.to_vec();
    became.extend([signed, number]);
    record(&world, 6534, &became);
    world.pass("6h");
    assert_eq!(word(&world), "repealed");
    assert!(
        standings(&world).ends_with("repealed 2026-11-22"),
        "{}",
        standings(&world)
    );
    let mails = world.new_mails();
    let standing = mails.iter().find(|mail| mail.kind == "standing").unwrap();
    assert!(
        standing.text.contains("Public Law 119-907"),
        "{}",
        standing.text
    );
    assert_eq!(
        mails.iter().filter(|mail| mail.kind == "standing").count(),
        1
    );
}

#[test]
fn a_law_that_nobody_followed_counts_by_its_own_text() {
    let mut world = watching();
    let suspends = "Section 907 of the FREEDOM Support Act (22 U.S.C. 5812 note) shall not apply \
                    during fiscal years 2027 and 2028.";
    let law = law_text(
        "119-908",
        "H.R. 7003",
        "November 20, 2026",
        &[("12", "AZERBAIJAN", suspends)],
    );
    world.serve("/text/PLAW-119publ908.htm", Document::page(law));
    let package = [("PLAW-119publ908", "Public Law 119-908 - An Act.")];
    world.serve("/bills", Document::feed(packages(&package)));
    world.pass("3h");
    assert_eq!(word(&world), "suspended_by_law");
    let until: Option<String> = world
        .one("SELECT statement ->> '$.ends_on' FROM observations WHERE entity = 'section-907'");
    assert_eq!(until.as_deref(), Some("2028-10-01"));
}

#[test]
fn what_a_sponsor_brings_is_read_whatever_its_title_says() {
    let mut world = World::watching(&WATCHED.replace(
        "url = \"SITE/v3/bill/119\"",
        "url = \"SITE/v3/member/L000596/sponsored-legislation\"\nfollow = \"all\"\ntell = \"nothing\"",
    ));
    lists(&world, "/register", &register(&[]));
    lists(&world, "/inspection", &inspection(&[]));
    world.serve("/bills", Document::feed(packages(&[])));
    world.serve("/news", Document::feed(crate::kit::documents::feed(&[])));
    let path =
        "/v3/member/L000596/sponsored-legislation?format=json&limit=250&sort=updateDate+desc";
    let sponsored =
        |listed: &[(u32, &str)]| bills(listed).replace("\"bills\"", "\"sponsoredLegislation\"");
    lists(&world, path, &sponsored(&[]));
    world.poll();
    world.told();
    lists(&world, path, &sponsored(&[(7004, "To do two things.")]));
    world.serve(
        "/text/BILLS-119hr7004ih.xml",
        Document::xml(bill_text(
            "To do two things.",
            &[("2", "The second", REPEAL)],
        )),
    );
    let silent = bill(7004, &[referred(), introduced()])
        .replace("section 907 of the FREEDOM Support Act", "two things");
    world.serve("/status/119hr7004", Document::xml(silent));
    world.pass("3h");
    let told = world.told();
    assert_eq!(told.len(), 1, "{told:#?}");
    assert!(
        told[0].contains("Found: H.R. 7004, it would repeal Section 907"),
        "{told:#?}"
    );
}

#[test]
fn the_press_leads_to_a_record_that_decides() {
    let mut world = watching();
    world.serve(
        "/news",
        Document::feed(crate::kit::documents::feed(&[
            crate::kit::documents::entry("bill", 22)
                .titled("H.R. 6534 would repeal Section 907 on Azerbaijan")
                .saying("So would H.R. 1, says nobody."),
        ])),
    );
    record(&world, 6534, &[introduced(), referred()]);
    world.serve(
        "/status/119hr1",
        Document::xml(
            bill(1, &[introduced()]).replace("section 907 of the FREEDOM Support Act", "a tax"),
        ),
    );
    world.pass("3h");
    let told = world.told();
    let found: Vec<&String> = told.iter().filter(|told| told.contains("Found")).collect();
    assert_eq!(found.len(), 1, "{told:#?}");
    assert!(found[0].contains("H.R. 6534"), "{told:#?}");
    assert_eq!(world.count("measures"), 1);
    assert_eq!(world.count("sources WHERE id = 'hr1-119'"), 0);
}

#[test]
fn the_turn_of_congress_opens_its_sources_and_closes_the_old_ones_after_90_days() {
    let config = WATCHED
        .replace("SITE/v3/bill/119", "SITE/v3/bill/{congress}")
        .replace("id = \"list\"", "id = \"list\"\nenabled = true");
    let mut world = World::watching(&config).beginning("2027-01-01T12:00:00Z");
    lists(&world, "/register", &register(&[]));
    lists(&world, "/inspection", &inspection(&[]));
    world.serve("/bills", Document::feed(packages(&[])));
    world.serve("/news", Document::feed(crate::kit::documents::feed(&[])));
    let title = "To repeal section 907 of the FREEDOM Support Act.";
    record(&world, 6534, &[introduced(), referred()]);
    lists(&world, LIST, &bills(&[(6534, title)]));
    lists(&world, &LIST.replace("119", "120"), &bills(&[]));
    world.poll();
    world.pass("1h");
    world.told();

    world.wait_until("2027-01-03T12:00:00Z".parse().unwrap());
    let told = world.told();
    let begun = told
        .iter()
        .filter(|told| told.contains("120th Congress has begun"));
    assert_eq!(begun.count(), 1, "{told:#?}");
    let died = told.iter().filter(|told| told.contains("H.R. 6534 died"));
    assert_eq!(died.count(), 1, "{told:#?}");
    let open = "sources WHERE enabled = 1 AND id IN ('list-119', 'list-120')";
    assert_eq!(world.count(open), 2);

    let again = bills(&[(12, title)]).replace("\"congress\":119", "\"congress\":120");
    lists(&world, &LIST.replace("119", "120"), &again);
    world.pass("2h");
    let told = world.told();
    let again = told
        .iter()
        .filter(|told| told.contains("H.R. 12, introduced again"));
    assert_eq!(again.count(), 1, "{told:#?}");

    world.sleep_until("2027-04-05T12:00:00Z".parse().unwrap());
    world.tick();
    assert_eq!(world.count(open), 1);
    let begun = world.told();
    assert!(
        begun
            .iter()
            .all(|told| !told.contains("Congress has begun")),
        "{begun:#?}"
    );
}

#[test]
fn what_is_attested_is_asked_for_again_until_a_source_carries_it() {
    let config = format!(
        "{WATCHED}\n[watch]\nattested_again = \"30d\"\n[[attested]]\nid = \"waiver-2026\"\non = \"2026-11-20\"\n\
         instrument = \"the memorandum\"\neffect = \"waives\"\nsource = \"https://example.org/\"\nmark = \"V\"\n"
    );
    let mut world = World::watching(&config);
    lists(&world, "/register", &register(&[]));
    lists(&world, "/inspection", &inspection(&[]));
    lists(&world, LIST, &bills(&[]));
    world.serve("/bills", Document::feed(packages(&[])));
    world.serve("/news", Document::feed(crate::kit::documents::feed(&[])));
    world.poll();
    assert_eq!(word(&world), "waived");
    let asked = "alerts WHERE entity = 'attested#waiver-2026'";
    for (days, times) in [(29, 0), (2, 1), (20, 1), (10, 2)] {
        world.sleep_until(world.now() + jiff::SignedDuration::from_hours(24 * days));
        world.poll();
        assert_eq!(world.count(asked), times);
    }
    text(&world, "/fr/1.txt", &waiver_text("November 20, 2026"));
    let found = Notice::memorandum("2026-99907", WAIVER, &at(&world, "/fr/1.txt"))
        .signed("2026-11-20")
        .published("2026-11-27");
    lists(&world, "/register", &register(&[found]));
    world.pass("1h");
    world.sleep_until(world.now() + jiff::SignedDuration::from_hours(24 * 40));
    world.poll();
    assert_eq!(world.count(asked), 2, "it was found");
}

#[test]
fn a_bill_whose_words_are_enacted_in_another_is_told_to_be_law_there() {
    let mut world = watching();
    record(&world, 7001, &[introduced(), referred()]);
    world.serve(
        "/text/BILLS-119hr7001ih.xml",
        Document::xml(bill_text("An Act.", &[("1", "Repeal", REPEAL)])),
    );
    let first = ("BILLS-119hr7001ih", "H.R. 7001 (IH)");
    world.serve("/bills", Document::feed(packages(&[first])));
    world.pass("3h");
    world.told();
    let sections = [
        ("101", "SALARIES", "Salaries are paid."),
        ("7046", "REPEAL", REPEAL),
    ];
    let law = law_text("119-909", "H.R. 7005", "November 20, 2026", &sections);
    world.serve("/text/PLAW-119publ909.htm", Document::page(law));
    let package = [("PLAW-119publ909", "Public Law 119-909"), first];
    world.serve("/bills", Document::feed(packages(&package)));
    world.pass("3h");
    assert_eq!(word(&world), "repealed");
    let told = world.told();
    let inside = told
        .iter()
        .filter(|told| told.contains("H.R. 7001 was enacted in Public Law 119-909"));
    assert_eq!(inside.count(), 1, "{told:#?}");
    let code: Option<String> = world.one("SELECT govtrack FROM status WHERE entity = 'hr7001-119'");
    assert_eq!(code.as_deref(), Some("ENACTED:INCORPORATION"));
    world.pass("3h");
    assert_eq!(world.told(), [""; 0]);
}

#[test]
fn a_source_of_each_congress_keeps_its_history_under_another_name() {
    let config = WATCHED.replace("SITE/v3/bill/119", "SITE/v3/bill/{congress}");
    let mut world = World::watching(&config);
    lists(&world, "/register", &register(&[]));
    lists(&world, "/inspection", &inspection(&[]));
    world.serve("/bills", Document::feed(packages(&[])));
    world.serve("/news", Document::feed(crate::kit::documents::feed(&[])));
    lists(
        &world,
        LIST,
        &bills(&[(6533, "To designate a post office.")]),
    );
    world.poll();
    world.told();

    let listed = [
        (6533, "To designate a post office."),
        (
            6532,
            "To amend section 907 of the FREEDOM Support Act on Azerbaijan.",
        ),
    ];
    record(&world, 6532, &[introduced(), referred()]);
    lists(&world, LIST, &bills(&listed));
    world.reload(&config.replace("id = \"list\"", "id = \"new-bills\"\nwas = \"list\""));
    world.pass("1h");

    assert_eq!(world.count("sources WHERE id = 'list-119'"), 0);
    assert_eq!(world.count("changes WHERE source = 'new-bills-119'"), 1);
}

#[test]
fn a_congress_that_began_while_the_service_was_down_is_told() {
    let config = WATCHED.replace("SITE/v3/bill/119", "SITE/v3/bill/{congress}");
    let mut world = World::watching(&config).beginning("2027-01-01T12:00:00Z");
    lists(&world, "/register", &register(&[]));
    lists(&world, "/inspection", &inspection(&[]));
    world.serve("/bills", Document::feed(packages(&[])));
    world.serve("/news", Document::feed(crate::kit::documents::feed(&[])));
    lists(&world, LIST, &bills(&[]));
    lists(&world, &LIST.replace("119", "120"), &bills(&[]));
    world.poll();
    world.told();

    world.stop();
    world.sleep_until("2027-01-04T12:00:00Z".parse().unwrap());
    world.pass("1h");

    let told = world.told();
    let begun = told
        .iter()
        .filter(|told| told.contains("120th Congress has begun"));
    assert_eq!(begun.count(), 1, "{told:#?}");
    world.restart();
    world.pass("1d");
    let told = world.told();
    assert!(
        !told.iter().any(|told| told.contains("has begun")),
        "{told:#?}"
    );
}

#[test]
fn of_a_measure_that_was_dismissed_no_new_text_is_told() {
    let mut world = watching();
    record(&world, 7001, &[introduced(), referred()]);
    let of = |words: &str| Document::xml(bill_text("An Act.", &[("1", "A section", words)]));
    let bar = "No waiver of section 907 of the FREEDOM Support Act may be made.";
    world.serve("/text/BILLS-119hr7001ih.xml", of(REPEAL));
    let first = ("BILLS-119hr7001ih", "H.R. 7001 (IH)");
    world.serve("/bills", Document::feed(packages(&[first])));
    world.pass("3h");
    world.told();

    world.dismiss("hr7001-119");
    world.serve("/text/BILLS-119hr7001rh.xml", of(bar));
    let second = ("BILLS-119hr7001rh", "H.R. 7001 (RH)");
    world.serve("/bills", Document::feed(packages(&[second, first])));
    world.pass("6h");

    let told = world.told();
    assert!(
        !told.iter().any(|told| told.starts_with("measure")),
        "{told:#?}"
    );
}

#[test]
fn what_was_dismissed_later_was_followed_by_what_was_known_then() {
    let mut world = watching();
    record(&world, 7001, &[introduced(), referred()]);
    let text = bill_text("An Act.", &[("1", "A section", REPEAL)]);
    world.serve("/text/BILLS-119hr7001ih.xml", Document::xml(text));
    let package = ("BILLS-119hr7001ih", "H.R. 7001 (IH)");
    world.serve("/bills", Document::feed(packages(&[package])));
    world.pass("2d");
    world.dismiss("hr7001-119");
    world.pass("2d");

    let followed = |args: &[&str]| {
        let answer = world.ask_json(args);
        answer["measures"].as_array().unwrap().len()
    };
    assert_eq!(followed(&["status"]), 0);
    assert_eq!(followed(&["status", "--as-of", "2026-11-23"]), 1);
    assert_eq!(followed(&["status", "--as-of", "2026-11-25"]), 0);
}

#[test]
fn a_page_that_stands_where_a_documents_text_will_be_is_not_taken_for_it() {
    let mut world = watching();
    let memorandum = Notice::memorandum("2026-99907", WAIVER, &at(&world, "/fr/1.txt"))
        .signed("2026-11-20")
        .published("2026-11-22");
    text(
        &world,
        "/fr/1.txt",
        "The text of this document will be available shortly. Please come back later in the day.",
    );
    lists(&world, "/register", &register(&[memorandum]));
    world.pass("2h");
    assert_eq!(word(&world), "waiver_announced");
    assert_eq!(world.only_mail().kind, "standing");

    text(&world, "/fr/1.txt", &waiver_text("November 20, 2026"));
    world.pass("3h");

    assert_eq!(word(&world), "waived");
    let mail = world.only_mail();
    assert!(
        mail.text.contains("I hereby extend the waiver"),
        "{}",
        mail.text
    );
}

#[test]
fn a_waiver_that_is_withdrawn_from_public_inspection_is_none() {
    let mut world = watching();
    let filed = Notice {
        filed_at: Some("2026-11-22T08:45:00.000-05:00"),
        ..Notice::memorandum("2026-99907", WAIVER, &at(&world, "/fr/1.txt"))
    };
    text(&world, "/fr/1.txt", &waiver_text("November 20, 2026"));
    lists(
        &world,
        "/inspection",
        &inspection(std::slice::from_ref(&filed)),
    );
    world.pass("1h");
    assert_eq!(word(&world), "waived");
    world.told();

    let withdrawn = Notice {
        note: Some("An agency letter requesting withdrawal of this document was received."),
        ..filed
    };
    lists(&world, "/inspection", &inspection(&[withdrawn]));
    world.pass("1h");

    assert_eq!(word(&world), "in_force");
    let told = world.told();
    let standing = told.iter().filter(|told| told.starts_with("standing"));
    assert_eq!(standing.count(), 1, "{told:#?}");
}

#[test]
fn a_title_that_is_corrected_announces_no_more() {
    let mut world = watching();
    let notice = Notice::memorandum("2026-99907", WAIVER, &at(&world, "/fr/1.txt"));
    let notice = notice.signed("2026-11-20").published("2026-11-22");
    lists(
        &world,
        "/register",
        &register(std::slice::from_ref(&notice)),
    );
    world.pass("1h");
    assert_eq!(word(&world), "waiver_announced");

    let corrected = Notice {
        title: "Delegation of Functions Under Section 907 of the FREEDOM Support Act".to_owned(),
        ..notice
    };
    lists(&world, "/register", &register(&[corrected]));
    world.pass("1h");

    assert_eq!(word(&world), "in_force");
}

#[test]
fn a_measure_that_was_or_is_switched_off_is_read_once_it_is_found() {
    let named = format!(
        "{WATCHED}\n[[source]]\nid = \"hr6534-119\"\nname = \"H.R. 6534\"\nkind = \"measure\"\n\
         measure = \"hr6534-119\"\nurl = \"SITE/status/119hr6534\"\ncadence = \"1h\"\n"
    );
    let off = format!("{named}enabled = false\n");
    for (before, after) in [(&named[..], WATCHED), (&off, &off)] {
        let mut world = World::watching(before);
        lists(&world, "/register", &register(&[]));
        lists(&world, "/inspection", &inspection(&[]));
        lists(&world, LIST, &bills(&[]));
        world.serve("/bills", Document::feed(packages(&[])));
        world.serve("/news", Document::feed(crate::kit::documents::feed(&[])));
        record(&world, 6534, &[introduced(), referred()]);
        world.poll();
        world.reload(after);
        world.pass("1h");
        world.told();

        let title = "To repeal a restriction on assistance to Azerbaijan.";
        lists(&world, LIST, &bills(&[(6534, title)]));
        world.pass("1h");
        let told = world.told();
        assert!(told[0].contains("Found: H.R. 6534"), "{told:#?}");

        for (action, words) in [(reported(), "was reported"), (passed_house(), "passed")] {
            world.restart();
            record(&world, 6534, &[introduced(), referred(), action]);
            world.pass("2h");
            let told = world.told();
            assert!(told.iter().any(|told| told.contains(words)), "{told:#?}");
        }
        world.dismiss("hr6534-119");
        world.restart();
        assert_eq!(
            world.count("sources WHERE id = 'hr6534-119' AND enabled = 1"),
            0
        );
    }
}

#[test]
fn a_measure_that_was_dismissed_is_followed_again_once_the_configuration_names_it() {
    let mut world = watching();
    record(&world, 6534, &[introduced(), referred()]);
    let title = "To repeal a restriction on assistance to Azerbaijan.";
    lists(&world, LIST, &bills(&[(6534, title)]));
    world.pass("2d");
    world.dismiss("hr6534-119");
    world.pass("2d");

    world.reload(&format!(
        "{WATCHED}\n[[source]]\nid = \"the-bill\"\nname = \"H.R. 6534\"\nkind = \"measure\"\n\
         measure = \"hr6534-119\"\nurl = \"SITE/status/119hr6534\"\ncadence = \"1h\"\n"
    ));
    world.pass("2h");

    let followed = |args: &[&str]| {
        let answer = world.ask_json(args);
        answer["measures"].as_array().unwrap().len()
    };
    assert_eq!(followed(&["status"]), 1);
    assert_eq!(followed(&["status", "--as-of", "2026-11-25"]), 0);
}

#[test]
fn a_text_whose_address_comes_later_than_its_title_is_read() {
    let mut world = watching();
    let titled = Notice::memorandum("2026-99907", WAIVER, "")
        .signed("2026-11-20")
        .published("2026-11-22");
    lists(
        &world,
        "/register",
        &register(std::slice::from_ref(&titled)),
    );
    world.pass("1h");
    assert_eq!(word(&world), "waiver_announced");

    text(&world, "/fr/1.txt", &waiver_text("November 20, 2026"));
    let with_text = Notice {
        text_url: at(&world, "/fr/1.txt"),
        ..titled
    };
    lists(&world, "/register", &register(&[with_text]));
    world.pass("1h");

    assert_eq!(word(&world), "waived");
}
