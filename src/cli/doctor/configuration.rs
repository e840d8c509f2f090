//! The configuration, and the secrets that it names.

use std::{fs, os::unix::fs::MetadataExt as _};

use super::finding::{Finding, Report, Verdict};
use crate::{
    cli::{
        check::{self, Obstacle},
        open::Place,
    },
    config::{Config, Mistakes},
    render::text::count,
};

const ABOUT: &str = "configuration";

/// The configuration, and whether the service could use it; `None` where it is wrong.
pub(super) fn examine(
    place: &Place,
    report: &mut Report<'_>,
) -> anyhow::Result<Option<(Config, bool)>> {
    let config = match place.config() {
        Ok(config) => config,
        Err(error) => {
            let Some(mistakes) = error.downcast_ref::<Mistakes>() else {
                return Err(error);
            };
            for mistake in mistakes.iter() {
                let found = mistake.to_string();
                report.add(Finding::new(Verdict::Failed, ABOUT, found, None))?;
            }
            return Ok(None);
        }
    };
    let obstacles = check::obstacles(&config, place);
    for Obstacle { key, problem } in &obstacles {
        let found = format!("{key}: {problem}");
        report.add(Finding::new(Verdict::Failed, ABOUT, found, None))?;
    }
    for remark in check::remarks(&config) {
        report.add(Finding::new(Verdict::Warning, ABOUT, remark, None))?;
    }
    if obstacles.is_empty() {
        report.add(Finding::ok(ABOUT, sum(&config)))?;
    }
    for (key, file) in config.secret_files() {
        // Those that can't be looked at were told above.
        if let Ok(found) = fs::metadata(file) {
            let mode = found.mode() & 0o777;
            let found = format!("{key} is in {}, mode {mode:o}", file.display());
            report.add(Finding::ok("secret", found))?;
        }
    }
    Ok(Some((config, obstacles.is_empty())))
}

fn sum(config: &Config) -> String {
    let on = config.enabled_sources().count();
    let required = config
        .enabled_sources()
        .filter(|source| source.required)
        .count();
    let told = config.subscribers().iter().filter(|one| !one.local).count();
    format!(
        "{} on, {required} of them required; {}",
        count(on, "source", "sources"),
        count(told, "subscriber", "subscribers")
    )
}
