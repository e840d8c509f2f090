//! How well claims are read: labelled lines, headlines and articles.
//!
//! `tests/claims/CONVENTIONS.md` says how the lines are labelled. `cargo test --test claims
//! -- --nocapture` prints precision and recall for each claim and language. The rules
//! were written with all tables but those called `held…` in view; the figures that count are
//! those of these, which nobody looked at meanwhile.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::Command,
};

use watch907::{
    config,
    domain::claim::{ClaimKind, Language},
    extract::press::{
        claims::{self, ClaimReading},
        topic::Topic,
    },
};

/// Precision and recall.
type Figure = (f64, f64);

/// The least precision and recall of each table that is held back: on topic, and of what
/// would change the law.
const HELD: [(&str, Figure, Figure); 2] = [
    ("held.tsv", (0.97, 0.99), (0.91, 0.88)),
    ("held2.tsv", (0.985, 0.985), (0.955, 0.935)),
];

/// A line, and what people read in it.
struct Labelled {
    id: String,
    language: Language,
    on_topic: bool,
    /// As `repealed/affirmed/stated`.
    claims: BTreeSet<String>,
    text: String,
}

/// How often something was said rightly, wrongly, and not at all.
#[derive(Clone, Copy, Default)]
struct Tally {
    right: usize,
    wrong: usize,
    missed: usize,
}

impl Tally {
    fn count(&mut self, expected: bool, found: bool) {
        match (expected, found) {
            (true, true) => self.right += 1,
            (false, true) => self.wrong += 1,
            (true, false) => self.missed += 1,
            (false, false) => {}
        }
    }

    fn precision(self) -> f64 {
        share(self.right, self.right + self.wrong)
    }

    fn recall(self) -> f64 {
        share(self.right, self.right + self.missed)
    }
}

fn share(part: usize, all: usize) -> f64 {
    match all {
        0 => 1.0,
        _ => part as f64 / all as f64,
    }
}

