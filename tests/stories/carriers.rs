//! Two carriers of one record: Congress's API beside GovInfo's file.

use serde_json::{Value, json};

use crate::kit::{
    documents::{Action, action, bill, introduced, passed_house, referred, reported},
    site::Document,
    world::{API_KEY, World},
};

const WATCHED: &str = r#"
[[source]]
id = "file"
name = "GovInfo: H.R. 6534"
kind = "measure"
measure = "hr6534-119"
url = "SITE/bill"
cadence = "1h"
required = true

[[source]]
id = "api"
name = "api.congress.gov: H.R. 6534"
kind = "congress-api"
measure = "hr6534-119"
url = "SITE/v3/bill/119/hr/6534"
cadence = "1h"
"#;

const BILL: &str = "/v3/bill/119/hr/6534?format=json&limit=250";
const ACTIONS: &str = "/v3/bill/119/hr/6534/actions?format=json&limit=250";

/// GovInfo's file holds these, oldest first.
fn file(world: &World, actions: &[Action]) {
    let newest_first: Vec<Action> = actions.iter().rev().cloned().collect();
    world.serve("/bill", Document::xml(bill(6534, &newest_first)));
}

fn row(action: &Action) -> Value {
    json!({
        "actionCode": action.code,
        "actionDate": action.on,
        "sourceSystem": {"code": 2, "name": "House floor actions"},
        "text": action.text,
        "type": action.kind,
    })
}

/// The API holds these, oldest first, on pages of so many.
fn api(world: &World, actions: &[Action], on_a_page: usize) {
    let json = |path: &str, body: Value| {
        let document = Document::new("application/json", body.to_string()).without_validators();
        world.serve(path, document.with_header("x-ratelimit-remaining", "4000"));
    };
    json(
        BILL,
        json!({"bill": {
            "congress": 119, "type": "HR", "number": "6534",
            "title": "To repeal section 907 of the FREEDOM Support Act.",
            "introducedDate": "2025-12-09", "updateDate": "2026-11-20T08:05:12Z",
            "actions": {"count": actions.len(), "url": "https://api.congress.gov/x"},
        }, "request": {}}),
    );
    let rows: Vec<Value> = actions.iter().rev().map(row).collect();
    for (page, part) in rows.chunks(on_a_page).enumerate() {
        let offset = page * on_a_page;
        let path = match offset {
            0 => ACTIONS.to_owned(),
            offset => format!("{ACTIONS}&offset={offset}"),
        };
        let mut pagination = json!({"count": rows.len()});
        if offset + on_a_page < rows.len() {
            let next = offset + on_a_page;
            pagination["next"] =
                format!("http://{}{ACTIONS}&offset={next}", world.site.addr).into();
        }
        json(
            &path,
            json!({"actions": part, "pagination": pagination, "request": {}}),
        );
    }
}

fn watching(actions: &[Action]) -> World {
    let mut world = World::watching(WATCHED);
    file(&world, actions);
    api(&world, actions, 250);
    world.poll();
    assert_eq!(world.only_mail().kind, "began");
    world
}

fn stage(world: &World) -> String {
    let word = world.one("SELECT word FROM status WHERE entity = 'hr6534-119'");
    word.unwrap_or_default()
}

#[test]
fn a_move_is_told_by_the_first_carrier_and_confirmed_in_silence_by_the_second() {
    let before = [introduced(), referred()];
    let mut world = watching(&before);
    let after = [introduced(), referred(), reported()];
    api(&world, &after, 250);
    world.pass("1h");
    let mail = world.only_mail();
    assert_eq!(
        (mail.kind.as_str(), stage(&world).as_str()),
        ("measure", "reported")
    );
    assert!(mail.text.contains("api.congress.gov"), "{}", mail.text);
    file(&world, &after);
    world.pass("3h");
    assert_eq!(world.told(), [""; 0]);
}

