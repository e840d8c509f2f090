//! What can be taken away: rows, and the evidence of an alert that a stranger verifies.

use std::{
    fs::{self, File},
    path::Path,
    process::Command,
};

use rusqlite::Connection;

use crate::kit::{
    documents::{bill, entry, feed, introduced, referred, reported},
    site::Document,
    world::World,
};

const WATCHED: &str = r#"
[built_in]
history = true

[[source]]
id = "news"
name = "Some news"
kind = "feed"
url = "SITE/news"
cadence = "1h"

[[source]]
id = "hr6534-119"
name = "H.R. 6534"
kind = "measure"
measure = "hr6534-119"
url = "SITE/bill"
cadence = "1h"
required = true
"#;

fn watching() -> World {
    let mut world = World::watching(WATCHED);
    world.serve("/news", Document::feed(feed(&[entry("a", 1)])));
    world.serve(
        "/bill",
        Document::xml(bill(6534, &[referred(), introduced()])),
    );
    world.poll();
    let story =
        entry("b", 22).titled("=HYPERLINK(\"https://example.org\") on Section 907, Azərbaycan");
    world.serve("/news", Document::feed(feed(&[entry("a", 1), story])));
    world.serve(
        "/bill",
        Document::xml(bill(6534, &[reported(), referred(), introduced()])),
    );
    world.pass("3h");
    world
}

/// The letters of the only alert of this kind.
fn alert(world: &World, kind: &str) -> String {
    world
        .one(&format!(
            "SELECT substr(id, 1, 8) FROM alerts WHERE kind = '{kind}'"
        ))
        .unwrap()
}

/// Unpacks the evidence of an alert, and returns where.
fn unpacked(world: &World, letters: &str, into: &Path) -> std::path::PathBuf {
    let archive = world.path("evidence.tar.gz");
    let (said, code) = world.ask(&[
        "export",
        "--alert",
        letters,
        "-o",
        archive.to_str().unwrap(),
    ]);
    assert_eq!((said.as_str(), code), ("", 0));
    let packed = flate2::read::GzDecoder::new(File::open(archive).unwrap());
    tar::Archive::new(packed).unpack(into).unwrap();
    into.join(format!("alert-{letters}"))
}

/// What a stranger's shell says.
fn shell(folder: &Path, script: &str) -> String {
    let output = Command::new("bash")
        .args(["-c", script])
        .current_dir(folder)
        .output()
        .unwrap();
    String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
}

fn commands(readme: &str) -> Vec<&str> {
    let (_, how) = readme.split_once("How to verify").unwrap();
    how.lines()
        .filter_map(|line| line.strip_prefix("         "))
        .collect()
}

#[test]
fn a_stranger_verifies_the_evidence_of_an_alert_as_its_readme_says() {
    let world = watching();
    let dir = tempfile::tempdir().unwrap();
    let folder = unpacked(&world, &alert(&world, "measure"), dir.path());

    let readme = fs::read_to_string(folder.join("README.txt")).unwrap();
    let commands = commands(&readme);
    let whole = shell(&folder, commands[0]);
    assert!(
        whole.lines().count() > 8 && whole.lines().all(|line| line.ends_with(": OK")),
        "{whole}"
    );

    // The body as it came from the server, under the hash that was noted.
    let bodies = shell(&folder, commands[1]);
    let noted = shell(&folder, commands[2]);
    assert_eq!(
        bodies.lines().count(),
        2,
        "it, and the one before: {bodies}"
    );
    for line in bodies.lines() {
        assert!(noted.contains(&line[..64]), "{line}: {noted}");
    }
    let rows = shell(&folder, commands[3]);
    let links = shell(&folder, commands[4]);
    for line in rows.lines() {
        assert!(links.contains(&line[..64]), "{line}: {links}");
    }
    let chain = fs::read_to_string(folder.join("chain.txt")).unwrap();
    for line in shell(&folder, commands[5]).lines() {
        assert!(chain.contains(&line[..64]), "{line}");
    }
    let end = commands.len() - 1;
    assert_eq!(
        shell(&folder, &commands[6..end].join("\n")).trim(),
        commands[end]
    );

    // A forged link is found.
    let forged = chain.replacen(" snapshot ", " coverage ", 1);
    fs::write(folder.join("chain.txt"), forged).unwrap();
    let said = shell(&folder, &commands[6..end].join("\n"));
    assert!(said.contains("does not hold"), "{said}");
    let (served, received) = (
        bill(6534, &[reported(), referred(), introduced()]),
        shell(&folder, "cat evidence/*/body*"),
    );
    assert!(received.contains(&served));
    let mail = world
        .mails()
        .into_iter()
        .find(|mail| mail.kind == "measure")
        .unwrap();
    assert!(shell(&folder, "cat mail/*.eml").contains(&mail.subject));
}