#[test]
fn labelled_lines_are_read_as_people_read_them() {
    let topic = topic();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/claims");
    let mut tables: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "tsv"))
        .collect();
    tables.sort();
    assert!(!tables.is_empty());
    let mut failed = Vec::new();
    for table in tables {
        let name = table.file_name().unwrap().to_string_lossy().into_owned();
        failed.extend(evaluate(&name, &lines(&table), &topic));
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

/// Prints the figures of a table, and returns those that are too low.
fn evaluate(name: &str, lines: &[Labelled], topic: &Topic) -> Vec<String> {
    let mut on_topic = Tally::default();
    let mut changes = Tally::default();
    let mut kinds: BTreeMap<(ClaimKind, Option<Language>), Tally> = BTreeMap::new();
    let mut misread = Vec::new();
    let mut languages = Tally::default();
    for line in lines {
        let reading = claims::read(&line.text, None, topic);
        on_topic.count(line.on_topic, reading.on_topic);
        if line.on_topic {
            languages.count(true, reading.language == Some(line.language));
        }
        let found = spelled(&reading);
        if found != line.claims || reading.on_topic != line.on_topic {
            misread.push(format!(
                "  {}: {}\n    expected {:?}\n    read     {found:?}\n",
                line.id, line.text, line.claims
            ));
        }
        for claim in found.union(&line.claims) {
            let (expected, found) = (line.claims.contains(claim), found.contains(claim));
            let kind = ClaimKind::parse(claim.split('/').next().unwrap()).unwrap();
            if kind.changes_law() && claim.ends_with("/affirmed/stated") {
                changes.count(expected, found);
            }
            for language in [None, Some(line.language)] {
                let tally = kinds.entry((kind, language)).or_default();
                tally.count(expected, found);
            }
        }
    }
    let mut table = format!("\n{name}: {} lines\n{:20}", lines.len(), "");
    for column in columns() {
        let column = column.map_or("all", Language::as_str);
        table.push_str(&format!("{column:>16}"));
    }
    for kind in ClaimKind::ALL {
        table.push_str(&format!("\n{:20}", kind.as_str()));
        for column in columns() {
            let cell = kinds.get(&(kind, column)).map(|tally| {
                let all = tally.right + tally.missed;
                format!("{:.2} {:.2} ({all})", tally.precision(), tally.recall())
            });
            table.push_str(&format!("{:>16}", cell.unwrap_or_default()));
        }
    }
    // What nobody looked at is read less well than we aim at, which is 0.98 and 0.98 on topic,
    // 0.97 and 0.95 of what would change the law. It never gets worse than it was.
    let is_held = name.starts_with("held");
    let figures = match HELD.iter().find(|(table, ..)| *table == name) {
        Some(&(_, least_on_topic, least_changes)) => [
            ("on topic", on_topic, least_on_topic),
            ("changes the law", changes, least_changes),
            ("language", languages, (0.98, 0.98)),
        ],
        None => [
            ("on topic", on_topic, (0.98, 0.98)),
            ("changes the law", changes, (0.97, 0.95)),
            ("language", languages, (0.98, 0.98)),
        ],
    };
    let mut failed = Vec::new();
    for (what, tally, (precision, recall)) in figures {
        let (found, held) = (tally.precision(), tally.recall());
        table.push_str(&format!("\n{what:20}{found:>11.3} {held:.3}"));
        if found < precision || held < recall {
            failed.push(format!("{name}: {what}: {found:.3} {held:.3}"));
        }
    }
    table.push_str(&format!("\nmisread: {}\n", misread.len()));
    // Whoever mends rules shall not see them.
    if !is_held {
        table.push_str(&misread.concat());
    }
    tell(&table);
    failed
}

fn columns() -> impl Iterator<Item = Option<Language>> {
    [None].into_iter().chain(Language::ALL.map(Some))
}

#[test]
fn the_published_headlines_are_read_as_labelled() {
    let Some(table) = shared("labels/headlines/headlines.tsv") else {
        return;
    };
    let topic = topic();
    let table = fs::read_to_string(table).unwrap();
    let mut wrong = Vec::new();
    let mut seen = 0;
    for row in table.lines().skip(1) {
        let columns: Vec<&str> = row.split('\t').collect();
        let (headline, label) = (columns[3], columns[7]);
        // Those of a seed are read there. What names nothing tells of an article in our own
        // words, and what leaves words out can't be read.
        let named = ["907", "6534", "6840", "Support Act", "помощи Азербайджану"];
        let told = !named.iter().any(|name| headline.contains(name)) || headline.contains("...");
        if columns[2].starts_with("seed") || told {
            continue;
        }
        seen += 1;
        let (kind, certainty) = label.split_once('/').unwrap_or((label, "stated"));
        let expected = format!("{kind}/affirmed/{certainty}");
        let reading = claims::read(headline, None, &topic);
        if !spelled(&reading).contains(&expected) {
            wrong.push(format!("{headline}\n  {expected}: {reading:#?}"));
        }
    }
    assert!(seen >= 10, "{seen}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_five_articles_are_read_as_labelled() {
    let Some(folder) = shared("seeds") else {
        return;
    };
    let topic = topic();
    for (number, expected) in [
        (
            "000",
            &["neutralised/affirmed/stated", "repealed/negated/stated"][..],
        ),
        (
            "001",
            &[
                "lifted/affirmed/stated",
                "repealed/negated/stated",
                "repeal_expected/affirmed/expected",
            ],
        ),
        ("002", &["waiver_ended/affirmed/stated"]),
        ("003", &["waiver_barred/affirmed/stated"]),
        ("004", &["suspended/affirmed/stated"]),
    ] {
        let mut files = fs::read_dir(&folder)
            .unwrap()
            .map(|entry| entry.unwrap().path());
        let file = files.find(|path| {
            let name = path.file_name().unwrap().to_string_lossy();
            name.starts_with(number)
        });
        let text = fs::read_to_string(file.unwrap()).unwrap();
        let reading = claims::read(&text, None, &topic);
        assert!(reading.on_topic, "{number}");
        let found = spelled(&reading);
        for claim in expected {
            assert!(found.contains(*claim), "{number}: {claim}\n{reading:#?}");
        }
        // None of them says that it was struck from the law.
        assert!(
            !found.contains("repealed/affirmed/stated"),
            "{number}\n{reading:#?}"
        );
    }
}

#[test]
fn inspect_prints_what_a_text_a_page_and_a_feed_claim() {
    let folder = tempfile::tempdir().unwrap();
    let inspect = |name: &str, body: &str| -> serde_json::Value {
        let path = folder.path().join(name);
        fs::write(&path, body).unwrap();
        let printed = Command::new(env!("CARGO_BIN_EXE_watch907"))
            .args(["inspect", "claims"])
            .arg(path)
            .output()
            .unwrap();
        assert!(printed.status.success(), "{printed:?}");
        serde_json::from_slice(&printed.stdout).unwrap()
    };
    let text = inspect("a.txt", "Trump lifted Section 907, Aliyev says.");
    assert_eq!(text["on_topic"], true);
    assert_eq!(text["language"], "en");
    assert_eq!(text["reason"], "names it: \"Section 907\"");
    let claim = &text["claims"][0];
    assert_eq!(claim["claim"], "lifted");
    assert_eq!(claim["polarity"], "affirmed");
    assert_eq!(claim["certainty"], "stated");
    assert_eq!(claim["speaker"], "Aliyev");
    assert_eq!(claim["quoted"], serde_json::Value::Null);
    assert_eq!(claim["quote"], "Trump lifted Section 907, Aliyev says.");

    let page = inspect(
        "a.html",
        "<!DOCTYPE html><title>907. madde askıya alındı</title><p>Karar bugün açıklandı.</p>",
    );
    assert_eq!(page["language"], "tr");
    assert_eq!(page["claims"][0]["claim"], "suspended");

    let feed = inspect(
        "a.xml",
        "<rss version='2.0'><channel><title>Turan</title>\
         <item><guid>1</guid><title>США продлили вейвер по 907-й поправке</title></item>\
         <item><guid>2</guid><title>Погода в Баку</title></item></channel></rss>",
    );
    assert_eq!(feed["title"], "Turan");
    assert_eq!(feed["items"][0]["claims"][0]["claim"], "waived");
    assert_eq!(feed["items"][0]["claims"][0]["outlet"], "Turan");
    assert_eq!(feed["items"][1]["on_topic"], false);
    assert_eq!(feed["items"][1]["claims"], serde_json::json!([]));
}

fn spelled(reading: &ClaimReading) -> BTreeSet<String> {
    let claims = reading.claims.iter().map(|claim| {
        let (kind, polarity, certainty) = (claim.kind, claim.polarity, claim.certainty);
        format!("{kind}/{polarity}/{certainty}")
    });
    claims.collect()
}

fn lines(table: &Path) -> Vec<Labelled> {
    let table = fs::read_to_string(table).unwrap();
    let rows = table.lines().skip(1).filter(|row| !row.is_empty());
    rows.map(|row| {
        let columns: Vec<&str> = row.split('\t').collect();
        let claims = columns[3].split(' ').filter(|claim| *claim != "-");
        Labelled {
            id: columns[0].to_owned(),
            language: Language::parse(columns[1]).unwrap(),
            on_topic: columns[2] == "yes",
            claims: claims.map(str::to_owned).collect(),
            text: columns[4].to_owned(),
        }
    })
    .collect()
}

/// A part of the corpus, where it is there.
fn shared(part: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/corpus")
        .join(part);
    if !path.exists() {
        tell(&format!("{part} is not here: skipped\n"));
        return None;
    }
    Some(path)
}

fn tell(text: &str) {
    std::io::stderr().write_all(text.as_bytes()).unwrap();
}

fn topic() -> Topic {
    let words = config::load(&[]).unwrap().topic;
    Topic::new(
        &words.phrases,
        &words.context,
        &words.beside,
        &words.bills,
        &words.except,
    )
    .unwrap()
}
