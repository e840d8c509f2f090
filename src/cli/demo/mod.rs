//! `demo`: a recorded story of Section 907, served on loopback and watched there.
//!
//! Everything is the real thing but the far end: the sources of the built-in
//! configuration are asked over HTTP, at an address of our own; the pipeline, the
//! database and the mails are those of the service. Only the clock is turned, from one
//! poll to the next, so that sixteen months pass in seconds.

use std::{
    fs,
    future::ready,
    io,
    io::Write,
    path::{self, Path, PathBuf},
    sync::Arc,
};

use anyhow::{Context as _, ensure};
use jiff::{SignedDuration, Timestamp};

use crate::{
    cli::{
        End,
        demo::{chapters::Chapter, site::Site, story::Story},
        open,
        run::{runtime, take},
    },
    config::{self, Config, Layer},
    daemon::{clock::Clock, engine::Engine, watchdog::Beat, writer},
    domain::alert::Kind,
    store::{
        self,
        work::{
            messages::{self, Listed},
            meta,
        },
    },
};

mod chapters;

pub mod story;

pub mod site;

/// Watch a recorded story of Section 907, and its what-if, in fast motion.
///
/// Needs no network, no account and no key. What is there of an earlier demo is
/// replaced.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Where the database, the configuration and the mails go.
    #[arg(long, value_name = "FOLDER", default_value = "demo")]
    folder: PathBuf,
}

/// How often each source is asked, in the story's time.
const CADENCE: SignedDuration = SignedDuration::from_hours(12);

/// What another demo removes in its folder. The configuration, by which a folder is
/// known to be a demo's, is replaced in place; the lock is held.
const FILES: [&str; 7] = [
    "watch907.db",
    "watch907.db-wal",
    "watch907.db-shm",
    "watch907.db.reading",
    "watch907.db.was-here",
    "mail",
    "public",
];

pub(super) fn run(args: &Args, out: &mut dyn Write) -> anyhow::Result<End> {
    ensure!(
        is_ours(&args.folder)?,
        "{} holds something else than an earlier demo: name a folder that is empty or not there yet",
        args.folder.display()
    );
    let database = args.folder.join("watch907.db");
    let lock = take(&database)?;
    clear(&args.folder)?;
    mark(&args.folder)?;
    let conn =
        store::open(&database).with_context(|| format!("failed to open {}", database.display()))?;
    let (writer, thread) = writer::start(conn, Beat::default());
    runtime()?.block_on(async {
        let story = Arc::new(Story::recorded());
        let clock = Clock::turned_to(story.begins_at());
        let site = {
            let clock = clock.clone();
            site::serve(Arc::clone(&story), move || clock.now())
                .await
                .context("failed to serve the story on loopback")?
        };
        let mut chapters = chapters::of(&story);
        let first = chapters.pop_front().context("the story has a beginning")?;
        let config = configure(&args.folder, &site, &first)?;
        let (setup, outlet) = open::prepare(config, &database)?;
        let engine = Engine::new(clock, writer, database.clone(), setup, outlet);
        engine.declare(ready(Ok(()))).await?;

        let mut teller = Teller { told: 0, out };
        teller.begin(&story, &site)?;
        let mut polls = 0;
        while engine.clock.now() < story.ends_at() {
            while chapters
                .front()
                .is_some_and(|chapter| chapter.at <= engine.clock.now())
            {
                let chapter = chapters.pop_front().context("it was there")?;
                teller.say(chapter.at, &chapter.caption)?;
                let config = configure(&args.folder, &site, &chapter)?;
                let (setup, outlet) = open::prepare(config, &database)?;
                engine.reload(setup, outlet).await?;
            }
            polls += engine.poll_due().await?.len();
            engine.tick().await?;
            engine.deliver().await?;
            teller.tell(&engine)?;
            let next = next(&engine, chapters.front())?.min(story.ends_at());
            engine.clock.turn(next);
        }
        let now = engine.clock.now();
        engine
            .writer
            .write(move |tx| Ok(meta::set(tx, meta::Key::Now, now)?))
            .await?;
        engine.publish().await?;
        teller.end(&args.folder, &story, &engine, polls)
    })?;
    thread
        .join()
        .map_err(|_| anyhow::anyhow!("the writer panicked"))?;
    drop(lock);
    Ok(End::Done)
}

