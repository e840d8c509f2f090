//! `check`: whether the configuration is right.

use std::io::Write;

use crate::{
    cli::{End, open, open::Place, output},
    config::{Config, Mistakes},
};

/// Check the configuration: each mistake with its file, line and key.
///
/// Ends with code 3 where there is one.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Args, place: &Place, out: &mut dyn Write) -> anyhow::Result<End> {
    let config = match place.config() {
        Ok(config) => config,
        Err(error) => {
            let Some(mistakes) = error.downcast_ref::<Mistakes>() else {
                return Err(error);
            };
            match args.json {
                true => output::json(out, &serde_json::json!({ "mistakes": mistakes }))?,
                false => writeln!(out, "{mistakes}")?,
            }
            return Ok(End::Misconfigured);
        }
    };
    if args.json {
        output::json(out, &serde_json::json!({ "mistakes": [] }))?;
        return Ok(End::Done);
    }
    summary(&config, place, out)?;
    Ok(End::Done)
}

fn summary(config: &Config, place: &Place, out: &mut dyn Write) -> anyhow::Result<()> {
    let enabled = config.enabled_sources().count();
    let required = config
        .enabled_sources()
        .filter(|source| source.required)
        .count();
    let database = place.database(config);
    writeln!(out, "The configuration is right.")?;
    writeln!(out, "  Database     {}", database.display())?;
    writeln!(
        out,
        "  Sources      {enabled} on ({required} required), {} off",
        config.sources.len() - enabled
    )?;
    let told: Vec<&str> = config
        .subscribers()
        .iter()
        .map(|subscriber| subscriber.address.as_str())
        .collect();
    match (&config.mail.server, config.mail_leaves()) {
        (Some(server), true) => writeln!(
            out,
            "  Mail         by {}:{} ({}) to {}",
            server.host,
            server.port,
            server.tls.as_str(),
            told.join(", ")
        )?,
        (server, _) => {
            let missing = match server {
                Some(_) => "no [[subscriber]]",
                None => "no mail.server",
            };
            writeln!(
                out,
                "  Mail         as .eml files in {}, as there is {missing}",
                open::mail_folder(config, &database).display()
            )?;
        }
    }
    Ok(())
}
