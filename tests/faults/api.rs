//! Congress's API (C), all the way to the reader.

use serde_json::{Value, json};

use crate::kit::{
    documents::{Action, action, bill, introduced, passed_house, referred, reported},
    site::{Document, Site},
    world::{API_KEY, World},
};

const API: &str = r#"
[[source]]
id = "api"
name = "api.congress.gov: H.R. 6534"
kind = "congress-api"
measure = "hr6534-119"
url = "SITE/v3/bill/119/hr/6534"
cadence = "1h"

[[source]]
id = "list"
kind = "congress-api"
url = "SITE/v3/bill/119"
cadence = "1h"
expect = { items = 0 }
"#;

const BILL: &str = "/v3/bill/119/hr/6534?format=json&limit=250";
const ACTIONS: &str = "/v3/bill/119/hr/6534/actions?format=json&limit=250";
const LIST: &str = "/v3/bill/119?format=json&limit=250&sort=updateDate+desc";

fn record(number: u32, actions: usize) -> Value {
    json!({"bill": {
        "congress": 119, "type": "HR", "number": number.to_string(),
        "title": "To repeal section 907 of the FREEDOM Support Act.",
        "introducedDate": "2025-12-09", "updateDate": "2026-11-20T08:05:12Z",
        "actions": {"count": actions, "url": "https://api.congress.gov/x"},
    }, "request": {}})
}

fn rows(actions: &[Action]) -> Vec<Value> {
    let row = |action: &Action| {
        json!({
            "actionCode": action.code, "actionDate": action.on, "text": action.text, "type": action.kind,
            "sourceSystem": {"code": 2, "name": "House floor actions"},
        })
    };
    actions.iter().rev().map(row).collect()
}

fn listed(actions: &[Action], count: usize) -> Value {
    json!({"actions": rows(actions), "pagination": {"count": count}, "request": {}})
}

fn say(world: &World, path: &str, body: &Value) {
    let document = Document::new("application/json", body.to_string()).without_validators();
    world.serve(path, document);
}

fn serve(world: &World, actions: &[Action]) {
    say(world, BILL, &record(6534, actions.len()));
    say(world, ACTIONS, &listed(actions, actions.len()));
    say(
        world,
        LIST,
        &json!({"bills": [], "pagination": {"count": 0}, "request": {}}),
    );
}

fn watching() -> World {
    let mut world = World::watching(API);
    serve(&world, &[introduced(), referred(), reported()]);
    world.poll();
    assert_eq!(world.only_mail().kind, "began");
    world
}

fn stage(world: &World) -> String {
    let word = world.one("SELECT word FROM status WHERE entity = 'hr6534-119'");
    word.unwrap_or_default()
}

#[test]
fn whatever_comes_instead_of_a_record_withdraws_nothing_and_recovers() {
    let held = [introduced(), referred(), reported()];
    let canary = Site::start();
    let next = |to: String| {
        let mut page = listed(&held[..2], 3);
        page["pagination"]["next"] = to.into();
        page
    };
    let with = |status: u16, kind: &str, body: &str| Document::new(kind, body).with_status(status);
    let answer = |body: Value| Document::new("application/json", body.to_string());
    let error = json!({"error": {"code": "X", "message": "no such thing"}});
    for (fault, path, odd) in [
        ("C7 an empty page", ACTIONS, answer(listed(&[], 3))),
        (
            "C7 half a page",
            ACTIONS,
            with(200, "application/json", "{\"actions\": [{\"text\": "),
        ),
        (
            "C7 a page that leads to itself",
            ACTIONS,
            answer(next(format!("http://SITE{ACTIONS}"))),
        ),
        (
            "C8 a count that is wrong",
            ACTIONS,
            answer(listed(&held, 6)),
        ),
        (
            "C8 none of what the record counts",
            ACTIONS,
            answer(listed(&[], 0)),
        ),
        ("C8 nothing at all", BILL, answer(record(6534, 0))),
        (
            "C9 a page elsewhere",
            ACTIONS,
            answer(next(format!("http://{}/v3/x?offset=2", canary.addr))),
        ),
        (
            "C10 an error that says it is none",
            BILL,
            answer(error.clone()),
        ),
        (
            "C10 an error in the middle",
            ACTIONS,
            answer(error.clone()).with_status(500),
        ),
        (
            "C10 a page of HTML called text",
            BILL,
            with(503, "text/plain", "<html>no</html>"),
        ),
        (
            "C10 a gateway",
            BILL,
            with(522, "text/html", "<html>522</html>"),
        ),
        (
            "C12 a key refused",
            BILL,
            answer(json!({"error": {"code": "API_KEY_INVALID"}})).with_status(403),
        ),
        (
            "C13 XML",
            BILL,
            with(
                200,
                "application/xml",
                "<?xml version=\"1.0\"?><api-root><bill/></api-root>",
            ),
        ),
        (
            "C13 XML",
            ACTIONS,
            with(200, "application/xml", "<api-root><actions/></api-root>"),
        ),
        (
            "C14 another shape",
            ACTIONS,
            answer(json!({"actions": {"item": []}, "pagination": null})),
        ),
        ("C15 another bill", BILL, answer(record(6535, 3))),
        (
            "C15 a number that is gone",
            BILL,
            answer(error).with_status(404),
        ),
    ] {
        let mut world = watching();
        let mut odd = odd.without_validators();
        let here = String::from_utf8_lossy(&odd.body).replace("SITE", &world.site.addr.to_string());
        odd.body = here.into_bytes();
        world.serve(path, odd);
        world.pass("3h");

        let told = world.told();
        let moved = |told: &&String| told.starts_with("measure") || told.starts_with("record");
        assert_eq!(told.iter().find(moved), None, "{fault}");
        assert_ne!(world.state("api"), "fine", "{fault}");
        assert_eq!(stage(&world), "reported", "{fault}");
        let withdrawn = world.count("observations WHERE withdrawn_at IS NOT NULL");
        assert_eq!(withdrawn, 0, "{fault}");

        serve(
            &world,
            &[introduced(), referred(), reported(), passed_house()],
        );
        world.pass("1d");
        let told = world.told();
        let measures = told.iter().filter(|told| told.starts_with("measure"));
        assert_eq!(measures.count(), 1, "{fault}: {told:?}");
        assert!(
            told.iter().all(|told| !told.starts_with("record")),
            "{fault}: {told:?}"
        );
    }
    assert_eq!(canary.connections(), 0, "the key went elsewhere");
}

