//! Every command that reads, wherever its output goes: terminals of two widths, with and
//! without colours and UTF-8, a pipe, and JSON.

use std::process::Command;

use super::rebuild::{WATCHED, story};
use crate::kit::world::World;

/// Each reading command, and whether it has `--json`.
const COMMANDS: &[(&[&str], bool)] = &[
    (&["status"], true),
    (&["history"], true),
    (&["changes"], true),
    (&["claims"], true),
    (&["news"], true),
    (&["show"], true),
    (&["show", "1"], true),
    (&["diff", "1"], true),
    (&["search", "907"], true),
    (&["sources"], true),
    (&["sources", "--on", "2026-11-23"], true),
    (&["outbox"], true),
    (&["verify"], true),
    (&["replay"], true),
    (&["--help"], false),
];

/// What a command says in a terminal so wide, line by line.
fn in_terminal(world: &World, args: &[&str], width: usize, env: &[(&str, &str)]) -> Vec<String> {
    let quoted = |arg: &str| format!("'{}'", arg.replace('\'', r"'\''"));
    let config = world.path("other.toml").display().to_string();
    let database = world.database().display().to_string();
    let all = [args, &["--config", &config, "--database", &database]].concat();
    let words: Vec<String> = all.iter().map(|arg| quoted(arg)).collect();
    let program = quoted(env!("CARGO_BIN_EXE_watch907"));
    let line = format!(
        "stty cols {width} rows 50; exec {program} {}",
        words.join(" ")
    );
    let output = Command::new("script")
        .args(["--quiet", "--return", "--command", &line, "/dev/null"])
        .env_remove("LC_ALL")
        .env_remove("LC_CTYPE")
        .env_remove("NO_COLOR")
        .env("LANG", "C.UTF-8")
        .env("TERM", "xterm-256color")
        .envs(env.iter().copied())
        .output()
        .expect("script of util-linux is there");
    let said = String::from_utf8(output.stdout).unwrap();
    said.lines()
        .map(|line| line.trim_end_matches('\r').to_owned())
        .collect()
}

/// As a terminal shows it, without what colours it.
fn shown(line: &str) -> String {
    let mut shown = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("\x1b[") {
        shown.push_str(before);
        rest = after.split_once('m').map_or("", |(_, rest)| rest);
    }
    shown + rest
}

#[test]
fn every_reading_command_suits_where_its_output_goes() {
    let mut world = story(WATCHED);
    world.stop();
    std::fs::write(world.path("other.toml"), world.with_base(WATCHED)).unwrap();
    let mut wrong = Vec::new();
    for &(args, has_json) in COMMANDS {
        for width in [80, 160] {
            for line in in_terminal(&world, args, width, &[]) {
                let line = shown(&line);
                // An address or a hash is never broken.
                let last = line.trim().rsplit(' ').next().unwrap_or_default();
                let is_whole = last.len() >= 40;
                if line.chars().count() > width && !is_whole {
                    wrong.push(format!("{args:?} at {width}: {line}"));
                }
            }
        }
        for line in in_terminal(&world, args, 80, &[("NO_COLOR", "1")]) {
            if line.contains('\x1b') {
                wrong.push(format!("{args:?} without colours: {line:?}"));
            }
        }
        let plain = in_terminal(&world, args, 80, &[("LANG", "C")]);
        assert!(!plain.is_empty(), "{args:?}");
        for line in plain {
            if !line.is_ascii() {
                wrong.push(format!("{args:?} without UTF-8: {line}"));
            }
        }
        let (piped, code) = world.ask(args);
        assert!(matches!(code, 0 | 4), "{args:?}: {piped}");
        if piped.contains('\x1b') {
            wrong.push(format!("{args:?} piped: {piped:?}"));
        }
        if has_json {
            world.ask_json(args);
            let json = [args, &["--json"]].concat();
            let said = in_terminal(&world, &json, 80, &[("LC_ALL", "C")]).join("\n");
            if !said.is_ascii() || serde_json::from_str::<serde_json::Value>(&said).is_err() {
                wrong.push(format!("{json:?} without UTF-8: {said}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
