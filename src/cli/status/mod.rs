//! `status`: where everything stands, stood, or was known to stand.

use std::io::Write;

use jiff::civil::Date;

use crate::cli::{
    End, open,
    open::Place,
    output,
    question::{self, AsOf},
};

mod answer;

mod health;

mod print;

/// Where Section 907 and each measure stand, by which document and what comes next, and
/// how well we see.
///
/// With `--as-of` it answers by what had been seen by then, with `--legal-date` what was
/// true then by what is known now, and with both what was then taken to be true on that
/// day. Asked for the present, it ends with code 4 while a mail is refused for good, or
/// late by a day.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    as_of: AsOf,

    /// Answer for this day in law, as in 2021-06-01.
    #[arg(long, value_name = "DATE")]
    legal_date: Option<Date>,

    /// Print JSON.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Args, place: &Place, out: &mut dyn Write) -> anyhow::Result<End> {
    let config = place.config()?;
    let conn = place.read(&config)?;
    let now = open::now(&conn)?;
    let mut view = args.as_of.view(now)?;
    if let Some(day) = args.legal_date {
        view = view.in_law_on(day);
    }
    let status = answer::read(&conn, &config, view, now)?;
    match args.json {
        true => output::json(out, &status)?,
        false => {
            let heading = question::heading(view, status.as_of);
            let folder = open::mail_folder(&config, &place.database(&config));
            print::print(&status, heading.as_deref(), &config, &folder, out)?;
        }
    }
    let is_plain = args.as_of.as_of.is_none() && args.legal_date.is_none();
    let is_late = |mail: &health::Mail| mail.dead + mail.late > 0;
    match is_plain && status.mail.as_ref().is_some_and(is_late) {
        false => Ok(End::Done),
        true => Ok(End::MailLate),
    }
}