#[test]
fn a_carrier_that_names_the_committee_later_tells_nothing_new() {
    let mut world = watching(&[introduced()]);
    let after = [introduced(), referred()];
    file(&world, &after);
    world.pass("1h");
    assert_eq!(world.only_mail().kind, "measure");
    assert_eq!(stage(&world), "referred");

    api(&world, &after, 250);
    let mut named = row(&referred());
    named["committees"] = json!([{"name": "Foreign Affairs Committee", "systemCode": "hsfa00"}]);
    let body = json!({
        "actions": [named, row(&introduced())], "pagination": {"count": 2}, "request": {},
    });
    let document = Document::new("application/json", body.to_string()).without_validators();
    world.serve(ACTIONS, document);
    world.pass("3h");

    let (said, _) = world.ask(&["status"]);
    assert!(said.contains("in House Foreign Affairs"), "{said}");
    assert_eq!(world.told(), [""; 0]);
}

#[test]
fn a_record_in_pages_is_read_whole_or_not_at_all() {
    let before = [introduced(), referred()];
    let mut world = watching(&before);
    let after = [introduced(), referred(), reported(), passed_house()];
    // The second page isn't there.
    api(&world, &after, 2);
    let second = format!("{ACTIONS}&offset=2");
    world.serve(
        &second,
        Document::new("text/html", "<html>busy</html>").with_status(503),
    );
    world.pass("2h");
    assert_eq!(
        (stage(&world).as_str(), world.state("api").as_str()),
        ("referred", "broken")
    );
    assert!(world.told().iter().all(|told| !told.starts_with("measure")));

    api(&world, &after, 2);
    world.pass("6h");
    assert_eq!(
        (stage(&world).as_str(), world.state("api").as_str()),
        ("passed_house", "fine")
    );
    assert!(world.count("parts") >= 2, "each page is kept as it came");
    let bare = |path: &str| {
        world
            .site
            .asked(path)
            .iter()
            .all(|one| one.headers["x-api-key"] == API_KEY)
    };
    assert!(bare(BILL) && bare(&second), "the key is in a header");
}

#[test]
fn carriers_that_lack_what_the_other_has_are_told_after_three_days() {
    let mut world = watching(&[introduced(), referred()]);
    api(&world, &[introduced(), referred(), reported()], 250);
    world.pass("2h");
    assert!(world.told().iter().any(|told| told.starts_with("measure")));
    world.sleep_until(world.now() + jiff::SignedDuration::from_hours(69));
    world.poll();
    assert!(world.told().iter().all(|told| !told.starts_with("record")));
    world.pass("4h");
    let mut mails = world.new_mails();
    mails.retain(|mail| mail.kind == "record");
    let [mail] = &mails[..] else {
        panic!("{} mails", mails.len());
    };
    assert!(mail.text.contains("Only in "), "{}", mail.text);
    assert!(
        mail.text.contains("\"Reported by the Committee"),
        "{}",
        mail.text
    );
    world.pass("6h");
    assert!(
        world.told().iter().all(|told| !told.starts_with("record")),
        "told once"
    );
}

#[test]
fn a_new_shape_is_read_as_far_as_it_is_known_and_named() {
    let mut world = watching(&[introduced(), referred()]);
    let body = json!({
        "actions": [row(&referred()), row(&introduced())],
        "pagination": {"count": 2}, "request": {}, "era": {"of": "drift"},
    });
    let document = Document::new("application/json", body.to_string()).without_validators();
    world.serve(ACTIONS, document);
    world.pass("2h");
    let named: Option<String> = world.one("SELECT repairs FROM sources WHERE id = 'api'");
    assert!(named.unwrap().contains("era"));
    assert_eq!(
        (stage(&world).as_str(), world.state("api").as_str()),
        ("referred", "fine")
    );
    assert_eq!(world.told(), [""; 0]);
}