#[test]
fn a_key_that_is_refused_marks_each_source_and_is_tried_ever_more_seldom() {
    let mut world = watching();
    let refused = json!({"error": {"code": "API_KEY_INVALID", "message": "An invalid api_key was supplied."}});
    for path in [BILL, ACTIONS, LIST] {
        let document = Document::new("application/json", refused.to_string()).with_status(403);
        world.serve(path, document.without_validators());
    }
    let asked = world.site.asked(BILL).len();
    world.pass("1d");
    assert_eq!(
        (world.state("api").as_str(), world.state("list").as_str()),
        ("broken", "broken")
    );
    let asked = world.site.asked(BILL).len() - asked;
    assert!(asked <= 26, "{asked} times in a day");
    let (said, _) = world.ask(&["sources", "api"]);
    assert!(said.contains("key") && !said.contains(API_KEY), "{said}");
    assert!(
        world
            .new_mails()
            .iter()
            .all(|mail| !mail.text.contains(API_KEY))
    );
}

#[test]
fn a_list_that_is_short_every_other_time_is_quiet() {
    let whole = [introduced(), referred(), reported(), passed_house()];
    let mut world = World::watching(API);
    serve(&world, &whole);
    world.poll();
    world.told();
    for _ in 0..12 {
        serve(&world, &whole[..3]);
        world.poll();
        serve(&world, &whole);
        world.pass("1h");
    }
    assert_eq!(
        (world.told(), stage(&world).as_str()),
        (vec![], "passed_house")
    );
}

const FILE: &str = r#"
[[source]]
id = "hr6534-119"
name = "H.R. 6534"
kind = "measure"
measure = "hr6534-119"
url = "SITE/bill"
cadence = "1h"
"#;

#[test]
fn a_law_is_told_once_however_often_and_in_whatever_order_the_record_says_so() {
    let law = |on: &str| action(on, "Became Public Law No: 119-907.", "BecameLaw", "36000");
    let senate = action(
        "2026-12-03",
        "Passed Senate without amendment by Unanimous Consent.",
        "Floor",
        "17000",
    );
    let presented = action(
        "2026-12-04",
        "Presented to President.",
        "President",
        "28000",
    );
    let signed = |on: &str| action(on, "Signed by President.", "President", "36000");
    let before = vec![
        introduced(),
        referred(),
        reported(),
        passed_house(),
        senate,
        presented,
    ];
    for after in [
        vec![law("2026-12-08")],
        vec![signed("2026-12-08"), law("2026-12-08")],
        vec![law("2026-12-08"), law("2026-12-08")],
        vec![law("2026-12-08"), signed("2026-12-09")],
        vec![signed("2026-12-08"), law("2026-12-08"), law("2026-12-09")],
    ] {
        let mut world = World::watching(FILE).beginning("2026-12-07T12:00:00Z");
        let serve = |world: &World, actions: &[Action]| {
            let newest_first: Vec<Action> = actions.iter().rev().cloned().collect();
            world.serve("/bill", Document::xml(bill(6534, &newest_first)));
        };
        serve(&world, &before);
        world.poll();
        world.told();
        world.pass("2d");
        world.told();
        let mut actions = before.clone();
        for one in &after {
            actions.push(one.clone());
            serve(&world, &actions);
            world.pass("3h");
        }
        // And as the Library sorts it.
        actions.sort_by(|one, other| one.on.cmp(&other.on));
        serve(&world, &actions);
        world.pass("1d");
        let told = world.told();
        let law = |told: &&String| told.contains("became Public Law");
        assert_eq!(told.iter().filter(law).count(), 1, "{after:?}: {told:#?}");
        assert_eq!(stage(&world), "became_law");
    }
}
