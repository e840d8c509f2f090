//! What reading the press costs: items a second on one core, of about 600 characters.
//!
//! ```text
//! cargo bench --bench claims
//! ```
//!
//! The topic is decided of items of which one in twenty names Section 907; claims are read
//! of items that all do. Ends with an error below 10,000 decisions or 1,000 readings a
//! second.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::process::ExitCode;

use cpu_time::ProcessTime;
use watch907::{
    config,
    extract::press::{claims, topic::Topic},
};

const DECISIONS_MIN: f64 = 10_000.0;
const READINGS_MIN: f64 = 1_000.0;

/// Items of which a figure is taken.
const ITEMS: usize = 20_000;

/// What an item ends with, in the language of its headline.
const FILLERS: [&str; 5] = [
    "Officials in Baku met a delegation on Tuesday to discuss trade, energy and transport. The talks lasted two hours. ",
    "Во вторник в Баку прошла встреча с делегацией, на которой обсудили торговлю, энергетику и транспорт. ",
    "Çərşənbə axşamı Bakıda nümayəndə heyəti ilə ticarət, enerji və nəqliyyat məsələləri müzakirə edilib. ",
    "Salı günü Bakü'de heyetle ticaret, enerji ve ulaştırma konuları görüşüldü. Görüşme iki saat sürdü. ",
    "Երեքշաբթի օրը Բաքվում պատվիրակության հետ քննարկել են առևտրի, էներգետիկայի և տրանսպորտի հարցեր։ ",
];

fn main() -> ExitCode {
    let words = config::load(&[])
        .expect("the built-in configuration is right")
        .topic;
    let topic = Topic::new(
        &words.phrases,
        &words.context,
        &words.beside,
        &words.bills,
        &words.except,
    )
    .expect("the built-in words compile");
    let named: Vec<String> = items(include_str!("../tests/claims/seen.tsv"), "yes");
    let other: Vec<String> = items(include_str!("../tests/claims/seen.tsv"), "no");
    let mixed: Vec<&String> = (0..ITEMS)
        .map(|at| match at % 20 {
            0 => &named[at / 20 % named.len()],
            _ => &other[at % other.len()],
        })
        .collect();
    let started = ProcessTime::now();
    let found = mixed
        .iter()
        .filter(|item| topic.decide(item).on_topic())
        .count();
    let decisions = rate(ITEMS, started);
    println!("topic:  {decisions:>8.0} items a second, {found} of {ITEMS} on it");

    // The tables are compiled once, when first needed.
    claims::read(&named[0], None, &topic);
    let started = ProcessTime::now();
    let items = named.iter().cycle().take(ITEMS / 4);
    let found: usize = items
        .map(|item| claims::read(item, None, &topic).claims.len())
        .sum();
    let readings = rate(ITEMS / 4, started);
    println!(
        "claims: {readings:>8.0} items a second, {found} claims in {}",
        ITEMS / 4
    );
    match decisions >= DECISIONS_MIN && readings >= READINGS_MIN {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}

fn rate(items: usize, started: ProcessTime) -> f64 {
    items as f64 / started.elapsed().as_secs_f64()
}

/// The labelled lines of a table, each made an item of about 600 characters.
fn items(table: &str, on_topic: &str) -> Vec<String> {
    let rows = table
        .lines()
        .skip(1)
        .map(|row| row.split('\t').collect::<Vec<_>>());
    rows.filter(|columns| columns[2] == on_topic)
        .map(|columns| {
            let language = ["en", "ru", "az", "tr", "hy"];
            let filler = language
                .iter()
                .position(|code| *code == columns[1])
                .unwrap_or(0);
            let mut item = format!("{}\n", columns[4]);
            while item.chars().count() < 600 {
                item.push_str(FILLERS[filler]);
            }
            item.chars().take(600).collect()
        })
        .collect()
}
