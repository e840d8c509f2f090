//! The binary: parse, run, and turn an error into a line and an exit code.

use std::{io, process::ExitCode};

use clap::Parser as _;
use watch907::cli::{self, Cli, Terminal};

fn main() -> ExitCode {
    let end = Cli::parse().run(&mut Terminal::new(io::stdout().lock()));
    // Not locked: a log that nobody reads may hold the lock, and there may be nothing to say.
    cli::report(&end, &mut Terminal::new(io::stderr()))
}