#[test]
fn the_budget_of_the_api_is_one_for_all_its_sources() {
    let more = format!(
        "{WATCHED}\n[[source]]\nid = \"list\"\nkind = \"congress-api\"\nurl = \"SITE/v3/bill/119\"\ncadence = \"10m\"\n"
    );
    let mut world = World::watching(&more);
    file(&world, &[introduced()]);
    api(&world, &[introduced()], 250);
    let list = "/v3/bill/119?format=json&limit=250&sort=updateDate+desc";
    let over = json!({"error": {"code": "OVER_RATE_LIMIT", "message": "You have exceeded your rate limit."}});
    let refused = Document::new("application/json", over.to_string())
        .with_status(429)
        .with_header("retry-after", "7200");
    world.serve(list, refused);
    world.poll();
    let asked = world.site.asked(BILL).len();
    world.pass("1h");
    assert_eq!(
        world.site.asked(BILL).len(),
        asked,
        "all of the API's sources rest"
    );
    assert_eq!(world.state("list"), "blocked");
    world.pass("2h");
    assert!(world.site.asked(BILL).len() > asked);
}

#[test]
fn a_correction_that_two_carriers_make_is_told_once() {
    for day in ["2025-12-08", "2025-12-10"] {
        let mut world = watching(&[introduced()]);
        let after = [introduced().on(day)];
        api(&world, &after, 250);
        world.pass("3h");
        assert_eq!(world.only_mail().kind, "record");
        file(&world, &after);
        world.pass("3h");

        assert_eq!(world.told(), [""; 0], "{day}");
        let days: Option<String> = world.one(
            "SELECT group_concat(DISTINCT acted_on) FROM observations WHERE withdrawn_at IS NULL",
        );
        assert_eq!(days.as_deref(), Some(day));
    }
}

/// Amendments that were debated on one day, in this order.
fn debated(amendments: &[&str]) -> Vec<Action> {
    let debate = |amendment: &&str| {
        let text = format!(
            "DEBATE - The House proceeded with 10 minutes of debate on the {amendment} amendment."
        );
        action("2026-11-20", &text, "Floor", "H8D000")
    };
    let mut actions = vec![introduced(), referred()];
    actions.extend(amendments.iter().map(debate));
    actions
}

#[test]
fn acts_that_begin_alike_are_told_once_in_whatever_order_carriers_list_them() {
    // What the API lists after the file, then the file after the API, and what is told in all.
    let orders: [[&[&str]; 4]; 3] = [
        [&["A"], &["A", "B"], &["A"], &["B", "A"]],
        [&["A"], &["A", "B", "C"], &["A"], &["C", "A", "B"]],
        [&["A"], &["A", "B"], &["A"], &["A", "B"]],
    ];
    for [api_before, api_after, file_before, file_after] in orders {
        let names = |names: &[&str]| {
            let whole = |name: &&str| match *name {
                "A" => "Smith",
                "B" => "Jones",
                _ => "Brown",
            };
            names.iter().map(whole).collect::<Vec<&str>>()
        };
        let mut world = World::watching(WATCHED);
        api(&world, &debated(&names(api_before)), 250);
        file(&world, &debated(&names(file_before)));
        world.poll();
        assert_eq!(world.only_mail().kind, "began");
        api(&world, &debated(&names(api_after)), 250);
        world.pass("2h");
        let told = world.told();
        assert_eq!(told.len(), api_after.len() - 1, "{told:#?}");
        file(&world, &debated(&names(file_after)));
        world.pass("3h");
        assert_eq!(world.told(), [""; 0], "{api_after:?} {file_after:?}");
    }
}

#[test]
fn an_act_is_told_though_another_that_begins_alike_was_told_by_another_carrier() {
    let mut world = World::watching(WATCHED);
    api(&world, &debated(&[]), 250);
    file(&world, &debated(&[]));
    world.poll();
    assert_eq!(world.only_mail().kind, "began");
    api(&world, &debated(&["Smith"]), 250);
    world.pass("2h");
    assert_eq!(world.told().len(), 1);
    // The file has the later one first.
    file(&world, &debated(&["Jones"]));
    world.pass("2h");
    file(&world, &debated(&["Smith", "Jones"]));
    world.pass("3h");
    api(&world, &debated(&["Smith", "Jones"]), 250);
    world.pass("3h");

    let told = world.told();
    assert_eq!(told.len(), 1, "{told:#?}");
    assert!(told[0].contains("Jones"), "{told:#?}");
    world.pass("4d");
    assert_eq!(world.told(), [""; 0]);
}
