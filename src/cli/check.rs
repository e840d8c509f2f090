//! `check`: whether the configuration is right, and the service could start with it.

use std::{
    collections::HashMap,
    fs::{self, File},
    io::{self, Write},
    os::unix::fs::MetadataExt as _,
    path::Path,
};

use serde::Serialize;

use crate::{
    cli::{End, open, open::Place, output, run::uid},
    config::{Also, Config, Mistakes, Subscriber},
};

/// Check the configuration: each mistake with its file, line and key, and files and
/// folders that can't be used.
///
/// Ends with code 3 where there is one.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Print JSON.
    #[arg(long)]
    pub(super) json: bool,
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
    let obstacles = obstacles(&config, place);
    let remarks = remarks(&config);
    if args.json {
        output::json(
            out,
            &serde_json::json!({ "mistakes": obstacles, "remarks": remarks }),
        )?;
    } else if obstacles.is_empty() {
        summary(&config, place, out)?;
        for remark in &remarks {
            writeln!(out, "Note: {remark}")?;
        }
    } else {
        for Obstacle { key, problem } in &obstacles {
            writeln!(out, "{key}: {problem}")?;
        }
    }
    Ok(match obstacles.is_empty() {
        true => End::Done,
        false => End::Misconfigured,
    })
}

/// What the configuration names and the service couldn't use.
#[derive(Debug, Serialize)]
pub(super) struct Obstacle {
    pub(super) key: &'static str,
    pub(super) problem: String,
}

pub(super) fn obstacles(config: &Config, place: &Place) -> Vec<Obstacle> {
    let mut found = Vec::new();
    let mut add = |key, problem| found.push(Obstacle { key, problem });
    for (key, error) in open::unreadable_secrets(config) {
        let error = anyhow::Error::from(error);
        add(
            key,
            format!("{error:#}: write it there, for the user who runs this to read"),
        );
    }
    let database = place.database(config);
    // Only its owner writes to a database, and we may be someone else who looks.
    let owner = fs::metadata(&database).ok().map(|file| file.uid());
    if owner.is_some() && owner != uid() {
        return found;
    }
    let folder = database.parent().unwrap_or(Path::new(""));
    if let Err(error) = writable(folder).and_then(|()| writable_file(&database)) {
        add(
            "database",
            format!(
                "{} can't be written ({error}): name another, or give its folder to the user who runs this",
                database.display()
            ),
        );
    }
    let mails = open::mail_folder(config, &database);
    if !config.mail_leaves()
        && let Err(error) = writable(&mails)
    {
        add(
            "mail.folder",
            format!(
                "{} can't be written ({error}): name another, or give it to the user who runs this",
                mails.display()
            ),
        );
    }
    for subscriber in config.subscribers() {
        if let Some(Also::Folder(name)) = &subscriber.also
            && let folder = open::beside(&database).join(name)
            && let Err(error) = writable(&folder)
        {
            add(
                "subscriber.also",
                format!(
                    "{} can't be written ({error}): name another, or give it to the user who runs this",
                    folder.display()
                ),
            );
        }
    }
    if let Some(path) = &config.report.path
        && let Err(error) = writable(&folder.join(path))
    {
        add(
            "report.path",
            format!(
                "{} can't be written ({error}): name another, give it to the user who runs this, or leave it empty",
                folder.join(path).display()
            ),
        );
    }
    found
}

/// Whether files can be made in a folder, or where it isn't there, the folder itself.
fn writable(folder: &Path) -> io::Result<()> {
    let there = folder.ancestors().find(|folder| folder.exists());
    let there = there.unwrap_or(Path::new("."));
    let probe = there.join(format!(".watch907-check-{}", std::process::id()));
    File::create_new(&probe)?;
    fs::remove_file(&probe)
}

fn writable_file(file: &Path) -> io::Result<()> {
    match File::options().append(true).open(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// What is right, and could be better.
pub(super) fn remarks(config: &Config) -> Vec<String> {
    let contact = config.fetch.contact.is_none().then(|| {
        "fetch.contact is empty: whoever runs a source can't reach you, and can only block you."
            .to_owned()
    });
    let open = open::open_secrets(config).into_iter().map(|path| {
        let path = path.display();
        format!("{path} holds a secret that others may read: `chmod 600 {path}`.")
    });
    let mut seen = HashMap::new();
    let mut alike = Vec::new();
    for Subscriber { address, .. } in config.subscribers() {
        if let Some(first) = seen.insert(address.to_lowercase(), address) {
            alike.push(format!(
                "{first} and {address} differ only in case, and most servers take them for one: whoever reads there \
                 is told twice."
            ));
        }
    }
    contact.into_iter().chain(open).chain(alike).collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    fn check(folder: &Path, text: &str) -> (End, String) {
        let config = folder.join("config.toml");
        fs::write(&config, text).unwrap();
        let place = Place {
            config: Some(config),
            database: None,
        };
        let mut out = Vec::new();
        let end = run(&Args { json: false }, &place, &mut out).unwrap();
        (end, String::from_utf8(out).unwrap())
    }

    const MAIL: &str = r#"
[mail]
from = "watch907@example.org"
list_id = "watch907.example.org"
server = "mail.example.org"
user = "watch907"
[[subscriber]]
address = "ann@example.org"
"#;

    #[test]
    fn what_could_not_start_is_not_right() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("file"), "").unwrap();
        let missing = dir.path().join("smtp-password");
        // Beside the configuration, wherever we are.
        let named = MAIL.replace("[[sub", "password_file = \"smtp-password\"\n[[sub");
        for (text, key) in [
            ("database = \"file/watch907.db\"", "database: "),
            ("[mail]\nfolder = \"file/mail\"", "mail.folder: "),
            ("[report]\npath = \"file/public\"", "report.path: "),
            (&named, "mail.password_file: "),
            ("[discover]\nkey_file = \"no-key\"", "discover.key_file: "),
        ] {
            let (end, said) = check(dir.path(), text);
            assert_eq!(end, End::Misconfigured, "{said}");
            assert!(said.starts_with(key), "{said}");
        }

        fs::write(&missing, "secret").unwrap();
        // A password that the service manager hands over is there when it starts us.
        for text in ["", "database = \"not/there/yet.db\"", MAIL, &named] {
            let (end, said) = check(dir.path(), text);
            assert_eq!(end, End::Done, "{said}");
        }
        let left: Vec<_> = fs::read_dir(dir.path()).unwrap().collect();
        assert_eq!(left.len(), 3, "{left:?}");
    }

    #[test]
    fn addresses_that_differ_only_in_case_are_one_by_the_domain_and_odd_before_it() {
        let dir = tempfile::tempdir().unwrap();
        let (end, said) = check(
            dir.path(),
            &format!("{MAIL}[[subscriber]]\naddress = \"Ann@example.org\""),
        );
        assert_eq!(end, End::Done, "{said}");
        assert!(
            said.contains("ann@example.org and Ann@example.org differ only"),
            "{said}"
        );

        let (end, said) = check(
            dir.path(),
            &format!("{MAIL}[[subscriber]]\naddress = \"ann@EXAMPLE.org\""),
        );
        assert_eq!(end, End::Misconfigured);
        assert!(said.contains("stands twice"), "{said}");
    }

    #[test]
    fn who_can_not_be_reached_is_told_so() {
        let dir = tempfile::tempdir().unwrap();
        let (_, without) = check(dir.path(), "");
        let (_, with) = check(dir.path(), "[fetch]\ncontact = \"https://example.org/us\"");
        assert!(without.contains("fetch.contact"));
        assert!(!with.contains("fetch.contact"), "{with}");
    }
}