#[test]
fn the_archive_of_an_alert_is_the_same_each_time() {
    let world = watching();
    let letters = alert(&world, "item");
    let (one, two) = (world.path("one.tar.gz"), world.path("two.tar.gz"));
    for path in [&one, &two] {
        world.ask(&["export", "--alert", &letters, "-o", path.to_str().unwrap()]);
    }
    assert_eq!(fs::read(one).unwrap(), fs::read(two).unwrap());
    let (said, code) = world.ask(&["export", "--alert", "00000000"]);
    assert_eq!(code, 1, "{said}");
}

#[test]
fn an_alert_without_a_document_says_so() {
    let mut world = watching();
    world.serve("/bill", Document::page("no").with_status(500));
    world.pass("2d");
    let dir = tempfile::tempdir().unwrap();
    let folder = unpacked(&world, &alert(&world, "health"), dir.path());
    let readme = fs::read_to_string(folder.join("README.txt")).unwrap();
    assert!(readme.contains("rests on no document"), "{readme}");
    assert!(!folder.join("evidence").exists());
}

#[test]
fn everything_is_a_line_of_json_and_a_question_is_a_sheet() {
    let world = watching();
    let (all, code) = world.ask(&["export"]);
    assert_eq!(code, 0);
    let mut tables = std::collections::BTreeMap::new();
    for line in all.lines() {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        *tables
            .entry(row["table"].as_str().unwrap().to_owned())
            .or_insert(0) += 1;
    }
    let conn = Connection::open(world.database()).unwrap();
    for (table, rows) in tables {
        assert!(!table.contains("search"), "{table}");
        let count = conn.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| {
            row.get(0)
        });
        assert_eq!(count, Ok(rows), "{table}");
    }

    let (sheet, _) = world.ask(&["export", "--sql", "SELECT title, link FROM news", "--csv"]);
    assert_eq!(
        sheet,
        "title,link\n\"'=HYPERLINK(\"\"https://example.org\"\") on Section 907, Azərbaycan\",https://example.org/b\n"
    );
    let (rows, _) = world.ask(&["export", "--table", "measures"]);
    let row: serde_json::Value = serde_json::from_str(rows.trim()).unwrap();
    assert_eq!(row["measure"], "hr6534-119");
    for (args, expected) in [
        (vec!["export", "--csv"], 2),
        (vec!["export", "--table", "news", "--sql", "SELECT 1"], 2),
        (vec!["export", "--table", "nothing"], 1),
        (vec!["export", "--sql", "DELETE FROM news"], 1),
    ] {
        let (said, code) = world.ask(&args);
        assert_eq!(code, expected, "{args:?}: {said}");
    }
}

#[test]
fn the_evidence_is_verified_and_an_old_mail_is_a_witness() {
    let world = watching();
    let (said, code) = world.ask(&["verify"]);
    assert_eq!(code, 0, "{said}");
    assert!(
        said.starts_with("The evidence is as it was received."),
        "{said}"
    );
    let head: String = world
        .one("SELECT lower(hex(hash)) FROM chain WHERE place = 3")
        .unwrap();
    let (said, code) = world.ask(&["verify", "--head", &head[..12]]);
    assert_eq!(code, 0);
    assert!(said.contains("is link 3:"), "{said}");
    let (said, code) = world.ask(&["verify", "--head", "0123456789"]);
    assert_eq!(code, 1, "{said}");

    let conn = Connection::open(world.database()).unwrap();
    conn.execute(
        "UPDATE snapshots SET url = 'https://example.org/' WHERE id = 1",
        [],
    )
    .unwrap();
    let (said, code) = world.ask(&["verify"]);
    assert_eq!(code, 1);
    assert!(said.contains("snapshot 1 was changed"), "{said}");
    assert!(said.contains("not as it was received"), "{said}");
}
