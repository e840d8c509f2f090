//! The command line: one file for each subcommand.
//!
//! Exit codes: 0 done · 1 failed · 2 wrong usage (clap) · 3 the configuration is
//! wrong · 4 mail is dead or late.

use std::{
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
};

use clap::{CommandFactory as _, error::ErrorKind};

use crate::config::Mistakes;

pub use ascii::Terminal;

mod open;

mod output;

mod ascii;

mod question;

mod range;

mod run;

mod confine;

mod settle;

mod poll;

mod status;

mod history;

mod changes;

mod claims;

mod news;

mod diff;

mod show;

mod alerts;

mod search;

mod report;

mod export;

mod verify;

mod backup;

mod rebuild;

mod replay;

mod sources;

mod outbox;

mod init;

mod check;

mod doctor;

mod test_mail;

mod inspect;

mod reload;

mod dismiss;

mod acknowledge;

mod generate;

pub mod demo;

/// Watches Section 907 of the FREEDOM Support Act, and mails you when the law moves.
///
/// Exit codes: 0 done, 1 failed, 2 wrong usage, 3 the configuration is wrong, 4 mail
/// is dead or late.
#[derive(Debug, clap::Parser)]
#[command(version, max_term_width = 100)]
pub struct Cli {
    /// Your configuration, laid over the built-in one. By default
    /// /etc/watch907/config.toml, if it is there.
    #[arg(long, global = true, value_name = "FILE", env = "WATCH907_CONFIG")]
    config: Option<PathBuf>,

    /// The database, in place of the one that the configuration names.
    #[arg(long, global = true, value_name = "FILE", env = "WATCH907_DATABASE")]
    database: Option<PathBuf>,

    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Run(run::Args),
    Poll(poll::Args),
    Status(status::Args),
    History(history::Args),
    Changes(changes::Args),
    Claims(claims::Args),
    News(news::Args),
    Diff(diff::Args),
    Show(show::Args),
    Search(search::Args),
    Report(report::Args),
    Export(export::Args),
    Verify(verify::Args),
    Backup(backup::Args),
    Rebuild(rebuild::Args),
    Replay(replay::Args),
    Sources(sources::Args),
    Outbox(outbox::Args),
    Init(init::Args),
    Check(check::Args),
    Doctor(doctor::Args),
    TestMail(test_mail::Args),
    Inspect(inspect::Args),
    Reload(reload::Args),
    Dismiss(dismiss::Args),
    Acknowledge(acknowledge::Args),
    Demo(demo::Args),
    Generate(generate::Args),
}

/// How a command ended, when it did not fail.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum End {
    Done,
    /// The configuration is wrong, and that was said.
    Misconfigured,
    /// Mail is dead or late, and that was said.
    MailLate,
}

impl Cli {
    /// Runs the command, writing what it has to say to `out`.
    pub fn run(self, out: &mut dyn Write) -> anyhow::Result<End> {
        let place = open::Place {
            config: self.config,
            database: self.database,
        };
        match self.command {
            Command::Run(args) => run::run(&args, &place),
            Command::Poll(args) => poll::run(&args, &place, out),
            Command::Status(args) => status::run(&args, &place, out),
            Command::History(args) => history::run(&args, &place, out),
            Command::Changes(args) => changes::run(&args, &place, out),
            Command::Claims(args) => claims::run(&args, &place, out),
            Command::News(args) => news::run(&args, &place, out),
            Command::Diff(args) => diff::run(&args, &place, out),
            Command::Show(args) => show::run(&args, &place, out),
            Command::Search(args) => search::run(&args, &place, out),
            Command::Report(args) => report::run(&args, &place, out),
            Command::Export(args) => export::run(&args, &place, out),
            Command::Verify(args) => verify::run(&args, &place, out),
            Command::Backup(args) => backup::run(&args, &place, out),
            Command::Rebuild(args) => rebuild::run(&args, &place, out),
            Command::Replay(args) => replay::run(&args, &place, out),
            Command::Sources(args) => sources::run(&args, &place, out),
            Command::Outbox(args) => outbox::run(&args, &place, out),
            Command::Init(args) => init::run(&args, &place, out),
            Command::Check(args) => check::run(&args, &place, out),
            Command::Doctor(args) => doctor::run(&args, &place, out),
            Command::TestMail(args) => test_mail::run(&args, &place, out),
            Command::Inspect(args) => inspect::run(&args, &place, out),
            Command::Reload(args) => reload::run(&args, &place, out),
            Command::Dismiss(args) => dismiss::run(&args, &place, out),
            Command::Acknowledge(args) => acknowledge::run(&args, &place, out),
            Command::Demo(args) => {
                alone(&place)?;
                demo::run(&args, out)
            }
            Command::Generate(args) => generate::run(&args),
        }
    }
}

/// Refuses what the demo would ignore.
fn alone(place: &open::Place) -> Result<(), clap::Error> {
    if place.config.is_none() && place.database.is_none() {
        return Ok(());
    }
    let refused = "the demo makes a configuration and a database of its own, in --folder: leave out \
                   --config and --database (and unset WATCH907_CONFIG and WATCH907_DATABASE)";
    Err(Cli::command().error(ErrorKind::ArgumentConflict, refused))
}

/// Tells the user what went wrong, and the shell how it ended.
///
/// Usage errors that clap finds don't come this far: it ends the program with code 2.
pub fn report(end: &anyhow::Result<End>, err: &mut dyn Write) -> ExitCode {
    let error = match end {
        Ok(End::Done) => return ExitCode::SUCCESS,
        Ok(End::Misconfigured) => return ExitCode::from(3),
        Ok(End::MailLate) => return ExitCode::from(4),
        Err(error) => error,
    };
    // The reader of `changes | head` has seen enough.
    if error.downcast_ref::<io::Error>().map(io::Error::kind) == Some(io::ErrorKind::BrokenPipe) {
        return ExitCode::SUCCESS;
    }
    if let Some(usage) = error.downcast_ref::<clap::Error>() {
        let _ = write!(err, "{usage}");
        return ExitCode::from(2);
    }
    // Where there is nobody to tell, the code must do.
    let _ = writeln!(err, "error: {error:#}");
    let is_configuration = error.is::<Mistakes>()
        || error.is::<open::NoSecret>()
        || error.is::<open::NoConfiguration>();
    match is_configuration {
        true => ExitCode::from(3),
        false => ExitCode::FAILURE,
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn the_demo_refuses_what_it_would_ignore() {
        for option in ["--config", "--database"] {
            let args = ["watch907", "demo", option, "/nowhere/file"];
            let end = Cli::try_parse_from(args).unwrap().run(&mut io::sink());

            assert!(end.as_ref().unwrap_err().is::<clap::Error>());
            let code = report(&end, &mut io::sink());
            assert_eq!(format!("{code:?}"), format!("{:?}", ExitCode::from(2)));
        }
    }
}
