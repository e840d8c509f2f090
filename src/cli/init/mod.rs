//! `init`: a first configuration, tried at once.

use std::{
    io::{IsTerminal as _, Write},
    path::{Path, PathBuf},
};

use crate::{
    cli::{
        End, check, doctor,
        init::answers::{Answers, Given},
        open::{self, Place},
        run::uid,
    },
    config::Layer,
};

mod answers;

mod files;

/// Write a first configuration, and try it.
///
/// Asks on a terminal for what the options don't say: your address, your mail server, and a
/// key of Congress's API, if you have one. Secrets go to files of their own, which only the
/// service may read. Nothing that is there is overwritten. Then `check` and `doctor` say
/// whether it works.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The file to write. By default that of --config, else /etc/watch907/config.toml for
    /// root and config.toml, here, for others.
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,

    #[command(flatten)]
    given: Given,

    /// Ask no source and no server whether it works.
    #[arg(long)]
    no_doctor: bool,
}

pub(super) fn run(args: &Args, place: &Place, out: &mut dyn Write) -> anyhow::Result<End> {
    let file = file(args, place);
    let target = files::Target::at(&file)?;
    let is_terminal = std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
    let answers = Answers::gather(&args.given, is_terminal, out)?;
    let text = answers.configuration(&target);
    // Wrong answers are told before anything is written.
    crate::config::load(&[Layer {
        name: &file.display().to_string(),
        text: &text,
    }])?;
    target.write(&text, &answers, out)?;

    let place = Place {
        config: Some(file.clone()),
        database: place.database.clone(),
    };
    writeln!(out)?;
    let mut end = check::run(&check::Args { json: false }, &place, out)?;
    if end != End::Done {
        return Ok(end);
    }
    let config = place.config()?;
    if place.is_service() {
        files::open_wall(&config, out)?;
    }
    let mut examined = Ok(End::Done);
    if !args.no_doctor {
        writeln!(out)?;
        examined = doctor::run(&doctor::Args::default(), &place, out);
    }
    writeln!(out, "\n{}", next(&file, place.is_service()))?;
    if let End::Misconfigured = examined? {
        end = End::Misconfigured;
    }
    Ok(end)
}

fn file(args: &Args, place: &Place) -> PathBuf {
    let usual = || match uid() {
        Some(0) => PathBuf::from(open::CONFIG),
        _ => PathBuf::from("config.toml"),
    };
    let named = args.file.clone().or_else(|| place.config.clone());
    named.unwrap_or_else(usual)
}

/// What comes next.
fn next(file: &Path, is_service: bool) -> String {
    if is_service {
        return "Next:\n  \
                watch907 test-mail                 # does mail arrive?\n  \
                systemctl enable --now watch907    # watch, from now on and after each start\n  \
                watch907 status                    # where everything stands"
            .to_owned();
    }
    let program = format!("watch907 --config {}", file.display());
    format!(
        "Next:\n  \
         {program} test-mail    # does mail arrive?\n  \
         {program} run          # watch, until Ctrl-C\n  \
         {program} status       # where everything stands"
    )
}
