//! `generate`: what a package holds beside the program, made by the program itself, so
//! that none of it falls out of step.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use clap::CommandFactory as _;
use clap_complete::Shell;

use crate::{
    cli::{Cli, End},
    config,
};

/// Write man pages, completions for bash, zsh and fish, and the JSON Schema of the
/// configuration.
#[derive(Debug, clap::Args)]
#[command(hide = true)]
pub(super) struct Args {
    /// Where to; made where it isn't there.
    folder: PathBuf,
}

pub(super) fn run(args: &Args) -> anyhow::Result<End> {
    let folder = &args.folder;
    write(folder).with_context(|| format!("failed to write to {}", folder.display()))?;
    Ok(End::Done)
}

fn write(folder: &Path) -> anyhow::Result<()> {
    let (man, completions) = (folder.join("man"), folder.join("completions"));
    fs::create_dir_all(&man)?;
    fs::create_dir_all(&completions)?;
    clap_mangen::generate_to(Cli::command(), &man)?;
    for shell in [Shell::Bash, Shell::Zsh, Shell::Fish] {
        clap_complete::generate_to(shell, &mut Cli::command(), "watch907", &completions)?;
    }
    let schema = serde_json::to_string_pretty(&config::schema())?;
    fs::write(folder.join("config.schema.json"), schema + "\n")?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_command_has_its_page_and_its_completion() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("made");

        write(&folder).unwrap();

        let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
        let (bash, zsh, fish) = (
            read("completions/watch907.bash"),
            read("completions/_watch907"),
            read("completions/watch907.fish"),
        );
        for command in Cli::command()
            .get_subcommands()
            .filter(|one| !one.is_hide_set())
        {
            let name = command.get_name();
            assert!(read(&format!("man/watch907-{name}.1")).contains(".SH SYNOPSIS"));
            for completion in [&bash, &zsh, &fish] {
                assert!(completion.contains(name), "{name}");
            }
        }
        assert!(read("man/watch907.1").contains("Exit codes"));
        assert!(read("config.schema.json").contains("json-schema.org"));
    }
}