/// When there is something to do next.
fn next(engine: &Engine, chapter: Option<&Chapter>) -> anyhow::Result<Timestamp> {
    let now = engine.clock.now();
    let due = engine
        .readers
        .with(|conn| -> anyhow::Result<_> { Ok(store::work::sources::next_due(conn, now)?) })?;
    let chapter = chapter.map(|chapter| chapter.at.max(now));
    let next = [due, chapter].into_iter().flatten().min();
    // Due times are to the second, and the clock must move.
    Ok(next
        .unwrap_or(now + CADENCE)
        .max(now + SignedDuration::from_secs(1)))
}

/// Whether nothing in a folder is anyone's but a demo's: it isn't there, or holds nothing
/// or no more than a lock, or its configuration was written by a demo.
fn is_ours(folder: &Path) -> anyhow::Result<bool> {
    let failed = || format!("failed to look into {}", folder.display());
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(true),
        entries => entries.with_context(failed)?,
    };
    let mut is_empty = true;
    for entry in entries {
        is_empty &= entry.with_context(failed)?.file_name() == "watch907.db.lock";
    }
    let config = fs::read(folder.join("config.toml"));
    Ok(is_empty || config.is_ok_and(|config| config.starts_with(chapters::MARK.as_bytes())))
}

/// Marks a folder as a demo's, before there is anything else in it.
fn mark(folder: &Path) -> anyhow::Result<()> {
    let path = folder.join("config.toml");
    fs::write(&path, chapters::MARK).with_context(|| format!("failed to write {}", path.display()))
}

/// Removes what an earlier demo left, and nothing else.
fn clear(folder: &Path) -> anyhow::Result<()> {
    for file in FILES {
        let path = folder.join(file);
        let removed = match path.is_dir() {
            true => fs::remove_dir_all(&path),
            false => fs::remove_file(&path),
        };
        match removed {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(error).with_context(|| format!("failed to remove {}", path.display()));
            }
            _ => (),
        }
    }
    Ok(())
}

/// Lays a chapter's configuration over the built-in one, and keeps it for the commands
/// that come after.
fn configure(folder: &Path, site: &Site, chapter: &Chapter) -> anyhow::Result<Config> {
    let database = path::absolute(folder.join("watch907.db"))?;
    let text = chapter.configuration(&database, site, CADENCE)?;
    let path = folder.join("config.toml");
    fs::write(&path, &text).with_context(|| format!("failed to write {}", path.display()))?;
    let name = path.display().to_string();
    let layer = Layer {
        name: &name,
        text: &text,
    };
    Ok(config::load(&[layer])?)
}

/// Tells what happens while it happens.
struct Teller<'a> {
    /// Messages told so far.
    told: i64,
    out: &'a mut dyn Write,
}

