//! The torture: sources flip at random, the daemon is killed at random instants, sources
//! and the mail server play faults; then what was lost, doubled and false is counted.
//!
//! Without arguments it runs for a short while, and then sees that each of four planted
//! bugs is found. `cargo test --release --test torture -- --seconds 600 --seed 7` runs
//! long, and `--plant lose` sees one bug found. A seed settles what is tried and in which
//! order, not what it meets.

mod kit;

#[expect(dead_code, reason = "it serves the tests of fetching as well")]
mod origin;

#[path = "torture/truth.rs"]
mod truth;

#[path = "torture/faults.rs"]
mod faults;

#[path = "torture/site.rs"]
mod site;

#[path = "torture/post.rs"]
mod post;

#[path = "torture/plant.rs"]
mod plant;

#[path = "torture/scene.rs"]
mod scene;

#[path = "torture/account.rs"]
mod account;

use std::{process::ExitCode, thread, time::Duration};

use clap::Parser as _;

use plant::Plant;
use scene::{Ordeal, Outcome};

/// Kills, flips and faults at random: then counts what was lost, doubled and false.
#[derive(clap::Parser)]
struct Args {
    /// How long it goes on; without it, a short run and one for each planted bug.
    #[arg(long)]
    seconds: Option<u64>,

    #[arg(long, default_value_t = 907)]
    seed: u64,

    /// A bug that has to be found.
    #[arg(long)]
    plant: Option<Plant>,

    /// Names of tests, as `cargo test NAME` hands them to all: nothing is run unless one
    /// is part of "torture".
    names: Vec<String>,

    #[command(flatten)]
    others: Others,
}

/// What `cargo test -- --nocapture` and the like hand to all tests.
#[derive(clap::Args)]
struct Others {
    #[arg(long, hide = true)]
    nocapture: bool,

    #[arg(long, hide = true)]
    show_output: bool,

    #[arg(long, hide = true)]
    exact: bool,

    #[arg(short, long, hide = true)]
    quiet: bool,

    #[arg(long, hide = true)]
    test_threads: Option<usize>,
}

fn main() -> ExitCode {
    let args = Args::parse();
    let is_meant = |name: &String| "torture".contains(name.as_str());
    if !args.names.is_empty() && !args.names.iter().any(is_meant) {
        return ExitCode::SUCCESS;
    }
    let ordeal = |seconds, plant| Ordeal {
        seed: args.seed,
        time: Duration::from_secs(seconds),
        plant,
    };
    let ordeals = match (args.seconds, args.plant) {
        (None, None) => {
            let planted = Plant::ALL.map(|plant| ordeal(12, Some(plant)));
            [vec![ordeal(20, None)], planted.into()].concat()
        }
        (seconds, plant) => vec![ordeal(seconds.unwrap_or(20), plant)],
    };
    let running: Vec<_> = ordeals
        .into_iter()
        .map(|ordeal| (ordeal.clone(), thread::spawn(move || scene::play(&ordeal))))
        .collect();
    let mut passed = true;
    for (ordeal, running) in running {
        match running.join() {
            Ok(outcome) => passed &= is_as_it_should_be(&ordeal, &outcome),
            Err(_) => passed = false,
        }
    }
    match passed {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}

#[expect(clippy::print_stdout, reason = "the last lines are what it is run for")]
fn is_as_it_should_be(ordeal: &Ordeal, outcome: &Outcome) -> bool {
    println!("{outcome}");
    let account = &outcome.account;
    let Some(plant) = ordeal.plant else {
        return account.is_clear() && outcome.troubles.is_empty();
    };
    let found = match plant {
        Plant::Lose | Plant::Early => account.lost.len(),
        Plant::Double => account.doubled.len(),
        Plant::False => account.false_.len(),
    };
    println!(
        "planted      {plant:?}: {}",
        if found > 0 { "found" } else { "NOT FOUND" }
    );
    found > 0
}
