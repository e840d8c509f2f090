//! `export`: rows as JSON lines or CSV, or the evidence of an alert as one archive.

use std::{
    fs::File,
    io::{self, BufWriter, Write},
    path::PathBuf,
};

use anyhow::Context as _;

use crate::cli::{End, open::Place, range::usage};

mod archive;

mod rows;

/// What is in the database, for others to read: all of it as JSON lines, a table, a view
/// or a question in SQL as JSON lines or CSV, or the evidence of one alert as an archive.
///
/// In CSV a text that a spreadsheet would take for a formula begins with an apostrophe.
/// Bytes are hexadecimal.
#[derive(Debug, clap::Args)]
#[command(group(clap::ArgGroup::new("what").args(["table", "sql", "alert"])))]
pub(super) struct Args {
    /// A table or a view: changes, observations, status, …
    #[arg(long, value_name = "NAME")]
    table: Option<String>,

    /// A question, as in "SELECT title FROM news".
    #[arg(long, value_name = "SELECT")]
    sql: Option<String>,

    /// The alert by the letters in its mail: what it rests on as it was received, with
    /// headers, times and hashes, and its mails as they were sent (.tar.gz).
    #[arg(long, value_name = "LETTERS")]
    alert: Option<String>,

    /// CSV in place of JSON lines.
    #[arg(long, conflicts_with = "alert")]
    csv: bool,

    /// Where it goes. Without it, it is printed.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub(super) fn run(args: &Args, place: &Place, out: &mut dyn Write) -> anyhow::Result<End> {
    let is_all = args.table.is_none() && args.sql.is_none() && args.alert.is_none();
    if is_all && args.csv {
        return Err(usage(&"CSV is for one table or question: name it by --table or --sql").into());
    }
    let config = place.config()?;
    let conn = place.read(&config)?;
    // All rows are of one time, whatever is written meanwhile.
    let conn = conn.unchecked_transaction()?;
    let written = match &args.output {
        None => write(args, &conn, out),
        Some(path) => {
            let failed = || format!("failed to write {}", path.display());
            let mut file = BufWriter::new(File::create(path).with_context(failed)?);
            write(args, &conn, &mut file).and_then(|()| file.flush().with_context(failed))
        }
    };
    written?;
    Ok(End::Done)
}

fn write(args: &Args, conn: &rusqlite::Connection, out: &mut dyn Write) -> anyhow::Result<()> {
    match (&args.alert, &args.table, &args.sql) {
        (Some(letters), ..) => archive::write(conn, letters, out),
        (_, Some(table), _) => rows::table(conn, table, args.csv, out),
        (_, _, Some(sql)) => rows::query(conn, sql, args.csv, out),
        (None, None, None) => rows::all(conn, out),
    }
}

/// As an I/O error, by which a reader who has seen enough is known.
fn io_error(error: impl Into<io::Error>) -> anyhow::Error {
    error.into().into()
}