impl Teller<'_> {
    fn begin(&mut self, story: &Story, site: &Site) -> anyhow::Result<()> {
        writeln!(
            self.out,
            "The recorded story of Section 907, from {} on, served at http://{}.\n\
             Each line is a mail that left at once, with its day in the story.\n",
            story.begins_at().strftime("%-d %B %Y"),
            site.address
        )?;
        Ok(())
    }

    fn say(&mut self, at: Timestamp, caption: &str) -> anyhow::Result<()> {
        writeln!(self.out, "{}  -- {caption}", at.strftime("%Y-%m-%d"))?;
        Ok(())
    }

    /// Tells the mails that came since it last told.
    fn tell(&mut self, engine: &Engine) -> anyhow::Result<()> {
        let after = self.told;
        let new = engine
            .readers
            .with(|conn| -> anyhow::Result<Vec<Listed>> { Ok(messages::after(conn, after)?) })?;
        for message in new {
            self.told = message.id;
            // These come by the calendar, and are counted at the end.
            if !matches!(message.kind, Kind::Digest | Kind::Silence) {
                let day = message.composed_at.strftime("%Y-%m-%d");
                writeln!(self.out, "{day}  {}", message.subject)?;
            }
        }
        Ok(())
    }

    fn end(
        &mut self,
        folder: &Path,
        story: &Story,
        engine: &Engine,
        polls: usize,
    ) -> anyhow::Result<()> {
        let database = folder.join("watch907.db");
        let (mails, changes): (usize, usize) =
            engine.readers.with(|conn| -> anyhow::Result<_> {
                Ok((
                    messages::tally(conn, &[], Timestamp::UNIX_EPOCH)?.sent_since,
                    store::derived::changes::count(conn)?,
                ))
            })?;
        let size = fs::metadata(&database).map_or(0, |file| file.len());
        writeln!(
            self.out,
            "\n{polls} polls, {changes} changes, {mails} mails (weekly statements and digests among them).\n\
             Database  {} ({:.1} MB)\n\
             Mails     {}\n\
             Report    {}\n\n\
             From {} on it is what if: made up, and so is how it ends. Nothing has repealed Section 907.\n\n\
             To try:",
            database.display(),
            size as f64 / 1e6,
            folder.join("mail").display(),
            folder.join("public/report.html").display(),
            story.what_if_at().strftime("%-d %B %Y"),
        )?;
        let program = std::env::args()
            .next()
            .unwrap_or_else(|| "watch907".to_owned());
        let config = folder.join("config.toml");
        for command in [
            "status",
            "history hr99907-119",
            "changes --topic --limit 20",
        ] {
            writeln!(
                self.out,
                "  {program} --config {} {command}",
                config.display()
            )?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn demo(folder: &Path) -> anyhow::Result<End> {
        let args = Args {
            folder: folder.to_owned(),
        };
        run(&args, &mut io::sink())
    }

    #[test]
    fn the_demo_touches_no_folder_but_its_own() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path();
        fs::create_dir(folder.join("mail")).unwrap();
        let kept = [
            ("watch907.db", "a year of evidence"),
            ("watch907.db.lock", "/run/watch907/control.sock"),
            ("config.toml", "database = \"watch907.db\"\n"),
            ("mail/000001-began.eml", "a mail"),
        ];
        for (file, text) in kept {
            fs::write(folder.join(file), text).unwrap();
        }

        let refused = demo(folder).unwrap_err();

        assert!(
            refused.to_string().contains("something else"),
            "{refused:#}"
        );
        for (file, text) in kept {
            assert_eq!(
                fs::read_to_string(folder.join(file)).unwrap(),
                text,
                "{file}"
            );
        }
    }

    #[test]
    fn a_demo_that_runs_is_not_pulled_from_under_itself() {
        let dir = tempfile::tempdir().unwrap();
        mark(dir.path()).unwrap();
        let database = dir.path().join("watch907.db");
        fs::write(&database, "a story so far").unwrap();
        let _lock = take(&database).unwrap();

        demo(dir.path()).unwrap_err();

        assert_eq!(fs::read_to_string(&database).unwrap(), "a story so far");
    }

    #[test]
    fn a_demo_replaces_what_an_earlier_one_left() {
        let dir = tempfile::tempdir().unwrap();
        assert!(is_ours(&dir.path().join("not there")).unwrap());
        assert!(is_ours(dir.path()).unwrap());
        drop(take(&dir.path().join("watch907.db")).unwrap());
        assert!(is_ours(dir.path()).unwrap(), "cut off before its mark");

        mark(dir.path()).unwrap();
        fs::write(dir.path().join("watch907.db"), "a story").unwrap();
        assert!(is_ours(dir.path()).unwrap());
        clear(dir.path()).unwrap();
        assert!(!dir.path().join("watch907.db").exists());
        assert!(is_ours(dir.path()).unwrap(), "cut off after it cleared");
    }
}
