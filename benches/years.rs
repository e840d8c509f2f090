//! What ten years cost: bytes per table, and how long questions take.
//!
//! ```text
//! cargo bench --bench years
//! cargo bench --bench years -- --keep /tmp/years.db
//! ```
//!
//! The generator makes a database as the service would have: 100 sources, 1.46 million
//! polls, 5,000 distinct changes of feeds, whose bodies hold all items that they list (120 KB),
//! and of pages (60 KB, in paragraphs of 400 characters); 300,000 items of 100 to 2,000
//! characters (mean 600) in five languages from a seeded word list. One page in twenty has a
//! nonce. One feed in ten is an office's; what the others sent is released after 180 days, as
//! is the default. Mails are left out, and so are claims and records of measures.
//!
//! Each question is asked of the program itself, eleven times; told is the median of the
//! time from start to end, and the longest.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::{
    os::unix::net::UnixDatagram,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use rusqlite::Connection;
use watch907::store;

#[path = "years/generator.rs"]
mod generator;

#[path = "years/words.rs"]
mod words;

const TIMES: usize = 11;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let keep = args
        .iter()
        .position(|arg| arg == "--keep")
        .and_then(|at| args.get(at + 1));
    let dir = tempfile::tempdir().unwrap();
    let database = keep.map_or_else(|| dir.path().join("watch907.db"), PathBuf::from);
    let config = database.with_extension("toml");
    if !database.exists() {
        let start = Instant::now();
        generator::generate(&database, &config);
        println!("generated in {} s\n", start.elapsed().as_secs());
    }
    sizes(&database);
    questions(&database, &config);
    views(&database);
    service(&database, &config);
}

fn sizes(database: &Path) {
    let conn = store::open_read_only(database).unwrap();
    println!("{:<28} {:>10} {:>10}", "TABLE", "ROWS", "MB");
    let mut tables = conn
        .prepare(
            "SELECT t.name, sum(s.pgsize) FROM dbstat s
               JOIN sqlite_schema x ON x.name = s.name
               JOIN sqlite_schema t ON t.name = x.tbl_name
              WHERE s.aggregate = TRUE GROUP BY t.name HAVING sum(s.pgsize) > 1000000 ORDER BY 2 DESC",
        )
        .unwrap();
    let tables = tables
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap();
    for table in tables {
        let (name, bytes): (String, i64) = table.unwrap();
        let rows: i64 = conn
            .query_row(&format!("SELECT count(*) FROM {name}"), [], |row| {
                row.get(0)
            })
            .unwrap();
        println!("{name:<28} {rows:>10} {:>10.1}", bytes as f64 / 1e6);
    }
    let size = std::fs::metadata(database).unwrap().len();
    println!("{:<28} {:>10} {:>10.1}\n", "file", "", size as f64 / 1e6);
}

fn questions(database: &Path, config: &Path) {
    println!("{:<44} {:>10} {:>10}", "COMMAND", "MEDIAN ms", "LONGEST ms");
    for args in [
        &["status"][..],
        &["sources"],
        &["history"],
        &["changes"],
        &["changes", "--topic"],
        &["changes", "--kind", "edited"],
        &["changes", "--source", "feed-7", "--since", "2024-01-01"],
        &["search", "azerbaijan"],
        &["search", "azerbaijan", "--source", "feed-5"],
        &["search", "azerbaijan", "--until", "2018-01-01"],
        &["search", "azerbaijan", "--since", "2018-01-01"],
        &["search", "duzelis"],
        &["search", "поправ*"],
        &["search", "az*"],
        &["search", "\"section 907\" waiver -lifted"],
        &["search", "nothing-holds-this"],
        &["report"],
    ] {
        ask(&args.join(" "), || {
            let output = Command::new(env!("CARGO_BIN_EXE_watch907"))
                .args(args)
                .arg("--config")
                .arg(config)
                .arg("--database")
                .arg(database)
                .output()
                .unwrap();
            let said = String::from_utf8_lossy(&output.stderr);
            let ended_well = matches!(output.status.code(), Some(0 | 4));
            assert!(ended_well, "{args:?}: {said}");
        });
    }
    println!();
}

fn views(database: &Path) {
    println!(
        "{:<44} {:>10} {:>10}",
        "FIRST PAGE OF", "MEDIAN ms", "LONGEST ms"
    );
    for view in [
        "status", "timeline", "measures", "news", "claims", "changes", "health", "coverage", "mail",
    ] {
        ask(view, || {
            let conn: Connection = store::open_read_only(database).unwrap();
            let mut rows = conn
                .prepare(&format!("SELECT * FROM {view} LIMIT 50"))
                .unwrap();
            let mut rows = rows.query([]).unwrap();
            while rows.next().unwrap().is_some() {}
        });
    }
}

/// What needs the database for itself, on a copy that no demo's clock holds.
fn service(database: &Path, config: &Path) {
    let copy = database.with_extension("copy");
    let conn = store::open_read_only(database).unwrap();
    conn.execute("VACUUM INTO ?1", [copy.to_string_lossy()])
        .unwrap();
    let size = std::fs::metadata(&copy).unwrap().len();
    println!("\n{:<44} {:>10.1}", "packed, MB", size as f64 / 1e6);
    let conn = Connection::open(&copy).unwrap();
    conn.execute("DELETE FROM meta WHERE key = 'now'", [])
        .unwrap();
    drop(conn);
    let watch907 = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_watch907"));
        command.args(args).arg("--config").arg(config);
        command.arg("--database").arg(&copy);
        command
    };
    let socket = copy.with_extension("ready");
    let ready = UnixDatagram::bind(&socket).unwrap();
    ask("run, until it is ready", || {
        let mut run = watch907(&["run"]);
        let run = run.env("NOTIFY_SOCKET", &socket).stderr(Stdio::null());
        let mut run = run.stdout(Stdio::null()).spawn().unwrap();
        let mut said = [0; 1000];
        loop {
            let length = ready.recv(&mut said).unwrap();
            if String::from_utf8_lossy(&said[..length]).contains("READY=1") {
                break;
            }
        }
        run.kill().unwrap();
        run.wait().unwrap();
    });
    let start = Instant::now();
    let rebuilt = watch907(&["rebuild"]).output().unwrap();
    println!(
        "rebuild: {} s\n{}{}",
        start.elapsed().as_secs(),
        String::from_utf8_lossy(&rebuilt.stdout),
        String::from_utf8_lossy(&rebuilt.stderr)
    );
    for file in [&copy, &socket] {
        std::fs::remove_file(file).unwrap();
    }
}

fn ask(name: &str, question: impl Fn()) {
    let mut times: Vec<Duration> = (0..TIMES)
        .map(|_| {
            let start = Instant::now();
            question();
            start.elapsed()
        })
        .collect();
    times.sort();
    let ms = |time: Duration| time.as_secs_f64() * 1000.0;
    println!(
        "{name:<44} {:>10.1} {:>10.1}",
        ms(times[TIMES / 2]),
        ms(times[TIMES - 1])
    );
}
