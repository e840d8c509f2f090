//! Text that means harm (X), all the way through.

use crate::kit::{
    documents::{entry, feed, page},
    site::Document,
    world::World,
};

const NEWS: &str = r#"
[[source]]
id = "news"
name = "Some news"
kind = "feed"
url = "SITE/feed"
cadence = "1h"
"#;

const CODE: &str = r#"
[[source]]
id = "code"
name = "The Code"
kind = "page"
url = "SITE/code"
cadence = "1h"
"#;

const LAW: [&str; 3] = [
    "Section 907 stands as a note under section 5812.",
    "Assistance to the Government of Azerbaijan may not be provided.",
    "The report is to say that demonstrable steps were taken.",
];

#[test]
fn hostile_text_stays_text_in_every_answer_and_in_the_database() {
    let hostile = "\u{9b}31m\u{202e}Section 907\u{200b}'); DROP TABLE items; -- \" ] * NEAR( %s {{7*7}} \
                   ../../../etc/passwd =HYPERLINK(1)";
    let escape = "\u{1b}]52;c;ZXZpbA==\u{7}\u{1b}[2J";
    let mut world = World::watching(&format!("{NEWS}{CODE}"));
    world.serve(
        "/feed",
        Document::feed(feed(&[entry("a", 20), entry("b", 19), entry("c", 18)])),
    );
    world.serve("/code", Document::page(page(LAW)));
    world.poll();
    world.told();
    let json = serde_json::json!({
        "version": "https://jsonfeed.org/version/1", "title": "t",
        "items": [{
            "id": format!("../../{hostile}{escape}"),
            "url": "https://example.org/\u{1b}[31m",
            "title": format!("{hostile}{escape} Section 907 of the FREEDOM Support Act"),
            "content_text": format!("{escape}{hostile} Section 907 and Azerbaijan"),
        }],
    });
    world.serve("/feed", Document::new("application/json", json.to_string()));
    let line = format!("{hostile}{escape} Section 907.");
    world.serve("/code", Document::page(page([LAW[0], &line, LAW[2]])));
    world.pass("6h");

    let mails = world.new_mails();
    assert!(mails.len() >= 2);
    assert!(world.count("items") >= 4);
    let change = world
        .one::<i64>("SELECT max(id) FROM changes")
        .unwrap()
        .to_string();
    let alerts = mails
        .iter()
        .map(|mail| mail.text.split("watch907 show ").nth(1).unwrap()[..8].to_owned());
    let mut asked: Vec<Vec<String>> = ["status", "history", "changes", "sources", "outbox"]
        .map(|command| vec![command.to_owned()])
        .to_vec();
    asked.push(vec!["outbox".to_owned(), "--all".to_owned()]);
    asked.push(vec!["diff".to_owned(), change.clone()]);
    asked.push(vec!["show".to_owned(), change]);
    asked.extend(["news", "code"].map(|source| vec!["sources".to_owned(), source.to_owned()]));
    asked.extend(alerts.map(|alert| vec!["show".to_owned(), alert]));
    let is_odd = |c: char| {
        (c.is_control() && c != '\n') || ('\u{202a}'..='\u{202e}').contains(&c) || c == '\u{200b}'
    };
    for args in asked {
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let (said, _) = world.ask(&args);
        assert!(!said.contains(is_odd), "{args:?}: {said:?}");
        let (said, code) = world.ask(&[&args[..], &["--json"]].concat());
        if code == 0 {
            let control = |c: char| c.is_control() && c != '\n';
            assert!(!said.contains(control), "{args:?}: {said:?}");
        }
    }
    for mail in mails {
        assert!(
            !mail.subject.contains(is_odd) && !mail.text.contains(is_odd),
            "{}",
            mail.text
        );
    }
    let names = std::fs::read_dir(world.path("mail")).unwrap();
    let names: Vec<_> = names
        .map(|name| name.unwrap().file_name().into_string().unwrap())
        .collect();
    let plain = |name: &String| {
        name.chars()
            .all(|c| c.is_ascii_alphanumeric() || ".-".contains(c))
    };
    assert!(names.iter().all(plain), "{names:?}");
}
